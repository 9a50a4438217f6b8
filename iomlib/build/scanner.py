"""Searches every file of a report for what identifies a person, before it is published.

Shapes (`scanner_patterns.py`), initials (`scanner_initials.py`), and every identifier that the report's own
input holds. A message says where and of what kind, and never what was found.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from iomlib.build.look import Look
from iomlib.build.scanner_columns import under_headings
from iomlib.build.scanner_patterns import BIRTH_CELL, SHAPES, Shape, days_in, shapes_in
from iomlib.build.scanner_read import BLOCK, PARTS, Text, texts_of
from iomlib.errors import DisclosureError

if TYPE_CHECKING:
    from iomlib.tables.identifiers import Asked

_WORD = re.compile(rf"[^\s{PARTS}\"'<>()\[\]{{}},;|=]+")
_SAME = str.maketrans(dict.fromkeys("\u2010\u2012\u2013\u2212", "-") | dict.fromkeys("\u2044\u2215", "/"))
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_SPACES = re.compile(r"[^\S\n]{2,}")
_DIGIT = re.compile(r"\d")
_NAME = re.compile(r"[^\W\d_][\w'’-]*")
_PLACES = 3  # that a message names
_SEVERAL = {
    "id of a person": "ids of people",
    "name of a person": "names of people",
    "date of birth of a person": "dates of birth of people",
}
_WHAT_TO_DO = (
    "Nothing that identifies a person may be published. Take it out of the notebook, the parameters or the data, "
    "and run again."
)


class Found(NamedTuple):
    """What was found in a file: its kind, one and several, and where."""

    one: str
    several: str
    place: str


def search(
    files: Mapping[str, bytes],
    edition: str,
    people: Mapping[str, Path] | None = None,
    look: Look | None = None,
) -> list[str]:
    """List where finished files hold what identifies a person; an empty list may be published.

    Parameters
    ----------
    files
        Every file that would be published, by its name.
    edition
        ``public``, or ``restricted``: there ids and pseudonyms of people may stand, names and numbers may not.
    people
        The files of people that the report was given, by their names, as Parquet.
    look
        What the partnership itself declares: its contact address may stand on every page.

    Examples
    --------
    >>> search({"a.csv": b"who,arrests\\nJ.B.,90\\n"}, "public")
    ['a.csv: line 2: 1 person by initials. Nothing that identifies a person may be published. Take it out of the \
notebook, the parameters or the data, and run again.']
    """
    allowed = _declared(look)
    texts = {name: _texts(name, content) for name, content in files.items()}
    pieces = set().union(*(text.pieces() for parts in texts.values() for text in parts))
    whole = f"{BLOCK}{BLOCK.join(pieces)}{BLOCK}"
    shapes = tuple(shape for shape in SHAPES if shape.restricted or edition == "public")
    # Where one is, is looked for only where there is one.
    there = tuple(
        shape for shape in shapes if any(_key(v) not in allowed for _, _, v in shapes_in(whole, (shape,)))
    )
    known = _known(whole, edition, people or {})
    births = bool(BIRTH_CELL.search(whole))
    problems = []
    for name, parts in texts.items():
        found = [each for text in parts for each in _shaped(text, there, allowed)]
        found += [Found(*each) for text in parts for each in under_headings(text)] if births else []
        found += [each for text in parts for each in _of(text, known)] if known else []
        problems += _sentences(name, found)
    return problems


def _shaped(text: Text, shapes: tuple[Shape, ...], allowed: set[str]) -> Iterable[Found]:
    return [
        Found(shape.one, shape.several, text.place(at))
        for shape, at, value in (shapes_in(text.text.replace("\n", " "), shapes) if shapes else ())
        if _key(value) not in allowed
    ]


def refuse_identifiers(
    files: Mapping[str, bytes], edition: str, look: Look, people: Mapping[str, Path] | None = None
) -> None:
    """Refuse finished files in which a person is identified; the parameters are those of `search`.

    Raises
    ------
    DisclosureError
        Every file that holds something, and where.
    """
    if problems := search(files, edition, people, look):
        raise DisclosureError(problems)


def _texts(name: str, content: bytes) -> list[Text]:
    try:
        found = (Text("its name", name), *texts_of(name, content))
    except Exception:  # whatever is wrong with it, it is not published
        told = f"{name}: cannot be taken apart, so nobody can say if it identifies a person. Make it again."
        raise DisclosureError(told) from None
    return [text._replace(text=_as_read(text.text)) for text in found]


def _as_read(text: str) -> str:
    """Write a text as a reader sees it: no sign without a shape, one kind of space, dash and digit."""
    plain = normalize("NFKC", text).translate(_SAME)
    return _SPACES.sub(" ", _UNSEEN.sub("", plain))


def _declared(look: Look | None) -> set[str]:
    """Give what the partnership prints of itself on purpose: its contact, its committee, its own paper's words."""
    if look is None:
        return set()
    said = [look.committee, look.contact, look.footer, look.logo_alt, *_strings(look.paper)]
    return {_key(value) for _, _, value in shapes_in("\n".join(said))}


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def _key(value: str) -> str:
    return re.sub(r"[\W_]", "", value).casefold()


def _known(whole: str, edition: str, people: Mapping[str, Path]) -> "Asked | None":
    """Look for the ids, names and dates of birth that the report's own input holds."""
    if not people:
        return None
    from iomlib.tables.identifiers import Asked, read_identifiers  # noqa: PLC0415  pyarrow, where there are people

    words = set(_words("\n".join(set(_WORD.findall(whole))))) if edition == "public" else set[str]()
    asked = Asked(words, set(), set())
    if any(PurePath(name).stem == "identities" for name in people):  # no other table has names and days
        asked = Asked(words, set(_pairs(whole)), {day for day, _ in days_in(whole)})
    known = read_identifiers(people, asked)
    return known if any(known) else None


def _of(text: Text, known: "Asked") -> Iterable[Found]:
    found = [("id of a person", at) for word, at in _words(text.text).items() if word in known.words]
    found += [("name of a person", at) for pair, at in _pairs(text.text).items() if pair in known.names]
    found += [("date of birth of a person", at) for day, at in days_in(text.text) if day in known.days]
    return [Found(what, _SEVERAL[what], text.place(at)) for what, at in found]


def _words(text: str) -> dict[str, int]:
    """Give the words that may be ids, and where each stands first: with a digit, and whole or between slashes."""
    found: dict[str, int] = {}
    for each in _WORD.finditer(text):
        if not _DIGIT.search(each[0]):
            continue
        word = each[0].strip(".:!?").lower()
        for part in (word, *re.split("[/:]", word)) if "/" in word or ":" in word else (word,):
            found.setdefault(part, each.start())
    return found


def _pairs(text: str) -> dict[str, int]:
    """Give each two words that follow each other, and where: a name may be any of them."""
    words = [(each[0].lower(), each.start()) for each in _NAME.finditer(text)]
    return {f"{one} {two}": at for (one, at), (two, _) in pairwise(words)}


def _sentences(name: str, found: list[Found]) -> list[str]:
    """Say of each kind how many, and where the first ones stand."""
    said = []
    for one in dict.fromkeys(each.one for each in found):
        same = [each for each in found if each.one == one]
        places = list(dict.fromkeys(each.place for each in same if each.place))
        where = "; ".join(places[:_PLACES]) + (" and further on" if len(places) > _PLACES else "")
        what = f"{len(same)} {one if len(same) == 1 else same[0].several}"
        shown = "a file" if any(each.place == "its name" for each in found) else name
        said.append(f"{shown}: {where + ': ' if where else ''}{what}. {_WHAT_TO_DO}")
    return said
