"""Recorded crime for every 1,000 people and households, with its exact interval."""

import math
import re
from typing import Any

import pandas as pd

from iomlib.metrics.intervals import Estimate, poisson_exact
from iomlib.metrics.season import by_period, periods_of, quarter_period, step_of

# Burglary of homes, as tables of several years call it; burglary of businesses is another category.
_OF_HOMES = re.compile(r"(?<!non-)(?<!non )\b(domestic|residential|dwelling)\b", re.I)
HOMES, ALL_BURGLARY = "Burglary of homes", "Burglary of homes and businesses"
ALL = "All recorded crime"


def crime_rates(recorded: pd.DataFrame, population: pd.DataFrame, quarter: str) -> pd.DataFrame:
    """Relate a quarter's crime, and that of the year to its end, to people and households.

    Burglary is related to households, because a home is burgled and not a person.

    Parameters
    ----------
    recorded
        Rows of one area and series, as for ``by_period``, with ``offence_group`` and
        ``offence_subgroup``.
    population
        ``census_date``, ``persons`` and ``households`` (counts), a row a census.

    Returns
    -------
    A row an offence and unit: ``offence``, ``unit`` (``people`` or ``households``), ``quarter`` and
    ``year`` (rate per 1,000) with ``quarter_lower`` to ``year_upper`` (exact Poisson, 95%), ``quarter_crimes`` and
    ``year_crimes`` (counts), ``residents`` (people or households), ``confidence`` and ``method``.
    Missing where a month of the time is absent or may be in part, and where there is no population.

    Source
    ------
    Garwood 1936 (exact Poisson interval).

    Examples
    --------
    >>> rows = {"period_start": pd.Timestamp("2018-04-01"), "period_end": pd.Timestamp("2018-06-30")}
    >>> rows |= {"kind": "crime", "state": "counted", "supply": "", "offence_subgroup": ""}
    >>> rows |= {"offence_group": ["Burglary", "Robbery"], "crimes": [10, 30]}
    >>> census = {"census_date": [pd.Timestamp("2011-03-27")], "persons": [8000], "households": [4000]}
    >>> crime_rates(pd.DataFrame(rows), pd.DataFrame(census), "2018-19-Q1")["quarter"].tolist()
    [5.0, 10.0, 2.5]
    """
    asked = quarter_period(quarter)
    census = nearest_census(population, quarter)
    kinds = [(ALL, "people", _all(recorded)), (ALL, "households", _all(recorded)), _burglary(recorded, asked)]
    rows = []
    for offence, unit, chosen in kinds:
        residents = math.nan if census is None else float(census["persons" if unit == "people" else unit])
        row: dict[str, object] = {"offence": offence, "unit": unit, "residents": residents}
        for name, quarters in (("quarter", 1), ("year", 4)):
            count = count_in(recorded, chosen, asked - (quarters - 1), asked)
            rate = per_thousand(count, residents)
            row |= {f"{name}_crimes": count, name: rate.value}
            row |= {f"{name}_lower": rate.lower, f"{name}_upper": rate.upper}
            row |= {"confidence": rate.confidence, "method": rate.method}
        rows.append(row)
    return pd.DataFrame(rows)


def per_thousand(count: float, residents: float, confidence: float = 0.95) -> Estimate:
    """Give a rate per 1,000 with its exact Poisson interval; the residents are taken as known.

    Examples
    --------
    >>> [round(number, 2) for number in per_thousand(23, 1000)[:3]]
    [23.0, 14.58, 34.51]
    """
    if math.isnan(count) or count < 0 or not residents > 0:
        return Estimate(math.nan, math.nan, math.nan, confidence, poisson_exact(0).method)
    found = poisson_exact(count, confidence)
    value, lower, upper = (1000 * number / residents for number in found[:3])
    return Estimate(value, lower, upper, confidence, found.method)


def nearest_census(population: pd.DataFrame, quarter: str) -> dict[str, Any] | None:
    """Choose the census or estimate whose day is nearest to the end of a quarter; None if there is none.

    Examples
    --------
    >>> days = {"census_date": pd.to_datetime(["2001-04-29", "2011-03-27"]), "persons": [90, 100]}
    >>> int(nearest_census(pd.DataFrame(days), "2008-09-Q1")["persons"])
    100
    """
    if not len(population):
        return None
    away = (pd.to_datetime(population["census_date"]) - quarter_period(quarter).end_time).abs()
    chosen: list[dict[str, Any]] = population[away == away.min()].head(1).to_dict("records")  # type: ignore[assignment]
    return chosen[0]


def count_in(recorded: pd.DataFrame, chosen: "pd.Series[bool]", first: pd.Period, last: pd.Period) -> float:
    """Count chosen rows of crime from one quarter to another; missing unless all of that time is there as a whole.

    Examples
    --------
    >>> rows = {"period_start": pd.Timestamp("2018-04-01"), "period_end": pd.Timestamp("2018-06-30")}
    >>> rows |= {"kind": "crime", "state": "counted", "supply": "", "crimes": [9, 2]}
    >>> first = quarter_period("2018-19-Q1")
    >>> count_in(pd.DataFrame(rows), pd.Series([True, False]), first, first)
    9.0
    """
    step = step_of(recorded)
    index = pd.period_range(first.start_time, last.end_time, freq=step)
    found = by_period(recorded).reindex(index)
    periods = periods_of(recorded, step)
    rows = recorded[chosen & (recorded["kind"] == "crime") & periods.isin(index)]
    sure = found["crimes"].notna().all() and not (found["partial"] == True).any()  # noqa: E712
    if not sure or (rows["state"] != "counted").any() or not chosen.any():
        return math.nan
    return float(rows["crimes"].sum())


def _all(recorded: pd.DataFrame) -> "pd.Series[bool]":
    return recorded["state"] != "not in series"


def _burglary(recorded: pd.DataFrame, asked: pd.Period) -> tuple[str, str, "pd.Series[bool]"]:
    """Find burglary of homes where the source knows it apart, and else all burglary, which is called so.

    In each quarter of the year: one with burglary that nobody broke down would count as one without any of homes.
    """
    groups, subgroups = (recorded[name].astype("str") for name in ("offence_group", "offence_subgroup"))
    burglary = groups.str.contains("burglary", case=False) | subgroups.str.contains("burglary", case=False)
    homes = burglary & subgroups.map(lambda name: bool(_OF_HOMES.search(name))).astype(bool)
    quarters = pd.to_datetime(recorded["period_end"]).dt.to_period(asked.freqstr)
    of_year = (quarters > asked - 4) & (quarters <= asked) & _all(recorded)
    apart = set(quarters[of_year & burglary]) <= set(quarters[of_year & homes])
    return (HOMES, "households", homes) if homes.any() and apart else (ALL_BURGLARY, "households", burglary)
