"""Writes the run files of a bundle: they ask for the reports that can be made again, and name no other."""

import io
import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from iomlib.build.bundle_release import Released

_HEADER = "# The reports of this bundle that can be made again. Made by iom bundle from a run file of the same name.\n"


def run_files(reports: list[Released]) -> dict[str, tuple[list[Released], str]]:
    """Give the reports and the data folder of each run file; run files that read one data folder share it.

    Returns
    -------
    By the name of the run file: its reports, and the name of the data folder (`data`, then `data-2`).
    """
    folders: dict[Path, str] = {}
    found: dict[str, tuple[list[Released], str]] = {}
    for each in reports:
        data = each.source
        folders.setdefault(data, f"data-{len(folders) + 1}" if folders else "data")
        found.setdefault(each.run.name, ([], folders[data]))[0].append(each)
    return found


def run_file(reports: list[Released], data: str) -> bytes:
    """Write a run file that asks for some reports; where another asks for no others, that one as it is."""
    plan = reports[0].plan
    if _is_whole(reports, data):
        return (plan.root / "params" / "reports" / reports[0].run.name).read_bytes()
    run, cells = plan.run, dict[str, dict[str, list[str]]]()
    for each in reports:
        quarters = cells.setdefault(each.report.notebook, {}).setdefault(each.report.area, [])
        quarters.append(each.report.quarter.id)
    declared = {key for each in reports for key in each.report.settings}
    content: dict[str, Any] = {
        "title": run.title,
        "notebooks": [
            {notebook: [{area: sorted(own)} for area, own in sorted(of.items())]}
            for notebook, of in sorted(cells.items())
        ],
        "data": f"../../{data}",
        "settings": {key: value for key, value in run.settings.items() if key in declared},
        "limits": run.limits.model_dump(),
        **({"released": run.released} if run.released else {}),
        **({"release": run.release} if run.release != "free" else {}),
    }
    return _HEADER.encode() + as_yaml(content)


def as_yaml(content: Any) -> bytes:
    """Write what a YAML file holds, without the comments of its author."""
    text, yaml = io.StringIO(), YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(content, text)
    return text.getvalue().encode()


def stand_alone(output: Path, reports: list[Released]) -> bool:
    """Say whether the pages around a release speak of nothing but reports, and come from a run file of a bundle."""
    said = json.loads((output / "manifest.json").read_text("utf-8"))
    if said.get("failed") or said.get("skipped"):
        return False
    return any(f"params/reports/{each.run.name}" == said.get("run") for each in reports)


def _is_whole(reports: list[Released], data: str) -> bool:
    plan = reports[0].plan
    asked = {(report.notebook, report.key) for report in plan.reports}
    mine = {(each.report.notebook, each.report.key) for each in reports}
    return (
        asked == mine
        and plan.run.release == "free"
        and not plan.run.skip
        and plan.run.data == f"../../{data}"
    )
