"""HTML from an executed notebook: one file, no address outside it, no script."""

import base64
import hashlib
from functools import cache
from importlib import resources as files
from typing import Any

import mistune
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from nbconvert.exporters import Exporter

from iomlib.build.document import Document, read_document


class _Renderer(mistune.HTMLRenderer):
    """Markdown without live links: a committee page names its sources, it does not load them."""

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Write the address out, as the PDF does."""
        return f"{text} ({mistune.escape(url)})"


_RENDERER = _Renderer(escape=True)


def _prose(tokens: list[dict[str, Any]]) -> Markup:
    return Markup(_RENDERER(tokens, mistune.BlockState()))  # noqa: S704  the renderer escapes


def _template_text(name: str) -> str:
    return files.files("iomlib.templates").joinpath(name).read_text("utf-8")


def _script_hash(script: str) -> str:
    """Name the one script that the index may run; a page with any other runs none."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def environment() -> Environment:
    """Return the templates' environment: everything is escaped, a missing name is an error."""
    made = Environment(
        loader=PackageLoader("iomlib"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["prose"] = _prose
    script = _template_text("index.js")
    made.globals["style"] = Markup(_template_text("page.css"))  # noqa: S704  our own file
    made.globals["script"] = Markup(script)  # noqa: S704  our own file
    made.globals["script_hash"] = _script_hash(script)
    return made


@cache
def report_template() -> Template:
    """Return the page's template, compiled once a process.

    Compiling takes ten times as long as filling in a page. A process that forks others calls this
    first, and they inherit it.
    """
    return environment().get_template("report.html.j2")


def to_html(document: Document) -> str:
    """Write a document as one HTML page."""
    return report_template().render(document=document)


class HtmlExporter(Exporter):
    """`jupyter nbconvert --to iom-html NOTEBOOK` for an executed notebook."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
        """Return the page's text."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return to_html(read_document(nb)), resources
