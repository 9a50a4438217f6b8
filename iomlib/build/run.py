"""Makes the reports of a plan that are out of date, and publishes what came out well."""

import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from iomlib.blocks import Edition
from iomlib.build.branding import read_look
from iomlib.build.commit import commit
from iomlib.build.control import Control, control_of
from iomlib.build.earlier import versions
from iomlib.build.fresh import Inputs, Step, released, step
from iomlib.build.local import Made, make_here
from iomlib.build.lock import locked, look_at, told
from iomlib.build.look import Look
from iomlib.build.plan import UNRELEASED, Plan, Report, check_data, check_people
from iomlib.build.private import begin_private, make_private
from iomlib.build.publish import forget_failure, publish_failure, withdraw
from iomlib.build.quarto import quarto_for
from iomlib.build.releases import LOG
from iomlib.build.site import write_index
from iomlib.build.source import at_hand
from iomlib.build.spoken import in_public, spoken
from iomlib.build.swap import mend
from iomlib.build.task import DONE, PEOPLE, SCRATCH, Engine, Task, Waiting
from iomlib.build.values import encode
from iomlib.build.whole import edition_folder, key_of
from iomlib.disclosure.profile import Profile
from iomlib.errors import DisclosureError, ParameterError, ReportError


@dataclass(frozen=True)
class Outcome:
    """How one report ended: no problems is published, `fresh` is published before and still true."""

    report: Report
    problems: list[str]
    kind: str = ""
    fresh: bool = False
    gone: tuple[str, ...] = ()  # notebooks whose pages were taken away, for they were made from other input


@dataclass(frozen=True)
class How:
    """How a run is to be made.

    `labels` are what pages say that nothing in a report's input says, by `key_of`: a run that makes published reports
    again gives those of their manifests.
    """

    jobs: int
    formats: list[str]
    engine: Engine = "fork"
    force: bool = False
    cluster: str = ""
    labels: Mapping[str, dict[str, Any]] | None = None


def explain(plan: Plan, output: Path, how: How) -> list[Step]:
    """Say what a run would make and why; nothing is run and nothing written."""
    look_at(output)
    with at_hand(plan) as here:
        check_data(here)
        inputs = Inputs(here, how.formats)
        return [step(each, inputs, plan.lies(output, each), force=how.force) for each in plan.reports]


def run_plan(plan: Plan, output: Path, how: How, progress: Callable[[Outcome], None]) -> list[Outcome]:
    """Make the reports of a plan that are out of date and publish them; one failure stops no other.

    `progress` hears of each report when it is published, has failed, or is found to be up to date.

    Raises
    ------
    IomError
        The input breaks its contract, another run holds the folder, the disk is full.
    """
    output = output.resolve()  # reports run in folders of their own
    _refuse_place(plan, output)
    if how.cluster:
        _needs_distributed()
    quarto_for(plan.run)
    editions = {report.edition for report in plan.reports}
    with (
        at_hand(plan) as here,
        locked(output),
        told(output),
        _scratch(output, "restricted" in editions) as scratch,
    ):
        mend(output)
        here.snapshot(scratch)
        copy = replace(plan, root=scratch, data=scratch / "data")
        check_data(copy)
        check_people(copy)
        outcomes: list[Outcome] = []
        try:
            with closing(_outcomes(copy, output, how, scratch)) as ended:
                for outcome in ended:
                    progress(outcome)
                    outcomes.append(outcome)
        finally:  # also after Ctrl-C: the index never lags behind what is published
            _write_indexes(copy, output, editions)
    return outcomes


def _write_indexes(plan: Plan, output: Path, editions: set[Edition]) -> None:
    look = read_look(plan.root / "params")
    for edition in sorted(editions):
        if (place := plan.place(output, edition)) != output:
            write_index(plan, begin_private(place), edition, look)
            make_private(place)
        if (
            place == output or (output / LOG).exists()
        ):  # also of what was released before, and may be withdrawn
            write_index(plan, output, edition, look)


def _outcomes(plan: Plan, output: Path, how: How, scratch: Path) -> Generator[Outcome]:
    inputs = Inputs(plan, how.formats, scratch / PEOPLE)
    steps = [step(each, inputs, plan.lies(output, each), force=how.force) for each in plan.reports]
    for each in steps:
        if each.work == "none":
            forget_failure(each.report, plan.place(output, each.report.edition))
            yield Outcome(each.report, [], fresh=True)
    todo = {number: each for number, each in enumerate(steps) if each.work != "none"}
    if not todo:
        return
    control = control_of(plan.root / "params", output)
    tasks: list[Waiting] = [
        (number, partial(task_of, each, inputs, control.rule, plan.lies(output, each.report), how.labels))
        for number, each in todo.items()
    ]
    waiting: dict[Path, set[str]] = {}  # notebooks still to be made again, by the folder that they share
    for each in todo.values():
        waiting.setdefault(_shared(each.report, output), set()).add(each.report.notebook)
    try:
        for made in _cleared(_paged(_make(tasks, scratch, how), inputs, scratch), todo, inputs):
            report = todo[made.number].report
            others = waiting[_shared(report, output)]
            others.remove(report.notebook)
            put = _put_aside if plan.waits(report.edition) else _published
            yield put(report, made, output, others, (control, inputs.look))
            shutil.rmtree(made.folder, ignore_errors=True)
    finally:
        control.ledger.save()


def _cleared(ended: Iterator[Made], todo: dict[int, Step], inputs: Inputs) -> Iterator[Made]:
    for made in ended:
        if not made.problems:
            yield made
            continue
        people = {name: Path(place) for name, place in inputs.people(todo[made.number].report).items()}
        yield replace(made, problems=spoken(made.problems, people), of_people=bool(people))


