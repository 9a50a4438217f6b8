"""Pictures of a cohort: shares with intervals, ages, and how long people stay."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from iomlib.report.charts import BLUE, ORANGE, draw

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
            axes.vlines(months, percent["lower"], percent["upper"], color=BLUE, linewidth=1.5)
            axes.plot(months, percent["survival"], "o--", color=BLUE, linewidth=1)
        else:
            ends = (percent["lower"], percent["upper"])
            axes.fill_between(months, *ends, step="post", color=BLUE, alpha=0.15, linewidth=0)
            axes.step(months, percent["survival"], where="post", color=BLUE)
        axes.xaxis.set_major_locator(MultipleLocator(3 if months.max() <= 24 else 12))
        axes.set(xlabel=when, ylabel=what, xlim=(0, 1.02 * months.max()), ylim=(0, 102))

    return draw(paint, height=3.0)
