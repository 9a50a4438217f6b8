"""Differences in differences: did the treated change by more than those they are compared with?"""

import math
from typing import NamedTuple

import pandas as pd

from iomlib.metrics.comparison import check_rates, percent_less
from iomlib.metrics.intervals import Estimate
from iomlib.metrics.robust import missing_test, normal_test

_MISSING = math.nan


class Rate(NamedTuple):
    """Events per person, and the number of people it was worked out from; missing where not published.

    Examples
    --------
    >>> Rate(0.84, 1088).people
    1088
    """

    value: float
    people: float = _MISSING


def difference_in_differences(
    before_t: Rate, after_t: Rate, before_c: Rate, after_c: Rate, confidence: float = 0.95
) -> Estimate:
    """Give the change of the treated less the change of the comparison group, in events per person.

    It is an effect only if both would have moved alike; ``against_each_period`` shows whether
    they did before. Events are taken for independent, so the true doubt is larger.

    Parameters
    ----------
    before_t, after_t, before_c, after_c
        Rates of the treated and of the comparison group, before and after.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Events per person; less than 0 is fewer. No limits where a number of people is missing or 0.

    Source
    ------
    Ashenfelter and Card 1985; Poisson errors.

    Examples
    --------
    >>> round(difference_in_differences(Rate(0.84), Rate(0.78), Rate(0.75), Rate(0.84)).value, 2)
    -0.15
    """
    rates = (before_t, after_t, before_c, after_c)
    _check_rates(*rates)
    value = (after_t.value - before_t.value) - (after_c.value - before_c.value)
    found = missing_test(value, confidence, "difference in differences (Poisson errors)")
    if not all(rate.people > 0 for rate in rates) or not any(rate.value for rate in rates):
        return Estimate(*found[:5])
    return Estimate(*normal_test(found, math.sqrt(sum(rate.value / rate.people for rate in rates)))[:5])


def relative_difference_in_differences(
    before_t: Rate, after_t: Rate, before_c: Rate, after_c: Rate, confidence: float = 0.95
) -> Estimate:
    """Say by how many percent the treated changed beyond what the comparison group's change explains.

    Parameters
    ----------
    before_t, after_t, before_c, after_c, confidence
        As for ``difference_in_differences``, which says what it takes for this to be an effect.

    Returns
    -------
    Percent; less than 0 is fewer. No limits where a number of people is missing or a rate is 0; no
    value where a rate that is divided by is 0.

    Source
    ------
    Ratio of the two ratios, less 1; Poisson errors on the logarithm.

    Examples
    --------
    >>> rates = Rate(0.84), Rate(0.78), Rate(0.75), Rate(0.84)
    >>> round(relative_difference_in_differences(*rates).value, 1)
    -17.1
    """
    rates = (before_t, after_t, before_c, after_c)
    _check_rates(*rates)
    below = before_t.value * after_c.value
    value = 100 * (after_t.value * before_c.value / below - 1) if below else _MISSING
    method = "relative difference in differences (Poisson errors)"
    found = missing_test(-value, confidence, method)
    if not all(rate.people > 0 and rate.value > 0 for rate in rates):
        return Estimate(value, *found[1:5])
    less = percent_less(found, math.sqrt(sum(1 / (rate.value * rate.people) for rate in rates)))
    return less._replace(value=value, lower=-less.upper, upper=-less.lower)


def against_each_period(periods: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Hold the last period against each before it, and against their mean.

    Where the answer depends on the period chosen, or the ratio was on the move already, the two
    groups did not run in parallel, and the difference is no effect.

    Parameters
    ----------
    periods
        One row per period, in order; the last is the one after. ``treated`` and ``comparison``: events
        per person; ``treated_people`` and ``comparison_people``: how many, missing where not published.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    One row per period before, and ``mean of all before``: ``ratio_before`` (treated over comparison),
    ``difference`` (events per person) and ``change_percent``, each of these two with ``_lower`` and
    ``_upper``; ``confidence`` and ``method``. The mean has no limits: periods overlap.

    Source
    ------
    Layout of the Ministry of Justice's interim figures on HMP Peterborough, July 2013.

    Examples
    --------
    >>> rates = {"treated": [0.85, 0.84, 0.78], "comparison": [0.74, 0.75, 0.84]}
    >>> periods = pd.DataFrame(rates, index=["2007-09", "2008-10", "2010-12"])
    >>> against_each_period(periods)["change_percent"].round(1).tolist()
    [-19.2, -17.1, -18.1]
    """
    columns = ["treated", "comparison", "treated_people", "comparison_people"]
    rates = periods.reindex(columns=columns).astype("float64")
    if len(rates) < 2:
        raise ValueError(f"periods has {len(rates)} row(s). It takes one before and one after.")
    before = rates.iloc[:-1]
    before.loc["mean of all before"] = [*before[columns[:2]].mean(), _MISSING, _MISSING]
    after = _rates(rates.iloc[-1])
    rows = [_against(_rates(row), after, confidence) for _, row in before.iterrows()]
    return pd.DataFrame(rows, index=before.index)


def _rates(row: "pd.Series[float]") -> tuple[Rate, Rate]:
    return Rate(row["treated"], row["treated_people"]), Rate(row["comparison"], row["comparison_people"])


def _against(before: tuple[Rate, Rate], after: tuple[Rate, Rate], confidence: float) -> dict[str, object]:
    given = (before[0], after[0], before[1], after[1])
    difference = difference_in_differences(*given, confidence)
    change = relative_difference_in_differences(*given, confidence)
    named = {"difference": difference, "change_percent": change}
    row = {"ratio_before": before[0].value / before[1].value if before[1].value else _MISSING}
    for name, found in named.items():
        row |= {name: found.value, f"{name}_lower": found.lower, f"{name}_upper": found.upper}
    return {**row, "confidence": confidence, "method": change.method}


def _check_rates(*rates: Rate) -> None:
    for name, rate in zip(("before_t", "after_t", "before_c", "after_c"), rates, strict=True):
        check_rates(**{name: rate.value})
