"""Weights in which no tie decides: everybody within reach shares, and the order of rows is nothing."""

from itertools import accumulate
from math import ldexp
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from iomlib.metrics.canonical import Floats, Ints
from iomlib.metrics.line import Line, line_up

KERNELS = ("uniform", "epanechnikov")
_DEEP = 200  # Binary places kept of a share: sums of them are whole numbers, so nothing is left over.


def radius_weights(
    treated: "pd.Series[Any]",
    distance: "pd.Series[Any]",
    *,
    caliper: float,
    exact: "pd.Series[Any] | pd.DataFrame | None" = None,
    kernel: str = "uniform",
) -> "pd.Series[float]":
    """Let each treated person spread a weight of 1 over all controls within the caliper.

    Parameters
    ----------
    treated, distance, exact
        As for ``match``.
    caliper
        How far two people may be apart, in standard deviations (n - 1) of ``distance`` over
        everybody.
    kernel
        ``uniform``: all within the caliper weigh the same. ``epanechnikov``: one minus the square
        of the distance over the caliper, so that the nearest weigh most.

    Returns
    -------
    A weight for everybody (index: ids as given): 1 for treated people with a control in reach;
    controls' weights sum to their number; exactly 0 for all others.

    Source
    ------
    Radius matching as the Justice Data Lab does it; Dehejia and Wahba 2002; kernels: Heckman,
    Ichimura and Todd 1997.

    Examples
    --------
    >>> treated, score = pd.Series([1, 0, 0, 0]), pd.Series([0.5, 0.4, 0.6, 0.9])
    >>> radius_weights(treated, score, caliper=1).tolist()
    [1.0, 0.5, 0.5, 0.0]
    """
    if kernel not in KERNELS:
        raise ValueError(f"kernel is {kernel!r}. It is one of: {', '.join(KERNELS)}.")
    if caliper is None:
        raise ValueError("caliper is None. It is a number of standard deviations, more than 0.")
    line = line_up(treated, distance, exact, caliper)
    reach = _reach(line, np.full(len(line.treated), line.limit))
    # With a width of 0 everybody has the same distance, and no kernel tells them apart.
    return _spread(line, reach, None if kernel == "uniform" or not line.width else line.width * line.scale)


def averaged_weights(
    treated: "pd.Series[Any]",
    distance: "pd.Series[Any]",
    *,
    ratio: int = 1,
    caliper: float | None = None,
    exact: "pd.Series[Any] | pd.DataFrame | None" = None,
) -> "pd.Series[float]":
    """Match with replacement, and let all controls tied at the last place share.

    Each treated person spreads a weight of 1 evenly over the controls who are no further away
    than the nearest but ``ratio`` - 1. No rule about ties is needed, so none can move the result.

    Parameters
    ----------
    treated, distance, ratio, caliper, exact
        As for ``match``.

    Returns
    -------
    A weight for everybody, as ``radius_weights`` gives them.

    Source
    ------
    Abadie and Imbens 2006 (ties are averaged); Sekhon 2011.

    Examples
    --------
    >>> treated, score = pd.Series([1, 0, 0, 0]), pd.Series([0.5, 0.4, 0.6, 0.9])
    >>> averaged_weights(treated, score).tolist()
    [1.0, 0.5, 0.5, 0.0]
    """
    if ratio < 1 or int(ratio) != ratio:
        raise ValueError(f"ratio is {ratio}. It is a whole number of controls, 1 or more.")
    line = line_up(treated, distance, exact, caliper)
    reach = _reach(line, _furthest(line, int(ratio)))
    return _spread(line, reach, None)


class _Reach(NamedTuple):
    """For each treated person, the positions on the line between which the controls in reach lie."""

    first: Ints
    last: Ints


def _reach(line: Line, furthest: Ints) -> _Reach:
    first = np.searchsorted(line.controls_at, line.treated_at - furthest)
    last = np.searchsorted(line.controls_at, line.treated_at + furthest, side="right")
    first, last = np.maximum(first, line.first), np.minimum(last, line.last)
    return _Reach(first, np.where(furthest < 0, first, np.maximum(first, last)))


def _furthest(line: Line, ratio: int) -> Ints:
    """Give the distance of the nearest control but ``ratio`` - 1, or of the last; -1 where there is none."""
    furthest = np.full(len(line.treated), -1, dtype=np.int64)
    if not len(line.controls):
        return furthest
    right = np.searchsorted(line.controls_at, line.treated_at)
    left = right - 1
    for _ in range(ratio):
        to_left = line.treated_at - line.controls_at[np.maximum(left, 0)]
        to_right = line.controls_at[np.minimum(right, len(line.controls) - 1)] - line.treated_at
        to_left[left < line.first] = to_right[right >= line.last] = np.iinfo(np.int64).max
        nearest = np.minimum(to_left, to_right)
        some = nearest <= line.limit
        if not some.any():
            break
        furthest[some] = nearest[some]
        left -= some & (to_left <= to_right)
        right += some & (to_left > to_right)
    return furthest


