"""The rule by which an edition shows counts of people, and what a reader can tell from a count that follows it."""

import math
from dataclasses import dataclass

UNSEEN = "_"  # how the name of a count begins that is nowhere printed, and could be worked out


@dataclass(frozen=True)
class Profile:
    """What an edition may say of people.

    Counts under ``threshold`` are withheld, nobody and all but so few included; others are shown to the nearest
    multiple of ``base``. A percentage stands on at least ``percent_from`` people, else a band of ``band`` points
    takes its place. Whatever is withheld stays unknown by at least ``width`` people. ``withhold`` names counts that are
    withheld in every report, because others would follow from them and from what was published before.

    Examples
    --------
    >>> rule = Profile("committee", threshold=10, base=5, percent_from=100, band=10, width=10)
    >>> [rule.shown(count) for count in (12, 13, 42, 42.5)], rule.open, OPEN.shown(42)
    ([10, 15, 40, 45], False, 42)
    """

    name: str
    threshold: int
    base: int
    percent_from: int
    band: int
    width: int
    withhold: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Take a list, as JSON has it."""
        object.__setattr__(self, "withhold", tuple(self.withhold))

    @property
    def open(self) -> bool:
        """Whether everything is shown as it is, as staff of the partnership see it."""
        return self.threshold <= 1

    def shown(self, count: float) -> float:
        """Round a count half up to the base of the rule."""
        return self.base * math.floor(count / self.base + 0.5)

    def small(self, count: float) -> bool:
        """Say whether a count may not be shown; that of nobody may not either.

        Examples
        --------
        >>> [committee().small(count) for count in (0, 9, 10)], OPEN.small(0)
        ([True, True, False], False)
        """
        return not self.open and count < self.threshold

    def span(self, shown: float) -> tuple[float, float]:
        """Give the smallest and the largest count that a shown one can stand for.

        Examples
        --------
        >>> committee().span(40), committee().span(10), OPEN.span(3)
        ((38, 42), (10, 12), (3, 3))
        """
        if self.open:
            return shown, shown
        low = math.ceil(shown - self.base / 2)
        least = min(self.threshold, shown)  # an earlier rule may have shown fewer
        return max(low, least), math.ceil(shown + self.base / 2) - 1


def committee() -> Profile:
    """Give the rule that stands in `params/disclosure.yml` under the name committee, for examples and tests."""
    return Profile("committee", threshold=10, base=5, percent_from=100, band=10, width=10)


OPEN = Profile("restricted", threshold=1, base=1, percent_from=1, band=10, width=0)
