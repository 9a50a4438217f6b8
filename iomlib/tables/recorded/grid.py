"""A file as rows of cells, whatever it is: CSV, Excel, LibreOffice or Parquet. Nothing is read into a cell."""

import csv
import io
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from iomlib.tables.problems import Problem
from iomlib.tables.recorded.packed import CELLS, workbook_problem
from iomlib.tables.sheet import large, not_text, unmatched

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
SUFFIXES = (".csv", ".txt", ".tsv", ".parquet", *WORKBOOKS)
_SEPARATORS = {",": ",", ";": ";", "tab": "\t"}
_SAVE = "Save it again as CSV UTF-8, Excel workbook or ODS."
_PARTS = "Give it in parts."


class Grid(NamedTuple):
    """The cells of one sheet; ``rows[0]`` is row 1. ``ragged``: a row may have more cells than another."""

    name: str
    rows: list[list[Any]]
    ragged: bool
    problems: list[Problem]
    sheets: tuple[str, ...] = ()  # of which one has to be named


def read_grids(
    path: Path, sheets: Sequence[str] = (), encoding: str = "utf-8", separator: str = ","
) -> tuple[list[Grid], list[str]]:
    """Read the named sheets of a workbook, or the one table of any other file; and name the sheets left out.

    Examples
    --------
    >>> grids, left = read_grids(Path("params/areas.csv"))
    >>> grids[0].rows[0][:2], left
    (['id', 'name'], [])
    """
    if not path.is_file():
        return [_refused(path.name, "is not there", "Check the name of the file.")], []
    if not path.stat().st_size:
        return [_refused(path.name, "is empty", "An empty file is no data, and not 0 crimes.")], []
    kind = path.suffix.lower()
    if kind in WORKBOOKS:
        return _workbook(path, sheets)
    if kind == ".parquet":
        return [_parquet(path)], []
    if sheets:
        allowed = "Take sheet away from the mapping file, or give the workbook."
        return [_refused(path.name, "has no sheets", allowed)], []
    return [_text(path, encoding, separator)], []


def digest(path: Path) -> str:
    """Give the sha256 of a file.

    Examples
    --------
    >>> len(digest(Path("params/areas.csv")))
    64
    """
    made = sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            made.update(chunk)
    return made.hexdigest()


def _refused(name: str, found: str, allowed: str) -> Grid:
    return Grid(name, [], False, [Problem(0, 0, "", found, allowed, found)])


def _text(path: Path, encoding: str, separator: str) -> Grid:
    if found := large(path):
        return _refused(path.name, found, _PARTS)
    content = path.read_bytes()
    if found := not_text(content):
        return _refused(path.name, found, _SAVE)
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else "cp1252")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        other = "windows-1252" if encoding == "utf-8" else "utf-8"
        allowed = f"Save the file as CSV UTF-8, or write encoding: {other} under file if it is that."
        return Grid(path.name, [], True, [Problem(row, 0, "", f"is not {encoding} text", allowed, "bytes")])
    rows: list[list[Any]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=_SEPARATORS[separator], strict=True):
            rows.append(cells)
    except csv.Error as trouble:
        found, allowed = unmatched(trouble)
        return Grid(path.name, [], True, [Problem(len(rows) + 1, 0, "", found, allowed, "quotes")])
    return Grid(path.name, rows, True, _separated(rows, separator))


def _separated(rows: list[list[Any]], separator: str) -> list[Problem]:
    """Ask after another separator where every row is one cell with that sign in it."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled or max(map(len, filled)) > 1:
        return []
    for name, sign in _SEPARATORS.items():
        if name != separator and sign in filled[0][0]:
            shown = f'"{name}"'
            allowed = f"Write separator: {shown} under file, or save it with commas."
            return [Problem(0, 0, "", f"has {shown} between its cells", allowed, "separator")]
    return []


def _workbook(path: Path, sheets: Sequence[str]) -> tuple[list[Grid], list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415

    if found := workbook_problem(path):
        return [_refused(path.name, *found.split(". ", 1))], []
    try:
        book = CalamineWorkbook.from_path(str(path))
    except PasswordError:
        return [_refused(path.name, "has a password", "Save it without one.")], []
    except (CalamineError, OSError, ValueError):
        return [_refused(path.name, "is not a workbook that can be read", _SAVE)], []
    names = list(book.sheet_names)
    if not sheets and len(names) != 1:
        allowed = "Write under file which one is read: sheet: " + (names[0] if names else "...")
        found = f"has {len(names)} sheets: {', '.join(names)}"
        return [_refused(path.name, found, f"{allowed}.")._replace(sheets=tuple(names))], []
    grids = [_sheet(path, book, name, names) for name in sheets or names]
    return grids, [name for name in names if name not in (sheets or names)]


def _sheet(path: Path, book: Any, name: str, names: list[str]) -> Grid:
    from python_calamine import CalamineError  # noqa: PLC0415

    if name not in names:
        return _refused(path.name, f"has no sheet {name}", f"Its sheets: {', '.join(names)}.")
    title = path.name if len(names) == 1 else f"{path.name}, sheet {name}"
    try:
        sheet = book.get_sheet_by_name(name)
        if (cells := sheet.total_height * sheet.width) > CELLS:
            return _refused(title, f"reaches over {cells:,} cells; {CELLS:,} are allowed", _PARTS)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError):
        return _refused(title, "cannot be read", _SAVE)
    return Grid(title, [[None if cell == "" else cell for cell in row] for row in rows], False, [])


def _parquet(path: Path) -> Grid:
    import pyarrow as pa  # noqa: PLC0415

    from iomlib.tables.parquet import TooLargeError, read_parquet  # noqa: PLC0415

    try:
        table = read_parquet(path, CELLS)
        if any(pa.types.is_nested(kind) for kind in table.schema.types):
            return _refused(path.name, "has a column of lists", "Write one value into each cell.")
        columns = [column.to_pylist() for column in table.columns]
    except TooLargeError as trouble:
        return _refused(path.name, str(trouble), _PARTS)
    except (pa.ArrowException, OSError, ValueError, OverflowError):  # of days that no calendar has
        return _refused(path.name, "is not a Parquet file that can be read", "Write it again.")
    rows = [list(row) for row in zip(*columns, strict=True)]
    return Grid(path.name, [table.column_names, *rows], False, [])
