"""Which input of a scheme's value matters most: its cost, the prices, who is counted, what is prevented."""

import math
from collections.abc import Mapping

import pandas as pd

from iomlib.metrics.break_even import Mix, mix_cost
from iomlib.metrics.effects import Effect
from iomlib.metrics.managed import YEAR, Managed
from iomlib.metrics.scheme_cost import Money, cost_by_kind, one_price_year
from iomlib.metrics.tornado import SHAPE, tornado

COST, IN_KIND, EDITION, ANTICIPATION, UNPRICED, CUSTODY, PEOPLE, PREVENTED = (
    *("cost", "in-kind", "edition", "anticipation", "unpriced", "custody", "people", "prevented"),
)
WITHOUT = "without anticipation"  # the name of the chosen edition without what is spent before a crime


def price_range(mix: Mix, others: "Mapping[str, pd.Series[float]]") -> dict[str, float]:
    """Price the mix at other editions, those that have a price for every offence that is priced.

    Parameters
    ----------
    mix
        What `offence_mix` gave.
    others
        Pounds by offence of each other edition, in the prices of the same year.

    Returns
    -------
    Pounds for one proven offence of the mix, by edition.

    Examples
    --------
    >>> from iomlib.metrics.break_even import offence_mix
    >>> rows = pd.DataFrame({"who": [1], "offence": ["burglary"]})
    >>> mix = offence_mix(rows, pd.Series({"burglary": 7_000.0}))
    >>> price_range(mix, {"older": pd.Series({"burglary": 5_000.0}), "partial": pd.Series({"robbery": 9_000.0})})
    {'older': 5000.0}
    """
    priced = mix.offences[mix.offences["unit_cost"].notna()] if mix.proven else mix.offences.head(0)
    found = {}
    for name, prices in others.items():
        theirs = prices.astype("float64").rename(index=str.casefold)
        theirs = (
            theirs[~theirs.index.duplicated()].reindex(priced.index.str.casefold()).set_axis(priced.index)
        )
        if len(priced) and theirs.notna().all():
            own = mix.offences.assign(unit_cost=theirs)
            found[name] = mix_cost(mix._replace(offences=own), "").pounds
    return found


def swings(
    items: pd.DataFrame,
    money: tuple[Money, Money],
    who: tuple[Managed, int],
    effect: Effect | None,
    editions: Mapping[str, float],
) -> pd.DataFrame:
    """Move each input from its least to its most, the others as they are.

    Parameters
    ----------
    items
        The scheme's items, as `in_prices` gives them.
    money
        The cost that is counted, and what one proven offence costs, in the prices of one year.
    who
        People managed with their days, and the days of the period.
    effect
        What a comparison found that is prevented; None where none may be used.
    editions
        What one proven offence costs at other editions (`price_range`); under `WITHOUT` at the same one, without what
        is spent in anticipation of crime, which one crime less does not save.

    Returns
    -------
    As `iomlib.metrics.tornado.tornado`: of the ratio of benefit to cost; without an effect, of the proven
    offences to prevent for each year managed. No row where one of the numbers is missing.

    Examples
    --------
    >>> items = pd.DataFrame({"kind": ["additional running"], "cost": [9.0], "lower": [6.0], "upper": [12.0]})
    >>> money = (Money(9.0, 6.0, 12.0, "2019-20"), Money(3.0, 3.0, 3.0, "2019-20"))
    >>> table = swings(items, money, (Managed(1.0, 365.0, 73.0, 1.0), 365), None, {})
    >>> table[["at_low", "at_high", "central"]].to_numpy().round(3).tolist()
    [[2.0, 4.0, 3.0], [3.75, 3.0, 3.0]]
    """
    cost, unit = money
    one_price_year(cost, unit)
    central = [
        cost.pounds,
        unit.pounds,
        who[0].days / YEAR,
        0.0 if effect is None else effect.prevented.value,
    ]
    if not all(math.isfinite(number) for number in central) or not (cost.lower > 0 and who[0].days > 0):
        return tornado(pd.DataFrame(columns=SHAPE), _result)
    rows = {**_of_cost(items, cost), **_of_prices(unit, editions), **_of_people(*who)}
    if effect is not None:
        rows[PREVENTED] = ("effect", effect.prevented.lower, effect.prevented.value, effect.prevented.upper)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=SHAPE)
    return tornado(table.dropna(), _result)


_Rows = dict[str, tuple[str, float, float, float]]


def _result(at: Mapping[str, float]) -> float:
    """Give the ratio, or without an effect the offences to prevent for each year managed."""
    if "effect" in at:
        return at["years"] * at["effect"] * at["unit"] / at["cost"]
    return at["cost"] / at["unit"] / at["years"] if at["years"] > 0 else math.inf


def _of_cost(items: pd.DataFrame, cost: Money) -> _Rows:
    kind = cost_by_kind(items)["cost"]["in kind"]
    return {
        COST: ("cost", cost.lower, cost.pounds, cost.upper),
        IN_KIND: ("cost", cost.pounds, cost.pounds, cost.pounds + kind),
    }


def _of_prices(unit: Money, editions: Mapping[str, float]) -> _Rows:
    prices = [unit.pounds, *(pounds for name, pounds in editions.items() if name != WITHOUT)]
    return {
        EDITION: ("unit", min(prices), unit.pounds, max(prices)),
        ANTICIPATION: ("unit", editions.get(WITHOUT, unit.pounds), unit.pounds, unit.pounds),
        UNPRICED: ("unit", unit.lower, unit.pounds, unit.upper),
    }


def _of_people(managed: Managed, days: int) -> _Rows:
    years = managed.days / YEAR
    ends = (years - managed.days_in_custody / YEAR, managed.people * days / YEAR)
    least, most = (years if math.isnan(end) else end for end in ends)  # what is not known has no range
    return {CUSTODY: ("years", least, years, years), PEOPLE: ("years", years, years, most)}
