"""On which line of a YAML file each key and each item stands, so that a message can say it."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from iomlib.spelling import Place


def read_lines(path: Path) -> dict[Place, int]:
    """Give the line of every key and every item of a file, as far as it can be read.

    The line of a key is given for the place of its value; that of the whole, ``()``, is the first that says anything.
    """
    lines: dict[Place, int] = {}
    try:
        text = path.read_bytes().decode("utf-8-sig")
        events = iter(YAML(typ="safe", pure=True).parse(io.StringIO(text)))
        event = next(event for event in events if isinstance(event, ScalarEvent | CollectionStartEvent))
        _note(event, events, (), lines)
    except (YAMLError, ValueError, OverflowError, StopIteration, RecursionError):
        return lines  # what is wrong is said by read_yaml
    return lines


def line_of(lines: dict[Place, int], place: Place) -> int:
    """Give the line of a place, or of the nearest place around it that is written down.

    Examples
    --------
    >>> line_of({(): 1, ("criteria", 0): 5}, ("criteria", 0, "text"))
    5
    """
    return next((lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in lines), 1)


def _note(event: Any, events: Iterator[Any], place: Place, lines: dict[Place, int]) -> None:
    """Write down the line of a value, and of all within it; of a key given twice the first."""
    lines.setdefault(place, event.start_mark.line + 1)
    if isinstance(event, MappingStartEvent):
        for key in _until(events, MappingEndEvent):
            inner = (*place, str(getattr(key, "value", "?")))
            lines.setdefault(inner, key.start_mark.line + 1)
            if isinstance(key, CollectionStartEvent):  # a list as a key, which is refused
                _note(key, events, (*inner, "?"), lines)
            _note(next(events), events, inner, lines)
    elif isinstance(event, CollectionStartEvent):
        for number, item in enumerate(_until(events, SequenceEndEvent)):
            _note(item, events, (*place, number), lines)


def _until(events: Iterator[Any], end: type[Any]) -> Iterator[Any]:
    for event in events:
        if isinstance(event, end):
            return
        yield event
