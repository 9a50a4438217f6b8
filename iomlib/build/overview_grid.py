"""One headline figure of many areas: what is drawn of each, what is written, and the table of all of it."""

import base64
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from iomlib.blocks import Heading, Table
from iomlib.build.changes import basis, method_of
from iomlib.build.headlines import Figures, Headline
from iomlib.build.look import Look
from iomlib.build.panels import Axes, axes, data_uri, panel, short
from iomlib.build.text import as_csv
from iomlib.periods import Quarter

_CSV = ("area_id", "area", "quarter", "value", "lower", "upper", "confidence", "unit", "shown", "drawn")
_NUMBERS = ("value", "lower", "upper", "confidence")
_SIZED = ("count", "GBP")  # what grows with the number of people who live in an area


@dataclass(frozen=True)
class Area:
    """What an area has published of one notebook: figures and the address of the page, by quarter."""

    id: str
    name: str
    figures: dict[Quarter, Figures]
    pages: dict[Quarter, str]


@dataclass(frozen=True)
class Panel:
    """One area in a grid: its picture, or nothing that could be drawn, and in words what stands there."""

    name: str
    picture: str
    alt: str
    now: str
    page: str


@dataclass(frozen=True)
class Grid:
    """A headline figure across areas. `shared` says that two areas at least have it in this quarter."""

    name: str
    summary: str
    method: str
    panels: list[Panel]
    quarters: list[str]
    rows: list[tuple[str, list[str]]]
    csv: str
    shared: bool
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Series:
    """What an area has of one figure, and which part of it can be drawn on one scale with the others."""

    area: Area
    shown: dict[Quarter, dict[str, Any]]
    drawn: dict[Quarter, dict[str, Any]]


def grid_of(headline: Headline, areas: list[Area], quarter: Quarter, look: Look) -> Grid | None:
    """Put a figure of many areas together; nothing where this quarter has no number of it, or one alone.

    What is drawn has one basis (unit, method, input): that of most areas in this quarter. The rest stands in
    the table.
    """
    shown = [(area, _shown(area, headline["id"])) for area in areas]
    own = [
        basis(figures[quarter])
        for _, figures in shown
        if quarter in figures and figures[quarter]["value"] is not None
    ]
    if not own:
        return None
    common = min(Counter(own).items(), key=lambda each: (-each[1], repr(each[0])))[0]
    series = [_Series(area, figures, _drawn(figures, common)) for area, figures in shown if figures]
    drawn = [figure for each in series for figure in each.drawn.values()]
    if len(drawn) < 2:
        return None
    first = min(min(each.shown) for each in series)
    quarters = Quarter.range(first, quarter)
    scale = axes(quarters, drawn)
    return Grid(
        name=headline["name"],
        summary=_summary(series, quarter, look),
        method=next(method_of(each.drawn[quarter]) for each in series if quarter in each.drawn),
        panels=[_panel(each, headline, scale, look) for each in series],
        quarters=[short(each) for each in quarters],
        rows=[(each.area.name, [_cell(each, when, look) for when in quarters]) for each in series],
        csv=_csv(series, quarters, headline, look),
        shared=sum(quarter in each.drawn for each in series) > 1,
        notes=_notes(series, headline, look),
    )


def _shown(area: Area, id: str) -> dict[Quarter, dict[str, Any]]:
    return {quarter: figures[id] for quarter, figures in area.figures.items() if id in figures}


def _drawn(figures: dict[Quarter, dict[str, Any]], common: tuple[Any, ...]) -> dict[Quarter, dict[str, Any]]:
    return {
        quarter: figure
        for quarter, figure in figures.items()
        if figure["value"] is not None and basis(figure) == common
    }


def _summary(series: list[_Series], quarter: Quarter, look: Look) -> str:
    """Say how many areas there are, and from where to where their numbers go: never who is where."""
    now = sorted(
        (each.drawn[quarter] for each in series if quarter in each.drawn), key=lambda one: one["value"]
    )
    if len(now) == 1:
        return look.say("overview.one", number=now[0]["text"])
    return look.say("overview.many", count=len(now), lowest=now[0]["text"], highest=now[-1]["text"])


def _panel(each: _Series, headline: Headline, scale: Axes, look: Look) -> Panel:
    quarter = scale.quarters[-1]
    page = next((each.area.pages[when] for when in reversed(scale.quarters) if each.area.pages.get(when)), "")
    now = _cell(each, quarter, look)
    if not each.drawn:
        return Panel(each.area.name, "", "", now, page)
    picture = data_uri(panel(scale, each.drawn, look.ink))
    return Panel(each.area.name, picture, _alt(each, headline, quarter, look), now, page)


def _alt(each: _Series, headline: Headline, quarter: Quarter, look: Look) -> str:
    """Say what a panel shows, from its numbers: this quarter, how many are drawn, the lowest and the highest."""
    now = look.say("overview.alt", area=each.area.name, name=headline["name"], now=_cell(each, quarter, look))
    ends = sorted(each.drawn.items(), key=lambda one: (one[1]["value"], one[0]))
    if len(ends) == 1:
        return now if ends[0][0] == quarter else f"{now} {_end('overview.alt_one', ends[0], look)}"
    parts = [look.say("overview.alt_count", count=len(ends))]
    parts += [_end("overview.alt_lowest", ends[0], look), _end("overview.alt_highest", ends[-1], look)]
    return " ".join([now, *parts])


def _end(key: str, of: tuple[Quarter, dict[str, Any]], look: Look) -> str:
    return look.say(key, quarter=short(of[0]), number=of[1]["text"])


def _cell(each: _Series, quarter: Quarter, look: Look) -> str:
    """Write a figure as its report shows it. What is not there is said, and is never 0."""
    if quarter in each.shown:
        text = str(each.shown[quarter]["text"])
        missing = each.shown[quarter]["value"] is None
        return text if missing or quarter in each.drawn else look.say("overview.other_method", number=text)
    return look.say("overview.not_shown" if quarter in each.area.figures else "overview.no_report")


def _notes(series: list[_Series], headline: Headline, look: Look) -> list[str]:
    apart = any(
        each.shown[when]["value"] is not None and when not in each.drawn
        for each in series
        for when in each.shown
    )
    sized = any(figure["unit"] in _SIZED for each in series for figure in each.drawn.values())
    notes = [look.say(key) for key, due in (("overview.apart", apart), ("overview.sized", sized)) if due]
    return [*notes, look.say("overview.of_year")] if headline["of"] == "year" else notes


def _csv(series: list[_Series], quarters: list[Quarter], headline: Headline, look: Look) -> str:
    """Give the table as an address that holds it: unrounded numbers, one row an area and quarter."""
    rows = [_row(each, quarter, look) for each in series for quarter in quarters]
    columns = [Heading(text=name, number=name in _NUMBERS) for name in _CSV]
    table = Table(id="overview", caption=headline["name"], columns=columns, rows=rows, disclosure="method")
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(as_csv(table)).decode()


def _row(each: _Series, quarter: Quarter, look: Look) -> list[str]:
    figure: dict[str, Any] = each.shown.get(quarter, {})
    numbers = [format(number, ".15g") if (number := figure.get(key)) is not None else "" for key in _NUMBERS]
    drawn = "1" if quarter in each.drawn else "0"
    texts = [figure.get("unit", ""), _cell(each, quarter, look), drawn]
    return [each.area.id, each.area.name, quarter.id, *numbers, *texts]
