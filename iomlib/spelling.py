"""Read YAML by the way each value is spelt: what some programs take for another value is refused."""

import io
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)
from ruamel.yaml.resolver import implicit_resolvers

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    "null": None,
}
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,999}")
# Also 12e3: where a code belongs, a number is refused, and where a number belongs, it is one.
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])")
# All that a reader of YAML 1.1 or 1.2 takes for something else than text, but for yes, no, on and
# off: those are texts in 1.2, and what wants true or false refuses a text.
_NO_TEXT = [(tag.rpartition(":")[2], pattern) for _, tag, pattern, _ in implicit_resolvers]
# Ends of a line to some programs and signs of a text to others; between quotes they would turn into a space.
_BREAKS = re.compile("[\x85\u2028\u2029]")
# Signs that once steered a printer, and two that are none: no page shows them, and most files cannot hold them.
_STEERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_LARGEST = (
    2_000_000  # Bytes of a file: reading a million takes ten seconds. A run file of all areas has 30,000.
)
_DEEPEST = 20  # Lists within lists. A run file needs four.
_SHOWN = 40  # Characters of a value that a message repeats.

Place = tuple[str | int, ...]


class Unclear:
    """Stands for a value that was refused here, so that nobody refuses it once more."""


UNCLEAR = Unclear()


class Trouble(NamedTuple):
    """What is wrong with one value, and the keys that lead to it."""

    place: Place
    words: str


def read_yaml(path: Path) -> tuple[Any, list[Trouble]]:
    """Read a file; where a value is spelt in a way that is not plain, put UNCLEAR and say so.

    Anchors, aliases, tags and keys given twice are refused too. A file that is no YAML has no content.
    """
    troubles: list[Trouble] = []
    content: Any = None
    try:
        if (size := path.stat().st_size) > _LARGEST:
            return None, [Trouble((), f"has {size:,} bytes; {_LARGEST:,} are allowed.")]
        text = path.read_bytes().decode("utf-8-sig")  # a byte order mark is let pass, as in tables
        troubles += [_hidden_break(text, found) for found in _BREAKS.finditer(text)]
        events = iter(YAML(typ="safe", pure=True).parse(io.StringIO(text)))
        first = True
        for event in events:
            if isinstance(event, ScalarEvent | CollectionStartEvent | AliasEvent):
                made = _value(event, events, (), troubles)
                content, first = (made if first else content), False
            elif isinstance(event, DocumentStartEvent) and not first:
                troubles.append(Trouble((), f"{_line(event)}: begins a second document. Keep one a file."))
    except (YAMLError, ValueError, OverflowError) as trouble:
        return None, [*troubles, Trouble((), _no_yaml(trouble))]
    return content, troubles


def load_yaml(path: Path) -> Any:
    """Read a file of values whose keys may be days, as every reader of YAML does.

    Raises
    ------
    OSError, ValueError
        It cannot be read, is larger or deeper than any such file, or has anchors: what they stand for may be endless.
    """
    deep = 0
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        text = path.read_text("utf-8")
        for event in YAML(typ="safe", pure=True).parse(io.StringIO(text)):
            deep += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if deep > _DEEPEST or getattr(event, "anchor", None):
                raise ValueError("too deep, or with anchors")
        return YAML(typ="safe", pure=True).load(text)
    except (YAMLError, OverflowError) as trouble:
        raise ValueError(_no_yaml(trouble)) from trouble


def unshowable(text: str) -> str:
    """Say of a text that stands on pages which sign no page can show; nothing where all can be shown.

    Examples
    --------
    >>> unshowable("a bell \\a")
    'holds the sign U+0007, which no page can show. Delete it; letters, digits, punctuation and spaces are allowed.'
    """
    found = _STEERS.search(text)
    sign = f"the sign U+{ord(found[0]):04X}, which no page can show" if found else ""
    return sign and f"holds {sign}. Delete it; letters, digits, punctuation and spaces are allowed."


def named(place: Place) -> str:
    """Name a place as an analyst counts.

    Examples
    --------
    >>> named(("areas", 0, "haringey"))
    'areas.1.haringey'
    """
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in place)


def _no_yaml(trouble: Exception) -> str:
    mark = getattr(trouble, "problem_mark", None)
    where = f"line {mark.line + 1} " if mark else ""
    what = getattr(trouble, "problem", None)
    if what is None:
        what = (
            "it is not UTF-8 text"
            if isinstance(trouble, UnicodeDecodeError)
            else "it has signs that no text has"
        )
    return f"{where}cannot be read as YAML: {str(what).splitlines()[0]}."


def _hidden_break(text: str, found: re.Match[str]) -> Trouble:
    line = text.count("\n", 0, found.start()) + 1
    sign = f"{ord(found[0]):04x}"
    words = f"holds U+{sign.upper()}, which may be the end of a line or a sign of a text"
    return Trouble((), f"line {line}: {words}. Delete it, or write \\u{sign} in a text in double quotes.")


def _line(event: Any) -> str:
    return f"line {event.start_mark.line + 1}"


def _tell(event: Any, place: Place, words: str, troubles: list[Trouble]) -> Unclear:
    where = f"{_line(event)}: {named(place)}" if place else _line(event)
    troubles.append(Trouble(place, f"{where}: {words}"))
    return UNCLEAR


