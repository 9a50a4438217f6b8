"""Read the tables of people for a notebook: the same rows from the whole folder as from a report's own."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iomlib.errors import DataError
from iomlib.periods import Quarter
from iomlib.tables import slices
from iomlib.tables.constants import texts
from iomlib.tables.contracts_people import PEOPLE, POOL
from iomlib.tables.contracts_published import PublishedRow
from iomlib.tables.read import read_table


def read_people(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read the people on an area's scheme whose index date is up to the end of a quarter, or blank.

    Returns
    -------
    By ``person`` (index, in the order of the ids): ``index_date`` (datetime64), ``index_event`` (text),
    ``in_records`` (true or false), then the covariates in the order of their names, ``float64`` or
    ``str``, missing where blank. A covariate of which nothing is known in these rows is left out.
    Without any row where the table was not supplied.

    Examples
    --------
    >>> list(read_people("data", "haringey", "2006-07-Q4").columns)
    ['index_date', 'index_event', 'in_records']
    """
    people = _by_person(_people(Path(data), area, quarter).drop_columns(["area"]))
    return people.astype({"in_records": "bool"})


def read_control_pool(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read those whom an area's people may be compared with, whose index date is up to the end of a quarter.

    Returns
    -------
    As ``read_people``, without ``in_records``. Without any row where the area has no people.

    Examples
    --------
    >>> len(read_control_pool("data", "haringey", "2006-07-Q4"))
    0
    """
    return _by_person(_pool(Path(data), area, quarter))


def read_events(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read what became of an area's people and of those in the pool, as far as it began up to a quarter's end.

    Returns
    -------
    ``person``, ``event`` (offence or custody), ``start``, ``end``, ``proven`` (datetime64), ``severity``
    (1 to 3, ``float64``) and ``custodial`` (``boolean``), missing where blank; in the order of person and
    day.

    Examples
    --------
    >>> read_events("data", "haringey", "2006-07-Q4").dtypes.astype(str).to_dict()["custodial"]
    'boolean'
    """
    folder, last = Path(data), Quarter.parse(quarter).end
    persons = [table["person"] for table in (_people(folder, area, quarter), _pool(folder, area, quarter))]
    known = pa.chunked_array([chunk for person in persons for chunk in person.chunks], pa.string())
    events = slices.read_events_sorted(folder, date.today())
    return to_pandas(slices.events_until(events, known, last))


def read_published_comparisons(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read the comparisons of an area that were printed up to the end of a quarter.

    Returns
    -------
    Rows of ``PublishedRow``, the latest first.

    Examples
    --------
    >>> len(read_published_comparisons("data", "haringey", "2006-07-Q4"))
    0
    """
    table = read_table(Path(data) / PublishedRow.path, PublishedRow)
    printed = (table["area"] == area) & (table["published"] <= pd.Timestamp(Quarter.parse(quarter).end))
    return table[printed].sort_values("published", ascending=False, kind="stable", ignore_index=True)


def _people(folder: Path, area: str, quarter: str) -> Any:
    if not folder.is_dir():
        raise DataError(f"{folder.name}: there is no such folder, so no people in it.")
    people = slices.read_sorted(folder, PEOPLE, date.today())
    return slices.people_until(people, area, Quarter.parse(quarter).end)


def _pool(folder: Path, area: str, quarter: str) -> Any:
    """Read the pool of an area that has people; others have nobody to compare."""
    asked = len(_people(folder, area, quarter)) > 0
    pool = slices.read_sorted(folder, POOL, date.today())
    rows = slices.pool_until(pool if asked else pool.slice(0, 0), Quarter.parse(quarter).end)
    theirs = pc.fill_null(pc.equal(rows["area"], texts([area])[0]), True)
    return rows.filter(theirs).drop_columns(["area"])


def _by_person(table: Any) -> pd.DataFrame:
    return to_pandas(table).set_index("person")


def to_pandas(table: Any) -> pd.DataFrame:
    """Give the columns the types that notebooks reckon with."""
    columns = {name: _column(table[name]) for name in table.column_names}
    return pd.DataFrame(columns, columns=list(columns))


def _column(values: Any) -> "pd.Series[Any]":
    if pa.types.is_date(values.type):
        return pd.Series(values.cast(pa.timestamp("us")).to_pandas())
    if pa.types.is_integer(values.type):
        values = pc.cast(values, pa.float64())
    kind = {pa.bool_(): "boolean", pa.string(): "str"}.get(values.type, "float64")
    return pd.Series(values.to_pandas(), dtype=kind)
