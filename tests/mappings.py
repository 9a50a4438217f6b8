"""Mapping files and small extracts for tests, and what is read through them."""

import copy
import csv
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from recorded import lookup_file

from iomlib.errors import DataError
from iomlib.tables.recorded.mapped import read
from iomlib.tables.recorded.mapping import read_mapping
from iomlib.tables.recorded.names import read_names

HEADER = ["Area", "Month", "Offence", "Crimes"]
ROWS = [
    ["Peterborough", "2018-04", "Burglary", "5"],
    ["Peterborough", "2018-04", "Robbery", "0"],
    ["Haringey", "2018-04", "Burglary", "7"],
    ["Haringey", "2018-05", "Burglary", "9"],
]
BASE = {
    "series": "force-extract",
    "title": "Crimes of our area",
    "source": "The force, 3 May 2019",
    "licence": "For the partnership",
    "rows": "counts",
    "area": {"column": "Area", "find": "partnership"},
    "period": {"column": "Month", "format": "yyyy-mm"},
    "offence": {
        "kind": "crime",
        "column": "Offence",
        "names": {"Burglary": {"group": "Theft offences"}, "Robbery": {"group": "Robbery"}},
    },
    "count": {"column": "Crimes"},
}
INCIDENTS = {
    "rows": "incidents",
    "count": None,
    "period": {"column": "Date", "format": "dd/mm/yyyy", "means": "day"},
}


def changed(changes, base=BASE):
    """Give a mapping with some keys changed; None takes a key away, a dictionary changes keys within."""
    made = copy.deepcopy(base)
    for key, value in changes.items():
        if value is None:
            made.pop(key, None)
        elif isinstance(value, dict) and isinstance(made.get(key), dict) and key not in ("period", "names"):
            made[key] = changed(value, made[key])
        else:
            made[key] = value
    return made


def mapping_file(folder, changes=None, name="extract.yml"):
    """Write a mapping file. JSON is YAML too, and leaves no question of spelling."""
    path = folder / name
    path.write_text(json.dumps(changed(changes or {}), ensure_ascii=False, indent=1), "utf-8")
    return path


@cache
def known_names():
    with TemporaryDirectory() as folder:
        return read_names("params", lookup_file(Path(folder) / "lookup"))


def names_for(_folder):
    return known_names()


def written(path, rows, header=HEADER, start="", end=""):
    """Write an extract as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(start)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([header, *rows])
        file.write(end)
    return path


def read_through(folder, paths, changes=None):
    made = read_mapping(mapping_file(folder, changes))
    return read(paths, names_for(folder), made)


def read_rows(folder, rows, changes=None, **options):
    return read_through(folder, [written(folder / "extract.csv", rows, **options)], changes)


def refused(folder, rows, changes=None, **options):
    """Give the problems of an extract that has to be refused."""
    try:
        made = read_rows(folder, rows, changes, **options)
    except DataError as error:
        return error.problems
    raise AssertionError(f"was read: {made.table.to_pylist()}")


def counts(recorded):
    """Give the counts of areas by area, first day of the period and group."""
    return {
        (row["area"] or row["place"], f"{row['period_start']:%Y-%m}", row["offence_group"]): row["crimes"]
        for row in recorded.table.to_pylist()
        if row["state"] == "counted"
    }


def states(recorded):
    return [(row["state"], row["crimes"]) for row in recorded.table.to_pylist()]


def notes(recorded):
    return [note for file in recorded.files for note in file.notes]
