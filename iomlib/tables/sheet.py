"""A CSV file as cells, with the rows counted as a spreadsheet counts them."""

import csv
import io
from pathlib import Path
from typing import NamedTuple

from iomlib.tables.problems import Problem

LARGEST = 500_000_000  # bytes of a file that is read whole: five million rows, of a country some ten years
_UTF8 = "Save the file as CSV UTF-8."
_SIGNATURES = {
    b"PK\x03\x04": "is an Excel or LibreOffice file, not a CSV file",
    b"\xd0\xcf\x11\xe0": "is an Excel file, not a CSV file",
    b"\xff\xfe": "is not UTF-8 text",
    b"\xfe\xff": "is not UTF-8 text",
}


class Sheet(NamedTuple):
    """Header cells, rows that are not blank with their number, and what was wrong with them."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    problems: list[Problem]


def read_sheet(content: bytes) -> Sheet:
    """Take a file apart into trimmed cells.

    A byte order mark, spaces around a cell and blank rows are let pass: none of them can change
    a figure. A row with too many or too few cells is left out and named, because nobody can say
    which of its cells slipped.

    Examples
    --------
    >>> read_sheet(b"area,crimes\\n\\nharingey, 12\\n").rows
    [(3, ['haringey', '12'])]
    """
    if found := not_text(content):
        return _refused(found, _UTF8)
    text, wrong_bytes = _decoded(content)
    records, problems = _records(text)
    if not records and not problems:  # nothing at all, or commas and quotes around nothing
        return _refused("is empty", "Remove the file if the table is not supplied.")
    if not records:
        return Sheet([], [], problems)
    header = records.pop(0)[1]
    if len(header) == 1 and (mark := next((m for m in ";\t|" if m in header[0]), "")):
        name = "a tab" if mark == "\t" else mark
        return _refused(f"has {name} between its cells", "Save the file with commas between them.")
    if wrong_bytes:
        problems += _wrong_bytes(header, records)
    problems += [_shifted(row, cells, header) for row, cells in records if _differ(cells, header)]
    return Sheet(header, [record for record in records if not _differ(record[1], header)], problems)


def large(path: Path) -> str:
    """Say of a file that it is too large to be read whole, before anything of it is read.

    Examples
    --------
    >>> large(Path("params/areas.csv"))
    ''
    """
    size = path.stat().st_size
    return f"has {size:,} bytes; {LARGEST:,} are allowed" if size > LARGEST else ""


def unmatched(trouble: csv.Error) -> tuple[str, str]:
    """Say what ended the reading of a CSV file, and what is allowed."""
    if "field larger" in str(trouble):
        found = f"has a cell of more than {csv.field_size_limit():,} letters, or a line without an end"
        return found, "Save the file as CSV UTF-8, with each row on a line of its own."
    allowed = 'A text with a comma stands in double quotes; a quote inside it is written "".'
    return "quotes do not match", allowed


def not_text(content: bytes) -> str:
    """Say what a file is that is no UTF-8 text at all, and nothing of one that may be."""
    known = (found for signature, found in _SIGNATURES.items() if content.startswith(signature))
    return next(known, "is not UTF-8 text" if b"\0" in content else "")


def _decoded(content: bytes) -> tuple[str, bool]:
    """Give the text, with U+FFFD where bytes are not UTF-8, and say whether there are any."""
    try:
        return content.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return content.decode("utf-8-sig", errors="replace"), True


def _refused(found: str, allowed: str) -> Sheet:
    return Sheet([], [], [Problem(0, 0, "", found, allowed, found)])


def _records(text: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Split text into rows; quotes that do not match end the reading, and are named."""
    records: list[tuple[int, list[str]]] = []
    row = 0
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            trimmed = [cell.strip() for cell in cells]
            if any(trimmed):
                records.append((row, trimmed))
    except csv.Error as trouble:
        found, allowed = unmatched(trouble)
        return records, [Problem(row + 1, 0, "", found, allowed, "quotes")]
    return records, []


def _wrong_bytes(header: list[str], records: list[tuple[int, list[str]]]) -> list[Problem]:
    """Name the cells with bytes that are not UTF-8, where decoding put U+FFFD."""
    return [
        Problem(row, position, name, "is not UTF-8 text", _UTF8, "encoding")
        for row, cells in [(1, header), *records]
        for position, (name, cell) in enumerate(zip(header, cells, strict=False))
        if "\ufffd" in cell
    ]


def _differ(cells: list[str], header: list[str]) -> bool:
    return len(cells) != len(header)


def _shifted(row: int, cells: list[str], header: list[str]) -> Problem:
    found = f"{len(cells)} cells, where the header has {len(header)}"
    return Problem(row, 0, "", found, "Put texts with a comma in double quotes.", "cells")
