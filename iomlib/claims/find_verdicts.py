"""Finds what is said of a figure beside its limit, and of the highest and lowest of a list, in any order of words."""

import re
from collections.abc import Iterator

from iomlib.claims.clauses import Report, Sentence, amount, claim, rule
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import is_one
from iomlib.claims.seen import counts, found_in

_SET = (
    r"\b(?:target|standard|limit|requirement|required?s?|threshold|ceiling|maximum|minimum|goal|benchmark"
    r"|should be|must be"
    r"|calls? for|contract|aim|indicator|specif\w+|set at|promise|pledge|commitment|expectation"
    r"|undertak\w+|service level)\b"
)
_MISSED = (
    r"\b(?:missed|not (?:(?:been|being|therefore|thus|then|quite|yet) )*(?:met|achieved|reached|attained"
    r"|satisfied|fulfilled"
    r"|kept to|complied)|(?:fail(?:ed|s|ing)?|did not|does not|could not|unable) (?:to )?(?:meet|achieve"
    r"|reach|attain|satisfy"
    r"|fulfil|comply|keep)|fall(?:s|ing)? short|fell short|unmet|breach(?:ed|es)?|outside|failed the)\b"
)
_MET = (
    r"(?<!not )(?<!not been )(?<!not being )(?<!not therefore )(?<!narrowly not )"
    r"\b(?:met|meets|achieved|achieves|reached|attained|satisfied the|satisfies|fulfilled|kept to|keeps to"
    r"|complied with"
    r"|complies|passed|well within|within)\b(?! (?:with|on (?!the)|every|each|once|monthly|quarterly|<t))"
)
_UNSURE = (
    r"\b(?:will|would|may|might|could|expect(?:ed|s)|if|unless|until|likely|forecast|projected|next year"
    r"|in future|no longer"
    r"|to be met|whether|previous|last year|partly|by \w+ of|in (?:all|most|some|\w+ of))\b(?! met)"
)
_RANKS = (
    (r"(?:<o\d+>|second|third)[- ](?:highest|largest|most|busiest|biggest|greatest)", -2),
    (r"(?:<o\d+>|second|third)[- ](?:lowest|smallest|fewest|quietest)", 1),
    (r"highest|largest|most|busiest|biggest|greatest|heaviest|(?:top|first) of", -1),
    (r"lowest|smallest|fewest|least|quietest|lightest", 0),
)
_NO_RANK = (
    r"\b(?:since|ever|on record|at (?:most|least)|for (?:\w+ )?years|than|previous|rank\w* \w+ (?:of"
    r"|out of)|nationally"
    r"|england|almost|most of|the majority|mostly|most (?:common|likely|serious|recent|people|of)"
    r"|(?:increase|rise|fall|drop"
    r"|change|growth)s?|rate|average|total)\b"
)


_SUPERLATIVE = r"\b(?:highest|lowest|most|fewest|largest|smallest|busiest|quietest)\b"


def verdicts(report: Report) -> Iterator[Claim]:
    """List claims that a limit was kept to, and that a figure is the first or last of its list."""
    yield from found_in(report, _limit)
    yield from found_in(report, _rank)


def _limit(sentence: Sentence) -> Iterator[Claim]:
    """Find "against a target of at least 90%, availability was 89.4%; the target was met", in whatever order."""
    text = sentence.marked
    missed, met = rule(_MISSED).search(text), rule(_MET).search(text)
    if bool(missed) == bool(met) or not rule(_SET).search(text) or rule(_UNSURE).search(text):
        return
    limits = [
        each
        for each in sentence.numbers
        if each.hedge in ("at least", "up to", "under", "over") and _sized(each)
    ]
    if len(limits) != 1:
        return
    [limit] = limits
    unit = _unit(sentence, limit)
    values = [
        each
        for each in sentence.numbers
        if each is not limit and _sized(each) and _unit(sentence, each) == unit
    ]
    if len(values) != 1 or values[0].hedge or not amount(limit) or not _near(values[0], limit):
        return
    yield claim("threshold", sentence, [limit], [("value", values[0])], {"met": "yes" if met else "no"})


