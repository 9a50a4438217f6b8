"""Reports made by the workers of a dask scheduler: real processes, one of which is killed."""

import json
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import contextmanager, suppress

import psutil
import pytest
from frame import ROOT, SAY, iom, project, run_file

from iomlib.build.plan import plan_run
from iomlib.errors import ParameterError

AREAS = ["haringey", "peterborough", "cleveland", "stockton-on-tees", "cambridgeshire", "metropolitan"]
SLOW = "import time\n\ntime.sleep(0.4)"
HTML = ("--format", "html")
# `iom`, which waits a minute for a scheduler that may still be starting.
IMPATIENT = (
    "import iomlib.build.cluster, iomlib.cli; iomlib.build.cluster.PATIENCE = 20; iomlib.build.cluster.LOOK = 1; "
    "iomlib.cli.main()"
)


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


class Cluster:
    """A scheduler and its workers, each a process of its own as on machines of their own."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.file = folder / "scheduler.json"
        own = ("--port", "0", "--no-dashboard", "--scheduler-file", self.file)
        self.processes = [self.start("scheduler", *own)]
        self.wait(self.file.exists)
        time.sleep(0.2)

    def start(self, what, *arguments):
        command = [sys.executable, "-m", "distributed.cli.dask_" + what, *map(str, arguments)]
        log = (self.folder / f"{what}-{time.monotonic_ns()}.txt").open("wb")
        with log:
            return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

    def worker(self):
        own = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0")
        place = ("--local-directory", self.folder / "space", "--scheduler-file", self.file)
        self.processes.append(self.start("worker", *own, *place))
        return self.processes[-1]

    def wait(self, true, seconds=60):
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, "the cluster does not come up"
            time.sleep(0.05)

    @property
    def address(self):
        from json import loads

        return loads(self.file.read_text("utf-8"))["address"]

    def close(self):
        for process in self.processes:
            process.kill()
            process.wait()


@contextmanager
def running(command):
    """Run a command whose words are read as they come; whatever happens, it is over in the end."""
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    timer = threading.Timer(300, end, [run])  # a line that never comes is not waited for
    timer.start()
    try:
        yield run
    finally:
        timer.cancel()
        end(run)
        run.wait()
        run.stdout.close()
        run.stderr.close()


def end(run):
    """Kill a command and all that it has started, which would hold its pipes open."""
    with suppress(psutil.NoSuchProcess):
        started = psutil.Process(run.pid)
        for each in [started, *started.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                each.kill()


@pytest.fixture
def cluster(tmp_path):
    made = Cluster(tmp_path / "cluster")
    yield made
    made.close()


def test_every_report_is_made_though_a_worker_is_killed(cluster, tmp_path):
    place = project(tmp_path / "project", small=[SAY, SLOW])
    path = run_file(place, areas=AREAS, quarters=["2008-09-Q1", "2008-09-Q2", "2008-09-Q3"])
    victim = cluster.worker()
    cluster.worker()
    command = [sys.executable, "-m", "iomlib", "run", str(path), "--cluster", cluster.address, *HTML]
    with running(command) as run:
        told = [run.stderr.readline() for _ in range(4)]  # four reports are published
        assert all("published" in line for line in told), told
        under_way = psutil.Process(victim.pid).children(recursive=True)
        assert under_way, "the worker that is killed has made no report"
        victim.kill()
        out, err = run.communicate(timeout=300)
    assert run.returncode == 0, err
    assert out.startswith("18 of 18 reports published. Open ")
    _, alive = psutil.wait_procs(under_way, timeout=20)
    assert [each for each in alive if each.status() != psutil.STATUS_ZOMBIE] == []
    assert iom("run", path, "--output", tmp_path / "here", *HTML).returncode == 0
    assert tree(place / "outputs") == tree(tmp_path / "here")


def test_workers_started_here_make_the_same_bytes(tmp_path):
    place = project(tmp_path / "project", small=[SAY])
    path = run_file(place, areas=AREAS[:3])
    done = iom("run", path, "--cluster", "local", "--jobs", 2, *HTML)
    assert (done.returncode, done.stderr.count("published")) == (0, 3), done.stderr
    assert iom("run", path, "--output", tmp_path / "here", *HTML).returncode == 0
    assert tree(place / "outputs") == tree(tmp_path / "here")


def test_a_failing_report_is_told_as_on_one_machine(tmp_path):
    place = project(tmp_path / "project", small=[SAY, "raise KeyError(area)"])
    path = run_file(place, areas=["haringey"])
    done = iom("run", path, "--cluster", "local", "--jobs", 1, *HTML)
    assert done.returncode == 1
    why = "Open the notebook in JupyterLab with the same parameters to see why."
    assert f"haringey/2008-09-Q1: small.ipynb: cell 4 stopped with KeyError. {why}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_scheduler_that_is_not_there_is_told(tmp_path):
    path = run_file(project(tmp_path, small=[SAY]))
    command = [sys.executable, "-c", IMPATIENT, "run", str(path), "--cluster", "tcp://127.0.0.1:9", *HTML]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, "--cluster tcp://127.0.0.1:9: no scheduler answers there.\n")


def test_a_run_without_any_worker_left_ends_and_what_was_published_stays(cluster, tmp_path):
    place = project(tmp_path / "project", small=[SAY, SLOW])
    path = run_file(place, areas=AREAS, quarters=["2008-09-Q1", "2008-09-Q2", "2008-09-Q3"])
    last = cluster.worker()
    command = [sys.executable, "-c", IMPATIENT, "run", str(path), "--cluster", cluster.address, *HTML]
    with running(command) as run:
        assert "published" in run.stderr.readline()
        last.kill()
        _, err = run.communicate(timeout=200)
    assert run.returncode == 1
    assert err.splitlines()[-1] == "--cluster: no worker is left. Start one, and run again."
    assert list((place / "outputs" / "2008-09-Q1").iterdir()) != []


def test_a_scheduler_that_goes_away_is_told_and_what_was_published_stays(cluster, tmp_path):
    place = project(tmp_path / "project", small=[SAY, SLOW])
    path = run_file(place, areas=AREAS, quarters=["2008-09-Q1", "2008-09-Q2", "2008-09-Q3"])
    cluster.worker()
    command = [sys.executable, "-m", "iomlib", "run", str(path), "--cluster", cluster.address, *HTML]
    with running(command) as run:
        assert "published" in run.stderr.readline()
        cluster.processes[0].kill()
        _, err = run.communicate(timeout=200)
    assert run.returncode == 1
    assert "Traceback" not in err, err
    assert err.splitlines()[-1] == "--cluster: the scheduler has gone. Run again, here or there."
    done = iom("run", path, *HTML)
    assert done.returncode == 0
    assert " up to date." in done.stdout


def test_a_cluster_needs_its_package(tmp_path, monkeypatch):
    from iomlib.build import run

    monkeypatch.setattr(run, "find_spec", lambda name: None)
    plan = plan_run(run_file(project(tmp_path, small=[SAY])))
    how = run.How(jobs=1, formats=["html"], cluster="local")
    with pytest.raises(
        ParameterError, match=r"--cluster needs a package more: pip install 'iomlib\[cluster\]'"
    ):
        run.run_plan(plan, tmp_path / "outputs", how, print)
    assert not (tmp_path / "outputs").exists()


@pytest.mark.parametrize("other", ["code", "needed"])
def test_a_worker_with_another_iomlib_or_other_packages_makes_no_report(other):
    from iomlib.build.cluster import OTHER_CODE, make_on_worker, of_closure, of_iomlib

    sums = {"code": of_iomlib()["code"], "needed": of_closure()} | {other: "another"}
    made = make_on_worker(json.dumps({"sha256": sums}), "fork")
    assert made == {"problems": [OTHER_CODE], "kind": "", "files": {}}


def test_a_fault_on_a_worker_brings_nothing_of_its_input_into_a_log(monkeypatch):
    """Dask writes what a function was given into the log of a worker where it raises."""
    from iomlib.build import cluster

    def fails(*_):
        raise OSError("Zzyzx")

    monkeypatch.setattr(cluster, "_made", fails)
    task = {"sha256": {"code": cluster.of_iomlib()["code"], "needed": cluster.of_closure()}}
    made = cluster.make_on_worker(json.dumps(task), "fork", {"data/nominals.parquet": b"Zzyzx"})
    assert made["problems"] == ["a worker of the cluster could not make it (OSError). Run again."]


class TestDataAtAnAddress:
    def run(self, tmp_path, address):
        place = project(tmp_path / "project", small=[SAY])
        return place, iom("run", run_file(place, areas=["haringey"], data=address), *HTML)

    def test_are_read_as_from_a_folder(self, tmp_path):
        place, done = self.run(tmp_path, f"file://{ROOT}/data")
        assert done.returncode == 0, done.stderr
        path = run_file(place, areas=["haringey"])
        assert iom("run", path, "--output", tmp_path / "here", *HTML).returncode == 0
        assert tree(place / "outputs") == tree(tmp_path / "here")

    def test_are_read_from_an_archive(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "returns.zip", "w") as archive:
            for path in sorted((ROOT / "data").glob("*.csv")):
                archive.write(path, f"data/{path.name}")
        _, done = self.run(tmp_path, f"zip://data::file://{tmp_path}/returns.zip")
        assert done.returncode == 0, done.stderr

    def test_that_are_not_there_are_told_without_the_address(self, tmp_path):
        _, done = self.run(tmp_path, f"file://{tmp_path}/secret-key")
        told = "data: nothing can be read at file://... (FileNotFoundError).\n"
        assert (done.returncode, done.stderr) == (3, told)

    def test_that_need_a_package_are_told_which(self, tmp_path):
        _, done = self.run(tmp_path, "s3://bucket/data")
        assert done.returncode == 2
        assert done.stderr.startswith("data: s3:// cannot be read here: ")
        assert "s3fs" in done.stderr

    def test_of_no_known_kind_are_told(self, tmp_path):
        _, done = self.run(tmp_path, "what://bucket/data")
        assert done.returncode == 2
        assert done.stderr.startswith("data: what:// cannot be read here: ")
