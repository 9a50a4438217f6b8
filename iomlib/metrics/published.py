"""Figures that others printed: what they still carry, whether they can be, and what they make payable."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from iomlib.metrics.intervals import check_count

_STEPS = 100  # Comparison rates tried from one end of a printed figure's rounding to the other.


class Printed(NamedTuple):
    """A result as printed: percentages, and the interval of the reduction in percentage points.

    ``difference`` is given only where it was printed from unrounded rates.

    Examples
    --------
    >>> Printed(72, 31, 43, 1, 23).people
    72
    """

    people: int
    treated: float
    comparison: float
    lower: float
    upper: float
    difference: float = math.nan


class Feasibility(NamedTuple):
    """How many pairs of treated count and comparison rate fit what was printed, and one of them.

    Examples
    --------
    >>> Feasibility(0, None, None, None).solutions
    0
    """

    solutions: int
    reoffended: int | None
    comparison: float | None
    comparison_people: float | None


class Payment(NamedTuple):
    """Which cohorts are paid for, the pooled reduction in percent, and whether that is paid for.

    Examples
    --------
    >>> Payment((False, False), 9.05, True).pooled
    9.05
    """

    cohorts: tuple[bool, ...]
    pooled: float
    pays: bool


def sd_from_interval(half_width: float, n: float, confidence: float = 0.95) -> float:
    """Recover a standard deviation from half the width of a mean's interval.

    Parameters
    ----------
    half_width
        Half of upper less lower, in the unit of the mean.
    n
        Number of people.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Standard deviation in the unit of the mean. Missing for fewer than two people.

    Source
    ------
    The t interval of a mean, solved for the deviation.

    Examples
    --------
    >>> round(sd_from_interval(0.127212, 1000), 2)
    2.05
    """
    check_count("n", n)
    if n < 2:
        return math.nan
    return half_width * math.sqrt(n) / float(student.isf((1 - confidence) / 2, n - 1))


def se_from_interval(lower: float, upper: float, confidence: float = 0.95) -> float:
    """Recover a standard error from an interval that is even on both sides.

    Parameters
    ----------
    lower, upper
        The limits.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Standard error in the unit of the limits.

    Source
    ------
    The normal interval, solved for the error.

    Examples
    --------
    >>> round(se_from_interval(-0.23, -0.01), 6)
    0.056123
    """
    if not lower <= upper:
        raise ValueError(f"lower is {lower:g} and upper is {upper:g}. The lower is not above the upper.")
    return (upper - lower) / 2 / float(norm.isf((1 - confidence) / 2))


def interval_is_feasible(
    printed: Printed, places: int = 0, fewest: float | None = None, confidence: float = 0.95
) -> Feasibility:
    """Ask whether a printed result can be: do its rates, its difference and its interval go together?

    Every treated count that rounds to the printed rate is tried with 101 comparison rates. For each
    pair the size of the comparison group that the interval's width asks for is worked out.

    Parameters
    ----------
    printed
        The result. The interval is that of the reduction: comparison less treated.
    places
        Decimal places that all of it is printed in.
    fewest
        Fewest people in the comparison group; left out, as many as the treated.
    confidence
        0.95 for a 95% interval.

    Returns
    -------
    Number of pairs that fit, and the one with the largest comparison group: people who
    reoffended, comparison rate in percent, comparison group (infinite where no size is too large).

    Source
    ------
    Unpooled Wald interval, which the Justice Data Lab's reports of 2013 to 2015 come out with.

    Examples
    --------
    >>> interval_is_feasible(Printed(72, 31, 43, 1, 23)).reoffended
    22
    """
    check_count("people", printed.people)
    half = 0.5 * 10.0**-places
    low, high = (printed.people * (printed.treated + side * half) / 100 for side in (-1, 1))
    counts = range(max(0, math.ceil(low - 1e-9)), min(printed.people, math.floor(high + 1e-9)) + 1)
    rates = printed.comparison + half * np.linspace(-1, 1, _STEPS + 1)
    least = printed.people if fewest is None else fewest
    found = [
        (size, count, float(rate))
        for count in counts
        for rate in rates
        if 0 <= rate <= 100
        and (size := _largest_comparison(printed, count, float(rate), half, confidence)) >= least
    ]
    if not found:
        return Feasibility(0, None, None, None)
    size, count, rate = max(found)
    return Feasibility(len(found), count, rate, size)


def pays(
    reductions: Sequence[float],
    sizes: Sequence[float],
    cohort_threshold: float = 10,
    pooled_threshold: float = 7.5,
) -> Payment:
    """Apply a payment rule: by cohort where a cohort reaches its threshold, else on all together.

    Parameters
    ----------
    reductions
        Reduction in reconviction events of each cohort, in percent of its comparison group.
    sizes
        People in each cohort.
    cohort_threshold, pooled_threshold
        Percent; a reduction that equals the threshold reaches it.

    Returns
    -------
    Which cohorts reach theirs, the mean weighted by size, and whether anything is paid. The mean is
    missing where nobody is in any cohort.

    Source
    ------
    One Service, HMP Peterborough: Ministry of Justice; Disley and others 2011 (RAND).

    Examples
    --------
    >>> pays([8.4, 9.7], [1000, 1000])
    Payment(cohorts=(False, False), pooled=9.05, pays=True)
    """
    if len(reductions) != len(sizes):
        raise ValueError(f"{len(reductions)} reductions and {len(sizes)} sizes. Each cohort has one of both.")
    for number, size in enumerate(sizes, 1):
        check_count(f"size of cohort {number}", size)
    cohorts = tuple(reduction >= cohort_threshold for reduction in reductions)
    # In the decimals that were written: a mean of exactly 7.5 must not be 7.4999999999.
    exact = [
        Fraction(str(float(reduction))) * int(size) for reduction, size in zip(reductions, sizes, strict=True)
    ]
    pooled = sum(exact) / int(sum(sizes)) if sum(sizes) else None
    reached = pooled is not None and pooled >= Fraction(str(float(pooled_threshold)))
    return Payment(cohorts, math.nan if pooled is None else float(pooled), any(cohorts) or reached)


def _largest_comparison(printed: Printed, count: int, rate: float, half: float, confidence: float) -> float:
    """Give the largest comparison group that leaves the interval as printed; missing where none does."""
    share, comparison = count / printed.people, rate / 100
    reduction = rate - 100 * share
    if abs(reduction - printed.difference) > half + 1e-9:
        return math.nan
    # Half the width must bring both limits within their rounding; more people make it narrower.
    narrowest = max(reduction - printed.lower, printed.upper - reduction) - half
    widest = min(reduction - printed.lower, printed.upper - reduction) + half
    critical = 100 * float(norm.isf((1 - confidence) / 2))
    own = share * (1 - share) / printed.people
    variances = [(max(0.0, width) / critical) ** 2 - own for width in (narrowest, widest)]
    if widest < narrowest or variances[1] < 0:
        return math.nan
    spread = comparison * (1 - comparison)
    return spread / variances[0] if variances[0] > 0 else math.inf
