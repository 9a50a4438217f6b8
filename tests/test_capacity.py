"""Capacity: cases for each post, who comes next, whom ties leave open, and who could make room."""

import math
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import AS_AT, PPO, SOME, custody, enrolments, known

from iomlib.metrics.capacity import adding, adding_per_post, cases_per_post, would_leave
from iomlib.metrics.cohort import on_list

ON, OFF = ["a", "b", "c"], ["p", "q", "r", "s", "t"]
NO_FLAGS = pd.DataFrame(columns=["person", "criterion", "action", "since", "open"])


def evidence_of(*, inside=(), supplied=True):
    """Three people on the list and five who are not; some of them in custody."""
    rows = enrolments(*((who, "2008-01-01", None) for who in ON))
    spells = {"custody": custody(*((who, "2009-01-01", None) for who in inside))} if supplied else {}
    return known([*ON, *OFF], enrolments=rows, **spells)


def ranking(ranks, selected=True):
    people = list(ranks)
    flags = pd.array([selected] * len(people) if selected is not None else [None] * len(people), "boolean")
    return pd.DataFrame(
        {"selected": flags, "rank": pd.Series(ranks, dtype="float64").to_numpy()}, index=people
    )


def flags(*rows):
    """Take (person, action, since) and, if need be, whether evidence lacks."""
    full = [(*row, False)[:4] for row in rows]
    table = pd.DataFrame(full, columns=["person", "action", "since", "open"])
    return table.assign(since=pd.to_datetime(table["since"]), criterion=[f"c{n}" for n in range(len(rows))])


def staffing(*rows):
    return pd.DataFrame(rows, columns=["role", "posts"]).assign(list="ppo")


def added(evidence, ranks, *numbers, leaving=NO_FLAGS):
    return adding(evidence, on_list(evidence, *PPO, AS_AT), ranks, leaving, numbers)


def test_the_highest_ranked_come_first_and_the_list_is_longer_by_as_many():
    table = added(evidence_of(inside=["a", "q", "r"]), ranking({"q": 1, "p": 2, "r": 3}), 1, 2, 3)
    assert table["added"].tolist() == [0, 1, 2, 3]
    assert table["people"].tolist() == [3, 4, 5, 6]
    assert table["in_custody_least"].tolist() == table["in_custody_most"].tolist() == [1, 2, 2, 3]
    assert table["tied"].tolist() == [0, 0, 0, 0]


def test_there_are_no_more_to_add_than_are_selected_and_not_on_the_list():
    table = added(evidence_of(), ranking({"a": 1, "p": 2, "q": 3}), 20)
    assert table.loc[20, ["added", "candidates", "people"]].tolist() == [2, 2, 5]


def test_whose_selection_is_open_is_counted_and_not_added():
    ranks = pd.concat(
        [ranking({"p": 1}), ranking({"q": 2, "a": 3}, selected=None), ranking({"r": 4}, selected=False)]
    )
    table = added(evidence_of(), ranks, 5)
    assert table.loc[5, ["added", "candidates", "undecided"]].tolist() == [1, 1, 1]


def test_who_has_no_rank_comes_last():
    table = added(evidence_of(inside=["p"]), ranking({"p": None, "q": 7}), 1)
    assert table.loc[1, ["in_custody_least", "in_custody_most", "tied"]].tolist() == [0, 0, 0]


@SOME
@given(st.lists(st.integers(1, 3), min_size=5, max_size=5), st.sets(st.sampled_from(OFF)), st.integers(1, 6))
def test_ties_leave_open_what_every_choice_among_them_could_give(ranks, inside, number):
    table = added(evidence_of(inside=inside), ranking(dict(zip(OFF, ranks, strict=True))), number)
    row, places = table.loc[number], min(number, 5)
    cut = sorted(ranks)[places - 1]
    sure = [who for who, rank in zip(OFF, ranks, strict=True) if rank < cut]
    tied = [who for who, rank in zip(OFF, ranks, strict=True) if rank == cut]
    choices = [len(inside & {*sure, *some}) for some in combinations(tied, places - len(sure))]
    assert row[["in_custody_least", "in_custody_most"]].tolist() == [min(choices), max(choices)]
    assert row["tied"] == (len(tied) if len(sure) + len(tied) > places else 0)


@SOME
@given(st.lists(st.integers(1, 3), min_size=5, max_size=5), st.sets(st.sampled_from(OFF)), st.randoms())
def test_the_order_of_people_is_nothing(ranks, inside, random):
    people, evidence = dict(zip(OFF, ranks, strict=True)), evidence_of(inside=inside)
    again = dict(random.sample(list(people.items()), 5))
    pd.testing.assert_frame_equal(
        added(evidence, ranking(again), 2, 4), added(evidence, ranking(people), 2, 4)
    )


def test_who_is_to_be_taken_off_makes_room_once_however_many_flags_say_so():
    leaving = flags(
        ("a", "de-select", "2009-01-01"),
        ("a", "de-select", "2008-06-01"),
        ("b", "review", "2009-01-01"),
        ("c", "de-select", "2009-01-01", True),
        ("p", "de-select", "2009-01-01"),
    )
    table = added(evidence_of(), ranking({"q": 1}), 1, leaving=leaving)
    assert table["may_leave"].tolist() == [1, 1]
    assert table["people_after_leaving"].tolist() == [2, 3]
    assert table["leaving_open"].tolist() == [1, 1]


