"""Prints at the end of the tests how often each attack was tried, and how often one came through."""

from collections import Counter

import pytest
from tally import taken

_TOLD = "attacks"
collect_ignore = ["acro_side.py"]  # runs in the environment of another package


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Send what a test has counted with its report, which travels between processes."""
    made = yield
    if call.when == "call":
        made.user_properties.append((_TOLD, taken()))
    return made


def pytest_terminal_summary(terminalreporter):
    """Say what was attacked: a test that passes does not say how much it tried."""
    tried, broke = Counter(), Counter()
    for reports in terminalreporter.stats.values():
        for each in reports:
            for name, found in getattr(each, "user_properties", []):
                for what, many, through in found if name == _TOLD else []:
                    tried[what] += many
                    broke[what] += through
    if tried:
        terminalreporter.section("attacks")
        for what in sorted(tried):
            terminalreporter.line(f"{tried[what]:>8,} tried, {broke[what]} came through: {what}")
