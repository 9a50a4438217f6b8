"""Data from an address are copied for a run alone: what a killed one has left goes with the next, and nothing else."""

import os
import time
from types import SimpleNamespace

import pytest
from filelock import FileLock

from iomlib.build.plan import Plan
from iomlib.build.source import at_hand

OLD = time.time() - 3600


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Have a folder for what is temporary, and data at an address."""
    (tmp_path / "far" / "deep").mkdir(parents=True)
    (tmp_path / "far" / "deep" / "people.csv").write_text("person\n", "utf-8")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    return tmp_path


def plan(place):
    return Plan(place, place, SimpleNamespace(data=f"file://{place / 'far'}"), [])


def left(place, name, *, age=OLD):
    folder = place / "tmp" / name
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "people.csv").write_text("person\n", "utf-8")
    os.utime(folder, (age, age))
    return folder


def test_nothing_is_left_and_others_cannot_look(place):
    with at_hand(plan(place)) as here:
        assert (here.data / "deep" / "people.csv").is_file()
        assert here.data.parent.stat().st_mode & 0o77 == 0
    assert not list((place / "tmp").iterdir())


def test_what_a_killed_run_has_left_is_removed(place):
    killed = left(place, "iomlib-data-killed")
    with at_hand(plan(place)):
        assert not killed.exists()


def test_what_another_run_is_at_work_with_is_kept(place):
    used, young, other = (
        left(place, "iomlib-data-used"),
        left(place, "iomlib-data-young", age=time.time()),
        left(place, "other-data"),
    )
    with FileLock(used / ".lock"):
        os.utime(used, (OLD, OLD))
        with at_hand(plan(place)):
            assert all((each / "data" / "people.csv").is_file() for each in (used, young, other))


def test_a_link_in_its_place_leads_nowhere(place):
    elsewhere = left(place, "else")
    (place / "tmp" / "iomlib-data-link").symlink_to(elsewhere, target_is_directory=True)
    os.utime(place / "tmp" / "iomlib-data-link", (OLD, OLD), follow_symlinks=False)
    with at_hand(plan(place)):
        assert (elsewhere / "data" / "people.csv").is_file()
