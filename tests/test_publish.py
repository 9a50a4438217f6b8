"""Publishing: one step a report, whole folders only, one run at a time."""

import json
import multiprocessing
import os
import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from frame import SAY, iom, project, run_file

from iomlib.build import swap
from iomlib.build.fingerprint import of_bytes
from iomlib.build.lock import locked
from iomlib.build.look import default_look
from iomlib.build.plan import Report
from iomlib.build.publish import forget_failure, publish, publish_failure, withdraw
from iomlib.build.site import published_reports
from iomlib.build.task import write_all
from iomlib.build.text import as_json
from iomlib.errors import ParameterError, ReportError
from iomlib.periods import Quarter

PLACE = "2008-09-Q1/haringey"
INPUTS = {"data/crimes.csv": "1"}


def report(notebook="one"):
    return Report(notebook, "haringey", "Haringey", Quarter(2008, 1), "public", "A test", {})


def done(folder, notebook="one", inputs=INPUTS, **tables):
    """Write what a report's process leaves: a page, tables and a manifest that knows their sums."""
    files = {f"{notebook}.html": f"page of {notebook} {tables}".encode()}
    files |= {f"tables/{name}.csv": content.encode() for name, content in tables.items()}
    sums = {
        "inputs": inputs,
        "library": "a",
        "outputs": {name: of_bytes(text) for name, text in files.items()},
    }
    of = report(notebook)
    files[f"{notebook}.manifest.json"] = as_json({**of.about, "sha256": sums})
    target = folder / f".building-{notebook}" / "done"
    write_all(files, target)
    return target


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".")
    }


@pytest.fixture(params=["exchanged", "moved twice"], autouse=True)
def way(request, monkeypatch):
    """Both ways of putting a folder in another's place: not every system can exchange two."""
    if request.param == "moved twice":
        monkeypatch.setattr(swap, "_exchanged", lambda one, other: False)
    return request.param


class TestAReport:
    def test_is_published_with_all_its_files(self, tmp_path):
        publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
        names = ["one.html", "one.manifest.json", "tables/crimes.csv"]
        assert sorted(tree(tmp_path)) == [f"{PLACE}/{name}" for name in names]

    def test_replaces_the_earlier_one_and_all_that_was_only_its_own(self, tmp_path):
        publish(report(), done(tmp_path, crimes="1\n", old="2\n"), tmp_path)
        publish(report(), done(tmp_path, crimes="3\n"), tmp_path)
        assert f"{PLACE}/tables/old.csv" not in tree(tmp_path)
        assert tree(tmp_path)[f"{PLACE}/tables/crimes.csv"] == "3\n"

    def test_leaves_the_other_notebooks_of_its_area(self, tmp_path):
        publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
        publish(report("two"), done(tmp_path, "two", people="2\n"), tmp_path)
        publish(report(), done(tmp_path, crimes="3\n"), tmp_path)
        assert {"two.html", "two.manifest.json", "tables/people.csv", "one.html"} <= {
            name.removeprefix(f"{PLACE}/") for name in tree(tmp_path)
        }

    def test_leaves_a_file_that_somebody_put_there(self, tmp_path):
        publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
        (tmp_path / PLACE / "minutes.txt").write_text("noted")
        publish(report(), done(tmp_path, crimes="3\n"), tmp_path)
        assert tree(tmp_path)[f"{PLACE}/minutes.txt"] == "noted"

    def test_takes_the_page_that_said_why_it_was_missing_away(self, tmp_path):
        publish_failure(report(), ["it failed."], tmp_path, default_look())
        assert sorted(tree(tmp_path)) == [f"_failed/{PLACE}/one.html", f"_failed/{PLACE}/one.json"]
        publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
        assert not (tmp_path / "_failed").exists()

    def test_that_fails_takes_its_earlier_version_away(self, tmp_path):
        publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
        publish_failure(report(), ["it failed."], tmp_path, default_look())
        assert sorted(tree(tmp_path)) == [f"_failed/{PLACE}/one.html", f"_failed/{PLACE}/one.json"]

    def test_that_is_up_to_date_takes_a_failure_page_away_that_a_killed_run_left(self, tmp_path):
        publish_failure(report(), ["it failed."], tmp_path, default_look())
        forget_failure(report(), tmp_path)
        assert tree(tmp_path) == {}

    def test_leaves_nothing_else_in_the_folder(self, tmp_path):
        for content in ("1\n", "2\n"):
            publish(report(), done(tmp_path, crimes=content), tmp_path)
        withdraw(report(), tmp_path)
        assert [path.name for path in tmp_path.rglob("*") if not path.name.startswith(".building-")] == []


