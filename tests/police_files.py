"""Small archives like those of data.police.uk, and a second, plain way to count them."""

import csv
import io
import json
import zipfile
from collections import Counter
from pathlib import Path

from recorded import LOOKUP, lookup_file

from iomlib.tables.recorded.names import read_names

ROOT = Path(__file__).parent.parent
HEADER = (
    *("Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location"),
    *("LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context"),
)
FORCES = {"cleveland": "Cleveland Police", "cambridgeshire": "Cambridgeshire Constabulary"}
FORCES |= {"btp": "British Transport Police", "northern-ireland": "Police Service of Northern Ireland"}
FORCES |= {"warwickshire": "Warwickshire Police", "kent": "Kent Police"}
ASB = "Anti-social behaviour"
STOCKTON, PETERBOROUGH = ("E01012187", "Stockton-on-Tees 001A"), ("E01015593", "Peterborough 001A")
STRATFORD, WARWICK = ("E01031000", "Stratford-on-Avon 001A"), ("E01031100", "Warwick 002B")
NOWHERE = ("", "")
# In which partnership and force each authority of the lookup is, typed in here once more.
HOMES = {name: (csp, force) for _, name, _, csp, _, force in LOOKUP}


def row(spot=STOCKTON, kind="Drugs", **more):
    """One row; the Crime ID is blank unless given."""
    given = {"month": "2018-10", "force": "cleveland", "id": "", "street": "On or near High Street"} | more
    point = ("-1.239958", "54.710607") if spot != NOWHERE else ("", "")
    text = FORCES.get(given["force"], given["force"])
    return (given["id"], given["month"], text, text, *point, given["street"], *spot, kind, "", "")


def text_of(rows, header=HEADER):
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([header, *rows])
    return file.getvalue()


def write(folder, name, rows, header=HEADER):
    path = Path(folder) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text_of(rows, header), "utf-8")
    return path


def month(folder, rows, force="cleveland", month="2018-10"):
    """A file with the name that data.police.uk gives it."""
    return write(folder, f"{month}/{month}-{force}-street.csv", rows)


def zipped(path, files):
    """A zip file of names and texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def names_of(folder):
    return read_names(ROOT / "params", lookup_file(Path(folder) / "lookup"))


def answers(folder, crimes, ward="E05000266", month="2018-06", part=0):
    """An answer of the police API."""
    path = Path(folder) / f"crime_month_{month.replace('-', '_')}_area_{ward}_{part}.json"
    path.write_text(json.dumps(crimes), "utf-8")
    return path


def crime(id, category="drugs", month="2018-06", kind="Force"):
    return {"id": id, "category": category, "month": month, "location_type": kind, "persistent_id": ""}


def counts(table, places=("area",)):
    """What the table says, by area, month and group."""
    found = Counter()
    for line in table.to_pylist():
        if line["place"] in places:
            found[line["area_name"], line["period_start"].strftime("%Y-%m"), line["offence_group"]] += line[
                "crimes"
            ]
    return found


def by_place(table):
    """What the table says of everything: place, area, force, month, group and kind."""
    found = Counter()
    for line in table.to_pylist():
        key = ("place", "area_name", "recorded_by", "period_start", "offence_group", "kind", "supply")
        found[tuple(str(line[name]) for name in key)] += line["crimes"]
    return found


def counted_plainly(paths, homes=HOMES):
    """Count rows with nothing but csv: by place, partnership, month and crime type."""
    found = Counter()
    for path in paths:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            for line in csv.DictReader(file):
                force, spot = line["Falls within"], line["LSOA name"]
                home = homes.get(spot[:-5])
                place = (
                    "no location"
                    if not spot
                    else "railway"
                    if force == "British Transport Police"
                    else "area"
                )
                if place == "area" and home[1].casefold() not in force.casefold().replace("&", "and"):
                    place = "other force"
                found[place, home[0] if home else "", line["Month"], line["Crime type"]] += 1
    return found


def counted(table):
    """The table in the shape of the plain count."""
    found = Counter()
    for line in table.to_pylist():
        start = line["period_start"].strftime("%Y-%m")
        found[line["place"], line["area_name"], start, line["offence_group"]] += line["crimes"]
    return found
