"""What the input of a report says in words, which its page repeats word for word: sources, paragraphs, notes."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

_TEXTUAL = re.compile(r"(?:[A-Za-z][^A-Za-z]*){12}")  # letters: “4 to 6” is a range, no words
_NAMED = re.compile(r"[A-Za-z]{3}")  # the source of a row may be short: “a paper”
_YAML = re.compile(
    r"^(?: *- )? *(title|source|paragraph|note|text|reference): *(>-?\n(?:(?: +.*)?\n)+|.*)", re.M
)


class Sources:
    """What the input says in words: sources, paragraphs and notes, which a page repeats word for word."""

    def __init__(self, given: Mapping[str, str]) -> None:
        """Take the files as a report is given them; they are read when a text asks."""
        self._given = given
        self._read: tuple[list[str], list[str]] | None = None

    def without(self, text: str) -> str:
        """Hide what a text repeats of the input, and the paragraphs that follow a source."""
        said, paragraphs = self._words()
        for words in said:
            at = text.find(words)
            while at >= 0:
                end = self._after(text, at + len(words), paragraphs)
                text = text[:at] + re.sub(r"\d", "x", text[at:end]) + text[end:]
                at = text.find(words, end)
        return text

    def _after(self, text: str, end: int, paragraphs: list[str]) -> int:
        while found := _joined(text, end):
            start = found.end()
            told = next((each for each in paragraphs if _stands(text, each, start)), None)
            if told is None:
                return end
            end = start + len(told)
        return end

    def _words(self) -> tuple[list[str], list[str]]:
        if self._read is None:
            said: set[str] = set()
            sources: set[str] = set()
            paragraphs: set[str] = set()
            kept = {"source": sources, "paragraph": paragraphs}
            for name, content in self._given.items():
                read = _of_csv if name.endswith(".csv") else _of_yaml
                for key, words in read(content):
                    kept.get(key, said).add(words)
            # A source without a digit is looked for too: the paragraphs stand after it.
            self._read = _longest(_numbered(said) | sources), _longest(_numbered(paragraphs))
        return self._read


def _numbered(words: Iterable[str]) -> set[str]:
    return {each for each in words if re.search(r"\d", each)}


def _longest(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda each: (-len(each), each))


def _joined(text: str, end: int) -> re.Match[str] | None:
    return _JOINED.match(text, end)


_JOINED = re.compile(r",? paragraphs? |, | and | to ")


def _stands(text: str, words: str, start: int) -> bool:
    after = text[start + len(words) : start + len(words) + 2]
    return text.startswith(words, start) and not re.match(r"\w|[.,]\d", after)


@cache
def _of_csv(content: str) -> list[tuple[str, str]]:
    rows = csv.reader(io.StringIO(content))
    head = next(rows, [])
    found: dict[tuple[str, str], None] = {}
    for row in rows:
        for key, cell in zip(head, row, strict=False):
            if key == "paragraph" or (_NAMED if key == "source" else _TEXTUAL).search(cell):
                found[key, " ".join(cell.split())] = None
    return list(found)


@cache
def _of_yaml(content: str) -> list[tuple[str, str]]:
    return list(_read_yaml(content))


def _read_yaml(content: str) -> Iterator[tuple[str, str]]:
    for key, words in _YAML.findall(content):
        yield key, " ".join(words.removeprefix(">-").removeprefix(">").split()).strip("\"'")
