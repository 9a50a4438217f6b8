"""A small made-up partnership for the tests of the cohort review: 240 people, of whom everything is known."""

from datetime import date

import numpy as np
import pandas as pd

from iomlib.metrics.evidence import gather
from iomlib.metrics.meeting import Rules, prepare
from iomlib.rules import find_rule, read_rule

AREA, DAY = "simulated-borough", date(2009, 9, 30)
SIZE, LISTED = 240, 48
OFFENCES = np.array(["burglary", "robbery", "other theft", "violence"])


def ids(numbers):
    """Give the ids of people by their numbers."""
    return [f"simulated-{number:04d}" for number in numbers]


def days(chance, size, first, last):
    """Draw days, both ends included."""
    start = pd.Timestamp(first)
    return start + pd.to_timedelta(chance.integers(0, (pd.Timestamp(last) - start).days + 1, size), unit="D")


def records(seed=1, size=SIZE, listed=LISTED):
    """Make the tables of people: the first `listed` are on the list, the more active ones among the others first."""
    chance = np.random.default_rng(seed)
    who = np.arange(size)
    pace = np.where(who < listed, 5.0, np.clip(16 - 0.12 * who, 0.3, None))
    born = days(chance, size, "1965-01-01", "1990-01-01").to_series().to_numpy(copy=True)
    born[listed : listed + 8] = np.datetime64("1991-12-01")  # 17, and 18 within the year
    tables = {"nominals": pd.DataFrame({"person": ids(who), "born": born, "sex": "male"})}
    start = pd.Timestamp("2005-01-01")
    home = np.where(who % 23 == 5, "simulated-stockton", AREA)
    tables["residence"] = pd.DataFrame({"person": ids(who), "area": home, "start": start, "end": pd.NaT})
    times = np.repeat(who, chance.poisson(pace))
    tables["arrests"] = pd.DataFrame(
        {"person": ids(times), "area": AREA, "day": days(chance, len(times), "2008-10-01", DAY)}
    ).assign(offence=chance.choice(OFFENCES, len(times)))
    times = np.repeat(who, chance.poisson(pace / 2))
    proven = days(chance, len(times), "2008-01-01", DAY)
    tables["convictions"] = pd.DataFrame({"person": ids(times), "day": proven, "offence_day": proven})
    tables["convictions"]["offence"] = chance.choice(OFFENCES, len(times))
    times = np.repeat(who, chance.poisson(pace / 3))
    tables["drug_tests"] = pd.DataFrame(
        {"person": ids(times), "day": days(chance, len(times), "2008-10-01", DAY)}
    )
    tables["drug_tests"]["result"] = chance.choice(["positive", "negative"], len(times))
    times = np.repeat(who, chance.poisson(1.0, size))
    tables["intelligence"] = pd.DataFrame(
        {"person": ids(times), "day": days(chance, len(times), "2009-01-01", DAY)}
    )
    tables["intelligence"]["reliable"] = pd.array(chance.random(len(times)) < 0.6, dtype="boolean")
    return tables | _inside(chance, who, listed) | _lists(chance, who, listed) | _scores(chance, who, listed)


def _inside(chance, who, listed):
    inside = np.concatenate([who[: listed // 3], who[-6:]])
    custody = pd.DataFrame(
        {"person": ids(inside), "start": days(chance, len(inside), "2008-01-01", "2009-06-30")}
    )
    custody["end"] = pd.NaT
    custody["sentence_months"] = chance.choice([6.0, 18.0, 60.0], len(inside))
    custody["release_due"] = days(chance, len(inside), "2009-10-05", "2012-01-01")
    custody.loc[custody.index[-6:], "release_due"] = pd.Timestamp("2009-11-15")
    return {"custody": custody}


def _lists(chance, who, listed):
    on = pd.DataFrame(
        {"person": ids(who[:listed]), "start": days(chance, listed, "2006-01-01", "2009-08-31")}
    )
    on = on.assign(area=AREA, list="ppo", end=pd.NaT, reason=None)
    left = pd.DataFrame(
        {"person": ids(who[-6:]), "area": AREA, "list": "ppo", "start": pd.Timestamp("2006-01-01")}
    )
    left = left.assign(end=pd.Timestamp("2008-06-30"), reason="custody")
    other = who[(who >= listed) & (who % 3 == 0)]
    drr = pd.DataFrame(
        {"person": ids(other), "area": AREA, "list": "probation", "start": pd.Timestamp("2009-01-01")}
    )
    drr = drr.assign(end=pd.NaT, reason=None)
    spells = pd.concat(
        [table.astype({"reason": "str", "end": "datetime64[us]"}) for table in (on, left, drr)]
    )
    spells["reason"] = spells["reason"].where(spells["end"].notna())
    return {"enrolments": spells.reset_index(drop=True)}


def _scores(chance, who, listed):
    ogrs = pd.DataFrame({"person": ids(who), "day": pd.Timestamp("2009-02-01"), "tool": "ogrs3-2yr"})
    ogrs["score"] = chance.integers(20, 99, len(who)).astype(float)
    seen = who[:listed][chance.random(listed) < 0.5]
    review = pd.DataFrame({"person": ids(seen), "day": days(chance, len(seen), "2009-01-01", DAY)})
    risk = pd.DataFrame(
        {"person": ids(who[:6]), "day": pd.Timestamp("2009-03-01"), "tool": "risk-of-harm", "score": 3.0}
    )
    parts = [ogrs, review.assign(tool="scheme-review", score=1.0), risk]
    return {"assessments": pd.concat(parts, ignore_index=True)}


def rules(day=DAY, selection="ppo-matrix"):
    """Read the rules of the tests from params."""
    return Rules(
        read_rule("params", selection, day),
        read_rule("params", "ppo-de-selection", day),
        find_rule("params", "ppo-re-selection", day),
    )


def meeting(tables=None, day=DAY, **asked):
    """Prepare a meeting from tables of people."""
    return prepare(gather(records() if tables is None else tables, day), AREA, "ppo", rules(day, **asked))
