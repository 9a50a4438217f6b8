"""National Indicator 30 from records: the convictions of those on a list on 1 April, by quarter of the offence."""

from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from iomlib.metrics.cohort import enrolled, on_list
from iomlib.metrics.counts import count
from iomlib.metrics.evidence import Evidence
from iomlib.metrics.intervals import Estimate, wilson
from iomlib.metrics.predicted import convicted, convictions_of
from iomlib.periods import Quarter

SOURCE = "convictions known at the end of the quarter, from the records"


class Followed(NamedTuple):
    """The cohort of a year, and its convictions for offences of the quarters that have had time for the courts.

    ``people`` (count; missing where nobody was on the list), ``returns`` (by quarter id: ``convictions``, ``source``,
    ``paragraph``, ``published``: no, ``people`` of whom they are), ``convicted`` (share of the cohort with any of
    these), ``before`` (convictions for offences of the year before).
    """

    people: float
    returns: pd.DataFrame
    convicted: Estimate
    before: float


def follow(evidence: Evidence, name: str, area: str | None, quarter: str) -> Followed:
    """Follow the people who were on a list on 1 April through the quarters of the year.

    The quarter of the report has had no time for the courts: as in the paper, which had the third
    quarter in May, the quarter before it is the last that is counted.

    Parameters
    ----------
    evidence
        What is known; of its tables ``enrolments`` and ``convictions``.
    name, area
        The list and its area.
    quarter
        The quarter that ends on the last day known of.

    Returns
    -------
    See `Followed`. No returns in the first quarter of a year, or where convictions or the list were not supplied.

    Source
    ------
    Safer Stockton Partnership, 16 June 2009, item 8, paragraphs 4.3 to 4.10.

    Examples
    --------
    >>> from iomlib.metrics.evidence import gather
    >>> people = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": None})
    >>> spells = pd.DataFrame({"person": ["a"], "area": "x", "list": "ppo", "reason": None, "end": pd.NaT})
    >>> offences = pd.DataFrame({"person": ["a"], "day": pd.Timestamp("2008-09-01"), "offence": "burglary"})
    >>> tables = {"enrolments": spells.assign(start=pd.Timestamp("2008-04-01"))}
    >>> tables |= {"nominals": people, "convictions": offences.assign(offence_day=pd.Timestamp("2008-06-30"))}
    >>> follow(gather(tables, date(2008, 9, 30)), "ppo", "x", "2008-09-Q2").returns["convictions"].to_dict()
    {'2008-09-Q1': 1}
    """
    now = Quarter.parse(quarter)
    begins, last = date(now.year, 4, 1), now.start - timedelta(days=1)
    cohort = on_list(evidence, name, area, begins)
    known = enrolled(evidence, name, area) is not None and "convictions" in evidence.tables
    people = count(cohort) if enrolled(evidence, name, area) is not None else float("nan")
    if not known or now.number == 1 or not people > 0:
        nothing = pd.DataFrame({"convictions": pd.Series(dtype="Int64"), "source": "", "paragraph": ""})
        nothing = nothing.assign(published="no")
        return Followed(people, nothing, wilson(0, 0), float("nan"))
    counted = convictions_of(evidence, cohort, begins, last)[["convictions"]].astype("Int64")
    year_before = (date(now.year - 1, 4, 1), date(now.year, 3, 31))
    before = convictions_of(evidence, cohort, *year_before)["convictions"].sum(skipna=False)
    share = convicted(evidence, cohort, begins, last)
    returns = counted.assign(source=SOURCE, paragraph="", published="no", people=people)
    return Followed(people, returns, share, float(before))


def returns_of(followed: Followed, supplied: pd.DataFrame) -> pd.DataFrame:
    """Give the returns that were supplied, or else those that follow from the records.

    Parameters
    ----------
    followed
        What `follow` gave.
    supplied
        What `tables.read_convictions` gave.

    Examples
    --------
    >>> nothing = pd.DataFrame({"convictions": [], "source": [], "paragraph": []})
    >>> len(returns_of(Followed(float("nan"), nothing, wilson(0, 0), float("nan")), nothing))
    0
    """
    return supplied if len(supplied) else followed.returns
