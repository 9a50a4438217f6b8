"""Printed lists and percentages that cannot be right, and the words in which they are refused."""

from collections.abc import Mapping

import pandas as pd

from iomlib import percentages
from iomlib.metrics.caseload import counts_behind, frequency_summary

ARRESTS = "arrests"


def list_problem(frequencies: pd.DataFrame, told: Mapping[str, float]) -> str:
    """Say how the sums of a printed list of arrests disagree with the text beside it.

    Parameters
    ----------
    frequencies
        ``arrests`` and ``people``, one row per number of arrests, as printed.
    told
        What the text says, by what it counts: ``arrests``, and whatever it calls the people
        (``people``, ``women``); either may be left out.

    Returns
    -------
    The disagreement, or nothing where there is none. A list with one is not to be used: which of the
    two is wrong cannot be seen from them.

    Raises
    ------
    ValueError
        The text calls the people by two names.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, 6.1.

    Examples
    --------
    >>> printed = pd.DataFrame({"arrests": [2, 1], "people": [10, 30]})
    >>> list_problem(printed, {"women": 38, "arrests": 50})
    'sums to 40 women and 50 arrests, the text says 38 and 50'
    >>> list_problem(printed, {"women": 40, "arrests": 50})
    ''
    """
    names = [name for name in told if name != ARRESTS]
    if len(names) > 1:
        raise ValueError(f"the text counts {' and '.join(names)}. Give one of them.")
    sums = frequency_summary(frequencies)
    pairs = [(name, sums["people"], told[name]) for name in names]
    pairs += [(ARRESTS, sums["arrests"], told[ARRESTS])] if ARRESTS in told else []
    if all(ours == theirs for _, ours, theirs in pairs):
        return ""
    ours = " and ".join(f"{count:,.0f} {name}" for name, count, _ in pairs)
    return f"sums to {ours}, the text says {' and '.join(f'{count:,.0f}' for *_, count in pairs)}"


def percent_problem(percent: float, total: int, places: int = 0) -> str:
    """Say that no count of a group gives a printed percentage; nothing where one does.

    Parameters
    ----------
    percent, total, places
        As for `iomlib.metrics.caseload.counts_behind`.

    Returns
    -------
    The refusal, with the nearest percentages that are possible and their counts, or nothing.

    Raises
    ------
    ValueError
        As for `iomlib.metrics.caseload.counts_behind`.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, 3.4: "20% had been on a DRR", of 73; 3.14 says 21%.

    Examples
    --------
    >>> percent_problem(20, 73)
    '20% of 73 is impossible: 19% is 14, 21% is 15'
    """
    return "" if counts_behind(percent, total, places) else percentages.impossible(percent, total, places)
