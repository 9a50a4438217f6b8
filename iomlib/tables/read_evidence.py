"""Read what agencies know of people for a notebook: the same rows from the whole folder as from a report's own."""

from datetime import date
from pathlib import Path

import pandas as pd

from iomlib.errors import DataError
from iomlib.tables.read_persons import to_pandas
from iomlib.tables.slices_records import RecordsInput


def read_records(
    data: str | Path, area: str, quarter: str, edition: str = "restricted"
) -> dict[str, pd.DataFrame]:
    """Read what is known of an area's people up to the end of a quarter, by the name of the table.

    People of an area have a stay, an enrolment or an arrest in it that began by then. Each table holds all
    their rows that began by then, wherever they were; an ``end`` after it is blank, and its ``reason``.

    Parameters
    ----------
    data
        The whole folder, or a report's own.
    edition
        Only ``restricted`` reads the names of people (``identities``).

    Returns
    -------
    The tables that were supplied, with the columns of docs/data.md: days ``datetime64``, texts ``str``,
    numbers ``float64``, yes and no ``boolean``, missing where blank; in the order of their cells. One without
    a row of these people is empty; one that was not supplied is not there. Nothing where the area has nobody.

    Raises
    ------
    DataError
        A table breaks its contract, or there is no such folder.

    Examples
    --------
    >>> read_records("data", "haringey", "2006-07-Q4")
    {}
    """
    folder = Path(data)
    if not folder.is_dir():
        raise DataError(f"{folder.name}: there is no such folder, so no records in it.")
    records = RecordsInput(folder, date.today())
    supplied = records.supplied(area, quarter, edition)
    return {each.name: to_pandas(records.until(each, area, quarter)) for each in supplied}
