"""A workbook holds the tables of a report for somebody who wants to reckon with them."""

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import nbformat
import odfdo
import pytest
from frame import SVG, executed, full
from hostile import NAMES
from python_calamine import CalamineWorkbook

from iomlib.blocks import Chart, Heading, Table
from iomlib.build.document import read_document
from iomlib.build.look import default_look
from iomlib.build.ods import SHORTHAND, grid, to_ods
from iomlib.build.readback_ods import check_ods
from iomlib.report import formats
from iomlib.report.chart_words import range_of

TEXTS = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
MARK = "OFFICIAL-SENSITIVE: not for publication"
STYLES = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TABLES = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
HEADS = [Heading(text="Offence", number=False), Heading(text="Crimes", number=True)]


def made_of(*blocks, **about):
    given = {"area": "Stockton", "quarter": "2008/09 Q2", "title": "A run", "date": "2008-09-30"} | about
    return read_document(executed("# A report", *blocks, **given))


def table(rows, columns=HEADS, **changes):
    given = {"id": "crimes", "caption": "Crimes by offence", "disclosure": "crimes"} | changes
    return Table(columns=columns, rows=rows, **given)


def one_column(*texts, head="Value"):
    rows = [[f"row {place}", text] for place, text in enumerate(texts)]
    return table(rows, [Heading(text="Row", number=False), Heading(text=head, number=True)])


def book(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def sheets(content):
    read = book(content)
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}


def part(content, name):
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def elements(content, name):
    root = ET.fromstring(part(content, "content.xml"))  # noqa: S314  we have just written it
    return list(root.iter(f"{TABLES}{name}"))


def cells_of(content):
    return elements(content, "table-cell")


def shown(document):
    return [(block, block.caption) for block in document.parts if block.kind in ("table", "chart")]


def problems(content, document):
    about = {"area": document.area, "quarter": document.quarter, "edition": document.edition}
    return check_ods(content, shown(document), about, document.look)


FULL = read_document(full())
MADE = to_ods(FULL)


