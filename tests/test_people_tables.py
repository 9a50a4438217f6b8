"""Tables of people: what they may hold, what is said when they hold something else, and who is given whom."""

import io
import json
import shutil
from datetime import date, datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from frame import PARAMETERS, STATE, iom, project, run_file, write_notebook
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from iomlib import tables
from iomlib.build.fresh import Inputs
from iomlib.build.guard import OUTSIDE
from iomlib.build.plan import plan_run
from iomlib.errors import DataError
from iomlib.tables.constants import day, number, texts
from iomlib.tables.contracts_people import HISTORY, PEOPLE, PERSON_TABLES, POOL

TODAY = date(2026, 1, 1)
QUARTER = "2011-12-Q2"  # to 30 September 2011
PEOPLE_CSV = """\
area,person,index_date,index_event,in_records,age,sex
haringey,P1,2011-05-01,release,yes,31,F
haringey,P2,2011-09-30,caution,yes,22.5,M
haringey,P3,,,no,,M
haringey,P4,2011-10-01,release,yes,44,F
peterborough,Q1,2011-05-02,release,yes,50,M
"""
POOL_CSV = """\
person,index_date,index_event,age,sex
C1,2011-05-03,release,33,F
C2,2011-12-01,release,41,M
"""
EVENTS_CSV = """\
person,event,start,end,proven,severity,custodial
P1,offence,2011-06-01,,2011-08-01,2,no
P1,custody,2011-07-01,2011-07-09,,,
P4,offence,2010-06-01,,2010-08-01,1,yes
C1,offence,2011-10-01,,,3,
C1,offence,2011-09-30,,2012-01-01,3,yes
C2,offence,2011-01-01,,2011-02-01,,
Q1,custody,2011-06-01,,,,
"""
PROTOCOLS = """\
area,comparison,design,outcome_word,followup_months,court_months,cohort_months,covariates,exact,ratio,caliper,data_is,dated,note,source
haringey,The scheme and others,matched,proven reoffence,12,6,12,age; sex,index_event,2,0.2,simulated,2020-01-01,,made up
"""


@pytest.fixture
def folder(tmp_path):
    return written(tmp_path)


def written(place, people=PEOPLE_CSV, pool=POOL_CSV, events=EVENTS_CSV):
    """Write the three tables into a folder; one that is None is left out."""
    for name, content in (("people", people), ("control_pool", pool), ("events", events)):
        if content is not None:
            raw = content if isinstance(content, bytes) else content.encode()
            (place / f"{name}.csv").write_bytes(raw)
    return place


def problems(folder, params=None):
    return tables.check_folder(folder, params, today=TODAY)


def with_people(place, old, new, **others):
    assert old in PEOPLE_CSV
    return problems(written(place, PEOPLE_CSV.replace(old, new), **others))


def with_pool(place, old, new):
    assert old in POOL_CSV
    return problems(written(place, pool=POOL_CSV.replace(old, new)))


def with_events(place, old, new):
    assert old in EVENTS_CSV
    return problems(written(place, events=EVENTS_CSV.replace(old, new)))


def parquet(place, name, content):
    """Write one of the tables as Parquet, as pandas does."""
    table = pd.read_csv(io.StringIO(content), dtype={"person": "str"})
    table.to_parquet(place / f"{name}.parquet", index=False)
    return place


class TestAGoodTable:
    def test_is_let_pass(self, folder):
        assert problems(folder) == []

    @pytest.mark.parametrize(
        "change",
        [
            lambda raw: b"\xef\xbb\xbf" + raw,
            lambda raw: raw.replace(b"\n", b"\r\n"),
            lambda raw: raw.replace(b"\n", b"\n\n"),
            lambda raw: b"\n,,,,,,\n" + raw,
            lambda raw: raw.replace(b",", b" , "),
            lambda raw: raw.replace(b"haringey", b'"haringey"'),
            lambda raw: raw.removesuffix(b"\n"),
            lambda raw: raw + b",,,,,,\n   \n",
        ],
        ids=[
            "mark",
            "line ends",
            "blank rows",
            "blank above",
            "spaces",
            "quotes",
            "no last line",
            "blank below",
        ],
    )
    def test_may_be_written_in_another_way(self, tmp_path, change):
        raw = change(PEOPLE_CSV.encode())
        folder = written(tmp_path, raw, None, None)
        assert problems(folder) == []
        plain = written(tmp_path / "plain" if (tmp_path / "plain").mkdir() is None else None)
        pd.testing.assert_frame_equal(
            tables.read_people(folder, "haringey", QUARTER), tables.read_people(plain, "haringey", QUARTER)
        )

    def test_may_be_a_header_alone(self, tmp_path):
        for end in ("", "\n", "\r\n\r\n"):
            header = PEOPLE_CSV.splitlines()[0] + end
            assert problems(written(tmp_path, header, None, None)) == []
            assert len(tables.read_people(tmp_path, "haringey", QUARTER)) == 0

    def test_may_be_parquet(self, tmp_path, folder):
        other = tmp_path / "parquet"
        other.mkdir()
        for name, content in (("people", PEOPLE_CSV), ("control_pool", POOL_CSV), ("events", EVENTS_CSV)):
            parquet(other, name, content)
        assert problems(other) == []
        for read in (tables.read_people, tables.read_control_pool, tables.read_events):
            ours, theirs = (read(place, "haringey", QUARTER) for place in (folder, other))
            pd.testing.assert_frame_equal(ours, theirs)

    def test_may_be_parquet_with_types_of_its_own(self, folder):
        (folder / "people.csv").unlink()
        table = pd.read_csv(io.StringIO(PEOPLE_CSV))
        table["index_date"] = pd.to_datetime(table["index_date"])
        table["in_records"] = table["in_records"] == "yes"
        table["sex"] = table["sex"].astype("category")
        table.to_parquet(folder / "people.parquet", index=False)
        assert problems(folder) == []
        read = tables.read_people(folder, "haringey", QUARTER)
        assert read["in_records"].tolist() == [True, True, False]
        assert read["sex"].tolist() == ["F", "M", "M"]

    def test_may_give_the_events_of_the_pool_in_a_file_of_their_own(self, folder):
        header, *rows = EVENTS_CSV.splitlines(keepends=True)
        together = tables.read_events(folder, "haringey", QUARTER)
        (folder / "events.csv").write_text(header + "".join(row for row in rows if row[0] != "C"))
        (folder / "control_events.csv").write_text(header + "".join(row for row in rows if row[0] == "C"))
        assert problems(folder) == []
        pd.testing.assert_frame_equal(tables.read_events(folder, "haringey", QUARTER), together)

    def test_may_have_no_pool_and_no_events(self, tmp_path):
        assert problems(written(tmp_path, pool=None, events=None)) == []


