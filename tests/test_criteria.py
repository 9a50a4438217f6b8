"""What is measured of people, to the day: the first and the last day, open spells, birthdays, blank cells."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from known import known
from slow import add_months, months

from iomlib.metrics.criteria import measure
from iomlib.metrics.days import months_between
from iomlib.metrics.since import held_since
from iomlib.metrics.spells import later, months_from, unbroken
from iomlib.metrics.verdicts import met
from iomlib.rules import Criterion

DAY = date(2009, 3, 31)
PPO = {"evidence": ["enrolments"], "where": {"list": ["ppo"]}}
INSIDE = {"evidence": ["custody"]}


def asked(measure="rows", evidence=("arrests",), **keys):
    threshold = {} if {"at_least", "at_most", "more_than", "under", "points"} & set(keys) else {"at_least": 1}
    return Criterion(id="x", text="x", evidence=list(evidence), measure=measure, **threshold, **keys)


def values(evidence, criterion, day=DAY, area="x"):
    return measure(evidence, criterion, area, day).value.tolist()


def answers(evidence, criterion, day=DAY, area="x"):
    """Say yes, no or not known (None) of everybody."""
    found = met(criterion, measure(evidence, criterion, area, day)).answer
    return [None if pd.isna(answer) else bool(answer) for answer in found]


def days(evidence, criterion, day=DAY):
    """Give the first and the last day of one person's evidence, as text, blank where there is none."""
    found = measure(evidence, criterion, "x", day)
    return [str(each[0]).replace("NaT", "") for each in (found.first, found.last)]


def since(evidence, criterion, day=DAY):
    return held_since(evidence, criterion, "x", day).astype(str).tolist()


class TestACountOfEvents:
    @pytest.mark.parametrize(
        ("day", "counted"), [("2008-03-31", 0), ("2008-04-01", 1), ("2009-03-31", 1), ("2009-04-01", 0)]
    )
    def test_includes_the_first_and_the_last_day_of_the_window(self, day, counted):
        assert values(known("2009-06-30", arrests=[("a", "x", day)]), asked(months=12)) == [counted]

    def test_without_a_window_goes_back_for_ever(self):
        evidence = known("2009-03-31", arrests=[("a", "x", "1950-01-01"), ("a", "x", "2009-03-31")])
        assert values(evidence, asked()) == [2]
        assert days(evidence, asked()) == ["1950-01-01", "2009-03-31"]

    def test_of_a_window_that_begins_on_29_february(self):
        # The day after 30 August 2008 is the 31st, six months before which is 29 February.
        evidence = known("2008-08-30", arrests=[("a", "x", "2008-02-28"), ("a", "x", "2008-02-29")])
        assert values(evidence, asked(months=6), date(2008, 8, 30)) == [1]

    def test_takes_only_the_rows_that_are_asked_for(self):
        rows = [("a", "x", "2009-01-01", "burglary"), ("a", "y", "2009-01-01", "robbery")]
        evidence = known("2009-03-31", arrests=[*rows, ("a", "x", "2009-01-01", "drugs")])
        assert values(evidence, asked(where={"offence": ["burglary", "robbery"]})) == [2]
        assert values(evidence, asked(where={"offence": ["burglary", "robbery"]}, here=True)) == [1]
        assert values(evidence, asked(here=True)) == [2]

    def test_adds_several_tables_and_asks_each_only_for_columns_that_it_has(self):
        rows = {
            "convictions": [("a", "2009-01-01")],
            "intelligence": [("a", "2009-01-01", True), ("a", "2009-01-01", False)],
        }
        criterion = asked(evidence=["convictions", "intelligence"], where={"reliable": ["yes"]})
        assert values(known("2009-03-31", **rows), criterion) == [2]
        both = asked(evidence=["convictions", "intelligence"], where={"reliable": ["yes", "no"]})
        assert values(known("2009-03-31", **rows), both) == [3]

    def test_of_a_table_without_rows_is_none_and_of_one_not_supplied_is_not_known(self):
        nothing = known("2009-03-31", arrests=[])
        assert (values(nothing, asked()), answers(nothing, asked())) == ([0], [False])
        assert answers(nothing, asked(at_most=0)) == [True]
        gap = known("2009-03-31")
        assert np.isnan(values(gap, asked())).all()
        assert (answers(gap, asked()), answers(gap, asked(at_most=0))) == ([None], [None])

    def test_of_one_table_of_two_decides_only_what_the_other_cannot_change(self):
        evidence = known("2009-03-31", "ab", convictions=[("a", "2009-01-01")] * 6)
        two = ["convictions", "intelligence"]
        assert answers(evidence, asked(evidence=two, at_least=6)) == [True, None]
        assert answers(evidence, asked(evidence=two, at_most=5)) == [False, None]
        assert values(evidence, asked(evidence=two, at_least=6)) == [6, 0]

    def test_of_rows_with_a_blank_cell_is_not_known_where_they_could_decide(self):
        rows = [("a", "2009-01-01", None), ("b", "2009-01-01", True), ("b", "2009-01-01", None)]
        criterion = asked(evidence=["intelligence"], where={"reliable": ["yes"]})
        evidence = known("2009-03-31", "abc", intelligence=rows)
        assert answers(evidence, criterion) == [None, True, False]
        text = known("2009-03-31", drug_tests=[("a", "2009-01-01", None)])
        assert answers(text, asked(evidence=["drug_tests"], where={"result": ["positive"]})) == [None]

    def test_of_nominals_asks_what_they_are(self):
        evidence = known("2009-03-31", "ab")
        evidence.people["sex"] = ["female", None]
        assert answers(evidence, asked(evidence=["nominals"], where={"sex": ["female"]})) == [True, None]


