"""Errors of person-level figures that allow for weights and for matched sets."""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import norm
from scipy.stats import t as student

from iomlib.metrics.people import Numbers, column

_MISSING = math.nan
_SAME = 1e-10  # Share of the largest eigenvalue under which a covariate adds nothing.
_ROUNDING = 1e-12  # Share of a figure under which a spread is only rounding.


class Test(NamedTuple):
    """An estimate with the p-value that belongs to it: how often chance alone goes as far from no effect.

    Examples
    --------
    >>> Test(-0.12, -0.23, -0.01, 0.95, "Wald", 0.028).p
    0.028
    """

    value: float
    lower: float
    upper: float
    confidence: float
    method: str
    p: float


Test.__test__ = False  # type: ignore[attr-defined]  # pytest takes every class of this name for its own


def missing_test(value: float, confidence: float, method: str) -> Test:
    """Give a value whose doubt cannot be told: no limits and no p, never limits that are too narrow.

    Examples
    --------
    >>> missing_test(0.25, 0.95, "Wald").upper
    nan
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence:g}. Write 95% as 0.95.")
    return Test(float(value), _MISSING, _MISSING, confidence, method, _MISSING)


def group_weights(table: pd.DataFrame, side: int) -> Numbers:
    """Give the weights of one group scaled to add up to 1, and 0 for everybody in the other.

    Examples
    --------
    >>> people = pd.DataFrame({"treated": [1, 0, 0], "weight": [1, 2, 2]})
    >>> group_weights(people, 0).tolist()
    [0.0, 0.5, 0.5]
    """
    weights = column(table, "weight") * (column(table, "treated") == side)
    return np.asarray(weights / np.sum(weights))


def group_means(table: pd.DataFrame, name: str) -> tuple[list[float], list[Numbers]]:
    """Give both groups' weighted means, comparison group first, and everybody's influence on each.

    Examples
    --------
    >>> people = pd.DataFrame({"treated": [1, 0, 0], "weight": [1, 1, 3], "days": [9, 4, 8]})
    >>> group_means(people, "days")[0]
    [7.0, 9.0]
    """
    values, shares = column(table, name), [group_weights(table, side) for side in (0, 1)]
    means = [float(np.sum(share * values)) for share in shares]
    return means, [share * (values - mean) for share, mean in zip(shares, means, strict=True)]


def varies(table: pd.DataFrame, name: str) -> bool:
    """Say whether a column varies in both groups; where it does not, no error can be estimated.

    Examples
    --------
    >>> varies(pd.DataFrame({"treated": [1, 1, 0, 0], "reoffended": [0, 1, 1, 1]}), "reoffended")
    False
    """
    values, treated = column(table, name), column(table, "treated")
    return all(bool(np.ptp(values[treated == side]) > 0) for side in (0, 1))


def robust_test(found: Test, influence: Numbers, table: pd.DataFrame, parameters: int) -> Test:
    """Give a figure its interval from each person's influence on it, added up by matched set first.

    Parameters
    ----------
    found
        The figure, as ``missing_test`` gives it.
    influence
        How far each person moves it (first order).
    table
        The people as ``rows_in_order`` gives them; ``cluster`` is the set of each.
    parameters
        For the correction G / (G - 1) * (n - 1) / (n - parameters) with G sets of n people: 2 for a
        difference of means (CR1, and HC1 when each is a set), 1 for the logarithm of a ratio.

    Returns
    -------
    Limits from Student's t on the smaller of G - 1 and n - ``parameters`` degrees of freedom.
    Missing limits where there is one set only, or nothing varies.

    Source
    ------
    Liang and Zeger 1986; the corrections are those of vcovCL in R's sandwich 3.0.

    Examples
    --------
    >>> people = pd.DataFrame({"cluster": [0, 1]})
    >>> robust_test(missing_test(0.5, 0.95, "ours"), np.array([0.1, -0.1]), people, 1).p < 0.3
    True
    """
    sums = np.bincount(table["cluster"].to_numpy("intp"), weights=influence)
    people, sets = len(influence), len(sums)
    spread = math.sqrt(float(np.sum(sums**2)))
    if sets < 2 or people <= parameters or spread <= _ROUNDING * abs(found.value):
        return found
    error = spread * math.sqrt(sets / (sets - 1) * (people - 1) / (people - parameters))
    freedom = min(sets - 1, people - parameters)
    half = float(student.isf((1 - found.confidence) / 2, freedom)) * error
    p = 2 * float(student.sf(abs(found.value) / error, freedom))
    return found._replace(lower=found.value - half, upper=found.value + half, p=p)


def normal_test(found: Test, error: float) -> Test:
    """Give a figure the limits and the p that its standard error carries, on the normal curve.

    An error of 0 is one that could not be estimated; it gives no limits.

    Examples
    --------
    >>> round(normal_test(missing_test(1.0, 0.95, "ours"), 0.5).lower, 2)
    0.02
    """
    if not error > 0:
        return found
    half = float(norm.isf((1 - found.confidence) / 2)) * error
    p = 2 * float(norm.sf(abs(found.value) / error))
    return found._replace(lower=found.value - half, upper=found.value + half, p=p)


def as_ratio(log_ratio: Test) -> Test:
    """Read a test of a logarithm as one of the ratio; no difference is then 1.

    Examples
    --------
    >>> as_ratio(Test(0.0, -1.0, 1.0, 0.95, "ours", 1.0)).value
    1.0
    """
    value, lower, upper = (math.exp(number) for number in log_ratio[:3])
    return log_ratio._replace(value=value, lower=lower, upper=upper)


def about_the_treated(covariates: list[Numbers], table: pd.DataFrame) -> list[Numbers]:
    """Measure covariates from the means of the treated, in standard deviations, a constant before them.

    Examples
    --------
    >>> people = pd.DataFrame({"treated": [1, 1, 0, 0], "weight": [1, 1, 1, 1]})
    >>> [values.tolist() for values in about_the_treated([np.array([1.0, 1.0, 3.0, 3.0])], people)]
    [[1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 2.0, 2.0]]
    """
    share, nothing = group_weights(table, 1), np.zeros(len(table))
    columns = [nothing + 1]
    for values in covariates:
        spread = float(np.std(values))
        same = spread <= _SAME * float(np.max(np.abs(values)))
        columns.append(nothing if same else (values - np.sum(share * values)) / spread)
    return columns


def height_at_origin(columns: list[Numbers], table: pd.DataFrame, side: int) -> tuple[float, Numbers, int]:
    """Fit one group's line to ``outcome`` and give its height where all columns but the first are 0.

    Parameters
    ----------
    columns
        The constant and the covariates, by person.
    table
        The people, with ``outcome``.
    side
        1 for the line of the treated, 0 for that of the comparison group.

    Returns
    -------
    Height, everybody's influence on it, and the rank of the columns. The height is missing where
    the group does not reach the origin: a covariate is there the same for all, and not 0.

    Examples
    --------
    >>> people = pd.DataFrame({"treated": [0, 0, 1], "weight": [1, 1, 1], "outcome": [4, 6, 7]})
    >>> round(height_at_origin([np.ones(3), np.array([1.0, 2.0, 0.0])], people, 0)[0], 6)
    2.0
    """
    # Summed column by column: a matrix product may sum in another order elsewhere.
    outcome, share = column(table, "outcome"), group_weights(table, side)
    gram = np.array([[np.sum(share * one * other) for other in columns] for one in columns])
    inverse = np.linalg.pinv(gram, rcond=_SAME, hermitian=True)
    reached = np.allclose((gram @ inverse)[0], np.eye(len(columns))[0], atol=1e-6)
    slopes = inverse @ np.array([np.sum(share * one * outcome) for one in columns])
    rest, lever = outcome.copy(), np.zeros(len(outcome))
    for values, slope, pull in zip(columns, slopes, inverse[0], strict=True):
        rest -= slope * values
        lever += pull * values
    rank = round(float(np.trace(gram @ inverse)))
    return float(slopes[0]) if reached else _MISSING, share * rest * lever, rank