PERSON = "Give each person an id, the same in every table."
DATE = "Dates are written 2011-09-30 and are not in the future."
MIXED = "Write numbers in all rows, or words in all; leave a missing value blank."
AGE = "Ages are years, 0 to 110; a band of ages needs another name."
WRONG_PEOPLE = {
    "a date the British way": (
        "2011-05-01",
        "01/05/2011",
        "row 2, column index_date: is a date written in another way. Write it like 2011-09-30.",
    ),
    "a date with a time": (
        "2011-05-01",
        "2011-05-01 00:00:00",
        f"row 2, column index_date: has a time of day. {DATE}",
    ),
    "no date": ("2011-05-01", "May", f"row 2, column index_date: is not a date. {DATE}"),
    "a day that is none": (
        "2011-09-30",
        "2011-09-31",
        f"row 3, column index_date: is no day of the calendar. {DATE}",
    ),
    "a date to come": (
        "2011-09-30",
        "2026-01-02",
        "row 3, column index_date: is in the future. Tables hold what has happened.",
    ),
    "a date long ago": ("2011-09-30", "0011-09-30", f"row 3, column index_date: is before 1900. {DATE}"),
    "no person": (
        "haringey,P1",
        "haringey,",
        f"row 2, column person: blank, where an id is needed. {PERSON}",
    ),
    "a person twice": (
        "haringey,P2",
        "haringey,P1",
        "row 3, column person: has the same person as row 2. Keep one row for each person.",
    ),
    "a person in two areas": (
        "peterborough,Q1",
        "peterborough,P1",
        "row 6, column person: has the same person as row 2. Keep one row for each person.",
    ),
    "no area": (
        "haringey,P1",
        ",P1",
        "row 2, column area: blank, where an area is needed. Areas are ids of areas.csv.",
    ),
    "another word for yes": (
        "release,yes,31",
        "release,Y,31",
        "row 2, column in_records: is not yes or no. Allowed: yes, no.",
    ),
    "nothing for yes or no": (
        "release,yes,31",
        "release,,31",
        "row 2, column in_records: blank, where yes or no is needed. Allowed: yes, no.",
    ),
    "a negative age": ("31,F", "-31,F", f"row 2, column age: is not an age. {AGE}"),
    "an age that nobody reaches": ("31,F", "111,F", f"row 2, column age: is not an age. {AGE}"),
    "a number with words": (
        "31,F",
        "about 31,F",
        f"row 2, column age: is not a number, as others of the column are. {MIXED}",
    ),
    "a missing value in words": (
        "31,F",
        "NA,F",
        f"row 2, column age: is not a number, as others of the column are. {MIXED}",
    ),
    "a number that is none": (
        "31,F",
        "nan,F",
        f"row 2, column age: is not a number, as others of the column are. {MIXED}",
    ),
    "words with a number": (
        "31,F",
        "31,1",
        f"row 2, column sex: is a number, where others of the column are words. {MIXED}",
    ),
    "an endless number": ("31,F", "1e999,F", "row 2, column age: is too large a number. Mend it."),
    "a cell too many": (
        "31,F",
        "31,F,x",
        "row 2: 8 cells, where the header has 7. Put texts with a comma in double quotes.",
    ),
    "a cell too few": (
        "31,F",
        "31",
        "row 2: 6 cells, where the header has 7. Put texts with a comma in double quotes.",
    ),
    "a column misspelt": (
        "index_event,",
        "index_evnt,",
        "row 1, column index_evnt: is not a column of this table. Did you mean index_event?",
    ),
    "a column that is missing": (
        "index_event,in_records",
        "index_event,number_of_sentences",
        "row 1, column in_records: is missing. Add the column. Allowed: yes, no.",
    ),
    "a column twice": (
        "age,sex",
        "age,age",
        "row 1, column age: stands there 2 times. Every column has a name of its own.",
    ),
    "a column without a name": (
        "age,sex",
        "age,",
        "row 1: a column has no name. Delete it, or name it as docs/data.md does.",
    ),
    "a name of signs": (
        "age,sex",
        "age,sex (m/f)",
        "row 1, column sex (m/f): cannot be the name of a covariate. "
        "Names are letters, digits and _, and begin with a letter.",
    ),
    "a line in a cell": (
        "release,yes,31,F",
        '"rel\nease",yes,31,F',
        "row 2, column index_event: has more than one line, so quotes do not match. Keep a cell in one line.",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG_PEOPLE.values(), ids=WRONG_PEOPLE)
def test_people_are_refused_for(old, new, said, tmp_path):
    assert with_people(tmp_path, old, new, pool=None, events=None) == [f"people.csv: {said}"]


WRONG_EVENTS = {
    "another event": (
        "P1,offence",
        "P1,arrest",
        "row 2, column event: is not an event. Allowed: offence, custody.",
    ),
    "no event": (
        "P1,offence",
        "P1,",
        "row 2, column event: blank, where an event is needed. Allowed: offence, custody.",
    ),
    "no start": (
        "2011-06-01,,2011-08-01",
        ",,2011-08-01",
        f"row 2, column start: blank, where a date is needed. {DATE}",
    ),
    "an offence proven before it was committed": (
        "2011-06-01,,2011-08-01",
        "2011-06-01,,2011-05-31",
        "row 2, column proven: is before the offence was committed. Mend one of the two dates.",
    ),
    "custody that ends before it begins": (
        "2011-07-09",
        "2011-06-30",
        "row 3, column end: is before the start. Mend one of the two dates.",
    ),
    "another severity": ("2,no", "4,no", "row 2, column severity: is not a severity. Allowed: 1, 2, 3."),
    "another word for custodial": (
        "2,no",
        "2,none",
        "row 2, column custodial: is not yes or no. Allowed: yes, no.",
    ),
    "a stranger": (
        "Q1,custody",
        "X1,custody",
        "row 8, column person: is not in people.csv or control_pool.csv. Add the person there, or leave the event out.",
    ),
    "a column too many": (
        "custodial\n",
        "custodial,place\n",
        None,
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG_EVENTS.values(), ids=WRONG_EVENTS)
def test_events_are_refused_for(old, new, said, tmp_path):
    found = with_events(tmp_path, old, new)
    if said is None:
        assert found[0] == (
            "events.csv: row 1, column place: is not a column of this table. "
            "Delete it, or name it as docs/data.md does."
        )
    else:
        assert found == [f"events.csv: {said}"]


WRONG_POOLS = {
    "no index date": ("2011-05-03", "", f"row 2, column index_date: blank, where a date is needed. {DATE}"),
    "a person of both groups": (
        "C1,",
        "P1,",
        "row 2, column person: is in people.csv too. A person is in one of the two groups only.",
    ),
    "a covariate that the people have not": (
        "age,sex",
        "agee,sex",
        "row 1, column agee: is not a column of people.csv. Did you mean age?",
    ),
    "words for numbers": (
        "33,F\nC2,2011-12-01,release,41,M",
        "33,1\nC2,2011-12-01,release,41,2",
        "row 1, column sex: holds numbers, and words in people.csv. Write it in the same way in both.",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG_POOLS.values(), ids=WRONG_POOLS)
def test_a_pool_is_refused_for(old, new, said, tmp_path):
    events = EVENTS_CSV if "C1" in new or "C1" not in old else EVENTS_CSV.replace("C1,", "P1,")
    found = problems(written(tmp_path, pool=POOL_CSV.replace(old, new), events=events))
    assert found == [f"control_pool.csv: {said}"]


class TestAFile:
    @pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b",,,\n,,,\n"])
    def test_that_is_empty_is_named(self, tmp_path, content):
        words = "people.csv: is empty. Remove the file if the table is not supplied."
        assert problems(written(tmp_path, content, None, None)) == [words]

    def test_that_is_not_utf_8_names_row_and_column(self, tmp_path):
        raw = PEOPLE_CSV.replace("caution", "Café").encode("cp1252")
        words = "people.csv: row 3, column index_event: is not UTF-8 text. Save the file as CSV UTF-8."
        assert problems(written(tmp_path, raw, None, None)) == [words]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (PEOPLE_CSV.encode("utf-16"), "is not UTF-8 text. Save the file as CSV UTF-8."),
            (
                b"PK\x03\x04 a workbook",
                "is an Excel or LibreOffice file, not a CSV file. Save the file as CSV UTF-8.",
            ),
            (
                PEOPLE_CSV.replace(",", ";").encode(),
                "has ; between its cells. Save the file with commas between them.",
            ),
            (
                b"P1,2011-05-01,release\n",
                "row 1: does not hold the names of the columns. "
                "They are: area, person, index_date, index_event, in_records.",
            ),
        ],
        ids=["wide text", "a workbook", "semicolons", "no header"],
    )
    def test_of_another_kind_is_named(self, tmp_path, content, said):
        assert problems(written(tmp_path, content, None, None)) == [f"people.csv: {said}"]

    def test_with_an_open_quote_is_refused(self, tmp_path):
        found = with_people(tmp_path, "caution,yes", '"caution,yes', pool=None, events=None)
        assert found == [
            "people.csv: row 3: 4 cells, where the header has 7. Put texts with a comma in double quotes."
        ]

    def test_beside_another_of_its_name_is_refused(self, folder):
        parquet(folder, "people", PEOPLE_CSV)
        assert problems(folder) == ["people.csv: people.parquet stands beside it. Keep one of the two."]
        with pytest.raises(DataError, match="Keep one of the two"):
            tables.read_people(folder, "haringey", QUARTER)

    @pytest.mark.parametrize("name", ["person.csv", "people.csv.gz", "peple.parquet"])
    def test_of_another_name_is_refused(self, tmp_path, name):
        (tmp_path / name).write_bytes(b"x")
        (said,) = problems(tmp_path)
        assert said.startswith(f"{name}: is not a table of this folder. Did you mean people.")

    @pytest.mark.parametrize("content", [b"", b"PAR1 and no more", b"x" * 99])
    def test_of_parquet_that_is_none_is_refused(self, tmp_path, content):
        (tmp_path / "people.parquet").write_bytes(content)
        empty = "is empty. Remove the file if the table is not supplied."
        broken = "is not a Parquet file that can be read. Write it again, as Parquet or as CSV."
        assert problems(tmp_path) == [f"people.parquet: {broken if content else empty}"]


