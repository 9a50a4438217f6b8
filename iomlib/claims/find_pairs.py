"""Finds a percentage beside the only two counts of its sentence, where words say what each of them is."""

import re
from collections.abc import Iterator, Set
from decimal import Decimal

from iomlib.claims.clauses import Report, Sentence, amount, claim, rule
from iomlib.claims.find_changes import DOWN, UP, direction
from iomlib.claims.find_shares import is_change
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number

_EARLIER = (
    r"\b(?:last|previous|preceding|prior|(?:a|the|one) year (?:before|earlier)|year before|baseline|earlier"
    r"|compared with|compared to|against|from|than)\b"
)
_MOVED = rf"\b(?P<word>{DOWN}|{UP})\b"
_NOT_YET = (
    r"\b(?:would|will|should|must|may|target|ceiling|limit|aims?|hopes?|plan(?:ned)?|expect(?:ed|s)?)\b"
)
_FAR = 60  # Percentage points from which a change is one of something else.
_OUT_OF = r"<n%d>[^<>.;:]{0,40}? (?:out )?of (?:the |these |those |our |all |its |some )*(?:[a-z]+ )?<n%d>"
_ASKED = r"(?:response|reply|return|success|completion|attendance|take-up|uptake|pass|detection|clear-up|conviction)"


def pairs(report: Report, told: Set[tuple[str, str]]) -> Iterator[Claim]:
    """List claims of percentages that no other rule has read; ``told`` are the sentences and figures that one has."""
    for sentence in report.sentences:
        shares = [
            each for each in sentence.numbers if each.unit == "%" and each.kind in ("figure", "fraction")
        ]
        if len(shares) != 1 or any(words == sentence.text for words, _ in told):
            continue
        yield from _change(report, sentence, shares[0])
        yield from _share(sentence, shares[0])


def _amounts(sentence: Sentence) -> list[Number]:
    return [each for each in sentence.numbers if each.counts and each.unit not in ("%", "pp")]


def _change(report: Report, sentence: Sentence, share: Number) -> Iterator[Claim]:
    """Find "thefts stood at 460 (400 in the previous year), a 15% rise", and a pair of sentences that say so."""
    mark = str(sentence.numbers.index(share))
    before, _, after = sentence.marked.partition(f"<p{mark}>")
    moved = rule(rf"{_MOVED}(?: of| by|,)?(?: [a-z]+){{0,2}} ?$").search(before[-40:]) or rule(
        rf"^ {_MOVED}"
    ).match(after)
    here = _amounts(sentence)
    if rule(_NOT_YET).search(sentence.marked):
        return
    if moved is None or share.hedge in ("over", "under", "at least", "up to"):
        return
    if len(here) == 1 and (last := report.before(sentence, 0)[:1]):
        then = _amounts(last[0])
        found = (then[0], here[0]) if len(then) == 1 and _says_earlier(last[0], then[0]) else None
    else:
        found = _ordered(sentence, here) if len(here) == 2 else None
    if found is None or not amount(found[0]) or (found[0].unit == "£") != (found[1].unit == "£"):
        return
    true = 100 * (amount(found[1]) - amount(found[0])) / amount(found[0])
    way = direction(moved["word"])
    rises = way.get("direction") == "rise"
    if rises == (true > 0) and abs(abs(true) - amount(share)) < _FAR and abs(true) > Decimal("0.1"):
        yield claim("change", sentence, [share], [("before", found[0]), ("after", found[1])], way)


def _ordered(sentence: Sentence, here: list[Number]) -> tuple[Number, Number] | None:
    """Say which of two figures is the earlier one: the one whose year, or whose words, say so."""
    years = [
        (number, match)
        for number in here
        if (
            match := re.match(r"[^<>,.;()]{0,30}?(?:in|for|of) ((?:19|20)\d\d)", sentence.text[number.end :])
            or re.search(r"((?:19|20)\d\d) \($", sentence.text[: number.start])
        )
    ]
    if len(years) == 2 and years[0][1][1] != years[1][1][1]:
        first, second = sorted(years, key=lambda each: each[1][1])
        return first[0], second[0]
    said = [each for each in here if _says_earlier(sentence, each)]
    if len(said) != 1:
        return None
    return said[0], here[1 - here.index(said[0])]


def _says_earlier(sentence: Sentence, number: Number) -> bool:
    order = sentence.numbers.index(number)
    before, _, after = sentence.marked.partition(f"<{_letter(sentence, order)}{order}>")
    close = re.split(r"[<;.,]", before)[-1]
    behind = re.split(r"[<;,]", after)[0]
    return bool(rule(_EARLIER).search(close[-40:]) or rule(_EARLIER).search(behind[:40]))


def _letter(sentence: Sentence, order: int) -> str:
    found = re.search(rf"<(\w){order}>", sentence.marked)
    return found[1] if found else "n"


def _share(sentence: Sentence, share: Number) -> Iterator[Claim]:
    """Find "women make up 25% of the membership (103 of 412)" and "heard back from 103, a 25% response"."""
    counts = sentence.counts()
    if len(counts) != 2 or amount(counts[0]) == amount(counts[1]):
        return
    part, whole = sorted(counts, key=amount)
    if is_change(sentence.marked, str(sentence.numbers.index(share))) or any(each.hedge for each in counts):
        return
    one, other = sentence.numbers.index(part), sentence.numbers.index(whole)
    mark = sentence.numbers.index(share)
    near = rule(rf"<p{mark}> {_ASKED}\b|{_ASKED} rate (?:of|was|is) (?:[a-z]+ ){{0,2}}<p{mark}>")
    if rule(_OUT_OF % (one, other)).search(sentence.marked) or near.search(sentence.marked):
        made = claim("part", sentence, [share], [("part", part), ("whole", whole)])
        true = 100 * amount(part) / amount(whole)
        if (
            amount(share) * 2 < true * 5 and true * 2 < amount(share) * 5
        ):  # what is far off is of something else
            yield made
