"""What changed between two versions of a report: each figure as a reader saw it before and sees it now, and why."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from iomlib.build.fingerprint import changed
from iomlib.build.fresh import EXECUTION, WORDS


def moved(base: Path, older: dict[str, Any], newer: dict[str, Any]) -> dict[str, Any]:
    """Compare two versions of a report.

    Returns
    -------
    ``figures``: a row for each figure that reads another way, with ``id``, ``before`` and ``now`` (None where there was
    none); ``beneath``: how many have changed by less than they are rounded to; ``why``: what was changed in between.
    """
    before, now = _figures(base, older), _figures(base, newer)
    rows = [
        {"id": id, "before": _text(before.get(id)), "now": _text(now.get(id))}
        for id in [*before, *(id for id in now if id not in before)]
        if _text(before.get(id)) != _text(now.get(id))
    ]
    values = ("value", "lower", "upper")
    beneath = sum(
        any(before[id].get(key) != now[id].get(key) for key in values)
        for id in before
        if id in now and _text(before[id]) == _text(now[id])
    )
    parts = changed(older["sha256"], newer["sha256"], (*EXECUTION, "words"))
    return {"figures": rows, "beneath": beneath, "why": [WORDS.get(part, part) for part in parts]}


def _figures(base: Path, report: dict[str, Any]) -> dict[str, Any]:
    path = base / report["folder"] / f"{report['notebook']}.figures.json"
    with suppress(OSError, ValueError, LookupError, TypeError):
        return {figure["id"]: figure for figure in json.loads(path.read_text("utf-8"))["figures"]}
    return {}


def _text(figure: dict[str, Any] | None) -> str | None:
    return None if figure is None else str(figure["text"])
