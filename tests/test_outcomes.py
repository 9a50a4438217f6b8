"""Outcomes: the measures of a cohort against hand, a second library, and made-up cohorts of known truth."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from iomlib.metrics.intervals import wilson
from iomlib.metrics.outcomes import summarise

MEASURES = [
    "rate",
    "reoffences_per_person",
    "reoffences_per_reoffender",
    "days_to_first",
    "custody",
    "tier_1",
]


def cohort(counts, days=100.0, tier=2.0, custodial=0.0):
    """Outcomes of people with so many reoffences each; None is a person who is not mature."""
    count = pd.Series(counts, dtype="float64")
    again = count > 0
    table = pd.DataFrame({"reoffences": count, "reoffended": again.astype(float).where(count.notna())})
    table["days_to_first"] = pd.Series(days, index=count.index).where(again)
    table["most_severe"] = pd.Series(tier, index=count.index).where(again)
    table["custodial"] = pd.Series(custodial, index=count.index).where(again, 0.0).where(count.notna())
    return table


COUNTS = st.lists(st.integers(0, 9), min_size=1, max_size=40)


def test_every_measure_is_a_row_and_is_what_it_says():
    table = summarise(cohort([0, 0, 1, 3], [0, 0, 10, 40], tier=[None, None, 1, 2], custodial=[0, 0, 0, 1]))
    assert table.index.tolist() == MEASURES
    assert table["value"].tolist() == [0.5, 1.0, 2.0, 25.0, 0.25, 0.25]
    assert table[["people", "reoffenders", "unknown"]].drop_duplicates().values.tolist() == [[4, 2, 0]]
    assert table["confidence"].unique().tolist() == [0.95]


def test_who_is_not_mature_is_left_out_of_every_measure():
    counts = [0, 2, None, 1, None]
    left_out = summarise(cohort([count for count in counts if count is not None]))
    pd.testing.assert_frame_equal(summarise(cohort(counts)), left_out)


def test_of_nobody_there_is_nothing_to_say():
    for table in (summarise(cohort([])), summarise(cohort([None, None]))):
        assert table[["value", "lower", "upper"]].isna().all(axis=None)
        assert table["people"].tolist() == [0] * 6


def test_shares_have_the_wilson_interval():
    found = summarise(cohort([0] * 9 + [1] * 21)).loc["rate"]
    assert tuple(found[["value", "lower", "upper", "confidence", "method"]]) == wilson(21, 30)


def test_without_a_reoffence_the_upper_limit_of_the_count_is_poissons():
    found = summarise(cohort([0] * 50)).loc["reoffences_per_person"]
    assert (found.value, found.lower, found.upper) == (0, 0, pytest.approx(3.688879 / 50))
    assert found.method == "exact Poisson (Garwood)"


@pytest.mark.parametrize("counts", [[3], [2, 2, 2]])
def test_a_mean_of_one_person_or_of_equals_has_no_limits_rather_than_narrow_ones(counts):
    found = summarise(cohort(counts)).loc["reoffences_per_reoffender"]
    assert found.value == counts[0]
    assert math.isnan(found.lower) and math.isnan(found.upper)


def test_an_unknown_sentence_widens_the_limits_from_none_to_all():
    found = summarise(cohort([0] * 8 + [1, 1], custodial=[0.0] * 8 + [1, math.nan])).loc["custody"]
    assert math.isnan(found.value)
    assert (found.lower, found.upper) == (wilson(1, 10).lower, wilson(2, 10).upper)
    assert (found.unknown, found.method) == (1, "Wilson score, from none to all of the unknown")


def test_reoffenders_without_a_tier_are_unknown_and_not_without_severe_reoffences():
    found = summarise(cohort([0, 1, 1], tier=math.nan)).loc["tier_1"]
    assert (found.unknown, found.lower, found.upper) == (2, wilson(0, 3).lower, wilson(2, 3).upper)


@given(COUNTS, st.floats(0.1, 9))
def test_equal_weights_of_any_size_are_no_weights(counts, weight):
    outcomes = cohort(counts)
    plain = summarise(outcomes).drop(columns="method")
    weighted = summarise(outcomes, pd.Series(weight, index=outcomes.index)).drop(columns="method")
    pd.testing.assert_frame_equal(weighted, plain, check_exact=False, rtol=1e-9)


@given(COUNTS, st.data())
def test_the_values_are_those_of_as_many_copies_and_the_limits_no_narrower(counts, data):
    outcomes = cohort(counts)
    size = len(counts)
    copies = data.draw(st.lists(st.integers(0, 4), min_size=size, max_size=size).filter(any))
    weighted = summarise(outcomes, pd.Series(copies, index=outcomes.index, dtype="float64"))
    copied = summarise(outcomes.loc[np.repeat(outcomes.index, copies)].reset_index(drop=True))
    np.testing.assert_allclose(weighted["value"], copied["value"])
    width, narrow = (table["upper"]["rate"] - table["lower"]["rate"] for table in (weighted, copied))
    assert width >= narrow - 1e-9


def test_weighted_shares_have_the_wilson_interval_of_the_effective_people():
    outcomes, weights = cohort([0, 0, 1, 0, 1]), pd.Series([1.0, 1, 3, 2, 1])
    people = 64 / 16
    found = summarise(outcomes, weights).loc["rate"]
    limits = proportion_confint(0.5 * people, people, method="wilson")
    assert (found.value, found.lower, found.upper) == pytest.approx((0.5, *limits))
    assert found.method == "Wilson score, 4.0 effective people"


@given(COUNTS)
def test_a_value_lies_within_its_limits_and_a_share_between_0_and_1(counts):
    table = summarise(cohort(counts)).dropna()
    assert (table["lower"] <= table["value"] + 1e-12).all() and (
        table["value"] <= table["upper"] + 1e-12
    ).all()
    assert table.loc[["rate", "custody", "tier_1"], ["lower", "upper"]].stack().between(0, 1).all()


@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(counts, chance):
    outcomes = cohort(counts)
    order = list(outcomes.index)
    chance.shuffle(order)
    weights = pd.Series(1.0 + np.arange(len(order)) % 3, index=outcomes.index)
    pd.testing.assert_frame_equal(
        summarise(outcomes.loc[order], weights), summarise(outcomes, weights), rtol=1e-12
    )


def test_the_interval_of_a_mean_holds_the_truth_as_often_as_it_says():
    """Overdispersed counts of mean 1.5 for 60 people, 400 times, from a fixed seed."""
    draws = np.random.default_rng(20111)
    held = 0
    for _ in range(400):
        counts = draws.poisson(draws.gamma(1.0, 1.5, size=60))
        found = summarise(cohort(counts)).loc["reoffences_per_person"]
        held += found.lower <= 1.5 <= found.upper
    assert 0.92 <= held / 400 <= 0.98


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (pd.Series([1.0]), r"^weights: 1 people have none, or the index repeats\. One weight a person\."),
        (pd.Series([1.0, -1.0]), r"^weights: 1 are no weights\. A weight is a number, 0 or more\."),
        (pd.Series([1.0, math.nan]), r"^weights: 1 are no weights\. A weight is a number, 0 or more\."),
    ],
)
def test_weights_that_are_none_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        summarise(cohort([0, 1]), weights)


def test_a_confidence_in_percent_is_refused():
    with pytest.raises(ValueError, match=r"^confidence is 95\. Write 95% as 0\.95\."):
        summarise(cohort([0, 1]), confidence=95)
