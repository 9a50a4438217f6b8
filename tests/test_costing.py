"""The cost of crime in every way that it can be told: low, central and high, and homicide apart."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prices import DEFAULT, DEFLATOR, NO_MIX, PARAMS, ROOT, crimes_of, edition, editions, real

from iomlib import tables
from iomlib.metrics.costing import cost_up
from iomlib.metrics.costs import blended_unit_costs
from iomlib.metrics.pricing import as_printed, by_group, by_subgroup, lines_of, price_year_of

FULL = edition({"theft": 100, "Homicide": 9_000, "till": 40}, {"theft": 2.5, "Homicide": 1})
CHEAP = edition({"theft": 50, "Homicide": 5_000, "till": 20}, year="2009-10", parts=False)
PART = edition({"theft": 1}, year="2009-10", status="secondary")
ALL = editions(full=FULL, cheap=CHEAP, part=PART)
CRIMES = crimes_of(theft=30, Homicide=1, till=10, drugs=5)
COUNTS = st.fixed_dictionaries({name: st.integers(0, 500) for name in ("theft", "Homicide", "till", "drugs")})


def cost(crimes=CRIMES, made=ALL, chosen="full", year="2019-20", mix=NO_MIX):
    return cost_up(crimes, made, mix, DEFLATOR, chosen, year)


@settings(max_examples=25)
@given(COUNTS)
def test_low_is_at_most_the_central_cost_and_that_at_most_high(counts):
    made = cost(crimes_of(**counts))
    for table in (made.groups, made.totals.dropna(subset="cost")):
        assert (table["low"] <= table["cost"]).all() and (table["cost"] <= table["high"]).all()
    assert (made.totals["lower"] <= made.totals["cost"]).all()


@settings(max_examples=25)
@given(COUNTS)
def test_the_lines_add_up_to_the_groups_and_the_groups_to_the_total(counts):
    made = cost(crimes_of(**counts))
    assert made.groups["cost"].sum() == pytest.approx(made.totals.loc["all", "cost"])
    assert made.lines["cost"].sum() == pytest.approx(made.totals.loc["all", "cost"])
    parts = made.totals.loc[["homicide", "rest"], "cost"]
    assert parts.sum() == pytest.approx(made.totals.loc["all", "cost"])
    assert made.groups["crimes"].sum() == made.totals.loc["all", "crimes"]


@settings(max_examples=25)
@given(COUNTS, st.integers(2, 9))
def test_more_crimes_scale_low_central_and_high(counts, times):
    one, more = (cost(crimes_of(**{k: n * f for k, n in counts.items()})).totals for f in (1, times))
    columns = ["low", "cost", "high"]
    assert (one[columns] * times).astype(float).to_numpy() == pytest.approx(
        more[columns].astype(float).to_numpy()
    )


@settings(max_examples=25)
@given(st.randoms())
def test_the_order_of_rows_and_of_editions_is_nothing(random):
    shuffled = CRIMES.loc[random.sample(list(CRIMES.index), len(CRIMES))]
    names = random.sample(["full", "cheap", "part"], 3)
    one, other = cost(), cost(shuffled, editions(**{n: ALL.xs(n, level="edition") for n in names}))
    pd.testing.assert_frame_equal(one.totals, other.totals)
    pd.testing.assert_frame_equal(one.scenarios, other.scenarios.loc[one.scenarios.index])


def test_low_and_high_are_of_editions_that_leave_out_no_more_than_the_chosen_one():
    made = cost()
    # 30 thefts, 1 homicide and 10 tills; the cheap edition in money of 2019-20 is dearer by 80/50.
    assert made.totals.loc["all", ["low", "cost", "high"]].tolist() == [
        1.6 * (1_500 + 5_000 + 200),
        3_000 + 9_000 + 400,
        7_500 + 9_000 + 400,
    ]
    assert made.scenarios["in_range"].to_dict() == {
        ("full", "recorded"): True,
        ("full", "estimated actual"): True,
        ("part", "recorded"): False,
        ("cheap", "recorded"): True,
    }


def test_an_edition_in_part_is_listed_with_what_it_leaves_out_and_the_same_crimes():
    row = cost().scenarios.loc["part", "recorded"]
    assert row["uncosted_share"] == 16 / 46
    assert (row["cost"], row["same_crimes"]) == (48, 3_000)
    assert (row["printed_year"], row["status"]) == ("2009-10", "secondary")
    assert cost().uncosted_share == 5 / 46


def test_without_anticipation_is_missing_where_the_parts_are():
    found = cost().scenarios["without_anticipation"]
    assert found["full", "recorded"] == pytest.approx(0.9 * 12_400)
    assert found["full", "estimated actual"] == pytest.approx(0.9 * 16_900)
    assert pd.isna(found["cheap", "recorded"])


def test_homicide_is_a_line_of_its_own_and_never_inside_its_group():
    groups = cost().groups
    assert groups["cost"].to_dict() == {"Homicide": 9_000, "all, without homicide": 3_400}
    assert groups.loc["Homicide", "crimes"] == 1


def test_homicide_of_a_mix_is_taken_off_the_total_by_its_part():
    mix = pd.DataFrame({"offence_group": "v", "offence_subgroup": ["Homicide", "theft"], "crimes": [1, 99]})
    whole = pd.DataFrame({"offence_group": ["v"], "offence_subgroup": "", "crimes": 200})
    made = cost(whole, mix=mix)
    assert list(made.groups.index) == ["v"]
    assert made.totals["cost"].tolist() == pytest.approx([2 * 9_000 + 198 * 100, 18_000, 19_800])
    # How many of the 200 were homicides is chance as well, so the whole is as doubtful as if they had been counted.
    counted = cost(
        pd.DataFrame({"offence_group": "v", "offence_subgroup": ["Homicide", "theft"], "crimes": [2, 198]})
    )
    ends = ["lower", "upper"]
    assert made.totals.loc["all", ends].tolist() == counted.totals.loc["all", ends].tolist()


def test_of_no_crimes_there_is_no_cost_and_no_range():
    made = cost(CRIMES.head(0))
    assert len(made.groups) == 0
    assert made.totals[["low", "cost", "high", "lower", "upper"]].isna().all(axis=None)


def test_of_crimes_without_any_price_there_is_no_cost():
    made = cost(crimes_of(drugs=4))
    assert len(made.groups) == 0 and made.uncosted_share == 1


def test_an_edition_without_multipliers_may_be_chosen():
    made = cost(chosen="cheap")
    assert pd.isna(made.cost("estimated actual"))
    assert made.totals.loc["all", "high"] == 16_900


def test_a_missing_count_is_refused_and_does_not_pass_for_none():
    lost = CRIMES.astype({"crimes": "float64"}).assign(crimes=[30, None, 10, 5])
    with pytest.raises(ValueError) as refusal:
        cost(lost)
    assert str(refusal.value) == "1 of 4 counts are missing. A cost without them would look complete."
    assert by_group(lost, FULL["unit_cost"], NO_MIX)["cost_share"].isna().all()


def test_rows_of_one_subgroup_are_added():
    twice = pd.concat([CRIMES, CRIMES], ignore_index=True)
    assert cost(twice).cost("recorded") == 2 * cost().cost("recorded")
    assert by_subgroup(twice, FULL["unit_cost"])["crimes"].to_dict() == {
        "theft": 60,
        "Homicide": 2,
        "till": 20,
        "drugs": 10,
    }


# Mixes


@settings(max_examples=25)
@given(st.integers(-50, 3_000), st.lists(st.integers(0, 90), min_size=3, max_size=3))
def test_a_mix_loses_no_crime(crimes, weights):
    mix = pd.DataFrame(
        {"offence_group": "g", "offence_subgroup": ["theft", "till", "drugs"], "crimes": weights}
    )
    whole = pd.DataFrame({"offence_group": ["g"], "offence_subgroup": "", "crimes": crimes})
    assert lines_of(whole, mix)["crimes"].sum() == pytest.approx(crimes)
    assert by_group(whole, FULL["unit_cost"], mix)["crimes"].sum() == pytest.approx(crimes)


def test_the_costed_part_of_a_group_is_costed_and_the_rest_listed_by_name():
    whole = pd.DataFrame(
        {"offence_group": ["Vehicle crime", "Drugs"], "offence_subgroup": "", "crimes": 1000}
    )
    costs = by_group(whole, real_prices(), tables.read_group_mix(PARAMS))
    assert list(costs.index) == ["Vehicle crime", "Drugs", "Vehicle crime (vehicle interference)"]
    assert costs["crimes"].tolist() == pytest.approx([857.81, 1000, 142.19], abs=0.01)
    assert costs["cost"].notna().tolist() == [True, False, False]


def test_a_group_that_no_mix_knows_is_not_costed_and_not_lost():
    whole = pd.DataFrame({"offence_group": ["Other Notifiable"], "offence_subgroup": "", "crimes": 7})
    assert by_group(whole, real_prices(), tables.read_group_mix(PARAMS))["crimes"].to_dict() == {
        "Other Notifiable": 7
    }


def test_a_subgroup_that_is_wider_than_those_with_a_price_is_costed_by_its_mix():
    rows = {"offence_group": "Theft offences", "offence_subgroup": ["Vehicle offences", "Shoplifting"]}
    costs = by_group(pd.DataFrame(rows | {"crimes": 1000}), real_prices(), tables.read_group_mix(PARAMS))
    assert costs["crimes"].round(2).to_dict() == {
        "Theft offences": 1857.81,
        "Theft offences (vehicle interference)": 142.19,
    }
    assert costs.loc["Theft offences", "cost"] == pytest.approx(857.81 * 6_821.98 + 1000 * 570, rel=1e-5)


def real_prices():
    return tables.read_subgroup_costs(PARAMS, DEFAULT)["unit_cost"]


FACTS = ROOT.parent / "shared" / "facts"
no_facts = pytest.mark.skipif(not FACTS.is_dir(), reason="the folder of facts is not here")


@no_facts
def test_police_uk_categories_cost_what_was_worked_out_beforehand():
    facts = pd.read_csv(FACTS / "mapping_data_police_uk_blended.csv").query("area == 'England and Wales'")
    mix = tables.read_group_mix(PARAMS)
    price = blended_unit_costs(mix, real_prices())
    price.index = price.index.str.lower()
    weight = mix.groupby(mix["offence_group"].str.lower())["crimes"].sum()
    assert len(facts) == 13
    for row in facts.itertuples():
        name = row.data_police_uk_category.lower()
        assert weight[name] == row.recorded
        if row.share_costed:
            assert price[name] == pytest.approx(row.blended_unit_cost_2019_20_prices, abs=0.005)
        else:
            assert pd.isna(price[name])


@no_facts
def test_police_uk_categories_cost_as_much_with_multipliers_as_was_worked_out_beforehand():
    facts = pd.read_csv(FACTS / "mapping_data_police_uk_blended.csv").query("area == 'England and Wales'")
    mix = tables.read_group_mix(PARAMS)
    names = {name.lower(): name for name in mix["offence_group"]}
    for row in facts[facts["share_costed"] > 0].itertuples():
        name = names[row.data_police_uk_category.lower()]
        whole = pd.DataFrame({"offence_group": [name], "offence_subgroup": "", "crimes": 1000})
        made = cost_up(
            whole, tables.read_editions(PARAMS), mix, tables.read_deflator(PARAMS), DEFAULT, "2019-20"
        )
        each = made.cost("estimated actual") / (1000 * row.share_costed)
        assert each == pytest.approx(row.blended_cost_per_recorded_after_multiplier, rel=1e-4), name
        assert 1 - made.uncosted_share == pytest.approx(row.share_costed, abs=5e-5)


# Peterborough


def test_peterborough_comes_to_58_and_107_million_pounds():
    made = real("peterborough", "2011-12-Q3", "2010-11")
    assert round(made.cost("recorded") / 1e6, 1) == 58.2
    assert round(made.cost("estimated actual") / 1e6, 1) == 106.9
    line = made.groups.loc["Most Serious Sexual Offences", ["low", "cost", "high"]] / 1e6
    assert line.round(1).tolist() == [3.8, 3.8, 21.6]
    assert made.uncosted_share == 0


@no_facts
def test_every_line_of_peterborough_is_the_one_worked_out_beforehand():
    facts = pd.read_csv(FACTS / "peterborough_decomposition.csv").set_index("category")
    made = real("peterborough", "2011-12-Q3", "2010-11")
    # The facts deflate with 2022 = 100; the shipped index, 2024-25 = 100, is rounded to three decimals.
    index = pd.read_csv(FACTS / "gdp_deflator_financial_year_from_ONS_YBGB_June2025.csv").set_index(
        "financial_year"
    )
    finer, shipped = (index[f"index_{base}_100"] for base in ("2022", "2024_25"))
    exact = finer["2010-11"] / finer["2019-20"] * shipped["2019-20"] / shipped["2010-11"]
    lines = made.lines.groupby("offence_group")[["cost", "estimated_cost"]].sum() * exact
    wanted = facts.drop(index="TOTAL")
    assert lines["cost"].round().reindex(wanted.index).tolist() == wanted["cost_no_multiplier"].tolist()
    assert (
        lines["estimated_cost"].round().reindex(wanted.index).tolist()
        == wanted["cost_with_multiplier"].tolist()
    )
    assert (
        lines.round().sum().tolist()
        == facts.loc["TOTAL", ["cost_no_multiplier", "cost_with_multiplier"]].tolist()
    )
    assert made.cost("recorded") == pytest.approx(58_204_809, rel=2e-6)


def test_the_edition_that_the_paper_used_reproduces_the_three_lines_it_was_read_from():
    costs = real("peterborough", "2011-12-Q3", "2010-11", "home-office-2010-11").groups["cost"]
    assert costs.round(6).to_dict() == {
        "Most Serious Sexual Offences": 7_538_208,
        "Commercial Burglary": 4_073_472,
        "Attempted Vehicle Theft": 41_339,
    }


def test_printed_costs_stand_beside_prices_of_their_own_year():
    crimes = tables.read_crimes(ROOT / "data", "peterborough", "2011-12-Q3")
    made, mix = tables.read_editions(PARAMS), tables.read_group_mix(PARAMS)
    assert price_year_of(as_printed(crimes), crimes, made, mix, "2024-25") == "2010-11"
    assert price_year_of(as_printed(crimes).head(0), crimes, made, mix, "2024-25") == "2024-25"
    other = as_printed(crimes).assign(cost=1.0)
    assert price_year_of(other, crimes, made, mix, "2024-25") == "2024-25"
