"""Read the tables of counts about a scheme: actions, staffing, services, and predicted offending."""

from pathlib import Path

import pandas as pd

from iomlib.periods import Quarter
from iomlib.tables.contracts_cohort import ActionRow, PredictedRow, ServiceRow, StaffingRow
from iomlib.tables.read import read_table
from iomlib.tables.row import Row


def read_actions(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read what was recorded of an area's actions up to and including a quarter.

    Returns
    -------
    Rows of ``ActionRow``, one an action and quarter, in the order of quarter and action; ``due`` is
    missing where blank.

    Examples
    --------
    >>> len(read_actions("data", "peterborough", "2012-13-Q1"))
    0
    """
    rows = _of_area(data, ActionRow, area)
    return _in_order(rows[rows["quarter"] <= Quarter.parse(quarter).id], ["quarter", "action"])


def read_staffing(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read the posts of an area in one quarter. Those of an earlier one are not taken for it.

    Returns
    -------
    Rows of ``StaffingRow`` of that quarter, in the order of list and role.

    Examples
    --------
    >>> len(read_staffing("data", "peterborough", "2012-13-Q1"))
    0
    """
    rows = _of_area(data, StaffingRow, area)
    return _in_order(rows[rows["quarter"] == Quarter.parse(quarter).id], ["list", "role"])


def read_service_counts(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read what the services of an area counted, in all periods that ended by the end of a quarter.

    Returns
    -------
    Rows of ``ServiceRow``, in the order of service, measure and time; ``out_of`` is missing where blank.

    Examples
    --------
    >>> len(read_service_counts("data", "peterborough", "2012-13-Q1"))
    0
    """
    return _ended(data, ServiceRow, area, quarter, ["service", "measure"])


def read_predicted(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read actual and predicted offending (NI 18, NI 38), in all periods that ended by the end of a quarter.

    Returns
    -------
    Rows of ``PredictedRow``, in the order of indicator and time.

    Examples
    --------
    >>> len(read_predicted("data", "peterborough", "2012-13-Q1"))
    0
    """
    return _ended(data, PredictedRow, area, quarter, ["indicator"])


def _ended(data: str | Path, contract: type[Row], area: str, quarter: str, first: list[str]) -> pd.DataFrame:
    rows = _of_area(data, contract, area)
    ended = rows[rows["period_end"] <= pd.Timestamp(Quarter.parse(quarter).end)]
    return _in_order(ended, [*first, "period_start", "period_end"])


def _of_area(data: str | Path, contract: type[Row], area: str) -> pd.DataFrame:
    table = read_table(Path(data) / contract.path, contract)
    return table[table["area"] == area]


def _in_order(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return rows.sort_values(columns, ignore_index=True)
