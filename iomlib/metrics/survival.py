"""Time to the first reoffence: who was still free of one, day by day, and for how long on average."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import CensoredData, logrank, norm

from iomlib.metrics.intervals import Estimate
from iomlib.metrics.people import Numbers, column, columns_in_order, rows_in_order
from iomlib.metrics.robust import Test, missing_test


class Steps(NamedTuple):
    """A curve by its steps, and what errors are made from.

    ``days``: those with a reoffence. ``survival``: after each. ``share``: of those at risk, who
    reoffended. ``pull``: 1 over the weight of those at risk who did not. ``at``: each person's last
    step, -1 before the first.

    Examples
    --------
    >>> steps_of(np.array([10.0, 20.0]), np.array([1.0, 0.0]), np.ones(2)).survival.tolist()
    [0.5]
    """

    days: Numbers
    survival: Numbers
    share: Numbers
    pull: Numbers
    at: npt.NDArray[np.intp]


def kaplan_meier(
    days: "pd.Series[float]",
    reoffended: "pd.Series[float]",
    weights: "pd.Series[float] | None" = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Follow the share of people still free of a reoffence, day by day.

    Parameters
    ----------
    days
        Days to the first reoffence, or to the end of the follow-up for those without one, by person.
    reoffended
        1 if that day is the first reoffence, 0 if it is the end of the follow-up.
    weights
        0 or more by person, for a matched comparison group; left out, everybody counts once.
    confidence
        0.95 for 95% intervals, each for its own day.

    Returns
    -------
    One row for day 0, each day of a reoffence and the last day: ``days``, ``survival`` (0 to 1)
    with ``lower`` and ``upper``, ``at_risk`` (people followed up to that day), ``confidence`` and
    ``method``. No limits before the first reoffence and once everybody has reoffended. A step may be
    one person: coarsen the days before they are published.

    Source
    ------
    Kaplan and Meier 1958; limits even on log(-log). Without weights the error is Greenwood's; with
    weights the robust one of R's survival package, which comes down to it.

    Examples
    --------
    >>> people = pd.DataFrame({"days": [10, 20, 20, 30], "reoffended": [1, 1, 0, 0]})
    >>> kaplan_meier(people["days"], people["reoffended"])["survival"].tolist()
    [1.0, 0.75, 0.5, 0.5]
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence:g}. Write 95% as 0.95.")
    ones = pd.Series(1.0, index=days.index)
    given = {"days": (days, "length"), "reoffended": (reoffended, "binary")}
    table = columns_in_order({**given, "weight": (ones if weights is None else weights, "length")})
    table = table[table["weight"] > 0]
    time, weight = column(table, "days"), column(table, "weight")
    steps = steps_of(time, column(table, "reoffended"), weight)
    error = _log_errors(steps, column(table, "reoffended"), weight)
    lower, upper = _log_log(steps.survival, error, confidence)
    rows = pd.DataFrame({"days": steps.days, "survival": steps.survival, "lower": lower, "upper": upper})
    rows = _with_ends(rows, float(time.max()) if len(time) else 0.0)
    rows["at_risk"] = len(time) - np.searchsorted(np.sort(time), rows["days"].to_numpy())
    method = "Kaplan-Meier, log-log limits" if weights is None else "weighted Kaplan-Meier, log-log limits"
    return rows.assign(confidence=confidence, method=method)


def survival_at(curve: pd.DataFrame, day: float) -> Estimate:
    """Read a curve on one day: the share still free of a reoffence at its end.

    Parameters
    ----------
    curve
        What ``kaplan_meier`` gives.
    day
        Days since the start.

    Returns
    -------
    Share, 0 to 1. Missing after the last day that anybody was followed.

    Examples
    --------
    >>> people = pd.DataFrame({"days": [10, 20, 20, 30], "reoffended": [1, 1, 0, 0]})
    >>> survival_at(kaplan_meier(people["days"], people["reoffended"]), 15).value
    0.75
    """
    if not 0 <= day < math.inf:
        raise ValueError(f"day is {day:g}. A length of time is a number, 0 or more.")
    last = curve.iloc[-1]
    row = curve[curve["days"] <= day].iloc[-1]
    method, confidence = str(row["method"]), float(row["confidence"])
    if day > last["days"] and last["survival"] > 0:
        return Estimate(math.nan, math.nan, math.nan, confidence, method)
    return Estimate(float(row["survival"]), float(row["lower"]), float(row["upper"]), confidence, method)


def log_rank(days: "pd.Series[float]", reoffended: "pd.Series[float]", treated: "pd.Series[float]") -> Test:
    """Test whether two groups reoffend at different times. For people who are not matched or weighted.

    Parameters
    ----------
    days, reoffended
        As for ``kaplan_meier``.
    treated
        1 for the treated and 0 for the comparison group.

    Returns
    -------
    Chi-squared on one degree of freedom as ``value``, without limits, and its p. Missing where nobody
    reoffended.

    Source
    ------
    Mantel 1966.

    Examples
    --------
    >>> people = pd.DataFrame({"days": [9, 8, 6, 2], "reoffended": [1, 1, 1, 1], "treated": [1, 1, 0, 0]})
    >>> round(log_rank(people["days"], people["reoffended"], people["treated"]).value, 2)
    2.88
    """
    given = {"days": (days, "length"), "reoffended": (reoffended, "binary")}
    table = rows_in_order(treated, given)
    time, event, side = (column(table, name) for name in ("days", "reoffended", "treated"))
    groups = [
        CensoredData(uncensored=time[(side == g) & (event == 1)], right=time[(side == g) & (event == 0)])
        for g in (1, 0)
    ]
    found = missing_test(math.nan, 0.95, "log-rank")
    with np.errstate(all="ignore"):
        result = logrank(*groups)
    statistic = float(result.statistic)
    return found._replace(value=statistic**2, p=float(result.pvalue)) if math.isfinite(statistic) else found


def steps_of(time: Numbers, event: Numbers, weight: Numbers) -> Steps:
    """Find the steps of one group's curve.

    Parameters
    ----------
    time, event, weight
        By person: days, 1 for a reoffence on the last of them, and weight above 0.

    Examples
    --------
    >>> steps_of(np.array([10.0, 20.0]), np.array([1.0, 1.0]), np.ones(2)).days.tolist()
    [10.0, 20.0]
    """
    days = np.unique(time[event == 1])
    hit = np.searchsorted(days, time[event == 1])
    events = np.bincount(hit, weights=weight[event == 1], minlength=len(days))
    order = np.argsort(time, kind="stable")
    first = np.searchsorted(time[order], days)
    at_risk = np.cumsum(weight[order][::-1])[::-1][first]
    # Whether all of them reoffended is a matter of counting; the two sums of weights may differ in a bit.
    everybody = np.bincount(hit, minlength=len(days)) == len(time) - first
    share = np.where(everybody, 1.0, events / at_risk)
    pull = np.divide(1, at_risk - events, out=np.zeros(len(days)), where=~everybody)
    return Steps(days, np.cumprod(1 - share), share, pull, np.searchsorted(days, time, side="right") - 1)


def influences(steps: Steps, event: Numbers, height: Numbers) -> Numbers:
    """Give how far each person moves the curve's logarithm, each step counting for its ``height``.

    Examples
    --------
    >>> steps = steps_of(np.array([10.0, 20.0]), np.array([1.0, 0.0]), np.ones(2))
    >>> influences(steps, np.array([1.0, 0.0]), np.ones(1)).tolist()
    [-0.5, 0.5]
    """
    if not len(steps.days):
        return np.zeros(len(event))
    passed = np.concatenate([np.cumsum(steps.share * steps.pull * height), [0.0]])[steps.at]
    return np.asarray(passed - event * (steps.pull * height)[steps.at] * (steps.at >= 0))


def _log_errors(steps: Steps, event: Numbers, weight: Numbers) -> Numbers:
    """Give the error of the curve's logarithm after each step.

    Those who left by then keep what they moved; those still there have moved it by what has passed.
    """
    number = len(steps.days)
    if not number:
        return np.zeros(0)
    moved = (weight * influences(steps, event, np.ones(number))) ** 2
    left = np.bincount(steps.at + 1, weights=moved, minlength=number + 1)[1:]
    squares = np.bincount(steps.at + 1, weights=weight**2, minlength=number + 1)
    there = np.concatenate([np.cumsum(squares[::-1])[::-1][2:], [0.0]])
    return np.asarray(np.sqrt(np.cumsum(left) + np.cumsum(steps.share * steps.pull) ** 2 * there))


def _log_log(survival: Numbers, error: Numbers, confidence: float) -> tuple[Numbers, Numbers]:
    inside = (survival > 0) & (survival < 1)
    log = np.log(np.where(inside, survival, 0.5))
    spread = float(norm.isf((1 - confidence) / 2)) * error / -log
    lower, upper = (np.where(inside, np.exp(log * np.exp(side * spread)), np.nan) for side in (1, -1))
    return lower, upper


def _with_ends(rows: pd.DataFrame, last: float) -> pd.DataFrame:
    """Begin the curve on day 0, unless somebody reoffended on it, and draw it out to the last day."""
    if rows.empty or rows["days"].iloc[0] > 0:
        start = pd.DataFrame({"days": [0.0], "survival": [1.0], "lower": [math.nan], "upper": [math.nan]})
        rows = start if rows.empty else pd.concat([start, rows], ignore_index=True)
    if rows["days"].iloc[-1] < last:
        rows = pd.concat([rows, rows.tail(1).assign(days=last)], ignore_index=True)
    return rows
