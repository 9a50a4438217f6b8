"""Small charts as SVG: points over quarters, intervals, and lines broken at gaps.

Drawn here and not by matplotlib: the process that writes the index loads no pandas and no matplotlib. Shapes, not
colours, say what is what. As the pictures of reports, they stand on white, at night too.
"""

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from iomlib.periods import Quarter

WIDTH, HEIGHT = 240, 132
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 226, 24, 108
_HALF, _CAP = 4, 3  # half the size of a point, and of the end of an interval
_STYLE = (
    'text{font:11px Arial,"Helvetica Neue","Liberation Sans","DejaVu Sans",sans-serif;fill:#505a5f}'
    ".label{fill:#0b0c0c;font-size:12px;font-weight:bold;stroke:#fff;stroke-width:3px;paint-order:stroke}"
    "path{fill:none}.axis{stroke:#0b0c0c}.grid{stroke:#8a9299;stroke-dasharray:2 3}"
    ".line,.point{stroke:INK;stroke-width:2}.point{fill:#fff}.interval{stroke:#0b0c0c;stroke-width:1.5}"
    ".now{fill:#F46A25;stroke:#0b0c0c;stroke-width:1.5}"
)


@dataclass(frozen=True)
class Axes:
    """What all panels of a grid share: quarters from left to right, numbers from below to above."""

    quarters: tuple[Quarter, ...]
    low: float
    high: float
    unit: str

    def across(self, quarter: Quarter) -> float:
        """Give where a quarter stands; the last one always on the right."""
        steps = max(len(self.quarters) - 1, 1)
        left = len(self.quarters) - 1 - self.quarters.index(quarter)
        return _RIGHT - left * (_RIGHT - _LEFT - 12) / steps

    def up(self, value: float) -> float:
        """Give where a number stands."""
        return _BOTTOM - (value - self.low) / (self.high - self.low) * (_BOTTOM - _TOP)


def axes(quarters: Sequence[Quarter], figures: Sequence[dict[str, Any]]) -> Axes:
    """Choose axes on which every figure and its interval fits; 0 is always among the numbers."""
    ends = [figure[key] for figure in figures for key in ("value", "lower", "upper")]
    numbers = [0.0, *(end for end in ends if end is not None)]
    low, high = -_round_up(-min(numbers)), _round_up(max(numbers))
    return Axes(tuple(quarters), low, high if high > low else low + 1.0, figures[0]["unit"])


def _round_up(number: float) -> float:
    """Give the round number at or above one that is not below 0.

    Examples
    --------
    >>> [_round_up(number) for number in (0, 0.13, 17.7, 203909)]
    [0.0, 0.15, 20.0, 250000.0]
    """
    if number < 1e-300:  # so small that its power of 10 is 0
        return 0.0
    size = 10.0 ** math.floor(math.log10(number))
    step = next(step for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15) if step * size >= number)
    return float(f"{step * size:.12g}")


def tick(value: float, unit: str) -> str:
    """Write the number at a line of the scale as short as it may be.

    Examples
    --------
    >>> tick(1.5e9, "GBP"), tick(250000, "count"), tick(0.4, "share, 0 to 1"), tick(-8, "percent")
    ('£1.5bn', '250,000', '40%', '−8%')
    """
    sign, size = ("−" if value < 0 else ""), abs(value)
    if unit == "GBP":
        least, end = next(
            each for each in ((1e9, "bn"), (1e6, "m"), (1, "")) if size >= each[0] or each[0] == 1
        )
        return f"{sign}£{_plain(size / least)}{end}"
    if "share" in unit or "per 100 people" in unit:
        size *= 100
    return f"{sign}{_plain(size)}{'%' if unit == 'percent' or unit.startswith('share') else ''}"


def _plain(size: float) -> str:
    return f"{float(f'{size:.4g}'):,.10g}"


