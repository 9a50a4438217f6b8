"""Finds what is said of two figures: a change in per cent, and how many more or fewer one is than the other."""

import re
from collections.abc import Iterator

from iomlib.claims.check import check
from iomlib.claims.clauses import Report, Sentence, amount, claim, rule, stems
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import years

DOWN = (
    r"(?<![a-z])(?:fall|fell|fallen|falls|falling|drop|dropped|drops|reduction|reduced|reduces|decrease"
    r"|decreased|decline|declined|cut"
    r"|down|lower|fewer|less|improvement|improved|shrank|shrunk|saving|came down|went down)(?![a-z])"
)
UP = (
    r"(?<![a-z])(?:rise|rose|risen|rises|rising|increase|increased|increases|growth|grew|grown|up|higher|more|climb|climbed|jump"
    r"|jumped|went up|gain|gained)(?![a-z])"
)
_MOVE = rf"(?:{DOWN}|{UP}|change|changed|went|moved|movement|compared)"
_BACK_TO = r"(?:compared (?:with|to)|against|up from|down from|as against|versus|from)"
_GAP = r"[^<>.;]{0,60}?"
_OTHER = r"(?:<[yqotx]\d+>|[^<>.;]){0,90}?"
_A, _B = "{%s:before}", "{%s:after}"
_CHANGES = (
    # "fell from 238 in 2018 to 187, a fall of 21%"
    (
        rf"(?P<word>{_MOVE}){_OTHER}from {_A}{_OTHER}to {_B}{_OTHER}(?:,|\(|;| -| –|:| which is| or| by"
        rf"| that is){_GAP}{{p:share}}"
    ),
    # "rose by 12%, from 2,250 to 2,475"
    rf"(?P<word>{_MOVE}){_OTHER}(?:by|of|) ?{_GAP}{{p:share}}{_OTHER}from {_A}{_OTHER}to {_B}",
    # "a 12% rise from 2,250 to 2,475"
    rf"{{p:share}} (?P<word>{_MOVE}){_OTHER}from {_A}{_OTHER}to {_B}",
    # "from 64 to 40, a drop of 60%"
    (
        rf"from {_A}{_OTHER}to {_B}{_OTHER}(?:,|\(|;| -| –|:| or| which is) ?(?:this is |that is |this "
        rf"was |which is |i\.e\. )?(?:an? )?{_GAP}(?P<word>{DOWN}|{UP}) (?:of|by) {_GAP}{{p:share}}"
    ),
    (
        rf"from {_A}{_OTHER}to {_B}{_OTHER}(?:,|\(|;| -| –|:) ?(?:this is |that is |this was |which is "
        rf")?(?:an? )?{_GAP}{{p:share}} (?P<word>{DOWN}|{UP})"
    ),
    (
        rf"(?P<word>{DOWN}|{UP})(?: by)? {{p:share}}{_OTHER}\({_B} (?:against|from|compared (?:with|to)"
        rf"|as against|versus) {_A}\)"
    ),
    rf"from {_A}{_OTHER}to {_B} \((?P<word>{DOWN}|{UP}|[-+−–])? ?(?:of |by )?{{p:share}}\)",
    # "96 evictions became 72 (down 25%)", "400 last year (310 this year), down 22.5%"
    rf"{_A}{_OTHER}(?:became|climbed to|rose to|fell to|dropped to|grew to|went up to|went down to|has become) {_B}"
    rf"{_OTHER}(?:,|\(|;| -| –) ?(?:an? )?(?P<word>{DOWN}|{UP})(?: of| by)? {{p:share}}",
    # "318 complaints, compared with 344 the year before, a reduction of 7.6%"
    (
        rf"{_B}{_OTHER}{_BACK_TO} {_A}{_OTHER}(?:,|\(|;| -| –|:| which is| or| and| that is){_GAP}(?P<w"
        rf"ord>{DOWN}|{UP}){_GAP}(?:of|by) {_GAP}{{p:share}}"
    ),
    rf"{_B}{_OTHER}{_BACK_TO} {_A}{_OTHER}(?:,|\(|;| -| –|:) ?(?P<word>{DOWN}|{UP})(?: by)? {{p:share}}",
    (
        rf"{_B}{_OTHER}{_BACK_TO} {_A}{_OTHER}(?:,|\(|;| -| –|:| which is| or| and| that is){_GAP}{{p:s"
        rf"hare}} (?P<word>{DOWN}|{UP})"
    ),
    # "88,214 patients, which is 3.8% more than the 84,985 of 2012/13"
    rf"{_B}{_OTHER}{{p:share}} (?P<word>{DOWN}|{UP})(?: than| on| from| compared (?:with|to)){_GAP}{_A}",
    # "187 fires, down 21% on the 238 of last year", "a reduction of 18% on the 14,600"
    rf"{_B}{_OTHER}(?P<word>{DOWN}|{UP})(?: by| of)? {{p:share}} (?:on|from|compared (?:with|to)) {_GAP}{_A}",
    # "There were 344 complaints in 2012 and 318 in 2013, a fall of 7.6%"
    (
        rf"{_A}{_OTHER}(?:and|to|;|,|then|but) {_OTHER}{_B}{_OTHER}(?:,|\(|;| -| –|:)? ?(?:which is |th"
        rf"at is |this is |or )?(?:an? )(?P<word>{DOWN}|{UP}) of {_GAP}{{p:share}}"
    ),
    (
        rf"{_A}{_OTHER}(?:and|to|;|,|then|but) {_OTHER}{_B}{_OTHER}(?:,|\(|;| -| –|:)? ?(?:which is |th"
        rf"at is |this is |or )?(?:an? ){{p:share}} (?P<word>{DOWN}|{UP})"
    ),
)
_GAPS = (
    # "611, against 640 a year earlier: 39 fewer"
    (
        r"{n:after}{o}(?:against|compared (?:with|to)|as against|versus) {n:before}{o}(?:,|:|;|\(| -|"
        r" –){g}{n:gap}(?: [a-z]+)? (?P<word>fewer|less|more|lower|higher|down|up)\b"
    ),
    # "3 more than the 4 of 2020/21"
    (
        r"{n:after}{o}(?:,|\(| or| which is| that is| -| –) ?{g}{n:gap}(?: [a-z]+)? (?P<word>fewer"
        r"|less|more|lower|higher|below|above)(?: than)? (?:the |in |at |on |last |it |there |were |was "
        r"){{0,3}}{o}{n:before}"
    ),
    r"{n:after}{o}(?:,|\(| or| which is| -| –) ?(?:up|down) (?:by )?{n:gap} (?P<word>from|on) {g}{n:before}",
    # "fell by 29, from 640 to 611"
    (
        r"(?P<word>fell|rose|dropped|increased|decreased|went up|went down|down|up) by {n:gap}{o}from"
        r" {n:before}{o}to {n:after}"
    ),
    (
        r"(?P<word>fell|rose|dropped|increased|decreased|went up|went down|changed|down|up){o}from"
        r" {n:before}{o}to {n:after}{o}(?:,|\(| -| –|:) ?(?:a |an )?(?:fall|rise|drop|increase"
        r"|decrease|reduction|difference) of {n:gap}(?! ?%)"
    ),
)


