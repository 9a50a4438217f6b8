"""What a comparison's page shows: its tables, sentences and pictures, and what a public one withholds."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from cohorts import gathered, matched, of_rossi, two_groups
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from iomlib import tables
from iomlib.blocks import Chart, Sentence, Table
from iomlib.metrics import before_after, evaluation, papers, robustness, times
from iomlib.metrics.attrition import attrition
from iomlib.params import read_minimum_people, read_payment_rule
from iomlib.report import annex, comparison, disclosure, doubts, pictures, printed, sentences

WORDS = sentences.Words("proven reoffence", 12)
PUBLIC, RESTRICTED = 5, 1
ROSSI = evaluation.compare(of_rossi(), "randomised")
PRINTED = tables.read_published_comparisons(ROOT / "data", "peterborough", "2014-15-Q2")
RATE_AFTER = (PRINTED["outcome"] == "reoffending rate") & (PRINTED["stage"] == "after")
RULE = read_payment_rule(ROOT / "params")


# All that the notebook makes of outcomes that went through no `protect_results`.
GUARDED = (
    "survival",
    "hidden",
    "pictures.ways_chart(ways)",
    "doubts.robustness_table(ways, compared.steps, minimum)",
    "doubts.before_after_sentence(change, words)",
    "doubts.before_after_table(change, words)",
    "doubts.log_rank_sentence(times.log_rank_of(compared))",
    "annex.ties_sentence(ties, compared.matches)",
)


def unmatched(size=40, again=(20, 20), shift=0):
    return evaluation.compare(gathered(two_groups(size, again, shift)), "unmatched")


def shown(compared, minimum=RESTRICTED):
    return disclosure.protect_results(evaluation.results(compared), evaluation.group_sizes(compared), minimum)


def figures(block):
    return {figure.id: figure for figure in block.figures}


def texts(block):
    """List all that a reader sees or hears."""
    match block:
        case Sentence():
            return block.sentences
        case Chart():
            return [block.caption, block.alt]
    cells = [cell for row in block.rows for cell in row]
    return [block.caption, *(column.text for column in block.columns), *cells, *block.notes]


def test_the_editions_of_these_tests_are_those_of_the_params():
    assert read_minimum_people(ROOT / "params", "public") == PUBLIC
    assert read_minimum_people(ROOT / "params", "restricted") == RESTRICTED


class TestAttrition:
    steps = pd.DataFrame(
        {"step": ["submitted", "found", "complete"], "left": [0, 2, 9], "remaining": [90, 88, 79]}
    )

    def test_shows_every_step_in_a_restricted_edition(self):
        made = comparison.attrition_table(self.steps, RESTRICTED)
        assert made.rows == [["submitted", "0", "90"], ["found", "2", "88"], ["complete", "9", "79"]]
        assert [f.id for f in made.figures[:2]] == ["attrition_scheme.0.left", "attrition_scheme.0.remaining"]

    def test_puts_a_small_loss_together_with_the_next_in_a_public_edition(self):
        made = comparison.attrition_table(self.steps, PUBLIC, "pool")
        assert made.rows == [["submitted", "0", "90"], ["found; complete", "11", "79"]]
        assert made.id == "attrition_pool" and made.caption.startswith("From the people in the pool")

    def test_without_people_says_that_only_numbers_were_supplied(self):
        made = comparison.attrition_table(pd.DataFrame({"step": [], "left": [], "remaining": []}), PUBLIC)
        assert (made.style, made.sentences) == ("missing", [comparison.NOTHING])


losses = st.lists(st.integers(0, 9), min_size=1, max_size=7)


@given(losses, st.integers(0, 30))
def test_no_loss_of_one_to_four_can_be_worked_out_by_subtraction(left, stay):
    safe = disclosure.merge_small_steps(of_losses(left, stay), PUBLIC)
    remaining = safe["remaining"].tolist()
    apart = [abs(one - other) for place, one in enumerate(remaining) for other in remaining[place:]]
    assert not {*apart, *safe["left"]} & {1, 2, 3, 4}
    assert remaining[-1] == stay
    if len(safe) > 1:  # what is lost is counted as it is, in few steps or many
        assert remaining[0] == sum(left) + stay
        assert safe["left"].sum() == sum(left)


@given(losses, st.integers(0, 30))
def test_every_step_is_named_once_whatever_is_put_together(left, stay):
    steps = of_losses(left, stay)
    safe = disclosure.merge_small_steps(steps, PUBLIC)
    named = "; ".join(safe["step"]).split("; ")
    assert named == steps["step"].tolist() or 0 < sum(left) < PUBLIC


@given(losses, st.integers(0, 30))
def test_a_restricted_edition_keeps_every_step(left, stay):
    steps = of_losses(left, stay)
    safe = disclosure.merge_small_steps(steps, RESTRICTED)
    assert safe[["left", "remaining"]].values.tolist() == steps[["left", "remaining"]].values.tolist()


def of_losses(left, stay):
    """Make an attrition of so many lost at each step, and so many who stay."""
    lost = np.repeat(np.arange(len(left) + 1), [*left, stay])
    steps = {f"step {place}": pd.Series(lost != place) for place in range(len(left))}
    return attrition(steps)


class TestGroups:
    def test_shows_people_and_reoffenders_of_both_groups(self):
        made = comparison.groups_table(evaluation.group_sizes(ROSSI), PUBLIC, WORDS)
        assert made.rows == [
            ["On the scheme", "216", "48", "216.0"],
            ["Comparison group", "216", "66", "216.0"],
        ]
        assert figures(made)["groups.scheme.reoffenders"].value == 48
        assert made.notes == []

    @pytest.mark.parametrize("again", [3, 37])
    def test_withholds_few_reoffenders_and_few_others_in_a_public_edition_only(self, again):
        sizes = evaluation.group_sizes(unmatched(40, (again, 20)))
        made = comparison.groups_table(sizes, PUBLIC, WORDS)
        assert made.rows[0] == ["On the scheme", "withheld", "withheld", "withheld"]
        assert made.rows[1][2] == "20" and made.notes == [disclosure.FEW]
        assert figures(made)["groups.scheme.reoffenders"].value is None
        assert comparison.groups_table(sizes, RESTRICTED, WORDS).rows[0][2] == str(again)

    @pytest.mark.parametrize("again", [0, 5, 35, 40])
    def test_shows_nobody_everybody_and_enough(self, again):
        made = comparison.groups_table(evaluation.group_sizes(unmatched(40, (again, 20))), PUBLIC, WORDS)
        assert made.rows[0][2] == str(again)


class TestBalance:
    def test_shows_differences_in_standard_deviations_with_their_sign(self):
        compared = unmatched(40, shift=3)
        made = comparison.balance_table(compared.balance)
        row = compared.balance.T["age"]
        assert made.rows[0][0] == "Age" and made.rows[0][1].startswith("−")
        assert figures(made)["balance.age.smd_after"].value == row["smd_after"]
        assert figures(made)["balance.age.smd_after"].unit == "standard deviations"

    def test_names_characteristics_in_words(self):
        assert "Offences last year" in [row[0] for row in comparison.balance_table(matched().balance).rows]

    def test_without_characteristics_says_so(self):
        made = comparison.balance_table(pd.DataFrame())
        assert (made.style, made.sentences) == (
            "missing",
            ["There are no two groups here that could be more or less alike."],
        )

    def test_is_drawn_with_the_largest_and_the_counts_in_its_text(self):
        table = matched().balance
        before, after = table["smd_before"].abs(), table["smd_after"].abs()
        said = pictures.love_chart(table).alt
        assert f"in {len(table)} characteristics" in said
        assert (
            f"The largest was {before.max():.2f} before matching, in {comparison.readable(before.idxmax())}"
            in said
        )
        assert f"and is {after.max():.2f} after it, in {comparison.readable(after.idxmax())}." in said
        assert said.endswith(f"{(after <= 0.1).sum()} of {len(table)} are within 0.1 after.")

    def test_is_drawn_of_the_largest_either_way_and_says_where_nobody_was_matched(self):
        said = pictures.love_chart(unmatched(40, shift=3).balance).alt
        assert "The largest is 1.03, in Age; nobody was matched. 0 of 1 are within 0.1." in said

    def test_without_characteristics_is_not_drawn(self):
        assert pictures.love_chart(pd.DataFrame()).sentences == []


class TestResults:
    def test_of_rossi_are_per_hundred_with_the_interval(self):
        made = comparison.results_table(shown(ROSSI), WORDS)
        assert made.rows[0] == [
            "People with at least one proven reoffence",
            "22.2",
            "30.6",
            "−8.3",
            "−16.5 to 0.0",
            "",  # the interval decides: a p-value of another method might not agree with it
        ]
        found = figures(made)["results.rate.value"]
        assert (found.value, found.lower) == (pytest.approx(-1 / 12), pytest.approx(-0.165, abs=1e-3))
        assert (found.method, found.unit) == (
            "Newcombe hybrid score",
            "difference per person; shown per 100 people",
        )

    def test_say_what_is_not_known_of_how_many(self):
        made = comparison.results_table(shown(ROSSI), WORDS)
        assert "No data on “People sent to custody for one”: it is not known of 114 people." in made.notes
        (custody,) = [row for row in made.rows if row[0].startswith("People sent to custody")]
        assert custody[1:] == ["no data", "no data", "no data", "no data", ""]

    def test_name_the_method_of_each_measure(self):
        notes = " ".join(comparison.results_table(shown(matched()), WORDS).notes)
        assert "clustered on matched sets" in notes and "Newcombe" not in notes
        assert "the scheme may change who they are" in notes

    def test_of_days_are_in_days(self):
        made = comparison.days_table(shown(unmatched()), WORDS)
        assert made.rows[0][:4] == ["Days without one in the 12 months, everybody", "229", "229", "0"]
        assert made.columns[1].text == "On the scheme, days"
        assert figures(made)["days.days_to_first.scheme"].value == 92

    @pytest.mark.parametrize("again", [(3, 20), (20, 3), (37, 20)])
    def test_of_few_people_are_withheld_in_a_public_edition(self, again):
        compared = unmatched(40, again)
        rates, days = (
            of(shown(compared, PUBLIC), WORDS) for of in (comparison.results_table, comparison.days_table)
        )
        assert rates.rows[0][1:5] == ["withheld"] * 4
        # Of everybody, but it says when the few reoffended.
        assert all(row[1:5] == ["withheld"] * 4 for row in days.rows)
        assert disclosure.FEW in rates.notes and disclosure.FEW in days.notes
        assert {figure.value for figure in days.figures} == {None}

    def test_of_few_people_are_shown_in_a_restricted_edition(self):
        made = comparison.results_table(shown(unmatched(40, (3, 20)), RESTRICTED), WORDS)
        assert made.rows[0][1:4] == ["7.5", "50.0", "−42.5"]
        assert disclosure.FEW not in made.notes

    def test_without_rows_are_nothing(self):
        empty = disclosure.protect_results(pd.DataFrame(), pd.DataFrame(), PUBLIC)
        assert comparison.results_table(empty, WORDS).sentences == []
        assert comparison.days_table(empty, WORDS).sentences == []

    @given(st.tuples(st.integers(0, 12), st.integers(0, 12)))
    def test_are_withheld_exactly_where_a_count_or_its_rest_is_one_to_four(self, again):
        table = pd.DataFrame(
            dict.fromkeys(("scheme", "comparison", "value", "lower", "upper", "p", "p_holm"), 0.5),
            index=["rate"],
        ).assign(scheme_people=again[0], comparison_people=again[1], unknown=0)
        sizes = pd.DataFrame({"people": 12, "reoffenders": again}, index=["scheme", "comparison"])
        safe = disclosure.protect_results(table, sizes, PUBLIC)
        few = any(0 < count < PUBLIC or 0 < 12 - count < PUBLIC for count in again)
        assert safe["withheld"].tolist() == [few]
        assert safe[["scheme", "value", "p"]].isna().all(axis=None) == few
        assert disclosure.few_people(sizes, PUBLIC).any() == few


class TestTheAnswer:
    def test_of_withheld_numbers_gives_none(self):
        compared = unmatched(40, (3, 20))
        table, sizes = shown(compared, PUBLIC), evaluation.group_sizes(compared)
        claim = evaluation.judge(compared, evaluation.results(compared))
        made = sentences.answer(claim, table, sizes, WORDS)
        assert len(made.sentences) == 1 and "too few people to tell" in made.sentences[0]
        assert {figure.value for figure in made.figures} == {40.0, None}

    def test_before_it_the_least_that_could_be_seen_gives_a_withheld_rate_away_to_nobody(self):
        compared = unmatched(40, (20, 3))
        least = evaluation.detectable(compared, shown(compared, PUBLIC))
        assert np.isnan(least)
        assert "is not known" in sentences.power(least, evaluation.group_sizes(compared)).sentences[0]

    def test_without_a_comparison_group_says_nothing_of_power(self):
        assert sentences.power(np.nan, pd.DataFrame()).sentences == []
        sizes = pd.DataFrame({"people": [40, 0]}, index=["scheme", "comparison"])
        assert sentences.power(np.nan, sizes).sentences == []

    def test_of_printed_numbers_alone_is_left_to_them(self):
        claim = evaluation.judge(evaluation.compare(gathered_nobody(), "published"), pd.DataFrame())
        assert sentences.answer(claim, pd.DataFrame(), pd.DataFrame(), WORDS).sentences == []

    def test_where_nobody_is_similar_says_why(self):
        scheme, pool, events = two_groups(40)
        apart = gathered(
            (scheme.assign(way="a"), pool.assign(way="b"), events), covariates=["age"], exact=["way"]
        )
        compared = evaluation.compare(apart, "matched")
        claim = evaluation.judge(compared, evaluation.results(compared))
        (said,) = sentences.answer(claim, evaluation.results(compared), pd.DataFrame(), WORDS).sentences
        assert said.endswith("(nobody in the pool is like anybody on the scheme).")


def gathered_nobody():
    scheme, pool, events = two_groups(5, (1, 1))
    return gathered((scheme.iloc[:0], pool, events))


class TestFewOutcomes:
    """Whatever is worked out from the outcomes of few people is not in a public edition."""

    few = unmatched(40, (3, 20))
    sizes = evaluation.group_sizes(few)

    def blocks(self):
        ways = robustness.ways(self.few, evaluation.results(self.few))
        return [
            pictures.survival_chart(times.curves(self.few), WORDS, PUBLIC),
            pictures.ways_chart(ways),
            doubts.robustness_table(ways, self.few.steps, RESTRICTED),
            doubts.sensitivity_sentence(robustness.hidden_difference(self.few), WORDS),
        ]

    def test_are_withheld_from_every_block_of_a_public_edition(self):
        for block in self.blocks():
            held = disclosure.guarded(block, self.sizes, PUBLIC)
            assert (held.style, held.sentences, held.figures) == ("missing", [disclosure.FEW], [])

    def test_are_shown_in_a_restricted_edition(self):
        for block in self.blocks():
            assert disclosure.guarded(block, self.sizes, RESTRICTED) is block

    def test_of_many_people_are_shown_in_a_public_edition(self):
        block = Sentence(sentences=["22.2 of every 100."])
        assert disclosure.guarded(block, evaluation.group_sizes(ROSSI), PUBLIC) is block
        assert disclosure.guarded(block, pd.DataFrame(), PUBLIC) is block

    def test_are_guarded_wherever_the_notebook_shows_outcomes_before_results_are_protected(self):
        book = (ROOT / "notebooks" / "reoffending_comparison.ipynb").read_text("utf-8")
        for name in GUARDED:
            assert f"disclosure.guarded({name}, sizes, minimum)" in book


class TestWays:
    def test_say_how_close_to_zero_an_interval_ends_that_is_written_with_zero(self):
        rows = pd.DataFrame({"value": [-0.08, -0.09], "lower": [-0.16, -0.17], "upper": [-0.0002, -0.004]})
        caption = pictures.ways_chart(rows.set_index(pd.Index(["One", "Other"]))).caption
        assert caption.endswith("no interval holds zero; 1 of them ends less than 0.1 from it")

    def test_say_nothing_of_it_where_no_end_is_written_so(self):
        rows = pd.DataFrame({"value": [-0.08, 0.0], "lower": [-0.16, 0.0], "upper": [-0.004, 0.1]})
        caption = pictures.ways_chart(rows.set_index(pd.Index(["One", "Other"]))).caption
        assert caption.endswith("1 of 2 intervals hold zero")


class TestSurvival:
    def test_is_told_as_the_share_without_at_the_end(self):
        chart = pictures.survival_chart(times.curves(ROSSI), WORDS, PUBLIC)
        assert "After 366 days: 77.8 in the people on the scheme, 69.4 in the comparison group." in chart.alt

    def test_steps_once_a_week_so_that_no_step_is_a_day(self):
        days = times.curves(ROSSI)["days"]
        assert set(days[days < 366] % 7) == {0}

    def test_has_in_public_no_step_of_few_people_in_picture_or_numbers(self):
        curves = times.curves(ROSSI)
        kept = pictures.thinned(curves, PUBLIC)
        steps = kept.groupby("group")["again"].diff().dropna()
        assert len(steps) > 6
        assert not steps.between(1, PUBLIC - 1).any()
        assert curves.groupby("group")["again"].diff().between(1, PUBLIC - 1).any()
        chart = pictures.survival_chart(curves, WORDS, PUBLIC)
        days = sorted(set(kept["days"]))
        assert {float(row[0]) for row in chart.rows} <= set(days)
        # The share and both ends of its interval, of two groups: a point a day, and no corner of a step between.
        paths = [path.get("d", "") for path in ET.fromstring(chart.svg).findall(".//{*}path")]  # noqa: S314  our own
        lines = [path for path in paths if re.fullmatch(r"M[^A-Za-z]+(L[^A-Za-z]+)+", path)]
        corners = [path.count("L") for path in lines if path.count("L") > 1]
        assert len(corners) == 6
        assert max(corners) <= len(days)

    def test_names_the_day_that_each_row_is_of(self):
        curves = times.curves(ROSSI)
        by_day = curves[curves["group"] == "People on the scheme"].set_index("days")["survival"]
        for minimum in (PUBLIC, RESTRICTED):
            for day, scheme, _ in pictures.survival_chart(curves, WORDS, minimum).rows:
                assert scheme.startswith(f"{100 * by_day[float(day)]:.1f}%")

    def test_of_which_all_happened_at_once_keeps_its_last_day(self):
        rows = pd.DataFrame({"group": "Scheme", "days": [0, 7, 14], "survival": 0.9, "again": [0, 6, 8]})
        assert pictures.thinned(rows, PUBLIC)["days"].tolist() == [0, 14]

    def test_begins_with_everybody(self):
        assert times.curves(matched()).groupby("group").first()["survival"].tolist() == [1, 1]

    def test_of_one_group_alone_is_one_curve(self):
        scheme, pool, events = two_groups(40)
        found = times.curves(evaluation.compare(gathered((scheme, pool.iloc[:0], events)), "matched"))
        assert found["group"].unique().tolist() == ["People on the scheme"]
        assert "in the people on the scheme. Bands" in pictures.survival_chart(found, WORDS, PUBLIC).alt

    def test_of_nobody_is_nothing(self):
        nobody = times.curves(evaluation.compare(gathered_nobody(), "matched"))
        assert pictures.survival_chart(nobody, WORDS, PUBLIC).sentences == []


class TestOtherWays:
    rows = robustness.ways(matched(), evaluation.results(matched()))

    def test_are_a_table_with_method_and_interval(self):
        made = doubts.robustness_table(self.rows, matched().steps, RESTRICTED)
        assert [row[0] for row in made.rows] == self.rows.index.tolist()
        found = figures(made)["robustness.as-in-the-answer.value"]
        assert found.value == evaluation.results(matched())["value"]["rate"]
        assert len(made.notes) == len(made.rows) == 4

    def test_are_a_picture_whose_text_has_every_number(self):
        said = pictures.ways_chart(self.rows).alt
        made = doubts.robustness_table(self.rows, matched().steps, RESTRICTED)
        assert all(f"{row[0]}: {row[1]} ({row[2]})" in said for row in made.rows)

    def test_that_are_not_known_are_left_out_of_the_picture(self):
        rows = self.rows.copy()
        rows.loc["Everybody within reach, weighted", ["value", "lower", "upper"]] = np.nan
        assert "within reach" not in pictures.ways_chart(rows).alt
        assert doubts.robustness_table(rows, matched().steps, RESTRICTED).rows[2][1:3] == [
            "no data",
            "no data",
        ]

    def test_of_nobody_are_nothing(self):
        assert doubts.robustness_table(self.rows.iloc[:0], matched().steps, PUBLIC).sentences == []
        assert pictures.ways_chart(self.rows.iloc[:0]).sentences == []


class TestSensitivity:
    def test_says_the_ratios_and_what_it_would_take(self):
        made = doubts.sensitivity_sentence(robustness.hidden_difference(ROSSI), WORDS)
        assert "scheme over comparison group: 0.73 (0.53 to 1.00)." in made.sentences[0]
        assert made.sentences[1].endswith(
            "by a factor of 2.09 each; to bring no difference into the interval, 1.00 (E-value)."
        )
        assert len(made.sentences) == 2  # no pairs, so no Rosenbaum bound

    def test_says_nothing_of_a_strength_that_is_not_known(self):
        made = doubts.sensitivity_sentence(robustness.hidden_difference(unmatched(40, (20, 0))), WORDS)
        assert len(made.sentences) == 1
        assert "to explain the difference away" not in made.sentences[0].lower()

    def test_without_two_groups_says_nothing(self):
        assert doubts.sensitivity_sentence(None, WORDS).sentences == []


class TestBeforeAndAfter:
    def test_is_four_rows_and_names_what_choice_alone_gives(self):
        made = doubts.before_after_table(before_after.before_after(matched()), WORDS)
        assert [row[0] for row in made.rows] == [
            "On the scheme",
            "Comparison group",
            "On the scheme, from the choice of people alone",
            "Change on the scheme less change in the comparison group",
        ]
        assert figures(made)["before_after.beyond.change"].lower is not None
        assert figures(made)["before_after.scheme.change"].lower is None
        assert [row[1] == "no data" for row in made.rows] == [False, False, False, True]

    def test_that_is_not_there_is_said(self):
        made = doubts.before_after_table(before_after.before_after(ROSSI), WORDS)
        assert made.style == "missing"
        assert made.sentences == [
            "The records of these people do not reach back over the months before the index date, so there is no "
            "before."
        ]


class TestPrinted:
    found = papers.printed_differences(PRINTED)

    def test_answer_is_of_the_latest_and_says_why_chance_cannot_be_told(self):
        made = printed.answer(self.found, 0)
        assert made.style == "lead"
        assert made.sentences[0].startswith(
            "Printed of “One Service, first cohort, 12 months”: on the scheme 142.0"
        )
        assert made.sentences[1] == (
            "That is 8.4% fewer than in the comparison group. Whether that is more than chance cannot be told: how "
            "reoffences differ between people is not printed."
        )
        assert figures(made)["printed.relative"].value == pytest.approx(-13 / 155)

    def test_answer_is_left_to_the_people_where_there_are_some(self):
        assert printed.answer(self.found, 12).sentences == []
        assert printed.answer(self.found.iloc[:0], 0).sentences == []

    @pytest.mark.parametrize(
        ("value", "words"),
        [(38.6, "1.8% fewer than"), (20.0, "49.1% fewer than"), (60.0, "52.7% more than")],
    )
    def test_answer_with_both_sizes_has_an_interval_and_says_whether_it_holds_zero(self, value, words):
        row = PRINTED[RATE_AFTER].assign(comparison_people=9000.0, value=value)
        said = printed.answer(papers.printed_differences(row), 0).sentences[1]
        assert words in said
        assert ("holds zero: no clear difference" in said) == (value == 38.6)
        assert ("does not hold zero, by sampling alone" in said) == (value != 38.6)

    def test_table_shows_every_pair_in_their_order_with_the_reason_for_no_interval(self):
        made = printed.printed_table(self.found)
        assert len(made.rows) == 11
        # Names are long, so letters stand for them, and a note says which.
        assert made.rows[0][0].startswith("A, after") and made.notes[0].startswith(
            "A: One Service, first cohort"
        )
        assert made.rows[0][2:] == ["142.0", "155.0", "−13.0", "no data", "−8.4%"]
        assert "No interval: the size of a group is not printed." in made.notes
        assert made.notes[-1].startswith("Sources: ")

    def test_table_of_nothing_says_so(self):
        made = printed.printed_table(self.found.iloc[:0])
        assert (made.style, made.sentences) == ("missing", [printed.NOTHING])

    def test_trends_show_minus_17_1_percent_and_what_it_takes_to_mean_something(self):
        made = printed.trend_table(papers.trends(PRINTED))
        assert "−17.1%" in [row[2] for row in made.rows]
        assert made.notes[-1] == printed.PARALLEL
        assert printed.trend_table(papers.trends(PRINTED.iloc[:0])).sentences == []

    def test_payment_says_what_the_rule_makes_of_it_and_that_it_is_no_evidence(self):
        made = printed.payment_sentence(papers.payment(PRINTED, RULE), RULE)
        assert made.sentences == [
            "One Service, first cohort, 12 months: 8.4% fewer than in the comparison group. 10.0% or more fewer would "
            "pay for the cohort, so it does not pay by itself.",
            "Whether all cohorts together reach 7.5% cannot be worked out. Not printed: One Service, second cohort, 12 "
            "months.",
            "A payment rule is a contract, not evidence: it has no interval.",
        ]
        assert printed.payment_sentence(papers.payment(PRINTED.iloc[:0], RULE), RULE).sentences == []

    @pytest.mark.parametrize(
        ("second", "words"), [(142.0, "is enough to pay"), (150.0, "is not enough to pay")]
    )
    def test_payment_of_all_cohorts_together_is_held_against_what_is_asked_for(self, second, words):
        first = PRINTED[PRINTED["comparison"] == RULE["cohorts"][0]].assign(people=1000.0)
        rows = pd.concat([first, first.assign(comparison=RULE["cohorts"][1], value=second)])
        assert f"{words} (7.5% is asked for)" in " ".join(
            printed.payment_sentence(papers.payment(rows, RULE), RULE).sentences
        )


class TestTheAnnex:
    def test_prints_every_choice_of_the_protocol_but_its_source_beside_it(self):
        row = tables.read_protocol(ROOT / "params", "simulated-partnership")
        made = annex.protocol_table(dict(row))
        named = ", ".join(name.replace("_", " ") for name in row.covariates)
        assert dict(made.rows)["Covariates"] == named
        assert dict(made.rows)["Exact"] == "index event"
        assert dict(made.rows)["Dated"] == "1 January 2008"
        assert len(made.rows) == len(dict(row)) - 1
        assert dict(annex.protocol_table(dict(row) | {"caliper": None}).rows)["Caliper"] == "none"

    def test_prints_the_formula_to_ten_digits_so_that_the_score_comes_out(self):
        model, people = matched().model, matched().covariates
        made = annex.score_table(model)
        assert [each.text for each in made.figures] == [row[1] for row in made.rows]
        terms = [float(row[1].replace("−", "-")) for row in made.rows]
        by_hand = terms[0] + sum(term * people[name] for term, name in zip(terms[1:], people, strict=True))
        assert (by_hand - model.log_odds).abs().max() < 1e-12
        assert made.rows[0][0] == "Intercept"

    def test_without_matching_says_that_there_is_no_score(self):
        assert annex.score_table(None).sentences == ["Nobody was matched, so there is no score."]
        assert annex.support_table(evaluation.support(ROSSI), PUBLIC).sentences == []

    def test_shows_no_single_person_s_score_in_a_public_edition(self):
        support = evaluation.support(matched())
        made = annex.support_table(support, PUBLIC)
        assert [column.text for column in made.columns] == [
            "Group",
            "Below the other group's range",
            "Above the other group's range",
        ]
        assert len(annex.support_table(support, RESTRICTED).columns) == 6

    @given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
    def test_shows_no_count_of_one_to_four_outside_the_range_in_a_public_edition(self, counts):
        rows = {"people": 90, "lowest": -3.0, "highest": 2.0, "below": counts[:2], "above": counts[2:]}
        support = pd.DataFrame(rows, index=["treated", "control"])
        made = annex.support_table(support, PUBLIC)
        assert not {cell for row in made.rows for cell in row} & {"1", "2", "3", "4"}
        assert not {figure.value for figure in made.figures} & {1, 2, 3, 4}

    def test_says_how_far_ties_move_the_difference(self):
        made = annex.ties_sentence(pd.DataFrame({"effect": [-0.071, -0.064]}), matched().matches)
        assert "Matched 2 times" in made.sentences[0] and "−7.10 to −6.40" in made.sentences[0]
        assert made.sentences[1].startswith("Nobody was matched with a person further than")
        assert figures(made)["reoffending.ties.lowest"].value == -0.071

    def test_says_that_no_tie_decides_where_none_does(self):
        made = annex.ties_sentence(pd.DataFrame({"effect": [-0.07] * 20}), None)
        assert made.sentences == [
            "Matched 20 times, with people who are equally near taken in another order each time, the difference is "
            "always −7.00 per 100 people. No choice among equals decides it."
        ]

    @pytest.mark.parametrize("effects", [[], [np.nan] * 20])
    def test_says_nothing_of_ties_where_nobody_was_matched(self, effects):
        assert annex.ties_sentence(pd.DataFrame({"effect": effects}, dtype=float), None).sentences == []


def test_no_text_of_a_real_page_holds_a_number_that_is_none():
    compared = matched()
    table, sizes = shown(compared), evaluation.group_sizes(compared)
    claim = evaluation.judge(compared, evaluation.results(compared))
    blocks = [
        sentences.power(evaluation.detectable(compared, table), sizes),
        sentences.answer(claim, table, sizes, WORDS),
        comparison.groups_table(sizes, RESTRICTED, WORDS),
        comparison.balance_table(compared.balance),
        comparison.results_table(table, WORDS),
        comparison.days_table(table, WORDS),
        pictures.love_chart(compared.balance),
        pictures.survival_chart(times.curves(compared), WORDS, PUBLIC),
        doubts.sensitivity_sentence(robustness.hidden_difference(compared), WORDS),
        doubts.before_after_table(before_after.before_after(compared), WORDS),
    ]
    assert all(isinstance(block, Table | Chart | Sentence) for block in blocks)
    said = [text for block in blocks for text in texts(block)]
    assert len(said) > 80
    assert [text for text in said if re.search(r"\b(nan|inf|None|NaT)\b", text)] == []
