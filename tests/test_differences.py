"""Differences in differences: HMP Peterborough as published, and what must hold whatever the rates."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from iomlib.metrics.differences import (
    Rate,
    against_each_period,
    difference_in_differences,
    relative_difference_in_differences,
)

# Reconviction events per 100 within six months: HMP Peterborough, national local prisons, and the
# size of the cohort at Peterborough. Ministry of Justice, interim figures of July 2013.
PETERBOROUGH = pd.DataFrame(
    [(74, 66, 837), (81, 71, 1028), (85, 74, 1170), (84, 75, 1088), (78, 84, 1006)],
    columns=["treated", "comparison", "treated_people"],
    index=["Sep05-Jun07", "Sep06-Jun08", "Sep07-Jun09", "Sep08-Jun10", "Sep10-Jun12"],
)
PETERBOROUGH[["treated", "comparison"]] /= 100

RATES = st.floats(0.01, 5)
PEOPLE = st.integers(10, 5000)


@st.composite
def rates(draw):
    return Rate(draw(RATES), draw(PEOPLE))


def test_peterborough_fell_by_17_percent_against_the_last_period_before():
    table = against_each_period(PETERBOROUGH)
    last = table.loc["Sep08-Jun10"]
    assert round(last["change_percent"], 1) == -17.1
    assert last["difference"] == pytest.approx(-0.15)


def test_peterborough_against_every_period_before_shows_what_the_choice_of_one_does():
    table = against_each_period(PETERBOROUGH)
    assert table.index.tolist() == [*PETERBOROUGH.index[:-1], "mean of all before"]
    assert table["change_percent"].round(1).tolist() == [-17.2, -18.6, -19.2, -17.1, -18.0]
    # The published relative frequencies of peterborough_results.csv.
    assert table["ratio_before"].round(4).tolist()[:4] == [1.1212, 1.1408, 1.1486, 1.1200]


def test_without_the_size_of_the_comparison_group_there_are_no_limits():
    table = against_each_period(PETERBOROUGH)
    limits = ["difference_lower", "difference_upper", "change_percent_lower", "change_percent_upper"]
    assert table[limits].isna().all(axis=None)
    assert (table["method"] == "relative difference in differences (Poisson errors)").all()


def test_with_all_sizes_there_are_limits_but_for_the_mean():
    table = against_each_period(PETERBOROUGH.assign(comparison_people=20000))
    assert table["change_percent_upper"].notna().tolist() == [True] * 4 + [False]
    inside = table.iloc[:-1]
    assert (inside["change_percent_lower"] < inside["change_percent"]).all()
    assert (inside["change_percent"] < inside["change_percent_upper"]).all()


def test_the_relative_change_and_its_limits_agree_with_a_second_library():
    counts, people = [914, 786, 7500, 8400], [1088, 1006, 10000, 10000]
    treated, after = np.array([1, 1, 0, 0] * 2), np.array([0, 1, 0, 1] * 2)
    design = np.column_stack([np.ones(8), treated, after, treated * after])
    # Each group in two parts: with as many rows as coefficients the other library divides by 0.
    parts = [np.array([*numbers, *numbers]) / 2 for numbers in (counts, people)]
    parts[0] += np.repeat([3, -3], 4)
    fitted = sm.GLM(parts[0], design, sm.families.Poisson(), exposure=parts[1]).fit()
    given_rates = [Rate(count / size, size) for count, size in zip(counts, people, strict=True)]
    estimate = relative_difference_in_differences(*given_rates)
    expected = 100 * (np.exp([fitted.params[3], *fitted.conf_int()[3]]) - 1)
    assert estimate[:3] == pytest.approx(tuple(expected), rel=1e-7)


@given(rates(), rates(), rates(), rates())
def test_changing_sides_turns_the_difference_round(one, two, three, four):
    there = difference_in_differences(one, two, three, four)
    back = difference_in_differences(three, four, one, two)
    assert there[:3] == pytest.approx((-back.value, -back.upper, -back.lower), abs=1e-12)
    assert there.lower < there.value < there.upper
    ratio = 1 + relative_difference_in_differences(one, two, three, four).value / 100
    over = 1 + relative_difference_in_differences(three, four, one, two).value / 100
    assert ratio == pytest.approx(1 / over)


@given(rates(), rates(), st.floats(0.2, 4))
def test_groups_that_change_alike_show_no_relative_difference(treated, comparison, change):
    later = [Rate(change * rate.value, rate.people) for rate in (treated, comparison)]
    estimate = relative_difference_in_differences(treated, later[0], comparison, later[1])
    assert estimate.value == pytest.approx(0, abs=1e-9)
    assert estimate.lower < 0 < estimate.upper


def test_a_rate_of_nothing_has_no_limits_and_nothing_is_divided_by_it():
    none, some = Rate(0, 100), Rate(0.5, 100)
    gone = relative_difference_in_differences(some, none, some, some)
    assert gone.value == -100
    assert math.isnan(gone.lower)
    assert math.isnan(relative_difference_in_differences(none, some, some, some).value)
    assert difference_in_differences(some, none, some, some).upper < 0
    assert math.isnan(difference_in_differences(none, none, none, none).lower)


def test_a_rate_before_of_nothing_has_no_ratio():
    periods = pd.DataFrame({"treated": [0.3, 0.2], "comparison": [0.0, 0.2]})
    assert against_each_period(periods)["ratio_before"].isna().all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: difference_in_differences(Rate(1), Rate(-1), Rate(1), Rate(1)),
            "after_t is -1. A rate is a number, 0 or more.",
        ),
        (
            lambda: relative_difference_in_differences(Rate(1), Rate(1), Rate(math.nan), Rate(1)),
            "before_c is nan. A rate is a number, 0 or more.",
        ),
        (
            lambda: against_each_period(PETERBOROUGH.head(1)),
            "periods has 1 row(s). It takes one before and one after.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
