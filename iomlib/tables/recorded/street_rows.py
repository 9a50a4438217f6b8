"""A file of street-level crime that is not plain, row by row: it is counted, or its rows are named."""

import csv
import io
from collections import Counter
from functools import partial
from typing import Any, BinaryIO

import numpy as np

from iomlib.tables.problems import Problem
from iomlib.tables.recorded.street import LONGEST, Counted, Feed, packed
from iomlib.tables.recorded.street_cells import Cells, Expected
from iomlib.tables.sheet import unmatched

_AGAIN = "Take the file from data.police.uk again."


class _Raw(io.RawIOBase):
    """A feed as Python's own readers want it."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._feed.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def as_text(feed: Feed) -> io.TextIOWrapper:
    """Give a file as text; bytes that are not UTF-8 are kept as they are.

    Examples
    --------
    >>> as_text(Feed(io.BytesIO(b"Month"))).read()
    'Month'
    """
    raw = io.BufferedReader(_Raw(feed))
    return io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="")


def count_by_row(stream: BinaryIO, names: list[str], cells: Cells, expected: Expected) -> Counted:
    """Count a file with quoted ends of lines, blank rows or other ends of lines, or say what is wrong.

    A byte that is not UTF-8 is let pass in a column that is not needed: no count depends on it.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> nothing = SimpleNamespace(columns={})
    >>> file = io.BytesIO(b"Month,Crime type\\n2018-10\\n")
    >>> count_by_row(file, ["Month", "Crime type"], nothing, Expected()).problems[0].found
    '1 cells, where the header has 2'
    """
    feed = Feed(stream)
    places = {name: names.index(name) for name in cells.columns}
    counts: Counter[tuple[int, ...]] = Counter()
    problems: dict[tuple[str, str], Problem] = {}
    row = rows = 0
    try:
        lines = iter(partial(as_text(feed).readline, LONGEST), "")  # a line without an end is not kept whole
        for row, record in enumerate(csv.reader(lines, strict=True), 1):
            if row == 1 or not any(cell.strip() for cell in record):
                continue
            rows += 1
            if len(record) != len(names):
                _tell(problems, row, "", f"{len(record)} cells, where the header has {len(names)}", _AGAIN)
                continue
            found = {name: record[place] for name, place in places.items()}
            counts[tuple(_number(row, cells, found, expected, problems))] += 1
    except csv.Error as trouble:
        _tell(problems, row + 1, "", *unmatched(trouble))
    tally = [packed(force, month, spot, kind) for month, force, spot, kind in counts]
    order = np.argsort(np.array(tally, np.int64)) if tally else np.empty(0, np.int64)
    keys, totals = np.array(tally, np.int64), np.array(list(counts.values()), np.int64)
    return Counted(feed.sha256(), rows, keys[order], totals[order], list(problems.values()))


def _number(
    row: int,
    cells: Cells,
    found: dict[str, str],
    expected: Expected,
    problems: dict[tuple[str, str], Problem],
) -> list[int]:
    numbers = []
    for column, text in found.items():
        if not text.isascii() and any("\udc80" <= sign <= "\udcff" for sign in text):
            _tell(problems, row, column, "is not UTF-8 text", "Save the file as CSV UTF-8.")
            numbers.append(0)
        elif refused := cells.refusal(column, text, expected):
            _tell(problems, row, column, *refused)
            numbers.append(0)
        else:
            numbers.append(cells.columns[column].number(text))
    return numbers


def _tell(problems: dict[tuple[str, str], Problem], row: int, column: str, found: str, allowed: str) -> None:
    known = problems.get((column, found))
    first, count = (known.row, known.count + 1) if known else (row, 1)
    problems[column, found] = Problem(first, 0, column, found, allowed, found, count)
