"""Ranges of true values, and arithmetic on them: exact fractions, never floats."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

FAR = Fraction(10**30)  # Stands for "no limit": further than any figure of a report.
ENDLESS = Fraction(10**15)  # What is beyond follows from no limit, and from no figure.


@dataclass(frozen=True)
class Span:
    """All values from ``low`` to ``high``, both of them included, and ``near``, the value of the printed digits.

    Examples
    --------
    >>> low, high = Span(Fraction(1), Fraction(2)) + Span(Fraction(3), Fraction(4))
    >>> int(low), int(high)
    (4, 6)
    """

    low: Fraction
    high: Fraction
    near: Fraction | None = field(default=None, compare=False)

    def __iter__(self) -> Iterator[Fraction]:
        """Give the two ends, so that `low, high = span` works."""
        return iter((self.low, self.high))

    def __add__(self, other: "Span") -> "Span":
        """Add: the widths add too."""
        return Span(self.low + other.low, self.high + other.high, self.middle + other.middle)

    def __sub__(self, other: "Span") -> "Span":
        """Take away: the widths add."""
        return Span(self.low - other.high, self.high - other.low, self.middle - other.middle)

    def __mul__(self, other: "Span") -> "Span":
        """Multiply, whatever the signs."""
        ends = [one * two for one in self for two in other]
        return Span(min(ends), max(ends), self.middle * other.middle)

    def __truediv__(self, other: "Span") -> "Span":
        """Divide. Where the other may be 0 there is no answer: ZeroDivisionError."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("what is divided by may be 0")
        return self * Span(1 / other.high, 1 / other.low, 1 / other.middle)

    def __neg__(self) -> "Span":
        """Turn the sign."""
        return Span(-self.high, -self.low, -self.middle)

    def meets(self, other: "Span") -> bool:
        """Say whether some value lies in both."""
        return self.low <= other.high and other.low <= self.high

    @property
    def middle(self) -> Fraction:
        """Give the value of the printed digits, or the middle where there is none."""
        return (self.low + self.high) / 2 if self.near is None else self.near

    @property
    def exact(self) -> bool:
        """Say whether it is one value."""
        return self.low == self.high


def point(value: int | Decimal | Fraction) -> Span:
    """Give the range that holds one value.

    Examples
    --------
    >>> point(73).exact
    True
    """
    return Span(Fraction(value), Fraction(value))


def total(spans: Iterable[Span]) -> Span:
    """Add up; nothing adds up to 0.

    Examples
    --------
    >>> total([point(1), point(2)]) == point(3)
    True
    """
    return sum(spans, start=point(0))
