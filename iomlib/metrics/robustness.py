"""The same difference reckoned in other ways: what depends on how it was done, and what does not."""

from typing import Any, NamedTuple

import pandas as pd

from iomlib.metrics.contrasts import doubly_robust, frequency_ratio, weighted_difference, weighted_risk_ratio
from iomlib.metrics.evaluation import PRIMARY, Compared, both_sides, outcome_columns, sets_of
from iomlib.metrics.radius import averaged_weights, radius_weights
from iomlib.metrics.robust import Test, missing_test
from iomlib.metrics.sensitivity import e_value, e_value_of_limit, gamma_of_sets
from iomlib.metrics.ties import tie_range

ORDERS = 20
REACH = 0.2  # standard deviations of the score
_SHOWN = ["value", "lower", "upper", "confidence", "method", "people"]


def ways(
    compared: Compared, results: pd.DataFrame, ratio: int | None = 1, caliper: float | None = None
) -> pd.DataFrame:
    """Reckon the difference in the rate again: adjusted, and without choosing among equals.

    Parameters
    ----------
    compared, results
        What `iomlib.metrics.evaluation.compare` and `results` gave.
    ratio, caliper
        As they were matched with. Without a caliper, reach is 0.2 standard deviations of the score.

    Returns
    -------
    One row per way (index): ``value``, ``lower``, ``upper``, ``confidence``, ``method`` and
    ``people`` (on the scheme). Nobody on the scheme, or nobody to compare with: no row.
    """
    kept = compared.weights > 0
    if not both_sides(compared.treated, compared.weights):
        return pd.DataFrame(columns=_SHOWN)
    rate, sides = outcome_columns(compared.outcomes)[PRIMARY], compared.treated.astype("float64")
    people = int((kept & compared.treated).sum())
    adjusted = doubly_robust(rate[kept], compared.covariates[kept], *sets_of(compared, kept))
    rows: dict[str, dict[Any, Any]] = {
        "As in the answer": results.T[PRIMARY].to_dict() | {"people": people},
        # Regressions of another version of numpy differ in the sixteenth digit: to twelve places they agree.
        "Adjusted for what still differs": {
            name: round(value, 12) if isinstance(value, float) else value
            for name, value in (adjusted._asdict() | {"people": people}).items()
        },
    }
    for name, weights in _order_free(compared, ratio, caliper).items():
        rows[name] = _within_reach(rate, sides, weights)
    return pd.DataFrame.from_dict(rows, orient="index")[_SHOWN]


def _order_free(
    compared: Compared, ratio: int | None, caliper: float | None
) -> "dict[str, pd.Series[float]]":
    """Weigh the pool in the two ways in which no order of people decides anything."""
    if compared.model is None:
        return {}
    score, exact = compared.model.log_odds, compared.exact
    near = averaged_weights(compared.treated, score, ratio=ratio or 1, caliper=caliper, exact=exact)
    return {
        "Everybody within reach, weighted": radius_weights(
            compared.treated, score, caliper=caliper or REACH, exact=exact
        ),
        "The nearest, used again, ties shared": near,
    }


def _within_reach(
    rate: "pd.Series[float]", sides: "pd.Series[float]", weights: "pd.Series[float]"
) -> dict[Any, Any]:
    near = weights > 0
    if not near.any():
        return missing_test(float("nan"), 0.95, "nobody is within reach")._asdict() | {"people": 0}
    found = weighted_difference(rate[near], sides[near], weights[near])
    return found._asdict() | {"people": int((near & (sides == 1)).sum())}


def tie_orders(
    compared: Compared, ratio: int | None, caliper: float | None, orders: int = ORDERS
) -> pd.DataFrame:
    """Match again with people who are equally near in other orders; one row an order, none without matching."""
    if compared.model is None or compared.pairs is None:
        return pd.DataFrame(columns=["effect"])
    rate = outcome_columns(compared.outcomes)[PRIMARY]
    score = compared.model.log_odds
    return tie_range(
        compared.treated, score, rate, orders=orders, ratio=ratio or 1, caliper=caliper, exact=compared.exact
    )


class Hidden(NamedTuple):
    """What something nobody recorded would have to be, to explain the difference away.

    ``risk_ratio`` with its interval; ``e_value`` and ``e_value_limit`` (risk ratios, of the value and of
    the limit nearer to 1); ``gamma`` (odds; missing where luck alone explains it, or without pairs);
    ``frequency_ratio`` (reoffences at risk, exposure allowed for).

    Examples
    --------
    >>> ratio = Test(0.8, 0.6, 1.1, 0.95, "ratio", 0.2)
    >>> Hidden(ratio, e_value=1.81, e_value_limit=1.0, gamma=1.2, frequency_ratio=ratio).e_value
    1.81
    """

    risk_ratio: Test
    e_value: float
    e_value_limit: float
    gamma: float
    frequency_ratio: Test


def hidden_difference(compared: Compared) -> Hidden | None:
    """Work out how strong an unrecorded difference would have to be; None without two groups.

    Parameters
    ----------
    compared
        What `iomlib.metrics.evaluation.compare` gave.

    Source
    ------
    VanderWeele and Ding 2017; Rosenbaum 2002; negative binomial as in `frequency_ratio`.
    """
    kept = compared.weights > 0
    if not both_sides(compared.treated, compared.weights):
        return None
    columns, at_risk = outcome_columns(compared.outcomes), compared.outcomes["days_at_risk"]
    sides, weights, pairs = sets_of(compared, kept)
    ratio = weighted_risk_ratio(columns[PRIMARY][kept], sides, weights, pairs)
    gamma = float("nan") if pairs is None else gamma_of_sets(columns[PRIMARY][kept], sides, pairs)
    free = kept & (at_risk > 0)  # in custody all the time: nobody could see them reoffend
    frequency = missing_test(float("nan"), 0.95, "nobody of one group was ever at large")
    if both_sides(compared.treated, free.astype("float64")):
        sides, weights, pairs = sets_of(compared, free)
        frequency = frequency_ratio(columns["frequency"][free], sides, at_risk[free], weights, pairs)
    value = e_value(ratio.value) if ratio.value > 0 else float("nan")
    return Hidden(ratio, value, e_value_of_limit(ratio.lower, ratio.upper), gamma, frequency)
