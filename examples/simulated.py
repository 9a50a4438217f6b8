"""A made-up partnership whose scheme has a known effect: 8 fewer of every 100 people reoffend."""

from examples.rossi import Tables
from iomlib.simulate import comparison_population

SEED, EFFECT = 2011, -0.08


def simulated(area: str) -> Tables:
    """Make 1,000 people on a scheme and 12,000 who are not, with what they did."""
    made = comparison_population(seed=SEED, submitted=1000, pool=12_000, effect=EFFECT)
    people = made.people.rename_axis("person").reset_index()
    people.insert(0, "area", area)
    words = {True: "yes", False: "no"}
    people["in_records"] = people["in_records"].map(words)
    events = made.events.assign(custodial=made.events["custodial"].map(words))
    return Tables(people, made.control_pool.rename_axis("person").reset_index(), events)
