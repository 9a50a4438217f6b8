"""One run makes both editions, and nobody but their owner may look into the restricted one."""

import os
import shutil
import sys

import pytest
from bs4 import BeautifulSoup
from frame import SAY, iom, keep, once, project, read_json, run_file, told, write_notebook
from sites import fail, put, report, site

from iomlib.build.private import begin_private, make_private
from iomlib.build.run import _scratch

needs_modes = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of files")
EACH = SAY.replace("All is well in {area}.", "This is the {edition} edition.")


def modes(folder):
    """Give the modes of folders, and of files, below a folder and of itself."""
    paths = [folder, *folder.rglob("*")]
    by_kind = {True: set(), False: set()}
    for path in paths:
        by_kind[path.is_dir()].add(path.stat().st_mode & 0o777)
    return by_kind[True], by_kind[False]


@pytest.fixture
def open_to_all():
    """Let new files be readable and writable by everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def make_both(folder):
    made = project(folder / "project")
    write_notebook(made, "small", [EACH])
    path = run_file(made, edition="both", areas=["haringey"])
    umask = os.umask(0)
    try:
        done = iom("run", path, "--format", "html", "--jobs", "2")
    finally:
        os.umask(umask)
    keep(folder, done)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return once(tmp_path_factory, "both-editions", make_both)


class TestARunOfBothEditions:
    def test_publishes_each_in_its_own_folder(self, both):
        for base, edition in (("", "public"), ("restricted", "restricted")):
            folder = both / "project" / "outputs" / base
            page = (folder / "2008-09-Q1" / "haringey" / "small.html").read_text("utf-8")
            assert f"This is the {edition} edition." in BeautifulSoup(page, "html.parser").text
            about = read_json(folder / "manifest.json")
            assert (about["edition"], about["asked"]) == (edition, ["haringey/2008-09-Q1/small"])
            assert [each["edition"] for each in about["published"]] == [edition]

    def test_tells_of_both(self, both):
        assert told(both)["code"] == 0
        lines = told(both)["out"].splitlines()
        assert len(lines) == 2 and all(line.startswith("1 of 1 reports published. Open ") for line in lines)
        assert lines[1].endswith("restricted/index.html")
        assert {line.split(" ", 1)[1] for line in told(both)["err"].splitlines()} == {
            "haringey/2008-09-Q1 published",
            "haringey/2008-09-Q1 (restricted) published",
        }

    def test_is_made_from_one_copy_of_the_input(self, both):
        ours, theirs = (
            read_json(both / "project" / "outputs" / base / "2008-09-Q1" / "haringey" / "small.manifest.json")
            for base in ("", "restricted")
        )
        assert ours["sha256"]["inputs"] == theirs["sha256"]["inputs"]

    @needs_modes
    def test_closes_the_restricted_one_and_not_the_public_one_whatever_the_umask(self, both):
        assert modes(both / "project" / "outputs" / "restricted") == ({0o700}, {0o600})
        page = both / "project" / "outputs" / "2008-09-Q1" / "haringey" / "small.html"
        assert page.stat().st_mode & 0o777 == 0o666

    def test_leaves_each_of_them_up_to_date(self, both, tmp_path):
        shutil.copytree(both / "project", tmp_path / "project")
        path = tmp_path / "project" / "params" / "reports" / "small.yml"
        done = iom("run", path, "--format", "html", "--explain")
        assert done.stdout.splitlines() == [
            "haringey/2008-09-Q1/small up to date",
            "haringey/2008-09-Q1/small (restricted) up to date",
            "0 of 2 would be made.",
        ]


@needs_modes
class TestTheFolderOfTheRestrictedEdition:
    def test_is_closed_with_its_revisions_and_failures_whatever_the_umask(self, tmp_path, open_to_all):
        for crimes in (30, 60):
            put(tmp_path, report(edition="restricted"), crimes)
        fail(tmp_path, report(notebook="other", edition="restricted"))
        site(tmp_path, report(edition="restricted"))
        base = tmp_path / "restricted"
        assert {"_failed", "_revisions", "2008-09-Q1", "index.html"} <= {path.name for path in base.iterdir()}
        assert modes(base) == ({0o700}, {0o600})

    def test_is_closed_before_anything_is_put_into_it(self, tmp_path, open_to_all, monkeypatch):
        def killed(new, place):
            raise KeyboardInterrupt

        monkeypatch.setattr("iomlib.build.publish.swap", killed)
        with pytest.raises(KeyboardInterrupt):
            put(tmp_path, report(edition="restricted"))
        assert (tmp_path / "restricted").stat().st_mode & 0o777 == 0o700

    def test_holds_the_scratch_of_a_run_that_makes_it(self, tmp_path, open_to_all):
        with _scratch(tmp_path, restricted=True) as folder:
            assert folder.parent == tmp_path / "restricted"
            assert [each.stat().st_mode & 0o777 for each in (folder, folder.parent)] == [0o700, 0o700]
        with _scratch(tmp_path) as folder:
            assert folder.stat().st_mode & 0o777 == 0o700

    def test_is_closed_again_where_somebody_opened_it(self, tmp_path):
        base = begin_private(tmp_path / "restricted")
        base.chmod(0o755)
        (base / "page.html").write_text("x", "utf-8")
        (base / "page.html").chmod(0o644)
        begin_private(base)
        make_private(base)
        assert modes(base) == ({0o700}, {0o600})

    def test_does_not_change_what_a_link_in_it_leads_to(self, tmp_path):
        (other := tmp_path / "other.txt").write_text("x", "utf-8")
        other.chmod(0o644)
        base = begin_private(tmp_path / "restricted")
        (base / "link").symlink_to(other)
        make_private(base)
        assert other.stat().st_mode & 0o777 == 0o644


def test_a_run_file_may_name_both_and_the_option_takes_its_place(tmp_path):
    made = project(tmp_path, small=[SAY])
    path = run_file(made, edition="both", areas=["haringey"])
    assert iom("check", path).stdout == "small.yml: 2 reports, nothing wrong.\n"
    assert iom("list", path).stdout == "haringey/2008-09-Q1\n"
    explained = iom("run", path, "--explain", "--edition", "public").stdout
    assert "(restricted)" not in explained
