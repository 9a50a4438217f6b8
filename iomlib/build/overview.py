"""One page a quarter that sets areas beside each other: small charts on one scale, by the alphabet, never ranked."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from iomlib.build.headlines import Found, Headline
from iomlib.build.look import Look
from iomlib.build.overview_grid import Area, Grid, grid_of
from iomlib.build.palette import colours_css
from iomlib.build.scanner import refuse_identifiers
from iomlib.build.swap import write
from iomlib.build.templates import templates
from iomlib.build.whole import key_of, page_of
from iomlib.periods import Quarter

FOLDER = "overview"
SPAN = 12  # quarters that a panel goes back: three years
_Reports = list[dict[str, Any]]


def write_overviews(
    base: Path, reports: _Reports, found: Found, about: dict[str, Any], look: Look
) -> list[str]:
    """Write the overview of each quarter that is due one, take away the others, and list their addresses.

    Due one is a quarter in which two areas at least have a headline figure in common. `reports` are those that
    `with_headlines` chose, `found` is what `read_figures` gave of them; `about` has the title and the edition of the
    run.
    """
    sections = {each: _sections(reports, found, each, look) for each in _quarters(reports)}
    pages = {quarter: content for quarter, content in sections.items() if content}
    names = [f"{FOLDER}/{quarter.id}.html" for quarter in pages]
    for number, (quarter, content) in enumerate(pages.items()):
        around = {"before": names[number - 1] if number else "", "after": (*names, "")[number + 1]}
        page, path = (
            _page(quarter, content, about, look, around).encode(),
            base / FOLDER / f"{quarter.id}.html",
        )
        if not path.is_file() or path.read_bytes() != page:
            refuse_identifiers({names[number]: page}, about["edition"], look)
            write(path, page)
    for path in sorted((base / FOLDER).glob("*.html")):
        if f"{FOLDER}/{path.name}" not in names:
            path.unlink()
    if (base / FOLDER).is_dir() and not any((base / FOLDER).iterdir()):
        (base / FOLDER).rmdir()
    return names


def _quarters(reports: _Reports) -> list[Quarter]:
    return sorted({Quarter.parse(report["quarter_id"]) for report in reports})


def _sections(reports: _Reports, found: Found, quarter: Quarter, look: Look) -> list[dict[str, Any]]:
    """Put the grids of a quarter together, by notebook; nothing where no two areas have a figure in common."""
    first = _back(quarter)
    near = [each for each in reports if first <= Quarter.parse(each["quarter_id"]) <= quarter]
    sections = []
    for notebook in sorted({report["notebook"] for report in near if report["quarter_id"] == quarter.id}):
        own = [report for report in near if report["notebook"] == notebook]
        if grids := list(_grids(own, found, quarter, look)):
            sections.append({"notebook": notebook, "grids": grids})
    shared = any(grid.shared for section in sections for grid in section["grids"])
    return sections if shared else []


def _back(quarter: Quarter) -> Quarter:
    count = quarter.year * 4 + quarter.number - SPAN
    return Quarter(max(count // 4, 1000), count % 4 + 1)


def _grids(own: _Reports, found: Found, quarter: Quarter, look: Look) -> Iterator[Grid]:
    """Make a grid of each headline figure of a notebook that enough reports have."""
    declared: dict[str, Headline] = {}
    for report in own:
        if report["quarter_id"] == quarter.id:
            declared = {each["id"]: each for each in report["headlines"]} | declared
    areas = _areas(own, found)
    for headline in declared.values():
        if grid := grid_of(headline, areas, quarter, look):
            yield grid


def _areas(own: _Reports, found: Found) -> list[Area]:
    """Put the reports of each area together, the areas by their names. The latest report says the name."""
    by_area: dict[str, _Reports] = {}
    for report in own:
        by_area.setdefault(report["area_id"], []).append(report)
    areas = [
        Area(
            reports[-1]["area_id"],
            reports[-1]["area"],
            {Quarter.parse(each["quarter_id"]): found[key_of(each)] for each in reports},
            {Quarter.parse(each["quarter_id"]): page_of(each) for each in reports},
        )
        for reports in by_area.values()
    ]
    return sorted(areas, key=lambda area: (area.name.casefold(), area.id))


def _page(
    quarter: Quarter,
    sections: list[dict[str, Any]],
    about: dict[str, Any],
    look: Look,
    around: dict[str, str],
) -> str:
    areas = {panel.name for section in sections for grid in section["grids"] for panel in grid.panels}
    notebooks = Counter(section["notebook"].replace("_", " ").capitalize() for section in sections)
    return (
        templates()
        .get_template("overview.html.j2")
        .render(
            **about,
            **around,
            quarter=quarter.label,
            sections=sections,
            notebooks=sorted(notebooks),
            simulated=any("SIMULATED" in name for name in areas),
            say=look.say,
            look=look,
            colours=colours_css(look, about["edition"]),
        )
    )
