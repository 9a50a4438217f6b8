"""Rolling change: one pair of windows for count, percentage and ratio, and no invented month."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.metrics.change import rolling_change
from iomlib.metrics.intervals import rate_ratio_exact

NUMBERS = ["before", "after", "change", "change_percent", "ratio", "lower", "upper"]
SERIES = st.lists(st.one_of(st.none(), st.integers(0, 900)), min_size=1, max_size=40)


def by_month(counts, first="2010-11"):
    months = pd.period_range(first, periods=len(counts), freq="M")
    return pd.Series(counts, index=months, dtype="float64")


@given(SERIES, st.integers(1, 13))
def test_before_and_after_agree_with_sums_by_hand(counts, months):
    table = rolling_change(by_month(counts), months)
    for n, row in enumerate(table.itertuples()):
        pair = counts[max(0, n + 1 - 2 * months) : n + 1]
        if len(pair) < 2 * months or None in pair:
            assert table[NUMBERS].iloc[n].isna().all()
            continue
        before, after = sum(pair[:months]), sum(pair[months:])
        assert (row.before, row.after, row.change) == (before, after, after - before)
        if before:
            assert row.change_percent == pytest.approx(100 * (after / before - 1))
            expected = rate_ratio_exact(after, 1, before, 1)
            assert (row.ratio, row.lower, row.upper) == expected[:3]
            assert row.lower <= row.ratio <= row.upper


@given(SERIES, st.randoms())
def test_the_order_of_months_is_nothing(counts, random):
    series = by_month(counts)
    shuffled = series.iloc[random.sample(range(len(series)), len(series))]
    pd.testing.assert_frame_equal(rolling_change(series, 3), rolling_change(shuffled, 3))


@given(SERIES)
def test_a_month_that_is_left_out_is_the_same_as_a_missing_one(counts):
    series = by_month([1, *counts, 1])
    pd.testing.assert_frame_equal(rolling_change(series, 2), rolling_change(series.dropna(), 2))


@given(st.lists(st.integers(1, 900), min_size=4, max_size=40), st.integers(2, 9))
def test_more_crime_throughout_scales_the_change_and_leaves_the_percentage(counts, times):
    one, many = (rolling_change(by_month(counts) * n, 2) for n in (1, times))
    pd.testing.assert_series_equal(many["change"], times * one["change"])
    for column in ("change_percent", "ratio"):
        pd.testing.assert_series_equal(many[column], one[column])
    width = many["upper"] - many["lower"] < one["upper"] - one["lower"]
    assert width[one["ratio"].notna()].all()


@pytest.mark.parametrize(
    "labels",
    [
        ["2011-01", "2011-02"],
        [date(2011, 1, 1), date(2011, 2, 28)],
        pd.to_datetime(["2011-01-31", "2011-02-01"]),
        pd.period_range("2011-01", periods=2, freq="M"),
    ],
)
def test_months_may_be_written_as_text_dates_or_periods(labels):
    table = rolling_change(pd.Series([40, 30], index=labels), months=1)
    assert isinstance(table.index, pd.PeriodIndex)
    assert [str(month) for month in table.index] == ["2011-01", "2011-02"]
    last = table.iloc[-1]
    assert last[["before", "after", "change", "change_percent"]].tolist() == [40, 30, -10, -25]
    assert (last["confidence"], last["method"]) == (0.95, "exact conditional rate ratio")


def test_there_is_no_percentage_of_nothing():
    last = rolling_change({"2011-01": 0, "2011-02": 5}, months=1).iloc[-1]
    assert last[["before", "after", "change"]].tolist() == [0, 5, 5]
    assert last[["change_percent", "ratio", "lower", "upper"]].isna().all()


def test_an_empty_series_gives_an_empty_table():
    table = rolling_change(pd.Series(dtype="float64"))
    assert (len(table), list(table.columns)[:7]) == (0, NUMBERS)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: rolling_change(pd.Series([1, 2], index=["2011-12", date(2011, 12, 9)])),
            "month 2011-12 stands there twice. Each month has one count.",
        ),
        (
            lambda: rolling_change({"2011-12": -4}),
            "month 2011-12 is -4. A count is a whole number, 0 or more.",
        ),
        (lambda: rolling_change({"2011": 4}), "'2011' is not a month. Months are written like 2011-12."),
        (
            lambda: rolling_change({"2011-13": 4}),
            "'2011-13' is not a month. Months are written like 2011-12.",
        ),
        (
            lambda: rolling_change(pd.Series([4])),
            "0 is not a month. Months are written like 2011-12.",
        ),
        (
            lambda: rolling_change(pd.Series([4], index=[pd.NaT])),
            "NaT is not a month. Months are written like 2011-12.",
        ),
        (
            lambda: rolling_change(pd.Series([4], index=pd.PeriodIndex(["2011"], freq="Y"))),
            "Period('2011', 'Y-DEC') is not a month. Months are written like 2011-12.",
        ),
        (lambda: rolling_change({}, 0), "months is 0. A window has at least one month."),
        (
            lambda: rolling_change({}, 1.5),
            "months is 1.5. A count is a whole number, 0 or more.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
