"""Compares a published report with the same made again, file by file and figure by figure, and says why it differs."""

from pathlib import Path
from typing import Any, NamedTuple

from iomlib.build.fingerprint import of_parameters
from iomlib.build.values import decode
from iomlib.build.verify_again import Again
from iomlib.build.verify_causes import causes, parts_changed
from iomlib.build.verify_figures import NEAR, moved_figures
from iomlib.build.verify_found import Difference, Moved, listed, missing
from iomlib.build.verify_read import Published, sum_of

_FIGURES = ".figures.json"


class Files(NamedTuple):
    """The files of a report by what is the matter with them.

    ``tampered`` are not those of their manifest; of ``mended`` the file is right and the manifest is not; of ``other``
    the published file is that of its manifest, and another is made now.
    """

    missing: list[str]
    tampered: list[str]
    mended: list[str]
    other: list[str]


def compare(
    one: Published, again: Again | None, logged: str | None, lock: Path, near: bool
) -> list[Difference]:
    """List what is not as it was published, and why. Without the report made again only the sums are compared.

    Parameters
    ----------
    logged
        The sum of the manifest in the log of releases; None where the log has none.
    near
        Compare figures only, within `NEAR`: on another platform files have other bytes.
    """
    made = again if again and again.about else None
    files = _files(one, made, near)
    forged = logged is not None and sum_of(one.manifest) != logged
    found = [*_missing(one, files), *_tampered(one, made, files, near)]
    if forged or files.mended:
        found.append(_forged(one, made, files))
    if again is None:
        return found
    found += [
        Difference("parameters", f"parameters changed: {said}", one.shown)
        for said in again.asked
        if not forged
    ]
    if made is None:
        found.append(_not_made(one, again, lock))
    elif not forged and (differs := _differs(one, made, files, lock, near)):
        found.append(differs)
    return found


def _files(one: Published, made: Again | None, near: bool) -> Files:
    files = Files([], [], [], [])
    again = made.about["sha256"]["outputs"] if made and made.about and not near else one.outputs
    for name in sorted({*one.outputs, *again}):
        here, said, now = sum_of(one.folder / name), one.outputs.get(name), again.get(name)
        if here is None and said is not None:
            files.missing.append(name)
        elif here != said and here == now:
            files.mended.append(name)
        elif here != said and here is not None:
            files.tampered.append(name)
        elif said != now:
            files.other.append(name)
    return files


def _missing(one: Published, files: Files) -> list[Difference]:
    return [
        missing(one.folder / name, "a file that its manifest names", one.file(name)) for name in files.missing
    ]


def _tampered(one: Published, made: Again | None, files: Files, near: bool) -> list[Difference]:
    found = []
    for name in files.tampered:
        cause = f"tampered with: {one.file(name)} is not the file of its manifest"
        moved = _moved(one, made, near) if name.endswith(_FIGURES) else ()
        found.append(Difference("tampered", cause, one.shown, moved))
    return found


def _moved(one: Published, made: Again | None, near: bool) -> tuple[Moved, ...]:
    if made is None or made.folder is None:
        return ()
    name = f"{one.about['notebook']}{_FIGURES}"
    return moved_figures(one.folder / name, made.folder / name, NEAR if near else 0)


def _forged(one: Published, made: Again | None, files: Files) -> Difference:
    """Say of a manifest that it was changed after it was published, and what in it, as far as can be told."""
    told = [f"the sum of {name}" for name in files.mended]
    if not _own_parameters(one.about):
        told.append("its parameters")
    if made and made.about:
        told += _unlike(one.about, made.about)
        told += [f"the sum of {part}" for part in parts_changed(one.about["sha256"], made.about["sha256"])]
    changed = f" ({listed(dict.fromkeys(told), ', ')})" if told else ""
    cause = f"tampered with: {one.file(one.manifest.name)} is not the manifest that was published{changed}"
    return Difference("tampered", cause, one.shown)


def _own_parameters(about: dict[str, Any]) -> bool:
    try:
        return of_parameters(decode(about["parameters"])) == str(about["sha256"]["parameters"])
    except (LookupError, TypeError, ValueError, AttributeError):
        return False


def _unlike(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    names = sorted({*one, *other} - {"sha256"})
    return [name for name in names if (name in one, one.get(name)) != (name in other, other.get(name))]


def _not_made(one: Published, again: Again, lock: Path) -> Difference:
    """Say why a report could not be made again, and what has changed since where that is known."""
    why = "; ".join(each.rstrip(".") for each in again.problems) or "it has no manifest"
    parts = parts_changed(one.about["sha256"], again.sha256) if again.sha256 else []
    since = f"{causes(one.about['sha256'], again.sha256, lock)[1]}: " if parts and again.sha256 else ""
    return Difference("not made", f"{since}cannot be made again: {why}", one.shown)


def _differs(one: Published, made: Again, files: Files, lock: Path, near: bool) -> Difference | None:
    about = made.about or {}
    before, now = one.about["sha256"], about["sha256"]
    moved = _moved(one, made, near) if near or f"{one.about['notebook']}{_FIGURES}" in files.other else ()
    other = [] if near else [*files.other, *(["its manifest"] if _unlike(one.about, about) else [])]
    if not moved and (near or not (other or parts_changed(before, now))):
        return None
    kind, cause = causes(before, now, lock)
    same = "" if near or moved or other else "; its files are the same"
    return Difference(kind, f"{cause}{same}", one.shown, moved, tuple(other))
