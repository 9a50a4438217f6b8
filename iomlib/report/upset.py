"""An UpSet chart: bars of people over a grid of dots that say which lists they were on."""

from collections.abc import Callable, Mapping, Sequence

from matplotlib.axes import Axes

from iomlib.report.charts import BLUE, GREY, ORANGE, PALE, SMALL, draw, shortened

_SHORT = 24  # letters of a list's name beside its row


def upset(
    bars: Sequence[tuple[tuple[str, ...], int]],
    others: int,
    totals: Mapping[str, int | None],
    name: Callable[[str], str] = str,
) -> str:
    """Draw a bar for each combination of lists, and beside each list how many are on it at all.

    Parameters
    ----------
    bars
        Lists of a combination, and the people on these lists and no other; in the order to be drawn.
    others
        People on the combinations that are not drawn one by one; 0 for none.
    totals
        People on each list, by name, from top to bottom; None where that is withheld.
    name
        What a list of a combination is called in ``totals``.

    Source
    ------
    Lex and others 2014, UpSet: Visualization of Intersecting Sets.

    Examples
    --------
    >>> "<svg" in upset([(("PPO",), 12), ((), 46)], 0, {"PPO": 14, "DRR": None})
    True
    """
    rows = {name: -place for place, name in enumerate(totals)}

    def paint(axes: Axes) -> None:
        figure = axes.figure
        axes.remove()
        shape = {"width_ratios": [1, 2.6], "height_ratios": [1.7, 0.3 + 0.3 * len(rows)]}
        grid = figure.add_gridspec(2, 2, **shape)
        top = figure.add_subplot(grid[0, 1])
        _bars(top, [people for _, people in bars], others)
        dots = figure.add_subplot(grid[1, 1], sharex=top)
        on = [[rows[name(one)] for one in lists] for lists, _ in bars]
        _dots(dots, on, list(rows.values()), bool(others))
        _totals(figure.add_subplot(grid[1, 0], sharey=dots), totals, rows)

    return draw(paint, height=2.4 + 0.3 * len(rows))


def _bars(axes: Axes, people: list[int], others: int) -> None:
    drawn = axes.bar(range(len(people)), people, color=BLUE, width=0.62)
    axes.bar_label(drawn, [f"{count:,}" for count in people], padding=2, fontsize=SMALL)
    if others:
        rest = axes.bar([len(people)], [others], color=ORANGE, width=0.62, hatch="//", edgecolor="white")
        axes.bar_label(rest, [f"{others:,}"], padding=2, fontsize=SMALL)
    axes.set(
        title="People on the lists marked below, and on no other", ylim=(0, 1.15 * max([*people, others, 1]))
    )
    axes.tick_params(bottom=False, labelbottom=False, left=False, labelleft=False)
    axes.spines["left"].set_visible(False)


def _dots(axes: Axes, on: list[list[int]], rows: list[int], others: bool) -> None:
    for place, these in enumerate(on):
        # Small and pale where people are not on a list, large and dark where they are: not by colour alone.
        axes.scatter([place] * len(rows), rows, s=16, color=PALE, zorder=2)
        axes.scatter([place] * len(these), these, s=60, color=BLUE, zorder=3)
        if len(these) > 1:
            axes.plot([place, place], [min(these), max(these)], color=BLUE, linewidth=1.8, zorder=3)
    if others:
        axes.text(len(on), 0.3, "all\nother\nsets of\nlists", ha="center", va="top", fontsize=SMALL)
    axes.set(xlim=(-0.6, len(on) - 0.4 + others), ylim=(min(rows) - 0.6, 0.6))
    axes.tick_params(left=False, labelleft=False, bottom=False, labelbottom=False)
    axes.spines[["left", "bottom"]].set_visible(False)


def _totals(axes: Axes, totals: Mapping[str, int | None], rows: Mapping[str, int]) -> None:
    most = max([total for total in totals.values() if total is not None], default=0) or 1
    for name, total in totals.items():
        axes.barh([rows[name]], [total or 0], color=GREY, height=0.55)
        label = "withheld" if total is None else f"{total:,}"
        axes.text((total or 0) + 0.04 * most, rows[name], label, ha="right", va="center", fontsize=SMALL)
    axes.set(xlim=(1.45 * most, 0), title="On each list at all")
    names = [shortened(name, _SHORT) for name in totals]
    axes.set_yticks(list(rows.values()), names)
    axes.tick_params(left=False, labelleft=True, bottom=False, labelbottom=False)
    axes.spines[["left", "bottom"]].set_visible(False)
