"""An area among similar areas: a funnel of what chance alone would give, and no order of merit."""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import norm, poisson

from iomlib.metrics.rates import count_in, nearest_census
from iomlib.metrics.season import quarter_period

INSIDE, OUTSIDE = (0.95, 0.998)  # of Spiegelhalter: about two and about three standard deviations
FEWEST = 3  # areas that make a group: with two, each is only held against the other
WINSORISED = 0.1  # share of the areas at either end whose distance counts no more than the next one's
_METHOD = "exact Poisson limits around the rate of the group (Spiegelhalter 2005)"


class Spread(NamedTuple):
    """How far the areas of a group differ by more than chance.

    ``dispersion`` is the mean squared distance from the group's rate, in standard deviations of
    chance alone (1 where there is nothing else); ``between`` the standard deviation of the rates
    beyond chance, per person.

    Examples
    --------
    >>> Spread(1.0, 0.0).between
    0.0
    """

    dispersion: float
    between: float


def group_counts(
    recorded: pd.DataFrame, population: pd.DataFrame, quarter: str, named: Iterable[str] = ()
) -> pd.DataFrame:
    """Count a quarter's crime in each area of a group, beside the people who live there.

    Parameters
    ----------
    recorded
        Rows of several areas, as for ``by_period``, with ``area``.
    population
        ``area``, ``census_date`` and ``persons`` (count) of the same areas.
    named
        Areas of the group, also those of which there is no row.

    Returns
    -------
    By ``area``, in the order of ids: ``crimes`` (count; missing where a month of the quarter is
    absent or may be in part) and ``persons`` (missing where there is no population).

    Source
    ------
    As for ``crime_rates``.

    Examples
    --------
    >>> rows = {"period_start": pd.Timestamp("2018-04-01"), "period_end": pd.Timestamp("2018-06-30")}
    >>> rows |= {"kind": "crime", "state": "counted", "supply": "", "area": ["b", "a"], "crimes": [5, 7]}
    >>> census = {"area": ["a"], "census_date": [pd.Timestamp("2011-03-27")], "persons": [900]}
    >>> group_counts(pd.DataFrame(rows), pd.DataFrame(census), "2018-19-Q1")["crimes"].to_dict()
    {'a': 7.0, 'b': 5.0}
    """

    asked = quarter_period(quarter)
    rows = {}
    for area, found in recorded.groupby(recorded["area"].astype("str"), sort=True):
        every = found["state"] != "not in series"
        census = nearest_census(population[population["area"] == area], quarter)
        persons = math.nan if census is None else float(census["persons"])
        rows[area] = {"crimes": count_in(found, every, asked, asked), "persons": persons}
    table = pd.DataFrame.from_dict(rows, "index", columns=["crimes", "persons"])
    return table.reindex(sorted({*rows, *map(str, named)})).rename_axis("area")


def funnel(counts: pd.DataFrame) -> pd.DataFrame:
    """Hold each area's rate against what chance alone would give at the group's rate.

    The group's rate is all crimes of the group over all its people. Where the areas differ by more
    than chance, as crime always does, the exact limits are too narrow for the larger ones; the
    wider limits allow for such differences between areas.

    Parameters
    ----------
    counts
        By area: ``crimes`` (count) and ``persons``. Areas without either are left out.

    Returns
    -------
    By ``area``, in the order of ids and of nothing else: ``crimes``, ``persons``, ``rate``, ``centre``
    (the group's), ``lower_95``, ``upper_95``, ``lower_998``, ``upper_998`` (exact) and ``wide_lower_95``
    to ``wide_upper_998`` (allowing for differences), all per person, and ``method``. No rows where
    fewer than three areas have both.

    Source
    ------
    Spiegelhalter 2005, Funnel plots for comparing institutional performance, Statistics in Medicine 24.

    Examples
    --------
    >>> counts = pd.DataFrame({"crimes": [100.0, 210, 290], "persons": [1e3, 2e3, 3e3]}, index=list("abc"))
    >>> funnel(counts)[["rate", "centre"]].iloc[0].tolist()
    [0.1, 0.1]
    """
    known = counts[(counts["crimes"] >= 0) & (counts["persons"] > 0)].sort_index()
    if len(known) < FEWEST or not known["crimes"].sum():
        return pd.DataFrame(columns=["crimes", "persons", "rate", "centre"])
    table = known.assign(rate=known["crimes"] / known["persons"])
    table["centre"] = known["crimes"].sum() / known["persons"].sum()
    between = spread(table).between
    limits = [
        limits_at(people, centre, between)
        for people, centre in zip(table["persons"], table["centre"], strict=True)
    ]
    return table.join(pd.DataFrame(limits, index=table.index)).assign(method=_METHOD)


