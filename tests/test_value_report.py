"""What a page shows of whether a scheme pays: sums, their prices, a ratio or why there is none, few people hidden."""

import math
import re
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import AS_AT, FIRST, HERE, convictions, custody, enrolments, known
from test_value import DEFLATOR, NO_CONTROL, REFUSED, STAFF, compared, items

from iomlib import tables
from iomlib.blocks import Chart, Sentence, Table
from iomlib.disclosure.attack import narrowed, total_of
from iomlib.disclosure.profile import OPEN, committee
from iomlib.metrics import scheme
from iomlib.metrics.value import Given, value_of
from iomlib.params import read_treatment_ratio
from iomlib.report import scheme_safe, services, value, value_tornado, value_words
from iomlib.report.cost_notes import SAID
from iomlib.report.value_safe import counted, protect

PUBLIC, RESTRICTED = committee(), OPEN
PUBLISHED = pd.DataFrame({"source": ["The edition of the year"]})
RELEASED = pd.DataFrame({"release": ["30 June 2025"]})
PARTS = (
    value.cost_table,
    value.years_table,
    value_words.break_even_sentence,
    value.break_even_table,
    value_words.ratio_sentence,
    value_tornado.tornado_sentence,
    value_tornado.tornado_chart,
    value_tornado.tornado_table,
)
MORE = [
    ("rent", "running", 900.0, None, None, "2009-10"),
    ("case system", "set-up", 40_000.0, None, None, "2008-09"),
    ("desks", "in kind", 4_000.0, None, None, "2008-09"),
]
PRICES = pd.DataFrame(
    {
        "unit_cost": [5_000.0, 2_000.0, math.nan],
        "anticipation": [500.0, 100.0, math.nan],
        "offence_subgroup": ["Domestic burglary", "Shoplifting", ""],
        "price_year": "2019-20",
    },
    index=["burglary", "other theft", "drugs"],
)


EFFECT = compared()


def people(number):
    return [f"p{at:03d}" for at in range(number)]


def worth(  # noqa: PLR0913, PLR0917
    number=40,
    offences=None,
    inside=10,
    held="2009-03-31",
    rule=RESTRICTED,
    spells=None,
    effects=(EFFECT,),
    costs=(STAFF, *MORE),
    published="yes",
    **changes,
):
    """Make the value of a scheme of some people for the whole year, each convicted of a burglary or of what is said."""
    who = people(number)
    rows = spells or [(person, "2008-01-01", None) for person in who]
    told = convictions(*((person, "2008-06-01") for person in who))
    told = told.assign(offence=["burglary"] * number if offences is None else offences)
    spells_inside = [(person, held, None, 6.0) for person in who[:inside]]
    evidence = known(who, enrolments=enrolments(*rows), custody=custody(*spells_inside), convictions=told)
    none = pd.DataFrame()
    given_rows = pd.DataFrame(list(effects), columns=list(compared())).assign(published=published)
    supplied = Given(items(*costs), none, given_rows, none, PRICES, {}, DEFLATOR, "2019-20")._replace(
        **changes
    )
    return shown_of(evidence, supplied, rule)


def shown_of(evidence, supplied, rule):
    """Protect the value of a list as a page does."""
    counts, found = (
        scheme.scheme_counts(evidence, "ppo", HERE, FIRST),
        value_of(evidence, "ppo", HERE, supplied),
    )
    shown = scheme_safe.protect(counts, rule, counted(found, counts))
    return protect(found, supplied, shown, PUBLISHED, RELEASED)


def page(of):
    return [part(of) for part in PARTS]


def figures(blocks):
    return {figure.id: figure for block in blocks for figure in block.figures}


def text(blocks):
    return "\n".join(block.model_dump_json() for block in blocks)


