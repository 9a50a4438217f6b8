"""Rossi, Berk and Lenihan's experiment, from the copy that the package lifelines brings, as people and events.

432 men released from Maryland state prisons in the early 1970s; half of them, chosen by chance, were
given weekly financial aid. The data say in which week of the first year a man was arrested first.
Source: Rossi, Berk and Lenihan 1980, Money, Work and Crime; Allison 1995 has the weeks.
"""

from typing import NamedTuple

import pandas as pd
from lifelines.datasets import load_rossi

# The data hold no dates: all are shown as released on one day of the years in which it happened.
RELEASED = pd.Timestamp(1972, 1, 3)
NAMES = {
    "race": "black",
    "wexp": "work_experience",
    "mar": "married",
    "paro": "parole",
    "prio": "prior_convictions",
}
COVARIATES = ["age", *NAMES.values()]


class Tables(NamedTuple):
    """People on the scheme, people who are not, and the events of both."""

    people: pd.DataFrame
    control_pool: pd.DataFrame
    events: pd.DataFrame


def rossi(area: str) -> Tables:
    """Make the experiment's tables: aid is the scheme, the others are its control group."""
    data = load_rossi().rename(columns=NAMES)
    data.insert(0, "person", [f"rossi-{number:03d}" for number in range(1, len(data) + 1)])
    men = data[["person", *COVARIATES]].assign(area=area, index_date=RELEASED, index_event="release")
    first = ["area", "person", "index_date", "index_event"]
    men = men[[*first, *COVARIATES]]
    arrested = data[data["arrest"] == 1]
    day = RELEASED + pd.to_timedelta(7 * arrested["week"], unit="D")
    events = pd.DataFrame({"person": arrested["person"], "event": "offence", "start": day, "proven": day})
    aided = data["fin"] == 1
    people = men[aided].copy()
    people.insert(4, "in_records", "yes")
    return Tables(people, men[~aided], events)
