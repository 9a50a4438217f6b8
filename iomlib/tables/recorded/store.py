"""Where recorded crime is kept, and how an area's rows are read: a few small files of its own.

``DATA/recorded_crime/SERIES/area=ID/YEAR.parquet`` holds an area's rows of a financial year, a row group a
period; ``_apart`` beside the areas those of no area. So a report opens only the files of its area and
years, and reads only the row groups of its periods, however large the country. Reading never writes.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from iomlib.errors import DataError, nearest
from iomlib.filing import unfit
from iomlib.periods import Quarter
from iomlib.tables.constants import day
from iomlib.tables.parquet import refuse_large
from iomlib.tables.recorded.contract import SCHEMA, SourceFile
from iomlib.tables.recorded.supplied import FLAGS, flagged, flags_in

STORE, APART, FILES, SEAL = "recorded_crime", "_apart", "files.json", "seal.json"
OLD, NEW = ".old", ".new"  # no series has a dot in its name
LOCK = ".lock"
ORDER = ("period_start", "period_end", *(n for n in SCHEMA.names if not n.startswith("period_")))
_ID = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_YEAR = re.compile(r"(\d{4})-\d{2}\.parquet")
_PERIODS, _SOURCES = b"iomlib.periods", b"iomlib.sources"


class Source(NamedTuple):
    """A file behind some rows, as their metadata name it."""

    sha256: str
    name: str
    title: str


def safe(id: str) -> bool:
    """Say whether an id can be the name of a folder, on any system.

    Examples
    --------
    >>> safe("dorset-csp"), safe("../etc"), safe("con")
    (True, False, False)
    """
    return _ID.fullmatch(id) is not None and not unfit(id)


def series_in(data: str | Path) -> list[str]:
    """List the series that a data folder has.

    Examples
    --------
    >>> series_in("docs")
    []
    """
    store = Path(data) / STORE
    if not store.is_dir():
        return []
    return sorted({each.name.removesuffix(OLD) for each in store.iterdir() if _holds(each)})


def folder_of(data: str | Path, series: str) -> Path:
    """Find the folder of a series; where a swap was cut off, the one that was there before."""
    here = Path(data) / STORE / series
    old = here.with_name(f"{series}{OLD}")
    return old if old.is_dir() and not here.is_dir() else here


def files_of(data: str | Path, series: str) -> list[SourceFile]:
    """List the files that a series was read from."""
    path = folder_of(data, series) / FILES
    if not path.is_file():
        return []
    try:
        found = json.loads(path.read_text("utf-8"))["files"]
        return [
            SourceFile(**{**each, "covers": tuple(each["covers"]), "notes": tuple(each["notes"])})
            for each in found
        ]
    except (OSError, ValueError, LookupError, TypeError):
        raise DataError(f"{STORE}/{series}/{FILES}: cannot be read. Import the files anew.") from None


def series_of(data: str | Path, area: str) -> list[str]:
    """List the series that have rows of an area."""
    return [each for each in series_in(data) if (folder_of(data, each) / f"area={area}").is_dir()]


def rows_of(data: str | Path, series: str, area: str, last: date, first: date = date.min) -> Any:
    """Give an area's rows of a series whose periods lie between two days, in the order of time.

    ``area`` blank gives the rows of no area. Only the row groups of these periods are read.

    Raises
    ------
    DataError
        A file of the store cannot be read.
    """
    whole = folder_of(data, series)
    folder = whole / (f"area={area}" if area else APART)
    if (area and not safe(area)) or not folder.is_dir():
        return SCHEMA.empty_table()
    try:
        flags = flags_in(whole)
    except (OSError, ValueError, TypeError):
        raise DataError(f"{STORE}/{series}/{FLAGS}: cannot be read. Import the files anew.") from None
    years = [path for path in year_files(folder) if _begins(path) <= last and first <= _ends(path)]
    parts = [part for path in years for part in _between(path, first, last)]
    return flagged(joined(parts), flags) if parts else SCHEMA.empty_table()


def until(table: Any, last: date) -> Any:
    """Keep the rows whose period has ended by a day, and the files behind those."""
    ended = table.filter(pc.less_equal(table["period_end"], day(last)))
    return with_sources(ended, sources_of(ended).values())


def year_files(folder: Path) -> list[Path]:
    """List the files of an area, in the order of time."""
    return sorted(path for path in folder.iterdir() if _YEAR.fullmatch(path.name))


def sources_of(table: Any) -> dict[str, Source]:
    """Give the files behind a table of the store, by their sha256."""
    kept = _noted(table.schema.metadata, _SOURCES)
    named = (each for each in kept if len(each) == 3 and all(isinstance(part, str) for part in each))
    return {each[0]: Source(*each) for each in named}


def joined(tables: list[Any]) -> Any:
    """Put tables of the store behind each other, with all the files behind them."""
    sources = {key: each for table in tables for key, each in sources_of(table).items()}
    return with_sources(pa.concat_tables(tables), sources.values())


def with_sources(table: Any, sources: Iterable[Source]) -> Any:
    """Put the files behind a table into its metadata: those that it has rows of, in one order."""
    used = set(table["source"].unique().to_pylist())
    listed = sorted({each for each in sources if each.sha256 in used}, key=lambda each: (each.name, each))
    return table.replace_schema_metadata({_SOURCES: json.dumps(listed, ensure_ascii=False)})


def open_file(path: Path) -> Any:
    """Open a file of the store, or say which cannot be."""
    try:
        found = pq.ParquetFile(path)
        refuse_large(found.metadata)
    except (OSError, pa.ArrowException, ValueError):
        raise DataError(f"{name_of(path)}: cannot be read as Parquet. Import its files anew.") from None
    return found


def name_of(path: Path) -> str:
    """Name a file of the store as messages do, from the store on.

    Examples
    --------
    >>> name_of(Path("somewhere/recorded_crime/police-uk/area=kent/2018-19.parquet"))
    'recorded_crime/police-uk/area=kent/2018-19.parquet'
    """
    parts = path.parts
    return "/".join(parts[parts.index(STORE) :] if STORE in parts else parts[-1:])


def periods_in(file: Any) -> list[tuple[date, date]]:
    """List the period of each row group of an open file."""
    kept = _noted(file.schema_arrow.metadata, _PERIODS)
    if len(kept) != file.num_row_groups:
        return []
    try:
        return [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in kept]
    except (ValueError, TypeError):
        return []


def _noted(metadata: dict[bytes, bytes] | None, key: bytes) -> list[list[Any]]:
    """Read a list of lists from a file's metadata; what cannot be read says nothing."""
    try:
        found = json.loads((metadata or {}).get(key, b"[]"))
    except (ValueError, RecursionError):
        return []
    return [each for each in found if isinstance(each, list)] if isinstance(found, list) else []


