"""The process that makes reports: limits that hold, deaths that are told, nothing left behind."""

import json
import multiprocessing
import os
import signal
import sys
import time
from contextlib import suppress
from threading import Event, Thread

import psutil
import pytest
from frame import SAY, STATE, iom, project, run_file

from iomlib.build import local
from iomlib.build import workshop as working
from iomlib.build.child import _refuse_changed_input
from iomlib.build.fresh import Inputs, step
from iomlib.build.local import ENDED, Workshop, make_here
from iomlib.build.plan import plan_run
from iomlib.build.run import task_of
from iomlib.build.task import DONE
from iomlib.disclosure.profile import committee
from iomlib.errors import ParameterError, ReportError

AREAS = ["haringey", "peterborough", "cleveland", "stockton-on-tees"]
TOO_LONG = "small.ipynb: took longer than 0.05 minutes and was stopped. The run file sets the limit (limits: minutes)."


def tasks_of(folder, limits=None, areas=AREAS):
    """Put the tasks of a small project together, as a run does."""
    path = run_file(folder, areas=areas, limits=limits)
    inputs = Inputs(plan_run(path), ["html"])
    steps = [step(report, inputs, folder / "outputs") for report in inputs.plan.reports]
    return [
        (number, lambda each=each: task_of(each, inputs, committee(), folder / "outputs"))
        for number, each in enumerate(steps)
    ]


def make(tmp_path, source, limits=None, areas=AREAS, engine="fork"):
    """Run one cell for some areas; give what became of each, in the order of the areas."""
    folder = project(tmp_path / "project", small=[SAY, source])
    (tmp_path / "scratch").mkdir()
    made = make_here(tasks_of(folder, limits, areas), tmp_path / "scratch", 2, engine)
    return [each.problems for each in sorted(made, key=lambda each: each.number)]


def living(family):
    """List which processes of a family are still there."""
    _, alive = psutil.wait_procs(family, timeout=20)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


