"""The user's ONS lookup: which local authority is in which partnership and police force area."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from iomlib.errors import DataError
from iomlib.tables.kinds import shown
from iomlib.tables.problems import Problem, sentences
from iomlib.tables.sheet import Sheet, large, read_sheet

_COLUMN = re.compile(r"(LAD|CSP|PFA)(\d{2})?(CD|NM)", re.IGNORECASE)
_CODE = re.compile(r"[EW]\d{8}")
_NEEDED = ("LADCD", "LADNM", "CSPCD", "CSPNM", "PFACD", "PFANM")
_WHERE = (
    "Give the lookup of local authority districts to community safety partnerships to police force areas "
    "of the Office for National Statistics, as CSV."
)


class Authority(NamedTuple):
    """One local authority, its partnership and its police force area: codes and names."""

    code: str
    name: str
    partnership_code: str
    partnership: str
    force_code: str
    force: str


def read_lookup(path: Path) -> list[Authority]:
    """Read a lookup of any year. Columns that are not needed are passed over.

    Raises
    ------
    DataError
        Every problem: which column is missing, which code is none, which authority is in two partnerships.

    Examples
    --------
    >>> read_lookup(Path("params/areas.csv"))
    Traceback (most recent call last):
    iomlib.errors.DataError: areas.csv: has no columns like LAD23CD, LAD23NM, CSP23CD, CSP23NM, PFA23CD, PFA23NM. ...
    """
    try:
        if found := large(path):
            raise DataError(f"{path.name}: {found}. {_WHERE}")
        sheet = read_sheet(path.read_bytes())
    except OSError:
        raise DataError(f"{path.name}: cannot be opened. {_WHERE}") from None
    places, problems = _columns(sheet.header) if sheet.header else ([], [])
    # Rows of a file without the columns are nobody's concern.
    problems = problems or sheet.problems
    if problems:
        raise DataError(sentences(path.name, problems))
    rows = [(number, Authority(*(cells[place] for place in places))) for number, cells in sheet.rows]
    problems = [*_row_problems(rows, sheet, places), *_twice(rows)]
    if not rows:
        problems = [Problem(0, 0, "", "has no rows", _WHERE, "empty")]
    if problems:
        raise DataError(sentences(path.name, problems))
    return [row for _, row in rows]


def is_lookup(path: Path) -> bool:
    """Say whether a file has the columns of a lookup, by its first line."""
    try:
        with path.open("rb") as file:
            header = file.readline(4096).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    return not _columns([cell.strip().strip('"') for cell in header.split(",")])[1]


def _columns(header: list[str]) -> tuple[list[int], list[Problem]]:
    """Find the six columns, whatever their year, or say which are missing or there twice."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        if kind := _COLUMN.fullmatch(name):
            found.setdefault(f"{kind[1]}{kind[3]}".upper(), []).append(place)
    missing = [f"{name[:3]}23{name[3:]}" for name in _NEEDED if name not in found]
    if missing:
        words = f"has no columns like {', '.join(missing)}"
        return [], [Problem(0, 0, "", words, f"The digits may be those of any year. {_WHERE}", "columns")]
    twice = [header[places[1]] for places in found.values() if len(places) > 1]
    allowed = "Keep the columns of one year."
    problems = [Problem(1, 0, shown(name), "stands for a second year", allowed, "twice") for name in twice]
    return [found[name][0] for name in _NEEDED], problems


def _row_problems(rows: list[tuple[int, Authority]], sheet: Sheet, places: list[int]) -> Iterator[Problem]:
    for number, row in rows:
        for position, (place, cell) in enumerate(zip(places, row, strict=True)):
            name = sheet.header[place]
            if not cell:
                yield Problem(number, place, name, "blank, where a value is needed", "Fill it in.", "blank")
            elif position % 2 == 0 and not _CODE.fullmatch(cell):
                allowed = "ONS codes are E or W and eight digits."
                yield Problem(number, place, name, f"{shown(cell)} is not an ONS code", allowed, "code")


def _twice(rows: list[tuple[int, Authority]]) -> Iterator[Problem]:
    """Name what contradicts itself: an authority in two partnerships, a partnership in two forces."""
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    for number, row in rows:
        for what, code, belongs in (
            ("authority", row.code, row.partnership_code),
            ("partnership", row.partnership_code, row.force_code),
        ):
            first, earlier = seen.setdefault((what, code), (number, belongs))
            if belongs != earlier:
                found = f"the {what} {code} belongs elsewhere in row {first}"
                yield Problem(number, 0, "", found, "Keep one of the two.", what)