def write_year(path: Path, table: Any, sources: Iterable[Source]) -> None:
    """Write an area's rows of a financial year, sorted; the same rows give the same bytes."""
    table = table.sort_by([(name, "ascending") for name in ORDER])
    groups = list(_groups(table))
    listed = [(start.isoformat(), end.isoformat()) for start, end, _, _ in groups]
    kept = {_PERIODS: json.dumps(listed), **with_sources(table, sources).schema.metadata}
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = [table.slice(at, rows) for _, _, at, rows in groups]
    path.write_bytes(to_parquet(parts, kept))


def to_parquet(parts: list[Any], metadata: dict[bytes, Any]) -> bytes:
    """Write tables of one kind, a row group each; the same rows give the same bytes."""
    target = pa.BufferOutputStream()
    how = {"compression": "zstd", "store_schema": False, "write_statistics": False}
    with pq.ParquetWriter(target, parts[0].schema.remove_metadata(), **how) as writer:
        for part in parts:
            plain = part.replace_schema_metadata(None).combine_chunks()
            writer.write_table(plain, row_group_size=max(len(plain), 1))
        writer.add_key_value_metadata(metadata)
    return bytes(target.getvalue().to_pybytes())


def financial_year(day: date) -> str:
    """Name the financial year of a day.

    Examples
    --------
    >>> financial_year(date(2019, 3, 31))
    '2018-19'
    """
    return Quarter.of(day).financial_year


def one_of(area: str, there: list[str], series: str = "") -> str:
    """Choose one of the series of an area, or refuse to.

    Examples
    --------
    >>> one_of("kent", ["police-uk"]), one_of("kent", [])
    ('police-uk', '')
    """
    if series and there and series not in there:
        raise DataError(f"{STORE}: {area} has no rows in {series}. {nearest(series, there)}")
    if len(there) > 1 and not series:
        listed = " and ".join(there)
        raise DataError(
            f"{STORE}: {area} is in more than one series: {listed}. They hold the same crimes. "
            "Name one in recorded_series.csv (area, series, why)."
        )
    return series if there and series else (there[0] if there else "")


def _holds(folder: Path) -> bool:
    name = folder.name.removesuffix(OLD)
    return folder.is_dir() and _ID.fullmatch(name) is not None


def _begins(path: Path) -> date:
    return date(int(path.name[:4]), 4, 1)


def _ends(path: Path) -> date:
    return date(int(path.name[:4]) + 1, 3, 31)


def _between(path: Path, first: date, last: date) -> Iterator[Any]:
    with open_file(path) as file:
        periods = periods_in(file)
        wanted = [n for n, (start, end) in enumerate(periods) if first <= start and end <= last]
        damaged = DataError(f"{name_of(path)}: is damaged. Import its files anew.")
        if not periods:
            raise damaged
        if wanted:
            try:
                rows = file.read_row_groups(wanted, use_threads=False)
                rows.validate(full=True)
                if not rows.schema.equals(SCHEMA):
                    raise damaged
                yield rows
            except (OSError, pa.ArrowException, ValueError):
                raise damaged from None


def _groups(table: Any) -> Iterator[tuple[date, date, int, int]]:
    """Find the periods of a sorted table, with the first row of each and how many they are."""
    periods = list(zip(table["period_start"].to_pylist(), table["period_end"].to_pylist(), strict=True))
    at = 0
    while at < len(periods):
        rows = next((n for n in range(at, len(periods)) if periods[n] != periods[at]), len(periods)) - at
        yield (*periods[at], at, rows)
        at += rows
