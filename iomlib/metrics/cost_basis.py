"""What a sum of money is of: edition, price year, deflator and counts, carried so that two kinds never meet.

Counts come as ``Counted``, prices as ``Prices``; ``cost_lines`` makes ``Costs`` of them, which know their basis.
Whatever would add or multiply what does not belong together is a ValueError that says why.
"""

from dataclasses import dataclass, fields
from typing import Literal, NamedTuple

import pandas as pd

from iomlib.metrics.costs import reprice

CountBasis = Literal["recorded", "estimated actual", "proven reoffences"]
RECORDED: CountBasis = "recorded"
ESTIMATED: CountBasis = "estimated actual"
PROVEN: CountBasis = "proven reoffences"
_WORDS = {
    "edition": "editions",
    "price_year": "price years",
    "deflator": "releases of the deflator",
    "counts": "kinds of counts",
    "anticipation": "unit costs with and without anticipation",
}


@dataclass(frozen=True)
class CostBasis:
    """What stands under a sum of money; `edition` is its source as a reader knows it."""

    edition: str
    price_year: str
    deflator: str
    counts: CountBasis = RECORDED
    anticipation: bool = True


class Counted(NamedTuple):
    """Crimes by line (``offence_group``, ``offence_subgroup``, ``crimes``), and what was counted."""

    lines: pd.DataFrame
    counts: CountBasis = RECORDED


class Prices(NamedTuple):
    """Unit costs in pounds of one price year by ``offence_subgroup`` (index).

    Columns ``unit_cost``, and ``anticipation`` and ``multiplier``, missing where the edition has none.
    """

    table: pd.DataFrame
    edition: str
    price_year: str
    deflator: str
    anticipation: bool = True


class Costs(NamedTuple):
    """Lines with their ``unit_cost`` and ``cost`` (pounds, missing where not costed), and their basis."""

    table: pd.DataFrame
    basis: CostBasis


def move_prices(prices: Prices, deflator: pd.DataFrame, price_year: str) -> Prices:
    """Move prices, and the parts of them, to another price year.

    Parameters
    ----------
    prices
        Of one edition.
    deflator
        By financial year (index): ``index`` and ``release``.
    price_year
        Financial year of the deflator.

    Returns
    -------
    The prices in that year's money, under the deflator's release.

    Source
    ------
    GDP deflator, as ``params/deflators`` says.

    Examples
    --------
    >>> table = pd.DataFrame({"unit_cost": [80.0], "anticipation": [8.0]}, index=["theft"])
    >>> index = pd.DataFrame({"index": [80.0, 100.0], "release": "June"}, index=["2019-20", "2024-25"])
    >>> move_prices(Prices(table, "ours", "2019-20", ""), index, "2024-25").table.loc["theft"].tolist()
    [100.0, 10.0]
    """
    parts = {
        name: reprice(prices.table[name], deflator["index"], prices.price_year, price_year)
        for name in ("unit_cost", "anticipation")
    }
    release = str(deflator["release"].iloc[0])
    return prices._replace(table=prices.table.assign(**parts), price_year=price_year, deflator=release)


def without_anticipation(prices: Prices) -> Prices:
    """Take off what is spent in anticipation of crime: it is not saved when one crime is prevented.

    Returns
    -------
    Prices of consequence and response alone.

    Source
    ------
    Home Office, Economic and social costs of crime: the three parts of a unit cost.

    Examples
    --------
    >>> table = pd.DataFrame({"unit_cost": [80.0], "anticipation": [8.0]}, index=["theft"])
    >>> float(without_anticipation(Prices(table, "ours", "2019-20", "")).table.loc["theft", "unit_cost"])
    72.0
    """
    if not prices.anticipation:
        raise ValueError(
            f"{prices.edition}: anticipation is taken off already. Taking it off twice is too much."
        )
    table = prices.table
    lost = table.index[table["unit_cost"].notna() & table["anticipation"].isna()]
    if len(lost):
        raise ValueError(
            f"{prices.edition} does not say what part of {str(lost[0])!r} is spent in anticipation "
            f"({len(lost)} like this). Take an edition with components."
        )
    rest = table["unit_cost"] - table["anticipation"]
    return prices._replace(table=table.assign(unit_cost=rest), anticipation=False)


