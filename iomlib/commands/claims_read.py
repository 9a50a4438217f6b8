"""What `iom claims` reads: a table of claims."""

from pathlib import Path

from iomlib.claims.model import Claim
from iomlib.errors import ParameterError
from iomlib.tables.contracts_claims import ClaimRow, claim_of
from iomlib.tables.lookup import read_rows


def read_claims(file: Path) -> list[Claim]:
    """Read the claims of a table.

    Raises
    ------
    ParameterError
        The file is not there, or is of a kind that is not read.
    DataError
        The table breaks its contract.
    """
    if file.suffix.lower() != ".csv":
        raise ParameterError(f"{file.name}: is not read. Allowed: .csv.")
    if not file.is_file():
        raise ParameterError(f"{file.name}: there is no such file.")
    return [claim_of(row) for row in read_rows(file, ClaimRow)]