class TestAWorkbook:
    def test_has_a_cover_contents_and_notes_before_its_tables(self):
        assert list(sheets(MADE)) == ["Cover", "Contents", "Notes", "Table_1", "Chart_1"]

    def test_says_on_its_cover_of_what_area_quarter_and_edition_it_is(self):
        rows = sheets(MADE)["Cover"]
        assert rows[0][0] == "A report: Theft, 2008/09 Q2"
        assert ["Area", "Theft"] in rows
        assert ["Quarter", "2008/09 Q2"] in rows
        assert ["Edition", "Public edition"] in rows

    def test_names_the_committee_and_whom_to_ask_where_there_is_one(self):
        look = default_look().model_copy(update={"committee": "Scrutiny", "footer": "Town Hall"})
        rows = sheets(to_ods(replace(FULL, look=look)))["Cover"]
        assert ["Committee", "Scrutiny"] in rows
        assert ["Contact", "Town Hall"] in rows
        assert "Committee" not in {row[0] for row in sheets(MADE)["Cover"]}

    def test_lists_each_worksheet_and_leads_to_it(self):
        named = [row[0] for row in sheets(MADE)["Contents"][3:]]
        links = re.findall(r'xlink:href="([^"]*)"', part(MADE, "content.xml"))
        assert named == ["Notes", "Table_1", "Chart_1"]
        assert links == [f"#{name}.A1" for name in named]

    def test_numbers_each_note_once_and_names_its_tables(self):
        two = table([["Theft", "3"]], notes=["Recorded crimes.", "A second note."])
        other = two.model_copy(update={"id": "other", "notes": ["A second note."]})
        made = sheets(to_ods(made_of(two, other)))
        assert made["Notes"][3:] == [
            [1.0, "Recorded crimes.", "Table_1"],
            [2.0, "A second note.", "Table_1, Table_2"],
        ]
        assert "Notes: 1, 2." in made["Table_1"][2][0]
        assert "Notes: 2." in made["Table_2"][2][0]

    def test_without_a_note_has_no_sheet_of_notes(self):
        made = sheets(to_ods(made_of(table([["Theft", "3"]]))))
        assert list(made) == ["Cover", "Contents", "Table_1"]
        assert made["Table_1"][2][0] == "This worksheet holds one table. There are no notes."

    def test_starts_each_table_s_sheet_with_its_title_and_ends_with_the_data(self):
        rows = sheets(to_ods(made_of(table([["Theft", "30"], ["Robbery", "1,200"]]))))["Table_1"]
        assert rows[0][0] == "Table 1. Crimes by offence"
        assert rows[1][0] == "A report: Stockton, 2008/09 Q2"
        assert rows[-3:] == [["Offence", "Crimes"], ["Theft", 30.0], ["Robbery", 1200.0]]

    def test_has_no_empty_or_merged_cell_and_no_empty_row(self):
        made = to_ods(made_of(table([["Theft", ""], ["Robbery", "no data"]])))
        assert all(cell.get(f"{TEXTS}value-type") and "".join(cell.itertext()) for cell in cells_of(made))
        assert not [
            key for cell in cells_of(made) for key in cell.attrib if "spanned" in key or "repeat" in key
        ]
        rows = elements(made, "table-row")
        assert all(len(row) for row in rows)

    def test_gives_the_numbers_that_a_chart_draws(self):
        chart = Chart(
            id="c", caption="Theft falls", shows="Crimes a year.", alt="Bar chart: 30 thefts, 3 robberies.", svg=SVG,
            columns=HEADS, rows=[["Theft", "30"]], disclosure="crimes",
        )  # fmt: skip
        rows = sheets(to_ods(made_of(chart)))["Chart_1"]
        assert rows[0][0] == "Chart 1. Theft falls"
        assert rows[-1] == ["Theft", 30.0]

    def test_names_the_range_of_each_table_with_its_header(self):
        made = part(to_ods(made_of(table([["Theft", "30"], ["Robbery", "3"]]))), "content.xml")
        assert "table:target-range-address=\"'Table_1'.A4:'Table_1'.B6\"" in made
        assert made.count("<table:table-header-rows>") == 2  # of the contents, and of the table

    def test_is_opened_by_another_library_with_the_same_cells(self):
        other = odfdo.Document(io.BytesIO(MADE))
        assert [each.name for each in other.body.tables] == list(sheets(MADE))
        last = other.body.tables[list(sheets(MADE)).index("Table_1")]
        assert [cell.value for cell in last.get_row(last.height - 2).cells] == ["Theft", 48485263]

    def test_begins_with_its_kind_so_that_a_program_knows_it(self):
        assert MADE[30:38] == b"mimetype"
        assert MADE[38:84] == b"application/vnd.oasis.opendocument.spreadsheet"
        parts = {"mimetype", "META-INF/manifest.xml", "meta.xml", "styles.xml", "content.xml"}
        assert set(zipfile.ZipFile(io.BytesIO(MADE)).namelist()) == parts


class TestANumber:
    @pytest.mark.parametrize(
        ("text", "value", "places"),
        [
            ("1,234", 1234.0, "number-0"),
            ("£48,485,263", 48485263.0, "pound-0"),
            ("−£2.50", -2.5, "pound-2"),
            ("15.5%", 0.155, "percent-1"),
            ("28.5%", 0.285, "percent-1"),
            ("−2.75", -2.75, "number-2"),
            ("+7.2", 7.2, "plus-1"),
            ("0", 0.0, "number-0"),
        ],
    )
    def test_is_a_number_with_the_places_that_the_report_shows(self, text, value, places):
        made = to_ods(made_of(one_column(text)))
        assert sheets(made)["Table_1"][-1][1] == value
        (cell,) = [cell for cell in cells_of(made) if cell.get(f"{TEXTS}value")]
        assert cell.get(f"{TABLES}style-name") == places

    @pytest.mark.parametrize(
        "text", ["Q1", "12 of 30", "about £3.2 million", "1.2.3", "1,23", "p < 0.0001", "٣"]
    )
    def test_is_not_made_of_what_is_none(self, text):
        assert sheets(to_ods(made_of(one_column(text))))["Table_1"][-1][1] == text

    def test_is_not_made_of_a_name(self):
        assert sheets(to_ods(made_of(table([["0012", "3"]]))))["Table_1"][-1] == ["0012", 3.0]

    def test_of_an_interval_stands_in_a_column_of_its_own(self):
        rows = sheets(to_ods(made_of(one_column("−9.5 to +1,200.5", "withheld", head="95% interval"))))[
            "Table_1"
        ]
        assert rows[-3:] == [
            ["Row", "95% interval, from", "95% interval, to"],
            ["row 0", -9.5, 1200.5],
            ["row 1", "[c]", "[c]"],
        ]

    def test_without_an_interval_beside_one_with_it_has_none_to_reckon_with(self):
        document = made_of(
            one_column("183 to 241", range_of({"lower": None, "upper": None}, "count"), head="Range")
        )
        made = to_ods(document)
        assert sheets(made)["Table_1"][-2:] == [["row 0", 183.0, 241.0], ["row 1", "[z]", "[z]"]]
        assert problems(made, document) == []
        (problem,) = problems(to_ods(made_of(one_column("183 to 241", "no data", head="Range"))), document)
        assert problem.startswith("table crimes, row 2")

    def test_that_is_no_interval_and_none_is_left_as_a_word(self):
        assert sheets(to_ods(made_of(one_column("none", "3"))))["Table_1"][-2][1] == "none"

    def test_beside_an_interval_leaves_both_as_they_are_written(self):
        rows = sheets(to_ods(made_of(one_column("3 to 4", "5"))))["Table_1"]
        assert rows[-2:] == [["row 0", "3 to 4"], ["row 1", 5.0]]


