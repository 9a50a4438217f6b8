"""The rows that one report may read: those of its area, begun by the end of its quarter.

A run hands each report these rows and no others, and the counts of the areas that it is compared
with. So a correction of one area's return makes out of date that area's reports and those that
compare another area with it, a new quarter leaves the old reports as they are, and the time to
read the input does not grow with the number of areas.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from iomlib.errors import DataError
from iomlib.periods import Quarter
from iomlib.tables.contracts import DATA, CrimesRow, PopulationRow
from iomlib.tables.contracts_params import AreaRow, ComparisonRow, PeerRow
from iomlib.tables.contracts_people import PERSON_FILES
from iomlib.tables.contracts_records import RECORD_FILES
from iomlib.tables.lookup import read_rows
from iomlib.tables.row import Row
from iomlib.tables.sheet import read_sheet

if TYPE_CHECKING:
    from iomlib.tables.slices import Part, PeopleInput
    from iomlib.tables.slices_recorded import RecordedInput
    from iomlib.tables.slices_records import RecordsInput

# Of a params folder a report reads neither what the run file asks for, nor what an editor or `iom import` needs.
# nor how pages look.
_OF_THE_RUN = ("reports", "schema", "names", "mappings", "words", "branding.yml", "committee_paper.yml")
_KEPT = (".csv", ".yml")
STORE, APART = "recorded_crime", "_apart"
_PEERS = f"params/{PeerRow.path}"
# A report that compares its area with others reads these tables of theirs as well.
_OF_PEERS = (f"data/{CrimesRow.path}", f"data/{PopulationRow.path}", f"params/{AreaRow.path}")


class Rows(NamedTuple):
    """A checked table, taken apart by area: each row with its beginning, in the order of the file."""

    header: list[str]
    begins: str
    of_area: dict[str, list[tuple[str, list[str]]]]


class Folders(NamedTuple):
    """The input of a run: tables by area, files that every report is given whole, and people if there are any.

    ``people`` are compared with others, ``records`` are what agencies know of people of a scheme, and
    ``recorded`` is the store of recorded crime.
    """

    tables: dict[str, Rows]
    whole: dict[str, bytes]
    people: "PeopleInput | None" = None
    records: "RecordsInput | None" = None
    recorded: "RecordedInput | None" = None


def read_folders(data: str | Path, params: str | Path) -> Folders:
    """Read the folders of a run, whose tables have been checked before.

    Of ``data`` the tables that have a contract are read, of ``params`` every CSV and YAML file but the
    run files. One that is not UTF-8 text is a DataError.

    Examples
    --------
    >>> sorted(read_folders("data", "params").tables)[:2]
    ['data/actions.csv', 'data/arrest_frequencies.csv']
    """
    tables = {f"data/{row.path}": _by_area(Path(data), row, "area") for row in DATA}
    tables[f"params/{AreaRow.path}"] = _by_area(Path(params), AreaRow, "id")
    tables[f"params/{ComparisonRow.path}"] = _by_area(Path(params), ComparisonRow, "area")
    tables[_PEERS] = _by_area(Path(params), PeerRow, "area")
    whole = {f"params/{name}": content for name, content in _files(Path(params)).items()}
    kept = {name: rows for name, rows in tables.items() if rows is not None}
    rest = {name: content for name, content in whole.items() if name not in tables}
    if (own := Path(data) / f"{STORE}.parquet").is_file():  # what a report itself was given of the store
        rest[f"data/{own.name}"] = own.read_bytes()
    people = _people(Path(data), kept.get(f"params/{ComparisonRow.path}"))
    return Folders(kept, rest, people, _records(Path(data)), _recorded(Path(data)))


def given(folders: Folders, area: str, quarter: str, edition: str = "restricted") -> dict[str, bytes]:
    """Give the files of one report, by their path. A table without a row of the area is not there.

    In the folders that a public report was given, nothing is left that its edition may not know of: so a
    report that lists what it was made from may leave the edition out.

    Examples
    --------
    >>> files = given(read_folders("data", "params"), "haringey", "2006-07-Q4")
    >>> [name for name in files if name.startswith("data/")]
    ['data/memberships.csv', 'data/population.csv', 'data/printed_figures.csv']
    >>> files["params/areas.csv"].count(b"\\n")
    2
    """
    parts = given_people(folders, area, quarter, edition)
    people = {part.name: content for part in parts if (content := part.make())}
    return dict(sorted({**folders.whole, **given_rows(folders, area, quarter), **people}.items()))


def given_rows(folders: Folders, area: str, quarter: str) -> dict[str, bytes]:
    """Give only the files of which a report is given its own rows.

    Examples
    --------
    >>> list(given_rows(read_folders("data", "params"), "cleveland", "2017-18-Q1"))
    ['data/crimes.csv', 'data/population.csv', 'params/areas.csv']
    """
    last = _ends(Quarter.parse(quarter))
    files = {}
    group = [area, *peers_of(folders, area)]
    for name, table in folders.tables.items():
        whose = group if name in _OF_PEERS else [area]
        found = [row for each in whose for row in table.of_area.get(each, [])]
        rows = [cells for begins, cells in found if begins <= last[table.begins]]
        if rows:
            files[name] = _text([table.header, *rows])
    return files


def areas_read(params: str | Path, areas: Iterable[str]) -> frozenset[str]:
    """Give the areas whose rows are needed for the reports of some areas: their own and their peers'.

    Examples
    --------
    >>> sorted(areas_read("params", ["cleveland"]))
    ['cleveland']
    """
    asked, path = set(areas), Path(params) / PeerRow.path
    peers = read_rows(path, PeerRow) if path.is_file() else []
    return frozenset(asked | {row.peer for row in peers if row.area in asked})


def is_read(data: Path, path: Path, areas: frozenset[str]) -> bool:
    """Say whether a file or folder of the data is needed for some areas: of the store, theirs and what is of no area.

    Examples
    --------
    >>> kent = Path("data/recorded_crime/police-uk/area=kent")
    >>> is_read(Path("data"), kent, frozenset({"kent"})), is_read(Path("data"), kent, frozenset({"surrey"}))
    (True, False)
    >>> is_read(Path("data"), kent.with_name("_apart"), frozenset({"kent"}))
    True
    """
    parts = path.relative_to(data).parts
    if len(parts) < 3 or parts[0] != STORE:
        return True
    of_all = parts[2].endswith(".json") or parts[2] == APART
    return of_all or parts[2].removeprefix("area=") in areas


def peers_of(folders: Folders, area: str) -> list[str]:
    """List the areas that an area is compared with, by their ids.

    Examples
    --------
    >>> peers_of(read_folders("data", "params"), "cleveland")
    []
    """
    table = folders.tables.get(_PEERS)
    if table is None:
        return []
    peer = table.header.index("peer")
    return sorted(cells[peer] for _, cells in table.of_area.get(area, []))


def given_people(folders: Folders, area: str, quarter: str, edition: str) -> "list[Part]":
    """List the files of a report that are made when they are asked for, for they may be large.

    They are those of people, of which names are for the ``restricted`` edition only, and that of recorded crime.

    Examples
    --------
    >>> given_people(read_folders("data", "params"), "cleveland", "2017-18-Q1", "public")
    []
    """
    compared = folders.people.parts(area, quarter) if folders.people else []
    known = folders.records.parts(area, quarter, edition) if folders.records else []
    crimes = folders.recorded.parts(area, quarter, peers_of(folders, area)) if folders.recorded else []
    return [*compared, *known, *crimes]


def _people(data: Path, protocols: Rows | None) -> "PeopleInput | None":
    if protocols is None or not any((data / name).is_file() for name in PERSON_FILES):
        return None
    from iomlib.tables.slices import PeopleInput  # noqa: PLC0415  pyarrow, where there are people

    return PeopleInput(data, protocols.of_area)


def _records(data: Path) -> "RecordsInput | None":
    if not any((data / name).is_file() for name in RECORD_FILES):
        return None
    from iomlib.tables.slices_records import RecordsInput  # noqa: PLC0415

    return RecordsInput(data)


def _recorded(data: Path) -> "RecordedInput | None":
    if not (data / STORE).is_dir() and not (data / f"{STORE}.parquet").is_file():
        return None
    from iomlib.tables.slices_recorded import RecordedInput  # noqa: PLC0415

    return RecordedInput(data)


def _ends(quarter: Quarter) -> dict[str, str]:
    """Say, for each way of writing when a row begins, the last one that the quarter includes."""
    day = quarter.end.isoformat()
    written = {"month": day[:7], "quarter": quarter.id, "financial_year": quarter.financial_year}
    return {"": "", "period_start": day, "period_end": day, "published": day, **written}


def _by_area(folder: Path, contract: type[Row], column: str) -> Rows | None:
    path = folder / contract.path
    if not path.is_file():
        return None
    header, rows, _ = read_sheet(path.read_bytes())
    area, when = header.index(column), header.index(contract.begins) if contract.begins else None
    of_area: dict[str, list[tuple[str, list[str]]]] = {}
    for _, cells in rows:
        of_area.setdefault(cells[area], []).append(("" if when is None else cells[when], cells))
    return Rows(header, contract.begins, of_area)


def _files(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.suffix in _KEPT and path.is_file())
    named = {path.relative_to(folder): path for path in found}
    inner = {name: path for name, path in named.items() if name.parts[0] not in _OF_THE_RUN}
    problems = [
        f"{name.as_posix()}: is not UTF-8 text." for name, path in inner.items() if not _is_text(path)
    ]
    if problems:
        raise DataError(problems)
    return {name.as_posix(): path.read_bytes() for name, path in inner.items()}


def _is_text(path: Path) -> bool:
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
