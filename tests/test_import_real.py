"""Real street-level files brought in by `iom import`: every count of them, to the last crime, out of the store."""

import shutil

import pandas as pd
import pytest
from frame import ROOT
from recorded import REAL_LOOKUP, SHARED, contents

from iomlib import tables
from iomlib.tables.recorded.bring import Asked, bring
from iomlib.tables.recorded.check_store import check_store

STREET = SHARED / "data" / "police_uk_street"
EXPECTED = SHARED / "facts" / "expected_policeuk_peterborough_stockton_2018_19.csv"
IDS = {"Peterborough": "peterborough", "Stockton-on-Tees": "stockton-on-tees"}
pytestmark = pytest.mark.skipif(
    not (STREET.is_dir() and REAL_LOOKUP.is_file() and EXPECTED.is_file()),
    reason="real public data lies beside the project's workplace, not in the repository",
)


def bring_in(data, *paths):
    data.mkdir(exist_ok=True)
    return bring(Asked(list(paths), data, ROOT / "params", (REAL_LOOKUP,)))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    said = bring_in(folder / "data", STREET)
    (folder / "said.txt").write_text("\n".join(said), "utf-8")
    return folder / "data"


def test_the_counts_of_two_areas_are_as_expected(data):
    expected = pd.read_csv(EXPECTED)
    for name, id in IDS.items():
        rows = tables.read_recorded(data, id, "2018-19-Q4")
        rows = rows[rows["period_start"] >= "2018-04-01"]
        month = rows["period_start"].dt.strftime("%Y-%m")
        ours = rows.groupby([month, "offence_group"])["crimes"].sum()
        wanted = expected[expected["area"] == name].set_index(["month", "crime_type"])["recorded"]
        assert ours.astype("int64").to_dict() == wanted.to_dict()


def test_the_third_quarter_is_whole_and_the_fourth_has_no_crimes(data):
    expected = pd.read_csv(EXPECTED)
    crimes = expected[
        (expected["crime_type"] != "Anti-social behaviour") & (expected["financial_quarter"] == 3)
    ]
    for name, id in IDS.items():
        assert tables.supply_of(data, id, "2018-19-Q3")["state"].tolist() == ["complete"] * 3
        ours = int(tables.read_crimes(data, id, "2018-19-Q3")["crimes"].sum())
        assert ours == crimes["recorded"][crimes["area"] == name].sum()
        assert tables.supply_of(data, id, "2018-19-Q4")["state"].tolist() == [
            "complete",
            "complete",
            "missing",
        ]
        assert len(tables.read_crimes(data, id, "2018-19-Q4")) == 0


def test_it_is_said_what_was_read_and_nothing_is_wrong_with_it(data):
    said = (data.parent / "said.txt").read_text("utf-8")
    assert "police-uk: 21 files added, 139,516 rows." in said
    assert "Incidents of anti-social behaviour, never counted as crime: 36,153." in said
    assert check_store(data) == []
    # Each row of the files is a count of one somewhere.
    assert 79_693 + 36_153 + 427 + 18_254 + 4_989 == 139_516


def test_month_by_month_and_all_at_once_give_the_same_counts(data, tmp_path):
    for month in sorted(STREET.iterdir(), reverse=True):
        if month.is_dir():
            bring_in(tmp_path / "data", month)
    one, other = (contents(each / "recorded_crime" / "police-uk") for each in (tmp_path / "data", data))
    notes = "files.json"  # a note on a file may tell what stood beside it
    assert {name: content for name, content in one.items() if name != notes} == {
        name: content for name, content in other.items() if name != notes
    }


def test_a_zip_file_of_them_gives_the_same_counts(data, tmp_path):
    shutil.make_archive(str(tmp_path / "archive"), "zip", STREET, "2018-10")
    bring_in(tmp_path / "data", tmp_path / "archive.zip")
    for id in IDS.values():
        ours, whole = (tables.read_recorded(each, id, "2018-19-Q4") for each in (tmp_path / "data", data))
        whole = whole[whole["period_start"] == "2018-10-01"].reset_index(drop=True)
        pd.testing.assert_frame_equal(ours, whole)
