"""Households with several needs, under a rule: how many there are, and in the restricted edition which."""

from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from iomlib.blocks import Counts, Sentence, Table
from iomlib.disclosure.profile import Profile
from iomlib.disclosure.protect import hidden
from iomlib.errors import ParameterError
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.households import assess_households, household_table
from iomlib.metrics.verdicts import Score, Verdict, select
from iomlib.report.criteria import MISSING
from iomlib.report.crossing import Known, crossed
from iomlib.report.editions import ELSEWHERE, people_list, people_shown
from iomlib.report.evidence_words import days_words, named
from iomlib.report.frames import Column, number, sourced, table
from iomlib.report.said import saying
from iomlib.report.withholding import record, rounding, shown_as
from iomlib.rules import Rule, words

INPUTS = "data/households, data/household_facts; params/rules"
FACTS = "household_facts"


class Homes(NamedTuple):
    """Households under a rule, and what an edition may show of them.

    ``rule``: None where none holds. ``table``: what `household_table` gave; None where no facts were supplied.
    ``counts``: of households, by name, as they are shown; ``away``: those that are withheld, which are missing.
    ``record``: for build, what is published.
    """

    rule: Rule | None
    table: pd.DataFrame | None
    edition: str
    profile: Profile
    counts: dict[str, float]
    away: frozenset[str]
    record: Counts


def protect(evidence: Evidence, rule: Rule | None, area: str, edition: str, profile: Profile) -> Homes:
    """Apply a rule to households, and choose what a page withholds of their counts.

    Parameters
    ----------
    evidence
        From `iomlib.metrics.evidence.gather`.
    rule
        Of the kind households, from `iomlib.rules.find_rule`; None where none holds.
    area, edition
        Those of the report.
    profile
        What the edition may show, from `iomlib.disclosure.read.read_profile`.

    Raises
    ------
    ParameterError
        The rule is not about households.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.disclosure.profile import committee
    >>> from iomlib.metrics.evidence import gather
    >>> protect(gather({}, date(2009, 3, 31)), None, "x", "public", committee()).counts
    {}
    """
    if rule and rule.kind != "households":
        raise ParameterError(
            f"families: {rule.id} is a rule of the kind {rule.kind}. Name one of the kind households."
        )
    homes: pd.DataFrame | None = None
    known: Known = ({}, [])
    if rule is not None and FACTS in evidence.tables:
        homes = household_table(assess_households(evidence, rule, area), evidence)
        known = _known(homes, rule)
    away = hidden(*known, profile, ["all", "selected"])
    told = {name: count for name, count in known[0].items() if not name.startswith("_")}
    counts = {name: shown_as(count, profile, withheld=name in away) for name, count in told.items()}
    return Homes(rule, homes, edition, profile, counts, away, record("households", *known, away, profile))


def _known(homes: pd.DataFrame, rule: Rule) -> Known:
    """Name the counts of households, and say how they add up: each is made of combinations of criteria."""
    names = [each.id for each in rule.criteria]
    met = pd.DataFrame(
        {name: homes[name].fillna(value=False).astype(bool) for name in [*names, "selected"]},
        index=homes.index,
    )
    ways = pd.DataFrame(list(product([False, True], repeat=len(names))), columns=names)
    verdicts = {name: Verdict(ways[name].to_numpy(bool), ways[name].to_numpy(bool)) for name in names}
    nothing = Score(np.zeros(len(ways)), np.zeros(len(ways)), np.zeros(len(ways), int))
    chosen = select(rule, verdicts, nothing, len(ways)).sure
    there, could = _sets(met, names), _sets(ways.assign(selected=chosen), names)
    wholes = [("all", str(name)) for name in there if name != "all"]
    return crossed("homes", there, could, [*wholes, *((name, "selected") for name in names)])


def _sets(met: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    facts = met[names].sum(axis=1)
    by_number = {f"facts.{number}": facts == number for number in range(len(names) + 1)}
    return met.assign(all=True, **by_number).astype(bool)


def households_table(homes: Homes) -> Table | Sentence:
    """Show how many households there are, how many meet the rule, and each of its criteria.

    `homes` comes from `protect`. Where no rule holds nothing is shown: another sentence says so.
    """
    if homes.rule is None:
        return Sentence(sentences=[])
    if homes.table is None:
        said = f"Facts on households (household_facts): {MISSING}. So no household is counted."
        return Sentence(style="missing", sentences=[said])
    rule, most = homes.rule, len(homes.rule.criteria)
    labels = {"all": "All households of which something is known", "selected": "Meet the rule"}
    labels |= {each.id: f"Criterion: {words(each)}" for each in rule.criteria}
    labels |= {f"facts.{number}": f"Meet {number} of the {most} criteria" for number in range(most, -1, -1)}
    names = list(labels)
    rows = pd.DataFrame({"households": [homes.counts[name] for name in names]}, index=names)
    rows["withheld"] = [name in homes.away for name in names]
    made = table(
        rows.rename(index=lambda name: str(name).replace(".", "-")),
        [Column("households", "Households", "count")],
        id="households",
        caption=f"Households under the rule: {rule.title}",
        index="Which",
        disclosure="people",
        notes=[each.replace("people", "households") for each in rounding(homes.profile)],
        labels={name.replace(".", "-"): label for name, label in labels.items()},
    )
    return sourced(made, INPUTS)


def homes_table(homes: Homes, most: int = 10) -> Table | Sentence:
    """List the households that meet the rule, those known for longest first; nothing where none is counted."""
    if homes.rule is None or homes.table is None:
        return Sentence(sentences=[])
    if not people_shown(homes.edition):
        return Sentence(sentences=[ELSEWHERE.replace("Who they are stands", "Which they are stands")])
    met = homes.table[homes.table["selected"].fillna(value=False).astype(bool)].sort_values(
        "first", kind="stable"
    )
    if not len(met):
        return Sentence(sentences=["No household meets the rule."])
    first = met.head(most)
    rows = first[["people"]].assign(
        needs=[_needs(homes.rule, row) for row in first.to_dict("records")],
        days=[days_words(*pair) for pair in zip(first["first"], first["last"], strict=True)],
    )
    made = people_list(
        rows,
        [
            Column("people", "People in it", "count"),
            Column("needs", "Criteria met"),
            Column("days", "Facts of which days"),
        ],
        id="homes",
        caption="Households that meet the rule",
        notes=[f"{len(met)} households in all; the first {len(first)} stand here."] * (len(met) > len(first)),
        index="Household",
    )
    return sourced(saying(made, cites=["households.selected.households"]), INPUTS)


def _needs(rule: Rule, row: dict[object, object]) -> str:
    met = [each.id for each in rule.criteria if number(row[each.id]) == 1]
    return ", ".join(named(name) for name in met)
