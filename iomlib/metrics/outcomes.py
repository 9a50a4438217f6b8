"""Outcomes of a cohort: the measures of reoffending, each with its doubt."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm, t

from iomlib.metrics.intervals import Estimate, poisson_exact, wilson

_NONE = math.nan
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Kind = Callable[[Numbers, Numbers, float], Estimate]


def summarise(
    outcomes: pd.DataFrame, weights: "pd.Series[float] | None" = None, confidence: float = 0.95
) -> pd.DataFrame:
    """Sum a cohort's reoffending up, one measure a row, each with its interval.

    Two measures are of reoffenders only (``reoffences_per_reoffender``, ``days_to_first``). They
    condition on the outcome: a scheme that keeps the lighter offenders from offending makes both
    look worse, so a difference in them between two groups is not an effect.

    Parameters
    ----------
    outcomes
        One row per person, as ``reoffences`` gives it. People who are not mature are left out.
    weights
        How many people each person stands for (same index), such as those of a matched
        comparison. Their intervals use the effective number of people, (sum w)² / sum w².
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    One row per measure (index): ``value``, ``lower``, ``upper``, ``confidence``, ``method``,
    ``people``, ``reoffenders`` (counts of people, not weighted) and ``unknown`` (reoffenders of
    whom the measure is not known). Where some are unknown ``value`` is missing, and the limits
    run from none of them to all of them. Limits are missing where all in a mean are alike, or one.

    Source
    ------
    Shares: Wilson 1927, with the effective number of people (Kish 1965) where there are weights.
    Means: standard error by the sandwich (each person one observation), Student's t, on the log
    scale, since counts are skewed and not below 0; no event at all: exact Poisson.

    Examples
    --------
    >>> outcomes = pd.DataFrame({"reoffended": [1.0, 0.0, 0.0, 1.0], "reoffences": [3.0, 0.0, 0.0, 1.0],
    ...     "days_to_first": [20.0, None, None, 200.0], "most_severe": [2.0, None, None, 1.0],
    ...     "custodial": [0.0, 0.0, 0.0, 1.0]})
    >>> summarise(outcomes)["value"].tolist()
    [0.5, 1.0, 2.0, 110.0, 0.25, 0.25]
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence:g}. Write 95% as 0.95.")
    weight = _weights(outcomes, weights)
    known = outcomes["reoffended"].notna().to_numpy()
    table, weight = outcomes[known], weight[known]
    again = (table["reoffended"] == 1).to_numpy()
    rows = {}
    for measure, (estimate, among, values) in _measures(table, again).items():
        doubt = estimate(values[among], weight[among], confidence)
        rows[measure] = [*doubt, len(table), int(again.sum()), int(np.isnan(values[among]).sum())]
    columns = [*Estimate._fields, "people", "reoffenders", "unknown"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("measure")


def _measures(table: pd.DataFrame, again: Flags) -> dict[str, tuple[Kind, Flags, Numbers]]:
    """Give, for each measure, its kind of estimate, the people it is about, and a number for each of them."""
    everyone = np.ones(len(table), dtype=bool)
    count = table["reoffences"].to_numpy(float)
    tier = table["most_severe"].to_numpy(float)
    severe = np.where(again & np.isnan(tier), np.nan, (tier == 1).astype(float))
    return {
        "rate": (_share, everyone, again.astype(float)),
        "reoffences_per_person": (_mean, everyone, count),
        "reoffences_per_reoffender": (_mean, again, count),
        "days_to_first": (_mean, again, table["days_to_first"].to_numpy(float)),
        "custody": (_share, everyone, table["custodial"].to_numpy(float)),
        "tier_1": (_share, everyone, severe),
    }


def _weights(outcomes: pd.DataFrame, weights: "pd.Series[float] | None") -> Numbers:
    if weights is None:
        return np.ones(len(outcomes))
    if not weights.index.is_unique or not outcomes.index.isin(weights.index).all():
        lacking = int((~outcomes.index.isin(weights.index)).sum())
        raise ValueError(f"weights: {lacking} people have none, or the index repeats. One weight a person.")
    found = np.asarray(weights.reindex(outcomes.index), dtype=np.float64)
    wrong = int((~(np.isfinite(found) & (found >= 0))).sum())
    if wrong:
        raise ValueError(f"weights: {wrong} are no weights. A weight is a number, 0 or more.")
    return found


def _effective(weight: Numbers) -> float:
    """Give the number of people, equally weighted, who would carry as much (Kish)."""
    return float(weight.sum() ** 2 / (weight**2).sum()) if weight.any() else 0.0


def _share(values: Numbers, weight: Numbers, confidence: float) -> Estimate:
    unknown = np.isnan(values)
    if not unknown.any():
        return _wilson(values, weight, confidence)
    least = _wilson(np.where(unknown, 0, values), weight, confidence)
    most = _wilson(np.where(unknown, 1, values), weight, confidence)
    method = f"{least.method}, from none to all of the unknown"
    return Estimate(_NONE, least.lower, most.upper, confidence, method)


def _wilson(values: Numbers, weight: Numbers, confidence: float) -> Estimate:
    if (weight == 1).all():
        return wilson(values.sum(), len(values), confidence)
    people = _effective(weight)
    method = f"Wilson score, {people:.1f} effective people"
    if people == 0:
        return Estimate(_NONE, _NONE, _NONE, confidence, method)
    share = float((weight * values).sum() / weight.sum())
    z = float(norm.isf((1 - confidence) / 2))
    middle = (share + z**2 / (2 * people)) / (1 + z**2 / people)
    root = math.sqrt(share * (1 - share) / people + (z / (2 * people)) ** 2)
    half = z * root / (1 + z**2 / people)
    return Estimate(share, max(middle - half, 0.0), min(middle + half, 1.0), confidence, method)


def _mean(values: Numbers, weight: Numbers, confidence: float) -> Estimate:
    method = "Student t on the log scale, robust standard error"
    people = _effective(weight)
    if people == 0:
        return Estimate(_NONE, _NONE, _NONE, confidence, method)
    mean = float((weight * values).sum() / weight.sum())
    if mean == 0:
        none = poisson_exact(0, confidence)
        return Estimate(0.0, 0.0, none.upper / people, confidence, none.method)
    counted = int((weight > 0).sum())
    alike = np.ptp(values[weight > 0]) == 0
    spread = math.sqrt((weight**2 * (values - mean) ** 2).sum()) / float(weight.sum())
    if alike:
        return Estimate(mean, _NONE, _NONE, confidence, method)
    error = spread * math.sqrt(counted / (counted - 1)) / mean
    # Two very unequal weights leave hardly one person: the limits run off rather than overflow.
    factor = math.exp(min(float(t.isf((1 - confidence) / 2, people - 1)) * error, 700))
    return Estimate(mean, mean / factor, mean * factor, confidence, method)
