"""A page is one file that a councillor, a screen reader and a browser without a network can read."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from frame import SVG, executed, full
from hostile import NAMES, words

from iomlib.blocks import Chart, Heading, Table
from iomlib.build.check import check_page
from iomlib.build.document import read_document
from iomlib.build.html import to_html

DOCUMENT = read_document(full())
PAGE = to_html(DOCUMENT)
LOADING = ("src", "href", "srcset", "data", "action", "poster", "background", "formaction", "xlink:href")


def parsed(page=PAGE):
    return BeautifulSoup(page, "html.parser")


@pytest.fixture(params=["made by hand", "published"])
def page(request):
    if request.param == "made by hand":
        return parsed()
    folder = request.getfixturevalue("report")
    return parsed((folder / "scrutiny_report.html").read_text("utf-8"))


class TestAPage:
    def test_has_one_title_that_names_area_and_quarter(self, page):
        (heading,) = page.find_all("h1")
        assert page.title.text == heading.text
        assert re.search(r": .+, 2008/09 Q2", heading.text)

    def test_says_its_language(self, page):
        assert page.html["lang"] == "en-GB"

    def test_forbids_every_address_outside_itself(self, page):
        policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
        assert rules["img-src"] == "data:"
        assert not [rule for rule in rules if rule.startswith("script")]

    def test_reaches_for_nothing_outside_the_file(self, page):
        addresses = [str(tag[key]) for tag in page.find_all(True) for key in LOADING if tag.has_attr(key)]
        assert [
            text for text in addresses if not text.startswith(("data:image/", "data:text/csv;", "#"))
        ] == []
        assert "url(" not in page.style.text
        assert "@import" not in page.style.text

    def test_holds_no_script(self, page):
        assert page.find_all(["script", "iframe", "object", "embed", "link", "base", "form"]) == []
        attributes = {key for tag in page.find_all(True) for key in tag.attrs}
        assert [key for key in attributes if key.startswith("on")] == []

    def test_gives_each_table_a_caption_and_each_header_a_scope(self, page):
        tables = page.find_all("table")
        assert tables
        assert all(len(table.find_all("caption")) == 1 and table.caption.text.strip() for table in tables)
        assert {header.get("scope") for header in page.find_all("th")} == {"col", "row"}
        assert all(row.th["scope"] == "row" for table in tables for row in table.tbody.find_all("tr"))

    def test_gives_each_picture_words_that_state_its_numbers(self, page):
        pictures = page.find_all("img")
        assert pictures
        assert all(re.search(r"\d", picture["alt"]) and len(picture["alt"]) > 20 for picture in pictures)

    def test_skips_no_heading_level(self, page):
        levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_uses_no_id_twice_and_points_to_none_that_is_missing(self, page):
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert len(ids) == len(set(ids))
        links = [tag["href"][1:] for tag in page.find_all(href=True) if tag["href"].startswith("#")]
        labels = [tag["aria-labelledby"] for tag in page.find_all(attrs={"aria-labelledby": True})]
        assert set(links + labels) <= set(ids)

    def test_folds_the_code_away(self, page):
        assert page.find_all("pre")
        assert all(code.find_parent("details") for code in page.find_all("pre"))
        assert not [fold for fold in page.find_all("details") if fold.has_attr("open")]
        named = ("Code: ", "Data of Chart ", "How this was calculated: ")
        assert all(fold.summary.text.startswith(named) for fold in page.find_all("details"))

    def test_is_not_marked_as_restricted(self, page):
        assert "OFFICIAL-SENSITIVE" not in page.text


def test_a_page_shows_what_the_document_holds():
    text = words(parsed().main.text)
    for shown in ("Theft: 30 crimes.", "£48,485,263", "Note on Theft.", "No counts of Theft were supplied."):
        assert shown in text
    assert "Table 1. Theft by group" in text
    assert "Chart 1. Theft as a picture" in text


def test_a_link_is_written_out_and_not_followed():
    assert "source (https://example.org/paper)" in parsed().main.text
    links = [tag["href"] for tag in parsed().main.find_all("a")]
    assert [address for address in links if not address.startswith(("#", "data:text/csv;"))] == []


def test_the_same_document_gives_the_same_page():
    assert to_html(read_document(full())) == PAGE


def test_a_good_page_has_no_problems():
    assert check_page(PAGE, DOCUMENT) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_only_text_on_a_page(name):
    document = read_document(full(name))
    page = to_html(document)
    assert check_page(page, document) == []
    tree, plain = parsed(page), parsed()
    assert [tag.name for tag in tree.find_all(True)] == [tag.name for tag in plain.find_all(True)]
    assert [sorted(tag.attrs) for tag in tree.find_all(True)] == [
        sorted(t.attrs) for t in plain.find_all(True)
    ]
    assert words(tree.caption.text) == words(f"Table 1. {name} by group")
    assert words(tree.th.text) == words(tree.td.find_previous("th").text) == words(name)
    assert tree.img["alt"] == next(part.alt for part in document.parts if isinstance(part, Chart))


def test_a_restricted_page_says_so_in_its_title_and_at_its_head():
    page = parsed(to_html(read_document(full(edition="restricted"))))
    assert page.title.text.endswith(" - OFFICIAL-SENSITIVE")
    first = page.body.find_all(True, recursive=False)[1]  # after the link that skips to the report
    assert first.text == "OFFICIAL-SENSITIVE: not for publication"
    assert first["role"] == "note"


def put_in(old, new):
    """Put one fault into a good page and list what is found."""
    assert PAGE.count(old) >= 1, f"the good page has no {old}"
    return check_page(PAGE.replace(old, new, 1), DOCUMENT)


# What stands before each fault, the fault, and the words in which it is found.
OUTSIDE = "has an address outside the page."
POLICY = "it does not forbid addresses outside the page."
ALT = ' alt="Bar chart: Theft is 15.5% of crimes."'
CSP = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
META = f'<meta http-equiv="Content-Security-Policy" content="{CSP}">'
NO_ALT = "a picture has no alternative text."
NO_CAPTION = "a table has no caption."
NO_SCOPE = "a table header does not say what it heads."
TITLE = "A report: Theft, 2008/09 Q2"
MAIN = "</main>"
FAULTS = {
    "a picture from another site": (MAIN, f'<img src="https://e.org/x.png"{ALT}>{MAIN}', f"img {OUTSIDE}"),
    "a picture beside the page": (MAIN, f'<img src="x.png"{ALT}>{MAIN}', f"img {OUTSIDE}"),
    "a set of pictures": (MAIN, f'<img srcset="x.png 2x"{ALT}>{MAIN}', f"img {OUTSIDE}"),
    "a link to another site": (MAIN, f'<a href="https://e.org">e</a>{MAIN}', f"a {OUTSIDE}"),
    "a link that runs code": (MAIN, f'<a href="javascript:x()">e</a>{MAIN}', f"a {OUTSIDE}"),
    "a form": (MAIN, f'<form action="https://e.org"></form>{MAIN}', f"form {OUTSIDE}"),
    "a film": (MAIN, f'<video poster="https://e.org"></video>{MAIN}', f"video {OUTSIDE}"),
    "a page that is not a picture": (MAIN, f'<img src="data:text/html,x"{ALT}>{MAIN}', f"img {OUTSIDE}"),
    "an address in a style": (MAIN, f'<p style="background:url(//e.org)"></p>{MAIN}', f"p {OUTSIDE}"),
    "an address in the style sheet": (
        "</style>",
        "p { background: url(//e.org) }</style>",
        f"style {OUTSIDE}",
    ),
    "a style sheet that is fetched": ("<style>", '<style>@import "//e.org";', f"style {OUTSIDE}"),
    "a way to another page": (
        META,
        f'{META}<meta http-equiv="refresh" content="0;url=//e.org">',
        f"meta {OUTSIDE}",
    ),
    "a script": (MAIN, f"<script>x()</script>{MAIN}", "it holds a script element."),
    "a frame": (MAIN, f"<iframe></iframe>{MAIN}", "it holds a iframe element."),
    "an object": (MAIN, f"<object></object>{MAIN}", "it holds a object element."),
    "an embedded thing": (MAIN, f"<embed>{MAIN}", "it holds a embed element."),
    "a style sheet": (MAIN, f'<link rel="stylesheet">{MAIN}', "it holds a link element."),
    "code in an element": (MAIN, f'<p onclick="x()">e</p>{MAIN}', "p has code in it."),
    "no alternative text": (ALT, "", NO_ALT),
    "an empty alternative text": (ALT, ' alt=""', NO_ALT),
    "an alternative text of spaces": (ALT, ' alt="  "', NO_ALT),
    "nbconvert's own words": (ALT, ' alt="No description has been provided for this image"', NO_ALT),
    "a header without scope": (' scope="row"', "", NO_SCOPE),
    "a header with a wrong scope": (' scope="row"', ' scope="all"', NO_SCOPE),
    "a table without a caption": (MAIN, f"<table></table>{MAIN}", NO_CAPTION),
    "two captions on one table": (
        MAIN,
        f"<table><caption>a</caption><caption>b</caption></table><table></table>{MAIN}",
        NO_CAPTION,
    ),
    "two titles": (MAIN, f"<h1>More</h1>{MAIN}", f"its title is {[TITLE, 'More']}, not {TITLE!r}."),
    "a link to a file that is not CSV": (
        MAIN,
        f'<a download="x" href="data:text/html;base64,eA==">e</a>{MAIN}',
        f"a {OUTSIDE}",
    ),
    "CSV that is opened and not saved": (
        MAIN,
        f'<a href="data:text/csv;base64,eA==">e</a>{MAIN}',
        f"a {OUTSIDE}",
    ),
    "CSV that is not in base64": (
        MAIN,
        f'<a download="x" href="data:text/csv,<b>">e</a>{MAIN}',
        f"a {OUTSIDE}",
    ),
    "a picture of CSV": (MAIN, f'<img src="data:text/csv;base64,eA=="{ALT}>{MAIN}', f"img {OUTSIDE}"),
    "no language": ('<html lang="en-GB">', "<html>", "its language is '', not 'en-GB'."),
    "another language": ('lang="en-GB"', 'lang="cy"', "its language is 'cy', not 'en-GB'."),
    "no head": ("<header", "<div", "it has 0 header elements; 1 is needed."),
    "two feet": ("<footer>", "<footer></footer><footer>", "it has 2 footer elements; 1 is needed."),
    "no contents": ("<nav", "<div", "it has sections and no contents (nav) that list them."),
    "a skipped level": (MAIN, f"<h2>a</h2><h4>b</h4>{MAIN}", "h4 follows h2: a level is skipped."),
    "a heading before the title": (
        "<main",
        "<h2>a</h2><main",
        "its first heading is h2; screen readers need h1 first.",
    ),
    "an id twice": (MAIN, f'<p id="crimes"></p>{MAIN}', "id 'crimes' is used twice."),
    "a link to nowhere": (
        MAIN,
        f'<a href="#gone">e</a>{MAIN}',
        "a link or a name leads to 'gone', which is not on the page.",
    ),
    "a skip link to nowhere": (
        'id="report"',
        'id="other"',
        "a link or a name leads to 'report', which is not on the page.",
    ),
    "another title": (f"<h1>{TITLE}</h1>", "<h1>More</h1>", f"its title is ['More'], not {TITLE!r}."),
    "no policy": (META, "", POLICY),
    "a policy in words only": (META, "<!-- Content-Security-Policy: default-src 'none' -->", POLICY),
    "a policy that allows": ("default-src 'none'", "default-src *", POLICY),
    "a policy that allows code": ("img-src data:", "img-src data:; script-src 'unsafe-inline'", POLICY),
}


def test_a_page_is_refused_for_what_its_charts_weigh():
    heavy = chart_of(300_001)
    document = read_document(executed("# Crimes", heavy))
    assert check_page(to_html(document), document) == [
        "its 1 charts have 300 kB; 300 kB are allowed. Draw them with less in them."
    ]


def test_a_page_is_not_refused_for_being_long():
    heads = [Heading(text="Area", number=False), Heading(text="Crimes", number=True)]
    rows = [[f"Area {number} of a county", f"{number:,}"] for number in range(3000)]
    table = Table(id="long", caption="Crimes by area", columns=heads, rows=rows, disclosure="crimes")
    document = read_document(executed("# Crimes", table, chart_of(1000)))
    page = to_html(document)
    assert len(page) > 400_000
    assert check_page(page, document) == []


def chart_of(size):
    """Make a chart whose drawing has that many bytes."""
    drawn = SVG.replace("</svg>", f"<!--{'x' * (size - len(SVG.encode()) - 7)}--></svg>")
    heads, rows = [Heading(text="Group", number=False), Heading(text="Crimes", number=True)], [["All", "30"]]
    shown = {"shows": "Crimes", "alt": "Bar chart: one bar of 30.", "columns": heads, "rows": rows}
    return Chart(id="heavy", caption="One bar", svg=drawn, disclosure="crimes", **shown)


def test_a_page_without_a_title_begins_with_another_heading():
    assert put_in(f"<h1>{TITLE}</h1>", "") == [
        f"its title is [], not {TITLE!r}.",
        "its first heading is h2; screen readers need h1 first.",
    ]


@pytest.mark.parametrize(("old", "new", "found"), FAULTS.values(), ids=FAULTS)
def test_the_check_finds(old, new, found):
    assert put_in(old, new) == [found]


def test_nbconvert_makes_the_published_page_from_the_published_notebook(report, tmp_path):
    jupyter = Path(sys.executable).parent / "jupyter"
    notebook = report / "scrutiny_report.ipynb"
    command = [jupyter, "nbconvert", "--to", "iom-html", "--output-dir", tmp_path, notebook]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "scrutiny_report.html").read_bytes() == (report / "scrutiny_report.html").read_bytes()
