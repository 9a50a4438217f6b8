"""One exception for each kind of trouble, with the exit code that `iom` gives for it."""

import re
from collections.abc import Iterable


class IomError(Exception):
    """Trouble that the analyst can mend: every problem found, one sentence each."""

    exit_code = 1

    def __init__(self, problems: str | Iterable[str]) -> None:
        """Keep each problem once, in an order that does not depend on chance: row 2 before row 11."""
        found = [problems] if isinstance(problems, str) else list(problems)
        self.problems = sorted(dict.fromkeys(found), key=_natural)
        super().__init__("\n".join(self.problems))


def _natural(text: str) -> list[tuple[int, str]]:
    parts = re.split(r"(\d+)", text)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


class ReportError(IomError):
    """One report could not be made; the others are published."""

    exit_code = 1


class ParameterError(IomError):
    """A run file, a parameter or the way a command was called is wrong."""

    exit_code = 2


class DataError(IomError):
    """An input table breaks its contract."""

    exit_code = 3


class DisclosureError(IomError):
    """A figure would identify people and may not be published."""

    exit_code = 4
