"""Shared by all tests: repeatable random examples, and the repository's own folders."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root():
    return ROOT
