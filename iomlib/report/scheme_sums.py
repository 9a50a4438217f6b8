"""The counts of people that a page of a scheme tells of, how they add up, and what they are called in every report."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import UNSEEN, Profile
from iomlib.metrics.scheme import Counts
from iomlib.report.crossing import rest_of

REASON = "reason: "
SPLIT = ("community", "custody", "sentenced", "under-12", "over-12", "not-known")
# A group, and some of it: what is left of the group is a count too, which a reader could work out.
_PARTS = [
    *(("joined", "returned"), ("joined.year", "returned.year"), ("left.year", "left"), ("gone", "left.year")),
    *(("ever", "joined"), ("ever", "joined.year"), ("ever", "people_before")),
    *(("ever", "came_back"), ("came_back", "returned"), ("came_back", "returned.year")),
    *(("people_before", "custody.before"), ("custody.before", "over-12.before")),
]
# Counts of other parts of a page of which it is known where they lie: everybody who was on the list in the year is on
# it still, or has left it since.
_ACROSS = [
    (("people", "left.year"), "cohort"),
    (("managed.since",), "people"),
]
_MANAGED = [("managed.year", "left.year"), ("managed.quarter", "left")]  # in a time, and who left in it
_EQUAL = [("people", "listed")]  # counts of other parts that are one of these by another name
_TOTALS: list[Mapping[str, int]] = [
    {"people_before": 1, "joined": 1, "people": -1, "left": -1},
    {"_people.year": 1, "joined.year": 1, "people": -1, "left.year": -1},
    total_of("ever", "people", "gone"),
    total_of("people", "community", "custody"),
    total_of("custody", "sentenced", "not-known"),
    total_of("sentenced", "under-12", "over-12"),
]


class System(NamedTuple):
    """Counts by name, how they add up, and the names that some have in every report of the area.

    A name that begins ``_`` is nowhere on the page. A sum that names a count which is not there says nothing.
    """

    counts: dict[str, float]
    sums: list[Mapping[str, int]]
    same: dict[str, str]


def rest(system: System, whole: str, *parts: str) -> None:
    """Add to a system what is left of a count without some of it.

    Examples
    --------
    >>> made = System({"all": 40.0, "in": 12.0}, [], {})
    >>> rest(made, "all", "in")
    >>> made.counts["_all without in"], len(made.sums)
    (28.0, 1)
    """
    if {whole, *parts} <= set(system.counts):
        system.sums.append(rest_of(system.counts, whole, *parts))


def together(*parts: System) -> System:
    """Put counts that are told of on one page into one system.

    Examples
    --------
    >>> together(System({"a": 1.0}, [], {}), System({"b": 2.0}, [], {})).counts
    {'a': 1.0, 'b': 2.0}
    """
    made = System({}, [], {})
    for part in parts:
        made.counts.update(part.counts)
        made.sums.extend(part.sums)
        made.same.update(part.same)
    return made


def linked(system: System, rule: Profile) -> System:
    """Add to the counts of a whole page what those of one part say of another, to a reader of an edition's rule.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> made = linked(System({"people": 40.0, "left.year": 10.0, "cohort": 42.0}, [], {}), committee())
    >>> made.counts["_people and left.year without cohort"]
    8.0
    """
    for wholes, part in _ACROSS:
        if {*wholes, part} <= set(system.counts):
            name = f"_{' and '.join(wholes)} without {part}"
            system.counts[name] = sum(system.counts[whole] for whole in wholes) - system.counts[part]
            system.sums.append({**dict.fromkeys(wholes, 1), part: -1, name: -1})
    for one, other in _EQUAL:
        if {one, other} <= set(system.counts):
            system.sums.append({one: 1, other: -1})
            system.same.pop(other, None)  # else it would stand twice in one sum
    for managed, left in _MANAGED:
        if not rule.open and {managed, left, "people"} <= set(system.counts):
            _managed(system, managed, left, rule)
    return system


def _managed(system: System, managed: str, left: str, rule: Profile) -> None:
    """Say that who was managed in a time is on the list still, or has left it since.

    Who left with the day before it was not managed in it. A reader takes that to be nobody, as it mostly is. Where
    they make another number of those managed, that number is not shown: it would not be the one recorded, and would
    tell that somebody did.
    """
    true = system.counts.pop(managed)
    every = system.counts["people"] + system.counts[left]
    name = managed if rule.shown(every) == rule.shown(true) else f"{UNSEEN}{managed}"
    system.counts[name] = every
    system.sums.append(total_of(name, "people", left))


def of_list(counts: Counts) -> System:
    """Name the counts of a scheme's list, of its quarter and of its year.

    Parameters
    ----------
    counts
        What `iomlib.metrics.scheme.scheme_counts` gave.

    Returns
    -------
    `people` (on the list on the last day) and so on; what is counted over the year ends ``.year``, what is counted
    on the day before the quarter ``.before``.
    """
    size, flow, split = counts.size.iloc[0], counts.flow.iloc[0], counts.split["people"]
    before, reasons = counts.moved["people_before"], counts.reasons["people"]
    found = {name: size[name] for name in ("people", "people_before", "joined", "returned", "left")}
    found |= {name: flow[name] for name in ("ever", "gone", "came_back")}
    found |= {f"{name}.year": flow[name] for name in ("joined", "returned", "left")}
    found |= {"_people.year": size["people"] + flow["left"] - flow["joined"]}
    found |= {name: split[name] for name in SPLIT}
    found |= {"custody.before": before["custody"], "over-12.before": before["over-12-of-all"]}
    found |= {f"{REASON}{name}": people for name, people in reasons.items()}
    made = System({name: float(count) for name, count in found.items()}, list(_TOTALS), _same(counts))
    for whole, part in _PARTS:
        rest(made, whole, part)
    if len(reasons) > 1:  # a reader does not know that there is no other
        made.sums.append(total_of("left.year", *(f"{REASON}{name}" for name in reasons.index)))
    for name in reasons.index:
        rest(made, "left.year", f"{REASON}{name}")
    return together(made, _of_stays(counts))


def _of_stays(counts: Counts) -> System:
    """Name the counts of stays: those that ended, those followed by another, and those that lasted."""
    size, flow = counts.size.iloc[0], counts.flow.iloc[0]
    whole = {"people": size["people"], "gone": flow["gone"], "came_back": flow["came_back"]}
    made = System({**whole, "ended": float(counts.times["number"]["ended"])}, [], {})
    made.counts["_stays"] = made.counts["people"] + made.counts["ended"]
    made.sums.append(total_of("_stays", "people", "ended"))
    rest(made, "ended", "gone", "came_back")
    _nested(made, counts.returns, ("back", "left"), "ended")
    _nested(made, counts.lasted, ("lasted", "begun"), "_stays")
    for months in counts.returns.index:
        rest(made, "ended", "gone", f"back.{months}")
    for months in counts.lasted.index:
        rest(made, "ended", f"_begun.{months} without lasted.{months}")
    for shorter, longer in zip(counts.lasted.index[:-1], counts.lasted.index[1:], strict=True):
        rest(made, f"lasted.{shorter}", f"lasted.{longer}")
    return made


def _nested(made: System, rows: pd.DataFrame, names: tuple[str, str], whole: str) -> None:
    """Add counts by months, of groups that are followed so long: each is among those followed for less."""
    within, group = names
    for months, row in rows.sort_index().iterrows():
        made.counts[f"{within}.{months}"] = float(row["people"])
        made.counts[f"{group}.{months}"] = float(row["out_of"])
        rest(made, f"{group}.{months}", f"{within}.{months}")
        rest(made, whole, f"{group}.{months}")
        whole = f"{group}.{months}"


def _same(counts: Counts) -> dict[str, str]:
    """Name what other reports of the area count too: who was on the list on a day, in custody, and who moved when."""
    now, before = counts.as_at, counts.first - timedelta(days=1)
    year = counts.year - timedelta(days=1)
    days = {name: (name, now) for name in ("people", *SPLIT, "ever", "gone", "came_back")}
    days |= {"people_before": ("people", before), "_people.year": ("people", year)}
    days |= {"custody.before": ("custody", before), "over-12.before": ("over-12", before)}
    days |= {"review.reviewed": ("reviewed", now), "review.due": ("review-due", now)}
    days |= {"cohort": ("cohort", date(now.year - (now.month < 4), 4, 1))}  # of National Indicator 30
    made = {name: on_day(counts.name, what, day) for name, (what, day) in days.items()}
    for name in ("joined", "returned", "left"):
        made[name] = on_day(counts.name, f"{name}.{counts.first:%Y-%m-%d}", now)
        made[f"{name}.year"] = on_day(counts.name, f"{name}.{counts.year:%Y-%m-%d}", now)
    return made


def on_day(name: str, what: str, day: date) -> str:
    """Name a count of people on a list, on a day, as every report of the area names it.

    Examples
    --------
    >>> on_day("ppo", "people", date(2009, 3, 31))
    'ppo.people.2009-03-31'
    """
    return f"{name}.{what}.{day:%Y-%m-%d}"


def of_rule(rule: str, day: date, schemes: Sequence[str]) -> dict[str, str]:
    """Name the people whom a rule selects on a day, as every report of the area names them.

    Examples
    --------
    >>> of_rule("high-crime-causers", date(2009, 3, 31), ["ppo", "iom"])["missed"]
    'high-crime-causers.missed by iom, ppo.2009-03-31'
    """
    missed = f"missed by {', '.join(sorted(schemes))}"
    words = {"all": "selected", "women": "selected.women", "men": "selected.men", "missed": missed}
    return {name: on_day(rule, what, day) for name, what in words.items()}
