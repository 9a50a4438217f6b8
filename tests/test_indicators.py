"""NI 30: the ceiling is exact, the track adds up, and a missing quarter is not 0."""

import math
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, poisson

from iomlib.metrics.indicators import ni30_ceiling, track_against_ceiling
from iomlib.metrics.intervals import poisson_prediction
from iomlib.periods import Quarter

PERCENT = st.integers(0, 100)
BASELINES = st.integers(0, 5000)
YEARS = st.lists(st.integers(0, 300), min_size=1, max_size=4)
STOCKTON = pd.Series({"2008-09-Q1": 56, "2008-09-Q2": 49, "2008-09-Q3": 23})
RUNNING = ["to_date", "variance_to_date", "projection", "projection_lower", "projection_upper"]


@pytest.mark.parametrize(
    ("baseline", "reduction", "ceiling"),
    [
        pytest.param(247, 0.16, 207, id="N1"),
        pytest.param(221, 0.14, 190, id="N1b"),
        pytest.param(100, 0.29, 71, id="binary numbers alone give 70.99..."),
        pytest.param(247, 0, 247, id="no reduction"),
        pytest.param(247, 1, 0, id="all of it"),
    ],
)
def test_the_ceiling_is_rounded_down_and_exact(baseline, reduction, ceiling):
    assert ni30_ceiling(baseline, reduction) == ceiling


@given(BASELINES, st.integers(0, 1000))
def test_the_ceiling_agrees_with_exact_arithmetic(baseline, tenths_of_percent):
    exact = math.floor(baseline * (1 - Fraction(tenths_of_percent, 1000)))
    assert ni30_ceiling(baseline, tenths_of_percent / 1000) == exact


@given(BASELINES, BASELINES, PERCENT, PERCENT)
def test_the_ceiling_rises_with_the_baseline_and_falls_with_the_reduction(one, other, low, high):
    few, many = sorted((one, other))
    mild, strict = sorted((low / 100, high / 100))
    assert ni30_ceiling(few, strict) <= ni30_ceiling(many, mild)


def test_the_track_gives_the_tabled_figures_of_n2_n3_r5_and_r6():
    track = track_against_ceiling(STOCKTON, 207)
    assert track["to_date"].tolist() == [56, 105, 128]
    assert track["variance_quarter"].tolist() == [4.25, -2.75, -28.75]
    assert track["variance_to_date"].tolist() == [4.25, 1.5, -27.25]
    assert track["projection"].tolist() == pytest.approx([224, 210, 170.667], abs=5e-4)
    assert track["over_ceiling"].tolist() == pytest.approx([17, 3, -36.333], abs=5e-4)
    assert track["projection_lower"].tolist() == [177, 183, 157]
    assert track["projection_upper"].tolist() == [281, 241, 187]
    last = track.iloc[-1]
    assert last["dispersion_chi2"] == pytest.approx(14.171875)
    assert (last["dispersion_df"], last["constant_rate_tenable"]) == (2, False)
    assert last["dispersion_p"] == pytest.approx(0.00083679, abs=5e-9)
    assert (last["confidence"], last["method"]) == (
        0.95,
        "run rate, exact Poisson prediction (Nelson)",
    )


@given(YEARS, st.integers(0, 900))
def test_every_row_of_the_track_follows_from_the_quarters_up_to_it(convictions, ceiling):
    track = track_against_ceiling(convictions, ceiling)
    for k, row in enumerate(track.itertuples(), start=1):
        so_far = sum(convictions[:k])
        assert row.convictions == convictions[k - 1]
        assert row.to_date == so_far
        assert row.variance_quarter == convictions[k - 1] - ceiling / 4
        assert row.variance_to_date == so_far - ceiling * k / 4
        assert row.projection == so_far * 4 / k
        assert row.over_ceiling == so_far * 4 / k - ceiling
        rest = poisson_prediction(so_far, k, 4 - k)
        assert row.projection_lower == so_far + rest.lower
        assert row.projection_upper == so_far + rest.upper
        assert row.projection_lower <= row.projection <= row.projection_upper


@given(YEARS, st.integers(1, 900), st.integers(2, 20))
def test_twenty_times_the_convictions_and_ceiling_give_twenty_times_the_track(convictions, ceiling, times):
    columns = ["to_date", "variance_quarter", "variance_to_date", "projection", "over_ceiling"]
    one = track_against_ceiling(convictions, ceiling)
    many = track_against_ceiling([times * count for count in convictions], times * ceiling)
    pd.testing.assert_frame_equal(many[columns], times * one[columns])
    pd.testing.assert_series_equal(many["dispersion_chi2"], times * one["dispersion_chi2"])


