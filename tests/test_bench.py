"""The benchmark measures what it says: all processes of a command, and projects that `iom` takes as they are."""

import json
import sys

import pandas as pd
import pytest
from frame import ROOT, iom
from test_docs import acronyms, explained, prose

from bench import matching, page, people, project, reviewing, run
from bench.clock import Clock
from bench.lines import LINES, ours
from bench.measure import measured
from bench.shapes import BenchError, Found, Line

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


def test_the_first_words_of_a_name_stand_for_its_lines(capsys):
    assert run.lines_of("matching-pool") == ["matching-pool"]
    assert set(run.lines_of("matching-peers")) < set(run.lines_of("matching")) < set(LINES)
    assert run.lines_of("match") == []
    assert run.main(["match"]) == 2
    assert capsys.readouterr().err.startswith("match: not a line. Lines: reports-12, ")


def test_made_up_people_are_the_same_every_time_and_as_many_as_asked_for():
    one, other = people.make(3_000, 70), people.make(3_000, 70)
    for table, again in zip(one, other, strict=True):
        assert table.equals(again)
    assert (len(one.covariates), one.treated.sum(), one.stratum.nunique()) == (3_000, 70, people.STRATA)
    assert one.covariates.index.is_unique
    assert one.covariates["risk_score"].is_unique, "scores without ties"
    assert one.covariates["age"].to_numpy().flags.c_contiguous
    assert people.one_pass(one.covariates) == pytest.approx(one.covariates.to_numpy().sum())


def test_memory_of_a_step_is_what_it_needs_and_not_what_was_there():
    held = bytearray(80_000_000)
    clock = Clock()
    with clock.step("a list"):
        assert len(bytearray(150_000_000)) > len(held)
    assert 130 < clock.extra() < 180
    assert clock.steps["a list"]["wall"] > 0


PEOPLE = [10, 11, 20, 21, 22]
SCORE = pd.Series([0.0, 1.0, 0.1, 1.0, 9.0], index=PEOPLE)
STRATUM = pd.Series([1, 2, 1, 1, 1], index=PEOPLE)


def pairs_of(*pairs):
    return pd.DataFrame(pairs, columns=["treated", "control"])


def test_what_is_wrong_with_pairs_is_counted():
    pairs = pairs_of((10, 20), (11, 21), (10, 22), (11, 20))
    found = matching.faults(pairs, SCORE, STRATUM)
    assert found == (4, pytest.approx((0.1 + 0 + 9 + 0.9) / 4), 2, 1, 2)
    words = "4 pairs 2.5000 apart on average, 2 outside the caliper, 1 with a control used before, 2 across strata"
    assert str(found) == words
    assert str(found._replace(outside=0, repeated=0)) == "4 pairs 2.5000 apart on average, 2 across strata"
    right = matching.faults(pairs.head(1), SCORE, STRATUM)
    assert str(right) == "1 pairs 0.1000 apart on average, nothing wrong with them"
    assert matching.in_common(pairs, pairs_of((11, 21), (22, 10))) == 1


def result(name, wall, pairs, **more):
    steps = {"all": {"wall": wall, "processor": wall, "runner_mb": 9.0, "largest_mb": 9.0}}
    about = {"name": name, "version": "1.0", "steps": steps, "extra_mb": 5.0, "passes": [0.5, 1.5], **more}
    return matching.Result(about, {"pairs": pairs}, SCORE.to_numpy())


@pytest.fixture
def five_people(monkeypatch):
    """Let iomlib and its rivals match five people without starting a process."""
    made = people.People(pd.DataFrame({"age": 1.0}, index=PEOPLE), STRATUM, STRATUM, STRATUM)
    monkeypatch.setattr(matching, "make", lambda *_: made)
    monkeypatch.setattr(matching, "ours", lambda *_: result("iomlib", 2.0, pairs_of((10, 20)), input_mb=10.0))
    monkeypatch.setenv("IOMLIB_PEERS", "python")
    return monkeypatch


def test_steps_are_counted_in_the_passes_beside_them(five_people, tmp_path):
    found = matching.whole(5, 1)(tmp_path)
    assert found.words == "2 passes (all 2.0); at the peak 0.50 copies more in memory"
    assert found.met
    assert len(found.took["iomlib, all"]) == matching.ROUNDS


def test_a_pool_that_costs_more_for_each_person_misses_the_mark(five_people, tmp_path):
    assert matching.by_pool([5, 10], 1)(tmp_path).met
    five_people.setattr(matching, "ours", lambda everybody, _: result("", everybody**2, None, input_mb=10.0))
    found = matching.by_pool([5, 10], 1)(tmp_path)
    assert found.words.startswith("processor microseconds a person 5000000.00, 10000000.00; copies")
    assert not found.met


def test_a_rival_is_told_with_its_time_its_faults_and_the_pairs_it_shares(five_people, tmp_path):
    theirs = result("pysmatch", 6.0, pairs_of((10, 20), (11, 20)), own_gaps={"pairs": 0.25})
    five_people.setattr(matching, "peer", lambda *_: theirs)
    found = matching.beside(5, 1, ["pysmatch"])(tmp_path)
    assert "`pysmatch` 1.0: 3 times our time, 5 MB; 2 pairs 0.5000 apart on average" in found.words
    assert found.words.endswith(
        "average, 1 outside the caliper, 1 with a control used before, 1 across strata; "
        "1 of them ours; by its own score 0.2500 apart"
    )
    assert found.met


def test_other_pairs_than_those_of_pymatchit_miss_the_mark(five_people, tmp_path):
    five_people.setattr(matching, "peer", lambda *_: result("pymatchit-causal", 6.0, pairs_of((10, 21))))
    assert not matching.beside(5, 1, ["pymatchit-causal"])(tmp_path).met


def test_a_rival_that_gives_up_or_is_not_there_is_told_as_such(five_people, tmp_path):
    five_people.setattr(matching, "peer", lambda *_: raises("no end after 600 s"))
    found = matching.beside(5, 1, ["psmpy"])(tmp_path)
    assert (found.words.split(". ")[-1], found.met) == ("`psmpy`: gave up: no end after 600 s", None)
    five_people.delenv("IOMLIB_PEERS")
    found = matching.beside(5, 1, ["psmpy"])(tmp_path)
    assert found.words.endswith("`psmpy`: not measured, as IOMLIB_PEERS names no Python that has it")


@pytest.mark.parametrize(
    ("python", "message"),
    [
        (None, "IOMLIB_PEERS does not name a Python that has the rivals"),
        ("no-such-python", "no-such-python does not start"),
        (sys.executable, "exit code 1: ModuleNotFoundError: No module named 'psmpy'"),
    ],
)
def test_a_rival_that_cannot_start_says_why(python, message, monkeypatch):
    monkeypatch.delenv("IOMLIB_PEERS", raising=False)
    if python:
        monkeypatch.setenv("IOMLIB_PEERS", python)
    with pytest.raises(BenchError) as trouble:
        matching.peer("psmpy", 300, 20)
    assert str(trouble.value) == message


def test_a_made_up_cohort_is_reviewed_step_by_step(tmp_path):
    found = reviewing.review((300, 600))(tmp_path)
    assert set(found.took) == {
        f"{people} people, {step}" for people in (300, 600) for step in reviewing.STEPS
    }
    assert "review of 300 people" in found.words


def test_a_made_up_population_is_measured(tmp_path):
    found = reviewing.simulate((300, 600))(tmp_path)
    assert [len(ones) for ones in found.took.values()] == [3, 1]
