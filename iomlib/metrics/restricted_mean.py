"""Days free of a reoffence, counted up to a horizon: the mean that leaves nobody out."""

import math

import numpy as np
import pandas as pd

from iomlib.metrics.intervals import Estimate
from iomlib.metrics.people import Numbers, column, columns_in_order, rows_in_order
from iomlib.metrics.robust import Test, group_weights, missing_test, normal_test, robust_test
from iomlib.metrics.survival import influences, steps_of

_ROUNDING = 1e-12  # Share of the horizon under which a spread is only rounding.


def restricted_mean_time(
    days: "pd.Series[float]", reoffended: "pd.Series[float]", horizon: float, confidence: float = 0.95
) -> Estimate:
    """Give the mean number of days free of a reoffence, of those up to a horizon.

    It counts everybody. The mean among reoffenders alone leaves out those who did best.

    Parameters
    ----------
    days, reoffended
        As for ``kaplan_meier``.
    horizon
        Days up to which to count, such as 365.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Days, ``horizon`` at most. Missing where nobody still free is followed up to the horizon; no
    limits where nobody reoffended by then.

    Source
    ------
    Royston and Parmar 2013; Greenwood's error of the area under the curve.

    Examples
    --------
    >>> people = pd.DataFrame({"days": [10, 20, 20, 30], "reoffended": [1, 1, 0, 0]})
    >>> restricted_mean_time(people["days"], people["reoffended"], 30).value
    22.5
    """
    _check_horizon(horizon)
    table = columns_in_order({"days": (days, "length"), "reoffended": (reoffended, "binary")})
    time, event = column(table, "days"), column(table, "reoffended")
    value, influence = _area(time, event, np.full(len(time), 1 / max(1, len(time))), horizon)
    found = missing_test(value, confidence, "restricted mean time, Greenwood's error")
    error = _spread(influence)
    return Estimate(*(normal_test(found, error) if error > _ROUNDING * horizon else found)[:5])


def restricted_mean_difference(  # noqa: PLR0913, PLR0917  what each person brings
    days: "pd.Series[float]",
    reoffended: "pd.Series[float]",
    treated: "pd.Series[float]",
    horizon: float,
    weights: "pd.Series[float] | None" = None,
    clusters: "pd.Series[str] | None" = None,
    confidence: float = 0.95,
) -> Test:
    """Give the difference in mean days free of a reoffence: the treated less the comparison group.

    Parameters
    ----------
    days, reoffended, horizon
        As for ``restricted_mean_time``.
    treated, weights, clusters
        By person, as ``matched_rows`` gives them.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Days; more than 0 is longer free. Missing where a group is not followed up to the horizon; no
    limits where nobody in a group reoffended by then.

    Source
    ------
    Royston and Parmar 2013; each person's influence on the area, added up by matched set.

    Examples
    --------
    >>> people = pd.DataFrame({"days": [9, 8, 6, 2], "reoffended": [0, 1, 1, 1], "treated": [1, 1, 0, 0]})
    >>> restricted_mean_difference(people["days"], people["reoffended"], people["treated"], 9).value
    4.5
    """
    _check_horizon(horizon)
    given = {"days": (days, "length"), "reoffended": (reoffended, "binary")}
    table = rows_in_order(treated, given, weights, clusters)
    areas, influence, enough = [], np.zeros(len(table)), True
    for side in (0, 1):
        inside = column(table, "treated") == side
        share = group_weights(table, side)[inside]
        area, moved = _area(
            column(table, "days")[inside], column(table, "reoffended")[inside], share, horizon
        )
        areas.append(area)
        influence[inside] = moved if side else -moved
        enough = enough and _spread(moved) > _ROUNDING * horizon
    sets = "" if clusters is None else " clustered on matched sets"
    method = f"difference in restricted mean time, robust errors{sets}"
    found = missing_test(areas[1] - areas[0], confidence, method)
    return robust_test(found, influence, table, 2) if enough else found


def _spread(influence: Numbers) -> float:
    return math.sqrt(float(np.sum(influence**2)))


def _area(time: Numbers, event: Numbers, share: Numbers, horizon: float) -> tuple[float, Numbers]:
    """Give the area under a group's curve up to the horizon, and everybody's influence on it."""
    event = event * (time <= horizon)
    steps = steps_of(np.minimum(time, horizon), event, share)
    followed = len(time) > 0 and (float(np.max(time)) >= horizon or bool(np.any(steps.survival == 0)))
    if not followed:
        return math.nan, np.zeros(len(time))
    widths = np.diff(np.concatenate([[0.0], steps.days, [horizon]]))
    pieces = widths * np.concatenate([[1.0], steps.survival])
    ahead = np.cumsum(pieces[::-1])[::-1][1:]
    return float(np.sum(pieces)), share * influences(steps, event, ahead)


def _check_horizon(horizon: float) -> None:
    if not 0 < horizon < math.inf:
        raise ValueError(f"horizon is {horizon:g}. It is a length of time above 0.")
