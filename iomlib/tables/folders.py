"""Check a whole folder of tables before any report is started: every problem of every file."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from iomlib.errors import nearest
from iomlib.tables.check import check_table
from iomlib.tables.contracts import DATA, CrimesRow
from iomlib.tables.contracts_names import NAMES
from iomlib.tables.contracts_params import (
    PARAMS,
    AreaRow,
    ComparisonRow,
    HarmRow,
    MixRow,
    PeerRow,
    SubgroupRow,
)
from iomlib.tables.contracts_people import PERSON_FILES
from iomlib.tables.contracts_records import RECORD_FILES, SIMULATED
from iomlib.tables.contracts_value import ProvenOffenceRow, SchemeCostRow
from iomlib.tables.given import STORE
from iomlib.tables.kinds import Context
from iomlib.tables.lookup import covered, editions_problems, price_years
from iomlib.tables.periods import crowded
from iomlib.tables.problems import sentences
from iomlib.tables.row import Row

_TABLES = {".csv", ".tsv", ".xls", ".xlsx", ".ods", ".parquet", ".gz"}


def check_folder(
    data: str | Path, params: str | Path | None = None, *, today: date | None = None
) -> list[str]:
    """Say all that is wrong with the tables of a data folder.

    With ``params`` every area has to be in its ``areas.csv``. A file that no contract knows is a
    problem too: ``crime.csv`` would otherwise pass for a table that was not supplied.

    Examples
    --------
    >>> check_folder("data", "params")
    []
    """
    folder = Path(data)
    if not folder.is_dir():
        return [f"{folder.name}: there is no such folder."]
    context = _context(today, None if params is None else Path(params))
    known = [*(contract.path for contract in DATA), *PERSON_FILES, *RECORD_FILES]
    found = list(_strangers(folder, known))
    for contract in DATA:
        found += _of_file(folder / contract.path, contract, context)
    found += _people(folder, None if params is None else Path(params), context)
    if (folder / STORE).exists():
        from iomlib.tables.recorded.check_store import check_store  # noqa: PLC0415

        found += check_store(folder)
    if found or params is None:
        return found
    return _unknown_offences(folder, Path(params)) + _unknown_years(folder, Path(params))


def check_params(params: str | Path, *, today: date | None = None) -> list[str]:
    """Say all that is wrong with the tables of a params folder, each alone and with the others.

    Examples
    --------
    >>> check_params("params")
    []
    """
    folder = Path(params)
    if not folder.is_dir():
        return [f"{folder.name}: there is no such folder."]
    context = _context(today, folder)
    found = list(_strangers(folder, [contract.path for contract in (*PARAMS, *NAMES)]))
    fixed = {folder / contract.path for contract in (*PARAMS, *NAMES)}
    for contract in (*PARAMS, *NAMES):
        for path in sorted(folder.glob(contract.path)):
            if "*" not in contract.path or path not in fixed:
                found += _of_file(path, contract, context)
    # Files that break their own contract cannot be held against each other.
    return found or _between_files(folder, context)


def _people(data: Path, params: Path | None, context: Context) -> list[str]:
    """Check the tables of people, if there are any: only then pyarrow is loaded."""
    found = []
    if any((data / name).is_file() for name in PERSON_FILES):
        from iomlib.tables.people import check_people  # noqa: PLC0415

        protocols = [] if params is None else check_table(params / ComparisonRow.path, ComparisonRow).rows
        found += check_people(data, context, protocols)
    if any((data / name).is_file() for name in RECORD_FILES):
        from iomlib.tables.records import check_records  # noqa: PLC0415

        found += check_records(data, context)
    return found


def _unknown_offences(data: Path, params: Path) -> list[str]:
    """Name offences that no price list knows: a misspelt one would pass for not costed."""
    subgroups = check_table(params / SubgroupRow.path, SubgroupRow).rows
    mixes = check_table(params / MixRow.path, MixRow).rows
    known = {
        "offence_subgroup": ("subgroups.csv", {row.offence_subgroup for row in subgroups}),
        "offence_group": ("group_mix.csv", {row.offence_group for row in mixes}),
    }
    problems = []
    for row in check_table(data / CrimesRow.path, CrimesRow).rows:
        column = "offence_subgroup" if row.offence_subgroup else "offence_group"
        name, (file, names) = getattr(row, column), known[column]
        if name not in names:
            problems.append(
                f"{CrimesRow.path}: column {column}: {name} is not in {file}, so nobody can say what it "
                f"costs. {nearest(name, sorted(names))} An offence without a cost needs a row that says so."
            )
    return list(dict.fromkeys(problems))


def _unknown_years(data: Path, params: Path) -> list[str]:
    """Name price years of which there is no price index: such a cost could be brought to no other year."""
    years = price_years(params)
    lost = {row.price_year for row in check_table(data / SchemeCostRow.path, SchemeCostRow).rows} - set(years)
    return [
        f"{SchemeCostRow.path}: column price_year: {year} is not in the deflator. {covered(years)}"
        for year in sorted(lost)
    ]


def _of_file(path: Path, contract: type[Row], context: Context) -> list[str]:
    checked = check_table(path, contract, context)
    return sentences(path.name, checked.problems or crowded(checked, contract))


def _context(today: date | None, params: Path | None) -> Context:
    """Say which day it is and which areas there are; of areas with problems of their own, none: those come first."""
    today = today or date.today()
    checked = check_table(params / AreaRow.path, AreaRow) if params else None
    if checked is None or checked.problems:
        return Context(today)
    made_up = frozenset(row.id for row in checked.rows if row.name.startswith(SIMULATED))
    return Context(today, frozenset(row.id for row in checked.rows), made_up)


def _strangers(folder: Path, known: list[str]) -> Iterator[str]:
    """Name tables that no contract knows, and tables that cannot be opened: both would pass for not supplied."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.suffix.casefold() not in _TABLES or any(part[0] in ".~" for part in name.parts):
            continue
        if name.parts[0] == STORE:  # has a check of its own
            continue
        if not any(name.as_posix() == each or ("*" in each and name.match(each)) for each in known):
            yield f"{name.as_posix()}: is not a table of this folder. {nearest(path.name, known)}"
        elif not path.is_file():
            found = "is a folder" if path.is_dir() else "is a link to a file that is not there"
            yield f"{name.as_posix()}: {found}. Put the table itself there, or take the name away."


