"""Charts are drawn once, and are what matplotlib would save."""

import io

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from iomlib.metrics.indicators import track_against_ceiling
from iomlib.report import charts
from iomlib.report.svg import compact

SHARES = pd.DataFrame({"a": [0.75, 0.25], "b": [0.5, 0.5]}, index=["theft, a long name of it", "arson"])


def bars():
    return charts.paired_bars(SHARES, {"a": "of crimes", "b": "of cost"})


def line():
    return charts.towards_ceiling(track_against_ceiling([56, 49], 207), 207, projected=True)


def saved(paint, height):
    """Draw as matplotlib does when it is left to itself: once to fit the layout, once to save."""
    with mpl.rc_context({**mpl.rcParamsDefault, "backend": "agg", **charts.SETTINGS}):
        canvas = Figure(figsize=(charts.WIDTH, height), layout="constrained")
        paint(canvas.add_subplot())
        target = io.StringIO()
        about = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        canvas.savefig(target, format="svg", metadata=about)
    return compact(target.getvalue())


@pytest.mark.parametrize("chart", [bars, line])
def test_a_chart_is_the_picture_that_matplotlib_would_save(chart, monkeypatch):
    drawn = chart()
    monkeypatch.setattr(charts, "draw", saved)
    assert chart() == drawn


@pytest.mark.parametrize("chart", [bars, line])
def test_a_chart_is_drawn_once(chart, monkeypatch):
    draws = []
    draw = Figure.draw
    monkeypatch.setattr(Figure, "draw", lambda self, renderer: (draws.append(1), draw(self, renderer)))
    chart()
    assert draws == [1]
