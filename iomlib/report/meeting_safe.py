"""What an edition may show of a cohort review: its counts belong together, so they are looked at together."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from iomlib.blocks import Figure
from iomlib.metrics.capacity import would_leave
from iomlib.metrics.demographics import turning
from iomlib.metrics.meeting import Meeting
from iomlib.report.editions import people_shown
from iomlib.report.formats import WITHHELD
from iomlib.report.frames import figure
from iomlib.report.withholding import hidden, total_of

ANSWERS = ("selected", "open", "no")
AHEAD = 12  # months in which somebody may reach the age that a rule asks for
# Withheld only where nothing else will do: the size of the list, and who could come onto it.
_KEEP = ("listed", "selected.others")
_SMALL = "Withheld: a count of fewer than {} people, or one from which such a count would follow."


class Shown(NamedTuple):
    """A meeting, and what an edition may show of it.

    ``counts``: every count of people of the page by name, and others that a reader could work out, whose names
    begin ``_``. ``away``: the names of those that are withheld. ``minimum``: the smallest that may be shown.
    """

    meeting: Meeting
    edition: str
    minimum: int
    counts: dict[str, float]
    away: frozenset[str]

    @property
    def lists(self) -> bool:
        """Whether people are listed."""
        return people_shown(self.edition)

    @property
    def known(self) -> bool:
        """Whether it is known who is on the scheme's list."""
        return "listed" in self.counts

    def withheld(self, *names: str) -> bool:
        """Say whether any of some counts is withheld, so that nothing made of them may be shown."""
        return bool(self.away & set(names))

    def figure(self, name: str, id: str) -> Figure:
        """Record a count of people for a sentence, without its value where it is withheld."""
        made = figure(id, self.counts[name], "count")
        gone = {"value": None, "text": WITHHELD}
        return made.model_copy(update=gone) if self.withheld(name) else made

    def note(self, names: Iterable[str]) -> list[str]:
        """Say why counts are withheld, where any of some are."""
        return [_SMALL.format(self.minimum)] if self.withheld(*names) else []


def protect(meeting: Meeting, edition: str, minimum: int) -> Shown:
    """Choose what a page of a meeting withholds, so that no few people can be recognised or worked out.

    Parameters
    ----------
    meeting
        From `iomlib.metrics.meeting.prepare`.
    edition
        ``restricted`` lists people; no other word does.
    minimum
        The smallest count that the edition may show; 1 keeps all.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.metrics.meeting import Rules, prepare
    >>> from iomlib.rules import read_rule
    >>> day = date(2009, 3, 31)
    >>> rules = Rules(*(read_rule("params", each, day) for each in ("ppo-matrix", "ppo-de-selection")), None)
    >>> shown = protect(prepare(gather({}, day), "x", "ppo", rules), "public", 5)
    >>> shown.lists, shown.known, shown.away
    (False, False, frozenset())
    """
    page = _Page({}, [])
    _on_the_list(page, meeting)
    _other_thresholds(page, meeting)
    for name, count in _counted(meeting.back).items():
        page.counts[f"back.{name}"] = count
    return Shown(meeting, edition, minimum, page.counts, hidden(page.counts, page.sums, minimum, _KEEP))


class _Page(NamedTuple):
    """Counts by name, and what a reader knows of them."""

    counts: dict[str, float]
    sums: list[Mapping[str, int]]

    def part(self, whole: str, *parts: str) -> None:
        """Say that counts are parts of another, and that a reader can work out the rest."""
        rest = self.counts[whole] - sum(self.counts[name] for name in parts)
        if rest >= 0:
            name = f"_{whole} without {', '.join(parts)}"
            self.counts[name] = rest
            self.sums.append(total_of(whole, *parts, name))

    def apart(self, one: str, other: str) -> None:
        """Say that a reader can work out by how much two counts differ."""
        more, less = (one, other) if self.counts[one] >= self.counts[other] else (other, one)
        self.part(more, less)


