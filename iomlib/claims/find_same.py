"""Finds one quantity of one year that is told twice with two values, by what is counted and by the year."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from iomlib.claims.clauses import Report, Sentence, amount, claim, rule, sentence_of, stems
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import figures

_MEASURE = re.compile(r"(?i)(?:indicator|measure|activity|item)s?\b")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?")
# What only tells that something was counted, and not what.
_DULL = stems(
    "recorded logged reported counted received noted dealt place took handled registered entered stood numbered total"
    " full whole all every annual return table headline activity figures figure count overall area across wide borough"
    " county district city region partners partnership service force team council authority agreed published statement"
    " review reviewed senior officer checks quality carried summary executive draws attention turning trend remains"
    " difficult read shows give gives put referred earlier above saw seen see new system further action proposed year"
    " during been are themselves checked report committee members note"
)
_OTHER = (
    r"\b(?:compared|than|against|increase|decrease|rose|fell|up|down|fewer|more|less|average|mean"
    r"|per|rate|target|plan(?:ned)?"
    r"|expect(?:ed|s)?|forecast|project(?:ed|ion)|budget|quarter|months?|weeks?|of (?:which|whom"
    r"|these|those|them)|including"
    r"|excluding|only|about|further|another|additional|first|second|remaining|rest|other|others"
    r"|proportion|if|would|will be"
    r"|should|limit|maximum|hopes?|hoped|aims?|aim|neighbouring|nationally|england|region|average"
    r"|provisional)\b"
)


class Told(NamedTuple):
    """A count, its sentence, what it counts and the year."""

    sentence: Sentence
    number: Number
    what: frozenset[str]
    year: str


def sames(report: Report) -> Iterator[Claim]:
    """List claims that a quantity of a year is told twice."""
    told = [each for sentence in _sentences(report) if (each := _told(sentence))]
    for place, one in enumerate(told):
        for other in told[:place]:
            if (
                one.year == other.year
                and one.what == other.what
                and one.sentence.paragraph is not other.sentence.paragraph
            ):
                yield claim("same", one.sentence, [one.number], [("other", other.number)])
                break


def _sentences(report: Report) -> Iterator[Sentence]:
    """Give the sentences, and the rows of tables with a year over their one column."""
    yield from report.sentences
    for paragraph in report.paragraphs:
        rows = paragraph.rows or ()
        if len(rows) > 1 and _MEASURE.match(rows[0][0]) and _YEAR.fullmatch(rows[0][-1].strip()):
            for row in rows[1:]:
                if len(row) == 2:
                    yield sentence_of(
                        paragraph, f"In {rows[0][1]} there were {row[1]} {row[0][:1].lower()}{row[0][1:]}."
                    )


def _told(sentence: Sentence) -> Told | None:
    years = {each.text for each in sentence.numbers if each.kind == "year"}
    found = figures(sentence)
    if len(years) != 1 or len(found.counts) != 1 or found.shares or found.money:
        return None
    number, text = found.counts[0], sentence.marked
    if re.search(r"\b(?:in|at|from|for|by) (?:the )?[A-Z][a-z]", text):
        return None  # Of one place only.
    if number.hedge or rule(_OTHER).search(re.sub(r"^[A-Z][a-z]+", "", text)) or amount(number) < 5:
        return None
    what = frozenset(stems(re.sub(r"<\w\d+>", " ", text)) - _DULL)
    return Told(sentence, number, what, years.pop()) if what else None
