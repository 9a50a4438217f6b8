"""Contrasts of matched people: R's numbers, a second library, and what must hold whatever the people."""

import math

import matchit
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import t as student

from iomlib.errors import DataError
from iomlib.metrics.contrasts import (
    doubly_robust,
    frequency_ratio,
    weighted_difference,
    weighted_odds_ratio,
    weighted_risk_ratio,
)
from iomlib.metrics.people import matched_rows

SPECS = matchit.specs()
BINARY = [name for name in SPECS.index if SPECS["dataset"][name] in ("rossi", "recid", "iomsynth")]
COUNTS = [name for name in SPECS.index if SPECS["dataset"][name] == "iomsynth"]


def matched(spec):
    """Give the people of a specification, their rows as matched, and its golden numbers."""
    rows = matched_rows(matchit.pairs(spec))
    people = matchit.data(SPECS["dataset"][spec]).loc[rows.index]
    return people, rows, matchit.golden(spec)


def sets(rows, spec):
    return None if SPECS["replace"][spec] else rows["cluster"]


def error_of(estimate, rows, spec, parameters, log=True):
    """Find the standard error that the limits were made with."""
    groups = rows["cluster"].nunique()
    half = (math.log(estimate.upper / estimate.lower) if log else estimate.upper - estimate.lower) / 2
    return half / student.isf(0.025, min(groups - 1, len(rows) - parameters))


@pytest.mark.parametrize("spec", SPECS.index)
def test_the_difference_and_its_error_are_those_of_r(spec):
    people, rows, golden = matched(spec)
    outcome = people[matchit.OUTCOMES[SPECS["dataset"][spec]]]
    estimate = weighted_difference(outcome, rows["treated"], rows["weight"], sets(rows, spec))
    key = "HC1" if SPECS["replace"][spec] else "cluster_subclass_CR1"
    assert estimate.value == pytest.approx(golden["att", "diff_means"], rel=1e-10, abs=1e-10)
    assert error_of(estimate, rows, spec, 2, log=False) == pytest.approx(golden["se", key], rel=1e-8)
    unclustered = weighted_difference(outcome, rows["treated"], rows["weight"])
    singles = rows.assign(cluster=rows.index)
    assert error_of(unclustered, singles, spec, 2, log=False) == pytest.approx(golden["se", "HC1"], rel=1e-8)


@pytest.mark.parametrize("spec", SPECS.index)
def test_the_doubly_robust_effect_and_its_error_are_those_of_r(spec):
    people, rows, golden = matched(spec)
    name = SPECS["dataset"][spec]
    covariates = people[matchit.coefficients(name).index[1:]]
    estimate = doubly_robust(
        people[matchit.OUTCOMES[name]], covariates, rows["treated"], rows["weight"], sets(rows, spec)
    )
    key = "HC1" if SPECS["replace"][spec] else "cluster_subclass_CR1"
    assert estimate.value == pytest.approx(golden["att_dr", "lm_interacted"], rel=1e-8)
    ranks = 2 * (1 + covariates.shape[1])
    assert error_of(estimate, rows, spec, ranks, log=False) == pytest.approx(golden["se_dr", key], rel=1e-8)


@pytest.mark.parametrize("spec", BINARY)
def test_the_ratios_and_their_errors_are_those_of_r(spec):
    people, rows, golden = matched(spec)
    outcome = people[matchit.OUTCOMES[SPECS["dataset"][spec]]]
    given_people = (outcome, rows["treated"], rows["weight"], sets(rows, spec))
    risk, odds = weighted_risk_ratio(*given_people), weighted_odds_ratio(*given_people)
    assert risk.value == pytest.approx(golden["risk_ratio", ""], rel=1e-8)
    assert math.log(risk.value) == pytest.approx(golden["log_rr", ""], rel=1e-8)
    assert odds.value == pytest.approx(golden["odds_ratio", ""], rel=1e-8)
    assert math.log(odds.value) == pytest.approx(golden["log_or", ""], rel=1e-8)
    groups = rows["cluster"].nunique()
    bare = math.sqrt((groups - 1) / groups)  # CR0 leaves out what vcovCL corrects by default
    error = error_of(risk, rows, spec, 1)
    assert error == pytest.approx(golden["se_log_rr", "cluster_cadjust"], rel=1e-8)
    assert error * bare == pytest.approx(golden["se_log_rr", "cluster_CR0"], rel=1e-8)
    assert error_of(odds, rows, spec, 1) * bare == pytest.approx(golden["se_log_or", "cluster_CR0"], rel=1e-8)


