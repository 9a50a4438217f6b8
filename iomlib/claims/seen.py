"""Sentences with their figures sorted by kind, for finders that go by which figures stand there and a word.

A finder that uses them tries every part that grammar lets a figure play. What fits in one way is not wrong;
what fits in none is wrong only where the sentence holds just the figures that are needed.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from iomlib.claims.clauses import Report, Sentence, is_count, rule, sentence_of
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import clause, is_one, mark, pair

# What is of another place, or was never counted.
ELSEWHERE = (
    r"\b(?:national(?:ly)?|england|scotland|wales|london|uk|average|mean|region(?:al(?:ly)?)?|elsewhere|similar"
    r"|neighbour\w*|target|plan(?:ned)?|forecast|expect(?:ed|ation)|budget(?:ed)?|predicted|projected"
    r"|projection"
    r"|estimated?|benchmark|limit|ceiling|profile|other (?:councils|authorities|areas|forces)|comparator|peers?"
    r"|most similar|county|would|should|could|may|might|if|unless|aims?|ambition|goal|rather than)\b"
)
BEFORE = (
    r"<t\d+> (?:before|earlier|ago|previously)\b|\b(?:last (?:year|quarter|month|time)|previous(?:ly)?"
    r"|preceding|prior|year (?:before|earlier|ago)"
    r"|(?:twelve|months?|years?) (?:before|earlier|ago|previously)|baseline|originally|used to be|formerly"
    r"|(?:had|having) (?:been|stood|numbered|totalled)|once|before$|before[ ,.;)])"
)
_NOW = (
    r"\b(?:now|currently|at present|today|latest|most recent(?:ly)?|this (?:year|quarter|month)"
    r"|after(?=[.,;)]))\b"
)
_MEASURED = (
    r"^ (?:and|to|or) \d\d? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
    r"|^[ -](?:times|occasions|groups|categories|types|kinds|metres|miles|kilometres|litres|tonnes|hours|parts"
    r"|bedroom|bed|star|point|storey|hour|person|year|page|wards|areas|sources|streams|ways|options"
    r"|questions)\b"
)


def found_in(report: Report, finder: Callable[[Sentence], Iterator[Claim]], most: int = 2) -> Iterator[Claim]:
    """List the claims of each sentence; where it has none, of it and the ones before it in its paragraph.

    A sentence whose figures were read is not read again with its neighbour's.
    """
    done: set[int] = set()
    for sentence in report.sentences:
        text, places = sentence.text, {sentence.place}
        claims = list(finder(sentence))
        for earlier in [] if claims else report.before(sentence, 0)[: most - 1]:
            if earlier.place in done or not any(
                each.counts or each.kind == "duration" for each in earlier.numbers
            ):
                break
            text, places = f"{earlier.text} {text}", places | {earlier.place}
            claims = list(finder(sentence_of(sentence.paragraph, text, sentence.place)))
            if claims:
                break
        done |= places if claims else set()
        yield from claims


def counts(sentence: Sentence) -> list[Number]:
    """List the counts of a sentence, but for those that say how things are grouped or measured."""
    return [
        each
        for each in sentence.numbers
        if is_count(each)
        and not is_one(each)
        and not rule(_MEASURED).match(sentence.text[each.end :])
        and not sentence.text[each.end :].startswith("-")
    ]


def money(sentence: Sentence) -> list[Number]:
    """List the sums of money of a sentence."""
    return [each for each in sentence.numbers if each.counts and each.unit == "£"]


def shares(sentence: Sentence) -> list[Number]:
    """List the percentages of a sentence that are printed in figures."""
    return [each for each in sentence.numbers if each.unit == "%" and each.kind == "figure"]


def near(sentence: Sentence, number: Number) -> str:
    """Give the words at both sides of a number, with a dash in its place."""
    before, after = clause(sentence, number)
    return f"{before} – {after}"


def in_turn(sentence: Sentence, two: Sequence[Number]) -> tuple[Number, Number] | None:
    """Say which of two figures is the earlier in time: not merely what was expected, nor of another place."""
    known = pair(sentence, sorted(two))
    if known is None:
        said = [each for each in two if rule(BEFORE).search(_close(sentence, each))]
        known = (said[0], two[1 - list(two).index(said[0])]) if len(said) == 1 else None
    if known is None:
        late = [each for each in two if rule(_NOW).search(_close(sentence, each))]
        known = (two[1 - list(two).index(late[0])], late[0]) if len(late) == 1 else None
    if known is None or rule(ELSEWHERE).search(sentence.marked):
        return None
    dated = re.findall(r"<y\d+>", sentence.marked)
    moved = rule(r"\bfrom\b.*\bto\b").search(sentence.marked)
    return known if dated or moved or rule(f"{BEFORE}|{_NOW}").search(sentence.marked) else None


def _close(sentence: Sentence, number: Number) -> str:
    """Give the words next to a number, within commas."""
    _, after = clause(sentence, number)
    behind = "" if after.startswith((" (", ",", ";")) else re.split(r"[,;(:]", after)[0]
    ahead, _ = mark(sentence, number)
    ahead = re.split(r"<[nmpg]\d+>|[;:.]|, |\band\b", ahead)[-1]
    return f"{ahead[-60:]} – {behind[:40]}"


def close(one: Decimal, other: Decimal, part: str = "0.5") -> bool:
    """Say whether two values are so near that one can be a slip of the other."""
    return abs(one - other) <= Decimal(part) * max(abs(one), abs(other))