class TestTwoNotebooksWithTheSameTable:
    def test_share_it_where_it_is_the_same(self, tmp_path):
        publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
        publish(report("two"), done(tmp_path, "two", crimes="1\n"), tmp_path)
        withdraw(report(), tmp_path)
        assert sorted(tree(tmp_path)) == [
            f"{PLACE}/{name}" for name in ("tables/crimes.csv", "two.html", "two.manifest.json")
        ]

    def test_are_told_where_it_differs_and_the_first_stays(self, tmp_path):
        publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
        before = tree(tmp_path)
        words = (
            "tables/crimes.csv: the notebook one made another table of this name from the same input. "
            "Give one of the two an id of its own, or both notebooks the same list of people (scheme and schemes)."
        )
        with pytest.raises(ReportError, match=re.escape(words)):
            publish(report("two"), done(tmp_path, "two", crimes="2\n"), tmp_path)
        assert tree(tmp_path) == before

    def test_of_other_input_are_not_told_but_the_old_one_is_taken_away(self, tmp_path):
        publish(report(), done(tmp_path, crimes="1\n", own="1\n"), tmp_path)
        later = done(tmp_path, "two", {"data/crimes.csv": "2"}, crimes="2\n")
        assert publish(report("two"), later, tmp_path) == ["one"]
        names = ("tables/crimes.csv", "two.html", "two.manifest.json")
        assert sorted(tree(tmp_path)) == [f"{PLACE}/{name}" for name in names]
        assert tree(tmp_path)[f"{PLACE}/tables/crimes.csv"] == "2\n"


class TestAGap:
    """Between two moves, where a system cannot exchange folders, a run may be killed."""

    def test_is_closed_with_the_old_folder(self, tmp_path):
        publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
        before = tree(tmp_path)
        (tmp_path / PLACE).rename(tmp_path / "2008-09-Q1" / ".old-haringey")
        swap.mend(tmp_path)
        assert tree(tmp_path) == before

    def test_that_was_closed_leaves_nothing_old(self, tmp_path):
        publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
        (tmp_path / "2008-09-Q1" / ".old-haringey").mkdir()
        swap.mend(tmp_path)
        assert [path.name for path in (tmp_path / "2008-09-Q1").iterdir()] == ["haringey"]


