"""Finds what is said of targets: ceilings, limits in two meanings, the pace so far, and what a trend would come to."""

import re
from collections.abc import Iterator
from decimal import Decimal

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, Sentence, amount, claim, each_match, rule, same_part, sentence_of
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number

ORDERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_CUT = r"(?:reduction|decrease|cut|fall|lower|fewer|less|below|improvement)"
_ANY = r"(?:<[yqt]\d+>|[^<>;])"
_CEILINGS = (
    # "should not exceed 207 (a 16% reduction on 247)"
    rf"{{n:most}}{_ANY}{{0,60}}?{{p:cut}}(?: of an?)? {_CUT}[^<>.;]{{0,40}}?(?:on|from|of|than) "
    r"(?:the |a |our |last year['’]s |<[yq]\d+> )*(?:[a-z]+ ){0,4}?{n:base}",
    (
        rf"{{n:most}}{_ANY}{{0,60}}?{{p:cut}} (?:below|under|less than) (?:the |our |last year['’]s )*("
        rf"?:[a-z]+ ){{0,4}}?{{n:base}}"
    ),
    rf"{{n:most}}{_ANY}{{0,60}}?{_CUT} of {{p:cut}} (?:on|from|against|compared with)[^<>.;]{{0,30}}? {{n:base}}",
    # "a 10% reduction on 221 means keeping below 199"
    rf"{{p:cut}} {_CUT}[^<>.;]{{0,40}}?(?:on|from|of) [^<>.;]{{0,40}}?{{n:base}}{_ANY}{{0,60}}?{{n:most}}",
    rf"{_CUT} of {{p:cut}} (?:on|from|of) [^<>.;]{{0,40}}?{{n:base}}{_ANY}{{0,60}}?{{n:most}}",
)
_MEANS = (
    r"(?:means?|would mean|implies|requires|gives|will mean|would be|would give|leads to|is equal to|equals)"
)
_CEILING_ALONE = (
    rf"{{p:cut}} {_CUT}{_ANY}{{0,40}}?{_MEANS}{_ANY}{{0,60}}?{{n:most}}",
    rf"{_CUT} of {{p:cut}}{_ANY}{{0,40}}?{_MEANS}{_ANY}{{0,60}}?{{n:most}}",
)
_AIM = r"\b(?:target|ceiling|limit|threshold|should|must|aims?|aimed|goal|cap|maximum|allowed|expected|required|plan)\b"
_LIMIT = (
    r"(?P<strict>less than|fewer than|below|under)|(?P<loose>not exceed|no more than|not more than|at"
    r" most|up to|a maximum of|or fewer|not be more than)"
)


def targets(report: Report) -> Iterator[Claim]:
    """List claims about targets."""
    for sentence in report.sentences:
        yield from _ceilings(report, sentence)


def _ceilings(report: Report, sentence: Sentence) -> Iterator[Claim]:
    for words in _CEILINGS:
        for match in rule(words).finditer(sentence.marked):
            most, cut, base = (sentence.number(match[name]) for name in ("most", "cut", "base"))
            near = sentence.marked[max(0, match.start() - 90) : match.end()]
            limit = rule(rf"(?:{_LIMIT}|keeping) $").search(
                sentence.marked[: sentence.marked.index(f"<n{match['most']}>")]
            )
            if _between(most, base) and (limit or rule(_AIM).search(near)):
                yield claim("ceiling", sentence, [most], [("base", base), ("reduction", cut)])
                return
    for words in _CEILING_ALONE:
        for found in each_match(sentence, words):
            yield from _from_elsewhere(report, sentence, found["most"], found["cut"])
            return


def _between(most: Number, base: Number) -> bool:
    return bool(most.value and base.value) and 0 < amount(most) < amount(base) < 4 * (amount(most))


def _from_elsewhere(report: Report, sentence: Sentence, most: Number, cut: Number) -> Iterator[Claim]:
    """Find the base of a ceiling in the paragraphs before: the one that fits, or the one that is called so."""
    bases = [each for one in report.before(sentence, 12) for each in one.counts() if _between(most, each)]
    called = [
        each
        for one in report.before(sentence, 12)
        if rule(r"\bbase(?:line)?\b").search(one.text)
        for each in one.counts()
        if _between(most, each)
    ]
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
