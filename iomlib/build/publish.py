"""Moves finished reports into the outputs folder and writes index and manifest from what is there."""

import json
from pathlib import Path
from typing import Any

from iomlib.blocks import Edition
from iomlib.build.child import as_json
from iomlib.build.fingerprint import of_file
from iomlib.build.html import environment
from iomlib.build.plan import Plan, Report


def edition_folder(output: Path, edition: Edition) -> Path:
    """Return where an edition is published: restricted pages never lie beside public ones."""
    return output / "restricted" if edition == "restricted" else output


def publish(report: Report, done: Path, output: Path) -> None:
    """Replace a report's published files by the new ones, its manifest last."""
    base = edition_folder(output, report.edition)
    withdraw(report, output)
    target = base / report.folder
    made = sorted(path for path in done.rglob("*") if path.is_file())
    made.sort(key=lambda path: path.name.endswith(".manifest.json"))
    for path in made:
        place = target / path.relative_to(done)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)


def publish_failure(report: Report, problems: list[str], output: Path) -> None:
    """Publish why a report is missing, and take away what an earlier run made of it."""
    withdraw(report, output)
    folder = edition_folder(output, report.edition) / "_failed" / report.folder
    folder.mkdir(parents=True, exist_ok=True)
    about = report.about | {"problems": problems}
    page = environment().get_template("failed.html.j2").render(about)
    (folder / f"{report.notebook}.html").write_text(page, "utf-8")
    (folder / f"{report.notebook}.json").write_bytes(as_json(about))


def withdraw(report: Report, output: Path) -> None:
    """Remove what an earlier run published for a report: a stale page is a wrong page."""
    base = edition_folder(output, report.edition)
    folder = base / report.folder
    manifest = folder / f"{report.notebook}.manifest.json"
    if manifest.exists():
        for name in json.loads(manifest.read_text("utf-8"))["sha256"]["outputs"]:
            (folder / name).unlink(missing_ok=True)
        manifest.unlink()
    for suffix in (".html", ".json"):
        (base / "_failed" / report.folder / f"{report.notebook}{suffix}").unlink(missing_ok=True)
    for empty in (folder / "tables", folder, base / "_failed" / report.folder):
        _remove_empty(empty, base)


def _remove_empty(folder: Path, base: Path) -> None:
    while folder != base and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def write_index(plan: Plan, output: Path, edition: Edition) -> None:
    """Write `manifest.json` and `index.html` of an edition from what lies there."""
    base = edition_folder(output, edition)
    published, failed = _published(base), _failed(base)
    asked = sorted(f"{report.key}/{report.notebook}" for report in plan.reports)
    about = {"title": plan.run.title, "edition": edition}
    manifest = about | {"asked": asked, "published": published, "failed": failed}
    (base / "manifest.json").write_bytes(as_json(manifest))
    page = environment().get_template("index.html.j2").render(about | _matrix(published, failed))
    (base / "index.html").write_text(page, "utf-8")


def _published(base: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted(base.glob("*/*/*.manifest.json")):
        about = json.loads(path.read_text("utf-8"))
        names = [*about.pop("sha256")["outputs"], path.name]
        folder = path.parent.relative_to(base).as_posix()
        files = {f"{folder}/{name}": of_file(path.parent / name) for name in sorted(names)}
        found.append(about | {"files": files})
    return found


def _failed(base: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted(base.glob("_failed/*/*/*.json")):
        page = path.with_suffix(".html").relative_to(base).as_posix()
        found.append(json.loads(path.read_text("utf-8")) | {"page": page})
    return found


def _matrix(published: list[dict[str, Any]], failed: list[dict[str, Any]]) -> dict[str, Any]:
    """Arrange the reports as areas by quarters."""
    everything = [*published, *failed]
    cells: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for report in everything:
        cells.setdefault((report["area_id"], report["quarter_id"]), []).append(report)
    areas = sorted({(report["area"], report["area_id"]) for report in everything})
    quarters = sorted({(report["quarter_id"], report["quarter"]) for report in everything})
    notebooks = sorted({report["notebook"] for report in everything})
    return {"cells": cells, "areas": areas, "quarters": quarters, "notebooks": notebooks, "failed": failed}
