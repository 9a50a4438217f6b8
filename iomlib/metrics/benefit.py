"""What a scheme is found to bring in a period: offences prevented, and pounds for each pound of cost."""

import math

import pandas as pd

from iomlib.metrics.effects import Effect
from iomlib.metrics.intervals import Estimate
from iomlib.metrics.managed import YEAR, Managed
from iomlib.metrics.scheme_cost import Money, one_price_year

METHOD = "ends of the comparison's interval over the ends of the cost's range"
# NI 18 follows adults under probation, NI 38 class A drug misusers: a prediction is of these lists and no other.
PREDICTS = {"probation": "ni18", "dip": "ni38"}


def prevented_by(effect: Effect | None, who: Managed) -> Estimate:
    """Give the proven reoffences prevented in the period: those for one person in one year, times the years managed.

    Parameters
    ----------
    effect
        What a comparison found; None where there is none that may be used.
    who
        People managed and their days; every day counts, as it does in a follow-up, also those in custody.

    Returns
    -------
    Count with the comparison's interval; missing where there is no effect or no days.

    Examples
    --------
    >>> effect = Effect(Estimate(0.4, 0.1, 0.7, 0.95, "matched"), 4.0, 4, 12, 60.0)
    >>> [round(number, 9) for number in prevented_by(effect, Managed(42.0, 14_600.0, 0.0, 0.0))[:3]]
    [16.0, 4.0, 28.0]
    """
    if effect is None or not who.days > 0:
        return Estimate(math.nan, math.nan, math.nan, 0.95, METHOD)
    value, lower, upper = (number * who.days / YEAR for number in effect.prevented[:3])
    return Estimate(value, lower, upper, effect.prevented.confidence, effect.prevented.method)


def ratio(prevented: Estimate, unit: Money, cost: Money) -> Estimate:
    """Divide the benefit of a scheme by its cost, and carry the interval and the range of the cost through.

    Both ends of the interval are divided by both ends of the cost; the least and the most of the four are taken. No
    chance is put on where in its range the cost lies, since nobody knows it, and so the interval is never too short.

    Parameters
    ----------
    prevented
        Proven reoffences prevented in the period, from a comparison with other people: see ``prevented_by``.
    unit
        What one of them costs.
    cost
        What the scheme cost in the period, in the prices of the same year.

    Returns
    -------
    Pounds of benefit for each pound of cost. Missing where there is no effect: a fall from before to after never
    comes here.

    Raises
    ------
    ValueError
        Benefit and cost are in the prices of different years, or the benefit has no interval.

    Source
    ------
    Benefit-cost ratio as in HM Treasury, The Green Book.

    Examples
    --------
    >>> unit, cost = Money(5_000.0, 5_000.0, 5_000.0, "2019-20"), Money(40_000.0, 32_000.0, 50_000.0, "2019-20")
    >>> [round(number, 9) for number in ratio(Estimate(16.0, 4.0, 28.0, 0.95, "matched"), unit, cost)[:3]]
    [2.0, 0.4, 4.375]
    """
    one_price_year(unit, cost)
    missing = Estimate(math.nan, math.nan, math.nan, prevented.confidence, METHOD)
    if math.isnan(prevented.value) or not cost.lower > 0 or math.isnan(unit.pounds):
        return missing
    if not prevented.lower <= prevented.value <= prevented.upper:
        raise ValueError(
            f"prevented is {prevented.value:g} without an interval around it. A ratio carries one, or is not given."
        )
    ends = [count * unit.pounds / pounds for count in prevented[1:3] for pounds in (cost.lower, cost.upper)]
    value = prevented.value * unit.pounds / cost.pounds
    return Estimate(value, min(ends), max(ends), prevented.confidence, METHOD)


def expected_offences(effect: Effect | None, predicted: pd.DataFrame, name: str, who: Managed) -> float:
    """Give the proven offences that the people managed would commit in the period, were there no scheme.

    Parameters
    ----------
    effect
        Its ``expected``, from the people compared with, is taken where it is known.
    predicted
        As ``read_predicted`` gives it; taken for lists that an indicator is about (NI 18: ``probation``; NI 38:
        ``dip``), the latest period.
    name
        The list of the scheme.
    who
        People managed and their days.

    Returns
    -------
    Count; missing where neither is known.

    Examples
    --------
    >>> effect = Effect(Estimate(0.4, 0.1, 0.7, 0.95, "matched"), 4.0, 4, 12, 60.0)
    >>> expected_offences(effect, pd.DataFrame(), "ppo", Managed(42.0, 14_600.0, 0.0, 0.0))
    160.0
    """
    if effect is not None and not math.isnan(effect.expected):
        return effect.expected * who.days / YEAR
    if name not in PREDICTS or not len(predicted):
        return math.nan
    rows = predicted[predicted["indicator"] == PREDICTS[name]].sort_values("period_end")
    if not len(rows):
        return math.nan
    row = rows.iloc[-1]
    days = (row["period_end"] - row["period_start"]).days + 1
    return float(row["predicted"] / (row["cohort_size"] * days) * who.days)
