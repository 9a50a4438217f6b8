"""The store of recorded crime: what is added is there once, nothing else is read, nothing is half done."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from frame import ROOT, STATE, iom, project, run_file
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st
from recorded import SHA, contents, count, recorded, source

from iomlib import tables
from iomlib.blocks import Sentence
from iomlib.errors import DataError
from iomlib.report import show
from iomlib.tables.recorded import keep as keeping
from iomlib.tables.recorded import store
from iomlib.tables.recorded.check_store import check_store
from iomlib.tables.recorded.contract import SCHEMA
from iomlib.tables.recorded.keep import keep
from iomlib.tables.recorded.store import rows_of, series_of

QUARTER = "2018-19-Q3"
MONTHS = ("2018-10", "2018-11", "2018-12")
B = {"source": SHA["b"]}


def crimes(table):
    return [row["crimes"] for row in table.to_pylist()]


def told(error):
    return error.value.problems


class TestKeeping:
    def test_lays_rows_out_by_series_area_and_financial_year(self, tmp_path):
        rows = [count("kent", "2018-10"), count("kent", "2019-04"), count("surrey"), count("")]
        keep(tmp_path, recorded(*rows))
        assert sorted(contents(tmp_path)) == [
            "recorded_crime/police-uk/_apart/2018-19.parquet",
            "recorded_crime/police-uk/area=kent/2018-19.parquet",
            "recorded_crime/police-uk/area=kent/2019-20.parquet",
            "recorded_crime/police-uk/area=surrey/2018-19.parquet",
            "recorded_crime/police-uk/files.json",
            "recorded_crime/police-uk/months.parquet",
            "recorded_crime/police-uk/partial.json",
            "recorded_crime/police-uk/seal.json",
        ]

    def test_gives_back_what_was_put_in(self, tmp_path):
        rows = [count("kent", month, n, offence_code="8M") for n, month in enumerate(MONTHS, -1)]
        given = recorded(*rows)
        keep(tmp_path, given)
        back = rows_of(tmp_path, "police-uk", "kent", date.max)
        assert back.replace_schema_metadata(None).to_pylist() == given.table.to_pylist()
        assert back.schema.remove_metadata() == SCHEMA
        assert crimes(back) == [-1, 0, 1]

    def test_puts_each_period_into_a_row_group_of_its_own(self, tmp_path):
        rows = [count("kent", month, offence_group=group) for month in MONTHS for group in ("Theft", "Drugs")]
        keep(tmp_path, recorded(*rows))
        file = pq.ParquetFile(tmp_path / "recorded_crime/police-uk/area=kent/2018-19.parquet")
        assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [2, 2, 2]

    def test_names_the_files_and_their_sha256_in_each_file_and_in_the_list(self, tmp_path):
        keep(tmp_path, recorded(count("kent"), count("surrey", **B), files=[source("a", "x"), source("b")]))
        listed = json.loads((tmp_path / "recorded_crime/police-uk/files.json").read_text("utf-8"))
        assert [each["sha256"] for each in listed["files"]] == [SHA["a"], SHA["b"]]
        assert listed["files"][0]["covers"] == ["x"]
        of_kent = store.sources_of(rows_of(tmp_path, "police-uk", "kent", date.max))
        assert of_kent == {SHA["a"]: (SHA["a"], "a.csv", "Made-up counts a")}

    def test_adds_to_what_is_there(self, tmp_path):
        keep(tmp_path, recorded(count("kent", "2018-10", 5)))
        keep(tmp_path, recorded(count("kent", "2018-11", 6, **B)))
        assert crimes(rows_of(tmp_path, "police-uk", "kent", date.max)) == [5, 6]

    def test_counts_a_file_that_is_there_already_once(self, tmp_path):
        once = recorded(count("kent", "2018-10", 5))
        keep(tmp_path, once)
        before = contents(tmp_path)
        kept = keep(tmp_path, once)
        assert (kept.added, kept.there) == ((), once.files)
        assert contents(tmp_path) == before

    def test_adds_the_new_one_of_two_files(self, tmp_path):
        keep(tmp_path, recorded(count("kent", "2018-10", 5)))
        kept = keep(tmp_path, recorded(count("kent", "2018-10", 5), count("kent", "2018-10", 7, **B)))
        assert [each.name for each in kept.added] == ["b.csv"]
        assert crimes(rows_of(tmp_path, "police-uk", "kent", date.max)) == [5, 7]

    def test_leaves_files_that_do_not_change_as_they_are(self, tmp_path):
        keep(tmp_path, recorded(count("kent"), count("surrey")))
        path = tmp_path / "recorded_crime/police-uk/area=surrey/2018-19.parquet"
        before = path.stat().st_mtime_ns
        keep(tmp_path, recorded(count("kent", "2018-11", **B)))
        assert path.stat().st_mtime_ns == before

    def test_copies_where_the_disk_knows_no_links(self, tmp_path, monkeypatch):
        keep(tmp_path, recorded(count("kent"), count("surrey")))
        monkeypatch.setattr(os, "link", no_link)
        keep(tmp_path, recorded(count("kent", "2018-11", **B)))
        assert crimes(rows_of(tmp_path, "police-uk", "surrey", date.max)) == [1]

    def test_keeps_series_apart(self, tmp_path):
        keep(tmp_path, recorded(count("kent", crimes=5)))
        keep(tmp_path, recorded(count("kent", QUARTER, 9), series="home-office-csp"))
        assert series_of(tmp_path, "kent") == ["home-office-csp", "police-uk"]
        assert crimes(rows_of(tmp_path, "police-uk", "kent", date.max)) == [5]


def no_link(*_):
    raise OSError("no links here")


class TestRefusing:
    def refused(self, tmp_path, given, **how):
        before = contents(tmp_path)
        with pytest.raises(DataError) as caught:
            keep(tmp_path, given, **how)
        assert contents(tmp_path) == before
        return told(caught)

    def test_two_files_that_cover_the_same(self, tmp_path):
        keep(tmp_path, recorded(count(), files=[source("a", "kent 2018-10", "kent 2018-11")]))
        (problem,) = self.refused(tmp_path, recorded(count(**B), files=[source("b", "kent 2018-10")]))
        assert problem == (
            "b.csv: covers kent 2018-10, as a.csv does: the crimes would be counted twice. Leave one of the two "
            "out, or give --replace if the new one takes the place of all of the old."
        )

    def test_two_such_files_in_one_import(self, tmp_path):
        files = [source("a", *"123456"), source("b", *"123456")]
        (problem,) = self.refused(tmp_path, recorded(count(), count(**B), files=files))
        assert problem.startswith("b.csv: covers 1, 2, 3 and 3 more, as a.csv does")

    def test_the_same_content_under_another_name(self, tmp_path):
        keep(tmp_path, recorded(count()))
        (problem,) = self.refused(tmp_path, recorded(count(), files=[source("a", file="other.csv")]))
        assert problem == (
            "other.csv: has the same content as a.csv, which is counted already. "
            "Is one of them a copy under a wrong name? Leave it out."
        )

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"area": "../etc"}, "police-uk: column area: ../etc is not an id."),
            ({"area": "a/b"}, "police-uk: column area: a/b is not an id."),
            ({"area": "con"}, "police-uk: column area: con is not an id."),
            ({"place": "nowhere"}, "police-uk: column place: nowhere is not allowed."),
            ({"kind": "asb"}, "police-uk: column kind: asb is not allowed."),
            ({"supply": "half"}, "police-uk: column supply: half is not allowed."),
            ({"area": ""}, "police-uk: column area: 1 rows of an area have no id."),
            ({"offence_group": None}, "police-uk: column offence_group: 1 rows are blank."),
            (
                {"state": "missing"},
                "police-uk: column crimes: there is a number where state is counted, and nowhere else.",
            ),
            (
                {"period_end": date(2018, 9, 30)},
                "police-uk: column period_end: a period ends before it starts.",
            ),
            (
                {"period_end": date(2020, 9, 30)},
                "police-uk: column period_end: a period is longer than a year.",
            ),
        ],
    )
    def test_what_breaks_the_contract(self, tmp_path, change, message):
        assert self.refused(tmp_path, recorded(count() | change)) == [message]

    def test_two_rows_of_one_key(self, tmp_path):
        (problem,) = self.refused(tmp_path, recorded(count(), count(crimes=2, area_name="Other")))
        assert problem.startswith(
            "police-uk: two rows have the same area, area_code, recorded_by, period_start"
        )

    def test_other_columns(self, tmp_path):
        given = recorded(count())
        (problem,) = self.refused(tmp_path, given._replace(table=given.table.drop_columns(["kind"])))
        assert problem.startswith("police-uk: has not the columns area, area_name")

    @pytest.mark.parametrize("series", ["", "Police UK", "../up", "a.old", "nul"])
    def test_a_series_that_cannot_be_the_name_of_a_folder(self, tmp_path, series):
        (problem,) = self.refused(tmp_path, recorded(count(), series=series))
        assert problem.endswith("cannot be the name of a series.")

    def test_a_row_of_no_file(self, tmp_path):
        (problem,) = self.refused(tmp_path, recorded(count(**B), files=[source("a")]))
        assert problem.startswith("police-uk: column source: bbbb")

    def test_a_file_that_stands_in_the_list_twice_or_has_no_sum(self, tmp_path):
        files = [source("a"), source("a"), source("b")._replace(sha256="b")]
        problems = self.refused(tmp_path, recorded(count(), files=files))
        assert problems == ["a.csv: stands in the list twice.", "b.csv: has no sha256."]

    def test_a_folder_that_cannot_be_written_to(self, tmp_path):
        (tmp_path / "recorded_crime").write_text("a file")
        with pytest.raises(DataError, match=r"recorded_crime: .*Name another folder"):
            keep(tmp_path, recorded(count()))

    def test_a_month_within_a_period_that_another_import_brought(self, tmp_path):
        keep(tmp_path, recorded(count(month="2018-11"), series="county"))
        year = count(month="2018-19-Q1", period_end=date(2019, 3, 31), **B)
        (problem,) = self.refused(tmp_path, recorded(year, count("surrey", **B), series="county"))
        assert problem.startswith("county: kent would have counts of 2018-19 and of 2018-11, which hold")
        keep(tmp_path, recorded(year, series="county-by-year"))

    def test_a_file_that_is_read_otherwise_than_before(self, tmp_path):
        keep(tmp_path, recorded(count(crimes=5), count("surrey", crimes=2)))
        (problem,) = self.refused(
            tmp_path, recorded(count("surrey", crimes=5), count("surrey", "2018-11", 2))
        )
        assert problem == (
            "a.csv: is in the store already, and is read otherwise now (4 counts differ): the mapping file, a lookup "
            "or a table of names has changed, or other files were given with it. Give --replace to count it as it is "
            "read now."
        )


class TestReplacing:
    def test_counts_a_file_as_it_is_read_now(self, tmp_path):
        mended = recorded(count("surrey", crimes=5), count("", crimes=3))
        keep(tmp_path / "one", recorded(count(crimes=5), count("", crimes=3), count("", "2018-11", 2)))
        kept = keep(tmp_path / "one", mended, replace=True)
        assert [[each.name for each in files] for files in kept[1:]] == [["a.csv"], [], ["a.csv"]]
        keep(tmp_path / "two", mended)
        assert contents(tmp_path / "one") == contents(tmp_path / "two")

    def test_may_read_months_where_quarters_were_read_before(self, tmp_path):
        keep(tmp_path, recorded(count(month=QUARTER), series="county"))
        keep(tmp_path, recorded(count(month="2018-10"), series="county"), replace=True)
        assert check_store(tmp_path) == []

    def test_lets_a_file_give_way_to_its_revision(self, tmp_path):
        keep(tmp_path, recorded(count(crimes=5), files=[source("a", "kent 2018-10")]))
        revised = recorded(count(crimes=6, **B), files=[source("b", "kent 2018-10", "kent 2018-11")])
        kept = keep(tmp_path, revised, replace=True)
        assert [each.name for each in kept.gone] == ["a.csv"]
        assert crimes(rows_of(tmp_path, "police-uk", "kent", date.max)) == [6]
        assert check_store(tmp_path) == []

    def test_leaves_no_trace_of_the_old_one(self, tmp_path):
        keep(tmp_path / "one", recorded(count("surrey", crimes=5), files=[source("a", "x")]))
        new = recorded(count("kent", crimes=6, **B), files=[source("b", "x")])
        keep(tmp_path / "one", new, replace=True)
        keep(tmp_path / "two", new)
        assert contents(tmp_path / "one") == contents(tmp_path / "two")

    def test_refuses_a_revision_that_covers_less(self, tmp_path):
        keep(tmp_path, recorded(count(), files=[source("a", "kent 2018-10", "kent 2018-11")]))
        with pytest.raises(DataError, match=r"b\.csv: covers kent 2018-10, as a\.csv does"):
            keep(tmp_path, recorded(count(**B), files=[source("b", "kent 2018-10")]), replace=True)


class TestOneStep:
    @pytest.fixture
    def data(self, tmp_path):
        keep(tmp_path, recorded(count("kent", crimes=5)))
        return tmp_path

    def test_what_is_cut_off_while_it_is_built_leaves_the_old_one(self, data, monkeypatch):
        before = contents(data)
        monkeypatch.setattr("iomlib.tables.recorded.keep._write_list", cut_off)
        with pytest.raises(KeyboardInterrupt):
            keep(data, recorded(count("kent", "2018-11", **B)))
        assert contents(data) == before

    def test_what_is_cut_off_while_it_takes_its_place_leaves_the_old_one(self, data, monkeypatch):
        before, rename = contents(data), Path.rename

        def once(self, target):
            if self.name.endswith(".new"):
                raise KeyboardInterrupt
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", once)
        with pytest.raises(KeyboardInterrupt):
            keep(data, recorded(count("kent", "2018-11", **B)))
        assert contents(data) == before

    def test_what_is_killed_between_the_two_steps_is_read_as_it_was(self, data):
        here = data / "recorded_crime" / "police-uk"
        shutil.copytree(here, here.with_name("police-uk.new"))
        here.rename(here.with_name("police-uk.old"))
        assert crimes(rows_of(data, "police-uk", "kent", date.max)) == [5]
        assert check_store(data) == []
        assert store.series_in(data) == ["police-uk"]

    def test_the_next_import_clears_up(self, data):
        here = data / "recorded_crime" / "police-uk"
        here.rename(here.with_name("police-uk.old"))
        here.with_name("police-uk.new").mkdir()
        keep(data, recorded(count("kent", "2018-11", 6, **B)))
        assert crimes(rows_of(data, "police-uk", "kent", date.max)) == [5, 6]
        assert [path.name for path in here.parent.iterdir() if path.name[0] != "."] == ["police-uk"]

    def test_a_second_import_waits_its_turn(self, data, monkeypatch):
        def second(*_):
            keep(data, recorded(count("kent", "2018-12", source=SHA["c"])))

        monkeypatch.setattr("iomlib.tables.recorded.keep._swap", second)
        with pytest.raises(DataError, match="another import is writing there"):
            keep(data, recorded(count("kent", "2018-11", **B)))

    def test_a_full_disk_is_told_and_leaves_the_old_one(self, data, monkeypatch):
        before = contents(data)
        monkeypatch.setattr("iomlib.tables.recorded.keep.write_year", full_disk)
        with pytest.raises(DataError, match=r"No space left on device\. Nothing was changed"):
            keep(data, recorded(count("kent", "2018-11", **B)))
        assert contents(data) == before

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="a superuser may write anywhere")
    def test_reading_needs_no_right_to_write(self, data):
        folders = [path for path in (data, *data.rglob("*")) if path.is_dir()]
        for path in folders:
            path.chmod(0o500)
        try:
            assert crimes(rows_of(data, "police-uk", "kent", date.max)) == [5]
            assert check_store(data) == []
        finally:
            for path in folders:
                path.chmod(0o700)

    def test_reading_writes_nothing(self, data):
        before = {path: path.stat().st_mtime_ns for path in data.rglob("*")}
        tables.read_recorded(data, "kent", QUARTER)
        check_store(data)
        assert {path: path.stat().st_mtime_ns for path in data.rglob("*")} == before


def cut_off(*_):
    raise KeyboardInterrupt


def full_disk(*_):
    raise OSError(28, "No space left on device")


def keys(row):
    return tuple(row[name] for name in SCHEMA.names if name not in {"crimes", "supply", "area_name"})


ROWS = st.lists(
    st.builds(
        count,
        st.sampled_from(["kent", "surrey", "dorset-csp", ""]),
        st.sampled_from(["2018-10", "2018-11", "2019-03", "2019-04", "2018-19-Q2"]),
        st.integers(-50, 10**6),
        offence_group=st.sampled_from(["Theft", "Drugs"]),
        offence_code=st.sampled_from(["", "8M", "37.2"]),
        source=st.sampled_from([SHA[name] for name in "abcd"]),
    ),
    min_size=1,
    max_size=25,
    unique_by=keys,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@examples(ROWS, st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_number_of_steps_changes_a_byte(tmp_path_factory, rows, chance):
    whole, stepwise = (tmp_path_factory.mktemp(name) for name in ("whole", "stepwise"))
    keep(whole, recorded(*rows))
    names = sorted({row["source"][0] for row in rows})
    chance.shuffle(names)
    cut = chance.randint(0, len(names))
    for part in filter(None, (names[:cut], *([name] for name in names[cut:]))):
        own = [row for row in rows if row["source"][0] in part]
        chance.shuffle(own)
        keep(stepwise, recorded(*own))
    assert contents(stepwise) == contents(whole)
    back = sum(
        sum(crimes(rows_of(whole, "police-uk", area, date.max)))
        for area in ("kent", "surrey", "dorset-csp", "")
    )
    assert back == sum(row["crimes"] for row in rows)
    assert check_store(whole) == []


class TestReadingLittle:
    @pytest.fixture
    def data(self, tmp_path):
        months = [f"{year}-{month:02}" for year in (2017, 2018, 2019) for month in range(1, 13)]
        keep(tmp_path, recorded(*(count(area, month) for area in ("kent", "surrey") for month in months)))
        return tmp_path

    def opened(self, monkeypatch):
        seen, open_file = [], store.open_file

        def watched(path):
            seen.append(f"{path.parent.name}/{path.name}")
            return open_file(path)

        monkeypatch.setattr(store, "open_file", watched)
        return seen

    def test_a_quarter_opens_one_file(self, data, monkeypatch):
        seen = self.opened(monkeypatch)
        assert int(tables.read_crimes(data, "kent", QUARTER)["crimes"].sum()) == 3
        assert set(seen) == {"area=kent/2018-19.parquet"}

    def test_a_series_opens_the_files_of_its_area_up_to_its_quarter(self, data, monkeypatch):
        seen = self.opened(monkeypatch)
        assert len(tables.read_recorded(data, "kent", "2017-18-Q4")) == 15
        assert seen == ["area=kent/2016-17.parquet", "area=kent/2017-18.parquet"]

    def test_only_the_row_groups_of_the_quarter_are_read(self, data):
        rows = rows_of(data, "police-uk", "kent", date(2018, 12, 31), date(2018, 10, 1))
        assert [f"{row['period_start']:%Y-%m}" for row in rows.to_pylist()] == list(MONTHS)

    def test_an_area_that_is_not_there_opens_nothing(self, data, monkeypatch):
        seen = self.opened(monkeypatch)
        assert len(rows_of(data, "police-uk", "dorset", date.max)) == 0
        assert len(rows_of(data, "police-uk", "../surrey", date.max)) == 0
        assert seen == []


class TestChecking:
    @pytest.fixture
    def data(self, tmp_path):
        keep(tmp_path, recorded(count("kent"), count("")))
        return tmp_path

    def check(self, data):
        return [each for each in tables.check_folder(data) if "recorded_crime" in each]

    def test_finds_nothing_wrong_with_what_was_written(self, data):
        assert tables.check_folder(data) == []

    def test_names_a_file_that_somebody_put_there(self, data):
        (data / "recorded_crime" / "crimes.csv").write_text("area\n")
        (data / "recorded_crime/police-uk/area=kent/mine.parquet").write_bytes(b"")
        (data / "recorded_crime/police-uk/notes.csv").write_text("a\n")
        assert self.check(data) == [
            "recorded_crime/crimes.csv: is not of the store. Bring it in with `iom import`, or take it away.",
            "recorded_crime/police-uk/area=kent/mine.parquet: is not of the store. Take it away.",
            "recorded_crime/police-uk/notes.csv: is not of the store. Take it away.",
        ]

    def test_names_a_file_that_is_damaged(self, data):
        path = data / "recorded_crime/police-uk/area=kent/2018-19.parquet"
        path.write_bytes(path.read_bytes()[:100])
        assert self.check(data) == [
            "recorded_crime/police-uk/area=kent/2018-19.parquet: cannot be read as Parquet. Import its files anew."
        ]
        with pytest.raises(
            DataError, match=r"recorded_crime/police-uk/area=kent/2018-19\.parquet: cannot be read"
        ):
            tables.read_recorded(data, "kent", QUARTER)

    def test_names_the_file_of_another_area_or_year(self, data):
        folder = data / "recorded_crime/police-uk"
        (folder / "area=surrey").mkdir()
        shutil.copy(folder / "area=kent/2018-19.parquet", folder / "area=surrey")
        shutil.copy(folder / "area=kent/2018-19.parquet", folder / "area=kent/2017-18.parquet")
        assert self.check(data) == [
            "recorded_crime/police-uk/area=kent/2017-18.parquet: holds rows of another year. Import its files anew.",
            "recorded_crime/police-uk/area=surrey/2018-19.parquet: holds rows of another area. "
            "Import its files anew.",
        ]

    def test_names_a_file_that_another_program_wrote(self, data):
        path = data / "recorded_crime/police-uk/area=kent/2018-19.parquet"
        pq.write_table(pq.read_table(path, partitioning=None).replace_schema_metadata(None), path)
        (problem,) = self.check(data)
        assert "holds rows of a file that is not in files.json" in problem
        with pytest.raises(DataError, match="is damaged"):
            tables.read_recorded(data, "kent", QUARTER)

    @pytest.mark.parametrize("text", ["", "[]", '{"files": [{"name": 1}]}', '{"files": 3}'])
    def test_names_a_list_of_files_that_cannot_be_read(self, data, text):
        (data / "recorded_crime/police-uk/files.json").write_text(text)
        assert self.check(data) == [
            "recorded_crime/police-uk/files.json: cannot be read. Import the files anew."
        ]

    def test_names_a_list_that_is_gone(self, data):
        (data / "recorded_crime/police-uk/files.json").unlink()
        (problem,) = self.check(data)
        assert problem.startswith("recorded_crime/police-uk: has no files.json")

    @pytest.mark.parametrize(
        "lost", ["area=kent/2018-19.parquet", "months.parquet", "_apart/2018-19.parquet", "partial.json"]
    )
    def test_names_a_file_that_was_not_copied_with_the_others_and_adds_nothing_to_such_a_store(
        self, tmp_path, lost
    ):
        keep(tmp_path, recorded(count("kent"), count("surrey"), count("")))
        path = tmp_path / "recorded_crime/police-uk" / lost
        path.unlink()
        again = (
            "Copy the folder recorded_crime/police-uk again from where it came from, or take it away and import "
            "its files anew."
        )
        assert f"recorded_crime/police-uk/{lost}: is lost. {again}" in self.check(tmp_path)
        with pytest.raises(DataError, match=f"{lost}: is lost"):
            keep(tmp_path, recorded(count("kent", "2018-11", **B)))
        if path.parent.name.startswith("area"):
            path.parent.rmdir()
            assert self.check(tmp_path) == [f"recorded_crime/police-uk/{lost}: is lost. {again}"]

    @pytest.mark.parametrize("name", ["area=kent/2018-19.parquet", "months.parquet", "partial.json"])
    def test_names_a_file_that_somebody_has_mended_by_hand(self, tmp_path, name):
        here, other = tmp_path / "here", tmp_path / "other"
        keep(here, recorded(count("kent")))
        keep(other, recorded(count("kent", crimes=99)))
        path = Path("recorded_crime/police-uk") / name
        (other / "recorded_crime/police-uk/partial.json").write_text('[["kent", "2018-10"]]')
        (here / path).write_bytes((other / path).read_bytes())
        (problem,) = self.check(here)
        assert problem.startswith(f"recorded_crime/police-uk/{name}: is not as it was imported.")

    def test_a_store_without_its_seal_is_not_added_to(self, tmp_path):
        keep(tmp_path, recorded(count("kent")))
        (tmp_path / "recorded_crime/police-uk/seal.json").unlink()
        (problem,) = self.check(tmp_path)
        assert problem.startswith("recorded_crime/police-uk/seal.json: is not there or cannot be read")

    def test_names_a_store_that_is_a_file(self, tmp_path):
        (tmp_path / "recorded_crime").write_text("")
        (problem,) = tables.check_folder(tmp_path)
        assert problem.startswith("recorded_crime: is a file.")


class TestReadingForANotebook:
    @pytest.fixture
    def data(self, tmp_path):
        rows = [count("kent", month, n, offence_group="Theft") for n, month in enumerate(MONTHS, 10)]
        rows += [count("kent", month, -1, offence_group="Drugs") for month in MONTHS]
        rows += [count("kent", "2018-10", 100, kind="incident", offence_group="Anti-social behaviour")]
        rows += [count("kent", "2018-10", 50, place="other force", recorded_by="surrey")]
        keep(tmp_path, recorded(*rows))
        return tmp_path

    def test_gives_the_table_of_an_area_up_to_a_quarter(self, data):
        read = tables.read_recorded(data, "kent", QUARTER)
        assert list(read.columns) == ["series", *SCHEMA.names]
        assert set(read["series"]) == {"police-uk"}
        assert int(read["crimes"].sum()) == 100 + 33 - 3
        kinds = read.dtypes.astype("str").to_dict()
        assert kinds["crimes"] == "Int64"
        assert kinds["period_start"] == kinds["period_end"] == "datetime64[us]"
        assert {kinds[name] for name in ("series", "area", "offence_code", "source")} == {"str"}

    def test_gives_what_is_kept_apart_only_when_asked(self, data):
        apart = tables.read_recorded(data, "kent", QUARTER, apart=True)
        assert int(apart["crimes"][apart["place"] == "other force"].sum()) == 50

    def test_gives_nothing_of_later_periods_and_the_same_columns(self, data):
        read = tables.read_recorded(data, "kent", "2018-19-Q2")
        assert len(read) == 0
        assert read.dtypes.to_dict() == tables.read_recorded(data, "kent", QUARTER).dtypes.to_dict()

    def test_names_the_series_where_there_are_two(self, data):
        keep(data, recorded(count("kent", QUARTER), series="home-office-csp"))
        with pytest.raises(DataError) as caught:
            tables.read_recorded(data, "kent", QUARTER)
        assert str(caught.value) == (
            "recorded_crime: kent is in more than one series: home-office-csp and police-uk. "
            "They hold the same crimes. Name one in recorded_series.csv (area, series, why)."
        )
        assert len(tables.read_recorded(data, "kent", QUARTER, "home-office-csp")) == 1

    @pytest.mark.parametrize("series", ["police-uk", "home-office-csp"])
    def test_takes_the_series_that_a_table_names_for_the_area(self, data, series):
        keep(data, recorded(count("kent", QUARTER), series="home-office-csp"))
        (data / "recorded_series.csv").write_text(f"area,series,why\nkent,{series},is complete\n")
        assert set(tables.read_recorded(data, "kent", QUARTER)["series"]) == {series}

    def test_names_the_nearest_series(self, data):
        with pytest.raises(DataError, match=r"kent has no rows in polis-uk\. Did you mean police-uk\?"):
            tables.read_recorded(data, "kent", QUARTER, "polis-uk")

    def test_falls_back_on_the_table_of_figures(self):
        read = tables.read_recorded("data", "peterborough", "2011-12-Q3")
        assert set(read["series"]) == {"crimes.csv"}
        assert int(read["crimes"].sum()) == 13850

    def test_says_where_rows_come_from(self, data):
        read = tables.read_recorded_sources(data, "kent", QUARTER)
        assert read.to_dict("index") == {SHA["a"]: {"name": "a.csv", "title": "Made-up counts a"}}

    def test_crimes_of_a_quarter_are_those_of_the_area_without_incidents(self, data):
        read = tables.read_crimes(data, "kent", QUARTER)
        assert read.set_index("offence_group")["crimes"].to_dict() == {"Drugs": -3, "Theft": 33}
        assert set(read["counting"]) == {"net of corrections"}
        assert set(read["source"]) == {"Made-up counts a"}
        assert (
            read.dtypes.to_dict() == tables.read_crimes("data", "peterborough", "2011-12-Q3").dtypes.to_dict()
        )

    def test_crimes_by_month_are_those_of_whole_months(self, data):
        keep(data, recorded(count("kent", "2018-09", crimes=None, state="suppressed", **B)))
        series = tables.read_crimes_by_month(data, "kent", QUARTER)
        assert {str(month): crimes for month, crimes in series.items()} == dict(
            zip(MONTHS, (9, 10, 11), strict=True)
        )


def county(*rows):
    """Give counts of a series whose reader says itself what is partial."""
    return recorded(*rows, series="county")


class TestAnIncompleteQuarter:
    @pytest.mark.parametrize(
        ("rows", "states"),
        [
            ([count(month="2018-10"), count(month="2018-12")], ["complete", "missing", "complete"]),
            ([], ["missing"] * 3),
            (
                [count(month="2018-10"), count(month="2018-11", supply="partial"), count(month="2018-12")],
                ["complete", "partial", "complete"],
            ),
            (
                [
                    *(count(month=month) for month in MONTHS),
                    count(offence_group="x", state="suppressed", crimes=None),
                ],
                ["partial", "complete", "complete"],
            ),
            (
                [
                    *(count(month=month) for month in MONTHS[1:]),
                    count(month="2018-10", state="missing", crimes=None),
                ],
                ["missing", "complete", "complete"],
            ),
            (
                [*(count(month=month) for month in MONTHS[:2]), count(month="2018-12", place="other force")],
                ["complete", "complete", "missing"],
            ),
            (
                [*(count(month=month) for month in MONTHS[:2]), count(month="2018-12", kind="incident")],
                ["complete", "complete", "missing"],
            ),
            ([count(month=QUARTER, state="suppressed", crimes=None)], ["missing"] * 3),
        ],
    )
    def test_never_passes_for_a_whole_one(self, tmp_path, rows, states):
        keep(tmp_path, county(count(month="2018-09"), *rows))
        supply = tables.supply_of(tmp_path, "kent", QUARTER)
        assert supply["month"].tolist() == list(MONTHS)
        assert supply["state"].tolist() == states
        assert len(tables.read_crimes(tmp_path, "kent", QUARTER)) == 0

    def test_is_named_with_its_months_where_nothing_is_priced(self, tmp_path):
        keep(tmp_path, county(*(count(month=month) for month in MONTHS[:2])))
        none = Sentence(style="missing", sentences=["No counts."])
        said = show.or_in_part(none, tables.supply_of(tmp_path, "kent", QUARTER)).sentences
        assert said[0] == (
            "Recorded crime: October 2018 was supplied, November 2018 was supplied, December 2018 was not supplied."
        )
        assert "part of a quarter is not priced" in said[1]
        assert show.or_in_part(none, tables.supply_of(tmp_path, "surrey", QUARTER)) == none

    def test_may_be_shown_with_a_label_where_it_is_likely_to_be_partial(self, tmp_path):
        keep(tmp_path, county(*(count(month=month, supply="partial") for month in MONTHS)))
        assert len(tables.read_crimes(tmp_path, "kent", QUARTER)) == 0
        assert int(tables.read_crimes(tmp_path, "kent", QUARTER, partial=True)["crimes"].sum()) == 3

    def test_a_month_that_is_missing_cannot_be_shown_at_all(self, tmp_path):
        keep(tmp_path, county(count(month="2018-10")))
        assert len(tables.read_crimes(tmp_path, "kent", QUARTER, partial=True)) == 0

    def test_a_quarter_in_one_row_is_whole(self, tmp_path):
        keep(tmp_path, county(count(month=QUARTER, crimes=8)))
        assert tables.supply_of(tmp_path, "kent", QUARTER)["state"].tolist() == ["complete"] * 3
        assert int(tables.read_crimes(tmp_path, "kent", QUARTER)["crimes"].sum()) == 8

    def test_an_offence_that_was_not_counted_makes_nothing_incomplete(self, tmp_path):
        rows = [count(month=month) for month in MONTHS]
        rows += [count(month="2018-10", offence_group="x", state="not in series", crimes=None)]
        keep(tmp_path, county(*rows))
        assert tables.supply_of(tmp_path, "kent", QUARTER)["state"].tolist() == ["complete"] * 3
        assert tables.read_crimes(tmp_path, "kent", QUARTER)["offence_group"].tolist() == ["Theft"]

    def test_months_and_quarters_of_one_series_are_refused_by_the_import_and_by_the_report(
        self, tmp_path, monkeypatch
    ):
        rows = [*(count(month=month) for month in MONTHS), count(month=QUARTER)]
        with pytest.raises(DataError) as caught:
            keep(tmp_path, county(*rows))
        assert str(caught.value) == (
            "county: kent would have counts of 2018-10 and of 2018-19-Q3, which hold the same crimes. Bring in "
            "months, quarters or years, not two of them, or give the mapping file another series."
        )
        monkeypatch.setattr(keeping, "overlapping", lambda *_: [])  # as a store of an older release may be
        keep(tmp_path, county(*rows))
        with pytest.raises(DataError) as caught:
            tables.read_crimes(tmp_path, "kent", QUARTER)
        assert str(caught.value) == (
            "recorded_crime/county: kent has periods that overlap in 2018-19-Q3. "
            "Bring in months or quarters, not both."
        )


def test_a_run_copies_its_areas_and_what_is_of_none(tmp_path):
    of_none = count(area="", area_name="", area_code="", place="no location", crimes=7)
    keep(tmp_path, county(count(), count(area="surrey"), of_none))
    whole = tmp_path / store.STORE / "county"
    copied = [
        path.name for path in sorted(whole.iterdir()) if tables.is_read(tmp_path, path, frozenset({"kent"}))
    ]
    assert [name for name in copied if "." not in name] == [store.APART, "area=kent"]


# As Kent handed them in, data.police.uk (Open Government Licence v3.0).
CRIMES = {"2018-10": 19396, "2018-11": 13818, "2018-12": 8438, "2019-01": 17792}
SOURCES = dict(zip(CRIMES, "abcd", strict=True))


class TestAPartialSupply:
    def of_kent(self, *months):
        rows = [count("kent", month, CRIMES[month], source=SHA[SOURCES[month]]) for month in months]
        steady = [{**row, "crimes": 4500, "kind": "incident"} for row in rows]
        return recorded(*rows, *steady)

    def states(self, data):
        return tables.supply_of(data, "kent", QUARTER)["state"].tolist()

    def test_is_found_with_months_that_came_one_by_one(self, tmp_path):
        for month in CRIMES:
            keep(tmp_path / "one", self.of_kent(month))
        keep(tmp_path / "all", self.of_kent(*CRIMES))
        assert contents(tmp_path / "one") == contents(tmp_path / "all")
        assert self.states(tmp_path / "one") == ["complete", "partial", "partial"]
        assert len(tables.read_crimes(tmp_path / "one", "kent", QUARTER)) == 0
        assert [
            str(month) for month in tables.read_crimes_by_month(tmp_path / "one", "kent", "2018-19-Q4").index
        ] == [
            "2018-10",
            "2019-01",
        ]

    def test_is_judged_anew_when_more_months_come(self, tmp_path):
        keep(tmp_path, self.of_kent("2018-10", "2018-11"))
        assert self.states(tmp_path) == ["complete", "complete", "missing"]
        keep(tmp_path, self.of_kent("2018-12", "2019-01"))
        assert self.states(tmp_path) == ["complete", "partial", "partial"]

    def test_what_the_reader_saw_in_its_own_files_is_not_kept(self, tmp_path):
        rows = self.of_kent("2018-10")
        marked = [row | {"supply": "partial"} for row in rows.table.to_pylist()]
        keep(tmp_path / "marked", recorded(*marked))
        keep(tmp_path / "plain", rows)
        assert contents(tmp_path / "marked") == contents(tmp_path / "plain")

    def test_is_told_to_the_report_that_it_concerns(self, tmp_path):
        shutil.copytree("params", tmp_path / "params")
        keep(tmp_path / "data", self.of_kent(*CRIMES))
        folders = tables.read_folders(tmp_path / "data", tmp_path / "params")
        own = tmp_path / "given" / "data"
        own.mkdir(parents=True)
        (own / "recorded_crime.parquet").write_bytes(
            tables.given(folders, "kent", QUARTER)["data/recorded_crime.parquet"]
        )
        assert self.states(own) == ["complete", "partial", "partial"]

    def test_goes_when_its_file_is_replaced(self, tmp_path):
        keep(tmp_path, self.of_kent(*CRIMES)._replace(files=tuple(source(n, n) for n in "abcd")))
        new = [count("kent", month, 18000, source=SHA[n]) for n, month in zip("ef", MONTHS[1:], strict=True)]
        steady = [{**row, "crimes": 4500, "kind": "incident"} for row in new]
        keep(tmp_path, recorded(*new, *steady, files=[source("e", "b"), source("f", "c")]), replace=True)
        assert self.states(tmp_path) == ["complete"] * 3

    @pytest.mark.parametrize("text", [None, "", "3", '["kent"]'])
    def test_that_cannot_be_read_is_told_and_never_passed_over(self, tmp_path, text):
        keep(tmp_path, self.of_kent(*CRIMES))
        path = tmp_path / "recorded_crime" / "police-uk" / "partial.json"
        path.unlink() if text is None else path.write_text(text)
        message = "recorded_crime/police-uk/partial.json: cannot be read. Import "
        assert any(problem.startswith(message) for problem in check_store(tmp_path))
        with pytest.raises(DataError, match=message):
            tables.read_crimes(tmp_path, "kent", QUARTER)


class TestTheStoreAndTheTableOfFigures:
    @pytest.fixture
    def data(self, tmp_path):
        shutil.copytree(
            "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.parquet", "recorded_crime")
        )
        months = ("2011-10", "2011-11", "2011-12")
        keep(tmp_path / "data", recorded(*(count("peterborough", month, 5) for month in months)))
        return tmp_path / "data"

    def test_both_with_rows_of_a_quarter_are_refused(self, data):
        with pytest.raises(DataError) as caught:
            tables.read_crimes(data, "peterborough", "2011-12-Q3")
        assert str(caught.value) == (
            "crimes.csv: peterborough has rows of 2011-12-Q3 here and in recorded_crime, and nobody can say which "
            "are meant. Take one of the two away, or name one in recorded_series.csv: "
            "crimes.csv, or that of recorded_crime."
        )

    def test_one_of_them_can_be_chosen(self, data):
        of_store = tables.read_crimes(data, "peterborough", "2011-12-Q3", "police-uk")
        of_table = tables.read_crimes(data, "peterborough", "2011-12-Q3", "crimes.csv")
        assert (int(of_store["crimes"].sum()), int(of_table["crimes"].sum())) == (15, 13850)

    def test_other_areas_are_as_they_were(self, data):
        ours, before = (tables.read_crimes(each, "cleveland", "2017-18-Q1") for each in (data, "data"))
        pd.testing.assert_frame_equal(ours, before)


class TestWhatAReportIsGiven:
    QUARTER_ENDED = "2018-19-Q3"

    @pytest.fixture
    def folder(self, tmp_path):
        shutil.copytree("params", tmp_path / "params")
        months = (*MONTHS, "2019-01")
        rows = [count(area, month, 5) for area in ("haringey", "kent", "surrey") for month in months]
        keep(
            tmp_path / "data",
            recorded(*rows, count("haringey", MONTHS[0], place="railway", recorded_by="btp")),
        )
        (tmp_path / "params" / "peers.csv").write_text("area,peer,source\nharingey,kent,Made up\n")
        return tmp_path

    def given(self, folder, area="haringey", quarter=QUARTER):
        files = tables.given(tables.read_folders(folder / "data", folder / "params"), area, quarter)
        return {name: content for name, content in files.items() if name.startswith("data/")}

    def unpacked(self, folder, files):
        for name, content in files.items():
            path = folder / "given" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return folder / "given" / "data"

    def test_are_the_rows_of_its_area_and_of_its_peers(self, folder):
        files = self.given(folder)
        assert list(files) == ["data/recorded_crime.parquet"]
        own = self.unpacked(folder, files)
        for area in ("haringey", "kent"):
            for apart in (False, True):
                ours = tables.read_recorded(own, area, QUARTER, apart=apart)
                whole = tables.read_recorded(folder / "data", area, QUARTER, apart=apart)
                pd.testing.assert_frame_equal(ours, whole)
            pd.testing.assert_frame_equal(
                tables.read_recorded_sources(own, area, QUARTER),
                tables.read_recorded_sources(folder / "data", area, QUARTER),
            )
            pd.testing.assert_frame_equal(
                tables.read_crimes(own, area, QUARTER), tables.read_crimes(folder / "data", area, QUARTER)
            )
        assert len(tables.read_recorded(own, "surrey", QUARTER)) == 0

    def test_hold_nothing_later_than_the_quarter(self, folder):
        assert self.given(folder, quarter="2018-19-Q2") == {}
        own = self.unpacked(folder, self.given(folder))
        assert tables.read_recorded(own, "haringey", "2020-21-Q1")["period_end"].max() < pd.Timestamp(
            "2019-01-01"
        )

    def test_do_not_change_with_another_area_a_later_month_or_a_new_file_of_them(self, folder):
        before = self.given(folder)
        keep(folder / "data", recorded(count("dorset", **B), count("haringey", "2019-02", **B)))
        assert self.given(folder) == before

    def test_change_with_a_row_of_the_area_or_of_a_peer(self, folder):
        before = self.given(folder)
        keep(folder / "data", recorded(count("kent", "2018-11", **B)))
        after = self.given(folder)
        assert after != before
        keep(folder / "data", recorded(count("haringey", "2018-11", source=SHA["c"])))
        assert self.given(folder) != after

    def test_are_nothing_where_the_area_is_not_in_the_store(self, folder):
        assert self.given(folder, "stockton-on-tees") == {}

    def test_do_not_hold_the_names_that_only_an_import_needs(self, folder):
        files = tables.given(tables.read_folders(folder / "data", folder / "params"), "haringey", QUARTER)
        assert [name for name in files if "names/" in name] == []


CELL = """
from iomlib import tables

