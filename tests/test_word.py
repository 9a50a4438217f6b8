"""A Word file is the same report, as the paper that a committee gets."""

import io
import os
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from frame import ROOT, SVG, executed, files_of, full
from hostile import NAMES, words

from iomlib.blocks import Chart, Heading, Sentence, Table
from iomlib.build.document import read_document
from iomlib.build.look import default_look
from iomlib.build.readback_word import check_word
from iomlib.build.reference import make_reference, own_reference
from iomlib.build.word import WordExporter, to_word
from iomlib.errors import ReportError

HEADS = [Heading(text="Of", number=False), Heading(text="People", number=True)]
DRAWN = {"shows": "People by year.", "columns": HEADS, "rows": [["2008", "30"]]}
MADE = to_word(read_document(full()))


def book(content=MADE):
    return docx.Document(io.BytesIO(content))


def xml(content=MADE, name="word/document.xml"):
    return files_of(content)[name].decode()


def texts(content=MADE):
    """Read the paragraphs of the body, tables left out, with the results of their fields."""
    return ["".join(run.text or "" for run in each._p.iter(qn("w:t"))) for each in book(content).paragraphs]


def styled(style, content=MADE):
    return [words(each.text) for each in book(content).paragraphs if each.style.name == style]


def table(columns, rows=3, **changes):
    heads = [Heading(text=text, number=number > 0) for number, text in enumerate(columns)]
    cells = [[f"cell {row}"] + ["1,234"] * (len(columns) - 1) for row in range(rows)]
    settings = {"id": "t", "caption": "Many", "columns": heads, "rows": cells, "disclosure": "method"}
    return Table(**settings | changes)


def made(*cells, **about):
    return to_word(read_document(executed("# A report", *cells, **about)))


def test_the_reference_that_is_kept_is_what_the_script_makes():
    assert own_reference() == make_reference()


