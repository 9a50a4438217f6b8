"""Balance: numbers of MatchIt, published summaries, and what must hold whatever the numbers."""

import math

import matchit
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from iomlib.errors import DataError
from iomlib.metrics.balance import (
    Verdict,
    balance,
    balance_verdict,
    common_support,
    effective_sample_size,
    standardised_difference,
    variance_ratio,
)
from iomlib.metrics.distributions import BLOCK

SPECS = matchit.specs()
QUANTITIES = [
    f"{name}_{time}"
    for time in ("before", "after")
    for name in ("mean_t", "mean_c", "smd", "smd_pooled", "var_ratio", "ks")
]


def shared_weights(pairs, index):
    """Give each matched treated 1, and share 1 out among those matched to it."""
    each = 1 / pairs.groupby("treated")["control"].transform("size")
    controls = each.groupby(pairs["control"]).sum()
    return pd.concat([each.groupby(pairs["treated"]).sum(), controls]).reindex(index, fill_value=0.0)


def matched(spec):
    """Give covariates with the logit, the treated and the weights of one of MatchIt's runs."""
    name = SPECS.loc[spec, "dataset"]
    people = matchit.data(name).assign(distance=matchit.distances(name)["logit"])
    golden = matchit.golden(spec)
    covariates = people[golden["smd_before"].index.tolist()]
    return covariates, people["treat"], shared_weights(matchit.pairs(spec), people.index), golden


def made_up(rows=60, seed=3):
    """Make up people of three kinds of covariate, a third of them treated, half of them matched."""
    chance = np.random.default_rng(seed)
    index = pd.Index([f"p{n:03}" for n in range(rows)], name="id")
    covariates = pd.DataFrame(
        {
            "age": chance.normal(30, 9, rows),
            "prior": chance.poisson(2, rows),
            "male": chance.random(rows) < 0.8,
        },
        index=index,
    )
    treated = pd.Series(np.arange(rows) % 3 == 0, index=index).astype(int)
    weights = pd.Series(chance.choice([0, 0.1, 1 / 3, 1], rows), index=index)
    return covariates, treated, weights


@pytest.mark.parametrize("spec", SPECS.index)
def test_balance_is_that_of_matchit(spec):
    covariates, treated, weights, golden = matched(spec)
    table = balance(covariates, treated, weights)
    assert list(table.columns) == QUANTITIES
    for quantity in QUANTITIES:
        theirs = golden[quantity].reindex(table.index)
        assert table[quantity].to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-8, nan_ok=True)
    assert effective_sample_size(weights[treated == 0]) == pytest.approx(golden["ess_control", ""], abs=1e-8)


def test_a_distance_of_distributions_is_that_of_scipy():
    covariates, treated, weights = made_up(900)
    found = balance(covariates, treated, weights)["ks_before"]
    for name, column in covariates.astype(float).items():
        assert found[name] == pytest.approx(ks_2samp(column[treated == 1], column[treated == 0]).statistic)


def test_a_group_longer_than_a_block_has_the_variance_that_numpy_gives():
    values = pd.DataFrame({"logit": np.random.default_rng(5).normal(1e3, 2, 3 * BLOCK)})
    treated = pd.Series(np.arange(3 * BLOCK) % 3 == 0)
    row = balance(values, treated, pd.Series(1.0, index=values.index)).loc["logit"]
    ratio = values["logit"][treated].var() / values["logit"][~treated].var()
    assert row["var_ratio_before"] == pytest.approx(ratio, rel=1e-11)
    assert row["var_ratio_after"] == pytest.approx(ratio, rel=1e-11)


# Published summaries: B1, B2 and B4 of formulas.csv, and Kish's example, B3


def test_published_means_give_the_tabled_differences():
    assert standardised_difference(34.2, 33.1, 9.1, 8.7) == pytest.approx(0.123564, abs=5e-7)
    spreads = [math.sqrt(share * (1 - share)) for share in (0.35, 0.31)]
    assert standardised_difference(0.35, 0.31, *spreads) == pytest.approx(0.085145, abs=5e-7)
    assert variance_ratio(9.1, 8.7) == pytest.approx(1.094068, abs=5e-7)
    assert effective_sample_size(pd.Series([1, 1, 0.5, 0.5, 0.25, 2])) == pytest.approx(4.2)


