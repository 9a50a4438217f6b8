"""Overlaps of lists: every person is counted once in the parts, and as often as they are on lists in the shares."""

from datetime import date, timedelta
from itertools import product

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.errors import ParameterError
from iomlib.metrics.days import window
from iomlib.metrics.evidence import gather
from iomlib.metrics.intervals import wilson
from iomlib.metrics.membership import PARTS, links, membership
from iomlib.metrics.overlap import all_of, any_of, inside, intersections, overlap_counts, shares, supplied

AS_AT = date(2009, 3, 31)
YEAR = (date(2008, 4, 1), AS_AT)
FLAGS = (
    st.integers(1, 5)
    .flatmap(lambda lists: st.lists(st.tuples(*[st.booleans()] * lists), min_size=1, max_size=30))
    .map(lambda rows: pd.DataFrame(rows, columns=[f"list {n}" for n in range(len(rows[0]))]))
)
PEOPLE = [f"p{number}" for number in range(6)]
SPELLS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(["ppo", "drr", "dip", "dip-suspended"]),
        st.sampled_from(["here", "there"]),
        st.integers(-800, 200),
        st.none() | st.integers(0, 500),
    ),
    max_size=15,
)


def known(spells, people=PEOPLE):
    """Gather people with spells on lists: person, list, area, first day, last day or None."""
    rows = pd.DataFrame(spells, columns=["person", "list", "area", "start", "end"])
    rows = rows.assign(start=pd.to_datetime(rows["start"]), end=pd.to_datetime(rows["end"]))
    nominals = pd.DataFrame({"person": people, "born": pd.NaT, "sex": None})
    return gather({"nominals": nominals, "enrolments": rows}, AS_AT)


def days(spells):
    """Turn numbers of days from the first of the year into days."""
    made = []
    for person, name, area, start, length in spells:
        first = YEAR[0] + timedelta(days=start)
        made.append((person, name, area, first, None if length is None else first + timedelta(days=length)))
    return made


# Membership


@pytest.mark.parametrize(
    ("start", "end", "on"),
    [
        pytest.param("2008-03-01", "2008-03-31", False, id="ended the day before"),
        pytest.param("2008-03-01", "2008-04-01", True, id="ended on the first day"),
        pytest.param("2009-03-31", None, True, id="began on the last day, still open"),
        pytest.param("2009-04-01", None, False, id="begins after"),
        pytest.param("2007-01-01", None, True, id="open throughout"),
        pytest.param("2007-01-01", "2010-01-01", True, id="ends after the evidence"),
    ],
)
def test_a_person_is_on_a_list_who_was_live_to_it_on_any_day_of_the_period(start, end, on):
    other = ("p1", "ppo", "here", "2008-06-01", None)  # so that the list is there
    evidence = known([("p0", "ppo", "here", start, end), other])
    assert bool(membership(evidence, ["p0"], ["ppo"], YEAR).loc["p0", "ppo"]) == on


@given(SPELLS, st.sampled_from([None, "here"]))
def test_membership_is_what_a_count_of_days_gives(spells, area):
    rows = days(spells)
    flags = membership(known(rows), PEOPLE, ["ppo", "drr"], YEAR, area=area)
    period = [YEAR[0] + timedelta(days=n) for n in range(365)]
    for name in ("ppo", "drr"):
        of_list = [
            row for row in rows if row[1] == name and (area is None or row[2] == area) and row[3] <= AS_AT
        ]
        for person in PEOPLE:
            spent = [
                day
                for who, _, _, start, end in of_list
                for day in period
                if who == person and start <= day and (end is None or day <= end)
            ]
            expected = bool(spent) if of_list else None
            assert (None if pd.isna(flags.loc[person, name]) else bool(flags.loc[person, name])) == expected


def test_a_group_may_be_given_by_flags_or_ids_in_any_order():
    evidence = known([("p1", "ppo", "here", "2008-05-01", None)])
    by_ids = membership(evidence, ["p2", "p1"], ["ppo"], YEAR)
    flags = pd.Series([None, True, True, False, False, None], index=PEOPLE, dtype="boolean")
    pd.testing.assert_frame_equal(membership(evidence, flags, ["ppo"], YEAR), by_ids)
    assert by_ids.index.tolist() == ["p1", "p2"]


