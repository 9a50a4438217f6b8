"""The audit of earlier papers: what was known of five of them is found, and nothing else is called wrong."""

import csv
import re

import pandas as pd
import pytest
from conftest import ROOT
from recorded import SHARED

from iomlib import tables
from iomlib.claims.digits import read_number
from iomlib.claims.model import Claim
from iomlib.errors import DataError
from iomlib.metrics.audit import audit, by_paper

LATE = "2012-13-Q4"
AREAS = ("stockton-on-tees", "peterborough", "haringey")
KEY = SHARED / "facts" / "seed_audit.csv"
HEADER = "id,area,quarter,document,paragraph,text,kind,unit,places,published,inputs,note\n"
ROW = 'a-rate,haringey,2007-08-Q3,A paper,2,"has been 25%",part,,,25%,part=7; part=12; whole=66,\n'


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


GOLDEN = rows_of(ROOT / "tests" / "golden" / "paper_claims.csv")
MAP = rows_of(ROOT / "tests" / "golden" / "paper_claims_key.csv")


@pytest.fixture(scope="module")
def found():
    return pd.concat([audit(tables.read_claims(ROOT / "data", area, LATE)) for area in AREAS])


@pytest.mark.parametrize("row", GOLDEN, ids=[row["id"] for row in GOLDEN])
def test_a_claim_of_the_five_papers_has_the_verdict_typed_for_it(row, found):
    claim = found.loc[row["id"]]
    assert claim["verdict"] == row["verdict"], claim["why"]
    if row["follows"]:
        assert claim["follows"] == row["follows"], claim["why"]


def test_every_typed_claim_has_a_verdict_typed_for_it(found):
    assert sorted(found.index) == sorted(row["id"] for row in GOLDEN)


def test_fourteen_claims_do_not_follow_of_which_thirteen_were_known(found):
    wrong = set(found.index[found["verdict"] == "disagrees"])
    known = {id for row in MAP for id in row["claims"].split()}
    assert len(wrong) == 14
    assert wrong <= known
    assert "stockton-2009-q3-quarters" in wrong, "two quarters remain, says the paper: there is one"


def test_what_stands_beside_known_rows_is_a_typed_claim_or_says_why_not():
    ids = {row["id"] for row in GOLDEN}
    assert [row["row"] for row in MAP if not set(row["claims"].split()) <= ids] == []
    assert [row["row"] for row in MAP if not row["claims"] and not row["why"]] == []


@pytest.mark.skipif(not KEY.exists(), reason="the answer key of the five papers is not on this machine")
class TestTheAnswerKey:
    def test_has_the_rows_that_the_map_speaks_of(self):
        sections = [f"{row['document']} {row['section']}" for row in rows_of(KEY)]
        assert sections == [row["section"] for row in MAP]

    def test_disagrees_where_the_audit_does(self, found):
        """Row by row: NO has a claim that does not follow, all others have none."""
        wrong = set(found.index[found["verdict"] == "disagrees"])
        known = [row["agrees"] for row in rows_of(KEY)]
        assert sum(told.startswith("NO") for told in known) == 13
        for row, told in zip(MAP, known, strict=True):
            differs = bool(wrong & set(row["claims"].split()))
            # One row agrees in its number and not in its words: there are two claims of it.
            assert differs == ("NO" in told), f"row {row['row']}, {row['section']}: {told}"


def test_the_pages_count_the_statements_as_they_are(found):
    wrong = (found["verdict"] == "disagrees").sum()
    told = {
        "docs/method.md": f"{len(found)} statements were typed. {wrong} do not follow",
        "data/README.md": f"{len(found)} statements with figures",
    }
    for page, words in told.items():
        assert words in " ".join((ROOT / page).read_text("utf-8").split()), page


SEEDS = SHARED / "seeds"
PAPERS = {
    "stockton-2008": "000",
    "stockton-2009": "003",
    "stockton-update": "001",
    "haringey": "002",
    "peterborough": "004",
}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five papers themselves are not on this machine")
@pytest.mark.parametrize("begins", PAPERS)
def test_the_words_typed_are_those_of_the_paper(begins):
    (path,) = SEEDS.glob(f"{PAPERS[begins]}_*")
    paper = plain(path.read_text("utf-8"))
    rows = [row for row in rows_of(ROOT / "data" / "published_claims.csv") if row["id"].startswith(begins)]
    pieces = [(row["id"], piece) for row in rows for piece in re.split(r" \.\.\. | \| ", row["text"])]
    assert len(rows) > 4
    assert [(id, piece) for id, piece in pieces if plain(piece) not in paper] == []


def plain(text):
    """Write a text without what the transcript of a paper adds or turns: stars, quotation marks, line breaks."""
    return " ".join(re.sub("[*\u201c\u201d\u2018\u2019\"']", "", text).split()).lower()


