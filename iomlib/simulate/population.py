"""A made-up cohort and its comparison pool, of which the true effect of the scheme is known."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.periods import Quarter
from iomlib.simulate import lives
from iomlib.simulate.chance import Chance, Flags, Numbers, Whole, whole

COVARIATES = (
    *("age", "male", "age_first_offence", "prior_offences", "prior_custody"),
    *("offences_last_year", "months_since_offence", "drug_use", "accommodation"),
)
MAY_BE_BLANK = ("drug_use", "accommodation")
# Log odds of being chosen for the scheme, per unit: first of all for a bad year.
CHOICE = {
    **{"offences_last_year": 0.45, "prior_offences": 0.02, "age": -0.02, "months_since_offence": -0.03},
    **{"drug_use": 0.6, "accommodation": -0.4},
}
TIERS = (0.08, 0.4)  # share of the most severe offences, and of those and the next
TO_CUSTODY = (0.5, 0.2, 0.05)  # share sentenced to custody, by tier
_LATEST = Quarter(2010, 4)


class Gaps(NamedTuple):
    """What the records lack, as shares of people.

    ``not_found``: of those submitted, not in the records. ``blank``: of all, without a covariate
    (each of MAY_BE_BLANK). ``immature``: of all, with an index date too recent to be followed.

    Examples
    --------
    >>> Gaps(not_found=0).immature
    0.1
    """

    not_found: float = 0.08
    blank: float = 0.03
    immature: float = 0.1


_USUAL = Gaps()


@dataclass(frozen=True)
class Truth:
    """What the scheme does to those analysed: found in the records, mature, with every covariate.

    ``risk_difference``: share with a proven reoffence, with the scheme less without it.
    ``frequency_ratio``: proven reoffences with it over those without it. ``people``: for each
    person found, ``risk_with``, ``risk_without``, ``frequency_with``, ``frequency_without`` (what
    is to be expected, given their own rate and days at risk) and ``analysed``.

    Examples
    --------
    >>> comparison_population(seed=1, submitted=40, pool=200).truth.frequency_ratio
    1.0
    """

    risk_difference: float
    frequency_ratio: float
    people: pd.DataFrame

    def of(self, ids: "pd.Index[Any]") -> float:
        """Give the risk difference of some of the people, such as those who were matched."""
        chosen = self.people.loc[ids]
        return float((chosen["risk_with"] - chosen["risk_without"]).mean())


@dataclass(frozen=True)
class Population:
    """People submitted, the pool to compare them with, their events, and the truth.

    The tables have the columns that ``reoffences`` reads; ``people`` has ``in_records`` too. The
    records reach to ``as_at``.

    Examples
    --------
    >>> comparison_population(seed=1, submitted=40, pool=200).as_at
    datetime.date(2011, 3, 31)
    """

    people: pd.DataFrame
    control_pool: pd.DataFrame
    events: pd.DataFrame
    truth: Truth
    as_at: date


def comparison_population(  # noqa: PLR0913 - by name, and every one has a default but the seed
    *,
    seed: int,
    submitted: int = 400,
    pool: int = 6000,
    effect: float = 0.0,
    baseline: float = 0.5,
    quarter: Quarter = _LATEST,
    gaps: Gaps = _USUAL,
) -> Population:
    """Make up people chosen for a scheme and a pool of others, with a known effect on reoffending.

    Each person offends at a rate of their own, before and after; part of it no table shows. The
    scheme multiplies it by one number for all, found so that the share with a proven reoffence in
    twelve months changes by ``effect``. People are chosen by the covariates alone (log odds in
    CHOICE), so a comparison that balances them finds the truth; and since they are chosen for a
    bad year, the next one is better without any help. Custody is that before a release, and
    recalls, which the scheme leaves alone; sentences for reoffences take no days.

    Parameters
    ----------
    seed
        The same seed gives the same people.
    submitted, pool
        People chosen for the scheme, and the others.
    effect
        Change in the share of those analysed with a proven reoffence: -0.05 is 5 points fewer.
    baseline
        Proven offences a year of a man of 30 with a home, without drugs and with an average rate.
    quarter
        The records reach to its last day. Index dates are of the twelve months that ended
        eighteen months before; those of people who are not mature, of the three months after.
    gaps
        What the records lack.

    Examples
    --------
    >>> made_up = comparison_population(seed=1, submitted=40, pool=200, effect=-0.1)
    >>> len(made_up.people), len(made_up.control_pool), round(made_up.truth.risk_difference, 4)
    (40, 200, -0.1)
    """
    _check(submitted, pool, baseline, gaps)
    chance = Chance(seed)
    lived = _live(chance, submitted + pool, baseline, gaps.immature, quarter.end)
    chosen = _chosen(chance("choice", submitted + pool), lived.who, submitted)
    found = ~chosen | (chance("found", len(chosen)) >= gaps.not_found)
    table = _table(chance, lived, found, gaps.blank)
    mature = lived.days.reached >= lived.days.proven_by
    analysed = chosen & found & mature & table[list(COVARIATES)].notna().all(axis=1).to_numpy()
    ratio = _ratio(lived.mean[analysed if analysed.any() else chosen], effect)
    later = lives.follow_up(chance, np.where(chosen, ratio, 1.0) * lived.rate, lived.recall, lived.days)
    events = _events(chance, table.index, lived, later)
    return Population(
        table[chosen].assign(in_records=found[chosen]),
        table[~chosen],
        events[found[table.index.get_indexer(pd.Index(events["person"]))]].reset_index(drop=True),
        _truth(table.index, lived.mean, ratio, analysed, chosen & found),
        quarter.end,
    )


@dataclass(frozen=True)
class _Lives:
    """All candidates, before anyone is chosen: what a table shows of them, and what none does."""

    days: lives.Calendar
    index_event: NDArray[np.str_]
    served: Whole
    who: dict[str, Numbers]
    rate: Numbers
    past: lives.Deeds
    recall: lives.Deeds
    mean: Numbers


def _live(chance: Chance, size: int, baseline: float, immature: float, as_at: date) -> _Lives:
    days = lives.calendar(chance, size, immature, as_at)
    kind = np.searchsorted([0.45, 0.85], chance("index event", size), side="right")
    served = np.where(kind == 0, whole(chance("served", size), 14, 76), 0)
    who, rate = lives.traits(chance, size, baseline)
    past = lives.history(chance, who, rate, served)
    recall = lives.recalls(chance, served, days)
    who |= lives.record(past, served, chance)
    words = np.array(["release", "community_order", "caution"])[kind]
    return _Lives(days, words, served, who, rate, past, recall, lives.expected(rate, recall, days))


def _chosen(uniform: Numbers, who: dict[str, Numbers], submitted: int) -> Flags:
    """Choose those with the highest log odds and luck: a logistic draw of so many people."""
    odds = sum(weight * who[name] for name, weight in CHOICE.items())
    luck = np.log((uniform + 2.0**-54) / (1 - uniform))
    chosen = np.zeros(len(uniform), dtype=bool)
    chosen[np.argsort(-np.round(odds + luck, 9), kind="stable")[:submitted]] = True
    return chosen


def _table(chance: Chance, lived: _Lives, found: Flags, blank: float) -> pd.DataFrame:
    """Put together what the records hold: nothing of who is not found, and a covariate short of some."""
    ids = pd.Index(chance.pseudonyms(len(found)), name="person", dtype="str")
    table = pd.DataFrame({"index_date": _dates(lived.days.index_date)}, index=ids)
    table["index_event"] = pd.Series(lived.index_event, index=ids, dtype="str").where(found)
    table["index_date"] = table["index_date"].where(found)
    for name in COVARIATES:
        there = found
        if name in MAY_BE_BLANK:
            there = found & (chance(f"blank {name}", len(found)) >= blank)
        table[name] = np.where(there, lived.who[name], np.nan)
    return table


def _ratio(mean: Numbers, effect: float) -> float:
    """Find by halving what the rate is to be multiplied by, so that the risk changes by ``effect``."""
    without = float(np.exp(-mean).mean())
    if not without - 1 < effect < without:
        most = f"between {without - 1:.2f} and {without:.2f}"
        raise ValueError(f"effect is {effect:g}. With so many reoffending without the scheme it lies {most}.")
    if effect == 0:
        return 1.0
    low, high = 0.0, 1000.0
    for _ in range(60):
        middle = (low + high) / 2
        more = without - float(np.exp(-middle * mean).mean()) > effect
        low, high = (low, middle) if more else (middle, high)
    return round(low, 6)


def _truth(ids: "pd.Index[str]", mean: Numbers, ratio: float, analysed: Flags, people: Flags) -> Truth:
    table = pd.DataFrame(
        {
            "risk_with": 1 - np.exp(-ratio * mean),
            "risk_without": 1 - np.exp(-mean),
            "frequency_with": ratio * mean,
            "frequency_without": mean,
            "analysed": analysed,
        },
        index=ids,
    )[people]
    effect = (table["risk_with"] - table["risk_without"])[table["analysed"]].mean()
    return Truth(float(effect), ratio, table)


def _events(chance: Chance, ids: "pd.Index[str]", lived: _Lives, later: lives.Deeds) -> pd.DataFrame:
    draws = [
        np.concatenate(
            [chance(f"{name} before", len(lived.past.person)), chance.each(name, later.person, len(ids))]
        )
        for name in ("severity", "sentence")
    ]
    offences = pd.concat([_rows(ids, lived.days, deeds) for deeds in (lived.past, later)])
    tier = np.searchsorted(TIERS, draws[0], side="right")
    sent = (draws[1] < np.array(TO_CUSTODY)[tier]).astype(float)
    offences = offences.assign(event="offence", severity=tier + 1.0)
    offences["custodial"] = np.where(offences["proven"].notna(), sent, np.nan)
    offences["end"] = _dates(np.full(len(offences), np.datetime64("NaT", "D")))
    released = np.flatnonzero(lived.served)
    sentence = lives.Deeds(released, -lived.served[released], released * 0, released * 0, released < 0)
    spells = pd.concat([_rows(ids, lived.days, deeds) for deeds in (sentence, lived.recall)])
    spells = spells.assign(event="custody", severity=np.nan, custodial=np.nan)
    columns = ["person", "event", "start", "end", "proven", "severity", "custodial"]
    events = pd.concat([offences, spells])[columns]
    return events.sort_values(["person", "start", "event"], kind="stable", ignore_index=True)


def _rows(ids: "pd.Index[str]", days: lives.Calendar, deeds: lives.Deeds) -> pd.DataFrame:
    day = days.index_date[deeds.person]
    proven = np.where(deeds.proven, day + deeds.start + deeds.lag, np.datetime64("NaT", "D"))
    columns = {"start": _dates(day + deeds.start), "end": _dates(day + deeds.end), "proven": _dates(proven)}
    return pd.DataFrame({"person": ids[deeds.person], **columns})


def _dates(days: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    return days.astype("datetime64[s]")


def _check(submitted: int, pool: int, baseline: float, gaps: Gaps) -> None:
    for name, count in {"submitted": submitted, "pool": pool}.items():
        if count < 1:
            raise ValueError(f"{name} is {count}. There is at least one person.")
    if not 0 < baseline < 20:
        raise ValueError(
            f"baseline is {baseline:g}. It is a number of offences a year, above 0 and below 20."
        )
    for name, share in gaps._asdict().items():
        if not 0 <= share < 1:
            raise ValueError(f"{name} is {share:g}. It is a share, from 0 to below 1.")
