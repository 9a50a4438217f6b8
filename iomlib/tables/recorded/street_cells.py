"""What the cells of a street-level row mean. Each text is looked at once, however many rows have it."""

import re
from collections.abc import Callable, Mapping
from threading import Lock
from typing import NamedTuple, Protocol

from iomlib.tables.recorded.names import Names
from iomlib.tables.recorded.personal import told

MONTH, FORCE, KIND = "Month", "Falls within", "Crime type"
SPOT_NAME, SPOT_CODE = "LSOA name", "LSOA code"
SCHEME = "police-uk"
NOWHERE = 0  # the number of a row that has no location
BAD = -1

_MONTH = re.compile(r"(19|20)\d{2}-(0[1-9]|1[0-2])", re.ASCII)
_SPOT = re.compile(r"(.*\S) \d{3}[A-Z]", re.ASCII)
_CODE = re.compile(r"[A-Z]\d{8}", re.ASCII)
_SHIFTED = "If the cells of this row are shifted, take the file from data.police.uk again."


class Offences(Protocol):
    """What is known of categories: `iomlib.tables.recorded.offences.Offences`."""

    def of(self, scheme: str, text: str) -> tuple[str, str] | None:
        """Give the group and subgroup that a category means, None if nobody knows it."""


class Refused(NamedTuple):
    """Why a text is not what its column should hold: two sentences, as a `Problem` has them."""

    found: str
    allowed: str


class Expected(NamedTuple):
    """What the name of a file says of its rows: a month and the id of a force, blank if nothing."""

    month: str = ""
    force: str = ""


class Numbered:
    """Texts and the number of each, in the order in which they came; safe for readers side by side.

    Examples
    --------
    >>> words = Numbered(lambda text: text or Refused("blank", "Fill it in."))
    >>> words.number("Drugs"), words.number(" Drugs"), words.number("")
    (0, 0, -1)
    """

    def __init__(self, read: Callable[[str], str | Refused]) -> None:
        """Take what reads a text: into what it says, or into why it is refused."""
        self.texts: list[str] = []
        self.refused: dict[str, Refused] = {}
        self._read, self._lock = read, Lock()
        self._found: dict[str, int] = {}
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Give the number of what a cell says, ``BAD`` if it is refused."""
        found = self._found.get(text)
        return self._learnt(text) if found is None else found

    def numbers(self, texts: list[str]) -> list[int]:
        """Give the number of each of several texts."""
        found = list(map(self._found.get, texts))
        return [
            self._learnt(text) if number is None else number
            for text, number in zip(texts, found, strict=True)
        ]

    def _learnt(self, text: str) -> int:
        read = self._read(text.strip())
        with self._lock:
            if isinstance(read, Refused):
                self.refused[text] = read
                return self._found.setdefault(text, BAD)
            number = self._numbers.setdefault(read, len(self.texts))
            if number == len(self.texts):
                self.texts.append(read)
            return self._found.setdefault(text, number)


class Cells:
    """The meaning of the cells that are needed: month, force, place and category.

    Examples
    --------
    >>> from iomlib.tables.recorded.names import read_names
    >>> class Known:
    ...     def of(self, scheme, text):
    ...         return ("Drugs", "") if text == "Drugs" else None
    >>> cells = Cells(read_names("params"), Known())
    >>> cells.columns["Crime type"].number("Drugs"), cells.columns["Crime type"].number("Parking")
    (0, -1)
    """

    def __init__(self, names: Names, offences: Offences, spots: Mapping[str, str] | None = None) -> None:
        """Take names, categories and, where the user has it, which authority each LSOA code is in."""
        self._names, self._offences, self._spots = names, offences, spots
        self.spot = SPOT_CODE if spots else SPOT_NAME
        self.columns = {
            MONTH: Numbered(_month),
            FORCE: Numbered(self._force),
            self.spot: Numbered(self._by_code if spots else _by_name),
            KIND: Numbered(self._kind),
        }
        self.columns[self.spot].number("")  # NOWHERE

    def meaning(self, column: str, text: str) -> str:
        """Give what a cell says, blank if it is refused."""
        number = self.columns[column].number(text)
        return "" if number == BAD else self.columns[column].texts[number]

    def refusal(self, column: str, text: str, expected: Expected) -> Refused | None:
        """Say why a text is refused in a file whose name says what is expected."""
        column_of = self.columns[column]
        number = column_of.number(text)
        if number == BAD:
            return column_of.refused[text]
        read = column_of.texts[number]
        if column == MONTH and expected.month not in ("", read):
            allowed = f"Its name says {expected.month}. A file of several months needs another name."
            return Refused(f"{read} is not the month of the file", allowed)
        if column == FORCE and read != expected.force:
            if known := self._names.force(read):
                allowed = f"Its name says {expected.force}. A file of several forces needs another name."
                return (
                    Refused(f"{known.id} is not the force of the file", allowed) if expected.force else None
                )
            if not expected.force:
                allowed = self._names.nearest("force", read)
                return Refused(f"{told(read, allowed)} is not a known police force", f"{allowed} {_SHIFTED}")
        return None

    def _force(self, text: str) -> str | Refused:
        if not text:
            return Refused("blank, where the police force should be named", _SHIFTED)
        known = self._names.force(text)
        return known.id if known else text

    def _by_code(self, text: str) -> str | Refused:
        if not text:
            return ""
        if not _CODE.fullmatch(text):
            return Refused(f"{told(text)} is not an LSOA code", _SHIFTED)
        if authority := (self._spots or {}).get(text):
            return authority
        if text[0] not in "EW":
            return text  # of Scotland or Northern Ireland: in no territory
        allowed = "Give the lookup of the ONS for the year of these counts: codes change with each census."
        return Refused(f"{text} is not in the lookup of LSOA codes", allowed)

    def _kind(self, text: str) -> str | Refused:
        if not text:
            return Refused("blank, where the crime type should be", _SHIFTED)
        if self._offences.of(SCHEME, text):
            return text
        nearest: Callable[[str, str], str] | None = getattr(self._offences, "nearest", None)
        words = f"{nearest(SCHEME, text)} " if nearest else ""
        return Refused(f"{told(text, words)} is not a known crime type", f"{words}{_SHIFTED}")


def _month(text: str) -> str | Refused:
    if _MONTH.fullmatch(text):
        return text
    return Refused(f"{told(text) or 'blank'} is not a month", f"Months are written like 2018-10. {_SHIFTED}")


def _by_name(text: str) -> str | Refused:
    if not text:
        return ""
    if found := _SPOT.fullmatch(text):
        return found[1]
    return Refused(
        f"{told(text)} is not an LSOA name", f"They are written like Peterborough 001A. {_SHIFTED}"
    )
