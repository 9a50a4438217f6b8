"""A made-up project of any size, for measuring: the real notebook, and counts that belong to no place.

The pattern is the demonstration's three police forces: 24 offence subgroups in each of four quarters.
Every made-up area takes one of them and changes each count by up to a fifth, the same way every time.
"""

import csv
import random
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from iomlib.periods import Quarter

ROOT = Path(__file__).parent.parent
FORCES = ("cambridgeshire", "cleveland", "metropolitan")
FIRST = Quarter.parse("2017-18-Q1")
MADE_UP = "Made up to measure speed; no real area"
NOTEBOOK = "scrutiny_report"
SETTINGS = {"unit_costs": "home-office-2019-20", "price_year": "2019-20"}


def area_ids(areas: int) -> list[str]:
    """Name the made-up areas."""
    return [f"made-up-{number:03}" for number in range(1, areas + 1)]


def quarters_of(quarters: int) -> list[Quarter]:
    """List the quarters that a project of that many has, from 2017/18 on."""
    found = [FIRST]
    while len(found) < quarters:
        found.append(found[-1].next())
    return found


def make(folder: Path, areas: int, quarters: int) -> Path:
    """Write a project with a report for every area and quarter, and give its run file."""
    shutil.copytree(ROOT / "params", folder / "params")
    for name in ("comparisons.csv", "peers.csv"):  # of areas that are not made up here
        (folder / "params" / name).unlink()
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copy(ROOT / "requirements.lock", folder / "requirements.lock")
    ids = area_ids(areas)
    _write(folder / "params" / "areas.csv", [_area(area, number) for number, area in enumerate(ids, 1)])
    rows = [row for number, area in enumerate(ids) for row in _crimes(area, number, quarters)]
    _write(folder / "data" / "crimes.csv", rows)
    return run_file(folder, ids, quarters)


def run_file(folder: Path, areas: list[str], quarters: int, name: str = "bench") -> Path:
    """Write a run file of the project for some of its areas."""
    last = quarters_of(quarters)[-1]
    lines = [
        f"title: Made-up areas, {MADE_UP.lower()}",
        f"notebooks: [{NOTEBOOK}]",
        f"areas: [{', '.join(areas)}]",
        f"quarters: {{from: {FIRST.id}, to: {last.id}}}",
        "data: ../../data",
        f"settings: {{unit_costs: {SETTINGS['unit_costs']}, price_year: {SETTINGS['price_year']}}}",
    ]
    path = folder / "params" / "reports" / f"{name}.yml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def change_one_area(folder: Path, area: str) -> None:
    """Add one crime to one row of one area."""
    path = folder / "data" / "crimes.csv"
    rows = _read(path)
    row = next(row for row in rows if row["area"] == area)
    row["crimes"] = str(int(row["crimes"]) + 1)
    _write(path, rows)


def _area(area: str, number: int) -> dict[str, Any]:
    name = f"Made-up area {number}"
    code = f"E{99_000_000 + number}"
    return {"id": area, "name": name, "kind": "police force area", "ons_code": code, "source": MADE_UP}


def _crimes(area: str, number: int, quarters: int) -> list[dict[str, Any]]:
    chance = random.Random(number)  # noqa: S311  no secret; the same counts on every machine
    force = FORCES[number % len(FORCES)]
    made = []
    for place, quarter in enumerate(quarters_of(quarters)):
        for row in _pattern(force, place % 4):
            counted = round(int(row["crimes"]) * chance.uniform(0.8, 1.2))
            period = {"period_start": quarter.start, "period_end": quarter.end}
            where = {"source": MADE_UP, "paragraph": f"after {force}"}
            made.append({**row, **period, **where, "area": area, "crimes": counted})
    return made


def _pattern(force: str, place: int) -> list[dict[str, str]]:
    starts = [date(2017, 4, 1), date(2017, 7, 1), date(2017, 10, 1), date(2018, 1, 1)]
    rows = _read(ROOT / "data" / "crimes.csv")
    return [row for row in rows if row["area"] == force and row["period_start"] == starts[place].isoformat()]


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
