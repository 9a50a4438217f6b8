"""From an executed notebook to a document: what a reader could not trust is refused, with the reason."""

import pytest
from frame import executed, shows
from nbformat.v4 import new_code_cell, new_output

from iomlib.blocks import MIME, Chart, Figure, Heading, Sentence, Table
from iomlib.build.document import Code, Prose, read_document
from iomlib.errors import ReportError

TITLE = "# A report\n\nWhat it is about."
HEADS = [Heading(text="Group", number=False), Heading(text="Crimes", number=True)]
NOTHING = Sentence(sentences=[])


def figure_of(id):
    return Figure(id=id, value=30, unit="count", places=0, text="30")


def table_of(id, *figures):
    named = [figure_of(name) for name in figures]
    rows = [["Theft", "30"]]
    return Table(id=id, caption="Crimes", columns=HEADS, rows=rows, disclosure="crimes", figures=named)


def chart_of(id):
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    said = {"caption": "Shares", "shows": "Percent of crimes", "alt": "Theft is 100% of crimes here."}
    return Chart(id=id, **said, columns=HEADS, rows=[["Theft", "100%"]], svg=svg, disclosure="crimes")


def bare(**data):
    return [new_output("execute_result", data=data, execution_count=1)]


def problems_of(*cells):
    with pytest.raises(ReportError) as caught:
        read_document(executed(*cells))
    return caught.value.problems


def test_a_bare_dataframe_is_refused():
    data = {"text/plain": "   crimes\n0      30", "text/html": "<table></table>"}
    assert problems_of(TITLE, bare(**data)) == [
        "cell 2: shows a bare text/html, text/plain. Use report.Table, report.Chart or report.Sentence."
    ]


