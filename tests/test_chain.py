"""The log of releases is a chain: each event holds a sum of all before it, and the sum of the manifest it published."""

import json

import pytest
from sites import put, report, site

from iomlib.build.chain import first_broken, head_of
from iomlib.build.fingerprint import of_file
from iomlib.build.releases import LOG, read_log

MANIFEST = "2008-09-Q1/haringey/small.manifest.json"


def log_of(base):
    return json.loads((base / LOG).read_text("utf-8"))


def broken(base):
    log = log_of(base)
    return first_broken(log["id"], log["head"], log["events"])


@pytest.fixture
def released(tmp_path):
    """Give three versions of one report, one after the other, and a report of another area."""
    one, other = report(), report("leeds")
    put(tmp_path, other)
    for crimes in (30, 31, 32):
        put(tmp_path, one, crimes)
        site(tmp_path, one, other)
    return tmp_path


def test_each_event_names_the_manifest_that_it_published(released):
    last = read_log(released).last["haringey/2008-09-Q1/small"]
    assert (last.what, last.version, last.manifest) == ("revised", 3, of_file(released / MANIFEST))
    first = next(each for each in log_of(released)["events"] if each["version"] == 1)
    assert first["manifest"] == of_file(
        released / "_revisions" / "2008-09-Q1" / "haringey" / "small" / "1" / "small.manifest.json"
    )


def test_an_untouched_log_is_a_whole_chain(released):
    log = log_of(released)
    assert broken(released) is None
    assert log["head"] == head_of(log["id"], log["events"])
    assert len({each["before"] for each in log["events"]}) == len(log["events"]) == 4


@pytest.mark.parametrize("number", range(1, 5))
def test_an_event_that_was_changed_is_named_wherever_it_stands(released, number):
    log = log_of(released)
    log["events"][number - 1]["date"] = "2001-01-01"
    (released / LOG).write_text(json.dumps(log), "utf-8")
    assert broken(released) == number


@pytest.mark.parametrize("number", range(1, 5))
def test_an_event_that_was_taken_out_breaks_the_chain(released, number):
    log = log_of(released)
    del log["events"][number - 1]
    (released / LOG).write_text(json.dumps(log), "utf-8")
    assert broken(released) is not None


def test_a_later_run_does_not_mend_a_log_that_was_changed(released):
    log = log_of(released)
    log["events"][-1]["date"] = "2001-01-01"  # no event after it holds its sum, but the head does
    (released / LOG).write_text(json.dumps(log), "utf-8")
    put(released, report(), 33)
    site(released, report())
    assert len(log_of(released)["events"]) == 5
    assert broken(released) == 4


def test_a_report_with_the_same_words_and_other_bytes_is_logged_and_told_to_nobody(released):
    pages = [(released / name).read_bytes() for name in ("releases.html", "feed.xml", "accessibility.html")]
    put(released, report(), 32, template="<hr>")
    site(released, report(), report("leeds"))
    last = log_of(released)["events"][-1]
    assert (last["what"], last["version"], last["manifest"]) == ("remade", 3, of_file(released / MANIFEST))
    assert broken(released) is None
    assert pages == [
        (released / name).read_bytes() for name in ("releases.html", "feed.xml", "accessibility.html")
    ]


def test_a_log_of_an_earlier_iomlib_becomes_a_chain_with_the_next_run(released):
    log = log_of(released)
    del log["head"]
    for each in log["events"]:
        del each["before"], each["manifest"]
    (released / LOG).write_text(json.dumps(log), "utf-8")
    site(released, report(), report("leeds"))
    now = log_of(released)
    assert [each["what"] for each in now["events"][4:]] == ["remade", "remade"]
    assert broken(released) is None
    now["events"][0]["date"] = "2001-01-01"
    (released / LOG).write_text(json.dumps(now), "utf-8")
    assert broken(released) is not None


def test_versions_of_a_killed_run_that_the_log_missed_are_told_before_the_next(tmp_path):
    one = report()
    put(tmp_path, one, 30)
    site(tmp_path, one)
    put(tmp_path, one, 30, template="<hr>")  # and the run was killed before it wrote the log
    put(tmp_path, one, 31)
    site(tmp_path, one)
    assert [(each["what"], each["version"]) for each in log_of(tmp_path)["events"]] == [
        ("published", 1),
        ("remade", 1),
        ("revised", 2),
    ]
