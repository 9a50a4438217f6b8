"""Makes the pages around the reports again from what lies there, and looks for files that nobody made."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from iomlib.build.branding import read_look
from iomlib.build.bundle_crate import METADATA
from iomlib.build.drafts import NAMES
from iomlib.build.ledger import FILE as LEDGER
from iomlib.build.lock import HOLDER
from iomlib.build.lock import NAME as LOCK
from iomlib.build.plan import UNRELEASED, Plan
from iomlib.build.publish import failure_page
from iomlib.build.release import APPROVALS
from iomlib.build.releases import LOG
from iomlib.build.revisions import CHECKED, REVISIONS
from iomlib.build.site import write_index
from iomlib.build.sweep import LOG as SWEPT
from iomlib.build.verify_again import Again, plan_of
from iomlib.build.verify_causes import causes
from iomlib.build.verify_found import Difference, Kind, listed
from iomlib.build.verify_log import kept, known_sums
from iomlib.build.verify_read import Place, Published, read_manifest, sum_of
from iomlib.build.whole import edition_folder, is_about, key_of
from iomlib.errors import IomError

ALL = "manifest.json"
_PAGES = (ALL, "index.html", "releases.html", "accessibility.html", "feed.xml")
_OWN = (
    *_PAGES,
    LOG,
    LEDGER,
    LOCK,
    HOLDER,
    f"{REVISIONS}/{CHECKED}",
    SWEPT,
    *(f"drafts/{name}" for name in NAMES),
)


def strangers(place: Place, reports: list[Published]) -> list[Difference]:
    """List files that no manifest names, and that are no page around the reports."""
    known = {*_OWN, *(each for one in reports for each in _names(one.manifest, one.outputs, place.base))}
    for folder in kept(place.base):
        path = folder / f"{folder.parent.name}.manifest.json"
        if about := read_manifest(path, place):
            known |= {*_names(path, about["sha256"]["outputs"], place.base)}
    sums = known_sums(place).get("sha256")
    known |= {*(sums.get("pages", {}) if isinstance(sums, dict) else {})}
    cause = "extra: a file that no manifest names"
    return [
        Difference("extra", cause, place.shown(name))
        for name in _files(place)
        if name not in known and not name.startswith((f"{APPROVALS}/", "_failed/"))
    ]


def _names(manifest: Path, outputs: dict[str, str], base: Path) -> Iterator[str]:
    for name in (manifest.name, *outputs):
        yield (manifest.parent / name).relative_to(base).as_posix()


def _files(place: Place) -> list[str]:
    """List the files of a place, and not those of the places that lie in it."""
    inner = ("restricted", UNRELEASED) if place.name == "public" else ()
    names = (path.relative_to(place.base) for path in place.base.rglob("*") if not path.is_dir())
    return sorted(name.as_posix() for name in names if name.parts[0] not in inner)


def failures(place: Place, root: Path) -> list[Difference]:
    """Hold each page that says why a report is missing to what it is made from."""
    found, look = [], read_look(root / "params")
    for path in sorted((place.base / "_failed").rglob("*")):
        if path.is_dir():
            continue
        name = place.shown(path.relative_to(place.base).as_posix())
        about = _failure(path.with_suffix(".json"), place)
        if about is None or path.suffix not in (".json", ".html"):
            found.append(Difference("extra", "extra: no page of a report that failed", name))
        elif path.suffix == ".html" and path.read_bytes() != failure_page(about, look):
            cause = "tampered with: not the page of what it is made from, or pages look another way now"
            found.append(Difference("tampered", cause, name))
    return found


def _failure(path: Path, place: Place) -> dict[str, Any] | None:
    try:
        about = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return about if is_about(about) and "problems" in about and about["edition"] == place.edition else None


def pages(
    place: Place, reports: list[Published], again: dict[str, Again], root: Path, scratch: Path
) -> tuple[list[Difference], str]:
    """Compare the pages around the reports with those made again; a note instead where that cannot be done."""
    said = known_sums(place)
    if not said or not (whole := _copy(place, reports, again, scratch)):
        return [], unseen(place)
    try:
        plan = plan_of(root, str(said.get("run", "")), place.edition)
        if (root / METADATA).exists() and _is_part(place, said, plan):
            return (
                [],
                f"The pages around the {place.name} reports tell of more than is in this bundle: not compared.",
            )
        write_index(_as_then(plan, said), scratch, place.edition, read_look(root / "params"))
    except (IomError, ValueError, TypeError, LookupError, AttributeError) as trouble:
        why = (
            "; ".join(trouble.problems)
            if isinstance(trouble, IomError)
            else f"{ALL} is not as iom run writes it"
        )
        return [
            Difference("not made", f"pages cannot be made again: {why.rstrip('.')}", place.shown(ALL))
        ], ""
    return list(_compared(place, said, known_sums(whole), whole, plan)), ""


def _is_part(place: Place, said: dict[str, Any], plan: Plan) -> bool:
    """Say whether a run file asks for less than was asked for, or a page of a report that failed has stayed behind."""
    asked = {key_of(each.about) for each in plan.reports}
    failed = [place.base / each["page"] for each in said["failed"]]
    skipped = len(said["skipped"]) != sum(
        len(plan.run.matrix().get((each.area, each.quarter), [])) for each in plan.run.skip
    )
    return bool({*said["asked"]} - asked) or skipped or not all(path.exists() for path in failed)


def only_reports(place: Place) -> bool:
    """Say whether a place has reports and nothing around them, as a bundle of a part of a release has."""
    return not any((place.base / name).exists() for name in (*_PAGES, LOG))


def held_pages(place: Place) -> Iterator[Difference]:
    """Hold the pages around the reports to the manifest of them all."""
    said = known_sums(place)
    if not said:
        wrong = (place.base / ALL).exists()
        cause = "tampered with: cannot be read" if wrong else "missing: the manifest of all reports"
        yield Difference("tampered" if wrong else "missing", cause, place.shown(ALL))
        return
    for name, sha in sorted(_sums(said)["pages"].items()):
        if (here := sum_of(place.base / name)) is None:
            yield Difference("missing", f"missing: a page that {ALL} names", place.shown(name))
        elif here != sha:
            yield Difference("tampered", f"tampered with: not the page that {ALL} names", place.shown(name))


def unseen(place: Place) -> str:
    """Say that the pages of a place were not made again."""
    return (
        f"The pages around the {place.name} reports were not compared: they are made from what is not whole."
    )


def _as_then(plan: Plan, said: dict[str, Any]) -> Plan:
    """Ask for what was asked for then; the day of a release may be the one on which it was made."""
    reports = [each for each in plan.reports if key_of(each.about) in said["asked"]]
    day = date.fromisoformat(said["released"]) if said["released"] else None
    return replace(plan, run=plan.run.model_copy(update={"released": day}), reports=reports)


def _copy(place: Place, reports: list[Published], again: dict[str, Again], scratch: Path) -> Place | None:
    """Copy a place aside, with the files of its reports as their manifests have them; None where one cannot be had."""
    base = edition_folder(scratch, place.edition)
    for name in _files(place):
        target = base / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place.base / name, target)
    for one in reports:
        made = again.get(one.shown, Again())
        for name, said in one.outputs.items():
            if sum_of(one.folder / name) == said:
                continue
            if made.folder is None or sum_of(made.folder / name) != said:
                return None
            shutil.copyfile(made.folder / name, base / one.folder.relative_to(place.base) / name)
    return place._replace(base=base)


def _compared(
    place: Place, said: dict[str, Any], now: dict[str, Any], whole: Place, plan: Plan
) -> Iterator[Difference]:
    before, made = _sums(said), _sums(now)
    if (whole.base / LOG).read_bytes() != (place.base / LOG).read_bytes():
        yield Difference("log", "the log does not tell of all that lies there", place.shown(LOG))
        return
    names = sorted({*before["pages"], *made["pages"]})
    moved = [name for name in names if before["pages"].get(name) != made["pages"].get(name)]
    keys = [key for key in sorted({*said, *now} - {"sha256"}) if said.get(key) != now.get(key)]
    parts = {key: value for key, value in before.items() if key != "pages"}
    if moved or keys or parts != {key: value for key, value in made.items() if key != "pages"}:
        yield _why(place, moved, keys, (before, made), plan)


def _sums(said: dict[str, Any]) -> dict[str, Any]:
    found = said.get("sha256")
    return {"pages": {}, **found} if isinstance(found, dict) else {"pages": {}}


def _why(
    place: Place, moved: list[str], keys: list[str], sums: tuple[dict[str, Any], dict[str, Any]], plan: Plan
) -> Difference:
    """Say why the pages around the reports are others: the run file, how pages look, or the code."""
    files, shown = (*moved, ALL), place.shown(ALL)
    of_run = [key for key in keys if key in ("title", "skipped", "asked")]
    if of_run:
        return Difference(
            "parameters", f"parameters changed: {', '.join(of_run)} in {plan.file}", shown, files=files
        )
    kind: Kind
    kind, cause = causes(
        {**sums[0], "pages": None}, {**sums[1], "pages": None}, plan.root / "requirements.lock"
    )
    if kind == "machine" and keys:
        cause = f"tampered with: {ALL} is not made from what lies there ({listed(keys, ', ')})"
        kind = "tampered"
    return Difference(kind, cause, shown, files=files)
