"""What a comparison's page shows: its tables, sentences and pictures, and what a public one withholds."""

import functools
import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from cohorts import gathered, matched, of_population, of_rossi, two_groups
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib import tables
from iomlib.blocks import Chart, Sentence
from iomlib.disclosure.attack import narrowed, spans
from iomlib.disclosure.profile import OPEN, committee
from iomlib.disclosure.protect import hidden
from iomlib.disclosure.read import read_profile
from iomlib.metrics import before_after, evaluation, papers, robustness, times
from iomlib.metrics.attrition import attrition
from iomlib.metrics.balance import balance
from iomlib.metrics.planning import minimum_detectable_difference
from iomlib.params import read_payment_rule
from iomlib.report import (
    alike_safe,
    annex,
    attrition_safe,
    coarse,
    comparison,
    differences_safe,
    doubts,
    groups_safe,
    pictures,
    printed,
    sentences,
)
from iomlib.report.withholding import record

WORDS = sentences.Words("proven reoffence", 12)
PUBLIC, RESTRICTED = committee(), OPEN
FEW = groups_safe.few_words(PUBLIC)
SMALL = FEW[len("Withheld: ") : -1]
ROSSI = evaluation.compare(of_rossi(), "randomised")
PRINTED = tables.read_published_comparisons(ROOT / "data", "peterborough", "2014-15-Q2")
RATE_AFTER = (PRINTED["outcome"] == "reoffending rate") & (PRINTED["stage"] == "after")
RULE = read_payment_rule(ROOT / "params")


# All that the notebook makes of the outcomes of both groups, and how: each number goes through `coarse` first.
GUARDED = (
    "power",
    "pictures.survival_chart(curves, words, rule)",
    "doubts.sensitivity_sentence(hidden, words, rule)",
    "pictures.ways_chart(ways, rule)",
    "doubts.robustness_table(ways, rule)",
    "comparison.days_table(safe.results, words, rule)",
    "doubts.before_after_sentence(change, words, rule)",
    "doubts.before_after_table(change, words, rule)",
    "doubts.log_rank_sentence(times.log_rank_of(compared), rule)",
    "annex.ties_sentence(ties, compared.matches, rule)",
)


@functools.cache
def unmatched(size=40, again=(20, 20), shift=0):
    return evaluation.compare(gathered(two_groups(size, again, shift)), "unmatched")


@functools.cache
def of_many():
    """Match enough people for a public edition to say something of them."""
    return evaluation.compare(of_population(submitted=400, pool=3000), "matched", 5, 0.2)


def safe_of(compared, rule=RESTRICTED):
    return groups_safe.protect(compared, outcome_of(compared, rule), rule, "2011-12-Q1")


def outcome_of(compared, rule):
    return differences_safe.settled(evaluation.results(compared), compared, rule)


def shown(compared, rule=RESTRICTED):
    return safe_of(compared, rule).results


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
    assert read_profile(ROOT / "params", "public") == PUBLIC
    assert read_profile(ROOT / "params", "restricted") == RESTRICTED


def attrition_of(steps, rule, group="scheme"):
    """Show steps as a page does that has nothing but them."""
    nobody = evaluation.compare(gathered_nobody(), "published")
    safe = safe_of(nobody._replace(steps=steps, pool_steps=steps), rule)
    return comparison.attrition_table(safe.steps if group == "scheme" else safe.pool_steps, rule, group)


class TestAttrition:
    steps = pd.DataFrame(
        {
            "step": ["submitted", "found", "complete", "matched"],
            "left": [0, 2, 9, 31],
            "remaining": [191, 189, 180, 149],
        }
    )

    def test_shows_every_step_in_a_restricted_edition(self):
        made = attrition_of(self.steps, RESTRICTED)
        assert made.rows == [
            ["submitted", "0", "191"],
            ["found", "2", "189"],
            ["complete", "9", "180"],
            ["matched", "31", "149"],
        ]
        assert [f.id for f in made.figures[:2]] == ["attrition_scheme.0.left", "attrition_scheme.0.remaining"]

    def test_rounds_and_puts_a_small_loss_together_with_the_next_in_a_public_edition(self):
        made = attrition_of(self.steps, PUBLIC, "pool")
        assert made.rows == [
            ["submitted", "", "190"],
            ["found; complete", "10", "180"],
            ["matched", "30", "150"],
        ]
        assert made.id == "attrition_pool" and made.caption.startswith("From the people in the pool")
        assert made.notes[-1].startswith("Counts of people are rounded to the nearest 5.")
        assert {figure.value for figure in made.figures} == {190, 10, 180, 30, 150}

    def test_does_not_say_of_a_step_that_nobody_was_lost_there(self):
        steps = self.steps.assign(left=[0, 0, 0, 42], remaining=[191, 191, 191, 149])
        assert attrition_of(steps, PUBLIC).rows == [
            ["submitted", "", "190"],
            ["found; complete; matched", "40", "150"],
        ]

    @pytest.mark.parametrize("lost", [0, 9])
    def test_of_which_few_or_none_were_lost_in_all_has_one_row_that_does_not_say_which(self, lost):
        steps = self.steps.assign(left=[0, 0, lost, 0], remaining=[191, 191, 191 - lost, 191 - lost])
        made = attrition_of(steps, PUBLIC)
        assert [row[1] for row in made.rows] == ["withheld"]
        assert figures(made)["attrition_scheme.0.left"].value is None

    def test_without_people_says_that_only_numbers_were_supplied(self):
        made = comparison.attrition_table(pd.DataFrame({"step": [], "left": [], "remaining": []}), PUBLIC)
        assert (made.style, made.sentences) == ("missing", [comparison.NOTHING])


losses = st.lists(st.integers(0, 19), min_size=1, max_size=7)


@settings(max_examples=15)  # each is a linear programme or thirty
@given(losses, st.integers(0, 60))
def test_no_loss_of_a_few_can_be_worked_out_by_whoever_knows_the_sums_and_the_rounding(left, stay):
    nobody = evaluation.compare(gathered_nobody(), "published")._replace(steps=of_losses(left, stay))
    kept = safe_of(nobody, PUBLIC).record
    assert narrowed(kept.cells, kept.sums, PUBLIC) == {}
    shown = [count for count in kept.cells.values() if count is not None]
    assert all(count >= 10 and count % 5 == 0 for count in shown)


