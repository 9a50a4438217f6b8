"""A list of what a series of the store is made of, byte for byte: what is lost or changed since is told.

Copying a folder may be cut off, and a count may be mended by hand in one file of hundreds. A year that is
not there would pass for one that was never supplied.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from iomlib.tables.recorded.store import LOCK, SEAL, folder_of, name_of

_AGAIN = "Copy the folder {} again from where it came from, or take it away and import its files anew."


def seal(folder: Path) -> None:
    """Write down every file below a folder with its sha256: the same files, the same bytes.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     _ = (Path(name) / "files.json").write_text("{}")
    ...     seal(Path(name))
    ...     list(json.loads((Path(name) / SEAL).read_text()))
    ['files.json']
    """
    (folder / SEAL).write_bytes(f"{json.dumps(_sums(folder), indent=0)}\n".encode())


def broken(data: str | Path, series: str) -> Iterator[str]:
    """Say which files of a series are lost, changed or added since the last import.

    Examples
    --------
    >>> list(broken("data", "no-such-series"))
    []
    """
    folder = folder_of(data, series)
    if not folder.is_dir():
        return
    again = _AGAIN.format(name_of(folder).removesuffix(".old"))
    try:
        listed = dict(json.loads((folder / SEAL).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        yield f"{name_of(folder / SEAL)}: is not there or cannot be read, so that nobody can say what is lost. {again}"
        return
    there = _sums(folder)
    # A run has a copy of the areas that it is of, and of hidden files none.
    whole = (folder.parent / LOCK).is_file()
    listed = {name: sha for name, sha in listed.items() if whole or _is_of_copy(folder, name)}
    for name in sorted(listed.keys() | there.keys()):
        if name not in there:
            yield f"{name_of(folder / name)}: is lost. {again}"
        elif name not in listed:
            yield f"{name_of(folder / name)}: is not of the store. Take it away."
        elif there[name] != listed[name]:
            yield f"{name_of(folder / name)}: is not as it was imported. {again}"


def _is_of_copy(folder: Path, name: str) -> bool:
    above = Path(name).parent
    return (folder / above).is_dir() if above.parts else name.endswith(".json")


def _sums(folder: Path) -> dict[str, str]:
    found = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        name.as_posix(): sha256(path.read_bytes()).hexdigest()
        for name, path in found.items()
        if name.as_posix() != SEAL and not any(part[0] in ".~" for part in name.parts)
    }
