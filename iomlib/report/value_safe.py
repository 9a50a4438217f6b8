"""What an edition shows of a scheme's value: everything is worked out again from counts that may be shown."""

import math
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from iomlib.disclosure.profile import Profile
from iomlib.metrics.break_even import Mix
from iomlib.metrics.cost_basis import PROVEN, CostBasis
from iomlib.metrics.managed import Managed
from iomlib.metrics.scheme import Counts
from iomlib.metrics.value import Given, Value, recounted
from iomlib.report.cost_notes import pricing
from iomlib.report.scheme_safe import Scheme
from iomlib.report.scheme_sums import System


class Worth(NamedTuple):
    """What may be shown of a scheme's value, and the prices behind it.

    ``value`` is worked out from the counts that may be shown. ``few``: so few people stand behind it that only the
    cost is shown. ``people_away`` and ``custody_away``: how many people were managed, or their days in custody, may not
    be shown, nor what follows from them; so with ``effect_away``, what a comparison found. ``rare``: offences of
    few people, or mostly of one, are left out of the mix; ``mix_away``: so are all.
    """

    value: Value
    rule: Profile
    few: bool
    people_away: bool
    custody_away: bool
    effect_away: bool
    rare: bool
    mix_away: bool
    basis: CostBasis


def counted(value: Value | None, counts: Counts | None) -> System:
    """Count the people who were managed, for `iomlib.report.scheme_safe.protect`.

    Parameters
    ----------
    value
        What `iomlib.metrics.value.value_of` gave.
    counts
        What `iomlib.metrics.scheme.scheme_counts` gave for the same page: who was managed in its year is on the list
        still, or has left it since.

    Examples
    --------
    >>> counted(None, None).counts
    {}
    """
    if value is None or counts is None or math.isnan(value.who.people):
        return System({}, [], {})
    return System({_name(value, counts): value.who.people}, [], {})


def _name(value: Value, page: Counts | Scheme) -> str:
    if not value.from_records or value.last != page.as_at:
        return "managed"
    return {page.year: "managed.year", page.first: "managed.quarter"}.get(value.first, "managed.since")


def protect(
    value: Value | None, given: Given, shown: Scheme, published: pd.DataFrame, deflator: pd.DataFrame
) -> Worth | None:
    """Take away what few people could be recognised by; nothing is there where no cost was supplied.

    Parameters
    ----------
    value
        What `iomlib.metrics.value.value_of` gave of what is ``given``.
    shown
        What `iomlib.report.scheme_safe.protect` gave, of a page with the people who are `counted` here.
    published, deflator
        What `tables.read_unit_costs` and `tables.read_deflator` gave: edition and release stand under every sum.
    """
    if value is None:
        return None
    rule, basis = shown.rule, replace(pricing(published, deflator, value.cost.price_year), counts=PROVEN)
    if rule.open:
        return Worth(value, rule, *(False,) * 6, basis)
    period = (value.last - value.first).days + 1
    printed = not value.from_records and bool((given.printed["published"] == "yes").all())
    few = not printed and (rule.small(value.who.people) or rule.small(value.who.days / period))
    people_away = not printed and shown.record.cells.get(_name(value, shown)) is None
    custody_away = not printed and _few_inside(value.who, period, shown)
    effect_away = value.judged.effect is not None and not _public(value, given)
    effects = given.effects.iloc[:0] if effect_away else given.effects
    who = value.who if printed else _rounded(value.who, period, rule, (people_away, custody_away))
    mix = _common(value.mix, rule)
    again = recounted(value, given._replace(effects=effects), who, mix)
    away = (few, people_away, custody_away, effect_away)
    rare = len(mix.offences) < len(value.mix.offences)
    return Worth(again, rule, *away, rare, rare and not len(mix.offences), basis)


def _few_inside(who: Managed, period: int, shown: Scheme) -> bool:
    """Say whether few were ever in custody, few never, or few of either on an average day."""
    each_day = (who.days_in_custody / period, (who.days - who.days_in_custody) / period)
    counts = [who.inside, who.people - who.inside, *each_day]
    return "custody" in shown.away or any(shown.rule.small(count) for count in counts)


def _rounded(who: Managed, period: int, rule: Profile, away: tuple[bool, bool]) -> Managed:
    """Round days so that they are those of a rounded number of people, there on every day of the period."""
    if math.isnan(who.days):
        return who
    days = rule.shown(who.days / period) * period
    inside = math.nan
    if not away[1] and not math.isnan(who.days_in_custody):
        inside = days - rule.shown((who.days - who.days_in_custody) / period) * period
    return Managed(math.nan if away[0] else rule.shown(who.people), days, inside, math.nan)


def _common(mix: Mix, rule: Profile) -> Mix:
    """Leave out the offences of few people, or mostly of one: a price of all would tell of them."""
    rows = mix.offences
    few = rows["people"].map(rule.small).astype(bool) | (2 * rows["most"] > rows["offences"])
    rows = rows[~few]
    costed = rows.loc[rows["unit_cost"].notna(), "offences"].sum()
    return Mix(rows, float(rows["offences"].sum()), float(costed), math.nan)


def _public(value: Value, given: Given) -> bool:
    """Say whether the comparison that carries the ratio was published, and so is shown as it was."""
    return value.judged.row is not None and given.effects["published"].iloc[value.judged.row] == "yes"
