"""Days, months and ages, counted exactly: both ends of a spell belong to it, and a birthday counts."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.periods import Quarter

Flags = NDArray[np.bool_]


def quarter_days(quarter: str) -> tuple[date, date]:
    """Give the first and the last day of a financial quarter.

    Examples
    --------
    >>> [str(day) for day in quarter_days("2008-09-Q4")]
    ['2009-01-01', '2009-03-31']
    """
    found = Quarter.parse(quarter)
    return found.start, found.end


def window(as_at: date, months: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give the first and the last day of so many months that end on a day, both included.

    Counted back from the day after, so that the months up to the end of a month are whole months.

    Examples
    --------
    >>> [str(day.date()) for day in window(date(2009, 6, 30), 3)]
    ['2009-04-01', '2009-06-30']
    """
    last = pd.Timestamp(as_at)
    return last + pd.Timedelta(days=1) - pd.DateOffset(months=months), last


def live(spells: pd.DataFrame, first: date | pd.Timestamp, last: date | pd.Timestamp) -> Flags:
    """Mark the spells of which at least one day lies in a period.

    Parameters
    ----------
    spells
        ``start`` and ``end``, the first and the last day of each; a blank end is still open.

    Examples
    --------
    >>> spells = pd.DataFrame({"start": pd.to_datetime(["2008-04-01"]), "end": pd.to_datetime(["2008-06-30"])})
    >>> live(spells, date(2008, 6, 30), date(2008, 9, 30)).tolist()
    [True]
    >>> live(spells, date(2008, 7, 1), date(2008, 9, 30)).tolist()
    [False]
    """
    begun = (spells["start"] <= pd.Timestamp(last)).to_numpy(bool)
    ended = (spells["end"] < pd.Timestamp(first)).to_numpy(bool)  # a blank compares as false
    return np.asarray(begun & ~ended)


def months_later(days: "pd.Series[Any]", months: int) -> "pd.Series[Any]":
    """Give the same day of the month so many months later, or the month's last day where it has none.

    Examples
    --------
    >>> months_later(pd.Series(pd.to_datetime(["2008-08-31"])), 6)[0].date()
    datetime.date(2009, 2, 28)
    """
    return days + pd.DateOffset(months=months)


def months_between(first: "pd.Series[Any]", last: "pd.Series[Any] | pd.Timestamp") -> "pd.Series[float]":
    """Count the full months from one day to another; missing where either is.

    A month is full on the same day of the next, or on that month's last day where it has none.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2008-08-31", "2008-09-01"]))
    >>> months_between(days, pd.Timestamp("2009-02-28")).tolist()
    [6.0, 5.0]
    """
    last = pd.Series(last, index=first.index)
    months = 12 * (last.dt.year - first.dt.year) + (last.dt.month - first.dt.month)
    full = (last.dt.day >= first.dt.day) | last.dt.is_month_end
    counted: pd.Series[float] = (months - (~full).astype(float)).where(first.notna() & last.notna())
    return counted


def ages(born: "pd.Series[Any]", on: date) -> "pd.Series[float]":
    """Count full years on a day; missing where the day of birth is.

    Examples
    --------
    >>> born = pd.Series(pd.to_datetime(["1991-03-31", "1991-04-01", "1992-02-29"]))
    >>> ages(born, date(2009, 3, 31)).tolist(), ages(born, date(2009, 2, 28)).tolist()
    ([18.0, 17.0, 17.0], [17.0, 17.0, 16.0])
    """
    before = (born.dt.month > on.month) | ((born.dt.month == on.month) & (born.dt.day > on.day))
    years: pd.Series[float] = (on.year - born.dt.year - before.astype(float)).where(born.notna())
    return years


def birthdays(born: "pd.Series[Any]", age: int) -> "pd.Series[Any]":
    """Give the day on which each person reaches an age: 1 March for 29 February, where there is none.

    Examples
    --------
    >>> birthdays(pd.Series(pd.to_datetime(["1991-02-28", "1992-02-29"])), 18).dt.date.tolist()
    [datetime.date(2009, 2, 28), datetime.date(2010, 3, 1)]
    """
    later = born + pd.DateOffset(years=age)
    reached: pd.Series[Any] = later + pd.to_timedelta((later.dt.day < born.dt.day).astype(int), unit="D")
    return reached
