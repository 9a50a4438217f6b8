"""Nothing of the machine, the account or the folders in which a report was made stands in what it publishes."""

import os
import socket
import subprocess
import sys

import pytest
from canaries import readings
from frame import SAY, keep, once, project, read_json, run_file, told
from tally import tally

SECRET = "zzyzx"  # noqa: S105  no password
NAMES = (
    "USER",
    "LOGNAME",
    "HOME",
    "HOSTNAME",
    "USERPROFILE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ZZYZX_TOKEN",
    "TMPDIR",
)
BOOKS = {
    "fine": [SAY],
    "lost": ["open(f'{data}/nothing.csv')"],
    "ours": ["from iomlib import tables\n\ntables.read_crimes(data + '/nothing', area, quarter)"],
    "warned": ["import warnings, os\n\nwarnings.warn(os.getcwd())"],
    "broken": ["import subprocess\n\nsubprocess.run(['./nothing'], check=True)"],
    "outside": ["import os\n\nopen(os.path.expanduser('~/x'), 'w')"],
    "said": ["import os\nfrom iomlib.errors import ReportError\n\nraise ReportError(os.getcwd())"],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    def make(folder):
        root = folder / SECRET / "project"
        root.mkdir(parents=True)
        project(root, **BOOKS)
        around = dict.fromkeys(NAMES, f"http://{SECRET}:{SECRET}@localhost:9") | {"COLUMNS": "200"}
        around |= {name: str(folder / f"{SECRET}-{name}") for name in ("HOME", "TMPDIR")}
        for name in ("HOME", "TMPDIR"):
            (folder / f"{SECRET}-{name}").mkdir()
        path = run_file(root, notebooks=[*BOOKS], areas=["haringey"])
        command = [sys.executable, "-m", "iomlib", "run", path, "--edition", "both", "--jobs", "2"]
        done = subprocess.run(
            command, cwd=root, env={**os.environ, **around}, capture_output=True, text=True, check=False
        )
        keep(folder, done)
        left = [path.name for name in ("HOME", "TMPDIR") for path in (folder / f"{SECRET}-{name}").rglob("*")]
        (folder / "left.txt").write_text("\n".join(left), "utf-8")

    return once(tmp_path_factory, "surroundings", make)


def test_no_file_names_the_machine_the_account_or_a_folder(made):
    files = [path for path in (made / SECRET / "project" / "outputs").rglob("*") if path.is_file()]
    machine = socket.gethostname().lower()
    secrets = {SECRET, SECRET[::-1], *([machine] if len(machine) > 4 and machine != "localhost" else [])}
    found = [
        (path.name, where, secret)
        for path in files
        for where, text in readings(path.name, path.read_bytes())
        for secret in secrets
        if secret in text.lower()
    ]
    tally("files that might name the machine, the account or a folder", len(files), len(found))
    assert found == []
    assert {".html", ".pdf", ".docx", ".ipynb", ".json", ".xml", ".sqlite"} <= {path.suffix for path in files}


def test_the_others_are_published_and_nothing_is_left_in_the_folders_of_the_account(made):
    there = read_json(made / SECRET / "project" / "outputs" / "manifest.json")
    assert {each["notebook"] for each in there["published"]} == {"fine"}, told(made)
    assert (made / "left.txt").read_text("utf-8") == ""
