"""The study, in short: the comparison finds the effect that was put in, and the wording claims no more."""

import json
import math
from functools import cache

import pandas as pd
import pytest

from bench import study

REPEATS = {"no effect": 60, "10 points fewer": 30, "10 points more": 30}


@cache
def found():
    """Run the study once; not while tests are collected, which every process does."""
    return {name: study.run(repeats, names=[name])[name] for name, repeats in REPEATS.items()}


@cache
def table():
    return study.summary(found()).set_index(["scenario", "ratio"])


def test_the_mean_of_the_estimates_is_the_truth():
    for estimate in ("", "adjusted_"):
        off = (table()[f"{estimate}bias"] / table()[f"{estimate}bias_error"]).abs()
        assert (off < 3.3).all(), off


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    """Of 30 intervals of 95%, fewer than 25 hold it once in 300 times; of 60, fewer than 51."""
    assert (table()["coverage"] > 0.82).all()
    assert table().loc["no effect", "coverage"].min() > 0.84
    assert (table()["stated_error"] / table()["spread"]).between(0.7, 1.5).all()


def test_no_claim_is_made_where_the_interval_holds_none():
    assert (table()["without_ground"] == 0).all()


def test_no_effect_is_hardly_ever_claimed_to_be_one():
    assert (table().loc["no effect", "wrongly_claimed"] <= 0.13).all()


def test_help_and_harm_are_both_found():
    for scenario in ("10 points fewer", "10 points more"):
        assert table().loc[(scenario, 10), "rightly_claimed"] > 0.6
        assert table().loc[(scenario, 10), "wrongly_claimed"] == 0


def test_without_matching_the_answer_would_be_wrong():
    assert table().loc[("no effect", 1), "unmatched difference"] > 0.1


def test_a_bad_year_is_followed_by_a_better_one_and_the_wording_does_not_claim_it():
    null = found()["no effect"]
    told = study.regression_to_the_mean(null[null["ratio"] == 10])
    assert told["fall"] > 0.4
    assert told["comparison_fall"] == pytest.approx(told["fall"], abs=0.03)
    assert told["falls_claimed_by_the_interval"] == 1
    assert told["falls_claimed_by_the_wording"] == 0


def test_a_repeat_is_the_same_again():
    again = pd.DataFrame(study.repeat(study.SCENARIOS["no effect"], 3))
    first = found()["no effect"].query("seed == 3").reset_index(drop=True)
    pd.testing.assert_frame_equal(again, first)


def test_a_claim_without_ground_and_a_wrong_one_would_be_counted():
    rows = pd.DataFrame(
        {
            "verdict": ["fewer", "more", "no clear difference", "too few to tell"],
            "effect": [-0.1] * 4,
            "difference lower": [-0.2, 0.1, -0.1, -0.5],
            "difference upper": [0.1, 0.2, 0.1, 0.5],
        }
    )
    told = study.claims(rows)
    assert (told["claimed"], told["wrongly_claimed"], told["without_ground"]) == (0.5, 0.25, 0.25)
    assert (told["rightly_claimed"], told["too_few"], told["not_comparable"]) == (0.25, 0.25, 0)
    none = study.claims(rows.assign(effect=0.0))
    assert none["wrongly_claimed"] == 0.5 and math.isnan(none["rightly_claimed"])


def test_bias_and_coverage_are_of_the_errors():
    rows = pd.DataFrame(
        {"truth": [0.1, 0.1], "difference value": [0.0, 0.4], "difference lower": [-0.1, 0.3]}
    ).assign(**{"difference upper": [0.2, 0.5]})
    told = study.accuracy(rows)
    assert told["bias"] == pytest.approx(0.1)
    assert told["bias_error"] == pytest.approx(0.2)
    assert told["coverage"] == 0.5


def test_the_kept_results_are_of_a_thousand_repeats_and_keep_what_is_promised():
    kept = json.loads(study.RESULTS.read_text("utf-8"))
    rows = pd.DataFrame(kept["scenarios"])
    assert set(rows["scenario"]) == set(study.SCENARIOS)
    assert (rows["repeats"] >= 1000).all()
    assert (rows["without_ground"] == 0).all()
    assert rows["coverage"].between(0.93, 0.97).all()
    assert (rows["bias"].abs() < 0.01).all()
    null = rows[rows["scenario"].str.startswith("no effect")]
    # Three Monte Carlo errors above 5%.
    assert (null["wrongly_claimed"] <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 1000)).all()
