"""Up to which day the rows of a file speak: the last that they cover, or on which they were published."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from iomlib.errors import ParameterError
from iomlib.periods import Quarter
from iomlib.tables.given import STORE
from iomlib.tables.recorded.when import month_of

_OPEN = f"data/{STORE}.parquet"


def as_at(name: str, content: str | Path, last: date) -> date | None:
    """Give the last day that the rows of a file cover, or else on which they were published; None where it has neither.

    Parameters
    ----------
    name
        The file's path among what a report was given, such as ``data/crimes.csv``.
    content
        What the report was given: the text of a table, or where a file of people lies.
    last
        The last day of the report's quarter. Of people it stands for the day of the last row, which is nobody's
        business: a report is given rows up to it.

    Examples
    --------
    >>> as_at("data/crimes.csv", "area,period_end\\nleeds,2008-09-30\\n", date(2008, 12, 31))
    datetime.date(2008, 9, 30)
    >>> as_at("data/targets.csv", "area,financial_year\\nleeds,2008-09\\n", date(2008, 12, 31))
    datetime.date(2009, 3, 31)
    >>> as_at("data/arrests.parquet", Path("arrests.parquet"), date(2008, 12, 31))
    datetime.date(2008, 12, 31)
    >>> as_at("params/rules/ni30.yml", "id: ni30\\n", date(2008, 12, 31)) is None
    True
    """
    if isinstance(content, Path):
        return _of_store(content) if name == _OPEN else last
    if not name.endswith(".csv"):
        return None
    header, *rows = csv.reader(content.splitlines())
    for column, day in _DAYS.items():
        if column in header:
            place = header.index(column)
            if days := [found for row in rows if (found := _read(row[place], day)) is not None]:
                return max(days)
    return None


def _of_store(path: Path) -> date | None:
    import pyarrow.compute as pc  # noqa: PLC0415  only where there is recorded crime
    import pyarrow.parquet  # noqa: PLC0415

    found = pc.max(pyarrow.parquet.read_table(path, columns=["period_end"])["period_end"]).as_py()
    return None if found is None else date(found.year, found.month, found.day)


def _month(text: str) -> date:
    first = date.fromisoformat(f"{text}-01")
    return month_of(first.year, first.month).end


def _quarter(text: str) -> date:
    return Quarter.parse(text).end


def _year(text: str) -> date:
    return Quarter.parse(f"{text}-Q4").end


def _released(text: str) -> date:
    return datetime.strptime(text, "%d %B %Y").date()


def _read(text: str, day: Callable[[str], date]) -> date | None:
    try:
        return day(text)
    except (ValueError, ParameterError):
        return None


# Columns that say of which time a row is, the closest first; how the day is read from each.
_DAYS: dict[str, Callable[[str], date]] = {
    "period_end": date.fromisoformat,
    "month": _month,
    "quarter": _quarter,
    "census_date": date.fromisoformat,
    "dated": date.fromisoformat,
    "release": _released,
    "financial_year": _year,
}
