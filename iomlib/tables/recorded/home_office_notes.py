"""What a Home Office workbook says of itself, and what an analyst is told of what was read."""

import re
from collections.abc import Iterable, Iterator

from iomlib.periods import Quarter
from iomlib.tables.recorded.home_office_rows import Sums
from iomlib.tables.recorded.offences import key_of
from iomlib.tables.recorded.workbook import Page

_DAY = r"(\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+ \d{4}|\d{4}-\d{2}-\d{2})"
_RELEASE = re.compile(
    rf"(?:last )?(?:updated|published|release date|date of release)\s*(?:on)?:?\s*{_DAY}", re.I
)
_HEADINGS = {"force notes": "Force Notes", "additional notes": "Additional Notes"}
_SINCE = re.compile(r"\bfrom (?:[A-Z][a-z]+ )?(\d{4})")
# Other words under a table may name who made it: they are counted and not repeated.
_FOOTNOTE = re.compile(r"[\d*\u2020\[(]|notes?\b|source\b|footnote", re.I)
_LONGEST, _MOST = 600, 60


def release_of(pages: Iterable[Page]) -> str:
    """Find the day of the release in the sheets of words, blank if none says it.

    Examples
    --------
    >>> release_of([Page("Notes", [["Notes"], ["Updated: 23 July 2026"]])])
    '23 July 2026'
    """
    for page in pages:
        for cells in page.rows:
            if found := _RELEASE.search(" ".join(filter(None, cells))):
                return found[1]
    return ""


def notes_of(pages: Iterable[Page]) -> list[str]:
    """Give the force notes and additional notes, each with its heading.

    Examples
    --------
    >>> notes_of([Page("Notes", [["Force Notes"], ["Kent", "See the bulletin."]])])
    ['Force Notes: Kent: See the bulletin.']
    """
    found = []
    for page in pages:
        heading = ""
        for cells in page.rows:
            words = [cell for cell in cells if cell]
            if not words:
                continue
            if title := _HEADINGS.get(key_of(words[0]).rstrip(":")):
                heading, words = title, words[1:]
            if heading and words:
                text = " ".join(": ".join(word.rstrip(":") for word in words).split())
                found.append(f"{heading}: {_short(text)}")
    return found[:_MOST]


def partial_areas(notes: Iterable[str], written: dict[str, set[tuple[str, str]]]) -> dict[str, int]:
    """Find areas of which a note says that their crimes stand under an unassigned group.

    ``written`` is, by id, what the rows of an area call its police force and its partnership.

    Returns
    -------
    By id of the area, the calendar year from which that holds; 0 where the note does not say.

    Examples
    --------
    >>> note = "Kent: crimes of Medway are recorded under an unassigned CSP group from 2024 onwards"
    >>> partial_areas([note], {"medway": {("Kent", "Medway")}, "swale": {("Kent", "Swale")}})
    {'medway': 2024}
    """
    found: dict[str, int] = {}
    for note in notes:
        words = _words(note)
        if " unassigned " not in words:
            continue
        since = _SINCE.search(note)
        for area, names in written.items():
            # A note begins with the police force, which a partnership may be called after.
            if any(_words(name) in words.replace(_words(force), " ", 1) for force, name in names):
                found[area] = min(int(since[1]) if since else 0, found.get(area, 9999))
    return found


def _words(text: str) -> str:
    return f" {' '.join(re.findall('[a-z0-9]+', key_of(text)))} "


def told(sums: Sums, partial: dict[str, int]) -> Iterator[str]:
    """Say what was kept apart, added up and flagged, in the order in which an analyst should know."""
    for where, (rows, crimes) in sorted(sums.apart.items()):
        yield f"Kept apart, {where.place}: {where.area_name}, {_number(rows, 'row')}, {_number(crimes, 'crime')}."
    if sums.below:
        cells = _number(len(sums.below), "cell")
        yield f"{cells} below 0, together {sum(sums.below):,}: corrections of earlier figures, kept."
    if repeated := sum(rows for _, rows in sums.crimes.values() if rows > 1):
        yield f"{_number(repeated, 'row')} have the year, quarter, area and offence of another row; all are added."
    for state, words in (
        ("missing", "have no count: missing, and not 0"),
        ("suppressed", "are suppressed: not known, and not 0"),
        ("not in series", "are of a category that does not exist in the period: no count, and not 0"),
    ):
        if sums.cells[state]:
            yield f"{_number(sums.cells[state], 'cell')} {words}."
    if sums.cells["stray"]:
        cells = _number(sums.cells["stray"], "cell")
        yield f"{cells} with crimes of a category outside its dates, kept."
    for (group, subgroup), rows in sorted(sums.regrouped.items()):
        yield f"{_number(rows, 'row')} of {subgroup} stand under {group}, and are counted in its usual group."
    for area, year in sorted(partial.items()):
        since = f" from {year} on" if year else ""
        yield f"Flagged as partial{since}: {area}, of which a note says that crimes stand elsewhere."
    yield from _part_years({quarter for _, quarter in sums.covers})
    notes = [note for note in dict.fromkeys(sums.footnotes) if _FOOTNOTE.match(note)]
    yield from (f"Under the table: {_short(note)}" for note in notes[:_MOST])
    if others := len(sums.footnotes) - len(notes):
        yield f"{_number(others, 'line')} of words among the rows, left out."


def _part_years(quarters: set[Quarter]) -> Iterator[str]:
    for year in sorted({quarter.year for quarter in quarters}):
        numbers = sorted(quarter.number for quarter in quarters if quarter.year == year)
        if len(numbers) < 4:
            listed = ", ".join(map(str, numbers))
            yield f"{Quarter(year, 1).financial_year} has only quarter{'s' * (len(numbers) > 1)} {listed}."


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