class TestAReport:
    def test_that_hangs_is_stopped_and_the_others_are_made(self, tmp_path):
        hangs = "import time\n\ntime.sleep(600 if area == 'peterborough' else 0)"
        assert make(tmp_path, hangs, {"minutes": 0.05}) == [[], [TOO_LONG], [], []]

    def test_that_hangs_in_code_that_python_cannot_interrupt_is_stopped(self, tmp_path):
        deaf = "import signal, time\n\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(600)"
        assert make(tmp_path, deaf, {"minutes": 0.05}, ["haringey"]) == [[TOO_LONG]]

    @pytest.mark.parametrize("engine", ["fork", "kernel"])
    def test_that_takes_too_much_memory_is_told_so(self, tmp_path, engine):
        greedy = "hoard = bytearray(3 * 2**30 if area == 'peterborough' else 1)"
        told = (
            "small.ipynb: cell 4: out of memory: it needed more than the 1 GB that the run file allows "
            "(limits: memory_gb)."
        )
        found = make(tmp_path, greedy, {"memory_gb": 1}, AREAS[:2], engine)
        assert found == [[], [told]]

    def test_whose_helpers_take_too_much_memory_is_stopped(self, tmp_path):
        greedy = (
            "import subprocess, sys\n\n"
            "code = 'import time; hoard = [bytearray(b\"1\") * 2**28 for _ in range(3)]; time.sleep(60)'\n"
            "helpers = [subprocess.Popen([sys.executable, '-c', code]) for _ in range(2)]\n"
            "[helper.wait() for helper in helpers]"
        )
        told = (
            "small.ipynb: used more than 1 GB of memory and was stopped. "
            "The run file sets the limit (limits: memory_gb)."
        )
        assert make(tmp_path, greedy, {"memory_gb": 1}, ["haringey"]) == [[told]]

    def test_that_the_system_kills_is_told_so(self, tmp_path):
        shot = "import os, signal\n\nif area == 'cleveland':\n    os.kill(os.getpid(), signal.SIGKILL)"
        told = "small.ipynb: its process was killed by the system, most often because memory ran out."
        assert make(tmp_path, shot) == [[], [], [told], []]

    def test_that_ends_its_process_is_told_so(self, tmp_path):
        found = make(tmp_path, "import os\n\nos._exit(3)", areas=["haringey"])
        assert found == [["small.ipynb: its process ended with code 3 and left no result."]]

    def test_whose_code_breaks_python_itself_is_told_so(self, tmp_path):
        found = make(tmp_path, "import ctypes\n\nctypes.string_at(0)", areas=["haringey"])
        assert found == [
            [f"small.ipynb: its process ended with code -{signal.SIGSEGV.value} and left no result."]
        ]

    def test_leaves_no_process_that_it_started_when_it_is_stopped(self, tmp_path):
        mark = f"sleep {600 + os.getpid() % 100}.25"
        starts = f"import subprocess\n\nsubprocess.run({mark.split()!r})"
        make(tmp_path, starts, {"minutes": 0.05}, ["haringey"])
        assert [
            each for each in psutil.process_iter(["cmdline"]) if each.info["cmdline"] == mark.split()
        ] == []

    def test_publishes_nothing_that_a_cell_laid_beside_its_files(self, tmp_path):
        lays = "from pathlib import Path\n\nPath('done').mkdir()\nn = Path('done/extra.html').write_text('x')"
        folder = project(tmp_path / "project", small=[SAY, lays])
        (tmp_path / "scratch").mkdir()
        (made,) = make_here(tasks_of(folder, areas=["haringey"]), tmp_path / "scratch", 1, "fork")
        assert made.problems == []
        names = {path.name for path in (made.folder / DONE).iterdir()}
        assert names == {f"small.{end}" for end in ("figures.json", "html", "ipynb", "manifest.json")}

    @pytest.mark.parametrize("engine", ["fork", "kernel"])
    def test_cannot_change_its_input(self, tmp_path, engine):
        changes = "open(f'{data}/targets.csv', 'a').close()"
        (told,) = make(tmp_path, changes, areas=["stockton-on-tees"], engine=engine)
        assert told == [
            "small.ipynb: cell 4 writes to a file outside its own folder. "
            "A report may read its input and show blocks, nothing else."
        ]

    def test_whose_code_in_c_cannot_change_its_input_or_is_refused(self, tmp_path):
        changes = (
            "import ctypes\n\ncode = ctypes.CDLL(None).truncate(f'{data}/targets.csv'.encode(), ctypes.c_long(0))\n"
            "state(f'It ended with {code}.')"
        )
        folder = project(tmp_path / "project", small=[STATE, changes])
        (tmp_path / "scratch").mkdir()
        (made,) = make_here(tasks_of(folder, areas=["stockton-on-tees"]), tmp_path / "scratch", 1, "fork")
        if made.problems:  # a system that does not hold code in C: seen afterwards
            assert made.problems == [
                "data/targets.csv: was changed while the notebook ran. A report only reads its input."
            ]
        else:
            assert "It ended with -1." in (made.folder / DONE / "small.html").read_text("utf-8")

    def test_whose_input_was_changed_is_refused(self, tmp_path):
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "targets.csv").write_text("a row less")
        about = {"area_id": "haringey", "quarter_id": "2008-09-Q1"}
        task = {"about": about, "given": {"data/targets.csv": "as it was given"}, "people": {}}
        with pytest.raises(
            ReportError, match=r"^data/targets.csv: was changed while the notebook ran. A report"
        ):
            _refuse_changed_input(task, tmp_path)

    @pytest.mark.parametrize("engine", ["fork", "kernel"])
    def test_reads_no_file_that_it_was_not_given(self, tmp_path, engine):
        (tmp_path / "extra.csv").write_text("rate\n10\n")
        reads = f"import pandas as pd\n\npd.read_csv({str(tmp_path / 'extra.csv')!r})"
        (told,) = make(tmp_path, reads, areas=["haringey"], engine=engine)
        assert told == [
            "small.ipynb: cell 4 reads a file outside its own folder. Put it into the data folder, where a "
            "change of it is noticed and makes the report out of date."
        ]

    def test_does_not_reach_the_rows_of_others_one_folder_up(self, tmp_path):
        climbs = "import os\n\nos.chdir('..')\ncontent = open('../data/population.csv').read()"
        folder = project(tmp_path / "project", small=[SAY, climbs])
        assert iom("run", run_file(folder, areas=["haringey"]), "--format", "html").returncode == 1
        assert not list((folder / "outputs").glob("2*"))

    def test_hears_nothing_of_the_users_surroundings(self, tmp_path, monkeypatch):
        (tmp_path / "modules").mkdir()
        (tmp_path / "modules" / "helpers.py").write_text("RATE = 10")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "modules"), prepend=os.pathsep)
        monkeypatch.setenv("PYTHONOPTIMIZE", "1")
        monkeypatch.setenv("RATE", "10")
        monkeypatch.chdir(tmp_path / "modules")
        asks = (
            "import importlib.util, os\n\nassert 'RATE' not in os.environ\n"
            "assert importlib.util.find_spec('helpers') is None\n"
            "if __debug__ is False:\n    raise ValueError('asserts are off')"
        )
        assert make(tmp_path, asks, areas=["haringey"]) == [[]]

    def test_that_copies_its_process_is_made_once(self, tmp_path):
        copies = (
            "import os\nfrom iomlib.blocks import Sentence\n\nown = os.fork()\n"
            "Sentence(sentences=['The parent.' if own else 'The child.'])"
        )
        folder = project(tmp_path / "project", small=[copies])
        (tmp_path / "scratch").mkdir()
        (made,) = make_here(tasks_of(folder, areas=["haringey"]), tmp_path / "scratch", 1, "fork")
        assert made.problems == []
        assert "The parent." in (made.folder / DONE / "small.html").read_text("utf-8")

    def test_is_not_held_up_by_a_thread_that_goes_on(self, tmp_path):
        goes_on = "import threading, time\n\nthreading.Thread(target=time.sleep, args=(600,)).start()"
        assert make(tmp_path, goes_on, {"minutes": 0.3}, ["haringey"]) == [[]]

    @pytest.mark.parametrize("start", ["", "setsid "], ids=["in its group", "in a session of its own"])
    def test_leaves_no_process_when_it_is_made(self, tmp_path, start):
        mark = f"sleep {700 + os.getpid() % 100}.5"
        starts = f"import subprocess\n\nhelper = subprocess.Popen({(start + mark).split()!r})"
        assert make(tmp_path, starts, areas=["haringey"]) == [[]]
        assert [
            each for each in psutil.process_iter(["cmdline"]) if each.info["cmdline"] == mark.split()
        ] == []

    def test_sees_no_row_of_another_area(self, tmp_path):
        looks = (
            "import pandas as pd\n\nareas = set(pd.read_csv(f'{data}/population.csv')['area'])\n"
            "assert areas == {area}, areas"
        )
        assert make(tmp_path, looks, areas=AREAS[:2]) == [[], []]


