"""What a comparison can find, and what several comparisons together can claim."""

import math
from collections.abc import Callable
from typing import Any

import pandas as pd
from scipy.stats import false_discovery_control, norm
from statsmodels.stats.multitest import multipletests


def minimum_detectable_difference(
    rate: float, n_1: float, n_2: float, power: float = 0.8, confidence: float = 0.95
) -> float:
    """Give the smallest difference of proportions that groups of this size would most likely show.

    A difference that was not found, and is smaller than this, was not ruled out either.

    Parameters
    ----------
    rate
        Proportion who reoffend in both groups if nothing works, 0 to 1.
    n_1, n_2
        People in the two groups; ``math.inf`` for a comparison group without end.
    power
        Chance of finding it, 0 to 1.
    confidence
        0.95 for a test at the 5% level.

    Returns
    -------
    Difference, 0 to 1. Missing where a group is empty.

    Source
    ------
    Normal approximation, unpooled.

    Examples
    --------
    >>> round(minimum_detectable_difference(0.56, 72, 10000), 3)
    0.164
    """
    _check_shares(rate=rate, power=power, confidence=confidence)
    if not (n_1 > 0 and n_2 > 0):
        return math.nan
    return _distance(power, confidence) * math.sqrt(rate * (1 - rate) * (1 / n_1 + 1 / n_2))


def sample_size(rate_1: float, rate_2: float, power: float = 0.8, confidence: float = 0.95) -> int:
    """Say how many people each group needs for a difference of proportions to be found.

    Parameters
    ----------
    rate_1, rate_2
        Proportions who reoffend in the two groups, 0 to 1.
    power, confidence
        As for ``minimum_detectable_difference``.

    Returns
    -------
    People in each group, rounded up.

    Source
    ------
    Normal approximation, unpooled; Fleiss 1981 without continuity correction.

    Examples
    --------
    >>> sample_size(0.56, 0.50)
    1083
    """
    _check_shares(rate_1=rate_1, rate_2=rate_2, power=power, confidence=confidence)
    if rate_1 == rate_2:
        raise ValueError(f"rate_1 and rate_2 are both {rate_1:g}. No group is large enough to find nothing.")
    spread = rate_1 * (1 - rate_1) + rate_2 * (1 - rate_2)
    return math.ceil(_distance(power, confidence) ** 2 * spread / (rate_1 - rate_2) ** 2)


def holm(p_values: "pd.Series[float]") -> "pd.Series[float]":
    """Raise p-values so that one false finding among all of them is as rare as each alone would be.

    Parameters
    ----------
    p_values
        By name of the comparison. A missing one was not tested and does not count.

    Returns
    -------
    Adjusted p-values in the same order, missing where they were.

    Source
    ------
    Holm 1979.

    Examples
    --------
    >>> holm(pd.Series([0.01, 0.04, 0.03])).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    return _adjusted(p_values, lambda tested: multipletests(tested, method="holm")[1])


def benjamini_hochberg(p_values: "pd.Series[float]") -> "pd.Series[float]":
    """Raise p-values so that, of what is called a finding, few are false.

    Parameters
    ----------
    p_values
        As for ``holm``.

    Returns
    -------
    Adjusted p-values in the same order: calling those up to 0.05 findings lets 5% of them be false.

    Source
    ------
    Benjamini and Hochberg 1995.

    Examples
    --------
    >>> benjamini_hochberg(pd.Series([0.01, 0.04, 0.03])).round(2).tolist()
    [0.03, 0.04, 0.04]
    """
    return _adjusted(p_values, false_discovery_control)


def _adjusted(p_values: "pd.Series[float]", adjust: Callable[[Any], Any]) -> "pd.Series[float]":
    tested = p_values.dropna().astype("float64")
    for name, p in tested.items():
        if not 0 <= p <= 1:
            raise ValueError(f"p of {name} is {p:g}. It lies between 0 and 1.")
    adjusted = adjust(tested.to_numpy("float64")) if len(tested) else None
    return pd.Series(adjusted, index=tested.index, dtype="float64").reindex(p_values.index)


def _distance(power: float, confidence: float) -> float:
    return float(norm.isf((1 - confidence) / 2) + norm.ppf(power))


def _check_shares(**shares: float) -> None:
    for name, share in shares.items():
        if not 0 < share < 1:
            raise ValueError(f"{name} is {share:g}. It lies between 0 and 1: 80% is 0.8.")