class TestTheTypedClaims:
    def test_say_nothing_of_single_people(self):
        text = (ROOT / "data" / "published_claims.csv").read_text("utf-8")
        paragraphs = {
            (row["area"], row["paragraph"]) for row in rows_of(ROOT / "data" / "published_claims.csv")
        }
        assert not re.search(
            r"drug free|grandparent|\bSon [A-Z]\b|case study|58 arrests|90 separate", text, re.I
        )
        assert (
            not {("stockton-on-tees", "6.2"), ("stockton-on-tees", "7.2"), ("peterborough", "5.2.2")}
            & paragraphs
        )

    def test_quote_in_short(self):
        assert [
            row["id"] for row in rows_of(ROOT / "data" / "published_claims.csv") if len(row["text"]) > 160
        ] == []

    def test_name_the_papers_as_the_other_tables_do(self):
        papers = {row["document"] for row in rows_of(ROOT / "data" / "published_claims.csv")}
        others = {
            row["source"]
            for name in ("printed_figures", "memberships")
            for row in rows_of(ROOT / "data" / f"{name}.csv")
        }
        assert papers <= others
        assert len(papers) == 5


class TestReading:
    def test_gives_the_claims_of_the_area_up_to_the_quarter_the_earliest_paper_first(self, tmp_path):
        later = (
            ROW.replace("a-rate", "later").replace("2007-08-Q3", "2007-08-Q4").replace("A paper", "B paper")
        )
        elsewhere = ROW.replace("a-rate", "elsewhere").replace("haringey", "peterborough")
        (tmp_path / "published_claims.csv").write_text(HEADER + later + ROW + elsewhere)
        assert tables.read_claims(tmp_path, "haringey", "2007-08-Q4")["id"].tolist() == ["a-rate", "later"]
        assert tables.read_claims(tmp_path, "haringey", "2007-08-Q3")["id"].tolist() == ["a-rate"]
        assert len(tables.read_claims(tmp_path, "haringey", "2007-08-Q2")) == 0

    def test_of_a_folder_without_the_table_gives_no_claims(self, tmp_path):
        assert by_paper(audit(tables.read_claims(tmp_path, "haringey", LATE))).empty

    def test_tells_file_row_and_column_of_every_problem(self, tmp_path):
        wrong = ROW.replace("a-rate", "b-rate").replace("part=7", "port=7")
        (tmp_path / "published_claims.csv").write_text(
            HEADER + ROW.replace("25%,part=", "a lot,part=") + wrong
        )
        with pytest.raises(DataError) as refused:
            tables.read_claims(tmp_path, "haringey", LATE)
        first, second = refused.value.problems
        assert first.startswith("published_claims.csv: row 2, column published: a lot is not a number.")
        assert second.startswith("published_claims.csv: row 3, column inputs: port is not an input of part.")


def typed(*rows):
    """Make claims as `read_claims` gives them: id, document, kind, published, inputs."""
    made = []
    for id, document, kind, published, inputs in rows:
        numbers = [tuple(read_number(each) for each in texts) for texts in (published, inputs)]
        about = {
            "id": id,
            "document": document,
            "quarter": "2007-08-Q3",
            "paragraph": "2",
            "text": id,
            "note": "",
        }
        made.append(about | {"claim": Claim(id, document, "2", id, kind, *numbers)})
    return pd.DataFrame(made)


def test_papers_have_letters_in_the_order_of_their_first_claim():
    numbers = (["25%"], ["7", "12", "66"])
    rows = [(f"claim-{n}", f"Paper {n % 30}", "part", *numbers) for n in range(60)]
    found = audit(typed(*rows))
    assert found["paper"].tolist()[24:32] == ["Y", "Z", "AA", "AB", "AC", "AD", "A", "B"]
    assert by_paper(found)["typed"].tolist() == [2] * 30


def test_the_count_behind_a_possible_percentage_is_not_told():
    claim = audit(typed(("p", "Paper", "possible", ["20%"], ["30"]))).loc["p"]
    assert (claim["verdict"], claim["follows"]) == ("agrees", "")
    assert claim["why"] == "Some whole number of 30 can be printed as 20%."


def test_verdicts_are_counted_by_paper():
    rows = [
        ("one", "First", "part", ["28.8%"], ["7", "12", "66"]),
        ("two", "First", "part", ["25%"], ["7", "12", "66"]),
        ("three", "First", "other", [], []),
        ("four", "Second", "possible", ["20%"], ["73"]),
    ]
    counted = by_paper(audit(typed(*rows)))[["typed", "checked", "agrees", "disagrees", "not_checked"]]
    assert counted.T.to_dict("list") == {"A": [3, 2, 1, 1, 1], "B": [1, 1, 0, 1, 0]}
