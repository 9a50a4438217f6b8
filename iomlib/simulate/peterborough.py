"""SIMULATED Peterborough: an IOM scheme half in custody, men leaving prison, and troubled families, June 2012."""

import numpy as np

from iomlib.simulate.borough import Made, aged, lived, traits
from iomlib.simulate.chance import Chance, Numbers, Whole
from iomlib.simulate.lists import IOM
from iomlib.simulate.plan import People, nothing
from iomlib.simulate.planting import SERVED, Town, roles
from iomlib.simulate.printed import PETERBOROUGH, printed
from iomlib.simulate.shapes import AREAS, FACTS, FIRST, LAST, day

AS_AT = day("2012-06-30")
FROM_PPO = 85  # of the list, those who were on the ppo list until it became the IOM scheme (5.1.4)
SHORT = 32  # ours: of those in custody, sentences under 12 months
# Ours: men released after less than 12 months, by quarter from 2010/11 Q3 on, and those of them who sign up:
# "consistently above 70%" (5.7.2).
RELEASED, SIGNED_UP = 40, (29, 30, 30, 31, 30, 29, 30)
QUARTERS = (
    *("2010-10-01", "2011-01-01", "2011-04-01", "2011-07-01"),
    *("2011-10-01", "2012-01-01", "2012-04-01", "2012-07-01"),
)
# Ours: households that meet fewer than the four criteria, by how many they meet.
FEWER = {3: 60, 2: 40, 1: 30}
ADULTS, CHILDREN, PARTNERS = 210, 160, 100


def peterborough(chance: Chance) -> Made:
    """Make the people of SIMULATED Peterborough.

    Examples
    --------
    >>> peterborough(Chance(1, "simulated-peterborough ")).people
    750
    """
    custody, scheme = printed("peterborough-iom-custody"), printed("peterborough-iom-caseload")
    sizes = {"custody": custody, "community": scheme - custody, "released": RELEASED * len(SIGNED_UP)}
    who = roles({**sizes, "adults": ADULTS, "children": CHILDREN})
    size = sum(len(people) for people in who.values())
    town = Town(chance, who, size, nothing(), {"as_at": "2012-06-30"})
    everyone = np.ones(size, dtype=bool)
    town.plan.hush(["enrolments ppo", "enrolments iom"], everyone)
    town.plan.hush(["custody"], everyone, day("2010-07-01"), AS_AT)
    quiet = ["arrests acquisitive", "arrests other", "intelligence", "convictions", "custody"]
    town.plan.hush(quiet, town.marked("children"))
    people = _people(town)
    _scheme(town)
    _one_service(town)
    _stays(town, people.born)
    _households(town, people.born)
    return lived(chance, people, town.plan, town.truth)


def _scheme(town: Town) -> None:
    """Put people on the scheme, most of them from the ppo list, and half of them into custody."""
    people = town.chance.shuffled("scheme", town.roles("custody", "community"))
    before, later = people[:FROM_PPO], people[FROM_PPO:]
    town.enrol("ppo", before, ("2008-01-01", "2012-01-31"), (IOM - 1, IOM - 1), "moved to iom")
    ends = ("2012-07-15", "2014-06-30")
    town.enrol("iom", before, (IOM, IOM), ends, "good progress")
    town.enrol("iom", later, (IOM + 1, "2012-06-25"), ends, "good progress")
    inside = town.who["custody"]
    short = np.arange(len(inside)) < SHORT
    least = np.where(short, 4, 14)
    months = town.days("sentence", (least, np.where(short, 11, 48)), len(inside))
    served = np.floor(months * SERVED).astype(np.int64)
    due = town.days("release", (AS_AT + 1, AS_AT + np.minimum(served, 400) - 1), len(inside))
    town.imprison(inside, due - served, due, months)
    town.truth["iom_in_custody"] = inside


