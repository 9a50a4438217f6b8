"""PDF (PDF/UA-1 and PDF/A-2a) from an executed notebook, by Typst; no browser and no LaTeX."""

import base64
import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

import typst
from matplotlib.ft2font import FT2Font
from nbconvert.exporters import Exporter

from iomlib.blocks import Chart, Sentence, Table
from iomlib.build.closing import closed
from iomlib.build.document import Code, Document, Part, Prose, read_document
from iomlib.build.look import Look
from iomlib.build.opening import opening
from iomlib.build.pdf_tables import FONTS, layout
from iomlib.errors import ReportError

STANDARDS: list[str] = ["a-2a", "ua-1"]
_COMPILE: Callable[..., bytes] = typst.compile  # its own annotations cover only what is written to a file


def to_pdf(document: Document) -> bytes:
    """Set a document as PDF. The text goes to Typst as data, so no name in it can act as markup.

    Raises
    ------
    ReportError
        Typst refuses the document, for instance because an alternative text is missing.
    """
    data = _data(closed(document))
    _check_signs(data)
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


def _check_signs(data: dict[str, Any]) -> None:
    """Refuse a sign that the page's font lacks: a box, or another sign, would stand in its place."""
    about = {key: value for key, value in data.items() if key not in ("parts", "logo")}
    texts = [about, *({key: value for key, value in part.items() if key != "svg"} for part in data["parts"])]
    signs = {sign for sign in set(json.dumps(texts, ensure_ascii=False)) if sign.isprintable()}
    if missing := sorted(signs - known_signs()):
        raise ReportError(
            f"the PDF's font cannot write {', '.join(missing)}. Write the name in other letters."
        )


def _data(document: Document) -> dict[str, Any]:
    """Give the template all it sets: the edges of the pages, the key points, and the rest in the notebook's order."""
    look = document.look
    shown: list[Part] = [part for part in document.parts if not isinstance(part, Code)]
    top, foot = edges(document.title, look)
    return {
        "heading": document.heading,
        "name": document.full_heading,
        "author": look.committee or document.title,
        "restricted": document.restricted,
        "top": top,
        "foot": foot,
        **_language(look.language),
        "words": {key: look.words[f"pdf.{key}"] for key in ("page", "public", "restricted")},
        "ink": look.ink,
        "accent": look.accent,
        "logo": _logo(look),
        "boxed": opening(shown),
        "parts": [_part(part) for part in shown],
    }


def edges(title: str, look: Look) -> tuple[str, str]:
    """Say what stands at the top of each page beside the report's heading, and what at its foot."""
    return look.committee or title, look.footer or (title if look.committee else "")


def _language(tag: str) -> dict[str, str | None]:
    language, _, region = tag.partition("-")
    return {"lang": language, "region": region if len(region) == 2 else None}


def _logo(look: Look) -> dict[str, Any] | None:
    """Take a logo out of its address, which says of what kind it is."""
    if not look.logo:
        return None
    kind, _, content = look.logo.removeprefix("data:image/").partition(";base64,")
    picture = list(base64.b64decode(content))
    return {"format": kind.removesuffix("+xml"), "content": picture, "alt": look.logo_alt or look.committee}


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Prose():
            return {"kind": "prose", "tokens": part.tokens}
        case Table():
            _refuse_headless(part)
            return part.model_dump(mode="json", exclude={"figures"}) | layout(part)
        case Chart() | Sentence():
            return part.model_dump(mode="json", exclude={"figures", "columns", "rows"})
    raise AssertionError(part)  # code cells are left out before


def _refuse_headless(table: Table) -> None:
    """Refuse a table without words above a column: the standard asks for them, and Typst does not look."""
    if not table.columns or not all(column.text.strip() for column in table.columns):
        raise ReportError(f"table {table.id} has a column without a header. Say above it what it holds.")


class PdfExporter(Exporter):
    """`jupyter nbconvert --to iom-pdf NOTEBOOK` for an executed notebook."""

    file_extension = ".pdf"
    output_mimetype = "application/pdf"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
        """Return the PDF's bytes."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return to_pdf(read_document(nb)), resources
