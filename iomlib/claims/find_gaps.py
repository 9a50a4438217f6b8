"""Finds what is left between figures: over- and underspends, the rest of a whole, what is carried forward."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations

from iomlib.claims.clauses import Report, Sentence, amount, claim, rule
from iomlib.claims.digits import Printed
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import clause, within
from iomlib.claims.seen import close, counts, found_in, money, shares

_OVER = r"(?:overspen[dt]|over[- ]spen[dt]|overshoot|overrun|over|above|more|in excess|excess|deficit|higher)"
_UNDER = r"(?:underspen[dt]|under[- ]spen[dt]|saving|under|below|less|surplus|lower|short(?:fall)?|unspent)"
_GAP = rf"(?:{_OVER}|{_UNDER}|variance|difference|variation|gap)"
_GAP_BEFORE = (
    rf"\b{_GAP}\b[^<>.;]{{0,40}}? (?:of|by|was|is|to) (?:some |just |only )?$|\b{_GAP} $|\b(?:of|by) $"
)
_GAP_BEHIND = (
    rf"^(?: of)? (?:an? )?(?:[a-z]+ )?{_GAP}\b(?! (?:which|and))|^ (?:was |were "
    rf"|remain\w* )?(?:un)?(?:under|over|un)spen[dt]\b"
)
_PLANNED = (
    r"\b(?:budget(?:ed)?|plan(?:ned)?|approved|allocat\w+|set aside|estimate[ds]?|provision|provided for|agreed"
    r"|allowed|earmarked|forecast|expected|target|original|available|limit)\b"
)
_SPENT = (
    r"\b(?:spent|spending|spend|cost(?:s|ing)?|outturn|actual(?:ly)?|expenditure|out-turn|paid"
    r"|came (?:in )?(?:at|to))\b"
)
_REST = (
    r"\b(?:remaining|remainder|the rest|the others?|other|others|leaving|left|balance"
    r"|(?:did|do|does|had|have|has|was|were|is|are) not(?=[.,;)]|$| [.])|all but|two groups|not)\b"
)
_BARE = (
    r"\b(?:remaining|remainder|rest|others?|leaving)\b[^<>.;,]{0,25}<n%d>"
    r"|<n%d>[^<>;]{0,60}? (?:did|do|does|had|have|has|was|were|is|are) not(?: (?:so|yet|do so))?(?=[.,;)]|$)"
    r"|<n%d> (?:the )?(?:others?|remain\w*|(?:are|were) left)\b|\ball but (?:the )?<n%d>|\bleav(?:es|ing) <n%d>"
)
_NOT_ALL = (
    r"\b(?:includ\w+|some of|at least|could (?:tick|choose|select|give)|more than one|compared|than"
    r"|against|average"
    r"|mean|target|per <n|previous|last year|increase|decrease|rose|fell|up from|down from|further <"
    r"|another|don['’]t"
    r"|undecided|unsure|no (?:reply|answer|response|opinion)|both|overlap\w*|estimated|projected|joined"
    r"|brought forward|carried forward)\b"
)
_OPEN = (
    r"\b(?:opened|opening|start(?:ed|ing)?|beg[ai]n\w*|brought forward|carried over|carried forward from"
    r"|at 1 <|outset"
    r"|inherited|went from|stood at)\b|\b(?:at|on) <y\d+>"
)
_CLOSE = (
    r"\b(?:clos(?:e|ing)|carried forward|year[- ]end|the end|ended|leaving|left|remain(?:ed|ing|s)?"
    r"|outstanding|finish(?:ed)?"
    r"|in hand|still (?:open|live|waiting)|stood at|result)\b|^ to  –"
)
_IN = (
    r"\b(?:add(?:ed|itions?)|new|newly|receiv(?:ed|ing)|came in|come in|join(?:ed|ers|ing)|taken on"
    r"|registered|arriv(?:ed|ing|als?)"
    r"|opened|referred|admitted|admissions|started|lodged|incoming|entered|submitted|came on)\b"
)
_OUT = (
    r"\b(?:clear(?:ed|ing)|remov(?:ed|als?|ing)|closed|left|leav(?:ers|ing)|complet(?:ed|ions?)|ended"
    r"|taken off|discharged?s?"
    r"|resolved|settled|withdrawn|finished|departed|departures|determined|decided|concluded|disposed"
    r"|dealt with|came off"
    r"|struck off|brought to an end|housed|repaired|less)\b"
)


_OF_WHOM = (
    r"\b(?:of (?:whom|which|these|those)|did not|who (?:did|had|were) not|target|average|compared|previous year"
    r"|respectively|per <n)\b"
)


def gaps(report: Report) -> Iterator[Claim]:
    """List claims of what is left between figures."""
    yield from found_in(report, _money)
    yield from found_in(report, _rest)
    yield from found_in(report, _carried, 3)


def _money(sentence: Sentence) -> Iterator[Claim]:
    """Find "spending was £4.50m against a budget of £4.35m, an overspend of £50,000", in whatever order."""
    three, text = money(sentence), sentence.marked
    if len(three) != 3 or any(each.hedge not in ("", "about") for each in three):
        return
    if not (rule(_PLANNED).search(text) and rule(_SPENT).search(text) and rule(rf"\b{_GAP}\b").search(text)):
        return
    said = [each for each in three if _is_gap(sentence, each)]
    small = min(three, key=amount)
    gap = said[0] if len(said) == 1 else small if small in said else None
    if gap is None:
        return
    two = [each for each in three if each is not gap]
    planned = [each for each in two if rule(_PLANNED).search(" – ".join(clause(sentence, each)))]
    spent = [each for each in two if rule(_SPENT).search(" – ".join(clause(sentence, each)))]
    way = _way(sentence, gap)
    if len(planned) == 1 and planned != spent:
        [plan] = planned
        spend = two[1 - two.index(plan)]
    else:
        plan, spend, way = two[0], two[1], {}
    if amount(gap) < max(map(amount, two)) and within(amount(plan), amount(spend), 2):
        made = claim("difference", sentence, [gap], [("from", spend), ("less", plan)], way)
        finest = max(each.places for each in made.inputs)  # "£700,000" beside "£688,000" is not rounded more
        yield replace(made, inputs=tuple(each._replace(places=finest) for each in made.inputs))


def _is_gap(sentence: Sentence, number: Number) -> bool:
    before, after = clause(sentence, number)
    return bool(rule(_GAP_BEFORE).search(before) and rule(rf"\b{_GAP}\b").search(before)) or bool(
        rule(_GAP_BEHIND).match(after)
    )


def _way(sentence: Sentence, gap: Number) -> dict[str, str]:
    """Say whether it is over or under, where one word of the gap's clause says so and no other does."""
    before, after = clause(sentence, gap)
    close_by = f"{before[-60:]} – {after[:30]}"
    over = rule(r"\b(?:overspen[dt]|over|above|more)\b").search(close_by)
    under = rule(r"\b(?:underspen[dt]|under|below|less|saving)\b").search(close_by)
    return {"direction": "rise" if over else "fall"} if bool(over) != bool(under) else {}


