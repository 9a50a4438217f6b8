"""Capacity: what a longer list would ask of the staff, and who could leave to make room."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from iomlib.metrics.cohort import on_list
from iomlib.metrics.counts import chosen, count, places
from iomlib.metrics.custody import in_custody
from iomlib.metrics.days import Flags
from iomlib.metrics.distributions import Numbers
from iomlib.metrics.evidence import Evidence

ALL_POSTS = "all posts"
LEAVE = "de-select"
_ADDING = (
    *("added", "candidates", "undecided", "tied", "people", "in_custody_least", "in_custody_most"),
    *("may_leave", "leaving_open", "people_after_leaving"),
)


def cases_per_post(evidence: Evidence, name: str, area: str | None, staffing: pd.DataFrame) -> pd.DataFrame:
    """Divide the people on a list by the posts that work with it.

    People and posts are both counted in full, so there is no interval.

    Parameters
    ----------
    evidence, name, area
        As for ``on_list``, on the last day known of.
    staffing
        Posts of one area and quarter: ``list``, ``role``, ``posts`` (full-time posts, 0 or more; may be
        missing). A role stands once for a list.

    Returns
    -------
    One row per ``role``, by name, and last ``all posts``: ``posts``, ``people`` and ``in_community`` (counts),
    ``people_per_post`` and ``in_community_per_post``. Missing where there are no posts, or it is not known
    how many. No rows where no post of the list was supplied.

    Source
    ------
    Reducing re-offending in the Borough of Stockton on Tees, 3.5 to 3.7.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> enrolments = pd.DataFrame({"person": ["a", "b"], "area": "haringey", "list": "ppo",
    ...     "start": pd.Timestamp("2008-01-01"), "end": pd.NaT, "reason": None})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments}, date(2008, 6, 30))
    >>> staffing = pd.DataFrame({"list": "ppo", "role": ["police officer", "drug worker"], "posts": [2, 0.5]})
    >>> cases_per_post(evidence, "ppo", "haringey", staffing)["people_per_post"].to_dict()
    {'drug worker': 4.0, 'police officer': 1.0, 'all posts': 0.8}
    """
    posts = _posts(staffing, name)
    there = on_list(evidence, name, area, evidence.as_at)
    free = there & ~in_custody(evidence, evidence.as_at)["custody"]
    table = posts.to_frame().assign(people=count(there), in_community=count(free))
    for column in ("people", "in_community"):
        table[f"{column}_per_post"] = table[column] / posts.mask(posts == 0)
    return table


def would_leave(flags: pd.DataFrame) -> pd.DataFrame:
    """List the people whom the review says to take off the list.

    Parameters
    ----------
    flags
        The review list: ``person``, ``criterion``, ``action``, ``since`` (day) and ``open`` (true where a gap
        in evidence leaves the flag undecided), as ``review_list`` gives. Decided rows whose action begins with
        ``de-select`` count; to review somebody, or to consider it, takes nobody off.

    Returns
    -------
    One row per person (index), the longest due first, then by person: ``criteria`` (count) and ``since``
    (the earliest day).

    Source
    ------
    Five Years On: Maximising the Impact (Home Office 2009), 4.5 and 5.2.

    Examples
    --------
    >>> flags = pd.DataFrame({"person": ["a", "a"], "criterion": ["stopped", "two-years"],
    ...     "action": ["de-select and inform the receiving area", "review"],
    ...     "since": pd.Timestamp("2009-01-01"), "open": False})
    >>> would_leave(flags)["criteria"].to_dict()
    {'a': 1}
    """
    says = flags["action"].astype("str").str.startswith(LEAVE).to_numpy(bool)
    rows = flags[says & ~_open(flags)]
    people = rows.groupby("person", observed=True).agg(
        criteria=("criterion", "nunique"), since=("since", "min")
    )
    return people.sort_index().sort_values("since", kind="stable")


def adding(
    evidence: Evidence,
    listed: "pd.Series[bool]",
    ranking: pd.DataFrame,
    flags: pd.DataFrame,
    numbers: Sequence[int] = (5, 10, 20),
) -> pd.DataFrame:
    """Say what a list would be with the highest-ranked people on it, and without those due to leave.

    Where people tie for the last places, which of them come is not decided here: the number in
    custody is then given by its least and its most.

    Parameters
    ----------
    evidence
        What is known; of its tables ``custody``.
    listed
        Who is on the list now, as ``on_list`` gives.
    ranking
        One row per person (index): ``selected`` (true, false, or missing where evidence lacks) and ``rank``
        (1 is first; missing comes last). Those on the list already are passed over.
    flags
        The review list, as for ``would_leave``.
    numbers
        How many people to add.

    Returns
    -------
    One row per ``add``, 0 first. Counts: ``added`` (fewer than asked where there are no more), ``candidates``
    (selected and not on the list), ``undecided`` (not on the list, selection open), ``tied`` (people who tie
    for the last places, 0 where all of them come), ``people`` (on the list then), ``in_custody_least`` and
    ``in_custody_most`` (of them), ``may_leave`` (on the list now and to be taken off), ``leaving_open`` (the same, if
    the evidence that lacks says so), ``people_after_leaving`` (without those who may leave).
    Missing where it is not known who is on the list, and the custody counts without custody.

    Source
    ------
    Five Years On: Maximising the Impact (Home Office 2009), 4.5.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> rows = pd.DataFrame({"person": ["a", "b", "c"], "born": pd.NaT, "sex": None})
    >>> listed = pd.Series([True, False, False], index=["a", "b", "c"])
    >>> ranking = pd.DataFrame({"selected": True, "rank": [1.0, 2.0, 2.0]}, index=["a", "b", "c"])
    >>> flags = pd.DataFrame({"person": [], "criterion": [], "action": [], "since": [], "open": []})
    >>> table = adding(gather({"nominals": rows}, date(2009, 3, 31)), listed, ranking, flags, [1, 5])
    >>> table[["added", "tied", "people"]].to_numpy().tolist()
    [[0.0, 0.0, 1.0], [1.0, 2.0, 2.0], [2.0, 0.0, 3.0]]
    """
    if wrong := [number for number in numbers if number < 1]:
        raise ValueError(f"numbers has {wrong[0]}. How many to add is a whole number, 1 or more.")
    on, index = chosen(evidence, listed), pd.Index([0, *sorted(set(numbers))], name="add")
    if on is None:
        return pd.DataFrame(math.nan, index=index, columns=list(_ADDING))
    inside = in_custody(evidence, evidence.as_at)["custody"].to_numpy("float64", na_value=math.nan)
    place, picked = places(evidence, ranking.index), ranking["selected"].astype("boolean")
    ready = picked.fillna(False).to_numpy(bool) & ~on[place]
    undecided = picked.isna().to_numpy(bool) & ~on[place]
    ranks, held = ranking["rank"].fillna(math.inf).to_numpy("float64")[ready], inside[place[ready]]
    leaving = on[places(evidence, would_leave(flags).index)].sum()
    anyway = on[places(evidence, would_leave(flags.assign(open=False)).index)].sum()
    rows = [_added(ranks, held, number) for number in index]
    table = pd.DataFrame(rows, columns=["added", "tied", "least", "most"], index=index, dtype="float64")
    table["people"], now = on.sum() + table["added"], inside[on].sum()
    table["in_custody_least"], table["in_custody_most"] = now + table["least"], now + table["most"]
    table = table.assign(candidates=float(ready.sum()), undecided=float(undecided.sum()))
    table = table.assign(leaving_open=float(anyway - leaving))
    table = table.assign(may_leave=float(leaving), people_after_leaving=table["people"] - leaving)
    return table[list(_ADDING)]


def adding_per_post(added: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Divide the people of a longer list by the posts there are.

    Parameters
    ----------
    added
        What ``adding`` gives.
    cases
        What ``cases_per_post`` gives, of the same list.

    Returns
    -------
    The rows of ``added`` with ``posts`` (of all roles), ``people_per_post`` and ``after_leaving_per_post``. Missing
    where there are no posts, or it is not known how many.

    Source
    ------
    Five Years On: Maximising the Impact (Home Office 2009), 4.5: "unmanageable pressure on numbers".

    Examples
    --------
    >>> added = pd.DataFrame({"people": [40.0, 50.0], "people_after_leaving": [36.0, 46.0]})
    >>> cases = pd.DataFrame({"posts": [4.0]}, index=["all posts"])
    >>> adding_per_post(added, cases)["people_per_post"].tolist()
    [10.0, 12.5]
    """
    posts = float(cases["posts"].astype("float64").reindex([ALL_POSTS]).sum(min_count=1))
    table = added.assign(posts=posts)
    table["people_per_post"] = table["people"] / (posts or math.nan)
    return table.assign(after_leaving_per_post=table["people_after_leaving"] / (posts or math.nan))


