"""Finds shares, changes, differences and reductions by the figures of a sentence and a word that says what they are."""

import re
from collections.abc import Iterator
from decimal import Decimal

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, amount, claim, rule
from iomlib.claims.find_changes import DOWN, UP, direction
from iomlib.claims.find_shares import is_change
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import Figures, alike, clause, mark, pair, views, within

_WAY = rf"(?P<word>{DOWN}|{UP}|growing|shrinking|lower|above|below|over|under|short|ahead|behind)"
_AFTER_GAP = rf"^(?: [a-z-]+){{0,3}}? {_WAY}\b"
_BEFORE_GAP = (
    rf"\b(?:{_WAY}|difference|gap|margin|variance|shortfall|excess|change"
    rf"|surplus)\b[^<>.;]{{0,45}}? (?:of|by|was|is|to) "
    r"(?:[a-z]+ ){0,1}$|\b(?P<near>up|down|above|below|higher|lower) $"
)
_WOULD = (
    r"\b(?:would|will|may|might|could|project(?:ed|ion)|extrapolat|full[- ]year|year[- ]end|outturn of)\b"
)
_AIM = (
    r"\b(?:target|ceiling|limit|threshold|should|must|aims?|aimed|goal|cap|maximum|allowed|expected"
    r"|required?s?|plan|held"
    r"|leaves?|would|are to|to come|adopted|agreed|ambition|committed|no more than|seeks?|sought"
    r"|proposed|intended)\b"
)
_LESS = (
    r"\b(?:reduction|reduc(?:e|ed|ing)|decrease|cut|cutting|fall|lower|lowered|fewer|less|below"
    r"|improvement|off|down"
    r"|drop|minus|saving)\b"
)
_MORE = r"\b(?:increase|increased|rise|raise|raised|grow|growth|more|above|higher|uplift|up|added|plus)\b"
_LINK = (
    r"\b(?:proportion|percentage|per cent of|share|represent|equivalent|equal|equat|amount"
    r"|of the whole|that is|or|which is"
    r"|performance|rate|accounts?|make|makes|making|constitut|stood at|stands at|namely|being"
    r"|showed?n?|found|examined"
    r"|sample|among|of|out of)\b"
)
_BASE = (
    r"\b(?:base|baseline|last year['’]s|previous|starting point|below the|less than the|reduction on"
    r"|fall on|from|off)\b"
    r"[^<>,;]{0,25}$"
)
_NO_AIM = (
    r"\bper <n|\brates?\b|\bor more\b|\bat least\b|project"
    r"|\b(?:fallen|fell|was (?:achieved|seen)|has been|rose|risen)"
)
_BASED = (
    r"(?:\b(?:of|out of|among|amongst|from|for|base|sample|total|with|all|had|asked|in)|/|=) ?"
    r"(?:the |these |those |all |our |its |a total of |some |being |was |is |were )*(?:[a-z]+ )?$"
)
_BASE_BEHIND = r"^[^<>]{0,40}\b(?:in the sample|in all|altogether|in total|were|was|have|had|took)\b"
_FAR_OFF = 60  # Percentage points from which a change is one of something else.
_FARTHEST = 140  # What is left and what is taken off, in per cent, where they are of one thing.
_FAR_APART = 160  # Letters.


def plain(report: Report) -> Iterator[Claim]:
    """List claims of sentences that hold just the three figures of a relation."""
    for view in views(report):
        yield from _share(view)
        yield from _change(view)
        yield from _gap(view)
        yield from _ceiling(view)


def moved_by(view: Figures, share: Number) -> re.Match[str] | None:
    """Give the word that makes a percentage one of change."""
    before, after = mark(view.sentence, share)
    order = view.sentence.numbers.index(share)
    near = f"{before[-45:]}<p{order}>{after[:40]}"
    found = rule(rf"^.*\b{_WAY}\b(?: of| by|,| was| is| to| at)?(?: [a-z]+){{0,3}} ?$").search(
        re.split(r"<|[.;]", before)[-1][-45:]
    ) or rule(rf"^[)]?(?: [a-z]+)? {_WAY}\b").match(after)
    return found or (re.search("", near) if is_change(near, str(order)) else None)


def aim(text: str) -> bool:
    """Say whether a text tells of what is aimed at, and not of what came about."""
    return bool(rule(_AIM).search(text))


def _share(view: Figures) -> Iterator[Claim]:
    """Find "files were examined for 340 tenants; 40%, or 136, had paid"."""
    if len(view.shares) != 1 or len(view.counts) != 2 or view.money:
        return
    share, (part, whole) = view.shares[0], sorted(view.counts, key=amount)
    text = view.sentence.marked
    if any(each.hedge for each in (share, part, whole)) or part.value == whole.value or moved_by(view, share):
        return
    if not 0 < amount(share) <= 100 or rule(_WOULD).search(text) or _listed(view, part, whole):
        return
    true = 100 * amount(part) / amount(whole)
    if not rule(_LINK).search(text):
        return
    near = within(amount(share), true, Decimal("2.5")) or abs(100 - amount(share) - true) < 1
    if near and _joined(view, part, whole, share):
        yield claim("part", view.sentence, [share], [("part", part), ("whole", whole)])


