"""What the index lists: quarters, newest first, with their reports by area; failures and what to choose from."""

from pathlib import Path
from typing import Any

from iomlib.build.look import Look
from iomlib.build.release_notes import counted
from iomlib.build.whole import key_of, name_of, page_of

_KINDS = {"html": "index.html", "pdf": "index.pdf", "docx": "index.word", "ods": "index.ods"}


def listing(
    base: Path, found: dict[str, Any], told: list[dict[str, Any]], changes: dict[str, Any], look: Look
) -> dict[str, Any]:
    """Arrange what was found as the index shows it, with what the release notes tell and what changed by report.

    Returns
    -------
    ``sections`` (a quarter each, with ``reports`` and the address of its ``overview``), ``failed``, ``total``, and what
    a reader chooses from: ``areas``, ``quarters``, ``notebooks`` (pairs of id and name).
    """
    revised = {
        (each["key"], each["version"]): each
        for day in told
        for each in day["events"]
        if each["what"] == "revised"
    }
    sections: dict[str, dict[str, Any]] = {}
    for report in found["published"]:
        section = sections.setdefault(report["quarter_id"], _section(base, report))
        section["reports"].append(_shown(base, report, found["kept"].get(key_of(report), {}), look))
        section["reports"][-1]["revised"] = revised.get((key_of(report), report["version"]))
        section["reports"][-1]["changes"] = changes.get(key_of(report))
    for section in sections.values():
        section["reports"].sort(key=lambda report: (report["area"], report["area_id"], report["name"]))
    everything = found["published"]
    return {
        "sections": [sections[quarter] for quarter in sorted(sections, reverse=True)],
        "failed": found["failed"],
        "total": counted(look, "index.count", len(everything)),
        "areas": sorted({(each["area_id"], each["area"]) for each in everything}, key=lambda area: area[1]),
        "quarters": sorted({(each["quarter_id"], each["quarter"]) for each in everything}, reverse=True),
        "notebooks": sorted({each["notebook"]: _kind(each) for each in everything}.items()),
    }


def _kind(report: dict[str, Any]) -> str:
    return str(report["notebook"]).replace("_", " ").capitalize()


def _section(base: Path, report: dict[str, Any]) -> dict[str, Any]:
    overview = f"overview/{report['quarter_id']}.html"
    return {
        "id": report["quarter_id"],
        "label": report["quarter"],
        "overview": overview if (base / overview).is_file() else "",
        "reports": [],
    }


def _shown(base: Path, report: dict[str, Any], kept: dict[int, dict[str, Any]], look: Look) -> dict[str, Any]:
    return {
        **{key: report[key] for key in ("area", "area_id", "quarter", "quarter_id", "notebook", "version")},
        "name": name_of(report),
        "page": page_of(report),
        "points": report.get("key_points", []),
        "links": _links(base, report, look),
        "earlier": [(number, page_of(each)) for number, each in sorted(kept.items()) if page_of(each)],
    }


def _links(base: Path, report: dict[str, Any], look: Look) -> list[dict[str, str]]:
    found = []
    for end, key in _KINDS.items():
        for file in (file for file in report["files"] if file.endswith(f".{end}")):
            size = (base / file).stat().st_size
            found.append({"file": file, "label": look.say(key), "size": _size(size)})
    return found


def _size(size: int) -> str:
    """Write a size as people read it.

    Examples
    --------
    >>> _size(1_234_567), _size(1_200), _size(3)
    ('1.2 MB', '1 kB', '1 kB')
    """
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(round(size / 1e3), 1)} kB"
