"""Made-up people in place of real ones: the same notebooks and settings, executed on people who do not exist.

A stand-in shows what the code does, and never what was published. It is of another area, whose name begins SIMULATED,
so that every page of it says so; a page of the real area with made-up people would be a wrong one.
"""

import csv
import io
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from iomlib.build.bundle_inputs import AREAS
from iomlib.build.bundle_release import OUTPUTS, Released
from iomlib.build.bundle_runs import as_yaml
from iomlib.build.fresh import Inputs
from iomlib.build.plan import Plan, plan_run
from iomlib.build.run import How, default_jobs, run_plan
from iomlib.build.swap import copy
from iomlib.build.whole import whole_report
from iomlib.errors import IomError

AREA, QUARTER, NAME = "simulated-stockton", "2008-09-Q4", "stand-in"
DATA, RUN = f"data-{NAME}", f"{NAME}.yml"
_SEED, _PEOPLE = 1, 4000  # from which on the simulation has this area
_ROW = {
    "id": AREA,
    "name": "SIMULATED Stockton-on-Tees",
    "kind": "example",
    "source": "Made up by iomlib to match figures printed of Stockton-on-Tees in 2009; no person in it exists",
}


@dataclass
class StandIn:
    """What was made in place of reports on real people, and of which notebooks nothing could be made, and why."""

    reports: list[Released] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def stand_in(folder: Path, kept: list[Released], again: list[Released], scratch: Path) -> StandIn:
    """Execute the notebooks of reports on real people on made-up ones, in a bundle that is being filled.

    A notebook of which made-up people can be shown `again` anyway needs none.
    """
    there = {each.report.notebook for each in again if each.report.area == AREA}
    first = {each.report.notebook: each for each in reversed(kept) if each.report.notebook not in there}
    if not first:
        return StandIn()
    made = StandIn(files=_people(folder))
    _declare(folder / AREAS)
    tried = {notebook: _try(folder, each, scratch, made) for notebook, each in sorted(first.items())}
    for notebook, plan in tried.items():
        if plan is None:
            continue
        formats = first[notebook].about["sha256"]["formats"]
        path = folder / "params" / "reports" / f"{notebook}-{RUN}"
        report = plan.reports[0]
        about = whole_report(scratch / report.folder / f"{notebook}.manifest.json", scratch, "public")
        if about is None:  # another notebook made another table of the same name
            path.unlink()
            made.without.append(f"{notebook}: its tables have the names of another notebook's")
            continue
        copy([scratch / name for name in about["files"]], scratch, folder / OUTPUTS)
        made.reports.append(Released(report, about, Inputs(plan, formats), path, plan.data))
    if not made.reports:
        shutil.rmtree(folder / DATA)
        made.files = []
    return made


def _try(folder: Path, first: Released, scratch: Path, made: StandIn) -> Plan | None:
    path = folder / "params" / "reports" / f"{first.report.notebook}-{RUN}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_run_file(first))
    how = How(jobs=default_jobs(), formats=first.about["sha256"]["formats"])
    try:
        plan = plan_run(path)
        (ended,) = run_plan(plan, scratch, how, lambda _: None)
        problems = ended.problems
    except IomError as trouble:
        problems = trouble.problems
    if not problems:
        return plan
    path.unlink()
    made.without.append(f"{first.report.notebook}: {'; '.join(problems)}")
    return None


def _people(folder: Path) -> list[str]:
    from iomlib.simulate.write import write_people  # noqa: PLC0415  numpy and pyarrow, where there are people

    (folder / DATA).mkdir(parents=True)
    write_people(folder / DATA, people=_PEOPLE, seed=_SEED)
    (folder / DATA / "identities.parquet").unlink()  # no public report is given names, not even made-up ones
    return sorted(path.relative_to(folder).as_posix() for path in (folder / DATA).iterdir())


def _declare(path: Path) -> None:
    """Add the area to those of the project, where it is not one of them."""
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    if any(row and row[rows[0].index("id")] == AREA for row in rows[1:]):
        return
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow([_ROW.get(name, "") for name in rows[0]])


def _run_file(first: Released) -> bytes:
    run, report = first.plan.run, first.report
    content = {
        "title": f"{run.title}: SIMULATED people in place of real ones",
        "notebooks": [report.notebook],
        "areas": [AREA],
        "quarters": [QUARTER],
        "data": f"../../{DATA}",
        "settings": dict(report.settings),
        "limits": run.limits.model_dump(),
    }
    return b"# Made by iom bundle: the same notebook and settings, for people who do not exist.\n" + as_yaml(
        content
    )
