"""What an edition may show of a cohort review: its counts belong together, so they are looked at together."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from iomlib.blocks import Counts, Figure
from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import Profile
from iomlib.disclosure.protect import hidden
from iomlib.metrics.capacity import LEAVE, would_leave
from iomlib.metrics.demographics import turning
from iomlib.metrics.meeting import Meeting
from iomlib.report.crossing import crossed, rest_of
from iomlib.report.editions import people_shown
from iomlib.report.formats import WITHHELD
from iomlib.report.frames import figure
from iomlib.report.scheme_safe import Scheme
from iomlib.report.scheme_sums import System, on_day
from iomlib.report.withholding import record, shown_as

ANSWERS = ("selected", "open", "no")
AHEAD = 12  # months in which somebody may reach the age that a rule asks for
_MOST = 6  # criteria of leaving of which every combination is looked at
# Withheld only where nothing else will do: the size of the list, and who could come onto it.
_KEEP = ("listed", "selected.others")


class Shown(NamedTuple):
    """A meeting, and what an edition may show of it.

    ``counts``: every count of people of the page by name as it is shown: rounded where that is the rule, and missing
    where it is withheld. ``away``: the names of those that are withheld. ``record``: for build, what is published.
    """

    meeting: Meeting
    edition: str
    rule: Profile
    counts: dict[str, float]
    away: frozenset[str]
    record: Counts

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
        return made.model_copy(update={"text": WITHHELD}) if self.withheld(name) else made


def protect(meeting: Meeting, edition: str, rule: Profile, scheme: Scheme | None = None) -> Shown:
    """Choose what a page of a meeting withholds, so that no few people can be recognised or worked out.

    Parameters
    ----------
    meeting
        From `iomlib.metrics.meeting.prepare`.
    edition
        ``restricted`` lists people; no other word does.
    rule
        What the edition may show, from `iomlib.disclosure.read.read_profile`.
    scheme
        What `iomlib.report.scheme_safe.protect` gave of the same list on the same page, with what is `counted` here.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.disclosure.profile import committee
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.metrics.meeting import Rules, prepare
    >>> from iomlib.rules import read_rule
    >>> day = date(2009, 3, 31)
    >>> rules = Rules(*(read_rule("params", each, day) for each in ("ppo-matrix", "ppo-de-selection")), None)
    >>> shown = protect(prepare(gather({}, day), "x", "ppo", rules), "public", committee())
    >>> shown.lists, shown.known, sorted(shown.away)
    (False, False, ['apart', 'turning'])
    """
    page = counted(meeting)
    away = hidden(page.counts, page.sums, rule, _KEEP) if scheme is None else scheme.away & set(page.counts)
    counts = {
        name: shown_as(count, rule, withheld=name in away)
        for name, count in page.counts.items()
        if not name.startswith("_")
    }
    id = f"meeting-{meeting.name}-{meeting.assessed.rule.id}-{meeting.rules.leaving.id}"
    made = record(id, page.counts, page.sums, away, rule, page.same)
    return Shown(meeting, edition, rule, counts, away, made)


def counted(meeting: Meeting) -> System:
    """Count the people of a meeting, for `iomlib.report.scheme_safe.protect` of the same page.

    Examples
    --------
    >>> from datetime import date
    >>> from iomlib.metrics.evidence import gather
    >>> from iomlib.metrics.meeting import Rules, prepare
    >>> from iomlib.rules import read_rule
    >>> day = date(2009, 3, 31)
    >>> rules = Rules(*(read_rule("params", each, day) for each in ("ppo-matrix", "ppo-de-selection")), None)
    >>> counted(prepare(gather({}, day), "x", "ppo", rules)).counts["apart"]
    0.0
    """
    page = _Page({}, [])
    _on_the_list(page, meeting)
    if meeting.rules.returning:
        found = _counted(meeting.back)
        for name in _flags(criterion.id for criterion in meeting.rules.returning.criteria if criterion.then):
            page.counts[f"back.{name}"] = found.get(name, 0.0)
    same = {name: what for name, what in _same(meeting).items() if name in page.counts}
    return System(page.counts, page.sums, same)


def _same(meeting: Meeting) -> dict[str, str]:
    """Name what the page on the scheme's performance counts too: who is on the list, and how reviews stand."""
    names = {"listed": "people", "reviewed": "reviewed", f"flag.{meeting.rules.leaving.review}": "review-due"}
    return {name: on_day(meeting.name, what, meeting.as_at) for name, what in names.items()}


class _Page(NamedTuple):
    """Counts by name, and what a reader knows of them. Which sums there are follows from the rules alone."""

    counts: dict[str, float]
    sums: list[Mapping[str, int]]

    def part(self, whole: str, *parts: str) -> None:
        """Say that counts are parts of another, and that a reader can work out the rest."""
        self.sums.append(rest_of(self.counts, whole, *parts))


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
    for answer in ANSWERS:
        page.part("listed", f"{answer}.listed")
    page.counts["missed"] = float(len(meeting.missing))
    page.part("selected.others", "missed")
    rule = meeting.assessed.rule
    if rule.select and rule.apart in (rule.select.all or []):  # who is counted apart does not meet the rule
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


def _flags(criteria: Iterable[str]) -> list[str]:
    """Name the flags of criteria: those that hold, and with `?` those of which it is not known."""
    return [f"{name}{open}" for name in criteria for open in ("", "?")]


def _counted(flags: pd.DataFrame) -> dict[str, float]:
    """Count flags by criterion."""
    names = [
        f"{name}?" if gap else str(name) for name, gap in zip(flags["criterion"], flags["open"], strict=True)
    ]
    return {str(name): float(count) for name, count in pd.Series(names, dtype="str").value_counts().items()}


def _leaving(page: _Page, meeting: Meeting) -> None:
    found, rule = _counted(meeting.flags), meeting.rules.leaving
    acted = [criterion.id for criterion in rule.criteria if criterion.then]
    for name in acted:
        pair = f"flag.{name}", f"flag.{name}?"
        page.counts.update({each: found.get(each.removeprefix("flag."), 0.0) for each in pair})
        for parts in (pair, *((each,) for each in pair)):
            page.part("listed", *parts)
    if len(meeting.reviewed) and rule.review and f"flag.{rule.review}" in page.counts:
        page.counts["reviewed"] = float(meeting.reviewed["reviewed"].fillna(value=False).sum())
        page.part("listed", "reviewed")
        page.part("listed", "reviewed", f"flag.{rule.review}")
    page.counts["leaving"] = float(len(would_leave(meeting.flags)))
    page.part("listed", "leaving")
    leave = [each.id for each in rule.criteria if (each.then or "").startswith(LEAVE)]
    if 0 < len(leave) <= _MOST:
        _who_leaves(page, meeting.flags, leave)


def _who_leaves(page: _Page, flags: pd.DataFrame, leave: list[str]) -> None:
    """Part those who may leave by why: each combination of criteria, whoever meets it."""
    held = flags[~flags["open"].astype(bool) & flags["criterion"].isin(leave)]
    who = pd.Index(held["person"].unique())
    met = {f"flag.{name}": who.isin(held.loc[held["criterion"] == name, "person"]) for name in leave}
    people = pd.DataFrame(met, index=who)
    possible = pd.DataFrame(list(product([False, True], repeat=len(leave))), columns=people.columns)
    there, could = (each.assign(leaving=each.any(axis=1))[each.any(axis=1)] for each in (people, possible))
    rests = [("leaving", name) for name in met] if len(leave) > 1 else []
    counts, sums = crossed("leave", there, could, rests)
    page.counts.update(counts)
    page.sums.extend(sums)


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
