"""Concentration: how many people account for how much of what was counted, such as arrests."""

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pandas as pd

from iomlib.metrics.intervals import check_count

ARRESTED, EVERYBODY = "arrested", "everybody"
# Numbers of arrests from which a band of a public page begins, whoever was arrested how often.
EDGES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50)


def frequencies(counts: "pd.Series[float]") -> pd.DataFrame:
    """Give the number of people for each number of arrests: the arrest distribution.

    Parameters
    ----------
    counts
        Arrests of each person; people of whom they are not known are left out.

    Returns
    -------
    One row per number of arrests that somebody has, in order: ``arrests``, ``people``. People with
    none have a row too.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraphs 3.12 and 6.1.

    Examples
    --------
    >>> frequencies(pd.Series([5, 0, 5, 12])).values.tolist()
    [[0, 1], [5, 2], [12, 1]]
    """
    known = counts.dropna()
    for count in known.unique():
        check_count("arrests", count)
    people = known.astype("int64").value_counts().sort_index()
    return pd.DataFrame({"arrests": people.index.to_numpy(), "people": people.to_numpy()}, dtype="int64")


def top_shares(
    table: pd.DataFrame,
    *,
    numbers: Iterable[int] = (),
    percents: Iterable[float] = (),
    total: int | None = None,
) -> pd.DataFrame:
    """Give the share of arrests that the people with the most account for.

    Ten percent of 3,889 people are 389: a part of a person counts as one. Where several people have
    as many arrests as the last who is counted, it does not matter for the share who of them is, and
    the columns say how many they are, and what the share is without them and with all of them.

    Parameters
    ----------
    table
        ``arrests`` and ``people``, one row per number of arrests, as `frequencies` gives them or as
        printed. People without arrests are not among the people of a percentage.
    numbers
        Sizes of the top in people, such as 30.
    percents
        Sizes of the top in percent of the people with at least one arrest, such as 10.
    total
        All arrests that were made, if the table does not hold every arrest.

    Returns
    -------
    One row per top (index: `top 30`, `top 10%`): ``people`` (in the top), ``arrests`` (theirs),
    ``all_people``, ``all_arrests``, ``share`` (0 to 1); ``cut`` (fewest arrests of one of them),
    ``tied`` (all who have that number), ``tied_counted`` (those of them in the top);
    ``people_without`` and ``share_without`` (the top without the tied), ``people_with`` and
    ``share_with`` (with all of them). A top of more people than there are is all of them. Missing
    where there is nobody.

    Raises
    ------
    ValueError
        A size is not possible, or the total is less than the arrests of the table.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, 3.1 (10% most prolific) and 3.12 (30 people, 440
    arrests of 3,109, 14%).

    Examples
    --------
    >>> table = pd.DataFrame({"arrests": [12, 5, 1], "people": [1, 2, 7]})
    >>> top = top_shares(table, numbers=[2]).loc["top 2"]
    >>> float(round(top["share"], 3)), float(top["tied"]), float(top["tied_counted"])
    (0.586, 2.0, 1.0)
    """
    classes = _classes(table)
    people, arrests = sum(n for _, n in classes), sum(x * n for x, n in classes)
    if total is not None and total < arrests:
        raise ValueError(f"total is {total}, and the table alone has {arrests} arrests.")
    sizes: dict[str, int] = {}
    for number in numbers:
        check_count("numbers", number)
        sizes[f"top {number}"] = int(number)
    for percent in percents:
        if not 0 < percent <= 100:
            raise ValueError(f"percents has {percent:g}. It is above 0, and at most 100.")
        sizes[f"top {percent:g}%"] = math.ceil(Fraction(str(percent)) * people / 100)
    of = arrests if total is None else total
    rows = {name: _top(classes, min(size, people), people, of) for name, size in sizes.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(_TOP), dtype="float64")


def lorenz(table: pd.DataFrame, population: int | None = None) -> pd.DataFrame:
    """Give the share of arrests that falls on each share of people, from those with the fewest.

    Parameters
    ----------
    table
        ``arrests`` and ``people``, one row per number of arrests.
    population
        People in all, so that those without an arrest count too; if not given, only people with at
        least one do.

    Returns
    -------
    One row per point, from 0, 0 to 1, 1: ``people_share``, ``arrests_share`` (0 to 1 each), and
    ``arrests`` (of each person between the point before and this one). Without rows where there are no
    arrests.

    Raises
    ------
    ValueError
        There are more people in the table than in the population.

    Source
    ------
    Lorenz 1905.

    Examples
    --------
    >>> lorenz(pd.DataFrame({"arrests": [3, 1], "people": [1, 1]}))[["people_share", "arrests_share"]].values.tolist()
    [[0.0, 0.0], [0.5, 0.25], [1.0, 1.0]]
    """
    classes = _with_the_rest(_classes(table), population)
    people, arrests = sum(n for _, n in classes), sum(x * n for x, n in classes)
    if not arrests:
        return pd.DataFrame({"people_share": [], "arrests_share": [], "arrests": []}, dtype="float64")
    points, so_far, theirs = [(0.0, 0.0, 0.0)], 0, 0
    for number, count in classes:
        so_far, theirs = so_far + count, theirs + number * count
        points.append((so_far / people, theirs / arrests, float(number)))
    return pd.DataFrame(points, columns=["people_share", "arrests_share", "arrests"])


