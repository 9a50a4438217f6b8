"""What unmeasured differences could do: tabled figures, R's numbers, and what must hold whatever the sets."""

import itertools
import math

import matchit
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import binom

from iomlib.errors import DataError
from iomlib.metrics.people import matched_rows
from iomlib.metrics.sensitivity import (
    e_value,
    e_value_of_limit,
    gamma_of_pairs,
    gamma_of_sets,
    matched_set_bound,
    mcnemar_bound,
)

SPECS = matchit.specs()
PAIRED = [name for name in SPECS.index if "mcnemar" in matchit.golden(name).index]
GAMMAS = [1, 1.1, 1.25, 1.5, 2]


def test_the_e_value_is_that_of_e1():
    assert e_value(0.31 / 0.43) == pytest.approx(2.119859, abs=5e-7)


def test_the_e_value_of_a_limit_is_that_of_e1b():
    assert e_value_of_limit(0.5, 0.97) == pytest.approx(1.209490, abs=5e-7)


@pytest.mark.parametrize(("gamma", "p"), [(1, 0.006745), (1.25, 0.053309), (1.5, 0.178570), (2, 0.560314)])
def test_the_bound_of_pairs_is_that_of_e2(gamma, p):
    assert mcnemar_bound(40, 20, gamma) == pytest.approx(p, abs=5e-7)


@pytest.mark.parametrize("spec", PAIRED)
def test_the_bounds_of_pairs_are_those_of_r(spec):
    golden = matchit.golden(spec)
    differing = golden["mcnemar", "b_treated_only"], golden["mcnemar", "c_control_only"]
    rows = matched_rows(matchit.pairs(spec))
    outcome = matchit.data(SPECS["dataset"][spec])[matchit.OUTCOMES[SPECS["dataset"][spec]]].loc[rows.index]
    for gamma in GAMMAS:
        expected = golden["rosenbaum_p_worst", f"{gamma}"]
        assert mcnemar_bound(*differing, gamma) == pytest.approx(expected, rel=1e-8)
        ours = matched_set_bound(outcome, rows["treated"], rows["cluster"], gamma)
        assert ours == pytest.approx(expected, rel=1e-8)


def sets_of(seed, number=12, effect=0.3):
    """Make up sets of one treated person and one to four others."""
    draw = np.random.default_rng(seed)
    rows = [(n, k == 0) for n in range(number) for k in range(draw.integers(2, 6))]
    people = pd.DataFrame(rows, columns=["set", "treated"])
    chance = np.where(people["treated"], 0.5 - effect, 0.5)
    people["reoffended"] = draw.binomial(1, chance)
    return people.astype(int).set_axis([f"p{n:03}" for n in draw.permutation(len(people))])


def given_of(people):
    return people["reoffended"], people["treated"], people["set"]


@given(st.integers(0, 10**6), st.sampled_from(GAMMAS))
def test_the_bound_of_sets_counts_every_way_the_treated_could_have_been_drawn(seed, gamma):
    people = sets_of(seed, number=6)
    groups = people.groupby("set")["reoffended"].agg(["sum", "size"])
    observed = people.loc[people["treated"] == 1, "reoffended"].sum()
    fewer = observed < (groups["sum"] / groups["size"]).sum()
    odds = gamma if not fewer else 1 / gamma
    chances = odds * groups["sum"] / (odds * groups["sum"] + groups["size"] - groups["sum"])
    total = 0.0
    for draws in itertools.product((0, 1), repeat=len(groups)):
        if (sum(draws) <= observed) if fewer else (sum(draws) >= observed):
            total += math.prod(p if drawn else 1 - p for p, drawn in zip(chances, draws, strict=True))
    bound = matched_set_bound(*given_of(people), gamma)
    mixed = ((groups["sum"] > 0) & (groups["sum"] < groups["size"])).any()
    assert bound == pytest.approx(total, rel=1e-9) if mixed else math.isnan(bound)


@given(st.integers(0, 10**6), st.integers(0, 2**32 - 1))
def test_the_order_of_the_rows_changes_no_bit(seed, order):
    people = sets_of(seed)
    shuffled = people.sample(frac=1, random_state=order)
    assert matched_set_bound(*given_of(shuffled), 1.5) == matched_set_bound(*given_of(people), 1.5)


@given(st.integers(0, 60), st.integers(0, 60), st.floats(1, 5), st.floats(1, 5))
def test_a_bound_rises_with_gamma_and_takes_no_side(b, c, one, other):
    assume(b + c > 0)
    low, high = sorted((one, other))
    assert mcnemar_bound(b, c, low) <= mcnemar_bound(b, c, high) + 1e-12
    assert mcnemar_bound(b, c, low) == mcnemar_bound(c, b, low)


@given(st.integers(0, 10**6))
def test_at_the_largest_gamma_the_difference_is_just_shown(seed):
    people = sets_of(seed, number=60, effect=0.4)
    gamma = gamma_of_sets(*given_of(people))
    assume(1 < gamma < 100)
    assert matched_set_bound(*given_of(people), gamma) == pytest.approx(0.05, abs=1e-6)
    assert matched_set_bound(*given_of(people), gamma + 0.01) > 0.05


def test_the_largest_gamma_of_pairs_lies_where_e2_crosses():
    gamma = gamma_of_pairs(40, 20)
    assert 1 < gamma < 1.25
    assert binom.sf(39, 60, gamma / (1 + gamma)) == pytest.approx(0.05, abs=1e-9)
    assert gamma_of_pairs(500, 0) == 100
    assert math.isnan(gamma_of_pairs(12, 10))


@given(st.floats(0.01, 100))
def test_an_e_value_takes_no_side(ratio):
    assert e_value(ratio) == pytest.approx(e_value(1 / ratio))
    assert e_value(ratio) >= 1


def test_an_interval_that_holds_1_needs_nothing_to_be_explained_away():
    assert e_value_of_limit(0.9, 1.1) == 1
    assert e_value_of_limit(1.2, 3) == e_value(1.2)
    assert math.isnan(e_value_of_limit(math.nan, 1.1))
    assert math.isnan(e_value(math.nan))


def test_sets_in_which_all_are_alike_say_nothing():
    people = sets_of(1).assign(reoffended=1)
    assert math.isnan(matched_set_bound(*given_of(people)))
    assert math.isnan(gamma_of_sets(*given_of(people)))
    assert math.isnan(mcnemar_bound(0, 0))


def test_sets_without_their_treated_person_are_refused():
    people = sets_of(1, number=5)
    with pytest.raises(DataError) as refusal:
        matched_set_bound(people["reoffended"], people["treated"], people["set"].replace(1, 0))
    assert refusal.value.problems == [
        "clusters: 1 of 4 sets do not hold one treated person. Bounds are for matching without replacement."
    ]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: e_value(0), "ratio is 0. A ratio is above 0 and finite."),
        (
            lambda: e_value_of_limit(2, 1.5),
            "lower is 2 and upper is 1.5. The lower is not above the upper.",
        ),
        (lambda: mcnemar_bound(1.5, 2), "treated_only is 1.5. A count is a whole number, 0 or more."),
        (lambda: mcnemar_bound(1, -2), "control_only is -2. A count is a whole number, 0 or more."),
        (lambda: mcnemar_bound(1, 2, 0.5), "gamma is 0.5. It is 1 or more: 1 is luck alone."),
        (
            lambda: matched_set_bound(*given_of(sets_of(1)), math.inf),
            "gamma is inf. It is 1 or more: 1 is luck alone.",
        ),
        (lambda: gamma_of_pairs(4, 2, 5), "level is 5. It lies between 0 and 1: 5% is 0.05."),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
