"""Who the 73 high crime causers are, and on which lists: the printed overlaps, dealt out by chance."""

from typing import NamedTuple

import numpy as np

from iomlib.simulate.chance import Flags, Whole
from iomlib.simulate.plan import some
from iomlib.simulate.planting import Town
from iomlib.simulate.printed import printed

# Ours, where the paper prints a total only: of the 2 on ppo and drr, and of the 7 on no list, those with 10 or more.
BOTH_OF_TEN, NONE_OF_TEN = 1, 3
PPO_OF_APRIL = 10  # of the 14 on ppo, those who were on it on 1 April 2008 already
MEN_OF_NI38 = 35  # of the 73, in the NI 38 cohort of January to March 2008
SERVICES = ("ppo", "drr", "probation", "treatment", "cjit")


class Causers(NamedTuple):
    """The 73: by list, a mark for each person of the place; and those with something of their own.

    ``untested`` and ``negative``: without a positive test. ``teens``: under 18 a year before.
    ``rest``: the others, in an order of chance. ``april``: on ppo on 1 April 2008, ``fresh``: later.
    ``cohort``: of the NI 38 cohort; ``potential``: of that of the next year.
    """

    on: dict[str, Flags]
    untested: Whole
    negative: Whole
    teens: Whole
    rest: Whole
    women: Whole
    april: Whole
    fresh: Whole
    cohort: Whole
    potential: Whole


def causers(town: Town) -> Causers:
    """Deal out the lists, and choose the women, the untested and those of the NI 38 cohorts."""
    chance, ten, five = town.chance, town.who["ten"], town.who["five"]
    on = _lists(town)
    away = chance.shuffled("not positive", ten)
    tests = printed("stockton-hcc-not-tested"), printed("stockton-hcc-only-negative")
    untested, negative = away[: tests[0]], away[tests[0] : sum(tests)]
    teens = some(chance, "teens", five[~on["ppo"][five]], 2)
    special = np.concatenate([untested, teens])
    others = np.setdiff1d(np.concatenate([ten, five]), special)
    positive = np.setdiff1d(np.concatenate([others, teens]), negative)
    women = some(chance, "women", np.setdiff1d(others, negative), printed("stockton-hcc-female"))
    ppo = chance.shuffled("ppo in april", np.flatnonzero(on["ppo"]))
    men = np.setdiff1d(positive[~on["ppo"][positive]], women)
    return Causers(
        on=on,
        untested=untested,
        negative=negative,
        teens=teens,
        rest=chance.shuffled("rest", others),
        women=women,
        april=ppo[:PPO_OF_APRIL],
        fresh=ppo[PPO_OF_APRIL:],
        cohort=some(chance, "of the cohort", men, MEN_OF_NI38),
        potential=some(chance, "potential cohort", positive, printed("stockton-hcc-ni38")),
    )


def _lists(town: Town) -> dict[str, Flags]:
    on = {name: np.zeros(town.size, dtype=bool) for name in SERVICES}
    totals = {name: printed(f"stockton-hcc-on-{name}") for name in SERVICES}
    of_ten = {name: printed(f"stockton-ten-on-{name}") for name in SERVICES}
    none = printed("stockton-high-crime-causers") - printed("stockton-hcc-on-any-service")
    both = totals["ppo"] + totals["drr"] - printed("stockton-hcc-on-ppo-or-drr")
    groups = {
        "ten": (of_ten, BOTH_OF_TEN, NONE_OF_TEN),
        "five": ({n: totals[n] - of_ten[n] for n in SERVICES}, both - BOTH_OF_TEN, none - NONE_OF_TEN),
    }
    for role, (counts, shared, nothing) in groups.items():
        people = town.chance.shuffled(f"lists of {role}", town.who[role])
        served = len(people) - nothing
        treated = people[: counts["treatment"]]
        untreated = people[counts["treatment"] : served]  # on probation alone
        start = counts["drr"] - shared
        cjit = town.chance.shuffled(f"cjit of {role}", treated)[: counts["cjit"]]
        dealt = {
            "treatment": treated,
            "probation": np.concatenate([untreated, treated[: counts["probation"] - len(untreated)]]),
            "drr": treated[: counts["drr"]],
            "ppo": treated[start : start + counts["ppo"]],
            "cjit": cjit,
        }
        for name, members in dealt.items():
            on[name][members] = True
    return on
