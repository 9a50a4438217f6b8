"""Read recorded crime for a notebook: the same rows from the whole store as from a report's own."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iomlib.errors import DataError
from iomlib.periods import Quarter
from iomlib.tables.contracts import CrimesRow
from iomlib.tables.frames import to_frame, type_of
from iomlib.tables.lookup import read_rows
from iomlib.tables.recorded import store
from iomlib.tables.recorded.contract import SCHEMA
from iomlib.tables.series import FROM_CSV, OWN, chosen, rows_in

_COLUMNS = ["series", *SCHEMA.names]
_PERIOD = ("period_start", "period_end")


def read_recorded(
    data: str | Path, area: str, quarter: str, series: str = "", *, apart: bool = False
) -> pd.DataFrame:
    """Read all that is recorded of an area up to the end of a quarter, from one series.

    Parameters
    ----------
    series
        Which source is meant, where an area has more than one: they hold the same crimes.
    apart
        Whether to give the rows that are not counted for the area too (``place`` is not ``area``).

    Returns
    -------
    In the order of time: ``series``, then the columns of ``recorded.contract.SCHEMA``; ``crimes`` is
    ``Int64`` and missing where there is no count, periods are ``datetime64``. Where the store has no row
    of the area, those of ``crimes.csv``, with the series ``crimes.csv``.

    Raises
    ------
    DataError
        The area has more than one series and none was chosen.

    Examples
    --------
    >>> crimes = read_recorded("data", "peterborough", "2011-12-Q3")
    >>> set(crimes["series"]), int(crimes["crimes"].sum())
    ({'crimes.csv'}, 13850)
    """
    last = Quarter.parse(quarter).end
    series = chosen(data, area, series)
    if series in {"", FROM_CSV}:
        return _from_csv(Path(data), area, last)
    frame = _frame(_rows(Path(data), area, series, last), series)
    return frame if apart else frame[frame["place"] == "area"].reset_index(drop=True)


def read_nowhere(data: str | Path, series: str, quarter: str) -> pd.DataFrame:
    """Read the rows of a series that are of no area, up to the end of a quarter, as ``read_recorded`` gives rows.

    Examples
    --------
    >>> len(read_nowhere("data", "no-such-series", "2018-19-Q1"))
    0
    """
    return _frame(_rows(Path(data), "", series, Quarter.parse(quarter).end), series)


def read_recorded_sources(data: str | Path, area: str, quarter: str, series: str = "") -> pd.DataFrame:
    """Read which files the recorded crimes of an area come from, for the words under a table.

    Returns
    -------
    By ``sha256`` (index), in the order of names: ``name`` and ``title``. Without any row where nothing
    lies in the store.

    Examples
    --------
    >>> len(read_recorded_sources("data", "peterborough", "2011-12-Q3"))
    0
    """
    series = chosen(data, area, series)
    last = Quarter.parse(quarter).end
    found = {} if series in {"", FROM_CSV} else store.sources_of(_rows(Path(data), area, series, last))
    rows = sorted(found.values(), key=lambda each: (each.name, each.sha256))
    return pd.DataFrame(rows, columns=list(store.Source._fields), dtype="str").set_index("sha256")


def supply_of(data: str | Path, area: str, quarter: str, series: str = "") -> pd.DataFrame:
    """Say of each month of a quarter whether its crimes were supplied.

    Returns
    -------
    Three rows: ``month`` (2018-10) and ``state``: ``complete``, ``missing``, or ``partial`` where a
    count was withheld or is missing, or the month lies so far below its neighbours that part of it is
    likely to be missing. A quarter of which the store has no row is ``missing``, also where
    ``crimes.csv`` has it.

    Examples
    --------
    >>> supply_of("data", "peterborough", "2011-12-Q3")["state"].tolist()
    ['missing', 'missing', 'missing']
    """
    series = chosen(data, area, series)
    asked = Quarter.parse(quarter)
    if series in {"", FROM_CSV}:
        states = dict.fromkeys(_months(asked), "missing")
    else:
        states = _states(_crimes(Path(data), area, series, asked), asked)
    return pd.DataFrame({"month": list(states), "state": list(states.values())}, dtype="str")


def is_supplied(data: str | Path, area: str, quarter: str, series: str = "") -> bool:
    """Say whether the store has crimes of any month of a quarter.

    Examples
    --------
    >>> is_supplied("data", "peterborough", "2011-12-Q3")
    False
    """
    return bool((supply_of(data, area, quarter, series)["state"] != "missing").any())


def crimes_of_quarter(
    data: str | Path, area: str, quarter: str, series: str = "", *, partial: bool = False
) -> pd.DataFrame:
    """Give the crimes of a quarter as rows of ``CrimesRow``, if all three months of it are there.

    An incomplete quarter has no row; ``partial`` lets one pass whose months are all there, though some
    of their crimes are likely to be missing: then the page has to say so (``supply_of``).

    Examples
    --------
    >>> len(crimes_of_quarter("data", "peterborough", "2011-12-Q3"))
    0
    """
    series, asked = chosen(data, area, series), Quarter.parse(quarter)
    allowed = {"complete", "partial"} if partial else {"complete"}
    if series in {"", FROM_CSV}:
        return to_frame([], CrimesRow)
    table = _crimes(Path(data), area, series, asked)
    if not set(_states(table, asked).values()) <= allowed:
        return to_frame([], CrimesRow)
    titles = sorted({each.title for each in store.sources_of(table).values()})
    keys = ["offence_group", "offence_subgroup"]
    counted = table.filter(pc.equal(table["state"], "counted")).group_by(keys).aggregate([("crimes", "sum")])
    summed = counted.rename_columns({"crimes_sum": "crimes"}).sort_by([(key, "ascending") for key in keys])
    whole = {"area": area, "period_start": asked.start, "period_end": asked.end, "paragraph": series}
    whole |= {"counting": "net of corrections", "source": "; ".join(titles)}
    found = {name: [value] * len(summed) for name, value in whole.items()} | summed.to_pydict()
    blank = [None] * len(summed)
    return pd.DataFrame(
        {
            name: pd.Series(found.get(name, blank), dtype=type_of(field))
            for name, field in CrimesRow.model_fields.items()
        }
    )


def crimes_by_month(data: str | Path, area: str, quarter: str, series: str = "") -> "pd.Series[int]":
    """Give all crimes of each whole month up to the end of a quarter.

    Months that are missing, or likely to be supplied in part only, are not there.

    Examples
    --------
    >>> len(crimes_by_month("data", "peterborough", "2011-12-Q3"))
    0
    """
    series, last = chosen(data, area, series), Quarter.parse(quarter).end
    found: dict[str, list[dict[str, Any]]] = {}
    if series not in {"", FROM_CSV}:
        table = _of_crimes(_rows(Path(data), area, series, last))
        for row in table.select([*_PERIOD, "state", "supply", "crimes"]).to_pylist():
            if _month(row["period_start"]) == _month(row["period_end"]):
                found.setdefault(_month(row["period_start"]), []).append(row)
    whole = {month: rows for month, rows in sorted(found.items()) if _state(month, rows) == "complete"}
    index = pd.PeriodIndex(list(whole), freq="M", name="month")
    sums = [sum(row["crimes"] for row in rows if row["crimes"] is not None) for rows in whole.values()]
    return pd.Series(sums, index=index, name="crimes", dtype="int64")


def _months(quarter: Quarter) -> list[str]:
    return [_month(date(quarter.start.year, quarter.start.month + n, 1)) for n in range(3)]


def _states(table: Any, quarter: Quarter) -> dict[str, str]:
    rows = table.select([*_PERIOD, "state", "supply"]).to_pylist()
    return {month: _state(month, rows) for month in _months(quarter)}


def _state(month: str, rows: list[dict[str, Any]]) -> str:
    """Say what is known of a month: from its own rows, or from those of the quarter that it is in."""
    of_month = [row for row in rows if _month(row["period_start"]) <= month <= _month(row["period_end"])]
    if not any(row["state"] == "counted" for row in of_month):
        return "missing"
    doubtful = any(row["state"] in {"missing", "suppressed"} or row["supply"] for row in of_month)
    return "partial" if doubtful else "complete"


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _crimes(data: Path, area: str, series: str, quarter: Quarter) -> Any:
    """Give the rows of an area's crimes in the months of a quarter, or in the quarter as a whole.

    A series with both would count the same crimes twice.
    """
    table = _of_crimes(_rows(data, area, series, quarter.end, quarter.start))
    periods = sorted(set(zip(*(table[name].to_pylist() for name in _PERIOD), strict=True)))
    for (_, end), (start, _) in pairwise(periods):
        if start <= end:
            raise DataError(
                f"{store.STORE}/{series}: {area} has periods that overlap in {quarter.id}. "
                "Bring in months or quarters, not both."
            )
    return table


def _of_crimes(table: Any) -> Any:
    return table.filter(pc.and_(pc.equal(table["place"], "area"), pc.equal(table["kind"], "crime")))


def _rows(data: Path, area: str, series: str, last: date, first: date = date.min) -> Any:
    own = data / OWN
    if not own.is_file():
        return store.rows_of(data, series, area, last, first)
    table = rows_in(own, area, last, first)
    table = table.filter(pc.equal(table["series"], series)).drop_columns(["series"])
    return store.with_sources(table, store.sources_of(table).values())


def _frame(table: Any, series: str) -> pd.DataFrame:
    frame = table.to_pandas()
    days = {name: frame[name].astype("datetime64[us]") for name in _PERIOD}
    texts = [field.name for field in SCHEMA if pa.types.is_string(field.type)]
    frame = frame.assign(series=series, **days).astype({**dict.fromkeys(texts, "str"), "crimes": "Int64"})
    made: pd.DataFrame = frame[_COLUMNS].astype({"series": "str"})
    return made


def _from_csv(data: Path, area: str, last: date) -> pd.DataFrame:
    rows = [
        row
        for row in read_rows(data / CrimesRow.path, CrimesRow)
        if row.area == area and row.period_end <= last
    ]
    blank = dict.fromkeys(("area_name", "area_code", "recorded_by", "offence_code", "supply"), "")
    fixed = blank | {"kind": "crime", "place": "area", "state": "counted", "area": area}
    found = [
        fixed
        | {
            name: getattr(row, name)
            for name in (*_PERIOD, "offence_group", "offence_subgroup", "source", "crimes")
        }
        for row in sorted(rows, key=lambda row: (row.period_start, row.period_end))
    ]
    return _frame(pa.Table.from_pylist(found, schema=SCHEMA), FROM_CSV)
