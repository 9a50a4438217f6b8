"""The data folder of a run file: a path, or an address that fsspec knows (s3://, abfs://, gs://)."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir
from time import time

from filelock import FileLock, Timeout

from iomlib.build.plan import Plan
from iomlib.errors import DataError, ParameterError

_OURS, _LOCK = "iomlib-data-", ".lock"
_YOUNG = 60  # seconds in which its lock may not be there yet


@contextmanager
def at_hand(plan: Plan) -> Iterator[Plan]:
    """Give a plan whose data lie on this disk.

    Raises
    ------
    ParameterError
        A package for this kind of address is not installed.
    DataError
        Nothing can be read there.
    """
    address = plan.run.data
    if "://" not in address:
        yield plan
        return
    with aside() as folder:
        data = folder / "data"
        _fetch(address, data)
        yield replace(plan, data=data)


@contextmanager
def aside() -> Iterator[Path]:
    """Give a folder that nobody else may enter and that is gone afterwards; one of a process that was killed, later."""
    _clear()
    with TemporaryDirectory(prefix=_OURS) as folder, FileLock(Path(folder, _LOCK)):
        yield Path(folder)


def _clear() -> None:
    """Remove what runs that were killed have left of such data: nobody holds its lock any more."""
    for left in Path(gettempdir()).glob(f"{_OURS}*"):
        with suppress(OSError, Timeout):
            about = left.lstat()
            own = (
                not hasattr(os, "getuid") or about.st_uid == os.getuid()
            )  # else a trap, or somebody's at work
            if own and time() - about.st_mtime > _YOUNG and stat.S_ISDIR(about.st_mode):
                with FileLock(left / _LOCK, timeout=0):
                    rmtree(left)


def _fetch(address: str, target: Path) -> None:
    kind = address.split("://", maxsplit=1)[0]
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415  an optional extra

        disk, path = url_to_fs(address)
    except (ImportError, ValueError) as trouble:
        raise ParameterError(f"data: {kind}:// cannot be read here: {str(trouble).splitlines()[0]}") from None
    try:
        disk.get(f"{path.rstrip('/')}/", f"{target}/", recursive=True)
    except Exception as trouble:  # each store has its own
        # What a store says may hold an address with a key in it.
        raise DataError(f"data: nothing can be read at {kind}://... ({type(trouble).__name__}).") from None
