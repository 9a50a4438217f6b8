"""What a report was made from, as sha256: an evaluator compares these before anything else.

The parts fall in two: what the figures come from, and what only their page comes from. A change
of the first kind executes the notebook again, one of the second only writes the page anew.
"""

import hashlib
import json
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import nbformat

import iomlib
from iomlib import tables
from iomlib.build.requires import plain, required
from iomlib.build.values import encode

# What runs in a notebook's cells, or puts them together; everything else of iomlib writes pages.
_LIBRARY = ("claims", "disclosure", "metrics", "report", "rules", "tables")
_LIBRARY_FILES = (
    "__init__.py",
    "blocks.py",
    "errors.py",
    "filing.py",
    "params.py",
    "percentages.py",
    "periods.py",
    "spelling.py",
)
_EXECUTION_FILES = (
    "build/__init__.py",
    "build/child.py",
    "build/declared.py",
    "build/engine.py",
    "build/execute.py",
    "build/fingerprint.py",
    "build/guard.py",
    "build/kernel.py",
    "build/landlock.py",
    "build/place.py",
    "build/requires.py",
    "build/task.py",
    "build/values.py",
)
_CODE = {".py", ".j2", ".css", ".js", ".typ", ".yml"}


def of_bytes(content: bytes) -> str:
    """Return the sha256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def of_file(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    return of_bytes(path.read_bytes())


def of_values(values: Any) -> str:
    """Return the sha256 of what JSON can say."""
    return of_bytes(json.dumps(values, sort_keys=True).encode())


def of_parameters(parameters: dict[str, Any]) -> str:
    """Return the sha256 of parameters, with their types: 12, "12" and 12.0 differ, a date and its text."""
    return of_values(encode(parameters))


def of_notebook(content: bytes) -> dict[str, str]:
    """Return the sha256 of a notebook as a whole, of its code, and of its words."""
    notebook = nbformat.reads(content.decode("utf-8"), as_version=4)
    code = [
        [cell.source, sorted(cell.metadata.get("tags", []))]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    words = [None if cell.cell_type == "code" else cell.source for cell in notebook.cells]
    declared = notebook.metadata.get("iomlib", {})
    return {
        "notebook": of_bytes(content),
        "code_cells": of_values(code),
        "words": of_values([words, declared]),
    }


@cache
def of_iomlib() -> dict[str, str]:
    """Return the sha256 of iomlib: what makes figures, what makes pages, and both together."""
    root = Path(iomlib.__file__).parent
    files = {
        path.relative_to(root).as_posix(): of_file(path)
        for path in sorted(root.rglob("*"))
        if path.suffix in _CODE
    }
    figures = {
        name: sha
        for name, sha in files.items()
        if name.split("/")[0] in _LIBRARY or name in (*_LIBRARY_FILES, *_EXECUTION_FILES)
    }
    pages = {name: sha for name, sha in files.items() if name not in figures}
    return {"code": of_values(files), "library": of_values(figures), "renderer": of_values(pages)}


@cache
def of_packages() -> str:
    """Return the sha256 of Python and of all that is installed beside it: a lock may not be kept."""
    found = sorted((each.name, each.version) for each in distributions())
    return of_values([platform.python_version(), found])


@cache
def of_closure() -> str:
    """Return the sha256 of Python and of all that iomlib stands on, as it is installed here.

    What lies beside it (an installer, an editor of notebooks) is on another machine another, and does not count.
    Workers of a cluster must have the same.
    """
    return of_values([platform.python_version(), sorted(closure().items())])


@cache
def closure() -> dict[str, str]:
    """Give the version here of each package that iomlib stands on; none where it is not installed."""
    here: dict[str, str] = {}
    for each in distributions():  # the first of a name is the one that is imported
        here.setdefault(plain(each.name), each.version)
    return {name: here.get(name, "") for name in required(["iomlib"])}


def of_given(files: dict[str, bytes]) -> dict[str, str]:
    """Return the sha256 of each file that a report is given, or of what stands for it (`tables.listed`)."""
    return {name: of_bytes(content) for name, content in files.items()}


def changed(before: dict[str, Any], now: dict[str, Any], parts: Iterable[str]) -> list[str]:
    """Name the parts that differ; of a part with names of its own (inputs), each name.

    What stands for a file with who is in the report is another where others are in it: then nobody can say whether the
    file changed, and it is not named.

    Examples
    --------
    >>> changed({"inputs": {"a.csv": "1"}, "lock": "x"}, {"inputs": {"a.csv": "2"}, "lock": "x"}, ["inputs", "lock"])
    ['a.csv']
    """
    found = []
    for part in parts:
        old, new = before.get(part), now.get(part)
        if isinstance(old, dict) and isinstance(new, dict):
            found += _names_changed(old, new)
        elif old != new:
            found.append(part)
    return found


def _names_changed(old: dict[str, str], new: dict[str, str]) -> list[str]:
    names = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    others = any(name in names for name in tables.WHO)
    return [name for name in names if not (others and name in old and name in new and tables.is_sealed(name))]
