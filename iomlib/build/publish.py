"""Moves finished reports into the outputs folder and writes index and manifest from what is there."""

import json
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from iomlib.blocks import Edition
from iomlib.build.fingerprint import of_file
from iomlib.build.plan import Plan, Report
from iomlib.build.swap import copy, swap, take_away, write
from iomlib.build.task import SCRATCH
from iomlib.build.templates import templates
from iomlib.build.text import as_json
from iomlib.errors import ReportError

ENDS = ("html", "pdf", "docx", "ipynb", "figures.json", "manifest.json")


def edition_folder(output: Path, edition: Edition) -> Path:
    """Return where an edition is published: restricted pages never lie beside public ones."""
    return output / "restricted" if edition == "restricted" else output


def publish(report: Report, done: Path, output: Path, waiting: Iterable[str] = ()) -> list[str]:
    """Put a finished report where readers find it, in one step.

    Notebooks of one area share the folder of tables. Two that make the same table share its file;
    of two that differ one is refused, or taken away where it was made from other input, or is one
    of the notebooks that are `waiting` to be made again. Gives the notebooks taken away that nobody waits for.

    Raises
    ------
    ReportError
        Another notebook made another table of the same name from the same input.
    """
    place = edition_folder(output, report.edition) / report.folder
    mine, others = _sums(done)[report.notebook], _sums(place)
    if any(of_file(done / name) != sha for name, sha in mine["outputs"].items()):
        raise ReportError(f"{report.notebook}: its files are not those of its manifest. Run again.")
    others.pop(report.notebook, None)
    unlike = {name for name in others if _differ(mine["outputs"], others[name]["outputs"])}
    alike = {name for name in unlike - {*waiting} if _of_one_time(mine, others[name])}
    if alike:
        raise ReportError(
            f"{table}: the notebook {name} made another table of this name from the same input. "
            "Give one of the two an id of its own."
            for name in sorted(alike)
            for table in _differ(mine["outputs"], others[name]["outputs"])
        )
    kept = _kept(place, {report.notebook, *unlike})
    copy([path for path in kept if not (done / path.relative_to(place)).exists()], place, done)
    swap(done, place)
    forget_failure(report, output)
    return sorted(unlike - {*waiting})


def _of_one_time(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(part) == other.get(part) for part in ("inputs", "library", "lock", "packages"))


def _differ(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return sorted(name for name in {*one} & {*other} if one[name] != other[name])


def _sums(place: Path) -> dict[str, Any]:
    """Read what the manifests in a folder say, by notebook; one that cannot be read says nothing."""
    found = {}
    for path in sorted(place.glob("*.manifest.json")):
        with suppress(OSError, ValueError, LookupError, TypeError):
            about = json.loads(path.read_text("utf-8"))
            found[path.name.removesuffix(".manifest.json")] = {"inputs": {}, "library": "", **about["sha256"]}
    return found


def _kept(place: Path, notebooks: set[str]) -> list[Path]:
    """List what lies in a folder and does not belong to these notebooks alone.

    A table that no manifest claims is not kept: nobody can say what it is.
    """
    sums = {name: each for name, each in _sums(place).items() if name not in notebooks}
    claimed = {place / name for each in sums.values() for name in each["outputs"]}
    own = {place / f"{notebook}.{end}" for notebook in notebooks for end in ENDS}
    return sorted(
        path
        for path in place.rglob("*")
        if path.is_file() and (path in claimed or (path.parent == place and path not in own))
    )


def publish_failure(report: Report, problems: list[str], output: Path) -> None:
    """Publish why a report is missing, and take away what an earlier run made of it."""
    withdraw(report, output)
    folder = edition_folder(output, report.edition) / "_failed" / report.folder
    about = report.about | {"problems": problems}
    page = templates().get_template("failed.html.j2").render(about)
    write(folder / f"{report.notebook}.html", page.encode())
    write(folder / f"{report.notebook}.json", as_json(about))


def withdraw(report: Report, output: Path) -> None:
    """Remove what an earlier run published for a report: a stale page is a wrong page."""
    base = edition_folder(output, report.edition)
    place = base / report.folder
    others = _kept(place, {report.notebook})
    if not others:
        take_away(place)
        _remove_empty(place.parent, base)
    elif (place / f"{report.notebook}.manifest.json").exists():
        rest = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=output))
        rest.chmod(place.stat().st_mode)
        copy(others, place, rest)
        swap(rest, place)
    forget_failure(report, output)


def forget_failure(report: Report, output: Path) -> None:
    """Take away the page that said why a report was missing."""
    base = edition_folder(output, report.edition)
    folder = base / "_failed" / report.folder
    for suffix in (".json", ".html"):
        (folder / f"{report.notebook}{suffix}").unlink(missing_ok=True)
    _remove_empty(folder, base)


def _remove_empty(folder: Path, base: Path) -> None:
    while folder != base and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def write_index(plan: Plan, output: Path, edition: Edition) -> None:
    """Write `manifest.json` and `index.html` of an edition from what lies there."""
    base = edition_folder(output, edition)
    published, failed = _published(base, edition), _failed(base)
    asked = sorted(f"{report.key}/{report.notebook}" for report in plan.reports)
    about = {"title": plan.run.title, "edition": edition}
    manifest = about | {"asked": asked, "published": published, "failed": failed}
    write(base / "manifest.json", as_json(manifest))
    page = templates().get_template("index.html.j2").render(about | _matrix(published, failed))
    write(base / "index.html", page.encode())


def not_asked(base: Path) -> int:
    """Count the reports on an index that the last run was not asked for: they may be out of date."""
    manifest = json.loads((base / "manifest.json").read_text("utf-8"))
    found = {
        f"{about['area_id']}/{about['quarter_id']}/{about['notebook']}" for about in manifest["published"]
    }
    return len(found - set(manifest["asked"]))


def _published(base: Path, edition: Edition) -> list[dict[str, Any]]:
    """List the reports that lie there whole; a damaged one is no report."""
    found = []
    for path in sorted(base.glob("[0-9]*/*/*.manifest.json")):
        try:
            about = json.loads(path.read_text("utf-8"))
            outputs = about.pop("sha256")["outputs"]
            if about["edition"] != edition or any(
                of_file(path.parent / name) != sha for name, sha in outputs.items()
            ):
                continue
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            continue
        folder = path.parent.relative_to(base).as_posix()
        files = {f"{folder}/{name}": sha for name, sha in {**outputs, path.name: of_file(path)}.items()}
        found.append(about | {"files": dict(sorted(files.items()))})
    return found


def _failed(base: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted(base.glob("_failed/*/*/*.json")):
        page = path.with_suffix(".html").relative_to(base).as_posix()
        with suppress(OSError, ValueError, TypeError):  # a damaged one is made again with its report
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
