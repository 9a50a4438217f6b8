"""An attacker of published tables, written without a look at how iomlib protects them.

He has what is published: each count rounded or withheld. He knows that totals add up in true values, how counts are
rounded, from what count on they are shown, and every percentage and band on the page. Of each count that is not
shown he works out the least and the greatest whole number that it can be, by mixed-integer programming.
"""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

CAP = 100_000  # nobody counts more people than these; a count that reaches it has no end that the attacker knows
SMALL = 90  # counts: from here on whole numbers are given up, which can only widen what he finds


class Rule(NamedTuple):
    """What the public page says of itself: from what count on it shows them, and to what they are rounded."""

    threshold: int = 10
    base: int = 5


class Share(NamedTuple):
    """A published percentage or band: ``low`` <= 100 x part / whole < ``high``."""

    part: str
    whole: str
    low: Fraction
    high: Fraction


class Published(NamedTuple):
    """What is known of a table without its truth.

    ``cells``: the rounded count of each name, None where it is withheld. ``sums``: each a weighted sum that is 0 in
    true values, also of counts that have no place on the page. ``shares``: percentages on the page. ``leaves``:
    pairs (part, whole) of which the rule says that where the part is shown it leaves at least the threshold. ``known``:
    the least and the greatest that a count can be, from elsewhere.
    """

    cells: Mapping[str, int | None]
    sums: Sequence[Mapping[str, int]] = ()
    shares: Sequence[Share] = ()
    leaves: Sequence[tuple[str, str]] = ()
    known: Mapping[str, tuple[int, int]] = {}


def rounded(count: int, base: int = 5) -> int:
    """Round half up to a base (Source: D5 of the project's facts)."""
    return base * math.floor(Fraction(count, base) + Fraction(1, 2))