def test_what_has_no_spread_is_missing_unless_the_means_are_equal():
    assert standardised_difference(2, 2, 0, 0) == 0
    assert math.isnan(standardised_difference(2, 1, 0, 0))
    assert math.isnan(variance_ratio(1, 0))
    people = pd.DataFrame({"same": 0.1, "constant_in_treated": [0.1] * 3 + [0.1, 0.2, 0.3]})
    treated = pd.Series([1, 1, 1, 0, 0, 0])
    table = balance(people, treated, pd.Series([1, 0.3, 0.7, 1, 1, 0.3]))
    assert table.loc["same", ["smd_before", "smd_after", "smd_pooled_after", "ks_after"]].tolist() == [0] * 4
    assert table.loc["same", ["var_ratio_before", "var_ratio_after"]].isna().all()
    other = table.loc["constant_in_treated"]
    assert other[["smd_before", "smd_after"]].isna().all()
    assert other["smd_pooled_before"] == pytest.approx(-0.1 / (0.1 / math.sqrt(2)))
    assert other["var_ratio_before"] == 0


def test_equal_numbers_have_their_own_mean_and_no_variance_whatever_their_sum_is_rounded_to():
    assert np.mean([0.1] * 3) != 0.1
    people = pd.DataFrame({"risk": [0.1] * 3 + [0.1, 0.3], "zero": [-0.0] * 5})
    treated = pd.Series([1] * 3 + [0, 0])
    row = balance(people, treated, pd.Series([1 / 3] * 4 + [0.7])).loc["risk"]
    assert row[["mean_t_before", "mean_t_after"]].tolist() == [0.1, 0.1]
    assert row[["var_ratio_before", "var_ratio_after"]].tolist() == [0, 0]
    for zeros in (people, -people):
        zero = balance(zeros, treated, treated * 0 + 1).loc["zero", "mean_t_before"]
        assert math.copysign(1, zero) == 1


def test_a_column_of_0_and_1_in_one_group_alone_is_not_one_of_shares():
    people = pd.DataFrame({"prior": [0.0, 1, 1, 0, 1, 2]})
    for treated in (pd.Series([1, 1, 1, 0, 0, 0]), pd.Series([0, 0, 0, 1, 1, 1])):
        row = balance(people, treated, treated * 0 + 1).loc["prior"]
        spread = people["prior"][treated == 1].std()
        assert row["smd_before"] == pytest.approx((row["mean_t_before"] - row["mean_c_before"]) / spread)
        assert row["var_ratio_before"] == pytest.approx(3.0 if spread == 1 else 1 / 3)


def test_one_person_alone_has_no_variance():
    people = pd.DataFrame({"age": [20, 30, 40]})
    table = balance(people, pd.Series([1, 0, 0]), pd.Series([1, 1, 1]))
    assert table.loc["age", ["smd_before", "smd_pooled_before", "var_ratio_before"]].isna().all()
    assert (table.loc["age", "mean_t_before"], table.loc["age", "ks_after"]) == (20, 1)


def test_nobody_is_worth_no_people():
    assert math.isnan(effective_sample_size(pd.Series([0.0, 0.0])))
    assert math.isnan(effective_sample_size(pd.Series([], dtype=float)))


# What must hold whatever the numbers


@given(st.permutations(range(60)), st.booleans())
def test_the_order_of_rows_changes_no_bit(order, by_row):
    covariates, treated, weights = made_up()
    expected = balance(covariates, treated, weights)
    if by_row:  # another layout in memory
        covariates = pd.DataFrame(
            np.ascontiguousarray(covariates.to_numpy(float)), covariates.index, covariates.columns
        )
    shuffled = balance(covariates.iloc[order], treated.iloc[order], weights.iloc[order])
    assert shuffled.to_numpy().tobytes() == expected.to_numpy().tobytes()
    assert effective_sample_size(weights.iloc[order]) == effective_sample_size(weights)


