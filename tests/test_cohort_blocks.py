"""Families, aliases, services, money for treatment and actions: what each edition shows of them."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import FIRST, HERE, known

from iomlib import tables
from iomlib.blocks import Sentence, Table
from iomlib.disclosure.profile import OPEN, committee
from iomlib.errors import ParameterError
from iomlib.metrics import scheme
from iomlib.metrics.actions import action_tracker
from iomlib.metrics.families import COUNTS
from iomlib.metrics.services import needs_profile, service_rates, without_needs
from iomlib.params import read_treatment_ratio
from iomlib.report import scheme_safe
from iomlib.report.actions import actions_sentence, actions_table, actions_words
from iomlib.report.aliases import alias_table
from iomlib.report.families import families_table
from iomlib.report.services import (
    counted,
    needs_table,
    protect_rates,
    services_chart,
    services_table,
    treatment_sentence,
    trend_sentence,
)

ROOT = Path(__file__).parent.parent
PUBLIC = committee()


def everything(*made):
    """All that blocks carry to a page, as one text."""
    return "\n".join(block.model_dump_json() for block in made)


# Families


def rollup(sizes):
    rows = pd.DataFrame({name: [1] * len(sizes) for name in COUNTS}, dtype="Int64").assign(people=sizes)
    return rows.set_axis([f"family-{n}" for n in range(len(sizes))])


SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=60)


def test_the_public_table_counts_families_by_size_and_names_none():
    """Seed 003: a family tree, with initials."""
    table = families_table(rollup([2] * 22 + [3] * 16 + [7] * 8 + [25, 55]), PUBLIC)
    sizes = [["1 to 2", "20", "withheld"], ["3 to 4", "15", "withheld"], ["5 or more", "10", "withheld"]]
    assert table.rows == sizes
    assert "family-" not in everything(table)
    assert not re.search(r"\b(25|55)\b", everything(table))


def test_that_there_is_no_family_of_a_size_is_not_told():
    table = families_table(rollup([1] * 10 + [2] * 12 + [5] * 15), PUBLIC)
    assert table.rows == [["1", "10", "10"], ["2 to 4", "10", "withheld"], ["5 or more", "15", "withheld"]]


@given(SIZES)
def test_every_family_is_in_one_row_of_enough_families(sizes):
    table = families_table(rollup(sizes), PUBLIC)
    if len(sizes) < 10:
        assert table.sentences == ["Withheld: fewer than 10 families are known."]
        return
    counts = [int(row[1]) for row in table.rows]
    assert abs(sum(counts) - len(sizes)) <= 2 * len(counts)
    assert min(counts) >= 10 and all(count % 5 == 0 for count in counts)
    assert all(figure.value is None or figure.value >= 10 for figure in table.figures)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([2] * 19 + [3] * 8 + [4] * 5 + [30] * 15, [2] * 19 + [3] * 5 + [4] * 8 + [30] * 15),
        ([2] * 19 + [25, 55] + [6] * 13, [2] * 19 + [20, 60] + [9] * 13),
        ([2] * 19 + [3] * 14, [2] * 21 + [3] * 15),
    ],
)
def test_families_that_differ_only_in_what_is_withheld_or_rounded_look_the_same(one, other):
    assert everything(families_table(rollup(one), PUBLIC)) == everything(
        families_table(rollup(other), PUBLIC)
    )
    assert everything(families_table(rollup(one), OPEN)) != everything(families_table(rollup(other), OPEN))


def test_staff_see_each_family_and_what_is_not_known():
    table = families_table(rollup([9, 2]), OPEN)
    assert [row[:2] for row in table.rows] == [["family-0", "9"], ["family-1", "2"]]
    assert "Age not known: 2 people." in table.notes


@pytest.mark.parametrize("rule", [OPEN, PUBLIC])
def test_without_families_that_is_said(rule):
    assert families_table(rollup([]), rule).sentences == ["No families were supplied for this area."]


# Aliases


PAIRS = pd.DataFrame(
    {
        "person_a": ["p1"],
        "person_b": ["p2"],
        "score": [0.987654],
        "alike": ["same names; day and month of birth swapped"],
        "born_a": pd.to_datetime(["1980-03-09"]),
        "born_b": pd.to_datetime(["1980-09-03"]),
    }
)


def test_staff_see_pairs_by_pseudonym_and_no_date_of_birth():
    table = alias_table(PAIRS, OPEN)
    assert table.rows == [["1", "p1", "p2", "same names; day and month of birth swapped", "0.99"]]
    assert "1980" not in everything(table)
    assert any("Nothing was merged" in note for note in table.notes)


def test_a_public_edition_says_nothing_of_aliases():
    for pairs in (PAIRS, PAIRS.head(0), None):
        assert everything(alias_table(pairs, PUBLIC)) == everything(alias_table(None, PUBLIC))
        assert alias_table(pairs, PUBLIC).sentences == ["Possible aliases are not shown in a public edition."]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (None, "No names were supplied, so possible aliases were not looked for."),
        (PAIRS.head(0), "No two people have names and dates of birth that are alike enough to list."),
    ],
)
def test_no_names_and_no_pairs_are_different_things(pairs, said):
    assert alias_table(pairs, OPEN).sentences == [said]


# Services


def counts(pairs, measure="signed up"):
    rows = pd.DataFrame(pairs, columns=["people", "out_of"], dtype="float64")
    rows["period_start"] = [pd.Timestamp(2010 + n, 4, 1) for n in range(len(rows))]
    rows["period_end"] = [pd.Timestamp(2011 + n, 3, 31) for n in range(len(rows))]
    words = {
        "service": "One Service",
        "measure": measure,
        "source": "a paper",
        "paragraph": "5.7",
        "note": "",
    }
    return rows.assign(**words)


PUBLIC, RESTRICTED = committee(), OPEN


def protected(rates, rule):
    """Protect rates as a page does that has no list."""
    counts = scheme.scheme_counts(known([]), "iom", HERE, FIRST)
    return protect_rates(rates, scheme_safe.protect(counts, rule, counted(rates)))


def services(rows, rule):
    rates = protected(service_rates(rows), rule)
    return [services_table(rates, rule), services_chart(rates), trend_sentence(rates, rule)]


SIGNED_UP = counts([(74, 100), (80, 110), (95, 120)])


def test_rates_stand_with_their_intervals_and_a_trend_in_words():
    table, chart, trend = services(SIGNED_UP, RESTRICTED)
    assert table.rows[0][2:] == ["74", "100", "74.0%", "64.6% to 81.6%"]
    assert "79.2% to 31 March 2013" in chart.alt
    assert trend.sentences[0].startswith("One Service, signed up: no clear trend over 3 periods (+2.7")
    assert trend.figures[0].id == "services.one-service.signed-up.trend"


def test_in_public_rates_and_trend_are_those_of_the_rounded_counts():
    table, chart, trend = services(SIGNED_UP, PUBLIC)
    assert table.rows[0][2:] == ["75", "100", "75.0%", "65.7% to 82.5%"]
    assert "75.0% to 31 March 2011" in chart.alt and "74.0%" not in everything(table, chart, trend)
    rounded = services(counts([(75, 100), (80, 110), (95, 120)]), RESTRICTED)[2]
    assert trend.sentences == rounded.sentences


def test_of_fewer_than_a_hundred_people_stand_bands_and_no_curve_or_trend():
    table, chart, trend = services(counts([(44, 62), (43, 58)]), PUBLIC)
    assert table.rows[0][2:] == ["45", "60", "70% to under 80%"]
    assert chart.sentences == [] and trend.sentences == [
        "One Service, signed up: no trend is told, because fewer than 100 people were asked."
    ]


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([(60, 100), (62, 100)], "no clear trend over 2 periods"),
        ([(90, 100), (60, 100)], "falls over 2 periods (−30."),
        ([(60, 100)], "no trend can be tested with what was supplied"),
    ],
)
def test_a_trend_is_worded_by_its_interval(pairs, words):
    assert words in services(counts(pairs), PUBLIC)[2].sentences[0]


@pytest.mark.parametrize("pair", [(3, 100), (97, 100), (0, 100), (100, 100), (3, 3), (1, 4)])
def test_a_rate_of_few_people_is_in_no_part_of_a_public_page(pair):
    rows = counts([(74, 100), (80, 110), pair])
    table, chart, trend = services(rows, PUBLIC)
    assert len(table.rows) == 2 and any(
        note.startswith("Withheld, and so without a row: ") for note in table.notes
    )
    assert {figure.value for figure in table.figures if ".2013-03-31." in figure.id} == {None}
    assert "31 March 2013" not in chart.alt
    assert "A period that is withheld is not drawn." in chart.alt
    assert trend.sentences == ["One Service, signed up: no trend is told, because a period is withheld."]
    assert trend.figures == []


def test_counts_that_differ_only_in_what_is_withheld_look_the_same():
    one, other = (counts([(74, 100), (80, 110), (few, 100)]) for few in (2, 3))
    assert everything(*services(one, PUBLIC)) == everything(*services(other, PUBLIC))
    assert everything(*services(one, RESTRICTED)) != everything(*services(other, RESTRICTED))


def test_a_rate_out_of_a_number_that_was_not_printed_says_no_data():
    table, chart, _ = services(counts([(900, None)]), PUBLIC)
    assert table.rows[0][2:] == ["900", "no data", "no data", "no data"]
    assert chart.sentences == []
    assert "No data: the source does not say out of how many." in table.notes


def test_needs_stand_by_themselves_and_are_said_to_overlap():
    rows = pd.concat([SIGNED_UP, counts([(60, 100)], "need: housing"), counts([(3, 100)], "need: finance")])
    needs = needs_table(protected(needs_profile(rows), PUBLIC), PUBLIC)
    assert [row[0] for row in needs.rows] == ["housing"]
    assert "Withheld, and so without a row: finance." in needs.notes
    assert "do not add up to 100%" in needs.notes[0]
    assert "need:" not in everything(*services(without_needs(rows), PUBLIC))


def test_without_counts_of_services_that_is_said():
    none = SIGNED_UP.head(0)
    assert services(none, PUBLIC)[0].sentences == ["No counts of services were supplied for this area."]
    assert needs_table(protected(needs_profile(none), PUBLIC), PUBLIC).style == "missing"


def test_the_picture_of_services_is_the_same_bytes_every_time():
    assert services(SIGNED_UP, PUBLIC)[1].svg == services(SIGNED_UP, PUBLIC)[1].svg


# Money for treatment


SPENT = ["peterborough-treatment-budget", "peterborough-nhs-funding"]


def test_the_national_ratio_gives_what_peterborough_would_save_and_is_called_no_local_result():
    told = tables.read_printed(ROOT / "data", "peterborough", "2012-13-Q2")
    said = treatment_sentence(told, SPENT, read_treatment_ratio(ROOT / "params"))
    text = " ".join(said.sentences)
    assert "£7.09 for each £1" in text
    assert "the £2.1 million spent here in a year" in text
    assert "about £14.9 million" in text
    assert "not a local result" in text
    assert "Nobody has measured what was saved here." in text
    assert [round(figure.value, 2) for figure in said.figures] == [2_100_000, 7.09, 14_889_000]


def test_a_spend_that_was_not_supplied_in_full_is_no_sum():
    told = tables.read_printed(ROOT / "data", "peterborough", "2012-13-Q2")
    said = treatment_sentence(told, [*SPENT, "another"], read_treatment_ratio(ROOT / "params"))
    assert said.sentences == ["What is spent on drug treatment was not supplied in full."]
    assert said.figures == []


GOOD = "metadata: {caveats: [a], reference: {title: b, status: c}}\nvalues: {2012-09-12: 7.09, 2020-01-01: 4}"


def test_the_ratio_last_set_is_taken(tmp_path):
    (tmp_path / "treatment-ratio.yml").write_text(GOOD)
    assert read_treatment_ratio(tmp_path) == {"ratio": 4, "caveats": ["a"], "source": "b", "status": "c"}


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "values: {2012-09-12: 7.09}",
        GOOD.replace("caveats: [a]", "caveats: []"),
        GOOD.replace("caveats: [a]", "caveats: a"),
        GOOD.replace("4}", "many}"),
        GOOD.replace("4}", ".inf}"),
        GOOD.replace("4}", "-1}"),
        GOOD.replace(", status: c", ""),
    ],
)
def test_a_ratio_without_its_source_and_caveats_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "treatment-ratio.yml").write_text(content)
    with pytest.raises(ParameterError) as refusal:
        read_treatment_ratio(tmp_path)
    assert str(refusal.value) == (
        "treatment-ratio.yml: holds no ratio. It needs a number under values and a date, and under metadata "
        "caveats, and a reference with title and status."
    )


# Actions


def tracker(*rows, quarter="2009-10-Q1"):
    made = pd.DataFrame(rows, columns=["action", "quarter", "status", "due"])
    words = {
        "recommendation": made["action"].str.capitalize() + " the list.",
        "owner": "Manager",
        "source": "a paper",
        "paragraph": "4.2",
    }
    return action_tracker(made.assign(**words), quarter)


ROWS = [
    ("review", "2008-09-Q1", "open", "2008-09-Q3"),
    ("visit", "2008-09-Q4", "open", None),
    ("write", "2008-09-Q1", "open", "2008-09-Q2"),
    ("write", "2009-10-Q1", "done", "2008-09-Q2"),
    ("meet", "2008-09-Q1", "done", None),
]


def test_the_late_action_stands_first_with_its_days():
    table = actions_table(tracker(*ROWS), "2009-10-Q1")
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["Review the list.", "Visit the list.", "Write the list."]
    assert table.rows[0][2:] == ["2008/09 Q3", "late", "181", "2008/09 Q1"]
    assert table.rows[1][2:] == ["no date", "open", "", "2008/09 Q4"]
    assert [(figure.id, figure.value) for figure in table.figures] == [
        ("actions.review.days_late", 181),
        ("actions.closed_before", 1),
    ]
    assert "Closed in earlier quarters and not listed: 1." in table.notes


def test_a_date_that_was_moved_stands_beside_the_new_one():
    rows = [("review", "2008-09-Q1", "open", "2008-09-Q2"), ("review", "2009-10-Q1", "open", "2009-10-Q4")]
    assert actions_table(tracker(*rows), "2009-10-Q1").rows[0][2] == "2009/10 Q4 (first 2008/09 Q2)"


def test_days_late_have_no_column_where_nothing_is_late():
    table = actions_table(tracker(("review", "2009-10-Q1", "open", "2009-10-Q4")), "2009-10-Q1")
    assert "Days late" not in [column.text for column in table.columns]


def test_the_headline_names_what_is_due_next():
    rows = [("review", "2009-10-Q1", "open", "2010-11-Q1"), ("visit", "2009-10-Q1", "open", "2009-10-Q4")]
    assert actions_words(tracker(*rows)) == [
        "Actions: 2 open and not yet due.",
        "The next is due by the end of 2009/10 Q4 (January to March 2010).",
    ]
    assert actions_words(tracker()) == []


def test_actions_are_counted_in_a_sentence():
    said = actions_sentence(tracker(*ROWS))
    assert said.sentences == [
        "Actions: 1 late; 1 open without a date by which they are due; 1 done since the last quarter.",
        "Of those open, 2 had nothing recorded this quarter: their status is carried on.",
    ]
    assert {figure.id: figure.value for figure in said.figures} == {
        "actions.late": 1,
        "actions.open": 0,
        "actions.open-no-due-date": 1,
        "actions.done-this-quarter": 1,
        "actions.carried": 2,
    }


def test_without_actions_that_is_said_and_so_it_is_where_all_are_closed():
    none = tracker()
    for block in (actions_sentence(none), actions_table(none, "2009-10-Q1")):
        assert isinstance(block, Sentence)
        assert block.sentences == ["No actions were recorded for this area up to this quarter."]
    closed = tracker(ROWS[-1])
    assert actions_sentence(closed).sentences == [
        "No action is open, and none was done since the last quarter."
    ]
    assert actions_table(closed, "2009-10-Q1").sentences == [
        "No action is open, and none was closed in this quarter.",
        "Closed in earlier quarters and not listed: 1.",
    ]
