"""Adds files to the store, in one step: a new folder is built beside the old one, and takes its place.

What did not change is linked and not copied. Whatever the order and the number of steps in which files
are added, the store has the same bytes. A step that is cut off leaves what was there.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from filelock import FileLock, Timeout

from iomlib.errors import DataError
from iomlib.tables.recorded.against import other_readings, overlapping, read_otherwise
from iomlib.tables.recorded.clash import clashes, replaced
from iomlib.tables.recorded.contract import Recorded, SourceFile
from iomlib.tables.recorded.sound import unsound
from iomlib.tables.recorded.store import (
    APART,
    FILES,
    NEW,
    OLD,
    STORE,
    Source,
    files_of,
    financial_year,
    folder_of,
    open_file,
    sources_of,
    write_year,
)
from iomlib.tables.recorded.supplied import JUDGED, judge, unflagged

Parts = dict[tuple[str, str], Any]  # rows by folder of the area and financial year


class Kept(NamedTuple):
    """What became of some files: those added, those that were there before, those that gave way."""

    series: str
    added: tuple[SourceFile, ...]
    there: tuple[SourceFile, ...]
    gone: tuple[SourceFile, ...]


def keep(data: str | Path, recorded: Recorded, *, replace: bool = False) -> Kept:
    """Add what a reader gave to the store of a data folder.

    A file that is there already is left out, and told. With ``replace``, files give way that
    cover nothing but what the new ones cover, and so does the earlier reading of a file that is
    read otherwise now.

    Raises
    ------
    DataError
        Two files cover the same, or what the reader gave does not keep to the table's columns.
    """
    with _alone(Path(data)):
        if problems := problems_of(data, recorded, replace=replace):
            raise DataError(problems)
        before = files_of(data, recorded.series)
        gone = _giving_way(data, recorded, before) if replace else ()
        stay = [each for each in before if each not in gone]
        known = {each.sha256 for each in stay}
        added = tuple(each for each in recorded.files if each.sha256 not in known)
        there = tuple(each for each in recorded.files if each.sha256 in known)
        if added or gone:
            rows = _of_files(recorded.table, added)
            _swap(Path(data), recorded.series, [*stay, *added], rows, {each.sha256 for each in gone})
        return Kept(recorded.series, added, there, gone)


def problems_of(data: str | Path, recorded: Recorded, *, replace: bool = False) -> list[str]:
    """Say why something cannot be added to the store; nothing is written."""
    if problems := unsound(recorded):
        return problems
    before = files_of(data, recorded.series)
    folder = folder_of(data, recorded.series)
    otherwise = read_otherwise(folder, recorded, before)
    if otherwise and not replace:
        return other_readings(recorded.files, otherwise)
    gone = _giving_way(data, recorded, before) if replace else ()
    if problems := clashes([each for each in before if each not in gone], recorded.files):
        return problems
    return overlapping(folder, recorded, {each.sha256 for each in gone})


def _giving_way(data: str | Path, recorded: Recorded, before: Sequence[SourceFile]) -> tuple[SourceFile, ...]:
    """Find the files that new ones take the place of, and those that are read otherwise now."""
    otherwise = read_otherwise(folder_of(data, recorded.series), recorded, before)
    old = {each.sha256 for each in replaced(before, recorded.files)} | set(otherwise)
    return tuple(each for each in before if each.sha256 in old)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Keep a second import out, and say why nothing can be written."""
    store = data / STORE
    try:
        store.mkdir(parents=True, exist_ok=True)
        lock = FileLock(store / ".lock")
        lock.acquire(timeout=0)
    except Timeout:
        raise DataError(f"{STORE}: another import is writing there. Wait until it has ended.") from None
    except OSError as trouble:
        raise DataError(
            f"{STORE}: {trouble.strerror or 'cannot be written to'}. Name another folder."
        ) from None
    try:
        yield
    except OSError as trouble:
        raise DataError(
            f"{STORE}: {trouble.strerror or 'cannot be written to'}. Nothing was changed."
        ) from None
    finally:
        lock.release()


def _of_files(table: Any, files: Iterable[SourceFile]) -> Any:
    """Keep the rows of some files."""
    return table.filter(pc.is_in(table["source"], pa.array([each.sha256 for each in files], pa.string())))


def _swap(data: Path, series: str, files: list[SourceFile], rows: Any, gone: set[str]) -> None:
    """Build the new folder beside the old one, and let it take its place."""
    old, new = folder_of(data, series), data / STORE / f"{series}{NEW}"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        if series in JUDGED:
            judge(old, new, rows, gone)
            rows = unflagged(rows)
        _build(old, new, _parted(rows), files, gone)
        _write_list(new / FILES, series, files)
        _take_place(data / STORE / series, new)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _build(old: Path, new: Path, parts: Parts, files: list[SourceFile], gone: set[str]) -> None:
    """Write the years that change, and link the others."""
    found = sorted(old.glob("*/*.parquet")) if old.is_dir() else []
    there = {(path.parent.name, path.name): path for path in found}
    sources = [Source(each.sha256, each.name, each.title) for each in files]
    for folder, year in sorted({*there, *parts}):
        path, added = there.get((folder, year)), parts.get((folder, year))
        before = None if path is None else _changing(path, gone, always=added is not None)
        if path is not None and before is None:
            _link(path, new / folder / year)
            continue
        table = pa.concat_tables([each for each in (before, added) if each is not None])
        if len(table):
            write_year(new / folder / year, table, sources)


def _changing(path: Path, gone: set[str], *, always: bool) -> Any:
    """Read what stays of a year's rows, or None where all of them do and nothing is added."""
    with open_file(path) as file:
        if not always and not gone & set(sources_of(file.schema_arrow.empty_table())):
            return None
        table = file.read(use_threads=False).replace_schema_metadata(None)
    lost = pc.is_in(table["source"], pa.array(sorted(gone), pa.string()))
    return table.filter(pc.invert(lost))


def _parted(table: Any) -> Parts:
    """Part rows by area and financial year."""
    table = table.sort_by([("area", "ascending"), ("period_start", "ascending")])
    areas = table["area"].to_pylist()
    keys = [
        (f"area={area}" if area else APART, f"{financial_year(day)}.parquet")
        for area, day in zip(areas, table["period_start"].to_pylist(), strict=True)
    ]
    starts = [n for n in range(len(keys)) if n == 0 or keys[n] != keys[n - 1]]
    return {
        keys[start]: table.slice(start, end - start)
        for start, end in zip(starts, [*starts[1:], len(keys)], strict=True)
    }


def _write_list(path: Path, series: str, files: list[SourceFile]) -> None:
    listed = [each._asdict() for each in sorted(files, key=lambda each: (each.name, each.sha256))]
    text = json.dumps({"series": series, "files": listed}, ensure_ascii=False, indent=1)
    path.write_bytes(f"{text}\n".encode())


def _link(path: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    try:
        os.link(path, target)
    except OSError:  # a disk that knows no links
        shutil.copyfile(path, target)


def _take_place(here: Path, new: Path) -> None:
    """Put the new folder where the old one is. Between the two steps the old one is read (`folder_of`)."""
    old = here.with_name(f"{here.name}{OLD}")
    if here.is_dir():
        shutil.rmtree(old, ignore_errors=True)
        here.rename(old)
    try:
        new.rename(here)
    except BaseException:
        with suppress(OSError):
            old.rename(here)
        raise
    shutil.rmtree(old, ignore_errors=True)