@given(st.floats(0.01, 100), st.floats(-50, 50), st.floats(0.1, 9))
def test_the_unit_of_a_covariate_or_of_the_weights_changes_no_measure_without_unit(scale, shift, more):
    covariates, treated, weights = made_up()
    table = balance(covariates[["age"]], treated, weights)
    scaled = balance(shift + scale * covariates[["age"]], treated, more * weights)
    free = [name for name in table if not name.startswith("mean")]
    assert scaled[free].to_numpy() == pytest.approx(table[free].to_numpy(), rel=1e-6, abs=1e-9)
    assert scaled["mean_t_after"].to_numpy() == pytest.approx(
        shift + scale * table["mean_t_after"].to_numpy(), rel=1e-9, abs=1e-9
    )


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=30))
def test_groups_of_the_same_people_differ_in_nothing(values):
    people = pd.DataFrame({"prior": values * 2})
    treated = pd.Series([1] * len(values) + [0] * len(values))
    row = balance(people, treated, pd.Series(1, index=people.index)).loc["prior"]
    names = ["smd", "smd_pooled", "ks"]
    assert row[[f"{name}_{time}" for name in names for time in ("before", "after")]].tolist() == [0] * 6


@given(st.lists(st.tuples(st.floats(-9, 9), st.booleans(), st.sampled_from([0, 0.5, 1])), max_size=30))
def test_support_counts_everybody_once(people):
    people = [*people, (0.0, True, 1), (0.5, False, 1)]
    score, treated, weights = (pd.Series(list(column)) for column in zip(*people, strict=True))
    table = common_support(score, treated, weights)
    assert (table[["below", "inside", "above"]].sum(axis=1) == table["people"]).all()
    assert table["people"].sum() == (weights > 0).sum()
    everybody = common_support(score, treated)
    assert everybody["people"].to_dict() == {"treated": treated.sum(), "control": (~treated).sum()}
    assert (everybody["lowest"] <= table["lowest"]).all()


def test_who_stands_at_the_end_of_the_other_groups_range_is_inside_it():
    table = common_support(pd.Series([0.2, 0.5, 0.2, 0.5]), pd.Series([1, 1, 0, 0]))
    assert table["inside"].tolist() == [2, 2]


def test_the_input_is_left_as_it_was():
    covariates, treated, weights = made_up()
    before = [covariates.copy(), treated.copy(), weights.copy()]
    balance(covariates, treated, weights)
    common_support(covariates["age"], treated, weights)
    for table, copy in zip([covariates, treated, weights], before, strict=True):
        assert table.equals(copy)


def test_columns_of_every_kind_of_number_are_read():
    covariates, treated, weights = made_up()
    plain = balance(covariates.astype(float), treated, weights)
    kinds = covariates.astype({"age": "Float64", "prior": "Int64", "male": "boolean"})
    assert balance(kinds, treated.astype(bool), weights).equals(plain)


# The verdict


def verdict_on(smds, ratios=None, **options):
    ratios = ratios or [1.0] * len(smds)
    names = [f"c{n}" for n in range(len(smds))]
    return balance_verdict(pd.DataFrame({"smd_after": smds, "var_ratio_after": ratios}, names), **options)


def test_groups_are_balanced_up_to_the_limit_and_not_beyond():
    assert verdict_on([0.1, -0.02]) == Verdict("balanced", "c0", 0.1, 0, 0)
    assert verdict_on([0.05, -0.1000001]) == Verdict("not balanced", "c1", 0.1000001, 1, 0)
    assert verdict_on([0.12, -0.2], limit=0.25).verdict == "balanced"


def test_variance_ratios_are_counted_and_decide_nothing():
    found = verdict_on([0.01, 0.0, 0.02, 0.0, 0.0], [0.49, 2.01, math.nan, 0.5, 2.0])
    assert (found.verdict, found.ratios_outside) == ("balanced", 2)


def test_a_missing_difference_is_over_any_limit():
    found = verdict_on([0.9, math.nan, 0.05])
    assert (found.verdict, found.worst, found.over) == ("not balanced", "c1", 2)
    assert math.isnan(found.smd)


@pytest.mark.parametrize("spec", ["nswcps_10to1", "iomsynth_10to1_cal02"])
def test_the_verdict_on_a_run_of_matchit_is_the_one_of_its_table(spec):
    *people, golden = matched(spec)
    worst = golden["smd_after"].abs()
    found = balance_verdict(balance(*people))
    assert (found.worst, found.over) == (worst.idxmax(), (worst > 0.1).sum())
    assert found.smd == pytest.approx(worst.max(), abs=1e-8)


# What is refused


def broken(**changes):
    covariates, treated, weights = made_up(6)
    return balance(*({"covariates": covariates, "treated": treated, "weights": weights} | changes).values())


