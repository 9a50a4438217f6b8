"""Pictures of a crime profile: counts over time with their gaps, and a funnel of areas."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from iomlib.metrics.peers import limits_at
from iomlib.report.charts import BLUE, GREY, ORANGE, draw

_LIGHT = "#A8A8A8"  # beside the palette: what is not there
_ABOVE: dict[str, Any] = {"frameon": False, "loc": "lower left", "bbox_to_anchor": (0, 1), "fontsize": 8}


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
        axes.plot(places, sure, color=BLUE, linewidth=1.5, marker="o", markersize=4, label="Recorded")
        if partial.any():
            style: dict[str, Any] = {
                "marker": "D",
                "markersize": 7,
                "markerfacecolor": "white",
                "color": ORANGE,
            }
            axes.plot(
                places[partial], counts[partial], linestyle="", label="May be supplied in part", **style
            )
        gaps = places[np.isnan(counts)]
        for number, gap in enumerate(gaps):
            label = "" if number else "Not supplied as a whole"
            axes.axvspan(gap - 0.5, gap + 0.5, color=_LIGHT, alpha=0.35, linewidth=0, label=label)
        step = max(1, -(-len(index) // 10))
        chosen = places[::-1][::step][::-1]
        axes.set_xticks(chosen, [_short(index[place]) for place in chosen])
        ends = min(0.0, float(np.nanmin(counts))), 1.08 * max(1.0, float(np.nanmax(counts)))
        axes.set(ylabel=what, xlim=(-0.6, len(index) - 0.4), ylim=ends)
        axes.legend(**_ABOVE, ncols=3)

    return draw(paint, height=3.2)


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
    centre = float(funnelled["centre"].iloc[0])
    first, last = funnelled["persons"].min(), funnelled["persons"].max()
    people = np.linspace(0.8 * first, 1.08 * last, 120)
    lines = 1000 * pd.DataFrame([limits_at(float(each), centre, between) for each in people])

    def paint(axes: Axes) -> None:
        axes.axhline(1000 * centre, color=GREY, linewidth=1, label="Rate of the group")
        for ends, dashes, words in (("95", "--", "95% limits"), ("998", "-", "99.8% limits")):
            for side in ("lower", "upper"):
                label = f"{words}, chance alone" if side == "lower" else ""
                axes.plot(people, lines[f"{side}_{ends}"], dashes, color=BLUE, linewidth=1, label=label)
        if between:
            sides = (lines["wide_lower_998"], lines["wide_upper_998"])
            words = "99.8% limits, allowing for differences"
            axes.fill_between(people, *sides, color=ORANGE, alpha=0.13, linewidth=0, label=words)
        _points(axes, funnelled, names, chosen)
        axes.set(
            xlabel="People who live there", ylabel="Crimes per 1,000 people", xlim=(people[0], people[-1])
        )
        axes.xaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")
        axes.legend(**_ABOVE, ncols=2)

    return draw(paint, height=4.2)


def _points(axes: Axes, funnelled: pd.DataFrame, names: Sequence[str], chosen: str) -> None:
    others, ours = funnelled[funnelled.index != chosen], funnelled[funnelled.index == chosen]
    name = dict(zip(funnelled.index, names, strict=True)).get(chosen, "")
    axes.scatter(others["persons"], 1000 * others["rate"], color=GREY, s=24, zorder=3, label="Similar areas")
    if len(ours):
        style: dict[str, Any] = {"color": ORANGE, "marker": "D", "s": 60, "zorder": 4}
        axes.scatter(ours["persons"], 1000 * ours["rate"], label=name, **style)


def _short(period: pd.Period) -> str:
    return str(period.strftime("%b\n%Y" if period.freqstr == "M" else "%F Q%q"))
