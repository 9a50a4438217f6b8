"""How wide the columns of a table in the PDF are: no number breaks, and no word where there is room."""

from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.ft2font import FT2Font, LoadFlags

from iomlib.blocks import Table

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
UPRIGHT, FLIPPED = 481.0, 728.0  # points between the margins of an A4 page
SIZES = (8.5, 8.0)  # points; nothing is set smaller
INSET = 11.0  # points at both sides of a cell, and a little for rounding
ROWS, LETTERS = 10, 1500  # a table with fewer fits on a page and stays on one
UNBROKEN = 24  # letters: an interval, a share or a sum of money is one word


def layout(table: Table) -> dict[str, Any]:
    """Say how a table is set: the widths of its columns in points, the size of its letters, and its page.

    A table that does not fit an upright page is ``flipped`` onto one that lies on its side; a ``short`` one is
    kept together.

    Examples
    --------
    >>> from iomlib.blocks import Heading
    >>> heads = [Heading(text="Offence", number=False), Heading(text="Crimes", number=True)]
    >>> made = layout(Table(id="t", caption="", columns=heads, rows=[["Theft", "30"]], disclosure="crimes"))
    >>> made["size"], made["flipped"], made["short"], round(sum(made["widths"]))
    (8.5, False, True, 481)
    """
    for room, size in ((UPRIGHT, SIZES[0]), (UPRIGHT, SIZES[1]), (FLIPPED, SIZES[1])):
        columns = [_needs(table, place, size, lines=1) for place in range(len(table.columns))]
        if sum(least for least, _ in columns) <= room:
            break
    if sum(whole for _, whole in columns) > room:
        columns = [_needs(table, place, size, lines=2) for place in range(len(table.columns))]
    letters = sum(len(cell) for row in table.rows for cell in row)
    return {
        "widths": _shared(columns, room),
        "size": size,
        "flipped": room == FLIPPED,
        "short": len(table.rows) <= ROWS and letters < LETTERS,
    }


def _needs(table: Table, place: int, size: float, lines: int) -> tuple[float, float]:
    """Return what a column needs so that no word breaks, and so that no cell does and a header takes few lines."""
    head, cells = table.columns[place].text, [row[place] for row in table.rows]
    bold = [cells.pop()] if table.total and cells else []
    least = max([*(_width(word, size, True) for word in head.split()), 0.0])
    whole = max(least, _width(head, size, True) / lines)
    for cell, weight in [*((cell, False) for cell in cells), *((cell, True) for cell in bold)]:
        width = _width(cell, size, weight)
        whole = max(whole, width)
        least = max([least, *(_width(word, size, weight) for word in _unbroken(cell, place))])
    return least + INSET, whole + INSET


def _unbroken(cell: str, place: int) -> list[str]:
    """List what of a cell stays on one line: half an interval on a line of its own reads as another row."""
    numeric = place > 0 and len(cell) <= UNBROKEN and any(sign.isdigit() for sign in cell)
    return [cell] if numeric else cell.split()


def _shared(columns: list[tuple[float, float]], room: float) -> list[float]:
    """Share a page's width: first what no column can do without, then by what the others want, the rest first."""
    least, more = [low for low, _ in columns], [high - low for low, high in columns]
    left, wanted = room - sum(least), sum(more)
    if left <= 0:  # a word as long as a page: all columns suffer alike
        return [low * room / sum(least) for low in least]
    given = min(1.0, left / wanted) if wanted else 0.0
    widths = [low + given * extra for low, extra in zip(least, more, strict=True)]
    # What nobody needs goes to all alike, and twice to the names of the rows.
    spare = (room - sum(widths)) / (len(widths) + 1)
    return [width + spare * (1 + (place == 0)) for place, width in enumerate(widths)]


def _width(text: str, size: float, bold: bool) -> float:
    return size * sum(advance(sign, bold) for sign in text)


@cache
def advance(sign: str, bold: bool) -> float:
    """Return the width of a sign of the page's font, in parts of the size of its letters."""
    font = _font(bold)
    glyph = font.get_char_index(ord(sign))  # 0, a box, for what the font lacks: that is refused elsewhere
    return float(font.load_glyph(glyph, LoadFlags.NO_SCALE).horiAdvance) / font.units_per_EM


@cache
def _font(bold: bool) -> FT2Font:
    return FT2Font(str(FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")))