class TestCost:
    def test_every_item_stands_with_its_kind_and_only_one_kind_is_summed(self):
        table = value.cost_table(worth())
        assert [row[:5] for row in table.rows] == [
            ["Staff", "Additional running", "£80,000", "2008/09", "£100,000"],
            ["Rent", "Running", "£900", "2009/10", "£1,000"],
            ["Case system", "Set-up", "£40,000", "2008/09", "£50,000"],
            ["Desks", "In kind", "£4,000", "2008/09", "£5,000"],
            ["All that is counted", "", "", "", "£100,000"],
        ]
        assert [row[6] for row in table.rows] == ["yes", "no", "no", "no", ""]
        assert (
            table.rows[0][5] == table.rows[-1][5] == "£90,000 to £110,000" and table.rows[1][5] == "no data"
        )
        assert table.notes[1] == (
            "Shown apart and in no other sum: running cost: £1,000; help in kind: £5,000; cost of setting up: £50,000."
        )

    def test_each_sum_that_stands_apart_is_a_figure(self):
        shown = {made.id: made.text for made in value.cost_table(worth()).figures}
        apart = {"running": "£1,000", "in-kind": "£5,000", "set-up": "£50,000"}
        assert {
            f"scheme_cost.apart.{kind}": pounds for kind, pounds in apart.items()
        }.items() <= shown.items()

    def test_without_any_cost_the_page_says_what_is_missing(self):
        nothing = worth(costs=())
        assert nothing is None
        assert value.cost_table(nothing).sentences == [
            "Whether the scheme pays cannot be said: no cost of it was supplied for a period that ends in this "
            "quarter. It would also take how long people were managed, and a comparison with other people that has "
            "an interval."
        ]
        assert [block.sentences for block in page(nothing)[1:]] == [[]] * (len(PARTS) - 1)

    def test_without_an_additional_cost_nothing_is_counted(self):
        of = worth(costs=MORE)
        table = value.cost_table(of)
        assert table.rows[-1][4:6] == ["no data", "no data"]
        assert table.notes[0] == value.ANYWAY
        assert value_words.ratio_sentence(of).sentences == [
            "No ratio of benefit to cost is given: no additional running cost was supplied."
        ]
        assert value_words.break_even_sentence(of).sentences == []


def test_every_table_of_money_names_its_prices_and_what_has_none():
    made = [
        block
        for block in page(worth(offences=["burglary"] * 30 + ["drugs"] * 10))
        if isinstance(block, Table)
    ]
    assert [table.id for table in made] == ["scheme_cost", "managed", "break_even", "value_sensitivity"]
    for table in made:
        assert [note for note in table.notes if "Edition" in note or "unit cost" in note] == [
            "Edition: The edition of the year. Price year: 2019/20. Counts: proven reoffences, not raised by any "
            "multiplier. Deflator: GDP deflator, release of 30 June 2025. Not costed: 25.0% of crimes.",
            "10 of the 40 proven offences of these people have no official unit cost and bring no money into any sum. "
            "They do not cost nothing.",
        ]
        assert all(f"{said}: " in " ".join(table.notes) for said in SAID)


def test_offences_that_no_list_names_are_counted():
    table = value.break_even_table(worth(offences=["burglary"] * 37 + ["arson"] * 3))
    assert any(
        "3 of them are of a kind that params/proven_offences.csv does not name." in note
        for note in table.notes
    )
    assert "arson" not in text(page(worth(offences=["burglary"] * 37 + ["arson"] * 3)))


