"""The rows that a report is given: all that it reads, nothing of another area, nothing of a later quarter."""

import csv
import io

import pandas as pd
import pytest
from frame import ROOT
from hypothesis import given as examples
from hypothesis import strategies as st
from recorded import count, recorded

from iomlib import tables
from iomlib.periods import Quarter
from iomlib.tables.contracts import DATA
from iomlib.tables.read_params import read_peers
from iomlib.tables.recorded.keep import keep

DATA_FOLDER, PARAMS = ROOT / "data", ROOT / "params"
FOLDERS = tables.read_folders(DATA_FOLDER, PARAMS)
REPORTS = [
    ("peterborough", "2011-12-Q3"),
    ("stockton-on-tees", "2008-09-Q1"),
    ("stockton-on-tees", "2008-09-Q3"),
    ("haringey", "2006-07-Q4"),
    ("cleveland", "2017-18-Q2"),
    ("stockton-on-tees", "2009-10-Q2"),
    ("peterborough", "2012-13-Q3"),
]
READERS = [
    tables.read_crimes,
    tables.read_crimes_by_month,
    tables.read_convictions,
    tables.read_target,
    tables.read_memberships,
    tables.read_frequencies,
    tables.read_printed,
    tables.read_actions,
    tables.read_staffing,
    tables.read_service_counts,
    tables.read_predicted,
]
AREAS = sorted({area for table in FOLDERS.tables.values() for area in table.of_area})
some_area = st.sampled_from(AREAS)
some_quarter = st.builds(lambda year, n: Quarter(year, n).id, st.integers(2003, 2020), st.integers(1, 4))


