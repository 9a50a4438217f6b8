"""The rows of one sheet of a Home Office table, added up and held against what is known."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from iomlib.periods import Quarter
from iomlib.tables.problems import Problem
from iomlib.tables.recorded.home_office_layout import (
    CellError,
    Layout,
    count_of,
    offence_code,
    quarter_of,
    year_of,
)
from iomlib.tables.recorded.home_office_places import Where, whereabouts
from iomlib.tables.recorded.names import Names
from iomlib.tables.recorded.offences import Offences
from iomlib.tables.recorded.workbook import Page
from iomlib.tables.typed import WrongError

SCHEME, DESCRIPTIONS = "home-office", "home-office-description"
_FIELDS = ("year", "quarter", "force", "partnership", "group", "subgroup", "description", "code", "count")
_SHIFTED = "Its cells may have slipped: put texts with a comma in double quotes."


class Line(NamedTuple):
    """What tells rows of the finished table apart, within one file."""

    where: Where
    quarter: Quarter
    group: str
    subgroup: str
    code: str
    state: str


class Offence(NamedTuple):
    """A category of a row, and if the category exists in a quarter."""

    group: str
    subgroup: str
    other_group: str  # the group that stands beside it, where that is another one
    since: date
    until: date


@dataclass(frozen=True)
class Known:
    """What rows are held against."""

    names: Names
    offences: Offences
    today: date


@dataclass
class Sums:
    """What came of the rows of a file."""

    rows: int = 0
    crimes: dict[Line, tuple[int, int]] = field(
        default_factory=dict
    )  # and in how many rows: no key is unique
    below: list[int] = field(default_factory=list)  # counts below 0
    cells: Counter[str] = field(
        default_factory=Counter
    )  # by state, and `stray`: outside of a category's dates
    apart: dict[Where, list[int]] = field(default_factory=dict)  # rows and crimes
    written: dict[str, set[tuple[str, str]]] = field(
        default_factory=dict
    )  # force and name in the file, by id
    covers: dict[tuple[str, Quarter], str] = field(default_factory=dict)  # with the sheet that has it
    regrouped: Counter[tuple[str, str]] = field(default_factory=Counter)
    footnotes: list[str] = field(default_factory=list)


class Troubles:
    """Problems of a sheet: each kind once, at its first row, with the number of rows."""

    def __init__(self) -> None:
        """Begin with none."""
        self._found: dict[tuple[str, str], list[Any]] = {}

    def add(self, problem: Problem) -> None:
        """Add a row to its kind."""
        self._found.setdefault((problem.column, problem.alike), [problem, 0])[1] += 1

    def told(self) -> list[Problem]:
        """Give one problem for each kind."""
        return [replace(first, count=count) for first, count in self._found.values()]


def add_rows(page: Page, layout: Layout, known: Known, sums: Sums) -> list[Problem]:
    """Add the rows under a header to what there is, and say what is wrong with them."""
    reader = _Reader(page.name, layout, known, sums)
    width = len(layout.header)
    for number, cells in enumerate(page.rows[layout.row + 1 :], layout.row + 2):
        if len(cells) != width:
            cells = cells[:width] if not any(cells[width:]) else cells  # noqa: PLW2901
        filled = sum(map(bool, cells))
        if filled > 1 and len(cells) == width:
            reader.add(number, cells)
        elif filled == 1 and reader.is_footnote(cells):
            sums.footnotes.append(next(filter(None, cells)))
        elif filled:
            found = f"{len(cells)} cells, where the header has {width}"
            if len(cells) == width:
                found = "has one cell only"
            reader.troubles.add(Problem(number, 0, "", found, _SHIFTED, "cells"))
    return reader.troubles.told()


class _Reader:
    """Reads rows of one sheet. Each text is worked out once: many rows have few texts."""

    def __init__(self, sheet: str, layout: Layout, known: Known, sums: Sums) -> None:
        self.sheet, self.layout, self.known, self.sums = sheet, layout, known, sums
        self.troubles = Troubles()
        self.year = year_of(sheet)
        self.cells = itemgetter(*(layout.places.get(name, -1) for name in _FIELDS))
        self.when = _kept(lambda year, quarter: quarter_of(year, quarter, known.today))
        self.where = _kept(self._where)
        self.what = _kept(partial(_offence, known.offences))
        self.count, self.code = _kept(count_of), _kept(offence_code)

    def is_footnote(self, cells: list[str]) -> bool:
        """Say whether a row with one cell is words under a table."""
        text = next(filter(None, cells))
        return bool(cells[0]) and year_of(text) is None and any(sign.isalpha() for sign in text)

    def add(self, number: int, cells: list[str]) -> None:
        """Add one row, or say what is wrong with it."""
        year, quarter, force, partnership, group, subgroup, description, code, count = self.cells(cells)
        found = {
            "year": self.when(year, quarter),
            "force": self.where(force, partnership),
            "subgroup": self.what(
                group, subgroup, description if "description" in self.layout.places else ""
            ),
            "code": self.code(code),
            "count": self.count(count),
        }
        self.sums.rows += 1
        wrong = [name for name, each in found.items() if isinstance(each, WrongError)]
        for name in wrong if "year" not in wrong else ["year"]:
            self._refuse(number, name, found[name])
        if not wrong and self._same_year(number, found["year"]):
            self._keep(found["year"], found["force"], found["subgroup"], found["code"], found["count"])
            if found["force"].place == "area":
                self.sums.written.setdefault(found["force"].area, set()).add((force, partnership))

    def _keep(
        self, quarter: Quarter, where: Where, offence: Offence, code: str, read: tuple[str, int | None]
    ) -> None:
        state, count = read
        sums = self.sums
        if quarter.end < offence.since or quarter.start > offence.until:
            state = "not in series" if count == 0 else state
            sums.cells["stray"] += bool(count)
        crimes = count or 0 if state == "counted" else 0
        line = Line(where, quarter, offence.group, offence.subgroup, code, state)
        before, rows = sums.crimes.get(line, (0, 0))
        sums.crimes[line] = (before + crimes, rows + 1)
        sums.cells[state] += 1
        if crimes < 0:
            sums.below.append(crimes)
        if offence.other_group:
            sums.regrouped[offence.other_group, offence.subgroup] += 1
        if where.place != "area":
            told = sums.apart.setdefault(where, [0, 0])
            told[0] += 1
            told[1] += crimes
        sums.covers.setdefault((where.covers, quarter), self.sheet)

    def _where(self, force: str, partnership: str) -> Where:
        has_partnerships = "partnership" in self.layout.places
        return whereabouts(self.known.names, force, partnership if has_partnerships else None)

    def _refuse(self, number: int, name: str, trouble: WrongError) -> None:
        column = trouble.column if isinstance(trouble, CellError) else name
        place = self.layout.places[column]
        alike = f"{trouble.found} {trouble.allowed}"
        title = self.layout.header[place]
        self.troubles.add(Problem(number, place, title, trouble.found, trouble.allowed, alike))

    def _same_year(self, number: int, quarter: Quarter) -> bool:
        if self.year is None or self.year == quarter.year:
            return True
        found = f"is {quarter.financial_year}, on a sheet that is called {self.sheet}"
        place = self.layout.places["year"]
        allowed = "Name the sheet after the year of its rows, or mend the rows."
        self.troubles.add(Problem(number, place, self.layout.header[place], found, allowed, found))
        return False


def _offence(offences: Offences, group: str, subgroup: str, description: str) -> Offence:
    """Find the category of a row: by its subgroup, and by its description where that tells more."""
    if not subgroup:
        raise CellError("subgroup", "blank, where an offence subgroup is needed", "Fill it in.")
    beside = offences.find(SCHEME, group)
    own = offences.find(SCHEME, subgroup)
    for column, text, found in (("group", group, beside), ("subgroup", subgroup, own)):
        if found is None:
            raise _unknown(offences, column, text)
    assert own is not None and beside is not None  # noqa: S101
    if not own.subgroup:
        allowed = "Give the subgroups of the group: a row of their total would be counted twice."
        raise CellError("subgroup", "is an offence group and no subgroup of one", allowed)
    finer = offences.find(DESCRIPTIONS, description) if description else None
    # Newer releases put burglary in a dwelling of 2015/16, too, under residential burglary.
    dated = finer if finer and (finer.since or finer.until) else own
    return Offence(
        own.group,
        finer.subgroup if finer and finer.subgroup else own.subgroup,
        beside.group if beside.group != own.group else "",
        dated.since or date.min,
        dated.until or date.max,
    )


def _unknown(offences: Offences, column: str, text: str) -> CellError:
    """Repeat a category only where it is near to a known one: what else stands there may be anything."""
    if not text:
        return CellError(column, f"blank, where an offence {column} is needed", "Fill it in.")
    if text.casefold().startswith(("total", "all ")):
        allowed = "Its crimes would be counted twice: delete such rows."
        return CellError(column, "is a total of offences", allowed)
    allowed = offences.nearest(SCHEME, text)
    near = f"{text} " if allowed.startswith("Did you mean") else ""
    return CellError(column, f"{near}is not a known offence {column}", allowed)


def _kept(read: Callable[..., Any]) -> Callable[..., Any]:
    """Remember what came of texts, also where it was trouble."""
    known: dict[tuple[str, ...], Any] = {}

    def look_up(*texts: str) -> Any:
        try:
            return known[texts]
        except KeyError:
            pass
        try:
            known[texts] = read(*texts)
        except WrongError as trouble:
            known[texts] = trouble
        return known[texts]

    return look_up
