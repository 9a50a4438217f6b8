"""What agencies know of the people of one area up to the end of a quarter: the rows that one report may know.

People of an area are those with a stay in it, an enrolment in it or an arrest in it that has begun. A
report is given all their rows that have begun, wherever they were; nothing in them is later than its
quarter. A table that was supplied and has no row of them is given without a row: that is an answer,
where a table that is not there is none.
"""

from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from iomlib.periods import Quarter
from iomlib.tables.ages import BORN, to_month, with_ages
from iomlib.tables.constants import array_of, day, none, numbers, plain
from iomlib.tables.contracts_people import PersonTable
from iomlib.tables.contracts_records import (
    HOUSEHOLD_FACTS,
    HOUSEHOLDS,
    LINKS,
    NOMINALS,
    RECORDS,
    RESTRICTED,
)
from iomlib.tables.kinds import Context
from iomlib.tables.people import read_persons
from iomlib.tables.slices import Part, as_parquet

Whole = NDArray[np.int64]


class _Rows(NamedTuple):
    """The rows of a table in the order of a code, so that those of some codes are found without a search."""

    order: Whole
    starts: Whole

    def of(self, codes: Whole) -> Whole:
        counts = self.starts[codes + 1] - self.starts[codes]
        before = np.cumsum(counts) - counts
        places = np.repeat(self.starts[codes] - before, counts) + np.arange(counts.sum())
        rows: Whole = self.order[places]
        return rows


class _Supplied(NamedTuple):
    """A table that was supplied, who each row is of, and where the rows of each person and area are."""

    table: Any
    who: Whole
    of_person: _Rows
    of_area: dict[str, Whole]


class RecordsInput:
    """The tables of records of a folder, read once, when they are first asked for."""

    def __init__(self, data: Path, today: date = date.max) -> None:
        """Name the folder; nothing in its tables is later than today."""
        self.data, self.today = data, today
        self._people: dict[tuple[str, str], Whole] = {}

    def parts(self, area: str, quarter: str, edition: str) -> list[Part]:
        """List the files of people that a report is given: none where its area has nobody."""
        return [
            Part(f"data/{each.name}.parquet", (area, quarter), partial(self._content, each, area, quarter))
            for each in self.supplied(area, quarter, edition)
        ]

    def supplied(self, area: str, quarter: str, edition: str) -> list[PersonTable]:
        """List the tables that were supplied and that an edition may know of, where the area has people."""
        if not len(self._of_area(area, quarter)):
            return []
        there = [contract for contract in RECORDS if contract.name in self._tables]
        return [each for each in there if edition == "restricted" or each not in RESTRICTED]

    def until(self, contract: PersonTable, area: str, quarter: str) -> Any:
        """Give the rows of a table that are of an area's people, in one order, whatever the file's."""
        last, supplied = day(Quarter.parse(quarter).end), self._tables[contract.name]
        if contract is HOUSEHOLD_FACTS:
            rows = self._of_households(supplied.table, area, quarter)
        else:
            rows = supplied.table.take(array_of(supplied.of_person.of(self._of_area(area, quarter))))
        if contract is NOMINALS:  # the day of birth is nobody's business
            rows = rows.set_column(rows.column_names.index(BORN), BORN, to_month(rows[BORN]))
        if contract.begins:
            rows = rows.filter(pc.less_equal(rows[contract.begins], last))
        return _still_open(rows, last).sort_by([(name, "ascending") for name in contract.columns])

    def _content(self, contract: PersonTable, area: str, quarter: str) -> bytes:
        rows = self.until(contract, area, quarter)
        return as_parquet(with_ages(rows, Quarter.parse(quarter).end) if contract is NOMINALS else rows)

    def _of_households(self, facts: Any, area: str, quarter: str) -> Any:
        if HOUSEHOLDS.name not in self._tables:
            return facts.slice(0, 0)
        ours = self.until(HOUSEHOLDS, area, quarter)["household"]
        return facts.filter(pc.is_in(facts["household"], ours))

    def _of_area(self, area: str, quarter: str) -> Whole:
        """Find the people of an area, by their place among all who have been in one."""
        if (area, quarter) not in self._people:
            found, last = [np.zeros(0, dtype=np.int64)], day(Quarter.parse(quarter).end)
            for contract in LINKS:
                if supplied := self._tables.get(contract.name):
                    rows = supplied.of_area.get(area, found[0])
                    begins = supplied.table[contract.begins].take(array_of(rows))
                    begun = plain(pc.indices_nonzero(pc.less_equal(begins, last)))
                    found.append(supplied.who[rows[begun]])
            self._people[area, quarter] = np.unique(np.concatenate(found))
        return self._people[area, quarter]

    @cached_property
    def _tables(self) -> dict[str, _Supplied]:
        read = {each.name: read_persons(self.data, each, Context(self.today)) for each in RECORDS}
        there = {name: persons.table.combine_chunks() for name, persons in read.items() if persons.file}
        linked = [there[each.name]["person"] for each in LINKS if each.name in there]
        everybody = pa.chunked_array([part for column in linked for part in column.chunks], pa.string())
        known = everybody.unique()
        return {each.name: _ordered(there[each.name], each, known) for each in RECORDS if each.name in there}


def _ordered(table: Any, contract: PersonTable, known: Any) -> _Supplied:
    table, who, of_area = table.select(list(contract.columns)), np.zeros(0, dtype=np.int64), {}
    if "person" in contract.columns:
        # -1: nobody who has been in an area, and so on no report.
        who = plain(pc.fill_null(pc.index_in(table["person"], known), numbers([-1])[0])).astype(np.int64)
    if contract in LINKS:
        encoded = table["area"].combine_chunks().dictionary_encode()
        rows, names = (
            _rows_of(plain(encoded.indices), len(encoded.dictionary)),
            encoded.dictionary.to_pylist(),
        )
        of_area = {name: rows.of(np.array([place])) for place, name in enumerate(names)}
    return _Supplied(table, who, _rows_of(who, len(known)), of_area)


def _rows_of(codes: NDArray[Any], size: int) -> _Rows:
    order = np.argsort(codes, kind="stable")
    return _Rows(order, np.searchsorted(codes[order], np.arange(size + 1)))


def _still_open(table: Any, last: Any) -> Any:
    """Blank what came later: the end of a spell, and why it ended."""
    if "end" not in table.column_names:
        return table
    later = pc.and_kleene(pc.is_valid(table["end"]), pc.greater(table["end"], last))
    for name in {"end", "reason"} & set(table.column_names):
        blank = pc.if_else(later, none(table[name].type), table[name])
        table = table.set_column(table.column_names.index(name), name, blank)
    return table
