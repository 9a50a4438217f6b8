"""All that a page says of the people over a rule's threshold, counted once."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

import pandas as pd

from iomlib.errors import ParameterError
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.kinds import Kinds, kinds
from iomlib.metrics.selection import Assessment, assess, grid
from iomlib.metrics.threshold import (
    MONTHS,
    TESTS,
    by_test,
    chosen,
    on_no_scheme,
    over_threshold,
    potential,
)
from iomlib.rules import Criterion, Rule

FULL_AGE = 18  # years
FOUND_BY = "positive-test"  # the criterion of a cohort that the drug tests alone decide


class Over(NamedTuple):
    """All that is counted of the people over a rule's threshold.

    ``assessment`` and ``tried``: what `assess` and `grid` of `iomlib.metrics.selection` make of the rule; ``rows``,
    ``tests``, ``potential`` and ``missed``: what `over_threshold`, `by_test`, `potential` and `on_no_scheme` give.
    ``counted`` and ``many`` name criteria of the rule, ``lists`` the schemes on none of which the missed are.
    ``kinds``: what `iomlib.metrics.kinds.kinds` gives of everybody. ``nested``: whether whom the one criterion of
    ``potential`` finds is in its cohort by its rule; ``tested``: whether they all have a positive test in ``tests``.
    """

    assessment: Assessment
    counted: str
    many: str
    lists: tuple[str, ...]
    tried: pd.DataFrame
    rows: pd.DataFrame
    tests: pd.DataFrame
    potential: pd.DataFrame
    missed: pd.DataFrame
    kinds: Kinds
    nested: bool
    tested: bool

    @property
    def people(self) -> "pd.Series[bool]":
        """Who is selected for sure, by person."""
        return chosen(self.assessment)

    @property
    def often(self) -> "pd.Series[bool]":
        """Who of them is over the higher threshold, by person."""
        return self.people & self.assessment.criteria[self.many]["met"].fillna(value=False).astype("bool")

    @property
    def cuts(self) -> list[int]:
        """The thresholds of both criteria, from which people are counted."""
        return [ceil(self.assessment.rule.criterion(name).threshold[1]) for name in (self.counted, self.many)]

    @property
    def age(self) -> int:
        """The age below which people are counted apart; full age where the rule counts nobody apart for it."""
        rule = self.assessment.rule
        apart = rule.criterion(rule.apart) if rule.apart else None
        return ceil(apart.threshold[1]) if apart and apart.measure == "age" else FULL_AGE

    @property
    def offences(self) -> list[str]:
        """The offences that are counted."""
        return self.assessment.rule.criterion(self.counted).where["offence"]


def count_over(  # noqa: PLR0913, PLR0917  the rule, what of it is counted, and what it is held against
    evidence: Evidence, rule: Rule, area: str, names: tuple[str, str], year_after: Rule, lists: Sequence[str]
) -> Over:
    """Count all that a page says of the people over a rule's threshold.

    Parameters
    ----------
    evidence, rule, area
        As for `iomlib.metrics.selection.assess`.
    names
        The criterion whose value is added up, and the one with the higher threshold.
    year_after
        The rule of a cohort, as for `potential`.
    lists
        Ids of the schemes' lists.

    Raises
    ------
    ParameterError
        A rule has no criterion of a name that is counted, or one that names no offences.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> causers, ni38 = (read_rule("params", name, date(2009, 3, 31)) for name in ("high-crime-causers", "ni38"))
    >>> evidence = gather({}, date(2009, 3, 31))
    >>> count_over(evidence, causers, "x", ("arrests", "many-arrests"), ni38, ["ppo"]).people.tolist()
    []
    """
    _check(rule, names)
    _check(year_after, (FOUND_BY,))
    if "offence" not in rule.criterion(names[0]).where:
        raise ParameterError(
            f"{rule.id}: criterion {names[0]} names no offences, and this page says which arrests it counts. "
            "Give it where: {offence: [...]}."
        )
    found = assess(evidence, rule, area)
    people = chosen(found)
    return Over(
        found,
        *names,
        tuple(lists),
        grid(evidence, rule, area),
        over_threshold(found, *names),
        by_test(evidence, people),
        potential(evidence, year_after, area, people, FOUND_BY),
        on_no_scheme(evidence, found, lists),
        kinds(evidence, rule, area, names),
        year_after.select is not None and FOUND_BY in (year_after.select.any or []),
        _by_a_test(year_after.criterion(FOUND_BY)),
    )


def _by_a_test(criterion: Criterion) -> bool:
    """Say whether a criterion finds only people with a positive test in the months that tests are counted over."""
    of_tests = (criterion.evidence, criterion.where.get("result")) == (["drug_tests"], [TESTS[0]])
    asked = criterion.measure == "rows" and (criterion.at_least or 0) >= 1
    return of_tests and asked and 0 < (criterion.months or 0) <= MONTHS


def _check(rule: Rule, names: Sequence[str]) -> None:
    known = [each.id for each in rule.criteria]
    if lost := [name for name in names if name not in known]:
        raise ParameterError(
            f"{rule.id}: has no criterion {' and no '.join(lost)}, which this page counts. It has: {', '.join(known)}. "
            "Name another rule, or give a criterion that id."
        )
