"""What agencies know of people: whom a report is given, up to when, and what a notebook reads of it."""

import json
import shutil

import pandas as pd
import pytest
from frame import PARAMETERS, ROOT, STATE, iom, project, run_file, write_notebook
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from records import NAMES, QUARTER, TABLES, as_parquet, changed, written

from iomlib import tables
from iomlib.build.fresh import Inputs
from iomlib.build.plan import plan_run
from iomlib.errors import DataError
from iomlib.metrics.evidence import gather
from iomlib.periods import Quarter
from iomlib.tables.contracts_records import RECORDS

EDITIONS = ("public", "restricted")
NO_NAMES = [name for name in NAMES if name != "identities"]


def unpack(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "data").mkdir(parents=True, exist_ok=True)
    return folder


def given(data, area="haringey", quarter=QUARTER, edition="restricted"):
    files = tables.given(tables.read_folders(data, "params"), area, quarter, edition)
    return {name: content for name, content in files.items() if name.startswith("data/")}


def names_of(files):
    return [name.removeprefix("data/").removesuffix(".parquet") for name in files]


def rows(frame):
    """Give the rows of a table as text, a blank as nothing."""
    texts = frame.astype("str").where(frame.notna(), "")
    return [",".join(row).removesuffix(" 00:00:00") for row in texts.to_numpy().tolist()]


@pytest.fixture
def data(tmp_path):
    return written(tmp_path / "data")


