"""Two shares of mostly the same people: how sure their difference is."""

import math
from typing import NamedTuple

from iomlib.metrics.intervals import Estimate, check_count, newcombe, wilson


class Pairs(NamedTuple):
    """People seen twice, by whether they had the characteristic the first and the second time.

    Examples
    --------
    >>> Pairs(yes_yes=1, yes_no=1, no_yes=7, no_no=12).yes_yes
    1
    """

    yes_yes: int
    yes_no: int
    no_yes: int
    no_no: int


def newcombe_paired(
    pairs: Pairs,
    only_first: tuple[int, int] = (0, 0),
    only_second: tuple[int, int] = (0, 0),
    confidence: float = 0.95,
) -> Estimate:
    """Give the difference of two shares, the first less the second, of partly the same people.

    Somebody seen both times carries no news if nothing changed, so the interval is narrower than that
    of two separate groups. The correlation is that of those seen twice, in proportion to their part of
    both groups. With nobody else it is Newcombe's interval for pairs, and with nobody seen twice his
    interval for separate groups.

    Parameters
    ----------
    pairs
        People seen both times.
    only_first, only_second
        Of those seen once: people with the characteristic, and people in all.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Difference of shares, -1 to 1. Missing where nobody was seen the first or the second time.

    Source
    ------
    Newcombe 1998, Statistics in Medicine 17, 2635, method 10. For people seen once: the covariance of
    Derrick, Dobson-Mckittrick, Toher and White 2015 in the same formula (Zou and Donner 2008).

    Examples
    --------
    >>> estimate = newcombe_paired(Pairs(1, 1, 7, 12))  # Bentur and others 2009
    >>> [round(number, 3) for number in estimate[:3]]
    [-0.286, -0.507, -0.026]
    """
    for name, counts in (("pairs", pairs), ("only_first", only_first), ("only_second", only_second)):
        for count in counts:
            check_count(name, count)
    both = sum(pairs)
    count_1, total_1 = pairs.yes_yes + pairs.yes_no + only_first[0], both + only_first[1]
    count_2, total_2 = pairs.yes_yes + pairs.no_yes + only_second[0], both + only_second[1]
    first, second = wilson(count_1, total_1, confidence), wilson(count_2, total_2, confidence)
    apart = newcombe(count_1, total_1, count_2, total_2, confidence)
    if not both:
        return apart
    seen_once = total_1 + total_2 > 2 * both
    method = "Newcombe hybrid score for pairs" + (", some people seen once" if seen_once else "")
    shared = _correlation(pairs) * both / math.sqrt(total_1 * total_2)
    below = _combined(first.value - first.lower, second.upper - second.value, shared)
    above = _combined(first.upper - first.value, second.value - second.lower, shared)
    return Estimate(apart.value, apart.value - below, apart.value + above, confidence, method)


def _correlation(pairs: Pairs) -> float:
    """Give Newcombe's phi: pulled towards 0 by a continuity correction where it is above."""
    yes_yes, yes_no, no_yes, no_no = pairs
    sums = (yes_yes + yes_no) * (no_yes + no_no) * (yes_yes + no_yes) * (yes_no + no_no)
    more = yes_yes * no_no - yes_no * no_yes
    kept = max(more - sum(pairs) / 2, 0) if more > 0 else more
    return kept / math.sqrt(sums) if sums else 0.0


def _combined(one: float, other: float, correlation: float) -> float:
    return math.sqrt(max(one * one - 2 * correlation * one * other + other * other, 0.0))
