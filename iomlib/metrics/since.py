"""From which day a criterion has been met without a break: how long a review has been due."""

import math
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import numpy as np

from iomlib.metrics.days import birthdays
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.rows import rows_of
from iomlib.metrics.spells import NEVER, Days, Edges, Ints, as_days, later, months_from, unbroken
from iomlib.rules import Criterion

_DAY = np.timedelta64(1, "D")
_OPPOSITE = {"at_least": "under", "under": "at_least", "more_than": "at_most", "at_most": "more_than"}


class _Dated(NamedTuple):
    """The rows that a criterion asks for, whatever its window, of all its tables."""

    who: Ints
    first: Days
    last: Days
    score: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"
    due: Days
    size: int
    day: np.datetime64


def held_since(evidence: Evidence, criterion: Criterion, area: str, day: date) -> Days:
    """Give the day from which each person meets a criterion's own threshold, of those who meet it on a day.

    Parameters
    ----------
    evidence, criterion, area, day
        As for ``iomlib.metrics.criteria.measure``.

    Returns
    -------
    One day a person; missing where it has been so for as long as is known (nobody ever arrested them). What it
    gives for people who do not meet the criterion means nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": "male"})
    >>> arrests = pd.DataFrame({"person": ["a"], "day": pd.to_datetime(["2008-08-15"])})
    >>> evidence = gather({"nominals": people, "arrests": arrests}, date(2009, 3, 31))
    >>> asked = {"id": "quiet", "text": "no arrest", "evidence": ["arrests"], "measure": "rows"}
    >>> quiet = Criterion(**asked, months=6, at_most=0)
    >>> held_since(evidence, quiet, "x", date(2009, 3, 31)).astype(str).tolist()
    ['2009-02-15']
    """
    if criterion.measure == "age":
        years = math.ceil(criterion.threshold[1])
        return birthdays(evidence.people["born"], years).to_numpy().astype("datetime64[D]")
    rising = criterion.threshold[0] in ("at_least", "more_than")
    if criterion.measure != "lives_here":
        return _SINCE[criterion.measure](criterion, _rows(evidence, criterion, area, day), rising)
    here = _rows(evidence, criterion.model_copy(update={"here": True}), area, day)
    elsewhere = _start(_rows(evidence, criterion, area, day))  # of those who never lived here
    since = _of_spell(criterion, here, rising)
    return np.where(np.isnat(_edges(here).first), elsewhere, since)


def opposite(criterion: Criterion) -> Criterion:
    """Give the criterion that is met where this one is not.

    Examples
    --------
    >>> asked = Criterion(id="x", text="x", evidence=["arrests"], measure="rows", at_least=6)
    >>> opposite(asked).threshold
    ('under', 6.0)
    """
    way, value = criterion.threshold
    return criterion.model_copy(update={way: None, "points": None, _OPPOSITE[way]: value})


def _rows(evidence: Evidence, criterion: Criterion, area: str, day: date) -> _Dated:
    parts = []
    for name in criterion.evidence:
        table = evidence.tables.get(name)
        if table is None or name == "nominals":
            continue
        rows = rows_of(table, criterion, area, day)
        rows = rows.only(rows.sure)
        score = table["score"].to_numpy(float)[rows.kept] if "score" in table else np.zeros(len(rows.who))
        due = table["release_due"].to_numpy()[rows.kept] if "release_due" in table else rows.first
        parts.append((rows.who, rows.first, rows.last, score, due.astype("datetime64[D]")))
    empty = (
        np.zeros(0, np.int64),
        np.zeros(0, "M8[D]"),
        np.zeros(0, "M8[D]"),
        np.zeros(0),
        np.zeros(0, "M8[D]"),
    )
    who, first, last, score, due = (np.concatenate(each) for each in zip(*(parts or [empty]), strict=True))
    return _Dated(who, first, last, score, due, len(evidence.people), np.datetime64(day))


def _leaves(days: Days, months: int | None) -> Days:
    """Give the first day on which an event is no longer in a window of so many months; never without one."""
    if months is None:
        return np.full(len(days), NEVER)
    return later(days + _DAY, months, over=True) - _DAY


def _of_rows(criterion: Criterion, rows: _Dated, rising: bool) -> Days:
    """Events by their day; spells count from their first day on, until their last one leaves the window."""
    way, value = criterion.threshold
    least = max(1, math.floor(value) + 1 if way in ("more_than", "at_most") else math.ceil(value))
    ends = np.where(np.isnat(rows.last), rows.day, rows.last)
    if not rising:
        return _nth_latest(rows, _leaves(ends, criterion.months), least)
    order = np.lexsort((rows.first, rows.who))
    who, first, leaves = rows.who[order], rows.first[order], _leaves(ends[order], criterion.months)
    enough = np.zeros(
        len(who), bool
    )  # with this row there are as many as are needed, and there were not before
    enough[least - 1 :] = who[least - 1 :] == who[: len(who) - least + 1]
    begins = enough.copy()
    begins[least:] &= ~((who[least:] == who[:-least]) & ~(leaves[:-least] < first[least:]))
    found = Edges(rows.size)
    found.add(who[begins], first[begins], first[begins])
    return found.last


