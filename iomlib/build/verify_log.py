"""Holds the log of releases to itself, and what lies in a folder to the log."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from iomlib.build.chain import first_broken
from iomlib.build.ledger import FILE as LEDGER
from iomlib.build.ledger import Ledger, Release, read_release
from iomlib.build.releases import LOG, LYING, Log, read_log
from iomlib.build.revisions import REVISIONS, numbers
from iomlib.build.verify_found import Difference, missing
from iomlib.build.verify_read import Place, Published, is_as_written, read_json, read_manifest, sum_of
from iomlib.errors import ReportError


class Logged(NamedTuple):
    """What the log of a place says: its head, the sum of each report's manifest, and what is wrong with it."""

    head: str
    manifests: dict[str, str]
    differences: list[Difference]


def logged(place: Place, reports: list[Published]) -> Logged:
    """Read the log of a place: whether it is whole, and whether what it says last of each report lies there."""
    name = place.shown(LOG)
    log = read_log(place.base) if (place.base / LOG).is_file() else None
    if log is None:
        wrong = missing(place.base / LOG, "the log of releases", name)
        if (place.base / LOG).is_file():
            wrong = Difference("tampered", "tampered with: cannot be read as a log of releases", name)
        return Logged("", {}, [wrong])
    if not log.head:
        cause = "of an earlier iomlib: the log is no chain, so nobody can say that it was not changed"
        return Logged("", {}, [Difference("log", cause, name)])
    last = {key: event.manifest for key, event in log.last.items() if event.what in LYING and event.manifest}
    return Logged(log.head, last, [*_chain(place, log), *_lying(place, log, reports), *_kept(place, log)])


def _chain(place: Place, log: Log) -> list[Difference]:
    events = read_json(place.base / LOG).get("events", [])
    number = first_broken(str(log.id), log.head, events)
    if number is None:
        return unlike_written(place, LOG)
    event = log.events[number - 1] if log.events else None
    what = f"event {number} ({event.key}, {event.what})" if event else "its head"
    why = "it is not as it was written, or one beside it is gone"
    cause = f"tampered with: the chain of the log breaks at {what}: {why}"
    return [Difference("log", cause, place.shown(LOG))]


def unlike_written(place: Place, name: str) -> list[Difference]:
    """Name a file of JSON that is not as a run writes it: in it a program may read another thing."""
    if is_as_written(place.base / name):
        return []
    cause = "tampered with: not written as iom run writes it; a key may stand there twice"
    return [Difference("tampered", cause, place.shown(name))]


def _lying(place: Place, log: Log, reports: list[Published]) -> list[Difference]:
    """Compare which reports lie there with which the log says do."""
    there, last = {one.key for one in reports}, log.last
    gone = [key for key, event in sorted(last.items()) if event.what in LYING and key not in there]
    new = [key for key in sorted(there) if key not in last or last[key].what not in LYING]
    return [
        *(
            Difference("missing", "missing: the log says that it is published", place.shown(key))
            for key in gone
        ),
        *(Difference("extra", "not published: the log does not tell of it", place.shown(key)) for key in new),
    ]


def _kept(place: Place, log: Log) -> list[Difference]:
    """Hold earlier versions to their manifests, and these to the log."""
    sums = {(each.key, each.version): each.manifest for each in log.events if each.what in LYING}
    # A log that was lost and begun again tells only that a report failed which was published before.
    again = {each.key for each in log.events if each.what == "failed"}
    return [each for folder in kept(place.base) for each in _of_version(place, folder, sums, again)]


def _of_version(
    place: Place, folder: Path, sums: dict[tuple[str, int], str], again: set[str]
) -> list[Difference]:
    path = folder / f"{folder.parent.name}.manifest.json"
    about = read_manifest(path, place)
    shown = place.shown(folder.relative_to(place.base).as_posix())
    quarter, area, notebook = folder.relative_to(place.base / REVISIONS).parts[:3]
    key = (f"{area}/{quarter}/{notebook}", int(folder.name))
    if key not in sums and key[0] not in again:
        return [Difference("extra", "extra: an earlier version that the log does not tell of", shown)]
    if about is None or (sums.get(key) and sum_of(path) != sums[key]):
        cause = "tampered with: the manifest of an earlier version is not the one that was published"
        return [Difference("tampered", cause, shown)]
    cause = "tampered with: a file of an earlier version is not that of its manifest"
    return [
        Difference("tampered", cause, f"{shown}: {name}")
        for name, said in sorted(about["sha256"]["outputs"].items())
        if sum_of(folder / name) != said
    ]


def kept(base: Path) -> list[Path]:
    """List the folders of earlier versions."""
    shelves = sorted((base / REVISIONS).glob("*/*/*"))
    return [shelf / str(number) for shelf in shelves for number in numbers(shelf)]


def known_sums(place: Place) -> dict[str, Any]:
    """Read what the manifest of a place says of its pages; nothing where it cannot be read."""
    about = read_json(place.base / "manifest.json")
    return about if isinstance(about, dict) else {}


def ledger(place: Place, reports: list[Published]) -> list[Difference]:
    """Hold the ledger of what was ever published to what lies there. A folder without one has nothing to hold to."""
    if not (place.base / LEDGER).exists():
        return []
    try:
        known = Ledger(place.base)
    except ReportError:
        return [Difference("tampered", "tampered with: cannot be read as a ledger", place.shown(LEDGER))]
    found = []
    for one in reports:
        with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
            shown = read_release(one.folder / f"{one.about['notebook']}.ipynb")
            entries = [each for each in known.versions.get(shown.place, []) if each.says == shown.says]
            if any(_figures(each) != _figures(shown) for each in entries):
                cause = "tampered with: the ledger holds other figures than were published"
                found.append(Difference("tampered", cause, one.shown))
    if len(known.releases()) > known.saved:
        cause = "the ledger does not tell of all that lies there"
        found.append(Difference("log", cause, place.shown(LEDGER)))
    return found


def _figures(release: Release) -> dict[str, Any]:
    kept = ("unit", "text", "value")
    return {id: [figure[key] for key in kept] for id, figure in json.loads(release.figures).items()}
