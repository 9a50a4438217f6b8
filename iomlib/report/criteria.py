"""A rule as it was applied: its words, its source, how far it can be relied on, and what evidence it had."""

from datetime import date

import pandas as pd

from iomlib.blocks import Sentence, Table
from iomlib.metrics.evidence import PEOPLE, Evidence
from iomlib.report.evidence_words import named, readable
from iomlib.report.formats import day
from iomlib.report.frames import Column, slug, table
from iomlib.rules import Criterion, Group, Rule, words

MISSING = "not supplied"
_STATUS = {
    "as printed": "As printed in the source.",
    "local": "CAUTION: local. The partnership set it itself; no guidance prints it.",
    "unverified": "CAUTION: unverified. Nobody has read it in its source. Decide nothing on it before somebody has.",
}
_MANY = {"all": "all of", "any": "any of"}


def rule_sentence(rule: Rule | None, name: str, as_at: date) -> Sentence:
    """Say which rule was applied, where it is printed, since when it holds, and how far it can be relied on.

    Parameters
    ----------
    rule
        From `iomlib.rules.find_rule`: None where no rule of the name holds on the day.
    name
        Its id.
    as_at
        The day.

    Examples
    --------
    >>> rule_sentence(None, "ppo-re-selection", date(2009, 3, 31)).sentences
    ['No rule called ppo-re-selection was in force on 31 March 2009, so nobody was looked at by it.']
    """
    if rule is None:
        nobody = f"No rule called {name} was in force on {day(as_at)}, so nobody was looked at by it."
        return Sentence(style="missing", sentences=[nobody])
    until = f" to {day(rule.valid.last)}" if rule.valid.last else ""
    place = f", paragraph {rule.paragraph}" if rule.paragraph else ""
    said = [
        f"{rule.title} ({rule.id}), in force from {day(rule.valid.first)}{until}. "
        f"Source: {_ended(f'{rule.source}{place}')}",
        _STATUS[rule.status],
    ]
    if rule.select is not None:
        said.append(f"Selected is who meets {select_words(rule.select, rule)}.")
    return Sentence(sentences=[*said, *([_ended(rule.note)] if rule.note else [])])


def select_words(group: Group, rule: Rule) -> str:
    """Say how the criteria of a rule select together.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.rules import read_rule
    >>> rule = read_rule("params", "ppo-matrix", date(2009, 3, 31))
    >>> select_words(rule.select, rule)
    'all of these: adult; resident; 20 points or more in all'
    """
    if group.points is not None:
        return f"{group.points:.10g} points or more in all"
    members = group.all or group.any or group.of or []
    said = [
        named(each)
        if isinstance(each, str)
        else f"({select_words(each, rule)})"
        if each.points is None
        else select_words(each, rule)
        for each in members
    ]
    if len(said) == 1:
        return said[0]
    how = _MANY["all"] if group.all else _MANY["any"] if group.any else f"at least {group.at_least} of"
    return f"{how} these: {'; '.join(said)}"


def criteria_table(rule: Rule | None, evidence: Evidence) -> Table | Sentence:
    """List the criteria of a rule: as applied, what follows, what each needs, and whether that was supplied.

    Parameters
    ----------
    rule
        From `iomlib.rules`; nothing is shown where there is none.
    evidence
        What it was applied to, from `iomlib.metrics.evidence.gather`.
    """
    if rule is None:
        return Sentence(sentences=[])
    rows = pd.DataFrame(
        {
            "words": [words(each) for each in rule.criteria],
            "then": [each.then or "" for each in rule.criteria],
            "evidence": [_evidence(each, evidence) for each in rule.criteria],
            "status": [each.status or rule.status for each in rule.criteria],
        },
        index=[each.id for each in rule.criteria],
    )
    columns = [Column("words", "Words as applied")]
    columns += [Column("then", "What follows")] * bool(rows["then"].any())
    columns += [Column("evidence", "Evidence"), Column("status", "Status")]
    return table(
        rows,
        columns,
        id=f"criteria_{slug(rule.id)}",
        caption=f"Criteria of {rule.title}",
        index="Criterion",
        disclosure="method",
        notes=[note for each in rule.criteria for note in _notes(each)],
        labels={each.id: readable(each.id) for each in rule.criteria},
    )


def supplied(evidence: Evidence) -> list[str]:
    """List the tables that were supplied of these people; without people there are none.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> supplied(gather({}, date(2009, 3, 31)))
    []
    """
    return [PEOPLE] * bool(len(evidence.people)) + sorted(evidence.tables)


def gaps(evidence: Evidence, *rules: Rule | None) -> list[str]:
    """Name the tables that the criteria of some rules need and that were not supplied, in order.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> gaps(gather({}, date(2009, 3, 31)), read_rule("params", "high-crime-causers", date(2009, 3, 31)))
    ['arrests', 'drug_tests', 'nominals']
    """
    needed = {name for rule in rules if rule for each in rule.criteria for name in each.evidence}
    return sorted(needed - set(supplied(evidence)))


def gaps_sentence(evidence: Evidence, *rules: Rule | None) -> Sentence:
    """Say which evidence was not supplied, and of which criteria nothing can be told for want of it.

    Nothing is said where all was supplied.
    """
    lost = gaps(evidence, *rules)
    if not lost:
        return Sentence(sentences=[])
    told = [
        f"{rule.title}: {', '.join(names)}"
        for rule in rules
        if rule and (names := [named(each.id) for each in rule.criteria if set(each.evidence) & set(lost)])
    ]
    said = [
        f"Not supplied: {', '.join(named(name) for name in lost)}. Without them it is not known who meets "
        f"these criteria ({'; '.join(told)}). Whoever they would decide about is counted as undecided, never as no.",
    ]
    return Sentence(style="missing", sentences=said)


def _evidence(criterion: Criterion, evidence: Evidence) -> str:
    there = supplied(evidence)
    tables = [named(name) + ("" if name in there else f" ({MISSING})") for name in criterion.evidence]
    asked = [f"{column}: {', '.join(values)}" for column, values in criterion.where.items()]
    asked += ["in this area only"] * criterion.here
    return "; ".join([", ".join(tables), *asked])


def _notes(criterion: Criterion) -> list[str]:
    name, notes = readable(criterion.id), []
    if criterion.unless:
        others = ", ".join(named(other) for other in criterion.unless)
        notes.append(f"{name} does not count while one of these is met: {others}.")
    if criterion.needs:
        others = ", ".join(named(other) for other in criterion.needs)
        notes.append(f"{name} counts only together with: {others}.")
    return [*notes, *([f"{name}: {_ended(criterion.note)}"] if criterion.note else [])]


def _ended(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
