"""What agencies know of people: what the tables may hold, and what is said when they hold something else."""

import subprocess
import sys
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from records import NAMES, TABLES, as_parquet, changed, written

from iomlib import tables
from iomlib.metrics.evidence import BEGINS
from iomlib.tables.constants import array_of, plain
from iomlib.tables.contracts_records import LINKS, RECORDS

TODAY = date(2026, 1, 1)


def problems(folder, params=None):
    return tables.check_folder(folder, params, today=TODAY)


class TestGoodTables:
    def test_are_let_pass_with_params_and_without(self, tmp_path):
        folder = written(tmp_path)
        assert problems(folder) == []
        assert problems(folder, "params") == []

    def test_may_be_parquet(self, tmp_path):
        assert problems(as_parquet(written(tmp_path)), "params") == []

    @pytest.mark.parametrize("name", [name for name in NAMES if name not in ("nominals", "households")])
    def test_may_be_left_out(self, tmp_path, name):
        assert problems(written(tmp_path, **{name: None}), "params") == []

    def test_may_be_headers_alone(self, tmp_path):
        headers = {name: text.splitlines()[0] for name, text in TABLES.items()}
        assert problems(written(tmp_path, **headers), "params") == []

    def test_may_have_their_columns_in_another_order(self, tmp_path):
        folder = written(tmp_path)
        for name in NAMES:
            table = pd.read_csv(folder / f"{name}.csv", dtype=str)
            table.iloc[::-1, ::-1].to_csv(folder / f"{name}.csv", index=False)
        assert problems(folder, "params") == []

    def test_hold_a_day_to_come_only_where_release_is_due(self, tmp_path):
        later = changed("custody", "2030-01-01", "2199-12-31")
        assert problems(written(tmp_path, custody=later)) == []

    @pytest.mark.parametrize("score", ["0", "-3", "1e3", "0.25"])
    def test_hold_any_number_of_a_tool_that_no_rule_speaks_of(self, tmp_path, score):
        of_other = changed("assessments", "oasys-drugs,12", f"oasys-alcohol,{score}")
        assert problems(written(tmp_path, assessments=of_other)) == []


