"""Before and after, beside what the choice of people alone would give: never an answer of its own."""

from typing import Any

import pandas as pd

from iomlib.metrics.contrasts import weighted_difference
from iomlib.metrics.evaluation import Compared, sets_of
from iomlib.metrics.regression_to_mean import (
    PoissonGamma,
    expected_without_effect,
    fit_poisson_gamma,
    fit_truncated_poisson_gamma,
)

_NAN = float("nan")
COLUMNS = (
    *("before", "after", "after_lower", "after_upper"),
    *("change", "change_lower", "change_upper", "confidence", "method"),
)


def before_after(compared: Compared) -> pd.DataFrame:
    """Set reoffences before the index date beside those after it, and beside what choice alone would give.

    People come to a scheme after a bad spell. What such people do next, with no scheme at all, is
    worked out from how unlike people are, on the scheme and in the pool (Poisson-gamma), and how much
    the pool changed. Without those chosen, people would look more alike than they are.
    The offence that led to the index date is left out of that: it is why they are in the table.

    Parameters
    ----------
    compared
        What `iomlib.metrics.evaluation.compare` gave; its outcomes have ``before``.

    Returns
    -------
    Rows ``scheme``, ``comparison`` (weighted), ``alone`` (scheme, from the choice of people alone)
    and ``beyond`` (change of the scheme's people less that of the comparison group), as far as there
    are people for them: ``before``, ``after`` and ``change`` (reoffences per person), ``after_lower``
    and ``after_upper`` (for ``alone``, 95% prediction), ``change_lower`` and ``change_upper`` (for
    ``beyond``, 95%), ``confidence`` and ``method``. No row where the records do not reach back.

    Source
    ------
    Robbins 1956; Hauer 1997 (``alone``).
    """
    outcomes, treated = compared.outcomes, compared.treated
    if not (treated & (compared.weights > 0)).any() or outcomes["before"].isna().all():
        return pd.DataFrame(columns=list(COLUMNS))
    change = outcomes["reoffences"] - outcomes["before"]
    rows: dict[str, dict[str, Any]] = {"scheme": _group(compared, treated)}
    kept = compared.weights > 0
    if (kept & ~treated).any():
        rows["comparison"] = _group(compared, ~treated)
    rows["alone"] = _alone(compared)
    if (kept & ~treated).any():
        beyond = weighted_difference(change[kept], *sets_of(compared, kept))
        limits = {"change_lower": beyond.lower, "change_upper": beyond.upper}
        rows["beyond"] = {"change": beyond.value, **limits, "method": beyond.method}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS)).assign(confidence=0.95)


def _group(compared: Compared, side: "pd.Series[bool]") -> dict[str, Any]:
    """Sum one group up. Its change has no interval: people chosen for what went before are no sample of it."""
    weight = compared.weights.where(side, 0.0)
    before, after = (
        float((weight * compared.outcomes[name]).sum() / weight.sum()) for name in ("before", "reoffences")
    )
    return {"before": before, "after": after, "change": after - before, "method": "as counted"}


def _alone(compared: Compared) -> dict[str, Any]:
    on_scheme = compared.treated & (compared.weights > 0)
    counts = compared.outcomes["before"][on_scheme]
    before, people = float(counts.mean()), len(counts)
    fit, drift = _spread(compared)
    if pd.isna(fit.shape):
        return {"before": before, "method": fit.method}
    period = pd.Series(1.0, index=counts.index)
    expected = expected_without_effect(fit, _others(counts), period, drift * period)
    value, lower, upper = (number / people for number in expected[:3])
    limits = {"after_lower": lower, "after_upper": upper, "method": expected.method}
    return {"before": before, "after": value, "change": value - before, **limits}


def _spread(compared: Compared) -> tuple[PoissonGamma, float]:
    """Fit how unlike people are: everybody, with the pool's change; without a pool, what the chosen show of it."""
    others = _others(compared.outcomes["before"])
    period, pool = pd.Series(1.0, index=others.index), ~compared.treated
    if pool.any():
        before = float(others[pool].sum())
        drift = float(compared.outcomes["reoffences"][pool].sum()) / before if before else _NAN
        if not drift > 0:
            return PoissonGamma(_NAN, _NAN, "no reoffences in the pool"), drift
        return fit_poisson_gamma(others, period), drift
    least = int(others.min())
    if least < 1:
        return PoissonGamma(_NAN, _NAN, "there is no pool to tell how unlike people are"), 1.0
    return fit_truncated_poisson_gamma(others, period, least), 1.0


def _others(before: "pd.Series[float]") -> "pd.Series[float]":
    """Leave out the offence that led to the index date: all have it, so it says nothing of how often they offend."""
    return (before - 1).clip(lower=0)
