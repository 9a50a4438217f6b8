"""Answers of the police API: no crime twice, and no count where an answer is missing."""

import json
import shutil

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from police_files import ROOT, answers, by_place, counts, crime, names_of
from recorded import SHARED

from iomlib.errors import DataError
from iomlib.tables.recorded import police_api
from iomlib.tables.recorded.contract import SCHEMA
from iomlib.tables.recorded.names import read_names
from iomlib.tables.recorded.offences import read_offences
from iomlib.tables.recorded.sound import unsound

REAL = SHARED / "data" / "london_api_crime"
HARINGEY = REAL / "haringey_api_2016-01_2018-06.csv.gz"
EXPECTED = SHARED / "facts" / "expected_policeuk_haringey_2016_2018.csv"
needs_data = pytest.mark.skipif(
    not HARINGEY.exists(),
    reason="real public data lies beside the project's workplace, not in the repository",
)
WARDS = {"E05000266": "Haringey", "E05000267": "Haringey", "E05000300": "Peterborough"}


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    return names_of(tmp_path_factory.mktemp("names"))


def wards_file(folder, wards=None, header="ward,area"):
    folder.mkdir(exist_ok=True)
    path = folder / "wards.csv"
    lines = [f"{ward},{area}" for ward, area in (WARDS if wards is None else wards).items()]
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8-sig")
    return path


@pytest.fixture
def wards(tmp_path):
    return wards_file(tmp_path / "wards")


def read(names, wards, *paths):
    return police_api.read(list(paths), names, ROOT / "params", [wards])


def told(names, wards, *paths):
    with pytest.raises(DataError) as trouble:
        read(names, wards, *paths)
    return trouble.value.problems


def both(folder, *crimes, **more):
    """Answers of the two wards of Haringey, the second with one crime of its own."""
    return answers(folder, list(crimes), **more), answers(folder, [crime(99, "burglary")], "E05000267")


def test_the_table_is_the_one_that_was_agreed_on(names, wards, tmp_path):
    recorded = read(names, wards, *both(tmp_path, crime(1), crime(2, "anti-social-behaviour")))
    assert (recorded.series, recorded.table.schema) == ("police-uk-api", SCHEMA)
    assert unsound(recorded) == []
    assert counts(recorded.table) == {
        ("Haringey", "2018-06", "Drugs"): 1,
        ("Haringey", "2018-06", "Burglary"): 1,
        ("Haringey", "2018-06", "Anti-social behaviour"): 1,
    }
    kinds = {line["offence_group"]: line["kind"] for line in recorded.table.to_pylist()}
    assert kinds == {"Drugs": "crime", "Burglary": "crime", "Anti-social behaviour": "incident"}


def test_a_crime_on_the_boundary_of_two_wards_is_counted_once(names, wards, tmp_path):
    """Bad input 15: boundary crimes counted twice by area polygons."""
    paths = both(tmp_path, crime(99, "burglary"), crime(1))
    recorded = read(names, wards, *paths)
    assert counts(recorded.table)["Haringey", "2018-06", "Burglary"] == 1
    notes = [note for file in recorded.files for note in file.notes]
    assert notes == ["1 crime is in the answer of another ward too, and counted there."]


def test_crimes_without_a_persistent_id_are_not_one_crime(names, wards, tmp_path):
    """Bad input 12: Crime IDs absent."""
    paths = both(tmp_path, *[crime(n, "anti-social-behaviour") for n in range(5)])
    assert counts(read(names, wards, *paths).table)["Haringey", "2018-06", "Anti-social behaviour"] == 5


def test_the_railway_is_counted_apart(names, wards, tmp_path):
    """Bad input 14: British Transport Police rows."""
    table = read(names, wards, *both(tmp_path, crime(1, kind="BTP"))).table.to_pylist()
    [line] = [line for line in table if line["place"] == "railway"]
    assert (line["area"], line["recorded_by"], line["crimes"]) == ("haringey", "btp", 1)


@pytest.mark.parametrize("content", ["", " \n", "[]"])
def test_an_answer_without_crimes_is_no_data_and_never_0(names, wards, tmp_path, content):
    """Bad input 10: a zero-byte JSON answer, an empty list: no data, never 0."""
    first, second = both(tmp_path, crime(1))
    second.write_text(content, "utf-8")
    may = [answers(tmp_path, [crime(n, month="2018-05")], ward, "2018-05") for n, ward in enumerate(WARDS)][
        :2
    ]
    recorded = read(names, wards, first, second, *may)
    june = [line for line in recorded.table.to_pylist() if line["period_start"].month == 6]
    assert {(line["state"], line["crimes"]) for line in june} == {("missing", None)}
    assert "E05000267 2018-06: no data, which is not 0." in recorded.files[1].notes + recorded.files[-1].notes
    assert unsound(recorded) == []
    assert told(names, wards, first, second) == [
        "Haringey, 2018-06: answers without data, so there is no count, which is not 0."
    ]