AS_TEXT = "Write it as text."
WRONG_TYPES = {
    "ids that are numbers": (
        "person",
        [1, 2],
        f"column person: holds int64, where an id is needed. {AS_TEXT}",
    ),
    "dates that are numbers": (
        "index_date",
        [20110501, 1],
        f"column index_date: holds int64, where a date is needed. {AS_TEXT}",
    ),
    "a date with a time": (
        "index_date",
        [datetime(2011, 5, 1), datetime(2011, 5, 1, 9)],
        f"row 2, column index_date: has a time of day. {DATE}",
    ),
    "a date to come": (
        "index_date",
        [date(2011, 5, 1), date(2026, 5, 1)],
        "row 2, column index_date: is in the future. Tables hold what has happened.",
    ),
    "a covariate of truths": (
        "sex",
        [True, False],
        "column sex: holds bool, where numbers or text are needed. Write numbers or text: 1 and 0, or yes and no.",
    ),
    "a covariate of lists": (
        "sex",
        [[1], [2]],
        "column sex: holds list, where numbers or text are needed. "
        "Write numbers or text: 1 and 0, or yes and no.",
    ),
    "a number without end": (
        "age",
        [1.0, float("inf")],
        "row 2, column age: is without end. Leave a missing value blank.",
    ),
    "a negative age": ("age", [1, -1], f"row 2, column age: is not an age. {AGE}"),
}