class TestACountOfSpells:
    @pytest.mark.parametrize(
        ("start", "end", "counted"),
        [
            ("2008-01-01", "2008-12-31", 0),
            ("2008-01-01", "2009-01-01", 1),
            ("2008-01-01", None, 1),
            ("2009-03-31", None, 1),
            ("2009-04-01", None, 0),
            ("2008-06-01", "2009-06-01", 1),
        ],
    )
    def test_is_of_those_with_a_day_in_the_window(self, start, end, counted):
        evidence = known("2009-06-30", enrolments=[("a", "x", "ppo", start, end)])
        assert values(evidence, asked(**PPO, months=3)) == [counted]

    def test_of_an_open_spell_has_no_last_day(self):
        rows = [("a", "x", "ppo", "2008-01-01", "2008-06-30"), ("a", "x", "ppo", "2009-01-01")]
        assert days(known("2009-03-31", enrolments=rows), asked(**PPO)) == ["2008-01-01", ""]
        assert days(known("2009-03-31", enrolments=rows[:1]), asked(**PPO)) == ["2008-01-01", "2008-06-30"]

    def test_of_a_spell_that_ends_after_the_reference_day_is_still_open(self):
        evidence = known("2009-06-30", enrolments=[("a", "x", "ppo", "2008-01-01", "2009-04-01")])
        assert days(evidence, asked("live", **PPO)) == ["2008-01-01", ""]

    @pytest.mark.parametrize(("end", "live"), [("2009-03-30", 0), ("2009-03-31", 1), (None, 1)])
    def test_live_on_the_day_includes_one_that_ends_on_it(self, end, live):
        assert values(
            known("2009-06-30", enrolments=[("a", "x", "ppo", "2008-01-01", end)]), asked("live", **PPO)
        ) == [live]

    @pytest.mark.parametrize(
        ("end", "counted"),
        [("2008-12-31", 0), ("2009-01-01", 1), ("2009-03-31", 1), ("2009-04-01", 0), (None, 0)],
    )
    def test_ended_in_the_window_includes_its_first_and_last_day(self, end, counted):
        evidence = known("2009-06-30", custody=[("a", "2008-06-01", end)])
        assert values(evidence, asked("ended", **INSIDE, months=3)) == [counted]


