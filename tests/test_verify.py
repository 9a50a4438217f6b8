"""`iom verify`: silent on an untouched release, and the cause of every difference in one line."""

import json
import os
import shutil
import subprocess
import sys
from platform import python_version

import pyarrow.parquet
import pytest
from frame import ROOT, add_people, iom, once, project, run_file

from iomlib.build.branding import read_look
from iomlib.build.fingerprint import of_file
from iomlib.build.plan import plan_run
from iomlib.build.releases import LOG
from iomlib.build.site import write_index
from iomlib.build.verify import verify_folder
from iomlib.build.verify_causes import causes
from iomlib.build.verify_found import Difference, Verified, lines
from iomlib.commands.verifying import closing

PUBLIC = [
    *(f"stockton-on-tees/2008-09-Q{number}" for number in (1, 2, 3)),
    *(f"cleveland/2017-18-Q{number}" for number in (1, 2, 3, 4)),
]
STOCKTON, CLEVELAND = PUBLIC[0], PUBLIC[3]
STAFF = "simulated-stockton/2008-09-Q4"
ROW, ANOTHER, WRONG = (
    f"cleveland,2017-04-01,2017-06-30,Criminal damage and arson,Arson,{n}," for n in ("121", "122", "many")
)
OF_STAFF = {"scheme": "ppo", "selection": "ppo-matrix", "leaving": "ppo-de-selection"}
OF_STAFF |= {
    "returning": "ppo-re-selection",
    "families": "troubled-families",
    "guidance": "larger",
    "candidates": 10,
}


