"""Two files of the same force and month: the same one twice, parts of one, or two revisions of it.

data.police.uk publishes three years at a time, so that archives overlap, and corrects months that are
long past. Adding two revisions would count nearly every crime twice.
"""

import csv
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from iomlib.tables.recorded.members import Member
from iomlib.tables.recorded.street import Counted, Feed, read_header
from iomlib.tables.recorded.street_cells import FORCE, MONTH, Cells
from iomlib.tables.recorded.street_rows import as_text

SHARED = 0.5  # of the signs of the smaller file: above it, two files are revisions of each other
_KEEP = "They are two revisions of it. Keep the newer one."

Key = tuple[str, str]  # force and month


def same_bytes(files: Sequence[tuple[Member, Counted]]) -> tuple[list[int], dict[int, list[str]]]:
    """Choose one of the files with the same bytes: give places in the list, and where else each stands.

    Examples
    --------
    >>> same_bytes([])
    ([], {})
    """
    alike: dict[str, list[int]] = {}
    for place, (_, counted) in enumerate(files):
        alike.setdefault(counted.sha256, []).append(place)
    # A standard name is kept before another, because it says what the file is.
    chosen = {
        min(places, key=lambda place: (not files[place][0].month, place)): places for places in alike.values()
    }
    also = {
        kept: [files[place][0].shown for place in places if place != kept]
        for kept, places in chosen.items()
        if len(places) > 1
    }
    return sorted(chosen), also


def refused_revisions(covered: Mapping[Key, list[Member]], cells: Cells) -> list[str]:
    """Say which files cannot be added to each other. ``covered`` has the files of each force and month.

    Files of a standard name are whole by their name. Others may be parts; they are revisions if most of
    the Crime IDs of the smaller one, or most of its rows, are in the larger one too.

    Examples
    --------
    >>> one, two = (Member("2018-10-kent-street.csv", f"{name}.zip", None) for name in "ab")
    >>> refused_revisions({("kent", "2018-10"): [one, two]}, None)[0]
    'a.zip and b.zip: both are of kent, 2018-10, and differ. They are two revisions of it. Keep the newer one.'
    """
    several = {key: files for key, files in covered.items() if len(files) > 1}
    whole = {key for key, files in several.items() if any(member.month for member in files)}
    pairs: dict[tuple[str, str], list[Key]] = {}
    for key in whole:
        files = sorted(several[key], key=lambda member: (not member.month, member.shown))
        pairs.setdefault((files[0].shown, files[1].shown), []).append(key)
    parts = {key: files for key, files in several.items() if key not in whole}
    signs = _signs(parts, cells)
    for key, files in parts.items():
        for one, other in combinations(files, 2):
            if _alike(signs[one.shown, key], signs[other.shown, key]):
                pairs.setdefault((one.shown, other.shown), []).append(key)
    return [_sentence(*names, sorted(keys)) for names, keys in pairs.items()]


def _sentence(one: str, other: str, keys: list[Key]) -> str:
    force, month = keys[0]
    more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
    return f"{one} and {other}: both are of {force}, {month}{more}, and differ. {_KEEP}"


def _alike(one: tuple[set[int], set[int]], other: tuple[set[int], set[int]]) -> bool:
    return any(
        len(ours & theirs) > SHARED * min(len(ours), len(theirs))
        for ours, theirs in zip(one, other, strict=True)
        if ours and theirs
    )


def _signs(
    parts: Mapping[Key, list[Member]], cells: Cells
) -> dict[tuple[str, Key], tuple[set[int], set[int]]]:
    """Give, by file, force and month, what tells its rows apart: Crime IDs, and whole rows."""
    wanted: dict[str, tuple[Member, set[Key]]] = {}
    for key, files in parts.items():
        for member in files:
            wanted.setdefault(member.shown, (member, set()))[1].add(key)
    found: dict[tuple[str, Key], tuple[array[int], array[int]]] = {
        (shown, key): (array("q"), array("q")) for shown, (_, keys) in wanted.items() for key in keys
    }
    for shown, (member, _) in wanted.items():
        for key, id, row in _rows(member, cells):
            if (shown, key) in found:
                if id:
                    found[shown, key][0].append(hash(id))
                found[shown, key][1].append(hash(row))
    return {place: (set(ids), set(rows)) for place, (ids, rows) in found.items()}


def _rows(member: Member, cells: Cells) -> Iterable[tuple[Key, str, str]]:
    with member.open() as stream:
        feed = Feed(stream)
        names = read_header(feed.header, cells.spot)[0]
        places = [names.index(column) for column in (FORCE, MONTH)]
        id = names.index("Crime ID") if "Crime ID" in names else None
        for row, record in enumerate(csv.reader(as_text(feed)), 1):
            if row > 1 and len(record) == len(names):
                force, month = (
                    cells.meaning(column, record[place])
                    for column, place in zip((FORCE, MONTH), places, strict=True)
                )
                yield (force, month), record[id].strip() if id is not None else "", "\0".join(record)