class TestTheLatestScore:
    def test_is_that_of_the_latest_day_and_of_one_day_the_higher(self):
        rows = [
            ("a", "2008-01-01", "oasys-drugs", 9),
            ("a", "2009-01-01", "oasys-drugs", 3),
            ("a", "2009-01-01", "oasys-drugs", 5),
        ]
        criterion = asked("latest", ["assessments"], where={"tool": ["oasys-drugs"]}, at_least=4)
        for given_rows in (rows, rows[::-1]):
            evidence = known("2009-03-31", assessments=given_rows)
            assert (values(evidence, criterion), days(evidence, criterion)) == (
                [5],
                ["2009-01-01", "2009-01-01"],
            )

    def test_is_not_known_of_somebody_who_was_never_assessed(self):
        evidence = known("2009-03-31", "ab", assessments=[("a", "2009-01-01", "other", 9)])
        criterion = asked("latest", ["assessments"], where={"tool": ["oasys-drugs"]}, at_least=4)
        assert answers(evidence, criterion) == [None, None]

    def test_is_not_taken_from_before_the_window(self):
        evidence = known("2009-03-31", assessments=[("a", "2008-12-31", "t", 9)])
        assert answers(evidence, asked("latest", ["assessments"], months=3)) == [None]


class TestMonthsOnAList:
    @pytest.mark.parametrize(
        ("start", "at_least", "more_than"),
        [("2007-03-30", True, True), ("2007-03-31", True, False), ("2007-04-01", False, False)],
    )
    def test_are_full_on_the_same_day_of_the_month(self, start, at_least, more_than):
        evidence = known("2009-03-31", enrolments=[("a", "x", "ppo", start)])
        assert answers(evidence, asked("months_on", **PPO, at_least=24)) == [at_least]
        assert answers(evidence, asked("months_on", **PPO, more_than=24)) == [more_than]

    def test_from_29_february_are_full_on_28_february_of_a_common_year(self):
        evidence = known("2009-02-28", enrolments=[("a", "x", "ppo", "2008-02-29")])
        assert values(evidence, asked("months_on", **PPO), date(2009, 2, 28)) == [12]

    def test_begin_anew_with_a_re_entry(self):
        rows = [("a", "x", "ppo", "2005-01-01", "2008-01-01"), ("a", "x", "ppo", "2009-01-31")]
        evidence = known("2009-03-31", enrolments=rows)
        assert (
            values(evidence, asked("months_on", **PPO)),
            days(evidence, asked("months_on", **PPO))[0],
        ) == ([2], "2009-01-31")

    @pytest.mark.parametrize(
        ("second", "first"),
        [("2008-01-01", "2005-01-01"), ("2008-01-02", "2005-01-01"), ("2008-01-03", "2008-01-03")],
    )
    def test_go_on_where_one_spell_overlaps_another_or_follows_on_the_next_day(self, second, first):
        rows = [("a", "x", "ppo", "2005-01-01", "2008-01-01"), ("a", "x", "ppo", second)]
        assert days(known("2009-03-31", enrolments=rows), asked("months_on", **PPO))[0] == first

    def test_do_not_apply_to_somebody_who_is_not_on_it(self):
        rows = [("a", "x", "ppo", "2005-01-01", "2009-03-30"), ("b", "x", "ppo", "2009-01-01", "2009-03-31")]
        evidence = known("2009-03-31", "abc", enrolments=[*rows, ("c", "x", "drr", "2005-01-01")])
        assert answers(evidence, asked("months_on", **PPO, at_least=0)) == [False, True, False]
        assert answers(evidence, asked("months_on", **PPO, at_most=99)) == [False, True, False]
        assert answers(known("2009-03-31"), asked("months_on", **PPO)) == [None]


