"""What a run file asks for, checked as a whole before any notebook starts."""

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from iomlib import tables
from iomlib.blocks import Edition, Editions
from iomlib.build.branding import read_look
from iomlib.build.draft import Draft, draft_run
from iomlib.build.project import find_root
from iomlib.build.settings import FOLDERS, price_problems, setting_problems, settings_of
from iomlib.disclosure.read import check_groups, read_profile
from iomlib.errors import DataError, IomError, ParameterError, nearest
from iomlib.filing import alike, unfit
from iomlib.params import RunFile
from iomlib.periods import Quarter
from iomlib.rules import check_rules


@dataclass(frozen=True)
class Report:
    """One notebook for one area and quarter in one edition."""

    notebook: str
    area: str
    area_name: str
    quarter: Quarter
    edition: Edition
    title: str
    settings: dict[str, Any]

    @property
    def key(self) -> str:
        """What `--only` takes."""
        return f"{self.area}/{self.quarter.id}"

    @property
    def folder(self) -> Path:
        """Where it is published, below the outputs folder."""
        return Path(self.quarter.id) / self.area

    @property
    def parameters(self) -> dict[str, Any]:
        """Everything that papermill hands to the notebook."""
        where = {"area": self.area, "quarter": self.quarter.id, "edition": self.edition}
        return where | FOLDERS | self.settings

    @property
    def about(self) -> dict[str, Any]:
        """What a page, a manifest and the index say of it. Its date is the quarter's last day."""
        return {
            "notebook": self.notebook,
            "area": self.area_name,
            "area_id": self.area,
            "quarter": self.quarter.label,
            "quarter_id": self.quarter.id,
            "date": self.quarter.end.isoformat(),
            "edition": self.edition,
            "title": self.title,
            "iomlib": _version(),
        }


@cache
def _version() -> str:
    return version("iomlib")  # which looks into a file each time


UNRELEASED = "unreleased"


@dataclass(frozen=True)
class Plan:
    """All reports of a run, and the folders they read; `file` is where its run file lies in the project."""

    root: Path
    data: Path
    run: RunFile
    reports: list[Report]
    file: str = ""

    def place(self, output: Path, edition: Edition) -> Path:
        """Return the outputs folder that an edition is made into: public reports to be released wait apart."""
        return output / UNRELEASED if self.waits(edition) else output

    def waits(self, edition: Edition) -> bool:
        """Say whether reports of an edition have to be released."""
        return edition == "public" and self.run.release == "required"

    def lies(self, output: Path, report: Report) -> Path:
        """Return the outputs folder in which a report lies: where it waits, or where it was released to."""
        waiting = self.place(output, report.edition)
        own = report.folder / f"{report.notebook}.manifest.json"
        return waiting if not self.waits(report.edition) or (waiting / own).exists() else output

    def snapshot(self, target: Path) -> None:
        """Copy notebooks, params and data aside, so that what was checked is what is read."""
        for name, source in (("notebooks", self.root / "notebooks"), ("params", self.root / "params")):
            _copy(source, target / name)
        if self.data.is_dir():
            areas = tables.areas_read(self.root / "params", {report.area for report in self.reports})
            _copy(self.data, target / "data", lambda path: tables.is_read(self.data, path, areas))
        if (lock := self.root / "requirements.lock").is_file():
            shutil.copy2(lock, target)


_CHUNK = 1 << 20  # bytes: a table of people is not held as a whole


def _copy(source: Path, target: Path, wanted: Callable[[Path], bool] = lambda _: True) -> None:
    """Copy what is not hidden; not by copytree, whose error does not say if the disk is full."""
    found = list[Path]()
    for place, folders, files in os.walk(source, followlinks=True):
        # What is not wanted is not even looked into.
        folders[:] = [each for each in folders if wanted(Path(place, each))]
        found += [Path(place, each) for each in files if wanted(Path(place, each))]
    for path in sorted(found):
        name = path.relative_to(source)
        if not any(part.startswith(".") for part in name.parts):
            try:
                content = path.open("rb")
            except OSError:
                raise DataError(f"{name.name}: cannot be read. Is it open elsewhere, or not yours?") from None
            aside = target / name
            aside.parent.mkdir(parents=True, exist_ok=True)
            with content, aside.open("wb") as copy:
                shutil.copyfileobj(content, copy, _CHUNK)


def plan_run(run_path: Path, only: Iterable[str] = (), edition: Editions | None = None) -> Plan:
    """Read a run file and list its reports.

    Raises
    ------
    ParameterError
        Everything that the run file, the notebooks' parameters and `--only` have wrong.
    """
    draft = draft_run(run_path)
    try:
        root = find_root(run_path)
        names = tables.area_names(root / "params")
        problems = [*draft.problems, *_problems(draft, run_path.name, root, names, edition)]
    except IomError as trouble:  # params that cannot be read come after a run file that cannot
        raise (ParameterError([*draft.problems, *trouble.problems]) if draft.problems else trouble) from None
    if problems:
        raise ParameterError(problems)
    run = draft.run
    own = {name: settings_of(run.settings, root / "notebooks" / f"{name}.ipynb") for name in run.names()}
    reports = [
        Report(notebook, area, names[area], quarter, each, run.title, own[notebook])
        for (area, quarter), notebooks in run.cells().items()
        for notebook in notebooks
        for each in editions_of(edition or run.edition)
    ]
    file = run_path.resolve().relative_to(root).as_posix()
    return Plan(root, (run_path.parent / run.data).resolve(), run, _chosen(reports, list(only)), file)


