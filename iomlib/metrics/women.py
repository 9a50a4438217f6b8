"""Women who are arrested or on a list, and those of them who might be worked with first."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from iomlib.metrics.cohort import on_list
from iomlib.metrics.counts import chosen, count, with_shares
from iomlib.metrics.days import Flags, window
from iomlib.metrics.distributions import Numbers, numbers
from iomlib.metrics.evidence import Evidence

WOMAN = "female"
LISTS = ("ppo", "probation", "drr", "treatment")
YEARS_5 = 60  # months


def women_on_lists(
    evidence: Evidence, area: str | None, lists: Sequence[str] = LISTS, confidence: float = 0.95
) -> pd.DataFrame:
    """Count the women on each list on the last day known of.

    Parameters
    ----------
    evidence
        What is known; of its tables ``enrolments``.
    area
        The area; None for any.
    lists
        Names of lists.

    Returns
    -------
    One row per ``list``: ``people`` (women), ``out_of`` (people on the list whose sex is known), ``share``
    (0 to 1), ``lower``, ``upper``, ``confidence``, ``method``, and ``not_known`` (people on the list whose sex is
    not). Missing where there is no row of the list.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 6.4.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": ["female", "male"]})
    >>> enrolments = pd.DataFrame({"person": ["a", "b"], "area": "haringey", "list": "ppo",
    ...     "start": pd.Timestamp("2008-01-01"), "end": pd.NaT, "reason": None})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments}, date(2008, 6, 30))
    >>> women_on_lists(evidence, "haringey", ["ppo"])["share"].tolist()
    [0.5]
    """
    sex = evidence.people["sex"]
    woman, unknown = (sex == WOMAN).to_numpy(bool), sex.isna().to_numpy(bool)
    rows = []
    for name in lists:
        there = on_list(evidence, name, area, evidence.as_at)
        rows.append([count(there & woman), count(there & ~unknown), count(there & unknown)])
    index = pd.Index(list(lists), name="list")
    table = pd.DataFrame(rows, columns=["people", "out_of", "not_known"], index=index, dtype="float64")
    return _last(with_shares(table, confidence), "not_known")


def women_arrested(
    evidence: Evidence,
    area: str | None,
    months: int = YEARS_5,
    often: int = 5,
    lists: Sequence[str] = LISTS,
) -> pd.DataFrame:
    """Count the women arrested in an area in the months up to the last day known of.

    Parameters
    ----------
    evidence
        What is known; of its tables ``arrests`` and ``enrolments``.
    area
        Where they were arrested, and whose lists are meant; None for any.
    months
        Length of the time; the paper took five years.
    often
        Arrests from which a woman counts as often arrested.
    lists
        Names of lists.

    Returns
    -------
    One row per ``group``: ``arrested``, ``often-arrested``, and the women arrested who are on each of the
    lists on the last day. ``people`` (women), ``arrests`` (their arrests), ``out_of`` (for ``arrested``
    everybody arrested whose sex is known; for the others the women arrested), ``share`` (0 to 1), ``lower``,
    ``upper``, ``confidence``, ``method``. A last row ``sex-not-known`` counts those arrested whose sex is
    not. Missing where arrests or the list were not supplied.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraphs 6.1 to 6.3.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": ["female", "male"]})
    >>> arrests = pd.DataFrame({"person": ["a", "a", "b"], "area": "stockton-on-tees",
    ...     "day": pd.Timestamp("2009-01-01"), "offence": "burglary"})
    >>> evidence = gather({"nominals": people, "arrests": arrests}, date(2009, 1, 1))
    >>> women_arrested(evidence, "stockton-on-tees", often=2, lists=[])["people"].to_dict()
    {'arrested': 1.0, 'often-arrested': 1.0, 'sex-not-known': 0.0}
    """
    sex = evidence.people["sex"]
    woman, unknown = (sex == WOMAN).to_numpy(bool), sex.isna().to_numpy(bool)
    number = numbers(arrests_of(evidence, area, months))
    known = not np.isnan(number).any()
    groups: dict[str, Flags | None] = {
        "arrested": woman & (number > 0),
        "often-arrested": woman & (number >= often),
    }
    for name in lists:
        there = chosen(evidence, on_list(evidence, name, area, evidence.as_at))
        groups[name] = woman & (number > 0) & there if there is not None else None
    groups["sex-not-known"] = unknown & (number > 0)
    rows = {name: _counted(flags if known else None, number) for name, flags in groups.items()}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["people", "arrests"]).rename_axis("group")
    table["out_of"] = table["people"].loc["arrested"]
    table.loc["arrested", "out_of"] = (~unknown & (number > 0)).sum() if known else np.nan
    table.loc["sex-not-known", "out_of"] = np.nan
    return with_shares(table)


def most_arrested(
    evidence: Evidence,
    area: str | None,
    number: int,
    months: int = YEARS_5,
    lists: Sequence[str] = LISTS,
) -> pd.DataFrame:
    """List the women arrested most often: the top twenty, or the top five.

    Parameters
    ----------
    evidence, area, months, lists
        As for ``women_arrested``.
    number
        How many women. All who tie with the last of them are listed too.

    Returns
    -------
    One row per woman (index ``person``), the most arrested first, then by person: ``arrests`` (count),
    ``rank`` (1 is the most; ties share the best), ``tied`` (women of this rank), and for each list whether
    she is on it on the last day known of (true, false, or missing). No rows where arrests were not
    supplied.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 6.9, options.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": "female"})
    >>> arrests = pd.DataFrame({"person": ["a", "b", "b"], "area": "stockton-on-tees",
    ...     "day": pd.Timestamp("2009-01-01"), "offence": "burglary"})
    >>> evidence = gather({"nominals": people, "arrests": arrests}, date(2009, 1, 1))
    >>> most_arrested(evidence, "stockton-on-tees", 1, lists=[])["arrests"].to_dict()
    {'b': 2}
    """
    if number < 1:
        raise ValueError(f"number is {number}. It is a whole number, 1 or more.")
    arrests = arrests_of(evidence, area, months)
    woman = (evidence.people["sex"] == WOMAN).to_numpy(bool)
    table = arrests[woman & (arrests > 0).to_numpy(bool)].astype("int64").to_frame("arrests")
    table["rank"] = table["arrests"].rank(method="min", ascending=False)
    table["tied"] = table.groupby("rank")["rank"].transform("size")
    table = table[table["rank"] <= number].sort_index().sort_values("rank", kind="stable")
    for name in lists:
        # Reindexed: a table without rows would take on those of what it is given.
        table[name] = on_list(evidence, name, area, evidence.as_at).reindex(table.index)
    return table.rename_axis("person")


def arrests_of(evidence: Evidence, area: str | None, months: int) -> "pd.Series[float]":
    """Count each person's arrests in an area in the months up to the last day known of.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": "female"})
    >>> arrests_of(gather({"nominals": people}, date(2009, 1, 1)), None, 60).tolist()
    [nan]
    """
    index = evidence.people.index
    if "arrests" not in evidence.tables:
        return pd.Series(np.nan, index=index)
    rows = evidence.tables["arrests"]
    inside = rows["day"].between(*window(evidence.as_at, months)).to_numpy(bool)
    if area is not None:
        inside = inside & (rows["area"] == area).to_numpy(bool)
    number = np.bincount(rows["who"].to_numpy("int64")[inside], minlength=len(index))
    return pd.Series(number.astype("float64"), index=index)


def _counted(flags: Flags | None, arrests: Numbers) -> tuple[float, float]:
    return (np.nan, np.nan) if flags is None else (float(flags.sum()), float(arrests[flags].sum()))


def _last(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table[[*table.columns.drop(name), name]]
