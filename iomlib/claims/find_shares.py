"""Finds counts that are printed with their percentage, and what they are a percentage of."""

from collections.abc import Iterator
from typing import NamedTuple

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, Sentence, amount, claim, is_count, rule, stems
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number

# Words without a count, a percentage or money: years, durations and names may stand between.
_GAP = r"(?:<[txyoq]\d+>|[^<>.;()])"
# Between a count and its percentage: "717 (82%)", "58 children, or 12%", "9 posts, which is 4%".
_LINK = (
    r"(?: \(| ?\(|, or |, about |, that is |, i\.e\. | - | – |, |,? (?:which|that|this) (?:is|was|represents"
    r"|equates to|makes(?: up)?|amounts to|means) |,? (?:equal|equivalent|equating|amounting) to |,?"
    r" (?:representing|being|making|giving) |,? or )"
    r"(?:an? [a-z ]{3,30}? of |some |just |only |about |almost |nearly |over |under |around "
    r"|approximately |more than )*"
)
_PAIRS = (
    rf"{{n:part}}/<n\d+>{_GAP}{{0,70}}?{_LINK}{{p:share}}",
    (
        rf"{{n:part}} (?:out )?of (?:the |these |those |all |our |its )*(?:[a-z]+ )?<n\d+>{_GAP}{{0,70"
        rf"}}?{_LINK}{{p:share}}"
    ),
    rf"{{n:part}}{_GAP}{{0,70}}?{_LINK}{{p:share}}",
    rf"{{p:share}} of {_GAP}{{0,20}}?<n\d+>{_GAP}{{0,50}}?\({{n:part}}(?: [a-z]+){{0,2}}\)",
    rf"{{p:share}}(?: of|,)? {_GAP}{{0,60}}?\({{n:part}}(?: [a-z]+){{0,2}}\)",
    rf"{{p:share}}(?: of|,)? {_GAP}{{0,60}}?\({{n:part}}(?: [a-z]+){{0,2}}? (?:out )?of (?:the |all )?<n\d+>",
    r"{p:share},? (?:or|that is|i\.e\.),? {n:part}",
    rf"{{p:share}} of {_GAP}{{0,20}}?<n\d+>{_GAP}{{0,50}}?, (?:or|that is|i\.e\.),? {{n:part}}",
    r"{n:part} (?:were|was|are|is|had|have|of them)~ (?:at|or) {p:share}",
)
_WHOLES = (
    (
        r"{n:part}(?: [a-z-]+){0,4}? (?:out )?of (?:the |these |those |our |all |its |a total of "
        r"|some )*(?:[a-z]+ )?{n:whole}"
    ),
    r"{p:share} of (?:the |these |those |our |all |its |a total of |some |them )*(?:[a-z]+ )?{n:whole}",
    r"{n:part}~ in (?:the|this|a) (?:[a-z]+ ){0,2}?of {n:whole}",
    r"{n:part}/{n:whole}",
)
# "Of the 412 who replied", at the head of the sentence or of a clause.
_HEAD = (
    r"(?:^|[.;:] )(?:of|among|amongst|from|out of) (?:the |these |those |our |all |a total of "
    r")*(?:[a-z]+ )?{n:whole}"
)
# "Of those" points back; "of those who replied" and "of those attending" say who is meant.
_BACK = (
    r"\b(?:of|among|amongst) (?:these|them|this|whom|which|those(?! (?:who|whose|with|in|on|at|aged|under"
    r"|[a-z]+ing|[a-z]+ed)\b))\b"
)
_REST = r"\b(?:other|others|remaining|rest|further|another) (?:of )?(?:the )?$"
_BASE = r"(?:^|[.;:,] )(?:of|among|amongst|out of) (?:the |these |those |our |all |them |a total of )*(?:[a-z]+ )?$"
_OF_THEM = r"^ of (?:whom|which|them|these|those)\b"
_CHANGE = (
    r"\b(?:fall|fell|fallen|falls|rise|rose|risen|rises|reduction|reduced|increase|increased"
    r"|growth|grew|drop|dropped"
    r"|decrease|decreased|change|cut|improvement|improved|higher|lower|decline|declined|gone|went|saving)\b"
)
_NEXT = (
    r"this (?:equates to|is|was|represents|amounts to|means|equals|gives|makes)(?: just| only| almost"
    r"| nearly| about| around| over| under)* {p:share}"
)


_CALLED = 200  # Counts that are called by a word; a word of more of them names none.


class Pair(NamedTuple):
    """A count, its percentage, and where they stand."""

    sentence: Sentence
    part: Number
    share: Number


