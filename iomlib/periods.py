"""Financial quarters: Q1 is April to June. The one spelling is ``2008-09-Q1``."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from iomlib.errors import ParameterError

_MONTHS = {
    1: "April to June",
    2: "July to September",
    3: "October to December",
    4: "January to March",
}
_SPELLING = re.compile(r"([12]\d{3})-(\d{2})-Q([1-4])", re.ASCII)
# What people write instead: a year, perhaps a second one, and a quarter, either way round.
_YEAR_FIRST = re.compile(r"([12]\d{3})(?:\D{1,3}\d{1,4})?[-/_ ]*Q\s*([1-4])", re.ASCII | re.I)
_QUARTER_FIRST = re.compile(r"Q\s*([1-4])\D{1,3}([12]\d{3})(?:\D{1,3}\d{1,4})?", re.ASCII | re.I)


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a financial year, which runs from April to March.

    ``year`` is the calendar year in which the financial year begins, ``number`` is 1 to 4:
    January to March 2009 is ``Quarter(2008, 4)``. Quarters sort in the order of time.

    Examples
    --------
    >>> quarter = Quarter.parse("2008-09-Q4")
    >>> quarter.label
    '2008/09 Q4 (January to March 2009)'
    >>> quarter.next().id
    '2009-10-Q1'
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse a quarter that no calendar has."""
        if not (1000 <= self.year <= 2999 and self.number in _MONTHS):
            raise ParameterError(
                f"quarter {self.number} of {self.year} does not exist. "
                "Years are 1000 to 2999, quarters 1 to 4."
            )

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read the id of a quarter, and refuse every other spelling with the right one.

        ``2008Q1`` is refused because elsewhere it means January to March, ``2008-10-Q1``
        because it may mean a month.

        Examples
        --------
        >>> Quarter.parse("2008-09-Q1")
        Quarter(year=2008, number=1)
        """
        found = _SPELLING.fullmatch(text) if isinstance(text, str) else None
        if found is None or int(found[2]) != (int(found[1]) + 1) % 100:
            raise ParameterError(_refusal(text))
        return cls(int(found[1]), int(found[3]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Give the quarter in which a day lies.

        Examples
        --------
        >>> Quarter.of(date(2009, 1, 31)).id
        '2008-09-Q4'
        """
        return cls(day.year - (day.month < 4), (day.month - 4) % 12 // 3 + 1)

    @classmethod
    def range(cls, first: "Quarter", last: "Quarter") -> list["Quarter"]:
        """List the quarters from ``first`` to ``last``, both included.

        Examples
        --------
        >>> [quarter.id for quarter in Quarter.range(Quarter(2008, 4), Quarter(2009, 1))]
        ['2008-09-Q4', '2009-10-Q1']
        """
        if last < first:
            raise ParameterError(
                f"no quarters from {first.id} to {last.id}: {last.id} comes first. Swap the two."
            )
        quarters = [first]
        while quarters[-1] < last:
            quarters.append(quarters[-1].next())
        return quarters

    @property
    def financial_year(self) -> str:
        """The financial year, written ``2008-09``."""
        return f"{self.year}-{(self.year + 1) % 100:02}"

    @property
    def id(self) -> str:
        """The one spelling, ``2008-09-Q1``, used in run files, folders and tables."""
        return f"{self.financial_year}-Q{self.number}"

    @property
    def label(self) -> str:
        """What a reader sees: ``2008/09 Q1 (April to June 2008)``."""
        return f"{self.financial_year.replace('-', '/')} Q{self.number} ({_months(self)})"

    @property
    def start(self) -> date:
        """The first day of the quarter."""
        return _first_day(self.year, self.number)

    @property
    def end(self) -> date:
        """The last day of the quarter."""
        return _first_day(self.year, self.number + 1) - timedelta(days=1)

    def next(self) -> "Quarter":
        """Give the quarter that follows.

        Examples
        --------
        >>> Quarter(2008, 4).next()
        Quarter(year=2009, number=1)
        """
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def previous(self) -> "Quarter":
        """Give the quarter before.

        Examples
        --------
        >>> Quarter(2008, 1).previous()
        Quarter(year=2007, number=4)
        """
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)


def _first_day(year: int, number: int) -> date:
    return date(year + number // 4, 3 * number % 12 + 1, 1)


def _months(quarter: Quarter) -> str:
    return f"{_MONTHS[quarter.number]} {quarter.end.year}"


def _refusal(text: object) -> str:
    """Say what was found and, where a year and a quarter can be made out, what was meant."""
    written = text.strip() if isinstance(text, str) else ""
    if found := _YEAR_FIRST.fullmatch(written):
        meant = Quarter(int(found[1]), int(found[2]))
    elif found := _QUARTER_FIRST.fullmatch(written):
        meant = Quarter(int(found[2]), int(found[1]))
    else:
        return f"{text!r} is not a quarter. Write it like 2008-09-Q1, which is April to June 2008."
    return f"{text!r} is not a quarter: did you mean {meant.id}, which is {_months(meant)}?"
