"""What the reports of a project need at the very least: their cells, a page and a PDF, in a warm process.

    python -m bench.floor PROJECT RESULT.json AREAS QUARTERS

No process is started, no library loaded and nothing checked or published while the clock runs: every
report is made once before, to warm up, and each reads a folder with the rows of its own area only.
"""

import ast
import csv
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat
from nbformat.v4 import new_output

from bench import project
from iomlib.build.html import HtmlExporter
from iomlib.build.pdf import PdfExporter
from iomlib.periods import Quarter
from iomlib.tables import read_area

STEPS = ("cells", "html", "pdf")


def main(folder: Path, result: Path, areas: int, quarters: int) -> None:
    """Make all reports twice and write the processor seconds of the second time, by step."""
    mpl.use("agg")
    mpl.rcParams["svg.hashsalt"] = "floor"
    reports = [(a, q) for a in project.area_ids(areas) for q in project.quarters_of(quarters)]
    for area in project.area_ids(areas):
        _own_rows(folder, area)
    os.chdir(folder / "notebooks")
    exporters = [kind() for kind in (HtmlExporter, PdfExporter)]
    for _ in range(2):
        took = [_report(folder, area, quarter, exporters) for area, quarter in reports]
    result.write_text(json.dumps(dict(zip(STEPS, map(sum, zip(*took, strict=True)), strict=True))), "utf-8")


def _own_rows(folder: Path, area: str) -> None:
    with (folder / "data" / "crimes.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["area"] == area]
    own = folder / "floor" / area / "crimes.csv"
    own.parent.mkdir(parents=True)
    with own.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _report(folder: Path, area: str, quarter: Quarter, exporters: list[Any]) -> list[float]:
    book = nbformat.read(Path(f"{project.NOTEBOOK}.ipynb"), as_version=4)
    began = time.process_time()
    _run(book, {"area": area, "quarter": quarter.id, "data": f"../floor/{area}"})
    took = [time.process_time() - began]
    book.metadata["iomlib"] = _about(folder, area, quarter)
    for exporter in exporters:
        began = time.process_time()
        exporter.from_notebook_node(book)
        took.append(time.process_time() - began)
    return took


def _run(book: Any, parameters: dict[str, str]) -> None:
    """Run the cells one after another, as a person would, and keep what each shows."""
    names: dict[str, Any] = {}
    for number, cell in enumerate((cell for cell in book.cells if cell.cell_type == "code"), 1):
        *lines, last = ast.parse(cell.source).body
        cell.execution_count = number
        shows = isinstance(last, ast.Expr)
        exec(compile(ast.Module(lines if shows else [*lines, last], []), "cell", "exec"), names)  # noqa: S102
        if "parameters" in cell.metadata.get("tags", []):
            names |= parameters
        if isinstance(last, ast.Expr):
            block = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
            data = block._repr_mimebundle_()
            cell.outputs = [new_output("execute_result", data=data, execution_count=number)]


def _about(folder: Path, area: str, quarter: Quarter) -> dict[str, str]:
    name = read_area(folder / "params", area).name
    shown = {"area": name, "area_id": area, "quarter": quarter.label, "quarter_id": quarter.id}
    return {
        **shown,
        "notebook": project.NOTEBOOK,
        "date": quarter.end.isoformat(),
        "edition": "public",
        "title": "x",
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
