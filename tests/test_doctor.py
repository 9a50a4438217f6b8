"""`iom doctor`: each thing that a machine may lack is found, and named with what mends it."""

import json
import os
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from types import SimpleNamespace

import pytest
from frame import ROOT, iom

from iomlib.build import doctor, landlock, pinned
from iomlib.build.doctor import Found, examine, told
from iomlib.build.pinned import hold, read_lock


def of(what, here=ROOT):
    return next(each for each in examine(here) if each.what == what)


def test_a_machine_on_which_reports_are_made_is_well():
    done = iom("doctor")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("Reports can be made here. ")
    assert f"well    Python: {'.'.join(map(str, sys.version_info[:3]))}" in done.stdout


def test_a_program_reads_the_same(tmp_path):
    found = json.loads(iom("doctor", "--json").stdout)
    assert [each["what"] for each in found] == [each.what for each in examine(ROOT)]
    assert set(found[0]) == {"what", "state", "found", "mend"}


def test_what_is_needed_gives_exit_code_2(tmp_path):
    shutil.copytree(ROOT / "params", tmp_path / "params")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "requirements.lock").write_text(
        f"pandas=={version('pandas')} \\\n    # via iomlib (pyproject.toml)\n"
    )
    assert iom("doctor", tmp_path).returncode == 0
    (tmp_path / "requirements.lock").write_text(
        f"pandas=={version('pandas')} \\\n    # via iomlib (pyproject.toml)\nnot-there==1.0\n    # via pandas\n"
    )
    done = iom("doctor", tmp_path)
    assert done.returncode == 2
    assert "needed  packages: not there: not-there 1.0\n        pip install --require-hashes" in done.stdout
    assert done.stdout.splitlines()[-1] == "No report can be made here until what is needed is mended."


def test_each_thing_has_a_line_and_what_mends_it_another():
    lines = [
        *told([Found("disk", "missing", "0.3 GB free", "Free some room."), Found("git", "well", "is there")])
    ]
    assert lines == [
        "missing disk: 0.3 GB free",
        "        Free some room.",
        "well    git: is there",
        "Reports can be made here. 1 thing is missing that some tasks want.",
    ]
    assert [*told([])] == ["Reports can be made here. Nothing is missing."]


def test_an_old_python_is_not_enough(monkeypatch):
    monkeypatch.setattr(doctor, "sys", SimpleNamespace(version_info=(3, 10, 4), platform="linux"))
    assert of("Python") == Found(
        "Python", "needed", "3.10.4; 3.11 or later is needed", "make clean; make report PYTHON=python3.12"
    )


LOCK = """\
pandas==3.0.0 \\
    --hash=sha256:0
    # via iomlib (pyproject.toml)
six==1.17.0 \\
    --hash=sha256:0
    # via
    #   other
    #   pandas
ruff==0.1 \\
    --hash=sha256:0
    # via iomlib (pyproject.toml)
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:0
    # via pandas
"""


@pytest.fixture
def lock(tmp_path, monkeypatch):
    """Give a lock, and a Python that has what a test says."""
    (tmp_path / "requirements.lock").write_text(LOCK)
    for folder in ("notebooks", "params"):
        (tmp_path / folder).mkdir()
    there = {"pandas": "3.0.0", "six": "1.17.0", "ruff": "0.1"}

    def found(name):
        if name not in there:
            raise PackageNotFoundError(name)
        return there[name]

    monkeypatch.setattr(pinned, "version", found)
    monkeypatch.setattr(pinned, "requires", lambda _: ["pandas>=3", "ruff>=0.1 ; extra == 'dev'"])
    return SimpleNamespace(path=tmp_path / "requirements.lock", there=there, folder=tmp_path)


def test_packages_of_the_lock_are_well(lock):
    assert of("packages", lock.folder).state == "well"


def test_a_package_that_another_needs_is_needed(lock):
    del lock.there["six"]
    found = of("packages", lock.folder)
    assert (found.state, found.found) == ("needed", "not there: six 1.17.0")
    assert found.mend == "pip install --require-hashes --no-deps -r requirements.lock"


def test_a_package_for_tests_only_is_missing(lock):
    del lock.there["ruff"]
    found = of("packages", lock.folder)
    assert (found.state, found.found) == ("missing", "not there, for tests and extras: ruff 0.1")


def test_a_package_for_other_machines_is_not_missed(lock):
    assert "colorama" in read_lock(LOCK) and hold(lock.path) == ([], [], [])


def test_another_version_is_told_because_reports_may_differ(lock):
    lock.there["pandas"] = "3.1.0"
    assert of("packages", lock.folder).found == (
        "other versions than in requirements.lock: pandas 3.1.0, not 3.0.0. Reports may differ from another's"
    )


