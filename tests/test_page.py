"""A page puts its key points first, and leads from each figure to how it was calculated, and back."""

import base64
import re

import pytest
from bs4 import BeautifulSoup
from frame import SVG, captioned, executed
from hostile import NAMES, words

from iomlib.blocks import Chart, Figure, Heading, Sentence, Table
from iomlib.build.check import check_page
from iomlib.build.colours import contrast
from iomlib.build.document import read_document
from iomlib.build.html import to_html
from iomlib.build.look import default_look
from iomlib.build.palette import PAIRS, dark, light
from iomlib.build.readback_html import check_html
from iomlib.build.text import as_csv
from iomlib.report.closing import REPRICED, headline

ABOUT = {"quarter": "2008/09 Q2", "title": "Scrutiny", "date": "2008-09-30", "edition": "public"}


def figure(id, **given):
    return Figure(id=id, value=30.0, places=0, **{"unit": "count", "text": "30", **given})


def notebook(name="Theft", area="Haringey"):
    heads = [Heading(text=f"Of {name}", number=False), Heading(text=f"{name} (£)", number=True)]
    many = [*heads, *(Heading(text=f"{name} in {year} (count)", number=True) for year in (2007, 2008))]
    same = {"method": f"A method of {name}", "inputs": "data/crimes.csv"}
    shares = [figure(f"x.{i}", unit="share, 0 to 1", confidence=0.95, text=f"{i}%", **same) for i in (1, 2)]
    return executed(
        "# A report\n\nWhat it is about.",
        "## In short\n\nWhat the numbers are.",
        Sentence(sentences=[f"{name} is made up."]),
        Sentence(
            style="lead",
            sentences=[f"{name}: 30.", "Nothing else.", "Elsewhere."],
            see=["crimes", "", "gone"],
            disclosure="crimes",
            figures=[figure("crimes.theft")],
        ),
        "## Crimes",
        Table(
            id="crimes",
            caption=f"{name} by group",
            columns=many,
            rows=[[name, "£48,485,263", "1", name], ["All", "2", "−3", "4"]],
            disclosure="crimes",
            total=True,
            figures=[figure("a.one", **same), *shares, figure("a.two", **same), figure("a.three")],
        ),
        "### As a picture",
        Chart(
            id="chart",
            caption=f"{name} rose",
            shows=f"{name}, 2008/09, number",
            alt=f"Bar chart: {name} is 15.5% of crimes.",
            svg=SVG,
            columns=heads,
            rows=[[name, "£30"], ["All", "60"]],
            disclosure="crimes",
            figures=[figure("chart.share")],
        ),
        Sentence(sentences=[f"A text on {name}."], disclosure="crimes", figures=[figure("text.one")]),
        Sentence(sentences=[], disclosure="crimes", figures=[figure("not.shown")]),
        **ABOUT | {"area": area},
    )


def made(name="Theft", look=None, area="Haringey"):
    document = read_document(notebook(name, area), look)
    return document, to_html(document)


DOCUMENT, PAGE = made()
TREE = BeautifulSoup(PAGE, "html.parser")


def target(link):
    return TREE.find(id=link["href"][1:])


def link(inside, text):
    (found,) = [each for each in inside.find_all("a") if each.text.startswith(text)]
    return found


