"""What only a notebook would find: two periods for one quarter are told by the check of the folder."""

import shutil
from datetime import date, timedelta

import pytest
from frame import ROOT, SAY, iom, project, run_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iomlib.errors import DataError
from iomlib.periods import Quarter
from iomlib.tables import check_folder, read_crimes, read_frequencies, read_memberships

HEADS = {
    "memberships.csv": "area,period_start,period_end,cohort,cohort_size,list,people,percent_printed,"
    "source,paragraph,published,note",
    "arrest_frequencies.csv": "area,period_start,period_end,cohort,arrests,people,source,paragraph,published",
    "crimes.csv": "area,period_start,period_end,offence_group,offence_subgroup,crimes,cost_printed,"
    "crime_share_printed,cost_share_printed,counting,source,paragraph",
}
# What follows the period in a row; {} is the cohort, or the offences.
TAILS = {
    "memberships.csv": "{},40,Drug treatment,22,,made up,1,,",
    "arrest_frequencies.csv": "{},1,3,made up,1,",
    "crimes.csv": "{},,10,,,,as recorded,made up,1",
}
READERS = {
    "memberships.csv": read_memberships,
    "arrest_frequencies.csv": read_frequencies,
    "crimes.csv": read_crimes,
}
TWO_YEARS = Quarter.range(Quarter(2007, 1), Quarter(2009, 4))


def write(folder, file, *rows):
    lines = [f"{area},{start},{end},{TAILS[file].format(who)}" for area, start, end, who in rows]
    (folder / file).write_text("\n".join([HEADS[file], *lines]) + "\n", "utf-8")


@pytest.mark.parametrize("file", ["memberships.csv", "arrest_frequencies.csv"])
def test_two_periods_of_a_cohort_that_overlap_one_quarter_are_told_with_their_rows(file, tmp_path):
    write(
        tmp_path,
        file,
        ("haringey", "2008-04-01", "2008-05-15", "PPO"),
        ("haringey", "2008-04-01", "2008-05-15", "IOM"),
        ("haringey", "2008-06-01", "2008-09-30", "PPO"),
    )
    assert check_folder(tmp_path) == [
        f"{file}: row 4: a second period of haringey, PPO that overlaps 2008-09-Q1: "
        "2008-06-01 to 2008-09-30, and 2008-04-01 to 2008-05-15 in row 2. Keep one of them."
    ]


def test_crimes_of_two_periods_that_end_in_one_quarter_are_told_with_their_rows(tmp_path):
    write(
        tmp_path,
        "crimes.csv",
        ("haringey", "2008-04-01", "2009-03-31", "Theft"),
        ("haringey", "2009-01-01", "2009-03-31", "Theft"),
        ("haringey", "2009-01-01", "2009-03-31", "Fraud"),
        ("cleveland", "2009-01-01", "2009-03-31", "Theft"),
    )
    assert check_folder(tmp_path) == [
        "crimes.csv: row 3: a second period of haringey that ends in 2008-09-Q4: "
        "2009-01-01 to 2009-03-31, and 2008-04-01 to 2009-03-31 in row 2. Keep one of them."
    ]


def test_a_long_period_is_held_against_every_later_one(tmp_path):
    write(
        tmp_path,
        "memberships.csv",
        ("haringey", "2008-04-01", "2010-03-31", "PPO"),
        ("haringey", "2008-07-01", "2008-09-30", "PPO"),
        ("haringey", "2009-07-01", "2009-09-30", "PPO"),
    )
    assert [problem[:23] for problem in check_folder(tmp_path)] == [
        "memberships.csv: row 3:",
        "memberships.csv: row 4:",
    ]


@pytest.mark.parametrize("file", HEADS)
def test_periods_in_quarters_of_their_own_are_right(file, tmp_path):
    write(
        tmp_path,
        file,
        ("haringey", "2008-04-01", "2008-06-30", "PPO"),
        ("haringey", "2008-07-01", "2008-09-30", "PPO"),
        ("cleveland", "2008-06-01", "2008-06-30", "PPO"),
    )
    assert check_folder(tmp_path) == []


def test_years_of_crimes_that_end_in_different_quarters_may_overlap(tmp_path):
    years = [
        ("haringey", "2008-04-01", "2009-03-31", "Theft"),
        ("haringey", "2008-07-01", "2009-06-30", "Theft"),
    ]
    write(tmp_path, "crimes.csv", *years)
    assert check_folder(tmp_path) == []


DAYS = st.dates(date(2008, 1, 1), date(2009, 6, 30))
PERIODS = st.lists(
    st.tuples(st.sampled_from(["haringey", "cleveland"]), DAYS, st.integers(0, 150), st.sampled_from("AB")),
    min_size=1,
    max_size=4,
    unique=True,
).map(lambda rows: [(area, start, start + timedelta(length), who) for area, start, length, who in rows])


@pytest.mark.parametrize("file", HEADS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=PERIODS)
def test_the_check_refuses_what_a_notebook_would_refuse_in_some_quarter_and_nothing_else(
    file, rows, tmp_path
):
    write(tmp_path, file, *rows)
    refused = False
    for area in {row[0] for row in rows}:
        for quarter in TWO_YEARS:
            try:
                READERS[file](tmp_path, area, quarter.id)
            except DataError:
                refused = True
    assert bool(check_folder(tmp_path)) == refused


def test_iom_check_finds_them_before_any_notebook_starts(tmp_path):
    folder = project(tmp_path, small=[SAY])
    shutil.copy(ROOT / "data" / "memberships.csv", folder / "data")
    path = folder / "data" / "memberships.csv"
    rows = path.read_text("utf-8").splitlines()
    area, start, end, *rest = rows[1].split(",", 3)
    path.write_text(
        "\n".join([*rows, ",".join([area, str(date.fromisoformat(start) - timedelta(1)), end, *rest])])
    )
    done = iom("check", run_file(folder))
    assert done.returncode == 3
    assert f"memberships.csv: row {len(rows) + 1}: a second period of {area}, " in done.stderr