AGES = pd.DataFrame({"age": [20.0, 30, 40, 50, 60, 70]}, index=made_up(6)[0].index)
ONES = pd.Series(1.0, index=AGES.index)
FLAGS = pd.Series([1, 0, 0, 1, 0, 0], index=AGES.index)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"covariates": AGES.replace({20: math.nan, 30: math.inf})},
            "age: 2 value(s) missing or infinite. Fill them in, or leave those people out.",
        ),
        (
            {"covariates": AGES.astype("Int64").replace({20: pd.NA})},
            "age: 1 value(s) missing or infinite. Fill them in, or leave those people out.",
        ),
        (
            {"covariates": AGES.assign(area=["north"] * 6)},
            "area: holds str, not numbers. Make 0/1 columns of groups (pandas.get_dummies).",
        ),
        (
            {"covariates": AGES.assign(wave=1j)},
            "wave: holds complex128, not numbers. Make 0/1 columns of groups (pandas.get_dummies).",
        ),
        ({"covariates": pd.concat([AGES, AGES], axis=1)}, "age: two columns have this name."),
        (
            {"treated": FLAGS.iloc[::-1]},
            "treated: not the ids of the covariates in their order. Reindex it to them.",
        ),
        (
            {"weights": ONES.reset_index(drop=True)},
            "weights: not the ids of the covariates in their order. Reindex it to them.",
        ),
        ({"treated": FLAGS.replace({1: 2})}, "treated: 2 value(s) other than 0 and 1."),
        ({"treated": FLAGS.astype(str)}, "treated: 6 value(s) other than 0 and 1."),
        (
            {"weights": ONES * [-1, math.nan, math.inf, 1, 1, 1]},
            "weights: 3 value(s) missing, infinite or below 0.",
        ),
        ({"weights": ONES.replace(1, math.inf)}, "weights: 6 value(s) missing, infinite or below 0."),
        ({"weights": ONES.astype(str)}, "weights: 6 value(s) missing, infinite or below 0."),
        ({"weights": 1.0 - FLAGS}, "weights: no treated person has a weight over 0."),
        ({"weights": 1.0 * FLAGS}, "weights: no control person has a weight over 0."),
    ],
)
def test_what_cannot_be_compared_is_refused(changes, message):
    with pytest.raises(DataError) as refusal:
        broken(**changes)
    assert str(refusal.value) == message


def test_an_id_that_comes_twice_is_counted_and_not_shown():
    index = pd.Index(["p1", "p1", "p2", "p3", "p1", "p4"])
    tables = [table.set_axis(index) for table in (AGES, FLAGS, ONES)]
    with pytest.raises(DataError) as refusal:
        balance(*tables)
    message = "covariates: 2 row(s) repeat the id of another. One row is one person."
    assert str(refusal.value) == message


def test_all_problems_are_told_at_once():
    with pytest.raises(DataError) as refusal:
        broken(
            covariates=AGES.assign(area="x").replace({20: math.nan}),
            treated=3 * FLAGS,
            weights=-ONES.iloc[:5],
        )
    assert [problem.split(":")[0] for problem in refusal.value.problems] == [
        *("age", "area", "treated", "weights", "weights")
    ]


def test_weights_alone_are_held_to_the_same_rule():
    with pytest.raises(DataError) as refusal:
        effective_sample_size(pd.Series([1, -2]))
    assert str(refusal.value) == "weights: 1 value(s) missing, infinite or below 0."


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: broken(covariates=AGES[[]]),
            "covariates has no column. Give one covariate at least.",
        ),
        (
            lambda: standardised_difference(1, 2, -1, 1),
            "sd_t is -1. A standard deviation is a number, 0 or more.",
        ),
        (lambda: variance_ratio(1, math.nan), "sd_c is nan. A standard deviation is a number, 0 or more."),
        (
            lambda: verdict_on([0.1], limit=0),
            "limit is 0. Write a tenth of a standard deviation as 0.1.",
        ),
        (
            lambda: balance_verdict(pd.DataFrame({"smd": [0.1]})),
            "the table has no smd_after and no var_ratio_after. It is the one that balance gives.",
        ),
        (lambda: verdict_on([]), "the table has no covariate."),
    ],
)
def test_misuse_is_refused_by_name_and_value(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message
