"""Has Quarto write the pages of all reports of a run that came out well, in one render, and checks each of them."""

import json
import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from iomlib.build.fingerprint import of_bytes, of_file
from iomlib.build.local import Made
from iomlib.build.look import Look
from iomlib.build.quarto import MOST_SAID, OUT, Quarto, Told, render
from iomlib.build.quarto_cells import Source, read_source
from iomlib.build.quarto_check import check_pages
from iomlib.build.quarto_project import write_notebook, write_project, write_settings
from iomlib.build.scanner import search
from iomlib.build.task import DONE
from iomlib.build.text import as_json
from iomlib.errors import DisclosureError, ReportError

MOST = 5  # renders of one run: each leaves out what stopped the one before
CHANGED = "its finished files were changed while Quarto was at work. Run again."
_A_PAGE = 10.0  # seconds that each page adds to the minutes of the run file
# What a page that Quarto calls finished lacks, where it warns in these words.
_LACKS = (
    *("could not fetch", "could not convert", "was not found", "unable to resolve", "unable to display"),
    "pdf validation failed",
)


@dataclass(frozen=True)
class Rendering:
    """How the pages of a run are to be made."""

    quarto: Quarto
    formats: list[str]
    look: Look
    edition: str
    minutes: float
    scratch: Path


def then_pages(ended: Iterator[Made], how: Rendering) -> Iterator[Made]:
    """Let reports that failed pass as they end, and give the others their pages when all have ended.

    One render is of one edition: all of its pages are marked, or none.
    """
    waiting: list[Made] = []
    for made in ended:
        if made.problems:
            yield made
        else:
            waiting.append(made)
    # Sorted before the first is handed on: what becomes of a report then takes its files away.
    editions = [(made, json.loads(_manifest(made).read_text("utf-8"))["edition"]) for made in waiting]
    for edition in ("public", "restricted"):
        own = [made for made, its in editions if its == edition]
        yield from with_pages(own, replace(how, edition=edition))


def with_pages(waiting: list[Made], how: Rendering) -> Iterator[Made]:
    """Add its pages to each report and to its manifest, and yield it; one that has none says why.

    Quarto stops at the first file that it cannot render. That report is left out and the others are
    rendered again, a few times.
    """
    turn = 0
    while waiting:
        turn += 1
        project = how.scratch / f"quarto-{how.edition}-{turn}"
        stems = yield from _written(waiting, project, how)
        if not stems:
            return
        before = {stem: _sums(made) for stem, made in stems.items()}
        told = render(how.quarto, project, how.minutes * 60 + _A_PAGE * len(stems) * len(how.formats))
        if told.code != 0 and len(stems) == 1:
            told = replace(told, errors=dict.fromkeys(stems, _last(told)))
        again: list[Made] = []
        hopeless = told.code != 0 and (turn == MOST or not set(stems) & set(told.errors))
        for stem, made in stems.items():
            if _sums(made) != before[stem]:
                yield replace(made, problems=[CHANGED])
            elif told.code == 0:
                yield _finished(made, stem, project, told, how)
            elif stem in told.errors or hopeless:
                yield replace(made, problems=[_stopped(told, stem, how)])
            else:
                again.append(made)
        shutil.rmtree(project, ignore_errors=True)
        waiting = again


def _written(waiting: list[Made], project: Path, how: Rendering) -> Generator[Made, None, dict[str, Made]]:
    """Write the project and give its reports by their name in it; yield what cannot be written."""
    write_project(project, how.formats, how.look, how.edition)
    stems: dict[str, Made] = {}
    for made in waiting:
        try:
            source = _source(made)
            write_notebook(project, source, how.formats, how.look)
            stems[source.stem] = made
        except ReportError as trouble:
            yield replace(made, problems=trouble.problems, kind=type(trouble).__name__)
    write_settings(project, stems, how.formats, how.look, how.edition)
    return stems


def _source(made: Made) -> Source:
    name = _manifest(made).name.removesuffix(".manifest.json")
    return read_source((made.folder / DONE / f"{name}.ipynb").read_text("utf-8"))


def _manifest(made: Made) -> Path:
    return next((made.folder / DONE).glob("*.manifest.json"))


def _sums(made: Made) -> dict[Path, str]:
    """Sum up a report's finished files, which are no business of Quarto's."""
    return {path: of_file(path) for path in (made.folder / DONE).rglob("*") if path.is_file()}


def _last(told: Told) -> str:
    if told.errors:
        return list(told.errors.values())[-1]
    killed = told.code in (-9, 137)  # 137: where a shell tells of it
    return "it was ended from outside, or memory ran out." if killed else "it did not say why."


def _stopped(told: Told, stem: str, how: Rendering) -> str:
    if told.flooded:
        return f"Quarto was stopped: it had said more than {MOST_SAID // 1_000_000} million signs."
    if told.code is None:
        return (
            f"Quarto did not end in its time. The run file sets the limit (limits: minutes: {how.minutes:g})."
        )
    return f"Quarto stopped (exit {told.code}): {told.errors.get(stem) or _last(told)}"


def _finished(made: Made, stem: str, project: Path, told: Told, how: Rendering) -> Made:
    """Take the pages of a report, check them, and put them and their sums beside its other files."""
    source = _source(made)
    place = {end: project / OUT / f"{stem}.{end}" for end in how.formats}
    pages = {end: path.read_bytes() for end, path in place.items() if path.is_file()}
    name = source.about["notebook"]
    problems = [f"{name}.{end}: Quarto did not write it." for end in how.formats if end not in pages]
    if stem in told.errors:
        problems.append(f"Quarto said: {told.errors[stem]}")
    problems += [
        f"Quarto warned: {said}"
        for said in told.warnings.get(stem, [])
        if any(words in said.lower() for words in _LACKS)
    ]
    problems += check_pages(pages, source, how.look.say("page.restricted"))
    if problems:
        return replace(made, problems=ReportError(problems).problems, kind="ReportError")
    shown = {f"{name}.{end}": content for end, content in pages.items()}
    if found := search(shown, how.edition, look=how.look):
        return replace(made, problems=DisclosureError(found).problems, kind="DisclosureError")
    for end, content in pages.items():
        (made.folder / DONE / f"{name}.{end}").write_bytes(content)
    path = _manifest(made)
    about = json.loads(path.read_text("utf-8"))
    about["sha256"]["outputs"] |= {f"{name}.{end}": of_bytes(content) for end, content in pages.items()}
    path.write_bytes(as_json(about))
    return made
