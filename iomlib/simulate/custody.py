"""Times that follow one another in a life: in custody, and the free days between."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from iomlib.simulate.chance import Chance, Flags, Numbers, Whole
from iomlib.simulate.shapes import BLANK, LAST, Rows, rows

MONTH = 30.4375  # days
# Months of sentences, each as likely as the next; half is served.
SENTENCES = np.array([1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 6, 8, 10, 11, 14, 16, 18, 20, 24, 30, 36, 48, 84])
REMAND = 0.3  # share of spells without a sentence
Draw = Callable[[Numbers], Numbers]


class Away(NamedTuple):
    """The spells in custody of ``people``, in order; ``first`` is the place of each person's first one."""

    first: Whole
    start: Whole
    end: Whole

    def most(self) -> int:
        """Count the spells of the person who has most."""
        return int(np.diff(self.first).max(initial=0))

    def spell(self, person: Whole, number: int) -> tuple[Whole, Whole]:
        """Give the first and last day of each person's spell of that number; without it, none."""
        place = self.first[person] + number
        there = place < self.first[person + 1]
        place = np.where(there, place, 0)
        return np.where(there, self.start[place], LAST * 9), np.where(there, self.end[place], BLANK)


def away(custody: Rows, people: int) -> Away:
    """Put the spells in custody in order, none overlapping."""
    order = np.lexsort((custody["start"], custody["person"]))
    person = custody["person"][order]
    first = np.searchsorted(person, np.arange(people + 1))
    return Away(first, custody["start"][order].astype(np.int64), custody["end"][order].astype(np.int64))


def free_days(gone: Away, person: Whole, first: "Whole | int", last: "Whole | int") -> Whole:
    """Count the days outside custody from ``first`` to ``last``, both included.

    Examples
    --------
    >>> spell = rows(person=np.array([0]), start=12, end=14)
    >>> free_days(away(spell, 2), np.array([0, 1]), 10, 19).tolist()
    [7, 10]
    """
    lost = np.zeros(len(person), dtype=np.int64)
    for number in range(gone.most()):
        start, end = gone.spell(person, number)
        lost += np.maximum(np.minimum(end, last) - np.maximum(start, first) + 1, 0)
    return np.asarray(np.maximum(np.asarray(last) - first + 1 - lost, 0))


def free_day(gone: Away, person: Whole, first: "Whole | int", last: "Whole | int", uniform: Numbers) -> Whole:
    """Draw a day outside custody from ``first`` to ``last``; BLANK where there is none.

    Examples
    --------
    >>> spell = rows(person=np.array([0]), start=12, end=14)
    >>> free_day(away(spell, 1), np.zeros(3, dtype=int), 10, 19, np.array([0.1, 0.3, 0.99])).tolist()
    [10, 15, 19]
    """
    free = free_days(gone, person, first, last)
    found = first + np.floor(uniform * free).astype(np.int64)
    for number in range(gone.most()):
        start, end = gone.spell(person, number)
        passed = (start <= found) & (end >= first)
        found = found + np.where(passed, end - np.maximum(start, first) + 1, 0)
    return np.asarray(np.where(free > 0, found, BLANK))


def inside(gone: Away, person: Whole, on: Whole) -> Flags:
    """Mark the days that lie in custody.

    Examples
    --------
    >>> inside(away(rows(person=np.array([0]), start=12, end=14), 1), np.zeros(2, int), np.array([14, 15])).tolist()
    [True, False]
    """
    found = np.zeros(len(person), dtype=bool)
    for number in range(gone.most()):
        start, end = gone.spell(person, number)
        found |= (start <= on) & (on <= end)
    return found


def laid(  # noqa: PLR0913, PLR0917  one after the other: when they may begin, and how long they last
    chance: Chance, name: str, person: Whole, first: Whole, last: Whole, gap: Numbers, length: Draw, most: int
) -> Rows:
    """Lay spells into lives one after the other: after a gap (mean, in days), for a length, and again.

    ``length`` turns uniform draws into days; at least one free day lies between two spells. The spells
    begin by ``last``; the columns are ``person``, ``start``, ``end`` and ``draw``, the draw of the length.
    """
    found = []
    cursor = first
    for number in range(most):
        drawn = chance(f"{name} gap {number}", len(person))
        start = cursor + np.floor(-np.log1p(-drawn) * gap).astype(np.int64)
        on = start <= last
        person, start, last, gap = person[on], start[on], last[on], gap[on]
        uniform = chance(f"{name} length {number}", len(person))
        end = start + np.maximum(np.floor(length(uniform)), 0).astype(np.int64)
        found.append(rows(person=person, start=start, end=end, draw=uniform))
        cursor = end + 2
    return {column: np.concatenate([part[column] for part in found]) for column in found[0]}


def imprisoned(chance: Chance, person: Whole, first: Whole, last: Whole, gap: Numbers) -> Rows:
    """Lay spells in custody: some on remand, most to serve half a sentence."""
    spells = laid(chance, "custody", person, first, last, gap, _served, 5)
    months = _months(spells["draw"])
    due = np.where(np.isnan(months), BLANK, spells["end"])
    return rows(
        person=spells["person"],
        start=spells["start"],
        end=spells["end"],
        sentence_months=months,
        release_due=due,
    )


def _months(uniform: Numbers) -> Numbers:
    place = np.floor((uniform - REMAND) / (1 - REMAND) * len(SENTENCES)).astype(np.int64)
    return np.where(uniform < REMAND, np.nan, SENTENCES[np.maximum(place, 0)])


def _served(uniform: Numbers) -> Numbers:
    months = _months(uniform)
    return np.where(np.isnan(months), 6 + 60 * uniform / REMAND, np.nan_to_num(months) * MONTH / 2)
