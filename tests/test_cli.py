"""`iom` as a user meets it: words in, files and an exit code out, no traceback for what can be mended."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest
from bs4 import BeautifulSoup
from frame import (
    DEMO,
    PARAMETERS,
    SAY,
    STATE,
    iom,
    keep,
    once,
    project,
    read_json,
    run_file,
    told,
    write_notebook,
)

# What a person's record might hold; it stands in the notebook's data and nowhere in what `iom` makes.
PERSON = "Jane Example 14 February 1990"
HTML = ("--format", "html", "--jobs", "2")
HIDE = f"name = ' '.join({PERSON.split()!r})"  # the code itself is published
RAISES = f"{HIDE}\nif area == 'peterborough':\n    raise KeyError(name)"
SLEEPS = "import time\n\ntime.sleep(300 if area == 'haringey' else 0)"


def assert_says(done, code, *problems):
    """Hold a command to its exit code and to the problems it tells, on stderr and without a traceback."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    for problem in problems:
        assert problem in done.stderr.splitlines()
        assert problem not in done.stdout


def files_below(folder):
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return sorted(path.relative_to(folder).as_posix() for path in files)


def all_that_was_written(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def text_of(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser").body.get_text(" ", strip=True)


class TestList:
    def test_gives_the_ids_that_only_takes_one_a_line(self):
        done = iom("list", DEMO)
        assert_says(done, 0)
        assert done.stderr == ""
        assert len(done.stdout.splitlines()) == 28
        assert "stockton-on-tees/2008-09-Q2" in done.stdout.splitlines()


class TestCheck:
    def test_says_in_one_line_that_all_is_well(self):
        done = iom("check", DEMO)
        assert (done.returncode, done.stdout, done.stderr) == (
            0,
            "demo.yml: 36 reports, nothing wrong.\n",
            "",
        )

    def test_says_every_problem_of_the_run_file(self, tmp_path):
        path = run_file(
            project(tmp_path, small=[SAY]), areas=["harringey"], edition="secret", notebooks=["smal"]
        )
        done = iom("check", path)
        assert_says(
            done, 2, "small.yml: edition: 'secret' is not allowed. Allowed: 'public', 'restricted' or 'both'."
        )
        assert done.stdout == ""

    def test_says_every_problem_of_the_data(self, tmp_path):
        folder = project(tmp_path, small=[SAY])
        break_data(folder)
        assert_says(iom("check", run_file(folder)), 3, *DATA_PROBLEMS)

    def test_looks_at_the_rule_for_small_counts_too(self, tmp_path):
        folder = project(tmp_path, small=[SAY])
        (folder / "params" / "disclosure.yml").unlink()
        words = "disclosure.yml: is missing. Without it nothing is published."
        assert_says(iom("check", run_file(folder)), 2, words)

    def test_starts_no_notebook_and_writes_nothing(self, tmp_path):
        folder = project(tmp_path, small=[SAY, f"open({str(tmp_path / 'ran')!r}, 'w').close()"])
        before = files_below(folder)
        assert_says(iom("check", run_file(folder, "small.yml")), 0)
        assert files_below(folder) == sorted([*before, "params/reports/small.yml"])


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["runn", "x.yml"], "No such command 'runn'"),
            (["run", DEMO, "--edition", "secret"], "'secret' is not one of 'public', 'restricted'"),
            (["run", DEMO, "--jobs", "0"], "Input should be greater than or equal to 1"),
            (["run", DEMO, "--format", "docs"], "--format docs: not a format. Allowed: html, pdf, docx."),
            (["run", "no.yml"], "no.yml: no such run file. Run files are in params/reports."),
            (
                ["run", DEMO, "--only", "stockton/2008-09-Q2"],
                "--only stockton/2008-09-Q2: not in this run file. Did you mean stockton-on-tees/2008-09-Q2?",
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_that_is_wrong_is_told_on_stderr(self, arguments, words):
        done = iom(*arguments)
        assert_says(done, 2)
        assert words in done.stderr
        assert done.stdout == ""

    def test_is_shown_where_nothing_is_asked(self):
        done = iom()
        assert done.returncode in (0, 2)
        assert all(command in done.stdout + done.stderr for command in ("run", "check", "list"))

    def test_is_what_help_shows(self):
        done = iom("run", "--help")
        assert_says(done, 0)
        shown = ("RUN.yml", "--only", "--jobs", "--edition", "--format", "--output")
        assert [option for option in shown if option not in done.stdout] == []

    def test_refuses_a_file_as_the_folder_of_outputs(self, tmp_path):
        folder = project(tmp_path, small=[SAY])
        done = iom("run", run_file(folder), "--output", run_file(folder))
        assert_says(done, 2)
        assert "small.yml" in done.stderr


DATA_PROBLEMS = [
    "population.csv: row 1, column people: is not a column of this table. "
    "Delete it, or name it as docs/data.md does.",
    "population.csv: row 1, column persons: is missing. Add the column. This count is a whole number, 1 or more.",
    "targets.csv: row 2, column baseline: about 247 is not a count above 0. "
    "2 rows like this. This count is a whole number, 1 or more.",
]


def break_data(folder):
    """Put a fault into each of two tables."""
    targets, people = (folder / "data" / name for name in ("targets.csv", "population.csv"))
    targets.write_text(targets.read_text("utf-8").replace(",247,", ",about 247,"), "utf-8")
    people.write_text(people.read_text("utf-8").replace("persons,", "people,", 1), "utf-8")


class TestBadData:
    def test_stops_the_run_with_every_problem_of_every_file_and_no_kernel(self, tmp_path):
        folder = project(tmp_path, small=[SAY, f"open({str(tmp_path / 'ran')!r}, 'w').close()"])
        break_data(folder)
        done = iom("run", run_file(folder), *HTML)
        assert_says(done, 3, *DATA_PROBLEMS)
        assert len(done.stderr.splitlines()) == len(DATA_PROBLEMS)
        assert done.stdout == ""
        assert not (folder / "ran").exists()
        assert files_below(folder / "outputs") == []

    def test_leaves_what_was_published_before(self, tmp_path):
        folder = project(tmp_path, small=[SAY])
        path = run_file(folder, areas=["haringey"])
        assert_says(iom("run", path, *HTML), 0)
        before = all_that_was_written(folder / "outputs")
        break_data(folder)
        assert_says(iom("run", path, *HTML), 3)
        assert all_that_was_written(folder / "outputs") == before

    def test_is_also_a_folder_that_is_not_there(self, tmp_path):
        folder = project(tmp_path, small=[SAY])
        done = iom("run", run_file(folder, data="../../away"), *HTML)
        assert_says(done, 3, "data: there is no folder ../../away, seen from the run file.")


def make_failing(folder):
    """Publish two reports, then again with a notebook that now fails for one of them."""
    place = project(folder / "project", small=[SAY])
    path = run_file(place)
    first = iom("run", path, *HTML)
    shutil.copytree(place / "outputs", folder / "before")
    write_notebook(place, "small", [SAY, RAISES])
    second = iom("run", path, *HTML)
    for name, done in (("first", first), ("second", second)):
        (folder / name).mkdir()
        keep(folder / name, done)


@pytest.fixture(scope="module")
def failing(tmp_path_factory):
    return once(tmp_path_factory, "failing", make_failing)


class TestAFailingReport:
    WHY = (
        "small.ipynb: cell 4 stopped with KeyError. "
        "Open the notebook in JupyterLab with the same parameters to see why."
    )

    def test_was_published_while_all_was_well(self, failing):
        assert told(failing / "first")["code"] == 0
        assert (failing / "before" / "2008-09-Q1" / "peterborough" / "small.html").exists()
        assert "2 of 2 reports published." in told(failing / "first")["out"]

    def test_gives_exit_code_1_and_one_line_on_stderr(self, failing):
        assert told(failing / "second")["code"] == 1
        lines = told(failing / "second")["err"].splitlines()
        assert lines[-1] == f"peterborough/2008-09-Q1: {self.WHY}"
        assert sorted(line.split(" ", 1)[1] for line in lines[:-1]) == [
            "haringey/2008-09-Q1 published",
            "peterborough/2008-09-Q1 failed",
        ]
        assert told(failing / "second")["out"].startswith("1 of 2 reports published. Open ")

    def test_does_not_stop_the_others(self, failing):
        outputs = failing / "project" / "outputs"
        assert "All is well in haringey." in text_of(outputs / "2008-09-Q1" / "haringey" / "small.html")

    def test_is_withdrawn_where_an_earlier_version_was_published(self, failing):
        outputs = failing / "project" / "outputs"
        assert not (outputs / "2008-09-Q1" / "peterborough").exists()

    def test_has_its_earlier_version_kept_apart_and_the_release_notes_say_that_it_is_withdrawn(self, failing):
        outputs = failing / "project" / "outputs"
        assert "All is well" in text_of(outputs / "_revisions/2008-09-Q1/peterborough/small/1/small.html")
        notes = text_of(outputs / "releases.html")
        assert f"Withdrawn. {self.WHY}" in notes

    def test_has_a_page_that_says_why(self, failing):
        outputs = failing / "project" / "outputs"
        page = outputs / "_failed" / "2008-09-Q1" / "peterborough" / "small.html"
        assert "No report: Peterborough, 2008/09 Q1" in text_of(page)
        assert self.WHY in text_of(page)
        about = read_json(page.with_suffix(".json"))
        assert (about["area_id"], about["problems"]) == ("peterborough", [self.WHY])

    def test_is_a_gap_on_the_index_with_a_link_to_its_page(self, failing):
        outputs = failing / "project" / "outputs"
        index = BeautifulSoup((outputs / "index.html").read_text("utf-8"), "html.parser")
        link = index.find("a", class_="gap")
        assert link.text.startswith("Peterborough: Small, 2008/09 Q1 (April to June 2008)")
        assert (outputs / link["href"]).is_file()
        assert "1 report is missing" in index.text
        assert self.WHY in index.text

    def test_stands_in_the_manifest_as_failed(self, failing):
        outputs = failing / "project" / "outputs"
        manifest = read_json(outputs / "manifest.json")
        assert manifest["asked"] == ["haringey/2008-09-Q1/small", "peterborough/2008-09-Q1/small"]
        assert [report["area_id"] for report in manifest["published"]] == ["haringey"]
        assert [report["area_id"] for report in manifest["failed"]] == ["peterborough"]

    def test_never_passes_on_what_its_exception_said(self, failing):
        said = told(failing / "second")
        written = all_that_was_written(failing / "project" / "outputs")
        assert PERSON.encode() not in (said["out"] + said["err"]).encode() + written

    def test_leaves_nothing_of_the_work_behind(self, failing):
        outputs = failing / "project" / "outputs"
        assert [path.name for path in outputs.iterdir() if path.name.startswith(".")] == [".lock"]

    def test_comes_back_when_it_is_mended(self, failing, tmp_path):
        shutil.copytree(failing / "project", tmp_path / "project")
        place = tmp_path / "project"
        write_notebook(place, "small", [SAY])
        path = place / "params" / "reports" / "small.yml"
        assert_says(iom("run", path, "--only", "peterborough/2008-09-Q1", *HTML), 0)
        assert not (place / "outputs" / "_failed").exists()
        manifest = read_json(place / "outputs" / "manifest.json")
        assert [report["area_id"] for report in manifest["published"]] == ["haringey", "peterborough"]
        assert manifest["failed"] == []


# What a notebook does that no reader should meet, and how that is told.
BAD = {
    "a bare table": (
        "import pandas as pd\n\npd.DataFrame({'crimes': [30]})",
        "cell 3: shows a bare text/html, text/plain. Use report.Table, report.Chart or report.Sentence.",
    ),
    "a print": (
        f"{HIDE}\nprint(name)",
        "cell 3: writes to the page with print(). Show numbers with report.Table or report.Sentence.",
    ),
    "a warning": (
        f"import warnings\n\n{HIDE}\nwarnings.warn(name)",
        "cell 3: writes to the error stream (a warning?). Show numbers with report.Table or report.Sentence.",
    ),
    "an exception that has the name of ours": (
        f"import pandas as pd\n\n{HIDE}\nraise pd.errors.DataError(name)",
        "small.ipynb: cell 3 stopped with DataError. "
        "Open the notebook in JupyterLab with the same parameters to see why.",
    ),
    "an exception of ours": (
        "from iomlib import tables\n\ntables.read_unit_costs(params, 'home-office-2020-21')",
        "small.ipynb: cell 3 stopped with ParameterError: unit_costs: home-office-2020-21 is not an edition. "
        "Did you mean home-office-2010-11?",
    ),
    "a process that dies": (
        "import os\n\nos._exit(3)",
        "small.ipynb: its process ended with code 3 and left no result.",
    ),
    "a cell that is no Python": (
        "this is no Python",
        "small.ipynb: cell 3 stopped with SyntaxError. "
        "Open the notebook in JupyterLab with the same parameters to see why.",
    ),
    "a notebook that leaves": (
        f"{HIDE}\nraise SystemExit(name)",
        "small.ipynb: cell 3 stopped with SystemExit. "
        "Open the notebook in JupyterLab with the same parameters to see why.",
    ),
}


NAMES = {kind: kind.replace(" ", "-") for kind in BAD}


def make_bad(folder):
    """Run every bad notebook, and a good one, in one go."""
    cells = {NAMES[kind]: [source] for kind, (source, _) in BAD.items()} | {"good": [SAY]}
    place = project(folder / "project", **cells)
    keep(folder, iom("run", run_file(place, areas=["haringey"], notebooks=list(cells)), *HTML))


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    return once(tmp_path_factory, "bad", make_bad)


class TestANotebookIsNotPublishedWith:
    @pytest.mark.parametrize("kind", BAD)
    def test_(self, kind, bad):
        name = NAMES[kind]
        problem = BAD[kind][1].replace("small", name)
        assert f"haringey/2008-09-Q1: {problem}" in told(bad)["err"].splitlines()
        outputs = bad / "project" / "outputs"
        assert sorted(path.relative_to(outputs).as_posix() for path in outputs.rglob(f"{name}.*")) == [
            f"_failed/2008-09-Q1/haringey/{name}.{end}" for end in ("html", "json")
        ]

    def test_and_the_good_one_beside_them_is_published(self, bad):
        assert told(bad)["code"] == 1
        assert told(bad)["out"].startswith(f"1 of {len(BAD) + 1} reports published.")
        assert (bad / "project" / "outputs" / "2008-09-Q1" / "haringey" / "good.html").exists()

    def test_and_what_it_knows_of_a_person_is_passed_on_nowhere(self, bad):
        said = told(bad)["out"] + told(bad)["err"]
        assert PERSON.encode() not in said.encode() + all_that_was_written(bad / "project" / "outputs")


def test_too_few_people_in_a_public_report_give_exit_code_4(tmp_path):
    few = """from iomlib.report import Sentence, figure

three = figure("people.few", 3, "count")
Sentence(sentences=[f"{three.text} people."], disclosure="people", figures=[three])"""
    folder = project(tmp_path, small=[few])
    path = run_file(folder, areas=["haringey"])
    done = iom("run", path, *HTML)
    assert_says(done, 4)
    assert "people.few is a count of fewer than 10 people." in done.stderr
    assert not (folder / "outputs" / "2008-09-Q1").exists()
    assert_says(iom("run", path, "--edition", "restricted", *HTML), 0)


def make_editions(folder):
    """Publish a report as public, in both formats, and then as restricted."""
    place = project(folder / "project", small=[SAY])
    path = run_file(place, areas=["haringey"])
    for arguments in ((), ("--edition", "restricted")):
        done = iom("run", path, *arguments)
        assert done.returncode == 0, done.stderr
        (folder / "last.out").write_text(done.stdout, "utf-8")


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    return once(tmp_path_factory, "editions", make_editions)


@pytest.fixture
def outputs(editions):
    return editions / "project" / "outputs"


class TestEditions:
    def test_never_lie_in_one_folder(self, outputs):
        for base, edition in ((outputs, "public"), (outputs / "restricted", "restricted")):
            about = read_json(base / "2008-09-Q1" / "haringey" / "small.figures.json")
            assert about["edition"] == edition
            assert read_json(base / "manifest.json")["edition"] == edition

    def test_are_marked_where_they_are_restricted(self, outputs):
        page = outputs / "restricted" / "2008-09-Q1" / "haringey" / "small.html"
        for path in (page, outputs / "restricted" / "index.html"):
            html = BeautifulSoup(path.read_text("utf-8"), "html.parser")
            assert "OFFICIAL-SENSITIVE" in html.title.text
            assert html.find("p", class_="restricted").text == "OFFICIAL-SENSITIVE: not for publication"

    def test_are_not_marked_where_they_are_public(self, outputs):
        for path in (outputs / "2008-09-Q1" / "haringey" / "small.html", outputs / "index.html"):
            assert "OFFICIAL-SENSITIVE" not in text_of(path)

    def test_do_not_meet_on_an_index(self, outputs):
        assert "restricted" not in (outputs / "index.html").read_text("utf-8").split("</style>")[1]
        assert len(read_json(outputs / "manifest.json")["published"]) == 1

    def test_say_where_to_look(self, editions):
        # The folder was moved after it was made, so only its end can be held.
        assert (editions / "last.out").read_text().rstrip().endswith("outputs/restricted/index.html")

    def test_come_in_the_formats_that_are_asked_for(self, editions, tmp_path):
        shutil.copytree(editions / "project", tmp_path / "project")
        place = tmp_path / "project" / "outputs" / "2008-09-Q1" / "haringey"
        assert {"small.html", "small.pdf"} <= set(files_below(place))
        path = tmp_path / "project" / "params" / "reports" / "small.yml"
        assert_says(iom("run", path, "--format", "html"), 0)
        assert {path.suffix for path in place.iterdir()} == {".html", ".ipynb", ".json"}
        index = (tmp_path / "project" / "outputs" / "index.html").read_text("utf-8")
        assert ".pdf" not in index


# What is started in the background ignores Ctrl-C, and hands that on to all that it starts: undo it.
HEARS_CTRL_C = """import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("iomlib", run_name="__main__", alter_sys=True)"""


@pytest.fixture
def start():
    """Start a run in a session of its own, as a terminal does, and end it whatever comes of the test."""
    started = []

    def run(path, *arguments):
        command = [sys.executable, "-c", HEARS_CTRL_C, "run", str(path), *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, start_new_session=True, **pipes))
        return started[-1]

    yield run
    for process in started:
        family = safely(lambda: psutil.Process(process.pid).children(recursive=True)) or []  # noqa: B023
        for member in family:
            safely(member.kill)
        process.kill()
        process.communicate()


def until(condition, seconds=60):
    """Wait for something to become true, and give it."""
    for _ in range(seconds * 10):
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError("it never happened")


def reports_of(process):
    """List the reports under way: what the workshop has started."""
    return [child for workshop in psutil.Process(process.pid).children() for child in workshop.children()]


def safely(ask):
    try:
        return ask()
    except psutil.Error:
        return None


INTERRUPTIONS = {
    "the command alone": (os.kill, signal.SIGINT),
    "all that it started, as Ctrl-C does": (os.killpg, signal.SIGINT),
    "asked to end, as a shutdown does": (os.kill, signal.SIGTERM),
}


@pytest.mark.parametrize(("send", "what"), INTERRUPTIONS.values(), ids=INTERRUPTIONS)
def test_an_interrupted_run_leaves_nothing_half_written_and_no_process(send, what, start, tmp_path):
    folder = project(tmp_path, small=[SAY, SLEEPS])
    outputs = folder / "outputs"
    path = run_file(folder, areas=["peterborough", "haringey"])
    process = start(path, *HTML)
    done = outputs / "2008-09-Q1" / "peterborough" / "small.manifest.json"
    until(lambda: done.exists() or process.poll() is not None)
    until(lambda: safely(lambda: reports_of(process)))
    family = psutil.Process(process.pid).children(recursive=True)
    send(process.pid, what)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "reports published" not in out
    _, alive = psutil.wait_procs(family, timeout=10)
    assert [member for member in alive if safely(member.status) != psutil.STATUS_ZOMBIE] == []
    assert [path.name for path in outputs.iterdir() if path.name.startswith(".")] == [".lock"]
    assert files_below(outputs / "2008-09-Q1") == [
        f"peterborough/small.{end}" for end in ("figures.json", "html", "ipynb", "manifest.json")
    ]
    # What was published before the interruption is on the index, and the manifest knows its bytes.
    (published,) = read_json(outputs / "manifest.json")["published"]
    assert published["area_id"] == "peterborough"


def test_a_terminal_shows_a_bar_and_no_line_a_report(tmp_path):
    pty = pytest.importorskip("pty", reason="this system has no terminal that a test could open")
    path = run_file(project(tmp_path, small=[SAY]))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "iomlib", "run", str(path), *HTML]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, text=True) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # Linux says that the terminal is gone when the command has ended
            while content := os.read(ours, 4096):
                shown += content
        assert process.stdout.read().startswith("2 of 2 reports published. Open ")
    os.close(ours)
    assert process.returncode == 0
    assert b"reports" in shown
    assert b"100%" in shown
    assert b"haringey" not in shown


