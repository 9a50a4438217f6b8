"""Months of which a force seems to have handed in a part only.

In November and December 2018 Kent handed in 13,818 and 8,438 crimes, between 19,396 in October and
17,792 in January; nothing in the files said so, and a reader takes it for a fall.

The rule. Counts are held by the day. A month is held against the median of the months up to three
before and three after it that are there and are not thin themselves. It is thin if its crimes are
under 85% of that; if they fell by at least 15% more than its incidents of anti-social behaviour did,
which every force hands in apart; and if chance does not explain it: the fall is over three standard
errors, where the error has the chance of counts and the way in which the area's own months scatter.
The thinnest month is taken out first and the others are held against what is left, so that two thin
months side by side do not hide each other. Where most of five or more areas fall alike in a month, it
is the country that changed (April 2020) and not the supply, and each is held against that.
"""

import math
from calendar import monthrange
from collections.abc import Mapping
from statistics import median

Counts = Mapping[str, int]  # by month, 2018-10

BESIDE = 3  # months before and after
FEWEST = 3  # months beside it without which there is nothing to hold a month against
SHARE = 0.85  # of the median month: above it, no month is thin
ERRORS = 3.0
SCATTER = 0.04  # least scatter of months, as a share: no area is steadier than that
TOGETHER = 5  # areas without which nobody can say how the country changed
_SIGMA = 1.4826  # times the median deviation, a standard deviation


def partial_months(crimes: Counts, incidents: Counts) -> list[str]:
    """Find the months of one area or force of which crimes are likely to be missing.

    Parameters
    ----------
    crimes, incidents
        Recorded crimes without anti-social behaviour, and anti-social behaviour, by month. A month that
        is not there is missing, not 0. Without incidents of a month it is held against crimes alone.

    Returns
    -------
    Months, the earliest first. With fewer than three months beside a month none is found.

    Source
    ------
    Recorded crime of Kent, October 2018 to January 2019, data.police.uk.

    Examples
    --------
    >>> kent = {"2018-10": 19396, "2018-11": 13818, "2018-12": 8438, "2019-01": 17792}
    >>> partial_months(kent, {})
    ['2018-11', '2018-12']
    """
    return partial_supply({"": crimes}, {"": incidents})[""]


def partial_supply(crimes: Mapping[str, Counts], incidents: Mapping[str, Counts]) -> dict[str, list[str]]:
    """Find such months of several areas or forces, and let pass what fell in most of them.

    Examples
    --------
    >>> kent = {"2018-10": 19396, "2018-11": 13818, "2018-12": 8438, "2019-01": 17792}
    >>> incidents = {"2018-10": 5000, "2018-11": 4600, "2018-12": 4300, "2019-01": 4400}
    >>> partial_supply({"kent": kent}, {"kent": incidents})
    {'kent': ['2018-11', '2018-12']}
    """
    usual = _usual_changes(crimes)
    return {area: _thin(crimes[area], incidents.get(area, {}), usual) for area in sorted(crimes)}


def _thin(crimes: Counts, incidents: Counts, usual: Mapping[str, float]) -> list[str]:
    daily = {month: count / _days(month) for month, count in crimes.items() if count >= 0}
    beside = {month: count / _days(month) for month, count in incidents.items() if count > 0}
    thin: list[str] = []
    while True:
        falls = {
            month: ratio / usual.get(month, 1.0)
            for month in daily
            if (ratio := _ratio(daily, month, thin)) is not None
        }
        scatter = max(SCATTER, _scatter([fall for month, fall in falls.items() if month not in thin]))
        found = [
            (fall, month)
            for month, fall in falls.items()
            if month not in thin and _is_thin(fall, _ratio(beside, month, []), scatter, crimes[month])
        ]
        if not found:
            return sorted(thin)
        thin.append(min(found)[1])


def _is_thin(fall: float, incidents: float | None, scatter: float, count: int) -> bool:
    steady = min(1.0, 1.0 if incidents is None else incidents)
    error = math.sqrt(scatter**2 + 1 / max(count / fall if fall > 0 else count, 1))
    return fall < SHARE and fall < SHARE * steady and (1 - fall) > ERRORS * error


def _ratio(daily: Mapping[str, float], month: str, without: list[str]) -> float | None:
    """Hold a month against the median of the months beside it; None where there are too few."""
    if month not in daily:
        return None
    beside = [other for other in daily if other != month and abs(_place(other) - _place(month)) <= BESIDE]
    others = [daily[other] for other in beside if other not in without]
    usual = median(others) if len(beside) >= FEWEST and others else 0.0
    return daily[month] / usual if usual > 0 else None


def _scatter(ratios: list[float]) -> float:
    """Estimate how an area's months scatter, from the median deviation, which a thin month does not move."""
    if len(ratios) < 2 * BESIDE:
        return SCATTER
    centre = median(ratios)
    return _SIGMA * median(abs(ratio - centre) for ratio in ratios)


def _usual_changes(crimes: Mapping[str, Counts]) -> dict[str, float]:
    """Say how each month changed in the middle of all areas, where there are enough of them."""
    found: dict[str, list[float]] = {}
    for counts in crimes.values():
        daily = {month: count / _days(month) for month, count in counts.items() if count >= 0}
        for month in daily:
            if (ratio := _ratio(daily, month, [])) is not None:
                found.setdefault(month, []).append(ratio)
    return {month: median(ratios) for month, ratios in found.items() if len(ratios) >= TOGETHER}


def _place(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])


def _days(month: str) -> int:
    return monthrange(int(month[:4]), int(month[5:]))[1]
