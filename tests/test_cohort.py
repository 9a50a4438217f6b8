"""Who is on a list: both days of a spell count, spells that touch are one, and the parts add up."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import (
    AS_AT,
    ENROLLED,
    FIRST,
    HERE,
    PEOPLE,
    PERIODS,
    PPO,
    SOME,
    THERE,
    days_by_person,
    enrolments,
    known,
)

from iomlib.metrics.cohort import enrolled, list_size, live_in, moves, on_list


def on_ppo(row):
    return row[4] == "ppo"


def people_of(flags):
    return list(flags.index[flags.to_numpy(bool)])


@pytest.mark.parametrize(
    ("when", "there"),
    [("2008-03-31", False), ("2008-04-01", True), ("2008-06-30", True), ("2008-07-01", False)],
)
def test_a_spell_holds_its_first_and_its_last_day_and_no_other(when, there):
    evidence = known("a", enrolments=enrolments(("a", "2008-04-01", "2008-06-30")))
    assert on_list(evidence, *PPO, date.fromisoformat(when)).tolist() == [there]


def test_an_open_spell_lasts_to_the_last_day_that_is_known_of():
    evidence = known("a", enrolments=enrolments(("a", AS_AT, None)))
    assert on_list(evidence, *PPO, AS_AT).tolist() == [True]
    assert on_list(evidence, *PPO, AS_AT - timedelta(days=1)).tolist() == [False]


def test_an_end_that_is_not_known_yet_is_open_and_a_start_that_is_not_is_no_spell():
    rows = enrolments(("a", "2009-01-01", "2009-04-01"), ("b", "2009-04-01", None))
    assert on_list(known("ab", enrolments=rows), *PPO, AS_AT).to_dict() == {"a": True, "b": False}


def test_a_list_is_that_of_an_area_and_of_any_area_if_none_is_named():
    rows = enrolments(
        ("a", "2009-01-01", None, None, "ppo", HERE), ("b", "2009-01-01", None, None, "ppo", THERE)
    )
    evidence = known("ab", enrolments=rows)
    assert people_of(on_list(evidence, "ppo", HERE, AS_AT)) == ["a"]
    assert people_of(on_list(evidence, "ppo", None, AS_AT)) == ["a", "b"]


def test_somebody_on_two_rows_of_a_list_is_one_person():
    rows = enrolments(("a", "2009-01-01", None), ("a", "2009-02-01", None))
    assert list_size(known("a", enrolments=rows), *PPO, FIRST)["people"].tolist() == [1]


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(known("ab"), id="no enrolments were supplied"),
        pytest.param(known("ab", enrolments=enrolments()), id="they have no row"),
        pytest.param(
            known("ab", enrolments=enrolments(("a", FIRST, None), name="drr")), id="none of the list"
        ),
        pytest.param(
            known("ab", enrolments=enrolments(("a", FIRST, None), area=THERE)), id="none of the area"
        ),
    ],
)
def test_a_list_of_which_there_is_no_row_is_missing_and_not_empty(evidence):
    assert enrolled(evidence, *PPO) is None
    assert on_list(evidence, *PPO, AS_AT).isna().all()
    size = list_size(evidence, *PPO, FIRST, "smaller").loc["ppo"]
    assert size[["people", "people_before", "joined", "returned", "left", "change", "outside"]].isna().all()
    assert (size["at_least"], size["position"]) == (15, "")


def test_a_list_that_everybody_has_left_is_empty_and_not_missing():
    evidence = known("a", enrolments=enrolments(("a", "2008-01-01", "2008-02-01")))
    assert list_size(evidence, *PPO, FIRST)["people"].tolist() == [0]


@SOME
@given(ENROLLED, PERIODS)
def test_who_is_on_a_list_is_who_has_a_day_on_it(rows, period):
    evidence = known(PEOPLE, enrolments=enrolments(*rows))
    days = days_by_person(rows, on_ppo)
    wanted = {period[0] + timedelta(days=n) for n in range((period[1] - period[0]).days + 1)}
    if enrolled(evidence, *PPO) is not None:
        assert people_of(live_in(evidence, *PPO, *period)) == [who for who in PEOPLE if days[who] & wanted]
        assert people_of(on_list(evidence, *PPO, period[1])) == [
            who for who in PEOPLE if period[1] in days[who]
        ]


@SOME
@given(ENROLLED, PERIODS)
def test_who_was_there_before_or_joined_is_there_now_or_has_left(rows, period):
    evidence = known(PEOPLE, enrolments=enrolments(*rows))
    table = moves(evidence, *PPO, *period)
    if enrolled(evidence, *PPO) is None:
        assert table.isna().all(axis=None)
        return
    days = days_by_person(rows, on_ppo)
    yesterday = period[0] - timedelta(days=1)
    for who, row in table.iterrows():
        inside = any(period[0] <= one <= period[1] for one in days[who])
        before, now = yesterday in days[who], period[1] in days[who]
        assert (row["before"], row["now"]) == (before, now)
        assert row["joined"] == (inside and not before)
        assert row["returned"] == (inside and not before and any(one < yesterday for one in days[who]))
        assert row["left"] == ((before or inside) and not now)
    assert table["before"].sum() + table["joined"].sum() == table["now"].sum() + table["left"].sum()


def test_a_person_leaves_on_the_day_after_the_last():
    rows = enrolments(
        ("a", "2008-01-01", "2008-12-31"), ("b", "2008-01-01", "2009-03-30"), ("c", FIRST, AS_AT)
    )
    table = moves(known("abc", enrolments=rows), *PPO, FIRST, AS_AT)
    assert table["left"].to_dict() == {"a": True, "b": True, "c": False}
    assert table["now"].to_dict() == {"a": False, "b": False, "c": True}


def test_who_leaves_and_comes_back_within_the_period_did_neither_and_who_came_and_left_did_both():
    rows = enrolments(
        ("back", "2008-01-01", "2009-01-15"),
        ("back", "2009-02-01", None),
        ("brief", "2009-02-01", "2009-02-02"),
    )
    table = moves(known(["back", "brief"], enrolments=rows), *PPO, FIRST, AS_AT)
    assert table.loc["back", ["joined", "left"]].tolist() == [False, False]
    assert table.loc["brief", ["joined", "returned", "left"]].tolist() == [True, False, True]


def test_who_was_on_the_list_years_ago_returns():
    rows = enrolments(("a", "2006-01-01", "2007-01-01"), ("a", "2009-01-01", None))
    assert moves(known("a", enrolments=rows), *PPO, FIRST, AS_AT)["returned"].tolist() == [True]


def test_whose_spells_touch_was_never_away():
    rows = enrolments(("a", "2008-01-01", "2008-12-31"), ("a", "2009-01-01", None))
    table = moves(known("a", enrolments=rows), *PPO, FIRST, AS_AT)
    assert table.loc["a", ["before", "joined", "left"]].tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("number", "guidance", "outside", "position"),
    [
        (14, "smaller", -1, "below"),
        (15, "smaller", 0, "inside"),
        (20, "smaller", 0, "inside"),
        (21, "smaller", 1, "above"),
        (42, "larger", -18, "below"),
        (60, "larger", 0, "inside"),
        (100, "larger", 0, "inside"),
        (101, "larger", 1, "above"),
    ],
)
def test_size_is_held_against_the_numbers_of_the_guidance(number, guidance, outside, position):
    people = [f"p{n}" for n in range(number)]
    evidence = known(people, enrolments=enrolments(*((who, "2008-01-01", None) for who in people)))
    row = list_size(evidence, *PPO, FIRST, guidance).loc["ppo"]
    assert (row["people"], row["outside"], row["position"]) == (number, outside, position)


def test_without_guidance_a_size_is_neither_inside_nor_outside():
    row = list_size(known("a", enrolments=enrolments(("a", FIRST, None))), *PPO, FIRST).loc["ppo"]
    assert row[["at_least", "at_most", "outside"]].isna().all()
    assert (row["guidance"], row["position"]) == ("", "")


@SOME
@given(ENROLLED)
def test_the_change_of_a_list_is_who_joined_less_who_left(rows):
    row = list_size(known(PEOPLE, enrolments=enrolments(*rows)), *PPO, AS_AT - timedelta(days=20)).loc["ppo"]
    if not pd.isna(row["people"]):
        assert row["change"] == row["people"] - row["people_before"] == row["joined"] - row["left"]


@SOME
@given(ENROLLED, st.randoms())
def test_the_order_of_rows_is_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    evidence, again = (known(PEOPLE, enrolments=enrolments(*some)) for some in (rows, shuffled))
    pd.testing.assert_frame_equal(moves(again, *PPO, FIRST, AS_AT), moves(evidence, *PPO, FIRST, AS_AT))


EVIDENCE = known("a", enrolments=enrolments(("a", FIRST, None)))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: on_list(EVIDENCE, *PPO, date(2009, 4, 1)),
            "the day is 2009-04-01, after 2009-03-31, the last that is known of. Take an earlier day.",
        ),
        (
            lambda: live_in(EVIDENCE, *PPO, date(2009, 2, 1), date(2009, 1, 1)),
            "the period ends on 2009-01-01, before it begins on 2009-02-01. Swap the two.",
        ),
        (
            lambda: list_size(EVIDENCE, *PPO, FIRST, "medium"),
            "guidance is 'medium'. Allowed: smaller, larger, or None.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
