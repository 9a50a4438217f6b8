"""Spells: what overlaps or touches is one, and a day is counted once."""

from datetime import timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from lists import (
    AS_AT,
    ENROLLED,
    HELD,
    PEOPLE,
    PERIODS,
    SOME,
    custody,
    days_by_person,
    enrolments,
    known,
    runs,
)

from iomlib.metrics.merging import OPEN, days_inside, days_of, merged

BEYOND = AS_AT + timedelta(days=1)


def spells_of(rows, table="enrolments"):
    """Gather spells as metrics see them: who is a position, what begins later is gone."""
    made = {"enrolments": enrolments, "custody": custody}[table](*rows)
    return known(PEOPLE, **{table: made}).tables[table]


def as_days(rows):
    ends = rows["end"].fillna(pd.Timestamp(BEYOND))
    return list(zip(rows["start"].dt.date, ends.dt.date, strict=True))


@SOME
@given(ENROLLED)
def test_merged_spells_are_the_runs_of_days_of_each_person(rows):
    found, days = merged(spells_of(rows)), days_by_person(rows)
    for place, who in enumerate(PEOPLE):
        assert as_days(found[found["who"] == place]) == runs(days[who])


@SOME
@given(ENROLLED, st.randoms())
def test_the_order_of_rows_is_nothing(rows, random):
    again = merged(spells_of(random.sample(rows, len(rows))))
    pd.testing.assert_frame_equal(again, merged(spells_of(rows)), check_categorical=False)


@SOME
@given(ENROLLED)
def test_a_spell_keeps_the_reason_of_what_ended_last_and_the_first_in_the_alphabet_of_two(rows):
    ended = [
        (who, end, reason) for who, start, end, reason, _ in rows if start <= AS_AT and end and end <= AS_AT
    ]
    for row in merged(spells_of(rows)).itertuples():
        reasons = [
            r for who, end, r in ended if who == PEOPLE[row.who] and r and pd.Timestamp(end) == row.end
        ]
        assert (row.reason if isinstance(row.reason, str) else None) == (min(reasons) if reasons else None)


@SOME
@given(HELD, PERIODS)
def test_days_in_a_period_are_counted_once_whatever_overlaps(rows, period):
    days = days_by_person(rows)
    expected = [sum(period[0] <= one <= period[1] for one in days[who]) for who in PEOPLE]
    assert days_inside(spells_of(rows, "custody"), len(PEOPLE), *period).tolist() == expected


@SOME
@given(ENROLLED)
def test_what_is_merged_once_is_merged_for_good(rows):
    once = merged(spells_of(rows))
    pd.testing.assert_frame_equal(merged(once), once, check_categorical=False)


def test_a_day_between_two_spells_keeps_them_apart_and_none_does_not():
    apart = [("a", "2009-01-01", "2009-01-31"), ("a", "2009-02-02", "2009-02-03")]
    touch = [("a", "2009-01-01", "2009-01-31"), ("a", "2009-02-01", "2009-02-03")]
    assert [len(merged(spells_of(rows))) for rows in (apart, touch)] == [2, 1]


def test_a_short_spell_inside_a_long_one_does_not_end_it():
    rows = [
        ("a", "2009-01-01", "2009-03-01"),
        ("a", "2009-01-05", "2009-01-06"),
        ("a", "2009-02-01", "2009-02-02"),
    ]
    assert merged(spells_of(rows))["end"].tolist() == [pd.Timestamp("2009-03-01")]


def test_an_open_spell_that_others_follow_stays_open():
    rows = [("a", "2009-01-01", None), ("a", "2009-02-01", "2009-02-02")]
    assert merged(spells_of(rows))["end"].isna().tolist() == [True]


def test_the_spells_of_two_people_never_touch():
    rows = [("a", "2009-01-01", None), ("b", "2009-01-01", "2009-01-02")]
    assert merged(spells_of(rows))["who"].tolist() == [0, 1]


def test_no_spells_give_no_spells():
    assert merged(spells_of([])).columns.tolist() == ["who", "start", "end", "reason"]
    assert days_inside(spells_of([], "custody"), 2, AS_AT, AS_AT).tolist() == [0, 0]


def test_days_before_1970_are_counted_too():
    spells = pd.DataFrame(
        {"who": [0], "start": pd.to_datetime(["1969-12-30"]), "end": pd.to_datetime(["1970-01-02"])}
    )
    days = pd.Timestamp("1960-01-01"), pd.Timestamp("1980-01-01")
    assert days_inside(spells, 1, *days).tolist() == [4]


def test_a_time_of_day_is_dropped_and_a_blank_lies_after_every_day():
    days = pd.Series(pd.to_datetime(["1970-01-03 23:59", None]))
    assert days_of(days).tolist() == [2, OPEN]
