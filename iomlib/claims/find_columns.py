"""Finds what the columns of a table claim of those beside them: changes, differences, rates per head."""

import re
from collections.abc import Iterator
from itertools import product

from iomlib.claims.clauses import amount, sentence_of
from iomlib.claims.grid import Grid, made, most
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number

_CHANGE = re.compile(r"(?i)change|difference|variance|\+/-|\bvs\b|increase|decrease|reduction")
_SIGNS = ("%", "+/-", "% +/-")
_RATE = re.compile(r"(?i)\bper (?P<per>1,?000|10,?000|100,?000)\b")
_PEOPLE = re.compile(r"(?i)population|residents|people|inhabitants|households")


def columns(grid: Grid) -> Iterator[Claim]:
    """List the claims of columns that follow from others; where most rows agree, the others are slips."""
    yield from _changes(grid)
    yield from _series(grid)
    yield from _rates(grid)


def _changes(grid: Grid) -> Iterator[Claim]:
    """Hold a column of changes, in per cent or in numbers, to the two columns before it."""
    for column in range(2, len(grid.heads)):
        if not _CHANGE.search(grid.heads[column]) and grid.heads[column] not in _SIGNS:
            continue
        ways = ((column - 2, column - 1), (column - 1, column - 2))
        for (before, after), kind in product(ways, ("change", "difference")):
            tried = [
                _changed(kind, (grid, place), [row[each] for each in (before, after, column)])
                for place, row in enumerate(grid.cells)
            ]
            found = [each for each in tried if each]
            if len(found) >= 2 and most(found):
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
                two = [grid.cells[place - 1][other], grid.cells[place][other]]
                if told := _changed("change", (grid, place), [*two, grid.cells[place][column]]):
                    found.append(told)
            if other != column and most(found):
                yield from found


def _changed(kind: str, where: tuple[Grid, int], cells: list[Number | None]) -> Claim | None:
    """Make a claim of figures before and after and of the change between them, if they are of such units."""
    three = [each for each in cells if each is not None and each.value is not None]
    if len(three) < len(cells):
        return None
    before, after, change = three
    way = ("fall" if amount(change) < 0 else "rise") if change.value else ""
    if kind == "change":
        if "%" in (before.unit, after.unit) or not before.value or change.unit != "%":
            return None
        return made("change", where, change, [("before", before), ("after", after)], way)
    if len({each.unit for each in three}) > 1:
        return None
    size = change._replace(value=abs(amount(change)), text=change.text.lstrip("-−+"))
    return made("difference", where, size, [("from", after), ("less", before)], way)


def _rates(grid: Grid) -> Iterator[Claim]:
    """Hold a column of rates per head to a column of people and one of counts."""
    people = [
        place for place, head in enumerate(grid.heads) if _PEOPLE.search(head) and not _RATE.search(head)
    ]
    for column, head in enumerate(grid.heads):
        rate = _RATE.search(head)
        per = sentence_of(grid.paragraph, f"{rate['per']} people").numbers if rate else ()
        for count in range(len(grid.heads)) if per and len(people) == 1 else ():
            found = []
            for place, row in enumerate(grid.cells):
                told, counted, of = row[column], row[count], row[people[0]]
                if told and counted and of and of.value and count not in (column, people[0]):
                    inputs = [("count", counted), ("people", of), ("per", per[0])]
                    found.append(made("rate", (grid, place), told, inputs))
            if most(found):
                yield from found
