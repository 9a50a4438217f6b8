"""Comparisons that others printed: what follows from their numbers alone, and that nothing more does."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from iomlib.blocks import Figure, Sentence, Table
from iomlib.metrics.papers import Paid
from iomlib.report.formats import interval, write
from iomlib.report.frames import Column, figure, named_sources, slug, sourced, table

INPUTS = "data/published_comparisons.csv"
NOTHING = "No printed comparison of this area was supplied."
_LIMITS = ("limit_low", "limit_high")
_CHANGE = ("change_percent_lower", "change_percent_upper")
_SHORT = {"reoffending rate": "rate", "reoffences per 100 people": "reoffences"}
PARALLEL = (
    "It says something of the scheme only if both groups would have moved alike without it. Where the ratio before was "
    "on the move already, or the answer depends on the period it is held against, they did not."
)
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
        "The people themselves were not supplied, so how alike the groups are cannot be checked.",
    ]
    return sourced(
        Sentence(style="lead", sentences=said, disclosure="published", figures=_figures(row)), INPUTS
    )


def _sure(row: "pd.Series[float]") -> str:
    relative = f"That is {_less(-100 * row['relative'])} than in the comparison group"
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
        figure("printed.less", abs(100 * row["relative"]), "percent", method="difference over comparison"),
    ]


def printed_table(differences: pd.DataFrame) -> Table | Sentence:
    """Show every printed pair, with its difference and, where the sizes are printed, its interval."""
    if not len(differences):
        return Sentence(style="missing", sentences=[NOTHING])
    ids = [f"{number:02d}" for number in range(1, len(differences) + 1)]
    made = table(
        differences.set_index(pd.Index(ids)),
        [
            Column("people", "People", "count"),
            Column("scheme", "On the scheme, per 100", "per100"),
            Column("comparison_mean", "Comparison group, per 100", "per100"),
            Column("difference", "Difference, per 100", "points", bounds=_LIMITS),
            Column("range", "95% interval, per 100", "points", bounds=_LIMITS, show_interval=True),
            Column("relative", "Difference in percent", "share"),
        ],
        id="printed",
        caption="Comparisons printed by others",
        index="Comparison",
        disclosure="published",
        notes=_notes(differences),
        labels=dict(zip(ids, _pairs(differences), strict=True)),
    )
    return sourced(made, INPUTS)


def _letters(rows: pd.DataFrame) -> dict[str, str]:
    """Give each comparison a letter, so that its long name stands once, below the table."""
    return {
        str(name): chr(ord("A") + number) for number, name in enumerate(dict.fromkeys(rows["comparison"]))
    }


def _pairs(rows: pd.DataFrame) -> list[str]:
    letters = _letters(rows)
    return [
        f"{letters[row['comparison']]}, {row['stage']}, {_SHORT[row['outcome']]}, "
        f"{row['period_start']:%b %Y} to {row['period_end']:%b %Y}"
        for row in rows.to_dict("records")
    ]


def _notes(rows: pd.DataFrame) -> list[str]:
    reasons = [method.removeprefix("no interval: ") for method in dict.fromkeys(rows["method"])]
    lacking = [f"No interval: {reason}." for reason in reasons if "not printed" in reason]
    named = "; ".join(f"{letter}: {name}" for name, letter in _letters(rows).items())
    return [
        f"{named}. The months are those of the index dates.",
        "Intervals: Newcombe, where both sizes are printed.",
        *lacking,
        f"Sources: {named_sources(rows)}.",
    ]


def trend_table(trends: pd.DataFrame) -> Table | Sentence:
    """Show how much the period of the scheme changed beyond the comparison group, against each period before.

    `trends` comes from `iomlib.metrics.papers.trends`.
    """
    if not len(trends):
        return Sentence(sentences=[])
    outcomes = list(trends["outcome"])
    numbers = trends.groupby("outcome").cumcount() + 1
    ids = [f"{slug(str(name))}.{number}" for name, number in zip(outcomes, numbers, strict=True)]
    labels = [
        f"{_SHORT[name]}, against {period}" for name, period in zip(outcomes, trends["against"], strict=True)
    ]
    made = table(
        trends.set_index(pd.Index(ids)),
        [
            Column("ratio_before", "Scheme over comparison, before", "number"),
            Column("change_percent", "Change beyond the comparison group's", "percent", bounds=_CHANGE),
            Column("range", "95% interval", "percent", bounds=_CHANGE, show_interval=True),
        ],
        id="trends",
        caption="Difference in differences: the period of the scheme against each period before",
        index="Outcome, and period before",
        disclosure="published",
        notes=[f"Of: {'; '.join(dict.fromkeys(trends['comparison']))}.", PARALLEL],
        labels=dict(zip(ids, labels, strict=True)),
    )
    return sourced(made, INPUTS)


def payment_sentence(paid: Paid, rule: Mapping[str, Any]) -> Sentence:
    """Say what the rule of payment makes of the printed cohorts; nothing without one."""
    if not paid.reductions:
        return Sentence(sentences=[])
    said = [
        f"{name}: {_less(percent)} than in the comparison group. {write(rule['cohort'], 'percent')} or more fewer "
        f"would pay for the cohort, so {'it pays' if percent >= rule['cohort'] else 'it does not pay by itself'}."
        for name, percent in paid.reductions.items()
    ]
    pooled = write(rule["pooled"], "percent")
    if paid.all_together is None:
        lacking = (
            f" Not printed: {', '.join(paid.lacking)}." if paid.lacking else " The sizes are not printed."
        )
        said.append(f"Whether all cohorts together reach {pooled} cannot be worked out.{lacking}")
    else:
        reach = "is enough to pay" if paid.all_together else "is not enough to pay"
        said.append(f"All cohorts together: {_less(paid.pooled)}, which {reach} ({pooled} is asked for).")
    said.append("A payment rule is a contract, not evidence: it has no interval.")
    figures = [
        figure(
            f"payment.{slug(name)}", percent, "percent", method="one less the ratio of the printed numbers"
        )
        for name, percent in paid.reductions.items()
    ]
    figures += [
        figure(f"payment.rule.{key}", rule[key], "percent", method="as the rule asks") for key in _ASKED
    ]
    figures += [figure("payment.pooled", paid.pooled, "percent")] if paid.all_together is not None else []
    return sourced(Sentence(sentences=said, disclosure="published", figures=figures), INPUTS)


_ASKED = ("cohort", "pooled")


def _less(percent: float) -> str:
    return f"{write(abs(percent), 'percent')} {'fewer' if percent >= 0 else 'more'}"