class TestMonthsInside:
    @pytest.mark.parametrize(("due", "longer"), [("2011-01-15", False), ("2011-01-16", True)])
    def test_are_those_from_the_first_day_to_the_release(self, due, longer):
        evidence = known("2009-03-31", custody=[("a", "2009-01-15", None, 48, due)])
        assert answers(evidence, asked("months_inside", **INSIDE, more_than=24)) == [longer]

    def test_are_not_known_without_a_release_unless_they_are_over(self):
        rows = [("a", "2009-01-15"), ("b", "2007-03-30"), ("c", "2007-01-01", "2009-03-30")]
        assert answers(
            known("2009-03-31", "abc", custody=rows), asked("months_inside", **INSIDE, more_than=24)
        ) == [
            None,
            True,
            False,
        ]

    def test_go_on_where_the_release_is_overdue(self):
        evidence = known("2009-03-31", custody=[("a", "2007-03-30", None, 12, "2008-03-30")])
        assert answers(evidence, asked("months_inside", **INSIDE, more_than=24)) == [True]

    def test_of_custody_that_spans_the_quarter_are_all_of_it(self):
        evidence = known("2009-03-31", custody=[("a", "2008-03-31", "2009-09-30", 24, "2009-09-30")])
        assert values(evidence, asked("months_inside", **INSIDE)) == [18]

    @pytest.mark.parametrize(("sentence", "answer"), [(120, False), (121, True), (None, None)])
    def test_of_the_sentence_are_those_given(self, sentence, answer):
        evidence = known("2009-03-31", "ab", custody=[("a", "2009-01-15", None, sentence)])
        assert answers(evidence, asked("sentence", **INSIDE, more_than=120)) == [answer, False]


class TestMonthsToRelease:
    @pytest.mark.parametrize(
        ("day", "due", "near"),
        [
            ("2009-09-30", "2009-12-31", True),
            ("2009-09-30", "2010-01-01", False),
            ("2009-03-31", "2009-06-30", True),
            ("2009-03-31", "2009-07-01", False),
            ("2009-03-31", "2009-03-31", True),
            ("2009-03-31", "2009-01-01", True),
        ],
    )
    def test_are_those_of_the_window_that_follows(self, day, due, near):
        evidence = known(day, custody=[("a", "2008-01-15", None, 48, due)])
        criterion = asked("months_to_release", **INSIDE, at_most=3)
        assert answers(evidence, criterion, date.fromisoformat(day)) == [near]

    def test_do_not_apply_outside_and_are_not_known_without_a_day(self):
        evidence = known("2009-03-31", "ab", custody=[("a", "2009-01-15")])
        assert answers(evidence, asked("months_to_release", **INSIDE, at_most=3)) == [None, False]


class TestWhereSomebodyLives:
    @pytest.mark.parametrize(
        ("rows", "answer"),
        [
            ([("a", "x", "2008-01-01")], True),
            ([("a", "x", "2008-01-01", "2009-03-31")], True),
            ([("a", "x", "2008-01-01", "2009-03-30")], False),
            ([("a", "y", "2008-01-01")], False),
            ([("a", "y", "2008-01-01", "2009-03-30")], None),
            ([("a", "y", "2008-01-01"), ("a", "x", "2009-03-31")], True),
            ([("a", "x", "2009-04-01")], None),
            ([], None),
        ],
    )
    def test_is_known_from_a_stay_on_the_day_or_one_here_that_ended(self, rows, answer):
        evidence = known("2009-06-30", residence=rows)
        assert answers(evidence, asked("lives_here", ["residence"])) == [answer]
        moved = None if answer is None else not answer
        assert answers(evidence, asked("lives_here", ["residence"], at_most=0)) == [moved]


class TestAge:
    @pytest.mark.parametrize(("born", "adult"), [("1991-03-31", True), ("1991-04-01", False), (None, None)])
    def test_counts_a_birthday_on_the_day(self, born, adult):
        assert answers(known("2009-03-31", {"a": born}), asked("age", ["nominals"], at_least=18)) == [adult]

    @pytest.mark.parametrize(("day", "adult"), [("2010-02-28", False), ("2010-03-01", True)])
    def test_of_somebody_born_on_29_february_grows_on_1_march(self, day, adult):
        evidence = known("2012-03-01", {"a": "1992-02-29"})
        assert answers(evidence, asked("age", ["nominals"], at_least=18), date.fromisoformat(day)) == [adult]


