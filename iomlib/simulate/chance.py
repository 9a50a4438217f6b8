"""Chance that is the same on every machine: raw streams that numpy promises not to change, and arithmetic."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Chance:
    """Uniform draws from 0 to 1, each kind from a stream of its own.

    To draw one more kind leaves the others as they were. The distributions of numpy are not used:
    their streams may change with its version. Each ``part`` of a population has streams of its own.

    Examples
    --------
    >>> Chance(1)("age", 2).round(6).tolist()
    [0.125487, 0.2399]
    """

    seed: int
    part: str = ""

    def __call__(self, name: str, size: int) -> Numbers:
        """Draw ``size`` numbers of the kind ``name``."""
        digest = hashlib.sha256(f"{self.seed} {self.part}{name}".encode()).digest()
        raw = np.random.PCG64(int.from_bytes(digest[:16], "big")).random_raw(size)
        return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def each(self, name: str, person: Whole, people: int) -> Numbers:
        """Draw a number for each event, given its person (in rising order).

        A person's first event takes their first draw, whatever becomes of the others.
        """
        number = np.arange(len(person)) - np.searchsorted(person, person)
        drawn = np.zeros(len(person))
        for n in range(int(number.max(initial=-1)) + 1):
            drawn[number == n] = self(f"{name} {n}", people)[person[number == n]]
        return drawn

    def shuffled(self, name: str, values: Whole) -> Whole:
        """Put whole numbers into an order of chance."""
        return values[np.argsort(self(name, len(values)), kind="stable")]

    def pseudonyms(self, size: int) -> list[str]:
        """Name people by digits that say nothing about them."""
        return [hashlib.sha256(f"{self.seed} person {n}".encode()).hexdigest()[:12] for n in range(size)]


def poisson(mean: Numbers, uniform: Numbers) -> Whole:
    """Turn uniform draws into counts with the given means.

    Examples
    --------
    >>> poisson(np.array([0.5, 2.0]), np.array([0.5, 0.99])).tolist()
    [0, 6]
    """
    count = np.zeros(len(mean), dtype=np.int64)
    term = np.exp(-mean)
    total, number = term.copy(), 0
    while (more := uniform > total).any() and number < 1000:
        number += 1
        count += more
        term = term * mean / number
        total += term
    return count


def whole(uniform: Numbers, least: int, span: "int | Whole") -> Whole:
    """Turn uniform draws into whole numbers from ``least`` on, ``span`` of them.

    Examples
    --------
    >>> whole(np.array([0.0, 0.99]), 18, 40).tolist()
    [18, 57]
    """
    return (least + np.floor(uniform * span)).astype(np.int64)
