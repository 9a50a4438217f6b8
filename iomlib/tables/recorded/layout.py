"""Finds the table in a sheet: its headings, its rows, and which of its columns a mapping means."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from iomlib.errors import nearest
from iomlib.tables.problems import Problem
from iomlib.tables.recorded.grid import Grid
from iomlib.tables.recorded.mapping import FileShape
from iomlib.tables.recorded.words import text_of, undashed

_NUMBERED = re.compile(r"(.*)#([1-9]\d*)")
_NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?", re.ASCII)


class Body(NamedTuple):
    """A table without what stands above and below it. Rows have their number in the sheet."""

    name: str
    header: list[str]
    header_row: int
    rows: list[tuple[int, list[Any]]]
    problems: list[Problem]

    def blank(self, position: int) -> bool:
        """Say whether a column has no value in any row."""
        return not any(text_of(cells[position]) for _, cells in self.rows)


def find_table(grid: Grid, shape: FileShape) -> Body:
    """Take a table out of its sheet. Blank rows are passed over; a row with too many cells is a problem.

    Examples
    --------
    >>> rows = [["Crimes in", ""], ["2018", "2019"], ["4", "5"], ["Source: us", ""]]
    >>> body = find_table(Grid("x.csv", rows, True, []), FileShape(header=[1, 2], stop=["Source"]))
    >>> body.header, body.rows
    (['Crimes in 2018', 'Crimes in 2019'], [(3, ['4', '5'])])
    """
    last_header = max(shape.headers)
    if grid.problems or len(grid.rows) < last_header:
        found = f"has {len(grid.rows)} rows, and the header should be row {last_header}"
        short = Problem(0, 0, "", found, "Write the row of the header under file.header.", "short")
        return Body(grid.name, [], last_header, [], grid.problems or [short])
    header = _joined([grid.rows[row - 1] for row in shape.headers])
    first, end = shape.first or last_header + 1, _end(grid, shape)
    outside = [*range(last_header + 1, first), *range(end + 1, len(grid.rows) + 1)]
    problems = list(_left_over(grid, outside, len(header)))
    kept: list[tuple[int, list[Any]]] = []
    for number in range(first, end + 1):
        cells = grid.rows[number - 1]
        if problem := _shifted(number, cells, header, ragged=grid.ragged):
            problems.append(problem)
        elif any(text_of(cell) for cell in cells):
            kept.append((number, list(cells[: len(header)]) + [None] * (len(header) - len(cells))))
    if not (kept or problems):
        allowed = "A table without rows is no data, and not 0 crimes."
        problems.append(Problem(last_header, 0, "", "no rows stand below the header", allowed, "rows"))
    return Body(grid.name, header, last_header, kept, problems)


def _end(grid: Grid, shape: FileShape) -> int:
    """Give the number of the last row of the table: the last of all, the one named, or that before a stop."""
    last = min(shape.last or len(grid.rows), len(grid.rows))
    first = shape.first or max(shape.headers) + 1
    stops = (row for row in range(first, last + 1) if stopped(grid.rows[row - 1], shape.stop))
    return next(stops, last + 1) - 1


def stopped(cells: list[Any], stop: list[str]) -> bool:
    """Say whether a row begins with a word that ends the table.

    Examples
    --------
    >>> stopped(["", "Notes: see sheet 2"], ["Notes"])
    True
    """
    filled = next((text for cell in cells if (text := text_of(cell))), "")
    return any(filled.startswith(text_of(word)) for word in stop)


def _joined(above: list[list[Any]]) -> list[str]:
    """Join headings in several rows; a merged one goes on to the right until the next stands there."""
    width = max(map(len, above))
    texts = [[text_of(cell) for cell in row] + [""] * (width - len(row)) for row in above]
    for upper, lower in pairwise(texts):
        for at in range(1, width):
            if not upper[at] and lower[at] and lower[at - 1]:
                upper[at] = upper[at - 1]
    names = [" ".join(text for text in dict.fromkeys(column) if text) for column in zip(*texts, strict=True)]
    while names and not names[-1]:
        names.pop()
    return names


def _shifted(number: int, cells: list[Any], header: list[str], *, ragged: bool) -> Problem | None:
    """Name a row that has more or fewer cells than there are columns: nobody can say which of them slipped."""
    if not any(text_of(cell) for cell in cells):
        return None
    beyond = [cell for cell in cells[len(header) :] if text_of(cell)]
    if not beyond and not (ragged and len(cells) < len(header)):
        return None
    count = len(cells) if ragged else len(header) + len(beyond)
    found = f"{count} cells, where the header has {len(header)}"
    allowed = (
        "Put texts with a comma in double quotes. If the table ends above, write file.last or file.stop."
    )
    return Problem(number, 0, "", found, allowed, "cells")


def _left_over(grid: Grid, numbers: list[int], width: int) -> Iterator[Problem]:
    """Name a row outside the table that looks like one of it: it is not dropped in silence."""
    for number in numbers:
        filled = [text for cell in grid.rows[number - 1] if (text := text_of(cell))]
        if len(filled) > 1 and len(filled) >= 0.6 * width and any(_NUMBER.fullmatch(text) for text in filled):
            found = "looks like a row of the table, and is not between its first and its last"
            allowed = "Move file.first, file.last or file.stop, or delete the row."
            yield Problem(number, 0, "", found, allowed, "outside")


def find_column(header: list[str], address: str) -> int | Problem:
    """Find a column by its heading; `Persons#2` is the second of several, `#4` the fourth column of all.

    Examples
    --------
    >>> find_column(["Area", "Persons", "Persons"], "Persons#2")
    2
    >>> print(find_column(["Area", "Persons", "Persons"], "Persons").allowed)
    Write Persons#1 or Persons#2.
    """
    names = [undashed(name) for name in header]
    places = [at for at, name in enumerate(names) if name == undashed(address)]
    if len(places) == 1:
        return places[0]
    if places:
        ways = " or ".join(f"{address}#{number + 1}" for number in range(len(places)))
        return Problem(1, places[0], address, f"stands there {len(places)} times", f"Write {ways}.", "twice")
    if numbered := _NUMBERED.fullmatch(undashed(address)):
        same = [at for at, name in enumerate(names) if not numbered[1] or name == numbered[1]]
        if 1 <= int(numbered[2]) <= len(same):
            return same[int(numbered[2]) - 1]
    known = [name for name in header if name]
    return Problem(1, 0, address, "is not a column of this file", nearest(address, known), "column")


def address_of(header: list[str], position: int) -> str:
    """Say how a mapping file names a column.

    Examples
    --------
    >>> address_of(["Area", "Persons", "Persons", ""], 2), address_of(["Area", ""], 1)
    ('Persons#2', '#2')
    """
    name = header[position]
    if not name:
        return f"#{position + 1}"
    same = [at for at, other in enumerate(header) if undashed(other) == undashed(name)]
    return name if len(same) == 1 else f"{name}#{same.index(position) + 1}"
