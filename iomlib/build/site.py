"""Writes the pages around the reports of an edition, from what lies there: index, release notes, statement, feed."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from iomlib import tables
from iomlib.blocks import Edition
from iomlib.build import fingerprint
from iomlib.build.approvals import Approved
from iomlib.build.changes import changes_of
from iomlib.build.feed import feed
from iomlib.build.gaps import gaps
from iomlib.build.headlines import read_figures, with_headlines
from iomlib.build.listing import listing
from iomlib.build.look import Look
from iomlib.build.overview import write_overviews
from iomlib.build.palette import colours_css
from iomlib.build.plan import UNRELEASED, Plan
from iomlib.build.private import begin_private, make_private
from iomlib.build.release_notes import entries, notes
from iomlib.build.releases import LOG, Log, grown, version_of, write_log
from iomlib.build.revisions import kept_versions, sweep
from iomlib.build.scanner import refuse_identifiers
from iomlib.build.statement import statement
from iomlib.build.swap import write
from iomlib.build.templates import templates
from iomlib.build.text import as_json
from iomlib.build.whole import edition_folder, is_about, key_of, whole_report
from iomlib.disclosure.read import read_profile

# Of a report's manifest, in the manifest of all: where it was made from stands in its own.
_OWN = {"sha256", "folder", "says", "key_points", "headlines", "approved", "run", "parameters", "labels"}


def write_index(
    plan: Plan,
    output: Path,
    edition: Edition,
    look: Look,
    approved: Mapping[str, list[Approved]] | None = None,
) -> None:
    """Write the pages of an edition from what lies there, the index last: what it links to is there.

    `approved` says by key who has approved what was released just now. What waits to be released has no history.
    """
    base, params = edition_folder(output, edition), plan.root / "params"
    if edition == "restricted":
        begin_private(base)
    sweep(base, edition, read_profile(params))
    about = {"title": plan.run.title, "edition": edition}
    released = plan.run.released.isoformat() if plan.run.released else ""
    found = {**_found(base, edition), "skipped": _skipped(plan)}
    _note(found["published"], approved or {})
    if output.name == UNRELEASED:
        (base / LOG).unlink(missing_ok=True)
    log = grown(base, about, found, released)
    _date(found["published"], found["kept"], log)
    write_log(base, log)
    asked = _asked(plan, output, edition, found["published"])
    pages, names = _pages(base, about, found, log, look)
    sums = {**_made_from(look), "pages": _sums(base, pages, names)}
    content = {**about, "run": plan.file, "released": released or None, "asked": asked, **_listed(found)}
    pages = {"manifest.json": as_json({**content, "sha256": sums}), **pages}
    refuse_identifiers(pages, edition, look)
    for name, page in pages.items():
        write(base / name, page)
    if edition == "restricted":
        make_private(base)


def _made_from(look: Look) -> dict[str, Any]:
    """Say what the pages around the reports come from, beside the reports, the log and what is said in plain words."""
    codes = fingerprint.of_iomlib()
    return {
        "look": fingerprint.of_values(look.model_dump(mode="json")),
        **{part: codes[part] for part in ("library", "renderer")},
    }


def _sums(base: Path, pages: dict[str, bytes], names: list[str]) -> dict[str, str]:
    """Give the sha256 of each page, and of the overviews that lie there already."""
    sums = {name: fingerprint.of_bytes(page) for name, page in pages.items()}
    return dict(sorted((sums | {name: fingerprint.of_file(base / name) for name in names}).items()))


def _note(published: list[dict[str, Any]], approved: Mapping[str, list[Approved]]) -> None:
    for report in published:
        report["approved"] = [each._asdict() for each in approved.get(key_of(report), [])]


def _asked(plan: Plan, output: Path, edition: Edition, published: list[dict[str, Any]]) -> list[str]:
    asked = {f"{report.key}/{report.notebook}" for report in plan.reports if report.edition == edition}
    if plan.waits(edition) and output.name != UNRELEASED:  # what waits is named in no public file
        asked &= {key_of(report) for report in published}
    return sorted(asked)


def _found(base: Path, edition: Edition) -> dict[str, Any]:
    published = published_reports(base, edition)
    now = {key_of(report): report for report in published}
    kept = kept_versions(base, edition)
    for key, versions in kept.items():
        # The last may have been kept by a run that was killed before it put another in its place: it is no earlier
        # version. One before the last is, whatever it says: the report has said another thing since.
        if key in now and _alike(versions[max(versions)], now[key]):
            del versions[max(versions)]
    return {"published": published, "failed": _failed(base, edition), "kept": kept}


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return sorted(one["files"].values()) == sorted(other["files"].values())


def published_reports(base: Path, edition: Edition) -> list[dict[str, Any]]:
    """List the reports that lie there whole; a damaged one is no report."""
    paths = sorted(base.glob("[0-9]*/*/*.manifest.json"))
    found = (whole_report(path, base, edition) for path in paths)
    return [report for report in found if report is not None]


def _failed(base: Path, edition: Edition) -> list[dict[str, Any]]:
    found = []
    for path in sorted(base.glob("_failed/*/*/*.json")):
        page = path.with_suffix(".html").relative_to(base).as_posix()
        with suppress(OSError, ValueError, RecursionError):  # a damaged one is made again with its report
            about = json.loads(path.read_text("utf-8"))
            if (
                is_about(about)
                and about["edition"] == edition
                and "problems" in about
                and page.endswith(f"/{about['quarter_id']}/{about['area_id']}/{path.stem}.html")
            ):
                found.append(about | {"page": page})
    return found


def _skipped(plan: Plan) -> list[dict[str, Any]]:
    """List what the run file leaves out, with its reason."""
    run = plan.run
    if not run.skip:
        return []
    names, matrix = tables.area_names(plan.root / "params"), run.matrix()
    return [
        {
            "area": names[each.area],
            "area_id": each.area,
            "quarter_id": each.quarter.id,
            "notebook": notebook,
            "why": each.why,
        }
        for each in run.skip
        for notebook in matrix.get((each.area, each.quarter), [])
    ]


def _date(published: list[dict[str, Any]], kept: dict[str, Any], log: Log) -> None:
    """Give each report the number of its version, and the day on which that was released."""
    days = {
        (event.key, event.version): event.date
        for event in log.events
        if event.what in ("published", "revised")
    }
    last = log.last
    for report in published:
        key = key_of(report)
        report["version"] = version_of(report, last.get(key), kept.get(key, {}))
        report["released"] = days.get((key, report["version"]), report["date"])
    for key, versions in kept.items():
        for number, each in versions.items():
            each["version"], each["released"] = number, days.get((key, number), each["date"])


def _listed(found: dict[str, Any]) -> dict[str, Any]:
    published = [{k: v for k, v in report.items() if k not in _OWN} for report in found["published"]]
    earlier = [
        {"report": key, "version": number, "folder": each["folder"], "files": each["files"]}
        for key, versions in sorted(found["kept"].items())
        for number, each in sorted(versions.items())
    ]
    kinds = {"published": published, "failed": found["failed"], "earlier": earlier}
    return {**kinds, "skipped": found["skipped"]}


def _pages(
    base: Path, about: dict[str, Any], found: dict[str, Any], log: Log, look: Look
) -> tuple[dict[str, bytes], list[str]]:
    """Make the pages, and write the overviews, whose names are given."""
    told = notes(base, found, log, look)
    reports = with_headlines(found["published"])
    figures = read_figures(base, reports)
    overviews = write_overviews(base, reports, figures, about, look)
    changes = changes_of(reports, figures, look)
    unreleased = base.name == UNRELEASED
    shared = {
        **about,
        "unreleased": unreleased,
        "look": look,
        "say": look.say,
        "colours": colours_css(look, about["edition"]),
    }
    missing = gaps([*found["published"], *found["failed"]], found["skipped"])
    pages = {
        "releases.html": {"days": told},
        "accessibility.html": statement(found, log, look),
        "index.html": {**listing(base, found, told, changes, look), "gaps": missing},
    }
    made = {
        name: templates().get_template(f"{name}.j2").render(shared | {"here": name} | content).encode()
        for name, content in pages.items()
    }
    return {"feed.xml": feed(entries(found, told, log, look), log, about, look), **made}, overviews


def not_asked(base: Path) -> int:
    """Count the reports on an index that the last run was not asked for: they may be out of date."""
    manifest = json.loads((base / "manifest.json").read_text("utf-8"))
    return len({key_of(about) for about in manifest["published"]} - set(manifest["asked"]))
