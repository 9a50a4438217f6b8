"""Quarters in which an area that has reports has none: a reader must see that something is missing, and why."""

from typing import Any

from iomlib.build.whole import name_of
from iomlib.periods import Quarter


def gaps(reports: list[dict[str, Any]], skipped: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """List the quarters between two reports of an area that have none, and those that were skipped.

    Quarters in a row with the same reason are one gap.

    Parameters
    ----------
    reports
        What was published and what failed.
    skipped
        What a run file leaves out, each with ``area``, ``area_id``, ``quarter_id``, ``notebook`` and ``why``.

    Returns
    -------
    For each gap ``area``, ``name`` (of the report), ``first`` and ``last`` (quarters), ``count`` and ``why``, which is
    empty where nobody asked for these reports.
    """
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for report in [*reports, *skipped]:
        rows.setdefault((report["area_id"], report["notebook"]), []).append(report)
    found = []
    for of in sorted(rows.values(), key=lambda row: (row[0]["area"], row[0]["area_id"], row[0]["notebook"])):
        about = {
            "area": of[0]["area"],
            "name": name_of(max(of, key=lambda report: "heading" in report)),
        }
        there = {Quarter.parse(report["quarter_id"]) for report in of if "why" not in report}
        left_out = {Quarter.parse(report["quarter_id"]): report["why"] for report in of if "why" in report}
        for quarters, why in _runs(there, left_out):
            ends = {"first": quarters[0].label, "last": quarters[-1].label, "count": len(quarters)}
            found.append({**about, **ends, "why": why})
    return found


def _runs(there: set[Quarter], left_out: dict[Quarter, str]) -> list[tuple[list[Quarter], str]]:
    found: list[tuple[list[Quarter], str]] = []
    for quarter in Quarter.range(min([*there, *left_out]), max([*there, *left_out])):
        if quarter in there:
            continue
        why = left_out.get(quarter, "")
        if found and found[-1][1] == why and found[-1][0][-1].next() == quarter:
            found[-1][0].append(quarter)
        else:
            found.append(([quarter], why))
    return found
