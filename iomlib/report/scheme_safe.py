"""What a public page of a scheme withholds: its counts belong together, so they are looked at together."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from iomlib.metrics.scheme import Counts
from iomlib.report.withholding import Sums, hidden, total_of, withhold

_SPLIT = ("people", "out_of", "share", "lower", "upper", "lowest", "highest")
_MOVED = (
    *("people_before", "out_of_before", "people", "out_of", "share_before", "share"),
    *("change", "lower", "upper", "on_both_days", "entered", "left"),
)
# The counts that a row tells of: where one of them is withheld, so is the row.
_SPLIT_NEEDS = {
    "community": {"community", "people"},
    "custody": {"custody", "people"},
    "sentenced": {"sentenced", "people"},
    "under-12": {"under-12", "sentenced", "people"},
    "over-12": {"over-12", "sentenced", "people"},
    "over-12-of-all": {"over-12", "people"},
    "not-known": {"not-known", "custody", "people"},
}
_MOVED_NEEDS = {
    "custody": {"custody", "custody.before", "people", "people_before"},
    "over-12-of-all": {"over-12", "over-12-of-all.before", "people", "people_before"},
}
_TOTALS = [
    total_of("ever", "people", "gone"),
    total_of("people", "community", "custody"),
    total_of("custody", "sentenced", "not-known"),
    total_of("sentenced", "under-12", "over-12"),
]
# What leaves a rest that a reader can work out, and what was counted on two days.
_PARTS = [
    *(("joined", "returned"), ("joined.year", "returned.year"), ("left.year", "left"), ("ever", "came_back")),
    *(("people_before", "custody.before"), ("custody.before", "over-12-of-all.before")),
]
_TWICE = [("people", "people_before"), ("custody", "custody.before"), ("over-12", "over-12-of-all.before")]
# Withheld only where nothing else will do: what the page is about, the most important first in the tables.
_KEEP = ("people", "community", "custody", "ever", "left.year")
_REASON = "reason: "


class Scheme(NamedTuple):
    """What an edition may show of a list; every table has a column ``withheld`` and has lost what is.

    ``size`` (of the quarter) and ``flow`` (of the year) have one row a count and the column ``people``:
    people, people_before, joined, returned, left; ever, gone, came_back, joined, returned, left. ``reasons``,
    ``split`` and ``moved`` are those of ``counts``. ``minimum``: the smallest count that may be shown.
    """

    counts: Counts
    minimum: int
    size: pd.DataFrame
    flow: pd.DataFrame
    reasons: pd.DataFrame
    split: pd.DataFrame
    moved: pd.DataFrame


def protect(counts: Counts, minimum: int) -> Scheme:
    """Take away the counts of a list by which few people could be recognised.

    Also what they could be worked out from: the rest of a group, what came and went between two totals,
    and what two totals differ by (see `iomlib.report.withholding.hidden`).

    Parameters
    ----------
    counts
        What `iomlib.metrics.scheme.scheme_counts` gave.
    minimum
        The smallest count that the edition may show; 1 keeps all.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.metrics.scheme import scheme_counts
    >>> people = pd.DataFrame({"person": list("abcdefgh"), "born": pd.NaT, "sex": None})
    >>> spells = pd.DataFrame({"person": list("abcdefgh"), "area": "x", "list": "ppo", "reason": None, "end": pd.NaT})
    >>> spells["start"] = pd.to_datetime(["2009-02-01"] * 2 + ["2008-01-01"] * 6)
    >>> evidence = gather({"nominals": people, "enrolments": spells}, date(2009, 3, 31))
    >>> shown = protect(scheme_counts(evidence, "ppo", "x", date(2009, 1, 1)), 5)
    >>> shown.size["people"].to_dict()
    {'people': 8.0, 'people_before': nan, 'joined': nan, 'returned': 0.0, 'left': 0.0}
    """
    size = counts.size.iloc[0][["people", "people_before", "joined", "returned", "left"]].astype("float64")
    flow = counts.flow.iloc[0][["ever", "gone", "came_back", "joined", "returned", "left"]].astype("float64")
    away = hidden(*_known(counts, size, flow), minimum, _KEEP)
    reasons = {name.removeprefix(_REASON) for name in away if name.startswith(_REASON)}
    if "left.year" in away:
        reasons |= set(counts.reasons.index)
    of_year = {name.removesuffix(".year") for name in away if name.endswith(".year")}
    return Scheme(
        counts,
        minimum,
        withhold(size.to_frame("people"), away, ["people"]),
        withhold(flow.to_frame("people"), of_year | (away & {"ever", "gone", "came_back"}), ["people"]),
        withhold(counts.reasons, reasons, ["people", "out_of", "share", "lower", "upper"]),
        withhold(counts.split, [row for row, need in _SPLIT_NEEDS.items() if need & away], _SPLIT),
        withhold(counts.moved, [row for row, need in _MOVED_NEEDS.items() if need & away], _MOVED),
    )


def _known(
    counts: Counts, size: "pd.Series[float]", flow: "pd.Series[float]"
) -> tuple[Mapping[str, float], Sums]:
    """Name the counts of a page of a scheme, and say how they add up."""
    split, before, reasons = counts.split["people"], counts.moved["people_before"], counts.reasons["people"]
    found: dict[str, float] = dict(size) | {name: flow[name] for name in ("ever", "gone", "came_back")}
    found |= {f"{name}.year": flow[name] for name in ("joined", "returned", "left")}
    found |= {"_year_before": size["people"] + flow["left"] - flow["joined"]}
    found |= {f"{_REASON}{name}": people for name, people in reasons.items()}
    found |= {
        name: split[name]
        for name in ("community", "custody", "sentenced", "under-12", "over-12", "not-known")
    }
    found |= {f"{group}.before": count for group, count in before.items()}
    sums: list[Mapping[str, int]] = [
        {"people_before": 1, "joined": 1, "people": -1, "left": -1},
        {"_year_before": 1, "joined.year": 1, "people": -1, "left.year": -1},
        *_TOTALS,
    ]
    if len(reasons):
        sums.append(total_of("left.year", *(f"{_REASON}{name}" for name in reasons.index)))
    for whole, part in _PARTS:
        found[f"_{whole} without {part}"] = found[whole] - found[part]
        sums.append(total_of(whole, part, f"_{whole} without {part}"))
    for one, other in _TWICE:
        more, less = (one, other) if found[one] >= found[other] else (other, one)
        found[f"_{one} and {other}"] = math.fabs(found[one] - found[other])
        sums.append(total_of(more, less, f"_{one} and {other}"))
    return found, sums
