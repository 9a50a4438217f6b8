"""Writes into a notebook what its report was made from and by: its pages tell of it how figures were calculated."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from iomlib import tables
from iomlib.blocks import Figure
from iomlib.build.earlier import told
from iomlib.build.provenance import Provenance
from iomlib.build.task import Task


def trace(notebook: Any, figures: list[Figure], task: Task, folder: Path, says: str) -> dict[str, Any]:
    """Write a report's provenance into its notebook, and give the labels that its manifest keeps.

    Whoever makes a published report again hands the ``labels`` of its manifest over in the task: the name of the
    commit and what was published before cannot be told from input and code. A run hands over the ``commit`` and the
    ``versions`` from which the earlier values follow (`iomlib.build.earlier.versions`).
    """
    labels = {"commit": "", "earlier": [], "history": None, **task.get("labels", {})}
    if "versions" in labels:
        known = labels.pop("versions")
        labels["earlier"], labels["history"] = told(known, says, task["sha256"], figures)
    inputs = task["sha256"]["inputs"]
    notebook.metadata["iomlib"]["how"] = asdict(
        Provenance(labels["commit"], inputs, _as_at(task, folder), labels["earlier"])
    )
    return labels


def _as_at(task: Task, folder: Path) -> dict[str, str]:
    last = date.fromisoformat(task["about"]["date"])
    files: dict[str, str | Path] = {**task["given"], **{name: folder / name for name in task["people"]}}
    days = {name: tables.as_at(name, content, last) for name, content in sorted(files.items())}
    return {name: day.isoformat() for name, day in days.items() if day is not None}
