"""Street-level crime of data.police.uk: no row is lost, none is counted twice, and what is wrong is named."""

import importlib.util
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from police_files import (
    ASB,
    HEADER,
    NOWHERE,
    PETERBOROUGH,
    ROOT,
    STOCKTON,
    STRATFORD,
    WARWICK,
    by_place,
    counted,
    counted_plainly,
    counts,
    month,
    names_of,
    row,
    text_of,
    write,
    zipped,
)
from recorded import REAL_LOOKUP, SHARED

from iomlib.errors import DataError
from iomlib.tables.recorded import police_uk
from iomlib.tables.recorded.contract import KEY, SCHEMA
from iomlib.tables.recorded.names import read_names
from iomlib.tables.recorded.sound import unsound

STREET = SHARED / "data" / "police_uk_street"
EXPECTED = SHARED / "facts" / "expected_policeuk_peterborough_stockton_2018_19.csv"
needs_data = pytest.mark.skipif(
    not STREET.exists(), reason="real public data lies beside the project's workplace, not in the repository"
)


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    return names_of(tmp_path_factory.mktemp("names"))


@pytest.fixture(scope="module")
def real_names():
    return read_names(ROOT / "params", REAL_LOOKUP)


def read(names, *paths, lookups=()):
    return police_uk.read(list(paths), names, ROOT / "params", lookups)


def told(names, *paths, lookups=()):
    """The problems that the files are refused for."""
    with pytest.raises(DataError) as trouble:
        read(names, *paths, lookups=lookups)
    return trouble.value.problems


def notes(recorded):
    return [note for file in recorded.files for note in file.notes]


@pytest.fixture
def plain(tmp_path):
    """A month of Cleveland with one crime and one incident."""
    return month(tmp_path, [row(id="a"), row(kind=ASB)])


# What a row counts as


def test_the_table_is_the_one_that_was_agreed_on(names, plain):
    recorded = read(names, plain)
    assert recorded.table.schema == SCHEMA
    assert unsound(recorded) == []
    assert recorded.series == "police-uk"
    [line, _] = sorted(recorded.table.to_pylist(), key=lambda line: line["kind"])
    assert line | {"source": ""} == {
        **{"area": "stockton-on-tees", "area_name": "Stockton-on-Tees", "area_code": "E22000030"},
        **{"recorded_by": "cleveland", "period_start": date(2018, 10, 1), "period_end": date(2018, 10, 31)},
        **{"offence_group": "Drugs", "offence_subgroup": "", "offence_code": "", "kind": "crime"},
        **{"place": "area", "state": "counted", "supply": "", "source": "", "crimes": 1},
    }
    [file] = recorded.files
    assert (file.name, file.rows, file.covers) == ("2018-10-cleveland-street.csv", 2, ("cleveland 2018-10",))


def test_anti_social_behaviour_is_an_incident_and_never_crime(names, plain):
    table = read(names, plain).table.to_pylist()
    assert {line["offence_group"]: line["kind"] for line in table} == {"Drugs": "crime", ASB: "incident"}


def test_rows_that_are_alike_are_different_incidents(names, tmp_path):
    """Bad input 13: full-row duplicates that are real incidents."""
    path = month(tmp_path, [row(kind=ASB)] * 7)
    assert counts(read(names, path).table) == {("Stockton-on-Tees", "2018-10", ASB): 7}


def test_a_crime_id_says_nothing_of_how_many_crimes_there_are(names, tmp_path):
    """Bad input 12: Crime IDs recycled or absent."""
    rows = [
        row(id="same"),
        row(id="same", street="On or near Low Street"),
        row(),
        row(month="2018-11", id="same"),
    ]
    paths = [month(tmp_path, rows[:3]), month(tmp_path, rows[3:], month="2018-11")]
    found = counts(read(names, *paths).table)
    assert found == {("Stockton-on-Tees", "2018-10", "Drugs"): 3, ("Stockton-on-Tees", "2018-11", "Drugs"): 1}


