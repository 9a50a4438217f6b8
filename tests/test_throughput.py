"""Throughput: who came and went, for how long, why, and who came back, as counted by hand."""

import math
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import AS_AT, ENROLLED, FIRST, PEOPLE, PPO, SOME, days_by_person, enrolments, known, runs

from iomlib.metrics.cohort import enrolled, moves
from iomlib.metrics.intervals import wilson
from iomlib.metrics.throughput import exits, exits_by_reason, re_entry, stays, throughput, time_on_list

BEYOND = AS_AT + timedelta(days=1)


def ppo(rows):
    return known(PEOPLE, enrolments=enrolments(*rows))


def runs_by_hand(rows):
    """Give each person's stays: first and last day, open if the last is the day after what is known."""
    days = days_by_person(rows, lambda row: row[4] == "ppo")
    return {who: runs(days[who]) for who in PEOPLE if days[who]}


def haringey():
    """66 people ever on the scheme, of whom 37 were removed, as the paper of 2007 says."""
    people = [f"p{n:02}" for n in range(66)]
    rows = [(who, "2005-04-01", "2007-06-30", "reduced offending") for who in people[:37]]
    rows += [(who, "2005-04-01", None) for who in people[37:]]
    return known(people, date(2007, 9, 30), enrolments=enrolments(*rows))


def test_the_throughput_of_haringey_leaves_29_people_on_the_list():
    row = throughput(haringey(), *PPO, date(2007, 7, 1)).loc["ppo"]
    assert row[["ever", "now", "gone", "stays", "came_back", "left"]].tolist() == [66, 29, 37, 66, 0, 37]
    reasons = exits_by_reason(haringey(), *PPO)
    assert reasons["people"].to_dict() == {"reduced offending": 37}


@SOME
@given(ENROLLED, st.integers(0, 40))
def test_throughput_is_that_of_stays_counted_by_hand(rows, back):
    evidence, first = ppo(rows), AS_AT - timedelta(days=back)
    row = throughput(evidence, *PPO, first).loc["ppo"]
    if enrolled(evidence, *PPO) is None:
        assert row.isna().all()
        return
    by_hand = runs_by_hand(rows)
    now = sum(any(a <= AS_AT <= b for a, b in own) for own in by_hand.values())
    assert row[["ever", "now", "gone"]].tolist() == [len(by_hand), now, len(by_hand) - now]
    assert row["stays"] == sum(map(len, by_hand.values()))
    assert row["came_back"] == sum(len(own) > 1 for own in by_hand.values())
    flags = moves(evidence, *PPO, first, AS_AT)
    assert row[["joined", "returned", "left"]].tolist() == [
        flags[name].sum() for name in ("joined", "returned", "left")
    ]


@SOME
@given(ENROLLED, st.integers(0, 40))
def test_exits_by_reason_add_up_to_those_who_left(rows, back):
    evidence, first = ppo(rows), AS_AT - timedelta(days=back)
    if enrolled(evidence, *PPO) is not None:
        row = throughput(evidence, *PPO, first).loc["ppo"]
        assert exits_by_reason(evidence, *PPO, first)["people"].sum() == row["left"]
        assert exits_by_reason(evidence, *PPO)["people"].sum() == row["gone"]


def test_the_reason_is_that_of_the_last_stay_and_a_blank_one_is_not_given():
    rows = enrolments(
        ("a", "2008-01-01", "2008-02-01", "moved"),
        ("a", "2008-04-01", "2009-02-01", "good progress"),
        ("b", "2008-04-01", "2009-02-01"),
        ("c", "2008-04-01", "2009-02-01", "good progress"),
        ("d", "2008-04-01", "2008-12-30", "died"),
    )
    table = exits_by_reason(known("abcd", enrolments=rows), *PPO, FIRST)
    assert table["people"].to_dict() == {"good progress": 2, "not given": 1}
    found = tuple(table.loc["good progress", ["share", "lower", "upper", "confidence", "method"]])
    assert found == wilson(2, 3)


def test_who_was_there_on_the_day_before_the_period_and_not_in_it_left_in_it():
    rows = enrolments(("a", "2008-01-01", "2008-12-31", "moved"), ("b", "2008-01-01", "2008-12-30", "died"))
    assert exits_by_reason(known("ab", enrolments=rows), *PPO, FIRST)["people"].to_dict() == {"moved": 1}


def test_reasons_come_by_frequency_and_then_by_the_alphabet():
    rows = [
        (who, "2008-01-01", "2009-02-01", why) for who, why in zip("abcd", ["y", "x", "z", "z"], strict=True)
    ]
    table = exits_by_reason(known("abcd", enrolments=enrolments(*rows)), *PPO)
    assert table.index.tolist() == ["z", "x", "y"]


