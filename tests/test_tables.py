"""A table that breaks its contract says every problem at once, in the analyst's words."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from iomlib.errors import DataError, ParameterError
from iomlib.tables import (
    area_names,
    check_folder,
    check_params,
    read_area,
    read_convictions,
    read_crimes,
    read_crimes_by_month,
    read_deflator,
    read_frequencies,
    read_memberships,
    read_population,
    read_printed,
    read_subgroup_costs,
    read_table,
    read_target,
    read_unit_costs,
)
from iomlib.tables.contracts import (
    DATA,
    CrimesRow,
    FrequencyRow,
    IndicatorRow,
    MembershipRow,
    MonthRow,
    PrintedRow,
    TargetRow,
)
from iomlib.tables.contracts_params import PARAMS, AreaRow
from iomlib.tables.dictionary import dictionary

TODAY = date(2026, 1, 1)
CRIMES = {
    "area": "haringey",
    "period_start": "2017-04-01",
    "period_end": "2017-06-30",
    "offence_group": "Theft offences",
    "offence_subgroup": "Bicycle theft",
    "crimes": "12",
    "cost_printed": "",
    "crime_share_printed": "",
    "cost_share_printed": "",
    "counting": "as recorded",
    "source": "A report",
    "paragraph": "4.4",
}
OVERLAP = {
    "area": "haringey",
    "period_start": "2008-04-01",
    "period_end": "2009-03-31",
    "cohort": "High crime causers",
    "cohort_size": "73",
    "list": "DRR",
    "people": "",
    "percent_printed": "21",
    "source": "A report",
    "paragraph": "3.14",
    "published": "yes",
    "note": "",
}
MONTH = {"area": "haringey", "month": "2011-04", "crimes": "9", "source": "A report", "paragraph": "1"}
QUARTER = {
    "area": "haringey",
    "indicator": "ni30",
    "quarter": "2008-09-Q1",
    "convictions": "5",
    "source": "A report",
    "paragraph": "1",
    "published": "yes",
}
TARGET = {
    "area": "haringey",
    "indicator": "ni30",
    "financial_year": "2008-09",
    "baseline": "247",
    "reduction_percent": "16",
    "cohort_size": "40",
    "source": "A report",
    "paragraph": "1",
    "published": "yes",
}


def quoted(cells):
    return ",".join(f'"{cell}"' if set(cell) & set(',"') else cell for cell in cells)


def table(folder, name, *rows):
    """Write rows that share their columns, and give the path."""
    path = Path(folder) / name
    lines = [quoted(rows[0]), *(quoted(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def problems(path, contract):
    with pytest.raises(DataError) as caught:
        read_table(path, contract, today=TODAY)
    return caught.value.problems


def problem(path, contract):
    (only,) = problems(path, contract)
    return only


def crimes(tmp_path, **changes):
    """Say what is wrong with a crimes.csv of one row with these cells."""
    return problem(table(tmp_path, "crimes.csv", CRIMES | changes), CrimesRow)


def overlap(tmp_path, **changes):
    return problem(table(tmp_path, "memberships.csv", OVERLAP | changes), MembershipRow)


def test_a_good_table_has_the_types_of_its_contract(tmp_path):
    read = read_table(table(tmp_path, "crimes.csv", CRIMES), CrimesRow)
    assert read.columns.tolist() == list(CRIMES)
    assert read.dtypes.astype(str).to_dict() == {
        "area": "str",
        "period_start": "datetime64[us]",
        "period_end": "datetime64[us]",
        "offence_group": "str",
        "offence_subgroup": "str",
        "crimes": "int64",
        "cost_printed": "float64",
        "crime_share_printed": "float64",
        "cost_share_printed": "float64",
        "counting": "str",
        "source": "str",
        "paragraph": "str",
    }
    assert pd.isna(read.loc[0, "cost_printed"])


def test_a_count_that_may_be_blank_is_missing_and_not_zero(tmp_path):
    read = read_table(table(tmp_path, "memberships.csv", OVERLAP), MembershipRow)
    assert str(read["people"].dtype) == "Int64"
    assert read["people"].isna().all()
    assert read["note"].tolist() == [""]


@pytest.mark.parametrize("contract", DATA + PARAMS, ids=lambda contract: contract.path)
def test_a_file_that_is_not_there_is_an_empty_table_of_the_same_types(tmp_path, contract):
    read = read_table(tmp_path / "none.csv", contract)
    assert read.columns.tolist() == list(contract.model_fields)
    assert len(read) == 0


def test_a_header_alone_is_an_empty_table(tmp_path):
    path = tmp_path / "crimes.csv"
    path.write_text(quoted(CRIMES), encoding="utf-8")
    read = read_table(path, CrimesRow)
    assert len(read) == 0
    assert str(read["crimes"].dtype) == "int64"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    assert problem(tmp_path / "dta" / "crimes.csv", CrimesRow) == (
        "dta: there is no such folder, so no crimes.csv in it."
    )
    assert check_folder(tmp_path / "dta") == ["dta: there is no such folder."]
    assert check_params(tmp_path / "dta") == ["dta: there is no such folder."]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_named(tmp_path, content):
    path = tmp_path / "crimes.csv"
    path.write_bytes(content)
    assert problem(path, CrimesRow) == "crimes.csv: is empty. Remove the file if the table is not supplied."


def test_wrong_encoding_names_row_and_column(tmp_path):
    path = table(tmp_path, "crimes.csv", CRIMES, CRIMES | {"offence_subgroup": "Caf\u00e9 theft"})
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    assert problem(path, CrimesRow) == (
        "crimes.csv: row 3, column offence_subgroup: is not UTF-8 text. Save the file as CSV UTF-8."
    )


def test_wrong_bytes_are_found_beside_a_printed_replacement_character(tmp_path):
    path = table(tmp_path, "crimes.csv", CRIMES | {"offence_subgroup": "A \ufffd"})
    path.write_bytes(path.read_bytes().replace(b"A report", b"A \xe9"))
    assert any("column source: is not UTF-8 text" in text for text in problems(path, CrimesRow))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_wide_text_is_refused(tmp_path, encoding):
    path = table(tmp_path, "crimes.csv", CRIMES)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert problem(path, CrimesRow) == "crimes.csv: is not UTF-8 text. Save the file as CSV UTF-8."


def test_a_byte_order_mark_is_let_pass(tmp_path):
    path = table(tmp_path, "crimes.csv", CRIMES)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_table(path, CrimesRow)["area"].tolist() == ["haringey"]


def test_a_replacement_character_that_is_printed_is_text(tmp_path):
    path = table(tmp_path, "crimes.csv", CRIMES | {"source": "A \ufffd report"})
    assert read_table(path, CrimesRow)["source"].tolist() == ["A \ufffd report"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"PK\x03\x04rest", "an Excel or LibreOffice file, not a CSV file"),
        (b"\xd0\xcf\x11\xe0rest", "an Excel file, not a CSV file"),
    ],
)
def test_a_workbook_with_the_name_of_a_table_is_refused(tmp_path, content, found):
    path = tmp_path / "crimes.csv"
    path.write_bytes(content)
    assert problem(path, CrimesRow) == f"crimes.csv: is {found}. Save the file as CSV UTF-8."


@pytest.mark.parametrize(("mark", "name"), [(";", ";"), ("\t", "a tab")])
def test_another_separator_is_refused(tmp_path, mark, name):
    path = table(tmp_path, "crimes.csv", CRIMES)
    path.write_text(path.read_text(encoding="utf-8").replace(",", mark), encoding="utf-8")
    assert problem(path, CrimesRow) == (
        f"crimes.csv: has {name} between its cells. Save the file with commas between them."
    )


def test_quotes_that_do_not_match_name_their_row(tmp_path):
    path = table(tmp_path, "crimes.csv", CRIMES, CRIMES)
    path.write_text(path.read_text(encoding="utf-8") + '"haringey', encoding="utf-8")
    assert problems(path, CrimesRow)[1] == (
        "crimes.csv: row 4: quotes do not match. "
        'A text with a comma stands in double quotes; a quote inside it is written "".'
    )


def test_spaces_around_cells_and_headers_are_dropped(tmp_path):
    path = table(tmp_path, "crimes.csv", {f"{name} ": f" {cell} " for name, cell in CRIMES.items()})
    read = read_table(path, CrimesRow)
    assert read.loc[0, ["area", "crimes"]].tolist() == ["haringey", 12]


def test_blank_rows_are_passed_over_and_counted(tmp_path):
    path = table(tmp_path, "crimes.csv", CRIMES)
    blank = "," * (len(CRIMES) - 1)
    row = quoted((CRIMES | {"crimes": "x", "offence_group": "Robbery"}).values())
    path.write_text(path.read_text(encoding="utf-8") + f"\n{blank}\n{row}\n", encoding="utf-8")
    assert problem(path, CrimesRow).startswith("crimes.csv: row 5, column crimes: x is not a count.")


def test_a_missing_column_is_named(tmp_path):
    row = {name: cell for name, cell in CRIMES.items() if name != "crimes"}
    assert problem(table(tmp_path, "crimes.csv", row), CrimesRow) == (
        "crimes.csv: row 1, column crimes: is missing. Add the column. Counts are whole numbers, "
        "0 or more. Below 0 only where counting is net of corrections."
    )


def test_a_missing_column_that_may_be_blank_says_so(tmp_path):
    row = {name: cell for name, cell in OVERLAP.items() if name != "note"}
    assert problem(table(tmp_path, "memberships.csv", row), MembershipRow) == (
        "memberships.csv: row 1, column note: is missing. Add the column; its cells may be blank."
    )


@pytest.mark.parametrize(
    ("wrong", "right"), [("crime", "crimes"), ("Crimes", "crimes"), ("offence group", "offence_group")]
)
def test_a_misspelt_column_gets_its_nearest_name(tmp_path, wrong, right):
    row = {wrong if name == right else name: cell for name, cell in CRIMES.items()}
    assert problem(table(tmp_path, "crimes.csv", row), CrimesRow) == (
        f"crimes.csv: row 1, column {wrong}: is not a column of this table. Did you mean {right}?"
    )


def test_a_column_that_no_contract_knows_is_named_without_its_values(tmp_path):
    path = table(tmp_path, "crimes.csv", CRIMES | {"remarks": "seen at 4 High Street"})
    assert problem(path, CrimesRow) == (
        "crimes.csv: row 1, column remarks: is not a column of this table. "
        "Delete it, or name it as docs/data.md does."
    )


@pytest.mark.parametrize(
    "column",
    [
        *("name", "Surname", "forename", "First Name", "full_name", "offender name", "initials"),
        *("DOB", "d.o.b.", "Date of Birth", "NHS number", "PNCID", "pnc_id", "PNC ID", "nino"),
        *("postcode", "home address", "prison number", "CRO No", "person_id"),
    ],
)
def test_a_column_about_a_person_is_refused_by_its_name_alone(tmp_path, column):
    path = table(tmp_path, "crimes.csv", CRIMES | {column: "Jo Bloggs"})
    assert problem(path, CrimesRow) == (
        f"crimes.csv: row 1, column {column}: looks like personal data. "
        "Tables hold counts, never people: delete the column."
    )


@pytest.mark.parametrize(
    ("sign", "code"), [("\x0b", "000B"), ("\x07", "0007"), ("\x9f", "009F"), ("\uffff", "FFFF")]
)
def test_a_name_with_a_sign_that_no_page_can_show_is_refused_where_it_is_read(tmp_path, sign, code):
    row = {"id": "x", "name": f"Stock{sign}ton", "kind": "police force area", "ons_code": "E23000001"}
    path = table(tmp_path, "areas.csv", row | {"source": "A report"})
    said = (
        f"areas.csv: row 2, column name: holds the sign U+{code}, which no page can show. "
        "Delete it; letters, digits, punctuation and spaces are allowed."
    )
    assert problem(path, AreaRow) == said
    with pytest.raises(DataError, match=re.escape(said)):
        area_names(tmp_path)


def test_a_surname_is_not_taken_for_a_misspelt_name(tmp_path):
    row = {"id": "x", "surname": "Bloggs", "kind": "police force area", "ons_code": "E23000001"}
    found = problems(table(tmp_path, "areas.csv", row | {"source": "A report"}), AreaRow)
    assert any("column surname: looks like personal data" in text for text in found)
    assert "Bloggs" not in "".join(found)


@pytest.mark.parametrize("column", ["across", "micro", "offence_name", "age_group", "persons"])
def test_a_harmless_column_is_not_taken_for_a_person(tmp_path, column):
    path = table(tmp_path, "crimes.csv", CRIMES | {column: "1"})
    assert "is not a column of this table" in problem(path, CrimesRow)


def test_a_file_without_header_does_not_repeat_its_first_row(tmp_path):
    path = tmp_path / "crimes.csv"
    path.write_text("Bloggs,Jo,1980-01-01\nDoe,Al,1981-01-01\n", encoding="utf-8")
    found = problem(path, CrimesRow)
    assert found.startswith("crimes.csv: row 1: does not hold the names of the columns. They are: area, ")
    assert "Bloggs" not in found


def test_a_column_that_stands_twice_is_named(tmp_path):
    path = table(tmp_path, "crimes.csv", CRIMES | {"crimes ": "12"})
    assert problem(path, CrimesRow) == (
        "crimes.csv: row 1, column crimes: stands there 2 times. Every column has a name of its own."
    )


def test_a_column_without_a_name_is_named_by_its_lack(tmp_path):
    path = table(tmp_path, "crimes.csv", CRIMES | {"": ""})
    assert problem(path, CrimesRow) == (
        "crimes.csv: row 1: a column has no name. Name the column or delete it."
    )


@pytest.mark.parametrize(("cells", "number"), [(["haringey"], 1), ([*CRIMES.values(), "more"], 13)])
def test_a_shifted_row_is_named_and_not_read(tmp_path, cells, number):
    path = table(tmp_path, "crimes.csv", CRIMES)
    path.write_text(path.read_text(encoding="utf-8") + quoted(cells) + "\n", encoding="utf-8")
    assert problem(path, CrimesRow) == (
        f"crimes.csv: row 3: {number} cells, where the header has 12. "
        "Put texts with a comma in double quotes."
    )


def test_a_duplicate_key_names_both_rows(tmp_path):
    path = table(tmp_path, "crimes.csv", CRIMES, CRIMES | {"offence_group": "Robbery"}, CRIMES)
    assert problem(path, CrimesRow) == (
        "crimes.csv: row 4: has the same area, period_start, period_end, offence_group, "
        "offence_subgroup as row 2. Keep one of the two."
    )


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("many", "many is not a count"),
        ("12.5", "12.5 is not a count"),
        ("12.0", "12.0 is not a count"),
        ("1_000", "1_000 is not a count"),
        ("007", "007 is not a count"),
        ("nan", "nan is not a count"),
        ("1,234", "1,234 is not a count: write 1234"),
        ("1,234,567", "1,234,567 is not a count: write 1234567"),
        ("9" * 15, "999999999999999 is not a count: it is too large"),
        ("", "blank, where a count is needed"),
        ("see the note in section 4", "see the note in sect... is not a count"),
    ],
)
def test_a_cell_that_is_no_count_is_shown_with_what_is_allowed(tmp_path, cell, found):
    assert crimes(tmp_path, crimes=cell) == (
        f"crimes.csv: row 2, column crimes: {found}. Counts are whole numbers, 0 or more. "
        "Below 0 only where counting is net of corrections."
    )


def test_equal_problems_are_told_once_with_their_number(tmp_path):
    rows = [CRIMES | {"offence_group": str(n), "crimes": str(-n)} for n in (3, 0, 5)]
    assert problem(table(tmp_path, "crimes.csv", *rows), CrimesRow) == (
        "crimes.csv: row 2, column crimes: -3 is not a count. 2 rows like this. "
        "Counts are whole numbers, 0 or more. Corrections need net of corrections."
    )


def test_a_negative_count_net_of_corrections_is_kept(tmp_path):
    path = table(tmp_path, "crimes.csv", CRIMES | {"crimes": "-45", "counting": "net of corrections"})
    assert read_table(path, CrimesRow)["crimes"].tolist() == [-45]


def test_a_negative_count_of_people_is_never_allowed(tmp_path):
    assert overlap(tmp_path, people="-1") == (
        "memberships.csv: row 2, column people: -1 is not a count. Counts are whole numbers, 0 or more."
    )


def test_a_word_outside_the_list_gets_the_list(tmp_path):
    assert crimes(tmp_path, counting="net") == (
        "crimes.csv: row 2, column counting: net is not a way of counting. "
        "Allowed: as recorded, net of corrections."
    )


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("31/03/2017", "31/03/2017 is not a date: write 2017-03-31"),
        ("1.4.2017", "1.4.2017 is not a date: write 2017-04-01"),
        ("31/02/2017", "31/02/2017 is not a date"),
        ("2017-02-31", "2017-02-31 is not a date"),
        ("42826", "42826 is not a date"),
        ("April 2017", "April 2017 is not a date"),
    ],
)
def test_a_date_that_is_not_iso_is_shown_rewritten(tmp_path, cell, found):
    assert crimes(tmp_path, period_start=cell) == (
        f"crimes.csv: row 2, column period_start: {found}. "
        "Dates are written 2009-03-31 and are not in the future."
    )


def test_a_date_in_the_future_is_refused(tmp_path):
    assert crimes(tmp_path, period_end="2026-01-02") == (
        "crimes.csv: row 2, column period_end: 2026-01-02 is in the future. Tables hold what has happened."
    )


def test_today_is_not_in_the_future(tmp_path):
    path = table(tmp_path, "crimes.csv", CRIMES | {"period_end": "2026-01-01"})
    assert len(read_table(path, CrimesRow, today=TODAY)) == 1


def test_a_period_that_ends_before_it_starts_is_refused(tmp_path):
    assert crimes(tmp_path, period_end="2017-03-31") == (
        "crimes.csv: row 2, column period_end: the period ends before it starts, on 2017-04-01. "
        "Mend one of the two dates."
    )


def test_an_amount_with_a_pound_sign_is_refused(tmp_path):
    assert crimes(tmp_path, cost_printed="\u00a3100") == (
        "crimes.csv: row 2, column cost_printed: \u00a3100 is not an amount. "
        "Amounts are pounds, 0 or more: no commas, no pound sign."
    )


def test_a_percentage_above_100_is_refused(tmp_path):
    assert crimes(tmp_path, crime_share_printed="184") == (
        "crimes.csv: row 2, column crime_share_printed: 184 is not a percentage: it is too large. "
        "Percentages are 0 to 100, without the percent sign."
    )


def test_a_percentage_that_no_count_gives_is_refused(tmp_path):
    assert overlap(tmp_path, percent_printed="20") == (
        "memberships.csv: row 2, column percent_printed: 20% of 73 is impossible: 19% is 14, 21% is 15. "
        "If it is printed so, leave this blank and put it in printed_figures.csv."
    )


def test_a_percentage_that_is_not_the_count_beside_it_is_refused(tmp_path):
    assert overlap(tmp_path, people="14") == (
        "memberships.csv: row 2, column percent_printed: 21% is not 14 of 73 people. "
        "If it is printed so, leave this blank and put it in printed_figures.csv."
    )


@pytest.mark.parametrize(("people", "size", "percent"), [("1", "200", "1"), ("15", "73", "21")])
def test_percentages_are_rounded_half_up(tmp_path, people, size, percent):
    row = OVERLAP | {"people": people, "cohort_size": size, "percent_printed": percent}
    assert len(read_table(table(tmp_path, "memberships.csv", row), MembershipRow)) == 1


def test_more_people_than_the_cohort_has_is_refused(tmp_path):
    assert overlap(tmp_path, people="74", percent_printed="") == (
        "memberships.csv: row 2, column people: 74 people of a cohort of 73. "
        "People on the list are at most the people in the cohort."
    )


def test_a_membership_without_count_and_percentage_is_refused(tmp_path):
    assert overlap(tmp_path, percent_printed="") == (
        "memberships.csv: row 2, column percent_printed: blank, and people is blank too. "
        "Give one of the two, or both."
    )


def test_whether_a_figure_is_published_is_yes_or_no_and_a_blank_is_no(tmp_path):
    assert overlap(tmp_path, published="2009-06-16") == (
        "memberships.csv: row 2, column published: 2009-06-16 is not yes or no. Allowed: yes, no."
    )
    read = read_table(table(tmp_path, "memberships.csv", OVERLAP | {"published": ""}), MembershipRow)
    assert read["published"].tolist() == ["no"]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2008Q1", "2008Q1 is not a quarter: did you mean 2008-09-Q1, which is April to June 2008?"),
        ("first", "first is not a quarter."),
    ],
)
def test_a_bad_quarter_is_shown_with_the_right_spelling(tmp_path, cell, found):
    path = table(tmp_path, "indicator_counts.csv", QUARTER | {"quarter": cell})
    assert problem(path, IndicatorRow) == (
        f"indicator_counts.csv: row 2, column quarter: {found} "
        "Quarters are written 2008-09-Q1, which is April to June 2008."
    )


def test_a_quarter_that_has_not_begun_is_refused(tmp_path):
    path = table(tmp_path, "indicator_counts.csv", QUARTER | {"quarter": "2026-27-Q1"})
    assert "column quarter: 2026-04-01 is in the future." in problem(path, IndicatorRow)


@pytest.mark.parametrize("cell", ["2011-13", "April 2011", "2011-4"])
def test_a_bad_month_is_refused(tmp_path, cell):
    path = table(tmp_path, "crimes_by_month.csv", MONTH | {"month": cell})
    assert problem(path, MonthRow) == (
        f"crimes_by_month.csv: row 2, column month: {cell} is not a month. "
        "Months are written 2009-03 and are not in the future."
    )


@pytest.mark.parametrize("cell", ["2008/09", "2008", "2008-10"])
def test_a_bad_financial_year_is_refused(tmp_path, cell):
    path = table(tmp_path, "targets.csv", TARGET | {"financial_year": cell})
    assert problem(path, TargetRow) == (
        f"targets.csv: row 2, column financial_year: {cell} is not a financial year. "
        "Financial years are written 2008-09."
    )


def test_names_and_codes_that_look_like_numbers_stay_text(tmp_path):
    row = CRIMES | {"area": "0012", "offence_group": "37.2", "offence_subgroup": "8M", "paragraph": "4.10"}
    read = read_table(table(tmp_path, "crimes.csv", row), CrimesRow)
    columns = ["area", "offence_group", "offence_subgroup", "paragraph"]
    assert read.loc[0, columns].tolist() == ["0012", "37.2", "8M", "4.10"]


def test_an_id_with_capitals_is_refused(tmp_path):
    assert crimes(tmp_path, area="Haringey") == (
        "crimes.csv: row 2, column area: Haringey is not an id. "
        "Ids are lower case letters and digits, joined by hyphens."
    )


def test_a_blank_source_is_refused(tmp_path):
    assert crimes(tmp_path, source="") == (
        "crimes.csv: row 2, column source: blank, where a text is needed. Write a few words here."
    )


def test_all_problems_are_told_at_once_in_the_order_of_the_rows(tmp_path):
    rows = [CRIMES | {"offence_group": str(n)} for n in range(12)]
    rows[0] |= {"crimes": "x", "counting": "y"}
    rows[9] |= {"period_start": "z", "source": ""}
    table(tmp_path, "crimes.csv", *rows)
    places = [text.split(":")[1].strip() for text in check_folder(tmp_path, today=TODAY)]
    assert places == [
        "row 2, column crimes",
        "row 2, column counting",
        "row 11, column period_start",
        "row 11, column source",
    ]


def params_with_areas(tmp_path, *ids):
    folder = tmp_path / "params"
    folder.mkdir()
    row = {"kind": "police force area", "ons_code": "E23000001", "source": "A report"}
    table(folder, "areas.csv", *({"id": area, "name": area} | row for area in ids))
    return folder


def test_an_area_that_is_not_in_params_is_refused(tmp_path):
    params = params_with_areas(tmp_path, "haringey", "kent")
    data = tmp_path / "data"
    data.mkdir()
    table(data, "crimes.csv", CRIMES, CRIMES | {"area": "harringay"}, CRIMES | {"area": "xyz"})
    assert check_folder(data, params, today=TODAY) == [
        "crimes.csv: row 3, column area: harringay is not in areas.csv. Did you mean haringey?",
        "crimes.csv: row 4, column area: xyz is not in areas.csv. Add xyz there first.",
    ]
    assert check_folder(data, today=TODAY) == []


def test_a_table_with_a_misspelt_file_name_is_not_passed_over(tmp_path):
    table(tmp_path, "crime.csv", CRIMES)
    (tmp_path / "targets.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "README.md").touch()
    (tmp_path / ".crimes.csv").touch()
    assert check_folder(tmp_path) == [
        "crime.csv: is not a table of this folder. Did you mean crimes.csv?",
        "targets.xlsx: is not a table of this folder. Did you mean targets.csv?",
    ]


def test_a_folder_says_the_problems_of_all_its_files(tmp_path):
    table(tmp_path, "crimes.csv", CRIMES | {"crimes": "x"})
    table(tmp_path, "targets.csv", TARGET | {"baseline": "0"})
    found = check_folder(tmp_path, today=TODAY)
    assert [text.split(":")[0] for text in found] == ["crimes.csv", "targets.csv"]
    assert found[1] == (
        "targets.csv: row 2, column baseline: 0 is not a count above 0. "
        "This count is a whole number, 1 or more."
    )


def test_rows_of_one_area_and_quarter_are_read(tmp_path):
    before = CRIMES | {"period_start": "2017-01-01", "period_end": "2017-03-31"}
    table(tmp_path, "crimes.csv", CRIMES, before, CRIMES | {"area": "kent"})
    assert len(read_crimes(tmp_path, "haringey", "2017-18-Q1")) == 1
    assert len(read_crimes(str(tmp_path), "haringey", "2017-18-Q2")) == 0


def test_two_periods_that_end_in_one_quarter_are_refused(tmp_path):
    table(tmp_path, "crimes.csv", CRIMES, CRIMES | {"period_start": "2016-07-01"})
    with pytest.raises(DataError) as caught:
        read_crimes(tmp_path, "haringey", "2017-18-Q1")
    assert str(caught.value) == (
        "crimes.csv: haringey has more than one period that ends in 2017-18-Q1: "
        "2016-07-01 to 2017-06-30 and 2017-04-01 to 2017-06-30. Keep one of them."
    )


def test_a_bad_quarter_in_a_call_is_a_parameter_error(tmp_path):
    with pytest.raises(ParameterError, match="did you mean 2008-09-Q1"):
        read_crimes(tmp_path, "haringey", "2008Q1")


def test_every_reader_checks_the_whole_file(tmp_path):
    table(tmp_path, "crimes.csv", CRIMES, CRIMES | {"area": "kent", "crimes": "x"})
    with pytest.raises(DataError, match="row 3, column crimes: x is not a count"):
        read_crimes(tmp_path, "haringey", "2017-18-Q1")


def test_months_are_read_in_order_up_to_the_end_of_the_quarter(tmp_path):
    months = [("2011-06", "3"), ("2011-04", "1"), ("2011-07", "4")]
    table(tmp_path, "crimes_by_month.csv", *(MONTH | {"month": month, "crimes": n} for month, n in months))
    series = read_crimes_by_month(tmp_path, "haringey", "2011-12-Q1")
    assert series.index.astype(str).tolist() == ["2011-04", "2011-06"]
    assert series.tolist() == [1, 3]
    assert str(series.index.dtype) == "period[M]"
    assert series.name == "crimes"


def test_a_series_that_is_not_supplied_is_empty_and_typed(tmp_path):
    series = read_crimes_by_month(tmp_path, "haringey", "2011-12-Q1")
    assert len(series) == 0
    assert str(series.index.dtype) == "period[M]"
    assert str(series.dtype) == "int64"


def test_convictions_stop_at_the_quarter_and_start_with_the_year(tmp_path):
    quarters = ["2007-08-Q4", "2008-09-Q2", "2008-09-Q1", "2008-09-Q3"]
    table(tmp_path, "indicator_counts.csv", *(QUARTER | {"quarter": quarter} for quarter in quarters))
    assert read_convictions(tmp_path, "haringey", "2008-09-Q2")["convictions"].to_dict() == {
        "2008-09-Q1": 5,
        "2008-09-Q2": 5,
    }


def test_a_quarter_without_return_is_missing(tmp_path):
    rows = [QUARTER | {"quarter": quarter} for quarter in ("2008-09-Q1", "2008-09-Q3")]
    table(tmp_path, "indicator_counts.csv", *rows)
    convictions = read_convictions(tmp_path, "haringey", "2008-09-Q4")["convictions"]
    assert convictions.isna().tolist() == [False, True, False, True]


def test_a_year_without_any_return_is_empty(tmp_path):
    table(tmp_path, "indicator_counts.csv", QUARTER)
    convictions = read_convictions(tmp_path, "haringey", "2009-10-Q2")["convictions"]
    assert len(convictions) == 0
    assert str(convictions.dtype) == "Int64"


def test_the_target_is_that_of_the_financial_year(tmp_path):
    table(tmp_path, "targets.csv", TARGET)
    assert read_target(tmp_path, "haringey", "2008-09-Q4")["baseline"].tolist() == [247]
    assert len(read_target(tmp_path, "haringey", "2009-10-Q1")) == 0
    assert len(read_target(tmp_path, "kent", "2008-09-Q4")) == 0


@pytest.mark.parametrize(
    ("quarter", "rows"), [("2007-08-Q4", 0), ("2008-09-Q1", 1), ("2008-09-Q4", 1), ("2009-10-Q1", 0)]
)
def test_periods_that_overlap_the_quarter_are_read(tmp_path, quarter, rows):
    table(tmp_path, "memberships.csv", OVERLAP)
    assert len(read_memberships(tmp_path, "haringey", quarter)) == rows


def test_tables_that_were_not_supplied_are_empty(tmp_path):
    assert len(read_memberships(tmp_path, "haringey", "2008-09-Q1")) == 0
    assert read_frequencies(tmp_path, "haringey", "2008-09-Q1").columns.tolist() == list(
        FrequencyRow.model_fields
    )
    assert read_printed(tmp_path, "haringey", "2008-09-Q1").columns.tolist() == list(PrintedRow.model_fields)
    assert len(read_population(tmp_path, "haringey")) == 0
    assert len(read_convictions(tmp_path, "haringey", "2008-09-Q1")) == 0
    assert len(read_target(tmp_path, "haringey", "2008-09-Q1")) == 0
    assert len(read_deflator(tmp_path)) == 0


def test_an_area_has_a_name_and_a_code():
    area = read_area("params", "metropolitan")
    assert (area.name, area.kind, area.ons_code) == ("Metropolitan Police", "police force area", "E23000001")


def test_an_unknown_area_gets_the_nearest_id():
    with pytest.raises(ParameterError) as caught:
        read_area("params", "stockton")
    assert str(caught.value) == "areas.csv: stockton is not an area. Did you mean stockton-on-tees?"


def test_a_long_list_of_names_is_cut_short():
    with pytest.raises(ParameterError, match=r"zzz is not an area\. Allowed: haringey, .* and so on\."):
        read_area("params", "zzz")


def test_an_area_without_any_area_to_choose_from_is_refused(tmp_path):
    with pytest.raises(ParameterError, match=r"kent is not an area\. None is there"):
        read_area(tmp_path, "kent")


def test_an_unknown_edition_gets_the_nearest_name():
    with pytest.raises(ParameterError) as caught:
        read_unit_costs("params", "home-office-2019")
    assert str(caught.value) == (
        "unit_costs: home-office-2019 is not an edition. Did you mean home-office-2019-20?"
    )


@pytest.mark.parametrize("edition", ["subgroups", "group_mix", "../areas"])
def test_a_table_that_is_no_edition_is_not_read_as_one(edition):
    with pytest.raises(ParameterError, match="is not an edition"):
        read_unit_costs("params", edition)


def subgroup_params(tmp_path, offence):
    folder = tmp_path / "params"
    (folder / "unit_costs").mkdir(parents=True)
    cost = dict.fromkeys(["unit_cost", "anticipation", "consequence", "response"], "10")
    words = {"victim_class": "business", "price_year": "2019-20", "unit": "GBP per offence"}
    rest = {"multiplier": "", "status": "secondary", "source": "A report", "note": ""}
    table(folder / "unit_costs", "new.csv", {"offence": "Homicide"} | cost | words | rest)
    subgroup = {"edition": "new", "offence_group": "Violence", "offence_subgroup": "Murder"}
    subgroup |= {"unit_cost_offence": offence}
    why = {"basis": "direct" if offence else "NOT_COSTED", "rationale": "same", "source": "A report"}
    table(folder / "unit_costs", "subgroups.csv", subgroup | why)
    return folder


def test_a_subgroup_without_an_offence_is_not_costed_and_not_zero(tmp_path):
    costs = read_subgroup_costs(subgroup_params(tmp_path, ""), "new")
    assert costs["unit_cost"].isna().all()
    assert costs.columns.tolist() == [
        "offence_group",
        "unit_cost",
        "anticipation",
        "multiplier",
        "unit_cost_offence",
        "basis",
        "rationale",
    ]


def test_a_subgroup_priced_with_an_unknown_offence_is_refused(tmp_path):
    folder = subgroup_params(tmp_path, "Homicides")
    with pytest.raises(DataError) as caught:
        read_subgroup_costs(folder, "new")
    assert str(caught.value) == (
        "subgroups.csv: column unit_cost_offence: Homicides is not an offence of new.csv. "
        "Did you mean Homicide?"
    )
    assert check_params(folder) == [str(caught.value)]


def test_a_mix_of_unknown_subgroups_is_refused(tmp_path):
    folder = subgroup_params(tmp_path, "Homicide")
    row = {"offence_group": "Violence", "offence_subgroup": "Murders", "crimes": "3"}
    table(folder / "unit_costs", "group_mix.csv", row | {"basis": "APPROX", "note": "", "source": "A report"})
    assert check_params(folder) == [
        "group_mix.csv: column offence_subgroup: Murders is not in subgroups.csv. Did you mean Murder?"
    ]


def test_not_costed_and_an_offence_exclude_each_other(tmp_path):
    folder = subgroup_params(tmp_path, "Homicide")
    path = folder / "unit_costs" / "subgroups.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("direct", "NOT_COSTED"), encoding="utf-8")
    assert check_params(folder) == [
        "subgroups.csv: row 2, column basis: NOT_COSTED does not fit unit_cost_offence. "
        "NOT_COSTED and a blank unit_cost_offence belong together."
    ]


def test_params_say_the_problems_of_all_their_files(tmp_path):
    folder = params_with_areas(tmp_path, "Kent")
    (folder / "deflators").mkdir()
    row = {"financial_year": "2019-20", "index": "0", "release": "30 June 2025", "source": "A report"}
    table(folder / "deflators", "gdp-2025-06.csv", row)
    assert check_params(folder) == [
        "areas.csv: row 2, column id: Kent is not an id. "
        "Ids are lower case letters and digits, joined by hyphens.",
        "gdp-2025-06.csv: row 2, column index: 0 is not a number above 0. "
        "This is a number above 0: no commas, no signs of a unit.",
    ]


def test_the_newest_release_of_the_deflator_is_read(tmp_path):
    (tmp_path / "deflators").mkdir()
    row = {"financial_year": "2019-20", "index": "80", "release": "old", "source": "A report"}
    table(tmp_path / "deflators", "gdp-2025-06.csv", row)
    table(tmp_path / "deflators", "gdp-2026-06.csv", row | {"release": "new"})
    assert read_deflator(tmp_path)["release"].tolist() == ["new"]


@pytest.mark.parametrize("contract", DATA + PARAMS, ids=lambda contract: contract.path)
def test_every_column_is_described_with_what_is_allowed(contract):
    assert all(field.description for field in contract.model_fields.values())


def test_docs_data_md_is_up_to_date():
    assert Path("docs/data.md").read_text(encoding="utf-8") == dictionary(), (
        "run: python -m iomlib.tables.dictionary > docs/data.md"
    )


def test_a_misspelt_offence_is_refused_and_does_not_pass_for_not_costed(tmp_path):
    text = (
        Path("data/crimes.csv")
        .read_text("utf-8")
        .replace("Theft from a vehicle,1281", "Theft from vehicle,1281")
    )
    (tmp_path / "crimes.csv").write_text(text.replace("Commercial Burglary", "Comercial Burglary"), "utf-8")
    tail = "An offence without a cost needs a row that says so."
    assert check_folder(tmp_path, "params") == [
        "crimes.csv: column offence_group: Comercial Burglary is not in group_mix.csv, "
        f"so nobody can say what it costs. Did you mean Commercial Burglary? {tail}",
        "crimes.csv: column offence_subgroup: Theft from vehicle is not in subgroups.csv, "
        f"so nobody can say what it costs. Did you mean Theft from a vehicle? {tail}",
    ]


@pytest.mark.parametrize(("kind", "code"), [("police force area", ""), ("example", "E23000001")])
def test_an_area_has_a_code_and_an_example_has_none(tmp_path, kind, code):
    row = {"id": "x", "name": "X", "kind": kind, "ons_code": code, "source": "A report"}
    assert problem(table(tmp_path, "areas.csv", row), AreaRow) == (
        "areas.csv: row 2, column ons_code: an area has a code, an example has none. Mend the code or the kind."
    )
