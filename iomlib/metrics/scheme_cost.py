"""What a scheme costs: items brought to one price year, what is counted of them, and what is shown apart."""

import math
from typing import NamedTuple

import pandas as pd

from iomlib.metrics.costs import reprice

COUNTED = "additional running"
KINDS = (COUNTED, "running", "in kind", "set-up")


class Money(NamedTuple):
    """Pounds in the prices of one financial year, with the least and the most that they may be.

    Examples
    --------
    >>> Money(96_000.0, 90_000.0, 104_000.0, "2008-09").upper
    104000.0
    """

    pounds: float
    lower: float
    upper: float
    price_year: str


def one_price_year(*amounts: Money) -> str:
    """Give the price year of some amounts, and refuse to bring together what is in the prices of two.

    Raises
    ------
    ValueError
        The amounts are in the prices of more than one year.

    Examples
    --------
    >>> one_price_year(Money(1.0, 1.0, 1.0, "2019-20"), Money(2.0, 2.0, 2.0, "2019-20"))
    '2019-20'
    """
    years = sorted({amount.price_year for amount in amounts})
    if len(years) > 1:
        raise ValueError(
            f"pounds are in the prices of {' and '.join(years)}. Bring them to one price year first (reprice)."
        )
    return years[0]


def in_prices(items: pd.DataFrame, deflator: "pd.Series[float]", price_year: str) -> pd.DataFrame:
    """Bring every item of a scheme's cost to the prices of one financial year.

    Parameters
    ----------
    items
        One row per item: ``pounds``, ``pounds_lower``, ``pounds_upper`` (missing where there is no range) and
        ``price_year``.
    deflator
        Price index by financial year, of one release.
    price_year
        The financial year whose prices are wanted.

    Returns
    -------
    The rows with ``cost``, ``lower`` and ``upper`` (pounds; the limits are the cost itself where no range was
    given).

    Source
    ------
    GDP deflator, as ``params/deflators`` says.

    Examples
    --------
    >>> items = pd.DataFrame({"pounds": [800.0], "pounds_lower": [None], "pounds_upper": [None],
    ...     "price_year": ["2008-09"]})
    >>> index = pd.Series({"2008-09": 80.0, "2019-20": 100.0})
    >>> in_prices(items, index, "2019-20")[["cost", "lower"]].to_numpy().tolist()
    [[1000.0, 1000.0]]
    """
    made = items.assign(cost=items["pounds"].astype("float64"))
    for limit in ("lower", "upper"):
        made[limit] = items[f"pounds_{limit}"].astype("float64").fillna(made["cost"])
    for year in sorted(set(items["price_year"])):
        of_year = (items["price_year"] == year).to_numpy(bool)
        for column in ("cost", "lower", "upper"):
            made.loc[of_year, column] = reprice(made.loc[of_year, column], deflator, str(year), price_year)
    return made


def cost_by_kind(items: pd.DataFrame) -> pd.DataFrame:
    """Add up the cost of a scheme kind by kind; kinds are never added to each other.

    Parameters
    ----------
    items
        What ``in_prices`` gave, with ``kind``.

    Returns
    -------
    One row per kind of `KINDS`: ``items`` (count), ``cost``, ``lower``, ``upper`` (pounds; the limits are
    those of all items together), ``counted`` (true for the additional running cost alone). Missing where no
    item of the kind was supplied.

    Source
    ------
    The rules of Sussex, 2012, as the brief of this project gives them (the paper was not read): the
    additional running cost is counted, the set-up cost is shown apart.

    Examples
    --------
    >>> items = pd.DataFrame({"kind": ["set-up", "additional running"], "cost": [9.0, 5.0], "lower": [9.0, 4.0],
    ...     "upper": [9.0, 6.0]})
    >>> cost_by_kind(items)["cost"].to_dict()
    {'additional running': 5.0, 'running': nan, 'in kind': nan, 'set-up': 9.0}
    """
    by_kind = items.groupby("kind")
    sums = by_kind[["cost", "lower", "upper"]].sum(min_count=1).reindex(list(KINDS)).astype("float64")
    counts = by_kind["cost"].size().reindex(list(KINDS)).fillna(0).astype("int64")
    table = pd.concat([counts.rename("items"), sums], axis=1).rename_axis("kind")
    return table.assign(counted=table.index == COUNTED)


def counted_cost(items: pd.DataFrame, price_year: str) -> Money:
    """Give the cost that a scheme has to cover: its additional running cost.

    Parameters
    ----------
    items
        What ``in_prices`` gave, with ``kind``.
    price_year
        The year whose prices they are in.

    Returns
    -------
    Missing where no additional running cost was supplied; it is never 0 then.

    Source
    ------
    As for ``cost_by_kind``.

    Examples
    --------
    >>> items = pd.DataFrame({"kind": ["set-up", "additional running"], "cost": [9.0, 5.0], "lower": [9.0, 4.0],
    ...     "upper": [9.0, 6.0]})
    >>> counted_cost(items, "2019-20")
    Money(pounds=5.0, lower=4.0, upper=6.0, price_year='2019-20')
    """
    if not len(items):
        return Money(math.nan, math.nan, math.nan, price_year)
    kinds = cost_by_kind(items)
    pounds, lower, upper = (float(kinds[column][COUNTED]) for column in ("cost", "lower", "upper"))
    return Money(pounds, lower, upper, price_year)