def _value(event: Any, events: Iterator[Any], place: Place, troubles: list[Trouble]) -> Any:
    if isinstance(event, AliasEvent):
        words = f"the alias *{event.anchor} is not allowed. Write the value itself."
        return _tell(event, place, words, troubles)
    if event.anchor:
        _tell(event, place, f"the anchor &{event.anchor} is not allowed. Take it away.", troubles)
    if event.tag:
        tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
        words = f"the tag {tag} is not allowed. Write the value alone, a text in quotes."
        _tell(event, place, words, troubles)
    if len(place) > _DEEPEST:
        raise MarkedYAMLError(problem="it is nested too deeply", problem_mark=event.start_mark)
    if isinstance(event, MappingStartEvent):
        made: Any = _mapping(events, place, troubles)
    elif isinstance(event, CollectionStartEvent):
        made = _sequence(events, place, troubles)
    else:
        made = UNCLEAR if event.tag else _scalar(event, place, troubles)
    return UNCLEAR if event.tag else made


def _sequence(events: Iterator[Any], place: Place, troubles: list[Trouble]) -> list[Any]:
    made: list[Any] = []
    for event in events:
        if isinstance(event, SequenceEndEvent):
            break
        made.append(_value(event, events, (*place, len(made)), troubles))
    return made


def _mapping(events: Iterator[Any], place: Place, troubles: list[Trouble]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    lines: dict[str, str] = {}
    for event in events:
        if isinstance(event, MappingEndEvent):
            break
        key = _value(event, events, place, troubles)
        if not isinstance(key, str | Unclear):
            found = f"the key {event.value}" if isinstance(event, ScalarEvent) else "a list as a key"
            _tell(event, place, f"{found} is not text. Put it in quotes.", troubles)
        name = key if isinstance(key, str) else "?"
        value = _beside(event, next(events), events, (*place, name), troubles)
        if name in lines:
            words = f"is given twice; it stands in {lines[name]} already. Keep one of the two."
            _tell(event, (*place, name), words, troubles)
        elif isinstance(key, str):
            made[key], lines[key] = value, _line(event)
    return made


def _beside(key: Any, event: Any, events: Iterator[Any], place: Place, troubles: list[Trouble]) -> Any:
    """Read the value of a key. One that is not there is told with the line of its key."""
    if isinstance(event, ScalarEvent) and (event.value, event.style, event.tag) == ("", None, None):
        return _tell(key, place, plain("")[1], troubles)
    return _value(event, events, place, troubles)


def _scalar(event: ScalarEvent, place: Place, troubles: list[Trouble]) -> Any:
    if event.style is not None:
        try:
            # JSON writes a sign above U+FFFF as two halves, which are no text one by one.
            return str(event.value).encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            return _tell(event, place, "holds half a sign (\\ud800 to \\udfff). Write the sign.", troubles)
    value, words = plain(event.value)
    return _tell(event, place, words, troubles) if words else value


@lru_cache(maxsize=4096)
def plain(text: str) -> tuple[Any, str]:
    """Read what stands there without quotes: its value, or why it is refused and what to write.

    Examples
    --------
    >>> plain("12"), plain("NO")
    ((12, ''), ('NO', ''))
    >>> print(plain("0012")[1])
    0012 may be a number or a code. Put it in quotes if it is a code: "0012". Write 12 if it is a number.
    """
    if text in _WORDS:
        return _WORDS[text], ""
    if _WHOLE.fullmatch(text):
        return int(text), ""
    if _DECIMAL.fullmatch(text):
        return _decimal(text)
    if _DAY.fullmatch(text) and len(text) == len("2008-04-01"):
        try:
            return date.fromisoformat(text), ""
        except ValueError:
            return UNCLEAR, f'{text} is no day of the calendar. Put it in quotes if it is a text: "{text}".'
    taken_for = {tag for tag, pattern in _NO_TEXT if pattern.match(text)} - {"bool"}
    return (UNCLEAR, _refusal(text, taken_for)) if taken_for else (text, "")


def _decimal(text: str) -> tuple[Any, str]:
    """Read a number with a point, unless it would turn into infinity or nothing."""
    value = float(text)
    vanished = value == 0 and any(digit in "123456789" for digit in re.split("[eE]", text)[0])
    if abs(value) == float("inf") or vanished:
        return UNCLEAR, f"{text[:_SHOWN]} is too {'small' if vanished else 'large'} to keep its value."
    return value, ""


def _refusal(text: str, taken_for: set[str]) -> str:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
    if not text:
        return 'has no value. Write null if nothing is meant, "" if it is an empty text.'
    if "null" in taken_for:
        return f'{text} may be nothing or a text. Write null, or put it in quotes: "{text}".'
    if taken_for & {"int", "float"}:
        number = _number(text)
        words = f'{shown} may be a number or a code. Put it in quotes if it is a code: "{shown}".'
        return f"{words} Write {number} if it is a number." if number else words
    if "timestamp" in taken_for:
        year, month, day = (int(part) for part in _DAY.match(text).groups())  # type: ignore[union-attr]
        words = f'{shown} may be a date or a text. Put it in quotes if it is a text: "{shown}".'
        return f"{words} Write {year}-{month:02}-{day:02} if it is a date."
    return f'{shown} has a meaning of its own in YAML. Put it in quotes: "{shown}".'


def _number(text: str) -> str:
    """Write a number plainly, where one can be made out."""
    bare = text.replace("_", "").removeprefix("+")
    if len(bare) > _SHOWN:
        return ""
    if re.match("-?0[xob]", bare):
        return str(int(bare, 0))
    for kind in (int, float):
        try:
            return repr(kind(bare)) if "n" not in bare.lower() else ""
        except ValueError:
            continue
    return ""
