"""Recorded crime over time: months or quarters on a calendar, and a quarter against the same one of last year."""

from itertools import compress
from typing import NamedTuple

import pandas as pd

from iomlib.errors import DataError
from iomlib.metrics.change import compare, rolling_change
from iomlib.periods import Quarter

MONTHS, QUARTERS = "M", "Q-MAR"  # a financial quarter: the year ends in March
_UNKNOWN = ("missing", "suppressed")  # rows that stand for a count which nobody here knows


class Coverage(NamedTuple):
    """What was supplied of a quarter: its months, by name, and which of them may be in part.

    Where the source counts by quarter, the quarter is the only period. ``withheld`` are those of the absent of which
    there are rows, and one of them without a count.

    Examples
    --------
    >>> Coverage("M", ("April 2018", "May 2018"), ("June 2018",), ()).whole
    False
    """

    step: str
    given: tuple[str, ...]
    absent: tuple[str, ...]
    partial: tuple[str, ...]
    withheld: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Say whether no month of the quarter is absent."""
        return bool(self.given) and not self.absent

    @property
    def whole(self) -> bool:
        """Say whether the quarter can be compared: no month absent, none supplied in part."""
        return self.complete and not self.partial


def by_period(recorded: pd.DataFrame, kind: str = "crime") -> pd.DataFrame:
    """Add up all offences of each month, or of each quarter where the source has only quarters.

    Parameters
    ----------
    recorded
        Rows of one area and series, as ``tables.read_recorded`` gives them: ``period_start``,
        ``period_end``, ``kind``, ``state``, ``supply`` and ``crimes`` (count, net of corrections).
    kind
        ``crime``, or ``incident`` for anti-social behaviour. The two are never added.

    Returns
    -------
    By period (monthly or quarterly ``PeriodIndex``), without gaps from the first to the last that
    was supplied: ``crimes`` (count; missing where a period is, or a row of it), ``partial`` (true
    where part of the supply may be missing), ``withheld`` (true where there are rows and one of them has no count).
    Periods of other lengths are left out.

    Source
    ------
    Home Office counting rules: anti-social behaviour is an incident, not a notifiable offence.

    Examples
    --------
    >>> rows = {"period_start": pd.to_datetime(["2018-04-01", "2018-06-01"]), "kind": "crime"}
    >>> rows |= {"period_end": pd.to_datetime(["2018-04-30", "2018-06-30"]), "state": "counted"}
    >>> by_period(pd.DataFrame(rows | {"supply": "", "crimes": [30, 40]}))["crimes"].tolist()
    [30.0, nan, 40.0]
    """
    step = step_of(recorded)
    rows = recorded.assign(period=periods_of(recorded, step))
    rows = rows[rows["period"].notna()]
    known = rows[(rows["kind"] == kind) & (rows["state"] != "not in series")]
    table = pd.DataFrame(
        {"crimes": total(known), "partial": known.groupby("period")["supply"].max() == "partial"}
    )
    calendar = pd.PeriodIndex([], freq=step)
    if len(rows):
        calendar = pd.period_range(rows["period"].min(), rows["period"].max(), freq=step)
    table = table.reindex(calendar.rename("period"))
    found = table.index.isin(known["period"])
    marks = {
        "partial": table["partial"].fillna(False).astype(bool),
        "withheld": table["crimes"].isna() & found,
    }
    return table.assign(**marks)


def total(rows: pd.DataFrame) -> "pd.Series[float]":
    """Add up the counts of each ``period``; missing where one of its rows is.

    Examples
    --------
    >>> rows = {"period": [1, 1], "state": ["counted", "suppressed"], "crimes": [5, None]}
    >>> total(pd.DataFrame(rows)).tolist()
    [nan]
    """
    unknown = rows["state"].isin(_UNKNOWN) | rows["crimes"].isna()
    groups = rows.assign(unknown=unknown, crimes=rows["crimes"].astype("float64")).groupby("period")
    return groups["crimes"].sum().where(~groups["unknown"].any())


def step_of(recorded: pd.DataFrame) -> str:
    """Say whether a series counts by month (``M``) or by financial quarter (``Q-MAR``).

    Examples
    --------
    >>> days = pd.to_datetime(["2018-04-01"]), pd.to_datetime(["2018-06-30"])
    >>> step_of(pd.DataFrame(dict(zip(("period_start", "period_end"), days))))
    'Q-MAR'
    """
    monthly, quarterly = (periods_of(recorded, step).notna().any() for step in (MONTHS, QUARTERS))
    if monthly and quarterly:
        raise DataError(
            "recorded crime: has counts by month and by quarter in one series, which would be counted twice. "
            "Keep one of the two."
        )
    return QUARTERS if quarterly else MONTHS


def periods_of(recorded: pd.DataFrame, step: str) -> "pd.Series[pd.Period]":
    """Give the month or quarter that each row covers; missing where it covers another time.

    Examples
    --------
    >>> days = {"period_start": pd.to_datetime(["2018-04-01"]), "period_end": pd.to_datetime(["2018-04-30"])}
    >>> str(periods_of(pd.DataFrame(days), "M")[0])
    '2018-04'
    """
    starts, ends = (pd.to_datetime(recorded[name]) for name in ("period_start", "period_end"))
    periods = starts.dt.to_period(step)
    exact = (periods.dt.start_time == starts) & (periods.dt.end_time.dt.normalize() == ends)
    return periods.where(exact)


def quarter_period(quarter: str) -> pd.Period:
    """Give a financial quarter as pandas counts it.

    Examples
    --------
    >>> str(quarter_period("2018-19-Q1"))
    '2019Q1'
    """
    return pd.Period(Quarter.parse(quarter).start, freq=QUARTERS)


def coverage(periods: pd.DataFrame, quarter: str) -> Coverage:
    """Say which months of a quarter were supplied, which are absent, and which may be in part.

    Parameters
    ----------
    periods
        As ``by_period`` gives them.

    Examples
    --------
    >>> months = pd.period_range("2018-04", "2018-05", freq="M")
    >>> table = pd.DataFrame({"crimes": [30.0, 40.0], "partial": [False, True]}, index=months)
    >>> coverage(table, "2018-19-Q1")[1:4]
    (('April 2018', 'May 2018'), ('June 2018',), ('May 2018',))
    """
    asked = quarter_period(quarter)
    step = pd.PeriodIndex(periods.index).freqstr
    inside = (
        [asked] if step == QUARTERS else list(pd.period_range(asked.start_time, asked.end_time, freq="M"))
    )
    found = periods.reindex(pd.PeriodIndex(inside, freq=step))
    names = ["the quarter"] if step == QUARTERS else [month.strftime("%B %Y") for month in inside]
    known, partial = found["crimes"].notna().tolist(), (found["partial"] == True).tolist()  # noqa: E712
    given, doubted = tuple(compress(names, known)), tuple(compress(names, partial))
    held = tuple(compress(names, (found["withheld"] == True).tolist())) if "withheld" in found else ()  # noqa: E712
    return Coverage(step, given, tuple(name for name in names if name not in given), doubted, held)


def by_quarter(periods: pd.DataFrame) -> pd.DataFrame:
    """Add months up to financial quarters; a quarter that lacks a month has no count.

    Parameters
    ----------
    periods
        As ``by_period`` gives them: months or quarters.

    Returns
    -------
    By quarter (``PeriodIndex``): ``crimes`` (count, missing where a month is absent), ``supplied``
    (count in the months that are there), ``months`` (how many of three), ``partial`` and ``whole``
    (three months, none of them in part), ``withheld`` (true where a month has rows and one of them has no count).

    Source
    ------
    Financial quarters begin in April; see docs/method.md.

    Examples
    --------
    >>> months = pd.period_range("2018-04", "2018-08", freq="M")
    >>> table = by_quarter(pd.DataFrame({"crimes": [30.0, 40, 50, 20, 30], "partial": False}, index=months))
    >>> table["crimes"].tolist(), table["supplied"].tolist(), table["months"].tolist()
    ([120.0, nan], [120.0, 50.0], [3, 2])
    """
    index = pd.PeriodIndex(periods.index)
    each = 3 if index.freqstr == QUARTERS else 1
    groups = periods.groupby(index.asfreq(QUARTERS).rename("quarter"))
    months = groups["crimes"].count() * each
    supplied = groups["crimes"].sum(min_count=1)
    table = pd.DataFrame({"crimes": supplied.where(months == 3), "supplied": supplied, "months": months})
    table["partial"] = groups["partial"].any().astype(bool)
    table["withheld"] = groups["withheld"].any().astype(bool) if "withheld" in periods else False
    return table.assign(whole=(table["months"] == 3) & ~table["partial"])


def against_last_year(quarters: pd.DataFrame, quarter: str) -> pd.DataFrame:
    """Compare a quarter with the same quarter of the year before, so that the season does not matter.

    Parameters
    ----------
    quarters
        As ``by_quarter`` gives them.

    Returns
    -------
    One row, of the quarter: the columns of ``rolling_change``. All missing where either quarter is
    absent, lacks a month or may be in part: neither a fall nor a rise can be told from such a pair.

    Source
    ------
    Przyborowski and Wilenski 1940 (exact ratio of two Poisson counts).

    Examples
    --------
    >>> index = pd.PeriodIndex(["2018Q1", "2019Q1"], freq="Q-MAR")
    >>> counts = pd.DataFrame({"crimes": [200.0, 150.0], "whole": True}, index=index)
    >>> against_last_year(counts, "2018-19-Q1")["change_percent"].tolist()
    [-25.0]
    """
    asked = quarter_period(quarter)
    sure = quarters["crimes"].where(quarters["whole"])
    pair = sure.reindex(pd.PeriodIndex([asked - 4, asked], freq=QUARTERS))
    now = pd.Index([quarter], name="quarter")
    return compare(pd.Series([pair.iloc[0]], index=now), pd.Series([pair.iloc[1]], index=now))


def rolling_year(periods: pd.DataFrame) -> pd.DataFrame:
    """Compare, at each period, the year that ends there with the year before it.

    Parameters
    ----------
    periods
        As ``by_period`` gives them: months or quarters. One that may be in part counts as missing.

    Returns
    -------
    The columns of ``rolling_change`` by period.

    Source
    ------
    As for ``rolling_change``.

    Examples
    --------
    >>> quarters = pd.period_range("2017Q1", "2018Q4", freq="Q-MAR")
    >>> counts = pd.DataFrame({"crimes": [10.0] * 4 + [11.0] * 4, "partial": False}, index=quarters)
    >>> rolling_year(counts)["change_percent"].round(1).tolist()[-1]
    10.0
    """
    sure = periods["crimes"].where(~periods["partial"])
    if pd.PeriodIndex(periods.index).freqstr == MONTHS:
        return rolling_change(sure.dropna()) if sure.notna().any() else compare(sure, sure).iloc[:0]
    after = sure.rolling(4).sum()
    return compare(after.shift(4), after)
