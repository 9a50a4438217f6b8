"""Time on a list and away from it: a second library gives the same curve, and both days count."""

import math
from datetime import date, timedelta

import lifelines
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from lists import AS_AT, ENROLLED, FIRST, PEOPLE, PPO, SOME, days_by_person, enrolments, known, runs

from iomlib.metrics.staying import median_days, return_curve, stay_curve
from iomlib.metrics.throughput import stays


def crowd(size, seed):
    """Make up people who join in 2007 and 2008, stay for a while, and may come back."""
    draw, rows = np.random.default_rng(seed), []
    for number in range(size):
        start = date(2007, 1, 1) + timedelta(days=int(draw.integers(0, 700)))
        end = start + timedelta(days=int(draw.exponential(300)))
        rows.append((f"p{number:03}", start, end))
        if draw.random() < 0.4:
            again = end + timedelta(days=2 + int(draw.exponential(200)))
            rows.append((f"p{number:03}", again, None))
    return known([f"p{number:03}" for number in range(size)], enrolments=enrolments(*rows))


def by_hand(rows):
    """Give the days of each stay and whether it ended, and those to each return and whether it came."""
    days, inside, away = days_by_person(rows, lambda row: row[4] == "ppo"), [], []
    for who in PEOPLE:
        own = runs(days[who])
        for place, (first, last) in enumerate(own):
            inside.append(((min(last, AS_AT) - first).days + 1, last <= AS_AT))
            if last < AS_AT:
                back = own[place + 1][0] if place + 1 < len(own) else None
                away.append((((back or AS_AT) - last).days, back is not None))
    return inside, away


def agrees(curve, pairs):
    """Hold a curve against lifelines' for the same times."""
    times, happened = zip(*pairs, strict=True)
    fitted = lifelines.KaplanMeierFitter().fit(times, happened)
    expected = fitted.survival_function_at_times(curve["days"]).to_numpy()
    np.testing.assert_allclose(curve["survival"], expected, atol=1e-12)


@SOME
@given(ENROLLED)
def test_the_curves_are_those_of_lifelines_for_times_counted_by_hand(rows):
    evidence = known(PEOPLE, enrolments=enrolments(*rows))
    for curve, pairs in zip(
        (stay_curve(evidence, *PPO), return_curve(evidence, *PPO)), by_hand(rows), strict=True
    ):
        if pairs:
            agrees(curve, pairs)
        else:
            assert len(curve) == 0


def test_the_median_and_its_limits_are_those_of_lifelines():
    rows = stays(crowd(150, 1), *PPO)
    days = (rows["end"].fillna(pd.Timestamp(AS_AT)) - rows["start"]).dt.days + 1
    fitted = lifelines.KaplanMeierFitter().fit(days, rows["end"].notna())
    limits = lifelines.utils.median_survival_times(fitted.confidence_interval_).to_numpy()[0]
    found = median_days(stay_curve(crowd(150, 1), *PPO))
    assert found[:3] == (fitted.median_survival_time_, *limits)


def test_a_stay_of_one_day_lasts_a_day():
    curve = stay_curve(known("a", enrolments=enrolments(("a", FIRST, FIRST))), *PPO)
    assert curve[["days", "survival"]].to_numpy().tolist() == [[0, 1], [1, 0]]


def test_a_stay_that_ends_on_the_last_day_known_has_ended_and_an_open_one_has_not():
    rows = enrolments(("a", FIRST, AS_AT), ("b", FIRST, None))
    curve = stay_curve(known("ab", enrolments=rows), *PPO)
    assert curve[["days", "survival"]].to_numpy().tolist() == [[0, 1], [90, 0.5]]


def test_whose_last_day_is_the_last_known_has_not_been_away_for_a_day():
    assert len(return_curve(known("a", enrolments=enrolments(("a", FIRST, AS_AT))), *PPO)) == 0


@pytest.mark.parametrize(
    ("begun", "stays_counted"),
    [
        ((date(2008, 4, 1), date(2008, 6, 30)), 2),
        ((date(2008, 4, 2), date(2008, 6, 30)), 1),
        ((date(2008, 4, 1), date(2008, 6, 29)), 1),
        (None, 3),
    ],
)
def test_a_curve_can_be_of_the_stays_that_began_in_a_period_both_days_counted(begun, stays_counted):
    rows = enrolments(("a", "2008-04-01", None), ("b", "2008-06-30", None), ("c", "2008-07-01", None))
    assert stay_curve(known("abc", enrolments=rows), *PPO, begun)["at_risk"].iloc[0] == stays_counted


@pytest.mark.parametrize(
    ("left", "counted"), [((FIRST, FIRST), 1), ((date(2008, 12, 31), FIRST), 2), (None, 3)]
)
def test_a_curve_of_returns_can_be_of_those_who_left_in_a_period(left, counted):
    ends = ["2008-12-31", "2009-01-01", "2009-01-02"]
    rows = enrolments(*((who, "2008-01-01", end) for who, end in zip("abc", ends, strict=True)))
    assert return_curve(known("abc", enrolments=rows), *PPO, left)["at_risk"].iloc[0] == counted


def test_when_two_of_four_have_left_half_have():
    rows = [(who, FIRST, FIRST + timedelta(days=10 * place)) for place, who in enumerate("abcd", 1)]
    assert median_days(stay_curve(known("abcd", enrolments=enrolments(*rows)), *PPO)).value == 21


def test_a_median_that_nobody_has_reached_is_missing():
    rows = enrolments(("a", FIRST, None), ("b", FIRST, "2009-02-01"), ("c", FIRST, None))
    found = median_days(stay_curve(known("abc", enrolments=rows), *PPO))
    assert math.isnan(found.value)
    quarter = median_days(stay_curve(known("abc", enrolments=rows), *PPO), 0.25)
    assert quarter.value == 32


def test_the_median_of_no_curve_is_missing():
    found = median_days(stay_curve(known("a"), *PPO))
    assert all(math.isnan(number) for number in found[:4])


@pytest.mark.parametrize("share", [0, 1, 50])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError) as refusal:
        median_days(stay_curve(known("a"), *PPO), share)
    assert str(refusal.value) == f"share is {share}. It lies between 0 and 1: half is 0.5."
