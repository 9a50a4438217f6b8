"""Small recorded-crime inputs for tests: a lookup of real places, and tables of made-up counts."""

import csv
from pathlib import Path

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
