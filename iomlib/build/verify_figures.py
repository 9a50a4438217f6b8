"""Compares the figures of a report, value by value, as they are published with as they are made again."""

import math
from contextlib import suppress
from pathlib import Path
from typing import Any

from iomlib.build.verify_found import Moved
from iomlib.build.verify_read import read_json

NEAR = 1e-9  # Relative difference of values that counts as none where only figures are compared.
_NUMBERS = ("value", "lower", "upper", "confidence")


def read_figures(path: Path) -> dict[str, dict[str, Any]]:
    """Read the figures of a report by their ids; none from a file that cannot be read.

    One that stands there twice is two figures: which of them a reader takes is not known.
    """
    found: dict[str, dict[str, Any]] = {}
    with suppress(ValueError, LookupError, TypeError):
        for each in read_json(path)["figures"]:
            name = str(each["id"])
            found[f"{name} (twice)" if name in found else name] = dict(each)
        return found
    return {}


def moved_figures(published: Path, again: Path, near: float = 0) -> tuple[Moved, ...]:
    """List the figures that differ; numbers may by the share `near` of them, all else has to be the same.

    A figure that differs in its value alone is told by its value, for its text would not say so.
    """
    before, now = read_figures(published), read_figures(again)
    names = [*before, *(name for name in now if name not in before)]
    return tuple(
        Moved(name, *_told(before.get(name), now.get(name)))
        for name in names
        if not same_figure(before.get(name), now.get(name), near)
    )


def same_figure(one: dict[str, Any] | None, other: dict[str, Any] | None, near: float = 0) -> bool:
    """Say whether two figures are the same.

    Examples
    --------
    >>> one, other = {"value": 1.0, "text": "1"}, {"value": 1.0000000001, "text": "1"}
    >>> same_figure(one, other), same_figure(one, other, near=1e-9)
    (False, True)
    >>> same_figure(one, other | {"text": "2"}, near=1e-9)
    False
    """
    if one is None or other is None or one.keys() != other.keys():
        return False
    return all(_same(one[key], other[key], near if key in _NUMBERS else 0) for key in one)


def _same(one: Any, other: Any, near: float) -> bool:
    if near and _is_number(one) and _is_number(other):
        with suppress(OverflowError):  # of a whole number that is no figure of ours
            return math.isclose(one, other, rel_tol=near, abs_tol=0)
    return type(one) is type(other) and bool(one == other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _told(one: dict[str, Any] | None, other: dict[str, Any] | None) -> tuple[str | None, str | None]:
    for key in ("text", "value", "lower", "upper", "method", "unit", "inputs"):
        pair = [None if figure is None else str(figure.get(key)) for figure in (one, other)]
        if pair[0] != pair[1]:
            return pair[0], pair[1]
    return "one way", "another"