def test_the_period_may_be_a_window_of_months():
    evidence = known([("p1", "ppo", "here", "2008-01-01", "2008-04-01")])
    assert membership(evidence, ["p1"], ["ppo"], window(AS_AT, 12))["ppo"].tolist() == [True]
    assert membership(evidence, ["p1"], ["ppo"], window(AS_AT, 11))["ppo"].tolist() == [False]


def test_a_list_that_nobody_was_ever_on_is_not_known_and_not_zero():
    evidence = known([("p1", "ppo", "here", "2008-05-01", None)])
    flags = membership(evidence, PEOPLE, ["ppo", "drr"], YEAR)
    assert flags["drr"].isna().all()
    counted = overlap_counts(flags)
    assert counted.loc["drr", ["people", "share", "lower", "upper"]].isna().all()
    assert counted["people"].isna().tolist() == [False, True, True, True]
    assert list(supplied(flags)) == ["ppo"]


# Shares


@given(FLAGS)
def test_a_share_is_of_the_group_and_carries_wilsons_interval(flags):
    for name, row in shares(flags).iterrows():
        expected = wilson(flags[name].sum(), len(flags))
        assert (row["share"], row["lower"], row["upper"], row["confidence"], row["method"]) == expected
        assert row["people"] == flags[name].sum()


@given(FLAGS)
def test_any_and_all_of_the_lists_are_counted_as_a_person_would(flags):
    rows = flags.to_numpy().tolist()
    assert any_of(flags).tolist() == [any(row) for row in rows]
    assert all_of(flags).tolist() == [all(row) for row in rows]


def test_what_is_known_decides_where_it_can():
    flags = pd.DataFrame({"a": [True, False, None], "b": [None, None, None]}, dtype="boolean")
    assert any_of(flags).tolist() == [True, pd.NA, pd.NA]
    assert all_of(flags).tolist() == [pd.NA, False, pd.NA]


@given(FLAGS)
def test_two_lists_together_follow_inclusion_and_exclusion(flags):
    if flags.shape[1] > 1:
        a, b = flags.columns[:2]
        people = overlap_counts(flags, [(a, b)])["people"]
        either, both = people[f"any of {a}, {b}"], people[f"all of {a}, {b}"]
        assert either + both == people[a] + people[b]


def test_the_overlaps_of_seed_003_follow_from_their_parts():
    # 73 people: 14 PPOs, 15 on a DRR, 27 on either, so 2 on both (3.14, 3.15).
    rows = [(True, True)] * 2 + [(True, False)] * 12 + [(False, True)] * 13 + [(False, False)] * 46
    counted = overlap_counts(pd.DataFrame(rows, columns=["ppo", "drr"]))
    assert counted["people"].tolist() == [14, 15, 27, 2]
    assert [round(100 * share) for share in counted["share"]] == [19, 21, 37, 3]


def test_one_list_has_nothing_to_be_held_together_with():
    assert overlap_counts(pd.DataFrame({"ppo": [True]})).index.tolist() == ["ppo"]


# Intersections


@given(FLAGS)
def test_intersections_add_up_to_the_group_and_to_each_list(flags):
    parts = intersections(flags)
    assert parts["people"].sum() == len(flags)
    assert (parts["people"] > 0).all()
    assert parts["lists"].is_unique
    for name in flags:
        on = [name in lists for lists in parts["lists"]]
        assert parts.loc[on, "people"].sum() == flags[name].sum()


@given(FLAGS)
def test_intersections_are_those_of_every_combination_counted_by_hand(flags):
    ours = dict(zip(*(intersections(flags)[name] for name in ("lists", "people")), strict=True))
    rows = flags.to_numpy().tolist()
    for combination in product([True, False], repeat=flags.shape[1]):
        names = tuple(name for name, on in zip(flags, combination, strict=True) if on)
        assert ours.get(names, 0) == rows.count(list(combination))


@given(FLAGS, st.randoms())
def test_the_order_of_people_is_nothing(flags, random):
    shuffled = flags.loc[random.sample(list(flags.index), len(flags))]
    pd.testing.assert_frame_equal(intersections(shuffled), intersections(flags))
    pd.testing.assert_frame_equal(overlap_counts(shuffled), overlap_counts(flags))


def test_the_largest_intersection_comes_first_and_ties_follow_the_lists():
    flags = pd.DataFrame({"a": [True, False, False, False], "b": [False, True, False, False]})
    assert intersections(flags)["lists"].tolist() == [(), ("a",), ("b",)]


def test_a_group_without_people_has_no_intersections():
    assert len(intersections(pd.DataFrame({"a": []}, dtype="bool"))) == 0


