"""The same tables by iomlib and by the package acro 1.0.2, attacked alike.

acro asks for pandas below 3, so it has an environment of its own: `python -m venv FOLDER`, `FOLDER/bin/pip install
acro==1.0.2`, then with IOM_ACRO=FOLDER/bin/python `PYTHONPATH=. .venv/bin/python tests/attacks/compare_acro.py`.
Prints the table of docs/disclosure.md.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from attacker import Published, Rule, ranges
from shapes import SHAPES, Made, publish

from iomlib.disclosure.profile import committee
from iomlib.disclosure.protect import hidden

PROFILE = committee()
TABLES = {"one way": 30, "two way": 12, "cohort with rest": 15}
WIDTH, UNDER = PROFILE.width, PROFILE.threshold


class Found(NamedTuple):
    """Of counts under 10: how many there are, are recovered, and narrowed. Of all: printed, and how many are shown."""

    few: int = 0
    recovered: int = 0
    narrowed: int = 0
    printed: int = 0
    shown: int = 0


def tables() -> list[Made]:
    return [
        SHAPES[shape][0](np.random.default_rng(900 + at))
        for shape, many in TABLES.items()
        for at in range(many)
    ]


def inner(made: Made) -> list[str]:
    """List the counts of a table that are no totals."""
    return [name for name in made.counts if name.startswith(("part", "group")) or name[0].isdigit()]


def for_acro(made: Made) -> list[dict]:
    """Give a table as acro takes it: one cross table, or for a cohort one for each of its groups."""
    if made.name == "cohort with rest":
        groups = [name for name in made.counts if name.startswith("group")]
        size = made.counts["cohort"]
        pairs = [(each, made.counts[each]) for each in groups]
        return [
            {"cells": [[each, "people", many], ["others", "people", size - many]]} for each, many in pairs
        ]
    split = [(name.split(".") if "." in name else (name, "people")) for name in inner(made)]
    return [
        {
            "cells": [
                [row, column, made.counts[name]]
                for (row, column), name in zip(split, inner(made), strict=True)
            ]
        }
    ]


def read_back(made: Made, printed: list[dict]) -> tuple[dict[str, int | None], int | None]:
    """Give what acro printed by our names, and the number of all where a table that withholds nothing has it."""
    whole = [each["All|All"] for each in printed if None not in each.values()]
    seen: dict[str, int | None] = {}
    for each in printed:
        for name, value in each.items():
            row, column = name.split("|")
            if row != "All" and column != "All" and row != "others":
                seen[row if column == "people" else f"{row}.{column}"] = value
    return {name: value for name, value in seen.items() if name in made.counts}, (whole[0] if whole else None)


def judged(made: Made, page: Published, rule: Rule) -> Found:
    """Attack a page, and count what becomes of the counts under 10 that it would have."""
    few = [name for name in inner(made) if made.counts[name] < UNDER]
    ends = ranges(page, rule, enough=WIDTH if rule.threshold else None) | {
        name: (seen, seen) for name, seen in page.cells.items() if seen is not None and rule.base == 1
    }
    ends |= {
        name: _ends(seen, rule) for name, seen in page.cells.items() if seen is not None and rule.base != 1
    }
    one = sum(ends[name][0] == ends[name][1] for name in few)
    near = sum(0 < ends[name][1] - ends[name][0] < WIDTH - 1 for name in few)
    seen = [page.cells.get(name) is not None for name in inner(made)]
    return Found(len(few), one, near, len(seen), sum(seen))


def _ends(seen: int, rule: Rule) -> tuple[int, int]:
    return max(seen - rule.base // 2, rule.threshold), seen + rule.base // 2


def ours(made: Made, printed: dict, all_known: bool) -> Found:
    page = publish(made, hidden(made.counts, made.sums, PROFILE, made.keep))
    whole = made.keep[0]
    known = {whole: (made.counts[whole],) * 2} if all_known else {}
    return judged(made, page._replace(known=known), Rule(UNDER, PROFILE.base))


def theirs(way: str) -> Callable[[Made, dict, bool], Found]:
    def judge(made: Made, printed: dict, all_known: bool) -> Found:
        cells, whole = read_back(made, printed[way])
        total, size = made.keep[0], made.counts[made.keep[0]]
        if way == "round":
            known = {total: (size, size)} if all_known else {}
            return judged(made, Published(cells, made.sums, known=known), Rule(0, PROFILE.base))
        # It withholds what is under 10 and nothing else, so that what it withholds is under 10.
        known = {name: (0, UNDER - 1) for name, seen in cells.items() if seen is None}
        known |= {total: (size, size)} if all_known or whole is not None else {}
        return judged(made, Published(cells, made.sums, known=known), Rule(0, 1))

    return judge


def wrong_totals(made: Made, printed: dict) -> int:
    """Say whether acro prints a number of all that is not the number of all."""
    return int(any(each["All|All"] != made.counts[made.keep[0]] for each in printed["suppress"]))


def compared(python: str) -> list[str]:
    """Run acro, attack all, and give the lines of the table."""
    every = tables()
    asked = [for_acro(made) for made in every]
    flat = [table for each in asked for table in each]
    side = str(Path(__file__).with_name("acro_side.py"))
    done = subprocess.run([python, side], input=json.dumps(flat), capture_output=True, text=True, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    parts = {way: iter(said["printed"][way]) for way in said["printed"]}
    printed = [{way: [next(parts[way]) for _ in each] for way in parts} for each in asked]
    both = [at for at, each in enumerate(printed) if all(None not in each[way] for way in parts)]
    stopped = len(every) - len(both)
    every, printed = [every[at] for at in both], [printed[at] for at in both]
    lines = [
        "| | counts under 10 | recovered | narrowed | recovered, number of all known | narrowed | shown |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    ways = {
        "iomlib": ours,
        f"acro {said['version']}, suppress": theirs("suppress"),
        "the same, round": theirs("round"),
    }
    for name, judge in ways.items():
        sums = [
            [
                sum(values)
                for values in zip(
                    *(judge(made, out, known) for made, out in zip(every, printed, strict=True)), strict=True
                )
            ]
            for known in (False, True)
        ]
        plain, told = (Found(*each) for each in sums)
        lines.append(
            f"| {name} | {plain.few} | {plain.recovered} | {plain.narrowed} | {told.recovered} | {told.narrowed} |"
            f" {100 * plain.shown / plain.printed:.0f}% |"
        )
    wrong = sum(wrong_totals(made, out) for made, out in zip(every, printed, strict=True))
    rest = f"{len(every)} tables ({stopped} more on which acro stopped with an error are left out);"
    return [*lines, "", f"{rest} in {wrong} acro prints a total, under suppress, that is not the true one."]


if __name__ == "__main__":
    if "IOM_ACRO" not in os.environ:
        sys.exit("IOM_ACRO is not set: the path of a Python that has acro 1.0.2.")
    sys.stdout.write("\n".join(compared(os.environ["IOM_ACRO"])) + "\n")
