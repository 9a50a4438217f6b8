"""What conda and pip are told agrees with pyproject.toml, and nothing unpinned can come in."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from iomlib.build.conda import environment

ROOT = Path(__file__).parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
LOCKS = ["requirements.lock", "requirements-lab.lock"]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([A-Za-z0-9.+!]+)(?: ; (.+?))?(?: \\)?$")


def name_of(requirement):
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement)[0]).lower()


def pinned(lock):
    """Read a lock: the lines that belong to each package, by name and version."""
    found, current = {}, None
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        if line and not line[0].isspace() and not line.startswith("#"):
            match = PIN.match(line)
            assert match, f"{lock}: {line!r} is no exact version"
            current = (name_of(match[1]), match[2], match[3])
            assert current not in found, f"{lock}: {current[0]} stands there twice"
            found[current] = []
        elif current and "--hash" in line:
            found[current].append(line.strip(" \\"))
    return found


def test_the_conda_environment_is_the_one_made_from_pyproject():
    assert (ROOT / "environment.yml").read_text("utf-8") == environment(PYPROJECT)


def test_the_conda_environment_is_what_the_module_writes():
    command = [sys.executable, "-m", "iomlib.build.conda"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == (ROOT / "environment.yml").read_text("utf-8")


def test_the_conda_environment_names_only_files_that_are_there():
    for name in re.findall(r"-r (\S+)", environment(PYPROJECT)):
        assert (ROOT / name).is_file()


@pytest.mark.parametrize("lock", LOCKS)
class TestALock:
    def test_holds_a_hash_for_each_package(self, lock):
        assert pinned(lock)
        for package, hashes in pinned(lock).items():
            assert hashes, f"{package[0]} has no hash"
            assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes), package[0]

    def test_holds_no_address(self, lock):
        text = (ROOT / lock).read_text("utf-8")
        assert "://" not in text
        assert not re.search(r"^\s*(-i|--(extra-)?index-url|--find-links|-f|--trusted-host|-e)\b", text, re.M)

    def test_holds_every_package_that_pyproject_asks_for(self, lock):
        extras = PROJECT["optional-dependencies"]
        asked = PROJECT["dependencies"] + extras["dev"] + (extras["lab"] if "lab" in lock else [])
        assert {name_of(line) for line in asked} - {name for name, _, _ in pinned(lock)} == set()

    def test_holds_versions_that_pyproject_allows(self, lock):
        extras = PROJECT["optional-dependencies"]
        versions = {name: version for name, version, _ in pinned(lock)}
        for line in PROJECT["dependencies"] + extras["dev"]:
            least = re.search(r">=([\d.]+)", line)[1]
            assert numbers(versions[name_of(line)]) >= numbers(least), line


def numbers(version):
    return [int(part) for part in re.findall(r"\d+", version)]


def test_both_locks_hold_the_same_versions():
    # Which machines a package is for may differ: JupyterLab wants some of them everywhere.
    small, large = ({package[:2]: set(hashes) for package, hashes in pinned(lock).items()} for lock in LOCKS)
    assert {package: large.get(package) for package in small} == small


def test_each_name_that_pyproject_gives_away_leads_to_something():
    points = [*entry_points(group="console_scripts"), *entry_points(group="nbconvert.exporters")]
    ours = [point for point in points if point.value.startswith("iomlib.")]
    assert {point.name for point in ours} >= {"iom", "iom-html", "iom-pdf"}
    assert all(callable(point.load()) for point in ours)
