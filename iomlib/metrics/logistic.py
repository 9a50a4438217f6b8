"""Logistic regression on many people: blocks of rows, added in one order, without a copy of the data."""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from iomlib.metrics.canonical import Flags, Floats, Ints

Columns: TypeAlias = list[NDArray[Any]]

_BLOCK = 8192  # Rows at a time: ten columns of them stay in the nearest memory.
_SAMPLE = 60_000  # Controls, and treated, on which a large fit begins.
# Log odds per standard deviation: one more step would move estimates by about the square of it, and
# standard errors, in proportion, by about itself. Of many people, a pass more costs more than it shows.
_CLOSE, _CLOSE_OF_MANY = 1e-9, 1e-7
_STEPS, _HALVINGS = 60, 40
# Share of a covariate's variance that the others leave open, below which it is taken for none. On the way
# people of little doubt weigh little, and what looks like none may still be some.
_ALIKE, _ALIKE_ON_THE_WAY = 1e-9, 1e-14


class Design(NamedTuple):
    """Covariates, how they are put on one scale, and the order in which rows are added up.

    Parameters
    ----------
    columns
        One array for each covariate, rows as given.
    centers, spreads
        Taken off and divided by, so that every covariate is about as large as the others.
    flags
        Who is treated, in order of ids.
    order
        Rows as given, in order of ids; None where they lie so.
    """

    columns: Columns
    centers: list[float]
    spreads: list[float]
    flags: Flags
    order: Ints | None


class Fitted(NamedTuple):
    """Estimates for the covariates as they are (neither centred nor scaled), intercept first."""

    estimates: Floats
    errors: Floats
    information: Floats
    steps: int


class Diverged(NamedTuple):
    """There are no finite estimates: the direction in which they run away, for each scaled covariate."""

    direction: Floats


class _Found(NamedTuple):
    estimates: Floats
    covariance: Floats
    information: Floats
    steps: int


def designs(columns: Columns, flags: Flags, order: Ints | None) -> tuple[Design, Design]:
    """Give the design of a sample to begin with, and that of everybody (the same where they are few).

    Examples
    --------
    >>> sample, everybody = designs([np.array([4.0, 6.0])], np.array([True, False]), None)
    >>> sample.centers, sample.spreads
    ([5.0], [1.0])
    """
    rows = _sample_rows(flags)
    taken = order if rows is None else rows if order is None else order[rows]
    chosen = [np.ascontiguousarray(c if taken is None else c[taken], dtype=np.float64) for c in columns]
    centers = [float(np.add.reduce(column)) / len(column) for column in chosen]
    spreads = [float(np.std(column)) or 1.0 for column in chosen]
    sample = Design(chosen, centers, spreads, flags if rows is None else flags[rows], None)
    return sample, sample if rows is None else sample._replace(columns=columns, flags=flags, order=order)


