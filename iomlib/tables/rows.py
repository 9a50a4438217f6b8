"""What holds between the rows of a table of people, and between the cells of a row, for millions of them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from iomlib.tables.cells import Cells
from iomlib.tables.constants import array_of, number, numbers, plain, texts
from iomlib.tables.contracts_people import PersonTable
from iomlib.tables.contracts_records import SCALES
from iomlib.tables.problems import Problem
from iomlib.tables.typed import Marked, told

_MEND = "Mend one of the two dates."
_FURTHEST = 1 << 22  # days from 1970, further than any calendar goes
_SHIFT = 24  # bits that a day needs, before 1970 or after


def row_problems(cells: Cells, contract: PersonTable, columns: dict[str, Any]) -> Iterator[Problem]:
    """Hold the cells of each row, and the rows of a table, against each other, as its contract says."""
    for first, later, what in contract.order:
        if {first, later} <= columns.keys():
            wrong = pc.less(columns[later], columns[first])
            yield from told(cells, later, [Marked(wrong, f"is before {what}", _MEND)])
    if {"end", "reason"} <= columns.keys():
        wrong = pc.and_(pc.is_valid(columns["reason"]), pc.is_null(columns["end"]))
        allowed = "Give the last day, or leave the reason blank."
        yield from told(cells, "reason", [Marked(wrong, "says why it ended, where there is no end", allowed)])
    if {"tool", "score"} <= columns.keys():
        yield from told(cells, "score", [_off_the_scale(columns["tool"], columns["score"])])
    if contract.key and columns.keys() >= set(contract.key):
        yield from _twice(cells, contract.key, columns)
    if contract.spell and columns.keys() >= {*contract.spell, "start", "end"}:
        yield from _at_once(cells, contract.spell, columns)


def _off_the_scale(tool: Any, score: Any) -> Marked:
    wrong = pa.chunked_array([pa.nulls(len(tool), pa.bool_())])
    for name, (lowest, highest) in SCALES.items():
        off = pc.or_(pc.less(score, number(lowest)), pc.greater(score, number(highest)))
        wrong = pc.or_kleene(wrong, pc.and_(off, pc.equal(tool, texts([name])[0])))
    listed = ", ".join(f"{name} {' to '.join(map(str, sorted({*ends})))}" for name, ends in SCALES.items())
    return Marked(wrong, "is not on the scale of its tool", f"Scales: {listed}.")


def _twice(cells: Cells, key: tuple[str, ...], columns: dict[str, Any]) -> Iterator[Problem]:
    """Find rows with a key that has been: codes are numbered as they come, so a low number came before."""
    rows, codes = _coded([columns[name] for name in key])
    highest = np.maximum.accumulate(codes)
    repeated = np.flatnonzero(codes[1:] <= highest[:-1]) + 1
    if len(repeated):
        first = int(repeated[0])
        where = cells.row_of(int(rows[first]))
        earlier = cells.row_of(int(rows[np.flatnonzero(codes == codes[first])[0]]))
        found = f"has the same {_listed(key)} as row {earlier}"
        allowed = f"Keep one row for each {_listed(key)}."
        column = key[0] if len(key) == 1 else ""
        position = cells.header.index(key[0])
        yield Problem(where, position, column, found, allowed, "duplicate", len(repeated))


def _at_once(cells: Cells, spell: tuple[str, ...], columns: dict[str, Any]) -> Iterator[Problem]:
    """Find spells that begin before another of theirs is over.

    In the order of their starts, so that where any two have a day in common, two neighbours have.
    """
    start, end = columns["start"], columns["end"]
    usable = pc.or_kleene(pc.is_null(end), pc.less_equal(start, end))
    rows, codes = _coded([columns[name] for name in spell], pc.and_(pc.is_valid(start), usable))
    first, last = (_days(column, rows) for column in (start, end))
    order = np.argsort((codes << _SHIFT) + (first + _FURTHEST), kind="stable")
    codes, first, last = codes[order], first[order], last[order]
    meet = np.flatnonzero((codes[1:] == codes[:-1]) & (first[1:] <= last[:-1]))
    if len(meet):
        pairs = np.sort(np.stack([order[meet], order[meet + 1]]), axis=0)
        one, other = (int(rows[each]) for each in pairs[:, np.argmin(pairs[1])])
        found = f"has a day in common with row {cells.row_of(one)}, of the same {_listed(spell)}"
        allowed = "A spell includes its first and its last day: mend one of the two, or make them one."
        position = cells.header.index("start")
        yield Problem(cells.row_of(other), position, "start", found, allowed, "spell", len(meet))


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _coded(columns: list[Any], usable: Any = None) -> tuple[NDArray[Any], NDArray[Any]]:
    """Number what stands in the columns, in the order in which it comes, and say in which rows.

    Rows with a blank, and those that are not usable, are left out.
    """
    for column in columns:
        usable = pc.is_valid(column) if usable is None else pc.and_(usable, pc.is_valid(column))
    _, codes = _numbered(columns[0].filter(usable))
    for column in columns[1:]:
        size, own = _numbered(column.filter(usable))
        codes = _numbered(pa.chunked_array([array_of(codes * size + own)]))[1]
    return plain(pc.indices_nonzero(usable)), codes


def _numbered(column: Any) -> tuple[int, NDArray[np.int64]]:
    chunks = column.dictionary_encode().chunks
    if not chunks:
        return 0, np.zeros(0, dtype=np.int64)
    indices = pa.chunked_array([chunk.indices for chunk in chunks])
    return len(chunks[0].dictionary), plain(indices).astype(np.int64)


def _days(column: Any, rows: NDArray[Any]) -> NDArray[np.int64]:
    """Count days from 1970; a blank is further than any."""
    days = plain(pc.fill_null(column.cast(pa.int32()), numbers([_FURTHEST])[0]))[rows]
    clipped: NDArray[np.int64] = np.clip(days.astype(np.int64), -_FURTHEST, _FURTHEST)
    return clipped
