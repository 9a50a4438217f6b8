"""A bundle makes its reports again by the two commands of its README, in an empty folder with an empty environment.

Installing takes most of a minute and a gigabyte. Where the Python package index cannot be reached it is not run, and
the summary of the tests says so.
"""

import os
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


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Unpack a bundle in an empty folder and type the first command."""
    place = tmp_path_factory.mktemp("fresh")
    asked = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "colorama==0.4.6",
        "-d",
        str(place),
    ]
    if subprocess.run(asked, capture_output=True, check=False, timeout=LIMIT).returncode:
        pytest.skip(NOT_RUN)
    place = place / "bundle"
    with zipfile.ZipFile(bundled(tmp_path_factory) / "one.zip") as file:
        file.extractall(place)
    done = typed(INSTALL, place, **INDEX)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(f"Installed. Now type: {VERIFY}\n")
    return place


def test_the_readme_says_what_is_typed_here(installed):
    block = (installed / "README.md").read_text("utf-8").split("```sh\n")[1].split("```")[0]
    assert block.splitlines() == [INSTALL, VERIFY]


def test_nothing_of_this_project_is_used(installed):
    code = "import iomlib, sys; print(iomlib.__file__); print(*sys.path, sep='\\n')"
    asked = subprocess.run(
        [installed / ".venv" / "bin" / "python", "-P", "-c", code],
        cwd=installed,
        env={"PATH": "/usr/bin:/bin", "HOME": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.splitlines()[0] == str(installed / "iomlib" / "__init__.py")
    assert str(ROOT) not in asked.stdout


def test_its_reports_come_out_to_the_byte_without_a_network(installed):
    before = {path: path.read_bytes() for path in (installed / "outputs").rglob("*") if path.is_file()}
    done = typed(VERIFY, installed, **NOWHERE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 reports verified" in done.stdout
    assert {path: path.read_bytes() for path in before} == before


def test_a_figure_that_was_changed_is_found_there(installed):
    table = installed / "outputs" / "2011-12-Q3" / "peterborough" / "tables" / "cost_of_crime.csv"
    was = table.read_bytes()
    table.write_bytes(was.replace(b"1", b"2", 1))
    done = typed(f"{VERIFY} --only peterborough/2011-12-Q3", installed, **NOWHERE)
    table.write_bytes(was)
    assert done.returncode == 5 and "cost_of_crime.csv" in done.stdout
