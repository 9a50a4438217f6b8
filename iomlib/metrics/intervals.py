"""Intervals: what a count or a percentage of few people can and cannot carry."""

import math
from typing import NamedTuple

from scipy.stats import binomtest, chi2, nbinom

_MISSING = math.nan


class Estimate(NamedTuple):
    """A figure with its doubt: ``value`` between ``lower`` and ``upper``, and how they were found.

    All three are missing (nan) where there is nothing to estimate from.

    Examples
    --------
    >>> Estimate(0.7, 0.52, 0.83, 0.95, "Wilson score").upper
    0.83
    """

    value: float
    lower: float
    upper: float
    confidence: float
    method: str


def wilson(count: float, total: float, confidence: float = 0.95) -> Estimate:
    """Give a proportion with its Wilson score interval, which holds for small groups too.

    Parameters
    ----------
    count, total
        People with the characteristic, and people in all.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Proportion, 0 to 1. Missing where ``total`` is 0: a share of nothing is not 0.

    Source
    ------
    Wilson 1927; recommended for all proportions by Newcombe 1998.

    Examples
    --------
    >>> estimate = wilson(21, 30)
    >>> round(estimate.lower, 3), round(estimate.upper, 3)
    (0.521, 0.833)
    """
    method = "Wilson score"
    _check(confidence, count=count, total=total)
    if count > total:
        raise ValueError(f"count is {count:.12g} of a total of {total:.12g}. It cannot be more.")
    if total == 0:
        return Estimate(_MISSING, _MISSING, _MISSING, confidence, method)
    limits = binomtest(int(count), int(total)).proportion_ci(confidence, "wilson")
    return Estimate(count / total, float(limits.low), float(limits.high), confidence, method)


def newcombe(
    count_1: float, total_1: float, count_2: float, total_2: float, confidence: float = 0.95
) -> Estimate:
    """Give the difference of two proportions, the first less the second, with its interval.

    Parameters
    ----------
    count_1, total_1, count_2, total_2
        People with the characteristic and people in all, in two groups that share nobody.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Difference of proportions, -1 to 1. Missing where either total is 0.

    Source
    ------
    Newcombe 1998, method 10 (hybrid score, no continuity correction).

    Examples
    --------
    >>> estimate = newcombe(6, 30, 8, 43)  # on the PPO list: 10 or more arrests, and the others
    >>> [round(number, 3) for number in estimate[:3]]
    [0.014, -0.161, 0.208]
    """
    first, second = wilson(count_1, total_1, confidence), wilson(count_2, total_2, confidence)
    difference = first.value - second.value
    below = math.hypot(first.value - first.lower, second.upper - second.value)
    above = math.hypot(first.upper - first.value, second.value - second.lower)
    method = "Newcombe hybrid score"
    return Estimate(difference, difference - below, difference + above, confidence, method)


def poisson_exact(count: float, confidence: float = 0.95) -> Estimate:
    """Give a count of independent events with its exact Poisson interval.

    Parameters
    ----------
    count
        Events counted.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Count. The interval is for the mean of which this count is one draw.

    Source
    ------
    Garwood 1936.

    Examples
    --------
    >>> estimate = poisson_exact(23)
    >>> round(estimate.lower, 2), round(estimate.upper, 2)
    (14.58, 34.51)
    """
    _check(confidence, count=count)
    tail = (1 - confidence) / 2
    lower = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    upper = float(chi2.isf(tail, 2 * count + 2)) / 2
    return Estimate(float(count), lower, upper, confidence, "exact Poisson (Garwood)")


