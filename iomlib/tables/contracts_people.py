"""What the tables of people hold: one row a person or an event, as CSV or as Parquet.

They are as large as a country's records, so they are checked column by column (``people.py``) and
not row by row as the tables of ``contracts.py`` are. `docs/data.md` is made from both. What agencies
know of people of a scheme stands in ``contracts_records.py``.
"""

from enum import Enum
from typing import NamedTuple

from iomlib.tables.kinds import Kind

ENDINGS = (".csv", ".parquet")
SEVERITIES = ("1", "2", "3")
EVENTS = ("offence", "custody")
SEXES = ("female", "male")
RESULTS = ("positive", "negative")


class Holds(Enum):
    """What the cells of a column hold, and how a message calls it."""

    PERSON = Kind("an id", "Give each person an id, the same in every table.")
    AREA = Kind("an area", "Areas are ids of areas.csv.")
    DAY = Kind("a date", "Dates are written 2011-09-30 and are not in the future.")
    TEXT = Kind("a text", "Write a few words here.")
    EVENT = Kind("an event", f"Allowed: {', '.join(EVENTS)}.")
    YES_NO = Kind("yes or no", "Allowed: yes, no.")
    SEVERITY = Kind("a severity", f"Allowed: {', '.join(SEVERITIES)}.")
    DAY_AHEAD = Kind("a date", "Dates are written 2011-09-30. This one may lie in the future.")
    WORDS = Kind("a text in lower case", "Write it in lower case, with one space between words.")
    CODE = Kind("an id", "Ids are lower case letters and digits, joined by hyphens.")
    GROUP = Kind("an id", "Give each an id, the same in every row.")
    NAME = Kind("a name", "Write the name as it is recorded.")
    SEX = Kind("a sex", f"Allowed: {', '.join(SEXES)}.")
    RESULT = Kind("a result", f"Allowed: {', '.join(RESULTS)}.")
    MONTHS = Kind("a number of months", "Months are a number above 0: digits and a decimal point.")
    SCORE = Kind("a number", "Scores are numbers: digits and a decimal point.")


class Column(NamedTuple):
    """A column that a table of people has by contract; an ``optional`` one may be left out."""

    holds: Holds
    description: str
    blank: bool = False
    optional: bool = False


class PersonTable(NamedTuple):
    """A table of people: its name without the ending, what a row is, its columns.

    ``begins`` is the column with the day from which a row exists, as in `contracts.py`, blank where it
    is of no day. A ``free`` table may have any further column, which is a covariate. No two rows have the
    same ``key``; rows with the same ``spell`` have no day in common. Of each two columns of ``order`` the
    second is not before the first, and the third word says what it is before.
    """

    name: str
    row: str
    columns: dict[str, Column]
    begins: str
    free: bool = False
    key: tuple[str, ...] = ()
    spell: tuple[str, ...] = ()
    order: tuple[tuple[str, str, str], ...] = ()


_PERSON = Column(Holds.PERSON, "Id of the person, of no meaning outside these tables.")
_INDEX_EVENT = Column(
    Holds.TEXT,
    "What the person is followed up from: `release`, `community order`, `caution`, or other words.",
    blank=True,
)

PEOPLE = PersonTable(
    "people",
    "One person on the scheme of an area.",
    {
        "area": Column(Holds.AREA, "Area of the scheme, as in `params/areas.csv`."),
        "person": _PERSON,
        "index_date": Column(
            Holds.DAY,
            "Day from which the person is followed up; blank if not found in the records, or without such a day.",
            blank=True,
        ),
        "index_event": _INDEX_EVENT,
        "in_records": Column(Holds.YES_NO, "Whether the person was found in the records."),
    },
    "index_date",
    free=True,
    key=("person",),
)
POOL = PersonTable(
    "control_pool",
    "One person who may be compared with.",
    {
        "area": Column(
            Holds.AREA,
            "Area whose people alone this one may be compared with; blank, or no such column, is every area.",
            blank=True,
            optional=True,
        ),
        "person": _PERSON,
        "index_date": Column(Holds.DAY, "Day from which the person is followed up."),
        "index_event": _INDEX_EVENT,
    },
    "index_date",
    free=True,
    key=("person",),
)
_OF_EVENTS = {
    "person": Column(Holds.PERSON, "Id of the person, as in `people` or `control_pool`."),
    "event": Column(Holds.EVENT, "An offence, or a time in custody."),
    "start": Column(Holds.DAY, "Day of the offence, or first day in custody."),
    "end": Column(Holds.DAY, "Last day in custody; blank if still there.", blank=True),
    "proven": Column(Holds.DAY, "Day of the conviction or caution; blank if not proven.", blank=True),
    "severity": Column(Holds.SEVERITY, "Tier of the offence, 1 the most severe.", blank=True),
    "custodial": Column(Holds.YES_NO, "Whether the sentence was custody.", blank=True),
}
_IN_ORDER = (("start", "end", "the start"), ("start", "proven", "the offence was committed"))
HISTORY = PersonTable(
    "events",
    "One offence, or one time in custody, of one person of the two tables above.",
    _OF_EVENTS,
    "start",
    order=_IN_ORDER,
)
POOL_HISTORY = PersonTable(
    "control_events",
    "The same for the control pool, where its events come in a file of their own.",
    _OF_EVENTS,
    "start",
    order=_IN_ORDER,
)

PERSON_TABLES = (PEOPLE, POOL, HISTORY, POOL_HISTORY)
PERSON_FILES = tuple(f"{table.name}{ending}" for table in PERSON_TABLES for ending in ENDINGS)
