"""The lines about disclosure control: one large table, and all tables of a demonstration report."""

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from bench.measure import measured
from bench.project import ROOT
from bench.shapes import BenchError, Found, Line, Took, middle
from iomlib.disclosure import protect
from iomlib.disclosure.profile import committee

ROUNDS = 3
ROWS, COLUMNS = 20, 8
SECONDS, SHARE = 2.0, 10.0


def table(
    rows: int = ROWS, columns: int = COLUMNS, seed: int = 8
) -> tuple[dict[str, float], list[dict[str, int]]]:
    """Make a table with both totals of which every third count is small, and the rest of each row and column."""
    draw = random.Random(seed)  # noqa: S311  a table to measure with, and no secret
    counts = {
        f"{row}.{column}": float(draw.choice((draw.randrange(10), draw.randrange(80), draw.randrange(300))))
        for row in range(rows)
        for column in range(columns)
    }
    sums = []
    lines = {f"row {row}": [f"{row}.{column}" for column in range(columns)] for row in range(rows)}
    lines |= {f"column {column}": [f"{row}.{column}" for row in range(rows)] for column in range(columns)}
    for whole, parts in lines.items():
        counts[whole] = sum(counts[part] for part in parts)
        sums.append({whole: -1, **dict.fromkeys(parts, 1)})
    counts["all"] = sum(counts[f"row {row}"] for row in range(rows))
    sums += [{"all": -1, **dict.fromkeys(whole, 1)} for whole in ([*lines][:rows], [*lines][rows:])]
    return counts, sums


def one_table(folder: Path) -> Found:
    """Protect a table of 20 by 8 with totals."""
    counts, sums = table()
    took: list[Took] = []
    for _ in range(ROUNDS):
        start, wall = time.process_time(), time.perf_counter()
        away = protect.hidden(counts, sums, committee(), ["all"])
        took.append({"processor": time.process_time() - start, "wall": time.perf_counter() - wall})
    wall = middle(took, "wall")
    words = f"{wall:.2f} s; {len(away)} of {len(counts)} counts withheld"
    return Found(words, wall < SECONDS, {"hidden, 20 x 8": took})


ONLY = "simulated-stockton/2008-09-Q4"
NOTEBOOKS = ("cohort_review", "scheme_performance", "high_crime_causers", "womens_cohort")


def of_reports(folder: Path) -> Found:
    """Make the reports on people of an area; hold what protection takes in their cells against all that they take."""
    command = [
        sys.executable,
        "-m",
        "iomlib",
        "run",
        str(ROOT / "params" / "reports" / "demo.yml"),
        "--only",
        ONLY,
    ]
    all_ = measured([*command, "--jobs", "1", "--output", str(folder / "outputs")], folder)
    if all_["code"] != 0:
        raise BenchError(f"exit code {all_['code']}")
    took, spent = {"reports": [{"processor": round(all_["processor"], 3)}]}, list[float]()
    protect.hidden = _timed(protect.hidden, spent)  # before a report takes it up
    here = Path.cwd()
    os.chdir(ROOT / "notebooks")
    try:
        for name in NOTEBOOKS:
            before = sum(spent)
            _run(ROOT / "notebooks" / f"{name}.ipynb")
            took[f"{name}, protection"] = [{"processor": round(sum(spent) - before, 3)}]
    finally:
        os.chdir(here)
    share = 100 * sum(spent) / all_["processor"]
    words = f"{share:.1f}%: {sum(spent):.2f} of {all_['processor']:.1f} s of the processor"
    return Found(f"{words}, {len(spent)} sets of counts", share < SHARE, took)


def _timed(whole: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    def hidden(*given: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return whole(*given, **named)
        finally:
            spent.append(time.process_time() - start)

    return hidden


def _run(path: Path) -> None:
    names: dict[str, Any] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            exec(cell.source, names)  # noqa: S102  a notebook of ours
            names["edition"] = "public"


LINES = {
    "disclosure-table": Line(
        "protect a table of 20 x 8 with totals",
        "a simple prototype: 16 s",
        f"under {SECONDS:.0f} s",
        one_table,
    ),
    "disclosure-report": Line(
        "protect all tables of four reports on people",
        "all that the reports take, pages and files with them",
        f"under {SHARE:.0f}% of it",
        of_reports,
    ),
}
