"""The 28 bad and surprising inputs seen in real files, each right or refused.

A test that is of one of them says so in its docstring: "bad input 9". Here stand those of any file read
through a mapping; the tests of the other readers stand beside those readers.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import workbooks
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
from recorded import LOOKUP, REAL_LOOKUP, SHARED, lookup_file

from iomlib.errors import DataError, ParameterError
from iomlib.tables.recorded import mps
from iomlib.tables.recorded.mapped import read
from iomlib.tables.recorded.mapping import read_mapping
from iomlib.tables.recorded.names import read_names
from iomlib.tables.recorded.offences import read_offences

AT = "extract.csv: "
STREET = SHARED / "data" / "police_uk_street" / "2014-04"
ANNUAL = SHARED / "data" / "london_borough_annual"
needs_data = pytest.mark.skipif(
    not STREET.exists(), reason="real public data lies beside the project's workplace, not in the repository"
)

# What they are, and in which file there is a test of each; there may be more elsewhere.
CASES = {
    1: ("negative counts that are corrections", "test_bad_inputs.py"),
    2: ("keys that are not unique", "test_bad_inputs.py"),
    3: ("codes that look like numbers", "test_bad_inputs.py"),
    4: ("footnotes, sheets of notes, unassigned rows", "test_bad_inputs.py"),
    5: ("columns renamed between vintages", "test_bad_inputs.py"),
    6: ("categories renamed with months in common", "test_bad_inputs.py"),
    7: ("a nought of no meaning, a nought, a missing month", "test_bad_inputs.py"),
    8: ("a quarter with two of its months", "test_bad_inputs.py"),
    9: ("a partial supply", "test_police_uk.py"),
    10: ("an empty answer", "test_bad_inputs.py"),
    11: ("a column without any value", "test_bad_inputs.py"),
    12: ("crime ids that are absent or repeated", "test_bad_inputs.py"),
    13: ("equal rows that are several incidents", "test_bad_inputs.py"),
    14: ("rows of the railway police and of other areas", "test_bad_inputs.py"),
    15: ("crimes on a boundary, in two areas", "test_police_api.py"),
    16: ("commas inside quotes", "test_bad_inputs.py"),
    17: ("a byte order mark in one file of many", "test_bad_inputs.py"),
    18: ("a heading with a blank behind it", "test_bad_inputs.py"),
    19: ("a heading that stands there three times", "test_bad_inputs.py"),
    20: ("commas between thousands", "test_bad_inputs.py"),
    21: ("rows whose cells slipped by one", "test_bad_inputs.py"),
    22: ("sums among the areas", "test_bad_inputs.py"),
    23: ("financial years written as days", "test_bad_inputs.py"),
    24: ("an authority under a new code", "test_bad_inputs.py"),
    25: ("several authorities in one partnership, and one name for two areas", "test_bad_inputs.py"),
    26: ("an en dash in a category", "test_bad_inputs.py"),
    27: ("names and dates of birth", "test_bad_inputs.py"),
    28: ("two revisions with different numbers of rows", "test_bad_inputs.py"),
}


@cache
def claimed():
    """Give the number of each bad input with the files whose tests say that they are of it."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                words = ast.get_docstring(node) or ""
                for numbers in re.findall(r"bad inputs? ((?:\d+(?:, | and )?)+)", words, re.IGNORECASE):
                    for number in re.findall(r"\d+", numbers):
                        found.setdefault(int(number), set()).add(path.name)
    return found


def test_the_table_has_all_28():
    assert list(CASES) == list(range(1, 29))


@pytest.mark.parametrize("number", CASES)
def test_each_bad_input_has_a_test_where_the_table_says(number):
    what, file = CASES[number]
    assert file in claimed().get(number, set()), what


def test_the_table_has_every_case_of_the_list_beside_the_workplace():
    path = SHARED / "facts" / "bad_inputs.md"
    if not path.exists():
        pytest.skip("the list lies beside the project's workplace, not in the repository")
    listed = re.findall(r"^(\d+)\. ", path.read_text("utf-8"), re.M)
    assert [int(number) for number in listed] == list(CASES)


def test_corrections_below_0_are_kept(tmp_path):
    """Bad input 1."""
    rows = [["Haringey", "2018-04", "Burglary", "-45"]]
    assert list(counts(read_rows(tmp_path, rows)).values()) == [-45]
    assert "is below 0" in refused(tmp_path, rows, {"count": {"negative": "refused"}})[0]