def _added(ranks: Numbers, held: Numbers, number: int) -> tuple[float, float, float, float]:
    """Count who comes, who ties for the last places, and the least and most of those who are in custody."""
    added = min(number, len(ranks))
    if not added:
        return 0, 0, 0, 0
    last = np.partition(ranks, added - 1)[added - 1]
    sure, tied = held[ranks < last], held[ranks == last]
    left, inside, free = added - len(sure), tied.sum(), (1 - tied).sum()
    # numpy's, because they keep what is missing missing.
    least, most = sure.sum() + np.maximum(left - free, 0), sure.sum() + np.minimum(left, inside)
    return added, len(tied) if left < len(tied) else 0, float(least), float(most)


def _posts(staffing: pd.DataFrame, name: str) -> "pd.Series[float]":
    rows = staffing[(staffing["list"] == name).to_numpy(bool)]
    if twice := sorted(rows.loc[rows["role"].duplicated(), "role"]):
        raise ValueError(f"role {twice[0]!r} stands twice for list {name!r}. Give one quarter only.")
    posts = rows.set_index("role")["posts"].astype("float64").sort_index()
    if (posts < 0).any():
        raise ValueError(f"posts of {posts.idxmin()!r} are {posts.min():g}. Posts are a number, 0 or more.")
    if len(posts):
        posts[ALL_POSTS] = math.fsum(posts) if posts.notna().all() else math.nan
    return posts


def _open(flags: pd.DataFrame) -> Flags:
    return flags["open"].astype("boolean").fillna(True).to_numpy(bool)
