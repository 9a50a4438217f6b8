"""Files past their day are removed, with a line in the log for each, and nothing else is."""

import csv
import hashlib
import os
from contextlib import nullcontext
from datetime import UTC, date, datetime

import pytest
from frame import iom

from iomlib.build.lock import locked
from iomlib.build.retention import read_retention
from iomlib.build.sweep import due, sweep_files
from iomlib.errors import ParameterError

TODAY = date(2026, 11, 23)
PEOPLE = {
    "kind": "tables of people",
    "of": "data",
    "files": ["people/*.csv"],
    "until": "2026-09-30",
    "source": "Information sharing agreement, paragraph 7",
}
SCRATCH = {"kind": "scratch of runs", "of": "scratch", "days": 7, "source": "House rule"}
WRITTEN = datetime(2026, 11, 1, 12, tzinfo=UTC).timestamp()


def retention(folder, *kinds):
    lines = ["kinds:"]
    for kind in kinds:
        said = [f"{key}: {value}" for key, value in kind.items()]
        lines += [f"  - {said[0]}", *(f"    {line}" for line in said[1:])]
    (folder / "params").mkdir(exist_ok=True)
    (folder / "params" / "retention.yml").write_text("\n".join(lines) + "\n", "utf-8")


def put(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"of {name}\n", "utf-8")
        os.utime(path, (WRITTEN, WRITTEN))


@pytest.fixture
def place(tmp_path):
    """Give a project with people, published figures, reports, and what a killed run has left."""
    put(
        tmp_path,
        "data/people/people.csv",
        "data/people/arrests.csv",
        "data/crimes.csv",
        "data/people/read.me",
    )
    put(
        tmp_path,
        "outputs/index.html",
        "outputs/.building-a/data/people.csv",
        "outputs/2008-09-Q1/x/small.html",
    )
    put(tmp_path, "outputs/restricted/.building-b/x.csv", "outputs/unreleased/.building-c/x.csv")
    return tmp_path


def found(place, today=TODAY):
    return [each.name for each in due(place / "data", place / "outputs", place / "params", today)]


def files(place):
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


def swept(place, *arguments, today="2026-11-23"):
    return iom("sweep", "--today", today, *arguments, cwd=place)


