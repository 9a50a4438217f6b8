"""How strong must what nobody measured be, to explain a difference away?"""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import binom, poisson_binom

from iomlib.errors import DataError
from iomlib.metrics.intervals import check_count
from iomlib.metrics.people import Numbers, column, rows_in_order

_MOST = 100.0  # Largest Gamma looked for.


def e_value(ratio: float) -> float:
    """Give the risk ratio that something unmeasured needs with both sides to explain a ratio away.

    It would have to be this strongly linked to being treated and to reoffending, beyond all that the
    groups were matched on. For odds or hazard ratios of common outcomes give the square root.

    Parameters
    ----------
    ratio
        Risk ratio, or rate ratio, above 0.

    Returns
    -------
    Ratio, 1 or more; 1 means that nothing is needed. Missing for a missing ratio.

    Source
    ------
    VanderWeele and Ding 2017.

    Examples
    --------
    >>> round(e_value(0.31 / 0.43), 6)
    2.119859
    """
    if ratio <= 0 or ratio == math.inf:
        raise ValueError(f"ratio is {ratio:g}. A ratio is above 0 and finite.")
    away = max(ratio, 1 / ratio)
    return away + math.sqrt(away * (away - 1))


def e_value_of_limit(lower: float, upper: float) -> float:
    """Give the E-value of the limit nearer to no difference: what it takes to bring 1 into the interval.

    Parameters
    ----------
    lower, upper
        Limits of a risk ratio.

    Returns
    -------
    Ratio, 1 or more; 1 where the interval holds 1 already. Missing where a limit is.

    Source
    ------
    VanderWeele and Ding 2017.

    Examples
    --------
    >>> round(e_value_of_limit(0.55, 0.97), 6)
    1.20949
    """
    if math.isnan(lower) or math.isnan(upper):
        return math.nan
    if lower > upper:
        raise ValueError(f"lower is {lower:g} and upper is {upper:g}. The lower is not above the upper.")
    return 1.0 if lower <= 1 <= upper else e_value(upper if upper < 1 else lower)


def mcnemar_bound(treated_only: float, control_only: float, gamma: float = 1.0) -> float:
    """Give the largest p-value of matched pairs if something unmeasured raised the odds up to gamma-fold.

    Parameters
    ----------
    treated_only, control_only
        Pairs in which only the treated person reoffended, and only the other. The test is
        one-sided, towards the larger of the two.
    gamma
        How many times as likely one of two matched people may have been to be treated; 1 is luck alone.

    Returns
    -------
    One-sided p-value. Missing where no pair differs.

    Source
    ------
    Rosenbaum 2002, section 4.3.2.

    Examples
    --------
    >>> round(mcnemar_bound(40, 20, gamma=1.25), 6)
    0.053309
    """
    check_count("treated_only", treated_only)
    check_count("control_only", control_only)
    _check_gamma(gamma)
    pairs, more = treated_only + control_only, max(treated_only, control_only)
    return float(binom.sf(more - 1, pairs, gamma / (1 + gamma))) if pairs else math.nan


def matched_set_bound(
    outcome: "pd.Series[float]", treated: "pd.Series[float]", clusters: "pd.Series[str]", gamma: float = 1.0
) -> float:
    """Give the largest p-value of matched sets if something unmeasured raised the odds up to gamma-fold.

    The same question as ``mcnemar_bound``, for sets of one treated person and any number of
    others: who of each set reoffended is taken as given, and which of them was treated as a draw.

    Parameters
    ----------
    outcome, treated, clusters
        By person: 1 or 0 for reoffending, 1 or 0 for treated, and the matched set. One treated person in
        each set. The test is one-sided, in the direction that the treated lie in.
    gamma
        As for ``mcnemar_bound``, to which this comes down where every set is a pair.

    Returns
    -------
    One-sided p-value. Missing where no set holds both outcomes.

    Source
    ------
    Rosenbaum 2002, section 4.2.

    Examples
    --------
    >>> people = pd.DataFrame({"treated": [1, 0, 0, 1, 0], "reoffended": [0, 1, 1, 0, 1]})
    >>> sets = pd.Series(["a", "a", "a", "b", "b"])
    >>> round(matched_set_bound(people["reoffended"], people["treated"], sets), 6)
    0.166667
    """
    _check_gamma(gamma)
    return _set_bound(*_mixed_sets(outcome, treated, clusters), gamma)


