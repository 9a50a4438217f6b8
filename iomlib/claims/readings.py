"""Chooses between readings of one sentence: what agrees is not wrong, and what is not plain is not claimed."""

from collections.abc import Iterator, Sequence

from iomlib.claims.check import check
from iomlib.claims.model import Claim


def settled(readings: Sequence[Claim], sure: bool = False) -> Iterator[Claim]:
    """Give the reading that agrees; if none does, the first, where all are one or the grammar is ``sure``.

    Examples
    --------
    >>> list(settled([]))
    []
    """
    fitting = next((each for each in readings if check(each).verdict == "agrees"), None)
    if fitting is not None:
        yield fitting
    elif readings and (
        sure or len({tuple(part.value for part in (*each.published, *each.inputs)) for each in readings}) == 1
    ):
        yield readings[0]
