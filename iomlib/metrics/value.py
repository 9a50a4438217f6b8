"""Does a scheme pay? Its cost, what would cover it, and a ratio only where a comparison with others carries one."""

import math
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import pandas as pd

from iomlib.errors import DataError
from iomlib.metrics.benefit import expected_offences, prevented_by, ratio
from iomlib.metrics.break_even import MIX, Mix, break_even, mix_cost, offence_mix
from iomlib.metrics.counts import places
from iomlib.metrics.effects import Judged, judge
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.intervals import Estimate
from iomlib.metrics.managed import Managed, cost_per_year, managed, managed_people, printed_managed
from iomlib.metrics.scheme_cost import Money, counted_cost, in_prices
from iomlib.metrics.swings import WITHOUT, price_range, swings


class Given(NamedTuple):
    """What is supplied of a scheme: tables as `iomlib.tables` reads them.

    ``costs`` (`read_scheme_costs`), ``printed`` (`read_managed`), ``effects`` (`read_effects`), ``predicted``
    (`read_predicted`), ``prices`` (`read_proven_costs`: by offence ``unit_cost``, ``anticipation`` and ``price_year``),
    ``others`` (the same of other editions, by name), ``deflator`` (price index by financial year) and
    ``price_year``, the year whose prices are shown.
    """

    costs: pd.DataFrame
    printed: pd.DataFrame
    effects: pd.DataFrame
    predicted: pd.DataFrame
    prices: pd.DataFrame
    others: Mapping[str, pd.DataFrame]
    deflator: "pd.Series[float]"
    price_year: str


class Value(NamedTuple):
    """What is known of whether a scheme pays, in the prices of one year and of one period.

    ``items`` as `in_prices` gives them, ``cost`` (what is counted of them), ``who`` (`Managed`; ``from_records``
    says whether they were counted), ``years`` (`cost_per_year`), ``mix`` and ``unit`` (what one proven offence
    of it costs), ``covers`` (`break_even`, the mix first), ``expected`` (proven offences in the period),
    ``effects`` (as given) and ``judged``, ``prevented`` (proven reoffences in the period), ``ratio``, ``others``
    (`price_range`) and ``swings``.
    """

    name: str
    first: date
    last: date
    items: pd.DataFrame
    cost: Money
    who: Managed
    from_records: bool
    years: pd.DataFrame
    mix: Mix
    unit: Money
    covers: pd.DataFrame
    expected: float
    effects: pd.DataFrame
    judged: Judged
    prevented: Estimate
    ratio: Estimate
    others: Mapping[str, float]
    swings: pd.DataFrame


def value_of(evidence: Evidence, name: str, area: str | None, given: Given) -> Value | None:
    """Bring together what a scheme costs, what would cover that, and what it is found to bring.

    Parameters
    ----------
    evidence
        What is known; of its tables ``enrolments``, ``custody`` and ``convictions``.
    name, area
        The list of the scheme and its area.
    given
        See `Given`.

    Returns
    -------
    See `Value`; None where no cost was supplied. Numbers are missing where what they need is.

    Raises
    ------
    DataError
        People managed were printed, and are in the records too: a page cannot know which was meant.

    Source
    ------
    The rules of Sussex, 2012, as the brief of this project gives them (the paper was not read): additional
    running cost in, set-up cost apart, benefit as proven reoffences.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> none = pd.DataFrame()
    >>> given = Given(none, none, none, none, none, {}, pd.Series(dtype="float64"), "2019-20")
    >>> value_of(gather({}, date(2009, 3, 31)), "ppo", "haringey", given) is None
    True
    """
    if not len(given.costs):
        return None
    first, last = (given.costs[column].iloc[0].date() for column in ("period_start", "period_end"))
    items = in_prices(given.costs, given.deflator, given.price_year)
    who = _who(evidence, name, area, (first, last), given.printed)
    prices = repriced(given.prices, given)["unit_cost"]
    mix = offence_mix(_convictions(evidence, name, area, first, last), prices)
    return _worked_out((name, first, last), items, who, mix, given)


