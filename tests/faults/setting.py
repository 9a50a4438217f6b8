"""Projects to put a fault into: data with a known count, a small notebook, and what is asked of both systems."""

import csv
import textwrap

import nbformat
from frame import PARAMETERS, STATE, project, write_notebook
from systems import QUARTER

ONE, TWO = "cambridgeshire", "cleveland"

READ = f"""{STATE}
from iomlib import tables

crimes = int(tables.read_crimes(data, area, quarter)["crimes"].sum())"""
SHOW = "state(f'{crimes:d} crimes were recorded in {area}.')"


def recorded(folder, area):
    """Say what a right page says: the crimes of an area in the quarter, counted here and not by iomlib."""
    rows = [row for row in rows_of(folder) if row["area"] == area and row["period_start"] == "2017-04-01"]
    return f"{sum(int(row['crimes']) for row in rows)} crimes were recorded in {area}."


def rows_of(folder):
    with (folder / "data" / "crimes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def change_rows(folder, change):
    """Replace the table of crimes, as a spreadsheet does: a new file in the place of the old one."""
    rows = change(rows_of(folder))
    path = folder / "data" / "crimes.csv"
    aside = folder / "crimes.new"
    with aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    aside.replace(path)


def one_more(rows):
    """Add a crime to the first row of each of the two areas."""
    seen = set()
    for row in rows:
        if row["area"] in (ONE, TWO) and row["area"] not in seen:
            row["crimes"] = str(int(row["crimes"]) + 1)
            seen.add(row["area"])
    return rows


def one_less(rows):
    """Delete a row of the first area that counts something."""
    gone = next(row for row in rows if row["area"] == ONE and int(row["crimes"]) > 0)
    return [row for row in rows if row is not gone]


def write_book(folder, *cells, parameters="", kernel="python3"):
    """Write the project's notebook, with more parameters than those that every report has."""
    write_notebook(folder, "small", list(cells), f"{PARAMETERS}\n{parameters}".rstrip())
    path = folder / "notebooks" / "small.ipynb"
    book = nbformat.read(path, as_version=4)
    book.metadata["kernelspec"] = {"name": kernel, "display_name": kernel, "language": "python"}
    nbformat.write(book, path)


def ask(folder, *areas, settings="", limits="", name="small"):
    """Ask both systems for reports on areas, with settings in the analyst's own YAML."""
    lines = [
        "title: A test",
        "notebooks: [small]",
        f"areas: [{', '.join(areas)}]",
        f"quarters: [{QUARTER}]",
        "data: ../../data",
        *([f"settings:\n{textwrap.indent(settings, '  ')}"] if settings else []),
        *([f"limits: {limits}"] if limits else []),
    ]
    (folder / "params" / "reports" / f"{name}.yml").write_text("\n".join(lines) + "\n", "utf-8")
    listed = "".join(f"small {area} {QUARTER}\n" for area in areas)
    (folder / "plain").mkdir(exist_ok=True)
    (folder / "plain" / f"{name}.txt").write_text(listed, "utf-8")
    (folder / "plain" / "settings.yml").write_text(settings or "{}", "utf-8")


def with_setting(folder, parameters, sentence, settings):
    """Set a project up whose page says what a setting has become."""
    project(folder)
    write_book(folder, STATE, f"state(f'{sentence}')", parameters=parameters)
    ask(folder, ONE, settings=settings)


def with_counts(folder, *cells, areas=(ONE, TWO), limits=""):
    """Set a project up whose pages count crimes, with cells between reading and showing them."""
    project(folder)
    write_book(folder, READ, *cells, SHOW)
    ask(folder, *areas, limits=limits)
    return {area: (recorded(folder, area),) for area in areas}
