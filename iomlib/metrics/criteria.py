"""Measure what a rule asks of people: rows in a window, latest values, ages, months on a list or inside.

All people at once: no function here goes from person to person. What is not known is missing, never nothing.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from iomlib.metrics.days import ages
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.rows import Rows, rows_of, window_of
from iomlib.metrics.spells import NEVER, Days, Edges, Floats, Ints, as_days, months_from, unbroken
from iomlib.rules import Criterion


class Measured(NamedTuple):
    """A value of each person, and what it may be at least and at most as far as the evidence goes.

    ``lower`` and ``upper`` are the same where nothing is missing. Where a value does not apply (months to release
    of somebody who is free) they are missing, and no threshold is met. ``value`` is what is known of it, missing
    where nothing is. ``first`` and ``last``: the days of the first and the last row behind it.
    """

    value: Floats
    lower: Floats
    upper: Floats
    first: Days
    last: Days


class _Asked(NamedTuple):
    """What a measure works with; ``tables`` are those of the criterion that were supplied."""

    criterion: Criterion
    tables: list[pd.DataFrame]
    people: pd.DataFrame
    area: str
    day: date

    @property
    def size(self) -> int:
        return len(self.people)

    def rows(self, since: "pd.Timestamp | date | None" = None, table: int = 0) -> Rows:
        first = None if since is None else pd.Timestamp(since)
        return rows_of(self.tables[table], self.criterion, self.area, self.day, first)


def measure(evidence: Evidence, criterion: Criterion, area: str, day: date) -> Measured:
    """Measure what one criterion asks for, of everybody.

    Parameters
    ----------
    evidence
        What is known, at least up to ``day``.
    criterion
        From a rule file (docs/rules.md).
    area
        The area of the report, for criteria that ask for its rows or its residents alone.
    day
        The reference day. Rows that begin later are not seen.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": "male"})
    >>> arrests = pd.DataFrame({"person": ["b", "b"], "day": pd.to_datetime(["2009-01-01", "2008-12-31"])})
    >>> evidence = gather({"nominals": people, "arrests": arrests}, date(2009, 3, 31))
    >>> asked = {"id": "arrests", "text": "{at_least} arrests", "evidence": ["arrests"], "measure": "rows"}
    >>> measure(evidence, Criterion(**asked, months=3, at_least=1), "x", date(2009, 3, 31)).value.tolist()
    [0.0, 1.0]
    """
    tables = [evidence.tables[name] for name in criterion.evidence if name in evidence.tables]
    if "nominals" in criterion.evidence:
        tables.append(
            pd.DataFrame({"who": np.arange(len(evidence.people)), "sex": evidence.people["sex"].array})
        )
    asked = _Asked(criterion, tables, evidence.people, area, day)
    return _MEASURES[criterion.measure](asked) if tables else _unknown(asked.size)


def _unknown(size: int) -> Measured:
    nothing, never = np.full(size, np.nan), np.full(size, NEVER)
    return Measured(nothing, np.full(size, -np.inf), np.full(size, np.inf), never, never)


def _count(asked: _Asked, rows: list[Rows]) -> Measured:
    edges, lower, upper = Edges(asked.size), np.zeros(asked.size), np.zeros(asked.size)
    for each in rows:
        sure = each if each.sure.all() else each.only(each.sure)
        lower += np.bincount(sure.who, minlength=asked.size)
        upper += np.bincount(each.who, minlength=asked.size)
        edges.add(sure.who, sure.first, sure.last)
    if len(asked.tables) < len(asked.criterion.evidence):  # of what was not supplied there may be any number
        upper[:] = np.inf
    return Measured(lower, lower, upper, edges.first, edges.last)


def _rows(asked: _Asked) -> Measured:
    since = window_of(asked.criterion, asked.day)
    return _count(asked, [asked.rows(since, table) for table in range(len(asked.tables))])


def _live(asked: _Asked) -> Measured:
    return _count(asked, [asked.rows(asked.day)])


def _ended(asked: _Asked) -> Measured:
    rows, since = asked.rows(), window_of(asked.criterion, asked.day)
    ended = ~np.isnat(rows.last)
    return _count(asked, [rows.only(ended if since is None else ended & (rows.last >= np.datetime64(since)))])


def _latest(asked: _Asked) -> Measured:
    rows = asked.rows(window_of(asked.criterion, asked.day))
    rows = rows.only(rows.sure & ~asked.tables[0]["score"].isna().to_numpy(bool)[rows.kept])
    edges = Edges(asked.size)
    edges.add(rows.who, rows.first, rows.last)
    on_it = rows.only(rows.last == edges.last[rows.who])
    value = np.full(asked.size, -np.inf)  # of two scores of one day the higher
    np.maximum.at(value, on_it.who, asked.tables[0]["score"].to_numpy(float)[on_it.kept])
    known = ~np.isnat(edges.last)
    lower, upper = np.where(known, value, -np.inf), np.where(known, value, np.inf)
    return Measured(np.where(known, value, np.nan), lower, upper, edges.last, edges.last)


def _months_since(asked: _Asked) -> Measured:
    sure, any_row = Edges(asked.size), Edges(asked.size)
    for number in range(len(asked.tables)):
        rows = asked.rows(None, number)
        last = np.where(np.isnat(rows.last), np.datetime64(asked.day), rows.last)
        any_row.add(rows.who, rows.first, last)
        sure.add(rows.who[rows.sure], rows.first[rows.sure], last[rows.sure])
    today = np.full(asked.size, np.datetime64(asked.day))
    value, shortest = months_from(sure.last, today), months_from(any_row.last, today)
    lower = np.where(np.isnan(shortest), np.inf, shortest)
    if len(asked.tables) < len(asked.criterion.evidence):
        lower[:] = -np.inf
    return Measured(value, lower, np.where(np.isnan(value), np.inf, value), sure.first, sure.last)


def _months_on(asked: _Asked) -> Measured:
    start = _unbroken(asked)
    months = months_from(start, np.full(asked.size, np.datetime64(asked.day)))
    return Measured(months, months, months, start, np.full(asked.size, NEVER))


def _unbroken(asked: _Asked) -> Days:
    rows = asked.rows()
    rows = rows.only(rows.sure)
    return unbroken(rows.who, rows.first, rows.last, asked.size, np.datetime64(asked.day))


def _highest(rows: Rows, values: Floats, size: int) -> tuple[Floats, Floats]:
    """Give the highest of each person's values, least and most: a blank one may be any. Missing without a row."""
    lower, upper = np.full(size, np.nan), np.full(size, np.nan)
    blank = np.isnan(values)
    lower[rows.who], upper[rows.who] = -np.inf, -np.inf
    np.maximum.at(lower, rows.who, np.where(blank, -np.inf, values))
    np.maximum.at(upper, rows.who, np.where(blank, np.inf, values))
    return lower, upper


