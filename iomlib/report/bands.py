"""People by number of arrests, in bands of enough people."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from iomlib.disclosure.attack import total_of
from iomlib.disclosure.profile import Profile
from iomlib.metrics.concentration import EDGES
from iomlib.report.crossing import Known
from iomlib.report.withholding import published, shown_as


class Bands(NamedTuple):
    """People by number of arrests, in bands none of which has few people.

    ``rows``: one a band, from the fewest arrests: ``first``, ``last`` (missing where the last band is told as so many
    or more), ``people``, ``withheld``; without rows where they are too few in all. ``size``: people with an arrest, and
    ``arrests``: all of theirs, missing where withheld. ``one``: whether every number of arrests stands apart.
    """

    rows: pd.DataFrame
    size: float
    arrests: float
    rule: Profile
    one: bool


def bands(frequencies: pd.DataFrame, rule: Profile, cuts: Sequence[int] = ()) -> Bands:
    """Put people into bands by number of arrests; where few people can be recognised, bands of enough people.

    Parameters
    ----------
    frequencies
        What `iomlib.metrics.concentration.frequencies` gave. People without arrests are left out.
    rule
        What the edition may show. An open one keeps every number apart, also the highest. In public a band begins at
        one of `iomlib.metrics.concentration.EDGES` or a cut, whatever numbers there are, and the last has no end.
    cuts
        Numbers of arrests from which people are counted elsewhere on the page, such as 10. No band
        reaches over one, unless too few people are between two of them.

    Returns
    -------
    Bands with true counts, which `shown` makes ready for a page.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> frequencies = pd.DataFrame({"arrests": [5, 6, 9, 58], "people": [20, 8, 6, 1]})
    >>> bands(frequencies, committee()).rows[["first", "last", "people"]].values.tolist()
    [[1.0, 5.0, 20.0], [6.0, nan, 15.0]]
    """
    table = frequencies[(frequencies["arrests"] > 0) & (frequencies["people"] > 0)].sort_values("arrests")
    numbers, people = (table[name].to_numpy("int64") for name in ("arrests", "people"))
    starts = numbers if rule.open else np.array(sorted({*EDGES, *(cut for cut in cuts if cut > 0)}))
    place = np.searchsorted(starts, numbers, side="right") - 1
    pieces = list[list[int]]()  # first and last number of arrests, people
    for at, start in enumerate(starts.tolist()):
        end = starts[at + 1] - 1 if not rule.open and at + 1 < len(starts) else start
        over = bool(pieces) and any(pieces[-1][1] < cut <= start for cut in cuts)
        if not pieces or over or pieces[-1][2] >= rule.threshold:
            pieces.append([start, start, 0])
        pieces[-1] = [pieces[-1][0], int(end), pieces[-1][2] + int(people[place == at].sum())]
    pieces = _enough(pieces, rule.threshold, cuts)
    rows = pd.DataFrame(pieces, columns=["first", "last", "people"], dtype="float64")
    if not rule.open and len(rows):  # the highest number of all is that of one person, or of a few
        rows.loc[rows.index[-1], "last"] = float("nan")
    size, arrests = float(people.sum()), float((numbers * people).sum())
    return Bands(rows.assign(withheld=False), size, arrests, rule, rule.open)


def band_name(row: int) -> str:
    """Name the count of a band.

    Examples
    --------
    >>> band_name(0)
    'band 0'
    """
    return f"band {row}"


ARRESTS = "arrested"  # the name of the count of all who were arrested


def shown(found: Bands, away: Collection[str]) -> Bands:
    """Make bands ready for a page: rounded, and without those that are withheld.

    Parameters
    ----------
    found
        From `bands`.
    away
        Names of counts (`band_name`, `ARRESTS`) that are withheld.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> found = bands(pd.DataFrame({"arrests": [1, 2], "people": [22, 13]}), committee())
    >>> shown(found, ["band 1"]).rows["people"].tolist(), shown(found, []).size
    ([20.0, nan], 35)
    """
    gone = [row for row in range(len(found.rows)) if band_name(row) in away]
    rows = published(found.rows.drop(columns="withheld"), gone, found.rule, out_of=None)
    return found._replace(rows=rows, size=shown_as(found.size, found.rule, withheld=ARRESTS in away))


def merged(found: Bands, away: Collection[str], cuts: Sequence[int]) -> Bands | None:
    """Put the first band that is withheld together with a neighbour; None where none is, or none is left.

    The one before it, but not over a cut where the one after it will do.
    """
    gone = [row for row in range(len(found.rows)) if band_name(row) in away]
    if not gone or len(found.rows) < 2:
        return None
    over = found.rows["first"].iloc[gone[0]] in cuts and gone[0] + 1 < len(found.rows)
    first = gone[0] if gone[0] == 0 or over else gone[0] - 1
    rows = found.rows.to_dict("records")
    rows[first] |= {
        "last": rows[first + 1]["last"],
        "people": rows[first]["people"] + rows[first + 1]["people"],
    }
    return found._replace(rows=pd.DataFrame([*rows[: first + 1], *rows[first + 2 :]]))


def known(found: Bands) -> Known:
    """Give counts and sums of bands that stand on a page alone, as for `iomlib.disclosure.protect.hidden`."""
    counts = {band_name(row): float(people) for row, people in enumerate(found.rows["people"])}
    return {ARRESTS: found.size} | counts, [total_of(ARRESTS, *counts)] if counts else []


def _enough(pieces: list[list[int]], threshold: int, cuts: Sequence[int]) -> list[list[int]]:
    """Give a band of few people to its neighbour: before it, or on the same side of a cut, or after it."""
    while small := [place for place, piece in enumerate(pieces) if piece[2] < threshold]:
        place = small[0]
        sides = [side for side in (place - 1, place + 1) if 0 <= side < len(pieces)]
        if not sides:
            return []
        low = [pieces[min(place, side)][1] for side in sides]
        high = [pieces[max(place, side)][0] for side in sides]
        over = [any(a < cut <= b for cut in cuts) for a, b in zip(low, high, strict=True)]
        side = sides[over.index(min(over))]
        one, other = pieces[min(place, side)], pieces[max(place, side)]
        both = [one[0], other[1], one[2] + other[2]]
        pieces = [*pieces[: min(place, side)], both, *pieces[max(place, side) + 1 :]]
    return pieces