def test_rows_with_one_key_are_added_or_refused_and_never_dropped(tmp_path):
    """Bad input 2."""
    rows = [ROWS[0]] * 4
    assert "has the same area, period and offence as row 2. 3 rows like this." in refused(tmp_path, rows)[0]
    assert list(counts(read_rows(tmp_path, rows, {"count": {"repeated": "add"}})).values()) == [20]


def test_a_code_stays_the_text_that_it_is(tmp_path):
    """Bad input 3."""
    names = {
        "Burglary": {"group": "Theft offences", "code": "8M"},
        "Robbery": {"group": "Robbery", "code": "37.2"},
    }
    table = read_rows(tmp_path, ROWS, {"offence": {"names": names}}).table
    assert set(table["offence_code"].to_pylist()) == {"8M", "37.2"}
    path = tmp_path / "number.yml"
    path.write_text(
        mapping_file(tmp_path, {"offence": {"names": names}}).read_text("utf-8").replace('"37.2"', "37.2")
    )
    with pytest.raises(ParameterError) as found:
        read_mapping(path)
    assert "37.2 is not text. Put it in quotes if it is a name or a code." in str(found.value)


def test_footnotes_and_sheets_of_notes_are_no_data_and_unassigned_rows_are_apart(tmp_path):
    """Bad input 4."""
    rows = [HEADER, *ROWS, ["Unassigned Kent", "2018-04", "Burglary", "3"], [], ["Notes: see sheet 2"]]
    path = workbooks.write(tmp_path / "extract.ods", {"Data": rows, "Notes": [["Updated: 23 July"]]})
    changes = {
        "file": {"sheet": "Data", "stop": ["Notes"]},
        "area": {"apart": {"Unassigned Kent": "unassigned"}},
    }
    made = read_through(tmp_path, [path], changes)
    assert counts(made)["unassigned", "2018-04", "Theft offences"] == 3
    assert {"sheets not read: Notes", "3 put apart as unassigned"} <= set(notes(made))


def test_a_renamed_column_is_refused_with_the_name_that_it_has_now(tmp_path):
    """Bad input 5."""
    found = refused(
        tmp_path, ROWS, {"count": {"column": "Offence Count"}}, header=[*HEADER[:3], "Offence Counts"]
    )
    assert "column Offence Count: is not a column of this file. Did you mean Offence Counts?" in found[0]


def test_a_category_that_was_replaced_is_counted_in_both_names_while_both_are_used(tmp_path):
    """Bad input 6."""
    header = ["majortext", "minortext", "boroughname", "202303", "202304", "202308"]
    rows = [
        ["BURGLARY", "DOMESTIC BURGLARY", "Haringey", "90", "40", "0"],
        ["BURGLARY", "RES BURGLARY OF A HOME", "Haringey", "0", "50", "80"],
    ]
    path = written(tmp_path / "boroughs.csv", rows, header=header)
    table = mps.read([path], names_for(tmp_path), read_offences("params")).table.to_pylist()
    found = {
        (row["offence_subgroup"], row["period_start"].month): (row["state"], row["crimes"]) for row in table
    }
    assert found == {
        ("Domestic burglary", 3): ("counted", 90),
        ("Domestic burglary", 4): ("counted", 40),
        ("Domestic burglary", 8): ("not in series", None),
        ("Residential burglary", 3): ("not in series", None),
        ("Residential burglary", 4): ("counted", 50),
        ("Residential burglary", 8): ("counted", 80),
    }


def test_a_nought_a_missing_month_and_a_category_that_was_not_there_are_three_things(tmp_path):
    """Bad input 7."""
    rows = [
        ["Haringey", f"2018-0{month}", "Burglary", cell] for month, cell in ((4, "0"), (5, ".."), (6, "[z]"))
    ]
    made = read_rows(tmp_path, rows, {"count": {"missing": [".."], "not_in_series": ["[z]"]}})
    assert states(made) == [("counted", 0), ("missing", None), ("not in series", None)]
    assert "is not a count" in refused(tmp_path, rows)[0]


def test_a_quarter_with_two_of_its_months_is_labelled(tmp_path):
    """Bad input 8."""
    told = "2018-19-Q1 is incomplete: 2 of its 3 months (2018-04, 2018-05)"
    assert told in notes(read_rows(tmp_path, ROWS))
    june = [["Haringey", "2018-06", "Burglary", "1"]]
    assert told not in notes(read_rows(tmp_path, [*ROWS, *june]))


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ods", ".parquet"])
def test_an_empty_file_and_a_table_without_rows_are_no_data(tmp_path, ending):
    """Bad input 10."""
    path = tmp_path / f"extract{ending}"
    path.write_bytes(b"")
    with pytest.raises(DataError) as found:
        read_through(tmp_path, [path])
    assert found.value.problems == [f"{path.name}: is empty. An empty file is no data, and not 0 crimes."]
    assert "A table without rows is no data, and not 0 crimes." in refused(tmp_path, [])[0]


