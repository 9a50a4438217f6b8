"""The one table of recorded crime, made of counts of street-level files."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from iomlib.tables.recorded.contract import SCHEMA
from iomlib.tables.recorded.offences import Offences
from iomlib.tables.recorded.street import together
from iomlib.tables.recorded.street_cells import KIND, SCHEME, Cells
from iomlib.tables.recorded.street_places import PLACES, Rows, Spots

INCIDENTS = "Anti-social behaviour"


class Kinds:
    """The crime types of rows as the table calls them: two labels of one group are counted together."""

    def __init__(self, cells: Cells, offences: Offences) -> None:
        """Take the labels that were met."""
        groups = [offences.of(SCHEME, text) or (text, "") for text in cells.columns[KIND].texts]
        self.groups = sorted(set(groups))
        self._number = np.array([self.groups.index(group) for group in groups], np.int64)
        self.crime = np.array([group != INCIDENTS for group, _ in self.groups], bool)

    def of(self, rows: Rows) -> Any:
        """Give the number of each row's group."""
        return self._number[rows.kind] if len(rows.kind) else rows.kind


def make_table(
    rows: Rows, spots: Spots, kinds: Kinds, sources: Sequence[str], partial: set[tuple[str, str]]
) -> Any:
    """Make the table, sorted by its key. ``sources`` has the sha256 of each file, ``partial`` forces and months.

    Examples
    --------
    >>> from iomlib.tables.recorded.names import read_names
    >>> from iomlib.tables.recorded.street_places import rows_of, spots_of
    >>> names = read_names("params")
    >>> cells = Cells(names, None)
    >>> rows = rows_of([], names, cells)
    >>> len(make_table(rows, spots_of(rows, [], names, cells)[0], Kinds(cells, None), [], set()))
    0
    """
    shas = sorted(set(sources))
    source_of = np.array([shas.index(sha) for sha in sources], np.int64)
    source = source_of[rows.file] if len(rows.file) else rows.file
    columns = (spots.area, rows.force, rows.month, kinds.of(rows), spots.place, source)
    sizes = [
        max(1, len(each)) for each in (spots.areas, rows.forces, rows.months, kinds.groups, PLACES, shas)
    ]
    keys, counts = together([(_mixed(columns, sizes), rows.count)])
    area, force, month, kind, place, source = _unmixed(keys, sizes)
    thin = np.array([[(one, each) in partial for each in rows.months] for one in rows.forces], bool)
    partly = thin[force, month] & kinds.crime[kind] if len(keys) else keys
    texts: dict[str, tuple[Any, list[Any]]] = {
        **{f"area{end}": (area, [getattr(one, name) for one in spots.areas]) for end, name in _AREA},
        "recorded_by": (force, rows.forces),
        "period_start": (month, [_days(text)[0] for text in rows.months]),
        "period_end": (month, [_days(text)[1] for text in rows.months]),
        "offence_group": (kind, [group for group, _ in kinds.groups]),
        "offence_subgroup": (kind, [subgroup for _, subgroup in kinds.groups]),
        "kind": (kind, ["crime" if crime else "incident" for crime in kinds.crime]),
        "place": (place, list(PLACES)),
        "supply": (partly, ["", "partial"]),
        "source": (source, shas),
    }
    return _table(texts, counts)


_AREA = (("", "id"), ("_name", "name"), ("_code", "code"))
_SAME = {"offence_code": "", "state": "counted"}


def _table(texts: dict[str, tuple[Any, list[Any]]], counts: Any) -> Any:
    arrays = []
    for field in SCHEMA:
        if field.name == "crimes":
            arrays.append(pa.array(counts))
        elif field.name in _SAME:
            arrays.append(pa.repeat(_SAME[field.name], len(counts)))
        else:
            numbers, values = texts[field.name]
            arrays.append(pa.array(values, field.type).take(pa.array(numbers.astype(np.int64))))
    return pa.table(arrays, schema=SCHEMA)


def _mixed(columns: Sequence[Any], sizes: Sequence[int]) -> Any:
    key = np.zeros(len(columns[0]), np.int64)
    for column, size in zip(columns, sizes, strict=True):
        key = key * size + column
    return key


def _unmixed(keys: Any, sizes: Sequence[int]) -> list[Any]:
    found = []
    for size in reversed(sizes):
        found.append(keys % size)
        keys = keys // size
    return found[::-1]


def _days(month: str) -> tuple[date, date]:
    first = date(int(month[:4]), int(month[5:]), 1)
    return first, first.replace(day=monthrange(first.year, first.month)[1])
