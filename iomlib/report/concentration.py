"""How arrests are spread over people: bars, a curve, and the share of those with most."""

from collections.abc import Sequence
from itertools import pairwise
from math import isnan
from typing import NamedTuple

import pandas as pd

from iomlib.blocks import Chart, Figure, Sentence
from iomlib.metrics.concentration import ARRESTED
from iomlib.report.chart_words import extremes, numbers
from iomlib.report.distribution_charts import distribution_bars, lorenz_curve
from iomlib.report.formats import half_up, write
from iomlib.report.frames import Column, figure, slug, sourced

INPUTS = "data/arrests"
NO_ARRESTS = "No arrests of this group were supplied, so nothing is said of how they are spread."
CHANCE = (
    "Chance alone makes some people be arrested more often than others, so the Gini coefficient is above 0 even where "
    "all are alike. An arrest is neither a crime nor a conviction."
)
_TELL = {"arrested": "those arrested", "everybody": "everybody, arrested or not"}


class Bands(NamedTuple):
    """People by number of arrests, in bands none of which has few people.

    ``rows``: one a band, from the fewest arrests: ``first``, ``last`` (missing where the last band is
    told as so many or more), ``people``, ``arrests``; without rows where they are too few in all.
    ``merged``: whether numbers of arrests stand together because few people have them.
    ``size``: people with an arrest.
    """

    rows: pd.DataFrame
    merged: bool
    size: int


def bands(frequencies: pd.DataFrame, minimum: int, cuts: Sequence[int] = ()) -> Bands:
    """Put numbers of arrests that few people have together with those next to them.

    Parameters
    ----------
    frequencies
        What `iomlib.metrics.concentration.frequencies` gave. People without arrests are left out.
    minimum
        The smallest count that the edition may show; 1 keeps every number apart, also the highest.
    cuts
        Numbers of arrests from which people are counted elsewhere on the page, such as 10. No band
        reaches over one, unless too few people are between two of them.

    Examples
    --------
    >>> frequencies = pd.DataFrame({"arrests": [5, 6, 9, 58], "people": [20, 3, 6, 1]})
    >>> bands(frequencies, 5).rows[["first", "last", "people"]].values.tolist()
    [[5.0, 5.0, 20.0], [6.0, nan, 10.0]]
    """
    table = frequencies[(frequencies["arrests"] > 0) & (frequencies["people"] > 0)].sort_values("arrests")
    pieces: list[list[int]] = []  # first and last number of arrests, people, arrests
    for arrests, people in table[["arrests", "people"]].astype("int64").itertuples(index=False):
        over = bool(pieces) and any(pieces[-1][1] < cut <= arrests for cut in cuts)
        if not pieces or over or pieces[-1][2] >= minimum:
            pieces.append([arrests, arrests, 0, 0])
        pieces[-1] = [pieces[-1][0], arrests, pieces[-1][2] + people, pieces[-1][3] + arrests * people]
    pieces = _enough(pieces, minimum, cuts)
    rows = pd.DataFrame(pieces, columns=["first", "last", "people", "arrests"], dtype="float64")
    if minimum > 1 and len(rows):  # the highest number of all is that of one person, or of a few
        rows.loc[rows.index[-1], "last"] = float("nan")
    return Bands(rows, len(rows) < len(table) or minimum > 1, int(table["people"].sum()))


def _enough(pieces: list[list[int]], minimum: int, cuts: Sequence[int]) -> list[list[int]]:
    """Give a band of few people to its neighbour: before it, or on the same side of a cut, or after it."""
    while small := [place for place, piece in enumerate(pieces) if piece[2] < minimum]:
        place = small[0]
        sides = [side for side in (place - 1, place + 1) if 0 <= side < len(pieces)]
        if not sides:
            return []
        low = [pieces[min(place, side)][1] for side in sides]
        high = [pieces[max(place, side)][0] for side in sides]
        over = [any(a < cut <= b for cut in cuts) for a, b in zip(low, high, strict=True)]
        side = sides[over.index(min(over))]
        one, other = pieces[min(place, side)], pieces[max(place, side)]
        both = [one[0], other[1], one[2] + other[2], one[3] + other[3]]
        pieces = [*pieces[: min(place, side)], both, *pieces[max(place, side) + 1 :]]
    return pieces


