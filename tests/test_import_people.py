"""`iom import` of tables of people: nothing that tells who they are is written, and the same person stays the same."""

import os
from datetime import date

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frame import iom

from iomlib.errors import DataError, ParameterError
from iomlib.metrics.aliases import possible_aliases
from iomlib.metrics.days import ages
from iomlib.tables.ages import with_ages
from iomlib.tables.bring_people import bring_people
from iomlib.tables.contracts_people import PERSON_TABLES
from iomlib.tables.contracts_records import IDENTITIES, NOMINALS, RECORDS
from iomlib.tables.key import read_key
from iomlib.tables.kinds import Context
from iomlib.tables.people import read_persons
from iomlib.tables.read_persons import to_pandas

NAMES = (
    "person,forename,surname,born\n"
    "03/62845e,Zimpthol,Quilwenkplev,1990-03-09\n"
    "2001/0000017T,Simpthol,Kwilwenkplev,\n"
)
FILES = {
    "nominals.csv": "person,born,sex\n2003/0062845E,1990-03-09,male\n2001/0000017T,1985-12-31,female\nNOM 7,,\n",
    "enrolments.csv": "person,area,list,start,end,reason\n03/62845e,haringey,ppo,2008-04-01,,\n"
    "nom7,haringey,ppo,2008-05-01,,\n",
    "identities.csv": NAMES,
    "households.csv": "household,person,start,end\nElm Road 9,NOM7,2005-01-01,\n",
}


@pytest.fixture
def given(tmp_path):
    """Files of people, an empty data folder and a place for the key."""
    (tmp_path / "given").mkdir()
    for name, text in FILES.items():
        (tmp_path / "given" / name).write_text(text, "utf-8")
    return tmp_path


def bring(given, *names, into="data", key="key", **options):
    return bring_people([given / "given" / name for name in names], given / into, given / key, **options)


def people_of(folder, name):
    contract = next(each for each in (*RECORDS, *PERSON_TABLES) if each.name == name)
    return read_persons(folder, contract, Context(date.today())).table


def test_no_id_name_or_date_of_birth_is_written(given):
    told = bring(given, *FILES)
    assert told[-1] == "nominals: 3 rows, 3 pseudonyms."
    assert sorted(path.name for path in (given / "data").iterdir()) == [
        "enrolments.parquet",
        "households.parquet",
        "identities.parquet",
        "nominals.parquet",
        "pseudonyms.json",
    ]
    for path in (given / "data").glob("*.parquet"):
        words = str(pq.read_table(path).to_pydict()).casefold()
        for secret in (
            "62845",
            "0000017",
            "nom",
            "zimp",
            "quil",
            "elm",
            "1990",
            "1985",
            "datetime.date(1990",
        ):
            assert secret not in words, (path.name, secret)
    assert pq.read_table(given / "data" / "nominals.parquet").column_names == [
        "person",
        "age_months",
        "age_on",
        "sex",
    ]


def test_the_same_person_has_the_same_pseudonym_in_every_file_however_the_id_is_spelt(given):
    bring(given, "nominals.csv")
    bring(given, "enrolments.csv", "identities.csv")
    known, listed, named = (people_of(given / "data", name)["person"].to_pylist() for name in FILES_READ)
    assert listed == [known[0], known[2]] and set(named) == set(known[:2]) and len(set(known)) == 3
    assert all(each.startswith("person-") and len(each) == 27 for each in known)


