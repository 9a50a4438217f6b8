"""Ages and sexes: the birthday counts, who is not known stands apart, and the parts add up."""

import math
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import AS_AT, SOME, everybody, known

from iomlib.metrics.demographics import BANDS, PRINTED_BANDS, demographics, turning
from iomlib.metrics.intervals import wilson

BORN = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2005, 12, 31)))
PEOPLE = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3), st.tuples(BORN, st.sampled_from([None, "female", "male"]))
)


def counts(evidence, on=AS_AT, bands=BANDS, characteristic="age"):
    table = demographics(evidence, everybody(evidence), on, bands)
    return table[table["characteristic"] == characteristic].set_index("group")["people"].to_dict()


def age_by_hand(born, on):
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def stockton():
    """The 73 adults of the paper, 9 of them women, 17 under 25 and 48 from 25 to 34."""
    ages = [*(17 * [20]), *(48 * [30]), *(8 * [40])]
    sexes = [*(9 * ["female"]), *(64 * ["male"])]
    years = zip(ages, sexes, strict=True)
    return known({f"p{n:02}": (f"{2009 - age}-03-31", sex) for n, (age, sex) in enumerate(years)})


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("1991-03-31", "18 to 20"),
        ("1991-04-01", "under 18"),
        ("1988-03-31", "21 to 24"),
        ("1988-04-01", "18 to 20"),
        ("1984-03-31", "25 to 34"),
        ("1964-03-31", "45 and over"),
        ("1964-04-01", "35 to 44"),
        (None, "not known"),
    ],
)
def test_somebody_is_a_year_older_from_the_birthday_on(born, band):
    assert [group for group, people in counts(known({"a": (born, None)})).items() if people] == [band]


@pytest.mark.parametrize(
    ("on", "band"), [("2010-02-28", "under 18"), ("2010-03-01", "18 to 20"), ("2012-02-29", "18 to 20")]
)
def test_who_was_born_on_29_february_turns_a_year_older_on_1_march_of_a_common_year(on, band):
    evidence = known({"a": ("1992-02-29", None)})
    assert [group for group, people in counts(evidence, date.fromisoformat(on)).items() if people] == [band]


def test_the_cohort_of_stockton_has_the_ages_and_the_sexes_that_are_printed():
    evidence = stockton()
    ages = counts(evidence, bands=PRINTED_BANDS)
    assert ages == {"under 18": 0, "18 to 24": 17, "25 to 34": 48, "35 and over": 8, "not known": 0}
    assert counts(evidence, characteristic="sex") == {"female": 9, "male": 64, "not known": 0}
    table = demographics(evidence, everybody(evidence), AS_AT).set_index("group")
    assert round(100 * table.loc["male", "share"]) == 88


@SOME
@given(PEOPLE, st.dates(date(2006, 1, 1), date(2010, 12, 31)))
def test_the_bands_hold_everybody_once_as_counted_by_hand(people, on):
    found = counts(known(people), on)
    known_ages = [age_by_hand(born, on) for born, _ in people.values() if born]
    edges = [0, *BANDS, math.inf]
    by_hand = [sum(a <= age < b for age in known_ages) for a, b in pairwise(edges)]
    assert list(found.values()) == [*by_hand, len(people) - len(known_ages)]
    assert sum(counts(known(people), on, characteristic="sex").values()) == len(people)


@SOME
@given(PEOPLE)
def test_shares_are_of_those_known_and_who_is_not_has_none(people):
    evidence = known(people)
    table = demographics(evidence, everybody(evidence), AS_AT)
    for row in table.itertuples():
        total = sum(value[row.characteristic == "sex"] is not None for value in people.values())
        if row.group == "not known" or not total:
            assert math.isnan(row.share)
        else:
            assert (row.share, row.lower, row.upper, row.confidence, row.method) == wilson(row.people, total)


