"""The part of a lock that iomlib runs on: what only its tests and its makers need is left out."""

import re
from pathlib import Path

from iomlib.build.requires import NAME, plain, required
from iomlib.errors import ParameterError

_BUILDS = "setuptools"  # which installs iomlib itself


def running_of(path: Path) -> str:
    """Read a lock and give the part of it that iomlib runs on.

    Raises
    ------
    ParameterError
        It is no text.
    """
    try:
        return running(path.read_text("utf-8"))
    except UnicodeDecodeError:
        raise ParameterError(
            f"{path.name}: is not text in UTF-8. Take it from git again: git checkout {path.name}"
        ) from None


def running(lock: str) -> str:
    """Give the lines of a lock for iomlib's own requirements, and theirs, on any system.

    What the lock has for some systems alone stays in it.

    Examples
    --------
    >>> running("numpy==2.0 \\\\\\n    --hash=sha256:00\\nno-such-package==1.0 \\\\\\n    --hash=sha256:11\\n")
    'numpy==2.0 \\\\\\n    --hash=sha256:00\\n'
    """
    needed = required(["iomlib", _BUILDS])
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", lock)
    return "".join(block for block in blocks if _is_for_some(block) or _named(block) in needed)


def _named(block: str) -> str:
    found = NAME.match(block)
    return plain(found[0]) if found else ""


def _is_for_some(block: str) -> bool:
    """Say whether a package is for some systems alone: what it needs there cannot be asked here."""
    return bool(_named(block)) and ";" in block.split("\n", 1)[0]
