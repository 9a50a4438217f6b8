"""A run with what identifies somebody stops before anything of it is published, and says where and not what."""

import pytest
from frame import iom, project, run_file

from iomlib.build.look import default_look
from iomlib.build.scanner import refuse_identifiers
from iomlib.errors import DisclosureError


def say(text):
    return f"from iomlib.blocks import Sentence\n\nSentence(sentences=[{text!r}], disclosure='method')"


def test_a_report_that_identifies_somebody_is_refused_and_the_others_are_published(tmp_path):
    made = project(tmp_path, small=["1 + 1"], other=[say("All is well.")])
    (made / "notebooks" / "small.ipynb").write_text(
        (made / "notebooks" / "other.ipynb").read_text("utf-8").replace("All is well.", "CG is drug free."),
        "utf-8",
    )
    run = run_file(made, notebooks=["small", "other"], areas=["haringey"])
    done = iom("run", run, "--output", tmp_path / "outputs")
    assert done.returncode == 4, done.stderr
    assert (
        "small.ipynb: cell " in done.stderr and "by initials. Nothing that identifies a person" in done.stderr
    )
    assert "CG" not in done.stderr + done.stdout
    published = tmp_path / "outputs" / "2008-09-Q1" / "haringey"
    assert (published / "other.html").is_file() and not (published / "small.html").exists()
    for failure in (tmp_path / "outputs").rglob("*"):
        assert failure.is_dir() or b"CG is" not in failure.read_bytes()


def test_an_index_that_identifies_somebody_is_not_written(tmp_path):
    made = project(tmp_path, small=[say("All is well.")])
    run = run_file(made, areas=["haringey"], title="Ask someone@council.example")
    done = iom("run", run, "--output", tmp_path / "outputs")
    assert done.returncode == 4, done.stderr
    assert "1 e-mail address" in done.stderr or "e-mail addresses" in done.stderr
    assert "someone@" not in done.stderr and not (tmp_path / "outputs" / "index.html").exists()


def test_pages_around_the_reports_are_refused_with_every_file_named():
    pages = {
        "index.html": b"<p>J.B. was arrested</p>",
        "feed.xml": b"<title>AA9 9ZZ</title>",
        "a.html": b"<p>ok</p>",
    }
    with pytest.raises(DisclosureError) as trouble:
        refuse_identifiers(pages, "public", default_look())
    assert [said.split(":")[0] for said in trouble.value.problems] == ["feed.xml", "index.html"]
