"""What a report said before: values of figures that were published, and what was changed since."""

import json
from contextlib import suppress
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from iomlib.blocks import Figure
from iomlib.build.fingerprint import changed, of_file
from iomlib.build.fresh import EXECUTION, WORDS
from iomlib.build.headlines import all_figures
from iomlib.build.plan import Report
from iomlib.build.releases import logged_version
from iomlib.build.revisions import history, may_be_kept, numbers, shelf_of
from iomlib.build.whole import edition_folder, key_of, whole_report
from iomlib.disclosure.profile import Profile

Version = dict[str, Any]


def versions(report: Report, output: Path, rule: Profile) -> list[Version]:
    """Read what will be the earlier versions of a report that is to be made: those kept, and the published one.

    Left out is what today's rule for people would refuse, as it is when a version is kept. `output` is the folder
    that readers see, not the one where reports wait.
    """
    base = edition_folder(output, report.edition)
    shelf = shelf_of(report, output)
    name = f"{report.notebook}.manifest.json"
    places = {number: shelf / str(number) / name for number in numbers(shelf)}
    found = [_version(number, path, base, report, rule) for number, path in places.items()]
    known = [each for each in found if each]
    last = _version(0, base / report.folder / name, base, report, rule)
    if last and last["manifest"] not in [each["manifest"] for each in known]:
        last["version"] = max(max(places, default=0) + 1, logged_version(base, last["key"]))
        known.append(last)
    return known


def _version(number: int, manifest: Path, base: Path, report: Report, rule: Profile) -> Version | None:
    about = whole_report(manifest, base, report.edition)
    if about is None or not _allowed(manifest.with_name(f"{report.notebook}.ipynb"), report, rule):
        return None
    return {
        "version": number,
        "key": key_of(about),
        "manifest": of_file(manifest),
        "says": about.get("says"),
        "sha256": {key: value for key, value in about["sha256"].items() if key != "outputs"},
        "figures": {id: figure["text"] for id, figure in all_figures(base, about).items()},
    }


def _allowed(notebook: Path, report: Report, rule: Profile) -> bool:
    """Say if a version may be kept. One that was made by the very rule of today was held against it then."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        about = json.loads(notebook.read_text("utf-8"))["metadata"]["iomlib"]
        if about["rule"] == asdict(rule) and about["edition"] == report.edition:
            return True
    return may_be_kept(notebook, report.edition, rule)


def told(
    known: list[Version], says: str, sha256: dict[str, Any], figures: list[Figure]
) -> tuple[list[Version], str | None]:
    """Give the earlier values of the figures of a report that was made, newest first, and what stands for them all.

    Parameters
    ----------
    known
        From `versions`. The last is none where it says the same as the new report.
    says, sha256, figures
        Of the new report. Of a figure that it withholds, or has no data for, nothing is told.

    Returns
    -------
    For each earlier version ``version``, ``figures`` (text by id, where the next version says another) and ``why``.
    """
    if known and known[-1]["says"] == says:
        known = known[:-1]
    shown = {figure.id for figure in figures if figure.value is not None}
    now = {"sha256": sha256, "figures": {figure.id: figure.text for figure in figures}}
    rows = []
    for older, newer in pairwise([*known, now]):
        moved = {
            id: text
            for id, text in older["figures"].items()
            if id in shown and newer["figures"].get(id) != text
        }
        parts = changed(older["sha256"], newer["sha256"], (*EXECUTION, "words"))
        why = [WORDS.get(part, part) for part in parts]
        rows.append({"version": older["version"], "figures": moved, "why": why})
    kept = [row for row in reversed(rows) if row["figures"]]
    return kept, history({each["version"]: each["manifest"] for each in known})
