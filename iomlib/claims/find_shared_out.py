"""Finds fractions in words, averages, unit costs and products, by the figures of a sentence and a word."""

from collections.abc import Iterator
from decimal import Decimal

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, Sentence, amount, claim, rule
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import clause
from iomlib.claims.seen import close, counts, found_in, money, shares

_BASED = r"\b(?:of|out of|among|amongst|from (?:a total|the)|based on|total|in all|altogether|sample)\b"
_NO_PART = (
    r"\b(?:rose|fell|increase|decrease|reduction|rise|fall|(?:up|down) (?:from|by|on|<)|grew|dropped"
    r"|more than doubled|target|compared|than (?:in|the)"
    r"|against|previous|last year|nationally|average|would|should|could|may|might|expect\w*|aims?"
    r"|plan(?:ned)?|not|neither|cut)\b"
)
_QUARTERS = {"three quarters": 75, "two quarters": 50, "one quarter": 25, "a quarter": 25}
_EACH = r"\b(?:each|apiece|every|per|at any one|a head|a piece)\b"
_MONTHLY = r"\b(?:a|per|each|every) (?:calendar )?month\b|\bmonthly\b|\bfor each of the <t\d+> months"
_WEEKLY = r"\b(?:a|per|each|every) week\b|\bweekly\b"
_OVERALL = (
    r"\b(?:in all|altogether|total|overall|all told|in total|capacity|so(?: that)?|will be|gives?|giving"
    r"|makes?|making|provid\w+|planned|combined|comes? to|spread)\b"
)
_UNIT_COST = r"\b(?:each|per|apiece|every|unit cost|average|divided|a head|works? out)\b"
_NO_MEAN = (
    r"\b(?:compared|previous|last year|target|nationally|rose|fell|up from|down from|expect\w*|forecast"
    r"|budget(?:ed)?"
    r"|range\w*|between <|from <|first|additional|further|includ\w+|grant|saving|of which|fee|price|rather than"
    r"|per cent|increase|decrease|higher|lower|minimum|maximum|more than)\b"
)


def shared_out(report: Report) -> Iterator[Claim]:
    """List claims that one figure is another, divided or multiplied by a third."""
    for finder in (_fraction, _monthly, _unit_cost, _product):
        yield from found_in(report, finder)


def _fraction(sentence: Sentence) -> Iterator[Claim]:
    """Find "of 314 vehicles, 154 passed: about three in five", in whatever order."""
    told = [
        each
        for each in sentence.numbers
        if each.kind in ("fraction", "ratio") or each.text.lower() in _QUARTERS
    ]
    two, text = counts(sentence), sentence.marked
    if (
        len(told) != 1
        or len(two) != 2
        or shares(sentence)
        or money(sentence)
        or any(each.hedge for each in two)
    ):
        return
    if not rule(_BASED).search(text) or rule(_NO_PART).search(text.replace("not quite", "")):
        return
    share = _as_part(told[0])
    small, large = sorted(two, key=amount)
    if small.value == large.value or not _is_base(sentence, large):
        return
    made = claim("part", sentence, [share], [("part", small), ("whole", large)])
    rest = 100 - 100 * amount(small) / amount(large)
    if check(made).verdict == "agrees" or (
        close(amount(share), 100 - rest, "0.6") and abs(rest - amount(share)) > 4
    ):
        yield made


def _as_part(share: Number) -> Number:
    """Read "three quarters" as a part, where it stands alone as a time would."""
    if share.kind != "duration":
        return share
    return share._replace(kind="fraction", value=Decimal(_QUARTERS[share.text.lower()]), places=1, unit="%")


def _is_base(sentence: Sentence, number: Number) -> bool:
    before, after = clause(sentence, number)
    based = (
        r"\b(?:of|among|amongst|from|on|in) (?:(?:a|an|the|these|those|all|our|its|some|total|sample"
        r"|group) |of )*$"
    )
    return bool(
        rule(based).search(before)
        or rule(r"^[^<>]{0,60}\b(?:in (?:all|total)|altogether|of (?:whom|which|these|them))\b").search(after)
    )


def _monthly(sentence: Sentence) -> Iterator[Claim]:
    """Find "630 renewals in the twelve months, an average of 51.5 a month", in whatever order."""
    text, two = sentence.marked, _mean_and_total(sentence)
    word = "month" if rule(_MONTHLY).search(text) else "week" if rule(_WEEKLY).search(text) else ""
    if two is None or not word or any(each.hedge for each in two) or rule(_NO_MEAN).search(text):
        return
    periods = [
        each._replace(hedge="")
        for each in sentence.numbers
        if each.kind == "duration" and sentence.text[each.end :].lstrip(" -").startswith(word)
    ]
    mean, total = two
    if len(periods) != 1 or amount(periods[0]) < 2:
        return
    if close(amount(total) / amount(periods[0]), amount(mean), "0.7"):
        yield claim("mean", sentence, [mean], [("total", total), ("count", periods[0])])


def _mean_and_total(sentence: Sentence) -> tuple[Number, Number] | None:
    """Give the two figures of an average: with decimals, or the smaller where it is said to be of a month."""
    means = [
        each
        for each in sentence.numbers
        if each.counts and each.unit not in ("%", "pp", "£") and each.places > 0
    ]
    totals = counts(sentence)
    if not means and len(totals) == 2:
        small = min(totals, key=amount)
        if rule(f"{_MONTHLY}|{_WEEKLY}").search(" – ".join(clause(sentence, small))):
            means, totals = [small], [each for each in totals if each is not small]
    if len(means) != 1 or len(totals) != 1 or money(sentence) or shares(sentence):
        return None
    return means[0], totals[0]


def _unit_cost(sentence: Sentence) -> Iterator[Claim]:
    """Find "£24,300, divided by the 1,090 sacks, comes to £22.39 each", in whatever order."""
    two, some, text = money(sentence), counts(sentence), sentence.marked
    if (
        len(two) != 2
        or len(some) != 1
        or shares(sentence)
        or any(each.hedge not in ("", "about") for each in (*two, *some))
    ):
        return
    small, large = sorted(two, key=amount)
    if (
        amount(some[0]) < 2
        or not rule(_UNIT_COST).search(" – ".join(clause(sentence, small)))
        or rule(_NO_MEAN).search(text)
    ):
        return
    if close(amount(large) / amount(some[0]), amount(small), "0.6"):
        yield claim("mean", sentence, [small], [("total", large), ("count", some[0])])


def _product(sentence: Sentence) -> Iterator[Claim]:
    """Find "each of the seven courses has 11 places, so 79 are available", in whatever order."""
    three, text = counts(sentence), sentence.marked
    if (
        len(three) != 3
        or money(sentence)
        or shares(sentence)
        or any(each.hedge not in ("", "over") for each in three)
    ):
        return
    one, other, large = sorted(three, key=amount)
    if rule(_NO_MEAN).search(text) or not rule(_EACH).search(text) or not rule(_OVERALL).search(text):
        return
    each_of = [each for each in (one, other) if rule(_EACH).search(" – ".join(clause(sentence, each)))]
    product = amount(one) * amount(other)
    if not each_of or amount(one) + amount(other) == amount(large) or amount(one) < 2:
        return
    if close(product, amount(large), "0.5") and amount(large) * 3 > amount(other) * 4:
        factors = [("factor", each._replace(hedge="")) for each in (one, other)]
        yield claim("product", sentence, [large], factors)
