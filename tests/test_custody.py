"""Community and custody: the printed national shares, what is not known, and how a share changed."""

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import (
    AS_AT,
    FIRST,
    HELD,
    PEOPLE,
    PPO,
    SOME,
    custody,
    days_by_person,
    enrolments,
    everybody,
    known,
)

from iomlib.metrics.custody import balance, balance_change, in_custody
from iomlib.metrics.intervals import newcombe, wilson
from iomlib.metrics.paired import Pairs, newcombe_paired

BEFORE = date(2008, 12, 31)


def held(people, months, start="2009-01-05", end=None):
    return [(who, start, end, months) for who in people]


def national():
    """Make 1,000 people of whom as many are in custody, and for as long, as the paper prints."""
    people = [f"p{number:04}" for number in range(1000)]
    spells = [*held(people[:59], 11.5), *held(people[59:330], 12.0)]
    return known(people, custody=custody(*spells))


@pytest.mark.parametrize(
    ("group", "percent"), [("sentenced", 33), ("under-12", 18), ("over-12", 82), ("over-12-of-all", 27)]
)
def test_the_printed_national_shares_come_out(group, percent):
    evidence = national()
    row = balance(evidence, everybody(evidence), AS_AT).loc[group]
    assert round(100 * row["share"]) == percent == round(100 * row["printed"])
    assert row["includes_printed"]


def test_counts_of_the_national_balance_are_those_it_was_made_from():
    evidence = national()
    table = balance(evidence, everybody(evidence), AS_AT)
    assert table["people"].tolist() == [670, 330, 330, 59, 271, 271, 0]
    assert table["out_of"].tolist() == [1000, 1000, 1000, 330, 330, 1000, 330]


def test_a_printed_share_outside_the_interval_is_said_to_be():
    people = [f"p{number}" for number in range(40)]
    evidence = known(people, custody=custody(*held(people[:28], 24.0)))
    table = balance(evidence, everybody(evidence), AS_AT)
    assert not table.loc["sentenced", "includes_printed"]  # 28 of 40: 55% to 82%
    assert table["includes_printed"].isna().tolist() == [True, True, False, False, False, False, True]


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ([None], None),
        ([6.0], 6.0),
        ([11.9], 11.9),
        ([12.0], 12.0),
        ([6.0, 12.0], 12.0),
        ([6.0, None], None),
        ([12.0, None], 12.0),
        ([None, 30.0, 6.0], 30.0),
    ],
)
def test_the_longest_sentence_counts_and_one_that_is_not_known_may_be_long(months, expected):
    evidence = known("a", custody=custody(*[("a", "2009-01-05", None, length) for length in months]))
    row = in_custody(evidence, AS_AT).loc["a"]
    assert row["custody"]
    assert math.isnan(row["sentence_months"]) if expected is None else row["sentence_months"] == expected


def test_a_sentence_that_was_over_on_the_day_counts_no_more():
    spells = custody(("a", "2008-01-01", "2009-03-30", 24.0), ("a", "2009-03-31", None, 6.0))
    assert in_custody(known("a", custody=spells), AS_AT)["sentence_months"].tolist() == [6.0]


@pytest.mark.parametrize(
    ("when", "inside"),
    [("2009-01-04", False), ("2009-01-05", True), ("2009-02-05", True), ("2009-02-06", False)],
)
def test_the_first_and_the_last_day_in_custody_count(when, inside):
    evidence = known("a", custody=custody(("a", "2009-01-05", "2009-02-05")))
    assert in_custody(evidence, date.fromisoformat(when))["custody"].tolist() == [inside]


def test_without_a_table_of_custody_nothing_is_known_and_with_an_empty_one_nobody_is_inside():
    nothing, nobody = known("ab"), known("ab", custody=custody())
    assert in_custody(nothing, AS_AT).isna().all(axis=None)
    table = balance(nothing, everybody(nothing), AS_AT)
    assert (
        table[["people", "out_of", "share", "lower", "upper", "lowest", "includes_printed"]]
        .isna()
        .all(axis=None)
    )
    assert balance(nobody, everybody(nobody), AS_AT)["people"].tolist() == [2, 0, 0, 0, 0, 0, 0]


def test_of_a_list_that_is_not_known_there_is_no_balance():
    evidence = known("ab", custody=custody())
    people = pd.Series([pd.NA, pd.NA], index=["a", "b"], dtype="boolean")
    assert balance(evidence, people, AS_AT)["people"].isna().all()


def test_sentences_that_are_not_known_widen_what_is_said_of_a_printed_share():
    people = [f"p{number}" for number in range(20)]
    spells = [*held(people[:2], 24.0), *held(people[2:12], None)]
    evidence = known(people, custody=custody(*spells))
    table = balance(evidence, everybody(evidence), AS_AT)
    row = table.loc["sentenced"]
    assert (row["people"], row["out_of"], table.loc["not-known", "people"]) == (2, 20, 10)
    assert row["lowest"] == row["lower"] == wilson(2, 20).lower
    assert (row["upper"], row["highest"]) == (wilson(2, 20).upper, wilson(12, 20).upper)
    assert row["printed"] > row["upper"]
    assert row["includes_printed"]
    short = table.loc["under-12"]
    assert (short["lowest"], short["highest"]) == (wilson(0, 12).lower, wilson(10, 12).upper)


