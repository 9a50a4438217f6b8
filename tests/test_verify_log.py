"""What a verification finds without making a report: log, earlier versions, failures, ledger, strange files."""

import json
import os
import shutil
import sqlite3

import pytest
from sites import fail, put, report, site

from iomlib.build.ledger import FILE, Ledger
from iomlib.build.releases import LOG
from iomlib.build.verify import _around
from iomlib.build.verify_log import logged
from iomlib.build.verify_read import Place, places, published
from iomlib.errors import ParameterError

KEY = "haringey/2008-09-Q1/small"
VERSION = "_revisions/2008-09-Q1/haringey/small/1"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A report in its second version, one that was withdrawn, and one that failed."""
    base = tmp_path_factory.mktemp("made") / "outputs"
    base.mkdir()
    put(base, report("leeds"))
    put(base, report(), 30)
    site(base, report(), report("leeds"))
    put(base, report(), 31)
    fail(base, report("leeds"), "no return came.")
    Ledger(base).save()
    return site(base, report(), report("leeds"))


@pytest.fixture
def base(made, tmp_path):
    return shutil.copytree(made, tmp_path / "outputs")


def found(base, root):
    place = Place("public", base, "public")
    reports, wrong = published(place)
    log = logged(place, reports)
    return [
        f"{each.cause}: {each.where}" for each in (*wrong, *log.differences, *_around(place, reports, root))
    ]


def change(path, of):
    content = json.loads(path.read_text("utf-8"))
    of(content)
    path.write_text(json.dumps(content), "utf-8")


def test_revised_withdrawn_and_failed_reports_are_as_the_log_says(base, root):
    assert found(base, root) == []
    assert [place.name for place in places(base)] == ["public"]


def test_a_log_that_was_lost_and_begun_again_is_whole_and_has_another_head(base, root):
    before = json.loads((base / LOG).read_text("utf-8"))["head"]
    (base / LOG).unlink()
    site(base, report(), report("leeds"))
    assert found(base, root) == []
    assert json.loads((base / LOG).read_text("utf-8"))["head"] != before


def test_a_file_of_an_earlier_version_and_its_manifest_are_held_to_the_log(base, root):
    (base / VERSION / "small.pdf").write_bytes(b"other")
    assert found(base, root) == [
        f"tampered with: a file of an earlier version is not that of its manifest: {VERSION}: small.pdf"
    ]
    change(base / VERSION / "small.manifest.json", lambda about: about.update(title="Another"))
    assert found(base, root) == [
        f"tampered with: the manifest of an earlier version is not the one that was published: {VERSION}"
    ]


def test_a_page_of_a_report_that_failed_is_held_to_why_it_failed(base, root):
    page = base / "_failed" / "2008-09-Q1" / "leeds" / "small.html"
    page.write_text(page.read_text("utf-8").replace("no return came", "all is well"), "utf-8")
    assert found(base, root) == [
        "tampered with: not the page of what it is made from, or pages look another way now: "
        "_failed/2008-09-Q1/leeds/small.html"
    ]
    page.with_suffix(".json").unlink()
    assert found(base, root) == [
        "extra: no page of a report that failed: _failed/2008-09-Q1/leeds/small.html"
    ]


def test_files_that_nobody_made_are_named_wherever_they_lie(base, root):
    for name in (
        "2008-09-Q1/haringey/tables/more.csv",
        f"{VERSION}/notes.txt",
        "overview/list.html",
        ".hidden",
    ):
        (base / name).parent.mkdir(exist_ok=True)
        (base / name).write_text("mine")
    assert found(base, root) == [
        f"extra: a file that no manifest names: {name}"
        for name in (
            ".hidden",
            "2008-09-Q1/haringey/tables/more.csv",
            f"{VERSION}/notes.txt",
            "overview/list.html",
        )
    ]


def test_a_report_that_the_log_has_withdrawn_or_never_told_of_is_named(base, root):
    put(base, report("leeds"))
    put(base, report("york"))
    assert found(base, root)[:2] == [
        "not published: the log does not tell of it: leeds/2008-09-Q1/small",
        "not published: the log does not tell of it: york/2008-09-Q1/small",
    ]


def test_a_ledger_with_other_figures_is_named(base, root):
    with sqlite3.connect(base / FILE) as ledger:
        ledger.execute("UPDATE releases SET figures = replace(figures, '31', '32')")
    ledger.close()
    assert found(base, root) == [f"tampered with: the ledger holds other figures than were published: {KEY}"]
    (base / FILE).write_bytes(b"no database")
    assert found(base, root) == [f"tampered with: cannot be read as a ledger: {FILE}"]


def test_a_log_of_an_earlier_iomlib_is_no_chain(base, root):
    change(base / LOG, lambda log: log.pop("head"))
    assert found(base, root) == [
        f"of an earlier iomlib: the log is no chain, so nobody can say that it was not changed: {LOG}"
    ]


def test_an_event_taken_from_the_end_of_the_log_is_missed_by_its_head(base, root):
    change(base / LOG, lambda log: log["events"].pop())
    assert found(base, root)[0].startswith("tampered with: the chain of the log breaks at event ")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (LOG, [f"tampered with: not written as iom run writes it; a key may stand there twice: {LOG}"]),
        (
            "manifest.json",
            ["tampered with: not written as iom run writes it; a key may stand there twice: manifest.json"],
        ),
    ],
)
def test_a_key_that_stands_twice_in_the_log_or_the_manifest_of_all_reports_is_named(base, root, name, said):
    path = base / name
    path.write_text(
        path.read_text("utf-8").replace("{", '{"title": "Another", ' if name != LOG else '{"events": [], ', 1)
    )
    assert found(base, root) == said


def test_a_link_is_named_whatever_it_leads_to(base, root):
    page = base / "2008-09-Q1" / "haringey" / "small.pdf"
    page.rename(base.parent / "elsewhere.pdf")
    page.symlink_to(base.parent / "elsewhere.pdf")
    (base / "more").symlink_to(base.parent)
    assert found(base, root) == [
        "tampered with: a link or a device, and no file: 2008-09-Q1/haringey/small.pdf",
        "tampered with: a link or a device, and no file: more",
    ]


@pytest.mark.parametrize("name", ["2008-09-Q1/haringey/small.manifest.json", "manifest.json", LOG])
def test_a_pipe_in_place_of_a_file_is_named_and_not_waited_for(base, root, name):
    (base / name).unlink()
    os.mkfifo(base / name)
    assert f"tampered with: a link or a device, and no file: {name}" in found(base, root)


def test_files_in_folders_of_other_places_that_are_none_are_named(base, root):
    for name in ("restricted/page.html", "unreleased/page.html", "_approvals/page.html"):
        (base / name).parent.mkdir()
        (base / name).write_text("mine")
    assert found(base, root) == [
        f"extra: a file that no manifest names: {name}"
        for name in ("_approvals/page.html", "restricted/page.html", "unreleased/page.html")
    ]


def test_an_earlier_version_that_the_log_does_not_tell_of_is_named(base, root):
    shutil.copytree(base / VERSION, (base / VERSION).with_name("7"))
    assert found(base, root) == [
        f"extra: an earlier version that the log does not tell of: {VERSION.removesuffix('1')}7"
    ]


def test_a_page_of_a_report_that_failed_and_is_gone_is_named(base, root):
    page = base / "_failed" / "2008-09-Q1" / "leeds" / "small.html"
    page.unlink()
    said = "the page of a report that failed: _failed/2008-09-Q1/leeds/small.html"
    assert found(base, root) == [f"missing: {said}"]
    page.mkdir()
    assert found(base, root) == [f"tampered with: no file that can be read, in place of {said}"]


def test_a_notebook_nested_without_end_is_no_reason_to_stop(base, root):
    (base / "2008-09-Q1" / "haringey" / "small.ipynb").write_text("[" * 100_000)
    (base / "2008-09-Q1" / "haringey" / "small.manifest.json").write_text("[" * 100_000)
    assert found(base, root)[0] == (
        "tampered with: not the manifest of a report of this place: 2008-09-Q1/haringey/small.manifest.json"
    )


def test_a_part_of_a_folder_of_reports_is_none_by_itself(base):
    with pytest.raises(
        ParameterError, match=r"restricted: is a part of a folder of reports\. Name the folder above"
    ):
        places(base / "restricted")


@pytest.mark.parametrize("title", [None, "\ud800"])
def test_a_failure_that_no_page_can_be_made_from_is_named(base, root, title):
    change(base / "_failed" / "2008-09-Q1" / "leeds" / "small.json", lambda about: about.update(title=title))
    assert "extra: no page of a report that failed: _failed/2008-09-Q1/leeds/small.json" in found(base, root)


def test_a_log_without_events_is_a_broken_chain(base, root):
    change(base / LOG, lambda log: log.pop("events"))
    assert found(base, root)[0].startswith("tampered with: the chain of the log breaks at its head")
