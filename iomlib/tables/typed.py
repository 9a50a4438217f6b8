"""Columns of people as typed columns, and what is wrong with their cells, column by column.

No message repeats a cell: what stands there may be about one person.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from iomlib.errors import nearest
from iomlib.tables.cells import Cells, is_text
from iomlib.tables.constants import day, first_of, none, number, numbers, texts
from iomlib.tables.contracts_people import EVENTS, RESULTS, SEVERITIES, SEXES, Holds
from iomlib.tables.kinds import Context
from iomlib.tables.problems import Problem

OLDEST = 110  # years; above it an age is a slip of the keyboard, as in metrics/histories.py
_FIRST = date(1900, 1, 1)  # before it a date is one, too
_LAST = date(2199, 12, 31)  # after it a date stands for "never"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIMED = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:.*", re.ASCII)
_OTHER_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}", re.ASCII)
# For Arrow, which has an own reading of patterns. A code such as 012 is no number.
_NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?$"
_DATE = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4})$"
_NUMBERS_OR_WORDS = "Write numbers in all rows, or words in all; leave a missing value blank."
TIERS = tuple(map(int, SEVERITIES))
_WORDS = {
    Holds.EVENT: EVENTS,
    Holds.YES_NO: ("yes", "no"),
    Holds.SEVERITY: SEVERITIES,
    Holds.SEX: SEXES,
    Holds.RESULT: RESULTS,
}
_SPELT = {
    Holds.CODE: ("^[a-z0-9]+(-[a-z0-9]+)*$", "is not an id"),
    Holds.WORDS: (r"^[^\p{Lu}\s]+( [^\p{Lu}\s]+)*$", "is not in lower case, or has spaces too many"),
}


class WrongError(ValueError):
    """A value that is not allowed: what it is, and what is."""

    def __init__(self, found: str, allowed: str) -> None:
        """Keep the two halves of the sentence."""
        super().__init__(found)
        self.found, self.allowed = found, allowed


class Marked(NamedTuple):
    """The rows that have one thing wrong."""

    mask: Any
    found: str
    allowed: str


Typed = tuple[Any, list[Marked]]


def told(cells: Cells, column: str, marked: list[Marked]) -> Iterator[Problem]:
    """Say what is wrong with a column: each thing at its first row, with the number of rows."""
    for each in marked:
        row, count = first_of(each.mask)
        if count:
            position = cells.header.index(column)
            yield Problem(cells.row_of(row), position, column, each.found, each.allowed, each.found, count)


def typed_column(column: Any, holds: Holds, context: Context) -> Typed:
    """Read a column that the contract knows. One of a type that cannot hold it raises WrongError."""
    if holds in (Holds.DAY, Holds.DAY_AHEAD):
        days, marked = _days(column, holds)
        return days, marked + (_outside(days, context.today) if holds is Holds.DAY else _far(days))
    if holds in (Holds.MONTHS, Holds.SCORE):
        return _measured(column, holds)
    if pa.types.is_boolean(column.type) and holds is Holds.YES_NO:
        return column, []
    if _is_number(column.type) and holds is Holds.SEVERITY:
        return _tiers(column)
    _need_text(column, holds)
    if holds in _WORDS:
        return _words(column, holds)
    if holds is Holds.AREA:
        marked = marked_values(column, lambda value: _check_area(value, context))
    else:
        marked = [_misspelt(column, holds)] if holds in _SPELT else []
    return column, marked


def covariate(column: Any, name: str) -> Typed:
    """Read a covariate: all numbers, or all words. One of another type raises WrongError."""
    if is_text(column.type):
        values, marked = _numbers_or_words(column)
    elif _is_number(column.type):
        values, marked = _finite(column)
    else:
        allowed = "Write numbers or text: 1 and 0, or yes and no."
        raise WrongError(f"holds {_type(column)}, where numbers or text are needed", allowed)
    marked = [each for each in marked if first_of(each.mask)[1]]
    if name.casefold() == "age" and not marked:
        marked = _ages(values)
    return values, marked


def marked_values(column: Any, check: Callable[[str], object]) -> list[Marked]:
    """Check each value once, however often it stands there."""
    encoded = _encoded(column)
    wrong: dict[tuple[str, str], list[int]] = {}
    for place, value in enumerate(encoded.dictionary.to_pylist()):
        try:
            check(value)
        except WrongError as trouble:
            wrong.setdefault((trouble.found, trouble.allowed), []).append(place)
    return [Marked(pc.is_in(encoded.indices, numbers(places)), *words) for words, places in wrong.items()]


def _encoded(column: Any) -> Any:
    return pa.concat_arrays(column.chunks or [pa.array([], column.type)]).dictionary_encode()


def _need_text(column: Any, holds: Holds) -> None:
    if not is_text(column.type):
        raise WrongError(f"holds {_type(column)}, where {holds.value.what} is needed", "Write it as text.")


def _type(column: Any) -> str:
    """Name a type of Parquet, without what is inside it."""
    return re.split("[<(\\[]", str(column.type))[0]


def _is_number(kind: Any) -> bool:
    tests = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    return any(test(kind) for test in tests)


def _days(column: Any, holds: Holds) -> Typed:
    kind = column.type
    if pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None):
        days = column.cast(pa.date32())
        timed = pc.not_equal(days.cast(kind, safe=False), column)  # the first day of all has no midnight
        return days, [Marked(timed, "has a time of day", holds.value.allowed)]
    _need_text(column, holds)
    encoded = _encoded(column)
    try:
        return pa.chunked_array([encoded.dictionary.cast(pa.date32()).take(encoded.indices)]), []
    except pa.ArrowInvalid:
        return pa.chunked_array([pa.nulls(len(column), pa.date32())]), marked_values(
            column, lambda value: _check_day(value, holds.value.allowed)
        )


def _check_day(value: str, allowed: str) -> date:
    if _ISO.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise WrongError("is no day of the calendar", allowed) from None
    if _TIMED.fullmatch(value):
        raise WrongError("has a time of day", allowed)
    if _OTHER_DATE.fullmatch(value):
        raise WrongError("is a date written in another way", "Write it like 2011-09-30.")
    raise WrongError("is not a date", allowed)


def _outside(days: Any, today: date) -> list[Marked]:
    return [
        Marked(pc.greater(days, day(today)), "is in the future", "Tables hold what has happened."),
        Marked(pc.less(days, day(_FIRST)), "is before 1900", Holds.DAY.value.allowed),
    ]


def _far(days: Any) -> list[Marked]:
    """Find days such as 9999-12-31, with which other programs say that there is none."""
    return [Marked(pc.greater(days, day(_LAST)), "is after 2199", "Leave a day that is not known blank.")]


def _check_area(value: str, context: Context) -> None:
    if context.areas is not None and value not in context.areas:
        near = nearest(value, sorted(context.areas))
        meant = near if near.startswith("Did you mean") else "Add the area there first."
        raise WrongError("is not in areas.csv", meant)


def _words(column: Any, holds: Holds) -> Typed:
    """Read a column of a few words; where one is another, the column is of no use, and marked."""
    known = pc.is_in(column, texts(_WORDS[holds]))
    strange = pc.and_(pc.is_valid(column), pc.invert(known))
    marked = [Marked(strange, f"is not {holds.value.what}", holds.value.allowed)]
    values = pc.if_else(known, column, none(pa.string()))
    if holds is Holds.YES_NO:
        values = pc.equal(values, texts(["yes"])[0])
    elif holds is Holds.SEVERITY:
        values = values.cast(pa.int8())
    return values, marked


def _misspelt(column: Any, holds: Holds) -> Marked:
    pattern, found = _SPELT[holds]
    encoded = _encoded(column)
    wrong = pc.invert(pc.match_substring_regex(encoded.dictionary, pattern))
    return Marked(wrong.take(encoded.indices), found, holds.value.allowed)


def _measured(column: Any, holds: Holds) -> Typed:
    """Read numbers, whether they are kept as text or as numbers."""
    marked = []
    if is_text(column.type):
        encoded = _encoded(column)
        numeric = pc.match_substring_regex(encoded.dictionary, _NUMBER)
        found = f"is not {holds.value.what}"
        marked.append(Marked(pc.invert(numeric).take(encoded.indices), found, holds.value.allowed))
        read = pc.if_else(numeric, encoded.dictionary, none(pa.string())).cast(pa.float64())
        column = pa.chunked_array([read.take(encoded.indices)])
    elif not _is_number(column.type):
        allowed = "Write it as a number."
        raise WrongError(f"holds {_type(column)}, where {holds.value.what} is needed", allowed)
    values, endless = _finite(column)
    if holds is Holds.MONTHS:
        allowed = "Leave it blank on remand, or if the sentence is not known."
        marked.append(Marked(pc.less_equal(values, number(0)), "is not above 0", allowed))
    return values, [*marked, *endless]


def _tiers(column: Any) -> Typed:
    """Read tiers that Parquet keeps as numbers."""
    tiers = _finite(column)[0]
    wrong = pc.and_(pc.is_valid(tiers), pc.invert(pc.is_in(tiers, numbers(TIERS).cast(pa.float64()))))
    return pc.if_else(wrong, none(pa.float64()), tiers).cast(pa.int8()), [
        Marked(wrong, "is not a severity", Holds.SEVERITY.value.allowed)
    ]


def _finite(column: Any) -> Typed:
    """Read numbers of Parquet: what is no number there is a blank."""
    values = column.cast(pa.float64(), safe=False)
    values = pc.if_else(pc.is_nan(values), none(pa.float64()), values)
    return values, [Marked(pc.is_inf(values), "is without end", "Leave a missing value blank.")]


def _numbers_or_words(column: Any) -> Typed:
    """Read a column of text as numbers if all of it are; a mixture is most likely a slip."""
    encoded = _encoded(column)
    values, places = encoded.dictionary, encoded.indices
    numeric = pc.match_substring_regex(values, _NUMBER)
    if len(values) and first_of(numeric)[1] == len(values):
        read = values.cast(pa.float64())
        endless = Marked(pc.is_inf(read).take(places), "is too large a number", "Mend it.")
        return pa.chunked_array([read.take(places)]), [endless]
    dated = Marked(
        pc.match_substring_regex(values, _DATE).take(places),
        "is a date, which is no covariate",
        "Give an age, or a number of days.",
    )
    are_numbers = numeric.take(places)
    _, count = first_of(are_numbers)
    if not count or first_of(dated.mask)[1]:
        return column, [dated]
    if 2 * count < len(column) - column.null_count:
        found = "is a number, where others of the column are words"
        return column, [Marked(are_numbers, found, _NUMBERS_OR_WORDS)]
    found = "is not a number, as others of the column are"
    return column, [Marked(pc.invert(are_numbers), found, _NUMBERS_OR_WORDS)]


def _ages(values: Any) -> list[Marked]:
    allowed = f"Ages are years, 0 to {OLDEST}; a band of ages needs another name."
    if is_text(values.type):
        return [Marked(pc.is_valid(values), "is not an age", allowed)]
    return [
        Marked(
            pc.or_(pc.less(values, number(0)), pc.greater(values, number(OLDEST))), "is not an age", allowed
        )
    ]
