"""Finds what the columns and rows of a table claim: totals, shares of a total, changes from one column to another."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, Sentence, amount, claim, sentence_of, stems
from iomlib.claims.lines import Paragraph
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number, numbers

_TOTAL = re.compile(
    r"(?i)^(?:grand |overall |sub-?)?totals?\b|^all\b|^overall$|^sum$|\btotal$|^in all$|^combined$"
)
_WIDE = re.compile(
    r"(?i)^(?:grand |overall )?totals?\b|^all\b|year to date|^sum$|\btotal$|^combined$|^ytd$|^(?:full |whole )?year$"
)
_PART_ROW = re.compile(r"(?i)^(?:of which|of whom|including|incl\.?|sub-?total|thereof|within which)\b")
_MORE_THAN_ONCE = re.compile(
    r"(?i)more than on(?:e|ce)|may not (?:sum|add)|do not (?:sum|add)|overlap|counted twice|multiple"
)
_MOST = 300  # Rows or columns; a longer one is a list of data, not a table of a report.
_MEASURED = re.compile(r"(?i)\b(?:weight|score|harm|days|hours|estimated|expected|cost|value)")
_CHANGE = re.compile(r"(?i)change|difference|variance|\+/-|\bvs\b|increase|decrease|reduction")


class Grid(NamedTuple):
    """A table: its paragraph, the words over its columns, and its rows with a label and figures by column."""

    paragraph: Paragraph
    heads: tuple[str, ...]
    labels: tuple[str, ...]
    cells: tuple[tuple[Number | None, ...], ...]


def tables(report: Report) -> Iterator[Claim]:
    """List the claims of all tables."""
    for paragraph in report.paragraphs:
        if paragraph.rows and (grid := grid_of(paragraph)):
            apart = [
                each.text for each in report.paragraphs[max(0, paragraph.place - 2) : paragraph.place + 2]
            ]
            if not any(_MORE_THAN_ONCE.search(text) for text in apart):
                yield from _total_rows(grid)
                yield from _total_columns(grid)
            yield from _share_columns(grid)
            yield from _change_columns(grid)
            yield from _series(grid)
    yield from _told_totals(report)


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
    return Grid(
        paragraph, heads, tuple(rows[place][0] for place in body), tuple(read[place] for place in body)
    )


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


def _column(grid: Grid, column: int) -> list[Number | None]:
    return [row[column] for row in grid.cells]


def _body(grid: Grid) -> tuple[list[int], int | None]:
    """Give the rows of parts, and the row of totals if there is one at the end or at the beginning."""
    total = next((place for place in (len(grid.labels) - 1, 0) if _TOTAL.search(grid.labels[place])), None)
    return [
        place
        for place in range(len(grid.labels))
        if place != total and not _PART_ROW.search(grid.labels[place])
    ], total


def _total_rows(grid: Grid) -> Iterator[Claim]:
    rows, total = _body(grid)
    if total is None or len(rows) < 2 or any(_TOTAL.search(grid.labels[place]) for place in rows):
        return
    for column in range(len(grid.heads)):
        printed, cells = grid.cells[total][column], [grid.cells[place][column] for place in rows]
        parts = [each for each in cells if each is not None]
        if printed is None or len(parts) != len(rows) or len({each.unit for each in (printed, *parts)}) > 1:
            continue
        if printed.unit == "%" and not _adds_to_hundred(printed):
            continue  # A percentage of a total is no sum of percentages.
        if parts[0].unit == "" and _is_average(grid.heads[column], parts):
            continue
        if not grid.heads[column] or _MEASURED.search(grid.heads[column]):
            parts = [
                each if each.unit else each._replace(unit="points") for each in parts
            ]  # rounded, not counted
        yield _made("sum", (grid, total), printed, [("part", each) for each in parts])


def _adds_to_hundred(printed: Number) -> bool:
    return printed.value == 100


def _is_average(head: str, parts: list[Number]) -> bool:
    return bool(
        re.search(r"(?i)\b(?:rate|average|mean|median|per|ratio|index|age|days|score)\b", head)
    ) or any(each.places > 0 for each in parts)


def _total_columns(grid: Grid) -> Iterator[Claim]:
    last = len(grid.heads) - 1
    if last < 2 or not _WIDE.search(grid.heads[last]):
        return
    found = []
    for place in range(len(grid.labels)):
        row = [each for each in grid.cells[place] if each is not None]
        if len(row) == len(grid.heads) and len({each.unit for each in row}) == 1 and row[0].unit in ("", "£"):
            found.append(_made("sum", (grid, place), row[-1], [("part", each) for each in row[:-1]]))
    if _most(found):
        yield from found


def _share_columns(grid: Grid) -> Iterator[Claim]:
    """Hold a column of percentages to the column of counts or money that it is worked out from."""
    rows, total = _body(grid)
    for column in range(len(grid.heads)):
        if sum(1 for place in rows if (cell := grid.cells[place][column]) and cell.unit == "%") < 3:
            continue
        best: list[Claim] = []
        for other in range(len(grid.heads)):
            if other != column and (found := _shares(grid, rows, total, column, other)) and _most(found):
                best = max(best, found, key=_agreeing)
        yield from best


def _shares(grid: Grid, rows: list[int], total: int | None, column: int, other: int) -> list[Claim]:
    counts = [grid.cells[place][other] for place in rows]
    if any(each is None or each.unit == "%" for each in counts):
        return []
    whole = (
        grid.cells[total][other] if total is not None else _sum([each for each in counts if each is not None])
    )
    if whole is None or not whole.value:
        return []
    made = []
    for place in rows:
        share, part = grid.cells[place][column], grid.cells[place][other]
        if share is not None and share.unit == "%" and part is not None:
            made.append(_made("part", (grid, place), share, [("part", part), ("whole", whole)]))
    return made


def _sum(counts: list[Number]) -> Number:
    value = sum((amount(each) for each in counts), Decimal(0))
    sign = "£" if counts[0].unit == "£" else ""
    return counts[0]._replace(text=f"{sign}{value:,}", value=value, unit=sign)


def _change_columns(grid: Grid) -> Iterator[Claim]:
    """Hold a column of changes, in per cent or in numbers, to the two columns before it."""
    for column in range(2, len(grid.heads)):
        if not _CHANGE.search(grid.heads[column]) and grid.heads[column] not in ("%", "+/-", "% +/-"):
            continue
        for before, after in ((column - 2, column - 1), (column - 1, column - 2)):
            found = [
                each
                for place in range(len(grid.labels))
                if (each := _change(grid, place, (before, after, column)))
            ]
            if len(found) >= 2 and _most(found):
                yield from found
                break


def _series(grid: Grid) -> Iterator[Claim]:
    """Hold a column of changes to the figures of the row before, where each row is a year."""
    if not all(re.match(r"(?:19|20)\d\d", label) for label in grid.labels):
        return
    for column, head in enumerate(grid.heads):
        for other in range(len(grid.heads)) if _CHANGE.search(head) else ():
            found = []
            for place in range(1, len(grid.labels)):
                before, after = grid.cells[place - 1][other], grid.cells[place][other]
                if made := _changed((grid, place), before, after, grid.cells[place][column]):
                    found.append(made)
            if other != column and _most(found):
                yield from found


def _change(grid: Grid, place: int, columns: tuple[int, int, int]) -> Claim | None:
    before, after, change = (grid.cells[place][column] for column in columns)
    return _changed((grid, place), before, after, change)


def _changed(
    where: tuple[Grid, int], before: Number | None, after: Number | None, change: Number | None
) -> Claim | None:
    if before is None or after is None or change is None or change.value is None:
        return None
    if "%" in (before.unit, after.unit) or not before.value:
        return None
    if change.unit == "%":
        way = ("fall" if change.value < 0 else "rise") if change.value else ""
        return _made("change", where, change, [("before", before), ("after", after)], way)
    return None


def _most(claims: list[Claim]) -> bool:
    """Say whether so many agree that this is how the column was worked out, and the others are slips."""
    agree = _agreeing(claims)
    return agree >= 2 and agree * 5 >= len(claims) * 3


def _agreeing(claims: list[Claim]) -> int:
    return sum(check(each).verdict == "agrees" for each in claims)


def _made(
    kind: str, where: tuple[Grid, int], published: Number, inputs: list[tuple[str, Number]], way: str = ""
) -> Claim:
    grid, place = where
    row = next(row for row in grid.paragraph.rows or () if row and row[0] == grid.labels[place])
    sentence = sentence_of(grid.paragraph, " | ".join(cell for cell in row if cell))
    return claim(kind, sentence, [published], inputs, {"direction": way} if way else {})


def _told_totals(report: Report) -> Iterator[Claim]:
    """Hold the total that the words before a table give to the sum of its column."""
    for paragraph in report.paragraphs:
        grid = grid_of(paragraph) if paragraph.rows else None
        if grid is None:
            continue
        before = [each for each in report.sentences if 0 < paragraph.place - each.paragraph.place <= 3]
        near = [each for each in before if each.paragraph.number == paragraph.number]
        for column in range(len(grid.heads)):
            rows, total = _body(grid)
            cells = [each for place in rows if (each := grid.cells[place][column]) is not None]
            if len(cells) != len(rows) or len(cells) < 3 or len({each.unit for each in cells}) > 1:
                continue
            if (
                cells[0].unit == "£"
                and sum(1 for row in [grid.cells[rows[0]]] for each in row if each and each.unit == "£") == 1
            ):
                whole = (grid.cells[total][column] if total is not None else None) or _sum(cells)
                yield from _told(near, grid.heads[column], cells, whole)


def _told(near: list[Sentence], head: str, cells: list[Number], whole: Number) -> Iterator[Claim]:
    most = max(amount(each) for each in cells)
    for sentence in near:
        for number in sentence.numbers:
            if number.unit != "£" or number.value is None or number.value <= most:
                continue
            if stems(head) & stems(sentence.text):
                yield claim("same", sentence, [number], [("other", whole)])
