"""What identifies a person, told by its shape: numbers, addresses, dates of birth, and the marks of pseudonyms.

A shape is as narrow as it can be made: check letters, valid prefixes, words beside a date. So ONS codes, crime
references, grid references, sums of files and quarters are none of them.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from iomlib.build.scanner_initials import FAMILY, IN_A_CELL, IN_WORDS, NAMED, are_initials, are_of_a_family
from iomlib.build.scanner_read import PARTS

_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"  # of the check letter, by the rest of a division by 23: no I, O and S
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = (
    r"(?:(?<![\d/.-])(?:\d{4}-\d\d-\d\d|\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d\d))(?![\d/-])"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?[ -](?:of )?{_NAMED_MONTH}\.?,?[ -]\d{{4}}\b"
    rf"|\b{_NAMED_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b)"
)
_DATE = re.compile(
    rf"(?<![\d/.-])(?:(?P<y>\d{{4}})-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d2>\d{{1,2}})[/.-](?P<m2>\d{{1,2}})[/.-](?P<y2>\d{{4}})"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?(?P<m3>{_NAMED_MONTH})\.?,?[ -](?P<y3>\d{{4}})"
    rf"|(?P<m4>{_NAMED_MONTH}) (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y4>\d{{4}}))(?![\d/-])",
    re.I,
)
_BIRTH = r"(?:born|d\.? ?o\.? ?b\b\.?|dates? of birth|birth ?da(?:te|y)s?)"
BIRTH_CELL = re.compile(rf"(?<=[{PARTS}])\s*(?:day of birth|{_BIRTH})\s*(?=[{PARTS}])", re.I)
_NEAR = rf"[^\w{PARTS}]{{1,5}}(?:(?:on|was|is|as|of|in)[^\w{PARTS}]{{1,3}}){{0,2}}"
_DAY_BEHIND = re.compile(_NEAR + _DAY, re.I)
_DAY_BEFORE = re.compile(rf"{_DAY}[^\w{PARTS}]{{1,3}}$", re.I)


_SLASHED = re.compile("/[0-9]+[a-z]")


def _one_of(*words: str) -> Callable[[str], object]:
    return lambda lower: any(word in lower for word in words)


class Shape(NamedTuple):
    """A kind of identifier: what it is called, one and several, how it is found, and what makes sure."""

    one: str
    several: str
    pattern: re.Pattern[str]
    sure: Callable[[re.Match[str]], bool] = lambda found: True
    restricted: bool = True  # whether a restricted edition may not show it either
    # Says of a text in lower case whether there may be one: found faster than the whole shape.
    likely: Callable[[str], object] = lambda lower: True


def _checked(year: str, serial: str, letter: str) -> bool:
    return _LETTERS[int(year + serial) % 23] == letter.upper()


def _police_number(found: re.Match[str]) -> bool:
    """Say whether it is an id of the Police National Computer; one that is written short needs its check letter."""
    year, serial, letter = found.groups()
    return (len(year) == 4 and len(serial) == 7) or _checked(year[-2:], serial.zfill(7), letter)


def _criminal_record(found: re.Match[str]) -> bool:
    serial, year, letter = found[1] or found[5], found[2] or found[4], found[3] or found[6]
    return _checked(year, serial.zfill(6), letter)


def _birth(found: re.Match[str]) -> bool:
    """Say whether a day stands beside a word of birth."""
    before, after = (
        found.string[max(0, found.start() - 40) : found.start()],
        found.string[found.end() : found.end() + 60],
    )
    return _DAY_BEHIND.match(after) is not None or _DAY_BEFORE.search(before) is not None


def _telephone(found: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", found[0]))
    national = re.sub(r"^(?:0044|44)", "0", digits)
    return len(national) == 11 or (len(national) == 10 and national.startswith("01"))


SHAPES = (
    Shape(
        "number of the Police National Computer",
        "numbers of the Police National Computer",
        re.compile(r"(?<![\w/.-])((?:19|20)\d\d|\d\d)/(\d{4,7})([A-HJ-NP-RT-Z])(?![\w/])", re.I),
        _police_number,
        likely=_SLASHED.search,
    ),
    Shape(
        "CRO number",
        "CRO numbers",
        re.compile(
            r"(?<![\w/.-])(?:(\d{3,6})/(\d\d)([A-HJ-NP-RT-Z])|SF(\d\d)/(\d{1,6})([A-HJ-NP-RT-Z]))(?![\w/])",
            re.I,
        ),
        _criminal_record,
        likely=_SLASHED.search,
    ),
    Shape(
        "postcode",
        "postcodes",
        re.compile(
            r"(?<![\w/#.-])(?:[A-PR-UWYZ](?:\d\d?|[A-HK-Y]\d\d?|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
            r"[ \u00a0]{0,2}\d[ABD-HJLNP-UW-Z]{2}"
            r"|[a-pr-uwyz](?:\d\d?|[a-hk-y]\d\d?|\d[a-hjkpstuw]|[a-hk-y]\d[abehmnprv-y])"
            r" \d(?!nd|st|rd|th)[abd-hjlnp-uw-z]{2})(?![\w/-])"
        ),
    ),
    Shape(
        "National Insurance number",
        "National Insurance numbers",
        re.compile(
            r"(?<![\w-])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
            r"([ -]?)\d\d\1\d\d\1\d\d\1[A-D](?![\w-])",
            re.I,
        ),
    ),
    Shape(
        "e-mail address",
        "e-mail addresses",
        re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?!\w)"),
        likely=re.compile(r"@(?<=\w@)\w").search,
    ),
    Shape(
        "telephone number",
        "telephone numbers",
        re.compile(
            r"(?<![\w.,/+-])(?:(?:\+44|0044)[ -]?(?:\(0\)[ -]?)?[1-9]\d{1,4}|\(0[1-9]\d{1,4}\)|0[1-9]\d{1,4})"
            r"[ -]?\d{3,6}(?:[ -]?\d{3,4})?(?![\w/]|[,.-]\d)"
        ),
        _telephone,
    ),
    Shape(
        "date of birth",
        "dates of birth",
        re.compile(rf"\b{_BIRTH}", re.I),
        _birth,
        likely=_one_of("born", "birth", "dob", "d.o.b", "d o b", "d. o. b"),
    ),
    Shape("person by initials", "people by initials", IN_WORDS, are_initials),
    Shape("person by initials", "people by initials", IN_A_CELL, are_initials),
    Shape("person by initials", "people by initials", NAMED, likely=_one_of("initials")),
    Shape(
        "member of a family or case by a letter",
        "members of a family or cases by a letter",
        FAMILY,
        are_of_a_family,
    ),
    Shape(
        "pseudonym",
        "pseudonyms",
        re.compile(r"\b(?:person|household|family|name)-[0-9a-f]{20}\b"),
        restricted=False,
        likely=_one_of("person-", "household-", "family-", "name-"),
    ),
)


def shapes_in(text: str, shapes: tuple[Shape, ...] = SHAPES) -> Iterator[tuple[Shape, int, str]]:
    """Find what has the shape of an identifier: its kind, where, and its value, which no message may show.

    Examples
    --------
    >>> [shape.one for shape, _, _ in shapes_in("Crimes at TS18 1AU; area E07000123, crime 42/12345/08, Q1 2008")]
    ['postcode']
    """
    lower = text.lower()
    for shape in shapes:
        if not shape.likely(lower):
            continue
        for found in shape.pattern.finditer(text):
            if shape.sure(found):
                yield shape, found.start(), found[0]


def days_in(text: str) -> Iterator[tuple[date, int]]:
    """Find the days that a text names in full, and where.

    Examples
    --------
    >>> [day.isoformat() for day, _ in days_in("from 1 April 2008 to 31/03/2009, not 2008-09-Q1 or March 2009")]
    ['2008-04-01', '2009-03-31']
    """
    for found in _DATE.finditer(text):
        y, m, d = (next(v for k, v in found.groupdict().items() if k[0] == key and v) for key in "ymd")
        month = int(m) if m.isdigit() else _MONTHS.index(m[:3].lower()) + 1
        try:
            yield date(int(y), month, int(d)), found.start()
        except ValueError:
            continue
