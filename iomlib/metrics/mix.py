"""Of which offences recorded crime is made, and how that has changed since the same quarter of last year."""

import pandas as pd

from iomlib.metrics.change import compare
from iomlib.metrics.season import (
    by_period,
    by_quarter,
    periods_of,
    quarter_period,
    step_of,
)

# So many crimes in one of two quarters, and no row in the other: chance alone would do that once in 500 times or less.
NAMED = 10


def offence_mix(recorded: pd.DataFrame, quarter: str) -> pd.DataFrame:
    """Give each offence group its count, its share of a quarter's crime, and both of a year ago.

    A share has no interval: it is of all that was recorded and no sample of it. What chance alone
    could move is the count, and the ratio of two counts has one.

    Parameters
    ----------
    recorded
        Rows of one area and series, as for ``by_period``, with ``offence_group``.
    quarter
        Id of a financial quarter. Of one that lacks a month, the months that are there are counted.

    Returns
    -------
    By ``offence_group``, the most frequent first: ``crimes`` (count), ``share`` (0 to 1; none where corrections
    put a group below 0, or the count of a group is not known), ``share_before`` and ``share_change`` (of the same
    quarter last year, and the difference), the columns of ``rolling_change``, ``in_series`` (false where the
    category did not exist in one of the two quarters, so that nothing compares) and ``named`` (false where that is
    said of nowhere, but one quarter has ten or more crimes of it and the other no row; it has no count there).
    What compares two quarters is missing unless both are there as a whole.

    Source
    ------
    Przyborowski and Wilenski 1940 (exact ratio of two Poisson counts).

    Examples
    --------
    >>> rows = {"period_start": pd.Timestamp("2018-04-01"), "period_end": pd.Timestamp("2018-06-30")}
    >>> rows |= {"kind": "crime", "state": "counted", "supply": "", "offence_group": ["arson", "theft"]}
    >>> offence_mix(pd.DataFrame(rows | {"crimes": [10, 30]}), "2018-19-Q1")["share"].to_dict()
    {'theft': 0.75, 'arson': 0.25}
    """
    asked = quarter_period(quarter)
    now, then = (_groups(recorded, period) for period in (asked, asked - 4))
    whole = by_quarter(by_period(recorded))["whole"].reindex([asked - 4, asked], fill_value=False)
    groups = now.index.union(then.index, sort=True) if len(now) else now.index
    now, then = now.reindex(groups), then.reindex(groups)
    gone, new = (_unnamed(*pair) & bool(whole.all()) for pair in ((now, then), (then, now)))
    table = pd.DataFrame({"crimes": _count(now).mask(gone), "share": _share(_count(now), now).mask(gone)})
    before = _count(then).mask(new) if whole.all() else pd.Series(float("nan"), index=groups)
    table["share_before"] = _share(before, then)
    table["share_change"] = table["share"] - table["share_before"]
    table["named"] = ~(gone | new)
    table["in_series"] = table["named"] & ~((now["in_series"] == False) | (then["in_series"] == False))  # noqa: E712
    both = compare(before.where(table["in_series"]), table["crimes"].where(table["in_series"]))
    table = table.join(both).rename_axis("offence_group")
    return table.sort_values("crimes", ascending=False, kind="stable")


def kept_apart(recorded: pd.DataFrame, quarter: str) -> pd.DataFrame:
    """Count what a quarter's file holds and no area is given: without a place, of the railway, and so on.

    Parameters
    ----------
    recorded
        As for ``by_period``, read with the rows that are kept apart: column ``place``.

    Returns
    -------
    By ``place`` (index; ``area`` is left out): ``crimes`` and ``incidents`` (counts; missing where a row's is not
    known). Without any row where nothing was kept apart.

    Source
    ------
    Rows of data.police.uk without a location, and of forces without a territory.

    Examples
    --------
    >>> rows = {"period_start": pd.Timestamp("2018-04-01"), "period_end": pd.Timestamp("2018-06-30")}
    >>> rows |= {"kind": ["crime", "incident"], "state": "counted", "place": "no location", "crimes": [9, 2]}
    >>> kept_apart(pd.DataFrame(rows), "2018-19-Q1").loc["no location"].tolist()
    [9.0, 2.0]
    """
    rows = _of_quarter(recorded, quarter_period(quarter))
    rows = rows[rows["place"] != "area"]
    counts = rows["crimes"].astype("float64").where(rows["state"] == "counted")
    table = pd.DataFrame({"crimes": counts.where(rows["kind"] == "crime", 0)})
    table["incidents"] = counts.where(rows["kind"] == "incident", 0)
    return table.groupby(rows["place"].astype("str")).sum(skipna=False)


