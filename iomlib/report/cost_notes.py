"""What stands under every sum of money: edition, price year, counts, deflator, and what is not costed."""

import pandas as pd

from iomlib.blocks import Figure
from iomlib.metrics.cost_basis import CostBasis
from iomlib.metrics.costs import uncosted_share
from iomlib.report.formats import NO_DATA, write
from iomlib.report.frames import figure

OGL = "Contains public sector information licensed under the Open Government Licence v3.0."
CRIMES = "data/crimes.csv, data/printed_figures.csv"
PRICES = "data/crimes.csv, params/unit_costs, params/deflators"
UNCOSTED = "cost_of_crime.uncosted_share"  # what the note under every sum of recorded crime says last
# Every table with a column of pounds says these five things, in this order.
SAID = ("Edition", "Price year", "Counts", "Deflator", "Not costed")
_COUNTS = {
    "recorded": "as recorded by the police, not raised to an estimate of all crime",
    "estimated actual": "an estimate of all crimes: as recorded, times the multipliers of the edition",
    "proven reoffences": "proven reoffences, not raised by any multiplier",
}


def pricing(unit_costs: pd.DataFrame, deflator: pd.DataFrame, price_year: str) -> CostBasis:
    """Name edition, price year and deflator of unit costs, from their own files.

    Examples
    --------
    >>> from iomlib import tables
    >>> prices = tables.read_unit_costs("params", "home-office-2019-20")
    >>> pricing(prices, tables.read_deflator("params"), "2019-20").price_year
    '2019-20'
    """
    return CostBasis(str(unit_costs["source"].iloc[0]), price_year, str(deflator["release"].iloc[0]))


def money_note(
    basis: CostBasis, uncosted: float | str, *, edition: str | None = None, counts: str | None = None
) -> str:
    """Say what a sum of money is of: the five things without which it means nothing.

    Parameters
    ----------
    basis
        Of the sum.
    uncosted
        Share of crimes that are in no sum, 0 to 1, or words for it; missing where there are no crimes, or corrections
        outnumber them.
    edition, counts
        In other words, where a table has more than one of them.

    Examples
    --------
    >>> money_note(CostBasis("Ours", "2019-20", "30 June 2025"), 0.119)
    'Edition: Ours. Price year: 2019/20. Counts: as recorded by the police, not raised to an estimate of all crime. \
Deflator: GDP deflator, release of 30 June 2025. Not costed: 11.9% of crimes.'
    """
    parts = "" if basis.anticipation else ", without what is spent in anticipation"
    return _said(
        f"{edition or basis.edition}{parts}",
        in_words(basis.price_year),
        counts or _COUNTS[basis.counts],
        f"GDP deflator, release of {basis.deflator}",
        uncosted,
    )


def printed_note(uncosted: float) -> str:
    """Say of printed costs what their source says of them, which is nothing.

    Examples
    --------
    >>> printed_note(0.0)[:35]
    'Edition: none named in the source. '
    """
    return _said(
        "none named in the source", "not given in it", "as recorded", "none, costs are as printed", uncosted
    )


def in_words(year: str) -> str:
    """Write a financial year as a reader knows it.

    Examples
    --------
    >>> in_words("2019-20")
    '2019/20'
    """
    return year.replace("-", "/")


def period_words(crimes: pd.DataFrame) -> str:
    """Say in words what period the counts cover.

    Examples
    --------
    >>> ends = {"period_start": pd.Timestamp("2010-12-01"), "period_end": pd.Timestamp("2011-11-30")}
    >>> period_words(pd.DataFrame([ends]))
    '1 December 2010 to 30 November 2011'
    """
    ends = (crimes["period_start"].iloc[0], crimes["period_end"].iloc[0])
    return " to ".join(f"{day.day} {day:%B %Y}" for day in ends)


def totals(id: str, costs: pd.DataFrame, method: str) -> list[Figure]:
    """Record the totals of a cost table; without any rows they say that there is no data.

    Examples
    --------
    >>> costs = pd.DataFrame({"crimes": [30, 10], "cost": [3_000.0, None]})
    >>> [made.text for made in totals("cost_of_crime", costs, "as printed")]
    ['40', '30', '10', '£3,000', '25.0%']
    """
    costed = costs[costs["cost"].notna()]
    values = {
        "crimes": costs["crimes"].sum(min_count=1),
        "crimes_costed": costed["crimes"].sum(min_count=1),
        "crimes_uncosted": costs["crimes"].sum(min_count=1) - costed["crimes"].sum(),
        "cost": costed["cost"].sum(min_count=1),
        "uncosted_share": uncosted_share(costs),
    }
    kinds = {"cost": "pounds", "uncosted_share": "share"}
    return [
        figure(f"{id}.{key}", value, kinds.get(key, "count"), method=method)  # type: ignore[arg-type]
        for key, value in values.items()
    ]


def wholes(costs: pd.DataFrame, *shares: str) -> list[str]:
    """Write the sum of each column of shares: all of it, or no data where there are none.

    Examples
    --------
    >>> wholes(pd.DataFrame({"a": [0.4, 0.6], "b": [None, None]}), "a", "b")
    ['100.0%', 'no data']
    """
    return [write(1.0 if costs[share].notna().any() else None, "share") for share in shares]


def _said(edition: str, year: str, counts: str, deflator: str, uncosted: float | str) -> str:
    left = uncosted if isinstance(uncosted, str) else f"{write(uncosted, 'share')} of crimes"
    left = "no share of crimes can be given" if left.startswith(NO_DATA) else left
    told = zip(SAID, (edition, year, counts, deflator, left), strict=True)
    return " ".join(f"{name}: {text}." for name, text in told)
