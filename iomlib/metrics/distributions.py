"""Distributions: one group's values of one quantity, sorted, so that no order of rows can matter."""

import math
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
BLOCK = 1 << 16  # numbers worked on at a time: they stay in the processor's cache


class Distribution:
    """The values of one group in ascending order, with weights over 0 or each counting once.

    Sums run over the sorted values: the same people in any order give the same bits.

    Parameters
    ----------
    values
        Finite numbers, at least one. Without weights this array is sorted in place, to save a copy.
    weights
        Weight of each value, over 0.

    Examples
    --------
    >>> group = Distribution(np.array([3.0, 1.0, 2.0]))
    >>> group.mean, group.variance(zero_one=False), group.zero_one
    (2.0, 1.0, False)
    """

    def __init__(self, values: Numbers, weights: Numbers | None = None) -> None:
        """Sort, and find what the other quantities rest on."""
        if weights is None:
            values.sort()
        else:
            values, weights = _in_order(values, weights)
        self.values, self.weights = values, weights
        zeros, ones = (
            values.searchsorted(each, "right") - values.searchsorted(each, "left") for each in (0, 1)
        )
        self.zero_one = bool(zeros + ones == len(values))
        # The mean of equal numbers may differ from them in the last bit, and then their variance from 0.
        mean = values[0] if values[0] == values[-1] else np.average(values, weights=weights)
        self.mean = float(mean) + 0.0  # the sort takes -0.0 and 0.0 for one number

    def variance(self, zero_one: bool) -> float:
        """Give p(1 - p), or the unbiased variance, for reliability weights where there are weights.

        Missing where one value alone has no variance.

        Examples
        --------
        >>> Distribution(np.array([1.0, 2.0]), np.array([3.0, 3.0])).variance(zero_one=False)
        0.5
        """
        if zero_one:
            return self.mean * (1 - self.mean)
        if len(self.values) == 1:
            return math.nan
        if self.weights is None:
            return self._squares() / (len(self.values) - 1)
        total = self.weights.sum()
        squares = (self.weights * np.square(self.values - self.mean)).sum()
        return float(squares / (total - np.square(self.weights).sum() / total))

    def _squares(self) -> float:
        """Add up the squared distances from the mean without a second array of this length."""
        starts = range(0, len(self.values), BLOCK)
        return float(sum(np.square(self.values[i : i + BLOCK] - self.mean).sum() for i in starts))

    def share(self, points: Numbers, side: Literal["left", "right"]) -> Numbers:
        """Give the share of the group below each point (left), or up to and at it (right).

        Examples
        --------
        >>> Distribution(np.array([1.0, 2.0, 2.0, 3.0])).share(np.array([2.0]), "right").tolist()
        [0.75]
        """
        places = self.values.searchsorted(points, side)
        if self.weights is None:
            return places / len(self.values)
        sums = np.concatenate([[0.0], np.cumsum(self.weights)])
        return np.asarray(sums[places] / sums[-1])


def _in_order(values: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Sort by value, and equal values by weight; that costs more, and is done for those alone."""
    order = np.argsort(values)
    at = values[order]
    same = at[1:] == at[:-1]
    shared = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
    order[shared] = order[shared][np.lexsort((weights[order[shared]], at[shared]))]
    return values[order], weights[order]


def largest_distance(one: Distribution, other: Distribution) -> float:
    """Give the Kolmogorov-Smirnov distance of two distributions, 0 to 1.

    Between two values of the smaller group its share stands still and the other's only grows, so
    the distance is largest just before or at one of the smaller group's values.

    Examples
    --------
    >>> largest_distance(Distribution(np.array([1.0, 2.0])), Distribution(np.array([2.0, 3.0])))
    0.5
    """
    few, many = sorted((one, other), key=lambda group: len(group.values))
    gaps = [few.share(few.values, side) - many.share(few.values, side) for side in ("left", "right")]
    return float(np.abs(gaps).max())


def numbers(column: "pd.Series[Any]") -> Numbers:
    """Give the numbers of a column: those of the table itself where they are floats, else a copy.

    Examples
    --------
    >>> numbers(pd.Series([1, None], dtype="Int64")).tolist()
    [1.0, nan]
    """
    if column.dtype == np.float64:
        return column.to_numpy()
    return column.to_numpy(dtype="float64", na_value=math.nan)
