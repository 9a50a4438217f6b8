"""Proven reoffending: the rule day by day, a slow second reading of it, and what must hold for any history."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.errors import DataError
from iomlib.metrics.reoffending import (
    FATES,
    cohort_window,
    identical_offences,
    ignored_events,
    index_cohort,
    reoffences,
)
from iomlib.periods import Quarter

COLUMNS = ["person", "event", "start", "end", "proven", "severity", "custodial"]
INDEX_DATE = "2009-05-01"
AS_AT = date(2011, 12, 31)


def people_of(index_dates, **columns):
    days = pd.to_datetime(pd.Series(list(index_dates.values()), index=list(index_dates), dtype="object"))
    return pd.DataFrame({"index_date": days, **columns})


def offence(start, proven=None, person="a", severity=2, custodial=0):
    return (person, "offence", start, None, proven, severity, custodial)


def custody(start, end=None, person="a"):
    return (person, "custody", start, end, None, None, None)


def events_of(*rows):
    table = pd.DataFrame(list(rows), columns=COLUMNS)
    for column in ("start", "end", "proven"):
        table[column] = pd.to_datetime(table[column])
    return table.astype({"severity": float, "custodial": float})


def of_one(*rows, index_date=INDEX_DATE, as_at=AS_AT, **months):
    return reoffences(people_of({"a": index_date}), events_of(*rows), as_at=as_at, **months).loc["a"]


@pytest.mark.parametrize(
    ("start", "proven", "counted"),
    [
        pytest.param("2009-05-01", "2009-06-01", 0, id="on the index date"),
        pytest.param("2009-05-02", "2009-05-02", 1, id="on the first day"),
        pytest.param("2010-05-01", "2010-06-01", 1, id="on the last day"),
        pytest.param("2010-05-02", "2010-06-01", 0, id="a day too late"),
        pytest.param("2009-07-01", "2010-11-01", 1, id="proven on the last day"),
        pytest.param("2009-07-01", "2010-11-02", 0, id="proven a day too late"),
        pytest.param("2009-07-01", None, 0, id="never proven"),
        pytest.param("2009-04-01", "2009-06-01", 0, id="committed before, proven in the follow-up"),
    ],
)
def test_both_limits_include_their_day(start, proven, counted):
    person = of_one(offence(start, proven))
    assert (person.reoffended, person.reoffences) == (counted, counted)


@pytest.mark.parametrize(
    ("index_date", "last_day", "days"),
    [("2008-02-29", "2009-02-28", 365), ("2007-03-01", "2008-03-01", 366), ("2009-08-31", "2010-08-31", 365)],
)
def test_months_are_those_of_the_calendar(index_date, last_day, days):
    person = of_one(offence(last_day, last_day), index_date=index_date)
    assert (person.days_followed, person.days_to_first, person.reoffences) == (days, days, 1)


def test_six_months_from_the_last_of_august_end_in_february():
    person = of_one(offence("2010-02-28", "2010-03-01"), index_date="2009-08-31", followup_months=6)
    assert (person.days_followed, person.reoffences) == (181, 1)


def test_the_months_for_the_courts_count_from_the_index_date_too():
    late = offence("2009-09-01", "2010-08-31")
    assert of_one(late, index_date="2009-08-31", followup_months=6).reoffences == 1


def test_a_time_of_day_is_dropped():
    people = people_of({"a": "2009-05-01 17:00"})
    table = reoffences(people, events_of(offence("2009-05-02 01:00", "2009-06-01 09:30")), as_at=AS_AT)
    assert table.loc["a", ["days_to_first", "days_followed"]].tolist() == [1, 365]


def test_a_person_is_mature_from_the_day_on_which_the_courts_time_ends():
    first, then = (of_one(as_at=day) for day in (date(2010, 10, 31), date(2010, 11, 1)))
    assert (first["mature"], then["mature"]) == (False, True)


def test_who_is_not_mature_has_missing_values_and_never_0():
    people = people_of({"a": "2011-11-01", "b": None})
    table = reoffences(people, events_of(offence("2011-11-03", "2011-11-04")), as_at=AS_AT)
    assert table["mature"].tolist() == [False, False]
    assert table.drop(columns="mature").isna().all(axis=None)


def test_who_has_no_reoffence_has_no_days_to_it_and_no_severity():
    person = of_one()
    assert person[["reoffended", "reoffences", "custodial"]].tolist() == [0, 0, 0]
    assert person[["days_to_first", "most_severe"]].isna().all()


def test_the_most_severe_and_custody_are_of_all_counted_reoffences():
    person = of_one(
        offence("2009-07-01", "2009-09-01", severity=3, custodial=1),
        offence("2009-08-01", "2009-09-01", severity=2, custodial=0),
        offence("2009-08-02", None, severity=1, custodial=1),
    )
    assert person[["reoffences", "most_severe", "custodial", "days_to_first"]].tolist() == [2, 2, 1, 61]


@pytest.mark.parametrize(
    ("tiers", "expected"), [((2, None), math.nan), ((1, None), 1), ((None,), math.nan), ((2, 3), 2)]
)
def test_a_blank_tier_that_might_be_the_most_severe_leaves_it_missing(tiers, expected):
    rows = [offence(f"2009-07-{day:02}", "2009-09-01", severity=s) for day, s in enumerate(tiers, 1)]
    assert of_one(*rows).most_severe == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("sentences", "expected"), [((0, None), math.nan), ((1, None), 1), ((None,), math.nan), ((0, 0), 0)]
)
def test_a_blank_sentence_that_might_be_custody_leaves_it_missing(sentences, expected):
    rows = [offence(f"2009-07-{day:02}", "2009-09-01", custodial=c) for day, c in enumerate(sentences, 1)]
    assert of_one(*rows).custodial == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("spells", "days"),
    [
        pytest.param([custody("2009-05-02", "2009-05-31")], 30, id="first and last day count"),
        pytest.param([custody("2009-03-01", "2009-05-01")], 0, id="until the release"),
        pytest.param(
            [custody("2009-06-01", "2009-06-10"), custody("2009-06-05", "2009-06-20")], 20, id="overlap"
        ),
        pytest.param(
            [custody("2009-06-01", "2009-06-20"), custody("2009-06-05", "2009-06-08")], 20, id="inside"
        ),
        pytest.param(
            [custody("2009-06-01", "2009-06-02"), custody("2009-06-03", "2009-06-04")], 4, id="adjoining"
        ),
        pytest.param([custody("2010-04-30", "2010-06-01")], 2, id="beyond the follow-up"),
        pytest.param([custody("2010-04-22")], 10, id="still there"),
        pytest.param([custody("2009-04-01", "2011-06-01")], 365, id="throughout"),
    ],
)
def test_days_at_risk_are_those_outside_custody(spells, days):
    person = of_one(*spells)
    assert person.days_at_risk == person.days_followed - days == 365 - days


def test_a_reoffence_in_custody_counts():
    assert of_one(custody("2009-06-01", "2009-08-01"), offence("2009-07-01", "2009-09-01")).reoffences == 1


def test_two_identical_offences_are_two_and_their_number_is_told():
    twice = [offence("2009-07-01", "2009-09-01")] * 2
    assert of_one(*twice).reoffences == 2
    assert identical_offences(events_of(*twice, custody("2010-01-01"), custody("2010-01-01"))) == 1


def test_every_offence_is_told_once_with_what_became_of_it():
    people = people_of({"a": INDEX_DATE, "b": "2011-06-01", "c": None})
    rows = [
        *[offence("2009-05-01", "2009-06-01"), offence("2008-05-01", None)],
        *[offence("2010-06-01", "2010-07-01"), offence("2009-07-01"), offence("2009-07-01", "2011-01-01")],
        *[offence("2009-07-01", "2009-08-01"), custody("2009-08-01", "2009-08-02")],
        *[offence("2011-07-01", person="b"), offence("2011-07-01", person="c")],
    ]
    told = ignored_events(people, events_of(*rows), as_at=AS_AT)
    assert told.to_dict() == dict(zip(FATES, [2, 2, 1, 1, 1, 1], strict=True))


def test_the_order_of_people_is_kept_and_ids_may_be_numbers():
    people = people_of({7: INDEX_DATE, 3: INDEX_DATE})
    table = reoffences(people, events_of(offence("2009-07-01", "2009-08-01", person=3)), as_at=AS_AT)
    assert table["reoffences"].to_dict() == {7: 0, 3: 1}


def test_no_people_and_no_events_are_an_empty_table():
    table = reoffences(people_of({}), events_of(), as_at=AS_AT)
    assert len(table) == 0
    assert of_one().reoffences == 0


def test_trouble_in_the_tables_is_told_before_anything_is_counted():
    with pytest.raises(DataError, match="not in people"):
        of_one(offence("2009-07-01", person="z"))
    with pytest.raises(DataError, match="not in people"):
        ignored_events(
            people_of({"a": INDEX_DATE}), events_of(offence("2009-07-01", person="z")), as_at=AS_AT
        )


def test_a_follow_up_of_no_months_is_refused():
    with pytest.raises(ValueError, match=r"^followup_months is 0\. A follow-up has at least one month\.$"):
        of_one(followup_months=0)


def test_courts_cannot_take_less_than_no_time():
    with pytest.raises(ValueError, match=r"^court_months is -1\. It is 0 or more\.$"):
        of_one(court_months=-1)


def test_a_cohort_holds_both_its_days():
    people = people_of(
        {"a": "2008-12-31", "b": "2009-01-01", "c": "2009-12-31", "d": "2010-01-01", "e": None}
    )
    assert index_cohort(people, date(2009, 1, 1), date(2009, 12, 31)).index.tolist() == ["b", "c"]
    assert index_cohort(people.iloc[[4]], date(2009, 1, 1), date(2009, 12, 31)).empty


def test_a_cohort_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match=r"^the cohort ends on 2009-01-01, before it begins on 2009-12-31\."):
        index_cohort(people_of({}), date(2009, 12, 31), date(2009, 1, 1))


@given(st.integers(2001, 2020), st.integers(1, 4), st.integers(1, 36), st.integers(0, 12), st.integers(1, 24))
def test_a_cohorts_last_day_is_the_last_that_is_mature_at_the_quarters_end(
    year, number, follow, court, months
):
    quarter = Quarter(year, number)
    settings = {"followup_months": follow, "court_months": court}
    window = cohort_window(quarter, cohort_months=months, **settings)
    days = pd.to_datetime([window.first, window.last]) + pd.to_timedelta([0, 1], "D")
    people = people_of({"first": window.first, "last": window.last, "next": days[1]})
    table = reoffences(people, events_of(), as_at=quarter.end, **settings)
    assert table["mature"].tolist() == [True, True, False]
    assert days[0] + pd.DateOffset(months=months) == days[1]


def test_a_cohort_of_no_months_is_refused():
    with pytest.raises(ValueError, match=r"^cohort_months is 0\. A cohort is of at least one month\.$"):
        cohort_window(Quarter(2010, 4), cohort_months=0)


DAY = st.dates(date(2008, 1, 1), date(2012, 6, 30))
LATER = st.one_of(st.none(), st.integers(0, 500))


@st.composite
def histories(draw):
    """Draw a few people, their offences and their spells in custody, in any order."""
    ids = draw(st.lists(st.sampled_from("abcdef"), min_size=1, unique=True))
    people = people_of({person: draw(st.one_of(st.none(), DAY)) for person in ids})
    rows = []
    for _ in range(draw(st.integers(0, 12))):
        person, start, later = draw(st.sampled_from(ids)), draw(DAY), draw(LATER)
        end = None if later is None else start + pd.Timedelta(days=later)
        if draw(st.booleans()):
            tier, sent = draw(st.sampled_from([1, 2, 3, None])), draw(st.sampled_from([0, 1, None]))
            rows.append(offence(start, end, person, tier, sent))
        else:
            rows.append(custody(start, end, person))
    people.loc[people["index_date"] > pd.Timestamp(AS_AT), "index_date"] = pd.NaT
    return people, events_of(*rows)


def read_slowly(index_date, events, followup_months, court_months):
    """Read the rule a second time, one person and one day at a time."""
    end = index_date + pd.DateOffset(months=followup_months)
    proven_by = index_date + pd.DateOffset(months=followup_months + court_months)
    followed = set(pd.date_range(index_date, end)[1:])
    inside, found = set(), []
    for row in events.itertuples():
        if row.event == "custody":
            inside |= set(pd.date_range(row.start, row.end if pd.notna(row.end) else end))
        elif row.start in followed and pd.notna(row.proven) and row.proven <= proven_by:
            found.append((row.start - index_date).days)
    first = min(found, default=math.nan)
    return [float(bool(found)), len(found), first, len(followed), len(followed - inside)]


@given(histories(), st.integers(1, 24), st.integers(0, 8))
def test_a_slow_second_reading_of_the_rule_agrees(tables, follow, court):
    people, events = tables
    table = reoffences(people, events, as_at=AS_AT, followup_months=follow, court_months=court)
    for person, row in table[table["mature"]].iterrows():
        theirs = events[events["person"] == person]
        slow = read_slowly(people.loc[person, "index_date"], theirs, follow, court)
        assert row.iloc[1:6].tolist() == pytest.approx(slow, nan_ok=True)
    assert ignored_events(people, events, as_at=AS_AT).sum() == (events["event"] == "offence").sum()


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(tables, chance):
    people, events = tables
    rows, ids = list(range(len(events))), list(people.index)
    chance.shuffle(rows)
    chance.shuffle(ids)
    again = reoffences(people.loc[ids], events.iloc[rows], as_at=AS_AT)
    pd.testing.assert_frame_equal(again.loc[people.index], reoffences(people, events, as_at=AS_AT))


@given(histories(), DAY)
def test_an_offence_that_is_not_proven_changes_nothing(tables, day):
    people, events = tables
    more = events_of(
        *events.itertuples(index=False), offence(day, person=people.index[0], severity=1, custodial=1)
    )
    before, after = (reoffences(people, table, as_at=AS_AT) for table in (events, more))
    pd.testing.assert_frame_equal(before, after)


@given(histories(), st.integers(1, 23), st.integers(1, 12))
def test_a_longer_follow_up_never_finds_less(tables, months, more):
    short, long = (reoffences(*tables, as_at=AS_AT, followup_months=n) for n in (months, months + more))
    both = short["mature"] & long["mature"]
    for column in ("reoffences", "reoffended", "days_followed", "days_at_risk"):
        assert (short[column] <= long[column])[both].all(), column


@given(histories())
def test_days_at_risk_lie_between_none_and_those_followed(tables):
    table = reoffences(*tables, as_at=AS_AT)
    table = table[table["mature"]]
    assert table["days_at_risk"].between(0, table["days_followed"]).all()
    assert not (table["days_to_first"] > table["days_followed"]).any()


def test_a_hundred_thousand_people_take_the_time_of_a_few():
    ids = np.arange(100_000)
    days = pd.Timestamp(INDEX_DATE) + pd.to_timedelta(ids % 200, "D")
    rows = pd.DataFrame({"person": np.repeat(ids, 3), "event": "offence", "severity": 2, "custodial": 0})
    rows["start"] = pd.Timestamp("2009-12-01")
    rows["end"] = pd.NaT
    rows["proven"] = pd.Timestamp("2010-01-01")
    table = reoffences(pd.DataFrame({"index_date": days}, index=ids), rows, as_at=AS_AT)
    assert table["reoffences"].sum() == 300_000
