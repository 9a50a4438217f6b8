"""Finds what the columns and rows of a table claim: totals, and shares of a total."""

import re
from collections.abc import Iterator
from decimal import Decimal

from iomlib.claims.clauses import Report, Sentence, amount, claim, stems
from iomlib.claims.find_columns import columns
from iomlib.claims.grid import TOTAL, Grid, agreeing, grid_of, made, most, parts_and_total
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number

_WIDE = re.compile(
    r"(?i)^(?:grand |overall )?totals?\b|^all\b|year to date|^sum$|\btotal$|^combined$|^ytd$|^(?:full |whole )?year$"
)
_MORE_THAN_ONCE = re.compile(
    r"(?i)more than on(?:e|ce)|may not (?:sum|add)|do not (?:sum|add)|overlap|counted twice|multiple"
)
_MEASURED = re.compile(r"(?i)\b(?:weight|score|harm|days|hours|estimated|expected|cost|value)")


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
            yield from columns(grid)
    yield from _told_totals(report)


def _total_rows(grid: Grid) -> Iterator[Claim]:
    rows, total = parts_and_total(grid)
    if total is None or len(rows) < 2 or any(TOTAL.search(grid.labels[place]) for place in rows):
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
        yield made("sum", (grid, total), printed, [("part", each) for each in parts])


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
            found.append(made("sum", (grid, place), row[-1], [("part", each) for each in row[:-1]]))
    if most(found):
        yield from found


def _share_columns(grid: Grid) -> Iterator[Claim]:
    """Hold a column of percentages to the column of counts or money that it is worked out from."""
    rows, total = parts_and_total(grid)
    for column in range(len(grid.heads)):
        if sum(1 for place in rows if (cell := grid.cells[place][column]) and cell.unit == "%") < 3:
            continue
        best: list[Claim] = []
        for other in range(len(grid.heads)):
            if other != column and (found := _shares(grid, rows, total, column, other)) and most(found):
                best = max(best, found, key=agreeing)
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
    found = []
    for place in rows:
        share, part = grid.cells[place][column], grid.cells[place][other]
        if share is not None and share.unit == "%" and part is not None:
            found.append(made("part", (grid, place), share, [("part", part), ("whole", whole)]))
    return found


def _sum(counts: list[Number]) -> Number:
    value = sum((amount(each) for each in counts), Decimal(0))
    sign = "£" if counts[0].unit == "£" else ""
    return counts[0]._replace(text=f"{sign}{value:,}", value=value, unit=sign)


def _told_totals(report: Report) -> Iterator[Claim]:
    """Hold the total that the words before a table give to the sum of its column."""
    for paragraph in report.paragraphs:
        grid = grid_of(paragraph) if paragraph.rows else None
        if grid is None:
            continue
        before = [each for each in report.sentences if 0 < paragraph.place - each.paragraph.place <= 3]
        near = [each for each in before if each.paragraph.number == paragraph.number]
        for column in range(len(grid.heads)):
            rows, total = parts_and_total(grid)
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
