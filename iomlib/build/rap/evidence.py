"""What was found of one item, and what follows from it."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Verdict = Literal["met", "not met", "ask a person"]
_LISTED = 4


class Evidence(NamedTuple):
    """How a project stands on one item, and what was looked at."""

    verdict: Verdict
    found: str


def met(found: str) -> Evidence:
    """Say that an item is met."""
    return Evidence("met", found)


def not_met(found: str) -> Evidence:
    """Say that an item is not met, and what is missing."""
    return Evidence("not met", found)


def ask(found: str) -> Evidence:
    """Say what was found of an item of which only a person can tell."""
    return Evidence("ask a person", f"{found}; a person has to say")


def listed(names: Iterable[str]) -> str:
    """Name a few of many files.

    Examples
    --------
    >>> listed("abcdef")
    '`a`, `b`, `c`, `d` and more'
    """
    every = [f"`{name}`" for name in names]
    return ", ".join(every[:_LISTED]) + (" and more" if len(every) > _LISTED else "")


def folders(names: Iterable[str]) -> str:
    """Name the top folders that files lie in.

    Examples
    --------
    >>> folders(["tests/golden/a.csv", "data/b.csv", "tests/c.py"])
    '`data`, `tests`'
    """
    return listed(sorted({name.partition("/")[0] for name in names}))
