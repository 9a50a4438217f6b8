"""Proven reoffending: who offended again within the follow-up, how often, how soon, and how gravely."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from iomlib.metrics.histories import Days, Histories, days_of, read_histories
from iomlib.periods import Quarter

COUNTED = "proven reoffence"
# What becomes of an offence, in the order in which it is asked.
FATES = (
    "person not mature",
    "on or before the index date",
    "after the follow-up",
    "not proven",
    "proven too late",
    COUNTED,
)


class Window(NamedTuple):
    """The first and the last index date of a cohort, both included.

    Examples
    --------
    >>> Window(date(2009, 1, 1), date(2009, 12, 31)).first.year
    2009
    """

    first: date
    last: date


@dataclass(frozen=True)
class _FollowUp:
    """Each person's index date, last day of follow-up, and last day on which a reoffence may be proven."""

    begin: Days
    end: Days
    proven_by: Days
    mature: NDArray[np.bool_]


def reoffences(
    people: pd.DataFrame,
    events: pd.DataFrame,
    *,
    as_at: date,
    followup_months: int = 12,
    court_months: int = 6,
) -> pd.DataFrame:
    """Count each person's proven reoffences, and the days in which they could be committed.

    A proven reoffence is an offence committed within the follow-up and proven (convicted or
    cautioned) within it or in the further months for the courts. The follow-up begins on the day
    after the index date and ends on the same day of the month so many months later, that day
    included; 31 August and six months is the last day of February. Both limits count from the
    index date. An offence on the index date itself is not a reoffence; one in custody is. Two
    identical rows are two offences: ``identical_offences`` counts them.

    Parameters
    ----------
    people
        One row per person (index: id): ``index_date`` (day of release, order or caution; may be
        blank); ``index_event`` and ``age`` are checked where they are there.
    events
        ``person``, ``event`` (offence or custody), ``start`` (day of the offence, or first day in
        custody), ``end`` (last day in custody; blank is still there), ``proven`` (day of the
        conviction or caution; blank is not proven), ``severity`` (tier 1, the most severe, to 3),
        ``custodial`` (1 sentenced to custody, 0 not). The last two may be blank.
    as_at
        Last day that the records reach.
    followup_months, court_months
        Calendar months of follow-up, and the further ones in which an offence may be proven.

    Returns
    -------
    One row per person, in the order of ``people``: ``mature`` (follow-up and courts' time ended
    by ``as_at``), ``reoffended`` (1 or 0), ``reoffences`` (count), ``days_to_first`` (from the
    index date to the first), ``days_followed``, ``days_at_risk`` (those less the days in custody,
    spells that overlap counted once), ``most_severe`` (tier), ``custodial`` (1 where a reoffence
    brought custody). All but ``mature`` are missing, never 0, for a person who is not mature.
    ``most_severe`` is missing too where a blank tier might be the more severe, and ``custodial``
    where a blank might be a 1.

    Source
    ------
    Ministry of Justice, Proven reoffending statistics: definitions and measurement (one-year
    follow-up, six months for the courts). Which day is inside is our reading, stated above.

    Examples
    --------
    >>> people = pd.DataFrame({"index_date": pd.to_datetime(["2009-05-01", "2010-12-01"])}, index=["a", "b"])
    >>> event = {"person": "a", "event": "offence", "start": pd.Timestamp("2009-07-01"), "end": pd.NaT,
    ...     "proven": pd.Timestamp("2009-09-01"), "severity": 2, "custodial": False}
    >>> table = reoffences(people, pd.DataFrame([event]), as_at=date(2011, 3, 31))
    >>> table.loc["a", ["reoffences", "days_to_first", "days_at_risk"]].tolist()
    [1.0, 61.0, 365.0]
    >>> bool(table.loc["b", "mature"]), table.loc["b", "reoffences"].item()
    (False, nan)
    """
    _check_months(followup_months, court_months)
    histories = read_histories(people, events, as_at)
    follow_up = _follow(histories.index_date, as_at, followup_months, court_months)
    table = pd.DataFrame({"mature": follow_up.mature}, index=people.index)
    table = table.assign(**_counts(histories, follow_up))
    followed = (follow_up.end - follow_up.begin).astype(float)
    table["days_followed"] = followed
    table["days_at_risk"] = followed - _days_in_custody(histories, follow_up)
    order = [
        *("reoffended", "reoffences", "days_to_first", "days_followed"),
        *("days_at_risk", "most_severe", "custodial"),
    ]
    return table[["mature"]].join(table[order].astype(float).where(table["mature"]))