@given(losses, st.integers(0, 30))
def test_every_step_is_named_once_whatever_is_put_together(left, stay):
    steps = of_losses(left, stay)
    safe = attrition_safe.merge_small_steps(steps, PUBLIC)
    assert "; ".join(safe["step"]).split("; ") == steps["step"].tolist()
    assert safe["left"].sum() == sum(left)


@given(losses, st.integers(0, 30))
def test_a_restricted_edition_keeps_every_step(left, stay):
    steps = of_losses(left, stay)
    safe = attrition_safe.merge_small_steps(steps, RESTRICTED)
    assert safe[["left", "remaining"]].values.tolist() == steps[["left", "remaining"]].values.tolist()


def of_losses(left, stay):
    """Make an attrition of so many lost at each step, and so many who stay."""
    lost = np.repeat(np.arange(len(left) + 1), [*left, stay])
    steps = {f"step {place}": pd.Series(lost != place) for place in range(len(left))}
    return attrition(steps)


class TestGroups:
    def test_shows_people_and_reoffenders_of_both_groups_rounded_in_a_public_edition(self):
        made = comparison.groups_table(safe_of(ROSSI, PUBLIC).sizes, PUBLIC, WORDS)
        assert made.rows == [["On the scheme", "215", "50", "215"], ["Comparison group", "215", "65", "215"]]
        assert figures(made)["groups.scheme.reoffenders"].value == 50
        made = comparison.groups_table(safe_of(ROSSI).sizes, RESTRICTED, WORDS)
        assert made.rows == [
            ["On the scheme", "216", "48", "216.0"],
            ["Comparison group", "216", "66", "216.0"],
        ]
        assert made.notes == []

    @pytest.mark.parametrize("again", [0, 3, 9, 31, 37, 40])
    def test_withholds_few_reoffenders_none_and_all_in_a_public_edition_only(self, again):
        compared = unmatched(40, (again, 20))
        made = comparison.groups_table(safe_of(compared, PUBLIC).sizes, PUBLIC, WORDS)
        assert made.rows[0] == ["On the scheme", "40", "withheld", "40"]
        assert made.rows[1][2] == "20" and made.notes[0].startswith("Counts of people are rounded")
        assert figures(made)["groups.scheme.reoffenders"].value is None
        assert comparison.groups_table(safe_of(compared).sizes, RESTRICTED, WORDS).rows[0][2] == str(again)

    @pytest.mark.parametrize("again", [10, 30])
    def test_shows_enough(self, again):
        sizes = safe_of(unmatched(40, (again, 20)), PUBLIC).sizes
        assert comparison.groups_table(sizes, PUBLIC, WORDS).rows[0][2] == str(again)

    @settings(max_examples=25)
    @given(st.tuples(st.integers(1, 150), st.integers(1, 150)), st.tuples(st.floats(0, 1), st.floats(0, 1)))
    def test_have_no_count_of_few_that_can_be_worked_out(self, people, share):
        sizes = pd.DataFrame({"people": people}, index=["scheme", "comparison"])
        sizes["reoffenders"] = [round(part * count) for part, count in zip(share, people, strict=True)]
        counts, sums, keep = groups_safe.of_groups(sizes, pd.DataFrame())
        away = hidden(counts, sums, PUBLIC, keep=keep)
        cells = record("groups", counts, sums, away, PUBLIC).cells
        assert narrowed(cells, sums, PUBLIC) == {}