def test_nothing_that_is_up_to_date_is_made_again(tmp_path):
    folder = project(tmp_path, small=["import random", STATE, "state(str(random.SystemRandom().random()))"])
    path = run_file(folder)
    assert_says(iom("run", path, *HTML), 0)
    before = all_that_was_written(folder / "outputs")
    done = iom("run", path, *HTML)
    assert_says(done, 0)
    assert done.stdout.startswith("2 of 2 reports published. 2 were up to date. Open ")
    assert done.stderr == ""
    assert all_that_was_written(folder / "outputs") == before


class TestOtherWords:
    """A notebook whose words change is rendered again and not executed: its figures stay as they were."""

    def page(self, folder):
        return text_of(folder / "outputs" / "2008-09-Q1" / "haringey" / "small.html")

    def test_are_put_around_the_figures_that_were_there(self, tmp_path):
        drawn = "import random\n\nstate('Drawn: ' + str(random.SystemRandom().random()))"
        folder = project(tmp_path, small=[STATE, drawn])
        path = run_file(folder, areas=["haringey"])
        assert_says(iom("run", path, *HTML), 0)
        number = re.search(r"Drawn: (\S+)", self.page(folder))[1]
        edit = folder / "notebooks" / "small.ipynb"
        edit.write_text(edit.read_text("utf-8").replace("A small report", "A short report"), "utf-8")
        explained = iom("run", path, "--explain", *HTML).stdout.splitlines()
        assert explained == [
            "haringey/2008-09-Q1/small to render: the notebook's text changed",
            "1 of 1 would be made.",
        ]
        assert_says(iom("run", path, *HTML), 0)
        assert "A short report" in self.page(folder)
        assert f"Drawn: {number}" in self.page(folder)
        assert_says(iom("run", path, "--force", *HTML), 0)
        assert f"Drawn: {number}" not in self.page(folder)

    def test_give_the_bytes_that_executing_gives(self, tmp_path):
        folder = project(tmp_path, small=[SAY])
        path = run_file(folder, areas=["haringey"])
        assert_says(iom("run", path), 0)
        edit = folder / "notebooks" / "small.ipynb"
        book = read_json(edit)
        words = {"cell_type": "markdown", "id": "more", "metadata": {}, "source": "## More\n\nOther words."}
        book["cells"][2:2] = [words]
        edit.write_text(json.dumps(book), "utf-8")
        assert_says(iom("run", path), 0)
        rendered = all_that_was_written(folder / "outputs")
        assert "Other words." in self.page(folder)
        assert_says(iom("run", path, "--force"), 0)
        assert all_that_was_written(folder / "outputs") == rendered


