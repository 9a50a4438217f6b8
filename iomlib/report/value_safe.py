"""What an edition may show of a scheme's value: sums of money from which few people could be counted are withheld."""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from iomlib.metrics.cost_basis import PROVEN, CostBasis
from iomlib.metrics.swings import CUSTODY, PEOPLE
from iomlib.metrics.value import Value
from iomlib.report.cost_notes import pricing
from iomlib.report.scheme_safe import Scheme


class Worth(NamedTuple):
    """What may be shown of a scheme's value, and the prices behind it.

    ``few``: so few people stand behind it that only the cost is shown. ``people_away`` and ``custody_away``: how
    many people were managed, or their days in custody, may not be shown, nor what they follow from. ``covers`` and
    ``swings`` are those of the value, without the rows that may not be shown.
    """

    value: Value
    minimum: int
    few: bool
    people_away: bool
    custody_away: bool
    covers: pd.DataFrame
    swings: pd.DataFrame
    basis: CostBasis


def protect(
    value: Value | None, shown: Scheme, minimum: int, published: pd.DataFrame, deflator: pd.DataFrame
) -> Worth | None:
    """Take away what few people could be recognised by; nothing is there where no cost was supplied.

    Parameters
    ----------
    value
        What `iomlib.metrics.value.value_of` gave.
    shown
        What the same page shows of the list, from `iomlib.report.scheme_safe.protect`: people managed in a
        year are those still on the list and those who left, so the one would give the other away.
    minimum
        The smallest count that the edition may show; 1 keeps all.
    published, deflator
        What `tables.read_unit_costs` and `tables.read_deflator` gave: edition and release stand under every sum.
    """
    if value is None:
        return None
    who, mix = value.who, value.mix
    compared = 0 if value.judged.effect is None else value.judged.effect.people
    few = any(_few(count, minimum) for count in (who.people, mix.people, compared))
    people_away = value.from_records and _follows(value, shown, minimum)
    custody_away = _few(who.inside, minimum) or bool(shown.split["withheld"]["custody"])
    rare = list(mix.offences.index[mix.offences["people"] < minimum]) if mix.proven else []
    away = [name for name, hide in ((PEOPLE, people_away), (CUSTODY, custody_away)) if hide]
    swings = value.swings.drop(away, errors="ignore")
    return Worth(
        *(value, minimum, few, people_away, custody_away),
        value.covers.drop(rare, errors="ignore"),
        *(swings, replace(pricing(published, deflator, value.cost.price_year), counts=PROVEN)),
    )


def _follows(value: Value, shown: Scheme, minimum: int) -> bool:
    """Say whether people managed would give away a count that the page withholds, or a few people by itself."""
    counts = shown.counts
    now, left = counts.size["people"].iloc[0], counts.flow["left"].iloc[0]
    if bool(shown.size["withheld"]["people"]) or bool(shown.flow["withheld"]["left"]):
        return True
    # Of another period than the page's year, or with somebody who left on its first day.
    return _few(abs(value.who.people - now - left), minimum) or _few(value.who.people - now, minimum)


def _few(count: float, minimum: int) -> bool:
    return bool(0 < count < minimum)
