"""How counts of people that overlap belong together: each is made of the same kinds of people, seen or not."""

from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np
import pandas as pd

from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import UNSEEN
from iomlib.metrics.overlap import patterns

Known = tuple[dict[str, float], list[Mapping[str, int]]]  # counts by name, and what they add up to


def crossed(
    name: str,
    people: pd.DataFrame,
    possible: pd.DataFrame | None = None,
    rests: Iterable[tuple[str, str]] = (),
) -> Known:
    """Split people into kinds of which every count is made, so that nothing is missed that follows from several.

    Parameters
    ----------
    name
        By which the kinds are called; nobody sees them.
    people
        One row a person, one column a count: whether the person is counted in it.
    possible
        The same columns, one row for each kind of person that there could be; if not given, every combination. What
        stands here tells a reader nothing, as long as it does not depend on the people.
    rests
        Pairs of columns: those of the one who are not in the other are counted too, as nobody prints them and a reader
        could work them out.

    Returns
    -------
    Counts of people by column and by kind, and sums, as for `iomlib.disclosure.protect.hidden`.

    Examples
    --------
    >>> people = pd.DataFrame({"ppo": [True, True, False], "drr": [True, False, False]})
    >>> counts, sums = crossed("lists", people)
    >>> counts["ppo"], counts["_lists 0"], sums[0]
    (2.0, 1.0, {'ppo': -1, '_lists 2': 1, '_lists 3': 1})
    """
    if possible is None:
        ways = list(product([False, True], repeat=len(people.columns)))
        possible = pd.DataFrame(ways, columns=people.columns)
    people, possible = (_with_rests(each, rests) for each in (people, possible))
    names = [str(column) for column in people.columns]
    every, found = _rows(possible), patterns(people) if len(people) else {}
    ordered = sorted({*every, *found})
    counts = {f"{UNSEEN}{name} {place}": float(found.get(kind, 0)) for place, kind in enumerate(ordered)}
    marks = np.array(ordered, dtype=bool).reshape(len(ordered), len(names))
    sums: list[Mapping[str, int]] = []
    for place, each in enumerate(names):
        parts = [f"{UNSEEN}{name} {row}" for row in np.flatnonzero(marks[:, place])]
        if parts:
            sums.append(total_of(each, *parts))
        if parts or not each.startswith(UNSEEN):  # of whom there can be nobody, nothing can be worked out
            counts[each] = sum((counts[part] for part in parts), start=0.0)
    return counts, sums


def _with_rests(flags: pd.DataFrame, rests: Iterable[tuple[str, str]]) -> pd.DataFrame:
    found = {str(name): flags[name].to_numpy(bool) for name in flags}
    left = {f"{UNSEEN}{whole} without {part}": found[whole] & ~found[part] for whole, part in rests}
    return pd.concat([flags, pd.DataFrame(left, index=flags.index)], axis=1)


def _rows(flags: pd.DataFrame) -> list[tuple[bool, ...]]:
    return [tuple(row) for row in flags.drop_duplicates().to_numpy(bool).tolist()]


def rest_of(counts: dict[str, float], whole: str, *parts: str) -> dict[str, int]:
    """Name what some parts of a whole leave over, which a reader can work out, and give the sum.

    Examples
    --------
    >>> counts = {"list": 42.0, "joined": 3.0}
    >>> rest_of(counts, "list", "joined"), counts["_list without joined"]
    ({'list': -1, 'joined': 1, '_list without joined': 1}, 39.0)
    """
    rest = f"{UNSEEN}{whole} without {' and '.join(parts)}"
    counts[rest] = counts[whole] - sum(counts[part] for part in parts)
    return total_of(whole, *parts, rest)
