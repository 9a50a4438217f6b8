"""A number as it is printed, and every true value that its digits and its words allow.

Numbers are rounded half up by some and half even by others, so both ends of what a last digit allows are
taken in. A number of 1,000 or more that ends in two noughts may be rounded to its noughts. Any other whole
number without a unit of measure is a count, and exact. Words widen it (``interval`` says how far).
"""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from iomlib.claims.span import FAR, Span

Hedge = Literal["", "about", "almost", "over", "under", "at least", "up to"]

HEDGES: dict[Hedge, tuple[str, ...]] = {
    "about": ("about", "around", "approximately", "approx", "circa", "roughly", "some", "in the region of"),
    "almost": ("almost", "nearly", "just under", "just below", "close to", "not quite"),
    "over": ("over", "more than", "just over", "well over", "above", "in excess of", "greater than"),
    "under": ("under", "less than", "fewer than", "below"),
    "at least": ("at least", "no fewer than", "no less than", "not less than", "a minimum of"),
    "up to": (
        "up to",
        "at most",
        "no more than",
        "not more than",
        "a maximum of",
        "not exceed",
        "should not exceed",
    ),
}
COUNTS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *(
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ),
)
FRACTIONS = {
    **{"half": "50", "a half": "50", "one half": "50", "a third": "33.3", "one third": "33.3"},
    **{"two thirds": "66.7", "a quarter": "25", "one quarter": "25", "three quarters": "75"},
    **{"a fifth": "20", "one fifth": "20", "two fifths": "40", "three fifths": "60", "four fifths": "80"},
    **{"a sixth": "16.7", "one sixth": "16.7", "an eighth": "12.5", "one eighth": "12.5"},
    **{"a tenth": "10", "one tenth": "10"},
}
MOST = ("most", "the majority", "a majority", "by and large")  # More than half, up to all.
SIZES = {"thousand": 3, "k": 3, "million": 6, "m": 6, "billion": 9, "bn": 9}
# Units of what is measured: without decimals it is rounded, where a count would be exact.
MEASURES = (
    "%",
    "pp",
    "£",
    "months",
    "month",
    "days",
    "day",
    "years",
    "year",
    "weeks",
    "hours",
    "miles",
    "points",
)

_LONGEST = 28  # Digits of a number: Decimal keeps so many.
_WORDS = sorted(
    ((words, kind) for kind, all_of in HEDGES.items() for words in all_of), key=lambda w: -len(w[0])
)
_AFTER: list[tuple[str, Hedge]] = [
    (r"\s*\(?approx\.?\)?", "about"),
    (r"\s*or so", "about"),
    (r"\s*or more", "at least"),
    (r"\s*\+", "at least"),
    (r"\s*or (?:fewer|less)", "up to"),
]
_NUMBER = re.compile(
    r"(?P<sign>[-−+])?(?P<pound>£)?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d+))?"
    r"\s?(?P<size>thousand|million|billion|bn|k|m)?(?P<unit>\s?(?:%|percent\b|per cent\b).*|\s.*)?",
    re.IGNORECASE | re.ASCII,
)


class Printed(NamedTuple):
    """A number as printed: its words, its value, the place of its last digit, and what widens it.

    ``places`` counts decimals: 1 for 28.5, 0 for 73, -5 for 1.3 million. ``unit`` is "%", "£" or a word.
    Fractions in words are percentages. ``name`` is the part that it plays in a claim, if it has one.

    Examples
    --------
    >>> Printed("73", Decimal(73)).places
    0
    """

    text: str
    value: Decimal
    places: int = 0
    hedge: Hedge = ""
    unit: str = ""
    name: str = ""

    @property
    def is_count(self) -> bool:
        """Say whether it is a whole number that nobody rounded."""
        return not self.hedge and self.places == 0 and self.unit not in MEASURES


