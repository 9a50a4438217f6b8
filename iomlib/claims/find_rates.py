"""Finds rates and averages with what they were worked out from, and percentages of a group that no count gives."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, Sentence, amount, claim, is_count, rule, same_part, stem, stems
from iomlib.claims.digits import Printed
from iomlib.claims.find_shares import is_change
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.readings import settled

_GROUP = r"cohort|group|sample|panel|caseload|intake|class|team|ward|scheme|programme|list|respondents|participants"
_SIZE = (
    rf"\b(?P<group>{_GROUP}) of (?:the |these |just |only )*{{n:size}}",
    rf"{{n:size}}(?: [a-z-]+){{0,4}} (?:make up|made up|formed|form) the (?P<group>{_GROUP})\b",
)
_OF_GROUP = rf"{{p:share}}\)? of (?:the|this|that|our|all)(?: [a-z-]+){{0,3}}? (?P<group>{_GROUP})\b"
_OF_SIZE = r"{p:share}\)? of (?:the |these |those |our |all )*(?:[a-z]+ )?{n:size}"
_GROUP_FIRST = (
    rf"(?:of|in|among|amongst|within) (?:the|this|that|our)(?: [a-z-]+){{0,2}}? (?P<group>{_GROUP}),? "
    rf"{{p:share}}"
)
_SIZE_FIRST = (
    r"(?:^|[.;:] )(?:of|among|amongst|out of|from) (?:the |these |those |our |all )*(?:[a-z]+ "
    r")?{n:size}[^<>.;,]{0,60}?,? {p:share}"
)
_MORE = (
    r"(?:,|;| and| with| while| but)[^<>.;]{0,60}?{p:share}(?! of (?!the cohort|the group|the sample"
    r"|them|these|those))"
)
_PER = (100, 1000, 10_000, 100_000, 1_000_000)
_RATE = (
    r"{n:rate}(?P<noun>(?: [a-z-]+){0,4}?) (?:per|for every|for each|in every) {n:per}"
    r"(?:(?: [a-z-]+)?(?P<people> [a-z]+))?"
)
_RATE_AFTER = (
    r"rate[^<>.;]{0,40}? (?:per|for every) {n:per}(?: [a-z]+)?(?P<people> [a-z]+)[^<>.;]{0,30}? (?:is"
    r"|was|of|to|at) {n:rate}"
)
_MEAN = (
    r"(?:average|mean)(?: [a-z-]+){0,4}? (?:of|was|is|came to|comes to|at) <[nmt](?P<mean>\d+)>",
    r"(?:on average|averag(?:es|ed|ing))[^<>.;]{0,40}? (?:<n\d+>[^<>.;]{0,40}? )?<[nmt](?P<mean>\d+)>",
    r"<[nmt](?P<mean>\d+)>(?: [a-z-]+){0,3}? (?:(?:each|apiece)\b|(?:per|a|an|for each) [a-z]+)",
    r"(?:cost|costs|spend|price) (?:per|of each|of a|of an|for each)(?: [a-z-]+){1,5}? (?:was|is|came to|of) {m:mean}",
)
_EVERYONE = "residents people population inhabitants"
_TOGETHER = r"\b(?:between|among) them\b|\bin (?:all|total)\b|\baltogether\b"
_LISTED = (
    r"(?:(?:<%s\d+>[^<>.;]{0,40}?(?:, and |, | and )){1,12})<%s\d+>[^<>.;]{0,40}?(?:,|;| -| –|:)?"
    r" ?(?:which |that |this )?(?:gives?|giving|makes?|making|is|was|or|an?|the)[^<>.;]{0,30}?(?:mean"
    r"|average) (?:[a-z]+ ){0,3}?{%s:mean}"
)
_NAMED = (
    r"(?P<name>[a-z-]+) rate(?: has been| was| is| of| stands at| stood at|:| for [a-z ]{2,30}?"
    r" (?:was|is))+ {p:share}"
)


def rates(report: Report) -> Iterator[Claim]:
    """List claims of rates, averages and shares of a group."""
    sizes = _sizes(report)
    for sentence in report.sentences:
        yield from _possible(report, sentence, sizes)
        yield from _rate(report, sentence)
        yield from _listed_mean(sentence)
        yield from _mean(report, sentence)
        yield from _named_rate(report, sentence)


def _sizes(report: Report) -> dict[tuple[str, str], set[Number]]:
    """Give the sizes of groups by the part of the report and their name: ("3", "cohort") is 73."""
    found: dict[tuple[str, str], dict[Decimal | None, Number]] = {}
    for sentence in report.sentences:
        for words in _SIZE:
            for match in rule(words).finditer(sentence.marked):
                size = sentence.number(match["size"])
                if is_count(size) and not size.hedge:
                    key = (_part(sentence), match["group"].lower())
                    found.setdefault(key, {})[size.value] = size
    return {key: set(sizes.values()) for key, sizes in found.items()}


def _part(sentence: Sentence) -> str:
    return sentence.paragraph.number.split(".")[0] if "." in sentence.paragraph.number else ""


def _possible(
    report: Report, sentence: Sentence, sizes: dict[tuple[str, str], set[Number]]
) -> Iterator[Claim]:
    for words in (_OF_GROUP, _GROUP_FIRST):
        for match in rule(words).finditer(sentence.marked):
            known = sizes.get((_part(sentence), match["group"].lower()), set())
            if len(known) == 1:
                yield from _each_share(sentence, match, next(iter(known)))
    for words in (_OF_SIZE, _SIZE_FIRST):
        for match in rule(words).finditer(sentence.marked):
            size = sentence.number(match["size"])
            if is_count(size) and not size.hedge:
                yield from _each_share(sentence, match, size)
    for match in rule(r"{p:share} of (?:them|these|those)\b").finditer(sentence.marked):
        head = [each for each in sentence.counts() if each.start < sentence.number(match["share"]).start]
        found = head or [each for one in report.before(sentence, 0)[:1] for each in one.counts()]
        if len(found) == 1 and not found[0].hedge:
            yield from _each_share(sentence, match, found[0])


def _each_share(sentence: Sentence, match: re.Match[str], size: Number) -> Iterator[Claim]:
    """Give the percentage of a group, and those that follow it in the sentence with no whole of their own."""
    found = [match["share"]]
    place = match.end()
    while more := rule(_MORE).match(_after(sentence, place), 0):
        found.append(more["share"])
        place += more.end()
    for mark in found:
        share = sentence.number(mark)
        if share.kind == "figure" and not share.hedge and not is_change(sentence.marked, mark):
            yield claim("possible", sentence, [share], [("whole", size)])


def _after(sentence: Sentence, place: int) -> str:
    """Give the marked words from a place on, up to the comma or "and" that the next percentage stands behind."""
    limits = {
        order
        for order, each in enumerate(sentence.numbers)
        if each.hedge in ("under", "over", "at least", "up to")
    }
    rest = re.sub(
        r"<[nytxo](\d+)>",
        lambda found: "" if int(found[1]) in limits or found[0][1] != "n" else found[0],
        sentence.marked[place:],
    )
    joint = re.search(r"(?:,|;| and| with| while| but)(?=[^<>.;,]{0,60}?<p)", rest)
    return rest[joint.start() :] if joint and "<" not in rest[: joint.start()] else ""


def _rate(report: Report, sentence: Sentence) -> Iterator[Claim]:
    for match in [*rule(_RATE).finditer(sentence.marked), *rule(_RATE_AFTER).finditer(sentence.marked)]:
        rate, per = sentence.number(match["rate"]), sentence.number(match["per"])
        if per.value not in _PER or rate.unit in ("%", "£"):
            continue
        here = [each for each in sentence.counts() if each not in (rate, per) and each.kind == "figure"]
        if not here and rule(r"^(?:this|that|which|it) ").search(sentence.marked):
            here = [each for one in report.before(sentence, 0)[:1] for each in one.counts()]
        noun = match.groupdict().get("noun") or "rate"
        people = [
            each
            for each in _with_noun(report, sentence, match["people"] or _EVERYONE)
            if amount(each) > amount(per)
        ]
        people += [each for each in here if amount(each) > 1000]
        counts = [*here, *_with_noun(report, sentence, noun)]
        if len(here) == 2 and max(map(amount, here)) > amount(per):
            people, counts = [max(here, key=amount)], [min(here, key=amount)]  # both are told here
        made = [
            claim("rate", sentence, [rate], [("count", count), ("people", each), ("per", per)])
            for each in people
            for count in counts
            if amount(count) < amount(each)
            and _near(amount(count) * amount(per), amount(each), amount(rate), 20 if len(here) == 2 else 2)
        ]
        yield from settled(made, sure=len(here) == 2)


def _with_noun(report: Report, sentence: Sentence, noun: str) -> list[Number]:
    """List the counts of a noun in the sentence and the paragraphs before it: 148,000 residents."""
    wanted = stems(noun)
    found = []
    for each in (sentence, *report.before(sentence, 6)):
        for number in each.counts():
            if wanted and wanted & stems(number.unit or each.text[number.end : number.end + 40]):
                found.append(number)
    return found


def _listed_mean(sentence: Sentence) -> Iterator[Claim]:
    """Find "74% in July, 71% in August and 77% in September, which gives a mean of 74%"."""
    for kind in ("n", "p", "m"):
        for match in rule(_LISTED % (kind, kind, kind)).finditer(sentence.marked):
            mean = sentence.number(match["mean"])
            marks = re.findall(rf"<{kind}(\d+)>", sentence.marked[match.start() : match.start("mean") - 2])
            values = [sentence.number(mark) for mark in marks]
            if len(values) < 2 or any(each.hedge for each in values):
                continue
            made = claim("mean", sentence, [mean], [("total", each) for each in values])
            count = Printed(str(len(values)), Decimal(len(values)), name="count")
            yield replace(made, inputs=(*made.inputs, count))


def _mean(report: Report, sentence: Sentence) -> Iterator[Claim]:
    """Hold an average to the total and the number that are told with it."""
    for words in _MEAN:
        for match in rule(words).finditer(sentence.marked):
            mean = sentence.number(match["mean"])
            others = [
                each
                for each in _countable(sentence)
                if each is not mean and sentence.text[mean.end : each.start].strip() != "out of"
            ]
            if not others and rule(r"^(?:this|that) ").search(sentence.marked):
                others = [each for one in report.before(sentence, 0)[:1] for each in _countable(one)]
            totals = [each for each in others if (each.unit == "£") == (mean.unit == "£")]
            sure = len(others) == 2 and rule(_TOGETHER).search(sentence.marked)
            made = [
                claim("mean", sentence, [mean], [("total", total), ("count", by)])
                for total in totals
                for by in others
                if by is not total
                and by.unit != "£"
                and amount(by) < amount(total)
                and _near(amount(total), amount(by), amount(mean), 20 if sure else 2)
            ]
            if not amount(mean) or (mean.places < 1 and mean.unit != "£"):
                continue
            yield from settled(made)
            if made:
                return


def _near(total: Decimal, by: Decimal, mean: Decimal, times: int = 2) -> bool:
    """Say whether an average is at least near: what is far off was worked out from something else."""
    return bool(by) and total < times * mean * by and mean * by < times * total


def _countable(sentence: Sentence) -> list[Number]:
    """List the counts and the sums of money of a sentence, and how long something lasted."""
    found = [
        each
        for each in sentence.numbers
        if each.unit == "£" or (each.kind == "duration" and each.text[0].isdigit())
    ]
    return sorted([*found, *sentence.counts()])


def _named_rate(report: Report, sentence: Sentence) -> Iterator[Claim]:
    """Hold "the average re-offending rate has been 25%" to those who reoffended, of all who are told of."""
    for match in rule(_NAMED).finditer(sentence.marked):
        share = sentence.number(match["share"])
        name = stem(match["name"].lower().replace("-", ""))
        near = [sentence, *report.before(sentence, 2)]
        near += [
            each
            for each in report.sentences[sentence.place + 1 : sentence.place + 3]
            if same_part(each.paragraph, sentence.paragraph)
        ]
        did, all_of = [], []
        for each in near:
            for number in each.counts():
                after = stems(" ".join(re.split(r"[\d.;]", each.text[number.end :])[0].split()[:3]))
                if any(word.startswith(name[:7]) for word in after):
                    did.append(number)
                elif rule(r"throughput|total|sent to|of <|sample|cohort|in all").search(each.marked):
                    all_of.append(number)
        yield from _pooled(sentence, share, did, all_of)


def _pooled(sentence: Sentence, share: Number, did: list[Number], all_of: list[Number]) -> Iterator[Claim]:
    wholes = [each for each in all_of if amount(each) > sum(amount(part) for part in did)]
    if not did or not wholes:
        return
    made = [
        claim("part", sentence, [share], [*[("part", each) for each in did], ("whole", whole)])
        for whole in wholes
    ]
    made += [
        claim("part", sentence, [share], [("part", part), ("whole", whole)])
        for part in did
        for whole in wholes
    ]
    fitting = [each for each in made if check(each).verdict == "agrees"]
    if fitting:
        yield fitting[0]
    elif len({each.value for each in wholes}) == 1:
        yield made[0]
