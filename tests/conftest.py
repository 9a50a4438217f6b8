"""Shared by all tests: repeatable random examples, and the repository's own folders."""

from pathlib import Path

import pytest
from frame import stockton
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    """The folder of the one report that the notebook's own defaults describe, made by `iom run`."""
    return stockton(tmp_path_factory) / "outputs" / "2008-09-Q2" / "stockton-on-tees"
