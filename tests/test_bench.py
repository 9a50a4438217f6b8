"""The benchmark measures what it says: all processes of a command, and projects that `iom` takes as they are."""

import json
import sys

import pytest
from frame import ROOT, iom
from test_docs import acronyms, explained, prose

from bench import page, project, run
from bench.lines import LINES, BenchError, Found, Line, ours
from bench.measure import measured

BURN = "import time\nwhile time.process_time() < 0.5: pass"
# Its parent is gone before it starts, as Chromium's helpers are.
ORPHAN = f"""import os, subprocess, sys, time
if os.fork() == 0:
    if os.fork() == 0:
        time.sleep(0.2)
        subprocess.run([sys.executable, "-c", {BURN!r}])
    os._exit(0)"""


@pytest.mark.parametrize("code", [BURN, ORPHAN], ids=["the command itself", "a child whose parent is gone"])
def test_processor_time_is_that_of(code, tmp_path):
    took = measured([sys.executable, "-c", code], tmp_path)
    assert took["code"] == 0, took["err"]
    assert 0.5 <= took["processor"] < 2


def test_memory_is_that_of_the_first_process_and_of_the_largest(tmp_path):
    child = "import time\nheld = b'x' * 200_000_000\ntime.sleep(0.3)"
    parent = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {child!r}])"
    took = measured([sys.executable, "-c", parent], tmp_path)
    assert took["runner_mb"] < 100
    assert took["largest_mb"] > 190


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made-up")
    return folder, project.make(folder, 4, 5)


def test_a_made_up_project_has_a_report_for_every_area_and_quarter(made):
    listed = iom("list", made[1])
    assert len(listed.stdout.splitlines()) == 20, listed.stderr
    done = iom("check", made[1])
    assert (done.returncode, done.stdout) == (0, "bench.yml: 20 reports, nothing wrong.\n"), done.stderr


def test_a_made_up_project_is_the_same_every_time(made, tmp_path):
    project.make(tmp_path, 4, 5)
    assert (tmp_path / "data" / "crimes.csv").read_bytes() == (made[0] / "data" / "crimes.csv").read_bytes()


def test_a_change_of_one_area_changes_one_row(tmp_path):
    project.make(tmp_path, 2, 1)
    before = (tmp_path / "data" / "crimes.csv").read_text("utf-8").splitlines()
    project.change_one_area(tmp_path, "made-up-002")
    after = (tmp_path / "data" / "crimes.csv").read_text("utf-8").splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [line.split(",")[0] for line in changed] == ["made-up-002"]


def test_a_line_that_cannot_be_measured_says_why(tmp_path):
    project.make(tmp_path, 1, 1)
    (tmp_path / "data" / "crimes.csv").write_text("area\n", "utf-8")
    with pytest.raises(BenchError, match=r"exit code 3: \w+\.csv: row 1, column"):
        ours(tmp_path)


def test_the_page_has_a_line_for_what_was_measured_and_for_what_was_not(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "PAGE", tmp_path / "page.md")
    page.PAGE.write_text(f"before\n{page.START}\nof yesterday\n{page.END}\nafter\n", "utf-8")
    took = {"iomlib": [{"wall": 2.0, "processor": 1.0, "runner_mb": 9.0, "largest_mb": 10.0}]}
    good = run.measure(Line("work", "against", "mark", lambda _: Found("2.0 times", True, took)))
    page.write({"reports-12": good, "dask": {"machine": good["machine"], "load": 0.0, "failed": "NO dask"}})
    text = page.PAGE.read_text("utf-8")
    assert text.startswith("before\n") and text.endswith("\nafter\n")
    assert "yesterday" not in text
    assert LINES["reports-12"].work in text and "2.0 times | yes |" in text
    assert "not measured: `NO dask` | - |" in text
    assert acronyms(prose(text)) <= explained(), "words of the machine and of messages are quoted"
    assert "| `reports-12` | iomlib | 1 | 1.0 | 2.0 | 9 | 10 |" in text


def test_what_is_kept_holds_no_name_of_a_folder():
    found = run.measure(Line("work", "against", "mark", lambda folder: raises(f"{folder}/outputs: full")))
    assert found["failed"] == "/outputs: full"
    assert str(ROOT) not in json.dumps(found)


def raises(words):
    raise BenchError(words)
