"""Rows and columns of totals: held against what they sum up, and left out of the counts."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from iomlib.tables.problems import Problem
from iomlib.tables.recorded.layout import Body, address_of, find_column
from iomlib.tables.recorded.mapping import Mapping, Total
from iomlib.tables.recorded.rowwise import Line
from iomlib.tables.recorded.words import folded, text_of

_DISAGREE = "Nobody can say which is right: ask who supplied the file. The total is not used."


class Checked(NamedTuple):
    """The rows that are no totals, what was wrong with the totals, and what is told of them."""

    lines: list[Line]
    problems: list[Problem]
    notes: list[str]


class _Row(NamedTuple):
    """A row of a total, the rule by which it is one, and the position of the column with its name."""

    line: Line
    total: Total
    position: int


def check_totals(body: Body, lines: Sequence[Line], mapping: Mapping, sums: Sequence[int]) -> Checked:
    """Part totals from rows, and hold each against the rows that it sums up."""
    rules, problems = _rules(body, mapping)
    found: list[_Row] = []
    marked: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        for total, position in rules:
            if folded(text_of(line.cells[position])) == folded(total.name or ""):
                found.append(_Row(line, total, position))
                marked[line.row].add(position)
    held = _Held(body, lines, marked)
    by_row: dict[int, list[_Row]] = defaultdict(list)
    for row in found:
        by_row[row.line.row].append(row)
    for rows in by_row.values():
        problems += held.check(rows)
    for line in lines:
        problems += [problem for at in sums for problem in _across(body, line, at, sums)]
    notes = _notes(body, found, held.unchecked)
    absent = [total.name for total, _ in rules if not any(row.total is total for row in found)]
    notes += [f"total {name} is in the mapping file and in no row" for name in absent]
    return Checked([line for line in lines if line.row not in marked], problems, notes)


def _rules(body: Body, mapping: Mapping) -> tuple[list[tuple[Total, int]], list[Problem]]:
    rules: list[tuple[Total, int]] = []
    problems: list[Problem] = []
    for total in mapping.totals:
        position = find_column(body.header, total.column)
        if isinstance(position, Problem):
            problems += [] if total.of == "across" else [position]
        elif total.of != "across":
            rules.append((total, position))
    return rules, problems


class _Held:
    """Finds the rows that a total sums up: those that agree with it in every text that it has."""

    def __init__(self, body: Body, lines: Sequence[Line], marked: dict[int, set[int]]) -> None:
        self.body, self.lines, self.marked = body, lines, marked
        self.unchecked = 0
        self._by: dict[tuple[str, ...], dict[tuple[str, ...], list[Line]]] = {}

    def check(self, rows: list[_Row]) -> list[Problem]:
        """Say where a row is not the sum of its rows; it may be the total of several columns at once."""
        if any(row.total.of == "elsewhere" for row in rows):
            return []
        parts = [part for part in self._alike(rows) if not self._is_total(part, rows)]
        for row in rows:
            name = address_of(self.body.header, row.position)
            if isinstance(row.total.of, list):
                wanted = {folded(each): each for each in row.total.of}
                parts = [part for part in parts if folded(text_of(part.cells[row.position])) in wanted]
                there = {folded(text_of(part.cells[row.position])) for part in parts}
                if lost := [each for key, each in wanted.items() if key not in there]:
                    found = f"{row.total.name} sums up {', '.join(lost)}, of which there is no row"
                    allowed = "Mend totals.of in the mapping file."
                    return [Problem(row.line.row, row.position, name, found, allowed, found)]
            if not parts:
                found = f"{row.total.name} sums up no row of the table"
                allowed = "Write of: elsewhere if that is right."
                return [Problem(row.line.row, row.position, name, found, allowed, found)]
        return [problem for at in rows[0].line.tallies for problem in self._sum(rows[0], parts, at)]

    def _alike(self, rows: list[_Row]) -> list[Line]:
        """Find the rows that have the same texts, but for those that are the name of the total."""
        texts = rows[0].line.texts
        names = {folded(row.total.name or "") for row in rows}
        own = {role for role, text in texts.items() if folded(text) in names}
        own |= {"area", "code"} if own & {"area", "code"} else set()
        roles = tuple(sorted(role for role, text in texts.items() if text and role not in own))
        if roles not in self._by:
            grouped: dict[tuple[str, ...], list[Line]] = defaultdict(list)
            for line in self.lines:
                grouped[tuple(folded(line.texts[role]) for role in roles)].append(line)
            self._by[roles] = grouped
        return self._by[roles].get(tuple(folded(texts[role]) for role in roles), [])

    def _is_total(self, part: Line, rows: list[_Row]) -> bool:
        """Say whether a row is a total of the same column, or of one that the total leaves blank."""
        marks = self.marked.get(part.row, set())
        blank = any(not text_of(rows[0].line.cells[at]) for at in marks)
        return blank or bool(marks & {row.position for row in rows})

    def _sum(self, row: _Row, parts: list[Line], at: int) -> list[Problem]:
        line = row.line
        tallies = [part.tallies.get(at) for part in parts]
        counts = [tally.crimes for tally in tallies if tally is not None and tally.crimes is not None]
        stated = line.tallies[at].crimes
        if stated is None or len(counts) < len(parts):
            self.unchecked += 1
            return []
        if sum(counts) == stated:
            return []
        found = f"{row.total.name} is {stated}, and its {len(parts)} rows sum to {sum(counts)}"
        name = address_of(self.body.header, at)
        return [Problem(line.row, at, name, found, _DISAGREE, f"sum {row.total.name}")]


def _across(body: Body, line: Line, at: int, sums: Sequence[int]) -> list[Problem]:
    stated = line.tallies.get(at)
    counts = [tally.crimes for place, tally in line.tallies.items() if place not in sums]
    known = [count for count in counts if count is not None]
    if stated is None or stated.crimes is None or len(known) < len(counts) or sum(known) == stated.crimes:
        return []
    found = f"is {stated.crimes}, and the columns across sum to {sum(known)}"
    return [Problem(line.row, at, address_of(body.header, at), found, _DISAGREE, "across")]


def _notes(body: Body, found: list[_Row], unchecked: int) -> list[str]:
    if not found:
        return []
    names = ", ".join(dict.fromkeys(row.total.name or "" for row in found))
    rows = "1 row of totals was" if len(found) == 1 else f"{len(found)} rows of totals were"
    notes = [f"{rows} left out: {names}"]
    if unchecked:
        notes.append(
            f"{unchecked} totals could not be checked, because a count of theirs is missing or withheld"
        )
    return notes