def panel(axes: Axes, figures: dict[Quarter, dict[str, Any]], ink: str) -> str:
    """Draw one area: each quarter's number and interval, the last quarter marked and written beside its point.

    `figures` holds what may be drawn: a quarter that is missing breaks the line. `ink` is the colour of lines.
    """
    drawn = {quarter: figures[quarter] for quarter in axes.quarters if quarter in figures}
    parts = [*_scale(axes), *_lines(axes, drawn)]
    for quarter, figure in drawn.items():
        parts.append(_point(axes, quarter, figure, now=quarter == axes.quarters[-1]))
        parts += _interval(axes, quarter, figure)  # over its point, which may be larger
    if axes.quarters[-1] in drawn:
        parts.append(_label(axes, drawn[axes.quarters[-1]]))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
    return f"{head}<style>{_STYLE.replace('INK', ink)}</style>{''.join(parts)}</svg>"


def data_uri(svg: str) -> str:
    """Give a picture as an address that needs no file beside the page."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _scale(axes: Axes) -> list[str]:
    parts = []
    for value in sorted({axes.low, 0.0, axes.high}):
        y = axes.up(value)
        parts.append(f'<path class="{"axis" if value == 0 else "grid"}" d="M{_LEFT} {y:.1f}H{_RIGHT + 8}"/>')
        parts.append(_text(_LEFT - 4, y + 4, "end", tick(value, axes.unit)))
    first, last = axes.quarters[0], axes.quarters[-1]
    if first != last:
        parts.append(_text(axes.across(first) - 8, HEIGHT - 6, "start", short(first)))
    return [*parts, _text(_RIGHT + 10, HEIGHT - 6, "end", short(last))]


def _lines(axes: Axes, drawn: dict[Quarter, dict[str, Any]]) -> list[str]:
    """Draw a line between neighbours, and none across a quarter that has no number."""
    return [
        f'<path class="line" d="M{_at(axes, quarter, drawn[quarter])}L{_at(axes, after, drawn[after])}"/>'
        for quarter in drawn
        if (after := quarter.next()) in drawn
    ]


def _at(axes: Axes, quarter: Quarter, figure: dict[str, Any]) -> str:
    return f"{axes.across(quarter):.1f} {axes.up(figure['value']):.1f}"


def _interval(axes: Axes, quarter: Quarter, figure: dict[str, Any]) -> list[str]:
    if figure["lower"] is None or figure["upper"] is None:
        return []
    x, low, high = axes.across(quarter), axes.up(figure["lower"]), axes.up(figure["upper"])
    ends = "".join(f"M{x - _CAP:.1f} {y:.1f}h{2 * _CAP}" for y in (low, high))
    return [f'<path class="interval" d="M{x:.1f} {low:.1f}V{high:.1f}{ends}"/>']


def _point(axes: Axes, quarter: Quarter, figure: dict[str, Any], *, now: bool) -> str:
    x, y = axes.across(quarter), axes.up(figure["value"])
    if not now:
        return f'<circle class="point" cx="{x:.1f}" cy="{y:.1f}" r="{_HALF - 1}"/>'
    size = _HALF + 1
    return f'<path class="now" d="M{x:.1f} {y - size:.1f}l{size} {size}l-{size} {size}l-{size} -{size}z"/>'


def _label(axes: Axes, figure: dict[str, Any]) -> str:
    """Write the number above its point and interval, or below where there is no room above."""
    top = axes.up(figure["value"] if figure["upper"] is None else max(figure["upper"], figure["value"]))
    return _text(_RIGHT + 10, max(top - 9, 11), "end", figure["text"].split(" (")[0], "label")


def _text(x: float, y: float, anchor: str, text: str, kind: str = "tick") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def short(quarter: Quarter) -> str:
    """Give a quarter without its months.

    Examples
    --------
    >>> short(Quarter(2008, 4))
    '2008/09 Q4'
    """
    return quarter.label.split(" (")[0]
