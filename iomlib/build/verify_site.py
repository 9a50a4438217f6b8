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
from iomlib.build.fingerprint import of_bytes
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
from iomlib.build.verify_found import Difference, Kind, listed, missing
from iomlib.build.verify_log import kept, known_sums, unlike_written
from iomlib.build.verify_read import Place, Published, is_place, read_json, read_manifest, sum_of
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
    """List files that no manifest names, and that are no page around the reports; and what is no file."""
    known = _known(place, reports)
    extra, link = "extra: a file that no manifest names", "tampered with: a link or a device, and no file"
    return [
        *(
            Difference("extra", extra, place.shown(name))
            for name in _files(place)
            if not _is_known(name, place, known)
        ),
        *(
            Difference("tampered", link, place.shown(name))
            for name in _below(place)
            if _is_no_file(place.base / name)
        ),
    ]


def _is_no_file(path: Path) -> bool:
    return path.is_symlink() or not (path.is_dir() or path.is_file())


def _is_known(name: str, place: Place, known: set[str]) -> bool:
    apart = ("_failed/", *([f"{APPROVALS}/"] if place.name == UNRELEASED else []))
    return name in known or name.startswith((*apart,))


def _known(place: Place, reports: list[Published]) -> set[str]:
    """Name every file of a place that its manifests and a run of iomlib account for."""
    known = {*_OWN, *(each for one in reports for each in _names(one.manifest, one.outputs, place.base))}
    for folder in kept(place.base):
        path = folder / f"{folder.parent.name}.manifest.json"
        if about := read_manifest(path, place):
            known |= {*_names(path, about["sha256"]["outputs"], place.base)}
    return known | {*_sums(known_sums(place))["pages"]}


def _names(manifest: Path, outputs: dict[str, str], base: Path) -> Iterator[str]:
    for name in (manifest.name, *outputs):
        yield (manifest.parent / name).relative_to(base).as_posix()


def _files(place: Place) -> list[str]:
    """List the files of a place."""
    return [name for name in _below(place) if (place.base / name).is_file()]


def _below(place: Place) -> list[str]:
    """List all that lies in a place, and nothing of the places that lie in it."""
    inner = [
        name for name in ("restricted", UNRELEASED) if place.name == "public" and is_place(place.base / name)
    ]
    names = (path.relative_to(place.base) for path in place.base.rglob("*"))
    return sorted(name.as_posix() for name in names if name.parts[0] not in inner or not name.parts[1:])


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
        elif path.suffix == ".json":
            found += unlike_written(place, path.relative_to(place.base).as_posix())
            if sum_of(page := path.with_suffix(".html")) is None:
                shown = place.shown(page.relative_to(place.base).as_posix())
                found.append(missing(page, "the page of a report that failed", shown))
        elif sum_of(path) != of_bytes(failure_page(about, look)):
            cause = "tampered with: not the page of what it is made from, or pages look another way now"
            found.append(Difference("tampered", cause, name))
    return found


def _failure(path: Path, place: Place) -> dict[str, Any] | None:
    about = read_json(path)
    told = json.dumps(about, ensure_ascii=False).encode(errors="replace").decode()
    if json.loads(told) != about or not isinstance(about, dict) or not isinstance(about.get("title"), str):
        return None  # half a letter, or what no page can be made from
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
    except (IomError, OSError, ValueError, TypeError, LookupError, AttributeError) as trouble:
        why = f"{ALL} is not as iom run writes it"
        if isinstance(trouble, IomError):
            why = "; ".join(trouble.problems)
        elif isinstance(trouble, OSError):
            why = str(trouble.strerror)
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
        if (place.base / ALL).is_file():
            yield Difference("tampered", "tampered with: cannot be read", place.shown(ALL))
        else:
            yield missing(place.base / ALL, "the manifest of all reports", place.shown(ALL))
        return
    yield from unlike_written(place, ALL)
    for name, sha in sorted(_sums(said)["pages"].items()):
        if (here := sum_of(place.base / name)) is None:
            yield missing(place.base / name, f"a page that {ALL} names", place.shown(name))
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
    base, known = edition_folder(scratch, place.edition), _known(place, reports)
    for name in (name for name in _files(place) if _is_known(name, place, known)):
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
    sums = found if isinstance(found, dict) else {}
    pages = sums.get("pages")
    return {**sums, "pages": pages if isinstance(pages, dict) else {}}


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
