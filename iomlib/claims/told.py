"""Numbers and verdicts in the words of a report."""

import math
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from iomlib.claims.digits import Printed, rounded
from iomlib.claims.model import Claim, Finding
from iomlib.claims.span import FAR, Span

_MOST_PLACES = 2  # Decimals of a number that is shown as it is, where it ends there.


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
        result = _result(worked, max(printed.places + 1, 0))
        if not rounded(printed).meets(worked.span):
            hint = worked.hint(printed)
            why = f"{worked.formula} is {result}, printed {quoted(printed)}{hint and f'; {hint}'}."
            return Finding(claim, "disagrees", result, why)
    words = " and ".join(quoted(printed) for printed in claim.published)
    return Finding(claim, "agrees", result, f"{worked.formula} is {result}, printed {words}.")


def _result(worked: Worked, places: int) -> str:
    return f"{shown(worked.span, worked.unit, places)} {worked.word}".strip()


def quoted(printed: Printed) -> str:
    """Repeat a number as it is printed, with the unit where it was given apart.

    Examples
    --------
    >>> quoted(Printed("28", Decimal(28), 0, "", "%"))
    '28%'
    """
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
    """Write a range: one number where both its ends round to it, else from where to where.

    Examples
    --------
    >>> shown(Span(Fraction("31.27"), Fraction("31.32")), "%")
    '31.3%'
    >>> shown(Span(Fraction(9924), Fraction(10700)))
    '9,924 to 10,700'
    """
    if span.high >= FAR / 2 or span.low <= -FAR / 2:
        return (
            f"{_with(number(span.low, places), unit)} or more"
            if span.low > -FAR / 2
            else (f"{_with(number(span.high, places), unit)} or less")
        )
    for decimals in range(places, -1, -1):
        if _decimal(span.low, decimals) == _decimal(span.high, decimals):
            text = number(span.low, decimals) if span.exact else f"{_decimal(span.low, decimals):,}"
            return _with(text, unit)
    return f"{_with(number(span.low, places), unit)} to {_with(number(span.high, places), unit)}"


def listed(words: Iterable[str]) -> str:
    """Join words with commas and a last "and".

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _with(text: str, unit: str) -> str:
    if unit == "£":
        return f"-£{text[1:]}" if text.startswith("-") else f"£{text}"
    return f"{text}%" if unit == "%" else text


def _decimal(value: Fraction, decimals: int) -> Decimal:
    """Round half away from nought, as a reader would."""
    scaled = math.floor(abs(value) * 10**decimals + Fraction(1, 2))
    return Decimal(-scaled if value < 0 else scaled).scaleb(-decimals)
