"""Each kind of claim, on what council papers print: what is found, and in which words it is told.

The rows of ``golden/claims.csv`` are typed claims with the verdict and the sentence. ``paper`` is document and
paragraph of one of the thirteen that the five papers are known to have wrong.
"""

import csv
import re

import pytest
from conftest import ROOT
from recorded import SHARED

from iomlib.claims.cells import CellError, read_inputs, read_published
from iomlib.claims.check import check, check_all
from iomlib.claims.kinds import KINDS
from iomlib.claims.model import Claim

AUDIT = SHARED / "facts" / "seed_audit.csv"


def rows_of(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


GOLDEN = rows_of(ROOT / "tests" / "golden" / "claims.csv")


def claim(kind, published="", inputs="", unit="", places=None):
    """Read a claim as a row of the table gives it."""
    figures, follows = read_published(published, kind, unit, places), read_inputs(inputs, kind)
    words = {**figures.words, **follows.words}
    return Claim("c", "paper", "1", "text", kind, figures.numbers, follows.numbers, words)


@pytest.mark.parametrize(
    "row", GOLDEN, ids=[f"{row['kind']} {row['published']} {row['inputs'][:40]}" for row in GOLDEN]
)
def test_a_claim_gets_its_verdict_and_its_sentence(row):
    places = int(row["places"]) if row["places"] else None
    found = check(claim(row["kind"], row["published"], row["inputs"], row["unit"], places))
    assert (found.verdict, found.why) == (row["verdict"], row["why"])


def test_every_kind_has_a_row_of_each_verdict_that_it_can_give():
    seen = {(row["kind"], row["verdict"]) for row in GOLDEN}
    checked = {kind for kind in KINDS if kind != "other"}
    wanted = {(kind, verdict) for kind in checked for verdict in ("agrees", "not checkable", "disagrees")}
    assert wanted - seen == set()


def test_claims_are_checked_in_their_order():
    claims = [claim("sum", "3", "1; 2"), claim("sum", "4", "1; 2")]
    assert [each.verdict for each in check_all(claims)] == ["agrees", "disagrees"]


CELLS = {
    "many is not a number. Write it as it is printed: 1,243, 28%, £60m, almost a fifth; with ; between two of "
    "them.": lambda: read_published("many", "sum"),
    "total is a name. Only the figures of classes have names; write the figure alone.": lambda: (
        read_published("total=5", "sum")
    ),
    "women is no figure of a distribution. Allowed: people, events, highest, second, lowest, at 1 or from 5 with "
    "any number.": lambda: read_published("women=5", "classes"),
    "befor is not an input of change. Did you mean before?": lambda: read_inputs(
        "befor=5; after=6", "change"
    ),
    "some inputs have a name and some have none. Name all of them, or none.": lambda: read_inputs(
        "before=5; 6", "change"
    ),
    "direction=sideways is not known. Allowed: up, more, rise, increase, above, over, higher, down, fewer, less, "
    "fall, decrease and so on.": lambda: read_inputs("direction=sideways", "change"),
    "direction stands there twice. Keep one of the two.": lambda: read_inputs(
        "direction=up; direction=down", "change"
    ),
    "the distribution cannot be read. Write 17(3), 16(4) for 3 with 17 and 4 with 16.": lambda: read_inputs(
        "distribution=90 by 1", "classes"
    ),
}


@pytest.mark.parametrize("words", CELLS)
def test_a_cell_that_cannot_be_read_says_what_is_allowed(words):
    with pytest.raises(CellError) as trouble:
        CELLS[words]()
    assert str(trouble.value) == words


@pytest.mark.skipif(not AUDIT.exists(), reason="the answer key lies beside the project's workplace")
def test_all_that_the_answer_key_calls_wrong_is_found():
    wrong = [row for row in rows_of(AUDIT) if re.search(r"\bNO\b", row["agrees"])]
    found = {row["paper"] for row in GOLDEN if row["verdict"] == "disagrees"}
    places = [
        {
            f"{row['document']} {paragraph}"
            for paragraph in re.findall(r"\d+(?:\.\d+)*(?: table)?", row["section"])
        }
        for row in wrong
    ]
    assert len(wrong) >= 13
    assert [each for each in places if not each & found] == []
