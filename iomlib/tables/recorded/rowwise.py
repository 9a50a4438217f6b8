"""Takes the rows of a table apart: when, where, what and how many. Every row ends as counts or as a problem."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from iomlib.tables.problems import Problem
from iomlib.tables.recorded.chosen import Chosen
from iomlib.tables.recorded.counted import Reader, Refused, Tally
from iomlib.tables.recorded.layout import Body, address_of
from iomlib.tables.recorded.mapping import Mapping, Offence
from iomlib.tables.recorded.names import key_of
from iomlib.tables.recorded.placed import Placing, Unknown, Where
from iomlib.tables.recorded.told import Teller
from iomlib.tables.recorded.when import Period, period_of, read_fixed, read_parts
from iomlib.tables.recorded.words import folded, text_of

_ONE = Tally("counted", 1)
_MANY = 30  # Dates of which none is after the 12th: by chance never.


class Counted(NamedTuple):
    """One count of a file, with the row and column that it stands in, and what else stands in the row."""

    row: int
    position: int
    where: Where
    force: str
    period: Period
    offence: Offence
    tally: Tally
    key: tuple[Any, ...]
    authority: str  # as the file has it, where its areas are authorities


class Line(NamedTuple):
    """A row of the table, or of a total: the texts by which it is looked up, and its counts by column."""

    row: int
    texts: dict[str, str]
    cells: list[Any]
    tallies: dict[int, Tally]


class Rows:
    """Reads the rows of one body."""

    def __init__(
        self, body: Body, chosen: Chosen, mapping: Mapping, placing: Placing, teller: Teller
    ) -> None:
        """Take the table, what its columns are, and whom to tell of problems."""
        self.body, self.chosen, self.mapping = body, chosen, mapping
        self.placing, self.teller = placing, teller
        self._reader = Reader(mapping.count)
        self._periods: dict[Any, Period | str] = {}

    def lines(self) -> Iterator[Line]:
        """Give every row with its texts and its counts; a cell that is no count is told."""
        columns = self.chosen.across or [at for at in [self.chosen.at("count")] if at is not None]
        for row, cells in self.body.rows:
            tallies = {at: found for at in columns if (found := self._tally(row, at, cells[at]))}
            for at in self.chosen.sums:
                if found := self._tally(row, at, cells[at]):
                    tallies[at] = found
            texts = {role: text_of(cells[at]) for role, at in self.chosen.roles.items() if role != "count"}
            yield Line(row, texts, cells, tallies)

    def _tally(self, row: int, at: int, cell: Any) -> Tally | None:
        found = self._reader.read(cell)
        if isinstance(found, Refused):
            self.teller.tell((row, at), found.found, found.allowed, text_of(cell))
            return None
        return found

    def counts(self, line: Line) -> Iterator[Counted]:
        """Give the counts of a row; what is not known in it is told."""
        where = self._told(line, self.placing.area(line.texts.get("code", ""), line.texts.get("area", "")))
        force = self._told(line, self.placing.force(line.texts.get("force", "")))
        if self.mapping.period.across:
            offence = self._told(line, self.placing.offence(line.texts.get("offence", "")))
            across = [(at, self._heading(at), offence) for at in self.chosen.across]
        elif self.mapping.offence.across:
            period = self._period(line)
            across = [(at, period, self._offence_above(at)) for at in self.chosen.across]
        else:
            offence = self._told(line, self.placing.offence(line.texts.get("offence", "")))
            across = [(self.chosen.roles.get("count", 0), self._period(line), offence)]
        if where is None or force is None:
            return
        authority = self._authority(line)
        for at, period, offence in across:
            tally = line.tallies.get(at) if self.mapping.rows == "counts" else _ONE
            if period is not None and offence is not None and tally is not None:
                place = _of_force(where, force)
                key = self._key(line, place, force, period, at) if self.mapping.rows == "counts" else ()
                yield Counted(line.row, at, place, force, period, offence, tally, key, authority)

    def _key(self, line: Line, where: Where, force: str, period: Period, at: int) -> tuple[Any, ...]:
        """Say what no second row may be of: an area by its id, or by its name if several are in one partnership."""
        texts = line.texts
        own = self.mapping.area.find != "authority" and where.id
        area = where.id if own else key_of(texts.get("area") or texts.get("code", ""), "authority")
        offence = folded(
            texts.get("offence", "") if not self.mapping.offence.across else self.body.header[at]
        )
        return (where.place, area, force, period, offence)

    def _authority(self, line: Line) -> str:
        texts = line.texts
        named = self.mapping.area.find == "authority"
        return texts.get("area") or texts.get("code", "") if named else ""

    def days(self) -> Counter[date]:
        """Count the rows of each day, where the dates of the file are days."""
        rule, at = self.mapping.period, self.chosen.at("period")
        found: Counter[date] = Counter()
        if rule.means == "day" and at is not None:
            for cell, rows in Counter(cells[at] for _, cells in self.body.rows).items():
                parts = read_parts(cell, rule.format or "")
                if not isinstance(parts, str):
                    found[date(parts["y"], parts["m"], parts["d"])] += rows
        return found

    def _told(self, line: Line, found: Any) -> Any:
        if not isinstance(found, Unknown):
            return found
        at = self.chosen.at(found.role)
        position = -1 if at is None else at  # of no column: the mapping file itself says it
        self.teller.tell((line.row, position), found.found, found.allowed, found.text, each=True)
        return None

    def _offence_above(self, at: int) -> Offence | None:
        found = self.placing.offence(self.body.header[at])
        if isinstance(found, Unknown):
            self.teller.tell((self.body.header_row, at), found.found, found.allowed)
            return None
        return found

    def _heading(self, at: int) -> Period | None:
        name: Any = self.body.header[at]
        if self.mapping.period.format == "date":
            try:
                name = date.fromisoformat(name)
            except ValueError:
                name = str(name)
        found = self._of_cell(name)
        if isinstance(found, str):
            quoted = f'"{address_of(self.body.header, at)}"'
            allowed = f"Add {quoted} to ignore if it is no period, or name it under totals with of: across."
            self.teller.tell((self.body.header_row, at), found, allowed)
            return None
        return found

    def _period(self, line: Line) -> Period | None:
        rule = self.mapping.period
        if rule.fixed is not None:
            fixed = read_fixed(rule.fixed)
            return None if isinstance(fixed, str) else fixed
        role = "period" if rule.column else "year"
        at = self.chosen.at(role)
        if at is None:
            return None
        cell = line.cells[at]
        found = self._of_cell(cell) if rule.column else self._of_quarter(line, cell)
        if isinstance(found, str):
            self.teller.tell((line.row, at), found, _allowed(rule.format or ""), text_of(cell))
            return None
        return found

    def _of_cell(self, cell: Any) -> Period | str:
        rule = self.mapping.period
        if cell not in self._periods:
            parts = read_parts(cell, rule.format or "")
            self._periods[cell] = parts if isinstance(parts, str) else period_of(parts, rule.means)
        return self._periods[cell]

    def _of_quarter(self, line: Line, cell: Any) -> Period | str:
        parts = read_parts(cell, self.mapping.period.format or "")
        if isinstance(parts, str):
            return parts
        quarter = line.texts.get("quarter", "").upper().removeprefix("Q").strip()
        if quarter not in ("1", "2", "3", "4"):
            return "stands beside a quarter that is not 1 to 4"
        return period_of({**parts, "q": int(quarter)}, self.mapping.period.means)

    def doubtful_dates(self) -> Iterator[Problem]:
        """Say so where dates cannot be days: all in one month of several years, or none after the 12th."""
        rule, at = self.mapping.period, self.chosen.at("period")
        if rule.means != "day" or at is None or not self.body.rows:
            return
        days: Counter[tuple[int, int]] = Counter()
        years = set()
        for day, rows in self.days().items():
            days[day.month, day.day] += rows
            years.add(day.year)
        found = allowed = ""
        if len({month for month, _ in days}) == 1 and len(years) > 1:
            found = "holds one and the same month of several years, so that it may mean a year"
            allowed = "Write means: financial year beginning, financial year ending or calendar year."
        elif sum(days.values()) >= _MANY and len(days) > 12 and max(day for _, day in days) <= 12:
            found = "holds no day after the 12th, so that days and months may be the wrong way round"
            allowed = "Look at the file again, and at period.format."
        if found:
            allowed += " If it is right all the same, write means: month."
            name = address_of(self.body.header, at)
            yield Problem(self.body.rows[0][0], at, name, found, allowed, found)


def _of_force(where: Where, force: str) -> Where:
    """Put a row apart whose area is of another force than the one that recorded it."""
    if where.place == "area" and force and where.force and where.force != force:
        return where._replace(place="other force")
    return where


def _allowed(spelt: str) -> str:
    return f"The mapping file says format: {spelt}. Write another, or mend the cell."
