"""Whose crimes a row of a Home Office table counts: an area's, nobody's, or those of a whole country."""

import re
from typing import NamedTuple

from iomlib.tables.recorded.home_office_layout import CellError
from iomlib.tables.recorded.names import Names, Place
from iomlib.tables.recorded.offences import key_of

NOT_TERRITORIES = ("action fraud", "cifas", "uk finance", "financial fraud action uk", "ffa uk", "nfib")
_RAILWAY = ("british transport police", "btp")
_UNASSIGNED = re.compile(r"(.*\b)?(unassigned|unallocated|not assigned)\b.*")
_AIRPORT = re.compile(r".*\bairports?\b.*")
_REGIONS = (
    *("north east", "north west", "yorkshire and the humber", "yorkshire and humber", "east midlands"),
    *("west midlands", "east of england", "east", "london", "greater london", "south east", "south west"),
    *("inner london", "outer london", "met police area"),
)
_COUNTRIES = (
    *("england and wales", "england", "wales", "united kingdom", "uk", "great britain", "scotland"),
    *("northern ireland", "english regions"),
)
_SUM = re.compile(r"(all|total|totals|grand total)\b.*|.*\b(total|region)s?")
_TWICE = "It holds the crimes of other rows once more, or of no area here: delete such rows."
_LOOKUP = "Give the ONS lookup of authorities, partnerships and police force areas: iom import --lookup FILE."


class Where(NamedTuple):
    """A place as the table of recorded crime has it, and what no second file may cover of it."""

    area: str
    area_name: str
    area_code: str
    recorded_by: str
    place: str
    covers: str


def whereabouts(names: Names, force: str, partnership: str | None) -> Where:
    """Find what a row counts for. ``partnership`` is None in a table of police force areas.

        Examples
        --------
        >>> from iomlib.tables.recorded.home_office_layout import CellError
    from iomlib.tables.recorded.names import read_names
        >>> whereabouts(read_names("params"), "Action Fraud", None).place
        'not a territory'
        >>> whereabouts(read_names("params"), "Kent", "Unassigned Kent")[:5]
        ('', 'Unassigned Kent', '', 'kent', 'unassigned')
    """
    key = key_of(force)
    if key in NOT_TERRITORIES:
        return Where("", _plain(force), "", "", "not a territory", key)
    if key in _RAILWAY:
        return Where("btp", "British Transport Police", "", "btp", "railway", "btp")
    found = _force(names, force)
    if partnership is None:
        return Where(found.id, found.name, found.code, found.id, "area", found.id)
    return _partnership(names, found, partnership)


def _force(names: Names, text: str) -> Place:
    place = names.force(_plain(text))
    if place is not None and place.id not in ("btp", "northern-ireland"):
        return place
    if not text:
        raise CellError("force", "blank, where a police force is needed", "Fill it in.")
    if _UNASSIGNED.fullmatch(key_of(text)):
        raise CellError("force", "is unassigned crime of no police force", "Name the police force.")
    _refuse_sum("force", text)
    raise _unknown("force", "police force", text, names.nearest("force", text))


def _partnership(names: Names, force: Place, text: str) -> Where:
    key, name = key_of(text), _plain(text)
    if not text:
        raise CellError("partnership", "blank, where a partnership is needed", "Fill it in.")
    if _UNASSIGNED.fullmatch(key):
        return Where("", name, "", force.id, "unassigned", f"{force.id} {key}")
    place = names.partnership(name)
    if place is None and _AIRPORT.fullmatch(key):
        return Where("", name, "", force.id, "not a territory", f"{force.id} {key}")
    if place is None:
        _refuse_sum("partnership", text)
        if not names.known:
            found = "is not among the partnerships of areas.csv, and no lookup was given"
            raise CellError("partnership", found, _LOOKUP)
        allowed = f"{names.nearest('partnership', text)} A renamed one needs a row in names/partnerships.csv."
        raise _unknown("partnership", "partnership", text, allowed)
    if place.force and place.force != force.id:
        found = f"{place.name} is in the police force area {place.force}, and not in {force.id}"
        raise CellError("partnership", found, "Mend the partnership or the police force.")
    return Where(place.id, place.name, place.code, force.id, "area", place.id)


def _refuse_sum(column: str, text: str) -> None:
    key = key_of(text)
    if key in _COUNTRIES or key in _REGIONS or _SUM.fullmatch(key):
        known = f"{_plain(text)} " if key in _COUNTRIES or key in _REGIONS else ""
        raise CellError(column, f"{known}is a total of areas and no area", _TWICE)


def _unknown(column: str, what: str, text: str, allowed: str) -> CellError:
    """Repeat a name only where it is near to a known one: what else stands there may be about a person."""
    near = allowed.startswith("Did you mean")
    return CellError(column, f"{text} is not a known {what}" if near else f"is not a known {what}", allowed)


def _plain(text: str) -> str:
    """Take a footnote mark off a name.

    Examples
    --------
    >>> _plain("Metropolitan Police[Note 6]")
    'Metropolitan Police'
    """
    return re.sub(r"\s*\[[^\]]*\]\s*$", "", text).strip()
