"""Any file through a mapping: what is counted, what is kept apart, and each refusal with its words."""

import random
from datetime import date, datetime

import pytest
import python_calamine
import workbooks
from hypothesis import given, settings
from hypothesis import strategies as st
from mappings import (
    HEADER,
    INCIDENTS,
    ROWS,
    counts,
    mapping_file,
    names_for,
    notes,
    read_rows,
    read_through,
    refused,
    states,
    written,
)

from iomlib.errors import DataError
from iomlib.tables.recorded.contract import KEY, SCHEMA
from iomlib.tables.recorded.counted import Reader, Refused
from iomlib.tables.recorded.draft import draft
from iomlib.tables.recorded.mapped import read, recognises
from iomlib.tables.recorded.mapping import CountOf, read_mapping

AT = "extract.csv: "


def test_counts_are_read_to_the_table_of_all_readers(tmp_path):
    made = read_rows(tmp_path, ROWS)
    assert made.series == "force-extract" and made.table.schema == SCHEMA
    assert counts(made) == {
        ("peterborough", "2018-04", "Theft offences"): 5,
        ("peterborough", "2018-04", "Robbery"): 0,
        ("haringey", "2018-04", "Theft offences"): 7,
        ("haringey", "2018-05", "Theft offences"): 9,
    }
    row = made.table.to_pylist()[0]
    assert (row["area_code"], row["kind"], row["place"], row["period_end"]) == (
        "E22000199",
        "crime",
        "area",
        date(2018, 4, 30),
    )
    assert [row["source"] for row in made.table.to_pylist()] == [made.files[0].sha256] * 4
    assert made.files[0].title == "Crimes of our area. The force, 3 May 2019. For the partnership"
    assert "force-extract haringey 2018-05" in made.files[0].covers


def test_what_looks_like_a_name_in_a_cell_that_has_slipped_is_not_repeated(tmp_path):
    slipped = [
        ["Ann Example", "2018-04", "Burglary", "1"],
        ["Haringey", "EXAMPLE ANN", "Burglary", "1"],
        ["Haringey", "2018-04", "Example, Ann", "1"],
        ["Haringey", "2018-04", "Robbery", "Ann Example"],
        ["Heringey", "2018-04", "Burglary Dwelling", "1"],
    ]
    found = refused(tmp_path, slipped)
    assert "xample" not in " ".join(found) and "XAMPLE" not in " ".join(found)
    unsaid = "a text (not repeated, because it may be a person's name)"
    hushed = [line.removeprefix(AT) for line in found if unsaid in line]
    assert [line.partition(unsaid)[0] for line in hushed] == [
        "row 2, column Area: ",
        "row 3, column Month: ",
        "row 4, column Offence: ",
        "row 5, column Crimes: ",
    ]
    assert sum("Burglary Dwelling" in line or "Heringey" in line for line in found) == 2


def test_a_period_that_has_not_begun_is_refused(tmp_path):
    (found,) = refused(tmp_path, [["Haringey", "2098-04", "Burglary", "1"]])
    assert found.startswith(f"{AT}row 2, column Month: 2098-04 has not begun yet. ")
    rows = [["Haringey", "01/04/98", "Burglary"]]
    changes = {**INCIDENTS, "period": {"column": "Date", "format": "dd/mm/yy", "means": "day"}}
    (found,) = refused(tmp_path, rows, changes, header=["Area", "Date", "Offence"])
    assert "column Date: 2098-04 has not begun yet" in found


def test_a_number_of_a_case_is_no_count(tmp_path):
    (found,) = refused(tmp_path, [["Haringey", "2018-04", "Burglary", "42018001234"]])
    assert "42018001234 is too large for a count" in found


def test_the_table_is_sorted_and_its_keys_are_unique(tmp_path):
    keys = [tuple(row[name] for name in KEY) for row in read_rows(tmp_path, ROWS).table.to_pylist()]
    assert keys == sorted(set(keys))


def test_rows_of_incidents_are_counted_one_by_one(tmp_path):
    rows = [["Peterborough", "01/02/2019", "Burglary"], ["Peterborough", "28/02/2019", "Burglary"]] * 2
    rows += [["Haringey", "02/01/2019", "Robbery"]]
    made = read_rows(tmp_path, rows, INCIDENTS, header=["Area", "Date", "Offence"])
    assert counts(made) == {
        ("peterborough", "2019-02", "Theft offences"): 4,
        ("haringey", "2019-01", "Robbery"): 1,
    }


def test_several_offences_of_one_group_are_added_up(tmp_path):
    names = {"Burglary": {"group": "Theft"}, "Robbery": {"group": "Theft"}}
    assert counts(read_rows(tmp_path, ROWS[:2], {"offence": {"names": names}})) == {
        ("peterborough", "2018-04", "Theft"): 5
    }


def test_an_incident_stays_apart_from_crime(tmp_path):
    names = {"ASB": {"group": "Anti-social behaviour", "kind": "incident"}, "Burglary": {"group": "Theft"}}
    made = read_rows(
        tmp_path,
        [["Haringey", "2018-04", "ASB", "8"], ["Haringey", "2018-04", "Burglary", "1"]],
        {"offence": {"names": names}},
    )
    assert {(row["kind"], row["crimes"]) for row in made.table.to_pylist()} == {("incident", 8), ("crime", 1)}


def test_months_across_are_read_from_the_headings(tmp_path):
    changes = {"period": {"across": "rest", "format": "mmm yyyy"}, "count": None}
    header = ["Area", "Offence", "Apr 2018", "May 2018"]
    made = read_rows(tmp_path, [["Haringey", "Burglary", "3", "4"]], changes, header=header)
    assert list(counts(made).values()) == [3, 4]
    (found,) = refused(
        tmp_path, [["Haringey", "Burglary", "3", "4"]], changes, header=[*header[:3], "Change"]
    )
    assert found == (
        f"{AT}row 1, column Change: Change is not written mmm yyyy. "
        'Add "Change" to ignore if it is no period, or name it under totals with of: across.'
    )


def test_offences_across_are_read_from_the_headings(tmp_path):
    changes = {"offence": {"column": None, "across": "rest"}, "count": None}
    header = ["Area", "Month", "Burglary", "Robbery"]
    made = read_rows(tmp_path, [["Haringey", "2018-04", "3", "4"]], changes, header=header)
    assert counts(made) == {
        ("haringey", "2018-04", "Theft offences"): 3,
        ("haringey", "2018-04", "Robbery"): 4,
    }
    (found,) = refused(tmp_path, [["Haringey", "2018-04", "3", "4"]], changes, header=[*header[:3], "Robery"])
    assert found == f"{AT}row 1, column Robery: Robery is not in offence.names. Did you mean Robbery?"