class TestTheShorthand:
    def test_covers_every_word_that_stands_for_a_number(self):
        words = {formats.NO_DATA, formats.WITHHELD, formats.REFUSED, ""}
        assert set(SHORTHAND) == words
        assert SHORTHAND[formats.WITHHELD] == "[c]"

    def test_stands_where_a_number_is_withheld_or_missing_and_is_explained_there(self):
        rows = sheets(to_ods(made_of(one_column("withheld", "no data", "refused", ""))))["Table_1"]
        assert [row[1] for row in rows[-4:]] == ["[c]", "[x]", "[x]", "[z]"]
        assert [row[0][:3] for row in rows if row[0].startswith("[")] == ["[c]", "[x]", "[z]"]

    def test_is_not_explained_where_it_is_not_used(self):
        rows = sheets(to_ods(made_of(one_column("3"))))["Table_1"]
        assert not [row for row in rows if str(row[0]).startswith("[")]

    def test_does_not_take_the_place_of_a_name(self):
        assert sheets(to_ods(made_of(table([["withheld", "3"]]))))["Table_1"][-1] == ["withheld", 3.0]


class TestARestrictedWorkbook:
    MADE = to_ods(read_document(full(edition="restricted")))

    def test_says_so_on_its_cover_in_its_title_and_on_each_worksheet(self):
        made = sheets(self.MADE)
        assert ["Edition", MARK] in made["Cover"]
        assert len(made) > 3 and all(rows[1][0] == MARK for rows in made.values())
        assert "2008/09 Q2 - OFFICIAL-SENSITIVE</dc:title>" in part(self.MADE, "meta.xml")

    def test_says_so_above_each_printed_page(self):
        styles, content = (
            ET.fromstring(part(self.MADE, name))  # noqa: S314  our own file
            for name in ("styles.xml", "content.xml")
        )
        (page,) = styles.iter(f"{STYLES}master-page")
        assert "".join(page.find(f"{STYLES}header").itertext()) == MARK
        (style,) = (each for each in content.iter(f"{STYLES}style") if each.get(f"{STYLES}master-page-name"))
        assert style.get(f"{STYLES}master-page-name") == page.get(f"{STYLES}name")
        of = [each.get(f"{TABLES}style-name") for each in content.iter(f"{TABLES}table")]
        assert of == [style.get(f"{STYLES}name")] * len(sheets(self.MADE))

    def test_is_refused_where_a_public_one_was_asked(self):
        found = problems(self.MADE, FULL)
        assert found[0] == "its cover does not say 'Public edition'."
        assert found[1] == "its worksheet 1 is marked as restricted; asked was public."
        assert len(found) == 1 + len(sheets(self.MADE))

    def test_is_refused_where_its_worksheets_do_not_say_so(self):
        found = problems(MADE, read_document(full(edition="restricted")))
        assert f"its cover does not say {MARK!r}." in found
        assert "its worksheet 1 is marked as public; asked was restricted." in found


