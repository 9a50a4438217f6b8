"""`iom import`: what is read, kept apart, dropped and flagged is said; nothing is written by halves."""

import sys
from importlib import import_module

import pytest
from frame import ROOT, iom
from recorded import contents, count, lookup_file, recorded, source
from typer.testing import CliRunner

import iomlib.cli
from iomlib.errors import DataError, ParameterError
from iomlib.tables.recorded import bring as bringing
from iomlib.tables.recorded.bring import KINDS, Asked, Kind, bring
from iomlib.tables.recorded.check_store import check_store
from iomlib.tables.recorded.summary import summary

TINY = Kind("tiny tables", "tiny_reader")
FIRST = "tiny\nHaringey,2018-10,5\nPeterborough UA,2018-10,7\n"
SECOND = "tiny\nHaringey,2018-11,6\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "one.csv").write_text(FIRST, "utf-8")
    (tmp_path / "two.csv").write_text(SECOND, "utf-8")
    return tmp_path


def run(folder, *names, kinds=(TINY,), **more):
    told = []
    asked = Asked([folder / name for name in names], folder / "data", ROOT / "params", **more)
    return bring(asked, told.append, kinds), told


def problems(folder, *names, error=DataError, **more):
    before = contents(folder / "data") if (folder / "data").is_dir() else {}
    with pytest.raises(error) as caught:
        run(folder, *names, **more)
    assert (contents(folder / "data") if before else {}) == before
    return caught.value.problems


def test_says_what_was_read(folder):
    said, told = run(folder, "one.csv", "two.csv")
    assert said == [
        "tiny: 2 files added, 3 rows.",
        "  one.csv: 2 rows. Tiny made-up table, no licence",
        "  two.csv: 1 row. Tiny made-up table, no licence",
        "  each of 2 files: nobody looked at it",
        "  Counted: 18 crimes in 2 areas, 2018-10-01 to 2018-11-30.",
    ]
    assert told == ["2 files: tiny tables", "3 counts into tiny"]
    assert check_store(folder / "data") == []


def test_the_order_of_files_and_imports_is_nothing(folder):
    run(folder, "one.csv", "two.csv")
    whole = contents(folder / "data")
    (folder / "again" / "data").mkdir(parents=True)
    for name in ("two.csv", "one.csv"):
        (folder / "again" / name).write_bytes((folder / name).read_bytes())
        run(folder / "again", name)
    assert contents(folder / "again" / "data") == whole


def test_the_same_file_twice_is_counted_once_and_said(folder):
    (folder / "copies").mkdir()
    (folder / "copies" / "one.csv").write_text(FIRST, "utf-8")
    said, _ = run(folder, "one.csv", "copies/one.csv")
    assert said[0] == "one.csv: was given twice and is counted once."
    assert "  Counted: 12 crimes in 2 areas, 2018-10-01 to 2018-10-31." in said
    before = contents(folder / "data")
    said, _ = run(folder, "one.csv")
    assert said[:2] == ["tiny: 0 files added, 0 rows.", "  one.csv: is there already and is counted once."]
    assert contents(folder / "data") == before


def test_a_copy_under_another_name_is_refused_with_both(folder):
    (folder / "copy.csv").write_text(FIRST, "utf-8")
    (problem,) = problems(folder, "one.csv", "copy.csv")
    assert problem.startswith("copy.csv: has the same content as one.csv.")
    run(folder, "one.csv")
    (problem,) = problems(folder, "copy.csv")
    assert problem.startswith("copy.csv: has the same content as one.csv, which is counted already.")


def test_a_file_that_covers_the_same_is_refused_or_replaces(folder):
    run(folder, "one.csv")
    (folder / "revised.csv").write_text(FIRST.replace("5", "9"), "utf-8")
    (problem,) = problems(folder, "revised.csv")
    assert problem.startswith("revised.csv: covers haringey 2018-10, peterborough 2018-10, as one.csv does")
    said, _ = run(folder, "revised.csv", replace=True)
    assert "  one.csv: was replaced." in said
    assert "  Counted: 16 crimes in 2 areas, 2018-10-01 to 2018-10-31." in said


def test_a_folder_is_looked_through_and_the_rest_of_it_passed_over(folder):
    (folder / "archive" / "2018-10").mkdir(parents=True)
    for name, text in (
        ("one.csv", FIRST),
        ("notes.txt", "words"),
        (".hidden.csv", FIRST),
        ("~$one.csv", "x"),
    ):
        (folder / "archive" / "2018-10" / name).write_text(text, "utf-8")
    said, _ = run(folder, "archive")
    assert said[:2] == [
        "1 other file in the folders given: passed over (notes.txt).",
        "tiny: 1 file added, 2 rows.",
    ]


