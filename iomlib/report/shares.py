"""A share in words: in percent with its interval, or between which tenths it lies."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from iomlib.report.formats import interval, write
from iomlib.report.frames import number


def share_words(row: "Mapping[Any, Any] | pd.Series[Any]", places: int = 1, *, limits: bool = True) -> str:
    """Write the share of a row of `iomlib.report.withholding.published` for a bracket in a sentence.

    Examples
    --------
    >>> share_words({"share": 0.5, "lower": 0.4, "upper": 0.6}), share_words({"share": None, "share_band": "under 10%"})
    ('50.0%; 95% interval 40.0% to 60.0%', 'under 10%')
    """
    if isinstance(band := row.get("share_band"), str):
        return band
    said = write(number(row["share"]), "share", places)
    lower, upper = number(row.get("lower")), number(row.get("upper"))
    if not limits or lower is None or upper is None:
        return said
    return f"{said}; 95% interval {interval(lower, upper, 'share', places)}"


def if_ranged(rows: pd.DataFrame, *said: str) -> list[str]:
    """Say something of the intervals of a table, where it has any.

    Examples
    --------
    >>> [if_ranged(pd.DataFrame({"lower": [limit]}), "Wilson.") for limit in (0.2, None)]
    [['Wilson.'], []]
    """
    return list(said) if rows["lower"].notna().any() else []
