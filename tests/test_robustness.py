"""The same difference in other ways, what nobody recorded, and what ties can do."""

import numpy as np
import pandas as pd
import pytest
from cohorts import gathered, matched, of_rossi, two_groups

from iomlib.metrics.contrasts import doubly_robust, weighted_difference, weighted_risk_ratio
from iomlib.metrics.evaluation import compare, results
from iomlib.metrics.radius import radius_weights
from iomlib.metrics.robustness import ORDERS, hidden_difference, tie_orders, ways
from iomlib.metrics.sensitivity import e_value, gamma_of_sets

ANSWER, ADJUSTED, REACH = (
    "As in the answer",
    "Adjusted for what still differs",
    "Everybody within reach, weighted",
)


def unmatched(**groups):
    return compare(gathered(two_groups(**groups)), "unmatched")


def alone():
    scheme, pool, events = two_groups()
    return compare(gathered((scheme, pool.iloc[:0], events)), "matched")


def ways_of(compared):
    return ways(compared, results(compared))


class TestWays:
    def test_begin_with_the_answer_itself(self):
        row, answer = ways_of(matched()).T[ANSWER], results(matched()).T["rate"]
        assert row[["value", "lower", "upper", "method"]].equals(
            answer[["value", "lower", "upper", "method"]]
        )

    def test_adjust_by_the_doubly_robust_regression_of_those_compared(self):
        found = matched()
        kept = found.weights > 0
        by_hand = doubly_robust(
            found.outcomes["reoffended"][kept],
            found.covariates[kept],
            found.treated[kept].astype(float),
            found.weights[kept],
            found.pairs.reindex(found.treated.index)[kept],
        )
        row = ways_of(found).T[ADJUSTED]
        assert (row["value"], row["lower"], row["upper"]) == pytest.approx(by_hand[:3], abs=1e-12)

    def test_weigh_everybody_within_reach_where_there_is_a_score(self):
        found = matched()
        near = radius_weights(found.treated, found.model.log_odds, caliper=0.2, exact=found.exact)
        inside = near > 0
        by_hand = weighted_difference(
            found.outcomes["reoffended"][inside], found.treated[inside].astype(float), near[inside]
        )
        row = ways_of(found).T[REACH]
        assert (row["value"], row["people"]) == (by_hand.value, int((inside & found.treated).sum()))

    def test_of_a_comparison_without_matching_have_no_reach(self):
        assert ways_of(compare(of_rossi(), "randomised")).index.tolist() == [ANSWER, ADJUSTED]

    def test_say_so_where_nobody_is_within_reach_and_stop_no_report(self):
        scheme, pool, events = two_groups(20, (10, 10))
        # One in each group is like the other group, so that there is a score; all others are far apart.
        scheme = scheme.assign(age=[20.0] * 19 + [80.5])
        pool = pool.assign(age=[80.0] * 19 + [19.5])
        found = compare(gathered((scheme, pool, events)), "matched")
        row = ways(found, results(found), caliper=1e-6).T[REACH]
        assert (row["people"], row["method"]) == (0, "nobody is within reach")
        assert np.isnan(row["value"])

    def test_of_people_of_whom_nothing_is_known_are_missing_or_the_answer(self):
        scheme, pool, events = two_groups()
        found = compare(gathered((scheme.drop(columns="age"), pool.drop(columns="age"), events)), "unmatched")
        table = ways_of(found)
        assert table.index.tolist() == [ANSWER, ADJUSTED]
        assert table["value"][ADJUSTED] == pytest.approx(table["value"][ANSWER], abs=1e-12)

    def test_without_two_groups_are_none(self):
        assert ways_of(alone()).empty


class TestWhatNobodyRecorded:
    def test_is_the_e_value_of_the_risk_ratio(self):
        found = hidden_difference(compare(of_rossi(), "randomised"))
        assert found.risk_ratio.value == pytest.approx(48 / 66, abs=1e-12)
        assert found.e_value == pytest.approx(e_value(48 / 66), abs=1e-12)
        assert found.e_value_limit == 1  # the interval of the ratio holds 1
        assert np.isnan(found.gamma)  # nobody is in a pair

    def test_is_the_rosenbaum_bound_of_matched_sets(self):
        found, compared = hidden_difference(matched(5)), matched(5)
        kept = compared.weights > 0
        pairs = compared.pairs.reindex(compared.treated.index)[kept]
        rate, sides = compared.outcomes["reoffended"][kept], compared.treated[kept].astype(float)
        np.testing.assert_equal(found.gamma, gamma_of_sets(rate, sides, pairs))
        by_hand = weighted_risk_ratio(rate, sides, compared.weights[kept], pairs)
        assert tuple(found.risk_ratio) == tuple(by_hand)

    @pytest.mark.parametrize("again", [(0, 20), (20, 0), (0, 0), (40, 40)])
    def test_is_missing_where_no_ratio_has_a_value_and_stops_no_report(self, again):
        found = hidden_difference(unmatched(again=again))
        assert np.isnan(found.e_value_limit)
        assert np.isnan(found.e_value) == (again != (40, 40))

    def test_is_nothing_without_two_groups(self):
        assert hidden_difference(alone()) is None


class TestTieOrders:
    def test_give_one_row_an_order_and_the_answer_among_them(self):
        found = matched()
        table = tie_orders(found, 3, 0.2)
        assert len(table) == ORDERS == 20
        assert (
            table["effect"].min() - 1e-12 <= results(found)["value"]["rate"] <= table["effect"].max() + 1e-12
        )

    def test_move_a_difference_that_only_ties_decide(self):
        scheme, pool, events = two_groups(40)
        alike = scheme.iloc[:10].assign(age=[20, 30] * 5), pool.assign(age=[20, 30] * 20), events
        table = tie_orders(compare(gathered(alike), "matched"), 1, None)
        assert table["effect"].nunique() > 1
        assert set(table["treated"]) == set(table["controls"]) == {10}

    def test_move_nothing_where_everybody_is_taken(self):
        scheme, pool, events = two_groups(20, (10, 4))
        table = tie_orders(compare(gathered((scheme, pool, events)), "matched"), 1, None)
        assert table["effect"].tolist() == [0.3] * ORDERS

    def test_have_no_effect_where_nobody_is_similar(self):
        scheme, pool, events = two_groups(20)
        apart = scheme.assign(way="release"), pool.assign(way="order"), events
        found = compare(gathered(apart, covariates=["age"], exact=["way"]), "matched")
        assert tie_orders(found, 1, None)["effect"].isna().all()

    def test_without_matching_are_none(self):
        assert tie_orders(unmatched(), None, None).empty


def test_the_order_of_rows_changes_no_bit_of_any_way():
    scheme, pool, events = two_groups(60, (20, 33), shift=1)
    one = compare(gathered((scheme, pool, events)), "matched", 1, 1.0)
    mixed = [table.sample(frac=1, random_state=5) for table in (scheme, pool, events)]
    other = compare(gathered(mixed), "matched", 1, 1.0)
    pd.testing.assert_frame_equal(ways_of(one), ways_of(other), check_exact=True)
    assert str(hidden_difference(one)) == str(hidden_difference(other))
    assert tie_orders(one, 1, 1.0).equals(tie_orders(other, 1, 1.0))
