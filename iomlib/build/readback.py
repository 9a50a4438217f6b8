"""Reads the finished files of one report and holds them against what was asked, before they are published.

It starts from the bytes and knows nothing of how they were made: a fault in a renderer, a file of
another report or of an earlier run, or a notebook that stopped half-way are found here.
"""

import json
import re
from itertools import accumulate, zip_longest
from typing import Any

import nbformat
from pydantic import ValidationError

from iomlib.blocks import BLOCK, MIME, Chart, Counts, Figure, Sentence, Table
from iomlib.build.look import Look, default_look
from iomlib.build.readback_csv import check_csv
from iomlib.build.readback_html import Shown, check_html
from iomlib.build.readback_ods import check_ods, held
from iomlib.build.readback_pdf import check_pdf
from iomlib.build.readback_word import check_word
from iomlib.build.shows import shows
from iomlib.build.values import as_code, decode

ABOUT = ("area", "area_id", "quarter", "quarter_id", "edition", "notebook")
_LEADING = re.compile(r"([−-]?[\d,]+(?:\.\d+)?)(?: \(.*\))?")


def check_files(files: dict[str, bytes], asked: dict[str, Any], source: bytes) -> list[str]:
    """List what in the finished files of a report is not what was asked; an empty list may be published.

    Parameters
    ----------
    files
        Every file that would be published, by its name, but for the manifest.
    asked
        ``about`` (area, quarter, edition, notebook, title), ``parameters`` and ``formats``.
    source
        The notebook that was asked for, as its author wrote it.
    """
    about = asked["about"]
    name = about["notebook"]
    try:
        notebook = _parsed(files, f"{name}.ipynb", {"cells", "metadata"})
        record = _parsed(files, f"{name}.figures.json", {"figures"})
        blocks = _blocks(notebook, f"{name}.ipynb")
    except ValueError as trouble:
        return [str(trouble)]
    look = Look.model_validate(asked["look"]) if "look" in asked else default_look()
    shown = _labelled(blocks, look)
    origin = nbformat.reads(source.decode(), as_version=4)
    found = {
        f"{name}.ipynb": [*_notebook_problems(notebook, asked, origin), *_id_problems(blocks)],
        f"{name}.figures.json": _record_problems(record, about, blocks),
    }
    found |= _rendered_problems(files, about, shown, look)
    for block in blocks:
        if not isinstance(block, Sentence) and (path := _numbers(block)) in files:
            found[path] = check_csv(files[path], block)
    listed = [f"{path}: {problem}" for path, problems in found.items() for problem in problems]
    return [
        *_missing(files, asked, blocks),
        *listed,
        *_undeclared(name, shows(origin, f"{name}.ipynb"), blocks),
    ]


def _rendered_problems(
    files: dict[str, bytes], about: dict[str, Any], shown: Shown, look: Look
) -> dict[str, list[str]]:
    """Hold each file that a reader opens against the notebook."""
    name, found = about["notebook"], {}
    if (page := files.get(f"{name}.html")) is not None:
        found[f"{name}.html"] = check_html(page.decode(errors="replace"), about, shown, look)
    if (page := files.get(f"{name}.pdf")) is not None:
        found[f"{name}.pdf"] = check_pdf(page, about, shown, look)
    if (page := files.get(f"{name}.docx")) is not None:
        found[f"{name}.docx"] = check_word(page, about, shown, look)
    if (book := files.get(f"tables/{name}.ods")) is not None:
        found[f"tables/{name}.ods"] = check_ods(book, shown, about, look)
    return found


def _parsed(files: dict[str, bytes], path: str, needed: set[str]) -> Any:
    def refuse(word: str) -> None:
        raise ValueError(f"{word} is not a number")

    try:
        content = json.loads(files[path], parse_constant=refuse)
    except KeyError:
        raise ValueError(f"{path}: is missing.") from None
    except ValueError as trouble:
        raise ValueError(f"{path}: cannot be read as JSON ({trouble}).") from None
    if not isinstance(content, dict) or needed - set(content):
        raise ValueError(f"{path}: does not hold {' and '.join(sorted(needed))}.")
    return content


def _blocks(notebook: Any, path: str) -> list[Table | Chart | Sentence]:
    try:
        data = [output.get("data", {}) for cell in notebook["cells"] for output in cell.get("outputs", [])]
        read = [BLOCK.validate_python(shown[MIME]) for shown in data if MIME in shown]
        return [block for block in read if not isinstance(block, Counts)]
    except ValidationError:
        raise ValueError(f"{path}: it shows a block that this iomlib cannot read.") from None


# What follows numbers captions and writes cells a second time, on purpose: a check that called the
# code it checks would agree with its faults.


def _labelled(blocks: list[Table | Chart | Sentence], look: Look) -> Shown:
    numbers = {"table": 0, "chart": 0}
    shown: Shown = []
    for block in blocks:
        if isinstance(block, Sentence):
            shown.append((block, ""))
        else:
            numbers[block.kind] += 1
            name = look.say(f"page.{block.kind}_name", number=numbers[block.kind])
            shown.append((block, f"{name}. {block.caption}"))
    return shown


def _numbers(block: Table | Chart) -> str:
    """Name the file of numbers of a table or a chart."""
    return f"tables/{block.id}.csv"


def _missing(files: dict[str, bytes], asked: dict[str, Any], blocks: list[Any]) -> list[str]:
    """Compare the names of the files with what was asked: none missing, none left from elsewhere."""
    name = asked["about"]["notebook"]
    wanted = {f"{name}.{end}" for end in ("ipynb", "figures.json", *asked["formats"])}
    wanted |= {_numbers(block) for block in blocks if not isinstance(block, Sentence)}
    wanted |= {f"tables/{name}.ods" for block in blocks if held(block)}
    return [f"{path}: is missing." for path in sorted(wanted - set(files))] + [
        f"{path}: belongs to no part of this report." for path in sorted(set(files) - wanted)
    ]


