"""Nearest neighbours on a line: controls sorted once by distance, and who takes whom."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.metrics.canonical import (
    Flags,
    Ints,
    aligned,
    by_id,
    stop_at,
    strata_of,
    treated_flags,
    whole_distances,
)

_BLOCK = 1 << 16  # Rows at a time: what a processor keeps near.
_FAR = 1 << 63  # Further than any distance.


class Line(NamedTuple):
    """Everybody on one line: strata one after the other, and within each people by their distance.

    People are known by their place in the order of ids (``order``); distances are whole numbers.
    """

    index: pd.Index
    order: Ints | None  # rows as given, in order of ids; None where they lie so
    treated: Ints  # who, in order of ids
    treated_at: Ints  # where on the line
    controls: Ints  # who can be reached at all, sorted by where they are, then by id
    controls_at: Ints
    first: Ints  # for each treated: the positions in ``controls`` where the stratum begins
    last: Ints  # and where it ends
    limit: int  # the furthest that two people of a pair may be apart
    width: float | None  # the same in units of the distance given
    scale: float  # whole numbers in one unit of the distance given


def line_up(
    treated: "pd.Series[Any]",
    distance: "pd.Series[Any]",
    exact: "pd.Series[Any] | pd.DataFrame | None" = None,
    caliper: float | None = None,
    as_given: bool = False,
) -> Line:
    """Check the people and sort them once, by stratum, distance and id (or row, with ``as_given``).

    Examples
    --------
    >>> line = line_up(pd.Series([1, 0, 0]), pd.Series([0.5, 0.9, 0.1]))
    >>> line.controls.tolist()
    [2, 1]
    """
    if caliper is not None and not 0 < caliper < np.inf:
        raise ValueError(f"caliper is {caliper:g}. It is a number of standard deviations, more than 0.")
    problems: list[str] = []
    index = treated.index
    order = by_id(index, problems)
    flags = treated_flags(treated, problems)
    q, scale = np.zeros(len(flags), dtype=np.int64), 1.0
    if (found := aligned(distance, "distance", index, problems)) is not None:
        q, scale = whole_distances(found, problems)
    codes, count = _strata(exact, index, problems)
    stop_at(problems)
    if as_given:
        order = None
    if order is not None:
        flags, q, codes = flags[order], q[order], codes[order]
    spread = float(np.std(q, ddof=1)) if caliper is not None else None
    width = None if spread is None or caliper is None else caliper * spread
    limit = int(min(width if width is not None else np.inf, int(q.max()) - int(q.min())))
    who = np.flatnonzero(flags)
    lows, highs, shifts = _stretches(q, codes[who], who, count, limit)
    controls, at = _sorted_controls(flags, q, codes, lows, highs, shifts)
    of_treated = codes[who]
    return Line(
        index=index,
        order=order,
        treated=who,
        treated_at=q[who] + shifts[of_treated],
        controls=controls,
        controls_at=at,
        first=np.searchsorted(at, (lows + shifts)[of_treated]),
        last=np.searchsorted(at, (highs + shifts)[of_treated], side="right"),
        limit=limit,
        width=None if width is None else width / scale,
        scale=scale,
    )


def _strata(
    exact: "pd.Series[Any] | pd.DataFrame | None", index: pd.Index, problems: list[str]
) -> tuple[Ints, int]:
    """Number the strata; without any, everybody is in number 0."""
    everybody = np.broadcast_to(np.zeros(1, dtype=np.int64), len(index))
    if exact is None:
        return everybody, 1
    table = exact.to_frame(exact.name or "the label") if isinstance(exact, pd.Series) else exact
    found = aligned(table, "exact", index, problems)
    return (everybody, 1) if found is None else strata_of(found, problems)


def _stretches(q: Ints, of_treated: Ints, who: Ints, count: int, limit: int) -> tuple[Ints, Ints, Ints]:
    """Give each stratum the stretch of distances that its treated can reach, and its shift on the line."""
    lows, highs = np.full(count, _FAR - 1, dtype=np.int64), np.full(count, 1 - _FAR, dtype=np.int64)
    np.minimum.at(lows, of_treated, q[who])
    np.maximum.at(highs, of_treated, q[who])
    some = highs >= lows
    lows, highs = np.where(some, lows, 1), np.where(some, highs, 0)
    lows[some] = np.maximum(lows[some] - limit, q.min())
    highs[some] = np.minimum(highs[some] + limit, q.max())
    lengths = highs - lows + 1
    if lengths.sum(dtype=np.float64) >= _FAR / 2:
        stop_at(["distance: its range is too wide for so many strata. Scale it down, or join strata."])
    return lows, highs, np.cumsum(lengths) - lengths - lows


def _sorted_controls(
    flags: Flags, q: Ints, codes: Ints, lows: Ints, highs: Ints, shifts: Ints
) -> tuple[Ints, Ints]:
    """Sort the controls in reach by their place on the line, then by row: one sort of packed numbers."""
    bits = max(len(flags) - 1, 1).bit_length()
    span = int(np.max(highs + shifts, initial=0)) + 1
    packed = np.empty(np.count_nonzero(~flags), dtype=np.uint64)
    fits = span.bit_length() + bits <= 64
    rows = np.empty(0 if fits else len(packed), dtype=np.int64)
    size = 0
    for start in range(0, len(flags), _BLOCK):
        part = slice(start, start + _BLOCK)
        code, here = codes[part], q[part]
        found = np.flatnonzero(~flags[part] & (here >= lows[code]) & (here <= highs[code]))
        at = here[found] + shifts[code[found]]
        into = slice(size, size + len(found))
        size += len(found)
        packed[into] = (at << bits) | (found + start) if fits else at
        if not fits:
            rows[into] = found + start
    packed = packed[:size]
    if fits:
        packed.sort()
        return (packed & np.uint64((1 << bits) - 1)).astype(np.int64), (packed >> np.uint64(bits)).view(np.int64)
    order = np.argsort(packed, kind="stable")
    return rows[:size][order], packed[order].view(np.int64)


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
    >>> line = line_up(pd.Series([1, 0, 0]), pd.Series([0.5, 0.9, 0.2]))
    >>> nearest_by_id(line, line.controls)(0, {}, {})  # the position in line.controls
    0
    """
    at, first, last = memoryview(line.controls_at), line.first.tolist(), line.last.tolist()
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
    >>> line = line_up(pd.Series([1, 0, 0]), pd.Series([0.5, 0.9, 0.1]), as_given=True)
    >>> nearest_by_row(line)(0, {}, {})
    0
    """
    at, first, last = memoryview(line.controls_at), line.first.tolist(), line.last.tolist()
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
