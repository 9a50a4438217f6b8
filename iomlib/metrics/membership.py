"""Who was on which list in a period, and what one list knows of the people of another."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from iomlib.metrics.days import live
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.overlap import shares

Period = tuple[date | pd.Timestamp, date | pd.Timestamp]  # its first and its last day, both included
ENROLMENTS = "enrolments"
EARLIEST = date(1900, 1, 1)  # no table of people holds an earlier day
# The parts of a caseload by what another list knows of it, in the order of the paper.
PARTS = ("not on it", "ended", "suspended", "active")


def on_list(evidence: Evidence, name: str, period: Period, *, area: str | None = None) -> "pd.Index[Any]":
    """Give the people who were on a list on at least one day of a period.

    Parameters
    ----------
    evidence
        What `iomlib.metrics.evidence.gather` gave.
    name
        Id of the list.
    period
        Its first and last day, both included. One day twice asks who is on it that day.
    area
        Count only the list of this area; if not given, of any area.

    Returns
    -------
    Ids of people, in order. Nobody where no enrolments were supplied.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": "male"})
    >>> rows = pd.DataFrame({"person": ["a", "b"], "area": "x", "list": ["ppo", "drr"]})
    >>> rows = rows.assign(start=pd.Timestamp("2008-04-01"), end=pd.NaT)
    >>> evidence = gather({"nominals": people, "enrolments": rows}, date(2009, 3, 31))
    >>> on_list(evidence, "ppo", (date(2009, 3, 31), date(2009, 3, 31))).tolist()
    ['a']
    """
    on = _live(evidence, name, period, area)
    people = evidence.people.index
    return people[:0] if on is None else people[on]


def membership(
    evidence: Evidence,
    people: Iterable[Any],
    lists: Sequence[str],
    period: Period,
    *,
    area: str | None = None,
) -> pd.DataFrame:
    """Say of each person of a group, and of each list, whether they met in a period.

    A person is on a list who was live to it at any time in the period: one day is enough, a second
    spell changes nothing, and a spell without an end is still open.

    Parameters
    ----------
    evidence
        What `iomlib.metrics.evidence.gather` gave.
    people
        Ids of the group, all of them in the evidence.
    lists
        Ids of lists, in the order in which they are to be shown.
    period
        Its first and last day, both included, as `iomlib.metrics.days.window` gives them.
    area
        Count only lists of this area; if not given, of any area.

    Returns
    -------
    One row per person (index, in the order of the ids), one column per list: true, false, or missing
    where nobody in the evidence was ever on that list, which may not have been supplied.

    Raises
    ------
    ValueError
        A list is named twice, or somebody of the group is not in the evidence.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 3.14: the proportions that were "live
    to each service at some point during 2008/09".

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": "male"})
    >>> rows = pd.DataFrame({"person": ["a", "a"], "area": "x", "list": ["ppo", "drr"]})
    >>> rows = rows.assign(start=pd.to_datetime(["2007-04-01", "2009-03-31"]), end=pd.to_datetime(["2008-04-01", None]))
    >>> evidence = gather({"nominals": people, "enrolments": rows}, date(2009, 3, 31))
    >>> year = (date(2008, 4, 1), date(2009, 3, 31))
    >>> membership(evidence, ["a", "b"], ["ppo", "drr"], year).loc["a"].tolist()
    [True, True]
    """
    if len(set(lists)) < len(lists):
        raise ValueError(f"lists are {', '.join(lists)}. Name each list once.")
    group = pd.Index(people).unique().sort_values()
    rows = evidence.people.index.get_indexer(group)
    if (rows < 0).any():
        raise ValueError(f"{(rows < 0).sum()} people of the group are not in the evidence. Gather them too.")
    columns = {}
    for name in lists:
        on = _live(evidence, name, period, area)
        columns[name] = pd.array([pd.NA] * len(group) if on is None else on[rows], dtype="boolean")
    return pd.DataFrame(columns, index=group.rename("person"))


def links(evidence: Evidence, people: Iterable[Any], name: str, suspended: str, on: date) -> pd.DataFrame:
    """Split a caseload by what another list knows of its people on a day, in parts that add up.

    Somebody on the list of the suspended is counted there, also while still on the list itself.

    Parameters
    ----------
    evidence
        What `iomlib.metrics.evidence.gather` gave.
    people
        Ids of the caseload, such as `on_list` gives.
    name, suspended
        Ids of the other list, and of the list of those suspended from it.
    on
        The day.

    Returns
    -------
    One row per part (index): `not on it`, `ended`, `suspended`, `active`, with the columns of `shares`.
    Missing where nobody in the evidence was ever on the other list.

    Source
    ------
    Safer Stockton Partnership, Reducing re-offending in the Borough of Stockton on Tees, 2.1: of a
    probation caseload of 870, 717 are not accessing DIP, 67 closed, 40 suspended and 46 active.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": "male"})
    >>> rows = pd.DataFrame({"person": ["a"], "area": "x", "list": ["dip"], "start": pd.Timestamp("2008-04-01")})
    >>> rows["end"] = pd.Timestamp("2008-12-31")
    >>> evidence = gather({"nominals": people, "enrolments": rows}, date(2009, 3, 31))
    >>> links(evidence, ["a", "b"], "dip", "dip-suspended", date(2009, 3, 31))["people"].tolist()
    [1.0, 1.0, 0.0, 0.0]
    """
    group = pd.Index(people).unique()
    now = membership(evidence, group, [name, suspended], (on, on))
    ever = membership(evidence, group, [name, suspended], (EARLIEST, on))
    # Nobody may ever have been suspended; but a list that nobody was ever on was hardly supplied.
    known = ever[name].notna().all()
    is_suspended = now[suspended].fillna(False) if known else now[suspended]
    was = (ever[name] | ever[suspended].fillna(False)) if known else ever[name]
    is_active = now[name] & ~is_suspended
    parts = [~was, was & ~is_active & ~is_suspended, is_suspended, is_active]
    return shares(pd.DataFrame(dict(zip(PARTS, parts, strict=True)), index=now.index))


def _live(evidence: Evidence, name: str, period: Period, area: str | None) -> Any:
    """Mark the people with a live spell; None where nobody at all was ever on the list."""
    spells = evidence.tables.get(ENROLMENTS)
    if spells is None:
        return None
    mine = (spells["list"] == name).to_numpy(bool)
    spells = spells[mine if area is None else mine & (spells["area"] == area).to_numpy(bool)]
    if not len(spells):
        return None
    on = np.zeros(len(evidence.people), dtype=bool)
    on[spells["who"].to_numpy()[live(spells, *period)]] = True
    return on
