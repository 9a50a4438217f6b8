"""Months and unbroken spells of many people at once, as whole numbers of days."""

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NEVER = np.datetime64("NaT", "D")
_LATE, _EARLY = np.iinfo(np.int64).max, np.iinfo(np.int64).min


def later(days: Days, months: "Ints | int", *, over: bool = False) -> Days:
    """Give the same day of the month so many months later, each by its own number.

    Where the month has no such day its last one is meant, or the day after that (``over``).

    Examples
    --------
    >>> days = np.array(["2008-08-31", "2008-08-31"], "datetime64[D]")
    >>> later(days, np.array([6, 7])).astype(str).tolist(), later(days, 6, over=True).astype(str).tolist()
    (['2009-02-28', '2009-03-31'], ['2009-03-01', '2009-03-01'])
    """
    month = days.astype("datetime64[M]")
    begins = month + np.asarray(months).astype("timedelta64[M]")
    length = (begins + np.timedelta64(1, "M")).astype("datetime64[D]") - begins.astype("datetime64[D]")
    into = days - month.astype("datetime64[D]")
    allowed = length if over else length - np.timedelta64(1, "D")
    found: Days = begins.astype("datetime64[D]") + np.minimum(into, allowed)
    return found


def months_from(first: Days, last: Days) -> Floats:
    """Count months from one day to another, with the part of a month that is left over.

    A whole number of months is exactly that number, as ``days.months_between`` counts; any day more is more, which
    that cannot tell. Missing where either day is.

    Examples
    --------
    >>> days = np.array(["2007-04-01", "2007-03-31"], "datetime64[D]")
    >>> [round(months, 2) for months in months_from(days, np.full(2, np.datetime64("2009-04-01"))).tolist()]
    [24.0, 24.03]
    """
    missing = np.isnat(first) | np.isnat(last)
    start = np.where(missing, np.datetime64(0, "D"), first)
    end = np.where(missing, np.datetime64(0, "D"), last)
    whole = (end.astype("datetime64[M]") - start.astype("datetime64[M]")).astype(np.int64)
    whole -= later(start, whole) > end
    reached = later(start, whole)
    part = (end - reached) / (later(start, whole + 1) - reached)
    counted: Floats = np.where(missing, np.nan, whole + part)
    return counted


def unbroken(who: Ints, first: Days, last: Days, size: int, day: np.datetime64) -> Days:
    """Give the day from which each person has been in a spell without a break up to a day; missing for others.

    Spells that overlap, or follow each other on the next day, are one. A missing ``last`` is still open.

    Examples
    --------
    >>> first = np.array(["2008-01-01", "2008-03-01", "2008-06-01"], "datetime64[D]")
    >>> last = np.array(["2008-02-29", "2008-04-30", "NaT"], "datetime64[D]")
    >>> who = np.array([0, 0, 1])
    >>> unbroken(who, first, last, 2, np.datetime64("2008-04-30")).astype(str).tolist()
    ['2008-01-01', 'NaT']
    """
    begins, ends = first.astype(np.int64), np.where(np.isnat(last), day, last).astype(np.int64)
    known = np.flatnonzero((begins <= day.astype(np.int64)) & (ends >= begins))
    order = known[np.lexsort((begins[known], who[known]))]
    whose, begins, ends = who[order], begins[order], np.minimum(ends[order], day.astype(np.int64))
    base, span = begins.min(initial=0), int(day.astype(np.int64)) - int(begins.min(initial=0)) + 2
    # People stand one after the other, so that the furthest end so far is one running maximum for all of them.
    reach = np.maximum.accumulate(whose * span + (ends - base)) if len(order) else whose
    new = np.ones(len(order), bool)
    new[1:] = whose[1:] * span + (begins[1:] - base) > reach[:-1] + 1
    new[1:] |= whose[1:] != whose[:-1]
    start = begins[np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))] if len(order) else begins
    covers = ends == day.astype(np.int64)
    found = np.full(size, _LATE)
    np.minimum.at(found, whose[covers], start[covers])
    return as_days(found)


def as_days(numbers: Ints) -> Days:
    """Make days of their numbers; the largest and the smallest of all stand for none.

    Examples
    --------
    >>> as_days(np.array([14335, np.iinfo(np.int64).max])).astype(str).tolist()
    ['2009-04-01', 'NaT']
    """
    none = (numbers == _LATE) | (numbers == _EARLY)
    return np.where(none, NEVER, numbers.astype("datetime64[D]"))


class Edges:
    """The first and the last day of each person's rows, as more and more tables are looked through."""

    def __init__(self, size: int) -> None:
        """Begin with nothing for so many people."""
        self._first, self._last = np.full(size, _LATE), np.full(size, _EARLY)

    def add(self, who: Ints, first: Days, last: Days) -> None:
        """Look at more rows; a missing last day is still open, and later than any other."""
        dated = ~np.isnat(first)
        np.minimum.at(self._first, who[dated], first[dated].astype(np.int64))
        ends = np.where(np.isnat(last), _LATE, last.astype(np.int64))
        np.maximum.at(self._last, who[dated], ends[dated])

    @property
    def first(self) -> Days:
        """The first day, missing where there is none."""
        return as_days(self._first)

    @property
    def last(self) -> Days:
        """The last day, missing where there is none or a spell is still open."""
        return as_days(self._last)