def _on_the_list(page: _Page, meeting: Meeting) -> None:
    """Count by the rule of selection, of those on the list and of all others; and by the rule of leaving."""
    selected = meeting.assessed.people["selected"].astype("boolean")
    answers = dict(
        zip(
            ANSWERS,
            (selected.fillna(value=False), selected.isna(), ~selected.fillna(value=True)),
            strict=True,
        )
    )
    if meeting.assessed.rule.apart:
        _too_young(page, meeting)
    if not meeting.known:
        return
    on = meeting.listed.reindex(selected.index).astype("boolean")
    page.counts["listed"] = float(on.sum())
    for answer, mask in answers.items():
        page.counts[f"{answer}.listed"] = float((mask & on).sum())
        page.counts[f"{answer}.others"] = float((mask & ~on).sum())
    page.sums.append(total_of("listed", *(f"{answer}.listed" for answer in ANSWERS)))
    page.counts["missed"] = float(len(meeting.missing))
    page.part("selected.others", "missed")
    if "apart" in page.counts:
        page.counts["_no"] = page.counts["no.listed"] + page.counts["no.others"]
        page.sums.append(total_of("_no", "no.listed", "no.others"))
        page.part("_no", "apart")
    _leaving(page, meeting)


def _too_young(page: _Page, meeting: Meeting) -> None:
    page.counts["apart"] = float(meeting.assessed.people["apart"].sum())
    rule = meeting.assessed.rule
    criterion = rule.criterion(rule.apart or "")
    if criterion.measure == "age":
        soon = turning(
            meeting.evidence, meeting.assessed.people["apart"], int(np.ceil(criterion.threshold[1])), AHEAD
        )
        page.counts["turning"] = float(soon["day"].notna().sum())
        page.part("apart", "turning")


def _counted(flags: pd.DataFrame) -> dict[str, float]:
    """Count flags by criterion: those that hold, and with `?` those of which it is not known."""
    names = [
        f"{name}?" if gap else str(name) for name, gap in zip(flags["criterion"], flags["open"], strict=True)
    ]
    return {str(name): float(count) for name, count in pd.Series(names, dtype="str").value_counts().items()}


def _leaving(page: _Page, meeting: Meeting) -> None:
    found, rule = _counted(meeting.flags), meeting.rules.leaving
    for criterion in rule.criteria:
        if criterion.then:
            pair = f"flag.{criterion.id}", f"flag.{criterion.id}?"
            page.counts.update({name: found.get(name.removeprefix("flag."), 0.0) for name in pair})
            page.part("listed", *pair)
    if len(meeting.reviewed) and rule.review and f"flag.{rule.review}" in page.counts:
        page.counts["reviewed"] = float(meeting.reviewed["reviewed"].fillna(value=False).sum())
        page.part("listed", "reviewed", f"flag.{rule.review}")
    leaving = would_leave(meeting.flags)
    page.counts["leaving"] = float(len(leaving))
    page.part("listed", "leaving")
    for name, rows in meeting.flags[~meeting.flags["open"].astype(bool)].groupby("criterion", observed=True):
        if rows["person"].isin(leaving.index).all():
            page.part("leaving", f"flag.{name}")


def _other_thresholds(page: _Page, meeting: Meeting) -> None:
    """Count by other thresholds: of two that differ in one step, the fewer are among the more."""
    tried, rule = meeting.tried, meeting.assessed.rule
    names = list(rule.grid)
    steps = [np.unique(tried[name], return_inverse=True)[1] for name in names]
    place = {tuple(at): row for row, at in enumerate(zip(*steps, strict=True))}
    now = {"selected": ("selected.listed", "selected.others"), "open": ("open.listed", "open.others")}
    own = own_row(meeting)
    for column in ("selected", "apart", "open"):
        for row, count in enumerate(tried[column]):
            page.counts[f"{column}.{row}"] = float(count)
        for at, row in place.items():
            for axis in range(len(names)):
                below = (*at[:axis], at[axis] - 1, *at[axis + 1 :])
                if below in place:
                    page.apart(f"{column}.{row}", f"{column}.{place[below]}")
        if own is not None and column == "apart" and "apart" in page.counts:
            page.sums.append(total_of(f"apart.{own}", "apart"))
        elif own is not None and column != "apart" and "listed" in page.counts:
            page.sums.append(total_of(f"{column}.{own}", *now[column]))


def own_row(meeting: Meeting) -> int | None:
    """Give the row of other thresholds that holds those of the rule itself; None where there is none."""
    rule = meeting.assessed.rule
    own = [rule.criterion(name).threshold[1] for name in rule.grid]
    same = (
        (meeting.tried[list(rule.grid)].to_numpy() == own).all(axis=1)
        if len(meeting.tried)
        else np.zeros(0, bool)
    )
    return int(np.flatnonzero(same)[0]) if same.any() else None