@given(st.lists(st.integers(0, 300), min_size=4, max_size=4))
def test_a_complete_year_leaves_nothing_to_project(convictions):
    last = track_against_ceiling(convictions, 207).iloc[-1]
    total = sum(convictions)
    assert last[RUNNING].tolist() == [total, total - 207, total, total, total]


@given(st.lists(st.integers(1, 300), min_size=2, max_size=4))
def test_the_dispersion_test_is_fishers(convictions):
    last = track_against_ceiling(convictions, 207).iloc[-1]
    mean, df = sum(convictions) / len(convictions), len(convictions) - 1
    statistic = sum((count - mean) ** 2 / mean for count in convictions)
    assert last["dispersion_chi2"] == pytest.approx(statistic)
    assert (last["dispersion_df"], last["dispersion_p"]) == (df, pytest.approx(chi2.sf(statistic, df)))
    assert last["constant_rate_tenable"] == (last["dispersion_p"] >= 0.05)


@given(YEARS, st.integers(0, 3))
def test_from_a_missing_quarter_on_the_year_so_far_is_missing(convictions, gap):
    gap = min(gap, len(convictions) - 1)
    with_gap = [None if n == gap else count for n, count in enumerate(convictions)]
    track, whole = (track_against_ceiling(counts, 207) for counts in (with_gap, convictions))
    later = track.iloc[gap:]
    assert later[[*RUNNING, "over_ceiling", "dispersion_p"]].isna().all(axis=None)
    assert later["constant_rate_tenable"].isna().all()
    pd.testing.assert_frame_equal(track.iloc[:gap], whole.iloc[:gap])
    known = track["convictions"].notna()
    pd.testing.assert_series_equal(track.loc[known, "variance_quarter"], whole.loc[known, "variance_quarter"])


@pytest.mark.parametrize("convictions", [[5], [0, 0, 0]])
def test_one_quarter_or_no_conviction_cannot_be_tested_for_dispersion(convictions):
    last = track_against_ceiling(convictions, 207).iloc[-1]
    assert last[["dispersion_chi2", "dispersion_df", "dispersion_p"]].isna().all()
    assert last["constant_rate_tenable"] is pd.NA


def test_the_interval_covers_a_constant_rate_as_often_as_it_claims():
    rate, covered = 12.0, 0.0
    for count in range(60):
        rest = poisson_prediction(count, 1, 3)
        inside = poisson.cdf(rest.upper, 3 * rate) - poisson.cdf(rest.lower - 1, 3 * rate)
        covered += poisson.pmf(count, rate) * inside
    assert 0.95 <= covered <= 0.975


def test_the_labels_are_kept_whatever_they_are():
    quarters = Quarter.range(Quarter(2008, 1), Quarter(2008, 3))
    for labels in (list(STOCKTON.index), quarters, ["spring", "summer", "autumn"]):
        track = track_against_ceiling(pd.Series([56, 49, 23], index=labels), 207)
        assert list(track.index) == labels


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: ni30_ceiling(247, 16),
            "reduction is 16. It lies between 0 and 1: 16% is 0.16.",
        ),
        (
            lambda: ni30_ceiling(247, math.nan),
            "reduction is nan. It lies between 0 and 1: 16% is 0.16.",
        ),
        (
            lambda: ni30_ceiling(-247, 0.16),
            "baseline is -247. A count is a whole number, 0 or more.",
        ),
        (
            lambda: track_against_ceiling(STOCKTON, 207.48),
            "ceiling is 207.48. A count is a whole number, 0 or more.",
        ),
        (
            lambda: track_against_ceiling(pd.Series(dtype="float64"), 207),
            "0 quarters given. A year is tracked from 1 to 4 of them.",
        ),
        (
            lambda: track_against_ceiling([1, 2, 3, 4, 5], 207),
            "5 quarters given. A year is tracked from 1 to 4 of them.",
        ),
        (
            lambda: track_against_ceiling({"2008-09-Q1": 56, "2008-09-Q2": -3}, 207),
            "convictions of quarter 2008-09-Q2 is -3. A count is a whole number, 0 or more.",
        ),
        (
            lambda: track_against_ceiling({"2008-09-Q2": 56, "2008-09-Q3": 3}, 207),
            "quarters are 2008-09-Q2, 2008-09-Q3. They follow each other from Q1 of one financial year.",
        ),
        (
            lambda: track_against_ceiling({"2008-09-Q1": 56, "2009-10-Q2": 3}, 207),
            "quarters are 2008-09-Q1, 2009-10-Q2. They follow each other from Q1 of one financial year.",
        ),
        (
            lambda: track_against_ceiling({"2008-09-Q1": 56, "2008Q2": 3}, 207),
            "quarters are 2008-09-Q1, 2008Q2. They follow each other from Q1 of one financial year.",
        ),
        (
            lambda: track_against_ceiling(STOCKTON, 207, confidence=95),
            "confidence is 95. Write 95% as 0.95.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
