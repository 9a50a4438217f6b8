"""Read the tables of a data folder. A table that is not there was not supplied: it has no rows.

Every reader checks the whole file first, so that no report is made from the good half of a bad
table. ``docs/data.md`` lists the columns of each contract.
"""

from datetime import date
from pathlib import Path

import pandas as pd

from iomlib.errors import DataError
from iomlib.periods import Quarter
from iomlib.tables.contracts import (
    CrimesRow,
    FrequencyRow,
    IndicatorRow,
    MembershipRow,
    MonthRow,
    PopulationRow,
    PrintedRow,
    TargetRow,
)
from iomlib.tables.frames import to_frame
from iomlib.tables.lookup import read_rows
from iomlib.tables.read_crime import crimes_by_month, crimes_of_quarter, is_supplied
from iomlib.tables.row import Row
from iomlib.tables.series import FROM_CSV, named


def read_table(path: str | Path, contract: type[Row], *, today: date | None = None) -> pd.DataFrame:
    """Read a file that keeps its contract, or raise a DataError with every problem in it.

    Parameters
    ----------
    path
        The CSV file. If it is not there, the table has the right columns and no rows.
    contract
        Row model of the table, from ``contracts.py`` or ``contracts_params.py``.
    today
        The day after which a date lies in the future; the day it is, if not given.

    Returns
    -------
    One row per row of the file, one column per field of the contract, typed.

    Examples
    --------
    >>> read_table("data/targets.csv", TargetRow)["baseline"].tolist()
    [247, 221, 247]
    """
    return to_frame(read_rows(Path(path), contract, today=today), contract)


def read_crimes(
    data: str | Path, area: str, quarter: str, series: str = "", *, partial: bool = False
) -> pd.DataFrame:
    """Read the recorded crimes of the period that ends in a quarter: a quarter, or a year to it.

    Where ``crimes.csv`` has none, those of the store, of a quarter with all its months only: see
    ``read_crime.crimes_of_quarter`` for that, ``series`` and ``partial``.

    Returns
    -------
    Rows of ``CrimesRow``, all of one period. Two periods that end in the quarter are a DataError,
    because a report cannot know which was meant.

    Examples
    --------
    >>> int(read_crimes("data", "peterborough", "2011-12-Q3")["crimes"].sum())
    13850
    """
    series, asked = series or named(data, area), Quarter.parse(quarter)
    if not (Path(data) / CrimesRow.path).is_file() and Path(data).is_dir():
        return crimes_of_quarter(data, area, quarter, series, partial=partial)
    crimes = _of_area(data, CrimesRow, area)
    ends = crimes["period_end"].between(pd.Timestamp(asked.start), pd.Timestamp(asked.end))
    crimes = crimes[ends].reset_index(drop=True)
    days = crimes[["period_start", "period_end"]].drop_duplicates().sort_values("period_start")
    if len(days) > 1:
        listed = " and ".join(f"{row.period_start:%F} to {row.period_end:%F}" for row in days.itertuples())
        raise DataError(
            f"{CrimesRow.path}: {area} has more than one period that ends in {quarter}: {listed}. "
            "Keep one of them."
        )
    stored = crimes_of_quarter(data, area, quarter, series, partial=partial)
    if not len(crimes) or series not in {"", FROM_CSV}:
        return stored
    if is_supplied(data, area, quarter, series):
        raise DataError(_in_both(CrimesRow.path, area, quarter))
    return crimes


def read_crimes_by_month(data: str | Path, area: str, quarter: str, series: str = "") -> "pd.Series[int]":
    """Read the monthly series of all recorded crimes, up to the end of a quarter.

    Where ``crimes_by_month.csv`` has none of the area, those of the store: whole months only.

    Returns
    -------
    Crimes (count) by month (monthly ``PeriodIndex``), in the order of time. Months that were
    not supplied are not there.

    Examples
    --------
    >>> len(read_crimes_by_month("data", "peterborough", "2011-12-Q3"))
    0
    """
    table, series = _of_area(data, MonthRow, area), series or named(data, area)
    months = pd.PeriodIndex(table["month"], freq="M", name="month")
    ours = pd.Series(table["crimes"].to_numpy(), index=months, name="crimes", dtype="int64").sort_index()
    ours = ours[ours.index <= pd.Period(Quarter.parse(quarter).end, freq="M")]
    stored = crimes_by_month(data, area, quarter, series)
    if len(ours) and len(stored) and not series:
        raise DataError(_in_both(MonthRow.path, area, quarter))
    return stored if len(stored) else ours


