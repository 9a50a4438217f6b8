"""What the process of one report does: run, normalise, render, check; everything into a folder of its own."""

import json
import os
import shutil
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat

from iomlib import tables
from iomlib.blocks import Chart, Sentence, Table
from iomlib.build import provenance
from iomlib.build.bound import refuse_unbound
from iomlib.build.check import check_page
from iomlib.build.document import Document, read_document
from iomlib.build.execute import execute, normalise
from iomlib.build.fingerprint import of_bytes, of_file, of_given
from iomlib.build.headlines import headlines
from iomlib.build.html import to_html
from iomlib.build.look import Look
from iomlib.build.ods import sheets_of, to_ods
from iomlib.build.pdf import to_pdf
from iomlib.build.readback import check_files
from iomlib.build.revisions import says
from iomlib.build.scanner import refuse_identifiers
from iomlib.build.task import DONE, MORE_MEMORY, NO_ROOM, RESULT, RUN, Engine, Task, write_all
from iomlib.build.text import as_csv, as_json
from iomlib.build.traced import trace
from iomlib.build.withheld import audit
from iomlib.build.word import to_word
from iomlib.disclosure.profile import Profile
from iomlib.errors import IomError, ReportError


def make(folder: Path, engine: Engine) -> None:
    """Make the report of `task.json` in `done` with an engine, and say in `result.json` how it went."""
    task = json.loads((folder / "task.json").read_text("utf-8"))
    result: dict[str, Any] = {"problems": [], "kind": ""}
    try:
        _build(task, folder, engine)
    except IomError as trouble:
        result = {"problems": trouble.problems, "kind": type(trouble).__name__}
    except MemoryError:
        result["problems"] = [
            f"it needed more than {task['limits']['memory_gb']} GB of memory. {MORE_MEMORY}"
        ]
    except OSError as trouble:
        result["problems"] = [_disk(trouble) or _fault(trouble)]
    except Exception as trouble:  # a fault of ours: where it is, and not what it says, which may be data
        result["problems"] = [_fault(trouble)]
    (folder / RESULT).write_bytes(as_json(result))


def _fault(trouble: Exception) -> str:
    place = traceback.extract_tb(trouble.__traceback__)[-1]
    where = f"{type(trouble).__name__} in {Path(place.filename).name}, line {place.lineno}"
    return f"a fault in iomlib or a package it uses: {where}. Please report it."


def _disk(trouble: OSError) -> str:
    return "the disk is full. Make room and run again." if trouble.errno in NO_ROOM else ""


def _build(task: Task, folder: Path, engine: Engine) -> None:
    """Render what was executed before, or execute; also where the rendering finds something wrong."""
    if task["executed"] is not None:
        with suppress(IomError):
            return build(task, folder, engine)
    return build(task | {"executed": None}, folder, engine)


def build(task: Task, folder: Path, engine: Engine) -> None:
    """Make every file of one report below `done`, its manifest last."""
    about, name = task["about"], task["about"]["notebook"]
    notebook = _unpack(task, folder)
    clean = _clean(task, folder, notebook, engine)
    look, said = Look.model_validate(task["look"]), says(clean)
    labels = trace(clean, read_document(clean, look).figures, task, folder, said)
    text = nbformat.writes(clean) + "\n"
    document = read_document(nbformat.reads(text, as_version=4), look)
    audited = audit(document, Profile(**task["rule"]))
    refuse_unbound(clean, task)
    files = {f"{name}.ipynb": text.encode()}
    files |= _rendered(document, name, task["formats"])
    files[f"{name}.figures.json"] = as_json(_figures(document, about))
    files |= _tables(document, name)
    if problems := check_files(files, task, task["notebook"].encode()):
        raise ReportError(problems)
    outputs = {path: of_bytes(content) for path, content in files.items()}
    told: dict[str, Any] = {
        "heading": document.heading,
        "key_points": _key_points(document),
        "says": said,
    }
    told["headlines"] = headlines(json.loads(task["notebook"]), f"{name}.ipynb")
    told["disclosure"] = audited
    told |= {"run": task["run"], "parameters": task["parameters"], "labels": labels}
    named = {key: labels[key] for key in ("commit", "history")}
    sums = {"sha256": {**task["sha256"], **named, "outputs": outputs}}
    files[f"{name}.manifest.json"] = as_json({**about, **told, **sums})
    refuse_identifiers(files, about["edition"], look, {path: folder / path for path in task["people"]})
    write_all(files, folder / DONE)