class TestBalance:
    def test_shows_differences_in_standard_deviations_with_their_sign(self):
        compared = unmatched(40, shift=3)
        made = comparison.balance_table(compared.balance, RESTRICTED)
        row = compared.balance.T["age"]
        assert made.rows[0][0] == "Age" and made.rows[0][1].startswith("−")
        assert figures(made)["balance.age.smd_after"].value == row["smd_after"]
        assert figures(made)["balance.age.smd_after"].unit == "standard deviations"

    def test_names_characteristics_in_words(self):
        assert "Offences last year" in [
            row[0] for row in comparison.balance_table(matched().balance, RESTRICTED).rows
        ]

    def test_without_characteristics_says_so(self):
        made = comparison.balance_table(pd.DataFrame(), PUBLIC)
        assert (made.style, made.sentences) == (
            "missing",
            ["There are no two groups here that could be more or less alike."],
        )

    def test_of_small_groups_is_withheld_in_a_public_edition(self):
        safe = alike_safe.alike(unmatched(40, shift=3), PUBLIC)
        made = comparison.balance_table(safe.rows, PUBLIC)
        assert made.rows == [["Age", *["withheld"] * 4]] and safe.named
        assert "fewer than 100 people" in made.notes[-1]
        assert pictures.love_chart(safe.rows).sentences == []

    def test_of_a_characteristic_that_few_have_or_lack_is_withheld_in_a_public_edition(self):
        compared = of_many()
        few = pd.Series(np.arange(len(compared.treated)) < 9, index=compared.treated.index).astype(float)
        for rare in (few, 1 - few):
            about = compared.covariates.assign(male=rare)
            rows = alike_safe.alike(compared._replace(covariates=about), PUBLIC).rows
            assert rows.index[rows["withheld"]].tolist() == ["male"]
            assert (
                rows.T["male"]
                .drop(["withheld", "ks_after_withheld", "near_before", "near_after"])
                .isna()
                .all()
            )

    def test_of_a_yes_or_no_tells_no_two_things_of_which_a_share_could_be_worked_out(self):
        rows = alike_safe.alike(of_many(), PUBLIC).rows
        assert rows["ks_after"].isna()[["male", "drug_use"]].all() and rows["ks_after"].notna()["age"]
        written = {row[0]: row[-1] for row in comparison.balance_table(rows, PUBLIC).rows}
        assert written["Male"] == "withheld" and written["Age"] == f"{rows['ks_after']['age']:.2f}"

    def test_has_in_public_no_digit_more_than_is_written_in_picture_or_figures(self):
        rows = alike_safe.alike(of_many(), PUBLIC).rows
        made = comparison.balance_table(rows, PUBLIC)
        numbers = [figure.value for figure in made.figures if figure.value is not None]
        assert len(numbers) == 20 and numbers == [round(number, 2) for number in numbers]
        exact = of_many().balance["smd_after"]
        assert (rows["smd_after"] - exact).abs().max() <= 0.005 + 1e-9
        drawn = pictures.love_chart(rows.assign(withheld=False)).svg
        assert drawn == pictures.love_chart(rows.round(2)).svg

    def test_counts_as_alike_what_is_so_before_it_is_rounded(self):
        balance = of_many().balance.assign(smd_after=0.104)
        rows = alike_safe.alike(of_many()._replace(balance=balance), PUBLIC).rows
        assert set(rows["smd_after"]) == {0.1}
        assert "in 0 of 6 characteristics" in pictures.love_chart(rows).caption

    def test_is_as_it_is_in_a_restricted_edition(self):
        assert alike_safe.alike(unmatched(40, shift=3), RESTRICTED).rows is unmatched(40, shift=3).balance

    def test_that_is_withheld_is_not_told_by_the_reasons_of_the_claim(self):
        compared = unmatched(80, (40, 40), shift=3)
        claim = evaluation.judge(compared, evaluation.results(compared))
        assert "most in age, by" in claim.reasons[0]
        told = alike_safe.told(claim, safe_of(compared, PUBLIC), alike_safe.alike(compared, PUBLIC))
        assert (told.verdict, told.reasons) == ("not comparable", (alike_safe.UNLIKE, SMALL))
        assert alike_safe.told(claim, safe_of(compared), alike_safe.alike(compared, RESTRICTED)) == claim

    @pytest.mark.parametrize("again", [(5, 60), (60, 5), (119, 60), (60, 20), (60, 60)])
    def test_a_claim_says_of_groups_in_which_few_are_counted_no_more_than_that(self, again):
        compared = unmatched(120, again)
        claim = evaluation.judge(compared, evaluation.results(compared))
        told = alike_safe.told(claim, safe_of(compared, PUBLIC), alike_safe.alike(compared, PUBLIC))
        few = min(*again, *(120 - count for count in again)) < 10
        assert told == (claim._replace(verdict="too few to tell", reasons=(SMALL,)) if few else claim)

    def test_a_word_that_few_have_is_shown_nowhere_in_public(self):
        compared = of_many()
        home = pd.Series(np.arange(len(compared.treated)) < 4, index=compared.treated.index).astype(float)
        about = compared.covariates.drop(columns="male").assign(**{"home: a houseboat": home})
        compared = compared._replace(
            covariates=about, balance=balance(about, compared.treated, compared.weights)
        )
        model = compared.model._replace(
            coefficients=compared.model.coefficients.rename({"male": "home: a houseboat"}),
            standard_errors=compared.model.standard_errors.rename({"male": "home: a houseboat"}),
        )
        shown = alike_safe.alike(compared, PUBLIC)
        made = [comparison.balance_table(shown.rows, PUBLIC), annex.score_table(model, shown, PUBLIC)]
        named = [*alike_safe.matched_on(compared, shown), *(each.model_dump_json() for each in made)]
        assert "home: withheld" in named and all("Home: withheld" in text for text in named[-2:])
        assert not [text for text in named if "houseboat" in text]
        everything = alike_safe.alike(compared, RESTRICTED)
        assert "home: a houseboat" in alike_safe.matched_on(compared, everything)

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
        made = comparison.results_table(shown(ROSSI), WORDS, RESTRICTED)
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

    def test_of_rossi_are_in_public_rates_of_rounded_counts_and_a_difference_in_whole_people(self):
        made = comparison.results_table(shown(ROSSI, PUBLIC), WORDS, PUBLIC)
        assert made.rows[0][1:] == ["23", "30", "−8", "−17 to 0", ""]
        found = figures(made)
        assert (
            found["results.rate.scheme"].value == 50 / 215
            and found["results.rate.comparison"].value == 65 / 215
        )
        rate = found["results.rate.value"]
        assert (rate.value, rate.lower, rate.upper) == (-0.08, -0.17, 0.0)
        assert "Rates are worked out from rounded counts" in made.notes[0]

    def test_of_matched_people_weigh_as_many_as_are_on_the_scheme(self):
        safe, exact = safe_of(of_many(), PUBLIC), evaluation.results(of_many())
        people = PUBLIC.shown(evaluation.group_sizes(of_many())["people"]["scheme"])
        for side in ("scheme", "comparison"):
            again = safe.results[side]["rate"] * people
            assert again == pytest.approx(5 * round(again / 5))
            assert safe.results[side]["rate"] == pytest.approx(exact[side]["rate"], abs=5 / people)

    @pytest.mark.parametrize("compared", [ROSSI, of_many()], ids=["rossi", "matched"])
    def test_have_in_public_the_main_difference_right_to_the_places_it_is_shown_in(self, compared):
        exact, public = evaluation.results(compared).loc["rate"], shown(compared, PUBLIC).loc["rate"]
        for column in ("value", "lower", "upper"):
            assert public[column] == pytest.approx(exact[column], abs=0.005 + 1e-9)

    @pytest.mark.parametrize("compared", [ROSSI, of_many()], ids=["rossi", "matched"])
    def test_have_in_public_no_other_difference_than_that_of_what_is_shown(self, compared):
        exact, public = evaluation.results(compared), shown(compared, PUBLIC)
        for name, row in public[public["value"].notna()].drop("rate").iterrows():
            step = 1 if name in coarse.IN_DAYS else 0.01
            once = compared is ROSSI and name == "frequency"  # nobody was arrested twice, so it is the rate
            apart = public["value"]["rate"] if once else row["scheme"] - row["comparison"]
            assert row["value"] == pytest.approx(apart, abs=step / 2 + 1e-9)
            wide = exact["upper"][name] - exact["lower"][name]
            assert row["upper"] - row["lower"] == pytest.approx(wide, abs=2 * step)

    def test_have_in_public_days_of_everybody_that_tell_no_share_but_the_one_that_is_shown(self):
        public, followed = shown(of_many(), PUBLIC), 365
        for side in ("scheme", "comparison"):
            rate, free, first = (public[side][name] for name in ("rate", "days_free", "days_to_first"))
            assert free == pytest.approx(followed - rate * (followed - first), abs=2.5)

    def test_say_of_p_only_between_what_it_lies_in_public(self):
        exact, public = shown(of_many())["p_shown"], shown(of_many(), PUBLIC)["p_shown"]
        assert all(re.fullmatch(r"0\.\d{4}|1\.0000|under 0\.0001", p) for p in exact)
        assert set(public) <= {"under 0.001", *(f"{a} to under {b}" for a, b in BANDS), "0.1 or more"}

    def test_say_what_is_not_known_of_how_many(self):
        made = comparison.results_table(shown(ROSSI), WORDS, RESTRICTED)
        assert "No data on “People sent to custody for one”: it is not known of 114 people." in made.notes
        (custody,) = [row for row in made.rows if row[0].startswith("People sent to custody")]
        assert custody[1:] == ["no data", "no data", "no data", "no data", ""]

    def test_do_not_say_in_public_of_how_many_something_is_not_known(self):
        notes = comparison.results_table(shown(ROSSI, PUBLIC), WORDS, PUBLIC).notes
        assert "No data on “People sent to custody for one”: it is not known of every person." in notes

    def test_name_the_method_of_each_measure(self):
        notes = " ".join(comparison.results_table(shown(matched()), WORDS, RESTRICTED).notes)
        assert "clustered on matched sets" in notes and "Newcombe" not in notes
        assert "the scheme may change who they are" in notes

    def test_of_days_are_in_days(self):
        made = comparison.days_table(shown(unmatched()), WORDS, RESTRICTED)
        assert made.rows[0][:4] == ["Days without one in the 12 months, everybody", "229", "229", "0"]
        assert made.columns[1].text == "On the scheme, days"
        assert figures(made)["days.days_to_first.scheme"].value == 92

    def test_of_days_are_to_the_nearest_five_of_a_group_in_public(self):
        made = comparison.days_table(shown(of_many(), PUBLIC), WORDS, PUBLIC)
        assert all(float(row[place]) % 5 == 0 for row in made.rows for place in (1, 2))
        sides = (figures(made)[f"days.days_free.{side}"].value for side in ("scheme", "comparison"))
        assert figures(made)["days.days_free.value"].value == next(sides) - next(sides)

    @pytest.mark.parametrize(
        ("size", "again"), [(99, (40, 40)), (97, (40, 40)), (120, (9, 40)), (120, (40, 2)), (120, (111, 40))]
    )
    def test_of_few_people_are_withheld_in_a_public_edition(self, size, again):
        # 98 and 99 are shown as 100, so nobody can tell them from it.
        compared = unmatched(size, again)
        safe = safe_of(compared, PUBLIC)
        rates, days = (
            of(safe.results, WORDS, PUBLIC) for of in (comparison.results_table, comparison.days_table)
        )
        assert safe.enough == (size == 99)
        if not safe.enough:
            assert all(row[1:5] == ["withheld"] * 4 for row in (*rates.rows, *days.rows))
            assert FEW[:-1] in rates.notes[-1] and FEW[:-1] in days.notes[-1]
            assert {figure.value for figure in (*rates.figures, *days.figures)} == {None}

    def test_of_few_people_are_shown_in_a_restricted_edition(self):
        made = comparison.results_table(shown(unmatched(40, (3, 20)), RESTRICTED), WORDS, RESTRICTED)
        assert made.rows[0][1:4] == ["7.5", "50.0", "−42.5"]
        assert "Withheld" not in " ".join(made.notes)

    def test_in_which_everybody_is_the_same_are_withheld_in_public(self):
        # Every man of Rossi's who was arrested has one arrest: that says something of each of them.
        table = comparison.results_table(shown(ROSSI, PUBLIC), WORDS, PUBLIC)
        assert not any(row[0].endswith("of those with any") for row in table.rows)
        assert any(note.startswith("Withheld, and so without a row: ") for note in table.notes)

    def test_of_a_worse_outcome_that_few_had_or_all_of_those_with_any_are_withheld_in_public(self):
        compared = of_many()
        again = compared.outcomes["reoffended"]
        for some in (again.where(again.cumsum() < 5, 0), again):
            worse = compared._replace(outcomes=compared.outcomes.assign(custodial=some))
            safe = safe_of(worse, PUBLIC)
            assert safe.results["withheld"]["custody"] and not safe.results["withheld"]["most_severe"]
            assert safe.enough and narrowed(safe.record.cells, safe.record.sums, PUBLIC) == {}

    def test_without_rows_are_nothing(self):
        empty = shown(evaluation.compare(gathered_nobody(), "published"), PUBLIC)
        assert comparison.results_table(empty, WORDS, PUBLIC).sentences == []
        assert comparison.days_table(empty, WORDS, PUBLIC).sentences == []


