"""Counts gathered to the one table that every reader gives: added up, sorted, with what is to be said of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from iomlib.tables.recorded.contract import KEY, SCHEMA
from iomlib.tables.recorded.when import Period, label_of, month_of


class Item(NamedTuple):
    """One count, or one sign for none, with all that it is of."""

    area: str
    area_name: str
    area_code: str
    recorded_by: str
    period: Period
    group: str
    subgroup: str
    code: str
    kind: str
    place: str
    state: str
    source: str
    crimes: int | None


def gather(items: Iterable[Item]) -> Any:
    """Add up the counts of one key and sort them: the same table whatever the order of files and rows.

    Examples
    --------
    >>> april = month_of(2018, 4)
    >>> one = Item("leeds", "Leeds", "", "", april, "Robbery", "", "", "crime", "area", "counted", "ab", 2)
    >>> gather([one, one._replace(crimes=-5)])["crimes"].to_pylist()
    [-3]
    """
    import pyarrow as pa  # noqa: PLC0415

    sums: dict[tuple[Any, ...], int | None] = defaultdict(lambda: None)
    called: dict[tuple[Any, ...], str] = {}
    for item in items:
        key: tuple[Any, ...] = (
            *(item.area, item.area_code, item.recorded_by, *item.period),
            *(item.group, item.subgroup, item.code, item.kind, item.place, item.state, item.source),
        )
        # Rows of no area keep the name that the source has for them, so that they can be told apart.
        if not item.area:
            key = (*key, item.area_name)
        before = sums[key]
        sums[key] = before if item.crimes is None else (before or 0) + item.crimes
        called[key] = min(called.get(key, item.area_name), item.area_name)
    merged = _in_series(_one_name(sums, called))
    rows = [dict(zip(KEY, key, strict=True)) | values for key, values in sorted(merged.items())]
    columns = {name: [row.get(name, "") for row in rows] for name in SCHEMA.names}
    return pa.table(columns, schema=SCHEMA)


def _one_name(
    sums: dict[tuple[Any, ...], int | None], called: dict[tuple[Any, ...], str]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Bring rows of no area to one row a key; it is called by all their names."""
    merged: dict[tuple[Any, ...], dict[str, Any]] = {}
    for key, crimes in sorted(sums.items(), key=lambda each: str(each[0])):
        short = key[: len(KEY)]
        if short not in merged:
            merged[short] = {"crimes": crimes, "area_name": called[key]}
            continue
        row = merged[short]
        row["area_name"] = f"{row['area_name']}; {called[key]}"
        row["crimes"] = crimes if row["crimes"] is None else row["crimes"] + (crimes or 0)
    return merged


def _in_series(merged: dict[tuple[Any, ...], dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Leave out that one of several categories was not in the series, where another of them was counted."""
    at = KEY.index("state")
    counted = {(*key[:at], *key[at + 1 :]) for key in merged if key[at] == "counted"}
    return {
        key: row
        for key, row in merged.items()
        if key[at] != "not in series" or (*key[:at], *key[at + 1 :]) not in counted
    }


def incomplete_quarters(months: Iterable[date], read_with: Iterable[date]) -> Iterator[str]:
    """Say which financial quarters of a file lack a month, also with the files read with it.

    Examples
    --------
    >>> list(incomplete_quarters([date(2024, 1, 1), date(2024, 2, 1)], []))
    ['2023-24-Q4 is incomplete: 2 of its 3 months (2024-01, 2024-02)']
    """
    own = {(month.year, month.month) for month in months}
    there = own | {(month.year, month.month) for month in read_with}
    for year, first in sorted({(year, (month - 1) // 3 * 3 + 1) for year, month in own}):
        found = [month for month in range(first, first + 3) if (year, month) in there]
        if len(found) < 3:
            quarter = label_of(Period(date(year, first, 1), month_of(year, first + 2).end))
            listed = ", ".join(f"{year}-{month:02}" for month in found)
            yield f"{quarter} is incomplete: {len(found)} of its 3 months ({listed})"


def months_in(periods: Iterable[Period]) -> set[date]:
    """Give the first day of each period that is a month.

    Examples
    --------
    >>> months_in([month_of(2018, 4), Period(date(2018, 4, 1), date(2019, 3, 31))])
    {datetime.date(2018, 4, 1)}
    """
    found = {period for period in periods if (period.end - period.start).days < 31}
    return {period.start for period in found}
