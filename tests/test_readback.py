"""What is published says what was asked: one thing is spoiled in a good report, and it is refused.

The good reports are the demonstration's own files; what was asked of them comes from the plan.
"""

import json
from dataclasses import replace

import nbformat
import pytest
from frame import DEMO, ROOT, SAY, captioned, demo, full, project, run_file
from hostile import NAMES

from iomlib.blocks import MIME
from iomlib.build.child import as_json
from iomlib.build.document import read_document
from iomlib.build.html import to_html
from iomlib.build.ods import to_ods
from iomlib.build.pdf import to_pdf
from iomlib.build.plan import plan_run
from iomlib.build.readback import check_files
from iomlib.build.readback_html import check_html
from iomlib.build.readback_pdf import check_pdf
from iomlib.build.shows import shows
from iomlib.build.values import as_code
from iomlib.build.word import to_word
from iomlib.errors import ParameterError

SOURCE = (ROOT / "notebooks" / "scrutiny_report.ipynb").read_bytes()
EVERY = plan_run(DEMO).reports
REPORTS = {report.key: report for report in EVERY if report.notebook == "scrutiny_report"}
STOCKTON, NEXT, OTHER = (
    "stockton-on-tees/2008-09-Q2",
    "stockton-on-tees/2008-09-Q3",
    "peterborough/2011-12-Q3",
)
HTML, PDF = "scrutiny_report.html", "scrutiny_report.pdf"
NOTEBOOK, RECORD = "scrutiny_report.ipynb", "scrutiny_report.figures.json"
TABLE = "tables/ni30.csv"
BOOK, WORD = "tables/scrutiny_report.ods", "scrutiny_report.docx"


@pytest.fixture(scope="session")
def outputs(tmp_path_factory):
    return demo(tmp_path_factory) / "outputs"


def read(outputs, report):
    """Read the finished files of one report as they would be checked."""
    folder = outputs / report.folder
    manifest = json.loads((folder / f"{report.notebook}.manifest.json").read_text("utf-8"))
    return {name: (folder / name).read_bytes() for name in manifest["sha256"]["outputs"]}


def asked(key, **about):
    return wanted_of(REPORTS[key], **about)


def wanted_of(report, **about):
    parameters = report.parameters | {name: about[name] for name in ("edition",) if name in about}
    return {"about": report.about | about, "parameters": parameters, "formats": ["html", "pdf", "docx"]}


@pytest.fixture
def good(outputs):
    return read(outputs, REPORTS[STOCKTON])


def found(files, wanted=None, source=SOURCE):
    """List what the check finds in the files of Stockton's second quarter."""
    return check_files(files, wanted or asked(STOCKTON), source)


def swapped(files, path, old, new):
    """Put other bytes in the place of the first of some."""
    assert old.encode() in files[path], f"{path} does not hold {old}"
    return files | {path: files[path].replace(old.encode(), new.encode(), 1)}


def edited(files, path, edit):
    """Change a JSON file by a function that changes its content."""
    content = json.loads(files[path])
    edit(content)
    return files | {path: as_json(content)}


def blocks(notebook):
    return [
        output["data"][MIME]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if output["data"]
    ]


def block(notebook, name):
    (found,) = [each for each in blocks(notebook) if each.get("id") == name]
    return found


def figure(record, name):
    (found,) = [each for each in record["figures"] if each["id"] == name]
    return found


