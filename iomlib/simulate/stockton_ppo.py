"""The ppo list of SIMULATED Stockton-on-Tees: who is on it, for how long, and what a review of it finds."""

import numpy as np

from iomlib.simulate.assessed import REVIEW_DAYS, repeated
from iomlib.simulate.chance import Whole
from iomlib.simulate.plan import flags
from iomlib.simulate.planting import SERVED, Town, spread
from iomlib.simulate.printed import printed
from iomlib.simulate.shapes import day
from iomlib.simulate.stockton_arrests import AS_AT, BEFORE, WINTER, YEAR
from iomlib.simulate.stockton_causers import Causers

# Ours: full months on the list of those who stay and of those who leave, on 1 April 2008, and of those who
# come later, on 31 March 2009. Their sums give the printed means of 21.5 and 28.5. Nobody is at 24 exactly,
# and every spell begins on the last day of a month, so that days and full months give the same mean.
MONTHS_STAY = (
    *(42, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29),
    *(27, 26, 25, 23, 22, 20, 18, 16, 15, 11, 9, 6, 5, 4, 1),
)
MONTHS_GOOD, MONTHS_GONE = (22, 17, 14, 11, 9, 8, 5, 3), (3, 1)
MONTHS_FRESH = (11, 10, 9, 8, 8, 7, 6, 5, 3, 2, 1, 0)
TWO_YEARS = 24
# Of those who stay, by place: what a review finds. The others of the 42 give no cause but time.
QUIET, SIGNS, MOVED, REVIEWED, NOT_REVIEWED, MEDIUM, SHORT = (
    *(slice(0, 3), slice(3, 5), slice(5, 7), slice(7, 9)),
    *(slice(9, 11), slice(11, 14), slice(14, 15)),
)
DUE_SOON = 3  # of the five who left for a long sentence, those who are released within three months
CONVICTED_FIRST = (15, 5, 2)  # of the 22, those whose first offence is of quarter 1, 2 and 3
QUARTERS = (
    ("2008-04-01", "2008-06-30", "2008-10-31"),
    ("2008-07-01", "2008-09-30", "2009-01-31"),
    ("2008-10-01", "2008-12-31", "2009-03-31"),
)
LAST_QUARTER = 20  # offences of January to March 2009 of those who stayed, convicted by June


def prolific(town: Town, chosen: Causers, counts: Whole) -> None:
    """Plan the list, and tell what a review of 31 March 2009 is to find."""
    nearly = town.who["nearly"][:5]
    stay = np.concatenate([chosen.april, nearly, town.who["stay"]])
    fresh = np.concatenate([town.who["fresh"][:1], town.chance.shuffled("fresh", _others(town, chosen))])
    everyone = np.ones(town.size, dtype=bool)
    town.plan.hush(["enrolments ppo"], everyone, last=AS_AT)
    for tool in ("scheme-review", "risk-of-harm", "risk-review"):
        town.plan.hush([f"assessments {tool}"], everyone, last=AS_AT)
    starts, months = _spells(town, stay, fresh)
    long = _custody(town)
    _reviews(town, chosen, np.concatenate([stay, fresh]), starts)
    current = np.concatenate([stay, fresh])
    at_risk = np.setdiff1d(current, town.who["stay"][:5])
    often = 1 + np.floor(3 * town.chance("reported", len(at_risk))).astype(np.int64)
    town.plan.want("intelligence", person=at_risk, count=often, first=WINTER, last=AS_AT, reliable=True)
    _convictions(town, chosen, fresh, counts)
    _truth(town, current[months >= TWO_YEARS], long)


def _others(town: Town, chosen: Causers) -> Whole:
    return np.concatenate([chosen.fresh, town.who["fresh"][1:]])


def _month_end(last: int, months: Whole) -> Whole:
    """Give the last day of the month so many months before that of a day."""
    month = np.datetime64(last, "D").astype("datetime64[M]") - months.astype("timedelta64[M]")
    return np.asarray((month + 1).astype("datetime64[D]").astype(np.int64) - 1)


