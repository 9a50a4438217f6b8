"""Packs a folder the same way every time, and takes such a file apart again without trusting it."""

import zipfile
from pathlib import Path, PurePosixPath

from iomlib.build.fingerprint import of_bytes, of_file
from iomlib.errors import VerificationError
from iomlib.filing import alike, unfit

SUMS = "SHA256SUMS"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say
_LONGEST = 150  # letters of a path: Windows has 260 for all of it


def files_in(folder: Path) -> list[str]:
    """List the files below a folder, in one order on every system."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def write_sums(folder: Path) -> None:
    """Write the sha256 of every file of a folder, as `sha256sum` writes and reads them."""
    lines = [f"{of_file(folder / name)}  {name}\n" for name in files_in(folder)]
    (folder / SUMS).write_text("".join(lines), "utf-8", newline="")


def pack(folder: Path, target: Path) -> None:
    """Write the files of a folder into a zip file: the same files, the same bytes.

    Raises
    ------
    VerificationError
        A name cannot be that of a file on every system.
    """
    names = files_in(folder)
    refuse_names(names)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, (folder / name).read_bytes())


def refuse_names(names: list[str]) -> None:
    """Refuse names that lead out of a folder, that a system cannot keep, or that are one on some disks.

    Raises
    ------
    VerificationError
        Every one of them.
    """
    problems = []
    for name in names:
        parts = PurePosixPath(name).parts
        if name.startswith("/") or "\\" in name or {"..", "."} & set(name.split("/")):
            problems.append("A name in the bundle leads out of its folder.")
        elif len(name) > _LONGEST or any(unfit(part) for part in parts):
            problems.append(f"{name}: cannot be the name of a file on every system. Rename it.")
    problems += [f"{one} and {other} are one name on some disks. Rename one." for one, other in alike(names)]
    if problems:
        raise VerificationError(problems)


def unpack_checked(source: Path, folder: Path) -> None:
    """Take a bundle apart in an empty folder, and hold every file against the sums in it.

    Raises
    ------
    VerificationError
        A name is not safe, or a file is missing, more than listed, or not as listed.
    """
    with zipfile.ZipFile(source) as packed:
        names = packed.namelist()
        refuse_names(names)
        content = {name: packed.read(name) for name in names}
    lines = content.get(SUMS, b"").decode("utf-8").splitlines()
    sums = {name: sha for sha, name in (line.split("  ", 1) for line in lines)}
    found = {name: of_bytes(each) for name, each in content.items() if name != SUMS}
    unlike = sorted(name for name in {*sums, *found} if sums.get(name) != found.get(name))
    if unlike or len(names) != len(content):
        raise VerificationError([f"{name}: is not as {SUMS} says." for name in unlike or ["A name"]])
    for name, each in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each)
