"""Sentences of a report with their numbers marked, so that a rule of grammar can be written as a pattern."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property

from iomlib.claims.lines import Paragraph
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number, numbers

_END = re.compile(r"(?<=[.!?])[”\"’)]?\s+(?=[A-Z“\"'(£\d])")
_LABELS = "".join(
    f"(?<!{word} )" for word in ("band", "grade", "group", "class", "option", "category", "type", "zone")
)
_SHORT = re.compile(
    r"(?:\b(?:i\.e|e\.g|eg|ie|no|nos|approx|st|mr|mrs|ms|dr|vs|cf|etc|al|para|c|p)|"
    rf"{_LABELS}\b[A-Z])\.$",
    re.IGNORECASE,
)
# Three numbers with nothing between them: what is left of a table whose cells have run together.
_CELLS = re.compile(r"<\w\d+>(?: <\w\d+>){2}")
# "Lower Denby" is a place, not less of something.
_NAME = re.compile(
    r"(?<=[a-z,;:(>] )(Lower|Higher|Upper|Over|Under|Up|Down|More|Less|Total|Long|Great|Little|Middle|Half|Nether|High"
    r"|Low|Rise|Mean|Least|Most) (?=[A-Z][a-z])"
)
_LONGEST, _MOST = 1_500, 60  # Letters and numbers of a sentence; what has more is none.
_DIGIT = re.compile(r"[\d£%;]")
_MARKS = {"%": "p", "£": "m", "pp": "g"}
_OTHER = {"duration": "t", "ordinal": "o", "quarter": "q", "year": "y", "date": "y"}
_NOTHING = (
    "a about above all also altogether am an and any are as at be been being between both but by can current currently"
    " did do does during each either every few first for from further had has have having he her here his how i if in"
    " into is it its just last latest made make makes many may more most much new next no nor not now number numbers of"
    " off on one only or other our out over overall own part per period point quarter rate recorded said same seen"
    " she should since so some such than that the their them then there these they this those three through to total"
    " two under until up us used very was we were what when where which while who whom will with would year years"
    " month months time times fewer less around approximately nearly almost"
)
_STOP = frozenset(_NOTHING.split())


@dataclass(frozen=True)
class Sentence:
    """A sentence, its numbers, and the same words with each number as a mark: <n0> counts, <p1> is a percentage.

    Other marks: <m> money, <g> percentage points, <t> a duration, <o> an ordinal, <q> a quarter, <y> a year or date,
    <x> any other number that counts nothing.
    """

    paragraph: Paragraph
    text: str
    marked: str
    numbers: tuple[Number, ...]
    place: int = 0

    def number(self, mark: str) -> Number:
        """Give the number behind a mark's digits."""
        return self.numbers[int(mark)]

    def counts(self) -> list[Number]:
        """List the whole numbers that count something, but not those that set a limit ("10 or more")."""
        return [each for each in self.numbers if is_count(each)]


@dataclass(frozen=True)
class Report:
    """A report's paragraphs and sentences."""

    paragraphs: Sequence[Paragraph]
    sentences: Sequence[Sentence] = field(default_factory=list)

    def before(self, sentence: Sentence, paragraphs: int = 1) -> list[Sentence]:
        """List the sentences before one, nearest first, of its own paragraph and so many before it."""
        first = sentence.paragraph.place - paragraphs
        found = []
        for each in reversed(self.sentences[max(0, sentence.place - 60) : sentence.place]):
            if each.paragraph.place < first:
                break
            if same_part(each.paragraph, sentence.paragraph):
                found.append(each)
        return found

    def around(self, sentence: Sentence) -> list[Sentence]:
        """List the sentences of the same numbered part, this one left out."""
        near = self.sentences[max(0, sentence.place - 40) : sentence.place + 40]
        return [
            each
            for each in near
            if each is not sentence and each.paragraph.number == sentence.paragraph.number
        ]

    @cached_property
    def called(self) -> dict[str, list[tuple[Sentence, Number, frozenset[str]]]]:
        """Give the counts by the words that stand around them: drug, treatment to 1,243 people in drug treatment."""
        found: dict[str, list[tuple[Sentence, Number, frozenset[str]]]] = {}
        for sentence in self.sentences:
            for number in sentence.counts():
                words = frozenset(stems(beside(sentence, number)))
                for word in words:
                    found.setdefault(word, []).append((sentence, number, words))
        return found


def beside(sentence: Sentence, number: Number) -> str:
    """Give the words around a number, up to the next numbers, but for those in brackets at its side."""
    before, after = sentence.text[: number.start], sentence.text[number.end :]
    after = after[after.index(")") + 1 :] if after.startswith("(") and ")" in after else after
    return f"{_DIGIT.split(before)[-1]} {_DIGIT.split(after, maxsplit=1)[0]}"


