"""What a public page withholds of counts of people: every small one, and what a small one could be worked out from."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from iomlib.blocks import Counts
from iomlib.disclosure.attack import Sums
from iomlib.disclosure.profile import UNSEEN, Profile
from iomlib.metrics.intervals import wilson
from iomlib.report.frames import number

EMPTY = ["nobody"]  # what it is told of a section on people of whom there are none: nothing is missing
AWAY = ["withheld"]  # what a headline is told of a section whose counts are supplied, and may not be shown


def withhold(rows: pd.DataFrame, names: Iterable[str], numbers: Sequence[str]) -> pd.DataFrame:
    """Mark the rows of a table whose index is among some names, and take their numbers away.

    Examples
    --------
    >>> rows = pd.DataFrame({"people": [3.0, 9.0]}, index=["short", "long"])
    >>> withhold(rows, ["short"], ["people"]).values.tolist()
    [[nan, True], [9.0, False]]
    """
    away = rows.index.isin(list(names))
    safe = rows.assign(withheld=away)
    safe[list(numbers)] = (
        safe[list(numbers)].astype("float64").mask(pd.Series(away, index=rows.index), axis=0)
    )
    return safe


def rounding(rule: Profile) -> list[str]:
    """Say under a table how its counts of people are shown; nothing where they are shown as they are.

    Examples
    --------
    >>> from iomlib.disclosure.profile import OPEN, committee
    >>> rounding(committee())[0][:43], rounding(OPEN)
    ('Counts of people are rounded to the nearest', [])
    """
    if rule.open:
        return []
    return [
        f"Counts of people are rounded to the nearest {rule.base}. Withheld: fewer than {rule.threshold} people, all "
        f"but so few, or a count that would tell of so few. Percentages, and ranges of them, come from the "
        "rounded counts."
    ]


def published(  # noqa: PLR0913, PLR0917  a table, the rule, and which columns hold what
    rows: pd.DataFrame,
    away: Iterable[object],
    rule: Profile,
    people: str = "people",
    out_of: str | None = "out_of",
    also: Sequence[str] = (),
) -> pd.DataFrame:
    """Give a table of counts of people as an edition may show it, so that whatever is made of it tells no more.

    Parameters
    ----------
    rows
        Counts in the column ``people``, and where there are groups in ``out_of``, of whom they are. Columns ``share``,
        ``lower``, ``upper`` (with ``confidence``), where there are any, are worked out anew from the rounded pair.
    away
        Index of the rows that are withheld, as `iomlib.disclosure.protect.hidden` chose them.
    rule
        From `read_profile`; an open one gives the rows as they are, with none withheld.
    also
        Further columns of numbers that a withheld row loses.

    Returns
    -------
    The same rows. ``withheld``: the row shows no number. Counts are rounded. Where the rounded group has fewer people
    than a percentage needs, the share and its interval are missing and ``share_band`` says between what it lies.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> rows = pd.DataFrame({"people": [42, 3, 63], "out_of": [73, 73, 211], "share": [0.575, 0.041, 0.299]})
    >>> shown = published(rows, [1], committee())
    >>> shown["people"].tolist(), shown["share_band"].tolist(), shown["share"].round(3).tolist()
    ([40.0, nan, 65.0], ['50% to under 60%', nan, nan], [nan, nan, 0.31])
    """
    safe = rows.assign(withheld=rows.index.isin(list(away)))
    if rule.open:
        return safe
    counts = [people] if out_of is None else [people, out_of]
    for column in counts:
        safe[column] = [
            rule.shown(count) if number(count) is not None else math.nan for count in rows[column]
        ]
    shares = [name for name in ("share", "lower", "upper") if name in rows and out_of is not None]
    if shares:
        for name, values in _shares(safe, rule, people, str(out_of)).items():
            safe[name] = pd.Series(values, index=rows.index)
        safe = safe if "lower" in rows else safe.drop(columns=["lower", "upper"])
    numbers = [*counts, *shares, *also]
    return withhold(safe.drop(columns="withheld"), safe.index[safe["withheld"]], numbers).assign(
        **({"share_band": safe["share_band"].mask(safe["withheld"])} if shares else {})
    )


def _shares(rows: pd.DataFrame, rule: Profile, people: str, out_of: str) -> dict[str, list[object]]:
    """Work shares out from counts that are rounded: a percentage where there are people enough, else a band."""
    made: dict[str, list[object]] = {"share": [], "lower": [], "upper": [], "share_band": []}
    levels = rows["confidence"] if "confidence" in rows else [0.95] * len(rows)
    for count, total, level in zip(rows[people], rows[out_of], levels, strict=True):
        some = number(count) is not None and number(total) is not None and total > 0
        enough = some and total >= rule.percent_from
        found = wilson(min(count, total), total, level) if enough else None
        made["share"].append(found.value if found else math.nan)
        made["lower"].append(found.lower if found else math.nan)
        made["upper"].append(found.upper if found else math.nan)
        made["share_band"].append(band(min(count, total) / total, rule) if some and not enough else np.nan)
    return made


def band(share: float, rule: Profile) -> str:
    """Say between which tenths a share lies, in place of a percentage of too few people.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> band(0.57, committee()), band(0.04, committee()), band(1.0, committee())
    ('50% to under 60%', 'under 10%', '90% or more')
    """
    start = min(math.floor(round(100 * share, 6) / rule.band) * rule.band, 100 - rule.band)
    if start <= 0:
        return f"under {rule.band}%"
    if start + rule.band >= 100:
        return f"{start}% or more"
    return f"{start}% to under {start + rule.band}%"


def shown_as(count: float, rule: Profile, *, withheld: bool) -> float:
    """Give a count as an edition shows it: rounded, or missing where it is withheld."""
    return math.nan if withheld or number(count) is None else rule.shown(count)


def record(  # noqa: PLR0913, PLR0917  one argument for each thing that an attack needs
    id: str,
    counts: Mapping[str, float],
    sums: Sums,
    away: Collection[str],
    rule: Profile,
    same: Mapping[str, str] | None = None,
) -> Counts:
    """Record what a page publishes of counts that belong together, so that build can try to work out the rest.

    Parameters
    ----------
    id
        Of the set of counts; no two of a notebook have the same.
    counts, sums
        As they were given to `iomlib.disclosure.protect.hidden`; counts themselves do not go into the record.
    away
        What that withheld.
    same
        Names that counts have in every report of the area, whatever its quarter: "people.2009-03-31" is the list on
        that day in the report of the quarter and in the next.

    Examples
    --------
    >>> from iomlib.disclosure.attack import total_of
    >>> from iomlib.disclosure.profile import committee
    >>> record("list", {"all": 72, "in": 31, "_out": 41}, [total_of("all", "in", "_out")], (), committee()).cells
    {'_out': None, 'all': 70.0, 'in': 30.0}
    """
    known = {name: count for name, count in counts.items() if number(count) is not None}
    told = [dict(sorted(sum.items())) for sum in sums if set(sum) <= set(known)]
    gone = {name for name in known if name in away or name.startswith(UNSEEN)}
    cells = {name: None if name in gone else float(rule.shown(known[name])) for name in sorted(known)}
    told.sort(key=lambda sum: sorted(sum.items()))
    return Counts(
        id=id, cells=cells, sums=told, same={name: (same or {})[name] for name in sorted(same or {})}
    )
