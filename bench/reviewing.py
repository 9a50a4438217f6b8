"""The lines about the cohort: its people made up, read, gathered and reviewed, at three sizes."""

import json
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import measured
from bench.shapes import BenchError, Found, Line, Took

SIZES = (1_000, 100_000, 1_000_000)
STEPS = ("read", "gather", "review", "scheme")
ROUNDS = 3
SECONDS, GIGABYTES = 0.5, 8.0  # most that a review of the smallest, and the memory of the largest, may take


def review(sizes: tuple[int, ...] = SIZES) -> Callable[[Path], Found]:
    """Review made-up cohorts, each in a process of its own."""

    def measure(folder: Path) -> Found:
        found = {people: _reviewed(folder / str(people), people) for people in sizes}
        took = {
            f"{people:,} people, {step}": [one["steps"][step] for one in rounds]
            for people, rounds in found.items()
            for step in STEPS
        }
        each = {step: [_cost(found[people], step, people) for people in sizes] for step in STEPS}
        smallest, largest = found[sizes[0]], found[sizes[-1]]
        seconds = median(one["steps"]["review"]["wall"] for one in smallest)
        memory = max(one["peak_mb"] for one in largest) / 1024
        events = sum(largest[0]["rows"].values())
        costs = "; ".join(f"{step} {', '.join(f'{one:.1f}' for one in row)}" for step, row in each.items())
        words = f"review of {sizes[0]:,} people {seconds:.2f} s; {sizes[-1]:,} people and {events:,} rows in "
        words += f"{memory:.1f} GB; processor microseconds a person: {costs}"
        in_proportion = all(later <= 1.1 * before for row in each.values() for before, later in _pairs(row))
        return Found(words, seconds < SECONDS and memory < GIGABYTES and in_proportion, took)

    return measure


def simulate(sizes: tuple[int, ...] = SIZES) -> Callable[[Path], Found]:
    """Make up populations with the command, as an analyst would."""

    def measure(folder: Path) -> Found:
        took: dict[str, list[Took]] = {}
        for people in sizes:
            rounds = ROUNDS if people < sizes[-1] else 1
            took[f"{people:,} people"] = [_made_up(folder / f"{people}-{n}", people) for n in range(rounds)]
        walls = [median(one["wall"] for one in ones) for ones in took.values()]
        words = ", ".join(
            f"{people:,} people {wall:.1f} s" for people, wall in zip(sizes, walls, strict=True)
        )
        memory = max(one["largest_mb"] for one in took[f"{sizes[-1]:,} people"])
        return Found(f"{words}; at most {memory:,.0f} MB", walls[0] < 2, took)

    return measure


def _pairs(row: list[float]) -> list[tuple[float, float]]:
    """From the second size on: at the smallest what does not grow with people weighs most."""
    return list(pairwise(row[1:]))


def _cost(rounds: list[dict[str, Any]], step: str, people: int) -> float:
    return 1e6 * median(float(one["steps"][step]["processor"]) for one in rounds) / people


def _made_up(folder: Path, people: int) -> Took:
    folder.mkdir(parents=True)
    words = ["simulate", str(folder / "data"), "--people", str(people), "--seed", "1"]
    took = measured([sys.executable, "-m", "iomlib", *words], folder)
    if took["code"] != 0:
        raise BenchError(f"exit code {took['code']} for {people:,} people")
    return {key: round(value, 3) for key, value in took.items() if isinstance(value, float)}


def _reviewed(folder: Path, people: int) -> list[dict[str, Any]]:
    _made_up(folder, people)
    found = []
    for _ in range(ROUNDS if people < SIZES[-1] else 1):
        command = [sys.executable, "-m", "bench.cohort", str(folder), str(people)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BenchError(f"exit code {done.returncode}: {done.stderr.splitlines()[-1:]}")
        found.append(json.loads((folder / f"result-{people}.json").read_text("utf-8")))
    return found


LINES = {
    "cohort": Line(
        "1,000, 100,000 and 1,000,000 people, 20 events each: read, gather, the whole quarterly review, the scheme",
        "each other",
        "the review of 1,000 under 0.5 s; 1,000,000 in memory under 8 GB; in proportion from 100,000 on, within 10%",
        review(),
    ),
    "cohort-simulate": Line(
        "`iom simulate`, 1,000, 100,000 and 1,000,000 people", "each other", "1,000 under 2 s", simulate()
    ),
}
