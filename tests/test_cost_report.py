"""The cost section of a page: what a committee reads of the doubt of a sum."""

import pytest
from prices import PARAMS, ROOT, real

from iomlib import tables
from iomlib.metrics.pricing import as_printed
from iomlib.report import show
from iomlib.report.cost_range import edition_name

PETERBOROUGH = ("peterborough", "2011-12-Q3")
FORCE = ("cambridgeshire", "2017-18-Q1")
NONE = ("haringey", "2006-07-Q4")


def page(area, quarter, year):
    """Give what the functions of the page take."""
    crimes = tables.read_crimes(ROOT / "data", area, quarter)
    return as_printed(crimes), real(area, quarter, year), tables.read_printed(ROOT / "data", area, quarter)


def test_peterborough_reads_48_and_58_and_107_million_and_3_8_to_21_6():
    printed, costed, told = page(*PETERBOROUGH, "2010-11")
    assert show.range_words(printed, costed, told).sentences == [
        "The source prints about £48.5 million for 13,850 crimes (its text says "
        '"Crime costs the city almost £60m a year in economic and social costs").',
        "The same 13,850 costed crimes come to about £58.2 million as recorded and about £106.9 million with the "
        "multipliers (2010/11 prices). They estimate the crimes that are not recorded.",
        "The widest line is Most Serious Sexual Offences: about £3.8 million to about £21.6 million.",
    ]


def test_printed_costs_stand_beside_low_recorded_and_high():
    printed, costed, _ = page(*PETERBOROUGH, "2010-11")
    shown = show.range_table(printed, costed)
    assert shown.id == "cost_repriced"
    assert [column.text for column in shown.columns[1:]] == [
        "Crimes",
        "Cost as printed (£)",
        "Low (£)",
        "As recorded (£)",
        "High (£)",
    ]
    row = next(row for row in shown.rows if row[0] == "Most Serious Sexual Offences")
    assert row[1:] == ["204", "£7,538,208", "£3,771,685", "£3,771,685", "£21,584,419"]
    notes = " ".join(shown.notes)
    assert "Homicide is inside Violence against the Person and cannot be told apart" in notes
    assert "priced as theft from a vehicle: an assumption, and an upper bound" in notes
    assert "Prices are of 2010/11" in notes


def test_an_edition_without_multipliers_or_homicide_is_not_said_to_have_them():
    printed, _, _ = page(*PETERBOROUGH, "2010-11")
    notes = " ".join(show.range_table(printed, real(*PETERBOROUGH, "2010-11", "home-office-2010-11")).notes)
    assert "of these crimes (about £11.7 million). They stand as recorded" in notes
    assert "cannot be told apart: the edition has no price of it, and the cost here is without it." in notes
    assert "against business" not in notes


def test_a_force_has_homicide_as_a_line_of_its_own_and_a_total_without():
    printed, costed, told = page(*FORCE, "2019-20")
    ranges, totals = show.range_table(printed, costed), show.totals_table(costed)
    assert ranges.id == "cost_range"
    assert [row[0] for row in ranges.rows][:4] == [
        "Violence against the person, without homicide",
        "Theft offences",
        "Sexual offences",
        "Homicide",
    ]
    assert [row[:3] for row in totals.rows] == [
        ["All that is costed", "15,088", "£92,061,920"],
        ["Homicide", "2", "£6,693,360"],
        ["All but homicide", "15,086", "£85,368,560"],
    ]
    assert "seed 20120912" in totals.notes[1]
    assert (
        show.range_words(printed, costed, told)
        .sentences[0]
        .startswith("The 15,088 costed crimes come to about")
    )


def test_what_has_no_multiplier_is_said_with_its_number():
    printed, costed, _ = page(*FORCE, "2019-20")
    notes = " ".join(show.range_table(printed, costed).notes)
    assert "No multiplier is published for 1,818 of these crimes (about £5.4 million)" in notes


def test_editions_stand_side_by_side_with_what_each_leaves_out():
    shown = show.editions_table(page(*FORCE, "2019-20")[1])
    assert [row[:2] for row in shown.rows] == [
        ["Home Office 2019/20 (transcribed)", "11.9%"],
        ["Home Office 2015/16 (secondary)", "66.7%"],
        ["Home Office 2010/11 (implied)", "93.8%"],
        ["Home Office 2003/04 (secondary)", "22.5%"],
        ["Home Office 1999/00 (secondary)", "11.9%"],
    ]
    assert "are in no range from low to high" in shown.notes[1]


@pytest.mark.parametrize("shown", [show.totals_table, show.editions_table])
def test_without_crimes_there_is_no_table(shown):
    assert shown(page(*NONE, "2019-20")[1]).sentences == []


def test_without_crimes_there_are_no_words_and_no_range():
    printed, costed, told = page(*NONE, "2019-20")
    assert show.range_words(printed, costed, told).sentences == []
    assert show.range_table(printed, costed).sentences == []


def test_an_edition_that_leaves_out_homicide_shows_no_total_without_it():
    costed = real(*FORCE, "2019-20", "home-office-1999-00")
    assert [row[0] for row in show.totals_table(costed).rows] == ["All that is costed"]
    printed, _, told = page(*FORCE, "2019-20")
    assert "with the multipliers" not in show.range_words(printed, costed, told).sentences[0]


def test_the_headline_names_both_sums_of_a_printed_table():
    printed, costed, _ = page(*PETERBOROUGH, "2010-11")
    crimes = tables.read_crimes(ROOT / "data", *PETERBOROUGH)
    priced = costed.lines.groupby("offence_group")[["crimes", "cost"]].sum()
    words = show.cost_words(printed, printed.assign(cost=priced["cost"]), crimes, costed)
    assert words[-1] == (
        "At official unit costs in 2010/11 prices, 13,850 of these crimes come to about £58.2 million as recorded; "
        "with an estimate of crimes not recorded, to about £106.9 million."
    )


@pytest.mark.parametrize(
    ("id", "name"),
    [("home-office-1999-00", "Home Office 1999/00"), ("ours", "Ours"), ("fraud-2023-24", "Fraud 2023/24")],
)
def test_an_edition_is_named_as_a_reader_knows_it(id, name):
    assert edition_name(id) == name


def test_prices_are_read_from_the_folder_that_was_given():
    assert tables.read_editions(PARAMS).index.names == ["edition", "offence_subgroup"]


def test_a_sum_below_a_million_keeps_its_about():
    printed, costed, told = page(*PETERBOROUGH, "2010-11")
    small = printed.assign(cost=printed["cost"] / 1000)
    assert (
        show.range_words(small, costed, told).sentences[0].startswith("The source prints about £48,000 for ")
    )
