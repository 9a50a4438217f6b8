"""Kinds of claim that divide: shares, changes, rates, means, and the base that a share implies."""

from fractions import Fraction

from iomlib.claims.basic import HUNDRED, bracketed, directed
from iomlib.claims.digits import Printed, interval, rounded
from iomlib.claims.inputs import direction_of, given, parts
from iomlib.claims.model import Claim, Finding
from iomlib.claims.span import ENDLESS, Span, total
from iomlib.claims.told import NotCheckable, Worked, held, number, quoted, shown, with_unit


def part(claim: Claim) -> Finding:
    """Work out what percentage the part is of the whole.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> claim = Claim("a", "", "", "", "part", (read_number("25%"),), tuple(map(read_number, ("7", "12", "66"))))
    >>> part(claim).why
    '100 x (7 + 12) / 66 is 28.8%, printed 25%; 25% would need a total of 76.'
    """
    some, (whole,) = parts(claim, "part*", "whole")
    count = total(map(interval, some))
    formula = f"100 x {bracketed(some)} / {quoted(whole)}"

    def hint(printed: Printed) -> str:
        if printed.value <= 0 or printed.hedge:
            return ""
        needed = count.middle * 100 / Fraction(printed.value)
        base = with_unit(number(_rounded(needed), 0), "" if whole.unit == "%" else whole.unit)
        return f"{quoted(printed)} would need a total of {base}"

    return held(claim, Worked(formula, HUNDRED * count / interval(whole), "%", hint))


def change(claim: Claim) -> Finding:
    """Work out the percentage by which the later figure is above or below the earlier.

    A fall may be printed with or without a minus; ``direction`` says that a fall or a rise was printed.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> claim = Claim("a", "", "", "", "change", (read_number("16%"),), (read_number("247"), read_number("207")))
    >>> change(claim).why
    'The change from 247 to 207 is 16.2% down, printed 16%.'
    """
    (before,), (after,) = parts(claim, "before", "after")
    span = HUNDRED * interval(after) / interval(before) - HUNDRED
    formula = f"The change from {quoted(before)} to {quoted(after)}"
    return directed(claim, Worked(formula, span, "%", word="up"), "up", "down")


def rate(claim: Claim) -> Finding:
    """Work out a count per so many people: "75.4 crimes per 1,000 people".

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> numbers = tuple(map(read_number, ("13,850", "183,631", "1,000")))
    >>> rate(Claim("a", "", "", "", "rate", (read_number("75.4"),), numbers)).why
    '1,000 x 13,850 / 183,631 is 75.42, printed 75.4.'
    """
    count, (people,), (per,) = parts(claim, "count*", "people", "per")
    span = total(map(interval, count)) / interval(people)
    unit = "£" if count[0].unit == "£" else ""
    formula = f"{quoted(per)} x {bracketed(count)} / {quoted(people)}"
    scale = Fraction(per.value)
    return held(claim, Worked(formula, span * Span(scale, scale), unit))


def mean(claim: Claim) -> Finding:
    """Work out an average from the total and the number.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> claim = Claim("a", "", "", "", "mean", (read_number("10 or more"),), (read_number("95"), read_number("6")))
    >>> mean(claim).verdict
    'agrees'
    """
    some, (count,) = parts(claim, "total*", "count")
    unit = "£" if some[0].unit == "£" else ""
    formula = f"{bracketed(some)} / {quoted(count)}"
    return held(claim, Worked(formula, total(map(interval, some)) / interval(count), unit))


def share_of(claim: Claim) -> Finding:
    """Ask whether a count and a percentage that are printed as one go with the base.

    ``base`` is what the percentage is of. ``after``, in its place or beside it, is what was left after a fall
    by the count, or came of a rise: a report that fits either is not called wrong.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> pair = tuple(map(read_number, ("13.1%", "over 1,300")))
    >>> share_of(Claim("a", "", "", "", "share_of", pair, (read_number("13,850"),))).why
    '13.1% and over 1,300 imply a base of 9,886 to 12,452, not 13,850; 13.1% of 13,850 is 1,814.'
    """
    percent = next((each for each in claim.published if each.unit == "%"), None)
    count = next((each for each in claim.published if each.unit != "%"), None)
    if percent is None or count is None:
        raise NotCheckable("A percentage and the count that it stands for are not both printed.")
    implied = HUNDRED * interval(count) / rounded(percent)
    result = (
        f"{number(implied.low, 0)} to {number(implied.high, 0)}"
        if implied.high < ENDLESS
        else shown(implied, "", 0)
    )
    words = f"{quoted(percent)} and {quoted(count)} imply a base of {result}"
    base, after = _base(claim), given(claim, "after")
    if base is None and after is None:
        raise NotCheckable(f"{words}, and what the percentage is of is not printed.")
    bases = [interval(base)] if base else []
    if after:
        up = direction_of(claim) == "up"
        bases.append(interval(after) - interval(count) if up else interval(after) + interval(count))
    if any(implied.meets(each) for each in bases):
        return Finding(claim, "agrees", result, f"{words}, which fits.")
    of = number(bases[0].middle, 0)
    middle = number(_rounded(Fraction(percent.value) * bases[0].middle / 100), 0)
    hint = f"{quoted(percent)} of {of} is {middle}"
    return Finding(claim, "disagrees", result, f"{words}, not {of}; {hint}.")


def _base(claim: Claim) -> Printed | None:
    named = given(claim, "base")
    bare = [each for each in claim.inputs if not each.name]
    return named or (bare[0] if bare else None)


def _rounded(value: Fraction) -> Fraction:
    """Round to a whole number from 10 on, else to a tenth."""
    return Fraction(round(value)) if abs(value) >= 10 else Fraction(round(value * 10), 10)
