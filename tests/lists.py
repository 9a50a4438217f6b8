"""People on lists, in custody and arrested, written by hand or made up, and the same counted by hand."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from iomlib.metrics.evidence import gather

AS_AT = date(2009, 3, 31)
FIRST = date(2009, 1, 1)  # of the quarter that ends on AS_AT
HERE, THERE = "stockton-on-tees", "haringey"
PPO = ("ppo", HERE)
SOME = settings(max_examples=40)  # to gather evidence takes ten milliseconds


def day(text):
    """Read a day, 2009-03-31, or nothing."""
    return pd.NaT if text is None else pd.Timestamp(text)


def nominals(people):
    """Take ids, or ids with day of birth and sex."""
    known = people if isinstance(people, dict) else dict.fromkeys(people, (None, None))
    born = pd.Series([day(born) for born, _ in known.values()], dtype="datetime64[us]")
    sex = pd.Series([sex for _, sex in known.values()], dtype="str")
    return pd.DataFrame({"person": pd.Series(list(known), dtype="str"), "born": born, "sex": sex})


def enrolments(*rows, area=HERE, name="ppo"):
    """Take (person, start, end) and, if need be, the reason, the list and the area."""
    full = [(*row, *(None, name, area)[len(row) - 3 :]) for row in rows]
    table = pd.DataFrame(full, columns=["person", "start", "end", "reason", "list", "area"])
    return _typed(table, ["start", "end"], ["person", "reason", "list", "area"])


def custody(*rows):
    """Take (person, start, end) and, if need be, the months of the sentence."""
    full = [(*row, *(None,)[len(row) - 3 :]) for row in rows]
    table = pd.DataFrame(full, columns=["person", "start", "end", "sentence_months"])
    table = table.assign(release_due=pd.NaT).astype({"sentence_months": "float64"})
    return _typed(table, ["start", "end"], ["person"])


def arrests(*rows, area=HERE):
    """Take (person, day) and, if need be, the area."""
    full = [(*row, area)[:3] for row in rows]
    table = pd.DataFrame(full, columns=["person", "day", "area"]).assign(offence="burglary")
    return _typed(table, ["day"], ["person", "area", "offence"])


def convictions(*rows):
    """Take (person, day of the offence) and, if need be, the day of the conviction."""
    full = [(*row, row[1])[:3] for row in rows]
    table = pd.DataFrame(full, columns=["person", "offence_day", "day"]).assign(offence="burglary")
    return _typed(table, ["offence_day", "day"], ["person", "offence"])


def known(people, as_at=AS_AT, **tables):
    """Gather what is known of people."""
    return gather({"nominals": nominals(people), **tables}, as_at)


def everybody(evidence):
    return pd.Series(True, index=evidence.people.index)


def _typed(table, days, texts):
    for name in days:
        table[name] = pd.to_datetime(table[name]).astype("datetime64[us]")
    return table.astype(dict.fromkeys(texts, "str"))


DAYS = st.integers(-40, 5).map(lambda number: AS_AT + timedelta(days=number))
PEOPLE = ["a", "b", "c", "d", "e"]


@st.composite
def spells(draw, extra):
    """Make up spells of five people within forty days, so that their ends meet; some begin too late."""
    rows = []
    for _ in range(draw(st.integers(0, 12))):
        start, length = draw(DAYS), draw(st.integers(0, 25))
        end = draw(st.sampled_from([start + timedelta(days=length), None]))
        rows.append((draw(st.sampled_from(PEOPLE)), start, end, *draw(extra)))
    return rows


ENROLLED = spells(
    st.tuples(st.sampled_from([None, "moved", "good progress"]), st.sampled_from(["ppo", "drr"]))
)
HELD = spells(st.tuples(st.sampled_from([None, 6.0, 11.9, 12.0, 30.0])))
PERIODS = st.tuples(st.integers(-40, 0), st.integers(-40, 0)).map(
    lambda ends: tuple(AS_AT + timedelta(days=number) for number in sorted(ends))
)


def days_by_person(rows, wanted=lambda row: True):
    """Write out every day that each person is in a spell, counted by hand; open ones last to the day after."""
    beyond = AS_AT + timedelta(days=1)
    found = {person: set() for person in PEOPLE}
    for row in rows:
        person, start, end = row[:3]
        if start <= AS_AT and wanted(row):
            last = beyond if end is None or end > AS_AT else end
            found[person] |= {start + timedelta(days=n) for n in range((last - start).days + 1)}
    return found


def runs(days):
    """Give the runs of days that follow each other, first and last day of each."""
    ordered = sorted(days)
    starts = [one for one in ordered if one - timedelta(days=1) not in days]
    ends = [one for one in ordered if one + timedelta(days=1) not in days]
    return list(zip(starts, ends, strict=True))


# Arrests of one woman in five years, and women with so many: Safer Stockton Partnership, 16 June 2009, item 8, 6.1.
_TIMES = "90 53 39 33 30 29 27 23 22 21 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1"
_WOMEN = "1 1 1 1 1 1 1 2 2 2 2 1 3 4 2 3 7 8 12 10 17 31 29 45 73 110 141 573 2805"
PRINTED_ARRESTS = dict(zip(map(int, _TIMES.split()), map(int, _WOMEN.split()), strict=True))
