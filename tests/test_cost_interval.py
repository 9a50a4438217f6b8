"""What chance alone could make of a cost: exact for one line, never too narrow for a sum, the same to the bit."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iomlib.metrics.cost_interval import SEED, interval_by_chance
from iomlib.metrics.intervals import poisson_exact


def lines(*rows):
    table = pd.DataFrame(rows, columns=["offence_subgroup", "crimes", "price"])
    return table.assign(offence_group="all")


@pytest.mark.parametrize("count", [1, 2, 7, 40, 1328])
def test_of_one_line_it_is_the_exact_interval_times_the_price(count):
    chance = interval_by_chance(lines(("theft", count, 570.0)), draws=200_000)
    exact = poisson_exact(count)
    assert chance.value == 570 * count
    wanted = (570 * exact.lower, 570 * exact.upper)
    assert (chance.lower, chance.upper) == pytest.approx(wanted, rel=0.03 if count < 5 else 0.01)


def test_of_none_recorded_it_is_the_exact_interval_too():
    chance = interval_by_chance(lines(("homicide", 0, 1000.0)), draws=200_000)
    assert (chance.value, chance.lower) == (0, 0)
    assert chance.upper == pytest.approx(1000 * poisson_exact(0).upper, rel=0.02)


def test_at_least_95_in_100_hold_the_cost_that_the_rates_give():
    rates = {"homicide": (2.0, 3_346_680.0), "violence": (1300.0, 15_720.0), "shop": (1350.0, 570.0)}
    truth = sum(rate * price for rate, price in rates.values())
    random = np.random.Generator(np.random.PCG64(7))
    held = 0
    for seed in range(400):
        drawn = [(name, random.poisson(rate), price) for name, (rate, price) in rates.items()]
        chance = interval_by_chance(lines(*drawn), seed, draws=1_000)
        held += chance.lower <= truth <= chance.upper
    assert held / 400 >= 0.95


def test_the_same_seed_gives_the_same_interval_to_the_bit():
    table = lines(("theft", 30, 570.0), ("robbery", 4, 10_490.0))
    assert interval_by_chance(table) == interval_by_chance(table)
    assert interval_by_chance(table, SEED + 1) != interval_by_chance(table)
    # Held here so that another version of numpy cannot move a page unseen.
    assert [round(limit) for limit in interval_by_chance(table)[1:3]] == [27_981, 126_041]


@given(st.randoms())
def test_the_order_of_lines_is_nothing(random):
    table = lines(("a", 3, 10.0), ("b", 500, 2.5), ("c", -4, 7.0), ("d", 0, 90.0), ("e", 8, math.nan))
    shuffled = table.loc[random.sample(list(table.index), len(table))]
    assert interval_by_chance(shuffled, draws=200) == interval_by_chance(table, draws=200)


@given(st.lists(st.tuples(st.integers(-5, 400), st.integers(1, 50_000)), min_size=1, max_size=6))
def test_the_cost_lies_in_its_interval(rows):
    table = lines(*((f"line {n}", count, float(price)) for n, (count, price) in enumerate(rows)))
    chance = interval_by_chance(table, draws=200)
    assert chance.lower <= chance.value <= chance.upper


def test_a_correction_is_held_fixed():
    alone = interval_by_chance(lines(("theft", 50, 10.0)))
    less = interval_by_chance(lines(("theft", 50, 10.0), ("zz", -3, 20.0)))
    assert [less[n] - alone[n] for n in range(3)] == pytest.approx([-60, -60, -60], abs=8)
    assert interval_by_chance(lines(("zz", -3, 20.0)))[:3] == (-60, -60, -60)


def test_of_nothing_costed_there_is_none():
    assert all(math.isnan(part) for part in interval_by_chance(lines(("drugs", 5, math.nan)))[:3])
