"""Other readings of a total, a product and a difference: a balance, a part of another whole, names of groups."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, permutations, product
from math import prod

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, Sentence, amount, is_count, rule
from iomlib.claims.digits import Printed
from iomlib.claims.inputs import direction_of
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import pair

_HUNDRED = 100
_SIGNED = 4  # Numbers that are added and taken away.
_LABEL_BEFORE = (
    r"(?:\b(?:under|over|aged?|ages|between|between <\w\d+> and|to|from|band|of which|of whom|including)"
    r"|-|–) $|[-–]$"
)
_LABEL_AFTER = (
    r"^ ?(?:and (?:over|under|above|older|more)|or (?:over|more|under|fewer)|to <|[-–+]"
    r"|(?:years?|metres|miles|minutes|hours|plus)\b)"
)
_REST = r"\b(?:the|and|with) (?:rest|others|remainder|balance)\b[^<>]*$"  # without a number of its own
_ITEM = r"(?:^|[,;:(]|\band|\bor) $"
_VERB = r"^ (?:were|was|are|is|had|have|has|in|for|at|of|from|to|on|by|with|did|came|went)\b"


def agrees(claim: Claim, **changed: object) -> bool:
    """Say whether a claim agrees with some of it changed."""
    return check(replace(claim, **changed)).verdict == "agrees"  # type: ignore[arg-type]


def figures_of(sentence: Sentence, unit: str = "") -> list[Number]:
    """List the figures of a sentence of one unit: counts, money or percentages."""
    if unit in ("%", "£"):
        return [each for each in sentence.numbers if each.unit == unit and each.value is not None]
    return [each for each in sentence.numbers if is_count(each)]


def unit_of(printed: Sequence[Printed]) -> str:
    """Give the unit of figures where it is a sign: percentages, or money."""
    return next((each.unit for each in printed if each.unit in ("%", "£")), "")


def named(names: Sequence[str], numbers: Sequence[Number]) -> tuple[Printed, ...]:
    """Print numbers under the names of their parts."""
    return tuple(each.printed(name) for name, each in zip(names, numbers, strict=True))


def earlier(report: Report, claim: Claim) -> list[Sentence]:
    """Give the sentence before that of a claim."""
    found = next((each for each in report.sentences if each.text == claim.text), None)
    return report.before(found, 1)[:1] if found else []


def pairs_of(
    sentence: Sentence, numbers: Sequence[Number], claimed: Sequence[Printed]
) -> Iterator[tuple[Number, Number]]:
    """Give the pairs of figures; the claimed one the other way round, unless words give its order."""
    values = [each.value for each in claimed]
    for one, other in permutations(numbers, 2):
        if {one.value, other.value} != set(values) or (
            [one.value, other.value] != values and pair(sentence, [one, other]) in (None, (one, other))
        ):
            yield one, other


def sum_otherwise(report: Report, sentence: Sentence, claim: Claim) -> bool:
    """Try a product, a balance of what came and went, a part of another whole, and parts of which some are labels."""
    total, parts = claim.published[0], claim.inputs
    values = [each.value for each in parts]
    if " | " in claim.text:
        return _hundred(total, parts)
    if prod(values) == total.value or (total.unit == "%" and _hundred(total, parts)):
        return True
    rest = [amount(each) for each in figures_of(sentence, total.unit) if each.value != total.value]
    durations = [amount(each) for each in sentence.numbers if each.kind == "duration"]
    if sum(values, total.value) in (*rest, *durations) or _balance(total.value, rest):
        return True
    if total.value in values or (sum(values) < total.value and rule(_REST).search(sentence.marked)):
        return True  # "it is hostels, with 48": one of the parts, told again; or "and the rest"
    if any(sum(values[:many]) == total.value for many in range(2, len(values) - 1)):
        return True  # What follows the parts is of something else.
    where = [sentence, *earlier(report, claim)]
    return any(
        sum(values) - sum(each.value for each in left_out) == total.value
        and all(_is_label(where, each) for each in left_out)
        for many in (1, 2, 3)
        for left_out in combinations(parts, many)
        if len(parts) - many >= 2
    )


def _hundred(total: Printed, parts: Sequence[Printed]) -> bool:
    """Say whether rounded percentages miss 100 by no more than their rounding."""
    half = Decimal(1).scaleb(-max(each.places for each in parts)) / 2
    missed = sum((each.value for each in parts), -total.value)
    return total.value == _HUNDRED and abs(missed) <= half * len(parts)


def _balance(total: Decimal, values: Sequence[Decimal]) -> bool:
    """Say whether what was there, and what came and went, give a total: 327 + 305 - 282 is 350."""
    if not 2 <= len(values) <= _SIGNED:
        return False
    return any(
        -1 in signs and sum(sign * value for sign, value in zip(signs, values, strict=True)) == total
        for signs in product((1, -1), repeat=len(values))
    )


def _is_label(where: Sequence[Sentence], part: Printed) -> bool:
    """Say whether a number stands in the name of a group: "under 18", "75 and over", "six books", "of which 40"."""
    if part.hedge in ("under", "over", "at least", "up to"):
        return True
    for sentence in where:
        for order, number in enumerate(sentence.numbers):
            if number.value == part.value and number.text == part.text:
                before, _, after = re.sub(rf"<\w{order}>", "|", sentence.marked).partition("|")
                word = (
                    number.kind == "word" and not rule(_ITEM).search(before) and not rule(_VERB).match(after)
                )
                if word or rule(_LABEL_BEFORE).search(before) or rule(_LABEL_AFTER).match(after):
                    return True
    return False


def difference_otherwise(report: Report, sentence: Sentence, claim: Claim) -> bool:
    """Try every other pair of the sentence, and a balance: "opened with 125, took on 111 more and closed 113"."""
    told = claim.published[0].value
    numbers = [each for each in figures_of(sentence, unit_of(claim.inputs)) if each.value != told]
    if len(numbers) > len(claim.inputs) and _balance(told, [amount(each) for each in numbers]):
        return True
    if ". " in claim.text and not agrees(claim, words={}) and not _way_fits(claim):
        return True  # Neither its size nor its way fits what another sentence tells.
    if any(is_gap(sentence, each) for each in numbers if each.value in [one.value for one in claim.inputs]):
        return True
    return (
        len(claim.inputs) == 2
        and len(numbers) <= _SIGNED
        and any(
            agrees(claim, inputs=named(("from", "less"), two[::-1]))
            for two in pairs_of(sentence, numbers, claim.inputs[::-1])
        )
    )


def _way_fits(claim: Claim) -> bool:
    """Say whether a difference goes the way that words say, if they do."""
    way = direction_of(claim)
    more = claim.inputs[0].value > claim.inputs[-1].value
    return not way or (way == "up") == more


def is_gap(sentence: Sentence, number: Number) -> bool:
    """Say whether a number tells how many more or fewer there are: "61 fewer than in 2019 and 205 fewer than"."""
    return bool(rule(r"^(?: [a-z-]+)? (?:more|fewer|less|higher|lower)\b").match(sentence.text[number.end :]))


def product_otherwise(report: Report, sentence: Sentence, claim: Claim) -> bool:
    """Try a sum, a balance, and other factors."""
    total = claim.published[0].value
    rest = [amount(each) for each in figures_of(sentence, claim.published[0].unit) if each.value != total]
    if sum(rest) == total or _balance(total, rest):
        return True
    rest += [each.value for each in sentence.numbers if each.kind == "duration" and each.value is not None]
    return any(one * other == total for one, other in combinations(rest, 2))
