"""A PDF tells a screen reader all that its pages show, in the order of the page."""

import io
import re
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest
from frame import SVG, demo, executed, full, read_json
from read_order import MARK, differences, of_pdf, unlike_folds

from iomlib.blocks import Chart, Heading, Table
from iomlib.build.document import read_document
from iomlib.build.html import to_html
from iomlib.build.look import default_look
from iomlib.build.pdf import to_pdf
from iomlib.build.pdf_tables import FLIPPED, UPRIGHT, layout
from iomlib.build.readback_pdf import check_pdf
from iomlib.errors import ReportError

FULL = read_document(full())
LOGO = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI5IiBoZWlnaHQ9IjkiLz4="
LEVELS = {"/H1": 1, "/H2": 2, "/H3": 3, "/H4": 4}


@pytest.fixture(scope="module", params=["made by hand", "restricted", "published"])
def made(request):
    if request.param == "published":
        return (request.getfixturevalue("report") / "scrutiny_report.pdf").read_bytes()
    return to_pdf(read_document(full(edition="restricted" if request.param == "restricted" else "public")))


@pytest.fixture
def pdf(made):
    with pikepdf.open(io.BytesIO(made)) as opened:
        yield opened


def tags(node, found=None):
    """List the elements of the tree in the order in which they are read."""
    found = [] if found is None else found
    for child in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found.append(child)
        if isinstance(child, pikepdf.Dictionary) and "/K" in child and not isinstance(child.K, int):
            tags(child.K, found)
    return found


def kinds(opened):
    return [str(tag.S) for tag in tags(opened.Root.StructTreeRoot.K)]


def attributes(tag):
    given = tag.get("/A", [])
    return {
        key: value
        for part in (given if isinstance(given, pikepdf.Array) else [given])
        for key, value in part.items()
    }


def both(page):
    """Read a published page and its PDF, and say which figures have a value."""
    record = read_json(page.with_suffix(".figures.json"))["figures"]
    valued = {figure["id"] for figure in record if figure["value"] is not None}
    return page.read_bytes(), page.with_suffix(".pdf").read_bytes(), valued


def with_look(**changes):
    return replace(FULL, look=default_look().model_copy(update=changes))


class TestAPdf:
    def test_claims_both_standards(self, pdf):
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert pdf.Root.MarkInfo.Marked

    def test_shows_its_title_and_says_its_language(self, pdf):
        assert "2008/09 Q2" in str(pdf.docinfo["/Title"])
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "en-GB"

    def test_has_an_outline_with_each_heading(self, pdf):
        with pdf.open_outline() as outline:
            listed = [item.title for top in outline.root for item in (top, *top.children)]
        assert len(listed) == len([kind for kind in kinds(pdf) if kind in LEVELS])

    def test_steps_down_one_level_of_heading_at_a_time(self, pdf):
        levels = [LEVELS[kind] for kind in kinds(pdf) if kind in LEVELS]
        assert levels[0] == 1
        assert all(later <= before + 1 for before, later in pairwise(levels))

    def test_begins_with_its_title(self, pdf):
        assert [kind for kind in kinds(pdf) if kind in ("/Title", *LEVELS)].index("/Title") == 0
        assert str(pdf.Root.StructTreeRoot.RoleMap["/Title"]) == "/P"

    def test_describes_each_picture(self, pdf):
        pictures = [tag for tag in tags(pdf.Root.StructTreeRoot.K) if tag.S == "/Figure"]
        assert pictures
        assert all(len(str(tag.Alt)) >= 20 and re.search(r"\d", str(tag.Alt)) for tag in pictures)

    def test_has_a_header_over_each_column_and_names_it_to_each_cell(self, pdf):
        tables = [tag for tag in tags(pdf.Root.StructTreeRoot.K) if tag.S == "/Table"]
        assert tables
        for inside in (tags(table.K) for table in tables):
            heads = [attributes(tag) for tag in inside if tag.S == "/TH"]
            columns = len(next(tag for tag in inside if tag.S == "/TR").K)
            assert [str(head["/Scope"]) for head in heads] == ["/Column"] * columns
            assert all(len(attributes(tag)["/Headers"]) == 1 for tag in inside if tag.S == "/TD")
            assert [str(tag.S) for tag in inside if tag.S in ("/THead", "/TBody")] == ["/THead", "/TBody"]

    def test_gives_each_table_and_picture_a_caption_just_before_it(self, pdf):
        found = [kind for kind in kinds(pdf) if kind in ("/Caption", "/Table", "/Figure")]
        assert found[::2] == ["/Caption"] * (len(found) // 2) != []
        assert "/Caption" not in found[1::2]

    def test_is_walked_through_in_the_order_of_its_tags(self, pdf):
        assert {str(page.get("/Tabs")) for page in pdf.pages} == {"/S"}

    def test_brings_every_font_that_it_uses(self, pdf):
        fonts = [
            font
            for font in pdf.objects
            if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)

    def test_runs_nothing_and_leads_nowhere(self, pdf):
        assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(pdf.Root.keys())
        assert not any("/Annots" in page for page in pdf.pages)
        found = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
        forbidden = {"/JavaScript", "/JS", "/URI", "/Launch", "/SubmitForm", "/GoToR", "/EmbeddedFile"}
        assert not [
            each for each in found if forbidden & {*each.keys(), str(each.get("/S")), str(each.get("/Type"))}
        ]

    def test_is_on_a4(self, pdf):
        assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.pages} == {(595, 842)}