def gini(table: pd.DataFrame, population: int | None = None) -> float:
    """Give the Gini coefficient: 0 where everybody has as many arrests, near 1 where one has all.

    Parameters
    ----------
    table, population
        As for `lorenz`.

    Returns
    -------
    0 to 1; missing where there are no arrests. It describes these people. Chance alone makes some
    be arrested more often than others, so it is not 0 even where all are alike.

    Source
    ------
    sum((2i - n - 1) x_i) / (n sum x), people in order of x; row C1 of our list of formulas: 0.393719
    for the women of Safer Stockton Partnership, 16 June 2009, item 8, 6.1.

    Examples
    --------
    >>> gini(pd.DataFrame({"arrests": [2], "people": [5]})), gini(pd.DataFrame({"arrests": [1], "people": [1]}), 4)
    (0.0, 0.75)
    """
    classes = _with_the_rest(_classes(table), population)
    people, arrests = sum(n for _, n in classes), sum(x * n for x, n in classes)
    if not arrests:
        return math.nan
    before, apart = 0, 0
    for number, count in classes:
        # the sum of 2i - n - 1 over the people of one class, whose places follow those before
        apart += number * count * (2 * before + count - people)
        before += count
    return apart / (people * arrests)


def concentration(table: pd.DataFrame, population: int | None = None) -> pd.DataFrame:
    """Give people, arrests and Gini coefficient of those arrested and, where known, of everybody.

    Parameters
    ----------
    table, population
        As for `lorenz`.

    Returns
    -------
    Rows `arrested` and, with a population, `everybody`: ``people``, ``arrests``, ``gini``.

    Examples
    --------
    >>> concentration(pd.DataFrame({"arrests": [1], "people": [1]}), 4)["gini"].to_dict()
    {'arrested': 0.0, 'everybody': 0.75}
    """
    groups: dict[str, int | None] = {ARRESTED: None}
    if population is not None:
        groups[EVERYBODY] = population
    rows = {}
    for name, size in groups.items():
        classes = _with_the_rest(_classes(table), size)
        people, arrests = sum(n for _, n in classes), sum(x * n for x, n in classes)
        rows[name] = (people, arrests, gini(table, size))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["people", "arrests", "gini"])


_TOP = (
    *("people", "arrests", "all_people", "all_arrests", "share", "cut", "tied", "tied_counted"),
    *("people_without", "share_without", "people_with", "share_with"),
)


def _classes(table: pd.DataFrame) -> list[tuple[int, int]]:
    """Read a table as whole numbers of people with at least one arrest, the fewest arrests first."""
    found: dict[int, int] = {}
    for arrests, people in zip(table["arrests"], table["people"], strict=True):
        check_count("arrests", arrests)
        check_count("people", people)
        found[int(arrests)] = found.get(int(arrests), 0) + int(people)
    return sorted((arrests, people) for arrests, people in found.items() if arrests and people)


def _with_the_rest(classes: list[tuple[int, int]], population: int | None) -> list[tuple[int, int]]:
    people = sum(count for _, count in classes)
    if population is None:
        return classes
    if population < people:
        raise ValueError(f"population is {population}, and the table alone has {people} people.")
    return [(0, population - people), *classes] if population > people else classes


def _top(classes: list[tuple[int, int]], size: int, people: int, of: int) -> tuple[Any, ...]:
    if not people or not of or not size:
        return (size, 0, people, of, *([math.nan] * (len(_TOP) - 4)))
    counted, theirs = 0, 0
    for arrests, tied in reversed(classes):
        if counted + tied >= size:
            break
        counted, theirs = counted + tied, theirs + arrests * tied
    taken = size - counted
    ours = theirs + arrests * taken
    with_all = theirs + arrests * tied
    shares = (theirs / of, counted + tied, with_all / of)
    return (size, ours, people, of, ours / of, arrests, tied, taken, counted, *shares)