def _clean(task: Task, folder: Path, notebook: Path, engine: Engine) -> Any:
    """Give the executed notebook without what varies; a public one says by which rule it was made."""
    if task["executed"] is None:
        clean = normalise(_executed(task, folder, notebook, engine), task["about"])
    else:
        clean = graft(task["executed"], task["notebook"], task["about"])
    if task["about"]["edition"] == "public":
        clean.metadata["iomlib"] = {**task["about"], "rule": task["rule"]}
    return clean


def _executed(task: Task, folder: Path, notebook: Path, engine: Engine) -> Any:
    own = os.getpid()
    limits = {"network": task["network"], "memory_gb": task["limits"]["memory_gb"]}
    executed = execute(notebook, task["parameters"], notebook.parent, engine=engine, **limits)
    if os.getpid() != own:  # a cell has copied the process: one of the two makes the report
        os._exit(0)
    _refuse_changed_input(task, folder)
    return executed


def _unpack(task: Task, folder: Path) -> Path:
    """Write what the report may read where its notebook looks for it: ../data and ../params."""
    for name in ("data", "params", RUN):
        (folder / name).mkdir(exist_ok=True)
    for name, content in task["given"].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8", newline="")
    for name, place in task["people"].items():
        shutil.copyfile(place, folder / name)
    notebook = folder / RUN / f"{task['about']['notebook']}.ipynb"
    notebook.write_text(task["notebook"], "utf-8", newline="")
    return notebook


def _refuse_changed_input(task: Task, folder: Path) -> None:
    """Look whether the input is still what was given: code in C writes past the guard."""
    about = task["about"]
    report = f"{about['area_id']}/{about['quarter_id']}"
    paths = {name: folder / name for name in (*task["given"], *task["people"])}
    found = {name: of_file(path) if path.is_file() else "" for name, path in paths.items()}
    people = of_given(tables.of_people(report, {name: found[name] for name in task["people"]}))
    for name in sorted(
        paths, key=tables.is_sealed
    ):  # who is in the report first: the others' sums have theirs in them
        if name in task["people"]:
            whole = people[name] == task["sha256"]["inputs"][name]
        else:
            whole = found[name] == of_bytes(task["given"][name].encode())
        if not whole:
            raise ReportError(f"{name}: was changed while the notebook ran. A report only reads its input.")


def graft(executed: str, notebook: str, about: dict[str, Any]) -> Any:
    """Put the words of a notebook around code that was executed before and has not changed since.

    The code cells of both are the same, one by one: that is what the run key says.
    """
    before, now = (nbformat.reads(text, as_version=4) for text in (executed, notebook))
    code = [cell for cell in before.cells if cell.cell_type == "code"]
    if len(code) != sum(cell.cell_type == "code" for cell in now.cells):
        raise ReportError("its published notebook has other cells than its source. Run again with --force.")
    waiting = iter(code)
    now.cells = [next(waiting) if cell.cell_type == "code" else cell for cell in now.cells]
    return normalise(now, about)


def _rendered(document: Document, name: str, formats: list[str]) -> dict[str, bytes]:
    files = {}
    if "html" in formats:
        page = to_html(document)
        if problems := check_page(page, document):
            raise ReportError(f"{name}.html: {problem}" for problem in problems)
        files[f"{name}.html"] = page.encode()
    if "pdf" in formats:
        files[f"{name}.pdf"] = to_pdf(document)
    if "docx" in formats:
        files[f"{name}.docx"] = to_word(document)
    return files


def _tables(document: Document, name: str) -> dict[str, bytes]:
    """Write what a reader can work on: each table and the numbers of each chart as CSV, and all in one workbook."""
    parts = (part for part in document.parts if isinstance(part, Table | Chart))
    files = {f"tables/{part.id}.csv": as_csv(part) for part in parts}
    return files | ({f"tables/{name}.ods": to_ods(document)} if sheets_of(document) else {})


def _key_points(document: Document) -> list[str]:
    leads = [part for part in document.parts if isinstance(part, Sentence) and part.style == "lead"]
    return [sentence for lead in leads for sentence in lead.sentences]


def _figures(document: Document, about: dict[str, str]) -> dict[str, Any]:
    keys = ("area_id", "quarter_id", "notebook", "edition")
    figures = [figure.model_dump(mode="json") for figure in document.figures]
    how = provenance.as_json(document.provenance, document.figures)
    return {key.removesuffix("_id"): about[key] for key in keys} | {"figures": figures, "how": how}
