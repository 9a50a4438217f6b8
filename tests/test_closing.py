"""On paper a report says at its end how its figures were calculated: a line for each definition, and no more."""

import io

import docx
import nbformat
from frame import executed, squeezed
from pypdf import PdfReader

from iomlib.blocks import Figure, Heading, Sentence, Table
from iomlib.build.closing import closed, closing_words
from iomlib.build.definitions import line_of
from iomlib.build.document import read_document
from iomlib.build.look import default_look
from iomlib.build.parts import Prose, plain_text
from iomlib.build.pdf import to_pdf
from iomlib.build.quarto_cells import cells_for, read_source
from iomlib.build.word import to_word

LOOK = default_look()
PRICED = f"({'costs.cost_of_crime'}, line {line_of('costs.cost_of_crime')}; definition 1)"


def figure(id, **given):
    return Figure(**{"id": id, "value": 3.0, "unit": "count", "places": 0, "text": "3", **given})


def notebook(*figures, said=("Three crimes.",)):
    heads = [Heading(text="Group", number=False), Heading(text="Crimes", number=True)]
    table = {"caption": "Crimes", "columns": heads, "rows": [["Theft", "3"]], "disclosure": "crimes"}
    book = executed(
        "# A report",
        "## Crimes",
        Table(id="cost_of_crime", figures=list(figures), **table),
        Sentence(
            sentences=list(said), disclosure="crimes", figures=[figure("cost_of_crime.cost", value=None)]
        ),
        **{"area": "Leeds", "area_id": "leeds", "quarter": "2008/09 Q2", "quarter_id": "2008-09-Q2"},
        **{"title": "A", "date": "2008-09-30", "edition": "public", "notebook": "small"},
    )
    book.metadata["iomlib"]["how"] = {"commit": "0a1b2c"}
    return book


def end_of(book):
    """Give the heading, the introduction and the lines with which a report ends on paper."""
    parts = closed(read_document(book)).parts
    assert isinstance(parts[-1], Prose)
    heading, about, listed = parts[-1].tokens
    rows = [plain_text(item["children"]) for item in listed["children"]]
    return plain_text(heading["children"]), plain_text(about["children"]), rows


SHOWN = [
    figure("cost_of_crime.theft.crimes"),
    figure("cost_of_crime.theft.cost"),
    figure("cost_of_crime.arson.cost"),
    figure("own.one", method="as <asked> *here*"),
    figure("own.two", method="as <asked> *here*."),
]


def test_a_line_stands_for_all_figures_of_a_definition_and_says_where_they_are():
    heading, about, rows = end_of(notebook(*SHOWN))
    assert heading == "How the figures were calculated"
    assert "The code is 0a1b2c." in about
    assert len(rows) == 2
    assert rows[0].startswith("Table 1: Each crime recorded is priced at what one such crime costs.")
    assert rows[0].endswith(PRICED)
    assert rows[1] == "Table 1: nobody has put this into words. Method: as <asked> *here*."


def test_nothing_is_said_of_a_figure_without_a_value():
    book = notebook()
    assert closed(read_document(book)).parts == read_document(book).parts


def test_pdf_and_word_end_with_it():
    document = read_document(notebook(*SHOWN))
    _, about, rows = end_of(notebook(*SHOWN))
    pdf = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(document))).pages))
    word = [line.text for line in docx.Document(io.BytesIO(to_word(document))).paragraphs]
    assert squeezed(about) in pdf and about in word
    for row in rows:
        assert squeezed(row) in pdf and row in word


def test_quarto_gets_it_with_the_names_of_the_figures():
    text = nbformat.writes(notebook(*SHOWN))
    source = cells_for(read_source(text), LOOK)[-1]["source"]
    assert source.startswith("## How the figures were calculated")
    lines = [line for line in source.splitlines() if line.startswith("- ")]
    assert len(lines) == 2
    assert lines[0].startswith(
        r"- cost\_of\_crime\.\<group\>\.crimes\, cost\_of\_crime\.\<group\>\.cost\: Each crime"
    )
    assert r"own\.one\, own\.two" in lines[1] and r"as \<asked\> \*here\*" in lines[1]


def test_what_stands_nowhere_on_its_own_is_said_to():
    (row,) = closing_words([("", [figure("ni30.ceiling")])], "", LOOK)[2:]
    assert row.startswith("ni30.ceiling: The convictions of the year before")