def test_a_ward_without_an_answer_makes_the_month_of_its_area_missing(names, wards, tmp_path):
    """Bad input 7: a missing month is not 0, and neither is a missing ward."""
    first, _ = both(tmp_path, crime(1))
    assert told(names, wards, first) == [
        "Haringey, 2018-06: no answer for 1 of its wards, so there is no count, which is not 0."
    ]


def test_the_answer_of_a_whole_area_needs_no_wards(names, tmp_path):
    path = answers(tmp_path, [crime(1)], "Haringey")
    found = police_api.read([path], read_names(ROOT / "params"), ROOT / "params")
    assert counts(found.table) == {("Haringey", "2018-06", "Drugs"): 1}


def test_a_lookup_of_the_ons_will_do(names, tmp_path):
    wards = tmp_path / "wards.csv"
    wards.write_text("WD22CD,WD22NM,LAD22CD,LAD22NM\nE05000266,Alexandra,E09000014,Haringey\n", "utf-8")
    assert len(read(names, wards, answers(tmp_path, [crime(1)])).table) == 1


def test_a_ward_of_which_nobody_said_where_it_is_is_refused(names, wards, tmp_path):
    assert told(names, wards, answers(tmp_path, [crime(1)], "E05999999")) == [
        "crime_month_2018_06_area_E05999999_0.json: nobody said which area the ward E05999999 is in. "
        "Give a table with the columns ward and area (or WD22CD and LAD22NM) with --lookup."
    ]
    wrong = wards_file(tmp_path / "wrong", {"E05000266": "Harringey"})
    [problem] = told(names, wrong, answers(tmp_path, [crime(1)]))
    assert "the ward E05000266 is in Harringey, which is not a known area. Did you mean Haringey?" in problem


def test_a_ward_in_two_areas_is_refused(names, tmp_path):
    wards = tmp_path / "wards.csv"
    wards.write_text("ward,area\nE05000266,Haringey\nE05000266,Barnet\n", "utf-8")
    assert told(names, wards, answers(tmp_path, [crime(1)])) == [
        "wards.csv: row 3: E05000266 is in Haringey and in Barnet. Give the lookup of one year."
    ]


def test_a_name_that_does_not_say_what_it_is_of_is_refused(names, wards, tmp_path):
    path = tmp_path / "answer.json"
    path.write_text("[]", "utf-8")
    assert told(names, wards, path) == [
        "answer.json: its name does not say which month and ward it is of. "
        "Name it like crime_month_2018_06_area_E05000266_0.json: month, ward, and a number."
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "cannot be read as JSON. Ask for it again."),
        ('{"error": 1}', "is not a list of crimes. Ask for it again."),
        ("[1]", "crime 1: is not a crime. Ask for it again."),
        ('[{"category": "drugs", "month": "2018-06"}]', "crime 1: has no id. Ask for it again."),
        (
            json.dumps([crime(1), crime(2, month="2018-07")]),
            "crime 2: is of 2018-07, and the file is named for 2018-06. Name it for its month.",
        ),
        (
            json.dumps([crime(1, kind="Sea")]),
            "crime 1: has the location_type Sea. Allowed: Force, BTP.",
        ),
    ],
)
def test_an_answer_that_is_none_is_refused(names, wards, tmp_path, content, words):
    first, second = both(tmp_path, crime(1))
    first.write_text(content, "utf-8")
    assert told(names, wards, first, second) == [f"{first.name}: {words}"]


def test_an_unknown_category_is_refused_with_the_nearest(names, wards, tmp_path):
    [problem] = told(names, wards, *both(tmp_path, crime(1, "drug"), crime(2, "drug")))
    assert "drug is not a known category. Did you mean drugs?" in problem


def test_one_crime_of_two_categories_is_refused(names, wards, tmp_path):
    first, second = both(tmp_path, crime(99, "drugs"))
    assert told(names, wards, first, second) == [
        f"{first.name} and {second.name}: the same crime is of two categories. Ask for all wards on one day."
    ]


def test_two_revisions_of_an_answer_are_refused_and_the_same_one_twice_is_counted_once(
    names, wards, tmp_path
):
    """Bad input 28: two revisions of one table with different numbers of rows."""
    paths = both(tmp_path, crime(1))
    again = tmp_path / "again"
    shutil.copytree(tmp_path, again, ignore=lambda folder, names: {"again", "wards"})
    assert sum(read(names, wards, *paths, again).table["crimes"].to_pylist()) == 2
    answers(again, [crime(1), crime(2)])
    assert told(names, wards, *paths, again) == [
        f"{paths[0].name}: stands in two folders with different content. They are two revisions. Keep the newer one."
    ]


