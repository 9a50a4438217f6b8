"""The lines of the table: what is run, how often, and what the numbers are held against.

A line gives its findings as text for the table, whether they meet the mark, and the seconds behind them.
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from bench import crime, disclosure, home_office, matching, pages, police, project, reviewing
from bench.measure import measured
from bench.shapes import BenchError, Found, Line, Took, middle

ROUNDS = 3
JOBS = 2
LOOP = 12  # reports of the loop, which takes its time; more than these are scaled
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


# Commands


def ours(folder: Path, *options: str, output: str = "outputs", jobs: int = JOBS) -> Took:
    """Run iomlib on a project; keep the seconds and what happened to the reports."""
    command = [sys.executable, "-m", "iomlib", "run", str(folder / "params" / "reports" / "bench.yml")]
    before = _published(folder / output)
    took = _checked(folder, [*command, "--jobs", str(jobs), "--output", str(folder / output), *options])
    after = _published(folder / output)
    return took | {"made": sorted(name for name in after if after[name] != before.get(name))}


def fresh(folder: Path, *options: str, jobs: int = JOBS) -> Took:
    """Run iomlib with nothing made before."""
    shutil.rmtree(folder / "outputs", ignore_errors=True)
    return ours(folder, *options, jobs=jobs)


def loop(folder: Path) -> Took:
    """Run the loop over the first reports of a project."""
    found = [path for name in BROWSERS if (path := shutil.which(name))]
    if not found:
        raise BenchError("there is no Chromium on this machine")
    shutil.rmtree(folder / "loop", ignore_errors=True)
    reports = [(path.parts[-2], path.parts[-3]) for path in map(Path, _published(folder / "outputs"))]
    (folder / "list.txt").write_text("".join(f"{area} {quarter}\n" for area, quarter in reports[:LOOP]))
    script = f'cd notebooks && sh "{project.ROOT}/bench/loop.sh" "{folder}/loop" {found[0]} <../list.txt'
    took = _checked(folder, ["sh", "-c", script])
    if (made := len(list((folder / "loop").glob("*.pdf")))) != LOOP:
        raise BenchError(f"the loop made {made} of {LOOP} reports")
    return took


def floor(folder: Path, areas: int, quarters: int) -> Took:
    """Measure what the reports need at the very least."""
    shutil.rmtree(folder / "floor", ignore_errors=True)
    result = folder / "floor.json"
    numbers = [str(areas), str(quarters)]
    return _checked(folder, [sys.executable, "-m", "bench.floor", str(folder), str(result), *numbers], result)


def _checked(folder: Path, command: list[str], result: Path | None = None) -> Took:
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    took = measured(command, folder, {"PATH": tools})
    if took["code"] != 0:
        said = [line.strip("│ ") for line in took["err"].splitlines() if re.search(r"\w", line)]
        last = (said or ["nothing was said"])[-1]
        raise BenchError(f"exit code {took['code']}: {last.replace(str(folder), '')}")
    kept = {key: round(value, 3) for key, value in took.items() if isinstance(value, float)}
    return kept | (_read(result) if result else {})


def _read(result: Path) -> Took:
    found: Took = json.loads(result.read_text("utf-8"))
    return {key: round(value, 3) for key, value in found.items()}


def _published(outputs: Path) -> dict[str, int]:
    found = sorted(outputs.glob("*/*/*.manifest.json"))
    return {str(path): path.stat().st_mtime_ns for path in found}


# Lines


def against_the_loop(reports: int, processor: float, wall: float) -> Callable[[Path], Found]:
    """Make reports and run the loop, in turns."""

    def measure(folder: Path) -> Found:
        project.make(folder, reports // 4, 4)
        made: dict[str, list[Took]] = {"iomlib": [], "loop": []}
        for _ in range(ROUNDS):
            made["iomlib"].append(fresh(folder))
            made["loop"].append(loop(folder))
        scale = reports / LOOP
        less = {
            key: scale * middle(made["loop"], key) / middle(made["iomlib"], key)
            for key in ("processor", "wall")
        }
        words = f"{less['processor']:.1f} times less processor time, {less['wall']:.1f} times less wall time"
        return Found(words, less["processor"] >= processor and less["wall"] >= wall, made)

    return measure


def above_the_floor(reports: int) -> Callable[[Path], Found]:
    """Compare the wall time with the least that the reports need, divided by the cores."""

    def measure(folder: Path) -> Found:
        project.make(folder, reports // 4, 4)
        made: dict[str, list[Took]] = {"iomlib": [], "floor": []}
        for _ in range(ROUNDS):
            made["iomlib"].append(fresh(folder))
            made["floor"].append(floor(folder, reports // 4, 4))
        steps = {step: middle(made["floor"], step) for step in ("cells", "html", "pdf")}
        least = sum(steps.values())
        times = middle(made["iomlib"], "wall") / (least / JOBS)
        rest = middle(made["iomlib"], "processor") - least
        split = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in steps.items())
        words = f"{times:.1f} times. Of the processor time: {split}, the rest {rest:.1f} s"
        return Found(words, times <= 2, made)

    return measure


def nothing_changed(folder: Path) -> Found:
    """Run again where nothing has changed."""
    project.make(folder, 75, 4)
    made = {"iomlib, first": [fresh(folder)], "iomlib, again": [ours(folder) for _ in range(ROUNDS)]}
    made["loop"] = [loop(folder)]
    again = made["iomlib, again"]
    wall, scaled = middle(again, "wall"), 300 / LOOP * middle(made["loop"], "wall")
    ran = max(len(one["made"]) for one in again)
    words = f"{wall:.1f} s, {scaled / wall:.0f} times less; {ran} reports made again"
    return Found(words, wall < 3 and ran == 0, made)


def one_area(folder: Path) -> Found:
    """Change a count of one of a hundred areas."""
    project.make(folder, 100, 1)
    full = fresh(folder)
    idle = ours(folder)
    changed = []
    for area in project.area_ids(ROUNDS):
        project.change_one_area(folder, area)
        changed.append(ours(folder))
    ran = sorted({len(one["made"]) for one in changed})
    share = middle(changed, "processor") / full["processor"]
    words = f"{ran} of 100 reports made again, for {100 * share:.1f}% of the processor time of all"
    words += f" ({100 * idle['processor'] / full['processor']:.1f}% where nothing has changed)"
    made = {"iomlib, all": [full], "iomlib, nothing changed": [idle], "iomlib, one area changed": changed}
    return Found(words.replace("[", "").replace("]", ""), ran == [1] and share <= 0.1, made)


def many(folder: Path) -> Found:
    """Make more and more reports, each time in a project of its own."""
    made: dict[str, list[Took]] = {}
    for reports in (50, 100, 200, 400):
        place = folder / str(reports)
        place.mkdir()
        project.make(place, reports // 2, 2)
        made[f"iomlib, {reports} reports"] = [fresh(place)]
        shutil.rmtree(place)
    each = [one["processor"] / int(name.split()[1]) for name, (one,) in made.items()]
    walls = [one["wall"] / int(name.split()[1]) for name, (one,) in made.items()]
    memory = [one["runner_mb"] for (one,) in made.values()]
    largest = [one["largest_mb"] for (one,) in made.values()]
    listed = [", ".join(f"{value:.2f}" for value in values) for values in (each, walls)]
    words = f"processor seconds a report {listed[0]}; wall seconds {listed[1]}; "
    words += f"memory of the runner {', '.join(f'{value:.0f}' for value in memory)} MB"
    words += f", of the largest process {', '.join(f'{value:.0f}' for value in largest)} MB"
    flat = all(max(values) <= 1.1 * min(values) for values in (each, memory, largest))
    return Found(words, flat, made)


def two_jobs(folder: Path) -> Found:
    """Make a hundred reports one at a time and two at a time."""
    project.make(folder, 25, 4)
    made: dict[str, list[Took]] = {"iomlib, --jobs 1": [], "iomlib, --jobs 2": []}
    for _ in range(ROUNDS):
        made["iomlib, --jobs 1"].append(fresh(folder, jobs=1))
        made["iomlib, --jobs 2"].append(fresh(folder))
    one, two = (middle(took, "wall") for took in made.values())
    return Found(f"{one / two:.2f} times faster with two", None, made)


def on_dask(folder: Path) -> Found:
    """Make a hundred reports with two processes of dask and without it."""
    project.make(folder, 25, 4)
    made: dict[str, list[Took]] = {"iomlib": [], "iomlib, dask": []}
    for _ in range(ROUNDS):
        made["iomlib"].append(fresh(folder))
        made["iomlib, dask"].append(fresh(folder, "--cluster", "local"))
    more = {
        key: 100 * (middle(made["iomlib, dask"], key) / middle(made["iomlib"], key) - 1)
        for key in made["iomlib"][0]
        if key in ("processor", "wall")
    }
    words = f"{more['wall']:+.0f}% wall time a report, {more['processor']:+.0f}% processor time"
    return Found(words, more["wall"] < 10, made)


THE_LOOP = "a loop of papermill, nbconvert and Chromium"
LINES = {
    "reports-12": Line(
        "12 reports, HTML and PDF, cold",
        THE_LOOP,
        "8 times less processor time, 10 times less wall time",
        against_the_loop(12, 8, 10),
    ),
    "reports-60": Line(
        "60 reports, likewise",
        f"the same loop; {LOOP} of it measured, and scaled",
        "10 and 13 times",
        against_the_loop(60, 10, 13),
    ),
    "floor-12": Line(
        "12 reports, wall time",
        "cells, HTML and PDF in a warm process, divided by cores",
        "within 2 times",
        above_the_floor(12),
    ),
    "floor-60": Line("60 reports, wall time", "the same", "within 2 times", above_the_floor(60)),
    "unchanged-300": Line(
        "nothing changed, 300 reports",
        f"the same loop; {LOOP} of it measured, and scaled",
        "under 3 s of wall time",
        nothing_changed,
    ),
    "one-area-100": Line(
        "one area's rows changed of 100 areas",
        "our own full run",
        "its reports only; cost in proportion (at most 10%)",
        one_area,
    ),
    "many": Line(
        "50, 100, 200, 400 reports",
        "each other",
        "cost of a report within 10%, memory of the runner flat",
        many,
    ),
    "jobs": Line("100 reports, `--jobs 1`", "`--jobs 2`", "told", two_jobs),
    "dask": Line(
        "100 reports on dask, 2 worker processes",
        "`--jobs 2` without dask",
        "under 10% more a report",
        on_dask,
    ),
}
LINES |= (
    matching.LINES
    | reviewing.LINES
    | crime.LINES
    | home_office.LINES
    | police.LINES
    | pages.LINES
    | disclosure.LINES
)
