"""Matching: controls from a pool who were as likely to be treated as the people who were."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.metrics.balance import balance
from iomlib.metrics.canonical import Hashes, Ints, hashed, scrambled
from iomlib.metrics.line import Line, line_up
from iomlib.metrics.nearest import Found, nearest_by_id, nearest_by_row, pair_up
from iomlib.metrics.propensity import propensity_scores
from iomlib.metrics.radius import averaged_weights

__all__ = ["Matches", "averaged_weights", "balance", "match", "propensity_scores"]

ORDERS = ("largest", "smallest", "data")


class Matches(NamedTuple):
    """Who was matched to whom, and what each person weighs in a comparison.

    Parameters
    ----------
    pairs
        One row per pair, by treated id (with ``ties="matchit"`` by row) and rank: ``treated`` and
        ``control`` (ids), ``rank`` (1 for the first match).
    weights
        One for everybody (index: ids as given): 1 for a matched treated person, whose matches
        share 1 between them; 0 for the unmatched. Controls' weights sum to the treated matched.
    unmatched
        Ids of treated people without any match. No comparison speaks of them.
    width
        The caliper in units of the distance; None without one.
    """

    pairs: pd.DataFrame
    weights: "pd.Series[float]"
    unmatched: pd.Index
    width: float | None


def match(  # noqa: PLR0913
    treated: "pd.Series[Any]",
    distance: "pd.Series[Any]",
    *,
    ratio: int = 1,
    caliper: float | None = None,
    exact: "pd.Series[Any] | pd.DataFrame | None" = None,
    replace: bool = False,
    order: str = "largest",
    ties: str | int = "stable",
) -> Matches:
    """Match each treated person to the nearest controls, greedily: nobody's match is taken back.

    All treated people get their first match, then all get their second, and so on. Whoever finds
    nobody in their stratum within the caliper stays unmatched, which is stated and no error; so
    does, without replacement, whoever comes when the pool is used up.

    Ties decide published effects: with a few covariates many people have the same score. Equal
    distances (to ten decimal places) are therefore settled by a rule, not by the order of rows.

    Parameters
    ----------
    treated
        1 or true for treated people, 0 or false for the pool (index: ids, one row per person).
    distance
        Propensity score or log odds, same ids. Whole numbers are used as they are.
    ratio
        Controls for each treated person, at most.
    caliper
        How far two matched people may be apart, in standard deviations (n - 1) of ``distance``
        over everybody, treated and pool.
    exact
        Labels, one or several columns: only people who agree in all of them are matched.
    replace
        Whether a control may be matched to several treated people.
    order
        Who chooses first: the ``largest`` distance (for whom controls are scarcest), the
        ``smallest``, or ``data``: the first row.
    ties
        ``stable``: the smaller id goes first, among treated people with the same distance and
        among controls equally near, so that rows in any order give the same pairs. Where ids
        follow dates of entry, that prefers the earlier people: use pseudonymous ids. A whole
        number: the same, with people in an order drawn by that key from their ids
        (``iomlib.metrics.ties`` shows what that moves). ``matchit``: by rows, as MatchIt 4.7.2
        does, to compare with it; of two controls equally near the one fewer steps away among
        people sorted by distance and row, left when equal. With replacement and a ratio over 1,
        where MatchIt leaves a tie at the last place open, the same rule holds here.

    Returns
    -------
    ``Matches``: pairs, weights, the unmatched, and the caliper in units of the distance.

    Source
    ------
    Rosenbaum and Rubin 1985 (nearest neighbours within a caliper); the order of matching is that
    of MatchIt (Ho, Imai, King and Stuart 2011), held against its version 4.7.2 in the tests.

    Examples
    --------
    >>> treated = pd.Series([1, 1, 0, 0, 0], index=["ann", "bob", "cy", "dee", "eve"])
    >>> score = pd.Series([0.7, 0.4, 0.6, 0.5, 0.1], index=treated.index)
    >>> match(treated, score).pairs["control"].tolist()
    ['cy', 'dee']
    """
    check_choices(ratio, order, ties)
    line = line_up(treated, distance, exact, caliper, as_given=ties == "matchit")
    return as_matches(line, find(line, int(ratio), replace, order, ties))


def check_choices(ratio: int, order: str, ties: str | int = "stable") -> None:
    """Refuse what cannot be asked of ``match``, and say which value that was.

    Examples
    --------
    >>> check_choices(ratio=1, order="largest")
    """
    if ratio < 1 or int(ratio) != ratio:
        raise ValueError(f"ratio is {ratio}. It is a whole number of controls, 1 or more.")
    if order not in ORDERS:
        raise ValueError(f"order is {order!r}. It is one of: {', '.join(ORDERS)}.")
    if isinstance(ties, bool) or not (ties in ("stable", "matchit") or isinstance(ties, int | np.integer)):
        raise ValueError(f"ties is {ties!r}. It is stable, matchit or a whole number.")


class HashedIds(NamedTuple):
    """The ids of the people on a line as numbers, from which every key draws an order."""

    treated: Hashes
    controls: Hashes


def hash_ids(line: Line) -> HashedIds:
    """Hash the ids of everybody on a line, once for all keys.

    Examples
    --------
    >>> hash_ids(line_up(pd.Series([1, 0, 0]), pd.Series([0.5, 0.9, 0.2]))).controls.tolist()
    [2, 1]
    """
    return HashedIds(hashed(line.ids_of(line.treated)), hashed(line.ids_of(line.controls)))


def find(  # noqa: PLR0913, PLR0917  what match takes
    line: Line, ratio: int, replace: bool, order: str, ties: str | int, ids: HashedIds | None = None
) -> Found:
    """Match people who were lined up; the parameters are those of ``match``, and ``hash_ids``.

    Examples
    --------
    >>> line = line_up(pd.Series([1, 0, 0]), pd.Series([0.5, 0.9, 0.2]))
    >>> find(line, 1, False, "largest", "stable").controls.tolist()
    [0]
    """
    if isinstance(ties, str):
        closest = nearest_by_row(line) if ties == "matchit" else nearest_by_id(line, line.controls)
        return pair_up(closest, _sequence(line, line.treated, order), ratio, replace)
    ids = hash_ids(line) if ids is None else ids
    drawn = scrambled(ids.controls, int(ties))
    shuffled = _within_places(line.controls_at, drawn)
    mixed = line._replace(controls=line.controls[shuffled])
    sequence = _sequence(line, scrambled(ids.treated, int(ties)), order)
    found = pair_up(nearest_by_id(mixed, drawn[shuffled]), sequence, ratio, replace)
    return found._replace(controls=shuffled[found.controls])


def _sequence(line: Line, priority: NDArray[Any], order: str) -> Ints:
    """Put the treated in the order in which they choose. Strata need none: they share no controls."""
    if order == "data":
        return np.argsort(line.rows(line.treated), kind="stable")
    within = line.treated_at if order == "smallest" else -line.treated_at
    return np.lexsort((line.treated, priority, within))


def _within_places(at: Ints, drawn: Hashes) -> Ints:
    """Order the controls of each place on the line as drawn; places with one control keep it."""
    order = np.arange(len(at))
    same = at[1:] == at[:-1]
    shared = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
    order[shared] = shared[np.lexsort((drawn[shared], at[shared]))]
    return order


def as_matches(line: Line, found: Found) -> Matches:
    """Turn positions on the line into ids and weights.

    Examples
    --------
    >>> line = line_up(pd.Series([1, 0, 0]), pd.Series([0.5, 0.9, 0.2]))
    >>> as_matches(line, find(line, 2, False, "largest", "stable")).weights.tolist()
    [1.0, 0.5, 0.5]
    """
    by_person = np.lexsort((found.rank, found.treated))
    units, controls = found.treated[by_person], line.controls[found.controls[by_person]]
    matched = np.bincount(units, minlength=len(line.treated))
    weights = np.zeros(len(line.ids))
    # In order of pairs, so that every order of rows adds up the same shares in the same order.
    np.add.at(weights, line.rows(controls), 1 / matched[units])
    weights[line.rows(line.treated[matched > 0])] = 1.0
    pairs = pd.DataFrame(
        {
            "treated": line.ids_of(line.treated[units]),
            "control": line.ids_of(controls),
            "rank": found.rank[by_person],
        }
    )
    return Matches(
        pairs=pairs,
        weights=pd.Series(weights, index=line.ids, name="weight"),
        unmatched=line.ids_of(line.treated[matched == 0]),
        width=line.width,
    )
