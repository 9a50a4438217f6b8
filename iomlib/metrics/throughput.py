"""Throughput of a list: how many came and went, how long they stayed, who came back."""

import math
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from iomlib.metrics.cohort import enrolled, moves
from iomlib.metrics.counts import check_known, count, with_shares
from iomlib.metrics.days import months_between, months_later
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.merging import merged

NOT_GIVEN = "not given"
_DAY = pd.Timedelta(days=1)


def stays(evidence: Evidence, name: str, area: str | None) -> pd.DataFrame:
    """Give the stays of people on a list: spells that overlap or touch are one.

    Parameters
    ----------
    evidence
        What is known; of its tables ``enrolments``.
    name, area
        The list and its area, as for ``on_list``.

    Returns
    -------
    One row per stay, by person and start: ``who`` (position in ``evidence.people``), ``start``, ``end``
    (last day; blank is still on the list), ``reason``. No rows where there is no row of the list.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> stays(gather({}, date(2009, 3, 31)), "ppo", None).columns.tolist()
    ['who', 'start', 'end', 'reason']
    """
    rows = enrolled(evidence, name, area)
    if rows is None:
        days = pd.Series(dtype="datetime64[us]")
        return pd.DataFrame({"who": pd.Series(dtype="int64"), "start": days, "end": days, "reason": ""})
    return merged(rows[["who", "start", "end", "reason"]])


def throughput(evidence: Evidence, name: str, area: str | None, first: date) -> pd.DataFrame:
    """Count who was ever on a list, who is still, and who came and went since a day.

    Parameters
    ----------
    evidence, name, area
        As for ``stays``.
    first
        First day of the period that ends on the last day known of, such as a quarter or a year.

    Returns
    -------
    One row (index ``list``), counts: ``ever`` (people ever on the list), ``now``, ``gone`` (ever less
    now), ``stays``, ``came_back`` (people with more than one stay), ``joined``, ``returned`` and
    ``left`` in the period (see ``moves``). Missing where there is no row of the list.

    Source
    ------
    Safer Communities Executive Board (Haringey), 26 October 2007: "the throughput has been 66
    individuals".

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> days = {"start": ["2008-01-01", "2008-05-01"], "end": ["2008-03-31", None]}
    >>> enrolments = pd.DataFrame({"person": ["a", "b"], "area": "haringey", "list": "ppo",
    ...     **{day: pd.to_datetime(column) for day, column in days.items()}, "reason": None})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments}, date(2008, 6, 30))
    >>> throughput(evidence, "ppo", "haringey", date(2008, 4, 1)).loc["ppo", ["ever", "now"]].tolist()
    [2.0, 1.0]
    """
    flags = moves(evidence, name, area, first, evidence.as_at)
    period = {column: count(flags[column]) for column in ("joined", "returned", "left")}
    now, spent = count(flags["now"]), stays(evidence, name, area)
    by_person = np.bincount(spent["who"].to_numpy("int64"))
    ever = float((by_person > 0).sum())
    counts = {"ever": ever, "now": now, "gone": ever - now, "stays": float(len(spent))}
    row = {**counts, "came_back": float((by_person > 1).sum()), **period}
    index = pd.Index([name], name="list")
    return pd.DataFrame([dict.fromkeys(row, math.nan) if math.isnan(now) else row], index=index)


def exits_by_reason(
    evidence: Evidence, name: str, area: str | None, first: date | None = None, confidence: float = 0.95
) -> pd.DataFrame:
    """Count the people who left a list by the reason of their last stay.

    Parameters
    ----------
    evidence, name, area
        As for ``stays``.
    first
        First day of the period that ends on the last day known of; None for everybody who was ever on
        the list and is no longer.

    Returns
    -------
    One row per ``reason``, the most frequent first: ``people``, ``out_of`` (who left; see ``moves``),
    ``share`` (0 to 1), ``lower``, ``upper``, ``confidence``, ``method``. Blank is ``not given``.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 4.11: "deregistered 8 PPOs for making
    good progress".

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": None})
    >>> enrolments = pd.DataFrame({"person": ["a"], "area": "haringey", "list": "ppo",
    ...     "start": pd.Timestamp("2008-01-01"), "end": pd.Timestamp("2008-03-31"), "reason": "moved"})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments}, date(2008, 6, 30))
    >>> exits_by_reason(evidence, "ppo", "haringey", date(2008, 4, 1))["people"].to_dict()
    {'moved': 1.0}
    """
    spent = stays(evidence, name, area).drop_duplicates("who", keep="last")
    away = (spent["end"] < pd.Timestamp(evidence.as_at)).to_numpy(bool)
    if first is not None:
        away = away & (spent["end"] >= pd.Timestamp(first) - _DAY).to_numpy(bool)
    reasons = spent.loc[away, "reason"].astype("str").fillna(NOT_GIVEN).rename("reason")
    people = reasons.value_counts().rename("people").astype("float64").sort_index()
    rows = people.sort_values(ascending=False, kind="stable").to_frame()
    return with_shares(rows.assign(out_of=float(len(reasons))), confidence)


