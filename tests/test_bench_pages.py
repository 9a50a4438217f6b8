"""The line about pages renders what it says, and puts the cost of a report in words."""

import json

import nbformat
import pytest
from frame import full

from bench import pages
from bench.shapes import BenchError


def test_our_side_renders_every_notebook_of_a_folder_and_says_what_each_format_took(tmp_path):
    for name in ("one", "two"):
        nbformat.write(full(), tmp_path / f"{name}.ipynb")
    pages.main(tmp_path, ["html", "pdf"])
    assert (tmp_path / "one.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "two.pdf").read_bytes().startswith(b"%PDF")
    took = json.loads((tmp_path / pages.RESULT).read_text("utf-8"))
    assert set(took) == {"html", "pdf"} and all(seconds > 0 for seconds in took.values())


def test_the_notebook_that_others_render_has_tables_and_pictures_that_they_can_read(tmp_path):
    notebook, place = full(), tmp_path / "place"
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        output.data = {pages.MIME: output.data[pages.MIME]}  # as it is published
    place.mkdir()
    (tmp_path / "haringey").mkdir()
    nbformat.write(notebook, tmp_path / "haringey" / "small.ipynb")
    whole = nbformat.read(pages._whole(tmp_path / "haringey" / "small.ipynb", place), as_version=4)
    html = "".join(output.data["text/html"] for cell in whole.cells for output in cell.get("outputs", []))
    assert "<table>" in html and "<img src=" in html


def test_a_side_that_leaves_a_report_out_is_no_measurement(tmp_path):
    with pytest.raises(BenchError, match=f"exit code 0, 1 files for {pages.REPORTS} reports"):
        pages._checked(["touch", "one.html"], tmp_path, {})


def took(seconds, **more):
    return [{"processor": seconds * pages.REPORTS, **more}] * 3


def test_the_words_give_the_ratio_the_cost_of_a_report_and_the_sizes():
    found = pages._found(
        {
            "iomlib, HTML and PDF": took(0.5, **{"only html": 0.06, "html_kb": 90.0}),
            "nbconvert and Chromium": took(3.0, html_kb=376.0),
        }
    )
    assert found.met
    assert found.words == (
        "HTML and PDF 6.0 times less than nbconvert and Chromium, quarto not run: there is none here. "
        "A report: iomlib, HTML and PDF 0.50 s; nbconvert and Chromium 3.00 s. Once loaded: html 0.010 s. "
        "Sizes: iomlib, HTML and PDF html 90 kB; nbconvert and Chromium html 376 kB"
    )
    slow = {"iomlib, HTML and PDF": took(1.0), "nbconvert and Chromium": took(3.0), "quarto": took(2.0)}
    assert not pages._found(slow).met
    assert "than quarto 2.0 times" in pages._found(slow).words
