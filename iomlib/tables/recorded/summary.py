"""Says in words what an import brought: what was counted, kept apart, dropped and flagged."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyarrow.compute as pc

from iomlib.tables.recorded.contract import Recorded
from iomlib.tables.recorded.keep import Kept
from iomlib.tables.recorded.store import FILES, STORE
from iomlib.tables.recorded.supplied import Flags

_LISTED, _NOTES = 12, 40
_LAST = [("area_name", "max"), ("area_code", "max")]
_FORCES = ("E23", "W15")  # how ONS codes of police force areas begin
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


def summary(recorded: Recorded, kept: Kept, areas: dict[str, str], flags: Flags = frozenset()) -> list[str]:
    """Give the lines that `iom import` prints for one series, whose partial months are ``flags``."""
    table = recorded.table
    return [*_files(kept), *_counts(table), *_flags(table, flags), *_next(recorded, areas)]


def _files(kept: Kept) -> Iterator[str]:
    new, rows = len(kept.added), sum(each.rows for each in kept.added)
    yield f"{kept.series}: {_many(new, 'file')} added, {_many(rows, 'row')}."
    for each in kept.added[:_LISTED]:
        yield f"  {each.name}: {_many(each.rows, 'row')}. {each.title}"
    if new > _LISTED:
        yield f"  and {new - _LISTED} more."
    yield from (f"  {each.name}: is there already and is counted once." for each in kept.there)
    yield from (f"  {each.name}: was replaced." for each in kept.gone)
    yield from _notes(kept)


def _notes(kept: Kept) -> Iterator[str]:
    counts = Counter(note for each in kept.added for note in each.notes)
    first = {note: each.name for each in reversed(kept.added) for note in reversed(each.notes)}
    told = [
        f"{first[note] if count == 1 else f'each of {count} files'}: {note}" for note, count in counts.items()
    ]
    yield from (f"  {line}" for line in told[:_NOTES])
    if len(told) > _NOTES:
        yield f"  and {len(told) - _NOTES} more notes: all are in {STORE}/{kept.series}/{FILES}."


def _counts(table: Any) -> Iterator[str]:
    areas = table.filter(pc.equal(table["place"], "area"))
    if len(areas):
        first, last = pc.min(areas["period_start"]).as_py(), pc.max(areas["period_end"]).as_py()
        count = len(areas["area"].unique())
        yield (
            f"  Counted: {_many(_sum(areas, 'crime'), 'crime')} in {_many(count, 'area')}, "
            f"{first.isoformat()} to {last.isoformat()}."
        )
    if incidents := _sum(table, "incident"):
        yield f"  Incidents of anti-social behaviour, never counted as crime: {incidents:,}."
    for place, words in _APART.items():
        apart = table.filter(pc.equal(table["place"], place))
        if len(apart):
            yield f"  Kept apart: {_many(_sum(apart, 'crime'), 'crime')} {words}."
    for state, words in _NO_COUNT.items():
        if count := pc.sum(pc.equal(table["state"], state)).as_py():
            yield f"  Without a number, which is not 0: {_many(count, 'count')} {words}."
    if count := pc.sum(pc.fill_null(pc.less(table["crimes"], 0), False)).as_py():
        yield f"  Below 0, kept as corrections of earlier periods: {_many(count, 'count')}."


def _flags(table: Any, flags: Flags) -> Iterator[str]:
    """Name the months that are likely to be partial, of the forces that these files are of."""
    rows = table.select(["recorded_by", "area", "period_start", "supply"]).group_by(
        ["recorded_by", "area", "period_start", "supply"]
    )
    used = rows.aggregate([]).to_pylist()
    forces = {row["recorded_by"] or row["area"] for row in used}
    found = {(force, month) for force, month in flags if force in forces}
    yield from (
        f"  Likely partial: {force} {month} lies far below its neighbours." for force, month in sorted(found)
    )
    # What a reader has seen in its own files, and told in a note.
    own = {(row["area"], row["period_start"]) for row in used if row["supply"] and row["area"]}
    if own and not flags:
        yield f"  Likely partial, and in no figure of a whole quarter: {_many(len(own), 'period')} of an area."


def _next(recorded: Recorded, areas: dict[str, str]) -> Iterator[str]:
    own = recorded.table.filter(pc.equal(recorded.table["place"], "area"))
    found = own.select(["area", "area_name", "area_code"]).group_by(["area"]).aggregate(_LAST).to_pylist()
    missing = sorted(({row["area"]: row for row in found if row["area"] not in areas}).items())
    if missing:
        words = "area is" if len(missing) == 1 else "areas are"
        yield f"  {len(missing)} {words} not in params/areas.csv yet: add those that reports are made for."
    yield from (f"    {_row_of_areas(row)}" for _, row in missing[:_NOTES])
    if len(missing) > _NOTES:
        yield f"    and {len(missing) - _NOTES} more."


def _row_of_areas(row: dict[str, str]) -> str:
    """Write the row of areas.csv, to be copied there."""
    code = row["area_code_max"]
    kind = "police force area" if code[:3] in _FORCES else "community safety partnership"
    name = row["area_name_max"]
    quoted = f'"{name}"' if "," in name else name
    return f"{row['area']},{quoted},{kind},{code},the lookup of areas"


def _sum(table: Any, kind: str) -> int:
    return pc.sum(table.filter(pc.equal(table["kind"], kind))["crimes"]).as_py() or 0


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
