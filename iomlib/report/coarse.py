"""Numbers worked out from the outcomes of two groups, so coarse that they give no count of people away."""

import math
from math import isfinite

import pandas as pd

from iomlib.disclosure.profile import Profile
from iomlib.metrics import times
from iomlib.metrics.evaluation import PRIMARY, Compared, group_sizes
from iomlib.metrics.intervals import wilson
from iomlib.metrics.robust import Test
from iomlib.metrics.robustness import Hidden
from iomlib.metrics.sensitivity import e_value
from iomlib.report.formats import half_up, write

PER_PERSON = 0.01  # one of 100 people
DAYS, A_DAY = 5.0, 1.0  # days of a group, and between groups
RATIO, FACTOR, HUNDREDTH = 0.05, 0.1, 0.01
IN_DAYS = ("days_free", "days_to_first")
_P_BANDS = (0.001, 0.01, 0.05, 0.1)


def places(rule: Profile) -> int:
    """Say to how many places an edition writes numbers per 100 people.

    Examples
    --------
    >>> from iomlib.disclosure.profile import OPEN, committee
    >>> places(OPEN), places(committee())
    (1, 0)
    """
    return 1 if rule.open else 0


def smallest(to: int) -> str:
    """Write the smallest number that is not written 0.

    Examples
    --------
    >>> smallest(1), smallest(0)
    ('0.1', '1')
    """
    return f"{10**-to:g}"


def nearest(value: float, step: float, rule: Profile) -> float:
    """Round half up to the nearest step; in an open edition leave as it is.

    Examples
    --------
    >>> from iomlib.disclosure.profile import OPEN, committee
    >>> nearest(-0.0513, 0.01, committee()), nearest(12.6, 5, committee()), nearest(12.6, 5, OPEN)
    (-0.05, 15.0, 12.6)
    """
    if rule.open or not isfinite(value):
        return value
    return round(float(half_up(round(value / step, 9), 0)) * step, 9) + 0.0


def p_words(p: float, rule: Profile) -> str:
    """Write a p-value; in a public edition between what it lies, as the digits of p give counts away.

    Examples
    --------
    >>> from iomlib.disclosure.profile import OPEN, committee
    >>> p_words(0.0173, OPEN), p_words(0.0173, committee()), p_words(3e-9, committee()), p_words(0.3, committee())
    ('0.0173', '0.01 to under 0.05', 'under 0.001', '0.1 or more')
    """
    if not isfinite(p):
        return ""
    if rule.open:
        return write(p, "number", 4) if p >= 0.0001 else "under 0.0001"
    below = next((band for band in _P_BANDS if p < band), None)
    if below is None:
        return f"{_P_BANDS[-1]:g} or more"
    place = _P_BANDS.index(below)
    return f"{_P_BANDS[place - 1]:g} to under {below:g}" if place else f"under {below:g}"


def weighed(compared: Compared) -> dict[str, float]:
    """Say of how many people each group's rates are: matched people weigh as many as those they are matched with."""
    people = group_sizes(compared)["people"]
    own = "comparison" if compared.model is None else "scheme"
    return {"scheme": float(people["scheme"]), "comparison": float(people[own])}


def from_rounded(rate: float, people: float, rule: Profile) -> float:
    """Work a rate out again from the rounded number of people, or of offences, and the rounded group.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> round(from_rounded(363 / 756, 756, committee()), 3)  # 365 of 755
    0.483
    """
    if rule.open or not isfinite(rate):
        return rate
    of = rule.shown(people)
    return rule.shown(rate * people) / of if of else math.nan


def ways(rows: pd.DataFrame, rule: Profile) -> pd.DataFrame:
    """Give the difference as each way of reckoning has it, to the nearest of 100 people.

    ``clear`` says whether the interval leaves zero out, which an end that is written 0 may not show.
    """
    clear = (rows["lower"] > 0) | (rows["upper"] < 0)
    numbers = ["value", "lower", "upper"]
    known = rows[numbers].astype("float64")
    if rule.open:
        return rows.assign(clear=clear, withheld=False)
    few = rows["people"].map(rule.shown) < rule.percent_from if len(rows) else clear
    shown = known.map(lambda value: nearest(value, PER_PERSON, rule)).mask(few, axis=0)
    return rows.drop(columns="people").assign(**shown, clear=clear & ~few, withheld=few)


