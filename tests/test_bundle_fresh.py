"""A bundle makes its reports again by the two commands of its README, in an empty folder with an empty environment.

Installing takes most of a minute and a gigabyte. Where the Python package index cannot be reached it is not run, and
the summary of the tests says so.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bundled import bundled
from frame import ROOT

INSTALL, VERIFY = "python3 install.py", ".venv/bin/iom verify outputs"
LIMIT = 900  # seconds for either command, on a machine that has other things to do
# How this machine reaches the package index, and nothing else of its environment.
INDEX = {
    name: value
    for name, value in os.environ.items()
    if name.startswith("PIP_") or name.lower() in ("ssl_cert_file", "http_proxy", "https_proxy", "no_proxy")
}
NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
NOT_RUN = "NOT RUN: the Python package index cannot be reached, so no bundle was installed"


def typed(command, place, **environment):
    """Type a command of the README as somebody does who has nothing but Python, and wait for it."""
    python = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    words = [str(python) if word == "python3" else word for word in command.split()]
    own = {"PATH": "/usr/bin:/bin", "HOME": str(place), **environment}
    return subprocess.run(
        words, cwd=place, env=own, capture_output=True, text=True, timeout=LIMIT, check=False
    )


@pytest.fixture
def unpacked(tmp_path, tmp_path_factory):
    """Unpack a bundle in an empty folder, and leave no gigabyte behind."""
    asked = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "colorama==0.4.6"]
    if subprocess.run(asked, cwd=tmp_path, capture_output=True, check=False, timeout=LIMIT).returncode:
        pytest.skip(NOT_RUN)
    place = tmp_path / "bundle"
    with zipfile.ZipFile(bundled(tmp_path_factory) / "one.zip") as file:
        file.extractall(place)
    yield place
    shutil.rmtree(place / ".venv", ignore_errors=True)


# One test and not four: tests of a file go to several processes, and each would install.
def test_a_stranger_makes_the_reports_again_and_finds_what_was_changed(unpacked):
    block = (unpacked / "README.md").read_text("utf-8").split("```sh\n")[1].split("```")[0]
    assert block.splitlines() == [INSTALL, VERIFY]

    done = typed(INSTALL, unpacked, **INDEX)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(f"Installed. Now type: {VERIFY}\n")

    before = {path: path.read_bytes() for path in (unpacked / "outputs").rglob("*") if path.is_file()}
    done = typed(VERIFY, unpacked, **NOWHERE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 reports verified" in done.stdout
    assert {path: path.read_bytes() for path in before} == before

    table = unpacked / "outputs" / "2011-12-Q3" / "peterborough" / "tables" / "cost_of_crime.csv"
    table.write_bytes(table.read_bytes().replace(b"1", b"2", 1))
    done = typed(f"{VERIFY} --only peterborough/2011-12-Q3", unpacked, **NOWHERE)
    assert done.returncode == 5 and "cost_of_crime.csv is not the file of its manifest" in done.stdout

    # It was the code of the bundle that did this, and nothing of the project around these tests.
    code = "import iomlib, sys; print(iomlib.__file__); print(*sys.path)"
    (unpacked / "where.py").write_text(code)
    where = typed(".venv/bin/python -P where.py", unpacked).stdout
    assert where.splitlines()[0] == str(unpacked / "iomlib" / "__init__.py") and str(ROOT) not in where