def shares(report: Report) -> Iterator[Claim]:
    """List claims that a count is a percentage of another."""
    pairs = [pair for sentence in report.sentences for pair in _pairs(sentence)]
    pairs += list(_next_sentence(report))
    for pair in pairs:
        if made := _held(report, pair, pairs):
            yield made


def _pairs(sentence: Sentence) -> Iterator[Pair]:
    taken: set[int] = set()
    for words in _PAIRS:
        for match in rule(words).finditer(sentence.marked):
            part, share = (sentence.number(match[name]) for name in ("part", "share"))
            near = sentence.marked[max(0, match.start("share") - 45) : match.end() + 40]
            if share.start in taken or not is_count(part) or is_change(near, match["share"]):
                continue
            between = sentence.marked[match.start("part") : max(match.start("share"), match.start("part"))]
            if rule(_BASE).search(sentence.marked[: match.start("part") - 2]) and "(" not in between:
                continue  # "Of these 10 drivers, 30% were known": they are the whole.
            if part.start < share.start and rule(_OF_THEM).match(sentence.text[share.end :]):
                continue  # "27 volunteers, a third of whom joined": they are the whole.
            if (part.kind == "word" and amount(part) < 2) or rule(
                r"^ (?:confidence )?(?:interval|limit)"
            ).match(sentence.text[share.end :]):
                continue
            if 0 <= amount(share) <= 100:
                taken.add(share.start)
                yield Pair(sentence, part, share)


def is_change(near: str, mark: str) -> bool:
    """Say whether a percentage is one of change: "a fall of 21%", "8% fewer", "up by 4%"."""
    before, _, after = near.partition(f"<p{mark}>")
    close = before.rpartition("<")[2][-32:]
    moved = rule(_CHANGE).search(close) or rule(
        r"(?<!make )(?<!makes )(?<!made )\b(?:up|down)(?: by| some| about| over| almost)* $"
    ).search(close)
    return bool(moved) or bool(rule(rf"^[)]? (?:more|fewer|less|above|below|{_CHANGE})").match(after))


def _next_sentence(report: Report) -> Iterator[Pair]:
    """Find "29 were found in this cohort of 150. This equates to almost 20%"."""
    for sentence in report.sentences:
        for match in rule(_NEXT).finditer(sentence.marked):
            for earlier in report.before(sentence, 0)[:1]:
                whole = [
                    found
                    for words in (_WHOLES[0], _WHOLES[2])
                    for found in rule(words).finditer(earlier.marked)
                ]
                change = is_change(sentence.marked, match["share"])
                if len(whole) == 1 and not change:
                    yield Pair(sentence, earlier.number(whole[0]["part"]), sentence.number(match["share"]))
    # "720 arrests, which is over 20% of the 3,109": found by the rules for one sentence.


def _held(report: Report, pair: Pair, pairs: list[Pair]) -> Claim | None:
    explicit = _explicit(report, pair)
    candidates = explicit or _candidates(report, pair)
    for whole in candidates:
        made = _claim(pair, whole)
        if check(made).verdict == "agrees":
            return made
    if explicit:
        return _claim(pair, explicit[0])
    guesses = [_sibling(report, pair, pairs), _named(report, pair)]
    return next((_claim(pair, each) for each in guesses if each and _likely(pair, each)), None)


def _likely(pair: Pair, whole: Number) -> bool:
    """Say whether a percentage is near that of a whole that grammar does not give: a slip, not another whole."""
    share, true = amount(pair.share), 100 * amount(pair.part) / amount(whole)
    plain = whole.hedge == "" or (whole.hedge == "about" and amount(whole) % 10 != 0)
    return plain and share < 2 * true and true < 2 * share


def _claim(pair: Pair, whole: Number) -> Claim:
    return claim("part", pair.sentence, [pair.share], [("part", pair.part), ("whole", whole)])


def _explicit(report: Report, pair: Pair) -> list[Number]:
    """Find the whole that grammar gives: "29 of 150", "28% of the 1,243", "Of the 402 fires, 118 were"."""
    sentence = pair.sentence
    if pair.part not in sentence.numbers:
        earlier = next(iter(report.before(sentence, 0)), sentence)
        return [
            earlier.number(each["whole"])
            for words in (_WHOLES[0], _WHOLES[2])
            for each in rule(words).finditer(earlier.marked)
        ]
    for words in _WHOLES:
        for match in rule(words).finditer(sentence.marked):
            whole = sentence.number(match["whole"])
            owner = match.groupdict().get("part") or match.groupdict().get("share")
            if owner and sentence.number(owner) in (pair.part, pair.share) and _larger(whole, pair.part):
                return [whole]
    for match in rule(_HEAD).finditer(sentence.marked):
        whole = sentence.number(match["whole"])
        if whole.start < pair.part.start and _larger(whole, pair.part):
            return _chain(pair, whole)
    return _back(report, pair)