class TestTheKeyPoints:
    def test_stand_right_behind_the_title(self):
        box = TREE.h1.find_next_sibling()
        assert box.name == "section"
        assert box.h2.text == "Key points"
        assert [item.span.text for item in box.find_all("li")] == [
            "Theft: 30.",
            "Nothing else.",
            "Elsewhere.",
        ]

    def test_keep_what_their_section_says_before_them(self):
        assert words(TREE.h1.find_next_sibling().p.text) == "Theft is made up."

    def test_link_to_the_table_that_they_are_taken_from_where_it_is_shown(self):
        box = TREE.h1.find_next_sibling()
        links = [[(a.text, a["href"]) for a in item.find_all("a")] for item in box.find_all("li")]
        assert links == [[("See Table 1", "#crimes")], [], []]

    def test_come_before_the_words_that_introduce_the_report(self):
        (about,) = [heading for heading in TREE.find_all("h2") if heading.text == "About this report"]
        assert words(about.find_next("p").text) == "What it is about."
        assert "In short" not in TREE.text

    def test_come_first_also_from_a_later_section(self):
        book = executed(
            "# A report",
            "## One\n\nWords.",
            Sentence(sentences=["A."]),
            "## Two",
            Sentence(style="lead", sentences=["B."]),
        )
        tree = BeautifulSoup(to_html(read_document(book)), "html.parser")
        headings = [heading.text for heading in tree.find_all("h2")]
        assert headings[:4] == ["Key points", "About this report", "Two", "How the figures were calculated"]
        assert tree.h1.find_next_sibling().li.text == "B."

    def test_are_not_made_up_where_there_are_none(self):
        book = executed(
            "# A report", "## In short", Sentence(sentences=["One."]), **ABOUT | {"area": "Haringey"}
        )
        page = to_html(document := read_document(book))
        assert "Key points" not in BeautifulSoup(page, "html.parser").main.text
        assert check_page(page, document) == []

    def test_that_hold_figures_and_no_words_draw_nothing_into_their_box(self):
        silent = Sentence(style="lead", sentences=[], disclosure="crimes", figures=[figure("not.shown")])
        book = executed(
            "# A report", "## In short\n\nWords.", Sentence(sentences=["One."]), silent, "## Next"
        )
        page = to_html(document := read_document(book))
        assert BeautifulSoup(page, "html.parser").find(class_="lead") is None
        assert check_page(page, document) == []


def test_the_sentences_of_a_headline_name_the_table_that_they_are_taken_from():
    lead = headline(cost=["It costs."], contact=["Who knows."], caseload=["One.", "Two."], change=[])
    assert lead.sentences[:4] == ["It costs.", "Who knows.", "One.", "Two."]
    assert lead.see == ["cost_of_crime", "overlap", "overlaps", "overlaps", ""]


def test_printed_costs_at_other_prices_are_seen_in_the_table_of_those_prices():
    lead = headline(cost=["The costs printed add up to £1.", f"{REPRICED} in 2010/11 prices, it is £2."])
    assert lead.see == ["cost_of_crime", "cost_repriced"]


def test_a_chart_lies_in_a_box_of_its_name_that_the_keyboard_scrolls():
    boxes = TREE.select("figure .picture")
    assert boxes
    for box in boxes:
        assert (box["role"], box["tabindex"]) == ("region", "0")
        assert TREE.find(id=box["aria-labelledby"]).text.startswith("Chart ")


class TestTheHead:
    def test_says_area_quarter_and_edition(self):
        assert [part.text for part in TREE.header.find_all("dd")] == ["Haringey", "2008/09 Q2", "Public"]

    def test_shows_logo_committee_and_footer_of_the_partnership(self):
        own = {
            "logo": "data:image/png;base64,eA==",
            "logo_alt": "A castle",
            "committee": "A <b>",
            "footer": "Ours",
        }
        document, page = made(look=default_look().model_copy(update=own))
        tree = BeautifulSoup(page, "html.parser")
        assert (tree.header.img["src"], tree.header.img["alt"]) == (own["logo"], "A castle")
        assert "For: A <b>" in tree.header.text
        assert tree.footer.text == "Ours"
        assert check_page(page, document) == []

    def test_lists_the_sections(self):
        links = [(a.text, target(a).text) for a in TREE.nav.find_all("a")]
        assert [text for text, _ in links] == [
            "Key points",
            "About this report",
            "Crimes",
            "How the figures were calculated",
        ]
        assert all(text == heading for text, heading in links)

    def test_speaks_the_language_of_the_look(self):
        _, page = made(look=default_look().model_copy(update={"language": "cy"}))
        assert '<html lang="cy">' in page


