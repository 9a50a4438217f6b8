"""People on a line: strata one after the other, and everybody sorted once by distance."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

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

    Parameters
    ----------
    ids, order
        Ids as given, and the rows in order of ids (None where they lie so). People are known
        below by their place in that order.
    treated, treated_at
        The treated people, and where each is on the line, in whole numbers.
    controls, controls_at
        Those of the pool who can be reached at all, sorted by where they are, then by id.
    first, last
        For each treated person, the positions in ``controls`` between which the stratum lies.
    limit, width
        The furthest that two people of a pair may be apart, on the line and in units of the
        distance given; ``width`` is None without a caliper.
    scale
        Whole numbers in one unit of the distance given.
    """

    ids: pd.Index
    order: Ints | None
    treated: Ints
    treated_at: Ints
    controls: Ints
    controls_at: Ints
    first: Ints
    last: Ints
    limit: int
    width: float | None
    scale: float

    def rows(self, who: Ints) -> Ints:
        """Give the rows in which people were given."""
        return who if self.order is None else self.order[who]

    def ids_of(self, who: Ints) -> pd.Index:
        """Give the ids of people."""
        return self.ids.take(self.rows(who))


class _People(NamedTuple):
    """Everybody in order of ids: whether treated, distance in whole numbers, number of the stratum."""

    flags: Flags
    q: Ints
    strata: Ints


class _Stretches(NamedTuple):
    """The distances that the treated of each stratum can reach, and how far each lies down the line."""

    lows: Ints
    highs: Ints
    shifts: Ints


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
    _check_caliper(caliper)
    people, order, scale = _checked(treated, distance, exact)
    order = None if as_given else order
    if order is not None:
        people = _People(people.flags[order], people.q[order], people.strata[order])
    width, limit = _reaches(people.q, caliper)
    who = np.flatnonzero(people.flags)
    stretches = _stretches(people, who, limit)
    controls, at = _sorted_controls(people, stretches)
    lows, highs, shifts = (values[people.strata[who]] for values in stretches)
    return Line(
        ids=treated.index,
        order=order,
        treated=who,
        treated_at=people.q[who] + shifts,
        controls=controls,
        controls_at=at,
        first=np.searchsorted(at, lows + shifts),
        last=np.searchsorted(at, highs + shifts, side="right"),
        limit=limit,
        width=None if width is None else width / scale,
        scale=scale,
    )


def _check_caliper(caliper: float | None) -> None:
    if caliper is not None and not 0 < caliper < np.inf:
        raise ValueError(f"caliper is {caliper:g}. It is a number of standard deviations, more than 0.")


def _checked(
    treated: "pd.Series[Any]", distance: "pd.Series[Any]", exact: "pd.Series[Any] | pd.DataFrame | None"
) -> tuple[_People, Ints | None, float]:
    """Read everything in the order of rows of ``treated``, or stop with all that is wrong with it."""
    problems: list[str] = []
    order = by_id(treated.index, problems)
    flags = treated_flags(treated, problems)
    q, scale = np.zeros(0, dtype=np.int64), 1.0
    if (found := aligned(distance, "distance", treated.index, problems)) is not None:
        q, scale = whole_distances(found, problems)
    strata = np.broadcast_to(np.zeros(1, dtype=np.int64), len(flags))
    if exact is not None:
        table = exact.to_frame(exact.name or "the label") if isinstance(exact, pd.Series) else exact
        if (labels := aligned(table, "exact", treated.index, problems)) is not None:
            strata = strata_of(labels, problems)
    stop_at(problems)
    return _People(flags, q, strata), order, scale


def _reaches(q: Ints, caliper: float | None) -> tuple[float | None, int]:
    """Give the caliper in whole numbers of distance, and the furthest that anybody can reach."""
    width = None if caliper is None else caliper * float(np.std(q, ddof=1))
    return width, int(min(np.inf if width is None else width, int(q.max()) - int(q.min())))


def _stretches(people: _People, who: Ints, limit: int) -> _Stretches:
    of_treated, q = people.strata[who], people.q[who]
    count = int(people.strata.max()) + 1
    lows, highs = np.full(count, _FAR - 1, dtype=np.int64), np.full(count, 1 - _FAR, dtype=np.int64)
    np.minimum.at(lows, of_treated, q)
    np.maximum.at(highs, of_treated, q)
    some = highs >= lows
    lows, highs = np.where(some, lows, 1), np.where(some, highs, 0)
    lows[some] = np.maximum(lows[some] - limit, people.q.min())
    highs[some] = np.minimum(highs[some] + limit, people.q.max())
    lengths = highs - lows + 1
    if lengths.sum(dtype=np.float64) >= _FAR / 2:
        stop_at(["distance: its range is too wide for so many strata. Scale it down, or join strata."])
    return _Stretches(lows, highs, np.cumsum(lengths) - lengths - lows)


def _sorted_controls(people: _People, stretches: _Stretches) -> tuple[Ints, Ints]:
    """Sort the controls in reach by their place on the line, then by row: one sort of packed numbers."""
    lows, highs, shifts = stretches
    bits = max(len(people.flags) - 1, 1).bit_length()
    fits = int(np.max(highs + shifts)).bit_length() + bits <= 64
    packed = np.empty(np.count_nonzero(~people.flags), dtype=np.uint64)
    rows = np.empty(0 if fits else len(packed), dtype=np.int64)
    size = 0
    for start in range(0, len(people.flags), _BLOCK):
        flags, q, strata = (values[start : start + _BLOCK] for values in people)
        found = np.flatnonzero(~flags & (q >= lows[strata]) & (q <= highs[strata]))
        at, into = q[found] + shifts[strata[found]], slice(size, size + len(found))
        size += len(found)
        packed[into] = (at << bits) | (found + start) if fits else at
        if not fits:
            rows[into] = found + start
    packed = packed[:size]
    if fits:
        packed.sort()
        rows = (packed & np.uint64((1 << bits) - 1)).astype(np.int64)
        return rows, np.right_shift(packed, np.uint64(bits), out=packed).view(np.int64)
    order = np.argsort(packed, kind="stable")
    return rows[:size][order], packed[order].view(np.int64)
