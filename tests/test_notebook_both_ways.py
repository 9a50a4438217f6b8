"""A notebook opened in JupyterLab and run from top to bottom gives the figures that `iom run` publishes."""

import nbformat
import pytest
from frame import ROOT, read_json
from nbclient import NotebookClient

from iomlib.build.document import read_document
from iomlib.build.execute import normalise

NOTEBOOK = ROOT / "notebooks" / "scrutiny_report.ipynb"


@pytest.fixture(scope="module")
def by_hand():
    """Run the notebook where it lies, with its own defaults, as "Run all cells" does."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    where = {"metadata": {"path": str(NOTEBOOK.parent)}}
    return NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()


def test_both_ways_give_the_same_figures(by_hand, report):
    figures = [figure.model_dump(mode="json") for figure in read_document(by_hand).figures]
    assert figures, "there is nothing to compare"
    assert figures == read_json(report / "scrutiny_report.figures.json")["figures"]


def test_both_ways_show_the_same_tables_charts_and_sentences(by_hand, report):
    published = nbformat.read(report / "scrutiny_report.ipynb", as_version=4)
    mine, theirs = (
        [output["data"] for cell in notebook.cells for output in cell.get("outputs", [])]
        for notebook in (normalise(by_hand, {}), published)
    )
    assert mine == theirs


def test_in_jupyterlab_each_block_shows_itself(by_hand):
    shown = [output for cell in by_hand.cells for output in cell.get("outputs", [])]
    assert shown
    assert all({"text/html", "text/markdown"} <= set(output["data"]) for output in shown)


def test_running_it_leaves_the_kept_notebook_as_it_was(by_hand):
    kept = nbformat.read(NOTEBOOK, as_version=4)
    assert not [cell for cell in kept.cells if cell.get("outputs")]
    assert [cell.source for cell in kept.cells] == [cell.source for cell in by_hand.cells]
