"""Holds what a reader gave, or what lies in the store, against the table that was agreed on."""

import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from iomlib.tables.kinds import shown
from iomlib.tables.recorded.contract import KEY, KINDS, PLACES, SCHEMA, STATES, SUPPLIES, Recorded
from iomlib.tables.recorded.store import safe

_WORDS = {"kind": KINDS, "place": PLACES, "state": STATES, "supply": SUPPLIES}
_SHA = re.compile("[0-9a-f]{64}")


def unsound(recorded: Recorded) -> list[str]:
    """Say in what a reader's answer breaks the contract: such a table is never kept."""
    found = [] if safe(recorded.series) else [f"{shown(recorded.series)}: cannot be the name of a series."]
    shas = [each.sha256 for each in recorded.files]
    found += [
        f"{each.name}: stands in the list twice." for each in recorded.files if shas.count(each.sha256) > 1
    ]
    found += [f"{each.name}: has no sha256." for each in recorded.files if not _SHA.fullmatch(each.sha256)]
    problems = [*found, *(f"{recorded.series}: {each}" for each in table_problems(recorded.table))]
    if problems:
        return problems
    strange = set(recorded.table["source"].unique().to_pylist()) - set(shas)
    return [
        f"{recorded.series}: column source: {shown(each)} is none of its files." for each in sorted(strange)
    ]


def table_problems(table: Any) -> list[str]:
    """Say in what a table breaks the contract of recorded crime, column by column."""
    if table.schema.remove_metadata() != SCHEMA:
        return [f"has not the columns {', '.join(SCHEMA.names)}, or not their types."]
    return list(_problems(table))


def _problems(table: Any) -> Iterator[str]:
    for name in SCHEMA.names[:-1]:
        if table[name].null_count:
            yield f"column {name}: {table[name].null_count} rows are blank."
    for name, allowed in _WORDS.items():
        strange = sorted(set(table[name].unique().to_pylist()) - {*allowed, None})
        yield from (f"column {name}: {shown(each)} is not allowed." for each in strange)
    ids = {each for each in table["area"].unique().to_pylist() if each}
    yield from (f"column area: {shown(each)} is not an id." for each in sorted(ids) if not safe(each))
    no_area = pc.and_(pc.equal(table["place"], "area"), pc.equal(table["area"], ""))
    if count := pc.sum(no_area).as_py():
        yield f"column area: {count} rows of an area have no id."
    counted = pc.equal(table["state"], "counted")
    if pc.any(pc.equal(counted, pc.is_null(table["crimes"]))).as_py():
        yield "column crimes: there is a number where state is counted, and nowhere else."
    if pc.any(pc.less(table["period_end"], table["period_start"])).as_py():
        yield "column period_end: a period ends before it starts."
    if pc.any(
        pc.greater(pc.days_between(table["period_start"], table["period_end"]), pa.scalar(366))
    ).as_py():
        yield "column period_end: a period is longer than a year."
    if len(table.select(list(KEY)).group_by(list(KEY)).aggregate([])) < len(table):
        yield f"two rows have the same {', '.join(KEY)}."