class TestReading:
    def test_gives_the_rows_of_an_areas_people_that_have_begun(self, data):
        read = tables.read_records(data, "haringey", QUARTER)
        assert {name: rows(table) for name, table in read.items()} == {
            "nominals": ["P1,1980-02-01,male"],
            "residence": ["P1,haringey,2007-01-01,2008-06-30"],
            "arrests": [
                "P1,haringey,2008-04-01,burglary",
                "P1,haringey,2008-04-01,burglary",
                "P1,peterborough,2008-06-30,other theft",
            ],
            "convictions": ["P1,2008-06-30,2008-04-01,burglary"],
            "drug_tests": ["P1,2008-04-01,positive"],
            "intelligence": ["P1,2008-05-01,True", "P1,2008-05-02,False"],
            "custody": ["P1,2008-05-03,,4.5,2030-01-01"],
            "enrolments": [
                "P1,haringey,drr,2007-02-01,2007-02-28,completed",
                "P1,haringey,drr,2007-03-01,,",
                "P1,haringey,ppo,2007-02-01,2008-06-30,moved away",
                "P1,peterborough,ppo,2008-06-30,,",
            ],
            "assessments": [
                "P1,2008-04-02,oasys-drugs,12.0",
                "P1,2008-04-02,ogrs3-2yr,85.5",
                "P1,2008-06-01,risk-review,1.0",
            ],
            "households": ["H1,P1,2008-01-01,"],
            "household_facts": ["H1,crime-or-asb,2008-02-01"],
            "families": ["F1,P1", "F2,P1"],
            "identities": ["P1,Ann Other,Made-Up,1980-02-29", "P1,,Made-Up,"],
        }

    @pytest.mark.parametrize(
        ("area", "quarter", "people"),
        [
            ("haringey", "2005-06-Q4", []),
            ("haringey", "2006-07-Q4", ["P1"]),
            ("haringey", "2008-09-Q1", ["P1"]),
            ("haringey", "2008-09-Q2", ["P1", "P2"]),
            ("peterborough", "2007-08-Q4", ["P3"]),
            ("peterborough", "2008-09-Q1", ["P1", "P2", "P3"]),
            ("stockton-on-tees", "2008-09-Q2", []),
        ],
    )
    def test_takes_for_an_areas_people_those_with_a_stay_an_enrolment_or_an_arrest_in_it(
        self, data, area, quarter, people
    ):
        read = tables.read_records(data, area, quarter)
        assert (read["nominals"]["person"].tolist() if read else []) == people

    @pytest.mark.parametrize("link", ["residence", "enrolments", "arrests"])
    def test_needs_one_of_the_three_tables_only(self, tmp_path, link):
        others = {name: None for name in ("residence", "enrolments", "arrests") if name != link}
        read = tables.read_records(written(tmp_path, **others), "haringey", QUARTER)
        assert read["nominals"]["person"].tolist() == ["P1"]
        assert not set(others) & set(read)

    def test_gives_the_types_that_notebooks_reckon_with(self, data):
        read = tables.read_records(data, "haringey", QUARTER)
        kinds = {name: {str(kind) for kind in table.dtypes} for name, table in read.items()}
        assert set().union(*kinds.values()) == {"str", "datetime64[us]", "float64", "boolean"}
        assert read["intelligence"]["reliable"].tolist() == [True, False]
        assert read["custody"].dtypes.astype("str").to_dict()["sentence_months"] == "float64"
        assert all(isinstance(table.index, pd.RangeIndex) for table in read.values())

    def test_gives_the_same_types_where_there_is_no_row(self, data, tmp_path):
        full = tables.read_records(data, "haringey", QUARTER)
        kept = ("nominals", "residence")
        headers = {name: text.splitlines()[0] for name, text in TABLES.items() if name not in kept}
        empty = tables.read_records(written(tmp_path / "empty", **headers), "haringey", QUARTER)
        assert list(empty) == NAMES
        for name, table in empty.items():
            assert (len(table) == 0) == (name not in kept)
            pd.testing.assert_series_equal(table.dtypes, full[name].dtypes)

    def test_tells_what_was_not_supplied_from_what_is_none(self, tmp_path):
        of_nobody = "\n".join(line for line in TABLES["drug_tests"].splitlines() if "P1" not in line)
        folder = written(tmp_path, drug_tests=of_nobody, convictions=None)
        read = tables.read_records(folder, "haringey", QUARTER)
        assert len(read["drug_tests"]) == 0
        assert "convictions" not in read
        assert list(read) == [name for name in NAMES if name != "convictions"]

    def test_knows_no_fact_where_no_household_is_known(self, tmp_path):
        read = tables.read_records(written(tmp_path, households=None), "haringey", QUARTER)
        assert len(read["household_facts"]) == 0

    def test_reads_names_for_the_restricted_edition_alone(self, data):
        assert list(tables.read_records(data, "haringey", QUARTER, "public")) == NO_NAMES
        assert list(tables.read_records(data, "haringey", QUARTER, "restricted")) == NAMES

    def test_is_what_metrics_gather(self, data):
        evidence = gather(tables.read_records(data, "peterborough", QUARTER), Quarter.parse(QUARTER).end)
        assert evidence.people.index.tolist() == ["P1", "P2", "P3"]
        assert sorted(evidence.tables) == sorted(set(NAMES) - {"nominals"})

    def test_refuses_a_table_with_problems(self, tmp_path):
        folder = written(tmp_path, drug_tests=changed("drug_tests", "positive", "+"))
        with pytest.raises(DataError, match=r"^drug_tests\.csv: row 2, column result: is not a result\."):
            tables.read_records(folder, "haringey", QUARTER)

    def test_names_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(DataError, match=r"^dta: there is no such folder, so no records in it"):
            tables.read_records(tmp_path / "dta", "haringey", QUARTER)

    def test_leaves_a_test_of_the_future_out_and_the_future_refused(self, tmp_path):
        folder = written(tmp_path, drug_tests=changed("drug_tests", "2008-04-01", "2190-04-01"))
        with pytest.raises(DataError, match="is in the future"):
            tables.read_records(folder, "haringey", QUARTER)


