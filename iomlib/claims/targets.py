"""Kinds of claim about targets: ceilings, projections, the pace so far, and what a limit allows."""

import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from iomlib.claims.basic import HUNDRED, bracketed, directed
from iomlib.claims.digits import Printed, interval, rounded
from iomlib.claims.inputs import given, parts
from iomlib.claims.model import Claim, Finding
from iomlib.claims.span import Span, point, total
from iomlib.claims.told import NotCheckable, Worked, held, listed, number, quoted, shown

FOUR = 4  # Quarters of a year: periods where a claim does not give them.


def ceiling(claim: Claim) -> Finding:
    """Take a percentage off a base: the most that is allowed after a reduction.

    The percentage is set and not measured, so it is exact. Rounded down and to the nearest are both
    accepted; ``rule=down``, ``nearest`` or ``up`` fixes it.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> numbers = tuple(map(read_number, ("221", "14%")))
    >>> ceiling(Claim("a", "", "", "", "ceiling", (read_number("under 189"),), numbers)).why
    '221 less 14% is 190.06, so 190, printed under 189; 189 would need a reduction of 14.5%.'
    """
    (base,), (reduction,) = parts(claim, "base", "reduction")
    set_at = interval(reduction) if reduction.hedge else point(reduction.value)
    span = interval(base) * (HUNDRED - set_at) / HUNDRED
    formula = f"{quoted(base)} less {quoted(reduction)}"
    if not claim.published:
        raise NotCheckable(f"No ceiling is printed; {formula} is {shown(span, '', 1)}.")
    rule = claim.words.get("rule", "")
    result = number(Fraction(math.floor(span.middle + (Fraction(1, 2) if rule == "nearest" else 0))), 0)
    worked = f"{formula} is {shown(span, '', 1)}, so {result}"
    for printed in claim.published:
        if not _rounds_to(printed, span, rule):
            needed = 100 - 100 * Fraction(printed.value) / Fraction(base.value)
            hint = f"{number(Fraction(printed.value), 1)} would need a reduction of {_tenth(needed)}%"
            why = f"{worked}, printed {quoted(printed)}; {hint}."
            return Finding(claim, "disagrees", result, why)
    words = listed(quoted(each) for each in claim.published)
    return Finding(claim, "agrees", result, f"{worked}, printed {words}.")


def _rounds_to(printed: Printed, span: Span, rule: str) -> bool:
    """Say whether some value of a range is rounded to what is printed, by the rules that are accepted."""
    value, unit = Fraction(printed.value), Fraction(10) ** -printed.places
    by = {
        "down": value <= span.high and span.low < value + unit,
        "nearest": value - unit / 2 <= span.high and span.low <= value + unit / 2,
        "up": value - unit < span.high and span.low <= value,
    }
    # "Under 208" allows 207 and no more, as a ceiling of 207 does.
    if printed.hedge == "under" and _rounds_to(
        printed._replace(hedge="", value=printed.value - 1), span, rule
    ):
        return True
    return by[rule] if rule in by else by["down"] or by["nearest"]


def projection(claim: Claim) -> Finding:
    """Carry what was counted so far on to the end: the run rate, as if every period were like those so far.

    ``so_far`` is one number or one a period, ``periods`` how many they are, ``of`` how many there will be
    (4). With ``target`` a second published figure is the gap to it. ``method=last`` repeats the last period.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> printed = tuple(map(read_number, ("171", "36")))
    >>> inputs = (read_number("128", "so_far"), read_number("3", "periods"), read_number("207", "target"))
    >>> projection(Claim("a", "", "", "", "projection", printed, inputs)).why
    '128 x 4 / 3 is 170.7, printed 171; less 207 that is 36.3, printed 36.'
    """
    (some,) = parts(claim, "so_far*")
    span, formula = _projected(claim, some)
    first = held(replace(claim, published=claim.published[:1]), Worked(formula, span))
    target = given(claim, "target")
    if first.verdict == "disagrees" or target is None or len(claim.published) < 2:
        return replace(first, claim=claim)
    rest = replace(claim, published=claim.published[1:])
    worked = [
        Worked(f"less {quoted(target)} that", each - interval(target))
        for each in (span, rounded(claim.published[0]))
    ]
    gap = _either([directed(rest, each) for each in worked])
    return Finding(claim, gap.verdict, first.recomputed, f"{first.why[:-1]}; {gap.why}")


