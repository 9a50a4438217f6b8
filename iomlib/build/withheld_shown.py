"""Whether what a public page says of people agrees with the counts that its notebook recorded as protected."""

import re
from collections.abc import Iterable, Iterator

from iomlib.blocks import Chart, Figure, Sentence, Table
from iomlib.build.document import Document
from iomlib.disclosure.profile import Profile

_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
_WHO = "people|person|persons|women|woman|men|man|others|offenders|prisoners|children"
# "8 fewer of every 100 people", "fewer than 10 people" and "shares need 100 people" count nobody.
_NOT_AFTER = "".join(f"(?<!{word} )" for word in ("per", "every", "each", "than", "need", "needs"))
_PEOPLE = re.compile(
    rf"{_NOT_AFTER}(?<![\w.,£−+-])(?:(?P<part>{_NUMBER}) of (?:the )?(?:about )?)?(?P<people>{_NUMBER}) "
    rf"(?:other |young |of (?:them|these) )?(?:{_WHO})\b(?! in \d)"  # "people in 300 households" are of a census
)
_WHOLE = re.compile(_NUMBER)
_ANY = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LOOKED_AT = ("people", "method")
_NEAR = 1e-9
_END = "Show what iomlib.report.withholding.published gave, and record it (withholding.record)."


def unexplained(document: Document, rule: Profile) -> list[str]:
    """List what a page says of people that is not among its recorded counts, or worked out from them.

    Parameters
    ----------
    document
        A public report: ``counts`` has what was recorded.
    rule
        By which counts are shown.

    Returns
    -------
    A sentence for each figure, cell or text with a number of people that nothing recorded accounts for. A count has
    to be one of those recorded, a percentage the ratio of two of them (or of arrests beside it), a number in a table
    one of the figures of the table. Words of tables, charts and sentences are read for "42 people" and the like; that
    of a published report may be said too.
    """
    known = {shown for counts in document.counts for shown in counts.cells.values() if shown is not None}
    blocks = [part for part in document.parts if isinstance(part, Table | Chart | Sentence)]
    printed = {number for block in blocks if block.disclosure == "published" for number in _printed(block)}
    problems = []
    for block in blocks:
        if block.disclosure == "people":
            problems += [f"{figure.id} {said} {_END}" for figure, said in _figures(block, known, rule)]
            problems += [f"{_name(block)}: {said} {_END}" for said in _cells(block, known)]
        if block.disclosure in _LOOKED_AT:
            problems += [f"{_name(block)}: {said} {_END}" for said in _words(block, known | printed)]
    return problems


def _name(block: Table | Chart | Sentence) -> str:
    return "a sentence" if isinstance(block, Sentence) else block.id


def _figures(
    block: Table | Chart | Sentence, known: set[float], rule: Profile
) -> Iterator[tuple[Figure, str]]:
    events = {figure.id.rpartition(".")[0] for figure in block.figures if figure.unit == "count of events"}
    for figure in block.figures:
        if figure.value is None:
            continue
        if figure.unit == "count" and figure.lower is None and figure.value not in known:
            yield figure, "is a count of people that is not recorded."
        if figure.unit == "number" and not figure.places and rule.shown(figure.value) != figure.value:
            yield figure, f"is a whole number that is not rounded to {rule.base}."
        ofevents = figure.id.rpartition(".")[0] in events
        if figure.unit.startswith("share") and not ofevents and not _is_ratio(figure.value, known, rule):
            yield figure, "is a percentage that is not that of two recorded counts."


def _is_ratio(share: float, known: set[float], rule: Profile) -> bool:
    """Say whether a share is one of two counts that are shown, of people enough, or is in whole percent."""
    if abs(100 * share - round(100 * share)) < _NEAR:
        return True
    groups = [count for count in known if count >= rule.percent_from]
    return any(
        abs(share * count - round(share * count)) < _NEAR and round(share * count) in known
        for count in groups
    )


def _cells(block: Table | Chart | Sentence, known: set[float]) -> Iterator[str]:
    """Find numbers in a table that are no figures of it; of a chart, whole ones that are not recorded either."""
    if isinstance(block, Sentence):
        return
    shown = {part for figure in block.figures for part in re.split(r" \(|\)", figure.text)}
    for row in block.rows:
        for head, cell in zip(block.columns[1:], row[1:], strict=True):
            whole = _WHOLE.fullmatch(cell)
            recorded = whole is not None and _value(cell) in known
            looked_at = bool(_ANY.search(cell)) if isinstance(block, Table) else whole is not None
            if head.number and looked_at and cell not in shown and not recorded:
                yield f"a number under “{head.text}” is no figure and not recorded."


def _words(block: Table | Chart | Sentence, known: set[float]) -> Iterator[str]:
    own = {abs(number) for figure in block.figures for number in _numbers([figure.text])}
    for text in _texts(block):
        for found in _PEOPLE.finditer(text):
            said = [_value(number) for number in found.groups() if number is not None]
            if not set(said) <= known | own:
                hidden = re.sub(r"\d", "#", text[max(0, found.start() - 30) : found.end() + 30])
                yield f"says a number of people that is not recorded (“{hidden}”)."


def _texts(block: Table | Chart | Sentence) -> list[str]:
    if isinstance(block, Sentence):
        return block.sentences
    said = block.notes if isinstance(block, Table) else [block.alt, block.shows]
    return [block.caption, *said, *(cell for row in block.rows for cell in row)]


def _printed(block: Table | Chart | Sentence) -> set[float]:
    values = {figure.value for figure in block.figures if figure.value is not None}
    return values | set(_numbers(_texts(block)))


def _numbers(texts: Iterable[str]) -> list[float]:
    return [_value(number) for text in texts for number in _ANY.findall(text)]


def _value(number: str) -> float:
    return float(number.replace(",", ""))
