"""Caseloads: what a printed percentage gives away, and whether the parts make the whole."""

import math
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.metrics.caseload import adds_up, counts_behind, frequency_summary, overlaps
from iomlib.metrics.intervals import wilson

FREQUENCIES = st.dictionaries(st.integers(1, 90), st.integers(1, 3000), min_size=1)


def memberships(people, size=73, percent=None, cohort="adults"):
    """One cohort, its lists named by number; what is not given is missing."""
    rows = {"cohort": cohort, "cohort_size": size, "list": [f"list {n}" for n in range(len(people))]}
    return pd.DataFrame({**rows, "people": people, "percent_printed": percent})


def frequencies(people_by_arrests):
    pairs = list(people_by_arrests.items())
    return pd.DataFrame(pairs, columns=["arrests", "people"])


def rounded_half_up(count, total, places):
    scaled = Fraction(100 * 10**places * count, total)
    return math.floor(scaled + Fraction(1, 2))


@given(st.integers(1, 900), st.integers(0, 1000), st.integers(0, 1))
def test_the_counts_behind_a_percentage_are_all_that_round_to_it(total, digits, places):
    percent = min(digits, 100 * 10**places) / 10**places
    wanted = round(percent * 10**places)
    expected = [k for k in range(total + 1) if rounded_half_up(k, total, places) == wanted]
    assert counts_behind(percent, total, places) == expected


@given(st.integers(1, 900), st.data())
def test_a_count_is_among_those_behind_its_own_percentage(total, data):
    count = data.draw(st.integers(0, total))
    assert count in counts_behind(rounded_half_up(count, total, 0), total)


@given(st.integers(1, 100), st.integers(0, 100))
def test_in_a_hundred_people_or_fewer_a_whole_percentage_never_stands_for_two_counts(total, percent):
    assert len(counts_behind(percent, total)) <= 1


@pytest.mark.parametrize(
    ("percent", "total", "places", "counts"),
    [
        pytest.param(21, 73, 0, [15], id="D1"),
        pytest.param(20, 73, 0, [], id="D1, impossible"),
        pytest.param(13, 8, 0, [1], id="12.5 rounds up"),
        pytest.param(12, 8, 0, [], id="12.5 does not round down"),
        pytest.param(18.4, 870, 1, [160], id="one place"),
        pytest.param(100, 3, 0, [3], id="everybody"),
        pytest.param(0, 0, 0, [], id="nobody to count"),
    ],
)
def test_known_percentages_stand_for_known_counts(percent, total, places, counts):
    assert counts_behind(percent, total, places) == counts


@given(st.lists(st.integers(0, 73), min_size=1, max_size=6))
def test_shares_are_of_the_cohort_and_carry_wilsons_interval(people):
    table = overlaps(memberships(people))
    for row, count in zip(table.itertuples(), people, strict=True):
        expected = wilson(count, 73)
        assert (row.share, row.lower, row.upper, row.confidence, row.method) == expected


@given(st.lists(st.integers(0, 73), min_size=1, max_size=6), st.randoms())
def test_the_order_of_rows_is_nothing(people, random):
    table = memberships(people)
    shuffled = table.loc[random.sample(list(table.index), len(table))]
    pd.testing.assert_frame_equal(overlaps(shuffled).sort_index(), overlaps(table))
    pd.testing.assert_series_equal(adds_up(shuffled), adds_up(table))


@given(st.lists(st.integers(0, 73), min_size=1, max_size=6))
def test_people_are_filled_in_from_percentages_that_stand_for_one_count(people):
    percent = [rounded_half_up(count, 73, 0) for count in people]
    table = overlaps(memberships([None] * len(people), percent=percent))
    assert table["people"].tolist() == people


def test_a_share_stays_missing_where_a_percentage_stands_for_no_count_or_several():
    table = overlaps(memberships([None, None], size=[73, 870], percent=[20, 82]))
    assert table[["people", "share", "lower", "upper"]].isna().all(axis=None)
    assert table["method"].tolist() == ["Wilson score", "Wilson score"]


def test_a_count_goes_before_the_percentage_printed_beside_it():
    assert overlaps(memberships([717], size=870, percent=[50]))["people"].tolist() == [717]


def test_the_rows_keep_their_other_columns_and_their_index():
    table = memberships([5, 6]).assign(note="as printed").set_axis([7, 3])
    result = overlaps(table)
    assert list(result.index) == [7, 3]
    assert result["note"].tolist() == ["as printed", "as printed"]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), st.integers(-1, 1))
def test_lists_add_up_exactly_when_they_sum_to_the_cohort(people, surplus):
    size = sum(people) + surplus
    if size >= max(people):
        assert adds_up(memberships(people, size=size)).tolist() == [surplus == 0]


def test_each_cohort_is_judged_by_itself_and_an_unknown_count_leaves_it_open():
    table = pd.concat(
        [
            memberships([717, 67, 40, 46], 870, cohort="caseload"),
            memberships([14, 15], cohort="adults"),
            memberships([70, None], cohort="unknown"),
        ]
    )
    judged = adds_up(table)
    assert judged[["caseload", "adults"]].tolist() == [True, False]
    assert judged["unknown"] is pd.NA


@given(FREQUENCIES, st.integers(1, 20))
def test_a_summary_of_frequencies_agrees_with_a_list_of_people(people_by_arrests, at_least):
    people = [arrests for arrests, n in people_by_arrests.items() for _ in range(n)]
    often = [arrests for arrests in people if arrests >= at_least]
    summary = frequency_summary(frequencies(people_by_arrests), at_least)
    expected = [len(people), sum(people), max(people), len(often), sum(often)]
    assert summary.tolist() == expected
    assert list(summary.index) == [
        "people",
        "arrests",
        "highest",
        "people_at_least",
        "arrests_at_least",
    ]


@given(FREQUENCIES, st.randoms())
def test_the_order_of_frequencies_is_nothing(people_by_arrests, random):
    table = frequencies(people_by_arrests)
    shuffled = table.loc[random.sample(list(table.index), len(table))]
    pd.testing.assert_series_equal(frequency_summary(shuffled), frequency_summary(table))


def test_a_frequency_that_nobody_has_is_not_the_highest():
    assert frequency_summary(frequencies({90: 0, 3: 2}))["highest"] == 3


def test_a_summary_of_no_frequencies_is_missing():
    assert frequency_summary(frequencies({})).isna().all()


def test_tables_without_rows_give_tables_without_rows():
    empty = memberships([])
    assert (len(overlaps(empty)), len(adds_up(empty))) == (0, 0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: counts_behind(120, 73), "percent is 120. It lies between 0 and 100."),
        (lambda: counts_behind(math.nan, 73), "percent is nan. It lies between 0 and 100."),
        (
            lambda: counts_behind(20.5, 73),
            "percent is 20.5, which has more than 0 decimal places.",
        ),
        (lambda: counts_behind(20, -73), "total is -73. A count is a whole number, 0 or more."),
        (lambda: overlaps(memberships([80])), "count is 80 of a total of 73. It cannot be more."),
        (
            lambda: adds_up(pd.concat([memberships([5]), memberships([6])])),
            "list 'list 0' stands twice in cohort 'adults'. Give one period only.",
        ),
        (
            lambda: frequency_summary(frequencies({3: -1})),
            "people is -1. A count is a whole number, 0 or more.",
        ),
        (
            lambda: frequency_summary(frequencies({2.5: 1})),
            "arrests is 2.5. A count is a whole number, 0 or more.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
