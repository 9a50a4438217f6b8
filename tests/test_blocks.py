"""What a notebook shows is plain data; no name in it acts as HTML or Markdown."""

import base64

import mistune
import pytest
from bs4 import BeautifulSoup
from hostile import NAMES, TEXT, words
from hypothesis import given
from pydantic import ValidationError

from iomlib.blocks import BLOCK, MIME, Chart, Figure, Heading, Sentence, Table

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
FIGURE = {"id": "crimes.theft", "value": 30.0, "unit": "count", "places": 0, "text": "30"}
# All that Pandoc (Quarto) would act on and plain CommonMark would not.
READER = mistune.create_markdown(
    renderer=None, plugins=["table", "math", "strikethrough", "superscript", "subscript", "url", "def_list"]
)
PLAIN = {"text", "softbreak", "linebreak", "paragraph", "blank_line"}
GRID = {"table", "table_head", "table_body", "table_row", "table_cell"}


def table_of(name):
    """Put a name everywhere that a table has text."""
    columns = [Heading(text=name, number=False), Heading(text=name, number=True)]
    rows = [[name, name], [name, "1"]]
    return Table(id="t", caption=name, columns=columns, rows=rows, notes=[name], disclosure="crimes")


def chart_of(name):
    return Chart(id="c", caption=name, alt=f"A chart of crimes in {name}", svg=SVG, **drawn(name))


def drawn(name):
    heads = [Heading(text="Place", number=False), Heading(text="Crimes", number=True)]
    return {"shows": "Crimes", "columns": heads, "rows": [[name, "30"]], "disclosure": "crimes"}


def html_of(block):
    return BeautifulSoup(block._repr_mimebundle_()["text/html"], "html.parser")


def tokens_of(block):
    def walk(tokens):
        for token in tokens:
            yield token
            yield from walk(token.get("children", []))

    return list(walk(READER(block._repr_mimebundle_()["text/markdown"])))


def read(tokens):
    """Join the texts of tokens as a reader sees them."""
    return words("".join(t["raw"] if t["type"] == "text" else " " for t in tokens if t["type"] in PLAIN))


def assert_is_only_text(block, tags):
    """Hold the HTML of a block to the elements that its kind has, without attributes that run."""
    page = html_of(block)
    assert {element.name for element in page.find_all(True)} == tags
    attributes = {key for element in page.find_all(True) for key in element.attrs}
    assert attributes <= {"scope", "style", "src", "alt"}


@pytest.mark.parametrize("name", NAMES)
class TestAHostileName:
    def test_is_text_in_the_html_of_a_table(self, name):
        block = table_of(name)
        assert_is_only_text(block, {"table", "caption", "thead", "tbody", "tr", "th", "td", "p", "small"})
        cells = [element.text for element in html_of(block).find_all(["caption", "th", "td", "small"])]
        assert [words(cell) for cell in cells] == [words(name)] * 6 + ["1", words(name)]

    def test_is_text_in_the_html_of_a_chart(self, name):
        block = chart_of(name)
        assert_is_only_text(block, {"figure", "img", "figcaption"})
        assert html_of(block).figcaption.text == name
        assert html_of(block).img["alt"] == block.alt

    def test_is_text_in_the_html_of_a_sentence(self, name):
        block = Sentence(sentences=[name, name])
        assert_is_only_text(block, {"p"})
        assert [paragraph.text for paragraph in html_of(block).find_all("p")] == [name, name]

    def test_is_text_in_the_markdown_of_a_table(self, name):
        tokens = tokens_of(table_of(name))
        assert {token["type"] for token in tokens} <= PLAIN | GRID
        cells = [read(token["children"]) for token in tokens if token["type"] == "table_cell"]
        assert cells == [words(name)] * 5 + ["1"]
        caption, note = [t for t in tokens if t["type"] == "paragraph"]
        assert read(caption["children"]) == f": {words(name)}"
        assert read(note["children"]) == words(name)

    def test_is_text_in_the_markdown_of_a_sentence(self, name):
        tokens = tokens_of(Sentence(sentences=[name, "Second."]))
        assert {token["type"] for token in tokens} <= PLAIN
        first, second = [read(t["children"]) for t in tokens if t["type"] == "paragraph"]
        assert (first, second) == (words(name), "Second.")

    def test_is_text_in_the_markdown_of_a_chart(self, name):
        block = chart_of(name)
        (picture,) = [token for token in tokens_of(block) if token["type"] == "image"]
        assert read(picture["children"]) == words(block.alt)
        assert picture["attrs"]["url"] == block.data_uri()