BANDS = [("0.001", "0.01"), ("0.01", "0.05"), ("0.05", "0.1")]


class TestTheRecord:
    """Build attacks what is recorded, so it holds all that is shown, and nothing else."""

    @pytest.mark.parametrize(
        "compared", [ROSSI, of_many(), unmatched(40, (3, 20))], ids=["rossi", "many", "few"]
    )
    def test_has_every_count_of_people_that_the_page_shows(self, compared):
        safe = safe_of(compared, PUBLIC)
        recorded = {count for count in safe.record.cells.values() if count is not None}
        tables = [
            comparison.groups_table(safe.sizes, PUBLIC, WORDS),
            comparison.attrition_table(safe.steps, PUBLIC),
            comparison.attrition_table(safe.pool_steps, PUBLIC, "pool"),
            annex.support_table(safe.support, PUBLIC),
        ]
        shown = {f.value for made in tables for f in made.figures if f.unit == "count"} - {None}
        assert shown <= recorded
        assert safe.record.id == "comparison"

    @pytest.mark.parametrize(
        "compared", [ROSSI, of_many(), unmatched(40, (3, 20))], ids=["rossi", "many", "few"]
    )
    def test_lets_nobody_narrow_what_is_withheld(self, compared):
        kept = safe_of(compared, PUBLIC).record
        assert spans(kept.cells, kept.sums, PUBLIC)
        assert narrowed(kept.cells, kept.sums, PUBLIC) == {}