def test_who_would_leave_stands_by_how_long_it_has_been_due():
    leaving = flags(
        ("b", "de-select", "2009-01-01"),
        ("a", "de-select", "2009-01-01"),
        ("c", "de-select", "2009-02-01"),
        ("c", "de-select", "2008-06-01"),
    )
    table = would_leave(leaving)
    assert table.index.tolist() == ["c", "a", "b"]
    assert table["criteria"].tolist() == [2, 1, 1]
    assert table.loc["c", "since"] == pd.Timestamp("2008-06-01")


@pytest.mark.parametrize(
    ("action", "leaves"),
    [
        ("de-select", True),
        ("de-select and inform the receiving area", True),
        ("consider for de-selection", False),
        ("refer to MAPPA", False),
    ],
)
def test_only_a_flag_that_says_so_takes_somebody_off(action, leaves):
    assert len(would_leave(flags(("a", action, "2009-01-01")))) == leaves


def test_nobody_leaves_where_there_is_no_flag():
    assert len(would_leave(NO_FLAGS)) == len(would_leave(flags())) == 0


def test_without_custody_the_numbers_stand_and_the_balance_is_missing():
    table = added(evidence_of(supplied=False), ranking({"p": 1}), 1)
    assert table["people"].tolist() == [3, 4]
    assert table[["in_custody_least", "in_custody_most"]].isna().all(axis=None)


def test_without_custody_the_balance_of_a_list_that_was_empty_is_missing_too():
    evidence = known([*ON, *OFF], enrolments=enrolments(("a", "2008-01-01", "2008-02-01")))
    table = added(evidence, ranking({"p": 1, "q": 1}), 1)
    assert table.loc[1, ["in_custody_least", "in_custody_most"]].isna().all()


def test_of_a_list_that_is_not_known_nothing_is_said():
    assert added(known([*ON, *OFF]), ranking({"p": 1}), 1).isna().all(axis=None)


def test_people_are_divided_by_posts_exactly():
    table = cases_per_post(
        evidence_of(inside=["a"]), *PPO, staffing(("police officer", 2), ("drug worker", 0.5))
    )
    assert table.index.tolist() == ["drug worker", "police officer", "all posts"]
    assert table["people_per_post"].tolist() == [6, 1.5, 1.2]
    assert table["in_community_per_post"].tolist() == [4, 1, 0.8]
    assert table["posts"].tolist() == [0.5, 2, 2.5]


def test_where_there_is_no_post_or_it_is_not_known_there_is_no_case_for_each():
    table = cases_per_post(evidence_of(), *PPO, staffing(("manager", 0), ("police officer", None)))
    assert table["people_per_post"].isna().all()
    assert math.isnan(table.loc["all posts", "posts"])


def test_a_longer_list_means_more_people_for_each_post_unless_some_leave():
    leaving = flags(("a", "de-select", "2009-01-01"))
    table = added(evidence_of(), ranking({"p": 1}), 1, leaving=leaving)
    posts = cases_per_post(evidence_of(), *PPO, staffing(("manager", 1), ("police officer", 1)))
    assert adding_per_post(table, posts)["people_per_post"].tolist() == [1.5, 2]
    assert adding_per_post(table, posts)["after_leaving_per_post"].tolist() == [1, 1.5]


@pytest.mark.parametrize("posts", [[], [("manager", 0)], [("manager", None)]])
def test_a_longer_list_without_posts_has_no_people_for_each(posts):
    table = adding_per_post(
        added(evidence_of(), ranking({"p": 1}), 1), cases_per_post(evidence_of(), *PPO, staffing(*posts))
    )
    assert table[["people_per_post", "after_leaving_per_post"]].isna().all(axis=None)


def test_posts_of_another_list_do_not_count():
    assert len(cases_per_post(evidence_of(), *PPO, staffing(("manager", 1)).assign(list="drr"))) == 0


def test_where_the_list_or_custody_is_not_known_its_cases_are_missing():
    no_custody = cases_per_post(evidence_of(supplied=False), *PPO, staffing(("manager", 1)))
    assert no_custody["people_per_post"].tolist() == [3, 3]
    assert no_custody["in_community_per_post"].isna().all()
    no_list = cases_per_post(known(ON), *PPO, staffing(("manager", 1)))
    assert no_list[["people", "people_per_post", "in_community"]].isna().all(axis=None)


@SOME
@given(st.lists(st.floats(0, 20), min_size=1, max_size=6), st.randoms())
def test_the_order_of_posts_is_nothing(posts, random):
    rows = [(f"role {place}", number) for place, number in enumerate(posts)]
    tables = [
        cases_per_post(evidence_of(), *PPO, staffing(*some))
        for some in (rows, random.sample(rows, len(rows)))
    ]
    pd.testing.assert_frame_equal(*tables)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: added(evidence_of(), ranking({"p": 1}), 0),
            "numbers has 0. How many to add is a whole number, 1 or more.",
        ),
        (
            lambda: cases_per_post(evidence_of(), *PPO, staffing(("manager", 1), ("manager", 2))),
            "role 'manager' stands twice for list 'ppo'. Give one quarter only.",
        ),
        (
            lambda: cases_per_post(evidence_of(), *PPO, staffing(("manager", -1))),
            "posts of 'manager' are -1. Posts are a number, 0 or more.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
