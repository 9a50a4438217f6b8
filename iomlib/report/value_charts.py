"""The picture of what matters most to a scheme's value."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from iomlib.report.charts import BLUE, GREY, ORANGE, SMALL, draw, name_rows, without_scale
from iomlib.report.formats import Kind, write

_ROW = 0.5  # inches for one input


def tornado_bars(rows: pd.DataFrame, kind: Kind = "number", even: float | None = None) -> str:
    """Draw for each input how far it moves a result, from its least (striped) to its most, the longest bar on top.

    `rows`: one an input (index, from top to bottom): `at_low`, `at_high`, `central`, written as `kind`. `even` is a
    value to mark, such as the ratio at which a cost is covered.

    Examples
    --------
    >>> rows = pd.DataFrame({"at_low": [2.0], "at_high": [1.0], "central": [1.5]}, index=["Cost of the scheme"])
    >>> "<svg" in tornado_bars(rows, "pounds", 1)
    True
    """
    central = float(rows["central"].iloc[0])
    places = [-float(place) for place in range(len(rows))]

    def paint(axes: Axes) -> None:
        for column, colour, hatch in (("at_low", ORANGE, "//"), ("at_high", BLUE, "")):
            widths = [float(value) - central for value in rows[column]]
            style = {"left": central, "height": 0.6, "color": colour, "hatch": hatch, "edgecolor": "white"}
            axes.barh(places, widths, linewidth=1, **style)
        for place, low, high in zip(places, rows["at_low"], rows["at_high"], strict=True):
            first = place == places[0]
            for value, other, words in ((low, high, "least: "), (high, low, "most: ")):
                if value != central:  # written once, below
                    _label(axes, value, place, other, f"{words * first}{write(value, kind, 2)}")
        axes.axvline(central, color=GREY, linewidth=1)
        if even is not None:
            axes.axvline(even, color=GREY, linewidth=1, linestyle="--")
            axes.text(even, -len(rows) + 0.35, "cost is covered ", ha="right", va="top", fontsize=SMALL)
        axes.text(
            central, -len(rows) + 0.35, f" as it is: {write(central, kind, 2)}", va="top", fontsize=SMALL
        )
        axes.set_ylim(-len(rows) + 0.1, 0.5)
        name_rows(axes, places, list(rows.index), 25)
        without_scale(axes)
        axes.spines["left"].set_visible(False)
        axes.margins(x=0.3)

    return draw(paint, height=0.5 + _ROW * len(rows))


def _label(axes: Axes, value: float, place: float, other: float, text: str) -> None:
    """Write a number outside its end of the bar."""
    left = value < other
    style: dict[str, Any] = {"ha": "right" if left else "left", "va": "center", "fontsize": SMALL}
    style |= {"bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.8}, "textcoords": "offset points"}
    axes.annotate(text, (value, place), (-4 if left else 4, 0), **style)
