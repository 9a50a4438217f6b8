"""Intervals: published values, a second library, and what must hold whatever the numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson

from iomlib.metrics.intervals import (
    newcombe,
    poisson_exact,
    poisson_prediction,
    rate_ratio_exact,
    wilson,
)

CONFIDENCE = st.sampled_from([0.8, 0.9, 0.95, 0.998])
COUNTS = st.integers(0, 400)
TIMES = st.sampled_from([0.25, 0.5, 0.75, 1.0, 2.0, 3.0])


@st.composite
def groups(draw):
    """Draw a count and the total that it belongs to."""
    total = draw(st.integers(1, 500))
    return draw(st.integers(0, total)), total


def limits(estimate):
    return estimate.lower, estimate.upper


def holds_its_value(estimate):
    return estimate.lower - 1e-12 <= estimate.value <= estimate.upper + 1e-12


@pytest.mark.parametrize(
    ("count", "total", "expected"),
    [
        pytest.param(21, 30, (0.521242, 0.833353), id="P1"),
        pytest.param(0, 8, (0.000000, 0.324408), id="P1b"),
    ],
)
def test_wilson_gives_the_tabled_limits(count, total, expected):
    estimate = wilson(count, total)
    assert limits(estimate) == pytest.approx(expected, abs=5e-7)
    assert (estimate.value, estimate.confidence) == (count / total, 0.95)
    assert estimate.method == "Wilson score"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param((22, 72), (4250, 10000), (-0.214233, -0.005049), id="P4"),
        pytest.param((6, 30), (8, 43), (-0.161115, 0.208386), id="P4b"),
    ],
)
def test_newcombe_gives_the_tabled_limits(first, second, expected):
    estimate = newcombe(*first, *second)
    assert limits(estimate) == pytest.approx(expected, abs=5e-7)
    assert estimate.value == first[0] / first[1] - second[0] / second[1]
    assert estimate.method == "Newcombe hybrid score"


def test_rate_ratio_gives_the_tabled_limits_of_r1():
    estimate = rate_ratio_exact(128, 0.75, 247, 1)
    assert estimate[:3] == pytest.approx((0.690958, 0.553715, 0.858804), abs=5e-7)
    assert estimate.method == "exact conditional rate ratio"


def test_poisson_gives_the_tabled_limits_of_r3():
    estimate = poisson_exact(23)
    assert limits(estimate) == pytest.approx((14.580027, 34.511293), abs=5e-7)
    assert (estimate.value, estimate.method) == (23.0, "exact Poisson (Garwood)")


@pytest.mark.parametrize(
    ("count", "quarters", "rest"),
    [
        pytest.param(56, 1, (121, 225), id="R6 after 1 quarter"),
        pytest.param(105, 2, (78, 136), id="R6 after 2 quarters"),
        pytest.param(128, 3, (29, 59), id="R6 after 3 quarters"),
    ],
)
def test_prediction_gives_the_tabled_limits(count, quarters, rest):
    estimate = poisson_prediction(count, quarters, 4 - quarters)
    assert limits(estimate) == rest
    assert estimate.value == count * (4 - quarters) / quarters
    assert estimate.method == "exact Poisson prediction (Nelson)"


@given(groups(), CONFIDENCE)
def test_wilson_agrees_with_a_second_library(group, confidence):
    expected = proportion_confint(*group, alpha=1 - confidence, method="wilson")
    assert limits(wilson(*group, confidence)) == pytest.approx(expected, abs=1e-10)


@given(groups(), groups(), CONFIDENCE)
def test_newcombe_agrees_with_a_second_library(one, other, confidence):
    expected = confint_proportions_2indep(*one, *other, method="newcomb", alpha=1 - confidence)
    assert limits(newcombe(*one, *other, confidence)) == pytest.approx(expected, abs=1e-10)


@given(st.integers(1, 5000), CONFIDENCE)
def test_poisson_agrees_with_a_second_library(count, confidence):
    expected = confint_poisson(count, 1, method="exact-c", alpha=1 - confidence)
    assert limits(poisson_exact(count, confidence)) == pytest.approx(expected, rel=1e-10)


@given(st.integers(1, 400), TIMES, st.integers(1, 400), TIMES, CONFIDENCE)
def test_rate_ratio_agrees_with_a_second_library(count_1, time_1, count_2, time_2, confidence):
    shares = proportion_confint(count_1, count_1 + count_2, 1 - confidence, method="beta")
    expected = [share / (1 - share) * time_2 / time_1 for share in shares]
    ours = rate_ratio_exact(count_1, time_1, count_2, time_2, confidence)
    # Both turn a share near 1 into odds, which costs digits.
    assert limits(ours) == pytest.approx(expected, rel=1e-7)


@given(st.integers(0, 250), st.integers(1, 4), st.integers(1, 4), CONFIDENCE)
def test_prediction_holds_exactly_the_counts_that_neither_tail_rejects(
    count, observed, remaining, confidence
):
    tail, chance = (1 - confidence) / 2, remaining / (observed + remaining)
    rest = range(60 + 12 * count * remaining // observed)
    inside = [
        y
        for y, below, above in zip(
            rest,
            binom.cdf(rest, [count + y for y in rest], chance),
            binom.sf([y - 1 for y in rest], [count + y for y in rest], chance),
            strict=True,
        )
        if below > tail and above > tail
    ]
    assert inside[-1] < rest[-1]
    estimate = poisson_prediction(count, observed, remaining, confidence)
    assert limits(estimate) == (inside[0], inside[-1])


@given(groups(), groups(), COUNTS, CONFIDENCE)
def test_an_interval_contains_its_value(one, other, count, confidence):
    assert holds_its_value(wilson(*one, confidence))
    assert holds_its_value(newcombe(*one, *other, confidence))
    assert holds_its_value(poisson_exact(count, confidence))


@given(COUNTS, TIMES, COUNTS, TIMES, CONFIDENCE)
def test_an_interval_of_two_counts_contains_its_value(count_1, time_1, count_2, time_2, confidence):
    assert holds_its_value(poisson_prediction(count_1, time_1, time_2, confidence))
    if count_1 + count_2:
        assert holds_its_value(rate_ratio_exact(count_1, time_1, count_2, time_2, confidence))


@given(groups(), groups(), st.integers(2, 20))
def test_intervals_narrow_as_there_are_more_people(one, other, times):
    def width(estimate):
        return estimate.upper - estimate.lower

    many, many_others = [times * number for number in one], [times * number for number in other]
    assert width(wilson(*many)) < width(wilson(*one))
    assert width(newcombe(*many, *many_others)) < width(newcombe(*one, *other))


@given(st.integers(1, 400), st.integers(1, 400), st.integers(2, 20))
def test_intervals_of_counts_narrow_in_proportion_as_there_are_more_events(one, other, times):
    def spread(estimate):
        return estimate.upper / estimate.value - estimate.lower / estimate.value

    assert spread(poisson_exact(times * one)) < spread(poisson_exact(one))
    many = rate_ratio_exact(times * one, 1, times * other, 1)
    assert spread(many) < spread(rate_ratio_exact(one, 1, other, 1))


@given(st.integers(20, 400), st.integers(2, 20))
def test_predictions_narrow_in_proportion_as_there_are_more_events(count, times):
    def spread(estimate):
        return (estimate.upper - estimate.lower) / estimate.value

    assert spread(poisson_prediction(times * count, 1, 3)) < spread(poisson_prediction(count, 1, 3))


@given(groups(), CONFIDENCE)
def test_the_people_without_have_the_mirrored_proportion(group, confidence):
    count, total = group
    having, lacking = wilson(count, total, confidence), wilson(total - count, total, confidence)
    assert having.lower == pytest.approx(1 - lacking.upper, abs=1e-12)
    assert having.upper == pytest.approx(1 - lacking.lower, abs=1e-12)


@given(groups(), groups())
def test_swapping_the_groups_turns_a_difference_round(one, other):
    there, back = newcombe(*one, *other), newcombe(*other, *one)
    assert there[:3] == pytest.approx((-back.value, -back.upper, -back.lower), abs=1e-12)


@given(st.integers(1, 400), TIMES, st.integers(1, 400), TIMES)
def test_swapping_the_groups_turns_a_ratio_upside_down(count_1, time_1, count_2, time_2):
    there = rate_ratio_exact(count_1, time_1, count_2, time_2)
    back = rate_ratio_exact(count_2, time_2, count_1, time_1)
    assert there[:3] == pytest.approx((1 / back.value, 1 / back.upper, 1 / back.lower), rel=1e-9)


@given(COUNTS, TIMES, COUNTS, TIMES, st.sampled_from([2, 4, 12]))
def test_the_unit_of_time_changes_nothing(count_1, time_1, count_2, time_2, scale):
    ratio = rate_ratio_exact(count_1, time_1, count_2, time_2)
    scaled = rate_ratio_exact(count_1, scale * time_1, count_2, scale * time_2)
    assert scaled[:3] == pytest.approx(ratio[:3], rel=1e-9, nan_ok=True)
    prediction = poisson_prediction(count_1, time_1, time_2)
    assert poisson_prediction(count_1, scale * time_1, scale * time_2) == prediction


@pytest.mark.parametrize(
    "estimate",
    [
        wilson(0, 0),
        newcombe(0, 0, 3, 7),
        newcombe(3, 7, 0, 0),
        poisson_prediction(0, 0, 4),
        rate_ratio_exact(0, 1, 0, 1),
        rate_ratio_exact(0, 0, 3, 1),
        rate_ratio_exact(3, 1, 0, 0),
    ],
)
def test_an_estimate_from_nothing_is_missing_and_still_names_its_method(estimate):
    assert all(math.isnan(number) for number in estimate[:3])
    assert estimate.confidence == 0.95
    assert estimate.method


def test_a_count_of_nothing_still_has_an_upper_limit():
    assert poisson_exact(0)[:3] == (0.0, 0.0, pytest.approx(-math.log(0.025)))
    assert poisson_prediction(0, 1, 3)[:3] == (0.0, 0.0, 12.0)


def test_a_ratio_to_nothing_has_a_lower_limit_only():
    estimate = rate_ratio_exact(5, 1, 0, 1)
    assert (estimate.value, estimate.upper) == (math.inf, math.inf)
    assert estimate.lower == pytest.approx(1 / (0.025 ** (-1 / 5) - 1))


def test_when_no_time_remains_nothing_more_is_predicted():
    assert poisson_prediction(128, 4, 0)[:3] == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wilson(9, 8), "count is 9 of a total of 8. It cannot be more."),
        (lambda: wilson(-1, 8), "count is -1. A count is a whole number, 0 or more."),
        (lambda: wilson(1, 8.5), "total is 8.5. A count is a whole number, 0 or more."),
        (lambda: newcombe(1, 8, 9, 8), "count is 9 of a total of 8. It cannot be more."),
        (lambda: poisson_exact(math.nan), "count is nan. A count is a whole number, 0 or more."),
        (lambda: poisson_exact(math.inf), "count is inf. A count is a whole number, 0 or more."),
        (lambda: poisson_exact(3, 95), "confidence is 95. Write 95% as 0.95."),
        (
            lambda: poisson_prediction(3, -1, 3),
            "observed is -1. A length of time is a number, 0 or more.",
        ),
        (
            lambda: poisson_prediction(3, 1, math.nan),
            "remaining is nan. A length of time is a number, 0 or more.",
        ),
        (
            lambda: poisson_prediction(3, 0, 4),
            "observed is 0, in which 3 cannot have been counted.",
        ),
        (
            lambda: rate_ratio_exact(3, 1, 2, 0),
            "exposure_2 is 0, in which 2 cannot have been counted.",
        ),
        (
            lambda: rate_ratio_exact(3, 1, 2.5, 1),
            "count_2 is 2.5. A count is a whole number, 0 or more.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
