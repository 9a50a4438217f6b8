"""What changed since the quarter before, in words: a change only where the intervals of two figures allow it."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from iomlib.build.headlines import Figures, Found, Headline
from iomlib.build.look import Look
from iomlib.build.whole import key_of, page_of
from iomlib.periods import Quarter

# A method's last words may be about the data of its quarter, as `iomlib.report.cost_notes` writes them.
_OF_DATA = "Not costed: "
_SCALES = {
    "count": (1, "changes.by_count"),
    "GBP": (1, "changes.by_pounds"),
    "share, 0 to 1": (100, "changes.by_points"),
}
Changes = dict[str, Any]


def changes_of(reports: list[dict[str, Any]], found: Found, look: Look) -> dict[str, Changes]:
    """Word for each report what its headline figures did since the same report of the quarter before.

    Gives by "area_id/quarter_id/notebook": `since`, the quarter compared with; `since_page`, the address of its
    report, or nothing; and `lines`, sentences. A report without one of the quarter before has no entry.
    `reports` are those that `with_headlines` chose, `found` is what `read_figures` gave of them.
    """
    by_place = {_place(report): report for report in reports}
    changes = {}
    for (area, notebook, quarter), report in by_place.items():
        if before := by_place.get((area, notebook, quarter - 1)):
            changes[key_of(report)] = _changes(report, before, found, look)
    return changes


def _place(report: dict[str, Any]) -> tuple[str, str, int]:
    quarter = Quarter.parse(report["quarter_id"])
    return report["area_id"], report["notebook"], 4 * quarter.year + quarter.number


def _changes(report: dict[str, Any], before: dict[str, Any], found: Found, look: Look) -> Changes:
    now, then = found[key_of(report)], found[key_of(before)]
    since = Quarter.parse(before["quarter_id"])
    same_year = Quarter.parse(report["quarter_id"]).year == since.year
    worded = (word(each, now, then, look, same_year=same_year) for each in report["headlines"])
    lines = [line for line in worded if line]
    if lines and (base := _base(report)) > 1:
        lines.append(look.say("changes.rounded", base=base))
    if lines:
        lines.append(look.say("changes.season"))
    return {"since": since.label, "since_page": page_of(before), "lines": lines}


def _base(report: dict[str, Any]) -> int:
    """Give to what multiple a report rounds its counts of people; 1 where it has none, or shows them as they are."""
    try:
        return int(report["disclosure"]["profile"]["base"])
    except (LookupError, TypeError, ValueError):
        return 1


def word(
    headline: Headline,
    now: Figures,
    then: Figures,
    look: Look,
    *,
    same_year: bool,
) -> str:
    """Word what one figure did between two quarters; nothing where neither report shows it."""
    one, other = now.get(headline["id"]), then.get(headline["id"])
    if one is None and other is None:
        return ""
    texts = [figure["text"] if figure else look.say("changes.not_shown") for figure in (one, other)]
    said = {"name": headline["name"], "now": texts[0], "before": texts[1]}
    if one is None or other is None or one["value"] is None or other["value"] is None:
        return look.say("changes.none_in_both" if texts[0] == texts[1] else "changes.no_data", **said)
    if headline["of"] == "year" and not same_year:
        return look.say("changes.other_year", **said)
    if why := unlike(one, other, look):
        return look.say("changes.not_comparable", why=why, **said)
    return _moved(one, other, said, look)


def _moved(one: dict[str, Any], other: dict[str, Any], said: dict[str, str], look: Look) -> str:
    if has_interval(one):
        if overlap(one, other):
            return look.say("changes.no_clear_change", **said)
        return look.say("changes.higher" if one["value"] > other["value"] else "changes.lower", **said)
    difference = one["value"] - other["value"]
    if said["now"] == said["before"]:
        return look.say("changes.same", **said)
    if not (by := _by(difference, one, look)):
        return look.say("changes.two_numbers", **said)
    return look.say("changes.count_higher" if difference > 0 else "changes.count_lower", by=by, **said)


def _by(difference: float, figure: dict[str, Any], look: Look) -> str:
    """Write a difference as the figure is written: rounded once, half up, from what is not rounded.

    Nothing where it rounds to 0, or a unit is written in a way that is not known here.
    """
    times, key = _SCALES.get(figure["unit"], (0, ""))
    places = Decimal(1).scaleb(-figure["places"])
    number = (abs(Decimal(repr(difference))) * times).quantize(places, ROUND_HALF_UP)
    return look.say(key, number=f"{number:,f}") if number else ""


def has_interval(figure: dict[str, Any]) -> bool:
    """Say whether a figure has both ends of an interval."""
    return figure["lower"] is not None and figure["upper"] is not None


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether the intervals of two figures share a value. Two that only touch do."""
    return bool(one["lower"] <= other["upper"] and other["lower"] <= one["upper"])


def basis(figure: dict[str, Any]) -> tuple[Any, ...]:
    """Give all that must be the same in two figures that are compared: unit, method, input, interval.

    The edition of unit costs, the price year and the deflator stand in the method.

    Examples
    --------
    >>> cost = {"unit": "GBP", "inputs": "crimes.csv", "confidence": None, "lower": None, "upper": None}
    >>> one, other = (cost | {"method": f"Price year: 2019/20. Not costed: {share}%."} for share in (11, 12))
    >>> basis(one) == basis(other)
    True
    """
    parts = _sentences(figure["method"])
    return figure["unit"], tuple(parts), figure["inputs"], figure["confidence"], has_interval(figure)


def _sentences(method: str | None) -> list[str]:
    parts = (method or "").split(". ")
    return [part.rstrip(".") for part in parts if part and not part.startswith(_OF_DATA)]


def method_of(figure: dict[str, Any]) -> str:
    """Give the method of a figure without what it says of the data of one quarter."""
    return ". ".join(_sentences(figure["method"]))


def unlike(one: dict[str, Any], other: dict[str, Any], look: Look) -> str:
    """Say why two figures cannot be compared; nothing where they can."""
    if one["unit"] != other["unit"]:
        return look.say("changes.unit", now=one["unit"], before=other["unit"])
    if one["inputs"] != other["inputs"]:
        return look.say("changes.inputs")
    first, second = _sentences(one["method"]), _sentences(other["method"])
    if first != second:
        now = ". ".join(part for part in first if part not in second)
        before = ". ".join(part for part in second if part not in first)
        none = look.say("changes.no_method")
        return look.say("changes.method", now=now or none, before=before or none)
    if basis(one) != basis(other):
        return look.say("changes.interval")
    return ""
