"""Actual against predicted, and convictions by quarter: the printed numbers and a second library's limits."""

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import AS_AT, PEOPLE, PPO, SOME, convictions, enrolments, everybody, known
from statsmodels.stats.rates import confint_poisson

from iomlib.metrics.cohort import on_list
from iomlib.metrics.indicators import track_against_ceiling
from iomlib.metrics.intervals import wilson
from iomlib.metrics.predicted import against_predicted, convicted, convictions_of

YEAR = date(2008, 4, 1), date(2008, 12, 31)
BEFORE = date(2007, 4, 1), date(2008, 3, 31)
QUARTERS = ["2008-09-Q1", "2008-09-Q2", "2008-09-Q3"]
OFFENCES = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.dates(date(2008, 3, 25), date(2009, 1, 5))), max_size=40
)


def rows(*pairs):
    return pd.DataFrame(pairs, columns=["offences", "predicted"], dtype="float64")


def stockton():
    """Make the 40 of the paper: 247 convictions in the year before, and 56, 49 and 23 by quarter after."""
    people, days = [f"p{n:02}" for n in range(40)], []
    for number, start, among in (
        (247, "2007-04-01", 40),
        (56, "2008-04-01", 22),
        (49, "2008-07-01", 22),
        (23, "2008-12-31", 9),
    ):
        days += [(people[n % among], start) for n in range(number)]
    tables = {
        "enrolments": enrolments(*((who, "2007-01-01", None) for who in people)),
        "convictions": convictions(*days),
    }
    return known(people, **tables)


def test_the_convictions_of_stocktons_cohort_come_out_by_quarter():
    evidence = stockton()
    cohort = on_list(evidence, *PPO, date(2008, 4, 1))
    table = convictions_of(evidence, cohort, *YEAR)
    assert table["convictions"].to_dict() == dict(zip(QUARTERS, (56, 49, 23), strict=True))
    assert convictions_of(evidence, cohort, *BEFORE)["convictions"].sum() == 247
    track = track_against_ceiling(table["convictions"], 207)
    assert round(track.loc["2008-09-Q3", "projection"]) == 171


def test_55_percent_of_the_cohort_were_convicted_in_three_quarters():
    evidence = stockton()
    assert convicted(evidence, everybody(evidence), *YEAR) == wilson(22, 40)


@SOME
@given(OFFENCES, st.sets(st.sampled_from(PEOPLE)))
def test_convictions_are_counted_by_the_quarter_of_the_offence_as_by_hand(days, wanted):
    evidence = known(PEOPLE, convictions=convictions(*((who, when, AS_AT) for who, when in days)))
    cohort = pd.Series([who in wanted for who in PEOPLE], index=PEOPLE)
    table = convictions_of(evidence, cohort, *YEAR)
    months = [(4, 6), (7, 9), (10, 12)]
    by_hand = [
        [who for who, when in days if who in wanted and when.year == 2008 and a <= when.month <= b]
        for a, b in months
    ]
    assert table["convictions"].tolist() == [len(found) for found in by_hand]
    assert table["people"].tolist() == [len(set(found)) for found in by_hand]
    for name, found in zip(QUARTERS, by_hand, strict=True):
        expected = wilson(len(set(found)), len(wanted))
        np.testing.assert_equal(
            tuple(table.loc[name, ["share", "lower", "upper", "confidence", "method"]]), expected
        )
    all_of_them = convicted(evidence, cohort, *YEAR)
    np.testing.assert_equal(all_of_them, wilson(len(set().union(*by_hand)), len(wanted)))


@SOME
@given(OFFENCES, st.randoms())
def test_the_order_of_rows_is_nothing(days, random):
    evidence, again = (
        known(PEOPLE, convictions=convictions(*part)) for part in (days, random.sample(days, len(days)))
    )
    found = [convictions_of(one, everybody(one), *YEAR) for one in (evidence, again)]
    pd.testing.assert_frame_equal(*found)


@pytest.mark.parametrize(
    ("when", "quarter"), [("2008-04-01", 0), ("2008-06-30", 0), ("2008-07-01", 1), ("2008-12-31", 2)]
)
def test_a_quarter_holds_its_first_and_its_last_day(when, quarter):
    evidence = known("a", convictions=convictions(("a", when)))
    table = convictions_of(evidence, everybody(evidence), *YEAR)
    assert table["convictions"].tolist() == [float(place == quarter) for place in range(3)]


