"""Comparisons that others printed: what follows from the printed numbers, and what does not."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from iomlib.metrics.differences import against_each_period
from iomlib.metrics.intervals import newcombe
from iomlib.metrics.published import pays

NO_SIZE = "no interval: the size of a group is not printed"
NO_SPREAD = "no interval: how reoffences differ between people is not printed"
_OWN = [
    "scheme",
    "comparison_mean",
    "difference",
    "relative",
    "limit_low",
    "limit_high",
    "confidence",
    "method",
]


def printed_differences(rows: pd.DataFrame) -> pd.DataFrame:
    """Take the difference of each printed pair of numbers, with its interval where the sizes allow one.

    Parameters
    ----------
    rows
        One row per printed pair: ``people`` and ``comparison_people`` (missing where not printed),
        ``value`` and ``comparison_value`` (percent of people, or reoffences per 100 people), ``unit``
        (percent or per 100).

    Returns
    -------
    The same rows with ``scheme``, ``comparison_mean`` and ``difference`` (per person), ``relative``
    (difference as a share of the comparison's), ``limit_low``, ``limit_high``, ``confidence`` and
    ``method``. An interval needs both sizes, and shares of people: for a number of reoffences the
    spread between people would have to be known.

    Examples
    --------
    >>> row = {"people": None, "value": 142.0, "comparison_people": None, "comparison_value": 155.0, "unit": "per 100"}
    >>> round(100 * printed_differences(pd.DataFrame([row]))["relative"].item(), 3)
    -8.387
    """
    found = [_difference(row) for row in rows.to_dict("records")]
    return rows.join(pd.DataFrame(found, columns=_OWN, index=rows.index))


def _difference(row: dict[Any, Any]) -> list[Any]:
    scheme, comparison = row["value"] / 100, row["comparison_value"] / 100
    relative = (scheme - comparison) / comparison if comparison else float("nan")
    found = [scheme, comparison, scheme - comparison, relative]
    sizes = [row["people"], row["comparison_people"]]
    if row["unit"] != "percent" or any(pd.isna(size) for size in sizes):
        return [*found, float("nan"), float("nan"), 0.95, NO_SIZE if row["unit"] == "percent" else NO_SPREAD]
    counts = [int(share * size + 0.5) for share, size in zip((scheme, comparison), sizes, strict=True)]
    limits = newcombe(counts[0], sizes[0], counts[1], sizes[1])
    method = f"{limits.method}, on counts worked back from rounded percentages"
    return [*found, limits.lower, limits.upper, limits.confidence, method]


def trends(rows: pd.DataFrame) -> pd.DataFrame:
    """Hold the period of the scheme against each printed period before it, for each comparison.

    Parameters
    ----------
    rows
        As for `printed_differences`, with ``comparison`` (its name), ``outcome``, ``period_start``,
        ``period_end`` and ``stage`` (before or after). A comparison without periods before it, or
        without one after, has no trend.

    Returns
    -------
    One row per comparison, outcome and period before (and for their mean): what
    `iomlib.metrics.differences.against_each_period` gives, with ``comparison``, ``outcome`` and
    ``against`` (the period, as text).
    """
    made = []
    for (name, outcome), group in rows.groupby(["comparison", "outcome"], sort=False):
        ordered = group.sort_values(["stage", "period_start"], ascending=[False, True], kind="stable")
        if (group["stage"] == "before").any() and (group["stage"] == "after").sum() == 1:
            periods = pd.DataFrame(
                {
                    "treated": ordered["value"] / 100,
                    "comparison": ordered["comparison_value"] / 100,
                    "treated_people": ordered["people"].astype("float64"),
                    "comparison_people": ordered["comparison_people"].astype("float64"),
                }
            ).set_axis(_periods(ordered))
            against = against_each_period(periods).rename_axis("against").reset_index()
            made.append(against.assign(comparison=str(name), outcome=str(outcome)))
    return pd.concat(made, ignore_index=True) if made else pd.DataFrame(columns=["against"])


def _periods(rows: pd.DataFrame) -> list[str]:
    pairs = zip(rows["period_start"], rows["period_end"], strict=True)
    return [f"{first:%b %Y} to {last:%b %Y}" for first, last in pairs]


def _reduction(row: "pd.Series[Any]") -> float:
    """Work it out in the decimals that were printed: exactly 10% must not be 9.999999999999998."""
    value, comparison = (Fraction(str(float(row[name]))) for name in ("value", "comparison_value"))
    return float(100 * (1 - value / comparison))


class Paid(NamedTuple):
    """Reductions in percent by cohort, the cohorts without a printed pair, and what the rule makes of it.

    Examples
    --------
    >>> Paid({"first": 8.4}, ["second"], False, float("nan"), None).lacking
    ['second']
    """

    reductions: dict[str, float]
    lacking: list[str]
    any_cohort: bool
    pooled: float
    all_together: bool | None


def payment(rows: pd.DataFrame, rule: Mapping[str, Any]) -> Paid:
    """Hold printed cohorts against a rule of payment by results.

    Parameters
    ----------
    rows
        As for `printed_differences`, with ``comparison`` (the cohort's name).
    rule
        ``cohort`` and ``pooled`` (least reductions, percent) and ``cohorts`` (names of them all).

    Returns
    -------
    ``pooled`` and ``all_together`` are missing unless every cohort, and its size, is printed. A cohort
    whose comparison group had no reoffence has no reduction, and counts as not printed.
    """
    after = rows[(rows["stage"] == "after") & rows["comparison"].isin(rule["cohorts"])]
    known = after[after["comparison_value"] > 0].drop_duplicates("comparison").set_index("comparison")
    reductions = {str(name): _reduction(row) for name, row in known.iterrows()}
    lacking = [name for name in rule["cohorts"] if name not in reductions]
    whole = not lacking and bool(known["people"].notna().all())
    sizes = [float(size) for size in known["people"]] if whole else [1.0] * len(reductions)
    found = pays(list(reductions.values()), sizes, rule["cohort"], rule["pooled"])
    pooled = found.pooled if whole else float("nan")
    return Paid(
        reductions, lacking, any(found.cohorts), pooled, round(pooled, 9) >= rule["pooled"] if whole else None
    )
