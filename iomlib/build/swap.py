"""Puts a folder in another's place in one step, so that nobody ever finds half of it."""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_AT_FDCWD, _EXCHANGE = -100, 2
_OLD, _GONE = ".old-", ".gone-"


def swap(new: Path, place: Path) -> None:
    """Put `new` where `place` is; what was there is gone afterwards.

    Both lie on one disk. What a power cut leaves is the old folder or the new one: the files are
    written through before they are moved.
    """
    _write_through(new)
    place.parent.mkdir(parents=True, exist_ok=True)
    old = place.with_name(_OLD + place.name)
    if not place.exists():
        new.rename(place)
    elif _exchanged(new, place):
        old = new
    else:  # a system that cannot exchange two folders: `mend` closes the gap if a run ends in it
        place.rename(old)
        new.rename(place)
    shutil.rmtree(old, ignore_errors=True)
    _write_folder_through(place.parent)


def take_away(place: Path) -> None:
    """Remove a folder in one step."""
    gone = place.with_name(_GONE + place.name)
    shutil.rmtree(gone, ignore_errors=True)
    if place.exists():
        place.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def mend(base: Path) -> None:
    """Close the gap that a run left that was killed between two moves."""
    for gone in [*base.glob(f"*/{_GONE}*"), *base.glob(f"*/*/{_GONE}*")]:
        shutil.rmtree(gone, ignore_errors=True)
    for old in [*base.glob(f"*/{_OLD}*"), *base.glob(f"*/*/{_OLD}*")]:
        place = old.with_name(old.name.removeprefix(_OLD))
        if place.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(place)


def write(path: Path, content: bytes) -> None:
    """Write a file in one step: a reader finds the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".new-{path.name}")
    aside.write_bytes(content)
    _write_file_through(aside)
    aside.replace(path)


def copy(files: Iterable[Path], source: Path, target: Path) -> None:
    """Have files of one folder in another too, as links where the disk can."""
    for path in files:
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, place)
        except OSError:
            shutil.copy2(path, place)


def _exchanged(one: Path, other: Path) -> bool:
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    names = (os.fsencode(one), os.fsencode(other))
    return rename is not None and rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE) == 0


def _write_through(folder: Path) -> None:
    for path in folder.rglob("*"):
        (_write_folder_through if path.is_dir() else _write_file_through)(path)
    _write_folder_through(folder)


def _write_file_through(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _write_folder_through(folder: Path) -> None:
    with suppress(OSError):  # not every system opens folders
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
