"""How a number is written: rounded once, half up, from the unrounded value."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import Literal

from iomlib.disclosure.profile import Profile

Kind = Literal[
    "count",
    "events",
    "pounds",
    "share",
    "percent",
    "number",
    "signed",
    "rate",
    "household_rate",
    "per100",
    "points",
    "share_points",
    "days",
    "difference",
    "deviations",
    "months",
]

NO_DATA = "no data"
WITHHELD = "withheld"
TOO_FEW = "too few people"  # for a percentage, or its interval
REFUSED = "refused"
UNITS: dict[Kind, str] = {
    "count": "count",
    "events": "count of events",
    "pounds": "GBP",
    "share": "share, 0 to 1",
    "percent": "percent",
    "number": "number",
    "signed": "difference in count",
    "rate": "per 1,000 residents",
    "household_rate": "per 1,000 households",
    "per100": "per person; shown per 100 people",
    "points": "difference per person; shown per 100 people",
    "share_points": "difference of shares; shown in points",
    "days": "days",
    "difference": "difference in days",
    "deviations": "standard deviations",
    "months": "months",
}
PLACES: dict[Kind, int] = {
    "count": 0,
    "events": 0,
    "pounds": 0,
    "share": 1,
    "percent": 1,
    "number": 2,
    "signed": 2,
    "rate": 1,
    "household_rate": 1,
    "per100": 1,
    "points": 1,
    "share_points": 1,
    "days": 0,
    "difference": 0,
    "deviations": 2,
    "months": 1,
}
_HUNDRED = ("share", "per100", "points", "share_points")  # kept per one, shown per hundred
_SIGNED = ("signed", "points", "share_points", "difference", "deviations")


def half_up(value: float, places: int) -> Decimal:
    """Round half up from the shortest decimal that names the number.

    Examples
    --------
    >>> half_up(2.675, 2), half_up(-0.5, 0), half_up(170.666, 0)
    (Decimal('2.68'), Decimal('-1'), Decimal('171'))
    """
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def write(value: float | None, kind: Kind, places: int | None = None) -> str:
    """Write a number for a reader; a missing one says so and is never a zero.

    Examples
    --------
    >>> write(48485263, "pounds"), write(0.155472, "share"), write(-2.75, "signed")
    ('£48,485,263', '15.5%', '−2.75')
    >>> write(float("nan"), "count"), write(0.38, "per100"), write(0.0715, "points")
    ('no data', '38.0', '+7.2')
    """
    if value is None or not isfinite(value):
        return NO_DATA
    places = PLACES[kind] if places is None else places
    # a share is moved by two places in decimal, because 100 * 0.285 is 28.499999999999996
    rounded = half_up(value, places + 2).scaleb(2) if kind in _HUNDRED else half_up(value, places)
    sign = "−" if rounded < 0 else "+" if kind in _SIGNED and rounded > 0 else ""
    digits = f"{abs(rounded):,.{places}f}"
    before, after = ("£" if kind == "pounds" else ""), ("%" if kind in ("share", "percent") else "")
    return f"{sign}{before}{digits}{after}"


def agreed_places(percent: float) -> int:
    """Give the decimals of a percentage as it was agreed or typed, none for a whole one.

    Examples
    --------
    >>> agreed_places(16.0), agreed_places(12.5), agreed_places(7.25)
    (0, 1, 2)
    """
    return len(f"{percent:.10g}".partition(".")[2])


def p_value(p: float) -> str:
    """Write a p-value, which is never 0.

    Examples
    --------
    >>> p_value(0.0173), p_value(3e-9)
    ('p = 0.0173', 'p < 0.0001')
    """
    return f"p = {write(p, 'number', 4)}" if p >= 0.0001 else "p < 0.0001"


def interval(lower: float | None, upper: float | None, kind: Kind, places: int | None = None) -> str:
    """Write an interval: from, to.

    Examples
    --------
    >>> interval(177, 281, "count")
    '177 to 281'
    """
    if lower is None or upper is None or not (isfinite(lower) and isfinite(upper)):
        return NO_DATA
    return f"{write(lower, kind, places)} to {write(upper, kind, places)}"


def day(value: date) -> str:
    """Write a day.

    Examples
    --------
    >>> day(date(2009, 3, 31))
    '31 March 2009'
    """
    return f"{value.day} {value:%B %Y}"


def about(count: float, rule: Profile) -> str:
    """Write a count of people in a sentence: one that is rounded says so.

    Examples
    --------
    >>> from iomlib.disclosure.profile import OPEN, committee
    >>> about(470.0, committee()), about(468.0, OPEN)
    ('about 470', '468')
    """
    return write(count, "count") if rule.open else f"about {write(count, 'count')}"


def about_pounds(value: float) -> str:
    """Write a sum that rests on national averages: no more digits than it can carry.

    Examples
    --------
    >>> about_pounds(92061920.0), about_pounds(461000)
    ('about £92.1 million', 'about £461,000')
    >>> about_pounds(125.4)
    'about £125'
    >>> about_pounds(1322563460.0)
    'about £1.32 billion'
    """
    if not isfinite(value):
        return NO_DATA
    if abs(value) < 999.5:
        return f"about {write(float(half_up(value, 0)), 'pounds')}"
    if abs(value) < 999_500:
        return f"about {write(float(half_up(value, -3)), 'pounds')}"
    power, places, name = (9, 2, "billion") if abs(value) >= 999_950_000 else (6, 1, "million")
    return f"about {write(float(Decimal(repr(float(value))).scaleb(-power)), 'pounds', places)} {name}"