def _projected(claim: Claim, some: list[Printed]) -> tuple[Span, str]:
    periods, of = given(claim, "periods"), _whole(claim, "of", FOUR)
    if periods is None and len(some) == 1:
        raise NotCheckable("How many periods have passed is not printed.")
    done = int(periods.value) if periods else len(some)
    if not 0 < done <= of:
        raise NotCheckable(f"{done} periods of {of} cannot have passed.")
    span = total(map(interval, some))
    if claim.words.get("method") == "last":
        last = interval(some[-1]) * point(of - done)
        return span + last, f"{bracketed(some)} + {of - done} x {quoted(some[-1])}"
    factor = f"{of} / {done}" if of % done else str(of // done)
    return span * point(Fraction(of, done)), f"{bracketed(some)} x {factor}"


def pace(claim: Claim) -> Finding:
    """Hold a count to its share of a yearly target: "56, which is 4.25 more than predicted in a quarter".

    ``periods`` of ``of`` (1 of 4) is the share. Where ``so_far`` and ``elapsed`` are given too, the count of
    all periods up to now against their share is another reading, and a report that fits either is not wrong.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> inputs = (read_number("23", "count"), read_number("207", "target"))
    >>> printed = (read_number("48"),), inputs, {"direction": "less"}
    >>> pace(Claim("a", "", "", "", "pace", *printed)).why
    '23 - 207 / 4 is 28.75 less, printed 48.'
    """
    (count,), (target,) = parts(claim, "count", "target")
    of, readings = _whole(claim, "of", FOUR), [(count, _whole(claim, "periods", 1))]
    so_far = given(claim, "so_far")
    if so_far:
        readings.append((so_far, _whole(claim, "elapsed", of)))
    findings = []
    for number_so_far, periods in readings:
        share = interval(target) * point(Fraction(periods, of))
        times = "" if periods == 1 else f" x {periods}"
        worked = Worked(
            f"{quoted(number_so_far)} - {quoted(target)}{times} / {of}", interval(number_so_far) - share
        )
        findings.append(directed(claim, worked))
    return _either(findings)


def threshold(claim: Claim) -> Finding:
    """Ask whether limits in different words are one limit, or whether a ``value`` keeps to the limit.

    "Should not exceed 207" allows 207 and "less than 207" does not. ``met=yes`` or ``no`` says what is printed.

    Examples
    --------
    >>> from iomlib.claims.digits import read_number
    >>> two = (read_number("should not exceed 207"), read_number("less than 207"))
    >>> threshold(Claim("a", "", "", "", "threshold", two)).why
    '"should not exceed 207" allows 207, and "less than 207" does not.'
    """
    if not claim.published or any(
        not each.hedge or each.hedge in ("about", "almost") for each in claim.published
    ):
        raise NotCheckable("No limit is printed: at most, less than, at least or more than.")
    value = given(claim, "value") or next((each for each in claim.inputs if not each.name), None)
    if value is not None:
        return _met(claim, claim.published[0], value)
    if len(claim.published) < 2:
        raise NotCheckable("The limit is printed once only, and no value that is held to it.")
    first, *others = claim.published
    for other in others:
        if _last_allowed(first) != _last_allowed(other) or _is_upper(first) != _is_upper(other):
            loose, strict = sorted((first, other), key=_last_allowed, reverse=_is_upper(first))
            most = f"{_last_allowed(loose):,}"
            why = f'"{quoted(loose)}" allows {most}, and "{quoted(strict)}" does not.'
            return Finding(claim, "disagrees", most, why)
    words = listed(quoted(each) for each in claim.published)
    return Finding(claim, "agrees", f"{_last_allowed(first):,}", f"{words} allow the same.")


def _met(claim: Claim, limit: Printed, value: Printed) -> Finding:
    low, high = interval(value)
    last, upper = Fraction(limit.value), _is_upper(limit)
    strict = limit.hedge in ("under", "over")
    kept = (low < last if strict else low <= last) if upper else (high > last if strict else high >= last)
    broken = (high >= last if strict else high > last) if upper else (low <= last if strict else low < last)
    says_met = claim.words.get("met", "yes") == "yes"
    right = kept if says_met else broken
    verb = "keeps to" if kept else "does not keep to"
    why = f"{quoted(value)} {verb} {quoted(limit)}, printed as {'met' if says_met else 'not met'}."
    return Finding(claim, "agrees" if right else "disagrees", "met" if kept else "not met", why)


def _is_upper(limit: Printed) -> bool:
    return limit.hedge in ("under", "up to")


def _last_allowed(limit: Printed) -> Decimal:
    """Give the last number that a limit allows, of those with as many decimals."""
    step = Decimal(1).scaleb(-max(limit.places, 0))
    return limit.value + {"under": -step, "over": step}.get(limit.hedge, Decimal(0))


def _either(findings: list[Finding]) -> Finding:
    """Take a reading that agrees, if there is one."""
    return next((each for each in findings if each.verdict == "agrees"), findings[0])


def _whole(claim: Claim, role: str, default: int) -> int:
    printed = given(claim, role)
    return default if printed is None else int(printed.value)


def _tenth(value: Fraction) -> str:
    return number(Fraction(round(value * 10), 10), 1)
