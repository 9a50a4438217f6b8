"""Holds what was read against the rows in the store: files read otherwise now, and periods that overlap."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from iomlib.tables.recorded.contract import KEY, Recorded, SourceFile
from iomlib.tables.recorded.store import APART, open_file, periods_in, sources_of
from iomlib.tables.recorded.supplied import JUDGED
from iomlib.tables.recorded.when import Period, label_of

_SAME = [*KEY, "crimes"]


def read_otherwise(folder: Path, recorded: Recorded, before: Sequence[SourceFile]) -> dict[str, int]:
    """Find files that the store has with other counts than now, by sha256, with how many counts differ.

    A mapping file, a lookup or a name was mended: the counts in the store are those of the old one.

    Examples
    --------
    >>> read_otherwise(Path("nowhere"), Recorded("a", None, ()), [])
    {}
    """
    there = {each.sha256 for each in before} & {each.sha256 for each in recorded.files}
    if not there:
        return {}
    paths = folder.glob("*/*.parquet")
    tables = [recorded.table, *(rows for path in paths if (rows := _rows_of(path, there)) is not None)]
    same = _SAME if recorded.series in JUDGED else [*_SAME, "supply"]
    both = pa.concat_tables([_of(each, there).select(same) for each in tables])
    groups = both.group_by(same).aggregate([([], "count_all")])
    once = groups.filter(pc.equal(groups["count_all"], 1))
    return dict(sorted(Counter(once["source"].to_pylist()).items()))


def other_readings(files: Sequence[SourceFile], otherwise: dict[str, int]) -> list[str]:
    """Say which files are counted as they were read before, and what to do."""
    return [
        f"{each.name}: is in the store already, and is read otherwise now ({otherwise[each.sha256]:,} counts differ): "
        "the mapping file, a lookup or a table of names has changed, or other files were given with it. "
        "Give --replace to count it as it is read now."
        for each in files
        if each.sha256 in otherwise
    ]


def overlapping(folder: Path, recorded: Recorded, gone: Collection[str]) -> list[str]:
    """Say of which areas a series would have months within quarters or years: the same crimes twice.

    Examples
    --------
    >>> from iomlib.tables.recorded.contract import SCHEMA
    >>> overlapping(Path("nowhere"), Recorded("a", SCHEMA.empty_table(), ()), ())
    []
    """
    new: dict[str, set[Period]] = {}
    names = ["area", "period_start", "period_end"]
    for row in recorded.table.select(names).group_by(names).aggregate([]).to_pylist():
        if row["area"]:
            new.setdefault(row["area"], set()).add(Period(row["period_start"], row["period_end"]))
    found = {area: pair for area, own in sorted(new.items()) if (pair := _pair(folder, area, own, gone))}
    if not found:
        return []
    area, (one, other) = next(iter(found.items()))
    more = f" and {len(found) - 1} more areas" if len(found) > 1 else ""
    return [
        f"{recorded.series}: {area}{more} would have counts of {label_of(one)} and of {label_of(other)}, which hold "
        "the same crimes. Bring in months, quarters or years, not two of them, or give the mapping file another series."
    ]


def _pair(folder: Path, area: str, own: set[Period], gone: Collection[str]) -> tuple[Period, Period] | None:
    paths = sorted((folder / f"area={area}").glob("*.parquet"))
    there = sorted(own | {period for path in paths for period in _periods(path, gone)})
    return next(((one, other) for one, other in pairwise(there) if other.start <= one.end), None)


def _periods(path: Path, gone: Collection[str]) -> Iterator[Period]:
    with open_file(path) as file:
        used = set(sources_of(file.schema_arrow.empty_table()))
        periods: list[tuple[date, date]] = periods_in(file)
        if used & set(gone):
            table = file.read(columns=["period_start", "period_end", "source"], use_threads=False)
            table = table.filter(pc.invert(pc.is_in(table["source"], pa.array(sorted(gone), pa.string()))))
            starts, ends = (table[name].to_pylist() for name in ("period_start", "period_end"))
            periods = list(zip(starts, ends, strict=True))
    yield from (Period(*each) for each in periods)


def _rows_of(path: Path, shas: set[str]) -> Any:
    if path.parent.name != APART and not path.parent.name.startswith("area="):
        return None
    with open_file(path) as file:
        if not shas & set(sources_of(file.schema_arrow.empty_table())):
            return None
        return file.read(use_threads=False).replace_schema_metadata(None)


def _of(table: Any, shas: set[str]) -> Any:
    return table.filter(pc.is_in(table["source"], pa.array(sorted(shas), pa.string())))
