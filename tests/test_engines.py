"""Both engines give the same, and hold a report to what it may do."""

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
import papermill
import pytest
from awkward import CELLS
from frame import ROOT, once, read_json, write_notebook
from nbformat.v4 import new_code_cell, new_notebook

from iomlib.build import execute, guard
from iomlib.build.execute import normalise
from iomlib.build.place import environment
from iomlib.errors import ReportError

ENGINES = ("fork", "kernel")
DOCS = ROOT / "docs" / "engines.md"
WORKSHOP = Path(__file__).parent / "workshop.py"
PARAMETERS = {"area": "haringey", "quarter": "2008-09-Q1"}
SCRUTINY = {
    "area": "stockton-on-tees",
    "quarter": "2008-09-Q2",
    "edition": "public",
    "data": "../data",
    "params": "../params",
}
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def work(scratch, jobs):
    """Let a process like the workshop's execute jobs; tell what it said of itself."""
    for job in jobs:
        Path(job["folder"]).mkdir(parents=True)
    (scratch / "jobs.json").write_text(json.dumps(jobs))
    outer = {key: value for key, value in environment(scratch).items() if key != "PYTEST_CURRENT_TEST"}
    command = [sys.executable, str(WORKSHOP), str(scratch)]
    done = subprocess.run(
        command, env=outer, cwd=scratch, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    (scratch / "stderr.txt").write_text(done.stderr)


def about(scratch):
    return read_json(scratch / "about.json")


# Both ways: a notebook of awkward cells


@pytest.fixture(scope="session")
def both(tmp_path_factory):
    def make(scratch):
        code = [
            new_code_cell(source, id=f"awkward-{n}", metadata={"tags": ["raises-exception"]})
            for n, source in enumerate(CELLS.values())
        ]
        first = new_code_cell("area = ''\nquarter = ''", metadata={"tags": ["parameters"]}, id="parameters")
        nbformat.write(new_notebook(cells=[first, *code]), scratch / "awkward.ipynb")
        shared = {"notebook": str(scratch / "awkward.ipynb"), "parameters": PARAMETERS, "whole": True}
        work(scratch, [{**shared, "engine": e, "folder": str(scratch / e / "report")} for e in ENGINES])

    return once(tmp_path_factory, "awkward", make)


@cache
def shown(scratch, engine):
    """Give the outputs of each awkward cell, without what differs from run to run."""
    text = (scratch / engine / "report" / "executed.ipynb").read_text("utf-8")
    for varies, same in VARIES:
        text = re.sub(varies, same, text)
    book = nbformat.reads(text, as_version=4)
    kept = [cell for cell in book.cells if cell.id.startswith("awkward-")]
    return {
        name: (cell.execution_count, merged(cell.outputs)) for name, cell in zip(CELLS, kept, strict=True)
    }


VARIES = [
    (r"(/[\w.+-]+)+/(fork|kernel)/report\b", "FOLDER"),
    (r"\b0x[0-9a-f]{6,}", "0xADDRESS"),
    (r"ipykernel_\d+", "ipykernel_PROCESS"),
    (r"<dc:date>[^<]*", "<dc:date>"),
    (r"\d[\d.]*(e[+-]\d+)? (ns|μs|µs|ms|s)\b", "TIME"),
]


def merged(outputs):
    """Join the pieces of stdout, and those of stderr, that stand side by side: a clock decides on them."""
    found = []
    for output in outputs:
        if output.output_type != "stream":
            found.append(dict(output))
            continue
        if not found or "stdout" not in found[-1]:
            found.append({"stdout": "", "stderr": ""})
        found[-1][output.name] += output.text
    return found


def listed():
    """Read the names of the cells that the documentation says differ."""
    return re.findall(r"^\| `([^`]+)` \|", DOCS.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_gives_the_same_both_ways_unless_the_documentation_says_otherwise(name, both):
    forked, kernel = (shown(both, engine)[name] for engine in ENGINES)
    if name in listed():
        assert forked != kernel, f"{name}: no difference any more; take it out of docs/engines.md"
    else:
        assert forked == kernel, name


def test_there_are_sixty_awkward_cells_and_more():
    assert len(CELLS) >= 60


def test_the_documentation_lists_only_cells_that_are_there_each_once():
    assert listed()
    assert set(listed()) <= set(CELLS)
    assert len(set(listed())) == len(listed())


def test_a_figure_is_whole_after_the_fork_though_pyplot_was_loaded_before(both):
    assert about(both)["pyplot"]
    pictures = [output["data"] for output in shown(both, "fork")["figure shown"][1] if "data" in output]
    assert [sorted(picture) for picture in pictures] == [["image/png", "text/plain"]]
    assert len(pictures[0]["image/png"]) > 1000


def test_warming_leaves_one_thread_no_shell_and_the_main_module_as_it_was(both):
    assert about(both) | {"codes": []} == {
        "threads": 1,
        "pyplot": True,
        "shell": False,
        "main": True,
        "codes": [],
    }


# Both ways: the project's own notebook


@pytest.fixture(scope="session")
def scrutiny(tmp_path_factory):
    def make(scratch):
        for name in ("data", "params", "notebooks"):
            shutil.copytree(ROOT / name, scratch / name)
        shared = {"notebook": str(scratch / "notebooks" / "scrutiny_report.ipynb"), "parameters": SCRUTINY}
        jobs = [{**shared, "engine": e, "folder": str(scratch / e)} for e in ENGINES]
        work(scratch, [*jobs, {**jobs[0], "folder": str(scratch / "again")}])

    return once(tmp_path_factory, "scrutiny", make)


@pytest.mark.parametrize("other", ["kernel", "again"])
def test_the_projects_own_notebook_gives_the_same_bytes(other, scrutiny):
    first, second = (
        nbformat.writes(normalise(nbformat.read(scrutiny / name / "executed.ipynb", as_version=4), {}))
        for name in ("fork", other)
    )
    assert first.count("output_type") > 10
    assert first == second


# Both ways: notebooks that stop


STOPS = {
    "a mistake": (["1 / 0"], "cell 3 stopped with ZeroDivisionError. Open the notebook in JupyterLab"),
    "input that is wrong": (
        ["from iomlib.errors import DataError", "raise DataError(['row 2 is wrong', 'row 11 is wrong'])"],
        "cell 4 stopped with DataError: row 2 is wrong",
    ),
    "an early end": (["import sys\nsys.exit(0)", "1"], "cell 3 stopped with SystemExit."),
    "exit": (["exit", "1"], "cell 3 stopped with ReportError: calls exit or quit, which would leave"),
    "memory": (
        ["import numpy as np\nnp.ones(10 ** 10)"],
        "cell 3: out of memory: it needed more than the 1.5 GB that the run file allows (limits: memory_gb).",
    ),
    "memory in small pieces": (
        ["kept = []\nwhile True:\n    kept.append(object())"],
        "out of memory: it needed more than the 1.5 GB that the run file allows (limits: memory_gb).",
    ),
    "writing elsewhere": (
        ["open('../elsewhere.csv', 'w')"],
        "cell 3 writes to a file outside its own folder. A report may read its input and show blocks",
    ),
    "network": (
        ["import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=1)"],
        "cell 3 uses the network. Say network: true in the run file if it must.",
    ),
    "network, told by a library": (
        ["import urllib.request\nurllib.request.urlopen('http://192.0.2.1/')"],
        "cell 3 uses the network. Say network: true in the run file if it must.",
    ),
    "an end of the process": (["import os\nos._exit(3)"], "its kernel died"),
}


@pytest.fixture(scope="session")
def stops(tmp_path_factory):
    def make(scratch):
        (scratch / "notebooks").mkdir()
        jobs = []
        for number, (cells, _) in enumerate(STOPS.values()):
            write_notebook(scratch, f"stop-{number}", cells, parameters="area = ''\nquarter = ''")
            path = scratch / "notebooks" / f"stop-{number}.ipynb"
            shared = {"notebook": str(path), "parameters": PARAMETERS, "memory_gb": 1.5}
            jobs += [{**shared, "engine": e, "folder": str(scratch / e / path.stem)} for e in ENGINES]
        work(scratch, jobs)

    return once(tmp_path_factory, "stops", make)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", STOPS)
def test_a_notebook_that_stops_says_the_same_both_ways(name, engine, stops):
    number = list(STOPS).index(name)
    folder = stops / engine / f"stop-{number}"
    assert not (folder / "executed.ipynb").exists()
    code = about(stops)["codes"][2 * number + ENGINES.index(engine)]
    if name == "an end of the process" and engine == "fork":
        assert code == 3  # the parent tells
        return
    assert code == 0
    problems = read_json(folder / "told.json")[1]
    assert STOPS[name][1] in problems[0]
    assert len(problems) == (2 if "wrong" in name else 1)


def test_a_kernel_that_does_not_start_is_tried_once_more(monkeypatch, tmp_path):
    calls = []

    def fail_first(*_, **__):
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return new_notebook()

    monkeypatch.setattr(papermill, "execute_notebook", fail_first)
    assert execute.execute(tmp_path / "n.ipynb", {}, tmp_path, engine="kernel") == new_notebook()
    assert len(calls) == 2


def test_a_kernel_that_never_starts_is_told(monkeypatch, tmp_path):
    calls = []

    def fail(*_, **__):
        calls.append(1)
        raise TimeoutError

    monkeypatch.setattr(papermill, "execute_notebook", fail)
    with pytest.raises(
        ReportError, match=r"^n\.ipynb: its kernel did not start \(TimeoutError\)\. Run it again\.$"
    ):
        execute.execute(tmp_path / "n.ipynb", {}, tmp_path, engine="kernel")
    assert len(calls) == 2


# Chance


def test_random_numbers_follow_the_parameters(tmp_path_factory):
    def make(scratch):
        (scratch / "notebooks").mkdir()
        draws = "import random\nimport numpy as np\nrandom.random(), float(np.random.rand())"
        write_notebook(scratch, "draw", [draws], parameters="area = ''\nquarter = ''")
        shared = {"notebook": str(scratch / "notebooks" / "draw.ipynb"), "engine": "fork"}
        other = {**PARAMETERS, "area": "peterborough"}
        given = {"one": PARAMETERS, "same": dict(reversed(PARAMETERS.items())), "other": other}
        work(
            scratch, [{**shared, "parameters": p, "folder": str(scratch / name)} for name, p in given.items()]
        )

    scratch = once(tmp_path_factory, "chance", make)
    drawn = {
        name: nbformat.read(scratch / name / "executed.ipynb", as_version=4).cells[-1].outputs[0].data
        for name in ("one", "same", "other")
    }
    assert drawn["one"] == drawn["same"]
    assert drawn["one"] != drawn["other"]


# The guard


GUARDED = """
import json, os, sys
from pathlib import Path
from iomlib.build.guard import guard, leave_network
import socket, sqlite3, shutil, subprocess, tempfile, asyncio
outside, snippets, network = json.load(sys.stdin)
told = {}
for number, snippet in enumerate(snippets):
    own = Path(outside, f"own-{number}")
    own.mkdir()
    Path(own, "mine.txt").write_text("mine")
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.chdir(own)
        if not network:
            leave_network()
        guard(own, network=network, memory_gb=1)
        try:
            exec(snippet, {**globals(), "outside": Path(outside), "own": own})
            said = ""
        except BaseException as trouble:
            said = f"{type(trouble).__name__}: {trouble}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    told[snippet] = os.read(reading, 10_000).decode()
    os.wait()
json.dump(told, sys.stdout)
"""
REFUSED = [
    "open(outside / 'input.csv', 'w')",
    "open(outside / 'input.csv', 'a')",
    "open(outside / 'input.csv', 'r+b')",
    "open('../input.csv', 'x')",
    "(outside / 'new.txt').write_text('x')",
    "os.open(outside / 'input.csv', os.O_WRONLY)",
    "os.open(bytes(outside / 'new.txt'), os.O_CREAT)",
    "(outside / 'input.csv').unlink()",
    "os.remove('input.csv', dir_fd=os.open(outside, os.O_RDONLY))",
    "(outside / 'input.csv').rename('taken.csv')",
    "os.rename('mine.txt', outside / 'new.txt')",
    "os.replace('mine.txt', outside / 'input.csv')",
    "(outside / 'new').mkdir()",
    "os.rmdir(outside)",
    "shutil.rmtree(outside / 'own-0')",
    "shutil.copy('mine.txt', outside)",
    "os.link(outside / 'input.csv', 'alias.csv')",
    "os.symlink('mine.txt', outside / 'link')",
    "os.symlink(outside / 'input.csv', 'link.csv'); open('link.csv', 'w')",
    "os.truncate(outside / 'input.csv', 0)",
    "os.chmod(outside / 'input.csv', 0)",
    "os.utime(outside / 'input.csv')",
    "sqlite3.connect(outside / 'base.db')",
    "os.chdir(outside); open('new.txt', 'w')",
    "open(str(own) + '-other', 'w')",
]
OFFLINE = [
    "socket.create_connection(('192.0.2.1', 80), timeout=1)",
    "socket.socket().connect(('127.0.0.1', 9))",
    "socket.socket().bind(('127.0.0.1', 0))",
    "socket.getaddrinfo('example.org', 80)",
    "socket.gethostbyname('example.org')",
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
]
ALLOWED = [
    "open(outside / 'input.csv').read()",
    "os.listdir(outside)",
    "open('mine.txt', 'w').write('x')",
    "os.mkdir('below'); open('below/x.txt', 'w'); shutil.rmtree('below')",
    "os.rename('mine.txt', 'yours.txt')",
    "os.remove('mine.txt')",
    "os.symlink(outside / 'input.csv', 'link.csv'); open('link.csv').read(); os.remove('link.csv')",
    "open(os.devnull, 'w').write('x')",
    "tempfile.TemporaryFile().write(b'x')",
    "tempfile.NamedTemporaryFile().write(b'x')",
    "tempfile.mkdtemp()",
    "sqlite3.connect(':memory:').execute('select 1')",
    "subprocess.run(['true'], check=True)",
    "asyncio.run(asyncio.sleep(0))",
    "os.mkdir('a'); os.chmod('a', 0o700); os.utime('a')",
    "a, b = socket.socketpair(); a.send(b'x'); b.recv(1)",
    "s = socket.socket(socket.AF_UNIX); s.bind('s')",
    "import encodings.cp037",
    "import resource; assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)",  # no memory of a dead process is kept
]


def guarded(folder, snippets, network):
    (folder / "input.csv").write_text("kept")
    done = subprocess.run(
        [sys.executable, "-c", GUARDED],
        input=json.dumps([str(folder), snippets, network]),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def offline(tmp_path_factory):
    folder = tmp_path_factory.mktemp("offline")
    told = guarded(folder, [*REFUSED, *OFFLINE, *ALLOWED, "bytearray(3 * 2**30)"], network=False)
    assert (folder / "input.csv").read_text() == "kept"
    assert {path.name for path in folder.iterdir() if not path.name.startswith("own-")} == {"input.csv"}
    return told


@pytest.mark.parametrize("snippet", REFUSED)
def test_changing_a_file_outside_its_folder_is_refused(snippet, offline):
    assert offline[snippet] == f"Refused: {guard.WRITES}"


@pytest.mark.parametrize("snippet", OFFLINE)
def test_the_network_is_refused(snippet, offline):
    assert offline[snippet] == f"Refused: {guard.NETWORK}"


@pytest.mark.parametrize("snippet", ALLOWED)
def test_what_a_report_needs_is_allowed(snippet, offline):
    assert offline[snippet] == ""


def test_more_memory_than_allowed_is_a_memory_error(offline):
    assert offline["bytearray(3 * 2**30)"] == "MemoryError: "


def test_the_network_may_be_used_where_the_run_file_says_so(tmp_path):
    here = "socket.socket().bind(('127.0.0.1', 0)); socket.getaddrinfo('127.0.0.1', 80)"
    assert guarded(tmp_path, [here], network=True) == {here: ""}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has networks of a process's own")
def test_a_command_that_a_cell_starts_has_no_network_either(tmp_path):
    ask = "import socket; print(socket.if_nameindex())"
    snippet = f"assert subprocess.check_output([sys.executable, '-c', {ask!r}]) == b\"[(1, 'lo')]\\n\""
    assert guarded(tmp_path, [snippet], network=False) == {snippet: ""}


def test_a_refusal_is_a_permission_error_that_a_library_may_live_with():
    refused = guard.Refused(guard.WRITES)
    assert isinstance(refused, PermissionError | ReportError)
    assert (str(refused), refused.problems) == (guard.WRITES, [guard.WRITES])
