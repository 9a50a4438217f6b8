"""How often an attack was tried and how often it broke something, for the summary at the end of the tests.

Counts of a test travel with its report, because under pytest-xdist a test and the summary are in different
processes: `conftest.py` here takes what `taken` gives after each test.
"""

_COUNTS: list[tuple[str, int, int]] = []


def tally(name: str, tried: int, broke: int) -> None:
    """Record an attack: what was attacked, how many attempts, how many of them came through.

    A test asserts on its own that none came through; this is only so that a reader sees how much was tried.
    """
    _COUNTS.append((name, tried, broke))


def taken() -> list[tuple[str, int, int]]:
    """Give what was recorded since the last call, and forget it."""
    counts = list(_COUNTS)
    _COUNTS.clear()
    return counts
