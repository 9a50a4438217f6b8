"""Checks the store of a data folder: what `iom import` has written, and whether anybody wrote there since."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from iomlib.errors import DataError
from iomlib.tables.recorded import store
from iomlib.tables.recorded.clash import clashes
from iomlib.tables.recorded.sealed import broken
from iomlib.tables.recorded.sound import table_problems
from iomlib.tables.recorded.supplied import FLAGS, MONTHS, flags_in

_ANEW = "Import its files anew."


def check_store(data: str | Path) -> list[str]:
    """Say all that is wrong with the store of a data folder; nothing where there is none.

    Examples
    --------
    >>> check_store("data")
    []
    """
    folder = Path(data) / store.STORE
    if not folder.exists():
        return []
    if not folder.is_dir():
        return [f"{store.STORE}: is a file. Take it away: `iom import` makes a folder of this name."]
    return [
        *_strangers(folder),
        *(each for name in store.series_in(data) for each in _series(Path(data), name)),
    ]


def _strangers(folder: Path) -> Iterator[str]:
    known = {f"{name}{end}" for name in store.series_in(folder.parent) for end in ("", store.OLD, store.NEW)}
    for path in sorted(folder.iterdir()):
        if path.name not in known and path.name[0] not in ".~" and not path.name.endswith(store.NEW):
            yield f"{store.STORE}/{path.name}: is not of the store. Bring it in with `iom import`, or take it away."


def _series(data: Path, series: str) -> Iterator[str]:
    folder = store.folder_of(data, series)
    where = f"{store.STORE}/{series}"
    try:
        files = store.files_of(data, series)
    except DataError as trouble:
        yield from trouble.problems
        return
    try:
        flags_in(folder)
    except (OSError, ValueError, TypeError):
        yield f"{where}/{FLAGS}: cannot be read. {_ANEW}"
    if not files:
        yield f"{where}: has no {store.FILES}, so nobody can say where its counts come from. {_ANEW}"
        return
    yield from (f"{where}: {problem}" for problem in clashes([], files))
    known = {each.sha256 for each in files}
    told = set()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        parts = path.relative_to(folder).parts
        if parts in {(store.FILES,), (store.SEAL,), (FLAGS,), (MONTHS,)} or any(
            part[0] in ".~" for part in parts
        ):
            continue
        problems = [f"{where}/{'/'.join(parts)}: {problem}" for problem in _file(path, parts, known)]
        told |= {store.name_of(path)} if problems else set()
        yield from problems
    # Of a file that has been told, it is no news that it is not as it was.
    yield from (each for each in broken(data, series) if each.partition(": ")[0] not in told)


def _file(path: Path, parts: tuple[str, ...], known: set[str]) -> Iterator[str]:
    area = parts[0].removeprefix("area=") if parts[0] != store.APART else ""
    named = len(parts) == 2 and (parts[0] == store.APART or (parts[0] != area and store.safe(area)))
    if not named or path not in store.year_files(path.parent):
        yield "is not of the store. Take it away."
        return
    try:
        with store.open_file(path) as file:
            periods, table = store.periods_in(file), file.read(use_threads=False)
            table.validate(full=True)
    except (DataError, OSError, pa.ArrowException, ValueError):
        yield f"cannot be read as Parquet. {_ANEW}"
        return
    problems = list(table_problems(table))
    if not problems:
        problems = list(_rows(table, area, path.stem, known))
    if not problems and _whole(table) != periods:
        problems = ["its rows are not in the order of their periods."]
    yield from (f"{problem} {_ANEW}" for problem in problems)


def _rows(table: Any, area: str, year: str, known: set[str]) -> Iterator[str]:
    if set(table["area"].unique().to_pylist()) - {area}:
        yield "holds rows of another area."
    starts = pc.unique(table["period_start"]).to_pylist()
    if {store.financial_year(each) for each in starts} - {year}:
        yield "holds rows of another year."
    used = set(table["source"].unique().to_pylist())
    if used - known or used != set(store.sources_of(table)):
        yield f"holds rows of a file that is not in {store.FILES}."


def _whole(table: Any) -> list[tuple[date, date]]:
    both = zip(table["period_start"].to_pylist(), table["period_end"].to_pylist(), strict=True)
    return list(dict.fromkeys(both))
