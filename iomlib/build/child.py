"""The process of one report: run, normalise, render, check; everything into a folder of its own.

Started by `iomlib.build.run` as `python -m iomlib.build.child TASK.json`.
"""

import csv
import hashlib
import io
import json
import sys
import traceback
from pathlib import Path
from typing import Any

import nbformat

from iomlib.blocks import Table
from iomlib.build.check import check_page, check_people
from iomlib.build.document import Document, read_document
from iomlib.build.execute import execute, normalise
from iomlib.build.html import to_html
from iomlib.build.pdf import to_pdf
from iomlib.build.readback import check_files
from iomlib.errors import DisclosureError, IomError, ReportError


def build(task: dict[str, Any]) -> None:
    """Make every file of one report in `done` below the task's folder, its manifest last."""
    folder, name = Path(task["folder"]), task["about"]["notebook"]
    executed = execute(Path(task["notebook"]), task["parameters"], folder)
    clean = normalise(executed, task["about"])
    text = nbformat.writes(clean) + "\n"
    document = read_document(nbformat.reads(text, as_version=4))
    if few := check_people(document, task["minimum_people"]):
        raise DisclosureError(few)
    files = {f"{name}.ipynb": text.encode()}
    files |= _rendered(document, name, task["formats"])
    files[f"{name}.figures.json"] = as_json(_figures(document, task["about"]))
    files |= {f"tables/{part.id}.csv": _csv(part) for part in document.parts if isinstance(part, Table)}
    if problems := check_files(files, task, Path(task["notebook"]).read_bytes()):
        raise ReportError(problems)
    outputs = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    manifest = {**task["about"], "sha256": {**task["sha256"], "outputs": outputs}}
    files[f"{name}.manifest.json"] = as_json(manifest)
    for path, content in files.items():
        target = folder / "done" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _rendered(document: Document, name: str, formats: list[str]) -> dict[str, bytes]:
    files = {}
    if "html" in formats:
        page = to_html(document)
        problems = check_page(page, document)
        if problems:
            raise ReportError(f"{name}.html: {problem}" for problem in problems)
        files[f"{name}.html"] = page.encode()
    if "pdf" in formats:
        files[f"{name}.pdf"] = to_pdf(document)
    return files


def _figures(document: Document, about: dict[str, str]) -> dict[str, Any]:
    keys = ("area_id", "quarter_id", "notebook", "edition")
    figures = [figure.model_dump(mode="json") for figure in document.figures]
    return {key.removesuffix("_id"): about[key] for key in keys} | {"figures": figures}


def as_json(content: Any) -> bytes:
    """Write JSON the same way every time."""
    return (json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _csv(table: Table) -> bytes:
    """Write a table for a spreadsheet: plain numbers, a mark that says UTF-8, and no formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_cell(column.text, number=False) for column in table.columns)
    for row in table.rows:
        writer.writerow(_cell(cell, column.number) for cell, column in zip(row, table.columns, strict=True))
    return text.getvalue().encode("utf-8-sig")


def _cell(text: str, number: bool) -> str:
    plain = text.replace("−", "-").replace(",", "").replace("£", "").removeprefix("+")
    if number and plain.removeprefix("-").removesuffix("%").replace(".", "", 1).isdecimal():
        return plain
    # A spreadsheet would run a name that begins like a formula.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def main(task_file: str) -> None:
    """Build one report and say in `result.json` how it went."""
    task = json.loads(Path(task_file).read_text("utf-8"))
    result: dict[str, Any] = {"problems": [], "kind": ""}
    try:
        build(task)
    except IomError as trouble:
        result = {"problems": trouble.problems, "kind": type(trouble).__name__}
    except Exception as trouble:  # a fault of ours: where it is, and not what it says, which may be data
        place = traceback.extract_tb(trouble.__traceback__)[-1]
        where = f"{type(trouble).__name__} in {Path(place.filename).name}, line {place.lineno}"
        result["problems"] = [f"a fault in iomlib or a package it uses: {where}. Please report it."]
    (Path(task["folder"]) / "result.json").write_bytes(as_json(result))


if __name__ == "__main__":
    main(sys.argv[1])
