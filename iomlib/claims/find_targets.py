"""Finds what is said of targets: ceilings, limits in two meanings, the pace so far, and what a trend would come to."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, Sentence, amount, claim, each_match, rule, same_part, sentence_of
from iomlib.claims.digits import Printed
from iomlib.claims.find_changes import direction
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number

ORDERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_CUT = r"(?:reduction|decrease|cut|fall|lower|fewer|less|below|improvement)"
_CEILINGS = (
    # "should not exceed 207 (a 16% reduction on 247)"
    (
        rf"{{n:most}}(?:<[yqt]\d+>|[^<>;]){{0,60}}?{{p:cut}}(?: of an?)? {_CUT}[^<>.;]{{0,40}}?(?:on|fr"
        rf"om|of|than) (?:the |a |our |last year's |<[yq]\d+> )*(?:[a-z]+ ){{0,4}}?{{n:base}}"
    ),
    (
        rf"{{n:most}}(?:<[yqt]\d+>|[^<>;]){{0,60}}?{_CUT} of {{p:cut}} (?:on|from|against|compared with"
        rf")[^<>.;]{{0,30}}? {{n:base}}"
    ),
    # "a 10% reduction on 221 means keeping below 199"
    (
        rf"{{p:cut}} {_CUT}[^<>.;]{{0,40}}?(?:on|from|of) [^<>.;]{{0,40}}?{{n:base}}(?:<[yqt]\d+>|[^<>."
        rf";]){{0,60}}?{{n:most}}"
    ),
)
_CEILING_ALONE = (
    rf"{{p:cut}} {_CUT}(?:<[yqt]\d+>|[^<>.;]){{0,40}}?(?:means?|would mean|implies|requires|gives|will "
    rf"mean|would be)(?:<[yqt]\d+>|[^<>.;]){{0,60}}?{{n:most}}"
)
_AIM = r"\b(?:target|ceiling|limit|threshold|should|must|aims?|aimed|goal|cap|maximum|allowed|expected|required|plan)\b"
_LIMIT = (
    r"(?P<strict>less than|fewer than|below|under)|(?P<loose>not exceed|no more than|not more than|at"
    r" most|up to|a maximum of|or fewer|not be more than)"
)
_TREND = (
    r"\b(?:trend|rate|pace|pattern|level|this|that)\b[^<>.;]{0,30}?(?:continues?|is maintained"
    r"|were to continue|persists?|holds|carries on)"
    r"|on (?:the same|this|that|current) (?:trend|rate|pace|basis)|at (?:this|the current|the same|that) (?:rate|pace)|"
    r"projected|extrapolat|on course for|on track for|if (?:this|that) (?:continues|carries on)"
)
_OUTCOME = r"(?:would|will|to|for|is|gives?|of|means?)[^<>.;]{0,60}?{n:total}"
_AWAY = (
    r"(?:some |which is |that is |or )?{n:gap} (?:[a-z]+ ){0,2}?(?P<word>above|below|over|under|more"
    r" than|fewer than|less than|short of|in excess of)"
)
_ELAPSED = (
    r"(?:after|at the end of|by the end of|to the end of|in|for|over|up to) (?:the "
    r")?(?:<o(?P<order>\d+)> (?P<span>quarter|month)"
    r"|first <[nto](?P<many>\d+)>(?P<unit> ?(?:quarters|months))?)|(?P<half>half[ -]year|<p\d+>"
    r" year|six months|mid-year)"
)
_PACE = (
    r"{n:count}[^<>.;]{0,60}?(?:in|for|during) (?:the|this) (?:<o\d+> )?(?P<period>quarter|month"
    r")[^<>.;]{0,40}?(?:which is|that is|,|or|:) ?"
    r"{n:gap} (?:[a-z]+ ){0,2}?(?P<word>more|fewer|less|above|below|over|under"
    r")[^<>.;]{0,40}?(?:predicted|expected|target|plan|profile|forecast)"
)


def targets(report: Report) -> Iterator[Claim]:
    """List claims about targets."""
    for sentence in report.sentences:
        yield from _ceilings(report, sentence)
        yield from _pace(report, sentence)
        yield from _projection(report, sentence)
    yield from _limits(report)


def _ceilings(report: Report, sentence: Sentence) -> Iterator[Claim]:
    for words in _CEILINGS:
        for match in rule(words).finditer(sentence.marked):
            most, cut, base = (sentence.number(match[name]) for name in ("most", "cut", "base"))
            near = sentence.marked[max(0, match.start() - 90) : match.end()]
            if _between(most, base) and rule(rf"{_AIM}|{_LIMIT}|means?\b").search(near):
                yield claim("ceiling", sentence, [most], [("base", base), ("reduction", cut)])
                return
    for found in each_match(sentence, _CEILING_ALONE):
        yield from _from_elsewhere(report, sentence, found["most"], found["cut"])


def _between(most: Number, base: Number) -> bool:
    return bool(most.value and base.value) and 0 < amount(most) < amount(base) < 4 * (amount(most))


def _from_elsewhere(report: Report, sentence: Sentence, most: Number, cut: Number) -> Iterator[Claim]:
    """Find the base of a ceiling in the paragraphs before: the one that fits, or the one that is called so."""
    bases = [each for one in report.before(sentence, 12) for each in one.counts() if _between(most, each)]
    called = []
    for paragraph in report.paragraphs[: sentence.paragraph.place]:
        for row in paragraph.rows or ():
            if same_part(paragraph, sentence.paragraph) and len(row) == 2:
                bases += [each for each in sentence_of(paragraph, row[1]).counts() if _between(most, each)]
                if re.search(r"(?i)\bbase(?:line)?\b|\blast year\b", row[0]):
                    called = [
                        each for each in sentence_of(paragraph, row[1]).counts() if _between(most, each)
                    ]
    made = [
        claim("ceiling", sentence, [most], [("base", base), ("reduction", cut)]) for base in [*bases, *called]
    ]
    fitting = [each for each in made if check(each).verdict == "agrees"]
    if fitting or called or len({base.value for base in bases}) == 1:
        yield (fitting or made[::-1])[0]


def _limits(report: Report) -> Iterator[Claim]:
    """Find one limit in two meanings: "should not exceed 207", and "less than 207" elsewhere."""
    told: dict[tuple[Decimal | None, str], tuple[Sentence, Number]] = {}
    for sentence in report.sentences:
        if not rule(_AIM).search(sentence.marked):
            continue
        for match in rule(rf"\b(?:{_LIMIT}) (?:[a-z]+ ){{0,2}}?<n(?P<value>\d+)>").finditer(sentence.marked):
            value = sentence.number(match["value"])
            value = value._replace(hedge="under" if match["strict"] else "up to")
            if amount(value) < 10:
                continue
            key, other = (
                (value.value, "strict" if match["strict"] else "loose"),
                "loose" if match["strict"] else "strict",
            )
            against = told.get((value.value, other))
            if against and key not in told:
                both = (against[1], value)
                yield claim("threshold", sentence, both)
            told.setdefault(key, (sentence, value))


def yearly_target(report: Report, sentence: Sentence) -> Number | None:
    """Find the limit of the year that stands in the same part of a report, if it is one."""
    found: dict[Decimal | None, Number] = {}
    for each in report.sentences:
        if same_part(each.paragraph, sentence.paragraph) and rule(_AIM).search(each.marked):
            for match in rule(
                rf"(?:{_LIMIT}|target (?:is|of|was)|ceiling (?:is|of|was)) (?:to have )?<n(?P<value>\d+)>"
            ).finditer(each.marked):
                number = each.number(match["value"])
                found.setdefault(number.value, number._replace(hedge=""))
    # A limit of next year may stand further down: the first one that is named is meant.
    values = list(found.values())
    return values[0] if values else None


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
        elapsed = _elapsed(sentence, "") or _elapsed(later, "")
        if found and elapsed and period == "quarter":
            return (
                found[0]["total"].printed("so_far"),
                Printed(str(elapsed[0]), Decimal(elapsed[0]), name="elapsed"),
            )
    return ()


def _projection(report: Report, sentence: Sentence) -> Iterator[Claim]:
    trend = rule(_TREND).search(sentence.marked)
    if trend is None:
        return
    found = rule(_OUTCOME).search(sentence.marked, trend.end())
    if found is None:
        return
    total = sentence.number(found["total"])
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
    for elapsed, of, count in _starts(report, sentence, total):
        base = claim("projection", sentence, published, [("so_far", count), *inputs], words)
        extra = tuple(
            Printed(str(each), Decimal(each), name=name) for name, each in (("periods", elapsed), ("of", of))
        )
        made.append(replace(base, inputs=(*base.inputs, *extra)))
    fitting = [each for each in made if check(each).verdict == "agrees"]
    if fitting or made:
        yield (fitting or made)[0]


def _starts(report: Report, sentence: Sentence, total: Number) -> Iterator[tuple[int, int, Number]]:
    """List what was counted in how many periods of how many, nearest first."""
    for each in (sentence, *report.before(sentence, 3)):
        elapsed = _elapsed(each, sentence.paragraph.heading)
        counts = [
            number for number in each.counts() if number is not total and amount(number) < amount(total)
        ]
        counts = [
            number
            for number in counts
            if not rule(r"(?:target|less than|exceed|more than) ?$").search(each.text[: number.start])
        ]
        counts = [
            number for number in counts if amount(number) * 13 > amount(total) and number.hedge != "under"
        ]
        if elapsed and counts and elapsed[0] < elapsed[1]:
            yield (*elapsed, counts[-1] if each is not sentence else counts[0])


def _elapsed(sentence: Sentence, heading: str) -> tuple[int, int] | None:
    """Read how many periods of the year have passed: "after the third quarter", or the heading Quarter 3."""
    match = rule(_ELAPSED).search(sentence.marked)
    if match and match["half"]:
        return 2, 4
    if match and match["order"]:
        order = ORDERS.get(sentence.number(match["order"]).text.lower(), 0)
        return (order, 4 if match["span"].lower() == "quarter" else 12) if order else None
    if match and match["many"]:
        number = sentence.number(match["many"])
        months = "month" in sentence.text[number.start : number.end + 8].lower()
        value = int(amount(number)) or {"two": 2, "three": 3}.get(number.text.split()[0].lower(), 0)
        return (value, 12 if months else 4) if value else None
    if found := re.search(r"(?i)\bq(?:uarter)? ?([1-4])\b", heading):
        return int(found[1]), 4
    if rule(
        r"\b(?:january|february|march|april|may|june|july|august|september|october|november"
        r"|december)(?:['’]s)? (?:figure|count|total)"
    ).search(sentence.text):
        return 1, 12
    return None
