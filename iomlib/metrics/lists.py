"""Which lists there are, and on which of them people are on the last day known."""

from collections.abc import Iterable

import pandas as pd

from iomlib.metrics.days import live
from iomlib.metrics.evidence import Evidence

ENROLMENTS = "enrolments"


def known_lists(evidence: Evidence) -> list[str]:
    """List the ids of all lists that somebody was ever on, of any area; none where no enrolments were supplied.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> known_lists(gather({}, date(2009, 3, 31)))
    []
    """
    spells = evidence.tables.get(ENROLMENTS)
    return [] if spells is None else sorted(str(name) for name in spells["list"].dropna().unique())


def lists_of(evidence: Evidence, people: Iterable[str]) -> pd.DataFrame:
    """Say on which lists some people are on the last day known, of whatever area.

    Parameters
    ----------
    evidence
        From ``gather``; of its tables ``enrolments``.
    people
        Ids of people who are in the evidence.

    Returns
    -------
    One row per person and list: ``person``, ``list``, in the order of both. None where no enrolments were supplied.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> rows = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> spells = pd.DataFrame({"person": ["a", "a"], "area": ["x", "y"], "list": ["ppo", "drr"], "reason": None})
    >>> spells = spells.assign(start=pd.Timestamp("2008-04-01"), end=pd.to_datetime([None, "2009-03-30"]))
    >>> lists_of(gather({"nominals": rows, "enrolments": spells}, date(2009, 3, 31)), ["a", "b"]).values.tolist()
    [['a', 'ppo']]
    """
    spells = evidence.tables.get(ENROLMENTS)
    if spells is None:
        return pd.DataFrame({"person": [], "list": []}, dtype="str")
    where = evidence.people.index.get_indexer(pd.Index(people))
    now = spells[live(spells, evidence.as_at, evidence.as_at) & spells["who"].isin(where).to_numpy(bool)]
    person = evidence.people.index.to_numpy()[now["who"].to_numpy(int)]
    found = pd.DataFrame({"person": person, "list": now["list"].astype("str").to_numpy()})
    return found.drop_duplicates().sort_values(["person", "list"], ignore_index=True)
