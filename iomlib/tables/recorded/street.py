"""One file of street-level crime, streamed into counts: memory does not grow with the file.

Only the columns that are needed are made into values. Where the quick way meets a row that it cannot
take apart, the file is read again row by row (``street_rows.py``), which counts it or names the row.
"""

import csv
import hashlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow

from iomlib.tables.problems import Problem
from iomlib.tables.recorded.street_cells import FORCE, KIND, MONTH, Cells, Expected
from iomlib.tables.sheet import not_text

BLOCK = 1 << 20
_REPORTED = "Reported by"
_AGAIN = "Take the file from data.police.uk again."
_TEXT = pa.dictionary(pa.int32(), pa.string())
# A count is of a force, month, place and kind; their numbers stand side by side in one whole number.
_BITS = (12, 12, 24, 10)


class Counted(NamedTuple):
    """What one file has: how many rows of each key, and what is wrong with it."""

    sha256: str
    rows: int
    keys: Any  # numpy int64, sorted
    counts: Any  # numpy int64
    problems: list[Problem]


class NotPlainError(Exception):
    """A file has something that the quick way does not take apart."""


class Feed:
    """A file handed on in pieces, with the sha256 and the ends of lines of all that went by."""

    closed = False

    def __init__(self, stream: BinaryIO) -> None:
        """Take an open file, and read its beginning."""
        self._stream = stream
        self._sha, self._last = hashlib.sha256(), b"\n"
        self.ends = 0
        self.head = self._taken(BLOCK)
        self.header = self.head.partition(b"\n")[0]
        self._begin = self.head

    def read(self, size: int = -1) -> bytes:
        """Give the next piece, at most ``size`` bytes."""
        if piece := self._begin[:size]:
            self._begin = self._begin[size:]
            return piece
        return self._taken(size)

    def drop_header(self) -> bool:
        """Take the first line away; say whether there is anything behind it."""
        self._begin = self._begin[len(self.header) + 1 :] or self._taken(BLOCK)
        return bool(self._begin)

    def lines(self) -> int:
        """Count the lines so far, whether or not the last one has an end."""
        return self.ends + (self._last != b"\n")

    def sha256(self) -> str:
        """Read what is left, and give the sha256 of the whole file."""
        while self._taken(BLOCK):
            pass
        return self._sha.hexdigest()

    def _taken(self, size: int) -> bytes:
        piece = self._stream.read(size)
        self._sha.update(piece)
        self.ends += piece.count(b"\n")
        self._last = piece[-1:] or self._last
        return piece


def read_header(line: bytes, spot: str) -> tuple[list[str], list[Problem]]:
    """Give the names of the columns, trimmed, or say what they lack.

    Examples
    --------
    >>> read_header(b"Month,Falls within,LSOA name ,Crime type", "LSOA name")[0]
    ['Month', 'Falls within', 'LSOA name', 'Crime type']
    >>> [problem.found for problem in read_header(b"Month,Falls within,Crime type", "LSOA name")[1]]
    ['has no column LSOA name']
    """
    if found := not_text(line):
        return [], [Problem(0, 0, "", found, _AGAIN, found)]
    text = line.decode("utf-8-sig", errors="replace").strip("\r\n")
    needed = (MONTH, FORCE, spot, KIND)
    known = {name.casefold(): name for name in (*needed, _REPORTED)}
    names = [known.get(name.strip().casefold(), name.strip()) for name in next(csv.reader([text]), [])]
    if FORCE not in names and _REPORTED in names:
        names[names.index(_REPORTED)] = FORCE
    problems = [
        Problem(0, 0, "", f"has no column {name}", _AGAIN, name) for name in needed if name not in names
    ]
    problems += [
        Problem(1, 0, name, "stands there more than once", "Keep one of them.", "twice")
        for name in needed
        if names.count(name) > 1
    ]
    return names, problems