PERSON = "Give each person an id, the same in every table."
DATE = "Dates are written 2011-09-30 and are not in the future."
ID = "Ids are lower case letters and digits, joined by hyphens."
LOWER = "is not in lower case, or has spaces too many. Write it in lower case, with one space between words."
BOTH_DATES = "Mend one of the two dates."
SHARED = "A spell includes its first and its last day: mend one of the two, or make them one."
SCALES = (
    "Scales: ogrs3-2yr 0 to 100, oasys-drugs 0 to 12, risk-of-harm 1 to 4, risk-review 1, scheme-review 1."
)
WRONG = {
    "another sex": (
        "nominals",
        "male",
        "M",
        "row 2, column sex: is not a sex. Allowed: female, male.",
    ),
    "a birth to come": (
        "nominals",
        "1980-02-29",
        "2080-02-29",
        "row 2, column born: is in the future. Tables hold what has happened.",
    ),
    "a birth on no day": (
        "nominals",
        "1980-02-29",
        "1981-02-29",
        f"row 2, column born: is no day of the calendar. {DATE}",
    ),
    "a nominal without an id": (
        "nominals",
        "P3,,",
        ",,female",
        f"row 4, column person: blank, where an id is needed. {PERSON}",
    ),
    "a nominal twice": (
        "nominals",
        "P3,,",
        "P3,,\nP1,,",
        "row 5, column person: has the same person as row 2. Keep one row for each person.",
    ),
    "a stay that ends before it begins": (
        "residence",
        "2007-01-01,2008-06-30",
        "2007-01-01,2006-12-31",
        f"row 2, column end: is before the start. {BOTH_DATES}",
    ),
    "two stays in one area on one day": (
        "residence",
        "P1,peterborough,2008-07-01",
        "P1,haringey,2008-06-30",
        f"row 3, column start: has a day in common with row 2, of the same person and area. {SHARED}",
    ),
    "a stay without a start": (
        "residence",
        "2007-01-01",
        "",
        f"row 2, column start: blank, where a date is needed. {DATE}",
    ),
    "an arrest for something in capitals": (
        "arrests",
        "other theft",
        "Other Theft",
        f"row 4, column offence: {LOWER}",
    ),
    "an arrest for words too far apart": (
        "arrests",
        "other theft",
        "other  theft",
        f"row 4, column offence: {LOWER}",
    ),
    "an arrest for nothing": (
        "arrests",
        "other theft",
        "",
        "row 4, column offence: blank, where a text in lower case is needed. "
        "Write it in lower case, with one space between words.",
    ),
    "a conviction before the offence": (
        "convictions",
        "2008-06-30,2008-04-01",
        "2008-03-31,2008-04-01",
        f"row 2, column day: is before the offence was committed. {BOTH_DATES}",
    ),
    "another result of a test": (
        "drug_tests",
        "positive",
        "pos",
        "row 2, column result: is not a result. Allowed: positive, negative.",
    ),
    "intelligence that is neither": (
        "intelligence",
        "yes",
        "B2",
        "row 2, column reliable: is not yes or no. Allowed: yes, no.",
    ),
    "a sentence in words": (
        "custody",
        "4.5",
        "life",
        "row 2, column sentence_months: is not a number of months. "
        "Months are a number above 0: digits and a decimal point.",
    ),
    "a sentence of nothing": (
        "custody",
        "4.5",
        "0",
        "row 2, column sentence_months: is not above 0. Leave it blank on remand, or if the sentence is not known.",
    ),
    "a sentence without end": (
        "custody",
        "4.5",
        "1e999",
        "row 2, column sentence_months: is without end. Leave a missing value blank.",
    ),
    "a release that never comes": (
        "custody",
        "2030-01-01",
        "9999-12-31",
        "row 2, column release_due: is after 2199. Leave a day that is not known blank.",
    ),
    "a release before custody": (
        "custody",
        "2030-01-01",
        "2008-05-02",
        f"row 2, column release_due: is before the start. {BOTH_DATES}",
    ),
    "a release on no date": (
        "custody",
        "2030-01-01",
        "soon",
        "row 2, column release_due: is not a date. Dates are written 2011-09-30. This one may lie in the future.",
    ),
    "custody while in custody": (
        "custody",
        "P1,2008-07-10",
        "P1,2008-07-09",
        f"row 3, column start: has a day in common with row 2, of the same person. {SHARED}",
    ),
    "custody after custody that is not over": (
        "custody",
        "2008-07-09,4.5",
        ",4.5",
        f"row 3, column start: has a day in common with row 2, of the same person. {SHARED}",
    ),
    "a list with a name for an id": (
        "enrolments",
        "one-service",
        "One Service",
        f"row 6, column list: is not an id. {ID}",
    ),
    "a list while on the list": (
        "enrolments",
        "2007-03-01",
        "2007-02-28",
        f"row 5, column start: has a day in common with row 4, of the same person, area and list. {SHARED}",
    ),
    "a reason without an end": (
        "enrolments",
        "2008-06-30,moved",
        ",moved",
        "row 2, column reason: says why it ended, where there is no end. "
        "Give the last day, or leave the reason blank.",
    ),
    "a tool with a name for an id": (
        "assessments",
        "oasys-drugs",
        "OASys",
        f"row 2, column tool: is not an id. {ID}",
    ),
    "a score in words": (
        "assessments",
        "85.5",
        "high",
        "row 3, column score: is not a number. Scores are numbers: digits and a decimal point.",
    ),
    "no score": (
        "assessments",
        "85.5",
        "",
        "row 3, column score: blank, where a number is needed. Scores are numbers: digits and a decimal point.",
    ),
    "a score above its scale": (
        "assessments",
        "oasys-drugs,12",
        "oasys-drugs,12.5",
        f"row 2, column score: is not on the scale of its tool. {SCALES}",
    ),
    "a score below its scale": (
        "assessments",
        "risk-review,1",
        "risk-of-harm,0",
        f"row 4, column score: is not on the scale of its tool. {SCALES}",
    ),
    "a household at one time twice": (
        "households",
        "H2,P3,2003-01-02",
        "H2,P3,2002-12-31",
        f"row 5, column start: has a day in common with row 4, of the same household and person. {SHARED}",
    ),
    "a fact with a name for an id": (
        "household_facts",
        "crime-or-asb",
        "Crime or ASB",
        f"row 2, column fact: is not an id. {ID}",
    ),
    "a fact twice": (
        "household_facts",
        "H1,high-cost,2008-07-01",
        "H1,crime-or-asb,2008-02-01",
        "row 3: has the same household, fact and day as row 2. Keep one row for each household, fact and day.",
    ),
    "a fact of no household": (
        "household_facts",
        "H1,crime",
        ",crime",
        "row 2, column household: blank, where an id is needed. Give each an id, the same in every row.",
    ),
    "somebody in a family twice": (
        "families",
        "F1,P2",
        "F1,P1",
        "row 3: has the same family and person as row 2. Keep one row for each family and person.",
    ),
    "a name twice": (
        "identities",
        "P1,,Made-Up,",
        "P1,Ann Other,Made-Up,1980-02-29",
        "row 3: has the same person, forename, surname and born as row 2. "
        "Keep one row for each person, forename, surname and born.",
    ),
    "a name with another heading": (
        "identities",
        "surname",
        "Surname",
        "row 1, column Surname: is not a column of this table. Did you mean surname?",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "said"), WRONG.values(), ids=WRONG)
