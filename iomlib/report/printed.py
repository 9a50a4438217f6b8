"""Comparisons that others printed: what follows from their numbers alone, and that nothing more does."""

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.report.formats import interval, write
from iomlib.report.frames import Column, figure, named_sources, slug, sourced, table

INPUTS = "data/published_comparisons.csv"
NOTHING = "No printed comparison of this area was supplied."
_UNITS = {"percent": "reoffended, of every 100 people", "per 100": "reoffences per 100 people"}


def answer(differences: pd.DataFrame, people: int) -> Sentence:
    """Say what the latest printed comparison gives, where no `people` were supplied to compare.

    `differences` comes from `iomlib.metrics.papers.printed_differences`.
    """
    after = differences[differences["stage"] == "after"] if len(differences) else differences
    if people or not len(after):
        return Sentence(sentences=[])
    row = after.sort_values("published", kind="stable").iloc[-1]
    what = _UNITS[str(row["unit"])]
    said = [
        f"Printed of “{row['comparison']}”: on the scheme {write(row['value'], 'number', 1)} {what}, in the comparison "
        f"group {write(row['comparison_value'], 'number', 1)}.",
        _sure(row),
        "The people themselves were not supplied, so who was compared, and how alike the groups are, cannot be checked.",
    ]
    return sourced(Sentence(style="lead", sentences=said, disclosure="crimes", figures=_figures(row)), INPUTS)


def _sure(row: "pd.Series[float]") -> str:
    relative = f"The first is {write(row['relative'], 'share')} from the second"
    if pd.isna(row["limit_low"]):
        why = str(row["method"]).removeprefix("no interval: ")
        return f"{relative}. Whether that is more than chance cannot be told: {why}."
    limits = interval(row["limit_low"], row["limit_high"], "points")
    sure = (
        "holds zero: no clear difference"
        if row["limit_low"] <= 0 <= row["limit_high"]
        else "does not hold zero, by sampling alone"
    )
    return f"{relative}; the 95% interval of the difference per 100 people, {limits}, {sure}."


def _figures(row: "pd.Series[float]") -> list[Figure]:
    bounds = (row["limit_low"], row["limit_high"])
    method = str(row["method"])
    return [
        figure("printed.scheme", row["scheme"], "per100"),
        figure("printed.comparison", row["comparison_mean"], "per100"),
        figure(
            "printed.difference", row["difference"], "points", bounds=bounds, confidence=0.95, method=method
        ),
        figure("printed.relative", row["relative"], "share", places=3, method="difference over comparison"),
    ]


def printed_table(differences: pd.DataFrame) -> Table | Sentence:
    """Show every printed pair, with its difference and, where the sizes are printed, its interval."""
    if not len(differences):
        return Sentence(style="missing", sentences=[NOTHING])
    rows = differences.reset_index(drop=True)
    ids = [f"{n + 1:02d}" for n in rows.index]
    when = [
        f"{first:%b %Y} to {last:%b %Y}"
        for first, last in zip(rows["period_start"], rows["period_end"], strict=True)
    ]
    labels = [
        f"{name}; {what}; index dates {day}"
        for name, what, day in zip(rows["comparison"], rows["outcome"], when, strict=True)
    ]
    made = table(
        rows.set_index(pd.Index(ids)).rename(columns={"confidence": "level"}),
        [
            Column("stage", "Stage"),
            Column("people", "People", "count"),
            Column("scheme", "On the scheme, per 100", "per100"),
            Column("comparison_mean", "Comparison group, per 100", "per100"),
            Column("difference", "Difference, per 100", "points"),
            Column("relative", "Difference, of the comparison's", "share"),
            Column(
                "range",
                "95% interval, per 100",
                "points",
                bounds=("limit_low", "limit_high"),
                show_interval=True,
            ),
        ],
        id="printed",
        caption="Comparisons printed by others",
        index="Comparison",
        disclosure="crimes",
        notes=[
            *dict.fromkeys(f"Interval: {method}." for method in rows["method"]),
            f"Sources: {named_sources(rows)}.",
        ],
        labels=dict(zip(ids, labels, strict=True)),
    )
    return sourced(made, INPUTS)


def trend_table(trends: pd.DataFrame) -> Table | Sentence:
    """Show how much the period of the scheme changed beyond the comparison group, against each period before.

    `trends` comes from `iomlib.metrics.papers.trends`.
    """
    if not len(trends):
        return Sentence(sentences=[])
    ids = [f"{slug(str(row['outcome']))}.{n + 1}" for n, row in enumerate(trends.to_dict("records"))]
    labels = [
        f"{outcome}; against {period}"
        for outcome, period in zip(trends["outcome"], trends["against"], strict=True)
    ]
    made = table(
        trends.set_index(pd.Index(ids)),
        [
            Column("ratio_before", "Scheme over comparison, before", "number"),
            Column(
                "change_percent",
                "Change beyond the comparison group's",
                "percent",
                bounds=("change_percent_lower", "change_percent_upper"),
            ),
            Column(
                "range",
                "95% interval",
                "percent",
                bounds=("change_percent_lower", "change_percent_upper"),
                show_interval=True,
            ),
        ],
        id="trends",
        caption="Difference in differences: the period of the scheme against each period before",
        index="Outcome, and period before",
        disclosure="crimes",
        notes=[
            "It says something of the scheme only if both groups would have moved alike without it. Where the ratio before "
            "was on the move already, or the answer depends on the period it is held against, they did not.",
        ],
        labels=dict(zip(ids, labels, strict=True)),
    )
    return sourced(made, INPUTS)