class TestAReport:
    @pytest.mark.parametrize("edition", EDITIONS)
    @pytest.mark.parametrize("area", ["haringey", "peterborough", "cleveland"])
    @pytest.mark.parametrize("quarter", ["2005-06-Q4", "2007-08-Q4", QUARTER, "2008-09-Q2"])
    def test_reads_the_same_from_its_files_as_from_the_whole_folder(
        self, data, area, quarter, edition, tmp_path
    ):
        own = unpack(tmp_path / "own", given(data, area, quarter, edition)) / "data"
        ours = tables.read_records(own, area, quarter)
        whole = tables.read_records(data, area, quarter, edition)
        assert list(ours) == list(whole)
        for name, table in ours.items():
            pd.testing.assert_frame_equal(table, whole[name])

    @pytest.mark.parametrize("edition", EDITIONS)
    def test_lists_the_same_files_as_it_was_given(self, data, edition, tmp_path):
        files = given(data, edition=edition)
        own = unpack(tmp_path / "own", files) / "data"
        assert tables.check_folder(own, "params") == []
        assert given(own) == given(own, edition=edition) == files

    def test_of_the_public_edition_is_given_no_names(self, data):
        public, restricted = (given(data, edition=edition) for edition in EDITIONS)
        assert names_of(public) == sorted(NO_NAMES)
        assert names_of(restricted) == sorted(NAMES)
        assert {name: restricted[name] for name in public} == public
        secret = [b"Ann", b"Other", b"Made-Up", b"Zo\xc3\xab", b"O'Example"]
        assert not any(word in content for content in public.values() for word in secret)
        assert any(b"Made-Up" in content for content in restricted.values())

    def test_is_given_a_table_that_was_supplied_and_has_no_row_of_its_people(self, tmp_path):
        of_nobody = "\n".join(line for line in TABLES["drug_tests"].splitlines() if "P1" not in line)
        files = given(written(tmp_path, drug_tests=of_nobody, convictions=None))
        assert names_of(files) == sorted(name for name in NAMES if name != "convictions")
        before = given(written(tmp_path / "more", drug_tests=TABLES["drug_tests"].splitlines()[0]))
        assert files["data/drug_tests.parquet"] == before["data/drug_tests.parquet"]

    def test_of_an_area_without_anybody_is_given_nothing(self, data):
        assert given(data, "cleveland") == {}
        assert given(data, "haringey", "2005-06-Q4") == {}

    def test_is_given_the_same_bytes_for_the_same_rows(self, data):
        before = {area: given(data, area) for area in ("haringey", "peterborough")}
        for name in NAMES:
            table = pd.read_csv(data / f"{name}.csv", dtype=str).iloc[::-1, ::-1]
            table.to_csv(data / f"{name}.csv", index=False, lineterminator="\r\n", encoding="utf-8-sig")
        assert {area: given(data, area) for area in before} == before
        assert {area: given(as_parquet(written(data)), area) for area in before} == before

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("nominals", "P9,,"),
            ("residence", "P9,haringey,2008-07-01,"),
            ("residence", "P9,cleveland,2001-01-01,"),
            ("arrests", "P1,haringey,2008-07-01,drugs"),
            ("arrests", "P2,haringey,2008-07-01,drugs"),
            ("convictions", "P2,2008-06-01,2008-06-01,drugs"),
            ("convictions", "P1,2008-07-01,2008-06-01,drugs"),
            ("enrolments", "P1,haringey,iom,2008-07-01,,"),
            ("enrolments", "P3,haringey,iom,2008-07-01,,"),
            ("custody", "P3,2008-01-01,,,"),
            ("assessments", "P1,2008-07-01,scheme-review,1"),
            ("households", "H9,P2,2001-01-01,"),
            ("household_facts", "H1,high-cost,2008-08-01"),
            ("household_facts", "H3,crime-or-asb,2008-01-01"),
            ("families", "F9,P3"),
            ("identities", "P3,A,B,"),
        ],
    )
    def test_is_left_as_it_is_by_what_comes_later_and_what_is_of_others(self, data, name, line):
        before = given(data)
        more = {"nominals": f"{TABLES['nominals']}P9,,\n"} | {name: f"{TABLES[name]}{line}\n"}
        assert given(written(data, **more)) == before

    @pytest.mark.parametrize(
        ("name", "old", "new"),
        [
            ("residence", "2008-07-01,\n", "2008-07-01,2009-01-01\n"),
            ("residence", "P2,haringey,2008-07-01", "P2,haringey,2008-07-02"),
            ("custody", "2008-07-09", "2008-07-01"),
            ("enrolments", "2008-07-31,moved away", "2008-07-01,died"),
            ("enrolments", "2008-07-31,moved away", ","),
            ("households", "2008-08-01", "2008-07-01"),
        ],
    )
    def test_does_not_know_that_a_spell_ends_later_or_why(self, data, name, old, new):
        before = given(data)
        assert given(written(data, **{name: changed(name, old, new)})) == before

    @pytest.mark.parametrize("name", NAMES)
    def test_is_changed_by_a_row_of_its_own(self, data, name):
        before = given(data)
        lines = TABLES[name].splitlines(keepends=True)
        first = next(number for number, line in enumerate(lines) if "P1" in line or "H1" in line)
        after = given(written(data, **{name: "".join(lines[:first] + lines[first + 1 :])}))
        assert f"data/{name}.parquet" in [path for path in before if before[path] != after[path]]

    def test_that_was_made_before_there_were_records_stays_as_it_is(self, tmp_path):
        shutil.copytree(
            ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.parquet", "recorded_crime")
        )
        reports = [("stockton-on-tees", "2008-09-Q1"), ("maryland-experiment", "2011-12-Q3")]
        before = [given(tmp_path / "data", *report) for report in reports]
        written(tmp_path / "data")
        assert [given(tmp_path / "data", *report) for report in reports] == before


