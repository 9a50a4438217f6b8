"""Counts that a page shows, by name, and what a reader knows of how they hang together."""

from typing import NamedTuple

from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import UNSEEN


class Known(NamedTuple):
    """Counts by name, and how they add up; what one is more than another has a name that begins ``_``."""

    counts: dict[str, float]
    sums: list[dict[str, int]]

    def more(self, whole: str, part: str, times: int = 1) -> str:
        """Say that a count is at least so many times another, and name what it has more.

        Examples
        --------
        >>> known = Known({"arrested": 83.0, "often": 23.0}, [])
        >>> known.more("arrested", "often"), known.counts["_arrested less often"]
        ('_arrested less often', 60.0)
        """
        rest = f"{UNSEEN}{whole.lstrip(UNSEEN)} less {part.lstrip(UNSEEN)}"
        self.counts[rest] = self.counts[whole] - times * self.counts[part]
        self.sums.append({whole: -1, rest: 1, part: times})
        return rest

    def often(self, group: str, many: str, arrests: str, arrests_of_many: str, at_least: int) -> None:
        """Say of a group that each of them has an event at least, and each of a part of it so many.

        Examples
        --------
        >>> known = Known({"women": 60.0, "often": 0.0, "arrests": 61.0, "theirs": 0.0}, [])
        >>> known.often("women", "often", "arrests", "theirs", 5)
        >>> known.counts["_arrests less theirs less women less often"]  # of the others, beyond one each
        1.0
        """
        others, rest = self.more(group, many), self.more(arrests, arrests_of_many)
        self.more(arrests, group)
        self.more(arrests_of_many, many, at_least)
        self.more(rest, others)
        if at_least > 1:  # the others were arrested less often than that
            most = f"{UNSEEN}most of {others.lstrip(UNSEEN)}"
            self.counts[most] = (at_least - 1) * self.counts[others]
            self.sums.append({most: -1, others: at_least - 1})
            self.more(most, rest)

    def parts(self, whole: str, *names: str) -> None:
        """Say that counts make up another.

        Examples
        --------
        >>> known = Known({"list": 9.0, "in": 4.0, "out": 5.0}, [])
        >>> known.parts("list", "in", "out")
        >>> known.sums
        [{'list': -1, 'in': 1, 'out': 1}]
        """
        self.sums.append(total_of(whole, *names))
