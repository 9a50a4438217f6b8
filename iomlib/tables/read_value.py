"""Read what a scheme costs, whom it managed, what a comparison found, and what proven offences cost."""

from contextlib import suppress
from pathlib import Path

import pandas as pd

from iomlib.errors import DataError, ParameterError
from iomlib.periods import Quarter
from iomlib.tables.contracts_value import EffectRow, ManagedRow, ProvenOffenceRow, SchemeCostRow
from iomlib.tables.lookup import editions, unknown_subgroups
from iomlib.tables.read import read_table
from iomlib.tables.read_params import read_subgroup_costs, read_unit_costs
from iomlib.tables.row import Row


def read_scheme_costs(data: str | Path, area: str, quarter: str, scheme: str) -> pd.DataFrame:
    """Read what a scheme cost in the period that ends in a quarter: a quarter, or a year to it.

    Returns
    -------
    Rows of ``SchemeCostRow``, all of one period, by kind and item; limits are missing where blank. Two
    periods that end in the quarter are a DataError, because a report cannot know which was meant.

    Examples
    --------
    >>> len(read_scheme_costs("data", "peterborough", "2012-13-Q2", "iom"))
    0
    """
    return _of_one_period(data, SchemeCostRow, area, quarter, scheme, ["kind", "item"])


def read_managed(data: str | Path, area: str, quarter: str, scheme: str) -> pd.DataFrame:
    """Read how many people a scheme is printed to have managed in the period that ends in a quarter.

    Returns
    -------
    One row of ``ManagedRow``, or none; ``days_in_custody`` is missing where blank.

    Examples
    --------
    >>> len(read_managed("data", "peterborough", "2012-13-Q2", "iom"))
    0
    """
    return _of_one_period(data, ManagedRow, area, quarter, scheme, ["period_start"])


def read_effects(data: str | Path, area: str, quarter: str, scheme: str) -> pd.DataFrame:
    """Read what comparisons found that a scheme prevents, of periods that ended by the end of a quarter.

    Returns
    -------
    Rows of ``EffectRow`` in the order of time; limits and what was expected are missing where blank.

    Examples
    --------
    >>> len(read_effects("data", "peterborough", "2012-13-Q2", "iom"))
    0
    """
    rows = _of_scheme(data, EffectRow, area, scheme)
    rows = rows[rows["period_end"] <= pd.Timestamp(Quarter.parse(quarter).end)]
    return rows.sort_values(["period_end", "period_start", "design", "counted"], ignore_index=True)


def read_proven_costs(params: str | Path, edition: str) -> pd.DataFrame:
    """Read what one proven offence of each kind costs in an edition, in the edition's prices.

    Returns
    -------
    By ``offence`` (index, as ``convictions`` calls it; every ``offence_subgroup`` of recorded crime is one
    too): ``offence_subgroup``, ``unit_cost`` (pounds, missing where not costed), ``anticipation`` (the part of it
    spent beforehand, missing where not published), ``rationale`` and ``price_year``. An offence priced with a
    subgroup that is not there is a DataError.

    Examples
    --------
    >>> costs = read_proven_costs("params", "home-office-2019-20")["unit_cost"]
    >>> float(costs["burglary"]), bool(costs.isna()["drugs"])
    (7720.0, True)
    """
    subgroups = read_subgroup_costs(params, edition)[["unit_cost", "anticipation", "rationale"]]
    named = read_table(Path(params) / ProvenOffenceRow.path, ProvenOffenceRow).set_index("offence")
    if problems := unknown_subgroups(named["offence_subgroup"], set(subgroups.index)):
        raise DataError(problems)
    own, which = named[["offence_subgroup"]].copy(), named["offence_subgroup"].replace("", None)
    for column in ("unit_cost", "anticipation"):
        own[column] = which.map(subgroups[column]).astype("float64")
    own["rationale"] = named["rationale"]
    rest = subgroups[~subgroups.index.isin(own.index)].rename_axis("offence")
    year = read_unit_costs(params, edition)["price_year"].iloc[0]
    return pd.concat([own, rest.assign(offence_subgroup=rest.index)[list(own)]]).assign(price_year=year)


def read_other_proven_costs(params: str | Path, edition: str) -> dict[str, pd.DataFrame]:
    """Read the same of every other edition that may be used; one that may not is passed over.

    Returns
    -------
    What ``read_proven_costs`` gives, by the name of the edition.

    Examples
    --------
    >>> read_other_proven_costs("params", "home-office-2019-20").get("home-office-2019-20") is None
    True
    """
    found = {}
    for other in editions(params):
        if other != edition:
            with suppress(DataError, ParameterError):  # an edition that is refused gives no range
                found[other] = read_proven_costs(params, other)
    return found


def _of_scheme(data: str | Path, contract: type[Row], area: str, scheme: str) -> pd.DataFrame:
    table = read_table(Path(data) / contract.path, contract)
    return table[(table["area"] == area) & (table["scheme"] == scheme)]


def _of_one_period(  # noqa: PLR0913, PLR0917
    data: str | Path, contract: type[Row], area: str, quarter: str, scheme: str, order: list[str]
) -> pd.DataFrame:
    asked = Quarter.parse(quarter)
    rows = _of_scheme(data, contract, area, scheme)
    rows = rows[rows["period_end"].between(pd.Timestamp(asked.start), pd.Timestamp(asked.end))]
    days = rows[["period_start", "period_end"]].drop_duplicates().sort_values("period_start")
    if len(days) > 1:
        listed = " and ".join(f"{row.period_start:%F} to {row.period_end:%F}" for row in days.itertuples())
        raise DataError(
            f"{contract.path}: {scheme} of {area} has more than one period that ends in {quarter}: {listed}. "
            "Keep one of them."
        )
    return rows.sort_values(order, ignore_index=True)
