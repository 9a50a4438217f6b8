"""What recorded crime costs with its doubt: by multiplier, by edition and by chance, and homicide apart."""

import math
from typing import NamedTuple

import pandas as pd

from iomlib.metrics.cost_basis import (
    ESTIMATED,
    RECORDED,
    CostBasis,
    Costs,
    CountBasis,
    Counted,
    Prices,
    cost_lines,
    move_prices,
    multiply,
    without_anticipation,
)
from iomlib.metrics.cost_interval import interval_by_chance
from iomlib.metrics.costs import uncosted_share
from iomlib.metrics.pricing import lines_of

HOMICIDE = "Homicide"


class Costing(NamedTuple):
    """The cost of one area and period in every way that it can be told.

    basis
        Of the central cost: the edition chosen, crimes as recorded.
    unit_costs
        Of that edition, in pounds of the price year, by ``offence_subgroup`` (index).
    lines
        One row per line: ``offence_group``, ``offence_subgroup``, ``crimes``, ``blended``, ``unit_cost`` and
        ``cost`` (central), ``estimated_cost`` (with multipliers), ``multiplied`` (whether there was one).
    scenarios
        One row per ``edition`` and ``counts`` (index): ``title``, ``printed_year`` (its own price year),
        ``status``, ``cost``, ``uncosted_share``, ``without_anticipation``, ``same_crimes`` (what the crimes that it
        costs come to at the central basis) and ``in_range``.
    groups
        One row per group with a cost, homicide a group of its own: ``crimes`` (costed), ``low``, ``cost``, ``high``.
    totals
        ``all``, ``homicide`` and ``rest`` (index): ``crimes``, ``low``, ``cost``, ``high``, and by chance ``lower``,
        ``upper``, with ``confidence`` and ``method``.
    """

    basis: CostBasis
    unit_costs: "pd.Series[float]"
    lines: pd.DataFrame
    scenarios: pd.DataFrame
    groups: pd.DataFrame
    totals: pd.DataFrame

    @property
    def edition(self) -> str:
        """The edition chosen: the first of the scenarios."""
        return str(self.scenarios.index[0][0])

    def cost(self, counts: CountBasis) -> float:
        """Give the total of the edition chosen; missing where it has no multipliers and they are asked for."""
        key = (self.edition, counts)
        return float(self.scenarios["cost"][key]) if key in self.scenarios.index else math.nan

    @property
    def uncosted_share(self) -> float:
        """Crimes that have no unit cost in the edition chosen, of all."""
        return float(self.scenarios["uncosted_share"].iloc[0])


def edition_prices(editions: pd.DataFrame, edition: str) -> Prices:
    """Give the prices of one edition in its own price year.

    Parameters
    ----------
    editions
        By ``edition`` and ``offence_subgroup`` (index): ``unit_cost``, ``anticipation`` and ``multiplier``, and of
        the edition ``price_year`` and ``source``. From ``tables.read_editions``.

    Source
    ------
    ``params/unit_costs``.

    Examples
    --------
    >>> index = pd.MultiIndex.from_tuples([("ours", "theft")], names=["edition", "offence_subgroup"])
    >>> row = {"unit_cost": 5.0, "anticipation": 1.0, "multiplier": 2.0, "price_year": "2019-20", "source": "Ours"}
    >>> edition_prices(pd.DataFrame([row], index=index), "ours").price_year
    '2019-20'
    """
    table = editions.loc[editions.index.get_level_values("edition") == edition].droplevel("edition")
    about = table.iloc[0]
    prices = table[["unit_cost", "anticipation", "multiplier"]]
    return Prices(prices, str(about["source"]), str(about["price_year"]), "")


def cost_up(  # noqa: PLR0913, PLR0917  one argument for each table, and what stands under every sum of money
    crimes: pd.DataFrame,
    editions: pd.DataFrame,
    mix: pd.DataFrame,
    deflator: pd.DataFrame,
    edition: str,
    price_year: str,
) -> Costing:
    """Cost recorded crime by every edition there is, as recorded and with multipliers.

    The central cost is that of the edition chosen, for crimes as recorded. Low and high are the least and the most
    of all costings that leave out no crime which the central one costs; one that costs less of them is listed, and
    is in no range.

    Parameters
    ----------
    crimes
        Rows of one area and period: ``offence_group``, ``offence_subgroup`` (blank where the source knows groups
        only) and ``crimes`` (count).
    editions
        As for ``edition_prices``; also ``status``.
    mix
        As for ``lines_of``.
    deflator
        As for ``move_prices``.
    edition, price_year
        The edition of the central cost, and the financial year of all prices.

    Source
    ------
    Method rule: a sum of money has its low, central and high; homicide is never smoothed into a mean.

    Examples
    --------
    >>> names = ["edition", "offence_subgroup"]
    >>> index = pd.MultiIndex.from_tuples([("ours", "theft")], names=names)
    >>> row = {"unit_cost": 5.0, "anticipation": 1.0, "multiplier": 2.0, "price_year": "2019-20"}
    >>> prices = pd.DataFrame([row | {"status": "implied", "source": "Ours"}], index=index)
    >>> crimes = pd.DataFrame({"offence_group": ["theft"], "offence_subgroup": "theft", "crimes": [40]})
    >>> deflator = pd.DataFrame({"index": [80.0], "release": "June"}, index=["2019-20"])
    >>> mix = pd.DataFrame(columns=["offence_group", "offence_subgroup", "crimes"])
    >>> cost_up(crimes, prices, mix, deflator, "ours", "2019-20").totals.loc["all", ["low", "cost", "high"]].tolist()
    [200.0, 200.0, 400.0]
    """
    if lost := int(crimes["crimes"].isna().sum()):
        raise ValueError(
            f"{lost} of {len(crimes)} counts are missing. A cost without them would look complete."
        )
    lines = lines_of(crimes, mix)
    newest = sorted(editions.index.unique("edition"), reverse=True)
    names = [edition, *(each for each in newest if each != edition)]
    prices = {name: edition_prices(editions, name) for name in names}
    moved = {name: move_prices(each, deflator, price_year) for name, each in prices.items()}
    made = _scenarios(lines, moved)
    central = made[edition, RECORDED]
    table = central.table.assign(multiplied=False, estimated_cost=central.table["cost"])
    if raised := made.get((edition, ESTIMATED)):
        table = table.assign(multiplied=raised.table["multiplied"], estimated_cost=raised.table["cost"])
    scenarios = _beside(made, moved, central)
    years = {name: each.price_year for name, each in prices.items()}
    first = editions.groupby(level="edition")["status"].first().to_dict()
    scenarios["printed_year"] = scenarios.index.get_level_values("edition").map(years)
    scenarios["status"] = scenarios.index.get_level_values("edition").map(first)
    inside = [made[key].table["cost"] for key in scenarios.index[scenarios["in_range"]]]
    groups, totals = _ranges(table, inside)
    return Costing(central.basis, moved[edition].table["unit_cost"], table, scenarios, groups, totals)


