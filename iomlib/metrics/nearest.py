"""Nearest neighbours on a line: who takes whom."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from iomlib.metrics.canonical import Ints
from iomlib.metrics.line import Line

_FAR = 1 << 63  # Further than any distance.


class Found(NamedTuple):
    """Pairs in the order in which they were found, by position in ``Line.treated`` and ``Line.controls``."""

    treated: Ints
    controls: Ints
    rank: Ints


_Jumps: TypeAlias = dict[int, int]  # From a position that is taken to one further out.
_Closest: TypeAlias = Callable[[int, _Jumps, _Jumps], int]


def pair_up(closest: _Closest, sequence: Ints, ratio: int, replace: bool) -> Found:
    """Give everybody a first match, in sequence, then everybody a second, and so on.

    With replacement each has the whole pool to choose from; else a control taken is gone.

    Examples
    --------
    >>> import pandas as pd
    >>> from iomlib.metrics.line import line_up
    >>> line = line_up(pd.Series([1, 0, 0]), pd.Series([0.5, 0.9, 0.2]))
    >>> pair_up(nearest_by_id(line, line.controls), np.array([0]), ratio=2, replace=False).controls.tolist()
    [0, 1]
    """
    found: list[tuple[int, int, int]] = []
    for group in [[unit] for unit in sequence.tolist()] if replace else [sequence.tolist()]:
        leftward: _Jumps = {}
        rightward: _Jumps = {}
        still = group
        for rank in range(1, ratio + 1):
            choices = []
            for unit in still:
                position = closest(unit, leftward, rightward)
                if position >= 0:
                    leftward[position], rightward[position] = position - 1, position + 1
                    found.append((unit, position, rank))
                    choices.append(unit)
            still = choices
            if not still:
                break
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Found(table[:, 0], table[:, 1], table[:, 2])


def nearest_by_id(line: Line, priority: NDArray[Any]) -> _Closest:
    """Choose the nearest control that is free; of those equally near, the one with the lowest priority.

    Within one place on the line the controls have to lie in order of priority. They are then taken
    in that order, so the first free one of a place is the one to take.

    Examples
    --------
    >>> import pandas as pd
    >>> from iomlib.metrics.line import line_up
    >>> line = line_up(pd.Series([1, 0, 0]), pd.Series([0.5, 0.9, 0.2]))
    >>> nearest_by_id(line, line.controls)(0, {}, {})  # the position in line.controls
    0
    """
    at, first, last = line.controls_at.data, line.first.tolist(), line.last.tolist()
    own, limit = line.treated_at.tolist(), line.limit
    start = np.searchsorted(line.controls_at, line.treated_at).tolist()

    def closest(unit: int, leftward: _Jumps, rightward: _Jumps) -> int:
        left, right = _free(leftward, start[unit] - 1), _free(rightward, start[unit])
        to_left = own[unit] - at[left] if left >= first[unit] else _FAR
        to_right = at[right] - own[unit] if right < last[unit] else _FAR
        if to_left > limit and to_right > limit:
            return -1
        if to_right < to_left:
            return right
        if left > first[unit] and at[left - 1] == at[left]:
            left = _free(rightward, bisect_left(at, at[left], first[unit], left))
        if to_left < to_right or priority[left] < priority[right]:
            return left
        return right

    return closest


def nearest_by_row(line: Line) -> _Closest:
    """Choose as MatchIt 4.7.2 does: of two equally near, the one fewer steps away, left when equal.

    Steps are counted over everybody of the stratum, treated and controls, sorted by distance and
    row. They are counted from the unit's own place, later from its earlier match on that side.

    Examples
    --------
    >>> import pandas as pd
    >>> from iomlib.metrics.line import line_up
    >>> line = line_up(pd.Series([1, 0, 0]), pd.Series([0.5, 0.9, 0.1]), as_given=True)
    >>> nearest_by_row(line)(0, {}, {})
    0
    """
    at, first, last = line.controls_at.data, line.first.tolist(), line.last.tolist()
    own, limit = line.treated_at.tolist(), line.limit
    start = _rows_before(line)
    ahead = np.sort(start).tolist()
    by_place = np.lexsort((line.treated, line.treated_at))
    place = start.copy()
    place[by_place] += np.arange(len(place))
    edges = [[row - 1, row, step, step] for row, step in zip(start.tolist(), place.tolist(), strict=True)]

    def closest(unit: int, leftward: _Jumps, rightward: _Jumps) -> int:
        edge = edges[unit]
        left, right = _free(leftward, edge[0]), _free(rightward, edge[1])
        to_left = own[unit] - at[left] if left >= first[unit] else _FAR
        to_right = at[right] - own[unit] if right < last[unit] else _FAR
        if to_left > limit and to_right > limit:
            return -1
        steps_left, steps_right = left + bisect_right(ahead, left), right + bisect_right(ahead, right)
        if (to_left, edge[2] - steps_left) <= (to_right, steps_right - edge[3]):
            edge[0], edge[2] = left - 1, steps_left
            return left
        edge[1], edge[3] = right + 1, steps_right
        return right

    return closest


def _rows_before(line: Line) -> Ints:
    """Count the controls before each treated unit, of those at the same place only earlier rows."""
    start = np.searchsorted(line.controls_at, line.treated_at)
    end = np.searchsorted(line.controls_at, line.treated_at, side="right")
    for unit in np.flatnonzero(end > start):
        here = line.controls[start[unit] : end[unit]]
        start[unit] += np.searchsorted(here, line.treated[unit])
    return start


def _free(jumps: _Jumps, position: int) -> int:
    """Go on to the first position that is not taken, and shorten the way for the next who comes."""
    beyond = jumps.get(position)
    while beyond is not None:
        further = jumps.get(beyond)
        if further is None:
            return beyond
        jumps[position] = further
        position, beyond = further, jumps.get(further)
    return position
