"""Problems of one file, and the sentences that an analyst reads."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong in one place. Row 0 is the file as a whole, row 1 the header.

    ``found`` and ``allowed`` are whole sentences but for the full stop after ``found``.
    Problems of one ``column`` with the same ``alike`` are told once, with their number; one may stand
    for a ``count`` of rows itself, and is then of the first of them.
    """

    row: int
    position: int
    column: str
    found: str
    allowed: str
    alike: str
    count: int = 1


def sentences(file: str, problems: Iterable[Problem]) -> list[str]:
    """Say each kind of problem once, at its first row, in the order of the file.

    Examples
    --------
    >>> rows = [Problem(row, 5, "crimes", "-3 is not a count", "Write 0.", "") for row in (14, 9)]
    >>> sentences("crimes.csv", rows)[0]
    'crimes.csv: row 9, column crimes: -3 is not a count. 2 rows like this. Write 0.'
    """
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in sorted(problems):
        groups.setdefault((problem.column, problem.alike), []).append(problem)
    return [_sentence(file, alike) for alike in groups.values()]


def _sentence(file: str, alike: list[Problem]) -> str:
    first = alike[0]
    row = f"row {first.row}" if first.row else ""
    column = f"column {first.column}" if first.column else ""
    place = ", ".join(part for part in (row, column) if part)
    stop = "" if first.found.endswith("?") else "."
    rows = sum(problem.count for problem in alike)
    count = f"{rows} rows like this." if rows > 1 else ""
    words = " ".join(part for part in (f"{first.found}{stop}", count, first.allowed) if part)
    return ": ".join(part for part in (file, place, words) if part)
