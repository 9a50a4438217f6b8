"""Ties: each key is a match of its own, and where no tie decides that is found without trying."""

import matchit
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from test_matching import pools

from iomlib.errors import DataError
from iomlib.metrics import ties
from iomlib.metrics.line import line_up
from iomlib.metrics.matching import find, match
from iomlib.metrics.ties import free_of_ties, tie_range


def by_hand(units, outcome, key, **how):
    weights = match(units["treated"], units["distance"], ties=key, **how).weights
    flags = units["treated"] == 1
    used = [weights[who] > 0 for who in (flags, ~flags)]
    if not used[0].any():
        return np.nan, 0, 0
    means = [np.average(outcome[who], weights=weights[who]) for who in (flags, ~flags)]
    return means[0] - means[1], used[0].sum(), used[1].sum()


@settings(max_examples=30)
@given(pools())
def test_each_row_is_the_match_of_its_key(units):
    outcome = pd.Series(np.arange(len(units)) ** 2 % 7, index=units.index)
    for how in (
        {"ratio": 2},
        {"caliper": 0.5, "replace": True},
        {"order": "data", "exact": units["stratum"]},
    ):
        table = tie_range(units["treated"], units["distance"], outcome, orders=4, **how)
        assert table["key"].tolist() == [0, 1, 2, 3]
        for row in table.itertuples():
            expected = by_hand(units, outcome, row.key, **how)
            assert (row.effect, row.treated, row.controls) == pytest.approx(expected, nan_ok=True)


@settings(max_examples=100)
@given(pools())
def test_a_match_said_to_be_free_of_ties_is_the_same_for_every_key(units):
    # Spread out, so that many are free of ties and some are not.
    distance = units["distance"] * 1000 + (np.arange(len(units)) * 37 % 23) ** 2
    for how in ({"ratio": 1, "replace": False}, {"ratio": 2, "replace": True}):
        line = line_up(units["treated"], distance, units["stratum"])
        found = find(line, order="largest", ties="stable", **how)
        if free_of_ties(line, found, how["replace"]):
            first = match(units["treated"], distance, exact=units["stratum"], **how).pairs
            for key in range(5):
                pairs = match(units["treated"], distance, exact=units["stratum"], ties=key, **how).pairs
                assert pairs.equals(first)


def test_ties_decide_the_published_effect_of_nsw_with_cps_controls():
    units = matchit.distances("nswcps")
    effects = tie_range(units["treat"], units["q"], matchit.data("nswcps")["re78"], replace=True)["effect"]
    # Twenty orders of rows gave 1,591 to 2,103 with R.
    assert effects.min() < 1600
    assert effects.max() > 1900
    assert len(effects) == 20


def test_where_no_tie_decides_nothing_is_matched_again(monkeypatch):
    units, tried = matchit.distances("iomsynth"), []
    monkeypatch.setattr(ties, "find", lambda *how: tried.append(how[4]) or find(*how))
    table = tie_range(units["treat"], units["q"], matchit.data("iomsynth")["reoff"], ratio=10, caliper=0.2)
    assert tried == ["stable"]
    assert table["effect"].nunique() == 1
    golden = matchit.golden("iomsynth_10to1_cal02")
    assert table["effect"].iloc[0] == pytest.approx(golden["att", "diff_means"], rel=1e-10)


@pytest.mark.parametrize(
    ("distance", "free"),
    [
        ([0.5, 0.4, 0.7, 0.9], True),
        ([0.5, 0.4, 0.4, 0.9], False),  # two at the same place
        ([0.5, 0.4, 0.6, 0.9], False),  # one on either side
        ([0.5, 0.4, 0.9, 0.9], True),  # a tie among those not taken
    ],
)
def test_a_tie_counts_where_it_could_decide(distance, free):
    line = line_up(pd.Series([1, 0, 0, 0]), pd.Series(distance))
    assert free_of_ties(line, find(line, 1, False, "largest", "stable"), False) is free


def test_nobody_matched_has_no_effect():
    table = tie_range(pd.Series([1, 0]), pd.Series([0.0, 9.0]), pd.Series([1, 0]), orders=2, caliper=0.1)
    assert table["effect"].isna().all()
    assert table[["treated", "controls"]].to_numpy().tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("outcome", "problem"),
    [
        (
            pd.Series([1, None, np.inf]),
            "outcome: 2 row(s) are missing or infinite. Leave these people out.",
        ),
        (
            pd.Series(["yes", "no", "no"]),
            "outcome: holds str, not numbers. Write yes as 1 and no as 0.",
        ),
        (
            pd.Series([1, 0]),
            "outcome: lacks 1 of the ids of treated, and has 0 that treated lacks. Give both the same people.",
        ),
    ],
)
def test_an_outcome_that_cannot_be_compared_is_refused(outcome, problem):
    with pytest.raises(DataError) as refused:
        tie_range(pd.Series([1, 0, 0]), pd.Series([0.1, 0.2, 0.3]), outcome)
    assert refused.value.problems == [problem]


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"orders": 0}, "orders is 0. It is a whole number of tie orders, 1 or more."),
        ({"ratio": -1}, "ratio is -1. It is a whole number of controls, 1 or more."),
        ({"order": "id"}, "order is 'id'. It is one of: largest, smallest, data."),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name_and_value(how, message):
    with pytest.raises(ValueError, match=" is ") as refused:
        tie_range(pd.Series([1, 0]), pd.Series([0.1, 0.2]), pd.Series([1, 0]), **how)
    assert str(refused.value) == message
