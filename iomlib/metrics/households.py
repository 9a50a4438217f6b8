"""Households under a rule: which facts are known of each, which are selected, and who lives there."""

import numpy as np
import pandas as pd

from iomlib.metrics.days import live
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.selection import Assessment, assess
from iomlib.rules import Rule

_TABLES = ("households", "household_facts")


def assess_households(evidence: Evidence, rule: Rule, area: str) -> Assessment:
    """Apply a rule of the kind households: as ``assess`` does to people, with a household for each person.

    Parameters
    ----------
    evidence
        From ``gather``, with ``households`` and ``household_facts``.

    Returns
    -------
    See ``iomlib.metrics.selection.Assessment``; the index is the household.

    Source
    ------
    Peterborough, Scrutiny Committee, 12 September 2012, agenda item 5, paragraph 5.6.1.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> day, rule = date(2012, 9, 30), read_rule("params", "troubled-families", date(2012, 9, 30))
    >>> facts = [criterion.id for criterion in rule.criteria]
    >>> known = pd.DataFrame({"household": "h", "fact": facts, "day": pd.Timestamp(day)})
    >>> assess_households(gather({"household_facts": known}, day), rule, "x").people["selected"].tolist()
    [True]
    """
    return assess(_by_household(evidence), rule, area)


def _by_household(evidence: Evidence) -> Evidence:
    found = [
        set(evidence.tables[name]["household"].astype(str)) for name in _TABLES if name in evidence.tables
    ]
    ids = pd.Index(sorted(set().union(*found)), dtype="str", name="household")
    people = pd.DataFrame({"born": pd.NaT, "sex": None}, index=ids)
    tables = {}
    if (facts := evidence.tables.get("household_facts")) is not None:
        who = ids.get_indexer(pd.Index(facts["household"].astype(str)))
        tables["household_facts"] = facts.drop(columns="household").assign(who=who)
    return Evidence(people, tables, evidence.as_at)


def household_table(assessment: Assessment, evidence: Evidence) -> pd.DataFrame:
    """Show households one by one: the facts known of each, and how many people live there.

    Parameters
    ----------
    assessment
        From ``assess_households``.
    evidence
        The evidence that it was made from.

    Returns
    -------
    One row per household (index): ``selected`` (missing where not known), ``facts`` (count of criteria met),
    ``first`` and ``last`` (days of their evidence), ``people`` (who live there on the last day known; missing
    without `households`), and one column per criterion: whether it is met.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> day, rule = date(2012, 9, 30), read_rule("params", "troubled-families", date(2012, 9, 30))
    >>> known = pd.DataFrame({"household": "h", "fact": ["high-cost"], "day": pd.Timestamp(day)})
    >>> evidence = gather({"household_facts": known}, day)
    >>> household_table(assess_households(evidence, rule, "x"), evidence)[["selected", "facts"]].values.tolist()
    [[False, 1]]
    """
    found = assessment.criteria
    met = pd.DataFrame({name: each["met"] for name, each in found.items()}, index=assessment.people.index)
    table = assessment.people[["selected"]].assign(facts=met.fillna(value=False).astype(bool).sum(axis=1))
    table["first"] = pd.DataFrame({name: each["first"] for name, each in found.items()}).min(axis=1)
    table["last"] = pd.DataFrame({name: each["last"] for name, each in found.items()}).max(axis=1)
    counts = household_members(evidence).groupby("household")["person"].nunique()
    table["people"] = counts.reindex(table.index, fill_value=0) if "households" in evidence.tables else np.nan
    return table.join(met)


def household_members(evidence: Evidence) -> pd.DataFrame:
    """Say who lives in which household on the last day known.

    Returns
    -------
    One row per stay: ``household``, ``person``, ``start``; in the order of the two ids. Without `households` none.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": "male"})
    >>> stays = pd.DataFrame({"household": ["h"], "person": ["a"], "start": pd.Timestamp("2012-01-01"), "end": pd.NaT})
    >>> household_members(gather({"nominals": people, "households": stays}, date(2012, 9, 30)))["person"].tolist()
    ['a']
    """
    stays = evidence.tables.get("households")
    if stays is None:
        return pd.DataFrame({"household": [], "person": [], "start": []})
    now = stays[live(stays, evidence.as_at, evidence.as_at)]
    person = evidence.people.index.to_numpy()[now["who"].to_numpy(int)]
    table = now.assign(person=person, household=now["household"].astype(str))[
        ["household", "person", "start"]
    ]
    return table.sort_values(["household", "person", "start"], ignore_index=True)
