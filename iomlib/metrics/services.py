"""Services that people may take up: what share does, whether it changes, and what people need."""

import math

import pandas as pd
from scipy.stats import norm

from iomlib.metrics.overlap import with_interval

SHAPE = [
    "service",
    "measure",
    "periods",
    "people",
    "out_of",
    "value",
    "lower",
    "upper",
    "confidence",
    "z",
    "p",
    "method",
]
NEED = "need: "  # how a measure begins that counts a need
METHOD = "Cochran-Armitage test for trend; slope per year with pooled variance"


def service_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """Give the share of people who took up a service, or who need something, with its interval.

    Parameters
    ----------
    counts
        One row per period, service and measure: ``period_start``, ``period_end``, ``service``,
        ``measure``, ``people``, ``out_of`` (people asked; a count that is missing leaves the share
        missing).

    Returns
    -------
    The same rows in the order of service, measure and time, with ``share`` (0 to 1), ``lower``,
    ``upper``, ``confidence``, ``method``.

    Raises
    ------
    ValueError
        A period of a measure stands twice, or more people took something up than were asked.

    Source
    ------
    Peterborough City Council, 12 September 2012, item 5: sign-up consistently above 70% (5.7.2), met at
    the gate over 60% (5.7.3). Wilson 1927.

    Examples
    --------
    >>> rows = {"service": ["One Service"], "measure": ["signed up"], "people": [74], "out_of": [100]}
    >>> days = {"period_start": pd.to_datetime(["2011-01-01"]), "period_end": pd.to_datetime(["2011-03-31"])}
    >>> float(service_rates(pd.DataFrame(rows | days))["share"].iloc[0])
    0.74
    """
    key = ["service", "measure", "period_start", "period_end"]
    if counts.duplicated(key).any():
        twice = counts[counts.duplicated(key)].sort_values(key).iloc[0]
        raise ValueError(
            f"{twice['service']}, {twice['measure']}: a period stands twice. Keep one row of it."
        )
    rows = counts.sort_values(key, kind="stable").reset_index(drop=True)
    known = rows["people"].where(rows["out_of"].notna())
    found = with_interval(pd.DataFrame({"people": known, "cohort_size": rows["out_of"].fillna(0)}))
    return rows.join(found.drop(columns=["people", "cohort_size"]))


def service_trends(counts: pd.DataFrame) -> pd.DataFrame:
    """Say of each measure whether its share rises or falls over the periods, beyond chance.

    The Cochran-Armitage test holds the share of each period against a straight line in time, from the
    middle of one period to the middle of the next. It sees a steady rise or fall and nothing else,
    and it takes people for independent: somebody who comes again is counted again.

    Parameters
    ----------
    counts
        As for `service_rates`. Rows with a missing count are left out.

    Returns
    -------
    One row per service and measure, in order: ``service``, ``measure``, ``periods`` (used), ``people``,
    ``out_of`` (sums), ``value`` (change of the share per year, 0.1 is ten percentage points), ``lower``,
    ``upper``, ``confidence``, ``z``, ``p`` (two-sided), ``method``. From fewer than two periods, or
    where everybody or nobody took it up, there is no trend to test: value, limits, z and p are missing.

    Source
    ------
    Armitage 1955, Tests for linear trends in proportions and frequencies.

    Examples
    --------
    >>> rows = {"service": "One Service", "measure": "signed up", "people": [60, 80], "out_of": [100, 100]}
    >>> days = {"period_start": pd.to_datetime(["2011-04-01", "2012-04-01"])}
    >>> days |= {"period_end": pd.to_datetime(["2012-03-31", "2013-03-31"])}
    >>> trend = service_trends(pd.DataFrame(rows | days)).iloc[0]
    >>> float(round(trend["value"], 3)), float(round(trend["p"], 4))
    (0.2, 0.002)
    """
    rates = service_rates(counts)
    known = rates[rates["people"].notna() & (rates["out_of"] > 0)]
    rows = [
        (service, measure, *_trend(known[(known["service"] == service) & (known["measure"] == measure)]))
        for service, measure in rates[["service", "measure"]].drop_duplicates().itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=SHAPE)


