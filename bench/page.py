"""Writes what was measured into docs/benchmarks.md, between two marks."""

from pathlib import Path
from statistics import median
from typing import Any

from bench.lines import LINES

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
START, END = "<!-- measured: begin -->", "<!-- measured: end -->"
MET = {True: "yes", False: "**no**", None: "-"}


def write(results: dict[str, Any]) -> None:
    """Put the tables between the marks."""
    before, rest = PAGE.read_text("utf-8").split(START)
    after = rest.split(END)[1]
    parts = [_machines(results), _lines(results), "Seconds behind the ratios, medians:", _seconds(results)]
    PAGE.write_text(f"{before}{START}\n\n" + "\n\n".join(parts) + f"\n\n{END}{after}", "utf-8")


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _lines(results: dict[str, Any]) -> str:
    rows = []
    for name, found in results.items():
        line = LINES[name]
        words = f"not measured: `{found['failed']}`" if "failed" in found else found["words"]
        met = MET[found.get("met")]
        when = f"{found['machine']['date']}, {found['load']}"
        rows.append([f"`{name}`", line.work, line.against, line.mark, words, met, when])
    heads = ["line", "work", "against", "at least", "measured", "met", "date, load before"]
    return _table(heads, rows)


def _seconds(results: dict[str, Any]) -> str:
    rows = [
        [f"`{name}`", what, str(len(times)), *(_middle(times, key) for key in ("processor", "wall"))]
        + [_middle(times, key, 0) for key in ("runner_mb", "largest_mb")]
        for name, found in results.items()
        for what, times in found.get("took", {}).items()
    ]
    heads = ["line", "what", "times", "processor s", "wall s", "first process MB", "largest process MB"]
    return _table(heads, rows)


def _middle(times: list[dict[str, Any]], key: str, places: int = 1) -> str:
    if any(key not in one for one in times):  # measured inside a process, which has no memory of its own
        return "-"
    value = median(one[key] for one in times)
    return f"{value:.{places}f}" if value >= 0.1 or value == 0 else f"{value:.3f}"


def _machines(results: dict[str, Any]) -> str:
    """Describe each machine once: lines measured alone may come from another."""
    told = []
    for found in results.values():
        one = found["machine"]
        packages = ", ".join(f"{name} {version}" for name, version in one["packages"].items())
        words = f"`{one['processor']}`, {one['cores']} cores, {one['memory_gb']} GB, {one['system']}; "
        told.append(f"Machine: {words}Python {one['python']}; {packages}.")
    return "\n\n".join(dict.fromkeys(told))
