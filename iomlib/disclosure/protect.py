"""Chooses which counts of people a page withholds, so that no small one can be worked out."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from iomlib.disclosure.attack import Sums, not_small, systems
from iomlib.disclosure.profile import UNSEEN, Profile
from iomlib.disclosure.solve import (
    NEAR,
    Grid,
    Marks,
    Seen,
    System,
    best,
    furthest,
    see,
    stays_wide,
    whole,
    wide,
)
from iomlib.errors import DisclosureError

_KEPT = 1e4  # how much dearer it is to withhold a count that is to be kept


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
        The counts do not have the sums that are given, or are no whole numbers.
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
    if wrong := sorted(name for name, count in known.items() if count < 0 or not count.is_integer()):
        raise ValueError(f"{', '.join(wrong)}: a count of people is a whole number, 0 or more.")
    told = [sum for sum in sums if set(sum) <= set(known)]
    for sum in told:
        if abs(math.fsum(weight * known[name] for name, weight in sum.items())) > 0.5:
            raise ValueError(f"{', '.join(sum)}: the counts do not add up as they should.")
    if rule.open:
        return frozenset()
    dear = {name: _KEPT * (len(keep) - place) for place, name in enumerate(keep)}
    cost = {name: 1 + min(count, _KEPT) + dear.get(name, 0) for name, count in known.items()}
    away = set[str]()
    for system in systems(known, told):
        away |= _withheld(_page(system, known, rule, fixed), np.array([cost[name] for name in system.names]))
    return frozenset(name for name in away if not name.startswith(UNSEEN))


class _Page(NamedTuple):
    """Counts that belong together, as a page would have them.

    ``low`` and ``high``: what each tells where it is shown. ``asked``: which have to stay unknown once they are not,
    ``held``: which are shown whatever they are.
    """

    system: System
    rule: Profile
    truth: Grid
    low: Grid
    high: Grid
    asked: Marks
    held: Marks

    @property
    def small(self) -> Marks:
        return np.array([self.rule.small(count) for count in self.truth])


def _page(system: System, known: Mapping[str, float], rule: Profile, fixed: Collection[str]) -> _Page:
    truth = np.array([known[name] for name in system.names])
    low, high = np.array([rule.span(rule.shown(count)) for count in truth], dtype="float64").T
    asked = [rule.small(known[name]) or not name.startswith(UNSEEN) for name in system.names]
    return _Page(
        system, rule, truth, low, high, np.array(asked), np.array([name in fixed for name in system.names])
    )


def _withheld(page: _Page, cost: Grid) -> set[str]:
    """Name what is withheld of counts that belong together: until nothing withheld can be narrowed, more and more."""
    names, rule, seen = page.system.names, page.rule, (page.truth.copy(), page.truth.copy())
    gone = (page.small & ~page.held) | [name.startswith(UNSEEN) or name in rule.withhold for name in names]
    low, high = _known_of(page, gone)
    while (left := np.flatnonzero(gone & page.asked & ~wide(seen, rule.width))).size:
        place = int(left[page.truth[left].argmin()])
        if not stays_wide(page.system, low, high, place, seen, gone & page.asked, rule.width):
            gone[_next(page, (low, high), place, seen, cost)] = True
            low, high = _known_of(page, gone)
    return {names[place] for place in np.flatnonzero(gone)}


def _known_of(page: _Page, gone: Marks) -> tuple[Grid, Grid]:
    low, high = np.where(gone, 0, page.low), np.where(gone, math.inf, page.high)
    # A fixed count may be small; and until enough is withheld, so may one that nothing hides yet.
    return np.where(page.small, 0, not_small(page.system, low, high, page.rule)), high


def _next(page: _Page, known: tuple[Grid, Grid], place: int, seen: Seen, cost: Grid) -> list[int]:
    """Find the cheapest counts to withhold so that another could be larger, or smaller, than it seems."""
    (low, high), width = known, page.rule.width
    free = np.flatnonzero(np.isfinite(high) & ~page.held)
    for way in (1, -1):
        start, end = low.copy(), high.copy()
        if way == 1:
            start[place], end[place] = whole(seen[0][place], math.inf)[0] + width, math.inf
        else:
            if (found := furthest(page.system, low, high, place, 1)) is not None:
                see(seen, found)
            start[place], end[place] = 0, whole(0, seen[1][place])[1] - width
        if end[place] >= 0 and (moved := _cheapest(page.system, start, end, free, cost)) is not None:
            see(seen, moved[0])
            return moved[1]
    name = page.system.names[place].removeprefix(UNSEEN)
    raise DisclosureError(f"{name}: a count of few people follows from counts that are shown elsewhere.")


def _cheapest(
    system: System, low: Grid, high: Grid, free: "NDArray[np.intp]", cost: Grid
) -> tuple[Grid, list[int]] | None:
    """Let counts leave what is shown of them, as cheaply as may be; give the values, and which have moved."""
    size, apart = len(system.names), system.weights[:, free]
    found, _ = best(
        np.concatenate([np.zeros(size), cost[free], cost[free]]),
        np.concatenate([low, np.zeros(2 * len(free))]),
        np.concatenate([high, np.full(len(free), math.inf), low[free]]),
        csr_array(hstack([system.weights, apart, -apart])),
    )
    if found is None:
        return None
    over, under = found[size : size + len(free)], found[size + len(free) :]
    values = found[:size].copy()
    values[free] += over - under
    moved = [int(at) for at, far in zip(free, over + under, strict=True) if far > NEAR]
    return (values, moved) if moved else None
