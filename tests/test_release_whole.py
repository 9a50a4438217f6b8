"""A release is done wholly or not at all: refused at any step, and killed at any step."""

import os
import shutil
import sys
from contextlib import suppress

import pytest
from frame import read_json
from sites import put, report, site
from test_release import AMINA, BEN, KEY, KEYGEN, REPORT, plan
from test_release import keys as keys  # noqa: PLC0414  a fixture
from test_release import output as output  # noqa: PLC0414
from test_release import root as root  # noqa: PLC0414

from iomlib.build import release
from iomlib.build.control import Control
from iomlib.build.plan import UNRELEASED
from iomlib.build.release import approve_all, release_all
from iomlib.build.whole import whole_report
from iomlib.errors import DisclosureError, ParameterError, ReportError

pytestmark = pytest.mark.skipif(KEYGEN is None, reason="no ssh-keygen on this machine to sign approvals with")
OTHER = report("peterborough", "2011-12-Q3")
CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.chmod")


@pytest.fixture
def approved(root, output, keys):
    """Have two reports waiting that two people have approved, beside one that was published before."""
    put(output / UNRELEASED, OTHER, rule=None)
    old = report("leeds")
    put(output, old)
    site(output, old)
    for name in (AMINA, BEN):
        approve_all(plan(root, REPORT, OTHER), output, name, keys / name)
    for left in output.rglob(".building-*"):
        shutil.rmtree(left)
    return output


def everything(output):
    """Give every file with its content, but for those of the lock and of who holds it."""
    files = (path for path in sorted(output.rglob("*")) if path.is_file())
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files if path.name != ".lock"}


def tried(root, output, **changes):
    return release_all(plan(root, REPORT, OTHER, **changes), output)


class TestNothingIsMoved:
    def test_where_the_pages_around_the_reports_would_identify_somebody(self, root, approved):
        before = everything(approved)
        with pytest.raises(DisclosureError, match="e-mail address"):
            tried(root, approved, title="Ask someone@council.example")
        assert everything(approved) == before

    @pytest.mark.parametrize("kind", [DisclosureError, ReportError])
    def test_of_the_one_that_is_refused(self, root, approved, monkeypatch, kind):
        publish = Control.publish

        def refuse(control, each, *others):
            if each == OTHER:
                raise kind("it could be worked out.")
            return publish(control, each, *others)

        monkeypatch.setattr(Control, "publish", refuse)
        first, second = tried(root, approved)
        assert (first.problems, second.problems) == ([], ["it could be worked out."])
        assert (approved / UNRELEASED / OTHER.folder / "small.html").is_file()
        assert not (approved / OTHER.folder).exists()
        told = read_json(approved / "manifest.json")
        assert [each["area_id"] for each in told["published"]] == ["haringey", "leeds"]

    def test_where_the_ledger_cannot_be_read(self, root, approved):
        (approved / "ledger.sqlite").write_text("no ledger", "utf-8")
        before = everything(approved)
        with pytest.raises(ReportError, match="cannot be read"):
            tried(root, approved)
        assert everything(approved) == before


def test_a_full_disk_is_told_in_a_sentence_and_the_next_call_ends_it(root, approved, monkeypatch):
    write, full = release.write_index, OSError(28, "No space left on device")

    def fails(plan, target, *others):
        if target == approved:
            raise full
        write(plan, target, *others)

    monkeypatch.setattr(release, "write_index", fails)
    with pytest.raises(ReportError, match="the disk is full"):
        tried(root, approved)
    monkeypatch.undo()
    tried(root, approved)
    assert released(approved) == [[AMINA, BEN]] * 2


def released(output):
    """Give who approved what lies there, by the log, once all of it is released and nothing waits."""
    assert read_json(output / UNRELEASED / "manifest.json")["published"] == []
    assert len(read_json(output / "manifest.json")["published"]) == 3
    assert not list((output / UNRELEASED).glob(".building-*"))
    events = read_json(output / "releases.json")["events"]
    return [[each["by"] for each in event["approved"]] for event in events if event["approved"]]


def killed(root, output, at):
    """Release in a process that ends, as with SIGKILL, before its change of that number; say if it did."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    left = at

    def count(event, arguments):
        nonlocal left
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_WRONLY
        if event in CHANGES or writes:
            left -= 1
            if left < 0:
                os._exit(9)

    sys.addaudithook(count)
    try:
        tried(root, output)
    finally:
        os._exit(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed that is a copy of this one")
def test_a_release_that_is_killed_leaves_no_half_and_the_next_one_ends_it(root, approved, tmp_path):
    at, ended, kept = 0, False, tmp_path / "kept"
    shutil.copytree(approved, kept)
    while not ended:
        shutil.rmtree(approved)
        shutil.copytree(kept, approved)
        ended = not killed(root, approved, at)
        for each in (REPORT, OTHER):  # wholly public, or still waiting wholly
            places = [base for base in (approved, approved / UNRELEASED) if (base / each.folder).is_dir()]
            whole = [
                whole_report(base / each.folder / "small.manifest.json", base, "public") for base in places
            ]
            assert places and None not in whole, at
        assert (approved / UNRELEASED).stat().st_mode & 0o77 == 0
        if not ended:
            with suppress(ParameterError):  # it was as good as done
                assert [each.problems for each in tried(root, approved)] in ([[], []], [[]]), at
        assert released(approved) == [[AMINA, BEN]] * 2, at
        at += 17
    assert at > 100
    assert KEY in {event["key"] for event in read_json(approved / "releases.json")["events"]}
