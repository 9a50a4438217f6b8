"""Ages and sexes of people on a day, and who turns a given age when."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from iomlib.metrics.counts import chosen, with_shares
from iomlib.metrics.days import ages, birthdays
from iomlib.metrics.evidence import Evidence

SEXES = ("female", "male")
NOT_KNOWN = "not known"
# The first age of each band but the lowest: under 18, 18 to 20, 21 to 24, and so on.
BANDS = (18, 21, 25, 35, 45)
# Of Stockton's paper: "17 individuals under 25", "almost two thirds" from 25 to 34.
PRINTED_BANDS = (18, 25, 35)


def demographics(
    evidence: Evidence,
    people: "pd.Series[bool]",
    on: date,
    bands: Sequence[int] = BANDS,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Count people by age on a day and by sex.

    Parameters
    ----------
    evidence
        What is known of people.
    people
        True or false by person, such as ``on_list`` gives.
    on
        The reference date. It may lie after the last day that is known of.
    bands
        The first age (full years) of each band but the lowest, in order.
    confidence
        0.95 for 95% intervals.

    Returns
    -------
    One row per ``characteristic`` (``age``, ``sex``) and ``group``: ``people`` (count), ``out_of`` (of
    whom it is known), ``share`` (0 to 1) with ``lower``, ``upper``, ``confidence`` and ``method``. The row
    ``not known`` of each stands apart, without a share. Counts are missing where it is not known who is meant.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 3.13.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> born = pd.to_datetime(["1991-03-31", "1991-04-01", None])
    >>> rows = pd.DataFrame({"person": ["a", "b", "c"], "born": born, "sex": ["male", "male", "female"]})
    >>> evidence = gather({"nominals": rows}, date(2009, 3, 31))
    >>> table = demographics(evidence, pd.Series(True, index=["a", "b", "c"]), date(2009, 3, 31), (18,))
    >>> table[["group", "people", "out_of"]].head(3).to_numpy().tolist()
    [['under 18', 1.0, 2.0], ['18 and over', 1.0, 2.0], ['not known', 1.0, nan]]
    """
    if not bands or list(bands) != sorted(set(bands)) or bands[0] < 1:
        raise ValueError(f"bands are {list(bands)}. They are first ages, from 1 up, each above the last.")
    flags = chosen(evidence, people)
    rows = evidence.people if flags is None else evidence.people[flags]
    years = ages(rows["born"], on).to_numpy("float64")
    band = np.where(np.isnan(years), len(bands) + 1, np.digitize(years, bands))
    sex = rows["sex"].astype("str")
    by_sex = [*((sex == name).sum() for name in SEXES), (~sex.isin(SEXES)).sum()]
    by_age = np.bincount(band, minlength=len(bands) + 2)
    parts = [
        pd.DataFrame({"characteristic": name, "group": groups, "people": np.asarray(counts, "float64")})
        for name, groups, counts in (("age", _labels(bands), by_age), ("sex", [*SEXES, NOT_KNOWN], by_sex))
    ]
    return with_shares(
        pd.concat([_out_of(part, flags is None) for part in parts], ignore_index=True), confidence
    )


def turning(evidence: Evidence, people: "pd.Series[bool]", age: int, months: int) -> pd.DataFrame:
    """List who reaches an age in the months that follow the last day known of, and on which day.

    Parameters
    ----------
    evidence, people
        As for ``demographics``.
    age
        Full years, such as 18. Somebody born on 29 February reaches it on 1 March of a common year.
    months
        How far ahead to look: 3 months after 31 March are 1 April to 30 June.

    Returns
    -------
    One row per person who does (index), by day and person: ``day``. Last come those whose day of birth is
    not known, with a missing day. No rows where it is not known who is meant.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 3.8: "the two individuals who will be
    turning 18 later this year".

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> born = pd.to_datetime(["1991-03-31", "1991-04-01"])
    >>> rows = pd.DataFrame({"person": ["a", "b"], "born": born, "sex": None})
    >>> evidence = gather({"nominals": rows}, date(2009, 3, 31))
    >>> turning(evidence, pd.Series(True, index=["a", "b"]), 18, 12)["day"].dt.date.to_dict()
    {'b': datetime.date(2009, 4, 1)}
    """
    if age < 1 or months < 1:
        raise ValueError(f"age is {age} and months is {months}. Both are whole numbers, 1 or more.")
    flags = chosen(evidence, people)
    rows = evidence.people[np.zeros(len(evidence.people), bool) if flags is None else flags]
    day = birthdays(rows["born"], age)
    tomorrow = pd.Timestamp(evidence.as_at) + pd.Timedelta(days=1)
    ahead = (day >= tomorrow) & (day < tomorrow + pd.DateOffset(months=months))
    found = day[ahead | day.isna()].rename_axis("person")
    return found.sort_index().sort_values(kind="stable").to_frame("day")


def _labels(bands: Sequence[int]) -> list[str]:
    last = [first - 1 for first in bands[1:]]
    between = [f"{a} to {b}" if a < b else f"{a}" for a, b in zip(bands, last, strict=False)]
    return [f"under {bands[0]}", *between, f"{bands[-1]} and over", NOT_KNOWN]


def _out_of(part: pd.DataFrame, missing: bool) -> pd.DataFrame:
    known = part["group"] != NOT_KNOWN
    total = part.loc[known, "people"].sum()
    part = part.assign(out_of=np.where(known, total, np.nan))  # who is not known is no share of the others
    return part.assign(people=np.nan, out_of=np.nan) if missing else part
