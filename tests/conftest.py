"""Shared by all tests: repeatable random examples, and the repository's own folders."""

import subprocess
import sys
from pathlib import Path

import pytest
from frame import stockton
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

ROOT = Path(__file__).parent.parent


def pytest_configure(config):
    """Make the people of the demonstration, as `make` does, before any worker starts."""
    if not hasattr(config, "workerinput") and not (ROOT / "data" / "nominals.parquet").exists():
        subprocess.run([sys.executable, "-m", "examples", "data"], cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    """The folder of the one report that the notebook's own defaults describe, made by `iom run`."""
    return stockton(tmp_path_factory) / "outputs" / "2008-09-Q2" / "stockton-on-tees"
