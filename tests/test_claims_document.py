"""A printed report is read into paragraphs with numbers, headings and tables; what cannot be read is told in words."""

import zipfile

import pytest

from iomlib.claims import document
from iomlib.claims.document import read
from iomlib.claims.find import find
from iomlib.claims.lines import Line, paragraphs
from iomlib.errors import DataError


def told(text):
    return [
        (each.number, each.heading, each.text)
        for each in paragraphs("r", map(Line, text.splitlines(), [None] * 99))
    ]


def refused(path):
    with pytest.raises(DataError) as trouble:
        read(path)
    return str(trouble.value)


def test_a_heading_belongs_to_its_number_and_what_follows_stands_under_it():
    assert told("4.9 Quarter 3\n\nThere were 23 offences.\n\n4.10 Only 55% of them came.") == [
        ("4.9", "", "Quarter 3"),
        ("4.9", "Quarter 3", "There were 23 offences."),
        ("4.10", "", "Only 55% of them came."),
    ]


def test_a_paragraph_that_a_page_has_parted_is_joined():
    [one] = told("The number of convictions should be at least 16% fewer than\n\nthose of the year before.")
    assert one[2] == "The number of convictions should be at least 16% fewer than those of the year before."


def test_an_item_of_a_list_keeps_the_number_of_its_paragraph():
    assert [
        number for number, *_ in told("6.9 The aims are:\n\n- 1) Fewer women in custody.\n- 2) More help.")
    ] == ["6.9"] * 3


@pytest.mark.parametrize(
    "line",
    ["Fires\t12\t40%\nOther\t18\t60%", "| Fires | 12 | 40% |\n| --- | --- | --- |\n| Other | 18 | 60% |"],
)
def test_a_table_is_read_with_its_cells(line):
    [table] = paragraphs("r", [Line(each, None) for each in line.splitlines()])
    assert table.rows == (("Fires", "12", "40%"), ("Other", "18", "60%"))


def test_a_percentage_at_the_head_of_a_line_is_no_number_of_a_paragraph():
    assert told("70.2 per cent of the 1,823 came.") == [("", "", "70.2 per cent of the 1,823 came.")]


def test_a_file_of_another_kind_is_refused(tmp_path):
    assert (
        refused(tmp_path / "a.xls")
        == "a.xls: is no kind of report that can be read. Kinds: .txt, .md, .docx, .pdf."
    )


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert refused(tmp_path / "a.txt") == "a.txt: cannot be opened (No such file or directory)."


def test_a_file_without_text_is_told(tmp_path):
    (tmp_path / "a.txt").write_text("\n \n")
    assert refused(tmp_path / "a.txt").startswith(
        "a.txt: holds no text. A scanned report needs its text recognised"
    )


def test_a_text_that_is_none_is_refused(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\0\1\2")
    assert refused(tmp_path / "a.txt") == "a.txt: is no text file. Save it as UTF-8 text."


@pytest.mark.parametrize(("name", "kind"), [("a.pdf", "PDF"), ("a.docx", "Word")])
def test_a_damaged_file_is_refused(tmp_path, name, kind):
    (tmp_path / name).write_bytes(b"%PDF-1.7 nothing")
    assert f"cannot be read as a {kind}" in refused(tmp_path / name)


def test_a_locked_pdf_is_refused(tmp_path):
    import pikepdf

    made = pikepdf.new()
    made.add_blank_page()
    made.save(tmp_path / "a.pdf", encryption=pikepdf.Encryption(owner="one", user="two"))
    assert refused(tmp_path / "a.pdf") == "a.pdf: is locked with a password; save a copy without one."


def test_a_pdf_of_more_pages_than_any_report_is_refused(tmp_path, monkeypatch):
    import pikepdf

    made = pikepdf.new()
    made.add_blank_page()
    made.add_blank_page()
    made.save(tmp_path / "a.pdf")
    monkeypatch.setattr(document, "MOST_PAGES", 1)
    assert refused(tmp_path / "a.pdf") == "a.pdf: has 2 pages; 1 are allowed."


def test_a_pdf_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    monkeypatch.setattr(document, "SECONDS", 0.001)
    assert refused(tmp_path / "a.pdf") == "a.pdf: takes more than 0.001 seconds to read; no report does."


def test_a_word_file_that_unpacks_to_more_than_any_report_is_refused(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", "0" * 200_000)
    monkeypatch.setattr(document, "LARGEST", 100_000)
    assert refused(tmp_path / "a.docx") == "a.docx: unpacks to 200,000 bytes; 100,000 are allowed."


def test_a_larger_file_than_any_report_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("12345678901")
    monkeypatch.setattr(document, "LARGEST", 10)
    assert refused(tmp_path / "a.txt") == "a.txt: has 11 bytes; 10 are allowed."


def test_a_longer_text_than_any_report_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("12345678901")
    monkeypatch.setattr(document, "LONGEST", 10)
    assert refused(tmp_path / "a.txt") == "a.txt: has more than 10 letters. Split it."


@pytest.mark.parametrize(
    "text",
    [
        "1" * 200_000,
        "1,234 " * 20_000,
        "a\t1\t2\t3%\n" * 5_000,
        "There were 40 cases: " + "12 in Norton, " * 10_000,
        "It fell from 12 in 2004 to 34 in 2005 a fall by 9 of 56 " * 2_000,
        "17(3), " * 10_000,
    ],
    ids=["digits", "numbers", "rows", "list", "changes", "classes"],
)
def test_a_text_that_is_made_to_take_long_does_not(tmp_path, text):
    (tmp_path / "a.txt").write_text(text)
    assert find(read(tmp_path / "a.txt")) == []