@pytest.mark.parametrize(("column", "values", "said"), WRONG_TYPES.values(), ids=WRONG_TYPES)
def test_parquet_is_refused_for(column, values, said, tmp_path):
    table = {
        "area": ["haringey"] * 2,
        "person": ["P1", "P2"],
        "index_date": ["2011-05-01", None],
        "index_event": ["release", None],
        "in_records": [True, False],
        "age": [31, 30],
        "sex": ["F", "M"],
    }
    pa.parquet.write_table(pa.table(table | {column: values}), tmp_path / "people.parquet")
    assert problems(tmp_path) == [f"people.parquet: {said}"]


@pytest.mark.parametrize("values", [[1, 4], [1.0, 1.5]], ids=str)
def test_parquet_with_another_severity_is_refused(values, tmp_path):
    people = written(tmp_path, pool=None, events=None)
    table = {"person": ["P1"] * 2, "event": ["offence"] * 2, "start": ["2011-05-01"] * 2, "severity": values}
    blank = {name: [None, None] for name in ("end", "proven", "custodial")}
    pa.parquet.write_table(pa.table(table | blank), people / "events.parquet")
    assert problems(people) == [
        "events.parquet: row 2, column severity: is not a severity. Allowed: 1, 2, 3."
    ]


class TestMessages:
    def test_are_told_all_at_once_in_the_order_of_the_file(self, tmp_path):
        people = (
            PEOPLE_CSV.replace("2011-05-01", "1.5.2011")
            .replace("2011-09-30", "3.9.2011")
            .replace("yes,44", "Y,-4")
        )
        pool = POOL_CSV.replace("2011-05-03", "soon")
        assert problems(written(tmp_path, people, pool, None)) == [
            "people.csv: row 2, column index_date: is a date written in another way. 2 rows like this. "
            "Write it like 2011-09-30.",
            f"people.csv: row 5, column age: is not an age. {AGE}",
            "people.csv: row 5, column in_records: is not yes or no. Allowed: yes, no.",
            f"control_pool.csv: row 2, column index_date: is not a date. {DATE}",
        ]

    def test_count_rows_as_a_spreadsheet_does(self, tmp_path):
        rows = PEOPLE_CSV.splitlines()
        content = "\n".join([rows[0], "", rows[1], ",,,,,,", "one,two", rows[2].replace("2011-09-30", "x")])
        assert problems(written(tmp_path, content, None, None)) == [
            "people.csv: row 5: 2 cells, where the header has 7. Put texts with a comma in double quotes.",
            f"people.csv: row 6, column index_date: is not a date. {DATE}",
        ]

    @settings(max_examples=60)
    @examples(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=5, max_size=30))
    def test_never_hold_a_cell(self, tmp_path_factory, secret):
        # A letter that no message of ours has, so that chance is out of the question.
        secret = f"Ω{secret.replace(chr(34), '')}Ω"
        header, *rows = PEOPLE_CSV.splitlines()
        cells = [row.split(",") for row in rows]
        for place in range(7):
            spoilt = [[*row[:place], f'"{secret}"', *row[place + 1 :]] for row in cells]
            folder = written(
                tmp_path_factory.mktemp("secret"), "\n".join([header, *map(",".join, spoilt)]), None
            )
            said = "\n".join(problems(folder))
            assert "Ω" not in said
            with_area = tables.check_folder(folder, "params", today=TODAY)
            assert "Ω" not in "\n".join(with_area)

    def test_of_an_unknown_area_ask_after_the_nearest(self, tmp_path):
        folder = written(tmp_path, PEOPLE_CSV.replace("peterborough", "peterboro"), None, None)
        words = "people.csv: row 6, column area: is not in areas.csv. Did you mean peterborough?"
        assert problems(folder, "params") == [words]

    def test_of_events_without_any_people_say_so(self, tmp_path):
        (said,) = problems(written(tmp_path, None, None, EVENTS_CSV))
        assert said == (
            "events.csv: row 2, column person: is not in any table of people. 7 rows like this. "
            "Add the person there, or leave the event out."
        )

    def test_refuse_a_date_for_a_covariate(self, tmp_path):
        folder = written(
            tmp_path, PEOPLE_CSV.replace(",F", ",1980-01-02").replace(",M", ",02/01/1980"), None, None
        )
        words = "is a date, which is no covariate. 5 rows like this. Give an age, or a number of days."
        assert problems(folder) == [f"people.csv: row 2, column sex: {words}"]


