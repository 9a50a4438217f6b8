"""The people on a scheme's list: who they are on a day, how many, who joined and who left."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from iomlib.metrics.counts import check_known, count
from iomlib.metrics.days import live
from iomlib.metrics.evidence import Evidence

GUIDANCE = {"smaller": (15, 20), "larger": (60, 100)}


def live_in(evidence: Evidence, name: str, area: str | None, first: date, last: date) -> "pd.Series[bool]":
    """Say who was on a list on any day of a period: "live at some point during 2008/09".

    Parameters
    ----------
    evidence
        What is known; of its tables ``enrolments``.
    name
        The list, such as ``ppo``.
    area
        The area whose list it is; None for the list of any area.
    first, last
        First and last day of the period, both counted. Not after the last day that is known of.

    Returns
    -------
    True or false by person, and missing for everybody where enrolments were not supplied, or hold no
    row of this list: a list nobody was ever seen on is one that was not supplied.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 3.14.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> enrolments = pd.DataFrame({"person": ["a"], "area": "haringey", "list": "ppo",
    ...     "start": pd.Timestamp("2008-04-01"), "end": pd.Timestamp("2008-06-30"), "reason": "moved"})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments}, date(2008, 9, 30))
    >>> live_in(evidence, "ppo", "haringey", date(2008, 6, 30), date(2008, 9, 30)).to_dict()
    {'a': True, 'b': False}
    """
    check_known(evidence, last)
    if last < first:
        raise ValueError(f"the period ends on {last}, before it begins on {first}. Swap the two.")
    rows = enrolled(evidence, name, area)
    return _flags(evidence, None if rows is None else rows[live(rows, first, last)])


def on_list(evidence: Evidence, name: str, area: str | None, day: date) -> "pd.Series[bool]":
    """Say who was on a list on a day; the first and the last day of a spell count.

    Parameters
    ----------
    evidence, name, area, day
        As for ``live_in``, of which the period is one day.

    Returns
    -------
    As for ``live_in``.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": None})
    >>> on_list(gather({"nominals": people}, date(2008, 9, 30)), "ppo", None, date(2008, 9, 30)).tolist()
    [<NA>]
    """
    return live_in(evidence, name, area, day, day)


def moves(evidence: Evidence, name: str, area: str | None, first: date, last: date) -> pd.DataFrame:
    """Say who joined a list in a period, and who left it.

    Everybody who was on it on the day before, or joined, is still on it on the last day or has left:
    before + joined = now + left. Somebody who left and came back within the period did neither, and
    somebody who joined and left within it did both. A person leaves on the day after the last day of a
    spell: whose last day is the last of the period is still on the list.

    Parameters
    ----------
    evidence, name, area, first, last
        As for ``live_in``.

    Returns
    -------
    One row per person, true or false (missing as in ``live_in``): ``before`` (on the list on the day
    before the period), ``now`` (on its last day), ``joined``, ``returned`` (joined, and had been on the
    list at some time before) and ``left``.

    Source
    ------
    Safer Communities Executive Board (Haringey), 26 October 2007: throughput and removals.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> days = {"start": ["2008-01-01", "2008-05-01"], "end": ["2008-03-31", None]}
    >>> enrolments = pd.DataFrame({"person": ["a", "b"], "area": "haringey", "list": "ppo",
    ...     **{day: pd.to_datetime(column) for day, column in days.items()}, "reason": None})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments}, date(2008, 6, 30))
    >>> rows = moves(evidence, "ppo", "haringey", date(2008, 4, 1), date(2008, 6, 30))
    >>> rows["left"].tolist(), rows["joined"].tolist()
    ([True, False], [False, True])
    """
    during = live_in(evidence, name, area, first, last)
    yesterday = first - timedelta(days=1)
    before, now = (on_list(evidence, name, area, day) for day in (yesterday, last))
    rows = enrolled(evidence, name, area)
    earlier = _flags(evidence, None if rows is None else rows[rows["start"] < pd.Timestamp(first)])
    joined = during & ~before
    flags = {"before": before, "now": now, "joined": joined, "returned": joined & earlier}
    return pd.DataFrame({**flags, "left": (before | during) & ~now})


def list_size(
    evidence: Evidence, name: str, area: str | None, first: date, guidance: str | None = None
) -> pd.DataFrame:
    """Count the people on a list, against last quarter and against the numbers of the 2004 guidance.

    The list is counted in full, so there is no interval.

    Parameters
    ----------
    evidence, name, area
        As for ``live_in``. The list is that of the last day known of.
    first
        First day of the quarter that ends on that day.
    guidance
        ``smaller`` (15 to 20 people) or ``larger`` (60 to 100); None where none applies. The guidance
        does not say which areas are smaller.

    Returns
    -------
    One row (index ``list``). Counts of people, missing as in ``live_in``: ``people`` (on the last day),
    ``people_before`` (on the day before the quarter), ``joined``, ``returned``, ``left`` (see ``moves``),
    ``change`` (people less people before = joined less left); ``guidance``, ``at_least``, ``at_most``;
    ``outside`` (people above the most, or below the least as a negative number; 0 inside) and
    ``position`` (below, inside, above).

    Source
    ------
    Five Years On: Maximising the Impact (Home Office 2009), 4.3, as reported to the Safer Stockton
    Partnership.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> enrolments = pd.DataFrame({"person": ["a", "b"], "area": "haringey", "list": "ppo",
    ...     "start": pd.to_datetime(["2008-01-01", "2008-05-01"]), "end": pd.NaT, "reason": None})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments}, date(2008, 6, 30))
    >>> list_size(evidence, "ppo", "haringey", date(2008, 4, 1), "smaller")[["people", "outside"]].to_numpy()
    array([[  2., -13.]])
    """
    if guidance is not None and guidance not in GUIDANCE:
        raise ValueError(f"guidance is {guidance!r}. Allowed: {', '.join(GUIDANCE)}, or None.")
    flags = moves(evidence, name, area, first, evidence.as_at)
    counts = {column: count(flags[column]) for column in ("now", "before", "joined", "returned", "left")}
    row = pd.DataFrame([counts], index=pd.Index([name], name="list"))
    row = row.rename(columns={"now": "people", "before": "people_before"})
    least, most = GUIDANCE.get(guidance or "", (np.nan, np.nan))
    outside = row["people"] - row["people"].clip(least, most) if guidance else np.nan
    row = row.assign(change=row["people"] - row["people_before"], guidance=guidance or "")
    row = row.assign(at_least=least, at_most=most, outside=outside)
    words = {-1.0: "below", 0.0: "inside", 1.0: "above"}
    return row.assign(position=np.sign(row["outside"]).map(words).fillna(""))


def enrolled(evidence: Evidence, name: str, area: str | None) -> pd.DataFrame | None:
    """Give the spells on a list, or None where there is no row of it.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> enrolled(gather({}, date(2009, 3, 31)), "ppo", None) is None
    True
    """
    table = evidence.tables.get("enrolments")
    if table is None:
        return None
    wanted = (table["list"] == name).to_numpy(bool)
    if area is not None:
        wanted = wanted & (table["area"] == area).to_numpy(bool)
    return table[wanted] if wanted.any() else None


def _flags(evidence: Evidence, rows: pd.DataFrame | None) -> "pd.Series[bool]":
    """Mark the people of some spells; everybody is missing where there is no list."""
    people = evidence.people.index
    if rows is None:
        return pd.Series(pd.NA, index=people, dtype="boolean")
    flags = np.zeros(len(people), bool)
    flags[rows["who"].to_numpy()] = True
    return pd.Series(flags, index=people, dtype="boolean")
