"""Finds columns that hold people, by what their heading says and by the shape of their values.

What is told is the name of the column and why. A value of it stands in no message.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from iomlib.tables.check import is_personal
from iomlib.tables.recorded.words import text_of

_ENOUGH = 0.6  # of the cells that are filled
_LOOKED_AT = 5000
_FEWEST = 3  # Two cells have no shape.
_HEADING = re.compile(
    r"\b(d\.?o\.?b|date of birth|birth ?date|born|surname|forenames?|firstname|lastname|initials?|alias(es)?|"
    r"post ?codes?|address(es)?|house (no|number|name)|telephone|phone|mobile|e-?mail|nino|ni number|"
    r"national insurance|pnc ?(id|no|number|ref)?|cro ?(no|number)?|custody (no|number|ref|record)\w*|"
    r"nominal( ?ref| ?id| ?no)?|passport|driv(er|ing) lic\w*|warrant no|suspect|victim|offender|complainant|"
    r"witness|defendant|aggrieved|occupant)\b",
    re.I,
)
_OF_COUNTS = re.compile(
    r"\b(count|number of|no\.? of|age ?(group|band)?|rate|total|gender|sex|ethnic\w*)\b", re.I
)
# Two words with capitals are usual there: wards, roads, stations, offences, outcomes.
_NO_NAMES = re.compile(
    r"\b(wards?|areas?|boroughs?|districts?|location|lsoa|msoa|streets?|roads?|towns?|parish|region|beat|station|"
    r"division|sector|force|police|falls within|reported by|offences?|crimes?|types?|categor(y|ies)|class|group|"
    r"outcome|partnership|authority|csp|council|county|team|unit|source)\b",
    re.I,
)
_SHAPES = {
    "e-mail addresses": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "postcodes": re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.I),
    "telephone numbers": re.compile(r"(\+44|0044|0)[ \d()-]{9,14}\d"),
    "National Insurance numbers": re.compile(r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]", re.I),
    "numbers of the Police National Computer": re.compile(r"(19|20)?\d{2}/\d{4,7}[A-Z]", re.I),
    "names": re.compile(
        r"(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z][a-z'\u2019-]+(?: [A-Z]\.?)?(?: [A-Z][a-z'\u2019-]+){1,2}"
        r"|[A-Z][A-Za-z'\u2019-]+, [A-Z][A-Za-z'\u2019 .-]+"
    ),
}
# An offence or a total is two words with capitals, too.
_OF_TABLES = re.compile(
    r"\b(burglary|theft|robbery|violence|assault|wounding|drugs?|damage|arson|weapons?|sexual|rape|fraud|public|order|"
    r"vehicles?|homicide|murder|harassment|stalking|offences?|crimes?|totals?|all|unknown|recorded|force|police)\b",
    re.I,
)
_DAYS = (
    re.compile(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})", re.ASCII),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", re.ASCII),
)
_BY_NAMES = "most of its cells look like names"
_BEFORE, _SPREAD = 2010, 20


class Holds(NamedTuple):
    """A column that holds people: its place, and why it is thought so."""

    position: int
    why: str

    def named(self, address: str) -> str:
        """Name the column for a message: by its number where no headings stand there, but one more person.

        Examples
        --------
        >>> Holds(2, "most of its cells look like names").named("Ann Example"), Holds(2, "...").named("Date Of Birth")
        ('#3', 'Date Of Birth')
        """
        return f"#{self.position + 1}" if self.why == _BY_NAMES and may_be_name(address) else address


def people_in(header: Sequence[str], rows: Iterable[Sequence[Any]], known: Sequence[int] = ()) -> list[Holds]:
    """Find the columns that hold people.

    Parameters
    ----------
    header
        Names of the columns.
    rows
        Cells of the table.
    known
        Positions of columns with areas, offences or periods: many of those are two words with capitals, or days.

    Examples
    --------
    >>> people_in(["Area", "Who"], [["Leeds", "Ann Example"], ["York", "Bo Example"], ["Hull", "Cy Example"]], [0])
    [Holds(position=1, why='most of its cells look like names')]
    """
    columns: list[dict[Any, None]] = [{} for _ in header]
    for row in rows:
        for column, cell in zip(columns, row, strict=False):
            if cell is not None and len(column) < _LOOKED_AT:
                column.setdefault(cell)
    found = []
    for position, name in enumerate(header):
        named = position in known or bool(_NO_NAMES.search(name))
        plain = position in known and is_plain_name(name)
        why = ("" if plain else _by_heading(name)) or _by_shape(
            list(columns[position]), named=named, known=position in known
        )
        if why:
            found.append(Holds(position, why))
    return found


def is_plain_name(heading: str) -> bool:
    """Say whether a heading is the one word that may stand above areas as well as above people.

    Examples
    --------
    >>> is_plain_name("Name"), is_plain_name("Surname")
    (True, False)
    """
    return heading.strip().casefold() in ("name", "names")


def may_be_name(text: str) -> bool:
    """Say whether a text in a column of areas, offences, periods or counts may be a person's name.

    Examples
    --------
    >>> [may_be_name(text) for text in ("Ann Example", "Example, Ann", "EXAMPLE ANN", "Burglary Dwelling", "5*")]
    [True, True, True, False, False]
    """
    return _is_shaped("names", text) and not _OF_TABLES.search(text)


def speaks_of_people(name: str) -> bool:
    """Say whether a heading speaks of one person.

    Examples
    --------
    >>> speaks_of_people("Custody Number"), speaks_of_people("Number of Offences"), speaks_of_people("Area Name")
    (True, False, False)
    """
    return bool(_by_heading(name))


def are_values(header: Sequence[str], *, days: bool = True) -> bool:
    """Say whether a row of headings is a row of people instead, so that it is never shown.

    One or two days among the headings are values, unless ``days`` may stand there: months across are more.

    Examples
    --------
    >>> are_values(["ZZ99 9ZZ", "Burglary"]), are_values(["Ann", "01/02/1980"]), are_values(["Offence Group"])
    (True, True, False)
    """
    kinds = [pattern for what, pattern in _SHAPES.items() if what != "names"]
    if any(pattern.fullmatch(name) for name in header for pattern in kinds):
        return True
    return days and 0 < sum(1 for name in header if any(day.fullmatch(name) for day in _DAYS)) <= 2


def _by_heading(name: str) -> str:
    words = re.sub(r"[_\W]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).strip()
    if _OF_COUNTS.search(words) and not is_personal(name):
        return ""
    if is_personal(name) or _HEADING.search(words):
        return "its heading says so"
    return ""


def _by_shape(cells: list[Any], *, named: bool, known: bool) -> str:
    texts = [text for cell in cells if not isinstance(cell, date | bool) and (text := text_of(cell))]
    filled = len([cell for cell in cells if text_of(cell)])
    if filled < _FEWEST:
        return ""
    for what in _SHAPES:
        if what == "names" and named:
            continue
        if sum(1 for text in texts if _is_shaped(what, text)) > _ENOUGH * filled:
            return f"most of its cells look like {what}"
    if not known and _are_births(cells):
        return "its dates look like dates of birth"
    return ""


def _is_shaped(what: str, text: str) -> bool:
    """Hold a text against a shape; systems of the police often write names in capitals."""
    return _SHAPES[what].fullmatch(text.title() if what == "names" and text.isupper() else text) is not None


def _are_births(cells: list[Any]) -> bool:
    """Say whether most cells are days of many years, most of them long ago."""
    years = [year for cell in cells if (year := _year(cell))]
    if len(years) <= _ENOUGH * len(cells):
        return False
    return (
        sum(1 for year in years if year < _BEFORE) > _ENOUGH * len(years)
        and max(years) - min(years) >= _SPREAD
    )


def _year(cell: Any) -> int:
    if isinstance(cell, date):
        return cell.year
    found = next((found for day in _DAYS if (found := day.match(text_of(cell)))), None)
    return int(found["y"]) if found else 0
