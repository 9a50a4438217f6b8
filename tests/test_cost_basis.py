"""What a sum of money is of: what does not belong together is refused with the reason, never added."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prices import DEFLATOR, crimes_of, edition, editions

from iomlib.metrics.cost_basis import (
    ESTIMATED,
    PROVEN,
    CostBasis,
    Costs,
    Counted,
    add_costs,
    cost_lines,
    move_prices,
    multiply,
    same_basis,
    without_anticipation,
)
from iomlib.metrics.costing import edition_prices

OURS = editions(ours=edition({"theft": 100, "till": 40}, {"theft": 2.5}))
PRICES = edition_prices(OURS, "ours")
LINES = crimes_of(theft=30, till=10, drugs=5)
BASIS = CostBasis("A report", "2019-20", "30 June")


@given(st.integers(-20, 500), st.integers(2, 50))
def test_more_crimes_scale_the_cost_on_every_basis(crimes, times):
    for counted in (Counted(crimes_of(theft=crimes)), multiply(Counted(crimes_of(theft=crimes)), PRICES)):
        more = counted._replace(lines=counted.lines.assign(crimes=counted.lines["crimes"] * times))
        one, other = (cost_lines(each, PRICES).table["cost"].sum() for each in (counted, more))
        assert other == pytest.approx(times * one)


def test_a_multiplier_raises_counts_and_where_there_is_none_they_stay_as_recorded():
    raised = multiply(Counted(LINES), PRICES)
    assert raised.counts == "estimated actual"
    assert raised.lines["crimes"].tolist() == [75, 10, 5]
    assert raised.lines["multiplied"].tolist() == [True, False, False]


def test_what_has_no_price_has_no_cost_and_not_zero_pounds():
    costs = cost_lines(Counted(LINES), PRICES)
    assert costs.table["cost"].tolist()[:2] == [3_000, 400]
    assert pd.isna(costs.table["cost"].iloc[2])
    assert costs.basis == CostBasis("A report of 2019-20", "2019-20", "")


def test_the_basis_travels_with_the_sum():
    moved = without_anticipation(move_prices(PRICES, DEFLATOR, "2024-25"))
    costs = cost_lines(multiply(Counted(LINES), moved), moved)
    assert costs.basis == CostBasis(
        "A report of 2019-20", "2024-25", "30 June", ESTIMATED, anticipation=False
    )
    assert costs.table["cost"].tolist()[:2] == pytest.approx([75 * 112.5, 10 * 45])


def test_prices_and_their_parts_move_together():
    moved = move_prices(PRICES, DEFLATOR, "2024-25").table
    assert (moved["anticipation"] / moved["unit_cost"]).tolist() == pytest.approx([0.1, 0.1])
    assert moved["multiplier"].equals(PRICES.table["multiplier"])


NO_PARTS = edition_prices(editions(ours=edition({"theft": 1}, parts=False)), "ours")
ONE = Costs(pd.DataFrame({"cost": [1.0]}), BASIS)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: multiply(multiply(Counted(LINES), PRICES), PRICES),
            "these counts are estimated actual crimes already. Multiplying twice counts crimes twice.",
        ),
        (
            lambda: multiply(Counted(LINES, PROVEN), PRICES),
            "these counts are proven reoffences. A multiplier is estimated crimes for each recorded one; nobody has "
            "published how many crimes stand behind a proven one.",
        ),
        (
            lambda: multiply(Counted(LINES), NO_PARTS),
            "A report of 2019-20 has no multipliers that could be read. Count crimes as recorded.",
        ),
        (
            lambda: without_anticipation(NO_PARTS),
            "A report of 2019-20 does not say what part of 'theft' is spent in anticipation (1 like this). Take an "
            "edition with components.",
        ),
        (
            lambda: without_anticipation(without_anticipation(PRICES)),
            "A report of 2019-20: anticipation is taken off already. Taking it off twice is too much.",
        ),
        (
            lambda: add_costs(ONE, Costs(ONE.table, replace(BASIS, price_year="2010-11"))),
            "two price years in one sum: 2010-11 and 2019-20. Such pounds are not the same thing. Bring both to one "
            "basis first.",
        ),
        (
            lambda: same_basis(BASIS, replace(BASIS, edition="Another")),
            "two editions in one sum: A report and Another. Such pounds are not the same thing. Bring both to one "
            "basis first.",
        ),
        (
            lambda: same_basis(BASIS, replace(BASIS, counts=ESTIMATED)),
            "two kinds of counts in one sum: estimated actual and recorded. Such pounds are not the same thing. Bring "
            "both to one basis first.",
        ),
        (
            lambda: same_basis(BASIS, replace(BASIS, deflator="30 September")),
            "two releases of the deflator in one sum: 30 June and 30 September. Such pounds are not the same thing. "
            "Bring both to one basis first.",
        ),
        (
            lambda: same_basis(BASIS, replace(BASIS, anticipation=False)),
            "two unit costs with and without anticipation in one sum: False and True. Such pounds are not the same "
            "thing. Bring both to one basis first.",
        ),
        (same_basis, "no sum of money was given, so there is no basis."),
        (
            lambda: move_prices(PRICES, DEFLATOR, "1066-67"),
            "no price index for '1066-67'. The deflator has 2009-10 to 2024-25.",
        ),
    ],
)
def test_what_does_not_belong_together_is_refused(call, message):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == message


def test_costs_of_one_basis_are_added():
    assert add_costs(ONE, ONE).table["cost"].sum() == 2
