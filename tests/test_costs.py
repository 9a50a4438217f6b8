"""Cost of crime: every share is of what is costed, and nothing uncosted becomes 0 pounds."""

import math

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from iomlib.metrics.costs import (
    blended_unit_costs,
    cost_of_crime,
    reprice,
    roll_up,
    shares_of_printed,
    uncosted_share,
)

COLUMNS = ["crimes", "cost", "crime_share", "cost_share"]
SHARES = ["crime_share", "cost_share"]
LETTERS = list("abcdefgh")
# Pounds that binary numbers hold exactly, so that sums do not depend on their order.
POUNDS = st.integers(1, 400_000).map(lambda quarters: quarters / 4)


@st.composite
def priced(draw, lowest=-20):
    """Draw crimes by group (a few negative: corrections) and unit costs, some missing."""
    labels = draw(st.lists(st.sampled_from(LETTERS), min_size=1, unique=True))
    several = {"min_size": len(labels), "max_size": len(labels)}
    crimes = draw(st.lists(st.integers(lowest, 500), **several))
    costs = draw(st.lists(st.one_of(st.none(), POUNDS), **several))
    table = pd.DataFrame({"crimes": crimes}, index=labels)
    return table, pd.Series(costs, index=labels, dtype="float64")


def crimes_of(**counts):
    return pd.DataFrame({"crimes": counts})


@given(priced())
def test_shares_sum_to_one_or_are_missing(inputs):
    crimes, unit_costs = inputs
    costs = cost_of_crime(crimes, unit_costs)
    costed = costs[costs["cost"].notna()]
    for column, share in zip(["crimes", "cost"], SHARES, strict=True):
        if costed[column].sum() > 0:
            assert costs[share].sum() == pytest.approx(1)
            assert (costs[share].notna() == costs["cost"].notna()).all()
        else:
            assert costs[share].isna().all()


@given(priced(), st.randoms())
def test_the_order_of_rows_is_nothing(inputs, random):
    crimes, unit_costs = inputs
    shuffled = random.sample(list(crimes.index), len(crimes))
    one = cost_of_crime(crimes, unit_costs)
    other = cost_of_crime(crimes.loc[shuffled], unit_costs.sort_index())
    pd.testing.assert_frame_equal(one, other.loc[one.index])


@given(priced(), st.integers(2, 50), st.sampled_from([0.5, 2, 4]))
def test_more_crimes_or_higher_prices_scale_the_cost_and_leave_the_shares(inputs, times, dearer):
    crimes, unit_costs = inputs
    costs = cost_of_crime(crimes, unit_costs)
    scaled = cost_of_crime(crimes * times, unit_costs * dearer)
    expected = costs["cost"] * times * dearer
    pd.testing.assert_series_equal(scaled["cost"], expected, check_names=False)
    pd.testing.assert_frame_equal(scaled[SHARES], costs[SHARES])


@given(priced())
def test_printed_costs_give_the_shares_that_the_prices_behind_them_give(inputs):
    crimes, unit_costs = inputs
    costs = cost_of_crime(crimes, unit_costs)
    pd.testing.assert_frame_equal(shares_of_printed(costs[["crimes", "cost"]]), costs)


@given(priced(), st.lists(st.sampled_from(["X", "Y", "Z"]), min_size=8, max_size=8))
def test_rolling_up_loses_no_crime_and_no_pound(inputs, names):
    costs = cost_of_crime(*inputs)
    rolled = roll_up(costs, pd.Series(names, index=LETTERS))
    assert rolled["crimes"].sum() == costs["crimes"].sum()
    assert rolled["cost"].sum() == costs["cost"].sum()
    assert rolled[SHARES].sum().tolist() == pytest.approx(costs[SHARES].sum().tolist())
    assert list(rolled.index[rolled["cost"].isna()]) == list(costs.index[costs["cost"].isna()])
    assert list(rolled.columns) == COLUMNS


@given(priced())
def test_groups_of_one_roll_up_to_themselves(inputs):
    costs = cost_of_crime(*inputs)
    rolled = roll_up(costs, pd.Series(LETTERS, index=LETTERS))
    pd.testing.assert_frame_equal(rolled, costs, check_names=False)


@given(priced(lowest=1))
def test_a_blended_price_prices_its_own_mix(inputs):
    crimes, unit_costs = inputs
    mix = crimes.rename_axis("offence_subgroup").reset_index().assign(offence_group="all")
    price = blended_unit_costs(mix, unit_costs)["all"]
    costs = cost_of_crime(crimes, unit_costs)
    costed = costs[costs["cost"].notna()]
    if not len(costed):
        assert math.isnan(price)
    else:
        assert price * costed["crimes"].sum() == pytest.approx(costed["cost"].sum())
        assert unit_costs.min() <= price * (1 + 1e-12)
        assert price <= unit_costs.max() * (1 + 1e-12)


@given(priced(lowest=1), st.randoms(), st.integers(2, 9))
def test_a_blended_price_depends_on_neither_order_nor_size_of_the_mix(inputs, random, times):
    crimes, unit_costs = inputs
    mix = crimes.rename_axis("offence_subgroup").reset_index().assign(offence_group="all")
    other = mix.loc[random.sample(list(mix.index), len(mix))]
    other["crimes"] *= times
    pd.testing.assert_series_equal(blended_unit_costs(mix, unit_costs), blended_unit_costs(other, unit_costs))