def test_a_row_without_a_location_is_counted_by_force_and_month(names, tmp_path):
    path = month(tmp_path, [row(NOWHERE), row(NOWHERE), row()])
    recorded = read(names, path)
    [line] = [line for line in recorded.table.to_pylist() if line["place"] == "no location"]
    assert (line["area"], line["recorded_by"], line["crimes"]) == ("", "cleveland", 2)
    assert "2 rows without a location: counted by force and month, for no area." in notes(recorded)


def test_northern_ireland_has_no_lsoa_at_all(names, tmp_path):
    """Bad input 11: an all-empty LSOA column that is read as float."""
    path = month(tmp_path, [row(NOWHERE, force="northern-ireland")] * 3, "northern-ireland")
    [line] = read(names, path).table.to_pylist()
    assert (line["place"], line["recorded_by"], line["crimes"]) == ("no location", "northern-ireland", 3)


def test_the_railway_and_other_forces_are_counted_apart(names, tmp_path):
    """Bad input 14: British Transport Police rows and rows of foreign areas in a force's file."""
    paths = [
        month(tmp_path, [row(PETERBOROUGH), row()]),
        month(tmp_path, [row(PETERBOROUGH, force="btp"), row(NOWHERE, force="btp")], "btp"),
    ]
    found = by_place(read(names, *paths).table)
    assert sorted(key[:3] for key in found) == [
        ("area", "Stockton-on-Tees", "cleveland"),
        ("no location", "", "btp"),
        ("other force", "Peterborough", "cleveland"),
        ("railway", "Peterborough", "btp"),
    ]


def test_two_authorities_of_one_partnership_are_one_area(names, tmp_path):
    """Bad input 25: many-to-one local authority to partnership."""
    path = month(tmp_path, [row(spot, force="warwickshire") for spot in (STRATFORD, WARWICK)], "warwickshire")
    assert counts(read(names, path).table) == {("South Warwickshire", "2018-10", "Drugs"): 2}


def test_a_partnership_that_is_called_like_a_force_is_not_the_force(names, tmp_path):
    """Bad input 25: partnership names that equal other areas' names ('Dorset')."""
    spot = ("E01020476", "North Dorset 001A")
    path = month(tmp_path, [row(spot, force="Dorset Police")], "dorset")
    [line] = read(names, path).table.to_pylist()
    assert (line["area"], line["recorded_by"], line["place"]) == ("dorset-csp", "dorset", "area")


def test_an_lsoa_code_is_looked_up_where_the_user_has_a_lookup_of_them(names, tmp_path):
    lookup = tmp_path / "lsoas.csv"
    lookup.write_text("LSOA21CD,LAD23CD\nE01012187,E06000004\nE01015593,E06000031\n", "utf-8-sig")
    path = month(tmp_path, [row(("E01012187", "Peterborough 001A"))])
    assert counts(read(names, path, lookups=[lookup]).table) == {("Stockton-on-Tees", "2018-10", "Drugs"): 1}
    month(tmp_path, [row(), row(("E01999999", "Stockton-on-Tees 001A"))])
    [problem] = told(names, path, lookups=[lookup])
    assert problem.startswith(
        f"{path.name}: row 3, column LSOA code: E01999999 is not in the lookup of LSOA codes."
    )


def test_a_place_in_scotland_is_in_no_territory_and_no_mistake(names, tmp_path):
    path = month(tmp_path, [row(("S01000001", "Aberdeen City 001A"), force="btp")], "btp")
    [line] = read(names, path).table.to_pylist()
    assert (line["place"], line["area"], line["crimes"]) == ("not a territory", "", 1)


def test_the_category_before_may_2013_keeps_its_own_name(names, tmp_path):
    path = month(tmp_path, [row(kind="Violent crime", month="2012-01")], month="2012-01")
    assert counts(read(names, path).table) == {("Stockton-on-Tees", "2012-01", "Violent crime"): 1}


# Files that are not quite as they should be, and are read


def test_commas_inside_quotes_are_part_of_a_cell(names, tmp_path):
    """Bad input 16: commas inside quotes."""
    path = month(tmp_path, [row(street='On or near Asda, "Thurmaston"'), row()])
    assert counts(read(names, path).table) == {("Stockton-on-Tees", "2018-10", "Drugs"): 2}


