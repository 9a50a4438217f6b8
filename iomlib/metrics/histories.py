"""Offending histories: what a table of people and a table of events must hold before anything is counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.errors import DataError, nearest

Days = NDArray[np.datetime64]
EVENT_WORDS = ("offence", "custody")
OLDEST = 110  # years; above it an age is a slip of the pen
TIERS = (1, 2, 3)
BLANK = np.datetime64("NaT", "D")
_DATES = {"people": ["index_date"], "events": ["start", "end", "proven"]}
_COLUMNS = {
    "people": ["index_date"],
    "events": ["person", "event", "start", "end", "proven", "severity", "custodial"],
}


@dataclass(frozen=True)
class Histories:
    """The two tables, checked, as plain columns: days without a time, and each event's row of people."""

    index_date: Days
    person: NDArray[np.intp]
    offence: NDArray[np.bool_]
    start: Days
    end: Days
    proven: Days
    severity: NDArray[np.float64]
    custodial: NDArray[np.float64]


def read_histories(people: pd.DataFrame, events: pd.DataFrame, as_at: date) -> Histories:
    """Check people and events together, and stop once with every problem.

    No message holds a person's id, date or value: only how many rows are wrong, and how.

    Parameters
    ----------
    people
        Index: person id, text or whole number, once each. ``index_date`` (day, may be blank);
        ``index_event`` and ``age`` (years) where they are known.
    events
        ``person``, ``event`` (offence or custody), ``start`` (day of the offence, or first day in
        custody), ``end`` (last day in custody; blank is still there), ``proven`` (day of the
        conviction or caution; blank is not proven), ``severity`` (tier 1 to 3, or blank),
        ``custodial`` (1 sentenced to custody, 0 not, or blank).
    as_at
        The last day that the records reach.

    Examples
    --------
    >>> people = pd.DataFrame({"index_date": pd.to_datetime(["2009-05-01"])}, index=["a"])
    >>> event = {"person": "a", "event": "offence", "start": pd.Timestamp("2009-07-01"), "end": pd.NaT,
    ...     "proven": pd.Timestamp("2009-09-01"), "severity": 2, "custodial": False}
    >>> read_histories(people, pd.DataFrame([event]), date(2011, 3, 31)).person.tolist()
    [0]
    """
    last = _last_day(as_at)
    _stop([*_of_columns("people", people), *_of_columns("events", events)])
    tables = _columns(people, events)
    _stop([*_of_people(people, tables.index_date, last), *_of_events(people, events, tables)])
    return tables


def _stop(problems: list[str]) -> None:
    if problems:
        raise DataError(problems)


def _last_day(as_at: date) -> np.datetime64:
    """Read the day to which the records reach; text is refused, since 01/02/2011 is two days."""
    if not isinstance(as_at, date) or pd.isna(as_at) or getattr(as_at, "tzinfo", None) is not None:
        raise ValueError(f"as_at is {as_at!r}. Write a day without a time zone, such as date(2011, 3, 31).")
    return np.datetime64(as_at.isoformat()[:10], "D")


def _columns(people: pd.DataFrame, events: pd.DataFrame) -> Histories:
    return Histories(
        days_of(people["index_date"]),
        _rows_of(people.index, events["person"]),
        (events["event"] == "offence").fillna(False).to_numpy(bool),
        days_of(events["start"]),
        days_of(events["end"]),
        days_of(events["proven"]),
        _numbers(events["severity"]),
        _numbers(events["custodial"]),
    )


def days_of(column: "pd.Series[Any]") -> Days:
    """Give a column of dates as days; a time of day is dropped.

    Examples
    --------
    >>> days_of(pd.Series(pd.to_datetime(["2009-05-01 13:00"])))
    array(['2009-05-01'], dtype='datetime64[D]')
    """
    if column.isna().all():
        return np.full(len(column), BLANK)
    return column.to_numpy().astype("datetime64[D]")


def _rows_of(ids: "pd.Index[Any]", persons: "pd.Series[Any]") -> NDArray[np.intp]:
    """Find each event's row of people; -1 where there is none, or more than one."""
    if not ids.is_unique:
        return np.full(len(persons), -1, dtype=np.intp)
    return ids.get_indexer(pd.Index(persons))


def _numbers(column: "pd.Series[Any]") -> NDArray[np.float64]:
    """Read numbers; what is none becomes missing, and ``_not_numbers`` counts it."""
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _outside(column: "pd.Series[Any]", numbers: NDArray[np.float64], allowed: NDArray[np.bool_]) -> int:
    """Count what is written but is not allowed, text in place of a number too."""
    return int((column.notna().to_numpy() & ~(allowed & ~np.isnan(numbers))).sum())


