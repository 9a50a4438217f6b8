"""SIMULATED England and Wales: a ppo list whose balance of community and custody is that of June 2008."""

import numpy as np

from iomlib.simulate.borough import Made, aged, lived, traits
from iomlib.simulate.chance import Chance
from iomlib.simulate.plan import nothing
from iomlib.simulate.planting import SERVED, Town, roles
from iomlib.simulate.printed import NATIONAL, printed
from iomlib.simulate.shapes import AREAS, day

AS_AT = day("2008-06-30")
FORMER, LATER = 100, 50  # people who were on the list before, and who come after: so that quarters differ


def national(chance: Chance) -> Made:
    """Make the people of SIMULATED England and Wales.

    Examples
    --------
    >>> national(Chance(1, "simulated-national ")).people
    1150
    """
    kinds = {"short": printed("national-custody-short"), "long": printed("national-custody-long")}
    listed = printed("national-ppo")
    sizes = {**kinds, "community": listed - sum(kinds.values()), "former": FORMER, "later": LATER}
    size = sum(sizes.values())
    town = Town(chance, roles(sizes), size, nothing(), {"as_at": "2008-06-30"})
    everyone = np.ones(size, dtype=bool)
    town.plan.hush(["enrolments ppo"], everyone, last=AS_AT)
    town.plan.hush(["custody"], everyone, AS_AT, AS_AT)
    for names, start, end in (
        (("short", "long", "community"), ("2004-10-01", "2008-06-30"), ("2008-07-10", "2012-12-31")),
        (("former",), ("2004-10-01", "2006-06-30"), ("2006-07-31", "2008-06-29")),
        (("later",), ("2008-07-01", "2008-12-31"), ("2009-06-30", "2012-12-31")),
    ):
        town.enrol("ppo", town.roles(*names), start, end, "good progress")
    _imprison(town)
    usual = traits(chance, size, AREAS.index(NATIONAL))
    pace = np.round(1 + 9 * chance("pace of a prolific", size) ** 4, 9)
    born = np.where(usual.born > day("1990-06-30"), aged(chance("born", size), 20, 40), usual.born)
    first = np.full(size, day("2006-04-01"))
    return lived(
        chance, usual._replace(pace=pace, born=born, first=first, last=first + 2300), town.plan, town.truth
    )


def _imprison(town: Town) -> None:
    """Put the printed numbers into custody over the day: no sentence is of 12 months exactly."""
    for kind, between in {"short": (3, 11), "long": (14, 72)}.items():
        people = town.who[kind]
        months = town.days(f"{kind} sentence", between, len(people))
        served = np.floor(months * SERVED).astype(np.int64)
        due = town.days(f"{kind} release", (AS_AT + 1, AS_AT + served - 1), len(people))
        town.imprison(people, due - served, due, months)
    town.truth["in_custody"] = town.roles("short", "long")
