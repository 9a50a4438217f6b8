"""Pictures of a cohort: shares with intervals, ages, and how long people stay."""

import pandas as pd
from matplotlib.axes import Axes

from iomlib.report.charts import BLUE, GREY, ORANGE, draw

_ROW = 0.42  # inches for one row of a chart with a row a name
DAYS_A_MONTH = 365.25 / 12


def shares_and_marks(rows: pd.DataFrame, measure: str, mark: str) -> str:
    """Draw shares of people with their intervals, and one share to hold each against.

    `rows`: one a group (index, from top to bottom): `share`, `lower`, `upper`, `printed`, each 0 to 1.

    Examples
    --------
    >>> rows = pd.DataFrame({"share": [0.4], "lower": [0.3], "upper": [0.5], "printed": [0.33]}, index=["In custody"])
    >>> "<svg" in shares_and_marks(rows, "Percent of people", "National")
    True
    """
    percent = 100 * rows[["share", "lower", "upper", "printed"]].astype("float64")
    places = [-float(place) for place in range(len(rows))]

    def paint(axes: Axes) -> None:
        axes.hlines(places, percent["lower"], percent["upper"], color=BLUE, linewidth=2)
        axes.scatter(
            percent["share"], places, s=36, color=BLUE, zorder=3, label="Here, with its 95% interval"
        )
        axes.scatter(
            percent["printed"],
            places,
            s=40,
            marker="D",
            facecolors="white",
            edgecolors=ORANGE,
            zorder=4,
            label=mark,
        )
        axes.set_yticks(places, [str(name) for name in rows.index])
        axes.set(xlabel=measure, ylabel="", xlim=(0, 100))
        axes.margins(y=0.2)
        axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.4, 1.2 + 0.1 / len(rows)), ncols=2)

    return draw(paint, height=1.2 + _ROW * len(rows))


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
        axes.bar_label(drawn, fmt="%.0f", padding=3, fontsize=8)
        axes.set_yticks(places, [str(name) for name in shown.index])
        axes.set(xlabel=measure, ylabel="")
        axes.margins(x=0.1)

    return draw(paint, height=0.9 + 0.3 * len(shown))


def curve(steps: pd.DataFrame, when: str, what: str) -> str:
    """Draw a share of people over months, with its interval.

    `steps`: `days`, `survival`, `lower`, `upper` (0 to 1, or missing), in the order of days.

    Examples
    --------
    >>> rows = {"days": [0, 90], "survival": [1, 0.8], "lower": [None, 0.7], "upper": [None, 0.9]}
    >>> "<svg" in curve(pd.DataFrame(rows), "Months since joining", "Percent still on the list")
    True
    """
    percent = 100 * steps[["survival", "lower", "upper"]].astype("float64")
    months = steps["days"].astype("float64") / DAYS_A_MONTH

    def paint(axes: Axes) -> None:
        axes.fill_between(
            months, percent["lower"], percent["upper"], step="post", color=BLUE, alpha=0.15, linewidth=0
        )
        axes.step(months, percent["survival"], where="post", color=BLUE)
        axes.set(xlabel=when, ylabel=what, xlim=(0, months.max()), ylim=(0, 102))
        axes.spines["bottom"].set_color(GREY)

    return draw(paint, height=3.0)
