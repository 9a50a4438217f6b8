"""What a comparison can find: the tabled figures, and what must hold whatever the numbers."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib.metrics.comparison import wald_difference
from iomlib.metrics.planning import benjamini_hochberg, holm, minimum_detectable_difference, sample_size

P_VALUES = [0.01, 0.04, 0.03, 0.005, 0.2]


def test_the_sample_size_is_that_of_w1():
    assert sample_size(0.56, 0.50) == 1083


@pytest.mark.parametrize(
    ("people", "points"), [(40, 22.03), (73, 16.34), (142, 11.75), (231, 9.26), (1000, 4.61)]
)
def test_the_smallest_difference_is_that_of_w2(people, points):
    assert round(100 * minimum_detectable_difference(0.56, people, 10000), 2) == points


def test_the_adjusted_p_values_are_those_of_x1_and_x2():
    assert holm(pd.Series(P_VALUES)).round(4).tolist() == [0.0400, 0.0900, 0.0900, 0.0250, 0.2000]
    ours = benjamini_hochberg(pd.Series(P_VALUES)).round(4).tolist()
    assert ours == [0.0250, 0.0500, 0.0500, 0.0250, 0.2000]


def test_a_difference_of_the_planned_size_is_found_as_often_as_planned():
    size = sample_size(0.56, 0.50)
    draw = np.random.default_rng(1)
    counts = zip(draw.binomial(size, 0.56, 2000), draw.binomial(size, 0.50, 2000), strict=True)
    found = [wald_difference(one, size, other, size).p < 0.05 for one, other in counts]
    assert np.mean(found) == pytest.approx(0.8, abs=0.03)


@given(st.floats(0.05, 0.95), st.integers(5, 5000), st.integers(5, 5000))
def test_more_people_show_smaller_differences(rate, few, others):
    smallest = minimum_detectable_difference(rate, few, others)
    assert minimum_detectable_difference(rate, 2 * few, others) < smallest
    assert minimum_detectable_difference(rate, others, few) == pytest.approx(smallest)
    assert minimum_detectable_difference(rate, few, math.inf) < smallest


@settings(max_examples=15)  # multipletests collects garbage at every call
@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.randoms())
def test_adjusting_raises_p_values_and_keeps_their_order(values, chance):
    given_values = pd.Series(values, index=[f"outcome {n}" for n in range(len(values))])
    shuffled = given_values.sample(frac=1, random_state=chance.randrange(2**32))
    for adjust in (holm, benjamini_hochberg):
        adjusted = adjust(given_values)
        assert ((adjusted >= given_values - 1e-12) & (adjusted <= 1)).all()
        pd.testing.assert_series_equal(adjust(shuffled)[adjusted.index], adjusted)
    assert (benjamini_hochberg(given_values) <= holm(given_values) + 1e-12).all()


def test_what_was_not_tested_does_not_count():
    values = pd.Series([0.01, None, 0.04], index=["binary", "days", "frequency"])
    assert holm(values).round(3).tolist()[::2] == [0.02, 0.04]
    assert math.isnan(holm(values)["days"])
    assert holm(values.iloc[1:2]).isna().all()


def test_an_empty_group_shows_nothing():
    assert math.isnan(minimum_detectable_difference(0.5, 0, 100))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: minimum_detectable_difference(56, 72, 100),
            "rate is 56. It lies between 0 and 1: 80% is 0.8.",
        ),
        (lambda: sample_size(0.5, 0.6, power=80), "power is 80. It lies between 0 and 1: 80% is 0.8."),
        (
            lambda: sample_size(0.5, 0.5),
            "rate_1 and rate_2 are both 0.5. No group is large enough to find nothing.",
        ),
        (lambda: holm(pd.Series([0.1, 1.2], index=["a", "b"])), "p of b is 1.2. It lies between 0 and 1."),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
