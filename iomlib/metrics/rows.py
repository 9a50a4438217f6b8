"""The rows of a table that a criterion asks for, of all people at once."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from iomlib.metrics.days import Flags, window
from iomlib.metrics.spells import NEVER, Days, Ints
from iomlib.rules import Criterion


class Rows(NamedTuple):
    """Whose rows they are (``who``, position in the people), from when (``first``) to when (``last``), which are sure.

    A row whose cell is blank where a value is asked for may be meant or not: it is there, and not ``sure``.
    ``last`` is missing where a spell is still open. ``kept`` marks them in the table.
    """

    who: Ints
    first: Days
    last: Days
    sure: Flags
    kept: Flags

    def only(self, which: Flags) -> "Rows":
        """Leave only some of them."""
        kept = self.kept.copy()
        kept[kept] = which
        return Rows(self.who[which], self.first[which], self.last[which], self.sure[which], kept)


def rows_of(
    table: pd.DataFrame, criterion: Criterion, area: str, day: date, since: pd.Timestamp | None = None
) -> Rows:
    """Choose the rows that a criterion asks for, of those that have begun by a day.

    Parameters
    ----------
    table
        ``who``, and ``day`` (an event) or ``start`` and ``end`` (a spell); or neither.
    since
        First day of a window: earlier events are left out, and spells that ended earlier.

    Examples
    --------
    >>> days = pd.to_datetime(["2009-01-01", "2008-12-31"])
    >>> arrests = pd.DataFrame({"who": [0, 1], "day": days})
    >>> asked = Criterion(id="x", text="x", evidence=["arrests"], measure="rows", at_least=1)
    >>> rows_of(arrests, asked, "x", date(2009, 3, 31), pd.Timestamp("2009-01-01")).who.tolist()
    [0]
    """
    begins = next((name for name in ("day", "start") if name in table), "")
    kept = np.asarray(table[begins].to_numpy() <= np.datetime64(day)) if begins else np.ones(len(table), bool)
    if since is not None and begins:
        ends = table["end" if "end" in table else begins].to_numpy()
        kept &= ~(ends < np.datetime64(since))  # a blank end compares as false
    sure = kept.copy()
    for column, values in (criterion.where | ({"area": [area]} if criterion.here else {})).items():
        if column in table:
            hit, blank = among(table[column], values)
            sure &= hit
            kept &= hit | blank
    who = table["who"].to_numpy()[kept].astype(np.int64, copy=False)
    first = _days(table[begins], kept) if begins else np.full(len(who), NEVER)
    last = _ends(table["end"], kept, day) if "end" in table else first
    return Rows(who, first, last, sure[kept], kept)


def window_of(criterion: Criterion, day: date) -> pd.Timestamp | None:
    """Give the first day of a criterion's window, or none if it has no window."""
    return window(day, criterion.months)[0] if criterion.months else None


def among(column: "pd.Series[Any]", values: list[str]) -> tuple[Flags, Flags]:
    """Mark the cells that hold one of the values, and the blank ones; `yes` and `no` are true and false.

    Examples
    --------
    >>> [marks.tolist() for marks in among(pd.Series(["a", None, "b"]), ["b"])]
    [[False, False, True], [False, True, False]]
    """
    if pd.api.types.is_bool_dtype(column.dtype):
        blank = column.isna().to_numpy(bool)
        answer = column.astype("boolean").fillna(value=False).to_numpy(bool)
        meant = (answer if "yes" in values else False) | (~answer if "no" in values else False)
        return np.asarray(meant & ~blank), blank
    category = column.astype("category")
    known = np.append(np.isin(category.cat.categories.astype(str), values), False)
    codes = category.cat.codes.to_numpy()
    return known[codes], codes < 0


def _days(days: "pd.Series[Any]", kept: Flags) -> Days:
    found: Days = days.to_numpy()[kept].astype("datetime64[D]")
    return found


def _ends(days: "pd.Series[Any]", kept: Flags, day: date) -> Days:
    ends = _days(days, kept)
    return np.where(ends > np.datetime64(day), NEVER, ends)
