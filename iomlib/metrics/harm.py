"""Harm of crime: recorded crimes times a weight from sentencing, as another answer than money."""

import pandas as pd

from iomlib.metrics.pricing import by_group


def harm_of_crime(crimes: pd.DataFrame, days: "pd.Series[float]", mix: pd.DataFrame) -> pd.DataFrame:
    """Weigh recorded crimes by the custody that each kind would start from.

    Parameters
    ----------
    crimes, mix
        As for ``iomlib.metrics.pricing.by_group``.
    days
        Days of custody for one offence of each subgroup (index), the median over its offences; missing
        where the index has no weight.

    Returns
    -------
    One row per offence group: ``crimes`` (count), ``harm`` (days), ``crime_share`` and ``harm_share`` (0 to
    1 of what has a weight). What has none follows, with harm and shares missing.

    Source
    ------
    Cambridge Crime Harm Index, update of February 2026, as ``params/harm`` says.

    Examples
    --------
    >>> crimes = {"offence_group": "theft", "offence_subgroup": ["shop", "cycle"], "crimes": [3, 1]}
    >>> mix = pd.DataFrame(columns=["offence_group", "offence_subgroup", "crimes"])
    >>> harm_of_crime(pd.DataFrame(crimes), pd.Series({"shop": 1.0, "cycle": 2.0}), mix)["harm"].to_dict()
    {'theft': 5.0}
    """
    return by_group(crimes, days, mix).rename(columns={"cost": "harm", "cost_share": "harm_share"})
