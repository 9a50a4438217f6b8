"""Which reports are out of date, and why: what they would be made from now against what they were made from."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from platform import python_version
from typing import Any, Literal

from iomlib import tables
from iomlib.build import fingerprint
from iomlib.build.branding import read_look
from iomlib.build.commit import commit
from iomlib.build.plan import UNRELEASED, Plan, Report
from iomlib.build.quarto import quarto_for
from iomlib.build.revisions import history_of
from iomlib.build.whole import edition_folder

# A change of these executes the notebook again; of those below only the page is written anew.
EXECUTION = ("code_cells", "parameters", "inputs", "library", "lock", "packages", "needed", "network")
RENDERING = (
    "notebook",
    "words",
    "about",
    "formats",
    "look",
    "renderer",
    "quarto",
    "code",
    "commit",
    "history",
)
WORDS = {
    "code_cells": "the notebook's code",
    "parameters": "its parameters",
    "library": "iomlib's code for figures",
    "lock": "requirements.lock",
    "network": "network of the run file",
    "packages": "the versions of the installed packages",
    "needed": "the versions of the packages that iomlib needs",
    "words": "the notebook's text",
    "about": "its title, or a name on it",
    "formats": "the formats asked for",
    "look": "how pages look, or a text of the council's own",
    "renderer": "the templates, or iomlib's code for pages",
    "quarto": "the renderer, or the version of Quarto,",
    "commit": "the name of the code's commit",
    "history": "its earlier versions, of which the page tells,",
}
Work = Literal["execute", "render", "none"]


@dataclass(frozen=True)
class Step:
    """What a report needs, and why; `sha256` is what it is made from."""

    report: Report
    sha256: dict[str, Any]
    work: Work
    why: list[str] = field(default_factory=list)


class Inputs:
    """What all reports of a run are made from; read once, given out report by report."""

    def __init__(self, plan: Plan, formats: list[str], place: Path | None = None) -> None:
        """Read notebooks, data and params of a plan that was checked; files of people are put in `place`."""
        self.plan, self.formats, self.place = plan, formats, place
        self._of_people: dict[tuple[str, tuple[str, str]], str] = {}
        self.folders = tables.read_folders(plan.data, plan.root / "params")
        self.look = read_look(plan.root / "params")
        self.quarto = quarto_for(plan.run)
        names = {report.notebook for report in plan.reports}
        self.notebooks = {
            name: (plan.root / "notebooks" / f"{name}.ipynb").read_bytes() for name in sorted(names)
        }

    @cached_property
    def _shared(self) -> dict[str, Any]:
        lock = self.plan.root / "requirements.lock"
        return {
            "lock": fingerprint.of_file(lock) if lock.exists() else None,
            "packages": fingerprint.of_packages(),
            "python": python_version(),  # no sum: an evaluator with another has to be told which to take
            "needed": fingerprint.of_closure(),
            "formats": self.formats,
            "look": fingerprint.of_values(self.look.model_dump(mode="json")),
            "network": self.plan.run.network,
            "quarto": self.quarto.version if self.quarto else None,
            "commit": commit(),
            **fingerprint.of_iomlib(),
        }

    @cached_property
    def _of_notebooks(self) -> dict[str, dict[str, str]]:
        return {name: fingerprint.of_notebook(content) for name, content in self.notebooks.items()}

    @cached_property
    def _of_whole(self) -> dict[str, str]:
        return fingerprint.of_given(self.folders.whole)

    def sha256(self, report: Report) -> dict[str, Any]:
        """Say what a report would be made from."""
        people = self._people(report)
        rows = tables.given_rows(self.folders, report.area, report.quarter.id)
        of_report = tables.of_rows(report.key, rows, people) | tables.of_people(report.key, people)
        own = {
            "parameters": fingerprint.of_parameters(report.parameters),
            "about": fingerprint.of_values(report.about),
            "inputs": dict(sorted({**self._of_whole, **fingerprint.of_given(of_report)}.items())),
        }
        return {**self._of_notebooks[report.notebook], **own, **self._shared}

    def given(self, report: Report) -> dict[str, bytes]:
        """Give the files that a report may read, but for those of people."""
        rows = tables.given_rows(self.folders, report.area, report.quarter.id)
        return dict(sorted({**self.folders.whole, **rows}.items()))

    def people(self, report: Report) -> dict[str, str]:
        """Put the files of people that a report may read in their place, each once, and say where they are.

        They may be large and are of many reports, so a task names them and does not hold them.
        """
        files, known = {}, self._people(report)
        for part in self._parts(report):
            if part.name in known and self.place:
                path = self.place / known[part.name]
                if not path.exists():
                    self.place.mkdir(exist_ok=True)
                    path.write_bytes(part.make())
                files[part.name] = str(path)
        return files

    def _parts(self, report: Report) -> list[Any]:
        return tables.given_people(self.folders, report.area, report.quarter.id, report.edition)

    def _people(self, report: Report) -> dict[str, str]:
        """Return the sha256 of each file of people that has a row; the pool of a quarter is made once."""
        found = {}
        for part in self._parts(report):
            if (part.name, part.of) not in self._of_people:
                content = part.make()
                self._of_people[part.name, part.of] = fingerprint.of_bytes(content) if content else ""
            if sha := self._of_people[part.name, part.of]:
                found[part.name] = sha
        return found


def step(report: Report, inputs: Inputs, output: Path, *, force: bool = False) -> Step:
    """Compare a report as it is published with what it would be made from now."""
    now = inputs.sha256(report) | {"history": history_of(report, released(output))}
    if force:
        return Step(report, now, "execute", ["--force was given"])
    if inputs.plan.run.network:
        return Step(
            report, now, "execute", ["it may use the network, and what comes from there may have changed"]
        )
    folder = edition_folder(output, report.edition) / report.folder
    try:
        manifest = json.loads((folder / f"{report.notebook}.manifest.json").read_text("utf-8"))
        before, outputs = manifest["sha256"], manifest["sha256"]["outputs"]
        damaged = [name for name, sha in sorted(outputs.items()) if _differs(folder / name, sha)]
    except FileNotFoundError:
        return Step(report, now, "execute", ["it is not published yet"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Step(report, now, "execute", ["its manifest cannot be read"])
    if damaged:
        return Step(
            report, now, "execute", [f"published {name} is missing or was changed" for name in damaged]
        )
    return _compared(report, before, now)


def released(output: Path) -> Path:
    """Return the folder that readers see, also for one in which reports wait to be released.

    Examples
    --------
    >>> released(Path("outputs")) == released(Path("outputs") / UNRELEASED)
    True
    """
    return output.parent if output.name == UNRELEASED else output


def _compared(report: Report, before: dict[str, Any], now: dict[str, Any]) -> Step:
    if again := fingerprint.changed(before, now, EXECUTION):
        return Step(report, now, "execute", [f"{WORDS.get(part, part)} changed" for part in again])
    if anew := fingerprint.changed(before, now, RENDERING):
        told = [f"{WORDS[part]} changed" for part in anew if part in WORDS]
        return Step(report, now, "render", told or ["the notebook's file changed"])
    return Step(report, now, "none")


def _differs(path: Path, sha: str) -> bool:
    return not path.is_file() or fingerprint.of_file(path) != sha
