"""Percentages that no count gives are refused, with the nearest that some count does."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.metrics.printed_lists import percent_problem
from iomlib.percentages import counts_behind, impossible


@given(st.integers(1, 400), st.integers(0, 1000), st.integers(0, 1))
def test_a_percentage_is_impossible_exactly_where_no_count_rounds_to_it(total, digits, places):
    percent = min(digits, 100 * 10**places) / 10**places
    assert bool(impossible(percent, total, places)) == (counts_behind(percent, total, places) == [])


@given(st.integers(1, 400), st.integers(0, 1000), st.integers(0, 1))
def test_the_nearest_possible_percentages_are_of_neighbouring_counts_on_either_side(total, digits, places):
    percent = min(digits, 100 * 10**places) / 10**places
    if told := impossible(percent, total, places):
        low, below, high, above = re.fullmatch(r".*: ([\d.]+)% is (\d+), ([\d.]+)% is (\d+)", told).groups()
        assert float(low) < percent < float(high)
        assert int(above) - int(below) == 1
        assert counts_behind(float(low), total, places) == [int(below)]
        assert counts_behind(float(high), total, places) == [int(above)]
        assert Fraction(100 * int(below), total) < Fraction(str(percent)) < Fraction(100 * int(above), total)


@pytest.mark.parametrize(
    ("percent", "total", "places", "told"),
    [
        pytest.param(20, 73, 0, "20% of 73 is impossible: 19% is 14, 21% is 15", id="003 3.4"),
        pytest.param(21, 73, 0, "", id="003 3.14"),
        pytest.param(55, 40, 0, "", id="003 4.10"),
        pytest.param(0.1, 900, 1, "", id="one person"),
        pytest.param(0.2, 900, 1, "", id="two people"),
        pytest.param(0.3, 500, 1, "0.3% of 500 is impossible: 0.2% is 1, 0.4% is 2", id="one place"),
        pytest.param(20, 0, 0, "20% of 0 is impossible", id="nobody"),
        pytest.param(101, 7, 0, "101% of 7 is impossible", id="more than all"),
    ],
)
def test_known_percentages_are_refused_in_known_words(percent, total, places, told):
    assert impossible(percent, total, places) == told


def test_the_metric_and_the_check_of_tables_use_the_same_words():
    assert percent_problem(20, 73) == impossible(20, 73)
