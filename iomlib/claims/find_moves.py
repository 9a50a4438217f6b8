"""Finds which way a figure went, by how many points, and how many times over, in whatever order it is told."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, Sentence, amount, claim, rule
from iomlib.claims.digits import Hedge, Printed
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import alike, clause, is_earlier
from iomlib.claims.seen import ELSEWHERE, counts, found_in, in_turn, money, shares

_UP = (
    r"(?:rose|rise|risen|rising|increas(?:e|es|ed|ing)|grew|grown|grows|growth|growing|climb(?:s|ed|ing)?"
    r"|upward"
    r"|upturn|went up|gone up|goes up|going up|(?:was|were|is|are) up|up (?:on|from|by)|higher|jump(?:ed)?"
    r"|surged?"
    r"|rallied|swell(?:ed)?|expanded|escalat(?:ed|ion)|more(?= than the))"
)
_DOWN = (
    r"(?:fell|fall|fallen|falling|decreas(?:e|es|ed|ing)|reduc(?:ed|tion)|declin(?:e|es|ed|ing)|drop(?:s"
    r"|ped|ping)?"
    r"|downward|downturn|went down|gone down|came down|come down|goes down|going down|(?:was|were|is|are) down"
    r"|down (?:on|from|by)|lower|shrank|shrunk|fewer(?= than the)|less(?= than the)|dwindled|slipped|dipped)"
)
# What follows a verb and not an adjective: "dropped to", not "dropped kerbs".
_VERB = (
    r"(?=[,;:.)]|$| <| (?:to|from|by|in|again|further|slightly|sharply|significantly|markedly|steadily|a little"
    r"|between|over|and|than|at|on|during|this|last|since|year|the)\b)"
)
_NO = (
    r"\b(?:not|no|never|nor|neither|despite|although|though|however|but|while|whereas|without|instead"
    r"|except|offset"
    r"|unlike|reverse[ds]?|contrary|after (?:a|an|the|several|years)|fears?|risk of|following|because|due to"
    r"|prevent\w*|halt\w*|slow\w*|rate of|lower than expected|(?:less|fewer|more) (?:often|likely|serious))\b"
)
_TIMES: tuple[tuple[str, int, str], ...] = (
    (r"quadrupl(?:ed|ing)|(?:four times|fourfold)", 300, "rise"),
    (r"trebl(?:ed|ing)|tripl(?:ed|ing)|threefold", 200, "rise"),
    (r"doubl(?:ed|ing)|twofold", 100, "rise"),
    (r"halv(?:ed|ing)|(?:fell|fallen|dropped|reduced|cut|down|declined|decreased) by half", 50, "fall"),
    (r"(?:fell|fallen|dropped|reduced|cut|down|declined|decreased) by (?:more|over|just over) than half", 50, "fall"),
    (r"(?:rose|risen|increased|grew|grown|climbed|went up|up) by half", 50, "rise"),
)  # fmt: skip
_HEDGES: tuple[tuple[str, Hedge], ...] = (
    (r"(?:more than|over|well over|at least)", "at least"),
    (r"(?:almost|nearly|not quite|just under|all but|virtually|close to)", "almost"),
)
_HALF = (
    r"(?:{way}) by (?P<hedge>(?:more than|over|just over|almost|nearly|just under|about"
    r"|around) )?(?:a )?half\b"
)
_FELL, _ROSE = (
    r"fell|fallen|dropped|reduced|cut|down|declined|decreased",
    r"rose|risen|increased|grew|grown|climbed|up",
)
_APART = 4  # Times as large: what is farther apart is hardly one thing at two times.
_FAR = Decimal(12)
_NEARLY = Decimal("1.75")  # Times as many that are almost double.


def moves(report: Report) -> Iterator[Claim]:
    """List claims of which way a figure went."""
    for finder in (_direction, _points, _times, _fraction):
        yield from found_in(report, finder)


def _two(sentence: Sentence) -> list[Number]:
    """Give the two figures of one kind that a sentence holds beside nothing else that counts."""
    held = [counts(sentence), money(sentence), shares(sentence), _decimals(sentence)]
    held = [each for each in held if each]
    others = [each for each in sentence.numbers if each.kind in ("fraction", "ratio") or each.unit == "pp"]
    two = held[0] if len(held) == 1 and not others else []
    return two if len(two) == 2 and not any(each.hedge for each in two) and alike(*two) else []


def _decimals(sentence: Sentence) -> list[Number]:
    return [
        each
        for each in sentence.numbers
        if each.counts and each.places > 0 and each.unit not in ("£", "%", "pp")
    ]


def _direction(sentence: Sentence) -> Iterator[Claim]:
    """Find "rose from 130 to 116", in whatever order."""
    two, text = _two(sentence), sentence.marked
    if not two or two[0].value == two[1].value or rule(_NO).search(text):
        return
    if any(rule(rf"\b(?:{words})\b").search(text) for words, *_ in _TIMES):
        return
    up, down = (rule(rf"\b{words}\b{_VERB}").findall(text) for words in (_UP, _DOWN))
    order = in_turn(sentence, two)
    if (
        order is None
        or bool(up) == bool(down)
        or not _tied(sentence, two, (_UP if up else _DOWN) + r"\b" + _VERB)
    ):
        return
    before, after = order
    if max(map(amount, two)) < _APART * min(map(amount, two)):
        way = {"direction": "rise" if up else "fall"}
        yield claim("compare", sentence, [], [("first", after), ("second", before)], way)


def _tied(sentence: Sentence, two: Sequence[Number], words: str) -> bool:
    """Say whether the verb stands near one of its figures, in the same sentence."""
    marks = [sentence.numbers.index(each) for each in two]
    figure = rf"<\w(?:{marks[0]}|{marks[1]})>"
    gap = r"(?:<[yt]\d+>|[^<>.;]){0,70}?"
    return bool(rule(rf"\b{words}[:;]?{gap}{figure}|{figure}{gap}[;:]?\b{words}").search(sentence.marked))


def _points(sentence: Sentence) -> Iterator[Claim]:
    """Find "from 83.6% to 80.9%, a fall of 7.2 percentage points", in whatever order."""
    gaps = [each for each in sentence.numbers if each.unit == "pp"]
    two, text = shares(sentence), sentence.marked
    if len(gaps) != 1 or len(two) != 2 or two[0].value == two[1].value or any(each.hedge for each in two):
        return
    order = in_turn(sentence, two)
    if rule(ELSEWHERE).search(text) and not rule(r"\bgap\b|difference").search(text):
        return
    ahead, behind = clause(sentence, gaps[0])
    close_by = f"{ahead[-60:]} – {behind[:30]}"
    up, down = (rule(rf"\b{words}\b").search(close_by) for words in (f"(?:{_UP}|up)", f"(?:{_DOWN}|down)"))
    way = {"direction": "rise" if up else "fall"} if order and bool(up) != bool(down) else {}
    before, after = order or (two[0], two[1])
    made = claim("difference", sentence, gaps, [("from", after), ("less", before)], way)
    if order or check(made).verdict == "agrees":
        yield made


def _times(sentence: Sentence) -> Iterator[Claim]:
    """Find "more than doubled, from 1,367 to 2,320", in whatever order."""
    two, text = _two(sentence), sentence.marked
    told = [
        (found, value, way)
        for words, value, way in _TIMES
        if (found := rule(rf"\b(?:{words})\b").search(text))
    ]
    told += [(found, 50, way) for way, words in (("fall", _FELL), ("rise", _ROSE))
             if (found := rule(_HALF.format(way=words)).search(text))]  # fmt: skip
    if (
        not two
        or len({each[1:] for each in told}) != 1
        or rule(r"\b(?:not|never|no)\b|" + ELSEWHERE).search(text)
    ):
        return
    found, value, way = told[0]
    order, hedge = _ordered(sentence, two, way), _hedge(text, found)
    if order is None:
        return
    made = claim(
        "change", sentence, [two[0]], [("before", order[0]), ("after", order[1])], {"direction": way}
    )
    if (
        value == 100
        and hedge == "almost"
        and _NEARLY * amount(order[0]) <= amount(order[1]) <= 2 * amount(order[0])
    ):
        return
    printed = Printed(found[0], Decimal(value), 0, hedge, "%")
    yield replace(made, published=(printed,))


def _hedge(text: str, found: re.Match[str]) -> Hedge:
    inside = f"{text[max(0, found.start() - 16) : found.start()]}{found[0]}"
    for words, hedge in _HEDGES:
        if rule(rf"\b{words}\b").search(inside):
            return hedge
    return "about"


def _ordered(sentence: Sentence, two: Sequence[Number], way: str) -> tuple[Number, Number] | None:
    """Say which figure is the earlier; where only years or words near them hint at it, the verb says."""
    order = in_turn(sentence, two)
    if order or not rule(r"<y\d+>|\byear\b|\bfrom\b|\bbefore\b|earlier|previous").search(sentence.marked):
        return order
    if not any(is_earlier(sentence, each) for each in two):
        return None
    small, large = sorted(two, key=amount)
    return (small, large) if way == "rise" else (large, small)


def _fraction(sentence: Sentence) -> Iterator[Claim]:
    """Find "rose by over a half (77 in 2019; 103 in 2020)", in whatever order."""
    parts = [each for each in sentence.numbers if each.kind == "fraction"]
    two, text = counts(sentence) or money(sentence), sentence.marked
    if (
        len(parts) != 1
        or len(two) != 2
        or shares(sentence)
        or any(each.hedge for each in two)
        or not alike(*two)
    ):
        return
    order = in_turn(sentence, two)
    mark = rf"(?:by|of)(?: [a-z]+){{0,3}} <p{sentence.numbers.index(parts[0])}>"
    up, down = (
        rule(rf"\b(?:{words}|went|gone)\b(?: [a-z]+){{0,3}} {mark}").search(text) for words in (_UP, _DOWN)
    )
    if order is None or bool(up) == bool(down) or rule(_NO).search(text):
        return
    way = {"direction": "rise" if up else "fall"}
    made = claim("change", sentence, parts, [("before", order[0]), ("after", order[1])], way)
    true = 100 * abs(amount(order[1]) - amount(order[0])) / amount(order[0])
    if true < _FAR * amount(parts[0]):
        yield made