def built(folder, notebook, path):
    shutil.copy(ROOT / "notebooks" / f"{notebook}.ipynb", folder / "notebooks")
    shutil.copy(ROOT / "requirements.lock", folder)
    done = iom("run", path, "--output", folder / "outputs")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Publish seven reports of two areas, by a run file of their own."""

    def make(folder):
        project(folder, small=["1 + 1"])
        areas = [{"stockton-on-tees": {"from": "2008-09-Q1", "to": "2008-09-Q3"}}]
        areas += [{"cleveland": {"from": "2017-18-Q1", "to": "2017-18-Q4"}}]
        prices = {"unit_costs": "home-office-2019-20", "price_year": "2019-20"}
        own = {"notebooks": ["scrutiny_report"], "areas": areas, "quarters": None, "settings": prices}
        built(folder, "scrutiny_report", run_file(folder, **own))

    return once(tmp_path_factory, "verified", make)


@pytest.fixture
def release(made, tmp_path):
    """Give a copy of the project with its outputs, to be changed."""
    return shutil.copytree(made, tmp_path / "project")


def differences(release, *only):
    """Verify in this process, all or only some."""
    return verify_folder(release / "outputs", release, [*only], lambda _: None).differences


def place(release, report, name):
    area, quarter = report.split("/")
    return release / "outputs" / quarter / area / name


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def other(path):
    """Change the last byte of a file."""
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def contents(folder):
    return {path: (of_file(path), path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}


class TestUntouched:
    def test_it_is_silent_but_for_one_line_with_the_head_of_the_log(self, release):
        before = contents(release)
        done = iom("verify", release / "outputs")
        head = json.loads((release / "outputs" / LOG).read_text("utf-8"))["head"]
        said = [f"7 reports verified. Head of the log (public): {head}."]
        assert (done.returncode, done.stdout.splitlines()) == (0, said)
        assert contents(release) == before

    def test_it_finds_the_project_around_where_it_is_started_or_where_it_is_told(self, release, tmp_path):
        moved = (release / "outputs").rename(tmp_path / "elsewhere")
        only = ("verify", moved, "--only", STOCKTON)
        assert "1 report verified of 7; the files of the others are those" in iom(*only, cwd=release).stdout
        done = iom(*only, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "elsewhere: lies in no project with notebooks and params. Name the folder of the project with --project "
            "DIR.\n"
        )
        # And on another platform, where the lock, the pages and the PDF are others.
        (release / "requirements.lock").write_text("pandas==1.0\n")
        done = iom(*only, "--project", release, "--figures-only", cwd=tmp_path)
        assert done.returncode == 0
        shown = json.loads(
            (moved / "2008-09-Q1/stockton-on-tees/scrutiny_report.figures.json").read_text("utf-8")
        )
        said = f": {len(shown['figures'])} figures within 1e-9. Not compared with what is made here: pages, PDF, Word"
        assert said in done.stdout


TAMPERED = "tampered with: {} is not the file of its manifest: {}"


def test_every_file_that_was_tampered_with_is_named_once(release):
    """Ten plants in one folder: each has a line, and no line has another cause."""
    figures = place(release, PUBLIC[0], "scrutiny_report.figures.json")
    content = json.loads(figures.read_text("utf-8"))
    first = next(each for each in content["figures"] if each["value"])
    shown, first["text"], first["value"] = first["text"], "12,345", 12345.0
    figures.write_text(json.dumps(content), "utf-8")
    edit(place(release, PUBLIC[1], "scrutiny_report.html"), "<td", "<td ")
    for name, report in (("pdf", PUBLIC[2]), ("docx", PUBLIC[3]), ("ipynb", PUBLIC[4])):
        other(place(release, report, f"scrutiny_report.{name}"))
    other(place(release, PUBLIC[5], "tables/scrutiny_report.ods"))
    csv = sorted(place(release, PUBLIC[6], "tables").glob("*.csv"))[0]
    other(csv)
    place(release, PUBLIC[6], "scrutiny_report.pdf").unlink()
    (release / "outputs" / "2008-09-Q1" / "notes.html").write_text("a page of somebody's own")
    other(release / "outputs" / "index.html")
    stem = "2008-09-Q{0}/stockton-on-tees/scrutiny_report.{1}".format
    later = "2017-18-Q{0}/cleveland/{1}".format
    done = iom("verify", release / "outputs")
    assert done.returncode == 5
    assert done.stdout.splitlines()[-1].startswith("10 differences in 7 reports. Head of the log (public): ")
    assert sorted(done.stdout.splitlines()[:-1]) == sorted(
        [
            f"{TAMPERED.format(stem(1, 'figures.json'), f'{PUBLIC[0]}/scrutiny_report')}, 1 figure "
            f"({first['id']} 12,345, made again {shown}).",
            f"{TAMPERED.format(stem(2, 'html'), f'{PUBLIC[1]}/scrutiny_report')}.",
            f"{TAMPERED.format(stem(3, 'pdf'), f'{PUBLIC[2]}/scrutiny_report')}.",
            f"{TAMPERED.format(later(1, 'scrutiny_report.docx'), f'{PUBLIC[3]}/scrutiny_report')}.",
            f"{TAMPERED.format(later(2, 'scrutiny_report.ipynb'), f'{PUBLIC[4]}/scrutiny_report')}.",
            f"{TAMPERED.format(later(3, 'tables/scrutiny_report.ods'), f'{PUBLIC[5]}/scrutiny_report')}.",
            f"{TAMPERED.format(later(4, f'tables/{csv.name}'), f'{PUBLIC[6]}/scrutiny_report')}.",
            f"missing: a file that its manifest names: {later(4, 'scrutiny_report.pdf')}.",
            "extra: a file that no manifest names: 2008-09-Q1/notes.html.",
            "tampered with: not the page that manifest.json names: index.html.",
        ]
    )


def change(release, report, said):
    """Change what the manifest of a report says; `said` gets its content."""
    path = place(release, report, "scrutiny_report.manifest.json")
    content = json.loads(path.read_text("utf-8"))
    said(content)
    path.write_text(json.dumps(content), "utf-8")


def test_every_manifest_that_was_tampered_with_is_told_apart_from_what_it_says(release):
    change(
        release, PUBLIC[0], lambda about: about["sha256"]["outputs"].update({"scrutiny_report.pdf": "0" * 64})
    )
    change(release, PUBLIC[1], lambda about: about["sha256"].update(lock="0" * 64))
    change(release, PUBLIC[2], lambda about: about["parameters"].update(price_year="2018-19"))
    change(release, PUBLIC[3], lambda about: about["sha256"]["inputs"].update({"data/crimes.csv": "0" * 64}))
    change(release, PUBLIC[4], lambda about: about.update(run="../elsewhere.yml"))
    change(release, PUBLIC[5], lambda about: about.update(heading="Another heading"))
    place(release, PUBLIC[6], "scrutiny_report.manifest.json").write_text("{")
    forged = "tampered with: {}/scrutiny_report.manifest.json is not the manifest that was published{}: {}."
    stockton, cleveland = "2008-09-Q{}/stockton-on-tees".format, "2017-18-Q{}/cleveland".format
    keys = [f"{report}/scrutiny_report" for report in PUBLIC]
    told = lines(differences(release))
    assert told[:9] == [
        f"tampered with: not the manifest of a report of this place: {cleveland(4)}/scrutiny_report.manifest.json.",
        forged.format(stockton(1), " (the sum of scrutiny_report.pdf)", keys[0]),
        forged.format(stockton(2), " (the sum of lock)", keys[1]),
        forged.format(stockton(3), " (its parameters)", keys[2]),
        f"cannot be made again: its parameters are not those that its manifest has the sum of: {keys[2]}.",
        forged.format(cleveland(1), " (the sum of data/crimes.csv)", keys[3]),
        forged.format(cleveland(2), "", keys[4]),
        "cannot be made again: the run file ../elsewhere.yml that its manifest names is not in the params of this "
        f"project: {keys[4]}.",
        forged.format(cleveland(3), " (heading)", keys[5]),
    ]
    assert f"missing: the log says that it is published: {keys[6]}." in told


def test_a_log_made_anew_around_forged_files_shows_when_the_report_is_made_again_and_in_the_head(release):
    """The chain proves nothing of one who may rewrite it whole; making the report again does."""
    head = json.loads((release / "outputs" / LOG).read_text("utf-8"))["head"]
    figures = place(release, STOCKTON, "scrutiny_report.figures.json")
    content = json.loads(figures.read_text("utf-8"))
    next(each for each in content["figures"] if each["value"])["value"] += 1
    figures.write_text(json.dumps(content), "utf-8")
    change(
        release, STOCKTON, lambda about: about["sha256"]["outputs"].update({figures.name: of_file(figures)})
    )
    (release / "outputs" / LOG).unlink()
    plan = plan_run(release / "params" / "reports" / "small.yml")
    write_index(plan, release / "outputs", "public", read_look(release / "params"))
    verified = verify_folder(release / "outputs", release, [STOCKTON], lambda _: None)
    (line,) = lines(verified.differences)
    assert line.startswith(
        "machine: nothing that we know of differs; another system or processor, or files, manifest"
    )
    assert "1 figure (" in line
    assert verified.heads["public"] != head


class TestCauses:
    def test_a_row_of_crimes_and_the_lock(self, release):
        edit(release / "data" / "crimes.csv", ROW, ANOTHER)
        with (release / "requirements.lock").open("a") as file:
            file.write("# a comment\n")
        found = {each.where: each for each in differences(release, STOCKTON, CLEVELAND)}
        lock = "lock changed: requirements.lock"
        assert {where: each.cause for where, each in found.items()} == {
            f"{STOCKTON}/scrutiny_report": f"{lock}; its files are the same",
            f"{CLEVELAND}/scrutiny_report": f"input changed: data/crimes.csv; {lock}",
        }
        moved = {each.id for each in found[f"{CLEVELAND}/scrutiny_report"].figures}
        assert moved
        assert "scrutiny_report.figures.json" in found[f"{CLEVELAND}/scrutiny_report"].files

    def test_a_price_a_cell_of_the_notebook_and_the_run_file(self, release):
        edit(release / "params" / "unit_costs" / "home-office-2019-20.csv", "3346680", "3346681")
        path = release / "params" / "reports" / "small.yml"
        edit(path, '"price_year": "2019-20"', '"price_year": "2018-19"')
        edit(path, "A test", "Another")
        book = json.loads((release / "notebooks" / "scrutiny_report.ipynb").read_text("utf-8"))
        code = [cell for cell in book["cells"] if cell["cell_type"] == "code"][-1]
        code["source"] = [*code["source"], "\n# a comment"]
        (release / "notebooks" / "scrutiny_report.ipynb").write_text(json.dumps(book), "utf-8")
        told = lines(differences(release, CLEVELAND))
        assert told[:2] == [
            "parameters changed: price_year is 2019-20 in the manifest and 2018-19 in params/reports/small.yml: "
            f"{CLEVELAND}/scrutiny_report.",
            f"parameters changed: its title is another in params/reports/small.yml: {CLEVELAND}/scrutiny_report.",
        ]
        assert told[2].startswith(
            "code changed: the notebook's cells; input changed: params/unit_costs/home-office-2019-20.csv: "
            f"{CLEVELAND}/scrutiny_report, "
        )
        assert told[3].startswith("parameters changed: title in params/reports/small.yml: manifest.json, ")

    def test_input_that_keeps_its_contract_no_more(self, release):
        edit(release / "data" / "crimes.csv", ROW, WRONG)
        (line,) = lines(differences(release, CLEVELAND))
        assert line.startswith("input changed: data/crimes.csv: cannot be made again: crimes.csv: row ")

    def test_code_of_iomlib_for_figures_and_its_templates(self, release, tmp_path):
        shutil.copytree(
            ROOT / "iomlib", tmp_path / "code" / "iomlib", ignore=shutil.ignore_patterns("__pycache__")
        )
        for name in ("metrics/costs.py", "templates/report.html.j2"):
            with (tmp_path / "code" / "iomlib" / name).open("a") as file:
                file.write("\n")
        told = verified_with(release, tmp_path / "code")["differences"]
        code = [
            "code changed: iomlib's code for figures",
            "code changed: iomlib's code for pages, or its templates",
        ]
        assert [(each["cause"], each["where"]) for each in told] == [
            ("; ".join(code), f"{CLEVELAND}/scrutiny_report"),
            ("; ".join(code), "manifest.json"),
        ]

    def test_a_package_of_another_version(self, release, tmp_path):
        about = tmp_path / "code" / "pandas-9.9.9.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: pandas\nVersion: 9.9.9\n")
        (told,) = verified_with(release, tmp_path / "code", ROOT)["differences"]
        assert told["cause"].startswith(
            "installed packages changed: pandas 9.9.9 is installed and requirements.lock has 3."
        )

    def test_another_python_is_named_with_the_one_before(self):
        before = {"needed": "of another Python", "python": "3.11.2"}
        now = {"needed": "of this Python", "python": python_version()}
        assert causes(before, now, ROOT / "requirements.lock") == (
            "packages",
            f"installed packages changed: Python is {python_version()} here and was 3.11.2",
        )


def test_where_only_what_reports_are_made_from_differs_the_last_line_says_that_no_file_does():
    other_python = Difference("packages", "installed packages changed: Python", "leeds/2008-09-Q1/small")
    found = Verified(1, 1, 3, {}, [other_python], [])
    assert closing(found, figures_only=False) == (
        "1 difference in 1 report; what they are made from differs, and no file and no figure of them."
    )
    of_a_file = other_python._replace(files=("small.html",))
    assert closing(found._replace(differences=[of_a_file]), False) == "1 difference in 1 report."
    tampered = other_python._replace(kind="tampered")
    assert (
        closing(found._replace(differences=[other_python, tampered]), False) == "2 differences in 1 report."
    )


def verified_with(release, *path):
    """Verify one report by `iom` from other folders of Python, and read what it says."""
    command = [sys.executable, "-m", "iomlib", "verify", release / "outputs", "--only", CLEVELAND, "--json"]
    own = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    done = subprocess.run(command, cwd=release, env=own, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 5), done.stderr
    return json.loads(done.stdout)


def test_of_people_the_restricted_edition_is_verified_and_names_their_table(tmp_path):
    add_people(project(tmp_path))
    whose = {"areas": ["simulated-stockton"], "quarters": ["2008-09-Q4"], "settings": OF_STAFF}
    built(
        tmp_path,
        "cohort_review",
        run_file(tmp_path, notebooks=["cohort_review"], edition="restricted", **whose),
    )
    done = iom("verify", tmp_path / "outputs")
    assert (done.returncode, done.stdout[:48]) == (0, "1 report verified. Head of the log (restricted):")
    other(tmp_path / "outputs" / "restricted" / "2008-09-Q4" / "simulated-stockton" / "cohort_review.docx")
    path = tmp_path / "data" / "nominals.parquet"
    people = pyarrow.parquet.read_table(path).to_pandas()
    people["sex"] = people["sex"].map({"male": "female", "female": "male"})
    people.to_parquet(path, index=False)
    told = lines(differences(tmp_path))
    assert told[0] == (
        "tampered with: 2008-09-Q4/simulated-stockton/cohort_review.docx (restricted) is not the file of its "
        f"manifest: {STAFF}/cohort_review (restricted)."
    )
    assert told[1].startswith(f"input changed: data/nominals.parquet: {STAFF}/cohort_review (restricted)")


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["nowhere"], "nowhere: no such folder. Name the folder of published reports, such as outputs."),
            (
                ["params"],
                "params: holds no published reports. Name a folder that iom run wrote, such as outputs.",
            ),
            (
                ["outputs", "--only", "leeds/2008-09-Q1"],
                "--only leeds/2008-09-Q1: no report of it lies there. ",
            ),
            (
                ["outputs", "--project", "data"],
                "--project data: is no project with notebooks and params. Name the folder of the project with "
                "--project DIR.",
            ),
        ],
    )
    def test_what_cannot_be_verified_is_said(self, made, arguments, said):
        done = iom("verify", *arguments, cwd=made)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(said)
