"""Quarters: one spelling, one calendar, and a helpful refusal of everything else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.errors import ParameterError
from iomlib.periods import Quarter

QUARTERS = st.builds(Quarter, st.integers(1990, 2029), st.integers(1, 4))
RIGHT_SPELLING = "Write it like 2008-09-Q1, which is April to June 2008."


@pytest.mark.parametrize(
    ("text", "label", "start", "end"),
    [
        ("2008-09-Q1", "2008/09 Q1 (April to June 2008)", date(2008, 4, 1), date(2008, 6, 30)),
        ("2008-09-Q2", "2008/09 Q2 (July to September 2008)", date(2008, 7, 1), date(2008, 9, 30)),
        (
            "2008-09-Q3",
            "2008/09 Q3 (October to December 2008)",
            date(2008, 10, 1),
            date(2008, 12, 31),
        ),
        ("2008-09-Q4", "2008/09 Q4 (January to March 2009)", date(2009, 1, 1), date(2009, 3, 31)),
        ("1999-00-Q4", "1999/00 Q4 (January to March 2000)", date(2000, 1, 1), date(2000, 3, 31)),
    ],
)
def test_a_quarter_knows_its_name_and_its_days(text, label, start, end):
    quarter = Quarter.parse(text)
    assert (quarter.id, quarter.label, quarter.start, quarter.end) == (text, label, start, end)


def test_quarters_round_trip_over_forty_years():
    quarters = Quarter.range(Quarter(1990, 1), Quarter(2029, 4))
    assert len(quarters) == 160
    assert [Quarter.parse(quarter.id) for quarter in quarters] == quarters
    assert len({quarter.id for quarter in quarters}) == 160


@given(QUARTERS)
def test_each_quarter_begins_the_day_after_the_one_before_ends(quarter):
    assert quarter.next().start == quarter.end + timedelta(days=1)
    assert 89 < (quarter.end - quarter.start).days + 1 < 93


@given(QUARTERS, QUARTERS)
def test_quarters_and_their_ids_sort_as_their_days_do(one, other):
    assert (one < other) == (one.start < other.start) == (one.id < other.id)


@given(QUARTERS, st.integers(0, 60))
def test_a_range_holds_both_ends_and_every_quarter_between(first, steps):
    last = first
    for _ in range(steps):
        last = last.next()
    quarters = Quarter.range(first, last)
    assert (quarters[0], quarters[-1], len(quarters)) == (first, last, steps + 1)


def test_a_quarter_cannot_be_changed_and_can_be_a_key():
    quarter = Quarter.parse("2008-09-Q1")
    with pytest.raises(AttributeError):
        quarter.number = 2
    assert {quarter: "first"}[Quarter(2008, 1)] == "first"


@pytest.mark.parametrize(
    "text",
    [
        "2008Q1",
        "2008-Q1",
        "2008-9-Q1",
        "2008-10-Q1",
        "2008/09 Q1",
        "2008-2009-Q1",
        "2008/2009 q1",
        "2008-09-q1",
        "2008-09Q1",
        "2008-09 Q1",
        " 2008-09-Q1",
        "2008-09-Q1\n",
        "Q1 2008/09",
        "Q1 2008",
    ],
)
def test_another_spelling_is_refused_with_the_right_one(text):
    with pytest.raises(ParameterError) as refusal:
        Quarter.parse(text)
    meant = "did you mean 2008-09-Q1, which is April to June 2008?"
    assert refusal.value.problems == [f"{text!r} is not a quarter: {meant}"]


@pytest.mark.parametrize("text", ["", "spring", "2008-09", "2008-09-Q5", "2008-09-Q1x", "٢٠٠٨-09-Q1"])
def test_what_nobody_can_make_out_is_refused_with_an_example(text):
    with pytest.raises(ParameterError) as refusal:
        Quarter.parse(text)
    assert refusal.value.problems == [f"{text!r} is not a quarter. {RIGHT_SPELLING}"]


@pytest.mark.parametrize("value", [None, 2008, 2008.1, True, date(2008, 4, 1), ["2008-09-Q1"]])
def test_what_is_not_text_is_refused_with_an_example(value):
    with pytest.raises(ParameterError) as refusal:
        Quarter.parse(value)
    assert refusal.value.problems == [f"{value!r} is not a quarter. {RIGHT_SPELLING}"]


@given(st.text())
def test_any_text_is_an_id_or_is_refused(text):
    try:
        assert Quarter.parse(text).id == text
    except ParameterError as refusal:
        assert repr(text) in str(refusal)


def test_a_range_that_runs_backwards_is_refused():
    with pytest.raises(ParameterError) as refusal:
        Quarter.range(Quarter(2009, 1), Quarter(2008, 4))
    message = "no quarters from 2009-10-Q1 to 2008-09-Q4: 2008-09-Q4 comes first. Swap the two."
    assert str(refusal.value) == message


@pytest.mark.parametrize(("year", "number"), [(2008, 0), (2008, 5), (0, 1), (20080, 1)])
def test_a_quarter_that_no_calendar_has_is_refused(year, number):
    with pytest.raises(ParameterError) as refusal:
        Quarter(year, number)
    message = f"quarter {number} of {year} does not exist. Years are 1000 to 2999, quarters 1 to 4."
    assert str(refusal.value) == message
