"""Metropolitan Police borough tables: an offence and a borough a row, a month a column."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from iomlib.errors import DataError
from iomlib.tables.kinds import shown
from iomlib.tables.problems import Problem, sentences
from iomlib.tables.recorded.contract import Recorded, SourceFile
from iomlib.tables.recorded.counted import Reader, Refused
from iomlib.tables.recorded.gathered import Item, gather, incomplete_quarters
from iomlib.tables.recorded.grid import digest, read_grids
from iomlib.tables.recorded.layout import Body, find_table
from iomlib.tables.recorded.mapping import CountOf, FileShape
from iomlib.tables.recorded.mps_columns import columns_of, recognises
from iomlib.tables.recorded.offences import Category, Offences
from iomlib.tables.recorded.placed import Where
from iomlib.tables.recorded.when import month_of
from iomlib.tables.recorded.words import folded, text_of

__all__ = ["SERIES", "read", "recognises"]

SERIES = "mps-borough"
SCHEME = "mps"
FORCE = "metropolitan"
_TITLE = (
    "Metropolitan Police Service, Recorded Crime: Borough Level, London Datastore. Open Government Licence"
)
_APART = {
    "unknown": "unassigned",
    "london heathrow and london city airports": "not a territory",
    "aviation security (so18)": "not a territory",
}


class _Cell(NamedTuple):
    """One count: where it stands, what and whose it is. ``state`` is not in series for a 0 of no meaning."""

    row: int
    where: Where
    category: Category
    minor: str
    month: date
    state: str
    crimes: int | None


class _File(NamedTuple):
    path: Path
    rows: int
    months: list[date]
    cells: list[_Cell]
    problems: list[str]


def read(paths: Sequence[Path], names: Any, offences: Offences) -> Recorded:
    """Read borough tables, one or several: the historical one and the recent one together cover all months.

    A month in two files is counted once where the files agree in it, and refused where they differ.
    Where a category had ended or not begun, a 0 is not a count: its state is ``not in series``.

    Raises
    ------
    DataError
        Every problem of every file.
    """
    files = [_read(path, names, offences) for path in sorted(paths, key=lambda path: path.name)]
    files.sort(key=lambda file: (file.months[:1], file.path.name))
    problems = [problem for file in files for problem in file.problems]
    kept: list[tuple[_File, list[date]]] = []
    for file in files:
        own = file.months
        for other, months in kept:
            both = [month for month in own if month in months]
            problems += _differing(file, other, both)
            own = [month for month in own if month not in both]
        kept.append((file, own))
    if problems:
        raise DataError(problems)
    known = {month for file in files for month in file.months}
    sources = tuple(_source(file, own, known) for file, own in kept)
    items = [
        _item(cell, source.sha256)
        for (file, own), source in zip(kept, sources, strict=True)
        for months in [set(own)]
        for cell in file.cells
        if cell.month in months
    ]
    return Recorded(SERIES, gather(items), sources)


def _read(path: Path, names: Any, offences: Offences) -> _File:
    grids, _ = read_grids(path)
    grid = grids[0]
    body = find_table(grid, FileShape())
    if not body.header:
        return _File(path, 0, [], [], sentences(grid.name, body.problems))
    roles, months, problems = columns_of(body)
    problems += body.problems
    cells: list[_Cell] = []
    if not problems:
        rows = _Rows(body, roles, months, names, offences)
        cells = list(rows.cells())
        problems = [*rows.problems, *_repeated(body, roles)]
    return _File(path, len(body.rows), sorted(months.values()), cells, sentences(grid.name, problems))


class _Rows:
    """Takes the rows of a borough table apart."""

    def __init__(
        self, body: Body, roles: dict[str, int], months: dict[int, date], names: Any, offences: Offences
    ) -> None:
        self.body, self.roles, self.months = body, roles, months
        self.names, self.offences = names, offences
        self.problems: list[Problem] = []
        self._reader = Reader(CountOf())

    def cells(self) -> Iterator[_Cell]:
        """Give every count; what is not known is noted as a problem."""
        for row, cells in self.body.rows:
            major, minor, borough = (
                text_of(cells[self.roles[role]]) for role in ("major", "minor", "borough")
            )
            where = self._where(row, borough)
            category = self._category(row, major, minor)
            if where is None or category is None:
                continue
            for at, month in self.months.items():
                found = self._reader.read(cells[at])
                if isinstance(found, Refused):
                    name = self.body.header[at]
                    self.problems.append(Problem(row, at, name, found.found, found.allowed, found.found))
                else:
                    state = self._state(minor, month, found.crimes)
                    crimes = found.crimes if state == "counted" else None
                    yield _Cell(row, where, category, minor, month, state, crimes)

    def _where(self, row: int, borough: str) -> Where | None:
        if place := _APART.get(folded(borough)):
            return Where(place, "", borough, "", "")
        found = self.names.authority(borough) or self.names.partnership(borough)
        if found is not None:
            return Where("area", *found)
        at = self.roles["borough"]
        lookup = "" if self.names.known else " Give the ONS lookup with --lookup."
        allowed = f"{self.names.nearest('authority', borough)}{lookup}"
        words = f"{shown(borough)} is no known borough"
        self.problems.append(Problem(row, at, self.body.header[at], words, allowed, words))
        return None

    def _category(self, row: int, major: str, minor: str) -> Category | None:
        found, above = self.offences.find(SCHEME, minor), self.offences.find(SCHEME, major)
        for role, text, category in (("minor", minor, found), ("major", major, above)):
            if category is None:
                at = self.roles[role]
                words = f"{shown(text)} is no known category"
                allowed = self.offences.nearest(SCHEME, text)
                self.problems.append(Problem(row, at, self.body.header[at], words, allowed, words))
        if found and above and found.group != above.group:
            at = self.roles["major"]
            words = f"{shown(minor)} stands under {shown(major)}, and belongs to {found.group}"
            allowed = "Have the cells of this row slipped to another column?"
            self.problems.append(Problem(row, at, self.body.header[at], words, allowed, words))
            return None
        return found if above else None

    def _state(self, minor: str, month: date, crimes: int | None) -> str:
        """Tell a 0 of a category that did not exist from a 0; a count is a count whenever it was made."""
        period = month_of(month.year, month.month)
        there = self.offences.exists(SCHEME, minor, period.start, period.end)
        return "counted" if there or crimes else "not in series"


def _repeated(body: Body, roles: dict[str, int]) -> Iterator[Problem]:
    first: dict[tuple[str, ...], int] = {}
    for row, cells in body.rows:
        key = tuple(folded(text_of(cells[at])) for at in roles.values())
        if (earlier := first.setdefault(key, row)) != row:
            found = f"has the same offence and borough as row {earlier}"
            yield Problem(row, 0, "", found, "Keep one of the two.", "repeated")


def _differing(file: _File, other: _File, both: list[date]) -> list[str]:
    """Refuse months that two files give differently; one of them is the older count, and nobody says which."""
    sums = [_by_key(each.cells, set(both)) for each in (file, other)]
    changed = {key[-1] for key in sums[0].keys() | sums[1].keys() if sums[0][key] != sums[1][key]}
    if not changed:
        return []
    months = ", ".join(f"{month:%Y%m}" for month in sorted(changed)[:6])
    names = f"{other.path.name} has them too, with other counts"
    return [f"{file.path.name}: columns {months}: {names}. Delete the columns of the older release."]


def _by_key(cells: list[_Cell], months: set[date]) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for cell in cells:
        if cell.month in months and cell.crimes:
            found[(cell.where, cell.category, cell.minor, cell.month)] += cell.crimes
    return found


def _item(cell: _Cell, sha256: str) -> Item:
    where = cell.where
    return Item(
        area=where.id,
        area_name=where.name,
        area_code=where.code,
        recorded_by=FORCE,
        period=month_of(cell.month.year, cell.month.month),
        group=cell.category.group,
        subgroup=cell.category.subgroup,
        code="",
        kind="crime",
        place=where.place,
        state=cell.state,
        source=sha256,
        crimes=cell.crimes,
    )


def _source(file: _File, own: list[date], known: set[date]) -> SourceFile:
    notes = []
    if twice := [month for month in file.months if month not in own]:
        listed = ", ".join(f"{month:%Y-%m}" for month in twice)
        notes.append(f"{listed}: counted once; another file has the same counts")
    apart: Counter[str] = Counter()
    for cell in file.cells:
        if cell.where.place != "area" and cell.month in set(own):
            apart[cell.where.place] += cell.crimes or 0
    notes += [f"{crimes} put apart as {place}" for place, crimes in sorted(apart.items())]
    if ended := sum(1 for cell in file.cells if cell.state == "not in series"):
        notes.append(f"{ended} noughts are no counts: the category had ended or not begun")
    notes += incomplete_quarters(own, known)
    covers = tuple(f"{SERIES} {month:%Y-%m}" for month in own)
    span = f"{file.months[0]:%Y-%m} to {file.months[-1]:%Y-%m}"
    return SourceFile(file.path.name, digest(file.path), file.rows, f"{_TITLE}, {span}", covers, tuple(notes))
