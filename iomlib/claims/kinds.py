"""The kinds of claim: what each is worked out from, and by which function."""

from collections.abc import Callable
from typing import NamedTuple

from iomlib.claims.basic import compare, difference, product, same, sum_of, within
from iomlib.claims.lists import classes, order, other, stale
from iomlib.claims.model import Claim, Finding
from iomlib.claims.shares import change, mean, part, rate, share_of
from iomlib.claims.targets import ceiling, pace, projection, threshold
from iomlib.claims.whole import grim, possible


class Kind(NamedTuple):
    """A kind of claim: its function, the names of its inputs, and what it says in a few words."""

    check: Callable[[Claim], Finding]
    names: tuple[str, ...]
    says: str


KINDS: dict[str, Kind] = {
    "ceiling": Kind(ceiling, ("base", "reduction", "rule"), "what is left of a base after a reduction"),
    "change": Kind(change, ("before", "after", "direction"), "a percentage change"),
    "classes": Kind(classes, ("distribution",), "the totals of a distribution"),
    "compare": Kind(compare, ("first", "second", "direction"), "one figure is more, or less, than another"),
    "difference": Kind(difference, ("from", "less", "direction"), "one figure less others"),
    "grim": Kind(grim, ("count",), "a mean that whole numbers can have"),
    "mean": Kind(mean, ("total", "count"), "an average"),
    "order": Kind(order, ("heading",), "a label that fits its heading"),
    "other": Kind(other, (), "nothing that arithmetic can check"),
    "pace": Kind(
        pace,
        ("count", "target", "periods", "of", "so_far", "elapsed", "direction"),
        "a count against its share of a target",
    ),
    "part": Kind(part, ("part", "whole"), "a percentage of a whole"),
    "possible": Kind(possible, ("whole", "least", "most"), "a percentage that some count gives"),
    "product": Kind(product, ("factor",), "figures multiplied"),
    "projection": Kind(
        projection,
        ("so_far", "periods", "of", "target", "method", "direction"),
        "what was counted so far, carried on to the end",
    ),
    "rate": Kind(rate, ("count", "people", "per"), "a count per so many people"),
    "same": Kind(same, ("other",), "one quantity printed twice"),
    "share_of": Kind(
        share_of, ("base", "after", "direction"), "the base that a percentage and a count imply"
    ),
    "stale": Kind(stale, ("earlier",), "figures that have moved since an earlier paper"),
    "sum": Kind(sum_of, ("part",), "a total of its parts"),
    "threshold": Kind(threshold, ("value", "met"), "a limit, in one meaning"),
    "within": Kind(within, ("part", "whole"), "parts that are not more than the whole"),
}
