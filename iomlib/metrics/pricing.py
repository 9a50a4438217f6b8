"""From a table of recorded crimes to its cost: as its source prints it, and at an edition's prices."""

import pandas as pd

from iomlib.metrics.costs import cost_of_crime, roll_up, shares_of_printed


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
    groups = table.groupby("offence_group", sort=False)
    whole = groups["cost"].count() == groups.size()  # a part without a cost leaves the group without one
    sums = pd.DataFrame({"crimes": groups["crimes"].sum(), "cost": groups["cost"].sum().where(whole)})
    return shares_of_printed(sums)


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
    broken_down = crimes[crimes["offence_subgroup"] != ""]
    table = broken_down.groupby("offence_subgroup", sort=False)[["crimes"]].sum(skipna=False)
    return cost_of_crime(table, unit_costs).join(unit_costs.rename("unit_cost"))


def lines_of(crimes: pd.DataFrame, mix: pd.DataFrame) -> pd.DataFrame:
    """Break recorded crimes down to lines that can be priced, through a mix where the source has groups only.

    Parameters
    ----------
    crimes
        As for ``by_subgroup``.
    mix
        Columns ``offence_group``, ``offence_subgroup`` and ``crimes`` (count, the weight): of what subgroups,
        in which proportion, a group is made elsewhere, or a subgroup that is wider than those with a price.

    Returns
    -------
    ``offence_group``, ``offence_subgroup`` (``""`` for a group that no mix knows), ``crimes`` (for a mix the
    number to be expected, not a whole one) and ``blended``, whether it is of a mix. The crimes of each group
    add up to what was recorded.

    Source
    ------
    Weights: ``params/unit_costs/group_mix.csv``.

    Examples
    --------
    >>> crimes = pd.DataFrame({"offence_group": ["theft"], "offence_subgroup": "", "crimes": [40]})
    >>> mix = {"offence_group": "theft", "offence_subgroup": ["shop", "cycle"], "crimes": [3, 1]}
    >>> lines_of(crimes, pd.DataFrame(mix))["crimes"].tolist()
    [30.0, 10.0]
    """
    known = ["offence_group", "offence_subgroup", "crimes"]
    # A subgroup that is wider than the ones with a price has a mix under its own name.
    wider = crimes["offence_subgroup"].isin(set(mix["offence_group"]) - set(mix["offence_subgroup"]))
    whole = (crimes["offence_subgroup"] == "") | wider
    weights = mix.groupby("offence_group")["crimes"].transform("sum")
    shares = mix.assign(share=mix["crimes"] / weights, name=mix["offence_group"])[weights > 0]
    names = crimes["offence_subgroup"].where(wider, crimes["offence_group"])
    broken = crimes.loc[whole, ["offence_group", "crimes"]].assign(name=names[whole])
    broken = broken.merge(shares[["name", "offence_subgroup", "share"]], on="name", how="left")
    broken["crimes"] *= broken["share"].fillna(1.0)
    broken["offence_subgroup"] = broken["offence_subgroup"].where(broken["share"].notna(), "")
    lines = pd.concat(
        [crimes.loc[~whole, known].assign(blended=False), broken[known].assign(blended=True)],
        ignore_index=True,
    )
    return lines.astype({"crimes": "float64", "blended": "bool", "offence_subgroup": "object"})


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
    follows under the name of its subgroup, or of its group where the source has groups only. Of a
    group of which a part is costed, that part is, and the rest follows as ``group (subgroup)``. There are no
    shares where corrections put a group below 0.

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
    lines = lines_of(crimes, mix)
    lines["price"] = lines["offence_subgroup"].map(unit_costs).astype("float64")
    together = lines.groupby(_labels(lines), sort=False)
    sums = together[["offence_group", "price"]].first()
    # A count that is missing is no 0: it makes the sums that it belongs to missing.
    sums["crimes"] = together["crimes"].sum(skipna=False)
    table = roll_up(cost_of_crime(sums[["crimes"]], sums["price"]), sums["offence_group"])
    # The parts of a mix add up to whole crimes but for the last binary digit.
    table["crimes"] = table["crimes"].round(9)
    for share in ("crime_share", "cost_share"):
        # Where corrections put a group below 0, another would have more than the whole.
        if (table[share] < 0).any():
            table[share] = float("nan")
    return table.sort_values(["cost", "crimes"], ascending=False, kind="stable")


def price_year_of(
    printed: pd.DataFrame, crimes: pd.DataFrame, editions: pd.DataFrame, mix: pd.DataFrame, otherwise: str
) -> str:
    """Find the year of whose prices printed costs are, so that others can stand beside them.

    Parameters
    ----------
    printed
        What ``as_printed`` gave for ``crimes``.
    crimes, mix
        As for ``by_group``.
    editions
        By ``edition`` and ``offence_subgroup`` (index): ``unit_cost``, in its own prices, and ``price_year``.
    otherwise
        The year that was asked for.

    Returns
    -------
    The price year of the edition with whose unit costs most printed costs, two at least, agree to the pound;
    the year that was asked for where there is none.

    Source
    ------
    Peterborough City Council, Scrutiny Committee 12 September 2012, item 4.4: three costs of seven are whole
    pounds for each crime.

    Examples
    --------
    >>> crimes = pd.DataFrame({"offence_group": ["theft", "arson"], "offence_subgroup": "", "crimes": [3, 1]})
    >>> printed = pd.DataFrame({"cost": [30.0, 7.0]}, index=["theft", "arson"])
    >>> index = pd.MultiIndex.from_product([["ours"], ["shop", "fire"]], names=["edition", "offence_subgroup"])
    >>> editions = pd.DataFrame({"unit_cost": [10.0, 7.0], "price_year": "2010-11"}, index=index)
    >>> mix = {"offence_group": ["theft", "arson"], "offence_subgroup": ["shop", "fire"], "crimes": [1, 1]}
    >>> price_year_of(printed, crimes, editions, pd.DataFrame(mix), "2019-20")
    '2010-11'
    """
    agree = {}
    for edition in editions.index.unique("edition"):
        prices = editions["unit_cost"].xs(edition, level="edition")
        costs = by_group(crimes, prices, mix)["cost"].round(6)
        agree[edition] = int((costs.reindex(printed.index) == printed["cost"]).sum())
    best = max(agree, key=lambda edition: agree[edition], default="")
    return (
        str(editions["price_year"].xs(best, level="edition").iloc[0])
        if agree.get(best, 0) >= 2
        else otherwise
    )


def _labels(lines: pd.DataFrame) -> "pd.Series[str]":
    """Name each line so that what is not costed has the name a reader knows it by."""
    group, subgroup = lines["offence_group"], lines["offence_subgroup"]
    part_costed = lines["price"].notna().groupby(group).transform("any").astype("bool")
    uncosted = subgroup.where(
        ~lines["blended"], group.where(~part_costed, group + " (" + subgroup.str.lower() + ")")
    )
    # What is costed loses this name when groups are added up; it only has to be its own.
    own = group + "; " + subgroup
    return own.where(lines["price"].notna(), uncosted).rename("label")
