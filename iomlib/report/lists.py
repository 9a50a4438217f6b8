"""What the lists of people are called on a page."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

NAMES = {
    "cjit": "CJIT",
    "dip": "DIP",
    "dip-suspended": "DIP, suspended",
    "drr": "DRR",
    "fixed": "Fixed cohort",
    "flex": "Flex cohort",
    "free": "Free cohort",
    "hcc": "High crime causers",
    "iom": "IOM",
    "one-service": "One Service",
    "ppo": "PPO",
    "probation": "Probation",
    "treatment": "Treatment",
}


def list_name(id: str) -> str:
    """Name a list as a reader knows it; one that is not known keeps its id.

    Examples
    --------
    >>> list_name("one-service"), list_name("night-shelter")
    ('One Service', 'night-shelter')
    """
    return NAMES.get(id, id)


def joined(names: Iterable[str], last: str = "and") -> str:
    """Put names into a sentence.

    Examples
    --------
    >>> joined(["PPO", "DRR", "CJIT"]), joined(["PPO", "DRR"], "or"), joined([])
    ('PPO, DRR and CJIT', 'PPO or DRR', '')
    """
    listed = list(names)
    return f" {last} ".join(part for part in (", ".join(listed[:-1]), *listed[-1:]) if part)


def period_words(period: tuple[date | pd.Timestamp, date | pd.Timestamp]) -> str:
    """Write a period out.

    Examples
    --------
    >>> period_words((date(2008, 4, 1), date(2009, 3, 31)))
    '1 April 2008 to 31 March 2009'
    """
    return " to ".join(f"{day.day} {day:%B %Y}" for day in period)