def _spells(town: Town, stay: Whole, fresh: Whole) -> tuple[Whole, Whole]:
    """Put people on the list; give the start of each of the 42 (by person), and their months in order."""
    shuffled = town.chance.shuffled
    months = shuffled("months of those who stay", np.array(MONTHS_STAY))
    groups = {
        "": (np.concatenate([stay, fresh]), np.concatenate([months + 12, MONTHS_FRESH]), AS_AT),
        "good progress": (town.who["good"], np.array(MONTHS_GOOD), BEFORE[1]),
        "moved away": (town.who["gone"][:1], np.array(MONTHS_GONE[:1]), BEFORE[1]),
        "custody": (town.who["gone"][1:], np.array(MONTHS_GONE[1:]), BEFORE[1]),
    }
    leave = {"": ("2009-05-15", "2013-06-30"), "good progress": ("2008-06-30", "2009-03-28")}
    starts = np.zeros(town.size, dtype=np.int64)
    for reason, (people, on_list, last) in groups.items():
        starts[people] = _month_end(last, on_list)
        begins = (starts[people], starts[people])
        until = leave.get(reason, ("2008-07-10", "2008-12-20"))
        town.enrol("ppo", people, begins, until, reason)
    town.enrol("ppo", town.who["good"][:1], ("2010-02-01", "2010-02-28"), ("2011-05-01", "2011-08-31"))
    former = town.who["former"]
    town.enrol("ppo", former[:DUE_SOON], ("2009-07-01", "2009-09-30"), ("2010-06-01", "2011-12-31"))
    return starts, groups[""][1]


def _custody(town: Town) -> dict[str, Whole]:
    """Put some of the list, and those who left it for a long sentence, into custody."""
    who, stay, fresh = town.who, town.who["stay"], town.who["fresh"]
    long = {"reviewed": stay[REVIEWED], "not reviewed": stay[NOT_REVIEWED]}
    kinds = {
        "long": (np.concatenate(list(long.values())), ("2008-11-15", "2009-01-31"), (60, 96)),
        "medium": (np.concatenate([stay[MEDIUM], fresh[1:3]]), ("2008-12-01", "2009-01-31"), (14, 30)),
        "short": (np.concatenate([stay[SHORT], fresh[3:5]]), ("2009-01-15", "2009-03-20"), (4, 9)),
        "gone": (who["gone"][1:], ("2008-07-01", "2008-07-05"), (60, 60)),
    }
    starts = np.zeros(town.size, dtype=np.int64)
    for name, (people, between, months) in kinds.items():
        starts[people] = town.days(f"{name} custody", between, len(people))
        sentence = town.days(f"{name} sentence", months, len(people))
        ends = starts[people] + np.floor(sentence * SERVED).astype(np.int64)
        town.imprison(people, starts[people], ends, sentence)
    town.assess("risk-review", long["reviewed"], starts[long["reviewed"]] + 30, 1)
    _former(town)
    return long


def _former(town: Town) -> None:
    """Plan those who left the list for a long sentence before 2008: most are released soon after the review."""
    former = town.who["former"]
    _, left = town.enrol("ppo", former, ("2005-01-10", "2005-12-20"), ("2006-09-01", "2007-01-31"), "custody")
    soon = np.arange(len(former)) < DUE_SOON
    first = np.where(soon, day("2009-04-10"), day("2009-09-01"))
    due = town.days("former release", (first, first + 75), len(former))
    start = left - 40
    town.imprison(former, start, due, np.round((due - start) / SERVED))
    limit = day("2006-07-10")
    town.plan.want(
        "convictions", person=former, count=2, first=day("2005-06-01"), last=limit - 60, limit=limit
    )


