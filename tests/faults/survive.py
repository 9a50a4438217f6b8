"""A run of two hundred reports that is killed five times.

PYTHONPATH=.:tests:tests/faults python tests/faults/survive.py      with the project's own notebook, which takes minutes
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from frame import ROOT, project, run_file
from kill import kill, not_whole, tree
from systems import Ours

from iomlib.tables import area_names

REPORTS, KILLS = 200, 5
QUARTERS = {"from": "2017-18-Q1", "to": "2017-18-Q4"}


def two_hundred(folder, notebook):
    """Ask for fifty areas in four quarters; only three areas have crimes, so most pages say that none came."""
    path = folder / "params" / "areas.csv"
    while len(names := area_names(folder / "params")) < REPORTS // 4:
        number = len(names)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"made-up-{number},Made up {number},police force area,E{23900000 + number},made up\n")
    settings = {"unit_costs": "home-office-2019-20", "price_year": "2019-20"}
    own = {"notebooks": [notebook], "areas": list(names)[: REPORTS // 4], "quarters": QUARTERS}
    run_file(folder, **own, settings=settings if notebook == "scrutiny_report" else {})


def published(outputs):
    """Give every report that lies there, with what tells if it was made again."""
    found = outputs.glob("[0-9]*/*/*.manifest.json")
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


def survive(system, folder):
    """Kill a run five times; list what is wrong after each, and say how the last run ended."""
    said = system.run(folder, output="undisturbed", limit=1800)
    assert said.code == 0, said.text
    outputs, problems = folder / "outputs", []
    for number in range(KILLS):
        before = published(outputs)
        running = system.start(folder)
        until = time.monotonic() + 600
        while len(published(outputs)) < (number + 1) * REPORTS // (KILLS + 1) and time.monotonic() < until:
            assert running.process.poll() is None, running.wait().text
            time.sleep(0.01)
        left = kill(running, alone=number % 2 == 0)
        after = published(outputs)
        again = [path.parent.name for path in before if after.get(path) != before[path]]
        problems += [f"kill {number}: {what}" for what in (*left, *not_whole(outputs), *again)]
    before = published(outputs)
    said = system.run(folder, limit=1800)
    problems += [f"made again: {path}" for path in before if published(outputs)[path] != before[path]]
    return problems, len(before), said


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        real = project(Path(place))
        shutil.copy(ROOT / "notebooks" / "scrutiny_report.ipynb", real / "notebooks")
        two_hundred(real, "scrutiny_report")
        ours = Ours()
        ours.extra = ("--jobs", "2")
        found, made, last = survive(ours, real)
        same = tree(real / "outputs") == tree(real / "undisturbed")
        ended = last.text.splitlines()[-1]
        sys.stdout.write(
            f"{len(found)} problems {found[:3]}; {made} published before the last run; {ended}; same: {same}\n"
        )
