"""Finds a whole with all of its parts, in any order of words: "all 135 were placed in one of four groups: ..."."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from iomlib.claims.clauses import Report, Sentence, amount, claim, is_count, rule, sentence_of
from iomlib.claims.digits import Printed
from iomlib.claims.grid import grid_of
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import Figures, clause, figures, views

_WHOLE = (
    r"(?:\b(?:of|all|each of|every one of|every|total|totall?ing|totals|sum|altogether|being|are|is"
    r"|was|were|came to|comes? to"
    r"|amounts? to|making|makes?|gives?|giving|accounts for|whole|group|entire|overall|covers?"
    r"|reached|with|handled|received"
    r"|recorded|to)|\bn ?=|=) ?(?:a |an |the |these |those |our |its |all |total |of |group |whole "
    r"|combined |grand |figure "
    r"|accordingly |therefore |thus |in |each )*$"
)
_BEHIND = (
    r"^[^<>,;:.]{0,60}\b(?:in all|altogether|in total|overall|all told|combined|accounted for|together)\b"
)
_PARTED = (
    r"[:;(–]| - |\b(?:compris|made up|consist|broken|breaks?|broke|follow|split|divid|distribut"
    r"|being|composed|categor|group)"
)
_ALL_OF = r"\b(?:of|all|each|every)(?: [a-z]+){0,2} $|\bn ?= ?$"
_MANY_EACH = (
    r"\b(?:have|had|has|needs?|needed|reported|wanted|chose|mentioned|cited|named|ticked|felt|said|used)\b"
)
_EVERY = (
    r"\b(?:break(?:s|ing)? down|broken down|breakdown|as follows|following|one of (?:the )?(?:<n\d+>"
    r"|[a-z]+) |single|once|every"
    r"|each (?:of|was|being|had)|altogether|total|totals|totalling|in all(?! <n)|all told|together"
    r"|combined|combining|accounted"
    r"|accounts for|covers|comprising|comprised|comprises|consisting|consisted|made up|remaining"
    r"|remainder|the rest"
    r"|none elsewhere|no others?|distributed|distribution|respectively|categor(?:y|ies)|split|divided|n ?="
    r"|adds? up|put with|to which must be added|added to|plus|sum of|grading|by (?:age|sex|gender"
    r"|grade|band|level|type|area))\b"
    r"|: ?<n|: [a-z ]+,? <n"
)
_SOME = (
    r"\b(?:includ(?:es?|ed|ing)|for example|such as|notably|mainly|mostly|more than one|as many as"
    r"|could (?:tick|choose|select|give)"
    r"|overlap|twice|cumulative|compared|than|against|average|mean|per <n|for every|rate|of which"
    r"|of whom|increase|decrease|rose"
    r"|fell|up from|down from|previous|last year|target|further <n\d+> (?:were|was)|not counting"
    r"|excluding|projected|respectively by"
    r"|out of|at the end of|some of|at least)\b"
)
_REST = r"\b(?:remaining|rest|remainder|other|others)\b"
_ONCE = (
    r"\b(?:one (?:answer|option|category|band|response|choice|group|only)|single|only one|each|once"
    r"|the (?:rest|remaining|remainder"
    r"|others?)|all (?:gave|answered|replied|responded)|everyone|in total|made up|split|divided"
    r"|breakdown|broken down|balance)\b"
)
_TOGETHER = (
    r"^(?:taken together|together|these|this|they|in (?:all|total)|altogether|overall|combined"
    r"|the (?:distribution|total|sum))\b"
)
_ABOUT = r"(?:\b(?:base|all|total)\b|\bn ?=)[ :]*(?:all |the |of |= ?)*$"


def wholes(report: Report) -> Iterator[Claim]:
    """List claims that a number is the whole of all others in its sentence."""
    for view in views(report):
        yield from _whole(report, view)
        yield from _hundred(view)
    yield from _table(report)
    yield from _list(report)


def _whole(report: Report, view: Figures) -> Iterator[Claim]:
    text = view.sentence.marked
    counts = [each for each in view.counts if each.kind == "figure" or not _lists(view.sentence, each)]
    if len(counts) < 3 or view.money or rule(_SOME).search(text) or any(each.hedge for each in counts):
        return
    large = max(counts, key=amount)
    wholes = [each for each in counts if _is_whole(view.sentence, each, counts)]
    if large in wholes or len(wholes) != 1:
        wholes = [each for each in wholes if each is large]
    if len(wholes) != 1 or sum(each.value == large.value for each in counts) > 1:
        return
    parts = [each for each in counts if each is not wholes[0]]
    if _adds(report, view, wholes[0], parts):
        yield claim("sum", view.sentence, [wholes[0]], [("part", each) for each in parts])


def _lists(sentence: Sentence, number: Number) -> bool:
    """Say whether a number in words counts the groups that are listed: "one of four groups"."""
    after = sentence.text[number.end :]
    return bool(
        re.match(
            r" (?:groups|categories|bands|types|areas|localities|grades|classes|headings|ways|levels)\b",
            after,
        )
    )


def _is_whole(sentence: Sentence, number: Number, counts: Sequence[Number]) -> bool:
    """Say whether words make a number the whole; it stands before its parts or behind them."""
    if number not in (min(counts), max(counts)):
        return False
    before, after = clause(sentence, number)
    if rule(_BEHIND).search(after):
        return True
    parted = number is max(counts) or rule(_PARTED).search(after) or rule(_ALL_OF).search(before)
    return bool(rule(_WHOLE).search(before[-60:]) and parted)


def _adds(report: Report, view: Figures, whole: Number, parts: list[Number]) -> bool:
    """Say whether parts that do not add up to a whole are meant to: not some of it, and not of something else."""
    added, value, text = sum(map(amount, parts)), amount(whole), view.sentence.marked
    if added == value:
        return True
    two = view.sentence.text not in {each.text for each in report.sentences}
    if two:
        *_, last = re.split(r"(?<=[.!?]) ", view.sentence.text)
        alone = len(figures(sentence_of(view.sentence.paragraph, last)).counts) == 1
        return alone and bool(rule(_TOGETHER).match(last)) and abs(added - value) * 3 < value
    every = rule(_EVERY).search(text) or rule(r"\bone of \w+ ").search(view.sentence.text)
    if view.shares and not every:
        return False
    if every:
        return (len(parts) > 2 or bool(rule(_REST).search(text))) and value < 6 * added < 36 * value
    if added > value and rule(_MANY_EACH).search(text):
        return False
    head = rule(r"^(?:of|among) (?:the |these |all |our )*<n").match(text)
    return bool(head) and len(parts) > 2 and (value < added < 2 * value or abs(added - value) * 20 < value)


def _hundred(view: Figures) -> Iterator[Claim]:
    """Find shares that are all of a whole, as each could be in one of them only."""
    shares = view.shares
    text = view.sentence.marked
    if len(shares) < 3 or view.money or len(view.counts) > 1 or any(each.hedge for each in shares):
        return
    if not rule(_ONCE).search(text) or rule(_SOME).search(text) or len({each.places for each in shares}) > 1:
        return
    if 80 <= sum(map(amount, shares)) <= 125:
        made = claim("sum", view.sentence, [], [("part", each) for each in shares])
        yield replace(made, published=(Printed("100% in all", Decimal(100), 0, "", "%"),))


def _table(report: Report) -> Iterator[Claim]:
    """Hold the column of a table without a total to the base that the line above it gives."""
    for paragraph in report.paragraphs:
        grid = grid_of(paragraph) if paragraph.rows else None
        if grid is None or len(grid.heads) != 1 or paragraph.place == 0 or len(grid.labels) < 3:
            continue
        cells = [row[0] for row in grid.cells if row[0] is not None and is_count(row[0])]
        above = report.paragraphs[paragraph.place - 1]
        head = sentence_of(above, re.split(r"(?<=[.!?]) ", above.text)[-1])
        found = [each for each in head.counts() if rule(_ABOUT).search(clause(head, each)[0])]
        total = any(re.match(r"(?i)(?:grand )?total|all\b", label) for label in grid.labels)
        if (
            len(cells) == len(grid.labels)
            and len(found) == 1
            and not total
            and not rule(_SOME).search(head.marked)
        ):
            yield claim("sum", head, found, [("part", each) for each in cells])


def _list(report: Report) -> Iterator[Claim]:
    """Hold the lines of a list to the one number of the sentence that opens it, or of the line that closes it."""
    for place, paragraph in enumerate(report.paragraphs):
        if paragraph.rows is not None or not re.search(r":\s*-?$", paragraph.text):
            continue
        items: list[Number] = []
        for each in report.paragraphs[place + 1 : place + 16]:
            found = figures(sentence_of(each, each.text)).counts if each.rows is None else []
            if len(found) != 1 or len(each.text) > 120 or each.text.endswith("."):
                break
            items.append(found[0])
        after = report.paragraphs[place + len(items) + 1 : place + len(items) + 2]
        if len(items) > 2:
            yield from _told(report, paragraph.place, [each.text for each in after], items)


def _told(report: Report, place: int, after: list[str], items: list[Number]) -> Iterator[Claim]:
    opening = [each for each in report.sentences if each.paragraph.place == place][-2:]
    closing = [sentence_of(report.paragraphs[place], text) for text in after if rule(_TOGETHER).match(text)]
    for sentence in [*closing, *reversed(opening)]:
        found = figures(sentence).counts
        if len(found) == 1 and not found[0].hedge and not rule(_SOME).search(sentence.marked):
            if sum(map(amount, items)) < 5 * amount(found[0]) < 25 * sum(map(amount, items)):
                yield claim("sum", sentence, found, [("part", each) for each in items])
            return
        if found:
            return
