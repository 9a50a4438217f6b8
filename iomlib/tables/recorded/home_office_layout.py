"""Where the columns of a Home Office table are, in any vintage, and how its cells are read."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from iomlib.periods import Quarter
from iomlib.tables.check import is_personal
from iomlib.tables.kinds import shown
from iomlib.tables.problems import Problem
from iomlib.tables.recorded.offences import key_of
from iomlib.tables.typed import WrongError

# Names that the columns have had, without case, underscores and footnote marks.
COLUMNS: dict[str, tuple[str, ...]] = {
    "year": ("financial year",),
    "quarter": ("financial quarter",),
    "force": ("force name", "police force", "police force name", "police force area", "force"),
    "partnership": ("csp name", "csp", "community safety partnership", "community safety partnership name"),
    "description": ("offence description",),
    "group": ("offence group",),
    "subgroup": ("offence subgroup", "offence sub group", "offence sub - group"),
    "code": ("offence code",),
    "count": ("number of offences", "offence count", "count of offences", "offences"),
}
_OPTIONAL = ("partnership", "description")
_KNOWN = {name: column for column, names in COLUMNS.items() for name in names}
_ENOUGH = 4  # names of columns that make a row a header
_ABOVE = 40  # rows in which a header is looked for

# Columns of sister tables, which count a part of crime or something else: never taken for all of it.
_OTHER_TABLES = re.compile("outcomes?|subcodes?|sub code|cancelled|motivating|weapons?|kni(fe|ves)|firearms?")
_YEAR = re.compile(r"([12]\d{3})\s*[-/_\u2013]\s*(\d{2}|\d{4})", re.ASCII)
_SHOWABLE = re.compile(r"\d{4}([-/_]\d{2,4})?|-?\d{1,12}(\.\d{1,6})?|Q\d", re.ASCII | re.IGNORECASE)
_QUARTER = re.compile(r"(?:quarter|qtr|q)?\s*(\d{1,2})?\s*[:,(-]?\s*(.*?)\)?", re.IGNORECASE)
_STARTS = {"apr": 1, "jul": 2, "oct": 3, "jan": 4}
_COUNT = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.0+)?", re.ASCII)
_FRACTION = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)\.\d+", re.ASCII)
_MOST = 10**12
_MISSING = {"", "-", "\u2013", "\u2014", "..", "...", "\u2026", ":", "n/a", "na", "x", "[x]", "[u]"}
_SUPPRESSED = {"*", "c", "[c]", "[low]"}
_BELOW = re.compile(r"[<\u2264]\s*\d+")
_YEARS = "Financial years are written 2018/19."
_QUARTERS = "Financial quarters are 1 to 4, and 1 is April to June."
_COUNTS = "Counts are whole numbers; one below 0 is a correction. Leave a missing one blank."


class Layout(NamedTuple):
    """The row of the header, counted from 0, where each column is, and what other columns there are."""

    row: int
    header: list[str]
    places: dict[str, int]
    others: list[str]


class CellError(WrongError):
    """A cell that is not allowed, and the column in which it stands, as `COLUMNS` calls it."""

    def __init__(self, column: str, found: str, allowed: str) -> None:
        """Keep the column with the two halves of the sentence."""
        super().__init__(found, allowed)
        self.column = column


def is_header(cells: list[str]) -> bool:
    """Say whether a row has the names of the columns of a Home Office table.

    Examples
    --------
    >>> is_header(["Financial_Year", "Financial_Quarter", "Force_Name ", "Offence Code"])
    True
    """
    return len({_KNOWN.get(_named(cell)) for cell in cells} - {None}) >= _ENOUGH


def find_layout(rows: list[list[str]]) -> tuple[Layout | None, list[Problem]]:
    """Find the header of a table and its columns, or say what is wrong with them. A text has no header."""
    at = next((at for at, cells in enumerate(rows[:_ABOVE]) if is_header(cells)), None)
    if at is None:
        return None, []
    header = rows[at]
    while header and not header[-1]:
        header = header[:-1]
    columns = [_KNOWN.get(_named(cell)) for cell in header]
    places = {column: place for place, column in enumerate(columns) if column}
    others = [cell for cell, column in zip(header, columns, strict=True) if cell and not column]
    return Layout(at, header, places, others), list(_problems(at + 1, header, columns))


def _problems(row: int, header: list[str], columns: list[str | None]) -> Iterator[Problem]:
    written = Counter(column or _named(cell) for cell, column in zip(header, columns, strict=True) if cell)
    for place, (cell, column) in enumerate(zip(header, columns, strict=True)):
        if cell and written[column or _named(cell)] > 1:
            same = [each for each in header if (_KNOWN.get(_named(each)) or _named(each)) == (column or "")]
            listed = " and ".join(dict.fromkeys(map(shown, same))) if column else shown(cell)
            found = f"stands there {written[column or _named(cell)]} times ({listed})"
            yield Problem(row, place, shown(cell), found, "Keep one of the columns.", column or _named(cell))
            written[column or _named(cell)] = 1
        if cell and not column and (other := _OTHER_TABLES.search(_named(cell))):
            found, allowed = f"is of a table of {other[0]}", "Import the table of recorded crime itself."
            yield Problem(row, place, shown(cell), found, allowed, cell)
        elif cell and not column and is_personal(cell):
            allowed = "Tables hold counts, never people: delete the column."
            yield Problem(row, place, shown(cell), "looks like personal data", allowed, cell)
    for column, names in COLUMNS.items():
        if column not in columns and column not in _OPTIONAL:
            found = f"the column of the {column} is missing"
            allowed = f"It is called {' or '.join(name.capitalize() for name in names[:2])}."
            yield Problem(row, len(header), "", found, allowed, column)


def _named(cell: str) -> str:
    return " ".join(key_of(cell.replace("_", " ").replace("\ufeff", "")).split())


def year_of(text: str) -> int | None:
    """Give the calendar year in which a financial year begins, if a text is one.

    Examples
    --------
    >>> [year_of(text) for text in ("2018/19", "2018_19", "2018-2019", "2018-20", "Notes")]
    [2018, 2018, 2018, None, None]
    """
    found = _YEAR.fullmatch(text.strip())
    if not found:
        return None
    year = int(found[1])
    return year if int(found[2]) in {(year + 1) % 100, year + 1} and len(found[2]) in (2, 4) else None


@lru_cache(maxsize=4096)
def quarter_of(year: str, quarter: str, today: date) -> Quarter:
    """Read a financial year and a financial quarter; one that cannot be raises WrongError.

    Examples
    --------
    >>> quarter_of("2018/19", "Q1", date(2020, 1, 1)).start
    datetime.date(2018, 4, 1)
    """
    first, number = _first_year(year), _number(quarter)
    found = Quarter(first, number)
    if found.start > today:
        raise WrongError(f"{found.id} is in the future", "Tables hold what has happened.")
    return found


def _first_year(text: str) -> int:
    if (year := year_of(text)) is not None:
        return year
    if not text:
        raise WrongError("blank, where a financial year is needed", _YEARS)
    if key_of(text).split()[0:1] in (["total"], ["totals"], ["all"]):
        raise WrongError("is a row of totals", "Its crimes would be counted twice: delete the row.")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", text):
        allowed = f"A year that a program has turned into a date is not certain. {_YEARS}"
        raise WrongError("is a date and not a financial year", allowed)
    raise WrongError(f"{_if_number(text)}is not a financial year", _YEARS)


def _number(text: str) -> int:
    """Read a quarter; months beside its number have to be those of the financial quarter."""
    found = _QUARTER.fullmatch(text.strip())
    number, months = (found[1], found[2].strip().casefold()) if found else (None, "")
    named = _STARTS.get(months[:3])
    if not text:
        raise CellError("quarter", "blank, where a financial quarter is needed", _QUARTERS)
    if (months and named is None) or (number is None and named is None):
        raise CellError("quarter", f"{_if_number(text)}is not a financial quarter", _QUARTERS)
    if number is not None and not 1 <= int(number) <= 4:
        raise CellError("quarter", f"{_if_number(text)}is not a financial quarter", _QUARTERS)
    if number is not None and named is not None and int(number) != named:
        allowed = "A quarter of the calendar year is no financial quarter: write 1 for April to June."
        raise CellError("quarter", f"says quarter {number}, and months of quarter {named}", allowed)
    return int(number) if number is not None else int(named or 0)


@lru_cache(maxsize=65536)
def count_of(text: str) -> tuple[str, int | None]:
    """Read a cell of counts as a state and a number; one that is neither raises WrongError.

    Examples
    --------
    >>> count_of("1,234"), count_of("-45")
    (('counted', 1234), ('counted', -45))
    >>> [count_of(text)[0] for text in ("", "..", "<5", "[z]")]
    ['missing', 'missing', 'suppressed', 'not in series']
    """
    plain = text.replace("\u2212", "-").casefold()
    if _COUNT.fullmatch(plain):
        value = int(plain.partition(".")[0].replace(",", ""))
        if abs(value) > _MOST:
            raise WrongError("is too large to be a count", _COUNTS)
        return "counted", value
    if plain in _MISSING:
        return "missing", None
    if plain in _SUPPRESSED or _BELOW.fullmatch(plain):
        return "suppressed", None
    if plain in ("z", "[z]"):
        return "not in series", None
    if _FRACTION.fullmatch(plain):
        raise WrongError(f"{_if_number(text)}is not a whole number", _COUNTS)
    raise WrongError(f"{_if_number(text)}is not a count", _COUNTS)


@lru_cache(maxsize=4096)
def offence_code(text: str) -> str:
    """Read an offence code, which is text: ``8M``, ``37.2``, and ``8`` where a program wrote ``8.0``.

    Examples
    --------
    >>> [offence_code(text) for text in ("8.0", "10", "1.0", "37.2", "1/4.1/4.10/4.2")]
    ['8', '10', '1', '37.2', '1/4.1/4.10/4.2']
    """
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", text):
        allowed = "A spreadsheet program has taken the code for one. Format the column as text and mend it."
        raise WrongError("is a date and not an offence code", allowed)
    return text.removesuffix(".0") if re.fullmatch(r"\d+\.0", text, re.ASCII) else text


def _if_number(text: str) -> str:
    """Repeat a cell in a message where it can be no name and no day of birth."""
    return f"{text} " if _SHOWABLE.fullmatch(text) else ""
