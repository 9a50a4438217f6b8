"""What an edition shows of the lists that a group is on: table and chart together give nobody away."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd

from iomlib.metrics.overlap import all_of, any_of, intersections, overlap_counts, shares, supplied
from iomlib.report.differencing import withheld

MOST = 12  # combinations that a chart can hold
_PART = "part"
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
        People within the group to be shown beside it: true by person, or their ids.

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
    sets, importance = _sets(flags, counts, inside, asked=bool(together))
    single = {f"only {n}": _exactly(known, names) for n, names in enumerate(parts["lists"].head(MOST))}
    asked = pd.concat([sets, pd.DataFrame(single, index=flags.index)], axis=1)
    gone = withheld(asked, minimum, importance | dict.fromkeys(single, _SINGLE), list(single))
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
    flags: pd.DataFrame, counts: pd.DataFrame, inside: pd.DataFrame, *, asked: bool
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Name every count that table and part would like to show, with how readily it is given up."""
    # Of all lists together only where nobody asked for it: then the combinations say more.
    ranks = {"list": 0, "any of": 3, "all of": 4} if asked else {"list": 0, "any of": 6, "all of": 7}
    sets, importance = {}, {}
    for name, kind, lists in zip(counts.index, counts["kind"], counts["lists"], strict=True):
        one = {"list": lambda each: each.iloc[:, 0], "any of": any_of, "all of": all_of}[kind](
            flags[list(lists)]
        )
        if one.notna().all():
            sets[f"list {name}"] = one.astype("bool")
            importance[f"list {name}"] = ranks[kind]
    if len(inside):
        members = pd.Series(flags.index.isin(inside.index), index=flags.index)
        sets[_PART], importance[_PART] = members, 1
        for name in supplied(flags):
            sets[f"{_PART} {name}"] = members & flags[name].astype("bool")
            importance[f"{_PART} {name}"] = 2
    return pd.DataFrame(sets, index=flags.index), importance


def _exactly(flags: pd.DataFrame, names: tuple[str, ...]) -> "pd.Series[bool]":
    wanted = [str(name) in names for name in flags]
    return pd.Series((flags.to_numpy(bool) == wanted).all(axis=1), index=flags.index)


def _of_part(inside: pd.DataFrame, gone: list[str]) -> list[bool]:
    if not len(inside):
        return []
    return [_PART in gone or f"{_PART} {name}" in gone for name in inside]


def _without(counts: pd.DataFrame, gone: list[bool]) -> pd.DataFrame:
    made = counts.assign(withheld=gone)
    made[_NUMBERS] = made[_NUMBERS].astype("float64").mask(made["withheld"])
    return made
