"""Columns that are headed as dates of birth: each date below is one, though no word stands beside it."""

import re
from collections.abc import Iterator

from iomlib.build.scanner_patterns import BIRTH_CELL, days_in
from iomlib.build.scanner_read import BLOCK, CELL, PARTS, Text

_PARTED = re.compile(f"[{PARTS.replace(CELL, '')}]")


def under_headings(text: Text) -> Iterator[tuple[str, str, str]]:
    """Give kind, kinds and place of each date below the heading of a column of dates of birth.

    Examples
    --------
    >>> rows = Text("", f"{BLOCK}Who{CELL}Born{BLOCK}1{CELL}12 May 1980{BLOCK}", "line", BLOCK)
    >>> [place for _, _, place in under_headings(rows)]
    ['line 3']
    """
    if not BIRTH_CELL.search(text.text):
        return
    column, at = -1, 0
    for row in _PARTED.split(text.text):
        cells = row.split(CELL)
        heads = [i for i, cell in enumerate(cells) if BIRTH_CELL.search(f"{BLOCK}{cell}{BLOCK}")]
        if heads:
            column = heads[0]
        elif 0 <= column < len(cells) and any(True for _ in days_in(cells[column])):
            yield "date of birth", "dates of birth", text.place(at)
        at += len(row) + 1