def arrests_chart(shown: Bands, group: str, when: str, minimum: int) -> Chart | Sentence:
    """Draw how many people were arrested how often.

    `shown` comes from `bands`; `group` and `when` name the people and the period.
    """
    if not len(shown.rows):
        return _nothing(shown, group, minimum)
    names = [_band(first, last) for first, last in shown.rows[["first", "last"]].itertuples(index=False)]
    people = [int(count) for count in shown.rows["people"]]
    told = "; ".join(f"{name}: {write(count, 'count')}" for name, count in zip(names, people, strict=True))
    apart = f" Numbers that fewer than {minimum} people have are drawn together." if minimum > 1 else ""
    drawn = pd.Series(people, index=names, dtype="float64")
    most = extremes(drawn, "count")
    figures = [
        figure(f"arrests_of.{slug(name)}.people", count, "count")
        for name, count in zip(names, people, strict=True)
    ]
    made = Chart(
        id="arrest-distribution",
        caption=_finding(names, people, shown.size),
        shows=f"{group}: people by number of arrests, {when}",
        alt=f"Bar chart of {write(shown.size, 'count')} people by number of arrests. {told}.{apart}{most}",
        **numbers(drawn.to_frame("people"), [Column("people", "People", "count")], "Arrests of one person"),
        svg=distribution_bars(names, people),
        disclosure="people",
        figures=figures,
    )
    return sourced(made, INPUTS)


def _finding(names: Sequence[str], people: Sequence[int], size: int) -> str:
    """Say how many were arrested least often, and how many most often."""
    first, last = (
        f"{write(people[place], 'count')} were arrested {_times(names[place])}" for place in (0, -1)
    )
    said = f"Of {write(size, 'count')} people, {first}"
    return f"{said} and {last}" if len(names) > 1 else said


def _times(name: str) -> str:
    return "once" if name == "1" else f"{name} times"


_SHARES = [Column("people", "Percent of people", "share"), Column("arrests", "Percent of arrests", "share")]


def lorenz_chart(shown: Bands, group: str, when: str, minimum: int) -> Chart | Sentence:
    """Draw what share of arrests falls on what share of people, those with the fewest first.

    `shown` comes from `bands`. In an edition that hides few people the curve has a point after each
    band only, and people of a band count with its middle, so that no person's arrests can be read off.
    """
    if not len(shown.rows):
        return _nothing(shown, group, minimum)
    if len(shown.rows) == 1:  # all have as many, or nobody may know who has more: no curve
        return Sentence(sentences=[])
    points = _points(shown.rows, minimum)
    half = _half(points)
    fewest = (
        f"The {write(half['people'], 'share', 0)} of people with the fewest arrests account for "
        f"{write(half['arrests'], 'share', 0)} of arrests"
    )
    together = " People whose numbers of arrests stand together count with the middle of them."
    made = Chart(
        id="lorenz",
        caption=fewest,
        shows=f"{group}: percent of arrests by percent of people, {when}",
        alt=(
            f"Lorenz curve of {write(shown.size, 'count')} people, those with the fewest arrests first, below the "
            f"line on which all would have as many. {fewest}.{together * (minimum > 1)}"
        ),
        svg=lorenz_curve(points, half),
        **numbers(points, _SHARES, "Arrests of one person, added up", _steps(shown.rows)),
        disclosure="people",
    )
    return sourced(made, INPUTS)


def _half(points: pd.DataFrame) -> "pd.Series[float]":
    """Give the first point by which half of the people are counted, or the last before all are."""
    inner = points.iloc[1:-1]
    reached = inner[inner["people"] >= 0.5 - 1e-9]
    return reached.iloc[0] if len(reached) else inner.iloc[-1]


def _steps(rows: pd.DataFrame) -> dict[str, str]:
    """Name the points of a curve: up to how many arrests people are counted by then."""
    bands = (f"Up to {_band(first, last)}" for first, last in rows[["first", "last"]].to_numpy())
    return {str(place): name for place, name in enumerate(["None", *bands])}