def test_the_forty_of_stockton_had_been_on_the_scheme_for_21_and_a_half_months():
    starts = [pd.Timestamp("2008-04-01") - pd.DateOffset(months=n) for n in (1, 42, 20, 23)]
    people = [f"p{n:02}" for n in range(40)]
    rows = [(who, starts[n % 4].date(), None) for n, who in enumerate(people)]
    evidence = known(people, enrolments=enrolments(*rows))
    row = time_on_list(evidence, *PPO, date(2008, 3, 31)).loc["current"]
    assert row[["people", "number", "mean_months", "median_months"]].tolist() == [40, 40, 21.5, 21.5]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2008-04-01", None, 12),
        ("2008-04-02", None, 11),
        ("2008-04-01", "2008-06-30", 3),
        ("2008-04-01", "2008-06-29", 2),
        ("2008-02-29", "2009-02-26", 11),
        ("2008-02-29", "2009-02-27", 12),
    ],
)
def test_months_are_full_ones_and_both_days_count(start, end, months):
    table = time_on_list(known("a", enrolments=enrolments(("a", start, end))), *PPO, AS_AT)
    label, other = ("ended", "current") if end else ("current", "ended")
    assert table.loc[label, "mean_months"] == months
    assert table.loc[other, ["people", "number"]].tolist() == [0, 0]
    assert math.isnan(table.loc[other, "mean_months"])


def test_a_stay_whose_last_day_is_the_day_is_current_and_one_that_began_later_does_not_exist():
    rows = enrolments(("a", "2008-04-01", "2008-12-31"), ("b", "2009-01-01", None))
    table = time_on_list(known("ab", enrolments=rows), *PPO, date(2008, 12, 31))
    assert table["number"].to_dict() == {"current": 1, "ended": 0}
    later = time_on_list(known("ab", enrolments=rows), *PPO, date(2009, 1, 1))
    assert later["number"].to_dict() == {"current": 1, "ended": 1}


@SOME
@given(ENROLLED, st.integers(0, 40))
def test_every_stay_that_has_begun_is_current_or_ended(rows, back):
    evidence, when = ppo(rows), AS_AT - timedelta(days=back)
    table = time_on_list(evidence, *PPO, when)
    by_hand = [run for own in runs_by_hand(rows).values() for run in own if run[0] <= when]
    if enrolled(evidence, *PPO) is None:
        assert table.isna().all(axis=None)
    else:
        current = sum(last >= when for _, last in by_hand)
        assert table["number"].tolist() == [current, len(by_hand) - current]


@pytest.mark.parametrize(
    ("back", "counted"),
    [
        ("2008-06-30", [1, 1, 1]),
        ("2008-07-01", [0, 1, 1]),
        ("2008-09-30", [0, 1, 1]),
        ("2008-10-01", [0, 0, 1]),
    ],
)
def test_back_within_three_months_of_31_march_is_back_by_30_june(back, counted):
    rows = enrolments(("a", "2007-01-01", "2008-03-31"), ("a", back, None))
    assert re_entry(known("a", enrolments=rows), *PPO)["people"].tolist() == counted


@pytest.mark.parametrize(("left", "followed"), [("2008-12-31", [1, 0, 0]), ("2009-01-01", [0, 0, 0])])
def test_only_who_left_long_enough_ago_is_counted(left, followed):
    table = re_entry(known("a", enrolments=enrolments(("a", "2008-01-01", left))), *PPO)
    assert table["out_of"].tolist() == followed
    assert table["too_recent"].tolist() == [1 - one for one in followed]


def test_whoever_leaves_twice_counts_twice():
    rows = enrolments(
        ("a", "2006-01-01", "2006-12-31"), ("a", "2007-02-01", "2007-12-31"), ("a", "2008-06-01", None)
    )
    table = re_entry(known("a", enrolments=rows), *PPO)
    assert table["out_of"].tolist() == [2, 2, 2]
    assert table["people"].tolist() == [1, 2, 2]
    assert tuple(table.loc[3, ["share", "lower", "upper", "confidence", "method"]]) == wilson(1, 2)


@SOME
@given(ENROLLED)
def test_an_exit_is_followed_by_the_next_stay_of_the_same_person(rows):
    table = exits(ppo(rows), *PPO)
    expected = []
    for who, own in runs_by_hand(rows).items():
        following = [first for first, _ in own[1:]] + [None]
        expected += [
            (who, last, then) for (_, last), then in zip(own, following, strict=True) if last < AS_AT
        ]
    found = [
        (PEOPLE[row.who], row.end.date(), None if pd.isna(row.next) else row.next.date())
        for row in table.itertuples()
    ]
    assert sorted(found, key=str) == sorted(expected, key=str)


@SOME
@given(ENROLLED, st.randoms())
def test_the_order_of_rows_is_nothing(rows, random):
    one, other = ppo(rows), ppo(random.sample(rows, len(rows)))
    for ask in (
        lambda evidence: stays(evidence, *PPO).astype({"reason": "str"}),
        lambda evidence: exits_by_reason(evidence, *PPO),
        lambda evidence: time_on_list(evidence, *PPO, AS_AT),
        lambda evidence: re_entry(evidence, *PPO, (1, 2)),
    ):
        pd.testing.assert_frame_equal(ask(one), ask(other))


@pytest.mark.parametrize("evidence", [known("a"), known("a", enrolments=enrolments())])
def test_of_a_list_that_was_not_supplied_nothing_is_counted(evidence):
    assert throughput(evidence, *PPO, FIRST).isna().all(axis=None)
    assert time_on_list(evidence, *PPO, AS_AT).isna().all(axis=None)
    assert re_entry(evidence, *PPO)[["people", "out_of", "share", "too_recent"]].isna().all(axis=None)
    assert len(exits_by_reason(evidence, *PPO)) == len(stays(evidence, *PPO)) == 0


def test_a_day_after_what_is_known_is_refused():
    with pytest.raises(ValueError, match=r"the day is 2009-04-01, after 2009-03-31"):
        time_on_list(known("a"), *PPO, BEYOND)
