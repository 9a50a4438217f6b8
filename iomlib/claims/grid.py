"""A table of a report as a grid: the words over its columns, the labels of its rows, and a figure in each cell."""

import re
from typing import NamedTuple

from iomlib.claims.check import check
from iomlib.claims.clauses import claim, sentence_of
from iomlib.claims.lines import Paragraph
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number, numbers

TOTAL = re.compile(
    r"(?i)^(?:grand |overall |sub-?)?totals?\b|^all\b|^overall$|^sum$|\btotal$|^in all$|^combined$"
)
_PART_ROW = re.compile(r"(?i)^(?:of which|of whom|including|incl\.?|sub-?total|thereof|within which)\b")
_MOST = 300  # Rows or columns; a longer one is a list of data, not a table of a report.
_PER_CENT = re.compile(r"(?i)%|\bper ?cent\b|\bpercentage\b(?! points?)")
_PERIODS = re.compile(
    r"(?i)^(?:q(?:uarter )?[1-4]|(?:first|second|third|fourth) quarter|[a-z]{3,9}(?: \d{2,4})?)\b"
)


class Grid(NamedTuple):
    """A table: its paragraph, the words over its columns, and its rows with a label and figures by column."""

    paragraph: Paragraph
    heads: tuple[str, ...]
    labels: tuple[str, ...]
    cells: tuple[tuple[Number | None, ...], ...]


def grid_of(paragraph: Paragraph) -> Grid | None:
    """Read a table's cells: at least two rows of the same width with a label and a figure."""
    rows = [row for row in paragraph.rows or () if any(row)]
    width = max((len(row) for row in rows), default=0)
    rows = [row if len(row) == width else (*row, *[""] * (width - len(row))) for row in rows]
    if not 2 <= width <= _MOST or not 2 <= len(rows) <= _MOST:
        return None
    read = [tuple(cell_of(cell) for cell in row[1:]) for row in rows]
    first = next(
        (place for place in range(len(rows)) if any(read[place]) and not _is_head(rows, place)), len(rows)
    )
    heads = tuple(" ".join(row[column] for row in rows[:first]).strip() for column in range(1, width))
    body = [place for place in range(first, len(rows)) if rows[place][0]]
    if len(body) < 2:
        return None
    cells = tuple(tuple(map(_of_column, heads, read[place])) for place in body)
    return Grid(paragraph, heads, tuple(rows[place][0] for place in body), cells)


def _of_column(head: str, cell: Number | None) -> Number | None:
    """Give a cell the sign that stands over its column: "Share (%)", "£"."""
    if cell is None or cell.unit:
        return cell
    if _PER_CENT.search(head):
        return cell._replace(unit="%", text=f"{cell.text}%")
    return cell


def _is_head(rows: list[tuple[str, ...]], place: int) -> bool:
    """Say whether the first row is one of heads though it has figures: all of them are years."""
    figures = [cell for cell in rows[place][1:] if re.search(r"\d", cell)]
    return place == 0 and all(re.fullmatch(r"(?:19|20)\d\d", cell.strip()) for cell in figures)


def cell_of(text: str) -> Number | None:
    """Read a cell that is one figure."""
    text = re.sub(r"[¹²³⁴*†]+$", "", text.strip()).replace("+", "")
    if not re.fullmatch(r"[-−(]?£?[\d,]+(?:\.\d+)?(?:%|m|k|bn)?\)?", text):
        return None
    if re.fullmatch(r"\d{4}", text):  # Not a year where it stands in a cell with others.
        return _as_figure(text)
    found = numbers(text)
    return found[0] if len(found) == 1 and found[0].kind == "figure" else _as_figure(text)


def _as_figure(text: str) -> Number | None:
    found = numbers(f"{text}%") if re.fullmatch(r"[\d,.]+", text) else []
    if len(found) != 1 or found[0].value is None:
        return None
    return found[0]._replace(text=text, unit="", kind="figure")


def parts_and_total(grid: Grid) -> tuple[list[int], int | None]:
    """Give the rows of parts, and the row of totals if there is one at the end or at the beginning."""
    total = next((place for place in (len(grid.labels) - 1, 0) if TOTAL.search(grid.labels[place])), None)
    if total is None and re.fullmatch(r"(?i)(?:full |whole )?year", grid.labels[-1].strip()):
        total = len(grid.labels) - 1 if all(map(_PERIODS.match, grid.labels[:-1])) else None
    return [
        place
        for place in range(len(grid.labels))
        if place != total and not _PART_ROW.search(grid.labels[place])
    ], total


def most(claims: list[Claim]) -> bool:
    """Say whether so many agree that this is how the column was worked out, and the others are slips."""
    agree = agreeing(claims)
    return agree >= 2 and agree * 5 >= len(claims) * 3


def agreeing(claims: list[Claim]) -> int:
    """Count the claims that agree."""
    return sum(check(each).verdict == "agrees" for each in claims)


def made(
    kind: str, where: tuple[Grid, int], published: Number, inputs: list[tuple[str, Number]], way: str = ""
) -> Claim:
    """Make a claim of a row."""
    grid, place = where
    row = next(row for row in grid.paragraph.rows or () if row and row[0] == grid.labels[place])
    sentence = sentence_of(grid.paragraph, " | ".join(cell for cell in row if cell))
    return claim(kind, sentence, [published], inputs, {"direction": way} if way else {})
