"""`kill -9` of the runner at twenty random moments: nothing is torn, and the last run finishes the work."""

import hashlib
import json

import kill
import pytest
from frame import once
from kill import Killed, Said, kill_often, not_whole, set_up, without_history
from systems import OURS


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Kill a run twenty times, once for all tests of this file; `project` and `found.json`."""

    def make(folder):
        project = folder / "project"
        project.mkdir()
        truth = set_up(project)
        found = kill_often(OURS, project, lambda place: torn_or_wrong(place, truth))
        (folder / "found.json").write_text(json.dumps(found), "utf-8")

    return once(tmp_path_factory, "killed", make)


@pytest.fixture(scope="module")
def killed(place):
    *found, said = json.loads((place / "found.json").read_text("utf-8"))
    return Killed(*found, Said(*said))


def torn_or_wrong(place, truth):
    return not_whole(place / OURS.outputs) + kill.wrong_pages(OURS, place, truth)


def test_leaves_every_published_file_whole_each_time(killed):
    assert killed.problems == []


def test_leaves_no_process_behind(killed):
    assert killed.left == []


def test_lets_the_last_run_finish(killed):
    assert killed.said.code == 0, killed.said.text
    assert "Traceback" not in killed.said.text


def test_leads_to_the_tree_of_an_undisturbed_run(killed):
    assert killed.undisturbed
    assert without_history(killed.disturbed) == without_history(killed.undisturbed)


def test_keeps_versions_and_tells_of_each(killed, place):
    kept = {
        name.rpartition("/")[0]
        for name in killed.disturbed
        if name.startswith("_revisions/") and name.endswith(".manifest.json")
    }
    assert kept, "some runs replaced what an earlier one had published"
    manifest = json.loads((place / "project" / OURS.outputs / "manifest.json").read_text("utf-8"))
    assert {version["folder"] for version in manifest["earlier"]} == kept


@pytest.fixture
def published(tmp_path):
    """Write what a run publishes, small enough to be torn by hand."""
    place = tmp_path / "2017-18-Q1" / "cleveland"
    place.mkdir(parents=True)
    (place / "small.html").write_text("whole")
    known = {"small.html": hashlib.sha256(b"whole").hexdigest()}
    (place / "small.manifest.json").write_text(json.dumps({"sha256": {"outputs": known}}))
    (tmp_path / "index.html").write_text('<a href="2017-18-Q1/cleveland/small.html">')
    assert not_whole(tmp_path) == []
    return tmp_path


class TestATornReportIsSeenBecause:
    def test_a_file_is_not_the_one_of_the_manifest(self, published):
        (published / "2017-18-Q1" / "cleveland" / "small.html").write_text("who")
        assert not_whole(published) == ["2017-18-Q1/cleveland/small.html: not what its manifest says"]

    def test_a_file_is_not_there(self, published):
        (published / "2017-18-Q1" / "cleveland" / "small.html").unlink()
        assert not_whole(published) == [
            "2017-18-Q1/cleveland/small.html: not what its manifest says",
            "index.html: 2017-18-Q1/cleveland/small.html leads nowhere",
        ]

    def test_there_is_no_manifest(self, published):
        (published / "2017-18-Q1" / "cleveland" / "small.manifest.json").unlink()
        assert not_whole(published) == ["2017-18-Q1/cleveland: there is no manifest"]

    def test_it_has_failed_where_it_was_only_killed(self, published):
        (published / "_failed" / "2017-18-Q1" / "cleveland").mkdir(parents=True)
        (published / "_failed" / "2017-18-Q1" / "cleveland" / "small.json").write_text("{}")
        (problem,) = not_whole(published)
        assert problem.endswith("a report has failed because another run was killed")
