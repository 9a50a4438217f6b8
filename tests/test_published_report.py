"""The audit of earlier papers as a reader gets it: its blocks, its notebook and the demonstration's pages."""

import ast
import json
import re

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from frame import demo
from test_audit import HEADER, ROW, typed

from iomlib.blocks import Sentence, Table
from iomlib.metrics.audit import audit, by_paper
from iomlib.report import claims

NOTEBOOK = ROOT / "notebooks" / "published_figures.ipynb"
AGREES = ("one", "First", "part", ["28.8%"], ["7", "12", "66"])
DIFFERS = ("two", "First", "part", ["25%"], ["7", "12", "66"])
UNKNOWN = ("three", "Second", "other", [], [])
PAPERS = {
    "2009-10-Q2/stockton-on-tees": {"papers": 3, "disagrees": 10},
    "2012-13-Q2/peterborough": {"papers": 1, "disagrees": 3},
    "2007-08-Q3/haringey": {"papers": 1, "disagrees": 1},
}
# What accuses, or decides what arithmetic cannot.
UNFAIR = re.compile(
    r"\b(errors?|mistakes?|false(?! \w)|lie[sd]?|mislead\w*|careless\w*|faults?|incorrect\w*|blame\w*)\b",
    re.I,
)


def points(*rows):
    return claims.key_points("York", by_paper(audit(typed(*rows)))).sentences


class TestTheKeyPoints:
    def test_say_how_many_statements_of_how_many_papers_and_what_came_out(self):
        assert points(AGREES, DIFFERS, UNKNOWN)[:4] == [
            "3 statements of 2 earlier papers of York were held to the other figures that are printed.",
            "1 agrees with them, within what rounding allows.",
            "1 does not follow from them.",
            "1 could not be checked, mostly because a figure that is needed is not printed.",
        ]

    def test_name_only_what_there_is(self):
        said = points(AGREES)
        assert said[0].startswith("1 statement of 1 earlier paper of York")
        assert said[1:] == ["1 agrees with them, within what rounding allows.", claims.FAIR]

    def test_link_to_no_table_that_is_not_there(self):
        made = claims.key_points("York", by_paper(audit(typed(AGREES))))
        assert len(made.see) == len(made.sentences)
        assert "disagreements" not in made.see
        assert "unchecked" not in made.see

    def test_say_so_where_nothing_was_typed(self):
        nothing = by_paper(audit(typed(AGREES))[:0])
        made = claims.key_points("York", nothing)
        assert (made.style, made.sentences) == ("missing", [claims.NOTHING])
        assert {figure.text for figure in made.figures} == {"no data"}


def test_the_tables_of_nothing_say_nothing():
    nothing = audit(typed(AGREES))[:0]
    shown = [claims.papers_table(by_paper(nothing)), claims.disagreements_table(nothing)]
    shown += [claims.unchecked_table(nothing), claims.agreements_table(nothing)]
    assert all(isinstance(each, Sentence) and not each.sentences for each in shown)


def test_where_all_are_alike_the_other_tables_are_a_sentence():
    all_agree, all_differ = audit(typed(AGREES)), audit(typed(DIFFERS))
    assert claims.disagreements_table(all_agree).sentences == [
        "Every statement that could be checked agrees with the other figures."
    ]
    assert claims.unchecked_table(all_agree).sentences == [
        "All statements that were typed in could be checked."
    ]
    assert claims.agreements_table(all_differ).sentences == ["No statement agrees with the other figures."]


def test_a_table_has_place_words_what_follows_and_why_with_its_note():
    found = audit(typed(DIFFERS)).assign(note="the base is not printed")
    made = claims.disagreements_table(found)
    assert [column.text for column in made.columns] == ["Paper, paragraph", "Printed", "What follows", "Why"]
    ((place, printed, follows, why),) = made.rows
    assert (place, printed, follows) == ("A, 2", "two", "28.8%")
    assert why.endswith("printed 25%; 25% would need a total of 76. The base is not printed.")
    assert made.notes == ["Sources: A: First."]


def test_the_total_of_the_papers_is_that_of_its_rows():
    made = claims.papers_table(by_paper(audit(typed(AGREES, DIFFERS, UNKNOWN))))
    assert made.rows == [
        ["A: First", "2007/08 Q3", "2", "1", "1", "0"],
        ["B: Second", "2007/08 Q3", "1", "0", "0", "1"],
        ["All", "", "3", "1", "1", "1"],
    ]
    assert {figure.id: figure.value for figure in made.figures}["papers.b.not_checked"] == 1


def page(area, quarter, data):
    """Run the notebook's cells in this process, and give what they show."""
    known, shown = {}, []
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        *steps, last = ast.parse(cell.source).body
        ends = isinstance(last, ast.Expr)
        exec(compile(ast.Module(steps if ends else [*steps, last], []), "cell", "exec"), known)  # noqa: S102
        known |= {"area": area, "quarter": quarter, "data": str(data), "params": str(ROOT / "params")}
        if ends:
            shown.append(eval(compile(ast.Expression(last.value), "cell", "eval"), known))  # noqa: S307
    return shown


def test_the_page_of_an_area_without_papers_says_so_and_shows_no_number(tmp_path):
    (tmp_path / "published_claims.csv").write_text(HEADER + ROW)
    shown = page("peterborough", "2012-13-Q2", tmp_path)
    assert shown[0].sentences == [claims.NOTHING]
    assert [each.id for each in shown if isinstance(each, Table)] == ["provenance"]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    return demo(tmp_path_factory) / "outputs"


@pytest.mark.parametrize("report", PAPERS)
class TestTheDemonstration:
    def test_finds_what_does_not_follow(self, report, outputs):
        about = json.loads((outputs / report / "published_figures.figures.json").read_text("utf-8"))
        figures = {figure["id"]: figure["value"] for figure in about["figures"]}
        assert {key: figures[f"audit.{key}"] for key in PAPERS[report]} == PAPERS[report]
        assert figures["audit.typed"] == figures["audit.checked"] + figures["audit.not_checked"]
        assert figures["audit.checked"] == figures["audit.agrees"] + figures["audit.disagrees"]
        assert (
            sum(value for id, value in figures.items() if id.startswith("papers.") and id.endswith(".typed"))
            == (figures["audit.typed"])
        )

    def test_lists_every_statement_once(self, report, outputs):
        rows = [
            row
            for name in ("disagreements", "unchecked", "agreements")
            for row in pd.read_csv(outputs / report / "tables" / f"{name}.csv").values.tolist()
        ]
        about = json.loads((outputs / report / "published_figures.figures.json").read_text("utf-8"))
        assert len(rows) == {figure["id"]: figure["value"] for figure in about["figures"]}["audit.typed"]

    def test_accuses_nobody(self, report, outputs):
        text = BeautifulSoup(
            (outputs / report / "published_figures.html").read_text("utf-8"), "html.parser"
        ).main.text
        assert UNFAIR.findall(text.replace("A statement that agrees may still be false", "")) == []
