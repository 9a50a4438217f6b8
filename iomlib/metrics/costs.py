"""Cost of crime: recorded crimes times a price, and what has no price kept apart."""

import math

import pandas as pd

_COLUMNS = ["crimes", "cost", "crime_share", "cost_share"]


def cost_of_crime(crimes: pd.DataFrame, unit_costs: "pd.Series[float]") -> pd.DataFrame:
    """Price recorded crimes and give each group its share of the total.

    Parameters
    ----------
    crimes
        One row per ``offence_group`` (index), column ``crimes``: offences recorded in the
        period, negative where corrections outnumber them.
    unit_costs
        Pounds per offence, same index, all in one price year; missing where there is no cost.

    Returns
    -------
    One row per offence group: ``crimes`` (count), ``cost`` (pounds), ``crime_share`` and
    ``cost_share`` (0 to 1 of what is costed, each column sums to 1). Groups that are not costed
    follow the others, with cost and shares missing. Shares of a total of 0 or less are missing.

    Source
    ------
    Layout of Peterborough City Council, Scrutiny Committee 12 September 2012, item 4.4.

    Examples
    --------
    >>> crimes = pd.DataFrame({"crimes": [30, 10]}, index=["theft", "robbery"])
    >>> cost_of_crime(crimes, pd.Series({"theft": 100.0, "robbery": 700.0}))["cost_share"].tolist()
    [0.3, 0.7]
    """
    _refuse_duplicates("crimes", crimes.index)
    _refuse_duplicates("unit costs", unit_costs.index)
    price = unit_costs.reindex(crimes.index).astype("float64")
    return _with_shares(crimes["crimes"], crimes["crimes"] * price, price.notna())


def shares_of_printed(table: pd.DataFrame) -> pd.DataFrame:
    """Give the shares that printed costs imply, to hold a published table against.

    Parameters
    ----------
    table
        One row per ``offence_group`` (index), columns ``crimes`` (count) and ``cost`` (pounds
        as printed, missing where none was).

    Returns
    -------
    The table that ``cost_of_crime`` gives, from the printed costs.

    Source
    ------
    Peterborough City Council, Scrutiny Committee 12 September 2012, item 4.4.

    Examples
    --------
    >>> table = pd.DataFrame({"crimes": [30, 10], "cost": [3_000, 7_000]}, index=["theft", "arson"])
    >>> shares_of_printed(table)["crime_share"].tolist()
    [0.75, 0.25]
    """
    _refuse_duplicates("table", table.index)
    return _with_shares(table["crimes"], table["cost"], table["cost"].notna())


def roll_up(costs: pd.DataFrame, groups: "pd.Series[str]") -> pd.DataFrame:
    """Add the costs of subgroups up to groups; what is not costed keeps its own name and row.

    Parameters
    ----------
    costs
        What ``cost_of_crime`` gave for subgroups (index).
    groups
        The name of the group (values) of each subgroup (index).

    Returns
    -------
    Columns of ``cost_of_crime``: costed groups in order of first mention, each with its costed
    subgroups only, then the uncosted subgroups.

    Source
    ------
    Counting by group and subgroup of Home Office recorded crime tables.

    Examples
    --------
    >>> crimes = pd.DataFrame({"crimes": [30, 10, 5]}, index=["shop", "other", "fraud"])
    >>> costs = cost_of_crime(crimes, pd.Series({"shop": 100.0, "other": 200.0}))
    >>> groups = pd.Series({"shop": "theft", "other": "theft", "fraud": "fraud offences"})
    >>> roll_up(costs, groups)["cost"].to_dict()
    {'theft': 5000.0, 'fraud': nan}
    """
    _refuse_duplicates("groups", groups.index)
    group = groups.reindex(costs.index)
    if group.isna().any():
        raise ValueError(f"no group is given for {_listed(costs.index[group.isna()])}.")
    costed = costs["cost"].notna()
    # min_count: shares that are missing throughout stay missing instead of adding up to 0.
    by_group = costs.loc[costed, _COLUMNS].groupby(group[costed], sort=False).sum(min_count=1)
    both = pd.concat([by_group, costs.loc[~costed, _COLUMNS]])
    _refuse_duplicates("groups and uncosted subgroups", both.index)
    return both


