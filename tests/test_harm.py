"""Harm of crime: another weight, labelled partial, with what has none listed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prices import NO_MIX, PARAMS, ROOT, crimes_of

from iomlib import tables
from iomlib.metrics.harm import harm_of_crime
from iomlib.report import show

DAYS = pd.Series({"rape": 2555.0, "theft": 2.0})


@settings(max_examples=25)
@given(st.integers(0, 400), st.integers(1, 400), st.integers(2, 9))
def test_shares_of_harm_sum_to_one_and_scaling_leaves_them(rape, theft, times):
    one, more = (harm_of_crime(crimes_of(rape=rape * n, theft=theft * n), DAYS, NO_MIX) for n in (1, times))
    assert one["harm_share"].sum() == pytest.approx(1)
    assert more["harm"].sum() == pytest.approx(times * one["harm"].sum())
    pd.testing.assert_series_equal(one["harm_share"], more["harm_share"])


def test_what_has_no_weight_follows_and_is_not_zero():
    made = harm_of_crime(crimes_of(rape=1, drugs=5), DAYS, NO_MIX)
    assert made["harm"].to_dict()["all"] == 2555
    assert pd.isna(made.loc["drugs", "harm"])


def weighed(area="cambridgeshire", quarter="2017-18-Q1"):
    crimes, weights = tables.read_crimes(ROOT / "data", area, quarter), tables.read_harm(PARAMS)
    made = harm_of_crime(crimes, weights["days"], tables.read_group_mix(PARAMS))
    return show.harm_table(made, weights)


def test_the_table_says_that_it_is_partial_and_what_it_leaves_out():
    shown = weighed()
    assert shown.caption.startswith("Partial:")
    assert "median" in shown.notes[0] and "one weight for all vehicle offences" in shown.notes[1]
    assert "student project" in shown.notes[2]
    assert shown.rows[0][0] == "Sexual offences"


def test_what_has_no_weight_is_listed_with_its_number():
    crimes = crimes_of(**{"Shoplifting": 30, "Fraud: action fraud": 10})
    weights = tables.read_harm(PARAMS)
    shown = show.harm_table(harm_of_crime(crimes, weights["days"], NO_MIX), weights)
    assert (
        shown.notes[0]
        == "Without a weight, and in no figure here: Fraud: action fraud (10); 25.0% of crimes."
    )


def test_the_weights_are_medians_and_their_means_are_kept():
    weights = tables.read_harm(PARAMS)
    assert weights.loc["Violence without injury", ["days", "mean_days"]].tolist() == [10, 437.4]
    assert (weights["least_days"] <= weights["days"]).all() and (
        weights["days"] <= weights["most_days"]
    ).all()


def test_without_crimes_there_is_no_table():
    assert weighed("haringey", "2006-07-Q4").sentences == []