def test_a_column_without_any_value_changes_nothing_and_is_told(tmp_path):
    """Bad input 11."""
    made = read_rows(tmp_path, [[*row, ""] for row in ROWS], header=[*HEADER, "LSOA code"])
    assert counts(made) == counts(read_rows(tmp_path, ROWS))
    assert "columns without any value were left out: LSOA code" in notes(
        read_rows(tmp_path, [[*row, ""] for row in ROWS], header=[*HEADER, "LSOA code"])
    )


def test_incidents_are_counted_by_row_whatever_their_id(tmp_path):
    """Bad input 12 and 13."""
    header = ["Crime ID", "Area", "Date", "Offence"]
    rows = [[id, "Haringey", "14/04/2018", "Burglary"] for id in ("a1", "a1", "", "")]
    made = read_rows(tmp_path, rows, {**INCIDENTS, "ignore": ["Crime ID"]}, header=header)
    assert list(counts(made).values()) == [4]


def test_rows_of_the_railway_and_of_other_forces_are_apart(tmp_path):
    """Bad input 14."""
    changes = {"force": {"column": "Force"}, "area": {"apart": {"BTP": "railway"}}}
    rows = [
        [*ROWS[0], "Cambridgeshire"],
        [*ROWS[2], "Cambridgeshire"],
        ["BTP", *ROWS[0][1:], "Cambridgeshire"],
    ]
    made = read_rows(tmp_path, rows, changes, header=[*HEADER, "Force"])
    assert {row["place"]: row["crimes"] for row in made.table.to_pylist()} == {
        "area": 5,
        "other force": 7,
        "railway": 5,
    }


def test_a_comma_inside_quotes_parts_nothing(tmp_path):
    """Bad input 16."""
    rows = [["Bristol, City of", "2018-04", "Burglary", "4"]]
    assert '"Bristol, City of"' in written(tmp_path / "extract.csv", rows).read_text("utf-8")
    assert list(counts(read_rows(tmp_path, rows)).values()) == [4]


def test_a_byte_order_mark_in_one_file_of_several_changes_nothing(tmp_path):
    """Bad input 17."""
    marked = written(tmp_path / "a.csv", ROWS[:2], start="\ufeff")
    plain = written(tmp_path / "b.csv", ROWS[2:])
    assert marked.read_bytes()[:3] == b"\xef\xbb\xbf"
    assert counts(read_through(tmp_path, [marked, plain])) == counts(read_rows(tmp_path, ROWS))


def test_a_blank_behind_a_heading_changes_nothing(tmp_path):
    """Bad input 18."""
    made = read_rows(tmp_path, ROWS, header=["Area ", " Month", "Offence\u00a0", "Crimes  "])
    assert counts(made) == counts(read_rows(tmp_path, ROWS))


def test_a_heading_that_stands_there_three_times_is_addressed_by_its_place(tmp_path):
    """Bad input 19."""
    header, rows = [*HEADER[:3], "Persons", "Persons", "Persons"], [[*row, "77", "88"] for row in ROWS]
    found = refused(tmp_path, rows, {"count": {"column": "Persons"}}, header=header)
    assert (
        found[0]
        == f"{AT}row 1, column Persons: stands there 3 times. Write Persons#1 or Persons#2 or Persons#3."
    )
    changes = {"count": {"column": "Persons#2"}, "ignore": ["Persons#1", "Persons#3"]}
    assert set(counts(read_rows(tmp_path, rows, changes, header=header)).values()) == {77}


def test_commas_between_thousands_are_read_where_the_mapping_says_so(tmp_path):
    """Bad input 20."""
    rows = [["Haringey", "2018-04", "Burglary", "1,234"]]
    assert refused(tmp_path, rows) == [
        f'{AT}row 2, column Crimes: 1,234 is not a count. If the comma separates thousands, write thousands: "," under '
        "count."
    ]
    assert list(counts(read_rows(tmp_path, rows, {"count": {"thousands": ","}})).values()) == [1234]


