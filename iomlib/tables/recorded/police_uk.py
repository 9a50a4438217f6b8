"""Street-level crime of data.police.uk: an archive, folders or files in, counts by area and month out.

Anti-social behaviour is an incident and no crime. Rows that are alike are different incidents, and a
Crime ID says nothing about that: no row is ever dropped. What has no location, what British Transport
Police recorded and what lies in another force's territory is counted apart. The map points of the
source are snapped and are not read.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from iomlib.errors import DataError
from iomlib.tables.problems import sentences
from iomlib.tables.recorded.contract import Recorded
from iomlib.tables.recorded.counting import count_members
from iomlib.tables.recorded.lookups import read_lsoas
from iomlib.tables.recorded.members import Member, close, find_members, is_archive
from iomlib.tables.recorded.names import Names
from iomlib.tables.recorded.offences import Offences, read_offences
from iomlib.tables.recorded.revisions import refused_revisions, same_bytes
from iomlib.tables.recorded.street import Counted
from iomlib.tables.recorded.street_cells import Cells
from iomlib.tables.recorded.street_notes import Parts, partial_of, source_files
from iomlib.tables.recorded.street_places import Rows, rows_of, spots_of
from iomlib.tables.recorded.street_table import Kinds, make_table

SERIES = "police-uk"
NEEDED = (
    "Say which local authority is in which partnership and police force: give the ONS lookup of local "
    "authority districts to community safety partnerships to police force areas with --lookup. "
    "Its columns are like LAD23CD, LAD23NM, CSP23CD, CSP23NM, PFA23CD, PFA23NM."
)
Read = list[tuple[Member, Counted]]


def recognises(path: Path) -> bool:
    """Say whether a path is an archive, a folder or a file of street-level crime.

    Examples
    --------
    >>> recognises(Path("params/areas.csv"))
    False
    """
    return is_archive(path)


def read(
    paths: list[Path], names: Names, params: str | Path = "params", lookups: Iterable[Path] = ()
) -> Recorded:
    """Count street-level crime by area, month and crime type.

    Parameters
    ----------
    paths
        Zip files, folders with files in them, and single CSV files.
    names
        Made with the ONS lookup of authorities to partnerships.
    params
        The folder that says what categories are called.
    lookups
        More files of the ONS. One with LSOA codes and authorities (``LSOA21CD``, ``LAD23CD``) is used
        in place of the names of LSOAs.

    Raises
    ------
    DataError
        Every problem of every file.

    Examples
    --------
    >>> from iomlib.tables.recorded.names import read_names
    >>> read([Path("2018-10")], read_names("params"))
    Traceback (most recent call last):
    iomlib.errors.DataError: Street-level crime names local authorities. Say which local authority is in ...
    """
    if not names.known:
        raise DataError(f"Street-level crime names local authorities. {NEEDED}")
    offences = read_offences(params)
    cells = Cells(names, offences, read_lsoas(lookups))
    members = find_members(paths)
    try:
        files = list(zip(members.files, count_members(members.files, names, cells), strict=True))
        return _recorded(files, members.aside, names, cells, offences)
    finally:
        close(members.files)


def _recorded(
    files: Read, aside: Mapping[Path, list[str]], names: Names, cells: Cells, offences: Offences
) -> Recorded:
    wrong = [words for member, counted in files for words in sentences(member.shown, counted.problems)]
    sound = [pair for pair in files if not pair[1].problems]
    kept, also = same_bytes(sound)
    chosen = [sound[place] for place in kept]
    rows = rows_of(chosen, names, cells)
    wrong += refused_revisions(_covered(rows, chosen), cells)
    spots, unknown = spots_of(rows, chosen, names, cells)
    wrong += unknown
    if not wrong and not len(rows.count):
        wrong = [f"{member.shown}: has no rows: no data, which is not 0." for member, _ in files]
    if wrong:
        raise DataError(wrong)
    kinds = Kinds(cells, offences)
    partial = partial_of(rows, kinds)
    told = _told(chosen, aside, {place: also[old] for place, old in enumerate(kept) if old in also})
    shas, sources = source_files(Parts(chosen, rows, spots, kinds, partial, told))
    return Recorded(SERIES, make_table(rows, spots, kinds, shas, partial), sources)


def _covered(rows: Rows, files: Read) -> dict[tuple[str, str], list[Member]]:
    found: dict[tuple[str, str], list[Member]] = {}
    for keys, (member, _) in zip(rows.covers, files, strict=True):
        for key in sorted(keys):
            found.setdefault(key, []).append(member)
    return found


def _told(
    files: Read, aside: Mapping[Path, list[str]], also: Mapping[int, list[str]]
) -> dict[int, list[str]]:
    """Say of each file where else its bytes stand, and of the first of an archive what was left aside."""
    told = {place: [f"The same bytes, counted once: {', '.join(shown)}."] for place, shown in also.items()}
    left = dict(aside)
    for place, (member, _) in enumerate(files):
        for path in [path for path in left if member.path == path or path in member.path.parents]:
            told.setdefault(place, []).extend(left.pop(path))
    return told
