"""A public edition that withholds stays useful: most of what its tables have is shown."""

import nbformat
import pytest
from frame import demo

from iomlib.blocks import BLOCK, MIME, Table
from iomlib.report.formats import TOO_FEW, WITHHELD


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """List the kind and the text of every number of every table of the demonstration."""
    found = []
    for path in sorted((demo(tmp_path_factory) / "outputs").glob("[0-9]*/*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            blocks = [BLOCK.validate_python(each.data[MIME]) for each in cell.get("outputs", [])]
            found += [
                (block.disclosure, text)
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
    assert shown([text for _, text in cells]) >= 0.8


def test_more_than_half_of_those_on_people_are_shown(cells):
    people = [text for kind, text in cells if kind == "people"]
    assert len(people) > 200
    assert shown(people) > 0.5
