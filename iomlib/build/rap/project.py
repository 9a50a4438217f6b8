"""A project as the scoring sees it: its files, what is in git, its functions. Nothing of it is run."""

import ast
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from iomlib.build.git import ask_git

OPEN = (".py", ".ipynb", ".r", ".rmd", ".qmd", ".sql", ".jl", ".scala")
_NOT_LOOKED_INTO = {".git", ".venv", "venv", "node_modules", "__pycache__", "renv"}
_MADE = {"outputs", "build", "dist", "site"}  # at the top of a project without git
_LARGEST = 2_000_000  # bytes of a file that is read
_MOST = 20_000  # files of a folder that is not in git
_R_FUNCTION = re.compile(r"(#'[^\n]*\n)?^([A-Za-z.][\w.]*)\s*(?:<-|=)\s*function\b", re.M)


class Function(NamedTuple):
    """A function of a module: where it is, and whether it says what it does."""

    module: str
    name: str
    is_documented: bool


@dataclass(frozen=True)
class Project:
    """The files of a project, by names with forward slashes, and those that are in git; None where there is no git."""

    root: Path
    files: tuple[str, ...]
    tracked: frozenset[str] | None

    def matching(self, *patterns: str) -> list[str]:
        """List the files that a pattern fits, whatever the case of letters."""
        low = [pattern.lower() for pattern in patterns]
        return [name for name in self.files if any(fnmatch(name.lower(), pattern) for pattern in low)]

    def text(self, name: str) -> str:
        """Read a file; nothing where it is too large or is no text."""
        path = self.root / name
        try:
            return path.read_text("utf-8-sig") if path.stat().st_size <= _LARGEST else ""
        except (OSError, UnicodeDecodeError):
            return ""

    def beginning(self, name: str) -> str:
        """Read the first lines of a file that may be large."""
        with (self.root / name).open("rb") as file:
            content = file.read(_LARGEST)
            whole = content if len(content) < _LARGEST else content[: content.rfind(b"\n") + 1]
        return whole.decode("utf-8-sig", errors="replace")

    def naming(self, words: str, names: Iterable[str]) -> list[str]:
        """List those files in which a pattern is found."""
        return [name for name in names if re.search(words, self.text(name), re.M)]

    @cached_property
    def code(self) -> list[str]:
        """What is written in an open language, tests left out."""
        found = [name for name in self.files if PurePosixPath(name).suffix.lower() in OPEN]
        return [name for name in found if not is_test(name)]

    @cached_property
    def functions(self) -> list[Function]:
        """The public functions and classes of modules of Python and R."""
        found: list[Function] = []
        for name in self.code:
            if name.endswith(".py"):
                found += _of_python(name, self.text(name))
            elif name.lower().endswith(".r"):
                found += [
                    Function(name, each[2], bool(each[1])) for each in _R_FUNCTION.finditer(self.text(name))
                ]
        return found

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """What each file of Python and each notebook imports, by the first part of its name."""
        names = [name for name in self.code if name.endswith((".py", ".ipynb"))]
        return {name: _imported(source_of(name, self.text(name))) for name in names}

    def git(self, *arguments: str) -> list[str]:
        """Give what git says of the project, a line each; nothing where it says nothing."""
        return (ask_git(self.root, *arguments) or "").splitlines()


def look_at(root: Path) -> Project:
    """Look at a folder: by git's list of files where it is in git, by what lies there elsewhere."""
    listed = ask_git(root, "ls-files", "-co", "--exclude-standard")
    if listed is None:
        return Project(root, tuple(sorted(_walked(root))), None)
    tracked = frozenset((ask_git(root, "ls-files") or "").splitlines())
    names = set(listed.splitlines())
    there = (
        name for name in names if (root / name).is_file() and (name in tracked or not _is_output(name, names))
    )
    return Project(root, tuple(sorted(there)), tracked)


def _is_output(name: str, names: set[str]) -> bool:
    """Say whether a file lies in a folder of reports that `iom run` made: with `--output` it may have any name."""
    folder = name.partition("/")[0]
    return {f"{folder}/releases.json", f"{folder}/manifest.json"} <= names


def is_test(name: str) -> bool:
    """Say whether a file is a test.

    Examples
    --------
    >>> is_test("tests/helpers.py"), is_test("iomlib/test_costs.py"), is_test("iomlib/testing.py")
    (True, True, False)
    """
    path = PurePosixPath(name)
    return bool({"tests", "test", "testthat"} & set(path.parts[:-1])) or path.name.lower().startswith("test_")


def source_of(name: str, text: str) -> str:
    """Give the code of a file: of a notebook that of its cells."""
    if not name.endswith(".ipynb"):
        return text
    try:
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        return "\n".join("".join(cell["source"]) for cell in cells)
    except (ValueError, LookupError, TypeError):
        return ""


def _of_python(name: str, text: str) -> list[Function]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = [node for node in _parsed(text).body if isinstance(node, kinds) and not node.name.startswith("_")]
    return [Function(name, node.name, ast.get_docstring(node) is not None) for node in nodes]


def _imported(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else str(node.module).partition(".")[0])
    return found


def _parsed(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _walked(root: Path) -> list[str]:
    found: list[str] = []
    for place, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - _NOT_LOOKED_INTO - (_MADE if Path(place) == root else set()))
        found += [(Path(place) / name).relative_to(root).as_posix() for name in files]
        if len(found) > _MOST:
            break
    return found