class TestTheWords:
    def test_are_those_of_the_page_in_the_same_order(self):
        assert differences(to_html(FULL).encode(), to_pdf(FULL)) == []

    def test_of_a_restricted_report_are_too_and_begin_with_its_mark(self):
        document = read_document(full(edition="restricted"))
        assert differences(to_html(document).encode(), to_pdf(document)) == []
        assert of_pdf(to_pdf(document))[0] == MARK

    def test_of_a_published_report_are_those_of_its_page(self, report):
        page, pdf, valued = both(report / "scrutiny_report.html")
        assert differences(page, pdf) == []
        assert unlike_folds(page, pdf, valued) == []

    def test_of_how_figures_were_calculated_are_told_apart_where_the_pdf_says_another_line(self, report):
        page, pdf, valued = both(report / "scrutiny_report.html")
        assert unlike_folds(
            re.sub(rb", line \d+\. Definition", b", line 9999. Definition", page), pdf, valued
        )
        assert unlike_folds(page.replace(b'class="how"', b""), pdf, valued)
        assert unlike_folds(page, to_pdf(FULL), valued)

    def test_begin_with_the_key_points_and_their_heading(self, report):
        blocks = of_pdf((report / "scrutiny_report.pdf").read_bytes())
        assert blocks[0].startswith("Communitysafetyscrutinyreport:")
        assert blocks[1] == "Keypoints"

    def test_in_another_order_or_with_another_number_are_told_apart(self):
        turned = replace(FULL, parts=[*FULL.parts[-2:], *FULL.parts[:-2]])
        other = read_document(full("Arson"))
        assert differences(to_html(FULL).encode(), to_pdf(other))
        assert differences(to_html(FULL).encode(), to_pdf(turned))


def test_every_report_of_the_demonstration_reads_as_its_page_does(tmp_path_factory):
    pages = sorted((demo(tmp_path_factory) / "outputs").glob("*/*/*.html"))
    differ = {}
    for page in pages:
        shown, pdf, valued = both(page)
        differ[page.parent.parent.name, page.parent.name, page.name] = [
            *differences(shown, pdf)[:1],
            *unlike_folds(shown, pdf, valued)[:1],
        ]
    assert pages
    assert {name: found for name, found in differ.items() if found} == {}


class TestTheEdges:
    def test_name_run_area_quarter_edition_and_page(self):
        about = {"title": FULL.title, "area": FULL.area, "quarter": FULL.quarter, "edition": "public"}
        assert check_pdf(to_pdf(FULL), about, []) == []
        for key, said in (("title", "Another"), ("edition", "restricted"), ("quarter", "2008/09 Q3")):
            assert check_pdf(to_pdf(FULL), about | {key: said}, []) != []

    def test_name_committee_and_footer_where_there_are_any(self):
        document = with_look(committee="Scrutiny Committee", footer="Town Hall", logo=LOGO, logo_alt="Arms")
        about = {"title": FULL.title, "area": FULL.area, "quarter": FULL.quarter, "edition": "public"}
        assert check_pdf(to_pdf(document), about, [], document.look) == []
        assert check_pdf(to_pdf(document), about, []) != []
        with pikepdf.open(io.BytesIO(to_pdf(document))) as opened:
            assert str(opened.docinfo["/Author"]) == "Scrutiny Committee"

    def test_are_no_content(self):
        assert not [block for block in of_pdf(to_pdf(FULL)) if "Page1of" in block or "Publicedition" in block]

    def test_speak_the_language_of_the_page(self):
        words = default_look().words | {"pdf.page": "Tudalen {number} o {pages}", "pdf.public": "Cyhoeddus"}
        document = with_look(language="cy", words=words)
        with pikepdf.open(io.BytesIO(to_pdf(document))) as opened:
            assert str(opened.Root.Lang) == "cy"
        about = {"title": FULL.title, "area": FULL.area, "quarter": FULL.quarter, "edition": "public"}
        assert check_pdf(to_pdf(document), about, [], document.look) == []