@pytest.mark.parametrize("spec", COUNTS)
def test_the_rate_ratio_and_its_error_are_those_of_r(spec):
    people, rows, golden = matched(spec)
    years = pd.Series(1.0, index=rows.index)
    estimate = frequency_ratio(people["events"], rows["treated"], years, rows["weight"], sets(rows, spec))
    assert math.log(estimate.value) == pytest.approx(golden["log_rate_ratio", ""], rel=1e-8)
    groups = rows["cluster"].nunique()
    error = error_of(estimate, rows, spec, 1) * math.sqrt((groups - 1) / groups)
    assert error == pytest.approx(golden["se_log_rate_ratio", "cluster_CR0"], rel=1e-8)


def crowd(size, seed, spread=1.0):
    """Make up people who differ in how often they reoffend and in how long they were at risk."""
    draw = np.random.default_rng(seed)
    treated = np.arange(size) % 5 == 0
    years = draw.uniform(0.2, 1.0, size)
    rate = draw.gamma(1 / spread, spread, size) if spread else np.ones(size)
    people = {
        "treated": treated.astype(int),
        "counts": draw.poisson(rate * years * np.where(treated, 1.5, 2.0)),
        "years": years,
        "weight": draw.uniform(0.5, 2.0, size),
        "set": draw.integers(0, max(2, size // 6), size),
        "age": draw.normal(30, 8, size),
        "prior": draw.poisson(4, size),
    }
    return pd.DataFrame(people, index=[f"p{n:06}" for n in draw.permutation(size)])


def numbers(people):
    """Give every contrast of one crowd, for comparing them bit by bit."""
    reoffended = (people["counts"] > 0).astype(int)
    common = (people["treated"], people["weight"], people["set"])
    return [
        *weighted_difference(people["counts"], *common),
        *weighted_risk_ratio(reoffended, *common),
        *weighted_odds_ratio(reoffended, *common),
        *doubly_robust(people["counts"], people[["age", "prior"]], *common),
        *frequency_ratio(people["counts"], people["treated"], people["years"], *common[1:]),
    ]


def test_the_rate_ratio_agrees_with_a_second_library():
    people = crowd(2000, 1)
    # Weights as numbers of people, so that the other library can take them for repeated rows.
    people["weight"] = 1.0 + (people["set"] % 3)
    ours = frequency_ratio(
        people["counts"], people["treated"], people["years"], people["weight"], people["set"]
    )
    rows = people.loc[people.index.repeat(people["weight"].astype(int))]
    design, offset = sm.add_constant(rows[["treated"]].to_numpy(float)), np.log(rows["years"])
    poisson = sm.GLM(rows["counts"].to_numpy(), design, sm.families.Poisson(), offset=offset.to_numpy()).fit()
    beyond = (poisson.model.endog - poisson.mu) ** 2 - poisson.mu
    dispersion = beyond.sum() / (poisson.mu**2).sum()
    family = sm.families.NegativeBinomial(alpha=dispersion)
    model = sm.GLM(rows["counts"].to_numpy(), design, family, offset=offset.to_numpy())
    fitted = model.fit(
        cov_type="cluster", cov_kwds={"groups": rows["set"].to_numpy(), "use_correction": False}, tol=1e-12
    )
    assert 0.9 < dispersion < 1.1
    assert math.log(ours.value) == pytest.approx(fitted.params[1], rel=1e-9)
    groups = people["set"].nunique()
    half = math.log(ours.upper / ours.lower) / 2 / student.isf(0.025, groups - 1)
    assert half * math.sqrt((groups - 1) / groups) == pytest.approx(fitted.bse[1], rel=1e-7)


def test_the_rate_ratio_is_near_the_one_of_full_likelihood():
    people = crowd(5000, 2)
    ours = frequency_ratio(people["counts"], people["treated"], people["years"])
    design = sm.add_constant(people[["treated"]].to_numpy(float))
    model = sm.NegativeBinomial(people["counts"].to_numpy(), design, exposure=people["years"].to_numpy())
    fitted = model.fit(disp=0, maxiter=200)
    assert math.log(ours.value) == pytest.approx(fitted.params[1], abs=0.005)


def test_the_doubly_robust_effect_agrees_with_a_second_library():
    people = crowd(600, 3)
    covariates, treated = people[["age", "prior"]], people["treated"]
    estimate = doubly_robust(people["counts"], covariates, treated, people["weight"], people["set"])
    weights = people["weight"] * treated
    centred = (covariates - covariates.mul(weights, axis=0).sum() / weights.sum()).to_numpy()
    design = np.column_stack([np.ones(600), treated, centred, centred * treated.to_numpy()[:, None]])
    model = sm.WLS(people["counts"].to_numpy(float), design, weights=people["weight"].to_numpy())
    fitted = model.fit(cov_type="cluster", cov_kwds={"groups": people["set"].to_numpy()}, use_t=True)
    assert estimate.value == pytest.approx(fitted.params[1], rel=1e-9)
    assert (estimate.lower, estimate.upper) == pytest.approx(tuple(fitted.conf_int()[1]), rel=1e-9)
    assert estimate.p == pytest.approx(fitted.pvalues[1], rel=1e-9)


@given(st.integers(0, 10**6), st.integers(20, 80))
def test_the_order_of_the_rows_changes_no_bit(seed, size):
    people = crowd(size, seed)
    shuffled = people.sample(frac=1, random_state=seed % 2**32)
    assert np.array_equal(numbers_of(people), numbers_of(shuffled), equal_nan=True)


def numbers_of(people):
    return np.array([number for number in numbers(people) if isinstance(number, float)])


@given(st.integers(0, 10**6), st.sampled_from([0.001, 3.0, 1e6]))
def test_the_scale_of_the_weights_changes_nothing(seed, scale):
    people = crowd(60, seed)
    scaled = people.assign(weight=scale * people["weight"])
    assert numbers_of(scaled) == pytest.approx(numbers_of(people), rel=1e-6, abs=1e-9, nan_ok=True)


@given(st.integers(0, 10**6))
def test_changing_sides_turns_a_difference_round_and_a_ratio_over(seed):
    people = crowd(60, seed)
    reoffended = (people["counts"] > 0).astype(int)
    common = (people["weight"], people["set"])
    there = weighted_difference(people["counts"], people["treated"], *common)
    back = weighted_difference(people["counts"], 1 - people["treated"], *common)
    assert there[:3] == pytest.approx((-back.value, -back.upper, -back.lower), rel=1e-9, abs=1e-12)
    for contrast in (weighted_risk_ratio, weighted_odds_ratio):
        there = contrast(reoffended, people["treated"], *common)
        back = contrast(reoffended, 1 - people["treated"], *common)
        assume(back.lower > 0)
        assert there[:3] == pytest.approx((1 / back.value, 1 / back.upper, 1 / back.lower), rel=1e-9)
        assert there.p == pytest.approx(back.p, rel=1e-7)


@given(st.integers(0, 10**6), st.sampled_from([0.5, 4.0, 365.0]))
def test_the_unit_of_time_changes_no_rate_ratio(seed, unit):
    people = crowd(60, seed)
    ratio = frequency_ratio(people["counts"], people["treated"], people["years"])
    other = frequency_ratio(people["counts"], people["treated"], unit * people["years"])
    assert other[:3] == pytest.approx(ratio[:3], rel=1e-9, nan_ok=True)


def test_people_with_a_weight_of_0_are_not_there():
    people = crowd(100, 4)
    left_out = people.assign(weight=people["weight"].where(people["set"] > 3, 0.0))
    assert numbers(left_out) == numbers(people[people["set"] > 3])


def test_what_adds_nothing_to_the_covariates_changes_nothing():
    people = crowd(300, 5)
    covariates = people[["age", "prior"]]
    more = covariates.assign(same=1, both=covariates["age"] + 3 * covariates["prior"])
    common = (people["treated"], people["weight"], people["set"])
    slim, wide = (doubly_robust(people["counts"], table, *common) for table in (covariates, more))
    assert wide[:3] == pytest.approx(slim[:3], rel=1e-9)
    bare = doubly_robust(people["counts"], covariates[[]], *common)
    assert bare[:3] == pytest.approx(weighted_difference(people["counts"], *common)[:3], rel=1e-9)


def test_a_group_that_cannot_be_read_at_the_means_of_the_treated_has_no_effect():
    people = crowd(100, 6)
    women = people["treated"] * (people["set"] % 2)  # none in the comparison group
    estimate = doubly_robust(people["counts"], women.to_frame("woman"), people["treated"])
    assert all(math.isnan(number) for number in (*estimate[:3], estimate.p))


def test_without_more_spread_than_chance_the_model_is_poisson_and_says_so():
    people = crowd(400, 7, spread=0)
    people["counts"] = (np.arange(400) % 3 > 0).astype(int)
    estimate = frequency_ratio(people["counts"], people["treated"], people["years"])
    assert estimate.method == "rate ratio (Poisson, as nothing is dispersed), robust errors"
    family = sm.families.Poisson()
    design = sm.add_constant(people[["treated"]].to_numpy(float))
    model = sm.GLM(people["counts"].to_numpy(), design, family, offset=np.log(people["years"]).to_numpy())
    assert math.log(estimate.value) == pytest.approx(model.fit().params[1], rel=1e-8)
    spread = crowd(400, 7)
    estimate = frequency_ratio(spread["counts"], spread["treated"], spread["years"], clusters=spread["set"])
    assert estimate.method == (
        "rate ratio (negative binomial, dispersion by moments), robust errors clustered on matched sets"
    )


def people_of(treated_outcomes, other_outcomes):
    outcome = pd.Series([*treated_outcomes, *other_outcomes], dtype=float)
    return outcome, pd.Series([1] * len(treated_outcomes) + [0] * len(other_outcomes))


@pytest.mark.parametrize(
    ("treated", "others", "difference", "ratio"),
    [
        pytest.param([0, 0, 0], [1, 0, 1, 0], -0.5, 0.0, id="no treated person reoffended"),
        pytest.param([1, 0, 1, 0], [0, 0, 0], 0.5, math.nan, id="nobody else reoffended"),
        pytest.param([1, 1, 1], [1, 0, 1, 0], 0.5, 2.0, id="every treated person reoffended"),
        pytest.param([0, 0], [0, 0], 0.0, math.nan, id="nobody reoffended"),
        pytest.param([1], [1, 0, 1, 0], 0.5, 2.0, id="one person"),
    ],
)
def test_a_group_without_variation_has_a_value_and_no_limits(treated, others, difference, ratio):
    outcome, side = people_of(treated, others)
    plain, risk = weighted_difference(outcome, side), weighted_risk_ratio(outcome, side)
    assert plain.value == difference
    assert risk.value == pytest.approx(ratio, nan_ok=True)
    for estimate in (plain, risk, weighted_odds_ratio(outcome, side)):
        assert all(math.isnan(number) for number in (estimate.lower, estimate.upper, estimate.p))
        assert estimate.method


def test_no_reoffences_in_a_group_give_no_limits_of_the_rate_ratio():
    years = pd.Series(1.0, index=range(6))
    none = frequency_ratio(*people_of([0, 0, 0], [2, 0, 3]), years)
    assert none.value == 0
    lost = frequency_ratio(*people_of([2, 0, 3], [0, 0, 0]), years)
    assert math.isnan(lost.value)
    both = frequency_ratio(*people_of([0, 0, 0], [0, 0, 0]), years)
    assert math.isnan(both.value)
    assert all(math.isnan(number) for found in (none, lost, both) for number in (*found[1:3], found.p))


def test_one_matched_set_gives_no_limits():
    people = crowd(40, 8)
    one = pd.Series("all", index=people.index)
    common = (people["treated"], people["weight"], one)
    for estimate in (
        weighted_difference(people["counts"], *common),
        doubly_robust(people["counts"], people[["age"]], *common),
        frequency_ratio(people["counts"], people["treated"], people["years"], people["weight"], one),
    ):
        assert math.isfinite(estimate.value)
        assert all(math.isnan(number) for number in (estimate.lower, estimate.upper, estimate.p))


def test_every_problem_of_the_people_is_told_at_once():
    people = crowd(10, 9)
    people.loc[people.index[0], "years"] = 0.0
    people.loc[people.index[1], "counts"] = -1
    people.loc[people.index[2], "weight"] = -1.0
    with pytest.raises(DataError) as refusal:
        frequency_ratio(
            people["counts"], people["treated"] * 2, people["years"], people["weight"], people["set"][1:]
        )
    assert refusal.value.problems == [
        "clusters: not the people of treated. Give each person one value.",
        "counts: not a whole number, 0 or more for 1 of 10 people.",
        "exposure: not above 0 for 1 of 10 people.",
        "treated: not 0 or 1 for 2 of 10 people.",
        "weight: not 0 or more for 1 of 10 people.",
    ]


def test_a_share_of_confidence_is_asked_for():
    people = crowd(10, 9)
    with pytest.raises(ValueError, match=r"^confidence is 95\. Write 95% as 0\.95\.$"):
        weighted_difference(people["counts"], people["treated"], confidence=95)
