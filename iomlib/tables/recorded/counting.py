"""Street-level files counted side by side: the quick way, or row by row where a file is not plain."""

import os
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from zipfile import BadZipFile

from iomlib.tables.problems import Problem
from iomlib.tables.recorded.members import Member
from iomlib.tables.recorded.names import Names
from iomlib.tables.recorded.street import Counted, Feed, NotPlainError, count_quickly, read_header, together
from iomlib.tables.recorded.street_cells import Cells, Expected
from iomlib.tables.recorded.street_rows import count_by_row

WORKERS = 4  # at most; memory is that of as many blocks
_KEPT = 1 << 24
_BROKEN = (BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError)
_AGAIN = "Take it from data.police.uk again."


def count_members(members: Iterable[Member], names: Names, cells: Cells) -> list[Counted]:
    """Count each file, some of them at a time, and give the counts in the order of the files.

    Examples
    --------
    >>> from pathlib import Path
    >>> from iomlib.tables.recorded.names import read_names
    >>> names = read_names("params")
    >>> areas = Member("areas.csv", "areas.csv", Path("params/areas.csv"))
    >>> [counted] = count_members([areas], names, Cells(names, None))
    >>> counted.problems[0].found
    'has no column Month'
    """
    # Given back at once: from now on the C library keeps what is freed, up to this size, for the next piece.
    # Without it each piece is of new memory, and giving that takes as long as reading.
    bytearray(_KEPT)
    with ThreadPoolExecutor(min(WORKERS, os.cpu_count() or 1)) as pool:
        return list(pool.map(lambda member: _count(member, names, cells), members))


def expected_of(member: Member, names: Names) -> Expected:
    """Say what the name of a file says of its rows.

    Examples
    --------
    >>> from pathlib import Path
    >>> from iomlib.tables.recorded.names import read_names
    >>> expected_of(Member("2018-10-kent-street.csv", "", Path()), read_names("params"))
    Expected(month='2018-10', force='kent')
    """
    known = names.force(member.force) if member.force else None
    return Expected(member.month, known.id if known else "")


def _count(member: Member, names: Names, cells: Cells) -> Counted:
    expected = expected_of(member, names)
    try:
        with member.open() as stream:
            feed = Feed(stream)
            columns, problems = read_header(feed.header, cells.spot) if feed.head else ([], [])
            if problems or not feed.head:
                return Counted(feed.sha256(), 0, *together([]), problems)
            try:
                return count_quickly(feed, columns, cells, expected)
            except NotPlainError:
                pass
        with member.open() as stream:
            return count_by_row(stream, columns, cells, expected)
    except _BROKEN as trouble:
        found = "is encrypted" if "password" in str(trouble) else "is broken: it cannot be read to its end"
        return Counted("", 0, *together([]), [Problem(0, 0, "", found, _AGAIN, found)])