@settings(max_examples=60)
@examples(st.binary(max_size=300), st.booleans())
def test_no_bytes_bring_the_check_down(tmp_path_factory, content, headed):
    raw = PEOPLE_CSV.splitlines()[0].encode() + b"\n" + content if headed else content
    folder = written(tmp_path_factory.mktemp("bytes"), raw, None, None)
    (folder / "control_pool.parquet").write_bytes(content)
    assert all(isinstance(problem, str) for problem in problems(folder))


def params_of(tmp_path, protocols=PROTOCOLS):
    shutil.copytree("params", tmp_path / "params")
    (tmp_path / "params" / "comparisons.csv").write_text(protocols)
    return tmp_path / "params"


@pytest.fixture
def params(tmp_path):
    return params_of(tmp_path)


@pytest.fixture
def data(tmp_path):
    (tmp_path / "data").mkdir()
    return written(tmp_path / "data")


class TestAProtocol:
    def test_is_read_with_its_names(self, params):
        row = tables.read_comparison(params, "haringey")
        assert (row.design, row.covariates, row.exact) == ("matched", ("age", "sex"), ("index_event",))
        assert (row.ratio, row.caliper, row.dated) == (2, 0.2, date(2020, 1, 1))
        assert tables.read_comparison(params, "peterborough") is None

    def test_may_leave_its_names_blank(self, tmp_path):
        row = tables.read_comparison(
            params_of(tmp_path, PROTOCOLS.replace("age; sex,index_event", ",")), "haringey"
        )
        assert (row.covariates, row.exact) == ((), ())

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (
                "age; sex",
                "age; age",
                "column covariates: age; age is not a list of columns: a name stands there twice. ",
            ),
            ("age; sex", "age, sex", None),
            ("age; sex", "the age", "column covariates: the age is not a list of columns. "),
            (
                "matched",
                "observed",
                "column design: observed is not a design. Allowed: randomised, matched, ",
            ),
            ("2,0.2", ",0.2", "column ratio: does not fit the design matched. A matched design has a ratio"),
            ("2,0.2", ",", "column ratio: does not fit the design matched. A matched design has a ratio"),
            ("matched", "randomised", "column ratio: does not fit the design randomised. "),
            ("2020-01-01", "2090-01-01", "column dated: 2090-01-01 is in the future. "),
            (
                "haringey,The",
                "harringey,The",
                "column area: harringey is not in areas.csv. Did you mean haringey?",
            ),
        ],
    )
    def test_is_refused(self, tmp_path, old, new, said):
        found = tables.check_params(params_of(tmp_path, PROTOCOLS.replace(old, new)), today=TODAY)
        if said:
            assert any(problem.startswith(f"comparisons.csv: row 2, {said}") for problem in found)
        assert found

    def test_names_columns_that_the_people_have(self, tmp_path, data):
        params = params_of(tmp_path, PROTOCOLS.replace("age; sex", "age; sexe"))
        found = "comparisons.csv: column covariates: haringey names sexe, of which {} has no value. Did you mean sex?"
        assert problems(data, params) == [found.format("people.csv"), found.format("control_pool.csv")]

    def test_names_columns_with_a_value_for_its_area(self, params, data):
        people = PEOPLE_CSV.replace(",F\n", ",\n").replace(",22.5,M", ",22.5,").replace(",no,,M", ",no,,")
        (said,) = problems(written(data, people), params)
        assert said.startswith(
            "comparisons.csv: column covariates: haringey names sex, of which people.csv has no value."
        )

    def test_of_an_area_without_people_is_nothing_to_check(self, tmp_path, data):
        params = params_of(
            tmp_path, PROTOCOLS.replace("haringey,The", "cleveland,The").replace("age; sex", "other")
        )
        assert problems(data, params) == []


class TestPublishedComparisons:
    HEADER = (
        "area,comparison,outcome,period_start,period_end,stage,published,people,value,comparison_people,"
        "comparison_value,unit,lower,upper,source,paragraph\n"
    )
    ROW = (
        "haringey,IOM,reoffending rate,2011-01-01,2011-06-30,after,2012-09-30,100,40,500,50.5,percent,"
        "-15,-3.5,A report,1\n"
    )

    def test_are_read_up_to_the_quarter_in_which_they_were_printed(self, tmp_path):
        later = self.ROW.replace("2012-09-30", "2012-10-01")
        (tmp_path / "published_comparisons.csv").write_text(self.HEADER + self.ROW + later)
        assert problems(tmp_path) == []
        read = tables.read_published_comparisons(tmp_path, "haringey", "2012-13-Q2")
        assert read[["value", "comparison_value", "lower", "upper"]].to_numpy().tolist() == [
            [40, 50.5, -15, -3.5]
        ]
        both = tables.read_published_comparisons(tmp_path, "haringey", "2012-13-Q3")
        assert both["published"].dt.day.tolist() == [1, 30]
        folders = tables.read_folders(tmp_path, "params")
        for quarter, count in (("2012-13-Q1", 0), ("2012-13-Q2", 2), ("2012-13-Q3", 3)):
            given = tables.given_rows(folders, "haringey", quarter)
            assert given.get("data/published_comparisons.csv", b"").count(b"\n") == count

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (
                "2011-06-30",
                "2010-06-30",
                "column period_end: the period ends before it starts, on 2011-01-01.",
            ),
            (
                "2012-09-30",
                "2011-06-30",
                "column published: published before the period was over, on 2011-06-30.",
            ),
            (
                "percent",
                "per 100",
                "column unit: per 100 is not the unit of reoffending rate. A rate is in percent",
            ),
            ("50.5", "150.5", "column comparison_value: is more than 100 percent. Percentages are 0 to 100."),
            (
                "-15,-3.5",
                "-15,",
                "column upper: one limit without the other. Give both limits as printed, or none.",
            ),
            ("-15,-3.5", "-3,-15", "column upper: below the lower limit. Mend one of the two."),
            (",40,", ",-40,", "column value: -40 is not a number, 0 or more."),
            ("after", "during", "column stage: during is not a stage. Allowed: before, after."),
        ],
    )
    def test_are_refused_for(self, tmp_path, old, new, said):
        (tmp_path / "published_comparisons.csv").write_text(self.HEADER + self.ROW.replace(old, new))
        assert problems(tmp_path)[0].startswith(f"published_comparisons.csv: row 2, {said}")

    def test_may_leave_out_what_was_not_printed(self, tmp_path):
        row = self.ROW.replace("-15,-3.5", ",").replace(",100,40", ",,40").replace(",500,", ",,")
        (tmp_path / "published_comparisons.csv").write_text(self.HEADER + row)
        assert problems(tmp_path) == []


