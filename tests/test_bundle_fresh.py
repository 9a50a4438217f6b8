"""A bundle makes its reports again by the two commands of its README, in an empty folder with an empty environment.

Installing takes most of a minute and a gigabyte. Where the Python package index cannot be reached it is not run, and
the summary of the tests says so.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from bundled import bundled
from frame import ROOT

INSTALL, VERIFY = "python3 install.py", ".venv/bin/iom verify outputs"
LIMIT = 600  # seconds for either command, on a machine that has other things to do
REACHED = 120  # seconds in which an index that can be reached has sent one small package
# How this machine reaches the package index, and nothing else of its environment. The folder of the person who types
# is an empty one, and their settings of pip may say where the index is.
OWN = [path for name in (".config/pip", ".pip") if (path := Path.home() / name / "pip.conf").is_file()]
INDEX = {
    **({"PIP_CONFIG_FILE": str(OWN[0])} if OWN else {}),
    **{
        name: value
        for name, value in os.environ.items()
        if name.startswith("PIP_")
        or name.lower() in ("ssl_cert_file", "http_proxy", "https_proxy", "no_proxy")
    },
    "PIP_CACHE_DIR": str(Path.home() / ".cache" / "pip"),  # a gigabyte is not fetched twice
    "PIP_DEFAULT_TIMEOUT": "15",  # an index that is silent is not waited for
    "PIP_RETRIES": "1",
}
NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
NOT_RUN = "NOT RUN: the Python package index cannot be reached, so no bundle was installed"
TOO_SLOW = f"NOT RUN: the Python package index had not sent the packages of a bundle after {LIMIT} seconds"


def typed(command, place, limit=LIMIT, **environment):
    """Type a command of the README as somebody does who has nothing but Python; one that hangs is ended whole."""
    python = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    words = [str(python) if word == "python3" else word for word in command.split()]
    own = {"PATH": "/usr/bin:/bin", "HOME": str(place), **environment}
    running = subprocess.Popen(
        words,
        cwd=place,
        env=own,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, err = running.communicate(timeout=limit)
    except (
        subprocess.TimeoutExpired
    ):  # what it had started would hold the pipes open, and we would wait for that
        os.killpg(running.pid, signal.SIGKILL)
        out, err = running.communicate()
    return subprocess.CompletedProcess(words, running.returncode, out, err)


@pytest.fixture
def unpacked(tmp_path, tmp_path_factory):
    """Unpack a bundle in an empty folder, and leave no gigabyte behind."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    smallest = re.search(r"^arcp==\S+", lock, re.M)[0]
    asked = f"{sys.executable} -m pip download --quiet --no-deps {smallest}"
    if typed(asked, tmp_path, REACHED, **INDEX).returncode:
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
    if done.returncode == -signal.SIGKILL:
        pytest.skip(TOO_SLOW)
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


def test_a_command_that_hangs_is_ended_with_all_that_it_started(tmp_path):
    (tmp_path / "hangs.py").write_text("import subprocess; subprocess.run(['sleep', '60'])")
    began = time.monotonic()
    assert typed("python3 hangs.py", tmp_path, limit=1).returncode == -signal.SIGKILL
    assert time.monotonic() - began < 30