def test_headings_across_may_be_dates_of_a_workbook(tmp_path):
    changes = {"period": {"across": "rest", "format": "date", "means": "month beginning"}, "count": None}
    rows = [["Area", "Offence", date(2018, 4, 1), date(2018, 5, 1)], ["Haringey", "Burglary", 3, 4]]
    path = workbooks.write(tmp_path / "extract.xlsx", {"Data": rows})
    assert list(counts(read_through(tmp_path, [path], changes)).values()) == [3, 4]


def test_a_financial_year_and_a_quarter_in_two_columns_are_a_quarter(tmp_path):
    period = {"year": "Year", "quarter": "Qtr", "format": "yyyy/yy", "means": "financial quarter"}
    header = ["Area", "Year", "Qtr", "Offence", "Crimes"]
    made = read_rows(
        tmp_path, [["Haringey", "2018/19", "Q4", "Burglary", "3"]], {"period": period}, header=header
    )
    assert list(counts(made)) == [("haringey", "2019-01", "Theft offences")]
    (found,) = refused(
        tmp_path, [["Haringey", "2018/19", "Year", "Burglary", "3"]], {"period": period}, header=header
    )
    assert "row 2, column Year: stands beside a quarter that is not 1 to 4." in found


def test_one_period_and_one_offence_may_hold_for_the_whole_file(tmp_path):
    changes = {
        "period": {"fixed": "2018-19-Q1"},
        "offence": {"column": None, "names": None, "fixed": {"group": "All crime"}},
        "area": {"column": None, "find": None, "fixed": "haringey"},
    }
    made = read_rows(tmp_path, [["12"]], changes, header=["Crimes"])
    assert counts(made) == {("haringey", "2018-04", "All crime"): 12}
    changes["area"]["fixed"] = "hogwarts"
    (found,) = refused(tmp_path, [["12"]], changes, header=["Crimes"])
    assert found == f"{AT}row 2: hogwarts is no known area. Write an id of areas.csv under area.fixed."


def test_the_force_tells_rows_of_areas_that_are_not_its_own(tmp_path):
    made = read_rows(tmp_path, ROWS, {"force": {"fixed": "cambridgeshire"}})
    assert {(row["place"], row["area"], row["recorded_by"]) for row in made.table.to_pylist()} == {
        ("area", "peterborough", "cambridgeshire"),
        ("other force", "haringey", "cambridgeshire"),
    }
    assert "16 put apart as other force" in notes(made)


def test_a_force_that_nobody_knows_is_refused(tmp_path):
    rows = [[*row, "Cambridgshire"] for row in ROWS[:1]]
    found = refused(tmp_path, rows, {"force": {"column": "Force"}}, header=[*HEADER, "Force"])
    assert found == [
        f"{AT}row 2, column Force: Cambridgshire is no known force. Did you mean Cambridgeshire?",
    ]
    found = refused(tmp_path, [[*ROWS[0], ""]], {"force": {"column": "Force"}}, header=[*HEADER, "Force"])
    assert found == [f"{AT}row 2, column Force: is blank. Write the force."]


def test_the_extract_of_the_example_is_read_as_its_mapping_says(tmp_path, root):
    path = tmp_path / "extract.csv"
    header = "Crime Number,Local Authority,Ward,Date Recorded,Offence,Victim Surname"
    rows = [
        "C1,Stockton-on-Tees,Park End,01/04/2018,Burglary Dwelling,Example",
        "C2,Stockton-on-Tees,Castle Hill,30/04/2018,Theft – Other,Sample",
        "C3,Peterborough,Mill Lane,14/04/2018,Violence with Injury,Specimen",
        "C4,Not recorded,,14/04/2018,Anti-social behaviour,",
    ]
    path.write_text("\n".join(["Extract,,,,,", ",,,,,", header, *rows, "Source: the force,,,,,"]), "utf-8")
    made = read([path], names_for(tmp_path), read_mapping(root / "params" / "mappings" / "force-extract.yml"))
    assert [(row["place"], row["kind"], row["crimes"]) for row in made.table.to_pylist()] == [
        ("no location", "incident", 1),
        ("other force", "crime", 1),
        ("area", "crime", 1),
        ("area", "crime", 1),
    ]


# Workbooks


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_a_workbook_gives_the_same_as_csv(tmp_path, ending):
    rows = [HEADER, *[[*row[:3], int(row[3])] for row in ROWS]]
    path = workbooks.write(tmp_path / f"extract{ending}", {"Notes": [["About"]], "Data": rows})
    made = read_through(tmp_path, [path], {"file": {"sheet": "Data"}})
    assert counts(made) == counts(read_rows(tmp_path, ROWS))
    assert "sheets not read: Notes" in notes(made)


def test_a_workbook_with_several_sheets_needs_the_name_of_one(tmp_path):
    path = workbooks.write(tmp_path / "extract.xlsx", {"Notes": [["About"]], "Data": [HEADER, *ROWS]})
    with pytest.raises(DataError) as found:
        read_through(tmp_path, [path])
    assert found.value.problems == [
        "extract.xlsx: has 2 sheets: Notes, Data. Write under file which one is read: sheet: Notes."
    ]
    with pytest.raises(DataError) as found:
        read_through(tmp_path, [path], {"file": {"sheet": "2018"}})
    assert found.value.problems == ["extract.xlsx: has no sheet 2018. Its sheets: Notes, Data."]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("PasswordError", "extract.xlsx: has a password. Save it without one."),
        (
            "ZipError",
            "extract.xlsx: is not a workbook that can be read. Save it again as CSV UTF-8, Excel workbook or ODS.",
        ),
    ],
)
def test_a_workbook_with_a_password_or_a_broken_one_is_refused(tmp_path, monkeypatch, error, said):
    path = workbooks.write(tmp_path / "extract.xlsx", {"Data": [HEADER, *ROWS]})

    class Broken:
        @staticmethod
        def from_path(_path):
            raise getattr(python_calamine, error)

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Broken)
    with pytest.raises(DataError) as found:
        read_through(tmp_path, [path])
    assert found.value.problems == [said]


def test_sheets_of_years_are_read_together(tmp_path):
    sheets = {"2018": [HEADER, ROWS[0]], "2019": [HEADER, ["Peterborough", "2019-04", "Burglary", "6"]]}
    path = workbooks.write(tmp_path / "extract.ods", sheets)
    made = read_through(tmp_path, [path], {"file": {"sheet": ["2018", "2019"]}})
    assert list(counts(made).values()) == [5, 6] and made.files[0].rows == 2