def _spread(line: Line, reach: _Reach, width: float | None) -> "pd.Series[float]":
    """Spread 1 from each treated person over the controls in reach, by a kernel if it has a width."""
    counts = reach.last - reach.first
    totals = counts.astype(np.float64) if width is None else _kernel_totals(line, reach, width)
    matched = totals > 0
    shares = [int(ldexp(1 / total, _DEEP)) if total > 0 else 0 for total in totals.tolist()]
    edges, sums = _between_edges(line, reach, shares, 0 if width is None else 2)
    if width is None:
        heights = np.array([total / 2**_DEEP for total in sums[0]])
        by_position = np.repeat(heights, np.diff(edges))
    else:
        by_position = _kernel_heights(line, edges, sums, width)
    weights = np.zeros(len(line.ids))
    weights[line.rows(line.controls[edges[0] : edges[-1]])] = by_position
    weights[line.rows(line.treated[matched])] = 1.0
    return pd.Series(weights, index=line.ids, name="weight", copy=False)


def _between_edges(line: Line, reach: _Reach, shares: list[int], power: int) -> tuple[Ints, list[list[int]]]:
    """Between any two edges of reaches the same treated people give: add up what they do, exactly.

    Gives the edges, and for each power of the giver's place the sums of shares times that power.
    """
    edges = np.unique(np.concatenate([reach.first, reach.last]))
    opens, closes = np.searchsorted(edges, reach.first).tolist(), np.searchsorted(edges, reach.last).tolist()
    sums = []
    for exponent in range(power + 1):
        changes = [0] * len(edges)
        for share, at, start, end in zip(shares, line.treated_at.tolist(), opens, closes, strict=True):
            changes[start] += share * at**exponent
            changes[end] -= share * at**exponent
        sums.append(list(accumulate(changes))[:-1])
    return edges, sums


def _kernel_totals(line: Line, reach: _Reach, width: float) -> Floats:
    """Add up, for each treated person, one minus the squared distance over the squared width.

    In whole numbers until the last step: at the edge of the caliper the difference is small.
    """
    over, under = (width * width).as_integer_ratio()
    linear, squared = _window_sums(line.controls_at, reach)
    totals = []
    for at, count, one, two in zip(
        line.treated_at.tolist(), (reach.last - reach.first).tolist(), linear, squared, strict=True
    ):
        distances = two - 2 * at * one + count * at * at
        totals.append(max(count * over - distances * under, 0) / over)
    return np.array(totals)


def _window_sums(at: Ints, reach: _Reach) -> tuple[list[int], list[int]]:
    """Sum places and their squares over each reach, exactly, from running sums of a few digits each.

    Running sums may pass 2^64 and begin again at 0; differences do not mind, as each is less.
    """
    bits = (64 - len(at).bit_length()) // 2
    digits = range(-(-int(at[-1] if len(at) else 0).bit_length() // bits))
    linear, squared = [0] * len(reach.first), [0] * len(reach.first)

    def digit(place: int) -> "np.ndarray[Any, np.dtype[np.uint64]]":
        return (at.view(np.uint64) >> np.uint64(place * bits)) & np.uint64((1 << bits) - 1)

    for high in digits:
        _add_sums(linear, digit(high), reach, high * bits, 1)
        for low in range(high + 1):
            times = 1 if low == high else 2
            _add_sums(squared, digit(high) * digit(low), reach, (high + low) * bits, times)
    return linear, squared


def _add_sums(
    into: list[int], terms: "np.ndarray[Any, np.dtype[np.uint64]]", reach: _Reach, shift: int, times: int
) -> None:
    running = np.cumsum(terms, out=terms)
    ends = [np.where(edge > 0, running[edge - 1], np.uint64(0)) for edge in reach]
    for unit, total in enumerate((ends[1] - ends[0]).tolist()):
        into[unit] += times * (total << shift)


def _kernel_heights(line: Line, edges: Ints, sums: list[list[int]], width: float) -> Floats:
    """Weigh each control by the kernels that reach it, as a parabola from the first control on."""
    over, under = (width * width).as_integer_ratio()
    begins = line.controls_at[edges[:-1]]
    heights, slopes = [], []
    for at, share, one, two in zip(begins.tolist(), *sums, strict=True):
        squares = share * at * at - 2 * at * one + two
        heights.append((share * over - squares * under) / (over << _DEEP))
        slopes.append(2 * (share * at - one) / 2**_DEEP)
    lengths = np.diff(edges)
    away = line.controls_at[edges[0] : edges[-1]] - np.repeat(begins, lengths)
    bends = np.repeat(np.array([share / 2**_DEEP for share in sums[0]]), lengths)
    fall = (np.repeat(np.array(slopes), lengths) + bends * away) * away / (width * width)
    return np.maximum(np.repeat(np.array(heights), lengths) - fall, 0.0)
