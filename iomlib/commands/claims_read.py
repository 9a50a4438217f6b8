"""What `iom claims` reads: a table of claims, or a report in which claims are found."""

from collections.abc import Iterable
from pathlib import Path

from iomlib.claims.document import KINDS, read
from iomlib.claims.find import find
from iomlib.claims.lines import Paragraph
from iomlib.claims.model import Claim
from iomlib.errors import DataError, ParameterError
from iomlib.tables.contracts_claims import ClaimRow, claim_of
from iomlib.tables.lookup import read_rows

TABLE = ".csv"


def read_claims(file: Path, earlier: list[Path]) -> list[Claim]:
    """Read the claims of a table, or find those of a report; ``earlier`` are reports printed before it.

    Raises
    ------
    ParameterError
        A file is not there, or is of a kind that is not read.
    DataError
        The table breaks its contract, or a report cannot be read.
    """
    is_table = file.suffix.lower() == TABLE
    problems = [*_problems([file], (TABLE, *KINDS)), *_problems(earlier, KINDS)]
    if is_table and earlier:
        problems.append("--earlier: is for a report. A table of claims holds the earlier figures itself.")
    if problems:
        raise ParameterError(problems)
    if is_table:
        return [claim_of(row) for row in read_rows(file, ClaimRow)]
    report, *papers = _read_all([file, *earlier])
    return find(report, papers)


def _problems(files: Iterable[Path], allowed: tuple[str, ...]) -> Iterable[str]:
    for file in files:
        if file.suffix.lower() not in allowed:
            yield f"{file.name}: is not read. Allowed: {', '.join(allowed)}."
        elif not file.is_file():
            yield f"{file.name}: there is no such file."


def _read_all(files: list[Path]) -> list[list[Paragraph]]:
    found, problems = [], []
    for file in files:
        try:
            found.append(read(file))
        except DataError as trouble:
            problems += trouble.problems
    if problems:
        raise DataError(problems)
    return found
