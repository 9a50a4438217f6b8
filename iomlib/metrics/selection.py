"""Apply a rule to everybody: who is selected, in which order, why, and where a gap in evidence decides.

Knows no scheme: all that is asked for stands in the rule file. What is not known stays missing (Kleene's three
values): it makes a criterion missing only where it could change the answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from graphlib import TopologicalSorter
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from iomlib.metrics.criteria import Measured, measure
from iomlib.metrics.days import Flags
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.points import ranked, score
from iomlib.metrics.verdicts import Score, Verdict, gated, met, select
from iomlib.rules import Criterion, Rule, words


class Assessment(NamedTuple):
    """What a rule makes of everybody.

    ``people``, by person (index): ``selected`` (missing where a gap in evidence decides), ``apart`` (misses only
    the criterion whose people are counted apart), ``points`` and ``points_open`` (what missing evidence could add,
    at most), ``rank`` (1 is the best, equals share the best; missing for who is not selected), ``tied`` (people of
    this rank, 0 without one), ``gaps`` (criteria of which too little is known).

    ``criteria``, by id: of the same people, ``met`` (missing where not known), ``value``, ``first`` and ``last``
    (days of the evidence; a missing last may be a spell that is still open).

    ``on``: the reference day.
    """

    rule: Rule
    people: pd.DataFrame
    criteria: dict[str, pd.DataFrame]
    on: date


class Applied(NamedTuple):
    """What a rule says of everybody, for sure and maybe."""

    verdicts: dict[str, Verdict]
    score: Score
    selected: Verdict
    apart: Flags


def reference_day(rule: Rule, as_at: date) -> date:
    """Give the day on which a rule looks at people: that of the report, or one of its financial year.

    Examples
    --------
    >>> rule = Rule.model_construct(reference="before-financial-year")
    >>> reference_day(rule, date(2009, 3, 31)), reference_day(rule, date(2009, 6, 30))
    (datetime.date(2008, 3, 31), datetime.date(2009, 3, 31))
    """
    begins = date(as_at.year if as_at.month > 3 else as_at.year - 1, 4, 1)
    days = {
        "quarter-end": as_at,
        "financial-year-start": begins,
        "before-financial-year": begins - timedelta(days=1),
    }
    return days[rule.reference]


def assess(evidence: Evidence, rule: Rule, area: str) -> Assessment:
    """Apply a rule to everybody of whom there is evidence.

    Parameters
    ----------
    evidence
        From ``gather``. A table that was not supplied leaves its criteria unknown; one without rows is nothing.
    rule
        From ``iomlib.rules.read_rule``.
    area
        Id of the area, for criteria that ask for its rows or its residents.

    Returns
    -------
    See ``Assessment``. The order of rows, of people and of criteria is of no matter.

    Source
    ------
    Offender Management Update 2009, paragraph 4.5: run the selection matrix against the pool of new people along
    with the current cohort, using consistent selection criteria.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> born = pd.to_datetime(["1980-01-01", "1991-03-31", "1991-04-01"])
    >>> people = pd.DataFrame({"person": ["a", "b", "c"], "born": born, "sex": "male"})
    >>> arrests = pd.DataFrame({"person": list("aabbbc" * 5), "area": "x", "offence": "burglary"})
    >>> arrests["day"] = pd.Timestamp("2009-03-31")
    >>> evidence = gather({"nominals": people, "arrests": arrests}, date(2009, 3, 31))
    >>> found = assess(evidence, read_rule("params", "high-crime-causers", date(2009, 3, 31)), "x").people
    >>> found[["selected", "rank"]].to_dict("list")
    {'selected': [True, True, False], 'rank': [2.0, 1.0, nan]}
    """
    on = reference_day(rule, evidence.as_at)
    measured = {criterion.id: measure(evidence, criterion, area, on) for criterion in rule.criteria}
    applied = apply_rule(rule, measured, len(evidence.people))
    return Assessment(
        rule,
        _people(rule, measured, applied, evidence.people.index),
        _criteria(measured, applied.verdicts, evidence.people.index),
        on,
    )


def apply_rule(rule: Rule, measured: Mapping[str, Measured], size: int) -> Applied:
    """Say of every criterion, and of the whole, whether it is met for sure and whether it may be; `measured` by id."""
    by_id = {criterion.id: criterion for criterion in rule.criteria}
    waits = {name: [*criterion.unless, *criterion.needs] for name, criterion in by_id.items()}
    verdicts: dict[str, Verdict] = {}
    for name in TopologicalSorter(waits).static_order():
        verdicts[name] = gated(by_id[name], met(by_id[name], measured[name]), verdicts)
    points = score(rule, measured, verdicts, size)
    selected = select(rule, verdicts, points, size)
    apart = np.zeros(size, bool)
    if rule.apart:
        everybody = Verdict(np.ones(size, bool), np.ones(size, bool))
        rest = select(rule, verdicts | {rule.apart: everybody}, points, size)
        apart = rest.sure & ~verdicts[rule.apart].maybe
    return Applied(verdicts, points, selected, apart)


def _people(
    rule: Rule, measured: Mapping[str, Measured], applied: Applied, people: "pd.Index[Any]"
) -> pd.DataFrame:
    rank, tied = ranked(rule, measured, applied.score, applied.selected.sure)
    gaps = sum((verdict.maybe & ~verdict.sure).astype(int) for verdict in applied.verdicts.values())
    columns = {
        "selected": applied.selected.answer,
        "apart": applied.apart,
        "points": applied.score.points,
        "points_open": applied.score.open,
        "rank": rank,
        "tied": tied,
        "gaps": gaps + applied.score.gaps,
    }
    return pd.DataFrame(columns, index=people)


def _criteria(
    measured: Mapping[str, Measured], verdicts: Mapping[str, Verdict], people: "pd.Index[Any]"
) -> dict[str, pd.DataFrame]:
    found = {}
    for name, each in measured.items():
        columns = {
            "met": verdicts[name].answer,
            "value": each.value,
            "first": each.first.astype("datetime64[us]"),
            "last": each.last.astype("datetime64[us]"),
        }
        found[name] = pd.DataFrame(columns, index=people, copy=False)
    return found


def grid(evidence: Evidence, rule: Rule, area: str) -> pd.DataFrame:
    """Count how many people each combination of other thresholds would select.

    Parameters
    ----------
    evidence, area
        As for ``assess``.
    rule
        One with a ``grid``: thresholds to try, by criterion.

    Returns
    -------
    One row per combination: a column for each criterion of the grid (its threshold), then counts of people:
    ``selected``, ``apart``, and ``open`` (those for whom a gap in evidence decides). No rows without a grid.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraphs 3.6 to 3.8, chose 5 and 10 arrests.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> evidence = gather({}, date(2009, 3, 31))
    >>> grid(evidence, read_rule("params", "high-crime-causers", date(2009, 3, 31)), "x").columns.tolist()
    ['many-arrests', 'arrests', 'selected', 'apart', 'open']
    """
    on = reference_day(rule, evidence.as_at)
    measured = {criterion.id: measure(evidence, criterion, area, on) for criterion in rule.criteria}
    rows = []
    for values in product(*rule.grid.values()) if rule.grid else ():
        tried = dict(zip(rule.grid, values, strict=True))
        found = apply_rule(with_thresholds(rule, tried), measured, len(evidence.people))
        counts = (found.selected.sure, found.apart, found.selected.maybe & ~found.selected.sure)
        rows.append([*values, *(int(each.sum()) for each in counts)])
    return pd.DataFrame(rows, columns=[*rule.grid, "selected", "apart", "open"])


def with_thresholds(rule: Rule, thresholds: Mapping[str, float]) -> Rule:
    """Give a rule with other thresholds, by criterion."""

    def changed(criterion: Criterion) -> Criterion:
        way = {criterion.threshold[0]: thresholds.get(criterion.id)}
        return criterion.model_copy(update=way) if criterion.id in thresholds else criterion

    return rule.model_copy(update={"criteria": [changed(criterion) for criterion in rule.criteria]})


def missed(assessment: Assessment, evidence: Evidence, lists: Sequence[str]) -> pd.DataFrame:
    """Find the people whom the rule selects and who are live on none of the schemes.

    Parameters
    ----------
    assessment
        From ``assess``.
    evidence
        The evidence that it was made from.
    lists
        Ids of the schemes' lists; those of any area count.

    Returns
    -------
    Rows of ``assessment.people``, by rank and then person, and ``open``: whether it is not known who is on the
    lists, because `enrolments` was not supplied. Then everybody selected is here.

    Source
    ------
    Offender Management Update 2009, paragraph 4.4: those not currently selected who may be more criminally active
    than the current cohort.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> evidence = gather({}, date(2009, 3, 31))
    >>> rule = read_rule("params", "high-crime-causers", date(2009, 3, 31))
    >>> len(missed(assess(evidence, rule, "x"), evidence, ["ppo"]))
    0
    """
    selected = assessment.people["selected"].fillna(value=False).to_numpy(bool)
    on = measure(evidence, on_lists(lists), "", assessment.on)
    found = assessment.people[selected & (on.lower <= 0)].assign(open="enrolments" not in evidence.tables)
    return found.rename_axis("person").reset_index().sort_values(["rank", "person"]).set_index("person")


def on_lists(lists: Sequence[str], *, here: bool = False) -> Criterion:
    """Ask who is live on one of some lists on a day, of any area or of the report's alone.

    Examples
    --------
    >>> on_lists(["ppo"]).where
    {'list': ['ppo']}
    """
    where = {"list": list(lists)}
    text = "on the list"
    return Criterion(
        id="on", text=text, evidence=["enrolments"], measure="live", where=where, here=here, at_least=1
    )


def reasons(assessment: Assessment, people: Iterable[str]) -> pd.DataFrame:
    """Give the criteria that each of some people meets, with the evidence.

    Parameters
    ----------
    assessment
        From ``assess``.
    people
        Ids of the people who are shown, in the order in which they are.

    Returns
    -------
    One row per person and criterion met, and per criterion of which too little is known: ``person``,
    ``criterion`` (id), ``words``, ``met`` (missing where not known), ``value``, ``first`` and ``last`` (days),
    in the order of the people and of the rule file.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> people = pd.DataFrame({"person": ["a"], "born": pd.to_datetime(["1991-03-31"]), "sex": "male"})
    >>> evidence = gather({"nominals": people}, date(2009, 3, 31))
    >>> made = assess(evidence, read_rule("params", "high-crime-causers", date(2009, 3, 31)), "x")
    >>> found = reasons(made, ["a"])
    >>> found[found["met"].fillna(False)][["words", "value"]].to_dict("list")
    {'words': ['18 or over on the reference date'], 'value': [18.0]}
    """
    shown = list(people)
    parts = []
    for criterion in assessment.rule.criteria:
        of_these = assessment.criteria[criterion.id].loc[shown].rename_axis("person").reset_index()
        parts.append(of_these.assign(criterion=criterion.id, words=words(criterion), place=range(len(shown))))
    table = pd.concat(parts, ignore_index=True)
    table = table[table["met"].isna() | table["met"].fillna(value=False)]
    ordered = table.sort_values("place", kind="stable", ignore_index=True)
    return ordered[["person", "criterion", "words", "met", "value", "first", "last"]]
