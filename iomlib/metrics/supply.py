"""Whether the records of two groups reach equally far: half a supply looks like a success."""

from typing import Any

import numpy as np
import pandas as pd

EXPECTED = 30  # reoffences that should be there and are not; by chance that never happens
PEOPLE = 100  # of so many people at least one offends; none is a table that was not supplied
_NOTHING = (
    "events: there is no proven offence of any of {people} people, before or after. "
    "Supply the events of both groups."
)
_GROUPS = {True: "people on the scheme", False: "people in the pool"}


def short_supply(treated: "pd.Series[bool]", days: pd.DataFrame, events: pd.DataFrame) -> list[str]:
    """Say which group's records seem to end while its people are still followed up.

    From the day after a group's last proven offence the other group tells how often people offend.
    If at that rate 30 or more reoffences should have followed, and none did, they were not supplied.
    That both groups' records end too early cannot be told in this way; that there are none can.

    Parameters
    ----------
    treated
        True for people on the scheme, by person.
    days
        By person: ``index_date``, and ``days_followed`` after it.
    events
        Of these people: ``person``, ``event``, ``start`` and ``proven``, as for `reoffences`.

    Examples
    --------
    >>> ids = [f"{side}{number}" for side in "ab" for number in range(90)]
    >>> treated = pd.Series([True] * 90 + [False] * 90, index=ids)
    >>> days = pd.DataFrame({"index_date": pd.Timestamp("2009-06-01"), "days_followed": 365.0}, index=ids)
    >>> day = pd.Timestamp("2010-01-10")
    >>> events = pd.DataFrame({"person": ids[90:], "event": "offence", "start": day, "proven": day})
    >>> short_supply(treated, days, events)[0][:65]
    'events: there is no proven offence of people on the scheme, where'
    """
    proven = events[(events["event"] == "offence") & events["proven"].notna()]
    if not len(proven):
        return [_NOTHING.format(people=len(treated))] if len(treated) >= PEOPLE else []
    row = treated.index.get_indexer(pd.Index(proven["person"]))
    group, start = treated.to_numpy()[row], proven["start"].to_numpy()
    begin = days["index_date"]
    end = begin + pd.to_timedelta(days["days_followed"], unit="D")
    inside = (start > begin.to_numpy()[row]) & (start <= end.to_numpy()[row])
    problems: list[str] = []
    for side, name in _GROUPS.items():
        last = pd.Series(start[group == side]).max()
        own, other = (_days_after(last, begin[who], end[who]) for who in (treated == side, treated != side))
        theirs = inside & (group != side)
        seen = int((theirs if pd.isna(last) else theirs & (start > last)).sum())
        expected = seen / other * own if other else 0.0
        if expected >= EXPECTED:
            problems.append(_said(name, last, expected))
    return problems


def _days_after(last: Any, begin: "pd.Series[Any]", end: "pd.Series[Any]") -> float:
    """Add up the days on which people were followed, after a day."""
    first = begin if pd.isna(last) else begin.clip(lower=last)
    return float(np.maximum((end - first).dt.days.to_numpy(dtype="float64"), 0).sum())


def _said(name: str, last: Any, expected: float) -> str:
    until = "" if pd.isna(last) else f" after {last:%B %Y}"  # a month: the day is one person's
    return (
        f"events: there is no proven offence of {name}{until}, where about {expected:.0f} would be as many as in the "
        "other group. Supply the events of both groups to the end of the quarter, or take an earlier quarter."
    )