def _scenarios(lines: pd.DataFrame, moved: dict[str, Prices]) -> dict[tuple[str, str], Costs]:
    made = {}
    for name, prices in moved.items():
        counted = Counted(lines)
        made[name, str(RECORDED)] = cost_lines(counted, prices)
        if prices.table["multiplier"].notna().any():
            made[name, str(ESTIMATED)] = cost_lines(multiply(counted, prices), prices)
    return made


def _beside(made: dict[tuple[str, str], Costs], moved: dict[str, Prices], central: Costs) -> pd.DataFrame:
    """Lay the totals of all costings beside each other."""
    base, lines = central.table["cost"], central.table[central.table["crimes"].notna()]
    rows = {}
    for (name, counts), costs in made.items():
        costed = costs.table["cost"].notna()
        rows[name, counts] = {
            "title": costs.basis.edition,
            "cost": costs.table["cost"].sum(min_count=1),
            "uncosted_share": uncosted_share(lines.assign(cost=costs.table["cost"])),
            "without_anticipation": _consequence_and_response(costs, moved[name]),
            "same_crimes": base[costed].sum(min_count=1),
            "in_range": bool((costed | base.isna()).all()),
        }
    index = pd.MultiIndex.from_tuples(rows, names=["edition", "counts"])
    return pd.DataFrame(list(rows.values()), index=index)


def _consequence_and_response(costs: Costs, prices: Prices) -> float:
    """Take anticipation off a total; missing where the edition does not give it for a line that is costed."""
    used = prices.table.reindex(costs.table["offence_subgroup"][costs.table["cost"].notna()].unique())
    if not len(used) or used["anticipation"].isna().any():
        return float("nan")
    rest = without_anticipation(prices._replace(table=used)).table["unit_cost"]
    return float((costs.table["crimes"] * costs.table["offence_subgroup"].map(rest)).sum())


def _ranges(lines: pd.DataFrame, inside: list["pd.Series[float]"]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the least and the most of each group and of the whole, and what chance adds to the whole."""
    apart = (lines["offence_subgroup"] == HOMICIDE) & ~lines["blended"]
    with_homicide = lines["offence_group"].where(~apart).isin(lines["offence_group"][apart])
    rest = lines["offence_group"].where(~with_homicide, lines["offence_group"] + ", without homicide")
    group = rest.where(~apart, HOMICIDE)
    costed = lines["cost"].notna()
    table = (
        pd.DataFrame({"crimes": lines["crimes"], "cost": lines["cost"]})[costed].groupby(group[costed]).sum()
    )
    table["crimes"] = table["crimes"].round(9)
    by_scenario = pd.concat([cost[costed].groupby(group[costed]).sum() for cost in inside], axis=1)
    table.insert(1, "low", by_scenario.min(axis=1))
    table["high"] = by_scenario.max(axis=1)
    homicide = lines["offence_subgroup"] == HOMICIDE
    rows = {"all": costed, "homicide": costed & homicide, "rest": costed & ~homicide}
    totals = {name: _total(lines, inside, chosen) for name, chosen in rows.items()}
    ordered = table.sort_values("cost", ascending=False, kind="stable")
    return ordered, pd.DataFrame(totals).T.infer_objects()


def _total(
    lines: pd.DataFrame, inside: list["pd.Series[float]"], chosen: "pd.Series[bool]"
) -> dict[str, object]:
    sums = [cost[chosen].sum(min_count=1) for cost in inside]
    chance = interval_by_chance(_counted(lines[chosen]))
    return {
        "crimes": round(lines["crimes"][chosen].sum(), 9),
        "low": min(sums),
        "cost": lines["cost"][chosen].sum(min_count=1),
        "high": max(sums),
        "lower": chance.lower,
        "upper": chance.upper,
        "confidence": chance.confidence,
        "method": chance.method,
    }


def _counted(lines: pd.DataFrame) -> pd.DataFrame:
    """Give each part of a mix a count of its own: which crimes a group is made of is chance as well."""
    return lines[["offence_group", "offence_subgroup", "crimes"]].assign(price=lines["unit_cost"])