class TestAWorkshop:
    def test_that_is_killed_is_started_again_and_every_report_is_made(self, tmp_path):
        folder = project(tmp_path / "project", small=[SAY, "import time\n\ntime.sleep(0.2)"])
        (tmp_path / "scratch").mkdir()
        made = []
        for each in make_here(tasks_of(folder), tmp_path / "scratch", 1, "fork"):
            made.append(each)
            if len(made) == 1:
                for child in psutil.Process().children():
                    if "iomlib.build.workshop" in child.cmdline():
                        child.kill()
        assert sorted((each.number, each.problems) for each in made) == [(n, []) for n in range(4)]

    def test_that_is_killed_again_and_again_is_told_for_each_report(self, tmp_path):
        shot = "import os, signal, time\n\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)"
        found = make(tmp_path, shot, areas=AREAS[:2])
        assert found == [[ENDED], [ENDED]]

    def test_that_cannot_start_is_told_with_the_kind_of_its_error(self, tmp_path, monkeypatch):
        folder = project(tmp_path / "project", small=[SAY])
        (tmp_path / "scratch").mkdir()
        monkeypatch.setattr(local, "environment", lambda scratch: {"PATH": "", "MPLBACKEND": "none of these"})
        found = list(make_here(tasks_of(folder, areas=["haringey"]), tmp_path / "scratch", 1, "fork"))
        assert [each.problems for each in found] == [[f"{ENDED} It said ValueError."]]
        assert found[0].folder == tmp_path / "scratch" / "report-0"

    def test_ends_with_whoever_started_it_and_takes_its_reports_along(self, tmp_path):
        folder = project(tmp_path / "project", small=[SAY, "import time\n\ntime.sleep(600)"])
        (tmp_path / "scratch").mkdir()
        workshop = Workshop(tmp_path / "scratch", 2, "fork")
        for number, task in tasks_of(folder, areas=AREAS[:2]):
            workshop.give(number, task())
        own = psutil.Process(workshop.process.pid)
        until(lambda: len(own.children()) == 2)
        family = [own, *own.children(recursive=True)]
        workshop._to.close()  # what the system does for a runner that was killed
        assert living(family) == []
        workshop.close()

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child when its parent is killed")
    def test_that_is_shot_leaves_no_report_under_way(self, tmp_path):
        folder = project(tmp_path / "project", small=[SAY, "import time\n\ntime.sleep(600)"])
        (tmp_path / "scratch").mkdir()
        workshop = Workshop(tmp_path / "scratch", 1, "fork")
        for number, task in tasks_of(folder, areas=["haringey"]):
            workshop.give(number, task())
        own = psutil.Process(workshop.process.pid)
        until(own.children)
        family = own.children(recursive=True)
        own.kill()
        assert living(family) == []
        workshop.close()

    def test_that_is_shot_before_a_report_has_begun_ends_it_too(self):
        report = multiprocessing.get_context("spawn").Process(target=begin_as_an_orphan)
        report.start()
        report.join()
        assert report.exitcode == 1

    def test_has_one_thread_when_it_copies_itself(self, tmp_path):
        """Seen from outside, while a report is made: the process that has another below it is the workshop."""
        threads = set()
        rests = "import time\nfrom pathlib import Path\n\nPath('rests').touch()\ntime.sleep(2)\nPath('rests').unlink()"
        folder = project(tmp_path / "project", small=[rests, SAY])
        (tmp_path / "scratch").mkdir()
        ended = make_here(tasks_of(folder, areas=["haringey"]), tmp_path / "scratch", 1, "fork")
        watching = Thread(target=watch, args=(threads, tmp_path / "scratch", end := Event()))
        watching.start()
        (made,) = ended
        end.set()
        watching.join()
        assert made.problems == []
        assert threads == {1}


