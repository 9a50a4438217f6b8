"""Comparisons that others printed: what follows from the printed numbers, and what does not."""

from typing import Any

import pandas as pd

from iomlib.metrics.intervals import newcombe

_NOT = "no interval: the size of a group is not printed"


def published_differences(rows: pd.DataFrame) -> pd.DataFrame:
    """Take the difference of each printed pair of numbers, with its interval where the sizes allow one.

    Parameters
    ----------
    rows
        One row per printed pair: ``outcome``, ``people`` and ``comparison_people`` (missing where not
        printed), ``value`` and ``comparison_value`` (percent of people, or reoffences per 100 people),
        ``unit`` (percent or per 100).

    Returns
    -------
    The same rows with ``scheme``, ``comparison`` and ``difference`` (per person), ``relative`` (the
    difference as a share of the comparison), ``lower``, ``upper``, ``confidence`` and ``method``.
    An interval needs both sizes and shares of people: of a number of reoffences the spread between
    people would have to be known.

    Examples
    --------
    >>> row = {"outcome": "reoffences per 100 people", "people": None, "value": 142.0, "comparison_people": None,
    ...     "comparison_value": 155.0, "unit": "per 100"}
    >>> round(100 * published_differences(pd.DataFrame([row]))["relative"].item(), 3)
    -8.387
    """
    found = [_difference(row) for row in rows.to_dict("records")]
    columns = ["scheme", "comparison", "difference", "relative", "lower", "upper", "confidence", "method"]
    return rows.join(pd.DataFrame(found, columns=columns, index=rows.index))


def _difference(row: dict[Any, Any]) -> list[Any]:
    scheme, comparison = row["value"] / 100, row["comparison_value"] / 100
    relative = (scheme - comparison) / comparison if comparison else float("nan")
    found = [scheme, comparison, scheme - comparison, relative]
    nothing = float("nan")
    if row["unit"] != "percent":
        return [
            *found,
            nothing,
            nothing,
            0.95,
            "no interval: how reoffences differ between people is not printed",
        ]
    sizes = [row["people"], row["comparison_people"]]
    if any(pd.isna(size) for size in sizes):
        return [*found, nothing, nothing, 0.95, _NOT]
    counts = [int(share * size + 0.5) for share, size in zip((scheme, comparison), sizes, strict=True)]
    limits = newcombe(counts[0], sizes[0], counts[1], sizes[1])
    method = f"{limits.method}, on counts worked back from rounded percentages"
    return [*found, limits.lower, limits.upper, limits.confidence, method]
