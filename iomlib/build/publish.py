"""Moves finished reports into the outputs folder, and takes away what is not to be shown any more."""

import json
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from iomlib.build.fingerprint import of_file
from iomlib.build.look import Look
from iomlib.build.palette import colours_css
from iomlib.build.plan import Report
from iomlib.build.private import begin_private, make_private
from iomlib.build.revisions import differs, keep, let_go, without_empty
from iomlib.build.scanner import search
from iomlib.build.swap import copy, swap, take_away, write
from iomlib.build.task import SCRATCH
from iomlib.build.templates import templates
from iomlib.build.text import as_json
from iomlib.build.whole import edition_folder
from iomlib.disclosure.profile import Profile
from iomlib.errors import ReportError

ENDS = ("html", "pdf", "docx", "ipynb", "figures.json", "manifest.json")


def publish(
    report: Report, done: Path, output: Path, waiting: Iterable[str] = (), rule: Profile | None = None
) -> list[str]:
    """Put a finished report where readers find it, in one step; keep what it replaces, where that said other things.

    Notebooks of one area share the folder of tables. Two that make the same table share its file;
    of two that differ one is refused, or taken away where it was made from other input, or is one
    of the notebooks that are `waiting` to be made again. Gives the notebooks taken away that nobody waits for.

    Raises
    ------
    ReportError
        Another notebook made another table of the same name from the same input.
    """
    place = _base(report, output) / report.folder
    mine, others = _sums(done)[report.notebook], _sums(place)
    if any(of_file(done / name) != sha for name, sha in mine["outputs"].items()):
        raise ReportError(f"{report.notebook}: its files are not those of its manifest. Run again.")
    others.pop(report.notebook, None)
    unlike = {name for name in others if _differ(mine["outputs"], others[name]["outputs"])}
    alike = {name for name in unlike - {*waiting} if _of_one_time(mine, others[name])}
    if alike:
        raise ReportError(
            f"{table}: the notebook {name} made another table of this name from the same input. "
            "Give one of the two an id of its own, or both notebooks the same list of people (scheme and schemes)."
            for name in sorted(alike)
            for table in _differ(mine["outputs"], others[name]["outputs"])
        )
    book = f"{report.notebook}.ipynb"
    if differs(place / book, done / book):
        keep(report, report.notebook, output, rule)
    for name in sorted(unlike):
        keep(report, name, output, rule)
    kept = _kept(place, {report.notebook, *unlike})
    copy([path for path in kept if not (done / path.relative_to(place)).exists()], place, done)
    if report.edition == "restricted":
        make_private(done)
    swap(done, place)
    let_go(report, output, place / book, rule)
    forget_failure(report, output)
    return sorted(unlike - {*waiting})


def _base(report: Report, output: Path) -> Path:
    """Give the folder of a report's edition; that of the restricted one is closed before anything is put into it."""
    base = edition_folder(output, report.edition)
    return begin_private(base) if report.edition == "restricted" else base


def _of_one_time(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(part) == other.get(part) for part in ("inputs", "library", "lock", "packages"))


def _differ(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return sorted(name for name in {*one} & {*other} if one[name] != other[name])


def _sums(place: Path) -> dict[str, Any]:
    """Read what the manifests in a folder say, by notebook; one that cannot be read says nothing."""
    found = {}
    for path in sorted(place.glob("*.manifest.json")):
        with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
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


def publish_failure(
    report: Report, problems: list[str], output: Path, look: Look, rule: Profile | None = None
) -> None:
    """Publish why a report is missing, in the look of the project, and take away what an earlier run made of it.

    What passes the rule for counts of people is kept among the earlier versions; without the rule nothing is.
    """
    keep(report, report.notebook, output, rule)
    withdraw(report, output)
    folder = _base(report, output) / "_failed" / report.folder
    about = report.about | {"problems": problems}
    page = failure_page(about, look)
    files = {f"{report.notebook}.{end}": text for end, text in (("html", page), ("json", as_json(about)))}
    # The title of a run file may identify somebody: the index says so, and is not written either.
    if not search(files, report.edition, look=look):
        for name, content in files.items():
            write(folder / name, content)


def failure_page(about: dict[str, Any], look: Look) -> bytes:
    """Write the page that says why a report is missing."""
    template = templates().get_template("failed.html.j2")
    return template.render(about, look=look, colours=colours_css(look, about["edition"])).encode()


def withdraw(report: Report, output: Path) -> None:
    """Remove what an earlier run published for a report: a stale page is a wrong page."""
    base = edition_folder(output, report.edition)
    place = base / report.folder
    others = _kept(place, {report.notebook})
    if not others:
        take_away(place)
        without_empty(place.parent, base)
    elif (place / f"{report.notebook}.manifest.json").exists():
        rest = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=base))
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
    without_empty(folder, base)