def count_quickly(feed: Feed, names: list[str], cells: Cells, expected: Expected) -> Counted:
    """Count the rows of a file.

    Raises
    ------
    NotPlainError
        It has a row that is not plain: quotes that do not match, too few cells, a line within a cell.

    Examples
    --------
    >>> import io
    >>> count_quickly(Feed(io.BytesIO(b"Month,Crime type")), [], None, Expected()).rows
    0
    """
    problems: dict[tuple[str, str], Problem] = {}
    rows, tally = 0, []
    try:
        for batch in _batches(feed, names, cells):
            numbers = [_numbered(batch, name, cells, expected, rows, problems) for name in cells.columns]
            month, force, spot, kind = numbers
            tally.append(np.unique(packed(force, month, spot, kind), return_counts=True))
            rows += batch.num_rows
    except (pa.ArrowInvalid, UnicodeDecodeError) as trouble:
        raise NotPlainError from trouble
    # A quote without an end would let rows vanish into a cell.
    if rows and rows != feed.lines() - 1:
        raise NotPlainError
    keys, counts = together(tally)
    return Counted(feed.sha256(), rows, keys, counts, list(problems.values()))


def together(tally: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    """Add up counts with the same key.

    Examples
    --------
    >>> keys, counts = together([(np.array([3, 5]), np.array([1, 1])), (np.array([3]), np.array([4]))])
    >>> keys.tolist(), counts.tolist()
    ([3, 5], [5, 1])
    """
    if not tally:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    keys, inverse = np.unique(np.concatenate([keys for keys, _ in tally]), return_inverse=True)
    weights = np.concatenate([counts for _, counts in tally])
    return keys, np.bincount(inverse, weights, len(keys)).astype(np.int64)


def packed(force: Any, month: Any, spot: Any, kind: Any) -> Any:
    """Put four numbers into one.

    Examples
    --------
    >>> unpacked(packed(1, 2, 3, 4))
    [1, 2, 3, 4]
    """
    key = force
    for number, bits in zip((month, spot, kind), _BITS[1:], strict=True):
        key = (key << bits) | number
    return key


def unpacked(key: Any) -> list[Any]:
    """Take the four numbers out again: force, month, spot and kind.

    Examples
    --------
    >>> unpacked(packed(0, 7, 0, 9))
    [0, 7, 0, 9]
    """
    found = []
    for bits in reversed(_BITS):
        found.append(key & ((1 << bits) - 1))
        key = key >> bits
    return found[::-1]


def _batches(feed: Feed, names: list[str], cells: Cells) -> Iterator[Any]:
    if not feed.drop_header():
        return
    needed = list(cells.columns)
    labels = [name if name in needed else str(number) for number, name in enumerate(names)]
    yield from arrow.open_csv(
        pa.PythonFile(feed, mode="r"),
        arrow.ReadOptions(use_threads=False, block_size=BLOCK, column_names=labels),
        arrow.ParseOptions(ignore_empty_lines=False),
        arrow.ConvertOptions(
            include_columns=needed, column_types=dict.fromkeys(needed, _TEXT), strings_can_be_null=False
        ),
    )


def _numbered(
    batch: Any,
    column: str,
    cells: Cells,
    expected: Expected,
    before: int,
    problems: dict[tuple[str, str], Problem],
) -> Any:
    """Give each row the number of what its cell says, and name the first row of what is refused."""
    values = batch.column(column)
    texts = values.dictionary.to_pylist()
    numbers = np.fromiter(map(cells.columns[column].number, texts), np.int64, len(texts))
    indices = values.indices.to_numpy(zero_copy_only=False)
    suspect = range(len(texts)) if column in (MONTH, FORCE) else np.flatnonzero(numbers < 0).tolist()
    for place in suspect:
        if refused := cells.refusal(column, texts[place], expected):
            where = np.flatnonzero(indices == place)
            numbers[place] = 0  # counted for now; a file with a problem is refused
            known = problems.get((column, texts[place]))
            row, count = (known.row, known.count) if known else (before + int(where[0]) + 2, 0)
            problem = Problem(row, 0, column, *refused, texts[place], count + len(where))
            problems[column, texts[place]] = problem
    return numbers[indices]