some_quarter = st.builds(lambda year, n: Quarter(year, n).id, st.integers(2005, 2009), st.integers(1, 4))


@settings(max_examples=25)
@examples(st.sampled_from(["haringey", "peterborough"]), some_quarter, some_quarter)
def test_a_later_quarter_knows_all_that_an_earlier_one_knew(tmp_path_factory, area, one, other):
    data = written(tmp_path_factory.mktemp("later"))
    earlier, later = sorted((one, other), key=Quarter.parse)
    before, after = (tables.read_records(data, area, quarter) for quarter in (earlier, later))
    for contract in RECORDS if before else ():
        old, new = before[contract.name], after[contract.name]
        fixed = [name for name in contract.columns if name not in ("end", "reason")]
        assert set(rows(old[fixed])) <= set(rows(new[fixed]))
        last = pd.Timestamp(Quarter.parse(earlier).end)
        for name in {contract.begins, "end"} & set(contract.columns):
            assert not (old[name] > last).any()


CELL = """\
from iomlib import tables
records = tables.read_records(data, area, quarter, edition)
files = tables.given(tables.read_folders(data, params), area, quarter)
known = [name for name in files if name.endswith("parquet")]
state(f"{len(records)} tables, {len(known)} files, names: {'identities' in records}.")
"""


