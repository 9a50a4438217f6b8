"""The same difference reckoned in other ways: what depends on how it was done, and what does not."""

import pandas as pd

from iomlib.metrics.contrasts import doubly_robust, weighted_difference
from iomlib.metrics.evaluation import PRIMARY, Compared, outcome_columns
from iomlib.metrics.radius import radius_weights
from iomlib.metrics.ties import tie_range

ORDERS = 20
_SHOWN = ["value", "lower", "upper", "confidence", "method", "people"]


def ways(compared: Compared, results: pd.DataFrame, *, caliper: float = 0.2) -> pd.DataFrame:
    """Reckon the difference in the rate again: adjusted, and without choosing among equals.

    Parameters
    ----------
    compared, results
        What `iomlib.metrics.evaluation.compare` and `results` gave.
    caliper
        Reach of the radius matching, in standard deviations of the score.

    Returns
    -------
    One row per way (index): ``value``, ``lower``, ``upper``, ``confidence``, ``method`` and
    ``people`` (on the scheme). Nobody on the scheme, or nobody to compare with: no row.
    """
    kept = compared.weights > 0
    if not (kept & compared.treated).any() or not (kept & ~compared.treated).any():
        return pd.DataFrame(columns=_SHOWN)
    rate = outcome_columns(compared.outcomes)[PRIMARY]
    rows = {
        "As in the answer": results.T[PRIMARY].to_dict() | {"people": int((kept & compared.treated).sum())}
    }
    pairs = None if compared.pairs is None else compared.pairs.reindex(rate.index)[kept]
    adjusted = doubly_robust(
        rate[kept], compared.covariates[kept], compared.treated[kept], compared.weights[kept], pairs
    )
    name = "Adjusted for what still differs"
    rows[name] = adjusted._asdict() | {"people": rows["As in the answer"]["people"]}
    if compared.model is not None:
        weights = radius_weights(
            compared.treated, compared.model.log_odds, caliper=caliper, exact=compared.exact
        )
        near = weights > 0
        everybody = weighted_difference(rate[near], compared.treated[near], weights[near])
        people = int((near & compared.treated).sum())
        rows["Everybody within reach, weighted"] = everybody._asdict() | {"people": people}
    return pd.DataFrame.from_dict(rows, orient="index")[_SHOWN]


def tie_orders(
    compared: Compared, *, ratio: int, caliper: float | None, orders: int = ORDERS
) -> pd.DataFrame:
    """Match again with people who are equally near in other orders; one row an order, none without matching."""
    if compared.model is None:
        return pd.DataFrame(columns=["effect"])
    rate = outcome_columns(compared.outcomes)[PRIMARY]
    how = {"ratio": ratio, "caliper": caliper, "exact": compared.exact}
    return tie_range(compared.treated, compared.model.log_odds, rate, orders=orders, **how)
