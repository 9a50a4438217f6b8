"""Reads a release for a bundle: every published report, whole, public, and what this project would make today."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from iomlib.build import fingerprint
from iomlib.build.fresh import Inputs, step
from iomlib.build.plan import UNRELEASED, Plan, Report, check_data, check_people, plan_run
from iomlib.build.project import project_around
from iomlib.build.revisions import kept_versions
from iomlib.build.site import published_reports
from iomlib.build.source import at_hand
from iomlib.build.whole import key_of
from iomlib.errors import DisclosureError, IomError, ParameterError, VerificationError

OUTPUTS, PUBLISHED = "outputs", "published"  # in a bundle: what can be made again, and what readers saw
PAGES = (
    *("index.html", "releases.html", "accessibility.html", "feed.xml", "manifest.json", "releases.json"),
    "overview/*.html",
)
_REPORTS = "[0-9]*/*/*.manifest.json"
_AGAIN = "Make it again with iom run, then bundle it."


class Released(NamedTuple):
    """A published report, and what makes it.

    `about` is what its manifest says, `run` and `source` are the run file and the data folder in the project; `inputs`
    are read from a copy.
    """

    report: Report
    about: dict[str, Any]
    inputs: Inputs
    run: Path
    source: Path

    @property
    def plan(self) -> Plan:
        """The plan of its run file, on a copy of what it reads."""
        return self.inputs.plan


def find_project(output: Path) -> Path:
    """Find the project that made a folder of reports: around it, or around where the command was called.

    Raises
    ------
    ParameterError
        There is none.
    """
    if found := project_around(output.parent, Path.cwd()):
        return found
    raise ParameterError(
        f"{output.name}: no project around it. Call iom bundle in the folder that has notebooks and params."
    )


def published(output: Path) -> list[dict[str, Any]]:
    """Read the public reports that lie in a folder, held against their manifests and against that of all of them.

    Raises
    ------
    ParameterError
        It holds no published report.
    DisclosureError
        It is the folder of the restricted edition, or of reports that wait to be released.
    VerificationError
        A file is not the one that was published.
    """
    _refuse_place(output)
    found = published_reports(output, "public")
    whole = {f"{each['folder']}/{each['notebook']}.manifest.json" for each in found}
    lying = {path.relative_to(output).as_posix() for path in output.glob(_REPORTS)}
    problems = [
        f"{name}: its files are not those of its manifest. {_AGAIN}" for name in sorted(lying - whole)
    ]
    if not problems and not found:
        raise ParameterError(f"{output.name}: holds no published report.")
    if problems := problems or _unlike_index(output, found):
        raise VerificationError(problems)
    return found


def _refuse_place(output: Path) -> None:
    if output.name == UNRELEASED:
        raise DisclosureError(
            f"{output.name}: what lies there waits to be released, and does not leave. Name the folder above it."
        )
    editions = {_edition(path) for path in [*output.glob(_REPORTS), *output.glob("manifest.json")]}
    if output.name == "restricted" or "restricted" in editions:
        raise DisclosureError(
            f"{output.name}: holds restricted reports. They are for the partnership's own staff and do not leave. "
            "Bundle the folder of the public edition."
        )


def _edition(manifest: Path) -> str:
    try:
        return str(json.loads(manifest.read_text("utf-8"))["edition"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return ""


def _unlike_index(output: Path, found: list[dict[str, Any]]) -> list[str]:
    """Hold the reports against the list of all of them: one that was changed with its manifest is found there."""
    try:
        listed = json.loads((output / "manifest.json").read_text("utf-8"))["published"]
        known = {key_of(each): each["files"] for each in listed}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return [
            f"manifest.json: is missing or cannot be read, so nobody can say what was published. {_AGAIN}"
        ]
    lies = {key_of(each): each["files"] for each in found}
    return [
        f"{key}: is not as manifest.json lists it. {_AGAIN}"
        for key in sorted({*known, *lies})
        if known.get(key) != lies.get(key)
    ]


def public_files(output: Path, reports: list[dict[str, Any]], *, around: bool) -> list[str]:
    """List the files of some reports and, `around` them, the pages and earlier versions that readers see.

    What is not named here stays where it is: the ledger, failures, restricted reports, what waits.
    """
    names = {name for each in reports for name in each["files"]}
    if around:
        names |= {path.relative_to(output).as_posix() for page in PAGES for path in output.glob(page)}
        kept = kept_versions(output, "public")
        names |= {name for of in kept.values() for each in of.values() for name in each["files"]}
    return sorted(names)


@contextmanager
def made_from(output: Path, root: Path, scratch: Path) -> Iterator[list[Released]]:
    """Give each published report with what makes it, read from copies that nobody changes meanwhile.

    Raises
    ------
    ParameterError
        No run file of the project makes one of them.
    VerificationError
        One of them would come out differently today.
    """
    reports = published(output)
    plans, wrong = _plans(root)
    found = [(about, next(_makers(about, plans), None)) for about in reports]
    if problems := [
        f"{key_of(about)}: no run file in params/reports makes it as it is."
        for about, mine in found
        if not mine
    ]:
        raise ParameterError([*problems, *wrong])
    with ExitStack() as stack:
        copies = _Copies(scratch, stack)
        released = [copies.of(about, *mine) for about, mine in found if mine]
        if problems := [problem for each in released for problem in _changed(each, output)]:
            raise VerificationError(problems)
        yield released


def _plans(root: Path) -> tuple[list[tuple[Path, Plan]], list[str]]:
    """Read the run files of a project, and say what is wrong with those that cannot be read."""
    plans, wrong = [], list[str]()
    for run in sorted((root / "params" / "reports").glob("*.yml")):
        try:
            plans.append((run, plan_run(run, edition="public")))
        except IomError as trouble:
            wrong += trouble.problems
    return plans, list(dict.fromkeys(wrong))


def _makers(about: dict[str, Any], plans: list[tuple[Path, Plan]]) -> Iterator[tuple[Path, Plan, Report]]:
    """Find what makes a report: the same notebook, area, quarter, parameters and title."""
    sums = about["sha256"].get("parameters"), about["sha256"].get("about")
    for run, plan in plans:
        for report in plan.reports:
            own = fingerprint.of_parameters(report.parameters), fingerprint.of_values(report.about)
            if key_of(report.about) == key_of(about) and own == sums:
                yield run, plan, report


class _Copies:
    """Copies of what run files read, each made and checked once."""

    def __init__(self, scratch: Path, stack: ExitStack) -> None:
        self.scratch, self.stack = scratch, stack
        self.plans: dict[Path, Plan] = {}
        self.inputs: dict[tuple[Path, tuple[str, ...]], Inputs] = {}

    def of(self, about: dict[str, Any], run: Path, plan: Plan, report: Report) -> Released:
        formats = tuple(about["sha256"].get("formats") or ())
        if run not in self.plans:
            self.plans[run] = self._copy(plan)
        if (run, formats) not in self.inputs:
            self.inputs[run, formats] = Inputs(self.plans[run], list(formats))
        return Released(report, about, self.inputs[run, formats], run, plan.data)

    def _copy(self, plan: Plan) -> Plan:
        here, folder = self.stack.enter_context(at_hand(plan)), self.scratch / f"of-{len(self.plans)}"
        here.snapshot(folder)
        copy = replace(plan, root=folder, data=folder / "data")
        check_data(copy)
        check_people(copy)
        return copy


def _changed(each: Released, output: Path) -> list[str]:
    done = step(each.report, each.inputs, output)
    if each.plan.run.network or done.work == "none":
        return []
    return [f"{key_of(each.about)}: {why}, so it would not come out again. {_AGAIN}" for why in done.why]
