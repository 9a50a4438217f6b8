"""One exception for each kind of trouble, with the exit code that `iom` gives for it."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

MARK = "iomlib: "
# Ends of a line, and signs that move a terminal's cursor, turn the direction of writing, or are half a sign.
_BREAKS = re.compile("[\t-\r\x1c-\x1e\x85\u2028\u2029]")
_STEERS = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LONGEST = 2_000  # Letters of a message.
_LISTED = 12  # Names that a message lists before it says "and so on".


class IomError(Exception):
    """Trouble that the analyst can mend: every problem found, one sentence each."""

    exit_code = 1

    def __init__(self, problems: str | Iterable[str]) -> None:
        """Keep each problem once, in an order that does not depend on chance: row 2 before row 11."""
        found = [problems] if isinstance(problems, str) else list(problems)
        self.problems = sorted(dict.fromkeys(map(one_line, found)), key=_natural)
        super().__init__("\n".join(self.problems))

    def _render_traceback_(self) -> list[str]:
        """Show the sentences in a notebook, without a traceback; the mark tells a run that they are ours."""
        return [f"{MARK}{problem}" for problem in self.problems]


def one_line(text: str) -> str:
    r"""Keep what an input file holds from steering a terminal or a log: one line, no sign that is not shown.

    Examples
    --------
    >>> one_line("areas.csv: \x1b[2Jname\nis twice")
    'areas.csv: ?[2Jname is twice'
    """
    shown = _STEERS.sub("?", " ".join(text.split()) if _BREAKS.search(text) else text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}..."


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


class VerificationError(IomError):
    """What lies there is not what its manifest says, or does not come out again."""

    exit_code = 5


def nearest(found: str, allowed: list[str]) -> str:
    """Ask after the nearest allowed name, or list the first of them.

    Examples
    --------
    >>> nearest("Crime", ["area", "crimes"])
    'Did you mean crimes?'
    >>> nearest("x", ["area", "crimes"])
    'Allowed: area, crimes.'
    """
    by_lower = {name.casefold(): name for name in allowed}
    if close := get_close_matches(found.casefold(), list(by_lower), n=1):
        return f"Did you mean {by_lower[close[0]]}?"
    more = " and so on" if len(allowed) > _LISTED else ""
    listed = ", ".join(allowed[:_LISTED])
    return f"Allowed: {listed}{more}." if allowed else "None is there to choose from."
