"""Regression to the mean: tabled figures, people of known habits, and what must hold whatever the record."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from iomlib.errors import DataError
from iomlib.metrics.regression_to_mean import (
    PoissonGamma,
    expected_count,
    expected_without_effect,
    fit_poisson_gamma,
    fit_truncated_poisson_gamma,
    normal_regression,
)

GIVEN = PoissonGamma(2.5, 2.0, "given")


def town(size, seed, mean=2.5, shape=2.0):
    """Make up a town: each person's own rate, the events of a year, and those of the next."""
    draw = np.random.default_rng(seed)
    rate = draw.gamma(shape, mean / shape, size) if math.isfinite(shape) else np.full(size, mean)
    years, next_years = draw.uniform(0.3, 1, size), draw.uniform(0.5, 1, size)
    people = {"before": draw.poisson(rate * years), "years": years}
    people |= {"after": draw.poisson(rate * next_years), "next_years": next_years}
    return pd.DataFrame(people, index=[f"p{n:05}" for n in draw.permutation(size)])


def test_the_fall_above_a_cut_off_is_that_of_t1():
    assert normal_regression(sd=1, correlation=0.5, cutoff=1.2816) == pytest.approx(0.877512, abs=5e-7)


def test_the_expected_count_is_that_of_t2():
    # alpha 2 and beta 0.8: a mean of 2.5.
    assert expected_count(GIVEN, 247 / 40, 1, 1) == pytest.approx(4.541667, abs=5e-7)


def test_the_fit_agrees_with_a_second_library():
    people = town(3000, 1)
    model = sm.NegativeBinomial(people["before"], np.ones(3000), exposure=people["years"].to_numpy())
    fitted = model.fit(disp=0, maxiter=200)
    fit = fit_poisson_gamma(people["before"], people["years"])
    assert fit.mean == pytest.approx(math.exp(fitted.params.iloc[0]), rel=1e-4)
    assert fit.shape == pytest.approx(1 / fitted.params.iloc[1], rel=1e-3)


def test_a_cohort_chosen_for_its_record_brings_what_was_expected_of_it():
    inside = []
    for seed in range(60):
        people = town(600, seed)
        fit = fit_poisson_gamma(people["before"], people["years"])
        cohort = people[people["before"] >= 6]
        found = expected_without_effect(fit, cohort["before"], cohort["years"], cohort["next_years"])
        inside.append(found.lower <= cohort["after"].sum() <= found.upper)
        assert found.value < cohort["before"].sum() / cohort["years"].sum() * cohort["next_years"].sum()
    assert 0.88 <= np.mean(inside) <= 1


def test_a_large_truncated_cohort_gives_back_the_town_it_was_chosen_from():
    people = town(20000, 2)
    cohort = people[people["before"] >= 3]
    fit = fit_truncated_poisson_gamma(cohort["before"], cohort["years"], 3)
    assert (fit.mean, fit.shape) == pytest.approx((2.5, 2.0), rel=0.15)


def test_a_cohort_that_does_not_say_how_it_was_spread_gives_no_fit():
    alike = pd.Series([3, 3, 3, 3])
    fit = fit_truncated_poisson_gamma(alike, pd.Series([1.0] * 4), 3)
    assert math.isnan(fit.mean)
    assert math.isnan(fit.shape)
    found = expected_without_effect(fit, alike, pd.Series([1.0] * 4), pd.Series([1.0] * 4))
    assert all(math.isnan(number) for number in found[:3])
    assert found.method == (
        "expected from regression to the mean alone "
        "(Poisson-gamma, truncated likelihood (weak: nobody below the threshold was seen))"
    )


def test_people_who_differ_no_more_than_by_chance_have_no_regression():
    counts, ones = pd.Series([1, 2, 2, 3, 2]), pd.Series([1.0] * 5)
    fit = fit_poisson_gamma(counts, ones)
    assert fit == (2.0, math.inf, "Poisson-gamma, maximum likelihood: no spread beyond chance")
    assert expected_count(fit, 9, 1, 0.5) == 1.0
    found = expected_without_effect(fit, counts, ones, ones)
    assert (found.value, found.lower, found.upper) == (10.0, 4.0, 17.0)