def ignored_events(
    people: pd.DataFrame,
    events: pd.DataFrame,
    *,
    as_at: date,
    followup_months: int = 12,
    court_months: int = 6,
) -> "pd.Series[int]":
    """Say what became of every offence in the records: counted, or why not.

    An offence on or before the index date is history, which chooses people but is no reoffence.

    Parameters
    ----------
    people, events, as_at, followup_months, court_months
        As for ``reoffences``.

    Returns
    -------
    Offences by what became of them (index), each in one row, so that they add up to all. The
    first that applies is taken, in the order of the rows.

    Examples
    --------
    >>> people = pd.DataFrame({"index_date": pd.to_datetime(["2009-05-01"])}, index=["a"])
    >>> event = {"person": "a", "event": "offence", "start": pd.Timestamp("2009-04-01"), "end": pd.NaT,
    ...     "proven": pd.NaT, "severity": None, "custodial": None}
    >>> ignored_events(people, pd.DataFrame([event]), as_at=date(2011, 3, 31))["on or before the index date"].item()
    1
    """
    _check_months(followup_months, court_months)
    histories = read_histories(people, events, as_at)
    follow_up = _follow(histories.index_date, as_at, followup_months, court_months)
    fates = _fates(histories, follow_up)[histories.offence]
    counts = np.bincount(fates, minlength=len(FATES))
    return pd.Series(counts, index=pd.Index(FATES, name="fate"), name="offences")


def identical_offences(events: pd.DataFrame) -> int:
    """Count the rows of offences that repeat another in every column.

    They are counted as offences, since two on one day look the same; many of them are a sign
    that an extract was put together twice.

    Examples
    --------
    >>> row = {"person": "a", "event": "offence", "start": pd.Timestamp("2009-07-01")}
    >>> identical_offences(pd.DataFrame([row, row]))
    1
    """
    return int(events[events["event"] == "offence"].duplicated().sum())


