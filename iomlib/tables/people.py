"""The tables of people: each held against its contract, and all against each other."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from iomlib.errors import DataError, nearest
from iomlib.tables.ages import read_ages
from iomlib.tables.cells import Cells, read_cells
from iomlib.tables.check import is_personal
from iomlib.tables.constants import texts
from iomlib.tables.contracts_params import ComparisonRow
from iomlib.tables.contracts_people import (
    ENDINGS,
    HISTORY,
    PEOPLE,
    PERSON_TABLES,
    POOL,
    POOL_HISTORY,
    Holds,
    PersonTable,
)
from iomlib.tables.kinds import Context, shown
from iomlib.tables.problems import Problem, sentences
from iomlib.tables.rows import row_problems
from iomlib.tables.typed import Marked, WrongError, covariate, told, typed_column

_COVARIATE = re.compile("[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_TYPES = {
    Holds.DAY: pa.date32(),
    Holds.DAY_AHEAD: pa.date32(),
    Holds.YES_NO: pa.bool_(),
    Holds.SEVERITY: pa.int8(),
    Holds.MONTHS: pa.float64(),
    Holds.SCORE: pa.float64(),
}


class Persons(NamedTuple):
    """A table of people as it was read: typed, with its file, and how its rows are numbered."""

    table: Any
    file: str
    cells: Cells | None = None


def check_people(data: Path, context: Context, protocols: Iterable[ComparisonRow] = ()) -> list[str]:
    """Say all that is wrong with the tables of people in a folder, each alone and with the others.

    The ``protocols`` of areas that have people are held against the columns there are.
    """
    tables, problems = {}, list[str]()
    for contract in PERSON_TABLES:
        try:
            tables[contract.name] = read_persons(data, contract, context)
        except DataError as trouble:
            problems += trouble.problems
    # Files that break their own contract cannot be held against each other.
    return problems or [*_between(tables), *_of_protocols(tables, protocols)]


def read_persons(data: Path, contract: PersonTable, context: Context) -> Persons:
    """Read a table of people, typed; one that is not there has no rows.

    Raises
    ------
    DataError
        Every problem of the file.
    """
    paths = [path for path in (data / f"{contract.name}{ending}" for ending in ENDINGS) if path.is_file()]
    if not paths:
        return Persons(empty(contract), "")
    if len(paths) > 1:
        raise DataError(f"{paths[0].name}: {paths[1].name} stands beside it. Keep one of the two.")
    return typed_persons(read_cells(paths[0]), paths[0], contract, context)


def typed_persons(cells: Cells, path: Path, contract: PersonTable, context: Context) -> Persons:
    """Hold the cells of a file against their contract, and give them typed.

    Raises
    ------
    DataError
        Every problem of the file.
    """
    problems = [*cells.problems]
    if "born" in contract.columns:
        cells, more = read_ages(cells, context)
        problems += more
    if cells.header and not (problems and "age_months" in cells.header):
        # Parquet has no row of names.
        problems += _header_problems(cells.header, contract, int(path.suffix != ".parquet"))
    columns = {} if problems and not cells.header else _columns(cells, contract, context, problems)
    if problems:
        raise DataError(sentences(path.name, problems))
    for name in contract.columns.keys() - columns.keys():  # optional, and left out
        columns[name] = pa.nulls(len(next(iter(columns.values()))), pa.string())
    return Persons(_table(columns), path.name, cells._replace(columns={}))  # the text is done with


def empty(contract: PersonTable) -> Any:
    """Give a table of people without rows, with the columns of its contract."""
    columns = contract.columns.items()
    return _table({name: pa.nulls(0, _TYPES.get(column.holds, pa.string())) for name, column in columns})


def _table(columns: dict[str, Any]) -> Any:
    return pa.Table.from_arrays(list(columns.values()), names=list(columns))


def covariates(table: Any, contract: PersonTable) -> list[str]:
    """List the further columns of a table."""
    return [name for name in table.column_names if name not in contract.columns]


def _header_problems(header: list[str], contract: PersonTable, row: int) -> Iterator[Problem]:
    if not set(header) & set(contract.columns):
        # What stands there may be the first row of a list of people, so it is not repeated.
        found = "does not hold the names of the columns"
        yield Problem(row, 0, "", found, f"They are: {', '.join(contract.columns)}.", "header")
        return
    missing = [
        name for name, column in contract.columns.items() if name not in header and not column.optional
    ]
    for position, (name, count) in enumerate(Counter(header).items()):
        if count > 1:
            found, allowed = f"stands there {count} times", "Every column has a name of its own."
        else:
            found, allowed = _name_problem(name, contract, missing)
        if found:
            yield Problem(row, position, shown(name), found, allowed, found)
    for name in missing:
        allowed = f"Add the column. {contract.columns[name].holds.value.allowed}"
        if contract.columns[name].blank:
            allowed = "Add the column; its cells may be blank."
        yield Problem(row, len(header), name, "is missing", allowed, "missing")


def _name_problem(name: str, contract: PersonTable, missing: list[str]) -> tuple[str, str]:
    """Say what is wrong with a name; a misspelt one takes its right name off ``missing``."""
    if name in contract.columns:
        return "", ""
    # Surname for surname is a slip of the shift key.
    if name.casefold() not in missing and is_personal(name):
        why = "match nobody" if contract.free else "are of no use here"
        allowed = f"Names, numbers and addresses of people {why}: delete the column."
        return "looks like personal data", allowed
    allowed = nearest(name, missing)
    if allowed.startswith("Did you mean"):
        missing.remove(allowed.removeprefix("Did you mean ").removesuffix("?"))
        return "is not a column of this table", allowed
    if not contract.free or not name:
        found = "is not a column of this table" if name else "a column has no name"
        return found, "Delete it, or name it as docs/data.md does."
    if not _COVARIATE.fullmatch(name):
        return (
            "cannot be the name of a covariate",
            "Names are letters, digits and _, and begin with a letter.",
        )
    return "", ""


def _columns(
    cells: Cells, contract: PersonTable, context: Context, problems: list[Problem]
) -> dict[str, Any]:
    """Read each column that the header names once, and add what is wrong to the problems."""
    columns: dict[str, Any] = {}
    for name, count in Counter(cells.header).items():
        known = contract.columns.get(name)
        if count > 1 or not (known or contract.free):
            continue
        values = cells.columns[name]
        try:
            columns[name], marked = (
                typed_column(values, known.holds, context) if known else covariate(values, name)
            )
        except WrongError as trouble:
            problems.append(
                Problem(0, cells.header.index(name), name, trouble.found, trouble.allowed, "type")
            )
            continue
        if known and not known.blank:
            what = known.holds.value
            marked.append(Marked(pc.is_null(values), f"blank, where {what.what} is needed", what.allowed))
        problems += told(cells, name, marked)
    problems += row_problems(cells, contract, columns)
    return columns


def _between(tables: dict[str, Persons]) -> list[str]:
    people, pool = tables[PEOPLE.name], tables[POOL.name]
    found = []
    if people.cells and pool.cells:
        both = pc.is_in(pool.table["person"], people.table["person"])
        marked = [Marked(both, f"is in {people.file} too", "A person is in one of the two groups only.")]
        problems = [*_other_covariates(people, pool), *told(pool.cells, "person", marked)]
        found += sentences(pool.file, problems)
    known = pa.chunked_array([*people.table["person"].chunks, *pool.table["person"].chunks], pa.string())
    for name in (HISTORY.name, POOL_HISTORY.name):
        events = tables[name]
        if events.cells:
            files = " or ".join(each.file for each in (people, pool) if each.file) or "any table of people"
            strange = pc.invert(pc.is_in(events.table["person"], known))
            allowed = "Add the person there, or leave the event out."
            problems = list(told(events.cells, "person", [Marked(strange, f"is not in {files}", allowed)]))
            found += sentences(events.file, problems)
    return found


def _other_covariates(people: Persons, pool: Persons) -> Iterator[Problem]:
    """Hold the covariates of the pool against those of the people: one that only it has is of no use."""
    known = covariates(people.table, PEOPLE)
    for name in covariates(pool.table, POOL):
        place, row = pool.table.column_names.index(name), int(pool.file.endswith(".csv"))
        if name not in known:
            found = f"is not a column of {people.file}"
            yield Problem(row, place, shown(name), found, nearest(name, known), "covariate")
            continue
        ours, theirs = (_kind(each.table[name]) for each in (pool, people))
        if ours and theirs and ours != theirs:
            found = f"holds {ours}, and {theirs} in {people.file}"
            yield Problem(row, place, name, found, "Write it in the same way in both.", "kind")


def _of_protocols(tables: dict[str, Persons], protocols: Iterable[ComparisonRow]) -> Iterator[str]:
    """Name the columns of a protocol that its area's people, or the pool, do not have."""
    people, pool = tables[PEOPLE.name], tables[POOL.name]
    for row in protocols:
        rows = people.table.filter(pc.equal(people.table["area"], texts([row.area])[0]))
        for each, table in ((people, rows), (pool, pool.table)):
            # The pool of another area's comparison is no pool of this one.
            if not each.file or not len(rows) or (each is pool and row.design != "matched"):
                continue
            known = [name for name in table.column_names if _may_be_compared(table, name)]
            for column in ("covariates", "exact"):
                for name in getattr(row, column):
                    if name not in known:
                        found = f"{ComparisonRow.path}: column {column}: {row.area} names {shown(name)}"
                        yield f"{found}, of which {each.file} has no value. {nearest(name, known)}"


def _may_be_compared(table: Any, name: str) -> bool:
    fixed = {"area", "person", "index_date", "in_records"}
    return name not in fixed and table[name].null_count < len(table)


def _kind(column: Any) -> str:
    if column.null_count == len(column):
        return ""
    return "words" if pa.types.is_string(column.type) else "numbers"
