"""The ledger: every figure that a public report has ever shown, and how its counts of people add up.

What was once published cannot be taken back, so revised and withdrawn reports stay in it. It is a SQLite file with
a row for each version of a report, written anew by each run that adds to it: the same reports, the same bytes.
"""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from iomlib.blocks import MIME, Counts
from iomlib.build.revisions import REVISIONS, says
from iomlib.disclosure.profile import Profile
from iomlib.errors import ReportError

FILE = "ledger.sqlite"
_TABLE = """CREATE TABLE releases (area TEXT, quarter TEXT, notebook TEXT, version INTEGER, says TEXT,
figures TEXT, counts TEXT, rule TEXT, PRIMARY KEY (area, quarter, notebook, version)) WITHOUT ROWID"""
_DAMAGED = (
    f"{FILE}: cannot be read, so nobody can say what was published before. Put it back from a copy; without one, "
    "move it away, and the next run begins another from what lies in the folder."
)


class Release(NamedTuple):
    """One version of a report as it was published; ``counts`` are those of its blocks `Counts`, as JSON.

    So is the ``rule`` by which they were rounded; an empty one is today's.
    """

    area: str
    quarter: str
    notebook: str
    version: int
    says: str
    figures: str
    counts: str
    rule: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Of which report it is a version."""
        return self.area, self.quarter, self.notebook

    @property
    def name(self) -> str:
        """How a message calls the report."""
        return f"{self.area}/{self.quarter}/{self.notebook}"


class Ledger:
    """All versions by report, the last one last; `enter` adds to them and `save` writes them."""

    def __init__(self, base: Path) -> None:
        """Read the ledger of a folder of public reports, and what lies there and is not yet in it.

        Raises
        ------
        ReportError
            The file is there and cannot be read.
        """
        self.path = base / FILE
        self.versions: dict[tuple[str, str, str], list[Release]] = {}
        self.saved = 0
        for release in _read(self.path):
            self.enter(release)
            self.saved += 1
        for path in _lying(base):
            # A damaged report is no report.
            with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
                self._catch_up(path)

    def _catch_up(self, manifest: Path) -> None:
        """Enter a report that lies there and is not known: a run was killed, or the ledger was lost."""
        about = json.loads(manifest.read_text("utf-8"))
        place = (about["area_id"], about["quarter_id"], about["notebook"])
        if about["edition"] == "public" and not any(
            each.says == about["says"] for each in self.versions.get(place, [])
        ):
            self.enter(read_release(manifest.with_name(f"{about['notebook']}.ipynb")))

    def enter(self, release: Release) -> None:
        """Add what was published, unless it is what the report said before."""
        known = self.versions.setdefault(release.place, [])
        if not any(each.says == release.says for each in known):
            known.append(release._replace(version=len(known) + 1))

    def releases(self) -> list[Release]:
        """List every version of every report, in one order."""
        return [release for place in sorted(self.versions) for release in self.versions[place]]

    def save(self) -> None:
        """Write the ledger in one step, where there is anything new in it."""
        releases = self.releases()
        if len(releases) == self.saved:
            return
        new = self.path.with_name(f".{FILE}")
        new.unlink(missing_ok=True)
        with closing(sqlite3.connect(new)) as base:
            base.execute(_TABLE)
            base.executemany("INSERT INTO releases VALUES (?, ?, ?, ?, ?, ?, ?, ?)", releases)
            base.commit()
        new.chmod(0o600)
        new.replace(self.path)
        self.saved = len(releases)


def _read(path: Path) -> list[Release]:
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            rows = base.execute("SELECT * FROM releases ORDER BY area, quarter, notebook, version").fetchall()
        found = [Release(*row) for row in rows]
        for release in found:
            for each in json.loads(release.counts):
                Counts.model_validate(each)
            if release.rule:
                Profile(**json.loads(release.rule))
    except (sqlite3.Error, ValueError, TypeError):
        raise ReportError(_DAMAGED) from None
    return found


def _lying(base: Path) -> Iterable[Path]:
    """List the manifests that lie in a folder of public reports, earlier versions first."""
    kept = base.glob(f"{REVISIONS}/[0-9]*/*/*/[1-9]*/*.manifest.json")
    yield from sorted(kept, key=lambda path: (path.parent.parent, int(path.parent.name), path.name))
    yield from sorted(base.glob("[0-9]*/*/*.manifest.json"))


def read_release(notebook: Path) -> Release:
    """Read from an executed notebook what its report shows."""
    return release_of(json.loads(notebook.read_text("utf-8")))


def release_of(notebook: dict[str, Any]) -> Release:
    """Take from an executed notebook all that its report shows; the version is given when it is entered."""
    about = notebook["metadata"]["iomlib"]
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    blocks = [output["data"][MIME] for output in outputs if MIME in output.get("data", {})]
    figures = {
        figure["id"]: {
            "kind": block["disclosure"],
            "unit": figure["unit"],
            "text": figure["text"],
            "value": figure["value"],
        }
        for block in blocks
        for figure in block.get("figures", [])
    }
    counts = [block for block in blocks if block["kind"] == "counts"]
    place = (str(about["area_id"]), str(about["quarter_id"]), str(about["notebook"]))
    rule = _text(about["rule"]) if "rule" in about else ""
    return Release(*place, 0, says(notebook), _text(figures), _text(counts), rule)


def _text(content: Any) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False)