def _rest(sentence: Sentence) -> Iterator[Claim]:
    """Find "there were 584, of whom 391 stopped and the remaining 203 did not", in whatever order."""
    three, text = counts(sentence), sentence.marked
    if len(three) != 3 or money(sentence) or any(each.hedge for each in three) or rule(_NOT_ALL).search(text):
        return
    whole = max(three, key=amount)
    parts = [each for each in three if each is not whole]
    rest = [each for each in parts if _is_rest(sentence, each)]
    if len(rest) != 1 or not rule(_REST).search(text) or not _is_base(sentence, whole, parts):
        return
    if sum(each.value == whole.value for each in three) > 1 or len(shares(sentence)) > 2:
        return
    if close(amount(parts[0]) + amount(parts[1]), amount(whole), "0.4"):
        yield claim("sum", sentence, [whole], [("part", each) for each in parts])


def _is_rest(sentence: Sentence, number: Number) -> bool:
    order = sentence.numbers.index(number)
    return bool(rule(_BARE.replace("%d", str(order))).search(sentence.marked))


def _is_base(sentence: Sentence, whole: Number, parts: Sequence[Number]) -> bool:
    """Say whether the other counts are tied to the largest one: "of 584", "584 ... of whom", "584 in total"."""
    before, after = clause(sentence, whole)
    order = sentence.numbers.index(whole)
    if rule(r"\b(?:of|among|amongst|out of)(?: [a-z]+){0,3} $|\b(?:all|total of|in all|altogether) $").search(
        before
    ):
        return True
    if rule(r"^[^<>]*\b(?:of (?:whom|which|these|those|them)|in (?:total|all)|altogether|into)\b").search(
        after
    ):
        return True
    return bool(
        rule(rf"^(?:there (?:were|are|was) |the )?<n{order}>").match(sentence.marked) and whole < min(parts)
    )


def _carried(sentence: Sentence) -> Iterator[Claim]:
    """Find "the year opened with 212; 135 came in, 294 were taken off, and 52 remained", in whatever order."""
    four, text = counts(sentence), sentence.marked
    if len(four) != 4 or money(sentence) or shares(sentence) or any(each.hedge for each in four):
        return
    if not all(rule(words).search(text) for words in (_OPEN, _CLOSE, _IN, _OUT)) or rule(_OF_WHOM).search(
        text
    ):
        return
    one, two, three, last = (amount(each) for each in four)
    if one + two == three + last or one + three == two + last or one + last == two + three:
        return
    roles = [
        (begin, come, gone, end)
        for begin, come, gone, end in permutations(four)
        if all(_is(sentence, each, words) for each, words in
               ((begin, _OPEN), (come, _IN), (gone, _OUT), (end, _CLOSE)))
    ]  # fmt: skip
    if not roles:
        return
    begin, come, gone, end = next((each for each in roles if each[3] is max(four)), roles[0])
    made = claim("difference", sentence, [end], [("from", begin), ("less", gone)])
    added = Printed(f"{begin.text} + {come.text}", amount(begin) + amount(come), name="from")
    yield replace(made, inputs=(added, made.inputs[1]))


def _is(sentence: Sentence, number: Number, words: str) -> bool:
    before, after = clause(sentence, number)
    return bool(rule(words).search(f"{before} – {after}"))
