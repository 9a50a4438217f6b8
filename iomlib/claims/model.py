"""What a printed report says, and what was found about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from iomlib.claims.digits import Printed

Verdict = Literal["agrees", "disagrees", "not checkable"]


@dataclass(frozen=True)
class Claim:
    """One thing that a report says in numbers.

    ``published`` are the figures that are held to arithmetic, ``inputs`` those that they follow from, each
    with the ``name`` of its part or all without; ``words`` are inputs that are no numbers, by name.

    Examples
    --------
    >>> Claim("a", "report.txt", "4.9", "There have been 128", "sum").inputs
    ()
    """

    id: str
    document: str
    paragraph: str
    text: str
    kind: str
    published: tuple[Printed, ...] = ()
    inputs: tuple[Printed, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What was found about a claim: the verdict, what was worked out, and why in one sentence.

    Examples
    --------
    >>> Finding(Claim("a", "", "", "", "sum"), "agrees", "128", "56 + 49 + 23 is 128.").verdict
    'agrees'
    """

    claim: Claim
    verdict: Verdict
    recomputed: str
    why: str
