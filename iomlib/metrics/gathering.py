"""Who can be compared: people on the scheme and others, with what is known of both and what became of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from iomlib.errors import DataError, nearest
from iomlib.metrics.attrition import attrition, lost_at
from iomlib.metrics.reoffending import Window, cohort_window, reoffences
from iomlib.metrics.supply import short_supply
from iomlib.periods import Quarter

# Columns of people that say who and when; all others can be matched on.
ABOUT = ("area", "index_date", "index_event", "in_records", "treated")


# Share of people before whose months before the index date the first offence on record must lie. Not all:
# the first to come need not have offended on the very first day of an extract.
_REACH = 0.9

NO_STEPS = pd.DataFrame({"step": [], "left": [], "remaining": []})


class Gathered(NamedTuple):
    """People of both groups who can be compared, in the order of their ids.

    ``treated`` (True is on the scheme), ``covariates`` (numbers, one column each), ``exact`` (what
    must be the same in a pair; None if nothing) and ``outcomes`` (as `reoffences` gives them, and
    ``before``, reoffences in as many months before the index date; missing, for all, where the first
    offence on record is later than the beginning of those months for more than a tenth of people)
    have one row per person; ``steps`` counts the scheme's people from submitted to comparable, and
    ``pool_steps`` the others.
    """

    treated: "pd.Series[bool]"
    covariates: pd.DataFrame
    exact: pd.DataFrame | None
    outcomes: pd.DataFrame
    steps: "dict[str, pd.Series[bool]]"
    pool_steps: pd.DataFrame


def gather(  # noqa: PLR0913  the protocol's choices, each by its name
    people: pd.DataFrame,
    pool: pd.DataFrame,
    events: pd.DataFrame,
    quarter: str,
    *,
    followup_months: int = 12,
    court_months: int = 6,
    cohort_months: int = 12,
    covariates: Sequence[str] = (),
    exact: Sequence[str] = (),
) -> Gathered:
    """Find the people whose follow-up is over by the end of a quarter and of whom all is known.

    Parameters
    ----------
    people, pool
        People on the scheme and people who are not: one row each (index: id), ``index_date``, for
        ``people`` ``in_records`` too, and what is known of them. ``pool`` may be empty.
    events
        Offences and custody of both, as for `iomlib.metrics.reoffending.reoffences`.
    quarter
        The report's quarter: the records reach to its end.
    followup_months, court_months, cohort_months
        Follow-up, time for the courts, and length of the period of index dates, in months.
    covariates
        Columns to compare and match on; none named is all that both tables have. Text becomes one
        0/1 column for each word but the first. Without people nobody is gathered.
    exact
        Columns that must be the same within a pair.

    Raises
    ------
    DataError
        People stand in both groups, a column is not there, or the events of one group end early.

    Examples
    --------
    >>> day = pd.Timestamp("2009-06-01")
    >>> people = pd.DataFrame({"index_date": day, "in_records": [True, False], "age": [30, 41]}, index=["a", "b"])
    >>> pool = pd.DataFrame({"index_date": [day], "age": [33]}, index=["c"])
    >>> found = gather(people, pool, no_events(), "2011-12-Q1", exact=["age"])
    >>> found.treated.to_dict(), attrition(found.steps)["remaining"].tolist()[:2]
    ({'a': True, 'c': False}, [2, 1])
    """
    if not len(people):
        return NOBODY
    names = list(covariates) or _shared(people, pool)
    everyone = _both(people, pool, [*names, *exact])
    months = {"followup_months": followup_months, "court_months": court_months}
    window = cohort_window(Quarter.parse(quarter), **months, cohort_months=cohort_months)
    steps = _steps(everyone, window, everyone[[*names, *exact]].notna().all(axis=1))
    usable = everyone[lost_at(steps) == ""]
    # Of those who are left: a word that only the others have would be a column of zeros.
    matrix = covariate_matrix(usable, names)
    outcomes = _outcomes(usable, events, Quarter.parse(quarter).end, months)
    on_scheme = everyone["treated"].astype(bool)
    left = attrition({step: met[~on_scheme] for step, met in steps.items()}, "in the pool")
    asked = usable[list(exact)] if exact else None
    theirs = {step: met[on_scheme] for step, met in steps.items()}
    return Gathered(on_scheme[usable.index], matrix, asked, outcomes, theirs, left)


def _outcomes(
    people: pd.DataFrame, events: pd.DataFrame, as_at: date, months: dict[str, int]
) -> pd.DataFrame:
    """Count reoffences after the index date, and in as many months before it by the same rule."""
    first = events.loc[events["event"] == "offence", "start"].min()
    days, theirs = people[["index_date"]], events[people.index.get_indexer(pd.Index(events["person"])) >= 0]
    after = reoffences(days, theirs, as_at=as_at, **months)
    if problems := short_supply(people["treated"].astype(bool), days.join(after["days_followed"]), theirs):
        raise DataError(problems)
    earlier = days - pd.DateOffset(months=months["followup_months"])
    before = reoffences(earlier, theirs, as_at=as_at, **months)["reoffences"]
    # Counts of records that begin in the middle would be too low, and nobody could see it.
    reach = float((earlier["index_date"] >= first).mean()) if len(people) and pd.notna(first) else 0.0
    return after.assign(before=before if reach >= _REACH else np.nan)


def no_events() -> pd.DataFrame:
    """Give a table of events without a row: nobody offended, nobody was in custody.

    Examples
    --------
    >>> len(no_events())
    0
    """
    days = {name: pd.to_datetime([]) for name in ("start", "end", "proven")}
    words = {name: pd.Series([], dtype="str") for name in ("person", "event")}
    return pd.DataFrame(
        {
            **words,
            **days,
            "severity": pd.Series([], dtype="float64"),
            "custodial": pd.Series([], dtype="boolean"),
        }
    )


def _both(people: pd.DataFrame, pool: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    _check(people, pool, names)
    asked = list(dict.fromkeys(name for name in names if name not in ABOUT[3:]))
    # A copy is of one piece: a hundred columns that were read one by one are slow to add to.
    ours = people[[*dict.fromkeys(["index_date", "in_records", *asked])]].copy()
    theirs = pool[[*dict.fromkeys(["index_date", *asked])]].copy() if len(pool) else pool
    groups = [ours.assign(treated=True), theirs.assign(treated=False, in_records=True)]
    return pd.concat([group for group in groups if len(group)]).sort_index(kind="stable")


def _steps(
    everyone: pd.DataFrame, window: Window, complete: "pd.Series[bool]"
) -> "dict[str, pd.Series[bool]]":
    day = everyone["index_date"]
    early, late = day < pd.Timestamp(window.first), day > pd.Timestamp(window.last)
    return {
        "found in the records": everyone["in_records"].astype(bool),
        "with an index date": day.notna(),
        f"index date on or after {_day(window.first)}": ~early,
        f"follow-up and time for the courts over (index date to {_day(window.last)})": ~late,
        "nothing missing that groups are matched on": complete,
    }


NOBODY = Gathered(pd.Series(dtype="bool"), pd.DataFrame(), None, pd.DataFrame(), {}, NO_STEPS)


def covariate_matrix(people: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Make a column of numbers of each covariate; text becomes a 0/1 column for each word but the first.

    Examples
    --------
    >>> covariate_matrix(pd.DataFrame({"age": [30, 41], "sex": ["male", "female"]}), ["age", "sex"])
        age  sex: male
    0  30.0        1.0
    1  41.0        0.0
    """
    columns: dict[str, pd.Series[Any]] = {}
    for name in names:
        values = people[name]
        if pd.api.types.is_numeric_dtype(values.dtype):
            columns[name] = values.astype("float64")
            continue
        for word in sorted(values.dropna().unique())[1:]:
            columns[f"{name}: {word}"] = (values == word).astype("float64").where(values.notna())
    return pd.DataFrame(columns, index=people.index, dtype="float64")


