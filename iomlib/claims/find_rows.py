"""Finds what a table of one row claims: a change, a rate, a reduction; and labels that slipped."""

import re
from collections.abc import Iterator
from decimal import Decimal

from iomlib.claims.clauses import Report, Sentence, amount, claim, rule, sentence_of
from iomlib.claims.grid import cell_of
from iomlib.claims.lines import Paragraph
from iomlib.claims.model import Claim
from iomlib.claims.numbers import Number
from iomlib.claims.plain import views
from iomlib.claims.readings import settled

_CHANGE = re.compile(r"(?i)\bchange|difference|variance|\+/-|increase|decrease|movement")
_RATE = re.compile(r"(?i)\b(?:rate )?per (?P<per>[\d,]+)")
_PEOPLE = re.compile(r"(?i)population|residents|people|inhabitants")
_CUT = re.compile(r"(?i)reduction|cut|saving|decrease")
_AIM = re.compile(r"(?i)target|ceiling|limit|goal")
_PERIODS = {"april to june": 1, "july to september": 2, "october to december": 3, "january to march": 4}
_ORDERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_QUARTER = (
    r"(?:\b(?:quarter|q) ?(?P<digit>[1-4])\b|\b(?P<word>first|second|third"
    r"|fourth) quarter\b)[^<>.;:()\d]{0,20}?"
    r"[ (,]+(?P<months>april to (?:the end of )?june|july to (?:the end of )?september"
    r"|october to (?:the end of )?december"
    r"|january to (?:the end of )?march)\b"
)
_TOP = (
    r"\b(?P<high>highest|most|largest|busiest|peak|greatest|biggest)\b"
    r"|\b(?P<low>lowest|fewest|smallest|quietest)\b"
)
_NAMED = r"[^;:.]*?\b(?:in|was|is|at|by) (?P<place>(?:[A-Z][\w’']* ?)+\d?)"


def rows(report: Report) -> Iterator[Claim]:
    """List the claims of tables of one row, of quarters beside their months, and of what is called the highest."""
    for paragraph in report.paragraphs:
        if paragraph.rows and 2 <= len(paragraph.rows) <= 3:
            for row in paragraph.rows[1:]:
                yield from _row(paragraph, paragraph.rows[0], row)
    for sentence in report.sentences:
        yield from _months(sentence)
    for view in views(report):
        yield from _top(view.sentence)


def _row(paragraph: Paragraph, heads: tuple[str, ...], row: tuple[str, ...]) -> Iterator[Claim]:
    cells = {place: found for place, cell in enumerate(row) if (found := cell_of(cell)) is not None}
    if len(heads) != len(row) or len(cells) < 3:
        return
    sentence = sentence_of(paragraph, " | ".join(row))
    by = {place: heads[place] for place in cells}
    last = max(cells)
    others = [cells[place] for place in sorted(cells) if place != last]
    if _CHANGE.search(by[last]) and len(others) == 2:
        yield from _changed(sentence, others, cells[last])
    elif (rate := _RATE.search(by[last])) and (people := [p for p in by if _PEOPLE.search(by[p])]):
        per = sentence_of(paragraph, f"{rate['per']} people").numbers
        count = [cells[place] for place in by if place not in (last, people[0])]
        if len(count) == 1 and per:
            inputs = [("count", count[0]), ("people", cells[people[0]]), ("per", per[0])]
            yield claim("rate", sentence, [cells[last]], inputs)
    elif _AIM.search(by[last]) and (cut := [p for p in by if _CUT.search(by[p]) and cells[p].unit == "%"]):
        base = [cells[place] for place in by if place not in (last, cut[0])]
        if len(base) == 1:
            inputs = [("base", base[0]), ("reduction", cells[cut[0]])]
            yield claim("ceiling", sentence, [cells[last]], inputs)


def _changed(sentence: Sentence, two: list[Number], change: Number) -> Iterator[Claim]:
    """Hold a change to the two figures before it, whichever of them is the earlier."""
    if any(each.unit == "%" or not each.value for each in two):
        return
    kind, names = ("change", ("before", "after")) if change.unit == "%" else ("difference", ("less", "from"))
    way = {"direction": "fall" if amount(change) < 0 else "rise"}
    size = change._replace(value=abs(amount(change)), text=change.text.lstrip("-−+"))
    made = []
    for before, after in (two, two[::-1]):
        inputs = [(names[0], before), (names[1], after)]
        made.append(claim(kind, sentence, [size], inputs if kind == "change" else inputs[::-1], way))
    yield from settled(made, sure=True)


def _months(sentence: Sentence) -> Iterator[Claim]:
    """Find "Quarter 1 (July to September)", in the quarters of a year that begins in April."""
    for found in rule(_QUARTER).finditer(sentence.text):
        told = int(found["digit"]) if found["digit"] else _ORDERS[found["word"].lower()]
        months = found["months"].lower().replace("the end of ", "")
        if _PERIODS[months] not in (
            told,
            (told - 2) % 4 + 1,
        ):  # the years of the calendar have other quarters
            words = {
                "printed": f"{found['months']}, Quarter {_PERIODS[months]},",
                "heading": f"Quarter {told}",
            }
            yield claim("order", sentence, [], [], words)


def _top(sentence: Sentence) -> Iterator[Claim]:
    """Find "highest in Easton, the figures being 111 in Easton and 141 in Redmoor"."""
    found = list(rule(_TOP).finditer(sentence.text))
    listed = _places(sentence.text)
    if len(found) != 1 or len(listed) < 3:
        return
    named = re.match(_NAMED, sentence.text[found[0].end() :])
    place = named[1].strip() if named else ""
    if place not in listed:
        return
    value, values = listed[place], list(listed.values())
    best = max(values) if found[0]["high"] else min(values)
    number = next((each for each in sentence.counts() if amount(each) == value), None)
    other = next((each for each in sentence.counts() if amount(each) == best), None)
    if number is not None and other is not None and value != best:
        way = {"direction": "more" if found[0]["high"] else "fewer"}
        yield claim("compare", sentence, [], [("first", number), ("second", other)], way)


def _places(text: str) -> dict[str, Decimal]:
    """Give the counts of a list by their places: "111 in Easton, 78 in Redmoor and 57 in Lower Denby"."""
    found = re.findall(
        r"\b([\d,]+) (?:in|at|for|from) ((?:[A-Z][\w’']*\.?(?: |(?=[,.;)])|$)(?:\d\b)?)+)", text
    )
    found = [(place, count) for count, place in found] or re.findall(
        r"\b((?:[A-Z][\w’']* )+)\(([\d,]+)\)", text
    )
    return {place.strip(): Decimal(count.replace(",", "")) for place, count in found if count.strip(",")}