def test_a_row_whose_cells_slipped_is_refused(tmp_path):
    """Bad input 21."""
    found = refused(tmp_path, [ROWS[0], ["", *ROWS[1]], ["", *ROWS[2][:3]]])
    assert f"{AT}row 3: 5 cells, where the header has 4. " in found[0]
    assert any(problem.startswith(f"{AT}row 4, column Crimes: Burglary is not a count.") for problem in found)


def test_sums_among_the_areas_are_refused_until_they_are_declared(tmp_path):
    """Bad input 22."""
    rows = [*ROWS, ["England and Wales", "2018-04", "Burglary", "9000"]]
    assert "England and Wales is no known partnership." in refused(tmp_path, rows)[0]
    total = {"totals": [{"column": "Area", "name": "England and Wales", "of": "elsewhere"}]}
    assert counts(read_rows(tmp_path, rows, total)) == counts(read_rows(tmp_path, ROWS))


@needs_data
def test_a_day_that_stands_for_a_financial_year_is_read_as_one(tmp_path):
    """Bad input 22 and 23, and missing ones: the London table, of which the figure of Haringey is known."""
    made = read_annual("params/mappings/london-borough-annual.yml")
    haringey = {row["period_start"].year: row for row in made.table.to_pylist() if row["area"] == "haringey"}
    assert [haringey[year]["crimes"] for year in (2010, 2011, 2012)] == [24588, 25911, 23377]
    assert f"{haringey[2010]['period_start']} {haringey[2010]['period_end']}" == "2010-04-01 2011-03-31"
    assert made.table.num_rows == 33 * 18 and made.files[0].rows == 666
    assert (
        "72 rows of totals were left out: Inner London, Outer London, Met Police Area, England and Wales"
        in notes(made)
    )


def read_annual(mapping, name="recorded-offences.csv"):
    return read([ANNUAL / name], read_names("params", REAL_LOOKUP), read_mapping(Path(mapping)))


@needs_data
def test_the_rates_of_the_london_table_are_no_counts():
    with pytest.raises(DataError) as found:
        read_annual("params/mappings/london-borough-annual.yml", "crime-rates.csv")
    assert "is not a whole number." in found.value.problems[-1]


@needs_data
def test_totals_of_the_london_table_that_are_no_sums_are_found(tmp_path):
    text = Path("params/mappings/london-borough-annual.yml").read_text("utf-8")
    path = tmp_path / "held.yml"
    path.write_text(
        text.replace("name: Met Police Area, of: elsewhere", "name: Met Police Area, of: others"), "utf-8"
    )
    with pytest.raises(DataError) as found:
        read_annual(path)
    assert (
        "Met Police Area is 994233, and its 33 rows sum to 993606. 4 rows like this."
        in found.value.problems[0]
    )


def test_a_day_means_what_the_mapping_says_or_nothing(tmp_path):
    """Bad input 23."""
    rows = [["Haringey", f"{year}-12-31", "Burglary", "1"] for year in (2010, 2011)]
    period = {"column": "Month", "format": "yyyy-mm-dd"}
    with pytest.raises(ParameterError) as found:
        read_mapping(mapping_file(tmp_path, {"period": period}))
    assert "period: means is missing. yyyy-mm-dd holds days: write what they mean." in str(found.value)
    assert (
        "one and the same month of several years"
        in refused(tmp_path, rows, {"period": {**period, "means": "day"}})[0]
    )
    made = read_rows(tmp_path, rows, {"period": {**period, "means": "financial year beginning"}})
    assert [key[1] for key in counts(made)] == ["2010-04", "2011-04"]


def test_an_authority_under_a_new_code_is_found_by_its_name_and_told(tmp_path):
    """Bad input 24."""
    rows = [["E07009999", "Stockton-on-Tees", *ROWS[0][1:]]]
    changes = {"area": {"column": "Area", "code": "Code", "find": "authority"}}
    made = read_rows(tmp_path, rows, changes, header=["Code", *HEADER])
    assert list(counts(made)) == [("stockton-on-tees", "2018-04", "Theft offences")]
    assert "E07009999 is not a known code; Stockton-on-Tees was found by its name." in notes(made)


def test_authorities_are_added_up_to_their_partnership_and_dorset_is_what_the_mapping_says(tmp_path):
    """Bad input 25."""
    rows = [["North Devon", "2018-04", "Burglary", "3"], ["Torridge", "2018-04", "Burglary", "4"]]
    made = read_rows(tmp_path, rows, {"area": {"find": "authority"}})
    assert list(counts(made).values()) == [7]
    dorset = [["Dorset", "2018-04", "Burglary", "3"]]
    found = {
        level: read_rows(tmp_path, dorset, {"area": {"find": level}}).table["area"][0].as_py()
        for level in ("partnership", "force")
    }
    assert found == {"partnership": "dorset-csp", "force": "dorset"}
    assert (
        "Dorset is no known local authority." in refused(tmp_path, dorset, {"area": {"find": "authority"}})[0]
    )


