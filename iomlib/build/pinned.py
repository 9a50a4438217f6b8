"""What a lock of packages names, held against what is installed."""

import re
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import NamedTuple

from iomlib.build.requires import plain
from iomlib.errors import ParameterError

_PIN = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.+!]+)(?: ; (.+?))?(?: \\)?")
_OURS = "iomlib"


class Pin(NamedTuple):
    """One package of a lock: its versions, one for each kind of Python or machine, and what asks for it."""

    versions: list[str]
    markers: list[str]
    asked_by: list[str]

    @property
    def is_for_some(self) -> bool:
        """Say whether it is for some machines only."""
        return len(self.versions) == 1 and self.markers != [""]


class Held(NamedTuple):
    """What differs from the lock: packages that are not there, and those of another version.

    ``needed`` are those without which no report can be made; the ``others`` are for tests and extras.
    """

    needed: list[str]
    others: list[str]
    different: list[str]


def read_lock(text: str) -> dict[str, Pin]:
    r"""Read a lock as uv writes it, by the names of packages.

    Examples
    --------
    >>> read_lock("numpy==2.4.0 \\\n    --hash=sha256:0\n    # via\n    #   pandas\n")["numpy"].asked_by
    ['pandas']
    """
    pins: dict[str, Pin] = {}
    pin = Pin([], [], [])
    for line in text.splitlines():
        if found := _PIN.fullmatch(line.strip()):
            pin = pins.setdefault(plain(found[1]), Pin([], [], []))
            pin.versions.append(found[2])
            pin.markers.append(found[3] or "")
        elif line.startswith("    #") and (who := re.search(r"([A-Za-z0-9._-]+)(?: \(.*\))?$", line)):
            pin.asked_by.extend([plain(who[1])] if who[1] != "via" else [])
    return pins


def hold(lock: Path) -> Held:
    """Compare a lock with the packages that this Python finds.

    Raises
    ------
    ParameterError
        It names no package, or is no text.
    """
    try:
        pins = read_lock(lock.read_text("utf-8"))
    except UnicodeDecodeError:
        pins = {}
    if not pins:
        raise ParameterError(f"{lock.name}: names no package in a way that can be read")
    needed = _needed(pins)
    held = Held([], [], [])
    for name, pin in pins.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            if not pin.is_for_some:
                (held.needed if name in needed else held.others).append(f"{name} {pin.versions[-1]}")
            continue
        if found not in pin.versions:
            held.different.append(f"{name} {found}, not {' or '.join(pin.versions)}")
    return held


def _needed(pins: dict[str, Pin]) -> set[str]:
    """List what iomlib asks for itself, without its extras, and what those ask for in turn."""
    asked = [line for line in requires(_OURS) or [] if "extra ==" not in line]
    needed: set[str] = set()
    more = {plain(re.split(r"[^A-Za-z0-9._-]", line)[0]) for line in asked}
    while more:
        needed |= more
        more = {name for name, pin in pins.items() if needed & set(pin.asked_by)} - needed
    return needed
