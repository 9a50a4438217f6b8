"""Which counts of one group may stand on a page together, so that none of few people can be worked out."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.metrics.overlap import patterns

Grid = NDArray[np.float64]
_MOST_PAIRS = 60  # sets of which each two are looked at together
_NEAR = 1e-7


def withheld(
    sets: pd.DataFrame,
    minimum: int,
    importance: Mapping[str, int] | None = None,
    exclusive: Sequence[str] = (),
    people: Sequence[int] = (),
) -> list[str]:
    """List the counts that a page must not show, of those that it would like to show.

    Counts are taken up one after the other, the most important first. One is withheld that is itself
    from 1 to ``minimum`` - 1, or leaves so few of the group, or from which, with those taken up before
    and the size of the group, such a count could be worked out by adding and taking away: 14 on one
    list, 15 on another and 27 on either say that 2 are on both.

    Parameters
    ----------
    sets
        One row per person of the group, one column per count that the page would like to show: whether
        the person is counted in it. The size of the group is shown too.
    minimum
        The smallest count that the edition may show; 1 keeps all.
    importance
        By column, a number; lower ones are taken up first, and 0 where there is none. Among equals the
        larger count comes first, then the earlier column.
    exclusive
        Columns of which nobody is in two, so that what is left over by those shown is known too.
    people
        How many people each row stands for; if not given, one.

    Returns
    -------
    Names of columns, in their order. All of them where the group itself is too small.

    Source
    ------
    Inclusion and exclusion: Safer Stockton Partnership, 16 June 2009, item 8, 3.14 and 3.15, from which
    it follows that 2 people are on both lists.

    Examples
    --------
    >>> rows = [(True, True, True)] * 2 + [(True, False, True)] * 12
    >>> rows += [(False, True, True)] * 13 + [(False, False, False)] * 46
    >>> withheld(pd.DataFrame(rows, columns=["PPO", "DRR", "either"]), 5, {"either": 1})
    ['either']
    """
    names = [str(name) for name in sets.columns]
    size = sum(people) if len(people) else len(sets)
    if minimum <= 1 or not size:
        return []
    if size < minimum:
        return names
    cells, numbers = _cells(sets, people)
    counts, asked = numbers @ cells, _questions(cells)
    asked = asked[:, _few(numbers @ asked, size, minimum)]
    ranks = importance or {}
    order = sorted(range(len(names)), key=lambda place: (ranks.get(names[place], 0), -counts[place], place))
    shown: list[int] = []
    for place in order:
        more = [*shown, place]
        left = _left(cells[:, more], [names[each] in exclusive for each in more])
        told = _few(numbers @ left, size, minimum).any()
        if not told and not _follows(cells[:, more], asked):
            shown = more
    return [name for place, name in enumerate(names) if place not in shown]


def _cells(sets: pd.DataFrame, people: Sequence[int]) -> tuple[Grid, Grid]:
    """Put people together who are counted in the same sets: a row a kind, and how many there are."""
    numbers = {} if len(people) else patterns(sets)
    if len(people):
        for kind, number in zip(map(tuple, sets.to_numpy(bool).tolist()), people, strict=True):
            numbers[kind] = numbers.get(kind, 0) + number
    ordered = sorted(numbers)
    found = np.array([numbers[kind] for kind in ordered], dtype="float64")
    return np.array(ordered, dtype="float64").reshape(len(ordered), sets.shape[1]), found


def _few(counts: Grid, total: float, minimum: int) -> NDArray[np.bool_]:
    rest = total - counts
    return ((counts > 0.5) & (counts < minimum - 0.5)) | ((rest > 0.5) & (rest < minimum - 0.5))


def _follows(shown: Grid, asked: Grid) -> bool:
    """Say whether a count that is asked for is a sum or difference of those shown and the whole group."""
    basis, sizes, _ = np.linalg.svd(np.column_stack([np.ones(len(shown)), shown]), full_matrices=False)
    basis = basis[:, sizes > _NEAR * sizes[0]]
    missed = np.abs(asked - basis @ (basis.T @ asked)).max(axis=0, initial=0)
    return bool((missed < _NEAR).any())


def _questions(cells: Grid) -> Grid:
    """Put together what somebody might ask: each kind of people, each set, and what each two share."""
    asked = [cells, np.eye(len(cells))]
    if 1 < cells.shape[1] <= _MOST_PAIRS:
        for first, second in combinations(range(cells.shape[1]), 2):
            a, b = cells[:, first], cells[:, second]
            asked.append(np.column_stack([a * b, a * (1 - b), b * (1 - a), (1 - a) * (1 - b)]))
    return np.column_stack(asked)


def _left(shown: Grid, exclusive: list[bool]) -> Grid:
    """Give those whom the exclusive sets among those shown leave over, in all and of each other set."""
    rest = 1 - shown[:, exclusive].sum(axis=1, keepdims=True)
    return np.column_stack([rest, shown * rest]) if any(exclusive) else rest[:, :0]
