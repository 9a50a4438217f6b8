"""Everything that a quarterly meeting about a scheme decides on, worked out once."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from iomlib.errors import ParameterError
from iomlib.metrics.capacity import adding
from iomlib.metrics.cohort import enrolled, on_list
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.lists import known_lists
from iomlib.metrics.review import COLUMNS, review_list
from iomlib.metrics.selection import Assessment, assess, grid, missed
from iomlib.metrics.timeliness import reviews
from iomlib.rules import Rule

ADD = (5, 10, 20)
_KINDS = {"selection": ("selection", "cohort"), "leaving": ("de-selection",), "returning": ("re-selection",)}


class Rules(NamedTuple):
    """The rules of a scheme on a day: who may come, who should leave, and who should come back; None if none holds."""

    selection: Rule
    leaving: Rule
    returning: Rule | None


class Meeting(NamedTuple):
    """What a meeting is given.

    ``name``: the scheme's list; ``listed``: who is on it on the last day known (missing for everybody where that is
    not known). ``assessed``, ``tried`` and ``missing``: what `assess`, `grid` and `missed` make of the rule of
    selection; ``lists``: all lists, on none of which the missing are. ``flags``, ``back`` and ``reviewed``: what
    `review_list` and `reviews` make of the rules of leaving and of coming back. ``room``: what `adding` makes of both.
    """

    evidence: Evidence
    area: str
    name: str
    rules: Rules
    listed: "pd.Series[bool]"
    assessed: Assessment
    tried: pd.DataFrame
    missing: pd.DataFrame
    lists: list[str]
    flags: pd.DataFrame
    back: pd.DataFrame
    reviewed: pd.DataFrame
    room: pd.DataFrame

    @property
    def known(self) -> bool:
        """Whether it is known who is on the list: somebody ever was."""
        return enrolled(self.evidence, self.name, self.area) is not None

    @property
    def as_at(self) -> date:
        """The last day known."""
        return self.evidence.as_at


def prepare(evidence: Evidence, area: str, name: str, rules: Rules, numbers: Sequence[int] = ADD) -> Meeting:
    """Work out who could come onto a list, who gives cause to leave it, and what that does to its size.

    Parameters
    ----------
    evidence
        From ``gather``.
    area
        Id of the area.
    name
        Id of the scheme's list.
    rules
        The rules that hold on the last day known.
    numbers
        How many of those ranked first to add, one after the other.

    Raises
    ------
    ParameterError
        A rule is of another kind than is asked for, or one of leaving, or of coming back, is about another list.

    Source
    ------
    Offender Management Update 2009, paragraphs 4.2, 4.5 and 5.2: review the list against all known offenders at
    least quarterly, run the selection matrix against both, and look at de-selection where there is no room.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.rules import read_rule
    >>> day = date(2009, 3, 31)
    >>> held = Rules(*(read_rule("params", each, day) for each in ("ppo-matrix", "ppo-de-selection")), None)
    >>> meeting = prepare(gather({}, day), "x", "ppo", held)
    >>> len(meeting.flags), len(meeting.listed)
    (0, 0)
    """
    _check(name, rules)
    listed = on_list(evidence, name, area, evidence.as_at)
    assessed = assess(evidence, rules.selection, area)
    flags = review_list(evidence, rules.leaving, area)
    lists = known_lists(evidence)
    nothing = pd.DataFrame(columns=COLUMNS)
    return Meeting(
        evidence,
        area,
        name,
        rules,
        listed,
        assessed,
        grid(evidence, rules.selection, area),
        missed(assessed, evidence, lists or [name]),
        lists,
        flags,
        review_list(evidence, rules.returning, area) if rules.returning else nothing,
        reviews(evidence, rules.leaving, area),
        adding(evidence, listed, assessed.people, flags, numbers),
    )


def _check(name: str, rules: Rules) -> None:
    for asked, kinds in _KINDS.items():
        rule: Rule | None = getattr(rules, asked)
        if rule and rule.kind not in kinds:
            raise ParameterError(
                f"{asked}: {rule.id} is a rule of the kind {rule.kind}. Name one of the kind {' or '.join(kinds)}."
            )
    for rule in (rules.leaving, rules.returning):
        if rule and rule.list != name:
            raise ParameterError(
                f"{rule.id} is a rule for the list {rule.list}, and the scheme's list is {name}. Name a rule for that "
                "list, or the list of the rule."
            )
