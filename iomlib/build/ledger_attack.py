"""Tries to work out withheld counts of people from all that was ever published together: quarters, areas, versions."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from iomlib.build.ledger import Release
from iomlib.disclosure.attack import fit, narrowed
from iomlib.disclosure.profile import UNSEEN, Profile

_REACH = 4  # steps from release to release, each to one that counts the same people
_STEPS = 3  # sums between a count that could be worked out and one that the report would have to withhold
_CHANGE = "Name under withhold in params/disclosure.yml"
_LEAVE = (
    "Nothing that this report shows would hide it, and what was published stays known: leave the report out (skip in "
    "the run file)."
)
Groups = Sequence[tuple[str, Sequence[str]]]  # areas that others make up together, by every geography


class Known(NamedTuple):
    """What is known of counts of all reports: ``cells`` by name over all of them, their ``sums``, and who shows one.

    ``ends`` are the least and the most that a shown one can stand for, by the rules of all that show it.
    """

    cells: dict[str, float | None]
    sums: list[dict[str, int]]
    shown: dict[str, list[Release]]
    ends: dict[str, tuple[float, float]]


def recoverable(new: Release, earlier: Iterable[Release], rule: Profile, groups: Groups = ()) -> list[str]:
    """Say which counts that are withheld could be worked out once a report stands beside all that came before.

    Parameters
    ----------
    new
        What is to be published.
    earlier
        Every version of every public report before it, from `iomlib.build.ledger`.
    rule
        By which counts are shown.
    groups
        Areas with the areas that make them up, as `params/disclosure.yml` names them, each by every geography.

    Returns
    -------
    A sentence for each count, with what to change. What could be worked out before is not told again.
    """
    before = [each for each in earlier if each.says != new.says or each.place != new.place]
    near = _near(new, before, groups)
    try:
        return _follow(near, new, rule, groups)
    except ValueError:  # some counts were revised, and are not what they were
        near = _fitting(near, new, rule, groups)
    try:
        return _follow(near, new, rule, groups)
    except ValueError:
        return [
            f"{new.name}: its sets of counts give the same people two numbers. Give them names of their own."
        ]


def _follow(near: list[Release], new: Release, rule: Profile, groups: Groups) -> list[str]:
    joined = together([*near, new], rule, groups)
    own = together([new], rule, groups).cells
    found = set(narrowed(joined.cells, joined.sums, rule, near=own, backwards=False, behind=joined.ends))
    if found:
        known = together(near, rule, groups)
        found -= set(narrowed(known.cells, known.sums, rule, near=found, backwards=False, behind=known.ends))
    return _told([_found(name, joined, new) for name in sorted(found)])


def _fitting(near: list[Release], new: Release, rule: Profile, groups: Groups) -> list[Release]:
    """Choose the releases, the last first, behind which the same people can stand as behind the new one."""
    kept: list[Release] = []
    for each in reversed(near):
        known = together([each, *kept, new], rule, groups)
        if fit(known.cells, known.sums, rule, known.ends):
            kept = [each, *kept]
    return kept


def _near(new: Release, before: list[Release], groups: Groups) -> list[Release]:
    """Choose the releases that say something of the new one's counts, in the order in which they came.

    They are of its area, or of areas that add up with it, and count something that it counts, or that another of them
    counts, in four steps: with all forty quarters of ten years, each of which says what became of the one before, the
    attack took half a minute a report.
    """
    areas = {new.area}
    for (
        _
    ) in groups:  # a district adds up to the county, and so it has to do with the county's other geography
        for total, parts in groups:
            areas |= {total, *parts} if areas & {total, *parts} else set()
    left = {at: each for at, each in enumerate(before) if each.area in areas and each.counts != "[]"}
    found: dict[int, Release] = {}
    names = _counted(new)
    for _ in range(_REACH):
        met = {at: each for at, each in left.items() if names & _counted(each)}
        left = {at: each for at, each in left.items() if at not in met}
        names = frozenset().union(*map(_counted, met.values()))
        found |= met
    return [found[at] for at in sorted(found)]


@lru_cache(maxsize=4096)
def _counted(release: Release) -> frozenset[str]:
    """Name what a release counts, whichever area it is of."""
    found = json.loads(release.counts)
    return frozenset(
        _key(release, counts, name).partition(": ")[2] for counts in found for name in counts["cells"]
    )


def together(releases: Sequence[Release], rule: Profile, groups: Groups = ()) -> Known:
    """Put the counts of several releases together: the same count has one name in all of them.

    A count that a later release shows as a number that the same people cannot have was revised: the earlier one is a
    count of its own. By a rule that has changed since, two numbers can be of the same people.
    """
    known = Known({}, [], {}, {})
    last = _last_ends(releases, rule)
    seen: set[str] = set()
    for number, release in enumerate(releases):
        span = _span(release, rule)
        for counts in json.loads(release.counts):
            names = {name: _key(release, counts, name) for name in counts["cells"]}
            for name, shown in counts["cells"].items():
                if shown is not None and not _both(span(shown), last[names[name]]):
                    names[name] = f"{names[name]} (version {number})"
                key = names[name]
                if shown is not None:
                    known.cells[key], known.ends[key] = shown, last.get(key, span(shown))
                    known.shown.setdefault(key, []).append(release)
                known.cells.setdefault(key)
                seen |= {key} if not name.startswith(UNSEEN) else set()
            known.sums.extend({names[name]: weight for name, weight in sum.items()} for sum in counts["sums"])
    known.sums.extend(_over_areas(known.cells, groups))
    return _unseen(known, seen)


def _last_ends(releases: Sequence[Release], rule: Profile) -> dict[str, tuple[float, float]]:
    """Give what stands behind each count by the last release that shows it, and by those before that agree."""
    last: dict[str, tuple[float, float]] = {}
    for release in reversed(releases):
        span = _span(release, rule)
        for counts in json.loads(release.counts):
            for name, shown in counts["cells"].items():
                key = _key(release, counts, name)
                if shown is not None:
                    ends = span(shown)
                    last[key] = _both(ends, last.get(key, ends)) or last[key]
    return last


def _span(release: Release, rule: Profile) -> Callable[[float], tuple[float, float]]:
    return (Profile(**json.loads(release.rule)) if release.rule else rule).span


def _both(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float] | None:
    """Give what lies in two ranges."""
    low, high = max(one[0], other[0]), min(one[1], other[1])
    return (low, high) if low <= high else None


def _key(release: Release, counts: Mapping[str, Any], name: str) -> str:
    same = counts["same"].get(name)
    own = f"{release.quarter}/{release.notebook}/{counts['id']}/{name}"
    return f"{release.area}: {same or own}"


def _over_areas(cells: dict[str, float | None], groups: Groups) -> list[dict[str, int]]:
    """Say of each count that it is the sum of those of the areas that make an area up.

    Also where some publish none, the area itself among them: two geographies of one area have one sum.
    """
    sums = []
    for total, parts in groups:
        areas = [total, *parts]
        keys = [key.partition(": ") for key in cells]
        for what in dict.fromkeys(what for area, _, what in keys if area in areas):
            whole, *others = [f"{area}: {what}" for area in areas]
            cells.update(dict.fromkeys([key for key in (whole, *others) if key not in cells]))
            sums.append({whole: -1, **dict.fromkeys(others, 1)})
    return sums


def _unseen(known: Known, seen: set[str]) -> Known:
    """Mark the counts that no report prints."""
    names = {key: key if key in seen else f"{UNSEEN}{key}" for key in known.cells}
    cells = {names[key]: shown for key, shown in known.cells.items()}
    sums = [{names[key]: weight for key, weight in sum.items()} for sum in known.sums]
    shown = {names[key]: releases for key, releases in known.shown.items()}
    return Known(cells, sums, shown, {names[key]: ends for key, ends in known.ends.items()})


class _Found(NamedTuple):
    """A count that could be worked out: what is shown beside it, and which counts of the report would hide it."""

    name: str
    beside: str
    own: list[str]


def _found(name: str, known: Known, new: Release) -> _Found:
    """Say which count follows, from which reports, and what of the new report would have to be withheld too."""
    local = {_key(new, counts, each): each for counts in json.loads(new.counts) for each in counts["cells"]}
    beside = [
        sorted({each for sum in sums for each in sum if known.cells[each] is not None})
        for sums in _around(name, known)
    ]
    near = next(filter(None, beside), [])
    others = sorted({each.name for key in near for each in known.shown[key] if each.place != new.place})
    hide = ([local[key] for key in keys if key in local and new in known.shown[key]] for keys in beside)
    said = f"with what {', '.join(others)} published" if others else "with earlier versions of this report"
    return _Found(name.removeprefix(UNSEEN).replace(f"/{UNSEEN}", "/"), said, next(filter(None, hide), []))


def _told(found: list[_Found]) -> list[str]:
    """Say it once for all counts that the same change hides; of those without one only where there are no others."""
    left, told = [each for each in found if each.own], list[str]()
    while left:
        often = Counter(name for each in left for name in each.own)
        best = max(sorted(often), key=often.__getitem__)
        group = [each for each in left if best in each.own]
        left = [each for each in left if best not in each.own]
        own = [name for name in group[0].own if all(name in each.own for each in group)]
        told.append(f"{_counts(group)} {group[0].beside}. {_CHANGE} one of: {', '.join(own)}.")
    if found and not told:
        told = [f"{_counts(found)} {found[0].beside}. {_LEAVE}"]
    return told


def _counts(found: list[_Found]) -> str:
    many = f" and {len(found) - 1} more: are" if len(found) > 1 else ": is"
    return f"{found[0].name}{many} withheld and could be worked out"


def _around(name: str, known: Known) -> Iterable[list[dict[str, int]]]:
    """List the sums that a count is part of, then also those of the counts in them, a few steps far."""
    met = {name}
    for _ in range(_STEPS):
        sums = [sum for sum in known.sums if met & sum.keys()]
        yield sums
        met = met.union(*sums)
