"""The templates' environment: everything is escaped, a missing name is an error."""

import base64
import hashlib
from functools import cache
from importlib import resources as files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


def _text(name: str) -> str:
    return files.files("iomlib.templates").joinpath(name).read_text("utf-8")


def _script_hash(script: str) -> str:
    """Name the one script that the index may run; a page with any other runs none."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def templates() -> Environment:
    """Return the environment, made once a process."""
    made = Environment(
        loader=PackageLoader("iomlib"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = _text("index.js")
    # The sheet of all pages says once what holds at two widths, so it is a template.
    sheets = {
        "sheet": made.get_template("page.css").render() + "\n",
        "overview_style": _text("overview.css"),
        "site_style": _text("site.css"),
    }
    made.globals |= {name: Markup(text) for name, text in sheets.items()}  # noqa: S704  our own files
    made.globals["script"] = Markup(script)  # noqa: S704  our own file
    made.globals["script_hash"] = _script_hash(script)
    return made