def test_dates_of_a_workbook_are_read_as_dates_only_where_that_is_stated(tmp_path):
    rows = [HEADER, ["Haringey", date(2019, 2, 1), "Burglary", 1]]
    path = workbooks.write(tmp_path / "extract.xlsx", {"Data": rows})
    period = {"column": "Month", "format": "date", "means": "day"}
    assert list(counts(read_through(tmp_path, [path], {"period": period}))) == [
        ("haringey", "2019-02", "Theft offences")
    ]
    with pytest.raises(DataError) as found:
        read_through(tmp_path, [path], {"period": {**period, "format": "dd/mm/yyyy"}})
    assert found.value.problems == [
        "extract.xlsx: row 2, column Month: is a date to the spreadsheet and no text, perhaps read month first. "
        "Write format: date if it is right. The mapping file says format: dd/mm/yyyy. Write another, or mend the cell."
    ]


def test_dates_and_texts_in_one_column_are_refused(tmp_path):
    """Excel turns 01/02/2019 into a date, month first on some machines, and leaves 13/02/2019 a text."""
    rows = [HEADER, ["Haringey", date(2019, 1, 2), "Burglary", 1], ["Haringey", "13/02/2019", "Burglary", 1]]
    path = workbooks.write(tmp_path / "extract.xlsx", {"Data": rows})
    for spelt in ("date", "dd/mm/yyyy"):
        with pytest.raises(DataError):
            read_through(tmp_path, [path], {"period": {"column": "Month", "format": spelt, "means": "day"}})


def test_serial_numbers_of_excel_are_dates_where_that_is_stated(tmp_path):
    period = {"column": "Month", "format": "excel", "means": "day"}
    made = read_rows(tmp_path, [["Haringey", "43497", "Burglary", "1"]], {"period": period})
    assert list(counts(made)) == [("haringey", "2019-02", "Theft offences")]


