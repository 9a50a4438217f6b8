"""Earlier versions of a published report: kept whole where its figures or its words have changed.

A folder `_revisions/<quarter>/<area>/<notebook>/<n>` holds version n as it was published, and nothing more.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat

from iomlib.blocks import MIME, Edition
from iomlib.build.check import check_people
from iomlib.build.document import read_document
from iomlib.build.fingerprint import of_file, of_values
from iomlib.build.plan import Report
from iomlib.build.releases import logged_version
from iomlib.build.swap import copy, swap, take_away, write
from iomlib.build.task import SCRATCH
from iomlib.build.text import as_json
from iomlib.build.whole import edition_folder, key_of, whole_report
from iomlib.errors import IomError

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


def keep(
    report: Report, notebook: str, output: Path, minimum: int | None, new: Path | None = None
) -> Path | None:
    """Keep what a notebook has published for an area and quarter, before it is replaced or withdrawn; say where.

    `new` is the notebook that takes its place. Nothing is kept of a report that is damaged, of one that today's rule
    for counts of people would refuse, of one that would tell of few people beside the new one, or without such a rule
    (`minimum` is None). One that was kept already is not kept twice: a run may have been killed between keeping and
    publishing.
    """
    base = edition_folder(output, report.edition)
    place = base / report.folder
    manifest = place / f"{notebook}.manifest.json"
    about = whole_report(manifest, base, report.edition)
    if about is None or minimum is None:
        return None
    old = place / f"{notebook}.ipynb"
    if not may_be_kept(old, report.edition, minimum) or (new and tells(old, new, report.edition, minimum)):
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


def numbers(shelf: Path) -> list[int]:
    """List the versions that are kept of a report."""
    return sorted(int(path.name) for path in shelf.glob("*") if re.fullmatch(r"[1-9][0-9]*", path.name))


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


def may_be_kept(notebook: Path, edition: Edition, minimum: int) -> bool:
    """Say if an earlier version could be published today: what cannot be checked cannot."""
    try:
        document = read_document(nbformat.reads(notebook.read_text("utf-8"), as_version=4))
    except (IomError, OSError, ValueError, LookupError, TypeError, AttributeError):
        return False
    return document.edition == edition and not check_people(document, minimum)


def tells(one: Path, other: Path, edition: Edition, minimum: int) -> bool:
    """Say if two versions side by side tell of few people: a count of them that moved by less than the minimum.

    Nobody knows that of one that cannot be read, so it does.
    """
    if edition != "public":
        return False
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        before, now = _people(_read(one)), _people(_read(other))
        return any(0 < abs(now[id] - value) < minimum for id, value in before.items() if id in now)
    return True


def _people(notebook: dict[str, Any]) -> dict[str, float]:
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    blocks = [output["data"][MIME] for output in outputs if MIME in output.get("data", {})]
    return {
        figure["id"]: figure["value"]
        for block in blocks
        if block.get("disclosure") == "people"
        for figure in block["figures"]
        if figure["unit"] == "count" and figure["value"] is not None
    }


def let_go(report: Report, output: Path, new: Path, minimum: int | None) -> None:
    """Let kept versions go that would tell of few people beside a new one, and the last where it says the same."""
    base, name = edition_folder(output, report.edition), f"{report.notebook}.ipynb"
    shelf = base / REVISIONS / report.folder / report.notebook
    for number in numbers(shelf):
        old = shelf / str(number) / name
        same = number == max(numbers(shelf)) and not differs(old, new)
        if minimum is None or same or tells(old, new, report.edition, minimum):
            take_away(old.parent)
    without_empty(shelf, base)


def without_empty(folder: Path, base: Path) -> None:
    """Remove a folder, and those around it, that hold nothing any more."""
    while folder != base and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def sweep(base: Path, edition: Edition, minimum: int) -> None:
    """Take away what is kept and what today's rule would refuse; looked at once for each minimum of the rule."""
    shelves = base / REVISIONS
    for gone in shelves.glob("*/*/*/.*"):  # of a run that was killed while it took one away
        shutil.rmtree(gone, ignore_errors=True)
    checked = shelves / CHECKED
    with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
        if json.loads(checked.read_text("utf-8"))["minimum"] == minimum:
            return
    for folder in _folders(shelves):
        if not may_be_kept(folder / f"{folder.parent.name}.ipynb", edition, minimum):
            take_away(folder)
            without_empty(folder.parent, base)
    if shelves.is_dir():
        write(checked, as_json({"minimum": minimum}))


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
