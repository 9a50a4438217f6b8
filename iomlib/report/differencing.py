"""Which counts of one group may stand on a page together, so that none of few people can be worked out."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Table = NDArray[np.float64]
_MOST_PAIRS = 60  # sets of which each two are looked at together
_NEAR = 1e-7


def withheld(sets: pd.DataFrame, minimum: int, importance: Mapping[str, int] | None = None) -> list[str]:
    """List the counts that a page must not show, of those that it would like to show.

    A count is withheld that is itself from 1 to ``minimum`` - 1, or leaves so few of the group. Then
    counts are withheld from which those, or other small ones, could be worked out by adding and
    taking away: 14 on one list, 15 on another and 27 on either say that 2 are on both.

    Parameters
    ----------
    sets
        One row per person of the group, one column per count that the page would like to show: whether
        the person is counted in it. The size of the group is shown too.
    minimum
        The smallest count that the edition may show; 1 keeps all.
    importance
        By column, a number; of two counts the one with the higher number is given up first. Those without
        one are the most important. Between equals the smaller count goes, then the later column.

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
    if minimum <= 1 or not len(sets):
        return []
    if len(sets) < minimum:
        return names
    cells, people = _cells(sets)
    counts = people @ cells
    hidden = set(np.flatnonzero(_few(counts, len(sets), minimum)).tolist())
    order = [(-(importance or {}).get(name, 0), counts[place], -place) for place, name in enumerate(names)]
    while (leak := _leak(cells, people, hidden, minimum)) is not None:
        used = [place for place in leak if place not in hidden]
        hidden.add(min(used, key=order.__getitem__))
    return [name for place, name in enumerate(names) if place in hidden]


def _cells(sets: pd.DataFrame) -> tuple[Table, Table]:
    """Put people together who are counted in the same sets: a row a kind, and how many there are."""
    kinds = pd.Series(list(map(tuple, sets.to_numpy(bool).tolist())), dtype="object").value_counts()
    ordered = sorted(kinds.index)
    people = np.array([kinds[kind] for kind in ordered], dtype="float64")
    return np.array(ordered, dtype="float64").reshape(len(ordered), sets.shape[1]), people


def _few(counts: Table, total: float, minimum: int) -> NDArray[np.bool_]:
    rest = total - counts
    return ((counts > 0.5) & (counts < minimum - 0.5)) | ((rest > 0.5) & (rest < minimum - 0.5))


def _leak(cells: Table, people: Table, hidden: set[int], minimum: int) -> list[int] | None:
    """Find a small count that follows from those shown, and which of these it follows from."""
    shown = [place for place in range(cells.shape[1]) if place not in hidden]
    known = np.column_stack([np.ones(len(cells)), cells[:, shown]])
    asked = _questions(cells, shown)
    asked = asked[:, _few(people @ asked, people.sum(), minimum)]
    if not asked.shape[1]:
        return None
    weights, *_ = np.linalg.lstsq(known, asked, rcond=None)
    missed = np.abs(known @ weights - asked).max(axis=0)
    for question in np.flatnonzero(missed < _NEAR):
        used = np.flatnonzero(np.abs(weights[1:, question]) > _NEAR)
        if len(used):
            return [shown[place] for place in used]
    return None


def _questions(cells: Table, shown: list[int]) -> Table:
    """Put together what somebody might ask: each kind of people, each set, what two sets share, and the rest."""
    one = [cells, np.eye(len(cells))]
    rest = 1 - cells[:, shown].max(axis=1, initial=0)
    one.append(rest[:, None])
    # of each set, those who are in no smaller set that is shown
    one += [cells * rest[:, None]]
    if cells.shape[1] <= _MOST_PAIRS:
        pairs: list[Any] = []
        for first, second in combinations(range(cells.shape[1]), 2):
            a, b = cells[:, first], cells[:, second]
            pairs += [a * b, a * (1 - b), b * (1 - a), (1 - a) * (1 - b)]
        one += [np.column_stack(pairs)] if pairs else []
    return np.column_stack(one)
