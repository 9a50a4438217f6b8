"""The review list: who on a list gives cause to act, by which criterion, and since when."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from iomlib.metrics.criteria import measure
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.selection import Assessment, assess, on_lists, reference_day
from iomlib.metrics.since import held_since, opposite
from iomlib.metrics.spells import NEVER, Days
from iomlib.rules import Criterion, Rule, words

COLUMNS = [
    "person",
    "criterion",
    "action",
    "words",
    "value",
    "first",
    "last",
    "since",
    "days_overdue",
    "open",
]


def review_list(evidence: Evidence, rule: Rule, area: str) -> pd.DataFrame:
    """List who gives cause to act under a rule of de-selection or re-selection.

    Parameters
    ----------
    evidence
        From ``gather``. Without ``enrolments`` nobody is known to be on a list, and nobody is listed.
    rule
        Of de-selection: everybody live on its list in the area is looked at. Of re-selection: everybody who
        has left the list and is not on it.
    area
        Id of the area.

    Returns
    -------
    One row per person and criterion with an action that is met, or of which too little is known (``open``):
    ``person``, ``criterion`` (id), ``action``, ``words`` (the criterion as printed, with its thresholds), ``value``,
    ``first`` and ``last`` (days of the evidence; of too few rows in a window, of all rows there ever were),
    ``since`` (day from which it has been so, while on the list, or since leaving it), ``days_overdue`` (from then to
    the reference day). The longest overdue first, open ones last.

    Source
    ------
    Offender Management Update 2009, paragraph 5.2.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": "male"})
    >>> spells = pd.DataFrame({"person": ["a", "b"], "area": "x", "list": "ppo", "reason": None})
    >>> spells = spells.assign(start=pd.to_datetime(["2007-09-01", "2007-10-01"]), end=pd.NaT)
    >>> evidence = gather({"nominals": people, "enrolments": spells}, date(2009, 9, 30))
    >>> found = review_list(evidence, read_rule("params", "ppo-de-selection", date(2009, 9, 30)), "x")
    >>> found.loc[~found["open"], ["person", "criterion", "days_overdue"]].to_dict("list")
    {'person': ['a'], 'criterion': ['two-years'], 'days_overdue': [29.0]}
    """
    looked = looked_at(evidence, rule, area)
    parts = [flags(looked, criterion) for criterion in rule.criteria if criterion.then]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    by = ["open", "days_overdue", "person", "criterion"]
    return table[COLUMNS].sort_values(by, ascending=[True, False, True, True], ignore_index=True)


class Looked(NamedTuple):
    """Whom a rule of review looks at: the evidence of these people alone, and what the rule makes of them.

    ``since``: the day from which each of them is on the list, or off it.
    """

    evidence: Evidence
    area: str
    assessment: Assessment
    since: Days


def looked_at(evidence: Evidence, rule: Rule, area: str) -> Looked:
    """Leave only the people whom a rule of review is about, and apply it to them.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> rule = read_rule("params", "ppo-de-selection", date(2009, 9, 30))
    >>> len(looked_at(gather({}, date(2009, 9, 30)), rule, "x").since)
    0
    """
    on = reference_day(rule, evidence.as_at)
    live = on_lists([rule.list or ""], here=True)
    if rule.kind == "re-selection":
        left = measure(evidence, live.model_copy(update={"measure": "ended"}), area, on)
        who = np.flatnonzero((left.lower >= 1) & ~(measure(evidence, live, area, on).upper >= 1))
        since = left.last[who] + np.timedelta64(1, "D")
    else:
        spell = measure(evidence, live.model_copy(update={"measure": "months_on"}), area, on)
        who = np.flatnonzero(~np.isnat(spell.first))
        since = spell.first[who]
    few = _only(evidence, who)
    return Looked(few, area, assess(few, rule, area), since)


def _only(evidence: Evidence, who: "np.ndarray[Any, Any]") -> Evidence:
    """Leave only some people, so that the rest costs nothing."""
    place = np.full(len(evidence.people), -1)
    place[who] = np.arange(len(who))
    tables = {}
    for name, table in evidence.tables.items():
        if "who" in table:
            now = place[table["who"].to_numpy()]
            tables[name] = table[now >= 0].assign(who=now[now >= 0])
    return Evidence(evidence.people.iloc[who], tables, evidence.as_at)


def flags(looked: Looked, criterion: Criterion) -> pd.DataFrame:
    """List the people who meet one criterion, or may: columns as of ``review_list``, in the order of people.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> rule = read_rule("params", "ppo-de-selection", date(2009, 9, 30))
    >>> len(flags(looked_at(gather({}, date(2009, 9, 30)), rule, "x"), rule.criterion("two-years")))
    0
    """
    found = _dated(looked, criterion).rename_axis("person").reset_index()
    is_open = found["met"].isna().to_numpy(bool)
    since = np.where(is_open, NEVER, np.fmax(_since(looked, criterion), looked.since))
    table = found.assign(since=since.astype("datetime64[us]"), open=is_open)
    days = (pd.Timestamp(looked.assessment.on) - table["since"]).dt.days
    said = {"criterion": criterion.id, "action": criterion.then, "words": words(criterion)}
    table = table.assign(days_overdue=days.astype("float64"), **said)[COLUMNS]
    flagged: pd.DataFrame = table[is_open | found["met"].fillna(value=False).to_numpy(bool)]
    return flagged


def _dated(looked: Looked, criterion: Criterion) -> pd.DataFrame:
    """Where too few rows in a window are the cause, give the days of the rows there are, whenever they were."""
    found = looked.assessment.criteria[criterion.id]
    if criterion.measure != "rows" or criterion.threshold[0] in ("at_least", "more_than"):
        return found
    ever = criterion.model_copy(update={"months": None})
    rows = measure(looked.evidence, ever, looked.area, looked.assessment.on)
    return found.assign(first=rows.first.astype("datetime64[us]"), last=rows.last.astype("datetime64[us]"))


def _since(looked: Looked, criterion: Criterion) -> Days:
    """Give the day from which a criterion is met with all that it needs, and without what it must not have."""
    evidence, area, assessment, _ = looked
    since = held_since(evidence, criterion, area, assessment.on)
    for name in criterion.needs:
        since = np.fmax(since, _since(looked, assessment.rule.criterion(name)))
    for name in criterion.unless:
        other = opposite(assessment.rule.criterion(name))
        since = np.fmax(since, held_since(evidence, other, area, assessment.on))
    return since
