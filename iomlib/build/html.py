"""HTML from an executed notebook: one file, no address outside it, no script."""

from functools import cache
from typing import Any

import mistune
from jinja2 import Template
from markupsafe import Markup
from nbconvert.exporters import Exporter

from iomlib.build.document import Document, read_document
from iomlib.build.look import day_words
from iomlib.build.page import classes, csv_uri, figure_id, page_of, width
from iomlib.build.palette import colours_css
from iomlib.build.templates import templates


class _Renderer(mistune.HTMLRenderer):
    """Markdown without live links: a committee page names its sources, it does not load them."""

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Write the address out, as the PDF does."""
        return f"{text} ({mistune.escape(url)})"


_RENDERER = _Renderer(escape=True)


def _prose(tokens: list[dict[str, Any]]) -> Markup:
    return Markup(_RENDERER(tokens, mistune.BlockState()))  # noqa: S704  the renderer escapes


@cache
def report_template() -> Template:
    """Return the page's template, compiled once a process: that takes ten times as long as a page.

    A process that forks others calls this first, and they inherit it.
    """
    # Prose is written here and not on the index, whose environment knows no Markdown.
    own = templates().overlay()
    own.filters = {**own.filters, "prose": _prose}
    ours = {"classes": classes, "csv_uri": csv_uri, "day": day_words, "figure_id": figure_id, "width": width}
    own.globals = {**own.globals, **ours}
    return own.get_template("report.html.j2")


def to_html(document: Document) -> str:
    """Write a document as one HTML page."""
    colours = colours_css(document.look, "restricted" if document.restricted else "public")
    return report_template().render(document=document, page=page_of(document), colours=colours)


class HtmlExporter(Exporter):
    """`jupyter nbconvert --to iom-html NOTEBOOK` for an executed notebook."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
        """Return the page's text."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return to_html(read_document(nb)), resources