class TestReading:
    def test_gives_people_the_types_that_notebooks_reckon_with(self, folder):
        people = tables.read_people(folder, "haringey", QUARTER)
        assert people.index.tolist() == ["P1", "P2", "P3"]
        assert people.dtypes.astype(str).to_dict() == {
            "index_date": "datetime64[us]",
            "index_event": "str",
            "in_records": "bool",
            "age": "float64",
            "sex": "str",
        }
        assert people["age"].isna().tolist() == [False, False, True]
        assert people["index_date"].isna().tolist() == [False, False, True]

    def test_gives_the_pool_and_the_events_up_to_the_end_of_the_quarter(self, folder):
        pool = tables.read_control_pool(folder, "haringey", QUARTER)
        assert pool.index.tolist() == ["C1"]
        assert pool.columns.tolist() == ["index_date", "index_event", "age", "sex"]
        events = tables.read_events(folder, "haringey", QUARTER)
        assert events["person"].tolist() == ["C1", "P1", "P1"]
        assert events.dtypes.astype(str).to_dict() == {
            "person": "str",
            "event": "str",
            "start": "datetime64[us]",
            "end": "datetime64[us]",
            "proven": "datetime64[us]",
            "severity": "float64",
            "custodial": "boolean",
        }
        assert events["custodial"].tolist() == [True, pd.NA, False]

    def test_gives_empty_tables_of_the_same_types_where_nothing_was_supplied(self, folder, tmp_path):
        nothing = tmp_path / "nothing"
        nothing.mkdir()
        for read in (tables.read_people, tables.read_control_pool, tables.read_events):
            empty, full = read(nothing, "haringey", QUARTER), read(folder, "haringey", QUARTER)
            assert len(empty) == 0
            assert full.dtypes[empty.columns].equals(empty.dtypes)
            assert empty.index.name == full.index.name
        assert len(tables.read_published_comparisons(nothing, "haringey", QUARTER)) == 0

    def test_gives_nobody_to_an_area_without_people(self, folder):
        assert len(tables.read_control_pool(folder, "cleveland", QUARTER)) == 0
        assert len(tables.read_events(folder, "cleveland", QUARTER)) == 0

    def test_leaves_out_what_is_only_known_of_another_area(self, tmp_path):
        people = PEOPLE_CSV.replace("sex\n", "sex,arm\n").replace("F\n", "F,\n").replace("M\n", "M,\n")
        people = people.replace("50,M,\n", "50,M,B\n")
        folder = written(tmp_path, people, None, None)
        assert "arm" not in tables.read_people(folder, "haringey", QUARTER)
        assert tables.read_people(folder, "peterborough", QUARTER)["arm"].tolist() == ["B"]

    def test_refuses_a_table_with_problems(self, tmp_path):
        folder = written(tmp_path, PEOPLE_CSV.replace("2011-05-01", "soon"), None, None)
        with pytest.raises(DataError, match=r"people\.csv: row 2, column index_date: is not a date\."):
            tables.read_people(folder, "haringey", QUARTER)

    def test_names_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(DataError, match="dta: there is no such folder"):
            tables.read_people(tmp_path / "dta", "haringey", QUARTER)

    def test_does_not_depend_on_the_order_of_rows_or_columns(self, folder, tmp_path):
        turned = tmp_path / "turned"
        turned.mkdir()
        for name in ("people", "control_pool", "events"):
            table = pd.read_csv(folder / f"{name}.csv", dtype=str)
            table.iloc[::-1, ::-1].to_csv(turned / f"{name}.csv", index=False)
        for read in (tables.read_people, tables.read_control_pool, tables.read_events):
            pd.testing.assert_frame_equal(*(read(place, "haringey", QUARTER) for place in (folder, turned)))


