"""Regression to the mean: what people chosen for a bad record would have done without any help."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import gammaln, xlogy
from scipy.stats import nbinom, norm, poisson

from iomlib.errors import DataError
from iomlib.metrics.intervals import Estimate
from iomlib.metrics.people import Numbers, column, columns_in_order

_ALIKE = 1e5  # A shape above this is no spread between people that anybody could tell from none.
_STARTS = [(1, 5), (0.2, 0.5)]  # Shares of the mean of a chosen cohort, and shapes.
_UNLIKE = 1e-3  # A shape below this says that almost all events are those of almost nobody.


class PoissonGamma(NamedTuple):
    """How often people offend: rates spread as a gamma with this shape around this mean.

    ``shape`` is infinite where all have the same rate; both are missing where nothing could be fitted.

    Examples
    --------
    >>> PoissonGamma(2.5, 2.0, "given").shape
    2.0
    """

    mean: float
    shape: float
    method: str


def normal_regression(sd: float, correlation: float, cutoff: float) -> float:
    """Give how far those above a cut-off fall back on average, when measured again and nothing is done.

    Parameters
    ----------
    sd
        Standard deviation of the measure among everybody.
    correlation
        Correlation of the two measurements, -1 to 1.
    cutoff
        Standard deviations above the mean from which people were chosen.

    Returns
    -------
    Fall in the unit of ``sd``.

    Source
    ------
    Gardner and Heady 1973; Barnett, van der Pols and Dobson 2005.

    Examples
    --------
    >>> round(normal_regression(sd=1, correlation=0.5, cutoff=1.2816), 4)  # the top tenth
    0.8775
    """
    if not -1 <= correlation <= 1:
        raise ValueError(f"correlation is {correlation:g}. It lies between -1 and 1.")
    if not 0 <= sd < math.inf:
        raise ValueError(f"sd is {sd:g}. A standard deviation is 0 or more.")
    # The ratio of density to upper tail, by logarithms: both vanish far above the mean.
    return sd * (1 - correlation) * math.exp(norm.logpdf(cutoff) - norm.logsf(cutoff))


def expected_count(fit: PoissonGamma, count: float, observed: float, follow_up: float) -> float:
    """Give the events to expect in the follow-up of a person with this record, if nothing is done.

    Parameters
    ----------
    fit
        How often people offend.
    count, observed
        Events on the record, and the time it covers.
    follow_up
        Time to expect events in, in the same unit.

    Returns
    -------
    Events. Missing where the fit is.

    Source
    ------
    Robbins 1956; Hauer 1997: (shape + count) / (shape / mean + observed) * follow_up.

    Examples
    --------
    >>> round(expected_count(PoissonGamma(2.5, 2.0, "given"), 6.175, 1, 1), 6)
    4.541667
    """
    one = (np.array([float(number)]) for number in (count, observed, follow_up))
    return float(_expected(fit, *one)[0][0])


def fit_poisson_gamma(counts: "pd.Series[float]", exposure: "pd.Series[float]") -> PoissonGamma:
    """Find how often people offend, and how unlike they are, from people who were not chosen for it.

    Parameters
    ----------
    counts
        Events of each person in the time before; everybody eligible, those without events too.
    exposure
        Time at risk of each person, above 0, in one unit.

    Returns
    -------
    Mean events per unit of time, and the shape. The shape is infinite where people differ no more than
    chance makes them; all is missing where nobody has an event.

    Source
    ------
    Greenwood and Yule 1920; maximum likelihood of the negative binomial.

    Examples
    --------
    >>> fit = fit_poisson_gamma(pd.Series([0, 0, 0, 1, 1, 2, 5, 9]), pd.Series([1.0] * 8))
    >>> round(fit.mean, 2), round(fit.shape, 2)
    (2.25, 0.62)
    """
    events, time = _record(counts, exposure)
    method = "Poisson-gamma, maximum likelihood"
    if not events.sum():
        return PoissonGamma(math.nan, math.nan, method)
    mean = float(np.sum(events) / np.sum(time))
    if np.sum((events - mean * time) ** 2 - events) <= 0:  # the likelihood rises to the end
        return PoissonGamma(mean, math.inf, f"{method}: no spread beyond chance")

    def surprise(mean: float, shape: float) -> float:
        return -float(np.sum(_log_chance(events, time, mean, shape)))

    return PoissonGamma(*_most_likely(surprise, mean, [(1, 1)]), method)


def fit_truncated_poisson_gamma(
    counts: "pd.Series[float]", exposure: "pd.Series[float]", threshold: int
) -> PoissonGamma:
    """Guess how often people offend when only those with a bad record are at hand. A weak guess.

    Nothing in such data says how many people have fewer events than the threshold: the shape of
    the distribution has to say it. Prefer a fit to everybody wherever there is one.

    Parameters
    ----------
    counts, exposure
        As for ``fit_poisson_gamma``, of people who all have at least ``threshold`` events.
    threshold
        Fewest events that people were chosen with, 1 or more.

    Returns
    -------
    As for ``fit_poisson_gamma``. Missing where the likelihood has no top inside sensible shapes.

    Source
    ------
    Maximum likelihood of the negative binomial, truncated from below.

    Examples
    --------
    >>> fit = fit_truncated_poisson_gamma(pd.Series([3, 3, 3, 4, 4, 6, 9]), pd.Series([1.0] * 7), 3)
    >>> fit.method
    'Poisson-gamma, truncated likelihood (weak: nobody below the threshold was seen)'
    """
    events, time = _record(counts, exposure)
    if not (threshold >= 1 and threshold == int(threshold)):
        raise ValueError(f"threshold is {threshold:g}. It is a whole number, 1 or more.")
    if below := int((events < threshold).sum()):
        raise DataError(f"counts: below the threshold of {threshold} for {below} of {len(events)} people.")
    method = "Poisson-gamma, truncated likelihood (weak: nobody below the threshold was seen)"

    def surprise(mean: float, shape: float) -> float:
        seen = _log_tail(threshold, time, mean, shape)
        return -float(np.sum(_log_chance(events, time, mean, shape) - seen))

    mean, shape = _most_likely(surprise, float(np.sum(events) / np.sum(time)), _STARTS)
    top_inside = _UNLIKE < shape < _ALIKE and np.ptp(events) > 0
    return PoissonGamma(mean, shape, method) if top_inside else PoissonGamma(math.nan, math.nan, method)


def expected_without_effect(
    fit: PoissonGamma,
    counts: "pd.Series[float]",
    exposure: "pd.Series[float]",
    follow_up: "pd.Series[float]",
    confidence: float = 0.95,
) -> Estimate:
    """Say how many events a chosen cohort would have brought in the follow-up if nothing had been done.

    A count within these limits is what regression to the mean alone would give. The fit is taken as
    known, and ageing and trends for nothing.

    Parameters
    ----------
    fit
        How often people offend, from people who were not chosen for it.
    counts, exposure
        Events and time at risk of each person of the cohort, in the time they were chosen by.
    follow_up
        Time at risk of each person afterwards.
    confidence
        0.95 for a 95% prediction interval.

    Returns
    -------
    Events of the cohort in the follow-up; limits are whole numbers, both included.

    Source
    ------
    Hauer 1997. The sum over people is negative binomial, exactly where all times are the same, and
    by its mean and variance where they are not.

    Examples
    --------
    >>> fit, ones = PoissonGamma(2.5, 2.0, "given"), pd.Series([1.0] * 40)
    >>> found = expected_without_effect(fit, pd.Series([6] * 20 + [7] * 20), ones, ones)
    >>> round(found.value), found.lower, found.upper  # 260 events the year before
    (189, 156.0, 223.0)
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence:g}. Write 95% as 0.95.")
    times = {"exposure": (exposure, "positive"), "follow_up": (follow_up, "positive")}
    table = columns_in_order({"counts": (counts, "count"), **times})
    means, variances = _expected(fit, *(column(table, name) for name in ("counts", *times)))
    mean, variance, tail = float(np.sum(means)), float(np.sum(variances)), (1 - confidence) / 2
    method = f"expected from regression to the mean alone ({fit.method})"
    if math.isnan(mean):
        return Estimate(math.nan, math.nan, math.nan, confidence, method)
    beyond = variance - mean
    spread = nbinom(mean**2 / beyond, mean / variance) if beyond > 1e-9 * mean else poisson(mean)
    return Estimate(mean, float(spread.ppf(tail)), float(spread.isf(tail)), confidence, method)


