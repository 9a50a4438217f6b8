"""A text is a text, wherever it stands: in a setting it becomes no code, in a key no name, on a page no markup."""

import ast
import csv
import io
import json
import re

import papermill
import pytest
from frame import PARAMETERS, SAY, files_of, full, project, run_file, write_notebook
from IPython.core.inputtransformer2 import TransformerManager
from papermill.parameterize import parameterize_notebook
from strings import FORMULAS, STRINGS
from tally import tally

from iomlib import tables
from iomlib.blocks import Heading, Table
from iomlib.build import execute
from iomlib.build.branding import read_look
from iomlib.build.declared import is_name
from iomlib.build.document import read_document
from iomlib.build.draft import read_run
from iomlib.build.html import to_html
from iomlib.build.ods import to_ods
from iomlib.build.pdf import to_pdf
from iomlib.build.plan import plan_run
from iomlib.build.readback_csv import check_csv
from iomlib.build.text import as_csv, runs
from iomlib.build.values import as_code, encode
from iomlib.build.word import to_word
from iomlib.errors import IomError


def safe(text):
    return text.encode("utf-8", "replace").decode()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = project(tmp_path_factory.mktemp("values"))
    write_notebook(folder, "small", [SAY], PARAMETERS + '\nname = ""')
    return folder


def test_there_are_two_hundred_hostile_texts_and_more():
    assert len(STRINGS) >= 200


def test_a_value_is_one_literal_and_comes_out_as_it_went_in(made, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    book = papermill.iorw.load_notebook_node(str(made / "notebooks" / "small.ipynb"))
    broke = []
    for text in STRINGS:
        filled = parameterize_notebook(
            book, encode({"name": text}), kernel_name=execute.KERNEL, language="python"
        )
        (cell,) = [each for each in filled.cells if "injected-parameters" in each.metadata.get("tags", [])]
        # Written to disk and read again, and looked at by IPython, as on the way into a kernel.
        source = json.loads(json.dumps(cell.source))
        for code in (source, TransformerManager().transform_cell(source), as_code({"name": text})):
            lines = ast.parse(code).body
            if [type(line) for line in lines] != [ast.Assign] or ast.literal_eval(lines[0].value) != text:
                broke.append(text)
    tally("values of parameters", len(STRINGS), len(broke))
    assert broke == []
    assert not list(tmp_path.iterdir())


def test_no_hostile_text_is_a_name_of_a_parameter(made):
    names = [text for text in STRINGS if len(text) < 150]  # a longer key is no YAML
    let = [text for text in names if is_name(text)]
    with pytest.raises(IomError) as caught:
        plan_run(run_file(made, "keys.yml", settings=dict.fromkeys(names, "x") | {"name": ""}))
    assert len(caught.value.problems) > 100
    assert all("\n" not in problem and "\x1b" not in problem for problem in caught.value.problems)
    tally("names of parameters", len(names), len(let))
    assert let == []


def test_every_text_of_a_run_file_is_kept_as_it_is_or_refused_in_a_sentence(made):
    broke = []
    for text in STRINGS:
        skip = [{"area": "haringey", "quarter": "2008-09-Q1", "why": text}]
        given = {"title": text, "skip": skip, "settings": {"name": text}}
        try:
            run = read_run(run_file(made, "texts.yml", **given))
        except IomError as trouble:
            broke += [text for problem in trouble.problems if not problem.startswith("texts.yml: ")]
            continue
        broke += [] if {run.title, run.skip[0].why, run.settings["name"]} == {text} else [text]
    tally("texts of a run file", 3 * len(STRINGS), len(broke))
    assert broke == []


def test_every_text_of_branding_and_papers_is_kept_as_it_is_or_refused_in_a_sentence(tmp_path):
    broke, some = [], STRINGS[::8]  # each reads the sentences of a page anew
    for text in some:
        (tmp_path / "committee_paper.yml").write_text(
            json.dumps({"purpose": text, "recommendations": [text]}), "utf-8"
        )
        given = dict.fromkeys(("committee", "contact", "footer", "logo_alt"), text)
        (tmp_path / "branding.yml").write_text(json.dumps(given), "utf-8")
        try:
            look = read_look(tmp_path)
        except IomError as trouble:
            broke += [text for problem in trouble.problems if re.search("[\n\x1b\0]", problem)]
            continue
        broke += (
            [] if {look.committee, look.contact, look.footer, look.paper["purpose"]} == {text} else [text]
        )
    tally("texts of branding and papers", 6 * len(some), len(broke))
    assert broke == []


def test_every_text_of_a_table_is_kept_as_it_is_or_refused_in_a_sentence(made):
    """Names of areas and of where a figure is from, a note, and a list."""
    listed, members = made / "params" / "areas.csv", made / "data" / "memberships.csv"
    whole = {path: path.read_text("utf-8") for path in (listed, members)}
    broke = []
    some = [safe(text) for text in STRINGS[::4]]
    for text in some:
        for path, cells in (
            (listed, {"name": text, "source": text}),
            (members, {"list": text, "note": text, "source": text}),
        ):
            rows = list(csv.DictReader(io.StringIO(whole[path])))
            rows[0] |= cells
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, rows[0])
                writer.writeheader()
                writer.writerows(rows)
        try:
            told = tables.check_params(made / "params") + tables.check_folder(made / "data")
        except Exception as trouble:
            told = [f"{trouble!r}\n"]
        broke += [text for problem in told if re.search("[\n\x1b\0]", problem)]
    for path, content in whole.items():
        path.write_text(content, "utf-8")
    tally("texts of tables", 5 * len(some), len(broke))
    assert broke == []