def _nth_latest(rows: _Dated, days: Days, number: int) -> Days:
    """Give the so-many-th latest of each person's days, missing where there are fewer."""
    found = np.full(rows.size, NEVER)
    order = np.lexsort((-days.astype(np.int64), rows.who))
    who = rows.who[order]
    begins = np.flatnonzero(np.r_[True, who[1:] != who[:-1]]) if len(who) else np.zeros(0, np.int64)
    at = begins + number - 1
    at = at[(at < len(who)) & (who[np.minimum(at, len(who) - 1)] == who[begins])] if len(who) else at
    found[who[at]] = days[order][at]
    return found


def _of_ended(criterion: Criterion, rows: _Dated, rising: bool) -> Days:
    ended = ~np.isnat(rows.last)
    events = rows._replace(
        who=rows.who[ended], first=rows.last[ended], last=rows.last[ended], score=rows.score[ended]
    )
    return _of_rows(criterion, events, rising)


_COMPARE = {"at_least": np.greater_equal, "more_than": np.greater, "at_most": np.less_equal, "under": np.less}


def _of_latest(criterion: Criterion, rows: _Dated, rising: bool) -> Days:
    """Go back to the first assessment after the last that said otherwise."""
    way, value = criterion.threshold
    order = np.lexsort((rows.score, rows.first, rows.who))
    who, day, score = rows.who[order], rows.first[order], rows.score[order]
    highest = np.ones(len(order), bool)  # of two scores of one day the higher
    highest[:-1] = (who[1:] != who[:-1]) | (day[1:] != day[:-1])
    who, day, meets = who[highest], day[highest], _COMPARE[way](score[highest], value)
    otherwise, since = Edges(rows.size), Edges(rows.size)
    otherwise.add(who[~meets], day[~meets], day[~meets])
    after = meets & ~(day <= otherwise.last[who])
    since.add(who[after], day[after], day[after])
    return since.first


def _edges(rows: _Dated) -> Edges:
    edges = Edges(rows.size)
    edges.add(rows.who, rows.first, rows.last)
    return edges


def _start(rows: _Dated) -> Days:
    return unbroken(rows.who, rows.first, rows.last, rows.size, rows.day)


def _after(days: Days, criterion: Criterion) -> Days:
    """Give the day on which so many months are full, or the one after where more are asked for."""
    way, value = criterion.threshold
    return later(days, math.ceil(value)) + (_DAY if way == "more_than" else 0 * _DAY)


def _of_months_on(criterion: Criterion, rows: _Dated, rising: bool) -> Days:
    return _after(_start(rows), criterion) if rising else _start(rows)


def _of_months_since(criterion: Criterion, rows: _Dated, rising: bool) -> Days:
    last = Edges(rows.size)
    last.add(rows.who, rows.first, np.where(np.isnat(rows.last), rows.day, rows.last))
    return _after(last.last, criterion) if rising else last.last


def _of_spell(_: Criterion, rows: _Dated, rising: bool) -> Days:
    """In it: since its unbroken beginning. Not in it: since the day after its last end."""
    return _start(rows) if rising else _edges(rows).last + _DAY


def _of_sentence(_: Criterion, rows: _Dated, __: bool) -> Days:
    return _start(rows)


def _of_inside(criterion: Criterion, rows: _Dated, rising: bool) -> Days:
    """From the beginning where the release that is due says so, otherwise from when it has been so long."""
    start, due = _start(rows), as_days(_release(rows))
    way, value = criterion.threshold
    total = months_from(start, due)
    foreseen = total > value if way == "more_than" else total >= value
    return np.where(foreseen | (not rising), start, _after(start, criterion))


def _release(rows: _Dated) -> Ints:
    live = (np.isnat(rows.last) | (rows.last == rows.day)) & ~np.isnat(rows.due)
    numbers: Ints = np.full(rows.size, np.iinfo(np.int64).min)
    np.maximum.at(numbers, rows.who[live], rows.due[live].astype(np.int64))
    return numbers


def _of_release(criterion: Criterion, rows: _Dated, rising: bool) -> Days:
    """Go back from the release, and not before somebody was inside."""
    if rising:
        return _start(rows)
    way, value = criterion.threshold
    out = as_days(_release(rows)) + _DAY
    near = later(out, -math.floor(value))
    near = near + np.where(later(near, math.floor(value)) < out, _DAY, 0 * _DAY) - _DAY
    return np.fmax(near + (_DAY if way == "under" else 0 * _DAY), _start(rows))


_SINCE: dict[str, Callable[[Criterion, _Dated, bool], Days]] = {
    "rows": _of_rows,
    "ended": _of_ended,
    "latest": _of_latest,
    "months_on": _of_months_on,
    "months_since": _of_months_since,
    "live": _of_spell,
    "lives_here": _of_spell,
    "sentence": _of_sentence,
    "months_inside": _of_inside,
    "months_to_release": _of_release,
}