def gamma_of_pairs(treated_only: float, control_only: float, level: float = 0.05) -> float:
    """Give the largest gamma at which matched pairs still show a difference.

    Parameters
    ----------
    treated_only, control_only
        As for ``mcnemar_bound``.
    level
        One-sided p-value up to which a difference counts as shown.

    Returns
    -------
    Gamma, 1 or more, and 100 at most. Missing where not even luck alone is ruled out.

    Source
    ------
    Rosenbaum 2002, section 4.3.2.

    Examples
    --------
    >>> round(gamma_of_pairs(40, 20), 3)
    1.24
    """
    mcnemar_bound(treated_only, control_only)
    pairs, more = treated_only + control_only, max(treated_only, control_only)
    return _largest_gamma(lambda gamma: float(binom.sf(more - 1, pairs, gamma / (1 + gamma))), level)


def gamma_of_sets(
    outcome: "pd.Series[float]", treated: "pd.Series[float]", clusters: "pd.Series[str]", level: float = 0.05
) -> float:
    """Give the largest gamma at which matched sets still show a difference.

    Parameters
    ----------
    outcome, treated, clusters
        As for ``matched_set_bound``.
    level
        One-sided p-value up to which a difference counts as shown.

    Returns
    -------
    Gamma, 1 or more, and 100 at most. Missing where not even luck alone is ruled out.

    Source
    ------
    Rosenbaum 2002, section 4.2.

    Examples
    --------
    >>> people = pd.DataFrame({"treated": [1, 0, 0] * 8, "reoffended": [0, 1, 0] * 8})
    >>> sets = pd.Series([f"set {n // 3}" for n in range(24)])
    >>> round(gamma_of_sets(people["reoffended"], people["treated"], sets), 3)
    1.101
    """
    sets = _mixed_sets(outcome, treated, clusters)
    return _largest_gamma(lambda gamma: _set_bound(*sets, gamma), level)


def _mixed_sets(
    outcome: "pd.Series[float]", treated: "pd.Series[float]", clusters: "pd.Series[str]"
) -> tuple[Numbers, Numbers, int]:
    """Give size and reoffenders of each set that holds both outcomes, and treated reoffenders in them."""
    table = rows_in_order(treated, {"outcome": (outcome, "binary")}, clusters=clusters)
    sets, side = table["cluster"].to_numpy("intp"), column(table, "treated")
    sizes, of_treated = np.bincount(sets).astype("float64"), np.bincount(sets, weights=side)
    if wrong := int((of_treated != 1).sum()):
        raise DataError(
            f"clusters: {wrong} of {len(sizes)} sets do not hold one treated person. "
            "Bounds are for matching without replacement."
        )
    events = np.bincount(sets, weights=column(table, "outcome")).astype("float64")
    mixed = (events > 0) & (events < sizes)
    count = np.bincount(sets, weights=side * column(table, "outcome"))[mixed].sum()
    return sizes[mixed], events[mixed], int(count)


def _set_bound(sizes: Numbers, events: Numbers, count: int, gamma: float) -> float:
    """Bound the chance of a count this far out: a sum of one draw from each set, worst odds in all."""
    if not len(sizes):
        return math.nan
    if count < np.sum(events / sizes):
        return float(poisson_binom.cdf(count, events / (events + gamma * (sizes - events))))
    # The same from the other end; the upper tail itself is 1 less a sum, which loses small p-values.
    free = (sizes - events) / (sizes - events + gamma * events)
    return float(poisson_binom.cdf(len(sizes) - count, free))


def _largest_gamma(bound: Callable[[float], float], level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level is {level:g}. It lies between 0 and 1: 5% is 0.05.")
    if not bound(1.0) <= level:
        return math.nan
    if bound(_MOST) <= level:
        return _MOST
    return float(brentq(lambda gamma: bound(gamma) - level, 1.0, _MOST, xtol=1e-9))


def _check_gamma(gamma: float) -> None:
    if not 1 <= gamma < math.inf:
        raise ValueError(f"gamma is {gamma:g}. It is 1 or more: 1 is luck alone.")
