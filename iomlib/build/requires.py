"""What a package stands on, as it is installed here: its requirements, and theirs."""

import re
from importlib.metadata import PackageNotFoundError, distribution

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ASKED = re.compile(rf"({NAME.pattern})\s*(?:\[([^\]]*)\])?")


def required(names: list[str]) -> set[str]:
    """Name packages, all that they need, and what that needs; for which system does not count.

    Examples
    --------
    >>> {"iomlib", "pandas", "python-dateutil"} <= required(["iomlib"]), "pytest" in required(["iomlib"])
    (True, False)
    """
    waiting, seen = [(name, "") for name in names], set[tuple[str, str]]()
    while waiting:
        name, extra = waiting.pop()
        if (plain(name), extra) in seen:
            continue
        seen.add((plain(name), extra))
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
    return (plain(found[1]) if found else "") == extra


def _extras(said: str | None) -> list[str]:
    return [plain(each.strip()) for each in (said or "").split(",") if each.strip()]


def plain(name: str) -> str:
    """Write the name of a package as all its spellings are compared.

    Examples
    --------
    >>> plain("Typing_Extensions")
    'typing-extensions'
    """
    return re.sub(r"[-_.]+", "-", name).lower()