FILES_READ = ("nominals", "enrolments", "identities")


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        ("nominals", "2003/0062845E,,\n03/62845e,,", "row 3, column person: has the same person as row 2."),
        ("nominals", "A1,,\na 1,,", "row 3, column person: has the same person as row 2."),
        (
            "enrolments",
            "A1,haringey,ppo,2008-04-01,,\na1,haringey,ppo,2008-05-01,,",
            "row 3, column start: has a day in common with row 2, of the same person, area and list.",
        ),
    ],
)
def test_two_spellings_of_an_id_are_one_person_before_anything_is_written(given, name, rows, said):
    """Else the table would be refused by every report, and the extract that it came from is gone."""
    header = FILES[f"{name}.csv"].partition("\n")[0]
    (given / "given" / f"{name}.csv").write_text(f"{header}\n{rows}\n", "utf-8")
    with pytest.raises(DataError) as refused:
        bring(given, f"{name}.csv")
    assert refused.value.problems[0].startswith(f"{name}.csv: {said}")
    assert not (given / "data").exists()


@pytest.mark.parametrize("word", ["unknown", "Not known", "N/A", "-", "NaN"])
def test_a_word_for_no_id_is_not_taken_for_a_person(given, word):
    """All arrests of nobody in particular would be those of one person, and the one with most."""
    (given / "given" / "arrests.csv").write_text(
        f"person,area,day,offence\nA1,haringey,2008-04-01,burglary\n{word},haringey,2008-04-01,burglary\n",
        "utf-8",
    )
    with pytest.raises(DataError) as refused:
        bring(given, "arrests.csv")
    assert refused.value.problems == [
        "arrests.csv: row 3, column person: stands for nobody. Give each person an id, the same in every table."
    ]


def test_signs_that_nobody_sees_make_no_other_person_and_are_no_id(given):
    for rows, said in (
        ("A1,,\nA\u200b1,,", "has the same person as row 2"),
        ("\u200b,,", "blank, where an id"),
    ):
        (given / "given" / "nominals.csv").write_text(f"person,born,sex\n{rows}\n", "utf-8")
        with pytest.raises(DataError, match=said):
            bring(given, "nominals.csv")


def test_every_day_of_birth_that_is_taken_can_be_read_again(given):
    """1900-01-01 stands in many extracts for a day that is not known."""
    (given / "given" / "nominals.csv").write_text("person,born,sex\nA1,1900-01-01,\n", "utf-8")
    bring(given, "nominals.csv")
    assert people_of(given / "data", "nominals")["born"].to_pylist() == [date(1900, 1, 1)]


def test_made_up_people_stay_marked_as_made_up(given):
    (given / "given" / "nominals.csv").write_text("person,born,sex\nsimulated-1a,,\n", "utf-8")
    bring(given, "nominals.csv")
    assert people_of(given / "data", "nominals")["person"].to_pylist()[0].startswith("simulated-person-")


def test_ages_at_the_end_of_a_quarter_are_those_of_the_days_of_birth(tmp_path):
    born = [date(1990, month, day) for month in range(1, 13) for day in (1, 15, 28)] + [date(1992, 2, 29)]
    true = pa.table({"born": pa.array(born, pa.date32())})
    aged = with_ages(true, date(2009, 3, 31))
    assert aged.column_names == ["age_months", "age_on"]
    folder_rows = pa.table({"person": [str(n) for n in range(len(born))], "sex": ["male"] * len(born)})
    for name in aged.column_names:
        folder_rows = folder_rows.append_column(name, aged[name])
    pq.write_table(folder_rows, tmp_path / "nominals.parquet")
    read = to_pandas(people_of(tmp_path, "nominals"))
    for on in (date(2009, 3, 31), date(2009, 6, 30), date(2011, 9, 30), date(2012, 12, 31)):
        assert ages(read["born"], on).tolist() == ages(to_pandas(true)["born"], on).tolist()


def test_names_that_are_the_same_or_sound_alike_are_still_found(given):
    rows = "person,forename,surname,born\na,Stephen,Example,\nb,Steven,Example,\nc,STEPHEN,Exàmple,\nd,Ann,Other,\n"
    (given / "given" / "identities.csv").write_text(rows, "utf-8")
    bring(given, "identities.csv")
    pairs = possible_aliases(to_pandas(people_of(given / "data", "identities")), least=0)
    ids = dict(zip("abcd", people_of_ids(given), strict=True))
    found = {frozenset((row.person_a, row.person_b)): row.alike for row in pairs.itertuples()}
    assert found[frozenset((ids["a"], ids["c"]))].startswith("same names")
    assert found[frozenset((ids["a"], ids["b"]))].startswith("same surname, forename alike")
    assert not any(ids["d"] in pair for pair in found)


