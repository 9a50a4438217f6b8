"""Packs a release for an evaluator: what it takes to make its public reports again, checked on the way out.

Every file is named on purpose: what is not, stays.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import nbformat

import iomlib
from iomlib.build import bundle_install
from iomlib.build.branding import FILE, PAPER, REFERENCE, WORDS, read_look
from iomlib.build.bundle_crate import METADATA, metadata
from iomlib.build.bundle_inputs import REAL, Remade, stays, write_inputs, write_params
from iomlib.build.bundle_lock import running_of
from iomlib.build.bundle_readme import Contents, attribution, readme
from iomlib.build.bundle_release import OUTPUTS, PUBLISHED, Released, find_project, made_from, public_files
from iomlib.build.bundle_runs import as_yaml, run_file, run_files, stand_alone
from iomlib.build.bundle_scan import refuse_people
from iomlib.build.bundle_stand_in import DATA, stand_in
from iomlib.build.bundle_zip import files_in, pack, unpack_checked, write_sums
from iomlib.build.fresh import Inputs, step
from iomlib.build.lock import locked, told
from iomlib.build.plan import plan_run
from iomlib.build.releases import read_log
from iomlib.build.site import write_index
from iomlib.build.task import SCRATCH
from iomlib.build.text import as_json
from iomlib.build.whole import key_of
from iomlib.errors import DisclosureError, ParameterError, VerificationError
from iomlib.spelling import read_yaml

_LOCK, _PROJECT, _LICENCE = "requirements.lock", "pyproject.toml", "LICENSE"
_KINDS = {
    ".py",
    ".css",
    ".docx",
    ".j2",
    ".js",
    ".md",
    ".typ",
    ".typed",
    ".yml",
}  # of iomlib; an editor leaves others
_NAMES = "names"  # a folder of params that only the examples read


class Bundled(NamedTuple):
    """What came of it: the file, its reports, and how many files and bytes it has."""

    target: Path
    contents: Contents
    files: int
    bytes: int


def bundle(output: Path, target: Path) -> Bundled:
    """Pack the public reports of a folder into a zip file that says what is in it and how to make them again.

    Raises
    ------
    IomError
        The folder is not one of whole public reports, nothing of it can be made again outside, something in it
        identifies a person, or the finished file is not what was put into it.
    """
    output, target = output.resolve(), target.absolute()
    if not output.is_dir():
        raise ParameterError(f"{output.name}: there is no such folder.")
    root = find_project(output)
    _refuse_target(target, output, root)
    with locked(output), told(output), _scratch(output) as scratch:
        with made_from(output, root, scratch / "read") as released:
            contents = _fill(scratch / "bundle", scratch, (root, output), released)
            refuse_people(scratch / "bundle", contents, scratch / "people")
        write_sums(scratch / "bundle")
        made = scratch / "bundle.zip"
        pack(scratch / "bundle", made)
        _check(made, scratch / "unpacked", contents)
        _put(made, target)
        return Bundled(target, contents, len(files_in(scratch / "bundle")), target.stat().st_size)


def _put(made: Path, target: Path) -> None:
    """Put the finished file where it was asked for, in one step, or leave nothing there."""
    beside = target.with_name(f".new-{target.name}")
    try:
        shutil.copyfile(made, beside)
        beside.replace(target)
    except OSError as trouble:
        with suppress(OSError):
            beside.unlink()
        raise ParameterError(
            f"{target.name}: cannot be written there ({trouble.strerror}). Make room, or name another place."
        ) from None


def _refuse_target(target: Path, output: Path, root: Path) -> None:
    own = [output, *(root / name for name in ("params", "notebooks", "data", "iomlib"))]
    if target.suffix != ".zip":
        raise ParameterError(f"{target.name}: is not the name of a zip file. Let it end in .zip.")
    if not target.parent.is_dir():
        raise ParameterError(f"{target.name}: there is no folder to put it in.")
    if any(target.resolve().is_relative_to(place.resolve()) for place in own):
        raise ParameterError(f"{target.name}: lies in a folder that is read for it. Name another place.")


@contextmanager
def _scratch(output: Path) -> Iterator[Path]:
    """Give a folder that nobody else may enter; what a killed bundle leaves, the next run clears away."""
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=output))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(folder: Path, scratch: Path, where: tuple[Path, Path], released: list[Released]) -> Contents:
    root, output = where
    remade = _remade(root, {each.source for each in released}, scratch)
    why = {key_of(each.about): _outside(each, remade[each.source]) for each in released}
    again = [each for each in released if not why[key_of(each.about)]]
    kept = [(each, why[key_of(each.about)]) for each in released if why[key_of(each.about)]]
    write_params(released[0], folder)
    data, made_up = _inputs(folder, again, remade)
    _look(folder / "params", released[0].plan.root / "params")
    _code(folder, root, [each.report.notebook for each in released], examples=bool(made_up))
    people = [each for each, own in kept if any(REAL in reason for reason in own)]
    instead = stand_in(folder, people, again, scratch / "instead")
    if not again and not instead.reports:
        told = [f"{key_of(each.about)}: {reason}." for each, own in kept for reason in own]
        raise DisclosureError(
            ["No report can be made again from what may leave, so there is no bundle.", *told]
        )
    data |= {key_of(each.about): DATA for each in instead.reports}
    whole = _reports(folder, output, again, released)
    title, day = released[0].plan.run.title, _day(output, released)
    made_up = [*made_up, *instead.files]
    contents = Contents(title, day, version("iomlib"), again, kept, data, made_up, instead, whole)
    _words(folder, contents)
    return contents


def _remade(root: Path, sources: set[Path], scratch: Path) -> dict[Path, Remade]:
    return {
        source: Remade(root, source, scratch / f"made-{number}")
        for number, source in enumerate(sorted(sources))
    }


def _outside(each: Released, remade: Remade) -> list[str]:
    """Say why a report cannot be made again outside; an empty list if it can."""
    run = each.plan.run
    found = ["its run file lets it read from the network"] if run.network else []
    if run.renderer != "iomlib":
        found.append("its pages are written by Quarto, which the two commands do not install")
    return found + stays(each, remade)


def _inputs(
    folder: Path, again: list[Released], remade: dict[Path, Remade]
) -> tuple[dict[str, str], list[str]]:
    data, made_up = dict[str, str](), set[str]()
    for name, (reports, place) in run_files(again).items():
        same = [each for each in again if each.source == reports[0].source]
        write_inputs(same, remade[reports[0].source], folder, place)
        path = folder / "params" / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(run_file(reports, place))
        data |= {key_of(each.about): place for each in reports}
        made_up |= {f"{place}/{each}" for each in remade[reports[0].source].files()}
    return data, sorted(made_up)


def _look(folder: Path, params: Path) -> None:
    """Write how pages look. What is said in comments alone stays: it is on no page."""
    for name in (FILE, PAPER):
        if (params / name).is_file() and (content := read_yaml(params / name)[0]):
            (folder / name).write_bytes(as_yaml(content))
    pictures = [*params.glob("*.svg"), *params.glob("*.png")]
    for path in [params / REFERENCE, *params.glob(f"{WORDS}/*.yml"), *pictures]:
        if path.is_file():
            _copy(path, folder / path.relative_to(params))


def _reports(folder: Path, output: Path, again: list[Released], released: list[Released]) -> bool:
    """Copy the reports, and say whether the pages around them are as published.

    Where they speak of more than can be made again, they lie beside it, and others are written for what is there.
    """
    whole = len(again) == len(released) and stand_alone(output, again)
    for name in public_files(output, [each.about for each in again], around=whole):
        _copy(output / name, folder / OUTPUTS / name)
    if not whole:
        for name in public_files(output, [each.about for each in released], around=True):
            _copy(output / name, folder / PUBLISHED / name)
        plan = plan_run(min((folder / "params" / "reports").glob("*.yml")))
        write_index(plan, folder / OUTPUTS, "public", read_look(folder / "params"))
    return whole


def _code(folder: Path, root: Path, notebooks: list[str], *, examples: bool) -> None:
    package = Path(iomlib.__file__).parent
    for path in (
        path for path in package.rglob("*") if path.suffix in _KINDS and not path.name.startswith(".")
    ):
        _copy(path, folder / "iomlib" / path.relative_to(package))
    _refuse_outputs(root, notebooks)
    for name in notebooks:
        _copy(root / "notebooks" / f"{name}.ipynb", folder / "notebooks" / f"{name}.ipynb")
    for name, place in ((_LOCK, root), (_PROJECT, package.parent), (_LICENCE, package.parent)):
        if not (place / name).is_file():
            raise ParameterError(
                f"{name}: is not there, so nobody could install the same again. Work in a copy of iomlib's sources."
            )
        _copy(place / name, folder / name)
    (folder / bundle_install.LOCK).write_text(running_of(root / _LOCK), "utf-8", newline="")
    _copy(Path(bundle_install.__file__), folder / "install.py")
    if examples:
        for path in [*root.glob("examples/*.py"), *root.glob(f"params/{_NAMES}/*.csv")]:
            _copy(path, folder / path.relative_to(root))


def _refuse_outputs(root: Path, notebooks: list[str]) -> None:
    """Refuse notebooks that were saved with outputs: these were shown to whoever tried them, on any data."""
    problems = [
        f"notebooks/{name}.ipynb: holds what its cells showed when it was tried, perhaps on real people. Clear the "
        "outputs, save it and run iom run, then bundle it."
        for name in sorted({*notebooks})
        if any(
            cell.get("outputs")
            for cell in nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4).cells
        )
    ]
    if problems:
        raise DisclosureError(problems)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _day(output: Path, released: list[Released]) -> str:
    """Say on which day the release was made: the last of its log, or the last day of its quarters."""
    log = read_log(output)
    days = [event.date for event in log.events] if log else []
    return max(days or [str(each.about["date"]) for each in released])


def _words(folder: Path, contents: Contents) -> None:
    names = files_in(folder)
    (folder / "ATTRIBUTION.md").write_text(attribution(folder, names), "utf-8", newline="")
    (folder / "README.md").write_text(readme(contents, names), "utf-8", newline="")
    (folder / METADATA).write_bytes(as_json(metadata(folder, files_in(folder), contents)))


def _check(made: Path, folder: Path, contents: Contents) -> None:
    """Take the finished file apart, hold every sum, and see that its reports are up to date there: all is in it.

    Raises
    ------
    VerificationError
        Something is missing, or is not as it was.
    """
    unpack_checked(made, folder)
    keys = {key_of(each.about) for each in contents.again}
    problems = []
    for run in sorted((folder / "params" / "reports").glob("*.yml")):
        plan = plan_run(run)
        for report in plan.reports:
            manifest = folder / OUTPUTS / report.folder / f"{report.notebook}.manifest.json"
            formats = json.loads(manifest.read_text("utf-8"))["sha256"]["formats"]
            done = step(report, Inputs(plan, formats), folder / OUTPUTS)
            keys.discard(key_of(report.about))
            problems += [f"{key_of(report.about)}: in the bundle {why}." for why in done.why]
    problems += [f"{key}: no run file of the bundle makes it." for key in sorted(keys)]
    if problems:
        raise VerificationError(problems)