def test_many_lists_are_no_hindrance():
    flags = pd.DataFrame([[n % 3 == 0] * 70 for n in range(9)], columns=[f"list {n}" for n in range(70)])
    assert intersections(flags)["people"].tolist() == [6, 3]


# A group inside the group


@given(FLAGS, st.data())
def test_the_part_is_counted_as_a_group_of_its_own(flags, data):
    part = data.draw(st.sets(st.sampled_from(list(flags.index))))
    both = inside(flags, part)
    whole, alone = shares(flags), shares(flags.loc[sorted(part)])
    pd.testing.assert_frame_equal(both[list(whole)], whole)
    assert both["part_people"].tolist() == alone["people"].tolist()
    assert both["part_share"].equals(alone["share"])
    assert (both["part_size"] == len(part)).all()


def test_no_column_tests_a_difference_of_groups_that_share_people():
    both = inside(pd.DataFrame({"ppo": [True, False]}), [0])
    assert [name for name in both if name in ("p", "difference", "z")] == []


def test_the_part_may_be_given_by_flags():
    flags = pd.DataFrame({"ppo": [True, False]}, index=["a", "b"])
    chosen = pd.Series([True, None], index=["a", "b"], dtype="boolean")
    pd.testing.assert_frame_equal(inside(flags, chosen), inside(flags, ["a"]))


# Links


def test_a_caseload_of_870_falls_into_the_parts_of_the_paper():
    people = [f"p{number:03d}" for number in range(870)]
    rows = [(person, "dip", "here", "2008-01-01", "2008-06-30") for person in people[:67]]
    rows += [(person, "dip-suspended", "here", "2008-01-01", None) for person in people[67:107]]
    rows += [(person, "dip", "here", "2008-01-01", None) for person in people[107:153]]
    parts = links(known(rows, people), people, "dip", "dip-suspended", AS_AT)
    assert parts["people"].to_dict() == {"not on it": 717, "ended": 67, "suspended": 40, "active": 46}
    assert [round(100 * share) for share in parts["share"]] == [82, 8, 5, 5]


@given(SPELLS)
def test_the_parts_of_a_caseload_add_up_to_it(spells):
    rows = days(spells)
    parts = links(known(rows), PEOPLE, "dip", "dip-suspended", AS_AT)["people"]
    assert parts.index.tolist() == list(PARTS)
    if any(row[1] == "dip" and row[3] <= AS_AT for row in rows):
        assert parts.sum() == len(PEOPLE)
    else:
        assert parts.isna().all()


def test_somebody_suspended_is_not_counted_as_active_and_a_second_spell_makes_active_again():
    rows = [
        ("p0", "dip", "here", "2008-01-01", None),
        ("p0", "dip-suspended", "here", "2009-01-01", None),
        ("p1", "dip", "here", "2008-01-01", "2008-02-01"),
        ("p1", "dip", "here", "2009-03-31", None),
        ("p2", "dip-suspended", "here", "2008-01-01", "2009-03-30"),
    ]
    parts = links(known(rows), ["p0", "p1", "p2", "p3"], "dip", "dip-suspended", AS_AT)["people"]
    assert parts.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: membership(known([]), PEOPLE, ["ppo", "ppo"], YEAR),
            "lists are ppo, ppo. Name each list once.",
        ),
        (
            lambda: membership(known([]), ["p1", "q1", "q2"], ["ppo"], YEAR),
            "people: 2 of 3 are not in the evidence. Gather them all.",
        ),
        (
            lambda: overlap_counts(pd.DataFrame({"ppo": [True], "drr": [True]}), [("ppo", "dip")]),
            "lists: ppo, dip are counted together. Name two or more, and each of them, under lists; "
            "there are ppo, drr.",
        ),
        (
            lambda: overlap_counts(pd.DataFrame({"ppo": [True]}), [("ppo",)]),
            "lists: ppo are counted together. Name two or more, and each of them, under lists; there are ppo.",
        ),
        (
            lambda: intersections(pd.DataFrame({"ppo": [True], "drr": [None]}, dtype="boolean")),
            "it is not known who was on drr. Leave it out, or supply it.",
        ),
        (
            lambda: inside(pd.DataFrame({"ppo": [True]}, index=["a"]), ["a", "b", "c"]),
            "part: 2 of 3 people are not in the group.",
        ),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises((ValueError, ParameterError)) as refusal:
        call()
    assert str(refusal.value) == message
