"""One run at a time on an outputs folder, and what is said where it cannot be written to."""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from iomlib.build.task import NO_ROOM
from iomlib.errors import ParameterError, ReportError
from iomlib.filing import links_in

NAME, HOLDER = ".lock", ".locked-by"  # two files: on Windows nobody can read a locked one


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Keep every other run out of an outputs folder.

    The system holds the lock for as long as the process lives: what a killed run leaves is a file
    that nobody holds, and the next run takes it.

    Raises
    ------
    ParameterError
        Another run is at work there, a link lies there, or the folder cannot be written to.
    """
    refuse_links(output)
    holder, lock = output / HOLDER, FileLock(output / NAME)
    try:
        output.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise ParameterError(
            f"--output {output.name}: another run is publishing there{_who(holder)}. "
            "Wait until it has ended, or name another folder."
        ) from None
    except OSError as trouble:
        raise ParameterError(f"--output {output.name}: {_why(trouble)}. Name another folder.") from None
    try:
        with suppress(OSError):  # it only tells; a full disk is told where more is written
            holder.write_text(f"process {os.getpid()} on {socket.gethostname()} since {_now()}", "utf-8")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def refuse_links(output: Path) -> None:
    """Refuse an outputs folder with a link in it: what is written or removed through it lies elsewhere.

    Raises
    ------
    ParameterError
        There is one.
    """
    if links := links_in(output):
        more = f" and {len(links) - 1:,} more" if links[1:] else ""
        raise ParameterError(
            f"--output {output.name}: {links[0]}{more} is a link, which may lead out of the folder. Take it away."
        )


def look_at(output: Path) -> None:
    """Refuse an outputs folder that cannot even be looked at.

    Raises
    ------
    ParameterError
        Its name is too long for the disk, or the disk does not answer.
    """
    try:
        output.exists()
    except OSError as trouble:
        raise ParameterError(f"--output {output.name}: {trouble.strerror}. Name another folder.") from None


@contextmanager
def told(output: Path) -> Iterator[None]:
    """Tell in words that the disk is full, or that the folder cannot be written to.

    Raises
    ------
    ReportError
        Something like that has happened.
    """
    try:
        yield
    except OSError as trouble:
        if trouble.errno in NO_ROOM:
            said = "the disk is full. Make room and run again."
        elif trouble.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            said = "cannot be written to any more. Make it writable and run again."
        else:
            said = f"cannot be used ({type(trouble).__name__}: {trouble.strerror})."
        raise ReportError(f"--output {output.name}: {said} What is published is whole.") from None


def _who(path: Path) -> str:
    with suppress(OSError, ValueError):
        if told := path.read_text("utf-8").strip():
            return f" ({told})"
    return ""


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _why(trouble: OSError) -> str:
    if isinstance(trouble, FileExistsError | NotADirectoryError):
        return "is a file, not a folder"
    return "cannot be written to"
