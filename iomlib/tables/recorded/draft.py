"""A first mapping file for a file that nobody has described yet: names of columns and kinds, and no value of any."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from iomlib.errors import DataError, one_line
from iomlib.tables.problems import sentences
from iomlib.tables.recorded.grid import Grid, read_grids
from iomlib.tables.recorded.layout import Body, address_of, find_table
from iomlib.tables.recorded.mapping import FileShape
from iomlib.tables.recorded.personal import are_values, people_in
from iomlib.tables.recorded.words import is_rate, text_of

_LOOKED_AT = 20  # rows among which the headings stand
_FORM = """\
# A start for {name}. Fill in every null, move each column to what it means, and give it again:
#   iom import {name} --mapping THIS.yml
# docs/mapping.md explains every key.
#
# Its columns, from the headings in row {row}:
{columns}
series: null      # an id for these counts, like force-extract
title: null       # what it is, with its release, as a page should say it
source: null      # who supplied it, and when
licence: null     # on what terms its figures may be shown
rows: null        # counts (a row holds a count) or incidents (each row is one)
file:
{sheet}  header: {row}
area:
  column: null    # or fixed: an id of areas.csv
  find: null      # partnership, authority or force
period:
  column: null    # or year and quarter, or across: rest where months are columns
  format: null    # as it is spelt: dd/mm/yyyy, mmm yyyy, yyyy-mm; date for cells that are dates
  means: null     # day, month, financial quarter, financial year, ...
offence:
  kind: null      # crime or incident: anti-social behaviour is an incident
  column: null    # or across: rest where offences are columns
  names: {{}}       # each offence of the file, with its group: {{Theft: {{group: Theft offences}}}}
count:
  column: null    # take count away where each row is one incident
ignore: {ignored}
# If the file has them: file.stop for notes below the table, totals for rows and columns that sum up others,
# count.thousands for 1,234, count.missing for blanks and dashes.
"""


def draft(path: Path) -> str:
    """Write a first mapping file: the columns and what kind of values they hold, and no value.

    Columns that hold people stand under ``ignore``. It is refused until every null is filled in.

    Raises
    ------
    DataError
        The file cannot be read, or has no headings.

    Examples
    --------
    >>> print(draft(Path("params/areas.csv")).splitlines()[5])
    #   id: text
    """
    grid, sheet = _first_grid(path)
    row = _header_row(grid)
    body = find_table(grid, FileShape(header=row))
    if not body.header or are_values(body.header):
        what = "its first full row holds values of people" if body.header else "it has no rows"
        raise DataError(f"{path.name}: {what}, and no names of columns. Put names above them.")
    people = {each.position: each for each in people_in(body.header, _cells(body))}
    places = [at for at in range(len(body.header)) if body.header[at]]
    named = {at: each.named(address_of(body.header, at)) for at, each in people.items()}
    kinds = [
        one_line(f"#   {named.get(at) or address_of(body.header, at)}: ")
        + (people[at].why if at in people else _kind(body, at))
        for at in places
    ]
    return _FORM.format(
        name=one_line(path.name),
        row=row,
        columns="\n".join(kinds),
        sheet=f"  sheet: {_quoted(sheet)}\n" if sheet else "",
        ignored=_quoted(list(named.values())),
    )


def _quoted(value: Any) -> str:
    """Write texts as YAML has them; signs that would steer a terminal are spelt out."""
    text = json.dumps(value, ensure_ascii=False)
    return text if one_line(text) == text else json.dumps(value).replace("\x7f", "\\u007f")


def _first_grid(path: Path) -> tuple[Grid, str]:
    """Read the file; of a workbook with several sheets the one with the most rows."""
    grids, _ = read_grids(path)
    sheets = grids[0].sheets
    if sheets:
        grids = [read_grids(path, [sheet])[0][0] for sheet in sheets]
    grid = max(grids, key=lambda grid: len(grid.rows))
    if grid.problems:
        raise DataError(sentences(grid.name, grid.problems))
    return grid, sheets[grids.index(grid)] if sheets else ""


def _header_row(grid: Grid) -> int:
    filled = [sum(1 for cell in row if text_of(cell)) for row in grid.rows[:_LOOKED_AT]]
    return filled.index(max(filled)) + 1 if filled else 1


def _cells(body: Body) -> list[list[Any]]:
    return [cells for _, cells in body.rows]


def _kind(body: Body, at: int) -> str:
    """Say what kind of values a column holds."""
    cells = [cells[at] for _, cells in body.rows if text_of(cells[at])]
    if not cells:
        return "no values"
    if is_rate(body.header[at]):
        return "a rate or a percentage: add it to ignore"
    days = sum(isinstance(cell, date) for cell in cells)
    if days:
        mixed = "dates and texts, so that some dates may have been read month first"
        return "dates" if days == len(cells) else mixed
    return _kind_of_texts([text_of(cell) for cell in cells])


def _kind_of_texts(texts: list[str]) -> str:
    numbers = sum(1 for text in texts if text.replace(",", "").lstrip("-").isdecimal())
    if numbers > 0.8 * len(texts):
        return "whole numbers" if numbers == len(texts) else "numbers, and texts among them"
    digits = sum(any(sign.isdecimal() for sign in text) for text in texts)
    return "texts with digits" if digits > 0.8 * len(texts) else "text"
