"""Keeps people out of what is said of a report that failed: on its page, in manifests and logs, on a terminal.

The words are those of an error that a cell raised, and a notebook may put a row of its input into them.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from iomlib.build.bound import ADVICE
from iomlib.build.scanner import search

_CELL = re.compile(r"(?:[\w.-]+\.ipynb: )?cell \d+")
_KIND = re.compile(r"(?<= stopped with )(an error|\w+)")
_STOPPED = " stopped with "
# A path of this machine: an account, a council or another edition may stand in it. Its last name is left.
_PLACE = re.compile(r"(?<![\w.:/\\])(?:[A-Za-z]:|\\)?(?:[/\\][^\s/\\\"'<>|:]+)+[/\\]([^\s/\\\"'<>|:]*)")
_TOLD = "Whoever made the report was told why."
_WHY = "Open the notebook in JupyterLab with the same parameters to see why."


def spoken(problems: Iterable[str], people: Mapping[str, Path]) -> list[str]:
    """Give problems of a report without paths, what identifies somebody, or repeats a cell of its tables of people.

    Parameters
    ----------
    problems
        What is said of why it failed.
    people
        The files of people that it was given, by their names, as Parquet.

    Examples
    --------
    >>> spoken(["small.ipynb: cell 3 stopped with DataError: AA9 9ZZ is unknown."], {})
    ['small.ipynb: cell 3 stopped with an error. Its words are not repeated, for they may be about a person. Open \
the notebook in JupyterLab with the same parameters to see why.']
    """
    told = []
    for problem in (_PLACE.sub(r"\1", each) for each in problems):
        found = _CELL.match(problem)
        if search({"why.txt": problem.encode()}, "public", people) or _repeats(
            problem, people, cell=bool(found)
        ):
            told.append(f"{found[0] if found else 'it'} {_hidden(problem)}")
        else:
            told.append(problem)
    return told


def _hidden(problem: str) -> str:
    """Say what happened and what to do, of a problem whose words are not repeated."""
    what, then = "stopped with an error" if _STOPPED in problem else "was refused", _WHY
    if advice := next(filter(problem.endswith, ADVICE), ""):
        what, then = "was refused, for a number in its words and its figures do not agree", advice
    return f"{what}. Its words are not repeated, for they may be about a person. {then}"


def in_public(problems: Iterable[str]) -> list[str]:
    """Give what a public page says of why a report of people failed: the words of a cell may hold a count of them.

    Examples
    --------
    >>> in_public(["small.ipynb: cell 3 stopped with DataError: 2 people have no date.", "it took too long."])
    ['small.ipynb: cell 3 stopped with DataError. Whoever made the report was told why.', 'it took too long.']
    """
    told = []
    for problem in problems:
        found = _CELL.match(problem)
        kind = _KIND.search(problem) if found else None
        told.append(f"{found[0]} stopped with {kind[0]}. {_TOLD}" if found and kind else problem)
    return list(dict.fromkeys(told))


def _repeats(problem: str, people: Mapping[str, Path], *, cell: bool) -> bool:
    """Say whether a problem repeats a cell of a table: of what no cell of a notebook said, an id or a name alone."""
    if not people:
        return False
    from iomlib.tables.identifiers import repeats_a_cell  # noqa: PLC0415  pyarrow, where there are people

    said = problem.partition(_STOPPED)[2] or _CELL.sub("", problem)
    return repeats_a_cell(said, people.values(), texts=cell)
