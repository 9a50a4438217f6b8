"""Seasons: a calendar with its gaps, quarters that are whole or not, and a year against a year."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from profiles import by_month, row, table
from scipy.stats import beta

from iomlib.errors import DataError
from iomlib.metrics import mix, season
from iomlib.metrics.intervals import rate_ratio_exact

COUNTS = st.lists(st.one_of(st.none(), st.integers(0, 900)), min_size=1, max_size=30)
NOW = pd.Period("2019Q1", "Q-MAR")  # April to June 2018


def whole(count, **other):
    return season.by_quarter(season.by_period(by_month(count, **other)))


class TestPeriods:
    @settings(max_examples=30)
    @given(COUNTS)
    def test_every_month_has_its_count_and_a_gap_has_none(self, counts):
        periods = season.by_period(by_month([1, *counts, 1]))
        expected = [1, *counts, 1]
        assert [None if math.isnan(n) else n for n in periods["crimes"]] == expected
        assert len(periods) == len(expected)

    @settings(max_examples=30)
    @given(COUNTS, st.randoms())
    def test_the_order_of_rows_is_nothing(self, counts, random):
        rows = by_month([1, *counts])
        shuffled = rows.iloc[random.sample(range(len(rows)), len(rows))]
        pd.testing.assert_frame_equal(season.by_period(rows), season.by_period(shuffled))

    @settings(max_examples=30)
    @given(st.lists(st.integers(-20, 500), min_size=1, max_size=9))
    def test_rows_of_one_month_are_added_corrections_too(self, counts):
        rows = table([row("2018-04", n, offence_group=f"g{i}") for i, n in enumerate(counts)])
        assert season.by_period(rows)["crimes"].tolist() == [sum(counts)]

    def test_anti_social_behaviour_is_never_added_to_crime(self):
        rows = table([row("2018-04", 30), row("2018-04", 900, kind="incident")])
        assert season.by_period(rows)["crimes"].tolist() == [30]
        assert season.by_period(rows, "incident")["crimes"].tolist() == [900]

    @pytest.mark.parametrize("state", ["missing", "suppressed"])
    def test_a_month_with_a_row_that_nobody_counted_has_no_count(self, state):
        rows = table([row("2018-04", 30), row("2018-04", None, state=state, offence_group="x")])
        assert season.by_period(rows)["crimes"].isna().all()

    def test_a_category_that_did_not_exist_is_no_gap(self):
        rows = table([row("2018-04", 30), row("2018-04", None, state="not in series", offence_group="x")])
        assert season.by_period(rows)["crimes"].tolist() == [30]

    def test_a_partial_month_is_marked(self):
        rows = table([row("2018-04", 30), row("2018-05", 9, supply="partial"), row("2018-06", 31)])
        assert season.by_period(rows)["partial"].tolist() == [False, True, False]

    def test_financial_quarters_are_read_as_such(self):
        rows = table([row("2018-04", 90, months=3), row("2018-07", 80, months=3)])
        periods = season.by_period(rows)
        assert [str(period) for period in periods.index] == ["2019Q1", "2019Q2"]
        assert periods["crimes"].tolist() == [90, 80]

    def test_a_year_as_one_count_is_no_month_and_no_quarter(self):
        assert len(season.by_period(table([row("2010-12", 13_850, months=12)]))) == 0

    def test_months_and_quarters_in_one_series_are_refused(self):
        rows = table([row("2018-04", 90, months=3), row("2018-04", 30)])
        with pytest.raises(DataError, match=r"by month and by quarter in one series.*Keep one of the two"):
            season.by_period(rows)

    def test_nothing_supplied_gives_no_period(self):
        assert len(season.by_period(table([]))) == 0


class TestQuarters:
    def test_a_quarter_is_the_sum_of_its_three_months(self):
        assert whole([10, 20, 30])["crimes"].tolist() == [60]

    def test_a_quarter_that_lacks_a_month_has_no_count_but_says_what_there_is(self):
        found = whole([10, 20])
        assert found["crimes"].isna().all()
        assert found[["supplied", "months", "whole"]].iloc[0].tolist() == [30, 2, False]

    def test_a_quarter_with_a_partial_month_is_not_whole(self):
        rows = table([row("2018-04", 9, supply="partial"), row("2018-05", 9), row("2018-06", 9)])
        found = season.by_quarter(season.by_period(rows))
        assert found[["crimes", "partial", "whole"]].iloc[0].tolist() == [27, True, False]

    @pytest.mark.parametrize(
        ("counts", "given_", "absent"),
        [
            ([5, 6, 7], ("April 2017", "May 2017", "June 2017"), ()),
            ([5, None, 7], ("April 2017", "June 2017"), ("May 2017",)),
            ([None, 6], ("May 2017",), ("April 2017", "June 2017")),
        ],
    )
    def test_coverage_names_the_months(self, counts, given_, absent):
        found = season.coverage(season.by_period(by_month(counts)), "2017-18-Q1")
        assert (found.given, found.absent, found.partial) == (given_, absent, ())
        assert found.whole == (not absent)

    def test_a_quarter_that_is_one_count_is_whole(self):
        found = season.coverage(season.by_period(table([row("2018-04", 90, months=3)])), "2018-19-Q1")
        assert found.whole and found.given == ("the quarter",)

    @pytest.mark.parametrize(
        ("rows", "given_", "complete", "whole"),
        [
            (by_month([5, 6, 7]), 3, True, True),
            (by_month([5, 6]), 2, False, False),
            (by_month([5, 6, 7], supply="partial"), 3, True, False),
            (table([]), 0, False, False),
        ],
    )
    def test_a_partial_month_is_there_and_makes_no_whole_quarter(self, rows, given_, complete, whole):
        found = season.coverage(season.by_period(rows), "2017-18-Q1")
        assert (len(found.given), found.complete, found.whole) == (given_, complete, whole)


class TestAgainstLastYear:
    @settings(max_examples=30)
    @given(st.integers(1, 400), st.integers(0, 400))
    def test_it_is_the_exact_ratio_of_the_two_quarters(self, before, after):
        counts = [before, 0, 0, *[5] * 9, after, 0, 0]
        found = season.against_last_year(whole(counts), "2018-19-Q1").iloc[0]
        expected = rate_ratio_exact(after, 1, before, 1)
        assert (found["before"], found["after"], found["change"]) == (before, after, after - before)
        assert (found["ratio"], found["lower"], found["upper"]) == expected[:3]

    def test_by_hand(self):
        # 100 against 80: Clopper-Pearson of 80 in 180 is two quantiles of beta; odds turn them into a ratio.
        low, high = beta.ppf(0.025, 80, 101), beta.ppf(0.975, 81, 100)
        found = season.against_last_year(whole([100, 0, 0, *[5] * 9, 80, 0, 0]), "2018-19-Q1").iloc[0]
        assert found["change_percent"] == pytest.approx(-20)
        assert found["lower"] == pytest.approx(low / (1 - low))
        assert found["upper"] == pytest.approx(high / (1 - high))

    @pytest.mark.parametrize("gap", [0, 1, 2, 12, 13, 14])
    def test_a_month_that_is_absent_in_either_quarter_leaves_nothing_to_compare(self, gap):
        counts = [n if n != gap else None for n in range(15)]
        found = season.against_last_year(whole(counts), "2018-19-Q1")
        assert found[["before", "after", "change", "ratio"]].isna().all(axis=None)

    @pytest.mark.parametrize("month", ["2017-05", "2018-05"])
    def test_nor_does_a_month_that_may_be_in_part(self, month):
        rows = by_month([30] * 15)
        rows.loc[rows["period_start"] == month, "supply"] = "partial"
        found = season.against_last_year(season.by_quarter(season.by_period(rows)), "2018-19-Q1")
        assert found[["before", "after", "change", "ratio"]].isna().all(axis=None)

    def test_without_last_year_there_is_no_data(self):
        assert season.against_last_year(whole([9, 9, 9]), "2017-18-Q1")["ratio"].isna().all()


class TestRollingYear:
    @settings(max_examples=30)
    @given(st.lists(st.integers(1, 300), min_size=24, max_size=30))
    def test_months_agree_with_sums_by_hand(self, counts):
        found = season.rolling_year(season.by_period(by_month(counts))).iloc[-1]
        assert (found["before"], found["after"]) == (sum(counts[-24:-12]), sum(counts[-12:]))

    @settings(max_examples=30)
    @given(st.lists(st.integers(1, 300), min_size=8, max_size=11))
    def test_quarters_agree_with_sums_by_hand(self, counts):
        months = pd.period_range("2016-04", periods=3 * len(counts), freq="M")[::3]
        rows = table([row(str(m), n, months=3) for m, n in zip(months, counts, strict=True)])
        found = season.rolling_year(season.by_period(rows)).iloc[-1]
        assert (found["before"], found["after"]) == (sum(counts[-8:-4]), sum(counts[-4:]))

    def test_no_change_is_told_of_a_window_that_holds_a_partial_month(self):
        rows = by_month([100] * 30)
        rows.loc[rows["period_start"] == "2018-12-01", ["supply", "crimes"]] = ["partial", 20]
        found = season.rolling_year(season.by_period(rows))
        known = found["ratio"].dropna()
        assert [str(month) for month in known.index] == []

    def test_windows_that_end_before_it_are_told(self):
        rows = by_month([100] * 30)
        rows.loc[rows["period_start"] == "2019-09-01", ["supply", "crimes"]] = ["partial", 20]
        known = season.rolling_year(season.by_period(rows))["ratio"].dropna()
        assert [str(month) for month in known.index] == [
            "2019-03",
            "2019-04",
            "2019-05",
            "2019-06",
            "2019-07",
            "2019-08",
        ]
        assert (known == 1).all()

    def test_of_nothing_there_is_no_change(self):
        assert len(season.rolling_year(season.by_period(table([])))) == 0


class TestMix:
    def rows(self, now, before=None):
        later = [row("2018-04", n, months=3, offence_group=g) for g, n in now.items()]
        return table(
            later + [row("2017-04", n, months=3, offence_group=g) for g, n in (before or {}).items()]
        )

    @settings(max_examples=30)
    @given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 500), min_size=1))
    def test_shares_add_up_to_one(self, now):
        shares = mix.offence_mix(self.rows(now), "2018-19-Q1")["share"]
        assert shares.sum() == pytest.approx(1) if sum(now.values()) else shares.isna().all()

    @settings(max_examples=30)
    @given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 500), min_size=1), st.integers(2, 9))
    def test_more_of_everything_scales_counts_and_leaves_shares(self, now, times):
        one, many = (
            mix.offence_mix(self.rows({g: n * f for g, n in now.items()}), "2018-19-Q1") for f in (1, times)
        )
        pd.testing.assert_series_equal(many["crimes"], times * one["crimes"])
        pd.testing.assert_series_equal(many["share"], one["share"])

    def test_a_group_is_beside_its_own_of_last_year(self):
        found = mix.offence_mix(
            self.rows({"theft": 60, "arson": 40}, {"theft": 50, "arson": 50}), "2018-19-Q1"
        )
        assert found["share_change"].round(9).to_dict() == {"theft": 0.1, "arson": -0.1}
        assert found["change"].to_dict() == {"theft": 10, "arson": -10}

    def test_a_group_that_a_supplied_quarter_does_not_name_was_recorded_no_time(self):
        found = mix.offence_mix(self.rows({"theft": 60}, {"theft": 50, "arson": 5}), "2018-19-Q1")
        assert found.loc["arson", ["before", "crimes"]].tolist() == [5, 0]

    def test_a_group_that_did_not_exist_last_year_is_not_compared_and_not_zero(self):
        rows = self.rows({"theft": 60, "new": 9}, {"theft": 50})
        gone = table([row("2017-04", None, months=3, offence_group="new", state="not in series")])
        found = mix.offence_mix(pd.concat([rows, gone]), "2018-19-Q1")
        assert not found.loc["new", "in_series"]
        assert found.loc["new", ["before", "ratio", "share_before"]].isna().all()
        assert found.loc["new", "crimes"] == 9

    def test_a_part_of_a_quarter_is_counted_and_compared_with_nothing(self):
        rows = by_month([10] * 14)
        found = mix.offence_mix(rows, "2018-19-Q1")
        assert found["crimes"].tolist() == [20]
        assert found[["share_before", "ratio", "change"]].isna().all(axis=None)

    def test_a_group_below_zero_has_a_count_and_no_share(self):
        found = mix.offence_mix(self.rows({"theft": 60, "arson": -4}), "2018-19-Q1")
        assert found.loc["arson", "crimes"] == -4 and found["share"].isna().all(), "94% and -4% are no whole"

    def test_a_group_whose_count_was_withheld_leaves_no_share_of_the_whole(self):
        held = table([row("2018-04", None, months=3, offence_group="arson", state="suppressed")])
        found = mix.offence_mix(pd.concat([self.rows({"theft": 60, "violence": 40}), held]), "2018-19-Q1")
        assert found["share"].isna().all() and found.loc["theft", "crimes"] == 60

    @pytest.mark.parametrize("gone", [True, False])
    def test_a_group_in_no_row_of_one_quarter_and_in_many_of_the_other_is_not_compared(self, gone):
        pair = ({"theft": 60}, {"theft": 50, "disorder": 240})
        found = mix.offence_mix(self.rows(*(pair if gone else pair[::-1])), "2018-19-Q1")
        assert found["named"].to_dict() == {"theft": True, "disorder": False}
        assert found.loc["disorder", ["change", "ratio", "share_change"]].isna().all()
        assert math.isnan(found.loc["disorder", "crimes"]) == gone

    def test_rows_kept_apart_are_counted_by_place_and_kind(self):
        rows = table(
            [
                row("2018-04", 7, place="no location"),
                row("2018-05", 5, place="no location", kind="incident"),
                row("2018-05", 3, place="railway"),
                row("2018-05", 99),
                row("2018-07", 50, place="railway"),
            ]
        )
        found = mix.kept_apart(rows, "2018-19-Q1")
        assert found.to_dict("index") == {
            "no location": {"crimes": 7, "incidents": 5},
            "railway": {"crimes": 3, "incidents": 0},
        }

    def test_incidents_of_a_part_are_not_compared_and_last_year_stays(self):
        rows = by_month([10] * 14).assign(kind="incident")
        found = mix.incidents(rows, "2018-19-Q1")
        assert found[["incidents", "before"]].to_numpy().tolist() == [[20.0, 30.0]]
        assert found[["after", "change", "ratio"]].isna().all(axis=None)

    def test_no_incidents_are_no_data(self):
        assert len(mix.incidents(by_month([10] * 3), "2017-18-Q1")) == 0
