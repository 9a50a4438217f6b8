"""Read the tables of a params folder: areas, unit costs and the deflator."""

from pathlib import Path

import pandas as pd

from iomlib.errors import DataError, ParameterError, nearest
from iomlib.tables.contracts_params import (
    AreaRow,
    DeflatorRow,
    HarmRow,
    MixRow,
    PeerRow,
    SubgroupRow,
    UnitCostRow,
)
from iomlib.tables.frames import to_frame
from iomlib.tables.lookup import (
    default_offences,
    edition_file,
    edition_problems,
    editions,
    newest_deflator,
    priced_as,
    read_rows,
)
from iomlib.tables.read import read_table


def read_areas(params: str | Path) -> pd.DataFrame:
    """Read all areas.

    Returns
    -------
    Rows of ``AreaRow``.

    Examples
    --------
    >>> read_areas("params")["kind"].value_counts().to_dict()
    {'police force area': 43, 'example': 14, 'community safety partnership': 3}
    """
    return read_table(Path(params) / AreaRow.path, AreaRow)


def read_unit_costs(params: str | Path, edition: str) -> pd.DataFrame:
    """Read one edition of unit costs.

    An edition that is not there is a ParameterError and not an empty table: without prices every
    crime would be shown as not costed.

    Returns
    -------
    Columns of ``UnitCostRow`` by ``offence`` (index).

    Examples
    --------
    >>> float(read_unit_costs("params", "home-office-2019-20").loc["Homicide", "unit_cost"])
    3346680.0
    """
    if edition not in editions(params):
        allowed = nearest(edition, editions(params))
        raise ParameterError(f"unit_costs: {edition} is not an edition. {allowed}")
    costs = read_rows(edition_file(params, edition), UnitCostRow)
    if problems := edition_problems(edition, costs, _subgroups(params), default_offences(params)):
        raise DataError(problems)
    return to_frame(costs, UnitCostRow).set_index("offence")


def read_subgroup_costs(params: str | Path, edition: str) -> pd.DataFrame:
    """Read what one crime of each subgroup costs in an edition.

    Returns
    -------
    By ``offence_subgroup`` (index): ``offence_group``, ``unit_cost`` (pounds, missing where not
    costed), ``anticipation`` (the part of it spent beforehand) and ``multiplier`` (estimated crimes
    per recorded one; both missing where not published), ``unit_cost_offence`` (``""`` where not
    costed), ``basis``, ``rationale``.

    Examples
    --------
    >>> costs = read_subgroup_costs("params", "home-office-2019-20")["unit_cost"]
    >>> float(costs["Shoplifting"]), bool(costs.isna()["Vehicle interference"])
    (570.0, True)
    """
    costs = read_unit_costs(params, edition)
    table = to_frame(priced_as(edition, _subgroups(params)), SubgroupRow)
    # The default's offences that this edition lacks are not costed in it.
    table["unit_cost_offence"] = table["unit_cost_offence"].where(
        table["unit_cost_offence"].isin(costs.index), ""
    )
    table["basis"] = table["basis"].where(table["unit_cost_offence"] != "", "NOT_COSTED")
    for place, column in enumerate(["unit_cost", "anticipation", "multiplier"], 3):
        table.insert(place, column, table["unit_cost_offence"].map(costs[column]).astype("float64"))
    return table.drop(columns=["edition", "source"]).set_index("offence_subgroup")


def read_editions(params: str | Path) -> pd.DataFrame:
    """Read what one crime of each subgroup costs in every edition, to lay them beside each other.

    Returns
    -------
    Columns of ``read_subgroup_costs`` without the rationale, by ``edition`` and ``offence_subgroup`` (index),
    and of the edition ``price_year``, ``status`` (how it was seen) and ``source``.

    Examples
    --------
    >>> editions = read_editions("params")
    >>> editions["unit_cost"].unstack("edition").loc["Rape offences"].to_dict()["home-office-2010-11"]
    36952.0
    """
    made = {}
    for edition in editions(params):
        costs = read_unit_costs(params, edition)
        about = {name: " and ".join(sorted(set(costs[name]))) for name in ("price_year", "status", "source")}
        made[edition] = read_subgroup_costs(params, edition).drop(columns="rationale").assign(**about)
    return pd.concat(made, names=["edition", "offence_subgroup"])


def read_harm(params: str | Path, index: str = "cambridge-2026") -> pd.DataFrame:
    """Read the weights of an index of harm.

    Returns
    -------
    Columns of ``HarmRow`` by ``offence_subgroup`` (index); no rows where the file is not there.

    Examples
    --------
    >>> float(read_harm("params").loc["Rape offences", "days"])
    2555.0
    """
    path = Path(params) / HarmRow.path.replace("*", index)
    rows = read_table(path, HarmRow) if path.is_file() else to_frame([], HarmRow)
    return rows.set_index("offence_subgroup")


def read_group_mix(params: str | Path) -> pd.DataFrame:
    """Read of which subgroups, in which numbers, the groups of a printed table are made.

    Returns
    -------
    Rows of ``MixRow``: ``offence_group``, ``offence_subgroup``, ``crimes`` (the weight), ``basis``,
    ``note``, ``source``.

    Examples
    --------
    >>> int(read_group_mix("params")["crimes"].head(2).sum())
    5006
    """
    return read_table(Path(params) / MixRow.path, MixRow)


def read_peers(params: str | Path, area: str) -> pd.DataFrame:
    """Read the areas that an area is compared with: its most similar group, as a user has set it down.

    Returns
    -------
    Rows of ``PeerRow``, by the id of the peer; none where nobody has said which areas are similar.

    Examples
    --------
    >>> read_peers("params", "simulated-northmoor")["peer"].tolist()[:2]
    ['simulated-aldbrook', 'simulated-eastcliffe']
    """
    table = read_table(Path(params) / PeerRow.path, PeerRow)
    return table[table["area"] == area].sort_values("peer", ignore_index=True)


def read_deflator(params: str | Path) -> pd.DataFrame:
    """Read the price index of the newest release, which is the last by name.

    Returns
    -------
    By ``financial_year`` (index): ``index`` (2024-25 = 100), ``release``, ``source``.

    Examples
    --------
    >>> float(read_deflator("params").loc["2019-20", "index"])
    80.934
    """
    path = newest_deflator(params)
    return read_table(path, DeflatorRow).set_index("financial_year")


def _subgroups(params: str | Path) -> list[SubgroupRow]:
    return read_rows(Path(params) / SubgroupRow.path, SubgroupRow)