def _sentence(asked: _Asked) -> Measured:
    rows = asked.rows(asked.day)
    months = asked.tables[0]["sentence_months"].to_numpy(float)[rows.kept]
    lower, upper = _highest(rows, months, asked.size)
    edges = Edges(asked.size)
    edges.add(rows.who, rows.first, rows.last)
    return Measured(np.where(lower == upper, lower, np.nan), lower, upper, edges.first, edges.last)


def _release(asked: _Asked) -> tuple[Days, Days, Floats]:
    """Give the last day of release that is known, that nobody is out before, and 0, or infinite if one is blank."""
    rows = asked.rows(asked.day)
    due = asked.tables[0]["release_due"].to_numpy()[rows.kept].astype("datetime64[D]")
    numbers: Ints = np.full(asked.size, np.iinfo(np.int64).min)
    np.maximum.at(numbers, rows.who, np.where(np.isnat(due), np.iinfo(np.int64).min, due.astype(np.int64)))
    known, open_end = as_days(numbers), np.full(asked.size, np.nan)
    open_end[rows.who] = 0.0
    open_end[rows.who[np.isnat(due)]] = np.inf
    today = np.full(asked.size, np.datetime64(asked.day))
    return np.where(np.isnan(open_end), NEVER, np.fmax(known, today)), known, open_end


def _months_inside(asked: _Asked) -> Measured:
    out, due, more = _release(asked)
    start = _unbroken(asked)
    lower = months_from(start, out)
    upper: Floats = np.add(lower, more)
    return Measured(np.where(np.isinf(upper), np.nan, lower), lower, upper, start, due)


def _months_to_release(asked: _Asked) -> Measured:
    """Count as a window of months does: from the day after, so that three from 30 September are up to 31 December."""
    out, due, more = _release(asked)
    day = np.timedelta64(1, "D")
    lower = months_from(np.full(asked.size, np.datetime64(asked.day) + day), out + day)
    lower = np.where(np.isinf(more), np.where(np.isnat(due), 0.0, lower), lower)
    upper = lower + more
    return Measured(np.where(np.isinf(upper), np.nan, lower), lower, upper, _unbroken(asked), due)


def _lives_here(asked: _Asked) -> Measured:
    table = asked.tables[0]
    here = asked.criterion.model_copy(update={"here": True, "where": {}})
    stays = rows_of(table, here, asked.area, asked.day)
    stays = stays.only(stays.sure)
    anywhere = rows_of(
        table, here.model_copy(update={"here": False}), asked.area, asked.day, pd.Timestamp(asked.day)
    )
    live, known = np.zeros(asked.size), np.zeros(asked.size)
    live[stays.who[np.isnat(stays.last) | (stays.last == np.datetime64(asked.day))]] = 1
    known[anywhere.who] = 1
    known[stays.who] = 1  # one who has left, and is nowhere else, is not here either
    edges = Edges(asked.size)
    edges.add(stays.who, stays.first, stays.last)
    value = np.where(known == 1, live, np.nan)
    return Measured(value, live, np.where(known == 1, live, 1.0), edges.first, edges.last)


def _age(asked: _Asked) -> Measured:
    years = ages(asked.people["born"], asked.day).to_numpy().astype(np.float64)
    born = asked.people["born"].to_numpy().astype("datetime64[D]")
    known = ~np.isnan(years)
    return Measured(years, np.where(known, years, -np.inf), np.where(known, years, np.inf), born, born)


_MEASURES: dict[str, Callable[[_Asked], Measured]] = {
    "rows": _rows,
    "latest": _latest,
    "months_since": _months_since,
    "live": _live,
    "ended": _ended,
    "months_on": _months_on,
    "sentence": _sentence,
    "months_inside": _months_inside,
    "months_to_release": _months_to_release,
    "lives_here": _lives_here,
    "age": _age,
}
