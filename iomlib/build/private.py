"""Folders that nobody but their owner may look into: the restricted edition, and what waits to be released.

Their modes are set, and not left to the umask: on a shared machine that would let colleagues read them.
"""

import os
from pathlib import Path

_FOLDER, _FILE = 0o700, 0o600


def begin_private(folder: Path) -> Path:
    """Make a folder that others cannot enter, before anything is put into it, and give it."""
    folder.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    _set(folder, _FOLDER)
    return folder


def make_private(folder: Path) -> None:
    """Close a folder and all that lies in it; what a link leads to is somebody else's, and stays as it is."""
    for place, _, files in os.walk(folder):
        _set(Path(place), _FOLDER)
        for name in files:
            if not (path := Path(place, name)).is_symlink():
                _set(path, _FILE)


def _set(path: Path, mode: int) -> None:
    if path.stat().st_mode & 0o777 != mode:
        path.chmod(mode)
