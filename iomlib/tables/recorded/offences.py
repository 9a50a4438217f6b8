"""What each source calls its categories of offences, and which of them exist when.

A category that is not in ``params/names/offences.csv`` is told with the nearest name, and never dropped.
"""

import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import NamedTuple

from iomlib.errors import DataError, nearest
from iomlib.tables.contracts_names import OffenceNameRow
from iomlib.tables.lookup import read_rows
from iomlib.tables.problems import Problem, sentences

_DASHES = re.compile("\\s*[-\u2010-\u2015\u2212]\\s*")
_MARK = re.compile(r"\s*\[\s*(foot)?(notes?)?[\s\d,]*\]", re.IGNORECASE)
_ADD = f"Add a row to {OffenceNameRow.path} if it is a new one."


class Category(NamedTuple):
    """Where a category belongs, and from when to when it exists. A day that is not known is None."""

    group: str
    subgroup: str
    since: date | None
    until: date | None


class Offences:
    """Categories by the names that sources give them. Made by `read_offences`."""

    def __init__(self, rows: list[OffenceNameRow]) -> None:
        """Take the rows of the file."""
        self._rows: dict[tuple[str, str], Category] = {
            (row.scheme, key_of(row.found)): Category(
                row.offence_group, row.offence_subgroup, row.since, row.until
            )
            for row in rows
        }
        self._names: dict[str, list[str]] = {}
        for row in rows:
            self._names.setdefault(row.scheme, []).append(row.found)

    def find(self, scheme: str, text: str) -> Category | None:
        """Find a category by what a source calls it."""
        return self._rows.get((scheme, key_of(text)))

    def of(self, scheme: str, text: str) -> tuple[str, str] | None:
        """Give the offence group and subgroup of a category; the subgroup is blank where it is a group."""
        found = self.find(scheme, text)
        return None if found is None else (found.group, found.subgroup)

    def exists(self, scheme: str, text: str, start: date, end: date) -> bool:
        """Say whether a category exists in any part of a period. One that nobody knows is taken to exist.

        Where it does not exist, a 0 is no count: its state is ``not in series``.
        """
        found = self.find(scheme, text)
        if found is None:
            return True
        return not ((found.since and end < found.since) or (found.until and start > found.until))

    def nearest(self, scheme: str, text: str) -> str:
        """Ask after the nearest category of a scheme, for a message, and say where a new one is added."""
        return f"{nearest(text, sorted(self._names.get(scheme, [])))} {_ADD}"


def key_of(text: str) -> str:
    """Write a category as it is compared: no case, no footnote mark, one kind of dash and of `and`.

    Examples
    --------
    >>> key_of("Death or serious injury \u2013 unlawful  driving [note 3]")
    'death or serious injury - unlawful driving'
    >>> key_of("Burglary in a dwelling(outcome only)")
    'burglary in a dwelling (outcome only)'
    """
    plain = _MARK.sub("", unicodedata.normalize("NFKC", text).casefold().replace("&", " and "))
    return " ".join(_DASHES.sub(" - ", plain).replace("(", " (").split())


def read_offences(params: str | Path) -> Offences:
    """Read what categories of offences are called.

    Raises
    ------
    DataError
        What is wrong with the file, or two spellings in it that are compared as one.

    Examples
    --------
    >>> offences = read_offences("params")
    >>> offences.of("home-office", "Stalking and Harassment")
    ('Violence against the person', 'Stalking and harassment')
    >>> offences.of("police-uk-api", "violent-crime")
    ('Violence and sexual offences', '')
    >>> offences.exists("home-office", "Fraud: UK Finance", date(2017, 4, 1), date(2017, 6, 30))
    False
    """
    path = Path(params) / OffenceNameRow.path
    rows = read_rows(path, OffenceNameRow)
    seen: dict[tuple[str, str], str] = {}
    problems = []
    for number, row in enumerate(rows, 2):
        first = seen.setdefault((row.scheme, key_of(row.found)), row.found)
        if first != row.found:
            found = f"{row.found} is compared as {first} is"
            problems.append(Problem(number, 1, "found", found, "Keep one of the two rows.", row.found))
    if problems:
        raise DataError(sentences(path.name, problems))
    return Offences(rows)