def test_a_line_that_ends_inside_a_cell_is_no_row(names, tmp_path):
    path = month(tmp_path, [row(street="On or near\nHigh Street"), row(), row(PETERBOROUGH)])
    assert sum(read(names, path).table["crimes"].to_pylist()) == 3


def test_a_byte_order_mark_in_one_file_of_many_is_let_pass(names, plain, tmp_path):
    """Bad input 17: a byte order mark in one file of many."""
    other = write(tmp_path, "2018-11-cleveland-street.csv", [row(month="2018-11")])
    other.write_bytes(b"\xef\xbb\xbf" + other.read_bytes())
    assert len(read(names, plain, other).files) == 2


def test_a_trailing_blank_in_a_header_is_let_pass(names, tmp_path):
    """Bad input 18: a header with a trailing space."""
    path = write(tmp_path, "2018-10-cleveland-street.csv", [row()], [f"{name} " for name in HEADER])
    assert len(read(names, path).table) == 1


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_ends_of_lines_and_blank_rows_are_let_pass(names, tmp_path, end):
    path = tmp_path / "2018-10-cleveland-street.csv"
    path.write_bytes((text_of([row(), row()]).replace("\n", end) + end).encode())
    assert counts(read(names, path).table) == {("Stockton-on-Tees", "2018-10", "Drugs"): 2}


def test_a_byte_that_is_not_utf8_is_let_pass_where_nothing_depends_on_it(names, tmp_path):
    path = month(tmp_path, [row(street="On or near Caf\u00e9"), row()])
    path.write_bytes(path.read_bytes().replace("\u00e9".encode(), b"\xe9"))
    assert counts(read(names, path).table) == {("Stockton-on-Tees", "2018-10", "Drugs"): 2}


@pytest.mark.parametrize("sign", [b"\x96", "\u2013".encode()])
def test_an_en_dash_in_a_category_is_refused_with_its_row(names, tmp_path, sign):
    """Bad input 26: an en dash in a category. No category of police.uk has one."""
    path = month(tmp_path, [row(), row(kind="Violence - sexual")])
    path.write_bytes(path.read_bytes().replace(b"Violence - sexual", b"Violence " + sign + b" sexual"))
    [problem] = told(names, path)
    assert problem.startswith(f"{path.name}: row 3, column Crime type: ")
    assert ("is not UTF-8 text" if sign == b"\x96" else "is not a known crime type") in problem


# Files that are refused


def test_a_month_that_is_not_that_of_the_name_is_refused(names, tmp_path):
    path = month(tmp_path, [row(), row(month="2018-11"), row(month="2018-11")])
    assert told(names, path) == [
        f"{path.name}: row 3, column Month: 2018-11 is not the month of the file. 2 rows like this. "
        "Its name says 2018-10. A file of several months needs another name."
    ]


def test_a_force_that_is_not_that_of_the_name_is_refused(names, tmp_path):
    path = month(tmp_path, [row(), row(force="kent")])
    assert told(names, path) == [
        f"{path.name}: row 3, column Falls within: kent is not the force of the file. "
        "Its name says cleveland. A file of several forces needs another name."
    ]


def test_a_force_that_changed_its_name_is_known_by_the_name_of_its_file(names, tmp_path):
    path = month(tmp_path, [row(force="Tees Valley Constables")])
    assert read(names, path).table["recorded_by"].to_pylist() == ["cleveland"]
    [problem] = told(names, write(tmp_path, "other.csv", [row(force="Tees Valley Constables")]))
    assert "Tees Valley Constabl... is not a known police force." in problem


@pytest.mark.parametrize("plainly", [True, False])
def test_a_row_that_is_shifted_is_refused_with_its_number(names, tmp_path, plainly):
    """Bad input 21: rows whose columns are shifted by one."""
    good, shifted = row(), row(id="a")
    left, right = (*shifted[1:], ""), ("", *shifted[:-1])
    first = [row(street="On or\nnear")] if not plainly else [good]
    path = month(tmp_path, [*first, good, left, right])
    problems = told(names, path)
    said = "\n".join(problems)
    assert f"{path.name}: row 4, column Month: Cleveland Police is not a month. Months are" in said
    assert f"{path.name}: row 4, column LSOA name: Drugs is not an LSOA name." in said
    assert f"{path.name}: row 4, column Crime type: blank, where the crime type should be." in said
    assert f"{path.name}: row 5, column Month: a is not a month." in said
    assert f"{path.name}: row 5, column LSOA name: E01012187 is not an LSOA name." in said
    assert "take the file from data.police.uk again." in said


