"""Finds averages of whole numbers that no total gives, and what is called the highest or the lowest of a list."""

from collections.abc import Iterator
from dataclasses import replace

from iomlib.claims.clauses import Report, Sentence, amount, claim, is_count, rule
from iomlib.claims.find_shares import is_change
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number

# What is counted in whole numbers: a score, a number of sessions; not hours or miles.
_MEANS = (
    r"(?:mean|average) (?:[a-z]+ )?(?:score|rating|mark)s?\b[^<>.;]{0,60}?(?:<n\d+>[^<>.;]{0,40}?)?"
    r"(?:was|is|of|came to) <n(?P<mean>\d+)>",
    r"(?:mean|average) number of (?!days|hours|weeks|months)[^<>.;]{1,60}?(?:was|is|came to) <n(?P<mean>\d+)>",
    r"(?:mean|average) of <n(?P<mean>\d+)> (?!hours|days|weeks|months|years|miles|points|km|kg|litres|metres|minutes)"
    r"(?:[a-z-]+ )?[a-z-]+s\b",
)
_ENDS_OF_SCALE = r"\b(?:from|to|out of|scale of) $"
_SMALLEST = 5
_LISTED = r"<q(?P<label>\d+)>(?::|,| had| saw| brought| there were)? (?:there were )?<n(?P<count>\d+)>"
_EXTREMES = (
    r"(?:(?P<highest>highest|busiest|largest|most(?= [a-z-]+s ))|(?P<lowest>lowest|quietest|smallest|fewest))"
    r"(?: quarter| number| figure| total| count| quarterly [a-z]+|(?<=most) [a-z-]+s|(?<=fewest) [a-z-]+s)?"
    r"(?: of [a-z -]{1,30}?)? (?:was|is|were|came|fell)(?: in)? <q(?P<label>\d+)>"
)


# A set that was looked at, and what a percentage says of it.
_LOOKED = (
    r"\b(?:asked|survey(?:ed)?|interviewed|sampled?|looked at|checked|reviewed|examined|audited|replied|responded"
    r"|answered|inspected|tested)\b"
)
_SAID = (
    r"(?:^|[,;:] |\bthat ){p:share} (?:were|was|had|have|are|said|felt|did|thought|reported|knew|wanted|would"
    r"|met)\b"
)


def scores(report: Report) -> Iterator[Claim]:
    """List claims of averages over so many people, and of the highest and lowest quarter."""
    for sentence in report.sentences:
        yield from _whole_mean(report, sentence)
        yield from _extremes(report, sentence)
        yield from _examined(report, sentence)


def _whole_mean(report: Report, sentence: Sentence) -> Iterator[Claim]:
    """Find "28 people answered from 1 to 5. The mean score was 3.95"."""
    for words in _MEANS:
        for match in rule(words).finditer(sentence.marked):
            mean = sentence.number(match["mean"])
            here = [
                each for each in _people(sentence, mean) if words != _MEANS[-1] or each.start < mean.start
            ]
            found = here or [each for one in report.before(sentence, 0)[:1] for each in _people(one, mean)]
            if mean.places >= 1 and not mean.hedge and len({each.value for each in found}) == 1:
                yield claim("grim", sentence, [mean], [("count", found[0])])


def _examined(report: Report, sentence: Sentence) -> Iterator[Claim]:
    """Find "we looked at 15 files. 45% were incomplete" and "a survey of 15 tenants found that 45% felt safe"."""
    for match in rule(_SAID).finditer(sentence.marked):
        share = sentence.number(match["share"])
        if share.hedge or share.kind != "figure" or is_change(sentence.marked, match["share"]):
            continue
        looked = sentence if sentence.counts() else next(iter(report.before(sentence, 0)), sentence)
        if looked is not sentence and match.start() > 0:
            continue
        counts = looked.counts()
        if (
            len(counts) == 1
            and counts[0].unit
            and not counts[0].hedge
            and rule(_LOOKED).search(looked.marked)
        ):
            yield claim("possible", sentence, [share], [("whole", counts[0])])


def _people(sentence: Sentence, mean: Number) -> list[Number]:
    return [
        each
        for each in sentence.counts()
        if each is not mean
        and is_count(each)
        and not each.hedge
        and amount(each) > _SMALLEST
        and not rule(_ENDS_OF_SCALE).search(sentence.text[: each.start])
    ]


def _extremes(report: Report, sentence: Sentence) -> Iterator[Claim]:
    """Find "the lowest was Quarter 3" behind "Quarter 1: 538 attendances. Quarter 2: 561 attendances"."""
    found = list(rule(_EXTREMES).finditer(sentence.marked))
    if not found:
        return
    listed: dict[str, list[Number]] = {}
    for each in [*report.before(sentence, 2), sentence]:
        for match in rule(_LISTED).finditer(each.marked):
            count = each.number(match["count"])
            listed.setdefault(_digit(each.number(match["label"])), []).append(count)
    if not 3 <= len(listed) <= 4 or any(len(counts) != 1 or counts[0].hedge for counts in listed.values()):
        return
    told = ", ".join(f"{amount(counts[0]):f}(1)" for counts in listed.values())
    for match in found:
        which = listed.get(_digit(sentence.number(match["label"])))
        if which:
            made = claim("classes", sentence, [], [], {"distribution": told})
            name = "highest" if match["highest"] else "lowest"
            yield replace(made, published=(which[0].printed(name),))


def _digit(label: Number) -> str:
    return "".join(each for each in label.text if each.isdigit())[-1:]
