"""The line about workbooks: a Home Office table as ODS, read by iomlib and by pandas with odfpy.

odfpy is on the package index as source code only, so it is in no lock; without it the line is not measured.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from bench.clock import Clock
from bench.shapes import BenchError, Found, Line, Took, middle
from iomlib.tables.recorded.workbook import read_pages

ROWS = 14_000
ROUNDS = 3
TIMES = 30
SUBGROUPS = (
    ("Theft offences", "Shoplifting", "Shoplifting", "46"),
    ("Theft offences", "Theft of a motor vehicle", "Aggravated vehicle taking", 37.2),
    ("Violence against the person", "Homicide", "Homicide", "1/4.1/4.10/4.2"),
    ("Violence against the person", "Stalking and harassment", "Harassment", "8L"),
    ("Robbery", "Robbery of personal property", "Robbery of personal property", "34B"),
)


def made_up(rows: int) -> pd.DataFrame:
    """Make a table of partnerships with twelve columns: texts, whole numbers, and codes kept as numbers.

    Examples
    --------
    >>> made_up(3).shape
    (3, 12)
    """
    lines = []
    for row in range(rows):
        group, subgroup, description, code = SUBGROUPS[row % len(SUBGROUPS)]
        area = row // 20 % 315
        lines.append(
            {
                "Financial Year": "2018/19",
                "Financial Quarter": row % 4 + 1,
                "Force Code": f"E230000{area % 39 + 1:02}",
                "Force Name": f"Force {area % 39 + 1}",
                "CSP Code": f"E22000{area:03}",
                "CSP Name": f"Partnership {area}, City of",
                "Region": f"Region {area % 9}",
                "Offence Description": description,
                "Offence Group": group,
                "Offence Subgroup": subgroup,
                "Offence Code": code,
                "Number of Offences": row * 7919 % 997 - 3,
            }
        )
    return pd.DataFrame(lines)


def ours(path: Path) -> pd.DataFrame:
    """Read the first sheet with iomlib, as a frame of texts."""
    header, *rows = next(read_pages(path)).rows
    return pd.DataFrame(rows, columns=header, dtype="str")


def theirs(path: Path) -> pd.DataFrame:
    """Read the first sheet with odfpy, as a frame of texts."""
    return pd.read_excel(path, engine="odf", dtype="str", keep_default_na=False)


READERS = {"iomlib": ours, "pandas with odf": theirs}


def main(path: Path, name: str) -> None:
    """Read once, in a process of its own, and leave the frame and what it took beside the file."""
    clock = Clock()
    with clock.step("read"):
        frame = READERS[name](path)
    frame.to_pickle(path.with_suffix(".frame"))
    path.with_suffix(".json").write_text(json.dumps(clock.steps["read"]), "utf-8")


def against_odf(rows: int = ROWS) -> Callable[[Path], Found]:
    """Write a table with odfpy and read it with both, in turns."""

    def measure(folder: Path) -> Found:
        if find_spec("odf") is None:
            raise BenchError("odfpy is not installed: pip install odfpy")
        path = folder / "table.ods"
        made_up(rows).to_excel(path, engine="odf", index=False)
        took: dict[str, list[Took]] = {name: [] for name in READERS}
        frames = []
        for _ in range(ROUNDS):
            for name, times in took.items():
                times.append(_read(path, name))
                frames.append(pd.read_pickle(path.with_suffix(".frame")))  # noqa: S301 - our own
        same = all(frame.equals(frames[0]) for frame in frames)
        one, other = (middle(each, "processor") for each in took.values())
        words = f"{other / one:.0f} times less processor time ({one:.2f} s against {other:.1f} s), "
        words += "the same frame" if same else "another frame"
        return Found(words, same and other >= TIMES * one, took)

    return measure


def _read(path: Path, name: str) -> Took:
    command = [sys.executable, "-m", "bench.home_office", str(path), name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"exit code {done.returncode}: {done.stderr.splitlines()[-1:]}")
    found: Took = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return {key: round(value, 3) for key, value in found.items()}


LINES = {
    "home-office-ods": Line(
        "a Home Office table of 14,000 rows and 12 columns as ODS, to a frame of texts",
        "`pandas.read_excel` with `odf`",
        f"{TIMES} times less processor time, the same frame",
        against_odf(),
    )
}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
