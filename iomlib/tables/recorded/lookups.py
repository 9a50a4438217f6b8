"""Tables of the ONS that say where a small place is: LSOA codes in authorities, wards in areas."""

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from iomlib.errors import DataError

# Of several columns that would do, the first kind that is there.
_LSOA, _LAD = (r"LSOA\d\dCD",), (r"(LAD|LTLA|UTLA)\d\dCD",)
_WARD, _AREA = (r"WD\d\dCD", "unique id|ward code", "ward"), (r"LAD\d\dNM|area", r"LAD\d\dCD")
Columns = tuple[str, ...]


def read_lsoas(paths: Iterable[Path]) -> Mapping[str, str]:
    """Read which local authority each LSOA code is in, from those of the files that say so.

    Raises
    ------
    DataError
        A code that is in two authorities.

    Examples
    --------
    >>> read_lsoas([Path("params/areas.csv")])
    {}
    """
    return _read(paths, _LSOA, _LAD)


def read_wards(paths: Iterable[Path]) -> Mapping[str, str]:
    """Read which area each ward is in, from those of the files that say so.

    Raises
    ------
    DataError
        A ward that is in two areas.

    Examples
    --------
    >>> read_wards([Path("params/areas.csv")])
    {}
    """
    return _read(paths, _WARD, _AREA)


def _read(paths: Iterable[Path], small: Columns, large: Columns) -> dict[str, str]:
    found: dict[str, str] = {}
    problems: list[str] = []
    for path in paths:
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = csv.reader(file)
                header = [name.strip() for name in next(rows, [])]
                places = [_place(header, kinds) for kinds in (small, large)]
                if None in places:
                    continue
                for number, row in enumerate(rows, 2):
                    one, other = (
                        row[place or 0].strip() if len(row) > (place or 0) else "" for place in places
                    )
                    if one and other and found.setdefault(one, other) != other:
                        words = f"{one} is in {found[one]} and in {other}"
                        problems.append(f"{path.name}: row {number}: {words}. Give the lookup of one year.")
        except (OSError, UnicodeDecodeError, csv.Error):
            problems.append(f"{path.name}: cannot be read. Save the file as CSV UTF-8.")
    if problems:
        raise DataError(problems)
    return found


def _place(header: list[str], kinds: Columns) -> int | None:
    found = (
        place
        for kind in kinds
        for place, name in enumerate(header)
        if re.fullmatch(kind, name, re.IGNORECASE)
    )
    return next(found, None)
