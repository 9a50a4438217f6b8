"""Matched people against their comparison group: differences and ratios with errors that fit the matching."""

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import logit

from iomlib.metrics.people import Numbers, column, rows_in_order
from iomlib.metrics.robust import (
    Test,
    about_the_treated,
    as_ratio,
    group_means,
    group_weights,
    height_at_origin,
    missing_test,
    robust_test,
    varies,
)


def weighted_difference(
    outcome: "pd.Series[float]",
    treated: "pd.Series[float]",
    weights: "pd.Series[float] | None" = None,
    clusters: "pd.Series[str] | None" = None,
    confidence: float = 0.95,
) -> Test:
    """Give the difference of weighted means: the treated less the comparison group.

    Parameters
    ----------
    outcome
        By person: 1 for those who reoffended and 0 for the others, or any number such as days.
    treated, weights, clusters
        By person, as ``matched_rows`` gives them. Without weights everybody counts once; without
        clusters everybody is a set of their own.

    Returns
    -------
    Difference in the unit of the outcome. No limits where all of one group have the same outcome
    (nobody reoffended, or everybody): no error can be estimated.

    Source
    ------
    Abadie and Spiess 2022; vcovCL of R's sandwich 3.0 (CR1; HC1 without clusters).

    Examples
    --------
    >>> people = pd.DataFrame({"reoffended": [0, 1, 0, 1, 1, 0, 1, 1], "treated": [1] * 4 + [0] * 4})
    >>> estimate = weighted_difference(people["reoffended"], people["treated"])
    >>> estimate.value, round(estimate.lower, 3)
    (-0.25, -1.184)
    """
    table = rows_in_order(treated, {"outcome": (outcome, "number")}, weights, clusters)
    means, influence = group_means(table, "outcome")
    method = f"weighted difference of means, {_errors(clusters)}"
    found = missing_test(means[1] - means[0], confidence, method)
    if not varies(table, "outcome"):
        return found
    return robust_test(found, influence[1] - influence[0], table, 2)


def weighted_risk_ratio(
    outcome: "pd.Series[float]",
    treated: "pd.Series[float]",
    weights: "pd.Series[float] | None" = None,
    clusters: "pd.Series[str] | None" = None,
    confidence: float = 0.95,
) -> Test:
    """Give the ratio of weighted proportions: the treated over the comparison group.

    Parameters
    ----------
    outcome
        1 for those who reoffended and 0 for the others, by person.
    treated, weights, clusters
        As for ``weighted_difference``.

    Returns
    -------
    Ratio; 1 is no difference. No limits where nobody in a group reoffended, or everybody did; and
    no value where nobody in the comparison group did.

    Source
    ------
    As a Poisson model with robust errors (Zou 2004), whose answer for two groups is this formula.

    Examples
    --------
    >>> people = pd.DataFrame({"reoffended": [0, 1, 0, 1, 1, 0, 1, 1], "treated": [1] * 4 + [0] * 4})
    >>> round(weighted_risk_ratio(people["reoffended"], people["treated"]).value, 3)
    0.667
    """
    table = rows_in_order(treated, {"outcome": (outcome, "binary")}, weights, clusters)
    means, influence = group_means(table, "outcome")
    method = f"weighted risk ratio, {_errors(clusters)}"
    if not varies(table, "outcome"):
        return missing_test(_ratio(*means), confidence, method)
    found = missing_test(np.log(means[1] / means[0]), confidence, method)
    moved = influence[1] / means[1] - influence[0] / means[0]
    return as_ratio(robust_test(found, moved, table, 1))


def weighted_odds_ratio(
    outcome: "pd.Series[float]",
    treated: "pd.Series[float]",
    weights: "pd.Series[float] | None" = None,
    clusters: "pd.Series[str] | None" = None,
    confidence: float = 0.95,
) -> Test:
    """Give the ratio of weighted odds: the treated over the comparison group.

    Reoffending is common, and an odds ratio then lies further from 1 than the risk ratio.

    Parameters
    ----------
    outcome, treated, weights, clusters
        As for ``weighted_risk_ratio``.

    Returns
    -------
    Ratio; 1 is no difference. Missing where nobody in a group reoffended, or everybody did.

    Source
    ------
    As a logistic model with robust errors, whose answer for two groups is this formula.

    Examples
    --------
    >>> people = pd.DataFrame({"reoffended": [0, 1, 0, 1, 1, 0, 1, 1], "treated": [1] * 4 + [0] * 4})
    >>> round(weighted_odds_ratio(people["reoffended"], people["treated"]).value, 3)
    0.333
    """
    table = rows_in_order(treated, {"outcome": (outcome, "binary")}, weights, clusters)
    means, influence = group_means(table, "outcome")
    method = f"weighted odds ratio, {_errors(clusters)}"
    if not varies(table, "outcome"):
        return missing_test(np.nan, confidence, method)
    found = missing_test(logit(means[1]) - logit(means[0]), confidence, method)
    moved = influence[1] / (means[1] * (1 - means[1])) - influence[0] / (means[0] * (1 - means[0]))
    return as_ratio(robust_test(found, moved, table, 1))