@SOME
@given(HELD, st.sets(st.sampled_from(PEOPLE)))
def test_the_parts_of_a_balance_add_up(rows, wanted):
    evidence = known(PEOPLE, custody=custody(*rows))
    people = balance(evidence, pd.Series([who in wanted for who in PEOPLE], index=PEOPLE), AS_AT)["people"]
    assert people["community"] + people["custody"] == len(wanted)
    assert people["sentenced"] + people["not-known"] == people["custody"]
    assert people["under-12"] + people["over-12"] == people["sentenced"]
    days = days_by_person(rows)
    assert people["custody"] == sum(AS_AT in days[who] for who in wanted)


@SOME
@given(HELD, st.randoms())
def test_the_order_of_rows_is_nothing(rows, random):
    some = [known(PEOPLE, custody=custody(*part)) for part in (rows, random.sample(rows, len(rows)))]
    tables = [balance(evidence, everybody(evidence), AS_AT) for evidence in some]
    pd.testing.assert_frame_equal(*tables)


def two_quarters(joined=0, gone=0):
    """Forty people, of whom 12 were in custody in December; 3 came out since and 5 went in."""
    people = [f"p{number:02}" for number in range(40)]
    spells = [
        *held(people[:9], 12.0, "2008-06-01"),
        *held(people[9:12], 24.0, "2008-06-01", "2009-02-01"),
        *held(people[20:25], 24.0, "2009-02-01"),
    ]
    new, old = [f"new{n}" for n in range(joined)], [f"old{n}" for n in range(gone)]
    spells += [*held(new[:1], 24.0, "2009-02-01"), *held(old[:1], 24.0, "2008-06-01")]
    rows = [(who, "2008-01-01", None) for who in people]
    rows += [(who, "2009-02-01", None) for who in new] + [(who, "2008-01-01", "2009-01-31") for who in old]
    tables = {"enrolments": enrolments(*rows), "custody": custody(*spells)}
    return known([*people, *new, *old], **tables)


def test_the_change_of_people_who_stayed_is_that_of_pairs():
    row = balance_change(two_quarters(), *PPO, (BEFORE, AS_AT)).loc["custody"]
    expected = newcombe_paired(Pairs(9, 5, 3, 23))
    assert tuple(row[["change", "lower", "upper", "confidence", "method"]]) == expected
    assert row[["people_before", "out_of_before", "people", "out_of"]].tolist() == [12, 40, 14, 40]
    assert row[["on_both_days", "entered", "left"]].tolist() == [40, 5, 3]
    apart = newcombe(14, 40, 12, 40)
    assert row["upper"] - row["lower"] < apart.upper - apart.lower


def test_who_joined_and_who_left_count_on_the_day_that_they_were_there():
    row = balance_change(two_quarters(joined=4, gone=2), *PPO, (BEFORE, AS_AT)).loc["custody"]
    expected = newcombe_paired(Pairs(9, 5, 3, 23), (1, 4), (1, 2))
    assert tuple(row[["change", "lower", "upper", "confidence", "method"]]) == expected
    assert row[["people_before", "out_of_before", "people", "out_of"]].tolist() == [13, 42, 15, 44]
    assert row["change"] == pytest.approx(15 / 44 - 13 / 42)


def test_the_change_of_long_sentences_is_of_the_whole_list():
    row = balance_change(two_quarters(), *PPO, (BEFORE, AS_AT)).loc["over-12-of-all"]
    assert row[["people_before", "people", "share"]].tolist() == [12, 14, 0.35]


def test_where_a_sentence_is_not_known_the_change_of_long_ones_is_not_given():
    spells = custody(("a", "2008-06-01", None, None))
    evidence = known("ab", enrolments=enrolments(("a", BEFORE, None), ("b", BEFORE, None)), custody=spells)
    table = balance_change(evidence, *PPO, (BEFORE, AS_AT))
    assert table.loc["custody", "change"] == 0
    assert table.loc["over-12-of-all", ["change", "lower", "upper"]].isna().all()
    assert table.loc["over-12-of-all", "method"] == "no interval: sentences not known"


@pytest.mark.parametrize(
    "tables", [{}, {"custody": custody()}, {"enrolments": enrolments(("a", BEFORE, None))}]
)
def test_without_both_tables_there_is_no_change(tables):
    table = balance_change(known("a", **tables), *PPO, (BEFORE, AS_AT))
    assert table.drop(columns=["confidence", "method"]).isna().all(axis=None)
    assert table["method"].tolist() == ["the list or custody was not supplied"] * 2


def test_a_list_without_people_on_one_day_has_counts_and_no_change():
    evidence = known("a", enrolments=enrolments(("a", FIRST, None)), custody=custody())
    row = balance_change(evidence, *PPO, (BEFORE, AS_AT)).loc["custody"]
    assert row[["out_of_before", "out_of"]].tolist() == [0, 1]
    assert row[["share_before", "change", "lower"]].isna().all()


EVIDENCE = known("a", custody=custody())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: balance(EVIDENCE, everybody(EVIDENCE), AS_AT, {"prison": 0.33}),
            "printed has prison. Rows are community, custody, sentenced, under-12, over-12, over-12-of-all, not-known.",
        ),
        (
            lambda: balance(EVIDENCE, everybody(EVIDENCE), date(2009, 4, 1)),
            "the day is 2009-04-01, after 2009-03-31, the last that is known of. Take an earlier day.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