class TestAWordFile:
    def test_has_the_styles_of_its_reference(self):
        found = {each.style.name for each in book().paragraphs}
        assert {"Title", "Heading 1", "Heading 2", "Heading 3", "Numbered paragraph"} <= found
        assert {"Caption", "Note", "List Bullet", "Not supplied"} <= found
        assert [each.style.name for each in book().tables] == ["Report table"]

    def test_is_written_in_arial_12_on_a4(self):
        assert 'w:ascii="Arial"' in xml(name="word/styles.xml")
        assert '<w:sz w:val="24"/>' in xml(name="word/styles.xml").partition("</w:docDefaults>")[0]
        page = book().sections[-1]
        assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)

    def test_numbers_headings_and_paragraphs_by_itself(self):
        styles = xml(name="word/styles.xml")
        for style, level in (("Heading1", 0), ("Numberedparagraph", 1)):
            of_style = styles.partition(f'w:styleId="{style}"')[2].partition("</w:style>")[0]
            assert f'<w:ilvl w:val="{level}"/><w:numId w:val="1"/>' in of_style
        numbering = xml(name="word/numbering.xml")
        assert '<w:lvlText w:val="%1."/>' in numbering
        assert '<w:lvlText w:val="%1.%2"/>' in numbering
        assert not any(text[:1].isdigit() for text in styled("Heading 1"))

    def test_says_its_language_and_title(self):
        assert book().core_properties.language == "en-GB"
        assert book().core_properties.title == "A report: Theft, 2008/09 Q2"
        assert 'w:lang w:val="en-GB"' in xml(name="word/styles.xml")

    def test_says_no_day_but_the_last_of_its_quarter_and_no_person(self):
        about = book().core_properties
        assert {about.created.date().isoformat(), about.modified.date().isoformat()} == {"2008-09-30"}
        assert about.author == "Scrutiny of Theft"
        assert (about.last_modified_by, about.comments) == ("", "")
        assert [name for name in files_of(MADE) if name.startswith("docProps")] == ["docProps/core.xml"]

    def test_heads_its_tables(self):
        (found,) = book().tables
        heads = [bool(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in found.rows]
        assert heads == [True, False, False]
        assert all(row._tr.findall(f".//{qn('w:cantSplit')}") for row in found.rows)
        look = found._tbl.tblPr.find(qn("w:tblLook"))
        assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")

    def test_describes_its_tables(self):
        properties = book().tables[0]._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == "Table 1. Theft by group"
        said = properties.find(qn("w:tblDescription")).get(qn("w:val"))
        assert said == "2 rows. Columns: Theft, Theft (£)."

    def test_puts_numbers_on_the_right_and_names_on_the_left(self):
        sides = [[cell.paragraphs[0].alignment for cell in row.cells] for row in book().tables[0].rows]
        assert {(first, second is not None and second.name) for first, second in sides} == {(None, "RIGHT")}

    def test_describes_its_pictures_in_points_and_in_lines(self):
        (picture,) = book().inline_shapes
        assert picture._inline.docPr.get("descr") == "Bar chart: Theft is 15.5% of crimes."
        files = files_of(MADE)
        assert files["word/media/report-chart1.png"].startswith(b"\x89PNG")
        assert files["word/media/report-chart1.svg"].decode() == SVG
        assert "svgBlip" in xml()

    def test_numbers_captions_by_fields_that_say_what_the_page_says(self):
        assert [text for text in texts() if text.startswith(("Table 1", "Chart 1"))] == [
            "Table 1. Theft by group",
            "Chart 1. Theft as a picture",
        ]
        assert "SEQ Table " in xml()
        assert "SEQ Chart " in xml()

    def test_numbers_its_pages_in_the_order_of_its_language(self):
        words = default_look().words | {"word.page": "{pages} in all, this is {number}"}
        look = default_look().model_copy(update={"words": words})
        footer = xml(to_word(read_document(full(), look)), "word/footer1.xml")
        assert footer.index("NUMPAGES") < footer.index("in all") < footer.index("> PAGE <")

    def test_says_on_every_page_what_it_is_and_which_page(self):
        page = book().sections[-1]
        header = "".join(each.text for each in page.header.paragraphs)
        footer = xml(name="word/footer1.xml")
        assert header == "Scrutiny of Theft - Public report"
        assert "A report: Theft, 2008/09 Q2" in footer
        assert "> PAGE <" in footer
        assert "> NUMPAGES <" in footer

    def test_leads_nowhere(self):
        assert not any(b"External" in content for content in files_of(MADE).values())
        assert "source (https://example.org/paper)" in "".join(texts())

    def test_leaves_out_the_code(self):
        assert "show(" not in "".join(texts())

    def test_holds_the_words_of_its_document_in_order(self):
        wanted = ["Theft: 30 crimes.", "one thing", "Table 1. Theft by group", "Note on Theft."]
        wanted += ["Chart 1. Theft as a picture", "No counts of Theft were supplied.", "One.", "Two."]
        found = [text for text in texts() if text in wanted]
        assert found == wanted


class TestLists:
    def test_each_list_that_counts_begins_with_1(self):
        content = made("1. one\n2. two", "Text.", "1. one again", "- a point\n  - within")
        used = [number for number in xml(content).split('<w:numId w:val="')[1:] if number]
        numbers = [int(each.partition('"')[0]) for each in used]
        assert numbers == [4, 4, 5, 2, 2]
        assert xml(content, "word/numbering.xml").count('<w:startOverride w:val="1"/>') == 2

    def test_a_list_within_a_list_steps_in(self):
        content = made("- a point\n  - within")
        assert '<w:ilvl w:val="1"/><w:numId w:val="2"/>' in xml(content)

    def test_a_point_of_several_paragraphs_is_one_point_and_no_point_is_empty(self):
        content = made("- one\n\n  more\n\n  - within\n\n  last\n- two")
        assert styled("List Bullet", content) == ["one more", "within", "last", "two"]
        assert xml(content).count("<w:br/>") == 1

    def test_a_quotation_of_two_paragraphs_has_no_third(self):
        assert styled("Quote", made("> one\n>\n> two")) == ["one", "two"]

    def test_lines_of_code_stay_lines(self):
        content = made("```\nfirst line\nsecond line\n```")
        assert "first line second line" in styled("Numbered paragraph", content)
        assert xml(content).count("<w:br/>") == 1

    @pytest.mark.parametrize("text", ["- a\n\n  ```\n  lost\n  ```", "> ```\n> lost\n> ```", "> - lost"])
    def test_what_cannot_stand_in_a_point_or_quotation_is_refused_and_not_left_out(self, text):
        with pytest.raises(ReportError, match=r"^there is no way to write (block_code|list) in Word\."):
            made(text)


class TestWidths:
    @pytest.mark.parametrize("columns", [2, 5, 8, 14])
    def test_a_table_is_never_wider_than_its_page(self, columns):
        content = made(table([f"Column {number}" for number in range(columns)]))
        found = book(content)
        grid = sum(int(each.get(qn("w:w"))) for each in found.tables[0]._tbl.tblGrid)
        page = list(found.sections)[-2:][0]  # the one that ends behind the table, or the only one
        assert grid * 635 <= page.page_width - page.left_margin - page.right_margin

    def test_a_table_whose_words_do_not_fit_stands_on_a_turned_page_with_what_leads_to_it(self):
        wide = table([f"Extraordinarily long {number}" for number in range(9)])
        content = made("## First", "Lead up.", wide, "After.")
        turned = [each.orientation == WD_ORIENT.LANDSCAPE for each in book(content).sections]
        assert turned == [False, True, False]
        before, within, _ = xml(content).split("</w:sectPr>", 2)
        assert "Lead up." in within
        assert "Lead up." not in before
        assert all(len(each.header.paragraphs) == 1 for each in book(content).sections)

    def test_a_table_that_fits_upright_turns_no_page(self):
        assert len(book(made(table(["Name", *"abcdefg"]))).sections) == 1

    @pytest.mark.parametrize("size", [(2000, 100), (100, 3000)])
    def test_a_picture_is_no_larger_than_the_text(self, size):
        svg = SVG.replace('width="90" height="30"', 'width="%d" height="%d"' % size)  # noqa: UP031
        alt = "A picture with 1 shape in it."
        content = made(Chart(id="c", caption="c", alt=alt, svg=svg, disclosure="method", **DRAWN))
        page, (picture,) = book(content).sections[0], book(content).inline_shapes
        assert picture.width <= page.page_width - page.left_margin - page.right_margin
        assert picture.height <= page.page_height - page.top_margin - page.bottom_margin


class TestTheSameBytes:
    def test_come_from_the_same_document(self):
        assert to_word(read_document(full())) == MADE

    def test_come_from_another_process(self):
        code = (
            "import sys; sys.path.insert(0, 'tests')\n"
            "from frame import full\nfrom iomlib.build.document import read_document\n"
            "from iomlib.build.word import to_word\n"
            "sys.stdout.buffer.write(to_word(read_document(full())))"
        )
        other = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
        done = subprocess.run([sys.executable, "-c", code], env=other, capture_output=True, check=True)
        assert done.stdout == MADE

    def test_hold_no_time_of_their_making(self):
        with zipfile.ZipFile(io.BytesIO(MADE)) as packed:
            assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_only_text_in_word(name):
    node = full(name)
    content = to_word(read_document(node))
    found = book(content)
    assert len(found.tables) == 1
    assert len(found.inline_shapes) == 1
    assert words(found.core_properties.title) == words(f"A report: {name}, 2008/09 Q2")
    assert [words(cell.text) for cell in found.tables[0].rows[1].cells] == [words(name), "£48,485,263"]
    instructions = {each.text for each in found.element.body.iter(qn("w:instrText"))}
    assert instructions == {" SEQ Table \\* ARABIC ", " SEQ Chart \\* ARABIC "}


@pytest.mark.parametrize("sign", ["\x00", "\x08", "\x1f", "\ufffe"])
def test_a_sign_that_no_word_file_can_hold_is_refused_in_words(sign):
    document = read_document(executed("# A report", Sentence(sentences=["x"])))
    bad = replace(document, parts=[Sentence(sentences=[f"Crime{sign}s."])])
    with pytest.raises(ReportError, match=f"cannot hold the sign U\\+{ord(sign):04X}. Delete it"):
        to_word(bad)


def test_a_picture_that_is_no_picture_is_refused_in_words():
    chart = Chart(
        id="c", caption="c", alt="A picture with 1 shape.", svg="no picture", disclosure="method", **DRAWN
    )
    with pytest.raises(ReportError, match=r"^a picture of the Word file could not be made: "):
        made(chart)


class TestARestrictedWordFile:
    def test_says_so_on_every_page_and_in_its_title(self):
        wide = table([f"Extraordinarily long {number}" for number in range(9)])
        content = made(
            Sentence(sentences=["x"]), wide, edition="restricted", title="T", area="A", quarter="Q"
        )
        for page in book(content).sections:
            assert "OFFICIAL-SENSITIVE: not for publication" in page.header.paragraphs[0].text
        assert book(content).core_properties.title == "A report: A, Q - OFFICIAL-SENSITIVE"
        assert texts(content)[:2] == [
            "A report: A, Q - OFFICIAL-SENSITIVE",
            "OFFICIAL-SENSITIVE: not for publication",
        ]


@pytest.mark.skipif(
    sys.platform != "linux", reason="counts threads as Linux does, the only system that forks"
)
def test_loading_what_writes_word_starts_no_thread():
    # A thread that holds a lock when a process forks would hang the child.
    code = "import os\nfrom iomlib.build import word, pdf\npdf.fonts()\nprint(len(os.listdir('/proc/self/task')))"
    one = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=one, capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def test_the_published_report_reads_as_its_notebook(report):
    import nbformat

    node = nbformat.read(report / "scrutiny_report.ipynb", as_version=4)
    document = read_document(node)
    shown = [
        (part, getattr(part, "caption", ""))
        for part in document.parts
        if part.kind in ("table", "chart", "sentence")
    ]
    assert check_word(to_word(document), node.metadata["iomlib"], shown, document.look) == []


def test_nbconvert_knows_how_to_make_word():
    node = full()
    made, resources = WordExporter().from_notebook_node(node)
    assert made == to_word(read_document(node))
    assert resources["output_extension"] == ".docx"
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    named = settings["project"]["entry-points"]["nbconvert.exporters"]["iom-docx"]
    assert named == f"{WordExporter.__module__}:{WordExporter.__name__}"


def test_our_own_file_takes_the_colour_of_the_partnership_and_its_language():
    look = default_look().model_copy(update={"ink": "#004400", "language": "cy", "footer": "Safer Stockton"})
    content = to_word(read_document(full(), look))
    styles = xml(content, "word/styles.xml")
    assert 'w:color w:val="004400"' in styles
    assert 'w:lang w:val="cy"' in styles
    assert book(content).core_properties.language == "cy"
    assert "Safer Stockton" in [each.text for each in book(content).sections[0].footer.paragraphs]


class TestWhatStaysTogether:
    def stays(self, content):
        """List for each row of the table whether it stays on a page with what follows it."""
        rows = book(content).tables[0].rows
        return [bool(row._tr.findall(f".//{qn('w:keepNext')}")) for row in rows]

    def test_a_short_table_and_its_caption_stay_on_one_page(self):
        assert self.stays(made(table(["Name", "Number"], rows=3))) == [True, True, True, False]

    def test_a_long_table_and_one_of_many_words_may_go_on_over_the_page(self):
        assert not any(self.stays(made(table(["Name", "Number"], rows=40))))
        wordy = table(["Name", "Why"]).model_copy(update={"rows": [["a", "why " * 600]] * 2})
        assert not any(self.stays(made(wordy)))

    def test_words_that_lead_up_to_a_table_do_not_stay_behind(self):
        content = made("## Crimes\n\nFirst.\n\nAs a table.", table(["Name", "Number"]))
        held = {each.text: each.paragraph_format.keep_with_next for each in book(content).paragraphs}
        assert (held["First."], held["As a table."]) == (None, True)

    def test_words_that_show_nothing_mark_no_table_as_staying(self):
        # A property of paragraphs among those of the table before would make Word refuse the file.
        first, second = (table(["Name", "Number"], id=each) for each in "ab")
        for found in book(made(first, "---", second)).tables:
            assert found._tbl.tblPr.find(qn("w:keepNext")) is None

    def test_a_table_of_towers_of_words_stands_on_a_turned_page(self):
        tower = table(["Name", "b", "c", "d", "Why"], rows=2)
        rows = [["Quite a long name", "1,234,567", "1,234,567", "1,234,567", "a reason " * 60]]
        content = made("Why.", tower.model_copy(update={"rows": rows}))
        assert [each.orientation == WD_ORIENT.LANDSCAPE for each in book(content).sections] == [
            False,
            True,
            False,
        ]