def editions_of(asked: Editions) -> list[Edition]:
    """List the editions that a run is asked for.

    Examples
    --------
    >>> editions_of("both")
    ['public', 'restricted']
    """
    return ["public", "restricted"] if asked == "both" else [asked]


def check_data(plan: Plan) -> None:
    """Hold every input file against its contract.

    Raises
    ------
    DataError
        Every problem of every file in `data` and `params`.
    """
    problems = tables.check_params(plan.root / "params")
    if not plan.data.is_dir():
        problems.append(f"data: there is no folder {plan.run.data}, seen from the run file.")
    else:
        problems += tables.check_folder(plan.data, plan.root / "params")
    if problems:
        raise DataError(problems)


def check_people(plan: Plan) -> None:
    """Refuse input that says who people are, of tables that keep their contracts.

    Raises
    ------
    DataError
        Every column with names, numbers or days of birth of people.
    """
    from iomlib.build.raw_people import raw_people  # noqa: PLC0415  pyarrow

    if problems := raw_people(plan.data, plan.root / "params"):
        raise DataError(problems)


def _problems(
    draft: Draft, name: str, root: Path, areas: dict[str, str], edition: Editions | None
) -> list[str]:
    run, problems = draft.run, _rule_problems(root, areas)
    named = {*(area for area, _ in run.named()), *(entry.area for entry in run.skip)}
    for area in sorted(named - set(areas)):
        problems.append(f"{name}: area {area} is not in params/areas.csv. {nearest(area, list(areas))}")
    if not draft.wrong & {"notebooks", "areas", "quarters", "skip"}:
        problems += _matrix_problems(run, name, areas)
    there = {path.stem: path for path in sorted((root / "notebooks").glob("*.ipynb"))}
    problems += [
        f"{name}: notebook {notebook} does not exist. {nearest(notebook, list(there))}"
        for notebook in run.names()
        if notebook not in there
    ]
    problems += _name_problems(name, [each for each in run.names() if each in there])
    if "settings" not in draft.wrong or run.settings:
        given = {
            there[notebook]: _given(run, notebook, areas)
            | {"edition": [*editions_of(edition or run.edition)]}
            for notebook in run.names()
            if notebook in there
        }
        whole = "notebooks" not in draft.wrong
        problems += setting_problems(run.settings, name, given, whole=whole)
    return problems + price_problems(run.settings, name, root / "params")


def _name_problems(file: str, notebooks: list[str]) -> list[str]:
    """Refuse names of notebooks that not every disk can keep apart: pages have them too."""
    unlike = [f"{file}: notebook {name}: its name {found}." for name in notebooks if (found := unfit(name))]
    return unlike + [
        f"{file}: notebooks {one} and {other} have one name on a disk that takes large letters for small. Rename one."
        for one, other in alike(notebooks)
    ]


def _given(run: RunFile, notebook: str, areas: dict[str, str]) -> dict[str, list[str]]:
    """List what the reports of a notebook are given, one by one, beside the settings."""
    cells = [cell for cell, notebooks in run.matrix().items() if notebook in notebooks]
    return {
        "area": sorted({area for area, _ in cells} & set(areas)),
        "quarter": [quarter.id for quarter in sorted({quarter for _, quarter in cells})],
        **{key: [value] for key, value in FOLDERS.items()},
    }


def _rule_problems(root: Path, areas: dict[str, str]) -> list[str]:
    problems = check_rules(root / "params")
    # Without the rule for small counts nothing is published, and no page has colours that some cannot read.
    for read in (read_profile, partial(check_groups, areas), read_look):
        try:
            read(root / "params")
        except ParameterError as trouble:
            problems += trouble.problems
    return problems


def _matrix_problems(run: RunFile, name: str, areas: dict[str, str]) -> list[str]:
    matrix = run.matrix()
    problems = [f"{name}: area {area} has no quarters." for area, own in run.named() if not own]
    if not run.cells():
        problems.append(f"{name}: asks for no report. Give quarters, or an area quarters of its own.")
    return problems + [
        f"{name}: skip: {entry.area} {entry.quarter.id} is not asked for, so there is nothing to skip."
        for entry in run.skip
        if entry.area in areas and (entry.area, entry.quarter) not in matrix
    ]


def _chosen(reports: list[Report], only: list[str]) -> list[Report]:
    keys = dict.fromkeys(report.key for report in reports)
    problems = [
        f"--only {key}: not in this run file. {nearest(key, list(keys))}" for key in only if key not in keys
    ]
    if problems:
        raise ParameterError(problems)
    wanted = set(only)
    return [report for report in reports if not only or report.key in wanted]
