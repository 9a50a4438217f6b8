"""Brings tables of people into a data folder, without anything that tells who they are: `iom import` of such files."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from iomlib.errors import DataError, nearest
from iomlib.tables.ages import BORN, with_ages
from iomlib.tables.cells import Cells, is_text, read_cells
from iomlib.tables.constants import texts
from iomlib.tables.contracts_people import ENDINGS, PERSON_TABLES, Holds, PersonTable
from iomlib.tables.contracts_records import IDENTITIES, RECORDS
from iomlib.tables.key import keep_fingerprint, read_key
from iomlib.tables.kinds import Context
from iomlib.tables.people import typed_persons
from iomlib.tables.problems import Problem, sentences
from iomlib.tables.pseudonyms import NOBODY, name_pseudonym, one_spelling, pseudonym
from iomlib.tables.recorded.grid import WORKBOOKS, read_grids
from iomlib.tables.recorded.workbook import text_of
from iomlib.tables.slices import as_parquet
from iomlib.tables.typed import Marked, told

TABLES = {table.name: table for table in (*PERSON_TABLES, *RECORDS)}


def are_people(paths: list[Path]) -> bool:
    """Say whether files are named as tables of people; one that is makes all of them so.

    Examples
    --------
    >>> are_people([Path("nominals.xlsx")]), are_people([Path("crimes-2018.csv")])
    (True, False)
    """
    return any(path.stem.lower() in TABLES for path in paths)


def bring_people(paths: list[Path], into: Path, key_file: Path, *, replace: bool = False) -> list[str]:
    """Read tables of people, put pseudonyms and ages in the place of names, ids and days of birth, and keep them.

    Nothing is written unless all of them can be.

    Returns
    -------
    What was kept, one line a table.

    Raises
    ------
    DataError
        Every problem of every file: a name that is no table's, a cell, a table that is there already.
    ParameterError
        The key cannot be used, see ``key.read_key``.
    """
    today = date.today()
    problems, read = _named(paths, into, replace=replace), dict[str, Any]()
    for path in paths if not problems else []:
        contract = TABLES[path.stem.lower()]
        try:
            cells = _in_one_spelling(_cells(path), path, contract)
            read[contract.name] = typed_persons(cells, path, contract, Context(today)).table
        except DataError as trouble:
            problems += trouble.problems
    if problems:
        raise DataError(problems)
    key = read_key(key_file, into)
    into.mkdir(parents=True, exist_ok=True)
    made = {
        name: _without_names(table, TABLES[name], key, _last_month(today)) for name, table in read.items()
    }
    keep_fingerprint(key, into)
    for name, table in made.items():
        aside = into / f".new-{name}.parquet"
        aside.write_bytes(as_parquet(table))
        aside.replace(into / f"{name}.parquet")
        (into / f"{name}.csv").unlink(missing_ok=True)
    return [_said(name, table) for name, table in sorted(made.items())]


def _named(paths: list[Path], into: Path, *, replace: bool) -> list[str]:
    """Say of each file what keeps it from being a table of its name."""
    problems, seen = [], set[str]()
    for path in paths:
        name = path.stem.lower()
        there = [f"{name}{end}" for end in ENDINGS if (into / f"{name}{end}").is_file()]
        if name not in TABLES:
            problems.append(
                f"{path.name}: is not named as a table of people. {nearest(name, sorted(TABLES))}"
            )
        elif name in seen:
            problems.append(f"{path.name}: two files are named {name}. Give one, with all its rows.")
        elif there and not replace:
            problems.append(
                f"{path.name}: {into.name} holds {there[0]} already. Use --replace to put this in its place."
            )
        elif there and any((into / each).samefile(path) for each in there if path.is_file()):
            problems.append(f"{path.name}: lies in {into.name} itself. Give the extract that it was made of.")
        seen.add(name)
    return problems


def _cells(path: Path) -> Cells:
    """Read a file: CSV and Parquet as a run does, a workbook from its one sheet."""
    if path.suffix.lower() not in WORKBOOKS:
        if path.suffix.lower() not in ENDINGS or not path.is_file():
            kinds = ", ".join((*ENDINGS, *WORKBOOKS))
            found = "is not there" if not path.is_file() else "is of no kind that is read here"
            raise DataError(f"{path.name}: {found}. Tables of people are {kinds}.")
        return read_cells(path)
    grids, left = read_grids(path)
    if left or len(grids) != 1 or grids[0].problems:
        told = [said for grid in grids for said in sentences(path.name, grid.problems)]
        raise DataError(
            told or f"{path.name}: has {len(grids) + len(left)} sheets. Save the one with the table alone."
        )
    rows = [[text_of(cell).strip() for cell in row] for row in grids[0].rows]
    places = [place for place, row in enumerate(rows) if any(row)]
    if not places:
        raise DataError(f"{path.name}: is empty. Remove the file if the table is not supplied.")
    header, body = rows[places[0]], places[1:]
    filled = [[(rows[at] + [""] * len(header))[place] or None for at in body] for place in range(len(header))]
    columns = {
        name: pa.chunked_array([pa.array(each, pa.string())])
        for name, each in zip(header, filled, strict=True)
    }
    return Cells(header, columns, lambda index: body[index] + 1, [])


def _in_one_spelling(cells: Cells, path: Path, contract: PersonTable) -> Cells:
    """Write ids in one way before rows are held against each other: two spellings of one id are one person.

    Raises
    ------
    DataError
        A word that stands for no id: all who have it would be one person.
    """
    columns, problems = dict(cells.columns), list[Problem]()
    for name, column in contract.columns.items():
        if name in columns and column.holds in (Holds.PERSON, Holds.GROUP) and is_text(columns[name].type):
            columns[name] = _turned(columns[name], one_spelling)
            nobody = Marked(
                pc.is_in(columns[name], texts(NOBODY)), "stands for nobody", column.holds.value.allowed
            )
            problems += told(cells, name, [nobody])
    if problems:
        raise DataError(sentences(path.name, problems))
    return cells._replace(columns=columns)


def _last_month(today: date) -> date:
    """Give the day of which ages are told: the last one of the month before."""
    return today.replace(day=1) - timedelta(days=1)


def _without_names(table: Any, contract: PersonTable, key: bytes, on: date) -> Any:
    """Put pseudonyms and ages in the place of what tells who somebody is."""
    for name, column in contract.columns.items():
        if column.holds in (Holds.PERSON, Holds.GROUP):
            turn: Callable[[str], str] = partial(pseudonym, key, name)
        elif column.holds is Holds.NAME:
            turn = name_pseudonym(key, name)
        else:
            continue
        table = table.set_column(table.column_names.index(name), name, _turned(table[name], turn))
    if contract is IDENTITIES:  # an age tells two people apart no better than their names do
        blank = pa.nulls(len(table), table[BORN].type)
        table = table.set_column(table.column_names.index(BORN), BORN, blank)
        return table.group_by(table.column_names, use_threads=False).aggregate([])
    return with_ages(table, on) if BORN in table.column_names else table


def _turned(column: Any, turn: Callable[[str], str]) -> Any:
    """Turn each text of a column once, however often it stands there; one that is turned into nothing is blank."""
    encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    turned = pa.array([turn(text) or None for text in encoded.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([turned.take(encoded.indices)])


def _said(name: str, table: Any) -> str:
    rows = f"{len(table):,} {'row' if len(table) == 1 else 'rows'}"
    who = "person" if "person" in table.column_names else "household"
    people = pc.count_distinct(table[who]).as_py()
    return f"{name}: {rows}, {people:,} {'pseudonym' if people == 1 else 'pseudonyms'}."
