"""Read what a crime profile compares an area with: its similar areas, and the rows that are of no area."""

from pathlib import Path

import pandas as pd

from iomlib.tables.read import read_population
from iomlib.tables.read_crime import read_nowhere, read_recorded
from iomlib.tables.read_params import read_peers
from iomlib.tables.series import FROM_CSV, chosen, series_of


def read_group(
    data: str | Path, params: str | Path, area: str, quarter: str, series: str = ""
) -> pd.DataFrame:
    """Read the recorded crime of an area and of its similar areas, all of one series.

    Counts of two series are never set beside each other: a similar area that is in another series
    has no rows here.

    Returns
    -------
    Rows of ``read_recorded``, with ``area``; those of the area first.

    Examples
    --------
    >>> set(read_group("data", "params", "cleveland", "2017-18-Q1")["area"])
    {'cleveland'}
    """
    own = read_recorded(data, area, quarter, series)
    same = chosen(data, area, series) or FROM_CSV
    there = [peer for peer in read_peers(params, area)["peer"] if same in (FROM_CSV, *series_of(data, peer))]
    return pd.concat([own, *(read_recorded(data, peer, quarter, same) for peer in there)], ignore_index=True)


def read_apart(data: str | Path, area: str, quarter: str, series: str = "") -> pd.DataFrame:
    """Read what the files of an area hold that is counted for no area, or for another.

    Returns
    -------
    Rows of ``read_recorded`` whose ``place`` is not ``area``: those that name this area, and those
    without an area that a police force recorded which records crimes of this one.

    Examples
    --------
    >>> len(read_apart("data", "cleveland", "2017-18-Q1"))
    0
    """
    own = read_recorded(data, area, quarter, series, apart=True)
    forces = sorted(set(own["recorded_by"][own["place"] == "area"]) - {""})
    if not forces:
        return own[own["place"] != "area"].reset_index(drop=True)
    nowhere = read_nowhere(data, own["series"].iloc[0], quarter)
    rows = pd.concat([own[own["place"] != "area"], nowhere[nowhere["recorded_by"].isin(forces)]])
    return rows.reset_index(drop=True)


def read_group_population(data: str | Path, params: str | Path, area: str) -> pd.DataFrame:
    """Read the people and households of an area and of its similar areas, census by census.

    Examples
    --------
    >>> read_group_population("data", "params", "cleveland")["persons"].tolist()
    [557227]
    """
    peers = read_peers(params, area)["peer"]
    tables = [read_population(data, each) for each in [area, *peers]]
    return pd.concat(tables, ignore_index=True)