def without_needs(counts: pd.DataFrame, prefix: str = NEED) -> pd.DataFrame:
    """Leave out the counts of needs, which `needs_profile` has.

    Examples
    --------
    >>> without_needs(pd.DataFrame({"measure": ["signed up", "need: work"]}))["measure"].tolist()
    ['signed up']
    """
    return counts[~counts["measure"].str.startswith(prefix).to_numpy(bool)]


def needs_profile(counts: pd.DataFrame, prefix: str = NEED) -> pd.DataFrame:
    """Give the share of people with each need in the latest period; needs overlap.

    Parameters
    ----------
    counts
        As for `service_rates`; a measure that begins with the ``prefix`` is a need.

    Returns
    -------
    One row per service and need of the service's latest period, the most common first: ``need``, and
    the columns of `service_rates`.

    Source
    ------
    Peterborough City Council, 12 September 2012, item 5, 5.7.3: accommodation, finance, and employment
    or training are the top three requests.

    Examples
    --------
    >>> rows = {"service": "One Service", "measure": ["need: work", "need: housing"], "people": [40, 60], "out_of": 90}
    >>> days = {"period_start": pd.Timestamp("2011-04-01"), "period_end": pd.Timestamp("2012-03-31")}
    >>> needs_profile(pd.DataFrame(rows | days))["need"].tolist()
    ['housing', 'work']
    """
    needs = service_rates(counts[counts["measure"].str.startswith(prefix).to_numpy(bool)])
    latest = needs[needs["period_end"] == needs.groupby("service")["period_end"].transform("max")]
    made = latest.assign(need=latest["measure"].str.removeprefix(prefix))
    order = ["service", "share", "need", "period_start"]
    return made.sort_values(order, ascending=[True, False, True, True]).reset_index(drop=True)


def treatment_saving(spend: float, ratio: float) -> float:
    """Apply a national ratio of benefit to cost to a local spend.

    It is no local result: nobody measured what came of this money here.

    Parameters
    ----------
    spend
        Pounds spent on drug treatment in a year.
    ratio
        Pounds saved in crime, health and social costs for each pound, as published nationally.

    Returns
    -------
    Pounds.

    Raises
    ------
    ValueError
        A number is missing, infinite or below 0.

    Source
    ------
    Peterborough City Council, 12 September 2012, item 5, 5.2.1: £1.7 million and £400,000; £7.09 for £1.

    Examples
    --------
    >>> round(treatment_saving(2_100_000, 7.09))
    14889000
    """
    for name, number in (("spend", spend), ("ratio", ratio)):
        if not 0 <= number < math.inf:
            raise ValueError(f"{name} is {number:g}. It is a number, 0 or more.")
    return spend * ratio


def _trend(rows: pd.DataFrame) -> tuple[object, ...]:
    """Fit the straight line through the shares of one measure, weighted by people."""
    people, sizes = rows["people"].astype("float64"), rows["out_of"].astype("float64")
    middle = rows["period_start"] + (rows["period_end"] - rows["period_start"]) / 2
    # exact to the day, and counted from the first, so that a sum of large numbers loses nothing
    years = (middle - middle.min()) / pd.Timedelta(days=365.25)
    total, asked = people.sum(), sizes.sum()
    told = (len(rows), total, asked)
    nothing = (math.nan, math.nan, math.nan, 0.95, math.nan, math.nan, METHOD)
    if len(rows) < 2 or not 0 < total < asked:
        return (*told, *nothing)
    overall, mean = total / asked, (sizes * years).sum() / asked
    spread = (sizes * (years - mean) ** 2).sum()
    if not spread:
        return (*told, *nothing)
    slope = ((people - sizes * overall) * (years - mean)).sum() / spread
    error = math.sqrt(overall * (1 - overall) / spread)
    width, z = norm.isf(0.025) * error, slope / error
    return (*told, slope, slope - width, slope + width, 0.95, z, float(2 * norm.sf(abs(z))), METHOD)
