"""Printed lists whose sums disagree with the text, in the words in which they are refused."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.metrics.printed_lists import list_problem, percent_problem

WOMEN = pd.read_csv(Path(__file__).parent.parent / "data/arrest_frequencies.csv")
LIST = pd.DataFrame({"arrests": [2, 1], "people": [10, 30]})


def test_the_list_of_women_of_seed_003_is_refused_in_these_words():
    told = {"women": 3673, "arrests": 7137}
    assert list_problem(WOMEN, told) == (
        "sums to 3,889 women and 7,148 arrests, the text says 3,673 and 7,137"
    )


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"people": 40, "arrests": 50}, ""),
        ({"people": 40}, ""),
        ({}, ""),
        ({"people": 41}, "sums to 40 people, the text says 41"),
        ({"arrests": 49}, "sums to 50 arrests, the text says 49"),
        ({"women": 40, "arrests": 49}, "sums to 40 women and 50 arrests, the text says 40 and 49"),
    ],
)
def test_a_list_is_refused_where_one_sum_disagrees_and_all_sums_are_told(told, problem):
    assert list_problem(LIST, told) == problem


@given(st.dictionaries(st.integers(1, 90), st.integers(1, 3000), min_size=1), st.randoms())
def test_the_order_of_a_list_is_nothing(people_by_arrests, random):
    table = pd.DataFrame(list(people_by_arrests.items()), columns=["arrests", "people"])
    shuffled = table.loc[random.sample(list(table.index), len(table))]
    told = {"people": 1, "arrests": 2}
    assert list_problem(shuffled, told) == list_problem(table, told)


def test_people_under_two_names_are_refused():
    with pytest.raises(ValueError) as refusal:
        list_problem(LIST, {"people": 40, "women": 40})
    assert str(refusal.value) == "the text counts people and women. Give one of them."


def test_a_percentage_that_is_none_is_refused_and_not_called_impossible():
    with pytest.raises(ValueError) as refusal:
        percent_problem(120, 73)
    assert str(refusal.value) == "percent is 120. It lies between 0 and 100."