def test_a_folder_without_any_such_file_is_told(folder):
    (folder / "empty").mkdir()
    assert problems(folder, "empty") == ["There is no file of recorded crime in what was given."]


def test_a_folder_with_other_files_alone_says_what_to_do_with_them(folder):
    (folder / "others").mkdir()
    for name in "abcd":
        (folder / "others" / f"{name}.csv").write_text("words", "utf-8")
    assert problems(folder, "others") == [
        "There is no file of recorded crime in what was given, but 4 files of no known kind (a.csv, b.csv, c.csv, "
        "...). Give one by itself to see what it lacks, or with --mapping. Tables of people are given file by file, "
        "each named as its table (docs/people.md)."
    ]


def test_a_file_of_no_known_kind_is_told(folder):
    (folder / "minutes.txt").write_text("words", "utf-8")
    (problem,) = problems(folder, "minutes.txt", "one.csv")
    assert problem == (
        "minutes.txt: is none of these: tiny tables. For any other table write a mapping file: --mapping."
    )


def test_every_problem_of_every_file_is_told_and_nothing_written(folder):
    (folder / "bad.csv").write_text("tiny\nHaringay,2018-12,1\nNowhere,2018-12,1\n", "utf-8")
    told = problems(folder, "one.csv", "bad.csv")
    assert told[0] == "bad.csv: row 2: unknown area. Did you mean Haringey?"
    assert len(told) == 2


def test_a_lookup_makes_more_areas_known(folder):
    (folder / "devon.csv").write_text("tiny\nNorthern Devon,2018-10,5\n", "utf-8")
    said, _ = run(folder, "devon.csv", lookups=(lookup_file(folder),))
    assert said[-2:] == [
        "  1 area is not in params/areas.csv yet: add those that reports are made for.",
        "    north-devon,North-Devon,community safety partnership,,the lookup of areas",
    ]


def test_a_wrong_lookup_is_told(folder):
    (told,) = problems(folder, "one.csv", lookups=(folder / "one.csv",))
    assert told.startswith("one.csv: has no columns like LAD23CD")


def test_two_kinds_are_two_series(folder):
    other = Kind("other tables", "tiny_other")
    module = type(sys)("tiny_other")
    module.recognises = lambda path: path.suffix == ".other"
    module.read = lambda paths: recorded(count("haringey"), files=[source("a")], series="other")
    module.__spec__ = sys.__spec__
    sys.modules["tiny_other"] = module
    (folder / "x.other").write_text("x")
    try:
        said, _ = run(folder, "one.csv", "x.other", kinds=(other, TINY))
    finally:
        del sys.modules["tiny_other"]
    assert [line for line in said if line[0] != " "] == [
        "tiny: 1 file added, 2 rows.",
        "other: 1 file added, 1 row.",
    ]


class TestAWrongCall:
    def told(self, folder, *names, **more):
        return problems(folder, *names, error=ParameterError, **more)

    def test_of_a_file_that_is_not_there(self, folder):
        assert self.told(folder, "nowhere.csv") == ["nowhere.csv: there is no such file."]

    def test_of_folders_and_options_that_are_not_there(self, folder):
        asked = Asked(
            [folder / "one.csv"], folder / "dta", folder / "data", (folder / "l.csv",), folder / "m.yml"
        )
        with pytest.raises(ParameterError) as caught:
            bring(asked)
        assert caught.value.problems == [
            "--into dta: there is no such folder.",
            "--lookup l.csv: there is no such file.",
            "--mapping m.yml: there is no such file.",
            "--params data: has no areas.csv.",
        ]


class TestTheSummary:
    def said(self, *rows, files=()):
        given = recorded(*rows, files=files)
        return summary(given, keep_in_memory(given), {"kent": "Kent"})

    def test_tells_what_is_kept_apart_without_a_number_below_0_and_partial(self):
        rows = [
            count(crimes=1000),
            count(crimes=-4, offence_group="Drugs"),
            count(crimes=30, kind="incident"),
            count("", crimes=5),
            count("", crimes=6, place="unassigned"),
            count("", crimes=7, place="not a territory"),
            count(crimes=8, place="other force", recorded_by="surrey"),
            count(crimes=9, place="railway", recorded_by="btp"),
            count(month="2018-11", crimes=2, supply="partial"),
            count(month="2018-12", crimes=None, state="suppressed"),
            count(month="2019-01", crimes=None, state="missing"),
            count(month="2019-02", crimes=None, state="not in series"),
        ]
        assert self.said(*rows)[2:] == [
            "  Counted: 998 crimes in 1 area, 2018-10-01 to 2019-02-28.",
            "  Incidents of anti-social behaviour, never counted as crime: 30.",
            "  Kept apart: 8 crimes recorded by another force than the area's own.",
            "  Kept apart: 5 crimes without a place.",
            "  Kept apart: 6 crimes of a force, but of none of its areas.",
            "  Kept apart: 9 crimes recorded by British Transport Police.",
            "  Kept apart: 7 crimes of no police force area.",
            "  Without a number, which is not 0: 1 count missing.",
            "  Without a number, which is not 0: 1 count suppressed in the source.",
            "  Without a number, which is not 0: 1 count of an offence that was not counted in the period.",
            "  Below 0, kept as corrections of earlier periods: 1 count.",
            "  Likely partial, and in no figure of a whole quarter: 1 period of an area.",
        ]

    def test_lists_a_dozen_files_and_counts_the_others(self):
        files = [source(name) for name in "0123456789abcdef"]
        said = self.said(count(), files=files)
        assert said[0] == "police-uk: 16 files added, 16 rows."
        assert said[13] == "  and 4 more."