def _sized(number: Number) -> bool:
    return (number.counts or number.kind == "duration") and number.value is not None and not is_one(number)


def _unit(sentence: Sentence, number: Number) -> str:
    """Give what a number is measured in: its sign, or the word behind a duration."""
    if number.kind != "duration":
        return number.unit if number.unit in ("%", "£", "pp") else "count"
    found = rule(r"^[ -]?(?:working |calendar )?(year|month|week|day|hour|minute|second)").match(
        sentence.text[number.end :]
    )
    return found[1] if found else "duration"


def _near(value: Number, limit: Number) -> bool:
    return amount(value) < 5 * amount(limit) < 25 * amount(value)


def _rank(sentence: Sentence) -> Iterator[Claim]:
    """Find "MRI (241), CT (584) and X-ray (393). The lowest figure was for X-ray (393)", in whatever order."""
    some = [each for each in counts(sentence) if not each.hedge and not _label(sentence, each)]
    values = [amount(each) for each in some]
    twice = {each for each in values if values.count(each) == 2}
    told = _told(sentence)
    if told is None or len(twice) != 1 or len(set(values)) != len(values) - 1 or len(set(values)) < 3:
        return
    at, place = told
    two = [each for each in some if amount(each) in twice]
    named = min(two, key=lambda each: abs(sentence.marked.index(_mark(sentence, each)) - at))
    others = sorted((each for each in some if each not in two), key=amount)
    if not _beside(sentence, named, at):
        return
    if place in (-1, 0):
        yield _than(sentence, named, others[place], more=place == -1)
        return
    second_lowest = place == 1
    end, next_to_it = (others[0], others[1]) if second_lowest else (others[-1], others[-2])
    farther = min(amount(end), amount(next_to_it)) > amount(named) or amount(named) > max(
        amount(end), amount(next_to_it)
    )
    beyond = farther and abs(amount(named) - amount(end)) < abs(amount(named) - amount(next_to_it))
    if beyond or not farther:
        yield _than(sentence, named, end, more=second_lowest)
    else:
        yield _than(sentence, named, next_to_it, more=not second_lowest)


def _told(sentence: Sentence) -> tuple[int, int] | None:
    """Give where the one word of rank stands, and which place of the order it names."""
    text = sentence.marked
    found = [(each, place) for words, place in _RANKS if (each := rule(rf"(?:{words})\b").search(text))]
    if not found or rule(_NO_RANK).search(text) or len(rule(_SUPERLATIVE).findall(text)) > 1:
        return None
    word, place = found[0]
    order = re.match(r"<o(\d+)>", word[0])
    if (order and sentence.number(order[1]).text != "second") or "third" in word[0]:
        return None
    return word.start(), place


def _than(sentence: Sentence, one: Number, other: Number, *, more: bool) -> Claim:
    return claim(
        "compare",
        sentence,
        [],
        [("first", one), ("second", other)],
        {"direction": "more" if more else "less"},
    )


def _label(sentence: Sentence, number: Number) -> bool:
    """Say whether a number names a group: "25 to 44", "65 and over"."""
    before, after = sentence.text[: number.start], sentence.text[number.end :]
    return bool(
        rule(r"^(?: (?:and|or) (?:over|under|above|older)| ?(?:to|-|–) ?\d|\+)").match(after)
    ) or bool(rule(r"\d ?(?:to|-|–) ?$").search(before))


def _mark(sentence: Sentence, number: Number) -> str:
    return f"{sentence.numbers.index(number)}>"


def _beside(sentence: Sentence, number: Number, place: int) -> bool:
    """Say whether no other count stands between a figure and the word that ranks it."""
    at = sentence.marked.index(_mark(sentence, number))
    between = sentence.marked[min(at, place) : max(at, place)]
    return len(between) < 120 and not rule(r"<n\d").search(between)
