"""How long people stay on a list, and how long they stay away from it, by Kaplan and Meier."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from iomlib.metrics.cohort import enrolled
from iomlib.metrics.counts import with_shares
from iomlib.metrics.days import Flags, months_later
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.intervals import Estimate
from iomlib.metrics.survival import kaplan_meier
from iomlib.metrics.throughput import exits, stays

Period = tuple[date, date]


def stay_curve(
    evidence: Evidence, name: str, area: str | None, begun: Period | None = None, confidence: float = 0.95
) -> pd.DataFrame:
    """Follow the share of stays on a list that were still under way, day by day from their first day.

    Stays that have not ended count up to the last day known of. Several stays of a person are taken for
    independent.

    Parameters
    ----------
    evidence, name, area
        As for ``stays``.
    begun
        First and last day on which the stays began; left out, all stays.
    confidence
        0.95 for 95% intervals.

    Returns
    -------
    As ``kaplan_meier``: ``days`` on the list (first and last day counted), ``survival`` (share still on it
    after so many days, 0 to 1), ``lower``, ``upper``, ``at_risk``, ``confidence``, ``method``. No rows
    where there is no such stay. A step may be one person.

    Source
    ------
    Kaplan and Meier 1958.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> days = {"start": ["2008-01-01", "2008-05-01"], "end": ["2008-01-10", None]}
    >>> enrolments = pd.DataFrame({"person": ["a", "b"], "area": "haringey", "list": "ppo",
    ...     **{day: pd.to_datetime(column) for day, column in days.items()}, "reason": None})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments}, date(2008, 6, 30))
    >>> stay_curve(evidence, "ppo", "haringey")[["days", "survival"]].to_numpy().tolist()
    [[0.0, 1.0], [10.0, 0.5], [61.0, 0.5]]
    """
    rows = stays(evidence, name, area)
    if begun:
        rows = rows[_inside(rows["start"], begun)]
    last = pd.Timestamp(evidence.as_at)
    days = (rows["end"].fillna(last) - rows["start"]).dt.days + 1
    return _curve(days, rows["end"].notna(), confidence)


def return_curve(
    evidence: Evidence, name: str, area: str | None, left: Period | None = None, confidence: float = 0.95
) -> pd.DataFrame:
    """Follow the share of those who left a list that had not come back, day by day from their last day.

    Parameters
    ----------
    evidence, name, area, confidence
        As for ``stay_curve``.
    left
        First and last day of the last days of the stays; left out, all that ended.

    Returns
    -------
    As ``stay_curve``: ``days`` since the last day on the list, ``survival`` (share not back by then).

    Source
    ------
    Kaplan and Meier 1958.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> days = {"start": ["2008-01-01", "2008-01-21", "2008-01-01"], "end": ["2008-01-10", None, "2008-03-31"]}
    >>> enrolments = pd.DataFrame({"person": ["a", "a", "b"], "area": "haringey", "list": "ppo",
    ...     **{day: pd.to_datetime(column) for day, column in days.items()}, "reason": None})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments}, date(2008, 6, 30))
    >>> return_curve(evidence, "ppo", "haringey")[["days", "survival"]].to_numpy().tolist()
    [[0.0, 1.0], [11.0, 0.5], [91.0, 0.5]]
    """
    rows = exits(evidence, name, area)
    if left:
        rows = rows[_inside(rows["end"], left)]
    last = pd.Timestamp(evidence.as_at)
    return _curve((rows["next"].fillna(last) - rows["end"]).dt.days, rows["next"].notna(), confidence)


def lasting(
    evidence: Evidence,
    name: str,
    area: str | None,
    months: Sequence[int] = (12, 24, 36),
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Say how many stays on a list were still under way so many months after they began.

    Parameters
    ----------
    evidence, name, area
        As for ``stays``.
    months
        Lengths of time since the first day of a stay.

    Returns
    -------
    One row per ``months``: ``people`` (stays with a day so long after the first), ``out_of`` (stays that began so long
    ago that this is known), ``share`` (0 to 1), ``lower``, ``upper``, ``confidence``, ``method``. Somebody with two
    stays counts twice. Missing where there is no row of the list.

    Source
    ------
    A share of those followed so long, with Wilson's limits. Unlike a curve it is made of two counts.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> days = {"start": ["2008-01-01", "2008-05-01"], "end": ["2008-01-10", None]}
    >>> enrolments = pd.DataFrame({"person": ["a", "b"], "area": "haringey", "list": "ppo",
    ...     **{day: pd.to_datetime(column) for day, column in days.items()}, "reason": None})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments}, date(2009, 3, 31))
    >>> lasting(evidence, "ppo", "haringey")[["people", "out_of"]].head(2).to_numpy().tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    rows, counts = stays(evidence, name, area), []
    for length in months:
        until = months_later(rows["start"], length)
        known = (until <= pd.Timestamp(evidence.as_at)).to_numpy(bool)
        there = known & (rows["end"].isna() | (rows["end"] >= until)).to_numpy(bool)
        counts.append((float(there.sum()), float(known.sum())))
    index = pd.Index(list(months), name="months")
    table = pd.DataFrame(counts, columns=["people", "out_of"], index=index)
    listed = enrolled(evidence, name, area) is not None
    return with_shares(table if listed else table * math.nan, confidence)


def median_days(curve: pd.DataFrame, share: float = 0.5) -> Estimate:
    """Read from a curve the day by which half had left, or had come back.

    Parameters
    ----------
    curve
        What ``stay_curve`` and ``return_curve`` give.
    share
        0.5 for the median; 0.25 for the day by which a quarter had.

    Returns
    -------
    Days. A limit, or the value, is missing where the curve does not come down so far: the answer is
    then "longer than anybody has been followed", and not a number.

    Source
    ------
    Brookmeyer and Crowley 1982, on the limits of the curve.

    Examples
    --------
    >>> days, ended = pd.Series([10.0, 20.0, 30.0]), pd.Series([1.0, 1.0, 0.0])
    >>> median_days(kaplan_meier(days, ended)).value
    20.0
    """
    if not 0 < share < 1:
        raise ValueError(f"share is {share:g}. It lies between 0 and 1: half is 0.5.")
    value, lower, upper = (_first(curve, column, 1 - share) for column in ("survival", "lower", "upper"))
    confidence = float(curve["confidence"].iloc[0]) if len(curve) else math.nan
    return Estimate(value, lower, upper, confidence, "Kaplan-Meier, limits of Brookmeyer and Crowley")


def _inside(days: "pd.Series[Any]", period: Period) -> Flags:
    first, last = (pd.Timestamp(day) for day in period)
    return days.between(first, last).to_numpy(bool)


def _curve(days: "pd.Series[Any]", happened: "pd.Series[bool]", confidence: float) -> pd.DataFrame:
    times = pd.Series(days.to_numpy("float64"))
    curve = kaplan_meier(times, pd.Series(happened.to_numpy("float64")), None, confidence)
    return curve if len(times) else curve.iloc[:0]


def _first(curve: pd.DataFrame, column: str, height: float) -> float:
    below = curve[curve[column] <= height + 1e-12]
    return float(below["days"].iloc[0]) if len(below) else math.nan