def unpack(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def rows_of(content):
    header, *rows = csv.reader(io.StringIO(content.decode()))
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize(("area", "quarter"), REPORTS, ids="/".join)
class TestAReport:
    @pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
    def test_reads_the_same_from_its_rows_as_from_the_whole_folder(self, read, area, quarter, tmp_path):
        folder = unpack(tmp_path, tables.given(FOLDERS, area, quarter))
        (folder / "data").mkdir(exist_ok=True)
        ours, whole = read(folder / "data", area, quarter), read(DATA_FOLDER, area, quarter)
        compare = pd.testing.assert_series_equal if isinstance(whole, pd.Series) else None
        (compare or pd.testing.assert_frame_equal)(ours, whole)

    def test_reads_the_same_population_area_and_prices(self, area, quarter, tmp_path):
        folder = unpack(tmp_path, tables.given(FOLDERS, area, quarter))
        assert tables.read_area(folder / "params", area) == tables.read_area(PARAMS, area)
        edition = "home-office-2019-20"
        ours, whole = (tables.read_subgroup_costs(base, edition) for base in (folder / "params", PARAMS))
        pd.testing.assert_frame_equal(ours, whole)
        ours, whole = (tables.read_population(base, area) for base in (folder / "data", DATA_FOLDER))
        pd.testing.assert_frame_equal(ours, whole)

    def test_is_given_the_same_again_from_what_it_was_given(self, area, quarter, tmp_path):
        files = tables.given(FOLDERS, area, quarter)
        folder = unpack(tmp_path, files)
        assert tables.given(tables.read_folders(folder / "data", folder / "params"), area, quarter) == files


@examples(some_area, some_quarter)
def test_no_row_is_of_another_area_but_what_it_is_compared_with(area, quarter):
    compared = {"data/crimes.csv", "data/population.csv", "params/areas.csv"}
    group = {area, *read_peers(PARAMS, area)["peer"]}
    for name, content in tables.given_rows(FOLDERS, area, quarter).items():
        column = "id" if name == "params/areas.csv" else "area"
        assert {row[column] for row in rows_of(content)} <= (group if name in compared else {area}), name


def test_an_area_with_peers_is_given_their_people_and_names():
    files = tables.given_rows(FOLDERS, "simulated-northmoor", "2018-19-Q1")
    for name, column in (
        ("data/population.csv", "area"),
        ("params/areas.csv", "id"),
        ("params/peers.csv", "peer"),
    ):
        found = {row[column] for row in rows_of(files[name])}
        assert len(found) == 8 - (column == "peer") and "simulated-westerby" in found
    assert (
        len(rows_of(tables.given_rows(FOLDERS, "simulated-westerby", "2018-19-Q1")["params/areas.csv"])) == 1
    )


@examples(some_area, some_quarter)
def test_no_row_begins_after_the_quarter(area, quarter):
    begins = {f"data/{contract.path}": contract.begins for contract in DATA}
    end = Quarter.parse(quarter).end.isoformat()
    for name, content in tables.given_rows(FOLDERS, area, quarter).items():
        column = begins.get(name, "")
        for row in rows_of(content) if column else []:
            written = row[column]
            if column == "quarter":
                assert Quarter.parse(written) <= Quarter.parse(quarter)
            elif column == "financial_year":
                assert int(written[:4]) <= Quarter.parse(quarter).year
            else:
                assert written <= end


@examples(some_area, some_quarter, some_quarter)
def test_a_later_quarter_is_given_no_less(area, one, other):
    earlier, later = sorted((one, other), key=Quarter.parse)
    before, after = (tables.given_rows(FOLDERS, area, quarter) for quarter in (earlier, later))
    for name, content in before.items():
        assert set(content.splitlines()) <= set(after[name].splitlines())


def test_the_rows_of_all_areas_together_are_the_whole_table():
    last = "2099-00-Q4"
    for contract in DATA:
        path = DATA_FOLDER / contract.path
        if path.is_file():
            name = f"data/{contract.path}"
            cut = [
                row
                for area in AREAS
                for row in rows_of(tables.given_rows(FOLDERS, area, last).get(name, b"a\n"))
                if row["area"] == area
            ]
            whole = rows_of(path.read_bytes().decode("utf-8-sig").encode())
            assert sorted(map(str, cut)) == sorted(map(str, whole)), name


def test_run_files_and_the_schema_are_given_to_no_report():
    files = tables.given(FOLDERS, "haringey", "2006-07-Q4")
    assert [name for name in files if name.startswith(("params/reports", "params/schema"))] == []


def test_what_an_import_needs_makes_no_report_out_of_date():
    files = tables.given(FOLDERS, "haringey", "2006-07-Q4")
    assert [name for name in files if name.startswith(("params/names", "params/mappings"))] == []


class TestRecordedCrime:
    @pytest.fixture
    def data(self, tmp_path):
        here, nowhere = count("cleveland", "2018-10", 9), count("", "2018-10", 3, recorded_by="cleveland")
        keep(tmp_path, recorded(here, nowhere, count("kent", "2018-10", 5)))
        return tmp_path

    def test_a_run_takes_along_the_area_and_what_is_of_no_area(self, data):
        found = (data / "recorded_crime" / "police-uk").iterdir()
        taken = [path.name for path in found if tables.is_read(data, path, frozenset({"cleveland"}))]
        assert sorted(taken) == ["_apart", "area=cleveland", "files.json", "partial.json", "seal.json"]

    def test_a_report_tells_of_it_as_of_every_other_input(self, data, tmp_path):
        files = tables.given(tables.read_folders(data, PARAMS), "cleveland", "2018-19-Q3")
        assert "data/recorded_crime.parquet" in files
        folder = unpack(tmp_path / "report", files)
        again = tables.read_folders(folder / "data", folder / "params")
        assert tables.given(again, "cleveland", "2018-19-Q3") == files
        apart = tables.read_apart(folder / "data", "cleveland", "2018-19-Q3")
        assert apart["crimes"].tolist() == [3]


def test_a_table_without_a_row_of_the_area_is_not_given(tmp_path):
    assert "data/crimes.csv" not in tables.given(FOLDERS, "haringey", "2006-07-Q4")


@pytest.mark.parametrize("contract", DATA, ids=lambda contract: contract.__name__)
def test_a_contract_says_when_a_row_begins_or_that_it_never_does(contract):
    assert "area" in contract.model_fields
    assert contract.begins in {"", *contract.model_fields}
    assert contract.begins or contract.path in {"population.csv", "recorded_series.csv"}