def _one_service(town: Town) -> None:
    """Release men after short sentences, quarter by quarter; most sign up to the One Service before."""
    signed = []
    for number, joining in enumerate(SIGNED_UP):
        men = town.who["released"][number * RELEASED : (number + 1) * RELEASED]
        quarter = (QUARTERS[number], day(QUARTERS[number + 1]) - 1)
        out = town.days(f"released {number}", quarter, len(men))
        months = town.days(f"sentence {number}", (1, 11), len(men))
        start = out - np.floor(months * SERVED).astype(np.int64)
        town.imprison(men, start, out, months)
        join, until = men[:joining], out[:joining] + 365
        begins = np.maximum(start[:joining], out[:joining] - 20)
        town.enrol("one-service", join, (begins, begins), (until, until), "support ended")
        signed.append(join)
    town.truth["released"] = {"quarters_from": QUARTERS[:-1], "men": RELEASED, "signed_up": SIGNED_UP}
    town.truth["signed_up"] = np.concatenate(signed)


def _stays(town: Town, born: Whole) -> None:
    """Let everybody live in the place, so that all are known to it."""
    people = np.arange(town.size)
    town.plan.hush(["residence"], people >= 0)
    start = np.maximum(town.days("lives here from", ("1995-01-01", "2008-12-31"), town.size), born)
    town.plan.put("residence", person=people, area=AREAS.index(PETERBOROUGH), start=start, end=LAST + 1)


def _households(town: Town, born: Whole) -> None:
    """Put adults, partners and children into households, and say what is known of each by the day."""
    four = printed("peterborough-households")
    met = np.concatenate([np.full(four, 4), *(np.full(count, facts) for facts, count in FEWER.items())])
    released, adults = town.who["released"], town.who["adults"]
    heads = np.concatenate([adults, released[: len(met) - len(adults)]])
    others = np.concatenate([released[-PARTNERS:], town.who["children"]])
    home = np.floor(town.chance("home", len(others)) * len(met)).astype(np.int64)
    person, household = np.concatenate([heads, others]), np.concatenate([np.arange(len(met)), home])
    start = np.maximum(town.days("household from", ("2003-01-01", "2010-06-30"), len(person)), born[person])
    left = (np.arange(len(person)) >= len(heads)) & (town.chance("left home", len(person)) < 0.1)
    end = np.where(left, town.days("left home on", ("2011-01-01", LAST), len(person)), LAST + 1)
    town.plan.put("households", household=household, person=person, start=start, end=end)
    # Which criteria a household does not meet goes round, so that each is missed as often.
    missing = (np.arange(len(FACTS))[None, :] + np.arange(len(met))[:, None]) % len(FACTS)
    known, fact = np.nonzero(missing < met[:, None])
    on = town.days("fact known", ("2011-07-01", AS_AT), len(known))
    town.plan.put("household_facts", household=known, fact=fact, day=on)
    again = town.days("known before", ("2010-04-01", "2011-06-30"), len(known[::3]))
    town.plan.put("household_facts", household=known[::3], fact=fact[::3], day=again)


def _people(town: Town) -> People:
    """Say who people are: the scheme's are the most active, children are not at all."""
    chance, size = town.chance, town.size
    usual = traits(chance, size, AREAS.index(PETERBOROUGH))
    sex: Whole = np.where(chance("sex of adults", size) < 0.7, 0, 1)
    sex[town.roles("custody", "community")] = 1
    sex[town.who["community"][:6]] = 0
    sex[town.who["released"]] = 1
    born = aged(chance("born", size) ** 1.5, 21, 50, AS_AT)
    children = town.who["children"]
    born[children] = aged(chance("born a child", len(children)), 4, 15, AS_AT)
    active = town.marked("custody", "community", "released")
    pace: Numbers = np.where(active, 1 + 7 * chance("pace of the active", size) ** 3, 0.2)
    pace[children] = 0
    first = np.full(size, FIRST)
    return usual._replace(sex=sex, born=born, pace=np.round(pace, 9), first=first, last=np.full(size, LAST))
