"""Which kinds of people a rule tells apart, under its own thresholds and others, whoever there is of each kind."""

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from iomlib.metrics.concentration import EDGES
from iomlib.metrics.criteria import Measured, measure
from iomlib.metrics.days import Flags
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.selection import apply_rule, reference_day, with_thresholds
from iomlib.metrics.threshold import MONTHS, TESTS, of_tests
from iomlib.rules import Criterion, Rule

MOST = 20_000  # kinds that are looked at
_UNKNOWN = (0.0, math.inf)  # the least and the most that a value may be
_THRESHOLDS = ("at_least", "more_than", "at_most", "under", "points")


class Kinds(NamedTuple):
    """What a page asks of each person, and of each kind of person that there could be.

    ``people`` has a row a person, ``possible`` one a kind, in an order that does not depend on who there is; None
    where a rule tells more kinds apart than can be looked at. Both have ``value`` (of the criterion that is added up;
    missing where not known), and true or false: ``counted`` (who meets it), ``selected``, ``apart``, ``many``
    (selected, and over the higher threshold), ``undecided``, and of those selected, where drug tests were supplied,
    ``positive``, ``negative`` and ``not-tested``; ``grid 0`` and so on: selected by each combination of other
    thresholds, in the order of `iomlib.metrics.selection.grid`.
    """

    people: pd.DataFrame
    possible: pd.DataFrame | None


def kinds(evidence: Evidence, rule: Rule, area: str, names: tuple[str, str]) -> Kinds:
    """Say of everybody, and of everybody that there could be, what a rule makes of them.

    Parameters
    ----------
    evidence, rule, area
        As for `iomlib.metrics.selection.assess`.
    names
        The criterion whose value is added up, and the one with the higher threshold.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> rule = read_rule("params", "high-crime-causers", date(2009, 3, 31))
    >>> found = kinds(gather({}, date(2009, 3, 31)), rule, "x", ("arrests", "many-arrests"))
    >>> len(found.people), bool(found.possible["selected"].any())
    (0, True)
    """
    on = reference_day(rule, evidence.as_at)
    measured = {each.id: measure(evidence, each, area, on) for each in rule.criteria}
    people = _told(rule, measured, len(evidence.people), names)
    made = _every(rule, names[0])
    possible = None
    if made is not None:
        possible = _told(rule, made, len(next(iter(made.values())).value), names)
    tests = of_tests(evidence)
    if tests is not None:
        people = _tested(people, [(tests, np.ones(len(people), bool))])
        possible = None if possible is None else _tested(possible, _results(rule, made or {}, len(possible)))
    return Kinds(people.set_index(evidence.people.index), _once(possible))


def _once(possible: pd.DataFrame | None) -> pd.DataFrame | None:
    return None if possible is None else possible.drop_duplicates(ignore_index=True)


def _tested(told: pd.DataFrame, results: list[tuple[pd.DataFrame, Flags]]) -> pd.DataFrame:
    """Add to those who are selected what came of their tests: each way in which that is possible of each."""
    ways = []
    for tests, can in results:
        chosen = told["selected"].to_numpy(bool)
        ways.append(told.assign(**{name: tests[name].to_numpy(bool) & chosen for name in TESTS})[can])
    return pd.concat(ways, ignore_index=True)


def _results(rule: Rule, measured: Mapping[str, Measured], size: int) -> list[tuple[pd.DataFrame, Flags]]:
    """Give each result of tests, and the kinds of people who can have it: a rule may ask for one itself."""
    positive = positive_criterion(rule)
    met = None if positive is None else measured[positive].lower >= 1
    found = []
    for result in TESTS:
        tests = pd.DataFrame({name: np.full(size, name == result) for name in TESTS})
        found.append((tests, np.ones(size, bool) if met is None else met == (result == TESTS[0])))
    return found


def positive_criterion(rule: Rule) -> str | None:
    """Name the criterion of a rule that one positive drug test in its year meets; None where there is none."""
    for each in rule.criteria:
        alone = not each.unless and not each.needs and not each.here and each.threshold == ("at_least", 1)
        asked = (each.measure, each.evidence, each.where, each.months)
        if alone and asked == ("rows", ["drug_tests"], {"result": [TESTS[0]]}, MONTHS):
            return each.id
    return None


def _told(rule: Rule, measured: Mapping[str, Measured], size: int, names: tuple[str, str]) -> pd.DataFrame:
    applied = apply_rule(rule, measured, size)
    selected = applied.selected.sure
    columns: dict[str, Any] = {
        "value": measured[names[0]].value,
        "counted": applied.verdicts[names[0]].sure,
        "selected": selected,
        "apart": applied.apart,
        "many": selected & applied.verdicts[names[1]].sure,
        "undecided": applied.selected.maybe & ~selected,
    }
    for place, values in enumerate(product(*rule.grid.values()) if rule.grid else ()):
        tried = with_thresholds(rule, dict(zip(rule.grid, values, strict=True)))
        columns[f"grid {place}"] = apply_rule(tried, measured, size).selected.sure
    return pd.DataFrame(columns)


def _every(rule: Rule, counted: str) -> dict[str, Measured] | None:
    """Make up a person of every kind: each value that a threshold tells from another, and one that is not known."""
    asked: dict[str, list[Criterion]] = {}
    for each in rule.criteria:
        asked.setdefault(each.model_copy(update=_blank()).model_dump_json(), []).append(each)
    choices = [_values(rule, group, counted) for group in asked.values()]
    if math.prod(map(len, choices)) > MOST:
        return None
    rows = list(product(*choices))
    made: dict[str, Measured] = {}
    for place, group in enumerate(asked.values()):
        low, high = (np.array([row[place][end] for row in rows]) for end in (0, 1))
        never = np.full(len(rows), np.datetime64("NaT", "D"))
        value = np.where(low == high, low, math.nan)
        made |= dict.fromkeys((each.id for each in group), Measured(value, low, high, never, never))
    return made


def _blank() -> dict[str, object]:
    """Give what two criteria that measure the same may differ in."""
    return dict.fromkeys(_THRESHOLDS) | {"id": "x", "text": "x"} | {"unless": [], "needs": []} | _NOTHING


_NOTHING = {"then": None, "status": None, "note": ""}


def _values(rule: Rule, group: Sequence[Criterion], counted: str) -> list[tuple[float, float]]:
    asked = {value for each in group for value in _thresholds(rule, each)}
    if any(each.id == counted for each in group):
        asked |= set(EDGES)
    sides = sorted({value + step for value in asked for step in (-0.5, 0.0, 0.5)})
    return [*((value, value) for value in sides), _UNKNOWN]


def _thresholds(rule: Rule, criterion: Criterion) -> list[float]:
    own = [band.at_least for band in criterion.points] if criterion.points else [criterion.threshold[1]]
    return [*map(float, own), *map(float, rule.grid.get(criterion.id, []))]