def people_of_ids(given):
    from iomlib.tables.pseudonyms import pseudonym

    key = read_key(given / "key", given / "data")
    return [pseudonym(key, "person", each) for each in "abcd"]


def test_a_workbook_is_read_as_its_csv_is(given):
    book = openpyxl.Workbook()
    for row in (
        ["person", "born", "sex"],
        ["2003/0062845E", date(1990, 3, 9), "male"],
        ["NOM 7", None, None],
    ):
        book.active.append(row)
    book.save(given / "given" / "nominals.xlsx")
    bring(given, "nominals.xlsx")
    (given / "given" / "nominals.csv").write_text(
        "person,born,sex\n2003/0062845E,1990-03-09,male\nNOM 7,,\n", "utf-8"
    )
    bring(given, "nominals.csv", into="other")
    assert people_of(given / "data", "nominals").equals(people_of(given / "other", "nominals"))


def test_all_that_is_wrong_with_all_files_is_told_at_once_and_nothing_is_written(given):
    (given / "given" / "nominals.csv").write_text("person,born,sex\nA1,1990-13-01,male\nA2,,man\n", "utf-8")
    (given / "given" / "enrolments.csv").write_text(
        "person,area,list,start,end,reason\nA1,x y,ppo,soon,,\n", "utf-8"
    )
    with pytest.raises(DataError) as trouble:
        bring(given, "nominals.csv", "enrolments.csv")
    told = "\n".join(trouble.value.problems)
    assert "nominals.csv: row 2, column born" in told and "nominals.csv: row 3, column sex" in told
    assert "enrolments.csv: row 2, column start" in told
    assert not (given / "data").exists() and not (given / "key").exists()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("nominal.csv", "x", "nominal.csv: is not named as a table of people. Did you mean nominals?"),
        ("nominals.txt", "x", "nominals.txt: is of no kind that is read here."),
        ("families.csv", None, "families.csv: is not there."),
    ],
)
def test_a_file_that_cannot_be_a_table_is_named(given, name, text, said):
    if text:
        (given / "given" / name).write_text(text, "utf-8")
    with pytest.raises(DataError, match=said.replace(".", "\\.").replace("?", "\\?")):
        bring(given, name)


def test_a_table_that_is_there_is_replaced_only_where_that_is_asked(given):
    bring(given, "nominals.csv")
    with pytest.raises(DataError) as trouble:
        bring(given, "nominals.csv")
    assert trouble.value.problems == [
        "nominals.csv: data holds nominals.parquet already. Use --replace to put this in its place."
    ]
    assert bring(given, "nominals.csv", replace=True) == ["nominals: 3 rows, 3 pseudonyms."]


_AGE = "column age_months: is not an age. Ages are whole months, 0 to 3600."


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("A1,3.5,2009-03-31,", _AGE),
        ("A1,-3,2009-03-31,", _AGE),
        ("A1,228,2009-03-30,", "column age_on: is not the last day of a month. Ages are told of such a day."),
        ("A1,228,,", "column age_on: is blank, where there is an age. Say of which day it is."),
    ],
)
def test_ages_that_cannot_be_read_are_told(tmp_path, cells, said):
    (tmp_path / "nominals.csv").write_text(f"person,age_months,age_on,sex\n{cells}\n", "utf-8")
    with pytest.raises(DataError) as trouble:
        read_persons(tmp_path, NOMINALS, Context(date.today()))
    assert trouble.value.problems == [f"nominals.csv: row 2, {said}"]


# The key


