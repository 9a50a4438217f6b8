"""Counting people: nobody is meant by accident, and what is not known is not zero."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import everybody, known
from statsmodels.stats.proportion import proportion_confint

from iomlib.metrics.counts import chosen, count, shares, with_shares

EVIDENCE = known("abc")


def test_whoever_is_not_named_is_not_meant():
    assert chosen(EVIDENCE, pd.Series([True, False], index=["c", "a"])).tolist() == [False, False, True]


def test_flags_of_everybody_are_taken_as_they_are():
    assert chosen(EVIDENCE, everybody(EVIDENCE)).tolist() == [True, True, True]


def test_where_one_is_not_known_nobody_is_meant():
    flags = pd.Series([True, None, False], index=list("abc"), dtype="boolean")
    assert chosen(EVIDENCE, flags) is None
    assert math.isnan(count(flags))


def test_strangers_are_refused_without_their_ids():
    with pytest.raises(ValueError) as refusal:
        chosen(EVIDENCE, pd.Series(True, index=["a", "stranger"]))
    assert str(refusal.value) == "people: 1 of 2 are not in the evidence. Gather them all."


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1))
def test_shares_carry_the_interval_that_statsmodels_gives(pairs):
    people, out_of = ([float(row[at]) for row in pairs] for at in (0, 1))
    out_of = [a + b for a, b in zip(people, out_of, strict=True)]
    found = shares(people, out_of, 0.9)
    for place, (a, b) in enumerate(zip(people, out_of, strict=True)):
        if b:
            limits = proportion_confint(a, b, 0.1, "wilson")
            assert found["share"][place] == a / b
            assert (found["lower"][place], found["upper"][place]) == pytest.approx(limits, abs=1e-12)
        else:
            assert math.isnan(found["share"][place])
    assert set(found["confidence"]) == {0.9}


def test_a_missing_count_gives_a_missing_share_that_names_its_method():
    rows = with_shares(pd.DataFrame({"people": [math.nan, 1.0], "out_of": [2.0, math.nan]}))
    assert rows[["share", "lower", "upper"]].isna().all(axis=None)
    assert rows["method"].tolist() == ["Wilson score"] * 2
