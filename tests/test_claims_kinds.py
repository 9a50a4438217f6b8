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
from iomlib.claims.digits import interval, read_number
from iomlib.claims.kinds import KINDS
from iomlib.claims.model import Claim
from iomlib.claims.span import FAR
from iomlib.claims.told import with_unit
from iomlib.claims.written import written

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
    "why is blank. Write it, or leave its name out.": lambda: read_inputs("part=5; why=", "part"),
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


@pytest.mark.skipif(not AUDIT.exists(), reason="the answer key of the five papers is not on this machine")
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


@pytest.mark.parametrize("row", GOLDEN, ids=[f"{row['kind']} {row['inputs'][:40]}" for row in GOLDEN])
def test_a_claim_is_written_as_cells_that_say_the_same(row):
    places = int(row["places"]) if row["places"] else None
    one = claim(row["kind"], row["published"], row["inputs"], row["unit"], places)
    cells = written(one)
    other = claim(cells["kind"], cells["published"], cells["inputs"])
    assert [each[1:4] for each in other.published + other.inputs] == [
        each[1:4] for each in one.published + one.inputs
    ]
    assert other.words == one.words
    assert check(other).verdict == row["verdict"]


PAGE = (ROOT / "docs" / "claims.md").read_text("utf-8")


def cells_of(heading):
    """Give the rows of the table under a heading of the page, without the marks of code."""
    lines = [
        line
        for line in PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines()
        if line[:1] == "|"
    ]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines[2:]]


EXAMPLES = cells_of("The kinds of statement")


def test_the_page_has_every_kind():
    assert {row[0] for row in EXAMPLES} == {*KINDS}


@pytest.mark.parametrize("row", EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_the_example_of_the_page_says_what_stands_there(row):
    kind, names, published, inputs, says = row
    assert check(claim(kind, published, inputs)).why == says
    assert re.findall(r"\w+", names) == list(KINDS[kind].names)


def plain(value, unit):
    if value.denominator == 1:
        return f"{int(value):,}"
    return f"{float(value):,.2f}" if unit == "£" else f"{float(value):,}"


@pytest.mark.parametrize("row", cells_of("How a printed number is read"), ids=lambda row: row[0])
def test_a_printed_number_is_read_as_the_page_says(row):
    printed, stands_for, _ = row
    number = read_number(printed)
    ends = [end for end in interval(number) if abs(end) < FAR / 2]
    unit = number.unit if number.unit in ("%", "£") else ""
    told = [with_unit(plain(end, unit), unit) for end in dict.fromkeys(ends)]
    assert stands_for == (" to ".join(told) if len(ends) == 2 else f"{told[0]} or more")