def changes(report: Report) -> Iterator[Claim]:
    """List claims of change and of difference."""
    for sentence in report.sentences:
        taken: set[int] = set()
        for words in _CHANGES:
            for kind in ("n", "m", "p"):
                for match in rule(words % (kind, kind)).finditer(sentence.marked):
                    yield from _change(sentence, match, taken)
        yield from _gaps(sentence)
    yield from _points(report)


def _change(sentence: Sentence, match: re.Match[str], taken: set[int]) -> Iterator[Claim]:
    before, after, share = (sentence.number(match[name]) for name in ("before", "after", "share"))
    if share.start in taken or share.unit != "%" or share.kind == "ratio" or not _alike(before, after):
        return
    if any(each.hedge in ("at least", "up to", "under") for each in (before, after)) or not before.value:
        return
    taken.add(share.start)
    if years(sentence, [before, after]) == (after, before):
        before, after = after, before
    yield claim(
        "change", sentence, [share], [("before", before), ("after", after)], direction(match["word"] or "")
    )


def _alike(before: Number, after: Number) -> bool:
    """Say whether two figures can be of one thing: of one unit, and neither a hundred times the other."""
    small, large = sorted(abs(amount(each)) for each in (before, after))
    one, other = stems(before.unit), stems(after.unit)
    if one and other and not one & other:
        return False  # "400 thefts and 30 frauds"
    return (before.unit in ("%", "£")) == (after.unit in ("%", "£")) and small > 0 and large <= 100 * small


def direction(word: str) -> dict[str, str]:
    """Say which way a word points, if it does.

    Examples
    --------
    >>> direction("fell"), direction("changed")
    ({'direction': 'fall'}, {})
    """
    if rule(rf"^{DOWN}$").match(word):
        return {"direction": "fall"}
    return {"direction": "rise"} if rule(rf"^{UP}$").match(word) else {}


def _gaps(sentence: Sentence) -> Iterator[Claim]:
    taken: set[int] = set()
    for words in _GAPS:
        for match in rule(
            words.replace("{o}", _OTHER).replace("{g}", _GAP).replace("{{0,3}}", "{0,3}")
        ).finditer(sentence.marked):
            before, after, gap = (sentence.number(match[name]) for name in ("before", "after", "gap"))
            if gap.start in taken or not _alike(before, after) or gap.hedge in ("at least", "up to"):
                continue
            taken.add(gap.start)
            found = direction(match["word"])
            yield claim("difference", sentence, [gap], [("from", after), ("less", before)], found)


_PREDICTED = (
    r"(?:predicted|expected|target|national|previous|baseline)[a-z ]{0,30}?(?:was|of|is|at|:) {p:one}"
)
_OBSERVED = r"{g:gap} (?P<word>lower|higher|below|above|less|more|fewer)\b"


def _points(report: Report) -> Iterator[Claim]:
    """Find a gap in percentage points between two rates, in one sentence or the one before."""
    for sentence in report.sentences:
        for match in rule(_OBSERVED).finditer(sentence.marked):
            gap = sentence.number(match["gap"])
            rates = [each for each in sentence.numbers if each.unit == "%" and each.start < gap.start]
            rates += [each for each in sentence.numbers if each.unit == "%" and each.start > gap.start]
            if len(rates) == 2:
                yield _point(sentence, gap, rates[0], rates[1])
                continue
            # The one rate is told here; the other is the rate of the paragraphs before, where one fits or one is near.
            earlier = [
                each
                for one in report.before(sentence, 5)
                for each in one.numbers
                if each.unit == "%" and each.places
            ]
            if len(rates) == 1 and earlier:
                made = [
                    _point(sentence, gap, rates[0], each)
                    for each in earlier
                    if each.places == rates[0].places
                ]
                fitting = [each for each in made if check(each).verdict == "agrees"]
                if fitting or len({each.value for each in earlier}) == 1:
                    yield (fitting or made)[0]


def _point(sentence: Sentence, gap: Number, one: Number, other: Number) -> Claim:
    return claim("difference", sentence, [gap], [("from", one), ("less", other)])
