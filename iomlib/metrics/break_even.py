"""How many offences a scheme has to prevent before it covers its cost."""

import math
from typing import NamedTuple

import pandas as pd

from iomlib.metrics.cost_basis import PROVEN, CountBasis
from iomlib.metrics.scheme_cost import Money, one_price_year

MIX = "mix"  # the row of all offences of the cohort together


class Mix(NamedTuple):
    """What the people of a scheme were convicted of, and what it costs.

    ``offences`` has one row per offence, the most frequent first: ``offences`` (count), ``people`` (who were
    convicted of it), ``most`` (offences of the one who was convicted most often), ``unit_cost`` (pounds, missing
    where not costed) and ``named`` (false where no list of prices knows the offence). ``proven`` counts them all,
    ``costed`` those with a price, ``people`` those who were
    convicted.

    Examples
    --------
    >>> Mix(pd.DataFrame(), 128.0, 100.0, 23.0).costed
    100.0
    """

    offences: pd.DataFrame
    proven: float
    costed: float
    people: float


def offence_mix(convictions: pd.DataFrame, unit_costs: "pd.Series[float]") -> Mix:
    """Count what people were convicted of and put the price beside it.

    Parameters
    ----------
    convictions
        One row per proven offence: ``who`` and ``offence``.
    unit_costs
        Pounds by offence (index), all in one price year, missing where not costed.

    Returns
    -------
    See `Mix`. An offence that has no row in the prices is not costed, and is marked.

    Source
    ------
    ``params/proven_offences.csv``: which subgroup prices a proven offence, and on what grounds.

    Examples
    --------
    >>> rows = pd.DataFrame({"who": [1, 1, 2], "offence": ["burglary", "burglary", "drugs"]})
    >>> mix = offence_mix(rows, pd.Series({"burglary": 7_000.0, "drugs": None}))
    >>> mix.proven, mix.costed, mix.offences["offences"].to_dict()
    (3.0, 2.0, {'burglary': 2, 'drugs': 1})
    """
    names = convictions["offence"].astype("str").fillna("")
    counts = names.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    table = counts.rename("offences").rename_axis("offence").to_frame()
    table["people"] = convictions["who"].groupby(names).nunique().reindex(table.index)
    each = convictions["who"].groupby([names, convictions["who"]]).size()
    table["most"] = each.groupby(level=0).max().reindex(table.index)
    # Agencies write the same offence in capitals or not; the first of two that differ in that alone counts.
    known = unit_costs.astype("float64").rename(index=str.casefold)
    known = known[~known.index.duplicated()]
    table["unit_cost"] = known.reindex(table.index.str.casefold()).to_numpy()
    table["named"] = table.index.str.casefold().isin(known.index)
    costed = table.loc[table["unit_cost"].notna(), "offences"].sum()
    return Mix(table, float(len(names)), float(costed), float(convictions["who"].nunique()))


def mix_cost(mix: Mix, price_year: str, counts: CountBasis = PROVEN) -> Money:
    """Give what one proven offence of the mix costs, counting only those that have a price.

    Parameters
    ----------
    mix
        What ``offence_mix`` gave.
    price_year
        The year whose prices its unit costs are in.
    counts
        What is counted. Anything but proven reoffences is refused: a multiplier would be put on convictions.

    Returns
    -------
    The cost of the offences with a price over all offences; the most is their cost over those with a price, as
    if the others cost as much. Missing where no offence has a price.

    Raises
    ------
    ValueError
        The counts are not of proven reoffences.

    Source
    ------
    The rules of Sussex, 2012, as the brief of this project gives them: benefit counts proven reoffences.

    Examples
    --------
    >>> rows = pd.DataFrame({"who": [1, 1], "offence": ["burglary", "drugs"]})
    >>> mix = offence_mix(rows, pd.Series({"burglary": 7_000.0, "drugs": None}))
    >>> mix_cost(mix, "2019-20")
    Money(pounds=3500.0, lower=3500.0, upper=7000.0, price_year='2019-20')
    """
    if counts != PROVEN:
        raise ValueError(
            f"counts are {counts!r}. What a scheme brings is counted as proven reoffences: a multiplier is estimated "
            "crimes for each recorded one, and a proven one is neither."
        )
    if not mix.costed:
        return Money(math.nan, math.nan, math.nan, price_year)
    priced = mix.offences.dropna(subset=["unit_cost"])
    cost = float((priced["offences"] * priced["unit_cost"]).sum())
    return Money(cost / mix.proven, cost / mix.proven, cost / mix.costed, price_year)


def to_prevent(cost: Money, unit: Money) -> float:
    """Count the offences that have to be prevented before a cost is covered: a whole number, rounded up.

    Parameters
    ----------
    cost
        What is to be covered.
    unit
        What one offence costs, in the prices of the same year.

    Returns
    -------
    Count; missing where either is, or an offence costs nothing.

    Raises
    ------
    ValueError
        The two are in the prices of different years.

    Examples
    --------
    >>> to_prevent(Money(10_000.0, 0.0, 0.0, "2019-20"), Money(3_000.0, 0.0, 0.0, "2019-20"))
    4.0
    """
    one_price_year(cost, unit)
    return _whole(cost.pounds, unit.pounds)


def break_even(
    cost: Money, units: "pd.Series[float]", people: float, expected: "pd.Series[float]"
) -> pd.DataFrame:
    """Say for each offence how many have to be prevented, for each person managed, and of those expected.

    Parameters
    ----------
    cost
        What is to be covered.
    units
        Pounds for one offence (index), in the same prices; missing where not costed.
    people
        People managed in the period.
    expected
        Offences (index as ``units``) that the people would commit in the period; missing where not known.

    Returns
    -------
    One row per offence that has a price, in the order given: ``unit_cost``, ``offences`` (count to prevent,
    rounded up), ``lower``, ``upper`` (the same at the least and the most that the scheme may cost),
    ``for_each`` (offences to prevent for each person), ``expected`` and ``share_of_expected`` (more than 1
    where more would have to be prevented than there are). Missing where what it needs is.

    Source
    ------
    Break-even analysis as in HM Treasury, The Green Book: the value of a benefit at which it equals the cost.

    Examples
    --------
    >>> cost = Money(20_000.0, 20_000.0, 20_000.0, "2019-20")
    >>> table = break_even(cost, pd.Series({"burglary": 7_000.0}), 6, pd.Series({"burglary": 12.0}))
    >>> table[["offences", "for_each", "share_of_expected"]].to_numpy().tolist()
    [[3.0, 0.5, 0.25]]
    """
    priced = units.astype("float64").dropna()
    table = pd.DataFrame({"unit_cost": priced})
    for column, pounds in (("offences", cost.pounds), ("lower", cost.lower), ("upper", cost.upper)):
        table[column] = [_whole(pounds, unit) for unit in priced]
    table["for_each"] = table["offences"] / (people if people > 0 else math.nan)
    table["expected"] = expected.reindex(table.index).astype("float64")
    table["share_of_expected"] = table["offences"] / table["expected"].where(table["expected"] > 0)
    return table


def _whole(cost: float, unit: float) -> float:
    if not (math.isfinite(cost) and math.isfinite(unit) and unit > 0 and cost >= 0):
        return math.nan
    count = math.floor(cost / unit)
    # Division may round up to the next whole number or down from it: multiplication has the last word.
    return float(count if count * unit >= cost else count + 1)
