"""Read what printed reports claim in numbers, typed in from an area's earlier papers."""

from pathlib import Path

import pandas as pd

from iomlib.periods import Quarter
from iomlib.tables.contracts_claims import ClaimRow, claim_of
from iomlib.tables.frames import to_frame
from iomlib.tables.lookup import read_rows


def read_claims(data: str | Path, area: str, quarter: str) -> pd.DataFrame:
    """Read the claims of an area's papers that were printed up to and including a quarter.

    Returns
    -------
    Rows of ``ClaimRow`` in the order of the papers' quarters, else of the file, and ``claim``, the same as
    ``iomlib.claims`` checks it.

    Examples
    --------
    >>> read_claims("data", "haringey", "2007-08-Q3")["document"].nunique()
    1
    """
    last = Quarter.parse(quarter).end
    rows = [
        row
        for row in read_rows(Path(data) / ClaimRow.path, ClaimRow)
        if row.area == area and Quarter.parse(row.quarter).end <= last
    ]
    rows = sorted(rows, key=lambda row: row.quarter)
    return to_frame(rows, ClaimRow).assign(claim=pd.Series(map(claim_of, rows), dtype="object"))
