"""Where the people of SIMULATED Stockton-on-Tees live, one large family, aliases, and some time in custody."""

import numpy as np

from iomlib.simulate.chance import Whole
from iomlib.simulate.plan import some
from iomlib.simulate.planting import SERVED, Town
from iomlib.simulate.printed import BOROUGH, STOCKTON
from iomlib.simulate.shapes import AREAS, LAST, day
from iomlib.simulate.stockton_arrests import AS_AT, BEFORE
from iomlib.simulate.stockton_causers import Causers

MOVERS, NO_STAY = 60, 15
SHORT_CUSTODY, CUSTODY = 25, 120  # of the 73, and of others: time in custody within the two years
# How an alias differs: forename and surname one vowel off (1) or not (0); the days of birth are in stockton.py.
ALIASES = (
    (1, 0, "forename one letter off"),
    (0, 0, "day and month swapped"),
    (0, 1, "a day and a letter off"),
)


def housed(town: Town, chosen: Causers, born: Whole) -> None:
    """Plan the stays, the family, the aliases and the times in custody of those who are not on the ppo list."""
    _stays(town, born)
    _family(town)
    _aliases(town, chosen)
    _custody(town, chosen)


def _stays(town: Town, born: Whole) -> None:
    """Let everybody live in the place; some move to the borough, and of some no stay is known."""
    town.plan.hush(["residence"], np.ones(town.size, dtype=bool))
    men = town.who["men"]
    listed = np.concatenate([town.who["stay"][5:7], town.who["fresh"][:1], town.who["gone"][:1]])
    movers = some(town.chance, "movers", men[100:], MOVERS)
    nowhere = men[60 : 60 + NO_STAY]
    first = np.maximum(town.days("lives here from", ("1990-01-01", "2006-03-31"), town.size), born)
    end = np.full(town.size, LAST + 1)
    end[listed] = town.days("listed move", ("2008-12-10", "2009-02-20"), len(listed))
    end[movers] = town.days("move", ("2006-06-01", "2012-06-30"), len(movers))
    here = np.setdiff1d(np.arange(town.size), nowhere)
    place = AREAS.index(STOCKTON)
    town.plan.put("residence", person=here, area=place, start=first[here], end=end[here])
    gone = np.concatenate([listed, movers])
    away = AREAS.index(BOROUGH)
    town.plan.put("residence", person=gone, area=away, start=end[gone] + 1, end=LAST + 1)


def _family(town: Town) -> None:
    """Plan one large family: its size is ours, no family that was printed is shown again."""
    prolific = np.concatenate([town.who["stay"][7:12], town.who["former"][:2]])
    kin = town.who["kin"]
    members = np.concatenate([prolific, kin, town.who["kin clean"]])
    town.plan.put("families", family=0, person=members)
    often = 1 + np.floor(5 * town.chance("convictions of a family", len(kin)) ** 2).astype(np.int64)
    town.plan.want(
        "convictions",
        **{"person": kin, "count": often, "first": day("2006-04-01")},
        **{"last": day("2008-12-15"), "limit": AS_AT},
    )
    convicted = np.concatenate([prolific, kin])
    town.truth["family"] = {"members": members, "convicted": convicted, "ever on ppo": prolific}


def _aliases(town: Town, chosen: Causers) -> None:
    """Plan those who may be the three untested under another name, and three who only share a name."""
    alias, decoy = town.who["alias"], town.who["decoy"]
    for number, (forename, surname, how) in enumerate(ALIASES):
        pair = np.array([chosen.untested[number], alias[number]])
        town.plan.put("aliases", person=pair[1:], like=pair[:1], forename=forename, surname=surname)
        town.truth.setdefault("aliases", []).append({"people": pair, "how": how})
    for number, person in enumerate(decoy):
        pair = np.array([chosen.rest[number], person])
        town.plan.put("aliases", person=pair[1:], like=pair[:1], forename=0, surname=0)
        town.truth.setdefault("share_a_name_only", []).append({"people": pair})


def _custody(town: Town, chosen: Causers) -> None:
    """Send some to custody for a while, and keep chance from sending others in the two years."""
    town.plan.hush(["custody"], np.ones(town.size, dtype=bool), BEFORE[0], AS_AT)
    causers = some(town.chance, "causers in custody", chosen.rest, SHORT_CUSTODY)
    start = town.days("causers' custody", ("2008-05-05", "2008-10-01"), len(causers))
    days = town.days("causers' custody days", (14, 55), len(causers))
    months = np.where(days < 28, np.nan, np.round(days / SERVED))
    town.imprison(causers, start, start + days, months)
    others = some(town.chance, "others in custody", town.who["men"][100:], CUSTODY)
    start = town.days("others' custody", ("2007-05-01", "2008-07-31"), len(others))
    days = town.days("others' custody days", (30, 200), len(others))
    town.imprison(others, start, start + days, np.round(days / SERVED))