class TestItsBytes:
    def test_are_the_same_in_another_process(self):
        code = "import hashlib; from frame import full; from iomlib.build.document import read_document\n"
        code += "from iomlib.build.ods import to_ods\n"
        code += "print(hashlib.sha256(to_ods(read_document(full()))).hexdigest())"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd="tests", capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == hashlib.sha256(MADE).hexdigest()

    def test_say_no_day_but_the_last_of_the_quarter(self):
        assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(MADE)).infolist()} == {
            (1980, 1, 1, 0, 0, 0)
        }
        assert set(re.findall(r"\d{4}-\d\d-\d\d", part(MADE, "meta.xml"))) == {"2008-09-30"}

    def test_name_no_person_only_the_run_or_the_committee(self):
        found = dict(re.findall(r"<([a-z]+:[a-z-]+)>([^<]*)</", part(MADE, "meta.xml")))
        assert found == {
            "meta:generator": "iomlib",
            "dc:title": "A report: Theft, 2008/09 Q2",
            "meta:initial-creator": "Scrutiny of Theft",
            "dc:creator": "Scrutiny of Theft",
            "meta:creation-date": "2008-09-30T00:00:00",
            "dc:date": "2008-09-30T00:00:00",
            "dc:language": "en-GB",
        }


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_only_text_in_a_workbook(name):
    document = read_document(full(name))
    made = to_ods(document)
    assert problems(made, document) == []
    assert [each.name for each in odfdo.Document(io.BytesIO(made)).body.tables] == list(sheets(made))
    assert "formula" not in part(made, "content.xml").replace(name, "")
    assert not re.findall(r'xlink:href="(?!#)', part(made, "content.xml"))


@pytest.mark.parametrize("name", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("https://example.org")'])
def test_a_text_that_begins_like_a_formula_stays_a_text(name):
    made = to_ods(made_of(table([[name, name]], [HEADS[0], Heading(text=name, number=True)])))
    assert sheets(made)["Table_1"][-1] == [name, name]
    kept = [cell for cell in cells_of(made) if "".join(cell.itertext()) == name]
    assert {cell.get(f"{TEXTS}value-type") for cell in kept} == {"string"}
    assert not [key for cell in cells_of(made) for key in cell.attrib if "formula" in key]


class TestAWorkbookThatIsReadBack:
    DOCUMENT = made_of(
        table([["Theft", "30", "12.5%", "9 to 11"], ["Arson", "withheld", "no data", "withheld"]],
              [*HEADS, Heading(text="Share", number=True), Heading(text="95% interval", number=True)],
              notes=["A note."]),
    )  # fmt: skip

    def test_is_what_the_notebook_shows(self):
        assert problems(to_ods(self.DOCUMENT), self.DOCUMENT) == []

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("30", "31"),
            ("12.5%", "12.6%"),
            ("9 to 11", "9 to 12"),
            ("Theft", "Thefts"),
            ("withheld", "4"),
            ("30", "30%"),
        ],
    )
    def test_with_another_cell_is_refused(self, before, after):
        block = next(block for block in self.DOCUMENT.parts if block.kind == "table")
        rows = [[after if cell == before else cell for cell in row] for row in block.rows]
        other = replace(self.DOCUMENT, parts=[block.model_copy(update={"rows": rows})])
        (problem,) = problems(to_ods(other), self.DOCUMENT)
        assert problem.startswith("table crimes")

    def test_with_a_row_less_or_another_caption_is_refused(self):
        block = next(block for block in self.DOCUMENT.parts if block.kind == "table")
        for change in ({"rows": block.rows[:1]}, {"caption": "Table 1. Another"}):
            other = replace(self.DOCUMENT, parts=[block.model_copy(update=change)])
            assert problems(to_ods(other), self.DOCUMENT)

    def test_of_another_area_or_with_a_table_less_is_refused(self):
        made = to_ods(replace(self.DOCUMENT, area="Hartlepool"))
        assert problems(made, self.DOCUMENT) == ["its cover does not say 'Stockton'."]
        assert problems(to_ods(made_of(table([["Theft", "3"]]))), made_of()) != []

    def test_that_is_no_workbook_is_refused(self):
        assert problems(b"PK no", self.DOCUMENT) == ["it cannot be read as a workbook."]


def test_a_published_report_brings_its_workbook(report):
    content = (report / "tables" / "scrutiny_report.ods").read_bytes()
    notebook = nbformat.read(report / "scrutiny_report.ipynb", as_version=4)
    document = read_document(notebook)
    assert content == to_ods(document)
    assert problems(content, document) == []


def test_grid_names_two_columns_in_the_language_of_the_page():
    look = default_look()
    welsh = look.model_copy(
        update={"words": look.words | {"ods.from": "{column}, o", "ods.to": "{column}, i"}}
    )
    names, _ = grid(
        [Heading(text="", number=False), Heading(text="A", number=True)], [["x", "1 to 2"]], welsh
    )
    assert names == ["", "A, o", "A, i"]