def read_number(text: str, name: str = "", unit: str = "") -> Printed | None:
    """Read one number that stands alone, with its hedge and unit; None if it is none.

    Examples
    --------
    >>> read_number("almost £60m")[1:5]
    (Decimal('60000000'), -6, 'almost', '£')
    >>> read_number("over a fifth")[1:5]
    (Decimal('20'), 1, 'over', '%')
    """
    hedge, rest = _hedge(" ".join(text.split()))
    plain = rest.casefold().replace("-", " ").removesuffix(" of")
    if plain in MOST:
        return Printed(text, Decimal(50), 1, "at least", "%", name)
    if plain in FRACTIONS:
        return Printed(text, Decimal(FRACTIONS[plain]), 1, hedge or "about", "%", name)
    if plain in COUNTS:
        return Printed(text, Decimal(COUNTS.index(plain)), 0, hedge, unit, name)
    found = _NUMBER.fullmatch(rest)
    if found is None:
        return None
    size = SIZES.get((found["size"] or "").casefold(), 0)
    places = len(found["decimals"] or "") - size
    digits = found["digits"].replace(",", "")
    if len(digits) + len(found["decimals"] or "") + size > _LONGEST:
        return None
    value = Decimal(f"{digits}.{found['decimals'] or '0'}").scaleb(size)
    value = (-value if found["sign"] in {"-", "−"} else value).quantize(Decimal(1).scaleb(-max(places, 0)))
    if not size and not found["decimals"] and len(digits) > 3 and digits.endswith("00"):
        places = len(digits.rstrip("0")) - len(digits)
    return Printed(text, value, places, hedge, _unit(found) or unit, name)


def interval(printed: Printed) -> Span:
    """Give every true value that a printed number allows, both ends included.

    A count is exact. Any other number without a hedge stands for half a unit of its last digit on either
    side, by either rule of rounding. With a hedge, let a step be a unit of the last digit that is no nought
    (five units where it is a 5): 100 for 1,300, 10 for 20%, 50 for 250. Then

    - about: a step, but not more than a tenth, on either side;
    - almost: a step, but not more than a tenth, below; nothing above;
    - over: nothing below; a quarter, or two steps if that is more, above, as a writer would have taken the
      next round number otherwise; under: the same, downwards, and not below 0;
    - at least, up to: no limit on the other side.

    Examples
    --------
    >>> [str(end) for end in interval(read_number("28%"))]
    ['55/2', '57/2']
    >>> [int(end) for end in interval(read_number("almost 60 million"))]
    [54000000, 60000000]
    """
    if printed.is_count:
        return Span(Fraction(printed.value), Fraction(printed.value))
    return rounded(printed)


def rounded(printed: Printed) -> Span:
    """Give the same of a figure that was worked out, which may be rounded though it is a whole number.

    Examples
    --------
    >>> [str(end) for end in rounded(read_number("171"))]
    ['341/2', '343/2']
    """
    value, half = Fraction(printed.value), Fraction(10) ** -printed.places / 2
    if printed.hedge == "":
        return Span(value - half, value + half, value)
    in_words = printed.unit == "%" and not any(sign.isdigit() for sign in printed.text)
    size, slack = abs(value), half if in_words else Fraction(0)
    step = size / 10 if in_words else _step(printed.value)
    near = max(min(step, size / 10), half)
    far = max(2 * step, size / 4)
    low, high = {
        "about": (-near, near),
        "almost": (-near, slack),
        "over": (-slack, far),
        "under": (-far if value < 0 else -min(far, value), slack),
        "at least": (-slack, FAR),
        "up to": (-FAR, slack),
    }[printed.hedge]
    return Span(value + low, value + high, value)


def _step(value: Decimal) -> Fraction:
    """Give a unit of the last digit that is no nought, or five where it is a 5."""
    _, digits, exponent = value.normalize().as_tuple()
    return Fraction(10) ** int(exponent) * (5 if digits[-1] == 5 else 1)


def _hedge(text: str) -> tuple[Hedge, str]:
    lower = text.casefold()
    for words, kind in _WORDS:
        if lower.startswith(f"{words} "):
            return kind, text[len(words) :].strip()
    for after, meant in _AFTER:
        if found := re.search(f"(?<=[\\d%]){after}$", text, re.IGNORECASE):
            return meant, text[: found.start()].strip()
    return "", text


def _unit(found: re.Match[str]) -> str:
    if found["pound"]:
        return "£"
    unit = (found["unit"] or "").strip()
    return "%" if re.match("%|per ?cent", unit, re.IGNORECASE) else unit