# Moved twice has a gap by its nature; TestAGap says how it is closed.
@pytest.mark.parametrize("way", ["exchanged"], indirect=True)
def test_a_reader_always_finds_every_file(tmp_path, way):
    """Another process opens the files by name, as fast as it can, while versions change places."""
    if not swap._exchanged(made(tmp_path / "a"), made(tmp_path / "b")):
        pytest.skip("this disk cannot exchange two folders")
    publish(report(), done(tmp_path, crimes="0\n"), tmp_path)
    code = (
        "import sys, pathlib\n"
        "place = pathlib.Path(sys.argv[1])\n"
        "print('ready', flush=True)\n"
        "while not (place.parent.parent / 'stop').exists():\n"
        "    for name in ('one.html', 'one.manifest.json', 'tables/crimes.csv'):\n"
        "        assert (place / name).read_text().endswith(('}', '\\n')), name\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / PLACE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reader:
        reader.stdout.readline()
        for number in range(200):
            publish(report(), done(tmp_path, crimes=f"{number}\n"), tmp_path)
        (tmp_path / "stop").touch()
        assert reader.communicate(timeout=60) == ("", "")


def made(folder):
    folder.mkdir()
    return folder


class TestALock:
    def test_keeps_a_second_run_out_and_says_who_holds_it(self, tmp_path):
        with locked(tmp_path):
            told = f"--output {tmp_path.name}: another run is publishing there (process {os.getpid()} on "
            with pytest.raises(ParameterError) as trouble:
                run_elsewhere(tmp_path)
            assert trouble.value.problems[0].startswith(told)
            assert trouble.value.problems[0].endswith("Wait until it has ended, or name another folder.")

    def test_is_free_again_afterwards(self, tmp_path):
        with locked(tmp_path):
            pass
        with locked(tmp_path):
            assert f"since {datetime.now(UTC).year}" in (tmp_path / ".locked-by").read_text("utf-8")
        assert [path.name for path in tmp_path.iterdir()] == [".lock"]

    def test_that_a_killed_run_left_holds_nobody(self, tmp_path):
        (tmp_path / ".lock").touch()
        (tmp_path / ".locked-by").write_text("process 1 on elsewhere since 2001-01-01 00:00 UTC")
        with locked(tmp_path):
            pass

    def test_tells_that_the_folder_is_a_file(self, tmp_path):
        (tmp_path / "file").write_text("")
        words = r"--output file: is a file, not a folder\. Name another"
        with pytest.raises(ParameterError, match=words), locked(tmp_path / "file"):
            pass


def _try(folder, answer):
    try:
        with locked(folder):
            answer.put([])
    except ParameterError as trouble:
        answer.put(trouble.problems)


def run_elsewhere(folder):
    """Take the lock in another process, and raise what it met."""
    context = multiprocessing.get_context("spawn")
    answer = context.Queue()
    process = context.Process(target=_try, args=(folder, answer))
    process.start()
    problems = answer.get(timeout=60)
    process.join()
    if problems:
        raise ParameterError(problems)


def test_a_file_is_written_in_one_step(tmp_path):
    swap.write(tmp_path / "a" / "index.html", b"one")
    swap.write(tmp_path / "a" / "index.html", b"two")
    assert [(path.name, path.read_bytes()) for path in (tmp_path / "a").iterdir()] == [("index.html", b"two")]


def test_a_damaged_report_is_not_on_the_index(tmp_path):
    publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
    assert [found["area_id"] for found in published_reports(tmp_path, "public")] == ["haringey"]
    manifest = tmp_path / PLACE / "one.manifest.json"
    for spoil in (
        lambda: (tmp_path / PLACE / "one.html").write_text("changed"),
        (tmp_path / PLACE / "one.html").unlink,
        lambda: manifest.write_text("{"),
        lambda: manifest.write_text(json.dumps({"sha256": {"outputs": {"one.html": ""}}})),
    ):
        publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
        spoil()
        assert published_reports(tmp_path, "public") == []


class TestARunIsRefusedWhere:
    def run(self, folder, output):
        return iom("run", run_file(folder, areas=["haringey"]), "--format", "html", "--output", output)

    @pytest.mark.parametrize("place", ["data", "data/out", "params", "notebooks/out"])
    def test_its_outputs_would_lie_in_its_input(self, tmp_path, place):
        done = self.run(project(tmp_path, small=[SAY]), tmp_path / place)
        name = place.rpartition("/")[2]
        assert (done.returncode, done.stderr) == (
            2,
            f"--output {name}: is in a folder of input. Name one outside.\n",
        )

    def test_its_outputs_would_be_the_project(self, tmp_path):
        done = self.run(project(tmp_path / "mine", small=[SAY]), tmp_path / "mine")
        told = "--output mine: is the project itself. Name a folder of its own.\n"
        assert (done.returncode, done.stderr) == (2, told)

    def test_a_public_edition_would_lie_among_restricted_ones(self, tmp_path):
        done = self.run(project(tmp_path, small=[SAY]), tmp_path / "outputs" / "restricted")
        told = "--output restricted: restricted editions have a folder of this name. Name another.\n"
        assert (done.returncode, done.stderr) == (2, told)

    def test_a_table_is_a_link_to_nothing(self, tmp_path):
        folder = project(tmp_path, small=[SAY])
        (folder / "data" / "crimes.csv").unlink()
        (folder / "data" / "crimes.csv").symlink_to(tmp_path / "share" / "crimes.csv")
        done = iom("check", run_file(folder, areas=["haringey"]))
        told = "crimes.csv: is a link to a file that is not there. Put the table itself there, or take the name away.\n"
        assert (done.returncode, done.stderr) == (3, told)
        assert self.run(folder, tmp_path / "outputs").returncode == 3

    def test_a_price_list_has_a_name_that_would_not_be_found(self, tmp_path):
        folder = project(tmp_path, small=[SAY])
        (folder / "params" / "deflators" / "gdp-2026-06.CSV").write_text("financial_year,index\n")
        done = iom("check", run_file(folder, areas=["haringey"]))
        assert done.returncode == 3
        assert done.stderr.startswith("deflators/gdp-2026-06.CSV: is not a table of this folder.")

    def test_a_file_of_params_is_not_utf_8(self, tmp_path):
        folder = project(tmp_path, small=[SAY])
        (folder / "params" / "notes.yml").write_bytes("café".encode("latin-1"))
        done = self.run(folder, tmp_path / "outputs")
        assert (done.returncode, done.stderr) == (3, "notes.yml: is not UTF-8 text.\n")


def test_files_that_are_not_those_of_the_manifest_are_not_published(tmp_path):
    ready = done(tmp_path, crimes="1\n")
    (ready / "one.html").write_text("another page")
    with pytest.raises(ReportError, match="its files are not those of its manifest"):
        publish(report(), ready, tmp_path)
    assert tree(tmp_path) == {}


def test_a_notebook_that_waits_to_be_made_again_does_not_stop_another(tmp_path):
    publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
    assert publish(report("two"), done(tmp_path, "two", crimes="2\n"), tmp_path, waiting=["one"]) == []
    assert sorted(tree(tmp_path)) == [
        f"{PLACE}/{name}" for name in ("tables/crimes.csv", "two.html", "two.manifest.json")
    ]


def test_a_table_that_no_manifest_claims_does_not_stay(tmp_path):
    publish(report(), done(tmp_path, old="1\n"), tmp_path)
    (tmp_path / PLACE / "one.manifest.json").write_text("{")
    publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
    assert f"{PLACE}/tables/old.csv" not in tree(tmp_path)


def test_what_was_taken_away_does_not_come_back(tmp_path):
    publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
    (tmp_path / PLACE).rename(tmp_path / "2008-09-Q1" / ".gone-haringey")  # killed before it was deleted
    swap.mend(tmp_path)
    assert list((tmp_path / "2008-09-Q1").iterdir()) == []


def test_pages_of_another_edition_are_not_on_an_index(tmp_path):
    publish(report(), done(tmp_path, crimes="1\n"), tmp_path)
    assert published_reports(tmp_path, "restricted") == []


def test_a_damaged_failure_stops_no_run(tmp_path):
    folder = project(tmp_path, small=[SAY])
    failed = folder / "outputs" / "_failed" / "2008-09-Q1" / "peterborough"
    failed.mkdir(parents=True)
    (failed / "small.json").write_text("")
    assert iom("run", run_file(folder, areas=["haringey"]), "--format", "html").returncode == 0
