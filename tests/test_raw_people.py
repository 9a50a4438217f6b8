"""Names, numbers and days of birth that were put straight into a data folder stop a run before any notebook begins."""

import csv
import io
from pathlib import Path

import pytest
import records
from frame import ROOT, SAY, add_people, iom, project, run_file
from test_people_tables import EVENTS_CSV, PEOPLE_CSV, POOL_CSV

from iomlib.build.raw_people import raw_people
from iomlib.tables.check import is_personal

IMPORT = "Bring the extract in with iom import, which puts pseudonyms and ages in their place."
TAKE_OUT = "Nothing that identifies a person reaches a notebook: take it out."
POLICE = ["2003/0062845E", "03/62845E", "2001/0000001X"]
HEALTH = ["943 476 5919", "9434765870", "401-023-2137"]  # with a check digit; nobody's


def people(folder, column, *values, rows=3):
    """Write a table of people with a further column, or another one."""
    head = ["area", "person", "index_date", "index_event", "in_records"]
    lines = [["haringey", f"h{n}", "2011-02-02", "release", "yes"] for n in range(rows)]
    if column not in head:
        head.append(column)
    for n, line in enumerate(lines):
        line[head.index(column) : head.index(column) + 1] = [values[n % len(values)]]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([head, *lines])
    folder.mkdir(exist_ok=True)
    (folder / "people.csv").write_text(text.getvalue(), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("values", "what"),
    [
        (POLICE, "numbers of the Police National Computer"),
        (["h1", "h2", "2003/0062845E"], "numbers of the Police National Computer"),
        (["265416/21G", "h2", "h3"], "CRO numbers"),
        (["AB123456C", "AB 12 34 56 D", "x"], "National Insurance numbers"),
        (["a@council.example", "b", "c"], "e-mail addresses"),
        (HEALTH, "numbers of the National Health Service"),
        (["A1234BC", "B2345CD", "C3456DE"], "numbers of prisoners"),
        (["Ann Example", "Bo Example", "Example, Cy"], "names"),
    ],
)
def test_ids_that_are_numbers_or_names_of_people_are_refused(tmp_path, values, what):
    assert raw_people(people(tmp_path, "person", *values)) == [
        f"people.csv: column person: holds {what}. {IMPORT}"
    ]


@pytest.mark.parametrize(
    ("values", "what"),
    [
        (["low", "high", "see 2003/0062845E"], "numbers of the Police National Computer"),
        (["AA9 9ZZ", "low", "low"], "postcodes"),
        (["01632 960123", "low", "low"], "telephone numbers"),
        (["born 12 May 1980", "low", "low"], "dates of birth"),
        (["19800512", "19790101", "19901231"], "days of birth"),
        (HEALTH, "numbers of the National Health Service"),
        (["Ann Example", "Bo Example", "Cy Example"], "names"),
    ],
)
def test_covariates_that_tell_who_somebody_is_are_refused(tmp_path, values, what):
    assert raw_people(people(tmp_path, "level", *values)) == [
        f"people.csv: column level: holds {what}. {TAKE_OUT}"
    ]


def test_a_covariate_with_a_word_for_each_person_is_refused(tmp_path):
    own = [f"word {chr(97 + n)}" for n in range(20)]
    said = "another word for nearly every person, as an id or a name is"
    told = raw_people(people(tmp_path, "level", *own, rows=20))
    assert told == [f"people.csv: column level: holds {said}. {TAKE_OUT}"]


def test_names_and_days_of_birth_beside_them_are_refused_and_repeated_nowhere(tmp_path):
    told = raw_people(records.written(tmp_path / "data"))
    columns = (("forename", "names"), ("surname", "names"), ("born", "days of birth"))
    assert told == [f"identities.csv: column {name}: holds {what}. {IMPORT}" for name, what in columns]
    assert told == [
        each.replace("parquet", "csv") for each in raw_people(records.as_parquet(tmp_path / "data"))
    ]


