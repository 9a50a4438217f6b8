"""The part of a lock that iomlib runs on: what only its tests and its makers need is left out."""

import re
from importlib.metadata import PackageNotFoundError, distribution

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ASKED = re.compile(rf"({_NAME.pattern})\s*(?:\[([^\]]*)\])?")
_BUILDS = "setuptools"  # which installs iomlib itself


def running(lock: str, package: str = "iomlib") -> str:
    """Give the lines of a lock for a package's own requirements, and theirs, on any system.

    What the lock has for some systems alone stays in it.

    Examples
    --------
    >>> running("numpy==2.0 \\\\\\n    --hash=sha256:00\\nno-such-package==1.0 \\\\\\n    --hash=sha256:11\\n")
    'numpy==2.0 \\\\\\n    --hash=sha256:00\\n'
    """
    needed = _needed([package, _BUILDS])
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", lock)
    return "".join(block for block in blocks if _is_for_some(block) or _named(block) in needed)


def _named(block: str) -> str:
    found = _NAME.match(block)
    return _plain(found[0]) if found else ""


def _is_for_some(block: str) -> bool:
    """Say whether a package is for some systems alone: what it needs there cannot be asked here."""
    return bool(_named(block)) and ";" in block.split("\n", 1)[0]


def _needed(names: list[str]) -> set[str]:
    waiting, seen = [(name, "") for name in names], set[tuple[str, str]]()
    while waiting:
        name, extra = waiting.pop()
        if (_plain(name), extra) in seen:
            continue
        seen.add((_plain(name), extra))
        try:
            requires = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        asked = (_ASKED.match(each) for each in requires if _is_of(each, extra))
        waiting += [(each[1], more) for each in asked if each for more in ("", *_extras(each[2]))]
    return {name for name, _ in seen}


def _is_of(line: str, extra: str) -> bool:
    """Say whether a requirement is one of a package, or of an extra of it; for which system does not count."""
    found = re.search(r""";.*\bextra\s*==\s*['"]([^'"]+)['"]""", line)
    return (_plain(found[1]) if found else "") == extra


def _extras(said: str | None) -> list[str]:
    return [_plain(each.strip()) for each in (said or "").split(",") if each.strip()]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
