"""Verifies a release of 50 reports, untouched and with one difference planted at a time.

    python -m bench.verifying FOLDER

makes the release in a new folder (48 reports of 12 made-up areas and 2 restricted ones on made-up people), verifies all
of it, then plants each difference in a copy and prints what `iom verify` says of it. The exit code is 1 where the
untouched release is not silent, or a cause is not named.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from bench import project
from bench.shapes import BenchError
from iomlib.build.text import as_json

ONE, STAFF = "made-up-003/2017-18-Q2", "simulated-stockton/2008-09-Q4"
_STEM = "2017-18-Q2/made-up-003/scrutiny_report"
_SETTINGS = {"scheme": "ppo", "selection": "ppo-matrix", "leaving": "ppo-de-selection"}
_SETTINGS |= {"returning": "ppo-re-selection", "families": "troubled-families", "guidance": "larger"}


class Plant(NamedTuple):
    """A difference: what it is, how it is planted in a project, what has to be said, and which report is made again."""

    what: str
    do: Callable[[Path], Any]
    says: str
    only: str = ONE


def make(folder: Path) -> None:
    """Make the release."""
    public = project.make(folder, areas=12, quarters=4)
    for path in (project.ROOT / "data").glob("*.parquet"):
        shutil.copy(path, folder / "data")
    with (folder / "params" / "areas.csv").open("a", encoding="utf-8") as file:
        lines = (project.ROOT / "params" / "areas.csv").read_text("utf-8").splitlines()
        file.write("".join(f"{line}\n" for line in lines if line.startswith("simulated-")))
    staff = {"title": "SIMULATED review", "notebooks": ["cohort_review"], "areas": ["simulated-stockton"]}
    staff |= {"quarters": ["2008-09-Q4", "2009-10-Q2"], "data": "../../data", "edition": "restricted"}
    path = public.with_name("staff.yml")
    path.write_bytes(as_json({**staff, "settings": _SETTINGS | {"candidates": 10}}))
    shutil.copytree(project.ROOT / "iomlib", folder / "iomlib", ignore=shutil.ignore_patterns("__pycache__"))
    for run in (public, path):
        done = iom(folder, "run", str(run), "--output", str(folder / "outputs"))
        if done.returncode != 0:
            raise BenchError(done.stderr)


def iom(folder: Path, *words: str, path: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Call iom with the code of a project, which is a copy of ours."""
    known = [str(each) for each in (path, folder) if each]
    own = {**os.environ, "PYTHONPATH": os.pathsep.join(known)}
    command = [sys.executable, "-P", "-m", "iomlib", *words]
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False)