def _shared(report: Report, output: Path) -> Path:
    return edition_folder(output, report.edition) / report.folder


def _make(tasks: list[Waiting], scratch: Path, how: How) -> Iterator[Made]:
    jobs = min(how.jobs, len(tasks))
    if how.cluster:
        from iomlib.build.cluster import make_there  # noqa: PLC0415  an optional extra

        return make_there(tasks, scratch, jobs, how.engine, how.cluster)
    return make_here(tasks, scratch, jobs, how.engine)


def _paged(ended: Iterator[Made], inputs: Inputs, scratch: Path) -> Iterator[Made]:
    """Have Quarto write the pages of the reports that have ended well, where the run file says so."""
    if inputs.quarto is None:
        return ended
    from iomlib.build.quarto_pages import Rendering, then_pages  # noqa: PLC0415  typst and docx, only here

    minutes = inputs.plan.run.limits.minutes
    how = Rendering(inputs.quarto, inputs.formats, inputs.look, "public", minutes, scratch)
    return then_pages(ended, how)


def task_of(
    each: Step,
    inputs: Inputs,
    rule: Profile,
    output: Path,
    labels: Mapping[str, dict[str, Any]] | None = None,
) -> Task:
    """Put together all that a process needs to make one report, here or on another machine."""
    report, run = each.report, inputs.plan.run
    executed = None
    if each.work == "render":
        folder = edition_folder(output, report.edition) / report.folder
        executed = (folder / f"{report.notebook}.ipynb").read_text("utf-8")
    return {
        "about": report.about,
        "parameters": encode(report.parameters),
        "run": inputs.plan.file,
        "labels": (labels or {}).get(key_of(report.about))
        or {"commit": commit(), "versions": versions(report, released(output), rule)},
        "notebook": inputs.notebooks[report.notebook].decode("utf-8"),
        "executed": executed,
        "given": {name: content.decode("utf-8") for name, content in inputs.given(report).items()},
        "people": inputs.people(report),
        "formats": [] if inputs.quarto else inputs.formats,  # Quarto writes the pages of all together
        "look": inputs.look.model_dump(mode="json"),
        "limits": run.limits.model_dump(),
        "network": run.network,
        "rule": asdict(rule),
        "sha256": each.sha256,
    }


def _put_aside(
    report: Report, made: Made, output: Path, waiting: set[str], shown: tuple[Control, Look]
) -> Outcome:
    """Put a report where it waits to be released; nothing that was there is kept, for nobody has seen it.

    What was released before stays, but for a report that disclosure control refuses now.
    """
    place = begin_private(output / UNRELEASED)
    outcome = _published(report, made, place, waiting, (shown[0].aside(), shown[1]))
    if outcome.kind == "DisclosureError":
        withdraw(report, output)
    return outcome


def _published(
    report: Report, made: Made, output: Path, waiting: set[str], shown: tuple[Control, Look]
) -> Outcome:
    control, look = shown
    problems, kind = made.problems, made.kind
    gone: list[str] = []
    if not problems:
        try:
            gone = control.publish(report, made.folder / DONE, output, waiting)
        except (DisclosureError, ReportError) as trouble:
            problems, kind = trouble.problems, type(trouble).__name__
    if problems:
        # What disclosure control refuses now may be what lies there: that version is not kept.
        said = in_public(problems) if made.of_people and report.edition == "public" else problems
        publish_failure(report, said, output, look, None if kind == "DisclosureError" else control.keeps)
    return Outcome(report, problems, kind, gone=tuple(gone))


@contextmanager
def _scratch(output: Path, restricted: bool = False) -> Iterator[Path]:
    """Give a folder beside the published files, so that publishing is a move and not a copy.

    Of a run that makes restricted reports it lies in their folder. We hold the lock: what an earlier run left was
    left by one that was killed.
    """
    for left in (
        path for base in ("", "restricted/", f"{UNRELEASED}/") for path in output.glob(f"{base}{SCRATCH}*")
    ):
        shutil.rmtree(left, ignore_errors=True)
    base = begin_private(edition_folder(output, "restricted")) if restricted else output
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=base))  # which nobody else may enter
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_place(plan: Plan, output: Path) -> None:
    """Refuse a folder of outputs in which something else lives, or that lies in the input."""
    input_ = [plan.data, *(plan.root / name for name in ("params", "notebooks"))]
    if any(output.is_relative_to(place.resolve()) for place in input_):
        raise ParameterError(f"--output {output.name}: is in a folder of input. Name one outside.")
    if any((output / name).is_dir() for name in ("notebooks", "params", "iomlib")):
        raise ParameterError(f"--output {output.name}: is the project itself. Name a folder of its own.")
    for name, of in (("restricted", "restricted editions"), (UNRELEASED, "reports that wait to be released")):
        if output.name == name:
            raise ParameterError(f"--output {name}: {of} have a folder of this name. Name another.")


def _needs_distributed() -> None:
    if find_spec("distributed") is None:
        raise ParameterError("--cluster needs a package more: pip install 'iomlib[cluster]'.")


def default_jobs() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worst(outcomes: Iterable[Outcome]) -> int:
    """Return the exit code: 4 where disclosure control refused a report, 1 where another failed, else 0."""
    kinds = {outcome.kind for outcome in outcomes if outcome.problems}
    return 0 if not any(o.problems for o in outcomes) else 4 if "DisclosureError" in kinds else 1
