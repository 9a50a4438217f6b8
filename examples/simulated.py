"""A made-up partnership whose scheme has a known effect: 8 fewer of every 100 people reoffend."""

from examples.rossi import Tables
from iomlib.simulate import comparison_population

SEED, EFFECT = 2011, -0.08


def simulated(area: str) -> Tables:
    """Make 1,000 people on a scheme and 12,000 who are not, with what they did."""
    made = comparison_population(seed=SEED, submitted=1000, pool=12_000, effect=EFFECT)
    people = made.people.rename_axis("person").reset_index()
    people.insert(0, "area", area)
    people["in_records"] = people["in_records"].map({True: "yes", False: "no"})
    events = made.events.assign(custodial=made.events["custodial"].map({1.0: "yes", 0.0: "no"}))
    pool = made.control_pool.rename_axis("person").reset_index().assign(area=area)
    return Tables(people, pool, events)
