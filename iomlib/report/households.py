"""Households with several needs, under a rule: how many there are, and in the restricted edition which."""

from typing import NamedTuple

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.errors import ParameterError
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.households import assess_households, household_table
from iomlib.report.criteria import MISSING
from iomlib.report.editions import ELSEWHERE, people_list, people_shown
from iomlib.report.evidence_words import days_words, named
from iomlib.report.frames import Column, number, sourced, table
from iomlib.report.withholding import hidden, total_of
from iomlib.rules import Rule, words

INPUTS = "data/households, data/household_facts; params/rules"
FACTS = "household_facts"


class Homes(NamedTuple):
    """Households under a rule, and what an edition may show of them.

    ``rule``: None where none holds. ``table``: what `household_table` gave; None where no facts were supplied.
    ``counts``: of households, by name; ``away``: those that are withheld.
    """

    rule: Rule | None
    table: pd.DataFrame | None
    edition: str
    minimum: int
    counts: dict[str, float]
    away: frozenset[str]


def protect(evidence: Evidence, rule: Rule | None, area: str, edition: str, minimum: int) -> Homes:
    """Apply a rule to households, and choose what a page withholds of their counts.

    Parameters
    ----------
    evidence
        From `iomlib.metrics.evidence.gather`.
    rule
        Of the kind households, from `iomlib.rules.find_rule`; None where none holds.
    area, edition, minimum
        Those of the report.

    Raises
    ------
    ParameterError
        The rule is not about households.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> protect(gather({}, date(2009, 3, 31)), None, "x", "public", 5).counts
    {}
    """
    if rule and rule.kind != "households":
        raise ParameterError(
            f"families: {rule.id} is a rule of the kind {rule.kind}. Name one of the kind households."
        )
    if rule is None or FACTS not in evidence.tables:
        return Homes(rule, None, edition, minimum, {}, frozenset())
    homes = household_table(assess_households(evidence, rule, area), evidence)
    counts, sums = {"all": float(len(homes))}, []
    for met in range(len(rule.criteria) + 1):
        counts[f"facts.{met}"] = float((homes["facts"] == met).sum())
    sums.append(total_of("all", *(name for name in counts if name.startswith("facts."))))
    selected = homes["selected"].fillna(value=False).astype(bool)
    for name, mask in {"selected": selected, **{each.id: homes[each.id] for each in rule.criteria}}.items():
        counts[name] = float(mask.fillna(value=False).astype(bool).sum())
        counts[f"_all without {name}"] = counts["all"] - counts[name]
        sums.append(total_of("all", name, f"_all without {name}"))
    for each in rule.criteria:
        both = float((homes[each.id].fillna(value=False).astype(bool) & selected).sum())
        if both == counts["selected"]:
            counts[f"_{each.id} without selected"] = counts[each.id] - both
            sums.append(total_of(each.id, "selected", f"_{each.id} without selected"))
    return Homes(rule, homes, edition, minimum, counts, hidden(counts, sums, minimum, ["all", "selected"]))


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
    few = f"Withheld: a count of fewer than {homes.minimum} households, or one from which such a count would follow."
    made = table(
        rows.rename(index=lambda name: str(name).replace(".", "-")),
        [Column("households", "Households", "count")],
        id="households",
        caption=f"Households under the rule: {rule.title}",
        index="Which",
        disclosure="people",
        notes=[few] if homes.away else [],
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
    return sourced(made, INPUTS)


def _needs(rule: Rule, row: dict[object, object]) -> str:
    met = [each.id for each in rule.criteria if number(row[each.id]) == 1]
    return ", ".join(named(name) for name in met)
