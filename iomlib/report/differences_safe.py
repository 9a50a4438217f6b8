"""What came of two groups, as an edition may show it: no difference gives back what rounding took from the counts."""

import math
from collections.abc import Collection
from itertools import product
from math import isfinite
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.disclosure.profile import Profile
from iomlib.metrics.evaluation import PRIMARY, Compared, group_sizes
from iomlib.metrics.intervals import newcombe
from iomlib.metrics.planning import holm
from iomlib.report.coarse import A_DAY, DAYS, IN_DAYS, PER_PERSON, from_rounded, nearest, p_words, weighed
from iomlib.report.formats import write

Grid = NDArray[np.float64]
_LEFT = 2  # values that each count still has to be able to have, for whoever knows the difference too
_PARTS = 11  # places of a weighted number of people, which is not whole, between the least and the greatest
_ENDS = ["value", "lower", "upper"]
_EXACT = ["p", "p_holm", "scheme_people", "comparison_people", "unknown"]
_NORMAL = NormalDist().inv_cdf(0.975)


def settled(results: pd.DataFrame, compared: Compared, rule: Profile) -> pd.DataFrame:
    """Work the difference in the rate out from rounded counts, where the true one would tell a count.

    Parameters
    ----------
    results, compared
        What `iomlib.metrics.evaluation.results` and `compare` gave.
    rule
        By which counts are shown; an open one changes nothing.

    Returns
    -------
    The same rows, and ``moved``: by how much the difference is another. All that is said of it, the answer too, is to
    be taken from here. A reader lists all counts that are rounded to what is shown, and keeps those that give the
    difference, its interval and the side of zero as printed: each count can still have two values or more. So it can
    for one who sees that the difference was worked out from the rounded counts.
    """
    if rule.open or not len(results):
        return results.assign(moved=0.0)
    sizes = group_sizes(compared)[["people", "reoffenders"]].to_numpy("float64").ravel()
    row, safe = results.T[PRIMARY], results.assign(moved=0.0)
    if pd.isna(row["value"]) or any(map(rule.small, sizes)):
        return safe  # nothing is shown of so few
    rates = [float(row[side]) for side in ("scheme", "comparison")]
    if compared.model is None:
        candidates = _plain(sizes, rule)
        people, again, others, others_again = map(rule.shown, sizes)
        value, lower, upper, *_ = newcombe(min(again, people), people, min(others_again, others), others)
        own = _said(np.array([sizes]))
        labels = _said(candidates)
    else:
        people = weighed(compared)["scheme"]
        candidates = _matched(sizes[:2], rates[1] * people, rule)
        by = from_rounded(rates[0], people, rule) - from_rounded(rates[1], people, rule) - float(row["value"])
        value, lower, upper = (float(row[name]) + by for name in _ENDS)
        own = _cell(np.array([[float(row["value"])]]))
        labels, candidates = _cell(candidates[:, :1]), candidates[:, 1:]
    if _tells(candidates, labels, own[0]):
        safe.loc[PRIMARY, [*_ENDS, "moved"]] = [value, lower, upper, value - float(row["value"])]
    return safe


