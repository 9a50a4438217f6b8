"""Which input of a published report may leave with it: nothing of people that this project's code has not made up.

Tables of people are never copied. Those of a bundle are made anew by the code that made them up, and only where a
report was given exactly these. Of typed tables the rows leave that a report was given, where they are of nobody, were
published before, or are of an area that does not exist.
"""

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from iomlib import tables
from iomlib.build.bundle_release import Released
from iomlib.build.plan import Report
from iomlib.tables.contracts import DATA, CrimesRow, MonthRow, PopulationRow, PrintedRow
from iomlib.tables.contracts_claims import ClaimRow
from iomlib.tables.contracts_cohort import ActionRow
from iomlib.tables.contracts_people import ENDINGS
from iomlib.tables.contracts_published import PublishedRow
from iomlib.tables.contracts_records import SIMULATED
from iomlib.tables.contracts_series import SeriesRow
from iomlib.tables.given import STORE

# Of nobody, or printed already: official counts of crimes and residents, printed figures and statements, what was
# recommended.
OPEN = {
    f"data/{row.path}"
    for row in (ActionRow, ClaimRow, CrimesRow, MonthRow, PopulationRow, PrintedRow, PublishedRow, SeriesRow)
}
MARKED = {f"data/{row.path}" for row in DATA if "published" in row.model_fields} - OPEN
_RECORDED = f"data/{STORE}.parquet"
AREAS = "params/areas.csv"
REAL = "a table of people who are not made up by this project's own code"
_TRUTH = "truth.json"
_MADE_IN = 3600  # seconds in which people are made up again


class Remade:
    """The people that the project's own code makes up, made anew to compare with, when they are first asked for."""

    def __init__(self, root: Path, data: Path, scratch: Path) -> None:
        """Name the project, its data and a folder to make them in."""
        self.root, self.data, self.scratch = root, data, scratch
        self.chosen: dict[str, Path] = {}  # by table: the folder that it leaves from
        self._read: dict[Path, Any] = {}

    def strange(self, given: Released) -> list[str]:
        """List the files of people of a report that are not those that the code makes up."""
        asked = {part.name: part.make() for part in _people(given)}
        found = [name for name, content in asked.items() if content and not self._has(name, content, given)]
        return sorted(found)

    def files(self) -> dict[str, bytes]:
        """Give the tables that the reports read that were asked after, as they were made anew, by their paths."""
        found: dict[str, bytes] = {}
        for name, folder in self.chosen.items():
            for path in (path for end in ENDINGS if (path := folder / f"{name}{end}").is_file()):
                found[path.name] = path.read_bytes()
                if (truth := folder / _TRUTH).is_file() and path.suffix == ".parquet":
                    found[_TRUTH] = truth.read_bytes()
        return found

    def _has(self, name: str, content: bytes, given: Released) -> bool:
        report, stem = given.report, Path(name).stem
        stem = "events" if stem == "control_events" else stem
        params = given.inputs.plan.root / "params"
        for folder in [self.chosen[stem]] if stem in self.chosen else self._made:
            if folder not in self._read:
                self._read[folder] = tables.read_folders(folder, params)
            parts = tables.given_people(self._read[folder], report.area, report.quarter.id, report.edition)
            if any(part.name == name and part.make() == content for part in parts):
                self.chosen[stem] = folder
                return True
        return False

    @cached_property
    def _made(self) -> list[Path]:
        return [folder for make in (self._by_examples, self._by_seed) if (folder := make())]

    def _by_examples(self) -> Path | None:
        """Run the project's own `examples`, where it has them."""
        folder = self.scratch / "by-examples"
        if not (self.root / "examples" / "__main__.py").is_file():
            return None
        command = [sys.executable, "-m", "examples", str(folder)]
        done = subprocess.run(command, cwd=self.root, capture_output=True, check=False, timeout=_MADE_IN)
        return None if done.returncode else folder

    def _by_seed(self) -> Path | None:
        """Simulate what `truth.json` says was simulated."""
        from iomlib.simulate.write import write_people  # noqa: PLC0415  numpy and pyarrow, where there are people

        try:
            truth = json.loads((self.data / _TRUTH).read_text("utf-8"))
            people, seed = sum(truth["people"].values()), int(truth["seed"])
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return None
        folder = self.scratch / "by-seed"
        folder.mkdir(parents=True)
        write_people(folder, people=people, seed=seed)
        return folder


