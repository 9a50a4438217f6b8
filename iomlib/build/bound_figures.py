"""Whether figures show a number: as they write it, as words round it, and with the interval that stands beside it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from iomlib.build.bound_numbers import Number, in_digits, in_words, key
from iomlib.claims.check import check
from iomlib.claims.digits import read_number
from iomlib.claims.model import Claim

Block = Mapping[str, Any]
_NEAR = Decimal("2.5")  # percentage points: “a third” is said of 31% to 36%
_THOUSAND = Decimal("1E3")
_BAND = re.compile(r"\d+% to under \d+%")
_CLAUSE = re.compile(r"[;.] ")
_BESIDE = re.compile(r"[^.;]{0,60}\((?:x+% interval )?|[^.;]{0,60}; x+% interval |, x+% interval ")
_OF = re.compile(r" of (?:the |about |these |them )*")
_THEN = re.compile(r"[^.;()]{0,60} \((?:about )?|, ")


class Pool(NamedTuple):
    """What some figures show: their numbers as they are written, and as they are, and each with its interval."""

    shown: frozenset[tuple[str, str]]
    signed: frozenset[tuple[str, str, str]]
    values: tuple[tuple[str, Decimal], ...]
    whole: frozenset[tuple[str, frozenset[str]]]
    bands: frozenset[str]


def pool(figures: Sequence[Mapping[str, Any]]) -> Pool:
    """Read what figures show."""
    texts = [in_digits(figure["text"]) for figure in figures]
    numbers = [number for text in texts for number in text]
    values = [
        (kind, Decimal(repr(figure[end])) * (100 if figure["unit"].startswith("share") else 1))
        for figure in figures
        if (kind := _kind(figure["unit"])) is not None
        for end in ("value", "lower", "upper")
        if figure[end] is not None
    ]
    return Pool(
        frozenset(map(key, numbers)),
        frozenset((number.sign, *key(number)) for number in numbers),
        tuple(values),
        frozenset(
            (key(text[0])[1], frozenset(key(end)[1] for end in text[1:])) for text in texts if len(text) == 3
        ),
        frozenset(figure["text"] for figure in figures if figure["value"] is None),
    )


def _kind(unit: str) -> str:
    return "£" if unit == "GBP" else "%" if unit.startswith("share") or unit == "percent" else ""


def is_stated(number: Number, pools: Iterable[Pool], *, percent: bool = False) -> bool:
    """Say whether a figure shows a number, or shows it with more digits where the words round it.

    In the text of a chart of percentages (`percent`) their sign may be left away.
    """
    if re.match(r"0\d", number.text):
        # Nobody writes 03 of three; a code such as 0012 is a figure without a value.
        return any(number.text in each.bands for each in pools)
    if percent and not number.kind and is_stated(number._replace(kind="%"), pools):
        return True
    if number.parts:
        return any(
            kind == "%" and abs(value - number.value) <= _NEAR
            for each in pools
            for kind, value in each.values
        )
    if number.sign:
        return any((number.sign, *key(number)) in each.signed for each in pools)
    if any(key(number) in each.shown for each in pools):
        return True
    return number.rounded and any(
        kind == number.kind and _rounds(number, abs(value)) for each in pools for kind, value in each.values
    )


def _rounds(number: Number, value: Decimal) -> bool:
    unit = Decimal(1).scaleb(int(number.value.as_tuple().exponent))
    if not number.scale and not number.value % _THOUSAND:
        unit = _THOUSAND  # “about £461,000”
    return value.scaleb(-number.scale).quantize(unit, ROUND_HALF_UP) == number.value


def bands(words: str, numbers: Sequence[Number], pools: Sequence[Pool]) -> Iterator[tuple[Number, str]]:
    """Find bands of percentages that no figure shows as a whole."""
    for found in _BAND.finditer(words):
        if not any(found[0] in each.bands for each in pools):
            at = next(number for number in numbers if number.start == found.start())
            yield at, f"in a band ({found[0]}) that no figure shows"


def torn(words: str, numbers: Sequence[Number], pools: Sequence[Pool]) -> Iterator[tuple[Number, str]]:
    """Find numbers beside an interval that is not theirs, and percentages that do not follow from their pair."""
    for one, two, three in zip(numbers, numbers[1:], numbers[2:], strict=False):
        between, after = words[one.end : two.start], words[two.end : three.start]
        if after == " to " and _BESIDE.fullmatch(between):
            told = key(one)[1], frozenset((key(two)[1], key(three)[1]))
            if not any(told in each.whole for each in pools):
                yield (
                    one,
                    f"beside the interval {two.text} to {three.text}, which is that of no figure with this value",
                )
        plain = not (one.kind or two.kind) and three.kind == "%" and not words.startswith(" to", three.end)
        if plain and _OF.fullmatch(between) and _THEN.fullmatch(after) and (why := _follows(one, two, three)):
            yield three, f"which does not follow: {why}"


def _follows(part: Number, whole: Number, share: Number) -> str:
    read = [read_number(number.text) for number in (part, whole, share)]
    if any(number is None for number in read):
        return ""
    some, every, percent = (number for number in read if number is not None)
    finding = check(Claim("sentence", "", "", "", "part", (percent,), (some, every)))
    return finding.why if finding.verdict == "disagrees" else ""


class Rows:
    """The rows of a table or chart that a text may be of: where it names one, its numbers are of that row."""

    def __init__(self, block: Block) -> None:
        """Read the name of each row and the numbers that it shows."""
        self._rows = [(row[0].lower(), _numbers_of(row, block)) for row in block.get("rows", [])]
        cells = Counter(
            key(number)[1] for row in block.get("rows", []) for cell in row[1:] for number in in_digits(cell)
        )
        figures = Counter(key(number)[1] for each in block["figures"] for number in in_digits(each["text"]))
        # A number that more figures show than cells do is also one of the whole, such as how many areas there are.
        self._anywhere = {digits for digits in cells if figures[digits] <= cells[digits]}

    def elsewhere(self, words: str, number: Number) -> bool:
        """Say whether the words around a number name a row, and the number is one of other rows alone."""
        digits = key(number)[1]
        if digits not in self._anywhere:
            return False
        start = max((found.end() for found in _CLAUSE.finditer(words, 0, number.start)), default=0)
        end = _CLAUSE.search(words, number.end)
        clause = words[start : end.start() if end else len(words)].lower()
        named = [numbers for name, numbers in self._rows if _names(name, clause)]
        return bool(named) and not any(digits in numbers for numbers in named)


def _numbers_of(row: Sequence[str], block: Block) -> set[str]:
    """Give the numbers of a row: of its cells, and of the figures that have its name in their id."""
    name = re.sub("[^a-z0-9]+", "-", row[0].lower()).strip("-")
    own = [figure["text"] for figure in block["figures"] if name in figure["id"].split(".")]
    return {key(number)[1] for text in (*row[1:], *own) for number in in_digits(text)}


def _names(name: str, clause: str) -> bool:
    """Say whether a clause names a row: by its words, or by its number where the clause begins with it."""
    if not re.search("[a-z]", name):
        return clause.startswith(f"{name}: ")
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", clause) is not None


def unsaid(figures: Iterable[Mapping[str, Any]], texts: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """Find figures of a block that it shows nowhere: a number that was changed by hand leaves its figure behind."""
    numbers = [number for text in texts for number in (*in_digits(text), *in_words(text))]
    keys = {key(number) for number in numbers}
    left, values = list[Mapping[str, Any]](), list[float]()
    for figure in figures:
        shown = in_digits(figure["text"])
        if not shown or key(shown[0]) in keys or any(_coarser(number, shown[0]) for number in numbers):
            values += [figure["value"]] * (figure["value"] is not None)
        elif figure["value"] not in (0, 1):  # “nobody”, “an earlier paper”, “once”
            left.append(figure)
    apart = {round(one - other, 9) for one in values for other in values}
    for figure in left:
        if (
            figure["value"] is None or round(figure["value"], 9) not in apart
        ):  # no difference of two that are said
            yield figure


def _coarser(number: Number, shown: Number) -> bool:
    """Say whether words write a number with fewer digits than its figure has."""
    ours, theirs = (int(each.value.as_tuple().exponent) for each in (number, shown))
    fewer = ours > theirs or number.rounded
    if number.parts:
        return shown.kind == "%" and abs(shown.value - number.value) <= _NEAR
    return fewer and number.kind == shown.kind and _rounds(number, shown.value * Decimal(10) ** shown.scale)