class TestTheAnswer:
    def test_of_withheld_numbers_gives_none(self):
        compared = unmatched(40, (3, 20))
        safe = safe_of(compared, PUBLIC)
        claim = evaluation.judge(compared, evaluation.results(compared))
        made = sentences.answer(claim, safe.results, safe.sizes, WORDS, PUBLIC)
        assert len(made.sentences) == 1 and "too few people to tell" in made.sentences[0]
        assert {(figure.value, figure.text) for figure in made.figures} == {(None, "withheld")}

    def test_of_rossi_is_the_same_in_public_and_written_in_whole_people(self):
        safe, claim = safe_of(ROSSI, PUBLIC), evaluation.judge(ROSSI, evaluation.results(ROSSI))
        made = sentences.answer(claim, safe.results, safe.sizes, WORDS, PUBLIC)
        assert made.sentences == [
            "Fewer people on the scheme had a proven reoffence within 12 months than in the comparison group: 8 fewer "
            "of every 100 (95% interval less than 1 to 17 fewer).",
            "Of every 100 people on the scheme 23 had a proven reoffence within 12 months, of every 100 in the "
            "comparison group 30. 215 people on the scheme were analysed.",
            "Among them that is about 15 people fewer (less than 5 to 35).",
        ]
        assert figures(made)["reoffending.difference_people"].value == -15

    def test_before_it_the_least_that_could_be_seen_gives_a_withheld_rate_away_to_nobody(self):
        safe = safe_of(unmatched(40, (20, 3)), PUBLIC)
        least = evaluation.detectable(safe.sizes, safe.results)
        assert np.isnan(least)
        assert "is not known" in sentences.power(least, safe.sizes).sentences[0]

    def test_before_it_the_least_that_could_be_seen_comes_in_public_from_rounded_counts(self):
        safe = safe_of(ROSSI, PUBLIC)
        by_hand = minimum_detectable_difference(65 / 215, 215, 215)
        assert evaluation.detectable(safe.sizes, safe.results) == by_hand

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

    def test_groups_that_round_to_nobody_have_no_curve(self):
        compared = unmatched(2, (1, 1))
        assert not len(coarse.curves(compared, PUBLIC))
        assert len(coarse.curves(compared, RESTRICTED))

    def blocks(self, rule):
        ways = coarse.ways(robustness.ways(self.few, evaluation.results(self.few)), rule)
        return [
            pictures.survival_chart(coarse.curves(self.few, rule), WORDS, rule),
            pictures.ways_chart(ways, rule),
            doubts.robustness_table(ways, rule),
            doubts.sensitivity_sentence(robustness.hidden_difference(self.few), WORDS, rule),
        ]

    def test_are_withheld_from_every_block_of_a_public_edition(self):
        for block in self.blocks(RESTRICTED):
            held = groups_safe.guarded(block, safe_of(self.few, PUBLIC))
            assert (held.style, held.sentences, held.figures) == ("missing", [FEW], [])

    def test_are_shown_in_a_restricted_edition(self):
        for block in self.blocks(RESTRICTED):
            assert groups_safe.guarded(block, safe_of(self.few)) is block

    def test_of_many_people_are_shown_in_a_public_edition(self):
        block = Sentence(sentences=["22.2 of every 100."])
        assert groups_safe.guarded(block, safe_of(ROSSI, PUBLIC)) is block
        nobody = safe_of(evaluation.compare(gathered_nobody(), "published"), PUBLIC)
        assert groups_safe.guarded(block, nobody) is block

    def test_are_guarded_wherever_the_notebook_shows_what_was_made_of_them(self):
        book = (ROOT / "notebooks" / "reoffending_comparison.ipynb").read_text("utf-8")
        for name in GUARDED:
            assert f"groups_safe.guarded({name}, safe)" in book
        for raw in ("outcome,", "compared.steps", "compared.pool_steps", "compared.balance", "group_sizes"):
            assert not re.search(
                rf"(comparison|sentences|pictures|annex|doubts)\.\w+\([^)]*{re.escape(raw)}", book
            )


class TestWays:
    def rows(self, upper, index=("One", "Other")):
        rows = pd.DataFrame({"value": [-0.08, -0.09], "lower": [-0.16, -0.17], "upper": upper})
        return rows.set_index(pd.Index(index)).assign(people=216, method="made up")

    def test_say_how_close_to_zero_an_interval_ends_that_is_written_with_zero(self):
        rows = self.rows([-0.0002, -0.004])
        caption = pictures.ways_chart(coarse.ways(rows, RESTRICTED), RESTRICTED).caption
        assert caption.endswith("no interval holds zero; 1 of them ends less than 0.1 from it")
        caption = pictures.ways_chart(coarse.ways(rows, PUBLIC), PUBLIC).caption
        assert caption.endswith("no interval holds zero; 2 of them end less than 1 from it")

    @pytest.mark.parametrize("rule", [PUBLIC, RESTRICTED], ids=["public", "restricted"])
    def test_say_nothing_of_it_where_no_end_is_written_so(self, rule):
        caption = pictures.ways_chart(coarse.ways(self.rows([-0.014, 0.1]), rule), rule).caption
        assert caption.endswith("1 of 2 intervals hold zero")

    def test_of_fewer_than_a_hundred_people_are_withheld_in_public(self):
        rows = coarse.ways(self.rows([-0.02, -0.02]).assign(people=[216, 97]), PUBLIC)
        made = doubts.robustness_table(rows, PUBLIC)
        assert [row[0] for row in made.rows] == ["One"]
        assert "Withheld, and so without a row: Other." in made.notes
        assert "Other" not in pictures.ways_chart(rows, PUBLIC).alt