def blended_unit_costs(mix: pd.DataFrame, unit_costs: "pd.Series[float]") -> "pd.Series[float]":
    """Price a group by the subgroups that it is made of elsewhere.

    Parameters
    ----------
    mix
        Columns ``offence_group``, ``offence_subgroup`` and ``crimes`` (count, the weight).
    unit_costs
        Pounds per offence for each subgroup (index), all in one price year.

    Returns
    -------
    Pounds per costed offence for each group: the mean of its costed subgroups, weighted by
    crimes. Missing where none of them is costed, or they have no crimes.

    Source
    ------
    Weights: recorded crime of the surrounding force, as ``params/unit_costs/group_mix.csv`` says.

    Examples
    --------
    >>> mix = pd.DataFrame(
    ...     {"offence_group": "theft", "offence_subgroup": ["shop", "cycle"], "crimes": [3, 1]}
    ... )
    >>> blended_unit_costs(mix, pd.Series({"shop": 100.0, "cycle": 500.0})).to_dict()
    {'theft': 200.0}
    """
    pairs = pd.MultiIndex.from_frame(mix[["offence_group", "offence_subgroup"]])
    _refuse_duplicates("mix", pairs)
    _refuse_duplicates("unit costs", unit_costs.index)
    price = mix["offence_subgroup"].map(unit_costs)
    crimes = mix["crimes"].astype("float64").where(price.notna(), 0.0)
    totals = pd.DataFrame({"crimes": crimes, "cost": (crimes * price).fillna(0.0)})
    sums = totals.groupby(mix["offence_group"], sort=False).sum()
    return (sums["cost"] / sums["crimes"].where(sums["crimes"] > 0)).rename("unit_cost")


def reprice(
    unit_costs: "pd.Series[float]", deflator: "pd.Series[float]", from_year: str, to_year: str
) -> "pd.Series[float]":
    """Move unit costs from the prices of one financial year to those of another.

    Parameters
    ----------
    unit_costs
        Pounds per offence in the prices of ``from_year``.
    deflator
        Price index of each financial year (index, written ``2019-20``), of one release.
    from_year, to_year
        Financial years of the deflator.

    Returns
    -------
    Pounds per offence in the prices of ``to_year``.

    Source
    ------
    GDP deflator, as ``params/deflators`` says.

    Examples
    --------
    >>> index = pd.Series({"2019-20": 80.0, "2024-25": 100.0})
    >>> reprice(pd.Series({"theft": 1_000.0}), index, "2019-20", "2024-25").to_dict()
    {'theft': 1250.0}
    """
    _refuse_duplicates("deflator", deflator.index)
    for year in (from_year, to_year):
        if year not in deflator.index:
            first, last = deflator.index.min(), deflator.index.max()
            raise ValueError(f"no price index for {year!r}. The deflator has {first} to {last}.")
    return unit_costs * (deflator[to_year] / deflator[from_year])


def uncosted_share(costs: pd.DataFrame) -> float:
    """Give the share of crimes that have no cost, so that a total says what it leaves out.

    Parameters
    ----------
    costs
        What ``cost_of_crime``, ``shares_of_printed`` or ``roll_up`` gave.

    Returns
    -------
    Crimes not costed over all crimes; missing where there are none, and where corrections put those that are costed,
    or those that are not, below 0: a part below 0 is no share.

    Source
    ------
    Method rule: what has no official cost is reported as not costed, never as 0 pounds.

    Examples
    --------
    >>> uncosted_share(pd.DataFrame({"crimes": [30, 10], "cost": [3_000.0, None]}))
    0.25
    """
    total = costs["crimes"].sum(skipna=False)
    uncosted = costs.loc[costs["cost"].isna(), "crimes"].sum(skipna=False)
    share = float(uncosted / total) if total > 0 else math.nan
    return min(share, 1.0) if 0 <= share <= 1 + 1e-9 else math.nan


def _with_shares(
    crimes: "pd.Series[int]", cost: "pd.Series[float]", costed: "pd.Series[bool]"
) -> pd.DataFrame:
    table = pd.DataFrame({"crimes": crimes, "cost": cost.astype("float64")})
    for column, share in (("crimes", "crime_share"), ("cost", "cost_share")):
        known = table[column].where(costed)
        # A count that is missing among the costed makes the total, and so every share, missing.
        total = known[costed].sum(skipna=False)
        table[share] = known / (total if total > 0 else math.nan)
    return pd.concat([table[costed], table[~costed]])


def _refuse_duplicates(what: str, index: pd.Index) -> None:
    if not index.is_unique:
        raise ValueError(f"{what}: {_listed(index[index.duplicated()])} stands there twice.")


def _listed(labels: pd.Index) -> str:
    return ", ".join(sorted({repr(label) for label in labels}))
