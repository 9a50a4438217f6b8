"""The lines about matching: iomlib's own steps, and rivals of the package index beside it.

Rivals live in a Python of their own, which the environment variable `IOMLIB_PEERS` names. Without it they
are not measured.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bench.people import CALIPER, make
from bench.shapes import BenchError, Found, Line, Took

ROOT = Path(__file__).parent.parent
PEERS = ("pymatchit-causal", "pysmatch", "psmpy")
PASSES = 90  # most that the whole may cost at 5,000,000 people, 10,000 treated
ROUNDS = 3
SECONDS = 600.0  # a rival is given these
GIGABYTES = 16.0
SHORT = 60.0  # seconds; what takes longer is measured once


class Result(NamedTuple):
    """What one process found: the numbers it wrote, tables of pairs by name, and iomlib's score."""

    about: dict[str, Any]
    pairs: dict[str, pd.DataFrame]
    score: NDArray[np.float64] | None

    def seconds(self, kind: str = "wall") -> float:
        """Add up the steps."""
        return float(sum(step[kind] for step in self.about["steps"].values()))

    def passes(self) -> dict[str, float]:
        """Give each step's processor time as a multiple of that of the passes measured before and after."""
        beside = [(before + after) / 2 for before, after in pairwise(self.about["passes"])]
        steps = self.about["steps"].items()
        return {name: step["processor"] / one for (name, step), one in zip(steps, beside, strict=True)}


class Faults(NamedTuple):
    """What pairs do that they should not, by the score of iomlib: that of a logistic model on everybody."""

    pairs: int
    gap: float
    outside: int
    repeated: int
    across: int

    def __str__(self) -> str:
        """Tell them in one line of the table."""
        wrong = {
            "outside the caliper": self.outside,
            "with a control used before": self.repeated,
            "across strata": self.across,
        }
        told = ", ".join(f"{count:,} {what}" for what, count in wrong.items() if count)
        return f"{self.pairs:,} pairs {self.gap:.4f} apart on average, {told or 'nothing wrong with them'}"


# Processes


def ours(everybody: int, treated: int) -> Result:
    """Match with iomlib, in a fresh process."""
    return _result([sys.executable, "-m", "bench.chain"], [str(everybody), str(treated)], None)


def peer(name: str, everybody: int, treated: int, limit: float = SECONDS) -> Result:
    """Match with a rival, in a fresh process of the rivals' Python."""
    if not (python := os.environ.get("IOMLIB_PEERS")):
        raise BenchError("IOMLIB_PEERS does not name a Python that has the rivals")
    words = [name, str(everybody), str(treated), str(GIGABYTES)]
    return _result([python, "-m", "bench.peers"], words, limit)


def _result(command: list[str], words: list[str], limit: float | None) -> Result:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        own = {**os.environ, "PYTHONPATH": str(ROOT)}
        options: dict[str, Any] = {"cwd": ROOT, "env": own, "capture_output": True, "text": True}
        try:
            done = subprocess.run([*command, name, *words], timeout=limit, check=False, **options)
        except subprocess.TimeoutExpired as trouble:
            raise BenchError(f"no end after {limit:.0f} s") from trouble
        except OSError as trouble:
            raise BenchError(f"{command[0]} does not start") from trouble
        if done.returncode != 0:
            said = [line for line in done.stderr.splitlines() if line.strip()]
            last = (said or ["nothing was said"])[-1].replace(str(ROOT), "")
            raise BenchError(f"exit code {done.returncode}: {last}")
        folder = Path(name)
        score = np.load(folder / "score.npy") if (folder / "score.npy").exists() else None
        pairs = {path.stem: pd.read_csv(path) for path in sorted(folder.glob("*.csv"))}
        return Result(json.loads((folder / "result.json").read_text("utf-8")), pairs, score)


# Pairs


def faults(pairs: pd.DataFrame, score: "pd.Series[float]", stratum: "pd.Series[int]") -> Faults:
    """Hold pairs against the score and the strata."""
    one, other = pairs["treated"].to_numpy(), pairs["control"].to_numpy()
    gaps = np.abs(score.loc[one].to_numpy() - score.loc[other].to_numpy())
    across = stratum.loc[one].to_numpy() != stratum.loc[other].to_numpy()
    outside = (gaps > CALIPER * score.std()).sum()
    repeated = pairs["control"].duplicated().sum()
    return Faults(len(pairs), float(gaps.mean()), int(outside), int(repeated), int(across.sum()))


def in_common(one: pd.DataFrame, other: pd.DataFrame) -> int:
    """Count the pairs that both have."""
    return len(one[["treated", "control"]].merge(other[["treated", "control"]]))


# Lines


def whole(everybody: int, treated: int) -> Callable[[Path], Found]:
    """Count what iomlib takes in passes over the covariates, step by step, and its memory in copies."""

    def measure(_: Path) -> Found:
        results = [ours(everybody, treated) for _ in range(ROUNDS)]
        counts = [one.passes() for one in results]
        each = {step: median(count[step] for count in counts) for step in counts[0]}
        passes = median(sum(count.values()) for count in counts)
        copies = max(one.about["extra_mb"] / one.about["input_mb"] for one in results)
        listed = ", ".join(f"{step} {times:.1f}" for step, times in each.items())
        words = f"{passes:.0f} passes ({listed}); at the peak {copies:.2f} copies more in memory"
        return Found(words, passes <= PASSES and copies < 1, _took(results, "iomlib"))

    return measure


