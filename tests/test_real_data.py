"""Real public data that is never committed: these tests skip, and say so, where it is not there."""

from pathlib import Path

import pandas as pd
import pytest

from iomlib.metrics.change import rolling_change, thin_months

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
HARINGEY = DATA / "london_api_crime" / "haringey_api_2016-01_2018-06.csv.gz"
needs_data = pytest.mark.skipif(
    not HARINGEY.exists(),
    reason="real public data lies beside the project's workplace, not in the repository",
)


@pytest.fixture(scope="module")
def haringey():
    crimes = pd.read_csv(HARINGEY, usecols=["id", "month", "category", "location_type"], dtype="str")
    # A crime on a ward boundary stands in both wards; anti-social behaviour is not notifiable crime.
    crimes = crimes.drop_duplicates("id")
    crimes = crimes[(crimes["location_type"] == "Force") & (crimes["category"] != "anti-social-behaviour")]
    return crimes.groupby("month").size()


@needs_data
def test_the_month_that_is_missing_in_haringey_makes_its_windows_missing_and_not_smaller(haringey):
    assert "2016-03" not in haringey.index
    change = rolling_change(haringey)
    assert (
        change.loc["2018-02", "ratio"] != change.loc["2018-02", "ratio"]
    )  # its year before holds March 2016
    assert change.loc["2018-03":, "ratio"].notna().all()


@needs_data
def test_the_change_in_haringey_agrees_with_sums_by_hand(haringey):
    row = rolling_change(haringey).loc["2018-06"]
    after = haringey.loc["2017-07":"2018-06"].sum()
    before = haringey.loc["2016-07":"2017-06"].sum()
    assert (row["before"], row["after"]) == (before, after)
    assert row["change_percent"] == pytest.approx(100 * (after - before) / before)
    assert row["lower"] < after / before < row["upper"]


@needs_data
def test_no_month_of_haringey_is_taken_for_a_partial_supply(haringey):
    assert len(thin_months(haringey)) == 0
