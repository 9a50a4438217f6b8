"""Earlier versions of a published report: kept whole where its figures or its words have changed.

A folder `_revisions/<quarter>/<area>/<notebook>/<n>` holds version n as it was published, and nothing more.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import nbformat

from iomlib.blocks import MIME, Edition
from iomlib.build.document import read_document
from iomlib.build.fingerprint import of_file, of_values
from iomlib.build.plan import Report
from iomlib.build.releases import logged_version
from iomlib.build.swap import copy, swap, take_away, write
from iomlib.build.task import SCRATCH
from iomlib.build.text import as_json
from iomlib.build.whole import edition_folder, key_of, whole_report
from iomlib.build.withheld import audit
from iomlib.disclosure.profile import Profile

REVISIONS, CHECKED = "_revisions", "checked.json"
# How a picture is drawn, where a sentence leads and what a figure was read from: no reader is told another thing.
_UNSAID = {"svg", "see", "inputs", "disclosure"}


def says(notebook: dict[str, Any]) -> str:
    """Return the sha256 of all that an executed notebook tells a reader: words, tables, charts and figures.

    What only a template writes, how a picture is drawn and the code that worked it out do not count.
    """
    told: list[Any] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            told.append("".join(cell["source"]))
        blocks = [output.get("data", {}).get(MIME) for output in cell.get("outputs", [])]
        told += [_said(block) for block in blocks if block and block["kind"] != "counts"]
    return of_values(told)


def _said(part: Any) -> Any:
    """Leave out what is not said, and what is empty: a later iomlib may have more to leave empty."""
    if isinstance(part, dict):
        kept = {key: _said(value) for key, value in part.items() if key not in _UNSAID}
        return {key: value for key, value in kept.items() if value not in (None, "", [], {})}
    return [_said(each) for each in part] if isinstance(part, list) else part


def keep(report: Report, notebook: str, output: Path, rule: Profile | None) -> Path | None:
    """Keep what a notebook has published for an area and quarter, before it is replaced or withdrawn; say where.

    Nothing is kept of a report that is damaged, of one that today's rule for people would refuse, or without such a
    rule (`rule` is None). One that was kept already is not kept twice: a run may have been killed between keeping
    and publishing.
    """
    base = edition_folder(output, report.edition)
    place = base / report.folder
    manifest = place / f"{notebook}.manifest.json"
    about = whole_report(manifest, base, report.edition)
    if about is None or rule is None:
        return None
    old = place / f"{notebook}.ipynb"
    if not may_be_kept(old, report.edition, rule):
        return None
    shelf = base / REVISIONS / report.folder / notebook
    last = max(numbers(shelf), default=0)
    if last and _same_bytes(shelf / str(last) / manifest.name, manifest):
        return shelf / str(last)
    aside = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=base))
    aside.chmod(place.stat().st_mode)
    copy([base / name for name in about["files"]], place, aside)
    swap(aside, target := shelf / str(max(last + 1, logged_version(base, key_of(about)))))
    return target


def shelf_of(report: Report, output: Path) -> Path:
    """Give the folder of the versions that are kept of a report."""
    return edition_folder(output, report.edition) / REVISIONS / report.folder / report.notebook


def numbers(shelf: Path) -> list[int]:
    """List the versions that are kept of a report."""
    return sorted(int(path.name) for path in shelf.glob("*") if re.fullmatch(r"[1-9][0-9]*", path.name))


def history(manifests: dict[int, str]) -> str | None:
    """Return what stands for the earlier versions of a report, by number and sha256; nothing where there is none."""
    return of_values(sorted(manifests.items())) if manifests else None


def history_of(report: Report, output: Path) -> str | None:
    """Return what stands for the versions that are kept of a report: its page tells of them."""
    shelf = shelf_of(report, output)
    manifests = {
        number: shelf / str(number) / f"{report.notebook}.manifest.json" for number in numbers(shelf)
    }
    return history({number: of_file(path) for number, path in manifests.items() if path.is_file()})


def _same_bytes(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return of_file(one) == of_file(other)
    return False


def differs(one: Path, other: Path) -> bool:
    """Say if two executed notebooks tell a reader different things; one that cannot be read does."""
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return says(_read(one)) != says(_read(other))
    return True


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text("utf-8")))


def may_be_kept(notebook: Path, edition: Edition, rule: Profile) -> bool:
    """Say if an earlier version could be published today: what cannot be checked cannot."""
    try:
        document = read_document(nbformat.reads(notebook.read_text("utf-8"), as_version=4))
        audit(document, rule)
    except Exception:  # nbformat has no one exception for what is no notebook
        return False
    return document.edition == edition


def let_go(report: Report, output: Path, new: Path, rule: Profile | None) -> None:
    """Let the last kept version go where the new one says the same; all of them without a rule for people."""
    base, name = edition_folder(output, report.edition), f"{report.notebook}.ipynb"
    shelf = shelf_of(report, output)
    for number in numbers(shelf):
        old = shelf / str(number) / name
        same = number == max(numbers(shelf)) and not differs(old, new)
        if rule is None or same:
            take_away(old.parent)
    without_empty(shelf, base)


def without_empty(folder: Path, base: Path) -> None:
    """Remove a folder, and those around it, that hold nothing any more."""
    while folder != base and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def sweep(base: Path, edition: Edition, rule: Profile) -> None:
    """Take away what is kept and what today's rule would refuse; looked at once for each rule."""
    shelves = base / REVISIONS
    for gone in shelves.glob("*/*/*/.*"):  # of a run that was killed while it took one away
        shutil.rmtree(gone, ignore_errors=True)
    checked = shelves / CHECKED
    with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
        if Profile(**json.loads(checked.read_text("utf-8"))["rule"]) == rule:
            return
    for folder in _folders(shelves):
        if not may_be_kept(folder / f"{folder.parent.name}.ipynb", edition, rule):
            take_away(folder)
            without_empty(folder.parent, base)
    if shelves.is_dir():
        write(checked, as_json({"rule": asdict(rule)}))


def _folders(shelves: Path) -> Iterator[Path]:
    for shelf in sorted(shelves.glob("*/*/*")):
        yield from (shelf / str(number) for number in numbers(shelf))


def kept_versions(base: Path, edition: Edition) -> dict[str, dict[int, dict[str, Any]]]:
    """Read every version that is kept whole, by report and number."""
    found: dict[str, dict[int, dict[str, Any]]] = {}
    for folder in _folders(base / REVISIONS):
        about = whole_report(folder / f"{folder.parent.name}.manifest.json", base, edition)
        if about is not None:
            area, quarter = folder.parent.parent.name, folder.parent.parent.parent.name
            found.setdefault(f"{area}/{quarter}/{folder.parent.name}", {})[int(folder.name)] = about
    return found
