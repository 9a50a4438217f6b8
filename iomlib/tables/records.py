"""The tables of what agencies know of people: each held against its contract, and against those it speaks of.

One table at a time is in memory, beside the ids that the others are held against.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.compute as pc

from iomlib.errors import DataError
from iomlib.tables.constants import texts
from iomlib.tables.contracts_people import PersonTable
from iomlib.tables.contracts_records import HOUSEHOLDS, NOMINALS, RECORDS, SIMULATED, SIMULATED_PERSON
from iomlib.tables.kinds import Context
from iomlib.tables.people import Persons, read_persons
from iomlib.tables.problems import sentences
from iomlib.tables.typed import Marked, told

# The table in which everything stands that others name in a column of theirs, and what that is called.
_NAMED = {"person": (NOMINALS, "person", "people"), "household": (HOUSEHOLDS, "household", "households")}
_SPACED = r"[\s\p{Z}\p{Cc}\p{Cf}]"  # for Arrow, which has an own reading of patterns


class _Known(NamedTuple):
    """The ids of a table, and the days of birth that go with them."""

    file: str
    ids: Any
    born: Any


def check_records(data: Path, context: Context) -> list[str]:
    """Say all that is wrong with these tables of a folder, each alone and with the others."""
    problems = list[str]()
    known = dict[str, _Known | None]()  # None: it breaks its own contract, and nothing is held against it
    lost = dict[str, list[str]]()
    for contract in RECORDS:
        try:
            read = read_persons(data, contract, context)
        except DataError as trouble:
            problems += trouble.problems
            known[contract.name] = None
            continue
        if not read.cells:
            continue
        marked = [*_simulated(read, context), *_spaced(read, contract)]
        for column, (table, *_) in _NAMED.items():
            if table is contract:
                known[contract.name] = _known(read, column)
            elif column in contract.columns and table.name in known:
                marked += _strange(read, contract, column, known[table.name])
            elif column in contract.columns and len(read.table):
                lost.setdefault(column, []).append(read.file)
        found = [problem for name, each in marked for problem in told(read.cells, name, [each])]
        problems += sentences(read.file, found)
    return [*problems, *(_missing(column, files) for column, files in lost.items())]


def _known(read: Persons, column: str) -> _Known:
    table = read.table
    born = table["born"].combine_chunks() if "born" in table.column_names else None
    return _Known(read.file, table[column].combine_chunks(), born)


def _simulated(read: Persons, context: Context) -> Iterator[tuple[str, Marked]]:
    """Find made-up people in an area that is not: a page of theirs would not say SIMULATED."""
    if context.areas is not None and "area" in read.table.column_names:
        made_up = pc.starts_with(read.table["person"], SIMULATED_PERSON)
        real = pc.invert(pc.is_in(read.table["area"], texts(sorted(context.simulated))))
        found = f"is of a simulated person, and the name of the area does not begin {SIMULATED}"
        yield "area", Marked(pc.and_(made_up, real), found, "Simulated people have areas of their own.")


def _spaced(read: Persons, contract: PersonTable) -> Iterator[tuple[str, Marked]]:
    """Find ids of more than one word, which may be names, and ids that only look like another one."""
    if contract is NOMINALS:
        wrong = pc.match_substring_regex(read.table["person"], _SPACED)
        found = "has a space, or a sign that cannot be seen"
        yield "person", Marked(wrong, found, "An id is one word, and never a name.")


def _strange(
    read: Persons, contract: PersonTable, column: str, known: _Known | None
) -> Iterator[tuple[str, Marked]]:
    """Find what is not in the table in which it should stand, and what came before a person was born."""
    if known is None:
        return
    place = pc.index_in(read.table[column], known.ids)
    allowed = f"Add the {_NAMED[column][1]} there, or leave the row out."
    yield column, Marked(pc.is_null(place), f"is not in {known.file}", allowed)
    for name in ("offence_day", contract.begins):
        if known.born is not None and name in contract.columns:
            early = pc.less(read.table[name], known.born.take(place.combine_chunks()))
            found = f"is before the day of birth in {known.file}"
            yield name, Marked(early, found, "Mend one of the two dates.")


def _missing(column: str, files: list[str]) -> str:
    table, one, many = _NAMED[column]
    have = f"{files[0]} has" if len(files) == 1 else f"{', '.join(files[:-1])} and {files[-1]} have"
    return f"{table.name}.csv: is not there, and {have} {many}. Supply it, with every {one}."