def _expected(fit: PoissonGamma, counts: Numbers, before: Numbers, after: Numbers) -> tuple[Numbers, Numbers]:
    """Give each person's mean and variance of the follow-up count, given the record."""
    if math.isinf(fit.shape):
        return fit.mean * after, fit.mean * after
    rate = fit.shape / fit.mean + before
    means = (fit.shape + counts) / rate * after
    return means, means * (1 + after / rate)


def _log_chance(counts: Numbers, time: Numbers, mean: float, shape: float) -> Numbers:
    """Give the log of each count's chance, less what mean and shape do not change."""
    expected = mean * time
    different, which = np.unique(counts, return_inverse=True)
    ways = (gammaln(different + shape) - gammaln(shape))[which]
    return np.asarray(
        ways
        + xlogy(counts, expected)
        - counts * np.log(shape + expected)
        - shape * np.log1p(expected / shape)
    )


def _log_tail(threshold: int, time: Numbers, mean: float, shape: float) -> Numbers:
    return np.asarray(nbinom.logsf(threshold - 1, shape, shape / (shape + mean * time)))


def _most_likely(
    surprise: Callable[[float, float], float], scale: float, starts: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """Search mean and shape on their logarithms, from each start; the best that is found is taken."""
    limits = [(math.log(1e-8), math.log(1e8)), (math.log(_UNLIKE / 2), math.log(2 * _ALIKE))]
    found = [
        minimize(
            lambda at: surprise(scale * math.exp(at[0]), math.exp(at[1])),
            (math.log(factor), math.log(shape)),
            method="L-BFGS-B",
            bounds=limits,
            options={"ftol": 1e-14, "gtol": 1e-8},
        )
        for factor, shape in starts
    ]
    best = min(found, key=lambda result: float(result.fun)).x
    return scale * math.exp(best[0]), math.exp(best[1])


def _record(counts: "pd.Series[float]", exposure: "pd.Series[float]") -> tuple[Numbers, Numbers]:
    table = columns_in_order({"counts": (counts, "count"), "exposure": (exposure, "positive")})
    return column(table, "counts"), column(table, "exposure")
