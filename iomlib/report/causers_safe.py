"""What an edition may show of the people over a threshold: the counts of the page belong together."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from iomlib.blocks import Counts
from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import UNSEEN, Profile
from iomlib.disclosure.protect import hidden
from iomlib.metrics.concentration import frequencies
from iomlib.metrics.over import Over
from iomlib.report import bands as by_arrests
from iomlib.report import demographics, overlap_shown, threshold_shown, withholding
from iomlib.report.bands import Bands, band_name
from iomlib.report.crossing import Known
from iomlib.report.overlap_shown import Asked, Overlap, Settled
from iomlib.report.scheme_sums import of_rule
from iomlib.report.threshold_grid import of_public
from iomlib.report.threshold_sums import page_known

# Withheld only where nothing else will do, the most important first.
_KEEP = ("selected", "many", by_arrests.ARRESTS)


class Causers(NamedTuple):
    """The counts of a page on people over a threshold, as an edition may show them.

    ``threshold``, ``lists``, ``ages`` (of `iomlib.report.demographics`) and ``bands`` are parts of the page; what is
    withheld is missing, whatever part it could be worked out from. ``counts`` records for build what is published.
    """

    threshold: threshold_shown.Threshold
    lists: Overlap
    ages: pd.DataFrame
    bands: Bands
    counts: Counts


def protect(  # noqa: PLR0913  each part of the page, and the rule
    over: Over,
    rule: Profile,
    *,
    flags: pd.DataFrame,
    together: Sequence[Sequence[str]],
    ages: pd.DataFrame,
    turning: pd.DataFrame,
) -> Causers:
    """Choose what a page withholds, so that no few people can be recognised or worked out.

    Parameters
    ----------
    over
        What `iomlib.metrics.over.count_over` gave.
    rule
        What the edition may show, from `iomlib.disclosure.read.read_profile`.
    flags, together
        The lists that those over the threshold were on, from `iomlib.metrics.membership.membership`, and which of them
        are counted together.
    ages, turning
        Of them `iomlib.metrics.demographics.demographics`; of those counted apart `turning`.
    """
    asked = overlap_shown.asked_for(flags, together, over.often, rule)
    parts = _Parts(over, asked, ages, float(turning["day"].notna().sum()))
    found = by_arrests.bands(frequencies(over.kinds.people["value"]), rule, over.cuts)
    tried = over.tried if rule.open else of_public(over.tried, over.assessment.rule)
    if over.kinds.possible is None and not rule.open:
        tried, found = tried.iloc[:0], found._replace(rows=found.rows.iloc[:0])
    rows = [] if rule.open else list(tried.index)
    found = _banded(parts, found, rows, rule)
    settled = _settled(parts, found, rows, rule)
    while fewer := by_arrests.merged(found, settled.away, over.cuts):
        found = fewer
        settled = _settled(parts, found, rows, rule)
    return Causers(
        threshold_shown.shown(over, tried, (settled.counts, settled.sums), settled.away, rule),
        overlap_shown.shown(parts.asked, settled, rule),
        demographics.shown(ages, settled.away, rule, over.age),
        _bars(found, settled.away),
        _record(settled, over, rule),
    )


def _record(settled: Settled, over: Over, rule: Profile) -> Counts:
    id = f"causers-{over.assessment.rule.id}"
    return withholding.record(id, settled.counts, settled.sums, settled.away, rule, _same(over))


def _bars(found: Bands, away: Collection[str]) -> Bands:
    """Give the bands as they are shown; a curve of them would tell of how many arrests there were in all."""
    made = by_arrests.shown(found, away)
    return made if threshold_shown.all_arrests_shown(away) else made._replace(arrests=math.nan)


class _Parts(NamedTuple):
    """What a page tells of people over a threshold, besides their number of arrests."""

    over: Over
    asked: Asked
    ages: pd.DataFrame
    turning: float


def _banded(parts: _Parts, found: Bands, tried: list[int], rule: Profile) -> Bands:
    """Put bands together until all of them may stand beside the tables of the rule, which is soon found out."""
    while True:
        known = page_known(parts.over, found, tried, parts.turning)
        fewer = by_arrests.merged(found, hidden(*known, rule, _KEEP), parts.over.cuts)
        if fewer is None:
            return found
        found = fewer


def _settled(parts: _Parts, found: Bands, tried: list[int], rule: Profile) -> Settled:
    """Choose what is withheld of a page with some bands, and which combinations of lists it draws."""
    page = page_known(parts.over, found, tried, parts.turning)
    aged = demographics.known(parts.ages, rule, parts.over.age)

    def make(drawn: Collection[str]) -> Known:
        counts, sums = _joined([page, aged, overlap_shown.known(parts.asked, drawn)] if page[0] else [])
        return counts, [*sums, *_on_a_scheme(counts, parts.over)]

    def keep(names: Collection[str]) -> list[str]:
        bars = [band_name(row) for row in range(len(found.rows))]
        return [name for name in (*_KEEP, *overlap_shown.keep(parts.asked, names), *bars) if name in names]

    wanted = overlap_shown.candidates(parts.asked, rule) if page[0] else []
    return overlap_shown.settled(make, wanted, rule, keep)


def _on_a_scheme(counts: dict[str, float], over: Over) -> list[Mapping[str, int]]:
    """Say that who is on a scheme now was on its list in the year, where all those lists are counted."""
    lists = [f"list {name}" for name in over.lists]
    if not lists or not set(lists) <= set(counts) or over.assessment.rule.reference != "quarter-end":
        return []
    now, before = f"{UNSEEN}on a scheme now", f"{UNSEEN}on a scheme before"
    counts[now] = counts["selected"] - counts["missed"]
    counts[before] = sum(counts[name] for name in lists) - counts[now]
    return [total_of("selected", "missed", now), {**dict.fromkeys(lists, 1), now: -1, before: -1}]


def _same(over: Over) -> dict[str, str]:
    """Name what the page on women counts too, of the same rule and day; of how few the sex is not known it may tell."""
    told = of_rule(over.assessment.rule.id, over.assessment.on, over.lists)
    names = {"selected": "all", "sex-female": "women", "sex-male": "men", "missed": "missed"}
    return {name: told[what] for name, what in names.items()}


def _joined(parts: Sequence[Known]) -> Known:
    """Put counts and sums of parts of a page together; what two of them count has one name."""
    counts: dict[str, float] = {}
    sums: list[Mapping[str, int]] = []
    for named, told in parts:
        counts |= named
        sums += told
    return counts, sums
