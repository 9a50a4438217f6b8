"""Rates: a count over people or households, its exact interval, and no rate where something is missing."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from profiles import by_month, census, row, table
from scipy.stats import chi2

from iomlib.metrics import rates

QUARTER = "2018-19-Q1"


def of(rows, population=None, quarter=QUARTER):
    found = rates.crime_rates(rows, census() if population is None else population, quarter)
    return found.set_index(["offence", "unit"])


def quarter(count, **other):
    return table([row("2018-04", count, months=3, **other)])


@given(st.integers(0, 5000), st.integers(1, 10**7))
def test_a_rate_and_its_limits_are_those_of_the_count(count, people):
    found = rates.per_thousand(count, people)
    low = chi2.ppf(0.025, 2 * count) / 2 if count else 0
    high = chi2.ppf(0.975, 2 * count + 2) / 2
    assert found.value == pytest.approx(1000 * count / people)
    assert found.lower == pytest.approx(1000 * low / people)
    assert found.upper == pytest.approx(1000 * high / people)
    assert found.lower <= found.value <= found.upper


@given(st.integers(0, 500), st.integers(1, 10**5), st.integers(2, 9))
def test_as_many_crimes_among_more_people_are_a_smaller_rate(count, people, times):
    one, many = rates.per_thousand(count, people), rates.per_thousand(count, people * times)
    assert many.value * times == pytest.approx(one.value)
    assert many.upper * times == pytest.approx(one.upper)


def test_by_hand():
    # 23 crimes: exact limits 14.58 and 34.51 (Garwood), among 1,000 people and 400 households.
    found = of(quarter(23), census(persons=1000, households=400))
    people, homes = found.loc[(rates.ALL, "people")], found.loc[(rates.ALL, "households")]
    assert people[["quarter", "quarter_lower", "quarter_upper"]].round(2).tolist() == [23.0, 14.58, 34.51]
    assert homes["quarter"] == pytest.approx(57.5)


@pytest.mark.parametrize(
    "name", ["Domestic burglary", "Residential burglary", "Burglary in a dwelling", "Burglary - residential"]
)
def test_burglary_of_homes_is_told_from_that_of_businesses(name):
    rows = table(
        [
            row("2018-04", 30, months=3, offence_group="Theft offences", offence_subgroup=name),
            row(
                "2018-04",
                12,
                months=3,
                offence_group="Theft offences",
                offence_subgroup="Non-domestic burglary",
            ),
            row(
                "2018-04",
                9,
                months=3,
                offence_group="Theft offences",
                offence_subgroup="Non-residential burglary",
            ),
        ]
    )
    assert of(rows).loc[(rates.HOMES, "households"), "quarter_crimes"] == 30


def test_where_homes_are_not_told_apart_the_rate_says_that_it_is_of_both():
    found = of(quarter(8, offence_group="Burglary"))
    assert found.loc[(rates.ALL_BURGLARY, "households"), "quarter"] == pytest.approx(2)


def test_a_year_that_knows_homes_apart_in_one_quarter_only_counts_all_burglary():
    before = [
        row(start, 50, months=3, offence_group="Burglary") for start in ("2017-07", "2017-10", "2018-01")
    ]
    now = [
        row("2018-04", n, months=3, offence_group="Burglary", offence_subgroup=name)
        for name, n in {"Residential burglary": 30, "Non-residential burglary": 20}.items()
    ]
    assert of(table(before + now)).loc[(rates.ALL_BURGLARY, "households"), "year_crimes"] == 200


def test_a_quarter_without_a_burglary_has_none_and_not_no_data():
    rows = table([row(each, 4, months=3) for each in ("2017-04", "2017-07", "2017-10", "2018-01", "2018-04")])
    once = table([row("2017-07", 3, months=3, offence_group="Burglary")])
    found = of(pd.concat([rows, once])).loc[(rates.ALL_BURGLARY, "households")]
    assert (found["quarter_crimes"], found["year_crimes"]) == (0, 3)


def test_a_source_without_burglary_has_no_rate_of_it_and_no_zero():
    assert math.isnan(of(quarter(8)).loc[(rates.ALL_BURGLARY, "households"), "quarter"])


def test_without_a_population_there_is_no_rate():
    found = of(quarter(8), census().head(0))
    assert found[["quarter", "quarter_lower", "quarter_upper", "year"]].isna().all(axis=None)


@settings(max_examples=20)
@given(st.integers(0, 14))
def test_a_year_that_lacks_a_month_has_no_rate(gap):
    counts = [10 if n != gap else None for n in range(15)]
    found = of(by_month(counts)).loc[(rates.ALL, "people")]
    assert math.isnan(found["year"]) == (gap >= 3)
    assert math.isnan(found["quarter"]) == (gap >= 12)


def test_nor_has_a_year_with_a_month_in_part():
    rows = by_month([10] * 15)
    rows.loc[rows["period_start"] == "2017-08-01", "supply"] = "partial"
    found = of(rows).loc[(rates.ALL, "people")]
    assert math.isnan(found["year"]) and found["quarter"] == pytest.approx(3)


@pytest.mark.parametrize("state", ["missing", "suppressed"])
def test_nor_has_a_quarter_with_a_count_that_nobody_has(state):
    rows = table(
        [row("2018-04", 5, months=3), row("2018-04", None, months=3, state=state, offence_group="x")]
    )
    assert of(rows)["quarter"].isna().all()


def test_anti_social_behaviour_is_in_no_rate():
    rows = table([row("2018-04", 5, months=3), row("2018-04", 900, months=3, kind="incident")])
    assert of(rows).loc[(rates.ALL, "people"), "quarter_crimes"] == 5


@pytest.mark.parametrize(
    ("quarter", "day"), [("2004-05-Q1", 2001), ("2007-08-Q1", 2011), ("2018-19-Q1", 2021)]
)
def test_the_census_is_the_nearest_one(quarter, day):
    days = pd.concat([census(day=f"{year}-03-27") for year in (2001, 2011, 2021)])
    assert rates.nearest_census(days, quarter)["census_date"].year == day


def test_of_no_census_there_is_none():
    assert rates.nearest_census(census().head(0), QUARTER) is None