def time_on_list(evidence: Evidence, name: str, area: str | None, day: date) -> pd.DataFrame:
    """Give the time that people have spent on a list, of stays under way and of stays ended by a day.

    Stays that ended are shorter than those of everybody will be: the long ones are still under way.
    ``stay_curve`` takes both together. Every stay is counted, so there is no interval.

    Parameters
    ----------
    evidence, name, area
        As for ``stays``.
    day
        The day, itself counted. Not after the last day that is known of.

    Returns
    -------
    One row per ``stays``, ``current`` and ``ended``: ``people``, ``number`` of stays, ``mean_months`` and
    ``median_months`` (full months; missing where there is none). Counts are missing where there is no
    row of the list.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 4.4: 21.5 months.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": None})
    >>> enrolments = pd.DataFrame({"person": ["a"], "area": "haringey", "list": "ppo",
    ...     "start": pd.Timestamp("2008-04-01"), "end": pd.NaT, "reason": None})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments}, date(2009, 3, 31))
    >>> time_on_list(evidence, "ppo", "haringey", date(2009, 3, 31))["mean_months"].tolist()
    [12.0, nan]
    """
    check_known(evidence, day)
    spent = stays(evidence, name, area)
    spent = spent[(spent["start"] <= pd.Timestamp(day)).to_numpy(bool)]
    ended = (spent["end"] < pd.Timestamp(day)).to_numpy(bool)
    # To the day after the last, so that 1 April to 31 March are twelve full months.
    months = months_between(spent["start"], spent["end"].where(ended, pd.Timestamp(day)) + _DAY)
    rows = {}
    for label, there in (("current", ~ended), ("ended", ended)):
        people, number = float(spent.loc[there, "who"].nunique()), float(there.sum())
        rows[label] = (people, number, months[there].mean(), months[there].median())
    columns = ["people", "number", "mean_months", "median_months"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("stays")
    return table if enrolled(evidence, name, area) is not None else table * math.nan


def re_entry(
    evidence: Evidence,
    name: str,
    area: str | None,
    months: Sequence[int] = (3, 6, 12),
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Say how many of those who left a list were back on it within some months.

    Parameters
    ----------
    evidence, name, area
        As for ``stays``.
    months
        Lengths of time after the last day of a stay.

    Returns
    -------
    One row per ``months``: ``people`` (stays that ended and were followed by another within that time),
    ``out_of`` (stays that ended so long ago that the whole time is known), ``share`` (0 to 1), ``lower``,
    ``upper``, ``confidence``, ``method``, and ``too_recent`` (stays that ended later). Somebody who left
    twice counts twice. Missing where there is no row of the list.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": None})
    >>> days = {"start": ["2007-01-01", "2008-05-01"], "end": ["2008-01-31", None]}
    >>> enrolments = pd.DataFrame({"person": ["a", "a"], "area": "haringey", "list": "ppo",
    ...     **{day: pd.to_datetime(column) for day, column in days.items()}, "reason": None})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments}, date(2009, 3, 31))
    >>> re_entry(evidence, "ppo", "haringey")["people"].tolist()
    [0.0, 1.0, 1.0]
    """
    ended = exits(evidence, name, area)
    rows = []
    for length in months:
        until = months_later(ended["end"] + _DAY, length) - _DAY
        followed = (until <= pd.Timestamp(evidence.as_at)).to_numpy(bool)
        back = followed & (ended["next"] <= until).to_numpy(bool)
        rows.append((float(back.sum()), float(followed.sum()), float((~followed).sum())))
    index = pd.Index(list(months), name="months")
    table = pd.DataFrame(rows, columns=["people", "out_of", "too_recent"], index=index)
    known = enrolled(evidence, name, area) is not None
    table = with_shares(table if known else table * math.nan, confidence)
    return table[[*table.columns.drop("too_recent"), "too_recent"]]


def exits(evidence: Evidence, name: str, area: str | None) -> pd.DataFrame:
    """Give the stays on a list that ended before the last day known of, and what followed.

    Parameters
    ----------
    evidence, name, area
        As for ``stays``.

    Returns
    -------
    As ``stays``, with ``next``: first day of the same person's next stay, blank where there is none.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> len(exits(gather({}, date(2009, 3, 31)), "ppo", None))
    0
    """
    spent = stays(evidence, name, area)
    spent["next"] = spent.groupby("who")["start"].shift(-1)
    return spent[(spent["end"] < pd.Timestamp(evidence.as_at)).to_numpy(bool)]
