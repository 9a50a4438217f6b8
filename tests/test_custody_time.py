"""Time in custody: a day is counted once, and custody that spans the quarter fills it."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import AS_AT, FIRST, HELD, PEOPLE, PERIODS, SOME, custody, days_by_person, everybody, known

from iomlib.metrics.custody_time import custody_days, time_in_custody
from iomlib.metrics.intervals import wilson


@SOME
@given(HELD, PERIODS)
def test_days_in_custody_are_counted_once_each(rows, period):
    table = custody_days(known(PEOPLE, custody=custody(*rows)), *period)
    days = days_by_person(rows)
    length = (period[1] - period[0]).days + 1
    for who, row in table.iterrows():
        expected = sum(period[0] <= one <= period[1] for one in days[who])
        assert (row["days"], row["any_day"], row["every_day"]) == (expected, expected > 0, expected == length)


def test_custody_that_spans_the_quarter_fills_it_and_a_day_outside_does_not():
    spells = custody(
        ("all", "2008-06-01", "2010-06-01"), ("two", FIRST, "2009-02-10"), ("two", "2009-02-11", AS_AT)
    )
    late = custody(("late", FIRST + timedelta(days=1), None))
    evidence = known(["all", "two", "late"], custody=pd.concat([spells, late]))
    table = custody_days(evidence, FIRST, AS_AT)
    assert table["days"].to_dict() == {"all": 90, "late": 89, "two": 90}
    assert table["every_day"].to_dict() == {"all": True, "late": False, "two": True}


def test_days_in_custody_are_missing_where_custody_is():
    assert custody_days(known("a"), FIRST, AS_AT).isna().all(axis=None)


@SOME
@given(HELD, PERIODS, st.sets(st.sampled_from(PEOPLE), min_size=1))
def test_the_people_and_their_days_are_those_counted_by_hand(rows, period, wanted):
    evidence = known(PEOPLE, custody=custody(*rows))
    table = time_in_custody(evidence, pd.Series([who in wanted for who in PEOPLE], index=PEOPLE), *period)
    length, days = (period[1] - period[0]).days + 1, days_by_person(rows)
    inside = [sum(period[0] <= one <= period[1] for one in days[who]) for who in wanted]
    groups = {
        "any-day": [some for some in inside if some],
        "every-day": [one for one in inside if one == length],
    }
    for name, found in groups.items():
        row = table.loc[name]
        assert row[["people", "out_of", "days"]].tolist() == [len(found), len(wanted), sum(found)]
        assert tuple(row[["share", "lower", "upper", "confidence", "method"]]) == wilson(
            len(found), len(wanted)
        )
        assert row["days_out_of"] == length * len(wanted)


def test_time_in_custody_is_missing_where_custody_or_the_list_is():
    evidence, nobody_knows = known("a", custody=custody()), pd.Series([pd.NA], index=["a"], dtype="boolean")
    for one, people in ((known("a"), everybody(known("a"))), (evidence, nobody_knows)):
        table = time_in_custody(one, people, FIRST, AS_AT)
        assert table[["people", "out_of", "share", "days", "days_out_of"]].isna().all(axis=None)


def test_a_period_that_is_not_over_is_refused():
    with pytest.raises(ValueError, match=r"the day is 2009-04-01, after 2009-03-31"):
        custody_days(known("a", custody=custody()), FIRST, date(2009, 4, 1))