def test_the_key_is_made_on_first_use_for_its_owner_alone_and_used_again(given):
    key = read_key(given / "keys" / "key", given / "data")
    assert (given / "keys" / "key").stat().st_mode & 0o777 == 0o600 and len(key) == 32
    assert read_key(given / "keys" / "key", given / "data") == key


def refused(given, path="key", data="data"):
    with pytest.raises(ParameterError) as trouble:
        read_key(given / path, given / data)
    [said] = trouble.value.problems
    return said


def test_a_key_that_others_can_read_is_refused(given):
    read_key(given / "key", given / "data")
    (given / "key").chmod(0o640)
    assert refused(given) == "--key key: others can read it. Type chmod 600 and its name."


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("data/key", "in data, with the data"),
        ("outputs/2008-09-Q1/key", "among published reports"),
        ("project/settings/key", "in a checkout of git"),
    ],
)
def test_a_key_is_not_kept_where_it_would_be_handed_on(given, path, where):
    (given / "outputs").mkdir()
    (given / "outputs" / "manifest.json").write_text("{}", "utf-8")
    (given / "project" / ".git").mkdir(parents=True)
    assert refused(given, path).startswith(f"--key key: lies {where}. Keep it where only you can read it")
    assert not (given / path).exists()


def test_a_link_to_a_key_in_the_data_is_refused(given):
    (given / "data").mkdir()
    (given / "key").symlink_to(given / "data" / "key")
    assert "lies in data" in refused(given)


def test_another_key_than_that_of_the_data_is_refused(given):
    bring(given, "nominals.csv")
    read_key(given / "second", given / "elsewhere")
    assert refused(given, "second").startswith("--key second: is not the key of the pseudonyms in data.")


def test_a_key_that_is_lost_is_not_made_again(given):
    bring(given, "nominals.csv")
    (given / "key").unlink()
    assert refused(given).startswith("--key key: is not there, and data holds pseudonyms made with it.")
    assert not (given / "key").exists()


def test_what_is_no_key_is_refused(given):
    (given / "key").write_text("secret\n", "utf-8")
    (given / "key").chmod(0o600)
    assert refused(given).startswith("--key key: is not a key of iomlib")
    (given / "folder").mkdir()
    assert refused(given, "folder") == "--key folder: is not a file."


def test_a_place_that_cannot_be_written_is_told(given):
    (given / "file").write_text("", "utf-8")
    assert refused(given, "file/key").startswith("--key key: cannot be made there (")


def test_a_damaged_fingerprint_is_told(given):
    (given / "data").mkdir()
    (given / "data" / "pseudonyms.json").write_text("{", "utf-8")
    assert refused(given) == "pseudonyms.json: cannot be read. Bring back the one that `iom import` wrote."


# The command


def test_the_command_takes_the_key_from_the_environment_and_says_what_it_kept(given, monkeypatch):
    monkeypatch.setenv("IOMLIB_KEY", os.fspath(given / "key"))
    done = iom("import", given / "given" / "nominals.csv", "--into", given / "data")
    made = "A new key was made, key. Keep a copy in a safe place: it cannot be made again.\n"
    assert (done.returncode, done.stdout) == (0, f"nominals: 3 rows, 3 pseudonyms.\n{made}"), done.stderr
    again = iom("import", given / "given" / "nominals.csv", "--into", given / "data", "--replace")
    assert (again.returncode, again.stdout) == (0, "nominals: 3 rows, 3 pseudonyms.\n"), again.stderr
    (given / "key").chmod(0o644)
    done = iom("import", given / "given" / "identities.csv", "--into", given / "data")
    assert (
        done.returncode == 2
        and done.stderr == "--key key: others can read it. Type chmod 600 and its name.\n"
    )


def test_identities_carry_no_day_of_birth_and_no_name(given):
    bring(given, "identities.csv")
    table = people_of(given / "data", IDENTITIES.name)
    assert table["born"].null_count == 2 and all(len(each) == 32 for each in table["surname"].to_pylist())
