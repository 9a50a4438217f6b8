"""Kinds of claim that add, take away, multiply and compare."""

from iomlib.claims.digits import Printed, interval, rounded
from iomlib.claims.inputs import direction_of, parts
from iomlib.claims.model import Claim, Finding
from iomlib.claims.span import Span, point, total
from iomlib.claims.told import NotCheckable, Worked, held, listed, quoted, shown

HUNDRED = point(100)


def sum_of(claim: Claim) -> Finding:
    """Add up the parts: the widths of rounded parts add too.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> numbers = tuple(map(read_number, ("56", "49", "23")))
    >>> sum_of(Claim("a", "", "", "", "sum", (read_number("128"),), numbers)).verdict
    'agrees'
    """
    (numbers,) = parts(claim, "part*")
    return held(claim, Worked(added(numbers), total(map(interval, numbers)), unit_of(numbers)))


def difference(claim: Claim) -> Finding:
    """Take the rest away from the first: "73 of 79 are left when 6 are taken away", "17 over the target".

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> numbers = (read_number("79", "from"), read_number("6", "less"))
    >>> difference(Claim("a", "", "", "", "difference", (read_number("73"),), numbers)).why
    '79 - 6 is 73, printed 73.'
    """
    (first,), rest = parts(claim, "from", "less*")
    span = interval(first) - total(map(interval, rest))
    formula = " - ".join(quoted(each) for each in (first, *rest))
    return directed(claim, Worked(formula, span, unit_of([first, *rest])))


def product(claim: Claim) -> Finding:
    """Multiply: "33% are in custody, 82% of them for a year or more, which is 27% of all".

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> claim = Claim("a", "", "", "", "product", (read_number("27%"),), tuple(map(read_number, ("33%", "82%"))))
    >>> product(claim).verdict
    'agrees'
    """
    (factors,) = parts(claim, "factor*")
    span = HUNDRED if all(each.unit == "%" for each in factors) else point(1)
    for each in factors:
        span *= interval(each) / HUNDRED if each.unit == "%" else interval(each)
    unit = "£" if any(each.unit == "£" for each in factors) else unit_of(factors)
    return held(claim, Worked(" x ".join(map(quoted, factors)), span, unit))


def same(claim: Claim) -> Finding:
    """Hold one quantity that is printed twice to itself.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> pair = (read_number("almost £60m"),), (read_number("£48,485,263"),)
    >>> same(Claim("a", "", "", "", "same", *pair)).why
    'The same figure is printed as almost £60m and as £48,485,263.'
    """
    (others,) = parts(claim, "other*")
    if not claim.published:
        raise NotCheckable("It is printed once only.")
    result = listed(quoted(each) for each in others)
    for one in claim.published:
        for other in others:
            if not _can_be_one(one, other):
                why = f"The same figure is printed as {quoted(one)} and as {quoted(other)}."
                return Finding(claim, "disagrees", quoted(other), why)
    printed = listed(quoted(each) for each in claim.published)
    alike = "both times" if printed == result else f"and as {result}, which can be the same"
    return Finding(claim, "agrees", result, f"Printed as {printed} {alike}.")


def within(claim: Claim) -> Finding:
    """Ask that parts are not more than the whole: "16 are current and five have ended, of 29".

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> numbers = tuple(map(read_number, ("16", "5", "29")))
    >>> within(Claim("a", "", "", "", "within", (), numbers)).why
    '16 + 5 is 21, of 29: 8 are in neither.'
    """
    some, (whole,) = parts(claim, "part*", "whole")
    span, most = total(map(interval, some)), interval(whole)
    single = len(some) == 1
    result = quoted(some[0]) if single else shown(span)
    formula = result if single else f"{added(some)} is {result}"
    if span.low > most.high:
        why = f"{formula}{' is' if single else ','} more than the {quoted(whole)} it is part of."
        return Finding(claim, "disagrees", result, why)
    left = most - span
    if single or not left.exact:
        why = f"{formula}{' is' if single else ', which is'} not more than {quoted(whole)}."
        return Finding(claim, "agrees", result, why)
    other = "neither" if len(some) == 2 else "none of them"
    return Finding(claim, "agrees", result, f"{formula}, of {quoted(whole)}: {shown(left)} are in {other}.")


def _can_be_one(one: Printed, other: Printed) -> bool:
    """Two figures to the same places are rounded by one rule, so they are equal or not the same."""
    if not one.hedge and not other.hedge and one.places == other.places:
        return one.value == other.value
    return rounded(one).meets(rounded(other))


def compare(claim: Claim) -> Finding:
    """Ask whether the first is more, or less, than the second, as ``direction`` says.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> numbers = tuple(map(read_number, ("50%", "53%")))
    >>> compare(Claim("a", "", "", "", "compare", (), numbers, {"direction": "fewer"})).verdict
    'agrees'
    """
    (first,), (second,) = parts(claim, "first", "second")
    way = direction_of(claim)
    if not way:
        raise NotCheckable("Whether the first is said to be more or less than the second is not given.")
    span = interval(first) - interval(second)
    wrong = span.high <= 0 if way == "up" else span.low >= 0
    word = "more" if way == "up" else "less"
    verb = "is not" if wrong else "may be" if span.low <= 0 <= span.high else "is"
    why = f"{quoted(first)} {verb} {word} than {quoted(second)}."
    return Finding(claim, "disagrees" if wrong else "agrees", shown(span, unit_of([first, second])), why)


def directed(claim: Claim, worked: Worked, more: str = "more", less: str = "less") -> Finding:
    """Hold a difference to what is printed: its size, and its direction where one is printed.

    A printed minus is a direction; without one, and without ``direction``, the size alone is held.
    """
    span, way = worked.span, direction_of(claim)
    if any(each.value < 0 for each in claim.published):
        return held(claim, worked._replace(word=""))
    up, down = span.low > 0, span.high < 0
    zero = span.low * 0
    size = -span if down else span if up else Span(zero, max(span.high, -span.low), abs(span.middle))
    word = more if up else less if down else ""
    against = (way == "up" and down) or (way == "down" and up)
    if against and any(each.value for each in claim.published):
        result = f"{shown(size, worked.unit, 1)} {word}"
        printed = listed(quoted(each) for each in claim.published)
        why = f"{worked.formula} is {result}, printed as {printed} {more if down else less}."
        return Finding(claim, "disagrees", result, why)
    return held(claim, worked._replace(span=size, word=word if way or worked.word else ""))


def added(numbers: list[Printed]) -> str:
    """Write a sum as it is printed."""
    return " + ".join(quoted(each) for each in numbers)


def bracketed(numbers: list[Printed]) -> str:
    """Write a sum as it is printed, in brackets where it is one."""
    return f"({added(numbers)})" if len(numbers) > 1 else added(numbers)


def unit_of(numbers: list[Printed]) -> str:
    """Give the unit that numbers share, where it is a sign."""
    units = {each.unit for each in numbers}
    return units.pop() if len(units) == 1 and units <= {"%", "£"} else ""
