"""Pictures of a cohort: shares with intervals, ages, and how long people stay."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from iomlib.report.charts import BLUE, GREY, ORANGE, SMALL, draw, name_ends, name_rows, without_scale
from iomlib.report.formats import interval, write

_ROW = 0.55  # inches for one row of a chart with a row a name
_FEW = 8  # points that have room for their number
DAYS_A_MONTH = 365.25 / 12


def shares_and_marks(rows: pd.DataFrame, measure: str, mark: str) -> str:
    """Draw shares of people with their intervals, and one share to hold each against.

    `rows`: one a group (index, from top to bottom): `share`, `lower`, `upper`, `printed`, each 0 to 1.

    Examples
    --------
    >>> rows = pd.DataFrame({"share": [0.4], "lower": [0.3], "upper": [0.5], "printed": [0.33]}, index=["In custody"])
    >>> "<svg" in shares_and_marks(rows, "Percent of people", "national")
    True
    """
    percent = 100 * rows[["share", "lower", "upper", "printed"]].astype("float64")
    places = [-float(place) for place in range(len(rows))]

    def paint(axes: Axes) -> None:
        axes.hlines(places, percent["lower"], percent["upper"], color=BLUE, linewidth=3)
        axes.scatter(percent["share"], places, s=60, color=BLUE, zorder=3)
        style = {
            "s": 70,
            "marker": "D",
            "facecolors": "white",
            "edgecolors": ORANGE,
            "linewidths": 2,
            "zorder": 4,
        }
        axes.scatter(percent["printed"], places, **style)
        for place, (_, row) in zip(places, rows.iterrows(), strict=True):
            here = f"{write(row['share'], 'share')} ({interval(row['lower'], row['upper'], 'share')})"
            axes.text(
                104, place, f"{here}\n{mark} {write(row['printed'], 'share', 0)}", va="center", fontsize=SMALL
            )
        name_rows(axes, places, list(rows.index), 30)
        # The marks are named in one line above, a legend: they lie on each other where all is as elsewhere.
        words = f"{measure}:   ● here, with its 95% interval   ◇ {mark}"
        axes.figure.suptitle(words, x=0.01, ha="left", fontsize=10)
        axes.set(xlim=(0, 100))
        axes.margins(y=0.15)

    return draw(paint, height=0.8 + _ROW * len(rows))


def bars(rows: "pd.Series[float]", measure: str) -> str:
    """Draw one bar a group, from top to bottom, with its number; a missing one is not drawn.

    Examples
    --------
    >>> "<svg" in bars(pd.Series([17.0, None], index=["18 to 24", "25 to 34"]), "People")
    True
    """
    shown = rows.dropna()
    places = [-float(place) for place in range(len(shown))]

    def paint(axes: Axes) -> None:
        drawn = axes.barh(places, shown, color=BLUE, height=0.7)
        axes.bar_label(drawn, [write(count, "count") for count in shown], padding=3)
        name_rows(axes, places, list(shown.index))
        without_scale(axes)
        axes.set(title=measure)
        axes.margins(x=0.1)

    return draw(paint, height=0.5 + 0.34 * len(shown))


def curve(steps: pd.DataFrame, when: str, what: str, *, points: bool) -> str:
    """Draw a share of people over months, with its interval.

    `steps`: `days`, `survival`, `lower`, `upper` (0 to 1, or missing), in the order of days. With
    `points` the share is known on these days only, and not between them.

    Examples
    --------
    >>> rows = {"days": [0, 90], "survival": [1, 0.8], "lower": [None, 0.7], "upper": [None, 0.9]}
    >>> "<svg" in curve(pd.DataFrame(rows), "Months since joining", "Percent still on the list", points=False)
    True
    """
    percent = 100 * steps[["survival", "lower", "upper"]].astype("float64")
    months = steps["days"].astype("float64") / DAYS_A_MONTH

    def paint(axes: Axes) -> None:
        if points:
            axes.vlines(months, percent["lower"], percent["upper"], color=BLUE, linewidth=2)
            axes.plot(months, percent["survival"], "o--", color=BLUE, linewidth=1, markersize=6)
            for month, share in zip(months[1:-1], percent["survival"][1:-1], strict=True):
                if len(months) <= _FEW:
                    axes.annotate(write(share, "percent"), (month, share), (5, 2), textcoords="offset points")
        else:
            ends = (percent["lower"], percent["upper"])
            axes.fill_between(months, *ends, step="post", color=BLUE, alpha=0.15, linewidth=0)
            for end in ends:  # the band has an edge that can be seen
                axes.step(months, end, where="post", color=BLUE, linewidth=0.6)
            axes.step(months, percent["survival"], where="post", color=BLUE, linewidth=2)
        axes.xaxis.set_major_locator(MultipleLocator(3 if months.max() <= 24 else 12))
        axes.set(
            xlabel=when, title=f"{what}, with 95% intervals", xlim=(0, 1.02 * months.max()), ylim=(0, 103)
        )
        last = percent["survival"].iloc[-1]
        name_ends(axes, months.max(), [(last, write(last, "percent"), GREY)])

    return draw(paint, height=3.0)