class TestMonthsSince:
    def test_are_counted_from_the_latest_row(self):
        evidence = known("2009-03-31", "ab", arrests=[("a", "x", "2008-09-30"), ("a", "x", "2007-01-01")])
        criterion = asked("months_since", at_least=6)
        assert (values(evidence, criterion)[0], answers(evidence, criterion)) == (6 + 1 / 31, [True, True])
        assert answers(evidence, asked("months_since", at_most=6)) == [False, False]

    def test_are_none_while_a_spell_is_live_and_not_known_of_a_gap(self):
        evidence = known("2009-03-31", custody=[("a", "2008-01-01")])
        assert values(evidence, asked("months_since", **INSIDE)) == [0]
        two = asked("months_since", ["custody", "arrests"], at_least=1)
        assert answers(evidence, two) == [False]
        assert answers(known("2009-03-31", custody=[]), two) == [None]

    def test_are_not_known_where_a_blank_cell_could_be_a_later_row(self):
        rows = [("a", "2008-01-01", True), ("a", "2009-03-01", None)]
        criterion = asked("months_since", ["intelligence"], where={"reliable": ["yes"]}, at_least=6)
        assert answers(known("2009-03-31", intelligence=rows), criterion) == [None]


class TestSinceWhen:
    @pytest.mark.parametrize(
        ("arrest", "day"),
        [("2008-09-30", "2009-03-31"), ("2008-08-31", "2009-02-28"), ("2008-08-15", "2009-02-15")],
    )
    def test_nobody_was_arrested_is_the_first_day_without_the_last_arrest_in_the_window(self, arrest, day):
        quiet = asked(months=6, at_most=0)
        evidence = known("2009-03-31", arrests=[("a", "x", arrest)])
        assert since(evidence, quiet) == [day]
        before = date.fromisoformat(day).toordinal() - 1
        assert answers(evidence, quiet, date.fromisoformat(day)) == [True]
        assert answers(evidence, quiet, date.fromordinal(before)) == [False]

    def test_nobody_was_ever_arrested_is_not_known(self):
        assert since(known("2009-03-31", arrests=[]), asked(months=6, at_most=0)) == ["NaT"]

    def test_there_were_so_many_arrests_goes_back_as_long_as_there_always_were(self):
        rows = [
            ("a", "x", day) for day in ("2008-01-10", "2008-03-05", "2008-04-20", "2009-01-02", "2009-02-01")
        ]
        evidence = known("2009-03-31", arrests=rows)
        assert since(evidence, asked(months=3, at_least=1)) == ["2009-01-02"]
        assert since(evidence, asked(months=3, at_least=2)) == ["2009-02-01"]
        assert since(evidence, asked(at_least=2)) == ["2008-03-05"]
        assert since(evidence, asked(at_least=6)) == ["NaT"]

    def test_somebody_is_two_years_on_a_list_is_the_day_on_which_they_are_full(self):
        evidence = known("2009-03-31", enrolments=[("a", "x", "ppo", "2007-02-28")])
        assert since(evidence, asked("months_on", **PPO, at_least=24)) == ["2009-02-28"]
        assert since(evidence, asked("months_on", **PPO, more_than=24)) == ["2009-03-01"]

    def test_a_score_is_high_is_the_first_after_the_last_that_was_not(self):
        rows = [("2008-01-01", 5), ("2008-02-01", 2), ("2008-03-01", 4), ("2009-01-01", 5), ("2009-01-01", 1)]
        evidence = known("2009-03-31", assessments=[("a", day, "t", score) for day, score in rows])
        assert since(evidence, asked("latest", ["assessments"], at_least=4)) == ["2008-03-01"]

    def test_somebody_moved_away_is_the_day_after_the_last_stay_here(self):
        away = asked("lives_here", ["residence"], at_most=0)
        rows = [("a", "x", "2007-01-01", "2008-06-30"), ("a", "y", "2008-09-01")]
        assert since(known("2009-03-31", residence=rows), away) == ["2008-07-01"]
        assert since(known("2009-03-31", residence=rows[1:]), away) == ["2008-09-01"]

    def test_release_is_near_is_the_day_from_which_it_is_in_the_window(self):
        near = asked("months_to_release", **INSIDE, at_most=3)
        for due in ("2009-05-30", "2009-05-31", "2009-06-15", "2009-06-30"):
            evidence = known("2009-03-31", custody=[("a", "2008-01-01", None, 48, due)])
            (day,) = since(evidence, near)
            assert answers(evidence, near, date.fromisoformat(day)) == [True]
            assert answers(evidence, near, date.fromordinal(date.fromisoformat(day).toordinal() - 1)) == [
                False
            ]

    def test_release_is_near_is_not_before_somebody_was_inside(self):
        evidence = known("2009-03-31", custody=[("a", "2009-03-20", None, 1, "2009-04-20")])
        assert since(evidence, asked("months_to_release", **INSIDE, at_most=3)) == ["2009-03-20"]

    def test_custody_is_long_is_its_beginning_or_when_it_has_been_so_long(self):
        rows = [("a", "2008-01-01", None, 48, "2012-01-01"), ("b", "2007-01-01")]
        evidence = known("2009-03-31", "ab", custody=rows)
        assert since(evidence, asked("months_inside", **INSIDE, more_than=24)) == ["2008-01-01", "2009-01-02"]
        assert since(evidence, asked("sentence", **INSIDE, more_than=24)) == ["2008-01-01", "2007-01-01"]

    def test_other_measures_hold(self):
        evidence = known(
            "2009-03-31",
            {"a": "1991-02-15"},
            custody=[("a", "2008-01-01", "2008-12-31")],
            arrests=[("a", "x", "2008-06-30")],
        )
        assert since(evidence, asked("age", ["nominals"], at_least=18)) == ["2009-02-15"]
        assert since(evidence, asked("live", **INSIDE, at_most=0)) == ["2009-01-01"]
        assert since(evidence, asked("ended", **INSIDE, months=6)) == ["2008-12-31"]
        assert since(evidence, asked("months_since", at_least=6)) == ["2008-12-30"]


