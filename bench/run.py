"""Measures lines of docs/benchmarks.md: `python -m bench.run [LINE...]`; without a name, all of them.

The first words of a name stand for all lines that begin with them: `matching` for `matching-pool` too.

What was measured is kept in `bench/results.json`, so that one line can be measured alone.
"""

import json
import os
import platform
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from bench import page
from bench.lines import LINES
from bench.shapes import BenchError, Found, Line

RESULTS = Path(__file__).parent / "results.json"
PACKAGES = (
    *("papermill", "nbclient", "nbconvert", "ipykernel", "pandas", "matplotlib", "typst", "distributed"),
    "iomlib",
)


def main(names: list[str]) -> int:
    """Measure, keep, and write the page after each line; 1 if a line could not be measured."""
    if unknown := [name for name in names if not lines_of(name)]:
        sys.stderr.write(f"{', '.join(unknown)}: not a line. Lines: {', '.join(LINES)}.\n")
        return 2
    failed = 0
    for name in dict.fromkeys(line for word in names for line in lines_of(word)) or LINES:
        sys.stderr.write(f"{name}: {LINES[name].work}\n")
        found = measure(LINES[name])
        failed |= int("failed" in found)
        sys.stderr.write(f"{name}: {found.get('failed') or found['words']}\n")
        results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
        results[name] = found
        kept = {line: results[line] for line in LINES if line in results}
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
        page.write(kept)
    return failed


def lines_of(name: str) -> list[str]:
    """List the lines that a name stands for: its own, or all that begin with these words."""
    return [line for line in LINES if f"{line}-".startswith(f"{name}-")]


def measure(line: Line) -> dict[str, Any]:
    """Measure one line, with the machine that it was measured on."""
    load = round(os.getloadavg()[0], 1)
    if load > 0.5:
        sys.stderr.write(f"This machine is busy (load {load}); the wall times will say so.\n")
    about = {"machine": machine(), "load": load}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        try:
            found: Found = line.measure(Path(folder))
        except BenchError as trouble:
            return about | {"failed": str(trouble).replace(folder, "")}
    took = {name: [_without_names(one) for one in times] for name, times in found.took.items()}
    return about | {"words": found.words, "met": found.met, "took": took}


def _without_names(took: dict[str, Any]) -> dict[str, Any]:
    """Keep how many reports were made, and not where."""
    return {key: len(value) if isinstance(value, list) else value for key, value in took.items()}


def machine() -> dict[str, Any]:
    """Say what was measured on, and when."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "unknown")
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(psutil.virtual_memory().total / 1024**3),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "date": date.today().isoformat(),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