def curves(compared: Compared, rule: Profile) -> pd.DataFrame:
    """Give the curves of two groups: by the week, in a public edition by the month and from rounded counts.

    Returns
    -------
    What `iomlib.metrics.times.curves` gives. In a public edition only months between which many in each group had
    the outcome, and none of the counts.
    """
    rows = times.curves(compared, times.WEEK if rule.open else times.MONTH)
    if rule.open or not len(rows):
        return rows
    sizes, weigh, made = group_sizes(compared), weighed(compared), []
    groups = thinned(rows, rule).groupby("group", sort=False)
    for side, (_, curve) in zip(sizes.index[sizes["people"] > 0], groups, strict=True):
        worth = rule.shown(sizes["effective"][side])
        if not worth or not rule.shown(weigh[side]):
            continue
        without = [1 - from_rounded(1 - share, weigh[side], rule) for share in curve["survival"]]
        limits = [wilson(round(share * worth), worth) for share in without]
        made.append(
            curve.assign(
                survival=without,
                lower=[min(share, found.lower) for share, found in zip(without, limits, strict=True)],
                upper=[max(share, found.upper) for share, found in zip(without, limits, strict=True)],
            ).drop(columns="again")
        )
    return pd.concat(made, ignore_index=True) if made else rows.head(0).drop(columns="again")


def thinned(rows: pd.DataFrame, rule: Profile) -> pd.DataFrame:
    """Keep the days of two curves between which, in each group, as many had the outcome as the rule asks for.

    The last day stays, as the counts of that day are told of elsewhere.

    Examples
    --------
    >>> from iomlib.disclosure.profile import committee
    >>> rows = {"group": "Scheme", "days": [0, 30, 60, 90, 120], "again": [0, 6, 12, 30, 33]}
    >>> thinned(pd.DataFrame(rows), committee())["days"].tolist()
    [0, 60, 120]
    """
    if rule.open:
        return rows
    again = rows.pivot(index="days", columns="group", values="again").ffill()
    counts = again.to_numpy("float64")
    kept, last = [0], len(counts) - 1
    for place in range(1, last):
        if not rule.small((counts[place] - counts[kept[-1]]).min()):
            kept.append(place)
    while len(kept) > 1 and rule.small((counts[last] - counts[kept[-1]]).min()):
        kept.pop()
    return rows[rows["days"].isin(again.index[[*kept, last]])]


def hidden(found: Hidden | None, compared: Compared, shown: pd.DataFrame, rule: Profile) -> Hidden | None:
    """Give what something unrecorded would have to be, so coarse that no count follows from it.

    Groups as they come have no interval of their ratios in public: with that of the difference it tells their
    counts. Of matched groups it does not, as nobody knows what each person weighs.

    Parameters
    ----------
    found
        What `iomlib.metrics.robustness.hidden_difference` gave.
    shown
        The results as the edition shows them.
    """
    if rule.open or found is None:
        return found
    value, limit, gamma = (nearest(number, FACTOR, rule) for number in found[1:4])
    if compared.model is not None:
        ratios = [_rounded(test, (test.lower, test.upper), RATIO, rule) for test in (found[0], found[4])]
        return Hidden(ratios[0], value, limit, gamma, ratios[1])
    scheme, comparison = (float(shown[side][PRIMARY]) for side in ("scheme", "comparison"))
    risk = found.risk_ratio._replace(value=scheme / comparison if comparison else math.nan)
    risk, frequency = (
        _rounded(test, (math.nan, math.nan), step, rule)
        for test, step in ((risk, RATIO), (found.frequency_ratio, FACTOR))
    )
    value = nearest(e_value(risk.value), FACTOR, rule) if risk.value > 0 else math.nan
    return Hidden(risk, value, math.nan, gamma, frequency)


def _rounded(test: Test, ends: tuple[float, float], step: float, rule: Profile) -> Test:
    value, lower, upper = (nearest(number, step, rule) for number in (test.value, *ends))
    return test._replace(value=value, lower=lower, upper=upper)


def change(rows: pd.DataFrame, compared: Compared, rule: Profile) -> pd.DataFrame:
    """Give before and after in whole offences per 100 people, those that were counted from rounded counts."""
    if rule.open or not len(rows):
        return rows
    safe, weigh = rows.copy(), weighed(compared)
    numbers = rows.columns.drop(["confidence", "method"])
    for name, people in weigh.items():
        if name in rows.index:
            for column in ("before", "after"):
                safe.loc[name, column] = from_rounded(float(rows[column][name]), people, rule)
    if "alone" in rows.index:  # the same people as on the scheme
        safe.loc["alone", "before"] = safe["before"]["scheme"]
    safe[numbers] = safe[numbers].astype("float64").map(lambda value: nearest(value, PER_PERSON, rule))
    safe["change"] = ((safe["after"] - safe["before"]).round(9) + 0.0).fillna(safe["change"])
    if "beyond" in rows.index:
        by = safe["change"]["scheme"] - safe["change"]["comparison"] - safe["change"]["beyond"]
        ends = ["change", "change_lower", "change_upper"]
        safe.loc["beyond", ends] = (safe.loc["beyond", ends].astype("float64") + by).round(9) + 0.0
    return safe