def behind(shown: int, rule: Rule) -> tuple[int, int]:
    """Give the least and the greatest count that is shown as this number."""
    most = shown + math.ceil(Fraction(rule.base, 2)) - 1
    return max(shown - rule.base // 2, rule.threshold), most


def percentage(part: str, whole: str, printed: str) -> Share:
    """Read a percentage as it is printed: `21` is from 20.5 to under 21.5."""
    half = Fraction(1, 2 * 10 ** len(printed.partition(".")[2]))
    return Share(part, whole, Fraction(printed) - half, Fraction(printed) + half)


def counts_behind(printed: str, whole: int) -> list[int]:
    """List the counts of so many people that are printed as this percentage, half up."""
    low, high = percentage("", "", printed)[2:]
    return [k for k in range(whole + 1) if low <= Fraction(100 * k, whole) < high]


# The system of inequalities


class _System(NamedTuple):
    names: list[str]
    low: np.ndarray
    high: np.ndarray
    rows: csr_array
    least: np.ndarray
    most: np.ndarray


def _system(page: Published, rule: Rule) -> _System:
    names = sorted({*page.cells, *(name for sum_ in page.sums for name in sum_)})
    shown = {name: behind(seen, rule) for name, seen in page.cells.items() if seen is not None}
    ends = [page.known.get(name, shown.get(name, (0, CAP))) for name in names]
    lines: list[tuple[dict[str, int], float, float]] = [(dict(sum_), 0, 0) for sum_ in page.sums]
    for share in page.shares:
        lines += _lines_of(share)
    for part, whole in page.leaves:
        if page.cells.get(part) is not None:
            lines.append(({whole: 1, part: -1}, rule.threshold, np.inf))
    place = {name: at for at, name in enumerate(names)}
    cells = [
        (at, place[name], weight) for at, (line, *_) in enumerate(lines) for name, weight in line.items()
    ]
    row, column, weight = zip(*cells, strict=True) if cells else ((), (), ())
    rows = csr_array((np.array(weight, float), (row, column)), shape=(len(lines), len(names)))
    low, high = (np.array(end, float) for end in zip(*ends, strict=True))
    least, most = (np.array([line[at] for line in lines], float) for at in (1, 2))
    return _System(names, low, high, rows, least, most)


def _lines_of(share: Share) -> list[tuple[dict[str, int], float, float]]:
    """Write low <= 100 part / whole < high in whole numbers, so that `less than` is `at least 1 less`."""
    scale = math.lcm(share.low.denominator, share.high.denominator)
    low, high = int(share.low * scale), int(share.high * scale)
    return [
        ({share.part: 100 * scale, share.whole: -low}, 0, np.inf),
        ({share.part: 100 * scale, share.whole: -high}, -np.inf, -1),
    ]


class NothingFitsError(ValueError):
    """No counts fit what is published: the page contradicts itself."""


def _best(system: _System, weights: np.ndarray, whole: bool) -> np.ndarray:
    """Find counts that fit and make a weighted sum least."""
    bounds = Bounds(system.low, system.high)
    rows = LinearConstraint(system.rows, system.least, system.most) if system.rows.shape[0] else ()
    found = milp(weights, integrality=np.full(len(weights), int(whole)), bounds=bounds, constraints=rows)
    if found.x is None:
        raise NothingFitsError(found.message)
    return found.x


def ranges(page: Published, rule: Rule, enough: int | None = None) -> dict[str, tuple[int, int]]:
    """Give the least and the greatest that each count can be that is not shown.

    ``enough``: stop with a count as soon as one value that is possible is not under the threshold and, if it has a
    place on the page, it is not known to less than so many people; what is given is then within its true range.
    """
    system = _system(page, rule)
    whole = len(system.names) <= SMALL
    unknown = [at for at, name in enumerate(system.names) if page.cells.get(name) is None]
    low, high = np.full(len(system.names), np.inf), np.full(len(system.names), -np.inf)
    nowhere = [float(name not in page.cells) for name in system.names]
    if enough and any(nowhere):  # all of these at once: often there is nothing more to ask of them
        low = high = _best(system, -np.array(nowhere), whole)
    for at, sign in itertools.product(unknown, (-1.0, 1.0)):
        wide = nowhere[at] or (enough and high[at] - low[at] >= enough)
        if not (enough and wide and high[at] >= rule.threshold):
            best = _best(system, sign * np.eye(len(system.names))[at], whole)
            low, high = np.minimum(low, best), np.maximum(high, best)
    return {system.names[at]: (math.ceil(low[at] - 1e-6), math.floor(high[at] + 1e-6)) for at in unknown}


def relaxed(page: Published, rule: Rule) -> dict[str, tuple[float, float]]:
    """Do the same with parts of people allowed, and another function of the solver: never narrower."""
    system = _system(page, rule)
    rows = system.rows.toarray()
    equal = system.least == system.most
    upper = np.vstack([rows[~equal], -rows[~equal]])
    limit = np.concatenate([system.most[~equal], -system.least[~equal]])
    told = np.isfinite(limit)
    found = {}
    for at, name in enumerate(system.names):
        if page.cells.get(name) is None:
            ends = []
            for sign in (1, -1):
                best = linprog(
                    sign * np.eye(len(system.names))[at],
                    A_ub=upper[told] if told.any() else None,
                    b_ub=limit[told] if told.any() else None,
                    A_eq=rows[equal] if equal.any() else None,
                    b_eq=system.least[equal] if equal.any() else None,
                    bounds=list(zip(system.low, system.high, strict=True)),
                )
                ends.append(float(sign * best.fun))
            found[name] = (ends[0], ends[1])
    return found


def by_trying(page: Published, rule: Rule, most: int, free: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Do the same for a tiny table by trying every answer: all values up to ``most`` of the free counts.

    The other counts follow from the sums, in their order: the one of each that is not known yet.
    """
    free = list(free)
    possible: dict[str, set[int]] = {name: set() for name, seen in page.cells.items() if seen is None}
    for values in itertools.product(range(most + 1), repeat=len(free)):
        counts = dict(zip(free, values, strict=True))
        for sum_ in page.sums:
            (name,) = [each for each in sum_ if each not in counts]
            rest = sum(weight * counts[each] for each, weight in sum_.items() if each != name)
            counts[name] = -rest // sum_[name]
        if _fits(page, rule, counts):
            for name, values_ in possible.items():
                values_.add(counts[name])
    return {name: (min(values_), max(values_)) for name, values_ in possible.items()}


def _fits(page: Published, rule: Rule, counts: Mapping[str, int]) -> bool:
    shown = {name: seen for name, seen in page.cells.items() if seen is not None}
    return (
        all(count >= 0 for count in counts.values())
        and all(
            counts[name] >= rule.threshold and rounded(counts[name], rule.base) == seen
            for name, seen in shown.items()
        )
        and all(
            counts[share.whole]
            and share.low <= Fraction(100 * counts[share.part], counts[share.whole]) < share.high
            for share in page.shares
        )
        and all(
            counts[whole] - counts[part] >= rule.threshold for part, whole in page.leaves if part in shown
        )
    )


class Verdict(NamedTuple):
    """What became of one table under attack.

    ``tried``: counts that are withheld; ``recovered``: those of which one value is left; ``narrowed``: those of which
    the least and the greatest lie nearer than the width, and counts nowhere printed that must be under the threshold.
    """

    tried: int
    recovered: list[str]
    narrowed: list[str]


def attack(page: Published, rule: Rule, width: int) -> Verdict:
    """Attack a table by all that is published of it."""
    found = ranges(page, rule, enough=width)
    withheld = {name: ends for name, ends in found.items() if name in page.cells}
    recovered = [name for name, (low, high) in withheld.items() if low == high]
    narrowed = [name for name, (low, high) in withheld.items() if 0 < high - low < width]
    worked_out = [
        name for name, (_, high) in found.items() if name not in page.cells and high < rule.threshold
    ]
    return Verdict(len(withheld), recovered, narrowed + worked_out)
