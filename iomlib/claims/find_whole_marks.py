"""Finds means of whole marks, percentages of small groups and rates per head, by the figures of a sentence."""

from collections.abc import Iterator
from decimal import Decimal

from iomlib.claims.clauses import Report, Sentence, amount, claim, rule
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import clause, mark, within
from iomlib.claims.seen import counts, found_in, money, shares

_WHOLE = r"\b(?:whole[- ](?:numbers?|marks?|points?)|whole mark|integers?|in whole|a whole)\b"
_MEAN = r"\b(?:mean|averag(?:e|ed|es|ing)|scored|rated)\b"
_SCALE = r"\b(?:out of|from|between|to|scale of|and|maximum of|marks? of|up to) $"
_SCALE_BEHIND = r"^(?: ?(?:to|and|-|–) (?:<|\d))"
_GROUP = (
    r"\b(?:group|panel|exercise|sample|survey(?:ed)?|only|taking|all|among|amongst|of the|of those"
    r"|of these|of that number"
    r"|of them|interview(?:ed|s)?|respond(?:ed|ents)|asked|replied|consulted|took part|involved)\b"
)
_NO_GROUP = (
    r"\b(?:target|rose|fell|increase|decrease|reduction|higher|lower|more|fewer|compared|than|previous"
    r"|last year|average|rate"
    r"|nationally|would|should|could|may|expect\w*|aims?|budget|discount|interest rate|vacanc\w+|capacity"
    r"|estimated|up by|down by"
    r"|each|per|change|attendance|cost|time|hours|turnout|over half|saving)\b"
)
_BASE = (
    r"\b(?:of|among|amongst|all|only|involved|asked|interviewed|surveyed|consulted|sampled|from)(?: (?:a|an|the|these"
    r"|those|our|its|all|some|just|only|group|panel|sample|total|of|every))* $"
)
_MANY = 120
_ROUND = frozenset(map(Decimal, (100, 1000, 10_000, 100_000, 1_000_000)))
_PEOPLE = (
    r"\b(?:population|residents|inhabitants|people|persons|population of|households|homes|adults"
    r"|children)\b"
)
_PER = r"\b(?:per|for every|every|for each) (?:head of )?$"
_NO_RATE = (
    r"\b(?:compared|nationally|england|average|target|previous|last year|rose|fell|up from|down from|than"
    r"|against|expect\w*"
    r"|would|region\w*|aged)\b"
)


def whole_marks(report: Report) -> Iterator[Claim]:
    """List claims that whole numbers of people or marks can, or cannot, give."""
    for finder in (_mean, _percentage, _rate):
        yield from found_in(report, finder)


def _mean(sentence: Sentence) -> Iterator[Claim]:
    """Find "the 13 residents each gave a whole mark out of 10; the average was 4.21", in whatever order."""
    text = sentence.marked
    means = [each for each in _decimals(sentence) if each.places > 1]
    if len(means) != 1 or means[0].hedge or not rule(_WHOLE).search(text) or not rule(_MEAN).search(text):
        return
    groups = [each for each in counts(sentence) if not _of_scale(sentence, each)]
    if len(groups) == 1 and not groups[0].hedge and 1 < amount(groups[0]) < _MANY and not shares(sentence):
        yield claim("grim", sentence, means, [("count", groups[0])])


def _of_scale(sentence: Sentence, number: Number) -> bool:
    before, after = mark(sentence, number)
    return bool(rule(_SCALE).search(before) or rule(_SCALE_BEHIND).match(after))


def _decimals(sentence: Sentence) -> list[Number]:
    return [
        each
        for each in sentence.numbers
        if each.counts and each.unit not in ("%", "pp", "£") and each.places > 0
    ]


def _percentage(sentence: Sentence) -> Iterator[Claim]:
    """Find "a small exercise involved 27 nurses: 72% mentioned parking", in whatever order."""
    some, groups, text = shares(sentence), counts(sentence), sentence.marked
    if len(some) != 1 or len(groups) != 1 or money(sentence) or some[0].hedge or groups[0].hedge:
        return
    _, after = mark(sentence, some[0])
    of_others = rule(r"^ of (?!that number|them|these|those|the (?:group|sample|total)|whom)").match(after)
    before, behind = clause(sentence, groups[0])
    near = f"{before} – {behind}"
    parts = [each for each in sentence.numbers if each.kind in ("fraction", "ratio")]
    if parts or before.endswith("(") or not (rule(_BASE).search(before) or rule(r"^the <n").match(text)):
        return
    if of_others or rule(_NO_GROUP).search(text) or not rule(_GROUP).search(f"{near} {after}"):
        return
    if 1 < amount(groups[0]) < _MANY and 0 < amount(some[0]) < 100:
        yield claim("possible", sentence, some, [("whole", groups[0])])


def _rate(sentence: Sentence) -> Iterator[Claim]:
    """Find "22 vacancies; with a population of 255,200 this is 0.9 per 10,000 people", in whatever order."""
    figures, rates, text = counts(sentence), _decimals(sentence), sentence.marked
    per = [each for each in figures if amount(each) in _ROUND and rule(_PER).search(mark(sentence, each)[0])]
    if (
        len(per) == 0
        or len({each.value for each in per}) > 1
        or len(rates) != 1
        or rule(_NO_RATE).search(text)
    ):
        return
    rest = [each for each in figures if each not in per]
    if len(rest) != 2 or money(sentence) or shares(sentence) or any(each.hedge for each in (*rest, *rates)):
        return
    count, people = sorted(rest, key=amount)
    if not rule(_PEOPLE).search(" – ".join(clause(sentence, people))) or amount(people) < 20 * amount(count):
        return
    true = amount(count) * amount(per[0]) / amount(people)
    if within(true, amount(rates[0]), 12):
        yield claim("rate", sentence, rates, [("count", count), ("people", people), ("per", per[0])])
