"""The headings of Metropolitan Police borough tables: which file is one, and which column is what."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from iomlib.tables.kinds import shown
from iomlib.tables.problems import Problem
from iomlib.tables.recorded.grid import SUFFIXES, WORKBOOKS, read_grids
from iomlib.tables.recorded.layout import Body
from iomlib.tables.recorded.words import folded, text_of

_HEADINGS = {
    "majortext": "major",
    "minortext": "minor",
    "boroughname": "borough",
    "lookup_boroughname": "borough",
    "lookupboroughname": "borough",
}
_MONTH = re.compile(r"(\d{4})(0[1-9]|1[0-2])", re.ASCII)


def recognises(path: Path) -> bool:
    """Say whether a file has the headings of the borough tables; no counts are read.

    Examples
    --------
    >>> recognises(Path("params/areas.csv"))
    False
    """
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        return False
    found = {_HEADINGS.get(folded(text_of(name))) for name in _first_row(path)}
    return {"major", "minor", "borough"} <= found


def _first_row(path: Path) -> list[Any]:
    kind = path.suffix.lower()
    if kind == ".parquet":
        import pyarrow as pa  # noqa: PLC0415  only where there is such a file
        import pyarrow.parquet  # noqa: PLC0415

        try:
            return list(pyarrow.parquet.read_schema(path).names)
        except (pa.ArrowException, OSError):
            return []
    if kind in WORKBOOKS:
        grids, _ = read_grids(path)
        return grids[0].rows[0] if grids and grids[0].rows else []
    with path.open("rb") as file:
        return file.readline(1 << 16).decode("utf-8-sig", errors="replace").replace('"', "").split(",")


def columns_of(body: Body) -> tuple[dict[str, int], dict[int, date], list[Problem]]:
    """Find the columns of offence and borough, and the month of every other one."""
    roles: dict[str, int] = {}
    months: dict[int, date] = {}
    problems = []
    for at, name in enumerate(body.header):
        role = _HEADINGS.get(folded(name))
        month = _MONTH.fullmatch(name)
        if (role in roles) or (month and date(int(month[1]), int(month[2]), 1) in months.values()):
            found = "stands there twice"
            problems.append(Problem(1, at, shown(name), found, "Keep one of the columns.", name))
        elif role:
            roles[role] = at
        elif month:
            months[at] = date(int(month[1]), int(month[2]), 1)
        else:
            allowed = "Columns are majortext, minortext, boroughname and months like 201004."
            problems.append(Problem(1, at, shown(name), "is not a column of a borough table", allowed, name))
    lost = [name for name in ("major", "minor", "borough") if name not in roles]
    lost += [] if months else ["months"]
    for name in lost:
        called = {"borough": "boroughname", "months": "of a month, like 201004,"}.get(name, f"{name}text")
        problems.append(
            Problem(1, 0, "", f"a column {called} is missing", "Give the file as published.", name)
        )
    return roles, months, problems
