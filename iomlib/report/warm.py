"""Loads what notebooks use and draws each kind of chart once, for the processes copied from this one."""

import pandas as pd

from iomlib.metrics import (  # noqa: F401
    before_after,
    caseload,
    change,
    concentration,
    costs,
    evaluation,
    families,
    gathering,
    meeting,
    membership,
    papers,
    pricing,
    robustness,
    scheme,
    services,
    times,
)
from iomlib.metrics.indicators import track_against_ceiling
from iomlib.report import (  # noqa: F401
    annex,
    candidates,
    charts,
    comparison,
    disclosure,
    doubts,
    households,
    overlap,
    overlap_shown,
    pictures,
    printed,
    review,
    room,
    sentences,
    show,
)


def warm() -> None:
    """Draw small charts and throw them away: matplotlib and seaborn load as they draw.

    Examples
    --------
    >>> warm()
    """
    shares = pd.DataFrame({"a": [0.75, 0.25], "b": [0.5, 0.5]}, index=["one", "two"])
    charts.paired_bars(shares, {"a": "of crimes", "b": "of cost"})
    charts.towards_ceiling(track_against_ceiling([2, 3], 9), 9, projected=True)