@given(st.lists(st.floats(1, 200), min_size=3, max_size=3), POUNDS)
def test_repricing_in_two_steps_is_repricing_in_one_and_back_again_is_nothing(index, pounds):
    deflator = pd.Series(index, index=["2010-11", "2011-12", "2012-13"])
    costs = pd.Series({"theft": pounds, "fraud": None}, dtype="float64")
    halfway = reprice(costs, deflator, "2010-11", "2011-12")
    direct = reprice(costs, deflator, "2010-11", "2012-13")
    pd.testing.assert_series_equal(reprice(halfway, deflator, "2011-12", "2012-13"), direct)
    pd.testing.assert_series_equal(reprice(direct, deflator, "2012-13", "2010-11"), costs)


@given(priced(lowest=0))
def test_the_uncosted_share_is_what_the_costed_crimes_leave(inputs):
    costs = cost_of_crime(*inputs)
    assume(costs["crimes"].sum() > 0)
    costed = costs.loc[costs["cost"].notna(), "crimes"].sum()
    assert uncosted_share(costs) == pytest.approx(1 - costed / costs["crimes"].sum())


def test_uncosted_groups_follow_the_costed_ones_each_in_the_order_given():
    crimes = crimes_of(fraud=4, theft=6, drugs=5, robbery=2)
    costs = cost_of_crime(crimes, pd.Series({"robbery": 10.0, "theft": 20.0, "drugs": None}))
    assert list(costs.columns) == COLUMNS
    assert list(costs.index) == ["theft", "robbery", "fraud", "drugs"]
    assert costs["cost"].tolist()[:2] == [120, 20]
    assert costs.loc[["fraud", "drugs"], ["cost", *SHARES]].isna().all(axis=None)
    assert costs["crimes"].tolist() == [6, 2, 4, 5]
    assert uncosted_share(costs) == 9 / 17


def test_corrections_pass_through_with_their_sign():
    costs = cost_of_crime(crimes_of(theft=12, robbery=-2), pd.Series({"theft": 1, "robbery": 1}))
    assert costs["cost"].tolist() == [12, -2]
    assert costs["cost_share"].tolist() == [1.2, -0.2]


@pytest.mark.parametrize("counts", [{"theft": 0}, {"theft": 2, "robbery": -2}, {"theft": -1}])
def test_shares_of_a_total_that_is_not_positive_are_missing(counts):
    costs = cost_of_crime(crimes_of(**counts), pd.Series({"theft": 5.0, "robbery": 5.0}))
    assert costs["cost"].notna().all()
    assert costs[SHARES].isna().all(axis=None)
    assert math.isnan(uncosted_share(costs))


def test_a_count_that_is_missing_makes_every_share_missing_and_not_the_others_larger():
    costs = cost_of_crime(crimes_of(theft=5, robbery=None), pd.Series({"theft": 1, "robbery": 1}))
    assert costs[SHARES].isna().all(axis=None)
    assert math.isnan(uncosted_share(costs))
    assert roll_up(costs, pd.Series({"theft": "all", "robbery": "all"}))[SHARES].isna().all(axis=None)


def test_an_empty_table_gives_an_empty_table():
    costs = cost_of_crime(pd.DataFrame({"crimes": []}), pd.Series(dtype="float64"))
    assert (len(costs), list(costs.columns)) == (0, COLUMNS)
    assert math.isnan(uncosted_share(costs))


def test_a_group_without_crimes_has_no_blended_price():
    mix = pd.DataFrame({"offence_group": "g", "offence_subgroup": ["a", "b"], "crimes": [0, 0]})
    assert blended_unit_costs(mix, pd.Series({"a": 1.0, "b": 2.0})).isna().all()


def test_crimes_and_costs_are_left_as_they_were():
    crimes, unit_costs = crimes_of(theft=3), pd.Series({"theft": 2.0})
    cost_of_crime(crimes, unit_costs)
    assert (list(crimes.columns), unit_costs.to_dict()) == (["crimes"], {"theft": 2.0})


TWICE = pd.DataFrame({"crimes": [1, 2], "cost": [3.0, 4.0]}, index=["theft", "theft"])
ONCE = crimes_of(theft=1)
PRICE = pd.Series({"theft": 2.0})
PRICES_TWICE = pd.Series([1.0, 2.0], index=["theft", "theft"])
MIX = pd.DataFrame({"offence_group": ["g", "g"], "offence_subgroup": "theft", "crimes": [1, 2]})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cost_of_crime(TWICE, PRICE), "crimes: 'theft' stands there twice."),
        (lambda: cost_of_crime(ONCE, PRICES_TWICE), "unit costs: 'theft' stands there twice."),
        (lambda: shares_of_printed(TWICE), "table: 'theft' stands there twice."),
        (lambda: roll_up(TWICE, PRICES_TWICE), "groups: 'theft' stands there twice."),
        (
            lambda: roll_up(cost_of_crime(ONCE, PRICE), pd.Series({"arson": "damage"})),
            "no group is given for 'theft'.",
        ),
        (
            lambda: roll_up(
                cost_of_crime(crimes_of(damage=1, arson=2), pd.Series({"arson": 1.0})),
                pd.Series({"arson": "damage", "damage": "damage"}),
            ),
            "groups and uncosted subgroups: 'damage' stands there twice.",
        ),
        (lambda: blended_unit_costs(MIX, PRICE), "mix: ('g', 'theft') stands there twice."),
        (
            lambda: blended_unit_costs(MIX.head(1), PRICES_TWICE),
            "unit costs: 'theft' stands there twice.",
        ),
        (
            lambda: reprice(PRICE, PRICES_TWICE, "2010-11", "2011-12"),
            "deflator: 'theft' stands there twice.",
        ),
        (
            lambda: reprice(PRICE, pd.Series({"2010-11": 1, "2011-12": 2}), "2010-11", "2012-13"),
            "no price index for '2012-13'. The deflator has 2010-11 to 2011-12.",
        ),
    ],
)
def test_a_table_that_says_two_things_or_too_little_is_refused(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
