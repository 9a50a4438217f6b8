"""The tables of people that a simulation makes: their columns, and the words that may stand there.

While they are made, a table is a set of equal columns of numbers: a person is a position, a day is counted
from 1 January 1970, and a text is its place among the words. A day, or a word, below every other (BLANK) is blank.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iomlib.simulate.chance import Flags, Whole
from iomlib.simulate.printed import BOROUGH, NATIONAL, PETERBOROUGH, STOCKTON

Rows = dict[str, NDArray[Any]]
BLANK = -(10**6)
AREAS = (BOROUGH, NATIONAL, PETERBOROUGH, STOCKTON)
SEXES = ("female", "male")
ACQUISITIVE = ("burglary", "theft from motor vehicle", "theft of motor vehicle", "robbery", "other theft")
OFFENCES = (*ACQUISITIVE, "violence", "criminal damage", "drugs", "public order", "other")
RESULTS = ("negative", "positive")
LISTS = (
    *("ppo", "drr", "probation", "treatment", "cjit", "dip", "dip-suspended"),
    *("hcc", "one-service", "iom", "fixed", "flex", "free"),
)
REASONS = (
    *("good progress", "moved away", "custody", "no longer prolific", "moved to iom"),
    *(
        "order completed",
        "order breached",
        "treatment completed",
        "dropped out",
        "suspended",
        "support ended",
    ),
)
TOOLS = ("oasys-drugs", "oasys-alcohol", "ogrs3-2yr", "risk-of-harm", "risk-review", "scheme-review")
FACTS = ("crime-or-asb", "child-not-in-school", "out-of-work-benefit", "high-cost")

# What a column holds: a person, a day, a number, a yes or no, an id of a group, or one of some words.
PERSON, DAY, NUMBER, FLAG, HOUSEHOLD, FAMILY, FORENAME, SURNAME = (
    *("person", "day", "number", "yes or no"),
    *("household", "family", "forename", "surname"),
)
Holds = str | tuple[str, ...]
SHAPES: dict[str, dict[str, Holds]] = {
    "nominals": {"person": PERSON, "born": DAY, "sex": SEXES},
    "residence": {"person": PERSON, "area": AREAS, "start": DAY, "end": DAY},
    "arrests": {"person": PERSON, "area": AREAS, "day": DAY, "offence": OFFENCES},
    "convictions": {"person": PERSON, "day": DAY, "offence_day": DAY, "offence": OFFENCES},
    "drug_tests": {"person": PERSON, "day": DAY, "result": RESULTS},
    "intelligence": {"person": PERSON, "day": DAY, "reliable": FLAG},
    "custody": {"person": PERSON, "start": DAY, "end": DAY, "sentence_months": NUMBER, "release_due": DAY},
    "enrolments": {
        **{"person": PERSON, "area": AREAS, "list": LISTS},
        **{"start": DAY, "end": DAY, "reason": REASONS},
    },
    "assessments": {"person": PERSON, "day": DAY, "tool": TOOLS, "score": NUMBER},
    "households": {"household": HOUSEHOLD, "person": PERSON, "start": DAY, "end": DAY},
    "household_facts": {"household": HOUSEHOLD, "fact": FACTS, "day": DAY},
    "families": {"family": FAMILY, "person": PERSON},
    "identities": {"person": PERSON, "forename": FORENAME, "surname": SURNAME, "born": DAY},
}
EVENTS = (
    *("arrests", "convictions", "drug_tests", "intelligence"),
    *("custody", "enrolments", "assessments"),
)


def day(text: str) -> int:
    """Count the days from 1 January 1970 to a day.

    Examples
    --------
    >>> day("2009-03-31") - day("2008-04-01")
    364
    """
    return int(np.datetime64(text, "D").astype(np.int64))


# The records begin and end here. What ends later is still open.
FIRST, LAST = day("2006-04-01"), day("2012-09-30")


def rows(**columns: Any) -> Rows:
    """Put columns together; one value stands for all rows.

    Examples
    --------
    >>> rows(person=np.arange(2), day=5)["day"].tolist()
    [5, 5]
    """
    size = max(np.size(column) for column in columns.values())
    if any(np.size(column) == 0 for column in columns.values()):
        size = 0
    return {name: np.broadcast_to(column, (size,)) for name, column in columns.items()}


def joined(parts: Iterable[Rows]) -> Rows:
    """Put tables with the same columns below each other.

    Examples
    --------
    >>> joined([rows(person=np.arange(2)), rows(person=np.arange(1))])["person"].tolist()
    [0, 1, 0]
    """
    tables = list(parts)
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def only(table: Rows, chosen: "Flags | Whole") -> Rows:
    """Keep some of the rows of a table.

    Examples
    --------
    >>> only(rows(person=np.arange(3)), np.array([True, False, True]))["person"].tolist()
    [0, 2]
    """
    return {name: column[chosen] for name, column in table.items()}