@SOME
@given(PEOPLE, st.randoms())
def test_the_order_of_rows_is_nothing(people, random):
    again = dict(random.sample(list(people.items()), len(people)))
    one, other = known(people), known(again)
    found = [demographics(evidence, everybody(evidence), AS_AT) for evidence in (one, other)]
    pd.testing.assert_frame_equal(*found)
    pd.testing.assert_frame_equal(
        turning(one, everybody(one), 18, 12), turning(other, everybody(other), 18, 12)
    )


def test_only_those_who_are_meant_are_counted():
    evidence = known({"a": ("1980-01-01", "male"), "b": ("1980-01-01", "female")})
    table = demographics(evidence, pd.Series([True], index=["b"]), AS_AT).set_index("group")
    assert table.loc[["female", "male"], "people"].tolist() == [1, 0]


def test_of_a_list_that_is_not_known_no_age_is():
    evidence = known({"a": ("1980-01-01", "male")})
    unknown = pd.Series([pd.NA], index=["a"], dtype="boolean")
    assert demographics(evidence, unknown, AS_AT)[["people", "out_of", "share"]].isna().all(axis=None)
    assert len(turning(evidence, unknown, 18, 12)) == 0


@pytest.mark.parametrize(
    ("born", "turns"),
    [
        ("1991-03-31", None),
        ("1991-04-01", "2009-04-01"),
        ("1991-06-30", "2009-06-30"),
        ("1991-07-01", None),
    ],
)
def test_who_turns_18_in_the_next_quarter_does_so_from_its_first_day_to_its_last(born, turns):
    evidence = known({"a": (born, None)})
    table = turning(evidence, everybody(evidence), 18, 3)
    assert table["day"].dt.date.tolist() == ([date.fromisoformat(turns)] if turns else [])


def test_who_was_born_on_29_february_turns_18_on_1_march():
    evidence = known({"a": ("1992-02-29", None)}, date(2010, 2, 28))
    table = turning(evidence, everybody(evidence), 18, 1)
    assert table["day"].dt.date.tolist() == [date(2010, 3, 1)]


def test_whose_birthday_is_not_known_comes_last_and_the_rest_by_day_and_person():
    people = {
        "z": ("1991-05-01", None),
        "b": (None, None),
        "c": ("1991-05-01", None),
        "d": ("1991-04-01", None),
    }
    evidence = known(people)
    table = turning(evidence, everybody(evidence), 18, 12)
    assert table.index.tolist() == ["d", "c", "z", "b"]
    assert table["day"].isna().tolist() == [False, False, False, True]


@SOME
@given(st.dates(date(1989, 1, 1), date(1993, 12, 31)), st.integers(1, 24))
def test_who_turns_18_is_who_is_17_now_and_18_then(born, months):
    evidence = known({"a": (born, None)})
    last = (pd.Timestamp(AS_AT) + timedelta(days=1) + pd.DateOffset(months=months)).date() - timedelta(days=1)
    expected = age_by_hand(born, AS_AT) < 18 <= age_by_hand(born, last)
    assert len(turning(evidence, everybody(evidence), 18, months)) == expected


EVIDENCE = known({"a": (None, None)})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: demographics(EVIDENCE, everybody(EVIDENCE), AS_AT, (21, 18)),
            "bands are [21, 18]. They are first ages, from 1 up, each above the last.",
        ),
        (
            lambda: demographics(EVIDENCE, everybody(EVIDENCE), AS_AT, ()),
            "bands are []. They are first ages, from 1 up, each above the last.",
        ),
        (
            lambda: turning(EVIDENCE, everybody(EVIDENCE), 18, 0),
            "age is 18 and months is 0. Both are whole numbers, 1 or more.",
        ),
        (
            lambda: turning(EVIDENCE, everybody(EVIDENCE), 0, 1),
            "age is 0 and months is 1. Both are whole numbers, 1 or more.",
        ),
        (
            lambda: demographics(EVIDENCE, everybody(EVIDENCE), AS_AT, (0, 18)),
            "bands are [0, 18]. They are first ages, from 1 up, each above the last.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