def read_convictions(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read the convictions of a financial year (NI 30), up to and including a quarter.

    Returns
    -------
    By quarter id (index) from Q1 on: ``convictions`` (count), ``source``, ``paragraph`` and ``published``,
    all missing for a quarter of which no return came; without any row if none of the year came.

    Examples
    --------
    >>> read_convictions("data", "stockton-on-tees", "2008-09-Q2")["convictions"].to_dict()
    {'2008-09-Q1': 56, '2008-09-Q2': 49}
    """
    table = _of_area(data, IndicatorRow, area).set_index("quarter")
    asked = Quarter.parse(quarter)
    ids = [each.id for each in Quarter.range(Quarter(asked.year, 1), asked)]
    returns = table[["convictions", "source", "paragraph", "published"]].astype({"convictions": "Int64"})
    return returns.reindex(ids if returns.index.isin(ids).any() else [])


def read_target(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read the NI 30 target for the financial year of a quarter.

    Returns
    -------
    One row of ``TargetRow``, or none where no target was supplied.

    Examples
    --------
    >>> read_target("data", "stockton-on-tees", "2008-09-Q2")["reduction_percent"].tolist()
    [16.0]
    """
    table = _of_area(data, TargetRow, area)
    year = Quarter.parse(quarter).financial_year
    return table[table["financial_year"] == year].reset_index(drop=True)


def read_memberships(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read the overlaps of cohorts with other lists, in periods that overlap a quarter.

    Returns
    -------
    Rows of ``MembershipRow``; ``people`` and ``percent_printed`` are missing where blank. A cohort
    with two periods that overlap the quarter is a DataError.

    Examples
    --------
    >>> read_memberships("data", "haringey", "2006-07-Q4")["people"].tolist()
    [7, 12, 37]
    """
    return _one_period_each(_overlapping(data, MembershipRow, area, quarter), MembershipRow, quarter)


def read_frequencies(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read how many people were arrested how often, in periods that overlap a quarter.

    Returns
    -------
    Rows of ``FrequencyRow``. A cohort with two periods that overlap the quarter is a DataError.

    Examples
    --------
    >>> len(read_frequencies("data", "stockton-on-tees", "2008-09-Q1"))
    29
    """
    return _one_period_each(_overlapping(data, FrequencyRow, area, quarter), FrequencyRow, quarter)


def read_printed(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read the figures printed in sentences, of periods that overlap a quarter.

    Returns
    -------
    Rows of ``PrintedRow``.

    Examples
    --------
    >>> read_printed("data", "haringey", "2006-07-Q4")["value"].tolist()
    [25.0]
    """
    return _overlapping(data, PrintedRow, area, quarter)


def read_population(data: str | Path, area: str) -> pd.DataFrame:
    """Read the people and households of an area, census by census.

    Returns
    -------
    Rows of ``PopulationRow`` in the order of time.

    Examples
    --------
    >>> read_population("data", "peterborough")["persons"].tolist()
    [183631]
    """
    return _of_area(data, PopulationRow, area).sort_values("census_date", ignore_index=True)


def _in_both(file: str, area: str, quarter: str) -> str:
    return (
        f"{file}: {area} has rows of {quarter} here and in recorded_crime, and nobody can say which are meant. "
        f"Take one of the two away, or name one in recorded_series.csv: {FROM_CSV}, or that of recorded_crime."
    )


def _of_area(data: str | Path, contract: type[Row], area: str) -> pd.DataFrame:
    table = read_table(Path(data) / contract.path, contract)
    return table[table["area"] == area].reset_index(drop=True)


def _overlapping(data: str | Path, contract: type[Row], area: str, quarter: str) -> pd.DataFrame:
    asked = Quarter.parse(quarter)
    table = _of_area(data, contract, area)
    begun = table["period_start"] <= pd.Timestamp(asked.end)
    not_over = table["period_end"] >= pd.Timestamp(asked.start)
    return table[begun & not_over].reset_index(drop=True)


def _one_period_each(table: pd.DataFrame, contract: type[Row], quarter: str) -> pd.DataFrame:
    """Refuse a cohort with two periods: their people would be counted, and shown, twice."""
    periods = table[["cohort", "period_start", "period_end"]].drop_duplicates()
    twice = sorted(set(periods["cohort"][periods["cohort"].duplicated()]))
    if twice:
        raise DataError(
            f"{contract.path}: {name} has more than one period that overlaps {quarter}. Keep one of them."
            for name in twice
        )
    return table
