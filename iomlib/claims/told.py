"""Numbers and verdicts in the words of a report."""

import math
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from iomlib.claims.digits import MOST, Printed, rounded
from iomlib.claims.model import Claim, Finding
from iomlib.claims.span import ENDLESS, Span

_MOST_PLACES = 2  # Decimals of a number that is shown as it is, where it ends there.
_MOST_APART = 9  # Decimals that are tried to show that a number is not rounded to what is printed.
_NARROW = 1000  # A range of less than one part in so many is shown as its middle.


class NotCheckable(Exception):  # noqa: N818  it is no error of anybody's
    """Something that is needed is not printed; the sentence says what."""


class Worked(NamedTuple):
    """What was worked out: in words, as a range, its unit, what would make a printed figure true, and a last word.

    Examples
    --------
    >>> from iomlib.claims.span import point
    >>> Worked("56 + 49 + 23", point(128)).unit
    ''
    """

    formula: str
    span: Span
    unit: str = ""
    hint: Callable[[Printed], str] = lambda printed: ""
    word: str = ""


def held(claim: Claim, worked: Worked) -> Finding:
    """Hold every published figure of a claim to what was worked out.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> from iomlib.claims.span import point
    >>> claim = Claim("a", "", "", "", "sum", (read_number("127"),))
    >>> held(claim, Worked("56 + 49 + 23", point(128))).why
    '56 + 49 + 23 is 128, printed 127.'
    """
    if not claim.published:
        result = _result(worked, 1)
        raise NotCheckable(f"No figure is printed that could be held to it; {worked.formula} is {result}.")
    for printed in claim.published:
        if not rounded(printed).meets(worked.span):
            result = _result(worked, places_apart(worked.span, printed))
            hint = worked.hint(printed) or _allowed(printed)
            why = f"{worked.formula} is {result}, printed {quoted(printed)}{hint and f'; {hint}'}."
            return Finding(claim, "disagrees", result, why)
    result = _result(worked, max(0, *(printed.places + 1 for printed in claim.published)))
    words = listed(quoted(printed) for printed in claim.published)
    return Finding(claim, "agrees", result, f"{worked.formula} is {result}, printed {words}.")


def places_apart(span: Span, printed: Printed) -> int:
    """Give so many decimals that what is shown would not be rounded to what is printed.

    Examples
    --------
    >>> from iomlib.claims.span import point
    >>> places_apart(point(Fraction("15.547")), Printed("15.6%", Decimal("15.6"), 1))
    3
    """
    places, allowed = max(printed.places + 1, 0), rounded(printed)
    near = span.low if span.low > allowed.high else span.high
    while places < _MOST_APART and allowed.low <= Fraction(_decimal(near, places)) <= allowed.high:
        places += 1
    return places


def _allowed(printed: Printed) -> str:
    if printed.hedge in ("", "at least", "up to"):
        return ""
    low, high = (with_unit(number(end, max(printed.places, 0)), printed.unit) for end in rounded(printed))
    return f"{quoted(printed)} allows {low} to {high}"


def _result(worked: Worked, places: int) -> str:
    return f"{shown(worked.span, worked.unit, places)} {worked.word}".strip()


def quoted(printed: Printed) -> str:
    """Repeat a number as it is printed, with the unit where it was given apart.

    Examples
    --------
    >>> quoted(Printed("28", Decimal(28), 0, "", "%"))
    '28%'
    """
    if printed.text.casefold() in MOST:
        return f'"{printed.text}" (more than half)'
    text = f"{int(printed.text):,}" if re.fullmatch("[1-9][0-9]*", printed.text) else printed.text
    return f"{text}%" if printed.unit == "%" and text[-1:].isdigit() else text


def number(value: Fraction, places: int) -> str:
    """Write a number to so many decimals, half up, or as it is where it ends before that.

    Examples
    --------
    >>> number(Fraction(115, 4), 1), number(Fraction(7148), 1), number(Fraction(1, 3), 1)
    ('28.75', '7,148', '0.3')
    """
    for decimals in range(_MOST_PLACES + 1):
        if (value * 10**decimals).denominator == 1:
            return f"{_decimal(value, decimals):,}"
    return f"{_decimal(value, max(places, 0)):,}"


def shown(span: Span, unit: str = "", places: int = 1) -> str:
    """Write a range: one number where both its ends round to it, else that of the digits and its ends.

    Examples
    --------
    >>> shown(Span(Fraction("31.27"), Fraction("31.32")), "%")
    '31.3%'
    >>> shown(Span(Fraction("99.8"), Fraction("100.4")), "%")
    '100.1% (99.8% to 100.4% before rounding)'
    """
    low, high = (with_unit(number(end, places), unit) for end in span)
    if span.low <= -ENDLESS:
        return "any number" if span.high >= ENDLESS else f"{high} or less"
    if span.high >= ENDLESS:
        return f"{low} or more"
    if span.exact:
        return low
    if _decimal(span.low, places) == _decimal(span.high, places):
        return with_unit(f"{_decimal(span.low, places):,}", unit)
    middle = with_unit(number(span.middle, places), unit)
    if (span.high - span.low) * _NARROW < abs(span.middle):
        return middle
    return f"{middle} ({low} to {high} before rounding)"


def listed(words: Iterable[str]) -> str:
    """Join words with commas and a last "and".

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def with_unit(text: str, unit: str) -> str:
    """Write a number with the sign of its unit.

    Examples
    --------
    >>> with_unit("-5", "£"), with_unit("5", "%"), with_unit("5", "women")
    ('-£5', '5%', '5')
    """
    if unit == "£":
        return f"-£{text[1:]}" if text.startswith("-") else f"£{text}"
    return f"{text}%" if unit == "%" else text


def _decimal(value: Fraction, decimals: int) -> Decimal:
    """Round half away from nought, as a reader would."""
    scaled = math.floor(abs(value) * 10**decimals + Fraction(1, 2))
    return Decimal(-scaled if value < 0 else scaled).scaleb(-decimals)