crimes = tables.read_crimes(data, area, quarter)
state(f"{int(crimes['crimes'].sum())} crimes in {area}.")
"""


class TestARun:
    @pytest.fixture
    def folder(self, tmp_path):
        project(tmp_path, small=[STATE, CELL])
        months = [count(area, month, 7) for area in ("haringey", "peterborough", "kent") for month in MONTHS]
        keep(tmp_path / "data", recorded(*months))
        return tmp_path

    def run(self, folder, *more):
        asked = run_file(folder, quarters=[QUARTER])
        return iom("run", asked, "--format", "html", "--output", folder / "outputs", *more)

    def test_makes_reports_from_the_store_and_again_only_what_changed(self, folder):
        done = self.run(folder)
        assert done.returncode == 0, done.stderr
        page = (folder / "outputs" / QUARTER / "haringey" / "small.html").read_text("utf-8")
        assert "21 crimes in haringey." in page
        keep(folder / "data", recorded(count("dorset", **B), count("kent", "2018-12", **B)))
        assert "0 of 2 would be made." in self.run(folder, "--explain").stdout
        keep(folder / "data", recorded(count("peterborough", "2018-12", 1, source=SHA["c"])))
        done = self.run(folder)
        assert done.returncode == 0, done.stderr
        assert "1 was up to date" in done.stdout
        page = (folder / "outputs" / QUARTER / "peterborough" / "small.html").read_text("utf-8")
        assert "22 crimes in peterborough." in page

    def test_reads_the_areas_that_it_is_of_and_no_others(self, folder):
        damaged = folder / "data/recorded_crime/police-uk/area=kent/2018-19.parquet"
        damaged.write_bytes(b"")
        assert self.run(folder).returncode == 0
        done = iom("check", run_file(folder, quarters=[QUARTER]))
        assert done.returncode == 3
        assert done.stderr.strip() == (
            "recorded_crime/police-uk/area=kent/2018-19.parquet: cannot be read as Parquet. Import its files anew."
        )


def test_the_example_data_have_no_store_but_of_a_made_up_county():
    areas = {path.name for path in (ROOT / "data").glob("recorded_crime/*/area=*")}
    assert {name for name in areas if not name.startswith("area=simulated-")} == set()
    assert store.series_in(ROOT / "data") in ([], ["police-uk"])