def test_a_conviction_that_is_not_known_yet_does_not_count():
    evidence = known("a", convictions=convictions(("a", "2008-06-30", AS_AT + timedelta(days=1))))
    assert convictions_of(evidence, everybody(evidence), *YEAR)["convictions"].sum() == 0


def test_a_quarter_that_is_not_over_is_missing():
    evidence = known("a", date(2008, 12, 30), convictions=convictions(("a", "2008-10-01")))
    table = convictions_of(evidence, everybody(evidence), *YEAR)
    assert table["convictions"].isna().tolist() == [False, False, True]
    assert math.isnan(convicted(evidence, everybody(evidence), *YEAR).value)


def test_without_convictions_or_a_cohort_nothing_is_counted():
    nothing, some = known("a"), known("a", convictions=convictions(("a", "2008-10-01")))
    nobody_knows = pd.Series([pd.NA], index=["a"], dtype="boolean")
    for evidence, cohort in ((nothing, everybody(nothing)), (some, nobody_knows)):
        assert (
            convictions_of(evidence, cohort, *YEAR)[["convictions", "people", "out_of"]].isna().all(axis=None)
        )
        assert math.isnan(convicted(evidence, cohort, *YEAR).value)


@pytest.mark.parametrize(
    ("offences", "limits"),
    [(20, (0.6108, 1.5444)), (207, (0.8684, 1.1459))],
)
def test_the_limits_are_those_of_formulas_csv_f1(offences, limits):
    row = against_predicted(rows((offences, offences))).loc[0]
    assert (row["ratio"], round(row["lower"], 4), round(row["upper"], 4)) == (1, *limits)


def test_the_difference_in_percent_is_that_of_formulas_csv_n6():
    row = against_predicted(rows((3, 3.14))).loc[0]
    assert row["difference_percent"] == pytest.approx(-4.4586, abs=5e-5)
    assert row["verdict"] == "no clear difference"


@given(st.integers(0, 400), st.floats(0.1, 500), st.sampled_from([0.9, 0.95, 0.998]))
def test_the_limits_are_those_of_statsmodels(offences, predicted, confidence):
    row = against_predicted(rows((offences, predicted)), confidence).loc[0]
    expected = confint_poisson(offences, predicted, method="exact-c", alpha=1 - confidence)
    assert (row["lower"], row["upper"]) == pytest.approx(tuple(np.nan_to_num(expected)), rel=1e-9)
    assert row["ratio"] == offences / predicted
    better, worse = row["upper"] < 1, row["lower"] > 1
    words = {"better than predicted": (True, False), "worse than predicted": (False, True)}
    assert words.get(row["verdict"], (False, False)) == (better, worse)


@pytest.mark.parametrize(
    ("offences", "verdict"),
    [
        (20, "better than predicted"),
        (35, "no clear difference"),
        (40, "no clear difference"),
        (60, "worse than predicted"),
    ],
)
def test_better_and_worse_are_said_of_the_whole_interval(offences, verdict):
    assert against_predicted(rows((offences, 40)))["verdict"].tolist() == [verdict]


def test_a_number_that_is_missing_is_no_data():
    table = against_predicted(rows((math.nan, 40), (20, math.nan)))
    assert table[["ratio", "lower", "upper", "difference_percent"]].isna().all(axis=None)
    assert table["verdict"].tolist() == ["no data", "no data"]


def test_the_rows_keep_their_other_columns_and_their_index():
    given_rows = rows((20, 40)).assign(indicator="ni18").set_axis([7])
    table = against_predicted(given_rows)
    assert (table.index.tolist(), table["indicator"].tolist()) == ([7], ["ni18"])


EVIDENCE = known("a", convictions=convictions())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: against_predicted(rows((20.5, 40))),
            "offences is 20.5. A count is a whole number, 0 or more.",
        ),
        (
            lambda: against_predicted(rows((20, 0))),
            "predicted is 0. A prediction is a number above 0, or missing.",
        ),
        (
            lambda: convictions_of(EVIDENCE, everybody(EVIDENCE), date(2008, 4, 2), date(2008, 12, 31)),
            "2008-04-02 to 2008-12-31 are not whole quarters. Take the first day of one, the last of one.",
        ),
        (
            lambda: convictions_of(EVIDENCE, everybody(EVIDENCE), date(2008, 7, 1), date(2008, 6, 30)),
            "2008-07-01 to 2008-06-30 are not whole quarters. Take the first day of one, the last of one.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
