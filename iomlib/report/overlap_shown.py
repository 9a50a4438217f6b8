"""What an edition shows of the lists that a group is on: table and chart together give nobody away."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import combinations, product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from iomlib.disclosure.profile import UNSEEN, Profile
from iomlib.disclosure.protect import hidden
from iomlib.metrics.overlap import ALL, ANY, intersections, overlap_counts, shares, supplied
from iomlib.report.crossing import Known, crossed, rest_of
from iomlib.report.withholding import published, shown_as

MOST = 12  # combinations that a chart can hold
MOST_LISTS = 6  # of which every combination is looked at in public
GROUP, PART = "selected", "many"  # names of the counts of the group, and of the people within it


class Overlap(NamedTuple):
    """The counts of a group that an edition shows, rounded where that is its rule; what is withheld is missing.

    ``size``: people in the group. ``counts``: as `iomlib.metrics.overlap.overlap_counts` gave them, with ``withheld``
    and ``share_band``; ``part``: the same for the people within the group, without rows where there are none;
    ``part_size``: how many they are. ``combinations``: lists and people, of those combinations that are shown;
    ``others``: people of all other combinations together, missing where that is not told. Where ``too_few`` is true,
    nothing is shown.
    """

    size: float
    counts: pd.DataFrame
    part: pd.DataFrame
    part_size: float
    combinations: pd.DataFrame
    others: float
    rule: Profile
    too_few: bool


def protect(
    flags: pd.DataFrame,
    rule: Profile,
    *,
    together: Iterable[Sequence[str]] = (),
    part: "pd.Series[bool] | Iterable[Any]" = (),
) -> Overlap:
    """Choose what an edition shows of the lists that a group is on, where nothing else on a page tells of it.

    Parameters
    ----------
    flags
        What `iomlib.metrics.membership.membership` gave.
    rule
        What the edition may show, from `iomlib.disclosure.read.read_profile`.
    together
        Lists to be counted together, as for `iomlib.metrics.overlap.overlap_counts`.
    part
        People within the group to be shown beside it: true by person, or their ids. Whoever is not in the
        group does not count.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> rows = [(True, True)] * 2 + [(True, False)] * 12 + [(False, True)] * 13 + [(False, False)] * 46
    >>> shown = protect(pd.DataFrame(rows, columns=["ppo", "drr"]), committee())
    >>> shown.counts["people"].to_dict()
    {'ppo': 15.0, 'drr': 15.0, 'any of ppo, drr': 25.0, 'all of ppo, drr': nan}
    """
    asked = asked_for(flags, together, part, rule)
    found = settled(
        lambda drawn: known(asked, drawn), candidates(asked, rule), rule, lambda all: keep(asked, all)
    )
    return shown(asked, found, rule)


class Asked(NamedTuple):
    """A group and its lists, lists to be counted together, and people within the group, as for `protect`."""

    flags: pd.DataFrame
    together: tuple[tuple[str, ...], ...]
    part: "pd.Series[bool] | Iterable[Any]"


def asked_for(
    flags: pd.DataFrame,
    together: Iterable[Sequence[str]],
    part: "pd.Series[bool] | Iterable[Any]",
    rule: Profile,
) -> Asked:
    """Say what a page would like to show; of people within the group nothing, where they are too few for percentages.

    Most of their counts would be withheld, and others for their sake.
    """
    few = not rule.open and rule.shown(_members(flags, part).sum()) < rule.percent_from
    return Asked(flags, tuple(map(tuple, together)), () if few else part)


class Settled(NamedTuple):
    """Counts of a page and their sums, the names that are withheld, and the combinations of lists that are drawn."""

    counts: dict[str, float]
    sums: list[Mapping[str, int]]
    away: frozenset[str]
    drawn: frozenset[str]


def settled(
    make: Callable[[Collection[str]], Known],
    wanted: Collection[str],
    rule: Profile,
    keep: Callable[[Collection[str]], Sequence[str]],
) -> Settled:
    """Choose what a page withholds, and which combinations of lists it draws: those that cost it nothing else.

    Parameters
    ----------
    make
        Gives counts and sums of a page that draws some combinations.
    wanted
        Names of the combinations that it would like to draw.
    keep
        Gives of some names those that are withheld only where nothing else will do.
    """
    counts, sums = make(())
    plain = Settled(counts, sums, hidden(counts, sums, rule, keep(counts)), frozenset())
    drawn = frozenset(wanted)
    while drawn:
        counts, sums = make(drawn)
        away = hidden(counts, sums, rule, keep(counts))
        if away - drawn <= plain.away:
            return Settled(counts, sums, away, drawn - away)
        drawn -= away
        if drawn == frozenset(wanted):  # no combination is withheld, and yet they cost the page something
            break
        wanted = drawn
    return plain


def candidates(asked: Asked, rule: Profile) -> list[str]:
    """Name the combinations that a chart could draw: the largest as they are shown, none of few people."""
    every = intersections(supplied(asked.flags))
    if not rule.open and len(supplied(asked.flags).columns) > MOST_LISTS:
        return []
    large = every[np.array([not rule.small(people) for people in every["people"]], dtype=bool)]
    # In the order of what is shown: that of the counts themselves would tell more than they do.
    order = large.assign(
        size=[-rule.shown(people) for people in large["people"]], name=large["lists"].map(_only)
    )
    return order.sort_values(["size", "name"])["name"].head(MOST).tolist()


def known(asked: Asked, drawn: Collection[str]) -> Known:
    """Name every count that table and chart would like to show, and say how they belong together.

    Every combination of lists is there, whoever is on it; those that are not drawn are nowhere printed.
    """
    flags, together, part = asked
    kept = supplied(flags)
    lists = [str(name) for name in kept]
    within = _members(flags, part)
    people = kept.astype(bool).assign(**({PART: within} if within.any() else {}))
    if len(lists) > MOST_LISTS:
        counts: dict[str, float] = {GROUP: float(len(people))}
        counts |= {PART if name == PART else f"list {name}": float(people[name].sum()) for name in people}
        return counts, [rest_of(counts, GROUP, name) for name in list(counts) if name != GROUP]
    every = pd.DataFrame(list(product([False, True], repeat=len(people.columns))), columns=people.columns)
    there, could = (_sets(each, lists, together, drawn) for each in (people, every))
    names = [str(name) for name in there if name != GROUP and not str(name).startswith((UNSEEN, "only "))]
    rests = [(PART if name.startswith(f"{PART} ") else GROUP, name) for name in names]
    return crossed("lists", there, could, rests)


def keep(asked: Asked, counts: Collection[str]) -> list[str]:
    """Name what is withheld only where nothing else will do: the group, those within it, each list, any of several."""
    any_of = [name for name in counts if name.startswith(f"list {ANY}")]
    return [
        name for name in (GROUP, PART, *(f"list {each}" for each in asked.flags), *any_of) if name in counts
    ]


def _sets(
    people: pd.DataFrame, lists: list[str], together: Sequence[tuple[str, ...]], drawn: Collection[str]
) -> pd.DataFrame:
    on = {str(name): people[name].to_numpy(bool) for name in people}
    every = np.column_stack([on[name] for name in lists] or [np.zeros((len(people), 0), bool)])
    sets: dict[str, Any] = {GROUP: np.ones(len(people), bool)} | {f"list {name}": on[name] for name in lists}
    if PART in on:
        sets |= {PART: on[PART]} | {f"{PART} {name}": on[PART] & on[name] for name in lists}
    asked = [group for group in together or [tuple(lists)] if len(group) > 1 and set(group) <= set(lists)]
    for group in asked:
        these = every[:, [lists.index(name) for name in group]]
        sets[f"list {ANY} {', '.join(group)}"] = these.any(axis=1)
        sets[f"list {ALL} {', '.join(group)}"] = these.all(axis=1)
    for one, other in combinations(lists, 2):
        sets[f"{UNSEEN}{one} and {other}"] = on[one] & on[other]
    for kind in product([False, True], repeat=len(lists)):
        name = _only(tuple(each for each, is_on in zip(lists, kind, strict=True) if is_on))
        sets[name if name in drawn else f"{UNSEEN}{name}"] = (every == np.array(kind, bool)).all(axis=1)
    return pd.DataFrame(sets)


def _only(names: Sequence[str]) -> str:
    return f"only {', '.join(names) or 'none'}"


def shown(asked: Asked, found: Settled, rule: Profile) -> Overlap:
    """Give the counts as an edition may show them: those that were `settled`."""
    inside = asked.flags[_members(asked.flags, asked.part)]
    counts = overlap_counts(asked.flags, asked.together)
    of_part = shares(inside) if len(inside) else shares(inside).iloc[:0]
    few, away = GROUP in found.away, found.away
    rows = [
        name for name in counts.index if few or _lost(f"list {name}", counts["people"][name], found, rule)
    ]
    within = [
        name for name, people in of_part["people"].items() if _lost(f"{PART} {name}", people, found, rule)
    ]
    bars, others = _bars(asked.flags, found.drawn, rule)
    return Overlap(
        size=shown_as(len(asked.flags), rule, withheld=few),
        counts=published(counts, rows, rule, out_of="cohort_size"),
        part=published(of_part, of_part.index if PART in away else within, rule, out_of="cohort_size"),
        part_size=shown_as(len(inside), rule, withheld=PART in away or not len(inside)),
        combinations=bars,
        others=others,
        rule=rule,
        too_few=few,
    )


def _lost(name: str, people: float, found: Settled, rule: Profile) -> bool:
    """Say whether a count is withheld, also one of more lists than are looked at; one that is not known is not."""
    return name in found.away or (not rule.open and not math.isnan(people) and name not in found.counts)


def _bars(flags: pd.DataFrame, drawn: Collection[str], rule: Profile) -> tuple[pd.DataFrame, float]:
    """Give the combinations that a chart draws, the largest first, and the people of all others where all are told."""
    every = intersections(supplied(flags))[["lists", "people"]]
    if rule.open:
        return every.head(MOST), float(every["people"].iloc[MOST:].sum())
    names = every["lists"].map(_only)
    kept = every.assign(people=[rule.shown(people) for people in every["people"]], name=names)[
        names.isin(drawn)
    ]
    ordered = kept.sort_values(["people", "name"], ascending=[False, True], ignore_index=True)
    return ordered.drop(columns="name"), math.nan


def _members(flags: pd.DataFrame, part: "pd.Series[bool] | Iterable[Any]") -> Any:
    if isinstance(part, pd.Series):
        part = part.index[part.fillna(False).to_numpy(bool)]
    return flags.index.isin(list(part))
