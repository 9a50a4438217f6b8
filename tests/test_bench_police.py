"""The archive that is measured is one that is read, and pandas counts the same rows of it."""

import json
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from frame import ROOT

from bench import archive
from bench.police import LINES


@pytest.mark.parametrize("real", [True, False], ids=["rows of real files", "rows that are made up"])
def test_both_ways_count_the_same_rows(tmp_path, monkeypatch, real):
    if real and not archive.STREET.is_dir():
        pytest.skip("real public data lies beside the project's workplace, not in the repository")
    if not real:
        monkeypatch.setattr(archive, "STREET", tmp_path / "nothing")
    archive.make_archive(tmp_path, 1_400, 14)
    for way in ("iomlib", "pandas"):
        command = [sys.executable, "-m", "bench.archive", way, str(tmp_path), str(tmp_path / "took.json")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        took = json.loads((tmp_path / "took.json").read_text("utf-8"))
        assert took["rows"] == 1_400
        assert sum(pq.read_table(tmp_path / f"{way}.parquet")["crimes"].to_pylist()) == 1_400


def test_an_archive_is_the_same_every_time(tmp_path):
    for name in "ab":
        archive.make_archive(tmp_path / name, 140, 14)
    one, two = (sorted((tmp_path / name).rglob("*.csv")) for name in "ab")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_every_line_has_a_mark():
    assert all(line.mark for line in LINES.values())
