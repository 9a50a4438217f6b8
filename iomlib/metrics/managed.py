"""Whom a scheme managed in a period and for how long, and what each year of it costs."""

import math
from datetime import date
from typing import NamedTuple

import pandas as pd

from iomlib.metrics.cohort import enrolled, live_in
from iomlib.metrics.counts import check_known, chosen
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.merging import days_inside
from iomlib.metrics.scheme_cost import Money

YEAR = 365  # days of an offender-year, so that a clerk can check it; in a leap year there are 366
COUNTED, LEFT_OUT = "custody-counted", "custody-left-out"


class Managed(NamedTuple):
    """People managed on any day of a period, and their days: all of them, and those in custody.

    ``inside`` counts the people with a day in custody while managed. Numbers are missing where it is not known.

    Examples
    --------
    >>> Managed(42.0, 13_000.0, 3_900.0, 20.0).people
    42.0
    """

    people: float
    days: float
    days_in_custody: float
    inside: float


NOT_KNOWN = Managed(math.nan, math.nan, math.nan, math.nan)


def managed(evidence: Evidence, name: str, area: str | None, first: date, last: date) -> Managed:
    """Count the people on a list on any day of a period, and their days on it, from the records.

    Parameters
    ----------
    evidence
        What is known; of its tables ``enrolments`` and ``custody``.
    name, area
        The list and its area.
    first, last
        First and last day of the period, both counted. Not after the last day that is known of.

    Returns
    -------
    Days on the list, a day once where spells overlap; of these, days in custody (missing where custody
    was not supplied). All missing where there is no row of the list.

    Source
    ------
    Peterborough City Council, 12 September 2012, item 5, 5.1.8: about half of those managed are in custody.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})
    >>> enrolments = pd.DataFrame({"person": ["a"], "area": "haringey", "list": "ppo",
    ...     "start": pd.Timestamp("2009-01-01"), "end": pd.NaT, "reason": None})
    >>> custody = pd.DataFrame({"person": ["a"], "start": pd.Timestamp("2008-01-01"), "end": pd.Timestamp("2009-01-10"),
    ...     "sentence_months": 6.0, "release_due": pd.NaT})
    >>> evidence = gather({"nominals": people, "enrolments": enrolments, "custody": custody}, date(2009, 3, 31))
    >>> managed(evidence, "ppo", "haringey", date(2009, 1, 1), date(2009, 3, 31))
    Managed(people=1.0, days=90.0, days_in_custody=10.0, inside=1.0)
    """
    check_known(evidence, last)
    rows = enrolled(evidence, name, area)
    if rows is None:
        return NOT_KNOWN
    spells, people = rows[["who", "start", "end"]], len(evidence.people)
    on_list = days_inside(spells, people, first, last)
    count, days = float((on_list > 0).sum()), float(on_list.sum())
    if "custody" not in evidence.tables:
        return Managed(count, days, math.nan, math.nan)
    held = evidence.tables["custody"][["who", "start", "end"]]
    # Days of both: those of the one and those of the other, less those of either.
    either = days_inside(pd.concat([spells, held], ignore_index=True), people, first, last)
    both = on_list + days_inside(held, people, first, last) - either
    return Managed(count, days, float(both.sum()), float((both > 0).sum()))


def managed_people(evidence: Evidence, name: str, area: str | None, first: date, last: date) -> list[str]:
    """List the ids of the people on a list on any day of a period; none where it was not supplied.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> managed_people(gather({}, date(2009, 3, 31)), "ppo", None, date(2009, 1, 1), date(2009, 3, 31))
    []
    """
    flags = chosen(evidence, live_in(evidence, name, area, first, last))
    return [] if flags is None else [str(person) for person in evidence.people.index[flags]]


def printed_managed(rows: pd.DataFrame) -> Managed:
    """Take people and days as somebody printed them, where no records were supplied.

    Parameters
    ----------
    rows
        One row, or none: ``people``, ``days``, ``days_in_custody`` (missing where not printed).

    Examples
    --------
    >>> printed_managed(pd.DataFrame({"people": [42], "days": [13_000], "days_in_custody": [None]})).days
    13000.0
    """
    if not len(rows):
        return NOT_KNOWN
    row = rows.iloc[0]
    inside = math.nan if pd.isna(row["days_in_custody"]) else float(row["days_in_custody"])
    return Managed(float(row["people"]), float(row["days"]), inside, math.nan)


def cost_per_year(who: Managed, cost: Money) -> pd.DataFrame:
    """Divide a scheme's cost by the years that it managed people, with days in custody and without.

    The two are never one number: a scheme half of whose people are in custody costs twice as much for each year
    in the community, and neither is wrong.

    Parameters
    ----------
    who
        What ``managed`` or ``printed_managed`` gave.
    cost
        What the scheme cost in the same period.

    Returns
    -------
    Rows ``custody-counted`` and ``custody-left-out``: ``days``, ``years`` (of 365 days), ``cost_per_year``,
    ``lower`` and ``upper`` (pounds). Missing where days or cost are, and where there are no such days.

    Source
    ------
    Peterborough City Council, 12 September 2012, item 5, 5.1.8: about half of those managed are in custody.

    Examples
    --------
    >>> who = Managed(2.0, 730.0, 365.0, 1.0)
    >>> cost_per_year(who, Money(9_000.0, 9_000.0, 9_000.0, "2019-20"))["cost_per_year"].to_dict()
    {'custody-counted': 4500.0, 'custody-left-out': 9000.0}
    """
    days = pd.Series({COUNTED: who.days, LEFT_OUT: who.days - who.days_in_custody}, dtype="float64")
    table = pd.DataFrame({"days": days, "years": days / YEAR}).rename_axis("days_are")
    years = table["years"].where(table["years"] > 0)
    for column, pounds in (("cost_per_year", cost.pounds), ("lower", cost.lower), ("upper", cost.upper)):
        table[column] = pounds / years
    return table


def cost_per_person(who: Managed, cost: Money) -> float:
    """Divide a scheme's cost by the people whom it managed on any day; missing where there is nobody.

    Examples
    --------
    >>> cost_per_person(Managed(2.0, 730.0, 365.0, 1.0), Money(9_000.0, 9_000.0, 9_000.0, "2019-20"))
    4500.0
    """
    return cost.pounds / who.people if who.people > 0 else math.nan
