"""National Indicator 30: convictions of a named cohort, held against a ceiling for the year."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pandas as pd
from scipy.stats import chisquare

from iomlib.errors import ParameterError
from iomlib.metrics.intervals import check_count, poisson_prediction
from iomlib.periods import Quarter

_TENABLE = 0.05  # A constant rate is doubted when so rare a spread of the quarters turns up.


def ni30_ceiling(baseline: int, reduction: float) -> int:
    """Give the most convictions that still meet a target: "should not exceed 207 convictions".

    Parameters
    ----------
    baseline
        Convictions of the cohort in the year before.
    reduction
        The reduction asked for, 0 to 1. It is taken as the decimal that was written, not as
        the nearest binary number, so that 29% of 100 leaves 71 and not 70.

    Returns
    -------
    Convictions, rounded down: 207.48 means that 207 meet the target and 208 do not.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 4.6.

    Examples
    --------
    >>> ni30_ceiling(247, 0.16)
    207
    """
    check_count("baseline", baseline)
    if not 0 <= reduction <= 1:
        raise ValueError(f"reduction is {reduction:g}. It lies between 0 and 1: 16% is 0.16.")
    return math.floor(int(baseline) * (1 - Fraction(str(float(reduction)))))


def track_against_ceiling(
    convictions_by_quarter: "pd.Series[float] | Mapping[str, float] | Sequence[float]",
    ceiling: float,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Follow convictions through the year: so far, against an even share, and where it may end.

    The projection takes the rate so far for that of the rest; the dispersion test says whether
    the quarters are alike enough. A recent quarter may still grow.

    Parameters
    ----------
    convictions_by_quarter
        Convictions of 1 to 4 quarters, in order from Q1; missing where no return came.
    ceiling
        Convictions in the year that meet the target.

    Returns
    -------
    One row per quarter. Counts: ``convictions``, ``to_date``, ``variance_quarter`` and
    ``variance_to_date`` (less an even share of the ceiling), ``projection`` for the year with
    ``projection_lower`` and ``projection_upper``, ``over_ceiling`` (projection less ceiling).
    Of the quarters so far: ``dispersion_chi2``, ``_df``, ``_p``; ``constant_rate_tenable`` (p of
    0.05 or more). ``confidence``, ``method``. Missing from a missing quarter on.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraphs 4.7 to 4.9.

    Examples
    --------
    >>> track = track_against_ceiling({"2008-09-Q1": 56, "2008-09-Q2": 49}, ceiling=207)
    >>> track.loc["2008-09-Q2", ["to_date", "projection", "projection_lower"]].tolist()
    [105.0, 210.0, 183.0]
    """
    check_count("ceiling", ceiling)
    counts = pd.Series(convictions_by_quarter, dtype="float64")
    _check_quarters(counts)
    share = ceiling / 4
    table = pd.DataFrame({"convictions": counts, "to_date": counts.cumsum(skipna=False)})
    number = pd.Series(range(1, len(counts) + 1), index=counts.index)
    table["variance_quarter"] = counts - share
    table["variance_to_date"] = table["to_date"] - share * number
    table["projection"] = table["to_date"] * 4 / number
    pairs = zip(table["to_date"], number, strict=True)
    table[["projection_lower", "projection_upper"]] = [_limits(*pair, confidence) for pair in pairs]
    table["over_ceiling"] = table["projection"] - ceiling
    method = "run rate, exact Poisson prediction (Nelson)"
    return table.join(_spread(counts)).assign(confidence=confidence, method=method)


def track_target(convictions: "pd.Series[float]", target: pd.DataFrame) -> pd.DataFrame:
    """Follow a year's convictions against the ceiling that its target sets.

    Parameters
    ----------
    convictions
        As for ``track_against_ceiling``; may be empty.
    target
        At most one row: ``baseline`` (count) and ``reduction_percent`` (0 to 100).

    Returns
    -------
    Columns of ``track_against_ceiling`` and ``ceiling`` (count); no rows without both inputs.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraphs 4.4 to 4.9.

    Examples
    --------
    >>> target = pd.DataFrame({"baseline": [247], "reduction_percent": [16.0]})
    >>> track_target(pd.Series([56, 49, 23]), target)["ceiling"].tolist()
    [207, 207, 207]
    """
    if not len(target) or not len(convictions):
        return pd.DataFrame()
    aim = target.iloc[0]
    # As a fraction: 16.1 / 100 is 0.16100000000000003, which could move a ceiling by one.
    reduction = float(Fraction(str(aim["reduction_percent"])) / 100)
    ceiling = ni30_ceiling(int(aim["baseline"]), reduction)
    return track_against_ceiling(convictions.astype("float64"), ceiling).assign(ceiling=ceiling)


def _limits(to_date: float, quarters: int, confidence: float) -> tuple[float, float]:
    """Give the ends of the interval for the whole year."""
    if math.isnan(to_date):
        return math.nan, math.nan
    rest = poisson_prediction(to_date, quarters, 4 - quarters, confidence)
    return to_date + rest.lower, to_date + rest.upper


def _spread(counts: "pd.Series[float]") -> pd.DataFrame:
    """Say for the quarters so far whether they are alike enough to share one rate."""
    columns = ["dispersion_chi2", "dispersion_df", "dispersion_p"]
    tests = [_dispersion(counts.iloc[:quarters]) for quarters in range(1, len(counts) + 1)]
    table = pd.DataFrame(tests, columns=columns, index=counts.index)
    p = table["dispersion_p"]
    return table.assign(constant_rate_tenable=(p >= _TENABLE).astype("boolean").mask(p.isna()))


def _dispersion(counts: "pd.Series[float]") -> tuple[float, float, float]:
    """Test whether the quarters differ more than chance lets equal ones differ (Fisher 1950)."""
    if len(counts) == 1 or not counts.sum(skipna=False) > 0:
        return math.nan, math.nan, math.nan
    test = chisquare(counts)
    return float(test.statistic), len(counts) - 1, float(test.pvalue)


def _check_quarters(counts: "pd.Series[float]") -> None:
    if not 1 <= len(counts) <= 4:
        raise ValueError(f"{len(counts)} quarters given. A year is tracked from 1 to 4 of them.")
    for label, count in counts.dropna().items():
        check_count(f"convictions of quarter {label}", count)
    quarters = [_quarter(label) for label in counts.index]
    found = next((quarter for quarter in quarters if quarter), None)
    if found and quarters != [Quarter(found.year, n) for n in range(1, len(counts) + 1)]:
        raise ValueError(
            f"quarters are {', '.join(map(str, counts.index))}. "
            "They follow each other from Q1 of one financial year."
        )


def _quarter(label: object) -> Quarter | None:
    try:
        return label if isinstance(label, Quarter) else Quarter.parse(label)
    except ParameterError:
        return None
