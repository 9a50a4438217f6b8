"""Concentration: Gini, Lorenz and the top few, held against sums over single people."""

import math
from datetime import date
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.metrics.arrests import arrests_by_person
from iomlib.metrics.concentration import concentration, frequencies, gini, lorenz, top_shares
from iomlib.metrics.evidence import gather

COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=60)
WOMEN = pd.read_csv(Path(__file__).parent.parent / "data/arrest_frequencies.csv")
YEAR = (date(2008, 4, 1), date(2009, 3, 31))


def table(counts):
    return frequencies(pd.Series(counts, dtype="float64"))


def arrested(counts):
    return sorted(count for count in counts if count)


def gini_by_hand(values):
    """Take the mean difference of all pairs, in fractions."""
    n, total = len(values), sum(values)
    return Fraction(sum(abs(a - b) for a in values for b in values), 2 * n * total)


# Arrest distribution


@given(COUNTS)
def test_the_distribution_counts_everybody_once(counts):
    made = table(counts)
    assert made["people"].sum() == len(counts)
    assert {row.arrests: row.people for row in made.itertuples()} == {n: counts.count(n) for n in counts}
    assert made["arrests"].is_monotonic_increasing


def test_people_of_whom_nothing_is_known_are_left_out():
    assert frequencies(pd.Series([2.0, math.nan])).values.tolist() == [[2, 1]]


# Gini


@given(COUNTS)
def test_gini_is_the_mean_difference_of_all_pairs(counts):
    values = arrested(counts)
    if values:
        assert gini(table(counts)) == pytest.approx(float(gini_by_hand(values)), abs=1e-12)


@given(COUNTS, st.integers(0, 50))
def test_gini_among_all_counts_those_without_an_arrest(counts, more):
    values = arrested(counts)
    if values:
        with_zeros = [0] * more + values
        assert gini(table(counts), len(with_zeros)) == pytest.approx(
            float(gini_by_hand(with_zeros)), abs=1e-12
        )


@given(st.integers(1, 90), st.integers(1, 400))
def test_gini_is_zero_where_everybody_has_as_many(arrests, people):
    assert gini(pd.DataFrame({"arrests": [arrests], "people": [people]})) == 0


@given(COUNTS, st.integers(2, 7), st.integers(2, 7))
def test_gini_does_not_change_with_scale_or_with_copies_of_everybody(counts, times, copies):
    if any(counts):
        scaled = table([times * count for count in counts])
        assert gini(scaled) == pytest.approx(gini(table(counts)), abs=1e-12)
        assert gini(table(counts * copies)) == pytest.approx(gini(table(counts)), abs=1e-12)


@given(COUNTS, st.data())
def test_an_arrest_moved_to_somebody_with_more_raises_gini(counts, data):
    values = arrested(counts)
    giver = data.draw(st.integers(0, len(values) - 2)) if len(values) > 1 else None
    if giver is not None and values[giver] > 1:
        moved = [*values[:giver], values[giver] - 1, *values[giver + 1 : -1], values[-1] + 1]
        assert gini(table(moved)) > gini(table(values))


def test_gini_of_the_printed_list_is_that_of_the_formula():
    assert gini(WOMEN) == pytest.approx(0.393719, abs=5e-7)


def test_gini_is_missing_where_there_are_no_arrests():
    assert math.isnan(gini(table([0, 0])))
    assert math.isnan(gini(WOMEN.head(0)))


# Lorenz


@given(COUNTS)
def test_the_area_beside_the_curve_is_gini(counts):
    if any(counts):
        points = lorenz(table(counts))
        wide, high = points["people_share"].diff(), points["arrests_share"].rolling(2).sum()
        assert 1 - (wide * high).sum() == pytest.approx(gini(table(counts)), abs=1e-9)


@given(COUNTS, st.integers(0, 40))
def test_the_curve_runs_from_nothing_to_all_below_the_line_of_equality(counts, more):
    if any(counts):
        points = lorenz(table(counts), len(arrested(counts)) + more)
        assert points.iloc[0].tolist()[:2] == [0, 0]
        assert points.iloc[-1].tolist()[:2] == [1, 1]
        assert (points["arrests_share"] <= points["people_share"] + 1e-12).all()
        assert points["people_share"].is_monotonic_increasing


def test_there_is_no_curve_without_arrests():
    assert len(lorenz(table([0]))) == 0


# The top


@given(COUNTS, st.integers(0, 70))
def test_the_share_of_the_top_is_that_of_the_people_with_the_most(counts, size):
    values = sorted(arrested(counts), reverse=True)
    if values:
        row = top_shares(table(counts), numbers=[size]).iloc[0]
        assert row["people"] == min(size, len(values))
        assert row["arrests"] == sum(values[:size])
        if size:
            assert row["share"] == sum(values[:size]) / sum(values)