def with_the_rest(covariates: pd.DataFrame) -> pd.DataFrame:
    """Add, to the columns of a text of three words or more, one for the word that has none.

    A model needs no column for it; whether two groups are alike has to be asked of every word.

    Examples
    --------
    >>> made = covariate_matrix(pd.DataFrame({"home": ["hostel", "own", "street"]}), ["home"])
    >>> with_the_rest(made)["home: none of these"].tolist()
    [1.0, 0.0, 0.0]
    """
    texts = pd.Series(covariates.columns, dtype="str").str.partition(": ")
    several = texts.loc[texts[1] != "", 0].value_counts(sort=False)
    rest = {
        f"{name}: none of these": 1
        - covariates.loc[:, covariates.columns.str.startswith(f"{name}: ")].sum(axis=1)
        for name in several.index[several > 1]
    }
    return covariates.assign(**rest)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _shared(people: pd.DataFrame, pool: pd.DataFrame) -> list[str]:
    return [name for name in people.columns if name not in ABOUT and (name in pool.columns or not len(pool))]


def _check(people: pd.DataFrame, pool: pd.DataFrame, names: list[str]) -> None:
    tables = {"people": people, "control_pool": pool} if len(pool) else {"people": people}
    problems = [
        f"{table}: column {name} is asked for by the comparison and is not there. "
        f"{nearest(name, [str(column) for column in frame.columns if column not in ABOUT])}"
        for table, frame in tables.items()
        for name in dict.fromkeys(names)
        if name not in frame.columns
    ]
    both = int((pool.index.get_indexer(people.index) >= 0).sum())
    if both:
        problems.append(
            f"people, control_pool: {both} people stand in both. A person is on the scheme or in the pool; "
            "take those on the scheme out of the pool."
        )
    if problems:
        raise DataError(problems)
