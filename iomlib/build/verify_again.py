"""Makes published reports again, from their manifests' parameters and what lies in the project, in fresh processes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from iomlib import tables
from iomlib.blocks import Edition
from iomlib.build.fresh import Inputs
from iomlib.build.plan import Plan, Report, plan_run
from iomlib.build.run import How, default_jobs, run_plan
from iomlib.build.source import at_hand
from iomlib.build.values import encode
from iomlib.build.verify_read import Place, Published, read_manifest, report_of
from iomlib.build.whole import edition_folder, key_of
from iomlib.errors import IomError, ParameterError


class Again(NamedTuple):
    """A report made again: its folder and manifest, or why there are none.

    `sha256` is what it was made from, or would have been; `asked` says how the run file of today would have it made.
    """

    folder: Path | None = None
    about: dict[str, Any] | None = None
    problems: tuple[str, ...] = ()
    sha256: dict[str, Any] | None = None
    asked: tuple[str, ...] = ()


Tell = Callable[[str], None]
_FORMATS = ("html", "pdf", "docx")


def make_again(reports: list[Published], root: Path, scratch: Path, tell: Tell) -> dict[str, Again]:
    """Make reports again, those of one run file and the same formats together; give them by `Published.shown`."""
    groups: dict[tuple[str, Place, tuple[str, ...]], list[Published]] = {}
    for one in reports:
        groups.setdefault((str(one.about.get("run", "")), one.place, _formats(one)), []).append(one)
    found: dict[str, Again] = {}
    for number, ((file, place, formats), own) in enumerate(groups.items()):
        try:
            plan = plan_of(root, file, place.edition)
            found |= _made(plan, own, list(formats), scratch / f"again-{number}", tell)
        except IomError as trouble:
            found |= {one.shown: Again(problems=tuple(trouble.problems)) for one in own}
    return found


def plan_of(root: Path, file: str, edition: Edition) -> Plan:
    """Plan a run file as it is today. A manifest names it, so it may only lie in the project.

    Raises
    ------
    ParameterError
        It is not there, not in the project, or wrong.
    """
    if not file:
        raise ParameterError(
            "its manifest does not say with which run file it was made: it is of an earlier iomlib"
        )
    path = root / file
    own = path.is_file() and path.resolve().is_relative_to((root / "params").resolve())
    if not own:  # also where it is the name of no file
        raise ParameterError(
            f"the run file {file} that its manifest names is not in the params of this project"
        )
    return plan_run(path, (), edition)


def _formats(one: Published) -> tuple[str, ...]:
    said = one.about["sha256"].get("formats")
    return tuple(each for each in _FORMATS if each in (said if isinstance(said, list) else _FORMATS))


def _made(plan: Plan, own: list[Published], formats: list[str], output: Path, tell: Tell) -> dict[str, Again]:
    found, reports = dict[str, Again](), dict[str, Report]()
    names = tables.area_names(plan.root / "params")
    for one in own:
        try:
            reports[one.key] = report_of(one, plan.root, names)
        except ParameterError as trouble:
            found[one.shown] = Again(problems=tuple(trouble.problems))
    if not reports:
        return found
    # What is released would wait apart; it is made in the same way.
    run = plan.run.model_copy(update={"release": "free"})
    whole = replace(plan, run=run, reports=list(reports.values()))
    labels = {one.key: one.about.get("labels") or {} for one in own}
    how = How(jobs=default_jobs(), formats=formats, force=True, labels=labels)
    try:
        ended = run_plan(whole, output, how, lambda outcome: tell(outcome.report.key))
        problems = {key_of(each.report.about): each.problems for each in ended if each.problems}
    except IomError as trouble:  # the input keeps its contract no more
        problems = dict.fromkeys(reports, trouble.problems)
    sums = _would_be(replace(whole, reports=[reports[key] for key in problems]), formats) if problems else {}
    asked = {key_of(each.about): each for each in plan.reports}
    for one in own:
        if one.key in reports:
            again = _again(one, problems.get(one.key, []), output, sums)
            found[one.shown] = again._replace(asked=_asked(plan.file, reports[one.key], asked.get(one.key)))
    return found


def _again(one: Published, problems: list[str], output: Path, sums: dict[str, Any]) -> Again:
    base = edition_folder(output, one.place.edition)
    folder = base / one.folder.relative_to(one.place.base)
    about = read_manifest(folder / one.manifest.name, one.place._replace(base=base))
    if problems or about is None:
        return Again(problems=tuple(problems), sha256=sums.get(one.key))
    return Again(folder, about, sha256=about["sha256"])


def _would_be(plan: Plan, formats: list[str]) -> dict[str, Any]:
    """Say what reports that could not be made would have been made from; nothing where the input cannot be read."""
    with suppress(IomError, OSError, ValueError, LookupError), at_hand(plan) as here:
        inputs = Inputs(here, formats)
        return {key_of(each.about): inputs.sha256(each) for each in here.reports}
    return {}


def _asked(file: str, made: Report, today: Report | None) -> tuple[str, ...]:
    """Say what the run file of today would give a report in place of what its manifest has.

    One that it does not ask for may have been asked for by an earlier state of it, and is made as its manifest says.
    """
    if today is None:
        return ()
    before, now = encode(made.parameters), encode(today.parameters)
    told = [
        f"{name} is {_said(before, name)} in the manifest and {_said(now, name)} in {file}"
        for name in sorted({*before, *now})
        if name not in before or name not in now or before[name] != now[name]
    ]
    return (*told, *([f"its title is another in {file}"] if made.title != today.title else []))


def _said(values: dict[str, Any], name: str) -> str:
    return str(values[name]) if name in values else "not set"
