"""What a rule may ask for: the tables of people, their columns, and what can be measured in them."""

from typing import NamedTuple


class Known(NamedTuple):
    """A table that a rule may name as evidence.

    ``begins``: the column with a row's day, `start` where a row is a spell. ``columns``: those that `where`
    may name, each with the values it can have, none where any id or word may stand there. ``number``: the
    column that a latest value is taken from.
    """

    begins: str
    columns: dict[str, tuple[str, ...]]
    number: str = ""


_WORDS: tuple[str, ...] = ()
TABLES = {
    "nominals": Known("", {"sex": ("female", "male")}),
    "residence": Known("start", {"area": _WORDS}),
    "arrests": Known("day", {"area": _WORDS, "offence": _WORDS}),
    "convictions": Known("day", {"offence": _WORDS}),
    "drug_tests": Known("day", {"result": ("negative", "positive")}),
    "intelligence": Known("day", {"reliable": ("no", "yes")}),
    "custody": Known("start", {}),
    "enrolments": Known("start", {"area": _WORDS, "list": _WORDS, "reason": _WORDS}),
    "assessments": Known("day", {"tool": _WORDS}, "score"),
    "household_facts": Known("day", {"fact": _WORDS}),
}
OF_HOUSEHOLDS = ("household_facts",)
_EVENTS = ("arrests", "convictions", "drug_tests", "intelligence", "assessments")
_SPELLS = ("residence", "custody", "enrolments")


class Measure(NamedTuple):
    """What is measured of each person: in which tables, in how many of them at once, in a window or not."""

    tables: tuple[str, ...]
    several: bool = False
    window: bool = False


MEASURES = {
    "rows": Measure((*_EVENTS, *_SPELLS, "nominals", *OF_HOUSEHOLDS), several=True, window=True),
    "latest": Measure(("assessments",), window=True),
    "months_since": Measure((*_EVENTS, *_SPELLS, *OF_HOUSEHOLDS), several=True),
    "live": Measure(_SPELLS),
    "ended": Measure(_SPELLS, window=True),
    "months_on": Measure(_SPELLS),
    "sentence": Measure(("custody",)),
    "months_inside": Measure(("custody",)),
    "months_to_release": Measure(("custody",)),
    "lives_here": Measure(("residence",)),
    "age": Measure(("nominals",)),
}
COUNTS = ("rows", "live", "ended")  # measures of which 0 is the least
