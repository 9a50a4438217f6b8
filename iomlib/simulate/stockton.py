"""SIMULATED Stockton-on-Tees: 2,000 made-up people who give the figures that were printed in 2008 and 2009."""

import numpy as np

from iomlib.simulate.borough import Made, aged, lived, traits
from iomlib.simulate.chance import Chance, Flags, Whole
from iomlib.simulate.plan import People, nothing, some
from iomlib.simulate.planting import Town, roles
from iomlib.simulate.printed import STOCKTON, printed
from iomlib.simulate.shapes import AREAS, BLANK, FIRST, LAST, day
from iomlib.simulate.stockton_arrests import AS_AT, arrested, tested
from iomlib.simulate.stockton_caseload import caseload
from iomlib.simulate.stockton_causers import Causers, causers
from iomlib.simulate.stockton_homes import housed
from iomlib.simulate.stockton_ppo import prolific

SIZE, WOMEN = 2000, 500
_TEN = printed("stockton-hcc-10-or-more")
_DIP_WOMEN_LIVE = 11  # of the women of the NI 38 cohort on probation, those known by a drug test
_LIVE, _ENDED = printed("stockton-ni38-women-probation"), printed("stockton-ni38-women-ended")
_NEITHER = printed("stockton-ni38-women") - _LIVE - _ENDED
# What people are planted for. Further figures choose among them, by chance.
SIZES = {
    "ten": _TEN,
    "five": printed("stockton-high-crime-causers") - _TEN,
    "young": printed("stockton-young-people"),
    "nearly": printed("stockton-arrested-5-or-more") - printed("stockton-listed"),
    "good": printed("stockton-deregistered"),
    **{"gone": 2, "stay": 15, "fresh": 8, "former": 5, "teens": 5, "alias": 3, "decoy": 3},
    **{"women tested live": _DIP_WOMEN_LIVE, "women tested": _NEITHER},
    **{"women assessed live": _LIVE - _DIP_WOMEN_LIVE, "women assessed ended": _ENDED},
    **{"men tested": 46, "men assessed": 30, "kin": 24, "kin clean": 15},
}
WOMEN_ROLES = ("women tested live", "women tested", "women assessed live", "women assessed ended")
# Days of birth that a rule may trip over: 18 on the day itself, a leap day, a day and month that can be swapped.
TEEN_BORN = ("1991-03-31", "1990-09-12")
LEAP_BORN, YOUNG_LEAP_BORN = "1984-02-29", "1992-02-29"
UNTESTED_BORN = ("1980-03-07", "1982-06-11", "1979-09-24")
ALIAS_BORN = ("1980-03-07", "1982-11-06", "1979-09-25")
YOUNG_BORN = ("1991-06-14", "1991-10-02", YOUNG_LEAP_BORN, "1992-08-20", "1993-01-05", "1992-11-30")
NOT_BORN = 12  # people without a day of birth


def stockton(chance: Chance) -> Made:
    """Make the people of SIMULATED Stockton-on-Tees.

    Examples
    --------
    >>> stockton(Chance(1, "simulated-stockton ")).people
    2000
    """
    town = Town(chance, roles(_sizes()), SIZE, nothing(), {"as_at": "2009-03-31"})
    chosen = causers(town)
    sex = _sexes(town, chosen)
    born = _births(town, chosen)
    counts = arrested(town, chosen)
    tested(town, chosen)
    treated = caseload(town, chosen, sex, counts)
    prolific(town, chosen, counts)
    housed(town, chosen, born)
    return lived(chance, _people(town, sex, born, treated, counts), town.plan, town.truth)


def _sizes() -> dict[str, int]:
    kin_women = sum(SIZES[role] // 3 for role in ("kin", "kin clean"))
    named_women = sum(SIZES[role] for role in WOMEN_ROLES) + printed("stockton-hcc-female") + kin_women
    women = WOMEN - named_women
    return {**SIZES, "women": women, "men": SIZE - sum(SIZES.values()) - women}


def _sexes(town: Town, chosen: Causers) -> Whole:
    """Make men of all but those who are planted as women."""
    women = [town.roles(*WOMEN_ROLES, "women"), chosen.women]
    women += [town.who[role][: SIZES[role] // 3] for role in ("kin", "kin clean")]
    sex = np.ones(SIZE, dtype=np.int64)
    sex[np.concatenate(women)] = 0
    sex[town.who["men"][:6]] = BLANK
    return sex


def _births(town: Town, chosen: Causers) -> Whole:
    """Give everybody a day of birth: adults by chance, the cohort in its printed bands, and awkward days."""
    draw = town.chance("born", SIZE)
    born = aged(draw**1.6, 20, 58, AS_AT)
    under = printed("stockton-hcc-under-25") - len(chosen.teens)
    middle = printed("stockton-hcc-25-to-34") - len(chosen.untested)
    bands = ((under, 19, 24), (middle, 25, 34), (len(chosen.rest), 35, 52))
    start = 0
    for count, least, most in bands:
        people = chosen.rest[start : start + count]
        born[people] = aged(draw[people], least, most, AS_AT)
        start += count
    exact = {
        **dict(zip(chosen.teens.tolist(), TEEN_BORN, strict=True)),
        **dict(zip(chosen.untested.tolist(), UNTESTED_BORN, strict=True)),
        **dict(zip(town.who["alias"].tolist(), ALIAS_BORN, strict=True)),
        **dict(zip(town.who["young"].tolist(), YOUNG_BORN, strict=True)),
        int(chosen.rest[under]): LEAP_BORN,
        int(town.who["men"][30]): "1976-02-29",
    }
    for person, text in exact.items():
        born[person] = day(text)
    _of_families(town, born)
    born[town.who["teens"]] = aged(draw[town.who["teens"]], 16, 17, day("2008-03-31"))
    born[some(town.chance, "not born", town.who["men"][40:], NOT_BORN)] = BLANK
    return born


def _of_families(town: Town, born: Whole) -> None:
    """Give a family its generations: two grandparents, their children, and grandchildren."""
    draw = town.chance("born in a family", SIZE)
    clean, kin = town.who["kin clean"], town.who["kin"]
    for people, least, most in ((clean[:2], 68, 76), (clean[2:9], 40, 53), (clean[9:], 11, 17)):
        born[people] = aged(draw[people], least, most, AS_AT)
    for people, least, most in ((kin[:10], 40, 53), (kin[10:], 19, 33)):
        born[people] = aged(draw[people], least, most, AS_AT)


def _people(town: Town, sex: Whole, born: Whole, treated: Flags, counts: Whole) -> People:
    """Let people go on, before and after the two years that are planned, as they are in the second."""
    usual = traits(town.chance, SIZE, AREAS.index(STOCKTON))
    pace = 0.15 + 0.6 * counts
    pace[town.who["good"]] = 0.1
    ends = AS_AT + 90 + np.floor((LAST - AS_AT) * 1.4 * town.chance("goes on", SIZE)).astype(np.int64)
    return usual._replace(
        born=born,
        sex=sex,
        drugs=treated | (town.chance("uses drugs", SIZE) < 0.2),
        pace=np.where(town.marked("kin clean"), 0.0, np.minimum(pace, 20)),
        first=np.full(SIZE, FIRST),
        last=np.minimum(ends, LAST),
    )
