"""Days free of a reoffence: tabled figures, a second library, and what must hold whatever the people."""

import math

import lifelines
import matchit
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines.utils import restricted_mean_survival_time
from test_survival import K, crowd

from iomlib.errors import DataError
from iomlib.metrics.contrasts import weighted_difference
from iomlib.metrics.restricted_mean import restricted_mean_difference, restricted_mean_time


def given_of(people):
    return people["days"], people["reoffended"], people["treated"]


def test_the_means_are_those_of_k2():
    for side, expected in ((1, 161.20), (0, 112.20)):
        group = K[K["treated"] == side]
        assert round(restricted_mean_time(group["days"], group["reoffended"], 365).value, 2) == expected
    assert restricted_mean_difference(*given_of(K), 365).value == pytest.approx(49.0)


def test_the_mean_among_reoffenders_alone_says_something_else():
    reoffenders = K[K["reoffended"] == 1].groupby("treated")["days"].mean()
    assert reoffenders.round(2).tolist() == [49.00, 73.86]  # also K2


def test_the_mean_of_rossi_agrees_with_a_second_library():
    rossi = matchit.data("rossi")
    fitted = lifelines.KaplanMeierFitter().fit(rossi["week"], rossi["arrest"])
    for horizon in (10, 26.5, 52):
        ours = restricted_mean_time(rossi["week"], rossi["arrest"], horizon)
        assert ours.value == pytest.approx(restricted_mean_survival_time(fitted, t=horizon), rel=1e-9)


def test_with_everybody_followed_it_is_the_mean_of_the_days_up_to_the_horizon():
    people = crowd(80, 1).assign(reoffended=1)
    days = people["days"].clip(upper=20)
    ours = restricted_mean_time(people["days"], people["reoffended"], 20)
    assert ours.value == pytest.approx(days.mean())
    half = (ours.upper - ours.lower) / 2 / 1.959964
    assert half == pytest.approx(days.std(ddof=0) / math.sqrt(80), rel=1e-6)
    difference = restricted_mean_difference(*given_of(people), 20, people["weight"], people["set"])
    plain = weighted_difference(days, people["treated"], people["weight"], people["set"])
    assert difference[:4] == pytest.approx(plain[:4], rel=1e-9)
    assert difference.p == pytest.approx(plain.p, rel=1e-9)


@settings(max_examples=30)
@given(st.integers(0, 10**6))
def test_the_error_is_greenwoods(seed):
    people = crowd(40, seed)
    people.iloc[0, :2] = [40, 0]
    ours = restricted_mean_time(people["days"], people["reoffended"], 25)
    days = sorted(set(people["days"][(people["reoffended"] == 1) & (people["days"] <= 25)]))
    free, areas, variance = 1.0, [], 0.0
    for now, then in zip(days, [*days[1:], 25], strict=True):
        at_risk = (people["days"] >= now).sum()
        events = ((people["days"] == now) & (people["reoffended"] == 1)).sum()
        free *= 1 - events / at_risk
        areas.append((free * (then - now), events / (at_risk * (at_risk - events))))
    for number, (_, part) in enumerate(areas):
        variance += sum(area for area, _ in areas[number:]) ** 2 * part
    assert (ours.upper - ours.lower) / 2 / 1.959964 == pytest.approx(math.sqrt(variance), rel=1e-6)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(0, 2**32 - 1))
def test_the_order_of_the_rows_changes_no_bit_and_the_scale_of_weights_nothing(seed, order):
    people = crowd(60, seed)
    people.iloc[:6, :2] = [[40, 0]] * 6
    found = restricted_mean_difference(*given_of(people), 20, people["weight"], people["set"])
    shuffled = people.sample(frac=1, random_state=order)
    assert found == restricted_mean_difference(*given_of(shuffled), 20, shuffled["weight"], shuffled["set"])
    scaled = restricted_mean_difference(*given_of(people), 20, 7 * people["weight"], people["set"])
    assert scaled[:3] == pytest.approx(found[:3], rel=1e-9)
    back = restricted_mean_difference(
        people["days"], people["reoffended"], 1 - people["treated"], 20, people["weight"], people["set"]
    )
    assert back[:3] == pytest.approx((-found.value, -found.upper, -found.lower), rel=1e-9)


def test_beyond_the_follow_up_there_is_no_mean():
    days, reoffended = pd.Series([5.0, 10.0, 12.0]), pd.Series([1, 0, 0])
    assert restricted_mean_time(days, reoffended, 12).value == pytest.approx(5 / 3 + 2 / 3 * 12)
    assert all(math.isnan(number) for number in restricted_mean_time(days, reoffended, 13)[:3])
    everybody = restricted_mean_time(days, pd.Series([1, 1, 1]), 365)
    assert everybody.value == pytest.approx(9)
    sides = pd.Series([1, 0, 0])
    assert math.isnan(restricted_mean_difference(days, reoffended, sides, 13).value)


def test_where_nobody_reoffended_the_mean_is_the_horizon_and_has_no_limits():
    days, none = pd.Series([20.0] * 6), pd.Series([0] * 6)
    found = restricted_mean_time(days, none, 10)
    assert found.value == 10
    assert math.isnan(found.lower)
    people = crowd(30, 2)
    people.loc[people["treated"] == 1, ["days", "reoffended"]] = [40, 0]
    people.iloc[1, :2] = [40, 0]
    difference = restricted_mean_difference(*given_of(people), 20)
    assert difference.value > 0
    assert all(math.isnan(number) for number in (difference.lower, difference.upper, difference.p))


def test_one_matched_set_gives_no_limits():
    found = restricted_mean_difference(*given_of(K), 365, clusters=pd.Series("all", index=K.index))
    assert found.value == pytest.approx(49.0)
    assert math.isnan(found.lower)
    assert found.method == "difference in restricted mean time, robust errors clustered on matched sets"


def test_people_that_do_not_fit_are_counted_and_nobody_named():
    with pytest.raises(DataError) as refusal:
        restricted_mean_time(pd.Series([np.nan, 3]), pd.Series([1, 3]), 10)
    assert refusal.value.problems == [
        "days: missing for 1 of 2 people. Leave them out first, and say so.",
        "reoffended: not 0 or 1 for 1 of 2 people.",
    ]


@pytest.mark.parametrize("horizon", [0, -5, math.inf])
def test_a_horizon_is_a_length_of_time(horizon):
    with pytest.raises(ValueError) as refusal:
        restricted_mean_time(K["days"], K["reoffended"], horizon)
    assert str(refusal.value) == f"horizon is {horizon:g}. It is a length of time above 0."
