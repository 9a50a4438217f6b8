"""The lines about an archive of data.police.uk: read into counts by area and month, by iomlib and by pandas."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.archive import make_archive
from bench.shapes import BenchError, Found, Line, Took, middle

ROUNDS = 3
ROWS, FILES = 1_800_000, 252
MANY, MANY_FILES = 20_000_000, 1_400
LESS, LESS_FILES = 5_000_000, 350  # as much as pandas is given: 20 million rows would need 17 GB
TIMES = 5
ROOT = Path(__file__).parent.parent


def archive(rows: int, files: int) -> Callable[[Path], Found]:
    """Read one archive with both, in turns."""

    def measure(folder: Path) -> Found:
        make_archive(folder, rows, files)
        took: dict[str, list[Took]] = {"iomlib": [], "pandas": []}
        for _ in range(ROUNDS):
            for way, found in took.items():
                found.append(_read(way, folder))
        return _held(took, 1.0, "")

    return measure


def many(folder: Path) -> Found:
    """Read 20 million rows with iomlib, and as many with pandas as fit in memory."""
    whole, part = folder / "whole", folder / "part"
    make_archive(whole, MANY, MANY_FILES)
    make_archive(part, LESS, LESS_FILES)
    took = {
        f"iomlib, {MANY:,} rows": [_read("iomlib", whole) for _ in range(ROUNDS)],
        f"pandas, {LESS:,} rows": [_read("pandas", part) for _ in range(ROUNDS)],
    }
    words = f" pandas was given {LESS:,} rows, and its time is scaled: it kept {{:.1f}} GB."
    memory = max(one["largest_mb"] for one in list(took.values())[1]) / 1024
    found = _held(took, MANY / LESS, words.format(memory))
    for place in (whole, part):
        shutil.rmtree(place)
    return found


def files(folder: Path) -> Found:
    """Read more and more files of the same size."""
    took: dict[str, list[Took]] = {}
    for number in (10, 100):
        place = folder / str(number)
        make_archive(place, number * 7_000, number)
        for way in ("iomlib", "pandas"):
            took[f"{way}, {number} files"] = [
                _read(way, place) for _ in range(ROUNDS if number < 1_000 else 1)
            ]
        shutil.rmtree(place)
    memory = {name: middle(found, "largest_mb") for name, found in took.items()}
    listed = {
        way: [value for name, value in memory.items() if name.startswith(way)] for way in ("iomlib", "pandas")
    }
    words = "; ".join(
        f"{way} {', '.join(f'{value:,.0f}' for value in ones)} MB" for way, ones in listed.items()
    )
    ours = listed["iomlib"]
    return Found(f"{words} for 10 and 100 files", max(ours) <= 1.25 * min(ours), took)


def _held(took: dict[str, list[Took]], scale: float, more: str) -> Found:
    ours, theirs = took.values()
    times = {key: scale * middle(theirs, key) / middle(ours, key) for key in ("wall", "processor")}
    memory = [max(one["largest_mb"] for one in found) for found in (ours, theirs)]
    rows, counts = int(ours[0]["rows"]), int(ours[0]["counts"])
    if scale == 1.0 and any(one["rows"] != rows for one in theirs):
        raise BenchError(f"{rows} rows were counted, and pandas counted {theirs[0]['rows']}")
    words = f"{times['wall']:.1f} times faster, {times['processor']:.1f} times less processor time; "
    words += f"{rows:,} rows into {counts:,} counts in {middle(ours, 'wall'):.1f} s; "
    words += f"{memory[0]:,.0f} MB, pandas {memory[1]:,.0f} MB.{more}"
    return Found(words, times["wall"] >= TIMES, took)


def _read(way: str, folder: Path) -> Took:
    result = folder / f"{way}.json"
    command = [sys.executable, "-m", "bench.archive", way, str(folder), str(result)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()[-1:]
        raise BenchError(f"exit code {done.returncode} of {way}: {' '.join(said)}")
    found: Took = json.loads(result.read_text("utf-8"))
    return {key: round(value, 3) for key, value in found.items()}


PANDAS = "`pandas.read_csv` of each file, `concat`, `groupby`, `to_parquet`"
LINES = {
    "police-archive": Line(
        "archive of data.police.uk to counts in Parquet, 1.8 million rows in 252 files",
        PANDAS,
        f"{TIMES} times faster",
        archive(ROWS, FILES),
    ),
    "police-archive-many": Line(
        "the same, 20 million rows in 1,400 files",
        PANDAS,
        f"{TIMES} times faster",
        many,
    ),
    "police-archive-files": Line(
        "the same, 10, 100 and 1,000 files of 7,000 rows",
        "each other",
        "memory flat from 10 to 100 files",
        files,
    ),
}