class TestASweep:
    def test_removes_nothing_without_a_file_on_retention(self, place):
        before = files(place)
        done = swept(place)
        assert done.returncode == 0
        assert done.stdout.startswith(
            "Nothing is removed: there is no params/retention.yml, which says how long "
        )
        assert files(place) == before

    def test_of_a_folder_that_is_not_there_is_refused(self, place):
        done = swept(place, "--data", "nowhere")
        assert (done.returncode, done.stderr) == (2, "--data nowhere: there is no such folder.\n")

    def test_removes_what_is_past_its_day_and_says_so(self, place):
        retention(place, PEOPLE, SCRATCH)
        before = files(place)
        done = swept(place)
        why = "tables of people, kept until 2026-09-30 (Information sharing agreement, paragraph 7)"
        lines = done.stdout.splitlines()
        assert lines[:2] == [f"people/arrests.csv: {why}", f"people/people.csv: {why}"]
        assert lines[-1] == "5 files removed. The log is outputs/restricted/swept.csv"
        gone = set(before) - set(files(place))
        assert {name for name in gone if name.startswith("data")} == {
            "data/people/arrests.csv",
            "data/people/people.csv",
        }
        assert all("/.building-" in name for name in gone if name.startswith("outputs"))
        assert not list((place / "outputs").glob("**/.building-*"))

    def test_keeps_a_log_of_names_and_sums_and_never_of_content(self, place):
        retention(place, PEOPLE)
        swept(place)
        path = place / "outputs" / "restricted" / "swept.csv"
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert [row["file"] for row in rows] == ["people/arrests.csv", "people/people.csv"]
        assert rows[1] == {
            "day": "2026-11-23",
            "what": "removed",
            "kind": "tables of people",
            "of": "data",
            "file": "people/people.csv",
            "sha256": hashlib.sha256(b"of data/people/people.csv\n").hexdigest(),
            "bytes": "26",
            "kept_until": "2026-09-30",
            "source": "Information sharing agreement, paragraph 7",
        }
        assert "of data" not in path.read_text("utf-8")
        assert path.stat().st_mode & 0o077 == 0

    def test_adds_to_the_log(self, place):
        retention(place, PEOPLE)
        swept(place)
        put(place, "data/people/late.csv")
        swept(place, today="2026-12-01")
        rows = (place / "outputs" / "restricted" / "swept.csv").read_text("utf-8").splitlines()
        assert len(rows) == 4 and rows[-1].startswith("2026-12-01,removed,")

    def test_that_is_dry_removes_nothing_and_writes_nothing(self, place):
        retention(place, PEOPLE, SCRATCH)
        before = files(place)
        done = swept(place, "--dry-run")
        assert done.stdout.splitlines()[-1] == "5 files would be removed."
        assert files(place) == before

    def test_says_which_file_could_not_be_removed(self, place, monkeypatch):
        retention(place, PEOPLE)
        listed = due(place / "data", place / "outputs", place / "params", TODAY)

        def stubborn(path, dir_fd=None):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("os.unlink", stubborn)
        with monkeypatch.context() as patch:
            patch.setattr("iomlib.build.sweep.locked", nullcontext)
            said = sweep_files(listed[:1], place / "outputs", TODAY)
        assert said == ["people/arrests.csv: could not be removed (Permission denied)."]
        rows = (place / "outputs" / "restricted" / "swept.csv").read_text("utf-8").splitlines()
        assert [row.split(",")[1] for row in rows] == ["what", "removed", "not removed"]

    def test_waits_for_no_run_that_is_at_work(self, place):
        retention(place, SCRATCH)
        with locked(place / "outputs"):
            done = swept(place)
        assert done.returncode == 2 and "another run is publishing there" in done.stderr
        assert "outputs/.building-a/data/people.csv" in files(place)


class TestAFileIsKept:
    def test_on_its_last_day_and_not_on_the_next(self, place):
        retention(place, PEOPLE)
        assert found(place, date(2026, 9, 30)) == []
        assert len(found(place, date(2026, 10, 1))) == 2

    def test_for_as_many_days_after_it_was_written(self, place):
        retention(place, SCRATCH)
        assert found(place, date(2026, 11, 8)) == []
        assert len(found(place, date(2026, 11, 9))) == 3

    def test_as_long_as_the_longest_of_its_kinds_says(self, place):
        retention(place, PEOPLE, {**PEOPLE, "files": ["people/arrests.*"], "until": "2027-01-01"})
        assert found(place) == ["people/people.csv"]

    def test_that_a_link_leads_to(self, place, tmp_path_factory):
        other = tmp_path_factory.mktemp("elsewhere")
        put(other, "secret.csv", "deep/secret.csv")
        (place / "data" / "people" / "link.csv").symlink_to(other / "secret.csv")
        (place / "data" / "linked").symlink_to(other / "deep")
        retention(place, {**PEOPLE, "files": ["people/*.csv", "linked/*", "**/*.csv"]}, SCRATCH)
        assert swept(place).returncode == 0
        assert files(other) == ["deep/secret.csv", "secret.csv"]
        assert (place / "data" / "people" / "link.csv").is_symlink()

    def test_that_is_published(self, place):
        retention(place, {**PEOPLE, "files": ["**/*"]}, SCRATCH)
        swept(place, today="2099-01-01")
        assert {"outputs/index.html", "outputs/2008-09-Q1/x/small.html"} <= set(files(place))


def test_a_folder_that_is_a_link_is_refused(place):
    retention(place, PEOPLE)
    (place / "data").rename(place / "real")
    (place / "data").symlink_to(place / "real")
    with pytest.raises(ParameterError, match=r"^data: is a link\. Name the folder that it leads to\.$"):
        found(place)


