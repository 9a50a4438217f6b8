"""Parts of an extract that pass for the whole: dates that stop within a month, authorities without a row."""

from datetime import date, timedelta

import pytest
from mappings import INCIDENTS, names_for, notes, read_rows, read_through, written

from iomlib import tables
from iomlib.tables.recorded.gaps import cut_months
from iomlib.tables.recorded.keep import keep
from iomlib.tables.recorded.summary import summary

DATED = ["Area", "Date", "Offence"]
BY_AUTHORITY = {"area": {"find": "authority"}}


def dated(first, last, daily=2, area="Peterborough", without=()):
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    return [[area, f"{day:%d/%m/%Y}", "Burglary"] for day in days if day not in without for _ in range(daily)]


def run(*days):
    return {
        day: 3
        for first, last in days
        for n in range((last - first).days + 1)
        for day in [first + timedelta(n)]
    }


def partial(recorded):
    return {f"{row['period_start']:%Y-%m}" for row in recorded.table.to_pylist() if row["supply"]}


def test_a_month_whose_dates_stop_is_no_whole_month(tmp_path):
    made = read_rows(tmp_path, dated(date(2018, 4, 1), date(2018, 6, 10)), INCIDENTS, header=DATED)
    assert partial(made) == {"2018-06"}
    assert notes(made) == ["2018-06 is likely partial: no row is of 2018-06-11 to 2018-06-30"]
    said = summary(made, keep(tmp_path, made), {})
    assert "  Likely partial, and in no figure of a whole quarter: 1 period of an area." in said
    supply = tables.supply_of(tmp_path, "peterborough", "2018-19-Q1")
    assert supply["state"].tolist() == ["complete", "complete", "partial"]
    assert not len(tables.read_crimes(tmp_path, "peterborough", "2018-19-Q1"))


def test_a_month_whose_dates_begin_late_or_have_a_hole_is_no_whole_month(tmp_path):
    hole = {date(2018, 5, day) for day in range(10, 21)}
    rows = dated(date(2018, 4, 9), date(2018, 6, 30), without=hole)
    made = read_rows(tmp_path, rows, INCIDENTS, header=DATED)
    assert partial(made) == {"2018-04", "2018-05"}


@pytest.mark.parametrize(
    "days",
    [
        run((date(2018, 4, 1), date(2018, 6, 30))),
        # No row is written on a bank holiday weekend, and the quarter begins with one.
        run((date(2018, 4, 3), date(2018, 5, 4)), (date(2018, 5, 9), date(2018, 6, 29))),
        {date(2018, 4, 1) + timedelta(12 * n): 1 for n in range(7)},  # few crimes, far apart
        {},
    ],
)
def test_a_day_without_crime_is_no_gap(days):
    assert cut_months(days) == {}


def test_a_date_that_stands_for_none_hides_no_gap():
    days = run((date(2018, 4, 1), date(2018, 6, 10))) | {date(1900, 1, 1): 5}
    assert list(cut_months(days).values()) == ["1900-01-02 to 1900-01-31", "2018-06-11 to 2018-06-30"]


def test_files_that_hold_parts_are_looked_at_together(tmp_path):
    halves = (date(2018, 4, 1), date(2018, 5, 10)), (date(2018, 5, 11), date(2018, 6, 30))
    paths = [written(tmp_path / f"{n}.csv", dated(*half), header=DATED) for n, half in enumerate(halves)]
    made = read_through(tmp_path, paths, {**INCIDENTS, "parts": True})
    assert partial(made) == set()


def test_a_partnership_of_which_an_authority_has_no_row_is_no_whole_partnership(tmp_path):
    rows = [["Warwick", month, "Burglary", "5"] for month in ("2018-04", "2018-05")]
    rows += [["Stratford-on-Avon", "2018-04", "Burglary", "7"], ["Haringey", "2018-05", "Burglary", "1"]]
    made = read_rows(tmp_path, rows, BY_AUTHORITY)
    (thin,) = [row for row in made.table.to_pylist() if row["supply"]]
    assert (thin["area"], f"{thin['period_start']:%Y-%m}") == ("south-warwickshire", "2018-05")
    assert "south-warwickshire is likely partial in 2018-05: no row is of Stratford-on-Avon" in notes(made)


def test_an_authority_is_there_by_its_code_too(tmp_path):
    rows = [["E07000222", "2018-04", "Burglary", "5"], ["E07000221", "2018-04", "Burglary", "7"]]
    changes = {"area": {"code": "Area", "column": None, "find": "authority"}}
    assert partial(read_rows(tmp_path, rows, changes)) == set()


def test_every_authority_of_the_lookup_is_known_by_its_partnership(tmp_path):
    assert names_for(tmp_path).authorities["south-warwickshire"] == {
        "E07000221": "Stratford-on-Avon",
        "E07000222": "Warwick",
    }