def moved(ties: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """Move the differences that other orders of people give as far as the one of the answer was moved by `settled`."""
    return ties.assign(effect=ties["effect"] + results["moved"][PRIMARY]) if len(ties) else ties


def _plain(sizes: Grid, rule: Profile) -> Grid:
    """List all people and reoffenders of both groups that are rounded to the same as these."""
    spans = [rule.span(rule.shown(count)) for count in sizes]
    found = np.array(list(product(*(np.arange(low, high + 1) for low, high in spans))), dtype="float64")
    free = (found[:, [0, 2]] - found[:, [1, 3]]).min(axis=1)
    return np.asarray(found[free >= rule.threshold])


def _matched(sizes: Grid, others: float, rule: Profile) -> Grid:
    """List differences with the people and reoffenders behind them, beside a group that weighs as many people."""
    whole = _plain(np.concatenate([sizes, sizes]), rule)[:, :2]
    whole = np.unique(whole, axis=0)
    weights = rule.shown(others) + rule.base * (np.arange(_PARTS) / (_PARTS - 1) - 0.5)
    made = [[(again - weight) / people, people, again] for people, again in whole for weight in weights]
    return np.array(made)


def _said(counts: Grid) -> Grid:
    """Give the difference of each row and its Newcombe interval as they are printed, and on which sides of zero."""
    z = _NORMAL

    def wilson(again: Grid, people: Grid, side: int) -> Grid:
        share = again / people
        spread = np.sqrt(share * (1 - share) / people + z**2 / (4 * people**2))
        return np.asarray((share + z**2 / (2 * people) + side * z * spread) / (1 + z**2 / people))

    people, again, others, others_again = counts.T
    one, many = again / people, others_again / others
    down = np.hypot(one - wilson(again, people, -1), wilson(others_again, others, 1) - many)
    up = np.hypot(wilson(again, people, 1) - one, many - wilson(others_again, others, -1))
    ends = np.column_stack([one - many, one - many - down, one - many + up])
    return np.column_stack([_cell(ends), ends[:, 1] > 0, ends[:, 2] < 0])


def _cell(ends: Grid) -> Grid:
    return np.asarray(np.floor(ends / PER_PERSON + 0.5))


def _tells(candidates: Grid, labels: Grid, own: Grid) -> bool:
    """Say whether what is printed leaves too few values of a count, or that another is printed in its place would."""
    rows = pd.DataFrame(candidates)
    if candidates.shape[1] == 4:
        rows = rows.assign(free=rows[0] - rows[1], others_free=rows[2] - rows[3])
    else:
        rows = rows.assign(free=rows[0] - rows[1])
    _, place = np.unique(np.vstack([labels, own]), axis=0, return_inverse=True)
    place = place.ravel()
    left = rows.groupby(place[:-1]).nunique().min(axis=1)
    few = left[left < _LEFT].index
    bad = rows[np.isin(place[:-1], few)]
    if len(bad) and bad.nunique().min() < _LEFT:
        few = left.index
    return bool(place[-1] in few)


def measures(results: pd.DataFrame, compared: Compared, rule: Profile, gone: Collection[str]) -> pd.DataFrame:
    """Give what came of both groups as an edition may show it.

    Parameters
    ----------
    results, compared
        What `iomlib.metrics.evaluation.results` and `compare` gave.
    gone
        Measures that are withheld.

    Returns
    -------
    The same rows with ``withheld`` and, as text, ``p_shown`` and ``unknown_shown``; what is withheld is missing. In a
    public edition rates are those of the rounded counts, and differences beside that of the rate are those of the rates
    as they are shown, with an interval as wide as it was, to the nearest step.
    """
    if not len(results):
        return results
    alike = results["value"].notna() & ~(
        results["lower"] < results["upper"]
    )  # all of both groups are the same
    withheld = results.index.isin(list(gone)) | (alike & (not rule.open))
    told = results if rule.open else _coarser(results, weighed(compared), rule)
    p = told["p_holm"].fillna(told["p"])
    safe = told.assign(
        p_shown=[p_words(value, rule) for value in p.mask(withheld)],
        unknown_shown=[
            f"{write(count, 'count')} people" if rule.open else "every person" for count in results["unknown"]
        ],
        withheld=withheld,
    )
    if not rule.open:
        safe = safe.drop(columns=[*_EXACT, "moved"], errors="ignore")
        safe["unknown"] = (results["unknown"] > 0).astype(int)
    numbers = ["scheme", "comparison", "value", "lower", "upper"]
    safe[numbers] = safe[numbers].astype("float64").mask(withheld)
    return safe


def _coarser(results: pd.DataFrame, weigh: dict[str, float], rule: Profile) -> pd.DataFrame:
    safe = results.copy()
    for side, people in weigh.items():
        safe[side] = _side(results[side].astype("float64"), people, rule)
    for name in results.index:
        step = A_DAY if name in IN_DAYS else PER_PERSON
        value, *ends = (float(results[end][name]) for end in _ENDS)
        if name != PRIMARY:  # that one was looked at beside its counts, by `settled`
            value, *ends, safe.loc[name, "p"] = _follows(
                results.T[name], _apart(results, safe, name), step, rule
            )
        safe.loc[name, _ENDS] = [nearest(end, step, rule) for end in (value, *ends)]
    return safe.assign(p_holm=holm(safe["p"].drop(PRIMARY).dropna()).reindex(safe.index))


def _apart(results: pd.DataFrame, safe: pd.DataFrame, name: Any) -> float:
    """Give the difference of what is shown of both groups: that of 1.57 and 1.89 offences tells of how many people."""
    sides = ["scheme", "comparison"]
    exact, shown = results[sides].T, safe[sides].T
    if name == "frequency" and exact[name].tolist() == exact[PRIMARY].tolist():
        return float(results["value"][PRIMARY])  # nobody had it twice
    scheme, comparison = shown[name]
    return float(scheme) - float(comparison)


def _follows(
    row: "pd.Series[Any]", value: float, step: float, rule: Profile
) -> tuple[float, float, float, float]:
    """Put an interval around another difference, as wide as it was to the nearest step, and give its p."""
    below, above = (float(row["value"]) - float(row["lower"]), float(row["upper"]) - float(row["value"]))
    p = 2 * NormalDist().cdf(-_NORMAL * abs(value) / below) if below > 0 else math.nan
    return value, value - nearest(below, step, rule), value + nearest(above, step, rule), p


def _side(rates: "pd.Series[float]", people: float, rule: Profile) -> "pd.Series[float]":
    """Give what came of one group, from rounded counts, and days to the nearest five."""
    shown = {name: from_rounded(rate, people, rule) for name, rate in rates.items() if name not in IN_DAYS}
    if "per_reoffender" in shown:
        shown["per_reoffender"] = from_rounded(rates["per_reoffender"], rates[PRIMARY] * people, rule)
    free, first = (rates.get(name, math.nan) for name in IN_DAYS)
    shown |= {"days_free": nearest(free, DAYS, rule), "days_to_first": nearest(first, DAYS, rule)}
    if isfinite(first) and float(rates[PRIMARY]) < 1:
        # Those who had none were followed for so long; with both kinds of days it tells the share who had one.
        followed = (free - rates[PRIMARY] * first) / (1 - rates[PRIMARY])
        again = followed - shown[PRIMARY] * (followed - shown["days_to_first"])
        shown["days_free"] = nearest(again, DAYS, rule)
    return pd.Series(shown).reindex(rates.index)
