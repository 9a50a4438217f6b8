"""Ties: how far a result moves when people who are equally near are taken in another order."""

from math import fsum, nan
from typing import Any

import numpy as np
import pandas as pd

from iomlib.errors import DataError
from iomlib.metrics.canonical import Floats, aligned, numbers_of
from iomlib.metrics.line import Line, line_up
from iomlib.metrics.matching import check_choices, find, hash_ids
from iomlib.metrics.nearest import Found


def tie_range(  # noqa: PLR0913  what match takes
    treated: "pd.Series[Any]",
    distance: "pd.Series[Any]",
    outcome: "pd.Series[Any]",
    *,
    orders: int = 20,
    ratio: int = 1,
    caliper: float | None = None,
    exact: "pd.Series[Any] | pd.DataFrame | None" = None,
    replace: bool = False,
    order: str = "largest",
) -> pd.DataFrame:
    """Match again and again with ties in another order each time, and give the effect of each.

    The effects differ by nothing but who of several equally good matches was taken. Where they
    differ much, publish their range, or weights that no tie decides (``averaged_weights``).

    Parameters
    ----------
    treated, distance, ratio, caliper, exact, replace, order
        As for ``match``.
    outcome
        What happened to each person, as a number or yes-or-no, same ids.
    orders
        Tie orders to try: keys 0, 1, 2 and so on.

    Returns
    -------
    One row per tie order: ``key`` (``match`` with ``ties=key`` gives these pairs), ``effect``
    (weighted mean of the outcome among matched treated less that among their controls; missing
    where nobody is matched), ``treated`` (matched) and ``controls`` (used), both counts.

    Source
    ------
    NSW with CPS controls, 1:1 with replacement: 20 orders of rows move the effect from 1,591 to 2,103.

    Examples
    --------
    >>> treated, score = pd.Series([1, 0, 0]), pd.Series([0.5, 0.4, 0.4])
    >>> sorted(set(tie_range(treated, score, pd.Series([1, 0, 1]))["effect"]))
    [0.0, 1.0]
    """
    if orders < 1 or int(orders) != orders:
        raise ValueError(f"orders is {orders}. It is a whole number of tie orders, 1 or more.")
    check_choices(ratio, order)
    values = _outcome(outcome, treated.index)
    line = line_up(treated, distance, exact, caliper)
    first = find(line, int(ratio), replace, order, "stable")
    if free_of_ties(line, first, replace):
        rows = [_compare(line, first, values)] * orders
    else:
        ids = hash_ids(line)
        found = (find(line, int(ratio), replace, order, key, ids) for key in range(orders))
        rows = [_compare(line, each, values) for each in found]
    table = pd.DataFrame(rows, columns=["effect", "treated", "controls"])
    table.insert(0, "key", np.arange(orders))
    return table


def free_of_ties(line: Line, found: Found, replace: bool) -> bool:
    """Say whether no tie could have decided a match: every order of ties then gives the same one.

    That holds where nobody who was taken shares a place on the line with another control, or has
    one just as far on the other side; and, without replacement, where no two treated people of a
    stratum have the same distance.

    Examples
    --------
    >>> line = line_up(pd.Series([1, 0, 0]), pd.Series([0.5, 0.4, 0.7]))
    >>> free_of_ties(line, find(line, 1, False, "largest", "stable"), replace=False)
    True
    """
    if not replace and len(np.unique(line.treated_at)) < len(line.treated):
        return False
    at = line.controls_at
    own, taken = line.treated_at[found.treated], at[found.controls]
    here = np.searchsorted(at, taken, side="right") - np.searchsorted(at, taken)
    mirrored = 2 * own - taken
    begin = np.maximum(np.searchsorted(at, mirrored), line.first[found.treated])
    end = np.minimum(np.searchsorted(at, mirrored, side="right"), line.last[found.treated])
    opposite = (taken != own) & (end > begin)
    return bool(np.all(here == 1) and not opposite.any())


def _outcome(outcome: "pd.Series[Any]", index: pd.Index) -> Floats:
    problems: list[str] = []
    found = aligned(outcome, "outcome", index, problems)
    values = None if found is None else numbers_of(found)
    if found is not None and values is None:
        problems.append(f"outcome: holds {found.dtype}, not numbers. Write yes as 1 and no as 0.")
    if values is None:
        raise DataError(problems)
    if bad := len(values) - int(np.count_nonzero(np.isfinite(values))):
        raise DataError(f"outcome: {bad} row(s) are missing or infinite. Leave these people out.")
    return values.astype(np.float64, copy=False)


def _compare(line: Line, found: Found, values: Floats) -> tuple[float, int, int]:
    """Give the difference of means, every treated person's matches sharing 1; sums are exact."""
    matched = np.bincount(found.treated, minlength=len(line.treated))
    units = np.flatnonzero(matched)
    if not len(units):
        return nan, 0, 0
    theirs = values[line.rows(line.controls[found.controls])] / matched[found.treated]
    own = values[line.rows(line.treated[units])]
    effect = (fsum(own.tolist()) - fsum(theirs.tolist())) / len(units)
    return effect, len(units), len(np.unique(found.controls))