def code(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def with_other_pdf(files, edit=lambda notebook: None, **changes):
    """Set the PDF from a notebook that differs in one thing, as a fault in the renderer would."""
    notebook = json.loads(files[NOTEBOOK])
    edit(notebook)
    document = read_document(nbformat.reads(json.dumps(notebook), as_version=4))
    return files | {PDF: to_pdf(replace(document, **changes))}


@pytest.mark.parametrize("report", EVERY, ids=lambda report: f"{report.key}/{report.notebook}")
def test_every_report_of_the_demonstration_is_what_was_asked(outputs, report):
    source = (ROOT / "notebooks" / f"{report.notebook}.ipynb").read_bytes()
    assert check_files(read(outputs, report), wanted_of(report), source) == []


def test_a_report_without_a_pdf_is_complete_where_none_was_asked(good):
    files = {path: content for path, content in good.items() if path not in (PDF, WORD)}
    assert found(files, asked(STOCKTON) | {"formats": ["html"]}) == []


class TestTheFiles:
    def test_none_may_be_missing(self, good):
        for path in (PDF, HTML, TABLE):
            files = {name: content for name, content in good.items() if name != path}
            assert found(files) == [f"{path}: is missing."]

    def test_a_missing_notebook_or_record_is_named_alone(self, good):
        for path in (NOTEBOOK, RECORD):
            files = {name: content for name, content in good.items() if name != path}
            assert found(files) == [f"{path}: is missing."]

    def test_a_stale_table_is_refused(self, good):
        files = good | {"tables/cost_of_crime.csv": b"a\n1\n"}
        assert found(files) == ["tables/cost_of_crime.csv: belongs to no part of this report."]

    def test_a_format_that_nobody_asked_for_is_refused(self, good):
        assert found(good, asked(STOCKTON) | {"formats": ["html"]}) == [
            f"{path}: belongs to no part of this report." for path in (WORD, PDF)
        ]

    def test_an_empty_page_and_an_empty_pdf_are_refused(self, good):
        assert f"{HTML}: its heading is []" in "\n".join(found(good | {HTML: b""}))
        assert found(good | {PDF: b""}) == [f"{PDF}: it cannot be read as a PDF."]

    def test_a_whole_report_of_another_area_or_quarter_is_refused_in_every_file(self, outputs):
        for key in (NEXT, OTHER):
            problems = "\n".join(found(read(outputs, REPORTS[key])))
            for path in (HTML, PDF, NOTEBOOK, RECORD):
                assert f"{path}: " in problems


HEADING = "Stockton-on-Tees, 2008/09 Q2 (July to September 2008)"
H1 = f"Community safety scrutiny report: {HEADING}"
BODY = '<tbody role="rowgroup">'
MAST = '<header class="mast">'
MARKED = (
    '<p class="restricted" role="note">OFFICIAL-SENSITIVE: not for publication</p>\n<header class="mast">'
)
# What stands in the good page, the fault, and the words in which it is found.
IN_HTML = {
    "another area": (
        "<h1>Community safety scrutiny report: Stockton-on-Tees",
        "<h1>X: Cleveland",
        "its heading is",
    ),
    "another quarter": (f"<h1>{H1}", f"<h1>{H1.replace('Q2', 'Q3')}", "its heading is"),
    "a longer name of the area": (f"<h1>{H1}", "<h1>X: Greater " + HEADING, "its heading is"),
    "two headings": (MAST, f"<h1>{H1}</h1>{MAST}", "its heading is"),
    "another title": (f"<title>{H1}", f"<title>{H1.replace('Q2', 'Q3')}", "its title is"),
    "a public page marked restricted": (MAST, MARKED, "it is marked as restricted; asked was public."),
    "a public title marked restricted": (
        f"{H1}</title>",
        f"{H1} - OFFICIAL-SENSITIVE</title>",
        "its title is",
    ),
    "a count in a table": (
        ">49</td>",
        ">48</td>",
        "table ni30, row 2, column 2: '48'; the notebook shows '49'.",
    ),
    "the name of a row": (
        ' scope="row">PPO</th>',
        ' scope="row">DIP</th>',
        "table overlaps, row 5, column 1",
    ),
    "the name of a column": (">Convictions</th>", ">Arrests</th>", "table ni30, row 0, column 2"),
    "a row twice": (BODY, f"{BODY}<tr><th>Q1</th></tr>", "table ni30: it has 4 rows with its header"),
    "a cell too many": (
        ">49</td>",
        ">49</td><td>49</td>",
        "table ni30, row 2: 9 cells; the notebook's has 8.",
    ),
    "an element in a cell": (">49</td>", "><b>49</b></td>", "table ni30, row 2"),
    "another table's id": (
        '<table role="table" id="ni30"',
        '<table role="table" id="ni31"',
        "its tables are",
    ),
    "a table that nobody made": ("</main>", "<table><caption>x</caption></table></main>", "its tables are"),
    "a count in a sentence": (
        "convicted of 49 offences",
        "convicted of 48 offences",
        "it does not show 'Prolific",
    ),
    "a caption": ("Table 1. ", "Table 2. ", 'it does not show "Table 1. '),
    "a count in a note": (
        "Ceiling: 247 convictions",
        "Ceiling: 274 convictions",
        "it does not show 'Ceiling: 247",
    ),
    "a picture": ("base64,PD94", "base64,PD95", "chart ni30_chart: its picture is not the notebook's."),
    "an alternative text": (
        'alt="',
        'alt="Not ',
        "chart ni30_chart: its alternative text is not the notebook's.",
    ),
    "a picture that nobody made": ("</main>", '<img src="x" alt="x"></main>', "its charts are"),
}


@pytest.mark.parametrize(("old", "new", "words"), IN_HTML.values(), ids=IN_HTML)
def test_a_page_that_says_something_else_is_refused(good, old, new, words):
    problems = found(swapped(good, HTML, old, new))
    assert len(problems) >= 1
    assert problems[0].startswith(f"{HTML}: ")
    assert words in "\n".join(problems)
    assert all(problem.startswith(f"{HTML}: ") for problem in problems)


class TestThePdf:
    def test_of_another_quarter_beside_the_right_page_is_refused(self, good, outputs):
        (problem,) = found(good | {PDF: read(outputs, REPORTS[NEXT])[PDF]})
        assert problem.startswith(f"{PDF}: its title is ")
        assert problem.endswith("asked was 'Stockton-on-Tees, 2008/09 Q2 (July to September 2008)', public.")

    def test_of_another_area_is_refused(self, good, outputs):
        (problem,) = found(good | {PDF: read(outputs, REPORTS[OTHER])[PDF]})
        assert problem.startswith(f"{PDF}: its title is ")

    def test_with_the_right_title_on_another_report_is_refused(self, good, outputs):
        other = json.loads(read(outputs, REPORTS[NEXT])[NOTEBOOK])
        document = read_document(nbformat.reads(json.dumps(other), as_version=4))
        problems = found(good | {PDF: to_pdf(replace(document, heading=H1))})
        assert problems
        assert all(problem.startswith(f"{PDF}: ") for problem in problems)

    def test_whose_pages_do_not_carry_the_run_s_title_is_refused(self, good):
        problems = found(with_other_pdf(good, title="Another run"))
        assert problems[0].startswith(f"{PDF}: page 1 does not say at its edges what was asked: ")

    def test_whose_pages_alone_are_marked_restricted_is_refused(self, good):
        title = REPORTS[STOCKTON].title
        problems = found(with_other_pdf(good, title=f"{title} OFFICIAL-SENSITIVE: not for publication"))
        assert f"{PDF}: page 1 is marked as restricted; asked was public." in problems

    def test_that_is_no_pdf_is_refused(self, good):
        assert found(good | {PDF: b"%PDF-1.7 no"}) == [f"{PDF}: it cannot be read as a PDF."]

    def test_that_is_marked_restricted_is_refused_where_public_was_asked(self, good):
        (problem,) = found(with_other_pdf(good, edition="restricted"))
        assert problem.startswith(f"{PDF}: its title is ")

    def test_with_another_count_in_a_table_is_refused(self, good):
        def edit(notebook):
            block(notebook, "ni30")["rows"][1][1] = "48"

        (problem,) = found(with_other_pdf(good, edit))
        assert problem.startswith(f"{PDF}: table ni30, row 2: ")
        assert "the notebook shows 'Q2 (July to September 2008) 49 105" in problem

    def test_with_two_rows_changed_about_is_refused(self, good):
        def edit(notebook):
            rows = block(notebook, "overlaps")["rows"]
            rows[0], rows[1] = rows[1], rows[0]

        (problem,) = found(with_other_pdf(good, edit))
        assert problem.startswith(f"{PDF}: table overlaps, row 1: ")

    def test_with_another_count_in_a_sentence_is_refused(self, good):
        def edit(notebook):
            lead = next(each for each in blocks(notebook) if each.get("style") == "lead")
            lead["sentences"][0] = lead["sentences"][0].replace("49", "48")

        (problem,) = found(with_other_pdf(good, edit))
        assert problem.startswith(
            f"{PDF}: it does not show 'Prolific and other priority offenders were convicted of 49"
        )

    def test_with_another_count_in_a_note_is_refused(self, good):
        def edit(notebook):
            table = block(notebook, "ni30")
            table["notes"][0] = table["notes"][0].replace("247", "274")

        assert found(with_other_pdf(good, edit))[0].startswith(f"{PDF}: it does not show 'Ceiling: 247")

    def test_with_another_caption_of_its_chart_is_refused(self, good):
        def edit(notebook):
            block(notebook, "ni30_chart")["caption"] = "Arrests"

        (problem,) = found(with_other_pdf(good, edit))
        assert problem.startswith(f"{PDF}: it does not show 'Chart 1. ")


def key_of(name, value):
    return lambda content: content.update({name: value})


def first_figure(**changes):
    return lambda record: record["figures"][0].update(changes)


COUNT = "ni30.2008-09-Q2.convictions"
IN_RECORD = {
    "another area": (key_of("area", "cleveland"), "its area is 'cleveland'; asked was 'stockton-on-tees'."),
    "another quarter": (
        key_of("quarter", "2008-09-Q3"),
        "its quarter is '2008-09-Q3'; asked was '2008-09-Q2'.",
    ),
    "another notebook": (
        key_of("notebook", "other"),
        "its notebook is 'other'; asked was 'scrutiny_report'.",
    ),
    "another edition": (key_of("edition", "restricted"), "its edition is 'restricted'; asked was 'public'."),
    "no figures": (lambda record: record.pop("figures"), "does not hold figures."),
    "a figure without unit": (
        lambda record: record["figures"][0].pop("unit"),
        "its figures are not in the shape",
    ),
    "a figure less": (lambda record: record["figures"].pop(), "it lists other figures than the notebook"),
    "a figure twice": (
        lambda r: r["figures"].append(r["figures"][0]),
        "it lists other figures than the notebook",
    ),
    "another count": (
        lambda r: figure(r, COUNT).update(value=48.0),
        f"{COUNT} is 48.0, '49'; the notebook shows 49.0",
    ),
    "another text": (first_figure(text="none"), "'none'; the notebook shows None, 'no data'."),
    "another method": (first_figure(method="guess"), "the notebook shows None, 'no data'."),
}


@pytest.mark.parametrize(("edit", "words"), IN_RECORD.values(), ids=IN_RECORD)
def test_a_record_of_figures_that_says_something_else_is_refused(good, edit, words):
    problems = found(edited(good, RECORD, edit))
    assert problems[0].startswith(f"{RECORD}: ")
    assert words in problems[0]


@pytest.mark.parametrize("path", [NOTEBOOK, RECORD])
@pytest.mark.parametrize(
    "content", [b"", b"{", b"{}", b"[]", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": "\xff"}']
)
def test_json_that_is_none_is_refused(good, path, content):
    (problem,) = found(good | {path: content})
    assert problem.startswith(f"{path}: ")


def test_the_record_of_another_report_is_refused(good, outputs):
    problems = found(good | {RECORD: read(outputs, REPORTS[NEXT])[RECORD]})
    assert problems[0] == f"{RECORD}: its quarter is '2008-09-Q3'; asked was '2008-09-Q2'."


def test_a_count_whose_text_is_another_number_is_refused(good):
    # In the notebook and in the record alike, as a fault in a notebook's library would have it.
    def in_notebook(notebook):
        figure(block(notebook, "ni30"), COUNT).update(value=48.0)

    def in_record(record):
        figure(record, COUNT).update(value=48.0)

    files = edited(edited(good, NOTEBOOK, in_notebook), RECORD, in_record)
    assert found(files) == [f"{RECORD}: {COUNT} reads '49' and is 48.0."]


def in_cell(**changes):
    return lambda notebook: code(notebook)[3].update(changes)


def in_source(old, new):
    def edit(notebook):
        cell = next(cell for cell in code(notebook) if cell["metadata"].get("tags"))
        text = "".join(cell["source"])
        assert old in text
        cell["source"] = text.replace(old, new)

    return edit


ERROR = {"output_type": "error", "ename": "KeyError", "evalue": "", "traceback": []}
IN_NOTEBOOK = {
    "a cell that did not run": (in_cell(execution_count=None), "its cells ran as [2, 3, 4, None, 6"),
    "a cell that ran later": (in_cell(execution_count=40), "its cells ran as [2, 3, 4, 40, 6"),
    "a cell that ran twice": (in_cell(execution_count=4), "its cells ran as [2, 3, 4, 4, 6"),
    "a cell that stopped": (
        lambda book: code(book)[3]["outputs"].append(ERROR),
        "it holds the error KeyError.",
    ),
    "a mark of papermill": (
        lambda book: book["metadata"].update(papermill={"exception": True}),
        "papermill says that it failed.",
    ),
    "a mark of papermill on a cell": (
        lambda book: book["cells"][9]["metadata"].update(papermill={"exception": True, "status": "failed"}),
        "papermill says that it failed.",
    ),
    "a cell of words less": (lambda book: book["cells"].pop(2), "it has 38 cells beside its parameters"),
    "other code": (in_cell(source="1 + 1"), "cell 5 beside its parameters is not the notebook's."),
    "another area": (key_of("metadata", {"iomlib": {"area": "Cleveland"}}), "its area is 'Cleveland'"),
    "a parameter of another quarter": (
        in_source("2008-09-Q2", "2008-09-Q3"),
        """its parameters say 'quarter = "2008-09-Q3"'; asked was 'quarter = "2008-09-Q2"'.""",
    ),
    "a parameter less": (
        in_source('edition = "public"\n', ""),
        """its parameters say 'params = "../params"'; asked was 'edition = "public"'.""",
    ),
    "a parameter more": (
        in_source('edition = "public"', 'edition = "public"\nx = None'),
        "its parameters say 'x = None'; asked was",
    ),
    "a parameter that is calculated": (
        in_source('"public"', "str()"),
        """its parameters say 'edition = str()'; asked was 'edition = "public"'.""",
    ),
    "no cell of parameters": (
        lambda book: next(cell for cell in code(book) if cell["metadata"].get("tags"))["metadata"].clear(),
        "it has 0 cells of parameters; one is needed.",
    ),
}


@pytest.mark.parametrize(("edit", "words"), IN_NOTEBOOK.values(), ids=IN_NOTEBOOK)
def test_a_notebook_that_is_not_whole_is_refused(good, edit, words):
    problems = found(edited(good, NOTEBOOK, edit))
    assert words in "\n".join(problems)
    assert all(problem.startswith(f"{NOTEBOOK}: ") for problem in problems)


@pytest.mark.parametrize(("value", "other"), [("1", 1), (True, 1), (1.0, 1), ("NO", False), ("0012", 12)])
def test_a_parameter_of_another_kind_is_refused(good, value, other):
    wanted = asked(STOCKTON)
    wanted["parameters"]["price_year"] = value
    one, two = (as_code({"price_year": each}).splitlines()[1] for each in (value, other))
    right = edited(good, NOTEBOOK, in_source('price_year = "2019-20"', one))
    assert found(right, wanted) == []
    wrong = edited(good, NOTEBOOK, in_source('price_year = "2019-20"', two))
    words = f"its parameters say {two!r}; asked was {one!r}."
    assert found(wrong, wanted) == [f"{NOTEBOOK}: {words}"]


def test_a_cell_that_the_author_added_since_is_missed(good):
    source = json.loads(SOURCE)
    source["cells"].append({"cell_type": "markdown", "id": "more", "metadata": {}, "source": ["More."]})
    (problem,) = found(good, source=json.dumps(source).encode())
    assert problem == f"{NOTEBOOK}: it has 39 cells beside its parameters; the notebook has 40."


def test_two_tables_and_two_figures_of_one_id_are_refused(good):
    def edit(notebook):
        block(notebook, "provenance")["id"] = "overlaps"
        figure(block(notebook, "ni30"), COUNT).update(id="ni30.to_date")

    problems = found(edited(good, NOTEBOOK, edit))
    assert {f"{NOTEBOOK}: id ni30.to_date is used twice.", f"{NOTEBOOK}: id overlaps is used twice."} <= set(
        problems
    )


def test_a_block_that_nobody_can_read_is_refused(good):
    (problem,) = found(edited(good, NOTEBOOK, lambda notebook: block(notebook, "ni30").pop("caption")))
    assert problem == f"{NOTEBOOK}: it shows a block that this iomlib cannot read."


IN_CSV = {
    "another count": (",49,", ",48,", "row 2, column 2: '48'; the notebook shows '49'."),
    "a number with its sign for readers": (
        "-2.75",
        "−2.75",
        "row 2, column 4: '−2.75'; the notebook shows '-2.75'.",
    ),
    "the name of a column": ("Convictions", "Arrests", "row 0, column 2: 'Arrests'"),
    "a row more": ("Quarter,", "Quarter\nQuarter,", "it has 4 rows with its header; the notebook's has 3."),
    "a cell more": (",49,", ",49,49,", "row 2: 9 cells; the notebook's has 8."),
}


@pytest.mark.parametrize(("old", "new", "words"), IN_CSV.values(), ids=IN_CSV)
def test_a_spreadsheet_that_says_something_else_is_refused(good, old, new, words):
    (problem,) = found(swapped(good, TABLE, old, new))
    assert problem.startswith(f"{TABLE}: table ni30")
    assert words in problem


def test_a_spreadsheet_holds_bare_numbers(outputs):
    files, path = read(outputs, REPORTS[OTHER]), "tables/cost_of_crime.csv"
    assert b",2544,23233287,18.4%,47.9%" in files[path]
    problems = check_files(swapped(files, path, ",2544,", ',"2,544",'), asked(OTHER), SOURCE)
    assert problems == [f"{path}: table cost_of_crime, row 1, column 2: '2,544'; the notebook shows '2544'."]


def test_a_text_that_a_spreadsheet_would_run_is_refused(good):
    def edit(notebook):
        block(notebook, "provenance")["rows"][0][1] = "=1+1"

    problems = found(
        swapped(edited(good, NOTEBOOK, edit), "tables/provenance.csv", "stockton-on-tees", "=1+1")
    )
    assert (
        "tables/provenance.csv: table provenance, row 1, column 2: '=1+1'; the notebook shows \"'=1+1\"."
        in problems
    )


class TestARestrictedReport:
    @pytest.fixture
    def restricted(self, good):
        """Make a good restricted report of the same notebook."""

        def edit(notebook):
            notebook["metadata"]["iomlib"]["edition"] = "restricted"
            in_source('edition = "public"', 'edition = "restricted"')(notebook)

        files = edited(edited(good, NOTEBOOK, edit), RECORD, key_of("edition", "restricted"))
        document = read_document(nbformat.reads(files[NOTEBOOK].decode(), as_version=4))
        made = {HTML: to_html(document).encode(), PDF: to_pdf(document), BOOK: to_ods(document)}
        return files | made | {WORD: to_word(document)}

    def test_is_what_was_asked(self, restricted):
        assert found(restricted, asked(STOCKTON, edition="restricted")) == []

    @pytest.mark.parametrize("path", [HTML, PDF, NOTEBOOK, RECORD])
    def test_is_refused_where_one_file_is_the_public_one(self, restricted, good, path):
        problems = found(restricted | {path: good[path]}, asked(STOCKTON, edition="restricted"))
        assert problems
        assert all(problem.startswith(f"{path}: ") for problem in problems)

    def test_is_refused_where_public_was_asked(self, restricted):
        problems = "\n".join(found(restricted))
        for path in (HTML, PDF, NOTEBOOK, RECORD):
            assert f"{path}: " in problems

    def test_is_refused_without_the_mark_at_the_head_of_its_page(self, restricted):
        files = swapped(restricted, HTML, MARKED.removesuffix("\n<header>"), "")
        (problem,) = found(files, asked(STOCKTON, edition="restricted"))
        assert problem == f"{HTML}: it is marked as public; asked was restricted."

    def test_is_refused_without_the_mark_on_the_pages_of_its_pdf(self, restricted, good):
        # The title alone says so: a header that lost its mark.
        files = with_other_pdf(good, heading=f"{H1} - OFFICIAL-SENSITIVE")
        problems = found(restricted | {PDF: files[PDF]}, asked(STOCKTON, edition="restricted"))
        assert problems[0].startswith(f"{PDF}: page 1 does not say at its edges what was asked")


class TestADeclaration:
    def test_of_our_notebook_names_what_the_issue_asks_for(self):
        declared = shows(json.loads(SOURCE), NOTEBOOK)
        ids = ("crimes", "cost", "uncosted_share")
        assert {f"cost_of_crime.{name}" for name in ids} <= set(declared["figures"])
        ids = ("ceiling", "convictions", "to_date", "variance_quarter", "projection")
        assert {f"ni30.{name}" for name in ids} <= set(declared["figures"])
        assert declared["tables"] == ["provenance"]

    def test_is_held_against_what_the_report_shows(self, good):
        source = json.loads(SOURCE)
        source["metadata"]["iomlib"]["shows"] = {
            "figures": ["ni30.none"],
            "tables": ["ni30", "cost_of_crime"],
        }
        assert found(good, source=json.dumps(source).encode()) == [
            f"{NOTEBOOK}: declares that it shows figure ni30.none, and does not.",
            f"{NOTEBOOK}: declares that it shows table cost_of_crime, and does not.",
        ]

    def test_may_be_left_out(self):
        for metadata in ({}, {"iomlib": {}}, {"iomlib": {"shows": {}}}):
            assert shows({"metadata": metadata}, "a.ipynb") == {"figures": [], "tables": []}

    @pytest.mark.parametrize(
        "given",
        [
            None,
            [],
            "a",
            {"figurs": []},
            {"figures": "a"},
            {"tables": {}},
            {"tables": [1]},
            {"tables": ["a", "a"]},
        ],
    )
    def test_of_another_shape_is_refused(self, given):
        with pytest.raises(
            ParameterError, match=r"^a\.ipynb: what it shows is declared in another shape than "
        ):
            shows({"metadata": {"iomlib": {"shows": given}}}, "a.ipynb")

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"shows": ["overlaps"]}, "what it shows is declared in another shape"),
            ({"definitions": ["717"]}, "its definitions are declared in another shape"),
        ],
    )
    def test_of_another_shape_stops_the_plan(self, tmp_path, given, told):
        folder = project(tmp_path, small=[SAY])
        path = folder / "notebooks" / "small.ipynb"
        content = json.loads(path.read_text("utf-8"))
        content["metadata"]["iomlib"] = given
        path.write_text(json.dumps(content), "utf-8")
        with pytest.raises(ParameterError, match=told):
            plan_run(run_file(folder))


