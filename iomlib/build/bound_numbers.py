"""Numbers as they stand in words: digits with their sign, pound and percent, and number words that state a figure."""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

_DIGITS = re.compile(
    r"(?P<sign>[−+-])?(?P<pound>£)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<percent>%)?"
    r"(?P<scale> million\b| billion\b|m\b)?"
)
_SCALES = {"": 0, "million": 6, "billion": 9, "m": 6}
_ROUNDED = re.compile(r"(?i)\b(?:about|almost) $")
_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_COUNTS = {word: str(number) for number, word in enumerate(_UNITS, 1) if number > 1} | {
    "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60",
    "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100", "thousand": "1000", "dozen": "12",
}  # fmt: skip
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_ANY = "|".join(_COUNTS)
_COUNTED = (
    "people|persons|women|men|others|offenders|prisoners|children|residents|crimes|offences|convictions|arrests|"
    "incidents|reoffences|households|families|pairs|cases|visits|tests|posts|pounds"
)
_PART = r"third|fifth|sixth|tenth|quarter(?=s? of (?!(?:19|20)\d\d|the year))"
_WORDS = re.compile(
    rf"(?i)\b(?:(?P<some>one|{_ANY}) (?:in|out of|of|of every|for every) (?:every )?(?P<of>{_ANY})\b"
    rf"|(?P<count>{_ANY})(?: more| fewer| other)?(?: per ?cent| (?:{_COUNTED})| in \d"
    r"| (?:out )?of (?:the|these|those|them|all|\d))\b"
    rf"|(?P<top>a|one|two|three|four|nine)[ -](?P<part>{_PART})s?\b"
    r"|(?P<half>half) (?:of|as|the|were|was|are|is)\b)"
)


class Number(NamedTuple):
    """One number in a text.

    `kind` is £, % or nothing; `value` is what is written, without the sign; `parts` says that it is a share in words.
    """

    start: int
    end: int
    text: str
    sign: str
    kind: str
    value: Decimal
    scale: int = 0
    rounded: bool = False
    parts: bool = False


@cache
def in_digits(text: str) -> tuple[Number, ...]:
    """Find the numbers that a text writes in digits; what is glued to letters is a name.

    Examples
    --------
    >>> [number.text for number in in_digits("717 of 870 people (82.4%) cost about £1.3 million; Q1, v3.0")]
    ['717', '870', '82.4%', '£1.3 million']
    """
    found = []
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        if _glued(text, start, end):
            continue
        scale = (match["scale"] or "").strip()
        kind = "£" if match["pound"] else "%" if match["percent"] else ""
        value = Decimal(match["digits"].replace(",", ""))
        sign = (match["sign"] or "").replace("-", "−")
        rounded = bool(scale or _ROUNDED.search(text[max(0, start - 8) : start]))
        found.append(Number(start, end, match[0], sign, kind, value, _SCALES[scale], rounded))
    return tuple(found)


def _glued(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    letter = before[-1:].isalpha() or (before[-1:] == "-" and before[:1].isalnum()) or before[-1:] == "_"
    return letter or after[:1].isalpha() or after[:1] == "_"


def in_words(text: str) -> list[Number]:
    """Find the number words of a text that state a figure: two people, three of ten, half of them.

    Examples
    --------
    >>> [(number.text, str(number.value)) for number in in_words("Three of ten, a fifth, two people, twelve months")]
    [('Three of ten', '30.0'), ('a fifth', '20.0'), ('two people', '2')]
    """
    return [_of_words(match) for match in _WORDS.finditer(text)]


def _of_words(match: re.Match[str]) -> Number:
    start, end = match.span()
    if match["count"]:
        return Number(start, end, match[0], "", "", _worth(match["count"]))
    if match["half"]:
        share = Decimal(50)
    elif match["some"]:
        share = 100 * _worth(match["some"]) / _worth(match["of"])
    else:
        share = 100 * _worth(match["top"]) / _PARTS[match["part"].lower()]
    return Number(start, end, match[0], "", "%", share.quantize(Decimal("0.1")), parts=True)


def _worth(word: str) -> Decimal:
    return Decimal(_COUNTS.get(word.lower(), "1"))


def key(number: Number) -> tuple[str, str]:
    """Give what two writings of one number have in common: its kind and its digits, zeros at the end included."""
    return number.kind, f"{number.value:f}"