@given(TEXT)
def test_any_text_is_only_text_in_html(text):
    cells = [element.text for element in html_of(table_of(text)).find_all(["caption", "th", "td"])]
    assert cells == [text] * 6 + ["1"]


@given(TEXT)
def test_any_text_is_only_text_in_markdown(text):
    tokens = tokens_of(table_of(text))
    assert {token["type"] for token in tokens} <= PLAIN | GRID
    assert len([token for token in tokens if token["type"] == "table_cell"]) == 6


def test_a_block_travels_as_neutral_data_and_comes_back_the_same():
    blocks = [
        table_of("Theft").model_copy(update={"figures": [Figure(**FIGURE)]}),
        chart_of("Theft"),
        Sentence(style="lead", sentences=["30 crimes."], disclosure="crimes", figures=[Figure(**FIGURE)]),
    ]
    assert [BLOCK.validate_python(block._repr_mimebundle_()[MIME]) for block in blocks] == blocks


def test_the_picture_of_a_chart_travels_inside_the_page():
    kind, content = chart_of("Theft").data_uri().split(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(content).decode() == SVG


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_figure_that_is_no_number_is_refused(value):
    with pytest.raises(ValidationError, match="finite number"):
        Figure(**FIGURE | {"value": value})


def test_a_figure_without_a_value_is_no_data():
    assert Figure(**FIGURE | {"value": None}).value is None


def test_a_chart_whose_alternative_text_says_nothing_is_refused():
    with pytest.raises(ValidationError, match="at least 20 characters"):
        Chart(id="c", caption="Crimes", alt="A chart", svg=SVG, **drawn("Haringey"))


@pytest.mark.parametrize("lack", ["shows", "columns", "rows"])
def test_a_chart_without_what_it_shows_or_its_numbers_is_refused(lack):
    empty = drawn("Haringey") | {lack: "" if lack == "shows" else []}
    with pytest.raises(ValidationError, match=lack):
        Chart(id="c", caption="Crimes", alt="A chart of crimes in Haringey", svg=SVG, **empty)


def test_a_block_takes_no_key_that_it_does_not_declare():
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Sentence(sentences=["One."], hidden=["everything else"])


def test_a_block_does_not_change_after_it_is_made():
    with pytest.raises(ValidationError, match="frozen"):
        table_of("Theft").caption = "Robbery"


@pytest.mark.parametrize("row", [[], ["Theft"], ["Theft", "30", "40"]])
def test_a_row_that_does_not_have_one_cell_a_column_is_refused(row):
    # In a PDF the cells of a row too short would move up into the columns of the row before.
    heads = [Heading(text="Group", number=False), Heading(text="Crimes", number=True)]
    with pytest.raises(ValidationError):
        Table(id="t", caption="Crimes", columns=heads, rows=[row], disclosure="crimes")


def test_a_block_says_of_which_kind_its_numbers_are():
    with pytest.raises(
        ValidationError, match="'crimes', 'people', 'events', 'published', 'money' or 'method'"
    ):
        Table(id="t", caption="Crimes", columns=[], rows=[], disclosure="all")
    with pytest.raises(ValidationError, match="disclosure\n  Field required"):
        Table(id="t", caption="Crimes", columns=[], rows=[])
    with pytest.raises(ValidationError, match="a sentence with figures says what they count: disclosure="):
        Sentence(sentences=["30 crimes."], figures=[Figure(**FIGURE)])
