"""Services: shares and their intervals, a trend held against statsmodels and single people, needs, money."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import Table

from iomlib.metrics.intervals import wilson
from iomlib.metrics.services import (
    needs_profile,
    service_rates,
    service_trends,
    treatment_saving,
)

PAIRS = st.lists(
    st.integers(1, 200).flatmap(lambda asked: st.tuples(st.integers(0, asked), st.just(asked))),
    min_size=2,
    max_size=8,
)


def counts(pairs, service="One Service", measure="signed up", first=2010):
    """One row a year from 1 April: people and out of how many."""
    rows = pd.DataFrame(pairs, columns=["people", "out_of"], dtype="float64")
    rows["period_start"] = [pd.Timestamp(first + n, 4, 1) for n in range(len(rows))]
    rows["period_end"] = [pd.Timestamp(first + n + 1, 3, 31) for n in range(len(rows))]
    return rows.assign(service=service, measure=measure, source="made up", paragraph="1", note="")


@given(PAIRS)
def test_a_share_carries_wilsons_interval(pairs):
    for row, (people, asked) in zip(service_rates(counts(pairs)).itertuples(), pairs, strict=True):
        assert (row.share, row.lower, row.upper, row.confidence, row.method) == wilson(people, asked)


def test_a_count_that_is_missing_leaves_the_share_missing():
    rates = service_rates(counts([(60, None), (None, 90), (60, 90)]))
    assert rates["share"].isna().tolist() == [True, True, False]
    assert rates["people"].tolist()[0] == 60


# Trend


def by_people(pairs, years):
    """Correlate yes or no with time over single people: z squared is n times r squared."""
    time = np.repeat(years, [asked for _, asked in pairs])
    yes = np.concatenate([[1] * people + [0] * (asked - people) for people, asked in pairs])
    return math.sqrt(len(yes)) * np.corrcoef(time, yes)[0, 1]


def middles(rows):
    middle = rows["period_start"] + (rows["period_end"] - rows["period_start"]) / 2
    return ((middle - middle.iloc[0]) / pd.Timedelta(days=365.25)).to_numpy()


@given(PAIRS)
def test_the_trend_is_the_correlation_of_single_people_with_time(pairs):
    rows = counts(pairs)
    trend = service_trends(rows).iloc[0]
    total, asked = map(sum, zip(*pairs, strict=True))
    if not 0 < total < asked:
        assert trend[["value", "lower", "upper", "z", "p"]].isna().all()
        return
    assert trend["z"] == pytest.approx(by_people(pairs, middles(rows)), abs=1e-9)
    table = Table(np.array([[people, asked - people] for people, asked in pairs]), shift_zeros=False)
    theirs = table.test_ordinal_association(middles(rows), np.array([1.0, 0.0]))
    # theirs divides by one less than the number of people
    assert trend["z"] == pytest.approx(theirs.zscore * math.sqrt(asked / (asked - 1)), abs=1e-9)


@given(PAIRS)
def test_the_slope_is_that_of_the_line_through_single_people(pairs):
    rows = counts(pairs)
    trend = service_trends(rows).iloc[0]
    if math.isfinite(trend["value"]):
        time = np.repeat(middles(rows), [asked for _, asked in pairs])
        yes = np.concatenate([[1] * people + [0] * (asked - people) for people, asked in pairs])
        assert trend["value"] == pytest.approx(np.polyfit(time, yes, 1)[0], abs=1e-9)
        assert (trend["p"] < 0.05) == (trend["lower"] > 0 or trend["upper"] < 0)


def test_the_p_value_is_near_that_of_all_orders_of_the_outcomes():
    pairs = [(8, 30), (12, 30), (17, 30), (18, 30)]
    rows = counts(pairs)
    time = np.repeat(middles(rows), 30)
    yes = np.concatenate([[1] * people + [0] * (asked - people) for people, asked in pairs])
    random = np.random.default_rng(5)
    moved = np.array([np.dot(random.permutation(yes), time) for _ in range(4000)])
    further = np.abs(moved - moved.mean()) >= abs(np.dot(yes, time) - moved.mean())
    assert service_trends(rows)["p"].iloc[0] == pytest.approx(further.mean(), abs=0.004)


@pytest.mark.parametrize("pairs", [[(3, 9)], [(0, 9), (0, 8)], [(9, 9), (8, 8)], [(3, 9), (2, None)]])
def test_there_is_no_trend_to_test_in_one_period_or_without_a_difference(pairs):
    trend = service_trends(counts(pairs)).iloc[0]
    assert trend[["value", "lower", "upper", "z", "p"]].isna().all()
    assert trend["method"].startswith("Cochran-Armitage")


def test_a_falling_share_has_the_sign_of_a_fall():
    assert service_trends(counts([(80, 100), (60, 100)]))["value"].iloc[0] == pytest.approx(-0.2, abs=1e-3)


@given(PAIRS, st.randoms())
def test_the_order_of_rows_is_nothing(pairs, random):
    rows = pd.concat([counts(pairs), counts(pairs, measure="met at the gate")], ignore_index=True)
    shuffled = rows.loc[random.sample(list(rows.index), len(rows))]
    pd.testing.assert_frame_equal(service_rates(shuffled), service_rates(rows))
    pd.testing.assert_frame_equal(service_trends(shuffled), service_trends(rows))


def test_measures_have_trends_of_their_own():
    rows = pd.concat([counts([(1, 9), (5, 9)]), counts([(5, 9), (1, 9)], measure="met at the gate")])
    trends = service_trends(rows).set_index("measure")["value"]
    assert trends["signed up"] > 0 > trends["met at the gate"]


def test_no_rows_give_no_rows():
    assert (len(service_rates(counts([]))), len(service_trends(counts([])))) == (0, 0)


# Needs


def test_needs_are_those_of_the_latest_period_the_most_common_first():
    rows = pd.concat(
        [
            counts([(10, 90), (50, 90)], measure="need: work"),
            counts([(20, 90), (60, 90)], measure="need: accommodation"),
            counts([(70, 90)], measure="signed up"),
        ]
    )
    needs = needs_profile(rows)
    assert needs["need"].tolist() == ["accommodation", "work"]
    assert needs["people"].tolist() == [60, 50]
    assert needs["share"].sum() > 1


def test_each_service_has_a_latest_period_of_its_own():
    rows = pd.concat(
        [
            counts([(10, 90)], measure="need: work", service="a"),
            counts([(20, 90)], measure="need: work", service="b", first=2012),
        ]
    )
    assert needs_profile(rows)["service"].tolist() == ["a", "b"]


# Money


def test_the_spend_of_peterborough_gives_what_the_national_ratio_would():
    assert round(treatment_saving(1_700_000 + 400_000, 7.09) / 1e6, 1) == 14.9


@given(st.integers(0, 10**9), st.integers(2, 5))
def test_twice_the_spend_gives_twice_the_saving(spend, times):
    assert treatment_saving(times * spend, 7.09) == pytest.approx(times * treatment_saving(spend, 7.09))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: treatment_saving(-1, 7.09), "spend is -1. It is a number, 0 or more."),
        (lambda: treatment_saving(1, math.nan), "ratio is nan. It is a number, 0 or more."),
        (
            lambda: service_rates(pd.concat([counts([(1, 2)]), counts([(1, 3)])])),
            "One Service, signed up: a period stands twice. Keep one row of it.",
        ),
        (
            lambda: service_rates(counts([(3, 2)])),
            "count is 3 of a total of 2. It cannot be more.",
        ),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
