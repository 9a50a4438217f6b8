"""Families: how many of each are known, convicted and on a list, and never who is related to whom."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.errors import DataError
from iomlib.metrics.days import ages, live
from iomlib.metrics.evidence import Evidence

COUNTS = (
    *("people", "women", "men", "sex_not_known", "under_18", "age_not_known"),
    *("convicted", "list_ever", "list_now"),
)


def family_rollup(evidence: Evidence, lists: Sequence[str]) -> pd.DataFrame:
    """Count for each family the people known of it, and what is known of them.

    Nothing says how two people are related: a tree of initials, sexes and convictions, as a paper once
    printed it, tells everybody who knows one of them about all the others.

    Parameters
    ----------
    evidence
        What `iomlib.metrics.evidence.gather` gave, with the table ``families``.
    lists
        Ids of the lists that count, such as ``ppo``.

    Returns
    -------
    One row per family (index), the largest first, then in order of the ids: ``people``, ``women``,
    ``men``, ``sex_not_known``, ``under_18`` (on the day of the evidence), ``age_not_known``,
    ``convicted`` (of an offence, ever), ``list_ever``, ``list_now`` (on one of the lists, ever and on
    that day). ``convicted`` is missing where no convictions were supplied, the last two where nobody
    was ever on one of the lists. Without the table there are no families.

    Raises
    ------
    DataError
        A person is in a family twice.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, 7.2: 55 members, 37 of whom have convictions, and
    8 who are or have been PPOs.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.to_datetime(["1960-01-01", None]), "sex": "male"})
    >>> families = pd.DataFrame({"family": ["x", "x"], "person": ["a", "b"]})
    >>> rollup = family_rollup(gather({"nominals": people, "families": families}, date(2009, 3, 31)), ["ppo"])
    >>> rollup[["people", "men", "age_not_known"]].values.tolist(), bool(rollup["convicted"].isna().all())
    ([[2, 2, 1]], True)
    """
    links = evidence.tables.get("families")
    if links is None:
        return pd.DataFrame(columns=list(COUNTS), index=pd.Index([], name="family"), dtype="Int64")
    if links.duplicated(["family", "who"]).any():
        raise DataError("families: a person has more than one row in one family. Keep one.")
    facts = _facts(evidence, lists).iloc[links["who"].to_numpy()]
    by_family = facts.reset_index(drop=True).groupby(links["family"].astype("str").to_numpy())
    counted = by_family.sum(min_count=1).astype("Int64")[list(COUNTS)].rename_axis("family")
    order = counted.assign(_id=counted.index).sort_values(["people", "_id"], ascending=[False, True]).index
    return counted.loc[order]


def families_by_size(rollup: pd.DataFrame) -> pd.DataFrame:
    """Count families by the number of people known of them.

    Parameters
    ----------
    rollup
        What `family_rollup` gave.

    Returns
    -------
    One row per size (index), the smallest first: ``families``, ``people`` (in all of them).

    Examples
    --------
    >>> rollup = pd.DataFrame({"people": [9, 2, 2]}, index=["x", "y", "z"])
    >>> families_by_size(rollup).reset_index().values.tolist()
    [[2, 2, 4], [9, 1, 9]]
    """
    sizes = rollup["people"].astype("int64")
    counted = sizes.value_counts().sort_index().rename_axis("size")
    return pd.DataFrame({"families": counted, "people": counted * counted.index}, dtype="int64")


def _facts(evidence: Evidence, lists: Sequence[str]) -> pd.DataFrame:
    """Say of each person of the evidence, in their order, what is counted: 1, 0 or missing."""
    people, day = evidence.people, evidence.as_at
    years = ages(people["born"], day)
    women, men = (people["sex"] == sex for sex in ("female", "male"))
    facts: dict[str, Any] = {
        "people": np.ones(len(people), dtype=bool),
        "women": women.fillna(False),
        "men": men.fillna(False),
        "sex_not_known": people["sex"].isna(),
        "under_18": years < 18,
        "age_not_known": years.isna(),
        "convicted": _marked(evidence, "convictions"),
    }
    facts |= {
        "list_ever": _listed(evidence, lists, now=False),
        "list_now": _listed(evidence, lists, now=True),
    }
    return pd.DataFrame({name: np.asarray(one, dtype="float64") for name, one in facts.items()})


def _marked(evidence: Evidence, table: str, rows: Any = slice(None)) -> NDArray[np.float64]:
    """Mark the people who have a row in a table; missing where it was not supplied."""
    if table not in evidence.tables:
        return np.full(len(evidence.people), np.nan)
    marks = np.zeros(len(evidence.people))
    marks[evidence.tables[table]["who"].to_numpy()[rows]] = 1
    return marks


def _listed(evidence: Evidence, lists: Sequence[str], *, now: bool) -> NDArray[np.float64]:
    spells = evidence.tables.get("enrolments")
    if spells is None:
        return _marked(evidence, "enrolments")
    on = spells["list"].isin(list(lists)).to_numpy(bool)
    if not on.any():  # that nobody was ever on it says that it was not supplied
        return np.full(len(evidence.people), np.nan)
    return _marked(evidence, "enrolments", on & live(spells, evidence.as_at, evidence.as_at) if now else on)
