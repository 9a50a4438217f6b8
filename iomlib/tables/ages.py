"""Ages in months in place of days of birth: all that a report may know of when somebody was born.

The age in completed months on the last day of a month tells the month of birth and not the day. Every age in years on
the last day of a quarter follows from it, so no count of people by age changes.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from iomlib.tables.cells import Cells
from iomlib.tables.constants import day, none, number, numbers
from iomlib.tables.contracts_people import Holds
from iomlib.tables.kinds import Context
from iomlib.tables.problems import Problem
from iomlib.tables.typed import Marked, WrongError, told, typed_column

BORN, AGE, ON = "born", "age_months", "age_on"
# Days of birth are read from 1900 on, and many extracts have 1900-01-01 for one that is not known.
_OLDEST = 12 * 300


def with_ages(table: Any, on: date) -> Any:
    """Put ages on the last day of a month in the place of days of birth.

    Examples
    --------
    >>> table = pa.table({"born": pa.array([date(1990, 3, 9), None], pa.date32())})
    >>> with_ages(table, date(2009, 3, 31))["age_months"].to_pylist()
    [228, None]
    """
    born = table[BORN]
    born = pc.if_else(pc.greater(born, day(on)), none(pa.date32()), born)  # nobody's age yet
    months = pc.subtract(numbers([on.year * 12 + on.month])[0], _month(born))
    place = table.column_names.index(BORN)
    table = table.set_column(place, AGE, months.cast(pa.int32()))
    days = pc.if_else(pc.is_valid(born), day(on), none(pa.date32()))
    return table.add_column(place + 1, ON, days)


def to_month(born: Any) -> Any:
    """Move days of birth to the first day of their month.

    Examples
    --------
    >>> to_month(pa.chunked_array([pa.array([date(1990, 3, 9), None], pa.date32())])).to_pylist()
    [datetime.date(1990, 3, 1), None]
    """
    return pc.floor_temporal(born, unit="month").cast(pa.date32())


def read_ages(cells: Cells, context: Context) -> tuple[Cells, list[Problem]]:
    """Turn ages into first days of the months of birth; a table that has days of birth is left as it is."""
    if BORN in cells.header or not {AGE, ON} <= set(cells.columns):
        return cells, []
    read, problems = {}, list[Problem]()
    for name, holds in ((AGE, Holds.SCORE), (ON, Holds.DAY)):
        try:
            read[name], marked = typed_column(cells.columns[name], holds, context)
        except WrongError as trouble:
            return cells, [Problem(0, cells.header.index(name), name, trouble.found, trouble.allowed, "type")]
        problems += told(cells, name, marked)
    problems += _problems(cells, read)
    if problems:
        return cells, problems
    born = _first_days(read[AGE], read[ON])
    columns = {BORN if name == AGE else name: each for name, each in cells.columns.items() if name != ON}
    header = [BORN if name == AGE else name for name in cells.header if name != ON]
    return cells._replace(header=header, columns=columns | {BORN: born}), []


def _problems(cells: Cells, read: dict[str, Any]) -> Iterator[Problem]:
    age, on = read[AGE], read[ON]
    wrong = pc.or_(pc.less(age, number(0)), pc.greater(age, number(_OLDEST)))
    wrong = pc.or_(wrong, pc.not_equal(age, pc.floor(age)))
    yield from told(cells, AGE, [Marked(wrong, "is not an age", f"Ages are whole months, 0 to {_OLDEST}.")])
    inside = pc.equal(
        pc.month(on), pc.month(pc.add(on.cast(pa.timestamp("s")), pa.scalar(86400, pa.duration("s"))))
    )
    yield from told(
        cells, ON, [Marked(inside, "is not the last day of a month", "Ages are told of such a day.")]
    )
    lacking = pc.and_(pc.is_valid(age), pc.is_null(on))
    yield from told(
        cells, ON, [Marked(lacking, "is blank, where there is an age", "Say of which day it is.")]
    )


def _month(days: Any) -> Any:
    """Number the months: years times twelve, and the month."""
    return pc.add(pc.multiply(pc.year(days), numbers([12])[0]), pc.month(days))


def _first_days(age: Any, on: Any) -> Any:
    """Give the first day of the month of birth."""
    counted = pc.subtract(pc.subtract(_month(on), age.cast(pa.int64())), numbers([1])[0])
    year = pc.divide(counted, numbers([12])[0])
    month = pc.add(pc.subtract(counted, pc.multiply(year, numbers([12])[0])), numbers([1])[0])
    parts = [each.cast(pa.string()) for each in (year, month)]
    padded = pc.utf8_lpad(parts[1], 2, "0")
    return pc.binary_join_element_wise(parts[0], padded, "01", "-").cast(pa.date32())
