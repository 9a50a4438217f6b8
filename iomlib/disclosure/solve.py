"""Sets of counts that fit what is known of them, found by linear programming.

Source: scipy's HiGHS. What it finds is held against what is known before anything is made of it.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Grid = NDArray[np.float64]
Marks = NDArray[np.bool_]
Seen = tuple[Grid, Grid]  # the least and the most of each count, of all sets of counts that were found to fit
NEAR = 1e-6
NONE = "{}: no counts add up to what is published."
_SLACK = 1e-4  # by how much of a person a solution may miss
_SOLVED, _INFEASIBLE, _UNBOUNDED = 0, 2, 3  # of scipy
_FAR = 1e5  # how far beyond what is shown counts are looked for that fit


class System(NamedTuple):
    """Counts that belong together: their names in order, and a row of ``weights`` for each sum that is 0."""

    names: list[str]
    weights: csr_array

    def place(self, name: str) -> int:
        """Give the column of a count."""
        return self.names.index(name)


def best(aim: Grid, low: Grid, high: Grid, weights: csr_array) -> tuple[Grid | None, int]:
    """Find the counts that fit what is known and of which a weighted sum is least.

    Returns
    -------
    One value a count, and scipy's word for how it went. Values are given only where they were found to fit, here and
    not by the solver: whatever trouble it has, nothing passes for possible that is not.
    """
    sums = [LinearConstraint(weights, 0, 0)] if weights.shape[0] else []
    found = milp(aim, bounds=Bounds(low, high), constraints=sums)
    if found.status == _SOLVED and _fits(found.x, low, high, weights):
        return np.asarray(found.x, dtype="float64"), _SOLVED
    return None, int(found.status)


def _fits(values: Grid, low: Grid, high: Grid, weights: csr_array) -> bool:
    far = [low - values, values - high, abs(weights @ values)]
    return all((each <= _SLACK).all() for each in far)


def furthest(system: System, low: Grid, high: Grid, place: int, way: int) -> Grid | None:
    """Find counts that fit all that is known and are extreme at one place: ``way`` 1 is largest, -1 smallest.

    Returns
    -------
    One value a count; None where nothing fits, or nothing was found. Where there is no largest value the count stands
    at infinity, and the others are missing.
    """
    aim = np.zeros(len(system.names))
    aim[place] = -way
    found, how = best(aim, low, high, system.weights)
    if how == _UNBOUNDED:
        found = np.full(len(low), math.nan)
        found[place] = math.inf
    return found


def whole(low: float, high: float) -> tuple[float, float]:
    """Give the whole numbers inside a range.

    Examples
    --------
    >>> whole(0.2, 7.9999999)
    (1, 8)
    """
    return math.ceil(low - NEAR), high if math.isinf(high) else math.floor(high + NEAR)


def see(seen: Seen, found: Grid) -> None:
    """Add a set of counts that fits to those that were seen."""
    np.fmin(seen[0], found, out=seen[0])
    np.fmax(seen[1], found, out=seen[1])


def wide(seen: Seen, width: float) -> Marks:
    """Say which counts stay unknown by a width, as far as was seen."""
    return np.floor(seen[1] + NEAR) - np.ceil(seen[0] - NEAR) >= width


def samples(system: System, low: Grid, high: Grid) -> Seen:
    """Find a few sets of counts that fit what is known.

    Raises
    ------
    ValueError
        None fits.
    """
    seen = (np.full(len(low), math.nan), np.full(len(low), math.nan))
    for aim in (-np.ones(len(low)), np.ones(len(low))):
        found, how = best(aim, low, _not_far(high), system.weights)
        if how == _INFEASIBLE:
            raise ValueError(NONE.format(", ".join(system.names)))
        if found is not None:
            see(seen, found)
    return seen


def stays_wide(  # noqa: PLR0913, PLR0917  what is known, of which count, what was seen, and how wide is enough
    system: System, low: Grid, high: Grid, place: int, seen: Seen, asked: Marks, width: float
) -> bool:
    """Say whether a count stays unknown by a width; what is found on the way is kept in ``seen``.

    Counts are looked for in which this one is large enough, and as many as may be of the others that are asked for:
    what is found for one shows some of those to be wide.
    """
    if not seen[0][place] <= low[place] and (found := furthest(system, low, high, place, -1)) is not None:
        see(seen, found)
    if math.isnan(seen[0][place]):
        return False
    start, left = low.copy(), asked & ~wide(seen, width)
    start[place] = max(low[place], whole(seen[0][place], math.inf)[0] + width)
    found, _ = best(-left.astype("float64"), start, _not_far(high), system.weights)
    if found is not None:
        see(seen, found)
    return bool(wide(seen, width)[place])


def _not_far(high: Grid) -> Grid:
    return np.where(np.isinf(high), _FAR + 2 * high[np.isfinite(high)].sum(), high)