def test_a_row_with_too_few_or_too_many_cells_is_refused_with_its_number(names, tmp_path):
    """Bad input 21: rows whose columns are shifted by one."""
    path = month(tmp_path, [row(), row()[1:], row(), (*row(), "")])
    assert told(names, path) == [
        f"{path.name}: row 3: 11 cells, where the header has 12. Take the file from data.police.uk again.",
        f"{path.name}: row 5: 13 cells, where the header has 12. Take the file from data.police.uk again.",
    ]


def test_quotes_that_do_not_match_are_refused_and_swallow_no_rows(names, tmp_path):
    path = month(tmp_path, [row() for _ in range(6)])
    lines = path.read_text("utf-8").splitlines(keepends=True)
    lines[2] = lines[2].replace("On or near", '"On or near')
    path.write_text("".join(lines), "utf-8")
    assert told(names, path)[0].startswith(f"{path.name}: row 3: quotes do not match.")


def test_an_unknown_crime_type_is_refused_with_the_nearest(names, tmp_path):
    path = month(tmp_path, [row(), row(kind="Drug"), row(kind="Drug")])
    [problem] = told(names, path)
    assert problem.startswith(
        f"{path.name}: row 3, column Crime type: Drug is not a known crime type. 2 rows like this. Did you mean Drugs?"
    )


def test_an_unknown_authority_is_refused_with_the_nearest(names, tmp_path):
    path = month(tmp_path, [row(), *[row(("E01012187", "Stocton-on-Tees 001A"))] * 2])
    assert told(names, path) == [
        f"{path.name}: row 3, column LSOA name: Stocton-on-Tees is no local authority of the lookup. "
        "2 rows like this. Did you mean Stockton-on-Tees? "
        "Give the lookup of the ONS for the year of these counts: names and codes change."
    ]


def test_without_a_lookup_it_is_said_which_file_to_get(plain):
    [problem] = told(read_names(ROOT / "params"), plain)
    assert "ONS lookup of local authority districts to community safety partnerships" in problem
    assert "LAD23CD, LAD23NM, CSP23CD, CSP23NM, PFA23CD, PFA23NM" in problem


@pytest.mark.parametrize("content", [b"", ",".join(HEADER).encode(), ",".join(HEADER).encode() + b"\n"])
def test_a_file_without_rows_is_no_data_and_never_0(names, plain, tmp_path, content):
    """Bad input 7: a missing month is not 0."""
    empty = tmp_path / "2018-11-cleveland-street.csv"
    empty.write_bytes(content)
    recorded = read(names, plain, empty)
    assert {line["period_start"] for line in recorded.table.to_pylist()} == {date(2018, 10, 1)}
    assert "Has no rows: no data, which is not 0." in notes(recorded)
    assert told(names, empty) == ["2018-11-cleveland-street.csv: has no rows: no data, which is not 0."]


def test_a_missing_column_is_refused(names, tmp_path):
    path = write(tmp_path, "a.csv", [row()[:9]], HEADER[:9])
    assert told(names, path) == ["a.csv: has no column Crime type. Take the file from data.police.uk again."]


@pytest.mark.parametrize("head", [b"PK\x03\x04ods", b"\xff\xfeM\0o\0"])
def test_a_saved_copy_of_a_spreadsheet_is_refused_with_a_hint(names, tmp_path, head):
    path = tmp_path / "2018-10-cleveland-street.ods"
    path.write_bytes(head)
    [problem] = told(names, path)
    assert (
        "a copy saved by a spreadsheet may have lost or added rows. Take it from data.police.uk again."
        in problem
    )


def test_problems_of_all_files_are_told_at_once(names, tmp_path):
    paths = [month(tmp_path, [row(kind="Parking")], month=f"2018-{n}", force="kent") for n in (10, 11)]
    assert len({problem.split(":")[0] for problem in told(names, *paths)}) == 2


