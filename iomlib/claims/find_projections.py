"""Finds what a trend would come to, and whether a count keeps pace with its share of a target."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from iomlib.claims.clauses import Report, Sentence, amount, claim, each_match, rule
from iomlib.claims.digits import Printed
from iomlib.claims.find_changes import direction
from iomlib.claims.find_targets import yearly_target
from iomlib.claims.model import Claim
from iomlib.claims.number_patterns import MONTHS, SMALL
from iomlib.claims.numbers import Number
from iomlib.claims.plain import figures
from iomlib.claims.readings import settled

ORDERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_TREND = (
    r"\b(?:trend|rate|pace|pattern|level|this|that)\b[^<>.;]{0,30}?(?:continues?|is maintained|is kept up|goes on"
    r"|were to continue|persists?|holds|carries on)"
    r"|on (?:the same|this|that|current) (?:trend|rate|pace|basis)|at (?:this|the current|the same|that) (?:rate|pace)|"
    r"projected|extrapolat|on course for|on track for|if (?:this|that) (?:continues|carries on)"
)
_OUTCOME = r"(?:would|will|to|for|is|gives?|of|means?)[^<>.;]{0,60}?{n:total}"
_AWAY = (
    r"(?:some |which is |that is |or )?{n:gap} (?:[a-z]+ ){0,2}?(?P<word>above|below|over|under|more"
    r" than|fewer than|less than|short of|in excess of)"
)
_PACE = (
    r"{n:count}[^<>.;]{0,60}?(?:in|for|during) (?:the|this) (?:<o\d+> )?(?P<period>quarter|month"
    r")[^<>.;]{0,40}?(?:which is|that is|,|or|:) ?"
    r"{n:gap} (?:[a-z]+ ){0,2}?(?P<word>more|fewer|less|above|below|over|under"
    r")[^<>.;]{0,40}?(?:predicted|expected|target|plan|profile|forecast)"
)
_NTH = re.compile(
    r"(?i)(?:\b(?:after|end of|in|for|over|during|to|of) |\()(?:the )?(first|second|third|fourth|[1-4](?:st"
    r"|nd|rd|th)) (quarter|month)\b(?!['’]s)"
)
_FIRST = re.compile(
    r"(?i)(?:\b(?:first|after|over|last|past|in) (?:the first )?(\d+|[a-z]+) (months|quarters)"
    r"|\b(\d+|[a-z]+) (months|quarters) into)\b"
)
_HALF = re.compile(r"(?i)\bhalf[ -]year|\bmid-year\b|\bsix months\b|\b(?:first|half) (?:half of )?the year\b")
_MONTH = re.compile(rf"(?i)\b{MONTHS}(?:['’]s)? (?:figure|count|total)")


def projections(report: Report) -> Iterator[Claim]:
    """List claims of what a trend would come to."""
    for sentence in report.sentences:
        yield from _projection(report, sentence)
        yield from _pace(report, sentence)


def _projection(report: Report, sentence: Sentence) -> Iterator[Claim]:
    trend = rule(_TREND).search(sentence.marked)
    if trend is None:
        return
    found = rule(_OUTCOME).search(sentence.marked, trend.end()) or rule(_OUTCOME).search(sentence.marked)
    if found is None:
        return
    total = sentence.number(found["total"])
    if any(amount(each) > amount(total) for each in sentence.counts()) and len(figures(sentence).counts) == 2:
        return  # Of two counts the larger is what the other would come to.
    away = rule(_AWAY).search(sentence.marked, found.end())
    target = yearly_target(report, sentence)
    published, inputs, words = [total], [], {}
    if away and target:
        published.append(sentence.number(away["gap"]))
        inputs.append(("target", target))
        words = direction(
            "more" if away["word"] in ("above", "over", "more than", "in excess of") else "less"
        )
    made = []
    for done, of, count in _starts(report, sentence, total):
        base = claim("projection", sentence, published, [("so_far", count), *inputs], words)
        extra = tuple(
            Printed(str(each), Decimal(each), name=name) for name, each in (("periods", done), ("of", of))
        )
        made.append(replace(base, inputs=(*base.inputs, *extra)))
    yield from settled(made, sure=True)


def _starts(report: Report, sentence: Sentence, total: Number) -> Iterator[tuple[int, int, Number]]:
    """List what was counted in how many periods of how many, nearest first."""
    here = False
    for each in (sentence, *report.before(sentence, 3)):
        done = elapsed(each, sentence.paragraph.heading)
        if done is None or done[0] >= done[1]:
            continue
        for number in each.counts():
            would = amount(number) * done[1] / done[0]
            if number is not total and number.hedge != "under" and would < 2 * amount(total) < 4 * would:
                yield (*done, number)
                here |= each is sentence
        if here:
            return  # A count that stands in the sentence itself is the one that is meant.


def elapsed(sentence: Sentence, heading: str) -> tuple[int, int] | None:
    """Read how many periods of the year have passed: "after the third quarter", or the heading Quarter 3.

    Examples
    --------
    >>> from iomlib.claims.clauses import sentence_of
    >>> from iomlib.claims.lines import Paragraph
    >>> elapsed(sentence_of(Paragraph("", "", None, ""), "In the first nine months we had 414"), "")
    (9, 12)
    """
    if match := _FIRST.search(sentence.text):
        word, period = match[1] or match[3], match[2] or match[4]
        many = int(word) if word.isdigit() else SMALL.get(word.lower(), 0)
        if many:
            return many, 12 if period.lower() == "months" else 4
    if match := _NTH.search(sentence.text):
        return ORDERS[match[1].lower()], 4 if match[2].lower() == "quarter" else 12
    if re.search(r"(?i)\bq(?:uarter |tr )?1\b", sentence.text):
        return 1, 4
    if _HALF.search(sentence.text):
        return 2, 4
    if match := re.search(r"(?i)\bq(?:uarter)? ?([1-4])\b", heading):
        return int(match[1]), 4
    return (1, 12) if _MONTH.search(sentence.text) else None


def _pace(report: Report, sentence: Sentence) -> Iterator[Claim]:
    for match in rule(_PACE).finditer(sentence.marked):
        target = yearly_target(report, sentence)
        count, gap = sentence.number(match["count"]), sentence.number(match["gap"])
        if target is None or amount(target) <= amount(count):
            continue
        of = (
            Printed("4", Decimal(4), name="of")
            if match["period"] == "quarter"
            else Printed("12", Decimal(12), name="of")
        )
        way = {"direction": "less" if match["word"] in ("fewer", "less", "below", "under") else "more"}
        made = claim("pace", sentence, [gap], [("count", count), ("target", target)], way)
        inputs = (*made.inputs, of, *_so_far(report, sentence, match["period"]))
        yield replace(made, inputs=inputs)


def _so_far(report: Report, sentence: Sentence, period: str) -> tuple[Printed, ...]:
    """Give the count of all periods up to now, where the next sentences tell it: the other reading of a gap."""
    for later in report.sentences[sentence.place + 1 : sentence.place + 3]:
        found = list(
            each_match(
                later, r"(?:so far|half|after|to date|up to)[^.;]{0,60}?(?:been|were|was|is|of) {n:total}"
            )
        )
        done = elapsed(sentence, "") or elapsed(later, "")
        if found and done and period == "quarter":
            return (
                found[0]["total"].printed("so_far"),
                Printed(str(done[0]), Decimal(done[0]), name="elapsed"),
            )
    return ()
