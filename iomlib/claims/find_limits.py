"""Finds one limit that is told in two meanings: "should not exceed 207" in one place, "less than 207" in another."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from iomlib.claims.clauses import Report, Sentence, amount, claim, rule, stems
from iomlib.claims.digits import Hedge
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number

_BEFORE: tuple[tuple[Hedge, str], ...] = (
    ("under", r"not as many as|not reach(?:ing)?|fewer than|less than|lower than|smaller than|below|under|short of"),
    ("up to", r"at (?:the )?most|up to(?: and including)?|maximum(?: of| is)?|ceiling of|cap of|capped at|limit of"),
    ("at least", r"at least|minimum(?: of| is| being)?|floor of"),
    ("over", r"more than|greater than|higher than|larger than|above|over|in excess of|exceed(?:s|ed|ing)?|beyond"),
)  # fmt: skip
_BEHIND: tuple[tuple[Hedge, str], ...] = (
    ("up to", r"or (?:fewer|less|under|below)|at (?:the )?most|or lower"),
    ("at least", r"or (?:more|over|above|higher)|at least|or greater"),
)
_NEGATED: dict[Hedge, Hedge] = {"over": "up to", "under": "at least", "up to": "over", "at least": "under"}
_NOT = r"\b(?:no|not|never|cannot|nor|neither|without)\b[^<>.;]{0,120}$"
_SET = (
    r"\b(?:target|ceiling|limit|threshold|should|must|shall|aims?|aimed|goal|cap|capped|maximum"
    r"|minimum|allow(?:s|ed)?|may"
    r"|expect(?:s|ed)|require(?:s|d|ment)?|plan|standard|polic(?:y|ies)|protocol|guidance"
    r"|guidelines?|rules?|criteri(?:on|a)"
    r"|(?:is|are|has|have|ought) to|keep|kept|floor|agreed|agreement|specification|contract|code"
    r"|terms|condition|commitment"
    r"|no case|permitted|entitled|eligib(?:le|ility)|undertake|undertaking|promise|pledge|qualif(?:y|ies))\b"
)
_DULL = stems(
    "standard required requires requirement must should agreed policy protocol guidance service managers officers"
    " members reminded asked confirm letter understood audit tested compliance target limit ceiling maximum minimum"
    " floor set expected adopted local authority committee report number keep kept stay reach above below figure rule"
    " rules fall falls exceed code practice states note noted year council staff team teams"
)
_COMMON, _RARE = 21, 100  # Numbers below, and multiples of five up to a hundred, are limits of many things.


class Limit(NamedTuple):
    """A limit, the sentence that sets it, and what the sentence is about."""

    sentence: Sentence
    value: Number
    about: frozenset[str]


def limits(report: Report) -> Iterator[Claim]:
    """List claims that one limit is told in two meanings."""
    told = [each for sentence in report.sentences for each in _limits(sentence)]
    done = set()
    for one, other in combinations(told, 2):
        key = (one.value.value, frozenset((one.value.hedge, other.value.hedge)))
        if one.sentence is not other.sentence and key not in done and _of_one(one, other):
            done.add(key)
            yield claim("threshold", other.sentence, (one.value, other.value))


def _limits(sentence: Sentence) -> Iterator[Limit]:
    if not rule(_SET).search(sentence.marked):
        return
    about = frozenset(stems(re.sub(r"<\w\d+>", " ", sentence.marked)) - _DULL)
    for found in re.finditer(r"<[nt](\d+)>", sentence.marked):
        number = sentence.number(found[1])
        hedge = _hedge(sentence.marked[: found.start()], sentence.marked[found.end() :])
        if hedge and number.value is not None and amount(number) > 1:
            unit = "" if number.kind == "duration" else number.unit
            yield Limit(sentence, number._replace(hedge=hedge, unit=unit), about)


def _hedge(before: str, after: str) -> Hedge:
    for hedge, words in _BEHIND:
        if rule(rf"^(?: [a-z-]+){{0,3}}? (?:{words})\b").match(after):
            return hedge
    for hedge, words in _BEFORE:
        if found := rule(rf"\b(?:{words})(?: (?:a|an|the|of|total|maximum|minimum|figure|level))* $").search(
            before
        ):
            return _NEGATED[hedge] if rule(_NOT).search(before[: found.start()]) else hedge
    return ""


def _of_one(one: Limit, other: Limit) -> bool:
    """Say whether two limits are one in different meanings: one number, one side, one subject."""
    upper = {"under", "up to"}
    common, fewest = len(one.about & other.about), min(len(one.about), len(other.about))
    if one.value.hedge == other.value.hedge:  # "no more than 12" and "11 or fewer"
        near = abs(amount(one.value) - amount(other.value)) == 1
        return near and common > 2 and common * 5 >= fewest * 3 and one.value.kind == other.value.kind
    if one.value.value != other.value.value or (one.value.hedge in upper) != (other.value.hedge in upper):
        return False
    if amount(one.value) >= _RARE or (amount(one.value) >= _COMMON and amount(one.value) % 5):
        return common > 0 or fewest == 0
    return (common >= 2 and common * 2 >= fewest) or common == fewest > 0
