"""Dates, months, quarters and years as extracts spell them, read by a format that is stated and never guessed."""

import re
from calendar import month_name, monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from iomlib.errors import ParameterError
from iomlib.periods import Quarter
from iomlib.tables.kinds import shown
from iomlib.tables.recorded.words import text_of

_MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}
_SHORT = {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_TOKEN = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dd|d|q| hh:mm:ss| hh:mm")
_KEYS = {"yyyy": "y", "yy": "s", "mmmm": "m", "mmm": "m", "mm": "m", "m": "m", "dd": "d", "d": "d", "q": "q"}
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"[1-9]\d{0,5}(\.\d+)?", re.ASCII)  # with the time of the day
_FROM, _TO = 1900, 2100
_CELLS = {"date", "excel"}
_DAY_FORMATS = (
    "dd/mm/yyyy, yyyy-mm-dd, mmm yyyy, yyyymm, yyyy/yy, date (cells that are dates), excel (serial numbers)"
)


class Period(NamedTuple):
    """The first and the last day of what a count covers."""

    start: date
    end: date


@lru_cache(maxsize=4096)
def month_of(year: int, month: int) -> Period:
    """Give a month.

    Examples
    --------
    >>> month_of(2024, 2).end
    datetime.date(2024, 2, 29)
    """
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


@lru_cache(maxsize=4096)
def label_of(period: Period) -> str:
    """Write a period as people do here: a month, a quarter, a financial or a calendar year.

    Examples
    --------
    >>> label_of(month_of(2018, 4)), label_of(Period(date(2010, 4, 1), date(2011, 3, 31)))
    ('2018-04', '2010-11')
    """
    start, end = period
    if (start.year, start.month) == (end.year, end.month):
        return f"{start:%Y-%m}"
    if (start.month, end.month) == (4, 3):
        return f"{start.year}-{end.year % 100:02}"
    if (start.month, end.month) == (1, 12):
        return f"{start.year}"
    return Quarter.of(start).id


def _financial_year(year: int) -> Period:
    return Period(date(year, 4, 1), date(year + 1, 3, 31))


def read_fixed(text: str) -> Period | str:
    """Read the one period of a file: a month, a financial quarter or a financial year.

    Examples
    --------
    >>> label_of(read_fixed("2018-19-Q1"))
    '2018-19-Q1'
    """
    wrong = f"{shown(text)} is no period. Write a month 2018-04, a quarter 2018-19-Q1 or a year 2018-19."
    if (found := re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)) and _FROM <= int(found[1]) <= _TO:
        year, rest = int(found[1]), int(found[2])
        if 1 <= rest <= 12 and rest == (year + 1) % 100:
            return f"{text} is a month and a financial year. Write it with format and means, or as a quarter."
        if 1 <= rest <= 12:
            return month_of(year, rest)
        return _financial_year(year) if rest == (year + 1) % 100 else wrong
    try:
        quarter = Quarter.parse(text)
    except ParameterError:
        return wrong
    return Period(quarter.start, quarter.end)


def format_parts(spelt: str) -> set[str] | str:
    """Say which parts of a date a format has (y, s, m, d, q), or why it is none.

    Examples
    --------
    >>> sorted(format_parts("dd/mm/yyyy"))
    ['d', 'm', 'y']
    >>> print(format_parts("UK"))
    UK is no format. Formats are like dd/mm/yyyy, yyyy-mm-dd, mmm yyyy, yyyymm, yyyy/yy, ...
    """
    if spelt in _CELLS:
        return {"y", "m", "d"}
    tokens = [_KEYS[token] for token in _TOKEN.findall(spelt) if token in _KEYS]
    rest = _TOKEN.sub("", spelt)
    spelt_year = "y" in tokens or "s" in tokens
    if len(tokens) != len(set(tokens)) or not spelt_year or re.search(r"[a-z0-9]", rest):
        return f"{shown(spelt)} is no format. Formats are like {_DAY_FORMATS}."
    parts = set(tokens)
    return parts - {"s"} | {"y"} if "y" not in parts else parts


@lru_cache(maxsize=64)
def _pattern(spelt: str) -> re.Pattern[str]:
    alone = re.search(r"[^a-zA-Z]", spelt) is not None
    number = r"\d{1,2}" if alone else r"\d{2}"
    kinds = {
        "yyyy": r"(?P<y>\d{4})",
        "yy": r"(?P<s>\d{2})",
        "mmmm": "(?P<m>[A-Za-z]+)",
        "mmm": "(?P<m>[A-Za-z]{3,4})",
        "mm": f"(?P<m>{number})",
        "m": f"(?P<m>{number})",
        "dd": f"(?P<d>{number})",
        "d": f"(?P<d>{number})",
        "q": "(?P<q>[1-4])",
        " hh:mm": r"[ T]\d{1,2}:\d{2}",
        " hh:mm:ss": r"[ T]\d{1,2}:\d{2}:\d{2}",
    }
    pieces, at = [], 0
    for token in _TOKEN.finditer(spelt):
        pieces += [re.escape(spelt[at : token.start()]), kinds[token[0]]]
        at = token.end()
    return re.compile("".join([*pieces, re.escape(spelt[at:])]), re.ASCII | re.I)


