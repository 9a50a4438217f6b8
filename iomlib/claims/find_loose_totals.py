"""Finds totals of money and of counts, and shares of a whole, by a list of figures and a word that closes it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, Sentence, amount, claim, rule
from iomlib.claims.digits import Printed
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import clause
from iomlib.claims.seen import close, counts, found_in, money, shares

_TOTAL_BEFORE = (
    r"\b(?:total(?:s|led|ling)?|sum|altogether|in all|combined|overall|whole|comes? to|came to|coming to"
    r"|amount(?:s|ed|ing)? to"
    r"|add(?:s|ed)? up to|bring(?:s|ing)?|brought|making|makes?|giving|gives?|all|budget|counted"
    r"|available)\b[^;.]{0,60}$"
)
_TOTAL_BEHIND = (
    r"^(?:<[ytx]\d+>|[^<>;.]){0,60}?\b(?:in all|altogether|in total|overall|all told|combined|to spend"
    r"|available|made up|compris\w+|consist\w+"
    r"|split|divid\w+|broken down|as follows|is the sum|being|namely|distributed|shared between"
    r"|paid for)\b|^[^<>.]{0,40}:"
)
_CLOSED = (
    r"\b(?:made up of|compris(?:e|es|ed|ing)|consist(?:s|ed|ing)? of|split|divided|broken down|breakdown"
    r"|broke down|as follows"
    r"|total(?:s|led|ling)?|altogether|in all|in total|all told|sum of|add(?:s|ed|ing)? up|added together"
    r"|adding|together|combined"
    r"|account(?:s|ed)? for (?:all|the whole|every)|these figures|the whole|gives?|giving|making|so that|namely"
    r"|draws? on|sources|rests? on|distributed|composed of)\b"
)
_OPEN = (
    r"\b(?:includ\w+|such as|for example|mainly|mostly|largely|more than one|overlap\w*|compared|than"
    r"|against|average|mean"
    r"|per <|a (?:month|week|day)|each(?: with|,)|apiece|increase|decrease|rose|fell|up from|down from"
    r"|previous|last year"
    r"|target|not counting|excluding|excludes|less|minus|net of|offset|overspen\w+|underspen\w+|saving"
    r"|variance|deducted"
    r"|brought forward|opening|closing|remov\w+|cleared|cost of|balance|of which(?! <)|multiplied|times"
    r"|doubled|halved"
    r"|for every|apart from|in addition|project(?:ed|ion)|forecast|extrapolat\w+|would|pro rata|fund(?:ed"
    r"|ing) gap|shortfall|surplus|income|grew|some of"
    r"|respectively)\b"
)
_OF_WHICH = r"\bof (?:which|this|that|these|whom)\b"
_HUNDRED = (
    r"\b(?:split|distributed|divided|broke(?:n)? down|breakdown|as follows|pattern|as a whole|every one"
    r"|accounts? for"
    r"|account for all|without (?:overlap|omission)|none left out|one [a-z]+ only|only one|each of the"
    r"|made up|compris\w+"
    r"|composed|profile|distribution|in turn|remainder|the rest|remaining|the other|whole)\b"
)
_MANY = (
    r"\b(?:mentioned|cited|named|could|ticked|agreed|satisfied|felt|said|rated|thought|wanted|used|target"
    r"|compared|than"
    r"|against|rose|fell|previous|last year|increase|decrease|up from|down from|includ\w+|mainly|mostly|such as"
    r"|for example|while|whereas|more than one|respectively|of (?:whom|those|them)|response rate|average)\b"
)
_LEAST, _MOST = Decimal(85), Decimal(116)


def loose_totals(report: Report) -> Iterator[Claim]:
    """List claims that figures of a list add up."""
    for finder in (_pounds, _counts, _hundred):
        yield from found_in(report, finder)


def _pounds(sentence: Sentence) -> Iterator[Claim]:
    yield from _total(sentence, money(sentence))


def _counts(sentence: Sentence) -> Iterator[Claim]:
    yield from () if money(sentence) else _total(sentence, counts(sentence))


def _total(sentence: Sentence, some: Sequence[Number]) -> Iterator[Claim]:
    """Find "£4.6m from a grant, £2.0m from a levy: £6.8m in all", in whatever order."""
    text = sentence.marked
    if len(some) < 3 or rule(_OPEN).search(text) or any(each.hedge for each in some):
        return
    some = [each for each in some if not _groups(sentence, each, len(some) - 2)]
    whole = max(some, key=amount)
    parts = [each for each in some if each is not whole]
    if (
        whole not in (min(some), max(some))
        or not _listed(sentence, parts)
        or amount(whole) == amount(parts[0])
    ):
        return
    made = claim("sum", sentence, [whole], [("part", each) for each in parts])
    before, after = clause(sentence, whole)
    told = rule(_TOTAL_BEFORE).search(before[-80:]) or rule(_TOTAL_BEHIND).match(after)
    if told and (check(made).verdict == "agrees" or _is_closed(sentence, whole, parts)):
        yield made


def _groups(sentence: Sentence, number: Number, many: int) -> bool:
    """Say whether a number in words counts the parts: "across three depots"."""
    return (
        number.kind == "word"
        and amount(number) == many
        and bool(re.match(r" [a-z]", sentence.text[number.end :]))
    )


def _is_closed(sentence: Sentence, whole: Number, parts: Sequence[Number]) -> bool:
    """Say whether words make one figure the whole of just these parts, and it is near their sum."""
    added = sum(map(amount, parts), Decimal(0))
    if not rule(_CLOSED).search(sentence.marked) and not rule(_OF_WHICH).search(sentence.marked):
        return False
    if rule(_OF_WHICH).search(sentence.marked):
        return len(parts) > 2 and (added > amount(whole) or close(added, amount(whole), "0.05"))
    return close(added, amount(whole), "0.3" if len(parts) > 2 else "0.12")


def _listed(sentence: Sentence, parts: Sequence[Number]) -> bool:
    """Say whether figures stand side by side in one list: commas and "and" between them, one form of words."""
    marks = [re.search(rf"<\w{sentence.numbers.index(each)}>", sentence.marked) for each in parts]
    found = [each for each in marks if each]
    between = [sentence.marked[one.end() : other.start()] for one, other in pairwise(found)]
    return all(
        len(each) < 70
        and re.search(r"[,;)(]|\band\b|\bwith\b|\bplus\b", each)
        and "." not in each.strip(". ")
        for each in between
    )


def _hundred(sentence: Sentence) -> Iterator[Claim]:
    """Find "Kingsley (53%), Southmoor (13%), Marlpit (6%) and Upper Tarn (22%)" of one whole."""
    some, text = shares(sentence), sentence.marked
    if len(some) < 3 or counts(sentence)[1:] or money(sentence) or any(each.hedge for each in some):
        return
    if len({each.places for each in some}) > 1 or not _listed(sentence, some) or rule(_MANY).search(text):
        return
    added = sum(map(amount, some), Decimal(0))
    of_all = rule(r"^(?:of|among) (?:all|the|these|those)\b").match(text)
    closed = rule(_HUNDRED).search(text) and _LEAST <= added <= _MOST
    if closed or (of_all and 100 <= added <= _MOST) or (of_all and len(some) > 3 and added >= 100 - 5):
        made = claim("sum", sentence, [], [("part", each) for each in some])
        yield replace(made, published=(Printed("100% in all", Decimal(100), 0, "", "%"),))
