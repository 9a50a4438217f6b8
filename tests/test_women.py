"""Women who are arrested: the printed numbers, five years to the day, and whoever ties."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import HERE, PEOPLE, PRINTED_ARRESTS, SOME, THERE, arrests, enrolments, known

from iomlib.metrics.intervals import wilson
from iomlib.metrics.women import arrests_of, most_arrested, women_arrested, women_on_lists

LAST = date(2009, 1, 1)
SEXES = st.fixed_dictionaries({who: st.sampled_from(["female", "male", None]) for who in PEOPLE})
ARRESTS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.dates(date(2003, 12, 25), date(2009, 1, 5))), max_size=30
)


def sexes(people, sex="female"):
    return dict.fromkeys(people, (None, sex))


def stockton():
    """Make the women of the paper, of whom 148 are live to probation and 14 on a DRR."""
    numbers = [number for number, women in PRINTED_ARRESTS.items() for _ in range(women)]
    people = [f"p{place:04}" for place in range(len(numbers))]
    days = [(who, "2006-06-01") for who, number in zip(people, numbers, strict=True) for _ in range(number)]
    rows = [(who, "2008-06-01", None, None, "probation") for who in people[:148]]
    rows += [(who, "2008-06-01", None, None, "drr") for who in people[:14]]
    rows += [(who, "2008-06-01", None, None, "ppo") for who in people[:1]]
    return known(sexes(people), LAST, arrests=arrests(*days), enrolments=enrolments(*rows))


def test_the_printed_arrests_of_women_come_out_as_their_list_adds_up():
    table = women_arrested(stockton(), HERE)
    assert table.loc["arrested", ["people", "arrests"]].tolist() == [3889, 7148]
    assert table.loc["often-arrested", ["people", "arrests", "out_of"]].tolist() == [260, 2334, 3889]
    assert table.loc[["probation", "drr"], "people"].tolist() == [148, 14]
    found = tuple(table.loc["probation", ["share", "lower", "upper", "confidence", "method"]])
    assert found == wilson(148, 3889)


def test_the_two_most_arrested_are_those_of_90_and_53():
    table = most_arrested(stockton(), HERE, 5)
    assert table["arrests"].tolist() == [90, 53, 39, 33, 30]
    assert table["ppo"].tolist() == [True, False, False, False, False]


def test_whoever_ties_with_the_last_is_listed_too():
    table = most_arrested(stockton(), HERE, 8)
    assert table["rank"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 8]
    assert table["tied"].tolist() == [1] * 7 + [2, 2]
    assert table.index.tolist() == sorted(table.index)


@pytest.mark.parametrize(("when", "counts"), [("2004-01-01", 0), ("2004-01-02", 1), ("2009-01-01", 1)])
def test_five_years_up_to_new_years_day_begin_on_2_january(when, counts):
    evidence = known(sexes("a"), LAST, arrests=arrests(("a", when)))
    assert arrests_of(evidence, HERE, 60).tolist() == [counts]


def test_arrests_elsewhere_count_only_where_no_area_is_named():
    evidence = known(sexes("a"), LAST, arrests=arrests(("a", "2008-01-01", THERE), ("a", "2008-01-01", HERE)))
    assert [arrests_of(evidence, area, 60)["a"] for area in (HERE, THERE, None)] == [1, 1, 2]


@SOME
@given(SEXES, ARRESTS, st.integers(1, 4))
def test_women_men_and_those_of_whom_it_is_not_known_are_counted_as_by_hand(people, days, often):
    evidence = known({who: (None, sex) for who, sex in people.items()}, LAST, arrests=arrests(*days))
    table = women_arrested(evidence, HERE, often=often, lists=[])
    inside = [who for who, when in days if date(2004, 1, 2) <= when <= LAST]
    of = {sex: [who for who in inside if people[who] == sex] for sex in ("female", "male", None)}
    many = [who for who in set(of["female"]) if inside.count(who) >= often]
    assert table["people"].tolist() == [len(set(of["female"])), len(many), len(set(of[None]))]
    assert table["arrests"].tolist() == [len(of["female"]), sum(map(inside.count, many)), len(of[None])]
    assert table.loc["arrested", "out_of"] == len(set(of["female"])) + len(set(of["male"]))


@SOME
@given(SEXES, ARRESTS, st.integers(1, 4), st.randoms())
def test_the_order_of_rows_is_nothing(people, days, number, random):
    found = []
    for rows in (days, random.sample(days, len(days))):
        evidence = known({who: (None, sex) for who, sex in people.items()}, LAST, arrests=arrests(*rows))
        found.append((women_arrested(evidence, HERE), most_arrested(evidence, HERE, number)))
    for one, other in zip(*found, strict=True):
        pd.testing.assert_frame_equal(one, other)


@SOME
@given(SEXES, ARRESTS, st.integers(1, 4))
def test_nobody_who_is_left_out_was_arrested_as_often_as_one_who_is_listed(people, days, number):
    evidence = known({who: (None, sex) for who, sex in people.items()}, LAST, arrests=arrests(*days))
    table = most_arrested(evidence, HERE, number)
    women = arrests_of(evidence, HERE, 60)[[who for who in PEOPLE if people[who] == "female"]]
    rest = women.drop(table.index)
    assert len(table) >= min(number, (women > 0).sum())
    assert not len(rest) or not len(table) or rest.max() < table["arrests"].min() or rest.max() == 0


def test_women_on_lists_are_of_those_whose_sex_is_known():
    people = {"a": (None, "female"), "b": (None, "male"), "c": (None, "male"), "d": (None, None)}
    rows = enrolments(*((who, "2008-06-01", None) for who in people))
    table = women_on_lists(known(people, LAST, enrolments=rows), HERE, ["ppo", "drr"])
    assert table.loc["ppo", ["people", "out_of", "not_known"]].tolist() == [1, 3, 1]
    assert table.loc["drr", ["people", "out_of", "not_known", "share"]].isna().all()
    assert tuple(table.loc["ppo", ["share", "lower", "upper", "confidence", "method"]]) == wilson(1, 3)


def test_a_woman_who_was_not_arrested_is_not_counted_among_those_who_were():
    rows = {"arrests": arrests(("a", "2008-06-01")), "enrolments": enrolments(("b", "2008-06-01", None))}
    evidence = known(sexes("ab"), LAST, **rows)
    assert women_arrested(evidence, HERE, lists=["ppo"])["people"].tolist() == [1, 0, 0, 0]
    assert most_arrested(evidence, HERE, 5).index.tolist() == ["a"]


def test_the_389_women_in_treatment_are_31_percent_and_not_28():
    people = {f"p{n:04}": (None, "female" if n < 389 else "male") for n in range(1243)}
    rows = enrolments(*((who, "2008-06-01", None) for who in people), name="treatment")
    row = women_on_lists(known(people, LAST, enrolments=rows), HERE, ["treatment"]).loc["treatment"]
    assert (row["people"], row["out_of"], round(100 * row["share"])) == (389, 1243, 31)


def test_what_was_not_supplied_is_missing_and_not_zero():
    nothing = known(sexes("a"), LAST)
    assert women_arrested(nothing, HERE)[["people", "arrests", "out_of", "share"]].isna().all(axis=None)
    assert len(most_arrested(nothing, HERE, 5)) == 0
    no_lists = women_arrested(known(sexes("a"), LAST, arrests=arrests(("a", "2008-01-01"))), HERE)
    assert no_lists["people"].isna().to_dict() == {
        **{"arrested": False, "often-arrested": False},
        **{"ppo": True, "probation": True, "drr": True, "treatment": True, "sex-not-known": False},
    }


def test_the_top_none_is_refused():
    with pytest.raises(ValueError) as refusal:
        most_arrested(known(sexes("a"), LAST), HERE, 0)
    assert str(refusal.value) == "number is 0. It is a whole number, 1 or more."
