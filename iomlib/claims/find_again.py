"""Finds what a report tells again in the same words: "as reported above, the team issued 46 closure orders"."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from iomlib.claims.clauses import Report, Sentence, claim, is_count, rule, stems
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.readings import settled

_LEAD = (
    r"^(?P<lead><x\d+> [a-z]+|(?:as|in) [^<>,;:.]{0,50}?(?:<x\d+>[^<>,;:.]{0,40}?)?)"
    r"(?:, | that |: | (?=(?:the |a total of )?<n))"
)
# "The team, as stated above, issued 46": the words between the commas point back.
_BETWEEN = (
    r",? [(]?as [a-z ]{0,20}(?:stated|noted|reported|mentioned|said|shown) (?:above|earlier|before)[,)]?(?= )"
)
_SAYS = (
    r"\b(?:above|earlier|says?|said|noted?|notes|reported|reports|stated?|states|shown?|shows|set out|mentioned|gave"
    r"|gives|described|seen|saw|outlined)\b"
)
_ELSEWHERE = r"\b(?:last|previous|nationa|press)"  # Another paper, which may well say something else.
_OPENS = re.compile(
    r"^(?:(?:there (?:were|was|are|is|have been|had been)|a total of|the|in all|we had) )+(?=#)"
)
_SUMMARY = re.compile(r"(?i)summary|headline|key |at a glance|overview|conclusion")
_FEWEST = 3  # Words that mean something; what has fewer may be said of two things.


class Told(NamedTuple):
    """The words of a sentence with its figures as #, and the figures; whether it points back to what was said."""

    sentence: Sentence
    words: str
    figures: tuple[Number, ...]
    again: bool


def again(report: Report) -> Iterator[Claim]:
    """List claims that a figure is one that the report has told before."""
    told = [_told(sentence) for sentence in report.sentences]
    for place, each in enumerate(told):
        if each.again:
            yield from _pointed(each, told[:place])
    yield from _repeated(told)


def _told(sentence: Sentence) -> Told:
    lead = rule(_LEAD).match(sentence.marked)
    again = bool(lead and rule(_SAYS).search(lead["lead"]) and not rule(_ELSEWHERE).search(lead["lead"]))
    rest, between = rule(_BETWEEN).subn("", sentence.marked[lead.end() if lead and again else 0 :])
    again |= between > 0
    figures = tuple(sentence.number(each) for each in re.findall(r"<[nmp](\d+)>", rest))
    words = re.sub(r"<[nmp]\d+>", "#", rest)
    words = re.sub(r"<\w(\d+)>", lambda mark: sentence.number(mark[1]).text, words)
    return Told(sentence, words.lower().strip(" ."), figures, again)


def _pointed(one: Told, earlier: list[Told]) -> Iterator[Claim]:
    """Hold "as B3 says, knives were used in 146 cases" to "Knives were used in 164 cases (8%), glass in 92"."""
    words = _OPENS.sub("", re.split(r"[;(]", one.words)[0].strip(" ,"))
    count = words.count("#")
    if not 1 <= count <= 3 or len(stems(words)) < 2:
        return
    made = []
    for other in earlier:
        for match in re.finditer(rf"(?<![\w#]){re.escape(words)}(?![\w#])", other.words):
            first = other.words[: match.start()].count("#")
            pairs = zip(one.figures[:count], other.figures[first : first + count], strict=True)
            made += [claim("same", one.sentence, [now], [("other", then)]) for now, then in pairs]
    yield from made if count > 1 else settled(made)


def _repeated(told: list[Told]) -> Iterator[Claim]:
    """Hold a sentence that names its year to the same sentence in the summary, or under the same heading."""
    first: dict[str, Told] = {}
    for each in told:
        if (
            len(each.figures) != 1
            or not is_count(each.figures[0])
            or "<y" not in each.sentence.marked
            or len(stems(each.words)) < _FEWEST
        ):
            continue
        if re.search(r"\b(?:hope|will|aim|plan|expect|should)", each.words):
            continue
        before = first.setdefault(each.words, each)
        one, other = before.sentence.paragraph, each.sentence.paragraph
        if one is other or each.again:
            continue
        if one.heading == other.heading or _SUMMARY.search(f"{one.heading} {other.heading}"):
            yield claim("same", each.sentence, each.figures, [("other", before.figures[0])])