def test_a_table_is_refused_for(name, old, new, said, tmp_path):
    found = problems(written(tmp_path, **{name: changed(name, old, new)}))
    assert found == [f"{name}.csv: {said}"]


def with_column(name, column):
    header, *rows = TABLES[name].splitlines()
    return "\n".join([f"{header},{column}", *(f"{row},x" for row in rows)])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("column", ["forename", "surname", "date_of_birth", "pnc_id"])
def test_names_and_numbers_of_people_are_refused_in_every_other_table(name, column, tmp_path):
    if name == "identities" and column.endswith("name"):
        assert problems(written(tmp_path)) == []
        return
    assert problems(written(tmp_path, **{name: with_column(name, column)})) == [
        f"{name}.csv: row 1, column {column}: looks like personal data. "
        "Names, numbers and addresses of people are of no use here: delete the column."
    ]


def test_a_further_column_is_no_covariate(tmp_path):
    assert problems(written(tmp_path, nominals=with_column("nominals", "height"))) == [
        "nominals.csv: row 1, column height: is not a column of this table. "
        "Delete it, or name it as docs/data.md does."
    ]


BETWEEN = {
    "an arrest of a stranger": (
        "arrests",
        "P2,peterborough",
        "X9,peterborough",
        "row 6, column person: is not in nominals.csv. Add the person there, or leave the row out.",
    ),
    "a name of a stranger": (
        "identities",
        "P2,",
        "X9,",
        "row 4, column person: is not in nominals.csv. Add the person there, or leave the row out.",
    ),
    "a fact of a household in which nobody is": (
        "household_facts",
        "H2,",
        "H9,",
        "row 4, column household: is not in households.csv. Add the household there, or leave the row out.",
    ),
    "an arrest before birth": (
        "arrests",
        "2008-05-05",
        "1990-06-30",
        f"row 6, column day: is before the day of birth in nominals.csv. {BOTH_DATES}",
    ),
    "an offence before birth": (
        "convictions",
        "2008-06-01,2008-06-01",
        "2008-06-01,1990-06-30",
        f"row 4, column offence_day: is before the day of birth in nominals.csv. {BOTH_DATES}",
    ),
    "custody before birth": (
        "custody",
        "P2,2007-01-01",
        "P2,1990-06-30",
        f"row 4, column start: is before the day of birth in nominals.csv. {BOTH_DATES}",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "said"), BETWEEN.values(), ids=BETWEEN)
