"""Pictures of a crime profile: counts over time with their gaps, and a funnel of areas."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from iomlib.metrics.peers import limits_at
from iomlib.report.charts import BLUE, GREY, ORANGE, PALE, SMALL, draw, name_ends
from iomlib.report.formats import write


def trend_line(periods: pd.DataFrame, what: str = "Crimes") -> str:
    """Draw a count a month or quarter; the line stops where one is missing or may be in part.

    `periods` comes from `iomlib.metrics.season.by_period`.

    Examples
    --------
    >>> months = pd.period_range("2018-04", periods=3, freq="M")
    >>> counts = pd.DataFrame({"crimes": [30.0, None, 20.0], "partial": [False, False, True]}, index=months)
    >>> "<svg" in trend_line(counts)
    True
    """
    index = pd.PeriodIndex(periods.index)
    counts, partial = periods["crimes"].to_numpy(float), periods["partial"].to_numpy(bool)
    places = np.arange(len(index))
    sure = np.where(partial, np.nan, counts)

    def paint(axes: Axes) -> None:
        ends = min(0.0, float(np.nanmin(counts))), 1.15 * max(1.0, float(np.nanmax(counts)))
        axes.set(title=what, xlim=(-0.6, len(index) - 0.4), ylim=ends)
        axes.plot(places, sure, color=BLUE, linewidth=1.8, marker="o", markersize=5)
        _in_part(axes, places[partial], counts[partial])
        _gaps(axes, places[np.isnan(counts)].tolist(), ends[1])
        _numbers(axes, sure)
        axes.yaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")
        step = max(1, -(-len(index) // 10))
        chosen = places[::-1][::step][::-1]
        axes.set_xticks(chosen, [_short(index[place]) for place in chosen])

    return draw(paint, height=3.0)


def _numbers(axes: Axes, counts: NDArray[np.float64]) -> None:
    """Write the largest, the smallest and the last count; all of them where there are few."""
    known = [place for place in range(len(counts)) if not np.isnan(counts[place])]
    if not known:
        return
    told = {
        max(known, key=lambda place: counts[place]),
        min(known, key=lambda place: counts[place]),
        known[-1],
    }
    for place in known if len(known) <= 6 else sorted(told):
        low = len(known) > 6 and counts[place] == min(counts[known])
        style: dict[str, Any] = {
            "ha": "center",
            "va": "top" if low else "bottom",
            "textcoords": "offset points",
        }
        axes.annotate(write(counts[place], "count"), (place, counts[place]), (0, -6 if low else 6), **style)


def _in_part(axes: Axes, places: NDArray[np.int64], counts: NDArray[np.float64]) -> None:
    style: dict[str, Any] = {"marker": "D", "markersize": 8, "markerfacecolor": "white", "color": ORANGE}
    axes.plot(places, counts, linestyle="", markeredgewidth=2, **style)
    for place, count in zip(places, counts, strict=True):
        words: dict[str, Any] = {
            "ha": "center",
            "va": "top",
            "fontsize": SMALL,
            "textcoords": "offset points",
        }
        axes.annotate(f"{write(count, 'count')}\nmay be\nin part", (place, count), (0, -8), **words)


def _gaps(axes: Axes, gaps: list[int], top: float) -> None:
    """Stripe what is not there, and say so once for each run of gaps."""
    for _, run in groupby(enumerate(gaps), key=lambda pair: pair[1] - pair[0]):
        places = [place for _, place in run]
        ends = (places[0] - 0.5, places[-1] + 0.5)
        axes.axvspan(*ends, facecolor="white", edgecolor=PALE, hatch="///", linewidth=0)
        style: dict[str, Any] = {"ha": "center", "va": "top", "fontsize": SMALL, "backgroundcolor": "white"}
        axes.text(sum(ends) / 2, top, "not\nsupplied", **style)


def funnel_plot(funnelled: pd.DataFrame, names: Sequence[str], chosen: str, between: float) -> str:
    """Draw the rate of each area of a group over its population, between the limits of a funnel.

    `funnelled` comes from `iomlib.metrics.peers.funnel`, `between` from its `spread`; `names` are
    those of its rows, and `chosen` is the id of the area that stands out.

    Examples
    --------
    >>> from iomlib.metrics.peers import funnel
    >>> counts = {"crimes": [100.0, 210, 290], "persons": [1e3, 2e3, 3e3]}
    >>> "<svg" in funnel_plot(funnel(pd.DataFrame(counts, index=list("abc"))), ["A", "B", "C"], "a", 0.0)
    True
    """
    centre = 1000 * float(funnelled["centre"].iloc[0])
    first, last = funnelled["persons"].min(), funnelled["persons"].max()
    people = np.linspace(0.8 * first, 1.08 * last, 60)
    lines = 1000 * pd.DataFrame([limits_at(float(each), centre / 1000, between) for each in people])
    wide = [("wide_upper_998", "99.8% limit, allowing for differences", "-.")] if between else []

    def paint(axes: Axes) -> None:
        axes.axhline(centre, color=GREY, linewidth=1)
        ends = [(centre, f"group: {write(centre, 'rate')}", GREY)]
        for upper, words, dashes in [
            ("upper_95", "95% limit", "--"),
            ("upper_998", "99.8% limit", "-"),
            *wide,
        ]:
            for name in (upper, upper.replace("upper", "lower")):
                axes.plot(people, lines[name], dashes, color=BLUE, linewidth=1.2)
            ends.append((float(lines[upper].iloc[-1]), words, BLUE))
        _points(axes, funnelled, names, chosen)
        axes.set(
            xlabel="People who live there", title="Crimes per 1,000 people", xlim=(people[0], people[-1])
        )
        axes.xaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")
        axes.autoscale(axis="y")
        name_ends(axes, people[-1], ends, 15)

    return draw(paint, height=3.9)


def _points(axes: Axes, funnelled: pd.DataFrame, names: Sequence[str], chosen: str) -> None:
    others, ours = funnelled[funnelled.index != chosen], funnelled[funnelled.index == chosen]
    name = dict(zip(funnelled.index, names, strict=True)).get(chosen, "")
    axes.scatter(others["persons"], 1000 * others["rate"], color=GREY, s=28, zorder=3)
    for people, rate in zip(ours["persons"], 1000 * ours["rate"], strict=True):
        axes.scatter([people], [rate], color=ORANGE, edgecolors=GREY, marker="D", s=80, zorder=4)
        style: dict[str, Any] = {"ha": "center", "va": "top", "textcoords": "offset points", "zorder": 5}
        words = f"{name}: {write(rate, 'rate')}"
        axes.annotate(words, (people, rate), (0, -9), backgroundcolor=(1, 1, 1, 0.7), **style)


def _short(period: pd.Period) -> str:
    """Write a month in two lines, or a financial quarter as the page writes it."""
    if period.freqstr == "M":
        return str(period.strftime("%b\n%Y"))
    return f"{period.qyear - 1}/{period.qyear % 100:02} Q{period.quarter}"
