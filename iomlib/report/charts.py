"""Pictures: SVG with the same bytes every time, in the Analysis Function's colours."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas

# Government Analysis Function, categorical palette: told apart by most people with colour
# blindness, and in print without colour.
BLUE, ORANGE, GREY = "#12436D", "#F46A25", "#3D3D3D"
WIDTH = 7.2  # inches: the text width of the page
# The font that matplotlib brings: a font of this machine would change the picture.
FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "iomlib",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "figure.facecolor": "white",
}


def draw(paint: Callable[[Axes], object], height: float) -> str:
    """Let `paint` draw on a pair of axes and return the SVG.

    Without pyplot: a figure that pyplot does not know cannot show itself in a notebook a second
    time, and nothing is left behind between two reports.

    Examples
    --------
    >>> draw(lambda axes: axes.plot([0, 1]), height=2).startswith("<?xml")
    True
    """
    _own_fonts_only()
    with mpl.rc_context({**mpl.rcParamsDefault, "backend": "agg", **SETTINGS}):
        canvas = Canvas(figsize=(WIDTH, height), layout="constrained")
        paint(canvas.add_subplot())
        target = io.StringIO()
        # Not savefig, which draws everything twice where a layout is fitted: a fifth of a chart's time.
        save = FigureCanvasSVG(canvas).print_svg
        save(target, metadata={"Date": None, "Creator": None})  # type: ignore[no-untyped-call]
    return target.getvalue()


def _own_fonts_only() -> None:
    manager = font_manager.fontManager
    manager.ttflist = [entry for entry in manager.ttflist if Path(entry.fname).parent == FONTS]


def paired_bars(shares: pd.DataFrame, names: dict[str, str]) -> str:
    """Draw two shares (0 to 1) of each row side by side.

    `shares` has one row per group (index, from top to bottom); `names` gives columns and legend.

    Examples
    --------
    >>> shares = pd.DataFrame({"a": [0.75, 0.25], "b": [0.5, 0.5]}, index=["theft", "arson"])
    >>> "<svg" in paired_bars(shares, {"a": "of crimes", "b": "of cost"})
    True
    """
    table = (100 * shares[list(names)]).rename(columns=names)
    long = table.rename_axis("group").reset_index().melt("group", var_name="share", value_name="percent")

    def paint(axes: Axes) -> None:
        palette = [BLUE, ORANGE]
        sns.barplot(long, y="group", x="percent", hue="share", palette=palette, saturation=1, ax=axes)
        axes.set(xlabel="Percent", ylabel="")
        for bars in axes.containers:
            axes.bar_label(bars, fmt="%.1f%%", padding=2, fontsize=8)  # type: ignore[arg-type]
        axes.legend(title=None, frameon=False, loc="lower right")

    return draw(paint, height=0.8 + 0.42 * len(shares))


def towards_ceiling(track: pd.DataFrame, ceiling: float, *, projected: bool) -> str:
    """Draw convictions so far, the ceiling's even share, and where the year may end.

    `track` is what `track_against_ceiling` gave; without a steady rate nothing is `projected`.

    Examples
    --------
    >>> from iomlib.metrics.indicators import track_against_ceiling
    >>> "<svg" in towards_ceiling(track_against_ceiling([56, 49], 207), 207, projected=True)
    True
    """
    last = track.iloc[-1]
    low, middle, high = last["projection_lower"], last["projection"], last["projection_upper"]

    def paint(axes: Axes) -> None:
        number = list(range(len(track) + 1))
        axes.plot([0, 4], [0, ceiling], "--", color=GREY, label="Even share of the ceiling")
        sns.lineplot(x=number, y=[0, *track["to_date"]], marker="o", color=BLUE, ax=axes, label="Convictions")
        errors = [[middle - low], [high - middle]]
        style = {"fmt": "D", "color": ORANGE, "capsize": 5, "label": "Year at this rate, 95% interval"}
        if projected:
            axes.errorbar([4], [middle], yerr=errors, **style)  # type: ignore[arg-type]
        axes.set(xlabel="", ylabel="Convictions since 1 April", xlim=(0, 4.2), ylim=(0, None))
        axes.set_xticks(range(5), ["Start", "Q1", "Q2", "Q3", "Q4"])
        axes.legend(frameon=False, loc="upper left")

    return draw(paint, height=3.4)
