"""A public edition that withholds stays useful: most of what its tables have is shown."""

import nbformat
import pytest
from frame import demo

from iomlib.blocks import BLOCK, MIME, Table
from iomlib.report.formats import TOO_FEW, WITHHELD


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """List the report, the kind and the text of every number of every table of the demonstration."""
    found = []
    for path in sorted((demo(tmp_path_factory) / "outputs").glob("[0-9]*/*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            blocks = [BLOCK.validate_python(each.data[MIME]) for each in cell.get("outputs", [])]
            found += [
                (path.stem, block.disclosure, text)
                for block in blocks
                if isinstance(block, Table)
                for row in block.rows
                for head, text in zip(block.columns, row, strict=True)
                if head.number
            ]
    return found


def shown(texts):
    return sum(text not in (WITHHELD, TOO_FEW) for text in texts) / len(texts)


def test_four_in_five_numbers_of_all_tables_are_shown(cells):
    assert len(cells) > 2000
    assert shown([text for *_, text in cells]) >= 0.95


# Before rows that show nothing were left out: 65, 39, 91, 56 and 59%.
@pytest.mark.parametrize(
    ("notebook", "least"),
    [
        ("cohort_review", 0.8),
        ("high_crime_causers", 0.95),
        ("reoffending_comparison", 0.9),
        ("scheme_performance", 0.95),
        ("womens_cohort", 0.5),  # of women and all of a group, the latter mostly stands alone
    ],
)
def test_most_numbers_of_people_are_shown_in_the_tables_of_each_report(cells, notebook, least):
    people = [text for name, kind, text in cells if (name, kind) == (notebook, "people")]
    assert len(people) > 20
    assert shown(people) >= least


def test_nine_in_ten_of_those_on_people_are_shown_and_there_are_no_fewer_of_them(cells):
    people = [text for _, kind, text in cells if kind == "people"]
    assert shown(people) >= 0.9
    assert sum(text not in (WITHHELD, TOO_FEW) for text in people) >= 390
