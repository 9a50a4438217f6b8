"""What the input of a report says in words, which its page repeats word for word: sources, paragraphs, notes, names."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from iomlib.build.bound_numbers import in_words

_TEXTUAL = re.compile(r"(?:[A-Za-z][^A-Za-z]*){12}")  # letters: “4 to 6” is a range, no words
_PRINTED = (
    "quote",
    "text",
    "published",
    "inputs",
)  # columns of what papers print, of which a number may be a result
_JOINING = re.compile(r"\b(?:to|and|or|of|in|at|per|about|over|under|than)\b")
_YAML = re.compile(  # a text of several lines ends before a line that is not further in
    r"^( *)(?:- )?(title|source|paragraph|note|text|reference): *(>-?\n(?:(?:\1 +\S.*| *)\n)+|.*)", re.M
)
_COUNT = re.compile(r"\W*[\d.,]+%?(?: million| billion)?(?: of)?(?: [a-z]+)?\W*")  # “45 people” is a result
_NAMED = {"source": "source", "document": "source", "paragraph": "paragraph", "note": "note"}
_LIST = re.compile(r"(?:^|\. )(?:Sources?(?: of(?: the)? \w+)?|Counts|Note|Population): ")
_JOINED = re.compile(r",? paragraphs? |, | and | to ")
_BETWEEN = re.compile(r"; |, |: ")


class _Said(NamedTuple):
    """What the input says: `words`, wherever they stand; `bare` numbers, where sources are listed; `paragraphs`."""

    words: list[str]
    bare: list[str]
    paragraphs: list[str]


class Sources:
    """What the input says in words: sources, paragraphs, notes and names, which a page repeats word for word."""

    def __init__(self, given: Mapping[str, str]) -> None:
        """Take the files as a report is given them; they are read when a text asks."""
        self._given = given
        self._read: _Said | None = None

    def without(self, text: str) -> str:
        """Hide what a text repeats of the input, and the paragraphs that follow a source."""
        said = self._said()
        text = _without_lists(text, said)
        for words in said.words:
            at = _find(text, words, 0)
            while at >= 0:
                end = _after(text, at + len(words), said.paragraphs)
                text = _hidden(text, at, end)
                at = _find(text, words, end)
        return text

    def _said(self) -> _Said:
        if self._read is None:
            words: set[str] = set()
            bare: set[str] = set()
            paragraphs: set[str] = set()
            for name, content in self._given.items():
                for key, cell in _of_csv(content) if name.endswith(".csv") else _of_yaml(content):
                    kind = _NAMED.get(key, "")
                    if kind == "paragraph":
                        paragraphs.add(cell)
                    # A source without a number is looked for too: the paragraphs stand after it.
                    if _is_words(key, cell) and (kind == "source" or _has_number(cell)):
                        words.add(cell)
                    elif kind and _has_number(cell):
                        bare.add(cell)
            self._read = _Said(*map(_longest, (words, bare, filter(_has_number, paragraphs))))
        return self._read


def _is_words(key: str, cell: str) -> bool:
    """Say whether a cell is words, and no number alone or with what it counts."""
    if key in _PRINTED:
        return bool(_TEXTUAL.search(cell))
    return bool(re.search("[A-Za-z]", _JOINING.sub("", cell))) and not _COUNT.fullmatch(cell)


def _has_number(cell: str) -> bool:
    return bool(re.search(r"\d", cell) or in_words(cell))


def _longest(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda each: (-len(each), each))


def _find(text: str, words: str, start: int) -> int:
    """Find words as a whole; a sentence may begin with them."""
    if words[1:] not in text:
        return -1
    found = _whole(words).search(text, start)
    return found.start() if found else -1


@cache
def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{re.escape(words[0])}){re.escape(words[1:])}(?!\w|[.,]\d)")


def _hidden(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"\w", "x", text[start:end]) + text[end:]


def _after(text: str, end: int, paragraphs: list[str]) -> int:
    """Give where the paragraphs end that follow a source."""
    while found := _JOINED.match(text, end):
        told = _standing(text, found.end(), paragraphs)
        if told is None:
            return end
        end = found.end() + len(told)
    return end


def _standing(text: str, start: int, among: list[str]) -> str | None:
    return next((each for each in among if _stands(text, each, start)), None)


def _stands(text: str, words: str, start: int) -> bool:
    after = text[start + len(words) : start + len(words) + 2]
    return text.startswith(words, start) and not re.match(r"\w|[.,]\d", after)


def _without_lists(text: str, said: _Said) -> str:
    """Hide sources and notes that are numbers, where a text is a list of them or has one in brackets."""
    if start := _LIST.search(text):
        listed = _longest({*said.bare, *said.paragraphs, *said.words})
        places = [start.end(), *(found.end() for found in _BETWEEN.finditer(text, start.end()))]
        for place in places:
            told = _standing(text, place, listed)
            end = _after(text, place + len(told or ""), said.paragraphs)
            if told and re.match(r"[;,:.]|$", text[end:]):
                text = _hidden(text, place, end)
    for place in [found.end() for found in re.finditer(r"\(", text)]:
        if told := _standing(text, place, said.bare):
            end = _after(text, place + len(told), said.paragraphs)
            if end > place + len(told) and text.startswith(")", end):
                text = _hidden(text, place, end)
    return text


@cache
def _of_csv(content: str) -> list[tuple[str, str]]:
    rows = csv.reader(io.StringIO(content))
    head = next(rows, [])
    found: dict[tuple[str, str], None] = {}
    for row in rows:
        for key, cell in zip(head, row, strict=False):
            if words := " ".join(cell.split()):
                found[key, words] = None
    return list(found)


@cache
def _of_yaml(content: str) -> list[tuple[str, str]]:
    return list(_read_yaml(content))


def _read_yaml(content: str) -> Iterator[tuple[str, str]]:
    for _, key, words in _YAML.findall(content):
        if words := " ".join(words.removeprefix(">-").removeprefix(">").split()).strip("\"'"):
            yield key, words