def poisson_prediction(count: float, observed: float, remaining: float, confidence: float = 0.95) -> Estimate:
    """Say how many events the remaining time will bring, if they keep coming at the same rate.

    Given both counts' sum, the second is binomial with probability remaining / (observed +
    remaining), whatever the rate. The interval holds every count that neither tail of that
    binomial rejects: y is inside if P(Y <= y) and P(Y >= y), given count + y events in all,
    both exceed half of 1 - confidence. Read the other way round those tails are negative
    binomial, so the two ends are quantiles and no search is needed.

    Parameters
    ----------
    count
        Events in the time observed.
    observed, remaining
        Lengths of the two times in one unit, such as quarters.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Count in the remaining time (not in the whole); limits are whole numbers, both included.
    Missing where nothing was observed.

    Source
    ------
    Nelson 1982, Applied Life Data Analysis.

    Examples
    --------
    >>> estimate = poisson_prediction(56, observed=1, remaining=3)
    >>> estimate.value, estimate.lower, estimate.upper
    (168.0, 121.0, 225.0)
    """
    method = "exact Poisson prediction (Nelson)"
    _check(confidence, count=count)
    _check_time("observed", observed, count)
    _check_time("remaining", remaining)
    if observed == 0:
        return Estimate(_MISSING, _MISSING, _MISSING, confidence, method)
    tail, chance = (1 - confidence) / 2, observed / (observed + remaining)
    lower = float(nbinom.ppf(tail, count, chance)) if count and remaining else 0.0
    upper = float(nbinom.isf(tail, count + 1, chance)) if remaining else 0.0
    return Estimate(count * remaining / observed, lower, upper, confidence, method)


def rate_ratio_exact(
    count_1: float, exposure_1: float, count_2: float, exposure_2: float, confidence: float = 0.95
) -> Estimate:
    """Give the ratio of two rates, the first over the second, with its exact interval.

    It takes the events for independent. Convictions come in clusters, so the true doubt is
    larger; and people chosen for a bad year do better in the next without any help.

    Parameters
    ----------
    count_1, exposure_1, count_2, exposure_2
        Events, and the time (or number of people) in which they were counted, in one unit.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Ratio; 1 is no difference. ``value`` and ``upper`` are infinite where only the second count
    is 0. Missing where both are 0, or an exposure is.

    Source
    ------
    Przyborowski and Wilenski 1940: given the sum, the first count is binomial
    (Clopper-Pearson limits, turned into a ratio).

    Examples
    --------
    >>> estimate = rate_ratio_exact(128, 0.75, 247, 1)  # nine months against the year before
    >>> [round(number, 3) for number in estimate[:3]]
    [0.691, 0.554, 0.859]
    """
    method = "exact conditional rate ratio"
    _check(confidence, count_1=count_1, count_2=count_2)
    _check_time("exposure_1", exposure_1, count_1)
    _check_time("exposure_2", exposure_2, count_2)
    total = count_1 + count_2
    if 0 in (total, exposure_1, exposure_2):
        return Estimate(_MISSING, _MISSING, _MISSING, confidence, method)
    limits = binomtest(int(count_1), int(total)).proportion_ci(confidence, "exact")
    scale = exposure_2 / exposure_1
    lower, upper = (_odds(float(share)) * scale for share in (limits.low, limits.high))
    value = count_1 / count_2 * scale if count_2 else math.inf
    return Estimate(value, lower, upper, confidence, method)


def check_count(name: str, count: float) -> None:
    """Refuse what cannot be a count, and say which value that was.

    Examples
    --------
    >>> check_count("convictions", 56)
    """
    if not (0 <= count < math.inf and count == math.floor(count)):
        raise ValueError(f"{name} is {count:.12g}. A count is a whole number, 0 or more.")


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf


def _check(confidence: float, **counts: float) -> None:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence:g}. Write 95% as 0.95.")
    for name, count in counts.items():
        check_count(name, count)


def _check_time(name: str, time: float, count: float = 0) -> None:
    if not 0 <= time < math.inf:
        raise ValueError(f"{name} is {time:g}. A length of time is a number, 0 or more.")
    if time == 0 and count:
        raise ValueError(f"{name} is 0, in which {count:.12g} cannot have been counted.")
