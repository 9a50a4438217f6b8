"""Small tools with which the people of a place are given what the printed figures ask for."""

from typing import Any, NamedTuple

import numpy as np

from iomlib.simulate.chance import Chance, Flags, Whole
from iomlib.simulate.lists import ENDS, code, reasons
from iomlib.simulate.plan import Plan, days_of, some
from iomlib.simulate.shapes import BLANK, TOOLS, day

SERVED = 15.22  # days for each month of a sentence: half of it is served


class Town(NamedTuple):
    """A place while it is planned: chance, the places of people by role, the plan, and what is true."""

    chance: Chance
    who: dict[str, Whole]
    size: int
    plan: Plan
    truth: dict[str, Any]

    def roles(self, *names: str) -> Whole:
        """Give the people of some roles."""
        return np.concatenate([self.who[name] for name in names])

    def marked(self, *names: str) -> Flags:
        """Mark the people of some roles."""
        return np.isin(np.arange(self.size), self.roles(*names))

    def days(self, name: str, between: tuple[Any, Any], size: int) -> Whole:
        """Draw days between two, both included; each is written as a text, or is one for each person."""
        first, last = (day(each) if isinstance(each, str) else each for each in between)
        return days_of(self.chance, name, first, last, size)

    def enrol(
        self, name: str, who: Whole, start: tuple[Any, Any], end: tuple[Any, Any], reason: str = ""
    ) -> tuple[Whole, Whole]:
        """Put people on a list, from and to days between two each, and give these days.

        Without a reason why they leave, it is one of the usual ones, by chance.
        """
        draw = f"{name} {len(self.plan.planted('enrolments'))}"
        begins = self.days(f"{draw} from", start, len(who))
        ends = self.days(f"{draw} to", end, len(who))
        why = reasons(self.chance, draw, len(who), (reason,) if reason else ENDS[name])
        self.plan.put("enrolments", person=who, list=code(name), start=begins, end=ends, reason=why)
        return begins, ends

    def assess(self, tool: str, who: Whole, on: Whole, score: Any) -> None:
        """Assess people on days of their own."""
        self.plan.put(
            "assessments", person=who, day=on, tool=TOOLS.index(tool), score=np.asarray(score) * 1.0
        )

    def imprison(self, who: Whole, start: Whole, end: Whole, months: Any) -> None:
        """Put people into custody; without months of a sentence they are on remand."""
        sentence = np.broadcast_to(np.asarray(months, dtype=np.float64), (len(who),))
        due = np.where(np.isnan(sentence), BLANK, end)
        self.plan.put("custody", person=who, start=start, end=end, sentence_months=sentence, release_due=due)


def roles(sizes: dict[str, int]) -> dict[str, Whole]:
    """Give each role so many people, one after the other.

    Examples
    --------
    >>> {role: people.tolist() for role, people in roles({"a": 2, "b": 1}).items()}
    {'a': [0, 1], 'b': [2]}
    """
    ends = np.cumsum(list(sizes.values()))
    return {role: np.arange(end - sizes[role], end) for role, end in zip(sizes, ends.tolist(), strict=True)}


def filled(chance: Chance, name: str, chosen: Flags, among: Flags, more: int) -> Flags:
    """Choose so many more people.

    Examples
    --------
    >>> filled(Chance(1), "more", np.array([True, False, False]), np.array([True, True, False]), 1).tolist()
    [True, True, False]
    """
    found = chosen.copy()
    found[some(chance, name, among & ~chosen, more)] = True
    return found


def spread(chance: Chance, name: str, total: int, weights: Any, least: int = 0) -> Whole:
    """Spread so many events over people by weight, each of them having ``least`` at least.

    Examples
    --------
    >>> int(spread(Chance(1), "events", 10, np.array([5.0, 1.0]), least=1).sum())
    10
    """
    shares = np.cumsum(np.asarray(weights, dtype=np.float64))
    draw = chance(name, total - least * len(shares)) * shares[-1]
    found = np.searchsorted(shares, draw, side="right")
    return np.asarray(least + np.bincount(found, minlength=len(shares)))
