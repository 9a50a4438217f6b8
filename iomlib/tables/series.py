"""Which series of recorded crime is meant, where an area has more than one: they hold the same crimes."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from iomlib.errors import DataError
from iomlib.tables.contracts import CrimesRow
from iomlib.tables.contracts_series import SeriesRow
from iomlib.tables.lookup import read_rows
from iomlib.tables.recorded import store

OWN = f"{store.STORE}.parquet"  # what a report is given of the store
FROM_CSV = CrimesRow.path


def chosen(data: str | Path, area: str, series: str = "") -> str:
    """Choose the series of an area: the one asked for, the one of ``recorded_series.csv``, or the only one.

    Blank where there is none.

    Raises
    ------
    DataError
        There are several and none was chosen, or not the one that was.

    Examples
    --------
    >>> chosen("data", "peterborough")
    ''
    """
    meant = series or named(data, area)
    return meant if meant == FROM_CSV else store.one_of(area, series_of(data, area), meant)


def named(data: str | Path, area: str) -> str:
    """Give the series that ``recorded_series.csv`` names for an area; blank where it names none.

    Examples
    --------
    >>> named("data", "peterborough")
    ''
    """
    path = Path(data) / SeriesRow.path
    rows = read_rows(path, SeriesRow) if path.is_file() else []
    return next((row.series for row in rows if row.area == area), "")


def series_of(data: str | Path, area: str) -> list[str]:
    """List the series that hold rows of an area, in the store or in a report's own file.

    Examples
    --------
    >>> series_of("data", "peterborough")
    []
    """
    own = Path(data) / OWN
    if not own.is_file():
        return store.series_of(data, area)
    return sorted(set(rows_in(own, area, date.max, columns=["series"])["series"].to_pylist()))


def rows_in(
    path: Path, area: str, last: date, first: date = date.min, columns: list[str] | None = None
) -> Any:
    """Read the rows of an area from a report's own file.

    Examples
    --------
    >>> rows_in(Path("data/none.parquet"), "kent", date.max)
    Traceback (most recent call last):
    iomlib.errors.DataError: none.parquet: cannot be read as Parquet.
    """
    keep = (pc.field("area") == area) & (pc.field("period_end") <= last) & (pc.field("period_start") >= first)
    try:
        return pq.read_table(path, columns=columns, filters=keep, use_threads=False, partitioning=None)
    except (OSError, pa.ArrowException):
        raise DataError(f"{path.name}: cannot be read as Parquet.") from None