def test_recognises_answers_by_their_names(tmp_path, wards):
    path = answers(tmp_path, [])
    assert [police_api.recognises(each) for each in (path, tmp_path, wards)] == [True, True, False]


@given(
    drawn=st.lists(st.tuples(st.integers(1, 30), st.integers(0, 2)), min_size=1, max_size=40), data=st.data()
)
@settings(max_examples=40)
def test_cutting_an_answer_in_parts_never_changes_a_count(drawn, data, names, tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    wards = wards_file(folder / "wards", {"E05000266": "Haringey"})
    slugs = ["drugs", "burglary", "anti-social-behaviour"]
    crimes = [crime(id, slugs[id % 3]) for id, _ in drawn]
    whole = read(names, wards, answers(folder, crimes)).table
    parts = [[each for each, (_, part) in zip(crimes, drawn, strict=True) if part == n] for n in range(3)]
    for number, part in enumerate(parts):
        if part:
            answers(folder / "wards", data.draw(st.permutations(part)), part=number)
    assert by_place(read(names, wards, folder / "wards").table) == by_place(whole)


@pytest.fixture(scope="module")
def haringey(tmp_path_factory):
    """The rows of Haringey turned back into answers by ward and month."""
    folder = tmp_path_factory.mktemp("haringey")
    rows = pd.read_csv(HARINGEY, dtype="str", keep_default_na=False)
    columns = ["id", "category", "month", "location_type", "persistent_id"]
    for (month, ward), part in rows.groupby(["month", "ward_code"]):
        answers(folder, part[columns].to_dict("records"), ward, month)
    recorded = police_api.read([folder], read_names(ROOT / "params"), ROOT / "params", [REAL / "wards.csv"])
    return rows, recorded


@needs_data
def test_real_counts_of_haringey_agree_to_the_last_crime(haringey):
    found = quarterly(haringey[1].table)
    offences = read_offences(ROOT / "params")
    for line in pd.read_csv(EXPECTED).itertuples():
        group = offences.of("police-uk-api", line.category)[0]
        quarter = line.financial_year, line.financial_quarter
        assert found["crimes"].get((*quarter, group), 0) == line.recorded
        assert found["months"][quarter] == line.months_present


def quarterly(table):
    rows = table.to_pandas()
    rows = rows[rows["place"] == "area"]
    quarters = pd.PeriodIndex(pd.to_datetime(rows["period_start"]), freq="Q-MAR")
    rows["year"] = [f"{each.qyear - 1}/{each.qyear % 100:02}" for each in quarters]
    rows["quarter"] = [each.quarter for each in quarters]
    crimes = rows.groupby(["year", "quarter", "offence_group"])["crimes"].sum()
    return {"crimes": crimes, "months": rows.groupby(["year", "quarter"])["period_start"].nunique()}


@needs_data
def test_real_counts_of_haringey_counted_plainly_are_the_same(haringey):
    rows, recorded = haringey
    offences = read_offences(ROOT / "params")
    once = rows.drop_duplicates("id")
    once = once[once["location_type"] == "Force"]
    plainly = {
        ("Haringey", month, offences.of("police-uk-api", slug)[0]): size
        for (month, slug), size in once.groupby(["month", "category"]).size().items()
    }
    assert counts(recorded.table) == plainly
    assert len(rows) - len(once) > 3000


@needs_data
def test_the_zero_byte_answer_of_the_source_is_no_data(names, tmp_path):
    """Bad input 10: the answer of ward E05000523 for March 2018 is a zero-byte file in the source."""
    name = "crime_month_2018_03_area_E05000523_0"
    shutil.copy(REAL / "samples" / f"{name}.ZERO_BYTES.json", tmp_path / f"{name}.json")
    wards = wards_file(tmp_path / "wards", {"E05000523": "Haringey"})
    assert told(names, wards, tmp_path / f"{name}.json") == [
        "Haringey, 2018-03: answers without data, so there is no count, which is not 0."
    ]


@needs_data
def test_a_raw_answer_is_read(tmp_path):
    wards = wards_file(tmp_path / "wards", {"E05000266": "Haringey"})
    path = REAL / "samples" / "crime_month_2018_06_area_E05000266_0.json"
    recorded = police_api.read([path], read_names(ROOT / "params"), ROOT / "params", [wards])
    ids = {each["id"] for each in json.loads(path.read_text("utf-8"))}
    assert sum(recorded.table["crimes"].to_pylist()) == len(ids)