def _reviews(town: Town, chosen: Causers, current: Whole, starts: Whole) -> None:
    """Plan the quarterly reviews, of which some are late, and the assessments of risk, of which some lack."""
    late = np.concatenate([town.who["nearly"][:3], chosen.april[:2]])
    draw = town.chance("days since review", len(current))
    since = np.where(np.isin(current, late), 100 + 70 * draw, 3 + 70 * draw).astype(np.int64)
    latest = AS_AT - since
    first = latest - (latest - starts[current]) // REVIEW_DAYS * REVIEW_DAYS
    spell, on = repeated(first, latest, REVIEW_DAYS)
    again = on > starts[current[spell]]  # the first review is on the day itself
    town.assess("scheme-review", current[spell][again], on[again], 1)
    town.assess("scheme-review", current, starts[current], 1)
    high = np.concatenate([chosen.april[2:4], town.who["nearly"][3:5]])
    gap = chosen.april[4:6]
    scored = np.setdiff1d(current, gap)
    on = town.days("risk assessed", (np.maximum(starts[scored], day("2008-06-01")), AS_AT), len(scored))
    score = np.where(np.isin(scored, high), 3, 1) + (town.chance("risk", len(scored)) < 0.5)
    town.assess("risk-of-harm", scored, on, score)
    town.truth["review"] = {
        "review late": late,
        "high risk of harm": high,
        "no assessment of risk of harm": gap,
    }


def _convictions(town: Town, chosen: Causers, fresh: Whole, counts: Whole) -> None:
    """Plan the convictions that National Indicator 30 counts, and those of the good years of the eight."""
    chance, want = town.chance, town.plan.want
    stay, good = town.who["stay"], town.who["good"]
    active = np.concatenate([chosen.april, town.who["nearly"][:5], stay[7:14]])
    cohort = np.concatenate([active, stay[:7], stay[14:], town.who["gone"], good])
    offences = spread(chance, "offences before", printed("stockton-ni30-baseline"), counts[cohort] + 2, 1)
    eight = np.isin(cohort, good)
    last = np.where(eight, day("2008-02-10"), BEFORE[1])
    limit = np.where(eight, BEFORE[1], day("2008-07-31"))
    want("convictions", person=cohort, count=offences, first=BEFORE[0], last=last, limit=limit)
    firsts = np.split(chance.shuffled("convicted first", active), np.cumsum(CONVICTED_FIRST))
    for number, (begins, ends, known) in enumerate(QUARTERS):
        total = printed(f"stockton-q{number + 1}-convictions") - len(firsts[number])
        more = spread(chance, f"offences of quarter {number + 1}", total, counts[active] + 2)
        more = more + np.isin(active, firsts[number])
        days = {"first": day(begins), "last": day(ends), "limit": day(known)}
        want("convictions", person=active, count=more, **days)
    town.plan.hush(["convictions"], flags(town.size, cohort), BEFORE[0], AS_AT)
    town.plan.hush(["convictions"], flags(town.size, fresh), YEAR[0], AS_AT)
    town.truth["ni30_cohort"] = cohort
    _second_baseline(town, active[:15], fresh, counts)


def _second_baseline(town: Town, active: Whole, fresh: Whole, counts: Whole) -> None:
    """Plan the other convictions of the second cohort's year: of its last quarter, and of those who came."""
    told = sum(printed(f"stockton-q{number}-convictions") for number in (1, 2, 3))
    total = printed("stockton-year-2-baseline") - told - LAST_QUARTER
    days = {"last": AS_AT, "limit": day("2009-06-30")}
    for people, offences, first in (
        (active, LAST_QUARTER, day("2009-01-01")),
        (fresh, total, YEAR[0]),
    ):
        count = spread(town.chance, f"offences from {first}", offences, counts[people] + 2)
        town.plan.want("convictions", person=people, count=count, first=first, **days)


def _truth(town: Town, over_two_years: Whole, long: dict[str, Whole]) -> None:
    stay = town.who["stay"]
    town.truth["review"] |= {
        "on the list two years or longer": over_two_years,
        "no arrest or intelligence for six months": stay[QUIET],
        "no arrest or intelligence for six months, but a positive test": stay[SIGNS],
        "moved away": np.concatenate([stay[MOVED], town.who["fresh"][:1]]),
        "in custody for over two years more, risk assessed": long["reviewed"],
        "in custody for over two years more, risk not assessed": long["not reviewed"],
        "left for a long sentence, released within three months": town.who["former"][:DUE_SOON],
    }
