"""Texts of cells and headings: what is the same text, and what a heading speaks of."""

import re
from datetime import date, datetime
from functools import lru_cache
from math import isnan
from typing import Any

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_INCIDENT = re.compile(r"anti.?social|\basb\b|non.?crime", re.I)
_RATE = re.compile(r"%|\bper ?cent(age)?s?\b|\bpercent(age)?s?\b|\brates?\b|\bper (1,?000|head)\b", re.I)
_TOTAL = re.compile(r"\b(grand |sub-?)?totals?\b|^all\b", re.I)


def text_of(cell: Any) -> str:
    """Give the text of a cell as a reader sees it: white space is trimmed and runs of it are one space.

    Examples
    --------
    >>> text_of(" Persons\\u00a0 "), text_of(12.0), text_of(None)
    ('Persons', '12', '')
    """
    if isinstance(cell, str):
        return " ".join(cell.split())
    if cell is None or (isinstance(cell, float) and isnan(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join(str(cell).split())


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Give one spelling of a text that may have another dash, other capitals or more spaces.

    Examples
    --------
    >>> folded("Theft \\u2013 Other") == folded("theft - other")
    True
    """
    return _DASHES.sub("-", " ".join(text.split())).casefold()


def undashed(text: str) -> str:
    """Write every dash as a hyphen, and leave capitals as they are.

    Examples
    --------
    >>> undashed("A\\u2013B")
    'A-B'
    """
    return _DASHES.sub("-", " ".join(text.split()))


def is_incident(text: str) -> bool:
    """Say whether a category is of incidents that are no crime.

    Examples
    --------
    >>> is_incident("Anti-social behaviour"), is_incident("Burglary")
    (True, False)
    """
    return _INCIDENT.search(text) is not None


def is_rate(heading: str) -> bool:
    """Say whether a heading is of a rate or a percentage, which is no count.

    Examples
    --------
    >>> is_rate("Rate per 1,000"), is_rate("% change"), is_rate("Crimes")
    (True, True, False)
    """
    return _RATE.search(heading) is not None


def is_total(text: str) -> bool:
    """Say whether a cell reads like the name of a total.

    Examples
    --------
    >>> is_total("Grand Total"), is_total("All crime"), is_total("Allerdale")
    (True, True, False)
    """
    return _TOTAL.search(text) is not None