def test_tables_are_held_against_each_other_for(name, old, new, said, tmp_path):
    assert problems(written(tmp_path, **{name: changed(name, old, new)})) == [f"{name}.csv: {said}"]


class TestASimulatedPerson:
    """P1 with the id of a made-up person, in areas that are real and in areas that are not."""

    def folder(self, place, haringey, peterborough):
        texts = {name: text.replace("P1", "simulated-1") for name, text in TABLES.items()}
        texts = {name: text.replace("haringey", haringey) for name, text in texts.items()}
        return written(
            place, **{name: text.replace("peterborough", peterborough) for name, text in texts.items()}
        )

    def test_is_refused_in_an_area_that_is_real(self, tmp_path):
        said = (
            "column area: is of a simulated person, and the name of the area does not begin SIMULATED. "
            "{} rows like this. Simulated people have areas of their own."
        )
        assert problems(self.folder(tmp_path, "haringey", "peterborough"), "params") == [
            f"residence.csv: row 2, {said.format(2)}",
            f"arrests.csv: row 2, {said.format(4)}",
            f"enrolments.csv: row 2, {said.format(4)}",
        ]

    def test_is_let_pass_in_areas_whose_names_say_so(self, tmp_path):
        folder = self.folder(tmp_path, "simulated-stockton", "simulated-peterborough")
        assert problems(folder, "params") == []

    def test_is_nothing_to_check_where_no_areas_are_known(self, tmp_path):
        assert problems(self.folder(tmp_path, "haringey", "peterborough")) == []


class TestMessages:
    def test_of_all_tables_are_told_at_once(self, tmp_path):
        folder = written(
            tmp_path,
            nominals=changed("nominals", "female", "F"),
            drug_tests=changed("drug_tests", "positive", "+").replace("2008-05-05", "5.5.2008"),
            custody=changed("custody", "P2,2007-01-01,2007-01-01", "P2,2007-01-01,2006-01-01"),
        )
        assert problems(folder) == [
            "nominals.csv: row 3, column sex: is not a sex. Allowed: female, male.",
            "drug_tests.csv: row 2, column result: is not a result. Allowed: positive, negative.",
            "drug_tests.csv: row 3, column day: is a date written in another way. Write it like 2011-09-30.",
            f"custody.csv: row 4, column end: is before the start. {BOTH_DATES}",
        ]

    @pytest.mark.parametrize("person", ["Some Body", "P1\u200b", "P\u00a01"])
    def test_refuse_an_id_that_may_be_a_name_or_only_looks_like_another(self, person, tmp_path):
        texts = {name: text.replace("P1", person) for name, text in TABLES.items()}
        (problem,) = problems(written(tmp_path, **texts))
        assert problem == (
            "nominals.csv: row 2, column person: has a space, or a sign that cannot be seen. An id is one word, and "
            "never a name."
        )

    def test_say_once_that_there_are_no_nominals(self, tmp_path):
        kept = dict.fromkeys(NAMES) | {name: TABLES[name] for name in ("arrests", "custody", "families")}
        assert problems(written(tmp_path, **kept)) == [
            "nominals.csv: is not there, and arrests.csv, custody.csv and families.csv have people. "
            "Supply it, with every person."
        ]
        assert problems(written(tmp_path, **kept | {"custody": None, "families": None})) == [
            "nominals.csv: is not there, and arrests.csv has people. Supply it, with every person."
        ]

    def test_say_that_there_are_no_households_for_the_facts(self, tmp_path):
        assert problems(written(tmp_path, households=None)) == [
            "households.csv: is not there, and household_facts.csv has households. Supply it, with every household."
        ]

    def test_hold_nothing_against_nominals_that_break_their_own_contract(self, tmp_path):
        folder = written(tmp_path, nominals=changed("nominals", "P1", ""))
        assert problems(folder) == [
            f"nominals.csv: row 2, column person: blank, where an id is needed. {PERSON}"
        ]

    def test_count_the_rows_that_are_alike(self, tmp_path):
        strange = TABLES["arrests"].replace("P1", "X9")
        assert problems(written(tmp_path, arrests=strange)) == [
            "arrests.csv: row 2, column person: is not in nominals.csv. 4 rows like this. "
            "Add the person there, or leave the row out."
        ]

    def test_of_an_area_that_is_not_known_ask_after_the_nearest(self, tmp_path):
        wrong = changed("arrests", "peterborough", "peterboro")
        assert problems(written(tmp_path, arrests=wrong), "params") == [
            "arrests.csv: row 4, column area: is not in areas.csv. Did you mean peterborough?"
        ]

    @settings(max_examples=20)
    @examples(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=3, max_size=20))
    def test_never_hold_a_cell(self, tmp_path_factory, secret):
        # A letter that no message of ours has, so that chance is out of the question.
        secret = f"Ω{secret.replace(chr(34), '')}Ω"
        folder = tmp_path_factory.mktemp("secret")
        for place in range(6):
            texts = {}
            for name, text in TABLES.items():
                header, *rows = text.splitlines()
                cells = [row.split(",") for row in rows]
                spoilt = [[*row[:place], f'"{secret}"', *row[place + 1 :]][: len(row)] for row in cells]
                texts[name] = "\n".join([header, *map(",".join, spoilt)])
            found = problems(written(folder, **texts), "params")
            assert "Ω" not in "\n".join(found)


