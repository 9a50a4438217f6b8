"""Arrests: how often each person was arrested in a period."""

import math
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from iomlib.metrics.evidence import Evidence


def arrests_by_person(
    evidence: Evidence,
    period: tuple[date | pd.Timestamp, date | pd.Timestamp],
    *,
    offences: Sequence[str] | None = None,
    area: str | None = None,
) -> "pd.Series[float]":
    """Count each person's arrests in a period.

    Parameters
    ----------
    evidence
        What `iomlib.metrics.evidence.gather` gave.
    period
        First and last day, both included.
    offences
        Count arrests for these only; if not given, for any.
    area
        Count arrests in this area only; if not given, in any.

    Returns
    -------
    Arrests (count) of each person of the evidence (index), also 0. Missing where no arrests were
    supplied.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 3.6: arrests, whatever came of them.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": "male"})
    >>> arrests = pd.DataFrame({"person": ["a", "a"], "area": "x", "offence": ["burglary", "violence"]})
    >>> arrests["day"] = pd.Timestamp("2009-03-31")
    >>> evidence = gather({"nominals": people, "arrests": arrests}, date(2009, 3, 31))
    >>> arrests_by_person(evidence, (date(2008, 4, 1), date(2009, 3, 31)), offences=["burglary"]).to_dict()
    {'a': 1.0, 'b': 0.0}
    """
    arrests = evidence.tables.get("arrests")
    if arrests is None:
        return pd.Series(math.nan, index=evidence.people.index, name="arrests")
    counted = arrests["day"].between(pd.Timestamp(period[0]), pd.Timestamp(period[1]))
    if offences is not None:
        counted &= arrests["offence"].isin(list(offences))
    if area is not None:
        counted &= arrests["area"] == area
    who = arrests["who"].to_numpy()[counted.to_numpy(bool)]
    numbers = np.bincount(who, minlength=len(evidence.people)).astype("float64")
    return pd.Series(numbers, index=evidence.people.index, name="arrests")