def recounted(value: Value, given: Given, who: Managed, mix: Mix) -> Value:
    """Work a value out again from other counts of people and offences, such as those that an edition may show.

    Parameters
    ----------
    value
        What `value_of` gave for what is ``given``.
    given
        See `Given`.
    who, mix
        The counts to work from; what rests on one that is missing is missing.

    Returns
    -------
    See `Value`: every number of people or of offences is that of ``who`` and ``mix``, or follows from them.

    Examples
    --------
    >>> from iomlib.metrics.value import recounted
    >>> callable(recounted)
    True
    """
    of = (value.name, value.first, value.last)
    return _worked_out(of, value.items, (who, value.from_records), mix, given)


def _worked_out(
    of: tuple[str, date, date], items: pd.DataFrame, counted: tuple[Managed, bool], mix: Mix, given: Given
) -> Value:
    (name, first, last), who = of, counted[0]
    cost = counted_cost(items, given.price_year)
    judged, prices = judge(given.effects), repriced(given.prices, given)
    unit, others = mix_cost(mix, given.price_year), _others(mix, prices, given)
    expected = expected_offences(judged.effect, given.predicted, name, who)
    prevented = prevented_by(judged.effect, who)
    period = (last - first).days + 1
    return Value(
        *(*of, items, cost, *counted),
        years=cost_per_year(who, cost),
        mix=mix,
        unit=unit,
        covers=_covers(cost, (mix, unit), prices, who.people, expected),
        expected=expected,
        effects=given.effects,
        judged=judged,
        prevented=prevented,
        ratio=ratio(prevented, unit, cost),
        others=others,
        swings=swings(items, (cost, unit), (who, period), judged.effect, others),
    )


def repriced(prices: pd.DataFrame, given: Given) -> pd.DataFrame:
    """Bring unit costs of proven offences to the year whose prices are shown."""
    moved = prices.copy()
    for column in ("unit_cost", "anticipation"):
        rows = prices.rename(columns={column: "pounds"}).assign(pounds_lower=math.nan, pounds_upper=math.nan)
        moved[column] = in_prices(rows, given.deflator, given.price_year)["cost"]
    return moved.assign(price_year=given.price_year)


def _others(mix: Mix, prices: pd.DataFrame, given: Given) -> dict[str, float]:
    """Price the mix at other editions, and at this one without what is spent in anticipation."""
    others = {edition: repriced(rows, given)["unit_cost"] for edition, rows in given.others.items()}
    return price_range(mix, others | {WITHOUT: prices["unit_cost"] - prices["anticipation"]})


def _who(
    evidence: Evidence, name: str, area: str | None, period: tuple[date, date], printed: pd.DataFrame
) -> tuple[Managed, bool]:
    """Count who was managed from the records, or else take what is printed; both are one too many."""
    who = managed(evidence, name, area, *period)
    if math.isnan(who.people):
        return printed_managed(printed), False
    if len(printed):
        raise DataError(
            f"managed_people.csv: has {name} of {area}, {period[0]} to {period[1]}, and the records have who was on "
            "the list. Keep one of the two."
        )
    return who, True


def _convictions(evidence: Evidence, name: str, area: str | None, first: date, last: date) -> pd.DataFrame:
    """Give the proven offences of the people managed that they committed in the period."""
    table = evidence.tables.get("convictions")
    people = managed_people(evidence, name, area, first, last)
    if table is None or not people:
        return pd.DataFrame({"who": pd.Series(dtype="int64"), "offence": pd.Series(dtype="str")})
    theirs = table["who"].isin(places(evidence, pd.Index(people)))
    day = table["offence_day"]
    return table.loc[theirs & day.between(pd.Timestamp(first), pd.Timestamp(last)), ["who", "offence"]]


def _covers(
    cost: Money, found: tuple[Mix, Money], prices: pd.DataFrame, people: float, expected: float
) -> pd.DataFrame:
    """Put the mix first and then its offences, the dearest first; all offences of the list where there is no mix."""
    mix, unit = found
    named = prices["unit_cost"][prices.index != prices["offence_subgroup"]]
    units = mix.offences["unit_cost"] if mix.proven else named
    ordered = units.sort_index().sort_values(ascending=False, kind="stable")
    shares = mix.offences["offences"] / mix.proven if mix.proven else pd.Series(dtype="float64")
    row = pd.Series({MIX: unit.pounds})
    whole = pd.concat([pd.Series({MIX: expected}), expected * shares])
    return break_even(cost, pd.concat([row, ordered]), people, whole)