def test_the_colours_are_those_of_the_look():
    def inks(document):
        with pikepdf.open(io.BytesIO(to_pdf(document))) as opened:
            return b"".join(page.Contents.read_bytes() for page in opened.pages)

    colour = re.compile(rb"\n1 0 0 sc|\n1 0 0 rg|1 0 0 scn")
    assert not colour.search(inks(FULL))
    assert colour.search(inks(with_look(ink="#FF0000")))


def table(columns, rows, **changes):
    heads = [Heading(text=text, number=place > 0) for place, text in enumerate(columns)]
    return Table(id="t", caption="A table", columns=heads, rows=rows, disclosure="crimes", **changes)


class TestATable:
    @pytest.mark.parametrize("head", ["", "  "])
    def test_without_words_over_a_column_is_refused(self, head):
        with pytest.raises(ReportError, match=r"^table t has a column without a header"):
            to_pdf(read_document(executed("# A report", table(["Group", head], [["Theft", "3"]]))))

    def test_is_as_wide_as_its_page_and_never_set_small(self):
        made = layout(table(["Group", "Crimes", "Share"], [["Theft", "30", "12.5%"]]))
        assert sum(made["widths"]) == pytest.approx(UPRIGHT)
        assert made["size"] >= 8
        assert not made["flipped"]

    def test_of_many_columns_lies_on_a_page_of_its_own(self):
        many = table(["Group", *(f"Convictions {n}" for n in range(9))], [["Theft", *["1,234,567"] * 9]])
        made = layout(many)
        assert made["flipped"]
        assert sum(made["widths"]) == pytest.approx(FLIPPED)
        document = read_document(executed("# A report", "Before.", many, "After."))
        with pikepdf.open(io.BytesIO(to_pdf(document))) as opened:
            sizes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in opened.pages]
        assert sizes == [(595, 842), (842, 595), (595, 842)]
        assert differences(to_html(document).encode(), to_pdf(document)) == []

    def test_leaves_an_interval_on_one_line(self):
        made = layout(table(["Group", "95% interval"], [["Theft " * 60, "12.5% to 17.25%"]]))
        assert made["widths"][1] > 8.5 * 0.55 * len("12.5% to 17.25%")

    def test_with_a_word_longer_than_the_page_still_has_all_its_columns(self):
        made = layout(table(["Group", "Crimes"], [["x" * 900, "30"]]))
        assert all(width > 0 for width in made["widths"])
        assert sum(made["widths"]) == pytest.approx(FLIPPED)

    def test_says_its_header_again_on_each_page(self):
        long = table(["Group", "Crimes of the year"], [[f"group {n}", "30"] for n in range(120)])
        made = to_pdf(read_document(executed("# A report", long)))
        with pikepdf.open(io.BytesIO(made)) as opened:
            assert len(opened.pages) > 2
        assert of_pdf(made).count("Crimesoftheyear") == 1  # read once, shown on each page


def test_what_a_chart_shows_stands_between_its_finding_and_its_picture():
    chart = Chart(
        id="c", caption="Theft falls", shows="Crimes a year.", alt="Bar chart: 30 thefts, 3 robberies.", svg=SVG,
        columns=[Heading(text="Group", number=False), Heading(text="Crimes", number=True)], rows=[["Theft", "30"]],
        disclosure="crimes",
    )  # fmt: skip
    made = to_pdf(read_document(executed("# A report", chart)))
    assert of_pdf(made)[-2:] == ["Chart1.Theftfalls", "Crimesayear."]
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert [kind for kind in kinds(opened) if kind in ("/Caption", "/P", "/Figure")] == [
            "/Caption",
            "/P",
            "/Figure",
        ]
