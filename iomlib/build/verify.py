"""Verifies a folder of outputs: every report made again and compared, the log and the pages around the reports too."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from iomlib.build.lock import NAME
from iomlib.build.project import is_project, project_around
from iomlib.build.source import aside
from iomlib.build.verify_again import Tell, make_again
from iomlib.build.verify_compare import compare
from iomlib.build.verify_figures import read_figures
from iomlib.build.verify_found import Difference, Verified
from iomlib.build.verify_log import Logged, ledger, logged
from iomlib.build.verify_read import Place, Published, places, published, sum_of
from iomlib.build.verify_site import failures, held_pages, only_reports, pages, strangers, unseen
from iomlib.errors import ParameterError, nearest


def verify_folder(
    output: Path, root: Path, only: list[str], tell: Tell, *, figures_only: bool = False
) -> Verified:
    """Make the reports of a folder again and list what is not as it was published, each with its cause.

    Nothing is written into the folder. `only` names the reports to make again (`AREA/QUARTER`); all others are only
    held to their manifests. `tell` hears of each that is made.

    Raises
    ------
    ParameterError
        There are no reports there, a run is at work there, or one of `only` is not there.
    """
    output = output.resolve()
    with _at_rest(output), aside() as scratch:
        found = [(place, *published(place)) for place in places(output)]
        reports = [one for _, own, _ in found for one in own]
        again = make_again(_chosen(reports, only), root, scratch, tell)
        logs = {place.name: _log(place, own) for place, own, _ in found}
        differences = [each for _, _, wrong in found for each in wrong]
        for one in reports:
            said = logs[one.place.name].manifests.get(one.key)
            differences += compare(one, again.get(one.shown), said, root / "requirements.lock", figures_only)
        notes = list[str]()
        for number, (place, own, wrong) in enumerate(found):
            log, apart = logs[place.name], scratch / f"site-{number}" / place.name
            differences += [*log.differences, *_around(place, own, root)]
            if only_reports(place):
                notes.append(f"There are no pages around the {place.name} reports, and no log of releases.")
            elif wrong or log.differences or _forged(own, log):
                notes.append(unseen(place))
            elif not figures_only:
                other, said = pages(place, own, again, root, apart)
                differences, notes = [*differences, *other], [*notes, *filter(None, [said])]
    made = [one for one in reports if one.shown in again and again[one.shown].about]
    figures = sum(len(read_figures(one.folder / f"{one.about['notebook']}.figures.json")) for one in made)
    heads = {name: log.head for name, log in logs.items() if log.head}
    return Verified(len(reports), len(made), figures, heads, differences, notes)


def _log(place: Place, reports: list[Published]) -> Logged:
    return Logged("", {}, []) if only_reports(place) else logged(place, reports)


def _around(place: Place, reports: list[Published], root: Path) -> Iterator[Difference]:
    strange = strangers(place, reports)
    yield from strange
    if only_reports(place):
        return
    yield from failures(place, root)
    yield from held_pages(place)
    if place.name == "public" and all(
        each.kind == "extra" for each in strange
    ):  # reading a device may never end
        yield from ledger(place, reports)


def _forged(reports: list[Published], log: Logged) -> bool:
    return any(sum_of(one.manifest) != log.manifests.get(one.key) for one in reports)


def find_project(output: Path, given: Path | None) -> Path:
    """Find the project that reports were made in: what is given, else around them, else around where we are.

    Raises
    ------
    ParameterError
        There is none.
    """
    if given and is_project(given):
        return given.resolve()
    if not given and (found := project_around(output.resolve().parent, Path.cwd())):
        return found
    where = f"--project {given.name}: is" if given else f"{output.name}: lies in"
    raise ParameterError(
        f"{where} no project with notebooks and params. Name the folder of the project with --project DIR."
    )


def _chosen(reports: list[Published], only: list[str]) -> list[Published]:
    keys = sorted({one.key.rsplit("/", 1)[0] for one in reports})
    problems = [
        f"--only {key}: no report of it lies there. {nearest(key, keys)}" for key in only if key not in keys
    ]
    if problems:
        raise ParameterError(problems)
    return [one for one in reports if not only or one.key.rsplit("/", 1)[0] in only]


@contextmanager
def _at_rest(output: Path) -> Iterator[None]:
    """Keep runs out of the folder while it is read; one without a lock, or that we may not write to, has none."""
    path = output / NAME
    lock = FileLock(path)
    if path.exists():
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise ParameterError(
                f"{output.name}: a run is publishing there. Wait until it has ended."
            ) from None
        except OSError:
            pass
    try:
        yield
    finally:
        lock.release()