def multiply(counted: Counted, prices: Prices) -> Counted:
    """Raise recorded crimes to an estimate of all crimes, recorded or not.

    Parameters
    ----------
    counted
        Recorded crimes. Any others are refused.
    prices
        Their ``multiplier`` is of the same edition as the unit costs. Where it has none, crimes are left as
        they are recorded.

    Returns
    -------
    ``crimes`` of all lines times the multiplier, and ``multiplied``, whether there was one.

    Source
    ------
    Home Office, Economic and social costs of crime: multipliers.

    Examples
    --------
    >>> lines = pd.DataFrame({"offence_subgroup": ["theft", "till"], "crimes": [30, 10]})
    >>> table = pd.DataFrame({"multiplier": [2.5, None]}, index=["theft", "till"])
    >>> multiply(Counted(lines), Prices(table, "ours", "2019-20", "")).lines["crimes"].tolist()
    [75.0, 10.0]
    """
    if counted.counts == ESTIMATED:
        raise ValueError(
            "these counts are estimated actual crimes already. Multiplying twice counts crimes twice."
        )
    if counted.counts == PROVEN:
        raise ValueError(
            "these counts are proven reoffences. A multiplier is estimated crimes for each recorded one; nobody has "
            "published how many crimes stand behind a proven one."
        )
    factor = counted.lines["offence_subgroup"].map(prices.table["multiplier"])
    if prices.table["multiplier"].isna().all():
        raise ValueError(f"{prices.edition} has no multipliers that could be read. Count crimes as recorded.")
    lines = counted.lines.assign(
        crimes=counted.lines["crimes"] * factor.fillna(1.0), multiplied=factor.notna()
    )
    return Counted(lines, ESTIMATED)


def cost_lines(counted: Counted, prices: Prices) -> Costs:
    """Price each line of crimes; what has no unit cost has no cost.

    Returns
    -------
    The lines with ``unit_cost`` and ``cost`` (pounds), and the basis of the sum.

    Source
    ------
    ``params/unit_costs``: which subgroup is priced as which offence, and on what grounds.

    Examples
    --------
    >>> lines = pd.DataFrame({"offence_subgroup": ["theft", "drugs"], "crimes": [30, 10]})
    >>> prices = Prices(pd.DataFrame({"unit_cost": [5.0]}, index=["theft"]), "ours", "2019-20", "June")
    >>> made = cost_lines(Counted(lines), prices)
    >>> made.table["cost"].tolist(), made.basis.counts
    ([150.0, nan], 'recorded')
    """
    price = counted.lines["offence_subgroup"].map(prices.table["unit_cost"]).astype("float64")
    table = counted.lines.assign(unit_cost=price, cost=counted.lines["crimes"] * price)
    basis = CostBasis(prices.edition, prices.price_year, prices.deflator, counted.counts, prices.anticipation)
    return Costs(table, basis)


def same_basis(*bases: CostBasis) -> CostBasis:
    """Give the one basis of several sums, or refuse to have them added.

    Source
    ------
    Method rule: price years, editions and kinds of counts are never mixed in one sum.

    Examples
    --------
    >>> same_basis(CostBasis("ours", "2019-20", "June"), CostBasis("ours", "2019-20", "June")).price_year
    '2019-20'
    """
    for field in fields(CostBasis):
        found = sorted({str(getattr(basis, field.name)) for basis in bases})
        if len(found) > 1:
            raise ValueError(
                f"two {_WORDS[field.name]} in one sum: {' and '.join(found)}. Such pounds are not the same thing. "
                "Bring both to one basis first."
            )
    if not bases:
        raise ValueError("no sum of money was given, so there is no basis.")
    return bases[0]


def add_costs(*costs: Costs) -> Costs:
    """Put the lines of several tables of costs into one, if they are of one basis.

    Source
    ------
    Method rule, as ``same_basis``.

    Examples
    --------
    >>> one = Costs(pd.DataFrame({"cost": [1.0]}), CostBasis("ours", "2019-20", "June"))
    >>> add_costs(one, one).table["cost"].sum()
    np.float64(2.0)
    """
    basis = same_basis(*(each.basis for each in costs))
    return Costs(pd.concat([each.table for each in costs], ignore_index=True), basis)
