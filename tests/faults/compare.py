"""Puts every fault to `iom run` and to the plain loop, and writes the table of docs/faults.md: `make bench-faults`.

python tests/faults/compare.py [FAULT...]      only these faults; the table is then shown and not written
"""

import re
import sys
import tempfile
from collections import Counter
from datetime import date
from importlib.metadata import version
from pathlib import Path

import acts
import kill
from catalogue import FAULTS, folder_for
from frame import ROOT
from judge import HALF, RIGHT, SILENT, UNCLEAR, VERDICTS, judge
from systems import LOOP, OURS

PAGE = ROOT / "docs" / "faults.md"
START, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SYSTEMS = (OURS, LOOP)


def main(only):
    """Try the faults, and write or show the table."""
    rows = [row_of(fault) for fault in FAULTS if not only or fault.id in only]
    if not only or "kill" in only:
        rows.append(row_of_kill())
    if only:
        sys.stdout.write(table(rows))
        return
    text = PAGE.read_text("utf-8")
    before, rest = text.split(START)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{START}\n\n{table(rows)}\n{END}{after}", "utf-8")


def row_of(fault):
    """Try one fault on both systems."""
    verdicts = [tried(fault, system) for system in SYSTEMS]
    does = f"{fault.does} ({fault.stand_in})" if fault.stand_in else fault.does
    return [fault.words, does, *verdicts]


def tried(fault, system):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as base:
        folder = folder_for(Path(base), fault)
        truth = fault.prepare(folder)
        said = fault.act(system, folder)
        verdict = judge(truth, system, folder, said)
    sys.stderr.write(f"{fault.id}: {system.name}: {verdict}\n")
    return verdict


def row_of_kill():
    """Kill each system twenty times."""
    verdicts = []
    for system in SYSTEMS:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as base:
            verdicts.append(after_kills(system, Path(base)))
        sys.stderr.write(f"kill: {system.name}: {verdicts[-1]}\n")
    does = (
        f"{kill.TIMES} kills at random moments of a run of {len(kill.AREAS)} reports, then a run to the end"
    )
    return ["`kill -9` of the runner", does, *verdicts]


def after_kills(system, folder):
    """Judge the pages after each kill, and those at the end, when nothing is left of what was torn before."""
    truth = kill.set_up(folder)
    found = kill.kill_often(system, folder, lambda place: kill.wrong_pages(system, place, truth))
    sys.stderr.write("".join(f"{problem}\n" for problem in found.problems))
    last = {area: sentences[:1] for area, sentences in truth.items()}
    missing = [area for area in truth if system.page(folder, area) is None]
    if kill.wrong_pages(system, folder, last):
        return SILENT
    if found.problems:
        return HALF
    return RIGHT if not missing and found.said.code == 0 else UNCLEAR


def table(rows):
    """Write the rows and the count of each verdict as Markdown."""
    named = ["iomlib", "the loop"]
    heads = ["fault", "what is done", *named]
    lines = [heads, ["---"] * len(heads), *rows]
    score = [
        ["ended as", *named],
        ["---"] * 3,
        *(
            [verdict, *(str(Counter(row[n] for row in rows)[verdict]) for n in (2, 3))]
            for verdict in VERDICTS
        ),
    ]
    tools = ", ".join(f"{name} {version(name)}" for name in ("papermill", "nbclient", "nbconvert", "iomlib"))
    text = f"Measured on {date.today():%-d %B %Y} with {tools}; disks: {acts.kind_of_disk()}.\n"
    return "\n".join([*map(markdown, score), "", *map(markdown, lines), "", text])


def markdown(cells):
    return "| " + " | ".join(re.sub(r"\|", r"\\|", cell) for cell in cells) + " |"


if __name__ == "__main__":
    main(sys.argv[1:])
