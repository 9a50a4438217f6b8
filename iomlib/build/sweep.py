"""Removes input and scratch past the day until which it may be kept, and writes into a log what went and when.

The log has names and sums of files, never what was in them. It lies with the restricted edition.
"""

import csv
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from iomlib.build.fingerprint import of_file
from iomlib.build.lock import locked
from iomlib.build.plan import UNRELEASED
from iomlib.build.private import begin_private, make_private
from iomlib.build.retention import Kind, read_retention
from iomlib.build.task import SCRATCH
from iomlib.build.text import runs
from iomlib.build.whole import edition_folder
from iomlib.errors import ParameterError

LOG = "swept.csv"
_PROJECT = (".git", "params", "notebooks", "iomlib", "outputs")
_COLUMNS = ("day", "what", "kind", "of", "file", "sha256", "bytes", "kept_until", "source")


class Due(NamedTuple):
    """A file past its day; `name` is its place below the folder that it is of."""

    path: Path
    name: str
    until: date
    kind: Kind
    base: Path


def due(data: Path, output: Path, params: Path, today: date) -> list[Due]:
    """List the files that may not be kept any longer. One that is of several kinds is kept as long as any of them says.

    Nothing outside the two folders is looked at, and nothing that a link leads to.

    Raises
    ------
    ParameterError
        The file on retention is wrong, or one of the folders is a link.
    """
    for folder in (data, output):
        if folder.is_symlink():
            raise ParameterError(f"{folder.name}: is a link. Name the folder that it leads to.")
    if own := [name for name in _PROJECT if (data / name).exists()]:
        raise ParameterError(
            f"--data {data.name}: holds {own[0]}, so it is no folder of data. Name that one."
        )
    found: dict[Path, Due] = {}
    for kind in read_retention(params):
        for base, path in _files(kind, data, output):
            until = kind.kept_until(path)
            if path not in found or found[path].until < until:
                found[path] = Due(path, path.relative_to(base).as_posix(), until, kind, base)
    return [each for _, each in sorted(found.items()) if each.until < today]


def _files(kind: Kind, data: Path, output: Path) -> Iterator[tuple[Path, Path]]:
    if kind.of == "data":
        for path in (path for pattern in kind.files for path in data.glob(pattern)):
            if _is_own(path, data):
                yield data, path
        return
    for base in ("", "restricted/", f"{UNRELEASED}/"):
        for folder in output.glob(f"{base}{SCRATCH}*"):
            if folder.is_dir() and not folder.is_symlink():
                for place, _, names in os.walk(folder):
                    yield from (
                        (output, path) for name in names if _is_own(path := Path(place, name), output)
                    )


def _is_own(path: Path, base: Path) -> bool:
    """Say whether a path is a file in a folder itself, with no link on the way to it."""
    parts = [path, *path.parents]
    inside = parts[: parts.index(base)]
    return stat.S_ISREG(path.lstat().st_mode) and not any(part.is_symlink() for part in inside)


def sweep_files(files: list[Due], output: Path, today: date) -> list[str]:
    """Write files into the log, then remove them; list those that could not be removed.

    Raises
    ------
    ParameterError
        A run is at work in the outputs folder.
    """
    with locked(output):
        log = begin_private(edition_folder(output, "restricted")) / LOG
        kept = []
        for each in files:
            try:
                with _folder_of(each) as folder:
                    _tell(log, "removed", each, today)  # first, so that nothing goes without a line
                    _remove(each, folder)
            except OSError as trouble:
                _tell(log, "not removed", each, today)
                kept.append(f"{each.name}: could not be removed ({trouble.strerror}).")
        _without_empty(output)
        make_private(log.parent)
    return kept


@contextmanager
def _folder_of(each: Due) -> Iterator[int | None]:
    """Open the folder of a file, step by step and through no link: one may have been put there since it was listed."""
    if os.unlink not in os.supports_dir_fd:  # Windows, where making a link takes rights of its own
        yield None
        return
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    folder = os.open(each.base, flags)
    try:
        for name in each.path.relative_to(each.base).parts[:-1]:
            inner = os.open(name, flags, dir_fd=folder)
            os.close(folder)
            folder = inner
        yield folder
    finally:
        os.close(folder)


def _remove(each: Due, folder: int | None) -> None:
    os.unlink(each.path if folder is None else each.path.name, dir_fd=folder)


def _tell(log: Path, what: str, each: Due, today: date) -> None:
    whole = _is_own(each.path, each.base) if each.path.exists() else False
    size = each.path.stat(follow_symlinks=False).st_size if whole else 0
    row = (
        today,
        what,
        each.kind.kind,
        each.kind.of,
        each.name,
        of_file(each.path) if whole else "",
        size,
        each.until,
        each.kind.source,
    )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if not log.exists():
        writer.writerow(_COLUMNS)
    writer.writerow(f"'{said}" if runs(said) else said for said in map(str, row))
    with log.open("a", encoding="utf-8", newline="") as file:
        file.write(text.getvalue())
        file.flush()
        os.fsync(file.fileno())


def _without_empty(output: Path) -> None:
    """Take away folders of scratch that hold nothing any more."""
    for base in ("", "restricted/", f"{UNRELEASED}/"):
        for folder in output.glob(f"{base}{SCRATCH}*"):
            for place, _, _ in [] if folder.is_symlink() else [*os.walk(folder, topdown=False)]:
                if not any(Path(place).iterdir()):
                    Path(place).rmdir()