def limits_at(persons: float, centre: float, between: float = 0.0) -> dict[str, float]:
    """Give the funnel's limits for an area of so many people, per person.

    The exact limits are quantiles of the Poisson distribution, taken between two whole numbers as
    Spiegelhalter does. The wide ones are ``centre`` plus or minus the normal quantile of chance and
    ``between`` together.

    Examples
    --------
    >>> {name: round(value, 4) for name, value in limits_at(1000, 0.1).items()}["lower_95"]
    0.0804
    """
    expected = persons * centre
    chance = math.sqrt(centre / persons + between**2)
    limits = {}
    for name, confidence in (("95", INSIDE), ("998", OUTSIDE)):
        tail = (1 - confidence) / 2
        away = float(norm.isf(tail)) * chance
        limits[f"lower_{name}"] = max(0.0, _quantile(tail, expected)) / persons
        limits[f"upper_{name}"] = max(expected, _quantile(1 - tail, expected)) / persons
        limits[f"wide_lower_{name}"] = max(0.0, centre - away)
        limits[f"wide_upper_{name}"] = centre + away
    return limits


def spread(rates: pd.DataFrame) -> Spread:
    """Measure by how much the areas of a group differ beyond chance.

    Distances from the group's rate are taken in standard deviations of chance; the tenth of them
    furthest out on either side are drawn in to the next (winsorised), so that one odd area does not
    widen the funnel around itself. The additive variance is that of DerSimonian and Laird.

    Parameters
    ----------
    rates
        By area: ``rate`` and ``centre`` (per person) and ``persons``.

    Source
    ------
    Spiegelhalter 2005, section 5 and appendix A.3 (additive random effects, winsorised).

    Examples
    --------
    >>> spread(pd.DataFrame({"rate": [0.1, 0.1], "centre": 0.1, "persons": [1000, 2000]}))
    Spread(dispersion=0.0, between=0.0)
    """
    variance = (rates["centre"] / rates["persons"]).to_numpy(float)
    distances = (rates["rate"] - rates["centre"]).to_numpy(float) / np.sqrt(variance)
    ends = np.quantile(distances, [WINSORISED, 1 - WINSORISED])
    dispersion = float(np.mean(np.clip(distances, *ends) ** 2))
    weights, areas = 1 / variance, len(rates)
    excess = areas * dispersion - (areas - 1)
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    return Spread(dispersion, math.sqrt(max(0.0, excess / scale)))


def outside(funnelled: pd.DataFrame, confidence: str = "998", *, wide: bool = False) -> "pd.Series[bool]":
    """Say of each area whether it lies outside limits of the funnel: ``95`` or ``998``, exact or wide.

    Examples
    --------
    >>> rows = {"rate": [0.2], "lower_998": [0.1], "upper_998": [0.15]}
    >>> outside(pd.DataFrame(rows, index=["a"])).tolist()
    [True]
    """
    prefix = "wide_" if wide else ""
    low, high = (funnelled[f"{prefix}{side}_{confidence}"] for side in ("lower", "upper"))
    return (funnelled["rate"] < low) | (funnelled["rate"] > high)


def _quantile(chance: float, expected: float) -> float:
    """Take the quantile of a Poisson count between whole numbers, so that limits do not jump."""
    whole = float(poisson.ppf(chance, expected))
    reached = float(poisson.cdf(whole, expected))
    step = reached - float(poisson.cdf(whole - 1, expected))
    return whole - (reached - chance) / step
