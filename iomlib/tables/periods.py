"""Periods of which a report would have to choose one: what `read.py` refuses for any quarter."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from iomlib.periods import Quarter
from iomlib.tables.check import Checked
from iomlib.tables.contracts import CrimesRow, FrequencyRow, MembershipRow
from iomlib.tables.contracts_value import ManagedRow, SchemeCostRow
from iomlib.tables.problems import Problem
from iomlib.tables.row import Row

# The columns that share one period in a quarter.
_ONE_PERIOD: dict[type[Row], tuple[str, ...]] = {
    CrimesRow: ("area",),
    MembershipRow: ("area", "cohort"),
    FrequencyRow: ("area", "cohort"),
    SchemeCostRow: ("area", "scheme"),
    ManagedRow: ("area", "scheme"),
}
_BY_END = (CrimesRow, SchemeCostRow, ManagedRow)  # the others belong to every quarter that they overlap
Period = tuple[date, date]


def crowded(checked: Checked[Any], contract: type[Row]) -> list[Problem]:
    """Find two periods for one quarter: crimes and costs whose periods end in it, people in periods that overlap it."""
    if contract not in _ONE_PERIOD:
        return []
    first: dict[tuple[str, ...], dict[Period, int]] = {}
    for row, number in zip(checked.rows, checked.numbers, strict=True):
        whose = tuple(getattr(row, column) for column in _ONE_PERIOD[contract])
        first.setdefault(whose, {}).setdefault((row.period_start, row.period_end), number)
    return [
        problem
        for whose, periods in first.items()
        for problem in _clashes(whose, periods, ends_only=contract in _BY_END)
    ]


def _clashes(whose: tuple[str, ...], periods: dict[Period, int], *, ends_only: bool) -> Iterator[Problem]:
    """Hold each period against the one before it that reaches furthest."""
    does = "ends in" if ends_only else "overlaps"
    latest: Period | None = None
    # Where only the end counts, periods are put in the order of their ends.
    for period in sorted(periods, key=lambda each: (_quarter(each[1 if ends_only else 0]), periods[each])):
        quarter = _quarter(period[1 if ends_only else 0])
        if latest and _quarter(latest[1]) >= quarter:
            one, other = sorted((latest, period), key=lambda each: periods[each])
            found = (
                f"a second period of {', '.join(whose)} that {does} {Quarter(quarter // 4, quarter % 4 + 1).id}: "
                f"{other[0]} to {other[1]}, and {one[0]} to {one[1]} in row {periods[one]}"
            )
            yield Problem(periods[other], 0, "", found, "Keep one of them.", found)
        latest = max(latest or period, period, key=lambda each: each[1])


def _quarter(day: date) -> int:
    """Count financial quarters, so that days of one quarter have one number."""
    return (day.year * 12 + day.month - 4) // 3