def unpack(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def given(data, params, area="haringey", quarter=QUARTER):
    files = tables.given(tables.read_folders(data, params), area, quarter)
    return {name: content for name, content in files.items() if name.startswith("data/")}


class TestAReport:
    @pytest.mark.parametrize("quarter", ["2010-11-Q4", "2011-12-Q1", QUARTER, "2011-12-Q3"])
    def test_reads_the_same_from_its_files_as_from_the_whole_folder(self, data, params, quarter, tmp_path):
        own = unpack(tmp_path / "own", given(data, params, quarter=quarter)) / "data"
        own.mkdir(parents=True, exist_ok=True)
        for read in (tables.read_people, tables.read_control_pool, tables.read_events):
            pd.testing.assert_frame_equal(*(read(place, "haringey", quarter) for place in (own, data)))

    def test_is_given_the_same_again_from_what_it_was_given(self, data, params, tmp_path):
        files = given(data, params)
        assert sorted(files) == [
            "data/control_events.parquet",
            "data/control_pool.parquet",
            "data/events.parquet",
            "data/people.parquet",
        ]
        own = unpack(tmp_path / "own", files) / "data"
        assert problems(own, params) == []
        assert given(own, params) == files

    def test_is_given_the_same_bytes_for_the_same_rows(self, data, params):
        before = given(data, params)
        for name in ("people", "control_pool", "events"):
            table = pd.read_csv(data / f"{name}.csv", dtype=str).iloc[::-1, ::-1]
            table.to_csv(data / f"{name}.csv", index=False, lineterminator="\r\n", encoding="utf-8-sig")
        assert given(data, params) == before
        for name in ("people", "control_pool", "events"):
            pd.read_csv(data / f"{name}.csv", dtype=str).to_parquet(data / f"{name}.parquet")
            (data / f"{name}.csv").unlink()
        # pandas writes a column of the index where there is one that counts; here there is none.
        assert given(data, params) == before

    def test_of_an_area_without_people_or_protocol_is_given_nobody(self, data, params):
        assert given(data, params, "peterborough") == {}
        assert given(data, params, "cleveland") == {}
        (params / "comparisons.csv").unlink()
        assert given(data, params) == {}

    def test_before_anybody_was_on_the_scheme_is_given_nobody(self, data, params):
        written(data, PEOPLE_CSV.replace("haringey,P3,,,no,,M\n", ""))
        assert given(data, params, quarter="2010-11-Q4") == {}

    @pytest.mark.parametrize(
        "change",
        [
            {"people": PEOPLE_CSV + "haringey,P9,2011-12-01,release,yes,20,F\n"},
            {"people": PEOPLE_CSV.replace("Q1,2011-05-02,release,yes,50", "Q1,2011-05-03,caution,no,51")},
            {"people": PEOPLE_CSV + "cleveland,R1,2011-05-01,release,yes,20,F\n"},
            {"pool": POOL_CSV + "C9,2011-10-01,release,20,F\n"},
            {"events": EVENTS_CSV + "P1,offence,2011-10-01,,,,\n"},
            {"events": EVENTS_CSV + "Q1,offence,2011-05-09,,,,\n"},
            {"events": EVENTS_CSV + "C2,offence,2011-05-09,,,,\n"},
        ],
        ids=[
            "a person of a later quarter",
            "a correction of another area",
            "another area",
            "a later one of the pool",
            "a later event",
            "an event of another area",
            "an event of a later one of the pool",
        ],
    )
    def test_is_left_as_it_is_by(self, data, params, change):
        before = given(data, params)
        assert given(written(data, **change), params) == before

    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ({"people": PEOPLE_CSV.replace("31,F", "32,F")}, "people"),
            ({"pool": POOL_CSV.replace("33,F", "34,F")}, "control_pool"),
            ({"events": EVENTS_CSV.replace("P1,offence,2011-06-01", "P1,offence,2011-06-02")}, "events"),
            (
                {"events": EVENTS_CSV.replace("C1,offence,2011-09-30", "C1,offence,2011-09-29")},
                "control_events",
            ),
        ],
    )
    def test_is_changed_by_a_correction_of_its_own_rows(self, data, params, change, name):
        before, after = given(data, params), given(written(data, **change), params)
        assert [each for each in before if before[each] != after[each]] == [f"data/{name}.parquet"]


CELL = """\
from iomlib import tables
people = tables.read_people(data, area, quarter)
pool = tables.read_control_pool(data, area, quarter)
events = tables.read_events(data, area, quarter)
protocol = tables.read_comparison(params, area)
state(f"{len(people)} rows, {len(pool)} rows, {len(events)} rows; {protocol and protocol.design}.")
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A project with people, of which two reports were made."""
    folder = project(tmp_path_factory.mktemp("people"), small=[STATE, CELL])
    written(folder / "data")
    (folder / "params" / "comparisons.csv").write_text(PROTOCOLS)
    path = run_file(folder, quarters=[QUARTER])
    done = iom("run", path, "--jobs", 2, cwd=folder)
    assert (done.returncode, done.stderr.count("published")) == (0, 2), done.stderr
    return folder


def shown(folder, area):
    notebook = json.loads((folder / "outputs" / QUARTER / area / "small.ipynb").read_text("utf-8"))
    return "".join(notebook["cells"][-1]["outputs"][0]["data"]["text/markdown"])