class TestSurvival:
    def chart(self, compared, rule):
        return pictures.survival_chart(coarse.curves(compared, rule), WORDS, rule)

    def test_is_told_as_the_share_without_at_the_end(self):
        said = "After 366 days: 77.8 in the people on the scheme, 69.4 in the comparison group."
        assert said in self.chart(ROSSI, RESTRICTED).alt
        # 165 of 215, and 150 of 215: as the rounded counts have it
        assert "After 366 days: 77 in the people on the scheme, 70 in the" in self.chart(ROSSI, PUBLIC).alt

    def test_steps_once_a_week_so_that_no_step_is_a_day(self):
        days = coarse.curves(ROSSI, RESTRICTED)["days"]
        assert set(days[days < 366] % 7) == {0}

    def test_has_in_public_a_point_a_month_at_most_and_no_step_of_few_people_or_none(self):
        months = times.curves(ROSSI, times.MONTH)
        kept = coarse.thinned(months, PUBLIC)
        assert set(kept["days"] % 30) == {0, 366 % 30}
        steps = kept.groupby("group")["again"].diff().dropna()
        assert len(steps) == 8 and steps.min() >= PUBLIC.threshold
        assert months.groupby("group")["again"].diff().min() < PUBLIC.threshold

    def test_shows_the_days_that_are_kept_and_no_others_in_picture_or_numbers(self):
        days = sorted(set(coarse.curves(ROSSI, PUBLIC)["days"]))
        chart = self.chart(ROSSI, PUBLIC)
        assert {float(row[0]) for row in chart.rows} <= set(days)
        # The share and both ends of its interval, of two groups: a point a day, and no corner of a step between.
        paths = [path.get("d", "") for path in ET.fromstring(chart.svg).findall(".//{*}path")]  # noqa: S314  our own
        lines = [path for path in paths if re.fullmatch(r"M[^A-Za-z]+(L[^A-Za-z]+)+", path)]
        corners = [path.count("L") for path in lines if path.count("L") > 1]
        assert len(corners) == 6
        assert max(corners) <= len(days)

    @pytest.mark.parametrize("compared", [ROSSI, of_many()], ids=["rossi", "matched"])
    def test_is_in_public_that_of_rounded_counts_and_near_to_that_of_the_exact_ones(self, compared):
        public = coarse.curves(compared, PUBLIC)
        exact = times.curves(compared, times.MONTH).set_index(["group", "days"])["survival"]
        people = PUBLIC.shown(evaluation.group_sizes(compared)["people"]["scheme"])
        for row in public.to_dict("records"):
            again = people * (1 - row["survival"])
            assert again == pytest.approx(5 * round(again / 5))
            assert row["survival"] == pytest.approx(exact[row["group"], row["days"]], abs=5 / people)
            assert row["lower"] <= row["survival"] <= row["upper"]
        assert set(public) == {"group", "days", "survival", "lower", "upper"}

    def test_ends_where_the_rates_say_it_does(self):
        ends = coarse.curves(of_many(), PUBLIC).groupby("group", sort=False)["survival"].last()
        rates = shown(of_many(), PUBLIC).loc["rate", ["scheme", "comparison"]]
        assert (1 - ends).tolist() == pytest.approx(rates.tolist())

    def test_names_the_day_that_each_row_is_of(self):
        for rule in (PUBLIC, RESTRICTED):
            curves = coarse.curves(ROSSI, rule)
            by_day = curves[curves["group"] == "People on the scheme"].set_index("days")["survival"]
            for day, scheme, _ in self.chart(ROSSI, rule).rows:
                assert scheme.startswith(f"{100 * by_day[float(day)]:.{coarse.places(rule)}f}%")

    def test_of_which_all_happened_at_once_keeps_its_last_day(self):
        rows = pd.DataFrame({"group": "Scheme", "days": [0, 30, 60], "survival": 0.9, "again": [0, 16, 18]})
        assert coarse.thinned(rows, PUBLIC)["days"].tolist() == [0, 60]

    def test_begins_with_everybody(self):
        for compared, rule in ((matched(), RESTRICTED), (of_many(), PUBLIC)):
            assert coarse.curves(compared, rule).groupby("group").first()["survival"].tolist() == [1, 1]

    def test_of_one_group_alone_is_one_curve(self):
        scheme, pool, events = two_groups(120, (60, 60))
        alone = evaluation.compare(gathered((scheme, pool.iloc[:0], events)), "matched")
        for rule in (PUBLIC, RESTRICTED):
            assert coarse.curves(alone, rule)["group"].unique().tolist() == ["People on the scheme"]
            assert "in the people on the scheme. Bands" in self.chart(alone, rule).alt

    def test_of_nobody_is_nothing(self):
        nobody = evaluation.compare(gathered_nobody(), "matched")
        assert self.chart(nobody, PUBLIC).sentences == []


class TestTheLogRankTest:
    test = times.log_rank_of(ROSSI)

    def test_is_told_with_its_statistic_in_a_restricted_edition(self):
        made = doubts.log_rank_sentence(self.test, RESTRICTED)
        assert "chi-squared 3.84 on one degree of freedom, p = 0.0501" in made.sentences[0]

    def test_is_told_in_public_by_what_p_lies_between_for_its_digits_tell_the_counts(self):
        made = doubts.log_rank_sentence(self.test, PUBLIC)
        assert made.sentences == ["Log-rank test of the two curves: p is 0.05 to under 0.1."]
        assert [(figure.value, figure.text) for figure in made.figures] == [(None, "0.05 to under 0.1")]


class TestOtherWays:
    raw = robustness.ways(matched(), evaluation.results(matched()))
    rows = coarse.ways(raw, RESTRICTED)

    def test_are_a_table_with_method_and_interval(self):
        made = doubts.robustness_table(self.rows, RESTRICTED)
        assert [row[0] for row in made.rows] == self.rows.index.tolist()
        found = figures(made)["robustness.as-in-the-answer.value"]
        assert found.value == evaluation.results(matched())["value"]["rate"]
        assert len(made.notes) == len(made.rows) == 4

    def test_do_not_say_in_public_how_many_people_each_takes_as_they_differ_by_a_few(self):
        ways = robustness.ways(of_many(), evaluation.results(of_many()))
        made = doubts.robustness_table(coarse.ways(ways, PUBLIC), PUBLIC)
        assert [column.text for column in made.columns] == ["Way", "Difference per 100", "95% interval"]
        assert all(figure.value == round(figure.value, 2) for figure in made.figures)
        assert "people" not in coarse.ways(ways, PUBLIC)
        assert len(doubts.robustness_table(coarse.ways(ways, RESTRICTED), RESTRICTED).columns) == 4

    @pytest.mark.parametrize("rule", [PUBLIC, RESTRICTED], ids=["public", "restricted"])
    def test_are_a_picture_whose_text_has_every_number(self, rule):
        rows = coarse.ways(robustness.ways(of_many(), evaluation.results(of_many())), rule)
        said, made = pictures.ways_chart(rows, rule).alt, doubts.robustness_table(rows, rule)
        assert all(f"{row[0]}: {row[1]} ({row[2]})" in said for row in made.rows)

    def test_that_are_not_known_are_left_out_of_the_picture(self):
        raw = self.raw.copy()
        raw.loc["Everybody within reach, weighted", ["value", "lower", "upper"]] = np.nan
        rows = coarse.ways(raw, RESTRICTED)
        assert "within reach" not in pictures.ways_chart(rows, RESTRICTED).alt
        assert doubts.robustness_table(rows, RESTRICTED).rows[2][1:3] == ["no data", "no data"]

    def test_of_nobody_are_nothing(self):
        nothing = coarse.ways(self.raw.iloc[:0], PUBLIC)
        assert doubts.robustness_table(nothing, PUBLIC).sentences == []
        assert pictures.ways_chart(nothing, PUBLIC).sentences == []


