"""Cells of workbooks and of CSV files come as text, whichever program has written them."""

from datetime import date, datetime

import pytest
import python_calamine
from workbooks import write

from iomlib.errors import DataError
from iomlib.tables.recorded.workbook import read_pages, text_of

ROWS = [
    [" Code ", "Count", "Day", None],
    ["37.2", 37.2, date(2018, 4, 1), "x"],
    [None, None, None, None],
    ["8M", 8.0, True, "\u00a0a & <b>\u00a0"],
    ["10", 1234567, -45, "two\nlines"],
]


@pytest.mark.parametrize("ending", [".ods", ".xlsx"])
def test_a_sheet_is_rows_of_text_that_begin_at_row_1(tmp_path, ending):
    path = write(tmp_path / f"book{ending}", {"Notes": [["Words"]], "2018_19": ROWS})
    notes, page = read_pages(path)
    assert (notes.name, notes.rows) == ("Notes", [["Words"]])
    assert page.name == "2018_19"
    assert page.rows == [
        ["Code", "Count", "Day", ""],
        ["37.2", "37.2", "2018-04-01", "x"],
        ["", "", "", ""],
        ["8M", "8", "TRUE", "a & <b>"],
        ["10", "1234567", "-45", "two\nlines"],
    ]


@pytest.mark.parametrize("ending", [".ods", ".xlsx"])
def test_empty_rows_and_columns_before_a_table_are_kept_so_that_rows_have_their_number(tmp_path, ending):
    path = write(tmp_path / f"book{ending}", {"Sheet1": [[None], [None, None], [None, "a"], [None, 1]]})
    (page,) = read_pages(path)
    assert page.rows[-2:] == [["", "a"], ["", "1"]]
    assert len(page.rows) == 4


def test_an_empty_sheet_has_no_rows(tmp_path):
    for ending in (".ods", ".xlsx"):
        (page,) = read_pages(write(tmp_path / f"book{ending}", {"Sheet1": []}))
        assert page.rows == []


def test_a_csv_file_is_one_page_without_a_name_and_keeps_its_blank_rows(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b'\xef\xbb\xbfa,"b, c"\r\n\r\n 1 ,"2,000"\r\n')
    (page,) = read_pages(path)
    assert page == ("", [["a", "b, c"], [], ["1", "2,000"]])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e15, "1000000000000000"),
        (0.1, "0.1"),
        (-0.0, "0"),
        (datetime(2018, 4, 1), "2018-04-01"),
        (datetime(2018, 4, 1, 9, 30), "2018-04-01T09:30:00"),
        ("\u00a0", ""),
        (None, ""),
    ],
)
def test_a_cell_is_text(value, text):
    assert text_of(value) == text


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"^gone\.ods: there is no such file\.$"):
        next(read_pages(tmp_path / "gone.ods"))


def test_a_workbook_with_a_password_is_refused(tmp_path, monkeypatch):
    def locked(path):
        raise python_calamine.PasswordError

    path = write(tmp_path / "book.xlsx", {"Sheet1": ROWS})
    monkeypatch.setattr(python_calamine, "load_workbook", locked)
    with pytest.raises(DataError, match=r"^book\.xlsx: has a password\. Save it without one\.$"):
        next(read_pages(path))