def verify(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Verify the outputs of a project."""
    beside = folder / "beside"
    return iom(folder, "verify", "outputs", *words, path=beside if beside.exists() else None)


def flip(name: str) -> Callable[[Path], Any]:
    """Change the last byte of a published file."""

    def do(folder: Path) -> None:
        path = folder / "outputs" / name
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    return do


def edit(name: str, old: str, new: str) -> Callable[[Path], Any]:
    """Put one text in the place of another, once."""

    def do(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        if old not in text:
            raise ValueError(f"{name} does not hold {old}")
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return do


def add(name: str, text: str) -> Callable[[Path], Any]:
    """Add a text at the end of a file, which is made where it is not there."""

    def do(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return do


def change(name: str, of: Callable[[Any], Any]) -> Callable[[Path], Any]:
    """Change what a JSON file says."""

    def do(folder: Path) -> None:
        content = json.loads((folder / name).read_text("utf-8"))
        of(content)
        (folder / name).write_text(json.dumps(content), "utf-8")

    return do


def _first_figure(content: Any) -> None:
    next(each for each in content["figures"] if each["value"])["value"] += 1


def _last_cell(book: Any) -> None:
    cell = [each for each in book["cells"] if each["cell_type"] == "code"][-1]
    cell["source"] = [*cell["source"], "\n# a comment"]


def _people(folder: Path) -> None:
    path = folder / "data" / "nominals.parquet"
    people = pd.read_parquet(path)
    people["sex"] = people["sex"].map({"male": "female", "female": "male"})
    people.to_parquet(path, index=False)


def _crimes(folder: Path) -> None:
    project.change_one_area(folder, "made-up-003")


def _csv(folder: Path) -> None:
    tables = sorted((folder / "outputs" / _STEM).parent.glob("tables/*.csv"))
    flip(tables[0].relative_to(folder / "outputs").as_posix())(folder)


_FILE = "is not the file of its manifest"
_PRICES = "params/unit_costs/home-office-2019-20.csv"
_ABOUT = "Metadata-Version: 2.1\nName: pandas\nVersion: 9.9.9\n"
PLANTS = [
    Plant("figure", change(f"outputs/{_STEM}.figures.json", _first_figure), "1 figure ("),
    Plant("cell of a page", edit(f"outputs/{_STEM}.html", "<td", "<td "), f"{_STEM}.html {_FILE}"),
    Plant("byte of a PDF", flip(f"{_STEM}.pdf"), f"{_STEM}.pdf {_FILE}"),
    Plant("Word", flip(f"{_STEM}.docx"), f"{_STEM}.docx {_FILE}"),
    Plant("CSV", _csv, f".csv {_FILE}"),
    Plant("ODS", flip("2017-18-Q2/made-up-003/tables/scrutiny_report.ods"), f"scrutiny_report.ods {_FILE}"),
    Plant("notebook published", flip(f"{_STEM}.ipynb"), f"{_STEM}.ipynb {_FILE}"),
    Plant(
        "sum in a manifest",
        change(f"outputs/{_STEM}.manifest.json", lambda about: about["sha256"].update(lock="0" * 64)),
        "is not the manifest that was published (the sum of lock)",
    ),
    Plant("row of crimes", _crimes, "input changed: data/crimes.csv"),
    Plant("row of people", _people, "input changed: data/nominals.parquet", STAFF),
    Plant("price", edit(_PRICES, "3346680", "3346681"), f"input changed: {_PRICES}"),
    Plant(
        "setting",
        edit("params/reports/bench.yml", "price_year: 2019-20", "price_year: 2018-19"),
        "parameters changed: price_year is 2019-20 in the manifest and 2018-19 in params/reports/bench.yml",
    ),
    Plant(
        "cell of a notebook",
        change("notebooks/scrutiny_report.ipynb", _last_cell),
        "code changed: the notebook's cells",
    ),
    Plant(
        "code for figures",
        add("iomlib/metrics/costs.py", "\n# a comment\n"),
        "code changed: iomlib's code for figures",
    ),
    Plant(
        "template",
        add("iomlib/templates/report.html.j2", "\n"),
        "code changed: iomlib's code for pages, or its templates",
    ),
    Plant("lock", add("requirements.lock", "# a comment\n"), "lock changed: requirements.lock"),
    Plant(
        "package",
        add("beside/pandas-9.9.9.dist-info/METADATA", _ABOUT),
        "installed packages changed: pandas 9.9.9 is",
    ),
    Plant(
        "event of the log",
        change("outputs/releases.json", lambda log: log["events"][6].update(date="2001-01-01")),
        "tampered with: the chain of the log breaks at event 7",
    ),
    Plant(
        "file gone",
        lambda folder: (folder / "outputs" / f"{_STEM}.pdf").unlink(),
        "missing: a file that its manifest names",
    ),
    Plant(
        "file too many", add("outputs/2017-18-Q2/notes.html", "notes"), "extra: a file that no manifest names"
    ),
    Plant("index", flip("index.html"), "tampered with: not the page that manifest.json names: index.html"),
]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(folder: Path) -> int:
    """Make, verify, plant; say what came of it."""
    base = folder / "release"
    begun = time.perf_counter()
    make(base)
    _say(f"made in {time.perf_counter() - begun:.0f} s")
    begun = time.perf_counter()
    done = verify(base)
    _say(
        f"untouched, in {time.perf_counter() - begun:.0f} s: exit {done.returncode}. {done.stdout}{done.stderr}"
    )
    silent = done.returncode == 0 and len(done.stdout.splitlines()) == 1
    named = 0
    for plant in PLANTS:
        place = shutil.copytree(base, folder / "planted")
        plant.do(place)
        done = verify(place, "--only", plant.only)
        line = next((line for line in done.stdout.splitlines() if plant.says in line), "")
        named += bool(line) and done.returncode == 5
        others = len(done.stdout.splitlines()) - 2 if line else 0
        _say(
            f"{plant.what}: exit {done.returncode}: {line or 'NOT NAMED: ' + done.stdout + done.stderr} (+{others})",
        )
        shutil.rmtree(place)
    _say(f"{named} of {len(PLANTS)} named; untouched {'silent' if silent else 'NOT SILENT'}")
    return 0 if silent and named == len(PLANTS) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
