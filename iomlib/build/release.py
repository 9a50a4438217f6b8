"""Releases reports that two people have approved: from where they wait to where the public edition lies."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from iomlib.build.approvals import Approved, approvals, approve, doubt
from iomlib.build.branding import read_look
from iomlib.build.control import Control, control_of
from iomlib.build.fingerprint import of_file
from iomlib.build.lock import locked, told
from iomlib.build.plan import UNRELEASED, Plan, Report
from iomlib.build.private import begin_private, make_private
from iomlib.build.publish import withdraw
from iomlib.build.releases import read_log
from iomlib.build.site import write_index
from iomlib.build.swap import copy, mend
from iomlib.build.task import DONE, SCRATCH
from iomlib.build.whole import manifest_sum, whole_report
from iomlib.errors import DisclosureError, ParameterError, ReportError

APPROVALS = "_approvals"


@dataclass(frozen=True)
class Ended:
    """How the release of one report ended: with problems it still waits."""

    key: str
    problems: list[str]
    approved: list[Approved]
    gone: list[str] = field(
        default_factory=list
    )  # notebooks beside it that made another table of the same name


def approve_all(plan: Plan, output: Path, name: str, key: Path) -> list[str]:
    """Sign an approval of each report of a plan that waits, and list their keys.

    Raises
    ------
    ParameterError
        Nothing waits there, or it cannot be signed.
    """
    output = output.resolve()
    with locked(output):
        done = []
        for report, about in _waiting(plan, output):
            approve(_folder(report, output), _key(report), manifest_sum(about), name, key)
            done.append(_key(report))
        make_private(output / UNRELEASED)
        return done


def doubts(plan: Plan, output: Path, name: str) -> dict[str, str]:
    """Say of each report that waits why what somebody has signed would not hold, as far as this machine can tell."""
    base, params = output.resolve(), plan.root / "params"
    found = {
        _key(report): doubt(_folder(report, base) / f"{name}.json", _key(report), manifest_sum(about), params)
        for report, about in _waiting(plan, base)
    }
    return {key: why for key, why in found.items() if why}


def release_all(plan: Plan, output: Path) -> list[Ended]:
    """Publish each report of a plan that waits and that two people have approved; say what the others lack.

    All is done first in a copy, the pages around the reports too: what is refused there leaves everything as it was.
    A report waits until the pages name it, so one that was killed on the way is released by the next call.

    Raises
    ------
    ParameterError
        Nothing waits there, the list of approvers cannot be used, or another run holds the folder.
    DisclosureError
        The pages around the reports would identify somebody.
    """
    output = output.resolve()
    with locked(output), told(output):
        mend(output)
        try:
            waiting = _waiting(plan, output)
        except ParameterError:
            _tidy(plan, output)  # behind a release that was killed as it ended
            raise
        with _copy_of(output) as tried:
            ended = _publish(plan, waiting, output, tried)
        if all(each.problems for each in ended):
            return ended
        ended = _publish(plan, waiting, output, output)
        for (report, _), each in zip(waiting, ended, strict=True):
            if not each.problems:
                withdraw(report, output / UNRELEASED)
        _tidy(plan, output)
        return ended


def _tidy(plan: Plan, output: Path) -> None:
    if (place := output / UNRELEASED).is_dir():
        write_index(plan, place, "public", read_look(plan.root / "params"))
        make_private(place)


@contextmanager
def _copy_of(output: Path) -> Iterator[Path]:
    """Give a copy of the public edition to try a release in, where nobody else looks; no file is ever written over."""
    folder = begin_private(output / UNRELEASED) / f"{SCRATCH}rehearsal"
    shutil.rmtree(folder, ignore_errors=True)  # of a release that was killed
    begin_private(folder)
    try:
        found = (
            path for path in output.rglob("*") if path.is_file() and _is_public(path.relative_to(output))
        )
        copy(found, output, folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_public(name: Path) -> bool:
    return name.parts[0] not in (UNRELEASED, "restricted") and not name.parts[0].startswith(".")


def _publish(
    plan: Plan, waiting: list[tuple[Report, dict[str, Any]]], output: Path, target: Path
) -> list[Ended]:
    """Publish what may be released of what waits in `output`, and the pages around it, below `target`."""
    control = control_of(plan.root / "params", target)
    try:
        ended = [_published(report, about, control, (plan, output, target)) for report, about in waiting]
    finally:
        control.ledger.save()
    if approved := {each.key: each.approved for each in ended if not each.problems}:
        run = plan.run.model_copy(update={"released": plan.run.released or datetime.now(UTC).date()})
        write_index(replace(plan, run=run), target, "public", read_look(plan.root / "params"), approved)
    return ended


def _waiting(plan: Plan, output: Path) -> list[tuple[Report, dict[str, Any]]]:
    if plan.run.release != "required":
        raise ParameterError(
            "the run file does not say release: required, so its reports are published as they are made."
        )
    own = [report for report in plan.reports if report.edition == "public"]
    found = list(_there(own, output / UNRELEASED))
    if not found:
        raise ParameterError(
            f"--output {output.name}: none of these reports waits to be released. Run iom run first."
        )
    return found


def _there(reports: list[Report], base: Path) -> Iterator[tuple[Report, dict[str, Any]]]:
    for report in reports:
        manifest = base / report.folder / f"{report.notebook}.manifest.json"
        if (about := whole_report(manifest, base, "public")) is not None:
            yield report, about


def _key(report: Report) -> str:
    return f"{report.key}/{report.notebook}"


def _folder(report: Report, output: Path) -> Path:
    return output / UNRELEASED / APPROVALS / report.folder / report.notebook


def _published(
    report: Report, about: dict[str, Any], control: Control, where: tuple[Plan, Path, Path]
) -> Ended:
    plan, output, target = where
    params, base = plan.root / "params", output / UNRELEASED
    spent = _spent(output, _key(report))
    pair, problems = approvals(_folder(report, output), _key(report), manifest_sum(about), params, spent)
    scratch, gone = base / f"{SCRATCH}release", list[str]()
    shutil.rmtree(scratch, ignore_errors=True)  # of a release that was killed
    try:
        if not problems:
            _copied(about, base, scratch / DONE)
            gone = control.publish(report, scratch / DONE, target)
    except (DisclosureError, ReportError) as trouble:
        problems = trouble.problems
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Ended(_key(report), problems, pair, gone)


def _spent(output: Path, key: str) -> list[Approved]:
    """List the approvals of a report that were used, but for those of the version that is public now."""
    log = read_log(output)
    events = [event for event in (log.events if log else []) if event.key == key]
    now = events[-1].approved if events and events[-1].what != "withdrawn" else []
    return [Approved(**each.model_dump()) for event in events for each in event.approved if each not in now]


def _copied(about: dict[str, Any], base: Path, done: Path) -> None:
    """Copy a report for all to read; what is copied is held to the sums that were approved."""
    for name, sha in about["files"].items():
        place = done / Path(name).relative_to(about["folder"])
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(base / name, place)
        if of_file(place) != sha:
            raise ReportError(f"{place.name}: was changed while it was released. Approve again.")