def _chain(pair: Pair, whole: Number) -> list[Number]:
    """List a whole and what was counted of it before the part: "of 136, 102 (75%) met it, and of those 47 (46%)"."""
    return [
        each
        for each in _wholes(pair.sentence, pair.part)
        if each is whole or whole.start < each.start < pair.part.start
    ]


def _back(report: Report, pair: Pair) -> list[Number]:
    """Follow "of these" to the one count that the words before it give."""
    sentence = pair.sentence
    if not rule(_BACK).search(sentence.marked):
        return []
    parts = [each.part for each in _pairs(sentence)]
    here = [each for each in _wholes(sentence, pair.part) if each.start < pair.part.start]
    here = [each for each in here if each not in parts]
    if here:
        return here if len(here) == 1 else []
    for earlier in report.before(sentence, 1)[:2]:
        if found := _wholes(earlier, pair.part):
            return found if len(found) == 1 and not found[0].hedge else []
    return []


def _candidates(report: Report, pair: Pair) -> list[Number]:
    """List the counts that the percentage could be of, nearest first."""
    nearby = [pair.sentence, *report.before(pair.sentence, 6), *report.around(pair.sentence)]
    found = [each for sentence in nearby for each in sentence.counts() if _larger(each, pair.part)]
    return found + list(_named_all(report, pair))


def _wholes(sentence: Sentence, part: Number) -> list[Number]:
    """List the counts of a sentence that a part could be of, but not "the other 1,650"."""
    return [
        each
        for each in sentence.counts()
        if _larger(each, part) and not rule(_REST).search(sentence.text[: each.start])
    ]


def _larger(whole: Number, part: Number) -> bool:
    return is_count(whole) and amount(whole) >= amount(part) and whole is not part and bool(whole.value)


def _sibling(report: Report, pair: Pair, pairs: list[Pair]) -> Number | None:
    """Find the whole of the other counts of the same sentence or the one before, where theirs is plain."""
    close = [pair.sentence, *report.before(pair.sentence, 0)[:1]]
    others = [each for each in pairs if each.sentence in close and each is not pair]
    for whole in [
        number
        for sentence in [*close, *report.before(pair.sentence, 1)[:3]]
        for number in _wholes(sentence, pair.part)
    ]:
        agree = [
            other
            for other in others
            if _larger(whole, other.part) and check(_claim(other, whole)).verdict == "agrees"
        ]
        if agree:
            return whole
    return _only(report, pair)


def _only(report: Report, pair: Pair) -> Number | None:
    """Give the whole where one count alone, in the same paragraph before it, could be it."""
    earlier = [each for sentence in report.before(pair.sentence, 0) for each in _wholes(sentence, pair.part)]
    here = [each for each in _wholes(pair.sentence, pair.part) if each.start < pair.part.start]
    found = {each.value: each for each in (*here, *earlier)}
    return next(iter(found.values())) if len(found) == 1 else None


def _named(report: Report, pair: Pair) -> Number | None:
    """Find the one count that is called as the whole is, and stands with the same part: "1243 (389 females)"."""
    found = list(_named_all(report, pair))
    values = [amount(each) for each in found]
    # Two figures that are nearly one are one, printed twice.
    return found[0] if found and max(values) * 20 < min(values) * 21 else None


def _named_all(report: Report, pair: Pair) -> Iterator[Number]:
    match = rule(r"(?:{n:part}|{p:share})\)? of (?:the )?(?P<called>[^<>.;,()]{4,60})").search(
        pair.sentence.marked,
        pair.sentence.marked.find(f"<n{pair.sentence.numbers.index(pair.part)}>")
        if pair.part in pair.sentence.numbers
        else 0,
    )
    if match is None:
        return
    # "A quarter of the total" is one of what the part counts.
    total = rule(r"^(?:the )?(?:total|whole)$").match(match["called"].strip())
    called = stems(pair.part.unit if total else _phrase(match["called"]))
    if not called:
        return
    rarest = min((report.called.get(word, []) for word in called), key=len)
    for sentence, number, words in rarest[:_CALLED]:
        if sentence is pair.sentence or not called <= words or number.value == pair.part.value:
            continue
        same = any(each.value == pair.part.value for each in sentence.counts())
        if _larger(number, pair.part) and (same or len(called) > 1 or number.unit):
            yield number


def _phrase(words: str) -> str:
    """Keep the name of the whole, and leave out what is said of it: "Probation caseload are not accessing"."""
    return rule(r" (?:are|is|was|were|had|have|has|said|who|that|which|to|and|with|for|because)\b").split(
        words
    )[0]