class TestARun:
    def test_gives_people_to_the_report_that_has_a_protocol(self, ran):
        assert r"3 rows\, 1 rows\, 3 rows\; matched\." in shown(ran, "haringey")
        assert r"0 rows\, 0 rows\, 0 rows\; None\." in shown(ran, "peterborough")

    def test_says_what_the_report_was_made_from_and_leaves_no_row_behind(self, ran):
        place = ran / "outputs" / QUARTER / "haringey"
        manifest = json.loads((place / "small.manifest.json").read_text("utf-8"))
        assert {"data/people.parquet", "data/control_events.parquet"} <= set(manifest["sha256"]["inputs"])
        assert not list((ran / "outputs").rglob("*.parquet"))
        assert not list((ran / "outputs").glob(".building*"))

    def test_finds_everything_up_to_date_the_second_time(self, ran):
        done = iom("run", ran / "params" / "reports" / "small.yml", "--explain", cwd=ran)
        assert done.stdout.splitlines()[-1] == "0 of 2 would be made."

    def test_makes_the_report_again_after_a_correction_and_no_other(self, ran, tmp_path):
        folder = tmp_path / "copy"
        shutil.copytree(ran, folder)
        written(folder / "data", pool=POOL_CSV.replace("33,F", "34,F"))
        done = iom("run", folder / "params" / "reports" / "small.yml", "--explain", cwd=folder)
        assert done.stdout.splitlines() == [
            "haringey/2011-12-Q2/small to execute: data/control_pool.parquet changed",
            "peterborough/2011-12-Q2/small up to date",
            "1 of 2 would be made.",
        ]

    def test_puts_the_pool_of_a_quarter_in_its_place_once(self, ran, tmp_path):
        (ran / "params" / "comparisons.csv").write_text(
            PROTOCOLS + PROTOCOLS.splitlines()[1].replace("haringey", "peterborough") + "\n"
        )
        inputs = Inputs(plan_run(ran / "params" / "reports" / "small.yml"), ["html"], tmp_path / "people")
        places = [inputs.people(report) for report in inputs.plan.reports]
        (ran / "params" / "comparisons.csv").write_text(PROTOCOLS)
        assert places[0]["data/control_pool.parquet"] == places[1]["data/control_pool.parquet"]
        assert len(list((tmp_path / "people").iterdir())) == 6

    def test_starts_no_notebook_where_a_table_is_wrong(self, ran, tmp_path):
        folder = tmp_path / "copy"
        shutil.copytree(ran, folder)
        written(folder / "data", pool=POOL_CSV.replace("C1,", "P1,"))
        done = iom("check", folder / "params" / "reports" / "small.yml", cwd=folder)
        assert done.returncode == 3
        assert "control_pool.csv: row 2, column person: is in people.csv too." in done.stderr

    @pytest.mark.parametrize("engine", ["kernel", "local"])
    def test_gives_the_same_bytes_in_a_kernel_and_on_a_cluster(self, ran, tmp_path, engine):
        options = ("--engine", "kernel") if engine == "kernel" else ("--cluster", "local")
        path = ran / "params" / "reports" / "small.yml"
        only = ("--only", f"haringey/{QUARTER}")
        done = iom("run", path, *options, *only, "--output", tmp_path / "outputs", cwd=ran)
        assert done.returncode == 0, done.stderr
        name = f"{QUARTER}/haringey/small.html"
        assert (tmp_path / "outputs" / name).read_bytes() == (ran / "outputs" / name).read_bytes()

    def test_refuses_a_report_that_changes_its_people(self, ran, tmp_path):
        folder = tmp_path / "copy"
        shutil.copytree(ran, folder)
        spoil = "import pyarrow\npyarrow.OSFile(f'{data}/people.parquet', 'wb').close()"
        write_notebook(folder, "small", [STATE, CELL, spoil], PARAMETERS)
        done = iom(
            "run", folder / "params" / "reports" / "small.yml", "--only", f"haringey/{QUARTER}", cwd=folder
        )
        assert done.returncode == 1
        held = said_by("from iomlib.build.landlock import confine\nprint(confine('/', []))") == ["True"]
        afterwards = "data/people.parquet: was changed while the notebook ran."
        assert (f"cell 5 {OUTSIDE}" if held else afterwards) in done.stderr


def test_a_large_table_is_checked_and_cut_without_pandas(tmp_path):
    count = 50_000
    rng = np.random.default_rng(1)
    days = pd.to_datetime("2011-01-01") + pd.to_timedelta(rng.integers(0, 400, count), "D")
    pool = pd.DataFrame(
        {"person": [f"C{n}" for n in range(count)], "index_date": days, "index_event": "release"}
    )
    pool["age"] = rng.integers(18, 80, count)
    pool["sex"] = rng.choice(["F", "M", ""], count)
    data = tmp_path / "data"
    data.mkdir()
    written(data, pool=pool.to_csv(index=False), events=None)
    params = params_of(tmp_path)
    code = (
        "import sys\nfrom iomlib import tables\n"
        f"print(tables.check_folder({str(data)!r}, {str(params)!r}))\n"
        f"files = tables.given(tables.read_folders({str(data)!r}, {str(params)!r}), 'haringey', {QUARTER!r})\n"
        "print(len(files['data/control_pool.parquet']) > 99999, 'pandas' in sys.modules)"
    )
    assert said_by(code) == ["[]", "True False"]
    spoilt = pool.assign(age=-1)
    written(data, pool=spoilt.to_csv(index=False), events=None)
    words = f"control_pool.csv: row 2, column age: is not an age. {count} rows like this. {AGE}"
    assert problems(data) == [words]


def said_by(code):
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_values_for_arrow_are_what_pyarrow_makes_of_them():
    assert day(date(1899, 2, 28)) == pa.scalar(date(1899, 2, 28))
    assert number(-0.5) == pa.scalar(-0.5)
    assert texts(["", "é", "yes"]) == pa.array(["", "é", "yes"])


def test_every_table_of_people_says_when_a_row_begins():
    for contract in PERSON_TABLES:
        assert contract.columns[contract.begins].holds.name == "DAY"
    assert (PEOPLE.free, POOL.free, HISTORY.free) == (True, True, False)


@pytest.mark.parametrize("name", ["surname", "date_of_birth", "pnc_id", "postcode"])
def test_a_column_that_speaks_of_one_person_is_no_covariate(tmp_path, name):
    folder = written(tmp_path, people=PEOPLE_CSV.replace(",sex\n", f",{name}\n", 1), pool=POOL_CSV)
    found = problems(folder)
    assert any(
        text.endswith(
            f"column {name}: looks like personal data. Names, numbers and addresses of people match nobody: "
            "delete the column."
        )
        for text in found
    )


def test_a_row_of_the_pool_may_be_for_one_area_alone(tmp_path):
    pool = (
        POOL_CSV.replace("person,", "area,person,", 1)
        .replace("C1,", "peterborough,C1,")
        .replace("C2,", ",C2,")
    )
    folder = written(tmp_path, pool=pool)
    of = {
        area: list(tables.read_control_pool(folder, area, "2012-13-Q1").index)
        for area in ("haringey", "peterborough")
    }
    assert of == {"haringey": ["C2"], "peterborough": ["C1", "C2"]}
    assert "area" not in tables.read_control_pool(folder, "haringey", "2012-13-Q1")