def _of_columns(name: str, table: pd.DataFrame) -> Iterator[str]:
    for column in _COLUMNS[name]:
        if column not in table.columns:
            asked = nearest(column, [str(found) for found in table.columns])
            yield f"{name}: no column {column}. {asked}"
    for column in _DATES[name]:
        if column in table.columns and not table[column].isna().all():
            yield from _of_dates(name, column, table[column])


def _of_dates(name: str, column: str, dates: "pd.Series[Any]") -> Iterator[str]:
    if isinstance(dates.dtype, pd.DatetimeTZDtype):
        yield (
            f"{name}, column {column}: the times carry a time zone, and a day has none. "
            "Convert them to UK time, then drop the zone."
        )
    elif dates.dtype.kind != "M":
        yield f"{name}, column {column}: not dates. Read the column as dates, year-month-day."


def _of_people(people: pd.DataFrame, index_date: Days, last: np.datetime64) -> Iterator[str]:
    yield from _said(
        int(np.sum(people.index.duplicated())),
        "people: {} row(s) repeat a person. Each person has one row and one index date: keep one.",
    )
    yield from _said(
        int(np.sum(people.index.isna())), "people: {} row(s) have no person id. Every row needs one."
    )
    if "age" in people.columns:
        ages = _numbers(people["age"])
        yield from _said(
            _outside(people["age"], ages, (ages >= 0) & (ages <= OLDEST)),
            f"people, column age: {{}} row(s) hold no age. Ages are years, 0 to {OLDEST}, or blank.",
        )
    known = index_date[~np.isnat(index_date)]
    if len(known) and (known > last).all():
        yield (
            f"people, column index_date: all {len(known)} index date(s) lie after {last}, the last day of the "
            "records. Use later records, or an earlier cohort."
        )


def _of_events(people: pd.DataFrame, events: pd.DataFrame, tables: Histories) -> Iterator[str]:
    custody = (events["event"] == "custody").fillna(False).to_numpy(bool)
    if people.index.is_unique:
        strangers = events["person"][tables.person < 0]
        yield from _said(
            len(strangers),
            f"events, column person: {{}} row(s) of {strangers.nunique()} person(s) who are not in people. "
            "Add them there or leave their events out; ids are text in both, or numbers in both.",
        )
    yield from _said(
        int((~tables.offence & ~custody).sum()),
        f"events, column event: {{}} row(s) hold another word. Allowed: {', '.join(EVENT_WORDS)}.",
    )
    yield from _said(
        int(np.isnat(tables.start).sum()), "events, column start: {} row(s) are blank. Every event has a day."
    )
    yield from _said(
        int((tables.offence & (tables.proven < tables.start)).sum()),
        "events, column proven: {} offence(s) are proven before they were committed. Correct one of the days.",
    )
    yield from _of_custody(people, tables, custody)
    yield from _of_sentences(events, tables)


def _of_custody(people: pd.DataFrame, tables: Histories, custody: NDArray[np.bool_]) -> Iterator[str]:
    yield from _said(
        int((custody & (tables.end < tables.start)).sum()),
        "events, column end: {} custody spell(s) end before they start. Correct one of the days.",
    )
    if "index_event" in people.columns and len(people):
        released = (people["index_event"] == "release").fillna(False).to_numpy(bool)[tables.person]
        index_date = tables.index_date[tables.person]
        past = (tables.start < index_date) & (np.isnat(tables.end) | (tables.end > index_date))
        yield from _said(
            int((custody & (tables.person >= 0) & released & past).sum()),
            "events, column end: {} custody spell(s) began before the person's release and run past it. "
            "Blank means still in custody: write the last day.",
        )


def _of_sentences(events: pd.DataFrame, tables: Histories) -> Iterator[str]:
    yield from _said(
        _outside(events["severity"], tables.severity, np.isin(tables.severity, TIERS)),
        "events, column severity: {} row(s) hold no tier. Allowed: 1 (most severe), 2, 3, or blank.",
    )
    yield from _said(
        _outside(events["custodial"], tables.custodial, np.isin(tables.custodial, (0, 1))),
        "events, column custodial: {} row(s) hold another value. Allowed: 1 (sentenced to custody), 0, or blank.",
    )


def _said(count: int, sentence: str) -> list[str]:
    return [sentence.format(count)] if count else []
