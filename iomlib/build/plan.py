"""What a run file asks for, checked as a whole before any notebook starts."""

import ast
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat

from iomlib import tables
from iomlib.blocks import Edition
from iomlib.build.declared import declared_shows
from iomlib.errors import DataError, ParameterError, nearest
from iomlib.params import RunFile, read_minimum_people, read_run
from iomlib.periods import Quarter

# Where a notebook finds its input, seen from the folder it runs in: the same words in
# JupyterLab (notebooks/) and in a run, so that no path of a machine gets into a report.
FOLDERS = {"data": "../data", "params": "../params"}


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
            "iomlib": version("iomlib"),
        }


@dataclass(frozen=True)
class Plan:
    """All reports of a run, and the folders they read."""

    root: Path
    data: Path
    run: RunFile
    reports: list[Report]

    def snapshot(self, target: Path) -> None:
        """Copy notebooks, params and data aside, so that what was checked is what is read."""
        for name, source in (("notebooks", self.root / "notebooks"), ("params", self.root / "params")):
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns(".*"))
        if self.data.is_dir():
            shutil.copytree(self.data, target / "data", ignore=shutil.ignore_patterns(".*"))


def find_root(run_path: Path) -> Path:
    """Find the project that a run file belongs to: the nearest folder with notebooks and params."""
    for folder in run_path.resolve().parents:
        if (folder / "notebooks").is_dir() and (folder / "params").is_dir():
            return folder
    raise ParameterError(
        f"{run_path.name}: no project around it. Keep run files in params/reports of a folder "
        "that has notebooks and params."
    )


def plan_run(run_path: Path, only: Iterable[str] = (), edition: Edition | None = None) -> Plan:
    """Read a run file and list its reports.

    Raises
    ------
    ParameterError
        Everything that the run file, the notebooks' parameters and `--only` have wrong.
    """
    run = read_run(run_path)
    root = find_root(run_path)
    areas = tables.read_areas(root / "params")
    read_minimum_people(root / "params")  # without the rule for small counts nothing is published
    problems = _problems(run, run_path.name, root, dict(zip(areas["id"], areas["name"], strict=True)))
    if problems:
        raise ParameterError(problems)
    names = dict(zip(areas["id"], areas["name"], strict=True))
    reports = [
        Report(notebook, area, names[area], quarter, edition or run.edition, run.title, run.settings)
        for area, quarter in run.cells()
        for notebook in dict.fromkeys(run.notebooks)
    ]
    return Plan(root, (run_path.parent / run.data).resolve(), run, _chosen(reports, list(only)))


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


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """Read names and defaults from the cell tagged `parameters`, without running anything."""
    try:
        cells = nbformat.read(notebook, as_version=4).cells
    except Exception as trouble:  # nbformat has no one exception for what is no notebook
        raise ParameterError(f"{notebook.name}: cannot be read as a notebook.") from trouble
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    if len(tagged) != 1:
        raise ParameterError(f"{notebook.name}: needs one cell tagged parameters; it has {len(tagged)}.")
    try:
        return dict(_name_and_value(line) for line in ast.parse(tagged[0].source).body)
    except (SyntaxError, TypeError, ValueError):
        words = "the parameters cell may only hold lines like name = value."
        raise ParameterError(f"{notebook.name}: {words}") from None


def _name_and_value(line: ast.stmt) -> tuple[str, Any]:
    if not isinstance(line, ast.Assign) or not isinstance(line.targets[0], ast.Name):
        raise TypeError
    return line.targets[0].id, ast.literal_eval(line.value)


def _problems(run: RunFile, name: str, root: Path, areas: dict[str, str]) -> list[str]:
    problems = []
    try:
        cells = run.cells()
    except ParameterError as trouble:
        return [f"{name}: quarters: {problem}" for problem in trouble.problems]
    for area in sorted({*run.named(), *(entry.area for entry in run.skip)} - set(areas)):
        problems.append(f"{name}: area {area} is not in params/areas.csv. {nearest(area, list(areas))}")
    if not cells:
        problems.append(f"{name}: asks for no report. Give quarters, or an area quarters of its own.")
    problems += [f"{name}: area {area} has no quarters." for area, own in run.named().items() if not own]
    problems += [
        f"{name}: skip: {entry.area} {entry.quarter.id} is not asked for, so there is nothing to skip."
        for entry in run.skip
        if entry.area in areas and (entry.area, entry.quarter) not in run.matrix()
    ]
    notebooks = {path.stem: path for path in sorted((root / "notebooks").glob("*.ipynb"))}
    for notebook in dict.fromkeys(run.notebooks):
        if notebook not in notebooks:
            problems.append(
                f"{name}: notebook {notebook} does not exist. {nearest(notebook, list(notebooks))}"
            )
        else:
            problems += _parameter_problems(run, name, notebooks[notebook])
    return problems + _edition_problems(run, name, root)


def _parameter_problems(run: RunFile, name: str, notebook: Path) -> list[str]:
    try:
        declared = declared_parameters(notebook)
        declared_shows(notebook)
    except ParameterError as trouble:
        return trouble.problems
    fixed = {"area", "quarter", "edition", *FOLDERS}
    given = [*sorted(fixed), *(key for key in run.settings if key not in fixed)]
    listed = f"Its parameters: {', '.join(sorted(declared))}."
    problems = [
        f"{name}: settings: {key} is given by the run file itself and cannot be set."
        for key in run.settings
        if key in fixed
    ]
    problems += [
        f"{name}: {key} is not a parameter of {notebook.name}. {listed}"
        for key in given
        if key not in declared
    ]
    problems += [
        f"{name}: settings: {key} is missing; {notebook.name} declares it."
        for key in declared
        if key not in given
    ]
    return problems + _type_problems(run, name, notebook, declared)


def _type_problems(run: RunFile, name: str, notebook: Path, declared: dict[str, Any]) -> list[str]:
    problems = []
    for key, value in run.settings.items():
        wanted = type(declared.get(key, value))
        if type(value) is not wanted and not (wanted is float and type(value) is int):
            problems.append(
                f"{name}: settings: {key} is {value!r}, {_article(type(value))}; "
                f"{notebook.name} takes {_article(wanted)}, such as {declared[key]!r}."
            )
    return problems


def _article(kind: type) -> str:
    return {str: "text", int: "a whole number", float: "a number", bool: "true or false"}.get(
        kind, kind.__name__
    )


def _edition_problems(run: RunFile, name: str, root: Path) -> list[str]:
    """A price list or a price year that nobody has cannot wait for a notebook to find out."""
    problems = []
    lists = {path.stem for path in (root / "params" / "unit_costs").glob("*.csv")} - {
        "subgroups",
        "group_mix",
    }
    years = tables.read_deflator(root / "params").index.tolist()
    for key, allowed in (("unit_costs", sorted(lists)), ("price_year", years)):
        value = run.settings.get(key)
        if isinstance(value, str) and value not in allowed:
            problems.append(
                f"{name}: settings: {key} {value} does not exist. {nearest(value, allowed[-12:])}"
            )
    return problems


def _chosen(reports: list[Report], only: list[str]) -> list[Report]:
    keys = [report.key for report in reports]
    problems = [
        f"--only {key}: not in this run file. {nearest(key, list(dict.fromkeys(keys)))}"
        for key in only
        if key not in keys
    ]
    if problems:
        raise ParameterError(problems)
    return [report for report in reports if not only or report.key in only]
