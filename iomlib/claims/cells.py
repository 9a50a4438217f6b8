"""Cells of a table of claims: "28%", "3,673; 7,137", "part=389; whole=1,243"."""

import re
from typing import NamedTuple

from iomlib.claims.digits import Printed, read_number
from iomlib.claims.inputs import DOWN, UP
from iomlib.claims.kinds import KINDS
from iomlib.errors import nearest

UNKNOWN = "?"  # An input that the report does not print.
# Inputs that are words, and the words that they may be; without any, every word will do.
WORDS: dict[str, tuple[str, ...]] = {
    "direction": (*UP, *DOWN),
    "distribution": (),
    "heading": (),
    "method": ("last",),
    "met": ("yes", "no"),
    "rule": ("down", "nearest", "up"),
    "why": (),
}
_FIGURE = re.compile(r"people|events|highest|second|lowest|(at|from) \d+")
_DISTRIBUTION = re.compile(r"\d+ ?(\( ?\d+ ?\))?([, ]+\d+ ?(\( ?\d+ ?\))?)*")


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


def read_published(text: str, kind: str, unit: str = "", places: int | None = None) -> Cell:
    """Read the figures that are held to arithmetic; ``unit`` and ``places`` are those of all of them.

    Examples
    --------
    >>> [(each.name, each.places) for each in read_published("people=3,673; events=7,137", "classes").numbers]
    [('people', 0), ('events', 0)]
    """
    if kind == "order":
        return Cell((), {"printed": text} if text else {})
    numbers = []
    for piece in _pieces(text):
        name, value = _named(piece)
        if name and kind != "classes":
            raise CellError(
                f"{name} is a name", "Only the figures of classes have names; write the figure alone."
            )
        if name and not _FIGURE.fullmatch(name):
            allowed = "Allowed: people, events, highest, second, lowest, at 1 or from 5 with any number."
            raise CellError(f"{name} is no figure of a distribution", allowed)
        numbers.append(_number(value, unit)._replace(name=name))
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
        name, value = _named(piece)
        if name and name not in (*KINDS[kind].names, "why"):
            raise CellError(f"{name} is not an input of {kind}", nearest(name, [*KINDS[kind].names, "why"]))
        if name in words:
            raise CellError(f"{name} stands there twice", "Keep one of the two.")
        if name in WORDS:
            words[name] = _word(name, value)
        elif value != UNKNOWN:
            numbers.append(_number(value, "")._replace(name=name))
    if any(each.name for each in numbers) and not all(each.name for each in numbers):
        raise CellError("some inputs have a name and some have none", "Name all of them, or none.")
    return Cell(tuple(numbers), words)


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(";") if piece.strip()]


def _named(piece: str) -> tuple[str, str]:
    name, mark, value = piece.partition("=")
    return (name.strip(), value.strip()) if mark else ("", piece)


def _word(name: str, value: str) -> str:
    if not value:
        raise CellError(f"{name} is blank", "Write it, or leave its name out.")
    allowed = WORDS[name]
    if allowed and value not in allowed:
        raise CellError(f"{name}={value} is not known", nearest(value, list(allowed)))
    if name == "distribution" and not _DISTRIBUTION.fullmatch(value):
        raise CellError("the distribution cannot be read", "Write 17(3), 16(4) for 3 with 17 and 4 with 16.")
    return value


def _number(text: str, unit: str) -> Printed:
    found = read_number(text, unit=unit)
    if found is None:
        raise CellError(
            f"{text} is not a number",
            "Write it as it is printed: 1,243, 28%, £60m, almost a fifth; with ; between two of them.",
        )
    return found
