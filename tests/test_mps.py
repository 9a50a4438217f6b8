"""Metropolitan Police borough tables: months across, in one file or two."""

import csv
from collections import Counter
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import workbooks
from mappings import counts, names_for, notes, written
from recorded import REAL_LOOKUP, SHARED

from iomlib.errors import DataError
from iomlib.tables.recorded import mps
from iomlib.tables.recorded.names import read_names
from iomlib.tables.recorded.offences import read_offences

REAL = SHARED / "data" / "mps_borough"
EXPECTED = SHARED / "facts" / "expected_mps_haringey_quarterly_major_2010_2013.csv"
needs_data = pytest.mark.skipif(
    not REAL.exists(), reason="real public data lies beside the project's workplace, not in the repository"
)
HEADER = ["majortext", "minortext", "boroughname", "201301", "201302", "201303"]
ROWS = [
    ["FRAUD AND FORGERY", "FRAUD AND FORGERY", "Haringey", "4", "0", "0"],
    ["ROBBERY", "ROBBERY OF PERSONAL PROPERTY", "Haringey", "7", "0", "9"],
    ["ROBBERY", "ROBBERY OF PERSONAL PROPERTY", "Unknown", "1", "0", "0"],
    ["ROBBERY", "ROBBERY OF BUSINESS PROPERTY", "London Heathrow and London City Airports", "2", "0", "0"],
]


def read(folder, *paths):
    return mps.read(list(paths), names_for(folder), read_offences("params"))


def made(folder, rows=ROWS, header=HEADER, name="boroughs.csv"):
    return read(folder, written(folder / name, rows, header=header))


def refused(folder, rows=ROWS, header=HEADER):
    with pytest.raises(DataError) as found:
        made(folder, rows, header)
    return found.value.problems


def test_months_across_become_rows_of_months(tmp_path):
    found = made(tmp_path)
    assert found.series == "mps-borough"
    assert counts(found)["haringey", "2013-03", "Robbery"] == 9
    assert counts(found)["haringey", "2013-02", "Robbery"] == 0
    assert {row["recorded_by"] for row in found.table.to_pylist()} == {"metropolitan"}
    assert found.files[0].covers == ("mps-borough 2013-01", "mps-borough 2013-02", "mps-borough 2013-03")
    assert found.files[0].rows == 4 and "2013-01 to 2013-03" in found.files[0].title


def test_unknown_boroughs_and_airports_are_kept_apart(tmp_path):
    found = made(tmp_path)
    assert counts(found)["unassigned", "2013-01", "Robbery"] == 1
    assert counts(found)["not a territory", "2013-01", "Robbery"] == 2
    assert {"1 put apart as unassigned", "2 put apart as not a territory"} <= set(notes(found))


def test_a_nought_after_a_category_ended_is_no_count_and_a_count_stays_one(tmp_path):
    rows = [["FRAUD AND FORGERY", "FRAUD AND FORGERY", "Haringey", "0", "0", "0"], ROWS[1]]
    found = made(tmp_path, [*rows[:1], ["BURGLARY", "RES BURGLARY OF A HOME", "Haringey", "1", "0", "0"]])
    states = {
        (row["offence_group"], row["period_start"].month): row["state"] for row in found.table.to_pylist()
    }
    assert states == {
        ("Fraud and forgery", 1): "counted",
        ("Fraud and forgery", 2): "counted",  # it ends on 28 February 2013
        ("Fraud and forgery", 3): "not in series",
        ("Burglary", 1): "counted",
        ("Burglary", 2): "not in series",
        ("Burglary", 3): "not in series",
    }
    assert "3 noughts are no counts: the category had ended or not begun" in notes(found)


def test_a_category_is_not_out_of_series_where_another_of_its_subgroup_is_counted(tmp_path):
    rows = [
        ["BURGLARY", "RES BURGLARY OF A HOME", "Haringey", "1", "0", "0"],
        ["BURGLARY", "RES BURGLARY OF UNCONNECTED BUILDING", "Haringey", "0", "0", "0"],
    ]
    january = [
        row for row in made(tmp_path, rows).table.to_pylist() if row["period_start"] == date(2013, 1, 1)
    ]
    assert [(row["state"], row["crimes"]) for row in january] == [("counted", 1)]