def doubly_robust(  # noqa: PLR0913, PLR0917  what each person brings
    outcome: "pd.Series[float]",
    covariates: pd.DataFrame,
    treated: "pd.Series[float]",
    weights: "pd.Series[float] | None" = None,
    clusters: "pd.Series[str] | None" = None,
    confidence: float = 0.95,
) -> Test:
    """Give the effect on the treated from a linear model fitted to each weighted group.

    Each group has its own line in all covariates, read at the means of the treated. The answer is
    right if the matching or the lines are: it need not be both.

    Parameters
    ----------
    outcome
        A number by person: 1 and 0, or a count, or days.
    covariates
        Numbers by person, one column each; those the people were matched on.
    treated, weights, clusters
        As for ``weighted_difference``.

    Returns
    -------
    Difference in the unit of the outcome, the covariates' means taken as known. Missing where the
    comparison group cannot be read at them, because a covariate does not vary there.

    Source
    ------
    Ho, Imai, King and Stuart 2007; weighted least squares with all interactions, as MatchIt's guide.

    Examples
    --------
    >>> people = pd.DataFrame({"days": [9, 8, 6, 2, 5, 4, 3, 1], "age": [40, 35, 30, 21, 38, 33, 25, 20]})
    >>> treated = pd.Series([1] * 4 + [0] * 4)
    >>> round(doubly_robust(people["days"], people[["age"]], treated).value, 3)
    2.485
    """
    named = {f"covariate {name}": (covariates[name], "number") for name in covariates}
    given = {"outcome": (outcome, "number"), **named}
    table = rows_in_order(treated, given, weights, clusters)
    design = about_the_treated([column(table, name) for name in named], table)
    sides = [height_at_origin(design, table, side) for side in (0, 1)]
    method = f"doubly robust: weighted regression in each group, {_errors(clusters)}"
    found = missing_test(sides[1][0] - sides[0][0], confidence, method)
    if np.isnan(found.value) or not varies(table, "outcome"):
        return found
    return robust_test(found, sides[1][1] - sides[0][1], table, sides[0][2] + sides[1][2])


def frequency_ratio(  # noqa: PLR0913, PLR0917
    counts: "pd.Series[float]",
    treated: "pd.Series[float]",
    exposure: "pd.Series[float]",
    weights: "pd.Series[float] | None" = None,
    clusters: "pd.Series[str] | None" = None,
    confidence: float = 0.95,
) -> Test:
    """Give the ratio of reoffences per year at risk: the treated over the comparison group.

    Reoffences crowd on few people. How much is estimated first, and says what a long time at risk
    counts for. Where there is no more spread than chance brings, the model is Poisson.

    Parameters
    ----------
    counts
        Reoffences of each person.
    treated, weights, clusters
        As for ``weighted_difference``.
    exposure
        Time at risk of each person, above 0, in one unit.

    Returns
    -------
    Ratio; 1 is no difference. No limits where all of one group have the same count; no value where the
    comparison group has no reoffence.

    Source
    ------
    Negative binomial with known dispersion (moment estimate of Cameron and Trivedi 1986).

    Examples
    --------
    >>> people = pd.DataFrame({"reoffences": [0, 1, 0, 3, 1, 0, 7, 2], "years": [1.0] * 8})
    >>> treated = pd.Series([1] * 4 + [0] * 4)
    >>> round(frequency_ratio(people["reoffences"], treated, people["years"]).value, 3)
    0.4
    """
    given = {"counts": (counts, "count"), "exposure": (exposure, "positive")}
    table = rows_in_order(treated, given, weights, clusters)
    dispersion = _dispersion(table)
    rates, influence = zip(*(_rate(table, side, dispersion) for side in (0, 1)), strict=True)
    model = "negative binomial, dispersion by moments" if dispersion else "Poisson, as nothing is dispersed"
    method = f"rate ratio ({model}), {_errors(clusters)}"
    if not all(rates) or not varies(table, "counts"):
        return missing_test(_ratio(*rates), confidence, method)
    found = missing_test(np.log(rates[1] / rates[0]), confidence, method)
    return as_ratio(robust_test(found, influence[1] - influence[0], table, 1))


def _errors(clusters: "pd.Series[str] | None") -> str:
    return "robust errors" if clusters is None else "robust errors clustered on matched sets"


def _ratio(below: float, above: float) -> float:
    return above / below if below > 0 else np.nan


def _dispersion(table: pd.DataFrame) -> float:
    """Estimate how much people differ beyond chance: the variance is mean + dispersion * mean^2."""
    exposure, treated = column(table, "exposure"), column(table, "treated")
    (means, _), (years, _) = group_means(table, "counts"), group_means(table, "exposure")
    rates = [mean / time for mean, time in zip(means, years, strict=True)]
    expected = np.where(treated == 1, rates[1], rates[0]) * exposure
    weights = column(table, "weight")
    beyond = float(np.sum(weights * ((column(table, "counts") - expected) ** 2 - expected)))
    return max(0.0, beyond / float(np.sum(weights * expected**2))) if any(rates) else 0.0


def _rate(table: pd.DataFrame, side: int, dispersion: float) -> tuple[float, Numbers]:
    """Solve for one group's rate; give it and everybody's influence on its logarithm."""
    share = group_weights(table, side)
    counts, exposure = column(table, "counts"), column(table, "exposure")
    if not np.sum(share * counts):
        return 0.0, share

    def pull(rate: float) -> Numbers:
        return share * (counts - rate * exposure) / (1 + dispersion * rate * exposure)

    rate = float(np.sum(share * counts) / np.sum(share * exposure))
    inside = column(table, "treated") == side
    if dispersion and np.ptp(exposure[inside]) > 0:
        most = float(np.max(counts[inside] / exposure[inside]))
        rate = brentq(lambda guess: float(np.sum(pull(guess))), 0.0, most, xtol=1e-14 * most, rtol=1e-14)
    steepness = rate * exposure * (1 + dispersion * counts) / (1 + dispersion * rate * exposure) ** 2
    return rate, pull(rate) / np.sum(share * steepness)