def test_what_lies_there_from_other_runs_is_told(tmp_path):
    folder = project(tmp_path, small=[SAY])
    assert_says(iom("run", run_file(folder), *HTML), 0)
    fewer = run_file(folder, areas=["haringey"])
    done = iom("run", fewer, *HTML)
    assert_says(done, 0)
    assert done.stdout.splitlines()[1:] == ["1 more lies there from other runs; not looked at."]


PEOPLE = """\
from iomlib import report, tables

people = tables.read_population(data, area).set_index("area")
report.table(
    people,
    [report.Column("persons", "People", "count")],
    id="people",
    caption="People",
    index="Area",
    disclosure="crimes",
)
"""


def test_a_page_of_other_input_that_is_taken_away_is_told(tmp_path):
    folder = project(tmp_path, first=[PEOPLE], second=[PEOPLE])
    first, second = (
        run_file(folder, f"{name}.yml", notebooks=[name], areas=["haringey"]) for name in ("first", "second")
    )
    assert_says(iom("run", first, *HTML), 0)
    table = folder / "data" / "population.csv"
    table.write_text(table.read_text("utf-8").replace("254926", "254927"), "utf-8")
    done = iom("run", second, *HTML)
    assert_says(done, 0)
    assert done.stdout.splitlines()[0] == (
        "haringey/2008-09-Q1: first was taken away, for it was made from other input. Run its run file again."
    )


