"""Time in custody: days of a period, each counted once, and who spent all of it inside."""

import math
from datetime import date

import pandas as pd

from iomlib.metrics.counts import check_known, chosen, with_shares
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.merging import days_inside


def custody_days(evidence: Evidence, first: date, last: date) -> pd.DataFrame:
    """Count each person's days in custody in a period, a day once where spells overlap.

    Parameters
    ----------
    evidence
        As for ``in_custody``.
    first, last
        First and last day of the period, both counted. Not after the last day that is known of.

    Returns
    -------
    One row per person: ``days`` (in custody in the period), ``any_day`` and ``every_day`` (true or
    false). All missing where custody was not supplied.

    Source
    ------
    Peterborough City Council, Scrutiny Committee, 12 September 2012, 5.1.8: about half of those managed
    are in custody, where they can neither be worked with nor offend in the community.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": None})
    >>> custody = pd.DataFrame({"person": ["a", "a"], "start": pd.to_datetime(["2008-12-05", "2009-01-05"]),
    ...     "end": pd.NaT, "sentence_months": 6.0, "release_due": pd.NaT})
    >>> evidence = gather({"nominals": people, "custody": custody}, date(2009, 3, 31))
    >>> custody_days(evidence, date(2009, 1, 1), date(2009, 3, 31))["days"].tolist()
    [90.0]
    """
    check_known(evidence, last)
    index = evidence.people.index
    if "custody" not in evidence.tables:
        nothing = pd.Series(pd.NA, index=index, dtype="boolean")
        return pd.DataFrame({"days": math.nan, "any_day": nothing, "every_day": nothing}, index=index)
    days = days_inside(evidence.tables["custody"], len(index), first, last)
    table = pd.DataFrame({"days": days.astype("float64")}, index=index)
    every = days == (last - first).days + 1
    return table.assign(any_day=pd.array(days > 0, "boolean"), every_day=pd.array(every, "boolean"))


def time_in_custody(
    evidence: Evidence, people: "pd.Series[bool]", first: date, last: date, confidence: float = 0.95
) -> pd.DataFrame:
    """Count the people who spent some, and all, of a period in custody, and their days there.

    Parameters
    ----------
    evidence, first, last
        As for ``custody_days``.
    people
        True or false by person, such as ``on_list`` gives.

    Returns
    -------
    One row per ``custody``, ``any-day`` and ``every-day``: ``people``, ``out_of`` (counts), ``share`` (0 to 1),
    ``lower``, ``upper``, ``confidence``, ``method``; ``days`` (in custody in the period, of all of them) and
    ``days_out_of`` (days of the period, of everybody meant). Missing where it is not known who is meant, or
    custody was not supplied.

    Source
    ------
    As for ``custody_days``.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> custody = pd.DataFrame({"person": ["a"], "start": pd.Timestamp("2009-01-31"), "end": pd.NaT,
    ...     "sentence_months": 6.0, "release_due": pd.NaT})
    >>> evidence = gather({"nominals": people, "custody": custody}, date(2009, 3, 31))
    >>> everybody = pd.Series(True, index=["a", "b"])
    >>> table = time_in_custody(evidence, everybody, date(2009, 1, 1), date(2009, 3, 31))
    >>> table[["people", "days", "days_out_of"]].to_numpy().tolist()
    [[1.0, 60.0, 180.0], [0.0, 0.0, 180.0]]
    """
    flags, rows = chosen(evidence, people), custody_days(evidence, first, last)
    index = pd.Index(["any-day", "every-day"], name="custody")
    if flags is None or "custody" not in evidence.tables:
        nothing = pd.DataFrame(math.nan, index=index, columns=["people", "out_of"])
        return with_shares(nothing, confidence).assign(days=math.nan, days_out_of=math.nan)
    rows = rows[flags]
    inside = [rows[name].to_numpy(bool) for name in ("any_day", "every_day")]
    counts = [(float(some.sum()), float(len(rows))) for some in inside]
    table = with_shares(pd.DataFrame(counts, columns=["people", "out_of"], index=index), confidence)
    days = [rows.loc[some, "days"].sum() for some in inside]
    return table.assign(days=days, days_out_of=float(len(rows) * ((last - first).days + 1)))