def test_a_bare_picture_is_refused():
    data = {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure size 640x480>"}
    assert problems_of(TITLE, bare(**data)) == [
        "cell 2: shows a bare image/png, text/plain. Use report.Table, report.Chart or report.Sentence."
    ]


def test_a_bare_number_is_refused():
    assert problems_of(TITLE, bare(**{"text/plain": "30"})) == [
        "cell 2: shows a bare text/plain. Use report.Table, report.Chart or report.Sentence."
    ]


def test_printing_is_refused():
    printed = [new_output("stream", name="stdout", text="30 crimes\n")]
    assert problems_of(TITLE, printed) == [
        "cell 2: writes to the page with print(). Show numbers with report.Table or report.Sentence."
    ]


def test_a_warning_on_the_error_stream_is_refused():
    warned = [new_output("stream", name="stderr", text="FutureWarning: ...\n")]
    assert problems_of(TITLE, warned) == [
        "cell 2: writes to the error stream (a warning?). Show numbers with report.Table or report.Sentence."
    ]


def test_an_error_is_refused_without_its_message():
    stopped = [new_output("error", ename="KeyError", evalue="'Jane Example'", traceback=["Jane Example"])]
    assert problems_of(TITLE, stopped) == ["cell 2: stopped with KeyError."]


def test_a_cell_that_was_not_run_is_refused():
    assert problems_of(TITLE, new_code_cell("show()")) == [
        "cell 2: was not run. The notebook must run from top to bottom."
    ]


def test_an_empty_cell_needs_no_run():
    assert read_document(executed(TITLE, new_code_cell("  \n"))).parts[1:] == []


def test_a_block_of_another_make_is_refused():
    assert problems_of(TITLE, bare(**{MIME: {"kind": "table", "id": "crimes"}})) == [
        "cell 2: its output is not a block that this iomlib can read."
    ]


def test_two_titles_are_refused():
    assert problems_of(TITLE, "# Another") == ["the notebook has 2 titles (# ...). It needs exactly one."]


def test_no_title_is_refused():
    assert problems_of("## In short") == ["the notebook has 0 titles (# ...). It needs exactly one."]


def test_a_title_underlined_with_equals_signs_counts():
    assert read_document(executed("A report\n========")).heading == "A report"


def test_a_skipped_heading_level_is_refused():
    assert problems_of(TITLE, "### Too *deep*") == [
        "heading 'Too deep' skips a level: screen readers need ## before ###."
    ]


def test_headings_may_go_up_by_more_than_one_level():
    levels = ("## Two", "### Three", "#### Four", "## Two again")
    assert len(read_document(executed(TITLE, *levels)).parts) == 5


def test_a_table_id_used_twice_is_refused():
    assert problems_of(TITLE, table_of("crimes"), table_of("crimes")) == [
        "id crimes is used twice. Each table, chart and figure needs an id of its own."
    ]


def test_a_chart_that_has_the_id_of_a_table_is_refused():
    assert problems_of(TITLE, table_of("crimes"), chart_of("crimes")) == [
        "id crimes is used twice. Each table, chart and figure needs an id of its own."
    ]


def test_a_figure_id_used_twice_is_refused():
    said = Sentence(sentences=["30 crimes."], disclosure="crimes", figures=[figure_of("crimes.theft")])
    assert problems_of(TITLE, table_of("crimes", "crimes.theft"), said) == [
        "id crimes.theft is used twice. Each table, chart and figure needs an id of its own."
    ]


def test_a_picture_in_the_text_is_refused():
    assert problems_of(TITLE, "## In short\n\n- ![crimes](crimes.png)") == [
        "cell 2: holds a picture in its text. Show it as a report.Chart, which says in words what it shows."
    ]


@pytest.mark.parametrize("html", ["<div>In short</div>", "In <b>short</b>", "In short <!-- hidden -->"])
def test_html_in_the_text_is_refused(html):
    assert problems_of(TITLE, html) == ["cell 2: holds HTML. Write plain Markdown."]


def test_a_sign_that_is_no_html_is_not_refused():
    assert len(read_document(executed(TITLE, "p < 0.05 and 3 > 2 & `<b>`")).parts) == 2


def test_all_problems_are_told_at_once_in_the_order_of_the_notebook():
    printed = [new_output("stream", name="stdout", text="30\n")]
    assert problems_of(printed, *["## Two"] * 8, printed, new_code_cell("show()")) == [
        "cell 1: writes to the page with print(). Show numbers with report.Table or report.Sentence.",
        "cell 10: writes to the page with print(). Show numbers with report.Table or report.Sentence.",
        "cell 11: was not run. The notebook must run from top to bottom.",
        "the notebook has 0 titles (# ...). It needs exactly one.",
    ]


def test_the_heading_names_area_and_quarter():
    about = {"area": "Haringey", "quarter": "2006/07 Q4", "title": "Scrutiny", "edition": "restricted"}
    document = read_document(executed(TITLE, **about))
    assert document.heading == "A report: Haringey, 2006/07 Q4"
    assert (document.title, document.edition) == ("Scrutiny", "restricted")


def test_the_title_of_the_notebook_stands_in_the_heading_and_not_again_in_the_text():
    (prose,) = read_document(executed(TITLE)).parts
    assert [token["type"] for token in prose.tokens if token["type"] != "blank_line"] == ["paragraph"]


def test_the_figures_are_listed_in_the_order_of_the_page():
    said = Sentence(sentences=["30 crimes."], disclosure="crimes", figures=[figure_of("said")])
    document = read_document(executed(TITLE, said, table_of("t", "second", "first")))
    assert [figure.id for figure in document.figures] == ["said", "second", "first"]


def test_tables_and_charts_are_numbered_apart():
    blocks = [table_of("a"), chart_of("b"), table_of("c")]
    parts = read_document(executed(TITLE, *blocks)).parts
    captions = [part.caption for part in parts if isinstance(part, Table | Chart)]
    assert captions == ["Table 1. Crimes", "Chart 1. Shares", "Table 2. Crimes"]


def test_words_above_an_output_that_shows_nothing_go_with_it():
    document = read_document(executed(TITLE, "The same as a picture.", NOTHING, "## Next"))
    kinds = [type(part) for part in document.parts]
    assert kinds == [Prose, Code, Prose]
    assert "picture" not in str(document.parts)


def test_a_heading_above_an_output_that_shows_nothing_stays():
    document = read_document(executed(TITLE, "## Change\n\nOver a year.", NOTHING))
    assert "Over a year." in str(document.parts)


def test_words_above_an_output_that_says_something_stay():
    document = read_document(executed(TITLE, "As a picture.", Sentence(sentences=["None was supplied."])))
    assert "As a picture." in str(document.parts)


def test_figures_without_words_are_kept():
    silent = Sentence(sentences=[], disclosure="crimes", figures=[figure_of("crimes")])
    assert [figure.id for figure in read_document(executed(TITLE, silent)).figures] == ["crimes"]


def test_code_is_gathered_at_the_end_of_its_section():
    one, two, three = table_of("one"), table_of("two"), table_of("three")
    document = read_document(executed(TITLE, one, "Words between.", two, "## Next *part*", three))
    kinds = [part.kind for part in document.parts]
    assert kinds == ["prose", "table", "prose", "table", "code", "prose", "table", "code"]
    before, after = (part for part in document.parts if isinstance(part, Code))
    assert before.source == "show(2)\n\nshow(4)"
    assert after.source == "show(6)"


def test_a_cell_may_show_several_blocks():
    cell = [shows(table_of("one")), shows(chart_of("two"))]
    parts = read_document(executed(TITLE, cell)).parts
    assert [part.kind for part in parts] == ["prose", "table", "chart", "code"]


def test_a_cell_is_numbered_as_in_the_notebook_that_the_analyst_opens():
    # papermill puts a cell of its own below the parameters; it is in no notebook on the analyst's disk.
    injected = new_code_cell("area = 'x'", execution_count=1, metadata={"tags": ["injected-parameters"]})
    printed = [new_output("stream", name="stdout", text="30\n")]
    assert problems_of(TITLE, injected, printed) == [
        "cell 2: writes to the page with print(). Show numbers with report.Table or report.Sentence."
    ]