def _unlike_peers(folder: Path, context: Context) -> list[str]:
    """Name similar areas of another kind: a police force holds partnerships, whose crimes would be counted twice."""
    kinds = {row.id: row.kind for row in check_table(folder / AreaRow.path, AreaRow, context).rows}
    return [
        f"{PeerRow.path}: column peer: {row.peer} is a {kinds[row.peer]}, {row.area} a {kinds[row.area]}. "
        "Compare areas of one kind: one that holds another would count the same crimes twice."
        for row in check_table(folder / PeerRow.path, PeerRow, context).rows
        if kinds[row.peer] != kinds[row.area]
    ]


def _between_files(folder: Path, context: Context) -> list[str]:
    known = {
        row.offence_subgroup for row in check_table(folder / SubgroupRow.path, SubgroupRow, context).rows
    }
    mixed = check_table(folder / MixRow.path, MixRow, context).rows
    weighed = [
        (path.name, row.offence_subgroup)
        for path in sorted(folder.glob(HarmRow.path))
        for row in check_table(path, HarmRow, context).rows
    ]
    proven = check_table(folder / ProvenOffenceRow.path, ProvenOffenceRow, context).rows
    weighed += [(ProvenOffenceRow.path, row.offence_subgroup) for row in proven if row.offence_subgroup]
    named = [*((Path(MixRow.path).name, row.offence_subgroup) for row in mixed), *weighed]
    return (
        editions_problems(folder)
        + _unlike_peers(folder, context)
        + [
            f"{file}: column offence_subgroup: {name} is not in subgroups.csv. {nearest(name, sorted(known))}"
            for file, name in sorted(set(named))
            if name not in known
        ]
    )
