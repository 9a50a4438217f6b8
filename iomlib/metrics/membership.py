"""Who was on which list in a period, and what one list knows of the people of another."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from iomlib.metrics.cohort import live_in
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.overlap import shares

Period = tuple[date | pd.Timestamp, date | pd.Timestamp]  # its first and its last day, both included
EARLIEST = date(1900, 1, 1)  # no table of people holds an earlier day
# The parts of a caseload by what another list knows of it, in the order of the paper.
PARTS = ("not on it", "ended", "suspended", "active")


def membership(
    evidence: Evidence,
    people: "pd.Series[bool] | Iterable[Any]",
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
        The group: true by person, or their ids. Somebody of whom it is not known whether they belong to
        it is left out.
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
    group = _ids(evidence, people)
    first, last = (pd.Timestamp(day).date() for day in period)
    on = {name: live_in(evidence, name, area, first, last)[group] for name in lists}
    return pd.DataFrame(on, index=group, dtype="boolean")


def links(
    evidence: Evidence, people: "pd.Series[bool] | Iterable[Any]", name: str, suspended: str, on: date
) -> pd.DataFrame:
    """Split a caseload by what another list knows of its people on a day, in parts that add up.

    Somebody on the list of the suspended is counted there, also while still on the list itself.

    Parameters
    ----------
    evidence
        What `iomlib.metrics.evidence.gather` gave.
    people
        The caseload, as for `membership`.
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
    group = _ids(evidence, people)
    now = membership(evidence, group, [name, suspended], (on, on))
    ever = membership(evidence, group, [name, suspended], (EARLIEST, on))
    # Nobody may ever have been suspended; but a list that nobody was ever on was hardly supplied.
    is_suspended = now[suspended].fillna(False)
    was = ever[name] | ever[suspended].fillna(False)
    is_active = now[name] & ~is_suspended
    parts = [~was, was & ~is_active & ~is_suspended, is_suspended, is_active]
    split = pd.DataFrame(dict(zip(PARTS, parts, strict=True)), index=now.index)
    return shares(split if ever[name].notna().all() else split.mask(split.notna()))


def _ids(evidence: Evidence, people: "pd.Series[bool] | Iterable[Any]") -> "pd.Index[Any]":
    """Give the ids of a group, in order, however it was named."""
    if isinstance(people, pd.Series) and pd.api.types.is_bool_dtype(people.dtype):
        people = people.index[people.fillna(False).to_numpy(bool)]
    group = pd.Index(people).unique().sort_values()
    strangers = int((evidence.people.index.get_indexer(group) < 0).sum())
    if strangers:
        raise ValueError(f"people: {strangers} of {len(group)} are not in the evidence. Gather them all.")
    return group.rename("person")
