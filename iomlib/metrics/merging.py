"""Spells: those that overlap or touch made one, and their days in a period counted once."""

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

Days = npt.NDArray[np.int64]
OPEN = 2**31 - 1  # A day after every other, for a spell that has not ended.


def merged(spells: pd.DataFrame) -> pd.DataFrame:
    """Make one spell of those of a person that overlap, or that follow each other day on day.

    Somebody whose spell ends on 31 March and who begins another on 1 April was never away.

    Parameters
    ----------
    spells
        ``who`` (position of the person), ``start`` and ``end`` (first and last day; blank is open),
        and ``reason`` (category) where it is known.

    Returns
    -------
    One row per spell without overlap, by person and start: ``who``, ``start``, ``end`` (blank where any
    of them is open), and ``reason``, that of the spell that ended last (where two did, the first in
    the alphabet), blank while it is open.

    Examples
    --------
    >>> days = {"start": ["2009-01-01", "2009-02-01"], "end": ["2009-01-31", "2009-03-31"]}
    >>> spells = pd.DataFrame({"who": 0, **{name: pd.to_datetime(column) for name, column in days.items()}})
    >>> merged(spells)["end"].dt.date.tolist()
    [datetime.date(2009, 3, 31)]
    """
    order = np.lexsort((days_of(spells["start"]), spells["who"].to_numpy()))
    rows = spells.iloc[order]
    who, start, end = rows["who"].to_numpy(), days_of(rows["start"]), days_of(rows["end"])
    first = np.flatnonzero(_begins_anew(who, start, end))
    last = np.maximum.reduceat(end, first) if len(first) else end
    made = pd.DataFrame({"who": who[first], "start": rows["start"].to_numpy()[first], "end": _dates(last)})
    made = made.astype({"start": spells["start"].dtype, "end": spells["end"].dtype})
    return made.assign(reason=_last_reason(rows["reason"], end, first, last)) if "reason" in rows else made


def days_inside(
    spells: pd.DataFrame, people: int, first: date | pd.Timestamp, last: date | pd.Timestamp
) -> Days:
    """Count each person's days of a period that lie in a spell, each day once.

    Parameters
    ----------
    spells
        As for ``merged``.
    people
        Number of people; ``who`` is below it.
    first, last
        First and last day of the period, both counted.

    Returns
    -------
    Days by position of the person.

    Examples
    --------
    >>> days = pd.to_datetime(["2009-03-30", "2009-03-31"])
    >>> spells = pd.DataFrame({"who": 0, "start": days, "end": pd.NaT})
    >>> days_inside(spells, 2, date(2009, 1, 1), date(2009, 3, 31)).tolist()
    [2, 0]
    """
    begin, until = (
        pd.Timestamp(day).to_datetime64().astype("datetime64[D]").astype(int) for day in (first, last)
    )
    touching = (days_of(spells["start"]) <= until) & (days_of(spells["end"]) >= begin)
    rows = merged(spells.loc[touching, ["who", "start", "end"]])
    inside = np.minimum(days_of(rows["end"]), until) - np.maximum(days_of(rows["start"]), begin) + 1
    return np.bincount(rows["who"], weights=inside, minlength=people).astype(np.int64)


def days_of(column: "pd.Series[pd.Timestamp]") -> Days:
    """Give days as whole numbers, a blank one as a day after every other.

    Examples
    --------
    >>> days_of(pd.Series(pd.to_datetime(["1970-01-02", None]))).tolist() == [1, OPEN]
    True
    """
    days = column.to_numpy("datetime64[s]").astype("datetime64[D]")
    return np.where(np.isnat(days), OPEN, days.astype(np.int64))


def _dates(days: Days) -> npt.NDArray[np.datetime64]:
    blank = days == OPEN
    dates = np.where(blank, 0, days).astype("datetime64[D]").astype("datetime64[s]")
    return np.where(blank, np.datetime64("NaT"), dates)


def _begins_anew(who: Days, start: Days, end: Days) -> npt.NDArray[np.bool_]:
    """Mark the rows, by person and start, before which the person was away for a day or more."""
    if not len(who):
        return np.zeros(0, bool)
    # The latest end so far, of this person alone: a person's days are moved beyond those of the last.
    step = np.int64(2**33)
    latest = np.maximum.accumulate(end + who * step) - who * step
    away = (who[1:] != who[:-1]) | (start[1:] > latest[:-1] + 1)
    return np.concatenate([np.array([True]), away])


def _last_reason(
    reasons: "pd.Series[str]", end: Days, first: npt.NDArray[np.intp], last: Days
) -> "pd.Series[str]":
    """Give each spell the reason of the one of its parts that ended last, the first in the alphabet."""
    if not len(first):
        return reasons.reset_index(drop=True)
    kinds = reasons.astype("category").cat
    names, codes = kinds.categories, kinds.codes.to_numpy()
    place = np.append(np.argsort(np.argsort(names.to_numpy())), len(names))  # a blank comes last
    sizes = np.diff(np.append(first, len(end)))
    at_the_end = (end == np.repeat(last, sizes)) & (end < OPEN)
    place = np.where(at_the_end, place[codes], len(names))
    found = np.minimum.reduceat(place, first)
    kept = np.append(np.argsort(names.to_numpy()), -1)[found]
    return pd.Series(pd.Categorical.from_codes(kept, categories=names))