def stays(given: Released, remade: Remade) -> list[str]:
    """Say which input of a report may not leave, and why; an empty list lets all of it leave."""
    found = [f"{name}: {REAL}" for name in remade.strange(given)]
    found += _of_counts(given)
    if series := _unpublished_series(given):
        found.append(f"{_RECORDED}: {', '.join(series)} is not said to be published by anybody")
    return found


def _people(given: Released) -> list[Any]:
    report = given.report
    parts = tables.given_people(given.inputs.folders, report.area, report.quarter.id, report.edition)
    return [part for part in parts if part.name != _RECORDED]


def _of_counts(given: Released) -> Iterator[str]:
    report, folders = given.report, given.inputs.folders
    if _is_made_up(report, folders):
        return
    rows = tables.given_rows(folders, report.area, report.quarter.id)
    for name, content in rows.items():
        if name in OPEN or name.startswith("params/"):
            continue
        read = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
        if name not in MARKED:
            yield f"{name}: counts that nobody has said to be published"
        elif unmarked := sum(row["published"].strip() != "yes" for row in read):
            yield f"{name}: {unmarked} of {len(read)} rows are not marked as published"


def _is_made_up(report: Report, folders: Any) -> bool:
    """Say whether an area is declared as one that does not exist: no count of it is of anybody."""
    table = folders.tables[AREAS]
    kind, name = table.header.index("kind"), table.header.index("name")
    return any(
        cells[kind] == "example" and cells[name].startswith(SIMULATED)
        for _, cells in table.of_area.get(report.area, [])
    )


def _unpublished_series(given: Released) -> list[str]:
    data = given.inputs.plan.data
    if not (data / STORE).is_dir():
        return []
    from iomlib.tables.recorded.contract import PUBLISHED  # noqa: PLC0415  pyarrow, where there is a store

    return [each for each in _series(data, given.report.area) if each not in PUBLISHED]


def _series(data: Path, area: str) -> list[str]:
    from iomlib.tables.recorded.store import series_of  # noqa: PLC0415  pyarrow, where there is a store

    return series_of(data, area)


def write_inputs(given: list[Released], remade: Remade, project: Path, data: str) -> None:
    """Write into a project what some reports were given, and no more: `data` is the name of its data folder."""
    rows = {name: content for name, content in _rows(given).items() if name != AREAS}
    for name, content in rows.items():
        _write(project / _placed(name, data), content)
    for name, content in remade.files().items():
        _write(project / data / name, content)
    (project / data).mkdir(exist_ok=True)
    _copy_store(given, given[0].plan.data, project / data)


def write_params(of: Released, project: Path) -> None:
    """Write into a project the parameters that every report is given, and the names of all areas."""
    whole = {name: content for name, content in of.inputs.folders.whole.items() if name.startswith("params/")}
    for name, content in {**whole, AREAS: (of.plan.root / AREAS).read_bytes()}.items():
        _write(project / name, content)


def _placed(name: str, data: str) -> str:
    return f"{data}/{name.removeprefix('data/')}" if name.startswith("data/") else name


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _rows(given: Iterable[Released]) -> dict[str, bytes]:
    """Put the rows of all reports together, table by table, each once and in the order of the areas."""
    wanted: dict[str, set[tuple[str, ...]]] = {}
    whole: Any = None
    for each in given:
        whole = each.inputs.folders
        found = tables.given_rows(whole, each.report.area, each.report.quarter.id)
        for name, content in found.items():
            read = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
            wanted.setdefault(name, set()).update(map(tuple, list(read)[1:]))
    files = {}
    for name, asked in sorted(wanted.items()):
        table, text = whole.tables[name], io.StringIO()
        kept = [cells for area in sorted(table.of_area) for _, cells in table.of_area[area]]
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([table.header, *(cells for cells in kept if tuple(cells) in asked)])
        files[name] = text.getvalue().encode()
    return files


def _copy_store(given: list[Released], source: Path, target: Path) -> None:
    """Copy the series of recorded crime that the reports' areas have, for these areas and their peers."""
    areas = {each.report.area for each in given}
    read = tables.areas_read(given[0].inputs.plan.root / "params", areas)
    for series in sorted({name for area in areas for name in _of_store(source, area)}):
        folder = source / STORE / series
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            top = folder / path.relative_to(folder).parts[0]
            if tables.is_read(source, top, read) and not path.name.startswith("."):
                aside = target / path.relative_to(source)
                aside.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, aside)


def _of_store(data: Path, area: str) -> list[str]:
    return _series(data, area) if (data / STORE).is_dir() else []