def test_csv_workbook_and_parquet_give_the_same(tmp_path):
    numbers = [[*row[:3], *map(int, row[3:])] for row in ROWS]
    book = workbooks.write(tmp_path / "boroughs.xlsx", {"Data": [HEADER, *numbers]})
    parquet = tmp_path / "boroughs.parquet"
    pq.write_table(pa.table({name: [row[at] for row in numbers] for at, name in enumerate(HEADER)}), parquet)
    wanted = counts(made(tmp_path))
    for path in (book, parquet):
        assert mps.recognises(path) and counts(read(tmp_path, path)) == wanted


def test_only_borough_tables_are_recognised(tmp_path):
    assert mps.recognises(
        written(tmp_path / "a.csv", [], header=["MajorText", "MinorText", "LookUp_BoroughName"])
    )
    assert not mps.recognises(written(tmp_path / "b.csv", [], header=["Area", "Month"]))
    (tmp_path / "c.parquet").write_bytes(b"PAR1")
    assert not mps.recognises(tmp_path / "c.parquet")
    assert not mps.recognises(tmp_path / "none.csv") and not mps.recognises(tmp_path / "a.pdf")


def test_a_month_in_two_files_is_counted_once_where_they_agree(tmp_path):
    first = written(tmp_path / "old.csv", ROWS, header=HEADER)
    later = [*HEADER[:3], "201303", "201304"]
    second = written(tmp_path / "new.csv", [[*row[:3], row[5], "5"] for row in ROWS], header=later)
    found = read(tmp_path, second, first)
    assert counts(found)["haringey", "2013-03", "Robbery"] == 9
    assert "2013-03: counted once; another file has the same counts" in notes(found)
    assert [file.covers[-1] for file in found.files] == ["mps-borough 2013-03", "mps-borough 2013-04"]


def test_a_month_in_two_files_that_differ_is_refused_with_both_names(tmp_path):
    first = written(tmp_path / "old.csv", ROWS, header=HEADER)
    second = written(tmp_path / "revised.csv", [[*ROWS[1][:3], "8"]], header=[*HEADER[:3], "201301"])
    with pytest.raises(DataError) as found:
        read(tmp_path, first, second)
    assert found.value.problems == [
        "revised.csv: columns 201301: old.csv has them too, with other counts. Delete the columns of the older release."
    ]


def test_a_quarter_with_two_of_its_months_is_labelled_unless_another_file_completes_it(tmp_path):
    early = written(tmp_path / "early.csv", [row[:5] for row in ROWS], header=HEADER[:5])
    assert "2012-13-Q4 is incomplete: 2 of its 3 months (2013-01, 2013-02)" in notes(read(tmp_path, early))
    late = written(
        tmp_path / "late.csv", [[*row[:3], row[5]] for row in ROWS], header=[*HEADER[:3], HEADER[5]]
    )
    assert not any("incomplete" in note for note in notes(read(tmp_path, early, late)))


