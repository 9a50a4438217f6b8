"""Names that become those of files and folders: what no disk takes, and what leads somewhere else."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from unicodedata import normalize

LONGEST = 60  # letters: a path of Windows has 260, and four names stand in one
_DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\..*)?", re.IGNORECASE
)
_SIGN = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]'
)


def unfit(name: str) -> str:
    """Say why a name cannot be that of a file on every system; nothing where it can.

    Examples
    --------
    >>> unfit("haringey"), unfit("nul")
    ('', 'is the name of a device, which no file of Windows can have')
    """
    if len(name) > LONGEST:
        return f"has {len(name):,} letters; {LONGEST} are allowed"
    if _DEVICE.fullmatch(name):
        return "is the name of a device, which no file of Windows can have"
    if found := _SIGN.search(name):
        return f"holds the sign U+{ord(found[0]):04X}, which not every disk can keep in a name"
    if not name or name != name.strip(" .") or name != normalize("NFC", name):
        return "begins or ends with a dot or a space, or has an accent apart from its letter"
    return ""


def alike(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pair names that are one on a disk that does not tell large letters from small.

    Examples
    --------
    >>> alike(["Leeds", "leeds", "kent"])
    [('Leeds', 'leeds')]
    """
    first: dict[str, str] = {}
    pairs = ((first.setdefault(normalize("NFKC", name).casefold(), name), name) for name in names)
    return [(one, other) for one, other in pairs if one != other]


def links_in(folder: Path) -> list[str]:
    """List the links below a folder, which may lead out of it. What a run has left in hidden folders is its own.

    Examples
    --------
    >>> links_in(Path("params"))
    []
    """
    found: list[str] = []
    for place, folders, files in os.walk(folder):
        named = (Path(place, name) for name in (*folders, *files))
        found += [path.relative_to(folder).as_posix() for path in named if path.is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".")]
    return sorted(found)
