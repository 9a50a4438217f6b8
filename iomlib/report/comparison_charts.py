"""Pictures of a comparison: how alike the groups are, when people reoffend, how sure the difference is."""

from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes

from iomlib.report.charts import BLUE, GREY, ORANGE, PALE, SMALL, draw, name_ends, name_rows, shortened
from iomlib.report.formats import interval, write

_ROW = 0.4  # inches for one row of a chart with a row a name
_NAME = 48  # letters of a name beside a chart; the table has it whole


def love_plot(table: pd.DataFrame, limit: float) -> str:
    """Draw how far the groups were apart before matching and after, in standard deviations.

    `table` has one row per covariate, `smd_before` and `smd_after`; `limit` is drawn as two lines.
    Circles are before and diamonds after, so no one needs to see a colour.

    Examples
    --------
    >>> table = pd.DataFrame({"smd_before": [0.4], "smd_after": [0.02]}, index=["Age"])
    >>> "<svg" in love_plot(table, 0.1)
    True
    """
    ordered = table.assign(size=table["smd_before"].abs()).sort_values("size", kind="stable")
    places = [float(place) for place in range(len(ordered))]
    before, after = ordered["smd_before"], ordered["smd_after"]

    def paint(axes: Axes) -> None:
        axes.axvspan(-limit, limit, color=PALE, alpha=0.4, linewidth=0)
        for end in (-limit, limit):
            axes.axvline(end, color=GREY, linewidth=0.8, linestyle="--")
        axes.axvline(0, color=GREY, linewidth=0.8)
        if not before.equals(after):
            axes.hlines(places, before, after, color=GREY, linewidth=0.8)
            style: dict[str, Any] = {"c": "white", "edgecolors": ORANGE, "linewidths": 2, "zorder": 3}
            axes.scatter(before, places, s=50, **style)
            _name_marks(axes, before.iloc[-1], after.iloc[-1], places[-1])
        axes.scatter(after, places, s=45, marker="D", color=BLUE, zorder=4)
        name_rows(axes, places, [shortened(str(name), _NAME) for name in ordered.index])
        axes.set(xlabel=f"Difference in standard deviations (grey: within {limit:g})")
        axes.set_ylim(-0.6, len(ordered) - 0.1)
        axes.margins(x=0.08)

    return draw(paint, height=0.9 + _ROW * len(ordered))


def _name_marks(axes: Axes, before: float, after: float, place: float) -> None:
    """Name the two marks of the row on top, where they are farthest apart, each on its outer side."""
    for value, other, words in ((before, after, "before matching"), (after, before, "after")):
        side = "left" if value < other else "right"
        style: dict[str, Any] = {"ha": side, "va": "bottom", "fontsize": SMALL, "textcoords": "offset points"}
        axes.annotate(words, (value, place), (0, 6), **style)


def survival_curves(
    curves: pd.DataFrame, horizon: int, outcome: str = "a reoffence", *, points: bool = False
) -> str:
    """Draw the share of people without the outcome so far, by days since the index date.

    `curves` has one row per group and day: `group`, `days`, `survival`, `lower`, `upper`; each
    group begins at day 0. With `points` the share is known on these days only, and not between them.

    Examples
    --------
    >>> rows = {"group": ["Scheme"] * 2, "days": [0, 9], "survival": [1, 0.8], "lower": [1, 0.7], "upper": [1, 0.9]}
    >>> "<svg" in survival_curves(pd.DataFrame(rows), 365)
    True
    """
    looks = [(BLUE, "-"), (ORANGE, "--"), (GREY, ":")]

    def paint(axes: Axes) -> None:
        ends = []
        axes.set(xlabel="Days since the index date", title=f"Percent without {outcome}, with 95% intervals")
        axes.set(xlim=(0, horizon), ylim=(0, 103))
        for (name, curve), (colour, dashes) in zip(curves.groupby("group", sort=False), looks, strict=False):
            steps = _to_the_end(curve, horizon)
            style: dict[str, Any] = {"color": colour, "drawstyle": "default" if points else "steps-post"}
            step: Literal["post"] | None = None if points else "post"
            ends_of = (steps["lower"], steps["upper"])
            axes.fill_between(steps["days"], *ends_of, step=step, color=colour, alpha=0.15, linewidth=0)
            for end in ends_of:  # bands that lie on each other keep an edge that can be seen
                axes.plot(steps["days"], end, dashes, linewidth=0.6, **style)
            mark = "o" if points else ""
            axes.plot(
                steps["days"], steps["survival"], dashes, marker=mark, markersize=4, linewidth=2, **style
            )
            last = float(steps["survival"].iloc[-1])
            share = write(last, "percent", 0 if points else 1)
            ends.append((last, f"{share} {str(name)[0].lower()}{str(name)[1:]}", GREY))
        name_ends(axes, horizon, ends, 17)

    return draw(paint, height=3.4)


def _to_the_end(curve: pd.DataFrame, horizon: int) -> pd.DataFrame:
    shown = curve[curve["days"] <= horizon].sort_values("days", kind="stable")
    steps = pd.concat([shown, shown.iloc[[-1]].assign(days=horizon)])
    percent = ["survival", "lower", "upper"]
    return steps.assign(**{name: 100 * steps[name].astype("float64") for name in percent})


def differences(rows: pd.DataFrame, places: int = 1) -> str:
    """Draw the difference per 100 people, with its interval, as each way of reckoning gives it.

    `rows`: one a way (index, from top to bottom): `value`, `lower`, `upper`, per person. A way
    without an interval is drawn as a point. Numbers are written to so many `places`.

    Examples
    --------
    >>> rows = pd.DataFrame({"value": [-0.07], "lower": [-0.12], "upper": [-0.02]}, index=["Pairs"])
    >>> "<svg" in differences(rows)
    True
    """
    hundred = 100 * rows[["value", "lower", "upper"]].astype("float64")
    rungs = [-float(place) for place in range(len(rows))]

    def paint(axes: Axes) -> None:
        axes.axvline(0, color=GREY, linewidth=1)
        axes.hlines(rungs, hundred["lower"], hundred["upper"], color=BLUE, linewidth=3)
        axes.scatter(hundred["value"], rungs, s=55, marker="D", color=BLUE, zorder=3)
        for place, (_, row) in zip(rungs, rows.iterrows(), strict=True):
            limits = interval(row["lower"], row["upper"], "points", places)
            words = f"{write(row['value'], 'points', places)} ({limits})"
            style: dict[str, Any] = {"va": "bottom", "ha": "center", "fontsize": SMALL, "xytext": (0, 6)}
            axes.annotate(words, (100 * row["value"], place), textcoords="offset points", **style)
        name_rows(axes, rungs, list(rows.index))
        axes.set(xlabel="Difference per 100 people\n← fewer on the scheme   |   more on the scheme →")
        axes.set_ylim(rungs[-1] - 0.4, 0.7)
        axes.margins(x=0.08)

    return draw(paint, height=0.9 + 0.55 * len(rows))
