"""Before and after, beside what the choice of people alone would give."""

import re

import numpy as np
import pandas as pd
import pytest
from cohorts import DAY, gathered, matched, of_population, of_rossi, offences, others, people
from test_sentences import OF_EFFECT

from iomlib.disclosure.profile import OPEN, committee
from iomlib.metrics.before_after import COLUMNS, before_after
from iomlib.metrics.contrasts import weighted_difference
from iomlib.metrics.evaluation import compare, judge, results
from iomlib.metrics.regression_to_mean import expected_without_effect, fit_poisson_gamma
from iomlib.report.coarse import change
from iomlib.report.doubts import before_after_table
from iomlib.report.sentences import Words, answer, limits

WORDS = Words("proven reoffence", 12)
SEEDS = range(1, 41)


def chosen(seed):
    """Give people chosen for a bad year, whose scheme does nothing, beside a pool."""
    return compare(of_population(seed, 0.0, 100, 600), "before and after")


def counted(before, after, pool=((1, 0), (0, 0))):
    """Make people with so many offences before and after, one of each pair a person."""
    scheme = people([f"s{n}" for n in range(len(before))], age=30)
    theirs = others([f"p{n}" for n in range(len(pool))], age=30)
    spells = list(zip(scheme.index, before, after, strict=True))
    spells += [(id, *counts) for id, counts in zip(theirs.index, pool, strict=True)]
    rows = [("s0", "2000-01-01")]  # the records reach back
    for person, earlier, later in spells:
        rows += [(person, DAY - pd.Timedelta(days=9))] * earlier + [
            (person, DAY + pd.Timedelta(days=9))
        ] * later
    return scheme, theirs, offences(*rows)


def texts(block):
    """List all that a reader sees of a table or of sentences."""
    if hasattr(block, "sentences"):
        return block.sentences
    heads = [column.text for column in block.columns]
    return [block.caption, *heads, *(cell for row in block.rows for cell in row), *block.notes]


class TestTheRows:
    def test_are_what_was_counted_per_person(self):
        table = before_after(compare(gathered(counted([2, 4], [1, 0])), "unmatched"))
        assert table.loc["scheme", ["before", "after", "change"]].tolist() == [3.0, 0.5, -2.5]
        assert table.loc["comparison", ["before", "after", "change"]].tolist() == [0.5, 0.0, -0.5]
        assert table.loc["beyond", "change"] == -2.0
        assert tuple(table.columns) == COLUMNS

    def test_of_the_chosen_and_of_others_have_no_interval(self):
        table = before_after(matched())
        assert table.loc[["scheme", "comparison"], ["change_lower", "after_lower"]].isna().all(axis=None)

    def test_of_matched_groups_are_weighted_and_clustered(self):
        found = matched()
        kept = found.weights > 0
        change = (found.outcomes["reoffences"] - found.outcomes["before"])[kept]
        pairs = found.pairs.reindex(found.treated.index)[kept]
        by_hand = weighted_difference(change, found.treated[kept].astype(float), found.weights[kept], pairs)
        row = before_after(found).T["beyond"]
        assert (row["change"], row["change_lower"], row["change_upper"]) == by_hand[:3]

    def test_have_neither_comparison_nor_beyond_without_a_comparison_group(self):
        assert before_after(chosen(1)).index.tolist() == ["scheme", "alone"]

    def test_are_none_where_the_records_do_not_reach_back(self):
        assert before_after(compare(of_rossi(), "randomised")).empty

    def test_are_none_where_nobody_is_compared(self):
        scheme, pool, events = counted([2, 4], [1, 0])
        apart = gathered(
            (scheme.assign(way="a"), pool.assign(way="b", age=[29, 31]), events),
            exact=["way"],
            covariates=["age"],
        )
        assert before_after(compare(apart, "matched")).empty


