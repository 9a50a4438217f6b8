"""Says in words what an import brought: what was counted, kept apart, dropped and flagged."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyarrow.compute as pc

from iomlib.tables.recorded.contract import Recorded
from iomlib.tables.recorded.keep import Kept

_LISTED = 12
_APART = {
    "other force": "recorded by another force than the area's own",
    "no location": "without a place",
    "unassigned": "of a force, but of none of its areas",
    "railway": "recorded by British Transport Police",
    "not a territory": "of no police force area",
}
_NO_COUNT = {
    "missing": "missing",
    "suppressed": "suppressed in the source",
    "not in series": "of an offence that was not counted in the period",
}


def summary(recorded: Recorded, kept: Kept, areas: dict[str, str]) -> list[str]:
    """Give the lines that `iom import` prints for one series."""
    return [*_files(kept), *_counts(recorded.table), *_flags(recorded.table), *_next(recorded, areas)]


def _files(kept: Kept) -> Iterator[str]:
    new, rows = len(kept.added), sum(each.rows for each in kept.added)
    yield f"{kept.series}: {new} {'file' if new == 1 else 'files'} added, {rows:,} rows."
    for each in kept.added[:_LISTED]:
        yield f"  {each.name}: {each.rows:,} rows. {each.title}"
    if new > _LISTED:
        yield f"  and {new - _LISTED} more."
    yield from (f"  {each.name}: is there already and is counted once." for each in kept.there)
    yield from (f"  {each.name}: was replaced." for each in kept.gone)
    notes = Counter(note for each in kept.added for note in each.notes)
    for each in kept.added:
        for note in each.notes:
            if count := notes.pop(note, 0):
                yield f"  {each.name}: {note}" if count == 1 else f"  {count} files: {note}"


def _counts(table: Any) -> Iterator[str]:
    areas = table.filter(pc.equal(table["place"], "area"))
    if len(areas):
        first, last = pc.min(areas["period_start"]).as_py(), pc.max(areas["period_end"]).as_py()
        count = len(areas["area"].unique())
        yield (
            f"  Counted: {_sum(areas, 'crime'):,} crimes in {count} {'area' if count == 1 else 'areas'}, "
            f"{first.isoformat()} to {last.isoformat()}."
        )
    if incidents := _sum(table, "incident"):
        yield f"  Incidents of anti-social behaviour, never counted as crime: {incidents:,}."
    for place, words in _APART.items():
        apart = table.filter(pc.equal(table["place"], place))
        if len(apart):
            yield f"  Kept apart: {_sum(apart, 'crime'):,} crimes {words}."
    for state, words in _NO_COUNT.items():
        if count := pc.sum(pc.equal(table["state"], state)).as_py():
            yield f"  Without a number: {count:,} counts {words}. They are not 0."
    if count := pc.sum(pc.fill_null(pc.less(table["crimes"], 0), False)).as_py():
        yield f"  Below 0: {count:,} counts, corrections of earlier periods. They are kept."


def _flags(table: Any) -> Iterator[str]:
    flagged = table.filter(pc.equal(table["supply"], "partial"))
    found = sorted(
        set(zip(flagged["recorded_by"].to_pylist(), flagged["period_start"].to_pylist(), strict=True))
    )
    for force, start in found:
        yield f"  Likely partial: {force} {start:%Y-%m} lies far below its neighbours."


def _next(recorded: Recorded, areas: dict[str, str]) -> Iterator[str]:
    own = recorded.table.filter(pc.equal(recorded.table["place"], "area"))
    ids = set(own["area"].unique().to_pylist())
    if missing := len(ids - set(areas)):
        words = "area is" if missing == 1 else "areas are"
        yield f"  {missing} {words} not in params/areas.csv yet: add those that reports are made for."


def _sum(table: Any, kind: str) -> int:
    return pc.sum(table.filter(pc.equal(table["kind"], kind))["crimes"]).as_py() or 0
