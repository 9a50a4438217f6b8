"""Read the tables of a params folder: areas, unit costs and the deflator."""

from pathlib import Path

import pandas as pd

from iomlib.errors import DataError, ParameterError, nearest
from iomlib.tables.contracts_params import (
    AreaRow,
    DeflatorRow,
    MixRow,
    SubgroupRow,
    UnitCostRow,
)
from iomlib.tables.read import read_rows, read_table

_NOT_EDITIONS = {Path(contract.path).name for contract in (SubgroupRow, MixRow)}


def read_area(params: str | Path, area: str) -> AreaRow:
    """Read one area: ``id``, ``name``, ``kind``, ``ons_code`` and ``source``.

    An area that is not there is a ParameterError with the nearest id.

    Examples
    --------
    >>> read_area("params", "stockton-on-tees").name
    'Stockton-on-Tees'
    """
    rows = {row.id: row for row in read_rows(Path(params) / AreaRow.path, AreaRow)}
    if area not in rows:
        raise ParameterError(f"{AreaRow.path}: {area} is not an area. {nearest(area, list(rows))}")
    return rows[area]


def read_areas(params: str | Path) -> pd.DataFrame:
    """Read all areas.

    Returns
    -------
    Rows of ``AreaRow``.

    Examples
    --------
    >>> read_areas("params")["kind"].value_counts().to_dict()
    {'police force area': 43, 'community safety partnership': 3}
    """
    return read_table(Path(params) / AreaRow.path, AreaRow)


def editions(params: str | Path) -> list[str]:
    """List the editions of unit costs, which are the names that a run file may give.

    Examples
    --------
    >>> editions("params")
    ['home-office-2019-20']
    """
    files = Path(params).glob(UnitCostRow.path)
    return sorted(file.stem for file in files if file.name not in _NOT_EDITIONS)


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
    if problems := unpriced(table, set(prices.index), f"{edition}.csv"):
        raise DataError(problems)
    table.insert(2, "unit_cost", named.map(prices).astype("float64"))
    return table.drop(columns="source").set_index("offence_subgroup")


def unpriced(table: pd.DataFrame, offences: set[str], where: str) -> list[str]:
    """Name the offences that subgroups are priced with and that have no price."""
    lost = sorted(set(table["unit_cost_offence"]) - offences - {""})
    file = Path(SubgroupRow.path).name
    return [
        f"{file}: column unit_cost_offence: {name} is not an offence of {where}. "
        f"{nearest(name, sorted(offences))}"
        for name in lost
    ]


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
    files = sorted(Path(params).glob(DeflatorRow.path))
    path = files[-1] if files else Path(params) / "none.csv"
    return read_table(path, DeflatorRow).set_index("financial_year")


def _edition(params: str | Path, edition: str) -> Path:
    return Path(params) / UnitCostRow.path.replace("*", edition)
