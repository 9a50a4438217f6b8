"""The difference of two shares of mostly the same people: published limits, and what must hold of any."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.metrics.intervals import newcombe
from iomlib.metrics.paired import Pairs, newcombe_paired

COUNTS = st.integers(0, 25)
PAIRS = st.builds(Pairs, COUNTS, COUNTS, COUNTS, COUNTS)
ONCE = st.tuples(COUNTS, COUNTS).map(lambda parts: (parts[0], sum(parts)))


def numbers(estimate):
    return tuple(estimate[:3])


def test_the_limits_are_those_published_for_airways_before_and_after_a_transplant():
    # Fagerland, Lydersen and Laake 2014, Table V (Bentur and others 2009), Newcombe square-and-add.
    assert [round(one, 3) for one in numbers(newcombe_paired(Pairs(1, 1, 7, 12)))] == [-0.286, -0.507, -0.026]


def test_a_correlation_that_a_continuity_correction_takes_away_counts_for_nothing():
    weak = Pairs(6, 5, 5, 5)  # 6 x 5 less 5 x 5 is less than half of 21
    assert numbers(newcombe_paired(weak)) == pytest.approx(numbers(newcombe(11, 21, 11, 21)))


@given(ONCE, ONCE)
def test_two_groups_that_share_nobody_are_compared_as_such(one, other):
    found = newcombe_paired(Pairs(0, 0, 0, 0), one, other)
    expected = newcombe(*one, *other)
    assert found.method == expected.method == "Newcombe hybrid score"
    assert numbers(found) == pytest.approx(numbers(expected), nan_ok=True)


@given(PAIRS, ONCE, ONCE)
def test_the_value_lies_between_limits_that_stay_within_the_possible(pairs, one, other):
    found = newcombe_paired(pairs, one, other)
    if not math.isnan(found.value):
        assert -1 - 1e-9 <= found.lower <= found.value <= found.upper <= 1 + 1e-9


@given(PAIRS, ONCE, ONCE)
def test_the_other_way_round_it_is_the_same_difference_below_zero(pairs, one, other):
    found = newcombe_paired(pairs, one, other)
    turned = newcombe_paired(Pairs(pairs.yes_yes, pairs.no_yes, pairs.yes_no, pairs.no_no), other, one)
    assert numbers(turned) == pytest.approx(
        (-found.value, -found.upper, -found.lower), nan_ok=True, abs=1e-12
    )


@given(PAIRS, ONCE, ONCE)
def test_what_most_have_not_is_the_same_difference_too(pairs, one, other):
    opposite = Pairs(*reversed(pairs))
    left_out = [(total - count, total) for count, total in (one, other)]
    found, turned = newcombe_paired(pairs, one, other), newcombe_paired(opposite, *left_out)
    assert numbers(turned) == pytest.approx(
        (-found.value, -found.upper, -found.lower), nan_ok=True, abs=1e-12
    )


@given(st.integers(3, 40), st.integers(3, 40))
def test_people_who_stay_as_they_were_make_the_interval_narrower(yes, no):
    found = newcombe_paired(Pairs(yes, 0, 0, no))
    apart = newcombe(yes, yes + no, yes, yes + no)
    assert found.value == 0
    assert found.upper - found.lower < apart.upper - apart.lower


def test_the_method_says_whether_some_people_were_seen_once():
    pairs = Pairs(10, 2, 3, 20)
    assert newcombe_paired(pairs).method == "Newcombe hybrid score for pairs"
    assert newcombe_paired(pairs, (1, 2)).method == "Newcombe hybrid score for pairs, some people seen once"


def test_the_interval_holds_the_truth_as_often_as_it_says():
    draw, held, tries = np.random.default_rng(5), 0, 1500
    for _ in range(tries):
        before = draw.random(38) < 0.3
        now = np.where(before, draw.random(38) < 0.85, draw.random(38) < 0.95 / 7)  # 0.35 in all
        pairs = Pairs(*(int((a & b).sum()) for a in (now, ~now) for b in (before, ~before)))
        once = (int(draw.binomial(2, 0.35)), 2), (int(draw.binomial(4, 0.3)), 4)
        found = newcombe_paired(pairs, *once)
        held += found.lower <= 0.05 <= found.upper
    assert 0.94 < held / tries < 0.98


def test_nobody_on_one_of_the_days_is_no_difference():
    assert all(math.isnan(one) for one in numbers(newcombe_paired(Pairs(0, 0, 0, 0), (1, 2))))


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ((Pairs(-1, 0, 0, 0),), "pairs is -1. A count is a whole number, 0 or more."),
        ((Pairs(1, 0, 0, 0), (3, 2)), "count is 4 of a total of 3. It cannot be more."),
        ((Pairs(1, 0, 0, 0), (0, 0), (0, 0.5)), "only_second is 0.5. A count is a whole number, 0 or more."),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(given_, message):
    with pytest.raises(ValueError) as refusal:
        newcombe_paired(*given_)
    assert str(refusal.value) == message