def _notebook_problems(notebook: Any, asked: dict[str, Any], source: Any) -> list[str]:
    about = notebook["metadata"].get("iomlib", {})
    problems = [
        f"its {key} is {about.get(key)!r}; asked was {asked['about'][key]!r}."
        for key in ABOUT
        if about.get(key) != asked["about"][key]
    ]
    problems += _parameter_problems(notebook, asked["parameters"])
    problems += _run_problems(notebook, bool(asked["parameters"]))
    wanted, found = _written(source["cells"]), _written(notebook["cells"])
    if len(found) != len(wanted):
        problems.append(f"it has {len(found)} cells beside its parameters; the notebook has {len(wanted)}.")
    elif found != wanted:
        number = next(i for i, pair in enumerate(zip(found, wanted, strict=True), 1) if pair[0] != pair[1])
        problems.append(f"cell {number} beside its parameters is not the notebook's.")
    return problems


def _text(cell: Any) -> str:
    return "".join(cell["source"])  # a list of lines, or one text


def _tagged(cell: Any) -> bool:
    return "parameters" in cell["metadata"].get("tags", [])


def _written(cells: Any) -> list[tuple[str, str]]:
    return [(cell["cell_type"], _text(cell)) for cell in cells if not _tagged(cell)]


def _parameter_problems(notebook: Any, asked: dict[str, Any]) -> list[str]:
    tagged = [cell for cell in notebook["cells"] if _tagged(cell)]
    if len(tagged) != 1:
        return [f"it has {len(tagged)} cells of parameters; one is needed."]
    found, wanted = _text(tagged[0]).splitlines(), as_code(decode(asked)).splitlines()
    return [
        f"its parameters say {one!r}; asked was {other!r}."
        for one, other in zip_longest(found, wanted, fillvalue="")
        if one != other
    ]


def _run_problems(notebook: Any, given: bool) -> list[str]:
    """A report is a notebook that ran from top to bottom, once, without an error."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and _text(cell).strip()]
    counts = [cell.get("execution_count") for cell in code]
    # Papermill's parameters come behind the defaults, which ran too and are not published.
    wanted = list(accumulate(1 + (given and _tagged(cell)) for cell in code))
    problems = []
    if counts != wanted:
        problems.append(f"its cells ran as {counts}; asked was {wanted}, from top to bottom.")
    outputs = [output for cell in code for output in cell.get("outputs", [])]
    problems += [
        f"it holds the error {output.get('ename')}." for output in outputs if output["output_type"] == "error"
    ]
    flags = [part["metadata"].get("papermill", {}) for part in (notebook, *notebook["cells"])]
    if any(flag.get("exception") or flag.get("status") == "failed" for flag in flags):
        problems.append("papermill says that it failed.")
    return problems


def _id_problems(blocks: list[Table | Chart | Sentence]) -> list[str]:
    shown = [block.id for block in blocks if not isinstance(block, Sentence)]
    figures = [figure.id for block in blocks for figure in block.figures]
    twice = sorted({name for names in (shown, figures) for name in names if names.count(name) > 1})
    return [f"id {name} is used twice." for name in twice]


def _record_problems(record: Any, about: dict[str, Any], blocks: list[Table | Chart | Sentence]) -> list[str]:
    wanted = {"area": "area_id", "quarter": "quarter_id", "notebook": "notebook", "edition": "edition"}
    problems = [
        f"its {key} is {record.get(key)!r}; asked was {about[name]!r}."
        for key, name in wanted.items()
        if record.get(key) != about[name]
    ]
    try:
        found = [Figure.model_validate(figure) for figure in record["figures"]]
    except (KeyError, TypeError, ValidationError):
        return [*problems, "its figures are not in the shape that this iomlib writes."]
    shown = [figure for block in blocks for figure in block.figures]
    if [figure.id for figure in found] != [figure.id for figure in shown]:
        differ = sorted({figure.id for figure in found} ^ {figure.id for figure in shown})
        problems.append(
            f"it lists other figures than the notebook, or in another order. Only in one: {differ}."
        )
    else:
        problems += [
            f"{one.id} is {one.value}, {one.text!r}; the notebook shows {other.value}, {other.text!r}."
            for one, other in zip(found, shown, strict=True)
            if one != other
        ]
    return problems + [problem for figure in found for problem in _text_problems(figure)]


def _text_problems(figure: Figure) -> list[str]:
    """Hold the number that a reader sees against the value, where the text is a plain number."""
    plain = _LEADING.fullmatch(figure.text) if figure.unit == "count" else None
    if figure.value is None or plain is None:
        return []
    read = float(plain[1].replace(",", "").replace("−", "-"))
    if abs(read - figure.value) <= 0.5 * 10**-figure.places + 1e-9:
        return []
    return [f"{figure.id} reads {figure.text!r} and is {figure.value}."]


def _undeclared(name: str, wanted: dict[str, list[str]], blocks: list[Any]) -> list[str]:
    found = {
        "figures": {figure.id for block in blocks for figure in block.figures},
        "tables": {block.id for block in blocks if isinstance(block, Table)},
    }
    return [
        f"{name}.ipynb: declares that it shows {kind[:-1]} {part}, and does not."
        for kind, parts in wanted.items()
        for part in parts
        if part not in found[kind]
    ]
