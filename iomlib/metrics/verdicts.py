"""Whether criteria are met, one by one and together, in three values: yes, no and not known."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from iomlib.metrics.criteria import Measured
from iomlib.metrics.days import Flags
from iomlib.metrics.spells import Floats
from iomlib.rules import Criterion, Group, Rule


class Verdict(NamedTuple):
    """Of everybody: whether something holds for sure, and whether it may hold; neither is no, only the second open."""

    sure: Flags
    maybe: Flags

    @property
    def answer(self) -> "pd.arrays.BooleanArray":
        """Yes, no, or missing."""
        return pd.arrays.BooleanArray(self.sure, self.maybe & ~self.sure)


class Score(NamedTuple):
    """Points that are sure, points that missing evidence could add at most, and of how many criteria it is missing."""

    points: Floats
    open: Floats
    gaps: "np.ndarray[Any, np.dtype[np.int64]]"


def met(criterion: Criterion, measured: Measured) -> Verdict:
    """Hold values against a criterion's threshold.

    Examples
    --------
    >>> asked = {"id": "x", "text": "x", "evidence": ["arrests"], "measure": "rows"}
    >>> days = np.full(3, np.datetime64("NaT"))
    >>> two = Measured(np.array([1.0, 2, np.nan]), np.array([1.0, 2, 0]), np.array([1.0, 2, np.inf]), days, days)
    >>> met(Criterion(**asked, at_least=2), two).answer.tolist()
    [False, True, <NA>]
    """
    way, threshold = criterion.threshold
    low, high = measured.lower, measured.upper
    if way == "at_least":
        return Verdict(low >= threshold, high >= threshold)
    if way == "more_than":
        return Verdict(low > threshold, high > threshold)
    if way == "at_most":
        return Verdict(high <= threshold, low <= threshold)
    return Verdict(high < threshold, low < threshold)


def gated(criterion: Criterion, verdict: Verdict, others: Mapping[str, Verdict]) -> Verdict:
    """Take away what holds only together with other criteria, or only without them.

    Examples
    --------
    >>> asked = {"id": "x", "text": "x", "evidence": ["arrests"], "measure": "rows", "at_least": 1}
    >>> yes, open = Verdict(np.ones(1, bool), np.ones(1, bool)), Verdict(np.zeros(1, bool), np.ones(1, bool))
    >>> gated(Criterion(**asked, unless=["y"]), yes, {"y": open}).answer.tolist()
    [<NA>]
    """
    sure, maybe = verdict
    for name in criterion.needs:
        sure, maybe = sure & others[name].sure, maybe & others[name].maybe
    for name in criterion.unless:
        sure, maybe = sure & ~others[name].maybe, maybe & ~others[name].sure
    return Verdict(sure, maybe)


def select(rule: Rule, verdicts: Mapping[str, Verdict], score: Score, size: int) -> Verdict:
    """Put a rule's criteria together; without ``select`` whoever meets one that has an action.

    Examples
    --------
    >>> yes, open = Verdict(np.ones(1, bool), np.ones(1, bool)), Verdict(np.zeros(1, bool), np.ones(1, bool))
    >>> rule = Rule.model_construct(select=Group(at_least=2, of=["a", "b"]), criteria=[])
    >>> none = Score(np.zeros(1), np.zeros(1), np.zeros(1, int))
    >>> select(rule, {"a": yes, "b": open}, none, 1).answer.tolist()
    [<NA>]
    """
    if rule.select is not None:
        return _together(rule.select, verdicts, score, size)
    acted = [verdicts[criterion.id] for criterion in rule.criteria if criterion.then]
    return _at_least(1, acted, size)


def _together(node: "Group | str", verdicts: Mapping[str, Verdict], score: Score, size: int) -> Verdict:
    if isinstance(node, str):
        return verdicts[node]
    if node.points is not None:
        return Verdict(score.points >= node.points, score.points + score.open >= node.points)
    members = node.all or node.any or node.of or []
    parts = [_together(member, verdicts, score, size) for member in members]
    least = len(parts) if node.all else node.at_least or 1
    return _at_least(least, parts, size)


def _at_least(least: int, parts: list[Verdict], size: int) -> Verdict:
    sure, maybe = np.zeros(size, np.int16), np.zeros(size, np.int16)
    for part in parts:
        sure += part.sure
        maybe += part.maybe
    return Verdict(sure >= least, maybe >= least)
