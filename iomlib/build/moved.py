"""What changed between two versions of a report: each figure as a reader saw it before and sees it now, and why."""

from pathlib import Path
from typing import Any

from iomlib.build.fingerprint import changed
from iomlib.build.fresh import EXECUTION, WORDS
from iomlib.build.headlines import all_figures


def moved(base: Path, older: dict[str, Any], newer: dict[str, Any]) -> dict[str, Any]:
    """Compare two versions of a report.

    Returns
    -------
    ``figures``: a row for each figure that reads another way, with ``id``, ``before`` and ``now`` (None where there was
    none); ``beneath``: how many have changed by less than they are rounded to; ``why``: what was changed in between.
    """
    before, now = all_figures(base, older), all_figures(base, newer)
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


def _text(figure: dict[str, Any] | None) -> str | None:
    return None if figure is None else str(figure["text"])
