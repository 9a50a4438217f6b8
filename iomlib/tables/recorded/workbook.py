"""Every sheet of an ODS or Excel workbook, or a CSV file, as rows of text.

Workbooks are read by calamine: 40 times faster than odfpy, with the same cells. Nothing is guessed from
the kind of a cell: a code that somebody's program has kept as the number 37.2 is the text ``37.2`` again.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from iomlib.errors import DataError
from iomlib.tables.recorded.packed import CELLS, workbook_problem
from iomlib.tables.sheet import large, unmatched

WORKBOOKS = (".ods", ".xlsx", ".xlsm", ".xls")
ENDINGS = (*WORKBOOKS, ".csv")
_SAVE = "Open it in a spreadsheet program and save it as ODS, Excel workbook or CSV UTF-8."


class Page(NamedTuple):
    """A sheet as it stands there: ``rows[0]`` is row 1. The name is blank for a CSV file.

    Cells are trimmed text; an empty one is "". All rows of a workbook's sheet have the same length.
    """

    name: str
    rows: list[list[str]]


def read_pages(path: Path) -> Iterator[Page]:
    """Read the sheets of a workbook one after another, or the one table of a CSV file.

    Raises
    ------
    DataError
        A file that is no workbook and no text, or that has a password.

    Examples
    --------
    >>> page = next(read_pages(Path("params/areas.csv")))
    >>> page.name, page.rows[0][:2], page.rows[1][:2]
    ('', ['id', 'name'], ['haringey', 'Haringey'])
    """
    if not path.is_file():
        raise DataError(f"{path.name}: there is no such file.")
    if path.suffix.lower() == ".csv":
        yield Page("", _comma_separated(path))
        return
    if path.suffix.lower() not in WORKBOOKS:
        raise DataError(f"{path.name}: is not one of {', '.join(ENDINGS)}. {_SAVE}")
    yield from _sheets(path)


def text_of(value: Any) -> str:
    """Write what a cell holds as text: whole numbers without a point, days year first.

    Examples
    --------
    >>> [text_of(value) for value in (8.0, 37.2, " 8M ", 10, True, date(2018, 4, 1), None)]
    ['8', '37.2', '8M', '10', 'TRUE', '2018-04-01', '']
    """
    if isinstance(value, str):
        return value.replace("\u00a0", " ").strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)


def _sheets(path: Path) -> Iterator[Page]:
    # Loaded where there is a workbook: 2 ms, but a run that only checks reads none.
    from python_calamine import (  # noqa: PLC0415
        CalamineError,
        PasswordError,
        SheetTypeEnum,
        load_workbook,
    )

    if found := workbook_problem(path):
        raise DataError(f"{path.name}: {found}")
    try:
        with load_workbook(path) as book:
            for about in book.sheets_metadata:
                if about.typ is SheetTypeEnum.WorkSheet:
                    sheet = book.get_sheet_by_name(about.name)
                    if sheet.total_height * sheet.width > CELLS:
                        raise DataError(
                            f"{path.name}: sheet {about.name} has more than {CELLS:,} cells. {_SAVE}"
                        )
                    yield Page(about.name, [_texts(row) for row in sheet.to_python(skip_empty_area=False)])
    except PasswordError:
        raise DataError(f"{path.name}: has a password. Save it without one.") from None
    except CalamineError:
        raise DataError(f"{path.name}: is not a workbook that can be read. {_SAVE}") from None


def _texts(row: Sequence[int | float | str | bool | date | time | timedelta]) -> list[str]:
    # Most cells are texts without blanks around them.
    return [cell.strip() if type(cell) is str and "\u00a0" not in cell else text_of(cell) for cell in row]


def _comma_separated(path: Path) -> list[list[str]]:
    if found := large(path):
        raise DataError(f"{path.name}: {found}. Give it in parts.")
    content = path.read_bytes()
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DataError(f"{path.name}: is a workbook, not a CSV file. Give it the ending .ods or .xlsx.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{path.name}: is not UTF-8 text. Save the file as CSV UTF-8.") from None
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as trouble:
        found, allowed = unmatched(trouble)
        raise DataError(f"{path.name}: {found}. {allowed}") from None
    return [_texts(line) for line in lines]
