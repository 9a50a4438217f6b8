"""What a reader can work out of counts that are withheld, from those that are shown and from how they add up.

Source: the largest and smallest value that a withheld count can have is a linear programme, as in Fischetti and
Salazar 2001, Solving the cell suppression problem; that shown counts are rounded is a range for each of them.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from iomlib.disclosure.profile import UNSEEN, Profile

Sums = Sequence[Mapping[str, int]]
Grid = NDArray[np.float64]
NEAR = 1e-6
_INFEASIBLE, _UNBOUNDED = 2, 3  # of scipy
_NONE = "{}: no counts add up to what is published."
_FAR, _SAMPLES = 1e5, 6  # how far beyond what is shown, and how often, counts are looked for that fit


def total_of(total: str, *parts: str) -> dict[str, int]:
    """Say that counts add up to another.

    Examples
    --------
    >>> total_of("list", "community", "custody")
    {'list': -1, 'community': 1, 'custody': 1}
    """
    return {total: -1, **dict.fromkeys(parts, 1)}


class System(NamedTuple):
    """Counts that belong together: their names in order, and a row of ``weights`` for each sum that is 0."""

    names: list[str]
    weights: csr_array

    def place(self, name: str) -> int:
        """Give the column of a count."""
        return self.names.index(name)


def systems(names: Iterable[str], sums: Sums) -> list[System]:
    """Part counts into those that sums tie together; a count in no sum is alone.

    Examples
    --------
    >>> [each.names for each in systems("abcd", [total_of("a", "c")])]
    [['a', 'c'], ['b'], ['d']]
    """
    home: dict[str, str] = {name: name for name in sorted(names)}

    def top(name: str) -> str:
        while home[name] != name:
            home[name] = name = home[home[name]]
        return name

    for sum in sums:
        first, *rest = sorted(sum)
        for other in rest:
            one, two = sorted((top(first), top(other)))
            home[two] = one
    members: dict[str, list[str]] = {}
    for name in home:
        members.setdefault(top(name), []).append(name)
    within: dict[str, list[Mapping[str, int]]] = {}
    for sum in sums:
        within.setdefault(top(min(sum)), []).append(sum)
    return [System(members[key], _matrix(members[key], within.get(key, []))) for key in members]


def _matrix(names: list[str], sums: Sums) -> csr_array:
    place = {name: number for number, name in enumerate(names)}
    cells = [(row, place[name], weight) for row, sum in enumerate(sums) for name, weight in sum.items()]
    rows, columns, weights = zip(*cells, strict=True) if cells else ((), (), ())
    return csr_array(
        (np.array(weights, dtype="float64"), (rows, columns)), shape=(len(sums), len(names)), dtype="float64"
    )


def furthest(system: System, low: Grid, high: Grid, place: int, way: int) -> Grid | None:
    """Find counts that fit all that is known and are extreme at one place: ``way`` 1 is largest, -1 smallest.

    Returns
    -------
    One value a count; None where nothing fits. Where there is no largest value the count stands at infinity, and the
    others are missing.
    """
    aim = np.zeros(len(system.names))
    aim[place] = -way
    found = milp(aim, bounds=Bounds(low, high), constraints=_sums(system.weights))
    if found.x is not None:
        return np.asarray(found.x, dtype="float64")
    if found.status == _UNBOUNDED:
        found_there = np.full(len(low), math.nan)
        found_there[place] = math.inf
        return found_there
    return None


def _sums(weights: csr_array) -> list[LinearConstraint]:
    return [LinearConstraint(weights, 0, 0)] if weights.shape[0] else []


def spans(cells: Mapping[str, float | None], sums: Sums, rule: Profile) -> dict[str, tuple[float, float]]:
    """Work out between which two whole numbers each withheld count must lie, for all that a reader knows.

    Parameters
    ----------
    cells
        What is published by name: a rounded count, or None for one that is withheld or nowhere printed.
    sums
        What the true counts are known to add up to: each a weighted sum that is 0, as `total_of` gives it.
    rule
        By which the counts were rounded; the reader knows it.

    Returns
    -------
    Lowest and highest value of every count that is None; the highest is infinite where nothing holds it.

    Raises
    ------
    ValueError
        No counts can be behind what is published: something in it is wrong.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> published = {"list": 75, "community": 70, "custody": None}
    >>> spans(published, [total_of("list", "community", "custody")], committee())
    {'custody': (1, 9)}
    """
    found = {}
    for system in systems(cells, [sum for sum in sums if set(sum) <= set(cells)]):
        low, high = ranges(system, cells, rule)
        for place, name in enumerate(system.names):
            if cells[name] is None:
                found[name] = _ends(system, low, high, place)
    return found


def whole(low: float, high: float) -> tuple[float, float]:
    """Give the whole numbers inside a range.

    Examples
    --------
    >>> whole(0.2, 7.9999999)
    (1, 8)
    """
    return math.ceil(low - NEAR), high if math.isinf(high) else math.floor(high + NEAR)


def ranges(
    system: System, cells: Mapping[str, float | None], rule: Profile, *, backwards: bool = True
) -> tuple[Grid, Grid]:
    """Give what a reader knows of each count without adding up: a shown one by its rounding, any other is 0 or more.

    Who knows the rule reasons ``backwards``, too: a count that is nowhere printed, and that others which are all shown
    would give away, is not under the threshold, or one of those would be withheld. That holds of counts that were
    protected together.
    """
    known = [cells[name] for name in system.names]
    ends = [(0.0, math.inf) if shown is None else rule.span(shown) for shown in known]
    low, high = (np.array(end, dtype="float64") for end in zip(*ends, strict=True))
    for place in _bare(system, high - low, rule.width) if backwards else []:
        if system.names[place].startswith(UNSEEN):
            low[place] = rule.threshold
    return low, high


def _bare(system: System, width: Grid, needed: float) -> list[int]:
    """List the counts that are alone withheld in a sum whose others are together known to less than is needed."""
    start, columns, weights = system.weights.indptr, system.weights.indices, abs(system.weights.data)
    found = []
    for row in range(len(start) - 1):
        inside = slice(start[row], start[row + 1])
        places, known = columns[inside], np.isfinite(width[columns[inside]])
        if (~known).sum() == 1:
            told = float(weights[inside][known] @ width[places[known]])
            if told < needed * weights[inside][~known][0]:
                found.append(int(places[~known][0]))
    return found


def narrowed(
    cells: Mapping[str, float | None],
    sums: Sums,
    rule: Profile,
    *,
    near: Collection[str] | None = None,
    backwards: bool = True,
) -> dict[str, tuple[float, float]]:
    """List the counts that are withheld and yet known to less than the width of the rule, and how far.

    Parameters
    ----------
    cells, sums, rule
        As for `spans`, which gives the same answer of each count, and more slowly.
    near
        Names of counts; where given, only what sums tie to one of them is looked at.
    backwards
        Whether the counts were protected together, as for `ranges`.

    Returns
    -------
    Lowest and highest value of each. A count that is nowhere printed is listed where it must be under the threshold.

    Raises
    ------
    ValueError
        No counts can be behind what is published: something in it is wrong.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> published = {"list": 75, "community": 70, "custody": None}
    >>> narrowed(published, [total_of("list", "community", "custody")], committee())
    {'custody': (1, 9)}
    """
    found = {}
    for system in systems(cells, [sum for sum in sums if set(sum) <= set(cells)]):
        if near is None or not set(near).isdisjoint(system.names):
            low, high = ranges(system, cells, rule, backwards=backwards)
            every = np.array([np.full(len(low), math.nan), *samples(system, low, high)])
            least, most = np.fmin.reduce(every), np.fmax.reduce(every)
            for place, name in enumerate(system.names):
                if cells[name] is None and not most[place] - least[place] >= rule.width + 1:
                    ends = _ends(system, low, high, place)
                    if _narrow(name, ends, rule):
                        found[name] = ends
    return found


def samples(system: System, low: Grid, high: Grid) -> list[Grid]:
    """Find a few sets of counts that fit what is known, far from each other: they show that most counts are wide.

    Raises
    ------
    ValueError
        None fits.
    """
    most = np.where(np.isinf(high), _FAR + 2 * high[np.isfinite(high)].sum(), high)
    draw = np.random.default_rng(0)
    found = []
    for number in range(_SAMPLES):
        aim = np.ones(len(low)) if number < 2 else draw.standard_normal(len(low))
        result = milp(aim if number else -aim, bounds=Bounds(low, most), constraints=_sums(system.weights))
        if result.x is None and result.status == _INFEASIBLE:
            raise ValueError(_NONE.format(", ".join(system.names)))
        found += [] if result.x is None else [np.asarray(result.x, dtype="float64")]
    return found


def _ends(system: System, low: Grid, high: Grid, place: int) -> tuple[float, float]:
    ends = [furthest(system, low, high, place, way) for way in (-1, 1)]
    if ends[0] is None or ends[1] is None:
        raise ValueError(_NONE.format(", ".join(system.names)))
    return whole(ends[0][place], ends[1][place])


def _narrow(name: str, ends: tuple[float, float], rule: Profile) -> bool:
    return ends[1] - ends[0] < rule.width and (rule.small(ends[1]) or not name.startswith(UNSEEN))
