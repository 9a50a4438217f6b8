"""The picture of what matters most to a scheme's value."""

import pandas as pd
from matplotlib.axes import Axes

from iomlib.report.charts import BLUE, GREY, ORANGE, draw

_ROW = 0.42  # inches for one input


def tornado_bars(rows: pd.DataFrame, label: str, even: float | None = None) -> str:
    """Draw for each input how far it moves a result, from its least (striped) to its most, the longest bar on top.

    `rows`: one an input (index, from top to bottom): `at_low`, `at_high`, `central`. `even` is a value to mark,
    such as the ratio at which a cost is covered.

    Examples
    --------
    >>> rows = pd.DataFrame({"at_low": [2.0], "at_high": [1.0], "central": [1.5]}, index=["Cost of the scheme"])
    >>> "<svg" in tornado_bars(rows, "Pounds for each pound of cost", 1)
    True
    """
    central = float(rows["central"].iloc[0])
    places = [-place for place in range(len(rows))]

    def paint(axes: Axes) -> None:
        ends = (("at_low", ORANGE, "//", "Input at its least"), ("at_high", BLUE, "", "Input at its most"))
        for column, colour, hatch, name in ends:
            widths = [float(value) - central for value in rows[column]]
            bars = axes.barh(places, widths, left=central, height=0.6, color=colour, label=name)
            for bar in bars:
                bar.set(hatch=hatch, edgecolor="white", linewidth=0)
        axes.axvline(central, color=GREY, linewidth=1)
        if even is not None:
            axes.axvline(even, color=GREY, linewidth=1, linestyle="--", label="Cost is covered")
        axes.set_yticks(places, [str(name) for name in rows.index])
        axes.set(xlabel=label, ylabel="")
        axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.4, 1.2), ncols=3)

    return draw(paint, height=1.3 + _ROW * len(rows))
