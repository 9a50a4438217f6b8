"""What a public page withholds of counts of people: every small one, and what a small one could be worked out from."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd
from scipy.optimize import linprog

from iomlib.report.frames import number

UNSEEN = "_"  # how the name of a count begins that no reader sees, and could work out
Sums = Sequence[Mapping[str, int]]
EMPTY = ["nobody"]  # what it is told of a section on people of whom there are none: nothing is missing
AWAY = ["withheld"]  # what a headline is told of a section whose counts are supplied, and may not be shown


def total_of(total: str, *parts: str) -> dict[str, int]:
    """Say that counts add up to another.

    Examples
    --------
    >>> total_of("list", "community", "custody")
    {'list': -1, 'community': 1, 'custody': 1}
    """
    return {total: -1, **dict.fromkeys(parts, 1)}


def hidden(
    counts: Mapping[str, float],
    sums: Sums,
    minimum: int,
    keep: Sequence[str] = (),
    fixed: Collection[str] = (),
) -> frozenset[str]:
    """Choose the counts that a page withholds, so that no small one can be read off or worked out.

    A count from 1 to ``minimum`` - 1 is withheld. Where a reader could still tell from the others that it
    is so small, more are withheld: the smallest that is enough, and what is to be kept last of all.

    Parameters
    ----------
    counts
        Counts of people by name; missing ones are not known to a reader either. A name that begins with
        ``_`` is not on the page: the rest of a group, or what two counts differ by.
    sums
        What the reader knows of them: each a weighted sum that is 0, as `total_of` gives it.
    minimum
        The smallest count that the edition may show; 1 withholds nothing.
    keep
        Names that are withheld only where nothing else will do, the most important first.
    fixed
        Names of counts that are told of elsewhere, and so are never withheld here.

    Returns
    -------
    Names of the counts to withhold, whatever the order of counts and sums; of two that are as large and would do,
    the first in the alphabet.

    Raises
    ------
    ValueError
        The counts do not have the sums that are given.

    Source
    ------
    `params/disclosure.yml`. The largest value that a withheld count could have is found by linear
    programming, as in Fischetti and Salazar 2001, Solving the cell suppression problem.

    Examples
    --------
    >>> counts = {"list": 42, "community": 30, "custody": 12, "short": 3, "long": 9}
    >>> sums = [total_of("list", "community", "custody"), total_of("custody", "short", "long")]
    >>> sorted(hidden(counts, sums, 5, keep=["list"])), hidden(counts, sums, 1)
    (['long', 'short'], frozenset())
    """
    known = {name: float(count) for name, count in counts.items() if number(count) is not None}
    told = [sum for sum in sums if set(sum) <= set(known)]
    for sum in told:
        if abs(math.fsum(weight * known[name] for name, weight in sum.items())) > 0.5:
            raise ValueError(f"{', '.join(sum)}: the counts do not add up as they should.")
    small = sorted(name for name, count in known.items() if 0 < count < minimum and name not in fixed)
    away = {*small, *(name for name in known if name.startswith(UNSEEN))}
    for name in small:
        while not _covered(name, away, known, told, minimum):
            away.add(_next(name, away, known, told, minimum, (keep, fixed)))
    return frozenset(name for name in away if not name.startswith(UNSEEN))


def _covered(name: str, away: set[str], known: dict[str, float], told: Sums, minimum: int) -> bool:
    """Say whether a withheld count could, for all that a reader sees, be no small one."""
    near = _linked(name, away, told)
    names = sorted({each for sum in near for each in sum} & away)
    if not names:
        return True
    left = [[sum.get(each, 0) for each in names] for sum in near]
    right = [
        -math.fsum(weight * known[each] for each, weight in sum.items() if each not in away) for sum in near
    ]
    found = linprog([-float(each == name) for each in names], A_eq=left, b_eq=right, method="highs")
    return bool(found.status == _UNBOUNDED or -found.fun > minimum - 0.5)


_UNBOUNDED = 3  # of scipy: it could be as large as one likes


def _linked(name: str, away: set[str], told: Sums) -> list[Mapping[str, int]]:
    """Find the sums that say something of a count, by themselves or by way of others that are withheld."""
    met, near = {name}, list[Mapping[str, int]]()
    while more := [sum for sum in told if sum not in near and met & set(sum)]:
        near += more
        met |= {each for sum in more for each in sum} & away
    return near


def _next(  # noqa: PLR0913, PLR0917  what there is to choose from, and what may not be chosen
    name: str,
    away: set[str],
    known: dict[str, float],
    told: Sums,
    minimum: int,
    held: tuple[Sequence[str], Collection[str]],
) -> str:
    """Choose what else to withhold: the smallest that is enough, else the smallest not 0; the kept ones last."""
    keep, fixed = held
    near = {each for sum in _linked(name, away, told) for each in sum} - away - set(fixed)
    free = sorted(near - set(keep), key=lambda each: (known[each], each))
    for order in (free, [each for each in reversed(keep) if each in near]):
        enough = [each for each in order if _covered(name, away | {each}, known, told, minimum)]
        if found := enough or [each for each in order if known[each] > 0]:
            return found[0]
    raise AssertionError(name)  # with everything withheld, a count could be as large as one likes


def withhold(rows: pd.DataFrame, names: Iterable[str], numbers: Sequence[str]) -> pd.DataFrame:
    """Mark the rows of a table whose index is among some names, and take their numbers away.

    Examples
    --------
    >>> rows = pd.DataFrame({"people": [3.0, 9.0]}, index=["short", "long"])
    >>> withhold(rows, ["short"], ["people"]).values.tolist()
    [[nan, True], [9.0, False]]
    """
    away = rows.index.isin(list(names))
    safe = rows.assign(withheld=away)
    safe[list(numbers)] = (
        safe[list(numbers)].astype("float64").mask(pd.Series(away, index=rows.index), axis=0)
    )
    return safe
