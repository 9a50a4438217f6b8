"""Chooses which counts of people a page withholds, so that no small one can be worked out."""

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import hstack

from iomlib.disclosure.attack import NEAR, Grid, Sums, System, furthest, ranges, samples, systems, whole
from iomlib.disclosure.profile import UNSEEN, Profile
from iomlib.errors import DisclosureError

_KEPT = 1e4  # how much dearer it is to withhold a count that is to be kept
_MANY = 6  # withheld counts from which on a few sets that fit are found before each is looked at


def hidden(
    counts: Mapping[str, float],
    sums: Sums,
    rule: Profile,
    keep: Sequence[str] = (),
    fixed: Collection[str] = (),
) -> frozenset[str]:
    """Choose the counts that a page withholds, so that no small one can be read off or worked out.

    A count under the threshold is withheld, that of nobody too. Where a reader who knows the sums and how the
    others are rounded could narrow it, or another withheld one, to less than the width of the rule, more are
    withheld: those that cost least, small ones before large ones, and what is to be kept last of all.

    Parameters
    ----------
    counts
        Counts of people by name; missing ones are not known to a reader either. A name that begins with
        ``_`` is not on the page, and could be worked out: the rest of a group.
    sums
        What the reader knows of them: each a weighted sum that is 0, as `total_of` gives it. Which sums
        there are must not depend on the counts.
    rule
        From `params.read_profile`; an open one withholds nothing.
    keep
        Names that are withheld only where nothing else will do, the most important first.
    fixed
        Names of counts that are shown whatever they are, and so are never withheld here.

    Returns
    -------
    Names of the counts to withhold, whatever the order of counts and sums.

    Raises
    ------
    ValueError
        The counts do not have the sums that are given.
    DisclosureError
        Something small follows from fixed counts alone.

    Source
    ------
    `params/disclosure.yml`. What is withheld beside a small count is found by linear programming, as in
    Fischetti and Salazar 2001, Solving the cell suppression problem.

    Examples
    --------
    >>> from iomlib.disclosure.attack import total_of
    >>> from iomlib.disclosure.profile import OPEN, committee
    >>> counts = {"list": 142, "community": 100, "custody": 42, "short": 3, "long": 39}
    >>> sums = [total_of("list", "community", "custody"), total_of("custody", "short", "long")]
    >>> sorted(hidden(counts, sums, committee(), keep=["list"])), hidden(counts, sums, OPEN)
    (['long', 'short'], frozenset())
    """
    known = {name: float(count) for name, count in counts.items() if not math.isnan(float(count))}
    told = [sum for sum in sums if set(sum) <= set(known)]
    for sum in told:
        if abs(math.fsum(weight * known[name] for name, weight in sum.items())) > 0.5:
            raise ValueError(f"{', '.join(sum)}: the counts do not add up as they should.")
    if rule.open:
        return frozenset()
    away = {name for name, count in known.items() if rule.small(count) and name not in fixed}
    away |= {name for name in known if name.startswith(UNSEEN) or name in rule.withhold}
    for system in systems(known, told):
        away |= _more(system, known, away & set(system.names), rule, (keep, fixed))
    return frozenset(name for name in away if not name.startswith(UNSEEN))


def _more(
    system: System,
    known: Mapping[str, float],
    away: set[str],
    rule: Profile,
    held: tuple[Sequence[str], Collection[str]],
) -> set[str]:
    """Add to what is withheld of counts that belong together, until nothing withheld can be narrowed."""
    truth = np.array([known[name] for name in system.names])
    seen = (truth.copy(), truth.copy())  # the least and the most of each count that fits what is shown
    if len(away) > _MANY:
        for found in samples(system, *_known_of(system, known, away, rule)):
            _see(seen, found)
    safe: set[str] = set()
    while waiting := sorted(away - safe, key=lambda name: (known[name], name)):
        name = waiting[0]
        low, high = _known_of(system, known, away, rule)
        if (name.startswith(UNSEEN) and not rule.small(known[name])) or _covered(
            system, low, high, name, seen, rule.width
        ):
            safe.add(name)
        else:
            away |= _next(system, low, high, name, seen, rule, known, held)
    return away


def _known_of(system: System, known: Mapping[str, float], away: set[str], rule: Profile) -> tuple[Grid, Grid]:
    shown = {name: None if name in away else rule.shown(known[name]) for name in system.names}
    low, high = ranges(system, shown, rule)
    # A fixed count may be small; and until enough is withheld, so may one that nothing hides yet.
    small = np.array([rule.small(known[name]) for name in system.names])
    return np.where(small, 0, low), high


def _covered(  # noqa: PLR0913, PLR0917  what is known, of which count
    system: System, low: Grid, high: Grid, name: str, seen: tuple[Grid, Grid], width: float
) -> bool:
    """Say whether a withheld count stays unknown by a width; what is found on the way is kept in ``seen``."""
    place = system.place(name)
    for way in (1, -1, 0):
        least, most = whole(seen[0][place], seen[1][place])
        if most - least >= width:
            return True
        if way and (found := furthest(system, low, high, place, way)) is not None:
            _see(seen, found)
    return False


def _see(seen: tuple[Grid, Grid], found: Grid) -> None:
    np.fmin(seen[0], found, out=seen[0])
    np.fmax(seen[1], found, out=seen[1])


def _next(  # noqa: PLR0913, PLR0917  what is known, of which count, and what may not be chosen
    system: System,
    low: Grid,
    high: Grid,
    name: str,
    seen: tuple[Grid, Grid],
    rule: Profile,
    known: Mapping[str, float],
    held: tuple[Sequence[str], Collection[str]],
) -> set[str]:
    """Find the cheapest counts to withhold so that another could be larger, or smaller, than it seems."""
    place = system.place(name)
    least, most = whole(seen[0][place], seen[1][place])
    free = [at for at, each in enumerate(system.names) if not math.isinf(high[at]) and each not in held[1]]
    dear = {each: _KEPT * (len(held[0]) - at) for at, each in enumerate(held[0])}
    cost = [1 + known[system.names[at]] + dear.get(system.names[at], 0) for at in free]
    for aim in ((least + rule.width, math.inf), (0.0, most - rule.width)):
        start, end = low.copy(), high.copy()
        start[place], end[place] = aim
        if aim[1] >= 0 and (found := _cheapest(system, start, end, free, cost)) is not None:
            values, moved = found
            _see(seen, values)
            return {system.names[at] for at in moved}
    raise DisclosureError(
        f"{name.removeprefix(UNSEEN)}: a count of few people follows from counts that are shown elsewhere."
    )


def _cheapest(
    system: System, low: Grid, high: Grid, free: list[int], cost: list[float]
) -> tuple[Grid, list[int]] | None:
    """Let counts leave what is shown of them, as cheaply as may be; give the values, and which have moved."""
    size, weights = len(system.names), system.weights
    apart = weights[:, free]
    joined = hstack([weights, apart, -apart]).tocsr()
    ends = Bounds(
        np.concatenate([low, np.zeros(2 * len(free))]),
        np.concatenate([high, np.full(len(free), math.inf), low[free]]),
    )
    found = milp(
        np.concatenate([np.zeros(size), cost, cost]),
        bounds=ends,
        constraints=[LinearConstraint(joined, 0, 0)] if weights.shape[0] else [],
    )
    if found.x is None:
        return None
    over, under = found.x[size : size + len(free)], found.x[size + len(free) :]
    values = np.asarray(found.x[:size], dtype="float64")
    values[free] += over - under
    moved = [at for at, far in zip(free, over + under, strict=True) if far > NEAR]
    return (values, moved) if moved else None
