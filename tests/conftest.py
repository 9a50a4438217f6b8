"""Shared by all tests: repeatable random examples, and the repository's own folders."""

import gc
import os
import subprocess
import sys
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from browser import BROWSER, NOT_RUN, started
from frame import stockton
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")

ROOT = Path(__file__).parent.parent
ATTACKS = "attacks"
collect_ignore = ["attacks/acro_side.py"]  # runs in the environment of another package


def pytest_configure(config):
    """Make the people of the demonstration, as `make` does, before any worker starts."""
    if not hasattr(config, "workerinput") and not (ROOT / "data" / "nominals.parquet").exists():
        subprocess.run([sys.executable, "-m", "examples", "data"], cwd=ROOT, check=True)


def pytest_collection_finish():
    """Spare the garbage collector 11,000 tests: it took two thirds of the time of those with many small examples."""
    gc.collect()
    gc.freeze()


def pytest_xdist_auto_num_workers():
    """One worker more than processors: many tests wait, for a process to end or for a limit to be reached."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    """The folder of the one report that the notebook's own defaults describe, made by `iom run`."""
    return stockton(tmp_path_factory) / "outputs" / "2008-09-Q2" / "stockton-on-tees"


@pytest.fixture(scope="module")
def chromium():
    """Give a real browser. One a file: while it runs, an event loop does, which other tests start of their own."""
    if BROWSER is None:
        pytest.skip(NOT_RUN)
    with started() as browser:
        yield browser


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Send what a test has counted of its attacks with its report, which travels between processes."""
    made = yield
    tally = sys.modules.get("tally")  # of tests/attacks, once one of them is there
    if call.when == "call" and tally:
        made.user_properties.append((ATTACKS, tally.taken()))
    return made


def pytest_terminal_summary(terminalreporter):
    """Say how much was attacked, and what was not run in a browser: among thousands of tests neither is seen."""
    tell_attacks(terminalreporter)
    tell_unseen(terminalreporter)


def tell_attacks(terminalreporter):
    """Say how often each attack was tried, and how often one came through."""
    tried, broke = Counter(), Counter()
    for reports in terminalreporter.stats.values():
        for each in reports:
            counted = [found for name, found in getattr(each, "user_properties", []) if name == ATTACKS]
            for what, many, through in chain.from_iterable(counted):
                tried[what] += many
                broke[what] += through
    if tried:
        terminalreporter.section("attacks")
        for what in sorted(tried):
            terminalreporter.line(f"{tried[what]:>8,} tried, {broke[what]} came through: {what}")


def tell_unseen(terminalreporter):
    """Say plainly where pages were not opened in a browser: among thousands of tests a skip is not seen."""
    skipped = terminalreporter.stats.get("skipped", [])
    if unseen := sum(NOT_RUN in str(report.longrepr) for report in skipped):
        terminalreporter.section("real browser tests NOT RUN", yellow=True, bold=True)
        words = f"{unseen} tests were not run: {NOT_RUN}. On Debian or Ubuntu: apt install chromium"
        terminalreporter.line(words, yellow=True)