PARQUET = {
    "a sentence that is true": (
        "custody",
        "sentence_months",
        True,
        "column sentence_months: holds bool, where a number of months is needed. Write it as a number.",
    ),
    "a score without end": (
        "assessments",
        "score",
        float("inf"),
        f"row 1, column score: is not on the scale of its tool. 3 rows like this. {SCALES}",
    ),
    "ids that are numbers": (
        "families",
        "family",
        7,
        "column family: holds int64, where an id is needed. Write it as text.",
    ),
    "a release with a time": (
        "custody",
        "release_due",
        datetime(2030, 1, 1, 9),
        "row 1, column release_due: has a time of day. 3 rows like this. "
        "Dates are written 2011-09-30. This one may lie in the future.",
    ),
}


@pytest.mark.parametrize(("name", "column", "value", "said"), PARQUET.values(), ids=PARQUET)
def test_parquet_is_refused_for(name, column, value, said, tmp_path):
    path = as_parquet(written(tmp_path)) / f"{name}.parquet"
    table = pq.read_table(path)
    place = table.column_names.index(column)
    pq.write_table(table.set_column(place, column, pa.array([value] * len(table))), path)
    assert f"{name}.parquet: {said}" in problems(tmp_path)


def test_parquet_may_hold_a_column_of_which_nothing_is_known(tmp_path):
    path = as_parquet(written(tmp_path)) / "custody.parquet"
    table = pq.read_table(path)
    for name in ("end", "sentence_months", "release_due"):
        table = table.set_column(table.column_names.index(name), name, pa.nulls(len(table)))
    pq.write_table(table.slice(1), path)
    assert problems(tmp_path) == []
    assert tables.read_records(tmp_path, "haringey", "2008-09-Q2")["custody"].dtypes.astype(
        str
    ).to_dict() == {
        "person": "str",
        "start": "datetime64[us]",
        "end": "datetime64[us]",
        "sentence_months": "float64",
        "release_due": "datetime64[us]",
    }


some_days = st.integers(0, 8)
some_spells = st.lists(st.tuples(st.sampled_from("AB"), some_days, st.none() | some_days), max_size=7)