class TestFromTheChoiceOfPeopleAlone:
    def test_is_expected_without_effect_of_everybody_s_spread_and_the_pool_s_change(self):
        found = chosen(2)
        others_before = (found.outcomes["before"] - 1).clip(lower=0)
        pool, ones = ~found.treated, pd.Series(1.0, index=found.treated.index)
        drift = found.outcomes["reoffences"][pool].sum() / others_before[pool].sum()
        on_scheme = others_before[found.treated]
        by_hand = expected_without_effect(
            fit_poisson_gamma(others_before, ones),
            on_scheme,
            ones[found.treated],
            drift * ones[found.treated],
        )
        row = before_after(found).T["alone"]
        assert row[["after", "after_lower", "after_upper"]].tolist() == pytest.approx(
            [number / len(on_scheme) for number in by_hand[:3]], abs=1e-12
        )

    def test_leaves_the_offence_out_that_led_to_the_index_date(self):
        # Everybody has that one, and nobody has another: nothing says that anybody offends more often.
        table = before_after(compare(gathered(counted([1] * 9, [0] * 9, [(1, 1)] * 9)), "before and after"))
        assert np.isnan(table["after"]["alone"])
        assert table["before"]["alone"] == 1.0

    def test_is_missing_where_the_pool_has_no_reoffence(self):
        table = before_after(compare(gathered(counted([2, 4], [1, 0], [(3, 0), (2, 0)])), "unmatched"))
        assert table["method"]["alone"] == "no reoffences in the pool"
        assert np.isnan(table["after"]["alone"])

    def test_without_a_pool_is_missing_unless_all_were_chosen_for_several_offences(self):
        scheme, pool, events = counted([1, 4], [1, 0])
        table = before_after(compare(gathered((scheme, pool.iloc[:0], events)), "before and after"))
        assert table["method"]["alone"] == "there is no pool to tell how unlike people are"
        scheme, pool, events = counted([3, 4, 6, 9, 3, 3, 4], [1] * 7)
        table = before_after(compare(gathered((scheme, pool.iloc[:0], events)), "before and after"))
        assert 0 < table["after"]["alone"] < table["before"]["alone"]

    def test_foresees_what_people_chosen_for_a_bad_year_do_without_any_effect(self):
        rows = [before_after(chosen(seed)).T for seed in SEEDS]
        seen = [row["scheme"]["after"] for row in rows]
        foreseen = [row["alone"]["after"] for row in rows]
        hits = sum(
            row["alone"]["after_lower"] <= row["scheme"]["after"] <= row["alone"]["after_upper"]
            for row in rows
        )
        # 38 of 40 are to be expected; fewer than 34 by chance in 1 of 700. Fitted to the pool without
        # those who were chosen from it, it was 28.
        assert hits >= 34
        assert sum(foreseen) == pytest.approx(sum(seen), rel=0.06)
        assert all(row["scheme"]["before"] > 1.5 * row["scheme"]["after"] for row in rows), (
            "a fall, by choice alone"
        )


@pytest.mark.parametrize("rule", [OPEN, committee()], ids=["restricted", "public"])
class TestTheWords:
    found = chosen(1)

    def shown(self, rule):
        return before_after_table(change(before_after(self.found), self.found, rule), WORDS, rule)

    def test_of_the_whole_report_on_such_people_hold_no_word_of_effect(self, rule):
        claim = judge(self.found, results(self.found))
        said = [
            *texts(answer(claim, results(self.found), pd.DataFrame(), WORDS, rule)),
            *texts(limits(claim, self.found.covariates.columns)),
            *texts(self.shown(rule)),
        ]
        assert len(said) > 15
        assert [text for text in said if OF_EFFECT.search(text)] == []

    def test_show_the_fall_beside_the_one_that_choice_alone_gives(self, rule):
        table = self.shown(rule)
        names = [row[0] for row in table.rows]
        assert names == ["On the scheme", "On the scheme, from the choice of people alone"]
        assert all(re.match("−", row[3]) for row in table.rows)

    def test_without_a_comparison_the_answer_is_that_nothing_can_be_said(self, rule):
        claim = judge(self.found, results(self.found))
        made = answer(claim, results(self.found), pd.DataFrame(), WORDS, rule)
        assert made.style == "lead"
        assert made.sentences == [
            "Nothing can be said of what the scheme does: there is no comparison group."
        ]
