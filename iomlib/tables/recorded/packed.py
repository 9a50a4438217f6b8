"""What a workbook is before it is opened: an Excel or LibreOffice file is a zip, and may unpack to anything.

Cells are made for the whole rectangle between the first and the last that is filled, so two cells in opposite corners
of a sheet would take hundreds of gigabytes, and calamine would end the whole process.
"""

import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from iomlib.tables.recorded.probe import opens

CELLS = 30_000_000  # of one sheet; the Home Office's longest has 3 million
UNPACKED = 2_000_000_000  # bytes
TIMES = 400  # times that a file may grow when it is unpacked; theirs grow about forty times
SMALL = 100_000_000  # bytes below which it may grow as it likes
_MEMBERS = 10_000
_CHUNK = 1 << 22
_LONGEST = 1 << 10  # bytes of the beginning of a cell
_CONTENT, _MANIFEST = "content.xml", "manifest.xml"
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,12})?([0-9]{1,12})\s*["']""")
_SAVE = "Open it in a spreadsheet program and save it as ODS, Excel workbook or CSV UTF-8."
_AGAIN = "Open it in a spreadsheet program and save the table alone, as CSV UTF-8."


def workbook_problem(path: Path) -> str:
    """Say why a workbook is not opened; nothing where it may be. What is no zip is opened in another process first.

    Examples
    --------
    >>> workbook_problem(Path("params/areas.csv"))
    ''
    """
    try:
        if not zipfile.is_zipfile(path):
            return "" if opens(path) else f"cannot be opened in the memory that a workbook may take. {_AGAIN}"
        with zipfile.ZipFile(path) as archive:
            return _of_zip(archive, path.stat().st_size) or _of_parts(archive, path.suffix.lower() == ".ods")
    except (
        Exception
    ):  # whatever a broken file brings zipfile and expat to; at some of them calamine never ends
        return f"is not a workbook that can be read. {_SAVE}"


def _of_zip(archive: zipfile.ZipFile, size: int) -> str:
    infos = archive.infolist()
    if len(infos) > _MEMBERS:
        return f"holds {len(infos):,} files; {_MEMBERS:,} are allowed. {_AGAIN}"
    if sum(info.compress_size for info in infos) > size:
        return f"holds files that lie over each other. {_AGAIN}"
    unpacked = sum(info.file_size for info in infos)
    if unpacked > UNPACKED or unpacked > max(SMALL, TIMES * size):
        return f"would be {unpacked:,} bytes when it is unpacked, more than a workbook may be. {_AGAIN}"
    return ""


def _of_parts(archive: zipfile.ZipFile, ods: bool) -> str:
    """Read each part to its end, as XML where it is; say that a sheet of an Excel workbook reaches too far.

    In ODS calamine counts the cells itself before it makes any, and says of one with a password that it has one.
    """
    names = archive.namelist()
    if ods and b"encryption-data" in b"".join(
        archive.read(name) for name in names if name.endswith(_MANIFEST)
    ):
        return ""
    for name in [_CONTENT] if ods else names:
        cells = _reach(archive, name)
        if not ods and cells > CELLS:
            return f"has a sheet that reaches over {cells:,} cells; {CELLS:,} are allowed. {_AGAIN}"
    return ""


def _reach(archive: zipfile.ZipFile, name: str) -> int:
    """Count the cells from the first of a sheet to the last that is named in it; any part may be a sheet.

    Raises
    ------
    ExpatError
        It is called XML and is none, or ends too soon.
    """
    widths, longest, before = {b"A"}, 1, b""
    parser = expat.ParserCreate() if name.lower().endswith((".xml", ".rels")) else None
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            if parser:
                parser.Parse(chunk, False)
            # A place that is cut in two is whole in the next piece.
            places = _PLACE.findall(before + chunk)
            widths |= {letters for letters, _ in places}
            longest = max([longest, *(int(row) for _, row in places)])
            before = chunk[-_LONGEST:]
    if parser:
        parser.Parse(b"", True)
    return longest * max(_column(letters) for letters in widths)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - ord("A") + 1
    return number
