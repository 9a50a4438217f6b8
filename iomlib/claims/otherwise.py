"""What else a sentence can mean: a claim is only wrong where no plain reading of its figures makes it right.

The readings are tried by arithmetic on the printed numbers, so that no rule of grammar has to foresee every wording.
Counts must come out exactly; a percentage is tried with few other pairs, as some pair of many would fit by chance.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import permutations, product

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, Sentence, amount, rule, sentence_of
from iomlib.claims.find_changes import DOWN, UP
from iomlib.claims.lines import Paragraph
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.otherwise_sums import (
    agrees,
    difference_otherwise,
    earlier,
    figures_of,
    is_gap,
    named,
    pairs_of,
    product_otherwise,
    sum_otherwise,
    unit_of,
)
from iomlib.claims.plain import clause, mark

_FEWER = 4  # Sums of money, likewise.
_FEW = 6  # Numbers of a sentence; of more than these, some pair fits by chance.
_LEFT = (
    r"\b(?:pass|success|without|not|no|none|remaining|rest|others?|fail(?:ed|ure)?|clear|all but|but for)\b"
)
_SCALE = (
    r"\bout of <\w%d>|\bfrom <\w\d+> to <\w%d>|\bfrom <\w%d> to <\w\d+>"
    r"|\bscale of[^<>]{0,20}(?:<\w\d+> (?:to|[-–]) )?<\w%d>"
)
_CHOSEN = r"^ (?:[a-z]+est|most|least|top|main|worst|best|leading|principal)\b"
_A_RATE = r"\b(?:per|for every) <n\d+>"
_BY_TIME = (
    r"^ (?:an?|per|each|every|for each) (?:[a-z]+ )?(?P<unit>hour|day|week|month|quarter|year|night|mile)\b"
)
_JOINT = r"\b(?:and|while|but|after which|since when|whereas|then|although|though)\b"
_WORDS = (("rise", UP), ("fall", DOWN))


def meant_otherwise(report: Report, claim: Claim) -> bool:
    """Say whether a claim that disagrees would be right in another reading of its sentence."""
    tried = _KINDS.get(claim.kind)
    if tried is None or not claim.published or check(claim).verdict != "disagrees":
        return False
    sentence = sentence_of(Paragraph(claim.document, claim.paragraph, None, claim.text), claim.text)
    return tried(report, sentence, claim)


def _change(report: Report, sentence: Sentence, claim: Claim) -> bool:
    """Try the two years the other way round, another pair, and percentage points."""
    if len(claim.inputs) != 2:
        return False
    unit = unit_of(claim.inputs)
    before, after = claim.inputs
    if any(
        rule(r"\bof (?:which|whom|this|that)\b").search(clause(sentence, each)[0])
        for each in figures_of(sentence, unit)
        if each.value in (before.value, after.value)
    ):
        return True  # One is a part of the other.
    if unit == "%" and abs(before.value - after.value) == claim.published[0].value:
        return True
    if len(_ways(sentence)) == 2 and agrees(claim, words={}):
        return True
    if _of_another(sentence, claim) or _goes_on(sentence, claim):
        return True
    numbers = figures_of(sentence, unit)
    return len(numbers) <= _FEW and any(
        agrees(claim, inputs=named(("before", "after"), two))
        for two in pairs_of(sentence, numbers, (before, after))
        if amount(two[0])
    )


def _ways(sentence: Sentence) -> set[str]:
    """Say which ways the words of a sentence point: "the number of falls rose"."""
    return {
        way for way, words in (("up", UP), ("down", DOWN)) if rule(rf"\b{words}\b").search(sentence.marked)
    }


def _of_another(sentence: Sentence, claim: Claim) -> bool:
    """Say whether neither the size nor the way of a change fits: "a cut from 42 to 36 with a rise in visits of 4%"."""
    before, after = (each.value for each in claim.inputs)
    share = next((each for each in sentence.numbers if each.value == claim.published[0].value), None)
    words = clause(sentence, share)[0].lower() if share else ""
    last = [(found.start(), way) for way, each in _WORDS for found in rule(each).finditer(words)]
    said = max(last)[1] if last else claim.words.get("direction", "")
    other = {"rise": after < before, "fall": after > before}.get(said, False)
    return other and not agrees(claim, words={})


def _goes_on(sentence: Sentence, claim: Claim) -> bool:
    """Say whether a percentage far off is told of something else: "from 18 to 21, after which members rose by 60%"."""
    before, after = (each.value for each in claim.inputs)
    true, told = 100 * abs(after - before) / before if before else 0, claim.published[0].value
    share = next((each for each in sentence.numbers if each.value == told and each.unit == "%"), None)
    if share is None or (true < 2 * told and told < 2 * true):
        return False
    return any(
        rule(rf"{_JOINT}[^<>.;]*(?:{UP}|{DOWN})").search(words) for words in clause(sentence, share)[:1]
    )


def _part(report: Report, sentence: Sentence, claim: Claim) -> bool:
    """Try every other pair of the sentence, and what is left where a part is taken away."""
    share = claim.published[0]
    if share.unit == "%" and not share.hedge and rule(_LEFT).search(sentence.marked):
        left = share._replace(value=100 - share.value)
        if agrees(claim, published=(left,)):
            return True
    unit = unit_of(claim.inputs)
    numbers = figures_of(sentence, unit)
    bases = [
        each
        for each in numbers
        if rule(r"\b(?:group|sample|panel|pool) of $").search(mark(sentence, each)[0])
    ]
    if any(each.value == claim.inputs[0].value for each in bases):
        return True
    if _two_bases(sentence, numbers, [each.value for each in claim.inputs]):
        return True
    if len(numbers) > _FEW:
        return _weighted(sentence, claim)
    if _apart(sentence, claim, numbers):
        return True
    wholes = [each for one in earlier(report, claim) for each in figures_of(one, unit)]
    pairs = [*permutations(numbers, 2), *product(numbers, wholes if len(wholes) <= _FEW else ())]
    return _weighted(sentence, claim) or any(
        agrees(claim, inputs=named(("part", "whole"), two))
        for two in pairs
        if amount(two[0]) <= amount(two[1]) and amount(two[1])
    )


def _two_bases(sentence: Sentence, numbers: Sequence[Number], values: Sequence[Decimal]) -> bool:
    """Say whether both counts are bases, each of its own percentage: "44% of the 250 and 48% of the 275"."""
    two = [clause(sentence, each) for each in numbers if each.value in values]
    marked = [mark(sentence, each)[0] for each in numbers if each.value in values]
    of = all(rule(r"<p\d+> of (?:the |these |those |our |all )*$").search(before) for before in marked)
    bracket = all(before.endswith("(") and rule(r"^ [a-z]+\)").match(after) for before, after in two)
    return len(two) == len(set(values)) > 1 and (of or bracket)


def _apart(sentence: Sentence, claim: Claim, numbers: Sequence[Number]) -> bool:
    """Try the percentage as one of change, and the whole that is told as so many more or fewer than another."""
    money = figures_of(sentence, "£")
    for two in permutations(money, 2) if numbers != money and len(money) <= _FEWER else ():
        if amount(two[0]) and agrees(claim, kind="change", inputs=named(("before", "after"), two)):
            return True
    sums = [
        amount(whole) + sign * amount(gap)
        for gap in numbers
        if is_gap(sentence, gap)
        for whole in numbers
        for sign in (1, -1)
    ]
    return any(
        agrees(claim, inputs=named(("part", "whole"), (part, part._replace(value=whole, text=str(whole)))))
        for part in numbers
        for whole in sums
        if whole >= amount(part)
    )


def _weighted(sentence: Sentence, claim: Claim) -> bool:
    """Say whether a percentage is that of all of some groups: "31% of 240 men and 22% of 60 women, 29% of all 300"."""
    counts = figures_of(sentence)
    shares = [each for each in figures_of(sentence, "%") if each.value != claim.published[0].value]
    if len(shares) != 2 or not 2 <= len(counts) <= 3:
        return False
    one, other = counts[:2]
    if len(counts) == 3 and amount(counts[2]) != amount(one) + amount(other):
        return False
    both = (amount(one) * amount(shares[0]) + amount(other) * amount(shares[1])) / (
        amount(one) + amount(other)
    )
    return abs(both - claim.published[0].value) <= 1


def _mean(report: Report, sentence: Sentence, claim: Claim) -> bool:
    """Try other totals and counts, and leave out the ends of a scale of marks."""
    for order, number in enumerate(sentence.numbers):
        scale = rule(_SCALE.replace("%d", str(order))).search(sentence.marked)
        if scale and any(each.value == number.value for each in claim.inputs):
            return True
    if _of_time(sentence, claim) or rule(_A_RATE).search(sentence.marked):
        return True  # "3.2 per 1,000, whereas similar places averaged 2.4": an average of rates
    totals, counts = figures_of(sentence, unit_of(claim.inputs)), figures_of(sentence)
    return len(totals) <= _FEW and any(
        agrees(claim, inputs=named(("total", "count"), (total, by)))
        for total in totals
        for by in counts
        if by is not total and amount(by) and amount(by) > 1
    )


def _of_time(sentence: Sentence, claim: Claim) -> bool:
    """Say whether an average is one of an hour or a year, and what it is divided by counts something else."""
    by = next((each.value for each in claim.inputs if each.name == "count"), None)
    counted = [each for each in sentence.numbers if each.value == by]
    for number in sentence.numbers:
        if counted and number.value == claim.published[0].value:
            found = rule(_BY_TIME).match(sentence.text[number.end :])
            if found and not any(
                found["unit"].lower() in sentence.text[each.start : each.end + 30].lower() for each in counted
            ):
                return True
    return False


def _rate(report: Report, sentence: Sentence, claim: Claim) -> bool:
    """Try every other pair of the sentence."""
    per = [each for each in claim.inputs if each.name == "per"]
    told = {each.value for each in (*per, *claim.published)}
    if any(each.value == per[0].value for each in claim.inputs if per and each.name != "per"):
        return True  # "12.4 per 1,000": the thousand is no count
    figures = [
        each
        for each in [*figures_of(sentence, unit_of(claim.inputs)), *figures_of(sentence)]
        if each.value not in told
    ]
    return any(
        agrees(claim, inputs=(*named(("count", "people"), two), *per))
        for two in permutations(figures, 2)
        if 0 < amount(two[0]) < amount(two[1])
    )


def _ceiling(report: Report, sentence: Sentence, claim: Claim) -> bool:
    """Leave a limit alone that is read over two sentences, or whose percentage tells what came about."""
    cut = next((each for each in claim.inputs if each.name == "reduction"), None)
    numbers = figures_of(sentence)
    fall = {"direction": "fall"}
    return cut is not None and any(
        agrees(claim, kind="change", published=(cut,), inputs=named(("before", "after"), two), words=fall)
        for two in permutations(numbers, 2)
        if amount(two[0])
    )


def _possible(report: Report, sentence: Sentence, claim: Claim) -> bool:
    """Leave a group alone that is told after the percentage, or chosen: "24% come from the five largest towns"."""
    share, group = claim.published[0].value, claim.inputs[0].value
    shares = [each.start for each in sentence.numbers if each.value == share and each.unit == "%"]
    groups = [each for each in sentence.numbers if each.value == group and each.unit != "%"]
    after = [each for each in groups if shares and each.start > min(shares)]
    apart = any(". " in sentence.text[min(shares) : each.start] for each in after)
    return (bool(after) and len(after) == len(groups) and apart) or any(
        rule(_CHOSEN).match(mark(sentence, each)[1]) for each in groups
    )


_KINDS: dict[str, Callable[[Report, Sentence, Claim], bool]] = {
    "ceiling": _ceiling,
    "change": _change,
    "difference": difference_otherwise,
    "mean": _mean,
    "part": _part,
    "possible": _possible,
    "product": product_otherwise,
    "rate": _rate,
    "sum": sum_otherwise,
}
