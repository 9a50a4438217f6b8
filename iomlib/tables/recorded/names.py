"""Which area a name or code means, whoever wrote it: police.uk, the Home Office, the ONS, a council.

A name that could mean two places, or none, gives None: an area is never guessed. ``nearest`` puts it
into words. What is known of local authorities comes from the user's ONS lookup (``lookup.py``).
"""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from iomlib.errors import DataError
from iomlib.errors import nearest as nearest_of
from iomlib.tables.contracts_names import ForceNameRow, PartnershipNameRow
from iomlib.tables.contracts_params import AreaRow
from iomlib.tables.lookup import read_rows
from iomlib.tables.recorded.lookup import Authority, read_lookup

Level = Literal["force", "partnership", "authority"]

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`\u00b4.]")
_TURNED = re.compile(r"(.+), ((?:the )?(?:city|county|borough) of)")
_OF_FORCES = re.compile(
    " (police service|police force area|police area|police force|police|constabulary|force)"
)
_OF_AUTHORITIES = re.compile(
    r"(the|london borough of|royal borough of|borough of) | (ua|csp|community safety partnership|\(ua\))$"
)
_OF_CITIES = re.compile("(city|county) of ")
_NOT_THE_CITY = {"london"}  # 'London' is all of it


class Place(NamedTuple):
    """An area as reports name it. ``force`` is the id of its police force area, blank if nobody said."""

    id: str
    name: str
    code: str
    force: str


class Found(NamedTuple):
    """The place that a code and a name mean, and what a reader should be told of how it was found."""

    place: Place | None
    note: str = ""


class _Index:
    """Places by all their spellings. A spelling of two places is of none."""

    def __init__(self) -> None:
        self.places: dict[str, Place | None] = {}
        self.shown: set[str] = set()

    def add(self, place: Place, spellings: Iterable[str], *, show: str = "") -> None:
        for spelling in filter(None, spellings):
            known = self.places.setdefault(spelling, place)
            if known is None or known.id != place.id:
                self.places[spelling] = None
        self.shown.add(show or place.name)

    def fill(self, place: Place, spelling: str) -> None:
        """Add a spelling of which nothing is known yet."""
        self.places.setdefault(spelling, place)


class Names:
    """What places are called. Made by `read_names`."""

    def __init__(
        self,
        areas: list[AreaRow],
        forces: list[ForceNameRow],
        also: list[PartnershipNameRow],
        lookup: list[Authority],
    ) -> None:
        """Take the tables; ``lookup`` is empty where none was given."""
        self.known = bool(lookup)
        self.authorities: dict[str, dict[str, str]] = {}  # of each partnership: names by code
        self._indexes: dict[Level, _Index] = {
            "force": _Index(),
            "partnership": _Index(),
            "authority": _Index(),
        }
        self._forces(areas, forces)
        self._partnerships(areas, also, lookup)

    def force(self, text: str) -> Place | None:
        """Find a police force by its folder name, any spelling of its name, its id or its ONS code.

        British Transport Police (``btp``) and the police of Northern Ireland are found without a code:
        their counts are of no area in England and Wales.
        """
        return self._find("force", text)

    def partnership(self, text: str) -> Place | None:
        """Find a community safety partnership by its name, of whatever vintage, its id or its ONS code."""
        return self._find("partnership", text)

    def authority(self, text: str) -> Place | None:
        """Find the partnership that a local authority is in, by its name or ONS code."""
        return self._find("authority", text)

    def find(self, level: Level, code: str, name: str) -> Found:
        """Find a place by code and, where the code is unknown, by name: codes change more often than names.

        A code and a name that mean two places are no place, and the note says so.
        """
        by_code = self._find(level, code) if code else None
        by_name = self._find(level, name) if name else None
        if by_code and by_name and by_code.id != by_name.id:
            return Found(None, f"{code} is {by_code.name}, and not {name}.")
        if code and by_name and not by_code:
            return Found(by_name, f"{code} is not a known code; {name} was found by its name.")
        return Found(by_code or by_name)

    def nearest(self, level: Level, text: str) -> str:
        """Ask after the nearest name that is known, for a message."""
        return nearest_of(text, sorted(self._indexes[level].shown))

    def _find(self, level: Level, text: str) -> Place | None:
        index, code = self._indexes[level].places, text.strip()
        for spelling in (code, *_spellings(text, level)):
            if spelling in index:
                return index[spelling]
        return None

    def _forces(self, areas: list[AreaRow], forces: list[ForceNameRow]) -> None:
        index = self._indexes["force"]
        ours = {row.ons_code: row for row in areas if row.kind == "police force area"}
        for row in forces:
            area = ours.pop(row.ons_code, None) if row.ons_code else None
            id, name = (area.id, area.name) if area else (row.id, row.ons_name or row.falls_within)
            place = Place(id, name, row.ons_code or "", id)
            written = (row.id, row.falls_within, row.home_office, row.ons_name, name)
            spellings = {each for text in written for each in _spellings(text, "force")}
            index.add(place, (row.ons_code or "", id, *sorted(spellings)))
        for rest in ours.values():
            place = Place(rest.id, rest.name, rest.ons_code or "", rest.id)
            index.add(place, (place.code, rest.id, *_spellings(rest.name, "force")))

    def _partnerships(
        self, areas: list[AreaRow], also: list[PartnershipNameRow], lookup: list[Authority]
    ) -> None:
        index, authorities = self._indexes["partnership"], self._indexes["authority"]
        ours = [row for row in areas if row.kind == "community safety partnership"]
        ids = self._ids(ours, also, lookup)
        for row in lookup:
            force = self.force(row.force_code) or self.force(row.force)
            place = Place(*ids[row.partnership_code], row.partnership_code, force.id if force else "")
            spellings = (place.code, place.id, *_spellings(row.partnership, "partnership")[:1])
            index.add(place, spellings)
            authorities.add(place, (row.code, *_spellings(row.name, "authority")[:1]), show=row.name)
            self.authorities.setdefault(place.id, {})[row.code] = row.name
        for area in ours:
            same = index.places.get(area.ons_code or "") or index.places.get(area.id)
            place = same or Place(area.id, area.name, area.ons_code or "", "")
            index.add(place, (area.ons_code or "", area.id, key_of(area.name, "partnership")), show=area.name)
        for level in ("partnership", "authority"):
            _former_names(self._indexes[level], also)
            _loose_names(self._indexes[level])

    def _ids(
        self, ours: list[AreaRow], also: list[PartnershipNameRow], lookup: list[Authority]
    ) -> dict[str, tuple[str, str]]:
        """Give each partnership its id and name: those of areas.csv, or of its name."""
        by_code = {row.ons_code: row for row in ours}
        by_name = {key_of(row.name, "partnership"): row for row in ours}
        stable = {key_of(row.also, "partnership"): row.name for row in also}
        forces = {place.id for place in self._indexes["force"].places.values() if place}
        ids: dict[str, tuple[str, str]] = {}
        for code, name in sorted({(row.partnership_code, row.partnership) for row in lookup}):
            key = key_of(name, "partnership")
            if known := by_code.get(code) or by_name.get(key):
                ids[code] = known.id, known.name
                continue
            id = slug(key_of(stable.get(key, name), "partnership"))
            id = f"{id}-csp" if id in forces else id
            taken = {each for each, _ in ids.values()} | {row.id for row in ours}
            ids[code] = (f"{id}-{code.lower()}" if id in taken else id), name
        return ids


def read_names(params: str | Path, lookup: str | Path | None = None) -> Names:
    """Read what forces and partnerships are called, and with a lookup which authority is in which.

    Raises
    ------
    DataError
        Every problem of the lookup, or of the tables in ``params``.

    Examples
    --------
    >>> names = read_names("params")
    >>> names.force("Devon & Cornwall Police").id, names.partnership("PETERBOROUGH UA").id
    ('devon-and-cornwall', 'peterborough')
    >>> names.known, names.authority("Torridge") is None
    (False, True)
    """
    folder = Path(params)
    areas = read_rows(folder / AreaRow.path, AreaRow)
    there = (folder / ForceNameRow.path).parent.is_dir()
    forces = read_rows(folder / ForceNameRow.path, ForceNameRow) if there else []
    also = read_rows(folder / PartnershipNameRow.path, PartnershipNameRow) if there else []
    rows = read_lookup(Path(lookup)) if lookup else []
    names = Names(areas, forces, also, rows)
    lost = sorted({row.force for row in rows if not (names.force(row.force_code) or names.force(row.force))})
    if lost and lookup:
        raise DataError(
            f"{Path(lookup).name}: {name} is not a known police force area. {names.nearest('force', name)} "
            f"A new one needs a row in {ForceNameRow.path}."
            for name in lost
        )
    return names


def key_of(text: str, level: Level) -> str:
    """Write a name as it is compared: no case, accents, apostrophes, `&` or `, City of`.

    Examples
    --------
    >>> key_of("Bristol, City of UA", "authority"), key_of("King\u2019s  Lynn & West Norfolk", "partnership")
    ('city of bristol', 'kings lynn and west norfolk')
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = " ".join(_APOSTROPHES.sub("", plain).split())
    if level != "force":
        plain = _trimmed(plain)
    if turned := _TURNED.fullmatch(plain):
        plain = f"{turned[2]} {turned[1]}"
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def slug(text: str) -> str:
    """Write a name as an id: lower case, hyphens.

    Examples
    --------
    >>> slug("St. Helens")
    'st-helens'
    """
    return "-".join(re.findall("[a-z0-9]+", key_of(text, "partnership")))


def _trimmed(text: str) -> str:
    while (shorter := _OF_AUTHORITIES.sub("", text).strip()) != text:
        text = shorter
    return text


def _spellings(text: str, level: Level) -> list[str]:
    """Give the keys of a name, the most exact one first."""
    key = key_of(text, level)
    if level == "force":
        bare = _OF_FORCES.sub("", key) if _OF_FORCES.search(key) else key
        return [key, bare]
    bare = _OF_CITIES.sub("", key, count=1) if _OF_CITIES.match(key) else key
    return [key] if bare in _NOT_THE_CITY else [key, bare]


def _former_names(index: _Index, also: list[PartnershipNameRow]) -> None:
    for row in also:
        one, other = key_of(row.name, "partnership"), key_of(row.also, "partnership")
        for known, new in ((one, other), (other, one)):
            if place := index.places.get(known):
                index.fill(place, new)


def _loose_names(index: _Index) -> None:
    """Let `Bristol` mean `Bristol, City of` where nothing else has that name."""
    bare: dict[str, set[Place]] = {}
    for key, place in list(index.places.items()):
        if (
            place
            and _OF_CITIES.match(key)
            and (short := _OF_CITIES.sub("", key, count=1)) not in _NOT_THE_CITY
        ):
            bare.setdefault(short, set()).add(place)
    for short, places in bare.items():
        if len(places) == 1:
            index.fill(next(iter(places)), short)
