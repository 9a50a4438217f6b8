"""Pictures: SVG with the same bytes every time, in the Analysis Function's colours.

Every chart of a report is drawn with what is here, so that all look alike: text is horizontal, a name and a number
stand beside what they are of, and nothing is told by colour alone.
"""

import io
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from afcharts.af_colours import get_af_colours
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas

from iomlib.report.formats import interval, write
from iomlib.report.svg import compact

# Government Analysis Function. The two of `duo` differ by 3.4 to 1, so also in print without colour, and each from
# white paper by 3 to 1 or more. Read from their file once, when this module loads, so before any fork.
BLUE, ORANGE = get_af_colours("duo")
GREY = get_af_colours("categorical")[4]
PALE = get_af_colours("focus")[1]  # what stands behind the rest, and tells nothing by itself
WIDTH = 6.6  # inches, about the text width of a page: text in a picture is as large as the text beside it
SMALL = 9.5  # points: no text is smaller
# The font that matplotlib brings: a font of this machine would change the picture.
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "iomlib",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titlecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "text.color": GREY,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": 10,
    "hatch.color": "white",
    "hatch.linewidth": 1.2,
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
        about = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        save(target, metadata=about)  # type: ignore[no-untyped-call]
    return compact(target.getvalue())


def _own_fonts_only() -> None:
    manager = font_manager.fontManager
    manager.ttflist = [entry for entry in manager.ttflist if Path(entry.fname).parent == _FONTS]


def wrapped(name: object, letters: int) -> str:
    """Break a name into lines, because text that is turned is hard to read.

    Examples
    --------
    >>> wrapped("Violence against the Person", 20)
    'Violence against the\\nPerson'
    """
    lines = [part for line in str(name).splitlines() for part in textwrap.wrap(line, letters)]
    return "\n".join(lines)


def shortened(name: str, letters: int) -> str:
    """Cut a name that would leave no room for the chart; the table beside it has it whole.

    Examples
    --------
    >>> shortened("Violence against the Person", 20)
    'Violence against th…'
    """
    return name if len(name) <= letters else f"{name[: letters - 1]}…"


def name_rows(axes: Axes, places: Sequence[float], names: Sequence[object], letters: int = 27) -> None:
    """Name rows on the left and leave the axis away: where each mark has its number, there is nothing to read off."""
    axes.set_yticks(list(places), [wrapped(name, letters) for name in names])
    axes.tick_params(axis="y", length=0)


def without_scale(axes: Axes) -> None:
    """Take away an axis of numbers, where every number is written."""
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", bottom=False, labelbottom=False)


def name_ends(axes: Axes, across: float, ends: Sequence[tuple[float, str, str]], letters: int = 20) -> None:
    """Write a name, and what else is said, at the right end of each line; moved apart where they would meet.

    `ends`: height, words and colour of each line. The limits of the axes have to be set before.
    """
    low, high = axes.get_ylim()
    tall = axes.figure.bbox.height / axes.figure.dpi * 72 * 0.72 / (high - low)  # points for one unit, nearly
    free = -float("inf")
    for height, words, colour in sorted(ends, key=lambda end: end[0]):
        text = wrapped(words, letters)
        half = (text.count("\n") + 1) * 0.65 * SMALL / tall
        place = max(height, free + half)
        free = place + half
        style: dict[str, Any] = {"color": colour, "va": "center", "fontsize": SMALL, "annotation_clip": False}
        axes.annotate(text, (across, place), (9, 0), textcoords="offset points", **style)


def paired_bars(shares: pd.DataFrame, names: dict[str, str]) -> str:
    """Draw two shares (0 to 1) of each row, one under the other.

    `shares` has one row per group (index, from top to bottom); `names` gives columns, and what stands behind the
    number of the first row's bars: no legend is needed.

    Examples
    --------
    >>> shares = pd.DataFrame({"a": [0.75, 0.25], "b": [0.5, 0.5]}, index=["theft", "arson"])
    >>> "<!-- 75.0% of crimes -->" in paired_bars(shares, {"a": "of crimes", "b": "of cost"})
    True
    """
    places = [-float(place) for place in range(len(shares))]
    looks = zip(names.items(), (0.2, -0.2), ((BLUE, ""), (ORANGE, "///")), strict=True)

    def paint(axes: Axes) -> None:
        for (column, words), shift, (colour, hatch) in looks:
            # The white edge parts two bars that touch; the stripes tell them apart without their colour.
            style: dict[str, Any] = {
                "height": 0.4,
                "color": colour,
                "hatch": hatch,
                "edgecolor": "white",
                "linewidth": 1,
            }
            drawn = axes.barh([place + shift for place in places], 100 * shares[column], **style)
            labels = [write(share, "share") for share in shares[column]]
            axes.bar_label(drawn, [f"{labels[0]} {words}", *labels[1:]], padding=3, fontsize=SMALL)
        name_rows(axes, places, list(shares.index))
        without_scale(axes)
        axes.margins(x=0.16, y=0.01)

    return draw(paint, height=0.2 + 0.46 * len(shares))


def towards_ceiling(track: pd.DataFrame, ceiling: float, *, projected: bool) -> str:
    """Draw convictions so far, the year's ceiling, and where the year may end.

    `track` is what `track_against_ceiling` gave; without a steady rate, and of a whole year, nothing is `projected`.

    Examples
    --------
    >>> from iomlib.metrics.indicators import track_against_ceiling
    >>> "<svg" in towards_ceiling(track_against_ceiling([56, 49], 207), 207, projected=True)
    True
    """
    last, done = track.iloc[-1], len(track)
    highest = max(ceiling, last["projection_upper"] if projected else 0, track["to_date"].max())

    def paint(axes: Axes) -> None:
        axes.axhline(ceiling, color=GREY, linestyle="--", linewidth=1.5)
        words = f"Ceiling of the year: {write(ceiling, 'count')}"
        axes.annotate(words, (0, ceiling), (4, 4), textcoords="offset points")
        line = {"x": range(done + 1), "y": [0, *track["to_date"]]}
        sns.lineplot(**line, marker="o", markersize=8, color=BLUE, ax=axes)
        for place, count in enumerate(track["to_date"], 1):
            style: dict[str, Any] = {"textcoords": "offset points", "color": BLUE}
            axes.annotate(write(count, "count"), (place, count), (6, -12), **style)
        axes.set(xlabel="", ylabel="", xlim=(0, 4.15), ylim=(0, 1.12 * highest))
        axes.set(title="Convictions since 1 April, added up")
        if projected:
            _year_at_this_rate(axes, last, done)
        axes.set_xticks(range(5), ["1 April", "Q1", "Q2", "Q3", "Q4"])

    return draw(paint, height=3.2)


def _year_at_this_rate(axes: Axes, last: "pd.Series[float]", done: int) -> None:
    """Draw where the year would end, with its interval, and how it gets there."""
    low, middle, high = last["projection_lower"], last["projection"], last["projection_upper"]
    axes.plot([done, 4], [last["to_date"], middle], ":", color=ORANGE, linewidth=1.5)
    style: dict[str, Any] = {"fmt": "D", "color": ORANGE, "markersize": 8, "capsize": 6, "linewidth": 2.5}
    axes.errorbar([4], [middle], yerr=[[middle - low], [high - middle]], **style)
    words = f"{write(middle, 'count')} at this rate, 95% interval {interval(low, high, 'count')}"
    name_ends(axes, 4.1, [(middle, words, GREY)], 14)
