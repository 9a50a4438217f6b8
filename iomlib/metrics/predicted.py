"""National Indicators 18, 30 and 38: what a cohort did, against what was predicted, quarter by quarter."""

import math
from datetime import date

import numpy as np
import pandas as pd

from iomlib.metrics.counts import chosen, shares
from iomlib.metrics.days import Flags
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.intervals import Estimate, check_count, poisson_exact, wilson
from iomlib.periods import Quarter

METHOD = "exact Poisson (Garwood) over a fixed prediction"
VERDICTS = ("better than predicted", "worse than predicted", "no clear difference", "no data")


def against_predicted(rows: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Hold the offences (or offenders) of a cohort against the number that was predicted.

    The prediction is taken for certain and the offences for independent; offences of one person come in
    clusters, so the true doubt is larger.

    Parameters
    ----------
    rows
        One row per cohort: ``offences`` (count, may be missing) and ``predicted`` (a number above 0,
        may be missing); other columns are left alone.
    confidence
        0.95 for 95% intervals.

    Returns
    -------
    The same rows with ``ratio`` (offences over predicted; 1 is as predicted), ``lower``, ``upper``,
    ``confidence``, ``method``, ``difference_percent`` (100 x (ratio - 1)) and ``verdict``: better or worse than
    predicted only where the interval leaves out 1. Without both numbers: missing, and ``no data``.

    Source
    ------
    National Indicators 18 and 38 (adult re-offending; drug-related offending): percentage difference
    from a predicted rate. Limits of a ratio to a fixed number: Garwood 1936, Breslow and Day 1987.

    Examples
    --------
    >>> rows = pd.DataFrame({"offences": [20, 20], "predicted": [21.0, 40.0]}, index=["ni18", "ni38"])
    >>> against_predicted(rows)["verdict"].to_dict()
    {'ni18': 'no clear difference', 'ni38': 'better than predicted'}
    """
    pairs = zip(rows["offences"].astype("float64"), rows["predicted"].astype("float64"), strict=True)
    found = [_ratio(offences, predicted, confidence) for offences, predicted in pairs]
    names = ["ratio", "lower", "upper", "confidence", "method"]
    table = rows.join(pd.DataFrame(found, columns=names, index=rows.index))
    choices = [table["ratio"].isna(), table["upper"] < 1, table["lower"] > 1]
    verdict = np.select(choices, [VERDICTS[3], VERDICTS[0], VERDICTS[1]], VERDICTS[2])
    return table.assign(difference_percent=100 * (table["ratio"] - 1), verdict=verdict)


def convictions_of(
    evidence: Evidence, people: "pd.Series[bool]", first: date, last: date, confidence: float = 0.95
) -> pd.DataFrame:
    """Count the convictions of a cohort by the quarter in which the offence was committed.

    Only convictions known by the last day known of count, so recent quarters may still grow.

    Parameters
    ----------
    evidence
        What is known; of its tables ``convictions``.
    people
        The cohort, true or false by person: for National Indicator 30 those on the PPO list on 1 April.
    first, last
        First day of the first quarter and last day of the last.

    Returns
    -------
    One row per ``quarter`` (id): ``convictions`` (offences of which they were convicted), ``people`` (of the
    cohort, convicted of one at least), ``out_of`` (the cohort), ``share`` (0 to 1), ``lower``, ``upper``,
    ``confidence``, ``method``. Missing where convictions were not supplied, where it is not known who is meant,
    and for quarters that were not over on the last day known of. ``track_against_ceiling`` takes the column
    ``convictions``.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraphs 4.6 to 4.10.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> rows = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": None})
    >>> days = {"offence_day": pd.to_datetime(["2008-06-30", "2008-07-01"])}
    >>> convictions = pd.DataFrame({"person": "a", "day": pd.Timestamp("2008-09-01"), "offence": "burglary", **days})
    >>> evidence = gather({"nominals": rows, "convictions": convictions}, date(2009, 3, 31))
    >>> cohort = pd.Series(True, index=["a"])
    >>> convictions_of(evidence, cohort, date(2008, 4, 1), date(2008, 12, 31))["convictions"].to_dict()
    {'2008-09-Q1': 1.0, '2008-09-Q2': 1.0, '2008-09-Q3': 0.0}
    """
    quarters = _quarters(first, last)
    flags = chosen(evidence, people)
    who, day = _offences(evidence, flags, first, last)
    starts = np.array([quarter.start for quarter in quarters], dtype="datetime64[D]")
    at = np.searchsorted(starts, day, side="right") - 1
    once = np.unique(at * max(len(evidence.people), 1) + who) // max(len(evidence.people), 1)
    table = pd.DataFrame(index=pd.Index([quarter.id for quarter in quarters], name="quarter"))
    table["convictions"] = np.bincount(at, minlength=len(quarters)).astype("float64")
    table["people"] = np.bincount(once, minlength=len(quarters)).astype("float64")
    table["out_of"] = float(0 if flags is None else flags.sum())
    over = np.array([quarter.end <= evidence.as_at for quarter in quarters])
    known = over & (flags is not None) & ("convictions" in evidence.tables)
    table.loc[~known] = math.nan
    return table.assign(**shares(table["people"], table["out_of"], confidence))


def convicted(
    evidence: Evidence, people: "pd.Series[bool]", first: date, last: date, confidence: float = 0.95
) -> Estimate:
    """Give the share of a cohort that was convicted of an offence committed in a period.

    Parameters
    ----------
    evidence, people
        As for ``convictions_of``.
    first, last
        First and last day of the period, both counted.

    Returns
    -------
    Share, 0 to 1. Missing as in ``convictions_of``, and for a period that was not over.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 4.10: "only 55% of the cohort".

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> rows = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> convictions = pd.DataFrame({"person": ["a"], "day": pd.Timestamp("2008-09-01"), "offence": "burglary",
    ...     "offence_day": pd.Timestamp("2008-06-30")})
    >>> evidence = gather({"nominals": rows, "convictions": convictions}, date(2009, 3, 31))
    >>> convicted(evidence, pd.Series(True, index=["a", "b"]), date(2008, 4, 1), date(2008, 12, 31)).value
    0.5
    """
    flags = chosen(evidence, people)
    if flags is None or "convictions" not in evidence.tables or last > evidence.as_at:
        return wilson(0, 0, confidence)
    who, _ = _offences(evidence, flags, first, last)
    return wilson(len(np.unique(who)), int(flags.sum()), confidence)


def _ratio(offences: float, predicted: float, confidence: float) -> Estimate:
    missing = Estimate(math.nan, math.nan, math.nan, confidence, METHOD)
    if math.isnan(offences + predicted):
        return missing
    check_count("offences", offences)
    if not 0 < predicted < math.inf:
        raise ValueError(f"predicted is {predicted:g}. A prediction is a number above 0, or missing.")
    found = poisson_exact(offences, confidence)
    value, lower, upper = (limit / predicted for limit in found[:3])
    return Estimate(value, lower, upper, confidence, METHOD)


def _quarters(first: date, last: date) -> list[Quarter]:
    begin, end = map(Quarter.of, (first, last))
    if begin.start != first or end.end != last or last < first:
        raise ValueError(
            f"{first} to {last} are not whole quarters. Take the first day of one, the last of one."
        )
    return Quarter.range(begin, end)


def _offences(
    evidence: Evidence, flags: Flags | None, first: date, last: date
) -> tuple[np.typing.NDArray[np.int64], np.typing.NDArray[np.datetime64]]:
    """Give who committed the offences of a period, and when."""
    table = evidence.tables.get("convictions")
    if table is None or flags is None:
        return np.zeros(0, np.int64), np.zeros(0, "datetime64[D]")
    days = table["offence_day"]
    inside = ((days >= pd.Timestamp(first)) & (days <= pd.Timestamp(last))).to_numpy(bool)
    inside = inside & flags[table["who"].to_numpy()]
    return table["who"].to_numpy("int64")[inside], days.to_numpy()[inside].astype("datetime64[D]")
