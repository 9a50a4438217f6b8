"""Small groups of people, made up, for the tests of a comparison: who they are and what they did."""

import functools

import pandas as pd

from examples.rossi import rossi
from iomlib.metrics.evaluation import compare
from iomlib.metrics.gathering import gather, no_events
from iomlib.simulate import comparison_population

QUARTER = "2011-12-Q1"  # ends in June 2011: index dates from January to December 2009
DAY = pd.Timestamp("2009-06-01")


def people(ids, *, day=DAY, found=True, **columns):
    """Make people on the scheme: one row an id."""
    return others(ids, day=day, **columns).assign(in_records=found)


def others(ids, *, day=DAY, **columns):
    """Make people of the pool: one row an id."""
    return pd.DataFrame({"index_date": day, **columns}, index=pd.Index(list(ids), dtype="str", name="person"))


def offences(*rows):
    """Make offences, each proven on its day: (person, day)."""
    if not rows:
        return no_events()
    days = pd.to_datetime([day for _, day in rows])
    made = {"person": [person for person, _ in rows], "event": "offence", "start": days, "proven": days}
    events = pd.DataFrame(made).assign(end=pd.NaT, severity=float("nan"), custodial=pd.NA)
    return events.astype({"person": "str", "end": "datetime64[us]", "custodial": "boolean"})


def two_groups(size=40, again=(20, 20), shift=0):
    """Make two groups of one age spread, of whom so many reoffend; the pool is `shift` years older."""
    scheme, pool = ([f"{side}{number:03d}" for number in range(size)] for side in "sp")
    ages = [20 + number % 10 for number in range(size)]
    events = [
        (id, "2009-09-01")
        for ids, count in zip((scheme, pool), again, strict=True)
        for id in ids[size - count :]
    ]
    return people(scheme, age=ages), others(pool, age=[age + shift for age in ages]), offences(*events)


def gathered(groups, **asked):
    """Gather two groups as of the quarter of these tests."""
    return gather(*groups, QUARTER, **asked)


@functools.cache
def of_rossi():
    """Gather the men of the experiment, as `examples.rossi` makes them."""
    tables = rossi("maryland-experiment")
    scheme, pool = (table.set_index("person") for table in tables[:2])
    scheme = scheme.drop(columns="area").assign(in_records=True)
    events = tables.events.assign(end=pd.NaT, severity=float("nan"), custodial=pd.NA)
    events = events.astype({"end": "datetime64[us]", "custodial": "boolean"})
    return gather(scheme, pool, events, "1972-73-Q4", court_months=0)


@functools.cache
def population(seed=1, effect=0.0, submitted=150, pool=1500):
    """Make up a small population of which the truth is known."""
    return comparison_population(seed=seed, submitted=submitted, pool=pool, effect=effect)


@functools.cache
def of_population(seed=1, effect=0.0, submitted=150, pool=1500):
    """Gather it, exact on how people came."""
    made = population(seed, effect, submitted, pool)
    return gather(
        made.people, made.control_pool, made.events, "2010-11-Q4", covariates=_NAMES, exact=["index_event"]
    )


_NAMES = ("age", "male", "prior_offences", "offences_last_year", "months_since_offence", "drug_use")


@functools.cache
def matched(seed=1, effect=0.0):
    """Match it, three to one."""
    return compare(of_population(seed, effect), "matched", 3, 0.2)
