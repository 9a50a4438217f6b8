"""What a reader can work out of counts that are withheld, from those that are shown and from how they add up.

Source: the largest and smallest value that a withheld count can have is a linear programme, as in Fischetti and
Salazar 2001, Solving the cell suppression problem; that shown counts are rounded is a range for each of them.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array

from iomlib.disclosure.profile import UNSEEN, Profile
from iomlib.disclosure.solve import NONE, Grid, System, furthest, samples, stays_wide, whole, wide

Sums = Sequence[Mapping[str, int]]
Ends = Mapping[str, tuple[float, float]]
_NO_ENDS: Ends = {}


def total_of(total: str, *parts: str) -> dict[str, int]:
    """Say that counts add up to another.

    Examples
    --------
    >>> total_of("list", "community", "custody")
    {'list': -1, 'community': 1, 'custody': 1}
    """
    return {total: -1, **dict.fromkeys(parts, 1)}


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
    # In one order: which of two answers that are as good is found would depend on it.
    for sum in sorted(sums, key=lambda sum: sorted(sum.items())):
        within.setdefault(top(min(sum)), []).append(sum)
    return [System(members[key], _matrix(members[key], within.get(key, []))) for key in members]


def _matrix(names: list[str], sums: Sums) -> csr_array:
    place = {name: number for number, name in enumerate(names)}
    cells = [(row, place[name], weight) for row, sum in enumerate(sums) for name, weight in sum.items()]
    rows, columns, weights = zip(*cells, strict=True) if cells else ((), (), ())
    return csr_array(
        (np.array(weights, dtype="float64"), (rows, columns)), shape=(len(sums), len(names)), dtype="float64"
    )


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
    return {
        name: _ends(system, low, high, place)
        for system, low, high in _attacked(cells, sums, rule)
        for place, name in enumerate(system.names)
        if cells[name] is None
    }


def _attacked(  # noqa: PLR0913  what is known, and how it is known
    cells: Mapping[str, float | None],
    sums: Sums,
    rule: Profile,
    near: Collection[str] | None = None,
    *,
    backwards: bool = True,
    behind: Ends = _NO_ENDS,
) -> Iterator[tuple[System, Grid, Grid]]:
    for system in systems(cells, [sum for sum in sums if set(sum) <= set(cells)]):
        if near is None or not set(near).isdisjoint(system.names):
            yield system, *ranges(system, cells, rule, backwards=backwards, behind=behind)


def fit(cells: Mapping[str, float | None], sums: Sums, rule: Profile, behind: Ends = _NO_ENDS) -> bool:
    """Say whether any counts can be behind what is published; the rest is as for `narrowed`.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> sums = [total_of("list", "community", "custody")]
    >>> [fit({"list": 75, "community": shown, "custody": None}, sums, committee()) for shown in (70, 90)]
    [True, False]
    """
    try:
        for system, low, high in _attacked(cells, sums, rule, backwards=False, behind=behind):
            samples(system, low, high)
    except ValueError:
        return False
    return True


def ranges(
    system: System,
    cells: Mapping[str, float | None],
    rule: Profile,
    *,
    backwards: bool = True,
    behind: Ends = _NO_ENDS,
) -> tuple[Grid, Grid]:
    """Give what a reader knows of each count without adding up: a shown one by its rounding, any other is 0 or more.

    Who knows the rule reasons ``backwards``, too: a count that is nowhere printed, and that others which are all shown
    would give away, is not under the threshold, or one of those would be withheld. That holds of counts that were
    protected together.
    """
    known = [
        (0.0, math.inf) if (shown := cells[name]) is None else behind.get(name) or rule.span(shown)
        for name in system.names
    ]
    low, high = (np.array(end, dtype="float64") for end in zip(*known, strict=True))
    return (not_small(system, low, high, rule) if backwards else low), high


def not_small(system: System, low: Grid, high: Grid, rule: Profile) -> Grid:
    """Raise the least of each count that is nowhere printed and may not be small, or another would be withheld."""
    least = low.copy()
    for place in _bare(system, high - low, rule.width):
        if system.names[place].startswith(UNSEEN):
            least[place] = rule.threshold
    return least


def _bare(system: System, width: Grid, needed: float) -> list[int]:
    """List the counts that are alone withheld in a sum whose others are together known to less than is needed."""
    unknown, weights = ~np.isfinite(width), abs(system.weights)
    marks = weights.astype(bool).astype("float64")
    told = weights @ np.where(unknown, 0, width)
    alone = (marks @ unknown == 1) & (told < needed * (weights @ unknown))
    return sorted({int(place) for place in (marks @ (unknown * np.arange(len(width))))[alone]})


def narrowed(  # noqa: PLR0913  what is known, and how it is known
    cells: Mapping[str, float | None],
    sums: Sums,
    rule: Profile,
    *,
    near: Collection[str] | None = None,
    backwards: bool = True,
    behind: Ends = _NO_ENDS,
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
    behind
        Lowest and highest value behind shown counts that this rule did not round.

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
    for system, low, high in _attacked(cells, sums, rule, near, backwards=backwards, behind=behind):
        asked = np.array([cells[name] is None for name in system.names])
        seen, width = samples(system, low, high), rule.width + 1
        for place in np.flatnonzero(asked):
            if wide(seen, width)[place] or stays_wide(system, low, high, int(place), seen, asked, width):
                continue
            ends = _ends(system, low, high, int(place))
            if _narrow(system.names[place], ends, rule):
                found[system.names[place]] = ends
    return found


def _ends(system: System, low: Grid, high: Grid, place: int) -> tuple[float, float]:
    ends = [furthest(system, low, high, place, way) for way in (-1, 1)]
    if ends[0] is None or ends[1] is None:
        raise ValueError(NONE.format(", ".join(system.names)))
    return whole(ends[0][place], ends[1][place])


def _narrow(name: str, ends: tuple[float, float], rule: Profile) -> bool:
    return ends[1] - ends[0] < rule.width and (rule.small(ends[1]) or not name.startswith(UNSEEN))