def index_cohort(people: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Give the people whose index date lies in a period, both its days included.

    Parameters
    ----------
    people
        One row per person: ``index_date`` (blank is in no period).
    first, last
        Such as those of ``cohort_window``.

    Examples
    --------
    >>> people = pd.DataFrame({"index_date": pd.to_datetime(["2009-12-31", "2010-01-01"])}, index=["a", "b"])
    >>> index_cohort(people, date(2009, 1, 1), date(2009, 12, 31)).index.tolist()
    ['a']
    """
    if last < first:
        raise ValueError(f"the cohort ends on {last}, before it begins on {first}. Swap the two.")
    day = days_of(people["index_date"])
    return people[(day >= np.datetime64(first, "D")) & (day <= np.datetime64(last, "D"))]


def cohort_window(
    quarter: Quarter, *, followup_months: int = 12, court_months: int = 6, cohort_months: int = 12
) -> Window:
    """Give the latest cohort whose follow-up and courts' time are over by the end of a quarter.

    Examples
    --------
    >>> window = cohort_window(Quarter.parse("2010-11-Q4"))  # ends in March 2011
    >>> str(window.first), str(window.last)
    ('2008-10-01', '2009-09-30')
    """
    _check_months(followup_months, court_months)
    if cohort_months < 1:
        raise ValueError(f"cohort_months is {cohort_months}. A cohort is of at least one month.")
    # A quarter ends with a month, and then so does the cohort: 31 August and 18 months is in February.
    last_month = pd.Period(quarter.end, "M") - (followup_months + court_months)
    first_month = last_month - (cohort_months - 1)
    after = (last_month + 1).start_time.date()
    return Window(first_month.start_time.date(), after - timedelta(days=1))


def _check_months(followup_months: int, court_months: int) -> None:
    if followup_months < 1:
        raise ValueError(f"followup_months is {followup_months}. A follow-up has at least one month.")
    if court_months < 0:
        raise ValueError(f"court_months is {court_months}. It is 0 or more.")


def _follow(begin: Days, as_at: date, followup_months: int, court_months: int) -> _FollowUp:
    proven_by = _months_later(begin, followup_months + court_months)
    # A blank compares as false, so that a person without an index date is not mature.
    mature = proven_by <= np.datetime64(as_at.isoformat()[:10], "D")
    return _FollowUp(begin, _months_later(begin, followup_months), proven_by, mature)


def _months_later(days: Days, months: int) -> Days:
    later = pd.Series(days.astype("datetime64[s]")) + pd.DateOffset(months=months)
    return later.to_numpy().astype("datetime64[D]")


def _fates(histories: Histories, follow_up: _FollowUp) -> NDArray[np.intp]:
    """Say for each event, as a place in FATES, whether it would be a proven reoffence."""
    who = histories.person
    reasons = [
        ~follow_up.mature[who],
        histories.start <= follow_up.begin[who],
        histories.start > follow_up.end[who],
        np.isnat(histories.proven),
        histories.proven > follow_up.proven_by[who],
    ]
    return np.select(reasons, list(range(len(reasons))), default=len(reasons)).astype(np.intp)


def _counts(histories: Histories, follow_up: _FollowUp) -> dict[str, NDArray[np.float64]]:
    counted = histories.offence & (_fates(histories, follow_up) == FATES.index(COUNTED))
    who, people = histories.person[counted], len(follow_up.begin)
    count = np.bincount(who, minlength=people).astype(float)
    soonest = np.full(people, np.inf)
    np.minimum.at(soonest, who, (histories.start[counted] - follow_up.begin[who]).astype(float))
    tier, custody = histories.severity[counted], histories.custodial[counted]
    severest = np.full(people, np.inf)
    np.minimum.at(severest, who, np.where(np.isnan(tier), np.inf, tier))
    no_tier = np.bincount(who, np.isnan(tier), minlength=people) > 0
    unknown = np.bincount(who, np.isnan(custody), minlength=people) > 0
    sent = np.bincount(who, custody == 1, minlength=people) > 0
    return {
        "reoffended": (count > 0).astype(float),
        "reoffences": count,
        "days_to_first": np.where(count > 0, soonest, np.nan),
        "most_severe": np.where((count == 0) | (no_tier & (severest > 1)), np.nan, severest),
        "custodial": np.where(unknown & ~sent, np.nan, sent.astype(float)),
    }


def _days_in_custody(histories: Histories, follow_up: _FollowUp) -> NDArray[np.float64]:
    """Count each person's days in custody within the follow-up; each day once."""
    who = histories.person[~histories.offence]
    opening, closing = follow_up.begin[who], follow_up.end[who]
    # A spell without an end lasts: the records of a mature person reach beyond the follow-up.
    end = np.where(np.isnat(histories.end[~histories.offence]), closing, histories.end[~histories.offence])
    first = np.maximum(histories.start[~histories.offence], opening + 1)
    last = np.minimum(end, closing)
    inside = ~np.isnat(opening) & (last >= first)
    who, first, last = who[inside], first[inside].astype(np.int64), last[inside].astype(np.int64)
    order = np.lexsort((first, who))
    who, first, last = who[order], first[order], last[order]
    # One number line for all people, long enough apart, so that one running maximum serves them all.
    apart = who.astype(np.int64) * (int(last.max()) - int(first.min()) + 2 if len(who) else 1)
    reached = np.maximum.accumulate(apart + last)
    before = np.concatenate([[np.iinfo(np.int64).min], reached[:-1]])
    new = apart + last - np.maximum(before, apart + first - 1)
    return np.bincount(who, np.maximum(new, 0), minlength=len(follow_up.begin)).astype(np.float64)
