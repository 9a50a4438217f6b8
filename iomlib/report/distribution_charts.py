"""Pictures of how arrests are spread over people."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from iomlib.report.charts import BLUE, GREY, ORANGE, draw

_MOST_LABELS = 30  # bars that have room for their number


def distribution_bars(names: Sequence[str], people: Sequence[int]) -> str:
    """Draw how many people are in each band of arrests, from left to right.

    Examples
    --------
    >>> "<svg" in distribution_bars(["5", "6 or more"], [20, 10])
    True
    """

    def paint(axes: Axes) -> None:
        bars = axes.bar(range(len(people)), people, color=BLUE, width=0.7)
        if len(people) <= _MOST_LABELS:
            axes.bar_label(bars, [f"{count:,}" for count in people], padding=2, fontsize=8)
        turned = {"rotation": 45, "ha": "right"} if max(map(len, names)) * len(names) > 70 else {}
        axes.set_xticks(range(len(names)), list(names), **turned)  # type: ignore[arg-type]
        axes.set(xlabel="Arrests of one person", ylabel="People", ylim=(0, 1.12 * max(people)))

    return draw(paint, height=3.2)


def lorenz_curve(points: pd.DataFrame) -> str:
    """Draw a Lorenz curve over the line on which everybody would have as many.

    `points` has the shares ``people`` and ``arrests`` (0 to 1), from 0, 0 to 1, 1.

    Examples
    --------
    >>> "<svg" in lorenz_curve(pd.DataFrame({"people": [0, 0.5, 1], "arrests": [0, 0.25, 1]}))
    True
    """
    percent = 100 * points[["people", "arrests"]]

    def paint(axes: Axes) -> None:
        axes.plot([0, 100], [0, 100], "--", color=GREY, linewidth=1, label="If all had as many")
        axes.fill_between(
            percent["people"], percent["arrests"], percent["people"], color=ORANGE, alpha=0.12, lw=0
        )
        marker = "o" if len(percent) <= _MOST_LABELS else None
        axes.plot(
            percent["people"], percent["arrests"], color=BLUE, marker=marker, markersize=4, label="As it is"
        )
        axes.set(xlabel="Percent of people, fewest arrests first", ylabel="Percent of arrests")
        axes.set(xlim=(0, 100), ylim=(0, 100))
        axes.legend(frameon=False, loc="upper left")

    return draw(paint, height=3.6)


def rate_lines(rates: pd.DataFrame) -> str:
    """Draw shares over time, a line for each name, with their intervals.

    `rates` has `name`, `period_end`, `share`, `lower` and `upper` (0 to 1).

    Examples
    --------
    >>> rows = {"name": "met", "period_end": pd.to_datetime(["2011-03-31", "2012-03-31"]), "share": [0.6, 0.7]}
    >>> "<svg" in rate_lines(pd.DataFrame(rows | {"lower": [0.5, 0.6], "upper": [0.7, 0.8]}))
    True
    """
    styles = [(BLUE, "o", "-"), (ORANGE, "D", "--"), (GREY, "s", ":")]

    def paint(axes: Axes) -> None:
        for number, (name, rows) in enumerate(rates.groupby("name", sort=False)):
            colour, marker, dashes = styles[number % len(styles)]
            ordered = rows.sort_values("period_end")
            share, days = 100 * ordered["share"], ordered["period_end"]
            errors = [share - 100 * ordered["lower"], 100 * ordered["upper"] - share]
            look = {"color": colour, "marker": marker, "linestyle": dashes, "capsize": 4, "linewidth": 1.5}
            axes.errorbar(days, share, yerr=errors, label=str(name), **look)  # type: ignore[arg-type]
        ends = sorted(rates["period_end"].unique())
        axes.set_xticks(ends, [f"{end.day} {end:%b %Y}" for end in ends])
        axes.set(ylabel="Percent of those asked", ylim=(0, 105))
        axes.legend(frameon=False, loc="lower left")

    return draw(paint, height=3.4)
