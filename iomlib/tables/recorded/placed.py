"""Which area, force and offence a row is of, by the mapping file. What nobody knows is a problem, never a guess."""

from typing import Any, NamedTuple, Protocol

from iomlib.errors import nearest
from iomlib.tables.kinds import shown
from iomlib.tables.recorded.mapping import Kind, Mapping, Offence
from iomlib.tables.recorded.words import folded, is_incident, is_total


class Scheme(Protocol):
    """What is asked of the names of offences."""

    def of(self, scheme: str, text: str) -> tuple[str, str] | None:
        """Give group and subgroup of a category, or None where nobody knows it."""

    def nearest(self, scheme: str, text: str) -> str:
        """Ask after the nearest category of a scheme."""


class Where(NamedTuple):
    """Where a crime belongs, and the force of the area if it is known."""

    place: str
    id: str
    name: str
    code: str
    force: str


class Unknown(NamedTuple):
    """A text that nobody knows: the column of it, what was found, and what to do."""

    role: str
    text: str
    found: str
    allowed: str


class Placing:
    """Finds areas, forces and offences; the same text is looked up once."""

    def __init__(self, mapping: Mapping, names: Any, offences: Scheme | None = None) -> None:
        """Take what things are called: by the mapping, by `read_names`, by `read_offences`."""
        self.mapping, self.names, self.offences = mapping, names, offences
        self.notes: dict[str, None] = {}
        self._apart = {folded(text): place for text, place in mapping.area.apart.items()}
        self._offences = {folded(text): entry for text, entry in mapping.offence.names.items()}
        self._known: dict[tuple[str, str, str], Any] = {}

    def area(self, code: str, name: str) -> Where | Unknown:
        """Find the place of a row by its code and its name, as far as the file has them."""
        key = ("area", code, name)
        if key not in self._known:
            self._known[key] = self._area(code, name)
        return self._known[key]  # type: ignore[no-any-return]

    def _area(self, code: str, name: str) -> Where | Unknown:
        for text in (name, code):
            if text and (place := self._apart.get(folded(text))):
                return Where(place, "", name or code, "", "")
        area = self.mapping.area
        if area.fixed is not None:
            return self._fixed(area.fixed)
        role = "area" if area.column else "code"
        if not (code or name):
            return Unknown(
                role,
                "",
                "is blank",
                "Write it in each row, also where cells were merged, or move file.last or file.stop.",
            )
        level = area.find or "partnership"
        found = self.names.find(level, code, name)
        text = name or code
        if found.place is None:
            allowed = found.note or self._no_area(level, text)
            return Unknown(role, text, f"{shown(text)} is no known {_CALLED[level]}", allowed)
        if found.note:
            self.notes[found.note] = None
        return Where("area", *found.place)

    def _fixed(self, id: str) -> Where | Unknown:
        level = self.mapping.area.find
        finders = {
            "partnership": self.names.partnership,
            "force": self.names.force,
            "authority": self.names.authority,
        }
        found = [
            place for each in ([level] if level else ["partnership", "force"]) if (place := finders[each](id))
        ]
        exact = [place for place in found if place.id == id] or found
        if exact:
            return Where("area", *exact[0])
        return Unknown("", id, f"{shown(id)} is no known area", "Write an id of areas.csv under area.fixed.")

    def _no_area(self, level: str, text: str) -> str:
        if is_total(text):
            return (
                "If it is a total, name it under totals. If it is no area, write under area.apart what it is."
            )
        near = self.names.nearest(level, text)
        lookup = "" if self.names.known or level == "force" else " Give the ONS lookup with --lookup."
        return f"{near} If it is no area, write under area.apart what it is.{lookup}"

    def force(self, text: str) -> str | Unknown:
        """Find the id of the force that recorded a row; blank where the mapping names none."""
        rule = self.mapping.force
        text = (rule.fixed or text) if rule else ""
        if not rule:
            return ""
        if not text:
            return Unknown("force", "", "is blank", "Write the force.")
        key = ("force", "", text)
        if key not in self._known:
            found = self.names.force(text)
            near = "" if found else self.names.nearest("force", text)
            self._known[key] = (
                found.id if found else Unknown("force", text, f"{shown(text)} is no known force", near)
            )
        return self._known[key]  # type: ignore[no-any-return]

    def offence(self, text: str) -> Offence | Unknown:
        """Find what an offence of the file is called here."""
        rule = self.mapping.offence
        if rule.fixed is not None:
            return rule.fixed
        if found := self._offences.get(folded(text)):
            return found
        if rule.scheme and self.offences and (pair := self.offences.of(rule.scheme, text)):
            kind: Kind = "incident" if is_incident(text) or is_incident(pair[0]) else rule.kind
            return Offence(group=pair[0], subgroup=pair[1], kind=kind)
        if not text:
            return Unknown("offence", "", "is blank", "Write the offence, or move file.last or file.stop.")
        near = nearest(text, [*self.mapping.offence.names])
        if rule.scheme and self.offences and not self.mapping.offence.names:
            near = self.offences.nearest(rule.scheme, text)
        total = " If it is a total, name it under totals." if is_total(text) else ""
        where = f"the scheme {rule.scheme} and " if rule.scheme else ""
        return Unknown("offence", text, f"{shown(text)} is not in {where}offence.names", near + total)


_CALLED = {"partnership": "partnership", "authority": "local authority", "force": "police force"}