def read_parts(cell: Any, spelt: str) -> dict[str, int] | str:
    """Read a cell by a format: its year, and month, day, quarter and second year if it has them; or why not.

    Examples
    --------
    >>> read_parts("01/02/2019", "dd/mm/yyyy")
    {'d': 1, 'm': 2, 'y': 2019}
    >>> print(read_parts("02/13/2019", "dd/mm/yyyy"))
    02/13/2019 is no day of the calendar. It may be written month first
    """
    if isinstance(cell, date) or spelt in _CELLS:
        return _from_cell(cell, spelt)
    text = text_of(cell)
    found = _pattern(spelt).fullmatch(text)
    if found is None:
        return f"{shown(text)} is not written {spelt}" if text else "is blank"
    parts: dict[str, int] = {}
    for key, value in found.groupdict().items():
        number = int(value) if value.isdecimal() else (_SHORT | _MONTHS).get(value.lower(), 0)
        parts[key] = number
    if "y" not in parts:
        parts["y"] = 2000 + parts.pop("s")
    return _possible(parts, text)


def _possible(parts: dict[str, int], text: str) -> dict[str, int] | str:
    if not _FROM <= parts["y"] <= _TO:
        return f"{shown(text)} is of no year from {_FROM} to {_TO}"
    if "s" in parts and parts["s"] != (parts["y"] + 1) % 100:
        return f"{shown(text)} is no financial year: the second year follows the first"
    try:
        date(parts["y"], parts.get("m", 1), parts.get("d", 1))
    except ValueError:
        swapped = parts.get("m", 0) > 12 >= parts.get("d", 99)
        return (
            f"{shown(text)} is no day of the calendar{'. It may be written month first' if swapped else ''}"
        )
    return parts


def _from_cell(cell: Any, spelt: str) -> dict[str, int] | str:
    """Read a cell that is a date to the spreadsheet, or a serial number where that is stated."""
    if isinstance(cell, date):
        if spelt != "date":
            words = "is a date to the spreadsheet and no text, perhaps read month first"
            return f"{words}. Write format: date if it is right"
        day = cell.date() if isinstance(cell, datetime) else cell
        return _possible({"y": day.year, "m": day.month, "d": day.day}, day.isoformat())
    if spelt == "date":
        return "is no date to the spreadsheet" if text_of(cell) else "is blank"
    text = text_of(cell)
    if not _SERIAL.fullmatch(text):
        return "is no serial number of a date" if text else "is blank"
    day = _SERIAL_ZERO + timedelta(days=int(text.partition(".")[0]))
    return _possible({"y": day.year, "m": day.month, "d": day.day}, text)


def period_of(parts: dict[str, int], means: str | None) -> Period | str:
    """Say which days a date means, or why it cannot mean that.

    Examples
    --------
    >>> label_of(period_of({"y": 2010, "m": 12, "d": 31}, "financial year beginning"))
    '2010-11'
    """
    found = _period(parts, means)
    if isinstance(found, Period) and found.start > date.today():
        return f"{label_of(found)} has not begun yet"
    return found


def _period(parts: dict[str, int], means: str | None) -> Period | str:
    year, month = parts["y"], parts.get("m", 0)
    means = means or ("month" if month else "financial year")
    if means.endswith("quarter"):
        financial = means == "financial quarter"
        return _financial_quarter(year, parts["q"]) if financial else _calendar_quarter(year, parts["q"])
    if means.startswith("quarter "):
        return _edge(parts, _calendar_quarter(year, (month + 2) // 3), means)
    if means.startswith("month "):
        return _edge(parts, month_of(year, month), means)
    if means in ("day", "month"):
        return month_of(year, month)
    return _year(year, means)


def _year(year: int, means: str) -> Period:
    if means == "calendar year":
        return Period(date(year, 1, 1), date(year, 12, 31))
    return _financial_year(year - 1 if means == "financial year ending" else year)


def _financial_quarter(year: int, number: int) -> Period:
    quarter = Quarter(year, number)
    return Period(quarter.start, quarter.end)


def _calendar_quarter(year: int, number: int) -> Period:
    return Period(date(year, 3 * number - 2, 1), month_of(year, 3 * number).end)


def _edge(parts: dict[str, int], period: Period, means: str) -> Period | str:
    """Hold a date to the first or the last day (or month) of what it stands for."""
    edge = period.start if means.endswith("beginning") else period.end
    if (parts["m"], parts.get("d", edge.day)) == (edge.month, edge.day):
        return period
    return (
        f"is not the {'first' if means.endswith('beginning') else 'last'} day of a {means.partition(' ')[0]}"
    )
