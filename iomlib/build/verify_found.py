"""What a verification finds: differences, each with its cause, and how they are told, a line a cause."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, NamedTuple

Kind = Literal[
    "input",
    "code",
    "lock",
    "packages",
    "parameters",
    "machine",
    "tampered",
    "missing",
    "extra",
    "log",
    "not made",
]
LISTED = 5  # reports, files or figures that a line names


class Moved(NamedTuple):
    """A figure that is published in one way and made again in another; None where it is not there."""

    id: str
    published: str | None
    again: str | None

    def __str__(self) -> str:
        """Put it into words."""
        return f"{self.id} {self.published or 'not there'}, made again {self.again or 'not there'}"


class Difference(NamedTuple):
    """One thing that is not as it was published: its cause in words, where, and what of the report differs."""

    kind: Kind
    cause: str
    where: str
    figures: tuple[Moved, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def effect(self) -> str:
        """Say what differs: figures by name, files by their number."""
        told = [some(len(self.figures), "figure") + f" ({listed(self.figures)})"] if self.figures else []
        return " and ".join([*told, some(len(self.files), "file")]) if self.files else "".join(told)


class Verified(NamedTuple):
    """What a verification came to: how much was compared, the heads of the logs, what differs, what was left out."""

    reports: int
    made: int
    figures: int
    heads: dict[str, str]
    differences: list[Difference]
    notes: list[str]


def missing(path: Path, what: str, where: str) -> Difference:
    """Tell of a file that is not there, or of what lies there in its place."""
    try:
        there = os.path.lexists(path)
    except ValueError:  # the name of no file
        there = False
    cause = f"tampered with: no file that can be read, in place of {what}" if there else f"missing: {what}"
    return Difference("tampered" if there else "missing", cause, where)


def some(number: int, thing: str) -> str:
    """Count things.

    Examples
    --------
    >>> some(1, "file"), some(2000, "file")
    ('1 file', '2,000 files')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def listed(things: Iterable[Any], joint: str = "; ") -> str:
    """Name the first of many things, and count the others.

    Examples
    --------
    >>> listed("abcdefgh", ", ")
    'a, b, c, d, e and 3 more'
    """
    names = list(map(str, things))
    more = f" and {len(names) - LISTED:,} more" if len(names) > LISTED else ""
    return joint.join(names[:LISTED]) + more


def lines(differences: Iterable[Difference]) -> list[str]:
    """Give a line a cause: reports that differ for the same reason share one.

    Examples
    --------
    >>> lines([Difference("lock", "lock changed", one) for one in ("leeds/2008-09-Q1", "york/2008-09-Q1")])
    ['lock changed: in 2 places: leeds/2008-09-Q1; york/2008-09-Q1.']
    """
    causes: dict[str, list[Difference]] = {}
    for each in differences:
        causes.setdefault(each.cause, []).append(each)
    return [seen(_line(cause, found)) for cause, found in causes.items()]


def seen(text: str) -> str:
    r"""Write out signs that are not seen: the name of a file or a manifest may hold an end of line, or worse.

    Examples
    --------
    >>> seen("a\nb £")
    'a\\nb £'
    """
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def _line(cause: str, found: list[Difference]) -> str:
    where = [f"{each.where}, {each.effect}" if each.effect else each.where for each in found]
    if len(found) == 1:
        return f"{cause}: {where[0]}."
    return f"{cause}: in {len(found):,} places: {listed(where)}."


def as_data(verified: Verified) -> dict[str, Any]:
    """Give all of it for a program to read."""
    told = [
        {**each._asdict(), "figures": [moved._asdict() for moved in each.figures], "files": [*each.files]}
        for each in verified.differences
    ]
    return {**verified._asdict(), "differences": told}
