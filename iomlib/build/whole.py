"""Reads a report as it lies published, and believes it only where every file is the one of its manifest."""

import json
from pathlib import Path
from typing import Any

from iomlib.blocks import Edition
from iomlib.build.fingerprint import of_file


def edition_folder(output: Path, edition: Edition) -> Path:
    """Return where an edition is published: restricted pages never lie beside public ones."""
    return output / "restricted" if edition == "restricted" else output


def key_of(about: dict[str, Any]) -> str:
    """Name a report among all of an edition: area, quarter and notebook.

    Examples
    --------
    >>> key_of({"area_id": "haringey", "quarter_id": "2008-09-Q1", "notebook": "scrutiny_report"})
    'haringey/2008-09-Q1/scrutiny_report'
    """
    return f"{about['area_id']}/{about['quarter_id']}/{about['notebook']}"


def whole_report(manifest: Path, base: Path, edition: Edition) -> dict[str, Any] | None:
    """Read what a manifest says of its report, with ``files`` by their place below `base`.

    None for a report of another edition, and for one that is damaged: it is no report.
    """
    try:
        about = json.loads(manifest.read_text("utf-8"))
        outputs = about["sha256"]["outputs"]
        key_of(about)
        if about["edition"] != edition:
            return None
        if any(of_file(manifest.parent / name) != sha for name, sha in outputs.items()):
            return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    folder = manifest.parent.relative_to(base).as_posix()
    sums = {**outputs, manifest.name: of_file(manifest)}
    files = {f"{folder}/{name}": sha for name, sha in sorted(sums.items())}
    return {**about, "folder": folder, "files": dict(sorted(files.items()))}


def name_of(about: dict[str, Any]) -> str:
    """Say what kind of report it is: its notebook's title, where the manifest has it.

    Examples
    --------
    >>> name_of({"notebook": "crime_profile"})
    'Crime profile'
    """
    heading = str(about.get("heading", "")).removesuffix(f": {about.get('area')}, {about.get('quarter')}")
    return heading or str(about["notebook"]).replace("_", " ").capitalize()
