"""What is planted in a place: rows as they stand, events to be drawn, and times kept free of chance."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from iomlib.simulate.chance import Chance, Flags, Numbers, Whole
from iomlib.simulate.custody import Away, free_day
from iomlib.simulate.shapes import Rows, joined, only, rows

ALWAYS = 10**6  # later than any day


class People(NamedTuple):
    """Who the people of a place are: what no rule reads (``drugs`` to ``last``) drives what they do.

    ``born`` and ``sex`` (a place in SEXES) are BLANK where they are not known. ``drugs``: uses them.
    ``pace`` and ``other``: arrests a year for acquisitive crime, and for others, from the day ``first``
    to the day ``last``. ``area``: where they live and are arrested, a place in AREAS.
    """

    born: Whole
    sex: Whole
    drugs: Flags
    pace: Numbers
    other: Numbers
    first: Whole
    last: Whole
    area: int


class Silence(NamedTuple):
    """A time in which chance does nothing of a kind to some people: what is planted stands alone."""

    people: Flags
    first: int = -ALWAYS
    last: int = ALWAYS

    def covers(self, person: Whole, start: Whole, end: Whole) -> Flags:
        """Mark the rows of these people that touch the time."""
        return np.asarray(self.people[person] & (start <= self.last) & (end >= self.first))


class Plan(NamedTuple):
    """What is planted, by kind of row.

    ``stands``: rows as they are. ``wanted``: so many events (``count``) of a ``person`` on days outside
    custody from ``first`` to ``last``, with their other columns. ``silent``: where chance is to be silent;
    ``enrolments ppo`` is the kind of the spells on one list, ``arrests acquisitive`` of such arrests.
    """

    stands: dict[str, list[Rows]]
    wanted: dict[str, list[Rows]]
    silent: dict[str, list[Silence]]

    def put(self, kind: str, **columns: Any) -> None:
        """Plant rows as they stand."""
        self.stands.setdefault(kind, []).append(rows(**columns))

    def want(self, kind: str, **columns: Any) -> None:
        """Plant so many events each."""
        self.wanted.setdefault(kind, []).append(rows(**columns))

    def hush(self, kinds: Iterable[str], people: Flags, first: int = -ALWAYS, last: int = ALWAYS) -> None:
        """Keep a time free of chance."""
        for kind in kinds:
            self.silent.setdefault(kind, []).append(Silence(people, first, last))

    def planted(self, kind: str) -> list[Rows]:
        """List the rows that stand."""
        return self.stands.get(kind, [])


def nothing() -> Plan:
    """Plant nothing.

    Examples
    --------
    >>> nothing().planted("custody")
    []
    """
    return Plan({}, {}, {})


def left(plan: Plan, kind: str, table: Rows, start: str = "day", end: str = "") -> Rows:
    """Leave out the rows of chance that touch a silent time.

    Examples
    --------
    >>> plan = nothing()
    >>> plan.hush(["arrests"], np.array([True, False]), 5, 9)
    >>> table = rows(person=np.array([0, 0, 1]), day=np.array([4, 5, 5]))
    >>> left(plan, "arrests", table)["day"].tolist()
    [4, 5]
    """
    keep = np.ones(len(table["person"]), dtype=bool)
    for silence in plan.silent.get(kind, []):
        keep &= ~silence.covers(table["person"], table[start], table[end or start])
    return only(table, keep)


def clear_of(table: Rows, planted: list[Rows], by: str = "") -> Rows:
    """Leave out the spells of chance that overlap, or come within a day of, a person's planted ones.

    With ``by`` only spells with the same value of this column count.

    Examples
    --------
    >>> planted = rows(person=np.array([0]), start=10, end=20)
    >>> chance = rows(person=np.array([0, 0, 1]), start=np.array([2, 19, 15]), end=np.array([8, 30, 16]))
    >>> clear_of(chance, [planted])["start"].tolist()
    [2, 15]
    """
    if not planted or not len(table["person"]):
        return table
    theirs = joined(planted)
    keys, place = np.unique(_key(theirs, by), return_inverse=True)
    first, last = np.full(len(keys), ALWAYS), np.full(len(keys), -ALWAYS)
    np.minimum.at(first, place, theirs["start"])
    np.maximum.at(last, place, theirs["end"])
    ours = _key(table, by)
    found = np.minimum(np.searchsorted(keys, ours), len(keys) - 1)
    meets = (keys[found] == ours) & (table["start"] <= last[found] + 1) & (table["end"] >= first[found] - 1)
    return only(table, ~meets)


def _key(table: Rows, by: str) -> Whole:
    return np.asarray(table["person"] * 100 + (table[by] if by else 0))


def drawn(chance: Chance, plan: Plan, kind: str, gone: Away) -> list[Rows]:
    """Draw the days of the events that are wanted: each exactly so often.

    Raises
    ------
    ValueError
        Somebody is in custody for all of a time in which an event is wanted. A plan has to avoid it.
    """
    found = []
    for number, wanted in enumerate(plan.wanted.get(kind, [])):
        each = only(wanted, np.repeat(np.arange(len(wanted["person"])), wanted["count"]))
        uniform = chance(f"{kind} wanted {number}", len(each["person"]))
        on = free_day(gone, each["person"], each["first"], each["last"], uniform)
        if (on < 0).any():
            raise ValueError(f"{kind}: a time in which an event is wanted has no day outside custody.")
        rest = {name: column for name, column in each.items() if name not in ("first", "last", "count")}
        found.append({**rest, "day": on})
    return found


def some(chance: Chance, name: str, among: "Flags | Whole", count: int) -> Whole:
    """Choose so many people by chance, in an order of chance.

    Raises
    ------
    ValueError
        There are fewer to choose from.

    Examples
    --------
    >>> sorted(some(Chance(1), "who", np.array([True, False, True]), 2).tolist())
    [0, 2]
    """
    places: Whole = np.flatnonzero(among) if among.dtype == bool else among.astype(np.int64)
    if not 0 <= count <= len(places):
        raise ValueError(f"{name}: {count} are wanted of {len(places)}.")
    return chance.shuffled(name, places)[:count]


def days_of(chance: Chance, name: str, first: "Whole | int", last: "Whole | int", size: int) -> Whole:
    """Draw days from ``first`` to ``last``, both included.

    Examples
    --------
    >>> sorted(set(days_of(Chance(1), "day", 3, 4, 99).tolist()))
    [3, 4]
    """
    return np.asarray(first + np.floor(chance(name, size) * (np.asarray(last) - first + 1)).astype(np.int64))


def flags(size: int, *chosen: Whole) -> Flags:
    """Mark people by their places.

    Examples
    --------
    >>> flags(3, np.array([2])).tolist()
    [False, False, True]
    """
    marked = np.zeros(size, dtype=bool)
    for places in chosen:
        marked[places] = True
    return marked
