"""What a report was made from, as sha256: an evaluator compares these before anything else."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import iomlib
from iomlib.build.values import encode


def of_file(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def of_files(paths: Iterable[Path], root: Path) -> str:
    """Return one sha256 over names and contents of files, whatever order they are found in."""
    lines = sorted(f"{path.relative_to(root).as_posix()} {of_file(path)}" for path in paths)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def of_code() -> str:
    """Return the sha256 of the library: every module and template."""
    root = Path(iomlib.__file__).parent
    kept = {".py", ".j2", ".css", ".js", ".typ"}
    return of_files((path for path in root.rglob("*") if path.suffix in kept), root)


def of_folder(folder: Path) -> dict[str, str]:
    """Return the sha256 of each CSV and YAML file below a folder, by its path in the folder."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in (".csv", ".yml"))
    return {path.relative_to(folder).as_posix(): of_file(path) for path in found}


def of_values(values: dict[str, Any]) -> str:
    """Return the sha256 of parameters, with their types: 12, "12" and 12.0 differ, a date and its text."""
    return hashlib.sha256(json.dumps(encode(values), sort_keys=True).encode()).hexdigest()
