"""Overlaps: how many of a group are on each list, on several of them, and on none."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

import numpy as np
import pandas as pd

from iomlib.errors import ParameterError
from iomlib.metrics.counts import shares as estimates

ANY, ALL = "any of", "all of"


def any_of(flags: pd.DataFrame) -> "pd.Series[bool]":
    """Say of each person whether at least one flag holds; missing where that cannot be known.

    Examples
    --------
    >>> any_of(pd.DataFrame({"ppo": [True, False], "drr": [None, None]}, dtype="boolean")).tolist()
    [True, <NA>]
    """
    return _together(or_, flags)


def all_of(flags: pd.DataFrame) -> "pd.Series[bool]":
    """Say of each person whether every flag holds; missing where that cannot be known.

    Examples
    --------
    >>> all_of(pd.DataFrame({"ppo": [True, False], "drr": [None, None]}, dtype="boolean")).tolist()
    [<NA>, False]
    """
    return _together(and_, flags)


def shares(flags: pd.DataFrame) -> pd.DataFrame:
    """Count the people for whom each flag holds, with the share of the group and its interval.

    The flags overlap: shares need not add up to 1.

    Parameters
    ----------
    flags
        One row per person, one column per flag: true, false or missing.

    Returns
    -------
    One row per flag (index): ``people``, ``cohort_size``, ``share`` (0 to 1), ``lower``, ``upper``,
    ``confidence``, ``method``. ``people`` and the share are missing where a flag of somebody is.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraph 3.14. Wilson 1927.

    Examples
    --------
    >>> shares(pd.DataFrame({"ppo": [True, False, False, False]}))[["people", "cohort_size", "share"]].values.tolist()
    [[1.0, 4.0, 0.25]]
    """
    people = pd.Series({name: _count(flags[name]) for name in flags}, dtype="float64")
    return with_interval(pd.DataFrame({"people": people, "cohort_size": len(flags)}, index=flags.columns))


def overlap_counts(flags: pd.DataFrame, together: Iterable[Sequence[str]] = ()) -> pd.DataFrame:
    """Count the people on each list, and on any and on all of the lists that are named together.

    Parameters
    ----------
    flags
        What `iomlib.metrics.membership.membership` gave.
    together
        Groups of two or more lists. Without one, all lists are one group.

    Returns
    -------
    One row per list, then two a group; the index is the name of the list, or `any of` or `all of`
    with the names. ``kind`` (list, any of, all of), ``lists`` (tuple of names), and the columns of
    `shares`.

    Raises
    ------
    ParameterError
        A group names a list that is not there, or fewer than two.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraphs 3.15 (PPO or DRR, 37%) and 3.18 (any of
    PPO, probation and treatment, 90%).

    Examples
    --------
    >>> flags = pd.DataFrame({"ppo": [True, True, False], "drr": [False, True, False]})
    >>> overlap_counts(flags)["people"].to_dict()
    {'ppo': 2.0, 'drr': 1.0, 'any of ppo, drr': 2.0, 'all of ppo, drr': 1.0}
    """
    groups = [tuple(group) for group in together]
    if not groups and len(flags.columns) > 1:
        groups = [tuple(_names(flags))]
    for group in groups:
        strange = [name for name in group if name not in flags]
        if strange or len(set(group)) < 2:
            raise ParameterError(
                f"lists: {', '.join(group)} are counted together. Name two or more, and each of them, under lists; "
                f"there are {', '.join(_names(flags))}."
            )
    sets: dict[str, tuple[str, tuple[str, ...], Any]] = {
        str(name): ("list", (str(name),), flags[name]) for name in flags
    }
    for group in groups:
        sets[f"{ANY} {', '.join(group)}"] = (ANY, group, any_of(flags[list(group)]))
        sets[f"{ALL} {', '.join(group)}"] = (ALL, group, all_of(flags[list(group)]))
    counted = shares(pd.DataFrame({name: one for name, (_, _, one) in sets.items()}, index=flags.index))
    counted.insert(0, "lists", [names for _, names, _ in sets.values()])
    counted.insert(0, "kind", [kind for kind, _, _ in sets.values()])
    return counted


def intersections(flags: pd.DataFrame) -> pd.DataFrame:
    """Split a group into the people of each combination of lists, so that everybody is counted once.

    Parameters
    ----------
    flags
        What `iomlib.metrics.membership.membership` gave, without missing values: `supplied` leaves
        out the lists that have them.

    Returns
    -------
    One row per combination that somebody has, the largest first, then in the order of the lists:
    ``lists`` (tuple of names, empty for those on none), and the columns of `shares`. ``people`` adds
    up to the group.

    Raises
    ------
    ValueError
        A flag of somebody is missing.

    Source
    ------
    Lex and others 2014, UpSet: Visualization of Intersecting Sets.

    Examples
    --------
    >>> flags = pd.DataFrame({"ppo": [True, True, False], "drr": [False, True, False]})
    >>> intersections(flags)[["lists", "people"]].values.tolist()
    [[('ppo', 'drr'), 1], [('ppo',), 1], [(), 1]]
    """
    if flags.isna().any(axis=None):
        unknown = ", ".join(str(name) for name in flags if flags[name].isna().any())
        raise ValueError(f"it is not known who was on {unknown}. Leave it out, or supply it.")
    counts = patterns(flags)
    # The largest first; of two as large the one that is on the earlier list.
    order = sorted(counts, key=lambda pattern: (-counts[pattern], *(not on for on in pattern)))
    names = _names(flags)
    lists = [tuple(name for name, on in zip(names, pattern, strict=True) if on) for pattern in order]
    people = pd.DataFrame({"people": [counts[pattern] for pattern in order]}, dtype="int64")
    people = people.assign(cohort_size=len(flags))
    people.insert(0, "lists", pd.Series(lists, dtype="object"))
    return with_interval(people)


def patterns(flags: pd.DataFrame) -> dict[tuple[bool, ...], int]:
    """Count the people of each combination of flags that somebody has.

    Examples
    --------
    >>> patterns(pd.DataFrame({"ppo": [True, True, False], "drr": [False, True, False]}))
    {(True, False): 1, (True, True): 1, (False, False): 1}
    """
    on = flags.to_numpy(bool)
    codes = np.zeros(len(on), dtype="int64")
    for column in on.T:  # numbered anew at each list, so that any number of lists fits
        codes = pd.factorize(2 * codes + column)[0]
    firsts = np.flatnonzero(~pd.Series(codes).duplicated())
    people = np.bincount(codes, minlength=len(firsts)).tolist()
    return {tuple(on[first].tolist()): people[codes[first]] for first in firsts}


def supplied(flags: pd.DataFrame) -> pd.DataFrame:
    """Keep the lists of which it is known who was on them.

    Examples
    --------
    >>> list(supplied(pd.DataFrame({"ppo": [True, False], "drr": [None, None]}, dtype="boolean")))
    ['ppo']
    """
    return flags.loc[:, flags.notna().all()]


def inside(flags: pd.DataFrame, part: "pd.Series[bool] | Iterable[Any]") -> pd.DataFrame:
    """Give the shares of a group beside those of some people within it.

    The two groups share people, so a difference between them is no comparison of two groups, and no
    test is given for one.

    Parameters
    ----------
    flags
        What `iomlib.metrics.membership.membership` gave for the whole group.
    part
        The people within it, such as those arrested ten times or more: true by person, or their ids.

    Returns
    -------
    One row per list (index): the columns of `shares` for the whole group, and for the part
    ``part_people``, ``part_size``, ``part_share``, ``part_lower``, ``part_upper``.

    Raises
    ------
    ValueError
        Somebody of the part is not in the group.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraphs 3.14 and 3.17: 73 people, and the 30 of
    them with ten or more arrests.

    Examples
    --------
    >>> flags = pd.DataFrame({"ppo": [True, False, False]}, index=["a", "b", "c"])
    >>> inside(flags, ["a", "b"])[["people", "part_people", "part_size"]].values.tolist()
    [[1.0, 1.0, 2.0]]
    """
    if isinstance(part, pd.Series):
        part = part.index[part.fillna(False).to_numpy(bool)]
    wanted = set(part)
    members = flags.index.isin(list(wanted))
    if members.sum() < len(wanted):
        raise ValueError(f"part: {len(wanted) - members.sum()} of {len(wanted)} people are not in the group.")
    of_part = shares(flags[members]).drop(columns=["confidence", "method"])
    names = {"people": "part_people", "cohort_size": "part_size", "share": "part_share"}
    names |= {"lower": "part_lower", "upper": "part_upper"}
    return shares(flags).join(of_part.rename(columns=names))


def with_interval(counts: pd.DataFrame) -> pd.DataFrame:
    """Add the share that ``people`` are of ``cohort_size``, with Wilson's interval.

    Examples
    --------
    >>> with_interval(pd.DataFrame({"people": [21], "cohort_size": [30]}))["share"].tolist()
    [0.7]
    """
    return counts.assign(**estimates(counts["people"].astype("float64"), counts["cohort_size"]))


def _names(flags: pd.DataFrame) -> list[str]:
    return [str(name) for name in flags.columns]


def _together(how: Any, flags: pd.DataFrame) -> "pd.Series[bool]":
    if not len(flags.columns):
        return pd.Series(how is and_, index=flags.index, dtype="boolean")
    joined: pd.Series[bool] = reduce(how, [flags[name].astype("boolean") for name in flags])
    return joined


def _count(flag: "pd.Series[Any]") -> float:
    return float("nan") if flag.isna().any() else float(flag.astype("bool").sum())