def test_a_name_with_ua_behind_it_is_the_same_area(tmp_path):
    """Bad input 24 and 25: what a name of an area has had added."""
    rows = [["Stockton-on-Tees UA", "2018-04", "Burglary", "3"]]
    assert list(counts(read_rows(tmp_path, rows))) == [("stockton-on-tees", "2018-04", "Theft offences")]


def test_a_dash_of_another_kind_is_the_same_category(tmp_path):
    """Bad input 26."""
    names = {"Theft - other": {"group": "Theft offences"}}
    rows = [["Haringey", f"2018-0{month}", f"Theft {dash} other", "1"] for month, dash in enumerate("-–—", 1)]
    assert list(counts(read_rows(tmp_path, rows, {"offence": {"names": names}})).values()) == [1, 1, 1]


def test_people_are_refused_or_left_out_and_told(tmp_path):
    """Bad input 27."""
    header = [*HEADER, "Suspect Name", "Date of Birth"]
    rows = [[*row, "Ann Example", "01/02/1980"] for row in ROWS]
    found = refused(tmp_path, rows, header=header)
    assert [problem.partition(":")[0] + problem.partition(":")[2].partition(":")[0] for problem in found] == [
        "extract.csv row 1, column Date of Birth",
        "extract.csv row 1, column Suspect Name",
    ]
    assert "Ann" not in " ".join(found) and "1980" not in " ".join(found)
    made = read_rows(tmp_path, rows, {"ignore": ["Suspect Name", "Date of Birth"]}, header=header)
    assert counts(made) == counts(read_rows(tmp_path, ROWS))
    assert (
        "column Date of Birth was left out, as the mapping file says, because it may hold people: its heading says so"
        in notes(made)
    )


def test_two_revisions_of_one_table_are_refused_together(tmp_path):
    """Bad input 28."""
    paths = [written(tmp_path / "first.csv", ROWS), written(tmp_path / "revised.csv", ROWS[:3])]
    with pytest.raises(DataError) as found:
        read_through(tmp_path, paths)
    assert "revised.csv: covers haringey 2018-04 and 1 more, as first.csv does. Give one of the two." in str(
        found.value
    )


STREET_FILE = {
    **INCIDENTS,
    "area": {"column": None, "find": None, "fixed": "thames-valley"},
    "period": {"column": "Month", "format": "yyyy-mm"},
    "offence": {
        "kind": "crime",
        "column": "Crime type",
        "names": None,
        "scheme": "police-uk",
    },
    "ignore": [
        "Crime ID",
        "Reported by",
        "Falls within",
        "Longitude",
        "Latitude",
        "Location",
        "LSOA code",
        "LSOA name",
        "Last outcome category",
    ],
}


@needs_data
def test_the_two_files_of_thames_valley_are_one_table_with_a_pivot_table_below_one_of_them(tmp_path):
    """Bad input 28: of the 14,351 rows of the ODS copy, those from row 12,959 on sum up the 12,956 of the CSV file."""
    names, offences = read_names("params", lookup_file(tmp_path, LOOKUP)), read_offences("params")
    files = [STREET / f"2014-04-thames-valley-street{ending}" for ending in (".csv", ".ods")]
    with pytest.raises(DataError) as found:
        read(files[1:], names, read_mapping(mapping_file(tmp_path, STREET_FILE)), offences)
    assert found.value.problems[0] == (
        "2014-04-thames-valley-street.ods: row 12959, column Crime type: is blank. 1393 rows like this. Write the "
        "offence, or move file.last or file.stop."
    )
    above = read_mapping(mapping_file(tmp_path, {**STREET_FILE, "file": {"stop": ["Filter"]}}))
    made = [read([file], names, above, offences) for file in files]
    assert [each.files[0].rows for each in made] == [12956, 12956]
    assert counts(made[0]) == counts(made[1]) and sum(counts(made[0]).values()) == 12956
    kinds = {row["offence_group"]: row["kind"] for row in made[0].table.to_pylist()}
    assert kinds.pop("Anti-social behaviour") == "incident" and set(kinds.values()) == {"crime"}
    with pytest.raises(DataError) as found:
        read(files, names, above, offences)
    assert "2014-04-thames-valley-street.ods: covers thames-valley 2014-04, as" in str(found.value)
