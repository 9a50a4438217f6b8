"""The kinds of claim: what each is worked out from, and by which function."""

from collections.abc import Callable
from typing import NamedTuple

from iomlib.claims.basic import change, part, same, sum_of
from iomlib.claims.model import Claim, Finding


class Kind(NamedTuple):
    """A kind of claim: its function, the names of its inputs, and what it says in a few words."""

    check: Callable[[Claim], Finding]
    names: tuple[str, ...]
    says: str


KINDS: dict[str, Kind] = {
    "change": Kind(change, ("before", "after", "direction"), "a percentage change"),
    "part": Kind(part, ("part", "whole"), "a percentage of a whole"),
    "same": Kind(same, ("other",), "one quantity printed twice"),
    "sum": Kind(sum_of, ("part",), "a total of its parts"),
}
