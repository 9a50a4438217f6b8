"""What an edition shows of the lists that a group is on: table and chart together give nobody away."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from iomlib.metrics.overlap import ALL, ANY, intersections, overlap_counts, patterns, shares, supplied
from iomlib.report.differencing import withheld

MOST = 12  # combinations that a chart can hold
_PART = " part"  # begins with a space, as no list does
_SINGLE = 5  # how readily a combination is given up
_NUMBERS = ["people", "share", "lower", "upper"]


class Overlap(NamedTuple):
    """The counts of a group that an edition shows.

    ``size``: people in the group. ``counts``: as `iomlib.metrics.overlap.overlap_counts` gave them,
    with ``withheld``; ``part``: the columns of `iomlib.metrics.overlap.shares` for the people within the
    group, with ``withheld``, without rows where there are none; ``part_size``: how many they are,
    missing where withheld. ``combinations``: of `iomlib.metrics.overlap.intersections` those that are
    shown; ``others``: people of all other combinations together. Where ``too_few`` is true, nothing is
    shown; what is withheld is missing.
    """

    size: int
    counts: pd.DataFrame
    part: pd.DataFrame
    part_size: float
    combinations: pd.DataFrame
    others: int
    minimum: int
    too_few: bool


def protect(
    flags: pd.DataFrame,
    minimum: int,
    *,
    together: Iterable[Sequence[str]] = (),
    part: "pd.Series[bool] | Iterable[Any]" = (),
) -> Overlap:
    """Choose what an edition shows of the lists that a group is on.

    Parameters
    ----------
    flags
        What `iomlib.metrics.membership.membership` gave.
    minimum
        The smallest count that the edition may show (`params.read_minimum_people`); 1 keeps all.
    together
        Lists to be counted together, as for `iomlib.metrics.overlap.overlap_counts`.
    part
        People within the group to be shown beside it: true by person, or their ids. Whoever is not in the
        group does not count.

    Returns
    -------
    Counts of which none is from 1 to ``minimum`` - 1 or leaves so few, and from which no such count can
    be worked out, of table, part and chart taken together.

    Examples
    --------
    >>> rows = [(True, True)] * 2 + [(True, False)] * 12 + [(False, True)] * 13 + [(False, False)] * 46
    >>> shown = protect(pd.DataFrame(rows, columns=["ppo", "drr"]), 5)
    >>> shown.counts["withheld"].to_dict()
    {'ppo': False, 'drr': False, 'any of ppo, drr': True, 'all of ppo, drr': True}
    """
    together = list(together)
    counts = overlap_counts(flags, together)
    inside = flags[_members(flags, part)]
    known = supplied(flags)
    parts = intersections(known)
    kinds = patterns(known.assign(**{_PART: flags.index.isin(inside.index)}))
    # One row a kind of people is enough to find out what could be worked out of whom.
    rows = pd.DataFrame(list(kinds), columns=[*map(str, known.columns), _PART], dtype="bool")
    sets, importance = _sets(rows, counts, asked=bool(together))
    single = {f"only {n}": _exactly(rows, names) for n, names in enumerate(parts["lists"].head(MOST))}
    sets, importance = sets | single, importance | dict.fromkeys(single, _SINGLE)
    gone = withheld(pd.DataFrame(sets), minimum, importance, list(single), list(kinds.values()))
    kept = [n for n, name in enumerate(single) if name not in gone]
    return Overlap(
        size=len(flags),
        counts=_without(counts, [f"list {name}" in gone for name in counts.index]),
        part=_without(shares(inside) if len(inside) else shares(inside).iloc[:0], _of_part(inside, gone)),
        part_size=float("nan") if _PART in gone else float(len(inside)),
        combinations=parts.iloc[kept].reset_index(drop=True),
        others=int(parts["people"].drop(parts.index[kept]).sum()),
        minimum=minimum,
        too_few=0 < len(flags) < minimum,
    )


def _members(flags: pd.DataFrame, part: "pd.Series[bool] | Iterable[Any]") -> Any:
    if isinstance(part, pd.Series):
        part = part.index[part.fillna(False).to_numpy(bool)]
    return flags.index.isin(list(part))


def _sets(
    kinds: pd.DataFrame, counts: pd.DataFrame, *, asked: bool
) -> tuple[dict[str, "pd.Series[bool]"], dict[str, int]]:
    """Name every count that table and part would like to show, with how readily it is given up."""
    # Of all lists together only where nobody asked for it: then the combinations say more.
    ranks = {"list": 0, ANY: 3, ALL: 4} if asked else {"list": 0, ANY: 6, ALL: 7}
    sets, importance = {}, {}
    for name, kind, lists in zip(counts.index, counts["kind"], counts["lists"], strict=True):
        if all(each in kinds for each in lists):
            these = kinds[list(lists)]
            sets[f"list {name}"] = these.all(axis=1) if kind == ALL else these.any(axis=1)
            importance[f"list {name}"] = ranks[kind]
    if kinds[_PART].any():
        sets[_PART], importance[_PART] = kinds[_PART], 1
        for name in kinds.columns.drop(_PART):
            sets[f"{_PART} {name}"] = kinds[_PART] & kinds[name]
            importance[f"{_PART} {name}"] = 2
    return sets, importance


def _exactly(kinds: pd.DataFrame, names: tuple[str, ...]) -> "pd.Series[bool]":
    lists = kinds.columns.drop(_PART)
    return (kinds[lists] == [name in names for name in lists]).all(axis=1)


def _of_part(inside: pd.DataFrame, gone: list[str]) -> list[bool]:
    if not len(inside):
        return []
    return [_PART in gone or f"{_PART} {name}" in gone for name in inside]


def _without(counts: pd.DataFrame, gone: list[bool]) -> pd.DataFrame:
    made = counts.assign(withheld=gone)
    made[_NUMBERS] = made[_NUMBERS].astype("float64").mask(made["withheld"])
    return made