# As `iom import` writes names: a run takes no others.
IMPORTED = f"person,forename,surname,born\nP1,{'a' * 32},{'b' * 32},\nP2,{'c' * 32},,\n"


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A project with records, of which two reports were made in each edition."""
    folder = project(tmp_path_factory.mktemp("records"), small=[STATE, CELL])
    written(folder / "data", identities=IMPORTED)
    path = run_file(folder, areas=["haringey", "cleveland"], quarters=[QUARTER])
    for edition in EDITIONS:
        done = iom("run", path, "--edition", edition, "--jobs", 2, cwd=folder)
        assert (done.returncode, done.stderr.count("published")) == (0, 2), done.stderr
    return folder


def shown(place):
    notebook = json.loads((place / "small.ipynb").read_text("utf-8"))
    return "".join(notebook["cells"][-1]["outputs"][0]["data"]["text/markdown"]).replace("\\", "")


class TestARun:
    def test_gives_names_to_the_restricted_report_alone(self, ran):
        public, restricted = ran / "outputs", ran / "outputs" / "restricted"
        assert "12 tables, 12 files, names: False." in shown(public / QUARTER / "haringey")
        assert "13 tables, 13 files, names: True." in shown(restricted / QUARTER / "haringey")
        assert "0 tables, 0 files, names: False." in shown(restricted / QUARTER / "cleveland")

    def test_says_in_the_manifest_what_the_report_was_given(self, ran):
        for edition, folder in (("public", "outputs"), ("restricted", "outputs/restricted")):
            path = ran / folder / QUARTER / "haringey" / "small.manifest.json"
            inputs = json.loads(path.read_text("utf-8"))["sha256"]["inputs"]
            wanted = [name for name in given(ran / "data", edition=edition) if name.endswith("parquet")]
            assert [name for name in inputs if name.endswith("parquet")] == wanted
        assert not list((ran / "outputs").rglob("*.parquet"))

    def test_says_by_no_sum_that_nothing_happened_between_two_quarters(self, ran):
        """That would be a count of nobody, which a public page withholds; nor that two areas share a row."""
        path = ran / "params" / "reports" / "small.yml"
        later = ["2008-09-Q3", "2008-09-Q4"]
        text = path.read_text("utf-8").replace(f'["{QUARTER}"]', json.dumps(later))
        other = path.with_name("later.yml")
        other.write_text(text.replace('"cleveland"', '"peterborough"'), "utf-8")
        plan = plan_run(other)
        sums = [
            sha
            for report in plan.reports
            for name, sha in Inputs(plan, ["html"]).sha256(report)["inputs"].items()
            if name.endswith(".parquet")
        ]
        assert len(plan.reports) == 4 and len(sums) == len(set(sums)) == 4 * 12

    def test_makes_no_public_report_again_for_another_name(self, ran, tmp_path):
        folder = tmp_path / "copy"
        shutil.copytree(ran, folder)
        written(folder / "data", identities=IMPORTED.replace("aaaa", "dddd"))
        path = folder / "params" / "reports" / "small.yml"
        done = iom("run", path, "--explain", cwd=folder)
        assert done.stdout.splitlines()[-1] == "0 of 2 would be made."
        done = iom("run", path, "--edition", "restricted", "--explain", cwd=folder)
        assert done.stdout.splitlines() == [
            "haringey/2008-09-Q1/small (restricted) to execute: data/identities.parquet changed",
            "cleveland/2008-09-Q1/small (restricted) up to date",
            "1 of 2 would be made.",
        ]

    def test_starts_no_notebook_where_a_table_is_wrong(self, ran, tmp_path):
        folder = tmp_path / "copy"
        shutil.copytree(ran, folder)
        written(folder / "data", identities=IMPORTED, arrests=changed("arrests", "P2", "X9"))
        done = iom("check", folder / "params" / "reports" / "small.yml", cwd=folder)
        assert done.returncode == 3
        assert "arrests.csv: row 6, column person: is not in nominals.csv." in done.stderr

    def test_refuses_a_public_report_that_looks_for_names_elsewhere(self, ran, tmp_path):
        folder = tmp_path / "copy"
        shutil.copytree(ran, folder)
        look = f"_ = open({str(folder / 'data' / 'identities.csv')!r}).read()"
        write_notebook(folder, "small", [STATE, CELL, look], PARAMETERS)
        only = ("--only", f"haringey/{QUARTER}")
        done = iom("run", folder / "params" / "reports" / "small.yml", *only, cwd=folder)
        assert done.returncode == 1
        assert "cell 5 reads a file outside its own folder." in done.stderr
