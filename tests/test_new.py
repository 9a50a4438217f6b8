"""`iom new`: an analyst begins with a run file and tables to fill in, and nothing is overwritten."""

import csv
import os
import shutil
import subprocess
import sys
import sysconfig
from datetime import date
from pathlib import Path

import pytest
from frame import ROOT, iom

from iomlib.build.begin import Asked, begin, last_quarter
from iomlib.build.shipped import shipped
from iomlib.errors import ParameterError
from iomlib.periods import Quarter
from iomlib.tables import check_folder, check_params
from iomlib.tables.contracts import DATA
from iomlib.tables.templates import TEMPLATES, example_rows, folder_page, header

TODAY = date(2026, 11, 23)
AREA = "safer-anytown"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    for name in ("notebooks", "params"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(asked, here):
    with pytest.raises(ParameterError) as trouble:
        begin(asked, here, TODAY)
    return trouble.value.problems


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Make a project for a new area as a user does, fill in the examples, and make its report."""
    folder = tmp_path_factory.mktemp("new")
    asked = (AREA, "--into", "mine", "--name", 'Safer "Any" Town: north', "--quarter", "2025-26-Q2")
    said = iom("new", *asked, cwd=folder)
    empty = iom("check", f"mine/params/reports/{AREA}.yml", cwd=folder)
    for contract in TEMPLATES:
        with (folder / "mine" / f"data-{AREA}" / contract.path).open("a", encoding="utf-8") as table:
            table.writelines(f"{row}\n" for row in example_rows(contract, AREA, Quarter(2025, 2)))
    made = iom("run", f"mine/params/reports/{AREA}.yml", "--format", "html", cwd=folder)
    return folder / "mine", said, empty, made


def test_a_new_project_is_made_and_the_next_two_commands_are_told(begun):
    project, said, _, _ = begun
    assert said.returncode == 0, said.stderr
    told = said.stdout.splitlines()
    assert told[0] == "Made the project mine: notebooks, params, requirements.lock."
    assert told[-2:] == [
        f"  iom check mine/params/reports/{AREA}.yml",
        f"  iom run mine/params/reports/{AREA}.yml",
    ]
    about = (project / "README.md").read_text("utf-8")
    assert f"iom run params/reports/{AREA}.yml" in about and f"data-{AREA}" in about
    assert "data-*/" in (project / ".gitignore").read_text("utf-8").splitlines()


def test_tables_without_rows_are_valid_input(begun):
    assert (begun[2].returncode, begun[2].stdout) == (0, f"{AREA}.yml: 1 report, nothing wrong.\n"), begun[
        2
    ].stderr


def test_the_example_rows_make_a_report_of_the_area_by_its_name(begun):
    project, _, _, made = begun
    assert made.returncode == 0, made.stderr
    page = (project / "outputs" / "2025-26-Q2" / AREA / "scrutiny_report.html").read_text("utf-8")
    assert "Safer &#34;Any&#34; Town: north" in page or "Safer &quot;Any&quot; Town: north" in page
    assert "Domestic burglary" in page and "Probation caseload" in page


def test_the_example_rows_of_every_quarter_keep_their_contracts(project):
    begin(Asked(AREA, quarter="2024-25-Q4"), project, TODAY)
    folder = project / f"data-{AREA}"
    for contract in TEMPLATES:
        rows = example_rows(contract, AREA, Quarter(2024, 4))
        (folder / contract.path).write_text("\n".join([header(contract), *rows]) + "\n", "utf-8")
        assert rows
    assert check_folder(folder, project / "params", today=TODAY) == []


def test_the_page_of_the_folder_has_every_column_of_every_table_in_it():
    page = folder_page("Safer Anytown", AREA, Quarter(2024, 4), "params/reports/x.yml")
    for contract in TEMPLATES:
        section = page.split(f"## `{contract.path}`")[1].split("\n## ")[0]
        for name, field in contract.model_fields.items():
            assert f"| `{name}` | {field.description} |" in section
        assert header(contract) in section
    assert set(TEMPLATES) <= set(DATA)


def test_the_area_is_added_and_the_params_stay_right(project):
    before = (project / "params" / "areas.csv").read_text("utf-8")
    told = begin(Asked(AREA, code="E22009999"), project, TODAY).told
    after = (project / "params" / "areas.csv").read_text("utf-8")
    assert after.startswith(before) and check_params(project / "params") == []
    row = next(csv.DictReader([after.splitlines()[0], after.splitlines()[-1]]))
    assert (row["id"], row["name"], row["kind"]) == (AREA, "Safer Anytown", "community safety partnership")
    assert told[0] == (
        f"Added {AREA} to params/areas.csv, as Safer Anytown. Write in its row where the code is printed."
    )


def test_an_area_without_a_code_stands_as_an_example_and_that_is_told(project):
    told = begin(Asked(AREA), project / "notebooks", TODAY).told
    assert told[0].endswith(
        "It has no ONS code, so its kind is “example”, which is no area. If it is one, write kind, code and source in "
        "its row."
    )
    assert check_params(project / "params") == []


def test_a_police_force_is_known_by_its_code(project):
    begin(Asked("anyshire", code="E23000099"), project, TODAY)
    assert "anyshire,Anyshire,police force area,E23000099," in (project / "params" / "areas.csv").read_text()


def test_a_table_of_areas_that_a_spreadsheet_saved_is_added_to_in_its_own_way(project):
    path = project / "params" / "areas.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").rstrip(b"\r\n"))
    begin(Asked(AREA), project, TODAY)
    assert check_params(project / "params") == []
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")
    assert path.read_bytes().decode("utf-8-sig").splitlines()[-1].startswith(f"{AREA},")


def test_an_area_that_is_known_keeps_its_row(project):
    before = (project / "params" / "areas.csv").read_bytes()
    told = begin(Asked("peterborough"), project, TODAY).told
    assert (project / "params" / "areas.csv").read_bytes() == before
    assert told[0] == "peterborough is in params/areas.csv, as Peterborough."


def test_nothing_that_is_there_is_overwritten(project):
    begin(Asked(AREA), project, TODAY)
    before = files(project)
    assert refused(Asked(AREA, name="Other"), project) == [
        f"--name, --code: {AREA} is in params/areas.csv already, as Safer Anytown. Leave them out, or mend its row "
        "there.",
        f"data-{AREA}: is there already. Nothing was written. Work on in it, or take another id.",
        f"params/reports/{AREA}.yml: is there already. Nothing was written. Work on in it, or take another id.",
    ]
    assert files(project) == before


def test_all_that_is_wrong_with_what_is_asked_for_is_told_at_once(project):
    before = files(project)
    assert refused(Asked("Safer Anytown", name="a\x07b", code="E1"), project) == [
        "--code E1: not an ONS code. ONS codes are E or W and eight digits.",
        "--name: holds the sign U+0007, which no page can show. Delete it; letters, digits, punctuation and spaces are "
        "allowed.",
        "iom new: Safer Anytown is not an id. Ids are lower case letters and digits, joined by hyphens. Did you mean "
        "safer-anytown?",
    ]
    assert files(project) == before


def test_an_id_that_no_disk_can_keep_is_refused(project):
    assert refused(Asked("nul"), project) == [
        "iom new: the id is the name of a device, which no file of Windows can have. Ids are lower case letters and "
        "digits, joined by hyphens."
    ]


@pytest.mark.parametrize("id", ["..", "../x", "a/b", "~", "--"])
def test_an_id_never_leads_out_of_the_project(id, project, tmp_path):
    before = files(tmp_path)
    assert refused(Asked(id), project)
    assert files(tmp_path) == before


def test_a_quarter_is_spelt_as_elsewhere(project):
    assert "2008-09-Q1" in refused(Asked(AREA, quarter="2008Q1"), project)[0]


def test_outside_a_project_it_says_how_to_make_one(tmp_path):
    assert refused(Asked(AREA), tmp_path) == [
        "iom new: no project is around this folder. Go into one, or give --into DIR for a new one."
    ]


def test_a_folder_with_other_things_is_no_place_for_a_project(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    assert refused(Asked(AREA, into=tmp_path / "full"), tmp_path) == [
        "--into full: holds other things, and no notebooks and params. Name a folder that is new."
    ]
    assert refused(Asked(AREA, into=tmp_path / "full" / "letter.txt"), tmp_path) == [
        "--into letter.txt: is a file. Name a folder."
    ]


@pytest.mark.parametrize(
    ("today", "quarter"),
    [("2026-03-31", "2025-26-Q3"), ("2026-04-01", "2025-26-Q4"), ("2026-11-23", "2026-27-Q2")],
)
def test_the_quarter_is_the_last_that_has_ended(today, quarter):
    assert last_quarter(date.fromisoformat(today)).id == quarter


def test_from_the_wheel_alone_a_project_is_made_with_all_that_is_shipped(tmp_path):
    source = tmp_path / "source"
    for name in ("iomlib", "notebooks", "params"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "requirements.lock"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    wheel = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", tmp_path, source]
    subprocess.run([*pip, *wheel], check=True)
    install = ["install", "--no-deps", "--no-index", "--ignore-installed", "--prefix", tmp_path / "there"]
    subprocess.run([*pip, *install, *tmp_path.glob("*.whl")], check=True)
    there = tmp_path / "there"
    own = Path(sysconfig.get_path("purelib", vars={"base": str(there), "platbase": str(there)}))
    command = [sys.executable, "-m", "iomlib", "new", AREA, "--into", "mine"]
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(own)}, check=False)
    assert done.returncode == 0
    made = {path.relative_to(tmp_path / "mine").as_posix() for path in files(tmp_path / "mine")}
    assert set(shipped()) - made == set()


def test_a_place_that_cannot_be_written_to_is_told_without_a_traceback(project, monkeypatch):
    before = files(project)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("iomlib.build.begin._write_new", full)
    assert refused(Asked(AREA), project) == [
        "iom new: no space left on device, in project. Mend that, take away what was begun, and ask again."
    ]
    assert files(project) == before


def test_an_installation_without_notebooks_says_so(monkeypatch):
    monkeypatch.setattr("iomlib.build.shipped._beside_the_code", dict)
    monkeypatch.setattr("iomlib.build.shipped._of_the_wheel", dict)
    with pytest.raises(ParameterError, match=r"has brought no notebooks\. Clone the project and work in it"):
        shipped()
