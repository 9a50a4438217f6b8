"""Change over time: the last twelve months against the twelve before."""

import re
from collections.abc import Mapping
from datetime import date

import pandas as pd

from iomlib.metrics.intervals import Estimate, check_count, rate_ratio_exact

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def rolling_change(
    counts_by_month: "pd.Series[float] | Mapping[str, float]", months: int = 12
) -> pd.DataFrame:
    """Compare, at each month, the months that end there with as many before them.

    A fall says that there was less; it does not say what brought it about. The interval takes
    the events for independent, and a leap day for nothing.

    Parameters
    ----------
    counts_by_month
        Events by month (index: monthly periods, dates or ``2011-12``). A month that is not there
        is missing, not 0.
    months
        Length of each of the two windows.

    Returns
    -------
    One row per month: ``before`` and ``after`` (counts in the two windows), ``change`` (count)
    and ``change_percent`` (percent of ``before``) from that same pair, ``ratio`` (after over
    before) with its 95% ``lower`` and ``upper``, ``confidence`` and ``method``. Missing where a
    month of either window is; percent and ratio also where ``before`` is 0.

    Source
    ------
    Peterborough City Council, Scrutiny Committee 12 September 2012, item 4.1 (rolling 12 months).

    Examples
    --------
    >>> change = rolling_change({"2011-01": 40, "2011-02": 60, "2011-03": 50, "2011-04": 40}, 2)
    >>> change.loc["2011-04", ["before", "after", "change_percent"]].tolist()
    [100.0, 90.0, -10.0]
    """
    check_count("months", months)
    if months == 0:
        raise ValueError("months is 0. A window has at least one month.")
    after = _by_month(counts_by_month).rolling(int(months)).sum()
    return compare(after.shift(int(months)), after)


def compare(before: "pd.Series[float]", after: "pd.Series[float]") -> pd.DataFrame:
    """Compare two counts of each row, of periods of one length: change, percent and exact ratio.

    Parameters
    ----------
    before, after
        Events, same index; missing where a count is not known.

    Returns
    -------
    The columns of ``rolling_change``, by the same index. Missing where either count is; ratio and
    percent also where ``before`` is 0 or corrections put a count below 0.

    Source
    ------
    Przyborowski and Wilenski 1940, as for ``rate_ratio_exact``.

    Examples
    --------
    >>> compare(pd.Series({"theft": 100.0}), pd.Series({"theft": 90.0}))["change_percent"].tolist()
    [-10.0]
    """
    both = before.notna() & after.notna()
    table = pd.DataFrame({"before": before.where(both), "after": after.where(both)})
    table["change"] = table["after"] - table["before"]
    counts = (table["before"] > 0) & (table["after"] >= 0)
    table["change_percent"] = 100 * table["change"] / table["before"].where(counts)
    pairs = zip(table["before"].where(counts, 0), table["after"].where(counts, 0), strict=True)
    ratios = pd.DataFrame(
        [_ratio(*pair) for pair in pairs], columns=list(Estimate._fields), index=table.index
    )
    return table.join(ratios.rename(columns={"value": "ratio"}))


def thin_months(
    counts_by_month: "pd.Series[float] | Mapping[str, float]", below: float = 0.5
) -> "pd.Series[float]":
    """Find months whose count is so far below the others that part of the supply may be missing.

    Parameters
    ----------
    counts_by_month
        As for ``rolling_change``.
    below
        Share of the median month under which a month is thin.

    Returns
    -------
    The counts of the thin months (index: monthly periods), most often none. With fewer than six
    months there is no usual month to hold one against, and none is thin.

    Source
    ------
    Kent, November and December 2018: recorded crime supplied in part, and read as a fall.

    Examples
    --------
    >>> months = pd.period_range("2018-07", periods=6, freq="M")
    >>> thin_months(pd.Series([900, 950, 920, 940, 310, 280], index=months)).tolist()
    [310.0, 280.0]
    """
    counts = _by_month(counts_by_month).dropna()
    enough = len(counts) >= 6
    return counts[counts < below * counts.median()] if enough else counts.head(0)


def _by_month(counts: "pd.Series[float] | Mapping[str, float]") -> "pd.Series[float]":
    """Put the counts on a calendar without gaps; a month that was not supplied is missing."""
    series = pd.Series(counts, dtype="float64")
    series.index = pd.PeriodIndex([_month(label) for label in series.index], freq="M")
    if not series.index.is_unique:
        twice = ", ".join(sorted({str(m) for m in series.index[series.index.duplicated()]}))
        raise ValueError(f"month {twice} stands there twice. Each month has one count.")
    for month, count in series.dropna().items():
        check_count(f"month {month}", count)
    if series.empty:
        return series
    return series.reindex(pd.period_range(series.index.min(), series.index.max(), freq="M"))


def _month(label: object) -> pd.Period:
    """Read a month; pandas alone would take 2011 for its January and 0 for January 1970."""
    text = isinstance(label, str) and _MONTH.fullmatch(label)
    period = isinstance(label, pd.Period) and label.freqstr == "M"
    if label is pd.NaT or not (text or period or isinstance(label, date)):
        raise ValueError(f"{label!r} is not a month. Months are written like 2011-12.")
    return pd.Period(label, freq="M")  # type: ignore[arg-type]


def _ratio(before: float, after: float) -> Estimate:
    """Give the ratio, or the missing one that stands for no pair and for a ratio to nothing."""
    return rate_ratio_exact(after, 1, before, 1) if before > 0 else rate_ratio_exact(0, 1, 0, 1)