class TestSensitivity:
    def test_says_the_ratios_and_what_it_would_take(self):
        made = doubts.sensitivity_sentence(robustness.hidden_difference(ROSSI), WORDS, RESTRICTED)
        assert "scheme over comparison group: 0.73 (0.53 to 1.00)." in made.sentences[0]
        assert made.sentences[1].endswith(
            "by a factor of 2.09 each; to bring no difference into the interval, 1.00 (E-value)."
        )
        assert len(made.sentences) == 2  # no pairs, so no Rosenbaum bound

    def hidden(self, compared, rule):
        found = robustness.hidden_difference(compared)
        return coarse.hidden(found, compared, shown(compared, rule), rule)

    def test_says_of_groups_as_they_come_in_public_no_interval_that_would_tell_their_counts(self):
        made = doubts.sensitivity_sentence(self.hidden(ROSSI, PUBLIC), WORDS, PUBLIC)
        # 50 and 65 of 215 as they are shown: 0.77
        assert "scheme over comparison group: 0.75. Number of" in made.sentences[0]
        assert made.sentences[1].endswith("by a factor of 2.0 each (E-value).")
        assert {(f.value, f.lower) for f in made.figures} == {
            (0.75, None),
            (0.7, None),
            (2.0, None),
            (None, None),
        }

    def test_says_of_matched_groups_in_public_both_in_steps(self):
        exact, public = self.hidden(of_many(), RESTRICTED), self.hidden(of_many(), PUBLIC)
        for name in ("risk_ratio", "frequency_ratio"):
            for end in ("value", "lower", "upper"):
                one, other = (getattr(getattr(found, name), end) for found in (exact, public))
                assert other == pytest.approx(one, abs=0.025 + 1e-9)
                assert 20 * other == pytest.approx(round(20 * other))
        assert public.e_value == round(exact.e_value, 1)

    def test_says_nothing_of_a_strength_that_is_not_known(self):
        made = doubts.sensitivity_sentence(
            robustness.hidden_difference(unmatched(40, (20, 0))), WORDS, RESTRICTED
        )
        assert len(made.sentences) == 1
        assert "to explain the difference away" not in made.sentences[0].lower()

    def test_without_two_groups_says_nothing(self):
        assert doubts.sensitivity_sentence(None, WORDS, PUBLIC).sentences == []


class TestBeforeAndAfter:
    def test_is_four_rows_and_names_what_choice_alone_gives(self):
        made = doubts.before_after_table(before_after.before_after(matched()), WORDS, RESTRICTED)
        assert [row[0] for row in made.rows] == [
            "On the scheme",
            "Comparison group",
            "On the scheme, from the choice of people alone",
            "Change on the scheme less change in the comparison group",
        ]
        assert figures(made)["before_after.beyond.change"].lower is not None
        assert figures(made)["before_after.scheme.change"].lower is None
        assert [row[1] == "no data" for row in made.rows] == [False, False, False, True]

    def test_is_in_public_in_whole_offences_of_rounded_counts(self):
        exact = before_after.before_after(of_many())
        rows = coarse.change(exact, of_many(), PUBLIC)
        assert coarse.change(exact, of_many(), RESTRICTED) is exact
        made = doubts.before_after_table(rows, WORDS, PUBLIC)
        numbers = [figure.value for figure in made.figures if figure.value is not None]
        assert numbers == [round(value, 2) for value in numbers]
        change = rows["after"] - rows["before"]
        assert rows["change"].iloc[:3].tolist() == pytest.approx(change.iloc[:3].tolist())
        assert not re.search(r"\d\.\d", " ".join(texts(made)[:-1]).replace("95%", ""))
        said = doubts.before_after_sentence(rows, WORDS, PUBLIC)
        assert [each.value for each in said.figures] == rows.T["scheme"][["before", "after"]].tolist()

    def test_has_in_public_no_change_and_no_before_that_is_not_of_what_is_shown(self):
        exact = before_after.before_after(of_many())
        rows = coarse.change(exact, of_many(), PUBLIC)
        beyond = rows["change"]["scheme"] - rows["change"]["comparison"]
        assert rows["change"]["beyond"] == pytest.approx(beyond)
        assert rows["before"]["alone"] == rows["before"]["scheme"]
        wide = exact.T["beyond"]["change_upper"] - exact.T["beyond"]["change_lower"]
        assert rows.T["beyond"]["change_upper"] - rows.T["beyond"]["change_lower"] == pytest.approx(
            wide, abs=0.02
        )

    def test_that_is_not_there_is_said(self):
        made = doubts.before_after_table(before_after.before_after(ROSSI), WORDS, PUBLIC)
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
        made = annex.score_table(model, alike_safe.alike(matched(), RESTRICTED), RESTRICTED)
        assert [each.text for each in made.figures] == [row[1] for row in made.rows]
        terms = [float(row[1].replace("−", "-")) for row in made.rows]
        by_hand = terms[0] + sum(term * people[name] for term, name in zip(terms[1:], people, strict=True))
        assert (by_hand - model.log_odds).abs().max() < 1e-12
        assert made.rows[0][0] == "Intercept"

    def test_prints_two_digits_of_it_in_public_for_all_of_them_tell_how_many_people_have_something(self):
        made = annex.score_table(of_many().model, alike_safe.alike(of_many(), PUBLIC), PUBLIC)
        assert [column.text for column in made.columns] == ["Term", "Coefficient"]
        assert all(re.fullmatch(r"−?0*\.?0*[1-9](\.?\d)?|−?0\.0*[1-9]\d?", row[1]) for row in made.rows)
        assert "two digits" in made.notes[0]

    def test_withholds_the_coefficient_of_what_few_have_and_all_of_small_groups(self):
        shown = alike_safe.alike(of_many(), PUBLIC)
        made = annex.score_table(of_many().model, shown._replace(named={"male": "male"}), PUBLIC)
        assert [row[0] for row in made.rows if row[1] == "withheld"] == ["Male"]
        assert figures(made)["score.male"].value is None
        everything = {name: name for name in shown.rows.index}
        small = annex.score_table(of_many().model, shown._replace(named=everything), PUBLIC)
        assert small.sentences == ["The score is withheld: a group has fewer than 100 people."]

    def test_without_matching_says_that_there_is_no_score(self):
        assert annex.score_table(None, alike_safe.alike(ROSSI, PUBLIC), PUBLIC).sentences == [
            "Nobody was matched, so there is no score."
        ]
        assert annex.support_table(safe_of(ROSSI, PUBLIC).support, PUBLIC).sentences == []

    def test_shows_no_single_person_s_score_in_a_public_edition(self):
        made = annex.support_table(safe_of(matched(), PUBLIC).support, PUBLIC)
        assert [column.text for column in made.columns] == [
            "Group",
            "Below the other group's range",
            "Above the other group's range",
        ]
        assert len(annex.support_table(safe_of(matched()).support, RESTRICTED).columns) == 6
        assert "lowest" not in safe_of(matched(), PUBLIC).support

    def test_shows_outside_the_range_only_rounded_counts_that_are_not_few(self):
        safe = safe_of(of_many(), PUBLIC)
        exact = evaluation.support(of_many())
        for side in exact.index:
            for column in ("below", "above"):
                count = exact[column][side]
                assert safe.support[f"{column}_withheld"][side] == (count < 10)
                assert count < 10 or safe.support[column][side] == PUBLIC.shown(count)

    def test_says_how_far_ties_move_the_difference(self):
        made = annex.ties_sentence(pd.DataFrame({"effect": [-0.071, -0.064]}), matched().matches, RESTRICTED)
        assert "Matched 2 times" in made.sentences[0] and "−7.10 to −6.40" in made.sentences[0]
        assert made.sentences[1].startswith("Nobody was matched with a person further than")
        assert figures(made)["reoffending.ties.lowest"].value == -0.071

    def test_says_that_no_tie_decides_where_none_does(self):
        made = annex.ties_sentence(pd.DataFrame({"effect": [-0.07] * 20}), None, RESTRICTED)
        assert made.sentences == [
            "Matched 20 times, with people who are equally near taken in another order each time, the difference is "
            "always −7.00 per 100 people. No choice among equals decides it."
        ]

    @pytest.mark.parametrize(
        ("effects", "said"),
        [
            ([-0.071, -0.066], "the difference is always −7 per 100 people, to the nearest whole number."),
            ([-0.071, -0.054], "the difference per 100 people lies between −7 to −5."),
        ],
    )
    def test_says_it_in_public_in_whole_people_and_the_caliper_in_two_digits(self, effects, said):
        made = annex.ties_sentence(pd.DataFrame({"effect": effects}), matched().matches, PUBLIC)
        assert made.sentences[0].endswith(said)
        assert re.search(r"further than 0\.\d\d away", made.sentences[1])

    @pytest.mark.parametrize("effects", [[], [np.nan] * 20])
    def test_says_nothing_of_ties_where_nobody_was_matched(self, effects):
        assert (
            annex.ties_sentence(pd.DataFrame({"effect": effects}, dtype=float), None, PUBLIC).sentences == []
        )