@given(COUNTS, st.integers(1, 70))
def test_a_tie_at_the_cut_is_stated_with_the_shares_without_it_and_with_all_of_it(counts, size):
    values = sorted(arrested(counts), reverse=True)
    if values:
        row = top_shares(table(counts), numbers=[size]).iloc[0]
        cut = values[: min(size, len(values))][-1]
        above, level = [n for n in values if n > cut], [n for n in values if n == cut]
        assert (row["cut"], row["tied"]) == (cut, len(level))
        assert row["people_without"] == len(above)
        assert row["people_with"] == len(above) + len(level)
        assert row["tied_counted"] == row["people"] - len(above)
        assert row["share_without"] == pytest.approx(sum(above) / sum(values), abs=1e-12)
        assert row["share_with"] == pytest.approx((sum(above) + sum(level)) / sum(values), abs=1e-12)
        assert row["share_without"] <= row["share"] <= row["share_with"]


@given(COUNTS, st.sampled_from([1, 2.5, 10, 50, 100]))
def test_a_percentage_of_people_is_rounded_up_to_a_person(counts, percent):
    values = arrested(counts)
    if values:
        row = top_shares(table(counts), percents=[percent]).iloc[0]
        assert row["people"] == math.ceil(Fraction(str(percent)) * len(values) / 100)


def test_the_top_ten_percent_of_the_printed_list_is_that_of_the_formula():
    row = top_shares(WOMEN, percents=[10]).loc["top 10%"]
    assert (row["people"], row["all_people"]) == (389, 3889)
    assert row["share"] == pytest.approx(0.396055, abs=5e-7)


def test_the_thirty_of_seed_003_are_a_share_of_all_arrests_of_the_area():
    # 440 arrests of 3,109 (3.12); how the 440 fall on the 30 is not printed.
    row = top_shares(table([15] * 20 + [14] * 10), numbers=[30], total=3109).loc["top 30"]
    assert (row["arrests"], round(100 * row["share"])) == (440, 14)


def test_a_top_of_nobody_has_no_share():
    assert top_shares(table([0]), numbers=[3], percents=[10])["share"].isna().all()


# Both groups, and the order of rows


def test_concentration_is_told_of_those_arrested_and_of_all():
    made = concentration(table([3, 1]), 4)
    assert made["people"].to_dict() == {"arrested": 2, "everybody": 4}
    assert made["arrests"].tolist() == [4, 4]
    assert made["gini"].tolist() == [0.25, 0.625]
    assert concentration(table([3, 1])).index.tolist() == ["arrested"]


@given(COUNTS, st.randoms())
def test_the_order_of_rows_is_nothing(counts, random):
    made = table(counts)
    shuffled = made.loc[random.sample(list(made.index), len(made))]
    assert gini(shuffled) == gini(made) or math.isnan(gini(made))
    pd.testing.assert_frame_equal(lorenz(shuffled), lorenz(made))
    pd.testing.assert_frame_equal(top_shares(shuffled, numbers=[5]), top_shares(made, numbers=[5]))


# Arrests of each person


def known(rows):
    nominals = pd.DataFrame({"person": ["a", "b", "c"], "born": pd.NaT, "sex": None})
    arrests = pd.DataFrame(rows, columns=["person", "day", "area", "offence"])
    return gather(
        {"nominals": nominals, "arrests": arrests.assign(day=pd.to_datetime(arrests["day"]))}, YEAR[1]
    )


ROWS = [
    ("a", "2008-03-31", "here", "burglary"),
    ("a", "2008-04-01", "here", "burglary"),
    ("a", "2009-03-31", "there", "robbery"),
    ("b", "2009-01-01", "here", "violence"),
    ("b", "2009-04-01", "here", "burglary"),
]


def test_arrests_on_the_first_and_the_last_day_count_and_those_beside_do_not():
    assert arrests_by_person(known(ROWS), YEAR).to_dict() == {"a": 2, "b": 1, "c": 0}


def test_arrests_may_be_of_some_offences_and_of_one_area():
    assert arrests_by_person(known(ROWS), YEAR, offences=["burglary", "robbery"]).tolist() == [2, 0, 0]
    assert arrests_by_person(known(ROWS), YEAR, area="here").tolist() == [1, 1, 0]


def test_arrests_that_were_not_supplied_are_not_none():
    nominals = pd.DataFrame({"person": ["a"], "born": pd.NaT, "sex": None})
    assert arrests_by_person(gather({"nominals": nominals}, YEAR[1]), YEAR).isna().all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: frequencies(pd.Series([1.5])), "arrests is 1.5. A count is a whole number, 0 or more."),
        (
            lambda: gini(pd.DataFrame({"arrests": [1], "people": [-2]})),
            "people is -2. A count is a whole number, 0 or more.",
        ),
        (lambda: top_shares(WOMEN, numbers=[-1]), "numbers is -1. A count is a whole number, 0 or more."),
        (lambda: top_shares(WOMEN, percents=[0]), "percents has 0. It is above 0, and at most 100."),
        (lambda: top_shares(WOMEN, percents=[101]), "percents has 101. It is above 0, and at most 100."),
        (
            lambda: top_shares(WOMEN, numbers=[1], total=7137),
            "total is 7137, and the table alone has 7148 arrests.",
        ),
        (lambda: gini(WOMEN, 3673), "population is 3673, and the table alone has 3889 people."),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
