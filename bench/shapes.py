"""What a line of the table is made of."""

from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

Took = dict[str, Any]


class BenchError(Exception):
    """A command ended badly, so there is nothing to measure."""


class Found(NamedTuple):
    """What a line found, in words, if it meets its mark (None: there is no mark), and what was measured."""

    words: str
    met: bool | None
    took: dict[str, list[Took]]


class Line(NamedTuple):
    """A line of the table: the work, what it is held against, the mark, and how it is measured."""

    work: str
    against: str
    mark: str
    measure: Callable[[Path], Found]


def middle(took: list[Took], key: str) -> float:
    """Give the median of what was measured."""
    return float(median(one[key] for one in took))
