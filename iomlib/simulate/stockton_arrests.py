"""How often the people of SIMULATED Stockton-on-Tees are arrested and drug tested in two financial years."""

import numpy as np

from iomlib.simulate.chance import Flags, Whole, poisson, whole
from iomlib.simulate.plan import some
from iomlib.simulate.planting import Town
from iomlib.simulate.printed import printed
from iomlib.simulate.shapes import RESULTS, day
from iomlib.simulate.stockton_causers import Causers

AS_AT = day("2009-03-31")
BEFORE, YEAR = (day("2007-04-01"), day("2008-03-31")), (day("2008-04-01"), AS_AT)
WINTER = day("2008-10-01")  # six months before the review
# The windows of the drug tests: those of the NI 38 cohorts, and the time before each.
WINDOWS = (
    (day("2007-04-01"), day("2007-12-31")),
    (day("2008-01-01"), day("2008-03-31")),
    (day("2008-04-01"), day("2008-12-31")),
    (day("2009-01-01"), AS_AT),
)


def _often(times: dict[int, int]) -> Whole:
    return np.repeat(list(times.keys()), list(times.values()))


# Ours: how the printed sums fall to people. 5, 6 and 7 are the most common, and one has 58 (003, 3.12).
OF_TEN = _often(
    {
        **{10: 7, 11: 5, 12: 4, 13: 3, 14: 2, 15: 2, 16: 2, 17: 1, 18: 1, 20: 1, 25: 1},
        printed("stockton-hcc-most-arrests"): 1,
    }
)
OF_FIVE = _often({5: 12, 6: 12, 7: 9, 8: 5, 9: 5})
OF_YOUNG = _often({12: 1, 13: 1, 14: 1, 16: 1, 19: 1, 21: 1})
OF_NEARLY = _often({5: 20, 6: 12, 7: 7, 8: 3, 9: 2})
OF_OTHERS = _often({4: 70, 3: 130, 2: 330, 1: 701})


def arrested(town: Town, chosen: Causers) -> Whole:
    """Plan the arrests for acquisitive crime of both years, and give those of the second by person."""
    able = ~town.marked("ten", "five", "young", "nearly", "former", "kin clean")
    second = np.zeros(town.size, dtype=np.int64)
    named = {"ten": OF_TEN, "five": OF_FIVE, "young": OF_YOUNG, "nearly": OF_NEARLY}
    for role, counts in named.items():
        second[town.chance.shuffled(f"arrests of {role}", town.who[role])] = counts
    second[some(town.chance, "arrests of others", able, len(OF_OTHERS))] = OF_OTHERS
    first = _year_before(town, chosen, able)
    everyone = np.ones(town.size, dtype=bool)
    town.plan.hush(["arrests acquisitive"], everyone, BEFORE[0], YEAR[1])
    town.plan.hush(["arrests acquisitive", "arrests other", "convictions"], town.marked("kin clean"))
    quiet = np.isin(np.arange(town.size), town.who["stay"][:5])
    town.plan.hush(["arrests other", "intelligence"], quiet, WINTER, AS_AT)
    until = np.where(quiet, WINTER - 1, YEAR[1])
    for counts, begins, ends in ((first, BEFORE[0], BEFORE[1]), (second, YEAR[0], until)):
        person = np.flatnonzero(counts)
        last = np.broadcast_to(ends, town.size)[person]
        town.plan.want("arrests acquisitive", person=person, count=counts[person], first=begins, last=last)
    return second


def _year_before(town: Town, chosen: Causers, able: Flags) -> Whole:
    """Say who was arrested how often in 2007/08: the 110 of paper 000, 2.2, and the others 4 times at most."""
    who, draw = town.who, town.chance("arrests of the year before", town.size)
    counts = np.where(able, np.minimum(poisson(np.full(town.size, 0.9), draw), 4), 0)
    few = town.roles("ten", "five", "young", "nearly")
    counts[few] = whole(draw[few], 1, 4)
    never = np.setdiff1d(
        town.roles("ten", "five"), np.concatenate([np.flatnonzero(chosen.on["ppo"]), chosen.teens])
    )
    never = town.chance.shuffled("never on the list", never)
    nearly, tested_men = who["nearly"], who["men tested"]
    groups = {
        "young": ([who["young"][:4], chosen.teens, who["teens"]], 5, 6),
        "ppo": ([chosen.april, nearly[:5], who["stay"][7:11]], 5, 10),
        "ten": ([never[:6], nearly[5:7], tested_men[:7]], 11, 7),
        "four": ([never[6:36], nearly[7:22], tested_men[7:27]], 5, 6),
    }
    figures = {"young": "more-than-four-young", "ppo": "more-than-four-ppo", "ten": "more-than-ten"}
    total = printed("stockton-more-than-four")
    wanted = {name: printed(f"stockton-{figure}") for name, figure in figures.items()}
    wanted["four"] = total - sum(wanted.values())
    for name, (lists, least, span) in groups.items():
        people = np.concatenate(lists)
        if len(people) != wanted[name]:
            raise ValueError(f"{name}: {len(people)} people are planted, {wanted[name]} are printed.")
        counts[people] = whole(draw[people], least, span)
    return counts


def tested(town: Town, chosen: Causers) -> None:
    """Plan the drug tests of the two years."""
    who = town.who
    tests = np.zeros((town.size, len(WINDOWS), len(RESULTS)), dtype=np.int64)
    positive = np.setdiff1d(town.roles("ten", "five"), np.concatenate([chosen.untested, chosen.negative]))
    later = np.setdiff1d(positive, chosen.potential)
    tests[later, 2, 1] = 1
    tests[chosen.potential, 3, 1] = 1
    tests[chosen.negative, 2, 0] = 2
    tests[who["nearly"][20:40], 2, 0] = 1
    tests[who["alias"], 2, 1] = 2
    tests[who["stay"][3:5], 3, 1] = 1
    cohort = [
        chosen.cohort,
        who["nearly"][10:20],
        town.roles("women tested live", "women tested", "men tested"),
    ]
    tests[np.concatenate(cohort), 1, 1] = 1
    seldom = some(town.chance, "tested seldom", town.roles("women", "men"), 200)
    tests[seldom[:120], 0, 1] = 1
    tests[seldom[60:], 2, 0] = 1
    _often_tested(town, tests, positive, seldom)
    town.plan.hush(["drug_tests"], np.ones(town.size, dtype=bool), BEFORE[0], AS_AT)
    for number, (first, last) in enumerate(WINDOWS):
        for result in range(len(RESULTS)):
            count = tests[:, number, result]
            person = np.flatnonzero(count)
            town.plan.want(
                "drug_tests", person=person, count=count[person], first=first, last=last, result=result
            )


def _often_tested(town: Town, tests: Whole, positive: Whole, seldom: Whole) -> None:
    """Let the printed number of people be tested 5 times or more; everybody else is less often."""
    causers = town.chance.shuffled("tested often", positive)[:55]
    nearly, men = town.who["nearly"][10:20], town.who["men tested"][:35]
    others = seldom[: printed("stockton-tested-5-or-more") - 55 - len(nearly) - len(men)]
    often = np.concatenate([causers, nearly, men, others])
    more = 5 - tests[often].sum(axis=(1, 2)) + whole(town.chance("tested more", len(often)), 0, 5)
    positives = np.floor(more * town.chance("of these positive", len(often))).astype(np.int64)
    # Those just under the rule have no positive test in its year, so all of these are of the time before.
    tests[often, 0, 1] += positives
    tests[often, 2, 0] += more - positives
