"""A scheme in a quarter: all that is counted of its list, brought together."""

from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from iomlib.metrics.cohort import enrolled, list_size, on_list
from iomlib.metrics.counts import count
from iomlib.metrics.custody import balance, balance_change
from iomlib.metrics.days import window
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.staying import lasting, return_curve, stay_curve
from iomlib.metrics.throughput import exits_by_reason, re_entry, throughput, time_on_list

MONTHS = 12  # the time over which comings and goings are counted: a quarter has too few of them


class Counts(NamedTuple):
    """What is counted of a list: on the last day known of, in its quarter, and in the year up to it.

    ``size`` as `list_size` gives it, ``flow`` as `throughput` and ``reasons`` as `exits_by_reason` do for the
    year that begins on ``year``; ``split`` and ``moved`` as `balance` and `balance_change`; ``times``, ``returns``,
    ``lasted``, ``stays`` and ``away`` as `time_on_list`, `re_entry`, `lasting`, `stay_curve` and `return_curve`.
    """

    name: str
    as_at: date
    first: date
    year: date
    size: pd.DataFrame
    flow: pd.DataFrame
    reasons: pd.DataFrame
    split: pd.DataFrame
    moved: pd.DataFrame
    times: pd.DataFrame
    returns: pd.DataFrame
    lasted: pd.DataFrame
    stays: pd.DataFrame
    away: pd.DataFrame


def scheme_list(evidence: Evidence, area: str | None, names: str) -> str:
    """Choose the list that is the scheme's: the first that anybody is on, else the first with a row at all.

    Parameters
    ----------
    evidence
        What is known; of its tables ``enrolments``.
    area
        The area whose list it is.
    names
        Ids of lists with a space between them, the latest scheme first: ``iom ppo``.

    Returns
    -------
    The id; the last of them where there is no row of any.

    Source
    ------
    Peterborough City Council, 12 September 2012, item 5, 5.1.4: IOM builds on the PPO scheme.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> scheme_list(gather({}, date(2009, 3, 31)), None, "iom ppo")
    'ppo'
    """
    known = [name for name in names.split() if enrolled(evidence, name, area) is not None]
    there = [name for name in known if count(on_list(evidence, name, area, evidence.as_at)) > 0]
    return next(iter([*there, *known, *reversed(names.split())]))


def scheme_counts(evidence: Evidence, name: str, area: str | None, first: date) -> Counts:
    """Count all that a quarterly page says of a scheme's list.

    Parameters
    ----------
    evidence
        What is known; of its tables ``enrolments`` and ``custody``.
    name, area
        The list and its area.
    first
        First day of the quarter that ends on the last day known of.

    Returns
    -------
    See `Counts`. Numbers are missing where the list, or custody, was not supplied.

    Source
    ------
    Five Years On: Maximising the Impact (Home Office 2009), 4.2 to 4.4: the right people, the right number, the
    right balance, every quarter.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> counts = scheme_counts(gather({}, date(2009, 3, 31)), "ppo", "haringey", date(2009, 1, 1))
    >>> counts.size["people"].tolist(), counts.year
    ([nan], datetime.date(2008, 4, 1))
    """
    before, year = first - timedelta(days=1), window(evidence.as_at, MONTHS)[0].date()
    place = (evidence, name, area)
    return Counts(
        name,
        evidence.as_at,
        first,
        year,
        list_size(*place, first),
        throughput(*place, year),
        exits_by_reason(*place, year),
        balance(evidence, on_list(*place, evidence.as_at), evidence.as_at),
        balance_change(*place, (before, evidence.as_at)),
        time_on_list(*place, evidence.as_at),
        re_entry(*place),
        lasting(*place),
        stay_curve(*place),
        return_curve(*place),
    )
