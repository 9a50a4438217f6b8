"""Whether two figures of people differ by so few that putting them side by side would tell of single people."""

from statistics import NormalDist
from typing import Any

_NEAR = 0.01


def few_apart(one: dict[str, Any], other: dict[str, Any], few: int) -> bool:
    """Say whether the people behind two figures differ by 1 to `few` - 1.

    A report withholds a move of few people. Its figure beside that of the quarter before would give the move back,
    so a page that puts them side by side has to ask. A share with its interval says of how many people it is.

    Examples
    --------
    >>> size = {"unit": "count", "lower": None, "upper": None}
    >>> now, two_more, five_more = (size | {"value": people} for people in (40, 42, 45))
    >>> few_apart(two_more, now, 5), few_apart(five_more, now, 5)
    (True, False)
    """
    pairs = zip(_people(one), _people(other), strict=False)
    return any(0.5 < abs(now - before) < few - 0.5 for now, before in pairs)


def _people(figure: dict[str, Any]) -> list[float]:
    """List the counts that can be read from a figure; none from a rate, a sum of money or an estimate."""
    if figure["value"] is None:
        return []
    if figure["unit"] == "count":
        return [figure["value"]] if figure["lower"] is None else []
    if not str(figure["unit"]).startswith("share") or not figure["confidence"]:
        return []
    return _behind(figure["value"], figure["lower"], figure["upper"], figure["confidence"])


def _behind(share: float, lower: float, upper: float, confidence: float) -> list[float]:
    """Work out of how many people a share is, and how many have it and have not, from its Wilson interval.

    Both its ends solve (share - end)² = z² end (1 - end) / people. Another interval gives no whole numbers.

    Examples
    --------
    >>> [round(count) for count in _behind(0.5, 0.4038315303659956, 0.5961684696340044, 0.95)]
    [100, 50, 50]
    """
    end = lower if share - lower > upper - share else upper
    if end == share:
        return []
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    people = z**2 * end * (1 - end) / (share - end) ** 2
    counts = [people, share * people, (1 - share) * people]
    return counts if all(abs(count - round(count)) < _NEAR for count in counts) else []
