"""What is told of street-level files: what each is, what was put apart, what may be missing from it."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from iomlib.tables.recorded.contract import SourceFile
from iomlib.tables.recorded.street_places import (
    NO_LOCATION,
    NO_TERRITORY,
    ON_RAILWAY,
    OTHER_FORCE,
    PLACES,
    Files,
    Rows,
    Spots,
)
from iomlib.tables.recorded.street_table import Kinds
from iomlib.tables.recorded.supply import partial_supply

Key = tuple[str, str]
_TITLE = "Street-level crime, data.police.uk (Open Government Licence v3.0)"
_APART = {
    NO_LOCATION: "without a location: counted by force and month, for no area",
    OTHER_FORCE: "in the territory of another force: counted apart, with their area",
    ON_RAILWAY: "of British Transport Police: counted apart, with their area",
    NO_TERRITORY: "outside England and Wales: counted apart",
}
_PARTIAL = (
    "crimes fell far below the months beside it while anti-social behaviour did not: "
    "part of them is likely to be missing"
)


def partial_of(rows: Rows, kinds: Kinds) -> set[Key]:
    """Find the forces and months of which only a part seems to have been supplied.

    Examples
    --------
    >>> from iomlib.tables.recorded.names import read_names
    >>> from iomlib.tables.recorded.street_cells import Cells
    >>> from iomlib.tables.recorded.street_places import rows_of
    >>> names = read_names("params")
    >>> cells = Cells(names, None)
    >>> partial_of(rows_of([], names, cells), Kinds(cells, None))
    set()
    """
    crime = _is_crime(rows, kinds)
    crimes, incidents = (_by_month(rows, chosen) for chosen in (crime, ~crime))
    found = partial_supply(crimes, incidents)
    return {(force, month) for force, months in found.items() for month in months}


def sources_of(covers: Sequence[set[Key]], files: Files) -> list[int]:
    """Say which source each file is: files that are parts of one force and month are one source.

    Examples
    --------
    >>> from pathlib import Path
    >>> from iomlib.tables.recorded.members import Member
    >>> from iomlib.tables.recorded.street import Counted
    >>> file = Member("a.csv", "a.csv", Path()), Counted("", 1, [], [], [])
    >>> sources_of([{("kent", "2018-10")}, {("kent", "2018-11")}, {("kent", "2018-10")}], [file] * 3)
    [0, 1, 0]
    """
    source = list(range(len(files)))
    first: dict[Key, int] = {}
    for place, keys in enumerate(covers):
        for key in sorted(keys):
            one, other = source[first.setdefault(key, place)], source[place]
            if one != other:
                source = [min(one, other) if each in (one, other) else each for each in source]
    return source


class Parts(NamedTuple):
    """Files that were read, and what is known of their rows."""

    files: Files
    rows: Rows
    spots: Spots
    kinds: Kinds
    partial: set[Key]
    told: Mapping[int, list[str]]  # by file


def source_files(read: Parts) -> tuple[list[str], tuple[SourceFile, ...]]:
    """Describe the sources: the sha256 behind each file, and what came of its rows.

    Examples
    --------
    >>> from iomlib.tables.recorded.names import read_names
    >>> from iomlib.tables.recorded.street_cells import Cells
    >>> from iomlib.tables.recorded.street_places import rows_of, spots_of
    >>> names = read_names("params")
    >>> cells = Cells(names, None)
    >>> rows = rows_of([], names, cells)
    >>> source_files(Parts([], rows, spots_of(rows, [], names, cells)[0], Kinds(cells, None), set(), {}))
    ([], ())
    """
    source = sources_of(read.rows.covers, read.files)
    apart = _apart(read)
    shas: list[str] = [""] * len(read.files)
    found = []
    for first in sorted(set(source)):
        places = [place for place, each in enumerate(source) if each == first]
        sources = _source(read, places, apart[places].sum(axis=0).tolist())
        found.append(sources)
        for place in places:
            shas[place] = sources.sha256
    return shas, tuple(sorted(found))


def _source(read: Parts, places: list[int], apart: list[int]) -> SourceFile:
    """Describe one source, which most often is one file."""
    names = [read.files[place][0].name for place in places]
    covers = sorted({key for place in places for key in read.rows.covers[place]})
    count = sum(read.files[place][1].rows for place in places)
    notes = _notes(apart)
    notes += [f"{force} {month}: {_PARTIAL}." for force, month in covers if (force, month) in read.partial]
    if len(places) > 1:
        notes.append(f"Counted together, as parts of the same months: {', '.join(names)}.")
    notes += [words for place in places for words in read.told.get(place, [])]
    notes += [] if count else ["Has no rows: no data, which is not 0."]
    name = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    sha = _sha256([read.files[place][1].sha256 for place in places])
    words = tuple(f"{force} {month}" for force, month in covers)
    return SourceFile(name, sha, count, _TITLE, words, tuple(notes))


def _sha256(shas: list[str]) -> str:
    return shas[0] if len(shas) == 1 else hashlib.sha256("".join(sorted(shas)).encode()).hexdigest()


def _by_month(rows: Rows, chosen: Any) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    size = len(rows.months) or 1
    totals = np.bincount((rows.force * size + rows.month)[chosen], rows.count[chosen])
    for key in np.flatnonzero(totals).tolist():
        found.setdefault(rows.forces[key // size], {})[rows.months[key % size]] = int(totals[key])
    return found


def _apart(read: Parts) -> Any:
    """Count, by file, the rows of each place, and the incidents last."""
    rows, files, width = read.rows, len(read.files), len(PLACES) + 1
    counts = np.bincount(rows.file * width + read.spots.place, rows.count, files * width)
    table = counts.reshape(files, width).astype(np.int64)
    incident = ~_is_crime(rows, read.kinds)
    table[:, -1] = np.bincount(rows.file[incident], rows.count[incident], files)
    return table


def _is_crime(rows: Rows, kinds: Kinds) -> Any:
    return kinds.crime[kinds.of(rows)] if len(rows.kind) else np.empty(0, bool)


def _notes(counts: list[int]) -> list[str]:
    *places, incidents = counts
    found = [(incidents, "of anti-social behaviour: incidents, no crimes")]
    found += [(places[place], words) for place, words in _APART.items()]
    return [f"{number:,} {'row' if number == 1 else 'rows'} {words}." for number, words in found if number]
