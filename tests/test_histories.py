"""Histories: one test per message, and that no message says whose history it is."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from iomlib.errors import DataError
from iomlib.metrics.histories import read_histories

AS_AT = date(2011, 12, 31)
PERSON = "9f8e7d"


def people(**changes):
    row = {"index_date": pd.Timestamp("2009-05-01"), "index_event": "release", "age": 25, **changes}
    return pd.DataFrame([row], index=[PERSON])


def event(**changes):
    blank = {"end": pd.NaT, "proven": pd.NaT, "severity": None, "custodial": None}
    row = {"person": PERSON, "event": "offence", "start": pd.Timestamp("2009-07-13"), **blank, **changes}
    return pd.DataFrame([row])


def problems(of_people, of_events, as_at=AS_AT):
    with pytest.raises(DataError) as stopped:
        read_histories(of_people, of_events, as_at)
    told = str(stopped.value)
    assert not any(secret in told for secret in (PERSON, "-05-01", "-07-13", "Smith", "-7"))
    return stopped.value.problems


EVENTS_AMISS = [
    (
        {"person": "c0ffee"},
        "events, column person: 1 row(s) of 1 person(s) who are not in people. "
        "Add them there or leave their events out; ids are text in both, or numbers in both.",
    ),
    (
        {"event": "Smith"},
        "events, column event: 1 row(s) hold another word. Allowed: offence, custody.",
    ),
    ({"event": None}, "events, column event: 1 row(s) hold another word. Allowed: offence, custody."),
    ({"start": pd.NaT}, "events, column start: 1 row(s) are blank. Every event has a day."),
    (
        {"proven": pd.Timestamp("2009-07-12")},
        "events, column proven: 1 offence(s) are proven before they were committed. Correct one of the days.",
    ),
    (
        {"event": "custody", "end": pd.Timestamp("2009-07-12")},
        "events, column end: 1 custody spell(s) end before they start. Correct one of the days.",
    ),
    (
        {"event": "custody", "start": pd.Timestamp("2009-04-01")},
        "events, column end: 1 custody spell(s) began before the person's release and run past it. "
        "Blank means still in custody: write the last day.",
    ),
    (
        {"severity": 4},
        "events, column severity: 1 row(s) hold no tier. Allowed: 1 (most severe), 2, 3, or blank.",
    ),
    (
        {"custodial": "Smith"},
        "events, column custodial: 1 row(s) hold another value. "
        "Allowed: 1 (sentenced to custody), 0, or blank.",
    ),
]


@pytest.mark.parametrize(("changes", "message"), EVENTS_AMISS, ids=[str(list(c)) for c, _ in EVENTS_AMISS])
def test_an_event_that_cannot_be_is_told_by_column_and_number_of_rows(changes, message):
    assert problems(people(), event(**changes)) == [message]


@pytest.mark.parametrize("age", [-7, 111, "Smith"])
def test_an_impossible_age_is_told(age):
    told = problems(people(age=age), event())
    assert told == ["people, column age: 1 row(s) hold no age. Ages are years, 0 to 110, or blank."]


def test_a_person_who_stands_there_twice_is_told():
    told = problems(pd.concat([people(), people()]), event())
    assert told == ["people: 1 row(s) repeat a person. Each person has one row and one index date: keep one."]


def test_a_person_without_an_id_is_told():
    nobody = people().set_axis([None])
    assert problems(pd.concat([people(), nobody]), event()) == [
        "people: 1 row(s) have no person id. Every row needs one."
    ]


def test_records_that_end_before_the_cohort_begins_are_told():
    assert problems(people(), event(), date(2009, 1, 31)) == [
        "people, column index_date: all 1 index date(s) lie after 2009-01-31, the last day of the records. "
        "Use later records, or an earlier cohort."
    ]


def test_a_column_that_is_not_there_is_told_with_the_nearest():
    assert problems(
        people().rename(columns={"index_date": "indexdate"}), event().rename(columns={"end": "ended"})
    ) == [
        "events: no column end. Did you mean ended?",
        "people: no column index_date. Did you mean indexdate?",
    ]


def test_dates_that_are_text_are_told():
    assert problems(people(index_date="2009-05-01"), event()) == [
        "people, column index_date: not dates. Read the column as dates, year-month-day."
    ]


def test_times_with_a_zone_are_told():
    assert problems(people(), event(start=pd.Timestamp("2009-07-13", tz="Europe/London"))) == [
        "events, column start: the times carry a time zone, and a day has none. "
        "Convert them to UK time, then drop the zone."
    ]


def test_all_problems_are_told_at_once():
    rows = pd.concat([event(**changes) for changes, _ in EVENTS_AMISS])
    told = problems(people(age=-7), rows.astype({"start": "datetime64[us]"}))
    assert len(told) == 9


@pytest.mark.parametrize(
    "as_at", ["2011-12-31", pd.NaT, datetime(2011, 12, 31, tzinfo=UTC)], ids=["text", "blank", "zone"]
)
def test_the_last_day_of_the_records_is_a_day(as_at):
    with pytest.raises(
        ValueError, match=r"^as_at is .*\. Write a day without a time zone, such as date\(2011"
    ):
        read_histories(people(), event(), as_at)


def test_values_may_be_of_any_type_that_can_hold_them():
    table = pd.concat([event(custodial=value) for value in (True, 0, None, False, 1.0)])
    assert read_histories(people(), table, AS_AT).custodial[[0, 1, 3, 4]].tolist() == [1, 0, 0, 1]
    table = event(severity=2, custodial=True).astype({"severity": "Int64", "custodial": "boolean"})
    found = read_histories(people(), table, AS_AT)
    assert (found.severity.tolist(), found.custodial.tolist()) == ([2], [1])


def test_custody_until_the_release_and_from_it_is_history_as_it_should_be():
    spells = [("2009-01-01", "2009-05-01"), ("2009-05-01", None), ("2009-06-01", None)]
    rows = [event(event="custody", start=pd.Timestamp(a), end=pd.Timestamp(b)) for a, b in spells]
    assert len(read_histories(people(), pd.concat(rows), AS_AT).start) == 3


def test_an_order_may_be_served_in_custody():
    row = event(event="custody", start=pd.Timestamp("2009-04-01"))
    assert len(read_histories(people(index_event="community_order"), row, AS_AT).start) == 1
