"""Writes the project that Quarto renders: its settings, and the executed notebook of each report with its pictures.

The same reports give the same bytes, however many there are beside them and whoever made them.
"""

import base64
import io
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import docx

from iomlib.blocks import Chart
from iomlib.build.look import Look
from iomlib.build.pdf_tables import FONTS
from iomlib.build.quarto import OUT
from iomlib.build.quarto_cells import Source, cells_for, picture_of, quoted
from iomlib.build.reference import own_reference, saved
from iomlib.build.text import as_json
from iomlib.build.word_picture import as_png

WRITERS = {"html": "html", "pdf": "typst", "docx": "docx"}
REFERENCE = "reference.docx"
# Nothing outside the page, whatever a script of Quarto's would like to load.
POLICY = (
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline' data:; "
    "script-src 'unsafe-inline' data:; base-uri 'none'; form-action 'none'"
)
_FONT = "DejaVu Sans"
# Rows stay whole, long tables go on overleaf, captions stay with what they name, no word is broken.
_SET = """#set text(hyphenate: false)
#set table.cell(breakable: false)
#show figure: set block(breakable: true)
#show figure.caption: set block(sticky: true)
"""
_FONT_FILES = "DejaVuSans*.ttf"


def write_project(folder: Path, formats: Iterable[str], look: Look, edition: str) -> None:
    """Write what all reports of a render share; `_quarto.yml` waits for their names."""
    folder.mkdir(parents=True)
    if "pdf" in formats:
        (folder / "fonts").mkdir()
        for path in sorted(FONTS.glob(_FONT_FILES)):
            shutil.copyfile(path, folder / "fonts" / path.name)
    if "docx" in formats:
        (folder / REFERENCE).write_bytes(_reference(look, edition))


def write_settings(
    folder: Path, stems: Iterable[str], formats: Iterable[str], look: Look, edition: str
) -> None:
    """Write `_quarto.yml`: what is rendered, how, and that nothing is executed."""
    own = {"html": _html(look), "pdf": _pdf(look, edition), "docx": _docx()}
    settings = {
        "project": {
            "type": "default",
            "output-dir": OUT,
            "render": [f"{stem}.ipynb" for stem in sorted(stems)],
        },
        "execute": {"enabled": False},
        "lang": look.language,
        "crossref": {
            "tbl-title": look.say("quarto.table"),
            "tbl-prefix": look.say("quarto.table"),
            "fig-title": look.say("quarto.chart"),
            "fig-prefix": look.say("quarto.chart"),
            "title-delim": ".",
        },
        "format": {WRITERS[name]: own[name] for name in formats},
    }
    lines = ["# Written by iomlib, anew for each render.", *_yaml(settings)]
    (folder / "_quarto.yml").write_text("\n".join(lines) + "\n", "utf-8")


def _yaml(settings: dict[str, Any]) -> list[str]:
    """Write settings one a line, every text in quotes: no reader of YAML can take one for something else."""
    lines = []
    for key, value in settings.items():
        if isinstance(value, dict):
            lines += [f"{key}:", *(f"  {line}" for line in _yaml(value))]
        elif isinstance(value, list):
            lines += [f"{key}:", *(f"  - {_item(each)}" for each in value)]
        else:
            lines.append(f"{key}: {str(value).lower() if isinstance(value, bool) else quoted(value)}")
    return lines


def _item(value: str | dict[str, str]) -> str:
    return _yaml(value)[0] if isinstance(value, dict) else quoted(value)


def _html(look: Look) -> dict[str, Any]:
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    return {
        "embed-resources": True,
        "html-math-method": "mathml",
        "toc": True,
        "code-fold": True,
        "code-summary": look.say("quarto.code"),
        "default-image-extension": "svg",
        "format-links": False,  # to files that would be beside it under their names in the project
        "notebook-links": False,
        "include-in-header": [{"text": policy}],
    }


def _pdf(look: Look, edition: str) -> dict[str, Any]:
    mark = json.dumps(look.say("page.restricted"), ensure_ascii=False)
    header = f"#set page(header: align(center, strong({mark})))\n" if edition == "restricted" else ""
    return {
        "pdf-standard": "ua-1",
        "papersize": "a4",
        "page-numbering": "1",
        "mainfont": _FONT,
        "font-paths": ["fonts"],
        "execute": {"echo": False},
        "default-image-extension": "svg",
        "include-in-header": [{"text": f"{_SET}{header}"}],
    }


def _docx() -> dict[str, Any]:
    # Word shows a drawing (SVG) only where another program, which may not be there, makes a picture of it too.
    return {"execute": {"echo": False}, "default-image-extension": "png", "reference-doc": REFERENCE}


def _reference(look: Look, edition: str) -> bytes:
    """Give the document that lends its styles: the council's own or ours, in restricted editions with a mark."""
    content = base64.b64decode(look.reference) or own_reference()
    if edition != "restricted":
        return content
    document = docx.Document(io.BytesIO(content))
    for section in document.sections:
        head = section.header.paragraphs[0] if section.header.paragraphs else section.header.add_paragraph()
        head.text = look.say("page.restricted")
    return saved(document)


def write_notebook(folder: Path, source: Source, formats: Iterable[str], look: Look) -> None:
    """Write a report's notebook, and its pictures, which no other report's can be taken for."""
    content = {
        "cells": cells_for(source, look),
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / f"{source.stem}.ipynb").write_bytes(as_json(content))
    for chart in (block for block in source.blocks if isinstance(block, Chart)):
        place = folder / f"{picture_of(source.stem, chart)}.svg"
        place.parent.mkdir(exist_ok=True)
        place.write_text(chart.svg, "utf-8", newline="")
        if "docx" in formats:
            place.with_suffix(".png").write_bytes(as_png(chart.svg))
