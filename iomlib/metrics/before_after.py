"""Before and after, beside what the choice of people alone would give: never an answer of its own."""

from typing import Any

import pandas as pd

from iomlib.metrics.contrasts import weighted_difference
from iomlib.metrics.evaluation import Compared
from iomlib.metrics.intervals import Estimate
from iomlib.metrics.regression_to_mean import (
    PoissonGamma,
    expected_without_effect,
    fit_poisson_gamma,
    fit_truncated_poisson_gamma,
)

_NAN = float("nan")
COLUMNS = ("before", "after", "change", "lower", "upper", "confidence", "method")


def before_after(compared: Compared) -> pd.DataFrame:
    """Set reoffences before the index date beside those after it, and beside what choice alone would give.

    People come to a scheme after a bad spell. What such people do next, with no scheme at all, is
    worked out from the pool: how unlike people are (Poisson-gamma), and how much the pool changed.

    Parameters
    ----------
    compared
        What `iomlib.metrics.evaluation.compare` gave; its outcomes have ``before``.

    Returns
    -------
    Rows ``scheme``, ``comparison`` (weighted), ``alone`` (scheme, from the choice of people alone)
    and ``beyond`` (change of the scheme's people less that of the comparison group), as far as there
    are people for them: ``before``, ``after`` and ``change`` (reoffences per person), ``lower`` and
    ``upper`` (of the change; for ``alone`` of what is to be expected after), ``confidence``,
    ``method``. No row where the records do not reach back.

    Source
    ------
    Robbins 1956; Hauer 1997 (``alone``).
    """
    outcomes, treated = compared.outcomes, compared.treated
    if not treated.any() or outcomes["before"].isna().all():
        return pd.DataFrame(columns=list(COLUMNS))
    change = outcomes["reoffences"] - outcomes["before"]
    rows: dict[str, dict[str, Any]] = {"scheme": _group(compared, treated)}
    kept = compared.weights > 0
    if (kept & ~treated).any():
        rows["comparison"] = _group(compared, ~treated)
    rows["alone"] = _alone(compared)
    if (kept & ~treated).any():
        pairs = None if compared.pairs is None else compared.pairs.reindex(change.index)[kept]
        beyond = weighted_difference(
            change[kept], treated[kept].astype("float64"), compared.weights[kept], pairs
        )
        rows["beyond"] = {"before": _NAN, "after": _NAN, "change": beyond.value, **_limits(beyond)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS))


def _group(compared: Compared, side: "pd.Series[bool]") -> dict[str, Any]:
    """Sum one group up. Its change has no interval: people chosen for what went before are no sample of it."""
    weight = compared.weights.where(side, 0.0)
    before, after = (
        float((weight * compared.outcomes[name]).sum() / weight.sum()) for name in ("before", "reoffences")
    )
    return {
        "before": before,
        "after": after,
        "change": after - before,
        "confidence": 0.95,
        "method": "as counted",
    }


def _alone(compared: Compared) -> dict[str, Any]:
    on_scheme = compared.treated & (compared.weights > 0)
    counts = compared.outcomes["before"][on_scheme]
    fit, drift = _spread(compared)
    if not pd.notna(fit.shape):
        nothing = Estimate(_NAN, _NAN, _NAN, 0.95, fit.method)
        return {"before": float(counts.mean()), "after": _NAN, "change": _NAN, **_limits(nothing)}
    year = pd.Series(1.0, index=counts.index)
    expected = expected_without_effect(fit, counts, year, drift * year)
    people = len(counts)
    after = expected.value / people
    limits = _limits(expected) | {"lower": expected.lower / people, "upper": expected.upper / people}
    return {"before": float(counts.mean()), "after": after, "change": after - float(counts.mean()), **limits}


def _spread(compared: Compared) -> tuple[PoissonGamma, float]:
    """Fit how unlike people are: to the pool, with its change; without one, to what the chosen show of it."""
    pool = compared.outcomes[~compared.treated]
    if len(pool):
        drift = float(pool["reoffences"].sum() / pool["before"].sum()) if pool["before"].sum() else _NAN
        fit = fit_poisson_gamma(pool["before"], pd.Series(1.0, index=pool.index))
        return fit if drift > 0 else PoissonGamma(_NAN, _NAN, "no reoffences in the pool"), drift
    counts = compared.outcomes["before"]
    least = int(counts.min())
    if least < 1:
        return PoissonGamma(_NAN, _NAN, "there is no pool to tell how unlike people are"), 1.0
    return fit_truncated_poisson_gamma(counts, pd.Series(1.0, index=counts.index), least), 1.0


def _limits(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("lower", "upper", "confidence", "method")}