def test_a_package_may_have_a_version_for_each_python():
    text = "numpy==2.4 ; python_version < '3.12' \\\n    # via a\nnumpy==2.5 ; python_version >= '3.12'\n    # via b\n"
    assert read_lock(text)["numpy"] == (
        ["2.4", "2.5"],
        ["python_version < '3.12'", "python_version >= '3.12'"],
        ["a", "b"],
    )
    assert not read_lock(text)["numpy"].is_for_some


def test_the_lock_of_this_project_is_read_whole():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert sum(len(pin.versions) for pin in read_lock(text).values()) == len(lines)
    needed = pinned._needed(read_lock(text))
    assert {"pandas", "numpy", "papermill", "typst"} <= needed and not needed & {"ruff", "hypothesis"}


@pytest.mark.parametrize("content", [b"", b"pandas\n", b"\xff\xfep\x00"])
def test_a_lock_that_names_no_package_is_not_called_well(lock, content):
    lock.path.write_bytes(content)
    found = of("packages", lock.folder)
    assert (found.state, found.mend) == ("missing", "git checkout requirements.lock")
    assert found.found == "requirements.lock: names no package in a way that can be read"


def test_no_lock_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "shipped", dict)
    assert of("packages", tmp_path).found == "there is no requirements.lock to hold them against"


def test_outside_a_project_the_command_that_makes_one_is_told(tmp_path):
    assert of("project", tmp_path) == Found(
        "project",
        "missing",
        "no folder with notebooks and params is around this one",
        "iom new AREA --into DIR",
    )
    assert of("project").state == "well"


def test_a_folder_that_cannot_be_written_to_is_found(tmp_path, monkeypatch):
    assert of("outputs", tmp_path / "not" / "there").state == "well"
    assert [*tmp_path.iterdir()] == []

    def refused(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor, "TemporaryFile", refused)
    assert of("outputs", tmp_path) == Found(
        "outputs",
        "needed",
        "outputs cannot be written to: permission denied",
        "Give iom run --output DIR, a folder that is yours.",
    )


@pytest.mark.parametrize(("free", "state"), [(2e9, "well"), (5e8, "missing"), (1e8, "needed")])
def test_a_full_disk_is_found(monkeypatch, free, state):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    found = of("disk")
    assert found.state == state and found.found.startswith(f"{free / 1e9:.1f} GB free")


def test_a_system_without_fork_is_told_of_the_other_engine(monkeypatch):
    assert of("engine").state == ("well" if hasattr(os, "fork") else "missing")
    monkeypatch.delattr(os, "fork", raising=False)
    assert of("engine") == Found(
        "engine", "missing", "this system cannot fork", "Give iom run --engine kernel."
    )


def test_a_system_that_does_not_hold_notebooks_is_told(monkeypatch):
    monkeypatch.setattr(landlock, "is_there", lambda: False)
    found = of("notebooks")
    assert found.state == "missing" and "Run only notebooks that you trust" in found.mend
    monkeypatch.setattr(landlock, "is_there", lambda: True)
    assert of("notebooks").state == "well"


@pytest.mark.parametrize(
    ("what", "program"),
    [("versions", "git"), ("approvals", "ssh-keygen"), ("Quarto", "quarto"), ("browser", "chromium")],
)
def test_a_program_that_is_not_there_is_missed_with_what_brings_it(monkeypatch, what, program):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    found = of(what)
    assert found.state == "missing" and found.mend and f"no {program}" in f"no {found.found}".lower()


@pytest.mark.parametrize(
    ("what", "program"), [("versions", "git"), ("approvals", "ssh-keygen"), ("browser", "chromium")]
)
def test_a_program_that_is_there_is_well(monkeypatch, what, program):
    monkeypatch.setattr(shutil, "which", lambda name: f"there/{name}" if name == program else None)
    assert of(what).state == "well"


@pytest.mark.parametrize(
    ("system", "command"),
    [("linux", "apt install git"), ("darwin", "brew install git"), ("win32", "winget install Git.Git")],
)
def test_each_system_has_its_own_way_to_install(monkeypatch, system, command):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(doctor.sys, "platform", system)
    assert doctor._git().mend == command


@pytest.mark.parametrize(("value", "state"), [(1, "well"), (0, "missing"), (None, "missing")])
def test_windows_is_asked_whether_long_paths_are_allowed(monkeypatch, value, state):
    def asked(_, name):
        if value is None:
            raise OSError
        return (value, 4) if name == "LongPathsEnabled" else None

    opened = SimpleNamespace(__enter__=lambda _: "key", __exit__=lambda *_: None)
    registry = SimpleNamespace(
        HKEY_LOCAL_MACHINE=1, OpenKey=lambda *_: type("Key", (), vars(opened))(), QueryValueEx=asked
    )
    monkeypatch.setitem(sys.modules, "winreg", registry)
    found = doctor._long_paths()
    assert found.state == state
    assert (state == "well") or found.mend.startswith("reg add HKLM")
