"""The files of an archive of data.police.uk: a zip, a folder of month folders, or files one by one.

Nothing is unpacked to disk, and no name inside an archive is used as a path.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from iomlib.errors import DataError
from iomlib.tables.sheet import not_text

LARGEST = 4_000_000_000  # bytes of one file in a zip; a month of the largest force has 30 million
TIMES = 200  # times that a file may grow when it is unpacked; these grow about twelve times
SMALL = 50_000_000  # bytes below which it may grow as it likes
_AGAIN = "Take it from data.police.uk again."
_STANDARD = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))-([a-z][a-z-]*)-street\.csv", re.ASCII | re.IGNORECASE)
_ASIDE = {"-outcomes.csv": "outcomes", "-stop-and-search.csv": "stop and search"}
_LISTED = 3
_NEEDED = {"month", "crime type", "lsoa code"}


class Member(NamedTuple):
    """One file: its name, where it is for messages, and what its name says of it, if it is a standard one."""

    name: str
    shown: str
    path: Path
    archive: zipfile.ZipFile | None = None
    inside: str = ""

    def open(self) -> BinaryIO:
        """Open the file, wherever it is."""
        return self.archive.open(self.inside) if self.archive else self.path.open("rb")  # type: ignore[return-value]

    @property
    def month(self) -> str:
        """The month in its name, blank if the name is not a standard one."""
        found = _STANDARD.fullmatch(self.name)
        return found[1] if found else ""

    @property
    def force(self) -> str:
        """The force in its name as data.police.uk writes it, blank if the name is not a standard one."""
        found = _STANDARD.fullmatch(self.name)
        return found[2].lower() if found else ""


class Members(NamedTuple):
    """Files to read, and sentences about what was left aside, by the archive that it is in."""

    files: list[Member]
    aside: dict[Path, list[str]]


def find_members(paths: Iterable[Path]) -> Members:
    """List the files of street-level crime in archives, folders and single files.

    Raises
    ------
    DataError
        Every file that cannot be opened, or that is not what it should be.

    Examples
    --------
    >>> find_members([Path("params/areas.csv")]).files[0].name
    'areas.csv'
    """
    files: list[Member] = []
    aside: dict[Path, list[str]] = {}
    problems: list[str] = []
    for path in paths:
        try:
            found, left = _of_path(path)
        except DataError as trouble:
            problems += trouble.problems
            continue
        files += found
        if left:
            aside[path] = _told(path, left)
        if not found:
            problems.append(f"{path.name}: has no file whose name ends in -street.csv. {_AGAIN}")
    if problems:
        raise DataError(problems)
    return Members(sorted(files, key=lambda member: (member.name, member.shown)), aside)


def has_street_header(line: bytes) -> bool:
    """Say whether a first line is that of street-level crime.

    Examples
    --------
    >>> has_street_header(b"Crime ID,Month,LSOA code,LSOA name,Crime type")
    True
    >>> has_street_header(b"Crime ID,Month,LSOA code,LSOA name,Outcome type")
    False
    """
    cells = {cell.strip().strip('"').casefold() for cell in line.decode("utf-8-sig", "replace").split(",")}
    return cells >= _NEEDED


def is_archive(path: Path) -> bool:
    """Say whether a path is a zip, folder or file of street-level crime, by names and first lines.

    Examples
    --------
    >>> is_archive(Path("params/areas.csv"))
    False
    """
    try:
        if path.is_dir():
            return any(_is_street(name.name) for name in path.rglob("*.csv"))
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return any(_is_street(Path(name).name) for name in archive.namelist())
        return path.suffix.lower() == ".csv" and (_is_street(path.name) or has_street_header(_first(path)))
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return False


def _is_street(name: str) -> bool:
    """Say whether a name is one of street-level crime; those that begin with a dot are notes of a Mac."""
    return name.lower().endswith("-street.csv") and not name.startswith(".")


def _first(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.readline(4096)


def _of_path(path: Path) -> tuple[list[Member], list[str]]:
    try:
        if path.is_dir():
            return _of_folder(path)
        head = _first(path)
    except OSError:
        raise DataError(f"{path.name}: cannot be opened.") from None
    if path.suffix.lower() == ".zip":
        return _of_zip(path)
    if found := not_text(head):
        hint = (
            "data.police.uk gives CSV files, and a copy saved by a spreadsheet may have lost or added rows."
        )
        raise DataError(f"{path.name}: {found}. {hint} {_AGAIN}")
    return [Member(path.name, path.name, path)], []


def _of_folder(folder: Path) -> tuple[list[Member], list[str]]:
    files, left, problems = [], [], []
    for path in sorted(path for path in folder.rglob("*") if not path.is_dir()):
        shown = path.relative_to(folder.parent).as_posix()
        if not path.resolve().is_relative_to(folder.resolve()):
            problems.append(f"{shown}: leads out of the folder. Put the file itself there.")
        elif _is_street(path.name) or (path.suffix.lower() == ".csv" and has_street_header(_first(path))):
            files.append(Member(path.name, shown, path))
        else:
            left.append(path.name)
    if problems:
        raise DataError(problems)
    return files, left


def _of_zip(path: Path) -> tuple[list[Member], list[str]]:
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        raise DataError(f"{path.name}: is a broken zip file. {_AGAIN}") from None
    infos = [info for info in archive.infolist() if not info.is_dir()]
    street = [info for info in infos if _is_street(info.filename.rsplit("/", 1)[-1])]
    problems = [f"{path.name}: {words}" for info in infos if (words := _unsafe(info, info in street))]
    # By its name only one of two could be opened.
    twice = [name for name, count in Counter(info.filename for info in street).items() if count > 1]
    problems += [f"{path.name}: holds two files called {name}. {_AGAIN}" for name in twice]
    if problems:
        archive.close()
        raise DataError(problems)
    names = [info.filename.rsplit("/", 1)[-1] for info in street]
    files = [
        Member(name, f"{path.name}: {info.filename}", path, archive, info.filename)
        for name, info in zip(names, street, strict=True)
    ]
    return files, [info.filename for info in infos if info not in street]


def _unsafe(info: zipfile.ZipInfo, street: bool) -> str:
    """Say why a file in a zip is not opened."""
    name = info.orig_filename
    parts = re.split(r"[/\\]", name)
    if ".." in parts or not parts[0] or "\\" in name or ":" in name or "\0" in name:
        return f"holds a file whose name leads out of it. {_AGAIN}"
    if not street:
        return ""
    if info.flag_bits & 1:
        return f"{name} is encrypted. Unpack it with its password first."
    if info.file_size > LARGEST or info.file_size > max(SMALL, TIMES * info.compress_size):
        return f"{name} would be {info.file_size:,} bytes, more than any month of a force. {_AGAIN}"
    return ""


def _told(path: Path, left: list[str]) -> list[str]:
    """Say what was left aside: how many of the kinds that an archive has, and the names of others."""
    others, counts = [], Counter[str]()
    for name in left:
        kind = next((kind for end, kind in _ASIDE.items() if name.lower().endswith(end)), "")
        counts[kind] += 1
        others += [] if kind else [name]
    words = [f"{counts[kind]} of {kind}" for kind in _ASIDE.values() if counts[kind]]
    more = f" and {len(others) - _LISTED} more" if len(others) > _LISTED else ""
    words += [", ".join(others[:_LISTED]) + more] if others else []
    return [f"{path.name}: files left aside: {'; '.join(words)}."]


def close(members: Iterable[Member]) -> None:
    """Close the archives behind files.

    Examples
    --------
    >>> close([])
    """
    for archive in {id(member.archive): member.archive for member in members if member.archive}.values():
        archive.close()
