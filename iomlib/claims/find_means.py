"""Finds averages with what they come from, and shares of a few that no count gives, in any order of words."""

import re
from collections.abc import Iterator

from iomlib.claims.clauses import Report, amount, claim, rule, stems
from iomlib.claims.find_plain import moved_by
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import Figures, clause, views, within

_AVERAGE = r"\b(?:average[sd]?|averaging|mean|each|apiece|per|typical|monthly|weekly|quarterly|for every)\b"
_BEFORE = r"\b(?:average|averag(?:es|ed|ing)|mean)\b(?:<[tyq]\d+>|[^<>;]){0,140}$|\b(?:average|mean)(?: [a-z]+){0,3} $"
_AFTER = (
    r"^(?: [a-z-]+){0,4}? (?:each|apiece|per [a-z]|an? (?:month|week|day|year|quarter|head|team"
    r"|officer|person)|for each|for every"
    r"|on average)"
)
_SPREAD = (
    r"\b(?:between|across|over|among|spread|shared?|divid(?:ed|ing)|handled|dealt|for|each|average"
    r"|mean|by|from|with|there were"
    r"|worth|made to|held|total|whole)\b"
)
_LINKED = (
    r"\b(?:of (?:whom|which|them|these|those|our|the <n|all|<n)|base|sample|n ?=|cohort|pilot"
    r"|took part|asked|surveyed|interviewed"
    r"|replied|replies|responded|answered|inspected|checked|examined|audited|in scope|tested"
    r"|reviewed|consulted|sampled|among|panel"
    r"|respondents|small (?:group|number))\b|n ?="
)
_OTHER = (
    r"\b(?:target|compared|average|rate|national|nationally|confidence|at least|points?|would|will|cost)\b"
)
_OVER = r"\b(?:spread|taken|shared|divided|averaged|distributed) over (?:the )?$"  # no "more than"
_FEW = 100
_OF_WHAT = r"^\)? of (?:the |our |these |those |all |its )*(?P<what>[a-z-]+(?: [a-z-]+)?)"


def means(report: Report) -> Iterator[Claim]:
    """List claims of averages and of shares of a few."""
    for view in views(report):
        yield from _mean(view)
        yield from _few(view)


def _mean(view: Figures) -> Iterator[Claim]:
    text = view.sentence.marked
    lasting = [each for each in view.sentence.numbers if each.kind == "duration" and each.value]
    three = sorted([*view.counts, *view.money, *lasting])
    if len(three) != 3 or view.shares or not (rule(_AVERAGE).search(text) and rule(_SPREAD).search(text)):
        return
    found = [each for each in three if each.kind != "duration" and _is_mean(view, each)]
    sure = [each for each in found if each.places > 0] or [
        each for each in found if each is not max(three, key=amount)
    ]
    if len(sure) != 1 or any(each.hedge not in ("", "over") for each in three):
        return
    if any(each.hedge and not rule(_OVER).search(clause(view.sentence, each)[0]) for each in three):
        return
    by, total = sorted(
        (each for each in three if each is not sure[0]), key=lambda each: (each.unit == "£", amount(each))
    )
    if by.unit == "£" or (total.unit == "£") != (sure[0].unit == "£") or amount(total) <= amount(sure[0]):
        return
    if (
        rule(r"per <n|for every <n|previous|last year|compared|\bages?\b|oldest|\. .*<\w\d+>.*<").search(text)
        or total.kind == "duration"
    ):
        return
    if within(amount(by) * amount(sure[0]), amount(total), 3):
        yield claim("mean", view.sentence, [sure[0]], [("total", total), ("count", by)])


def _is_mean(view: Figures, number: Number) -> bool:
    before, after = clause(view.sentence, number)
    return bool(rule(_BEFORE).search(before) or rule(_AFTER).match(after))


def _few(view: Figures) -> Iterator[Claim]:
    """Find "only 9 took part, of whom 29% left" and "among parents (n=19) 55% agreed"."""
    text = view.sentence.marked
    if len(view.counts) != 1 or len(view.shares) != 1 or view.money:
        return
    few, share = view.counts[0], view.shares[0]
    if few.hedge or share.hedge or not 1 < amount(few) < _FEW or not 0 < amount(share) < 100:
        return
    if any(each.kind in ("fraction", "ratio") for each in view.sentence.numbers):
        return
    if rule(r"\bof (?:the|our|this|all|these) (?:[a-z]+ ){1,2}\($").search(clause(view.sentence, few)[0]):
        return  # "40% of the cohort (61 people)" are a part of it
    if not rule(_LINKED).search(text) or rule(_OTHER).search(text) or moved_by(view, share):
        return
    what = re.match(_OF_WHAT, clause(view.sentence, share)[1])
    own = stems(view.sentence.text[few.end : few.end + 40])
    if (
        what
        and not stems(what["what"]) & own
        and not re.match(r"(?:them|these|those|cases|whom)\b", what["what"])
    ):
        return
    yield claim("possible", view.sentence, [share], [("whole", few)])