def by_pool(pools: list[int], treated: int) -> Callable[[Path], Found]:
    """Let the pool grow, with as many treated."""

    def measure(_: Path) -> Found:
        took: dict[str, list[Took]] = {}
        each, copies = [], []
        for everybody in pools:
            results = [ours(everybody, treated) for _ in range(ROUNDS)]
            each.append(1e6 * median(one.seconds("processor") for one in results) / everybody)
            copies.append(max(one.about["extra_mb"] / one.about["input_mb"] for one in results))
            took |= _took(results, f"{everybody:,} people")
        words = f"processor microseconds a person {', '.join(f'{one:.2f}' for one in each)}"
        words += f"; copies more in memory {', '.join(f'{one:.2f}' for one in copies)}"
        in_proportion = all(later <= 1.1 * before for before, later in pairwise(each))
        return Found(words, in_proportion and max(copies) < 1, took)

    return measure


def beside(everybody: int, treated: int, names: Sequence[str]) -> Callable[[Path], Found]:
    """Match the same people with iomlib and with rivals, in turns."""

    def measure(_: Path) -> Found:
        mine = [ours(everybody, treated)]
        theirs = {name: _attempt(name, everybody, treated) for name in names}
        for _ in range(ROUNDS - 1):
            mine.append(ours(everybody, treated))
            for found in theirs.values():
                if isinstance(found, list) and found[0].seconds() < SHORT:
                    found.append(peer(found[0].about["name"], everybody, treated))
        people = make(everybody, treated)
        score = pd.Series(mine[0].score, people.covariates.index)
        first = faults(mine[0].pairs["pairs"], score, people.stratum)
        seconds = median(one.seconds() for one in mine)
        parts = [f"iomlib: {seconds:.2f} s; {first}"]
        met, took = [], _took(mine, "iomlib")
        for name, found in theirs.items():
            if isinstance(found, str):
                parts.append(f"`{name}`: {found}")
                continue
            times = median(one.seconds() for one in found) / seconds
            pairs = {
                called: str(faults(table, score, people.stratum)) for called, table in found[0].pairs.items()
            }
            same = in_common(mine[0].pairs["pairs"], found[0].pairs["pairs"])
            parts.append(_told(found[0], times, pairs, same))
            met.append(times > 1 and (name != "pymatchit-causal" or same == first.pairs))
            took |= _took(found, name)
        return Found(". ".join(parts), all(met) if met else None, took)

    return measure


def _attempt(name: str, everybody: int, treated: int) -> list[Result] | str:
    """Give a first result, or why there is none."""
    if "IOMLIB_PEERS" not in os.environ:
        return "not measured, as IOMLIB_PEERS names no Python that has it"
    try:
        return [peer(name, everybody, treated)]
    except BenchError as trouble:
        return f"gave up: {trouble}"


def _told(found: Result, times: float, pairs: dict[str, str], same: int) -> str:
    about = found.about
    words = f"`{about['name']}` {about['version']}: {times:.0f} times our time, {about['extra_mb']:,.0f} MB; "
    words += f"{pairs['pairs']}; {same:,} of them ours"
    words += f"; its table read as it was meant: {pairs['meant']}" if "meant" in pairs else ""
    own = [f"{gap:.4f}" for gap in about.get("own_gaps", {}).values()]
    return words + (f"; by its own score {' and '.join(own)} apart" if own else "")


def _took(results: list[Result], name: str) -> dict[str, list[Took]]:
    """Give seconds and memory by step, as the page tells them."""
    steps = results[0].about["steps"]
    took = {f"{name}, {step}": [one.about["steps"][step] for one in results] for step in steps}
    return {
        what: [{key: round(value, 4) for key, value in one.items()} for one in ones]
        for what, ones in took.items()
    }


BOTH = "10 covariates, 12 strata, ten to one, caliper 0.2: fit, match, weigh, balance, effect"
INDEX = "packages for matching, in turns"
SAME = "the pairs of `pymatchit-causal`, and faster than each"
LINES = {
    "matching": Line(
        f"5,000,000 people, 10,000 treated; {BOTH}",
        "one pass over the covariates (the sum of each column) in the same process",
        f"at most {PASSES} passes of processor time; under one copy of the covariates more in memory",
        whole(5_000_000, 10_000),
    ),
    "matching-pool": Line(
        "100,000, 1,000,000 and 5,000,000 people, 1,000 treated, likewise",
        "each other",
        "in proportion to the people, within 10%; under one copy more in memory",
        by_pool([100_000, 1_000_000, 5_000_000], 1_000),
    ),
    "matching-peers-10000": Line(
        "10,000 people, 200 treated, likewise", INDEX, SAME, beside(10_000, 200, PEERS)
    ),
    "matching-peers-100000": Line(
        "100,000 people, 1,000 treated, likewise", INDEX, SAME, beside(100_000, 1_000, PEERS)
    ),
    "matching-peers-1000000": Line(
        "1,000,000 people, 1,000 treated, likewise",
        "`pymatchit-causal`, in turns",
        SAME,
        beside(1_000_000, 1_000, PEERS[:1]),
    ),
    "matching-peers-5000000": Line(
        "5,000,000 people, 10,000 treated, likewise",
        "`pymatchit-causal`, in turns",
        SAME,
        beside(5_000_000, 10_000, PEERS[:1]),
    ),
}