@given(content=st.binary(max_size=400), headed=st.booleans(), standard=st.booleans())
@settings(max_examples=100)
def test_whatever_is_in_a_file_it_is_refused_in_words(content, headed, standard, names, tmp_path_factory):
    name = "2018-10-cleveland-street.csv" if standard else "a.csv"
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes((",".join(HEADER) + "\n").encode() * headed + content)
    for problem in told(names, path):
        assert problem.startswith(name)


def test_a_very_long_line_is_refused(names, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a" * 9_000_000)
    assert told(names, path)[0].startswith("a.csv: has no column Crime type.")
    path.write_text(text_of([row(street="a" * 9_000_000), row()]), "utf-8")
    assert counts(read(names, path).table) == {("Stockton-on-Tees", "2018-10", "Drugs"): 2}


def test_without_falls_within_the_force_that_reported_is_taken(names, tmp_path):
    path = write(tmp_path, "a.csv", [each[:3] + each[4:] for each in [row()]], HEADER[:3] + HEADER[4:])
    assert read(names, path).table["recorded_by"].to_pylist() == ["cleveland"]


# Archives


def test_a_zip_a_folder_and_single_files_give_the_same(names, tmp_path):
    folder = tmp_path / "archive"
    paths = [month(folder, [row()]), month(folder, [row(month="2018-11"), row(NOWHERE)][:1], month="2018-11")]
    archive = zipped(tmp_path / "a.zip", {f"{p.parent.name}/{p.name}": p.read_text("utf-8") for p in paths})
    tables = [read(names, folder).table, read(names, *paths).table, read(names, archive).table]
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])


def test_outcomes_and_stop_and_search_are_left_aside_and_told(names, plain, tmp_path):
    for kind in ("outcomes", "stop-and-search"):
        write(tmp_path, f"2018-10/2018-10-cleveland-{kind}.csv", [["a"]], ["Crime ID"])
    assert "2018-10: files left aside: 1 of outcomes; 1 of stop and search." in notes(
        read(names, plain.parent)
    )


def test_the_notes_of_a_mac_are_left_aside(names, tmp_path):
    files = {"2018-10/2018-10-cleveland-street.csv": text_of([row()])}
    files["__MACOSX/2018-10/._2018-10-cleveland-street.csv"] = "\0\5\26\7"
    assert len(read(names, zipped(tmp_path / "a.zip", files)).files) == 1


def test_the_same_bytes_in_two_archives_count_once(names, tmp_path):
    text = text_of([row(), row()])
    one = zipped(tmp_path / "2018-11.zip", {"2018-10/2018-10-cleveland-street.csv": text})
    two = zipped(tmp_path / "2018-12.zip", {"2018-10/2018-10-cleveland-street.csv": text})
    recorded = read(names, one, two)
    assert counts(recorded.table) == {("Stockton-on-Tees", "2018-10", "Drugs"): 2}
    [note] = notes(recorded)
    assert note == "The same bytes, counted once: 2018-12.zip: 2018-10/2018-10-cleveland-street.csv."


def test_two_revisions_of_a_month_are_refused_with_both_names(names, tmp_path):
    """Bad input 28: two revisions of one table with different numbers of rows."""
    name = "2018-10/2018-10-cleveland-street.csv"
    one = zipped(tmp_path / "old.zip", {name: text_of([row()])})
    two = zipped(tmp_path / "new.zip", {name: text_of([row(), row()])})
    assert told(names, one, two) == [
        f"new.zip: {name} and old.zip: {name}: both are of cleveland, 2018-10, and differ. "
        "They are two revisions of it. Keep the newer one."
    ]


def test_files_of_other_names_are_revisions_if_they_share_most_crimes(names, tmp_path):
    """Bad input 28: two revisions of one table, under names that say nothing."""
    rows = [row(id=f"{n}") for n in range(10)]
    one, two = write(tmp_path, "one.csv", rows), write(tmp_path, "two.csv", [*rows, row(id="more")])
    [problem] = told(names, one, two)
    assert problem.startswith("one.csv and two.csv: both are of cleveland, 2018-10, and differ.")


