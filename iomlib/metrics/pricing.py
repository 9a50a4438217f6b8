"""From a table of recorded crimes to its cost: as its source prints it, and at an edition's prices."""

import pandas as pd

from iomlib.metrics.costs import blended_unit_costs, cost_of_crime, roll_up, shares_of_printed


def as_printed(crimes: pd.DataFrame) -> pd.DataFrame:
    """Give the costs that the source of the counts prints, with the shares that follow from them.

    Parameters
    ----------
    crimes
        Rows of one area and period: ``offence_group``, ``crimes`` (count), ``cost_printed``
        (pounds, missing where none is printed).

    Returns
    -------
    Columns of ``shares_of_printed`` by offence group; no rows where no cost is printed at all.

    Source
    ------
    Peterborough City Council, Scrutiny Committee 12 September 2012, item 4.4.

    Examples
    --------
    >>> crimes = {"offence_group": ["theft", "arson"], "crimes": [30, 10], "cost_printed": [300, 100]}
    >>> as_printed(pd.DataFrame(crimes))["cost_share"].to_dict()
    {'theft': 0.75, 'arson': 0.25}
    """
    printed = crimes if crimes["cost_printed"].notna().any() else crimes.head(0)
    table = printed.rename(columns={"cost_printed": "cost"})
    return shares_of_printed(table.set_index("offence_group")[["crimes", "cost"]])


def by_subgroup(crimes: pd.DataFrame, unit_costs: "pd.Series[float]") -> pd.DataFrame:
    """Price recorded crimes subgroup by subgroup.

    Parameters
    ----------
    crimes
        Rows of one area and period: ``offence_group``, ``offence_subgroup`` (blank where the
        source knows groups only; such rows are left out) and ``crimes`` (count).
    unit_costs
        Pounds per offence of each subgroup (index), missing where not costed.

    Returns
    -------
    Columns of ``cost_of_crime`` and ``unit_cost`` (pounds), by offence subgroup.

    Source
    ------
    Home Office, police recorded crime open data tables: group and subgroup.

    Examples
    --------
    >>> crimes = {"offence_group": "theft", "offence_subgroup": ["shop", "cycle"], "crimes": [3, 1]}
    >>> by_subgroup(pd.DataFrame(crimes), pd.Series({"shop": 100.0, "cycle": 500.0}))["cost"].tolist()
    [300.0, 500.0]
    """
    table = crimes[crimes["offence_subgroup"] != ""].set_index("offence_subgroup")
    return cost_of_crime(table[["crimes"]], unit_costs).join(unit_costs.rename("unit_cost"))


def by_group(crimes: pd.DataFrame, unit_costs: "pd.Series[float]", mix: pd.DataFrame) -> pd.DataFrame:
    """Price recorded crimes by offence group: through its subgroups, or a mix where it has none.

    Parameters
    ----------
    crimes, unit_costs
        As for ``by_subgroup``.
    mix
        As for ``blended_unit_costs``: of what subgroups a group is made that the source does not
        break down.

    Returns
    -------
    Columns of ``cost_of_crime`` by offence group, the dearest first; what has no official cost
    follows under the name of its subgroup.

    Source
    ------
    ``params/unit_costs``: which subgroup is priced as which offence, and on what grounds.

    Examples
    --------
    >>> crimes = {"offence_group": "theft", "offence_subgroup": ["shop", "cycle"], "crimes": [3, 1]}
    >>> mix = pd.DataFrame(columns=["offence_group", "offence_subgroup", "crimes"])
    >>> by_group(pd.DataFrame(crimes), pd.Series({"shop": 100.0, "cycle": 500.0}), mix)["cost"].to_dict()
    {'theft': 800.0}
    """
    broken_down = crimes["offence_subgroup"] != ""
    groups = crimes[broken_down].set_index("offence_subgroup")["offence_group"]
    whole = crimes[~broken_down].set_index("offence_group")[["crimes"]]
    priced = by_subgroup(crimes, unit_costs)
    # One pricing for both kinds of rows, so that the shares are of everything that is costed.
    prices = pd.concat([unit_costs, blended_unit_costs(mix, unit_costs)])
    own = pd.Series(whole.index, index=whole.index, dtype="object")
    table = cost_of_crime(pd.concat([priced[["crimes"]], whole]), prices)
    return roll_up(table, pd.concat([groups, own])).sort_values(
        ["cost", "crimes"], ascending=False, kind="stable"
    )
