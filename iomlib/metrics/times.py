"""How long both groups went without a reoffence, day by day."""

import numpy as np
import pandas as pd

from iomlib.metrics.evaluation import Compared, outcome_columns
from iomlib.metrics.robust import Test
from iomlib.metrics.survival import kaplan_meier, log_rank

WEEK, MONTH = 7, 30  # days from one step to the next, so that no step is one person's day
GROUPS = {True: "People on the scheme", False: "Comparison group"}


def curves(compared: Compared, step: int = WEEK) -> pd.DataFrame:
    """Follow the share of each group without a reoffence, from the index date to the end of the follow-up.

    Parameters
    ----------
    compared
        What `iomlib.metrics.evaluation.compare` gave.
    step
        Days from one reading to the next.

    Returns
    -------
    One row per group and step, from day 0 to the last day that anybody was followed: ``group``,
    ``days``, and at the end of that day ``survival``, ``lower`` and ``upper`` (shares) and ``again``
    (people with a reoffence so far, each counted once whatever their weight). No row without people.
    A step may still be one person: `iomlib.report.coarse` thins the days of a public edition.
    """
    kept = compared.weights > 0
    if not kept.any():
        return pd.DataFrame(columns=["group"])
    days = outcome_columns(compared.outcomes)["days_free"]
    again = compared.outcomes["reoffended"]
    made = [
        _by_step(
            kaplan_meier(days[group], again[group], compared.weights[group]), days[group & (again == 1)], step
        ).assign(group=name)
        for side, name in GROUPS.items()
        if (group := kept & (compared.treated == side)).any()
    ]
    return pd.concat(made, ignore_index=True)


def log_rank_of(compared: Compared) -> Test | None:
    """Test whether two groups reoffend at different times, where nobody is matched or weighted; else None.

    Parameters
    ----------
    compared
        What `iomlib.metrics.evaluation.compare` gave.

    Source
    ------
    Log-rank: Mantel 1966, as scipy has it.
    """
    sides = compared.treated[compared.weights > 0]
    if compared.model is not None or sides.all() or not sides.any():
        return None
    days = outcome_columns(compared.outcomes)["days_free"]
    return log_rank(days, compared.outcomes["reoffended"], compared.treated.astype("float64"))


def _by_step(curve: pd.DataFrame, reoffended: "pd.Series[float]", step: int) -> pd.DataFrame:
    last = float(curve["days"].max())
    read = np.unique(np.append(np.arange(0, last, step), last))
    place = np.searchsorted(curve["days"].to_numpy(), read, side="right") - 1
    steps = curve[["survival", "lower", "upper"]].iloc[place].assign(days=read)
    steps["again"] = np.searchsorted(np.sort(reoffended.to_numpy()), read, side="right")
    # Before the first reoffence nothing can have gone wrong yet: the band begins where the curve does.
    start = steps["survival"].where(steps["survival"] == 1)
    return steps.fillna({"lower": start, "upper": start})