def _points(rows: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Add people and arrests up; in public by the middle of each band, so that bands and total are all it needs."""
    arrests = rows["arrests"]
    if minimum > 1:
        middle = rows["people"] * (rows["first"] + rows["last"]) / 2
        arrests = middle.fillna(arrests.sum() - middle.sum())
    steps = pd.DataFrame({"people": rows["people"].cumsum(), "arrests": arrests.cumsum()})
    start = pd.DataFrame({"people": [0.0], "arrests": [0.0]})
    return pd.concat([start, steps / steps.iloc[-1]], ignore_index=True)


def concentration_sentence(tops: pd.DataFrame, spread: pd.DataFrame, minimum: int) -> Sentence:
    """Say what share of arrests those with most account for, and how unevenly arrests are spread.

    `tops` and `spread` come from `iomlib.metrics.concentration.top_shares` and `concentration`.
    """
    if not len(spread) or not spread["arrests"][ARRESTED]:
        return Sentence(style="missing", sentences=[NO_ARRESTS])
    said, figures, sizes = list[str](), list[Figure](), [0.0, spread["people"][ARRESTED]]
    for name, row in tops.iterrows():
        if not _apart([*sizes, row["people"]], minimum):
            few = f"Withheld: the {name} are too few, or leave too few, to be told of."
            said += [few]
            continue
        sizes.append(row["people"])
        made = _top_figures(str(name), row)
        figures += made
        said.append(_top_words(row, made, sizes, minimum))
    for name, row in spread.iterrows():
        if row["people"] >= minimum:
            figures.append(_gini(str(name), row, minimum))
            said.append(f"The Gini coefficient is {figures[-1].text} among {_TELL[str(name)]}.")
    made_all = Sentence(sentences=[*said, CHANCE], disclosure="people", figures=figures)
    return sourced(made_all, INPUTS)


def _top_words(row: "pd.Series[float]", made: list[Figure], sizes: list[float], minimum: int) -> str:
    people, arrests, share = (each.text for each in made)
    of = write(row["all_arrests"], "count")
    said = f"The {people} people with most arrests account for {arrests} of {of} ({share})."
    with_tie = [*sizes, row["people_without"], row["people_with"]]
    if row["tied_counted"] == row["tied"] or not _apart(with_tie, minimum):
        return said
    limits = f"{write(row['share_without'], 'share')} without these and {write(row['share_with'], 'share')} with all"
    tied = f"{write(row['tied'], 'count')} people have {write(row['cut'], 'count')} arrests"
    return (
        f"{said} {tied}, of whom {write(row['tied_counted'], 'count')} are among them; the share is {limits}."
    )


def _top_figures(name: str, row: "pd.Series[float]") -> list[Figure]:
    id = f"concentration.{slug(name)}"
    return [
        figure(f"{id}.people", row["people"], "count"),
        figure(f"{id}.arrests", row["arrests"], "count"),
        figure(f"{id}.share", row["share"], "share", method="the people with most arrests over all arrests"),
    ]


def _gini(name: str, row: "pd.Series[float]", minimum: int) -> Figure:
    # More digits than are shown would say more of single people than the page does.
    value = float(half_up(row["gini"], 2)) if minimum > 1 else row["gini"]
    return figure(f"concentration.{name}.gini", value, "number", places=2, method="Gini coefficient")


def _apart(sizes: list[float], minimum: int) -> bool:
    """Say whether all sizes are the same or differ by enough people."""
    ordered = sorted(sizes)
    return all(not 0 < b - a < minimum for a, b in pairwise(ordered))


def _band(first: float, last: float) -> str:
    if isnan(last):
        return f"{write(first, 'count')} or more"
    return write(first, "count") if first == last else f"{write(first, 'count')} to {write(last, 'count')}"


def _nothing(shown: Bands, group: str, minimum: int) -> Sentence:
    if shown.size:
        said = f"Withheld: fewer than {minimum} people were arrested ({group})."
        return Sentence(style="missing", sentences=[said], disclosure="people")
    return Sentence(style="missing", sentences=[NO_ARRESTS])
