"""`iom doctor`: what this machine lacks for making reports, and the one command that mends each."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Literal, NamedTuple

from iomlib.build import landlock
from iomlib.build.pinned import hold
from iomlib.build.project import project_around
from iomlib.build.quarto import find_quarto
from iomlib.build.shipped import shipped
from iomlib.build.verify_found import listed
from iomlib.errors import ParameterError

State = Literal["well", "missing", "needed"]
OLDEST_PYTHON = (3, 11)
_LEAST, _ROOMY = 200_000_000, 1_000_000_000  # bytes: what a small run takes, and what the demonstration takes
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Found(NamedTuple):
    """One thing that was looked at. ``needed``: no report without it; ``missing``: some task wants it."""

    what: str
    state: State
    found: str
    mend: str = ""


def examine(here: Path) -> list[Found]:
    """Look at everything, in the order in which it is needed."""
    root = project_around(here)
    place = (root or here) / "outputs"
    checks: tuple[Callable[[], Found], ...] = (
        _python,
        partial(_packages, root),
        partial(_project, root),
        partial(_writable, place),
        partial(_room, place),
        _engine,
        _held_by_the_system,
        *((_long_paths,) if sys.platform == "win32" else ()),
        _git,
        _signing,
        _quarto,
        _browser,
    )
    return [check() for check in checks]


def told(found: list[Found]) -> Iterator[str]:
    """Say what was found, a line each, and what follows from it."""
    for each in found:
        yield f"{each.state:8}{each.what}: {each.found}"
        if each.mend:
            yield f"        {each.mend}"
    lacking = sum(each.state == "missing" for each in found)
    if any(each.state == "needed" for each in found):
        yield "No report can be made here until what is needed is mended."
    else:
        some = f"{lacking} {'thing is' if lacking == 1 else 'things are'} missing that some tasks want."
        yield f"Reports can be made here. {some if lacking else 'Nothing is missing.'}"


def _python() -> Found:
    told = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        return Found(
            "Python",
            "needed",
            f"{told}; 3.11 or later is needed",
            "make clean; make report PYTHON=python3.12",
        )
    return Found("Python", "well", told)


def _packages(root: Path | None) -> Found:
    lock = root / "requirements.lock" if root else None
    if lock is None or not lock.is_file():
        try:
            lock = shipped().get("requirements.lock")
        except ParameterError:
            lock = None
    fetch = "git checkout requirements.lock"
    if lock is None:
        return Found("packages", "missing", "there is no requirements.lock to hold them against", fetch)
    try:
        held = hold(lock)
    except ParameterError as trouble:
        return Found("packages", "missing", str(trouble), fetch)
    mend = f"pip install --require-hashes --no-deps -r {lock.name}"
    if held.needed:
        return Found("packages", "needed", f"not there: {listed(held.needed, ', ')}", mend)
    if held.different:
        words = f"other versions than in {lock.name}: {listed(held.different, ', ')}. Reports may differ from another's"
        return Found("packages", "missing", words, mend)
    if held.others:
        return Found(
            "packages", "missing", f"not there, for tests and extras: {listed(held.others, ', ')}", mend
        )
    return Found("packages", "well", f"all that {lock.name} names, in its versions; fonts come with them")


def _project(root: Path | None) -> Found:
    if root is None:
        found = "no folder with notebooks and params is around this one"
        return Found("project", "missing", found, "iom new AREA --into DIR")
    return Found("project", "well", f"{root.name}, with notebooks and params")


def _nearest_folder(place: Path) -> Path:
    return next(folder for folder in (place.absolute(), *place.absolute().parents) if folder.exists())


def _writable(place: Path) -> Found:
    folder = _nearest_folder(place)
    try:
        with TemporaryFile(dir=folder):
            return Found("outputs", "well", f"{place.name} can be written to")
    except OSError as trouble:
        why = str(trouble.strerror).lower()
        mend = "Give iom run --output DIR, a folder that is yours."
        return Found("outputs", "needed", f"{place.name} cannot be written to: {why}", mend)


def _room(place: Path) -> Found:
    free = shutil.disk_usage(_nearest_folder(place)).free
    told = f"{free / 1e9:.1f} GB free"
    if free < _LEAST:
        return Found(
            "disk", "needed", f"{told}; a run takes 0.2 GB", "Free some room, or give iom run --output DIR."
        )
    if free < _ROOMY:
        return Found("disk", "missing", f"{told}; the demonstration takes 1 GB", "Free some room.")
    return Found("disk", "well", told)


def _engine() -> Found:
    if hasattr(os, "fork"):
        return Found("engine", "well", "fork, the quick one")
    return Found("engine", "missing", "this system cannot fork", "Give iom run --engine kernel.")


def _held_by_the_system() -> Found:
    if landlock.is_there():
        return Found("notebooks", "well", "Linux keeps their cells from files of others (Landlock)")
    found = (
        "the system does not keep their cells from other files; Python alone does. Linux 5.19 or later would"
    )
    return Found("notebooks", "missing", found, "Run only notebooks that you trust (docs/security.md).")


def _long_paths() -> Found:
    import winreg  # noqa: PLC0415  on Windows only

    place = r"SYSTEM\CurrentControlSet\Control\FileSystem"
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:  # type: ignore[attr-defined, unused-ignore]
            on = winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1  # type: ignore[attr-defined, unused-ignore]
    except OSError:
        on = False
    if on:
        return Found("paths", "well", "long ones are allowed")
    mend = rf"reg add HKLM\{place} /v LongPathsEnabled /t REG_DWORD /d 1 /f"
    return Found(
        "paths", "missing", "Windows allows 260 letters; keep the project near the top of the disk", mend
    )


def _program(what: str, name: str, wanted: str, mend: str) -> Found:
    if shutil.which(name):
        return Found(what, "well", f"{name} is there, {wanted}")
    return Found(what, "missing", f"{name} is not on the PATH, {wanted}", mend)


def _install(on_debian: str, on_mac: str, on_windows: str) -> str:
    ways = {"win32": f"winget install {on_windows}", "darwin": f"brew install {on_mac}"}
    return ways.get(sys.platform, f"apt install {on_debian}")


def _git() -> Found:
    return _program("versions", "git", "to keep what changed and why", _install("git", "git", "Git.Git"))


def _signing() -> Found:
    return _program(
        "approvals",
        "ssh-keygen",
        "for iom release",
        _install("openssh-client", "openssh", "Microsoft.OpenSSH.Preview"),
    )


def _quarto() -> Found:
    try:
        return Found("Quarto", "well", f"{find_quarto().version}, for renderer: quarto")
    except ParameterError as trouble:
        told = str(trouble).removeprefix("renderer: quarto: ").partition(". ")[0]
        return Found(
            "Quarto",
            "missing",
            f"{told}; only renderer: quarto wants it",
            "conda env create -f environment.yml",
        )


def _browser() -> Found:
    name = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if name:
        return Found("browser", "well", f"{Path(name).name}, for the tests that open pages in one")
    return Found(
        "browser",
        "missing",
        "no Chromium, so tests in a browser are not run",
        _install("chromium", "chromium", "Hibbiki.Chromium"),
    )
