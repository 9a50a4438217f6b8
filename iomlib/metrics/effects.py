"""What a scheme is found to prevent: which comparison may carry a ratio of benefit to cost, and why another may not."""

import math
from typing import NamedTuple

import pandas as pd

from iomlib.metrics.claims import design_level
from iomlib.metrics.intervals import Estimate

CONTROLLED = 3  # the least level on the Maryland scale with people who are not on the scheme
COUNTED = "proven reoffences"
NONE = "no comparison with other people was supplied"
NO_CONTROL = (
    "the people were compared with nobody but themselves. They are chosen after a bad spell, which is mostly followed "
    "by a better one, with a scheme or without it"
)
NO_INTERVAL = "no interval is given, so nobody can tell the number from chance"
RAISED = (
    "the count was raised to an estimate of all crime. Offences that nobody proved cannot be told to be anybody's, so "
    "only proven reoffences are priced"
)
OTHERS = "{} were counted, and not proven reoffences, which the prices are put on"


class Effect(NamedTuple):
    """Proven reoffences prevented for one person in one year, as a comparison with other people found.

    ``prevented`` has its interval; ``expected`` are the reoffences of those compared with, for one person in one
    year (missing where not given); ``level`` is that of the design on the Maryland scale.

    Examples
    --------
    >>> Effect(Estimate(0.4, 0.1, 0.7, 0.95, "matched"), 4.0, 4, 12, 60.0).level
    4
    """

    prevented: Estimate
    expected: float
    level: int
    followup_months: int
    people: float


class Judged(NamedTuple):
    """The effect that may carry a ratio, or none; which row it is, and why each other row may not.

    Examples
    --------
    >>> judge(pd.DataFrame()).reasons
    ('no comparison with other people was supplied',)
    """

    effect: Effect | None
    row: int | None
    reasons: tuple[str, ...]


def refusal(row: "pd.Series[float]") -> str:
    """Say why a comparison may not carry a ratio of benefit to cost; nothing where it may.

    Parameters
    ----------
    row
        ``design`` (as for `iomlib.metrics.claims.design_level`), ``counted``, ``lower`` and ``upper``.

    Examples
    --------
    >>> refusal(pd.Series({"design": "matched", "counted": "arrests", "lower": 1.0, "upper": 2.0}))
    'arrests were counted, and not proven reoffences, which the prices are put on'
    """
    if design_level(str(row["design"])) < CONTROLLED:
        return NO_CONTROL
    if (counted := str(row["counted"])) != COUNTED:
        return RAISED if counted == "estimated crimes" else OTHERS.format(counted)
    if not row["lower"] <= row["upper"]:  # nan: not given
        return NO_INTERVAL
    return ""


def judge(effects: pd.DataFrame) -> Judged:
    """Choose the comparison that carries the ratio: the latest that may, and of those the best design.

    Parameters
    ----------
    effects
        One row per comparison in the order of time: the columns of ``refusal``, ``period_end``, ``people``,
        ``followup_months``, ``prevented_per_100``, ``confidence`` (percent) and ``expected_per_100`` (missing where
        not given).

    Returns
    -------
    See `Judged`. Without an effect there is no ratio.

    Source
    ------
    Maryland Scientific Methods Scale, Sherman et al. 1997: level 3 is the first with people who are not on
    the scheme.

    Examples
    --------
    >>> row = {"design": "matched", "counted": "proven reoffences", "prevented_per_100": 40.0, "lower": 10.0,
    ...     "upper": 70.0, "confidence": 95.0, "expected_per_100": None, "followup_months": 12, "people": 60}
    >>> judged = judge(pd.DataFrame([row | {"period_end": pd.Timestamp("2008-03-31")}]))
    >>> judged.effect.prevented.value, judged.effect.level, judged.reasons
    (0.4, 4, ())
    """
    if not len(effects):
        return Judged(None, None, (NONE,))
    rows = effects.reset_index(drop=True)
    said = [refusal(row) for _, row in rows.iterrows()]
    allowed = [number for number, why in enumerate(said) if not why]
    reasons = tuple(dict.fromkeys(why for why in said if why))
    if not allowed:
        return Judged(None, None, reasons)
    levels = rows["design"].map(design_level)
    chosen = max(allowed, key=lambda number: (rows["period_end"][number], levels[number], number))
    return Judged(effect_of(rows.T[chosen]), chosen, reasons)


def effect_of(row: "pd.Series[float]") -> Effect:
    """Take a comparison as an effect for one person in one year, and refuse one that may not carry a ratio.

    Parameters
    ----------
    row
        As for ``judge``.

    Raises
    ------
    ValueError
        The design has no control group, the interval is missing, or no proven reoffences were counted.

    Examples
    --------
    >>> row = {"design": "before and after", "counted": "proven reoffences", "lower": 1.0, "upper": 2.0}
    >>> effect_of(pd.Series(row))
    Traceback (most recent call last):
        ...
    ValueError: effect of design 'before and after': the people were compared with nobody but themselves. ...
    """
    if why := refusal(row):
        raise ValueError(f"effect of design {row['design']!r}: {why}.")
    months = int(row["followup_months"])
    a_year = 12 / months / 100
    value, lower, upper = (float(row[key]) * a_year for key in ("prevented_per_100", "lower", "upper"))
    design = str(row["design"])
    found = Estimate(
        value, lower, upper, float(row["confidence"]) / 100, f"as found by a {design} comparison"
    )
    told = row["expected_per_100"]
    expected = math.nan if pd.isna(told) else float(told) * a_year
    return Effect(found, expected, design_level(design), months, float(row["people"]))
