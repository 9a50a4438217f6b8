"""Months of which a part is likely to be missing, judged from all that the store has of a series.

A month is held against its neighbours, which may have come with other files. So what a reader could
see in its own files is not kept: each import judges anew, and the order of imports is nothing.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from iomlib.tables.constants import texts
from iomlib.tables.recorded.contract import SCHEMA
from iomlib.tables.recorded.supply import partial_supply

FLAGS, MONTHS = "partial.json", "months.parquet"
JUDGED = ("police-uk", "police-uk-api")  # monthly, with the incidents that tell a fall from a part
_KEY = ("source", "force", "month", "kind")

Flags = frozenset[tuple[str, str]]  # force, or area where the source names none, and month


def judge(old: Path, new: Path, rows: Any, gone: set[str]) -> None:
    """Keep the totals of each force and month beside the rows, and judge which are partial.

    ``old`` is the folder of the series as it was, ``new`` the one that is being made.
    """
    totals = _totals(rows)
    if (old / MONTHS).is_file():
        before = pq.read_table(old / MONTHS, partitioning=None)
        lost = pc.is_in(before["source"], pa.array(sorted(gone), pa.string()))
        totals = pa.concat_tables([before.filter(pc.invert(lost)), totals])
    totals = totals.sort_by([(name, "ascending") for name in _KEY]).combine_chunks()
    pq.write_table(totals, new / MONTHS, compression="zstd", store_schema=False)
    found = partial_supply(*(_by_month(totals, kind) for kind in ("crime", "incident")))
    listed = sorted((force, month) for force, months in found.items() for month in months)
    (new / FLAGS).write_bytes(f"{json.dumps(listed, indent=0)}\n".encode())


def flags_in(folder: Path) -> Flags:
    """Read which forces and months of a series are partial.

    Raises
    ------
    OSError, ValueError
        They cannot be read.
    """
    if folder.name.partition(".")[0] not in JUDGED:
        return frozenset()
    return frozenset(
        (str(force), str(month)) for force, month in json.loads((folder / FLAGS).read_text("utf-8"))
    )


def flagged(table: Any, flags: Flags) -> Any:
    """Mark the rows of an area that are of a partial month."""
    if not flags:
        return table
    names = ("recorded_by", "area", "period_start")
    used = table.select(names).group_by(list(names)).aggregate([]).to_pylist()
    partial = {
        (row["recorded_by"], row["period_start"])
        for row in used
        if (row["recorded_by"] or row["area"], f"{row['period_start']:%Y-%m}") in flags
    }
    if not partial:
        return table
    both = zip(table["recorded_by"].to_pylist(), table["period_start"].to_pylist(), strict=True)
    supply = texts(["partial" if pair in partial else "" for pair in both])
    return table.set_column(SCHEMA.get_field_index("supply"), "supply", supply)


def unflagged(table: Any) -> Any:
    """Take away what a reader saw in its own files."""
    return table.set_column(SCHEMA.get_field_index("supply"), "supply", texts([""] * len(table)))


def _totals(rows: Any) -> Any:
    """Add up the counts of each force and month of each file, wherever in the force they were."""
    force = pc.if_else(pc.equal(rows["recorded_by"], ""), rows["area"], rows["recorded_by"])
    columns = [
        rows["source"],
        force,
        pc.strftime(rows["period_start"], "%Y-%m"),
        rows["kind"],
        rows["crimes"],
    ]
    table = pa.Table.from_arrays(columns, names=[*_KEY, "crimes"])
    table = table.filter(pc.and_(pc.equal(rows["state"], "counted"), pc.not_equal(force, "")))
    summed = table.group_by(list(_KEY)).aggregate([("crimes", "sum")])
    return summed.rename_columns([*_KEY, "crimes"])


def _by_month(totals: Any, kind: str) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in totals.filter(pc.equal(totals["kind"], kind)).to_pylist():
        months = found.setdefault(row["force"], {})
        months[row["month"]] = months.get(row["month"], 0) + row["crimes"]
    return found