def _sample_rows(flags: Flags) -> Ints | None:
    """Choose every so many of the treated and of the pool; None for everybody."""
    if len(flags) <= 3 * _SAMPLE:
        return None
    groups = [np.flatnonzero(flags), np.flatnonzero(~flags)]
    return np.sort(np.concatenate([group[:: max(len(group) // _SAMPLE, 1)] for group in groups]))


def fit(sample: Design, everybody: Design) -> Fitted | Diverged:
    """Fit on everybody, beginning where a fit on the sample ends.

    Examples
    --------
    >>> flags = np.array([0, 0, 0, 1, 0, 1, 1, 1], dtype=bool)
    >>> found = fit(*designs([np.array([0, 0, 0, 0, 1, 1, 1, 1])], flags, None))
    >>> found.estimates.round(6).tolist()  # minus the log of 3, and twice the log of 3
    [-1.098612, 2.197225]
    """
    start, close = _without_covariates(everybody), _CLOSE
    if sample is not everybody:
        close = _CLOSE_OF_MANY
        first = _newton(sample, _without_covariates(sample), close)
        if isinstance(first, _Found):  # The sample has too many treated, which only the intercept minds.
            start = first.estimates + start - _without_covariates(sample)
    found = _newton(everybody, start, close)
    if isinstance(found, Diverged):
        return found
    # Back to the covariates as they are: the intercept is then where all of them are 0.
    centers, spreads = np.array(sample.centers), np.array(sample.spreads)
    there, back = np.diag(np.append(1.0, spreads)), np.diag(np.append(1.0, 1 / spreads))
    there[0, 1:], back[0, 1:] = centers, -centers / spreads
    return Fitted(
        estimates=np.einsum("ij,j->i", back, found.estimates),
        errors=np.sqrt(np.einsum("ij,jk,ik->i", back, found.covariance, back)),
        information=np.einsum("ji,jk,kl->il", there, found.information, there),
        steps=found.steps,
    )


def _without_covariates(design: Design) -> Floats:
    """Give the model in which everybody has the same log odds."""
    treated = int(np.count_nonzero(design.flags))
    start = np.zeros(len(design.columns) + 1)
    start[0] = np.log(treated / (len(design.flags) - treated))
    return start


def _newton(design: Design, start: Floats, close: float) -> _Found | Diverged:
    """Step to where the gradient is nothing. A step that goes past the top of its line is halved.

    The likelihood is concave, so along a step its slope only falls: where it has become as steep
    downward as it was upward, the step was too long (plain Newton runs away on NSW/CPS).
    """
    here, step = start, np.zeros_like(start)
    gradient, information = _pass(design, here)
    for steps in range(1, _STEPS + 1):
        covariance = inverse(information)
        if covariance is None:
            break
        step = covariance @ gradient
        if np.abs(step).max() < close:
            return _Found(here + step, covariance, information, steps)
        uphill = float(step @ gradient)
        for _ in range(_HALVINGS):
            gradient, information = _pass(design, here + step)
            if float(step @ gradient) >= -uphill:
                break
            step, uphill = step / 2, uphill / 2
        here = here + step
    return Diverged(step[1:])


def _pass(design: Design, estimates: Floats) -> tuple[Floats, Floats]:
    """Go through everybody once: the gradient of the log likelihood, and the expected information."""
    gradient, information = np.zeros_like(estimates), np.zeros((len(estimates), len(estimates)))
    with np.errstate(over="ignore"):  # Log odds below -709 are a probability of 0.
        for part, table in _blocks(design):
            chances = 1 / (1 + np.exp(-np.einsum("p,pb->b", estimates, table)))
            gradient += np.einsum("b,pb->p", design.flags[part] - chances, table)
            _add_products(table, chances * (1 - chances), information)
    return gradient, information + np.triu(information, 1).T


def _blocks(design: Design) -> Iterator[tuple[slice, Floats]]:
    """Give the people block by block, a row of ones and then each scaled covariate; one table, reused."""
    size = len(design.flags)
    space = np.ones((len(design.columns) + 1, min(_BLOCK, size)))
    scales = list(zip(design.columns, design.centers, design.spreads, strict=True))
    for start in range(0, size, _BLOCK):
        part = slice(start, min(start + _BLOCK, size))
        table = space[:, : part.stop - start]
        rows: Any = part if design.order is None else design.order[part]
        for target, (column, center, spread) in zip(table[1:], scales, strict=True):
            np.subtract(column[rows], np.float64(center), out=target)
            np.multiply(target, np.float64(1 / spread), out=target)
        yield part, table


def _add_products(table: Floats, weights: Floats, upper: Floats) -> None:
    """Add weighted sums of products of any two rows, by numpy's own loop and no parallel library.

    Such libraries split a sum by the number of processors, and its last digits go with them.
    """
    for position, row in enumerate(table):
        upper[position, position:] += np.einsum("b,jb->j", row * weights, table[position:])


def inverse(information: Floats) -> Floats | None:
    """Invert a symmetric table, or give None where some row of it is a combination of the others.

    Examples
    --------
    >>> inverse(np.array([[2.0, 0.0], [0.0, 4.0]])).tolist()
    [[0.5, 0.0], [0.0, 0.25]]
    >>> inverse(np.array([[1.0, 1.0], [1.0, 1.0]])) is None
    True
    """
    size = np.sqrt(np.diag(information))
    scales = np.outer(size, size)
    if not np.all(size > 0) or dependences(information / scales, _ALIKE_ON_THE_WAY):
        return None
    inverted: Floats = np.linalg.inv(information / scales) / scales
    return inverted


def dependences(correlation: Floats, alike: float = _ALIKE) -> list[tuple[int, list[int]]]:
    """Find the rows that are combinations of earlier ones, each with those it is made of.

    Examples
    --------
    >>> dependences(np.array([[1.0, 0.0, 0.6], [0.0, 1.0, 0.8], [0.6, 0.8, 1.0]]))
    [(2, [0, 1])]
    """
    free: list[int] = []
    found = []
    for row in range(len(correlation)):
        shares = np.linalg.solve(correlation[np.ix_(free, free)], correlation[free, row])
        if correlation[row, row] - float(shares @ correlation[free, row]) > alike:
            free.append(row)
        else:
            found.append((row, [free[i] for i in np.flatnonzero(np.abs(shares) > 1e-6)]))
    return found


def collinear(design: Design) -> list[tuple[int, list[int]]]:
    """Find the covariates that are combinations of earlier ones; row 0 is the intercept.

    Examples
    --------
    >>> columns = [np.array([1.0, 2.0, 4.0]), np.array([2.0, 4.0, 8.0])]
    >>> collinear(designs(columns, np.array([True, False, False]), None)[0])
    [(2, [1])]
    """
    sums = np.zeros((len(design.columns) + 1, len(design.columns) + 1))
    for _, table in _blocks(design):
        _add_products(table, np.ones(table.shape[1]), sums)
    sums += np.triu(sums, 1).T
    size = np.sqrt(np.diag(sums))
    size[size == 0] = 1.0
    return dependences(sums / np.outer(size, size))
