"""Why a report made again is not the one that was published: what it is made from now against its manifest."""

from pathlib import Path
from platform import python_version
from typing import Any

from iomlib.build.fingerprint import changed, closure
from iomlib.build.fresh import EXECUTION, RENDERING
from iomlib.build.pinned import read_lock
from iomlib.build.verify_found import Kind, listed

# Told by another part (`code` is of both parts of iomlib), or given to a report that is made again by its manifest.
_APART = ("packages", "code", "parameters", "commit", "history")
# In the order in which they are told: what changes figures first.
_PARTS = [each for each in (*EXECUTION, *RENDERING) if each not in _APART]
_WORDS: dict[str, tuple[Kind, str]] = {
    "code_cells": ("code", "code changed: the notebook's cells"),
    "library": ("code", "code changed: iomlib's code for figures"),
    "lock": ("lock", "lock changed: requirements.lock"),
    "network": ("parameters", "parameters changed: network of the run file"),
    "notebook": ("code", "code changed: the notebook's file"),
    "words": ("code", "code changed: the notebook's text"),
    "about": ("parameters", "parameters changed: a name on its pages, or the version of iomlib"),
    "formats": ("parameters", "parameters changed: the formats asked for"),
    "look": ("parameters", "parameters changed: how pages look, or a text of the council's own"),
    "renderer": ("code", "code changed: iomlib's code for pages, or its templates"),
    "quarto": ("packages", "installed packages changed: Quarto, which writes the pages"),
}
UNKNOWN = (
    "machine: nothing that we know of differs; another system or processor, or files, manifest and log were changed "
    "together"
)


def parts_changed(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Name the parts that differ between what a manifest says and what the report is made from here.

    What is installed beside the packages of the lock does not count: no evaluator has the same.
    """
    found = changed(before, now, _PARTS)
    whole = {"code_cells", "words"} & {*found}  # the sum of the whole file says nothing more
    return [part for part in found if not (whole and part == "notebook")]


def causes(before: dict[str, Any], now: dict[str, Any], lock: Path) -> tuple[Kind, str]:
    """Put the parts that differ into words: the kind of the first, and all of them."""
    parts = parts_changed(before, now)
    if not parts and before.get("packages") != now.get("packages"):
        return "packages", "installed packages changed: one beside those of the lock, which are the same"
    if not parts:
        return "machine", UNKNOWN
    told = [_word(part, lock, before.get("python")) for part in parts]
    return told[0][0], "; ".join(dict.fromkeys(words for _, words in told))


def _word(part: str, lock: Path, python: Any) -> tuple[Kind, str]:
    if part == "needed":
        return "packages", f"installed packages changed: {_packages(lock, python)}"
    return _WORDS.get(part, ("input", f"input changed: {part}"))


def _packages(lock: Path, python: Any) -> str:
    """Say which packages are not those of the lock; a manifest holds only a sum of them, and the version of Python."""
    allowed, here = read_lock(lock.read_text("utf-8", "replace") if lock.exists() else ""), closure()
    other = [
        f"{name} {here[name]} is installed and {lock.name} has {' or '.join(sorted(pin.versions))}"
        for name, pin in sorted(allowed.items())
        if here.get(name) and here[name] not in pin.versions
    ]
    if not other and isinstance(python, str) and python != python_version():
        other = [f"Python is {python_version()} here and was {python}"]
    return listed(other) or f"those here are as {lock.name} says, so the lock was another"