MAPPING = """\
series: force-extract
title: Recorded crime, made-up extract
source: nobody, in 2018
licence: made up
rows: counts
file: {header: 1}
area: {column: District, find: partnership}
period: {column: Month, format: dd/mm/yyyy, means: month beginning}
offence: {kind: crime, column: Offence, names: {Theft: {group: Theft offences}}}
count: {column: Count}
ignore: []
"""


def keep_in_memory(given):
    from iomlib.tables.recorded.keep import Kept

    return Kept(given.series, given.files, (), ())


class TestTheCommand:
    def test_exits_with_0_and_says_what_was_read(self, folder, monkeypatch):
        monkeypatch.setattr(bringing, "KINDS", (TINY,))
        monkeypatch.setattr(bringing.bring, "__defaults__", (bringing.bring.__defaults__[0], (TINY,)))
        words = [
            "import",
            str(folder / "one.csv"),
            "--into",
            str(folder / "data"),
            "--params",
            str(ROOT / "params"),
        ]
        done = CliRunner().invoke(iomlib.cli.app, words)
        assert done.exit_code == 0
        assert done.stdout.splitlines()[0] == "tiny: 1 file added, 2 rows."
        assert done.stderr.splitlines() == ["1 file: tiny tables", "2 counts into tiny"]

    def test_exits_with_3_for_data_and_2_for_a_wrong_call_without_a_traceback(self, folder):
        data = iom("import", folder / "one.csv", "--into", folder / "data")
        call = iom("import", folder / "nowhere.csv", "--into", folder / "data")
        none = iom("import")
        assert (data.returncode, call.returncode, none.returncode) == (3, 2, 2)
        assert data.stderr.startswith("one.csv: is none of these: ")
        assert call.stderr == "nowhere.csv: there is no such file.\n"
        assert not any("Traceback" in done.stderr for done in (data, call, none))

    def test_prints_a_first_mapping_file_for_a_table_that_nobody_knows(self, folder):
        (folder / "extract.csv").write_text(
            "District,Month,Offence,Count\nHaringey,01/10/2018,Theft,5\n", "utf-8"
        )
        done = iom("import", folder / "extract.csv", "--into", folder / "data")
        assert done.returncode == 3
        assert "--mapping" in done.stderr
        assert done.stdout.startswith("# A start for extract.csv.")
        assert "01/10/2018" not in done.stdout
        (folder / "mine.yml").write_text(done.stdout, "utf-8")
        again = iom(
            "import", folder / "extract.csv", "--mapping", folder / "mine.yml", "--into", folder / "data"
        )
        assert again.returncode == 2
        assert "mine.yml" in again.stderr

    def test_reads_a_table_through_its_mapping_file(self, folder):
        (folder / "extract.csv").write_text(
            "District,Month,Offence,Count\nHaringey,01/10/2018,Theft,5\n", "utf-8"
        )
        (folder / "mine.yml").write_text(MAPPING, "utf-8")
        done = iom(
            "import", folder / "extract.csv", "--mapping", folder / "mine.yml", "--into", folder / "data"
        )
        assert done.returncode == 0, done.stderr
        assert "  Counted: 5 crimes in 1 area, 2018-10-01 to 2018-10-31." in done.stdout.splitlines()
        assert check_store(folder / "data") == []

    def test_repeats_no_word_of_a_file_that_it_does_not_know(self, folder):
        (folder / "people.csv").write_text("name,born\nAnn Other,1980-02-29\n", "utf-8")
        done = iom("import", folder / "people.csv", "--into", folder / "data")
        assert done.returncode == 3
        assert "Ann" not in done.stderr + done.stdout


@pytest.mark.parametrize("kind", [*KINDS, bringing.MAPPED], ids=lambda kind: kind.module)
def test_every_kind_has_a_reader(kind):
    reader = import_module(kind.module)
    assert callable(reader.read)
    assert not reader.recognises(ROOT / "params" / "areas.csv") or kind is bringing.MAPPED
