"""Which area each count of street-level crime is of, and what is counted apart."""

import csv
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from iomlib.tables.recorded.counting import expected_of
from iomlib.tables.recorded.members import Member
from iomlib.tables.recorded.names import Names, Place
from iomlib.tables.recorded.street import Counted, Feed, read_header, unpacked
from iomlib.tables.recorded.street_cells import FORCE, MONTH, NOWHERE, SPOT_CODE, Cells
from iomlib.tables.recorded.street_rows import as_text

Files = Sequence[tuple[Member, Counted]]
RAILWAY = "btp"
# Alphabetical, as the table is sorted.
PLACES = ("area", "no location", "not a territory", "other force", "railway")
AREA, NO_LOCATION, NO_TERRITORY, OTHER_FORCE, ON_RAILWAY = range(len(PLACES))
_OLD = "Give the lookup of the ONS for the year of these counts: names and codes change."


class Rows(NamedTuple):
    """Counts of all files: a number in each column, and the texts behind the numbers."""

    file: Any  # numpy, as are the others
    force: Any
    month: Any
    spot: Any
    kind: Any
    count: Any
    forces: list[str]  # ids
    months: list[str]
    covers: list[set[tuple[str, str]]]  # forces and months of each file


class Spots(NamedTuple):
    """What the places of rows mean: an area each, or none, and what they are counted as."""

    areas: list[Place]  # sorted by id; the first is none
    area: Any  # of each row
    place: Any


def rows_of(files: Files, names: Names, cells: Cells) -> Rows:
    """Put the counts of all files side by side; a force is known by its id, whatever it is called.

    Examples
    --------
    >>> from iomlib.tables.recorded.names import read_names
    >>> names = read_names("params")
    >>> len(rows_of([], names, Cells(names, None)).count)
    0
    """
    texts = cells.columns[FORCE].texts
    known = [place.id if (place := names.force(text)) else "" for text in texts]
    named = [expected_of(member, names).force for member, _ in files]
    forces = sorted({*known, *named})
    months = sorted(cells.columns[MONTH].texts)
    month_of = np.array([months.index(text) for text in cells.columns[MONTH].texts], np.int64)
    parts = [_of_file(place, counted.keys) for place, (_, counted) in enumerate(files)]
    file, force, month, spot, kind = (
        (np.concatenate(column) for column in zip(*parts, strict=True))
        if parts
        else (np.empty(0, np.int64),) * 5
    )
    count = np.concatenate([np.empty(0, np.int64), *(counted.counts for _, counted in files)])
    ids = np.array([[forces.index(id or name) for id in known] or [0] for name in named], np.int64)
    force, month = (ids[file, force], month_of[month]) if len(file) else (force, month)
    covers: list[set[tuple[str, str]]] = [set() for _ in files]
    for place, of_force, of_month in np.unique(np.stack([file, force, month]), axis=1).T.tolist():
        covers[place].add((forces[of_force], months[of_month]))
    return Rows(file, force, month, spot, kind, count, forces, months, covers)


def _of_file(place: int, keys: Any) -> tuple[Any, ...]:
    force, month, spot, kind = unpacked(keys)
    return np.full(len(keys), place), force, month, spot, kind


def spots_of(rows: Rows, files: Files, names: Names, cells: Cells) -> tuple[Spots, list[str]]:
    """Find the area of each row, and say which local authorities no lookup has.

    Examples
    --------
    >>> from iomlib.tables.recorded.names import read_names
    >>> names = read_names("params")
    >>> cells = Cells(names, None)
    >>> spots_of(rows_of([], names, cells), [], names, cells)[1]
    []
    """
    used = np.unique(rows.spot).tolist()
    texts = cells.columns[cells.spot].texts
    found = {spot: names.authority(texts[spot]) for spot in used if spot != NOWHERE}
    unknown = [spot for spot, place in found.items() if place is None]
    foreign, problems = _unknown(unknown, rows, files, names, cells)
    areas = [Place("", "", "", ""), *sorted({place for place in found.values() if place})]
    number = np.zeros(max(used, default=0) + 1, np.int64)
    for spot, one in found.items():
        number[spot] = areas.index(one) if one else 0
    area = number[rows.spot]
    territory = np.array([rows.forces.index(one.force) if one.force in rows.forces else -1 for one in areas])
    place = np.where(territory[area] == rows.force, AREA, OTHER_FORCE)
    railway = rows.forces.index(RAILWAY) if RAILWAY in rows.forces else -1
    place = np.where(rows.force == railway, ON_RAILWAY, place)
    place = np.where(np.isin(rows.spot, sorted(foreign)), NO_TERRITORY, place)
    place = np.where(rows.spot == NOWHERE, NO_LOCATION, place)
    return Spots(areas, area, place), problems


def _unknown(
    spots: list[int], rows: Rows, files: Files, names: Names, cells: Cells
) -> tuple[set[int], list[str]]:
    """Tell places in no territory of England and Wales from those that the lookup lacks."""
    foreign, problems = set(), []
    for spot in spots:
        text = cells.columns[cells.spot].texts[spot]
        here = rows.spot == spot
        member = files[int(rows.file[here].min())][0]
        row, code = _first_row(member, text, cells)
        if code[:1] not in ("E", "W", ""):
            foreign.add(spot)
            continue
        count = int(rows.count[here].sum())
        nearest = names.nearest("authority", text)
        more = f" {count} rows like this." if count > 1 else ""
        problems.append(
            f"{member.shown}: row {row}, column {cells.spot}: {text} is no local authority of the lookup."
            f"{more} {nearest} {_OLD}"
        )
    return foreign, problems


def _first_row(member: Member, text: str, cells: Cells) -> tuple[int, str]:
    """Find the first row of a place, and its LSOA code."""
    with member.open() as stream:
        feed = Feed(stream)
        names = read_header(feed.header, cells.spot)[0]
        place = names.index(cells.spot)
        code = names.index(SPOT_CODE) if SPOT_CODE in names else None
        for row, record in enumerate(csv.reader(as_text(feed)), 1):
            if row > 1 and len(record) == len(names) and cells.meaning(cells.spot, record[place]) == text:
                return row, record[code].strip() if code is not None else ""
    return 1, ""
