"""A file of people as columns of text, or of what Parquet kept, with rows counted as a spreadsheet counts.

Only loaded where there is such a file: pyarrow reads a million rows in a second.
"""

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from iomlib.tables.constants import first_of, none
from iomlib.tables.parquet import TooLargeError, read_parquet
from iomlib.tables.problems import Problem
from iomlib.tables.sheet import Sheet, not_text, read_sheet

_HEAD = 1 << 20  # bytes in which the header ends
_BLANK = b' \t,"\r\n'
_REMOVE = "Remove the file if the table is not supplied."


class Cells(NamedTuple):
    """Columns in the order of the file, how its rows are numbered, and what was wrong with it.

    Text is trimmed, and a blank is null. Columns with one name are in ``header`` only.
    """

    header: list[str]
    columns: dict[str, Any]
    row_of: Callable[[int], int]
    problems: list[Problem]


def read_cells(path: Path) -> Cells:
    """Read a CSV or Parquet file; blank rows of CSV are passed over."""
    return _read_parquet(path) if path.suffix == ".parquet" else _read_csv(path)


def is_text(kind: Any) -> bool:
    """Say whether a column's type is text, however it is kept."""
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
    return any(test(kind) for test in tests)


def _read_csv(path: Path) -> Cells:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        more = bool(file.read(1))
    sheet, above, rest = _header(head)
    if not sheet.header:
        return _refused(sheet.problems)
    if not more and not rest.strip(_BLANK):
        empty = {name: pa.chunked_array([], pa.string()) for name in sheet.header}
        return Cells(sheet.header, empty, _numbers(above, []), sheet.problems)
    skipped: list[tuple[int, int]] = []

    def odd(row: Any) -> str:
        blank = not row.text.strip(_BLANK.decode())
        skipped.append((row.number, 0 if blank else row.actual_columns))
        return "skip"

    # Bytes that are no UTF-8 are read one by one, as letters, to find the cells where they stand.
    encoding = "utf8" if _is_utf8(path) else "latin-1"
    try:
        table = _parsed(path, len(sheet.header), above, odd, encoding)
    except pa.ArrowInvalid:
        allowed = 'A text with a comma stands in double quotes; a quote inside it is written "".'
        return _refused([*sheet.problems, Problem(0, 0, "", "quotes do not match", allowed, "quotes")])
    return _cleaned(sheet, table, above, skipped, encoding)


def _is_utf8(path: Path) -> bool:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        with path.open("rb") as file:
            while chunk := file.read(_HEAD):
                decode(chunk)
        decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _header(head: bytes) -> tuple[Sheet, int, bytes]:
    """Read the header: its cells, the number of its row, and what comes after it."""
    if not_text(head):
        return read_sheet(head), 0, b""
    lines = head.splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        if line.removeprefix(b"\xef\xbb\xbf").strip(_BLANK):
            return read_sheet(line), number, b"".join(lines[number:])
    return read_sheet(b""), 0, b""


def _parsed(path: Path, width: int, above: int, odd: Callable[[Any], str], encoding: str = "utf8") -> Any:
    """Take the rows apart, as bytes, on one processor: only so a row knows its number."""
    names = [str(position) for position in range(width)]
    return pyarrow.csv.read_csv(
        path,
        pyarrow.csv.ReadOptions(use_threads=False, column_names=names, skip_rows=above, encoding=encoding),
        pyarrow.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=odd),
        pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.binary()), strings_can_be_null=False),
    )


def _cleaned(sheet: Sheet, table: Any, above: int, skipped: list[tuple[int, int]], encoding: str) -> Cells:
    row_of = _numbers(above, [number for number, _ in skipped])
    problems, texts = [*sheet.problems, *_shifted(skipped, len(sheet.header))], []
    for position, name in enumerate(sheet.header):
        text = table.column(position).cast(pa.string())
        for row, count in [] if encoding == "utf8" else _wrong_bytes(text):
            found, allowed = "is not UTF-8 text", "Save the file as CSV UTF-8."
            problems.append(Problem(row_of(row), position, name, found, allowed, "encoding", count))
        texts.append(_trimmed(text))
    filled = [pc.is_valid(text) for text in texts]
    kept = filled[0]
    for other in filled[1:]:
        kept = pc.or_(kept, other)
    if first_of(pc.invert(kept))[1]:
        texts = [text.filter(kept) for text in texts]
        row_of = _numbers(above, [number for number, _ in skipped], pc.indices_nonzero(kept))
    for position, (name, text) in enumerate(zip(sheet.header, texts, strict=True)):
        row, count = first_of(pc.match_substring(text, "\n"))
        if count:
            found = "has more than one line, so quotes do not match"
            problems.append(
                Problem(row_of(row), position, name, found, "Keep a cell in one line.", "lines", count)
            )
    return Cells(sheet.header, dict(zip(sheet.header, texts, strict=True)), row_of, problems)


def _numbers(above: int, skipped: list[int], kept: Any = None) -> Callable[[int], int]:
    """Count rows as a spreadsheet does: with the header, and with the rows that were left out."""

    def row_of(index: int) -> int:
        row = above + 1 + (index if kept is None else kept[index].as_py())
        for number in skipped:
            if number > row:
                break
            row += 1
        return row

    return row_of


def _shifted(skipped: list[tuple[int, int]], width: int) -> list[Problem]:
    rows = [(number, cells) for number, cells in skipped if cells]
    found = [f"{cells} cells, where the header has {width}" for _, cells in rows[:1]]
    allowed = "Put texts with a comma in double quotes."
    return [Problem(rows[0][0], 0, "", text, allowed, "cells", len(rows)) for text in found]


def _wrong_bytes(text: Any) -> list[tuple[int, int]]:
    """Find the first cell with bytes that are no UTF-8 among cells of which each byte is a letter, and count them."""
    rows = pc.indices_nonzero(pc.match_substring_regex(text, r"[^\x00-\x7f]"))
    wrong = [row for row in rows.to_pylist() if not _decodes(text[row].as_py().encode("latin-1"))]
    return [(wrong[0], len(wrong))] if wrong else []


def _decodes(cell: bytes) -> bool:
    try:
        cell.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _trimmed(text: Any) -> Any:
    text = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.binary_length(text).cast(pa.bool_()), text, none(pa.string()))


def _read_parquet(path: Path) -> Cells:
    if not path.stat().st_size:
        return _refused([Problem(0, 0, "", "is empty", _REMOVE, "empty")])
    try:
        table = read_parquet(path)
        texts = {name: _as_text(table.column(place)) for place, name in enumerate(table.column_names)}
        if not texts:
            return _refused([Problem(0, 0, "", "is empty", _REMOVE, "empty")])
    except TooLargeError as trouble:
        return _refused([Problem(0, 0, "", str(trouble), "Is it a table of people at all?", "large")])
    except (pa.ArrowException, OSError, ValueError):
        allowed = "Write it again, as Parquet or as CSV."
        return _refused([Problem(0, 0, "", "is not a Parquet file that can be read", allowed, "file")])
    return Cells(table.column_names, texts, lambda index: index + 1, [])


def _as_text(column: Any) -> Any:
    return _trimmed(column.cast(pa.string())) if is_text(column.type) else column


def _refused(problems: list[Problem]) -> Cells:
    return Cells([], {}, lambda index: index, problems)
