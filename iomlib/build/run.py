"""Makes the reports of a plan, each in a process of its own, and publishes what came out well."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from iomlib.build import fingerprint
from iomlib.build.child import as_json
from iomlib.build.execute import environment
from iomlib.build.plan import Plan, Report
from iomlib.build.publish import publish, publish_failure, write_index
from iomlib.build.values import encode
from iomlib.errors import ParameterError
from iomlib.params import read_minimum_people

TIME_LIMIT = 600  # seconds for one report


@dataclass(frozen=True)
class Outcome:
    """How one report ended: no problems is published."""

    report: Report
    problems: list[str]
    kind: str = ""


def run_plan(  # noqa: PLR0913  what the command line can say
    plan: Plan,
    output: Path,
    *,
    jobs: int,
    formats: list[str],
    before: Callable[[Plan], None],
    progress: Callable[[Outcome], None],
) -> list[Outcome]:
    """Make all reports of a plan and publish them below `output`; one failure stops no other.

    `before` checks the copy of the input that the reports will read. `progress` hears of each
    report when it is published or has failed.
    """
    with _scratch(output) as scratch:
        plan.snapshot(scratch)
        before(replace(plan, root=scratch, data=scratch / "data"))
        shared = {"formats": formats, **_shared(plan, scratch)}
        tasks = [_task(report, n, scratch, shared) for n, report in enumerate(plan.reports)]
        outcomes = []
        try:
            for report, done, outcome in _finished(plan.reports, tasks, jobs, scratch):
                if outcome.problems:
                    publish_failure(report, outcome.problems, output)
                else:
                    publish(report, done, output)
                progress(outcome)
                outcomes.append(outcome)
        finally:  # also after Ctrl-C: the index never lags behind what is published
            for edition in {report.edition for report in plan.reports}:
                write_index(plan, output, edition)
    return outcomes


@contextmanager
def _scratch(output: Path) -> Iterator[Path]:
    """Give a folder beside the published files, so that publishing is a move and not a copy."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise ParameterError(f"--output {output.name}: cannot be used as a folder. Name another.") from None
    folder = Path(tempfile.mkdtemp(prefix=".building-", dir=output))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _shared(plan: Plan, scratch: Path) -> dict[str, Any]:
    """Say what all reports of a run are made from."""
    lock = plan.root / "requirements.lock"
    found = {
        f"{name}/{path}": sha
        for name in ("data", "params")
        for path, sha in fingerprint.of_folder(scratch / name).items()
    }
    sha256 = {
        "inputs": found,
        "code": fingerprint.of_code(),
        "lock": fingerprint.of_file(lock) if lock.exists() else None,
    }
    return {"minimum_people": read_minimum_people(scratch / "params"), "sha256": sha256}


def _task(report: Report, number: int, scratch: Path, shared: dict[str, Any]) -> Path:
    # A notebook's parameters say ../data and ../params: seen from here as from notebooks/.
    folder = scratch / f"report-{number}"
    folder.mkdir()
    notebook = scratch / "notebooks" / f"{report.notebook}.ipynb"
    own = {
        "notebook": fingerprint.of_file(notebook),
        "parameters": fingerprint.of_values(report.parameters),
    }
    task = {
        "notebook": str(notebook),
        "parameters": encode(report.parameters),
        "folder": str(folder),
        "about": report.about,
        **shared,
        "sha256": own | shared["sha256"],
    }
    path = folder / "task.json"
    path.write_bytes(as_json(task))
    return path


def _finished(
    reports: list[Report], tasks: list[Path], jobs: int, scratch: Path
) -> Iterator[tuple[Report, Path, Outcome]]:
    """Run the tasks, `jobs` at a time, and yield each when it has ended."""
    variables = environment(scratch)
    running: set[subprocess.Popen[bytes]] = set()
    with ThreadPoolExecutor(jobs) as pool:
        waiting: dict[Future[Outcome], tuple[Report, Path]] = {
            pool.submit(_build, report, task, variables, running): (report, task)
            for report, task in zip(reports, tasks, strict=True)
        }
        try:
            while waiting:
                ended, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in ended:
                    report, task = waiting.pop(future)
                    yield report, task.parent / "done", future.result()
        finally:  # interrupted, or the publishing failed: leave no process behind
            for future in waiting:
                future.cancel()
            for process in list(running):
                _kill(process)


def _build(
    report: Report, task: Path, variables: dict[str, str], running: set[subprocess.Popen[bytes]]
) -> Outcome:
    command = [sys.executable, "-m", "iomlib.build.child", str(task)]
    with (task.parent / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            command, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=task.parent
        )
        running.add(process)
        try:
            process.wait(TIME_LIMIT)
        except subprocess.TimeoutExpired:
            _kill(process)
            return Outcome(report, [f"took longer than {TIME_LIMIT // 60} minutes and was stopped."])
        finally:
            running.discard(process)
    return _read_result(report, task.parent / "result.json", process.returncode)


def _read_result(report: Report, path: Path, code: int) -> Outcome:
    if code != 0 or not path.exists():
        return Outcome(report, [f"its process ended with code {code} and left no result."])
    result: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return Outcome(report, result["problems"], result["kind"])


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a report's process and its kernel."""
    try:
        parent = psutil.Process(process.pid)
        family = [*parent.children(recursive=True), parent]
    except psutil.NoSuchProcess:
        return
    for member in family:
        with suppress(psutil.NoSuchProcess):
            member.kill()


def default_jobs() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def worst(outcomes: Iterable[Outcome]) -> int:
    """Return the exit code: 4 where disclosure control refused a report, 1 where another failed, else 0."""
    kinds = {outcome.kind for outcome in outcomes if outcome.problems}
    return 0 if not any(o.problems for o in outcomes) else 4 if "DisclosureError" in kinds else 1
