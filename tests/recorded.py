"""Small recorded-crime inputs for tests: a lookup of real places, and tables of made-up counts."""

import csv
from calendar import monthrange
from datetime import date
from pathlib import Path

import pyarrow as pa

from iomlib.periods import Quarter
from iomlib.tables.recorded.contract import SCHEMA, Recorded, SourceFile

SHARED = Path(__file__).parent.parent.parent / "shared"
REAL_LOOKUP = SHARED / "data" / "lad_csp_pfa_lookup" / "lad17_csp17_pfa17_lookup.csv"
_COLUMNS = ("LAD{}CD", "LAD{}NM", "CSP{}CD", "CSP{}NM", "PFA{}CD", "PFA{}NM")

# Codes and names as in the ONS lookup of January 2017 (Open Government Licence v3.0).
LOOKUP = [
    ("E06000004", "Stockton-on-Tees", "E22000030", "Stockton-on-Tees", "E23000013", "Cleveland"),
    ("E06000031", "Peterborough", "E22000017", "Peterborough", "E23000023", "Cambridgeshire"),
    ("E09000014", "Haringey", "E22000199", "Haringey", "E23000001", "Metropolitan Police"),
    ("E06000023", "Bristol, City of", "E22000002", "Bristol, City of", "E23000036", "Avon and Somerset"),
    (
        "E06000019",
        "Herefordshire, County of",
        "E22000326",
        "Herefordshire, County of",
        "E23000016",
        "West Mercia",
    ),
    ("E09000001", "City of London", "E22000180", "City of London", "E23000034", "London, City of"),
    ("E07000112", "Shepway", "E22000145", "Shepway", "E23000032", "Kent"),
    ("E07000043", "North Devon", "E22000363", "North Devon", "E23000035", "Devon & Cornwall"),
    ("E07000046", "Torridge", "E22000363", "North Devon", "E23000035", "Devon & Cornwall"),
    (
        *("E07000146", "King's Lynn and West Norfolk"),
        *("E22000221", "King's Lynn and West Norfolk", "E23000024", "Norfolk"),
    ),
    ("E07000050", "North Dorset", "E22000367", "Dorset", "E23000039", "Dorset"),
    ("E07000163", "Craven", "E22000372", "North Yorkshire", "E23000009", "North Yorkshire"),
    ("E06000014", "York", "E22000371", "City of York", "E23000009", "North Yorkshire"),
    ("E08000013", "St. Helens", "E22000184", "St. Helens", "E23000004", "Merseyside"),
    ("E07000221", "Stratford-on-Avon", "E22000359", "South Warwickshire", "E23000017", "Warwickshire"),
    ("E07000222", "Warwick", "E22000359", "South Warwickshire", "E23000017", "Warwickshire"),
    ("E06000057", "Northumberland", "E22000358", "Northumberland", "E23000007", "Northumbria"),
    ("W06000001", "Isle of Anglesey", "W14000001", "Isle of Anglesey", "W15000001", "North Wales"),
]


def lookup_file(folder, rows=LOOKUP, year="17", start=""):
    """Write a lookup as the ONS publishes it."""
    folder.mkdir(exist_ok=True)
    path = folder / "lookup.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(start)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(name.format(year) for name in _COLUMNS)
        writer.writerows(rows)
    return path


SHA = {letter: letter * 64 for letter in "0123456789abcdef"}


def source(name="a", *covers, file="", notes=(), rows=1):
    """Describe a file by the sign that its sha256 is made of."""
    return SourceFile(file or f"{name}.csv", SHA[name], rows, f"Made-up counts {name}", covers, notes)


def count(area="kent", month="2018-10", crimes=1, **changes):
    """Make a row: all crimes of an area in a month, or in a quarter (2018-19-Q3)."""
    if "Q" in month:
        start, end = Quarter.parse(month).start, Quarter.parse(month).end
    else:
        start = date.fromisoformat(f"{month}-01")
        end = date(start.year, start.month, monthrange(start.year, start.month)[1])
    texts = {field.name: "" for field in SCHEMA if field.name not in {"period_start", "period_end", "crimes"}}
    own = {"area": area, "area_name": area.title(), "recorded_by": area, "offence_group": "Theft"}
    fixed = {
        "kind": "crime",
        "place": "area" if area else "no location",
        "state": "counted",
        "source": SHA["a"],
    }
    return texts | own | fixed | {"period_start": start, "period_end": end, "crimes": crimes} | changes


def recorded(*rows, files=(), series="police-uk"):
    """Give what a reader gives; without files, one for each source."""
    names = sorted({row["source"][0] for row in rows})
    table = pa.Table.from_pylist(list(rows), schema=SCHEMA)
    return Recorded(series, table, tuple(files) or tuple(source(name) for name in names))


def contents(folder):
    """Give the bytes of every file below a folder that is not hidden."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name[0] != "."]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
