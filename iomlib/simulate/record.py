"""What police and courts write down of a life: custody, arrests, convictions, drug tests, intelligence."""

import numpy as np

from iomlib.simulate.chance import Chance, Numbers, Whole, poisson, whole
from iomlib.simulate.custody import Away, away, free_day, free_days, imprisoned, inside
from iomlib.simulate.plan import People, Plan, clear_of, drawn, left
from iomlib.simulate.shapes import ACQUISITIVE, BLANK, LAST, Rows, joined, only, rows

YEAR = 365.25
# Shares of the kinds of offence, in the order of OFFENCES.
OF_ACQUISITIVE = (0.22, 0.17, 0.09, 0.04, 0.48)
OF_OTHERS = (0.32, 0.2, 0.14, 0.22, 0.12)
CONVICTED, MORE = 0.42, (0.8, 0.95)  # share of arrests; above these draws a second and a third offence
COURT, COURT_SPAN = 8, 150  # days from the arrest to the conviction: 8 + 150 u²
TESTED, POSITIVE, POSITIVE_OTHERS = (
    0.4,
    0.75,
    0.06,
)  # of arrests for acquisitive crime; of drug users; of others
RELIABLE = 0.8


def history(chance: Chance, people: People, plan: Plan) -> tuple[dict[str, Rows], Away]:
    """Draw what happens to people, and put in what is planned; give when they are in custody too."""
    everyone = np.arange(len(people.born))
    gap = 365 / (0.03 + 0.27 * np.minimum(people.pace + 0.3 * people.other, 10))
    custody = imprisoned(chance, everyone, people.first, people.last, gap)
    planted = plan.planted("custody")
    custody = clear_of(left(plan, "custody", custody, "start", "end"), planted)
    custody = joined([custody, *planted])
    gone = away(custody, len(everyone))
    arrests = _arrests(chance, people, plan, gone)
    tables = {
        "custody": custody,
        "arrests": {**arrests, "area": np.full(len(arrests["person"]), people.area)},
        "convictions": _convictions(chance, plan, arrests, gone),
        "drug_tests": _tests(chance, people, plan, arrests, gone),
        "intelligence": _intelligence(chance, people, plan, gone),
    }
    return tables, gone


def _arrests(chance: Chance, people: People, plan: Plan, gone: Away) -> Rows:
    found = []
    for kind, rate in {"acquisitive": people.pace, "other": people.other}.items():
        name = f"arrests {kind}"
        table = left(plan, name, _events(chance, name, people, rate, gone))
        table = joined([table, *drawn(chance, plan, name, gone)])
        draw = chance(f"{name} offence", len(table["person"]))
        found.append({**table, "offence": _offence(draw, kind == "acquisitive")})
    return joined(found)


def _events(chance: Chance, name: str, people: People, rate: Numbers, gone: Away) -> Rows:
    """Draw events at a rate a year, on days outside custody."""
    everyone = np.arange(len(rate))
    days = free_days(gone, everyone, people.first, people.last)
    count = poisson(rate * days / YEAR, chance(f"{name} count", len(rate)))
    person = np.repeat(everyone, count)
    uniform = chance(f"{name} day", len(person))
    return rows(person=person, day=free_day(gone, person, people.first[person], people.last[person], uniform))


def _offence(draw: Numbers, acquisitive: bool) -> Whole:
    shares = OF_ACQUISITIVE if acquisitive else OF_OTHERS
    kind = np.searchsorted(np.cumsum(shares)[:-1], draw, side="right")
    return np.asarray(kind + (0 if acquisitive else len(ACQUISITIVE)))


def _convictions(chance: Chance, plan: Plan, arrests: Rows, gone: Away) -> Rows:
    """Let some arrests be followed by convictions, an offence a row."""
    led = only(arrests, chance("convicted", len(arrests["person"])) < CONVICTED)
    draw = chance("offences convicted of", len(led["person"]))
    led = only(led, np.repeat(np.arange(len(draw)), 1 + sum((draw > least).astype(int) for least in MORE)))
    size = len(led["person"])
    earlier = led["day"] - whole(chance("offence before arrest", size) ** 2, 0, 5)
    offence_day = np.where(inside(gone, led["person"], earlier), led["day"], earlier)
    # Offences of one arrest are of one case: the court's day depends on the arrest alone.
    lag = COURT + np.floor(COURT_SPAN * _mixed(led["person"], led["day"]) ** 2).astype(np.int64)
    table = rows(person=led["person"], day=led["day"] + lag, offence_day=offence_day, offence=led["offence"])
    table = left(plan, "convictions", table, "offence_day")
    table = left(plan, "convictions recorded", table)
    return joined([table, *_planned_convictions(chance, plan, gone)])


def _planned_convictions(chance: Chance, plan: Plan, gone: Away) -> list[Rows]:
    """Draw the day of court of each planned offence, by its limit."""
    found = []
    for number, wanted in enumerate(drawn(chance, plan, "convictions", gone)):
        size = len(wanted["person"])
        span = wanted["limit"] - wanted["day"] - COURT
        lag = COURT + np.floor(chance(f"planned court {number}", size) ** 2 * (span + 1)).astype(np.int64)
        offence = _offence(chance(f"planned offence {number}", size), acquisitive=True)
        day = wanted["day"]
        found.append(rows(person=wanted["person"], day=day + lag, offence_day=day, offence=offence))
    return found


def _mixed(person: Whole, on: Whole) -> Numbers:
    """Make a number from 0 to 1 of a person and a day: the same for both offences of one arrest."""
    mixed = (person.astype(np.uint64) << np.uint64(20)) + on.astype(np.uint64)
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return np.asarray((mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53)


def _tests(chance: Chance, people: People, plan: Plan, arrests: Rows, gone: Away) -> Rows:
    """Test some of those arrested for acquisitive crime, on the day of the arrest."""
    size = len(arrests["person"])
    tested = (arrests["offence"] < len(ACQUISITIVE)) & (chance("tested", size) < TESTED)
    person = arrests["person"][tested]
    share = np.where(people.drugs[person], POSITIVE, POSITIVE_OTHERS)
    result = (chance("test result", len(person)) < share).astype(np.int64)
    table = left(plan, "drug_tests", rows(person=person, day=arrests["day"][tested], result=result))
    return joined([table, *drawn(chance, plan, "drug_tests", gone)])


def _intelligence(chance: Chance, people: People, plan: Plan, gone: Away) -> Rows:
    """Report people the more often the more they are arrested, in custody too."""
    nobody = away(rows(person=np.zeros(0, dtype=np.int64), start=0, end=0), len(people.born))
    rate = 0.5 + 0.6 * np.sqrt(people.pace * 3)
    table = left(plan, "intelligence", _events(chance, "intelligence", people, rate, nobody))
    reliable = chance("reliable", len(table["person"])) < RELIABLE
    planted = drawn(chance, plan, "intelligence", nobody)
    return joined([{**table, "reliable": reliable}, *planted])


def until_last(table: Rows, begins: str) -> Rows:
    """Leave out what begins after the records end, and leave open what ends after it.

    Examples
    --------
    >>> table = rows(start=np.array([LAST, LAST + 1]), end=LAST + 5)
    >>> until_last(table, "start")["end"].tolist() == [BLANK]
    True
    """
    known = only(table, table[begins] <= LAST)
    if "end" in known:
        known["end"] = np.where(known["end"] > LAST, BLANK, known["end"])
    if "reason" in known:
        known["reason"] = np.where(known["end"] == BLANK, BLANK, known["reason"])
    return known