def test_explaining_writes_nothing_and_needs_no_outputs(tmp_path):
    folder = project(tmp_path, small=[SAY])
    path = run_file(folder, areas=["haringey"])
    before = files_below(folder)
    done = iom("run", path, "--explain")
    assert_says(done, 0)
    assert done.stdout.splitlines()[0] == "haringey/2008-09-Q1/small to execute: it is not published yet"
    assert files_below(folder) == before


def test_a_second_run_on_one_outputs_folder_is_refused(start, tmp_path):
    folder = project(tmp_path, small=[SAY, "import time\n\ntime.sleep(8)"])
    path = run_file(folder, areas=["haringey"])
    first = start(path, *HTML)
    until(lambda: (folder / "outputs" / ".lock").exists() and safely(lambda: reports_of(first)))
    second = iom("run", path, *HTML)
    assert second.returncode == 2
    assert second.stderr.startswith(
        f"--output outputs: another run is publishing there (process {first.pid} on "
    )
    first.communicate(timeout=60)
    assert first.returncode == 0


@pytest.mark.parametrize("name", ["with a space", "{area}", "Größe", "it's"])
def test_a_project_may_lie_in_a_folder_of_any_name(name, tmp_path):
    folder = project(tmp_path / name, small=[SAY])
    assert_says(iom("run", run_file(folder, areas=["haringey"]), "--output", tmp_path / f"to {name}"), 0)
    assert "All is well" in text_of(tmp_path / f"to {name}" / "2008-09-Q1" / "haringey" / "small.html")


