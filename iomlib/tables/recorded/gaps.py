"""Which counts of an extract are of a part only: dates that stop within a month, and authorities that have no row.

Nothing in such a file says so. An extract that was made on 10 June has a June in it, and a partnership of two
authorities looks whole when only one of them has sent its figures.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import pyarrow as pa

from iomlib.tables.constants import texts
from iomlib.tables.recorded.contract import SCHEMA
from iomlib.tables.recorded.names import key_of
from iomlib.tables.recorded.when import Period, label_of, month_of

_EXPECTED = (
    10  # rows that days without any would have had: by chance they are all absent once in 20,000 times
)
_CLOSED = 5  # days: longer than an office is closed at Easter or over a bank holiday

Days = Mapping[date, int]  # rows of each day
Authorities = Mapping[str, Mapping[str, str]]  # names by code, of each partnership


class Part(NamedTuple):
    """An area, or all areas where it is blank, and a period of which a file has a part only."""

    area: str
    period: Period


def cut_months(days: Days) -> dict[Period, str]:
    """Find the months that the dates of a file do not cover, with the days that are not there.

    Parameters
    ----------
    days
        How many rows each day has. A day without a row is not there.

    Examples
    --------
    >>> whole = {date(2018, 6, day): 3 for day in range(1, 31)}
    >>> cut_months(whole), cut_months({day: rows for day, rows in whole.items() if day.day <= 10})
    ({}, {Period(start=datetime.date(2018, 6, 1), end=datetime.date(2018, 6, 30)): '2018-06-11 to 2018-06-30'})
    """
    found: dict[Period, str] = {}
    for start, end in _holes(days):
        lost = [start + timedelta(n) for n in range((end - start).days + 1)]
        for month in {month_of(day.year, day.month) for day in lost}:
            if any(month.start <= day <= month.end for day in days):
                found[month] = f"{max(start, month.start)} to {min(end, month.end)}"
    return dict(sorted(found.items()))


def _holes(days: Days) -> Iterator[tuple[date, date]]:
    """Give the runs of days without a row that are too long to be chance or a holiday."""
    if not days:
        return
    first, last = min(days), max(days)
    daily = _daily(days)
    inside = [(one, other) for one, other in pairwise(sorted(days)) if (other - one).days > 1]
    longest = max(((other - one).days - 1 for one, other in inside), default=0)
    before = first.replace(day=1) - timedelta(1)
    after = month_of(last.year, last.month).end + timedelta(1)
    for one, other, edge in [
        (before, first, True),
        (last, after, True),
        *((*each, False) for each in inside),
    ]:
        empty = (other - one).days - 1
        if empty * daily > _EXPECTED and (empty >= _CLOSED or (edge and empty > longest)):
            yield one + timedelta(1), other - timedelta(1)


def _daily(days: Days) -> float:
    """Say how many rows a day has, of the middle nine tenths of the rows: 01/01/1900 may stand for no date."""
    rows = [day for day, number in sorted(days.items()) for _ in range(number)]
    cut = len(rows) // 20
    middle = rows[cut : len(rows) - cut]
    return len(middle) / ((middle[-1] - middle[0]).days + 1)


def lacking(given: Iterable[tuple[str, Period, str]], known: Authorities) -> dict[Part, tuple[str, ...]]:
    """Find the partnerships and periods in which an authority has no row, and which authorities those are.

    Parameters
    ----------
    given
        Partnership, period and name or code of the authority, of each row.
    known
        The authorities of each partnership.

    Examples
    --------
    >>> known = {"south-warwickshire": {"E1": "Warwick", "E2": "Stratford-on-Avon"}}
    >>> list(lacking([("south-warwickshire", month_of(2018, 4), "Warwick")], known).values())
    [('Stratford-on-Avon',)]
    """
    there: dict[Part, set[str]] = {}
    for area, period, authority in given:
        there.setdefault(Part(area, period), set()).add(key_of(authority, "authority"))
    found = {}
    for part, keys in sorted(there.items()):
        names = known.get(part.area, {})
        lost = [
            name
            for code, name in names.items()
            if not keys & {key_of(code, "authority"), key_of(name, "authority")}
        ]
        # A row under a former name is of one of those that seem to be lost.
        if len(keys) < len(names) and lost:
            found[part] = tuple(sorted(lost))
    return found


def notes_of(cut: Mapping[Period, str], lost: Mapping[Part, tuple[str, ...]]) -> list[str]:
    """Say what of a file is likely to be partial, and why.

    Examples
    --------
    >>> notes_of({month_of(2018, 6): "2018-06-11 to 2018-06-30"}, {})
    ['2018-06 is likely partial: no row is of 2018-06-11 to 2018-06-30']
    """
    told = [f"{label_of(month)} is likely partial: no row is of {days}" for month, days in cut.items()]
    periods: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for part, names in lost.items():
        periods.setdefault((part.area, names), []).append(label_of(part.period))
    for (area, names), labels in periods.items():
        more = f" and {len(labels) - 1} more" if len(labels) > 1 else ""
        told.append(f"{area} is likely partial in {labels[0]}{more}: no row is of {', '.join(names)}")
    return told


def marked(table: Any, parts: Mapping[str, Iterable[Part]]) -> Any:
    """Mark the counts of a table that are of a part only, by the file that they come from."""
    wanted = {(sha, *part) for sha, found in parts.items() for part in found}
    if not wanted:
        return table
    names = ("source", "area", "period_start", "period_end")
    rows = zip(*(table[name].to_pylist() for name in names), strict=True)
    supply = [
        "partial" if {(sha, area, (start, end)), (sha, "", (start, end))} & wanted else ""
        for sha, area, start, end in rows
    ]
    place = SCHEMA.get_field_index("supply")
    return table.set_column(place, "supply", pa.chunked_array([texts(supply)], type=pa.string()))
