"""Comparisons that others printed: what follows from the printed numbers alone."""

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from iomlib import tables
from iomlib.metrics.intervals import newcombe
from iomlib.metrics.papers import NO_SIZE, NO_SPREAD, payment, printed_differences, trends
from iomlib.params import read_payment_rule

RULE = read_payment_rule(ROOT / "params")
FIRST, SECOND = RULE["cohorts"]
ROWS = tables.read_published_comparisons(ROOT / "data", "peterborough", "2014-15-Q2")


def printed(**changes):
    """Make one printed pair: 142 against 155, as was announced."""
    row = {
        "comparison": FIRST,
        "outcome": "reoffences per 100 people",
        "period_start": pd.Timestamp("2010-09-09"),
        "period_end": pd.Timestamp("2012-07-01"),
        "stage": "after",
        "people": np.nan,
        "value": 142.0,
        "comparison_people": np.nan,
        "comparison_value": 155.0,
        "unit": "per 100",
    }
    return row | changes


def differences(*rows):
    return printed_differences(pd.DataFrame(list(rows)))


class TestAPrintedPair:
    def test_of_142_and_155_is_8_387_percent(self):
        row = differences(printed()).iloc[0]
        assert round(-100 * row["relative"], 3) == 8.387
        assert row["difference"] == pytest.approx(-0.13, abs=1e-12)

    def test_of_counts_of_reoffences_has_no_interval_whatever_the_sizes(self):
        row = differences(printed(people=1006.0, comparison_people=10_000.0)).iloc[0]
        assert row["method"] == NO_SPREAD
        assert np.isnan(row["limit_low"]) and np.isnan(row["limit_high"])

    @pytest.mark.parametrize("lacks", ["people", "comparison_people"])
    def test_of_shares_without_both_sizes_has_no_interval(self, lacks):
        sizes = {"people": 1006.0, "comparison_people": 10_000.0} | {lacks: np.nan}
        row = differences(printed(unit="percent", value=38.6, comparison_value=39.3, **sizes)).iloc[0]
        assert row["method"] == NO_SIZE
        assert np.isnan(row["limit_low"]) and np.isnan(row["limit_high"])

    def test_of_shares_with_both_sizes_has_newcombe_s_on_counts_worked_back(self):
        row = differences(
            printed(
                unit="percent", value=38.6, comparison_value=39.3, people=1006.0, comparison_people=10_000.0
            )
        ).iloc[0]
        # 388.3 and 3,930 people
        assert (row["limit_low"], row["limit_high"]) == newcombe(388, 1006, 3930, 10_000)[1:3]
        assert row["method"] == "Newcombe hybrid score, on counts worked back from rounded percentages"

    def test_of_a_comparison_group_without_reoffences_has_no_share(self):
        row = differences(printed(comparison_value=0.0)).iloc[0]
        assert np.isnan(row["relative"]) and row["difference"] == 1.42

    def test_keeps_the_printed_rows_as_they_are(self):
        found = printed_differences(ROWS)
        assert found[list(ROWS.columns)].equals(ROWS)

    def test_of_no_rows_is_no_row(self):
        assert printed_differences(ROWS.iloc[:0]).empty


class TestThePrintedRowsOfPeterborough:
    def test_are_one_cohort_and_five_periods_of_two_outcomes(self):
        assert len(ROWS) == 11
        assert ROWS.groupby("comparison").size().to_dict()[FIRST] == 1

    @pytest.mark.parametrize(
        ("outcome", "per_hundred"),
        [("reoffending rate", [3.8, 2.8, 2.7, 3.0, -0.7]), ("reoffences per 100 people", [8, 10, 11, 9, -6])],
    )
    def test_give_these_differences(self, outcome, per_hundred):
        found = printed_differences(ROWS)
        theirs = found[(found["outcome"] == outcome) & (found["comparison"] != FIRST)]
        assert (100 * theirs.sort_values("period_start")["difference"]).round(6).tolist() == per_hundred

    def test_have_no_interval_since_no_comparison_group_s_size_is_printed(self):
        assert set(printed_differences(ROWS)["method"]) == {NO_SIZE, NO_SPREAD}


