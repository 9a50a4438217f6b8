"""Percentages and means that no whole numbers give."""

import math
from fractions import Fraction

from iomlib.claims.digits import Printed, interval, rounded
from iomlib.claims.inputs import given, parts
from iomlib.claims.model import Claim, Finding
from iomlib.claims.span import Span, point
from iomlib.claims.told import NotCheckable, listed, number, places_apart, quoted

_MANY = 500  # Numbers of people that are tried; with more, some count gives any percentage.


def possible(claim: Claim) -> Finding:
    """Ask whether any count of the whole gives a percentage; ``least`` and ``most`` are limits of the count.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> possible(Claim("a", "", "", "", "possible", (read_number("20%"),), (read_number("73"),))).why
    'No count of 73 is 20%: 14 is 19.2% and 15 is 20.55%.'
    """
    ((whole,),) = parts(claim, "whole")
    low, high = _limit(claim, "least", 0), _limit(claim, "most", math.floor(interval(whole).high))
    for printed in _printed(claim):
        ranges = [
            _between(rounded(printed), Fraction(size, 100), low, min(high, size)) for size in _sizes(whole)
        ]
        if not any(ranges):
            return Finding(claim, "disagrees", "no count", _impossible(printed, whole, low, high))
    result = _from_to(ranges)
    return Finding(
        claim, "agrees", result, f"{result} of {quoted(whole)} can be printed as {quoted(printed)}."
    )


def grim(claim: Claim) -> Finding:
    """Ask whether whole numbers of so many people or things give a mean.

    Brown and Heathers 2017, The GRIM test, Social Psychological and Personality Science 8(4).

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> grim(Claim("a", "", "", "", "grim", (read_number("3.47"),), (read_number("10"),))).why
    'No whole numbers of 10 have a mean of 3.47: a total of 34 gives 3.4 and 35 gives 3.5.'
    """
    ((count,),) = parts(claim, "count")
    for printed in _printed(claim):
        ranges = [_between(rounded(printed), Fraction(size)) for size in _sizes(count)]
        if not any(ranges):
            size = _sizes(count)[0]
            sides = _sides(Fraction(printed.value) * size)
            means = [_apart(Fraction(side, size), printed) for side in sides]
            words = listed(
                f"{'a total of ' if not place else ''}{side:,} gives {mean}"
                for place, (side, mean) in enumerate(zip(sides, means, strict=True))
            )
            why = f"No whole numbers of {quoted(count)} have a mean of {quoted(printed)}: {words}."
            return Finding(claim, "disagrees", "no total", why)
    result = _from_to(ranges)
    return Finding(
        claim, "agrees", result, f"A total of {result} over {quoted(count)} gives {quoted(printed)}."
    )


def _printed(claim: Claim) -> tuple[Printed, ...]:
    if not claim.published:
        raise NotCheckable("No figure is printed that could be held to it.")
    return claim.published


def _limit(claim: Claim, role: str, default: int) -> int:
    printed = given(claim, role)
    return default if printed is None else int(printed.value)


def _sizes(whole: Printed) -> range:
    """List the whole numbers that a printed size can stand for."""
    low, high = interval(whole)
    sizes = range(max(math.ceil(low), 0), math.floor(high) + 1)
    if len(sizes) > _MANY or not sizes or sizes[-1] == 0:
        raise NotCheckable(f"{quoted(whole)} may stand for too many numbers of people to say.")
    return sizes


def _between(span: Span, scale: Fraction, least: int | None = None, most: int | None = None) -> range:
    """Give the whole numbers of a range times a scale, within limits; never as a list, for there may be millions."""
    first, last = math.ceil(span.low * scale), math.floor(span.high * scale)
    first = first if least is None else max(first, least)
    return range(first, (last if most is None else min(last, most)) + 1)


def _from_to(ranges: list[range]) -> str:
    first = min(each[0] for each in ranges if each)
    last = max(each[-1] for each in ranges if each)
    return f"{first:,}" if first == last else f"{first:,} to {last:,}"


def _sides(value: Fraction) -> list[int]:
    above = math.ceil(value)
    return [above - 1, above]


def _apart(value: Fraction, printed: Printed) -> str:
    return number(value, places_apart(point(value), printed))


def _impossible(printed: Printed, whole: Printed, low: int, high: int) -> str:
    size = _sizes(whole)[0]
    limits = f" from {low:,} to {high:,}" if (low, high) != (0, size) else ""
    written = f"No count of {quoted(whole)}{limits} is {quoted(printed)}"
    near = [count for count in _sides(Fraction(printed.value) * size / 100) if 0 <= count <= size]
    sides = [f"{count:,} is {_apart(Fraction(100 * count, size), printed)}%" for count in near]
    return f"{written}: {listed(sides)}." if sides else f"{written}."
