"""Sentences read by which figures they hold, whatever their order: for rules that fit any wording.

A rule here asks for exactly the figures of one relation, a word that names the relation, and a reading in which they
fit. Only where no reading fits is a claim wrong.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from iomlib.claims.clauses import Report, Sentence, amount, is_count, rule, sentence_of, stems
from iomlib.claims.numbers import Number

# What a sentence opens with that goes on from the one before it.
_GOES_ON = (
    r"^(?:taken|that|this|these|those|they|together|among|amongst|which|multiplied|altogether"
    r"|it(?! (?:was|is|has been|(?:can|may|should|must|will|would|could) be) (?:[a-z]+ ){1,3}(?:that|to|how)\b)"
    r"|overall|combined"
    r"|(?:of|on|at|if|in|from|with) (?:this|that|these|them|those|it|all|total|them|whom)"
    r"|in (?:the same|<p\d+>)|(?:the|our) (?:actual|final|full|distribution|total|sum|mean|average"
    r"|rate|figure|outturn"
    r"|overall|result|proportion|percentage|share|change|difference|gap|increase|decrease|rise|fall"
    r"|year|projected"
    r"|projection|forecast|number)\b|(?:an?|the) (?:rise|fall|increase|decrease|drop|reduction)"
    r"|on average|<n\d+> (?:of (?:them|these|those)|\())"
)
EARLIER = (
    r"\b(?:last (?:year|quarter|month|time)|previous|previously|preceding|prior|(?:a|the|one"
    r"|twelve months|months) "
    r"(?:year )?(?:before|earlier)|year (?:before|earlier)|year ago|baseline|base|originally"
    r"|compared (?:with|to)|"
    r"(?:as )?against|set beside|expected|forecast|predicted|planned|plan|budget(?:ed)?|target"
    r"|anticipated|estimated?|"
    r"than (?:the|in|our|its)|expectation|profile|allowed for|assumed)\b"
)
_FROM = r"\bfrom (?:[a-z]+ ){0,3}$"


class Figures(NamedTuple):
    """A sentence, or two that belong together, with its counts, money and percentages."""

    sentence: Sentence
    counts: list[Number]
    money: list[Number]
    shares: list[Number]


def views(report: Report) -> Iterator[Figures]:
    """Give every sentence, and with the one before it where it goes on from that."""
    for sentence in report.sentences:
        yield figures(sentence)
        if rule(_GOES_ON).match(sentence.marked):
            for earlier in report.before(sentence, 0)[:1]:
                text = f"{earlier.text} {sentence.text}"
                yield figures(sentence_of(sentence.paragraph, text, sentence.place))


def figures(sentence: Sentence) -> Figures:
    """Sort the figures of a sentence; "one" is as often no number as it is."""
    counts = [each for each in sentence.numbers if is_count(each) and not is_one(each)]
    money = [each for each in sentence.numbers if each.counts and each.unit == "£"]
    shares = [each for each in sentence.numbers if each.unit == "%" and each.kind == "figure"]
    return Figures(sentence, counts, money, shares)


def is_one(number: Number) -> bool:
    """Say whether a number is the word "one"."""
    return number.kind == "word" and amount(number) <= 1


def mark(sentence: Sentence, number: Number) -> tuple[str, str]:
    """Give the marked words before and behind a number."""
    order = sentence.numbers.index(number)
    found = re.search(rf"<\w{order}>", sentence.marked)
    return (sentence.marked[: found.start()], sentence.marked[found.end() :]) if found else ("", "")


def clause(sentence: Sentence, number: Number) -> tuple[str, str]:
    """Give the words at both sides of a number, up to the next number or the end of its clause."""
    before, after = mark(sentence, number)
    return re.split(r"<[nmpg]\d+>|;|\. ", before)[-1], re.split(r"<[nmpg]\d+>|[;:]|\. ", after)[0]


def pair(sentence: Sentence, two: list[Number]) -> tuple[Number, Number] | None:
    """Say which of two figures is the earlier, or what was expected, if grammar or years say so."""
    if known := years(sentence, two):
        return known
    first, second = sorted(two)
    if rule(_FROM).search(clause(sentence, first)[0]) and rule(r"\bto (?:[a-z]+ ){0,3}$").search(
        clause(sentence, second)[0]
    ):
        return first, second
    said = [each for each in two if is_earlier(sentence, each)]
    if len(said) != 1:
        return None
    return said[0], two[1 - two.index(said[0])]


def is_earlier(sentence: Sentence, number: Number) -> bool:
    """Say whether the words at a number's side make it the one of before, or the one that was expected."""
    before, after = clause(sentence, number)
    before = re.sub(r", (?=(?:when|where)\b)", " ", before)
    close = before.rpartition(",")[2][-50:]
    after = after if ")" in after else after.partition("(")[0]  # the bracket of the next number
    behind = re.split(r"[,)]", after)[0][:50]
    return bool(rule(EARLIER).search(close) or rule(EARLIER).search(behind))


def years(sentence: Sentence, two: list[Number]) -> tuple[Number, Number] | None:
    """Pair two years with two figures that stand in turn with them."""
    marks = [
        sentence.number(each[1:])
        for each in re.findall(r"<(\w\d+)>", sentence.marked)
        if each[0] == "y" or sentence.number(each[1:]) in two
    ]
    dated = [(each, int(found[0])) for each in marks if (found := re.search(r"(?:19|20)\d\d", each.text))]
    told = [each for each in dated if each[0].kind in ("year", "date")]
    if len(told) != 2 or len(marks) != 4 or told[0][1] == told[1][1]:
        return None
    turns = [each in two for each in marks]
    if turns[0] == turns[1]:  # two figures, then two years
        return None
    early, late = [each for each in marks if each in two]
    return (early, late) if told[0][1] < told[1][1] else (late, early)


def alike(one: Number, other: Number) -> bool:
    """Say whether two figures can be of one thing."""
    small, large = sorted((abs(amount(one)), abs(amount(other))))
    units = stems(one.unit), stems(other.unit)
    if all(units) and not units[0] & units[1]:
        return False
    return small > 0 and large < 20 * small


def within(value: Decimal, other: Decimal, times: Decimal | int) -> bool:
    """Say whether one value is near another: not so many times as large, nor the other way."""
    return value < times * other and other < times * value