def test_a_standard_file_and_a_part_of_its_month_are_refused(names, plain, tmp_path):
    part = write(tmp_path, "part.csv", [row(id="other")])
    assert "2018-10-cleveland-street.csv and part.csv: both are of" in told(names, plain, part)[0]


def test_parts_of_a_month_are_one_source(names, tmp_path):
    one, two = write(tmp_path, "one.csv", [row(id="1")]), write(tmp_path, "two.csv", [row(id="2"), row()])
    recorded = read(names, one, two)
    [file] = recorded.files
    assert (file.name, file.rows, file.covers) == ("one.csv and 1 more", 3, ("cleveland 2018-10",))
    assert unsound(recorded) == []


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_two_files_of_one_name_is_refused(names, tmp_path):
    path, name = tmp_path / "a.zip", "2018-10/2018-10-cleveland-street.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, text_of([row()]))
        archive.writestr(name, text_of([row(), row()]))
    assert told(names, path) == [f"a.zip: holds two files called {name}. Take it from data.police.uk again."]


def test_what_looks_like_a_name_is_not_repeated(names, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text(text_of([row(), row(kind="Ann Example"), row(("E01012187", "Ann Example"))]))
    said = told(names, path)
    assert len(said) == 2
    assert "Example" not in " ".join(said)


@pytest.mark.parametrize(
    "name", ["../a-street.csv", "/a-street.csv", "b/../../a-street.csv", "\\a-street.csv", "c:a-street.csv"]
)
def test_a_name_that_leads_out_of_a_zip_is_refused(names, tmp_path, name):
    archive = zipped(tmp_path / "a.zip", {name: text_of([row()])})
    assert told(names, archive) == [
        "a.zip: holds a file whose name leads out of it. Take it from data.police.uk again."
    ]


def test_a_link_that_leads_out_of_a_folder_is_refused(names, plain, tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "2018-10-cleveland-street.csv").symlink_to(plain)
    assert told(names, folder) == [
        "archive/2018-10-cleveland-street.csv: leads out of the folder. Put the file itself there."
    ]


def test_a_zip_that_would_grow_too_much_is_refused(names, tmp_path):
    archive = tmp_path / "a.zip"
    zipped(archive, {"2018-10-cleveland-street.csv": "a" * 60_000_000})
    assert "would be 60,000,000 bytes, more than any month of a force." in told(names, archive)[0]


def test_a_zip_whose_members_are_larger_than_it_says_is_refused(names, tmp_path):
    archive = zipped(tmp_path / "a.zip", {"2018-10-cleveland-street.csv": text_of([row()] * 50)})
    size = len(text_of([row()] * 50)).to_bytes(4, "little")
    archive.write_bytes(archive.read_bytes().replace(size, (1000).to_bytes(4, "little")))
    [problem] = told(names, archive)
    assert problem == (
        "a.zip: 2018-10-cleveland-street.csv: is broken: it cannot be read to its end. "
        "Take it from data.police.uk again."
    )


def test_an_encrypted_and_a_broken_zip_are_refused(names, tmp_path):
    archive = zipped(tmp_path / "a.zip", {"2018-10-cleveland-street.csv": text_of([row()])})
    content = archive.read_bytes()
    flagged = bytearray(content)
    flagged[content.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(flagged)
    assert told(names, archive) == [
        "a.zip: 2018-10-cleveland-street.csv is encrypted. Unpack it with its password first."
    ]
    archive.write_bytes(content[: len(content) // 2])
    assert told(names, archive) == ["a.zip: is a broken zip file. Take it from data.police.uk again."]


def test_an_archive_without_street_files_and_a_path_that_is_not_there_are_refused(names, tmp_path):
    archive = zipped(tmp_path / "a.zip", {"2018-10-cleveland-outcomes.csv": "a"})
    assert told(names, archive, tmp_path / "b.csv") == [
        "a.zip: has no file whose name ends in -street.csv. Take it from data.police.uk again.",
        "b.csv: cannot be opened.",
    ]


def test_recognises_what_it_reads(plain, tmp_path):
    archive = zipped(tmp_path / "a.zip", {f"2018-10/{plain.name}": text_of([row()])})
    other = write(tmp_path, "other.csv", [row()])
    outcomes = write(tmp_path, "outcomes.csv", [["a"]], [*HEADER[:9], "Outcome type"])
    known = [police_uk.recognises(path) for path in (plain, plain.parent, archive, other, outcomes)]
    assert known == [True, True, True, True, False]
    assert not police_uk.recognises(tmp_path / "nothing.csv")


# Splitting, merging, renaming and shuffling


_ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from([STOCKTON, PETERBOROUGH, NOWHERE]),
        st.sampled_from([ASB, "Drugs", "Burglary"]),
        month=st.sampled_from(["2018-10", "2018-11"]),
        force=st.sampled_from(["cleveland", "cambridgeshire"]),
        id=st.uuids(version=4).map(str),
        street=st.sampled_from(["On or near High Street", 'On or near "A", B', "On or\nnear"]),
    ),
    min_size=2,
    max_size=40,
)


@given(rows=_ROWS, data=st.data())
@settings(max_examples=60)
def test_splitting_merging_renaming_and_shuffling_never_change_a_count(rows, data, names, tmp_path_factory):
    folder = tmp_path_factory.mktemp("split")
    whole = read(names, write(folder, "whole.csv", rows)).table
    cut = data.draw(st.integers(1, len(rows) - 1))
    shuffled = data.draw(st.permutations(rows))
    parts = [write(folder, f"{n}.csv", part) for n, part in enumerate((shuffled[:cut], shuffled[cut:]))]
    assert by_place(read(names, *reversed(parts)).table) == by_place(whole)
    standard = {}
    for each in shuffled:
        standard.setdefault((each[1], each[2]), []).append(each)
    slugs = {"Cleveland Police": "cleveland", "Cambridgeshire Constabulary": "cambridgeshire"}
    named = [month(folder / "m", lines, slugs[force], when) for (when, force), lines in standard.items()]
    assert by_place(read(names, *named).table) == by_place(whole)
    assert counted(whole) == counted_plainly([folder / "whole.csv"])


@given(rows=_ROWS)
@settings(max_examples=20)
def test_the_quick_way_and_row_by_row_agree(rows, names, tmp_path_factory):
    folder = tmp_path_factory.mktemp("both")
    rows = [(*each[:6], "On or near", *each[7:]) for each in rows]
    quick = read(names, write(folder, "quick.csv", rows)).table
    slow = write(folder, "slow.csv", rows)
    slow.write_text(slow.read_text("utf-8") + "\n\n", "utf-8")  # blank rows are not plain
    assert by_place(read(names, slow).table) == by_place(quick)


def test_the_order_of_files_is_nothing_to_the_bytes(names, tmp_path):
    paths = [month(tmp_path, [row(month=f"2018-{n}")] * n, month=f"2018-{n}") for n in (10, 11, 12)]
    one, two = read(names, *paths), read(names, *reversed(paths))
    assert one == two
    lines = one.table.to_pylist()
    assert lines == sorted(lines, key=lambda line: [line[name] for name in KEY])


# Partial supply


def test_a_month_of_which_a_part_is_missing_is_flagged_and_told(names, tmp_path):
    """Bad input 9: a silent partial supply (Kent, November and December 2018), at a hundredth of its size."""
    supplied = {"2018-10": 194, "2018-11": 110, "2018-12": 84, "2019-01": 178}
    for when, number in supplied.items():
        rows = [row(month=when)] * (10 * number) + [row(kind=ASB, month=when)] * 600
        month(tmp_path / "archive", rows, month=when)
    recorded = read(names, tmp_path / "archive")
    flagged = {
        (line["period_start"].strftime("%Y-%m"), line["kind"])
        for line in recorded.table.to_pylist()
        if line["supply"] == "partial"
    }
    assert flagged == {("2018-11", "crime"), ("2018-12", "crime")}
    assert [note.split(":")[0] for note in notes(recorded) if "likely to be missing" in note] == [
        "cleveland 2018-11",
        "cleveland 2018-12",
    ]


# Real files


@pytest.fixture(scope="module")
def real(real_names):
    return police_uk.read([STREET], real_names, ROOT / "params")


@needs_data
def test_real_counts_agree_to_the_last_crime(real):
    expected = pd.read_csv(EXPECTED)
    found = counts(real.table)
    ours = [found[line.area, line.month, line.crime_type] for line in expected.itertuples()]
    assert ours == expected["recorded"].tolist()
    areas = {key for key in found if key[0] in set(expected["area"]) and key[1] >= "2018"}
    assert areas == {
        (line.area, line.month, line.crime_type) for line in expected.itertuples() if line.recorded
    }


@needs_data
def test_real_quarters_have_the_months_that_there_are(real):
    """Bad input 8: a quarter with two of its three months."""
    months = {key[1] for key in counts(real.table) if key[0] == "Peterborough"}
    assert months == {"2014-04", "2018-10", "2018-11", "2018-12", "2019-01", "2019-02"}


@needs_data
def test_real_rows_counted_plainly_are_the_same(real):
    lookup = pd.read_csv(REAL_LOOKUP, encoding="utf-8-sig")
    forces = {"London, City of": "City of London"}
    homes = {
        line.LAD17NM: (line.CSP17NM, forces.get(line.PFA17NM, line.PFA17NM).replace("&", "and"))
        for line in lookup.itertuples()
    }
    # What police.uk calls otherwise.
    also = {"Bristol": "Bristol, City of", "Herefordshire": "Herefordshire, County of"}
    also |= {
        "Kingston upon Hull": "Kingston upon Hull, City of",
        "The Vale of Glamorgan": "Vale of Glamorgan",
    }
    homes |= {bare: homes[full] for bare, full in also.items()}
    plainly = counted_plainly(sorted(STREET.glob("*/*-street.csv")), homes)
    assert counted(real.table) == plainly


@needs_data
def test_no_month_of_real_files_is_taken_for_a_partial_supply(real):
    assert [note for note in notes(real) if "likely to be missing" in note] == []


@needs_data
def test_real_halves_are_parts_and_real_revisions_are_refused(real_names, tmp_path):
    for force in ("cleveland", "btp"):
        path = STREET / "2018-10" / f"2018-10-{force}-street.csv"
        header, *lines = path.read_text("utf-8").splitlines(keepends=True)
        halves = [tmp_path / f"{force}-{n}.csv" for n in (1, 2)]
        for half, rows in zip(halves, (lines[: len(lines) // 2], lines[len(lines) // 2 :]), strict=True):
            half.write_text(header + "".join(rows), "utf-8")
        whole = police_uk.read([path], real_names, ROOT / "params")
        assert by_place(police_uk.read(halves, real_names, ROOT / "params").table) == by_place(whole.table)
        halves[1].write_text(header + "".join(lines[100:]), "utf-8")
        halves[0].write_text(header + "".join(lines[:-100]), "utf-8")
        with pytest.raises(DataError, match="They are two revisions"):
            police_uk.read(halves, real_names, ROOT / "params")


@needs_data
def test_the_spreadsheet_copy_of_thames_valley_is_refused(real_names):
    """Bad input 28: the ODS and the CSV of April 2014 have 14,351 and 12,956 rows."""
    with pytest.raises(DataError, match="may have lost or added rows"):
        police_uk.read([STREET / "2014-04" / "2014-04-thames-valley-street.ods"], real_names, ROOT / "params")


WEST_YORKSHIRE = importlib.util.find_spec("crime_sim_toolkit")


@pytest.mark.skipif(not REAL_LOOKUP.exists(), reason="the ONS lookup lies beside the project's workplace")
def test_three_months_of_west_yorkshire_are_read(real_names):
    files = sorted(Path(WEST_YORKSHIRE.submodule_search_locations[0]).rglob("*-west-yorkshire-street.csv"))
    recorded = police_uk.read(files, real_names, ROOT / "params")
    assert sum(file.rows for file in recorded.files) == sum(recorded.table["crimes"].to_pylist())


def test_a_zip_of_months_is_closed_afterwards(names, tmp_path):
    archive = zipped(tmp_path / "a.zip", {"2018-10/2018-10-cleveland-street.csv": text_of([row()])})
    read(names, archive)
    archive.unlink()
    assert not zipfile.is_zipfile(archive)