def test_two_kinds_of_report_lie_side_by_side(tmp_path):
    folder = project(tmp_path, small=[SAY], other=[SAY.replace("well", "quiet")])
    path = run_file(folder, areas=["haringey"], notebooks=["small", "other"])
    done = iom("run", path, *HTML)
    assert_says(done, 0)
    told = {line.split(" ", 1)[1] for line in done.stderr.splitlines()}
    assert told == {f"haringey/2008-09-Q1/{name} published" for name in ("other", "small")}
    place = folder / "outputs" / "2008-09-Q1" / "haringey"
    assert "quiet" in text_of(place / "other.html")
    assert "well" in text_of(place / "small.html")
    listed = re.findall(r'<h3><a href="([^"]+)"', (folder / "outputs" / "index.html").read_text("utf-8"))
    assert listed == [f"2008-09-Q1/haringey/{name}.html" for name in ("other", "small")]


def test_a_hostile_area_is_only_text_on_index_and_failure_page(tmp_path):
    folder = project(tmp_path, small=[SAY, RAISES])
    areas = folder / "params" / "areas.csv"
    name = "<script>alert(1)</script>"
    areas.write_text(areas.read_text("utf-8").replace(",Peterborough,", f",{name},"), "utf-8")
    assert_says(iom("run", run_file(folder), *HTML), 1)
    outputs = folder / "outputs"
    page = BeautifulSoup((outputs / "index.html").read_text("utf-8"), "html.parser")
    assert len(page.find_all("script")) == 1  # the index's own, which its policy names
    assert page.find("a", class_="gap").text.startswith(f"{name}: Small")
    failed = outputs / "_failed" / "2008-09-Q1" / "peterborough" / "small.html"
    assert BeautifulSoup(failed.read_text("utf-8"), "html.parser").find_all("script") == []


