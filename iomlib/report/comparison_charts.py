"""Pictures of a comparison: how alike the groups are, when people reoffend, how sure the difference is."""

import pandas as pd
from matplotlib.axes import Axes

from iomlib.report.charts import BLUE, GREY, ORANGE, draw

_ROW = 0.34  # inches for one row of a chart with a row a name
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
    places = range(len(ordered))

    def paint(axes: Axes) -> None:
        axes.axvspan(-limit, limit, color=GREY, alpha=0.12, linewidth=0)
        axes.axvline(0, color=GREY, linewidth=0.8)
        before, after = ordered["smd_before"], ordered["smd_after"]
        moved = not before.equals(after)
        if moved:
            axes.hlines(places, before, after, color=GREY, linewidth=0.8)
            style = {"s": 36, "c": "white", "edgecolors": ORANGE, "linewidths": 1.5, "zorder": 3}
            axes.scatter(before, places, label="Before matching", **style)  # type: ignore[arg-type]
        axes.scatter(after, places, s=36, marker="D", color=BLUE, zorder=4, label="After matching")
        axes.set_yticks(places, [_short(str(name)) for name in ordered.index])
        axes.set(xlabel=f"Standardised mean difference (shaded: within {limit:g})", ylabel="")
        axes.margins(x=0.08, y=0.06)
        if moved:
            axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, 1.14), ncols=2)

    return draw(paint, height=1.2 + _ROW * len(ordered))


def _short(name: str) -> str:
    """Cut a name that would leave no room for the chart."""
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def survival_curves(curves: pd.DataFrame, horizon: int, outcome: str = "a reoffence") -> str:
    """Draw the share of people without the outcome so far, by days since the index date.

    `curves` has one row per group and day: `group`, `days`, `survival`, `lower`, `upper`; each
    group begins at day 0.

    Examples
    --------
    >>> rows = {"group": ["Scheme"] * 2, "days": [0, 9], "survival": [1, 0.8], "lower": [1, 0.7], "upper": [1, 0.9]}
    >>> "<svg" in survival_curves(pd.DataFrame(rows), 365)
    True
    """
    styles = [(BLUE, "-"), (ORANGE, "--"), (GREY, ":")]

    def paint(axes: Axes) -> None:
        for (name, curve), (colour, dashes) in zip(curves.groupby("group", sort=False), styles, strict=False):
            steps = _to_the_end(curve, horizon)
            axes.fill_between(
                steps["days"],
                steps["lower"],
                steps["upper"],
                step="post",
                color=colour,
                alpha=0.15,
                linewidth=0,
            )
            axes.step(steps["days"], steps["survival"], dashes, where="post", color=colour, label=str(name))
        axes.set(xlabel="Days since the index date", ylabel=f"Percent without {outcome}")
        axes.set(xlim=(0, horizon), ylim=(0, 102))
        axes.legend(frameon=False, loc="lower left")

    return draw(paint, height=3.4)


def _to_the_end(curve: pd.DataFrame, horizon: int) -> pd.DataFrame:
    shown = curve[curve["days"] <= horizon].sort_values("days", kind="stable")
    steps = pd.concat([shown, shown.iloc[[-1]].assign(days=horizon)])
    percent = ["survival", "lower", "upper"]
    return steps.assign(**{name: 100 * steps[name].astype("float64") for name in percent})


def differences(rows: pd.DataFrame) -> str:
    """Draw the difference per 100 people, with its interval, as each way of reckoning gives it.

    `rows`: one a way (index, from top to bottom): `value`, `lower`, `upper`, per person. A way
    without an interval is drawn as a point.

    Examples
    --------
    >>> rows = pd.DataFrame({"value": [-0.07], "lower": [-0.12], "upper": [-0.02]}, index=["Pairs"])
    >>> "<svg" in differences(rows)
    True
    """
    hundred = 100 * rows[["value", "lower", "upper"]].astype("float64")
    places = [-place for place in range(len(rows))]

    def paint(axes: Axes) -> None:
        axes.axvline(0, color=GREY, linewidth=1)
        axes.hlines(places, hundred["lower"], hundred["upper"], color=BLUE, linewidth=2)
        axes.scatter(hundred["value"], places, s=36, marker="D", color=BLUE, zorder=3)
        axes.set_yticks(places, [str(name) for name in rows.index])
        axes.set(xlabel="Fewer on the scheme  ←  difference per 100 people  →  more on the scheme", ylabel="")
        axes.margins(y=0.12)

    return draw(paint, height=0.9 + _ROW * len(rows))
