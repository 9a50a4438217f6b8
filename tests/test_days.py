"""Days, months and ages at their edges: the first and the last day, birthdays, 29 February."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.metrics.days import ages, birthdays, live, months_between, months_later, window
from iomlib.periods import Quarter

DAYS = st.dates(date(1930, 1, 1), date(2030, 12, 31))


def days(*texts):
    return pd.Series(pd.to_datetime(list(texts)))


def plain_age(born, on):
    """Count the birthdays that have been, one by one, as the law does (29 February is 1 March)."""
    count = 0
    while birthday(born, count + 1) <= on:
        count += 1
    return count


def birthday(born, age):
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


class TestAWindow:
    @pytest.mark.parametrize("quarter", Quarter.range(Quarter(2007, 1), Quarter(2012, 4)), ids=lambda q: q.id)
    def test_of_three_months_is_the_quarter(self, quarter):
        assert window(quarter.end, 3) == (pd.Timestamp(quarter.start), pd.Timestamp(quarter.end))

    def test_of_twelve_months_is_the_financial_year(self):
        assert window(date(2009, 3, 31), 12)[0] == pd.Timestamp("2008-04-01")

    def test_ends_on_the_last_day_of_february_of_a_leap_year(self):
        assert window(date(2008, 2, 29), 6)[0] == pd.Timestamp("2007-09-01")


class TestASpell:
    @pytest.mark.parametrize(
        ("start", "end", "inside"),
        [
            ("2008-06-30", None, True),
            ("2008-03-01", "2008-04-01", True),
            ("2008-03-01", "2008-03-31", False),
            ("2008-07-01", None, False),
            ("2007-01-01", "2009-12-31", True),
            ("2008-05-05", "2008-05-05", True),
        ],
    )
    def test_is_live_when_one_of_its_days_lies_in_the_period(self, start, end, inside):
        spells = pd.DataFrame({"start": days(start), "end": pd.to_datetime(pd.Series([end]))})
        assert live(spells, date(2008, 4, 1), date(2008, 6, 30)).tolist() == [inside]

    def test_of_nobody_is_live_nowhere(self):
        spells = pd.DataFrame({"start": days(), "end": days()})
        assert live(spells, date(2008, 4, 1), date(2008, 6, 30)).tolist() == []


class TestAnAge:
    def test_counts_the_birthday_itself(self):
        assert ages(days("1991-03-31"), date(2009, 3, 31)).tolist() == [18]
        assert ages(days("1991-04-01"), date(2009, 3, 31)).tolist() == [17]

    def test_of_a_person_born_on_29_february_changes_on_1_march_of_a_common_year(self):
        born = days("1988-02-29")
        assert ages(born, date(2009, 2, 28)).tolist() == [20]
        assert ages(born, date(2009, 3, 1)).tolist() == [21]
        assert ages(born, date(2008, 2, 29)).tolist() == [20]

    def test_is_missing_where_the_day_of_birth_is(self):
        assert ages(days(None), date(2009, 3, 31)).isna().tolist() == [True]

    @given(DAYS, DAYS)
    def test_is_the_number_of_birthdays_so_far(self, born, on):
        if born <= on:
            assert ages(days(born), on).tolist() == [plain_age(born, on)]

    @given(DAYS, st.integers(1, 90))
    def test_is_reached_on_the_birthday_and_not_the_day_before(self, born, age):
        reached = birthdays(days(born), age)[0].date()
        assert reached == birthday(born, age)
        assert ages(days(born), reached).tolist() == [age]
        assert ages(days(born), (pd.Timestamp(reached) - pd.Timedelta(days=1)).date()).tolist() == [age - 1]


class TestMonths:
    @given(DAYS, st.integers(0, 200))
    def test_later_are_as_many_full_months(self, start, months):
        later = months_later(days(start), months)
        assert months_between(days(start), later).tolist() == [months]
        day_before = later - pd.Timedelta(days=1)
        if months:
            assert months_between(days(start), day_before).tolist() == [months - 1]

    def test_of_a_missing_day_are_missing(self):
        assert months_between(days(None, "2008-01-01"), pd.Timestamp("2008-02-01")).tolist()[1] == 1
        assert months_between(days(None), pd.Timestamp("2008-02-01")).isna().all()
