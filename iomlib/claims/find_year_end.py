"""Finds what a part of a year would come to in a whole one, where a sentence holds just those two figures."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from iomlib.claims.clauses import Report, amount, claim, rule
from iomlib.claims.digits import Printed
from iomlib.claims.find_projections import elapsed
from iomlib.claims.model import Claim
from iomlib.claims.number_patterns import SMALL
from iomlib.claims.numbers import Number
from iomlib.claims.plain import Figures, views
from iomlib.claims.readings import settled

_OUTCOME = (
    r"\b(?:project(?:s|ed|ion|ions|ing)?|forecasts?|extrapolat\w*|run[- ]rate|straight[- ]line"
    r"|pro[- ]rata|annualised"
    r"|annual (?:total|figure|equivalent|rate)|year[- ]end|full[- ]year|(?:whole|full|end of the"
    r"|by the end of the) year"
    r"|for the year|over (?:the year|twelve months)|(?:this|that|the same|current|present) (?:rate"
    r"|pace|trend|level|basis)"
    r"|the (?:rate|pace|trend|pattern)[a-z ]{0,20} (?:kept up|continues?|continued|maintained"
    r"|sustained|held|holds|persists?)"
    r"|(?:rate|pace|trend|pattern|volume|demand)s? (?:continues?|persists?|holds?|is maintained"
    r"|is sustained|were to continue)"
    r"|if (?:nothing changes|this continues|it continues|repeated|sustained|maintained)"
    r"|on course for|on track for|heading for"
    r"|(?:the|a) year|per annum|annually|scaled up|grossed up|multiplied up|by 31 march|by march"
    r"|twelve months)\b"
)
_STRONG = (
    r"\b(?:project|forecast|extrapolat|run[- ]rate|straight[- ]line|pro[- ]rata|annualised|if "
    r"|should |would|were the|assum"
    r"|impl(?:y|ies)|points? to|suggest|equivalent to|equate|expect|on course|on track|heading"
    r"|scaled|grossed|at (?:this|that"
    r"|the same|the current))"
)
_REAL = r"\b(?:target|limit|ceiling|last year|previous year|compared|against|budget of|allowance)\b"
_YEARS = r"(?!the year|a year|the (?:financial|monitoring|reporting|municipal) year)"
_NUMBER = r"(\d+|[a-z]+)"
_PARTS: tuple[tuple[str, int], ...] = (
    (rf"(?i)\b{_NUMBER} months?\b(?! average)", 12),
    (
        rf"(?i)\b{_NUMBER} quarters\b(?! of (?!the year|a year|the (?:financial|monitoring|reporting"
        rf"|municipal) year))",
        4,
    ),
    (rf"(?i)\b{_NUMBER} weeks\b", 52),
)
_FIRST = r"(?:first|opening) quarter|april to (?:the end of )?june|end of june|q(?:uarter )?(?:1|one)\b(?! (?:and|to))"
_SECOND = (
    r"half[ -](?:year|way)|mid[ -](?:year|point)|first half|end of september"
    r"|april to (?:the end of )?september"
    r"|q(?:uarter)?s? ?1 (?:and|to) (?:q(?:uarter)? ?)?2|second quarter|half of the year"
)
_THIRD = (
    r"end of december|april to (?:the end of )?december|three[- ]quarters of the (?:\w+ )?year|third quarter"
    r"|q(?:uarter)?s? ?1 to (?:q(?:uarter)? ?)?3|by christmas"
)
_NAMED = tuple((rf"(?i)\b(?:{words})", done) for done, words in enumerate((_FIRST, _SECOND, _THIRD), 1))


def year_end(report: Report) -> Iterator[Claim]:
    """List claims of what a year would come to."""
    for view in views(report):
        if len(view.counts) != 2 or view.shares or view.money:
            continue
        text = view.sentence.text
        if not (rule(_OUTCOME).search(text) and rule(_STRONG).search(text)) or rule(_REAL).search(text):
            continue
        so_far, total = sorted(view.counts, key=amount)
        if (
            total.hedge in ("", "about", "almost", "over", "under")
            and not so_far.hedge
            and so_far.value != total.value
        ):
            yield from settled(list(_readings(view, so_far, total)), sure=True)


def _readings(view: Figures, so_far: Number, total: Number) -> Iterator[Claim]:
    for done, of in parts_of_year(view):
        would = amount(so_far) * of / done
        if would < 5 * amount(total) < 25 * would:
            made = claim("projection", view.sentence, [total], [("so_far", so_far)])
            extra = tuple(
                Printed(str(each), Decimal(each), name=name) for name, each in (("periods", done), ("of", of))
            )
            yield replace(made, inputs=(*made.inputs, *extra))


def parts_of_year(view: Figures) -> list[tuple[int, int]]:
    """List what part of a year the words can mean: (9, 12) for nine months, (2, 4) for two quarters."""
    text = view.sentence.text
    found = [(done, 4) for pattern, done in _NAMED if re.search(pattern, text)]
    if re.search(r"(?i)\b(?:second|third|fourth|last) quarter\b", text):
        found.append((1, 4))  # that quarter alone
    for pattern, of in _PARTS:
        for match in re.finditer(pattern, text):
            word = match[1].lower()
            done = int(word) if word.isdigit() else SMALL.get(word, 0)
            if 0 < done < of and (done, of) not in found:
                found.append((done, of))
    last = elapsed(view.sentence, view.sentence.paragraph.heading)
    return found or ([last] if last and last[0] < last[1] else [])
