"""Write the reference of functions from their docstrings: `python docs/make_api.py FOLDER`, or `make docs`.

pdoc does the work. What is done here first: types that stand in quotes are looked up, since pandas' own are none at run
time, and sections in prose stay prose. A warning ends it, so that no page is half there.
"""

import re
import sys
import warnings
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules, walk_packages
from types import GenericAlias, ModuleType
from typing import Any, ForwardRef

import pandas as pd
import pdoc
from jinja2 import ChoiceLoader, DictLoader

PACKAGES = ("iomlib.metrics", "iomlib.tables", "iomlib.report", "iomlib.claims")
# Pages are static files without any address outside: not that of the program that made them either.
_TEMPLATES = {
    "module.html.jinja2": '{% extends "default/module.html.jinja2" %}{% block attribution %}{% endblock %}',
    "index.html.jinja2": '{% extends "default/index.html.jinja2" %}{% block logo %}<h1>iomlib</h1>{% endblock %}',
}
_FIELDS = re.compile(r"\n\n(?=\w+\n {4}\S)")
_SECTION = re.compile(r"^[A-Z][A-Za-z ]+\n---+\n", re.MULTILINE)
_of_numpy = pdoc.docstrings.numpy


def sections(docstring: str) -> str:
    """Turn a docstring into Markdown; what is returned is told in prose, and fields without a heading get one."""
    head = docstring[: found.start()] if (found := _SECTION.search(docstring)) else docstring
    fields = _FIELDS.sub("\n\nAttributes\n----------\n", head, count=1)
    return _of_numpy(
        re.sub(r"^Returns(?=\n---)", "Result", fields + docstring[len(head) :], flags=re.MULTILINE)
    )


def modules() -> list[ModuleType]:
    """Load every module of the packages."""
    found = []
    for name in PACKAGES:
        package = import_module(name)
        found += [
            package,
            *(import_module(each.name) for each in walk_packages(package.__path__, f"{name}.")),
        ]
    return found


def list_inner(loaded: list[ModuleType]) -> None:
    """Name the modules of a package beside what it lists: pdoc passes over those that it does not."""
    for module in loaded:
        if hasattr(module, "__path__") and hasattr(module, "__all__"):
            module.__all__ = [*module.__all__, *(each.name for each in iter_modules(module.__path__))]


def look_up(loaded: list[ModuleType]) -> None:
    """Put the things themselves where only their names stand."""
    for kind in (pd.Series, pd.DataFrame, pd.Index):
        kind.__class_getitem__ = classmethod(GenericAlias)  # type: ignore[attr-defined]
    known: dict[str, Any] = {}
    for module in loaded:
        for name in getattr(module, "__all__", ()):
            setattr(module, name, getattr(module, name))  # some are loaded only when they are asked for
        known |= {name: value for name, value in vars(module).items() if isinstance(value, type)}
    for module in loaded:
        own = [
            each
            for each in vars(module).values()
            if isinstance(each, type) and each.__module__ == module.__name__
        ]
        for kind in own:
            for field in getattr(kind, "_fields", ()):
                getattr(kind, field).__doc__ = ""  # in place of "Alias for field number 0"
            for maker in (kind.__init__, kind.__new__):  # type: ignore[misc]
                _look_up(getattr(maker, "__annotations__", {}), known | vars(module))


def _look_up(annotations: dict[str, Any], names: dict[str, Any]) -> None:
    for name, value in annotations.items():
        words = value.__forward_arg__ if isinstance(value, ForwardRef) else value
        if isinstance(words, str):
            annotations[name] = eval(words, names)  # noqa: S307  our own code


def main(folder: str) -> None:
    """Write all pages into a folder."""
    loaded = modules()
    look_up(loaded)
    list_inner(loaded)
    pdoc.docstrings.numpy = sections
    pdoc.render.configure(docformat="numpy", show_source=False)
    pdoc.render.env.loader = ChoiceLoader([DictLoader(_TEMPLATES), pdoc.render.env.loader])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pdoc.pdoc(*PACKAGES, output_directory=Path(folder))
    print(f"{len(loaded)} modules. Open {Path(folder) / 'index.html'}")  # noqa: T201  the command's own voice


if __name__ == "__main__":
    main(sys.argv[1])
