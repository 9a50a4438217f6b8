"""Counts withheld, held to what a reader could work out by going through every answer there is."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.report.withholding import hidden, total_of, withhold

FEW = 5
SMALL = st.integers(0, 12)
# Two levels: everybody is in a or b, and those in a are in c or d.
SUMS = [total_of("all", "a", "b"), total_of("a", "c", "d")]


def tree(b, c, d):
    return {"all": b + c + d, "a": c + d, "b": b, "c": c, "d": d}


def answers(counts, away, most=30):
    """List all counts that a reader cannot tell from the true ones, by going through them."""
    b, c, d = (each.ravel() for each in np.meshgrid(*[np.arange(most + 1)] * 3))
    every = pd.DataFrame(tree(b, c, d))
    seen = [name for name in counts if name not in away]
    return every[(every[seen] == [counts[name] for name in seen]).all(axis=1)]


class TestHidden:
    def test_a_restricted_edition_withholds_nothing(self):
        assert hidden(tree(1, 2, 3), SUMS, 1) == frozenset()

    def test_nothing_is_withheld_where_all_are_enough_or_nobody(self):
        assert hidden(tree(7, 0, 9), SUMS, FEW) == frozenset()

    def test_a_small_count_takes_with_it_what_would_give_it_away(self):
        assert hidden(tree(30, 3, 9), SUMS, FEW, keep=["all"]) == {"c", "d"}

    def test_two_small_counts_that_are_few_together_take_a_third(self):
        counts = {"all": 40, "x": 1, "y": 2, "z": 37}
        assert hidden(counts, [total_of("all", "x", "y", "z")], FEW, keep=["all"]) == {"x", "y", "z"}

    def test_two_that_are_enough_together_take_none(self):
        counts = {"all": 73, "positive": 67, "negative": 3, "not tested": 3}
        away = hidden(counts, [total_of("all", "positive", "negative", "not tested")], FEW, keep=["all"])
        assert away == {"negative", "not tested"}

    def test_what_leaves_few_others_is_withheld_though_the_others_are_not_on_the_page(self):
        counts = {"all": 42, "men": 40, "_women": 2}
        assert hidden(counts, [total_of("all", "men", "_women")], FEW, keep=["all"]) == {"men"}

    def test_two_totals_that_differ_by_few_do_not_stand_together(self):
        counts = {"now": 42, "before": 40, "_more": 2}
        assert hidden(counts, [total_of("now", "before", "_more")], FEW, keep=["now"]) == {"before"}

    def test_what_is_to_be_kept_goes_where_nothing_else_will_do(self):
        counts = {"all": 19, "kept": 15, "few": 3, "one": 1}
        away = hidden(counts, [total_of("all", "kept", "few", "one")], FEW, keep=["all", "kept"])
        assert away == {"few", "one", "kept"}

    def test_of_two_that_are_to_be_kept_the_later_goes(self):
        counts, sums = {"over": 76, "adults": 73, "young": 3}, [total_of("over", "adults", "young")]
        assert hidden(counts, sums, FEW, keep=["adults", "over"]) == {"over", "young"}
        assert hidden(counts, sums, FEW, keep=["over", "adults"]) == {"adults", "young"}

    def test_a_count_that_is_not_known_says_nothing_of_the_others(self):
        counts = {"all": float("nan"), "few": 3, "rest": 40}
        assert hidden(counts, [total_of("all", "few", "rest")], FEW) == {"few"}

    def test_counts_that_do_not_add_up_are_an_error(self):
        with pytest.raises(ValueError, match=r"^all, a, b: the counts do not add up"):
            hidden({"all": 40, "a": 3, "b": 30}, [total_of("all", "a", "b")], FEW)

    @given(SMALL, SMALL, SMALL, st.permutations(["all", "a", "b"]))
    def test_a_reader_can_never_tell_that_a_withheld_count_is_few(self, b, c, d, keep):
        counts = tree(b, c, d)
        away = hidden(counts, SUMS, FEW, keep)
        possible = answers(counts, away)
        for name, count in counts.items():
            if 0 < count < FEW:
                assert name in away
                assert possible[name].max() >= FEW
            assert (name in away) or possible[name].nunique() == 1

    @given(SMALL, SMALL, SMALL, st.randoms(use_true_random=False))
    def test_the_order_of_counts_and_sums_is_nothing(self, b, c, d, random):
        counts, sums = tree(b, c, d), SUMS.copy()
        names = list(counts)
        random.shuffle(names)
        random.shuffle(sums)
        assert hidden({name: counts[name] for name in names}, sums, FEW) == hidden(counts, SUMS, FEW)


def test_a_row_that_is_withheld_loses_its_numbers_and_keeps_the_rest():
    rows = pd.DataFrame(
        {"people": [3, 9], "share": [0.1, 0.2], "printed": [0.3, 0.4]}, index=["short", "long"]
    )
    safe = withhold(rows, {"short", "another"}, ["people", "share"])
    assert safe["withheld"].tolist() == [True, False]
    assert safe.loc["short", ["people", "share"]].isna().all()
    assert safe["printed"].tolist() == [0.3, 0.4]
    assert rows["people"].tolist() == [3, 9]