def test_no_text_acts_on_a_page_in_a_workbook_or_in_csv(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    broke = []
    for number, text in enumerate(map(safe, STRINGS)):
        try:
            document = read_document(full(text))
            page, book = to_html(document), files_of(to_ods(document))["content.xml"].decode()
            if number % 40 == 0:  # these take longer, and have tests of their own
                to_pdf(document)
                to_word(document)
        except IomError as trouble:
            broke += [text for problem in trouble.problems if "\x1b" in problem]
            continue
        acts = re.search(
            r"<script(?![^>]*(src|type|nonce|>\s*$))[^>]*>\s*alert|<svg/onload|<img src=x|<iframe|<base",
            str(page),
        )
        broke += [text] if acts or "table:formula" in book or "<script" in book else []
        for block in [part for part in document.parts if part.kind in ("table", "chart")]:
            cells = [
                cell
                for row in csv.reader(io.StringIO(as_csv(block).decode("utf-8-sig"), newline=""))
                for cell in row
            ]
            broke += [text for cell in cells if runs(cell)] + [text for _ in check_csv(as_csv(block), block)]
    tally("texts on pages, in workbooks and in CSV", 3 * len(STRINGS), len(broke))
    assert broke == []
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_like_a_formula_is_held_to_be_one(text):
    assert runs(text)


@pytest.mark.parametrize(
    "text", ["-3.2%", "+5", "-1,234.5", "0.5", "−3", "−3 to 5", "a=b", "12-13", "", " ", "x@y"]
)
def test_a_number_and_a_text_that_begin_otherwise_stay_readable(text):
    assert not runs(text)


def test_the_end_of_a_line_in_a_cell_begins_no_row_of_a_spreadsheet():
    heads = [Heading(text="Group", number=False)]
    table = Table(id="a", caption="A", columns=heads, rows=[["x\r=1+1"], ["y\r\n=1+1"]], disclosure="crimes")
    assert as_csv(table).decode("utf-8-sig") == 'Group\n"x\n=1+1"\n"y\n=1+1"\n'
    assert check_csv(as_csv(table), table) == []
