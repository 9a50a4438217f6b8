"""What a printed percentage says about a count: which counts it can stand for, if any.

Whole numbers only, so that `iom check` need not load pandas for it.
"""

import math
from decimal import Decimal
from fractions import Fraction


def counts_behind(percent: float, total: int, places: int = 0) -> list[int]:
    """List the counts of `total` whose percentage rounds (half up) to `percent`, in order.

    Examples
    --------
    >>> counts_behind(21, 73), counts_behind(20, 73)
    ([15], [])
    """
    unit = Fraction(1, 10**places)
    printed = Fraction(str(float(percent)))
    first = math.ceil((printed - unit / 2) * total / 100)
    beyond = math.ceil((printed + unit / 2) * total / 100)
    return list(range(max(first, 0), min(beyond, total + 1))) if total else []


def impossible(percent: float, total: int, places: int = 0) -> str:
    """Say that no count gives a percentage, and which the nearest possible ones are; nothing if one does.

    Examples
    --------
    >>> impossible(20, 73), impossible(21, 73)
    ('20% of 73 is impossible: 19% is 14, 21% is 15', '')
    """
    if counts_behind(percent, total, places):
        return ""
    written = f"{percent:.{places}f}% of {total:,} is impossible"
    if not total or not 0 <= percent <= 100:
        return written
    # The percentage of 0 is 0 and that of everybody 100, so there is a count on either side.
    above = math.ceil(Fraction(str(float(percent))) * total / 100)
    sides = (f"{_half_up(count, total, places)}% is {count:,}" for count in (above - 1, above))
    return f"{written}: {', '.join(sides)}"


def _half_up(count: int, total: int, places: int) -> Decimal:
    scaled = math.floor(Fraction(100 * 10**places * count, total) + Fraction(1, 2))
    return Decimal(scaled).scaleb(-places)
