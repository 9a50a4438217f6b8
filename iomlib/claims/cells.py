"""Cells of a table of claims: "28%", "3,673; 7,137", "part=389; whole=1,243"."""

from typing import NamedTuple

from iomlib.claims.digits import Printed, read_number
from iomlib.claims.kinds import KINDS
from iomlib.errors import nearest

UNKNOWN = "?"  # An input that the report does not print.
# Inputs of these names are words.
WORDS = ("direction", "rule", "why")


class CellError(ValueError):
    """A cell that cannot be read: what was found, and what is allowed."""

    def __init__(self, found: str, allowed: str) -> None:
        """Keep the two sentences."""
        self.found, self.allowed = found, allowed
        super().__init__(f"{found}. {allowed}")


class Cell(NamedTuple):
    """The numbers of a cell, and its words by name."""

    numbers: tuple[Printed, ...] = ()
    words: dict[str, str] = {}  # noqa: RUF012  never changed


def read_published(text: str, unit: str = "", places: int | None = None) -> Cell:
    """Read the figures that are held to arithmetic; ``unit`` and ``places`` are those of all of them.

    Examples
    --------
    >>> [each.places for each in read_published("3,673; 7,137").numbers]
    [0, 0]
    """
    numbers = [_number(piece, unit) for piece in _pieces(text)]
    if places is not None:
        numbers = [each._replace(places=places) for each in numbers]
    return Cell(tuple(numbers))


def read_inputs(text: str, kind: str) -> Cell:
    """Read what a claim follows from: values, or names and values, ``?`` where one is not printed.

    Examples
    --------
    >>> cell = read_inputs("before=247; after=207; direction=fall", "change")
    >>> [each.name for each in cell.numbers], cell.words
    (['before', 'after'], {'direction': 'fall'})
    """
    numbers: list[Printed] = []
    words: dict[str, str] = {}
    for piece in _pieces(text):
        name = piece.partition("=")[0].strip() if "=" in piece else ""
        value = piece.partition("=")[2].strip() if name else piece
        if name and name not in (*KINDS[kind].names, "why"):
            raise CellError(f"{name} is not an input of {kind}", nearest(name, [*KINDS[kind].names]))
        if name in WORDS:
            words[name] = value
        elif value != UNKNOWN:
            numbers.append(_number(value, "")._replace(name=name))
    if any(each.name for each in numbers) and not all(each.name for each in numbers):
        raise CellError("some inputs have a name and some have none", "Name all of them, or none.")
    return Cell(tuple(numbers), words)


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(";") if piece.strip()]


def _number(text: str, unit: str) -> Printed:
    found = read_number(text, unit=unit)
    if found is None:
        raise CellError(
            f"{text} is not a number",
            "Write it as it is printed: 1,243, 28%, £60m, almost a fifth; with ; between two of them.",
        )
    return found
