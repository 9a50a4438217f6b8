"""Points of a selection matrix, and the order that they, or the values of criteria, give to people."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iomlib.metrics.criteria import Measured
from iomlib.metrics.days import Flags
from iomlib.metrics.spells import Floats
from iomlib.metrics.verdicts import Score, Verdict
from iomlib.rules import Criterion, Rule


def score(rule: Rule, measured: Mapping[str, Measured], verdicts: Mapping[str, Verdict], size: int) -> Score:
    """Add up the points of all criteria that have bands: those that are sure, and those still open.

    Examples
    --------
    >>> days = np.full(2, np.datetime64("NaT"))
    >>> values = Measured(np.array([3.0, 0]), np.array([3.0, 0]), np.array([3.0, np.inf]), days, days)
    >>> bands = [{"at_least": 1, "points": 2}, {"at_least": 3, "points": 5}]
    >>> asked = Criterion(id="x", text="x", evidence=["arrests"], measure="rows", points=bands)
    >>> rule = Rule.model_construct(criteria=[asked])
    >>> open = Verdict(np.array([True, False]), np.array([True, True]))
    >>> [part.tolist() for part in score(rule, {"x": values}, {"x": open}, 2)]
    [[5.0, 0.0], [0.0, 5.0], [0, 0]]
    """
    least, most, gaps = np.zeros(size), np.zeros(size), np.zeros(size, np.int64)
    for criterion in sorted(rule.criteria, key=lambda each: each.id):  # sums of fractions depend on the order
        if criterion.points:
            values, verdict = measured[criterion.id], verdicts[criterion.id]
            low = np.where(verdict.sure, _points(criterion, values.lower), 0.0)
            high = np.where(verdict.maybe, _points(criterion, values.upper), 0.0)
            least += low
            most += high
            gaps += verdict.sure & (high > low)  # met, and it is not known in which band
    return Score(least, most - least, gaps)


def _points(criterion: Criterion, values: Floats) -> Floats:
    bands = criterion.points or []
    points = np.array([0.0, *(band.points for band in bands)])
    reached = np.searchsorted(
        [band.at_least for band in bands], np.nan_to_num(values, nan=-np.inf), side="right"
    )
    found: Floats = points[reached]
    return found


def ranked(
    rule: Rule, measured: Mapping[str, Measured], points: Score, among: Flags
) -> tuple[Floats, NDArray[np.int64]]:
    """Rank people by points, then by the values of the criteria in ``rank_by``; equals share the best rank.

    Parameters
    ----------
    among
        Who is ranked.

    Returns
    -------
    The rank, missing for who is not ranked, and how many people share it.

    Examples
    --------
    >>> rule, three = Rule.model_construct(rank_by=[], criteria=[]), np.ones(3, bool)
    >>> points = Score(np.array([5.0, 9.0, 5.0]), np.zeros(3), np.zeros(3, int))
    >>> ranked(rule, {}, points, three)[1].tolist()
    [0, 0, 0]
    """
    rank, tied = np.full(len(among), np.nan), np.zeros(len(among), np.int64)
    keys: list[NDArray[Any]] = [points.points] if any(each.points for each in rule.criteria) else []
    keys += [np.nan_to_num(measured[name].value, nan=-np.inf) for name in rule.rank_by]
    who = np.flatnonzero(among)
    if not keys or not len(who):
        return rank, tied
    order = who[np.lexsort([-key[who] for key in reversed(keys)])]
    new = np.ones(len(order), bool)
    new[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    group = np.cumsum(new) - 1
    rank[order] = np.flatnonzero(new)[group] + 1.0
    tied[order] = np.bincount(group)[group]
    return rank, tied