def is_count(number: Number) -> bool:
    """Say whether a number is a whole count."""
    return (
        number.counts
        and number.places <= 0
        and number.unit not in _MARKS
        and number.hedge not in ("at least", "up to")
    )


def amount(number: Number) -> Decimal:
    """Give the value of a number, and nothing for one that has none."""
    return Decimal(0) if number.value is None else number.value


def same_part(one: Paragraph, other: Paragraph) -> bool:
    """Say whether two paragraphs stand in one numbered part of a report (4.9 and 4.12), or are not numbered."""
    return one.number.split(".")[0] == other.number.split(".")[0] or "." not in one.number + other.number


def report(paragraphs: Sequence[Paragraph]) -> Report:
    """Part the paragraphs into sentences; the items of a list are also read behind the words that open it.

    Examples
    --------
    >>> [found] = report([Paragraph("r", "1", None, "Of 870, 717 (82%) are not.")]).sentences
    >>> found.marked
    'Of <n0>, <n1> (<p2>) are not.'
    """
    made: list[Sentence] = []
    for paragraph in paragraphs:
        if paragraph.rows is None:
            for text in split(paragraph.text):
                if len(text) > _LONGEST:
                    continue
                found = sentence_of(paragraph, text, len(made))
                if len(found.numbers) <= _MOST and not _CELLS.search(found.marked):
                    made.append(found)
    return Report(paragraphs, made)


def sentence_of(paragraph: Paragraph, text: str, place: int = 0) -> Sentence:
    """Mark the numbers of a sentence."""
    found = tuple(numbers(text))
    marked, last = "", 0
    for order, number in enumerate(found):
        marked += f"{text[last : number.start]}<{_mark(number)}{order}>"
        last = number.end
    return Sentence(paragraph, text, _NAME.sub(r"\1", marked + text[last:]), found, place)


def split(text: str) -> Iterator[str]:
    """Part a text into sentences; an abbreviation ends none.

    Examples
    --------
    >>> list(split("It fell (i.e. a drop of 3.5%). Ten came."))
    ['It fell (i.e. a drop of 3.5%).', 'Ten came.']
    """
    begin = 0
    for end in _END.finditer(text):
        if not _SHORT.search(text[max(begin, end.start() - 12) : end.start()].rstrip('”"’)')):
            yield text[begin : end.end()].strip()
            begin = end.end()
    if text[begin:].strip():
        yield text[begin:].strip()


def _mark(number: Number) -> str:
    if number.kind in ("figure", "word"):
        return _MARKS.get(number.unit, "n")
    return "p" if number.kind in ("fraction", "ratio") else _OTHER.get(number.kind, "x")


@cache
def rule(words: str) -> re.Pattern[str]:
    """Compile a rule: {n:part} is a count called part, {p:..} a percentage, ~ some words without a number.

    Examples
    --------
    >>> bool(rule("{n:part} ~[(]{p:share}[)]").search("<n0> females (<p1>) of them"))
    True
    """
    marked = re.sub(r"\{(\w+):(\w+)\}", r"<[\1](?P<\2>\\d+)>", words.replace("{v:", "{nmp:"))
    return re.compile(marked.replace("~", r"[^<>.]{0,80}?"), re.IGNORECASE)


def each_match(sentence: Sentence, words: str) -> Iterator[dict[str, Number]]:
    """Give the numbers of each place where a rule holds, by name."""
    for match in rule(words).finditer(sentence.marked):
        yield {name: sentence.number(place) for name, place in match.groupdict().items() if place is not None}


def claim(
    kind: str,
    sentence: Sentence,
    published: Iterable[Number],
    inputs: Iterable[tuple[str, Number]] = (),
    words: Mapping[str, str] | None = None,
) -> Claim:
    """Make a claim of a sentence; `find` numbers it."""
    return Claim(
        "",
        sentence.paragraph.document,
        sentence.paragraph.number,
        sentence.text,
        kind,
        tuple(number.printed() for number in published),
        tuple(number.printed(name) for name, number in inputs),
        words or {},
    )


def stems(text: str) -> set[str]:
    """Give the words of a text that mean something, without their endings.

    Examples
    --------
    >>> sorted(stems("the total in drug treatment, re-offended"))
    ['drug', 'reoffend', 'treat']
    """
    words = re.findall(r"[a-z]+", re.sub(r"(?<=\w)-(?=\w)|['’]s\b", "", text.lower()))
    return {stem(word) for word in words if word not in _STOP and len(word) > 1}


def stem(word: str) -> str:
    """Take a word's ending off, roughly.

    Examples
    --------
    >>> stem("offending"), stem("offences"), stem("women")
    ('offend', 'offenc', 'women')
    """
    for ending in ("ments", "ment", "ions", "ion", "ings", "ing", "ies", "ied", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4 - (ending in ("s", "es")):
            return word[: -len(ending)]
    return word