class TestATable:
    def test_keeps_its_parts_where_its_rows_become_blocks(self):
        table = TREE.find("table")
        assert table["role"] == "table"
        assert {row["role"] for row in table.find_all("tr")} == {"row"}
        assert {cell["role"] for cell in table.find_all("td")} == {"cell"}
        assert {(head["scope"], head["role"]) for head in table.find_all("th")} == {
            ("col", "columnheader"),
            ("row", "rowheader"),
        }

    def test_says_in_each_cell_what_stands_above_it(self):
        heads = [head.text for head in TREE.find("table").thead.find_all("th")]
        for row in TREE.find("table").tbody.find_all("tr"):
            assert [cell["data-label"] for cell in row.find_all("td")] == heads[1:]

    def test_can_be_saved_as_the_file_beside_the_page(self):
        for part in (part for part in DOCUMENT.parts if isinstance(part, Table | Chart)):
            (saved,) = [a for a in TREE.find_all("a", download=True) if a["download"] == f"{part.id}.csv"]
            start, _, content = saved["href"].partition(",")
            assert start == "data:text/csv;base64"
            assert base64.b64decode(content) == as_csv(part)

    def test_holds_nothing_in_its_cells_but_text(self):
        cells = TREE.find_all(["td", "th", "caption"])
        assert cells
        assert not [cell for cell in cells if cell.find_all(True)]


class TestAChart:
    def test_says_what_was_found_and_what_is_drawn(self):
        caption = TREE.figure.figcaption
        assert [line.text for line in caption.find_all("p")] == [
            "Chart 1. Theft rose",
            "Theft, 2008/09, number",
        ]

    def test_is_followed_by_its_numbers_in_a_fold(self):
        fold = TREE.figure.details
        assert not fold.has_attr("open")
        assert fold.summary.text == "Data of Chart 1"
        assert [[c.text for c in row.find_all(["th", "td"])] for row in fold.find_all("tr")] == [
            ["Of Theft", "Theft (£)"],
            ["Theft", "£30"],
            ["All", "60"],
        ]


class TestHowAFigureWasCalculated:
    def test_is_linked_from_every_block_that_has_figures(self):
        for place, entry in [
            (TREE.find("section"), "Key points"),
            (TREE.find("table").find_parent("div"), "Table 1. Theft by group"),
            (TREE.figure, "Chart 1. Theft rose"),
        ]:
            fold = place.find("details", class_="how")
            assert fold.summary.text == f"How this was calculated: {entry.partition('.')[0]}"
            explained = target(link(fold, "Each figure by its name"))
            assert explained.h4.text == entry
            assert target(link(explained, "Back to")) is not None

    def test_is_found_by_the_id_of_every_figure(self):
        for shown in DOCUMENT.figures:
            item = TREE.find(id=f"figure-{shown.id}")
            assert (item.name, item.text) == ("li", f"{shown.id} {shown.text}")

    def test_is_said_once_for_figures_of_one_method_unit_and_interval(self):
        entry = TREE.find(id="how.crimes")
        assert entry.text.count("A method of Theft") == 1
        said = [words(line.text) for line in entry.select("dd > p")]
        assert said == ["Unit: count.", "Unit: share, 0 to 1, with a 95% interval.", "Unit: count."]
        ids = [[item["id"] for item in group.find_all("li")] for group in entry.find_all("ul")]
        assert ids == [["figure-a.one", "figure-a.two"], ["figure-x.1", "figure-x.2"], ["figure-a.three"]]

    def test_leads_to_the_code_of_its_section_and_back(self):
        entry = TREE.find(id="how.crimes")
        place = target(link(entry, "Code"))
        assert place.name == "div"  # a browser that does not open a fold by its address still goes there
        assert place.summary.text == "Code: Crimes"
        assert "show(" in place.pre.text
        assert link(entry, "Back to Table 1")["href"] == "#crimes"

    def test_is_not_folded(self):
        annex = TREE.find(class_="annex")
        assert annex.find_parent("details") is None
        assert not [entry for entry in annex.find_all(class_="entry") if entry.find_parent("details")]

    def test_is_said_of_figures_that_no_sentence_shows(self):
        entry = TREE.find(id="figure-not.shown").find_parent(class_="entry")
        assert entry.h4.text == "Figures that are not shown on their own"
        assert not [a for a in entry.find_all("a") if a.text.startswith("Back")]


INKS = ["#12436D", "#000000", "#7a0000", "#005a30", "#4c2c92", "#6f4e00"]