def watch(threads, scratch, end):
    """Note how many threads the children of this process have that have children, while a cell rests."""
    while not end.wait(0.05):
        if list(scratch.glob("*/run/rests")):
            for each in psutil.Process().children():
                with suppress(psutil.NoSuchProcess):
                    if each.children():
                        threads.add(each.num_threads())


def begin_as_an_orphan():
    """Begin a report in this process, whose workshop has gone, so that another process is its parent."""
    os.getppid = lambda: 1
    working._end_with_parent()
    os._exit(0)


def until(true, seconds=60):
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(psutil.Error):
            if true():
                return
        time.sleep(0.05)
    raise AssertionError("it did not come true")


def test_no_memory_grows_with_the_number_of_reports(tmp_path):
    """A task is put together only when its turn is near."""
    folder = project(tmp_path / "project", small=[SAY])
    (tmp_path / "scratch").mkdir()
    (_, task), *_ = tasks_of(folder, areas=["haringey"])
    waiting, most = 0, 0

    def one_more():
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        return task()

    for _ in make_here([(n, one_more) for n in range(12)], tmp_path / "scratch", 2, "fork"):
        waiting -= 1
    assert most == 4


@pytest.mark.parametrize(
    "limits", [{"minutes": 0}, {"memory_gb": -1}, {"minutes": True}, {"hours": 1}], ids=json.dumps
)
def test_limits_that_are_none_are_refused(tmp_path, limits):
    with pytest.raises(ParameterError, match="limits"):
        tasks_of(project(tmp_path, small=[SAY]), limits)