def test_a_text_about_a_person_is_refused(tmp_path):
    changed = records.changed("enrolments", "completed", "he was born on 12 May 1980")
    folder = records.written(tmp_path / "data", identities=None, enrolments=changed)
    assert raw_people(folder) == [f"enrolments.csv: column reason: holds dates of birth. {TAKE_OUT}"]


def test_a_table_of_figures_with_a_number_of_a_person_is_refused(tmp_path):
    (tmp_path / "actions.csv").write_text("area,action\na,x\nb,ask 2003/0062845E\nc,AB123456C\n", "utf-8")
    assert raw_people(tmp_path) == [
        f"actions.csv: row 3: holds numbers of the Police National Computer. {TAKE_OUT}",
        f"actions.csv: row 4: holds National Insurance numbers. {TAKE_OUT}",
    ]


@pytest.mark.parametrize("name", ["rules/own.yml", "mix.csv"])
def test_so_is_a_file_of_params(tmp_path, name):
    path = tmp_path / "params" / name
    path.parent.mkdir(parents=True)
    path.write_text("note: none\nnote: see 2003/0062845E\n", "utf-8")
    assert raw_people(tmp_path / "data", tmp_path / "params") == [
        f"{path.name}: row 2: holds numbers of the Police National Computer. {TAKE_OUT}"
    ]


class TestNothingIsRefused:
    def test_of_the_demonstration(self):
        assert raw_people(ROOT / "data", ROOT / "params") == []

    def test_of_tables_with_plain_ids(self, tmp_path):
        folder = records.written(tmp_path / "data", identities=None)
        for name, content in (("people", PEOPLE_CSV), ("control_pool", POOL_CSV), ("events", EVENTS_CSV)):
            (folder / f"{name}.csv").write_text(content, "utf-8")
        assert raw_people(folder) == []

    def test_of_a_folder_without_tables(self, tmp_path):
        assert raw_people(tmp_path) == []

    @pytest.mark.parametrize(
        "values", [["1234567890", "2345678901", "3456789012"], ["12", "34", "56"], ["a", "b", "c"]]
    )
    def test_of_ids_that_are_numbers_or_letters(self, tmp_path, values):
        assert raw_people(people(tmp_path, "person", *values)) == []

    @pytest.mark.parametrize(
        "values", [["high", "low"], ["20", "34.5"], ["theft", "Violence Against the Person"]]
    )
    def test_of_covariates(self, tmp_path, values):
        assert raw_people(people(tmp_path, "level", *values, rows=40)) == []

    def test_of_what_import_has_brought(self, tmp_path):
        given = records.written(tmp_path / "extract")
        done = iom(
            "import", *sorted(given.glob("*.csv")), "--into", tmp_path / "data", "--key", tmp_path / "key"
        )
        assert done.returncode == 0, done.stderr
        assert raw_people(tmp_path / "data") == []


@pytest.mark.parametrize(
    "name", ["Nickname", "passport no", "NI number", "nomis_id", "phone", "born", "UPRN", "alias"]
)
def test_headings_that_speak_of_one_person_are_known(name):
    assert is_personal(name)


@pytest.mark.parametrize("command", ["run", "check"])
def test_neither_a_run_nor_a_check_goes_on(tmp_path, command):
    made = project(tmp_path, small=[SAY])
    for name in ("control_pool", "events"):
        (made / "data" / f"{name}.csv").unlink(missing_ok=True)
    people(made / "data", "person", *POLICE)
    done = iom(command, run_file(made), *(("--output", tmp_path / "outputs") if command == "run" else ()))
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == (
        f"people.csv: column person: holds numbers of the Police National Computer. {IMPORT}"
    )
    assert "62845" not in done.stderr and not list((tmp_path / "outputs").glob("2*"))


def test_the_people_of_the_demonstration_are_let_through(tmp_path):
    made = add_people(project(tmp_path, small=[SAY]))
    assert iom("check", run_file(made)).returncode == 0
    assert Path(made / "data" / "identities.parquet").is_file()