class TestYears:
    def test_custody_counted_and_left_out_are_two_rows(self):
        table = value.years_table(worth())
        assert [row[:3] for row in table.rows] == [
            ["Every day on the scheme", "40.0", "£2,500"],
            ["Days in custody left out", "40.0", "£2,502"],  # 10 days of 14,600
        ]
        assert (
            table.notes[0]
            == "40 people were managed on some day of the period; that is £2,500 for each of them."
        )

    def test_in_public_years_are_those_of_a_rounded_number_of_people(self):
        """In custody for half of the year: 21 of 42 people on an average day, and 42 of them every day."""
        table = value.years_table(worth(42, inside=30, held="2008-09-01", rule=PUBLIC))
        assert [row[:3] for row in table.rows] == [
            ["Every day on the scheme", "40.0", "£2,500"],
            ["Days in custody left out", "25.0", "£4,000"],  # 17 in custody on an average day, 25 not
        ]
        assert any("rounded to the nearest 5" in note for note in table.notes)

    @pytest.mark.parametrize("inside", [0, 3, 10, 38])
    def test_the_days_of_few_in_custody_are_not_public(self, inside):
        of = worth(inside=inside, rule=PUBLIC)
        table = value.years_table(of)
        assert table.rows[1] == ["Days in custody left out", "withheld", "withheld", "withheld"]
        assert figures([table])["managed.custody-left-out.years"].value is None
        assert "custody" not in of.value.swings.index
        assert "custody" in worth(inside=3).value.swings.index

    def test_how_many_were_managed_is_not_public_beside_who_is_there_and_who_left(self):
        """Of 40 who are there and nobody who left: those managed, less those who are there, are those who left."""
        of = worth(rule=PUBLIC)
        assert of.people_away and not of.few
        table = value.years_table(of)
        assert table.notes[0].startswith("How many people were managed is withheld")
        assert not {"managed.people", "managed.cost_per_person"} & set(figures([table]))
        shown = value.break_even_table(of)
        assert {row[4] for row in shown.rows} == {"withheld"}
        assert "people managed" not in " ".join(value_words.break_even_sentence(of).sentences)
        assert "people" not in of.value.swings.index
        assert not worth().people_away

    @pytest.mark.parametrize("eve", [0, 1, 3])
    @pytest.mark.parametrize("left", range(8, 16))
    def test_who_left_does_not_follow_from_who_was_managed_and_who_is_there(self, left, eve):
        """A reader takes it that nobody left with the day before the year, and is mostly right."""
        rows = [(f"p{at:03d}", "2007-01-01", None) for at in range(42)]
        rows += [(f"p{at:03d}", "2007-01-01", "2008-09-30") for at in range(42, 42 + left)]
        rows += [(f"p{at:03d}", "2007-01-01", "2008-03-31") for at in range(42 + left, 42 + left + eve)]
        evidence = known([row[0] for row in rows], enrolments=enrolments(*rows))
        counts = scheme.scheme_counts(evidence, "ppo", HERE, FIRST)
        who = SimpleNamespace(people=42.0 + left)
        found = SimpleNamespace(who=who, from_records=True, first=counts.year, last=counts.as_at)
        cells = scheme_safe.protect(counts, PUBLIC, counted(found, counts)).record.cells
        # Of more than ten it may be known how many they are, where that number is not shown because of another.
        managed = "managed.year" if "managed.year" in cells else "_managed.year"
        whole = total_of(managed, "people", "left.year")
        assert cells[managed] in {None, 5 * ((42 + left + 2) // 5)}
        assert narrowed({name: cells[name] for name in whole}, [whole], PUBLIC) == {}

    @pytest.mark.parametrize("number", [1, 9])
    def test_of_few_people_only_the_cost_is_public(self, number):
        made = page(worth(number, inside=0, rule=PUBLIC))
        assert set(figures(made)) == set(figures(made[:1]))
        assert value.years_table(worth(number, inside=0, rule=PUBLIC)).sentences == [value.FEW]
        assert made[0].notes[-2].endswith("Not costed: withheld.")
        assert f"{number} proven" not in text(made)
        assert not worth(number, inside=0).few

    def test_of_few_on_an_average_day_too(self):
        """Twelve people who were there for a month each are one on an average day."""
        rows = [(person, "2009-03-01", None) for person in people(12)]
        assert worth(12, inside=0, spells=rows, rule=PUBLIC).few


class TestBreakEven:
    def test_says_it_in_one_plain_sentence(self):
        said = value_words.break_even_sentence(worth()).sentences
        assert said == [
            "The scheme covers its cost of about £100,000 if it prevents 20 proven offences a year like those of its "
            "people, one for every 2.0 people managed; the cohort is expected to commit 160, so that is 12.5% of them.",
            "If all of them were burglary, it would take 20, one for every 2.0 people managed.",
        ]

    def test_says_so_where_it_cannot_be_reached(self):
        said = value_words.break_even_sentence(
            worth(effects=[compared(prevented_per_100=1.0, lower=0.0, expected_per_100=40.0)])
        )
        assert "the cohort is expected to commit 16, so this cannot be reached" in said.sentences[0]

    def test_says_so_where_the_kinds_of_offences_are_not_known(self):
        of = worth()
        of = of._replace(value=of.value._replace(covers=of.value.covers.assign(share_of_expected=math.nan)))
        said = value_words.break_even_sentence(of).sentences[0]
        assert said.endswith(
            "the cohort is expected to commit 160 of all kinds, and how many of these is not known (no data)."
        )

    def test_says_no_data_where_nobody_knows_what_is_expected(self):
        of = worth(effects=[compared(expected_per_100=math.nan)])
        assert (
            value_words.break_even_sentence(of)
            .sentences[0]
            .endswith("how many the cohort would commit without the scheme is not known (no data).")
        )
        assert {row[5] for row in value.break_even_table(of).rows} == {"no data"}

    def test_more_than_one_for_each_person_is_said_so(self):
        said = value_words.break_even_sentence(worth(10, inside=0)).sentences[0]
        assert "20 proven offences a year like those of its people, 2.0 for each person managed" in said

    def test_an_offence_of_few_people_is_in_no_row_and_in_no_price(self):
        """The price of a mix, and those of its offences, are an equation: with the total it gave the others away."""
        of = worth(offences=["burglary"] * 37 + ["other theft"] * 3, rule=PUBLIC)
        table = value.break_even_table(of)
        assert [row[0] for row in table.rows] == ["Like those of its people", "Burglary"]
        assert of.value.unit.pounds == 5_000 and of.value.mix.proven == 37
        assert any("left out of every row, and of the price" in note for note in table.notes)
        full = worth(offences=["burglary"] * 37 + ["other theft"] * 3)
        assert "Other theft" in [row[0] for row in value.break_even_table(full).rows]
        assert full.value.unit.pounds == pytest.approx((37 * 5_000 + 3 * 2_000) / 40)

    def test_so_is_one_of_which_one_person_was_convicted_mostly(self):
        who = people(40)
        told = convictions(*((person, "2008-06-01") for person in who[:10] + [who[0]] * 9 + who))
        told = told.assign(offence=["other theft"] * 19 + ["burglary"] * 40)
        evidence = known(
            who,
            enrolments=enrolments(*((person, "2008-01-01", None) for person in who)),
            convictions=told,
        )
        supplied = Given(
            items(STAFF), pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), PRICES, {}, DEFLATOR, "2019-20"
        )
        assert shown_of(evidence, supplied, PUBLIC).value.mix.offences.index.tolist() == ["burglary"]

    @pytest.mark.parametrize("few", range(1, 4))
    def test_pages_that_differ_in_an_offence_of_few_people_look_the_same(self, few):
        one, other = (
            text(
                page(
                    worth(
                        40,
                        offences=["burglary"] * 30 + ["other theft"] * each + ["drugs"] * (10 - each),
                        rule=PUBLIC,
                    )
                )
            )
            for each in (few, few + 1)
        )
        assert one == other

    def test_where_all_offences_are_of_few_people_none_is_priced(self):
        of = worth(12, offences=["burglary"] * 6 + ["other theft"] * 6, inside=0, rule=PUBLIC)
        assert of.mix_away
        assert value.cost_table(of).notes[-2].endswith("Not costed: withheld.")
        assert "is of few people, and withheld" in value_words.ratio_sentence(of).sentences[0]
        assert "is of few people, and withheld" in value_words.break_even_sentence(of).sentences[1]

    def test_without_convictions_every_offence_with_a_price_has_a_row(self):
        printed = pd.DataFrame(
            {"people": [40], "days": [14_600], "days_in_custody": [None], "published": ["yes"]}
        )
        given_costs = Given(
            items(STAFF), printed, pd.DataFrame(), pd.DataFrame(), PRICES, {}, DEFLATOR, "2019-20"
        )
        evidence = known([])
        of = shown_of(evidence, given_costs, PUBLIC)
        assert [row[:3] for row in value.break_even_table(of).rows] == [
            ["Burglary", "£5,000", "20"],
            ["Other theft", "£2,000", "50"],
        ]
        assert (
            value_words.break_even_sentence(of)
            .sentences[0]
            .startswith(
                "The scheme covers its cost of about £100,000 if it prevents 20 offences of burglary a year, one for "
                "every 2.0 people managed;"
            )
        )
        assert value_words.break_even_sentence(of).sentences[1] == (
            "That is the dearest; of other theft, the cheapest, it would take 50, 1.3 for each person managed. What "
            "these people were convicted of was not supplied."
        )
        assert value.years_table(of).rows[1][1:] == ["no data"] * 3
        assert (
            value.cost_table(of)
            .notes[-2]
            .endswith("Not costed: not known, because what these people were convicted of was not supplied.")
        )


class TestRatio:
    def test_is_said_with_its_interval_and_what_it_rests_on(self):
        made = value_words.ratio_sentence(worth())
        assert made.sentences[:3] == [
            "For each £1 that it costs, the scheme is found to bring £0.80 (£0.18 to £1.56: the comparison's 95% "
            "interval, at the least and at the most that the scheme may cost) of crime that does not happen. "
            "That is 16.0 (95% interval 4.0 to 28.0) proven reoffences prevented a year, at £5,000 each.",
            "The range holds £1, so it cannot be told whether the scheme covers its cost.",
            "That rests on a comparison of 60 people of the scheme over 12 months, to 31 March 2008, before the period "
            "of this cost: whether it holds for it is not known (A paper, 1). The groups were "
            "matched on what the records hold (level 4 of 5 on the Maryland scale). What the records do not hold, such "
            "as a wish to change, may still differ between them and account for some or all of a difference.",
        ]
        shown = figures([made])["value.ratio"]
        assert (shown.value, shown.lower, shown.upper, shown.confidence) == pytest.approx(
            (0.8, 2 / 11, 14 / 9, 0.95)
        )

    @pytest.mark.parametrize(
        ("limits", "said"),
        [
            (
                (60.0, 80.0),
                "The whole range lies above £1: by this comparison the scheme covers its cost.",
            ),
            (
                (39.0, 41.0),
                "The whole range lies below £1: by this comparison the scheme does not cover its cost.",
            ),
            (
                (-10.0, 90.0),
                "The range holds £1, so it cannot be told whether the scheme covers its cost. It reaches below £0: "
                "there may have been more reoffences and not fewer.",
            ),
        ],
    )
    def test_the_whole_interval_decides_what_is_said(self, limits, said):
        low, high = limits
        effect = compared(prevented_per_100=(low + high) / 2, lower=low, upper=high)
        assert value_words.ratio_sentence(worth(effects=[effect])).sentences[1] == said

    @pytest.mark.parametrize(("row", "why"), REFUSED.values(), ids=REFUSED)
    def test_an_effect_that_is_refused_is_no_number_on_the_page(self, row, why):
        made = page(worth(effects=[row]))
        assert value_words.ratio_sentence(worth(effects=[row])).sentences == [
            f"No ratio of benefit to cost is given: {why}."
        ]
        assert not [id for id in figures(made) if id in ("value.ratio", "value.prevented")]
        assert "for each £1" not in text(made).casefold()

    def test_what_was_not_used_is_named_beside_what_was(self):
        late = compared(design="before and after", period_end=pd.Timestamp("2009-03-31"))
        said = value_words.ratio_sentence(worth(effects=[compared(), late])).sentences
        assert said[-1] == f"Not used, of another comparison: {NO_CONTROL}."

    def test_without_a_comparison_there_is_none(self):
        assert value_words.ratio_sentence(worth(effects=[])).sentences == [
            "No ratio of benefit to cost is given: no comparison with other people was supplied."
        ]


class TestWhatMatters:
    def test_the_longest_bar_is_named(self):
        of = worth()
        assert value_tornado.tornado_sentence(of).sentences == [
            "What matters most: offences prevented (the ends of the comparison's interval). Between the two, the "
            "benefit for each £1 of cost goes from £0.20 to £1.40, with all else as it is."
        ]
        table = value_tornado.tornado_table(of)
        swings = [float(row[3].removeprefix("£")) for row in table.rows]
        assert swings == sorted(swings, reverse=True)
        chart = value_tornado.tornado_chart(of)
        assert isinstance(chart, Chart) and chart.svg == value_tornado.tornado_chart(worth()).svg
        assert "Offences prevented: the ends of the comparison's interval: £0.20 to £1.40" in chart.alt

    def test_without_a_ratio_it_is_the_offences_to_prevent_that_move(self):
        of = worth(effects=[], others={"older": PRICES.assign(unit_cost=PRICES["unit_cost"] / 2)})
        said = value_tornado.tornado_sentence(of).sentences
        assert said == [
            "What matters most: edition of the unit costs (the cheapest, and the dearest). Between the two, the "
            "offences to prevent for each year managed go from 0.50 to 1.00, with all else as it is."
        ]
        table = value_tornado.tornado_table(of)
        assert (
            table.notes[1]
            == "Other editions that price all these offences, brought to the same prices: Older."
        )
        assert "£" not in "".join(cell for row in table.rows for cell in row[1:])


# What others claim


def test_the_claimed_saving_is_in_no_sum_of_the_page():
    ratio = read_treatment_ratio("params")
    told = tables.read_printed("data", "peterborough", "2012-13-Q2")
    spent = ["peterborough-treatment-budget", "peterborough-nhs-funding"]
    claim = services.treatment_sentence(told, spent, ratio)
    said = " ".join(claim.sentences)
    assert "a claim of which nobody knows the origin" in said and "counted twice" in said
    claimed = {figure.value for figure in claim.figures}
    made = figures(page(worth()))
    assert not claimed & {figure.value for figure in made.values()}
    # No figure is a sum with the claim in it: each stays as it is, whatever is claimed.
    money = [figure.value for figure in made.values() if figure.unit == "GBP" and figure.value is not None]
    assert max(money) < 14_889_000


@given(st.floats(0, 100))
def test_no_figure_of_the_value_moves_with_the_claimed_ratio(ratio):
    assert "ratio" not in set(Given._fields)
    assert services.treatment_saving(1.0, ratio) == ratio  # what it says stands alone


def test_a_year_in_prison_is_shown_as_printed_and_added_to_nothing():
    told = tables.read_printed("data", "peterborough", "2012-13-Q2")
    made = value_words.prison_sentence(told, "peterborough-prison-year")
    assert made.sentences[0].startswith(
        "The paper prints that a year in prison costs more than £45,000 (Peterborough"
    )
    assert "counted twice" in made.sentences[0]
    assert value_words.prison_sentence(told, "another").sentences == []


def test_nothing_on_the_page_is_worded_as_what_the_scheme_does():
    words = re.compile(
        r"\b(reduced|reduces|thanks to|worked|works|effective\w*|impact\w*|success\w*|due to|led to)\b", re.I
    )
    assert not words.search(text([block for block in page(worth()) if not isinstance(block, Chart)]))


def test_a_page_shows_tables_pictures_and_sentences_alone():
    assert {type(block) for block in page(worth())} == {Table, Chart, Sentence}
    assert AS_AT.year == 2009


def test_a_scheme_with_which_more_was_found_is_told_so_and_not_as_a_negative_benefit():
    worse = compared(prevented_per_100=-50.0, lower=-90.0, upper=-10.0)
    said = value_words.ratio_sentence(worth(effects=(worse,))).sentences
    assert said[0] == (
        "More reoffences were found, and not fewer: 20.0 (95% interval 4.0 to 36.0) more proven reoffences a year, at "
        "£5,000 each. For each £1 that the scheme costs, that is £1.00 (£0.18 to £2.00: the comparison's 95% "
        "interval, at the least and at the most that the scheme may cost) of crime on top "
        "of its cost, and no benefit."
    )
    assert said[1].startswith("The whole range lies below £0, and so below £1")
    assert not any("prevented" in each or "harm that did not happen" in each for each in said)


def test_an_interval_over_nothing_is_told_also_where_it_lies_below_what_covers_the_cost():
    unsure = compared(prevented_per_100=5.0, lower=-20.0, upper=30.0)
    said = value_words.ratio_sentence(worth(effects=(unsure,))).sentences[1]
    assert said.endswith("It reaches below £0: there may have been more reoffences and not fewer.")


@pytest.mark.parametrize("number", [2, 600])
def test_a_comparison_that_was_not_published_is_withheld_from_the_public(number):
    """How many had the outcome, and how many had not, is not supplied: nobody can say that they are not few."""
    mine = {"effects": (compared(people=number),), "published": "no"}
    of = worth(**mine, rule=PUBLIC)
    made = page(of)
    assert value_words.ratio_sentence(of).sentences == [value_words.EFFECT_AWAY]
    assert not [id for id in figures(made) if id in ("value.ratio", "value.prevented")]
    assert f"comparison of {number} people" not in text(made)
    assert (
        "is withheld, because the comparison was not published"
        in value_words.break_even_sentence(of).sentences[0]
    )
    assert value.EXPECTED_AWAY in value.break_even_table(of).notes
    assert f"comparison of {number} people" in text(page(worth(**mine)))


def test_one_that_was_published_is_shown_as_it_was_printed():
    said = text(page(worth(effects=(compared(people=61),), rule=PUBLIC)))
    assert "comparison of 61 people" in said


def test_an_old_comparison_says_how_old_it_is():
    said = " ".join(value_words.ratio_sentence(worth()).sentences)
    assert "over 12 months, to 31 March 2008, before the period of this cost: whether it holds for it" in said


@pytest.mark.parametrize("costs", [[("staff", "additional running", 0.0, None, None, "2008-09")], MORE])
def test_a_scheme_that_costs_nothing_or_nobody_knows_what_has_nothing_to_cover(costs):
    of = worth(costs=costs)
    assert value_words.break_even_sentence(of).sentences == value.break_even_table(of).sentences == []
    assert "no data for each of them" not in text(page(of))