def test_merged_headings_in_two_rows_are_joined(tmp_path):
    rows = [
        ["Area", "Offence", "2018/19", None, "2019/20", None],
        [None, None, "Q1", "Q2", "Q1", "Q2"],
        ["Haringey", "Burglary", 1, 2, 3, 4],
    ]
    path = workbooks.write(
        tmp_path / "extract.xlsx", {"Data": rows}, merged={"Data": ["C1:D1", "E1:F1", "A1:A2", "B1:B2"]}
    )
    changes = {
        "file": {"header": [1, 2]},
        "period": {"across": "rest", "format": "yyyy/yy Qq", "means": "financial quarter"},
        "count": None,
    }
    made = read_through(tmp_path, [path], changes)
    assert {key[1]: count for key, count in counts(made).items()} == {
        "2018-04": 1,
        "2018-07": 2,
        "2019-04": 3,
        "2019-07": 4,
    }


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("extract.xlsx", b"not a workbook", "is not a workbook that can be read. Save it again as CSV UTF-8"),
        ("extract.ods", b"PK\x03\x04 broken", "is not a workbook that can be read"),
        ("extract.parquet", b"PAR1 broken", "is not a Parquet file that can be read. Write it again."),
        ("extract.csv", b"", "is empty. An empty file is no data, and not 0 crimes."),
        ("extract.csv", b"PK\x03\x04", "is an Excel or LibreOffice file, not a CSV file. Save it again"),
        ("extract.csv", b'Area,"Mon', "row 1: quotes do not match."),
        (
            "extract.csv",
            b"Area;Month\nHaringey;2018-04\n",
            'has ";" between its cells. Write separator: ";" under file',
        ),
        ("extract.csv", b"Area\tMonth\n", 'has "tab" between its cells. Write separator: "tab" under file'),
        (
            "extract.csv",
            b"Area,Month\nA \x96 B,2018-04\n",
            "row 2: is not utf-8 text. Save the file as CSV UTF-8, or "
            "write encoding: windows-1252 under file if it is that.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as found:
        read_through(tmp_path, [tmp_path / name])
    assert found.value.problems[0].startswith(f"{name}: {said}")


def test_a_file_that_is_not_there_and_a_sheet_of_a_csv_file_are_refused(tmp_path):
    with pytest.raises(DataError) as found:
        read_through(tmp_path, [tmp_path / "none.csv"])
    assert found.value.problems == ["none.csv: is not there. Check the name of the file."]
    assert refused(tmp_path, ROWS, {"file": {"sheet": "Data"}}) == [
        f"{AT}has no sheets. Take sheet away from the mapping file, or give the workbook."
    ]


def test_another_encoding_and_another_separator_are_read_where_stated(tmp_path):
    path = tmp_path / "extract.csv"
    path.write_bytes("Area;Month;Offence;Crimes\nHaringey;2018-04;Theft – other;4\n".encode("cp1252"))
    changes = {
        "file": {"encoding": "windows-1252", "separator": ";"},
        "offence": {"names": {"Theft - other": {"group": "Theft"}}},
    }
    assert list(counts(read_through(tmp_path, [path], changes)).values()) == [4]


# Rows and columns


def test_titles_above_and_footnotes_below_are_passed_over(tmp_path):
    path = tmp_path / "extract.csv"
    written(path, ROWS, end="\nSource: the force\nNotes\n1. See above\n")
    text = f'"Crimes, our area"\n\n{path.read_text("utf-8")}'
    path.write_text(text, "utf-8")
    made = read_through(tmp_path, [path], {"file": {"header": 3, "stop": ["Source"]}})
    assert sum(counts(made).values()) == 21 and made.files[0].rows == 4
    with pytest.raises(DataError) as found:
        read_through(tmp_path, [path], {"file": {"header": 3}})
    assert found.value.problems[0] == (
        "extract.csv: row 9: 1 cells, where the header has 4. 3 rows like this. Put texts with a comma in double "
        "quotes. If the table ends above, write file.last or file.stop."
    )


def test_a_row_below_the_last_that_looks_like_data_is_refused(tmp_path):
    for file in ({"last": 4}, {"first": 3}, {"stop": ["Haringey"]}):
        (found,) = refused(tmp_path, ROWS, {"file": file})
        assert "looks like a row of the table, and is not between its first and its last." in found


def test_a_header_below_the_end_of_the_file_is_refused(tmp_path):
    assert refused(tmp_path, ROWS, {"file": {"header": 9}}) == [
        f"{AT}has 5 rows, and the header should be row 9. Write the row of the header under file.header."
    ]


def test_a_table_without_rows_is_refused(tmp_path):
    assert refused(tmp_path, []) == [
        f"{AT}row 1: no rows stand below the header. A table without rows is no data, and not 0 crimes."
    ]


def test_a_column_that_the_mapping_does_not_name_is_refused_and_one_to_ignore_is_told(tmp_path):
    rows = [[*row, "x"] for row in ROWS]
    assert refused(tmp_path, rows, header=[*HEADER, "Ward"]) == [
        f'{AT}row 1, column Ward: is not in the mapping file. Say what it is, or add "Ward" to ignore: nothing is '
        "left out in silence."
    ]
    made = read_rows(tmp_path, rows, {"ignore": ["Ward"]}, header=[*HEADER, "Ward"])
    assert "column Ward was left out, as the mapping file says" in notes(made)
    (found,) = refused(tmp_path, rows, header=[*HEADER, ""])
    assert "cells, where the header has 4" in found


def test_a_column_that_is_not_in_the_file_is_refused_with_the_nearest(tmp_path):
    assert refused(tmp_path, ROWS, {"count": {"column": "Crime"}}) == [
        f"{AT}row 1, column Crime: is not a column of this file. Did you mean Crimes?",
        f'{AT}row 1, column Crimes: is not in the mapping file. Say what it is, or add "Crimes" to ignore: nothing '
        "is left out in silence.",
    ]
    assert refused(tmp_path, ROWS, {"ignore": ["Beat"]})[0].startswith(
        f"{AT}row 1, column Beat: is not a column of this file."
    )


def test_a_column_with_two_meanings_is_refused(tmp_path):
    assert refused(tmp_path, ROWS, {"ignore": ["Area"]}) == [
        f"{AT}row 1, column Area: is meant twice, as area and as ignore or a sum. A column means one thing."
    ]


def test_a_column_without_a_heading_is_named_by_its_place(tmp_path):
    rows = [[row[0], "x", *row[1:]] for row in ROWS]
    header = ["Area", "", "Month", "Offence", "Crimes"]
    assert refused(tmp_path, rows, header=header) == [
        f'{AT}row 1, column #2: has values and no heading. Say what it is, or add "#2" to ignore: nothing is left '
        "out in silence."
    ]
    assert len(counts(read_rows(tmp_path, rows, {"ignore": ["#2"]}, header=header))) == 4


def test_a_rate_is_not_read_as_a_count(tmp_path):
    changes = {"count": {"column": "#4"}}
    assert refused(tmp_path, ROWS, changes, header=[*HEADER[:3], "% change"]) == [
        f"{AT}row 1, column % change: is a rate or a percentage. Name the column with the counts under count.column."
    ]


def test_areas_and_offences_that_nobody_knows_are_told_all_at_once(tmp_path):
    rows = [
        ["Peterboro", "2018-04", "Burglary", "5"],
        ["Inner London", "2018-04", "Burglery", "5"],
        ["Total", "2018-04", "All crime", "5"],
        ["", "2018-04", "", "5"],
    ]
    assert refused(tmp_path, rows) == [
        f"{AT}row 2, column Area: Peterboro is no known partnership. Did you mean Peterborough? If it is no area, "
        "write under area.apart what it is.",
        f"{AT}row 3, column Area: Inner London is no known partnership. {near(tmp_path, 'Inner London')} If it is no "
        "area, write under area.apart what it is.",
        f"{AT}row 3, column Offence: Burglery is not in offence.names. Did you mean Burglary?",
        f"{AT}row 4, column Area: Total is no known partnership. If it is a total, name it under totals. If it is no "
        "area, write under area.apart what it is.",
        f"{AT}row 4, column Offence: All crime is not in offence.names. Allowed: Burglary, Robbery. If it is a total, "
        "name it under totals.",
        f"{AT}row 5, column Area: is blank. Write it in each row, also where cells were merged, or move file.last or "
        "file.stop.",
        f"{AT}row 5, column Offence: is blank. Write the offence, or move file.last or file.stop.",
    ]


def near(folder, text):
    return names_for(folder).nearest("partnership", text)


def test_a_code_and_a_name_that_are_two_areas_are_refused(tmp_path):
    rows = [["E22000199", *ROWS[0]]]
    (found,) = refused(tmp_path, rows, {"area": {"code": "Code"}}, header=["Code", *HEADER])
    assert found == (
        f"{AT}row 2, column Area: Peterborough is no known partnership. E22000199 is Haringey, and not Peterborough."
    )


def test_what_is_no_area_is_kept_apart_and_counted(tmp_path):
    apart = {"Unassigned": "unassigned", "Heathrow": "not a territory"}
    rows = [*ROWS, ["Unassigned", "2018-04", "Burglary", "3"], ["Heathrow", "2018-04", "Burglary", "4"]]
    made = read_rows(tmp_path, rows, {"area": {"apart": apart}})
    assert counts(made)["unassigned", "2018-04", "Theft offences"] == 3
    assert {"3 put apart as unassigned", "4 put apart as not a territory"} <= set(notes(made))


def test_without_a_lookup_the_message_says_how_to_give_one(tmp_path):
    from iomlib.tables.recorded.names import read_names

    path = written(tmp_path / "extract.csv", [["Islington", "2018-04", "Burglary", "1"]])
    with pytest.raises(DataError) as found:
        read([path], read_names("params"), read_mapping(mapping_file(tmp_path)))
    assert found.value.problems[0].endswith("Give the ONS lookup with --lookup.")


# Counts

SIGNS = {
    "thousands": ",",
    "missing": ["..", "n/a", ""],
    "suppressed": ["<5", "*"],
    "not_in_series": ["[z]"],
    "marks": ["[note 2]", "*"],
}
READ = [
    ("5", ("counted", 5)),
    ("-5", ("counted", -5)),
    ("−5", ("counted", -5)),
    ("12.0", ("counted", 12)),
    ("1,234", ("counted", 1234)),
    ("1,234 [note 2]", ("counted", 1234)),
    ("1,234*", ("counted", 1234)),
    ("*", ("suppressed", None)),
    ("<5", ("suppressed", None)),
    ("..", ("missing", None)),
    ("", ("missing", None)),
    ("[z]", ("not in series", None)),
    (7, ("counted", 7)),
    (7.0, ("counted", 7)),
    (None, ("missing", None)),
]


@pytest.mark.parametrize(("cell", "wanted"), READ, ids=[repr(cell) for cell, _ in READ])
def test_a_count_is_read_as_the_mapping_says(cell, wanted):
    assert Reader(CountOf(**SIGNS)).read(cell) == wanted


UNREAD = [
    ("", "is blank", 'A blank is not 0. If a blank means that there is no count, add "" to count.missing.'),
    ("1,234", "1,234 is not a count", 'If the comma separates thousands, write thousands: "," under count.'),
    ("12%", "12% is a percentage", "Counts are whole numbers."),
    ("12.5", "12.5 is not a whole number", "Counts are whole numbers. A rate is not read."),
    (12.5, "12.5 is not a whole number", "Counts are whole numbers. A rate is not read."),
    ("1.000", "1.000 is not a whole number", "Counts are whole numbers. A rate is not read."),
    ("<5", "<5 is not a count", 'If it is withheld, add "<5" to count.suppressed.'),
    ("..", ".. is not a count", 'If it means that there is no count, add ".." to count.missing.'),
    ("-", "- is not a count", 'If it means that there is no count, add "-" to count.missing.'),
    ("(45)", "(45) is not a count", "If it is below 0, write it with a minus sign."),
    (
        "12 [note 2]",
        "12 [note 2] is not a count",
        'If "[note 2]" is the mark of a footnote, add it to count.marks.',
    ),
    (
        "Haringey",
        "Haringey is not a count",
        "Counts are whole numbers. Have the cells of this row slipped to another column?",
    ),
    (
        "0012",
        "0012 is not a count",
        "Counts are whole numbers. Have the cells of this row slipped to another column?",
    ),
    ("9" * 20, "99999999999999999999 is too large for a count", "Counts are whole numbers."),
    (True, "is true or false to the spreadsheet, and not a count", "Counts are whole numbers."),
    (datetime(2018, 5, 4), "is a date to the spreadsheet, and not a count", "Counts are whole numbers."),
]


@pytest.mark.parametrize(("cell", "found", "allowed"), UNREAD, ids=[repr(cell) for cell, *_ in UNREAD])
def test_a_cell_that_is_no_count_says_what_to_write(cell, found, allowed):
    assert Reader(CountOf()).read(cell) == Refused(found, allowed)


def test_a_count_below_0_is_kept_and_told_unless_it_is_refused(tmp_path):
    rows = [["Haringey", "2018-04", "Burglary", "-4"]]
    made = read_rows(tmp_path, rows)
    assert list(counts(made).values()) == [-4]
    assert "1 counts are below 0 and were kept: corrections of earlier ones" in notes(made)
    assert refused(tmp_path, rows, {"count": {"negative": "refused"}}) == [
        f"{AT}row 2, column Crimes: -4 is below 0. The mapping file says negative: refused."
    ]


def test_nought_missing_and_withheld_are_three_things(tmp_path):
    rows = [
        ["Haringey", f"2018-0{month}", "Burglary", text]
        for month, text in enumerate(["0", "..", "<5", "[z]"], 1)
    ]
    signs = {key: SIGNS[key] for key in ("missing", "suppressed", "not_in_series")}
    made = read_rows(tmp_path, rows, {"count": signs})
    assert states(made) == [("counted", 0), ("missing", None), ("suppressed", None), ("not in series", None)]
    assert {"1 counts are missing", "1 counts are withheld", "1 counts are of no series"} <= set(notes(made))


def test_bad_counts_of_one_column_are_told_once_with_their_number(tmp_path):
    rows = [["Haringey", f"2018-{month:02}", "Burglary", f"{month}.5"] for month in range(1, 13)]
    assert refused(tmp_path, rows) == [
        f"{AT}row 2, column Crimes: 1.5 is not a whole number. 12 rows like this. Counts are whole numbers. A rate is "
        "not read."
    ]


# Totals

TOTAL = {"totals": [{"column": "Area", "name": "All areas", "of": "others"}]}


def test_a_total_that_agrees_is_left_out_and_told(tmp_path):
    rows = [*ROWS, ["All areas", "2018-04", "Burglary", "12"], ["All areas", "2018-05", "Burglary", "9"]]
    made = read_rows(tmp_path, rows, TOTAL)
    assert counts(made) == counts(read_rows(tmp_path, ROWS))
    assert "2 rows of totals were left out: All areas" in notes(made)


def test_a_total_that_disagrees_is_refused_with_both_sums(tmp_path):
    rows = [*ROWS, ["All areas", "2018-04", "Burglary", "13"]]
    assert refused(tmp_path, rows, TOTAL) == [
        f"{AT}row 6, column Crimes: All areas is 13, and its 2 rows sum to 12. Nobody can say which is right: ask who "
        "supplied the file. The total is not used."
    ]


def test_a_grand_total_sums_up_all_rows_but_the_other_totals(tmp_path):
    totals = [
        {"column": "Area", "name": "All areas", "of": "others"},
        {"column": "Offence", "name": "All crime", "of": "others"},
    ]
    rows = [
        *ROWS[:3],
        ["All areas", "2018-04", "Burglary", "12"],
        ["Peterborough", "2018-04", "All crime", "5"],
        ["All areas", "2018-04", "All crime", "12"],
        ["All areas", "", "", "12"],
    ]
    made = read_rows(tmp_path, rows, {"totals": totals})
    assert sum(counts(made).values()) == 12
    rows[-1][-1] = "24"
    (found,) = refused(tmp_path, rows, {"totals": totals})
    assert "row 8, column Crimes: All areas is 24, and its 3 rows sum to 12." in found


def test_a_total_of_named_rows_is_held_against_those(tmp_path):
    total = {"column": "Area", "name": "Both", "of": ["Peterborough", "Haringey"]}
    rows = [*ROWS, ["Both", "2018-04", "Burglary", "12"]]
    assert len(counts(read_rows(tmp_path, rows, {"totals": [total]}))) == 4
    total["of"].append("Hull")
    assert refused(tmp_path, rows, {"totals": [total]})[0] == (
        f"{AT}row 6, column Area: Both sums up Hull, of which there is no row. Mend totals.of in the mapping file."
    )


def test_a_total_of_nothing_is_refused_unless_it_is_from_elsewhere(tmp_path):
    rows = [*ROWS, ["All areas", "2019-04", "Burglary", "12"]]
    assert refused(tmp_path, rows, TOTAL) == [
        f"{AT}row 6, column Area: All areas sums up no row of the table. Write of: elsewhere if that is right."
    ]
    elsewhere = {"totals": [{**TOTAL["totals"][0], "of": "elsewhere"}]}
    assert len(counts(read_rows(tmp_path, rows, elsewhere))) == 4


def test_a_total_with_a_withheld_part_is_told_as_unchecked(tmp_path):
    rows = [*ROWS[:1], ["Haringey", "2018-04", "Burglary", "<5"], ["All areas", "2018-04", "Burglary", "8"]]
    made = read_rows(tmp_path, rows, {**TOTAL, "count": {"suppressed": ["<5"]}})
    assert "1 totals could not be checked, because a count of theirs is missing or withheld" in notes(made)


def test_a_total_that_no_row_has_is_told(tmp_path):
    assert "total All areas is in the mapping file and in no row" in notes(read_rows(tmp_path, ROWS, TOTAL))


def test_a_column_of_sums_is_held_against_the_columns_across(tmp_path):
    changes = {
        "period": {"across": "rest", "format": "mmm yyyy"},
        "count": None,
        "totals": [{"column": "Total", "of": "across"}],
    }
    header = ["Area", "Offence", "Apr 2018", "May 2018", "Total"]
    made = read_rows(tmp_path, [["Haringey", "Burglary", "3", "4", "7"]], changes, header=header)
    assert sum(counts(made).values()) == 7
    (found,) = refused(tmp_path, [["Haringey", "Burglary", "3", "4", "8"]], changes, header=header)
    assert found.startswith(f"{AT}row 2, column Total: is 8, and the columns across sum to 7.")


# Repeated rows and several files


def test_two_rows_of_one_area_period_and_offence_are_refused_unless_they_are_added(tmp_path):
    rows = [ROWS[0], ["E22000017", *ROWS[0][1:]]]
    assert refused(tmp_path, rows) == [
        f"{AT}row 3: has the same area, period and offence as row 2. Keep one of the two, or write repeated: add under "
        "count if both are counted."
    ]
    assert list(counts(read_rows(tmp_path, rows, {"count": {"repeated": "add"}})).values()) == [10]


def test_two_columns_of_one_month_are_refused(tmp_path):
    changes = {"period": {"across": "rest", "format": "mmm yyyy"}, "count": None}
    header = ["Area", "Offence", "Apr 2018", "April 2018"]
    changes["period"]["format"] = "mmmm yyyy"
    assert refused(tmp_path, [["Haringey", "Burglary", "3", "4"]], changes, header=header) == [
        f"{AT}row 2: has two columns of the same area, period and offence. Keep one of the two, or write repeated: add "
        "under count if both are counted."
    ]


def test_one_authority_under_two_codes_is_refused_as_repeated(tmp_path):
    changes = {"area": {"code": "Code", "find": "authority"}}
    rows = [["E06000004", *ROWS[0]], ["E07009999", "Peterborough UA", *ROWS[0][1:]]]
    rows[0][1] = "Peterborough"
    rows[0][0] = "E06000031"
    (found,) = refused(tmp_path, rows, changes, header=["Code", *HEADER])
    assert "row 3: has the same area, period and offence as row 2." in found


def test_two_files_of_one_name_are_told_apart(tmp_path):
    (tmp_path / "old").mkdir()
    paths = [
        written(tmp_path / "extract.csv", ROWS[:1]),
        written(tmp_path / "old" / "extract.csv", ROWS[1:2]),
    ]
    with pytest.raises(DataError) as found:
        read_through(tmp_path, paths)
    assert "extract.csv: covers peterborough 2018-04, as extract.csv does." in str(found.value)


def test_two_files_of_one_area_and_period_are_refused_with_both_names(tmp_path):
    paths = [written(tmp_path / f"{name}.csv", [row]) for name, row in zip("ab", ROWS[:2], strict=True)]
    with pytest.raises(DataError) as found:
        read_through(tmp_path, paths)
    assert found.value.problems == [
        "b.csv: covers peterborough 2018-04, as a.csv does. Give one of the two. Write parts: true if each file "
        "holds a part of them."
    ]
    assert len(counts(read_through(tmp_path, paths, {"parts": True}))) == 2


def test_two_parts_with_one_and_the_same_count_are_refused(tmp_path):
    paths = [written(tmp_path / f"{name}.csv", ROWS) for name in "ab"]
    with pytest.raises(DataError) as found:
        read_through(tmp_path, paths, {"parts": True})
    assert found.value.problems == [
        "b.csv: covers haringey burglary 2018-04 and 3 more, as a.csv does. Give one of the two."
    ]


def test_a_mapping_file_reads_kinds_of_files_and_no_others(tmp_path):
    assert recognises(tmp_path / "a.ods") and not recognises(tmp_path / "a.pdf")


# Dates


def test_one_month_of_several_years_is_refused_as_days(tmp_path):
    rows = [["Haringey", f"31/12/{year}", "Burglary"] for year in (2010, 2011)]
    assert refused(tmp_path, rows, INCIDENTS, header=["Area", "Date", "Offence"]) == [
        f"{AT}row 2, column Date: holds one and the same month of several years, so that it may mean a year. Write "
        "means: financial year beginning, financial year ending or calendar year. If it is right all "
        "the same, write means: month."
    ]


def test_many_dates_of_which_none_is_after_the_12th_are_refused(tmp_path):
    """A file written month first and read day first has months as days."""
    days = [date.fromordinal(date(2018, 4, 1).toordinal() + 3 * n) for n in range(100)]
    good = [["Haringey", f"{day:%d/%m/%Y}", "Burglary"] for day in days]
    header = ["Area", "Date", "Offence"]
    assert sum(counts(read_rows(tmp_path, good, INCIDENTS, header=header)).values()) == 100
    bad = [row for row in good if int(row[1][:2]) <= 12]
    assert len(bad) >= 30
    (found,) = refused(tmp_path, bad, INCIDENTS, header=header)
    assert (
        "column Date: holds no day after the 12th, so that days and months may be the wrong way round."
        in found
    )


def test_a_date_that_is_not_written_as_stated_is_refused_with_the_row(tmp_path):
    rows = [["Haringey", "2019-02-01", "Burglary"], ["Haringey", "04/13/2019", "Burglary"]]
    assert refused(tmp_path, rows, INCIDENTS, header=["Area", "Date", "Offence"]) == [
        f"{AT}row 2, column Date: 2019-02-01 is not written dd/mm/yyyy. The mapping file says format: dd/mm/yyyy. "
        "Write another, or mend the cell.",
        f"{AT}row 3, column Date: 04/13/2019 is no day of the calendar. It may be written month first. The mapping "
        "file says format: dd/mm/yyyy. Write another, or mend the cell.",
    ]


# People

PEOPLE = [
    ("Surname", ["Example", "Sample", "Specimen"], "its heading says so"),
    ("DOB", ["1/2/1980", "1/2/1990", "1/2/2000"], "its heading says so"),
    ("Custody Number", ["zz-1", "zz-2", "zz-3"], "its heading says so"),
    ("Remark", ["Ann Example", "Bo Sample", "Cy Specimen"], "most of its cells look like names"),
    ("Ref", ["EXAMPLE, Ann", "SAMPLE, Bo", "SPECIMEN, Cy"], "most of its cells look like names"),
    ("Where", ["ZZ99 9ZZ", "ZZ98 8ZZ", "ZZ97 7ZZ"], "most of its cells look like postcodes"),
    (
        "Contact",
        ["a@example.org", "b@example.org", "c@example.org"],
        "most of its cells look like e-mail addresses",
    ),
    (
        "Contact 2",
        ["01632 960001", "01632 960002", "01632 960003"],
        "most of its cells look like telephone numbers",
    ),
    (
        "Ref 2",
        ["QQ123456C", "QQ123457C", "QQ123458C"],
        "most of its cells look like National Insurance numbers",
    ),
    (
        "Ref 3",
        ["1999/123456A", "2001/123457B", "2003/1234C"],
        "most of its cells look like numbers of the Police National Computer",
    ),
    ("Key date", ["01/02/1950", "03/04/1975", "05/06/1990"], "its dates look like dates of birth"),
]


@pytest.mark.parametrize(("name", "values", "why"), PEOPLE, ids=[name for name, *_ in PEOPLE])
def test_a_column_that_holds_people_is_refused_without_a_value_of_it(tmp_path, name, values, why):
    rows = [[*row, value] for row, value in zip(ROWS, values, strict=False)]
    found = refused(tmp_path, rows, header=[*HEADER, name])
    assert found == [
        f"{AT}row 1, column {name}: seems to hold people: {why}. Tables of recorded crime hold no people: delete the "
        "column, or name it under ignore."
    ]
    made = read_rows(tmp_path, rows, {"ignore": [name]}, header=[*HEADER, name])
    assert (
        f"column {name} was left out, as the mapping file says, because it may hold people: {why}"
        in notes(made)
    )
    assert not any(value in repr((made.table.to_pylist(), made.files)) for value in values)


@pytest.mark.parametrize(
    "name", ["Number of Victims", "Area Name", "Offence Name", "Age Group", "Total Suspects", "Beat"]
)
def test_a_column_that_counts_or_names_places_holds_nobody(tmp_path, name):
    (found,) = refused(tmp_path, [[*row, "1"] for row in ROWS], header=[*HEADER, name])
    assert "is not in the mapping file" in found


def test_wards_and_roads_with_two_capitals_are_no_people(tmp_path):
    wards = ["Castle Hill", "Park End", "Victoria Road", "Mill Lane"]
    rows = [[*row, ward] for row, ward in zip(ROWS, wards, strict=True)]
    (found,) = refused(tmp_path, rows, header=[*HEADER, "Ward"])
    assert "column Ward: is not in the mapping file." in found


def test_one_december_after_another_is_read_where_the_mapping_insists(tmp_path):
    rows = [["Haringey", f"{day}/12/{year}", "Burglary"] for year in (2017, 2018) for day in (4, 20)]
    header = ["Area", "Date", "Offence"]
    assert "the same month of several years" in refused(tmp_path, rows, INCIDENTS, header=header)[0]
    period = {"column": "Date", "format": "dd/mm/yyyy", "means": "month"}
    assert list(
        counts(read_rows(tmp_path, rows, {**INCIDENTS, "period": period}, header=header)).values()
    ) == [2, 2]


def test_a_column_called_name_may_hold_areas_and_is_not_repeated_where_it_does_not(tmp_path):
    changes, header = {"area": {"column": "Name"}}, ["Name", *HEADER[1:]]
    assert len(counts(read_rows(tmp_path, ROWS, changes, header=header))) == 4
    (found,) = refused(tmp_path, [["Zebedee Example", *ROWS[0][1:]]], changes, header=header)
    assert found.startswith(
        f"{AT}row 2, column Name: a text (not repeated, because the file may hold people) is no known"
    )


def test_days_of_offences_are_no_dates_of_birth(tmp_path):
    header, rows = (
        ["Area", "Date", "Offence"],
        [["Haringey", f"1{day}/04/2018", "Burglary"] for day in range(9)],
    )
    assert len(counts(read_rows(tmp_path, rows, INCIDENTS, header=header))) == 1


def test_a_name_that_slipped_into_another_column_is_not_repeated(tmp_path):
    header = ["Area", "Surname", "Date", "Offence"]
    rows = [
        ["Haringey", "Example", "01/02/2018", "Burglary"],
        ["Ann Example", "01/02/1980", "Sample Road 1", "Bo"],
    ]
    found = refused(tmp_path, rows, {**INCIDENTS, "ignore": ["Surname"]}, header=header)
    assert found and not any(word in " ".join(found) for word in ("Ann", "1980", "Sample", "Bo "))
    assert found[0].startswith(
        f"{AT}row 3, column Area: a text (not repeated, because the file may hold people) is no known partnership."
    )


@pytest.mark.parametrize("slipped", [1, 2, 3, 4])
@pytest.mark.parametrize("rows", ["counts", "incidents"])
def test_nothing_of_a_person_is_in_a_message_wherever_the_row_slipped_to(tmp_path, slipped, rows):
    secret = ["Zebedee Example", "07/08/1961", "ZZ99 9ZZ"]
    good = ["Haringey", "01/04/2018", "Burglary", "5", "Sample", "01/02/1970", "ZZ98 8ZZ"]
    bad = ["Haringey", "01/04/2018", "Burglary", "5", *secret]
    header = ["Area", "Date", "Offence", "Crimes", "Surname", "Born", "Postcode"]
    changes = {
        "rows": rows,
        "period": INCIDENTS["period"],
        "count": {} if rows == "counts" else None,
        "ignore": ["Surname", "Born", "Postcode", *(["Crimes"] if rows == "incidents" else [])],
    }
    found = refused(tmp_path, [good, bad[slipped:] + bad[:slipped]], changes, header=header)
    assert found and not any(text in " ".join(found) for text in secret)


def test_a_common_text_is_repeated_also_where_there_are_people(tmp_path):
    header = ["Area", "Surname", "Date", "Offence"]
    rows = [["Haringey", name, "01/02/2018", "Burglery"] for name in ("Example", "Sample", "Specimen")]
    found = refused(tmp_path, rows, {**INCIDENTS, "ignore": ["Surname"]}, header=header)
    assert "Burglery is not in offence.names. 3 rows like this. Did you mean Burglary?" in found[0]


def test_a_list_of_people_without_headings_is_refused_without_a_word_of_it(tmp_path):
    rows = [["Ann Example", "ZZ99 9ZZ", "1"], ["Bo Sample", "ZZ98 8ZZ", "1"]]
    found = refused(tmp_path, rows[1:], header=rows[0])
    assert found == [
        f"{AT}row 1: holds values of people and no names of columns. Write the row with the names of the columns under "
        "file.header."
    ]
    with pytest.raises(DataError) as error:
        draft(tmp_path / "extract.csv")
    assert error.value.problems == [
        f"{AT}its first full row holds values of people, and no names of columns. Put names above them."
    ]


# A first mapping file


def test_a_draft_names_columns_and_kinds_and_no_value(tmp_path):
    header = ["Area", "Date", "Offence", "Surname", "Crimes", "Rate", "Nothing"]
    rows = [["Haringey", "01/02/2018", "Burglary", "Example", "5", "1.5", ""]] * 3
    text = draft(written(tmp_path / "extract.csv", rows, header=header))
    assert "#   Date: texts with digits\n#   Offence: text\n#   Surname: its heading says so\n" in text
    assert (
        "#   Crimes: whole numbers\n#   Rate: a rate or a percentage: add it to ignore\n#   Nothing: no values"
        in text
    )
    assert 'ignore: ["Surname"]' in text
    assert not any(value in text for value in ("Haringey", "01/02/2018", "Burglary", "Example", "1.5"))


def test_a_person_in_the_place_of_a_heading_is_not_repeated(tmp_path):
    rows = [["EXAMPLE BO", "Haringey"], ["EXAMPLE CY", "Hull"], ["EXAMPLE DI", "Leeds"]]
    made = draft(written(tmp_path / "extract.csv", rows, header=["EXAMPLE ANN", "Haringey"]))
    assert "#   #1: most of its cells look like names" in made and 'ignore: ["#1"]' in made
    assert "EXAMPLE" not in made
    found = refused(tmp_path, rows, header=["EXAMPLE ANN", "Area"])
    assert any("column #1: seems to hold people: most of its cells look like names" in line for line in found)


def test_a_draft_is_refused_until_it_is_filled_in(tmp_path):
    from iomlib.errors import ParameterError

    path = tmp_path / "first.yml"
    path.write_text(draft(written(tmp_path / "extract.csv", ROWS)), "utf-8")
    with pytest.raises(ParameterError) as found:
        read_mapping(path)
    assert "rows: is null. Write counts if a row holds a count, incidents if each row is one." in str(
        found.value
    )


def test_a_draft_of_a_workbook_takes_its_longest_sheet(tmp_path):
    rows = [
        ["Crimes"],
        [],
        HEADER,
        ["Haringey", date(2018, 4, 1), "Burglary", 5],
        ["Haringey", "x", "Burglary", 5],
    ]
    path = workbooks.write(tmp_path / "extract.xlsx", {"Notes": [["About"]], "Data": rows})
    text = draft(path)
    assert 'sheet: "Data"\n  header: 3' in text
    assert "#   Month: dates and texts, so that some dates may have been read month first" in text


def test_a_draft_of_a_file_that_cannot_be_read_says_why(tmp_path):
    (tmp_path / "empty.csv").write_text("", "utf-8")
    with pytest.raises(DataError) as found:
        draft(tmp_path / "empty.csv")
    assert found.value.problems == ["empty.csv: is empty. An empty file is no data, and not 0 crimes."]


# Whatever the order, the parts and the cells

AREAS = ["Peterborough", "Haringey", "Stockton-on-Tees"]
INCIDENT_ROWS = st.lists(
    st.tuples(
        st.sampled_from(AREAS),
        st.dates(date(2018, 4, 1), date(2018, 9, 30)).map(lambda day: f"{day:%d/%m/%Y}"),
        st.sampled_from(["Burglary", "Robbery"]),
    ).map(list),
    min_size=1,
    max_size=29,
)


@settings(max_examples=40)
@given(rows=INCIDENT_ROWS, cut=st.integers(0, 29), seed=st.integers(0, 99))
def test_splitting_merging_and_shuffling_never_change_a_count(tmp_path_factory, rows, cut, seed):
    folder = tmp_path_factory.mktemp("split")
    header = ["Area", "Date", "Offence"]
    whole = read_rows(folder, rows, INCIDENTS, header=header)
    shuffled = random.Random(seed).sample(rows, len(rows))  # noqa: S311  no secret
    parts = [part for part in (shuffled[:cut], shuffled[cut:]) if part]
    paths = [written(folder / f"{n}.csv", part, header=header) for n, part in enumerate(parts)]
    split = read_through(folder, paths[::-1], {**INCIDENTS, "parts": True})
    assert summed(split) == summed(whole)
    again = read_through(folder, paths, {**INCIDENTS, "parts": True})
    assert again.table.equals(split.table)


@settings(max_examples=30)
@given(
    cells=st.dictionaries(
        st.tuples(st.sampled_from(AREAS), st.integers(1, 12)), st.integers(-9, 10**6), min_size=1, max_size=12
    )
)
def test_a_wide_table_gives_the_same_as_a_long_one(tmp_path_factory, cells):
    folder = tmp_path_factory.mktemp("wide")
    long = [[area, f"2018-{month:02}", "Burglary", str(count)] for (area, month), count in cells.items()]
    months = sorted({month for _, month in cells})
    wide = [
        [area, "Burglary", *(str(cells.get((area, month), "..")) for month in months)]
        for area in AREAS
        if any(each == area for each, _ in cells)
    ]
    header = ["Area", "Offence", *(f"2018{month:02}" for month in months)]
    changes = {"period": {"across": "rest", "format": "yyyymm"}, "count": {"column": None, "missing": [".."]}}
    assert counts(read_rows(folder, wide, changes, header=header)) == counts(read_rows(folder, long))


def summed(recorded):
    """Give the counts of all files together."""
    rows = recorded.table.group_by([name for name in KEY if name != "source"]).aggregate([("crimes", "sum")])
    return sorted(map(str, rows.to_pylist()))


CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["5", "1,234", "..", "<5", "-", "0", "-3", "2018-04", "Haringey", "Burglary", "12.5", '"', "٣"]
    ),
)


@settings(max_examples=150)
@given(cells=st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=4))
def test_random_cells_are_refused_or_give_counts_that_are_in_the_file(tmp_path_factory, cells):
    folder = tmp_path_factory.mktemp("fuzz")
    try:
        made = read_rows(folder, cells)
    except DataError as error:
        assert all(problem.startswith(AT) for problem in error.problems)
        return
    written_there = {row[3].strip() for row in cells}
    assert all(str(count) in written_there for count in counts(made).values())


@settings(max_examples=60)
@given(content=st.binary(max_size=200))
def test_random_bytes_never_give_a_traceback(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("bytes")
    for ending in (".csv", ".xlsx", ".ods", ".parquet"):
        path = folder / f"extract{ending}"
        path.write_bytes(content)
        with pytest.raises(DataError):
            read_through(folder, [path])
