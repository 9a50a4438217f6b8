"""Counts of people that an edition may not show, and those from which they could be worked out."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.blocks import Figure
from iomlib.report.formats import WITHHELD
from iomlib.report.frames import figure

SMALL = "Withheld: a count of fewer than {} people, or one from which such a count would follow."
Mask = NDArray[np.bool_]


def small_note(hidden: bool, minimum: int) -> list[str]:
    """Say why counts of a table are withheld, where any are.

    Examples
    --------
    >>> small_note(False, 5), len(small_note(True, 5))
    ([], 1)
    """
    return [SMALL.format(minimum)] if hidden else []


def few(count: float, minimum: int) -> bool:
    """Say whether a count is of so few people that they could be recognised. Nobody is not few.

    Examples
    --------
    >>> few(4, 5), few(5, 5), few(0, 5), few(1, 1)
    (True, False, False, False)
    """
    return bool(0 < count < minimum)


def leaves_few(count: float, whole: float, minimum: int) -> bool:
    """Say whether a count is of few people, or leaves few of a whole that the reader knows.

    Examples
    --------
    >>> leaves_few(40, 42, 5), leaves_few(3, 42, 5), leaves_few(42, 42, 5)
    (True, True, False)
    """
    return few(count, minimum) or few(whole - count, minimum)


def parts_withheld(parts: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Say which cells of a table to withhold whose rows and columns each add up to a sum that may be known.

    A cell of few people is withheld. So that it does not follow from its row or its column, the next smallest
    cells there are withheld too, until what is withheld there is several cells and enough people in all.

    Parameters
    ----------
    parts
        Counts of people. A table of one row or one column has one sum.
    minimum
        The smallest count that the edition may show; 1 keeps all.

    Returns
    -------
    True where a cell is withheld.

    Examples
    --------
    >>> parts = pd.DataFrame({"on the list": [30, 9, 3], "others": [40, 12, 600]}, index=["yes", "open", "no"])
    >>> parts_withheld(parts, 5).to_numpy().tolist()
    [[False, False], [True, True], [True, True]]
    """
    counts = parts.fillna(0).to_numpy(float)
    hidden: Mask = (counts > 0) & (counts < minimum)
    lines = [(slice(None), at) for at in range(counts.shape[1])] + list(range(counts.shape[0]))
    before = -1
    while before != hidden.sum():
        before = hidden.sum()
        for line in lines:
            hidden[line] = _line(counts[line], hidden[line], minimum)
    return pd.DataFrame(hidden, index=parts.index, columns=parts.columns)


def _line(counts: NDArray[Any], hidden: Mask, minimum: int) -> Mask:
    """Hide more cells of a row or a column until those hidden cannot be told from its sum; a lone cell has none."""
    more = hidden.copy()
    while len(counts) > 1 and more.any() and not more.all():
        if more.sum() > 1 and counts[more].sum() >= minimum:
            break
        more[np.argmin(np.where(more, np.inf, counts))] = True
    return more


def apart_withheld(counts: Iterable[float], minimum: int, known: Iterable[float] = ()) -> list[bool]:
    """Say which counts to withhold where each may be of a part of another's people.

    The largest are shown first. A count is withheld that is of few people, or that differs by few from one that is
    shown, or from one of those ``known`` already: the few would follow by subtraction.

    Examples
    --------
    >>> apart_withheld([79, 76, 60, 3], 5), apart_withheld([79, 76], 1), apart_withheld([40], 5, [42])
    ([False, True, False, True], [False, False], [True])
    """
    values = list(counts)
    hidden, shown = [False] * len(values), list(known)
    for at in sorted(range(len(values)), key=lambda at: (-np.nan_to_num(values[at]), at)):
        hidden[at] = few(values[at], minimum) or any(few(abs(values[at] - other), minimum) for other in shown)
        if not hidden[at]:
            shown.append(values[at])
    return hidden


def count_figure(id: str, count: float, hidden: bool, method: str | None = None) -> Figure:
    """Record a count of people for a sentence, without its value where it is withheld.

    Examples
    --------
    >>> count_figure("missed.people", 12, False).text, count_figure("missed.people", 3, True).text
    ('12', 'withheld')
    """
    made = figure(id, count, "count", method=method)
    return made.model_copy(update={"value": None, "text": WITHHELD}) if hidden else made