WRONG = {
    "no reason": (
        {**PEOPLE, "source": '""'},
        "source is empty. Say why these files are kept so long",
    ),
    "two days": (
        {**PEOPLE, "days": 3},
        "needs either until (a day) or days (after the file was last written)",
    ),
    "no day": ({k: v for k, v in PEOPLE.items() if k != "until"}, "needs either until (a day) or days"),
    "days below none": ({**SCRATCH, "days": -1}, "Input should be greater than or equal to 0"),
    "no pattern": (
        {**PEOPLE, "files": "[]"},
        "needs files where it is of data, and none where it is of scratch",
    ),
    "patterns of scratch": ({**SCRATCH, "files": '["*"]'}, "needs files where it is of data"),
    "another folder": ({**PEOPLE, "of": "outputs"}, "Input should be 'data' or 'scratch'"),
    "a way out": ({**PEOPLE, "files": '["../*"]'}, "files: ../* may lead out of the data folder"),
    "a place of the machine": (
        {**PEOPLE, "files": '["/etc/*"]'},
        "files: /etc/* may lead out of the data folder",
    ),
    "an unknown key": ({**PEOPLE, "keep": 3}, "Extra inputs are not permitted"),
}


@pytest.mark.parametrize(("kind", "said"), WRONG.values(), ids=WRONG)
def test_a_file_on_retention_is_refused_for(kind, said, tmp_path):
    retention(tmp_path, kind)
    with pytest.raises(ParameterError) as told:
        read_retention(tmp_path / "params")
    assert len(told.value.problems) == 1
    assert told.value.problems[0].startswith("retention.yml: ") and said in told.value.problems[0]


def test_a_file_on_retention_that_is_no_yaml_is_refused(tmp_path):
    (tmp_path / "retention.yml").write_text("kinds: [", "utf-8")
    with pytest.raises(ParameterError, match=r"^retention.yml: "):
        read_retention(tmp_path)


class TestASweepCannotBeLedOut:
    def test_through_a_link_that_was_put_there_after_the_files_were_listed(self, place):
        """In the place of a folder, and of a file: what they lead to stays, and the log says that nothing went."""
        retention(place, PEOPLE)
        put(place, "elsewhere/people.csv", "elsewhere/arrests.csv")
        listed = due(place / "data", place / "outputs", place / "params", TODAY)
        (place / "data" / "people").rename(place / "data" / "moved")
        (place / "data" / "people").symlink_to(place / "elsewhere", target_is_directory=True)
        kept = sweep_files(listed, place / "outputs", TODAY)
        assert len(kept) == 2 and all("could not be removed" in each for each in kept)
        assert {"elsewhere/people.csv", "elsewhere/arrests.csv"} <= set(files(place))
        log = (place / "outputs" / "restricted" / "swept.csv").read_text("utf-8")
        assert log.count("not removed,") == 2 and ",removed," not in log

    def test_into_a_project(self, place):
        retention(place, {**PEOPLE, "files": ["**/*.csv"]})
        done = swept(place, "--data", ".")
        assert done.returncode == 2 and "holds params, so it is no folder of data" in done.stderr
        assert "data/people/people.csv" in files(place)

    @pytest.mark.parametrize("name", ["restricted", "unreleased", "2008-09-Q1", ".building-link"])
    def test_by_a_link_among_the_outputs(self, place, name):
        retention(place, PEOPLE)
        target = place / "outputs" / name
        if target.exists():
            target.rename(place / "was")
        (place / "else").mkdir()
        target.symlink_to(place / "else", target_is_directory=True)
        done = swept(place)
        assert done.returncode == 2 and f"{name} is a link, which may lead out of the folder" in done.stderr
        assert not list((place / "else").iterdir()) and "data/people/people.csv" in files(place)

    def test_by_a_time_that_no_calendar_has(self, place):
        retention(place, {**SCRATCH, "of": "data", "files": '["people/*.csv"]'})
        path = place / "data" / "people" / "people.csv"
        os.utime(path, ns=(2**62, 2**62))
        if path.stat().st_mtime > 4e9:
            assert "people/people.csv" not in found(place)