class TestTrends:
    found = trends(ROWS)

    def test_against_the_last_period_before_is_minus_17_1_percent(self):
        theirs = self.found[self.found["outcome"] == "reoffences per 100 people"].set_index("against")
        assert round(theirs["change_percent"]["Sep 2008 to Jun 2010"], 1) == -17.1
        assert theirs["change_percent"].round(1).tolist() == [-17.2, -18.6, -19.2, -17.1, -18.0]

    def test_are_of_one_comparison_and_its_periods_in_order(self):
        assert (
            self.found["against"].tolist()
            == [
                "Sep 2005 to Jun 2007",
                "Sep 2006 to Jun 2008",
                "Sep 2007 to Jun 2009",
                "Sep 2008 to Jun 2010",
                "mean of all before",
            ]
            * 2
        )
        assert self.found["outcome"].unique().tolist() == ["reoffending rate", "reoffences per 100 people"]
        assert self.found["comparison"].nunique() == 1

    def test_do_not_depend_on_the_order_of_rows(self):
        mixed = trends(ROWS.sample(frac=1, random_state=1))
        assert mixed.sort_values(["outcome", "against"], ignore_index=True).equals(
            self.found.sort_values(["outcome", "against"], ignore_index=True)
        )

    @pytest.mark.parametrize("stages", [("before", "before"), ("after",), ("before", "after", "after")])
    def test_need_periods_before_and_one_after(self, stages):
        rows = [
            printed(stage=stage, period_start=pd.Timestamp(2000 + year, 1, 1))
            for year, stage in enumerate(stages)
        ]
        assert trends(pd.DataFrame(rows)).empty


class TestPayment:
    def test_of_8_4_percent_does_not_pay_for_the_cohort_and_nothing_more_can_be_said(self):
        found = payment(ROWS, RULE)
        assert found.reductions == {FIRST: pytest.approx(8.387, abs=5e-4)}
        assert found.lacking == [SECOND]
        assert (found.any_cohort, found.all_together) == (False, None)
        assert np.isnan(found.pooled)

    @pytest.mark.parametrize(
        ("value", "pays"), [(139.5, True), (139.6, False), (120.0, True), (170.0, False)]
    )
    def test_for_a_cohort_begins_at_ten_percent(self, value, pays):
        assert payment(pd.DataFrame([printed(value=value)]), RULE).any_cohort == pays

    @pytest.mark.parametrize(
        ("second", "sizes", "pooled", "enough"),
        [
            (145.0, (1000.0, 1000.0), (100 * 13 / 155 + 100 * 10 / 155) / 2, False),
            (142.0, (1000.0, 500.0), 100 * 13 / 155, True),
            (140.0, (1.0, 0.0), 100 * 13 / 155, True),
        ],
    )
    def test_for_all_together_weighs_cohorts_by_their_size(self, second, sizes, pooled, enough):
        rows = [printed(people=sizes[0]), printed(comparison=SECOND, value=second, people=sizes[1])]
        found = payment(pd.DataFrame(rows), RULE)
        assert found.pooled == pytest.approx(pooled, abs=1e-9)
        assert (found.all_together, found.lacking) == (enough, [])

    def test_for_all_together_cannot_be_told_without_every_size(self):
        rows = [printed(people=1000.0), printed(comparison=SECOND)]
        found = payment(pd.DataFrame(rows), RULE)
        assert (found.all_together, found.lacking) == (None, [])
        assert np.isnan(found.pooled)

    def test_counts_what_came_after_and_cohorts_of_the_rule_only(self):
        rows = [printed(stage="before"), printed(comparison="another scheme")]
        found = payment(pd.DataFrame(rows), RULE)
        assert (found.reductions, found.lacking, found.any_cohort) == ({}, [FIRST, SECOND], False)

    def test_cannot_be_told_of_a_cohort_whose_comparison_group_had_no_reoffence(self):
        found = payment(pd.DataFrame([printed(comparison_value=0.0, people=9.0)]), RULE)
        assert (found.reductions, found.lacking) == ({}, [FIRST, SECOND])

    def test_of_an_area_without_printed_rows_is_of_no_cohort(self):
        assert payment(ROWS.iloc[:0], RULE).lacking == [FIRST, SECOND]
