"""Read the tables of a params folder: areas, unit costs and the deflator."""

from pathlib import Path

import pandas as pd

from iomlib.errors import DataError, ParameterError, nearest
from iomlib.tables.contracts_params import (
    AreaRow,
    DeflatorRow,
    MixRow,
    PeerRow,
    SubgroupRow,
    UnitCostRow,
)
from iomlib.tables.lookup import editions, newest_deflator, unpriced
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
    return read_table(_edition(params, edition), UnitCostRow).set_index("offence")


def read_subgroup_costs(params: str | Path, edition: str) -> pd.DataFrame:
    """Read what one crime of each subgroup costs in an edition.

    Returns
    -------
    By ``offence_subgroup`` (index): ``offence_group``, ``unit_cost`` (pounds, missing where not
    costed), ``unit_cost_offence`` (``""`` where not costed), ``basis``, ``rationale``.

    Examples
    --------
    >>> costs = read_subgroup_costs("params", "home-office-2019-20")["unit_cost"]
    >>> float(costs["Shoplifting"]), bool(costs.isna()["Vehicle interference"])
    (570.0, True)
    """
    prices = read_unit_costs(params, edition)["unit_cost"]
    table = read_table(Path(params) / SubgroupRow.path, SubgroupRow)
    named = table["unit_cost_offence"].replace("", None)
    if problems := unpriced(table["unit_cost_offence"], set(prices.index), f"{edition}.csv"):
        raise DataError(problems)
    table.insert(2, "unit_cost", named.map(prices).astype("float64"))
    return table.drop(columns="source").set_index("offence_subgroup")


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


def _edition(params: str | Path, edition: str) -> Path:
    return Path(params) / UnitCostRow.path.replace("*", edition)
