"""Loads what notebooks use and draws each kind of chart once, for the processes copied from this one."""

import pandas as pd

import iomlib.report.concentration
import iomlib.report.women  # noqa: F401
from iomlib.disclosure import protect  # noqa: F401  loaded and not called: its solver starts a thread
from iomlib.metrics import (  # noqa: F401
    before_after,
    caseload,
    change,
    concentration,
    costing,
    costs,
    evaluation,
    families,
    followed,
    gathering,
    harm,
    meeting,
    membership,
    mix,
    over,
    papers,
    peers,
    pricing,
    rates,
    robustness,
    scheme,
    season,
    services,
    times,
    value,
    women,
)
from iomlib.metrics.indicators import track_against_ceiling
from iomlib.report import (  # noqa: F401
    annex,
    candidates,
    charts,
    cohort_charts,
    comparison,
    contact,
    demographics,
    doubts,
    households,
    overlap,
    overlap_shown,
    pictures,
    predicted,
    printed,
    profile,
    profile_charts,
    review,
    room,
    sentences,
    show,
    staying,
    threshold,
    timeliness,
    value_charts,
    value_tornado,
    value_words,
    withholding,
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
    cohort_charts.bars(shares["a"], "People")
    limits = {"share": 0.5, "lower": 0.4, "upper": 0.6, "printed": 0.3}
    cohort_charts.shares_and_marks(shares.assign(**limits), "Percent", "National")
    steps = pd.DataFrame({"days": [0, 90], "survival": [1, 0.8], "lower": [0.9, 0.7], "upper": [1, 0.9]})
    for points in (True, False):
        cohort_charts.curve(steps, "Months", "Percent", points=points)
    ends = pd.DataFrame({"at_low": [1.0], "at_high": [3.0], "central": [2.0]}, index=["one"])
    value_charts.tornado_bars(ends, "pounds")
    months = pd.period_range("2018-04", periods=3, freq="M")
    counts = pd.DataFrame({"crimes": [3.0, None, 2.0], "partial": [False, False, True]}, index=months)
    profile_charts.trend_line(counts)
    areas = pd.DataFrame({"crimes": [9.0, 30, 2], "persons": [90.0, 100, 110]}, index=list("abc"))
    profile_charts.funnel_plot(peers.funnel(areas), ["A", "B", "C"], "a", 0.1)
