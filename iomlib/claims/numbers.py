"""Every number in a text, and what it is: a figure, or a year, a date, a paragraph's number, an age, a name."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from iomlib.claims.digits import Hedge, Printed, read_number
from iomlib.claims.number_patterns import PARTS, PATTERNS, SIZES, SMALL, WHOLE

KINDS = {
    "figure": "it says how many or how much, in digits",
    "word": "it says how many, in words",
    "range": 'one end of "15 to 20"',
    "fraction": '"two thirds"',
    "ratio": '"one in five"',
    "duration": '"12 months"',
    "ordinal": '"the third"',
    "age": '"18 to 24 year olds"',
    "year": '"2008/09"',
    "date": '"31 March 2009"',
    "quarter": '"Quarter 3"',
    "time": '"9.30am"',
    "paragraph": "the number of a paragraph, a table, an item of an agenda",
    "indicator": '"NI 30", or another name with a number in it',
    "reference": "a telephone, an address",
}
_SPAN = re.compile(r"\s?([-–]|to|and)\s?(?:(?:under|less than|below|over|more than) )?")
# "It rose from 12 to 20" is two figures.
_MOVED = re.compile(
    r"\b(?:from|by|rose|risen|rise|rising|fell|fallen|fall|falling|grew|grown|went|dropped"
    r"|increased?|decreased?|moved)\b[^.]*$"
)

_HEDGES: dict[str, Hedge] = {
    **dict.fromkeys(
        ("about", "around", "approximately", "approx", "roughly", "circa", "c", "close to", "barely"), "about"
    ),
    **dict.fromkeys(("almost", "nearly", "just under", "not quite"), "almost"),
    **dict.fromkeys(("under", "less than", "fewer than", "below"), "under"),
    **dict.fromkeys(
        ("over", "more than", "above", "in excess of", "just over", "well over", "upwards of"), "over"
    ),
    **dict.fromkeys(("at least", "no fewer than", "no less than", "a minimum of"), "at least"),
    **dict.fromkeys(
        ("up to", "up to and including", "at most", "no more than", "a maximum of", "not more than"), "up to"
    ),
}
_HEDGE = re.compile(rf"(?i)\b({'|'.join(sorted(_HEDGES, key=len, reverse=True))}|some)\.? (?:a |an )?$")
_WENT = re.compile(
    r"(?i)\b(?:went|goes?|gone|going|moved|crept|climbed|rose|risen|adds?|added|adding) up to (?:a |an )?$"
)
_WHERE = re.compile(
    r"(?i)(?:outlined|mentioned|shown|listed|detailed|set out|described|given|figures?|table|as) above $"
)
_AFTER = re.compile(
    r"(?i) ?\(?(?:approx\b|approximately\b|circa\b)| or so\b| or (?:more|over|above)\b|\+(?!\d)"
)
_NOUN = re.compile(r"[ \n(]+((?:[a-z][a-z’'-]+ ){0,2}?(?:[a-z’'-]*[a-z]s|people|children|women|men))\b")
_NO_NOUN = re.compile(
    r"\b(?:of|or|and|in|on|at|to|by|for|with|from|is|was|are|were|has|have|had|as|this|its|who|whom|which|that|the|a|an"
    r"|these|those|than|per|months|years|weeks|plus|versus|across|out|during|after|since|less|more|fewer|his|hers|ours|theirs)\b"
)
_DURATION = re.compile(
    r"(?i)[ -]?(?:calendar |working |full |consecutive )?(?:year|month|week|day|hour|minute|night)s?\b"
)


class Number(NamedTuple):
    """One number of a text: where it stands, its value as printed, and what it is.

    ``kind`` is one of KINDS. ``unit`` is ``%``, ``pp`` (percentage points), ``£``, or the word that is counted, where
    it follows at once ("offences"). ``places`` is that of the last digit printed: -6 for "60 million".

    Examples
    --------
    >>> [found] = numbers("almost £60m a year")
    >>> found.kind, found.value, found.places, found.unit, found.hedge
    ('figure', Decimal('60000000'), -6, '£', 'almost')
    """

    start: int
    end: int
    text: str
    kind: str
    value: Decimal | None
    places: int
    unit: str
    hedge: Hedge

    def printed(self, name: str = "") -> Printed:
        """Give it as a figure of a claim, with the part that it plays there.

        Examples
        --------
        >>> numbers("nearly 1,300 victims")[0].printed("base")
        Printed(text='almost 1,300', value=Decimal('1300'), places=-2, hedge='almost', unit='victims', name='base')
        """
        words = f"{self.hedge} {self.text}".strip()
        read = read_number(words) if self.kind in ("figure", "fraction") else None
        if read is not None:
            return read._replace(unit=self.unit, name=name)
        value = Decimal(0) if self.value is None else self.value
        hedge: Hedge = self.hedge or ("about" if self.kind in ("fraction", "ratio") else "")
        return Printed(words, value, self.places, hedge, self.unit, name)

    @property
    def counts(self) -> bool:
        """Whether it says how many or how much."""
        return self.kind in ("figure", "word")


def numbers(text: str) -> list[Number]:
    """List every number of a text in order.

    Examples
    --------
    >>> [(found.text, found.kind) for found in numbers("4.9 In 2008/09 NI 30 fell by 16% to 207 offences.")]
    [('4.9', 'paragraph'), ('2008/09', 'year'), ('NI 30', 'indicator'), ('16%', 'figure'), ('207', 'figure')]
    """
    taken = bytearray(len(text))
    found: list[Number] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            end -= len(match[0]) - len(match[0].rstrip())
            start += len(match[0]) - len(match[0].lstrip())
            if start >= end or any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            found.append(_number(text, start, end, kind))
    return list(_ranges(text, sorted(found)))


def _number(text: str, start: int, end: int, kind: str) -> Number:
    words = text[start:end]
    if (
        kind == "figure"
        and words[0] in "-−"
        and not re.search(
            r"(?:^|[(\t|\n] ?|\b(?:of|by|to|from|was|is|at|than) )$", text[max(0, start - 6) : start]
        )
    ):
        words, start = words[1:], start + 1  # a dash between two words, not a sign
    value, places, unit = (None, 0, "") if kind not in _READ else _READ[kind](words)
    if kind in ("figure", "word"):
        if unit == "" and _DURATION.match(text, end):
            kind = "duration"
        elif unit == "" and (noun := _NOUN.match(text, end)) and not _NO_NOUN.search(noun[1]):
            unit = " ".join(noun[1].split())
    return Number(start, end, words, kind, value, places, unit, _hedge(text, start, end, words))


def _hedge(text: str, start: int, end: int, words: str) -> Hedge:
    before = _HEDGE.search(text, max(0, start - 20), start)
    if _WENT.search(text[max(0, start - 20) : start]):
        return ""  # "went up to 6,054" is no limit
    if before and before[1].lower() != "some" and not _WHERE.search(text, max(0, start - 20), start):
        return _HEDGES[before[1].lower()]
    if after := _AFTER.match(text, end):
        return "about" if after[0].lstrip(" (")[0] in "acAC" or after[0].endswith("so") else "at least"
    # "Some 3673 women" is a way of speaking; "some 300 women" is a rounded number.
    return "about" if before and re.fullmatch(r"[\d,]*[1-9]0+", words) else ""


def _figure(words: str) -> tuple[Decimal, int, str]:
    match = re.fullmatch(rf"(?i)([-−]?)(£?)({WHOLE})(\.\d+)? ?(.*)", words)
    if match is None:  # the pattern of a figure holds nothing else
        raise AssertionError(words)
    sign, pound, whole, after, rest = match.groups()
    size = SIZES.get(rest.lower(), 0)
    value = Decimal(whole.replace(",", "") + (after or "")).scaleb(size)
    per_cent = {"percentage point": "pp", "percentage points": "pp", "pp": "pp"}.get(rest.lower(), "%")
    unit = "£" if pound else per_cent if rest and not size else ""
    value = value.quantize(Decimal(1)) if value == value.to_integral_value() and size else value
    return (-value if sign else value), len(after or ".") - 1 - size, unit


def _word(words: str) -> tuple[Decimal, int, str]:
    value, size = 0, 0
    for part in re.split("[- ]+", words.lower()):
        value, size = (value, SIZES[part]) if part in SIZES else (value + SMALL[part], size)
    return Decimal(value * 10**size), 0, ""


def _fraction(words: str) -> tuple[Decimal, int, str]:
    *first, part = re.split("[- ]+", words.lower())
    above = SMALL.get(first[0], 1) if first else 1
    return (
        Decimal(100 * above) / Decimal(PARTS[part.removesuffix("s") if part != "halves" else part]),
        0,
        "%",
    )


def _ratio(words: str) -> tuple[Decimal, int, str]:
    above, below = re.split(r"(?i) (?:in|out of) (?:every )?", words)
    one, other = (SMALL.get(each.lower()) or _worth(each) for each in (above, below))
    return (Decimal(100 * one) / Decimal(other) if other else Decimal(0)), 0, "%"


def _worth(words: str) -> int:
    return int(words.replace(",", "")) if words[0].isdigit() else int(_word(words)[0])


_READ = {"figure": _figure, "word": _word, "fraction": _fraction, "ratio": _ratio}


def _ranges(text: str, found: list[Number]) -> Iterator[Number]:
    """Mark both ends of "15 to 20" and "between 15 and 20": neither is a figure of its own."""
    ends: set[int] = set()
    for place, (one, other) in enumerate(pairwise(found)):
        if one.kind == other.kind and one.kind in ("figure", "word") and _is_range(text, one, other):
            ends |= {place, place + 1}
    for place, number in enumerate(found):
        yield number._replace(kind="range") if place in ends else number


def _is_range(text: str, one: Number, other: Number) -> bool:
    between = _SPAN.fullmatch(text, one.end, other.start)
    if between is None or one.value is None or other.value is None or one.value >= other.value:
        return False
    if one.unit not in ("", other.unit):
        return False
    spoken = text[max(0, one.start - 40) : one.start].lower()
    if between[1] == "and":
        return spoken.endswith("between ")
    return between[1] != "to" or not _MOVED.search(spoken)