ANY_DAY = st.dates(date(1996, 1, 1), date(2013, 12, 31))


@given(ANY_DAY, ANY_DAY)
def test_months_are_those_that_one_counts_one_by_one(one, other):
    first, last = sorted([one, other])
    found = months_from(np.array([first], "datetime64[D]"), np.array([last], "datetime64[D]"))[0]
    assert found == pytest.approx(months(first, last), abs=1e-12)
    assert np.floor(found) == months_between(pd.Series(pd.to_datetime([first])), pd.Timestamp(last))[0]


@given(ANY_DAY, st.integers(-40, 40))
def test_a_day_so_many_months_later_is_that_of_the_calendar(day, number):
    assert later(np.array([day], "datetime64[D]"), number)[0].item() == add_months(day, number)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 40), st.integers(0, 15), st.booleans()), max_size=12)
)
def test_an_unbroken_spell_is_found_as_one_that_is_walked_back_day_by_day(rows):
    first = np.array([start for _, start, _, _ in rows], "datetime64[D]")
    last = np.array([start + length for _, start, length, _ in rows], "datetime64[D]")
    last = np.where([is_open for *_, is_open in rows], np.datetime64("NaT"), last) if rows else last
    found = unbroken(np.array([who for who, *_ in rows], int), first, last, 3, np.datetime64(30, "D"))
    for person in range(3):
        spells = [
            (start, 99 if is_open else start + length)
            for who, start, length, is_open in rows
            if who == person
        ]
        day = 31
        while any(start <= day - 1 <= end for start, end in spells):
            day -= 1
        assert found[person].astype(int) == day if day <= 30 else np.isnat(found[person])
