"""What an edition may show of the people over a threshold."""

import math
from collections.abc import Collection
from typing import NamedTuple

import pandas as pd

from iomlib.disclosure.profile import Profile
from iomlib.metrics.over import Over
from iomlib.report.bands import ARRESTS
from iomlib.report.crossing import Known
from iomlib.report.threshold_grid import name_of
from iomlib.report.threshold_sums import OPEN, TURNING
from iomlib.report.withholding import published, shown_as


class Threshold(NamedTuple):
    """What an edition may show of the people over a threshold.

    ``rows``, ``tests``, ``potential`` and ``missed`` are those of ``over``, rounded where that is the rule, with
    ``withheld``; what is withheld is missing. So are ``tried``, of which a public page has less. ``undecided``: people
    of whom a gap in evidence decides; ``turning``: those counted apart who reach the age soon; missing where withheld.
    """

    over: Over
    rule: Profile
    undecided: float
    turning: float
    tried: pd.DataFrame
    rows: pd.DataFrame
    tests: pd.DataFrame
    potential: pd.DataFrame
    missed: pd.DataFrame


def shown(over: Over, tried: pd.DataFrame, known: Known, away: Collection[str], rule: Profile) -> Threshold:
    """Take away the counts by which few people could be recognised, and what they could be worked out from.

    Parameters
    ----------
    over
        What `iomlib.metrics.over.count_over` gave.
    tried
        The rows of ``over.tried`` that the page would like to show.
    known, away
        The counts of the page, and the names of those that are withheld (`iomlib.report.causers_safe.protect`).
    rule
        What the edition may show.
    """
    counts = known[0]
    if not counts:  # not even the arrests are known, so nobody is a 0
        over = over._replace(potential=over.potential.assign(people=math.nan))
        tried = over.tried.iloc[:0]
    gone = {"selected"} & set(away)  # of whom the others are a share
    parts = (over.tests, over.potential, over.missed)
    safe = [_published(each, set(each.index) if gone else away, rule) for each in parts]
    few = [row for row in tried.index if name_of(int(row)) in away]
    rows = published(over.rows.drop(columns="share"), away, rule, out_of=None, also=["arrests"])
    rows = _told_of_arrests(rows, away)
    ends = [shown_as(counts.get(name, math.nan), rule, withheld=name in away) for name in (OPEN, TURNING)]
    tested, potential, missed = safe
    told = published(tried, few, rule, "selected", None)
    return Threshold(over, rule, ends[0], ends[1], told, rows, tested, potential, missed)


def _told_of_arrests(rows: pd.DataFrame, away: Collection[str]) -> pd.DataFrame:
    """Leave out the arrests of groups of which those arrested most often are withheld.

    Everybody in a group was arrested so many times at least: what they have beyond that says how many can have more.
    """
    gone = rows["withheld"] | (rows.index.isin(_WITH_MANY) & ("many" in away))
    everybody = rows["all_arrests"] * (1 if all_arrests_shown(away) else math.nan)
    arrests = rows["arrests"].mask(gone)
    return rows.assign(
        arrests=arrests,
        arrests_withheld=gone,
        all_arrests=everybody,
        share=arrests / everybody,
        share_withheld=gone | (not all_arrests_shown(away)),
    )


_WITH_MANY = ("counted", "over", "selected")


def all_arrests_shown(away: Collection[str]) -> bool:
    """Say whether it may be told how many arrests there were in all, of everybody."""
    return not {ARRESTS, "counted", "many"} & set(away)


def _published(rows: pd.DataFrame, away: Collection[str], rule: Profile) -> pd.DataFrame:
    """Round counts and their groups; what was not supplied is not withheld."""
    return published(rows, [name for name in rows.index if name in away], rule)
