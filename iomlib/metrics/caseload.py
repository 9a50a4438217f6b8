"""Caseloads: who is on which list, and what a printed percentage says about a count."""

import math
from fractions import Fraction

import pandas as pd

from iomlib import percentages
from iomlib.metrics.intervals import Estimate, check_count, wilson


def counts_behind(percent: float, total: int, places: int = 0) -> list[int]:
    """List the counts that a printed percentage can stand for.

    One count means that the percentage discloses it; none means that it was printed wrong.

    Parameters
    ----------
    percent
        Percentage as printed, such as 21 or 18.4.
    total
        People in the group.
    places
        Decimal places of the percentage.

    Returns
    -------
    Counts from 0 to ``total`` whose percentage rounds (half up) to ``percent``, in order.

    Source
    ------
    Half up is how the documents round; for groups of up to 100 people a whole percentage never
    stands for two counts.

    Examples
    --------
    >>> counts_behind(21, 73), counts_behind(20, 73), counts_behind(82, 870)[:3]
    ([15], [], [710, 711, 712])
    """
    check_count("total", total)
    if not 0 <= percent <= 100:
        raise ValueError(f"percent is {percent:g}. It lies between 0 and 100.")
    if Fraction(str(float(percent))) % Fraction(1, 10**places):
        raise ValueError(f"percent is {percent:g}, which has more than {places} decimal places.")
    return percentages.counts_behind(percent, int(total), places)


def overlaps(memberships: pd.DataFrame) -> pd.DataFrame:
    """Give the share of a cohort that is on each list, with its interval.

    Lists overlap: shares of one cohort need not add up to 1 (``adds_up`` tells).

    Parameters
    ----------
    memberships
        One row per cohort and list: ``cohort``, ``cohort_size`` (people), ``list``, ``people``
        (may be missing), ``percent_printed`` (whole percent, may be missing).

    Returns
    -------
    The same rows. ``people`` filled in where the percentage stands for one count only, and ``given``, true
    where it was given; ``share`` (0 to 1), ``lower``, ``upper``, ``confidence``, ``method``; missing where
    people are.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 3.14.

    Examples
    --------
    >>> rows = {"cohort": "adults", "cohort_size": 73, "list": ["PPO", "DRR"]}
    >>> memberships = pd.DataFrame({**rows, "people": None, "percent_printed": [19, 21]})
    >>> overlaps(memberships)["people"].tolist()
    [14.0, 15.0]
    """
    people = _people(memberships)
    sizes = memberships["cohort_size"]
    estimates = [
        # wilson(0, 0) is missing throughout and names the method all the same.
        wilson(0, 0) if math.isnan(count) else wilson(count, size)
        for count, size in zip(people, sizes, strict=True)
    ]
    shares = pd.DataFrame(estimates, columns=list(Estimate._fields), index=memberships.index)
    given = memberships["people"].notna()
    return memberships.assign(people=people, given=given).join(shares.rename(columns={"value": "share"}))


def adds_up(memberships: pd.DataFrame) -> "pd.Series[bool]":
    """Say of each cohort whether its lists add up to it, as parts of a whole do.

    Parameters
    ----------
    memberships
        As for ``overlaps``, of one area and period: a list stands once in a cohort.

    Returns
    -------
    One value per cohort (index): true, false, or missing where a count is not known.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, section 5: 717, 67, 40 and 46 of 870.

    Examples
    --------
    >>> rows = {"cohort": "caseload", "cohort_size": 870, "list": ["a", "b", "c", "d"]}
    >>> people = {"people": [717, 67, 40, 46], "percent_printed": None}
    >>> adds_up(pd.DataFrame({**rows, **people})).to_dict()
    {'caseload': True}
    """
    keys = memberships[["cohort", "list"]]
    if keys.duplicated().any():
        cohort, name = keys[keys.duplicated()].iloc[0]
        raise ValueError(f"list {name!r} stands twice in cohort {cohort!r}. Give one period only.")
    by_cohort = memberships.assign(people=_people(memberships)).groupby("cohort", sort=False)
    people = by_cohort["people"].sum(skipna=False)
    return (people == by_cohort["cohort_size"].first()).astype("boolean").mask(people.isna())


def frequency_summary(frequencies: pd.DataFrame, at_least: int = 5) -> "pd.Series[float]":
    """Add up a table of how many people were arrested how often.

    Parameters
    ----------
    frequencies
        Columns ``arrests`` (of one person) and ``people`` (with that many).
    at_least
        Arrests from which a person counts as frequently arrested.

    Returns
    -------
    Counts ``people``, ``arrests``, ``highest`` (arrests of one person), ``people_at_least`` and
    ``arrests_at_least``; missing where the table is empty.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 6.1.

    Examples
    --------
    >>> frequencies = pd.DataFrame({"arrests": [90, 6, 1], "people": [1, 2, 10]})
    >>> frequency_summary(frequencies).tolist()
    [13, 112, 90, 3, 102]
    """
    for column in ("arrests", "people"):
        for count in frequencies[column]:
            check_count(column, count)
    table = frequencies[frequencies["people"] > 0]
    often = table[table["arrests"] >= at_least]
    summary = {
        "people": table["people"].sum(),
        "arrests": (table["arrests"] * table["people"]).sum(),
        "highest": table["arrests"].max(),
        "people_at_least": often["people"].sum(),
        "arrests_at_least": (often["arrests"] * often["people"]).sum(),
    }
    return pd.Series(summary if len(table) else dict.fromkeys(summary, math.nan))


def _people(memberships: pd.DataFrame) -> "pd.Series[float]":
    """Take the count, or the one count that the printed percentage can stand for."""
    people = memberships["people"].astype("float64")
    percent = memberships["percent_printed"].astype("float64")
    rows = zip(people, percent, memberships["cohort_size"], strict=True)
    filled = [
        _only(counts_behind(printed, size)) if math.isnan(count) and not math.isnan(printed) else count
        for count, printed, size in rows
    ]
    return pd.Series(filled, index=memberships.index, dtype="float64")


def _only(counts: list[int]) -> float:
    return counts[0] if len(counts) == 1 else math.nan
