"""Pictures of how arrests are spread over people, and of shares over time."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from iomlib.report.charts import BLUE, GREY, ORANGE, SMALL, draw, name_ends
from iomlib.report.formats import write

_MOST_LABELS = 30  # bars that have room for their number


def distribution_bars(names: Sequence[str], people: Sequence[int]) -> str:
    """Draw how many people are in each band of arrests, from left to right.

    Examples
    --------
    >>> "<svg" in distribution_bars(["5", "6 or more"], [20, 10])
    True
    """
    few = len(people) <= _MOST_LABELS
    step = -(-len(people) // _MOST_LABELS)

    def paint(axes: Axes) -> None:
        bars = axes.bar(range(len(people)), people, color=BLUE, width=0.76)
        if few:
            axes.bar_label(bars, [f"{count:,}" for count in people], padding=2, fontsize=SMALL)
            axes.tick_params(left=False, labelleft=False)
            axes.spines["left"].set_visible(False)
        places = range(0, len(names), step)
        axes.set_xticks(list(places), [names[place].replace(" ", "\n") for place in places])
        axes.tick_params(axis="x", length=0)
        axes.set(xlabel="Arrests of one person", title="People", ylim=(0, 1.1 * max(people)))
        axes.margins(x=0.01)

    return draw(paint, height=3.0)


def lorenz_curve(points: pd.DataFrame, named: "pd.Series[float]") -> str:
    """Draw a Lorenz curve over the line on which everybody would have as many.

    `points` has the shares ``people`` and ``arrests`` (0 to 1), from 0, 0 to 1, 1; one of them is `named`.

    Examples
    --------
    >>> points = pd.DataFrame({"people": [0, 0.5, 1], "arrests": [0, 0.25, 1]})
    >>> "<svg" in lorenz_curve(points, points.iloc[1])
    True
    """
    percent = 100 * points[["people", "arrests"]]

    def paint(axes: Axes) -> None:
        axes.plot([0, 100], [0, 100], "--", color=GREY, linewidth=1.2)
        marker = "o" if len(percent) <= _MOST_LABELS else None
        axes.plot(percent["people"], percent["arrests"], color=BLUE, marker=marker, markersize=4, linewidth=2)
        axes.text(47, 52, "If all had as many", ha="right")
        people, arrests = (write(named[name], "share", 0) for name in ("people", "arrests"))
        place = (100 * named["people"], 100 * named["arrests"])
        axes.plot(*place, "D", color=ORANGE, markersize=9)
        axes.annotate(
            f"As it is: {people} of people\nhave {arrests} of arrests",
            place,
            (10, -6),
            textcoords="offset points",
            va="top",
            color=BLUE,
        )
        axes.set(xlabel="Percent of people, fewest arrests first", title="Percent of arrests")
        axes.set(xlim=(0, 101), ylim=(0, 101))

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
    looks = [(BLUE, "o", "-"), (ORANGE, "D", "--"), (GREY, "s", ":")]
    ends = sorted(rates["period_end"].unique())
    apart = (ends[-1] - ends[0]) / 90  # lines beside each other, so that no interval hides another

    def paint(axes: Axes) -> None:
        last = []
        axes.set(title="Percent of those asked, with 95% intervals", ylim=(0, 104))
        for number, (name, rows) in enumerate(rates.groupby("name", sort=False)):
            colour, marker, dashes = looks[number % len(looks)]
            ordered = rows.sort_values("period_end")
            share, days = 100 * ordered["share"], ordered["period_end"] + number * apart
            errors = [share - 100 * ordered["lower"], 100 * ordered["upper"] - share]
            look: dict[str, Any] = {"color": colour, "marker": marker, "linestyle": dashes, "capsize": 4}
            axes.errorbar(days, share, yerr=errors, linewidth=1.6, markersize=6, **look)
            last.append((share.iloc[-1], f"{write(share.iloc[-1], 'percent')} {name}", GREY))
        name_ends(axes, axes.dataLim.x1, last, 24)
        axes.set_xticks(ends, [f"{end.day} {end:%b}\n{end:%Y}" for end in ends])

    return draw(paint, height=3.4)
