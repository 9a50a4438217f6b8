"""Made-up lives: who people are, what they did before, and what they do in the follow-up."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.simulate.chance import Chance, Flags, Numbers, Whole, poisson, whole

YEAR = 365
FOLLOWUP_MONTHS, COURT_MONTHS, COHORT_MONTHS, RECENT_MONTHS = 12, 6, 12, 3
BEYOND = 120  # days after the follow-up in which offences are drawn too
PROVEN = 0.8  # share of offences in the follow-up that are ever proven
LAG, LAG_SPAN = 10, 290  # days to the conviction: 10 + 290 u², so that one in five takes over six months


@dataclass(frozen=True)
class Calendar:
    """Each person's index date, and the days from it to the ends of follow-up, courts' time and records."""

    index_date: NDArray[np.datetime64]
    followed: Whole
    proven_by: Whole
    reached: Whole


@dataclass(frozen=True)
class Deeds:
    """Events by person (row), in days from the index date: offences, or spells in custody."""

    person: Whole
    start: Whole
    end: Whole
    lag: Whole
    proven: Flags


def calendar(chance: Chance, size: int, immature: float, as_at: date) -> Calendar:
    """Draw index dates: of the latest mature cohort, and of the months after it for the immature."""
    recent = chance("recent", size) < immature
    after = (pd.Period(as_at, "M") - (FOLLOWUP_MONTHS + COURT_MONTHS) + 1).start_time
    first = after - pd.DateOffset(months=COHORT_MONTHS)
    late = after + pd.DateOffset(months=RECENT_MONTHS)
    span = np.where(recent, (late - after).days, (after - first).days)
    day = np.where(recent, np.datetime64(after, "D"), np.datetime64(first, "D"))
    day = day + whole(chance("index date", size), 0, span)
    dates = pd.Series(day.astype("datetime64[s]"))
    ends = [dates + pd.DateOffset(months=n) for n in (FOLLOWUP_MONTHS, FOLLOWUP_MONTHS + COURT_MONTHS)]
    followed, proven_by = ((end - dates).dt.days.to_numpy(np.int64) for end in ends)
    reached = (np.datetime64(as_at, "D") - day).astype(np.int64)
    return Calendar(day, followed, proven_by, reached)


def traits(chance: Chance, size: int, baseline: float) -> tuple[dict[str, Numbers], Numbers]:
    """Draw who people are, and the rate of proven offences a year, part of which no table shows."""
    age = whole(chance("age", size) ** 2, 18, 40)
    male = (chance("male", size) < 0.85).astype(float)
    drugs = (chance("drugs", size) < 0.35).astype(float)
    home = (chance("home", size) < 0.8 - 0.25 * drugs).astype(float)
    begun = whole(chance("begun", size), 10, np.minimum(age - 10, 14))
    own = 0.3 + 2.1 * chance("own rate", size) ** 2  # 1 on average
    known = 0.5 * drugs + 0.35 * (1 - home) + 0.2 * (male - 1) - 0.025 * (age - 30.0)
    rate = np.round(baseline * np.exp(known) * own, 12)
    table = {"age": age.astype(float), "male": male, "age_first_offence": begun.astype(float)}
    return {**table, "drug_use": drugs, "accommodation": home}, rate


def history(chance: Chance, who: dict[str, Numbers], rate: Numbers, served: Whole) -> Deeds:
    """Draw proven offences before the index date: the one that led to it, the last year's, and older ones."""
    size, draw = len(rate), chance
    led = -served - whole(draw("index offence", size) ** 2, 5, 400)
    lately = poisson(rate * (1 - served.astype(np.float64) / YEAR), draw("last year", size))
    span = (np.minimum(who["age"] - who["age_first_offence"], 12) * YEAR).astype(np.int64)
    older = poisson(0.6 * rate * span / YEAR, draw("older", size))
    of_year, of_old = (np.repeat(np.arange(size), count) for count in (lately, older))
    days = -served[of_year] - whole(draw("day of last year", len(of_year)), 1, (YEAR - served)[of_year])
    old_days = -whole(draw("older day", len(of_old)), YEAR + 1, span[of_old])
    person = np.concatenate([np.arange(size), of_year, of_old])
    start = np.concatenate([led, days, old_days])
    lag = _lag(draw("lag before", len(person)))
    lag[:size] = -served - led
    return Deeds(person, start, start, lag, np.ones(len(person), dtype=bool))


def record(past: Deeds, served: Whole, chance: Chance) -> dict[str, Numbers]:
    """Read from the offences before the index date what a table of people says of them."""
    size = len(served)
    latest = np.full(size, -(10**6))
    np.maximum.at(latest, past.person, past.start)
    lately = np.bincount(past.person, past.start >= -YEAR, minlength=size)
    count = np.bincount(past.person, minlength=size)
    prison = poisson(np.asarray(0.1 * (count - 1), dtype=np.float64), chance("prison", size)) + (served > 0)
    return {
        "prior_offences": count.astype(float),
        "prior_custody": np.minimum(prison, count).astype(float),
        "offences_last_year": lately,
        "months_since_offence": np.round(-latest * 12 / YEAR, 1),
    }


def recalls(chance: Chance, served: Whole, days: Calendar) -> Deeds:
    """Draw who of those released is recalled to prison once, and when; the scheme does not change it."""
    again = np.flatnonzero((served > 0) & (chance("recall", len(served)) < 0.12))
    start = whole(chance("recalled", len(served))[again], 1, 300)
    end = np.minimum(start + whole(chance("recalled for", len(served))[again], 6, 60), days.followed[again])
    return Deeds(again, start, end, end * 0, np.zeros(len(again), dtype=bool))


def expected(rate: Numbers, recall: Deeds, days: Calendar) -> Numbers:
    """Give each person's mean number of proven reoffences without the scheme, from every day at risk."""
    longest = int(days.proven_by.max()) + 1
    soon_enough = np.sqrt(np.clip((np.arange(longest) + 1.0 - LAG) / LAG_SPAN, 0, 1))
    sums = np.concatenate([[0.0], np.cumsum(soon_enough)])  # of lags below so many days
    chances = sums[days.proven_by] - sums[days.proven_by - days.followed]
    limit = days.proven_by[recall.person]
    chances[recall.person] -= sums[limit - recall.start + 1] - sums[limit - recall.end]
    mean: Numbers = np.round(rate / YEAR * chances, 12)
    return mean


def follow_up(chance: Chance, rate: Numbers, recall: Deeds, days: Calendar) -> Deeds:
    """Draw offences from the day after the index date on, on days outside custody."""
    size = len(rate)
    first, away = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    first[recall.person], away[recall.person] = recall.start, recall.end - recall.start + 1
    at_risk = days.followed + BEYOND - away
    count = poisson(rate / PROVEN * at_risk / YEAR, chance("follow-up", size))
    person = np.repeat(np.arange(size), count)
    start = whole(chance.each("day", person, size), 1, at_risk[person])
    start = start + np.where(start >= first[person], away[person], 0)
    lag = _lag(chance.each("lag", person, size))
    proven = (chance.each("proven", person, size) < PROVEN) & (start + lag <= days.reached[person])
    known = start <= days.reached[person]
    return Deeds(person[known], start[known], start[known], lag[known], proven[known])


def _lag(uniform: Numbers) -> Whole:
    return whole(uniform**2, LAG, LAG_SPAN)
