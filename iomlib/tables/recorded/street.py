"""One file of street-level crime, streamed into counts: memory does not grow with the file.

Only the columns that are needed are made into values. Where the quick way meets a row that it cannot
take apart, the file is read again row by row (``street_rows.py``), which counts it or names the row.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow

from iomlib.tables.problems import Problem
from iomlib.tables.recorded.street_cells import FORCE, KIND, MONTH, Cells, Expected, Refused
from iomlib.tables.sheet import not_text

BLOCK = 1 << 20
_FEW = 1 << 20  # kinds of rows in a piece that are counted without sorting
_LONGEST = 1 << 16  # a header is shorter
LONGEST = 1 << 24  # bytes of a row; those of data.police.uk have some 200
_END = 10  # the end of a line
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
    """A file handed on in pieces, with the sha256 of all that went by."""

    def __init__(self, stream: BinaryIO) -> None:
        """Take an open file, and read its beginning into the one buffer that is used again and again."""
        self._stream, self._sha = stream, hashlib.sha256()
        self._buffer, self._start, self._size = bytearray(BLOCK), 0, 0
        self._filled()
        self.head = bytes(self._buffer[: min(self._size, _LONGEST)])
        self.header = re.split(b"[\r\n]", self.head, maxsplit=1)[0]

    def read(self, size: int) -> bytes:
        """Give the next bytes, at most ``size`` of them."""
        if self._start == self._size:
            self._start = self._size = 0
            self._filled()
        piece = bytes(self._buffer[self._start : min(self._size, self._start + size)])
        self._start += len(piece)
        return piece

    def pieces(self) -> Iterator[tuple[memoryview, bool]]:
        """Give the file without its header in pieces of whole lines, and say of each if it has quotes.

        A piece is to be used before the next one is asked for, which takes its place.
        """
        self._start = len(self.header)
        for end in (b"\r", b"\n"):
            self._start += self._buffer.startswith(end, self._start, self._size)
        while True:
            end_of_line = self._buffer.rfind(b"\n", self._start, self._size) + 1
            if end_of_line > self._start:
                yield self._piece(end_of_line)
            rest = self._buffer[self._start : self._size]
            if len(rest) == len(self._buffer):
                if len(rest) >= LONGEST:
                    raise NotPlainError
                self._buffer = bytearray(2 * len(rest))  # a line that is longer than a piece
            self._buffer[: len(rest)] = rest
            self._start, self._size = 0, len(rest)
            if not self._filled():
                break
        if self._size:
            yield self._piece(self._size)

    def sha256(self) -> str:
        """Read what is left, and give the sha256 of the whole file."""
        self._size = 0
        while self._filled():
            self._size = 0
        return self._sha.hexdigest()

    def _piece(self, end: int) -> tuple[memoryview, bool]:
        start, self._start = self._start, end
        return memoryview(self._buffer)[start:end], self._buffer.find(b'"', start, end) >= 0

    def _filled(self) -> int:
        """Read on to the end of the buffer."""
        free = memoryview(self._buffer)[self._size :]
        read = self._stream.readinto(free) or 0  # type: ignore[attr-defined]
        self._sha.update(free[:read])
        self._size += read
        return read


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
    text = line.decode("utf-8-sig", errors="replace")
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
    reader = _Reader(cells, expected)
    tally = [reader.count(_taken_apart(*piece, names, cells)) for piece in feed.pieces()]
    keys, counts = together(tally)
    return Counted(feed.sha256(), reader.rows, keys, counts, list(reader.problems.values()))


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


def _taken_apart(piece: memoryview, quoted: bool, names: list[str], cells: Cells) -> Any:
    needed = list(cells.columns)
    labels = [name if name in needed else str(number) for number, name in enumerate(names)]
    try:
        table = arrow.read_csv(
            pa.py_buffer(piece),
            arrow.ReadOptions(use_threads=False, block_size=len(piece) + 1, column_names=labels),
            # Without quotes it is quicker; most files have none.
            arrow.ParseOptions(ignore_empty_lines=False, quote_char='"' if quoted else False),
            arrow.ConvertOptions(
                include_columns=needed,
                column_types=dict.fromkeys(needed, _TEXT),
                strings_can_be_null=False,
                check_utf8=False,  # each text is decoded once, below
            ),
        )
    except pa.ArrowInvalid as trouble:
        raise NotPlainError from trouble
    ends = np.count_nonzero(np.frombuffer(piece, np.uint8) == _END)
    # A quote without an end would let rows vanish into a cell.
    if table.num_rows != ends + (piece[-1] != _END):
        raise NotPlainError
    return table


class _Reader:
    """Reads the columns of pieces of one file, and keeps what is refused with the first row of it."""

    def __init__(self, cells: Cells, expected: Expected) -> None:
        self.cells, self.expected = cells, expected
        self.rows = 0
        self.problems: dict[tuple[str, str], Problem] = {}

    def count(self, table: Any) -> tuple[Any, Any]:
        """Count the rows of a piece by key: by one small number for each row, which is quicker than sorting."""
        columns = [self._numbers(table, column) for column in self.cells.columns]
        self.rows += table.num_rows
        sizes = [len(numbers) for numbers, _ in columns]
        small = np.zeros(table.num_rows, np.int64)
        for (_, places), size in zip(columns, sizes, strict=True):
            if size > 1:
                small = small * size + places
        if np.prod(sizes, dtype=np.float64) <= _FEW:
            counts = np.bincount(small)
            found = np.flatnonzero(counts)
            counts = counts[found]
        else:
            found, counts = np.unique(small, return_counts=True)
        numbers = []
        for (known, _), size in reversed(list(zip(columns, sizes, strict=True))):
            numbers.append(known[found % size])
            found = found // size
        kind, spot, force, month = numbers
        return packed(force, month, spot, kind), counts

    def _numbers(self, table: Any, column: str) -> tuple[Any, Any]:
        """Give the numbers that a column has, and for each row which of them it is."""
        values = table.column(column).combine_chunks()
        try:
            texts = values.dictionary.to_numpy(zero_copy_only=False).tolist()
        except (UnicodeDecodeError, pa.ArrowException) as trouble:
            raise NotPlainError from trouble
        if column == MONTH and not all(map(str.strip, texts)):
            raise NotPlainError  # perhaps a blank row, which is none
        numbers = np.array(self.cells.columns[column].numbers(texts), np.int64)
        indices = values.indices.to_numpy(zero_copy_only=False)
        suspect = range(len(texts)) if column in (MONTH, FORCE) else np.flatnonzero(numbers < 0).tolist()
        for place in suspect:
            if refused := self.cells.refusal(column, texts[place], self.expected):
                numbers[place] = 0  # counted for now; a file with a problem is refused
                self._refuse(column, texts[place], refused, np.flatnonzero(indices == place))
        known, places = np.unique(numbers, return_inverse=True)
        return known, places[indices] if len(known) > 1 else None

    def _refuse(self, column: str, text: str, refused: Refused, where: Any) -> None:
        known = self.problems.get((column, text))
        row, count = (known.row, known.count) if known else (self.rows + int(where[0]) + 2, 0)
        problem = Problem(row, 0, column, *refused, text, count + len(where))
        self.problems[column, text] = problem
