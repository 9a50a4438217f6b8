"""What a page shows of caseloads: counts from records protected together, and what is printed as it is printed."""

from collections.abc import Collection
from typing import NamedTuple

import pandas as pd

from iomlib.blocks import Counts
from iomlib.disclosure.profile import Profile
from iomlib.disclosure.protect import hidden
from iomlib.metrics.caseload import adds_up, frequency_summary
from iomlib.report.tied import Known
from iomlib.report.withholding import published, record, shown_as

OFTEN = 5  # arrests from which a person counts as often arrested
SUMS = ("people", "arrests", "people_at_least", "arrests_at_least")


class Caseload(NamedTuple):
    """Caseloads as an edition shows them.

    ``own`` are groups counted from records, ``printed`` those typed from published documents; both have the columns of
    `iomlib.metrics.caseload.overlaps`, and ``own`` has ``withheld`` and ``size``, the people of the group or missing.
    ``arrests`` has a row for each group whose arrests are told. ``counts`` is the record, ``rule`` was followed.
    """

    own: pd.DataFrame
    printed: pd.DataFrame
    arrests: pd.DataFrame
    counts: Counts
    rule: Profile


def protect(overlaps: pd.DataFrame, frequencies: pd.DataFrame, rule: Profile) -> Caseload:
    """Withhold the counts of people that are small or from which a small one could be worked out.

    A group all of whose rows are marked as published is shown as it was printed: where only a percentage is printed,
    no count is. What is counted from records of a group of which other rows are published is withheld. An open rule
    shows all that is known in ``own``.

    Parameters
    ----------
    overlaps
        From `iomlib.metrics.caseload.overlaps`.
    frequencies
        From `tables.read_frequencies`. Their sums are protected also where the list is published, because they are
        our sums; a group of whom a sum is withheld is left out.
    rule
        From `read_profile`.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> rows = {"cohort": "adults", "cohort_size": 42, "list": ["PPO", "Treatment"], "people": [6.0, 21.0]}
    >>> table = pd.DataFrame(rows).assign(share=0.5, lower=0.4, upper=0.6, percent_printed=None, published="no")
    >>> table = table.assign(period_start="2008-04-01", period_end="2009-03-31")
    >>> none = pd.DataFrame(columns=["cohort", "arrests", "people"])
    >>> protect(table, none, committee()).own[["people", "size", "share_band"]].values.tolist()
    [[nan, 40, nan], [20.0, 40, '50% to under 60%']]
    """
    known, keys = Known({}, []), _keys(overlaps)
    typed = (overlaps["published"] == "yes") & (not rule.open)
    all_typed = typed.groupby(overlaps["cohort"]).transform("all").astype(bool)
    own = overlaps[~all_typed]
    for _, group in own.groupby("cohort", sort=False):
        _group(known, group, keys[group.index])
    sums = _sums(known, frequencies)
    keep = [name for name in known.counts if name.startswith("all of ")]
    away = set(hidden(known.counts, known.sums, rule, keep))
    mixed = typed.groupby(overlaps["cohort"]).transform("any").astype(bool) & ~typed
    away |= set(keys[mixed])
    told = sums[[away.isdisjoint(_names(cohort)) for cohort in sums.index]]
    away |= {name for cohort in sums.index.difference(told.index) for name in _names(cohort)}
    return Caseload(
        _own(own, keys, known, away, rule),
        overlaps[all_typed],
        told.map(lambda count: shown_as(count, rule, withheld=False)),
        record("caseload", known.counts, known.sums, away, rule, _same(own, keys[own.index])),
        rule,
    )


def _keys(overlaps: pd.DataFrame) -> "pd.Series[str]":
    return overlaps["cohort"].astype(str) + ": " + overlaps["list"].astype(str)


def _group(known: Known, rows: pd.DataFrame, names: "pd.Series[str]") -> None:
    """Note that a list is a part of its group, and where the lists make it up, that they do."""
    whole = f"all of {rows['cohort'].iloc[0]}"
    known.counts[whole] = float(rows["cohort_size"].iloc[0])
    for name, people in zip(names, rows["people"].astype(float), strict=True):
        known.counts[name] = people
        known.more(whole, name)
    if len(rows) > 1 and adds_up(rows).fillna(value=False).all():
        known.parts(whole, *names)


def _same(rows: pd.DataFrame, names: "pd.Series[str]") -> dict[str, str]:
    """Name what is counted by its period: the reports of other quarters may show the same."""
    if not len(rows):
        return {}
    when = rows["period_start"].astype(str) + " to " + rows["period_end"].astype(str)
    return {
        name: f"{name}, {period}"
        for each in (names, "all of " + rows["cohort"].astype(str))
        for name, period in zip(each, when, strict=True)
    }


def _sums(known: Known, frequencies: pd.DataFrame) -> pd.DataFrame:
    """Add up how often the people of each group were arrested, and note how the sums hang together."""
    rows = {}
    for cohort, group in frequencies.groupby("cohort", sort=True):
        rows[str(cohort)] = total = frequency_summary(group, OFTEN)[list(SUMS)]
        people, arrests, many, theirs = names = _names(cohort)
        known.counts.update(zip(names, map(float, total), strict=True))
        known.often(people, many, arrests, theirs, OFTEN)
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(SUMS))


def _names(cohort: object) -> list[str]:
    return [f"{key} of {cohort}" for key in SUMS]


def _own(
    rows: pd.DataFrame, keys: "pd.Series[str]", known: Known, away: Collection[str], rule: Profile
) -> pd.DataFrame:
    wholes = "all of " + rows["cohort"].astype(str)
    gone = keys[rows.index].isin(list(away)) | wholes.isin(list(away))
    safe = published(rows, rows.index[gone], rule, out_of="cohort_size")
    return safe.assign(
        size=[shown_as(known.counts[whole], rule, withheld=whole in away) for whole in wholes]
    ).drop(columns="cohort_size")
