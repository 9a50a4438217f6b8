"""Kinds of claim that add, divide and compare."""

from fractions import Fraction

from iomlib.claims.digits import Printed, interval
from iomlib.claims.inputs import parts
from iomlib.claims.model import Claim, Finding
from iomlib.claims.span import point, total
from iomlib.claims.told import Worked, held, number, quoted

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
    (numbers,) = parts(claim, "part")
    return held(claim, Worked(added(numbers), total(map(interval, numbers)), unit_of(numbers)))


def part(claim: Claim) -> Finding:
    """Work out what percentage the part is of the whole.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> claim = Claim("a", "", "", "", "part", (read_number("25%"),), tuple(map(read_number, ("7", "12", "66"))))
    >>> part(claim).why
    '100 x (7 + 12) / 66 is 28.8%, printed 25%; 25% would need a total of 76.'
    """
    some, (whole,) = parts(claim, "part", "whole")
    count = total(map(interval, some))
    formula = f"100 x {bracketed(some)} / {quoted(whole)}"

    def hint(printed: Printed) -> str:
        if not printed.value:
            return ""
        needed = (count.low + count.high) / 2 * 100 / Fraction(printed.value)
        return f"{quoted(printed)} would need a total of {number(round_to(needed), 0)}"

    return held(claim, Worked(formula, HUNDRED * count / interval(whole), "%", hint))


def change(claim: Claim) -> Finding:
    """Work out the percentage by which the later figure is above or below the earlier.

    A fall may be printed with or without a minus; ``direction=fall`` or ``rise`` says which was printed.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> claim = Claim("a", "", "", "", "change", (read_number("16%"),), (read_number("247"), read_number("207")))
    >>> change(claim).why
    'The fall from 247 to 207 is 16.2%, printed 16%.'
    """
    (before,), (after,) = parts(claim, "before", "after")
    span = HUNDRED * interval(after) / interval(before) - HUNDRED
    down = span.low + span.high < 0
    said = claim.words.get("direction", "fall" if down else "rise")
    if down and all(printed.value >= 0 for printed in claim.published) and said == "fall":
        span = -span
    formula = f"The {'fall' if down else 'rise'} from {quoted(before)} to {quoted(after)}"
    return held(claim, Worked(formula, span, "%"))


def same(claim: Claim) -> Finding:
    """Hold one quantity that is printed twice to itself.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> pair = (read_number("almost £60m"),), (read_number("£48,485,263"),)
    >>> same(Claim("a", "", "", "", "same", *pair)).verdict
    'disagrees'
    """
    (others,) = parts(claim, "other")
    findings = [held(claim, Worked("The other figure", interval(each), each.unit)) for each in others]
    return next((each for each in findings if each.verdict == "disagrees"), findings[0])


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


def round_to(value: Fraction) -> Fraction:
    """Round to a whole number from 10 on, else to a tenth."""
    return Fraction(round(value)) if abs(value) >= 10 else Fraction(round(value * 10), 10)