FROM_ROUNDED = re.compile(
    r"reoffending\.(scheme|comparison)|results\.\w+\.(scheme|comparison)|reoffending\.detectable"
)


@pytest.mark.parametrize("compared", [ROSSI, of_many()], ids=["rossi", "matched"])
def test_a_figure_of_a_public_page_has_no_digits_that_its_text_has_not(compared):
    """Nothing is hidden by formatting: only what is worked out from shown counts has all digits."""
    checked = 0
    for made in figures_of(compared, PUBLIC):
        if made.value is None or FROM_ROUNDED.fullmatch(made.id):
            continue
        to = made.places + 2 * ("per 100" in made.unit)
        for number in (made.value, made.lower, made.upper):
            assert number is None or number == pytest.approx(
                round(number, max(to, 4 * made.id.startswith("score.")))
            )
            checked += 1
    assert checked > 40


def figures_of(compared, rule):
    return [figure for block in blocks_of(compared, rule) for figure in block.figures]


@pytest.mark.parametrize("rule", [PUBLIC, RESTRICTED], ids=["public", "restricted"])
def test_no_text_of_a_real_page_holds_a_number_that_is_none(rule):
    said = [text for block in blocks_of(of_many(), rule) for text in texts(block)]
    assert len(said) > 80
    assert [text for text in said if re.search(r"\b(nan|inf|None|NaT)\b", text)] == []


def blocks_of(compared, rule):
    """Make all that a page shows of the outcomes of two groups, and how it came to them."""
    safe, alike = safe_of(compared, rule), alike_safe.alike(compared, rule)
    outcome = outcome_of(compared, rule)
    ways = coarse.ways(robustness.ways(compared, outcome), rule)
    change = coarse.change(before_after.before_after(compared), compared, rule)
    return [
        sentences.power(evaluation.detectable(safe.sizes, safe.results), safe.sizes),
        sentences.answer(evaluation.judge(compared, outcome), safe.results, safe.sizes, WORDS, rule),
        comparison.attrition_table(safe.steps, rule),
        comparison.attrition_table(safe.pool_steps, rule, "pool"),
        comparison.groups_table(safe.sizes, rule, WORDS),
        comparison.balance_table(alike.rows, rule),
        comparison.results_table(safe.results, WORDS, rule),
        comparison.days_table(safe.results, WORDS, rule),
        pictures.love_chart(alike.rows),
        pictures.survival_chart(coarse.curves(compared, rule), WORDS, rule),
        pictures.ways_chart(ways, rule),
        doubts.log_rank_sentence(times.log_rank_of(compared), rule),
        doubts.robustness_table(ways, rule),
        doubts.sensitivity_sentence(
            coarse.hidden(robustness.hidden_difference(compared), compared, safe.results, rule), WORDS, rule
        ),
        doubts.before_after_sentence(change, WORDS, rule),
        doubts.before_after_table(change, WORDS, rule),
        annex.score_table(compared.model, alike, rule),
        annex.support_table(safe.support, rule),
        annex.ties_sentence(robustness.tie_orders(compared, 5, 0.2, 2), compared.matches, rule),
    ]


def test_scores_outside_the_other_range_are_withheld_where_they_leave_few():
    """197 of 203, rounded to 195 of 205, would show where six are left."""
    score = pd.DataFrame(
        {"people": [203.0], "below": [197.0], "inside": [3.0], "above": [3.0]}, index=["treated"]
    )
    counts, sums, _ = groups_safe._of_support(score, "scheme.3.stay", "pool")
    counts["scheme.3.stay"] = 203.0
    assert {"support.treated.below", "support.treated.above"} <= hidden(
        counts, sums, PUBLIC, ["scheme.3.stay"]
    )