REFUSED = [
    (
        [["ROBBERY", "ROBBERY OF PERSONAL PROPERTY", "Haringay", "1", "1", "1"]],
        HEADER,
        "row 2, column boroughname: Haringay is no known borough. Did you mean Haringey?",
    ),
    (
        [["ROBBERY", "ROBBERY OF PERSONAL PROPERTI", "Haringey", "1", "1", "1"]],
        HEADER,
        "row 2, column minortext: ROBBERY OF PERSONAL ... is no known category. Did you mean ROBBERY OF PERSONAL "
        "PROPERTY? Add a row to names/offences.csv if it is a new one.",
    ),
    (
        [["THEFT", "ROBBERY OF PERSONAL PROPERTY", "Haringey", "1", "1", "1"]],
        HEADER,
        "row 2, column majortext: ROBBERY OF PERSONAL ... stands under THEFT, and belongs to Robbery. Have the cells "
        "of this row slipped to another column?",
    ),
    (
        [["ROBBERY", "ROBBERY OF PERSONAL PROPERTY", "Haringey", "1", "", "x"]],
        HEADER,
        'row 2, column 201302: is blank. A blank is not 0. If a blank means that there is no count, add "" to '
        "count.missing.",
    ),
    ([ROWS[1], ROWS[1]], HEADER, "row 3: has the same offence and borough as row 2. Keep one of the two."),
    (
        ROWS,
        [*HEADER[:5], "2013"],
        "row 1, column 2013: is not a column of a borough table. Columns are majortext, minortext, boroughname and "
        "months like 201004.",
    ),
    (ROWS, [*HEADER[:5], "201301"], "row 1, column 201301: stands there twice. Keep one of the columns."),
    (
        [row[:3] for row in ROWS],
        HEADER[:3],
        "row 1: a column of a month, like 201004, is missing. Give the file as published.",
    ),
    (
        [row[1:] for row in ROWS],
        HEADER[1:],
        "row 1: a column majortext is missing. Give the file as published.",
    ),
]


@pytest.mark.parametrize(("rows", "header", "said"), REFUSED, ids=[said[:50] for *_, said in REFUSED])
def test_what_no_borough_table_has_is_refused(tmp_path, rows, header, said):
    assert f"boroughs.csv: {said}" in refused(tmp_path, rows, header)


def test_a_file_that_is_empty_is_refused(tmp_path):
    (tmp_path / "boroughs.csv").write_text("", "utf-8")
    with pytest.raises(DataError) as found:
        read(tmp_path, tmp_path / "boroughs.csv")
    assert found.value.problems == ["boroughs.csv: is empty. An empty file is no data, and not 0 crimes."]


# Real files

GROUPS = {
    "ARSON AND CRIMINAL DAMAGE": "Criminal damage and arson",
    "MISCELLANEOUS CRIMES AGAINST SOCIETY": "Miscellaneous crimes",
    "POSSESSION OF WEAPONS": "Possession of weapons offences",
}


@pytest.fixture(scope="module")
def real():
    paths = sorted(REAL.glob("*.parquet"))
    return mps.read(paths, read_names("params", REAL_LOOKUP), read_offences("params"))


@needs_data
def test_the_counts_of_haringey_are_those_expected_to_the_last_crime(real):
    ours = Counter()
    for row in real.table.to_pylist():
        if row["area"] == "haringey" and row["state"] == "counted" and row["period_start"] < date(2013, 4, 1):
            start = row["period_start"]
            quarter = (start.month - 4) % 12 // 3 + 1
            ours[start.year - (start.month < 4), quarter, row["offence_group"]] += row["crimes"]
    with EXPECTED.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wanted = {
        (int(row["financial_year"][:4]), int(row["financial_quarter"]), group_of(row["major"])): int(
            row["recorded"]
        )
        for row in rows
    }
    assert len(wanted) == len(rows) and {key: ours[key] for key in wanted} == wanted
    assert sum(ours.values()) == sum(wanted.values()) == 23841 + 25242 + 22954


def group_of(major):
    return GROUPS.get(major, major.capitalize())


@needs_data
def test_no_crime_of_the_real_files_is_lost(real):
    cells = 0
    for path in REAL.glob("*.parquet"):
        table = pq.read_table(path)
        cells += sum(sum(table[name].to_pylist()) for name in table.column_names[3:])
    crimes = [row["crimes"] for row in real.table.to_pylist() if row["crimes"] is not None]
    assert sum(crimes) == cells


@needs_data
def test_the_quarter_between_the_two_files_is_complete_with_both_and_labelled_with_one(real):
    told = "2023-24-Q4 is incomplete: 2 of its 3 months (2024-01, 2024-02)"
    assert told not in notes(real)
    assert "2025-26-Q4 is incomplete: 2 of its 3 months (2026-01, 2026-02)" in notes(real)
    names, offences = read_names("params", REAL_LOOKUP), read_offences("params")
    alone = mps.read([REAL / "recorded-crime-borough-historical.parquet"], names, offences)
    assert told in notes(alone)