def test_the_set_up_of_the_user_changes_no_report(failing, tmp_path):
    path = run_file(project(tmp_path, small=[SAY]))
    startup = tmp_path / "home" / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("print('hello')")
    command = [sys.executable, "-m", "iomlib", "run", str(path), "--only", "haringey/2008-09-Q1", *HTML]
    own = {"HOME": str(tmp_path / "home"), "LANG": "tr_TR.UTF-8", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    done = subprocess.run(command, env={**os.environ, **own}, capture_output=True, text=True, check=False)
    assert_says(done, 0)
    before, now = (base / "2008-09-Q1" / "haringey" for base in (failing / "before", tmp_path / "outputs"))
    assert files_below(now) == files_below(before)
    assert all_that_was_written(now) == all_that_was_written(before)


def test_the_kernels_of_a_run_share_no_file_that_they_write_to(tmp_path):
    # nbclient keeps the history of its own kernels in memory; ours has another name and must be told.
    ask = "from iomlib.blocks import Sentence\n\nSentence(sentences=[str(get_ipython().history_manager.hist_file)])"
    folder = project(tmp_path, small=[ask])
    assert_says(iom("run", run_file(folder, areas=["haringey"]), "--engine", "kernel", *HTML), 0)
    assert ":memory:" in text_of(folder / "outputs" / "2008-09-Q1" / "haringey" / "small.html")


def test_a_kernel_that_never_starts_is_told_in_words(tmp_path):
    folder = project(tmp_path / "project", small=[SAY])
    code = (
        "import json, os, sys\nfrom pathlib import Path\n"
        "from iomlib.build import execute, place\nfrom iomlib.errors import ReportError\n"
        "os.environ.update(place.environment(Path(sys.argv[2])))\n"
        "spec = Path(sys.argv[2], 'jupyter', 'kernels', place.KERNEL, 'kernel.json')\n"
        "dies = {'argv': [sys.executable, '-c', 'raise SystemExit(3)']}\n"
        "spec.write_text(json.dumps(json.loads(spec.read_text()) | dies))\n"
        "try:\n    execute.execute(Path(sys.argv[1]), {'area': 'x'}, Path(sys.argv[2]), engine='kernel')\n"
        "except ReportError as trouble:\n    print(*trouble.problems)"
    )
    command = [sys.executable, "-c", code, str(folder / "notebooks" / "small.ipynb"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "small.ipynb: its kernel did not start (RuntimeError). Run it again.\n", done.stderr


def test_a_notebook_that_does_not_name_its_language_is_python(tmp_path):
    folder = project(tmp_path, small=[SAY])
    notebook = folder / "notebooks" / "small.ipynb"
    content = read_json(notebook)
    notebook.write_text(json.dumps(content | {"metadata": {}}), "utf-8")
    assert_says(iom("run", run_file(folder, areas=["haringey"]), *HTML), 0)


def test_a_parameter_reaches_the_notebook_with_its_type(tmp_path):
    folder = project(tmp_path)
    typed = PARAMETERS + '\nmonths = 12\nleast = 0.5\ncode = "x"\ncharts = True'
    write_notebook(folder, "small", [STATE, "state(repr((months, least, code, charts)))"], typed)
    settings = {"months": 3, "least": 1.5, "code": "0012", "charts": False}
    path = run_file(folder, areas=["haringey"], settings=settings)
    assert_says(iom("run", path, *HTML), 0)
    page = folder / "outputs" / "2008-09-Q1" / "haringey" / "small.html"
    assert "(3, 1.5, '0012', False)" in text_of(page)
