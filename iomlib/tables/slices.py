"""The people whom one report may read: those of its area, those they are compared with, and what became of them.

A report has people only where its area has rows of them and a protocol (``params/comparisons.csv``),
so that a new pool makes no other report out of date. What is of no area is the same for all areas of
a quarter, and is kept in files of its own.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from iomlib.periods import Quarter
from iomlib.tables.constants import day, texts
from iomlib.tables.contracts_people import HISTORY, PEOPLE, POOL, POOL_HISTORY, PersonTable
from iomlib.tables.kinds import Context
from iomlib.tables.people import covariates, read_persons


class Part(NamedTuple):
    """A file of people that a report is given.

    Parts with one ``name`` and ``of`` (area, or blank, and quarter) are the same file. ``make`` gives
    its bytes, none where it has no row.
    """

    name: str
    of: tuple[str, str]
    make: Callable[[], bytes]


class PeopleInput:
    """The tables of people of a run, read once an area with a protocol asks for them."""

    def __init__(self, data: Path, areas: Iterable[str]) -> None:
        """Name the folder, which was checked before, and the areas that have a protocol."""
        self.data, self.areas = data, frozenset(areas)

    def parts(self, area: str, quarter: str) -> list[Part]:
        """List the files of people that a report is given."""
        if area not in self.areas:
            return []
        last = Quarter.parse(quarter).end
        people = people_until(self._people, area, last)
        if not len(people):
            return []

        def of_pool() -> Any:
            return pool_until(self._pool, last)

        def history() -> Any:
            return events_until(self._events[0], people["person"], last)

        def pool_history() -> Any:
            return events_until(self._events[1], of_pool()["person"], last)

        own, national = (area, quarter), ("", quarter)
        made = [
            (PEOPLE, own, lambda: people),
            (POOL, national, of_pool),
            (HISTORY, own, history),
            (POOL_HISTORY, national, pool_history),
        ]
        return [
            Part(f"data/{contract.name}.parquet", of, lambda table=table: to_parquet(table()))  # type: ignore[misc]
            for contract, of, table in made
        ]

    @cached_property
    def _people(self) -> Any:
        return read_sorted(self.data, PEOPLE)

    @cached_property
    def _pool(self) -> Any:
        return read_sorted(self.data, POOL)

    @cached_property
    def _events(self) -> tuple[Any, Any]:
        """The events of those who are not in the pool, and of those who are."""
        events = read_events_sorted(self.data)
        of_pool = pc.is_in(events["person"], self._pool["person"])
        return events.filter(pc.invert(of_pool)), events.filter(of_pool)


def read_sorted(data: Path, contract: PersonTable, today: date = date.max) -> Any:
    """Read a table of people in the order of their ids."""
    return read_persons(data, contract, Context(today)).table.sort_by("person")


def read_events_sorted(data: Path, today: date = date.max) -> Any:
    """Read the events of everybody; the order of the files, and of their columns, is nothing."""
    tables = [read_persons(data, contract, Context(today)).table for contract in (HISTORY, POOL_HISTORY)]
    names = list(HISTORY.columns)
    events = pa.concat_tables([table.select(names) for table in tables])
    return events.sort_by([(name, "ascending") for name in names])


def people_until(people: Any, area: str, last: date) -> Any:
    """Give the people of an area with an index date up to a day, or with none.

    A covariate of which nothing is known in these rows is left out: it may be another area's.
    """
    begun = pc.or_kleene(pc.is_null(people["index_date"]), pc.less_equal(people["index_date"], day(last)))
    rows = people.filter(pc.and_(pc.equal(people["area"], texts([area])[0]), begun))
    unknown = [name for name in covariates(rows, PEOPLE) if rows[name].null_count == len(rows)]
    return rows.select(_ordered(rows.drop_columns(unknown), PEOPLE))


def pool_until(pool: Any, last: date) -> Any:
    """Give those of the pool with an index date up to a day."""
    rows = pool.filter(pc.less_equal(pool["index_date"], day(last)))
    return rows.select(_ordered(rows, POOL) if len(rows) else list(POOL.columns))


def events_until(events: Any, persons: Any, last: date) -> Any:
    """Give the events of some people that began up to a day."""
    begun = events.filter(pc.less_equal(events["start"], day(last)))
    return begun.filter(pc.is_in(begun["person"], persons))


def to_parquet(table: Any) -> bytes:
    """Write a table, the same bytes for the same rows; nothing for no rows."""
    return as_parquet(table) if len(table) else b""


def as_parquet(table: Any) -> bytes:
    """Write a table, the same bytes for the same rows, with its columns alone where it has none."""
    target = pa.BufferOutputStream()
    plain = table.replace_schema_metadata(None).combine_chunks()
    pyarrow.parquet.write_table(plain, target, compression="zstd", store_schema=False, row_group_size=1 << 20)
    return bytes(target.getvalue().to_pybytes())


def _ordered(table: Any, contract: PersonTable) -> list[str]:
    """Put the columns in one order, whatever the file's: those of the contract, then by name."""
    return [*contract.columns, *sorted(covariates(table, contract))]
