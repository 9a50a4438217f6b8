"""Two groups side by side: published values, a second library, and what must hold whatever the numbers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from iomlib.metrics.comparison import (
    check_rates,
    odds_ratio_exact,
    percent_less,
    relative_reduction,
    risk_ratio,
    wald_difference,
    welch_from_summary,
)
from iomlib.metrics.intervals import newcombe, rate_ratio_exact
from iomlib.metrics.robust import missing_test

CONFIDENCE = st.sampled_from([0.8, 0.9, 0.95, 0.998])


@st.composite
def groups(draw):
    """Draw a count and its total, so that some have the characteristic and some do not."""
    total = draw(st.integers(2, 500))
    return draw(st.integers(1, total - 1)), total


def test_wald_gives_the_tabled_figures_of_p3():
    estimate = wald_difference(22, 72, 4250, 10000)
    assert estimate[:3] == pytest.approx((-0.119444, -0.226286, -0.012603), abs=5e-7)
    assert estimate.p == pytest.approx(0.028440, abs=5e-7)
    assert (estimate.confidence, estimate.method) == (0.95, "Wald, unpooled")


def test_newcombe_gives_the_tabled_limits_of_p4_beside_it():
    estimate = newcombe(22, 72, 4250, 10000)
    assert estimate[1:3] == pytest.approx((-0.214233, -0.005049), abs=5e-7)
    assert newcombe(6, 30, 8, 43)[1:3] == pytest.approx((-0.161115, 0.208386), abs=5e-7)


def test_fisher_gives_the_tabled_p_of_p5():
    estimate = odds_ratio_exact(6, 30, 8, 43)
    assert estimate.p == pytest.approx(1.000000, abs=5e-7)
    assert estimate.lower < 1 < estimate.upper


def test_welch_gives_the_tabled_figures_of_m1():
    estimate = welch_from_summary((1.42, 2.05, 1000), (1.55, 2.15, 10000))
    error = (estimate.upper - estimate.lower) / 2 / student.isf(0.025, 1229.3687)
    assert estimate.value / error == pytest.approx(-1.903396, abs=5e-7)
    assert estimate.p == pytest.approx(0.057222, abs=5e-7)


def test_the_exact_rate_ratio_gives_the_tabled_figures_of_r1_and_lies_outside_those_of_r2():
    exact = rate_ratio_exact(128, 0.75, 247, 1)
    assert exact[:3] == pytest.approx((0.690958, 0.553715, 0.858804), abs=5e-7)
    # R2, the log-Wald interval, is the shorter one.
    half = 1.959964 * math.sqrt(1 / 128 + 1 / 247)
    wald = (exact.value * math.exp(-half), exact.value * math.exp(half))
    assert wald == pytest.approx((0.558147, 0.855372), abs=5e-7)
    assert exact.lower < wald[0] < wald[1] < exact.upper


def test_relative_reduction_gives_the_tabled_figures_of_s1_and_s2():
    assert relative_reduction(1.42, 1.55).value == pytest.approx(8.387097, abs=5e-7)
    assert round(relative_reduction(142, 155).value, 1) == 8.4
    errors = (2.05 / math.sqrt(1000), 2.15 / math.sqrt(10000))
    estimate = relative_reduction(1.42, 1.55, errors)
    assert estimate[1:3] == pytest.approx((-0.5936, 16.5660), abs=5e-5)


@given(groups(), groups(), CONFIDENCE)
def test_wald_agrees_with_a_second_library(one, other, confidence):
    expected = confint_proportions_2indep(*one, *other, method="wald", alpha=1 - confidence)
    assert wald_difference(*one, *other, confidence)[1:3] == pytest.approx(expected, abs=1e-10)


@given(groups(), groups(), CONFIDENCE)
def test_the_risk_ratio_agrees_with_a_second_library(one, other, confidence):
    expected = confint_proportions_2indep(*one, *other, method="log", compare="ratio", alpha=1 - confidence)
    assert risk_ratio(*one, *other, confidence)[1:3] == pytest.approx(expected, rel=1e-9)


@given(st.integers(0, 10**6), st.integers(3, 40), st.integers(3, 40))
def test_welch_agrees_with_a_second_library(seed, size_1, size_2):
    draw = np.random.default_rng(seed)
    first, second = draw.normal(1, 2, size_1), draw.normal(2, 1, size_2)
    summaries = [(float(x.mean()), float(x.std(ddof=1)), len(x)) for x in (first, second)]
    estimate = welch_from_summary(*summaries)
    other = CompareMeans(DescrStatsW(first), DescrStatsW(second))
    assert estimate[1:3] == pytest.approx(other.tconfint_diff(usevar="unequal"), rel=1e-9, abs=1e-12)
    assert estimate.p == pytest.approx(other.ttest_ind(usevar="unequal")[1], rel=1e-9)


@given(groups(), groups())
def test_changing_sides_turns_a_difference_round_and_a_ratio_over(one, other):
    there, back = wald_difference(*one, *other), wald_difference(*other, *one)
    assert there[:3] == pytest.approx((-back.value, -back.upper, -back.lower), abs=1e-12)
    ratio, over = risk_ratio(*one, *other), risk_ratio(*other, *one)
    assert ratio[:3] == pytest.approx((1 / over.value, 1 / over.upper, 1 / over.lower), rel=1e-9)


@given(groups(), groups(), st.integers(2, 20))
def test_intervals_narrow_as_there_are_more_people(one, other, times):
    few, many = wald_difference(*one, *other), wald_difference(*(times * n for n in (*one, *other)))
    assert many.upper - many.lower < few.upper - few.lower
    few, many = risk_ratio(*one, *other), risk_ratio(*(times * n for n in (*one, *other)))
    assert many.upper / many.lower < few.upper / few.lower


@given(st.floats(0.01, 10), st.floats(0.01, 10), st.sampled_from([0.01, 100.0]))
def test_the_unit_of_the_rates_changes_no_reduction(first, second, unit):
    plain = relative_reduction(first, second, (0.1, 0.05))
    scaled = relative_reduction(unit * first, unit * second, (unit * 0.1, unit * 0.05))
    assert scaled[:3] == pytest.approx(plain[:3], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("figures", "value"),
    [((0, 8, 40, 100), -0.4), ((8, 8, 40, 100), 0.6), ((3, 8, 0, 100), 0.375), ((0, 8, 0, 9), 0.0)],
)
def test_a_group_without_variation_has_a_difference_and_no_limits(figures, value):
    estimate = wald_difference(*figures)
    assert estimate.value == pytest.approx(value)
    assert all(math.isnan(number) for number in (estimate.lower, estimate.upper, estimate.p))


@pytest.mark.parametrize(
    ("figures", "value"), [((0, 8, 40, 100), 0.0), ((3, 8, 0, 100), math.nan), ((0, 8, 0, 9), math.nan)]
)
def test_a_ratio_with_a_count_of_nothing_has_no_limits(figures, value):
    estimate = risk_ratio(*figures)
    assert estimate.value == pytest.approx(value, nan_ok=True)
    assert math.isnan(estimate.lower)
    assert math.isnan(estimate.upper)


def test_an_exact_ratio_holds_with_a_count_of_nothing():
    none = odds_ratio_exact(0, 8, 40, 100)
    assert none[:2] == (0.0, 0.0)
    assert 0 < none.upper < 1
    all_of_them = odds_ratio_exact(8, 8, 40, 100)
    assert (all_of_them.value, all_of_them.upper) == (math.inf, math.inf)
    assert all_of_them.lower > 1


@pytest.mark.parametrize(
    "estimate",
    [
        wald_difference(0, 0, 3, 7),
        risk_ratio(3, 7, 0, 0),
        odds_ratio_exact(0, 8, 0, 9),
        odds_ratio_exact(8, 8, 9, 9),
        odds_ratio_exact(0, 0, 9, 12),
        relative_reduction(3, 0),
    ],
)
def test_an_estimate_from_nothing_is_missing_and_still_names_its_method(estimate):
    assert all(math.isnan(number) for number in estimate[:3])
    assert estimate.confidence == 0.95
    assert estimate.method


@pytest.mark.parametrize(
    "estimate",
    [
        welch_from_summary((1, 1, 1), (2, 1, 30)),
        welch_from_summary((1, 0, 10), (2, 0, 30)),
        relative_reduction(1, 2),
        relative_reduction(0, 2, (0, 0.1)),
        relative_reduction(1, 2, (0, 0)),
    ],
)
def test_a_value_without_known_spread_has_no_limits(estimate):
    assert math.isfinite(estimate.value)
    assert math.isnan(estimate.lower)
    assert math.isnan(estimate.upper)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wald_difference(9, 8, 1, 2), "count_1 is 9 of a total of 8. It cannot be more."),
        (lambda: risk_ratio(1, 8, 2.5, 4), "count_2 is 2.5. A count is a whole number, 0 or more."),
        (lambda: odds_ratio_exact(1, 8, 2, -4), "total_2 is -4. A count is a whole number, 0 or more."),
        (lambda: wald_difference(1, 8, 1, 2, 95), "confidence is 95. Write 95% as 0.95."),
        (
            lambda: welch_from_summary((1, -2, 9), (1, 2, 9)),
            "standard deviation of the first is -2. It is 0 or more.",
        ),
        (
            lambda: welch_from_summary((1, 2, 9), (1, 2, 9.5)),
            "number of people of the second is 9.5. A count is a whole number, 0 or more.",
        ),
        (lambda: relative_reduction(-1, 2), "first is -1. A rate is a number, 0 or more."),
        (
            lambda: relative_reduction(1, 2, (0.1, math.nan)),
            "error_of_second is nan. A rate is a number, 0 or more.",
        ),
        (lambda: check_rates(comparison=math.inf), "comparison is inf. A rate is a number, 0 or more."),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message


def test_a_reduction_has_limits_that_are_even_on_the_logarithm():
    estimate = percent_less(missing_test(20.0, 0.95, "ours"), 0.1)
    lower, upper = (math.log(1 - limit / 100) for limit in (estimate.lower, estimate.upper))
    assert (lower + upper) / 2 == pytest.approx(math.log(0.8))