@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("mode", [light, dark])
def test_every_pair_of_colours_can_be_read(ink, mode):
    colours = mode(default_look().model_copy(update={"ink": ink, "accent": ink}))
    for colour, ground, wanted in PAIRS:
        assert contrast(colours[colour], colours[ground]) >= wanted, f"{colour} on {ground}"


def test_every_colour_of_the_style_is_one_of_the_checked():
    style = TREE.style.text
    names = set(re.findall(r"var\(--([a-z-]+)\)", style))
    assert names <= set(light(default_look())) == set(dark(default_look()))
    written = style[style.index("/* The colours") :]
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", written)) == {"#fff"}  # the card of a chart or a logo


def test_paper_has_no_dark_colours():
    for rule in re.findall(r"@media ([^{]*)\{", TREE.style.text):
        assert "dark" not in rule or rule.startswith("screen")


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_only_text_on_a_whole_page(name):
    document, page = made(name)
    assert check_page(page, document) == []
    tags = [tag.name for tag in BeautifulSoup(page, "html.parser").find_all(True)]
    assert tags == [tag.name for tag in TREE.find_all(True)]


def problems(page):
    return check_html(page, ABOUT | {"area": "Haringey"}, captioned(DOCUMENT))


def test_a_good_page_is_what_its_notebook_shows():
    assert problems(PAGE) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_with_a_hostile_name_is_what_its_notebook_shows(name):
    document, page = made(name)
    assert check_html(page, ABOUT | {"area": "Haringey"}, captioned(document)) == []


FAULTS = {
    "another key point": (
        "<li><span>Theft: 30.",
        "<li><span>Theft: 31.",
        "its key points are not the notebook's",
    ),
    "key points behind other words": (
        '<section class="lead"',
        '<p>First.</p><section class="lead"',
        "its key points do not stand right behind its title.",
    ),
    "another heading of the key points": (">Key points</h2>", ">Points</h2>", "are not headed as such"),
    "a number in the data of a chart": (">£30</td>", ">£31</td>", "table chart.data, row 1, column 2"),
    "another line on what is drawn": (
        ">Theft, 2008/09, number<",
        ">Theft, 2009/10, number<",
        "it does not show",
    ),
    "another area in the head": ("<dd>Haringey", "<dd>Leeds", "its head says"),
    "another edition in the head": ("<dd>Public", "<dd>Restricted", "its head says"),
    "another name in a cell": ('data-label="Theft (£)"', 'data-label="Fraud (£)"', "name other columns"),
    "another file": ('download="crimes.csv"', 'download="other.csv"', "it offers the files"),
    "a spoiled file": ("csv;base64,77u/", "csv;base64,77u/77u/", "the file crimes.csv that it offers"),
    "a file that is cut off": ("csv;base64,77u/", "csv;base64,77u", "the file crimes.csv that it offers"),
    "another figure": ("<code>a.two</code> 30", "<code>a.two</code> 31", "explains other figures"),
    "a figure left out": (
        '<li id="figure-a.two"><code>a.two</code> 30</li>',
        "",
        "it explains other figures than the notebook shows, or shows them otherwise: ['a.two'].",
    ),
    "a text left to the annex alone": ("<span>A text on Theft.</span>", "", "it does not show"),
}


@pytest.mark.parametrize(("old", "new", "found"), FAULTS.values(), ids=FAULTS)
def test_reading_a_page_back_finds(old, new, found):
    assert old in PAGE
    (problem, *_) = problems(PAGE.replace(old, new, 1))
    assert found in problem


def test_reading_a_page_back_finds_key_points_in_another_order():
    one, two = "<span>Nothing else.</span>", "<span>Elsewhere.</span>"
    page = PAGE.replace(one, "X").replace(two, one).replace("X", two)
    assert problems(page) == ["its key points stand in another order than the notebook's."]


def test_a_long_sentence_is_named_by_whole_words():
    figures = [Figure(id="a.b", value=1, unit="count", places=0, text="1")]
    long = Sentence(sentences=["These are words " * 9 + "1."], figures=figures, disclosure="method")
    page = to_html(read_document(executed("# A report", long)))
    titles = [title.text for title in BeautifulSoup(page, "html.parser").select(".annex h4")]
    assert [title.split()[-1] for title in titles] == ["These…"]