@settings(max_examples=150)
@examples(some_spells)
def test_spells_have_a_day_in_common_just_where_counting_their_days_says_so(tmp_path_factory, spells):
    first = date(2008, 2, 27)
    rows = [(who, start, end) for who, start, end in spells if end is None or end >= start]
    days = [(who, day) for who, start, end in rows for day in range(start, 10 if end is None else end + 1)]
    lines = [
        f"{who},{first + timedelta(start)},{'' if end is None else first + timedelta(end)},,"
        for who, start, end in rows
    ]
    nothing = dict.fromkeys(NAMES)
    folder = written(
        tmp_path_factory.mktemp("spells"),
        **nothing
        | {
            "nominals": "person,born,sex\nA,,\nB,,\n",
            "custody": "\n".join(["person,start,end,sentence_months,release_due", *lines]),
        },
    )
    assert bool(problems(folder)) == (len(set(days)) < len(days))


def test_the_earlier_of_two_spells_may_stand_below_the_later(tmp_path):
    rows = "P1,2008-07-10,,,\nP2,2007-01-01,,,\nP1,2008-05-03,2008-07-10,,\n"
    header = TABLES["custody"].splitlines()[0]
    assert problems(written(tmp_path, custody=f"{header}\n{rows}")) == [
        f"custody.csv: row 4, column start: has a day in common with row 2, of the same person. {SHARED}"
    ]


@settings(max_examples=40)
@examples(st.sampled_from(NAMES), st.binary(max_size=200), st.booleans())
def test_no_bytes_bring_the_check_down(tmp_path_factory, name, content, headed):
    folder = written(tmp_path_factory.mktemp("bytes"), **{name: None})
    raw = TABLES[name].splitlines()[0].encode() + b"\n" + content if headed else content
    (folder / f"{name}.csv").write_bytes(raw)
    assert all(isinstance(problem, str) for problem in problems(folder))


def test_a_large_table_is_checked_and_cut_without_pandas(tmp_path):
    count, rng = 200_000, np.random.default_rng(1)
    people = [f"simulated-{n}" for n in range(count // 10)]
    days = pd.Timestamp("2000-01-01") + pd.to_timedelta(rng.integers(0, 3000, count), "D")
    arrests = pd.DataFrame({"person": rng.choice(people, count), "area": "simulated-national", "day": days})
    arrests["offence"] = rng.choice(["burglary", "other theft"], count)
    arrests.to_csv(tmp_path / "arrests.csv", index=False)
    nominals = pd.DataFrame({"person": people, "born": "1980-01-01", "sex": "male"})
    nominals.to_parquet(tmp_path / "nominals.parquet", index=False)
    stays = pd.DataFrame({"person": people, "area": "simulated-national", "start": "2000-01-01", "end": None})
    stays.astype({"end": "str"}).to_csv(tmp_path / "residence.csv", index=False)
    code = (
        "import sys\nfrom iomlib import tables\n"
        f"print(tables.check_folder({str(tmp_path)!r}, 'params'))\n"
        f"folders = tables.read_folders({str(tmp_path)!r}, 'params')\n"
        "files = tables.given(folders, 'simulated-national', '2008-09-Q4')\n"
        "print(len(files['data/arrests.parquet']) > 99999, 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "True False"]


def test_a_table_says_when_a_row_begins_as_the_metrics_take_it():
    assert {each.name: each.begins for each in RECORDS if each.begins} == BEGINS
    for contract in RECORDS:
        assert {*contract.key, *contract.spell, *filter(None, [contract.begins])} <= set(contract.columns)
    assert [each.name for each in RECORDS] == NAMES
    assert all("area" in each.columns for each in LINKS)


def test_arrays_of_numpy_and_of_arrow_hold_the_same():
    values = pa.chunked_array([pa.array([1, 2, 3], pa.int32()), pa.array([4, 5], pa.int32())]).slice(1, 3)
    assert plain(values).tolist() == [2, 3, 4]
    assert plain(pa.chunked_array([], pa.int32())).tolist() == []
    assert array_of(np.arange(6)[::2]) == pa.array([0, 2, 4])