def incidents(recorded: pd.DataFrame, quarter: str) -> pd.DataFrame:
    """Compare a quarter's anti-social behaviour with the same quarter of last year.

    Parameters
    ----------
    recorded
        As for ``by_period``.

    Returns
    -------
    One row: ``incidents`` (count in the months that are there) and the columns of
    ``against_last_year``; no rows where the source has no incidents in the quarter.

    Source
    ------
    Home Office counting rules: an incident is no notifiable offence and is never added to crime.

    Examples
    --------
    >>> rows = {"period_start": pd.Timestamp("2018-04-01"), "period_end": pd.Timestamp("2018-06-30")}
    >>> rows |= {"kind": "incident", "state": "counted", "supply": "", "crimes": [12]}
    >>> incidents(pd.DataFrame(rows), "2018-19-Q1")["incidents"].tolist()
    [12.0]
    """
    quarters = by_quarter(by_period(recorded, "incident"))
    asked = quarter_period(quarter)
    found = quarters.reindex([asked])
    if found["supplied"].isna().all():
        return pd.DataFrame(columns=["incidents"])
    pair = quarters["crimes"].where(quarters["whole"]).reindex([asked - 4, asked]).tolist()
    now = pd.Index([quarter], name="quarter")
    table = compare(pd.Series(pair[:1], index=now), pd.Series(pair[1:], index=now))
    return table.assign(before=pair[0], incidents=found["supplied"].to_numpy())


def _of_quarter(recorded: pd.DataFrame, quarter: pd.Period) -> pd.DataFrame:
    periods = periods_of(recorded, step_of(recorded))
    inside = (pd.to_datetime(recorded["period_start"]) >= quarter.start_time) & (
        pd.to_datetime(recorded["period_end"]) <= quarter.end_time
    )
    return recorded[inside & periods.notna()]


def _groups(recorded: pd.DataFrame, quarter: pd.Period) -> pd.DataFrame:
    """Count each group; a group with a row that nobody could count has no count."""
    rows = _of_quarter(recorded, quarter)
    rows = rows[rows["kind"] == "crime"]
    counted = rows["state"] == "counted"
    counts = rows["crimes"].astype("float64").where(counted, 0)
    table = pd.DataFrame(
        {
            "crimes": counts,
            "unknown": rows["state"].isin(["missing", "suppressed"]),
            "in_series": rows["state"] != "not in series",
        }
    )
    groups = table.groupby(rows["offence_group"].astype("str"))
    found = groups.agg({"crimes": "sum", "unknown": "any", "in_series": "all"})
    return found.astype({"in_series": "object"})


def _count(groups: pd.DataFrame) -> "pd.Series[float]":
    """Give the counts; a group that a supplied quarter does not name was recorded no time in it."""
    known = groups["unknown"].notna().any()
    counts = groups["crimes"].fillna(0) if known else groups["crimes"]
    lost = (groups["unknown"] == True) | (groups["in_series"] == False)  # noqa: E712
    return counts.where(~lost).astype("float64")


def _share(counts: "pd.Series[float]", groups: pd.DataFrame) -> "pd.Series[float]":
    """Give shares of a total that is known and is made of parts: a part that nobody knows leaves no total."""
    total = counts.sum(min_count=1)
    known = total > 0 and not (groups["unknown"] == True).any() and not (counts < 0).any()  # noqa: E712
    return counts / total if known else counts * float("nan")


def _unnamed(groups: pd.DataFrame, others: pd.DataFrame) -> "pd.Series[bool]":
    """Find the groups that are in no row of one quarter, and in the other too often for that to be chance."""
    return groups["crimes"].isna() & (others["crimes"] >= NAMED)