def _listed(view: Figures, one: Number, other: Number) -> bool:
    """Say whether two counts stand side by side as two of a kind: "340 complaints and 28 compliments"."""
    first, second = sorted((one, other))
    between = view.sentence.text[first.end : second.start]
    return bool(
        re.fullmatch(
            r"(?: (?!was\b|were\b|had\b|have\b)[a-z-]+){0,3}(?:,| and|, and| or| but)(?: [a-z]+){0,2} ",
            between,
        )
    ) and not re.search(r"\bof\b", between)


def _joined(view: Figures, part: Number, whole: Number, share: Number) -> bool:
    """Say whether grammar ties the three: "of 340", "n=340", "340 in the sample"; and the part to its percentage."""
    before, behind = clause(view.sentence, whole)
    if not (rule(_BASED).search(before) or rule(_BASE_BEHIND).search(behind)):
        return False
    first, second = sorted((part, share))
    if len(view.sentence.text[first.end : second.start]) > _FAR_APART:
        return False
    if not first.start < whole.start < second.start:
        return True
    return bool(re.search(r"\bof\b|/", view.sentence.text[first.end : whole.start]))


def _change(view: Figures) -> Iterator[Claim]:
    """Find "an increase of 12%, the latest year having 560 and the one before 500", in whatever order."""
    two = view.money if len(view.money) == 2 and not view.counts else view.counts
    text = view.sentence.marked
    if len(view.shares) != 1 or len(two) != 2 or any(each.hedge for each in (*two, *view.shares)):
        return
    share = view.shares[0]
    moved = moved_by(view, share)
    if moved is None or rule(_AIM).search(text) or not alike(*two) or two[0].value == two[1].value:
        return
    known, way = pair(view.sentence, two), _direction(moved.groupdict().get("word") or "")
    small, large = sorted(two, key=amount)
    order = known or {"rise": (small, large), "fall": (large, small)}.get(way.get("direction", ""))
    if order is None or not (known or rule(r"\bfrom\b|\bto\b|<y|year|before|baseline").search(text)):
        return
    true = 100 * _apart(two) / amount(order[0])
    if abs(true - amount(share)) < _FAR_OFF:
        yield claim("change", view.sentence, [share], [("before", order[0]), ("after", order[1])], way)


def _apart(two: list[Number]) -> Decimal:
    """Give by how much the larger of two figures is more."""
    return abs(amount(two[0]) - amount(two[1]))


def _direction(word: str) -> dict[str, str]:
    if word in ("above", "over", "ahead", "growing"):
        return {"direction": "rise"}
    if word in ("below", "under", "short", "behind", "shrinking"):
        return {"direction": "fall"}
    return direction(word)


def _gap(view: Figures) -> Iterator[Claim]:
    """Find "at 340, burglaries were 26 above the previous figure of 314", in whatever order."""
    if len(view.counts) != 3 or view.shares or view.money or rule(_WOULD).search(view.sentence.marked):
        return
    found = [(each, way) for each in view.counts if (way := _way(view, each)) is not None]
    for gap, word in found:
        two = [each for each in view.counts if each is not gap]
        known = pair(view.sentence, two)
        if known is None or not alike(*two) or any(each.hedge for each in two):
            continue
        if amount(gap) > max(map(amount, two)) or (
            len(found) > 1 and amount(gap) != min(map(amount, view.counts))
        ):
            continue
        before, after = known
        printed = gap._replace(hedge="")  # "26 above" is no limit
        yield claim(
            "difference", view.sentence, [printed], [("from", after), ("less", before)], _direction(word)
        )


def _way(view: Figures, number: Number) -> str | None:
    """Give the word that makes a number a difference, or nothing for one without a direction."""
    before, after = clause(view.sentence, number)
    behind = rule(_AFTER_GAP).match(after)
    if behind and not rule(r"^ (?:or|and) ").match(after):
        return behind["word"]
    if ahead := rule(_BEFORE_GAP).search(before):
        return ahead.groupdict().get("word") or ahead.groupdict().get("near") or ""
    return None


def _ceiling(view: Figures) -> Iterator[Claim]:
    """Find "taking 5% off last year's 1,840 would leave 1,748", in whatever order."""
    text, numbers = view.sentence.marked, view.sentence.numbers
    most = [each for each in numbers if each.counts and each.hedge == "up to" and each.unit != "%"]
    two = [*view.counts, *most]
    if len(two) != 2 or len(view.shares) != 1 or view.money or not rule(_AIM).search(text):
        return
    cut, (small, large) = view.shares[0], sorted(two, key=amount)
    before, after = clause(view.sentence, cut)
    close = f"{before[-60:]} {after[:40]}"
    if cut.hedge or not rule(_LESS).search(close) or rule(_MORE).search(close) or small.value == large.value:
        return
    if rule(_NO_AIM).search(text) or 100 * amount(small) / amount(large) + amount(cut) > _FARTHEST:
        return
    based = [each for each in two if rule(_BASE).search(clause(view.sentence, each)[0])]
    if based == [small] and small.hedge != "up to":
        small, large = large, small  # what is left is printed as more than the base
    made = claim("ceiling", view.sentence, [small], [("base", large), ("reduction", cut)])
    fall = claim("change", view.sentence, [cut], [("before", large), ("after", small)], {"direction": "fall"})
    yield fall if check(fall).verdict == "agrees" else made
