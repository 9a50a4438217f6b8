"""Months of which a force seems to have handed in a part: caught, and hardly ever seen where nothing is missing."""

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import SHARED

from iomlib.tables.recorded.supply import partial_months, partial_supply

LONDON = SHARED / "data" / "london_api_crime" / "london_ward_month_rows.parquet"
needs_london = pytest.mark.skipif(
    not LONDON.exists(), reason="real public data lies beside the project's workplace, not in the repository"
)
# Recorded crime of Kent without anti-social behaviour, data.police.uk.
KENT = {"2018-10": 19396, "2018-11": 13818, "2018-12": 8438, "2019-01": 17792}
STEADY = {f"2018-{month:02}": 1000 for month in range(1, 13)}


def test_both_partial_months_of_kent_are_caught():
    """Bad input 9: a silent partial supply (Kent, November and December 2018)."""
    assert partial_months(KENT, {}) == ["2018-11", "2018-12"]


def test_incidents_that_fell_as_much_speak_for_a_fall():
    incidents = {"2018-10": 5000, "2018-11": 3600, "2018-12": 2200, "2019-01": 4700}
    assert partial_months(KENT, incidents) == []


def test_with_two_months_beside_it_nobody_can_say():
    assert partial_months({month: KENT[month] for month in list(KENT)[:3]}, {}) == []


@pytest.mark.parametrize(("size", "found"), [(10_000, True), (10, False)])
def test_a_fall_that_chance_explains_is_none(size, found):
    crimes = dict.fromkeys(STEADY, size) | {"2018-06": int(size * 0.7)}
    assert bool(partial_months(crimes, STEADY)) == found


def test_a_short_month_is_no_thin_one():
    """February has 28 days."""
    months = {f"{2015 + n // 12}-{n % 12 + 1:02}": 0 for n in range(48)}
    crimes = {month: 320 * pd.Period(month).days_in_month for month in months}
    assert partial_months(crimes, {}) == []


def test_what_fell_in_the_whole_country_is_no_partial_supply():
    areas = {f"area-{n}": STEADY | {"2018-04": 650 + n} for n in range(6)}
    assert set(map(tuple, partial_supply(areas, {}).values())) == {()}
    assert partial_months(areas["area-0"], {}) == ["2018-04"]
    areas["area-0"] = areas["area-0"] | {"2018-04": 300}
    assert partial_supply(areas, {})["area-0"] == ["2018-04"]


def test_a_missing_month_is_not_0():
    crimes = {month: count for month, count in STEADY.items() if month != "2018-06"}
    assert partial_months(crimes, STEADY) == []


@given(st.permutations(list(KENT)), st.integers(1, 5))
def test_neither_order_nor_scale_change_what_is_found(order, times):
    crimes = {month: times * KENT[month] for month in order}
    assert partial_months(crimes, {}) == ["2018-11", "2018-12"]


@pytest.fixture(scope="module")
def london():
    rows = pd.read_parquet(LONDON)
    rows = rows[rows["location_type"] == "Force"].astype({"month": "str", "Area": "str"})
    incident = rows["category"] == "anti-social-behaviour"
    found = []
    for part in (rows[~incident], rows[incident]):
        sizes = part.groupby(["Area", "month"]).size()
        found.append(
            {area: sizes[area].to_dict() for area in sizes.index.levels[0] if area not in ("", "nan")}
        )
    return found


@needs_london
def test_there_is_no_false_alarm_in_30_months_of_london(london):
    crimes, incidents = london
    assert sum(map(len, crimes.values())) > 700
    assert {area: found for area in crimes if (found := partial_months(crimes[area], incidents[area]))} == {}
    assert not any(partial_supply(crimes, incidents).values())


@needs_london
@pytest.mark.parametrize(("kept", "least"), [(0.5, 0.99), (0.6, 0.95), (0.7, 0.8)])
def test_most_months_with_a_part_taken_away_are_caught(london, kept, least):
    crimes, incidents = london
    found = Counter()
    for area, counts in crimes.items():
        for month in sorted(counts)[1:-1:3]:
            cut = counts | {month: int(kept * counts[month])}
            found[month in partial_months(cut, incidents[area])] += 1
    assert found[True] >= least * found.total()