def test_nobody_with_an_event_gives_no_fit():
    fit = fit_poisson_gamma(pd.Series([0, 0]), pd.Series([1.0, 1.0]))
    assert math.isnan(fit.mean)
    assert math.isnan(expected_count(fit, 3, 1, 1))


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.sampled_from([0.25, 12.0, 365.0]))
def test_the_unit_of_time_changes_no_expected_count(seed, unit):
    people = town(200, seed)
    fits = [fit_poisson_gamma(people["before"], scale * people["years"]) for scale in (1, unit)]
    assert fits[1].mean == pytest.approx(fits[0].mean / unit, rel=1e-3)
    counts = [expected_count(fit, 7, scale, scale) for fit, scale in zip(fits, (1, unit), strict=True)]
    assert counts[1] == pytest.approx(counts[0], rel=1e-2)


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(0, 2**32 - 1))
def test_the_order_of_the_rows_changes_no_bit(seed, order):
    people = town(60, seed)
    shuffled = people.sample(frac=1, random_state=order)
    assert fit_poisson_gamma(shuffled["before"], shuffled["years"]) == fit_poisson_gamma(
        people["before"], people["years"]
    )
    figures = [
        expected_without_effect(GIVEN, table["before"], table["years"], table["next_years"])
        for table in (people, shuffled)
    ]
    assert figures[0] == figures[1]


@given(st.floats(0.1, 20), st.floats(0.1, 50), st.integers(0, 40), st.floats(0.1, 5))
def test_an_expected_count_lies_between_the_record_and_the_mean(mean, shape, count, years):
    expected = expected_count(PoissonGamma(mean, shape, "given"), count, years, years)
    low, high = sorted((count, mean * years))
    assert low - 1e-9 <= expected <= high + 1e-9


@given(st.floats(0.1, 10), st.floats(-1, 1), st.floats(-3, 40))
def test_the_fall_grows_with_the_cut_off_and_ends_with_perfect_correlation(sd, correlation, cutoff):
    fall = normal_regression(sd, correlation, cutoff)
    assert 0 <= fall <= normal_regression(sd, correlation, cutoff + 0.5) + 1e-12
    assert normal_regression(sd, 1, cutoff) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: normal_regression(1, 1.5, 1), "correlation is 1.5. It lies between -1 and 1."),
        (lambda: normal_regression(-1, 0.5, 1), "sd is -1. A standard deviation is 0 or more."),
        (
            lambda: fit_truncated_poisson_gamma(pd.Series([3]), pd.Series([1.0]), 0),
            "threshold is 0. It is a whole number, 1 or more.",
        ),
        (
            lambda: expected_without_effect(GIVEN, pd.Series([3]), pd.Series([1.0]), pd.Series([1.0]), 95),
            "confidence is 95. Write 95% as 0.95.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("call", "problems"),
    [
        (
            lambda: fit_poisson_gamma(pd.Series([1, -2, 3]), pd.Series([1.0, 1.0, 0.0])),
            [
                "counts: not a whole number, 0 or more for 1 of 3 people.",
                "exposure: not above 0 for 1 of 3 people.",
            ],
        ),
        (
            lambda: fit_truncated_poisson_gamma(pd.Series([2, 3]), pd.Series([1.0, 1.0]), 3),
            ["counts: below the threshold of 3 for 1 of 2 people."],
        ),
        (
            lambda: expected_without_effect(GIVEN, pd.Series([3]), pd.Series([1.0]), pd.Series([None])),
            ["follow_up: missing for 1 of 1 people. Leave them out first, and say so."],
        ),
    ],
)
def test_people_whose_record_does_not_fit_are_counted_and_nobody_named(call, problems):
    with pytest.raises(DataError) as refusal:
        call()
    assert refusal.value.problems == problems
