"""The page that `iom claims --output` makes: by the project's own notebook, of what was typed or found."""

import csv
import io

import pytest
import typer
from bs4 import BeautifulSoup
from conftest import ROOT
from frame import iom, once

from bench.claims import make
from iomlib.build.claims_page import find_project, table_of
from iomlib.claims.check import check
from iomlib.claims.document import read
from iomlib.claims.find import find
from iomlib.commands.claiming import claims
from iomlib.errors import ParameterError
from iomlib.tables.contracts_claims import ClaimRow, claim_of
from iomlib.tables.lookup import read_rows

PAPER = """\
5.1 There are 1,243 people in drug treatment. Of these 389 (28%) are women.

7.2 Grandparents A have 8 children (5 males, 3 females).

7.3 Son B has 11 children (5 males, 6 females).
"""
OF = "stockton-on-tees/2009-10-Q1"


def words_of(folder):
    path = folder / "2009-10-Q1" / "stockton-on-tees" / "published_figures.html"
    return " ".join(BeautifulSoup(path.read_text("utf-8"), "html.parser").get_text(" ").split())


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make the page of a paper once: the folder, and what the command said."""

    def make_it(folder):
        (folder / "paper.txt").write_text(PAPER, "utf-8")
        done = iom("claims", folder / "paper.txt", "--output", folder / "out", "--of", OF)
        (folder / "said.txt").write_text(f"{done.returncode}\n{done.stdout}{done.stderr}", "utf-8")

    folder = once(tmp_path_factory, "claims-page", make_it)
    return folder / "out", (folder / "said.txt").read_text("utf-8").splitlines()


def test_the_page_says_what_the_command_says(made):
    output, (code, line, counts, *_) = made
    assert (code, counts) == ("5", "3 claims: 2 agree, 1 disagree, 0 cannot be checked.")
    why = "100 x 389 / 1,243 is 31.3%, printed 28%; 28% would need a total of 1,389."
    assert line.endswith(why)
    assert why in words_of(output)


def test_the_page_is_a_report_like_any_other(made):
    output, _ = made
    folder = output / "2009-10-Q1" / "stockton-on-tees"
    assert {path.suffix for path in folder.glob("published_figures.*")} >= {
        ".html",
        ".pdf",
        ".docx",
        ".ipynb",
        ".json",
    }
    assert (output / "index.html").is_file()


def test_words_that_may_say_who_somebody_is_are_left_out_of_the_page(made):
    output, _ = made
    assert "The words are left out: they may say who somebody is." in words_of(output)
    assert "Grandparents A" not in words_of(output)


def test_claims_that_are_found_are_written_as_a_table_of_the_same_claims(tmp_path):
    report = tmp_path / "report.txt"
    for number in range(40):
        report.write_text(make(number, "percentage" if number % 2 else "").text, "utf-8")
        found = find(read(report))
        table = tmp_path / "claims.csv"
        table.write_bytes(table_of(found, *OF.split("/")))
        again = [claim_of(row) for row in read_rows(table, ClaimRow)]
        assert [check(each).verdict for each in again] == [check(each).verdict for each in found]


def test_a_table_of_found_claims_has_a_number_for_every_paragraph():
    [row] = csv.DictReader(
        io.StringIO(table_of([claim_of(typed(paragraph="4.9"))], "haringey", "2007-08-Q3").decode())
    )
    assert (row["paragraph"], row["id"], row["inputs"]) == ("4.9", "claim-1", "part=1; whole=4")


def typed(**other):
    cells = {"id": "a", "area": "haringey", "quarter": "2007-08-Q3", "document": "Paper", "text": "25%"}
    return ClaimRow(**cells, kind="part", published="25%", inputs="part=1; whole=4", **other)


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        (
            "paper.txt",
            {"output": "out"},
            "--output: a page is of an area and a quarter, and a report says neither. Add --of AREA/QUARTER, such as "
            "--of haringey/2007-08-Q3.",
        ),
        (
            "paper.txt",
            {"of": OF},
            "--of: is for the page of a report, with --output. A table has area and quarter.",
        ),
        (
            "claims.csv",
            {"of": OF, "output": "out"},
            "--of: is for the page of a report, with --output. A table has area and quarter.",
        ),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_read(
    tmp_path, monkeypatch, name, options, said
):
    monkeypatch.chdir(ROOT)
    if "output" in options:
        options = options | {"output": tmp_path / "out"}
    with pytest.raises(ParameterError) as trouble:
        claims(tmp_path / name, **options)
    assert trouble.value.problems == [said]


def test_an_area_that_the_project_does_not_know_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    (tmp_path / "paper.txt").write_text(PAPER, "utf-8")
    with pytest.raises(ParameterError, match="area haringay is not in params"):
        claims(tmp_path / "paper.txt", output=tmp_path / "out", of="haringay/2007-08-Q3")


def test_without_a_project_no_page_is_made(tmp_path, monkeypatch):
    with pytest.raises(ParameterError) as trouble:
        find_project(tmp_path)
    assert trouble.value.problems == [
        "--output: a page is made by notebooks/published_figures.ipynb of a project, and there is no project here. Run "
        "the command in one, or leave --output out."
    ]


def test_a_project_is_found_from_a_folder_in_it():
    assert find_project(ROOT / "docs" / "images") == ROOT


def test_without_a_claim_no_page_is_made(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    (tmp_path / "paper.txt").write_text("1.1 Members are asked to note the report.\n", "utf-8")
    with pytest.raises(typer.Exit) as ended:
        claims(tmp_path / "paper.txt", output=tmp_path / "out", of=OF)
    assert (ended.value.exit_code, (tmp_path / "out").exists()) == (0, False)
