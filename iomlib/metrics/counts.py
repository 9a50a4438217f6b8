"""Counting people: who is meant, how many they are, and their share of the whole with its interval."""

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from iomlib.metrics.days import Flags
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.intervals import wilson

_SHARE = ("share", "lower", "upper", "confidence", "method")


def check_known(evidence: Evidence, last: date) -> None:
    """Refuse to speak of a day after the last that is known of.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> check_known(gather({}, date(2009, 3, 31)), date(2009, 3, 31))
    """
    if last > evidence.as_at:
        raise ValueError(
            f"the day is {last}, after {evidence.as_at}, the last that is known of. Take an earlier day."
        )


def chosen(evidence: Evidence, people: "pd.Series[bool]") -> Flags | None:
    """Give true or false by position in ``evidence.people``; None where it is not known who is meant.

    Parameters
    ----------
    people
        True or false by person. Whoever is not there is not meant.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> rows = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> chosen(gather({"nominals": rows}, date(2009, 3, 31)), pd.Series([True], index=["b"])).tolist()
    [False, True]
    """
    if people.isna().any():
        return None
    flags = np.zeros(len(evidence.people), bool)
    flags[places(evidence, people.index)] = people.to_numpy(bool)
    return flags


def places(evidence: Evidence, people: "pd.Index[Any]") -> npt.NDArray[np.intp]:
    """Give the position of each of some people in ``evidence.people``.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> rows = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> places(gather({"nominals": rows}, date(2009, 3, 31)), pd.Index(["b"])).tolist()
    [1]
    """
    known = evidence.people.index
    if people.equals(known):
        return np.arange(len(known))
    place = known.get_indexer(people)
    if strangers := int((place < 0).sum()):
        raise ValueError(f"people: {strangers} of {len(people)} are not in the evidence. Gather them all.")
    return place


def count(flags: "pd.Series[bool]") -> float:
    """Count who is meant; missing where that is not known of somebody.

    Examples
    --------
    >>> count(pd.Series([True, False])), count(pd.Series([True, None], dtype="boolean"))
    (1.0, nan)
    """
    return np.nan if flags.isna().any() else float(flags.sum())


def with_shares(rows: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Add to counts of people their share of the whole, with Wilson's interval.

    Parameters
    ----------
    rows
        ``people`` and ``out_of`` (counts; missing gives a missing share).

    Returns
    -------
    The rows with ``share`` (0 to 1), ``lower``, ``upper``, ``confidence`` and ``method``.

    Examples
    --------
    >>> with_shares(pd.DataFrame({"people": [21.0], "out_of": [30.0]}))["lower"].round(3).tolist()
    [0.521]
    """
    return rows.assign(**shares(rows["people"], rows["out_of"], confidence))


def shares(people: Iterable[float], out_of: Iterable[float], confidence: float = 0.95) -> dict[str, Any]:
    """Give ``share``, ``lower``, ``upper``, ``confidence`` and ``method`` for pairs of counts.

    Examples
    --------
    >>> shares([1.0], [2.0])["share"]
    [0.5]
    """
    pairs = zip(people, out_of, strict=True)
    # wilson(0, 0) is missing throughout and names the method all the same.
    found = [wilson(0, 0, confidence) if math.isnan(a + b) else wilson(a, b, confidence) for a, b in pairs]
    return {name: [row[at] for row in found] for at, name in enumerate(_SHARE)}
