"""A scheme's cost, break-even, effect and ratio: by hand, for any numbers, and what is refused."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from iomlib.errors import DataError
from iomlib.metrics import benefit, scheme_cost, services, value
from iomlib.metrics.benefit import expected_offences, prevented_by, ratio
from iomlib.metrics.break_even import MIX, break_even, mix_cost, offence_mix, to_prevent
from iomlib.metrics.effects import NO_CONTROL, NO_INTERVAL, NONE, RAISED, Effect, effect_of, judge, refusal
from iomlib.metrics.evidence import gather
from iomlib.metrics.intervals import Estimate
from iomlib.metrics.managed import (
    NOT_KNOWN,
    Managed,
    cost_per_person,
    cost_per_year,
    managed,
    printed_managed,
)
from iomlib.metrics.scheme_cost import Money, cost_by_kind, counted_cost, in_prices, one_price_year
from iomlib.metrics.swings import CUSTODY, EDITION, PREVENTED, price_range, swings
from iomlib.metrics.tornado import tornado
from iomlib.metrics.value import Given, value_of

FIRST, LAST = date(2008, 4, 1), date(2009, 3, 31)
DEFLATOR = pd.Series({"2008-09": 80.0, "2009-10": 90.0, "2019-20": 100.0})
pounds = st.floats(1, 1e7)


def money(number, lower=None, upper=None, year="2019-20"):
    return Money(number, number if lower is None else lower, number if upper is None else upper, year)


def items(*rows):
    """Make rows of (item, kind, pounds, lower, upper, price year)."""
    table = pd.DataFrame(
        rows, columns=["item", "kind", "pounds", "pounds_lower", "pounds_upper", "price_year"]
    )
    table = table.assign(period_start=pd.Timestamp(FIRST), period_end=pd.Timestamp(LAST))
    return table.assign(source="A paper", paragraph="1", note="")


STAFF = ("staff", "additional running", 80_000.0, 72_000.0, 88_000.0, "2008-09")


# What it costs


class TestCost:
    def test_items_come_to_one_price_year(self):
        table = in_prices(
            items(STAFF, ("rent", "running", 900.0, None, None, "2009-10")), DEFLATOR, "2019-20"
        )
        assert table[["cost", "lower", "upper"]].to_numpy().tolist() == [
            [100_000.0, 90_000.0, 110_000.0],
            [1_000.0, 1_000.0, 1_000.0],
        ]

    def test_only_the_additional_running_cost_is_counted(self):
        rows = [
            STAFF,
            ("rent", "running", 8_000.0, None, None, "2008-09"),
            ("desks", "in kind", 4_000.0, None, None, "2008-09"),
            ("case system", "set-up", 40_000.0, None, None, "2008-09"),
        ]
        table = in_prices(items(*rows), DEFLATOR, "2019-20")
        assert cost_by_kind(table)["cost"].to_dict() == {
            "additional running": 100_000.0,
            "running": 10_000.0,
            "in kind": 5_000.0,
            "set-up": 50_000.0,
        }
        assert counted_cost(table, "2019-20") == Money(100_000.0, 90_000.0, 110_000.0, "2019-20")

    def test_without_an_additional_cost_nothing_is_counted_and_it_is_not_nothing(self):
        table = in_prices(items(("rent", "running", 8_000.0, None, None, "2008-09")), DEFLATOR, "2019-20")
        assert math.isnan(counted_cost(table, "2019-20").pounds)
        assert math.isnan(counted_cost(items(), "2019-20").pounds)

    def test_price_years_are_never_mixed(self):
        said = (
            "pounds are in the prices of 2008-09 and 2019-20. Bring them to one price year first (reprice)."
        )
        for mix in (
            lambda: one_price_year(money(1.0), money(1.0, year="2008-09")),
            lambda: to_prevent(money(1.0), money(1.0, year="2008-09")),
            lambda: ratio(Estimate(2.0, 1.0, 3.0, 0.95, ""), money(1.0, year="2008-09"), money(1.0)),
            lambda: swings(items(), (money(1.0), money(1.0, year="2008-09")), (NOT_KNOWN, 365), None, {}),
        ):
            with pytest.raises(ValueError, match="price year") as refused:
                mix()
            assert str(refused.value) == said

    def test_a_year_without_a_price_index_is_refused(self):
        with pytest.raises(ValueError, match="no price index for '2031-32'"):
            in_prices(items(STAFF), DEFLATOR, "2031-32")


# Who was managed


def records(spells, inside=(), people="abc", custody=True):
    """Make evidence of the list ppo of haringey: (person, start, end) on it and in custody."""
    tables = {"nominals": pd.DataFrame({"person": list(people), "born": pd.NaT, "sex": None})}
    columns = ["person", "start", "end"]
    listed = pd.DataFrame(spells, columns=columns).assign(area="haringey", list="ppo", reason=None)
    tables["enrolments"] = listed.assign(**{day: pd.to_datetime(listed[day]) for day in ("start", "end")})
    if custody:
        held = pd.DataFrame(inside, columns=columns).assign(sentence_months=6.0, release_due=pd.NaT)
        tables["custody"] = held.assign(**{day: pd.to_datetime(held[day]) for day in ("start", "end")})
    return gather(tables, LAST)


class TestManaged:
    def test_days_are_those_of_the_period_and_custody_those_of_both(self):
        evidence = records(
            [("a", "2008-01-01", None), ("b", "2009-03-01", "2009-03-10"), ("b", "2009-03-05", "2009-03-20")],
            [("a", "2008-12-25", "2009-01-03"), ("b", "2009-03-15", None), ("c", "2008-04-01", None)],
        )
        assert managed(evidence, "ppo", "haringey", FIRST, LAST) == Managed(2.0, 365 + 20, 10 + 6, 2.0)

    def test_somebody_on_the_list_before_or_after_only_is_not_counted(self):
        evidence = records([("a", "2007-01-01", "2008-03-31"), ("b", "2009-03-31", None)])
        assert managed(evidence, "ppo", "haringey", FIRST, LAST) == Managed(1.0, 1.0, 0.0, 0.0)

    def test_without_custody_the_days_in_it_are_not_known(self):
        found = managed(records([("a", "2009-03-31", None)], custody=False), "ppo", "haringey", FIRST, LAST)
        assert (found.people, found.days) == (1.0, 1.0)
        assert math.isnan(found.days_in_custody) and math.isnan(found.inside)

    def test_without_the_list_nothing_is_known(self):
        found = managed(records([("a", "2009-03-31", None)]), "drr", "haringey", FIRST, LAST)
        assert all(math.isnan(number) for number in found)

    def test_printed_days_are_taken_as_they_are(self):
        row = pd.DataFrame(
            {"people": [42], "days": [13_000], "days_in_custody": pd.array([None], dtype="Int64")}
        )
        assert printed_managed(row)[:2] == (42.0, 13_000.0)
        assert math.isnan(printed_managed(row).days_in_custody)
        assert math.isnan(printed_managed(row.head(0)).people)

    @given(
        st.lists(
            st.tuples(st.sampled_from("abc"), st.booleans(), st.integers(0, 500), st.integers(0, 90)),
            max_size=12,
        )
    )
    def test_days_are_those_that_one_would_count_day_by_day(self, spells):
        start = pd.Timestamp("2008-01-01")
        rows = [
            (who, kind, start + pd.Timedelta(days=at), start + pd.Timedelta(days=at + long))
            for who, kind, at, long in spells
        ]
        rows = [row for row in rows if row[2] <= pd.Timestamp(LAST)]
        listed = [(who, first, last) for who, kind, first, last in rows if kind]
        assume(listed)
        evidence = records(listed, [(who, first, last) for who, kind, first, last in rows if not kind])
        days = pd.date_range(FIRST, LAST)
        counted = {
            kind: {(row[0], day) for row in rows if row[1] == kind for day in days if row[2] <= day <= row[3]}
            for kind in (True, False)
        }
        found = managed(evidence, "ppo", "haringey", FIRST, LAST)
        assert found.days == len(counted[True])
        assert found.days_in_custody == len(counted[True] & counted[False])
        assert found.people == len({who for who, _ in counted[True]})


class TestCostPerYear:
    def test_custody_counted_and_left_out_are_two_rows(self):
        table = cost_per_year(Managed(3.0, 730.0, 365.0, 1.0), money(9_000.0, 8_000.0, 10_000.0))
        assert table.index.tolist() == ["custody-counted", "custody-left-out"]
        assert table[["years", "cost_per_year", "lower", "upper"]].to_numpy().tolist() == [
            [2.0, 4_500.0, 4_000.0, 5_000.0],
            [1.0, 9_000.0, 8_000.0, 10_000.0],
        ]

    def test_where_custody_is_not_known_only_the_other_row_is(self):
        table = cost_per_year(Managed(3.0, 730.0, math.nan, math.nan), money(9_000.0))
        assert table["cost_per_year"].isna().tolist() == [False, True]

    def test_years_of_nobody_have_no_cost(self):
        assert cost_per_year(Managed(0.0, 0.0, 0.0, 0.0), money(9_000.0))["cost_per_year"].isna().all()
        assert math.isnan(cost_per_person(Managed(0.0, 0.0, 0.0, 0.0), money(9_000.0)))

    @given(st.integers(1, 10**6), st.integers(0, 10**6), pounds)
    def test_custody_left_out_is_never_the_cheaper(self, days, inside, cost):
        assume(inside < days)
        table = cost_per_year(Managed(1.0, float(days), float(inside), 1.0), money(cost))["cost_per_year"]
        assert table["custody-left-out"] >= table["custody-counted"]


# What would cover it


def convicted(**counts):
    names = [name.replace("_", " ") for name, count in counts.items() for _ in range(count)]
    return pd.DataFrame({"who": range(len(names)), "offence": names})


PRICES = pd.Series({"burglary": 7_000.0, "robbery": 9_000.0, "drugs": None, "Robbery": 1.0})


class TestMix:
    def test_counts_offences_people_and_what_has_a_price(self):
        rows = convicted(burglary=3, drugs=1, arson=1).assign(who=[1, 1, 2, 3, 3])
        mix = offence_mix(rows, PRICES)
        assert (mix.proven, mix.costed, mix.people) == (5.0, 3.0, 3.0)
        assert mix.offences["offences"].to_dict() == {"burglary": 3, "arson": 1, "drugs": 1}
        assert mix.offences["people"].to_dict() == {"burglary": 2, "arson": 1, "drugs": 1}
        assert mix.offences["named"].to_dict() == {"burglary": True, "arson": False, "drugs": True}

    def test_capitals_are_nothing_and_the_first_name_counts(self):
        assert offence_mix(convicted(ROBBERY=1), PRICES).offences["unit_cost"].tolist() == [9_000.0]

    def test_what_has_no_price_brings_no_money_and_at_most_as_much_as_the_rest(self):
        mix = offence_mix(convicted(burglary=3, robbery=1, drugs=1), PRICES)
        assert mix_cost(mix, "2019-20") == Money(6_000.0, 6_000.0, 7_500.0, "2019-20")

    def test_a_mix_without_a_price_is_worth_nothing_that_is_known(self):
        assert math.isnan(mix_cost(offence_mix(convicted(drugs=2), PRICES), "2019-20").pounds)
        assert math.isnan(mix_cost(offence_mix(convicted(), PRICES), "2019-20").pounds)

    @pytest.mark.parametrize("counts", ["estimated actual", "recorded"])
    def test_a_multiplier_is_refused(self, counts):
        with pytest.raises(ValueError, match="multiplier") as refused:
            mix_cost(offence_mix(convicted(burglary=1), PRICES), "2019-20", counts)
        assert str(refused.value) == (
            f"counts are {counts!r}. What a scheme brings is counted as proven reoffences: a multiplier is estimated "
            "crimes for each recorded one, and a proven one is neither."
        )


class TestBreakEven:
    def test_by_hand(self):
        units = pd.Series({MIX: 6_000.0, "burglary": 7_000.0, "drugs": None})
        expected = pd.Series({MIX: 40.0, "burglary": 12.0})
        table = break_even(money(100_000.0, 90_000.0, 112_000.0), units, 34, expected)
        assert table.index.tolist() == [MIX, "burglary"]
        # 100,000 / 6,000 is 16.7; / 7,000 is 14.3; 112,000 / 7,000 is 16 to the pound.
        assert table[["offences", "lower", "upper"]].to_numpy().tolist() == [[17, 15, 19], [15, 13, 16]]
        assert table["for_each"].tolist() == [0.5, 15 / 34]
        assert table["share_of_expected"].tolist() == [17 / 40, 15 / 12]

    def test_nobody_managed_and_nothing_expected_leave_no_share(self):
        table = break_even(money(100.0), pd.Series({MIX: 10.0}), 0, pd.Series(dtype="float64"))
        assert (
            table["offences"].tolist() == [10]
            and table[["for_each", "share_of_expected"]].isna().to_numpy().all()
        )

    @given(pounds, pounds)
    def test_the_offences_prevented_cover_the_cost_and_one_less_does_not(self, cost, unit):
        count = to_prevent(money(cost), money(unit))
        assert count * unit >= cost and (count - 1) * unit < cost

    @given(st.integers(1, 10**6), st.integers(1, 10**4))
    def test_twice_the_cost_takes_twice_the_offences(self, count, unit):
        once, twice = (to_prevent(money(float(times * count * unit)), money(float(unit))) for times in (1, 2))
        assert (once, twice) == (count, 2 * count)

    @given(pounds, pounds, pounds)
    def test_a_dearer_offence_takes_fewer(self, cost, unit, more):
        assert to_prevent(money(cost), money(unit + more)) <= to_prevent(money(cost), money(unit))

    @pytest.mark.parametrize(("cost", "unit"), [(math.nan, 5.0), (5.0, math.nan), (5.0, 0.0)])
    def test_what_is_not_known_covers_nothing(self, cost, unit):
        assert math.isnan(to_prevent(money(cost), money(unit)))


# What it is found to bring


def compared(**changes):
    row = {
        **{"design": "matched", "counted": "proven reoffences", "people": 60, "followup_months": 12},
        **{"prevented_per_100": 40.0, "lower": 10.0, "upper": 70.0, "confidence": 95.0},
        **{"expected_per_100": 400.0, "period_end": pd.Timestamp("2008-03-31"), "source": "A paper"},
    }
    return row | {"paragraph": "1"} | changes


REFUSED = {
    "before and after": (compared(design="before and after"), NO_CONTROL),
    "after only": (compared(design="after only"), NO_CONTROL),
    "no interval": (compared(lower=math.nan, upper=math.nan), NO_INTERVAL),
    "a fall without an interval": (compared(design="before and after", lower=math.nan), NO_CONTROL),
    "estimated crimes": (compared(counted="estimated crimes"), RAISED),
    "arrests": (
        compared(counted="arrests"),
        "arrests were counted, and not proven reoffences, which the prices are put on",
    ),
}


class TestEffect:
    @pytest.mark.parametrize(("row", "why"), REFUSED.values(), ids=REFUSED)
    def test_is_refused_with_its_reason(self, row, why):
        assert refusal(pd.Series(row)) == why
        assert judge(pd.DataFrame([row])) == (None, None, (why,))
        with pytest.raises(ValueError, match="effect of design") as refused:
            effect_of(pd.Series(row))
        assert str(refused.value) == f"effect of design {row['design']!r}: {why}."

    @pytest.mark.parametrize(("design", "level"), [("unmatched", 3), ("matched", 4), ("randomised", 5)])
    def test_of_people_compared_with_others_is_for_one_person_and_year(self, design, level):
        found = effect_of(pd.Series(compared(design=design, followup_months=6)))
        assert found.prevented[:4] == pytest.approx((0.8, 0.2, 1.4, 0.95))
        assert (found.expected, found.level, found.followup_months, found.people) == (8.0, level, 6, 60.0)

    def test_the_latest_that_may_be_used_is(self):
        rows = [
            compared(prevented_per_100=11.0, period_end=pd.Timestamp("2007-03-31")),
            compared(prevented_per_100=12.0),
            compared(prevented_per_100=13.0, design="unmatched"),
            compared(
                prevented_per_100=99.0, design="before and after", period_end=pd.Timestamp("2009-03-31")
            ),
        ]
        found = judge(pd.DataFrame(rows))
        assert (found.row, found.effect.prevented.value, found.reasons) == (1, 0.12, (NO_CONTROL,))

    def test_there_is_none_where_none_was_supplied(self):
        assert judge(pd.DataFrame(columns=list(compared()))) == (None, None, (NONE,))


YEAR_OF_40 = Managed(42.0, 14_600.0, 3_650.0, 12.0)  # 40 years, 10 of them in custody
FOUND = effect_of(pd.Series(compared()))


class TestRatio:
    def test_by_hand(self):
        prevented = prevented_by(FOUND, YEAR_OF_40)
        assert prevented[:3] == pytest.approx((16.0, 4.0, 28.0))
        found = ratio(prevented, money(5_000.0), money(40_000.0, 32_000.0, 50_000.0))
        # 16 x 5,000 / 40,000; 4 x 5,000 / 50,000; 28 x 5,000 / 32,000
        assert found[:4] == pytest.approx((2.0, 0.4, 4.375, 0.95))

    def test_below_0_the_least_cost_makes_it_least(self):
        found = ratio(Estimate(-1.0, -4.0, 2.0, 0.95, ""), money(10.0), money(10.0, 5.0, 20.0))
        assert found[:3] == (-1.0, -8.0, 4.0)

    @given(
        st.lists(st.floats(-100, 100), min_size=3, max_size=3),
        st.lists(pounds, min_size=3, max_size=3),
        pounds,
    )
    def test_the_interval_holds_the_ratio_and_those_of_every_corner(self, counts, costs, unit):
        (low, middle, high), (least, cost, most) = sorted(counts), sorted(costs)
        found = ratio(Estimate(middle, low, high, 0.95, ""), money(unit), money(cost, least, most))
        assert found.lower <= found.value <= found.upper
        for count in (low, middle, high):
            for pound in (least, cost, most):
                assert found.lower <= count * unit / pound <= found.upper

    def test_there_is_none_without_an_effect_a_cost_or_a_price(self):
        nothing = prevented_by(None, YEAR_OF_40)
        for found in (
            ratio(nothing, money(5.0), money(5.0)),
            ratio(prevented_by(FOUND, Managed(0.0, 0.0, 0.0, 0.0)), money(5.0), money(5.0)),
            ratio(prevented_by(FOUND, NOT_KNOWN), money(5.0), money(5.0)),
            ratio(prevented_by(FOUND, YEAR_OF_40), money(math.nan), money(5.0)),
            ratio(prevented_by(FOUND, YEAR_OF_40), money(5.0), money(math.nan)),
            ratio(prevented_by(FOUND, YEAR_OF_40), money(5.0), money(5.0, 0.0, 9.0)),
        ):
            assert all(math.isnan(number) for number in found[:3])

    def test_a_number_without_an_interval_is_refused(self):
        with pytest.raises(ValueError, match="interval") as refused:
            ratio(Estimate(16.0, math.nan, math.nan, 0.95, ""), money(5.0), money(5.0))
        assert str(refused.value) == (
            "prevented is 16 without an interval around it. A ratio carries one, or is not given."
        )

    def test_no_function_adds_the_ratio_that_a_paper_claims(self):
        """The £7.09 has a function that applies it to a spend, and none that takes it into a benefit."""
        names = [name for module in (benefit, scheme_cost, value) for name in vars(module)]
        assert not [name for name in names if "treatment" in name or "claim" in name]
        assert services.treatment_saving.__code__.co_varnames[:2] == ("spend", "ratio")
        assert not {"claim", "saving", "treatment"} & set(Given._fields)


class TestExpected:
    def test_is_that_of_the_people_compared_with(self):
        assert expected_offences(FOUND, pd.DataFrame(), "ppo", YEAR_OF_40) == pytest.approx(160.0)

    def test_is_else_the_prediction_of_an_indicator_that_is_about_the_list(self):
        row = {
            "indicator": "ni18",
            "period_start": pd.Timestamp("2008-04-01"),
            "period_end": pd.Timestamp("2008-06-29"),
        }
        rows = pd.DataFrame(
            [row | {"cohort_size": 100, "predicted": 45.0}]
        )  # 90 days: 0.005 for a person and day
        assert expected_offences(None, rows, "probation", YEAR_OF_40) == pytest.approx(73.0)
        assert math.isnan(expected_offences(None, rows, "ppo", YEAR_OF_40))
        assert math.isnan(expected_offences(None, rows, "dip", YEAR_OF_40))

    def test_is_not_known_where_neither_is(self):
        assert math.isnan(expected_offences(None, pd.DataFrame(), "ppo", YEAR_OF_40))
        assert math.isnan(
            expected_offences(FOUND._replace(expected=math.nan), pd.DataFrame(), "ppo", YEAR_OF_40)
        )


# What matters most


def inputs(**rows):
    return pd.DataFrame.from_dict(rows, orient="index", columns=["moves", "low", "central", "high"])


class TestTornado:
    def test_the_widest_stands_first_and_what_has_no_range_nowhere(self):
        rows = inputs(a=("x", 1.0, 2.0, 3.0), b=("y", 1.0, 5.0, 9.0), c=("z", 4.0, 4.0, 4.0))
        table = tornado(rows, lambda at: at["x"] + at["y"] + at["z"])
        assert table[["at_low", "at_high", "central", "swing"]].to_numpy().tolist() == [
            [7.0, 15.0, 11.0, 8.0],
            [10.0, 12.0, 11.0, 2.0],
        ]
        assert table.index.tolist() == ["b", "a"]

    def test_of_two_that_matter_as_much_the_first_by_name_is_first(self):
        rows = inputs(b=("x", 1.0, 2.0, 3.0), a=("y", 1.0, 2.0, 3.0))
        assert tornado(rows, lambda at: at["x"] + at["y"]).index.tolist() == ["a", "b"]

    def test_an_end_without_a_result_is_left_out(self):
        assert (
            len(tornado(inputs(a=("x", 0.0, 1.0, 2.0)), lambda at: 1 / at["x"] if at["x"] else math.inf)) == 0
        )

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            (
                {"a": ("x", 3.0, 2.0, 4.0)},
                "a: 2 is not between 3 and 4. Mend the range.",
            ),
            (
                {"a": ("x", 1.0, 2.0, 4.0), "b": ("x", 1.0, 3.0, 4.0)},
                "b: x is 3, and 2 in another row. A number has one central value.",
            ),
        ],
    )
    def test_ranges_that_do_not_fit_are_refused(self, rows, said):
        with pytest.raises(ValueError, match=r"\.$") as refused:
            tornado(inputs(**rows), lambda at: at["x"])
        assert str(refused.value) == said

    @given(st.lists(st.lists(st.floats(1, 99), min_size=3, max_size=3), min_size=1, max_size=5))
    def test_the_others_stay_as_they_are(self, ranges):
        rows = inputs(**{f"n{at}": (f"x{at}", *sorted(ends)) for at, ends in enumerate(ranges)})
        table = tornado(rows, lambda at: sum(at.values()))
        assert (np.diff(table["swing"]) <= 0).all()
        assert table["swing"].tolist() == pytest.approx((table["high"] - table["low"]).tolist(), abs=1e-6)

    def test_a_value_without_an_effect_moves_the_offences_to_prevent_for_each_year(self):
        table = swings(
            in_prices(items(STAFF), DEFLATOR, "2019-20"),
            (money(100_000.0, 90_000.0, 110_000.0), money(5_000.0)),
            (YEAR_OF_40, 365),
            None,
            {"older": 2_500.0},
        )
        assert table["central"].iloc[0] == 0.5  # 20 offences, 40 years
        assert table.index[0] == EDITION and PREVENTED not in table.index
        assert table.T[CUSTODY]["at_low"] == pytest.approx(20 / 30)

    def test_nothing_moves_what_is_not_known(self):
        for who, unit in ((NOT_KNOWN, 5.0), (YEAR_OF_40, math.nan), (Managed(0.0, 0.0, 0.0, 0.0), 5.0)):
            assert (
                len(
                    swings(
                        items(STAFF).assign(cost=1.0, lower=1.0, upper=1.0),
                        (money(1.0), money(unit)),
                        (who, 365),
                        None,
                        {},
                    )
                )
                == 0
            )

    def test_an_edition_that_lacks_a_price_gives_no_range(self):
        mix = offence_mix(convicted(burglary=2, drugs=2), PRICES)
        editions = {"all": pd.Series({"Burglary": 4_000.0}), "some": pd.Series({"robbery": 4_000.0})}
        assert price_range(mix, editions) == {"all": 2_000.0}
        assert price_range(offence_mix(convicted(drugs=1), PRICES), editions) == {}


# All together


def supplied(**changes):
    prices = pd.DataFrame(
        {"unit_cost": [5_000.0, math.nan], "anticipation": [500.0, math.nan]}, index=["burglary", "drugs"]
    )
    prices = prices.assign(offence_subgroup=["Domestic burglary", ""], price_year="2019-20")
    none = pd.DataFrame()
    table = Given(items(STAFF), none, pd.DataFrame([compared()]), none, prices, {}, DEFLATOR, "2019-20")
    return table._replace(**changes)


def known():
    tables = {"nominals": pd.DataFrame({"person": ["a", "b"], "born": pd.NaT, "sex": None})}
    days = {"start": pd.to_datetime(["2008-04-01", "2008-04-01"]), "end": pd.NaT}
    tables["enrolments"] = pd.DataFrame(
        {"person": ["a", "b"], "area": "haringey", "list": "ppo", "reason": None, **days}
    )
    offences = {"person": ["a", "a", "b", "b"], "offence": ["burglary", "drugs", "burglary", "burglary"]}
    when = pd.to_datetime(["2008-04-01", "2009-03-31", "2008-03-31", "2008-08-01"])
    tables["convictions"] = pd.DataFrame({**offences, "day": pd.Timestamp(LAST), "offence_day": when})
    return gather(tables, LAST)


class TestValue:
    def test_brings_cost_people_offences_and_effect_together(self):
        found = value_of(known(), "ppo", "haringey", supplied())
        assert (found.cost.pounds, found.who.days, found.from_records) == (100_000.0, 730.0, True)
        assert (found.mix.proven, found.mix.costed) == (3.0, 2.0)  # one was committed the day before
        assert found.unit.pounds == pytest.approx(10_000 / 3) and found.unit.upper == 5_000.0
        assert found.covers["offences"].to_dict() == {MIX: 30.0, "burglary": 20.0}
        assert (found.expected, found.prevented.value) == pytest.approx((8.0, 0.8))
        assert found.ratio.value == pytest.approx(0.8 * 10_000 / 3 / 100_000)
        assert found.others == pytest.approx({"without anticipation": 3_000.0})

    def test_prices_of_another_year_are_moved(self):
        old = supplied().prices.assign(price_year="2008-09")
        assert value_of(known(), "ppo", "haringey", supplied(prices=old)).unit.upper == 6_250.0

    @given(st.sampled_from(sorted(DEFLATOR.index)))
    def test_the_price_year_moves_the_pounds_and_neither_offences_nor_ratio(self, year):
        ours, theirs = (
            value_of(known(), "ppo", "haringey", supplied(price_year=each)) for each in ("2019-20", year)
        )
        assert theirs.cost.pounds == pytest.approx(ours.cost.pounds * DEFLATOR[year] / 100)
        assert theirs.covers["offences"].tolist() == ours.covers["offences"].tolist()
        assert theirs.ratio[:3] == pytest.approx(ours.ratio[:3])
        assert theirs.swings["swing"].tolist() == pytest.approx(ours.swings["swing"].tolist())

    @given(st.randoms(use_true_random=False))
    def test_the_order_of_rows_is_nothing(self, random):
        costs = items(STAFF, ("rent", "additional running", 900.0, None, None, "2009-10"))
        effects = pd.DataFrame([compared(), compared(design="before and after")])
        rows = [table.loc[random.sample(list(table.index), len(table))] for table in (costs, effects)]
        ours = value_of(known(), "ppo", "haringey", supplied(costs=costs, effects=effects))
        theirs = value_of(known(), "ppo", "haringey", supplied(costs=rows[0], effects=rows[1]))
        assert theirs.cost[:3] == pytest.approx(ours.cost[:3]) and theirs.ratio[:3] == pytest.approx(
            ours.ratio[:3]
        )
        assert theirs.judged.reasons == ours.judged.reasons

    def test_there_is_nothing_to_say_without_a_cost(self):
        assert value_of(known(), "ppo", "haringey", supplied(costs=items())) is None

    @pytest.mark.parametrize("row", [row for row, _ in REFUSED.values()], ids=REFUSED)
    def test_an_effect_that_is_refused_gives_no_number_at_all(self, row):
        found = value_of(known(), "ppo", "haringey", supplied(effects=pd.DataFrame([row])))
        assert all(math.isnan(number) for number in (*found.ratio[:3], *found.prevented[:3], found.expected))
        assert PREVENTED not in found.swings.index

    def test_people_both_printed_and_in_the_records_are_refused(self):
        printed = pd.DataFrame({"people": [9], "days": [900], "days_in_custody": [None]})
        with pytest.raises(DataError) as refused:
            value_of(known(), "ppo", "haringey", supplied(printed=printed))
        assert refused.value.problems == [
            "managed_people.csv: has ppo of haringey, 2008-04-01 to 2009-03-31, and the records have who was on the "
            "list. Keep one of the two."
        ]
        found = value_of(gather({}, LAST), "ppo", "haringey", supplied(printed=printed))
        assert found.who.people == 9.0 and not found.from_records
        assert found.covers["offences"].to_dict() == {"burglary": 20.0}  # no mix: every offence of the list

    def test_twice_the_cost_halves_the_ratio(self):
        once, twice = (
            value_of(
                known(), "ppo", "haringey", supplied(costs=items((*STAFF[:2], pounds, None, None, STAFF[5])))
            )
            for pounds in (80_000.0, 160_000.0)
        )
        assert twice.ratio.value == pytest.approx(once.ratio.value / 2)
        assert twice.covers["offences"][MIX] == 2 * once.covers["offences"][MIX]


def test_an_effect_says_what_it_rests_on():
    assert isinstance(FOUND, Effect) and FOUND.prevented.method == "as found by a matched comparison"
