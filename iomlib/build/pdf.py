"""PDF (PDF/UA-1 and PDF/A-2a) from an executed notebook, by Typst; no browser and no LaTeX."""

import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import matplotlib
import typst
from matplotlib.ft2font import FT2Font
from nbconvert.exporters import Exporter

from iomlib.blocks import Chart, Sentence, Table
from iomlib.build.document import Code, Document, Part, Prose, read_document
from iomlib.errors import ReportError

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
STANDARDS: list[str] = ["a-2a", "ua-1"]
_COMPILE: Callable[..., bytes] = typst.compile  # its own annotations cover only what is written to a file


def to_pdf(document: Document) -> bytes:
    """Set a document as PDF. The text goes to Typst as data, so no name in it can act as markup.

    Raises
    ------
    ReportError
        Typst refuses the document, for instance because an alternative text is missing.
    """
    parts = [_part(part) for part in document.parts if not isinstance(part, Code)]
    data = {
        "title": document.title,
        "heading": document.heading,
        "edition": document.edition,
        "parts": parts,
    }
    _check_signs({key: value for key, value in data.items() if key != "parts"}, parts)
    template = resources.files("iomlib.templates").joinpath("report.typ").read_bytes()
    try:
        # The quarter's last day stands in for the time of writing: same input, same bytes.
        return _COMPILE(
            template,
            sys_inputs={"document": json.dumps(data)},
            pdf_standards=STANDARDS,
            ignore_system_fonts=True,
            font_paths=fonts(),
            timestamp=dt.datetime.fromisoformat(document.date).replace(tzinfo=dt.UTC),
        )
    except typst.TypstError as trouble:
        raise ReportError(f"the PDF could not be made: {trouble.message}") from trouble


@cache
def fonts() -> typst.Fonts:
    """Return the fonts that matplotlib brings, looked through once a process, and none of this machine.

    Unlike a compilation this starts no thread: a process that forks others calls it first, and they
    inherit it.
    """
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def known_signs() -> frozenset[str]:
    """Return every sign that the page's font can write, read once a process.

    A process that forks others calls this first, and they inherit it.
    """
    return frozenset(map(chr, FT2Font(str(FONTS / "DejaVuSans.ttf")).get_charmap()))


def _check_signs(about: dict[str, Any], parts: list[dict[str, Any]]) -> None:
    """Refuse a sign that the page's font lacks: a box, or another sign, would stand in its place."""
    texts = [about, *({key: value for key, value in part.items() if key != "svg"} for part in parts)]
    signs = {sign for sign in set(json.dumps(texts, ensure_ascii=False)) if sign.isprintable()}
    if missing := sorted(signs - known_signs()):
        raise ReportError(
            f"the PDF's font cannot write {', '.join(missing)}. Write the name in other letters."
        )


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Prose():
            return {"kind": "prose", "tokens": part.tokens}
        case Table() | Chart() | Sentence():
            return part.model_dump(mode="json", exclude={"figures"})
    raise AssertionError(part)  # code cells are left out before


class PdfExporter(Exporter):
    """`jupyter nbconvert --to iom-pdf NOTEBOOK` for an executed notebook."""

    file_extension = ".pdf"
    output_mimetype = "application/pdf"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
        """Return the PDF's bytes."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return to_pdf(read_document(nb)), resources