# Out of a PDF these come in another order than they were written, or off the page.
LOST = ("\u05e9", "\u0627", "\u202e", "W" * 3000)


@pytest.mark.parametrize("name", [name for name in NAMES if not any(lost in name for lost in LOST)])
def test_a_hostile_name_is_read_back_as_it_is(name):
    document = read_document(full(name))
    about = {"area": name, "quarter": "2008/09 Q2", "edition": "public", "title": f"Scrutiny of {name}"}
    labels = {"table": "Table 1. ", "chart": "Chart 1. "}
    shown = captioned(document)
    assert all(label.startswith(labels[part.kind]) for part, label in shown if label)
    assert check_html(to_html(document), about, shown) == []
    assert check_pdf(to_pdf(document), about, shown) == []


def test_a_long_table_is_read_over_the_edges_of_pages(good):
    # Its header stands again at the head of each page.
    def edit(notebook):
        table = block(notebook, "provenance")
        table["rows"] += [[f"data/file-{number}.csv", f"{number:016x}"] for number in range(150)]

    files = edited(good, NOTEBOOK, edit)
    document = read_document(nbformat.reads(files[NOTEBOOK].decode(), as_version=4))
    shown = captioned(document)
    pdf = to_pdf(document)
    assert check_pdf(pdf, asked(STOCKTON)["about"], shown) == []
    last = next(part for part, _ in shown if getattr(part, "id", "") == "provenance")
    changed = last.model_copy(update={"rows": [*last.rows[:100], ["x", "y"], *last.rows[101:]]})
    wrong = [(changed if part is last else part, label) for part, label in shown]
    (problem,) = check_pdf(pdf, asked(STOCKTON)["about"], wrong)
    assert problem.startswith("table provenance, row 101: ")
