"""Reads a report as it lies published, and believes it only where every file is the one of its manifest."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from iomlib.blocks import Edition
from iomlib.build.fingerprint import of_file
from iomlib.errors import ParameterError
from iomlib.periods import Quarter

_TEXTS = ("area", "area_id", "quarter", "quarter_id", "notebook", "edition", "date")


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
        if not is_about(about) or about["edition"] != edition or not is_at_home(manifest, base, about):
            return None
        if any(of_file(manifest.parent / name) != sha for name, sha in outputs.items()):
            return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    folder = manifest.parent.relative_to(base).as_posix()
    sums = {**outputs, manifest.name: of_file(manifest)}
    files = {f"{folder}/{name}": sha for name, sha in sorted(sums.items())}
    return {**about, "folder": folder, "files": dict(sorted(files.items()))}


def is_about(about: Any) -> bool:
    """Say if what was read from a file tells of a report all that a page needs, and tells it in texts.

    Somebody may have changed it by hand; one report must not keep all others from the index.
    """
    if not isinstance(about, dict) or not _are_texts([about.get(key) for key in _TEXTS]):
        return False
    try:
        Quarter.parse(about["quarter_id"])
        date.fromisoformat(about["date"])
    except (ParameterError, ValueError):
        return False
    told = [about.get(key, "") for key in ("says", "heading")]
    # A report that was made has no problems, and one that failed has at least one.
    points, problems = about.get("key_points", []), about.get("problems", [""])
    return all(map(_are_texts, (told, points, problems))) and bool(problems)


def _are_texts(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(text, str) for text in given)


def is_at_home(manifest: Path, base: Path, about: dict[str, Any]) -> bool:
    """Say if a report lies where its manifest says that it belongs: a copy beside it is not another report."""
    place = f"{about['quarter_id']}/{about['area_id']}"
    kept = rf"_revisions/{re.escape(place)}/{re.escape(about['notebook'])}/[1-9][0-9]*"
    folder = manifest.parent.relative_to(base).as_posix()
    inside = not any(
        Path(name).is_absolute() or ".." in Path(name).parts for name in about["sha256"]["outputs"]
    )
    own = manifest.name == f"{about['notebook']}.manifest.json"
    return own and inside and (folder == place or bool(re.fullmatch(kept, folder)))


def manifest_sum(report: dict[str, Any]) -> str:
    """Give the sha256 of a report's manifest, as it was read with the report; nothing for one that has none."""
    place = f"{report.get('folder', '')}/{report['notebook']}.manifest.json"
    return str(report.get("files", {}).get(place, ""))


def page_of(report: dict[str, Any]) -> str:
    """Give the file of a report that a reader opens first, or nothing."""
    stem = f"{report['folder']}/{report['notebook']}"
    return next(
        (f"{stem}.{end}" for end in ("html", "pdf", "docx") if f"{stem}.{end}" in report["files"]), ""
    )


def name_of(about: dict[str, Any]) -> str:
    """Say what kind of report it is: its notebook's title, where the manifest has it.

    Examples
    --------
    >>> name_of({"notebook": "crime_profile"})
    'Crime profile'
    """
    heading = str(about.get("heading", "")).removesuffix(f": {about.get('area')}, {about.get('quarter')}")
    return heading or str(about["notebook"]).replace("_", " ").capitalize()
